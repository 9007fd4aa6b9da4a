//! `count`.

use crate::array::Array;
use crate::coll::queue::Queue;
use crate::coll::{map, set, transient};
use crate::error::{Error, Result};
use crate::instance;
use crate::object::Kind;
use crate::protocol::Protocol;
use crate::seq;
use crate::seq::chunked::chunk_count;
use crate::seq::of_vector::vector_len;
use crate::string::Str;
use crate::thread::Thread;
use crate::value::Value;

/// `(count coll)`
pub fn count(t: &mut Thread, coll: &Value) -> Result<usize> {
    Ok(match coll.kind() {
        None if coll.is_nil() => 0,
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => vector_len(coll).unwrap_or(0),
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => map::count(coll),
        Some(Kind::HashSet | Kind::SortedSet) => set::count(coll),
        Some(Kind::Str) => coll.as_ref::<Str>().map_or(0, |s| s.length()),
        Some(Kind::Array) => coll.get::<Array>().map_or(0, Array::len),
        Some(Kind::Queue) => coll.get::<Queue>().map_or(0, Queue::len),
        Some(Kind::Instance) => return count_instance(t, coll),
        Some(Kind::Host) => return count_host(t, coll),
        Some(Kind::ArrayChunk | Kind::LongChunk | Kind::ChunkBuffer) => chunk_count(coll).unwrap_or(0),
        Some(Kind::Protocol) => match coll.as_ref::<Protocol>() {
            Some(p) => map::count(&p.as_map(t)?),
            None => 0,
        },
        _ if seq::is_seq(coll) => seq::count(t, coll)?,
        _ => match transient::count(coll)? {
            Some(n) => n,
            None => return Err(not_countable(coll)),
        },
    })
}

/// [`count`] of a value that the caller gives up: a seq is freed while it is walked.
pub fn count_owned(t: &mut Thread, coll: Value) -> Result<usize> {
    if seq::is_seq(&coll) && coll.kind() != Some(Kind::Instance) {
        return seq::count_owned(t, coll);
    }
    count(t, &coll)
}

fn count_instance(t: &mut Thread, coll: &Value) -> Result<usize> {
    if let Some(record) = instance::as_record(coll) {
        return Ok(super::record::count(record));
    }
    if let Some(result) = instance::call(t, coll, "count", &mut []) {
        return to_size(&result?);
    }
    if instance::implements(coll, "clojure.lang.IPersistentCollection") {
        return seq::count(t, coll);
    }
    count_host(t, coll)
}

/// What Java counts: `Collection.size`, `Map.size`, `CharSequence.length`.
fn count_host(t: &mut Thread, coll: &Value) -> Result<usize> {
    for name in ["size", "length"] {
        if let Some(result) = instance::call(t, coll, name, &mut []) {
            return to_size(&result?);
        }
    }
    if instance::implements(coll, "java.util.Map$Entry") {
        return Ok(2);
    }
    Err(not_countable(coll))
}

fn to_size(n: &Value) -> Result<usize> {
    Ok(crate::number::unchecked::int_value(n)?.max(0) as usize)
}

#[cold]
fn not_countable(coll: &Value) -> Error {
    let class = super::lookup::simple_name(coll);
    Error::unsupported(format!("count not supported on this type: {class}"))
}
