//! Checked conversions between numeric classes: `int`, `long`, `double`, `char`, `bigint`, `bigdec`,
//! `rationalize` and their kin. `clojure.lang.RT`'s casts and the functions of `clojure.core`.
//!
//! The casts that wrap are in `unchecked`. Where the JVM's message depends on whether an argument
//! is a primitive, a double is taken to be one.

use super::bigint::{self, BigInt};
use super::decimal::BigDecimal;
use super::error::NumberError;
use super::object::{
    BigInteger, MathContextSource, Num, bigint_value, biginteger_value, decimal_value, exact_value, null_pointer,
    to_text,
};
use super::parse;
use super::ratio::{Exact, Ratio};
use super::rounding::RoundingMode;
use crate::error::{Error, ExceptionKind, Result};
use crate::string::Str;
use crate::value::{Mark, Value};

#[cold]
fn out_of_range(class: &str, shown: &str) -> Error {
    Error::illegal_argument(format!("Value out of range for {class}: {shown}"))
}

/// The value as it would print, for messages.
fn shown(x: &Value) -> String {
    to_text(x).unwrap_or_default().unwrap_or_default()
}

/// The error of a cast to `Number` whose target method is named.
#[cold]
pub(super) fn not_castable(x: &Value, class: &str, call: &str) -> Error {
    if x.is_nil() { null_pointer(call, "x") } else { Error::cannot_cast(x, class) }
}

/// A double as a long if it is in the range of `class`; NaN is zero.
fn double_in_range(x: f64, class: &str, min: i64, max: i64) -> Result<i64> {
    if x < min as f64 || x > max as f64 {
        return Err(out_of_range(class, &super::format::double_to_string(x)));
    }
    Ok(x as i64)
}

/// `(long x)` as an integer.
#[inline]
pub fn to_long(x: &Value) -> Result<i64> {
    match x.as_long() {
        Some(n) => Ok(n),
        None => to_long_slow(x),
    }
}

#[cold]
fn to_long_slow(x: &Value) -> Result<i64> {
    let fits = |n: &BigInt| bigint::to_long(n).ok_or_else(|| out_of_range("long", &n.to_string()));
    match Num::of(x) {
        Some(Num::Long(n)) => Ok(n),
        Some(Num::Big(n)) => fits(n),
        Some(Num::Ratio(r)) => fits(&r.truncate()?),
        // Decimals go through a double, and lose digits as on the JVM.
        Some(n @ (Num::Double(_) | Num::Decimal(_))) => double_in_range(n.to_f64()?, "long", i64::MIN, i64::MAX),
        None => match x.as_char() {
            Some(unit) => Ok(unit as i64),
            None => Err(not_castable(x, "java.lang.Number", "java.lang.Number.doubleValue()")),
        },
    }
}

/// `(int x)` as an integer.
#[inline]
pub fn to_int(x: &Value) -> Result<i32> {
    if let Some(n) = x.as_long() {
        return i32::try_from(n).map_err(|_| NumberError::IntOverflow.into());
    }
    if let Some(x) = x.as_double() {
        return Ok(double_in_range(x, "int", i32::MIN as i64, i32::MAX as i64)? as i32);
    }
    if Num::of(x).is_none() && x.as_char().is_none() {
        return Err(not_castable(x, "java.lang.Character", "java.lang.Character.charValue()"));
    }
    i32::try_from(to_long_slow(x)?).map_err(|_| NumberError::IntOverflow.into())
}

/// What becomes of an argument for a Java parameter of type `int`: a number as `(long x)`, within the range of an int.
#[inline]
pub fn int_param(x: &Value) -> Result<i32> {
    if x.as_char().is_some() {
        return Err(not_castable(x, "java.lang.Number", "java.lang.Number.intValue()"));
    }
    i32::try_from(to_long(x)?).map_err(|_| NumberError::IntOverflow.into())
}

/// `(int x)`
pub fn int(x: &Value) -> Result<Value> {
    to_int(x).map(Value::int)
}

/// `(long x)`
pub fn long(x: &Value) -> Result<Value> {
    to_long(x).map(Value::long)
}

fn narrow(x: &Value, class: &str, min: i64, max: i64) -> Result<i64> {
    let n = match x.as_double() {
        Some(x) => double_in_range(x, class, min, max)?,
        None => to_long(x)?,
    };
    if n < min || n > max { Err(out_of_range(class, &shown(x))) } else { Ok(n) }
}

/// `(short x)`
pub fn short(x: &Value) -> Result<Value> {
    narrow(x, "short", i16::MIN as i64, i16::MAX as i64).map(|n| Value::short(n as i16))
}

/// `(byte x)`
pub fn byte(x: &Value) -> Result<Value> {
    narrow(x, "byte", i8::MIN as i64, i8::MAX as i64).map(|n| Value::byte(n as i8))
}

/// `(char x)`
pub fn char(x: &Value) -> Result<Value> {
    if x.as_char().is_some() {
        return Ok(x.clone());
    }
    let n = super::unchecked::long_value(x)?;
    u16::try_from(n).map(Value::char).map_err(|_| out_of_range("char", &shown(x)))
}

/// `(double x)` as a double.
#[inline]
pub fn to_double(x: &Value) -> Result<f64> {
    if let Some(x) = x.as_double() {
        return Ok(x);
    }
    match Num::of(x) {
        Some(n) => Ok(n.to_f64()?),
        None => Err(not_castable(x, "java.lang.Number", "java.lang.Number.doubleValue()")),
    }
}

/// `(double x)`
pub fn double(x: &Value) -> Result<Value> {
    to_double(x).map(Value::double)
}

/// `(float x)`
pub fn float(x: &Value) -> Result<Value> {
    let wide = to_double(x)?;
    if x.mark() == Mark::Float {
        return Ok(x.clone());
    }
    if wide < f32::MIN as f64 || wide > f32::MAX as f64 {
        return Err(out_of_range("float", &shown(x)));
    }
    // Rounded twice, as on the JVM.
    Ok(Value::float(wide as f32))
}

/// `(num x)`
pub fn num(x: &Value) -> Result<Value> {
    if x.is_nil() || Num::of(x).is_some() { Ok(x.clone()) } else { Err(Error::cannot_cast(x, "java.lang.Number")) }
}

/// The integer that `bigint` and `biginteger` make.
fn to_bigint(x: &Value) -> Result<BigInt> {
    Ok(match Num::of(x) {
        Some(Num::Long(n)) => BigInt::from(n),
        Some(Num::Big(n)) => n.clone(),
        Some(Num::Ratio(r)) => r.truncate()?,
        Some(Num::Double(x)) => BigDecimal::from_f64(x)?.to_bigint()?,
        Some(Num::Decimal(d)) => d.to_bigint()?,
        None => match x.as_ref::<Str>() {
            Some(s) => parse::parse_big_integer(&s.to_string_lossy(), 10)?,
            None if x.is_nil() => return Err(null_pointer("String.length()", "val")),
            None => return Err(Error::illegal_argument("No matching ctor found for class java.math.BigInteger")),
        },
    })
}

/// `(bigint x)`
pub fn bigint(x: &Value) -> Result<Value> {
    if x.is::<BigInt>() { Ok(x.clone()) } else { to_bigint(x).map(bigint_value) }
}

/// `(biginteger x)`
pub fn biginteger(x: &Value) -> Result<Value> {
    if x.is::<BigInteger>() { Ok(x.clone()) } else { to_bigint(x).map(biginteger_value) }
}

/// `(bigdec x)`
pub fn bigdec(x: &Value, cx: &dyn MathContextSource) -> Result<Value> {
    Ok(decimal_value(match Num::of(x) {
        Some(Num::Decimal(_)) => return Ok(x.clone()),
        Some(Num::Long(n)) => BigDecimal::from_long(n),
        Some(Num::Big(n)) => BigDecimal::new(n.clone(), 0),
        Some(Num::Ratio(r)) => r.to_decimal(cx.math_context())?,
        Some(Num::Double(x)) => BigDecimal::from_f64(x)?,
        None => match x.as_ref::<Str>() {
            Some(s) => BigDecimal::parse(&s.to_string_lossy())?,
            None if x.is_nil() => return Err(null_pointer("Object.getClass()", "val")),
            None => return Err(Error::illegal_argument("No matching ctor found for class java.math.BigDecimal")),
        },
    }))
}

/// `(rationalize x)`: floating and decimal numbers by the digits they print with.
pub fn rationalize(x: &Value) -> Result<Value> {
    match Num::of(x) {
        Some(Num::Double(n)) => rational(&BigDecimal::from_f64(n)?),
        Some(Num::Decimal(d)) => rational(d),
        Some(_) => Ok(x.clone()),
        None if x.is_nil() => Ok(Value::NIL),
        None => Err(Error::cannot_cast(x, "java.lang.Number")),
    }
}

fn rational(d: &BigDecimal) -> Result<Value> {
    if d.scale() <= 0 {
        return Ok(bigint_value(d.set_scale(0, RoundingMode::Unnecessary)?.unscaled().clone()));
    }
    let denominator = bigint::pow10(d.scale() as u64)?;
    Ok(exact_value(Exact::divide(d.unscaled(), &denominator)?))
}

/// `(numerator r)`: a `BigInteger`.
pub fn numerator(x: &Value) -> Result<Value> {
    ratio_part(x, "numerator").map(|r| biginteger_value(r.numerator().clone()))
}

/// `(denominator r)`: a `BigInteger`.
pub fn denominator(x: &Value) -> Result<Value> {
    ratio_part(x, "denominator").map(|r| biginteger_value(r.denominator().clone()))
}

fn ratio_part<'a>(x: &'a Value, field: &str) -> Result<&'a Ratio> {
    match x.get::<Ratio>() {
        Some(r) => Ok(r),
        None if x.is_nil() => Err(Error::new(
            ExceptionKind::NullPointerException,
            format!("Cannot read field \"{field}\" because \"r\" is null"),
        )),
        None => Err(Error::cannot_cast(x, "clojure.lang.Ratio")),
    }
}
