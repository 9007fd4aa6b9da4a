//! Helpers over [`num_bigint::BigInt`]: narrowing, Java's hash codes, bit operations, and the
//! bounded operations that user code can make arbitrarily expensive.
//!
//! Whether a big integer prints as `1N` (`clojure.lang.BigInt`) or `1` (`java.math.BigInteger`)
//! is the business of the heap kind that holds it, not of this file.

use super::error::{NumResult, NumberError};
use crate::hash::murmur3;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

pub use num_bigint::{BigInt, Sign};

/// No operation yields an integer of more bits than this (two mebibytes).
pub const MAX_BITS: u64 = 1 << 24;

/// The most decimal digits that fit into [`MAX_BITS`].
pub const MAX_DIGITS: u64 = 5_050_445;

/// Both operands of a greatest common divisor longer than this are refused, as the
/// algorithm is quadratic.
const MAX_GCD_BITS: u64 = 1 << 21;

/// The value as a long, if it fits.
#[inline]
pub fn to_long(n: &BigInt) -> Option<i64> {
    n.to_i64()
}

/// The low 64 bits in two's complement: `Number.longValue`.
pub fn low_long(n: &BigInt) -> i64 {
    let magnitude = n.iter_u64_digits().next().unwrap_or(0) as i64;
    if n.is_negative() { magnitude.wrapping_neg() } else { magnitude }
}

/// The nearest double, infinite when out of range.
pub fn to_f64(n: &BigInt) -> f64 {
    n.to_f64().unwrap_or(f64::NAN)
}

/// `BigInteger.bitLength`: bits of the shortest two's complement form without the sign.
pub fn bit_length(n: &BigInt) -> u64 {
    let bits = n.bits();
    let is_negative_power_of_two = n.is_negative() && n.magnitude().count_ones() == 1;
    if is_negative_power_of_two { bits - 1 } else { bits }
}

/// `BigInteger.hashCode`.
pub fn java_hash(n: &BigInt) -> i32 {
    let mut words: Vec<u32> = n.iter_u32_digits().collect();
    words.reverse();
    let hash = words.iter().fold(0i32, |h, &w| h.wrapping_mul(31).wrapping_add(w as i32));
    if n.is_negative() { hash.wrapping_neg() } else { hash }
}

/// `clojure.lang.BigInt.hashCode`: as `Long.hashCode` when it fits a long.
pub fn clojure_hash(n: &BigInt) -> i32 {
    match to_long(n) {
        Some(v) => (v ^ ((v as u64) >> 32) as i64) as i32,
        None => java_hash(n),
    }
}

/// `hash`: equal to the hash of the equal long where there is one.
pub fn hasheq(n: &BigInt) -> i32 {
    match to_long(n) {
        Some(v) => murmur3::hash_long(v),
        None => java_hash(n),
    }
}

/// Rejects integers beyond the budget.
#[inline]
pub fn checked(n: BigInt) -> NumResult<BigInt> {
    if n.bits() > MAX_BITS { Err(NumberError::TooLarge) } else { Ok(n) }
}

/// Sum.
#[inline]
pub fn add(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    checked(a + b)
}

/// Difference.
#[inline]
pub fn sub(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    checked(a - b)
}

/// Product; refused before any work when it cannot fit.
#[inline]
pub fn mul(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    if a.bits() + b.bits() > MAX_BITS + 1 {
        return if a.is_zero() || b.is_zero() { Ok(BigInt::zero()) } else { Err(NumberError::TooLarge) };
    }
    Ok(a * b)
}

/// Quotient rounded towards zero, and the remainder with the dividend's sign.
pub fn div_rem(a: &BigInt, b: &BigInt) -> NumResult<(BigInt, BigInt)> {
    if b.is_zero() { Err(NumberError::DivideByZero) } else { Ok(a.div_rem(b)) }
}

/// `base` to the power `exponent`.
pub fn pow(base: &BigInt, exponent: u32) -> NumResult<BigInt> {
    if base.bits() > 1 && (base.bits() - 1).saturating_mul(exponent as u64) > MAX_BITS {
        return Err(NumberError::TooLarge);
    }
    checked(num_traits::pow::Pow::pow(base, exponent))
}

/// Ten to the power `n`.
pub fn pow10(n: u64) -> NumResult<BigInt> {
    if n < 19 {
        return Ok(BigInt::from(10u64.pow(n as u32)));
    }
    if n > MAX_DIGITS {
        return Err(NumberError::TooLarge);
    }
    // Ten is five times two, and shifting is nearly free.
    Ok(num_traits::pow::Pow::pow(BigInt::from(5), n as u32) << n)
}

/// The number of decimal digits of the magnitude, 1 for zero.
pub fn digit_count(n: &BigInt) -> u64 {
    if let Some(v) = n.magnitude().to_u64() {
        return v.checked_ilog10().map_or(1, |k| k as u64 + 1);
    }
    // 10^(low) <= 2^(bits-1) <= |n|, and the true count is `low + 1` or `low + 2`.
    let low = ((n.bits() - 1) as f64 * std::f64::consts::LOG10_2) as u64;
    match pow10(low + 1) {
        Ok(bound) if n.magnitude() >= bound.magnitude() => low + 2,
        _ => low + 1,
    }
}

/// `shiftLeft` for a positive count, `shiftRight` (rounding down) for a negative one.
pub fn shift(n: &BigInt, count: i64) -> NumResult<BigInt> {
    if count < 0 {
        return Ok(n >> count.unsigned_abs());
    }
    if !n.is_zero() && n.bits() + count.unsigned_abs() > MAX_BITS {
        return Err(NumberError::TooLarge);
    }
    Ok(if n.is_zero() { BigInt::zero() } else { n << count })
}

/// Greatest common divisor, not negative.
///
/// Lehmer's algorithm: quotients are found from the leading 64 bits of both numbers, so that
/// the long operands are touched once per several dozen bits.
pub fn gcd(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    let (mut a, mut b) = (a.abs(), b.abs());
    if a < b {
        std::mem::swap(&mut a, &mut b);
    }
    if b.bits() > MAX_GCD_BITS {
        return Err(NumberError::TooLarge);
    }
    while let Some(step) = lehmer_step(&a, &b) {
        (a, b) = step;
    }
    if let (Some(x), Some(y)) = (a.to_u64(), b.to_u64()) {
        return Ok(BigInt::from(x.gcd(&y)));
    }
    Ok(a)
}

/// One round on `a >= b`: `None` when `b` is zero or both fit a machine word.
fn lehmer_step(a: &BigInt, b: &BigInt) -> Option<(BigInt, BigInt)> {
    if b.is_zero() || a.bits() <= 64 {
        return None;
    }
    let shift = a.bits() - 62;
    let (mut x, mut y) = ((a >> shift).to_i128()?, (b >> shift).to_i128()?);
    // The cofactors of the two numbers so far; signs alternate.
    let (mut p, mut q, mut r, mut s) = (1i128, 0i128, 0i128, 1i128);
    while y + r != 0 && y + s != 0 {
        let quotient = (x + p) / (y + r);
        // The leading digits decide the quotient only while both bounds agree.
        if quotient != (x + q) / (y + s) {
            break;
        }
        (x, y) = (y, x - quotient * y);
        (p, r) = (r, p - quotient * r);
        (q, s) = (s, q - quotient * s);
    }
    if q == 0 {
        let rest = a % b;
        return Some((b.clone(), rest));
    }
    let big = |k: i128| BigInt::from(k);
    let (next_a, next_b) = (a * big(p) + b * big(q), a * big(r) + b * big(s));
    Some(if next_a < next_b { (next_b, next_a) } else { (next_a, next_b) })
}

/// Digits of this many are read by the library's algorithm, which is quadratic.
const DIGIT_CHUNK: usize = 2048;

/// The number written by these digit values, most significant first. Halves long inputs, so that
/// millions of digits take seconds and not minutes.
pub fn from_digits(digits: &[u8], radix: u32) -> BigInt {
    // powers[i] is the radix to the power of DIGIT_CHUNK << i.
    let mut powers: Vec<BigInt> = Vec::new();
    while DIGIT_CHUNK << powers.len() < digits.len() {
        let next = match powers.last() {
            Some(last) => last * last,
            None => num_traits::pow::Pow::pow(BigInt::from(radix), DIGIT_CHUNK),
        };
        powers.push(next);
    }
    join_digits(digits, radix, &powers)
}

/// The recursion halves the input each time, so its depth is logarithmic.
fn join_digits(digits: &[u8], radix: u32, powers: &[BigInt]) -> BigInt {
    let Some((power, smaller)) = powers.split_last() else {
        return BigInt::from_radix_be(Sign::Plus, digits, radix).unwrap_or_default();
    };
    match digits.len().checked_sub(DIGIT_CHUNK << smaller.len()) {
        Some(at) if at > 0 => {
            let (high, low) = digits.split_at(at);
            join_digits(high, radix, smaller) * power + join_digits(low, radix, smaller)
        }
        _ => join_digits(digits, radix, smaller),
    }
}

/// Text of an integer in a radix from 2 to 36 (others mean ten, as in Java).
pub fn to_string_radix(n: &BigInt, radix: u32) -> String {
    n.to_str_radix(if (2..=36).contains(&radix) { radix } else { 10 })
}

/// The integer part of a finite double.
pub fn from_f64(x: f64) -> Option<BigInt> {
    num_traits::FromPrimitive::from_f64(x)
}

/// True for one.
pub fn is_one(n: &BigInt) -> bool {
    n.is_one()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn big(s: &str) -> BigInt {
        s.parse().expect("test number")
    }

    #[test]
    fn hashes_are_the_jvms() {
        assert_eq!(hasheq(&big("1")), 1392991556);
        assert_eq!(hasheq(&big("100000000000000000000")), 1882487352);
        assert_eq!(java_hash(&big("-100000000000000000000")), -1882487352);
        assert_eq!(clojure_hash(&big("-5")), 4);
        assert_eq!(java_hash(&big("-5")), -5);
        assert_eq!(hasheq(&big("-9223372036854775808")), 1366273829);
        assert_eq!(hasheq(&big("-12345678901234567890")), 1436577082);
    }

    #[test]
    fn low_bits_wrap_like_long_value() {
        assert_eq!(low_long(&big("100000000000000000000")), 7766279631452241920);
        assert_eq!(low_long(&big("-9223372036854775808")), i64::MIN);
        assert_eq!(low_long(&big("-1")), -1);
        assert_eq!(low_long(&big("0")), 0);
    }

    #[test]
    fn digits_are_counted() {
        for (text, n) in [("0", 1), ("9", 1), ("10", 2), ("-999", 3), ("18446744073709551615", 20)] {
            assert_eq!(digit_count(&big(text)), n, "{text}");
        }
        for k in [20u64, 21, 50, 308, 1000] {
            let p = pow10(k).expect("small");
            assert_eq!(digit_count(&p), k + 1);
            assert_eq!(digit_count(&(p - 1)), k);
        }
    }

    #[test]
    fn gcd_agrees_with_the_plain_algorithm() {
        let mut seed = 12345u64;
        let mut random = |words: usize| {
            let mut n = BigInt::zero();
            for _ in 0..words {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                n = (n << 32) + (seed >> 32);
            }
            n
        };
        for round in 0..300 {
            let common = random(round % 7);
            let (a, b) = (random(1 + round % 11) * &common, random(1 + round % 5) * &common);
            assert_eq!(gcd(&a, &b).expect("small"), a.gcd(&b), "{a} {b}");
        }
        let f = |n: usize| (0..n).fold((big("0"), big("1")), |(a, b), _| (b.clone(), a + b));
        let (a, b) = f(5000);
        assert_eq!(gcd(&a, &b).expect("small"), big("1"));
    }

    #[test]
    fn long_texts_are_read_in_halves() {
        for n in [1usize, 2048, 2049, 4096, 4097, 10_000, 50_001] {
            let digits: Vec<u8> = (0..n).map(|i| (i * 7 + 3) as u8 % 10).collect();
            let plain = BigInt::from_radix_be(Sign::Plus, &digits, 10).expect("digits");
            assert_eq!(from_digits(&digits, 10), plain, "{n} digits");
        }
    }

    #[test]
    fn the_budget_holds() {
        assert_eq!(pow(&big("10"), 100_000_000), Err(NumberError::TooLarge));
        assert_eq!(pow10(u64::MAX), Err(NumberError::TooLarge));
        assert_eq!(shift(&big("1"), i64::MAX), Err(NumberError::TooLarge));
        assert_eq!(shift(&big("0"), i64::MAX), Ok(big("0")));
        assert_eq!(shift(&big("-5"), -1), Ok(big("-3")));
        assert_eq!(pow(&big("-1"), u32::MAX), Ok(big("-1")));
        let huge = BigInt::from(1) << (MAX_BITS - 1);
        assert_eq!(mul(&huge, &huge), Err(NumberError::TooLarge));
    }

    #[test]
    fn bit_length_is_javas() {
        for (text, n) in [("0", 0), ("-1", 0), ("1", 1), ("-128", 7), ("128", 8), ("-129", 8)] {
            assert_eq!(bit_length(&big(text)), n, "{text}");
        }
    }
}
