//! Vectors: a trie of full leaves, and the last 1 to 32 values in the vector object itself.
//! `clojure.lang.PersistentVector`.
//!
//! A vector of up to 32 values is thus a single object. A slice of a vector is a kind of its own, see
//! [`super::subvec`]; the transient is in [`super::transient`].

use super::node::vector_trie::{self as trie, Leaf, Link, WIDTH};
use super::{collection, copy_hash, statics};
use crate::error::Result;
use crate::object::{Ref, discard};
use crate::sync::{AtomicI32, Ordering};
use crate::thread::Thread;
use crate::value::{Borrowed, Value};

/// A vector. The object's tail is the vector's tail, followed by nils as room to grow.
pub struct Vector {
    pub(super) meta: Value,
    root: Link,
    /// Number of values.
    len: u32,
    /// Height of the trie, in bits of the index.
    shift: u32,
    /// Room in the tail.
    slots: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(Vector: Vector { meta, root } tail Value, slots);
collection!(Vector, counted);

impl Vector {
    pub(super) const fn empty_body() -> Vector {
        Vector { meta: Value::NIL, root: None, len: 0, shift: 0, slots: 0, hash: AtomicI32::new(0) }
    }

    /// Number of values in the trie.
    #[inline(always)]
    fn tail_offset(&self) -> usize {
        (self.len as usize).saturating_sub(1) & !(WIDTH - 1)
    }
}

/// `[]`
pub fn empty() -> Ref<Vector> {
    statics::vector()
}

/// The vector of these values. Linear.
pub fn from_vec(mut values: Vec<Value>) -> Ref<Vector> {
    if values.is_empty() {
        return empty();
    }
    let n = values.len();
    let mut body = Vector { len: n as u32, ..Vector::empty_body() };
    let offset = body.tail_offset();
    for (i, leaf) in values[..offset].chunks_mut(WIDTH).enumerate() {
        trie::push_leaf(&mut body.root, &mut body.shift, i * WIDTH, leaf);
    }
    body.slots = (n - offset) as u32;
    Ref::with_tail(body, values.drain(offset..))
}

/// The same for a thread's program, which pays for it and may be stopped in the middle.
pub fn build(t: &mut Thread, mut values: Vec<Value>) -> Result<Ref<Vector>> {
    let n = values.len();
    if n <= WIDTH {
        return Ok(from_vec(values));
    }
    let mut body = Vector { len: n as u32, ..Vector::empty_body() };
    let offset = body.tail_offset();
    for start in (0..offset).step_by(WIDTH) {
        if let Err(error) = t.step(WIDTH as u64 / 8) {
            discard(values.drain(start..));
            return Err(error);
        }
        trie::push_leaf(&mut body.root, &mut body.shift, start, &mut values[start..start + WIDTH]);
    }
    body.slots = (n - offset) as u32;
    Ok(Ref::with_tail(body, values.drain(offset..)))
}

/// A vector in the making, value by value, that needs no more memory than the vector will.
#[derive(Default)]
pub struct Builder {
    root: Link,
    shift: u32,
    /// Number of values in the trie.
    count: usize,
    /// The next leaf.
    pending: Vec<Value>,
}

impl Builder {
    pub fn push(&mut self, value: Value) {
        if self.pending.len() == WIDTH {
            trie::push_leaf(&mut self.root, &mut self.shift, self.count, &mut self.pending);
            self.pending.clear();
            self.count += WIDTH;
        }
        self.pending.push(value);
    }

    pub fn finish(self) -> Ref<Vector> {
        let Builder { root, shift, count, pending } = self;
        if pending.is_empty() {
            return empty();
        }
        let slots = pending.len() as u32;
        let body = Vector { root, shift, len: count as u32 + slots, slots, ..Vector::empty_body() };
        Ref::with_tail(body, pending)
    }
}

/// The vector of these values. Linear.
pub fn from_iter(values: impl IntoIterator<Item = Value>) -> Ref<Vector> {
    from_vec(values.into_iter().collect())
}

impl Ref<Vector> {
    /// The value at an index. O(1) in the tail, else the height of the trie.
    #[inline]
    pub fn nth(&self, i: usize) -> Option<Borrowed<'_>> {
        if i >= self.len() {
            return None;
        }
        let offset = self.tail_offset();
        match &self.root {
            Some(root) if i < offset => Some(trie::get(root, self.shift, i)),
            _ => Some((&self.tail()[i - offset]).into()),
        }
    }

    #[inline]
    pub fn last(&self) -> Option<Borrowed<'_>> {
        self.nth(self.len().wrapping_sub(1))
    }

    /// The values from the start of the leaf (or tail) that holds index `i` to its end; empty beyond the last. The
    /// first of them has index `i` rounded down to a multiple of [`WIDTH`].
    #[inline]
    pub fn leaf_for(&self, i: usize) -> Leaf<'_> {
        let offset = self.tail_offset();
        match &self.root {
            Some(root) if i < offset => trie::leaf_of(root, self.shift, i),
            _ if i < self.len() => Leaf::Values(&self.tail()[..self.len() - offset]),
            _ => Leaf::Values(&[]),
        }
    }

    /// The values in order.
    pub fn iter(&self) -> Iter<'_> {
        self.iter_range(0, self.len())
    }

    /// The values with indexes from `start` until `end` (at most the length).
    pub fn iter_range(&self, start: usize, end: usize) -> Iter<'_> {
        debug_assert!(start <= end && end <= self.len());
        Iter { vector: self, leaf: self.leaf_for(start), at: start, end }
    }

    /// `(conj v x)`. Amortised O(1) when unique, else one copy of the tail.
    #[inline]
    pub fn conj(mut self, x: Value) -> Ref<Vector> {
        self.push(x);
        self
    }

    /// [`Ref::conj`] in a variable.
    #[inline]
    pub fn push(&mut self, x: Value) {
        let at = self.len() - self.tail_offset();
        if at < self.slots as usize
            && let Some((v, tail)) = self.get_mut()
        {
            tail[at] = x;
            v.len += 1;
            v.hash.store(0, Ordering::Relaxed);
            return;
        }
        self.push_slow(x);
    }

    #[inline(never)]
    fn push_slow(&mut self, x: Value) {
        let at = self.len() - self.tail_offset();
        if at < WIDTH {
            let (v, tail) = self.with_room(at + 1);
            tail[at] = x;
            v.len += 1;
            v.hash.store(0, Ordering::Relaxed);
            return;
        }
        // The tail is full and becomes a leaf.
        let count = self.len() - WIDTH;
        let (v, tail) = self.make_mut(copy);
        trie::push_leaf(&mut v.root, &mut v.shift, count, tail);
        tail[0] = x;
        v.len += 1;
        v.hash.store(0, Ordering::Relaxed);
    }

    /// Unique, with a tail of at least `need` slots.
    fn with_room(&mut self, need: usize) -> (&mut Vector, &mut [Value]) {
        let slots = (need + need / 2).clamp(need.min(WIDTH), WIDTH);
        if !self.is_unique() {
            *self = copy_with(self, if need <= 4 { need } else { slots });
        } else if need > self.slots as usize {
            self.grow_tail(|v| v.slots = slots as u32, || Value::NIL);
        }
        self.make_mut(copy)
    }

    /// `(assoc v i x)` for an index that is in the vector, or the next one: true when there was such a place.
    pub fn set(&mut self, i: usize, x: Value) -> bool {
        if i >= self.len() {
            if i == self.len() {
                self.push(x);
                return true;
            }
            return false;
        }
        let offset = self.tail_offset();
        let (v, tail) = self.make_mut(copy);
        v.hash.store(0, Ordering::Relaxed);
        match &mut v.root {
            Some(root) if i < offset => trie::set(root, v.shift, i, x),
            _ => tail[i - offset] = x,
        }
        true
    }

    /// `(assoc v i x)`; an index beyond the length changes nothing, so callers check it before.
    pub fn assoc_n(mut self, i: usize, x: Value) -> Ref<Vector> {
        self.set(i, x);
        self
    }

    /// `(pop v)`; an empty vector stays empty, so callers check that before.
    pub fn pop(mut self) -> Ref<Vector> {
        self.pop_last();
        self
    }

    /// Removes the last value and gives it.
    pub fn pop_last(&mut self) -> Option<Value> {
        if self.len() <= 1 {
            let last = self.nth(0)?.cloned();
            *self = empty().with_meta(self.meta.clone());
            return Some(last);
        }
        let (offset, count) = (self.tail_offset(), self.len() - self.tail_offset());
        let (v, tail) = self.make_mut(copy);
        let last = tail[count - 1].take();
        v.len -= 1;
        v.hash.store(0, Ordering::Relaxed);
        if count == 1 {
            // The last leaf of the trie becomes the tail.
            let leaf = trie::pop_leaf(&mut v.root, &mut v.shift, offset);
            let (_, tail) = self.with_room(WIDTH);
            if let Some(leaf) = leaf {
                trie::unpack(leaf, tail);
            }
        }
        Some(last)
    }

    /// Checks the shape of the trie.
    pub fn assert_invariants(&self) {
        let offset = self.tail_offset();
        trie::assert_invariants(&self.root, self.shift, offset);
        assert!(self.len() - offset <= self.slots as usize);
        assert!(self.tail()[self.len() - offset..].iter().all(Value::is_nil));
    }
}

fn copy(v: &Ref<Vector>) -> Ref<Vector> {
    copy_with(v, v.len() - v.tail_offset())
}

fn copy_with(v: &Ref<Vector>, slots: usize) -> Ref<Vector> {
    let used = v.len() - v.tail_offset();
    let slots = slots.max(used);
    let body = Vector {
        meta: v.meta.clone(),
        root: v.root.clone(),
        slots: slots as u32,
        hash: copy_hash(&v.hash),
        ..Vector { len: v.len, shift: v.shift, ..Vector::empty_body() }
    };
    Ref::with_tail(body, v.tail()[..used].iter().cloned().chain(std::iter::repeat(Value::NIL)))
}

/// The values of a vector, in order.
pub struct Iter<'a> {
    vector: &'a Ref<Vector>,
    /// The leaf that holds index `at`, or the one before.
    leaf: Leaf<'a>,
    at: usize,
    end: usize,
}

impl<'a> Iterator for Iter<'a> {
    type Item = Borrowed<'a>;

    #[inline]
    fn next(&mut self) -> Option<Borrowed<'a>> {
        if self.at == self.end {
            return None;
        }
        if self.at.is_multiple_of(WIDTH) {
            self.leaf = self.vector.leaf_for(self.at);
        }
        self.at += 1;
        self.leaf.get((self.at - 1) % WIDTH)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.at;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Iter<'_> {}
