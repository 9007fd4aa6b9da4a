//! Decimals as text: `new BigDecimal(String)`, `toString`, `toPlainString`, `toEngineeringString`.

use super::bigint::{self, BigInt};
use super::decimal::BigDecimal;
use super::error::{NumResult, NumberError};
use super::parse_java::digit_value;
use num_traits::{Signed, Zero};

fn malformed(message: impl Into<String>) -> NumberError {
    NumberError::Format(message.into())
}

impl BigDecimal {
    /// Reads what Java's constructor reads: sign, digits with at most one point, exponent.
    /// An empty message stands for Java's exception without one.
    pub fn parse(text: &str) -> NumResult<BigDecimal> {
        let (negative, body) = match text.as_bytes().first() {
            None => return Err(malformed("")),
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            Some(_) => (false, text),
        };
        let mut digits = Vec::with_capacity(body.len());
        let mut point = None;
        let mut exponent = 0;
        for (at, c) in body.char_indices() {
            if let Some(d) = digit_value(c, 10) {
                digits.push(d as u8);
            } else if c == '.' {
                if point.replace(digits.len()).is_some() {
                    return Err(malformed("Character array contains more than one decimal point."));
                }
            } else if c == 'e' || c == 'E' {
                exponent = parse_exponent(&body[at + 1..])?;
                break;
            } else {
                return Err(malformed(format!(
                    "Character {c} is neither a decimal digit number, decimal point, nor \"e\" notation exponential mark."
                )));
            }
        }
        if digits.is_empty() {
            return Err(malformed("No digits found."));
        }
        if digits.len() as u64 > bigint::MAX_DIGITS {
            return Err(NumberError::TooLarge);
        }
        let places = point.map_or(0, |p| digits.len() - p) as i64;
        let magnitude = bigint::from_digits(&digits, 10)?;
        match i32::try_from(places - exponent) {
            Ok(scale) => Ok(BigDecimal::new(if negative { -magnitude } else { magnitude }, scale)),
            Err(_) => Err(malformed("Scale out of range.")),
        }
    }

    fn parts(&self) -> NumResult<(&'static str, String)> {
        Ok((if self.is_negative() { "-" } else { "" }, bigint::to_text(&self.unscaled.abs())?))
    }

    /// Without an exponent. Refused when the zeros alone would exceed the digit budget.
    pub fn to_plain_string(&self) -> NumResult<String> {
        let (sign, digits) = self.parts()?;
        if self.scale.unsigned_abs() as u64 > bigint::MAX_DIGITS {
            return if self.is_zero() && self.scale < 0 { Ok("0".into()) } else { Err(NumberError::TooLarge) };
        }
        let places = self.scale.unsigned_abs() as usize;
        if self.scale > 0 {
            return Ok(format!("{sign}{}", with_point(&digits, places)));
        }
        let zeros = if self.is_zero() { 0 } else { places };
        Ok(format!("{sign}{digits}{}", "0".repeat(zeros)))
    }

    /// With an exponent that is a multiple of three.
    pub fn to_engineering_string(&self) -> NumResult<String> {
        let (sign, mut digits) = self.parts()?;
        let mut adjusted = digits.len() as i64 - 1 - self.scale as i64;
        if self.scale >= 0 && adjusted >= -6 {
            return self.text();
        }
        let mut lead = adjusted.rem_euclid(3);
        adjusted -= lead;
        lead += 1;
        if self.is_zero() {
            // A zero shows its scale by trailing zeros and the next higher exponent.
            match lead {
                2 => (adjusted, digits) = (adjusted + 3, "0.00".into()),
                3 => (adjusted, digits) = (adjusted + 3, "0.0".into()),
                _ => {}
            }
        } else if lead as usize >= digits.len() {
            digits.push_str(&"0".repeat(lead as usize - digits.len()));
        } else {
            digits.insert(lead as usize, '.');
        }
        Ok(if adjusted == 0 { format!("{sign}{digits}") } else { format!("{sign}{digits}E{adjusted:+}") })
    }

    /// `toString`: scientific when the scale is negative or the number is very small.
    pub fn text(&self) -> NumResult<String> {
        let (sign, digits) = self.parts()?;
        let adjusted = digits.len() as i64 - 1 - self.scale as i64;
        if self.scale == 0 {
            return Ok(format!("{sign}{digits}"));
        }
        if self.scale > 0 && adjusted >= -6 {
            return Ok(format!("{sign}{}", with_point(&digits, self.scale as usize)));
        }
        let (head, tail) = digits.split_at(1);
        let point = if tail.is_empty() { "" } else { "." };
        let exponent = if adjusted == 0 { String::new() } else { format!("E{adjusted:+}") };
        Ok(format!("{sign}{head}{point}{tail}{exponent}"))
    }
}

/// What follows the `e`.
fn parse_exponent(text: &str) -> NumResult<i64> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() {
        return Err(malformed(""));
    }
    let significant = digits.trim_start_matches('0');
    if significant.chars().count() > 10 {
        return Err(malformed("Too many nonzero exponent digits."));
    }
    let mut n = 0i64;
    for c in significant.chars() {
        let d = digit_value(c, 10).ok_or_else(|| malformed("Not a digit."))?;
        n = n * 10 + d as i64;
    }
    if n > i32::MAX as i64 && !(negative && n == 1 << 31) {
        return Err(malformed("Exponent overflow."));
    }
    Ok(if negative { -n } else { n })
}

/// Digits with `places` of them behind the point.
fn with_point(digits: &str, places: usize) -> String {
    match digits.len().checked_sub(places) {
        Some(whole) if whole > 0 => format!("{}.{}", &digits[..whole], &digits[whole..]),
        _ => format!("0.{}{digits}", "0".repeat(places - digits.len())),
    }
}

/// Zero of scale zero.
impl Default for BigDecimal {
    fn default() -> BigDecimal {
        BigDecimal::new(BigInt::zero(), 0)
    }
}
