//! Stack traces: which code was running where, from frames to source positions.
//!
//! An exception holds a list of (code, number of the instruction in it) and nothing else; files and
//! lines are looked up when somebody prints or asks. Frames of natives and of built-in code are left out.

use crate::call::demunge;
use crate::frame::Frame;
use crate::link::FunctionBody;
use crate::stack::{M, machine, place};
use bytecode::Insn;
use runtime::error::{Throwable, TraceEntry};
use runtime::function::{FramePosition, Function};
use runtime::{ExceptionKind, Thread, Value};

/// Frames that a trace holds at most.
const MAX_FRAMES: usize = 1024;
/// And that of a request to stop.
const FRAMES_OF_STOP: usize = 40;
/// And that of a limit, once handlers have had their time.
const FRAMES_OF_REPETITION: usize = 2;

/// The number of the instruction that a frame is running, in its arity.
pub fn running(frame: &Frame) -> u32 {
    let code = crate::stack::code_of(frame);
    (frame.pc as isize).wrapping_sub(code as isize).wrapping_div(size_of::<Insn>() as isize) as u32
}

/// The stack of a machine, innermost frame first.
pub fn capture(m: M) -> Vec<TraceEntry> {
    capture_some(m, MAX_FRAMES)
}

fn capture_some(m: M, frames: usize) -> Vec<TraceEntry> {
    let entries = m.frames().filter_map(|frame| {
        let function = frame.base.callee().as_ref::<Function>()?;
        Some(TraceEntry { code: function.code.clone(), pc: crate::stack::trace_pc_of(&frame, running(&frame)) })
    });
    entries.take(frames).collect()
}

/// The same for an error: one that says to stop may be thrown again by every frame of a deep stack, so it has the innermost
/// frames only.
pub fn capture_for(t: &Thread, m: M, error: &Throwable) -> Vec<TraceEntry> {
    match error.kind() {
        Some(kind) if kind.is_limit() && t.budget <= 0 => capture_some(m, FRAMES_OF_REPETITION),
        Some(kind) if kind.is_limit() || kind == ExceptionKind::ThreadDeath => capture_some(m, FRAMES_OF_STOP),
        _ => capture(m),
    }
}

/// The stack of a thread that is in a native.
pub fn current_trace(t: &Thread) -> Vec<TraceEntry> {
    capture(machine(t))
}

/// A frame of a stack, with the values that its locals have.
pub struct FrameLocals {
    pub entry: TraceEntry,
    pub locals: Vec<(String, Value)>,
}

/// The innermost frames of a thread that is in a native or at a safepoint, with their locals.
pub fn current_locals(t: &Thread, frames: usize) -> Vec<FrameLocals> {
    let entries = machine(t).frames().filter_map(|frame| {
        let function = frame.base.callee().as_ref::<Function>()?;
        let entry = TraceEntry { code: function.code.clone(), pc: crate::stack::trace_pc_of(&frame, running(&frame)) };
        let names = entry.code.body_as::<FunctionBody>().map_or_else(Vec::new, |body| body.local_names(entry.pc));
        let locals = names.into_iter().map(|(name, reg)| (name, frame.base.get(place(reg.index())).clone())).collect();
        Some(FrameLocals { entry, locals })
    });
    entries.take(frames).collect()
}

/// A line of a stack trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// The class-like name of the function: `user$foo`.
    pub class: String,
    /// The same as programs write it: `user/foo`.
    pub name: String,
    pub position: FramePosition,
}

/// Source positions of a recorded stack.
pub fn resolve(entries: &[TraceEntry]) -> Vec<TraceLine> {
    let line = |e: &TraceEntry| {
        let class = e.code.name.to_string_lossy();
        TraceLine { name: demunge(&class), class, position: e.code.body.position(e.pc) }
    };
    entries.iter().map(line).collect()
}

/// Source positions of the stack at which an exception was thrown.
pub fn of_exception(exception: &Value) -> Vec<TraceLine> {
    exception.get::<Throwable>().map_or_else(Vec::new, |e| resolve(e.trace()))
}
