//! `Spliterator`, `Spliterators` and `StreamSupport`: what is left is asked of an iterator.
//!
//! None of them splits (`trySplit` gives nil), which Java allows; streams here have one thread anyway.

use super::collection::elements_of;
use super::map::JavaMap;
use super::{iterator, stream};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{Mutex, lock};
use runtime::{Kind, Thread, Value, instance};

const CLASS: &str = "java.util.Spliterator";
const OF_ITERATOR: &str = "java.util.Spliterators$IteratorSpliterator";
const OF_ARRAY: &str = "java.util.Spliterators$ArraySpliterator";

const DISTINCT: i32 = 0x1;
const SORTED: i32 = 0x4;
const ORDERED: i32 = 0x10;
const SIZED: i32 = 0x40;
const NONNULL: i32 = 0x100;
const IMMUTABLE: i32 = 0x400;
const CONCURRENT: i32 = 0x1000;
const SUBSIZED: i32 = 0x4000;

struct Spliterator {
    class: &'static str,
    iterator: Value,
    /// How many elements are left, if that is known.
    left: Mutex<Option<i64>>,
    characteristics: i32,
}

impl HostType for Spliterator {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.iterator);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        f(self.iterator.take());
    }
}

fn make(class: &'static str, iterator: Value, left: Option<i64>, characteristics: i32) -> Value {
    // Of what has no end known, Java drops these two.
    let characteristics = match left {
        Some(_) => characteristics,
        None => characteristics & !(SIZED | SUBSIZED),
    };
    HostObject::new_value(Spliterator { class, iterator, left: Mutex::new(left), characteristics })
}

fn of_elements(class: &'static str, items: Vec<Value>, characteristics: i32) -> Value {
    let left = items.len() as i64;
    make(class, iterator::over_elements(items, Value::NIL, 0, 0), Some(left), characteristics)
}

/// `Iterable.spliterator`.
pub fn of_collection(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[0])?;
    let is_set = a[0].host::<JavaMap>().is_some_and(JavaMap::is_set);
    let characteristics = match a[0].kind() {
        Some(Kind::SortedSet) => DISTINCT | SORTED | ORDERED | SIZED | SUBSIZED,
        Some(Kind::HashSet) => DISTINCT | SIZED | SUBSIZED,
        _ if is_set && is_a(t, &a[0], "java.util.SortedSet") => DISTINCT | SORTED | ORDERED | SIZED,
        _ if is_set => DISTINCT | SIZED,
        _ => ORDERED | SIZED | SUBSIZED,
    };
    Ok(of_elements(OF_ITERATOR, items, characteristics))
}

/// `Arrays.spliterator`, of all of an array or of a part.
pub fn of_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = stream::part_of_array(t, a)?;
    Ok(of_elements(OF_ARRAY, items, ORDERED | IMMUTABLE | SIZED | SUBSIZED))
}

fn own(a: &[Value]) -> Result<&Spliterator> {
    a[0].host::<Spliterator>()
        .ok_or_else(|| abstract_method(&a[0], CLASS, "boolean tryAdvance(java.util.function.Consumer)"))
}

/// The next element, if there is one.
fn next(t: &mut Thread, a: &[Value]) -> Result<Option<Value>> {
    let iterator = own(a)?.iterator.clone();
    let more = instance::call(t, &iterator, "hasNext", &mut []);
    if !more.unwrap_or(Ok(Value::FALSE))?.is_truthy() {
        return Ok(None);
    }
    let x = instance::call(t, &iterator, "next", &mut []).unwrap_or(Ok(Value::NIL))?;
    if let Some(left) = &mut *lock(&own(a)?.left) {
        *left -= 1;
    }
    Ok(Some(x))
}

fn try_advance(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let action = a[1].clone();
    match next(t, a)? {
        Some(x) => call_functional(t, &action, "accept", &mut [x]).map(|_| Value::TRUE),
        None => Ok(Value::FALSE),
    }
}

fn for_each_remaining(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let action = a[1].clone();
    while let Some(x) = next(t, a)? {
        call_functional(t, &action, "accept", &mut [x])?;
        t.tick()?;
    }
    void()
}

fn has(a: &[Value], wanted: i32) -> Result<bool> {
    Ok(own(a)?.characteristics & wanted == wanted)
}

const METHODS: &[NativeDef] = &[
    f("tryAdvance", 2, try_advance),
    f("forEachRemaining", 2, for_each_remaining),
    f("trySplit", 1, |_, a| own(a).map(|_| Value::NIL)),
    f("estimateSize", 1, |_, a| Ok(Value::long(lock(&own(a)?.left).unwrap_or(i64::MAX)))),
    f("getExactSizeIfKnown", 1, |_, a| {
        let left = *lock(&own(a)?.left);
        Ok(Value::long(left.filter(|_| has(a, SIZED).unwrap_or(false)).unwrap_or(-1)))
    }),
    f("characteristics", 1, |_, a| Ok(Value::int(own(a)?.characteristics))),
    f("hasCharacteristics", 2, |_, a| bool_(has(a, int_arg(&a[1])?)?)),
    f("getComparator", 1, |_, a| match has(a, SORTED)? {
        true => Ok(Value::NIL),
        false => Err(Error::bare(ExceptionKind::IllegalStateException)),
    }),
];

/// `StreamSupport.stream(spliterator, parallel)`: of what is left.
fn stream_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut items = Vec::new();
    while let Some(x) = next(t, a)? {
        if items.len() == items.capacity() {
            t.reserve(2 * items.len() * size_of::<Value>())?;
        }
        items.push(x);
        t.tick()?;
    }
    Ok(stream::of_values(items))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: METHODS,
        fields: &[
            ("DISTINCT", |_| Ok(Value::int(DISTINCT))),
            ("SORTED", |_| Ok(Value::int(SORTED))),
            ("ORDERED", |_| Ok(Value::int(ORDERED))),
            ("SIZED", |_| Ok(Value::int(SIZED))),
            ("NONNULL", |_| Ok(Value::int(NONNULL))),
            ("IMMUTABLE", |_| Ok(Value::int(IMMUTABLE))),
            ("CONCURRENT", |_| Ok(Value::int(CONCURRENT))),
            ("SUBSIZED", |_| Ok(Value::int(SUBSIZED))),
        ],
        ..class(CLASS)
    },
    ClassDef {
        statics: &[
            f("spliteratorUnknownSize", 2, |_, a| Ok(make(OF_ITERATOR, a[0].clone(), None, int_arg(&a[1])?))),
            f("spliterator", 2, |t, a| {
                let items = elements_of(t, &a[0])?;
                Ok(of_elements(OF_ITERATOR, items, int_arg(&a[1])? | SIZED | SUBSIZED))
            }),
            f("spliterator", 3, |_, a| {
                let (left, characteristics) = (long_arg(&a[1])?, int_arg(&a[2])?);
                Ok(make(OF_ITERATOR, a[0].clone(), Some(left), characteristics | SIZED | SUBSIZED))
            }),
            f("emptySpliterator", 0, |_, _| Ok(of_elements(OF_ITERATOR, Vec::new(), SIZED | SUBSIZED))),
            f("iterator", 1, |_, a| own(a).map(|s| s.iterator.clone())),
        ],
        ..class("java.util.Spliterators")
    },
    ClassDef { statics: &[f("stream", 2, stream_of)], ..class("java.util.stream.StreamSupport") },
];
