//! Small maps: keys and values in one array, searched from the front, in order of insertion.
//! `clojure.lang.PersistentArrayMap`.
//!
//! [`ArrayMap::LIMIT`] is where `assoc` goes over to a hash map; `array-map` and `dissoc` know no limit.

use super::hash_map::{self, HashMap};
use super::{collection, copy_hash, statics};
use crate::equality::equiv;
use crate::error::Result;
use crate::keyword::Keyword;
use crate::object::Ref;
use crate::sync::{AtomicI32, Ordering};
use crate::thread::Thread;
use crate::value::Value;

/// An array map. The tail holds keys and values in turn, then nils as room to grow.
pub struct ArrayMap {
    pub(super) meta: Value,
    /// Number of entries.
    len: u32,
    slots: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(ArrayMap: ArrayMap { meta } tail Value, slots);
collection!(ArrayMap, counted);

impl ArrayMap {
    /// The most entries to which `assoc` brings an array map.
    pub const LIMIT: usize = 8;

    pub(super) const fn empty_body() -> ArrayMap {
        ArrayMap { meta: Value::NIL, len: 0, slots: 0, hash: AtomicI32::new(0) }
    }
}

/// `{}`
pub fn empty() -> Ref<ArrayMap> {
    statics::array_map()
}

/// `{}` with room for entries.
pub fn with_capacity(entries: usize) -> Ref<ArrayMap> {
    if entries == 0 {
        return empty();
    }
    let body = ArrayMap { slots: entries as u32 * 2, ..ArrayMap::empty_body() };
    Ref::with_tail(body, std::iter::repeat(Value::NIL))
}

/// The map of keys and values in turn, whose keys are known to be different; a last key without value is dropped.
pub fn from_distinct(keys_and_values: Vec<Value>) -> Ref<ArrayMap> {
    let len = keys_and_values.len() as u32 / 2;
    if len == 0 {
        return empty();
    }
    Ref::with_tail(ArrayMap { len, slots: len * 2, ..ArrayMap::empty_body() }, keys_and_values)
}

impl Ref<ArrayMap> {
    /// Keys and values in turn.
    #[inline]
    pub fn slots(&self) -> &[Value] {
        &self.tail()[..self.len() * 2]
    }

    /// The entries in order.
    #[inline]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Value, &Value)> + DoubleEndedIterator {
        self.slots().chunks_exact(2).map(|e| (&e[0], &e[1]))
    }

    /// The index of a key's slot. Linear.
    #[inline]
    fn find(&self, t: &mut Thread, key: &Value) -> Result<Option<usize>> {
        let slots = self.slots();
        // Nothing but the same object is equal to a keyword.
        if key.is::<Keyword>() {
            return Ok((0..slots.len()).step_by(2).find(|&i| slots[i].identical(key)));
        }
        for i in (0..slots.len()).step_by(2) {
            if equiv(t, key, &slots[i])? {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }

    /// The value of a keyword.
    #[inline(always)]
    pub fn get_keyword(&self, keyword: &Value) -> Option<&Value> {
        self.slots().chunks_exact(2).find(|entry| entry[0].identical(keyword)).map(|entry| &entry[1])
    }

    #[inline]
    pub fn get(&self, t: &mut Thread, key: &Value) -> Result<Option<&Value>> {
        Ok(self.find(t, key)?.map(|i| &self.tail()[i + 1]))
    }

    /// The stored key and its value.
    pub fn get_entry(&self, t: &mut Thread, key: &Value) -> Result<Option<(&Value, &Value)>> {
        Ok(self.find(t, key)?.map(|i| (&self.tail()[i], &self.tail()[i + 1])))
    }

    /// `(assoc m k v)` whatever the size: true when there was no such key. A failure changes nothing. Linear.
    pub fn insert(&mut self, t: &mut Thread, key: Value, val: Value) -> Result<bool> {
        if let Some(at) = self.find(t, &key)? {
            if !self.tail()[at + 1].identical(&val) {
                let (m, slots) = self.make_mut(copy);
                slots[at + 1] = val;
                m.hash.store(0, Ordering::Relaxed);
            }
            return Ok(false);
        }
        self.append(key, val);
        Ok(true)
    }

    fn append(&mut self, key: Value, val: Value) {
        let at = self.len() * 2;
        if !self.is_unique() {
            *self = copy_with(self, at + 2);
        } else if at == self.slots as usize {
            let slots = (at + at / 2 + 2) as u32 & !1;
            self.grow_tail(|m| m.slots = slots, || Value::NIL);
        }
        let (m, slots) = self.make_mut(copy);
        slots[at] = key;
        slots[at + 1] = val;
        m.len += 1;
        m.hash.store(0, Ordering::Relaxed);
    }

    /// `(assoc m k v)`: an array map of at most [`ArrayMap::LIMIT`] entries (or as many as before), else a hash map.
    pub fn assoc(mut self, t: &mut Thread, key: Value, val: Value) -> Result<Value> {
        if self.len() < ArrayMap::LIMIT || self.find(t, &key)?.is_some() {
            self.insert(t, key, val)?;
            return Ok(self.into());
        }
        let meta = self.meta.clone();
        let mut map = self.into_hash_map(t)?;
        map.insert(t, key, val)?;
        Ok(map.with_meta(meta).into())
    }

    /// The same entries as a hash map without metadata.
    pub fn into_hash_map(mut self, t: &mut Thread) -> Result<Ref<HashMap>> {
        let mut map = hash_map::empty();
        let n = self.len() * 2;
        match self.get_mut() {
            Some((m, slots)) => {
                m.hash.store(0, Ordering::Relaxed);
                for e in slots[..n].chunks_exact_mut(2) {
                    map.insert(t, e[0].take(), e[1].take())?;
                }
            }
            None => {
                for (key, val) in self.iter() {
                    map.insert(t, key.clone(), val.clone())?;
                }
            }
        }
        Ok(map)
    }

    /// `(dissoc m k)`; `swap` fills the gap by the last entry, as Clojure's transients do, instead of moving up. True when
    /// there was such a key. Linear.
    pub fn remove(&mut self, t: &mut Thread, key: &Value, swap: bool) -> Result<bool> {
        let Some(at) = self.find(t, key)? else { return Ok(false) };
        let end = self.len() * 2;
        let (m, slots) = self.make_mut(copy);
        slots[at..at + 2].fill(Value::NIL);
        if swap {
            slots.swap(at, end - 2);
            slots.swap(at + 1, end - 1);
        } else {
            slots[at..end].rotate_left(2);
        }
        m.len -= 1;
        m.hash.store(0, Ordering::Relaxed);
        Ok(true)
    }
}

fn copy(m: &Ref<ArrayMap>) -> Ref<ArrayMap> {
    copy_with(m, m.len() * 2)
}

fn copy_with(m: &Ref<ArrayMap>, slots: usize) -> Ref<ArrayMap> {
    let body = ArrayMap { meta: m.meta.clone(), len: m.len, slots: slots as u32, hash: copy_hash(&m.hash) };
    Ref::with_tail(body, m.slots().iter().cloned().chain(std::iter::repeat(Value::NIL)))
}
