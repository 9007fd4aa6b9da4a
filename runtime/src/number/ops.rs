//! The generic arithmetic over values: `clojure.lang.Numbers`.
//!
//! Each operation tries long with long and double with double inline; everything else is cold and in
//! `slow`. `cx` says how decimals round: pass the running thread, or [`MathContext::UNLIMITED`].
//! A suffix `_p` marks the promoting variants (`+'`), which are the plain ones but for longs that
//! overflow. Comparison is in `compare`, the wrapping variants are in `unchecked`.
//!
//! [`MathContext::UNLIMITED`]: super::rounding::MathContext::UNLIMITED

use super::bigint::BigInt;
use super::compare;
use super::error::NumberError;
use super::object::{MathContextSource, Num, bigint_value, decimal_value};
use super::rounding::MathContext;
use super::slow::{self, Op};
use crate::error::{Error, Result};
use crate::object::Ref;
use crate::value::Value;
use num_traits::Signed;

/// `long overflow`.
#[cold]
#[inline(never)]
pub(super) fn overflow() -> Error {
    NumberError::LongOverflow.into()
}

macro_rules! binary {
    ($( $(#[$doc:meta])* $name:ident, $promoting:ident, $checked:ident, $op:tt, $slow:expr; )*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
            if let (Some(a), Some(b)) = (x.as_long(), y.as_long()) {
                return a.$checked(b).map(Value::long).ok_or_else(overflow);
            }
            if let (Some(a), Some(b)) = (x.as_double(), y.as_double()) {
                return Ok(Value::double(a $op b));
            }
            slow::binary($slow, x, y, cx)
        }

        /// The same, yielding a big integer where longs overflow.
        #[inline]
        pub fn $promoting(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
            if let (Some(a), Some(b)) = (x.as_long(), y.as_long()) {
                return Ok(match a.$checked(b) {
                    Some(n) => Value::long(n),
                    None => promoted(BigInt::from(a) $op BigInt::from(b)),
                });
            }
            $name(x, y, cx)
        }
    )*};
}

#[cold]
fn promoted(n: BigInt) -> Value {
    bigint_value(n)
}

binary! {
    /// `(+ x y)`
    add, add_p, checked_add, +, Op::Add;
    /// `(- x y)`
    sub, sub_p, checked_sub, -, Op::Sub;
    /// `(* x y)`
    mul, mul_p, checked_mul, *, Op::Mul;
}

/// `(/ x y)` as the JVM divides objects: a zero divisor is an error even for doubles.
#[inline]
pub fn div(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    if let (Some(a), Some(b)) = (x.as_double(), y.as_double())
        && b != 0.0
    {
        return Ok(Value::double(a / b));
    }
    if let (Some(a), Some(b)) = (x.as_long(), y.as_long())
        && b > 0
        && a % b == 0
    {
        return Ok(Value::long(a / b));
    }
    slow::binary(Op::Div, x, y, cx)
}

/// `(/ x y)` as the JVM divides primitives, that is literals and hinted locals: a double divided by
/// zero is infinite or NaN.
pub fn div_primitive(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    match (x.as_double().or(x.as_long().map(|n| n as f64)), y.as_double().or(y.as_long().map(|n| n as f64))) {
        (Some(a), Some(b)) if x.as_long().is_none() || y.as_long().is_none() => Ok(Value::double(a / b)),
        _ => div(x, y, cx),
    }
}

/// `(quot x y)` of primitive longs, whose division by zero Java itself reports.
pub fn quot_primitive(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    if y.as_long() == Some(0) { Err(NumberError::IntDivideByZero.into()) } else { quot(x, y, cx) }
}

/// `(rem x y)` of primitive longs.
pub fn rem_primitive(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    if y.as_long() == Some(0) { Err(NumberError::IntDivideByZero.into()) } else { rem(x, y, cx) }
}

/// `(quot x y)`
#[inline]
pub fn quot(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    match (x.as_long(), y.as_long()) {
        // The JVM's quotient wraps for the one pair that overflows.
        (Some(a), Some(b)) if b != 0 => Ok(Value::long(a.wrapping_div(b))),
        _ => slow::binary(Op::Quot, x, y, cx),
    }
}

/// `(rem x y)`
#[inline]
pub fn rem(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    match (x.as_long(), y.as_long()) {
        (Some(a), Some(b)) if b != 0 => Ok(Value::long(a.wrapping_rem(b))),
        _ => slow::binary(Op::Rem, x, y, cx),
    }
}

/// `(mod x y)`: the remainder with the divisor's sign.
#[inline]
pub fn modulo(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    let m = rem(x, y, cx)?;
    if let (Some(r), Some(b)) = (m.as_long(), y.as_long()) {
        return Ok(if r != 0 && (r < 0) != (b < 0) { Value::long(r + b) } else { m });
    }
    if compare::is_zero(&m)? || compare::is_pos(x)? == compare::is_pos(y)? { Ok(m) } else { add(&m, y, cx) }
}

/// `(inc x)`
#[inline]
pub fn inc(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    add(x, &Value::long(1), cx)
}

/// `(inc' x)`
#[inline]
pub fn inc_p(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    add_p(x, &Value::long(1), cx)
}

/// `(dec x)`
#[inline]
pub fn dec(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    sub(x, &Value::long(1), cx)
}

/// `(dec' x)`
#[inline]
pub fn dec_p(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    sub_p(x, &Value::long(1), cx)
}

/// `(- x)`
#[inline]
pub fn neg(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    match x.as_long() {
        Some(n) => n.checked_neg().map(Value::long).ok_or_else(overflow),
        None => neg_slow(x, cx),
    }
}

/// `(-' x)`
#[inline]
pub fn neg_p(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    match x.as_long() {
        Some(n) => Ok(n.checked_neg().map_or_else(|| promoted(-BigInt::from(n)), Value::long)),
        None => neg_slow(x, cx),
    }
}

fn neg_slow(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    Ok(match Num::operand(x)? {
        Num::Long(n) => Value::long(n.wrapping_neg()),
        Num::Double(x) => Value::double(-x),
        Num::Big(n) => bigint_value(-n),
        Num::Ratio(r) => Ref::new(r.neg()).into(),
        Num::Decimal(d) => decimal_value(d.neg(cx.math_context())?),
    })
}

/// `(abs x)`; the smallest long is its own absolute value.
pub fn abs(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    Ok(match Num::operand(x)? {
        Num::Long(n) => Value::long(n.wrapping_abs()),
        Num::Double(x) => Value::double(x.abs()),
        Num::Big(n) => bigint_value(n.abs()),
        Num::Ratio(r) => Ref::new(r.abs()).into(),
        Num::Decimal(d) => decimal_value(d.abs().round(cx.math_context())?),
    })
}

/// `(max x y)`: NaN wins, and so does the second of equal numbers.
pub fn max(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    Ok(if choose_first(x, y, |x, y| compare::gt(x, y, cx))? { x.clone() } else { y.clone() })
}

/// `(min x y)`: NaN wins, and so does the second of equal numbers.
pub fn min(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    Ok(if choose_first(x, y, |x, y| compare::lt(x, y, cx))? { x.clone() } else { y.clone() })
}

fn choose_first(x: &Value, y: &Value, wins: impl Fn(&Value, &Value) -> Result<bool>) -> Result<bool> {
    let is_nan = |v: &Value| v.as_double().is_some_and(f64::is_nan);
    if is_nan(x) { Ok(true) } else { Ok(!is_nan(y) && wins(x, y)?) }
}

/// The source for operations that never round: exact decimal arithmetic.
pub const EXACT: &dyn MathContextSource = &MathContext::UNLIMITED;

#[cfg(test)]
#[path = "ops_tests.rs"]
mod tests;
