//! Java's own number parsers: `Long.parseLong`, `Double.parseDouble`, `new BigInteger(String)`,
//! and `Character.digit`.

use super::bigint::{self, BigInt};
use super::error::{NumResult, NumberError};
use super::work::unstopped;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};

/// The zeros of the decimal digit blocks of the basic multilingual plane, in order.
const ZEROS: [u16; 37] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

/// `Character.digit`: digits of any script, Latin letters also in full width.
pub fn digit_value(c: char, radix: u32) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(radix.clamp(2, 36));
    }
    let unit = u16::try_from(c as u32).ok()?;
    let value = match unit {
        0xFF21..=0xFF3A => unit - 0xFF21 + 10,
        0xFF41..=0xFF5A => unit - 0xFF41 + 10,
        _ => {
            let block = ZEROS.partition_point(|&zero| zero <= unit);
            let zero = *ZEROS.get(block.checked_sub(1)?)?;
            Some(unit - zero).filter(|&d| d < 10)?
        }
    };
    Some(value as u32).filter(|&d| d < radix)
}

/// `Long.parseLong(text, radix)`.
pub fn parse_long(text: &str, radix: u32) -> NumResult<i64> {
    parse_fixed(text, radix, i64::MIN, i64::MAX)
}

/// `Integer.parseInt(text, radix)`; with other bounds also `Short` and `Byte`.
pub fn parse_int(text: &str, radix: u32) -> NumResult<i32> {
    parse_fixed(text, radix, i32::MIN as i64, i32::MAX as i64).map(|n| n as i32)
}

fn parse_fixed(text: &str, radix: u32, min: i64, max: i64) -> NumResult<i64> {
    let error = || NumberError::for_input_radix(text, radix);
    if !(2..=36).contains(&radix) {
        let bound = if radix < 2 { "less than Character.MIN_RADIX" } else { "greater than Character.MAX_RADIX" };
        return Err(NumberError::Format(format!("radix {radix} {bound}")));
    }
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(error());
    }
    // Accumulated downwards, where the range is larger by one.
    let mut n = 0i64;
    for c in digits.chars() {
        let d = digit_value(c, radix).ok_or_else(error)?;
        n = n.checked_mul(radix as i64).and_then(|n| n.checked_sub(d as i64)).ok_or_else(error)?;
    }
    let n = if negative { n } else { n.checked_neg().ok_or_else(error)? };
    if n < min || n > max { Err(error()) } else { Ok(n) }
}

/// `new BigInteger(text, radix)`.
pub fn parse_big_integer(text: &str, radix: u32) -> NumResult<BigInt> {
    if !(2..=36).contains(&radix) {
        return Err(NumberError::Format("Radix out of range".into()));
    }
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(NumberError::Format("Zero length BigInteger".into()));
    }
    if digits.contains(['-', '+']) {
        return Err(NumberError::Format("Illegal embedded sign character".into()));
    }
    let mut values = Vec::with_capacity(digits.len());
    for c in digits.chars() {
        let d = digit_value(c, radix).ok_or_else(|| NumberError::for_input_radix(digits, radix))?;
        values.push(d as u8);
    }
    if values.len() as u64 > bigint::MAX_BITS {
        return Err(NumberError::TooLarge);
    }
    let n = bigint::from_digits(&values, radix)?;
    let n = bigint::checked(n)?;
    Ok(if negative { -n } else { n })
}

/// `Double.parseDouble`.
pub fn parse_double(text: &str) -> NumResult<f64> {
    let body = float_body(text)?;
    match body {
        FloatText::Special(x) => Ok(x),
        FloatText::Decimal(s) => s.parse().map_err(|_| NumberError::for_input(text)),
        FloatText::Hex(hex) => Ok(hex.round(53, -1022)),
    }
}

/// `Float.parseFloat`.
pub fn parse_float(text: &str) -> NumResult<f32> {
    let body = float_body(text)?;
    match body {
        FloatText::Special(x) => Ok(x as f32),
        FloatText::Decimal(s) => s.parse().map_err(|_| NumberError::for_input(text)),
        FloatText::Hex(hex) => Ok(hex.round(24, -126) as f32),
    }
}

enum FloatText<'a> {
    Special(f64),
    /// Checked to be something that Rust's parser takes too.
    Decimal(&'a str),
    Hex(HexFloat),
}

fn float_body(text: &str) -> NumResult<FloatText<'_>> {
    let trimmed = text.trim_matches(|c| c <= ' ');
    if trimmed.is_empty() {
        return Err(NumberError::Format("empty String".into()));
    }
    let (negative, body) = match trimmed.as_bytes().first() {
        Some(b'-') => (true, &trimmed[1..]),
        Some(b'+') => (false, &trimmed[1..]),
        _ => (false, trimmed),
    };
    let sign = if negative { -1.0 } else { 1.0 };
    match body {
        "NaN" => return Ok(FloatText::Special(f64::NAN)),
        "Infinity" => return Ok(FloatText::Special(sign * f64::INFINITY)),
        _ => {}
    }
    let suffix = ['f', 'F', 'd', 'D'];
    if let Some(hex) = body.strip_prefix("0x").or_else(|| body.strip_prefix("0X")) {
        return parse_hex(hex.strip_suffix(suffix).unwrap_or(hex), negative)
            .map(FloatText::Hex)
            .ok_or_else(|| NumberError::for_input(text));
    }
    let decimal = trimmed.strip_suffix(suffix).unwrap_or(trimmed);
    let starts_well = body.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let is_plain = decimal.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if starts_well && is_plain { Ok(FloatText::Decimal(decimal)) } else { Err(NumberError::for_input(text)) }
}

/// `mantissa × 2^exponent`.
struct HexFloat {
    negative: bool,
    mantissa: BigInt,
    exponent: i64,
}

/// What follows `0x`: the `p` is required.
fn parse_hex(text: &str, negative: bool) -> Option<HexFloat> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = Vec::with_capacity(mantissa.len());
    for c in whole.chars().chain(fraction.chars()) {
        digits.push(c.to_digit(16)? as u8);
    }
    let (down, power) = match exponent.as_bytes().first()? {
        b'-' => (true, &exponent[1..]),
        b'+' => (false, &exponent[1..]),
        _ => (false, exponent),
    };
    if digits.is_empty() || power.is_empty() || !power.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A saturated exponent is far beyond what the digits of any string could make up for.
    let power = power.parse::<i64>().unwrap_or(i64::MAX).min(1 << 60);
    let mantissa = unstopped(|| bigint::from_digits(&digits, 16)).ok()?;
    let exponent = (if down { -power } else { power }) - 4 * fraction.len() as i64;
    Some(HexFloat { negative, mantissa, exponent })
}

impl HexFloat {
    /// Nearest number with so many significant bits, ties to even; `min` is the smallest normal exponent.
    fn round(&self, precision: i64, min: i64) -> f64 {
        let sign = if self.negative { -1.0 } else { 1.0 };
        let bits = self.mantissa.bits() as i64;
        let top = bits - 1 + self.exponent;
        if self.mantissa.is_zero() || top < min - precision - 1 {
            return sign * 0.0;
        }
        if top > 1 - min {
            return sign * f64::INFINITY;
        }
        let precision = precision.min(precision + top - min).max(0);
        let shift = bits - precision;
        let q = if shift <= 0 {
            &self.mantissa << -shift
        } else {
            let half = BigInt::from(1) << (shift - 1);
            let (q, r) = self.mantissa.div_rem(&(&half << 1));
            let up = r > half || (r == half && q.is_odd());
            if up { q + 1 } else { q }
        };
        let exponent = self.exponent + shift;
        // Two exact steps: a single power of two may not be representable.
        let first = exponent.clamp(-1000, 900);
        let x = sign * q.to_f64().unwrap_or(0.0) * pow2(first) * pow2(exponent - first);
        // Rounding up may have reached the power of two above the largest number.
        if x.abs() >= 2f64.powi(1 - min as i32) * 2.0 { sign * f64::INFINITY } else { x }
    }
}

/// An exact power of two in the normal range.
fn pow2(exponent: i64) -> f64 {
    f64::from_bits(((exponent.clamp(-1022, 1023) + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_parse_as_in_java() {
        for (text, x) in [
            ("1.5 ", 1.5),
            (" 1.5", 1.5),
            ("+Infinity", f64::INFINITY),
            ("1.", 1.0),
            (".5", 0.5),
            ("1e5f", 1e5),
            ("1D", 1.0),
            ("\u{0}1\u{0}", 1.0),
            ("1e99999999999", f64::INFINITY),
            ("-1e-99999999999", 0.0),
            ("0x1.8p3", 12.0),
            ("0x1p-1074", 5e-324),
            ("0x.8p1", 1.0),
            ("0x1.p2f", 4.0),
            ("0x1.fffffffffffff8p1023", f64::INFINITY),
            ("0x1.fffffffffffffp1023", f64::MAX),
            ("0x1.00000000000008p0", 1.0),
            ("0x1.000000000000080001p0", 1.0000000000000002),
            ("-0x0p99999999999", 0.0),
            ("0x1p-1075", 0.0),
            ("0x1.8p-1075", 5e-324),
        ] {
            assert_eq!(parse_double(text), Ok(x), "{text}");
        }
        assert!(parse_double("-NaN").is_ok_and(f64::is_nan));
        for text in ["Inf", ".", "1e", "0x1", "1_0", "--1", "1,5", "infinity", "nan", "1 .5", "f", "d", "0xp1", "inf"] {
            assert_eq!(parse_double(text), Err(NumberError::for_input(text)), "{text}");
        }
        assert_eq!(parse_double(" "), Err(NumberError::Format("empty String".into())));
        assert_eq!(parse_float("0.1"), Ok(0.1));
        assert_eq!(parse_float("0x1p-149"), Ok(f32::from_bits(1)));
        assert_eq!(parse_float("0x1.ffffffp127"), Ok(f32::INFINITY));
    }

    #[test]
    fn longs_parse_as_in_java() {
        assert_eq!(parse_long("-9223372036854775808", 10), Ok(i64::MIN));
        assert_eq!(parse_long("9223372036854775807", 10), Ok(i64::MAX));
        assert_eq!(parse_long("+5", 10), Ok(5));
        assert_eq!(parse_long("٣", 10), Ok(3));
        assert_eq!(parse_long("a", 16), Ok(10));
        for text in ["", "-", "--5", " 1", "a", "+", "9223372036854775808", "0x10"] {
            assert_eq!(parse_long(text, 10), Err(NumberError::for_input(text)), "{text}");
        }
        assert_eq!(parse_int("2147483648", 10), Err(NumberError::for_input("2147483648")));
        assert_eq!(parse_long("z", 16), Err(NumberError::Format("For input string: \"z\" under radix 16".into())));
    }

    #[test]
    fn big_integers_parse_as_in_java() {
        assert_eq!(parse_big_integer("-12", 10), Ok(BigInt::from(-12)));
        for (text, message) in [
            ("", "Zero length BigInteger"),
            ("-", "Zero length BigInteger"),
            ("5-", "Illegal embedded sign character"),
            ("--5", "Illegal embedded sign character"),
            ("1 2", "For input string: \"1 2\""),
            ("12a", "For input string: \"12a\""),
        ] {
            assert_eq!(parse_big_integer(text, 10), Err(NumberError::Format(message.into())), "{text}");
        }
    }
}
