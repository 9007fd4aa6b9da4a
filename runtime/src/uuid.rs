//! `java.util.UUID`: 128 bits, Java's reading, writing, order (signed!) and hash.

use crate::error::{Error, ExceptionKind, Result};
use crate::object::Ref;
use crate::value::Value;
use std::cmp::Ordering;
use std::fmt;

/// A UUID.
pub struct Uuid {
    /// The halves, most significant first.
    halves: [u64; 2],
}

crate::heap!(Uuid: Uuid {});

impl Uuid {
    fn of_bits(bits: u128) -> Uuid {
        Uuid { halves: [(bits >> 64) as u64, bits as u64] }
    }

    /// All bits as one number.
    pub fn bits(&self) -> u128 {
        (self.halves[0] as u128) << 64 | self.halves[1] as u128
    }

    pub fn new_value(bits: u128) -> Value {
        Ref::new(Uuid::of_bits(bits)).into()
    }

    /// From `getMostSignificantBits` and `getLeastSignificantBits`.
    pub fn from_halves(most: i64, least: i64) -> Value {
        Uuid::new_value((most as u64 as u128) << 64 | least as u64 as u128)
    }

    pub fn most(&self) -> i64 {
        self.halves[0] as i64
    }

    pub fn least(&self) -> i64 {
        self.halves[1] as i64
    }

    /// `UUID.compareTo`: both halves as signed numbers.
    pub fn compare(&self, other: &Uuid) -> Ordering {
        self.most().cmp(&other.most()).then(self.least().cmp(&other.least()))
    }

    pub fn java_hash(&self) -> i32 {
        let mixed = self.most() ^ self.least();
        (mixed >> 32) as i32 ^ mixed as i32
    }

    /// `UUID.fromString`: five hexadecimal groups, shorter or longer than usual allowed; surplus high
    /// digits of a group are cut off.
    pub fn parse(text: &str) -> Result<u128> {
        if text.len() > 36 {
            return Err(Error::illegal_argument("UUID string too large"));
        }
        let groups: Vec<&str> = text.split('-').collect();
        let [a, b, c, d, e] = groups[..] else {
            return Err(Error::illegal_argument(format!("Invalid UUID string: {text}")));
        };
        let group =
            |text: &str, bits: u32| Ok::<u128, Error>((hex_long(text)? as u64 & (u64::MAX >> (64 - bits))) as u128);
        Ok(group(a, 32)? << 96 | group(b, 16)? << 80 | group(c, 16)? << 64 | group(d, 16)? << 48 | group(e, 48)?)
    }
}

/// `Long.parseLong` of a part of a string, radix 16, with its messages.
fn hex_long(text: &str) -> Result<i64> {
    let fail =
        |at: usize| Error::new(ExceptionKind::NumberFormatException, format!("Error at index {at} in: \"{text}\""));
    if text.is_empty() {
        return Err(Error::new(ExceptionKind::NumberFormatException, ""));
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    let skipped = text.len() - digits.len();
    if digits.is_empty() {
        return Err(fail(0));
    }
    let mut n = 0i64;
    for (i, c) in digits.chars().enumerate() {
        let digit = c.to_digit(16).ok_or_else(|| fail(skipped + i))?;
        n = n.checked_mul(16).and_then(|n| n.checked_add(digit as i64)).ok_or_else(|| fail(skipped + i))?;
    }
    Ok(n)
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let b = self.bits();
        let (a, c) = ((b >> 96) as u32, (b >> 80) as u16);
        write!(
            f,
            "{a:08x}-{c:04x}-{:04x}-{:04x}-{:012x}",
            (b >> 64) as u16,
            (b >> 48) as u16,
            b as u64 & 0xFFFF_FFFF_FFFF
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> String {
        match Uuid::parse(s) {
            Ok(bits) => Uuid::of_bits(bits).to_string(),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn reads_as_java_does() {
        assert_eq!(text("1-2-3-4-5"), "00000001-0002-0003-0004-000000000005");
        assert_eq!(text("1ffffffff-2-3-4-5"), "ffffffff-0002-0003-0004-000000000005");
        assert_eq!(text("+1-2-3-4-5"), "00000001-0002-0003-0004-000000000005");
        assert_eq!(text("x"), "java.lang.IllegalArgumentException: Invalid UUID string: x");
        assert_eq!(text("-1-2-3-4-5"), "java.lang.IllegalArgumentException: Invalid UUID string: -1-2-3-4-5");
        assert_eq!(
            text("00000000-0000-0000-0000-00000000000g"),
            "java.lang.NumberFormatException: Error at index 11 in: \"00000000000g\""
        );
        assert_eq!(
            text("0000000000000000-0000-0000-0000-000000000000000000"),
            "java.lang.IllegalArgumentException: UUID string too large"
        );
    }

    #[test]
    fn order_is_signed() {
        let (low, high) = (Uuid::of_bits(1), Uuid::of_bits(u128::MAX));
        assert_eq!(low.compare(&high), Ordering::Greater);
        assert_eq!(low.java_hash(), 1);
    }
}
