//! `java.util.stream`: streams whose elements are all there, and the common collectors.
//!
//! Operations are done at once, not when the end is asked for. Those of streams without an end, which wait for what says
//! how much is wanted, are in [`super::endless`].

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::collection::elements_of;
use crate::host::util::endless::{Endless, Stage};
use crate::host::util::list::immutable_list;
use crate::host::util::map::{HASH_SET, JavaMap};
use crate::host::util::values::{optional, optional_double, optional_int, optional_long};
use crate::host::util::{comparator, iterator};
use runtime::array::{Array, Element, primitive_array};
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::string::Str;
use runtime::sync::{Mutex, lock};
use runtime::{Ref, Thread, Value, number};
use std::cmp::Ordering;

/// A stream; used once, like Java's.
struct Stream {
    kind: Kind,
    items: Mutex<Option<Items>>,
}

enum Items {
    All(Vec<Value>),
    /// What it holds is `Shared`, hence published.
    Endless(Box<Endless>),
}

impl Items {
    fn take(self) -> Vec<Value> {
        match self {
            Items::All(items) => items,
            Items::Endless(_) => Vec::new(),
        }
    }
}

/// What the elements are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Object,
    Int,
    Long,
    Double,
}

impl HostType for Stream {
    fn class_name(&self) -> &str {
        match self.kind {
            Kind::Object => "java.util.stream.Stream",
            Kind::Int => "java.util.stream.IntStream",
            Kind::Long => "java.util.stream.LongStream",
            Kind::Double => "java.util.stream.DoubleStream",
        }
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        if let Some(Items::All(items)) = &*lock(&self.items) {
            items.iter().for_each(f);
        }
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        lock(&self.items).take().into_iter().flat_map(Items::take).for_each(f);
    }
}

fn make(kind: Kind, items: Vec<Value>) -> Value {
    HostObject::new_value(Stream { kind, items: Mutex::new(Some(Items::All(items))) })
}

fn make_endless(kind: Kind, endless: Endless) -> Value {
    HostObject::new_value(Stream { kind, items: Mutex::new(Some(Items::Endless(Box::new(endless)))) })
}

/// Takes a stream without an end; `None` for others, which stay as they are.
fn take_endless(a: &[Value]) -> Result<Option<(Kind, Endless)>> {
    let stream = own(a)?;
    let mut items = lock(&stream.items);
    Ok(match items.take() {
        Some(Items::Endless(endless)) => Some((stream.kind, *endless)),
        other => {
            *items = other;
            None
        }
    })
}

/// Adds a stage to a stream without an end; `None` for others.
fn staged(a: &[Value], to: Option<Kind>, stage: impl FnOnce(Kind) -> Stage) -> Result<Option<Value>> {
    let endless = take_endless(a)?;
    Ok(endless.map(|(kind, endless)| make_endless(to.unwrap_or(kind), endless.then(stage(kind)))))
}

/// A stream of objects.
pub fn of_values(items: Vec<Value>) -> Value {
    make(Kind::Object, items)
}

/// A stream of numbers of a primitive type.
pub fn of_kind(_: &mut Thread, kind: &str, items: Vec<Value>) -> Result<Value> {
    let kind = match kind {
        "int" => Kind::Int,
        "long" => Kind::Long,
        _ => Kind::Double,
    };
    Ok(make(kind, items))
}

impl Kind {
    /// What a search or a reduction of such a stream gives.
    fn optional(self, found: Option<Value>) -> Value {
        match self {
            Kind::Object => optional(found.unwrap_or_default()),
            Kind::Int => optional_int(found.and_then(|v| v.as_long()).map(|n| n as i32)),
            Kind::Long => optional_long(found.and_then(|v| v.as_long())),
            Kind::Double => optional_double(found.and_then(|v| v.as_double())),
        }
    }
}

/// A stream of ints.
pub fn of_ints(items: impl Iterator<Item = i32>) -> Value {
    make(Kind::Int, items.map(Value::int).collect())
}

/// A stream of the code points of a text.
pub fn of_code_points(text: &Ref<Str>) -> Value {
    of_ints(
        char::decode_utf16(text.units_iter())
            .map(|c| c.map_or_else(|e| i32::from(e.unpaired_surrogate()), |c| c as i32)),
    )
}

fn own(a: &[Value]) -> Result<&Stream> {
    a[0].host::<Stream>()
        .ok_or_else(|| abstract_method(&a[0], "java.util.stream.Stream", "java.util.Iterator iterator()"))
}

/// Takes the elements, and what they are.
fn take(a: &[Value]) -> Result<(Kind, Vec<Value>)> {
    let stream = own(a)?;
    let items = lock(&stream.items).take();
    match items {
        Some(Items::All(items)) => Ok((stream.kind, items)),
        Some(Items::Endless(_)) => Err(Error::new(ExceptionKind::OutOfMemoryError, "The stream has no end")),
        None => Err(Error::illegal_state("stream has already been operated upon or closed")),
    }
}

/// The elements of a stream, which is used up.
pub fn elements(v: &Value) -> Result<Vec<Value>> {
    Ok(take(std::slice::from_ref(v))?.1)
}

/// The name of the method of a functional interface for elements of a kind.
pub fn apply_name(from: Kind, to: Kind) -> &'static str {
    match (from, to) {
        (_, Kind::Int) => "applyAsInt",
        (_, Kind::Long) => "applyAsLong",
        (_, Kind::Double) => "applyAsDouble",
        (_, Kind::Object) => "apply",
    }
}

pub fn convert(kind: Kind, v: Value) -> Result<Value> {
    match kind {
        Kind::Object => Ok(v),
        Kind::Int => int_arg(&v).map(Value::int),
        Kind::Long => long_arg(&v).map(Value::long),
        Kind::Double => double_arg(&v).map(Value::double),
    }
}

/// `map` and its kin: to elements of another kind, or of the same.
fn map_to(t: &mut Thread, a: &mut [Value], to: Option<Kind>) -> Result<Value> {
    let function = a[1].clone();
    let stage = |kind| {
        let to = to.unwrap_or(kind);
        Stage::Map(Shared::new(function.clone()), apply_name(kind, to), to)
    };
    if let Some(endless) = staged(a, to, stage)? {
        return Ok(endless);
    }
    let (kind, items) = take(a)?;
    let to = to.unwrap_or(kind);
    let mut out = Vec::with_capacity(items.len());
    for x in items {
        out.push(convert(to, call_functional(t, &function, apply_name(kind, to), &mut [x])?)?);
    }
    Ok(make(to, out))
}

fn test(t: &mut Thread, predicate: &Value, x: &Value) -> Result<bool> {
    Ok(call_functional(t, predicate, "test", &mut [x.clone()])?.is_truthy())
}

fn filter(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let predicate = a[1].clone();
    if let Some(endless) = staged(a, None, |_| Stage::Filter(Shared::new(predicate.clone())))? {
        return Ok(endless);
    }
    let (kind, items) = take(a)?;
    let mut out = Vec::new();
    for x in items {
        if test(t, &predicate, &x)? {
            out.push(x);
        }
    }
    Ok(make(kind, out))
}

/// `iterate(first, has next, next)`
fn iterate(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (mut x, goes_on, next) = (a[0].take(), a[1].clone(), a[2].clone());
    let mut items = Vec::new();
    while test(t, &goes_on, &x)? {
        items.push(x.clone());
        t.tick()?;
        x = call_functional(t, &next, "apply", &mut [x])?;
    }
    Ok(of_values(items))
}

/// `takeWhile` and `dropWhile`
fn split_while(t: &mut Thread, a: &mut [Value], takes: bool) -> Result<Value> {
    let predicate = a[1].clone();
    if takes && let Some((kind, mut endless)) = take_endless(a)? {
        return Ok(make(kind, endless.first_while(t, &predicate)?));
    }
    if let Some(endless) = staged(a, None, |_| Stage::DropWhile(Shared::new(predicate.clone())))? {
        return Ok(endless);
    }
    let (kind, mut items) = take(a)?;
    let mut n = 0;
    while n < items.len() && test(t, &predicate, &items[n])? {
        n += 1;
    }
    let rest = items.split_off(n);
    Ok(make(kind, if takes { items } else { rest }))
}

fn flat_map(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let function = a[1].clone();
    let (kind, items) = take(a)?;
    let mut out = Vec::new();
    for x in items {
        let inner = call_functional(t, &function, "apply", &mut [x])?;
        if !inner.is_nil() {
            out.extend(take(&[inner])?.1);
        }
    }
    Ok(make(kind, out))
}

fn for_each(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let action = a[1].clone();
    for x in take(a)?.1 {
        call_functional(t, &action, "accept", &mut [x])?;
    }
    void()
}

fn peek(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let action = a[1].clone();
    if let Some(endless) = staged(a, None, |_| Stage::Peek(Shared::new(action.clone())))? {
        return Ok(endless);
    }
    let (kind, items) = take(a)?;
    for x in &items {
        call_functional(t, &action, "accept", &mut [x.clone()])?;
    }
    Ok(make(kind, items))
}

fn distinct(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (kind, items) = take(a)?;
    let seen = JavaMap::empty(HASH_SET, 0);
    let mut out = Vec::new();
    for x in items {
        if seen.put(t, &x, &Value::TRUE)?.is_none() {
            out.push(x);
        }
    }
    Ok(make(kind, out))
}

fn sorted(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let order = a.get(1).cloned().unwrap_or_default();
    let (kind, mut items) = take(a)?;
    comparator::sort(t, &mut items, &order)?;
    Ok(make(kind, items))
}

fn limit(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = stream_length(&a[1])?;
    if let Some((kind, mut endless)) = take_endless(a)? {
        return Ok(make(kind, endless.first(t, n)?));
    }
    let (kind, mut items) = take(a)?;
    items.truncate(n);
    Ok(make(kind, items))
}

/// A number of elements.
fn stream_length(v: &Value) -> Result<usize> {
    let n = long_arg(v)?;
    usize::try_from(n).map_err(|_| Error::illegal_argument(n.to_string()))
}

fn skip(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = stream_length(&a[1])?;
    if let Some(endless) = staged(a, None, |_| Stage::Skip(n))? {
        return Ok(endless);
    }
    let (kind, items) = take(a)?;
    Ok(make(kind, items.into_iter().skip(n).collect()))
}

/// How many elements a predicate must hold for: `anyMatch`, `allMatch`, `noneMatch`.
fn match_all(t: &mut Thread, a: &mut [Value], wanted: bool, found: bool) -> Result<Value> {
    let predicate = a[1].clone();
    if let Some((_, mut endless)) = take_endless(a)? {
        loop {
            let x = endless.pull(t)?;
            if test(t, &predicate, &x)? == wanted {
                return bool_(found);
            }
        }
    }
    for x in take(a)?.1 {
        if test(t, &predicate, &x)? == wanted {
            return bool_(found);
        }
    }
    bool_(!found)
}

fn to_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (kind, items) = take(a)?;
    match kind {
        Kind::Object => Ok(Array::of_values(items)),
        Kind::Int => primitive_array(t, Element::Int, items),
        Kind::Long => primitive_array(t, Element::Long, items),
        Kind::Double => primitive_array(t, Element::Double, items),
    }
}

fn sum(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (kind, items) = take(a)?;
    let mut total = match kind {
        Kind::Double => Value::double(0.0),
        _ => Value::long(0),
    };
    for x in &items {
        total = match kind {
            Kind::Double => Value::double(total.as_double().unwrap_or(0.0) + double_arg(x)?),
            Kind::Int | Kind::Long => Value::long(total.as_long().unwrap_or(0).wrapping_add(long_arg(x)?)),
            Kind::Object => number::ops::add(&total, x, t)?,
        };
    }
    Ok(if kind == Kind::Int { Value::int(total.as_long().unwrap_or(0) as i32) } else { total })
}

fn average(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = take(a)?.1;
    let mut total = 0.0;
    for x in &items {
        total += double_arg(x)?;
    }
    Ok(optional_double((!items.is_empty()).then(|| total / items.len() as f64)))
}

fn extreme(t: &mut Thread, a: &mut [Value], wanted: Ordering) -> Result<Value> {
    let order = a.get(1).cloned().unwrap_or_default();
    let (kind, items) = take(a)?;
    let mut items = items.into_iter();
    let Some(mut best) = items.next() else { return Ok(kind.optional(None)) };
    for x in items {
        if comparator::order(t, &order, &x, &best)? == wanted {
            best = x;
        }
    }
    Ok(kind.optional(Some(best)))
}

fn reduce(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (initial, function) = match &a[1..] {
        [function] => (None, function.clone()),
        [initial, function, ..] => (Some(initial.clone()), function.clone()),
        [] => return void(),
    };
    let (kind, items) = take(a)?;
    let with_initial = initial.is_some();
    let mut result = initial;
    for x in items {
        result = Some(match result {
            None => x,
            Some(sum) => call_functional(t, &function, apply_name(kind, kind), &mut [sum, x])?,
        });
    }
    Ok(if with_initial { result.unwrap_or_default() } else { kind.optional(result) })
}

fn find_first(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some((kind, mut endless)) = take_endless(a)? {
        return Ok(kind.optional(Some(endless.pull(t)?)));
    }
    let (kind, items) = take(a)?;
    Ok(kind.optional(items.into_iter().next()))
}

/// `summaryStatistics` of a stream of numbers.
fn summary(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (kind, items) = take(a)?;
    super::summary::of_numbers(kind, &items)
}

const METHODS: &[NativeDef] = &[
    f("summaryStatistics", 1, summary),
    f("map", 2, |t, a| map_to(t, a, None)),
    f("mapToObj", 2, |t, a| map_to(t, a, Some(Kind::Object))),
    f("mapToInt", 2, |t, a| map_to(t, a, Some(Kind::Int))),
    f("mapToLong", 2, |t, a| map_to(t, a, Some(Kind::Long))),
    f("mapToDouble", 2, |t, a| map_to(t, a, Some(Kind::Double))),
    f("boxed", 1, |_, a| match take_endless(a)? {
        Some((_, endless)) => Ok(make_endless(Kind::Object, endless)),
        None => Ok(make(Kind::Object, take(a)?.1)),
    }),
    f("asLongStream", 1, |_, a| {
        let items = take(a)?.1.into_iter().map(|x| convert(Kind::Long, x)).collect::<Result<_>>()?;
        Ok(make(Kind::Long, items))
    }),
    f("asDoubleStream", 1, |_, a| {
        let items = take(a)?.1.into_iter().map(|x| convert(Kind::Double, x)).collect::<Result<_>>()?;
        Ok(make(Kind::Double, items))
    }),
    f("filter", 2, filter),
    f("flatMap", 2, flat_map),
    f("takeWhile", 2, |t, a| split_while(t, a, true)),
    f("dropWhile", 2, |t, a| split_while(t, a, false)),
    f("forEach", 2, for_each),
    f("forEachOrdered", 2, for_each),
    f("peek", 2, peek),
    f("distinct", 1, distinct),
    g("sorted", 1, 2, sorted),
    f("limit", 2, limit),
    f("skip", 2, skip),
    f("anyMatch", 2, |t, a| match_all(t, a, true, true)),
    f("allMatch", 2, |t, a| match_all(t, a, false, false)),
    f("noneMatch", 2, |t, a| match_all(t, a, true, false)),
    f("findFirst", 1, find_first),
    f("findAny", 1, find_first),
    g("toArray", 1, 2, to_array),
    f("toList", 1, |_, a| Ok(immutable_list(take(a)?.1))),
    f("count", 1, |_, a| Ok(Value::long(take(a)?.1.len() as i64))),
    f("sum", 1, sum),
    f("average", 1, average),
    g("max", 1, 2, |t, a| extreme(t, a, Ordering::Greater)),
    g("min", 1, 2, |t, a| extreme(t, a, Ordering::Less)),
    g("reduce", 2, 4, reduce),
    f("collect", 2, |t, a| {
        let by = a[1].clone();
        let items = take(a)?.1;
        super::collectors::collect_with(t, items, &by)
    }),
    f("iterator", 1, |_, a| Ok(iterator::over_elements(take(a)?.1, Value::NIL, 0, 0))),
    f("parallel", 1, |_, a| Ok(a[0].take())),
    f("sequential", 1, |_, a| Ok(a[0].take())),
    f("unordered", 1, |_, a| Ok(a[0].take())),
    f("onClose", 2, |_, a| Ok(a[0].take())),
    f("isParallel", 1, |_, _| bool_(false)),
    f("close", 1, |_, _| void()),
];

fn range(t: &mut Thread, a: &[Value], kind: Kind, inclusive: i64) -> Result<Value> {
    let (from, to) = (long_arg(&a[0])?, long_arg(&a[1])?.saturating_add(inclusive));
    let length = usize::try_from(to.saturating_sub(from)).unwrap_or(0);
    t.reserve(length.saturating_mul(size_of::<Value>()))?;
    let item = |n| t.tick().and_then(|()| convert(kind, Value::long(n)));
    (from..to).map(item).collect::<Result<_>>().map(|items| make(kind, items))
}

/// `of`: the arguments, or the elements of an array.
fn of(t: &mut Thread, a: &mut [Value], kind: Kind) -> Result<Value> {
    let items = match a {
        [one] if one.get::<Array>().is_some() => elements_of(t, one)?,
        _ => a.to_vec(),
    };
    items.into_iter().map(|x| convert(kind, x)).collect::<Result<_>>().map(|items| make(kind, items))
}

/// `iterate` from a number on.
fn endless_numbers(a: &[Value], kind: Kind) -> Result<Value> {
    Ok(make_endless(kind, Endless::iterate(&convert(kind, a[0].clone())?, &a[1], kind)))
}

/// `Stream.concat`
fn concat(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (kind, mut items) = take(a)?;
    items.extend(take(&a[1..])?.1);
    Ok(make(kind, items))
}

/// A stream of what a collection holds.
pub fn of_collection(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(of_values(elements_of(t, &a[0])?))
}

/// `Arrays.stream`
pub fn of_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let kind = match a[0].get::<Array>().map(Array::element) {
        Some(Element::Int) => Kind::Int,
        Some(Element::Long) => Kind::Long,
        Some(Element::Double) => Kind::Double,
        _ => Kind::Object,
    };
    Ok(make(kind, part_of_array(t, a)?))
}

/// The elements of an array, or of the part of it from one index to another.
pub fn part_of_array(t: &mut Thread, a: &[Value]) -> Result<Vec<Value>> {
    let items = elements_of(t, &a[0])?;
    Ok(match (a.get(1), a.get(2)) {
        (Some(from), Some(to)) => {
            let (from, to) = (int_arg(from)?.max(0) as usize, int_arg(to)?.max(0) as usize);
            items.get(from..to).ok_or_else(Error::index_out_of_bounds)?.to_vec()
        }
        _ => items,
    })
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class("java.util.stream.BaseStream") },
    ClassDef {
        statics: &[
            g("of", 0, 255, |t, a| of(t, a, Kind::Object)),
            f("empty", 0, |_, _| Ok(of_values(Vec::new()))),
            f("concat", 2, concat),
            f("ofNullable", 1, |_, a| Ok(of_values(a.iter().filter(|v| !v.is_nil()).cloned().collect()))),
            f("iterate", 2, |_, a| Ok(make_endless(Kind::Object, Endless::iterate(&a[0], &a[1], Kind::Object)))),
            f("iterate", 3, iterate),
            f("generate", 1, |_, a| Ok(make_endless(Kind::Object, Endless::generate(&a[0], Kind::Object)))),
        ],
        ..class("java.util.stream.Stream")
    },
    ClassDef {
        statics: &[
            f("range", 2, |t, a| range(t, a, Kind::Int, 0)),
            f("rangeClosed", 2, |t, a| range(t, a, Kind::Int, 1)),
            g("of", 0, 255, |t, a| of(t, a, Kind::Int)),
            f("iterate", 2, |_, a| endless_numbers(a, Kind::Int)),
            f("generate", 1, |_, a| Ok(make_endless(Kind::Int, Endless::generate(&a[0], Kind::Int)))),
            f("empty", 0, |_, _| Ok(make(Kind::Int, Vec::new()))),
        ],
        ..class("java.util.stream.IntStream")
    },
    ClassDef {
        statics: &[
            f("range", 2, |t, a| range(t, a, Kind::Long, 0)),
            f("rangeClosed", 2, |t, a| range(t, a, Kind::Long, 1)),
            g("of", 0, 255, |t, a| of(t, a, Kind::Long)),
            f("iterate", 2, |_, a| endless_numbers(a, Kind::Long)),
            f("generate", 1, |_, a| Ok(make_endless(Kind::Long, Endless::generate(&a[0], Kind::Long)))),
            f("empty", 0, |_, _| Ok(make(Kind::Long, Vec::new()))),
        ],
        ..class("java.util.stream.LongStream")
    },
    ClassDef {
        statics: &[
            g("of", 0, 255, |t, a| of(t, a, Kind::Double)),
            f("iterate", 2, |_, a| endless_numbers(a, Kind::Double)),
            f("generate", 1, |_, a| Ok(make_endless(Kind::Double, Endless::generate(&a[0], Kind::Double)))),
            f("empty", 0, |_, _| Ok(make(Kind::Double, Vec::new()))),
        ],
        ..class("java.util.stream.DoubleStream")
    },
];
