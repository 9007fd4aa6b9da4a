//! Helpers over [`num_bigint::BigInt`]: narrowing, Java's hash codes, bit operations, and by other names the operations that
//! user code can make expensive: bounded in size by [`MAX_BITS`], paid for and stopped by [`work`](super::work).
//!
//! Whether a big integer prints as `1N` (`clojure.lang.BigInt`) or `1` (`java.math.BigInteger`)
//! is the business of the heap kind that holds it, not of this file.

use super::error::{NumResult, NumberError};
use super::work::unstopped;
use crate::hash::murmur3;
use num_traits::{One, Signed, ToPrimitive, Zero};

pub use super::divide::{div_rem, floor_mod, gcd, mod_inverse, mod_pow, quot, rem, sqrt};
pub use super::multiply::{mul, pow, pow10};
pub use super::radix::{from_digits, to_text, to_text_radix};
pub use num_bigint::{BigInt, Sign};

/// No operation yields an integer of more bits than this (two mebibytes).
pub const MAX_BITS: u64 = 1 << 24;

/// The most decimal digits that fit into [`MAX_BITS`].
pub const MAX_DIGITS: u64 = 5_050_445;

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

/// The number of decimal digits of the magnitude, 1 for zero.
pub fn digit_count(n: &BigInt) -> u64 {
    if let Some(v) = n.magnitude().to_u64() {
        return v.checked_ilog10().map_or(1, |k| k as u64 + 1);
    }
    unstopped(|| count_digits(n))
}

fn count_digits(n: &BigInt) -> u64 {
    // The logarithm, from the highest bits. It is right to within far less than this.
    const DOUBT: f64 = 1e-6;
    let shift = n.bits() - 64;
    let top = (n.magnitude() >> shift).to_f64().unwrap_or(0.0);
    let log = top.log10() + shift as f64 * std::f64::consts::LOG10_2;
    if (log - log.round()).abs() > DOUBT {
        return log as u64 + 1;
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

/// The integer part of a finite double.
pub fn from_f64(x: f64) -> Option<BigInt> {
    num_traits::FromPrimitive::from_f64(x)
}

/// True for one.
pub fn is_one(n: &BigInt) -> bool {
    n.is_one()
}

/// Numbers of a given number of half words, for tests.
#[cfg(test)]
pub(super) fn random(mut seed: u64) -> impl FnMut(usize) -> BigInt {
    move |words| {
        (0..words).fold(BigInt::zero(), |n, _| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (n << 32) + (seed >> 32)
        })
    }
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
