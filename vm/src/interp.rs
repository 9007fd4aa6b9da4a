//! The loop: fetch an instruction, run its handler, until the outermost frame returns.
//!
//! The dispatch is generated from the instruction table; handlers are in `ops`, a file per family. Place,
//! registers and constants live in a [`State`] that stays in machine registers: handlers are inlined,
//! and cold code gets copies of it. A handler's error is unwound (`unwind`) to the covering handler of
//! some frame above the one in which this loop was started, or leaves the loop.

use crate::ops::{self, Stop};
use crate::stack::{M, State, place};
use crate::unwind;
use bytecode::Op;
use runtime::{Error, Result, Thread, Value};

/// Runs from `s`, the frame on top, until the frame with which this loop was entered returns.
#[inline(never)]
pub fn run(t: &mut Thread, m: M, mut s: State) -> Result<Value> {
    loop {
        let stop = step(t, m, &mut s);
        match stop {
            Stop::Exit => return Ok(m.take_result()),
            Stop::Error(error) if m.is_leaving() => return Err(leave(m, s, error)),
            Stop::Error(error) => s = unwind::unwind(t, m, s, error)?,
        }
    }
}

/// Leaves the loop, frames and all: the instruction runs again when the thread is resumed.
#[cold]
fn leave(m: M, mut s: State, error: Error) -> Error {
    s.jump(-1);
    m.save(&s);
    error
}

/// Like [`run`] after the loop was left: if a native had to wait, it is called again, and what the thread knows of its wait
/// concerns no other.
#[cold]
pub fn run_again(t: &mut Thread, m: M, mut s: State) -> Result<Value> {
    if t.resumed_wait.is_none() {
        return run(t, m, s);
    }
    let start = s;
    let i = s.fetch();
    let flow = match i.op {
        Op::Call => ops::call::call(t, m, &mut s, i),
        Op::CallVar => ops::call::call_var(t, m, &mut s, i),
        Op::CallNative => ops::call::call_native(t, m, &mut s, i),
        Op::Invoke => ops::call::invoke(t, m, &mut s, i),
        Op::InvokeStatic => ops::call::invoke_static(t, m, &mut s, i),
        Op::New => ops::call::new_(t, m, &mut s, i),
        Op::Seq => ops::seqs::seq(t, m, &mut s, i),
        Op::First => ops::seqs::first(t, m, &mut s, i),
        Op::Next => ops::seqs::next(t, m, &mut s, i),
        Op::Rest => ops::seqs::rest(t, m, &mut s, i),
        Op::MonitorEnter => ops::exception::monitor_enter(t, m, &mut s, i),
        // No other instruction calls a native that may leave, but one of them may need a lazy seq.
        _ => {
            t.resumed_wait = None;
            return run(t, m, start);
        }
    };
    let stop = match flow {
        Ok(()) => None,
        Err(Stop::Error(error)) if m.is_leaving() => return Err(leave(m, s, error)),
        Err(stop) => Some(stop),
    };
    t.resumed_wait = None;
    match stop {
        None => run(t, m, s),
        Some(Stop::Exit) => Ok(m.take_result()),
        Some(Stop::Error(error)) => {
            let state = unwind::unwind(t, m, s, error)?;
            run(t, m, state)
        }
    }
}

/// Runs instructions until something other than an instruction has to happen.
#[inline(always)]
fn step(t: &mut Thread, m: M, out: &mut State) -> Stop {
    let mut s = *out;
    let stop = loop {
        let i = s.fetch();
        macro_rules! dispatch {
            ($( $(#[$doc:meta])* $family:ident :: $name:ident $Op:ident
                ( $($operand:ident : $kind:ident @ $field:ident),* ) [ $($flag:ident)* ] ; )*) => {
                match i.op {
                    $( Op::$Op => match ops::$family::$name(t, m, &mut s, i) {
                        Ok(()) => s.settle(),
                        Err(stop) => break stop,
                    } )*
                }
            };
        }
        bytecode::for_each_op!(dispatch);
    };
    *out = s;
    stop
}

/// Like [`run`] in a frame of built-in code whose register 0 holds a callable: applies it to a seq.
#[cold]
pub fn run_apply(t: &mut Thread, m: M, mut s: State, rest: Value) -> Result<Value> {
    s.fetch();
    let window = m.frame().end;
    m.frame().end = window.at(2);
    window.set(0, s.regs.take(0));
    window.set(place(1), rest);
    let started = ops::apply::apply_window(t, m, s, window, 0, 1);
    match started {
        Ok(state) => run(t, m, state),
        Err(Stop::Exit) => Ok(m.take_result()),
        Err(Stop::Error(error)) => {
            let state = unwind::unwind(t, m, s, error)?;
            run(t, m, state)
        }
    }
}
