//! Calls from natives into Lisle code, and the errors of calls with a wrong number of arguments.
//!
//! A native's call pushes a frame of the function, or of built-in code that calls whatever it is (`call r0 n; return r0`),
//! and runs a nested loop until that frame returns. The depth of such nesting is limited by [`Thread::descend`].

use crate::interp;
use crate::ops::call::entry_of;
use crate::stack::{Leaving, M, MAX_BUILT_IN, machine};
use runtime::class::{MUNGED, class_name};
use runtime::function::{Function, Native, NativeDef};
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value};

/// Calls a value with arguments: what [`Thread::invoke`] does.
///
/// It counts as a call does: natives that call back in a loop are stopped here.
pub fn invoke(t: &mut Thread, f: &Value, args: &mut [Value]) -> Result<Value> {
    t.tick()?;
    if let Some(native) = f.get::<Native>() {
        let def = native.def;
        let fits = args.len() >= usize::from(def.min) && args.len() <= usize::from(def.max);
        if fits && def.flags & NativeDef::APPLY == 0 {
            let m = machine(t);
            return m.pinned(|| t.descend(|t| (def.call)(t, args)));
        }
    }
    if args.len() > MAX_BUILT_IN {
        return invoke_many(t, f, args);
    }
    t.descend(|t| {
        let m = machine(t);
        let entry = f.get::<Function>().and_then(|function| entry_of(&function.code, args.len()));
        let s = match entry {
            Some(entry) => m.enter_function(f.clone(), entry, args)?,
            None => m.enter_from_native(f.clone(), args)?,
        };
        m.pinned(|| interp::run(t, m, s))
    })
}

/// More arguments than the built-in code passes in registers: the last ones go as a seq.
#[cold]
fn invoke_many(t: &mut Thread, f: &Value, args: &mut [Value]) -> Result<Value> {
    let args: Vec<Value> = args.iter_mut().map(Value::take).collect();
    t.descend(|t| {
        let m = machine(t);
        let s = m.enter_from_native(f.clone(), &mut [])?;
        let rest = runtime::seq::of_array::rest_args(args);
        m.pinned(|| interp::run_apply(t, m, s, rest))
    })
}

/// How a run of a thread's code ended that may be left before its end.
pub enum Outcome {
    Done(Result<Value>),
    /// A native waits for something; [`resume`] goes on with the instruction that called it.
    Parked,
    /// The thread has used up its time slice, and others want to run.
    Yielded,
}

/// Calls a function of no arguments as the bottom of a thread that may park: nothing native lies below.
pub fn start(t: &mut Thread, f: &Value) -> Outcome {
    let m = machine(t);
    match m.enter_from_native(f.clone(), &mut []) {
        Ok(state) => go_on(t, m, |t| interp::run(t, m, state)),
        Err(error) => Outcome::Done(Err(error)),
    }
}

/// Goes on after [`Outcome::Parked`] and [`Outcome::Yielded`].
pub fn resume(t: &mut Thread) -> Outcome {
    let m = machine(t);
    go_on(t, m, |t| interp::run_again(t, m, m.state()))
}

fn go_on(t: &mut Thread, m: M, run: impl FnOnce(&mut Thread) -> Result<Value>) -> Outcome {
    m.set_parkable(true);
    let result = run(t);
    m.set_parkable(false);
    let leaving = m.leaving();
    m.set_leaving(Leaving::No);
    match leaving {
        Leaving::No => Outcome::Done(result),
        Leaving::Park => Outcome::Parked,
        Leaving::Yield => Outcome::Yielded,
    }
}

/// May the running native leave the loop, so that its thread is resumed later?
pub fn may_leave(t: &Thread) -> bool {
    t.pins == 0 && machine(t).is_parkable()
}

/// What a native returns as its error to leave the loop, if it may: the call is made again when the thread is
/// resumed, so the arguments must be untouched. `None` when something native lies below: then it must block.
pub fn park(t: &Thread) -> Option<Error> {
    if !may_leave(t) {
        return None;
    }
    machine(t).set_leaving(Leaving::Park);
    Some(Error::bare(ExceptionKind::InternalError))
}

/// The error for a wrong number of arguments, in Clojure's words.
#[cold]
pub fn arity_error(argc: usize, callee: &Value) -> Error {
    match callee.get::<Function>() {
        Some(function) => Error::arity(argc, &demunge(&function.code.name.to_string_lossy())),
        None => Error::arity(argc, &demunge(&class_name(callee))),
    }
}

/// The same for a native.
#[cold]
pub fn native_arity_error(argc: usize, native: &Ref<Native>) -> Error {
    Error::arity(argc, &native.name.to_string_lossy())
}

/// A class-like name as Clojure shows it: `user$bar_baz_QMARK_$fn__12` is `user/bar-baz?/fn--12`.
pub fn demunge(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        if c == '$' {
            out.push('/');
            rest = &rest[1..];
            continue;
        }
        // The longest munged sequences come first by being tried as wholes; `_` alone is a dash.
        let longest = MUNGED.iter().filter(|(_, m)| rest.starts_with(m)).max_by_key(|(_, m)| m.len());
        match longest {
            Some((original, munged)) => {
                out.push(*original);
                rest = &rest[munged.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// How deep the stack of a thread may grow, in frames.
pub fn set_max_depth(t: &Thread, frames: usize) {
    let m: M = machine(t);
    m.set_max_depth(frames);
}

#[cfg(test)]
mod tests {
    use super::demunge;

    #[test]
    fn names_are_shown_as_clojure_shows_them() {
        assert_eq!(demunge("user$foo"), "user/foo");
        assert_eq!(demunge("user$eval196$fn__197$named__198"), "user/eval196/fn--197/named--198");
        assert_eq!(demunge("my.ns$bar_baz_QMARK_"), "my.ns/bar-baz?");
        assert_eq!(demunge("user$_PLUS_"), "user/+");
        assert_eq!(demunge("clojure.lang.PersistentVector"), "clojure.lang.PersistentVector");
    }
}
