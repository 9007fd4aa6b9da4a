//! Binary arithmetic off the fast paths: operands of different or big categories.
//!
//! The wider category wins, in the order integer, ratio, decimal, double; then one function per
//! category computes. An exact quotient that is whole is a `BigInt` unless both operands were longs.

use super::bigint::{self, BigInt};
use super::decimal::BigDecimal;
use super::error::{NumResult, NumberError};
use super::object::{MathContextSource, Num, bigint_value, decimal_value, exact_value, operands};
use super::parse::Number;
use super::ratio::{Exact, Ratio};
use super::rounding::MathContext;
use crate::error::Result;
use crate::value::Value;
use num_traits::Zero;

/// The six operations of `Numbers.Ops`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    Add,
    Sub,
    Mul,
    Div,
    Quot,
    Rem,
}

/// Any two operands.
#[cold]
#[inline(never)]
pub(super) fn binary(op: Op, x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    // A divisor is looked at first, and zero noticed before the dividend is known to be a number; a NaN
    // even before that.
    let divides = matches!(op, Op::Div | Op::Quot | Op::Rem);
    if divides && is_zero(operands(y, y)?.1) && !(op == Op::Div && x.as_double().is_some_and(f64::is_nan)) {
        return Err(NumberError::DivideByZero.into());
    }
    let (a, b) = operands(x, y)?;
    Ok(match (a, b) {
        (a @ Num::Double(_), b) | (a, b @ Num::Double(_)) => Value::double(doubles(op, a.to_f64()?, b.to_f64()?)?),
        (a @ Num::Decimal(_), b) | (a, b @ Num::Decimal(_)) => {
            let mc = cx.math_context();
            decimal_value(decimals(op, &to_decimal(a, mc)?, &to_decimal(b, mc)?, mc)?)
        }
        (a @ Num::Ratio(_), b) | (a, b @ Num::Ratio(_)) => ratios(op, &to_ratio(a), &to_ratio(b))?,
        (Num::Long(a), Num::Long(b)) => longs(op, a, b)?,
        (a, b) => integers(op, &a.to_integer().unwrap_or_default(), &b.to_integer().unwrap_or_default())?,
    })
}

fn is_zero(n: Num<'_>) -> bool {
    match n {
        Num::Long(n) => n == 0,
        Num::Double(x) => x == 0.0,
        Num::Big(n) => n.is_zero(),
        Num::Ratio(_) => false,
        Num::Decimal(d) => d.is_zero(),
    }
}

/// Exact numbers as decimals. A ratio that has no finite expansion needs a rounding context.
pub(super) fn to_decimal(n: Num<'_>, mc: MathContext) -> NumResult<BigDecimal> {
    match n {
        Num::Long(n) => Ok(BigDecimal::from_long(n)),
        Num::Big(n) => Ok(BigDecimal::new(n.clone(), 0)),
        Num::Ratio(r) => r.to_decimal(mc),
        Num::Decimal(d) => Ok(d.clone()),
        Num::Double(x) => BigDecimal::from_f64(x),
    }
}

/// Integers and ratios as operands of rational arithmetic.
pub(super) fn to_ratio(n: Num<'_>) -> Ratio {
    match n {
        Num::Ratio(r) => r.clone(),
        n => Ratio::over_one(n.to_integer().unwrap_or_default()),
    }
}

fn doubles(op: Op, x: f64, y: f64) -> NumResult<f64> {
    Ok(match op {
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Div => x / y,
        Op::Quot => double_quot(x, y)?,
        Op::Rem => x - double_quot(x, y)? * y,
    })
}

/// The integral quotient of doubles; it has no negative zero as it passes through a long.
fn double_quot(x: f64, y: f64) -> NumResult<f64> {
    let q = x / y;
    if q >= i64::MIN as f64 && q <= i64::MAX as f64 {
        Ok((q as i64) as f64)
    } else if q.is_finite() {
        // Beyond the longs every double is whole.
        Ok(q)
    } else {
        Err(NumberError::InfiniteOrNaN)
    }
}

fn decimals(op: Op, x: &BigDecimal, y: &BigDecimal, mc: MathContext) -> NumResult<BigDecimal> {
    match op {
        Op::Add => x.add(y, mc),
        Op::Sub => x.sub(y, mc),
        Op::Mul => x.mul(y, mc),
        Op::Div => x.divide(y, mc),
        Op::Quot => x.quot(y, mc),
        Op::Rem => x.rem(y, mc),
    }
}

fn ratios(op: Op, x: &Ratio, y: &Ratio) -> NumResult<Value> {
    Ok(exact_value(match op {
        Op::Add => x.add(y)?,
        Op::Sub => x.sub(y)?,
        Op::Mul => x.mul(y)?,
        Op::Div => x.div(y)?,
        Op::Quot => Exact::Integer(x.quot(y)?),
        Op::Rem => x.rem(y)?,
    }))
}

fn integers(op: Op, x: &BigInt, y: &BigInt) -> NumResult<Value> {
    Ok(bigint_value(match op {
        Op::Add => bigint::add(x, y)?,
        Op::Sub => bigint::sub(x, y)?,
        Op::Mul => bigint::mul(x, y)?,
        Op::Div => return Exact::divide(x, y).map(exact_value),
        Op::Quot => bigint::div_rem(x, y)?.0,
        Op::Rem => bigint::div_rem(x, y)?.1,
    }))
}

/// What the fast paths leave, mostly quotients that are not whole. The divisor is not zero.
fn longs(op: Op, a: i64, b: i64) -> NumResult<Value> {
    let checked = match op {
        Op::Add => a.checked_add(b),
        Op::Sub => a.checked_sub(b),
        Op::Mul => a.checked_mul(b),
        Op::Div => {
            return Ok(match Exact::divide(&BigInt::from(a), &BigInt::from(b))? {
                Exact::Integer(n) => Number::integer(n).into(),
                ratio => exact_value(ratio),
            });
        }
        // Only the smallest long divided by -1 overflows, and wraps.
        Op::Quot => Some(a.checked_div(b).unwrap_or(i64::MIN)),
        Op::Rem => Some(a.checked_rem(b).unwrap_or(0)),
    };
    checked.map(Value::long).ok_or(NumberError::LongOverflow)
}
