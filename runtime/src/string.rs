//! Strings: Java's semantics (length and index count UTF-16 units) over UTF-8 bytes.
//!
//! The bytes are WTF-8, so that a lone surrogate survives; an ASCII flag makes index, length and
//! substring O(1) in the common case. `java.lang.String`.

use crate::object::Ref;
use crate::sync::{AtomicU64, Ordering};

/// An immutable string. The bytes are the object's tail.
pub struct Str {
    /// Java's `hashCode` in the low half once bit 32 is set.
    hash: AtomicU64,
    /// Bytes.
    len: u32,
    /// UTF-16 units; equal to `len` exactly when all bytes are ASCII.
    units: u32,
}

crate::heap!(Str: Str {} tail u8, len);

/// The longest string, in bytes: lengths are Java ints.
pub const MAX_BYTES: usize = i32::MAX as usize;

impl Str {
    #[allow(clippy::new_ret_no_self)]
    pub fn new(s: &str) -> Ref<Str> {
        Str::from_wtf8(s.as_bytes())
    }

    /// From well-formed WTF-8 (UTF-8 in which surrogates may stand alone, never as a pair).
    pub fn from_wtf8(bytes: &[u8]) -> Ref<Str> {
        assert!(bytes.len() <= MAX_BYTES, "string too long");
        let body = Str { hash: AtomicU64::new(0), len: bytes.len() as u32, units: count_units(bytes) };
        Ref::with_copied_tail(body, bytes)
    }

    /// From UTF-16 units; unpaired surrogates are kept.
    pub fn from_units(units: impl IntoIterator<Item = u16>) -> Ref<Str> {
        let mut bytes = Vec::new();
        for item in char::decode_utf16(units) {
            match item {
                Ok(c) => push_char(&mut bytes, c),
                Err(e) => push_unit(&mut bytes, e.unpaired_surrogate()),
            }
        }
        Str::from_wtf8(&bytes)
    }
}

/// Appends a scalar value to WTF-8 bytes.
pub fn push_char(bytes: &mut Vec<u8>, c: char) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Appends one UTF-16 unit to WTF-8 bytes; a low surrogate joins a high one before it.
pub fn push_unit(bytes: &mut Vec<u8>, unit: u16) {
    if let Some(c) = char::from_u32(unit as u32) {
        push_char(bytes, c);
        return;
    }
    let n = bytes.len();
    if (0xDC00..0xE000).contains(&unit) && n >= 3 && bytes[n - 3] == 0xED && (0xA0..0xB0).contains(&bytes[n - 2]) {
        let high = 0xD000 | ((bytes[n - 2] as u32 & 0x3F) << 6) | (bytes[n - 1] as u32 & 0x3F);
        let c = 0x10000 + ((high - 0xD800) << 10) + (unit as u32 - 0xDC00);
        bytes.truncate(n - 3);
        if let Some(c) = char::from_u32(c) {
            push_char(bytes, c);
        }
        return;
    }
    bytes.extend_from_slice(&[
        0xE0 | (unit >> 12) as u8,
        0x80 | ((unit >> 6) & 0x3F) as u8,
        0x80 | (unit & 0x3F) as u8,
    ]);
}

/// UTF-16 units of WTF-8 bytes: one for each sequence, two for those of four bytes.
fn count_units(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() {
        return bytes.len() as u32;
    }
    bytes.iter().map(|&b| ((b & 0xC0) != 0x80) as u32 + (b >= 0xF0) as u32).sum()
}

/// The UTF-16 units of WTF-8 bytes.
pub fn units_of(bytes: &[u8]) -> impl Iterator<Item = u16> + Clone + '_ {
    let mut at = 0;
    let mut low = None;
    std::iter::from_fn(move || {
        if let Some(unit) = low.take() {
            return Some(unit);
        }
        let b = *bytes.get(at)? as u32;
        let next = |k: usize| bytes.get(at + k).map_or(0, |&b| b as u32 & 0x3F);
        let (c, n) = match b {
            0..0x80 => (b, 1),
            0x80..0xE0 => ((b & 0x1F) << 6 | next(1), 2),
            0xE0..0xF0 => ((b & 0x0F) << 12 | next(1) << 6 | next(2), 3),
            _ => ((b & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4),
        };
        at += n;
        if c < 0x10000 {
            return Some(c as u16);
        }
        low = Some(0xDC00 | ((c - 0x10000) & 0x3FF) as u16);
        Some(0xD800 | ((c - 0x10000) >> 10) as u16)
    })
}

impl Ref<Str> {
    /// The WTF-8 bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        self.tail()
    }

    /// Length in UTF-16 units.
    #[inline]
    pub fn length(&self) -> usize {
        self.units as usize
    }

    #[inline]
    pub fn is_ascii(&self) -> bool {
        self.units == self.len
    }

    /// The text, if it has no lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()).ok()
    }

    /// The text, with a replacement character for each lone surrogate: what Java writes as `?`.
    pub fn to_string_lossy(&self) -> String {
        match self.as_str() {
            Some(s) => s.to_owned(),
            None => char::decode_utf16(self.units_iter()).map(|r| r.unwrap_or('?')).collect(),
        }
    }

    pub fn units_iter(&self) -> impl Iterator<Item = u16> + Clone + '_ {
        units_of(self.bytes())
    }

    /// The unit at an index; O(1) for ASCII, else linear.
    pub fn unit_at(&self, index: usize) -> Option<u16> {
        if index >= self.length() {
            None
        } else if self.is_ascii() {
            Some(self.bytes()[index] as u16)
        } else {
            self.units_iter().nth(index)
        }
    }

    /// The units from `start` until `end`; both must be at most the length, `start <= end`.
    pub fn substring(&self, start: usize, end: usize) -> Ref<Str> {
        debug_assert!(start <= end && end <= self.length());
        if self.is_ascii() {
            Str::from_wtf8(&self.bytes()[start..end])
        } else {
            Str::from_units(self.units_iter().skip(start).take(end - start))
        }
    }

    /// Java's `String.hashCode`.
    pub fn java_hash(&self) -> i32 {
        let cached = self.hash.load(Ordering::Relaxed);
        if cached >> 32 != 0 {
            return cached as u32 as i32;
        }
        let hash = self.units_iter().fold(0i32, |h, u| h.wrapping_mul(31).wrapping_add(u as i32));
        self.hash.store(1 << 32 | hash as u32 as u64, Ordering::Relaxed);
        hash
    }
}

impl PartialEq for Ref<Str> {
    fn eq(&self, other: &Ref<Str>) -> bool {
        Ref::same(self, other) || self.bytes() == other.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_utf16_units_and_hashes_as_java() {
        let s = Str::new("a\u{1F600}é");
        assert_eq!(s.length(), 4);
        assert_eq!(s.unit_at(1), Some(0xD83D));
        assert_eq!(s.unit_at(3), Some(0xE9));
        assert_eq!(Str::new("hello").java_hash(), 99162322);
        assert_eq!(s.substring(1, 3).to_string_lossy(), "\u{1F600}");
    }

    #[test]
    fn lone_surrogates_survive_and_pairs_join() {
        let s = Str::from_units([0x61, 0xD83D, 0x62]);
        assert_eq!(s.length(), 3);
        assert_eq!(s.unit_at(1), Some(0xD83D));
        let mut bytes = Vec::new();
        push_unit(&mut bytes, 0xD83D);
        push_unit(&mut bytes, 0xDE00);
        assert_eq!(bytes, "\u{1F600}".as_bytes());
    }
}
