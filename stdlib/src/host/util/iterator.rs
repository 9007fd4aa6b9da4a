//! `Iterator`, `ListIterator`, `Enumeration`: over seqs, and over what a mutable collection held.
//!
//! An iterator of a mutable collection goes over a copy of the elements and fails when the collection was changed
//! by anybody but itself, as Java's do.

use crate::host::clojure::rt::invoke_method;
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::{list::JavaList, map::JavaMap, sub_list};
use runtime::class::ClassDef;
use runtime::coll::map_entry::{MapEntry, entry};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{Mutex, lock};
use runtime::{Kind, Thread, Value, instance, seq};

/// An iterator.
pub struct Iter {
    class: &'static str,
    /// Are the elements entries, of which only the values are given out?
    values: bool,
    state: Mutex<State>,
}

enum State {
    /// What is left of a seq; not yet asked for its first element.
    Seq(Value),
    Elements {
        items: Vec<Value>,
        /// The index of the next element.
        at: usize,
        /// The mutable collection, or nil, and how often it had been changed.
        source: Value,
        changes: u32,
        /// The index that the element handed out last has in the source now.
        last: Option<usize>,
        /// How many elements were removed through this iterator.
        removed: usize,
    },
}

impl HostType for Iter {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        match &*lock(&self.state) {
            State::Seq(seq) => f(seq),
            State::Elements { items, source, .. } => {
                items.iter().for_each(&mut *f);
                f(source);
            }
        }
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        match &mut *lock(&self.state) {
            State::Seq(seq) => f(seq.take()),
            State::Elements { items, source, .. } => {
                items.drain(..).for_each(&mut *f);
                f(source.take());
            }
        }
    }
}

const CLASS: &str = "clojure.lang.SeqIterator";
const ENUMERATION: &str = "java.util.Collections$3";

/// An iterator over anything that can be a seq.
pub fn over(t: &mut Thread, coll: &Value) -> Result<Value> {
    if coll.kind() == Some(Kind::Host)
        && let Some(iterator) = instance::call(t, coll, "iterator", &mut [])
    {
        return iterator;
    }
    let items = seq::seq(t, coll)?;
    Ok(HostObject::new_value(Iter { class: CLASS, values: false, state: Mutex::new(State::Seq(items)) }))
}

/// An iterator over elements, which may be removed from their collection through it.
pub fn over_elements(items: Vec<Value>, source: Value, changes: u32, at: usize) -> Value {
    elements(items, source, changes, at, false)
}

/// An iterator over the values of a map's entries.
pub fn over_values(entries: Vec<(Value, Value)>, map: Value, changes: u32) -> Value {
    let items = entries.into_iter().map(|(key, val)| entry(key, val)).collect();
    elements(items, map, changes, 0, true)
}

fn elements(items: Vec<Value>, source: Value, changes: u32, at: usize, values: bool) -> Value {
    let state = State::Elements { items, at, source, changes, last: None, removed: 0 };
    HostObject::new_value(Iter { class: CLASS, values, state: Mutex::new(state) })
}

/// An `Enumeration` of anything that can be a seq.
pub fn enumeration(t: &mut Thread, coll: &Value) -> Result<Value> {
    let items = seq::seq(t, coll)?;
    Ok(HostObject::new_value(Iter { class: ENUMERATION, values: false, state: Mutex::new(State::Seq(items)) }))
}

fn own(a: &[Value]) -> Result<&Iter> {
    a[0].host::<Iter>().ok_or_else(|| abstract_method(&a[0], "java.util.Iterator", "java.lang.Object next()"))
}

/// How often a mutable collection has been changed.
fn changes_of(source: &Value) -> Option<u32> {
    match (source.host::<JavaList>(), source.host::<JavaMap>()) {
        (Some(list), _) => Some(list.changes()),
        (_, Some(map)) if map.is_concurrent() => None,
        (_, Some(map)) => Some(map.changes()),
        _ => sub_list::changes_below(source),
    }
}

fn has_next(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(match &*lock(&own(a)?.state) {
        State::Seq(seq) => !seq.is_nil(),
        State::Elements { items, at, .. } => *at < items.len(),
    })
}

fn next(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let owner = a[0].clone();
    let iter = own(a)?;
    let rest = {
        match &mut *lock(&iter.state) {
            State::Seq(seq) => seq.take(),
            State::Elements { items, at, source, changes, last, removed } => {
                if changes_of(source).is_some_and(|now| now != *changes) {
                    return Err(Error::bare(ExceptionKind::ConcurrentModificationException));
                }
                let Some(found) = items.get(*at) else { return Err(no_such_element()) };
                *last = Some(*at - *removed);
                *at += 1;
                return Ok(match found.as_ref::<MapEntry>() {
                    Some(entry) if iter.values => entry.val.clone(),
                    _ => found.clone(),
                });
            }
        }
    };
    if rest.is_nil() {
        return Err(no_such_element());
    }
    // User code may run here, so the lock is not held.
    let first = seq::first(t, &rest)?;
    let rest = seq::next_owned(t, rest)?;
    keep(&owner, &rest);
    *lock(&iter.state) = State::Seq(rest);
    Ok(first)
}

fn remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let iter = own(a)?;
    let (source, index, key) = match &mut *lock(&iter.state) {
        State::Seq(_) => return Err(Error::new(ExceptionKind::UnsupportedOperationException, "remove")),
        State::Elements { items, at, source, last, .. } => {
            let Some(index) = last.take() else { return Err(Error::bare(ExceptionKind::IllegalStateException)) };
            (source.clone(), index, items.get(at.wrapping_sub(1)).cloned().unwrap_or_default())
        }
    };
    if let Some(list) = source.host::<JavaList>() {
        list.writable()?;
        list.remove_at(index);
    } else if let Some(map) = source.host::<JavaMap>() {
        let key = if map.is_set() { key } else { runtime::ops::key(t, &key)? };
        map.writable()?;
        map.remove(t, &key)?;
    } else if sub_list::changes_below(&source).is_some() {
        invoke_method(t, &source, "remove", vec![Value::int(index as i32)])?;
    } else {
        return Err(Error::new(ExceptionKind::UnsupportedOperationException, "remove"));
    }
    if let State::Elements { changes, source, removed, .. } = &mut *lock(&iter.state) {
        *changes = changes_of(source).unwrap_or(0);
        *removed += 1;
    }
    void()
}

fn for_each_remaining(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (iterator, action) = (a[0].clone(), a[1].clone());
    loop {
        let more = instance::call(t, &iterator, "hasNext", &mut []);
        if !more.unwrap_or(Ok(Value::FALSE))?.is_truthy() {
            return void();
        }
        let x = instance::call(t, &iterator, "next", &mut []).unwrap_or(Ok(Value::NIL))?;
        call_functional(t, &action, "accept", &mut [x])?;
    }
}

// ListIterator

fn previous(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match &mut *lock(&own(a)?.state) {
        State::Elements { items, at, last, removed, .. } if *at > 0 => {
            *at -= 1;
            *last = Some(*at - (*removed).min(*at));
            Ok(items.get(*at).cloned().unwrap_or_default())
        }
        _ => Err(no_such_element()),
    }
}

/// The index of the next element.
fn position(a: &[Value]) -> Result<i32> {
    match &*lock(&own(a)?.state) {
        State::Elements { at, .. } => Ok(*at as i32),
        State::Seq(_) => Err(unsupported()),
    }
}

/// `add`: before what `next` would give.
fn add(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let x = a[1].take();
    let (source, index) = match &*lock(&own(a)?.state) {
        State::Elements { source, at, removed, .. } => (source.clone(), at.saturating_sub(*removed)),
        State::Seq(_) => return Err(unsupported()),
    };
    keep(&source, &x);
    match source.host::<JavaList>() {
        Some(list) => list.insert_all(t, index, vec![x.clone()])?,
        None if sub_list::changes_below(&source).is_some() => {
            invoke_method(t, &source, "add", vec![Value::int(index as i32), x.clone()])?;
        }
        None => return Err(unsupported()),
    }
    if let State::Elements { items, at, changes, last, .. } = &mut *lock(&own(a)?.state) {
        items.insert(*at, x);
        *at += 1;
        *changes = changes_of(&source).unwrap_or(0);
        *last = None;
    }
    void()
}

fn set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let x = a[1].take();
    let (source, index) = match &*lock(&own(a)?.state) {
        State::Elements { source, last: Some(index), .. } => (source.clone(), *index),
        State::Elements { .. } => return Err(Error::bare(ExceptionKind::IllegalStateException)),
        State::Seq(_) => return Err(unsupported()),
    };
    keep(&source, &x);
    match source.host::<JavaList>() {
        Some(list) => list.set_at(index, x.clone())?,
        None if sub_list::changes_below(&source).is_some() => {
            invoke_method(t, &source, "set", vec![Value::int(index as i32), x.clone()])?
        }
        None => return Err(unsupported()),
    };
    if let State::Elements { items, removed, .. } = &mut *lock(&own(a)?.state)
        && let Some(item) = items.get_mut(index + *removed)
    {
        *item = x;
    }
    void()
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[
            f("hasNext", 1, has_next),
            f("next", 1, next),
            f("remove", 1, remove),
            f("forEachRemaining", 2, for_each_remaining),
            // Iterators over lists are `ListIterator`s, too.
            f("hasPrevious", 1, |_, a| bool_(position(a)? > 0)),
            f("previous", 1, previous),
            f("nextIndex", 1, |_, a| position(a).map(Value::int)),
            f("previousIndex", 1, |_, a| Ok(Value::int(position(a)? - 1))),
            f("set", 2, set),
            f("add", 2, add),
        ],
        ..class("java.util.Iterator")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |t, a| {
            let items = a[0].take();
            over(t, &items)
        })],
        ..class(CLASS)
    },
    ClassDef {
        methods: &[f("hasMoreElements", 1, has_next), f("nextElement", 1, next)],
        ..class("java.util.Enumeration")
    },
];
