//! Sets of whatever kind: what callers use who do not care which one they have.
//!
//! Covers hash and sorted sets; user types and nil as an empty collection are the business of [`crate::ops`].

use super::Cursor;
use super::hash_set::{self, HashSet};
use super::map::duplicate_key;
use super::sorted_set::SortedSet;
use crate::error::{Error, Result};
use crate::object::{Kind, Ref};
use crate::thread::Thread;
use crate::value::Value;

/// A set borrowed as what it is.
#[derive(Clone, Copy)]
pub enum SetRef<'a> {
    Hash(&'a Ref<HashSet>),
    Sorted(&'a Ref<SortedSet>),
}

/// What kind of set the value is, if it is one.
#[inline]
pub fn as_set(v: &Value) -> Option<SetRef<'_>> {
    match v.kind()? {
        Kind::HashSet => v.as_ref().map(SetRef::Hash),
        Kind::SortedSet => v.as_ref().map(SetRef::Sorted),
        _ => None,
    }
}

#[inline]
pub fn is_set(v: &Value) -> bool {
    matches!(v.kind(), Some(Kind::HashSet | Kind::SortedSet))
}

/// `#{}`
pub fn empty() -> Value {
    hash_set::empty().into()
}

/// The hash set of these values, of equal ones the first.
pub fn from_iter(t: &mut Thread, values: impl IntoIterator<Item = Value>) -> Result<Value> {
    let mut set = hash_set::empty();
    for value in values {
        t.tick()?;
        set.insert(t, value)?;
    }
    Ok(set.into())
}

/// The hash set that a literal means: an element that comes twice is an error.
pub fn from_literal(t: &mut Thread, values: Vec<Value>) -> Result<Value> {
    let mut set = hash_set::empty();
    for value in values {
        t.tick()?;
        if !set.insert(t, value.clone())? {
            return Err(duplicate_key(t, &value));
        }
    }
    Ok(set.into())
}

/// A set of constants, as Clojure's compiler makes it: of equal ones the first stays.
pub fn from_constants(t: &mut Thread, values: Vec<Value>) -> Result<Value> {
    let mut set = hash_set::empty();
    for value in values {
        set.insert(t, value)?;
    }
    Ok(set.into())
}

/// The stored element that is equal to `key`; `None` also if `set` is no set.
#[inline]
pub fn get_ref<'a>(t: &mut Thread, set: &'a Value, key: &Value) -> Result<Option<&'a Value>> {
    match as_set(set) {
        Some(SetRef::Hash(s)) => s.get(t, key),
        Some(SetRef::Sorted(s)) => s.get(t, key),
        None => Ok(None),
    }
}

/// [`get_ref`], counted.
pub fn get(t: &mut Thread, set: &Value, key: &Value) -> Result<Option<Value>> {
    Ok(get_ref(t, set, key)?.cloned())
}

pub fn contains(t: &mut Thread, set: &Value, key: &Value) -> Result<bool> {
    Ok(get_ref(t, set, key)?.is_some())
}

/// `(conj s x)`. In place when the caller's is the only reference.
#[inline]
pub fn conj(t: &mut Thread, mut set: Value, x: Value) -> Result<Value> {
    if let Some(s) = set.as_mut::<HashSet>() {
        s.insert(t, x)?;
    } else if let Some(s) = set.as_mut::<SortedSet>() {
        s.insert(t, x)?;
    } else {
        return Err(Error::cannot_cast(&set, "clojure.lang.IPersistentSet"));
    }
    Ok(set)
}

/// `(disj s x)`. In place when the caller's is the only reference.
pub fn disj(t: &mut Thread, mut set: Value, x: &Value) -> Result<Value> {
    if let Some(s) = set.as_mut::<HashSet>() {
        s.remove(t, x, false)?;
    } else if let Some(s) = set.as_mut::<SortedSet>() {
        s.remove(t, x)?;
    } else if !set.is_nil() {
        return Err(Error::cannot_cast(&set, "clojure.lang.IPersistentSet"));
    }
    Ok(set)
}

/// The number of elements; 0 if `set` is no set.
#[inline]
pub fn count(set: &Value) -> usize {
    match as_set(set) {
        Some(SetRef::Hash(s)) => s.len(),
        Some(SetRef::Sorted(s)) => s.len(),
        None => 0,
    }
}

/// Calls `f` on every element, in the set's order, until it fails.
pub fn for_each<E>(set: &Value, f: impl FnMut(&Value) -> Result<(), E>) -> Result<(), E> {
    match as_set(set) {
        Some(SetRef::Hash(s)) => s.for_each(f),
        Some(SetRef::Sorted(s)) => s.for_each(f),
        None => Ok(()),
    }
}

/// The elements in the set's order, one at a time. For whole walks [`for_each`] is faster.
pub fn iter(set: &Value) -> impl Iterator<Item = &Value> {
    let mut at = cursor(set);
    std::iter::from_fn(move || {
        let (value, next) = step(set, at)?;
        at = next;
        Some(value)
    })
}

/// Where a walk begins; see [`step`].
pub fn cursor(set: &Value) -> Cursor {
    match as_set(set) {
        Some(SetRef::Sorted(s)) => s.cursor(true),
        _ => 0,
    }
}

/// The element at a cursor and the cursor to go on from; `None` at the end. O(log n).
pub fn step(set: &Value, cursor: Cursor) -> Option<(&Value, Cursor)> {
    match as_set(set)? {
        SetRef::Hash(s) => s.step(cursor),
        SetRef::Sorted(s) => s.step(cursor, true),
    }
}

/// The metadata; nil also if `set` is no set.
pub fn meta(set: &Value) -> Value {
    match as_set(set) {
        Some(SetRef::Hash(s)) => s.meta.clone(),
        Some(SetRef::Sorted(s)) => s.meta.clone(),
        None => Value::NIL,
    }
}

/// `(with-meta s meta)` for a set; other values come back as they are.
pub fn with_meta(set: Value, meta: Value) -> Value {
    let set = match set.downcast::<HashSet>() {
        Ok(s) => return s.with_meta(meta).into(),
        Err(other) => other,
    };
    match set.downcast::<SortedSet>() {
        Ok(s) => s.with_meta(meta).into(),
        Err(other) => other,
    }
}

/// `(empty s)`: `#{}` with the set's metadata; sorted sets keep their comparator.
pub fn emptied(set: &Value) -> Value {
    match as_set(set) {
        Some(SetRef::Sorted(s)) => s.emptied().into(),
        _ => hash_set::empty().with_meta(meta(set)).into(),
    }
}
