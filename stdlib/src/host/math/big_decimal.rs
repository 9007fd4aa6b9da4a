//! `java.math.BigDecimal` and `MathContext`.

use crate::host::hierarchy::class;
use crate::host::lang::enums::{self, Constant};
use crate::host::math::big_integer::big_arg;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::number::object::{biginteger_value, decimal_value};
use runtime::number::{BigDecimal, BigInt, MathContext, Num, RoundingMode, bigint};
use runtime::string::Str;
use runtime::{Thread, Value};

const CLASS: &str = "java.math.BigDecimal";

/// A decimal argument; integers serve as well.
fn decimal(v: &Value) -> Result<BigDecimal> {
    match Num::of(v) {
        Some(Num::Decimal(d)) => Ok(d.clone()),
        Some(n @ (Num::Long(_) | Num::Big(_))) => {
            Ok(BigDecimal::new(n.to_integer().unwrap_or_else(|| BigInt::from(0)), 0))
        }
        _ => Err(not_a(v, CLASS)),
    }
}

fn give(d: BigDecimal) -> Result<Value> {
    Ok(decimal_value(d))
}

/// A rounding mode: a constant, or one of the old `ROUND_` numbers.
fn mode(v: &Value) -> Result<RoundingMode> {
    if let Some(constant) = v.host::<Constant>() {
        return RoundingMode::from_name(constant.name).ok_or_else(|| not_a(v, "java.math.RoundingMode"));
    }
    match v.as_long() {
        Some(n) => usize::try_from(n)
            .ok()
            .and_then(|n| RoundingMode::ALL.get(n).copied())
            .ok_or_else(|| Error::illegal_argument("Invalid rounding mode")),
        None => Err(not_a(v, "java.math.RoundingMode")),
    }
}

/// A `MathContext`, if the value is one.
fn context(v: &Value) -> Option<MathContext> {
    v.host::<MathContext>().copied()
}

fn context_arg(v: Option<&Value>) -> Result<MathContext> {
    match v {
        None => Ok(MathContext::UNLIMITED),
        Some(v) => context(v).ok_or_else(|| not_a(v, "java.math.MathContext")),
    }
}

/// `(BigDecimal. text|number)`, with a context, or of unscaled value and scale.
fn new(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let plain = match &a[0] {
        v if v.is::<Str>() => BigDecimal::parse(&text_arg(v)?)?,
        v if v.get::<Array>().is_some_and(|array| array.class_name_str() == "[C") => {
            let units: Vec<u16> =
                v.get::<Array>().map(Array::to_vec).unwrap_or_default().iter().filter_map(Value::as_char).collect();
            BigDecimal::parse(&String::from_utf16_lossy(&units))?
        }
        v => match Num::of(v) {
            Some(Num::Double(x)) => BigDecimal::from_f64_exact(x)?,
            Some(Num::Long(_) | Num::Big(_)) => decimal(v)?,
            _ => return Err(no_constructor(CLASS)),
        },
    };
    match &a[1..] {
        [] => give(plain),
        [second] => match context(second) {
            Some(context) => give(plain.round(context)?),
            None => give(BigDecimal::new(big_arg(&a[0])?, int_arg(second)?)),
        },
        [scale, third] => give(BigDecimal::new(big_arg(&a[0])?, int_arg(scale)?).round(context_arg(Some(third))?)?),
        _ => Err(no_constructor(CLASS)),
    }
}

/// `valueOf(long)`, `valueOf(double)`, `valueOf(long, scale)`
fn value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(scale) = a.get(1) {
        return give(BigDecimal::new(BigInt::from(long_arg(&a[0])?), int_arg(scale)?));
    }
    match a[0].as_double() {
        Some(x) => give(BigDecimal::from_f64(x)?),
        None => give(BigDecimal::from_long(long_arg(&a[0])?)),
    }
}

/// `divide(d)`, `divide(d, mode)`, `divide(d, context)`, `divide(d, scale, mode)`
fn divide(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (n, d) = (decimal(&a[0])?, decimal(&a[1])?);
    if d.is_zero() {
        return Err(Error::arithmetic(match (n.is_zero(), a.len()) {
            (true, 2) => "Division undefined",
            (_, 2) => "Division by zero",
            (true, 3) if context(&a[2]).is_some() => "Division undefined",
            (_, 3) if context(&a[2]).is_some() => "Division by zero",
            _ => "/ by zero",
        }));
    }
    match &a[2..] {
        [] => give(n.divide(&d, MathContext::UNLIMITED)?),
        [third] => match context(third) {
            Some(context) => give(n.divide(&d, context)?),
            None => give(n.divide_to_scale(&d, n.scale(), mode(third)?)?),
        },
        [scale, rounding, ..] => give(n.divide_to_scale(&d, int_arg(scale)?, mode(rounding)?)?),
    }
}

fn quotient(a: &[Value]) -> Result<(BigDecimal, BigDecimal)> {
    let (n, d, context) = (decimal(&a[0])?, decimal(&a[1])?, context_arg(a.get(2))?);
    if d.is_zero() {
        return Err(Error::arithmetic(if n.is_zero() { "Division undefined" } else { "Division by zero" }));
    }
    Ok((n.quot(&d, context)?, n.rem(&d, context)?))
}

fn set_scale(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mode = a.get(2).map_or(Ok(RoundingMode::Unnecessary), mode)?;
    give(decimal(&a[0])?.set_scale(int_arg(&a[1])?, mode)?)
}

fn move_point(a: &[Value], sign: i32) -> Result<Value> {
    let (d, n) = (decimal(&a[0])?, int_arg(&a[1])?);
    let moved = d.scale_by_power_of_ten(n.saturating_mul(sign))?;
    // The scale of the result is not negative.
    give(if moved.scale() < 0 { moved.set_scale(0, RoundingMode::Unnecessary)? } else { moved })
}

/// The integer value if there is no fraction.
fn exact(a: &[Value]) -> Result<BigInt> {
    let d = decimal(&a[0])?;
    Ok(d.set_scale(0, RoundingMode::Unnecessary)?.unscaled().clone())
}

fn exact_within<T>(a: &[Value], convert: impl Fn(i64) -> Option<T>) -> Result<T> {
    bigint::to_long(&exact(a)?).and_then(convert).ok_or_else(|| Error::arithmetic("Overflow"))
}

fn pow(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let result = decimal(&a[0])?.pow(int_arg(&a[1])?)?;
    give(result.round(context_arg(a.get(2))?)?)
}

/// `sqrt`: exact ones have half of the scale where they can, others the digits of the context.
fn sqrt(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, mc) = (decimal(&a[0])?, context_arg(a.get(1))?);
    let preferred = x.scale() / 2;
    if x.is_negative() {
        return Err(Error::arithmetic("Attempted square root of negative BigDecimal"));
    }
    if x.is_zero() {
        return give(BigDecimal::new(BigInt::ZERO, preferred));
    }
    let x = x.strip_trailing_zeros()?;
    // The root has half as many digits; two more than asked for decide how it is rounded.
    let digits = if mc.precision == 0 { x.precision() / 2 + 1 } else { u64::from(mc.precision) } + 2;
    let missing = (2 * digits).saturating_sub(x.precision());
    let scale = i64::from(x.scale()) + missing as i64;
    let scale = i32::try_from(scale + scale.rem_euclid(2)).map_err(|_| Error::arithmetic("Overflow"))?;
    let wide = x.set_scale(scale, RoundingMode::Unnecessary)?;
    let root = bigint::sqrt(wide.unscaled())?;
    let exact = root.pow(2) == *wide.unscaled();
    if !exact && (mc.precision == 0 || mc.rounding == RoundingMode::Unnecessary) {
        return Err(Error::arithmetic("Computed square root not exact."));
    }
    let root = match exact {
        true => BigDecimal::new(root, scale / 2).strip_trailing_zeros()?,
        // A last digit that is not zero stands for the rest of the root.
        false => BigDecimal::new(root * 10 + 1, scale / 2 + 1),
    };
    let root = root.round(mc)?.strip_trailing_zeros()?;
    let wanted = match mc.precision {
        0 => i64::from(preferred),
        n => i64::from(preferred).min(i64::from(root.scale()) + i64::from(n) - root.precision() as i64),
    };
    match i32::try_from(wanted).ok().filter(|wanted| *wanted > root.scale()) {
        Some(wanted) => give(root.set_scale(wanted, RoundingMode::Unnecessary)?),
        None => give(root),
    }
}

const METHODS: &[NativeDef] = &[
    f("sqrt", 2, sqrt),
    g("add", 2, 3, |_, a| give(decimal(&a[0])?.add(&decimal(&a[1])?, context_arg(a.get(2))?)?)),
    g("subtract", 2, 3, |_, a| give(decimal(&a[0])?.sub(&decimal(&a[1])?, context_arg(a.get(2))?)?)),
    g("multiply", 2, 3, |_, a| give(decimal(&a[0])?.mul(&decimal(&a[1])?, context_arg(a.get(2))?)?)),
    g("divide", 2, 4, divide),
    g("divideToIntegralValue", 2, 3, |_, a| give(quotient(a)?.0)),
    g("remainder", 2, 3, |_, a| give(quotient(a)?.1)),
    g("divideAndRemainder", 2, 3, |_, a| {
        let (q, r) = quotient(a)?;
        Ok(Array::of_objects(CLASS, vec![decimal_value(q), decimal_value(r)]))
    }),
    g("pow", 2, 3, pow),
    g("negate", 1, 2, |_, a| give(decimal(&a[0])?.neg(context_arg(a.get(1))?)?)),
    g("abs", 1, 2, |_, a| give(decimal(&a[0])?.abs().round(context_arg(a.get(1))?)?)),
    g("plus", 1, 2, |_, a| give(decimal(&a[0])?.round(context_arg(a.get(1))?)?)),
    f("round", 2, |_, a| give(decimal(&a[0])?.round(context_arg(a.get(1))?)?)),
    f("signum", 1, |_, a| Ok(Value::int(decimal(&a[0])?.signum()))),
    f("scale", 1, |_, a| Ok(Value::int(decimal(&a[0])?.scale()))),
    f("precision", 1, |_, a| int(decimal(&a[0])?.precision() as usize)),
    f("unscaledValue", 1, |_, a| Ok(biginteger_value(decimal(&a[0])?.unscaled().clone()))),
    g("setScale", 2, 3, set_scale),
    f("movePointLeft", 2, |_, a| move_point(a, -1)),
    f("movePointRight", 2, |_, a| move_point(a, 1)),
    f("scaleByPowerOfTen", 2, |_, a| give(decimal(&a[0])?.scale_by_power_of_ten(int_arg(&a[1])?)?)),
    f("stripTrailingZeros", 1, |_, a| give(decimal(&a[0])?.strip_trailing_zeros()?)),
    f("compareTo", 2, |_, a| Ok(Value::int(decimal(&a[0])?.try_compare(&decimal(&a[1])?)? as i32))),
    f("min", 2, |_, a| {
        let (x, y) = (decimal(&a[0])?, decimal(&a[1])?);
        give(if x.try_compare(&y)?.is_le() { x } else { y })
    }),
    f("max", 2, |_, a| {
        let (x, y) = (decimal(&a[0])?, decimal(&a[1])?);
        give(if x.try_compare(&y)?.is_ge() { x } else { y })
    }),
    f("ulp", 1, |_, a| give(BigDecimal::new(BigInt::from(1), decimal(&a[0])?.scale()))),
    f("toPlainString", 1, |_, a| string(decimal(&a[0])?.to_plain_string()?)),
    f("toEngineeringString", 1, |_, a| string(decimal(&a[0])?.to_engineering_string()?)),
    f("toBigInteger", 1, |_, a| Ok(biginteger_value(decimal(&a[0])?.to_bigint()?))),
    f("toBigIntegerExact", 1, |_, a| exact(a).map(biginteger_value)),
    f("longValueExact", 1, |_, a| exact_within(a, Some).map(Value::long)),
    f("intValueExact", 1, |_, a| exact_within(a, |n| i32::try_from(n).ok()).map(Value::int)),
];

/// `(MathContext. precision)`, with a rounding mode, or of a text
fn new_context(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(text) = a[0].as_ref::<Str>() {
        let text = text.to_string_lossy();
        let parsed = text.strip_prefix("precision=").and_then(|rest| {
            let (precision, rounding) = rest.split_once(" roundingMode=")?;
            Some((precision.parse().ok()?, RoundingMode::from_name(rounding)?))
        });
        return match parsed {
            Some((precision, rounding)) => Ok(HostObject::new_value(MathContext::new(precision, rounding)?)),
            None => Err(Error::illegal_argument("bad string format")),
        };
    }
    let rounding = a.get(1).map_or(Ok(RoundingMode::HalfUp), mode)?;
    Ok(HostObject::new_value(MathContext::new(int_arg(&a[0])?, rounding)?))
}

fn own_context(a: &[Value]) -> Result<MathContext> {
    context_arg(a.first())
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(1, 3, new)],
        methods: METHODS,
        statics: &[g("valueOf", 1, 2, value_of)],
        fields: &[
            ("ZERO", |_| give(BigDecimal::from_long(0))),
            ("ONE", |_| give(BigDecimal::from_long(1))),
            ("TWO", |_| give(BigDecimal::from_long(2))),
            ("TEN", |_| give(BigDecimal::from_long(10))),
            ("ROUND_UP", |_| Ok(Value::int(0))),
            ("ROUND_DOWN", |_| Ok(Value::int(1))),
            ("ROUND_CEILING", |_| Ok(Value::int(2))),
            ("ROUND_FLOOR", |_| Ok(Value::int(3))),
            ("ROUND_HALF_UP", |_| Ok(Value::int(4))),
            ("ROUND_HALF_DOWN", |_| Ok(Value::int(5))),
            ("ROUND_HALF_EVEN", |_| Ok(Value::int(6))),
            ("ROUND_UNNECESSARY", |_| Ok(Value::int(7))),
        ],
        ..class(CLASS)
    },
    ClassDef {
        constructors: &[ctor(1, 2, new_context)],
        methods: &[
            f("getPrecision", 1, |_, a| Ok(Value::int(own_context(a)?.precision as i32))),
            f("getRoundingMode", 1, |t, a| {
                let name = own_context(a)?.rounding.name();
                Ok(enums::constant(t, "java.math.RoundingMode", name))
            }),
            f("toString", 1, |_, a| string(own_context(a)?.to_string())),
            f("equals", 2, |_, a| bool_(context(&a[1]) == Some(own_context(a)?))),
            f("hashCode", 1, |_, a| {
                let context = own_context(a)?;
                Ok(Value::int(context.precision as i32 + context.rounding as i32 * 59))
            }),
        ],
        fields: &[
            ("UNLIMITED", |_| Ok(HostObject::new_value(MathContext::UNLIMITED))),
            ("DECIMAL32", |_| Ok(HostObject::new_value(MathContext::DECIMAL32))),
            ("DECIMAL64", |_| Ok(HostObject::new_value(MathContext::DECIMAL64))),
            ("DECIMAL128", |_| Ok(HostObject::new_value(MathContext::DECIMAL128))),
        ],
        ..class("java.math.MathContext")
    },
];
