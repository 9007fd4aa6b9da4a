//! Number literals as Clojure's reader takes them.
//!
//! `##Inf` and `##NaN` are dispatch forms and not read here; the rules of Java's own parsers
//! (`Long/parseLong`, `Double/parseDouble`) are in `parse_java`, re-exported below.

use super::bigint::{self, BigInt};
use super::decimal::BigDecimal;
use super::error::{NumResult, NumberError};
use super::ratio::{Exact, Ratio};

pub use super::parse_java::{digit_value, parse_big_integer, parse_double, parse_float, parse_int, parse_long};

/// A number as read: the five classes that literals can have.
#[derive(Clone, PartialEq, Debug)]
pub enum Number {
    Long(i64),
    BigInt(BigInt),
    Ratio(Ratio),
    Double(f64),
    Decimal(BigDecimal),
}

impl Number {
    /// A long if it fits, else a big integer.
    pub fn integer(n: BigInt) -> Number {
        match bigint::to_long(&n) {
            Some(v) => Number::Long(v),
            None => Number::BigInt(n),
        }
    }
}

/// Reads a token that begins with a digit, or with a sign and a digit.
pub fn read_number(token: &str) -> NumResult<Number> {
    let invalid = || NumberError::Format(format!("Invalid number: {token}"));
    let (negative, body) = match token.as_bytes().first() {
        Some(b'-') => (true, &token[1..]),
        Some(b'+') => (false, &token[1..]),
        _ => (false, token),
    };
    if let Some(literal) = split_integer(body) {
        let (digits, radix, big) = literal.ok_or_else(invalid)?;
        return read_integer(negative, digits, radix, big);
    }
    if let Some((n, d)) = body.split_once('/')
        && is_digits(n)
        && is_digits(d)
    {
        return read_ratio(negative, n, d);
    }
    if !is_float(body.strip_suffix('M').unwrap_or(body)) {
        return Err(invalid());
    }
    match token.strip_suffix('M') {
        Some(decimal) => BigDecimal::parse(decimal).map(Number::Decimal),
        None => token.parse().map(Number::Double).map_err(|_| invalid()),
    }
}

fn is_digits(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())
}

/// Digits, radix and whether the literal ends in `N`. `None`: not an integer literal;
/// `Some(None)`: looks like one and is none (`08`).
#[allow(clippy::option_option)]
fn split_integer(body: &str) -> Option<Option<(&str, u32, bool)>> {
    // Radix notation first: there a final `N` is a digit.
    if let Some((radix, digits)) = body.split_once(['r', 'R'])
        && matches!(radix.len(), 1 | 2)
        && is_digits(radix)
        && !radix.starts_with('0')
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return Some(Some((digits, radix.parse().unwrap_or(0), false)));
    }
    let (digits, big) = match body.strip_suffix('N') {
        Some(digits) => (digits, true),
        None => (body, false),
    };
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        let is_hex = !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
        return is_hex.then_some(Some((hex, 16, big)));
    }
    if !is_digits(digits) {
        return None;
    }
    Some(match digits.strip_prefix('0') {
        Some("") | None => Some((digits, 10, big)),
        Some(octal) => octal.bytes().all(|b| b < b'8').then_some((octal, 8, big)),
    })
}

fn read_integer(negative: bool, digits: &str, radix: u32, big: bool) -> NumResult<Number> {
    if !(2..=36).contains(&radix) {
        return Err(NumberError::Format("Radix out of range".into()));
    }
    if !big
        && digits.len() <= 12
        && let Ok(n) = i64::from_str_radix(digits, radix)
    {
        return Ok(Number::Long(if negative { -n } else { n }));
    }
    let n = parse_big_integer(digits, radix)?;
    let n = if negative { -n } else { n };
    Ok(if big { Number::BigInt(n) } else { Number::integer(n) })
}

/// A quotient of longs is a long; one with a big operand stays a big integer.
fn read_ratio(negative: bool, n: &str, d: &str) -> NumResult<Number> {
    let (n, d) = (parse_big_integer(n, 10)?, parse_big_integer(d, 10)?);
    let n = if negative { -n } else { n };
    let is_small = bigint::to_long(&n).is_some() && bigint::to_long(&d).is_some();
    Ok(match Exact::divide(&n, &d)? {
        Exact::Ratio(r) => Number::Ratio(r),
        Exact::Integer(q) if is_small => Number::integer(q),
        Exact::Integer(q) => Number::BigInt(q),
    })
}

/// Digits, then optionally a point with or without digits, then optionally an exponent.
fn is_float(body: &str) -> bool {
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((m, e)) => (m, Some(e.strip_prefix(['-', '+']).unwrap_or(e))),
        None => (body, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    is_digits(whole) && (fraction.is_empty() || is_digits(fraction)) && exponent.is_none_or(is_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(token: &str) -> String {
        match read_number(token) {
            Ok(Number::Long(n)) => format!("{n} Long"),
            Ok(Number::BigInt(n)) => format!("{n}N BigInt"),
            Ok(Number::Ratio(r)) => format!("{} Ratio", r.text().expect("small")),
            Ok(Number::Double(x)) => format!("{} Double", super::super::format::double_to_string(x)),
            Ok(Number::Decimal(d)) => format!("{}M BigDecimal", d.text().expect("small")),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn literals_read_as_on_the_jvm() {
        for (token, expected) in [
            ("0N", "0N BigInt"),
            ("00", "0 Long"),
            ("-0", "0 Long"),
            ("+5", "5 Long"),
            ("08.5", "8.5 Double"),
            ("36rZZ", "1295 Long"),
            ("-36rZZ", "-1295 Long"),
            ("36rz", "35 Long"),
            ("16rfF", "255 Long"),
            ("2r101", "5 Long"),
            ("0xFN", "15N BigInt"),
            ("4/2", "2 Long"),
            ("-4/6", "-2/3 Ratio"),
            ("+1/2", "1/2 Ratio"),
            ("08/2", "4 Long"),
            ("0/5", "0 Long"),
            ("1/02", "1/2 Ratio"),
            ("100000000000000000000/2", "50000000000000000000N BigInt"),
            ("18446744073709551616/4294967296", "4294967296N BigInt"),
            ("1.", "1.0 Double"),
            ("1.e5", "100000.0 Double"),
            ("1E-5", "1.0E-5 Double"),
            ("1e400", "Infinity Double"),
            ("1e-400", "0.0 Double"),
            ("-0.0", "-0.0 Double"),
            ("1.M", "1M BigDecimal"),
            ("1e5M", "1E+5M BigDecimal"),
            ("+0.5M", "0.5M BigDecimal"),
            ("-0M", "0M BigDecimal"),
            ("1e2147483647M", "1E+2147483647M BigDecimal"),
            ("9223372036854775808", "9223372036854775808N BigInt"),
            ("-9223372036854775808", "-9223372036854775808 Long"),
            ("-9223372036854775809", "-9223372036854775809N BigInt"),
            ("017", "15 Long"),
            ("0777777777777777777777777", "4722366482869645213695N BigInt"),
            ("0xffffffffffffffff", "18446744073709551615N BigInt"),
            ("-0x8000000000000000", "-9223372036854775808 Long"),
        ] {
            assert_eq!(show(token), expected, "{token}");
        }
    }

    #[test]
    fn malformed_literals_have_the_jvms_messages() {
        for token in [
            "1x", "08", "0x", "0xG", "1/-2", "1/2N", "1e", "1e5N", "019", "100r1", "1_000", "1.5.5", "1e1.5", "1NN",
            "0x1.8p3", "1f", "1e5f", "0r1", "1/2M",
        ] {
            assert_eq!(show(token), format!("Invalid number: {token}"));
        }
        for (token, message) in [
            ("37r1", "Radix out of range"),
            ("1r0", "Radix out of range"),
            ("2r12", "For input string: \"12\" under radix 2"),
            ("2r1N", "For input string: \"1N\" under radix 2"),
            ("1/0", "Divide by zero"),
            ("1e99999999999M", "Too many nonzero exponent digits."),
            ("1e2147483648M", "Exponent overflow."),
            ("1e-2147483648M", "Scale out of range."),
            ("1.5e-2147483647M", "Scale out of range."),
        ] {
            assert_eq!(show(token), message, "{token}");
        }
    }
}
