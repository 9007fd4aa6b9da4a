//! `MessageDigest`: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4); `Mac`: HMAC (RFC 2104) of them.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::number::work::spend;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

/// What is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// The algorithm of a name as programs write it.
    fn named(name: &str) -> Option<Algorithm> {
        Some(match &*name.to_ascii_uppercase().replacen("SHA-", "SHA", 1) {
            "MD5" => Algorithm::Md5,
            "SHA" | "SHA1" => Algorithm::Sha1,
            "SHA224" => Algorithm::Sha224,
            "SHA256" => Algorithm::Sha256,
            "SHA384" => Algorithm::Sha384,
            "SHA512" => Algorithm::Sha512,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "MD5",
            Algorithm::Sha1 => "SHA-1",
            Algorithm::Sha224 => "SHA-224",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha384 => "SHA-384",
            Algorithm::Sha512 => "SHA-512",
        }
    }

    /// The bytes that are hashed at a time.
    fn block(self) -> usize {
        if matches!(self, Algorithm::Sha384 | Algorithm::Sha512) { 128 } else { 64 }
    }
}

/// The hash of some bytes.
pub fn digest(algorithm: Algorithm, bytes: &[u8]) -> Result<Vec<u8>> {
    match algorithm {
        Algorithm::Md5 => md5(bytes),
        Algorithm::Sha1 => sha1(bytes),
        Algorithm::Sha224 => {
            // The second halves of the roots of the second eight primes.
            let state = primes(16)[8..].iter().map(|p| root_bits_64(*p, false) as u32).collect();
            let mut hash = sha256(bytes, state)?;
            hash.truncate(28);
            Ok(hash)
        }
        Algorithm::Sha256 => sha256(bytes, primes(8).iter().map(|p| root_bits(*p, false)).collect()),
        Algorithm::Sha384 => {
            let mut hash = sha512(bytes, primes(16)[8..].iter().map(|p| root_bits_64(*p, false)).collect())?;
            hash.truncate(48);
            Ok(hash)
        }
        Algorithm::Sha512 => sha512(bytes, primes(8).iter().map(|p| root_bits_64(*p, false)).collect()),
    }
}

/// What a block costs, in turns of loops.
const WORK: u64 = 50;

/// The hash of a message with a key.
pub fn hmac(algorithm: Algorithm, key: &[u8], message: &[u8]) -> Result<Vec<u8>> {
    let mut key = if key.len() > algorithm.block() { digest(algorithm, key)? } else { key.to_vec() };
    key.resize(algorithm.block(), 0);
    let keyed = |pad: u8, rest: &[u8]| {
        let mut all: Vec<u8> = key.iter().map(|b| b ^ pad).collect();
        all.extend_from_slice(rest);
        digest(algorithm, &all)
    };
    keyed(0x5c, &keyed(0x36, message)?)
}

/// The first prime numbers.
fn primes(n: usize) -> Vec<u32> {
    let is_prime = |n: &u32| *n >= 2 && (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (2u32..).filter(is_prime).take(n).collect()
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

fn md5(bytes: &[u8]) -> Result<Vec<u8>> {
    const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(bytes, (bytes.len() as u64 * 8).to_le_bytes()).chunks_exact(64) {
        spend(WORK)?;
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
    Ok(state.iter().flat_map(|w| w.to_le_bytes()).collect())
}

fn sha1(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut state: [u32; 5] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0];
    for block in padded(bytes, (bytes.len() as u64 * 8).to_be_bytes()).chunks_exact(64) {
        spend(WORK)?;
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
    Ok(state.iter().flat_map(|w| w.to_be_bytes()).collect())
}

/// The first 32 bits of the fractional part of a root of a prime.
fn root_bits(prime: u32, cube: bool) -> u32 {
    // Exact by integers: the root of the prime shifted left by 64 (or 96) bits, its low 32 bits.
    let prime = runtime::number::BigInt::from(prime);
    let root = if cube { (prime << 96u32).cbrt() } else { (prime << 64u32).sqrt() };
    runtime::number::bigint::low_long(&root) as u32
}

/// The first 64 bits of the fractional part of a root of a prime.
fn root_bits_64(prime: u32, cube: bool) -> u64 {
    let prime = runtime::number::BigInt::from(prime);
    let root = if cube { (prime << 192u32).cbrt() } else { (prime << 128u32).sqrt() };
    runtime::number::bigint::low_long(&root) as u64
}

fn sha512(bytes: &[u8], mut state: Vec<u64>) -> Result<Vec<u8>> {
    let k: Vec<u64> = primes(80).iter().map(|p| root_bits_64(*p, true)).collect();
    let mut message = bytes.to_vec();
    message.push(0x80);
    message.resize((message.len() + 16).next_multiple_of(128), 0);
    let n = message.len();
    message[n - 16..].copy_from_slice(&(bytes.len() as u128 * 8).to_be_bytes());
    for block in message.chunks_exact(128) {
        spend(WORK)?;
        let word = |b: &[u8]| b.iter().fold(0u64, |w, b| w << 8 | u64::from(*b));
        let mut w: Vec<u64> = block.chunks_exact(8).map(word).collect();
        for i in 16..80 {
            let s0 = w[i - 15].rotate_right(1) ^ w[i - 15].rotate_right(8) ^ w[i - 15] >> 7;
            let s1 = w[i - 2].rotate_right(19) ^ w[i - 2].rotate_right(61) ^ w[i - 2] >> 6;
            w.push(w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1));
        }
        let mut v = state.clone();
        for i in 0..80 {
            let s1 = v[4].rotate_right(14) ^ v[4].rotate_right(18) ^ v[4].rotate_right(41);
            let choice = v[4] & v[5] ^ !v[4] & v[6];
            let t1 = v[7].wrapping_add(s1).wrapping_add(choice).wrapping_add(k[i]).wrapping_add(w[i]);
            let s0 = v[0].rotate_right(28) ^ v[0].rotate_right(34) ^ v[0].rotate_right(39);
            let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2];
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(t1);
            v[0] = t1.wrapping_add(s0).wrapping_add(majority);
        }
        for (s, x) in state.iter_mut().zip(v) {
            *s = s.wrapping_add(x);
        }
    }
    Ok(state.iter().flat_map(|w| w.to_be_bytes()).collect())
}

fn sha256(bytes: &[u8], mut state: Vec<u32>) -> Result<Vec<u8>> {
    let k: Vec<u32> = primes(64).iter().map(|p| root_bits(*p, true)).collect();
    for block in padded(bytes, (bytes.len() as u64 * 8).to_be_bytes()).chunks_exact(64) {
        spend(WORK)?;
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
    Ok(state.iter().flat_map(|w| w.to_be_bytes()).collect())
}

/// A `MessageDigest`: what was given to it so far.
struct MessageDigest {
    algorithm: Algorithm,
    input: Mutex<Vec<u8>>,
}

const CLASS: &str = "java.security.MessageDigest";

plain_host!(MessageDigest, CLASS);

fn no_algorithm(message: String) -> Error {
    Error::new(ExceptionKind::NoSuchAlgorithmException, message)
}

fn get_instance(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[0])?;
    let algorithm =
        Algorithm::named(&name).ok_or_else(|| no_algorithm(format!("{name} MessageDigest not available")))?;
    Ok(HostObject::new_value(MessageDigest { algorithm, input: Mutex::default() }))
}

/// The bytes of an array, of a part of one, or a single byte.
fn input(a: &[Value]) -> Result<Vec<u8>> {
    if a[0].as_long().is_some() {
        return Ok(vec![long_arg(&a[0])? as u8]);
    }
    bytes_arg(a)?.ok_or_else(|| Error::illegal_argument("Input buffer too short"))
}

fn finish(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = this!(a, MessageDigest, CLASS);
    if a.len() > 1 {
        let more = input(&a[1..])?;
        lock(&own.input).extend(more);
    }
    let bytes = std::mem::take(&mut *lock(&own.input));
    Ok(Array::of_bytes(&digest(own.algorithm, &bytes)?))
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
    f("getAlgorithm", 1, |_, a| string(this!(a, MessageDigest, CLASS).algorithm.name())),
    f("getDigestLength", 1, |_, a| {
        let own = this!(a, MessageDigest, CLASS);
        int(digest(own.algorithm, &[])?.len())
    }),
];

// Mac

const MAC: &str = "javax.crypto.Mac";
const KEY: &str = "javax.crypto.spec.SecretKeySpec";

/// A `Mac`: its key, once it has one, and what was given to it so far.
struct Mac {
    algorithm: Algorithm,
    name: String,
    key: Mutex<Option<Vec<u8>>>,
    input: Mutex<Vec<u8>>,
}

plain_host!(Mac, MAC);

/// A `SecretKeySpec`.
struct SecretKey {
    bytes: Vec<u8>,
    algorithm: String,
}

plain_host!(SecretKey, KEY);

fn get_mac(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[0])?.into_owned();
    let hash =
        name.get(..4).filter(|start| start.eq_ignore_ascii_case("Hmac")).and_then(|_| Algorithm::named(&name[4..]));
    let algorithm = hash.ok_or_else(|| no_algorithm(format!("Algorithm {name} not available")))?;
    Ok(HostObject::new_value(Mac { algorithm, name, key: Mutex::default(), input: Mutex::default() }))
}

fn finish_mac(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = this!(a, Mac, MAC);
    if a.len() > 1 {
        let more = input(&a[1..])?;
        lock(&own.input).extend(more);
    }
    let Some(key) = lock(&own.key).clone() else { return Err(Error::illegal_state("MAC not initialized")) };
    let bytes = std::mem::take(&mut *lock(&own.input));
    Ok(Array::of_bytes(&hmac(own.algorithm, &key, &bytes)?))
}

const MAC_METHODS: &[NativeDef] = &[
    f("init", 2, |_, a| {
        let key = a[1].host::<SecretKey>().ok_or_else(|| not_a(&a[1], "java.security.Key"))?;
        *lock(&this!(a, Mac, MAC).key) = Some(key.bytes.clone());
        void()
    }),
    g("update", 2, 4, |_, a| {
        let more = input(&a[1..])?;
        lock(&this!(a, Mac, MAC).input).extend(more);
        void()
    }),
    g("doFinal", 1, 2, finish_mac),
    f("reset", 1, |_, a| {
        lock(&this!(a, Mac, MAC).input).clear();
        void()
    }),
    f("getAlgorithm", 1, |_, a| string(&this!(a, Mac, MAC).name)),
    f("getMacLength", 1, |_, a| int(digest(this!(a, Mac, MAC).algorithm, &[])?.len())),
];

fn new_key(a: &[Value]) -> Result<Value> {
    let (bytes, name) = match a {
        [bytes, name] => (input(std::slice::from_ref(bytes))?, name),
        [_, _, _, name] => (input(&a[..3])?, name),
        _ => return Err(no_constructor(KEY)),
    };
    if bytes.is_empty() {
        return Err(Error::illegal_argument("Empty key"));
    }
    Ok(HostObject::new_value(SecretKey { bytes, algorithm: text_arg(name)?.into_owned() }))
}

const KEY_METHODS: &[NativeDef] = &[
    f("getEncoded", 1, |_, a| Ok(Array::of_bytes(&this!(a, SecretKey, KEY).bytes))),
    f("getAlgorithm", 1, |_, a| string(&this!(a, SecretKey, KEY).algorithm)),
    f("getFormat", 1, |_, _| string("RAW")),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: METHODS,
        statics: &[
            g("getInstance", 1, 2, get_instance),
            f("isEqual", 2, |_, a| bool_(input(&a[..1])? == input(&a[1..])?)),
        ],
        ..class(CLASS)
    },
    ClassDef { methods: MAC_METHODS, statics: &[g("getInstance", 1, 2, get_mac)], ..class(MAC) },
    ClassDef {
        constructors: &[ctor(2, 2, |_, a| new_key(a)), ctor(4, 4, |_, a| new_key(a))],
        methods: KEY_METHODS,
        ..class(KEY)
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(algorithm: Algorithm, text: &str) -> String {
        digest(algorithm, text.as_bytes()).expect("nobody stops it").iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn known_hashes() {
        assert_eq!(hex(Algorithm::Md5, "abc"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(Algorithm::Sha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(Algorithm::Sha256, "abc"), expected);
        let expected = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
        assert_eq!(hex(Algorithm::Sha512, "abc"), expected);
        assert_eq!(hex(Algorithm::Sha224, "abc"), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
        let long = "a".repeat(119);
        assert_eq!(hex(Algorithm::Md5, &long), "8a7bd0732ed6a28ce75f6dabc90e1613");
        assert_eq!(hex(Algorithm::Md5, &long[..63]), "b06521f39153d618550606be297466d5");
        assert_eq!(hex(Algorithm::Md5, &long[..56]), "3b0c8ac703f828b04c6c197006d17218");
    }
}
