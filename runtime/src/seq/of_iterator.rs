//! Seqs over things that can be iterated: mutable Java collections and user types.
//!
//! Elements are taken from the iterator in chunks of 32, as `iterator-seq` does.

use super::chunked::{ArrayChunk, CHUNK_SIZE, ChunkedCons};
use super::lazy::LazySeq;
use crate::error::{Error, Result};
use crate::instance::call;
use crate::thread::Thread;
use crate::value::Value;

/// The seq of what is left in a `java.util.Iterator`, or nil.
pub fn iterator_seq(t: &mut Thread, iterator: &Value) -> Result<Value> {
    let mut items = Vec::new();
    while items.len() < CHUNK_SIZE {
        if !has_next(t, iterator)? {
            break;
        }
        items.push(method(t, iterator, "next")?);
    }
    if items.is_empty() {
        return Ok(Value::NIL);
    }
    let rest = LazySeq::native(|t, iterator| iterator_seq(t, &iterator), iterator.clone());
    Ok(ChunkedCons::new_value(ArrayChunk::of_items(items), rest))
}

/// `Iterator.hasNext`.
pub fn has_next(t: &mut Thread, iterator: &Value) -> Result<bool> {
    Ok(method(t, iterator, "hasNext")?.is_truthy())
}

fn method(t: &mut Thread, iterator: &Value, name: &str) -> Result<Value> {
    match call(t, iterator, name, &mut []) {
        Some(result) => result,
        None => Err(Error::cannot_cast(iterator, "java.util.Iterator")),
    }
}
