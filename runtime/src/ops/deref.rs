//! `deref`, `realized?` and `force` over everything that can be asked.

use crate::bindings;
use crate::error::{Error, Result};
use crate::instance;
use crate::object::Kind;
use crate::reduced::Reduced;
use crate::reference::{Agent, Atom, Delay, Future, Promise, Volatile};
use crate::seq::LazySeq;
use crate::seq::walk::by_type;
use crate::stm::TRef;
use crate::thread::Thread;
use crate::value::Value;
use crate::var::Var;
use std::time::Duration;

/// `(deref x)`
pub fn deref(t: &mut Thread, v: &Value) -> Result<Value> {
    by_type! { v;
        Atom => |a| Ok(a.load()),
        TRef => |r| r.deref(t),
        Agent => |a| Ok(a.load()),
        Volatile => |x| Ok(x.load()),
        Var => |x| Ok(bindings::deref(t, x)),
        Reduced => |r| Ok(r.value.clone()),
        Delay => |d| d.force(t),
        Promise => |p| Ok(p.wait(t, None)?.unwrap_or_default()),
        Future => |f| Ok(f.wait(t, None)?.unwrap_or_default()),
        else {
            for name in ["deref", "get"] {
                if let Some(result) = instance::call(t, v, name, &mut []) {
                    return result;
                }
            }
            Err(Error::cannot_cast(v, "java.util.concurrent.Future"))
        },
    }
}

/// `(deref x timeout-ms timeout-val)`
pub fn deref_for(t: &mut Thread, v: &Value, millis: i64, default: Value) -> Result<Value> {
    let timeout = Some(Duration::from_millis(millis.max(0) as u64));
    by_type! { v;
        Promise => |p| Ok(p.wait(t, timeout)?.unwrap_or(default)),
        Future => |f| Ok(f.wait(t, timeout)?.unwrap_or(default)),
        else match instance::call(t, v, "deref", &mut [Value::long(millis), default]) {
            Some(result) => result,
            None => Err(Error::cannot_cast(v, "java.util.concurrent.Future")),
        },
    }
}

/// `(realized? x)`
pub fn is_realized(t: &mut Thread, v: &Value) -> Result<bool> {
    by_type! { v;
        LazySeq => |s| Ok(s.is_realized()),
        Delay => |d| Ok(d.is_realized()),
        Promise => |p| Ok(p.is_realized()),
        Future => |f| Ok(f.is_done()),
        else match instance::call(t, v, "isRealized", &mut []) {
            Some(result) => Ok(result?.is_truthy()),
            // An iteration is pending until its element was computed; it has no thunk anybody could see.
            None if v.kind() == Some(Kind::Iterate) || v.kind() == Some(Kind::Cycle) => Ok(true),
            None => Err(Error::cannot_cast(v, "clojure.lang.IPending")),
        },
    }
}

/// `(force x)`: the value of a delay, other values as they are.
pub fn force(t: &mut Thread, v: &Value) -> Result<Value> {
    match v.as_ref::<Delay>() {
        Some(delay) => delay.force(t),
        None => Ok(v.clone()),
    }
}

/// The error for `reset!`, `swap!` and so on of something that is no atom.
pub fn not_an_atom(v: &Value) -> Error {
    Error::cannot_cast(v, "clojure.lang.IAtom")
}
