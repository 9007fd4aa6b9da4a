//! What `Arrays` does with two arrays or with ranges of them: `compare`, `mismatch`, `equals`; and `setAll`,
//! `parallelPrefix`, `binarySearch` of a range. The rest is in [`super::helpers`].

use crate::host::support::*;
use crate::host::util::comparator::order;
use crate::host::util::helpers::{array, range, search};
use crate::host::util::list::same;
use runtime::array::{Array, component_of};
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::{Thread, Value};
use std::cmp::Ordering;

/// The two stretches that a method compares, and the comparator behind them: `(a, b)`, `(a, b, order)`,
/// `(a, from, to, b, from, to)` or that with an order.
fn stretches(a: &[Value]) -> Result<(Vec<Value>, Vec<Value>, Value)> {
    let cut = |v: &Value, at: usize| -> Result<Vec<Value>> {
        let array = array(v)?;
        Ok(array.to_vec()[range(a, at, array.len())?].to_vec())
    };
    let whole = |v: &Value| array(v).map(Array::to_vec);
    Ok(match a {
        [x, y] => (whole(x)?, whole(y)?, Value::NIL),
        [x, y, order] => (whole(x)?, whole(y)?, order.clone()),
        [x, _, _, y, _, _, rest @ ..] => (cut(x, 1)?, cut(y, 4)?, rest.first().cloned().unwrap_or_default()),
        _ => return Err(no_overload("compare", a.len(), "")),
    })
}

/// Two elements by a comparator; nil comes before everything, as in `Arrays.compare`.
fn element_order(t: &mut Thread, by: &Value, x: &Value, y: &Value) -> Result<Ordering> {
    match (by.is_nil(), x.is_nil(), y.is_nil()) {
        (true, true, true) => Ok(Ordering::Equal),
        (true, true, false) => Ok(Ordering::Less),
        (true, false, true) => Ok(Ordering::Greater),
        _ => order(t, by, x, y),
    }
}

/// The first index at which the stretches differ.
fn first_difference(t: &mut Thread, x: &[Value], y: &[Value], by: &Value) -> Result<Option<usize>> {
    for (i, (a, b)) in x.iter().zip(y).enumerate() {
        let equal = if by.is_nil() { same(t, a, b)? } else { order(t, by, a, b)?.is_eq() };
        if !equal {
            return Ok(Some(i));
        }
    }
    Ok((x.len() != y.len()).then(|| x.len().min(y.len())))
}

fn compare(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a.len() < 4 && (a[0].is_nil() || a[1].is_nil()) {
        return Ok(Value::int(i32::from(!a[0].is_nil()) - i32::from(!a[1].is_nil())));
    }
    let (x, y, by) = stretches(a)?;
    for (a, b) in x.iter().zip(&y) {
        let found = element_order(t, &by, a, b)?;
        if found.is_ne() {
            // Bytes and shorts and chars differ by their distance, as their `compare` says.
            let distance = match (a.as_long(), b.as_long(), runtime::class::class_name(a).as_ref()) {
                (Some(a), Some(b), "java.lang.Byte" | "java.lang.Short") => (a - b) as i32,
                _ => match (a.as_char(), b.as_char()) {
                    (Some(a), Some(b)) => i32::from(a) - i32::from(b),
                    _ => found as i32,
                },
            };
            return Ok(Value::int(distance));
        }
    }
    Ok(Value::int((x.len() as i64 - y.len() as i64) as i32))
}

fn compare_unsigned(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y, _) = stretches(a)?;
    let unsigned = |v: &Value| match runtime::class::class_name(v).as_ref() {
        "java.lang.Byte" => v.as_long().unwrap_or(0) as u64 & 0xFF,
        "java.lang.Short" => v.as_long().unwrap_or(0) as u64 & 0xFFFF,
        _ => v.as_long().unwrap_or(0) as u64,
    };
    for (a, b) in x.iter().map(unsigned).zip(y.iter().map(unsigned)) {
        if a != b {
            let narrow = a <= 0xFFFF && b <= 0xFFFF;
            return Ok(Value::int(if narrow { a as i32 - b as i32 } else { a.cmp(&b) as i32 }));
        }
    }
    Ok(Value::int(x.len() as i32 - y.len() as i32))
}

fn mismatch(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y, by) = stretches(a)?;
    Ok(Value::int(first_difference(t, &x, &y, &by)?.map_or(-1, |i| i as i32)))
}

fn equals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (x, y, by) = stretches(a)?;
    bool_(x.len() == y.len() && first_difference(t, &x, &y, &by)?.is_none())
}

/// `setAll(array, function of the index)`
fn set_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, function) = (a[0].clone(), a[1].clone());
    let array = array(&target)?;
    let method = match array.component() {
        "int" => "applyAsInt",
        "long" => "applyAsLong",
        "double" => "applyAsDouble",
        _ => "apply",
    };
    for i in 0..array.len() {
        let value = call_functional(t, &function, method, &mut [Value::int(i as i32)])?;
        put(t, array, i, value)?;
    }
    void()
}

/// Stores what a function gave: a number as the array wants it.
fn put(t: &mut Thread, array: &Array, i: usize, value: Value) -> Result<()> {
    let value = match array.component() {
        "int" => Value::int(int_arg(&value)?),
        "long" => Value::long(long_arg(&value)?),
        "double" => Value::double(double_arg(&value)?),
        _ => value,
    };
    array.set(t, i as i64, value)
}

/// `parallelPrefix(array, function)` and of a range.
fn prefix(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, function) = (a[0].clone(), a[a.len() - 1].clone());
    let array = array(&target)?;
    let range = if a.len() == 4 { range(a, 1, array.len())? } else { 0..array.len() };
    let method = match array.component() {
        "int" => "applyAsInt",
        "long" => "applyAsLong",
        "double" => "applyAsDouble",
        _ => "apply",
    };
    for i in range.skip(1) {
        let (before, own) = (array.get(i - 1).unwrap_or_default(), array.get(i).unwrap_or_default());
        let value = call_functional(t, &function, method, &mut [before, own])?;
        put(t, array, i, value)?;
    }
    void()
}

/// `binarySearch(array, from, to, key)`, with a comparator behind.
fn search_range(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = array(&a[0])?.to_vec();
    let range = range(a, 1, items.len())?;
    let order = a.get(4).cloned().unwrap_or_default();
    let start = range.start as i64;
    let found = i64::from(int_arg(&search(t, &items[range], &a[3], &order)?)?);
    Ok(Value::int(if found >= 0 { found + start } else { found - start } as i32))
}

/// `copyOf(array, n, class)` and `copyOfRange(array, from, to, class)`: into an array of another class.
fn copy_as(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (class, numbers) = match &*a {
        [_, n, class] => (class, (0, int_arg(n)?)),
        [_, from, to, class] => (class, (int_arg(from)?, int_arg(to)?)),
        _ => return Err(no_overload("copyOf", a.len(), "")),
    };
    let class = crate::host::lang::class::class_arg(class)?.clone();
    let copied = crate::host::util::helpers::copy(t, &a[0], numbers.0, numbers.1)?;
    let component = component_of(class.name_str()).unwrap_or("java.lang.Object").to_owned();
    Ok(Array::of_objects(&component, array(&copied)?.to_vec()))
}

pub const STATICS: &[NativeDef] = &[
    g("compare", 2, 3, compare),
    g("compare", 6, 7, compare),
    f("compareUnsigned", 2, compare_unsigned),
    f("compareUnsigned", 6, compare_unsigned),
    g("mismatch", 2, 3, mismatch),
    g("mismatch", 6, 7, mismatch),
    f("equals", 3, equals),
    g("equals", 6, 7, equals),
    f("setAll", 2, set_all),
    f("parallelSetAll", 2, set_all),
    f("parallelPrefix", 2, prefix),
    f("parallelPrefix", 4, prefix),
    g("binarySearch", 4, 5, search_range),
    f("copyOf", 3, copy_as),
    f("copyOfRange", 4, copy_as),
];
