//! Exact fractions: `clojure.lang.Ratio`.
//!
//! A [`Ratio`] is never an integer: every operation that could yield one returns [`Exact`].

use super::bigint::{self, BigInt};
use super::decimal::BigDecimal;
use super::error::{NumResult, NumberError};
use super::rounding::MathContext;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// A fraction in lowest terms. Invariants: the denominator is at least two and shares no factor
/// with the numerator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ratio {
    numerator: BigInt,
    denominator: BigInt,
}

/// The exact result of a rational operation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exact {
    Integer(BigInt),
    Ratio(Ratio),
}

impl Exact {
    /// `n / d` in lowest terms.
    pub fn divide(n: &BigInt, d: &BigInt) -> NumResult<Exact> {
        if d.is_zero() {
            return Err(NumberError::DivideByZero);
        }
        let g = bigint::gcd(n, d)?;
        let (mut n, mut d) =
            if g.is_one() { (n.clone(), d.clone()) } else { (bigint::quot(n, &g)?, bigint::quot(d, &g)?) };
        if d.is_negative() {
            (n, d) = (-n, -d);
        }
        bigint::checked(n.clone())?;
        Ok(if d.is_one() { Exact::Integer(n) } else { Exact::Ratio(Ratio { numerator: n, denominator: d }) })
    }
}

/// A rational operand: any integer is over one.
fn sum(an: &BigInt, ad: &BigInt, bn: &BigInt, bd: &BigInt) -> NumResult<Exact> {
    let n = bigint::add(&bigint::mul(an, bd)?, &bigint::mul(bn, ad)?)?;
    Exact::divide(&n, &bigint::mul(ad, bd)?)
}

impl Ratio {
    /// The fraction `n / d`, `None` when it is an integer or `d` is zero.
    pub fn new(n: &BigInt, d: &BigInt) -> NumResult<Option<Ratio>> {
        match Exact::divide(n, d) {
            Ok(Exact::Ratio(r)) => Ok(Some(r)),
            Err(stopped @ NumberError::Stopped(_)) => Err(stopped),
            _ => Ok(None),
        }
    }

    /// An integer as a pseudo-fraction over one: only an operand, never a result.
    pub fn over_one(n: BigInt) -> Ratio {
        Ratio { numerator: n, denominator: BigInt::one() }
    }

    pub fn numerator(&self) -> &BigInt {
        &self.numerator
    }

    pub fn denominator(&self) -> &BigInt {
        &self.denominator
    }

    pub fn is_negative(&self) -> bool {
        self.numerator.is_negative()
    }

    pub fn neg(&self) -> Ratio {
        Ratio { numerator: -&self.numerator, denominator: self.denominator.clone() }
    }

    pub fn abs(&self) -> Ratio {
        Ratio { numerator: self.numerator.abs(), denominator: self.denominator.clone() }
    }

    pub fn add(&self, o: &Ratio) -> NumResult<Exact> {
        sum(&self.numerator, &self.denominator, &o.numerator, &o.denominator)
    }

    pub fn sub(&self, o: &Ratio) -> NumResult<Exact> {
        sum(&self.numerator, &self.denominator, &-&o.numerator, &o.denominator)
    }

    pub fn mul(&self, o: &Ratio) -> NumResult<Exact> {
        let n = bigint::mul(&self.numerator, &o.numerator)?;
        Exact::divide(&n, &bigint::mul(&self.denominator, &o.denominator)?)
    }

    pub fn div(&self, o: &Ratio) -> NumResult<Exact> {
        let n = bigint::mul(&self.numerator, &o.denominator)?;
        Exact::divide(&n, &bigint::mul(&self.denominator, &o.numerator)?)
    }

    /// The integer quotient, towards zero.
    pub fn quot(&self, o: &Ratio) -> NumResult<BigInt> {
        let n = bigint::mul(&self.numerator, &o.denominator)?;
        Ok(bigint::div_rem(&n, &bigint::mul(&self.denominator, &o.numerator)?)?.0)
    }

    /// `self - o * (quot self o)`.
    pub fn rem(&self, o: &Ratio) -> NumResult<Exact> {
        let q = self.quot(o)?;
        let product = bigint::mul(&q, &o.numerator)?;
        sum(&self.numerator, &self.denominator, &-product, &o.denominator)
    }

    /// Numeric order; fails only when a product exceeds the budget.
    pub fn compare(&self, o: &Ratio) -> NumResult<Ordering> {
        let left = bigint::mul(&self.numerator, &o.denominator)?;
        Ok(left.cmp(&bigint::mul(&o.numerator, &self.denominator)?))
    }

    /// The integer part.
    pub fn truncate(&self) -> NumResult<BigInt> {
        bigint::quot(&self.numerator, &self.denominator)
    }

    /// As Clojure converts: a decimal of sixteen digits, then the nearest double.
    pub fn to_f64(&self) -> NumResult<f64> {
        match self.to_decimal(MathContext::DECIMAL64) {
            Err(stopped @ NumberError::Stopped(_)) => Err(stopped),
            decimal => decimal.map_or(Ok(f64::NAN), |d| d.to_f64()),
        }
    }

    /// `toString`: both numbers in base ten.
    pub fn text(&self) -> NumResult<String> {
        Ok(bigint::to_text(&self.numerator)? + "/" + &bigint::to_text(&self.denominator)?)
    }

    /// As a decimal; exact when the context has precision 0.
    pub fn to_decimal(&self, mc: MathContext) -> NumResult<BigDecimal> {
        let n = BigDecimal::new(self.numerator.clone(), 0);
        n.divide(&BigDecimal::new(self.denominator.clone(), 0), mc)
    }

    /// `hash` and `hashCode`.
    pub fn hash(&self) -> i32 {
        bigint::java_hash(&self.numerator) ^ bigint::java_hash(&self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn r(n: &str, d: &str) -> Ratio {
        Ratio::new(&n.parse().expect("int"), &d.parse().expect("int")).expect("small").expect("ratio")
    }

    fn show(e: NumResult<Exact>) -> String {
        match e {
            Ok(Exact::Integer(n)) => format!("{n}N"),
            Ok(Exact::Ratio(r)) => r.text().expect("small"),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn arithmetic_reduces() {
        assert_eq!(show(r("1", "2").add(&r("1", "2"))), "1N");
        assert_eq!(show(r("1", "3").sub(&r("1", "2"))), "-1/6");
        assert_eq!(show(r("2", "3").mul(&r("3", "4"))), "1/2");
        assert_eq!(show(r("1", "3").div(&r("1", "3"))), "1N");
        assert_eq!(show(r("4", "-6").add(&Ratio::over_one(BigInt::zero()))), "-2/3");
        assert_eq!(show(r("-7", "2").rem(&Ratio::over_one(3.into()))), "-1/2");
        assert_eq!(r("7", "2").quot(&r("1", "3")), Ok(10.into()));
        assert_eq!(show(r("1", "2").div(&Ratio::over_one(BigInt::zero()))), "Divide by zero");
    }

    #[test]
    fn conversion_keeps_sixteen_digits_as_clojure_does() {
        assert_eq!(r("1", "7").to_f64(), Ok(0.1428571428571429));
        assert_eq!(r("-7", "3").to_f64(), Ok(-2.333333333333333));
        assert_eq!(r("100000000000000000000", "3").to_f64(), Ok(3.333333333333333E19));
        assert_eq!(r("12345678901234567", "10").to_f64(), Ok(1.234567890123457E15));
        let huge = format!("1{}", "0".repeat(400));
        assert_eq!(r("1", &huge).to_f64(), Ok(0.0));
        assert_eq!(r(&format!("{huge}1"), "7").to_f64(), Ok(f64::INFINITY));
    }

    #[test]
    fn hashes_are_the_jvms() {
        assert_eq!(r("1", "2").hash(), 3);
        assert_eq!(r("-1", "2").hash(), -3);
        assert_eq!(r("-7", "3").hash(), -6);
        assert_eq!(r("100000000000000000000", "3").hash(), 1882487355);
    }
}
