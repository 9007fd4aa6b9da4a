//! `java.lang.Object`, and the small interfaces of the package: `Comparable`, `Iterable`, `Runnable`, `AutoCloseable`.
//!
//! Every value has these methods. Host objects and objects of user types come here only when they have no method of
//! their own, so nothing here asks them again: collections are compared and hashed through their iterators.

use crate::host::hierarchy::class;
use crate::host::support::{
    abstract_method, ctor, f, g, int_arg, is_a, long_arg, no_overload, plain_host, string, void,
};
use runtime::class::{ClassDef, class_name};
use runtime::equality::{equiv, java_equals};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::hash::{identity_hash, java_hash_code};
use runtime::host_object::HostObject;
use runtime::{Kind, Thread, Value, ops, print, seq};
use std::ops::ControlFlow;
use std::time::Duration;

/// What `(Object.)` makes: something with an identity.
struct Plain;

plain_host!(Plain, "java.lang.Object");

fn new(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(HostObject::new_value(Plain))
}

fn to_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].kind() != Some(Kind::Host) {
        return print::to_java_string(t, &a[0]).map(Value::from);
    }
    if shape(t, &a[0]).is_some() || is_a(t, &a[0], "java.util.Collection") {
        return print::java_collection_text(t, &a[0]).map(Value::from);
    }
    let hash = java_hash_code(t, &a[0])?;
    string(format!("{}@{hash:x}", class_name(&a[0])))
}

/// What kind of Java collection a host object is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    List,
    Set,
    Map,
}

fn shape(t: &Thread, v: &Value) -> Option<Shape> {
    [("java.util.List", Shape::List), ("java.util.Set", Shape::Set), ("java.util.Map", Shape::Map)]
        .into_iter()
        .find(|(name, _)| is_a(t, v, name))
        .map(|(_, shape)| shape)
}

fn equals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].kind() != Some(Kind::Host) {
        return java_equals(t, &a[0], &a[1]).map(Value::bool);
    }
    if a[0].identical(&a[1]) {
        return Ok(Value::TRUE);
    }
    let Some(own) = shape(t, &a[0]) else { return Ok(Value::FALSE) };
    if shape(t, &a[1]) != Some(own) {
        return Ok(Value::FALSE);
    }
    t.descend(|t| match own {
        Shape::List => equal_lists(t, &a[0], &a[1]),
        Shape::Set => equal_sets(t, &a[0], &a[1]),
        Shape::Map => equal_maps(t, &a[0], &a[1]),
    })
    .map(Value::bool)
}

fn equal_lists(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    let (a, b) = (seq::to_vec(t, a)?, seq::to_vec(t, b)?);
    if a.len() != b.len() {
        return Ok(false);
    }
    for (x, y) in a.iter().zip(&b) {
        if !java_equals(t, x, y)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_sets(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    let elements = seq::to_vec(t, b)?;
    if ops::count(t, a)? != elements.len() {
        return Ok(false);
    }
    for x in &elements {
        if !ops::contains(t, a, x)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal_maps(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    let entries = seq::to_vec(t, b)?;
    if ops::count(t, a)? != entries.len() {
        return Ok(false);
    }
    for entry in &entries {
        let (key, val) = (ops::key(t, entry)?, ops::val(t, entry)?);
        if !ops::contains(t, a, &key)? {
            return Ok(false);
        }
        let own = ops::get(t, a, &key)?;
        if !java_equals(t, &own, &val)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn hash_code(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].kind() != Some(Kind::Host) {
        return java_hash_code(t, &a[0]).map(Value::int);
    }
    let Some(own) = shape(t, &a[0]) else { return Ok(Value::int(identity_hash(&a[0]))) };
    let mut hash = i32::from(own == Shape::List);
    t.descend(|t| {
        seq::for_each(t, &a[0], |t, x| {
            hash = match own {
                Shape::List => hash.wrapping_mul(31).wrapping_add(java_hash_code(t, x)?),
                Shape::Set => hash.wrapping_add(java_hash_code(t, x)?),
                Shape::Map => {
                    let (key, val) = (ops::key(t, x)?, ops::val(t, x)?);
                    hash.wrapping_add(java_hash_code(t, &key)? ^ java_hash_code(t, &val)?)
                }
            };
            Ok(ControlFlow::Continue(()))
        })
    })?;
    Ok(Value::int(hash))
}

fn get_class(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(t.runtime.classes.of(&a[0]).map_or(Value::NIL, Value::from))
}

/// `wait()`, `wait(millis)` and `wait(millis, nanos)`, by the monitor of the object; no time is no limit.
fn wait(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let millis = a.get(1).map_or(Ok(0), long_arg)?;
    if millis < 0 {
        return Err(Error::illegal_argument("timeout value is negative"));
    }
    let nanos = a.get(2).map_or(Ok(0), int_arg)?.clamp(0, 999_999);
    let timeout = Duration::from_millis(millis as u64) + Duration::from_nanos(nanos as u64);
    vm::monitor::wait(t, &a[0], (!timeout.is_zero()).then_some(timeout))?;
    void()
}

fn notify(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    vm::monitor::notify(t, &a[0], false)?;
    void()
}

fn notify_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    vm::monitor::notify(t, &a[0], true)?;
    void()
}

fn compare_to(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[1].is_nil() {
        return Err(Error::null_pointer());
    }
    // A host object that can be compared has the method itself; `compare` would ask this one again.
    if a[0].kind() == Some(Kind::Host) {
        return Err(abstract_method(&a[0], "java.lang.Comparable", "int compareTo(java.lang.Object)"));
    }
    if !is_a(t, &a[0], "java.lang.Comparable") {
        return Err(no_overload("compareTo", 1, &class_name(&a[0])));
    }
    runtime::compare::compare_int(t, &a[0], &a[1]).map(Value::int)
}

/// `run` and `call` of a function.
fn run(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let function = a[0].clone();
    t.invoke(&function, &mut [])?;
    void()
}

fn call(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let function = a[0].clone();
    t.invoke(&function, &mut [])
}

/// `IHashEq` and `equiv` as methods of anything.
fn equiv_method(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    equiv(t, &a[0], &a[1]).map(Value::bool)
}

fn hasheq(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    runtime::hash::hasheq(t, &a[0]).map(Value::int)
}

const OBJECT: &[NativeDef] = &[
    f("toString", 1, to_string),
    f("equals", 2, equals),
    f("hashCode", 1, hash_code),
    f("getClass", 1, get_class),
    f("notify", 1, notify),
    f("notifyAll", 1, notify_all),
    g("wait", 1, 3, wait),
];

pub const CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(0, 0, new)], methods: OBJECT, ..class("java.lang.Object") },
    ClassDef { methods: &[f("compareTo", 2, compare_to)], ..class("java.lang.Comparable") },
    ClassDef { methods: &[f("run", 1, run)], ..class("java.lang.Runnable") },
    ClassDef { methods: &[f("call", 1, call)], ..class("java.util.concurrent.Callable") },
    ClassDef { methods: &[f("hasheq", 1, hasheq)], ..class("clojure.lang.IHashEq") },
    ClassDef { methods: &[f("equiv", 2, equiv_method)], ..class("clojure.lang.MapEquivalence") },
];
