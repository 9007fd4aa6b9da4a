//! Murmur3, 32 bits, as Clojure uses it (Austin Appleby, public domain algorithm).

const SEED: i32 = 0;

#[inline]
fn mix_k1(k1: u32) -> u32 {
    k1.wrapping_mul(0xCC9E_2D51).rotate_left(15).wrapping_mul(0x1B87_3593)
}

#[inline]
fn mix_h1(h1: u32, k1: u32) -> u32 {
    (h1 ^ k1).rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64)
}

#[inline]
fn fmix(h1: u32, length: u32) -> i32 {
    let mut h = h1 ^ length;
    h ^= h >> 16;
    h = h.wrapping_mul(0x85EB_CA6B);
    h ^= h >> 13;
    h = h.wrapping_mul(0xC2B2_AE35);
    (h ^ (h >> 16)) as i32
}

/// Hash of a 32-bit integer.
#[inline]
pub fn hash_int(input: i32) -> i32 {
    if input == 0 {
        return 0;
    }
    fmix(mix_h1(SEED as u32, mix_k1(input as u32)), 4)
}

/// Hash of a 64-bit integer; 0 for 0.
#[inline]
pub fn hash_long(input: i64) -> i32 {
    if input == 0 {
        return 0;
    }
    let h1 = mix_h1(SEED as u32, mix_k1(input as u32));
    fmix(mix_h1(h1, mix_k1((input as u64 >> 32) as u32)), 8)
}

/// Hash of UTF-16 units, two at a time.
pub fn hash_unencoded_chars(units: impl Iterator<Item = u16>) -> i32 {
    let (mut h1, mut n, mut pending) = (SEED as u32, 0u32, None);
    for unit in units {
        n += 1;
        match pending.take() {
            None => pending = Some(unit as u32),
            Some(low) => h1 = mix_h1(h1, mix_k1(low | (unit as u32) << 16)),
        }
    }
    if let Some(low) = pending {
        h1 ^= mix_k1(low);
    }
    fmix(h1, 2 * n)
}

/// Finishes a collection hash: `mix-collection-hash`.
#[inline]
pub fn mix_coll_hash(hash: i32, count: i32) -> i32 {
    fmix(mix_h1(SEED as u32, mix_k1(hash as u32)), count as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_clojure() {
        assert_eq!(hash_long(1), 1392991556);
        assert_eq!(hash_long(-1), 1651860712);
        assert_eq!(hash_unencoded_chars("map".encode_utf16()), hash_unencoded_chars("map".encode_utf16()));
        assert_eq!(mix_coll_hash(1, 0), -2017569654);
    }
}
