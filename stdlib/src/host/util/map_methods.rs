//! `Map`, `Map.Entry`, `SortedMap`, `NavigableMap`, `SortedSet`, `NavigableSet`: methods of the mutable maps and of
//! Clojure's.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::collection::{elements_of, rows};
use crate::host::util::list::{Change, new_list, same};
use crate::host::util::map::{ENTRY_SET, FIXED_MAP, JavaMap, KEY_SET, PutError, filled};
use crate::host::util::map_window::{self, Bounds};
use crate::host::util::{comparator, iterator};
use runtime::class::ClassDef;
use runtime::coll::map_entry::entry;
use runtime::coll::set;
use runtime::coll::sorted_map::SortedMap;
use runtime::equality::equiv;
use runtime::error::{Error, Result};
use runtime::{Kind, Thread, Value, instance, ops, seq};

const MAP: &str = "java.util.Map";

fn mutable(v: &Value) -> Result<&JavaMap> {
    let map = v.host::<JavaMap>().ok_or_else(unsupported)?;
    map.writable()?;
    Ok(map)
}

fn size(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(map) = a[0].host::<JavaMap>() {
        return int(map.len(t)?);
    }
    core_only(&a[0], MAP, "int size()")?;
    int(ops::count(t, &a[0])?)
}

fn is_empty(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(map) = a[0].host::<JavaMap>() {
        return bool_(map.is_empty(t)?);
    }
    core_only(&a[0], MAP, "boolean isEmpty()")?;
    bool_(ops::count(t, &a[0])? == 0)
}

/// The value of a key in any map.
fn lookup(t: &mut Thread, map: &Value, key: &Value) -> Result<Option<Value>> {
    if let Some(map) = map.host::<JavaMap>() {
        return map.get(t, key);
    }
    if matches!(map.kind(), Some(Kind::Host | Kind::Instance)) && instance::as_record(map).is_none() {
        let there = instance::call(t, map, "containsKey", &mut [key.clone()]);
        if !there.unwrap_or(Ok(Value::FALSE))?.is_truthy() {
            return Ok(None);
        }
        return instance::call(t, map, "get", &mut [key.clone()]).transpose();
    }
    ops::lookup::lookup(t, map, key)
}

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].host::<JavaMap>().is_none() {
        core_only(&a[0], MAP, "java.lang.Object get(java.lang.Object)")?;
    }
    Ok(lookup(t, &a[0], &a[1])?.unwrap_or_default())
}

fn get_or_default(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let found = lookup(t, &a[0], &a[1])?;
    Ok(found.unwrap_or_else(|| a[2].take()))
}

fn contains_key(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(map) = a[0].host::<JavaMap>() {
        return map.contains(t, &a[1]).map(Value::bool);
    }
    core_only(&a[0], MAP, "boolean containsKey(java.lang.Object)")?;
    ops::contains(t, &a[0], &a[1]).map(Value::bool)
}

/// Keys and values of any map.
pub fn pairs(t: &mut Thread, map: &Value) -> Result<Vec<(Value, Value)>> {
    if let Some(map) = map.host::<JavaMap>() {
        return map.entries(t);
    }
    let entries = seq::to_vec(t, map)?;
    entries.iter().map(|e| Ok((ops::key(t, e)?, ops::val(t, e)?))).collect()
}

fn contains_value(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    for (_, val) in pairs(t, &a[0])? {
        if if a[0].kind() == Some(Kind::Host) { same(t, &a[1], &val)? } else { equiv(t, &a[1], &val)? } {
            return bool_(true);
        }
    }
    bool_(false)
}

fn put(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    keep(&a[0], &a[1]);
    keep(&a[0], &a[2]);
    Ok(mutable(&a[0])?.put(t, &a[1], &a[2])?.unwrap_or_default())
}

fn put_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[1])?;
    items.iter().for_each(|x| keep(&a[0], x));
    mutable(&a[0])?.add_all(t, items)?;
    void()
}

fn put_if_absent(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    keep(&a[0], &a[1]);
    keep(&a[0], &a[2]);
    let map = mutable(&a[0])?;
    loop {
        let old = map.get(t, &a[1])?;
        match old {
            Some(found) if !found.is_nil() => return Ok(found),
            old => match map.put_if(t, &a[1], &a[2], Some(old.as_ref())) {
                Ok(_) => return void(),
                Err(PutError::Failed(e)) => return Err(e),
                Err(PutError::Unexpected) => {}
            },
        }
    }
}

fn remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let map = mutable(&a[0])?;
    if let Some(expected) = a.get(2) {
        let fits = match map.get(t, &a[1])? {
            Some(val) => same(t, &val, expected)?,
            None => false,
        };
        if fits {
            map.remove(t, &a[1])?;
        }
        return bool_(fits);
    }
    Ok(map.remove(t, &a[1])?.map_or(Value::NIL, |(_, val)| val))
}

/// `replace(key, value)` and `replace(key, old, new)`
fn replace(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let new = a[a.len() - 1].clone();
    keep(&a[0], &new);
    let map = mutable(&a[0])?;
    let Some(old) = map.get(t, &a[1])? else { return if a.len() == 4 { bool_(false) } else { void() } };
    if a.len() == 3 {
        map.put(t, &a[1], &new)?;
        return Ok(old);
    }
    if !same(t, &old, &a[2])? {
        return bool_(false);
    }
    match map.put_if(t, &a[1], &new, Some(Some(&old))) {
        Ok(_) => bool_(true),
        Err(PutError::Unexpected) => bool_(false),
        Err(PutError::Failed(e)) => Err(e),
    }
}

fn clear(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    mutable(&a[0])?.clear(t)?;
    void()
}

fn key_set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(map) = a[0].host::<JavaMap>() {
        return Ok(map_window::keys(&a[0], map));
    }
    let keys: Vec<Value> = pairs(t, &a[0])?.into_iter().map(|(key, _)| key).collect();
    if a[0].kind() == Some(Kind::Host) { filled(t, KEY_SET, keys) } else { set::from_iter(t, keys) }
}

fn values(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(map) = a[0].host::<JavaMap>() {
        return Ok(map_window::values(&a[0], map));
    }
    if a[0].kind() != Some(Kind::Host) {
        let vals = ops::vals(t, &a[0])?;
        return Ok(if vals.is_nil() { runtime::coll::list::empty() } else { vals });
    }
    let vals = pairs(t, &a[0])?.into_iter().map(|(_, val)| val).collect();
    Ok(new_list("java.util.HashMap$Values", vals, Change::Nothing))
}

fn entry_set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(map) = a[0].host::<JavaMap>() {
        return Ok(map_window::entries(&a[0], map));
    }
    if a[0].kind() != Some(Kind::Host) {
        core_only(&a[0], MAP, "java.util.Set entrySet()")?;
        let entries = seq::to_vec(t, &a[0])?;
        return set::from_iter(t, entries);
    }
    let entries = pairs(t, &a[0])?.into_iter().map(|(key, val)| entry(key, val)).collect();
    filled(t, ENTRY_SET, entries)
}

/// The iterator of a map is Clojure's idea: it goes over the entries.
fn iterator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a[0].host::<JavaMap>() {
        Some(map) => Ok(iterator::over_elements(map.elements(t)?, a[0].clone(), map.changes(), 0)),
        None => iterator::over(t, &a[0]),
    }
}

fn for_each(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let action = a[1].clone();
    for (key, val) in pairs(t, &a[0])? {
        call_functional(t, &action, "accept", &mut [key, val])?;
    }
    void()
}

fn replace_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, function) = (a[0].clone(), a[1].clone());
    let map = mutable(&target)?;
    for (key, val) in map.entries(t)? {
        let new = call_functional(t, &function, "apply", &mut [key.clone(), val])?;
        keep(&target, &new);
        map.put(t, &key, &new)?;
    }
    void()
}

/// Sets or removes the value of a key, again if another thread was faster: `compute` and its kin. `next` gets the
/// old value and gives the new one, `None` to leave everything as it is; nil removes.
fn update(
    t: &mut Thread,
    target: &Value,
    key: &Value,
    mut next: impl FnMut(&mut Thread, Option<Value>) -> Result<Option<Value>>,
) -> Result<Value> {
    let map = mutable(target)?;
    keep(target, key);
    vm::monitor::enter(t, target)?;
    let mut attempt = || -> Result<Value> {
        loop {
            let old = map.get(t, key)?;
            let Some(new) = next(t, old.clone().filter(|v| !v.is_nil()))? else { return Ok(old.unwrap_or_default()) };
            keep(target, &new);
            if new.is_nil() {
                map.remove(t, key)?;
                return void();
            }
            match map.put_if(t, key, &new, Some(old.as_ref())) {
                Ok(_) => return Ok(new),
                Err(PutError::Failed(e)) => return Err(e),
                Err(PutError::Unexpected) => {}
            }
        }
    };
    let result = attempt();
    vm::monitor::exit(t, target)?;
    result
}

fn compute_if_absent(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, key, function) = (a[0].clone(), a[1].clone(), a[2].clone());
    update(t, &target, &key, |t, old| match old {
        Some(_) => Ok(None),
        None => {
            let new = call_functional(t, &function, "apply", &mut [key.clone()])?;
            Ok(if new.is_nil() { None } else { Some(new) })
        }
    })
}

fn compute_if_present(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, key, function) = (a[0].clone(), a[1].clone(), a[2].clone());
    update(t, &target, &key, |t, old| match old {
        Some(old) => call_functional(t, &function, "apply", &mut [key.clone(), old]).map(Some),
        None => Ok(None),
    })
}

fn compute(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, key, function) = (a[0].clone(), a[1].clone(), a[2].clone());
    update(t, &target, &key, |t, old| {
        call_functional(t, &function, "apply", &mut [key.clone(), old.unwrap_or_default()]).map(Some)
    })
}

fn merge(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, key, val, function) = (a[0].clone(), a[1].clone(), a[2].clone(), a[3].clone());
    if val.is_nil() {
        return Err(Error::null_pointer());
    }
    update(t, &target, &key, |t, old| match old {
        Some(old) => call_functional(t, &function, "apply", &mut [old, val.clone()]).map(Some),
        None => Ok(Some(val.clone())),
    })
}

fn map_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a.iter().any(Value::is_nil) {
        return Err(Error::null_pointer());
    }
    let entries: Vec<Value> = a.chunks_exact(2).map(|pair| entry(pair[0].clone(), pair[1].clone())).collect();
    let (n, last) = (entries.len(), a.len().saturating_sub(2));
    let map = filled(t, FIXED_MAP, entries)?;
    if map.host::<JavaMap>().is_some_and(|m| m.len(t).is_ok_and(|len| len != n)) {
        let key = runtime::print::to_java_string(t, &a[last])?.to_string_lossy();
        return Err(Error::illegal_argument(format!("duplicate key: {key}")));
    }
    Ok(map)
}

// Entries

fn entry_key(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "java.util.Map$Entry", "java.lang.Object getKey()")?;
    ops::key(t, &a[0])
}

fn entry_val(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "java.util.Map$Entry", "java.lang.Object getValue()")?;
    ops::val(t, &a[0])
}

// Sorted maps and sets

/// The first entry in a direction, from a key on or behind it.
fn nearest(
    t: &mut Thread,
    map: &Value,
    key: Option<&Value>,
    forward: bool,
    strict: bool,
) -> Result<Option<(Value, Value)>> {
    match map.as_ref::<SortedMap>() {
        Some(map) => Bounds::default().nearest(t, map, key, forward, strict),
        None => map_window::nearest(t, map, key, forward, strict),
    }
}

macro_rules! navigation {
    ($($name:literal $args:literal $forward:literal $strict:literal $result:expr;)*) => {
        rows! { $( $name $args read |t, a| {
            let found = nearest(t, &a[0], a.get(1), $forward, $strict)?;
            let result: fn(Option<(Value, Value)>) -> Result<Value> = $result;
            result(found)
        }; )* }
    };
}

fn key_or_nil(found: Option<(Value, Value)>) -> Result<Value> {
    Ok(found.map_or(Value::NIL, |(key, _)| key))
}

fn key_or_fail(found: Option<(Value, Value)>) -> Result<Value> {
    found.map(|(key, _)| key).ok_or_else(no_such_element)
}

fn entry_or_nil(found: Option<(Value, Value)>) -> Result<Value> {
    Ok(found.map_or(Value::NIL, |(key, val)| entry(key, val)))
}

/// Takes the first or last entry out.
fn poll(t: &mut Thread, a: &[Value], forward: bool) -> Result<Option<(Value, Value)>> {
    let found = nearest(t, &a[0], None, forward, false)?;
    if let Some((key, _)) = &found {
        mutable(&a[0])?.remove(t, key)?;
    }
    Ok(found)
}

/// A bound of a part.
fn bound(key: &Value, inclusive: bool) -> Option<(Value, bool)> {
    Some((key.clone(), inclusive))
}

fn head(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let inclusive = a.get(2).is_some_and(Value::is_truthy);
    map_window::part(t, &a[0], None, bound(&a[1], inclusive))
}

fn tail(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let inclusive = a.get(2).is_none_or(Value::is_truthy);
    map_window::part(t, &a[0], bound(&a[1], inclusive), None)
}

fn sub(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [map, low, high] => map_window::part(t, map, bound(low, true), bound(high, false)),
        [map, low, with_low, high, with_high] => {
            map_window::part(t, map, bound(low, with_low.is_truthy()), bound(high, with_high.is_truthy()))
        }
        _ => void(),
    }
}

fn own_comparator(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a[0].as_ref::<SortedMap>() {
        Some(map) => Ok(map.comparator.clone()),
        None => map_window::order(&a[0]),
    }
}

fn descending_iterator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let set = a[0].host::<JavaMap>().ok_or_else(unsupported)?;
    let mut items = set.elements(t)?;
    items.reverse();
    Ok(iterator::over_elements(items, a[0].clone(), set.changes(), 0))
}

const SORTED_MAP: &[runtime::function::NativeDef] = navigation! {
    "firstKey" 1 true false key_or_fail;
    "lastKey" 1 false false key_or_fail;
};

const NAVIGABLE_MAP: &[runtime::function::NativeDef] = navigation! {
    "firstEntry" 1 true false entry_or_nil;
    "lastEntry" 1 false false entry_or_nil;
    "floorKey" 2 false false key_or_nil;
    "ceilingKey" 2 true false key_or_nil;
    "lowerKey" 2 false true key_or_nil;
    "higherKey" 2 true true key_or_nil;
    "floorEntry" 2 false false entry_or_nil;
    "ceilingEntry" 2 true false entry_or_nil;
    "lowerEntry" 2 false true entry_or_nil;
    "higherEntry" 2 true true entry_or_nil;
};

const NAVIGABLE_SET: &[runtime::function::NativeDef] = navigation! {
    "first" 1 true false key_or_fail;
    "last" 1 false false key_or_fail;
    "floor" 2 false false key_or_nil;
    "ceiling" 2 true false key_or_nil;
    "lower" 2 false true key_or_nil;
    "higher" 2 true true key_or_nil;
};

const MAP_PARTS: &[runtime::function::NativeDef] = rows! {
    "comparator" 1 read own_comparator;
    "headMap" 2 read head;
    "headMap" 3 read head;
    "tailMap" 2 read tail;
    "tailMap" 3 read tail;
    "subMap" 3 read sub;
    "subMap" 5 read sub;
    "descendingMap" 1 read |_, a| map_window::descending(&a[0]);
    "descendingKeySet" 1 read |t, a| {
        let mut map = [map_window::descending(&a[0])?];
        key_set(t, &mut map)
    };
    "navigableKeySet" 1 read key_set;
    "pollFirstEntry" 1 write |t, a| entry_or_nil(poll(t, a, true)?);
    "pollLastEntry" 1 write |t, a| entry_or_nil(poll(t, a, false)?);
};

const SET_PARTS: &[runtime::function::NativeDef] = rows! {
    "comparator" 1 read own_comparator;
    "headSet" 2 read head;
    "headSet" 3 read head;
    "tailSet" 2 read tail;
    "tailSet" 3 read tail;
    "subSet" 3 read sub;
    "subSet" 5 read sub;
    "descendingSet" 1 read |_, a| map_window::descending(&a[0]);
    "descendingIterator" 1 read descending_iterator;
    "pollFirst" 1 write |t, a| key_or_nil(poll(t, a, true)?);
    "pollLast" 1 write |t, a| key_or_nil(poll(t, a, false)?);
};

static SORTED_MAP_METHODS: [runtime::function::NativeDef; SORTED_MAP.len() + MAP_PARTS.len()] =
    join_rows(SORTED_MAP, MAP_PARTS);
static SORTED_SET_METHODS: [runtime::function::NativeDef; NAVIGABLE_SET.len() + SET_PARTS.len()] =
    join_rows(NAVIGABLE_SET, SET_PARTS);

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: rows! {
            "size" 1 read size;
            "mappingCount" 1 read size;
            "isEmpty" 1 read is_empty;
            "get" 2 read get;
            "getOrDefault" 3 read get_or_default;
            "containsKey" 2 read contains_key;
            "containsValue" 2 read contains_value;
            "put" 3 write put;
            "putAll" 2 write put_all;
            "putIfAbsent" 3 write put_if_absent;
            "remove" 2 write remove;
            "remove" 3 write remove;
            "replace" 3 write replace;
            "replace" 4 write replace;
            "clear" 1 write clear;
            "keySet" 1 read key_set;
            "values" 1 read values;
            "entrySet" 1 read entry_set;
            "iterator" 1 read iterator;
            "forEach" 2 read for_each;
            "replaceAll" 2 write replace_all;
            "computeIfAbsent" 3 write compute_if_absent;
            "computeIfPresent" 3 write compute_if_present;
            "compute" 3 write compute;
            "merge" 4 write merge;
        },
        statics: &[
            g("of", 0, 20, map_of),
            f("entry", 2, |_, a| Ok(entry(a[0].take(), a[1].take()))),
            g("ofEntries", 0, 255, |t, a| {
                let entries = match a {
                    [one] if one.get::<runtime::array::Array>().is_some() => elements_of(t, one)?,
                    _ => a.iter_mut().map(Value::take).collect(),
                };
                filled(t, FIXED_MAP, entries)
            }),
            f("copyOf", 1, |t, a| {
                let entries = elements_of(t, &a[0])?;
                filled(t, FIXED_MAP, entries)
            }),
        ],
        ..class("java.util.Map")
    },
    ClassDef {
        methods: &[f("getKey", 1, entry_key), f("getValue", 1, entry_val), f("setValue", 2, immutable)],
        statics: &[
            g("comparingByKey", 0, 1, |t, a| comparator::by_part(t, "key", a.first().cloned().unwrap_or_default())),
            g("comparingByValue", 0, 1, |t, a| comparator::by_part(t, "val", a.first().cloned().unwrap_or_default())),
            f("copyOf", 1, |t, a| Ok(entry(ops::key(t, &a[0])?, ops::val(t, &a[0])?))),
        ],
        ..class("java.util.Map$Entry")
    },
    ClassDef { methods: &SORTED_MAP_METHODS, ..class("java.util.SortedMap") },
    ClassDef { methods: NAVIGABLE_MAP, ..class("java.util.NavigableMap") },
    ClassDef { methods: &SORTED_SET_METHODS, ..class("java.util.SortedSet") },
];
