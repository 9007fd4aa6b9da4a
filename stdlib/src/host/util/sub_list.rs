//! `List.subList`: a window on a mutable list. What is done to the window is done to the list.
//!
//! The window calls the list's own methods, so it works on any list; a list that was changed otherwise in between is noticed
//! where it counts its changes.

use crate::host::clojure::rt::invoke_method;
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::collection::elements_of;
use crate::host::util::list::{JavaList, same};
use crate::host::util::{comparator, iterator, stream};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

/// The window: its list, where it begins, how long it is and how often the list had been changed.
pub struct SubList {
    class: &'static str,
    list: Value,
    start: usize,
    state: Mutex<(usize, u32)>,
}

impl HostType for SubList {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.list);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        f(self.list.take());
    }
}

const ARRAY_LIST: &str = "java.util.ArrayList$SubList";
const RANDOM_ACCESS: &str = "java.util.AbstractList$RandomAccessSubList";
const SEQUENTIAL: &str = "java.util.AbstractList$SubList";

fn changes(list: &Value) -> u32 {
    match (list.host::<JavaList>(), list.host::<SubList>()) {
        (Some(list), _) => list.changes(),
        (_, Some(window)) => changes(&window.list),
        _ => 0,
    }
}

/// How often the list below a window has been changed; `None` for what is no window.
pub fn changes_below(v: &Value) -> Option<u32> {
    v.host::<SubList>().map(|window| changes(&window.list))
}

/// The window from `start` to `end`, which the caller has checked.
pub fn window(list: &Value, start: usize, end: usize) -> Value {
    let class = match host_class(list) {
        "java.util.ArrayList" | ARRAY_LIST => ARRAY_LIST,
        "java.util.LinkedList" | SEQUENTIAL => SEQUENTIAL,
        _ => RANDOM_ACCESS,
    };
    let state = Mutex::new((end - start, changes(list)));
    HostObject::new_value(SubList { class, list: list.clone(), start, state })
}

/// The elements, if the value is a window.
pub fn items(t: &mut Thread, v: &Value) -> Option<Result<Vec<Value>>> {
    let own = v.host::<SubList>()?;
    Some(checked(own).and_then(|len| {
        let all = elements_of(t, &own.list)?;
        Ok(all.get(own.start..own.start + len).unwrap_or_default().to_vec())
    }))
}

fn own(a: &[Value]) -> Result<&SubList> {
    a[0].host::<SubList>().ok_or_else(|| not_a(&a[0], "java.util.List"))
}

/// The length, unless the list was changed behind the window's back.
fn checked(own: &SubList) -> Result<usize> {
    let (len, seen) = *lock(&own.state);
    match changes(&own.list) == seen {
        true => Ok(len),
        false => Err(Error::bare(ExceptionKind::ConcurrentModificationException)),
    }
}

fn all(t: &mut Thread, a: &[Value]) -> Result<Vec<Value>> {
    items(t, &a[0]).unwrap_or_else(|| Err(not_a(&a[0], "java.util.List")))
}

/// An index below `limit` as one of the list.
fn index(own: &SubList, v: &Value, limit: usize, len: usize) -> Result<Value> {
    let i = i64::from(int_arg(v)?);
    match usize::try_from(i).ok().filter(|i| *i < limit) {
        Some(i) => Ok(Value::int((own.start + i) as i32)),
        None => Err(index_error(i, len)),
    }
}

/// Calls a method of the list that makes it longer or shorter by `by`.
fn change(t: &mut Thread, own: &SubList, name: &str, args: Vec<Value>, by: isize) -> Result<Value> {
    let result = invoke_method(t, &own.list, name, args)?;
    let mut state = lock(&own.state);
    state.0 = state.0.saturating_add_signed(by);
    state.1 = changes(&own.list);
    Ok(result)
}

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let len = checked(own)?;
    invoke_method(t, &own.list, "get", vec![index(own, &a[1], len, len)?])
}

fn set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let len = checked(own)?;
    invoke_method(t, &own.list, "set", vec![index(own, &a[1], len, len)?, a[2].clone()])
}

fn add(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let at = Value::int((own.start + checked(own)?) as i32);
    change(t, own, "add", vec![at, a[1].clone()], 1)?;
    bool_(true)
}

fn insert(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let len = checked(own)?;
    change(t, own, "add", vec![index(own, &a[1], len + 1, len)?, a[2].clone()], 1)?;
    void()
}

fn add_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let len = checked(own)?;
    let (at, more) = match &*a {
        [_, more] => (Value::int((own.start + len) as i32), more),
        _ => (index(own, &a[1], len + 1, len)?, &a[2]),
    };
    let by = elements_of(t, more)?.len() as isize;
    change(t, own, "addAll", vec![at, more.clone()], by)
}

fn remove_at(t: &mut Thread, own: &SubList, i: usize) -> Result<Value> {
    change(t, own, "remove", vec![Value::int((own.start + i) as i32)], -1)
}

fn position(t: &mut Thread, a: &[Value], last: bool) -> Result<Option<usize>> {
    let items = all(t, a)?;
    let mut found = None;
    for (i, x) in items.iter().enumerate() {
        if (last || found.is_none()) && same(t, &a[1], x)? {
            found = Some(i);
        }
    }
    Ok(found)
}

/// An `int` is an index; everything else is an element.
fn remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let len = checked(own)?;
    if a[1].as_long().is_some() {
        let at = index(own, &a[1], len, len)?;
        return change(t, own, "remove", vec![at], -1);
    }
    match position(t, a, false)? {
        Some(i) => remove_at(t, own, i).map(|_| Value::TRUE),
        None => bool_(false),
    }
}

/// Removes the elements that `drops` chooses, from the end on.
fn remove_where(
    t: &mut Thread,
    a: &[Value],
    mut drops: impl FnMut(&mut Thread, &Value) -> Result<bool>,
) -> Result<Value> {
    let (own, items) = (own(a)?, all(t, a)?);
    let mut chosen = Vec::new();
    for (i, x) in items.iter().enumerate() {
        if drops(t, x)? {
            chosen.push(i);
        }
    }
    for i in chosen.iter().rev() {
        remove_at(t, own, *i)?;
    }
    bool_(!chosen.is_empty())
}

fn clear(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    remove_where(t, a, |_, _| Ok(true))?;
    void()
}

fn holds(t: &mut Thread, coll: &Value, x: &Value) -> Result<bool> {
    invoke_method(t, coll, "contains", vec![x.clone()]).map(|found| found.is_truthy())
}

fn sort(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut items = all(t, a)?;
    comparator::sort(t, &mut items, &a[1].clone())?;
    put_all(t, own(a)?, items)
}

fn put_all(t: &mut Thread, own: &SubList, items: Vec<Value>) -> Result<Value> {
    for (i, x) in items.into_iter().enumerate() {
        invoke_method(t, &own.list, "set", vec![Value::int((own.start + i) as i32), x])?;
    }
    void()
}

fn replace_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut items = all(t, a)?;
    for x in &mut items {
        *x = call_functional(t, &a[1].clone(), "apply", &mut [x.take()])?;
    }
    put_all(t, own(a)?, items)
}

fn sub_list(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let len = all(t, a)?.len();
    let (from, to) = super::collection::sub_range(&a[1], &a[2], len)?;
    Ok(window(&a[0], from, to))
}

fn list_iterator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = all(t, a)?;
    let at = a.get(1).map_or(Ok(0), int_arg)?;
    match usize::try_from(at).ok().filter(|i| *i <= items.len()) {
        Some(at) => Ok(iterator::over_elements(items, a[0].clone(), changes_below(&a[0]).unwrap_or(0), at)),
        None => Err(Error::new(ExceptionKind::IndexOutOfBoundsException, format!("Index: {at}"))),
    }
}

const METHODS: &[NativeDef] = &[
    f("size", 1, |_, a| int(checked(own(a)?)?)),
    f("isEmpty", 1, |_, a| bool_(checked(own(a)?)? == 0)),
    f("get", 2, get),
    f("set", 3, set),
    f("add", 2, add),
    f("add", 3, insert),
    g("addAll", 2, 3, add_all),
    f("remove", 2, remove),
    f("clear", 1, clear),
    f("removeIf", 2, |t, a| {
        let test = a[1].clone();
        remove_where(t, a, |t, x| Ok(call_functional(t, &test, "test", &mut [x.clone()])?.is_truthy()))
    }),
    f("removeAll", 2, |t, a| {
        let other = a[1].clone();
        remove_where(t, a, |t, x| holds(t, &other, x))
    }),
    f("retainAll", 2, |t, a| {
        let other = a[1].clone();
        remove_where(t, a, |t, x| Ok(!holds(t, &other, x)?))
    }),
    f("contains", 2, |t, a| bool_(position(t, a, false)?.is_some())),
    f("indexOf", 2, |t, a| Ok(Value::int(position(t, a, false)?.map_or(-1, |i| i as i32)))),
    f("lastIndexOf", 2, |t, a| Ok(Value::int(position(t, a, true)?.map_or(-1, |i| i as i32)))),
    f("iterator", 1, |t, a| {
        Ok(iterator::over_elements(all(t, a)?, a[0].clone(), changes_below(&a[0]).unwrap_or(0), 0))
    }),
    g("listIterator", 1, 2, list_iterator),
    f("toArray", 1, |t, a| Ok(Array::of_values(all(t, a)?))),
    f("subList", 3, sub_list),
    f("sort", 2, sort),
    f("replaceAll", 2, replace_all),
    f("stream", 1, |t, a| Ok(stream::of_values(all(t, a)?))),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class(SEQUENTIAL) },
    ClassDef { methods: METHODS, ..class(RANDOM_ACCESS) },
    ClassDef { methods: METHODS, ..class(ARRAY_LIST) },
];
