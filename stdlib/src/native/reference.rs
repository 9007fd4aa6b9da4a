//! Natives for vars, their roots and thread bindings, atoms, watches, delays and promises.
//!
//! What `swap!` and its family do between reading and writing is in Clojure, so that the function called can park.

use super::args::symbol_arg;
use crate::host::concurrent::future;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::object::Ref;
use runtime::ops::deref::not_an_atom;
use runtime::reference::{Atom, Delay, Promise, var, watch};
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Thread, Value, bindings, instance, meta, ops};

/// A var.
pub fn var_arg(value: &Value) -> Result<&Ref<Var>> {
    value.as_ref::<Var>().ok_or_else(|| Error::cannot_cast(value, "clojure.lang.Var"))
}

fn atom_arg(value: &Value) -> Result<&Ref<Atom>> {
    value.as_ref::<Atom>().ok_or_else(|| not_an_atom(value))
}

// Vars

fn var_get(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(bindings::deref(t, var_arg(&args[0])?))
}

fn var_set(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let value = args[1].take();
    bindings::set(t, var_arg(&args[0])?, value.clone())?;
    Ok(value)
}

fn alter_var_root(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    var::alter_root(t, var_arg(&args[0])?, &args[1])
}

fn bind_root(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let value = args[1].take();
    var::bind_root(t, var_arg(&args[0])?, value)?;
    Ok(Value::NIL)
}

fn raw_root(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(var::raw_root(t, var_arg(&args[0])?))
}

fn has_root(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(var_arg(&args[0])?.root(t).is_some()))
}

/// A var without a name, for `with-local-vars`.
fn local_var(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let var = Var::new_object(None, Symbol::from_parts(None, "--unnamed--"));
    var.set_dynamic(true);
    Ok(var.into())
}

fn is_thread_bound(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    for arg in args.iter() {
        if !bindings::is_bound(t, var_arg(arg)?) {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn is_bound(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    for arg in args.iter() {
        let var = var_arg(arg)?;
        if var.root(t).is_none() && !bindings::is_bound(t, var) {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn find_var(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let symbol = symbol_arg(&args[0])?;
    let Some(ns) = symbol.ns_str() else {
        return Err(Error::illegal_argument("Symbol must be namespace-qualified"));
    };
    match t.runtime.namespaces.find(ns) {
        Some(ns) => Ok(ns.find_var(symbol.name_str()).map_or(Value::NIL, Value::from)),
        None => Err(Error::illegal_argument(format!("No such namespace: {ns}"))),
    }
}

fn push_thread_bindings(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if !ops::is_map(&args[0]) {
        return Err(Error::cannot_cast(&args[0], "clojure.lang.Associative"));
    }
    bindings::push_map(t, &args[0])?;
    Ok(Value::NIL)
}

fn pop_thread_bindings(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    bindings::pop(t)?;
    Ok(Value::NIL)
}

fn get_thread_bindings(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    bindings::all(t)
}

/// The bindings in force, for another thread or a later call to take over.
fn binding_frame(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(bindings::convey(t))
}

fn reset_binding_frame(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    bindings::reset(t, args[0].take());
    Ok(Value::NIL)
}

// Atoms

fn atom(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Atom::new_ref(args[0].take()).into())
}

/// What the method of a user type answers, if the reference is of one that has it.
fn own_method(t: &mut Thread, args: &[Value], name: &str) -> Option<Result<Value>> {
    let (reference, rest) = args.split_first()?;
    reference.as_ref::<instance::Instance>()?;
    instance::call(t, reference, name, &mut rest.to_vec())
}

fn compare_and_swap(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(answer) = own_method(t, args, "compareAndSet") {
        return answer;
    }
    let new = args[2].take();
    Ok(Value::bool(atom_arg(&args[0])?.compare_and_set(t, &args[1], new)?))
}

fn atom_reset(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let new = args[1].take();
    atom_arg(&args[0])?.reset(t, new.clone())?;
    Ok(new)
}

// Watches, validators, metadata

fn add_watch(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(answer) = own_method(t, args, "addWatch") {
        return answer;
    }
    let (key, f) = (args[1].take(), args[2].take());
    watch::add_watch(t, &args[0], key, f)?;
    Ok(args[0].take())
}

fn remove_watch(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(answer) = own_method(t, args, "removeWatch") {
        return answer;
    }
    watch::remove_watch(t, &args[0], &args[1])?;
    Ok(args[0].take())
}

fn set_validator(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(answer) = own_method(t, args, "setValidator") {
        return answer;
    }
    let current = match (args[0].get::<Atom>(), args[0].get::<Var>()) {
        (Some(atom), _) => Some(atom.load()),
        (_, Some(var)) => var.root(t),
        // Other references are asked as programs ask them; what is none is refused below.
        _ => watch::validator(&args[0]).and_then(|_| ops::deref(t, &args[0])).ok(),
    };
    let f = args[1].take();
    watch::set_validator(t, &args[0], f, current.as_ref())?;
    Ok(Value::NIL)
}

fn get_validator(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(answer) = own_method(t, args, "getValidator") {
        return answer;
    }
    watch::validator(&args[0])
}

fn reset_meta(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(answer) = own_method(t, args, "resetMeta") {
        return answer;
    }
    let new = args[1].take();
    meta::reset_meta(t, &args[0], new)
}

// Delays, promises, and what is common to all references

fn delay(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Delay::new_value(args[0].take()))
}

fn force(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::deref::force(t, &args[0])
}

fn promise(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(Promise::new_value())
}

/// The promise if it had no value yet, else nil.
fn deliver(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let value = args[1].take();
    match args[0].as_ref::<Promise>() {
        Some(promise) if promise.deliver(value.clone()) => Ok(args[0].take()),
        Some(_) => Ok(Value::NIL),
        None if args[0].is_nil() => Err(Error::null_pointer()),
        None => {
            let target = args[0].take();
            t.invoke1(&target, value)
        }
    }
}

/// Is it a Java `Future` that is no `IBlockingDeref`?
fn is_other_future(v: &Value) -> bool {
    let java = instance::implements(v, "java.util.concurrent.Future");
    v.is::<HostObject>() || java && !instance::implements(v, "clojure.lang.IBlockingDeref")
}

fn deref(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [reference] => ops::deref(t, reference),
        [reference, millis, default] => {
            let millis = super::args::long_arg(millis)?;
            // The argument stays: a thread that waits may call again.
            if is_other_future(reference) {
                return future::deref_for(t, reference, millis, default.clone());
            }
            ops::deref::deref_for(t, reference, millis, default.clone())
        }
        _ => Err(Error::arity(args.len(), "clojure.core/deref")),
    }
}

fn is_realized(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(ops::deref::is_realized(t, &args[0])?))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("var-get", 1, 1, var_get),
    NativeDef::new("var-set", 2, 2, var_set),
    NativeDef::new("alter-var-root", 2, 2, alter_var_root),
    NativeDef::new("bind-root", 2, 2, bind_root),
    NativeDef::new("raw-root", 1, 1, raw_root),
    NativeDef::new("has-root?", 1, 1, has_root),
    NativeDef::new("local-var", 0, 0, local_var),
    NativeDef::new("thread-bound?", 0, NativeDef::VARIADIC, is_thread_bound),
    NativeDef::new("bound?", 0, NativeDef::VARIADIC, is_bound),
    NativeDef::new("find-var", 1, 1, find_var),
    NativeDef::new("push-thread-bindings", 1, 1, push_thread_bindings),
    NativeDef::new("pop-thread-bindings", 0, 0, pop_thread_bindings),
    NativeDef::new("get-thread-bindings", 0, 0, get_thread_bindings),
    NativeDef::new("binding-frame", 0, 0, binding_frame),
    NativeDef::new("reset-binding-frame", 1, 1, reset_binding_frame),
    NativeDef::new("atom", 1, 1, atom),
    NativeDef::new("atom-reset", 2, 2, atom_reset),
    NativeDef::new("compare-and-set!", 3, 3, compare_and_swap),
    NativeDef::new("add-watch", 3, 3, add_watch),
    NativeDef::new("remove-watch", 2, 2, remove_watch),
    NativeDef::new("set-validator!", 2, 2, set_validator),
    NativeDef::new("get-validator", 1, 1, get_validator),
    NativeDef::new("reset-meta!", 2, 2, reset_meta),
    NativeDef::new("delay", 1, 1, delay),
    NativeDef::new("force", 1, 1, force).flags(NativeDef::DELAY_0),
    NativeDef::new("promise", 0, 0, promise),
    NativeDef::new("deliver", 2, 2, deliver),
    NativeDef::new("deref", 1, 3, deref).flags(NativeDef::DELAY_0),
    NativeDef::new("realized?", 1, 1, is_realized),
];
