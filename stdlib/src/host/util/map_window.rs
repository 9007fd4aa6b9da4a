//! Live views of the mutable maps and sets: `keySet`, `entrySet`, `values`, `headMap`, `subSet`, `descendingMap` and their kin.
//!
//! A view holds nothing but its source and says what it shows of it, so a change of either is one of both. Sets and maps
//! among the views are [`JavaMap`]s with a [`Window`], and have all their methods; `values` is a collection of its own. A part
//! of a part, or of keys, is a part of the sorted map below, with the bounds of both.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::list::same;
use crate::host::util::map::{JavaMap, Kind};
use crate::host::util::{comparator, iterator, stream};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::coll::Cursor;
use runtime::coll::sorted_map::SortedMap;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::{Ref, Thread, Value, ops};
use std::cmp::Ordering;

/// What a view shows of its source.
pub struct Window {
    pub source: Value,
    pub shows: Shows,
}

pub enum Shows {
    Keys,
    Entries,
    /// The part of a sorted map or set between two bounds, which may be walked backwards.
    Part(Bounds),
}

/// A key, and whether it belongs to the part.
type Bound = Option<(Value, bool)>;

/// Bounds in the order of the source, whichever way the view walks.
#[derive(Clone, Default)]
pub struct Bounds {
    pub low: Bound,
    pub high: Bound,
    pub descending: bool,
}

impl Bounds {
    pub fn visit(&self, f: &mut dyn FnMut(&Value)) {
        [&self.low, &self.high].into_iter().flatten().for_each(|(key, _)| f(key));
    }

    pub fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        [&mut self.low, &mut self.high].into_iter().flatten().for_each(|(key, _)| f(key.take()));
    }

    /// `Less` for a key below the part, `Greater` for one above it. `closed` lets the bounds themselves in.
    fn side(&self, t: &mut Thread, order: &Value, key: &Value, closed: bool) -> Result<Ordering> {
        if let Some((low, inclusive)) = &self.low {
            match comparator::order(t, order, key, low)? {
                Ordering::Less => return Ok(Ordering::Less),
                Ordering::Equal if !inclusive && !closed => return Ok(Ordering::Less),
                _ => {}
            }
        }
        if let Some((high, inclusive)) = &self.high {
            match comparator::order(t, order, key, high)? {
                Ordering::Greater => return Ok(Ordering::Greater),
                Ordering::Equal if !inclusive && !closed => return Ok(Ordering::Greater),
                _ => {}
            }
        }
        Ok(Ordering::Equal)
    }

    pub fn holds(&self, t: &mut Thread, order: &Value, key: &Value) -> Result<bool> {
        Ok(self.side(t, order, key, false)? == Ordering::Equal)
    }

    /// Where a walk in a direction of the source begins.
    fn start(&self, t: &mut Thread, map: &Ref<SortedMap>, forward: bool) -> Result<Cursor> {
        match if forward { &self.low } else { &self.high } {
            Some((key, _)) => map.cursor_from(t, key, forward),
            None => Ok(map.cursor(forward)),
        }
    }

    /// What is between the bounds, in the order of the view.
    pub fn entries(&self, t: &mut Thread, map: &Ref<SortedMap>) -> Result<Vec<(Value, Value)>> {
        let forward = !self.descending;
        let mut cursor = self.start(t, map, forward)?;
        let mut found = Vec::new();
        while let Some((key, val, next)) = map.step(cursor, forward) {
            t.tick()?;
            cursor = next;
            match self.side(t, &map.comparator, key, false)? {
                Ordering::Equal => found.push((key.clone(), val.clone())),
                side if beyond(side, forward) => break,
                _ => {}
            }
        }
        Ok(found)
    }

    /// The first entry in a direction of the view, from a key on or behind it.
    pub fn nearest(
        &self,
        t: &mut Thread,
        map: &Ref<SortedMap>,
        key: Option<&Value>,
        ahead: bool,
        strict: bool,
    ) -> Result<Option<(Value, Value)>> {
        let forward = ahead != self.descending;
        let mut cursor = match key {
            Some(key) => match self.side(t, &map.comparator, key, false)? {
                Ordering::Equal => map.cursor_from(t, key, forward)?,
                side if beyond(side, forward) => return Ok(None),
                _ => self.start(t, map, forward)?,
            },
            None => self.start(t, map, forward)?,
        };
        while let Some((found, val, next)) = map.step(cursor, forward) {
            cursor = next;
            if let (true, Some(key)) = (strict, key)
                && comparator::order(t, &map.comparator, found, key)? == Ordering::Equal
            {
                continue;
            }
            match self.side(t, &map.comparator, found, false)? {
                Ordering::Equal => return Ok(Some((found.clone(), val.clone()))),
                side if beyond(side, forward) => return Ok(None),
                _ => {}
            }
        }
        Ok(None)
    }
}

/// Does a walk that came here have the part behind it?
fn beyond(side: Ordering, forward: bool) -> bool {
    side == if forward { Ordering::Greater } else { Ordering::Less }
}

/// The classes of the keys, the values and the entries of a map.
fn view_classes(map: &JavaMap) -> [&'static str; 3] {
    match map.class() {
        "java.util.LinkedHashMap" => [
            "java.util.LinkedHashMap$LinkedKeySet",
            "java.util.LinkedHashMap$LinkedValues",
            "java.util.LinkedHashMap$LinkedEntrySet",
        ],
        "java.util.TreeMap" => ["java.util.TreeMap$KeySet", "java.util.TreeMap$Values", "java.util.TreeMap$EntrySet"],
        PART => ["java.util.TreeMap$KeySet", "java.util.AbstractMap$2", FORWARD_ENTRIES],
        BACKWARD => ["java.util.TreeMap$KeySet", "java.util.AbstractMap$2", BACKWARD_ENTRIES],
        "java.util.concurrent.ConcurrentSkipListMap" | SKIP_PART => [
            "java.util.concurrent.ConcurrentSkipListMap$KeySet",
            "java.util.concurrent.ConcurrentSkipListMap$Values",
            "java.util.concurrent.ConcurrentSkipListMap$EntrySet",
        ],
        "java.util.concurrent.ConcurrentHashMap" => [
            "java.util.concurrent.ConcurrentHashMap$KeySetView",
            "java.util.concurrent.ConcurrentHashMap$ValuesView",
            "java.util.concurrent.ConcurrentHashMap$EntrySetView",
        ],
        "java.util.Hashtable" | "java.util.Properties" => {
            [SYNCHRONIZED, "java.util.Hashtable$ValueCollection", SYNCHRONIZED]
        }
        "java.util.ImmutableCollections$MapN" => {
            ["java.util.AbstractMap$1", "java.util.AbstractMap$2", "java.util.ImmutableCollections$MapN$1"]
        }
        _ => ["java.util.HashMap$KeySet", "java.util.HashMap$Values", "java.util.HashMap$EntrySet"],
    }
}

const SYNCHRONIZED: &str = "java.util.Collections$SynchronizedSet";
const PART: &str = "java.util.TreeMap$AscendingSubMap";
const BACKWARD: &str = "java.util.TreeMap$DescendingSubMap";
const SKIP_PART: &str = "java.util.concurrent.ConcurrentSkipListMap$SubMap";
const FORWARD_ENTRIES: &str = "java.util.TreeMap$AscendingSubMap$AscendingEntrySetView";
const BACKWARD_ENTRIES: &str = "java.util.TreeMap$DescendingSubMap$DescendingEntrySetView";

fn window(class: &'static str, set: bool, map: &JavaMap, source: Value, shows: Shows) -> Value {
    let kind = Kind { class, set, linked: false, sorted: false, immutable: map.writable().is_err() };
    JavaMap::showing(kind, Window { source, shows }).into_value()
}

/// `keySet` of a mutable map.
pub fn keys(source: &Value, map: &JavaMap) -> Value {
    window(view_classes(map)[0], true, map, source.clone(), Shows::Keys)
}

/// `entrySet` of a mutable map.
pub fn entries(source: &Value, map: &JavaMap) -> Value {
    window(view_classes(map)[2], true, map, source.clone(), Shows::Entries)
}

/// `values` of a mutable map.
pub fn values(source: &Value, map: &JavaMap) -> Value {
    HostObject::new_value(Values { class: view_classes(map)[1], map: source.clone() })
}

fn map_of(v: &Value) -> Result<&JavaMap> {
    v.host::<JavaMap>().ok_or_else(unsupported)
}

/// The sorted map or set below a view, and the bounds that the view has in it.
fn below(v: &Value) -> Result<(Value, Bounds)> {
    match map_of(v)?.window() {
        Some(Window { source, shows: Shows::Part(bounds) }) => Ok((source.clone(), bounds.clone())),
        _ => Ok((v.clone(), Bounds::default())),
    }
}

fn part_of(v: &Value, root: Value, bounds: Bounds) -> Result<Value> {
    let map = map_of(v)?;
    let class = match map.class() {
        class if map.is_set() => class,
        class if class.starts_with("java.util.concurrent.") => SKIP_PART,
        _ if bounds.descending => BACKWARD,
        _ => PART,
    };
    Ok(window(class, map.is_set(), map, root, Shows::Part(bounds)))
}

/// The part of a sorted map or set between two of its keys, in the order of the view.
pub fn part(t: &mut Thread, v: &Value, from: Bound, to: Bound) -> Result<Value> {
    let map = map_of(v)?;
    if let Some(Window { source, shows: Shows::Keys }) = map.window() {
        let source = part(t, source, from, to)?;
        return Ok(keys(&source, map_of(&source)?));
    }
    let (root, old) = below(v)?;
    let sorted = map_of(&root)?.sorted().ok_or_else(unsupported)?;
    let concurrent = map.class().starts_with("java.util.concurrent.");
    for (bound, message) in [(&from, "fromKey out of range"), (&to, "toKey out of range")] {
        let Some((key, inclusive)) = bound else { continue };
        map.check_key(key)?;
        if old.side(t, &sorted.comparator, key, !inclusive)? != Ordering::Equal {
            return Err(Error::illegal_argument(if concurrent { "key out of range" } else { message }));
        }
    }
    let (low, high) = if old.descending { (to, from) } else { (from, to) };
    if let (Some((low, _)), Some((high, _))) = (&low, &high)
        && comparator::order(t, &sorted.comparator, low, high)? == Ordering::Greater
    {
        return Err(Error::illegal_argument(if concurrent { "inconsistent range" } else { "fromKey > toKey" }));
    }
    let bounds = Bounds { low: low.or(old.low), high: high.or(old.high), descending: old.descending };
    part_of(v, root, bounds)
}

/// `descendingMap` and `descendingSet`.
pub fn descending(v: &Value) -> Result<Value> {
    if let Some(Window { source, shows: Shows::Keys }) = map_of(v)?.window() {
        let source = descending(source)?;
        return Ok(keys(&source, map_of(&source)?));
    }
    let (root, bounds) = below(v)?;
    map_of(&root)?.sorted().ok_or_else(unsupported)?;
    part_of(v, root, Bounds { descending: !bounds.descending, ..bounds })
}

/// The order of a sorted map or set, nil for the natural one.
pub fn order(v: &Value) -> Result<Value> {
    if let Some(Window { source, shows: Shows::Keys }) = map_of(v)?.window() {
        return order(source);
    }
    let (root, bounds) = below(v)?;
    let order = map_of(&root)?.sorted().ok_or_else(unsupported)?.comparator.clone();
    Ok(if bounds.descending { comparator::reversed(order) } else { order })
}

/// The first entry of a sorted map or set in a direction, from a key on or behind it.
pub fn nearest(
    t: &mut Thread,
    v: &Value,
    key: Option<&Value>,
    ahead: bool,
    strict: bool,
) -> Result<Option<(Value, Value)>> {
    if let Some(Window { source, shows: Shows::Keys }) = map_of(v)?.window() {
        return nearest(t, source, key, ahead, strict);
    }
    let (root, bounds) = below(v)?;
    let sorted = map_of(&root)?.sorted().ok_or_else(unsupported)?;
    bounds.nearest(t, &sorted, key, ahead, strict)
}

// Values

/// What `values` gives.
pub struct Values {
    class: &'static str,
    map: Value,
}

impl HostType for Values {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.map);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        f(self.map.take());
    }
}

const COLLECTION: &str = "java.util.Collection";

fn own(a: &[Value]) -> Result<&JavaMap> {
    map_of(&a[0].host::<Values>().ok_or_else(|| not_a(&a[0], COLLECTION))?.map)
}

/// The values, if that is what the object shows.
pub fn shown(t: &mut Thread, v: &Value) -> Option<Result<Vec<Value>>> {
    let own = v.host::<Values>()?;
    let entries = map_of(&own.map).and_then(|map| map.entries(t));
    Some(entries.map(|entries| entries.into_iter().map(|(_, val)| val).collect()))
}

fn all(t: &mut Thread, a: &[Value]) -> Result<Vec<Value>> {
    shown(t, &a[0]).unwrap_or_else(|| Err(not_a(&a[0], COLLECTION)))
}

/// Removes the entries whose values `drops` chooses: all, or only the first.
fn remove_where(
    t: &mut Thread,
    a: &[Value],
    once: bool,
    mut drops: impl FnMut(&mut Thread, &Value) -> Result<bool>,
) -> Result<Value> {
    let map = own(a)?;
    map.writable()?;
    let mut any = false;
    for (key, val) in map.entries(t)? {
        if drops(t, &val)? {
            map.remove(t, &key)?;
            any = true;
            if once {
                break;
            }
        }
    }
    bool_(any)
}

fn holds(t: &mut Thread, coll: &Value, x: &Value) -> Result<bool> {
    crate::host::clojure::rt::invoke_method(t, coll, "contains", vec![x.clone()]).map(|found| found.is_truthy())
}

fn contains(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    for val in all(t, a)? {
        if same(t, &a[1], &val)? {
            return bool_(true);
        }
    }
    bool_(false)
}

fn iterator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let map = own(a)?;
    let (entries, changes) = (map.entries(t)?, map.changes());
    let source = a[0].host::<Values>().map_or(Value::NIL, |own| own.map.clone());
    Ok(iterator::over_values(entries, source, changes))
}

const VALUES: &[NativeDef] = &[
    f("size", 1, |t, a| int(own(a)?.len(t)?)),
    f("isEmpty", 1, |t, a| bool_(own(a)?.is_empty(t)?)),
    f("contains", 2, contains),
    f("iterator", 1, iterator),
    f("add", 2, immutable),
    f("addAll", 2, immutable),
    f("remove", 2, |t, a| {
        let x = a[1].clone();
        remove_where(t, a, true, |t, val| same(t, &x, val))
    }),
    f("removeIf", 2, |t, a| {
        let test = a[1].clone();
        remove_where(t, a, false, |t, val| Ok(call_functional(t, &test, "test", &mut [val.clone()])?.is_truthy()))
    }),
    f("removeAll", 2, |t, a| {
        let other = a[1].clone();
        remove_where(t, a, false, |t, val| holds(t, &other, val))
    }),
    f("retainAll", 2, |t, a| {
        let other = a[1].clone();
        remove_where(t, a, false, |t, val| Ok(!holds(t, &other, val)?))
    }),
    f("clear", 1, |t, a| {
        let map = own(a)?;
        map.writable()?;
        map.clear(t)?;
        void()
    }),
    f("toArray", 1, |t, a| Ok(Array::of_values(all(t, a)?))),
    f("stream", 1, |t, a| Ok(stream::of_values(all(t, a)?))),
];

/// Whether an entry set has an element: its key, if the map has it with that value.
pub fn entry_key(t: &mut Thread, map: &JavaMap, element: &Value) -> Result<Option<Value>> {
    if !is_a(t, element, "java.util.Map$Entry") {
        return Ok(None);
    }
    let (key, val) = (ops::key(t, element)?, ops::val(t, element)?);
    match map.find(t, &key)? {
        Some((_, there)) if same(t, &there, &val)? => Ok(Some(key)),
        _ => Ok(None),
    }
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: VALUES, ..class("java.util.AbstractMap$2") },
    ClassDef { methods: VALUES, ..class("java.util.Hashtable$ValueCollection") },
    ClassDef { methods: VALUES, ..class("java.util.HashMap$Values") },
    ClassDef { methods: VALUES, ..class("java.util.LinkedHashMap$LinkedValues") },
    ClassDef { methods: VALUES, ..class("java.util.TreeMap$Values") },
    ClassDef { methods: VALUES, ..class("java.util.concurrent.ConcurrentHashMap$ValuesView") },
    ClassDef { methods: VALUES, ..class("java.util.concurrent.ConcurrentSkipListMap$Values") },
];
