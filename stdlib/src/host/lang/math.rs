//! `java.lang.Math` and `StrictMath`.
//!
//! Where Java has overloads the class of the arguments decides: ints give ints, floats floats. Functions that the
//! JVM takes from fdlibm come from `libm`, a port of it, and those that it has the processor's maker's code for from
//! the platform, which is as exact: so the last bit agrees nearly always. Both are within the error that Java allows.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::value::Mark;
use runtime::{Thread, Value};
use vm::host::host;

/// The primitive class in which an overloaded operation takes place.
enum Args {
    Int(i32, i32),
    Long(i64, i64),
    Float(f32, f32),
    Double(f64, f64),
}

fn is_int(v: &Value) -> bool {
    v.as_long().is_some() && v.mark() != Mark::None
}

/// An overloaded method takes primitives: a ratio or a big number fits none of its forms.
fn check_overload(name: &str, a: &[Value]) -> Result<()> {
    let fits = a.iter().all(|v| v.as_long().is_some() || v.as_double().is_some());
    if fits { Ok(()) } else { Err(no_overload(name, a.len(), "")) }
}

/// Two operands, promoted as Java promotes them.
fn promote(name: &str, a: &[Value]) -> Result<Args> {
    check_overload(name, a)?;
    let (x, y) = (&a[0], &a[a.len() - 1]);
    if is_int(x) && is_int(y) {
        return Ok(Args::Int(int_arg(x)?, int_arg(y)?));
    }
    if x.as_long().is_none() || y.as_long().is_none() {
        let (a, b) = (double_arg(x)?, double_arg(y)?);
        if x.as_double().is_none_or(|_| x.mark() == Mark::Float)
            && y.as_double().is_none_or(|_| y.mark() == Mark::Float)
            && (x.as_double().is_some() || y.as_double().is_some())
        {
            return Ok(Args::Float(a as f32, b as f32));
        }
        return Ok(Args::Double(a, b));
    }
    Ok(Args::Long(long_arg(x)?, long_arg(y)?))
}

/// `Math.max`: NaN wins, and zero is above minus zero.
pub fn max(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x == 0.0 && y == 0.0 {
        if x.is_sign_negative() { y } else { x }
    } else {
        x.max(y)
    }
}

/// `Math.min`
pub fn min(x: f64, y: f64) -> f64 {
    -max(-x, -y)
}

fn max_method(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(match promote("max", a)? {
        Args::Int(x, y) => Value::int(x.max(y)),
        Args::Long(x, y) => Value::long(x.max(y)),
        Args::Float(x, y) => Value::float(max(x.into(), y.into()) as f32),
        Args::Double(x, y) => Value::double(max(x, y)),
    })
}

fn min_method(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(match promote("min", a)? {
        Args::Int(x, y) => Value::int(x.min(y)),
        Args::Long(x, y) => Value::long(x.min(y)),
        Args::Float(x, y) => Value::float(min(x.into(), y.into()) as f32),
        Args::Double(x, y) => Value::double(min(x, y)),
    })
}

fn abs(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(match promote("abs", a)? {
        Args::Int(x, _) => Value::int(x.wrapping_abs()),
        Args::Long(x, _) => Value::long(x.wrapping_abs()),
        Args::Float(x, _) => Value::float(x.abs()),
        Args::Double(x, _) => Value::double(x.abs()),
    })
}

/// `Math.round` of a double: half a unit up, towards positive infinity.
pub fn round(x: f64) -> i64 {
    let floor = x.floor();
    (if x - floor >= 0.5 { floor + 1.0 } else { floor }) as i64
}

fn round_method(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    check_overload("round", a)?;
    let x = double_arg(&a[0])?;
    if a[0].mark() == Mark::Float {
        return Ok(Value::int(round(x).clamp(i32::MIN.into(), i32::MAX.into()) as i32));
    }
    Ok(Value::long(round(x)))
}

/// Java's `pow` differs from C's where a base of one meets an exponent that is infinite or NaN.
pub fn pow(x: f64, y: f64) -> f64 {
    if y.is_nan() || y.is_infinite() && x.abs() == 1.0 { f64::NAN } else { x.powf(y) }
}

/// `Math.IEEEremainder`: the quotient is rounded to the nearest integer, ties to even.
pub fn ieee_remainder(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() || x.is_infinite() || y == 0.0 {
        return f64::NAN;
    }
    if y.is_infinite() {
        return x;
    }
    let y = y.abs();
    // The remainder by twice the divisor tells which side of the half the quotient is on.
    let r = if y <= f64::MAX / 2.0 { x.abs() % (2.0 * y) } else { x.abs() };
    let r = if y < 2.0 * f64::MIN_POSITIVE {
        let mut r = r;
        if r + r > y {
            r -= y;
            if r + r >= y {
                r -= y;
            }
        }
        r
    } else {
        let half = 0.5 * y;
        let mut r = r;
        if r > half {
            r -= y;
            if r >= half {
                r -= y;
            }
        }
        r
    };
    if x.is_sign_negative() { -r } else { r }
}

/// The distance to the next larger magnitude.
pub fn ulp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let x = x.abs();
    if x.is_infinite() {
        return x;
    }
    if x == f64::MAX { x - f64::from_bits(x.to_bits() - 1) } else { f64::from_bits(x.to_bits() + 1) - x }
}

pub fn next_up(x: f64) -> f64 {
    x.next_up()
}

pub fn next_down(x: f64) -> f64 {
    x.next_down()
}

pub fn next_after(start: f64, direction: f64) -> f64 {
    if start.is_nan() || direction.is_nan() {
        f64::NAN
    } else if start == direction {
        direction
    } else if direction > start {
        start.next_up()
    } else {
        start.next_down()
    }
}

/// The unbiased exponent; one above the largest for infinities and NaN, one below the smallest for subnormals.
pub fn exponent(x: f64) -> i32 {
    (x.to_bits() >> 52 & 0x7FF) as i32 - 1023
}

/// `x * 2^scale`, rounded once.
pub fn scalb(x: f64, scale: i32) -> f64 {
    let mut scale = scale.clamp(-2200, 2200);
    let mut x = x;
    // Upwards nothing is lost; downwards one rounding at most may happen, in the last step.
    while scale > 1000 {
        x *= 2f64.powi(1000);
        scale -= 1000;
    }
    while scale < -900 && x.abs() > 2f64.powi(-100) {
        let step = (exponent(x) + 100).clamp(1, 900).min(-scale);
        x *= 2f64.powi(-step);
        scale += step;
    }
    if scale < -1000 { x * 2f64.powi(-1000) * 2f64.powi(scale + 1000) } else { x * 2f64.powi(scale) }
}

fn overflow(long: bool) -> Error {
    Error::arithmetic(if long { "long overflow" } else { "integer overflow" })
}

macro_rules! exact {
    ($($name:ident $op:ident;)*) => { $(
        fn $name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
            if is_int(&a[0]) && is_int(&a[1]) {
                let n = int_arg(&a[0])?.$op(int_arg(&a[1])?);
                return n.map(Value::int).ok_or_else(|| overflow(false));
            }
            let n = long_arg(&a[0])?.$op(long_arg(&a[1])?);
            n.map(Value::long).ok_or_else(|| overflow(true))
        }
    )* };
}

exact! {
    add_exact checked_add;
    subtract_exact checked_sub;
    multiply_exact checked_mul;
}

macro_rules! exact_unary {
    ($($name:ident |$x:ident| $body:expr;)*) => { $(
        fn $name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
            if is_int(&a[0]) {
                let $x = int_arg(&a[0])?;
                return $body.map(Value::int).ok_or_else(|| overflow(false));
            }
            let $x = long_arg(&a[0])?;
            $body.map(Value::long).ok_or_else(|| overflow(true))
        }
    )* };
}

exact_unary! {
    negate_exact |x| x.checked_neg();
    increment_exact |x| x.checked_add(1);
    decrement_exact |x| x.checked_sub(1);
    abs_exact |x| x.checked_abs();
}

fn to_int_exact(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    i32::try_from(long_arg(&a[0])?).map(Value::int).map_err(|_| overflow(false))
}

/// The quotient rounded down, wrapping where it does not fit.
pub fn floor_div(x: i64, y: i64) -> Result<i64> {
    if y == 0 {
        return Err(Error::arithmetic("/ by zero"));
    }
    let (q, r) = (x.wrapping_div(y), x.wrapping_rem(y));
    Ok(if r != 0 && (r < 0) != (y < 0) { q - 1 } else { q })
}

pub fn floor_mod(x: i64, y: i64) -> Result<i64> {
    if y == 0 {
        return Err(Error::arithmetic("/ by zero"));
    }
    let r = x.wrapping_rem(y);
    Ok(if r != 0 && (r < 0) != (y < 0) { r + y } else { r })
}

fn floor_div_method(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let q = floor_div(long_arg(&a[0])?, long_arg(&a[1])?)?;
    Ok(if is_int(&a[0]) && is_int(&a[1]) { Value::int(q as i32) } else { Value::long(q) })
}

fn floor_mod_method(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let r = floor_mod(long_arg(&a[0])?, long_arg(&a[1])?)?;
    Ok(if is_int(&a[1]) { Value::int(r as i32) } else { Value::long(r) })
}

fn signum(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let x = double_arg(&a[0])?;
    let sign = if x == 0.0 || x.is_nan() { x } else { x.signum() };
    Ok(if a[0].mark() == Mark::Float { Value::float(sign as f32) } else { Value::double(sign) })
}

/// A double in [0, 1) from 53 random bits.
fn random(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let bytes = host(&t.runtime).entropy();
    let bits = u64::from_le_bytes(bytes[..8].try_into().unwrap_or_default()) >> 11;
    Ok(Value::double(bits as f64 / (1u64 << 53) as f64))
}

macro_rules! doubles {
    ($($name:literal |$x:ident $(, $y:ident)?| $body:expr;)*) => {
        [$( f($name, 1 $(+ { let $y = 1; $y })?, |_, a| {
            let $x = double_arg(&a[0])?;
            $( let $y = double_arg(&a[1])?; )?
            Ok(Value::double($body))
        }), )*
        f("abs", 1, abs),
        f("max", 2, max_method),
        f("min", 2, min_method),
        f("round", 1, round_method),
        f("signum", 1, signum),
        f("random", 0, random),
        f("addExact", 2, add_exact),
        f("subtractExact", 2, subtract_exact),
        f("multiplyExact", 2, multiply_exact),
        f("negateExact", 1, negate_exact),
        f("incrementExact", 1, increment_exact),
        f("decrementExact", 1, decrement_exact),
        f("absExact", 1, abs_exact),
        f("toIntExact", 1, to_int_exact),
        f("floorDiv", 2, floor_div_method),
        f("floorMod", 2, floor_mod_method),
        f("scalb", 2, |_, a| Ok(Value::double(scalb(double_arg(&a[0])?, int_arg(&a[1])?)))),
        f("getExponent", 1, |_, a| Ok(Value::int(exponent(double_arg(&a[0])?)))),
        f("fma", 3, |_, a| Ok(Value::double(double_arg(&a[0])?.mul_add(double_arg(&a[1])?, double_arg(&a[2])?)))),
        f("multiplyHigh", 2, |_, a| {
            Ok(Value::long(((i128::from(long_arg(&a[0])?) * i128::from(long_arg(&a[1])?)) >> 64) as i64))
        }),
        f("multiplyFull", 2, |_, a| Ok(Value::long(i64::from(int_arg(&a[0])?) * i64::from(int_arg(&a[1])?)))),
        ]
    };
}

static STATICS: &[NativeDef] = &doubles! {
    "sqrt" |x| x.sqrt();
    "cbrt" |x| x.cbrt();
    "ceil" |x| x.ceil();
    "floor" |x| x.floor();
    "rint" |x| x.round_ties_even();
    "sin" |x| x.sin();
    "cos" |x| x.cos();
    "tan" |x| x.tan();
    "asin" |x| libm::asin(x);
    "acos" |x| libm::acos(x);
    "atan" |x| libm::atan(x);
    "sinh" |x| libm::sinh(x);
    "cosh" |x| libm::cosh(x);
    "tanh" |x| x.tanh();
    "exp" |x| x.exp();
    "expm1" |x| x.exp_m1();
    "log" |x| x.ln();
    "log10" |x| libm::log10(x);
    "log1p" |x| x.ln_1p();
    "toDegrees" |x| x * (180.0 / std::f64::consts::PI);
    "toRadians" |x| x * (std::f64::consts::PI / 180.0);
    "ulp" |x| ulp(x);
    "nextUp" |x| next_up(x);
    "nextDown" |x| next_down(x);
    "pow" |x, y| pow(x, y);
    "atan2" |x, y| libm::atan2(x, y);
    "hypot" |x, y| libm::hypot(x, y);
    "copySign" |x, y| x.copysign(y);
    "nextAfter" |x, y| next_after(x, y);
    "IEEEremainder" |x, y| ieee_remainder(x, y);
};

const FIELDS: &[(&str, runtime::class::FieldFn)] =
    &[("PI", |_| Ok(Value::double(std::f64::consts::PI))), ("E", |_| Ok(Value::double(std::f64::consts::E)))];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { statics: STATICS, fields: FIELDS, ..class("java.lang.Math") },
    ClassDef { statics: STATICS, fields: FIELDS, ..class("java.lang.StrictMath") },
];
