//! `Iterable`, `Collection`, `List`, `Queue`, `Deque`, `Set`: methods of the mutable collections and of Clojure's.
//!
//! Each row tells the receivers apart: a list, a set, a view of another collection, or a core value, which can be
//! read but not changed.

use crate::host::clojure::rt::invoke_method;
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::list::{Change, JavaList, array_list, immutable_list, new_list, same};
use crate::host::util::map::{FIXED_SET, JavaMap, filled};
use crate::host::util::{comparator, iterator, map_window, spliterator, stream, sub_list};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::equality::equiv;
use runtime::error::{Error, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::{Kind, Thread, Value, ops, seq};
use std::ops::ControlFlow;

/// A view of another collection: unmodifiable or synchronized.
pub struct View {
    class: &'static str,
    inner: Value,
    writable: bool,
    /// The classes that elements, or keys and values, must be of; none if any will do.
    checks: Vec<Value>,
}

impl HostType for View {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.inner);
        self.checks.iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        f(self.inner.take());
        self.checks.drain(..).for_each(f);
    }
}

/// A view that answers to a class.
pub fn view(class: &'static str, inner: Value, writable: bool) -> Value {
    HostObject::new_value(View { class, inner, writable, checks: Vec::new() })
}

/// A view of a collection whose elements, or of a map whose keys and values, must be of the classes.
pub fn checked_view(class: &'static str, inner: Value, checks: &mut [Value]) -> Value {
    let checks = checks.iter_mut().map(Value::take).collect();
    HostObject::new_value(View { class, inner, writable: true, checks })
}

/// Fails for an argument that a checked view does not take.
fn check_elements(t: &mut Thread, view: &View, name: &str, args: &[Value]) -> Result<()> {
    let added: Vec<&Value> = match (name, args) {
        ("put" | "putIfAbsent" | "replace", [key, .., value]) => vec![key, value],
        ("add" | "set" | "offer" | "addFirst" | "addLast" | "push", [.., x]) => vec![x],
        _ => return Ok(()),
    };
    let words: &[(&str, &str)] = match view.checks.len() {
        1 => &[("element", "collection with element")],
        _ => &[("key", "map with key"), ("value", "map with value")],
    };
    for ((x, class), (what, into)) in added.into_iter().zip(&view.checks).zip(words) {
        let class = crate::host::lang::class::class_arg(class)?;
        if !x.is_nil() && !t.runtime.classes.is_instance(class, x) {
            let actual = runtime::class::class_name(x);
            let kind = if class.is_interface() { "interface" } else { "class" };
            let class = class.name_str();
            return Err(Error::class_cast(format!(
                "Attempt to insert class {actual} {what} into {into} type {kind} {class}"
            )));
        }
    }
    Ok(())
}

/// The methods of a deque that stand for those of a queue that gives back last what came first.
fn lifo_method(name: &str) -> &str {
    match name {
        "add" => "addFirst",
        "offer" => "offerFirst",
        "remove" => "removeFirst",
        "poll" => "pollFirst",
        "peek" => "peekFirst",
        "element" => "getFirst",
        other => other,
    }
}

/// What an unmodifiable collection gives of itself cannot be modified either.
fn still_fixed(class: &'static str, name: &str, v: Value) -> Value {
    let class = match name {
        "keySet" | "entrySet" => "java.util.Collections$UnmodifiableSet",
        "navigableKeySet" | "descendingKeySet" => "java.util.Collections$UnmodifiableNavigableSet",
        "values" => "java.util.Collections$UnmodifiableCollection",
        "headMap" | "tailMap" | "subMap" | "descendingMap" => class,
        "headSet" | "tailSet" | "subSet" | "descendingSet" | "subList" => class,
        _ => return v,
    };
    view(class, v, false)
}

pub const LIFO: &str = "java.util.Collections$AsLIFOQueue";

/// Calls the method on what a view shows; `None` when the target is no view.
pub fn through_view(t: &mut Thread, a: &mut [Value], name: &str, writes: bool) -> Option<Result<Value>> {
    let view = a[0].host::<View>()?;
    if writes && !view.writable {
        return Some(Err(unsupported()));
    }
    if !view.checks.is_empty()
        && let Err(error) = check_elements(t, view, name, &a[1..])
    {
        return Some(Err(error));
    }
    let inner = view.inner.clone();
    if view.class == LIFO {
        let args: Vec<Value> = a[1..].iter_mut().map(Value::take).collect();
        let method = if args.len() > 1 || name == "remove" && !args.is_empty() { name } else { lifo_method(name) };
        let result = invoke_method(t, &inner, method, args);
        return Some(if name == "add" { result.map(|_| Value::TRUE) } else { result });
    }
    let (class, fixed) = (view.class, !view.writable);
    let args = a[1..].iter_mut().map(Value::take).collect();
    let result = invoke_method(t, &inner, name, args);
    Some(if fixed { result.map(|v| still_fixed(class, name, v)) } else { result })
}

/// Rows of an interface: name, number of arguments with the target, `read` or `write`, function.
macro_rules! rows {
    ($($name:literal $args:literal $access:ident $body:expr;)*) => {
        &[$( $crate::host::support::f($name, $args, |t, a| {
            let writes = stringify!($access).len() == "write".len();
            if let Some(result) = $crate::host::util::collection::through_view(t, a, $name, writes) {
                return result;
            }
            let body: runtime::function::NativeFn = $body;
            body(t, a)
        }), )*]
    };
}
pub(crate) use rows;

/// The elements of any collection, as they are now.
pub fn elements_of(t: &mut Thread, v: &Value) -> Result<Vec<Value>> {
    if let Some(list) = v.host::<JavaList>() {
        return list.elements(t);
    }
    if let Some(map) = v.host::<JavaMap>() {
        let items = map.elements(t)?;
        t.step(items.len() as u64 / 8)?;
        return Ok(items);
    }
    if let Some(items) = sub_list::items(t, v).or_else(|| map_window::shown(t, v)) {
        return items;
    }
    seq::to_vec(t, v)
}

/// The set that the target is.
fn set_of(v: &Value) -> Option<&JavaMap> {
    v.host::<JavaMap>().filter(|map| map.is_set())
}

fn check_core(v: &Value, class: &str, method: &str) -> Result<()> {
    core_only(v, class, method)
}

const COLLECTION: &str = "java.util.Collection";

fn iterator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(list) = a[0].host::<JavaList>() {
        return Ok(iterator::over_elements(list.elements(t)?, a[0].clone(), list.changes(), 0));
    }
    if let Some(map) = set_of(&a[0]) {
        return Ok(iterator::over_elements(map.elements(t)?, a[0].clone(), map.changes(), 0));
    }
    check_core(&a[0], "java.lang.Iterable", "java.util.Iterator iterator()")?;
    iterator::over(t, &a[0])
}

fn for_each(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, action) = (a[0].clone(), a[1].clone());
    seq::for_each(t, &target, |t, x| {
        // Over a map there are two arguments.
        call_functional(t, &action, "accept", &mut [x.clone()])?;
        Ok(ControlFlow::Continue(()))
    })?;
    void()
}

fn size(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(list) = a[0].host::<JavaList>() {
        return int(list.len());
    }
    if let Some(map) = a[0].host::<JavaMap>() {
        return int(map.len(t)?);
    }
    check_core(&a[0], COLLECTION, "int size()")?;
    int(ops::count(t, &a[0])?)
}

fn is_empty(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(list) = a[0].host::<JavaList>() {
        return bool_(list.is_empty());
    }
    if let Some(map) = a[0].host::<JavaMap>() {
        return bool_(map.is_empty(t)?);
    }
    check_core(&a[0], COLLECTION, "boolean isEmpty()")?;
    bool_(seq::seq(t, &a[0])?.is_nil())
}

/// Is an element in a collection?
fn holds(t: &mut Thread, coll: &Value, x: &Value) -> Result<bool> {
    if let Some(list) = coll.host::<JavaList>() {
        return Ok(list.index_of(t, x, false)?.is_some());
    }
    if let Some(map) = set_of(coll) {
        return map.contains(t, x);
    }
    if ops::is_set(coll) {
        return ops::contains(t, coll, x);
    }
    if coll.kind() == Some(Kind::Host) {
        return invoke_method(t, coll, "contains", vec![x.clone()]).map(|found| found.is_truthy());
    }
    let mut found = false;
    seq::for_each(t, coll, |t, y| {
        t.tick()?;
        found = equiv(t, x, y)?;
        Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(found)
}

fn contains(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].host::<JavaList>().is_none() && set_of(&a[0]).is_none() {
        check_core(&a[0], COLLECTION, "boolean contains(java.lang.Object)")?;
    }
    holds(t, &a[0], &a[1]).map(Value::bool)
}

fn contains_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    for x in elements_of(t, &a[1])? {
        if !holds(t, &a[0], &x)? {
            return bool_(false);
        }
    }
    bool_(true)
}

/// `toArray()`, `toArray(T[])`; a function that makes the array serves as well.
fn to_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[0])?;
    let Some(wanted) = a.get(1) else { return Ok(Array::of_values(items)) };
    let made;
    let wanted = if runtime::ops::is_fn(wanted) {
        let function = wanted.clone();
        made = t.invoke(&function, &mut [Value::int(0)])?;
        &made
    } else {
        wanted
    };
    let Some(array) = wanted.get::<Array>() else { return Err(not_a(wanted, "[Ljava.lang.Object;")) };
    if array.len() < items.len() {
        return Ok(Array::of_objects(array.component(), items));
    }
    let n = items.len();
    for (i, x) in items.into_iter().enumerate() {
        array.set(t, i as i64, x)?;
    }
    if array.len() > n {
        array.set(t, n as i64, Value::NIL)?;
    }
    Ok(wanted.clone())
}

fn add(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let x = a[1].take();
    keep(&a[0], &x);
    if let Some(list) = a[0].host::<JavaList>() {
        list.push_back(t, x)?;
        return bool_(true);
    }
    let Some(map) = set_of(&a[0]) else { return Err(unsupported()) };
    map.writable()?;
    bool_(map.put(t, &x, &Value::TRUE)?.is_none())
}

fn add_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[1])?;
    items.iter().for_each(|x| keep(&a[0], x));
    if let Some(list) = a[0].host::<JavaList>() {
        let any = !items.is_empty();
        match list.is_priority() {
            true => {
                for x in items {
                    list.push_back(t, x)?;
                }
            }
            false => list.insert_all(t, list.len(), items)?,
        }
        return bool_(any);
    }
    let Some(map) = set_of(&a[0]) else { return Err(unsupported()) };
    map.writable()?;
    map.add_all(t, items).map(Value::bool)
}

fn remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(list) = a[0].host::<JavaList>() {
        list.writable()?;
        let found = list.index_of(t, &a[1], false)?;
        if let Some(i) = found {
            if list.is_priority() {
                let mut first = true;
                let x = a[1].clone();
                list.remove_if(t, |t, y| Ok(first && same(t, &x, y)? && std::mem::take(&mut first)))?;
            } else {
                list.remove_at(i);
            }
        }
        return bool_(found.is_some());
    }
    let Some(map) = set_of(&a[0]) else { return Err(unsupported()) };
    map.writable()?;
    bool_(map.remove(t, &a[1])?.is_some())
}

/// Keeps the elements for which `keeps` says so.
fn filter(t: &mut Thread, target: &Value, mut drops: impl FnMut(&mut Thread, &Value) -> Result<bool>) -> Result<Value> {
    if let Some(list) = target.host::<JavaList>() {
        return list.remove_if(t, drops).map(Value::bool);
    }
    let Some(map) = set_of(target) else { return Err(unsupported()) };
    map.writable()?;
    let mut any = false;
    for x in map.keys(t)? {
        if drops(t, &x)? {
            map.remove(t, &x)?;
            any = true;
        }
    }
    bool_(any)
}

fn remove_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, other) = (a[0].clone(), a[1].clone());
    filter(t, &target, |t, x| holds(t, &other, x))
}

fn retain_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, other) = (a[0].clone(), a[1].clone());
    filter(t, &target, |t, x| Ok(!holds(t, &other, x)?))
}

fn remove_if(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, test) = (a[0].clone(), a[1].clone());
    filter(t, &target, |t, x| Ok(call_functional(t, &test, "test", &mut [x.clone()])?.is_truthy()))
}

fn clear(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(list) = a[0].host::<JavaList>() {
        list.writable()?;
        list.replace(Vec::new());
        return void();
    }
    let Some(map) = set_of(&a[0]) else { return Err(unsupported()) };
    map.writable()?;
    map.clear(t)?;
    void()
}

// List

fn index_out(i: i64, len: usize) -> Error {
    index_error(i, len)
}

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let i = i64::from(int_arg(&a[1])?);
    if let Some(list) = a[0].host::<JavaList>() {
        let found = usize::try_from(i).ok().and_then(|i| list.get(i));
        return found.ok_or_else(|| index_out(i, list.len()));
    }
    check_core(&a[0], "java.util.List", "java.lang.Object get(int)")?;
    ops::nth(t, &a[0], &a[1])
}

fn set(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (i, x) = (i64::from(int_arg(&a[1])?), a[2].take());
    keep(&a[0], &x);
    let Some(list) = a[0].host::<JavaList>() else { return Err(unsupported()) };
    match usize::try_from(i) {
        Ok(i) => list.set_at(i, x),
        Err(_) => Err(index_out(i, list.len())),
    }
}

fn insert(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (i, x) = (int_arg(&a[1])?, a[2].take());
    keep(&a[0], &x);
    let Some(list) = a[0].host::<JavaList>() else { return Err(unsupported()) };
    list.insert_all(t, usize::try_from(i).unwrap_or(usize::MAX), vec![x])?;
    void()
}

fn insert_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (i, items) = (int_arg(&a[1])?, elements_of(t, &a[2])?);
    items.iter().for_each(|x| keep(&a[0], x));
    let Some(list) = a[0].host::<JavaList>() else { return Err(unsupported()) };
    let any = !items.is_empty();
    list.insert_all(t, usize::try_from(i).unwrap_or(usize::MAX), items)?;
    bool_(any)
}

/// `List.remove`: an `int` is an index; everything else is an element.
fn remove_index(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (Some(list), Some(i)) = (a[0].host::<JavaList>(), a[1].as_long()) else { return remove(t, a) };
    list.writable()?;
    let len = list.len();
    match usize::try_from(i).ok().filter(|i| *i < len) {
        Some(i) => Ok(list.remove_at(i).unwrap_or_default()),
        None => Err(index_out(i, len)),
    }
}

fn index_of(t: &mut Thread, a: &mut [Value], last: bool) -> Result<Value> {
    if let Some(list) = a[0].host::<JavaList>() {
        let found = list.index_of(t, &a[1], last)?;
        return Ok(Value::int(found.map_or(-1, |i| i as i32)));
    }
    check_core(&a[0], "java.util.List", "int indexOf(java.lang.Object)")?;
    let items = seq::to_vec(t, &a[0])?;
    let mut found = -1;
    for (i, x) in items.iter().enumerate() {
        if equiv(t, x, &a[1])? {
            found = i as i32;
            if !last {
                break;
            }
        }
    }
    Ok(Value::int(found))
}

fn sub_list_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if ops::is_vector(&a[0]) {
        return runtime::coll::subvec::subvec(&a[0], int_arg(&a[1])?.into(), int_arg(&a[2])?.into());
    }
    let items = elements_of(t, &a[0])?;
    let (from, to) = sub_range(&a[1], &a[2], items.len())?;
    match a[0].host::<JavaList>().is_some_and(JavaList::is_variable) {
        true => Ok(sub_list::window(&a[0], from, to)),
        false => Ok(immutable_list(items[from..to].to_vec())),
    }
}

/// The range that `subList` is given, of a list of this length.
pub fn sub_range(from: &Value, to: &Value, len: usize) -> Result<(usize, usize)> {
    let (from, to) = (int_arg(from)?, int_arg(to)?);
    let message = if from < 0 {
        format!("fromIndex = {from}")
    } else if i64::from(to) > len as i64 {
        format!("toIndex = {to}")
    } else if from > to {
        return Err(Error::illegal_argument(format!("fromIndex({from}) > toIndex({to})")));
    } else {
        return Ok((from as usize, to as usize));
    };
    Err(Error::new(runtime::ExceptionKind::IndexOutOfBoundsException, message))
}

fn list_iterator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let at = a.get(1).map_or(Ok(0), int_arg)?;
    let items = elements_of(t, &a[0])?;
    let at = usize::try_from(at).ok().filter(|i| *i <= items.len());
    let at = at.ok_or_else(|| Error::new(runtime::ExceptionKind::IndexOutOfBoundsException, "Index: out of range"))?;
    let changes = a[0].host::<JavaList>().map_or(0, JavaList::changes);
    Ok(iterator::over_elements(items, a[0].clone(), changes, at))
}

/// Sorts a list in place.
pub fn sort_list(t: &mut Thread, list: &Value, order: &Value) -> Result<Value> {
    let Some(own) = list.host::<JavaList>() else {
        let inner = list.host::<View>().map(|view| (view.inner.clone(), view.writable));
        return match inner {
            Some((inner, true)) => sort_list(t, &inner, order),
            None if list.host::<sub_list::SubList>().is_some() => invoke_method(t, list, "sort", vec![order.clone()]),
            _ => Err(unsupported()),
        };
    };
    let mut items = own.snapshot();
    comparator::sort(t, &mut items, order)?;
    for (i, x) in items.into_iter().enumerate() {
        own.set_at(i, x)?;
    }
    void()
}

fn replace_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, function) = (a[0].clone(), a[1].clone());
    let Some(list) = target.host::<JavaList>() else { return Err(unsupported()) };
    for (i, x) in list.snapshot().into_iter().enumerate() {
        let new = call_functional(t, &function, "apply", &mut [x])?;
        keep(&target, &new);
        list.set_at(i, new)?;
    }
    void()
}

// Queue and Deque

fn own(a: &[Value]) -> Result<&JavaList> {
    a[0].host::<JavaList>().ok_or_else(|| abstract_method(&a[0], "java.util.Queue", "java.lang.Object poll()"))
}

fn add_front(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let x = a[1].take();
    keep(&a[0], &x);
    own(a)?.push_front(x)?;
    void()
}

fn add_back(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    add(t, a)?;
    void()
}

fn offer_front(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    add_front(t, a)?;
    bool_(true)
}

fn poll_front(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(own(a)?.pop_front(t)?.unwrap_or_default())
}

fn remove_front(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?.pop_front(t)?.ok_or_else(no_such_element)
}

fn peek_front(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(own(a)?.get(0).unwrap_or_default())
}

fn get_front(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?.get(0).ok_or_else(no_such_element)
}

fn peek_back(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let list = own(a)?;
    Ok(list.get(list.len().wrapping_sub(1)).unwrap_or_default())
}

fn get_back(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let list = own(a)?;
    list.get(list.len().wrapping_sub(1)).ok_or_else(no_such_element)
}

fn descending_iterator(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut items = own(a)?.snapshot();
    items.reverse();
    Ok(iterator::over_elements(items, Value::NIL, 0, 0))
}

fn remove_last_occurrence(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let list = own(a)?;
    let found = list.index_of(t, &a[1], true)?;
    if let Some(i) = found {
        list.remove_at(i);
    }
    bool_(found.is_some())
}

// Static members

fn list_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = match a {
        [one] if one.get::<Array>().is_some() => elements_of(t, one)?,
        _ => a.iter_mut().map(Value::take).collect(),
    };
    if items.iter().any(Value::is_nil) {
        return Err(Error::null_pointer());
    }
    Ok(immutable_list(items))
}

fn set_of_items(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = match a {
        [one] if one.get::<Array>().is_some() => elements_of(t, one)?,
        _ => a.iter_mut().map(Value::take).collect(),
    };
    if items.iter().any(Value::is_nil) {
        return Err(Error::null_pointer());
    }
    let n = items.len();
    let set = filled(t, FIXED_SET, items.clone())?;
    if set.host::<JavaMap>().is_some_and(|s| s.len(t).is_ok_and(|len| len != n)) {
        let twice = runtime::print::to_java_string(t, &items[n - 1])?.to_string_lossy();
        return Err(Error::illegal_argument(format!("duplicate element: {twice}")));
    }
    Ok(set)
}

/// `Arrays.asList`: fixed in size.
pub fn as_list(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = match a {
        [one] if one.get::<Array>().is_some() => elements_of(t, one)?,
        _ => a.iter_mut().map(Value::take).collect(),
    };
    Ok(new_list("java.util.Arrays$ArrayList", items, Change::Elements))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: rows! {
            "iterator" 1 read iterator;
            "forEach" 2 read for_each;
            "spliterator" 1 read spliterator::of_collection;
        },
        ..class("java.lang.Iterable")
    },
    ClassDef {
        methods: rows! {
            "size" 1 read size;
            "isEmpty" 1 read is_empty;
            "contains" 2 read contains;
            "containsAll" 2 read contains_all;
            "toArray" 1 read to_array;
            "toArray" 2 read to_array;
            "add" 2 write add;
            "addAll" 2 write add_all;
            "remove" 2 write remove;
            "removeAll" 2 write remove_all;
            "retainAll" 2 write retain_all;
            "removeIf" 2 write remove_if;
            "clear" 1 write clear;
            "stream" 1 read stream::of_collection;
            "parallelStream" 1 read stream::of_collection;
        },
        ..class("java.util.Collection")
    },
    ClassDef {
        methods: rows! {
            "get" 2 read get;
            "set" 3 write set;
            "add" 3 write insert;
            "addAll" 3 write insert_all;
            "remove" 2 write remove_index;
            "indexOf" 2 read |t, a| index_of(t, a, false);
            "lastIndexOf" 2 read |t, a| index_of(t, a, true);
            "subList" 3 read sub_list_of;
            "listIterator" 1 read list_iterator;
            "listIterator" 2 read list_iterator;
            "sort" 2 write |t, a| {
                let (list, order) = (a[0].clone(), a[1].clone());
                sort_list(t, &list, &order)
            };
            "replaceAll" 2 write replace_all;
        },
        statics: &[g("of", 0, 255, list_of), f("copyOf", 1, |t, a| Ok(immutable_list(elements_of(t, &a[0])?)))],
        ..class("java.util.List")
    },
    ClassDef {
        statics: &[
            g("of", 0, 255, set_of_items),
            f("copyOf", 1, |t, a| {
                let items = elements_of(t, &a[0])?;
                filled(t, FIXED_SET, items)
            }),
        ],
        ..class("java.util.Set")
    },
    ClassDef {
        methods: rows! {
            "offer" 2 write add;
            "poll" 1 write poll_front;
            "remove" 1 write remove_front;
            "peek" 1 read peek_front;
            "element" 1 read get_front;
        },
        ..class("java.util.Queue")
    },
    ClassDef {
        methods: rows! {
            "addFirst" 2 write add_front;
            "addLast" 2 write add_back;
            "offerFirst" 2 write offer_front;
            "offerLast" 2 write add;
            "push" 2 write add_front;
            "pop" 1 write remove_front;
            "removeFirst" 1 write remove_front;
            "removeLast" 1 write |_, a| own(a)?.pop_back().ok_or_else(no_such_element);
            "pollFirst" 1 write poll_front;
            "pollLast" 1 write |_, a| Ok(own(a)?.pop_back().unwrap_or_default());
            "getFirst" 1 read get_front;
            "getLast" 1 read get_back;
            "peekFirst" 1 read peek_front;
            "peekLast" 1 read peek_back;
            "descendingIterator" 1 read descending_iterator;
            "removeFirstOccurrence" 2 write remove;
            "removeLastOccurrence" 2 write remove_last_occurrence;
        },
        ..class("java.util.Deque")
    },
];

/// An `ArrayList` of what any collection holds.
pub fn copy_as_list(t: &mut Thread, v: &Value) -> Result<Value> {
    Ok(array_list(elements_of(t, v)?))
}
