//! [`Saved`]: the stack of a virtual thread while no carrier runs it.
//!
//! A carrier runs one virtual thread after the other on its own machine. What a thread leaves there, frames and registers,
//! is moved out when it parks: into boxes of exactly that size if all of it lies in the first segment, which is so unless it is
//! deep, and else by giving it the machine's segments, for which the machine gets new ones. Frames of a shallow stack name their
//! registers by their distance from the first, so that any machine can take them back.

use super::{M, Machine, Regs, new_parts};
use crate::frame::{Entry, Frame, Return};
use bytecode::Insn;
use runtime::Value;
use runtime::error::TraceEntry;
use runtime::function::Function;

/// A stack that no machine has.
pub struct Saved(Form);

enum Form {
    Shallow { frames: Box<[SavedFrame]>, registers: Box<[Value]> },
    Deep(Box<Machine>),
}

/// A frame, apart from the segment of its registers.
#[derive(Clone, Copy)]
struct SavedFrame {
    entry: *const Entry,
    pc: *const Insn,
    ret: Return,
    /// Where its registers begin among those that were saved, and where they end.
    base: u32,
    end: u32,
}

// SAFETY: a saved stack belongs to one thread at a time: the carrier that left it, then whoever takes it up, and what hands it from
// one to the other orders what they do with it. Its values and the code that its frames point to are not bound to an OS thread.
unsafe impl Send for Saved {}

impl M {
    /// Moves everything above the built-in frame at the bottom out of the machine.
    pub fn save_stack(self) -> Saved {
        // SAFETY: see the type.
        let m = unsafe { &mut *self.0 };
        let depth = m.depth();
        if m.segments.len() > 1 {
            let mut parts = new_parts(m.segments[0].len);
            parts.max_depth = m.max_depth;
            std::mem::swap(&mut *parts, m);
            // What was looked up stays with the carrier.
            std::mem::swap(&mut parts.cache, &mut m.cache);
            return Saved(Form::Deep(parts));
        }
        let bottom = m.frames_start().base;
        let end = self.frame().end;
        let count = bottom.distance(end);
        let frames = (1..=depth).map(|i| {
            // SAFETY: frames up to the top are written.
            let Frame { entry, base, end, pc, ret } = unsafe { m.frames_pointer().add(i).read() };
            SavedFrame { entry, pc, ret, base: bottom.distance(base) as u32, end: bottom.distance(end) as u32 }
        });
        let frames = frames.collect();
        let registers = bottom.slice(0, count).iter_mut().map(Value::take).collect();
        m.adopt_frames(0);
        Saved(Form::Shallow { frames, registers })
    }

    /// Puts a saved stack upon the machine, which must have nothing but the built-in frame.
    pub fn restore_stack(self, saved: Saved) {
        // SAFETY: see the type.
        let m = unsafe { &mut *self.0 };
        debug_assert_eq!(m.depth(), 0);
        match saved.0 {
            Form::Deep(mut parts) => {
                std::mem::swap(&mut *parts, m);
                std::mem::swap(&mut parts.cache, &mut m.cache);
            }
            Form::Shallow { frames, registers } => {
                m.ensure_frames(frames.len() + 1);
                let bottom = m.frames_start().base;
                for (to, value) in bottom.slice(0, registers.len()).iter_mut().zip(registers) {
                    // Nothing counted lies there.
                    *to = value;
                }
                for (i, saved) in frames.iter().enumerate() {
                    let SavedFrame { entry, pc, ret, base, end } = *saved;
                    let frame = Frame { entry, base: bottom.at(base as usize), end: bottom.at(end as usize), pc, ret };
                    // SAFETY: room was made for as many frames.
                    unsafe { m.frames_pointer().add(i + 1).write(frame) };
                }
                m.adopt_frames(frames.len());
            }
        }
    }
}

impl Machine {
    fn frames_pointer(&mut self) -> *mut Frame {
        self.frames.as_mut_ptr()
    }

    /// The built-in frame.
    fn frames_start(&self) -> Frame {
        self.frames[0]
    }

    /// Makes room for that many frames in a machine that has only the first.
    fn ensure_frames(&mut self, count: usize) {
        if self.frames.capacity() <= count {
            // SAFETY: the first frame was written.
            unsafe { self.frames.set_len(1) };
            self.frames.reserve(count);
        }
    }
}

impl Saved {
    /// Which code was running where, innermost first.
    pub fn trace(&self) -> Vec<TraceEntry> {
        match &self.0 {
            Form::Deep(machine) => {
                // SAFETY: reading frames changes nothing.
                let m = M(std::ptr::from_ref::<Machine>(machine).cast_mut());
                crate::trace::capture(m)
            }
            Form::Shallow { frames, registers } => {
                let entries = frames.iter().rev().filter_map(|frame| {
                    let callee = registers.get((frame.base as usize).wrapping_sub(1))?.as_ref::<Function>()?;
                    let placed =
                        Frame { entry: frame.entry, base: NOWHERE, end: NOWHERE, pc: frame.pc, ret: frame.ret };
                    let pc = super::trace_pc_of(&placed, crate::trace::running(&placed));
                    Some(TraceEntry { code: callee.code.clone(), pc })
                });
                entries.collect()
            }
        }
    }

    /// Bytes that it takes.
    pub fn size(&self) -> usize {
        match &self.0 {
            Form::Shallow { frames, registers } => size_of_val(&**frames) + size_of_val(&**registers),
            Form::Deep(machine) => {
                let segments: usize = machine.segments.iter().map(|s| s.len * size_of::<Value>()).sum();
                segments + machine.frames.capacity() * size_of::<Frame>()
            }
        }
    }
}

/// The registers of a frame that is only asked for its place in the code.
const NOWHERE: Regs = Regs(std::ptr::null_mut());
