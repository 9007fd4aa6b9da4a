//! Everything that can be called and is not a function with linked code for the number of arguments:
//! functions to be linked, variadic functions, natives, vars, multimethods, protocol functions, objects
//! with `invoke` methods, and data that looks itself up (keywords, maps, sets, vectors …).
//!
//! All of it works on a *window*: callee in register `a`, arguments after it, result to `a`. What ends in
//! bytecode ends in a frame; nothing recurses natively but natives that call back and the dispatch
//! functions of multimethods that are not functions.

use super::call::{count_down, entry_of, needs_help, rest_entry_of};
use super::{Stop, apply};
use crate::cache::{Found, Key, class_key, class_of};
use crate::call::{arity_error, native_arity_error};
use crate::frame::{Entry, Return, is_function};
use crate::link;
use crate::stack::{M, MAX_WINDOW, Regs, State, place};
use runtime::function::{Function, Native, NativeDef};
use runtime::instance::{self, Instance};
use runtime::keyword::Keyword;
use runtime::multimethod::MultiFn;
use runtime::protocol::ProtocolFn;
use runtime::reference::Delay;
use runtime::reference::unbound::Unbound;
use runtime::seq::of_array::take_rest_args;
use runtime::seq::{
    self,
    lazy::{self, LazySeq},
};
use runtime::stm::TRef;
use runtime::var::Var;
use runtime::{Error, ExceptionKind, Kind, Ref, Result, Thread, Value, bindings};

/// How often a call may be forwarded: a var may hold itself, and a protocol's method be the protocol's.
pub(super) const MAX_FORWARDS: usize = 1_000;

/// Calls whatever register `a` holds with the `argc` values after it. `retry` says that the window is the
/// one that the present instruction describes, so that the instruction may run again.
#[inline(never)]
pub fn call_any(t: &mut Thread, m: M, s: State, a: u16, mut argc: usize, mut retry: bool) -> Result<State, Stop> {
    m.save(&s);
    for _ in 0..MAX_FORWARDS {
        let callee = s.regs.get(a);
        match callee.kind() {
            Some(Kind::Function) => {
                if retry {
                    count_down(t, m, &s)?;
                }
                return Ok(call_function(t, m, s, a, argc)?);
            }
            Some(Kind::Native) => {
                let native = callee.clone();
                let window = s.regs.from(a).at(1);
                return call_native_value(t, m, s, &native, window, a, argc, retry);
            }
            Some(Kind::MultiFn) => return dispatch(t, m, s, a, argc),
            Some(Kind::Instance) => {
                let Some(method) = invoke_method(callee, argc) else {
                    return Err(arity_or_cast(callee, argc).into());
                };
                // The object becomes the first argument.
                let window = s.regs.slice(a, argc + 2);
                for i in (1..=argc).rev() {
                    window[i + 1] = window[i].take();
                }
                window[1] = std::mem::replace(&mut window[0], method);
                argc += 1;
                retry = false;
            }
            _ => match forward(t, m, callee, s.regs.slice(a + place(1), argc))? {
                Some(target) => s.regs.set(a, target),
                None => {
                    let callee = callee.clone();
                    let args = s.regs.slice(a + place(1), argc);
                    let result = m.pinned(|| call_data(t, &callee, args))?;
                    args.iter_mut().for_each(|v| drop(v.take()));
                    s.regs.set(a, result);
                    return Ok(s);
                }
            },
        }
    }
    Err(Error::bare(ExceptionKind::StackOverflowError).into())
}

/// Callables that stand for another one, called with the same arguments.
pub(super) fn forward(t: &mut Thread, m: M, callee: &Value, args: &[Value]) -> Result<Option<Value>> {
    if let Some(var) = callee.as_ref::<Var>() {
        return Ok(Some(bindings::deref(t, var)));
    }
    if let Some(ref_) = callee.as_ref::<TRef>() {
        return ref_.deref(t).map(Some);
    }
    if let Some(function) = callee.as_ref::<ProtocolFn>() {
        return match args.first() {
            Some(target) => protocol_method(t, m, function, target, args.len()).map(Some),
            None => Err(Error::arity(0, &runtime::class::class_name(callee))),
        };
    }
    Ok(None)
}

/// The key under which a protocol's answer for this receiver is remembered, if it is at all.
#[inline(always)]
pub(super) fn protocol_key(function: &ProtocolFn, site: usize, target: &Value, argc: usize) -> Option<Key> {
    if function.protocol.extend_via_metadata {
        return None;
    }
    // Types have a function for each number of arguments; versions are small numbers.
    let version = function.protocol.version() << 8 | argc.min(255) as u64;
    Some(Key { site, class: class_key(target)?, version })
}

/// The function that answers a protocol's method for this receiver.
pub(super) fn protocol_method(
    t: &mut Thread,
    m: M,
    function: &Ref<ProtocolFn>,
    target: &Value,
    argc: usize,
) -> Result<Value> {
    let Some(key) = protocol_key(function, function.address(), target, argc) else {
        return function.find(t, target, argc);
    };
    match m.cache().get(key) {
        Some(Found::Method(method)) => return Ok(method.clone()),
        Some(&Found::Field(index)) => {
            if let Some(closure) = target.as_ref::<Instance>().and_then(|object| object.tail().get(index as usize)) {
                return Ok(closure.clone());
            }
        }
        _ => {}
    }
    let method = function.find(t, target, argc)?;
    let found = match function.closure_index(target, argc) {
        Some(index) => Found::Field(index as u32),
        None => Found::Method(method.clone()),
    };
    m.cache().remember(key, found, [function.to_value(), class_of(target), Value::NIL]);
    Ok(method)
}

/// The method with which an object answers a call of `argc` arguments.
pub(super) fn invoke_method(object: &Value, argc: usize) -> Option<Value> {
    let object = object.as_ref::<Instance>()?;
    instance::method(object, "invoke", argc + 1)
}

/// The error for calling an object that has no `invoke` method of this arity.
#[cold]
pub(super) fn arity_or_cast(object: &Value, argc: usize) -> Error {
    if instance::implements(object, "clojure.lang.IFn") {
        let params = vec!["java.lang.Object"; argc].join(", ");
        let signature = format!("java.lang.Object invoke({params})");
        return runtime::java_methods::abstract_method(object, "clojure.lang.IFn", &signature);
    }
    Error::cannot_cast(object, "clojure.lang.IFn")
}

/// Calls a function object that has no entry for `argc` yet, or takes the rest as a seq.
#[inline(never)]
pub(super) fn call_function(t: &mut Thread, m: M, mut s: State, a: u16, argc: usize) -> Result<State> {
    let callee = s.regs.get(a);
    let Some(function) = callee.as_ref::<Function>() else { return Err(not_callable(callee)) };
    let entry = match entry_of(&function.code, argc).or_else(|| rest_entry_of(&function.code, argc)) {
        Some(entry) => entry,
        None => match link::entry_for(t, &function.code, argc)? {
            Some(entry) => entry,
            None => return Err(arity_error(argc, callee)),
        },
    };
    let params = usize::from(entry.params);
    if entry.variadic {
        let rest = take_rest_args(s.regs.slice(a + place(1 + params), argc - params));
        s.regs.set(a + place(1 + params), rest);
        m.enter(&mut s, a, params + 1, entry, Return::COUNTED)?;
    } else {
        m.enter(&mut s, a, argc, entry, Return::COUNTED)?;
    }
    Ok(s)
}

/// Calls a native with the `argc` values at `args`; result to register `a`. With `retry`, a lazy seq that
/// the native needs realised is realised by a frame, after which the present instruction runs again.
pub(super) fn call_native_value(
    t: &mut Thread,
    m: M,
    s: State,
    native: &Value,
    args: Regs,
    a: u16,
    argc: usize,
    retry: bool,
) -> Result<State, Stop> {
    let Some(native) = native.as_ref::<Native>() else { return Err(not_callable(native).into()) };
    let def = native.def;
    if argc < usize::from(def.min) || argc > usize::from(def.max) && def.max != NativeDef::VARIADIC {
        return Err(native_arity_error(argc, native).into());
    }
    let window = args.slice(0, argc);
    if def.flags != 0 && needs_help(def.flags, window) {
        if def.flags & NativeDef::APPLY != 0 {
            return apply::apply_window(t, m, s, args, a, argc.saturating_sub(1));
        }
        if retry {
            for (flag, i) in [(NativeDef::FORCE_0, 0), (NativeDef::FORCE_1, 1)] {
                if def.flags & flag != 0
                    && let Some(lazy) = window.get(i).and_then(|v| v.as_ref::<LazySeq>())
                    && let Some(state) = force_in_frame(t, m, s, lazy)?
                {
                    return Ok(state);
                }
            }
            if def.flags & NativeDef::FORCE_NEXT != 0
                && let Some(lazy) = window.first().and_then(seq::walk::pending_rest)
                && let Some(state) = force_in_frame(t, m, s, lazy)?
            {
                return Ok(state);
            }
            if def.flags & NativeDef::DELAY_0 != 0
                && let Some(state) = run_delay_in_frame(t, m, s, window.first())?
            {
                return Ok(state);
            }
        }
    }
    // A window that was shifted may end past the frame; whoever the native calls must stay clear of it.
    let frame_end = m.frame().end;
    m.frame().end = frame_end.max(args.at(argc));
    let result =
        if retry { (def.call)(t, args.slice(0, argc)) } else { m.pinned(|| (def.call)(t, args.slice(0, argc))) };
    if result.is_err() && m.is_leaving() {
        // The arguments are needed when the instruction runs again.
        m.frame().end = frame_end;
        result?;
        return Ok(s);
    }
    args.slice(0, argc).iter_mut().for_each(|v| drop(v.take()));
    m.frame().end = frame_end;
    s.regs.set(a, result?);
    Ok(s)
}

/// Pushes a frame that realises a lazy seq; `None` when it is realised, or was by natives alone.
#[inline]
pub(super) fn force_in_frame(t: &mut Thread, m: M, s: State, lazy: &Ref<LazySeq>) -> Result<Option<State>> {
    match lazy::claim(t, lazy) {
        Some(thunk) if is_function(&thunk) => force_claimed(t, m, s, lazy.clone(), thunk),
        Some(thunk) => {
            lazy.fail(t, thunk);
            force_slow(t, m, s, lazy)
        }
        None => force_slow(t, m, s, lazy),
    }
}

fn force_claimed(t: &mut Thread, m: M, s: State, cell: Ref<LazySeq>, thunk: Value) -> Result<Option<State>> {
    match push_forcing(t, m, s, cell.to_value(), thunk) {
        Ok(state) => Ok(Some(state)),
        Err((error, thunk)) => {
            cell.fail(t, thunk);
            Err(error)
        }
    }
}

#[inline(never)]
fn force_slow(t: &mut Thread, m: M, s: State, lazy: &Ref<LazySeq>) -> Result<Option<State>> {
    // By a native, or linked to another one that is run first.
    while let Some((cell, thunk)) = lazy::step(t, lazy)? {
        if is_function(&thunk) {
            return force_claimed(t, m, s, cell, thunk);
        }
        match t.descend(|t| t.invoke(&thunk, &mut [])) {
            Ok(value) => cell.complete(t, value)?,
            Err(error) => {
                cell.fail(t, thunk);
                return Err(error);
            }
        }
    }
    Ok(None)
}

/// Pushes a frame that runs the body of a delay; `None` when it has run, or was run by natives alone.
fn run_delay_in_frame(t: &mut Thread, m: M, s: State, value: Option<&Value>) -> Result<Option<State>> {
    let Some(delay) = value.and_then(|v| v.as_ref::<Delay>()) else { return Ok(None) };
    let Some(thunk) = delay.begin(t)? else { return Ok(None) };
    if !is_function(&thunk) {
        let outcome = t.descend(|t| t.invoke(&thunk, &mut []));
        delay.complete(&outcome);
        return Ok(None);
    }
    match push_forcing(t, m, s, delay.to_value(), thunk) {
        Ok(state) => Ok(Some(state)),
        Err((error, _)) => {
            delay.complete(&Err(Error(error.0.clone())));
            Err(error)
        }
    }
}

/// Pushes a frame for a thunk, a compiled function, whose outcome is that of a cell. An error gives the thunk back.
#[inline(never)]
fn push_forcing(t: &mut Thread, m: M, mut s: State, cell: Value, thunk: Value) -> Result<State, (Error, Value)> {
    let window = m.frame().end;
    window.put(place(1), thunk);
    let thunk = window.get(place(1));
    let entry = match thunk.as_ref::<Function>() {
        Some(function) => match entry_of(&function.code, 0) {
            Some(entry) => Ok(entry),
            None => link_thunk(t, function),
        },
        None => Err(not_callable(thunk)),
    };
    window.put(0, cell);
    let entered = entry
        .and_then(|entry| m.enter_at(&mut s, window.at(1), entry, Return::new(0, Return::FORCE | Return::COUNTED)));
    match entered {
        Ok(()) => Ok(s),
        Err(error) => {
            window.clear(0);
            Err((error, window.take(place(1))))
        }
    }
}

#[cold]
fn link_thunk<'a>(t: &mut Thread, thunk: &'a Ref<Function>) -> Result<&'a Entry> {
    match link::entry_for(t, &thunk.code, 0)? {
        Some(entry) if !entry.variadic => Ok(entry),
        _ => Err(arity_error(0, &thunk.to_value())),
    }
}

/// Calls the multimethod in register `a`: first its dispatch function, in a frame if it has code.
fn dispatch(t: &mut Thread, m: M, s: State, a: u16, argc: usize) -> Result<State, Stop> {
    let callee = s.regs.get(a).clone();
    let Some(multi) = callee.as_ref::<MultiFn>() else { return Err(not_callable(&callee).into()) };
    let chooser = &multi.dispatch;
    if is_function(chooser) && argc <= MAX_WINDOW - 2 {
        // The arguments are copied past whatever is in use: they are needed again for the method.
        let in_use = s.regs.from(a).at(1 + argc);
        let window = if in_use > m.frame().end { in_use } else { m.frame().end };
        window.set(0, chooser.clone());
        for i in 0..argc {
            window.set(place(1 + i), s.regs.get(a + place(1 + i)).clone());
        }
        return match enter_copy(t, m, s, window, a, argc) {
            Ok(state) => Ok(state),
            Err(error) => {
                window.drop_until(window.at(argc + 2));
                Err(error.into())
            }
        };
    }
    let value = match s.regs.slice(a + place(1), argc) {
        [target, ..] if argc == 1 && chooser.is::<Keyword>() => super::collection::get_keyword(t, m, target, chooser)?,
        args => {
            let mut args: Vec<Value> = args.to_vec();
            t.descend(|t| t.invoke(chooser, &mut args))?
        }
    };
    call_method(t, m, s, a, argc, &value)
}

/// Enters the function at `window`, whose result chooses the method for the window at `a`.
fn enter_copy(t: &mut Thread, m: M, s: State, window: Regs, a: u16, argc: usize) -> Result<State> {
    let Some(function) = window.get(0).as_ref::<Function>() else { return Err(not_callable(window.get(0))) };
    let Some(entry) = link::entry_for(t, &function.code, argc)? else {
        return Err(arity_error(argc, window.get(0)));
    };
    let params = usize::from(entry.params);
    let mut count = argc;
    if entry.variadic {
        let rest = take_rest_args(window.slice(place(1 + params), argc - params));
        window.set(place(1 + params), rest);
        count = params + 1;
    }
    let ret = Return::new(a, Return::DISPATCH | Return::COUNTED).with_argc(argc as u32);
    m.enter_far(s, window, count, entry, ret)
}

/// Calls the method that the multimethod in register `a` has for a dispatch value.
pub(super) fn call_method(
    t: &mut Thread,
    m: M,
    s: State,
    a: u16,
    argc: usize,
    dispatch_value: &Value,
) -> Result<State, Stop> {
    m.save(&s);
    let callee = s.regs.get(a).clone();
    let Some(multi) = callee.as_ref::<MultiFn>() else { return Err(not_callable(&callee).into()) };
    let method = multimethod_method(t, m, multi, dispatch_value)?;
    s.regs.set(a, method);
    drop(callee);
    call_any(t, m, s, a, argc, true)
}

/// The method of a multimethod for a dispatch value. Answers for keywords and classes, which are equal only to themselves,
/// are remembered as long as neither methods nor hierarchy change.
fn multimethod_method(t: &mut Thread, m: M, multi: &Ref<MultiFn>, dispatch_value: &Value) -> Result<Value> {
    let hierarchy = match multi.hierarchy.as_ref::<Var>() {
        Some(var) if !var.is_thread_bound() => var.root.load_stored(),
        _ => None,
    };
    let version = multi.version();
    let key = match hierarchy.as_ref().map(Value::bits) {
        Some(address) if is_identity(dispatch_value) && version <= 0xffff => {
            Key { site: multi.address(), class: dispatch_value.bits(), version: address << 16 | version }
        }
        _ => return multi.find_method(t, dispatch_value),
    };
    if let Some(Found::Method(method)) = m.cache().get(key) {
        return Ok(method.clone());
    }
    let method = multi.find_method(t, dispatch_value)?;
    let held = [multi.to_value(), dispatch_value.clone(), hierarchy.unwrap_or_default()];
    m.cache().remember(key, Found::Method(method.clone()), held);
    Ok(method)
}

fn is_identity(value: &Value) -> bool {
    matches!(value.kind(), Some(Kind::Keyword | Kind::Class))
}

/// Calls a value that looks itself up in its argument or the other way round, or reports that it cannot
/// be called.
pub fn call_data(t: &mut Thread, callee: &Value, args: &mut [Value]) -> Result<Value> {
    use runtime::ops;
    let class = || runtime::class::class_name(callee);
    match callee.kind() {
        Some(Kind::Keyword) => match args {
            [coll] => ops::get(t, coll, callee),
            [coll, default] => ops::get_or(t, coll, callee, default.take()),
            _ => {
                let name = callee.get::<Keyword>().map_or_else(String::new, |k| k.symbol.full_name());
                Err(Error::arity(args.len(), &format!(":{name}")))
            }
        },
        Some(Kind::Symbol) => match args {
            [coll] => ops::get(t, coll, callee),
            [coll, default] => ops::get_or(t, coll, callee, default.take()),
            _ => Err(Error::arity(args.len(), &class())),
        },
        Some(Kind::Unbound) => match callee.get::<Unbound>() {
            Some(unbound) => Err(unbound.call_error()),
            None => Err(not_callable(callee)),
        },
        Some(kind) if is_lookup(kind) => match args {
            [key] if is_indexed(kind) => match ops::lookup::integer_key(key) {
                Some(index) => ops::nth(t, callee, &Value::long(index)),
                None => Err(Error::illegal_argument("Key must be integer")),
            },
            [key] => ops::get(t, callee, key),
            [key, default] if is_map(kind) => ops::get_or(t, callee, key, default.take()),
            _ => Err(Error::arity(args.len(), &class())),
        },
        Some(Kind::Protocol) => match args {
            // It shows as a map.
            [key] => ops::get(t, callee, key),
            [key, default] => ops::get_or(t, callee, key, default.take()),
            _ => Err(Error::arity(args.len(), &class())),
        },
        Some(Kind::Promise) => match (callee.as_ref::<runtime::reference::Promise>(), args) {
            (Some(promise), [value]) => Ok(if promise.deliver(value.take()) { callee.clone() } else { Value::NIL }),
            (_, args) => Err(Error::arity(args.len(), &class())),
        },
        Some(Kind::Host) => call_host(t, callee, args),
        _ => Err(not_callable(callee)),
    }
}

/// A host object is called by the `invoke` methods of its class, if that has any.
#[cold]
fn call_host(t: &mut Thread, callee: &Value, args: &mut [Value]) -> Result<Value> {
    match super::host::find_method(t, callee, "invoke", args.len() + 1) {
        Some(native) => {
            let mut window = take_args(args);
            window.insert(0, callee.clone());
            (native.call)(t, &mut window)
        }
        None => Err(not_callable(callee)),
    }
}

/// Vectors: called with an index, which must be there.
fn is_indexed(kind: Kind) -> bool {
    matches!(kind, Kind::Vector | Kind::SubVector | Kind::MapEntry | Kind::TransientVector)
}

fn is_map(kind: Kind) -> bool {
    matches!(kind, Kind::ArrayMap | Kind::HashMap | Kind::SortedMap | Kind::TransientArrayMap | Kind::TransientHashMap)
}

/// Collections that are functions of their keys, indices or elements.
fn is_lookup(kind: Kind) -> bool {
    is_indexed(kind) || is_map(kind) || matches!(kind, Kind::HashSet | Kind::SortedSet | Kind::TransientHashSet)
}

/// The error for calling what is not a function.
#[cold]
pub(super) fn not_callable(callee: &Value) -> Error {
    if callee.is_nil() {
        return Error::new(runtime::ExceptionKind::NullPointerException, crate::nulls::CALLEE);
    }
    Error::cannot_cast(callee, "clojure.lang.IFn")
}

/// Collects the values that a call passes to a function as a `Vec`, leaving nil.
pub(super) fn take_args(args: &mut [Value]) -> Vec<Value> {
    args.iter_mut().map(Value::take).collect()
}

/// The fixed parameters of the variadic arity, if the function has one.
pub(super) fn variadic_params(function: &Ref<Function>) -> Option<usize> {
    function.code.body.variadic()
}
