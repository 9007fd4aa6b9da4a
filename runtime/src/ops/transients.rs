//! `transient`, `persistent!`, `conj!` and its kin over every editable collection, user types included.

use super::change::each_entry;
use crate::coll::transient;
use crate::error::{Error, Result};
use crate::instance;
use crate::object::Kind;
use crate::thread::Thread;
use crate::value::Value;

/// `(transient coll)`
pub fn to_transient(t: &mut Thread, coll: Value) -> Result<Value> {
    match instance::call(t, &coll, "asTransient", &mut []) {
        Some(result) => result,
        None => transient::transient(coll),
    }
}

/// `(persistent! coll)`
pub fn persistent(t: &mut Thread, coll: &Value) -> Result<Value> {
    match instance::call(t, coll, "persistent", &mut []) {
        Some(result) => result,
        None => transient::persistent(coll),
    }
}

/// `(conj! coll x)`
#[inline]
pub fn conj(t: &mut Thread, coll: Value, x: Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::TransientVector | Kind::TransientHashSet) => transient::conj(t, coll, x),
        Some(Kind::TransientArrayMap | Kind::TransientHashMap) => each_entry(t, coll, &x, transient::assoc),
        _ => method(t, &coll, "conj", &mut [x], "clojure.lang.ITransientCollection"),
    }
}

/// `(assoc! coll key val)`
#[inline]
pub fn assoc(t: &mut Thread, coll: Value, key: Value, val: Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::Instance) => method(t, &coll, "assoc", &mut [key, val], "clojure.lang.ITransientAssociative"),
        _ => transient::assoc(t, coll, key, val),
    }
}

/// `(dissoc! map key)`
pub fn dissoc(t: &mut Thread, coll: Value, key: &Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::Instance) => method(t, &coll, "without", &mut [key.clone()], "clojure.lang.ITransientMap"),
        _ => transient::dissoc(t, coll, key),
    }
}

/// `(disj! set x)`
pub fn disj(t: &mut Thread, coll: Value, x: &Value) -> Result<Value> {
    match coll.kind() {
        None if coll.is_nil() => Ok(coll),
        Some(Kind::Instance) => method(t, &coll, "disjoin", &mut [x.clone()], "clojure.lang.ITransientSet"),
        _ => transient::disj(t, coll, x),
    }
}

/// `(pop! coll)`
pub fn pop(t: &mut Thread, coll: Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::Instance) => method(t, &coll, "pop", &mut [], "clojure.lang.ITransientVector"),
        _ => transient::pop(coll),
    }
}

fn method(t: &mut Thread, coll: &Value, name: &str, args: &mut [Value], class: &str) -> Result<Value> {
    instance::call(t, coll, name, args).unwrap_or_else(|| Err(Error::cannot_cast(coll, class)))
}
