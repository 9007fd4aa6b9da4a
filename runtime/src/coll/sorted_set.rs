//! Sorted sets. `clojure.lang.PersistentTreeSet`.

use super::node::red_black::{self as tree, Link};
use super::sorted_map::{check_comparator, check_first, order_by};
use super::{Cursor, collection, copy_hash, sorted, statics};
use crate::error::Result;
use crate::object::Ref;
use crate::sync::{AtomicI32, Ordering::Relaxed};
use crate::thread::Thread;
use crate::value::Value;

/// A sorted set: a tree whose values are nil.
pub struct SortedSet {
    pub(super) meta: Value,
    root: Link,
    /// A function, or nil for `compare`.
    pub comparator: Value,
    len: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(SortedSet: SortedSet { meta, root, comparator });
collection!(SortedSet, counted);
sorted!(SortedSet);

impl SortedSet {
    pub(super) const fn empty_body() -> SortedSet {
        SortedSet { meta: Value::NIL, root: None, comparator: Value::NIL, len: 0, hash: AtomicI32::new(0) }
    }
}

/// `(sorted-set)`
pub fn empty() -> Ref<SortedSet> {
    statics::sorted_set()
}

/// `(sorted-set-by f)`
pub fn empty_by(comparator: Value) -> Result<Ref<SortedSet>> {
    check_comparator(&comparator)?;
    Ok(Ref::new(SortedSet { comparator, ..SortedSet::empty_body() }))
}

impl Ref<SortedSet> {
    /// The stored element that is equal to `key`. O(log n).
    pub fn get(&self, t: &mut Thread, key: &Value) -> Result<Option<&Value>> {
        Ok(self.find(t, key)?.1.map(|n| &n.key))
    }

    pub fn contains(&self, t: &mut Thread, key: &Value) -> Result<bool> {
        Ok(self.get(t, key)?.is_some())
    }

    /// `(conj s x)`: true when `x` was not there. A failure changes nothing. O(log n).
    pub fn insert(&mut self, t: &mut Thread, key: Value) -> Result<bool> {
        if self.is_empty() {
            check_first(t, &self.comparator, &key)?;
        }
        let (path, found) = self.find(t, &key)?;
        if found.is_some() {
            return Ok(false);
        }
        let s = self.unique();
        tree::insert(&mut s.root, path, key, Value::NIL);
        s.len += 1;
        Ok(true)
    }

    /// `(conj s x)`.
    pub fn conj(mut self, t: &mut Thread, key: Value) -> Result<Ref<SortedSet>> {
        self.insert(t, key)?;
        Ok(self)
    }

    /// `(disj s x)`.
    pub fn disj(mut self, t: &mut Thread, key: &Value) -> Result<Ref<SortedSet>> {
        self.remove(t, key)?;
        Ok(self)
    }

    /// Calls `f` on every element, in order, until it fails.
    pub fn for_each<E>(&self, mut f: impl FnMut(&Value) -> Result<(), E>) -> Result<(), E> {
        tree::for_each(&self.root, &mut |key, _| f(key))
    }

    /// The first place of the walk, forward or backward; 0 if the set is empty.
    pub fn cursor(&self, forward: bool) -> Cursor {
        tree::end(&self.root, forward)
    }

    /// The place of the first element not before (backward: not behind) `key`; 0 if there is none.
    pub fn cursor_from(&self, t: &mut Thread, key: &Value, forward: bool) -> Result<Cursor> {
        tree::seek(&self.root, forward, |stored| order_by(t, &self.comparator, key, stored))
    }

    /// The element at a cursor, and the cursor of the next one in a direction; `None` at 0. O(log n).
    pub fn step(&self, cursor: Cursor, forward: bool) -> Option<(&Value, Cursor)> {
        let (node, next) = tree::step(&self.root, cursor, forward)?;
        Some((&node.key, next))
    }

    /// Checks the tree.
    pub fn assert_invariants(&self) {
        assert_eq!(tree::assert_invariants(&self.root), self.len());
    }
}

fn copy(s: &Ref<SortedSet>) -> Ref<SortedSet> {
    let (meta, root, comparator) = (s.meta.clone(), s.root.clone(), s.comparator.clone());
    Ref::new(SortedSet { meta, root, comparator, len: s.len, hash: copy_hash(&s.hash) })
}
