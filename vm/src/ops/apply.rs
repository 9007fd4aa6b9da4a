//! `apply`: a call whose last argument is a seq of further arguments.
//!
//! A variadic function gets what is left of the seq unrealised, so infinite seqs can be applied. Anything
//! else needs all of it; functions refuse more than twenty arguments before looking further.

use super::Stop;
use super::call::{entry_of, rest_entry, rest_entry_of};
use super::callable::{MAX_FORWARDS, arity_or_cast, call_data, forward, invoke_method, variadic_params};
use crate::call::{arity_error, native_arity_error};
use crate::frame::Return;
use crate::link;
use crate::stack::{M, Regs, State, place};
use runtime::function::{Function, MAX_FIXED, Native};
use runtime::instance::{self, Instance};
use runtime::object::discard;
use runtime::seq::of_array::take_rest_args;
use runtime::seq::of_vector::{VectorSeq, vector_seq};
use runtime::value::Borrowed;
use runtime::{Error, ExceptionKind, Kind, Result, Thread, Value, ops, seq};
use smallvec::SmallVec;

/// Arguments on their way to the callee.
type Args = SmallVec<[Value; 8]>;

/// Calls the value at `window` with the `argc - 1` values after it and the elements of the last; result
/// to register `a`. The window is consumed.
#[inline(never)]
pub fn apply_window(t: &mut Thread, m: M, s: State, window: Regs, a: u16, argc: usize) -> Result<State, Stop> {
    m.save(&s);
    if argc == 0 {
        return Err(Error::arity(1, "clojure.core/apply").into());
    }
    let callee = window.get(0).clone();
    if !callee.is_nil() && !ops::is_ifn(&callee) {
        return Err(Error::cannot_cast(&callee, "clojure.lang.IFn").into());
    }
    let last = window.get(place(argc)).clone();
    // Before anything is consumed: what cannot be spread is reported with the stack as it is.
    let rest = seq::seq(t, &last)?;
    drop(last);
    window.clear(place(argc));
    let args = window.slice(place(1), argc - 1).iter_mut().map(Value::take).collect();
    window.clear(0);
    apply_values(t, m, s, a, callee, args, rest)
}

/// Calls `callee` with `args` and the elements of `rest`, a seq or nil.
fn apply_values(
    t: &mut Thread,
    m: M,
    s: State,
    a: u16,
    mut callee: Value,
    mut args: Args,
    mut rest: Value,
) -> Result<State, Stop> {
    let mut forwards = 0;
    loop {
        forwards += 1;
        if forwards > MAX_FORWARDS {
            return Err(Error::bare(ExceptionKind::StackOverflowError).into());
        }
        match callee.kind() {
            Some(Kind::Function) => return Ok(apply_function(t, m, s, a, callee, args, rest)?),
            Some(Kind::Native) => {
                spread(t, &mut args, &mut rest, usize::MAX)?;
                let Some(native) = callee.as_ref::<Native>() else { break };
                let def = native.def;
                if args.len() < usize::from(def.min)
                    || args.len() > usize::from(def.max) && def.max != runtime::function::NativeDef::VARIADIC
                {
                    return Err(native_arity_error(args.len(), native).into());
                }
                if def.flags & runtime::function::NativeDef::APPLY != 0 {
                    // `(apply apply f …)`: one more level.
                    let inner = args.remove(0);
                    let last = args.pop().unwrap_or_default();
                    rest = seq::seq(t, &last)?;
                    callee = inner;
                    continue;
                }
                let count = args.len();
                let result = m.pinned(|| (def.call)(t, &mut args));
                discard(args);
                let result = result.map_err(|error| crate::nulls::explain_native(&callee, count, error))?;
                s.regs.set(a, result);
                return Ok(s);
            }
            Some(Kind::Instance) => {
                if let Some(method) = callee.as_ref::<Instance>().and_then(|i| instance::method(i, "applyTo", 2)) {
                    let all = rest_seq(t, &mut args, rest)?;
                    args.clear();
                    args.push(std::mem::replace(&mut callee, method));
                    args.push(all);
                    rest = Value::NIL;
                    continue;
                }
                // A type that says it is an `IFn` has to say how it is applied.
                if let Some(error) = runtime::java_methods::lacking(t, &callee, "applyTo", 1) {
                    return Err(error.into());
                }
                spread(t, &mut args, &mut rest, usize::MAX)?;
                let Some(method) = invoke_method(&callee, args.len()) else {
                    return Err(arity_or_cast(&callee, args.len()).into());
                };
                args.insert(0, std::mem::replace(&mut callee, method));
            }
            Some(Kind::MultiFn) => {
                spread(t, &mut args, &mut rest, usize::MAX)?;
                let Some(multi) = callee.as_ref::<runtime::multimethod::MultiFn>() else { break };
                let value = t.descend(|t| t.invoke(&multi.dispatch, &mut args.clone()))?;
                let method = multi.find_method(t, &value)?;
                callee = method;
            }
            _ => {
                if callee.is_nil() {
                    break;
                }
                spread(t, &mut args, &mut rest, usize::MAX)?;
                match forward(t, m, &callee, &args)? {
                    Some(target) => callee = target,
                    None => {
                        let result = call_data(t, &callee, &mut args)?;
                        s.regs.set(a, result);
                        return Ok(s);
                    }
                }
            }
        }
    }
    Err(Error::new(
        ExceptionKind::NullPointerException,
        "Cannot invoke \"clojure.lang.IFn.applyTo(clojure.lang.ISeq)\" because \"f\" is null",
    )
    .into())
}

/// Moves elements from `rest` to `args` until there are `limit` arguments or no more elements.
fn spread(t: &mut Thread, args: &mut Args, rest: &mut Value, limit: usize) -> Result<()> {
    if let Some(of_vector) = rest.get::<VectorSeq>() {
        let (vector, first) = (of_vector.vector.clone(), of_vector.index as usize);
        let count = of_vector.remaining().min(limit.saturating_sub(args.len()));
        t.reserve(count * size_of::<Value>())?;
        args.extend((first..first + count).map(|i| vector.nth(i).map(Borrowed::cloned).unwrap_or_default()));
        *rest = vector_seq(&vector, first + count);
        return Ok(());
    }
    while args.len() < limit && !rest.is_nil() {
        if args.len() == args.capacity() {
            t.reserve(2 * args.len() * size_of::<Value>())?;
        }
        args.push(seq::first(t, rest)?);
        *rest = seq::next(t, rest)?;
        t.budget -= 1;
        if t.budget < 0 {
            crate::safepoint::poll(t)?;
        }
    }
    Ok(())
}

fn apply_function(
    t: &mut Thread,
    m: M,
    s: State,
    a: u16,
    callee: Value,
    mut args: Args,
    mut rest: Value,
) -> Result<State> {
    let Some(function) = callee.as_ref::<Function>() else {
        return Err(Error::cannot_cast(&callee, "clojure.lang.IFn"));
    };
    let code = &function.code;
    let variadic = match rest_entry(code) {
        Some(entry) => Some(usize::from(entry.params)),
        None => variadic_params(function),
    };
    spread(t, &mut args, &mut rest, variadic.unwrap_or(MAX_FIXED + 1))?;
    if variadic.is_some() && seq::walk::pending_rest(&rest).is_some() {
        // Clojure looks for one argument more than it needs to tell the arity.
        seq::next(t, &rest)?;
    }
    // More than the variadic arity's own parameters: only that arity can take them.
    let count = args.len() + usize::from(variadic.is_some() && !rest.is_nil());
    let entry = match entry_of(code, count).or_else(|| rest_entry_of(code, count)) {
        Some(entry) => entry,
        None => match link::entry_for(t, code, count)? {
            Some(entry) => entry,
            None => return Err(arity_error(args.len(), &callee)),
        },
    };
    if entry.variadic {
        let fixed = usize::from(entry.params).min(args.len());
        let tail = rest_seq(t, &mut args[fixed..], rest)?;
        args.truncate(fixed);
        args.push(tail);
    } else if !rest.is_nil() {
        return Err(arity_error(args.len(), &callee));
    }
    let argc = args.len();
    // The arguments may not fit the window: they go past everything in use, within the reserve.
    let window = m.frame().end;
    window.set(0, callee.clone());
    for (i, arg) in args.into_iter().enumerate() {
        window.set(place(i + 1), arg);
    }
    match m.enter_far(s, window, argc, entry, Return::new(a, Return::COUNTED)) {
        Ok(state) => Ok(state),
        Err(error) => {
            window.drop_until(window.at(argc + 1));
            Err(error)
        }
    }
}

/// The rest arguments: those that were spread already, then what is left of the seq.
fn rest_seq(t: &mut Thread, spread: &mut [Value], rest: Value) -> Result<Value> {
    if rest.is_nil() {
        return Ok(take_rest_args(spread));
    }
    spread.iter_mut().rev().try_fold(rest, |rest, x| seq::cons(t, x.take(), rest))
}
