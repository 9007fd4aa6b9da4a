//! A hasher for tables of short keys that the runtime itself keeps: names of keywords, numbers of constants.
//!
//! Multiplication folded to a word, from a seed that differs from process to process, so that nobody can prepare
//! colliding names. Nothing that a program sees depends on it; Clojure's own hashes are in [`crate::hash`].

#[cfg(not(loom))]
use crate::sync::OnceLock;
use std::hash::{BuildHasher, Hasher};

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Makes hashers with the seed of the process.
#[derive(Clone, Copy)]
pub struct FastHash(u64);

impl Default for FastHash {
    #[cfg(loom)]
    fn default() -> FastHash {
        FastHash(MULTIPLIER)
    }

    #[cfg(not(loom))]
    fn default() -> FastHash {
        static SEED: OnceLock<u64> = OnceLock::new();
        FastHash(*SEED.get_or_init(|| std::hash::RandomState::new().hash_one(MULTIPLIER)))
    }
}

impl BuildHasher for FastHash {
    type Hasher = FastHasher;

    #[inline]
    fn build_hasher(&self) -> FastHasher {
        FastHasher(self.0)
    }
}

pub struct FastHasher(u64);

impl FastHasher {
    #[inline]
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(MULTIPLIER);
        self.0 = (product as u64 ^ (product >> 64) as u64).rotate_left(23);
    }
}

impl Hasher for FastHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut last = [0; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.mix(u64::from_le_bytes(last));
        }
        self.mix(bytes.len() as u64);
    }

    #[inline]
    fn write_u8(&mut self, n: u8) {
        self.mix(u64::from(n));
    }

    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.mix(u64::from(n));
    }

    #[inline]
    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        let product = u128::from(self.0) * u128::from(MULTIPLIER);
        product as u64 ^ (product >> 64) as u64
    }
}

/// A hash map with this hasher.
pub type FastMap<K, V> = std::collections::HashMap<K, V, FastHash>;
