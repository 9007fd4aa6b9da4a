//! Hashing: Clojure's `hasheq` and Java's `hashCode`.
//!
//! Both are observable (walk order of hash maps and sets, `hash`, `.hashCode`), so every kind
//! follows the JVM's to the bit.

pub mod murmur3;

/// `hash-combine`: how symbols mix name and namespace.
#[inline]
pub fn combine(seed: i32, hash: i32) -> i32 {
    let s = seed as u32;
    (s ^ (hash as u32)
        .wrapping_add(0x9E37_79B9)
        .wrapping_add(s << 6)
        .wrapping_add(((seed >> 2) as u32) & 0xFFFF_FFFF)) as i32
}
