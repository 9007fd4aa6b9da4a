//! Products, powers and powers of ten, in steps that can be stopped between.
//!
//! Up to [`STEP`] words the library multiplies; longer operands are halved here, by Karatsuba's scheme when they are about equally long.

use super::bigint::{BigInt, MAX_BITS, MAX_DIGITS, checked};
use super::error::{NumResult, NumberError};
use super::work::spend;
use num_bigint::BigUint;
use num_traits::{One, Signed, Zero};

/// Words of the shorter operand that the library multiplies in one go, in about a millisecond.
#[cfg(not(test))]
const STEP: u64 = 1 << 13;
#[cfg(test)]
const STEP: u64 = 8;

/// The length in words.
pub(super) fn words(n: &BigUint) -> u64 {
    n.bits().div_ceil(64)
}

/// What multiplying numbers of so many words costs.
pub(super) fn cost(a: u64, b: u64) -> u64 {
    let (long, short) = (a.max(b), a.min(b));
    // The square root stands for the gain of the schemes for long operands.
    long * short.min(4 * short.isqrt()) / 10
}

/// Product; refused before any work when it cannot fit.
#[inline]
pub fn mul(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    if a.bits() + b.bits() > MAX_BITS + 1 {
        return if a.is_zero() || b.is_zero() { Ok(BigInt::zero()) } else { Err(NumberError::TooLarge) };
    }
    product(a, b)
}

/// The product of operands whose size the caller has limited.
#[inline]
pub(super) fn product(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    let (x, y) = (words(a.magnitude()), words(b.magnitude()));
    if x.min(y) <= STEP && x.max(y) <= 8 * STEP {
        spend(cost(x, y))?;
        return Ok(a * b);
    }
    Ok(BigInt::from_biguint(a.sign() * b.sign(), magnitudes(a.magnitude(), b.magnitude())?))
}

/// The recursion halves an operand each time, so its depth is logarithmic.
pub(super) fn magnitudes(a: &BigUint, b: &BigUint) -> NumResult<BigUint> {
    let (a, b) = if a < b { (b, a) } else { (a, b) };
    let (long, short) = (words(a), words(b));
    if short <= STEP && long <= 8 * STEP {
        spend(cost(long, short))?;
        return Ok(a * b);
    }
    spend(long / 4)?;
    let half = long.div_ceil(2) * 64;
    let (a1, a0) = split(a, half);
    if b.bits() <= half {
        return Ok((magnitudes(&a1, b)? << half) + magnitudes(&a0, b)?);
    }
    let (b1, b0) = split(b, half);
    let (high, low) = (magnitudes(&a1, &b1)?, magnitudes(&a0, &b0)?);
    let middle = magnitudes(&(a1 + a0), &(b1 + b0))? - &high - &low;
    Ok((((high << half) + middle) << half) + low)
}

/// What lies above and below a bit.
pub(super) fn split(n: &BigUint, bit: u64) -> (BigUint, BigUint) {
    let high = n >> bit;
    let low = if high.is_zero() { n.clone() } else { n ^ &(&high << bit) };
    (high, low)
}

/// `base` to the power `exponent`.
pub fn pow(base: &BigInt, exponent: u32) -> NumResult<BigInt> {
    if base.bits() > 1 && (base.bits() - 1).saturating_mul(u64::from(exponent)) > MAX_BITS {
        return Err(NumberError::TooLarge);
    }
    // Shifting is cheap, and what is shifted need not be multiplied.
    let twos = base.trailing_zeros().unwrap_or(0);
    let odd = base.magnitude() >> twos;
    let power = if odd.is_one() { BigUint::one() } else { power(&odd, exponent)? };
    let sign = if base.is_negative() && exponent % 2 == 1 { -BigInt::one() } else { BigInt::one() };
    if base.is_zero() && exponent > 0 {
        return Ok(BigInt::zero());
    }
    checked((BigInt::from(power) * sign) << (twos * u64::from(exponent)))
}

/// By squaring, from the highest bit of the exponent on.
fn power(base: &BigUint, exponent: u32) -> NumResult<BigUint> {
    let mut power = BigUint::one();
    for i in (0..u32::BITS - exponent.leading_zeros()).rev() {
        power = magnitudes(&power, &power)?;
        if exponent >> i & 1 == 1 {
            power = magnitudes(&power, base)?;
        }
    }
    Ok(power)
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
    Ok(BigInt::from(power(&BigUint::from(5u32), n as u32)?) << n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::bigint::random;

    #[test]
    fn products_are_the_librarys() {
        let mut random = random(7);
        for round in 0..400 {
            let (a, b) = (random(round % 90), random(round * 7 % 150));
            assert_eq!(product(&a, &b).expect("unlimited"), &a * &b);
            assert_eq!(product(&-&a, &b).expect("unlimited"), -(&a * &b));
        }
    }

    #[test]
    fn powers_are_the_librarys() {
        for base in [-12, -3, -1, 0, 1, 2, 6, 10, 1_000_003] {
            for exponent in [0, 1, 2, 3, 63, 64, 100, 777] {
                let expected = num_traits::pow::Pow::pow(BigInt::from(base), exponent);
                assert_eq!(pow(&BigInt::from(base), exponent).expect("small"), expected, "{base}^{exponent}");
            }
        }
        assert_eq!(pow10(5000).expect("small"), pow(&BigInt::from(10), 5000).expect("small"));
    }
}
