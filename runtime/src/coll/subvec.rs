//! A slice of a vector that shares its storage. `clojure.lang.APersistentVector$SubVector`.

use super::vector::{self, Iter, Vector};
use super::{collection, copy_hash};
use crate::error::{Error, Result};
use crate::object::Ref;
use crate::sync::{AtomicI32, Ordering};
use crate::value::{Borrowed, Value};

/// The values of `vector` from `start` until `end`; never empty.
pub struct SubVector {
    pub(super) meta: Value,
    pub vector: Ref<Vector>,
    pub start: u32,
    pub end: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(SubVector: SubVector { meta, vector });
collection!(SubVector);

/// `(subvec v start end)`; an empty slice is `[]`, a slice of a slice one of the vector below. O(1).
pub fn subvec(v: &Value, start: i64, end: i64) -> Result<Value> {
    let (vector, offset, len) = match v.as_ref::<SubVector>() {
        Some(s) => (s.vector.clone(), s.start as i64, s.len()),
        None => match v.as_ref::<Vector>() {
            Some(v) => (v.clone(), 0, v.len()),
            None => return Err(Error::cannot_cast(v, "clojure.lang.IPersistentVector")),
        },
    };
    if start < 0 || end < start || end > len as i64 {
        return Err(Error::index_out_of_bounds());
    }
    if start == end {
        return Ok(vector::empty().into());
    }
    let (start, end) = ((offset + start) as u32, (offset + end) as u32);
    Ok(Ref::new(SubVector { meta: Value::NIL, vector, start, end, hash: AtomicI32::new(0) }).into())
}

impl SubVector {
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// Always false: an empty slice is an empty [`Vector`].
    pub fn is_empty(&self) -> bool {
        false
    }

    pub fn nth(&self, i: usize) -> Option<Borrowed<'_>> {
        if i < self.len() { self.vector.nth(self.start as usize + i) } else { None }
    }

    pub fn iter(&self) -> Iter<'_> {
        self.vector.iter_range(self.start as usize, self.end as usize)
    }
}

impl Ref<SubVector> {
    fn unique(&mut self) -> &mut SubVector {
        let copy = |s: &Ref<SubVector>| {
            let (meta, vector) = (s.meta.clone(), s.vector.clone());
            Ref::new(SubVector { meta, vector, start: s.start, end: s.end, hash: copy_hash(&s.hash) })
        };
        self.make_mut(copy).0
    }

    /// `(conj v x)`: still a slice, of a vector with `x` behind the slice's end.
    pub fn conj(mut self, x: Value) -> Ref<SubVector> {
        let end = self.end as usize;
        self.unique().set_below(end, x);
        self.unique().end += 1;
        self
    }

    /// `(assoc v i x)`; false when `i` is neither in the slice nor the next index.
    pub fn set(&mut self, i: usize, x: Value) -> bool {
        if i > self.len() {
            return false;
        }
        if i == self.len() {
            *self = self.clone().conj(x);
        } else {
            let at = self.start as usize + i;
            self.unique().set_below(at, x);
        }
        true
    }

    /// `(pop v)`: the slice without its last value and without metadata; `[]` when that leaves none.
    pub fn pop(mut self) -> Value {
        if self.len() == 1 {
            return vector::empty().into();
        }
        let s = self.unique();
        s.end -= 1;
        s.meta = Value::NIL;
        s.hash.store(0, Ordering::Relaxed);
        self.into()
    }

    pub fn with_meta(mut self, meta: Value) -> Ref<SubVector> {
        self.unique().meta = meta;
        self
    }
}

impl SubVector {
    fn set_below(&mut self, at: usize, x: Value) {
        self.vector.set(at, x);
        self.hash.store(0, Ordering::Relaxed);
    }
}
