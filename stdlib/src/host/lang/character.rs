//! `java.lang.Character`: Unicode categories of chars and code points.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::number::parse::digit_value;
use runtime::string::Str;
use runtime::{Thread, Value};

/// `Character.isWhitespace`
pub fn is_whitespace(code: u32) -> bool {
    match code {
        0x09..=0x0D | 0x1C..=0x20 => true,
        0xA0 | 0x2007 | 0x202F => false,
        _ => is_space(code),
    }
}

/// `Character.isSpaceChar`: the separators.
fn is_space(code: u32) -> bool {
    matches!(code, 0x20 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000)
}

fn is_digit(code: u32) -> bool {
    char::from_u32(code).is_some_and(|c| match c.is_ascii() {
        true => c.is_ascii_digit(),
        false => !c.is_alphabetic() && digit_value(c, 10).is_some(),
    })
}

/// Letters are the alphabetic characters that are neither numbers nor marks.
fn is_letter(code: u32) -> bool {
    char::from_u32(code).is_some_and(|c| c.is_alphabetic() && !is_mark_or_letter_number(code))
}

/// Alphabetic characters outside of the letter categories: combining vowel signs, Roman numerals, circled letters.
fn is_mark_or_letter_number(code: u32) -> bool {
    matches!(code,
        0x0345 | 0x05B0..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7 | 0x0610..=0x061A
        | 0x064B..=0x0657 | 0x0659..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06E1..=0x06E4 | 0x06E7..=0x06E8
        | 0x0900..=0x0903 | 0x093A..=0x093B | 0x093E..=0x094C | 0x094E..=0x094F | 0x0981..=0x0983 | 0x09BE..=0x09CC
        | 0x0A01..=0x0A03 | 0x0A3E..=0x0A4C | 0x0E31 | 0x0E34..=0x0E3A | 0x0E4D | 0x16EE..=0x16F0
        | 0x2160..=0x2182 | 0x2185..=0x2188 | 0x24B6..=0x24E9 | 0x3007 | 0x3021..=0x3029 | 0x3038..=0x303A)
}

fn is_upper(code: u32) -> bool {
    char::from_u32(code).is_some_and(char::is_uppercase)
}

fn is_lower(code: u32) -> bool {
    char::from_u32(code).is_some_and(char::is_lowercase)
}

/// `Character.getType` as far as the standard library knows: letters by case, numbers, separators, controls.
fn category(code: u32) -> i32 {
    let Some(c) = char::from_u32(code) else { return 19 };
    match code {
        0x20 | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => return 12,
        0x2028 => return 13,
        0x2029 => return 14,
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0xFEFF => return 16,
        0xE000..=0xF8FF => return 18,
        _ => {}
    }
    if c.is_ascii() {
        return match c {
            'A'..='Z' => 1,
            'a'..='z' => 2,
            '0'..='9' => 9,
            '-' => 20,
            '(' | '[' | '{' => 21,
            ')' | ']' | '}' => 22,
            '_' => 23,
            '!' | '"' | '#' | '%' | '&' | '\'' | '*' | ',' | '.' | '/' | ':' | ';' | '?' | '@' | '\\' => 24,
            '+' | '<' | '=' | '>' | '|' | '~' => 25,
            '$' => 26,
            '^' | '`' => 27,
            _ => 15,
        };
    }
    if is_letter(code) {
        return if c.is_uppercase() {
            1
        } else if c.is_lowercase() {
            2
        } else if matches!(code, 0x01C5 | 0x01C8 | 0x01CB | 0x01F2) {
            3
        } else if matches!(code, 0x02B0..=0x02C1 | 0x02C6..=0x02D1 | 0x02E0..=0x02E4 | 0x3005 | 0x3031..=0x3035) {
            4
        } else {
            5
        };
    }
    if is_digit(code) {
        9
    } else if c.is_control() {
        15
    } else if c.is_numeric() {
        if is_mark_or_letter_number(code) { 10 } else { 11 }
    } else if c.is_alphabetic() {
        6
    } else {
        28
    }
}

/// A char or an `int` code point.
fn code(name: &str, v: &Value) -> Result<u32> {
    match (v.as_char(), v.as_long()) {
        (Some(unit), _) => Ok(u32::from(unit)),
        (_, Some(n)) => Ok(n as u32),
        _ if v.is_nil() => Err(Error::null_pointer()),
        _ => Err(no_overload(name, 1, "")),
    }
}

/// A char for a char, a code point for a code point.
fn like(v: &Value, code: u32) -> Value {
    match v.as_char() {
        Some(_) => Value::char(code as u16),
        None => Value::int(code as i32),
    }
}

/// The single-character case mapping; a mapping to several characters leaves the character alone.
fn mapped(code: u32, map: impl Fn(char) -> Option<char>) -> u32 {
    char::from_u32(code).and_then(map).map_or(code, |c| c as u32)
}

fn one(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next();
    if chars.next().is_some() { None } else { first }
}

macro_rules! tests {
    ($($name:ident $java:literal $test:expr;)*) => { $(
        fn $name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
            bool_($test(code($java, &a[0])?))
        }
    )* };
}

tests! {
    digit_test "isDigit" is_digit;
    letter_test "isLetter" is_letter;
    letter_or_digit "isLetterOrDigit" |c| is_letter(c) || is_digit(c);
    alphabetic "isAlphabetic" |c| char::from_u32(c).is_some_and(char::is_alphabetic);
    whitespace_test "isWhitespace" is_whitespace;
    space_char "isSpaceChar" is_space;
    upper_test "isUpperCase" is_upper;
    lower_test "isLowerCase" is_lower;
    iso_control "isISOControl" |c| matches!(c, 0..=0x1F | 0x7F..=0x9F);
    identifier_start "isJavaIdentifierStart" |c| is_letter(c) || c == 0x24 || c == 0x5F || matches!(category(c), 10 | 23 | 26);
    identifier_part "isJavaIdentifierPart" |c| is_letter(c) || is_digit(c) || matches!(category(c), 6 | 8 | 10 | 16 | 23 | 26) || c <= 8 || matches!(c, 0xE..=0x1B | 0x7F..=0x9F);
    defined "isDefined" |c| char::from_u32(c).is_some();
    high_surrogate "isHighSurrogate" |c| (0xD800..0xDC00).contains(&c);
    low_surrogate "isLowSurrogate" |c| (0xDC00..0xE000).contains(&c);
    surrogate "isSurrogate" |c| (0xD800..0xE000).contains(&c);
    supplementary "isSupplementaryCodePoint" |c| (0x10000..0x110000).contains(&c);
    bmp "isBmpCodePoint" |c| c < 0x10000;
    valid "isValidCodePoint" |c| c < 0x110000;
    ideographic "isIdeographic" |c| matches!(c, 0x3006..=0x3007 | 0x3021..=0x3029 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAD9 | 0x20000..=0x323AF);
    title "isTitleCase" |c| category(c) == 3;
}

fn to_upper(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = code("toUpperCase", &a[0])?;
    Ok(like(&a[0], mapped(code, |c| one(c.to_uppercase()))))
}

fn to_lower(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = code("toLowerCase", &a[0])?;
    Ok(like(&a[0], mapped(code, |c| c.to_lowercase().next())))
}

fn numeric_value(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = char::from_u32(code("getNumericValue", &a[0])?).and_then(|c| digit_value(c, 36));
    Ok(Value::int(value.map_or(-1, |n| n as i32)))
}

fn digit(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (code, radix) = (code("digit", &a[0])?, int_arg(&a[1])?);
    let value = char::from_u32(code).filter(|_| (2..=36).contains(&radix)).and_then(|c| digit_value(c, radix as u32));
    Ok(Value::int(value.map_or(-1, |n| n as i32)))
}

fn for_digit(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (digit, radix) = (int_arg(&a[0])?, int_arg(&a[1])?);
    let found = (2..=36).contains(&radix).then(|| char::from_digit(u32::try_from(digit).ok()?, radix as u32)).flatten();
    Ok(Value::char(found.map_or(0, |c| c as u16)))
}

fn to_chars(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = code("toChars", &a[0])?;
    if code < 0x10000 {
        return Ok(Array::of_chars([code as u16].into_iter()));
    }
    match char::from_u32(code) {
        Some(c) => Ok(Array::of_chars(c.encode_utf16(&mut [0; 2]).iter().copied())),
        None => Err(Error::illegal_argument(format!("Not a valid Unicode code point: 0x{code:X}"))),
    }
}

fn to_string(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = code("toString", &a[0])?;
    if let Ok(unit) = u16::try_from(code) {
        return Ok(Str::from_units([unit]).into());
    }
    match char::from_u32(code) {
        Some(c) => string(c.to_string()),
        None => Err(Error::illegal_argument(format!("Not a valid Unicode code point: 0x{code:X}"))),
    }
}

/// A `char` parameter.
pub fn char_arg(v: &Value) -> Result<u16> {
    match (v.as_char(), v.as_long()) {
        (Some(unit), _) => Ok(unit),
        (_, Some(n)) => {
            u16::try_from(n).map_err(|_| Error::illegal_argument(format!("Value out of range for char: {n}")))
        }
        _ => Err(not_a(v, "java.lang.Character")),
    }
}

fn compare(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(i32::from(char_arg(&a[0])?) - i32::from(char_arg(&a[1])?)))
}

fn to_code_point(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (high, low) = (i32::from(char_arg(&a[0])?), i32::from(char_arg(&a[1])?));
    Ok(Value::int((high << 10) + low + (0x10000 - (0xD800 << 10) - 0xDC00)))
}

fn char_count(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(if code("charCount", &a[0])? >= 0x10000 { 2 } else { 1 }))
}

fn get_name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = code("getName", &a[0])?;
    string(format!("U+{code:04X}"))
}

fn reverse_bytes(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::char(char_arg(&a[0])?.swap_bytes()))
}

fn identity(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::char(char_arg(&a[0])?))
}

const STATICS: &[NativeDef] = &[
    f("isDigit", 1, digit_test),
    f("isLetter", 1, letter_test),
    f("isLetterOrDigit", 1, letter_or_digit),
    f("isAlphabetic", 1, alphabetic),
    f("isWhitespace", 1, whitespace_test),
    f("isSpaceChar", 1, space_char),
    f("isUpperCase", 1, upper_test),
    f("isLowerCase", 1, lower_test),
    f("isTitleCase", 1, title),
    f("isISOControl", 1, iso_control),
    f("isJavaIdentifierStart", 1, identifier_start),
    f("isJavaIdentifierPart", 1, identifier_part),
    f("isUnicodeIdentifierStart", 1, letter_test),
    f("isUnicodeIdentifierPart", 1, identifier_part),
    f("isDefined", 1, defined),
    f("isHighSurrogate", 1, high_surrogate),
    f("isLowSurrogate", 1, low_surrogate),
    f("isSurrogate", 1, surrogate),
    f("isSupplementaryCodePoint", 1, supplementary),
    f("isBmpCodePoint", 1, bmp),
    f("isValidCodePoint", 1, valid),
    f("isIdeographic", 1, ideographic),
    f("getType", 1, |_, a| Ok(Value::int(category(code("getType", &a[0])?)))),
    f("toUpperCase", 1, to_upper),
    f("toLowerCase", 1, to_lower),
    f("toTitleCase", 1, to_upper),
    f("getNumericValue", 1, numeric_value),
    f("getName", 1, get_name),
    f("digit", 2, digit),
    f("forDigit", 2, for_digit),
    f("toChars", 1, to_chars),
    f("toString", 1, to_string),
    f("valueOf", 1, identity),
    f("compare", 2, compare),
    f("hashCode", 1, |_, a| Ok(Value::int(char_arg(&a[0])?.into()))),
    f("toCodePoint", 2, to_code_point),
    f("charCount", 1, char_count),
    f("reverseBytes", 1, reverse_bytes),
];

pub const CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(1, 1, identity)],
    methods: &[f("charValue", 1, identity), f("compareTo", 2, compare)],
    statics: STATICS,
    fields: &[
        ("MAX_VALUE", |_| Ok(Value::char(u16::MAX))),
        ("MIN_VALUE", |_| Ok(Value::char(0))),
        ("MIN_RADIX", |_| Ok(Value::int(2))),
        ("MAX_RADIX", |_| Ok(Value::int(36))),
        ("MAX_CODE_POINT", |_| Ok(Value::int(0x10FFFF))),
        ("MIN_CODE_POINT", |_| Ok(Value::int(0))),
        ("MIN_SUPPLEMENTARY_CODE_POINT", |_| Ok(Value::int(0x10000))),
        ("MIN_HIGH_SURROGATE", |_| Ok(Value::char(0xD800))),
        ("MAX_HIGH_SURROGATE", |_| Ok(Value::char(0xDBFF))),
        ("MIN_LOW_SURROGATE", |_| Ok(Value::char(0xDC00))),
        ("MAX_LOW_SURROGATE", |_| Ok(Value::char(0xDFFF))),
        ("BYTES", |_| Ok(Value::int(2))),
        ("SIZE", |_| Ok(Value::int(16))),
        ("TYPE", |t| Ok(t.runtime.classes.intern("char").into())),
    ],
    ..class("java.lang.Character")
}];
