//! `java.lang.Number` and its fixed-width classes: `Long`, `Integer`, `Short`, `Byte`, `Double`, `Float`.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::number::{cast, format, parse, unchecked};
use runtime::string::Str;
use runtime::{Thread, Value};
use std::cmp::Ordering;

/// The text to parse; `parseInt` and its kin have a message for nil.
fn digits(v: &Value) -> Result<String> {
    if v.is_nil() {
        return Err(Error::new(ExceptionKind::NumberFormatException, "Cannot parse null string"));
    }
    text_arg(v).map(|s| s.into_owned())
}

fn radix(v: Option<&Value>) -> Result<u32> {
    v.map_or(Ok(10), |v| int_arg(v).map(|n| n.max(0) as u32))
}

/// The radix of `toString`, ten where it is not allowed.
fn output_radix(v: Option<&Value>) -> Result<u32> {
    radix(v).map(|r| if (2..=36).contains(&r) { r } else { 10 })
}

fn parse_long(a: &[Value]) -> Result<i64> {
    let radix = radix(a.get(1))?;
    Ok(parse::parse_long(&digits(&a[0])?, radix)?)
}

fn parse_int(a: &[Value]) -> Result<i32> {
    let radix = radix(a.get(1))?;
    Ok(parse::parse_int(&digits(&a[0])?, radix)?)
}

/// `parseShort` and `parseByte`.
fn parse_narrow(a: &[Value], min: i32, max: i32) -> Result<i32> {
    let n = parse_int(a)?;
    if n < min || n > max {
        let (text, radix) = (digits(&a[0])?, radix(a.get(1))?);
        let message = format!("Value out of range. Value:\"{text}\" Radix:{radix}");
        return Err(Error::new(ExceptionKind::NumberFormatException, message));
    }
    Ok(n)
}

/// Text for text, else the number as it is.
fn is_text(v: &Value) -> bool {
    v.is_nil() || v.is::<Str>()
}

fn unsigned_text(n: u64, radix: u32) -> Result<Value> {
    string(format::unsigned_to_string(n, radix))
}

/// `decode`: signs, and the prefixes `0x`, `#` and `0`.
fn decode(v: &Value) -> Result<i64> {
    let text = text_arg(v)?.into_owned();
    let (sign, rest) = match text.as_bytes().first() {
        Some(b'-') => ("-", &text[1..]),
        Some(b'+') => ("", &text[1..]),
        None => return Err(Error::new(ExceptionKind::NumberFormatException, "Zero length string")),
        _ => ("", &text[..]),
    };
    let (digits, radix) = if let Some(hex) = rest.strip_prefix("0x").or(rest.strip_prefix("0X")) {
        (hex, 16)
    } else if let Some(hex) = rest.strip_prefix('#') {
        (hex, 16)
    } else if rest.len() > 1 && rest.starts_with('0') {
        (&rest[1..], 8)
    } else {
        (rest, 10)
    };
    Ok(parse::parse_long(&format!("{sign}{digits}"), radix)?)
}

/// The text and radix of `parseInt(text, begin, end, radix)`.
fn part(t: &mut Thread, a: &[Value]) -> Result<[Value; 2]> {
    let text = chars_arg(t, &a[0])?;
    match (usize::try_from(int_arg(&a[1])?), usize::try_from(int_arg(&a[2])?)) {
        (Ok(begin), Ok(end)) if begin <= end && end <= text.length() => {
            Ok([text.substring(begin, end).into(), a[3].clone()])
        }
        _ => Err(Error::index_out_of_bounds()),
    }
}

/// `getInteger` and `getLong`: a number that a system property tells, or the default.
fn from_property(
    t: &mut Thread,
    a: &[Value],
    default: fn(i64) -> Value,
    fit: fn(i64) -> Option<Value>,
) -> Result<Value> {
    let text = super::system::own_property(t, &a[0])?;
    let told = text.and_then(|text| decode(&Value::str(&text)).ok()).and_then(fit);
    match (told, a.get(1)) {
        (Some(n), _) => Ok(n),
        (None, Some(v)) if !v.is_nil() => long_arg(v).map(default),
        (None, _) => Ok(Value::NIL),
    }
}

/// `Short.decode` and `Byte.decode`.
fn decode_narrow(v: &Value, min: i32, max: i32) -> Result<i32> {
    let n = decode(v)?;
    i32::try_from(n).ok().filter(|n| (min..=max).contains(n)).ok_or_else(|| {
        let text = text_arg(v).unwrap_or_default();
        let message = format!("Value {n} out of range from input {text}");
        Error::new(ExceptionKind::NumberFormatException, message)
    })
}

// Long

fn long_value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_text(&a[0]) { parse_long(a).map(Value::long) } else { long_arg(&a[0]).map(Value::long) }
}

fn long_divide_unsigned(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y) = (long_arg(&a[0])? as u64, long_arg(&a[1])? as u64);
    x.checked_div(y).map(|n| Value::long(n as i64)).ok_or_else(|| Error::arithmetic("/ by zero"))
}

fn long_remainder_unsigned(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y) = (long_arg(&a[0])? as u64, long_arg(&a[1])? as u64);
    x.checked_rem(y).map(|n| Value::long(n as i64)).ok_or_else(|| Error::arithmetic("/ by zero"))
}

fn parse_unsigned_long(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (text, radix) = (digits(&a[0])?, radix(a.get(1))?);
    let body = text.strip_prefix('+').unwrap_or(&text);
    match u64::from_str_radix(body, radix.clamp(2, 36)) {
        Ok(n) => Ok(Value::long(n as i64)),
        Err(_) => Err(runtime::number::NumberError::for_input_radix(&text, radix).into()),
    }
}

/// The highest bit that is set, alone.
fn highest(n: u64) -> u64 {
    if n == 0 { 0 } else { 1 << (63 - n.leading_zeros()) }
}

macro_rules! long_fns {
    ($($name:literal |$x:ident $(, $y:ident)?| $body:expr;)*) => {
        &[$( f($name, 1 $(+ { let $y = 1; $y })?, |_, a| {
            let $x = long_arg(&a[0])?;
            $( let $y = long_arg(&a[1])?; )?
            $body
        }), )*]
    };
}

macro_rules! int_fns {
    ($($name:literal |$x:ident $(, $y:ident)?| $body:expr;)*) => {
        &[$( f($name, 1 $(+ { let $y = 1; $y })?, |_, a| {
            let $x = int_arg(&a[0])?;
            $( let $y = int_arg(&a[1])?; )?
            $body
        }), )*]
    };
}

const LONG_BITS: &[NativeDef] = long_fns! {
    "toBinaryString" |x| unsigned_text(x as u64, 2);
    "toOctalString" |x| unsigned_text(x as u64, 8);
    "toHexString" |x| unsigned_text(x as u64, 16);
    "bitCount" |x| Ok(Value::int(x.count_ones() as i32));
    "numberOfTrailingZeros" |x| Ok(Value::int(x.trailing_zeros() as i32));
    "numberOfLeadingZeros" |x| Ok(Value::int(x.leading_zeros() as i32));
    "highestOneBit" |x| Ok(Value::long(highest(x as u64) as i64));
    "lowestOneBit" |x| Ok(Value::long(x & x.wrapping_neg()));
    "reverse" |x| Ok(Value::long(x.reverse_bits()));
    "reverseBytes" |x| Ok(Value::long(x.swap_bytes()));
    "signum" |x| Ok(Value::int(x.signum() as i32));
    "hashCode" |x| Ok(Value::int((x ^ ((x as u64) >> 32) as i64) as i32));
    "sum" |x, y| Ok(Value::long(x.wrapping_add(y)));
    "max" |x, y| Ok(Value::long(x.max(y)));
    "min" |x, y| Ok(Value::long(x.min(y)));
    "compare" |x, y| Ok(Value::int(x.cmp(&y) as i32));
    "compareUnsigned" |x, y| Ok(Value::int((x as u64).cmp(&(y as u64)) as i32));
    "rotateLeft" |x, y| Ok(Value::long(x.rotate_left(y.rem_euclid(64) as u32)));
    "rotateRight" |x, y| Ok(Value::long(x.rotate_right(y.rem_euclid(64) as u32)));
};

const LONG_TEXT: &[NativeDef] = &[
    g("parseLong", 1, 2, |_, a| parse_long(a).map(Value::long)),
    f("parseLong", 4, |t, a| part(t, a).and_then(|a| parse_long(&a)).map(Value::long)),
    f("parseUnsignedLong", 4, |t, a| part(t, a).and_then(|mut a| parse_unsigned_long(t, &mut a))),
    g("getLong", 1, 2, |t, a| from_property(t, a, Value::long, |n| Some(Value::long(n)))),
    g("valueOf", 1, 2, long_value_of),
    g("toString", 1, 2, |_, a| string(format::long_to_string(long_arg(&a[0])?, output_radix(a.get(1))?))),
    g("parseUnsignedLong", 1, 2, parse_unsigned_long),
    g("toUnsignedString", 1, 2, |_, a| unsigned_text(long_arg(&a[0])? as u64, output_radix(a.get(1))?)),
    f("divideUnsigned", 2, long_divide_unsigned),
    f("remainderUnsigned", 2, long_remainder_unsigned),
    f("decode", 1, |_, a| decode(&a[0]).map(Value::long)),
];

// Integer

fn int_value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_text(&a[0]) { parse_int(a).map(Value::int) } else { int_arg(&a[0]).map(Value::int) }
}

fn decode_int(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = decode(&a[0])?;
    match i32::try_from(n) {
        Ok(n) => Ok(Value::int(n)),
        Err(_) => Err(runtime::number::NumberError::for_input(&text_arg(&a[0])?).into()),
    }
}

fn parse_unsigned_int(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (text, radix) = (digits(&a[0])?, radix(a.get(1))?);
    match u32::from_str_radix(text.strip_prefix('+').unwrap_or(&text), radix.clamp(2, 36)) {
        Ok(n) => Ok(Value::int(n as i32)),
        Err(_) => Err(runtime::number::NumberError::for_input_radix(&text, radix).into()),
    }
}

fn int_divide_unsigned(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y) = (int_arg(&a[0])? as u32, int_arg(&a[1])? as u32);
    x.checked_div(y).map(|n| Value::int(n as i32)).ok_or_else(|| Error::arithmetic("/ by zero"))
}

fn int_remainder_unsigned(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y) = (int_arg(&a[0])? as u32, int_arg(&a[1])? as u32);
    x.checked_rem(y).map(|n| Value::int(n as i32)).ok_or_else(|| Error::arithmetic("/ by zero"))
}

const INT_BITS: &[NativeDef] = int_fns! {
    "toBinaryString" |x| unsigned_text(u64::from(x as u32), 2);
    "toOctalString" |x| unsigned_text(u64::from(x as u32), 8);
    "toHexString" |x| unsigned_text(u64::from(x as u32), 16);
    "toUnsignedLong" |x| Ok(Value::long(i64::from(x as u32)));
    "toUnsignedString" |x| unsigned_text(u64::from(x as u32), 10);
    "bitCount" |x| Ok(Value::int(x.count_ones() as i32));
    "numberOfTrailingZeros" |x| Ok(Value::int(x.trailing_zeros() as i32));
    "numberOfLeadingZeros" |x| Ok(Value::int(x.leading_zeros() as i32));
    "highestOneBit" |x| Ok(Value::int(highest(u64::from(x as u32)) as i32));
    "lowestOneBit" |x| Ok(Value::int(x & x.wrapping_neg()));
    "reverse" |x| Ok(Value::int(x.reverse_bits()));
    "reverseBytes" |x| Ok(Value::int(x.swap_bytes()));
    "signum" |x| Ok(Value::int(x.signum()));
    "hashCode" |x| Ok(Value::int(x));
    "sum" |x, y| Ok(Value::int(x.wrapping_add(y)));
    "max" |x, y| Ok(Value::int(x.max(y)));
    "min" |x, y| Ok(Value::int(x.min(y)));
    "compare" |x, y| Ok(Value::int(x.cmp(&y) as i32));
    "compareUnsigned" |x, y| Ok(Value::int((x as u32).cmp(&(y as u32)) as i32));
    "rotateLeft" |x, y| Ok(Value::int(x.rotate_left(y.rem_euclid(32) as u32)));
    "rotateRight" |x, y| Ok(Value::int(x.rotate_right(y.rem_euclid(32) as u32)));
};

const INT_TEXT: &[NativeDef] = &[
    g("parseInt", 1, 2, |_, a| parse_int(a).map(Value::int)),
    f("parseInt", 4, |t, a| part(t, a).and_then(|a| parse_int(&a)).map(Value::int)),
    f("parseUnsignedInt", 4, |t, a| part(t, a).and_then(|mut a| parse_unsigned_int(t, &mut a))),
    f("toUnsignedString", 2, |_, a| unsigned_text(u64::from(int_arg(&a[0])? as u32), output_radix(a.get(1))?)),
    g("getInteger", 1, 2, |t, a| {
        from_property(t, a, |n| Value::int(n as i32), |n| i32::try_from(n).ok().map(Value::int))
    }),
    g("valueOf", 1, 2, int_value_of),
    g("toString", 1, 2, |_, a| string(format::long_to_string(int_arg(&a[0])?.into(), output_radix(a.get(1))?))),
    g("parseUnsignedInt", 1, 2, parse_unsigned_int),
    f("divideUnsigned", 2, int_divide_unsigned),
    f("remainderUnsigned", 2, int_remainder_unsigned),
    f("decode", 1, decode_int),
];

// Short and Byte

fn to_short(v: &Value) -> Result<i16> {
    Ok(cast::short(v)?.as_long().unwrap_or(0) as i16)
}

fn to_byte(v: &Value) -> Result<i8> {
    Ok(cast::byte(v)?.as_long().unwrap_or(0) as i8)
}

fn parse_short(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    parse_narrow(a, i16::MIN.into(), i16::MAX.into()).map(|n| Value::short(n as i16))
}

fn parse_byte(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    parse_narrow(a, i8::MIN.into(), i8::MAX.into()).map(|n| Value::byte(n as i8))
}

fn short_value_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_text(&a[0]) { parse_short(t, a) } else { to_short(&a[0]).map(Value::short) }
}

fn byte_value_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_text(&a[0]) { parse_byte(t, a) } else { to_byte(&a[0]).map(Value::byte) }
}

const SHORT: &[NativeDef] = &[
    g("parseShort", 1, 2, parse_short),
    f("decode", 1, |_, a| decode_narrow(&a[0], i16::MIN.into(), i16::MAX.into()).map(|n| Value::short(n as i16))),
    f("compareUnsigned", 2, |_, a| {
        let (x, y) = (to_short(&a[0])? as u16, to_short(&a[1])? as u16);
        Ok(Value::int(i32::from(x) - i32::from(y)))
    }),
    g("valueOf", 1, 2, short_value_of),
    f("toString", 1, |_, a| string(to_short(&a[0])?.to_string())),
    f("compare", 2, |_, a| Ok(Value::int(i32::from(to_short(&a[0])?) - i32::from(to_short(&a[1])?)))),
    f("hashCode", 1, |_, a| Ok(Value::int(to_short(&a[0])?.into()))),
    f("toUnsignedInt", 1, |_, a| Ok(Value::int(i32::from(to_short(&a[0])? as u16)))),
    f("toUnsignedLong", 1, |_, a| Ok(Value::long(i64::from(to_short(&a[0])? as u16)))),
    f("reverseBytes", 1, |_, a| Ok(Value::short(to_short(&a[0])?.swap_bytes()))),
];

const BYTE: &[NativeDef] = &[
    g("parseByte", 1, 2, parse_byte),
    f("decode", 1, |_, a| decode_narrow(&a[0], i8::MIN.into(), i8::MAX.into()).map(|n| Value::byte(n as i8))),
    f("compareUnsigned", 2, |_, a| {
        let (x, y) = (to_byte(&a[0])? as u8, to_byte(&a[1])? as u8);
        Ok(Value::int(i32::from(x) - i32::from(y)))
    }),
    g("valueOf", 1, 2, byte_value_of),
    f("toString", 1, |_, a| string(to_byte(&a[0])?.to_string())),
    f("compare", 2, |_, a| Ok(Value::int(i32::from(to_byte(&a[0])?) - i32::from(to_byte(&a[1])?)))),
    f("hashCode", 1, |_, a| Ok(Value::int(to_byte(&a[0])?.into()))),
    f("toUnsignedInt", 1, |_, a| Ok(Value::int(i32::from(to_byte(&a[0])? as u8)))),
    f("toUnsignedLong", 1, |_, a| Ok(Value::long(i64::from(to_byte(&a[0])? as u8)))),
];

// Double and Float

/// `Double.compare`: minus zero is below zero, NaN above everything.
pub fn compare_doubles(x: f64, y: f64) -> Ordering {
    let canonical = |x: f64| if x.is_nan() { f64::NAN.copysign(1.0) } else { x };
    canonical(x).total_cmp(&canonical(y))
}

fn parse_double(v: &Value) -> Result<f64> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    Ok(parse::parse_double(&text_arg(v)?)?)
}

fn parse_float(v: &Value) -> Result<f32> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    Ok(parse::parse_float(&text_arg(v)?)?)
}

fn double_value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_text(&a[0]) { parse_double(&a[0]).map(Value::double) } else { double_arg(&a[0]).map(Value::double) }
}

fn float_arg(v: &Value) -> Result<f32> {
    double_arg(v).map(|x| x as f32)
}

fn float_value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_text(&a[0]) { parse_float(&a[0]).map(Value::float) } else { float_arg(&a[0]).map(Value::float) }
}

fn bits(x: f64) -> i64 {
    if x.is_nan() { 0x7ff8_0000_0000_0000 } else { x.to_bits() as i64 }
}

fn float_bits(x: f32) -> i32 {
    if x.is_nan() { 0x7fc0_0000 } else { x.to_bits() as i32 }
}

/// `Double.toHexString`
fn hex_text(x: f64) -> String {
    let sign = if x.is_sign_negative() && !x.is_nan() { "-" } else { "" };
    if x.is_nan() {
        return "NaN".into();
    }
    if x.is_infinite() {
        return format!("{sign}Infinity");
    }
    if x == 0.0 {
        return format!("{sign}0x0.0p0");
    }
    let raw = x.to_bits();
    let (exponent, fraction) = ((raw >> 52) as i64 & 0x7FF, raw & ((1 << 52) - 1));
    let (lead, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    let digits = format!("{fraction:013x}");
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    format!("{sign}0x{lead}.{digits}p{exponent}")
}

const DOUBLE: &[NativeDef] = &[
    f("parseDouble", 1, |_, a| parse_double(&a[0]).map(Value::double)),
    f("valueOf", 1, double_value_of),
    f("toString", 1, |_, a| string(format::double_to_string(double_arg(&a[0])?))),
    f("toHexString", 1, |_, a| string(hex_text(double_arg(&a[0])?))),
    f("isNaN", 1, |_, a| bool_(double_arg(&a[0])?.is_nan())),
    f("isInfinite", 1, |_, a| bool_(double_arg(&a[0])?.is_infinite())),
    f("isFinite", 1, |_, a| bool_(double_arg(&a[0])?.is_finite())),
    f("compare", 2, |_, a| Ok(Value::int(compare_doubles(double_arg(&a[0])?, double_arg(&a[1])?) as i32))),
    f("doubleToLongBits", 1, |_, a| Ok(Value::long(bits(double_arg(&a[0])?)))),
    f("doubleToRawLongBits", 1, |_, a| Ok(Value::long(double_arg(&a[0])?.to_bits() as i64))),
    f("longBitsToDouble", 1, |_, a| Ok(Value::double(f64::from_bits(long_arg(&a[0])? as u64)))),
    f("sum", 2, |_, a| Ok(Value::double(double_arg(&a[0])? + double_arg(&a[1])?))),
    f("max", 2, |_, a| Ok(Value::double(super::math::max(double_arg(&a[0])?, double_arg(&a[1])?)))),
    f("min", 2, |_, a| Ok(Value::double(super::math::min(double_arg(&a[0])?, double_arg(&a[1])?)))),
    f("hashCode", 1, |_, a| {
        let n = bits(double_arg(&a[0])?);
        Ok(Value::int((n ^ ((n as u64) >> 32) as i64) as i32))
    }),
];

const FLOAT: &[NativeDef] = &[
    f("toHexString", 1, |_, a| {
        let x = float_arg(&a[0])?;
        // Below the normal floats the exponent stays, and the digits begin with a nought.
        let small = x != 0.0 && x.abs() < f32::MIN_POSITIVE;
        let text = hex_text(if small { f64::from(x) * 2f64.powi(-896) } else { x.into() });
        string(if small { text.replace("p-1022", "p-126") } else { text })
    }),
    f("parseFloat", 1, |_, a| parse_float(&a[0]).map(Value::float)),
    f("valueOf", 1, float_value_of),
    f("toString", 1, |_, a| string(format::float_to_string(float_arg(&a[0])?))),
    f("isNaN", 1, |_, a| bool_(float_arg(&a[0])?.is_nan())),
    f("isInfinite", 1, |_, a| bool_(float_arg(&a[0])?.is_infinite())),
    f("isFinite", 1, |_, a| bool_(float_arg(&a[0])?.is_finite())),
    f("compare", 2, |_, a| Ok(Value::int(compare_doubles(float_arg(&a[0])?.into(), float_arg(&a[1])?.into()) as i32))),
    f("floatToIntBits", 1, |_, a| Ok(Value::int(float_bits(float_arg(&a[0])?)))),
    f("floatToRawIntBits", 1, |_, a| Ok(Value::int(float_arg(&a[0])?.to_bits() as i32))),
    f("intBitsToFloat", 1, |_, a| Ok(Value::float(f32::from_bits(int_arg(&a[0])? as u32)))),
    f("sum", 2, |_, a| Ok(Value::float(float_arg(&a[0])? + float_arg(&a[1])?))),
    f("max", 2, |_, a| Ok(Value::float(float_arg(&a[0])?.max(float_arg(&a[1])?)))),
    f("min", 2, |_, a| Ok(Value::float(float_arg(&a[0])?.min(float_arg(&a[1])?)))),
    f("hashCode", 1, |_, a| Ok(Value::int(float_bits(float_arg(&a[0])?)))),
];

/// Methods of every number.
const NUMBER: &[NativeDef] = &[
    f("longValue", 1, |_, a| unchecked::long(&a[0])),
    f("intValue", 1, |_, a| unchecked::int(&a[0])),
    f("shortValue", 1, |_, a| unchecked::short(&a[0])),
    f("byteValue", 1, |_, a| unchecked::byte(&a[0])),
    f("doubleValue", 1, |_, a| unchecked::double(&a[0])),
    f("floatValue", 1, |_, a| unchecked::float(&a[0])),
];

const FLOATING: &[NativeDef] = &[
    f("isNaN", 1, |_, a| bool_(double_arg(&a[0])?.is_nan())),
    f("isInfinite", 1, |_, a| bool_(double_arg(&a[0])?.is_infinite())),
    f("compareTo", 2, |_, a| Ok(Value::int(compare_doubles(double_arg(&a[0])?, double_arg(&a[1])?) as i32))),
];

static LONG_STATICS: [NativeDef; LONG_BITS.len() + LONG_TEXT.len()] = join_rows(LONG_BITS, LONG_TEXT);
static INT_STATICS: [NativeDef; INT_BITS.len() + INT_TEXT.len()] = join_rows(INT_BITS, INT_TEXT);

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: NUMBER, ..class("java.lang.Number") },
    ClassDef {
        constructors: &[ctor(1, 1, long_value_of)],
        statics: &LONG_STATICS,
        fields: &[
            ("MAX_VALUE", |_| Ok(Value::long(i64::MAX))),
            ("MIN_VALUE", |_| Ok(Value::long(i64::MIN))),
            ("SIZE", |_| Ok(Value::int(64))),
            ("BYTES", |_| Ok(Value::int(8))),
            ("TYPE", |t| Ok(t.runtime.classes.intern("long").into())),
        ],
        ..class("java.lang.Long")
    },
    ClassDef {
        constructors: &[ctor(1, 1, int_value_of)],
        statics: &INT_STATICS,
        fields: &[
            ("MAX_VALUE", |_| Ok(Value::int(i32::MAX))),
            ("MIN_VALUE", |_| Ok(Value::int(i32::MIN))),
            ("SIZE", |_| Ok(Value::int(32))),
            ("BYTES", |_| Ok(Value::int(4))),
            ("TYPE", |t| Ok(t.runtime.classes.intern("int").into())),
        ],
        ..class("java.lang.Integer")
    },
    ClassDef {
        constructors: &[ctor(1, 1, short_value_of)],
        statics: SHORT,
        fields: &[
            ("MAX_VALUE", |_| Ok(Value::short(i16::MAX))),
            ("MIN_VALUE", |_| Ok(Value::short(i16::MIN))),
            ("SIZE", |_| Ok(Value::int(16))),
            ("BYTES", |_| Ok(Value::int(2))),
            ("TYPE", |t| Ok(t.runtime.classes.intern("short").into())),
        ],
        ..class("java.lang.Short")
    },
    ClassDef {
        constructors: &[ctor(1, 1, byte_value_of)],
        statics: BYTE,
        fields: &[
            ("MAX_VALUE", |_| Ok(Value::byte(i8::MAX))),
            ("MIN_VALUE", |_| Ok(Value::byte(i8::MIN))),
            ("SIZE", |_| Ok(Value::int(8))),
            ("BYTES", |_| Ok(Value::int(1))),
            ("TYPE", |t| Ok(t.runtime.classes.intern("byte").into())),
        ],
        ..class("java.lang.Byte")
    },
    ClassDef {
        constructors: &[ctor(1, 1, double_value_of)],
        methods: FLOATING,
        statics: DOUBLE,
        fields: &[
            ("MAX_VALUE", |_| Ok(Value::double(f64::MAX))),
            ("MIN_VALUE", |_| Ok(Value::double(f64::from_bits(1)))),
            ("MIN_NORMAL", |_| Ok(Value::double(f64::MIN_POSITIVE))),
            ("POSITIVE_INFINITY", |_| Ok(Value::double(f64::INFINITY))),
            ("NEGATIVE_INFINITY", |_| Ok(Value::double(f64::NEG_INFINITY))),
            ("NaN", |_| Ok(Value::double(f64::NAN))),
            ("MAX_EXPONENT", |_| Ok(Value::int(1023))),
            ("MIN_EXPONENT", |_| Ok(Value::int(-1022))),
            ("SIZE", |_| Ok(Value::int(64))),
            ("BYTES", |_| Ok(Value::int(8))),
            ("TYPE", |t| Ok(t.runtime.classes.intern("double").into())),
        ],
        ..class("java.lang.Double")
    },
    ClassDef {
        constructors: &[ctor(1, 1, float_value_of)],
        methods: FLOATING,
        statics: FLOAT,
        fields: &[
            ("MAX_VALUE", |_| Ok(Value::float(f32::MAX))),
            ("MIN_VALUE", |_| Ok(Value::float(f32::from_bits(1)))),
            ("MIN_NORMAL", |_| Ok(Value::float(f32::MIN_POSITIVE))),
            ("MAX_EXPONENT", |_| Ok(Value::int(127))),
            ("MIN_EXPONENT", |_| Ok(Value::int(-126))),
            ("POSITIVE_INFINITY", |_| Ok(Value::float(f32::INFINITY))),
            ("NEGATIVE_INFINITY", |_| Ok(Value::float(f32::NEG_INFINITY))),
            ("NaN", |_| Ok(Value::float(f32::NAN))),
            ("SIZE", |_| Ok(Value::int(32))),
            ("BYTES", |_| Ok(Value::int(4))),
            ("TYPE", |t| Ok(t.runtime.classes.intern("float").into())),
        ],
        ..class("java.lang.Float")
    },
];
