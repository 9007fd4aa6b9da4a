//! `Collections`, `Arrays` and `Objects`: static helpers.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::collection::{LIFO, as_list, checked_view, elements_of, sort_list, view};
use crate::host::util::list::{JavaList, array_list, immutable_list, same};
use crate::host::util::map::{FIXED_MAP, FIXED_SET, FIXED_SORTED_MAP, FIXED_SORTED_SET, HASH_SET, JavaMap, filled};
use crate::host::util::{array_helpers, comparator, iterator, spliterator, stream};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::coll::map_entry::entry;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::hash::java_hash_code;
use runtime::{Thread, Value, print, seq};
use std::cmp::Ordering;

fn extreme(t: &mut Thread, a: &mut [Value], wanted: Ordering) -> Result<Value> {
    let order = a.get(1).cloned().unwrap_or_default();
    let items = elements_of(t, &a[0])?;
    let mut items = items.into_iter();
    let Some(mut best) = items.next() else { return Err(no_such_element()) };
    for x in items {
        if comparator::order(t, &order, &x, &best)? == wanted {
            best = x;
        }
    }
    Ok(best)
}

fn frequency(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut n = 0;
    for x in elements_of(t, &a[0])? {
        n += usize::from(same(t, &a[1], &x)?);
    }
    int(n)
}

/// The elements of a list that is changed in place, or the error for what cannot be.
fn list(t: &mut Thread, v: &Value) -> Result<Vec<Value>> {
    match v.kind() {
        Some(runtime::Kind::Host | runtime::Kind::Instance) => elements_of(t, v),
        _ => Err(unsupported()),
    }
}

/// Sets the elements of a list.
fn reorder(t: &mut Thread, list: &Value, items: Vec<Value>) -> Result<Value> {
    let own = list.host::<JavaList>();
    for (i, x) in items.into_iter().enumerate() {
        match own {
            Some(own) => own.set_at(i, x).map(|_| ())?,
            None => {
                let at = Value::int(i as i32);
                crate::host::clojure::rt::invoke_method(t, list, "set", vec![at, x])?;
            }
        }
    }
    void()
}

fn reverse(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut items = list(t, &a[0])?;
    items.reverse();
    reorder(t, &a[0], items)
}

fn swap(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (i, j) = (int_arg(&a[1])?, int_arg(&a[2])?);
    let mut items = list(t, &a[0])?;
    for k in [i, j] {
        if usize::try_from(k).ok().is_none_or(|k| k >= items.len()) {
            return Err(index_error(k.into(), items.len()));
        }
    }
    items.swap(i as usize, j as usize);
    reorder(t, &a[0], items)
}

fn rotate(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let distance = i64::from(int_arg(&a[1])?);
    let mut items = list(t, &a[0])?;
    if !items.is_empty() {
        let n = items.len();
        items.rotate_right(distance.rem_euclid(n as i64) as usize);
    }
    reorder(t, &a[0], items)
}

/// `shuffle`, by a `java.util.Random` if there is one.
fn shuffle(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let random = match a.get(1) {
        Some(random) => random.clone(),
        None => {
            let class = t.runtime.classes.intern("java.util.Random");
            vm::ops::host::construct(t, &class, &mut [])?
        }
    };
    let target = a[0].clone();
    let mut items = list(t, &target)?;
    for i in (1..items.len()).rev() {
        t.tick()?;
        let bound = Value::int(i as i32 + 1);
        let j = crate::host::clojure::rt::invoke_method(t, &random, "nextInt", vec![bound])?;
        items.swap(i, int_arg(&j)? as usize);
    }
    reorder(t, &target, items)
}

fn fill_list(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    keep(&a[0], &a[1]);
    let len = list(t, &a[0])?.len();
    reorder(t, &a[0], vec![a[1].clone(); len])
}

fn add_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    let items = match &a[1..] {
        [one] if one.get::<Array>().is_some() => elements_of(t, one)?,
        items => items.to_vec(),
    };
    crate::host::clojure::rt::invoke_method(t, &target, "addAll", vec![array_list(items)])
}

fn disjoint(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (xs, ys) = (elements_of(t, &a[0])?, elements_of(t, &a[1])?);
    for x in &xs {
        for y in &ys {
            t.tick()?;
            if same(t, x, y)? {
                return bool_(false);
            }
        }
    }
    bool_(true)
}

fn n_copies(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = int_arg(&a[0])?;
    let n = usize::try_from(n).map_err(|_| Error::illegal_argument(format!("List length = {n}")))?;
    t.reserve(n * size_of::<Value>())?;
    Ok(immutable_list(vec![a[1].clone(); n]))
}

/// Where a key is in sorted elements, or where it would be.
pub fn search(t: &mut Thread, items: &[Value], key: &Value, order: &Value) -> Result<Value> {
    let (mut low, mut high) = (0i64, items.len() as i64 - 1);
    while low <= high {
        let middle = (low + high) >> 1;
        match comparator::order(t, order, &items[middle as usize], key)? {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle - 1,
            Ordering::Equal => return Ok(Value::int(middle as i32)),
        }
    }
    Ok(Value::int(-(low + 1) as i32))
}

fn binary_search(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[0])?;
    let order = a.get(2).cloned().unwrap_or_default();
    search(t, &items, &a[1], &order)
}

/// Where one list stands in another for the first time, or the last.
fn sub_list_index(t: &mut Thread, a: &mut [Value], last: bool) -> Result<Value> {
    let (all, part) = (elements_of(t, &a[0])?, elements_of(t, &a[1])?);
    let mut found = -1;
    for start in 0..=all.len().saturating_sub(part.len()) {
        let mut fits = all.len() >= part.len();
        for (x, y) in all[start..].iter().zip(&part) {
            fits = fits && same(t, x, y)?;
        }
        if fits && (last || found < 0) {
            found = start as i32;
        }
    }
    Ok(Value::int(found))
}

/// `replaceAll(list, old, new)`: was anything replaced?
fn replace_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    keep(&a[0], &a[2]);
    let mut any = false;
    let mut items = list(t, &a[0])?;
    for x in &mut items {
        t.tick()?;
        if same(t, &a[1], x)? {
            *x = a[2].clone();
            any = true;
        }
    }
    if any {
        reorder(t, &a[0], items)?;
    }
    bool_(any)
}

/// `copy(to, from)`: over the first elements.
fn copy_list(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[1])?;
    items.iter().for_each(|x| keep(&a[0], x));
    if items.len() > list(t, &a[0])?.len() {
        return Err(out_of_range("Source does not fit in dest".into()));
    }
    reorder(t, &a[0], items)
}

/// A view that takes only objects of the classes.
fn checked(class: &'static str, a: &mut [Value]) -> Result<Value> {
    if a.iter().any(Value::is_nil) {
        return Err(Error::null_pointer());
    }
    let inner = a[0].take();
    Ok(checked_view(class, inner, &mut a[1..]))
}

const COLLECTIONS: &[NativeDef] = &[
    f("indexOfSubList", 2, |t, a| sub_list_index(t, a, false)),
    f("lastIndexOfSubList", 2, |t, a| sub_list_index(t, a, true)),
    f("replaceAll", 3, replace_all),
    f("copy", 2, copy_list),
    f("emptyListIterator", 0, |_, _| Ok(iterator::over_elements(Vec::new(), Value::NIL, 0, 0))),
    f("emptyEnumeration", 0, |t, _| iterator::enumeration(t, &Value::NIL)),
    f("emptySortedMap", 0, |_, _| Ok(JavaMap::empty(FIXED_SORTED_MAP, 0).into_value())),
    f("emptyNavigableMap", 0, |_, _| Ok(JavaMap::empty(FIXED_SORTED_MAP, 0).into_value())),
    f("emptySortedSet", 0, |_, _| Ok(JavaMap::empty(FIXED_SORTED_SET, 0).into_value())),
    f("emptyNavigableSet", 0, |_, _| Ok(JavaMap::empty(FIXED_SORTED_SET, 0).into_value())),
    f("unmodifiableSortedMap", 1, |_, a| Ok(view("java.util.Collections$UnmodifiableSortedMap", a[0].take(), false))),
    f("unmodifiableSortedSet", 1, |_, a| Ok(view("java.util.Collections$UnmodifiableSortedSet", a[0].take(), false))),
    f("unmodifiableNavigableMap", 1, |_, a| {
        Ok(view("java.util.Collections$UnmodifiableNavigableMap", a[0].take(), false))
    }),
    f("unmodifiableNavigableSet", 1, |_, a| {
        Ok(view("java.util.Collections$UnmodifiableNavigableSet", a[0].take(), false))
    }),
    f("checkedCollection", 2, |_, a| checked("java.util.Collections$CheckedCollection", a)),
    f("checkedList", 2, |_, a| checked("java.util.Collections$CheckedRandomAccessList", a)),
    f("checkedSet", 2, |_, a| checked("java.util.Collections$CheckedSet", a)),
    f("checkedSortedSet", 2, |_, a| checked("java.util.Collections$CheckedSortedSet", a)),
    f("checkedNavigableSet", 2, |_, a| checked("java.util.Collections$CheckedNavigableSet", a)),
    f("checkedQueue", 2, |_, a| checked("java.util.Collections$CheckedQueue", a)),
    f("checkedMap", 3, |_, a| checked("java.util.Collections$CheckedMap", a)),
    f("checkedSortedMap", 3, |_, a| checked("java.util.Collections$CheckedSortedMap", a)),
    f("checkedNavigableMap", 3, |_, a| checked("java.util.Collections$CheckedNavigableMap", a)),
    f("asLifoQueue", 1, |_, a| Ok(view(LIFO, a[0].take(), true))),
    f("synchronizedNavigableMap", 1, |_, a| {
        Ok(view("java.util.Collections$SynchronizedNavigableMap", a[0].take(), true))
    }),
    f("synchronizedNavigableSet", 1, |_, a| {
        Ok(view("java.util.Collections$SynchronizedNavigableSet", a[0].take(), true))
    }),
    f("synchronizedCollection", 1, |_, a| Ok(view("java.util.Collections$SynchronizedCollection", a[0].take(), true))),
    f("synchronizedSortedMap", 1, |_, a| Ok(view("java.util.Collections$SynchronizedSortedMap", a[0].take(), true))),
    f("synchronizedSortedSet", 1, |_, a| Ok(view("java.util.Collections$SynchronizedSortedSet", a[0].take(), true))),
    g("sort", 1, 2, |t, a| {
        let (list, order) = (a[0].clone(), a.get(1).cloned().unwrap_or_default());
        sort_list(t, &list, &order)
    }),
    g("max", 1, 2, |t, a| extreme(t, a, Ordering::Greater)),
    g("min", 1, 2, |t, a| extreme(t, a, Ordering::Less)),
    f("frequency", 2, frequency),
    f("reverse", 1, reverse),
    f("swap", 3, swap),
    f("rotate", 2, rotate),
    g("shuffle", 1, 2, shuffle),
    f("fill", 2, fill_list),
    g("addAll", 1, 255, add_all),
    f("disjoint", 2, disjoint),
    f("nCopies", 2, n_copies),
    g("binarySearch", 2, 3, binary_search),
    f("emptyList", 0, |_, _| Ok(immutable_list(Vec::new()))),
    f("emptySet", 0, |t, _| filled(t, FIXED_SET, Vec::new())),
    f("emptyMap", 0, |t, _| filled(t, FIXED_MAP, Vec::new())),
    f("emptyIterator", 0, |t, _| iterator::over(t, &Value::NIL)),
    f("singletonList", 1, |_, a| Ok(immutable_list(vec![a[0].take()]))),
    f("singleton", 1, |t, a| {
        let items = vec![a[0].take()];
        filled(t, FIXED_SET, items)
    }),
    f("singletonMap", 2, |t, a| {
        let items = vec![entry(a[0].take(), a[1].take())];
        filled(t, FIXED_MAP, items)
    }),
    f("unmodifiableList", 1, |_, a| Ok(view("java.util.Collections$UnmodifiableRandomAccessList", a[0].take(), false))),
    f("unmodifiableSet", 1, |_, a| Ok(view("java.util.Collections$UnmodifiableSet", a[0].take(), false))),
    f("unmodifiableMap", 1, |_, a| Ok(view("java.util.Collections$UnmodifiableMap", a[0].take(), false))),
    f("unmodifiableCollection", 1, |_, a| Ok(view("java.util.Collections$UnmodifiableCollection", a[0].take(), false))),
    f("synchronizedList", 1, |_, a| Ok(view("java.util.Collections$SynchronizedRandomAccessList", a[0].take(), true))),
    f("synchronizedSet", 1, |_, a| Ok(view("java.util.Collections$SynchronizedSet", a[0].take(), true))),
    f("synchronizedMap", 1, |_, a| Ok(view("java.util.Collections$SynchronizedMap", a[0].take(), true))),
    f("newSetFromMap", 1, |_, _| Ok(JavaMap::empty(HASH_SET, 0).into_value())),
    g("reverseOrder", 0, 1, |_, a| Ok(comparator::reversed(a.first().cloned().unwrap_or_default()))),
    f("enumeration", 1, |t, a| iterator::enumeration(t, &a[0])),
    f("list", 1, |t, a| {
        let mut items = Vec::new();
        while runtime::instance::call(t, &a[0], "hasMoreElements", &mut []).unwrap_or(Ok(Value::FALSE))?.is_truthy() {
            items.push(runtime::instance::call(t, &a[0], "nextElement", &mut []).unwrap_or(Ok(Value::NIL))?);
        }
        Ok(array_list(items))
    }),
];

// Arrays

pub fn array(v: &Value) -> Result<&Array> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    v.get::<Array>().ok_or_else(|| not_a(v, "[Ljava.lang.Object;"))
}

/// A range of an array given by the arguments at `at` and behind, or all of it.
pub fn range(a: &[Value], at: usize, len: usize) -> Result<std::ops::Range<usize>> {
    let (Some(from), Some(to)) = (a.get(at), a.get(at + 1)) else { return Ok(0..len) };
    let (from, to) = (int_arg(from)?, int_arg(to)?);
    if from > to {
        return Err(Error::illegal_argument(format!("fromIndex({from}) > toIndex({to})")));
    }
    let out =
        |i: i32| Error::new(ExceptionKind::ArrayIndexOutOfBoundsException, format!("Array index out of range: {i}"));
    if from < 0 {
        return Err(out(from));
    }
    if to as usize > len {
        return Err(out(to));
    }
    Ok(from as usize..to as usize)
}

fn sort_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    let array = array(&target)?;
    let (range, order) = match a.len() {
        1 => (0..array.len(), Value::NIL),
        2 => (0..array.len(), a[1].clone()),
        3 => (range(a, 1, array.len())?, Value::NIL),
        _ => (range(a, 1, array.len())?, a[3].clone()),
    };
    let mut items = array.to_vec()[range.clone()].to_vec();
    comparator::sort(t, &mut items, &order)?;
    for (i, x) in range.zip(items) {
        array.set(t, i as i64, x)?;
    }
    void()
}

fn fill_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    let array = array(&target)?;
    let (range, x) = match a.len() {
        2 => (0..array.len(), a[1].clone()),
        _ => (range(a, 1, array.len())?, a[3].clone()),
    };
    for i in range {
        t.tick()?;
        array.set(t, i as i64, x.clone())?;
    }
    void()
}

/// `copyOf` and `copyOfRange`: what lies behind the end is zero or nil.
pub fn copy(t: &mut Thread, source: &Value, from: i32, to: i32) -> Result<Value> {
    let array = array(source)?;
    if from > to {
        return Err(Error::illegal_argument(format!("{from} > {to}")));
    }
    if from < 0 || from as usize > array.len() {
        return Err(Error::bare(ExceptionKind::ArrayIndexOutOfBoundsException));
    }
    array.copy_range(t, from as usize, (to - from) as usize)
}

/// The text of an array: `[a, b]`.
fn array_text(t: &mut Thread, v: &Value, deep: bool) -> Result<String> {
    if v.is_nil() {
        return Ok("null".into());
    }
    let mut parts = Vec::new();
    for x in array(v)?.elements(t)? {
        t.tick()?;
        parts.push(match x {
            x if x.is_nil() => "null".to_owned(),
            x if deep && x.get::<Array>().is_some() => t.descend(|t| array_text(t, &x, true))?,
            x => print::to_java_string(t, &x)?.to_string_lossy(),
        });
    }
    Ok(format!("[{}]", parts.join(", ")))
}

fn arrays_equal(t: &mut Thread, a: &Value, b: &Value, deep: bool) -> Result<bool> {
    if a.is_nil() || b.is_nil() {
        return Ok(a.is_nil() && b.is_nil());
    }
    let (xs, ys) = (array(a)?, array(b)?);
    if xs.len() != ys.len() {
        return Ok(false);
    }
    for i in 0..xs.len() {
        t.tick()?;
        let (Some(x), Some(y)) = (&xs.get(i), &ys.get(i)) else { return Ok(false) };
        let nested = deep && x.get::<Array>().is_some() && y.get::<Array>().is_some();
        let equal = if nested { t.descend(|t| arrays_equal(t, x, y, true))? } else { same(t, x, y)? };
        if !equal {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `31 * h + hash` over elements.
fn hash_all(t: &mut Thread, items: &[Value], deep: bool) -> Result<i32> {
    let mut hash = 1i32;
    for x in items {
        t.tick()?;
        let own = match x {
            x if x.is_nil() => 0,
            x if deep && x.get::<Array>().is_some() => {
                let inner = array(x)?.to_vec();
                t.descend(|t| hash_all(t, &inner, true))?
            }
            x => java_hash_code(t, x)?,
        };
        hash = hash.wrapping_mul(31).wrapping_add(own);
    }
    Ok(hash)
}

fn hash_array(t: &mut Thread, a: &mut [Value], deep: bool) -> Result<Value> {
    if a[0].is_nil() {
        return Ok(Value::int(0));
    }
    let items = array(&a[0])?.to_vec();
    hash_all(t, &items, deep).map(Value::int)
}

static ARRAYS: [NativeDef; OWN_ARRAYS.len() + array_helpers::STATICS.len()] =
    join_rows(OWN_ARRAYS, array_helpers::STATICS);

const OWN_ARRAYS: &[NativeDef] = &[
    g("asList", 0, 255, as_list),
    g("sort", 1, 4, sort_array),
    g("parallelSort", 1, 4, sort_array),
    g("fill", 2, 4, fill_array),
    f("copyOf", 2, |t, a| {
        let n = int_arg(&a[1])?;
        if n < 0 {
            return Err(Error::new(ExceptionKind::NegativeArraySizeException, n.to_string()));
        }
        copy(t, &a[0], 0, n)
    }),
    f("copyOfRange", 3, |t, a| {
        let (from, to) = (int_arg(&a[1])?, int_arg(&a[2])?);
        copy(t, &a[0], from, to)
    }),
    f("toString", 1, |t, a| string(array_text(t, &a[0], false)?)),
    f("deepToString", 1, |t, a| string(array_text(t, &a[0], true)?)),
    f("equals", 2, |t, a| arrays_equal(t, &a[0], &a[1], false).map(Value::bool)),
    f("deepEquals", 2, |t, a| arrays_equal(t, &a[0], &a[1], true).map(Value::bool)),
    f("hashCode", 1, |t, a| hash_array(t, a, false)),
    f("deepHashCode", 1, |t, a| hash_array(t, a, true)),
    g("binarySearch", 2, 3, binary_search),
    f("stream", 1, stream::of_array),
    f("stream", 3, stream::of_array),
    f("spliterator", 1, spliterator::of_array),
    f("spliterator", 3, spliterator::of_array),
];

// Objects

fn require_non_nil(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if !a[0].is_nil() {
        return Ok(a[0].take());
    }
    match a.get(1) {
        None => Err(Error::null_pointer()),
        Some(message) if message.is::<runtime::string::Str>() => {
            Err(Error::new(ExceptionKind::NullPointerException, text_arg(message)?))
        }
        Some(supplier) => {
            let supplier = supplier.clone();
            let message = call_functional(t, &supplier, "get", &mut [])?;
            Err(Error::new(ExceptionKind::NullPointerException, text_arg(&message)?))
        }
    }
}

fn out_of_range(message: String) -> Error {
    Error::new(ExceptionKind::IndexOutOfBoundsException, message)
}

const OBJECTS: &[NativeDef] = &[
    f("equals", 2, |t, a| same(t, &a[0], &a[1]).map(Value::bool)),
    f("deepEquals", 2, |t, a| match a[0].get::<Array>().is_some() && a[1].get::<Array>().is_some() {
        true => arrays_equal(t, &a[0], &a[1], true).map(Value::bool),
        false => same(t, &a[0], &a[1]).map(Value::bool),
    }),
    f("hashCode", 1, |t, a| if a[0].is_nil() { Ok(Value::int(0)) } else { java_hash_code(t, &a[0]).map(Value::int) }),
    g("hash", 0, 255, |t, a| {
        let items = match &*a {
            [one] if one.get::<Array>().is_some() => seq::to_vec(t, one)?,
            items => items.to_vec(),
        };
        hash_all(t, &items, false).map(Value::int)
    }),
    g("toString", 1, 2, |t, a| match a.get(1) {
        Some(default) if a[0].is_nil() => Ok(default.clone()),
        _ if a[0].is_nil() => string("null"),
        _ => print::to_java_string(t, &a[0]).map(Value::from),
    }),
    f("isNull", 1, |_, a| bool_(a[0].is_nil())),
    f("nonNull", 1, |_, a| bool_(!a[0].is_nil())),
    g("requireNonNull", 1, 2, require_non_nil),
    f("requireNonNullElse", 2, |_, a| if a[0].is_nil() { Ok(a[1].take()) } else { Ok(a[0].take()) }),
    f("compare", 3, |t, a| {
        if a[0].identical(&a[1]) {
            return Ok(Value::int(0));
        }
        let order = a[2].clone();
        Ok(Value::int(comparator::order(t, &order, &a[0], &a[1])? as i32))
    }),
    f("requireNonNullElseGet", 2, |t, a| match a[0].is_nil() {
        true => call_functional(t, &a[1].clone(), "get", &mut []),
        false => Ok(a[0].take()),
    }),
    f("checkFromToIndex", 3, |_, a| {
        let (from, to, n) = (long_arg(&a[0])?, long_arg(&a[1])?, long_arg(&a[2])?);
        match from < 0 || from > to || to > n {
            true => Err(out_of_range(format!("Range [{from}, {to}) out of bounds for length {n}"))),
            false => Ok(a[0].take()),
        }
    }),
    f("checkFromIndexSize", 3, |_, a| {
        let (from, size, n) = (long_arg(&a[0])?, long_arg(&a[1])?, long_arg(&a[2])?);
        match from < 0 || size < 0 || n < 0 || size > n - from {
            true => Err(out_of_range(format!("Range [{from}, {from} + {size}) out of bounds for length {n}"))),
            false => Ok(a[0].take()),
        }
    }),
    f("checkIndex", 2, |_, a| {
        let (i, n) = (long_arg(&a[0])?, long_arg(&a[1])?);
        if i < 0 || i >= n { Err(index_error(i, n.max(0) as usize)) } else { Ok(a[0].take()) }
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        statics: COLLECTIONS,
        fields: &[
            ("EMPTY_LIST", |_| Ok(immutable_list(Vec::new()))),
            ("EMPTY_SET", |t| filled(t, FIXED_SET, Vec::new())),
            ("EMPTY_MAP", |t| filled(t, FIXED_MAP, Vec::new())),
        ],
        ..class("java.util.Collections")
    },
    ClassDef { statics: &ARRAYS, ..class("java.util.Arrays") },
    ClassDef { statics: OBJECTS, ..class("java.util.Objects") },
];
