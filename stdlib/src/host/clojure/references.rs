//! The reference interfaces: `IDeref`, `IRef`, `IAtom`, `IPending`, `IReference`; `Delay`, `Volatile`, `MultiFn`,
//! `Ref`, `Agent`, `LockingTransaction`.
//!
//! The methods are those of the functions of the same purpose in `clojure.core`.

use crate::concurrent::agents::{self, Which};
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use crate::native::agent::agent_arg;
use crate::native::stm::ref_arg;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::multimethod::MultiFn;
use runtime::reduced::reduced;
use runtime::reference::{Atom, Delay, Volatile};
use runtime::{Ref, Thread, Value, ops, seq};

fn deref(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IDeref", "java.lang.Object deref()")?;
    ops::deref(t, &a[0])
}

fn deref_for(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IBlockingDeref", "java.lang.Object deref(long, java.lang.Object)")?;
    let (millis, default) = (long_arg(&a[1])?, a[2].take());
    ops::deref::deref_for(t, &a[0], millis, default)
}

fn is_realized(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IPending", "boolean isRealized()")?;
    ops::deref::is_realized(t, &a[0]).map(Value::bool)
}

fn atom(v: &Value) -> Result<&Ref<Atom>> {
    v.as_ref::<Atom>().ok_or_else(|| not_a(v, "clojure.lang.IAtom"))
}

/// Swaps and gives old and new value. More than two further arguments come as a seq.
fn swap_values(t: &mut Thread, a: &mut [Value]) -> Result<(Value, Value)> {
    let atom = atom(&a[0])?.clone();
    let (function, mut more) = (a[1].clone(), a[2..].to_vec());
    if more.len() == 3 {
        let rest = more.pop().unwrap_or_default();
        more.extend(seq::to_vec(t, &rest)?);
    }
    loop {
        let old = atom.load();
        let mut args = vec![old.clone()];
        args.extend(more.iter().cloned());
        let new = t.invoke(&function, &mut args)?;
        if atom.compare_and_set(t, &old, new.clone())? {
            return Ok((old, new));
        }
    }
}

fn pair(old: Value, new: Value) -> Value {
    runtime::coll::vector::from_vec(vec![old, new]).into()
}

fn swap(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IAtom", "java.lang.Object swap(clojure.lang.IFn)")?;
    swap_values(t, a).map(|(_, new)| new)
}

fn swap_vals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IAtom2", "clojure.lang.IPersistentVector swapVals(clojure.lang.IFn)")?;
    swap_values(t, a).map(|(old, new)| pair(old, new))
}

fn reset(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IAtom", "java.lang.Object reset(java.lang.Object)")?;
    let new = a[1].take();
    atom(&a[0])?.clone().reset(t, new.clone())?;
    Ok(new)
}

fn reset_vals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IAtom2", "clojure.lang.IPersistentVector resetVals(java.lang.Object)")?;
    let new = a[1].take();
    let old = atom(&a[0])?.clone().reset(t, new.clone())?;
    Ok(pair(old, new))
}

fn compare_and_set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.IAtom", "boolean compareAndSet(java.lang.Object, java.lang.Object)")?;
    let new = a[2].take();
    atom(&a[0])?.clone().compare_and_set(t, &a[1], new).map(Value::bool)
}

/// A method that is a function of `clojure.core` with the same arguments.
macro_rules! core_method {
    ($name:literal, $args:literal, $interface:literal, $signature:literal, $function:literal) => {
        f($name, $args, |t, a| {
            core_only(&a[0], $interface, $signature)?;
            core_call(t, $function, a)
        })
    };
}

const IREF: &[NativeDef] = &[
    core_method!(
        "addWatch",
        3,
        "clojure.lang.IRef",
        "clojure.lang.IRef addWatch(java.lang.Object, clojure.lang.IFn)",
        "add-watch"
    ),
    core_method!(
        "removeWatch",
        2,
        "clojure.lang.IRef",
        "clojure.lang.IRef removeWatch(java.lang.Object)",
        "remove-watch"
    ),
    core_method!("setValidator", 2, "clojure.lang.IRef", "void setValidator(clojure.lang.IFn)", "set-validator!"),
    core_method!("getValidator", 1, "clojure.lang.IRef", "clojure.lang.IFn getValidator()", "get-validator"),
    f("getWatches", 1, |_, a| {
        core_only(&a[0], "clojure.lang.IRef", "clojure.lang.IPersistentMap getWatches()")?;
        runtime::reference::watch::watches(&a[0])
    }),
];

fn alter_meta(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(
        &a[0],
        "clojure.lang.IReference",
        "clojure.lang.IPersistentMap alterMeta(clojure.lang.IFn, clojure.lang.ISeq)",
    )?;
    let mut args = vec![a[0].clone(), a[1].clone()];
    args.extend(seq::to_vec(t, &a[2])?);
    core_call(t, "alter-meta!", &mut args)
}

fn multi(a: &[Value]) -> Result<&Ref<MultiFn>> {
    a[0].as_ref::<MultiFn>().ok_or_else(|| not_a(&a[0], "clojure.lang.MultiFn"))
}

const MULTI: &[NativeDef] = &[
    f("addMethod", 3, |t, a| {
        let (key, function) = (a[1].clone(), a[2].clone());
        multi(a)?.add_method(t, key, function)?;
        Ok(a[0].take())
    }),
    f("removeMethod", 2, |t, a| core_call(t, "remove-method", a)),
    f("reset", 1, |t, a| core_call(t, "remove-all-methods", a)),
    f("preferMethod", 3, |t, a| core_call(t, "prefer-method", a)),
    f("getMethod", 2, |t, a| core_call(t, "get-method", a)),
    f("getMethodTable", 1, |t, a| core_call(t, "methods", a)),
    f("getPreferTable", 1, |t, a| core_call(t, "prefers", a)),
    f("dispatchFn", 1, |_, a| Ok(multi(a)?.dispatch.clone())),
    f("defaultDispatchVal", 1, |_, a| Ok(multi(a)?.default.clone())),
];

/// Metadata, watches and so on come from the interfaces.
const AGENT: &[NativeDef] = &[
    f("getError", 1, |t, a| core_call(t, "agent-error", a)),
    f("getErrorMode", 1, |t, a| core_call(t, "error-mode", a)),
    f("setErrorMode", 2, |t, a| core_call(t, "set-error-mode!", a)),
    f("getErrorHandler", 1, |t, a| core_call(t, "error-handler", a)),
    f("setErrorHandler", 2, |t, a| core_call(t, "set-error-handler!", a)),
    f("getQueueCount", 1, |_, a| int(agent_arg(&a[0])?.queued())),
    f("restart", 3, |t, a| {
        let mut args = [a[0].take(), a[1].take(), t.runtime.keyword("clear-actions").into(), a[2].take()];
        core_call(t, "restart-agent", &mut args)
    }),
    f("dispatch", 4, |t, a| {
        let mut args = vec![a[3].take(), a[0].take(), a[1].take()];
        args.extend(seq::to_vec(t, &a[2])?);
        core_call(t, "send-via", &mut args)
    }),
];

const REF: &[NativeDef] = &[
    f("set", 2, |t, a| core_call(t, "ref-set", a)),
    f("alter", 3, |t, a| {
        let mut args = vec![a[0].take(), a[1].take()];
        args.extend(seq::to_vec(t, &a[2])?);
        core_call(t, "alter", &mut args)
    }),
    f("commute", 3, |t, a| {
        let mut args = vec![a[0].take(), a[1].take()];
        args.extend(seq::to_vec(t, &a[2])?);
        core_call(t, "commute", &mut args)
    }),
    f("touch", 1, |t, a| core_call(t, "ensure", a).map(|_| Value::NIL)),
    f("getHistoryCount", 1, |_, a| int(ref_arg(&a[0])?.history_count())),
    f("getMinHistory", 1, |_, a| Ok(Value::int(ref_arg(&a[0])?.history_bounds().0 as i32))),
    f("getMaxHistory", 1, |_, a| Ok(Value::int(ref_arg(&a[0])?.history_bounds().1 as i32))),
    f("setMinHistory", 2, |t, a| core_call(t, "ref-min-history", a)),
    f("setMaxHistory", 2, |t, a| core_call(t, "ref-max-history", a)),
    f("trimHistory", 1, |_, a| {
        ref_arg(&a[0])?.trim_history();
        void()
    }),
];

fn volatile(a: &[Value]) -> Result<&Ref<Volatile>> {
    a[0].as_ref::<Volatile>().ok_or_else(|| not_a(&a[0], "clojure.lang.Volatile"))
}

/// The constructors of references: of a value, and of a value and metadata.
fn with_meta(t: &mut Thread, function: &str, a: &mut [Value]) -> Result<Value> {
    match a {
        [value, meta] => {
            let mut args = [value.take(), t.runtime.keyword("meta").into(), meta.take()];
            core_call(t, function, &mut args)
        }
        _ => core_call(t, function, a),
    }
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: &[f("deref", 1, deref)], ..class("clojure.lang.IDeref") },
    ClassDef { methods: &[f("deref", 3, deref_for)], ..class("clojure.lang.IBlockingDeref") },
    ClassDef { methods: &[f("isRealized", 1, is_realized)], ..class("clojure.lang.IPending") },
    ClassDef {
        methods: &[g("swap", 2, 5, swap), f("reset", 2, reset), f("compareAndSet", 3, compare_and_set)],
        ..class("clojure.lang.IAtom")
    },
    ClassDef {
        methods: &[g("swapVals", 2, 5, swap_vals), f("resetVals", 2, reset_vals)],
        ..class("clojure.lang.IAtom2")
    },
    ClassDef { methods: IREF, ..class("clojure.lang.IRef") },
    ClassDef {
        methods: &[
            f("alterMeta", 3, alter_meta),
            core_method!(
                "resetMeta",
                2,
                "clojure.lang.IReference",
                "clojure.lang.IPersistentMap resetMeta(clojure.lang.IPersistentMap)",
                "reset-meta!"
            ),
        ],
        ..class("clojure.lang.IReference")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| match a {
            [_, _] => with_meta(t, "atom", a),
            _ => Ok(Atom::new_ref(a[0].take()).into()),
        })],
        ..class("clojure.lang.Atom")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |_, a| Ok(Volatile::new_value(a[0].take())))],
        methods: &[f("reset", 2, |t, a| {
            let value = a[1].take();
            volatile(a)?.store(t, value.clone());
            Ok(value)
        })],
        ..class("clojure.lang.Volatile")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |_, a| Ok(Delay::new_value(a[0].take())))],
        statics: &[f("force", 1, |t, a| ops::deref::force(t, &a[0]))],
        ..class("clojure.lang.Delay")
    },
    ClassDef { constructors: &[ctor(1, 1, |_, a| Ok(reduced(a[0].take())))], ..class("clojure.lang.Reduced") },
    ClassDef { methods: MULTI, ..class("clojure.lang.MultiFn") },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| with_meta(t, "agent", a))],
        fields: &[
            ("pooledExecutor", |t| Ok(agents::executor(t, Which::Pooled))),
            ("soloExecutor", |t| Ok(agents::executor(t, Which::Solo))),
        ],
        statics: &[f("shutdown", 0, |t, a| core_call(t, "shutdown-agents", a))],
        methods: AGENT,
        ..class("clojure.lang.Agent")
    },
    ClassDef { constructors: &[ctor(1, 2, |t, a| with_meta(t, "ref", a))], methods: REF, ..class("clojure.lang.Ref") },
    ClassDef {
        statics: &[
            f("runInTransaction", 1, |t, a| core_call(t, "run-in-transaction", a)),
            f("isRunning", 0, |t, _| bool_(t.transaction.is_some())),
        ],
        ..class("clojure.lang.LockingTransaction")
    },
];
