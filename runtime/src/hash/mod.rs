//! Hashing: Clojure's `hasheq` and Java's `hashCode`.
//!
//! Both are observable (walk order of hash maps and sets, `hash`, `.hashCode`), so every kind
//! follows the JVM's to the bit.

pub mod murmur3;

use crate::error::Result;
use crate::keyword::Keyword;
use crate::string::Str;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::value::{Mark, Tag, Value};

/// `hash-combine`: how symbols mix name and namespace.
#[inline]
pub fn combine(seed: i32, hash: i32) -> i32 {
    let s = seed as u32;
    (s ^ (hash as u32)
        .wrapping_add(0x9E37_79B9)
        .wrapping_add(s << 6)
        .wrapping_add(((seed >> 2) as u32) & 0xFFFF_FFFF)) as i32
}

/// Clojure's `hash`.
#[inline]
pub fn hasheq(t: &mut Thread, v: &Value) -> Result<i32> {
    match hasheq_fast(v) {
        Some(hash) => Ok(hash),
        None => hasheq_object(t, v),
    }
}

/// The hash of a value whose hash needs no look at other values: immediates, strings, names.
#[inline]
pub fn hasheq_fast(v: &Value) -> Option<i32> {
    Some(match v.tag() {
        Tag::Nil => 0,
        Tag::False => 1237,
        Tag::True => 1231,
        Tag::Long => murmur3::hash_long(v.bits() as i64),
        Tag::Double => double_hash(v),
        Tag::Char => v.bits() as u16 as i32,
        Tag::Object => {
            if let Some(k) = v.get::<Keyword>() {
                k.hash
            } else if let Some(s) = v.as_ref::<Str>() {
                murmur3::hash_int(s.java_hash())
            } else if let Some(s) = v.get::<Symbol>() {
                s.hash
            } else {
                return None;
            }
        }
    })
}

/// `Double.hashCode` or `Float.hashCode`, except that both zeros hash alike.
fn double_hash(v: &Value) -> i32 {
    let x = v.as_double().unwrap_or(0.0);
    if x == 0.0 { 0 } else { double_hash_code(x, v.mark()) }
}

fn double_hash_code(x: f64, mark: Mark) -> i32 {
    if mark == Mark::Float {
        return if x.is_nan() { 0x7FC0_0000 } else { (x as f32).to_bits() as i32 };
    }
    let bits = if x.is_nan() { 0x7FF8_0000_0000_0000 } else { x.to_bits() };
    (bits ^ (bits >> 32)) as i32
}

/// A hash from an address, spread over 31 bits: what stands in for `System.identityHashCode`.
pub fn identity_hash(v: &Value) -> i32 {
    (murmur3::hash_long(v.address() as i64 >> 3) & 0x7FFF_FFFF).max(1)
}

fn hasheq_object(_t: &mut Thread, v: &Value) -> Result<i32> {
    Ok(identity_hash(v))
}

/// Java's `hashCode`.
pub fn java_hash_code(t: &mut Thread, v: &Value) -> Result<i32> {
    Ok(match v.tag() {
        Tag::Long => long_hash_code(v.bits() as i64, v.mark()),
        Tag::Double => double_hash_code(v.as_double().unwrap_or(0.0), v.mark()),
        Tag::Object => {
            if let Some(s) = v.as_ref::<Str>() {
                s.java_hash()
            } else {
                return hasheq(t, v);
            }
        }
        _ => return hasheq(t, v),
    })
}

fn long_hash_code(n: i64, mark: Mark) -> i32 {
    if mark == Mark::None { (n ^ ((n as u64) >> 32) as i64) as i32 } else { n as i32 }
}
