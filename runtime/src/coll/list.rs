//! Lists that know their length. `clojure.lang.PersistentList` and its `EmptyList`.
//!
//! A list is its first cell; the list behind it is the next cell, or none. Seqs made by `cons` or from
//! other collections are in [`crate::seq`].

use super::{collection, copy_hash, statics};
use crate::error::Result;
use crate::object::{Ref, discard};
use crate::sync::AtomicI32;
use crate::thread::Thread;
use crate::value::Value;

/// A list of at least one element.
pub struct List {
    pub meta: Value,
    pub first: Value,
    /// The rest, unless it is empty.
    pub next: Option<Ref<List>>,
    pub count: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(List: List { meta, first, next });
collection!(List);

/// `()`, possibly with metadata.
pub struct EmptyList {
    pub meta: Value,
}

crate::heap!(EmptyList: EmptyList { meta });

impl EmptyList {
    pub(super) const fn empty_body() -> EmptyList {
        EmptyList { meta: Value::NIL }
    }

    /// `()` with metadata.
    pub fn with_meta(meta: Value) -> Value {
        if meta.is_nil() { empty() } else { Ref::new(EmptyList { meta }).into() }
    }
}

/// `()`
pub fn empty() -> Value {
    statics::list().into()
}

/// A cell in front of a list, or the last one. O(1).
pub fn cell(first: Value, next: Option<Ref<List>>, meta: Value) -> Ref<List> {
    let count = next.as_ref().map_or(1, |n| n.count + 1);
    Ref::new(List { meta, first, next, count, hash: AtomicI32::new(0) })
}

/// The list of these values, `()` if there are none.
pub fn from_vec(values: Vec<Value>) -> Value {
    from_iter(values)
}

/// The same for a thread's program, which pays for it and may be stopped in the middle.
pub fn build(t: &mut Thread, mut values: Vec<Value>) -> Result<Value> {
    let mut list = None;
    while let Some(first) = values.pop() {
        list = Some(cell(first, list, Value::NIL));
        if let Err(error) = t.tick() {
            discard(values);
            return Err(error);
        }
    }
    Ok(list.map_or_else(empty, Value::from))
}

/// The list of these values in order, `()` if there are none.
pub fn from_iter<I>(values: I) -> Value
where
    I: IntoIterator<Item = Value>,
    I::IntoIter: DoubleEndedIterator,
{
    let list = values.into_iter().rev().fold(None, |next, first| Some(cell(first, next, Value::NIL)));
    list.map_or_else(empty, Value::from)
}

/// `(conj list x)` for a list or `()`: the new list has the metadata of the old. `None` for other values.
pub fn conj(list: Value, x: Value) -> Result<Value, Value> {
    match list.downcast::<List>() {
        Ok(list) => Ok(list.conj(x).into()),
        Err(other) => match other.get::<EmptyList>() {
            Some(empty) => Ok(cell(x, None, empty.meta.clone()).into()),
            None => Err(other),
        },
    }
}

impl Ref<List> {
    #[inline]
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Always false: an empty list is an [`EmptyList`].
    pub fn is_empty(&self) -> bool {
        false
    }

    /// `(conj list x)`. O(1).
    pub fn conj(self, x: Value) -> Ref<List> {
        let meta = self.meta.clone();
        cell(x, Some(self), meta)
    }

    /// `(rest list)`: a list without metadata of its own, or `()`.
    pub fn rest(&self) -> Value {
        self.next.as_ref().map_or_else(empty, Ref::to_value)
    }

    /// `(pop list)`: the rest; `()` with the list's metadata behind the last element. O(1).
    pub fn pop(self) -> Value {
        match &self.next {
            Some(next) => next.to_value(),
            None => EmptyList::with_meta(self.meta.clone()),
        }
    }

    pub fn with_meta(mut self, meta: Value) -> Ref<List> {
        let copy = |l: &Ref<List>| {
            let (first, next) = (l.first.clone(), l.next.clone());
            Ref::new(List { meta: Value::NIL, first, next, count: l.count, hash: copy_hash(&l.hash) })
        };
        self.make_mut(copy).0.meta = meta;
        self
    }

    /// The elements in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter { next: Some(self) }
    }
}

/// The elements of a list.
pub struct Iter<'a> {
    next: Option<&'a Ref<List>>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Value;

    fn next(&mut self) -> Option<&'a Value> {
        let list = self.next?;
        self.next = list.next.as_ref();
        Some(&list.first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let n = self.next.map_or(0, Ref::<List>::len);
        (n, Some(n))
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// The elements of a list or `()`; `None` for other values.
pub fn iter(list: &Value) -> Option<Iter<'_>> {
    match list.as_ref::<List>() {
        Some(list) => Some(list.iter()),
        None => list.is::<EmptyList>().then_some(Iter { next: None }),
    }
}
