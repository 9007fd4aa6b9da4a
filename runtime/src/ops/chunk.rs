//! Chunks of seqs: `chunk-first`, `chunk-rest`, `chunk-next`, and the access that `reduce` uses.

use crate::coll::list;
use crate::error::{Error, Result};
use crate::instance;
use crate::object::{Kind, Ref};
use crate::seq::chunked::ChunkedCons;
use crate::seq::of_vector::VectorSeq;
use crate::seq::range::{LongRange, Range};
use crate::seq::{self};
use crate::thread::Thread;
use crate::value::Value;

/// `chunked-seq?`
pub fn is_chunked_seq(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::ChunkedCons | Kind::VectorSeq | Kind::LongRange | Kind::Range) => true,
        Some(Kind::Instance) => instance::implements(v, "clojure.lang.IChunkedSeq"),
        _ => false,
    }
}

/// The first chunk of a chunked seq and any seq behind it (possibly lazy, `()` or nil); `None` for other seqs.
pub fn chunk_of(t: &mut Thread, v: &Value) -> Result<Option<(Value, Value)>> {
    if let Some(s) = v.get::<VectorSeq>() {
        return Ok(Some((s.chunk().into(), s.after_chunk())));
    }
    if let Some(s) = v.get::<ChunkedCons>() {
        return Ok(Some((s.remaining().into(), s.more.clone())));
    }
    if let Some(r) = v.as_ref::<LongRange>() {
        let chunk = r.chunk();
        let n = chunk.count as u64;
        return Ok(Some((Ref::new(chunk).into(), r.after(n))));
    }
    if let Some(r) = v.as_ref::<Range>() {
        let (chunk, rest) = r.split_chunk()?;
        return Ok(Some((chunk.into(), rest)));
    }
    if instance::implements(v, "clojure.lang.IChunkedSeq")
        && let (Some(chunk), Some(more)) =
            (instance::call(t, v, "chunkedFirst", &mut []), instance::call(t, v, "chunkedMore", &mut []))
    {
        return Ok(Some((chunk?, more?)));
    }
    Ok(None)
}

fn split(t: &mut Thread, v: &Value) -> Result<(Value, Value)> {
    chunk_of(t, v)?.ok_or_else(|| Error::cannot_cast(v, "clojure.lang.IChunkedSeq"))
}

/// `chunk-first`
pub fn chunk_first(t: &mut Thread, v: &Value) -> Result<Value> {
    Ok(split(t, v)?.0)
}

/// `chunk-rest`
pub fn chunk_rest(t: &mut Thread, v: &Value) -> Result<Value> {
    let rest = split(t, v)?.1;
    Ok(if rest.is_nil() { list::empty() } else { rest })
}

/// `chunk-next`
pub fn chunk_next(t: &mut Thread, v: &Value) -> Result<Value> {
    let rest = split(t, v)?.1;
    seq::seq(t, &rest)
}
