//! Seqs over maps and sets: entries, keys or values, one step of the collection's own walk at a time.
//! `PersistentArrayMap.Seq`, `PersistentHashMap.NodeSeq`, `PersistentTreeMap.Seq`, `APersistentMap.KeySeq`
//! and `ValSeq`.
//!
//! Does not copy the collection: a seq holds it, with a cursor. `keys` and `vals` of other seqs of entries
//! are [`EntryPartSeq`]s.

use crate::coll::Cursor;
use crate::coll::array_map::ArrayMap;
use crate::coll::hash_map::HashMap;
use crate::coll::hash_set::HashSet;
use crate::coll::map_entry::{MapEntry, entry};
use crate::coll::sorted_map::SortedMap;
use crate::coll::sorted_set::SortedSet;
use crate::error::{Error, Result};
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;

/// What the elements of a seq over a map are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Entries,
    Keys,
    Vals,
}

/// A map or set from some place of its walk on.
pub struct MapSeq {
    pub meta: Value,
    /// The map or set.
    pub source: Value,
    key: Value,
    /// Nil for sets.
    val: Value,
    next: Cursor,
    part: Part,
    descending: bool,
}

crate::heap!(MapSeq: MapSeq { meta, source, key, val });

/// The entry at a cursor or after it, and the cursor behind it.
fn step(source: &Value, cursor: Cursor, descending: bool) -> Option<(Value, Value, Cursor)> {
    if let Some(m) = source.as_ref::<ArrayMap>() {
        let at = cursor as usize * 2;
        let slots = m.slots();
        return Some((slots.get(at)?.clone(), slots.get(at + 1)?.clone(), cursor + 1));
    }
    if let Some(m) = source.as_ref::<HashMap>() {
        return m.step(cursor).map(|(k, v, next)| (k.clone(), v.clone(), next));
    }
    if let Some(s) = source.as_ref::<HashSet>() {
        return s.step(cursor).map(|(k, next)| (k.clone(), Value::NIL, next));
    }
    if let Some(m) = source.as_ref::<SortedMap>() {
        return m.step(cursor, !descending).map(|(k, v, next)| (k.clone(), v.clone(), next));
    }
    let s = source.as_ref::<SortedSet>()?;
    s.step(cursor, !descending).map(|(k, next)| (k.clone(), Value::NIL, next))
}

/// Where the walk over a map or set begins.
fn start(source: &Value, descending: bool) -> Cursor {
    if let Some(m) = source.as_ref::<SortedMap>() {
        return m.cursor(!descending);
    }
    source.as_ref::<SortedSet>().map_or(0, |s| s.cursor(!descending))
}

/// The seq of a map or set from a cursor on, nil when nothing is there.
pub fn seq_from(source: &Value, cursor: Cursor, part: Part, descending: bool) -> Value {
    match step(source, cursor, descending) {
        None => Value::NIL,
        Some((key, val, next)) => {
            let source = source.clone();
            Ref::new(MapSeq { meta: Value::NIL, source, key, val, next, part, descending }).into()
        }
    }
}

/// The seq of a map: entries, keys or values.
pub fn map_seq(map: &Value, part: Part) -> Value {
    seq_from(map, start(map, false), part, false)
}

/// The seq of a set.
pub fn set_seq(set: &Value) -> Value {
    seq_from(set, start(set, false), Part::Keys, false)
}

/// `rseq` of a sorted map or set; `None` for other values.
pub fn sorted_rseq(sorted: &Value) -> Option<Value> {
    let part = if sorted.is::<SortedMap>() {
        Part::Entries
    } else if sorted.is::<SortedSet>() {
        Part::Keys
    } else {
        return None;
    };
    Some(seq_from(sorted, start(sorted, true), part, true))
}

/// `Sorted.seqFrom`: the seq of a sorted map or set from a key on, upwards or downwards.
pub fn sorted_seq_from(t: &mut Thread, sorted: &Value, key: &Value, ascending: bool) -> Result<Option<Value>> {
    if let Some(m) = sorted.as_ref::<SortedMap>() {
        let cursor = m.cursor_from(t, key, ascending)?;
        return Ok(Some(seq_from(sorted, cursor, Part::Entries, !ascending)));
    }
    let Some(s) = sorted.as_ref::<SortedSet>() else { return Ok(None) };
    let cursor = s.cursor_from(t, key, ascending)?;
    Ok(Some(seq_from(sorted, cursor, Part::Keys, !ascending)))
}

impl MapSeq {
    pub fn first(&self) -> Value {
        match self.part {
            Part::Entries => entry(self.key.clone(), self.val.clone()),
            Part::Keys => self.key.clone(),
            Part::Vals => self.val.clone(),
        }
    }

    /// As the JVM names it.
    pub fn class_name(&self) -> &'static str {
        match self.part {
            Part::Keys => "clojure.lang.APersistentMap$KeySeq",
            Part::Vals => "clojure.lang.APersistentMap$ValSeq",
            Part::Entries if self.source.is::<ArrayMap>() => "clojure.lang.PersistentArrayMap$Seq",
            Part::Entries if self.source.is::<HashMap>() => "clojure.lang.PersistentHashMap$NodeSeq",
            Part::Entries => "clojure.lang.PersistentTreeMap$Seq",
        }
    }

    /// A seq over the same entries that shows another part of them; `None` for a seq over a set or part.
    pub fn view(&self, part: Part) -> Option<Value> {
        if self.part != Part::Entries {
            return None;
        }
        let (source, key, val) = (self.source.clone(), self.key.clone(), self.val.clone());
        let (next, descending) = (self.next, self.descending);
        Some(Ref::new(MapSeq { meta: Value::NIL, source, key, val, next, part, descending }).into())
    }
}

impl Ref<MapSeq> {
    /// The seq after the first element, or nil; in place if unique.
    pub(super) fn advance(mut self) -> Value {
        let Some((key, val, next)) = step(&self.source, self.next, self.descending) else {
            return Value::NIL;
        };
        if let Some((body, _)) = self.get_mut() {
            body.key = key;
            body.val = val;
            body.next = next;
            body.meta = Value::NIL;
            return self.into();
        }
        let (source, part, descending) = (self.source.clone(), self.part, self.descending);
        Ref::new(MapSeq { meta: Value::NIL, source, key, val, next, part, descending }).into()
    }

    pub(crate) fn with_meta(&self, meta: Value) -> Value {
        let (source, key, val) = (self.source.clone(), self.key.clone(), self.val.clone());
        let (next, part, descending) = (self.next, self.part, self.descending);
        Ref::new(MapSeq { meta, source, key, val, next, part, descending }).into()
    }
}

/// The keys or values of a seq of entries.
pub struct EntryPartSeq {
    pub meta: Value,
    /// Not nil.
    pub seq: Value,
    pub vals: bool,
}

crate::heap!(EntryPartSeq: EntryPartSeq { meta, seq });

impl EntryPartSeq {
    /// Over a seq or nil.
    pub fn new_value(seq: Value, vals: bool) -> Value {
        if seq.is_nil() {
            return seq;
        }
        Ref::new(EntryPartSeq { meta: Value::NIL, seq, vals }).into()
    }

    pub fn first(&self, t: &mut Thread) -> Result<Value> {
        let first = super::first(t, &self.seq)?;
        entry_part(t, &first, self.vals)
    }

    pub fn class_name(&self) -> &'static str {
        if self.vals { "clojure.lang.APersistentMap$ValSeq" } else { "clojure.lang.APersistentMap$KeySeq" }
    }
}

impl Ref<EntryPartSeq> {
    pub(super) fn advance(self, t: &mut Thread) -> Result<Value> {
        let next = super::next(t, &self.seq)?;
        Ok(EntryPartSeq::new_value(next, self.vals))
    }
}

/// `key` or `val` of an entry.
pub fn entry_part(t: &mut Thread, entry: &Value, val: bool) -> Result<Value> {
    if let Some(e) = entry.get::<MapEntry>() {
        return Ok(if val { e.val.clone() } else { e.key.clone() });
    }
    let method = if val { "getValue" } else { "getKey" };
    match crate::instance::call(t, entry, method, &mut []) {
        Some(result) => result,
        None => Err(Error::cannot_cast(entry, "java.util.Map$Entry")),
    }
}
