//! Chunks: runs of elements that are computed together, and the seqs made of them.
//! `clojure.lang.ChunkedCons`, `ChunkBuffer`, `ArrayChunk`, `LongRange.LongChunk`.
//!
//! A chunk is a window on its source: the items of a filled buffer, or the vector itself, so that
//! taking a chunk of a vector copies nothing.

use crate::coll::vector::Vector;
use crate::error::{Error, Result};
use crate::object::{Ref, Traced, Visitor, VisitorMut, publish};
use crate::sync::{Mutex, lock, own};
use crate::value::{Borrowed, Value};

/// Elements per chunk of the seqs that chunk by themselves.
pub const CHUNK_SIZE: usize = 32;

/// The items of a filled chunk buffer.
pub struct ChunkItems {
    len: u32,
}

crate::heap!(ChunkItems: ChunkItems {} tail Value, len);

impl ChunkItems {
    pub fn new_ref(items: Vec<Value>) -> Ref<ChunkItems> {
        Ref::with_tail(ChunkItems { len: items.len() as u32 }, items)
    }

    /// Items taken out of where they are, which leaves nil.
    pub fn taken_from(items: &mut [Value]) -> Ref<ChunkItems> {
        Ref::with_tail(ChunkItems { len: items.len() as u32 }, items.iter_mut().map(Value::take))
    }
}

/// A window on a [`ChunkItems`] or a vector.
pub struct ArrayChunk {
    source: Value,
    start: u32,
    end: u32,
}

crate::heap!(ArrayChunk: ArrayChunk { source });

impl ArrayChunk {
    pub fn of_items(items: Vec<Value>) -> Ref<ArrayChunk> {
        let end = items.len() as u32;
        Ref::new(ArrayChunk { source: ChunkItems::new_ref(items).into(), start: 0, end })
    }

    /// The elements of a vector from `start` until `end`.
    pub fn of_vector(vector: Ref<Vector>, start: usize, end: usize) -> Ref<ArrayChunk> {
        Ref::new(ArrayChunk { source: vector.into(), start: start as u32, end: end as u32 })
    }

    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    pub fn nth(&self, index: usize) -> Option<Borrowed<'_>> {
        if index >= self.len() {
            return None;
        }
        let at = self.start as usize + index;
        match self.source.as_ref::<ChunkItems>() {
            Some(items) => items.tail().get(at).map(Borrowed::from),
            None => self.source.as_ref::<Vector>()?.nth(at),
        }
    }

    /// The same chunk without its first `n` elements.
    pub fn drop_first(&self, n: usize) -> Ref<ArrayChunk> {
        let start = self.start.saturating_add(n as u32).min(self.end);
        Ref::new(ArrayChunk { source: self.source.clone(), start, end: self.end })
    }
}

/// The chunk of a long range: computed when read.
pub struct LongChunk {
    pub start: i64,
    pub step: i64,
    pub count: u32,
}

crate::heap!(LongChunk: LongChunk {});

/// Collects the items of a chunk. Not meant for several threads, but safe with them.
pub struct ChunkBuffer {
    items: BufferItems,
}

crate::heap!(ChunkBuffer: ChunkBuffer { items });

struct BufferItems(Mutex<Vec<Value>>);

impl Traced for BufferItems {
    fn visit(&self, visitor: &mut impl Visitor) {
        lock(&self.0).visit(visitor);
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        lock(&self.0).visit_mut(visitor);
    }
}

impl ChunkBuffer {
    pub fn new_value(capacity: usize) -> Value {
        // A wrong capacity is only a hint lost.
        let items = BufferItems(Mutex::new(Vec::with_capacity(capacity.min(1 << 16))));
        Ref::new(ChunkBuffer { items }).into()
    }

    pub fn len(&self) -> usize {
        lock(&self.items.0).len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Ref<ChunkBuffer> {
    /// `chunk-append`.
    pub fn add(&self, value: Value) {
        if self.is_shared() {
            publish(&value);
        }
        lock(&self.items.0).push(value);
    }

    /// The same for whoever may be its only owner, and then needs no lock.
    pub fn add_owned(&mut self, value: Value) {
        if self.is_shared() {
            return self.add(value);
        }
        match self.get_mut() {
            Some((buffer, _)) => own(&mut buffer.items.0).push(value),
            None => self.add(value),
        }
    }

    /// `chunk`: the items as a chunk; the buffer is empty afterwards.
    pub fn chunk(&self) -> Ref<ArrayChunk> {
        let items = std::mem::take(&mut *lock(&self.items.0));
        ArrayChunk::of_items(items)
    }
}

/// A chunk in front of a seq.
pub struct ChunkedCons {
    pub meta: Value,
    pub chunk: Ref<ArrayChunk>,
    /// How many elements of the chunk are gone; less than its length.
    pub offset: u32,
    /// Any seq (a lazy one too), or nil.
    pub more: Value,
}

crate::heap!(ChunkedCons: ChunkedCons { meta, chunk, more });

impl ChunkedCons {
    pub fn new_value(chunk: Ref<ArrayChunk>, more: Value) -> Value {
        Ref::new(ChunkedCons { meta: Value::NIL, chunk, offset: 0, more }).into()
    }

    pub fn first(&self) -> Value {
        self.chunk.nth(self.offset as usize).map(Borrowed::cloned).unwrap_or_default()
    }

    /// What is left of the chunk.
    pub fn remaining(&self) -> Ref<ArrayChunk> {
        if self.offset == 0 { self.chunk.clone() } else { self.chunk.drop_first(self.offset as usize) }
    }
}

impl Ref<ChunkedCons> {
    /// The rest within this chunk (in place if unique), or what follows the chunk.
    pub(super) fn advance(mut self) -> std::result::Result<Value, Value> {
        let next = self.offset + 1;
        if next as usize >= self.chunk.len() {
            return Err(self.more.clone());
        }
        self.move_to(next);
        Ok(self.into())
    }

    /// Goes on to the last element of the chunk (in place if unique), and gives the number of those left behind.
    pub(super) fn skip_to_last(&mut self) -> usize {
        let (last, before) = (self.chunk.len() as u32 - 1, self.offset);
        if last > before {
            self.move_to(last);
        }
        (last - before) as usize
    }

    fn move_to(&mut self, offset: u32) {
        let (body, _) = self.make_mut(|s| {
            Ref::new(ChunkedCons { meta: Value::NIL, chunk: s.chunk.clone(), offset: 0, more: s.more.clone() })
        });
        body.offset = offset;
        body.meta = Value::NIL;
    }
}

/// `chunk-cons`: an empty chunk leaves the rest alone.
pub fn chunk_cons(chunk: &Value, rest: Value) -> Result<Value> {
    let Some(array) = chunk.as_ref::<ArrayChunk>() else {
        if let Some(c) = chunk.get::<LongChunk>() {
            let items = (0..c.count as i64).map(|i| Value::long(c.start.wrapping_add(c.step.wrapping_mul(i))));
            return chunk_cons(&ArrayChunk::of_items(items.collect()).into(), rest);
        }
        return Err(Error::cannot_cast(chunk, "clojure.lang.IChunk"));
    };
    if array.is_empty() { Ok(rest) } else { Ok(ChunkedCons::new_value(array.clone(), rest)) }
}

/// The number of elements of a chunk or buffer.
pub fn chunk_count(chunk: &Value) -> Option<usize> {
    if let Some(c) = chunk.get::<ArrayChunk>() {
        return Some(c.len());
    }
    if let Some(c) = chunk.get::<LongChunk>() {
        return Some(c.count as usize);
    }
    chunk.get::<ChunkBuffer>().map(ChunkBuffer::len)
}

/// An element of a chunk; `None` when out of bounds or not a chunk.
pub fn chunk_nth(chunk: &Value, index: usize) -> Option<Value> {
    if let Some(c) = chunk.get::<ArrayChunk>() {
        return c.nth(index).map(Borrowed::cloned);
    }
    let c = chunk.get::<LongChunk>()?;
    (index < c.count as usize).then(|| Value::long(c.start.wrapping_add(c.step.wrapping_mul(index as i64))))
}
