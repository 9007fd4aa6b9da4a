//! Sorted maps. `clojure.lang.PersistentTreeMap`.
//!
//! The order is that of `compare`, or of a function given with `sorted-map-by`.

use super::node::red_black::{self as tree, Link};
use super::{Cursor, collection, copy_hash, sorted, statics};
use crate::compare::compare;
use crate::error::{Error, Result};
use crate::object::{Kind, Ref};
use crate::print::text_of;
use crate::sync::{AtomicI32, Ordering::Relaxed};
use crate::thread::Thread;
use crate::value::{Tag, Value};
use std::cmp::Ordering;

/// A sorted map.
pub struct SortedMap {
    pub(super) meta: Value,
    root: Link,
    /// A function, or nil for `compare`.
    pub comparator: Value,
    len: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(SortedMap: SortedMap { meta, root, comparator });
collection!(SortedMap, counted);
sorted!(SortedMap);

impl SortedMap {
    pub(super) const fn empty_body() -> SortedMap {
        SortedMap { meta: Value::NIL, root: None, comparator: Value::NIL, len: 0, hash: AtomicI32::new(0) }
    }
}

/// `(sorted-map)`
pub fn empty() -> Ref<SortedMap> {
    statics::sorted_map()
}

/// `(sorted-map-by f)`
pub fn empty_by(comparator: Value) -> Result<Ref<SortedMap>> {
    check_comparator(&comparator)?;
    Ok(Ref::new(SortedMap { comparator, ..SortedMap::empty_body() }))
}

/// Fails for what cannot be a `java.util.Comparator`; nil can stand for one.
pub fn check_comparator(f: &Value) -> Result<()> {
    match f.kind() {
        None if f.is_nil() => Ok(()),
        Some(Kind::Native | Kind::Function | Kind::Instance | Kind::Host) => Ok(()),
        _ => Err(Error::cannot_cast(f, "java.util.Comparator")),
    }
}

/// How `a` compares with `b` by a comparator (nil: `compare`): functions may return numbers or booleans ("less").
pub fn order_by(t: &mut Thread, comparator: &Value, a: &Value, b: &Value) -> Result<Ordering> {
    if comparator.is_nil() {
        return compare(t, a, b);
    }
    if matches!(comparator.kind(), Some(Kind::Instance | Kind::Host))
        && let Some(answer) = crate::instance::call(t, comparator, "compare", &mut [a.clone(), b.clone()])
    {
        return Ok(crate::number::unchecked::int_value(&answer?)?.cmp(&0));
    }
    let answer = t.invoke2(comparator, a.clone(), b.clone())?;
    match answer.tag() {
        Tag::True => Ok(Ordering::Less),
        Tag::False => {
            let more = t.invoke2(comparator, b.clone(), a.clone())?;
            Ok(if more.is_truthy() { Ordering::Greater } else { Ordering::Equal })
        }
        Tag::Long => Ok((answer.bits() as i32).cmp(&0)),
        Tag::Double => Ok((answer.as_double().unwrap_or(0.0) as i32).cmp(&0)),
        _ if answer.is_object() => match compare(t, &answer, &Value::long(0)) {
            Ok(order) => Ok(order),
            Err(_) => Err(Error::cannot_cast(&answer, "java.lang.Number")),
        },
        _ => Err(Error::cannot_cast(&answer, "java.lang.Number")),
    }
}

/// Fails for a first key that `compare` could compare with nothing.
pub(super) fn check_first(t: &mut Thread, comparator: &Value, key: &Value) -> Result<()> {
    if !comparator.is_nil() || is_comparable(t, key) {
        return Ok(());
    }
    let text = text_of(t, key)?;
    Err(Error::class_cast(format!("Default comparator requires nil, Number, or Comparable: {text}")))
}

/// Is the value nil, a number or a `java.lang.Comparable`?
fn is_comparable(t: &mut Thread, v: &Value) -> bool {
    let plain = matches!(v.kind(), None | Some(Kind::Str | Kind::Symbol | Kind::Keyword | Kind::Vector));
    if plain || crate::number::object::is_number(v) {
        return true;
    }
    let comparable = t.runtime.classes.intern("java.lang.Comparable");
    t.runtime.classes.is_instance(&comparable, v)
}

impl Ref<SortedMap> {
    pub fn get(&self, t: &mut Thread, key: &Value) -> Result<Option<&Value>> {
        Ok(self.find(t, key)?.1.map(|n| &n.val))
    }

    /// The stored key and its value. O(log n).
    pub fn get_entry(&self, t: &mut Thread, key: &Value) -> Result<Option<(&Value, &Value)>> {
        Ok(self.find(t, key)?.1.map(|n| (&n.key, &n.val)))
    }

    /// `(assoc m k v)`: true when there was no such key. A failure changes nothing. O(log n).
    pub fn insert(&mut self, t: &mut Thread, key: Value, val: Value) -> Result<bool> {
        if self.is_empty() {
            check_first(t, &self.comparator, &key)?;
        }
        let (path, found) = self.find(t, &key)?;
        if found.is_some_and(|n| n.val.identical(&val)) {
            return Ok(false);
        }
        let added = found.is_none();
        let m = self.unique();
        if added {
            tree::insert(&mut m.root, path, key, val);
            m.len += 1;
        } else {
            tree::set(&mut m.root, path, val);
        }
        Ok(added)
    }

    /// `(assoc m k v)`.
    pub fn assoc(mut self, t: &mut Thread, key: Value, val: Value) -> Result<Ref<SortedMap>> {
        self.insert(t, key, val)?;
        Ok(self)
    }

    /// `(dissoc m k)`.
    pub fn dissoc(mut self, t: &mut Thread, key: &Value) -> Result<Ref<SortedMap>> {
        self.remove(t, key)?;
        Ok(self)
    }

    /// Calls `f` on every entry, in order, until it fails.
    pub fn for_each<E>(&self, mut f: impl FnMut(&Value, &Value) -> Result<(), E>) -> Result<(), E> {
        tree::for_each(&self.root, &mut f)
    }

    /// The first place of the walk, forward or backward; 0 if the map is empty.
    pub fn cursor(&self, forward: bool) -> Cursor {
        tree::end(&self.root, forward)
    }

    /// The place of the first entry whose key is not before (backward: not behind) `key`; 0 if there is none.
    pub fn cursor_from(&self, t: &mut Thread, key: &Value, forward: bool) -> Result<Cursor> {
        tree::seek(&self.root, forward, |stored| order_by(t, &self.comparator, key, stored))
    }

    /// The entry at a cursor, and the cursor of the next one in a direction; `None` at 0. O(log n).
    pub fn step(&self, cursor: Cursor, forward: bool) -> Option<(&Value, &Value, Cursor)> {
        let (node, next) = tree::step(&self.root, cursor, forward)?;
        Some((&node.key, &node.val, next))
    }

    /// Checks the tree.
    pub fn assert_invariants(&self) {
        assert_eq!(tree::assert_invariants(&self.root), self.len());
    }
}

fn copy(m: &Ref<SortedMap>) -> Ref<SortedMap> {
    let (meta, root, comparator) = (m.meta.clone(), m.root.clone(), m.comparator.clone());
    Ref::new(SortedMap { meta, root, comparator, len: m.len, hash: copy_hash(&m.hash) })
}
