//! Hash maps. `clojure.lang.PersistentHashMap`.
//!
//! The entry of the key nil is kept apart from the trie and comes first in the walk; all else is
//! [`super::node::hamt`]. The transient is in [`super::transient`].

use super::node::hamt::{self, Node};
use super::{Cursor, collection, copy_hash, hashed, statics};
use crate::error::Result;
use crate::hash::hasheq;
use crate::object::Ref;
use crate::sync::{AtomicI32, Ordering};
use crate::thread::Thread;
use crate::value::Value;

/// A hash map.
pub struct HashMap {
    pub(super) meta: Value,
    root: Option<Ref<Node<2>>>,
    /// The entry of nil: nil and its value.
    nil: Option<(Value, Value)>,
    len: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(HashMap: HashMap { meta, root, nil });
collection!(HashMap, counted);
hashed!(HashMap);

impl HashMap {
    pub(super) const fn empty_body() -> HashMap {
        HashMap { meta: Value::NIL, root: None, nil: None, len: 0, hash: AtomicI32::new(0) }
    }
}

/// An empty hash map.
pub fn empty() -> Ref<HashMap> {
    statics::hash_map()
}

impl Ref<HashMap> {
    #[inline]
    pub fn get(&self, t: &mut Thread, key: &Value) -> Result<Option<&Value>> {
        Ok(self.get_entry(t, key)?.map(|e| e.1))
    }

    /// The stored key and its value. O(log32 n).
    #[inline]
    pub fn get_entry(&self, mut t: &mut Thread, key: &Value) -> Result<Option<(&Value, &Value)>> {
        if key.is_nil() {
            return Ok(self.nil.as_ref().map(|e| (&e.0, &e.1)));
        }
        let Some(root) = &self.root else { return Ok(None) };
        let hash = hasheq(t, key)?;
        Ok(hamt::find(root, hash, key, &mut t)?.map(|e| (&e[0], &e[1])))
    }

    /// `(assoc m k v)`: true when there was no such key. A failure changes nothing. O(log32 n).
    #[inline]
    pub fn insert(&mut self, mut t: &mut Thread, key: Value, val: Value) -> Result<bool> {
        if !self.is_unique() && self.get(t, &key)?.is_some_and(|old| old.identical(&val)) {
            return Ok(false);
        }
        if key.is_nil() {
            let m = self.unique();
            let added = m.nil.replace((Value::NIL, val)).is_none();
            m.len += added as u32;
            return Ok(added);
        }
        let hash = hasheq(t, &key)?;
        let m = self.unique();
        let added = match &mut m.root {
            Some(root) => hamt::insert(root, hash, [key, val], &mut t)?,
            None => {
                m.root = Some(hamt::single(hash, [key, val]));
                true
            }
        };
        m.len += added as u32;
        Ok(added)
    }

    /// `(assoc m k v)`.
    #[inline]
    pub fn assoc(mut self, t: &mut Thread, key: Value, val: Value) -> Result<Ref<HashMap>> {
        self.insert(t, key, val)?;
        Ok(self)
    }

    /// `(dissoc m k)`.
    pub fn dissoc(mut self, t: &mut Thread, key: &Value) -> Result<Ref<HashMap>> {
        self.remove(t, key, false)?;
        Ok(self)
    }

    /// Calls `f` on every entry, in order, until it fails.
    pub fn for_each<E>(&self, mut f: impl FnMut(&Value, &Value) -> Result<(), E>) -> Result<(), E> {
        if let Some((key, val)) = &self.nil {
            f(key, val)?;
        }
        match &self.root {
            Some(root) => hamt::for_each(root, &mut |e| f(&e[0], &e[1])),
            None => Ok(()),
        }
    }

    /// The entry at a cursor or after it, and the cursor behind it. 0 is the begin. O(log32 n).
    #[inline]
    pub fn step(&self, cursor: Cursor) -> Option<(&Value, &Value, Cursor)> {
        if cursor == 0
            && let Some((key, val)) = &self.nil
        {
            return Some((key, val, 1));
        }
        let (entry, next) = hamt::step(self.root.as_ref()?, cursor.max(1) - 1)?;
        Some((&entry[0], &entry[1], next + 1))
    }

    /// Checks the trie.
    pub fn assert_invariants(&self, t: &mut Thread) {
        let in_trie = self.root.as_ref().map_or(0, |root| {
            hamt::assert_invariants(root, &mut |key| hasheq(t, key).expect("keys in a map can be hashed"))
        });
        assert_eq!(in_trie + self.nil.is_some() as usize, self.len());
    }
}

fn copy(m: &Ref<HashMap>) -> Ref<HashMap> {
    let (meta, root, nil) = (m.meta.clone(), m.root.clone(), m.nil.clone());
    Ref::new(HashMap { meta, root, nil, len: m.len, hash: copy_hash(&m.hash) })
}
