//! Hash sets. `clojure.lang.PersistentHashSet`.
//!
//! Clojure's is a hash map from each element to itself; here the trie's entries are one value each, with the
//! same walk. The transient is in [`super::transient`].

use super::node::hamt::{self, Node};
use super::{Cursor, collection, copy_hash, hashed, statics};
use crate::error::Result;
use crate::hash::hasheq;
use crate::object::Ref;
use crate::sync::{AtomicI32, Ordering};
use crate::thread::Thread;
use crate::value::Value;

/// A hash set.
pub struct HashSet {
    pub(super) meta: Value,
    root: Option<Ref<Node<1>>>,
    len: u32,
    pub(super) hash: AtomicI32,
    /// The element nil, if it is there.
    nil: Option<Value>,
}

crate::heap!(HashSet: HashSet { meta, root, nil });
collection!(HashSet, counted);
hashed!(HashSet);

impl HashSet {
    pub(super) const fn empty_body() -> HashSet {
        HashSet { meta: Value::NIL, root: None, len: 0, hash: AtomicI32::new(0), nil: None }
    }
}

/// `#{}`
pub fn empty() -> Ref<HashSet> {
    statics::hash_set()
}

impl Ref<HashSet> {
    /// The stored element that is equal to `key`. O(log32 n).
    #[inline]
    pub fn get(&self, mut t: &mut Thread, key: &Value) -> Result<Option<&Value>> {
        if key.is_nil() {
            return Ok(self.nil.as_ref());
        }
        let Some(root) = &self.root else { return Ok(None) };
        let hash = hasheq(t, key)?;
        Ok(hamt::find(root, hash, key, &mut t)?.map(|e| &e[0]))
    }

    #[inline]
    pub fn contains(&self, t: &mut Thread, key: &Value) -> Result<bool> {
        Ok(self.get(t, key)?.is_some())
    }

    /// `(conj s x)`: true when `x` was not there. A failure changes nothing. O(log32 n).
    #[inline]
    pub fn insert(&mut self, mut t: &mut Thread, key: Value) -> Result<bool> {
        if !self.is_unique() && self.contains(t, &key)? {
            return Ok(false);
        }
        if key.is_nil() {
            let s = self.unique();
            let added = s.nil.replace(Value::NIL).is_none();
            s.len += added as u32;
            return Ok(added);
        }
        let hash = hasheq(t, &key)?;
        let s = self.unique();
        let added = match &mut s.root {
            Some(root) => hamt::insert(root, hash, [key], &mut t)?,
            None => {
                s.root = Some(hamt::single(hash, [key]));
                true
            }
        };
        s.len += added as u32;
        Ok(added)
    }

    /// `(conj s x)`.
    #[inline]
    pub fn conj(mut self, t: &mut Thread, key: Value) -> Result<Ref<HashSet>> {
        self.insert(t, key)?;
        Ok(self)
    }

    /// `(disj s x)`.
    pub fn disj(mut self, t: &mut Thread, key: &Value) -> Result<Ref<HashSet>> {
        self.remove(t, key, false)?;
        Ok(self)
    }

    /// Calls `f` on every element, in order, until it fails.
    pub fn for_each<E>(&self, mut f: impl FnMut(&Value) -> Result<(), E>) -> Result<(), E> {
        if let Some(nil) = &self.nil {
            f(nil)?;
        }
        match &self.root {
            Some(root) => hamt::for_each(root, &mut |e| f(&e[0])),
            None => Ok(()),
        }
    }

    /// The element at a cursor or after it, and the cursor behind it. 0 is the begin. O(log32 n).
    #[inline]
    pub fn step(&self, cursor: Cursor) -> Option<(&Value, Cursor)> {
        if cursor == 0
            && let Some(nil) = &self.nil
        {
            return Some((nil, 1));
        }
        let (entry, next) = hamt::step(self.root.as_ref()?, cursor.max(1) - 1)?;
        Some((&entry[0], next + 1))
    }

    /// Checks the trie.
    pub fn assert_invariants(&self, t: &mut Thread) {
        let in_trie = self.root.as_ref().map_or(0, |root| {
            hamt::assert_invariants(root, &mut |key| hasheq(t, key).expect("elements of a set can be hashed"))
        });
        assert_eq!(in_trie + self.nil.is_some() as usize, self.len());
    }
}

fn copy(s: &Ref<HashSet>) -> Ref<HashSet> {
    let (meta, root, nil) = (s.meta.clone(), s.root.clone(), s.nil.clone());
    Ref::new(HashSet { meta, root, len: s.len, hash: copy_hash(&s.hash), nil })
}
