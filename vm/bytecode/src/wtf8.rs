//! WTF-8, the encoding of string constants: UTF-8 in which unpaired surrogates may stand too.
//!
//! Only what this crate needs: walking the code points and telling whether bytes are well-formed. A
//! surrogate *pair* must be written as the one character it stands for, so that equal strings have
//! equal bytes.

/// A step through bytes: a code point (perhaps a surrogate), or a byte that belongs to none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Item {
    CodePoint(u32),
    Stray(u8),
}

/// Whether the bytes are well-formed.
pub fn is_well_formed(bytes: &[u8]) -> bool {
    let mut after_lead = false;
    for item in items(bytes) {
        match item {
            Item::Stray(_) => return false,
            Item::CodePoint(0xdc00..=0xdfff) if after_lead => return false,
            Item::CodePoint(code_point) => after_lead = (0xd800..=0xdbff).contains(&code_point),
        }
    }
    true
}

/// The code points of the bytes.
pub fn items(bytes: &[u8]) -> impl Iterator<Item = Item> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (&first, _) = rest.split_first()?;
        let (item, len) = match code_point(rest) {
            Some((code_point, len)) => (Item::CodePoint(code_point), len),
            None => (Item::Stray(first), 1),
        };
        rest = rest.get(len..).unwrap_or_default();
        Some(item)
    })
}

/// Appends the code point, if it is one.
pub fn push(bytes: &mut Vec<u8>, code_point: u32) -> bool {
    let tail = |shift: u32| 0x80 | (code_point >> shift & 0x3f) as u8;
    match code_point {
        0..=0x7f => bytes.push(code_point as u8),
        0x80..=0x7ff => bytes.extend([0xc0 | (code_point >> 6) as u8, tail(0)]),
        0x800..=0xffff => bytes.extend([0xe0 | (code_point >> 12) as u8, tail(6), tail(0)]),
        0x1_0000..=0x10_ffff => bytes.extend([0xf0 | (code_point >> 18) as u8, tail(12), tail(6), tail(0)]),
        _ => return false,
    }
    true
}

/// The code point that the bytes begin with, in its shortest form, and its length.
fn code_point(bytes: &[u8]) -> Option<(u32, usize)> {
    let &first = bytes.first()?;
    let (len, bits, least) = match first {
        0..=0x7f => return Some((first.into(), 1)),
        0xc2..=0xdf => (2, first & 0x1f, 0x80),
        0xe0..=0xef => (3, first & 0x0f, 0x800),
        0xf0..=0xf4 => (4, first & 0x07, 0x1_0000),
        _ => return None,
    };
    let mut value = u32::from(bits);
    for &byte in bytes.get(1..len)? {
        if byte & 0xc0 != 0x80 {
            return None;
        }
        value = value << 6 | u32::from(byte & 0x3f);
    }
    (least..=0x10_ffff).contains(&value).then_some((value, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surrogates_stand_alone_only() {
        let bytes = |code_points: &[u32]| {
            let mut bytes = Vec::new();
            assert!(code_points.iter().all(|&c| push(&mut bytes, c)));
            bytes
        };
        for code_point in [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdfff, 0xffff, 0x1_0000, 0x10_ffff] {
            let text = bytes(&[code_point, 0x61]);
            assert_eq!(items(&text).next(), Some(Item::CodePoint(code_point)));
            assert!(is_well_formed(&text));
        }
        assert!(is_well_formed(&bytes(&[0xdc00, 0xd800])));
        assert!(!is_well_formed(&bytes(&[0xd800, 0xdc00])));
        for malformed in [&[0x80][..], &[0xc0, 0x80], &[0xe0, 0x80, 0x80], &[0xf4, 0x90, 0x80, 0x80], &[0xe2, 0x82]] {
            assert!(!is_well_formed(malformed));
        }
        assert!(!push(&mut Vec::new(), 0x11_0000));
    }
}
