//! Seqs over vectors: forwards in chunks, backwards, and over slices.
//! `PersistentVector.ChunkedSeq`, `APersistentVector.Seq`, `APersistentVector.RSeq`.

use super::chunked::ArrayChunk;
use crate::coll::map_entry::MapEntry;
use crate::coll::node::vector_trie::WIDTH;
use crate::coll::subvec::SubVector;
use crate::coll::vector::Vector;
use crate::object::Ref;
use crate::value::{Borrowed, Value};

/// A vector from some index on.
pub struct VectorSeq {
    pub meta: Value,
    pub vector: Ref<Vector>,
    /// Less than the length.
    pub index: u32,
}

crate::heap!(VectorSeq: VectorSeq { meta, vector });

/// The seq of a vector from an index on, nil behind the end.
pub fn vector_seq(vector: &Ref<Vector>, index: usize) -> Value {
    if index >= vector.len() {
        return Value::NIL;
    }
    Ref::new(VectorSeq { meta: Value::NIL, vector: vector.clone(), index: index as u32 }).into()
}

impl VectorSeq {
    #[inline]
    pub fn first(&self) -> Value {
        self.vector.nth(self.index as usize).map(Borrowed::cloned).unwrap_or_default()
    }

    pub fn remaining(&self) -> usize {
        self.vector.len() - self.index as usize
    }

    /// The index behind the leaf that holds the first element.
    fn leaf_end(&self) -> usize {
        let index = self.index as usize;
        index - index % WIDTH + self.vector.leaf_for(index).len()
    }

    /// The elements up to the end of the present leaf.
    pub fn chunk(&self) -> Ref<ArrayChunk> {
        ArrayChunk::of_vector(self.vector.clone(), self.index as usize, self.leaf_end())
    }

    /// The seq behind the present leaf, or nil.
    pub fn after_chunk(&self) -> Value {
        vector_seq(&self.vector, self.leaf_end())
    }
}

impl Ref<VectorSeq> {
    /// The seq after the first element, or nil; in place if unique.
    #[inline]
    pub(super) fn advance(mut self) -> Value {
        if self.remaining() <= 1 {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|s| Ref::new(VectorSeq { meta: Value::NIL, vector: s.vector.clone(), index: s.index }));
        body.index += 1;
        body.meta = Value::NIL;
        self.into()
    }
}

/// An element of a vector, slice or map entry.
#[inline]
pub fn vector_nth(v: &Value, i: usize) -> Option<Borrowed<'_>> {
    if let Some(v) = v.as_ref::<Vector>() {
        return v.nth(i);
    }
    if let Some(v) = v.get::<SubVector>() {
        return v.nth(i);
    }
    v.get::<MapEntry>()?.nth(i).map(Borrowed::from)
}

/// The length of a vector, slice or map entry; `None` for other values.
#[inline]
pub fn vector_len(v: &Value) -> Option<usize> {
    if let Some(v) = v.as_ref::<Vector>() {
        return Some(v.len());
    }
    if let Some(v) = v.get::<SubVector>() {
        return Some(v.len());
    }
    v.is::<MapEntry>().then_some(2)
}

/// A slice of a vector (or anything like a vector that has no chunks) from some index on.
pub struct IndexedSeq {
    pub meta: Value,
    pub vector: Value,
    pub index: u32,
}

crate::heap!(IndexedSeq: IndexedSeq { meta, vector });

/// The seq of a slice from an index on, nil behind the end.
pub fn indexed_seq(vector: &Value, index: usize) -> Value {
    if vector_len(vector).is_none_or(|n| index >= n) {
        return Value::NIL;
    }
    Ref::new(IndexedSeq { meta: Value::NIL, vector: vector.clone(), index: index as u32 }).into()
}

impl IndexedSeq {
    pub fn first(&self) -> Value {
        vector_nth(&self.vector, self.index as usize).map(Borrowed::cloned).unwrap_or_default()
    }

    pub fn remaining(&self) -> usize {
        vector_len(&self.vector).unwrap_or(0).saturating_sub(self.index as usize)
    }
}

impl Ref<IndexedSeq> {
    pub(super) fn advance(mut self) -> Value {
        if self.remaining() <= 1 {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|s| Ref::new(IndexedSeq { meta: Value::NIL, vector: s.vector.clone(), index: s.index }));
        body.index += 1;
        body.meta = Value::NIL;
        self.into()
    }
}

/// A vector backwards from some index.
pub struct RSeq {
    pub meta: Value,
    pub vector: Value,
    pub index: u32,
}

crate::heap!(RSeq: RSeq { meta, vector });

/// `rseq` of a vector, slice or map entry: nil when it is empty.
pub fn vector_rseq(vector: &Value) -> Value {
    match vector_len(vector) {
        None | Some(0) => Value::NIL,
        Some(n) => Ref::new(RSeq { meta: Value::NIL, vector: vector.clone(), index: n as u32 - 1 }).into(),
    }
}

impl RSeq {
    pub fn first(&self) -> Value {
        vector_nth(&self.vector, self.index as usize).map(Borrowed::cloned).unwrap_or_default()
    }

    pub fn remaining(&self) -> usize {
        self.index as usize + 1
    }
}

impl Ref<RSeq> {
    pub(super) fn advance(mut self) -> Value {
        if self.index == 0 {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|s| Ref::new(RSeq { meta: Value::NIL, vector: s.vector.clone(), index: s.index }));
        body.index -= 1;
        body.meta = Value::NIL;
        self.into()
    }
}
