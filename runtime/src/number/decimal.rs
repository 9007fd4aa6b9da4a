//! Arbitrary-precision decimals: `java.math.BigDecimal`.
//!
//! Division is in `decimal_divide`, text in `decimal_text`. Every operation that could need a
//! power of ten beyond the bit budget fails instead, so `1e1000000000M` is harmless until
//! somebody asks for its digits.

use super::bigint::{self, BigInt};
use super::error::{NumResult, NumberError};
use super::rounding::{MathContext, RoundingMode};
use super::work::unstopped;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;

/// `unscaled × 10^-scale`. Equality is Java's `equals`: `1.0M` and `1.00M` differ; see
/// [`BigDecimal::compare`] for the numeric order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BigDecimal {
    pub(super) unscaled: BigInt,
    pub(super) scale: i32,
}

impl BigDecimal {
    pub fn new(unscaled: BigInt, scale: i32) -> BigDecimal {
        BigDecimal { unscaled, scale }
    }

    /// An integer with scale zero.
    pub fn from_long(n: i64) -> BigDecimal {
        BigDecimal::new(BigInt::from(n), 0)
    }

    /// A number whose scale was computed in 64 bits. Zero saturates, others must fit.
    pub(super) fn with_scale(unscaled: BigInt, scale: i64) -> NumResult<BigDecimal> {
        match i32::try_from(scale) {
            Ok(scale) => Ok(BigDecimal { unscaled, scale }),
            Err(_) if unscaled.is_zero() => Ok(BigDecimal { unscaled, scale: saturate(scale) }),
            Err(_) if scale > 0 => Err(NumberError::ScaleUnderflow),
            Err(_) => Err(NumberError::ScaleOverflow),
        }
    }

    pub fn unscaled(&self) -> &BigInt {
        &self.unscaled
    }

    pub fn scale(&self) -> i32 {
        self.scale
    }

    /// The number of digits of the unscaled value; 1 for zero.
    pub fn precision(&self) -> u64 {
        bigint::digit_count(&self.unscaled)
    }

    /// -1, 0 or 1.
    pub fn signum(&self) -> i32 {
        match self.unscaled.sign() {
            bigint::Sign::Minus => -1,
            bigint::Sign::NoSign => 0,
            bigint::Sign::Plus => 1,
        }
    }

    pub fn is_zero(&self) -> bool {
        self.unscaled.is_zero()
    }

    pub fn is_negative(&self) -> bool {
        self.unscaled.is_negative()
    }

    /// The negation, rounded.
    pub fn neg(&self, mc: MathContext) -> NumResult<BigDecimal> {
        BigDecimal::new(-&self.unscaled, self.scale).round(mc)
    }

    pub fn abs(&self) -> BigDecimal {
        BigDecimal::new(self.unscaled.abs(), self.scale)
    }

    /// The sum; exact without a precision.
    pub fn add(&self, o: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        if mc.precision == 0 {
            return self.add_exact(o);
        }
        if self.is_zero() || o.is_zero() {
            return self.add_zero(o, mc);
        }
        let (big, small) = if self.scale <= o.scale { (self, o) } else { (o, self) };
        // When every digit of one operand lies below the last digit that can matter, a single
        // sticky digit of its sign rounds the same way and spares the alignment.
        let last_digit = big.scale as i64 - big.precision() as i64 + mc.precision as i64;
        let small_first = small.scale as i64 - small.precision() as i64 + 1;
        if small_first > big.scale as i64 + 2 && small_first > last_digit + 2 {
            let scale = (big.scale as i64).max(last_digit) + 3;
            let sticky = BigDecimal::with_scale(small.unscaled.signum(), scale)?;
            return big.add_exact(&sticky)?.round(mc);
        }
        self.add_exact(o)?.round(mc)
    }

    fn add_exact(&self, o: &BigDecimal) -> NumResult<BigDecimal> {
        if self.scale == o.scale {
            return Ok(BigDecimal::new(bigint::add(&self.unscaled, &o.unscaled)?, self.scale));
        }
        let scale = self.scale.max(o.scale);
        let (a, b) = (self.raised_to(scale)?, o.raised_to(scale)?);
        Ok(BigDecimal::new(bigint::add(&a, &b)?, scale))
    }

    /// Rounded sum where at least one side is zero: the scale tends to the larger one.
    fn add_zero(&self, o: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        let preferred = self.scale.max(o.scale);
        if self.is_zero() && o.is_zero() {
            return Ok(BigDecimal::new(BigInt::zero(), preferred));
        }
        let result = if self.is_zero() { o.round(mc)? } else { self.round(mc)? };
        match result.scale.cmp(&preferred) {
            Ordering::Equal => Ok(result),
            Ordering::Greater => result.strip_zeros_to(preferred as i64),
            Ordering::Less => {
                let room = mc.precision as i64 - result.precision() as i64;
                let wanted = preferred as i64 - result.scale as i64;
                let scale = result.scale as i64 + room.min(wanted);
                result.set_scale(saturate(scale), RoundingMode::Unnecessary)
            }
        }
    }

    /// The unscaled value at a scale that is not smaller.
    fn raised_to(&self, scale: i32) -> NumResult<BigInt> {
        let raise = (scale as i64 - self.scale as i64).unsigned_abs();
        if raise == 0 || self.is_zero() {
            return Ok(self.unscaled.clone());
        }
        bigint::mul(&self.unscaled, &bigint::pow10(raise)?)
    }

    pub fn sub(&self, o: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        self.add(&BigDecimal::new(-&o.unscaled, o.scale), mc)
    }

    pub fn mul(&self, o: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        let unscaled = bigint::mul(&self.unscaled, &o.unscaled)?;
        BigDecimal::with_scale(unscaled, self.scale as i64 + o.scale as i64)?.round(mc)
    }

    /// The exact power, for exponents 0 to 999999999 as in Java.
    pub fn pow(&self, exponent: i32) -> NumResult<BigDecimal> {
        let n = u32::try_from(exponent).map_err(|_| NumberError::InvalidOperation)?;
        if n > 999_999_999 {
            return Err(NumberError::InvalidOperation);
        }
        BigDecimal::with_scale(bigint::pow(&self.unscaled, n)?, self.scale as i64 * n as i64)
    }

    /// Numeric order: `compareTo`. Aligns only numbers of the same magnitude.
    pub fn try_compare(&self, o: &BigDecimal) -> NumResult<Ordering> {
        let by_sign = self.signum().cmp(&o.signum());
        if by_sign != Ordering::Equal || self.is_zero() {
            return Ok(by_sign);
        }
        let by_magnitude = self.compare_magnitude(o)?;
        Ok(if self.is_negative() { by_magnitude.reverse() } else { by_magnitude })
    }

    /// The same where nothing can fail.
    pub fn compare(&self, o: &BigDecimal) -> Ordering {
        unstopped(|| self.try_compare(o)).unwrap_or(Ordering::Equal)
    }

    /// Order of the absolute values.
    pub fn compare_magnitude(&self, o: &BigDecimal) -> NumResult<Ordering> {
        let (a, b) = (self.unscaled.magnitude(), o.unscaled.magnitude());
        if self.scale == o.scale || self.is_zero() || o.is_zero() {
            return Ok(a.cmp(b));
        }
        let top = |d: &BigDecimal| d.precision() as i64 - d.scale as i64;
        let by_top = top(self).cmp(&top(o));
        if by_top != Ordering::Equal {
            return Ok(by_top);
        }
        // Equal tops bound the difference of scales by the digits that are really there, so
        // the power of ten cannot exceed the budget.
        let scale = self.scale.max(o.scale);
        Ok(self.raised_to(scale)?.magnitude().cmp(o.raised_to(scale)?.magnitude()))
    }

    /// The same number (or the nearest by `mode`) with another scale.
    pub fn set_scale(&self, scale: i32, mode: RoundingMode) -> NumResult<BigDecimal> {
        let raise = scale as i64 - self.scale as i64;
        if self.is_zero() || raise == 0 {
            return Ok(BigDecimal::new(self.unscaled.clone(), scale));
        }
        if i32::try_from(raise.abs()).is_err() {
            return Err(NumberError::ScaleUnderflow);
        }
        if raise > 0 {
            return Ok(BigDecimal::new(self.raised_to(scale)?, scale));
        }
        Ok(BigDecimal::new(drop_digits(&self.unscaled, raise.unsigned_abs(), mode)?, scale))
    }

    /// Rounded to the context's precision.
    pub fn round(&self, mc: MathContext) -> NumResult<BigDecimal> {
        if mc.precision == 0 {
            return Ok(self.clone());
        }
        let mut unscaled = self.unscaled.clone();
        let mut scale = self.scale as i64;
        loop {
            let digits = bigint::digit_count(&unscaled);
            let Some(drop) = digits.checked_sub(mc.precision as u64).filter(|&d| d > 0) else {
                return BigDecimal::with_scale(unscaled, scale);
            };
            // Rounding up may carry into one digit more, hence the loop.
            unscaled = drop_digits(&unscaled, drop, mc.rounding)?;
            scale -= drop as i64;
        }
    }

    /// Without trailing zeros; zero has scale 0.
    pub fn strip_trailing_zeros(&self) -> NumResult<BigDecimal> {
        if self.is_zero() {
            return Ok(BigDecimal::from_long(0));
        }
        self.strip_zeros_to(i64::MIN / 2)
    }

    /// Drops trailing zeros while the scale is above `preferred`.
    pub(super) fn strip_zeros_to(&self, preferred: i64) -> NumResult<BigDecimal> {
        let limit = (self.scale as i64 - preferred).max(0) as u64;
        let (unscaled, dropped) = strip_zeros(&self.unscaled, limit)?;
        BigDecimal::with_scale(unscaled, self.scale as i64 - dropped as i64)
    }

    /// The decimal point moved: the number times `10^n`.
    pub fn scale_by_power_of_ten(&self, n: i32) -> NumResult<BigDecimal> {
        BigDecimal::with_scale(self.unscaled.clone(), self.scale as i64 - n as i64)
    }

    /// The integer part.
    pub fn to_bigint(&self) -> NumResult<BigInt> {
        Ok(self.set_scale(0, RoundingMode::Down)?.unscaled)
    }

    /// `longValue`: the low 64 bits of the integer part.
    pub fn low_long(&self) -> NumResult<i64> {
        // Ten to the 64th is divisible by two to the 64th.
        if self.scale <= -64 { Ok(0) } else { Ok(bigint::low_long(&self.to_bigint()?)) }
    }

    /// The nearest double.
    pub fn to_f64(&self) -> NumResult<f64> {
        Ok(self.short_text()?.parse().unwrap_or(f64::NAN))
    }

    /// The nearest float.
    pub fn to_f32(&self) -> NumResult<f32> {
        Ok(self.short_text()?.parse().unwrap_or(f32::NAN))
    }

    /// `digits e exponent` with at most about a thousand digits: more cannot move the nearest
    /// double, except by saying that the rest is not zero.
    fn short_text(&self) -> NumResult<String> {
        let digits = self.precision();
        if digits > 1200 {
            let (head, rest) = bigint::div_rem(&self.unscaled, &bigint::pow10(digits - 1100)?)?;
            let sticky = if rest.is_zero() { 0 } else { 1 };
            let exponent = digits as i64 - 1100 - 1 - self.scale as i64;
            return Ok(format!("{head}{sticky}e{exponent}"));
        }
        Ok(format!("{}e{}", self.unscaled, -(self.scale as i64)))
    }

    /// The exact value of a double: `new BigDecimal(double)`.
    pub fn from_f64_exact(x: f64) -> NumResult<BigDecimal> {
        if !x.is_finite() {
            return Err(NumberError::InfiniteOrNaN);
        }
        let bits = x.abs().to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let (mut mantissa, mut exponent) = match (bits >> 52) as i64 {
            0 => (fraction, -1074),
            e => (fraction | 1 << 52, e - 1075),
        };
        if mantissa == 0 {
            return Ok(BigDecimal::from_long(0));
        }
        let zeros = mantissa.trailing_zeros();
        mantissa >>= zeros;
        exponent += zeros as i64;
        let m = BigInt::from(if x < 0.0 { -(mantissa as i64) } else { mantissa as i64 });
        if exponent >= 0 {
            return Ok(BigDecimal::new(m << exponent, 0));
        }
        let places = exponent.unsigned_abs() as u32;
        Ok(BigDecimal::new(m * bigint::pow(&BigInt::from(5), places)?, places as i32))
    }

    /// The decimal that a double prints as: `BigDecimal.valueOf`.
    pub fn from_f64(x: f64) -> NumResult<BigDecimal> {
        BigDecimal::parse(&super::format::double_to_string(x))
    }

    /// `BigDecimal.hashCode`; differs between `1.0M` and `1.00M`.
    pub fn java_hash(&self) -> i32 {
        bigint::java_hash(&self.unscaled).wrapping_mul(31).wrapping_add(self.scale)
    }

    /// Clojure's `hash`: equal for numbers that are `=`.
    pub fn hasheq(&self) -> NumResult<i32> {
        match self.strip_trailing_zeros() {
            Err(stopped @ NumberError::Stopped(_)) => Err(stopped),
            stripped => Ok(stripped.map_or(0, |d| d.java_hash())),
        }
    }
}

/// `n / 10^drop`, rounded.
fn drop_digits(n: &BigInt, drop: u64, mode: RoundingMode) -> NumResult<BigInt> {
    if n.is_zero() {
        return Ok(BigInt::zero());
    }
    if drop > bigint::digit_count(n) {
        // Less than a tenth of a unit is left: no power of ten is needed to round it.
        let grow = mode.increments(n.is_negative(), false, Ordering::Less)?;
        return Ok(if grow { n.signum() } else { BigInt::zero() });
    }
    mode.divide(n, &bigint::pow10(drop)?, false)
}

/// Removes at most `limit` trailing decimal zeros, by powers of ten that double and halve.
fn strip_zeros(n: &BigInt, limit: u64) -> NumResult<(BigInt, u64)> {
    // A number divisible by 10^k is divisible by 2^k, which is cheap to see.
    let mut left = limit.min(n.trailing_zeros().unwrap_or(0));
    let (mut n, mut dropped, mut step, mut growing) = (n.clone(), 0u64, 1u64, true);
    while left > 0 && step > 0 {
        let divided = if step <= left { Some(bigint::div_rem(&n, &bigint::pow10(step)?)?) } else { None };
        match divided.filter(|(_, rest)| rest.is_zero()) {
            Some((quotient, _)) => {
                n = quotient;
                dropped += step;
                left -= step;
            }
            None => growing = false,
        }
        step = if growing { step * 2 } else { step / 2 };
    }
    Ok((n, dropped))
}

/// The nearest int.
pub(super) fn saturate(scale: i64) -> i32 {
    scale.clamp(i32::MIN as i64, i32::MAX as i64) as i32
}

#[cfg(test)]
#[path = "decimal_tests.rs"]
mod tests;
