//! Maps of whatever kind: what callers use who do not care which one they have.
//!
//! Covers array, hash and sorted maps. Records, user types and nil as an empty collection are the
//! business of [`crate::ops`].

use super::array_map::{self, ArrayMap};
use super::hash_map::{self, HashMap};
use super::sorted_map::SortedMap;
use super::{Cursor, map_entry};
use crate::error::{Error, Result};
use crate::object::{Kind, Ref};
use crate::print::text_of;
use crate::thread::Thread;
use crate::value::Value;

/// A map borrowed as what it is.
#[derive(Clone, Copy)]
pub enum MapRef<'a> {
    Array(&'a Ref<ArrayMap>),
    Hash(&'a Ref<HashMap>),
    Sorted(&'a Ref<SortedMap>),
}

/// What kind of map the value is, if it is one.
#[inline]
pub fn as_map(v: &Value) -> Option<MapRef<'_>> {
    match v.kind()? {
        Kind::ArrayMap => v.as_ref().map(MapRef::Array),
        Kind::HashMap => v.as_ref().map(MapRef::Hash),
        Kind::SortedMap => v.as_ref().map(MapRef::Sorted),
        _ => None,
    }
}

#[inline]
pub fn is_map(v: &Value) -> bool {
    matches!(v.kind(), Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap))
}

/// `{}`
pub fn empty() -> Value {
    array_map::empty().into()
}

/// The map that a literal means: an array map of up to 8 pairs in order, else a hash map. A key that comes twice is an error.
pub fn from_pairs(t: &mut Thread, pairs: Vec<(Value, Value)>) -> Result<Value> {
    if pairs.len() <= ArrayMap::LIMIT {
        let mut map = array_map::with_capacity(pairs.len());
        for (key, val) in pairs {
            if !map.insert(t, key.clone(), val)? {
                // A small map names the key that came first, a big one that which came again.
                let map = map.into();
                let first = get_entry(t, &map, &key)?.map_or(key, |(first, _)| first.clone());
                return Err(duplicate_key(t, &first));
            }
        }
        return Ok(map.into());
    }
    let mut map = hash_map::empty();
    for (key, val) in pairs {
        t.tick()?;
        insert_new(t, key, val, |t, k, v| map.insert(t, k, v))?;
    }
    Ok(map.into())
}

fn insert_new(
    t: &mut Thread,
    key: Value,
    val: Value,
    insert: impl FnOnce(&mut Thread, Value, Value) -> Result<bool>,
) -> Result<()> {
    if insert(t, key.clone(), val)? { Ok(()) } else { Err(duplicate_key(t, &key)) }
}

/// What a literal with the same key twice throws.
pub(super) fn duplicate_key(t: &mut Thread, key: &Value) -> Error {
    match text_of(t, key) {
        Ok(text) => Error::illegal_argument(format!("Duplicate key: {text}")),
        Err(error) => error,
    }
}

/// Like [`from_pairs`], but of two values for a key the later one counts: as if by `assoc`.
pub fn from_pairs_by_assoc(t: &mut Thread, pairs: Vec<(Value, Value)>) -> Result<Value> {
    let mut map = empty();
    for (key, val) in pairs {
        t.tick()?;
        map = assoc(t, map, key, val)?;
    }
    Ok(map)
}

/// `(array-map & kvs)`: an array map whatever the size. A last key without value is an error.
pub fn array_map_of(t: &mut Thread, keys_and_values: Vec<Value>) -> Result<Value> {
    let mut map = array_map::with_capacity(keys_and_values.len() / 2);
    for (n, (key, val)) in pairs_of(t, keys_and_values)?.into_iter().enumerate() {
        // It is compared with all keys before it.
        t.step(n as u64 / 8)?;
        map.insert(t, key, val)?;
    }
    Ok(map.into())
}

/// `(hash-map & kvs)`. A last key without value is an error.
pub fn hash_map_of(t: &mut Thread, keys_and_values: Vec<Value>) -> Result<Value> {
    if keys_and_values.is_empty() {
        return Ok(empty());
    }
    let mut map = hash_map::empty();
    for (key, val) in pairs_of(t, keys_and_values)? {
        t.tick()?;
        map.insert(t, key, val)?;
    }
    Ok(map.into())
}

/// Keys and values in turn, as pairs.
fn pairs_of(t: &mut Thread, mut values: Vec<Value>) -> Result<Vec<(Value, Value)>> {
    if values.len() % 2 == 1 {
        let text = text_of(t, &values.pop().unwrap_or_default())?;
        return Err(Error::illegal_argument(format!("No value supplied for key: {text}")));
    }
    Ok(values.chunks_exact_mut(2).map(|e| (e[0].take(), e[1].take())).collect())
}

/// The value of a key; `None` also if `map` is no map.
#[inline]
pub fn get_ref<'a>(t: &mut Thread, map: &'a Value, key: &Value) -> Result<Option<&'a Value>> {
    match as_map(map) {
        Some(MapRef::Array(m)) => m.get(t, key),
        Some(MapRef::Hash(m)) => m.get(t, key),
        Some(MapRef::Sorted(m)) => m.get(t, key),
        None => Ok(None),
    }
}

/// [`get_ref`], counted.
#[inline]
pub fn get(t: &mut Thread, map: &Value, key: &Value) -> Result<Option<Value>> {
    Ok(get_ref(t, map, key)?.cloned())
}

/// The stored key and its value; `None` also if `map` is no map.
pub fn get_entry<'a>(t: &mut Thread, map: &'a Value, key: &Value) -> Result<Option<(&'a Value, &'a Value)>> {
    match as_map(map) {
        Some(MapRef::Array(m)) => m.get_entry(t, key),
        Some(MapRef::Hash(m)) => m.get_entry(t, key),
        Some(MapRef::Sorted(m)) => m.get_entry(t, key),
        None => Ok(None),
    }
}

/// `(find m k)`: a map entry with the stored key.
pub fn find(t: &mut Thread, map: &Value, key: &Value) -> Result<Option<Value>> {
    Ok(get_entry(t, map, key)?.map(|(k, v)| map_entry::entry(k.clone(), v.clone())))
}

pub fn contains(t: &mut Thread, map: &Value, key: &Value) -> Result<bool> {
    Ok(get_ref(t, map, key)?.is_some())
}

/// `(assoc m k v)`; nil is an empty map. In place when the caller's is the only reference.
#[inline]
pub fn assoc(t: &mut Thread, mut map: Value, key: Value, val: Value) -> Result<Value> {
    match map.kind() {
        Some(Kind::HashMap) => {
            if let Some(m) = map.as_mut::<HashMap>() {
                m.insert(t, key, val)?;
            }
            Ok(map)
        }
        Some(Kind::SortedMap) => {
            if let Some(m) = map.as_mut::<SortedMap>() {
                m.insert(t, key, val)?;
            }
            Ok(map)
        }
        _ => match map.downcast::<ArrayMap>() {
            Ok(m) => m.assoc(t, key, val),
            Err(nil) if nil.is_nil() => Ok(array_map::from_distinct(vec![key, val]).into()),
            Err(other) => Err(Error::cannot_cast(&other, "clojure.lang.Associative")),
        },
    }
}

/// `(dissoc m k)`. In place when the caller's is the only reference.
pub fn dissoc(t: &mut Thread, mut map: Value, key: &Value) -> Result<Value> {
    if let Some(m) = map.as_mut::<ArrayMap>() {
        m.remove(t, key, false)?;
    } else if let Some(m) = map.as_mut::<HashMap>() {
        m.remove(t, key, false)?;
    } else if let Some(m) = map.as_mut::<SortedMap>() {
        m.remove(t, key)?;
    } else if !map.is_nil() {
        return Err(Error::cannot_cast(&map, "clojure.lang.IPersistentMap"));
    }
    Ok(map)
}

/// The number of entries; 0 if `map` is no map.
#[inline]
pub fn count(map: &Value) -> usize {
    match as_map(map) {
        Some(MapRef::Array(m)) => m.len(),
        Some(MapRef::Hash(m)) => m.len(),
        Some(MapRef::Sorted(m)) => m.len(),
        None => 0,
    }
}

/// Calls `f` on every key and value, in the map's order, until it fails.
pub fn for_each<E>(map: &Value, mut f: impl FnMut(&Value, &Value) -> Result<(), E>) -> Result<(), E> {
    match as_map(map) {
        Some(MapRef::Array(m)) => m.iter().try_for_each(|(k, v)| f(k, v)),
        Some(MapRef::Hash(m)) => m.for_each(f),
        Some(MapRef::Sorted(m)) => m.for_each(f),
        None => Ok(()),
    }
}

/// All keys and values, in the map's order.
pub fn entries(map: &Value) -> Vec<(Value, Value)> {
    let mut entries = Vec::with_capacity(count(map));
    let Ok(()) = for_each(map, |k, v| {
        entries.push((k.clone(), v.clone()));
        Ok::<(), std::convert::Infallible>(())
    });
    entries
}

/// Where a walk begins; see [`step`].
pub fn cursor(map: &Value) -> Cursor {
    match as_map(map) {
        Some(MapRef::Sorted(m)) => m.cursor(true),
        _ => 0,
    }
}

/// The entry at a cursor and the cursor to go on from; `None` at the end. At most O(log n).
pub fn step(map: &Value, cursor: Cursor) -> Option<(&Value, &Value, Cursor)> {
    match as_map(map)? {
        MapRef::Array(m) => {
            let at = usize::try_from(cursor).ok()?.checked_mul(2)?;
            let entry = m.slots().get(at..)?.get(..2)?;
            Some((&entry[0], &entry[1], cursor + 1))
        }
        MapRef::Hash(m) => m.step(cursor),
        MapRef::Sorted(m) => m.step(cursor, true),
    }
}

/// The metadata; nil also if `map` is no map.
pub fn meta(map: &Value) -> Value {
    match as_map(map) {
        Some(MapRef::Array(m)) => m.meta.clone(),
        Some(MapRef::Hash(m)) => m.meta.clone(),
        Some(MapRef::Sorted(m)) => m.meta.clone(),
        None => Value::NIL,
    }
}

/// `(with-meta m meta)` for a map; other values come back as they are.
pub fn with_meta(map: Value, meta: Value) -> Value {
    let map = match map.downcast::<ArrayMap>() {
        Ok(m) => return m.with_meta(meta).into(),
        Err(other) => other,
    };
    let map = match map.downcast::<HashMap>() {
        Ok(m) => return m.with_meta(meta).into(),
        Err(other) => other,
    };
    match map.downcast::<SortedMap>() {
        Ok(m) => m.with_meta(meta).into(),
        Err(other) => other,
    }
}

/// `(empty m)`: `{}` with the map's metadata; sorted maps keep their comparator.
pub fn emptied(map: &Value) -> Value {
    match as_map(map) {
        Some(MapRef::Sorted(m)) => m.emptied().into(),
        Some(MapRef::Hash(m)) => hash_map::empty().with_meta(m.meta.clone()).into(),
        _ => array_map::empty().with_meta(meta(map)).into(),
    }
}
