//! `java.lang.Character`: what chars and code points are. Code points in text are in [`super::code_points`],
//! the tables of categories in [`super::category`].

use crate::host::hierarchy::class;
use crate::host::lang::category::{UNASSIGNED, category};
use crate::host::lang::{code_points, direction};
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::{ClassDef, FieldFn};
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
        false => category(code) == 9,
    })
}

fn is_letter(code: u32) -> bool {
    matches!(category(code), 1..=5)
}

/// `Character.isIdentifierIgnorable`
fn is_ignorable(code: u32) -> bool {
    matches!(code, 0..=8 | 0xE..=0x1B | 0x7F..=0x9F) || category(code) == 16
}

fn is_upper(code: u32) -> bool {
    char::from_u32(code).is_some_and(char::is_uppercase)
}

fn is_lower(code: u32) -> bool {
    char::from_u32(code).is_some_and(char::is_lowercase)
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
    unicode_identifier_start "isUnicodeIdentifierStart" |c| matches!(category(c), 1..=5 | 10) || matches!(c, 0x2118 | 0x212E | 0x309B | 0x309C);
    unicode_identifier_part "isUnicodeIdentifierPart" |c| matches!(category(c), 1..=6 | 8..=10 | 16 | 23) || is_ignorable(c) || matches!(c, 0xB7 | 0x387 | 0x2118 | 0x212E | 0x309B | 0x309C);
    ignorable "isIdentifierIgnorable" is_ignorable;
    java_space "isSpace" |c| matches!(c, 0x20 | 0x9 | 0xA | 0xC | 0xD);
    identifier_part "isJavaIdentifierPart" |c| matches!(category(c), 1..=6 | 8..=10 | 23 | 26) || is_ignorable(c);
    defined "isDefined" |c| category(c) != UNASSIGNED;
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

const OWN_STATICS: &[NativeDef] = &[
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
    f("isJavaLetter", 1, identifier_start),
    f("isJavaLetterOrDigit", 1, identifier_part),
    f("isUnicodeIdentifierStart", 1, unicode_identifier_start),
    f("isUnicodeIdentifierPart", 1, unicode_identifier_part),
    f("isIdentifierIgnorable", 1, ignorable),
    f("isSpace", 1, java_space),
    f("isDefined", 1, defined),
    f("isHighSurrogate", 1, high_surrogate),
    f("isLowSurrogate", 1, low_surrogate),
    f("isSurrogate", 1, surrogate),
    f("isSupplementaryCodePoint", 1, supplementary),
    f("isBmpCodePoint", 1, bmp),
    f("isValidCodePoint", 1, valid),
    f("isIdeographic", 1, ideographic),
    f("getDirectionality", 1, |_, a| Ok(Value::byte(direction::directionality(code("getDirectionality", &a[0])?)))),
    f("isMirrored", 1, |_, a| bool_(direction::is_mirrored(code("isMirrored", &a[0])?))),
    f("getType", 1, |_, a| Ok(Value::int(category(code("getType", &a[0])?).into()))),
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

static STATICS: [NativeDef; OWN_STATICS.len() + code_points::STATICS.len()] =
    join_rows(OWN_STATICS, code_points::STATICS);

/// The constants of the categories.
macro_rules! numbered {
    ($($name:literal $number:literal)*) => { [$( ($name, |_| Ok(Value::byte($number))), )*] };
}

const CATEGORY_FIELDS_LEN: usize = 30;
const CATEGORY_FIELDS: [(&str, FieldFn); CATEGORY_FIELDS_LEN] = numbered! {
    "UNASSIGNED" 0 "UPPERCASE_LETTER" 1 "LOWERCASE_LETTER" 2 "TITLECASE_LETTER" 3 "MODIFIER_LETTER" 4
    "OTHER_LETTER" 5 "NON_SPACING_MARK" 6 "ENCLOSING_MARK" 7 "COMBINING_SPACING_MARK" 8 "DECIMAL_DIGIT_NUMBER" 9
    "LETTER_NUMBER" 10 "OTHER_NUMBER" 11 "SPACE_SEPARATOR" 12 "LINE_SEPARATOR" 13 "PARAGRAPH_SEPARATOR" 14
    "CONTROL" 15 "FORMAT" 16 "PRIVATE_USE" 18 "SURROGATE" 19 "DASH_PUNCTUATION" 20 "START_PUNCTUATION" 21
    "END_PUNCTUATION" 22 "CONNECTOR_PUNCTUATION" 23 "OTHER_PUNCTUATION" 24 "MATH_SYMBOL" 25 "CURRENCY_SYMBOL" 26
    "MODIFIER_SYMBOL" 27 "OTHER_SYMBOL" 28 "INITIAL_QUOTE_PUNCTUATION" 29 "FINAL_QUOTE_PUNCTUATION" 30
};

const LIMITS: &[(&str, FieldFn)] = &[
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
    ("MIN_SURROGATE", |_| Ok(Value::char(0xD800))),
    ("MAX_SURROGATE", |_| Ok(Value::char(0xDFFF))),
];

const FIELDS_LEN: usize = LIMITS.len() + CATEGORY_FIELDS_LEN + direction::FIELDS.len();

static FIELDS: [(&str, FieldFn); FIELDS_LEN] = {
    let mut out = [LIMITS[0]; FIELDS_LEN];
    let parts: [&[(&str, FieldFn)]; 3] = [LIMITS, &CATEGORY_FIELDS, direction::FIELDS];
    let (mut part, mut from) = (0, 0);
    while part < parts.len() {
        let mut i = 0;
        while i < parts[part].len() {
            out[from + i] = parts[part][i];
            i += 1;
        }
        from += i;
        part += 1;
    }
    out
};

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(1, 1, identity)],
    methods: &[f("charValue", 1, identity), f("compareTo", 2, compare)],
    statics: &STATICS,
    fields: &FIELDS,
    ..class("java.lang.Character")
}];
