//! Finding things: `get`, `contains?`, `find`, `nth`.

use crate::array::Array;
use crate::coll::map_entry::{MapEntry, entry};
use crate::coll::queue::Queue;
use crate::coll::vector::Vector;
use crate::coll::{map, set, transient};
use crate::error::{Error, ExceptionKind, Result};
use crate::instance::{self, Instance};
use crate::keyword::Keyword;
use crate::object::Kind;
use crate::protocol::Protocol;
use crate::regex::Matcher;
use crate::seq;
use crate::seq::chunked::chunk_nth;
use crate::seq::of_vector::{vector_len, vector_nth};
use crate::string::Str;
use crate::tagged::{ReaderConditional, TaggedLiteral};
use crate::thread::Thread;
use crate::value::{Borrowed, Mark, Value};

/// The index that a key of a vector means: longs, ints and big integers count, cut to 32 bits as
/// `Number.intValue` does; other numbers do not.
pub fn integer_key(key: &Value) -> Option<i64> {
    match key.as_long() {
        Some(n) if matches!(key.mark(), Mark::None | Mark::Int) => Some(i64::from(n as i32)),
        Some(_) => None,
        None if matches!(key.kind(), Some(Kind::BigInt | Kind::BigInteger)) => {
            crate::number::unchecked::int_value(key).ok().map(i64::from)
        }
        None => None,
    }
}

fn index(n: i64) -> Option<usize> {
    usize::try_from(n).ok()
}

/// What `Class.getSimpleName` gives: the name after the last dot, or for a nested class after the last dollar.
/// (A function's class has a dollar in its name, and yet is not nested.)
pub(crate) fn simple_name(v: &Value) -> String {
    let name = crate::class::class_name(v);
    let nested = !crate::ops::is_fn(v) && !v.is::<Instance>();
    name.rsplit(|c| c == '.' || (nested && c == '$')).next().unwrap_or("").to_owned()
}

/// `(get coll key)`
#[inline]
pub fn get(t: &mut Thread, coll: &Value, key: &Value) -> Result<Value> {
    if let Some(object) = coll.as_ref::<Instance>()
        && !object.is_record()
        && let Some(result) = instance::call(t, coll, "valAt", &mut [key.clone()])
    {
        return result;
    }
    Ok(lookup(t, coll, key)?.unwrap_or_default())
}

/// `(get coll key default)`
#[inline]
pub fn get_or(t: &mut Thread, coll: &Value, key: &Value, default: Value) -> Result<Value> {
    if let Some(object) = coll.as_ref::<Instance>()
        && !object.is_record()
        && let Some(result) = instance::call(t, coll, "valAt", &mut [key.clone(), default.clone()])
    {
        return result;
    }
    Ok(lookup(t, coll, key)?.unwrap_or(default))
}

/// The value that `get` finds.
#[inline]
pub fn lookup(t: &mut Thread, coll: &Value, key: &Value) -> Result<Option<Value>> {
    match coll.kind() {
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => map::get(t, coll, key),
        Some(Kind::HashSet | Kind::SortedSet) => set::get(t, coll, key),
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => {
            Ok(integer_key(key).and_then(index).and_then(|i| vector_nth(coll, i)).map(Borrowed::cloned))
        }
        Some(Kind::Instance) => lookup_in_instance(t, coll, key),
        None => Ok(None),
        _ => lookup_slow(t, coll, key),
    }
}

fn lookup_in_instance(t: &mut Thread, coll: &Value, key: &Value) -> Result<Option<Value>> {
    let Some(object) = coll.as_ref::<Instance>() else { return Ok(None) };
    if object.is_record() {
        return super::record::get(t, object, key);
    }
    if let Some(result) = call_with_default(t, coll, "valAt", key) {
        return result;
    }
    for name in ["valAt", "get"] {
        if let Some(result) = instance::call(t, coll, name, &mut [key.clone()]) {
            return result.map(Some);
        }
    }
    Ok(None)
}

/// Calls `name(key, default)` with a default that nobody else has, to tell whether the key is there.
fn call_with_default(t: &mut Thread, coll: &Value, name: &str, key: &Value) -> Option<Result<Option<Value>>> {
    let missing = crate::reduced::reduced(Value::NIL);
    let result = instance::call_if_there(t, coll, name, &mut [key.clone(), missing.clone()])?;
    Some(result.map(|found| (!found.identical(&missing)).then_some(found)))
}

#[cold]
fn lookup_slow(t: &mut Thread, coll: &Value, key: &Value) -> Result<Option<Value>> {
    if transient::is_transient(coll) {
        return transient::get(t, coll, key);
    }
    if let Some(s) = coll.as_ref::<Str>() {
        return Ok(any_index(key).and_then(|i| s.unit_at(i)).map(Value::char));
    }
    if let Some(a) = coll.get::<Array>() {
        return Ok(any_index(key).and_then(|i| a.get(i)));
    }
    if let Some(p) = coll.as_ref::<Protocol>() {
        return p.lookup(t, key);
    }
    if let Some(literal) = coll.get::<TaggedLiteral>() {
        let name = key.as_ref::<Keyword>().filter(|k| k.ns_str().is_none()).map(|k| k.name_str());
        return Ok(match name {
            Some("tag") => Some(literal.tag.clone()),
            Some("form") => Some(literal.form.clone()),
            _ => None,
        });
    }
    if let Some(conditional) = coll.get::<ReaderConditional>() {
        let name = key.as_ref::<Keyword>().filter(|k| k.ns_str().is_none()).map(|k| k.name_str());
        return Ok(match name {
            Some("form") => Some(conditional.form.clone()),
            Some("splicing?") => Some(Value::bool(conditional.splicing)),
            _ => None,
        });
    }
    if coll.kind() == Some(Kind::Host) {
        // A list has `get` too, but `(get list i)` is nil: only maps know keys.
        if let Some(there) = instance::call(t, coll, "containsKey", &mut [key.clone()]) {
            if !there?.is_truthy() {
                return Ok(None);
            }
            return instance::call(t, coll, "get", &mut [key.clone()]).transpose();
        }
    }
    Ok(None)
}

/// Any number as an index, cut to an integer, as strings and arrays take it.
fn any_index(key: &Value) -> Option<usize> {
    index(crate::number::unchecked::int_value(key).ok()? as i64)
}

/// `(contains? coll key)`
pub fn contains(t: &mut Thread, coll: &Value, key: &Value) -> Result<bool> {
    match coll.kind() {
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => return map::contains(t, coll, key),
        Some(Kind::HashSet | Kind::SortedSet) => return set::contains(t, coll, key),
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => {
            let n = vector_len(coll).unwrap_or(0);
            return Ok(integer_key(key).and_then(index).is_some_and(|i| i < n));
        }
        Some(Kind::Instance) => {
            let Some(object) = coll.as_ref::<Instance>() else { return Ok(false) };
            if object.is_record() {
                return super::record::contains(t, object, key);
            }
            for name in ["containsKey", "contains"] {
                if let Some(result) = instance::call(t, coll, name, &mut [key.clone()]) {
                    return Ok(result?.is_truthy());
                }
            }
        }
        Some(Kind::Str | Kind::Array) if crate::number::is_number(key) => {
            let n = super::count(t, coll)?;
            return Ok(any_index(key).is_some_and(|i| i < n));
        }
        Some(Kind::Host) => {
            if let Some(result) = instance::call(t, coll, "containsKey", &mut [key.clone()]) {
                return Ok(result?.is_truthy());
            }
            if is_host_set(t, coll)
                && let Some(result) = instance::call(t, coll, "contains", &mut [key.clone()])
            {
                return Ok(result?.is_truthy());
            }
        }
        None if coll.is_nil() => return Ok(false),
        _ if transient::is_transient(coll) => return Ok(transient::get(t, coll, key)?.is_some()),
        _ => {}
    }
    let class = crate::class::class_name(coll);
    Err(Error::illegal_argument(format!("contains? not supported on type: {class}")))
}

fn is_host_set(t: &Thread, coll: &Value) -> bool {
    let classes = &t.runtime.classes;
    classes.is_instance(&classes.intern("java.util.Set"), coll)
}

/// `(find coll key)`: an entry, or nil.
pub fn find(t: &mut Thread, coll: &Value, key: &Value) -> Result<Value> {
    match coll.kind() {
        None if coll.is_nil() => return Ok(Value::NIL),
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => {
            return Ok(map::find(t, coll, key)?.unwrap_or_default());
        }
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => {
            let found = integer_key(key).and_then(index).and_then(|i| vector_nth(coll, i));
            return Ok(found.map_or(Value::NIL, |v| entry(key.clone(), v.clone())));
        }
        Some(Kind::Instance) => {
            if let Some(record) = instance::as_record(coll) {
                let found = super::record::get(t, record, key)?;
                return Ok(found.map_or(Value::NIL, |v| entry(key.clone(), v)));
            }
            if let Some(result) = instance::call(t, coll, "entryAt", &mut [key.clone()]) {
                return result;
            }
        }
        Some(Kind::TransientArrayMap | Kind::TransientHashMap) => {
            return Ok(transient::get_entry(t, coll, key)?.map_or(Value::NIL, |(k, v)| entry(k, v)));
        }
        Some(Kind::TransientVector) => {
            return Ok(transient::get(t, coll, key)?.map_or(Value::NIL, |v| entry(key.clone(), v)));
        }
        _ => {}
    }
    if let Some(there) = instance::call(t, coll, "containsKey", &mut [key.clone()]) {
        if !there?.is_truthy() {
            return Ok(Value::NIL);
        }
        if let Some(value) = instance::call(t, coll, "get", &mut [key.clone()]) {
            return Ok(entry(key.clone(), value?));
        }
    }
    let class = crate::class::class_name(coll);
    Err(Error::illegal_argument(format!("find not supported on type: {class}")))
}

/// The index argument of `nth`: any number, cut to an integer.
fn nth_index(n: &Value) -> Result<i64> {
    match n.as_long() {
        Some(n) => Ok(n),
        None => crate::number::unchecked::int_value(n).map(i64::from),
    }
}

/// `(nth coll n)`
#[inline]
pub fn nth(t: &mut Thread, coll: &Value, n: &Value) -> Result<Value> {
    if let (Some(v), Some(i)) = (coll.as_ref::<Vector>(), n.as_long()) {
        return index(i).and_then(|i| v.nth(i)).map(Borrowed::cloned).ok_or_else(Error::index_out_of_bounds);
    }
    nth_slow(t, coll, n)
}

/// [`nth`] of a value that the caller gives up: a seq is freed while it is walked.
pub fn nth_owned(t: &mut Thread, coll: Value, n: &Value) -> Result<Value> {
    match n.as_long().and_then(index) {
        Some(i) if seq::is_seq(&coll) && coll.kind() != Some(Kind::Instance) => {
            seq::nth_owned(t, coll, i)?.ok_or_else(Error::index_out_of_bounds)
        }
        _ => nth(t, &coll, n),
    }
}

fn nth_slow(t: &mut Thread, coll: &Value, n: &Value) -> Result<Value> {
    let i = nth_index(n)?;
    match nth_found(t, coll, i, None)? {
        Some(found) => Ok(found),
        None => Err(match coll.kind() {
            Some(Kind::Str) => {
                let message = format!("String index out of range: {i}");
                Error::new(ExceptionKind::StringIndexOutOfBoundsException, message)
            }
            Some(Kind::Array) => Error::bare(ExceptionKind::ArrayIndexOutOfBoundsException),
            _ => Error::index_out_of_bounds(),
        }),
    }
}

/// `(nth coll n default)`
#[inline]
pub fn nth_or(t: &mut Thread, coll: &Value, n: &Value, default: Value) -> Result<Value> {
    if let (Some(v), Some(i)) = (coll.as_ref::<Vector>(), n.as_long()) {
        return Ok(index(i).and_then(|i| v.nth(i)).map(Borrowed::cloned).unwrap_or(default));
    }
    if coll.is_nil() {
        return Ok(default);
    }
    let i = nth_index(n)?;
    Ok(nth_found(t, coll, i, Some(&default))?.unwrap_or(default))
}

/// What is at an index; `default` is handed to user types that want to know it.
fn nth_found(t: &mut Thread, coll: &Value, n: i64, default: Option<&Value>) -> Result<Option<Value>> {
    let i = index(n);
    match coll.kind() {
        None if coll.is_nil() => return Ok(Some(Value::NIL)),
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => {
            return Ok(i.and_then(|i| vector_nth(coll, i)).map(Borrowed::cloned));
        }
        Some(Kind::Str) => {
            return Ok(i.and_then(|i| coll.as_ref::<Str>()?.unit_at(i)).map(Value::char));
        }
        Some(Kind::Array) => return Ok(i.and_then(|i| coll.get::<Array>()?.get(i))),
        Some(Kind::Queue) => return Ok(i.and_then(|i| coll.as_ref::<Queue>()?.nth(i)).map(Borrowed::cloned)),
        Some(Kind::TransientVector) => return transient::get(t, coll, &Value::long(n)),
        Some(Kind::ArrayChunk | Kind::LongChunk) => return Ok(i.and_then(|i| chunk_nth(coll, i))),
        Some(Kind::Instance) => {
            if let Some(default) = default
                && let Some(result) = instance::call(t, coll, "nth", &mut [Value::int(n as i32), default.clone()])
            {
                return result.map(Some);
            }
            if let Some(result) = instance::call(t, coll, "nth", &mut [Value::int(n as i32)]) {
                return result.map(Some);
            }
            if instance::implements(coll, "java.lang.CharSequence")
                && let Some(result) = instance::call(t, coll, "charAt", &mut [Value::int(n as i32)])
            {
                return result.map(Some);
            }
            if instance::implements(coll, "clojure.lang.Sequential") || seq::is_seq(coll) {
                return walk(t, coll, i);
            }
            if instance::implements(coll, "java.util.Map$Entry") {
                return match n {
                    0 => instance::call(t, coll, "getKey", &mut []).transpose(),
                    1 => instance::call(t, coll, "getValue", &mut []).transpose(),
                    _ => Ok(None),
                };
            }
        }
        Some(Kind::Host) => {
            // Lists answer `get(int)` themselves, exceptions included.
            let classes = &t.runtime.classes;
            if classes.is_instance(&classes.intern("java.util.List"), coll) {
                if default.is_some() && i.is_none_or(|i| super::count(t, coll).is_ok_and(|n| i >= n)) {
                    return Ok(None);
                }
                return instance::call(t, coll, "get", &mut [Value::int(n as i32)]).transpose();
            }
            if let Some(result) = instance::call(t, coll, "getKey", &mut [])
                && n == 0
            {
                return result.map(Some);
            }
            if let Some(result) = instance::call(t, coll, "getValue", &mut [])
                && n == 1
            {
                return result.map(Some);
            }
        }
        Some(Kind::Matcher) => {
            if let Some(matcher) = coll.get::<Matcher>() {
                return matcher.group(n).map(Some);
            }
        }
        _ if seq::is_seq(coll) => return walk(t, coll, i),
        _ => {}
    }
    let class = simple_name(coll);
    Err(Error::unsupported(format!("nth not supported on this type: {class}")))
}

fn walk(t: &mut Thread, coll: &Value, i: Option<usize>) -> Result<Option<Value>> {
    match i {
        Some(i) => seq::nth(t, coll, i),
        None => Ok(None),
    }
}

/// The entry's key and value if the value can be one: a map entry or a vector of two.
pub fn as_pair(v: &Value) -> Option<(Value, Value)> {
    if let Some(e) = v.get::<MapEntry>() {
        return Some((e.key.clone(), e.val.clone()));
    }
    (vector_len(v)? == 2).then(|| {
        (
            vector_nth(v, 0).map(Borrowed::cloned).unwrap_or_default(),
            vector_nth(v, 1).map(Borrowed::cloned).unwrap_or_default(),
        )
    })
}
