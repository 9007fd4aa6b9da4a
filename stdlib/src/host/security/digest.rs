//! `MessageDigest`: MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4).

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

/// What is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha256,
}

/// The hash of some bytes.
pub fn digest(algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::Md5 => md5(bytes),
        Algorithm::Sha1 => sha1(bytes),
        Algorithm::Sha256 => sha256(bytes),
    }
}

/// The message with its padding: a one bit, zeros, and the length in bits.
fn padded(bytes: &[u8], length: [u8; 8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.push(0x80);
    out.resize((out.len() + 8).next_multiple_of(64), 0);
    let n = out.len();
    out[n - 8..].copy_from_slice(&length);
    out
}

fn md5(bytes: &[u8]) -> Vec<u8> {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(bytes, (bytes.len() as u64 * 8).to_le_bytes()).chunks_exact(64) {
        let word = |i: usize| u32::from_le_bytes([block[4 * i], block[4 * i + 1], block[4 * i + 2], block[4 * i + 3]]);
        let [mut a, mut b, mut c, mut d] = state;
        for i in 0..64usize {
            let (f, g) = match i / 16 {
                0 => (b & c | !b & d, i),
                1 => (d & b | !d & c, (5 * i + 1) % 16),
                2 => (b ^ c ^ d, (3 * i + 5) % 16),
                _ => (c ^ (b | !d), 7 * i % 16),
            };
            // The constants are the sines of the steps.
            let k = (((i + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(f).wrapping_add(k).wrapping_add(word(g));
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(SHIFTS[i / 16][i % 4]));
        }
        for (s, x) in state.iter_mut().zip([a, b, c, d]) {
            *s = s.wrapping_add(x);
        }
    }
    state.iter().flat_map(|w| w.to_le_bytes()).collect()
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    let mut state: [u32; 5] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];
    for block in padded(bytes, (bytes.len() as u64 * 8).to_be_bytes()).chunks_exact(64) {
        let mut w: Vec<u32> = block.chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
        for i in 16..80 {
            w.push((w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (i, word) in w.iter().enumerate() {
            let (f, k) = match i / 20 {
                0 => (b & c | !b & d, 0x5A82_7999),
                1 => (b ^ c ^ d, 0x6ED9_EBA1),
                2 => (b & c | b & d | c & d, 0x8F1B_BCDC),
                _ => (b ^ c ^ d, 0xCA62_C1D6u32),
            };
            let next = a.rotate_left(5).wrapping_add(f).wrapping_add(e).wrapping_add(k).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (s, x) in state.iter_mut().zip([a, b, c, d, e]) {
            *s = s.wrapping_add(x);
        }
    }
    state.iter().flat_map(|w| w.to_be_bytes()).collect()
}

/// The first 32 bits of the fractional part of a root of a prime.
fn root_bits(prime: u32, cube: bool) -> u32 {
    // Exact by integers: the root of the prime shifted left by 64 (or 96) bits, its low 32 bits.
    let prime = runtime::number::BigInt::from(prime);
    let root = if cube { (prime << 96u32).cbrt() } else { (prime << 64u32).sqrt() };
    runtime::number::bigint::low_long(&root) as u32
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    let is_prime = |n: &u32| *n >= 2 && (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    let primes: Vec<u32> = (2u32..).filter(is_prime).take(64).collect();
    let k: Vec<u32> = primes.iter().map(|p| root_bits(*p, true)).collect();
    let mut state: Vec<u32> = primes[..8].iter().map(|p| root_bits(*p, false)).collect();
    for block in padded(bytes, (bytes.len() as u64 * 8).to_be_bytes()).chunks_exact(64) {
        let mut w: Vec<u32> = block.chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
        for i in 16..64 {
            let s0 = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ w[i - 15] >> 3;
            let s1 = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ w[i - 2] >> 10;
            w.push(w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1));
        }
        let mut v = state.clone();
        for i in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = v[4] & v[5] ^ !v[4] & v[6];
            let t1 = v[7].wrapping_add(s1).wrapping_add(choice).wrapping_add(k[i]).wrapping_add(w[i]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2];
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(t1);
            v[0] = t1.wrapping_add(s0).wrapping_add(majority);
        }
        for (s, x) in state.iter_mut().zip(v) {
            *s = s.wrapping_add(x);
        }
    }
    state.iter().flat_map(|w| w.to_be_bytes()).collect()
}

/// A `MessageDigest`: what was given to it so far.
struct MessageDigest {
    algorithm: Algorithm,
    input: Mutex<Vec<u8>>,
}

const CLASS: &str = "java.security.MessageDigest";

plain_host!(MessageDigest, CLASS);

fn get_instance(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[0])?;
    let algorithm = match &*name.to_ascii_uppercase() {
        "MD5" => Algorithm::Md5,
        "SHA" | "SHA1" | "SHA-1" => Algorithm::Sha1,
        "SHA-256" | "SHA256" => Algorithm::Sha256,
        _ => {
            let class = t.runtime.classes.intern("java.security.NoSuchAlgorithmException");
            let message = Value::str(&format!("{name} MessageDigest not available"));
            let kind = runtime::error::ThrowableClass::Named(class.into());
            return Err(Error::build(kind, message, Value::NIL, Value::NIL));
        }
    };
    Ok(HostObject::new_value(MessageDigest { algorithm, input: Mutex::default() }))
}

/// The bytes of an array, of a part of one, or a single byte.
fn input(a: &[Value]) -> Result<Vec<u8>> {
    let Some(bytes) = a[0].get::<Array>().and_then(Array::bytes) else {
        return Ok(vec![long_arg(&a[0])? as u8]);
    };
    match &a[1..] {
        [at, n, ..] => {
            let (at, n) = (int_arg(at)?.max(0) as usize, int_arg(n)?.max(0) as usize);
            match bytes.get(at..at + n) {
                Some(part) => Ok(part.to_vec()),
                None => Err(Error::illegal_argument("Input buffer too short")),
            }
        }
        _ => Ok(bytes),
    }
}

fn finish(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = this!(a, MessageDigest, CLASS);
    if a.len() > 1 {
        let more = input(&a[1..])?;
        lock(&own.input).extend(more);
    }
    let bytes = std::mem::take(&mut *lock(&own.input));
    Ok(Array::of_bytes(&digest(own.algorithm, &bytes)))
}

const METHODS: &[NativeDef] = &[
    g("update", 2, 4, |_, a| {
        let more = input(&a[1..])?;
        lock(&this!(a, MessageDigest, CLASS).input).extend(more);
        void()
    }),
    g("digest", 1, 2, finish),
    f("reset", 1, |_, a| {
        lock(&this!(a, MessageDigest, CLASS).input).clear();
        void()
    }),
    f("getAlgorithm", 1, |_, a| {
        string(match this!(a, MessageDigest, CLASS).algorithm {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha1 => "SHA-1",
            Algorithm::Sha256 => "SHA-256",
        })
    }),
    f("getDigestLength", 1, |_, a| {
        let own = this!(a, MessageDigest, CLASS);
        int(digest(own.algorithm, &[]).len())
    }),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    methods: METHODS,
    statics: &[g("getInstance", 1, 2, get_instance), f("isEqual", 2, |_, a| bool_(input(&a[..1])? == input(&a[1..])?))],
    ..class(CLASS)
}];

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(algorithm: Algorithm, text: &str) -> String {
        digest(algorithm, text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn known_hashes() {
        assert_eq!(hex(Algorithm::Md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(Algorithm::Sha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(Algorithm::Sha256, "abc"), expected);
        let long = "a".repeat(119);
        assert_eq!(hex(Algorithm::Md5, &long), "8a7bd0732ed6a28ce75f6dabc90e1613");
        assert_eq!(hex(Algorithm::Md5, &long[..63]), "b06521f39153d618550606be297466d5");
        assert_eq!(hex(Algorithm::Md5, &long[..56]), "3b0c8ac703f828b04c6c197006d17218");
    }
}
