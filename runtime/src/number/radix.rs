//! Digits of big numbers, read and written in steps that can be stopped between: long ones in halves, by powers of the radix.

use super::bigint::{BigInt, Sign};
use super::divide::magnitudes_div_rem;
use super::error::NumResult;
use super::multiply::magnitudes;
use super::work::spend;
use num_bigint::BigUint;
use num_traits::Zero;

/// Digits of this many are read and written by the library's algorithm, which is quadratic.
#[cfg(not(test))]
const CHUNK: usize = 1024;
#[cfg(test)]
const CHUNK: usize = 16;

/// The number written by these digit values, most significant first.
pub fn from_digits(digits: &[u8], radix: u32) -> NumResult<BigInt> {
    let powers = powers(radix, |n| CHUNK << n < digits.len())?;
    join(digits, radix, &powers).map(BigInt::from)
}

/// `powers[i]` is the radix to the power of `CHUNK << i`, as long as they are wanted.
fn powers(radix: u32, wanted: impl Fn(usize) -> bool) -> NumResult<Vec<BigUint>> {
    let mut powers: Vec<BigUint> = Vec::new();
    while wanted(powers.len()) {
        powers.push(match powers.last() {
            Some(last) => magnitudes(last, last)?,
            None => num_traits::pow::Pow::pow(BigUint::from(radix), CHUNK),
        });
    }
    Ok(powers)
}

/// The recursion halves the input each time, so its depth is logarithmic.
fn join(digits: &[u8], radix: u32, powers: &[BigUint]) -> NumResult<BigUint> {
    let Some((power, smaller)) = powers.split_last() else {
        spend(digits.len() as u64 / 4)?;
        return Ok(BigUint::from_radix_be(digits, radix).unwrap_or_default());
    };
    match digits.len().checked_sub(CHUNK << smaller.len()) {
        Some(at) if at > 0 => {
            let (high, low) = digits.split_at(at);
            let high = magnitudes(&join(high, radix, smaller)?, power)?;
            Ok(high + join(low, radix, smaller)?)
        }
        _ => join(digits, radix, smaller),
    }
}

/// `toString`: the number in base ten.
pub fn to_text(n: &BigInt) -> NumResult<String> {
    to_text_radix(n, 10)
}

/// Text of an integer in a radix from 2 to 36 (others mean ten, as in Java).
pub fn to_text_radix(n: &BigInt, radix: u32) -> NumResult<String> {
    let radix = if (2..=36).contains(&radix) { radix } else { 10 };
    if n.bits() <= 4096 || radix.is_power_of_two() {
        spend(n.bits() / 256)?;
        return Ok(n.to_str_radix(radix));
    }
    let bits_of_chunk = (CHUNK as f64 * f64::from(radix).log2()) as u64;
    let powers = powers(radix, |i| bits_of_chunk << i < n.bits())?;
    let mut out = String::new();
    if n.sign() == Sign::Minus {
        out.push('-');
    }
    split(n.magnitude().clone(), radix, &powers, false, &mut out)?;
    Ok(out)
}

/// Writes a number less than the square of the highest power; with all digits that could be, if others are before it.
fn split(n: BigUint, radix: u32, powers: &[BigUint], full: bool, out: &mut String) -> NumResult<()> {
    let Some((power, smaller)) = powers.split_last() else {
        spend(CHUNK as u64 / 4)?;
        let text = if n.is_zero() { String::new() } else { n.to_str_radix(radix) };
        if full {
            out.extend(std::iter::repeat_n('0', CHUNK.saturating_sub(text.len())));
        }
        out.push_str(&text);
        return Ok(());
    };
    if !full && n < *power {
        return split(n, radix, smaller, false, out);
    }
    let (high, low) = magnitudes_div_rem(&n, power)?;
    drop(n);
    split(high, radix, smaller, full, out)?;
    split(low, radix, smaller, true, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::bigint::random;

    #[test]
    fn long_texts_are_read_in_halves() {
        for n in [1usize, 15, 16, 17, 32, 33, 100, 1000, 5001] {
            let digits: Vec<u8> = (0..n).map(|i| (i * 7 + 3) as u8 % 10).collect();
            let plain = BigInt::from_radix_be(Sign::Plus, &digits, 10).expect("digits");
            assert_eq!(from_digits(&digits, 10), Ok(plain), "{n} digits");
        }
    }

    #[test]
    fn long_numbers_are_written_in_halves() {
        let mut random = random(11);
        for round in 0..300 {
            let n = random(round);
            for radix in [2, 3, 7, 10, 16, 36] {
                assert_eq!(to_text_radix(&n, radix), Ok(n.to_str_radix(radix)), "{n}");
                assert_eq!(to_text_radix(&-&n, radix), Ok((-&n).to_str_radix(radix)), "{n}");
            }
        }
        for digits in [1000u32, 4096, 5000] {
            let power = num_traits::pow::Pow::pow(BigInt::from(10), digits);
            for n in [power.clone(), &power - 1, power + 1] {
                assert_eq!(to_text(&n), Ok(n.to_string()));
            }
        }
    }
}
