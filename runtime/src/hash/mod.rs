//! Hashing: Clojure's `hasheq` and Java's `hashCode`.
//!
//! Both are observable (walk order of hash maps and sets, `hash`, `.hashCode`), so every kind
//! follows the JVM's to the bit; only identity hashes are our own. Collections cache their `hasheq`.

pub mod murmur3;

use crate::class::Class;
use crate::coll::array_map::ArrayMap;
use crate::coll::hash_map::HashMap;
use crate::coll::hash_set::HashSet;
use crate::coll::queue::Queue;
use crate::coll::sorted_map::SortedMap;
use crate::coll::sorted_set::SortedSet;
use crate::coll::subvec::SubVector;
use crate::coll::vector::Vector;
use crate::coll::{map, set};
use crate::equality::is_host;
use crate::error::{Error, Result};
use crate::inst::Inst;
use crate::instance::{self, Instance};
use crate::keyword::Keyword;
use crate::namespace::Namespace;
use crate::number;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::regex::Pattern;
use crate::seq;
use crate::seq::walk::by_type;
use crate::string::Str;
use crate::symbol::{Symbol, name_hash};
use crate::sync::Ordering;
use crate::tagged::{ReaderConditional, TaggedLiteral};
use crate::thread::Thread;
use crate::uuid::Uuid;
use crate::value::{Tag, Value};
use std::ops::ControlFlow;

/// What `Util.hashCombine` adds, and what keywords add to their symbol's hash.
const GOLDEN: i32 = 0x9E37_79B9_u32 as i32;

/// `hash-combine`: how symbols mix name and namespace.
#[inline]
pub fn combine(seed: i32, hash: i32) -> i32 {
    let s = seed as u32;
    (s ^ (hash as u32).wrapping_add(0x9E37_79B9).wrapping_add(s << 6).wrapping_add((seed >> 2) as u32)) as i32
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
    if v.as_double() == Some(0.0) { 0 } else { number::hash::java_hash(v).unwrap_or(0) }
}

/// A hash from an address, spread over 31 bits: what stands in for `System.identityHashCode`.
pub fn identity_hash(v: &Value) -> i32 {
    match v.tag() {
        Tag::Object => (murmur3::hash_long(v.address() as i64 >> 3) & 0x7FFF_FFFF).max(1),
        Tag::Nil => 0,
        _ => hasheq_fast(v).unwrap_or(0),
    }
}

/// Runs `compute` unless the collection has remembered its hash.
macro_rules! cached {
    ($coll:expr, $compute:expr) => {{
        if let Some(hash) = $coll.cached_hash() {
            return Ok(hash);
        }
        let hash = $compute?;
        $coll.cache_hash(hash);
        Ok(hash)
    }};
}

fn hasheq_object(t: &mut Thread, v: &Value) -> Result<i32> {
    if let Some(hash) = number::hash::hasheq(v)? {
        return Ok(hash);
    }
    by_type! { v;
        Vector => |c| cached!(c, hash_ordered(t, v)),
        ArrayMap => |c| cached!(c, hash_map(t, v)),
        HashMap => |c| cached!(c, hash_map(t, v)),
        SortedMap => |c| cached!(c, hash_map(t, v)),
        HashSet => |c| cached!(c, hash_unordered(t, v)),
        SortedSet => |c| cached!(c, hash_unordered(t, v)),
        SubVector => |c| cached!(c, hash_ordered(t, v)),
        Queue => |c| cached!(c, hash_ordered(t, v)),
        Instance => |i| hasheq_instance(t, v, i),
        else match v.kind() {
            Some(Kind::MapEntry) => hash_ordered(t, v),
            _ if seq::is_seq(v) => hash_ordered(t, v),
            _ => java_hash_code(t, v),
        },
    }
}

/// `hash-ordered-coll` of any collection that can be walked.
pub fn hash_ordered(t: &mut Thread, coll: &Value) -> Result<i32> {
    let (mut hash, mut n) = (1i32, 0i32);
    t.descend(|t| {
        seq::for_each(t, coll, |t, x| {
            hash = hash.wrapping_mul(31).wrapping_add(hasheq(t, x)?);
            n = n.wrapping_add(1);
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(murmur3::mix_coll_hash(hash, n))
}

/// `hash-unordered-coll` of any collection that can be walked.
pub fn hash_unordered(t: &mut Thread, coll: &Value) -> Result<i32> {
    let (mut hash, mut n) = (0i32, 0i32);
    t.descend(|t| {
        seq::for_each(t, coll, |t, x| {
            hash = hash.wrapping_add(hasheq(t, x)?);
            n = n.wrapping_add(1);
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(murmur3::mix_coll_hash(hash, n))
}

/// The hash of a map entry from the hashes of its parts.
#[inline]
fn entry_hash(key: i32, val: i32) -> i32 {
    murmur3::mix_coll_hash(31i32.wrapping_add(key).wrapping_mul(31).wrapping_add(val), 2)
}

fn hash_map(t: &mut Thread, v: &Value) -> Result<i32> {
    let mut hash = 0i32;
    t.descend(|t| {
        map::for_each(v, |key, val| {
            hash = hash.wrapping_add(entry_hash(hasheq(t, key)?, hasheq(t, val)?));
            Ok::<(), Error>(())
        })
    })?;
    Ok(murmur3::mix_coll_hash(hash, map::count(v) as i32))
}

fn hasheq_instance(t: &mut Thread, v: &Value, i: &Ref<Instance>) -> Result<i32> {
    if i.is_record() {
        let cached = i.hash.load(Ordering::Relaxed);
        if cached != 0 {
            return Ok(cached);
        }
        // A record's class takes part, so that it differs from the map of its fields.
        let class = name_hash(None, &i.class.name);
        let entries = ops::record::entries(t, i);
        let (mut hash, n) = (0i32, entries.len() as i32);
        t.descend(|t| {
            for (key, val) in &entries {
                hash = hash.wrapping_add(entry_hash(hasheq(t, key)?, hasheq(t, val)?));
            }
            Ok(())
        })?;
        let hash = class ^ murmur3::mix_coll_hash(hash, n);
        i.hash.store(hash, Ordering::Relaxed);
        return Ok(hash);
    }
    match instance::call(t, v, "hasheq", &mut []) {
        Some(hash) => int_result(hash?),
        None => java_hash_code(t, v),
    }
}

/// The `int` that a user's `hashCode` or `hasheq` gave.
fn int_result(v: Value) -> Result<i32> {
    v.as_long().map(|n| n as i32).ok_or_else(|| Error::cannot_cast(&v, "java.lang.Number"))
}

/// Java's `hashCode`.
pub fn java_hash_code(t: &mut Thread, v: &Value) -> Result<i32> {
    if let Some(hash) = number::hash::java_hash(v) {
        return Ok(hash);
    }
    if v.tag() != Tag::Object {
        return Ok(hasheq_fast(v).unwrap_or(0));
    }
    by_type! { v;
        Str => |s| Ok(s.java_hash()),
        Symbol => |s| Ok(symbol_hash_code(s)),
        Keyword => |k| Ok(symbol_hash_code(&k.symbol).wrapping_add(GOLDEN)),
        Uuid => |u| Ok(u.java_hash()),
        Inst => |i| Ok(i.java_hash()),
        // Patterns are equal only to themselves; a hash of the text gives sets of them one order in every run.
        Pattern => |p| Ok(p.source.java_hash()),
        Namespace => |ns| Ok(symbol_hash_code(&ns.name)),
        // Likewise of classes, by their names.
        Class => |c| Ok(murmur3::hash_int(c.name.java_hash())),
        TaggedLiteral => |l| {
            let tag = java_hash_code(t, &l.tag)?;
            Ok(tag.wrapping_mul(31).wrapping_add(t.descend(|t| java_hash_code(t, &l.form))?))
        },
        ReaderConditional => |r| {
            let form = t.descend(|t| java_hash_code(t, &r.form))?;
            Ok(form.wrapping_mul(31).wrapping_add(if r.splicing { 1231 } else { 1237 }))
        },
        Instance => |i| match instance::call(t, v, "hashCode", &mut []) {
            Some(hash) => int_result(hash?),
            None if i.is_record() => map_hash_code(t, v),
            None => Ok(identity_hash(v)),
        },
        else match v.kind() {
            Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => map_hash_code(t, v),
            Some(Kind::HashSet | Kind::SortedSet) => set_hash_code(t, v),
            Some(Kind::Vector | Kind::SubVector | Kind::MapEntry | Kind::Queue) => list_hash_code(t, v),
            Some(Kind::Host) => host_hash_code(t, v),
            _ if seq::is_seq(v) => list_hash_code(t, v),
            _ => Ok(identity_hash(v)),
        },
    }
}

fn symbol_hash_code(s: &Ref<Symbol>) -> i32 {
    combine(s.name.java_hash(), s.ns.as_ref().map_or(0, Ref::<Str>::java_hash))
}

fn host_hash_code(t: &mut Thread, v: &Value) -> Result<i32> {
    if let Some(hash) = instance::call(t, v, "hashCode", &mut []) {
        return int_result(hash?);
    }
    if is_host(t, v, "java.util.List") {
        list_hash_code(t, v)
    } else if is_host(t, v, "java.util.Set") {
        set_hash_code(t, v)
    } else if is_host(t, v, "java.util.Map") {
        map_hash_code(t, v)
    } else {
        Ok(identity_hash(v))
    }
}

/// `List.hashCode`.
fn list_hash_code(t: &mut Thread, v: &Value) -> Result<i32> {
    let mut hash = 1i32;
    t.descend(|t| {
        seq::for_each(t, v, |t, x| {
            hash = hash.wrapping_mul(31).wrapping_add(java_hash_code(t, x)?);
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(hash)
}

/// `Set.hashCode`.
fn set_hash_code(t: &mut Thread, v: &Value) -> Result<i32> {
    let mut hash = 0i32;
    t.descend(|t| {
        if set::is_set(v) {
            return set::for_each(v, |x| {
                hash = hash.wrapping_add(java_hash_code(t, x)?);
                Ok::<(), Error>(())
            });
        }
        seq::for_each(t, v, |t, x| {
            hash = hash.wrapping_add(java_hash_code(t, x)?);
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(hash)
}

/// `Map.hashCode`.
fn map_hash_code(t: &mut Thread, v: &Value) -> Result<i32> {
    let mut hash = 0i32;
    t.descend(|t| {
        seq::for_each(t, v, |t, entry| {
            let (key, val) = (ops::key(t, entry)?, ops::val(t, entry)?);
            hash = hash.wrapping_add(java_hash_code(t, &key)? ^ java_hash_code(t, &val)?);
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(hash)
}

#[cfg(all(test, not(loom)))]
mod tests;
