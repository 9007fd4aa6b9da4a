//! What an exception does: it looks for the covering handler, frame by frame, and drops what lies between.
//!
//! Frames without a handler are left, their registers dropped; a frame that was started by a native ends
//! the walk, and the error goes to that native. `finally` needs nothing here: the emitter has put its code
//! where handlers lead. The stack is recorded once, where the exception is first thrown.

use crate::frame::Return;
use crate::nulls;
use crate::stack::{M, State, place};
use crate::trace;
use bytecode::Pc;
use runtime::reference::Delay;
use runtime::seq::lazy::LazySeq;
use runtime::{Error, Result, Thread};

/// Handles an error of the instruction at `s.pc` in the frame on top. Gives the state in which the
/// program goes on, or the error, when it leaves the frame with which the present loop was entered.
#[cold]
#[inline(never)]
pub fn unwind(t: &mut Thread, m: M, s: State, error: Error) -> Result<State> {
    m.save(&s);
    let error = if error.0.needs_trace() { nulls::explain(m, trace::running(m.frame()), error) } else { error };
    if error.0.needs_trace() {
        error.0.set_trace(trace::capture_for(t, m, &error.0));
    }
    loop {
        let frame = *m.frame();
        let entry = m.entry();
        let registers = frame.base.at(entry.registers as usize);
        if let Some(handler) = entry.handler_at(Pc(trace::running(&frame))) {
            frame.base.at(handler.base.index()).drop_until(frame.end);
            m.frame().end = registers;
            frame.base.set(place(handler.exception.index()), error.0.into());
            let mut state = m.state();
            state.pc = entry.start();
            state.jump(handler.target.0 as i32);
            return Ok(state);
        }
        frame.base.drop_until(frame.end);
        let callee = frame.base.take_callee();
        m.leave_far();
        if frame.ret.has(Return::EXIT) {
            return Err(error);
        }
        if frame.ret.has(Return::FORCE) {
            // A lazy seq gets its thunk back; a delay remembers the failure.
            let cell = m.frame().end.take(0);
            if let Some(cell) = cell.as_ref::<LazySeq>() {
                cell.fail(t, callee);
            } else if let Some(delay) = cell.as_ref::<Delay>() {
                delay.complete(&Err(Error(error.0.clone())));
            }
        }
    }
}
