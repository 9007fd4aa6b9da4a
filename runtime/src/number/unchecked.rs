//! Arithmetic and casts that wrap instead of failing: `unchecked-add`, `unchecked-int` and their kin,
//! which are also what `*unchecked-math*` compiles to.
//!
//! Only longs wrap; other operands behave as in the checked operations.

use super::bigint;
use super::cast::{int_param, not_castable};
use super::error::NumberError;
use super::object::{MathContextSource, Num};
use super::ops;
use crate::error::Result;
use crate::value::{Mark, Value};

macro_rules! unchecked {
    ($( $(#[$doc:meta])* $name:ident, $wrapping:ident; )*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Value> {
            match (x.as_long(), y.as_long()) {
                (Some(a), Some(b)) => Ok(Value::long(a.$wrapping(b))),
                _ => ops::$name(x, y, cx),
            }
        }
    )*};
}

unchecked! {
    /// `(unchecked-add x y)`
    add, wrapping_add;
    /// `(unchecked-subtract x y)`
    sub, wrapping_sub;
    /// `(unchecked-multiply x y)`
    mul, wrapping_mul;
}

/// `(unchecked-inc x)`
#[inline]
pub fn inc(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    add(x, &Value::long(1), cx)
}

/// `(unchecked-dec x)`
#[inline]
pub fn dec(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    sub(x, &Value::long(1), cx)
}

/// `(unchecked-negate x)`
#[inline]
pub fn neg(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    match x.as_long() {
        Some(n) => Ok(Value::long(n.wrapping_neg())),
        None => ops::neg(x, cx),
    }
}

macro_rules! int_operations {
    ($( $(#[$doc:meta])* $name:ident, $wrapping:ident; )*) => {$(
        $(#[$doc])*
        pub fn $name(x: &Value, y: &Value) -> Result<Value> {
            Ok(Value::int(int_param(x)?.$wrapping(int_param(y)?)))
        }
    )*};
}

int_operations! {
    /// `(unchecked-add-int x y)`
    add_int, wrapping_add;
    /// `(unchecked-subtract-int x y)`
    sub_int, wrapping_sub;
    /// `(unchecked-multiply-int x y)`
    mul_int, wrapping_mul;
}

/// `(unchecked-divide-int x y)`
pub fn divide_int(x: &Value, y: &Value) -> Result<Value> {
    let (a, b) = (int_param(x)?, int_param(y)?);
    if b == 0 { Err(NumberError::IntDivideByZero.into()) } else { Ok(Value::int(a.wrapping_div(b))) }
}

/// `(unchecked-remainder-int x y)`
pub fn remainder_int(x: &Value, y: &Value) -> Result<Value> {
    let (a, b) = (int_param(x)?, int_param(y)?);
    if b == 0 { Err(NumberError::IntDivideByZero.into()) } else { Ok(Value::int(a.wrapping_rem(b))) }
}

/// `(unchecked-inc-int x)`
pub fn inc_int(x: &Value) -> Result<Value> {
    Ok(Value::int(int_param(x)?.wrapping_add(1)))
}

/// `(unchecked-dec-int x)`
pub fn dec_int(x: &Value) -> Result<Value> {
    Ok(Value::int(int_param(x)?.wrapping_sub(1)))
}

/// `(unchecked-negate-int x)`
pub fn negate_int(x: &Value) -> Result<Value> {
    Ok(Value::int(int_param(x)?.wrapping_neg()))
}

fn operand<'a>(x: &'a Value, method: &str) -> Result<Num<'a>> {
    Num::of(x).ok_or_else(|| not_castable(x, "java.lang.Number", &format!("java.lang.Number.{method}()")))
}

/// `Number.longValue`: saturates from doubles, wraps from big numbers.
pub fn long_value(x: &Value) -> Result<i64> {
    if let Some(n) = x.as_long() {
        return Ok(n);
    }
    low_long(operand(x, "longValue")?)
}

fn low_long(n: Num<'_>) -> Result<i64> {
    Ok(match n {
        Num::Long(n) => n,
        Num::Double(x) => x as i64,
        Num::Big(n) => bigint::low_long(n),
        Num::Ratio(r) => bigint::low_long(&r.truncate()?),
        Num::Decimal(d) => d.low_long()?,
    })
}

/// `Number.intValue`: doubles and ratios saturate, the others keep their low bits.
pub fn int_value(x: &Value) -> Result<i32> {
    int_value_named(x, "intValue")
}

fn int_value_named(x: &Value, method: &str) -> Result<i32> {
    match operand(x, method)? {
        n @ (Num::Double(_) | Num::Ratio(_)) => Ok(n.to_f64()? as i32),
        n => Ok(low_long(n)? as i32),
    }
}

/// `(unchecked-long x)`
pub fn long(x: &Value) -> Result<Value> {
    long_value(x).map(Value::long)
}

/// `(unchecked-int x)`; takes characters too.
pub fn int(x: &Value) -> Result<Value> {
    if let Some(unit) = x.as_char() {
        return Ok(Value::int(unit as i32));
    }
    if Num::of(x).is_none() {
        return Err(not_castable(x, "java.lang.Character", "java.lang.Character.charValue()"));
    }
    int_value(x).map(Value::int)
}

/// `(unchecked-short x)`
pub fn short(x: &Value) -> Result<Value> {
    int_value_named(x, "shortValue").map(|n| Value::short(n as i16))
}

/// `(unchecked-byte x)`
pub fn byte(x: &Value) -> Result<Value> {
    int_value_named(x, "byteValue").map(|n| Value::byte(n as i8))
}

/// `(unchecked-char x)`
pub fn char(x: &Value) -> Result<Value> {
    if x.as_char().is_some() {
        return Ok(x.clone());
    }
    long_value(x).map(|n| Value::char(n as u16))
}

/// `(unchecked-float x)`
pub fn float(x: &Value) -> Result<Value> {
    if x.mark() == Mark::Float {
        return Ok(x.clone());
    }
    Ok(Value::float(match operand(x, "floatValue")? {
        Num::Long(n) => n as f32,
        // Through the digits, so that the number is rounded once.
        Num::Big(n) => super::decimal::BigDecimal::new(n.clone(), 0).to_f32()?,
        Num::Decimal(d) => d.to_f32()?,
        n => n.to_f64()? as f32,
    }))
}

/// `(unchecked-double x)`
pub fn double(x: &Value) -> Result<Value> {
    Ok(Value::double(operand(x, "doubleValue")?.to_f64()?))
}
