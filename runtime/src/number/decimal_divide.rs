//! Division of decimals: exact, rounded, integral, remainder. `java.math.BigDecimal.divide` etc.

use super::bigint::{self, BigInt};
use super::decimal::{BigDecimal, saturate};
use super::error::{NumResult, NumberError};
use super::rounding::{MathContext, RoundingMode};
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

impl BigDecimal {
    /// The quotient: exact (or an error) without a precision, else rounded to it.
    pub fn divide(&self, d: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        if d.is_zero() {
            return Err(NumberError::DivideByZero);
        }
        if self.is_zero() {
            return Ok(BigDecimal::new(BigInt::zero(), saturate(self.preferred_scale(d))));
        }
        if mc.precision == 0 { self.divide_exact(d) } else { self.divide_rounded(d, mc) }
    }

    /// The quotient at a given scale: `divide(d, scale, mode)`.
    pub fn divide_to_scale(&self, d: &BigDecimal, scale: i32, mode: RoundingMode) -> NumResult<BigDecimal> {
        if d.is_zero() {
            return Err(NumberError::DivideByZero);
        }
        let shift = scale as i64 - self.preferred_scale(d);
        let power = bigint::pow10(shift.unsigned_abs())?;
        let unscaled = if shift >= 0 {
            mode.divide(&bigint::mul(&self.unscaled, &power)?, &d.unscaled, false)?
        } else {
            mode.divide(&self.unscaled, &bigint::mul(&d.unscaled, &power)?, false)?
        };
        Ok(BigDecimal::new(unscaled, scale))
    }

    fn preferred_scale(&self, d: &BigDecimal) -> i64 {
        self.scale as i64 - d.scale as i64
    }

    /// A quotient terminates exactly when its reduced divisor has no prime factor but 2 and 5.
    fn divide_exact(&self, d: &BigDecimal) -> NumResult<BigDecimal> {
        let g = bigint::gcd(&self.unscaled, &d.unscaled)?;
        let (n, divisor) = (bigint::quot(&self.unscaled, &g)?, bigint::quot(&d.unscaled, &g)?);
        let twos = divisor.trailing_zeros().unwrap_or(0);
        let mut odd = divisor.abs() >> twos;
        let five = BigInt::from(5);
        // Only a power of five goes into the power of five that is next above it.
        let most = odd.bits() * 100 / 232 + 1;
        let hopeless = !odd.is_one() && !bigint::rem(&odd, &five)?.is_zero();
        if hopeless || !bigint::rem(&bigint::pow(&BigInt::from(5), most as u32)?, &odd)?.is_zero() {
            return Err(NumberError::NonTerminating);
        }
        let mut fives = 0u64;
        let (mut steps, mut step) = (vec![five], 0);
        // By powers that double, and then halve: each divides if what is left is not less.
        while !odd.is_one() {
            if odd >= steps[step] {
                odd = bigint::quot(&odd, &steps[step])?;
                fives += 1 << step;
                if step + 1 == steps.len() && odd >= steps[step] {
                    steps.push(bigint::mul(&steps[step], &steps[step])?);
                    step += 1;
                }
            } else {
                step -= 1;
            }
        }
        let places = twos.max(fives);
        let scale = self.preferred_scale(d) + places as i64;
        let unscaled = bigint::mul(&n, &bigint::pow10(places)?)?;
        let unscaled = bigint::quot(&unscaled, &divisor)?;
        // Java reports a scale out of range here as a quotient that does not exist.
        BigDecimal::with_scale(unscaled, scale).map_err(|_| NumberError::NonTerminating)
    }

    fn divide_rounded(&self, d: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        let estimate = self.precision() as i64 - d.precision() as i64;
        // One or two digits more than wanted, whatever the leading digits are.
        let shift = mc.precision as i64 + 1 - estimate;
        let power = bigint::pow10(shift.unsigned_abs())?;
        let (quotient, rest) = if shift >= 0 {
            bigint::div_rem(&bigint::mul(&self.unscaled, &power)?, &d.unscaled)?
        } else {
            bigint::div_rem(&self.unscaled, &bigint::mul(&d.unscaled, &power)?)?
        };
        let drop = bigint::digit_count(&quotient).saturating_sub(mc.precision as u64).max(1);
        let unit = bigint::pow10(drop)?;
        let exact = rest.is_zero() && bigint::rem(&quotient, &unit)?.is_zero();
        let unscaled = mc.rounding.divide(&quotient, &unit, !rest.is_zero())?;
        let mut scale = self.preferred_scale(d) + shift - drop as i64;
        let (unscaled, carry) =
            if bigint::digit_count(&unscaled) > mc.precision as u64 { (unscaled / 10, 1) } else { (unscaled, 0) };
        scale -= carry;
        if !exact {
            return BigDecimal::with_scale(unscaled, scale);
        }
        // An exact quotient gives back the zeros that it does not owe to its operands' scales.
        let stripped = BigDecimal::new(unscaled, 0).strip_zeros_to(self.preferred_scale(d) - scale)?;
        BigDecimal::with_scale(stripped.unscaled, scale + stripped.scale as i64)
    }

    /// The quotient's integer part: `divideToIntegralValue`.
    pub fn quot(&self, d: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        if d.is_zero() {
            return Err(NumberError::DivideByZero);
        }
        if mc.precision == 0 || self.compare_magnitude(d)? == Ordering::Less {
            return self.quot_exact(d);
        }
        let preferred = saturate(self.preferred_scale(d));
        let down = MathContext { precision: mc.precision, rounding: RoundingMode::Down };
        let mut result = self.divide(d, down)?;
        if result.scale < 0 {
            let rest = self.sub(&result.mul(d, MathContext::UNLIMITED)?, MathContext::UNLIMITED)?;
            if rest.compare_magnitude(d)? != Ordering::Less {
                return Err(NumberError::DivisionImpossible);
            }
        } else if result.scale > 0 {
            result = result.set_scale(0, RoundingMode::Down)?;
        }
        let room = mc.precision as i64 - result.precision() as i64;
        if preferred > result.scale && room > 0 {
            let wanted = preferred as i64 - result.scale as i64;
            return result.set_scale(saturate(result.scale as i64 + room.min(wanted)), RoundingMode::Unnecessary);
        }
        result.strip_zeros_to(preferred as i64)
    }

    fn quot_exact(&self, d: &BigDecimal) -> NumResult<BigDecimal> {
        let preferred = self.preferred_scale(d);
        let is_zero = self.is_zero() || self.compare_magnitude(d)? == Ordering::Less;
        if is_zero {
            return Ok(BigDecimal::new(BigInt::zero(), saturate(preferred)));
        }
        if preferred <= 0 {
            let (quotient, rest) = bigint::div_rem(&self.unscaled, &d.unscaled)?;
            if rest.is_zero() {
                return BigDecimal::with_scale(quotient, preferred);
            }
            let dividend = bigint::mul(&self.unscaled, &bigint::pow10(preferred.unsigned_abs())?)?;
            return BigDecimal::new(bigint::quot(&dividend, &d.unscaled)?, 0).strip_zeros_to(preferred);
        }
        let power = bigint::pow10(preferred.unsigned_abs())?;
        let quotient = bigint::quot(&self.unscaled, &bigint::mul(&d.unscaled, &power)?)?;
        BigDecimal::with_scale(bigint::mul(&quotient, &power)?, preferred)
    }

    /// `self - d * (quot self d)`.
    pub fn rem(&self, d: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
        let product = self.quot(d, mc)?.mul(d, MathContext::UNLIMITED)?;
        self.sub(&product, MathContext::UNLIMITED)
    }
}
