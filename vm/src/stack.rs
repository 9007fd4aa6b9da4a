//! The register stack of a language thread, its frames, and every access to a register.
//!
//! Registers lie in *segments* that never move: natives get slices of them, and closures of the loop
//! keep pointers to them. Each is twice as large as the one before; a callee whose
//! frame does not fit is moved, with its arguments, to a new segment, and the segment is given up when it
//! returns (one is kept in reserve). Frames lie in an array of their own, which does move.
//!
//! Invariant of registers: outside of live registers nothing counted is found. So a frame needs no
//! clearing on entry, and unwinding may drop any range of registers. Moving a value out leaves nil.
//!
//! Linked code names a register by its *place*, twice its number: the machine scales an index by eight at most, and a register
//! takes sixteen bytes. Where a register is named by number, [`place`] and [`Regs::at`] convert.
//!
//! [`Regs`] and [`State`] offer unchecked access behind safe methods: register and constant numbers
//! come from instructions, and all code that runs is either verified or fresh from the emitter, which
//! debug builds verify. The verifier's properties on register ranges (every register and window of an
//! instruction lies in the frame), constants (in range and of the kind the operand asks for) and jumps
//! (targets are instructions of the same code) are what every SAFETY sentence here rests on. No
//! other file does arithmetic on register pointers.

use crate::cache::LookupCache;
use crate::frame::{Entry, Frame, Return};
use bytecode::{Insn, Op};
use runtime::{Error, ExceptionKind, Thread, Value};
use std::alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error};
use std::cell::UnsafeCell;
use std::ptr;

mod saved;
pub mod site;

pub use saved::Saved;

/// Frames a thread may have before `StackOverflowError`.
pub const MAX_DEPTH: usize = 1_100_000;

/// Registers past a segment's limit that may be written without a check: room for the window of a call
/// that is being prepared at the end of a frame.
pub const RESERVE: usize = 32;

/// The most arguments that such a window may hold.
pub const MAX_WINDOW: usize = RESERVE - 4;

/// Wide enough that calls of usual depth stay within: a call that crosses the end of a segment, as each time round in a loop at its
/// edge, costs several times what others do. What fits in there is moved when a virtual thread parks.
#[cfg(not(feature = "stress"))]
const FIRST_SEGMENT: usize = 512;
#[cfg(feature = "stress")]
const FIRST_SEGMENT: usize = RESERVE + 2;
const LARGEST_SEGMENT: usize = 1 << 20;
const FIRST_FRAMES: usize = 8;

/// The place of the register with this number.
#[inline(always)]
pub const fn place(number: usize) -> u16 {
    (number * PLACES) as u16
}

/// How far the places of neighbouring registers are apart.
const PLACES: usize = 2;

// Every register has a place: the verifier and the emitter hold frames to this size.
const _: () = assert!(bytecode::MAX_REGISTERS as usize * PLACES <= u16::MAX as usize);

/// A pointer to the registers of a frame. Methods name single registers by their places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Regs(*mut Value);

impl Regs {
    #[inline(always)]
    fn pointer(self, r: u16) -> *mut Value {
        // SAFETY: the register lies in the frame (verified), or in the reserve after it.
        unsafe { self.0.byte_add(r as usize * (size_of::<Value>() / PLACES)) }
    }

    /// The register, borrowed. The borrow must end before the register is written.
    #[inline(always)]
    pub fn get<'a>(self, r: u16) -> &'a Value {
        // SAFETY: see `pointer`; every register holds a valid value.
        unsafe { &*self.pointer(r) }
    }

    /// Overwrites a register that holds nothing counted.
    #[inline(always)]
    pub fn put(self, r: u16, value: Value) {
        // SAFETY: see `pointer`.
        unsafe { self.pointer(r).write(value) }
    }

    /// Copies a register over one that holds nothing counted. What a register holds was often written just now, by two
    /// stores; a load of both halves at once would have to wait until these have left the processor for its cache.
    #[inline(always)]
    pub fn copy(self, to: u16, from: u16) {
        self.load(to, self.get(from));
    }

    /// Puts a copy of a value into a register that holds nothing counted: `put` of a clone, but not by way of the native stack.
    #[inline(always)]
    pub fn load(self, to: u16, value: &Value) {
        if let Some(header) = value.header() {
            header.count.retain();
        }
        self.copy_halves(to, value);
    }

    /// Moves a register over one that holds nothing counted, and leaves nil.
    #[inline(always)]
    pub fn shift(self, to: u16, from: u16) {
        self.receive(to, self.from(from));
    }

    /// Moves what is at `from` to a register that holds nothing counted, and leaves nil there.
    #[inline(always)]
    pub fn receive(self, to: u16, from: Regs) {
        self.copy_halves(to, from.get(0));
        from.put(0, Value::NIL);
    }

    #[inline(always)]
    fn copy_halves(self, to: u16, from: &Value) {
        const { assert!(size_of::<Value>() == 2 * size_of::<u64>()) };
        // SAFETY: the register lies in its frame (verified); what is copied has an owner more or leaves its register.
        unsafe {
            let (to, from) = (self.pointer(to).cast::<u64>(), std::ptr::from_ref(from).cast::<u64>());
            let (first, second) = (from.read_volatile(), from.add(1).read_volatile());
            to.write_volatile(first);
            to.add(1).write_volatile(second);
        }
    }

    /// Overwrites a register and drops what it held.
    #[inline(always)]
    pub fn set(self, r: u16, value: Value) {
        // SAFETY: see `pointer`; every register holds a valid value.
        unsafe { *self.pointer(r) = value }
    }

    /// Moves the value out and leaves nil.
    #[inline(always)]
    pub fn take(self, r: u16) -> Value {
        // SAFETY: as in `set`; the value is duplicated and at once overwritten, so it has one owner.
        unsafe {
            let p = self.pointer(r);
            let value = p.read();
            p.write(Value::NIL);
            value
        }
    }

    /// Drops the value and leaves nil.
    #[inline(always)]
    pub fn clear(self, r: u16) {
        if self.get(r).is_object() {
            drop(self.take(r));
        }
    }

    /// The running function: the register before the first.
    #[inline(always)]
    pub fn callee<'a>(self) -> &'a Value {
        // SAFETY: every frame has a register before its first.
        unsafe { &*self.0.sub(1) }
    }

    /// Moves the running function out.
    #[inline(always)]
    pub fn take_callee(self) -> Value {
        self.back(1).take(0)
    }

    /// `n` registers from `r` on. Natives get their arguments so.
    #[inline(always)]
    pub fn slice<'a>(self, r: u16, n: usize) -> &'a mut [Value] {
        // SAFETY: the window lies in the frame (verified) or in the reserve after it, and the loop
        // touches none of it while the slice is in use.
        unsafe { std::slice::from_raw_parts_mut(self.pointer(r), n) }
    }

    /// The registers from a place on.
    #[inline(always)]
    pub fn from(self, r: u16) -> Regs {
        Regs(self.pointer(r))
    }

    /// The registers from the `n`th on.
    #[inline(always)]
    pub fn at(self, n: usize) -> Regs {
        // SAFETY: frames lie in one segment together with the reserve after them.
        Regs(unsafe { self.0.add(n) })
    }

    /// The registers that begin `n` earlier.
    #[inline(always)]
    pub fn back(self, n: usize) -> Regs {
        // SAFETY: callers go back to the callee's slot at most, which is part of the segment.
        Regs(unsafe { self.0.sub(n) })
    }

    /// How many registers lie between here and `end`, in the same segment.
    pub fn distance(self, end: Regs) -> usize {
        (end.0 as usize).saturating_sub(self.0 as usize) / size_of::<Value>()
    }

    /// Drops everything up to `end`, leaving nil.
    pub fn drop_until(self, end: Regs) {
        for value in self.slice(0, self.distance(end)) {
            if value.is_object() {
                drop(value.take());
            }
        }
    }
}

/// What the loop keeps in machine registers: the place in the code, the frame's registers and constants.
#[derive(Clone, Copy)]
pub struct State {
    /// The instruction that is running; the one before the first when a frame begins. It is the only place kept: handlers read
    /// their operands through it and go on from it, and a second pointer to the next one would cost a register or a slot.
    pub pc: *const Insn,
    pub regs: Regs,
    constants: *const Value,
}

impl State {
    /// Moves on to the next instruction. It is given by reference, so that a handler loads the fields that it wants instead of
    /// taking a word apart.
    #[inline(always)]
    pub fn fetch<'a>(&mut self) -> &'a Insn {
        // SAFETY: code does not fall off its end and jumps stay in it (verified). It lives as long as the frame's function,
        // and no handler looks at its instruction after it has given the function up.
        unsafe {
            self.pc = one_place(self.pc.wrapping_add(1));
            &*self.pc
        }
    }

    /// Ends a handler. So its usual way has an end of its own, to which the compiler copies the dispatch; ends in which nothing
    /// is left to be done would all be one.
    #[inline(always)]
    #[allow(clippy::pointers_in_nomem_asm_block, reason = "they go through as they are")]
    pub fn settle(&mut self) {
        #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
        // SAFETY: no instruction at all.
        unsafe {
            std::arch::asm!("/* {0} {1} */", inout(reg) self.pc, inout(reg) self.regs.0,
                options(pure, nomem, nostack, preserves_flags));
        }
    }

    /// The next instruction.
    #[inline(always)]
    pub fn peek<'a>(&self) -> &'a Insn {
        // SAFETY: as in `fetch`.
        unsafe { &*self.pc.wrapping_add(1) }
    }

    /// The constant of this number.
    #[inline(always)]
    pub fn constant<'a>(&self, n: u32) -> &'a Value {
        // SAFETY: linking numbered the constants of this code anew, each within its table; the running
        // function keeps the table alive.
        unsafe { &*self.constants.add(n as usize) }
    }

    /// The constant that `b` and `c` of the instruction number together.
    #[inline(always)]
    pub fn constant_of<'a>(&self, i: &Insn) -> &'a Value {
        self.constant(wide(i))
    }

    /// Adds a jump offset, which counts from the next instruction.
    #[inline(always)]
    pub fn jump(&mut self, offset: i32) {
        self.pc = self.pc.wrapping_offset(offset as isize);
    }
}

/// `b` and `c` of an instruction as one number. They are read at once: put together from the two, the number costs the commonest
/// instructions three more of the machine's.
#[inline(always)]
pub fn wide(i: &Insn) -> u32 {
    if cfg!(target_endian = "big") {
        return i.bx();
    }
    // SAFETY: an instruction has eight bytes in the order of its fields, of which the last four are `b` and `c`.
    unsafe { std::ptr::from_ref(i).cast::<u32>().add(1).read_unaligned() }
}

/// The pointer itself, of which the compiler does not know where it comes from: it would keep the one before in a register too.
#[inline(always)]
#[allow(clippy::pointers_in_nomem_asm_block, reason = "it goes through as it is")]
fn one_place(pc: *const Insn) -> *const Insn {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
    let pc = {
        let mut place = pc;
        // SAFETY: no instruction at all.
        unsafe { std::arch::asm!("/* {0} */", inout(reg) place, options(pure, nomem, nostack, preserves_flags)) };
        place
    };
    pc
}

struct Segment {
    start: *mut Value,
    len: usize,
}

impl Segment {
    fn layout(len: usize) -> Layout {
        Layout::array::<Value>(len).expect("a segment's size is bounded")
    }

    fn new(len: usize) -> Segment {
        let layout = Segment::layout(len);
        // SAFETY: `len` is not zero. Zero bytes are nil.
        let start = unsafe { alloc_zeroed(layout) }.cast::<Value>();
        if start.is_null() {
            handle_alloc_error(layout);
        }
        Segment { start, len }
    }

    fn limit(&self) -> Regs {
        Regs(self.start).at(self.len - RESERVE)
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        // SAFETY: allocated in `new` with this layout; the registers hold nothing counted any more.
        unsafe { dealloc(self.start.cast(), Segment::layout(self.len)) }
    }
}

/// What the VM keeps for a language thread.
pub struct Machine {
    fp: *mut Frame,
    frames_end: *mut Frame,
    /// Frames may not end beyond this.
    limit: Regs,
    frames: Vec<Frame>,
    segments: Vec<Segment>,
    spare: Option<Segment>,
    /// What the outermost frame of a loop returned.
    pub result: Value,
    pub max_depth: usize,
    /// May the loop be left, frames and all, to be resumed later?
    parkable: bool,
    /// Who has asked for that just now.
    leaving: Leaving,
    cache: LookupCache,
}

/// Why the loop is being left, its frames staying as they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    No,
    /// A native waits for something.
    Park,
    /// The thread has run for long enough.
    Yield,
}

/// A machine that natives may reach again through the thread while the loop is using it.
pub struct MachineCell(UnsafeCell<Machine>);

/// The machine of a thread. Never null: [`crate::hooks`] makes every thread's machine.
#[inline(always)]
pub fn machine(t: &Thread) -> M {
    let cell = t.machine.downcast_ref::<MachineCell>().expect("threads of this runtime have a machine of this VM");
    M(cell.0.get())
}

/// A handle of a thread's machine. The machine is used by one OS thread at a time and by no two of these
/// methods at once: none of them runs anything but the dropping of values, which never calls back.
#[derive(Clone, Copy)]
pub struct M(*mut Machine);

/// Makes the machine of a new thread.
pub fn new_machine() -> Box<dyn std::any::Any> {
    Box::new(MachineCell(UnsafeCell::new(*new_parts(FIRST_SEGMENT))))
}

fn new_parts(first: usize) -> Box<Machine> {
    let first = Segment::new(first);
    let mut frames = Vec::with_capacity(FIRST_FRAMES);
    let base = Regs(first.start).at(1);
    let entry = built_in_call(0);
    frames.push(Frame { entry, base, end: base, pc: entry.start(), ret: Return::new(0, Return::EXIT) });
    let mut machine = Box::new(Machine {
        fp: ptr::null_mut(),
        frames_end: ptr::null_mut(),
        limit: first.limit(),
        frames,
        segments: vec![first],
        spare: None,
        result: Value::NIL,
        max_depth: MAX_DEPTH,
        parkable: false,
        leaving: Leaving::No,
        cache: LookupCache::default(),
    });
    machine.adopt_frames(0);
    machine
}

impl Machine {
    /// Finds the frame array again after it may have moved.
    fn adopt_frames(&mut self, top: usize) {
        let start = self.frames.as_mut_ptr();
        // SAFETY: both lie within the vector's capacity.
        unsafe {
            self.fp = start.add(top);
            self.frames_end = start.add(self.frames.capacity());
        }
    }

    fn depth(&self) -> usize {
        (self.fp as usize - self.frames.as_ptr() as usize) / size_of::<Frame>()
    }

    /// Makes room for another frame.
    fn grow_frames(&mut self) -> Result<(), Error> {
        let depth = self.depth();
        if depth + 1 >= self.max_depth {
            return Err(Error::bare(ExceptionKind::StackOverflowError));
        }
        // SAFETY: frames up to the top were written through the pointer.
        unsafe { self.frames.set_len(depth + 1) };
        let more = (depth + 1).min(self.max_depth - depth);
        self.frames.reserve_exact(more);
        self.adopt_frames(depth);
        Ok(())
    }

    fn push_segment(&mut self, registers: usize) {
        let last = self.segments.last().map_or(FIRST_SEGMENT, |s| s.len);
        let least = registers + RESERVE + 2;
        let segment = match self.spare.take() {
            Some(spare) if spare.len >= least => spare,
            _ if cfg!(feature = "stress") => Segment::new(least),
            _ => Segment::new((last * 2).min(LARGEST_SEGMENT).max(least)),
        };
        self.limit = segment.limit();
        self.segments.push(segment);
    }
}

impl Drop for Machine {
    /// A thread that ends while parked still has frames.
    fn drop(&mut self) {
        let depth = self.depth();
        // SAFETY: frames up to the top were written through the pointer.
        unsafe { self.frames.set_len(depth + 1) };
        for frame in self.frames.iter().skip(1).rev() {
            frame.base.back(1).drop_until(frame.end);
        }
    }
}

impl M {
    /// The frame on top.
    #[inline(always)]
    pub fn frame<'a>(self) -> &'a mut Frame {
        // SAFETY: `fp` points to a written frame; the borrow is short and no frame is pushed during it.
        unsafe { &mut *(*self.0).fp }
    }

    /// All frames from the top down, the built-in one at the bottom left out.
    pub fn frames(self) -> impl Iterator<Item = Frame> {
        // SAFETY: frames up to the top are written.
        let n = unsafe { (*self.0).depth() };
        // SAFETY: as above; each is copied out.
        (0..n).map(move |i| unsafe { (*self.0).fp.sub(i).read() })
    }

    /// The number of frames.
    pub fn depth(self) -> usize {
        // SAFETY: see the type.
        unsafe { (*self.0).depth() }
    }

    /// Changes the number of frames that a thread may have.
    pub fn set_max_depth(self, frames: usize) {
        // SAFETY: see the type.
        unsafe { (*self.0).max_depth = frames.max(16) };
    }

    /// How many registers that belong to no frame hold something counted. Always 0 unless an emitter has left a
    /// register alive at a `return`: then it is a leak until the register is written again.
    pub fn leaks(self) -> usize {
        // SAFETY: see the type.
        let m = unsafe { &*self.0 };
        let count =
            |values: &[Value]| values.iter().filter(|v| v.header().is_some_and(|h| !h.count.is_permanent())).count();
        let (Some(last), top) = (m.segments.last(), self.frame().end) else { return 0 };
        let used = Regs(last.start).distance(top);
        let free = count(top.slice(0, last.len.saturating_sub(used)));
        let spare = m.spare.as_ref().map_or(0, |s| count(Regs(s.start).slice(0, s.len)));
        free + spare
    }

    /// Leaves the present place in the frame, for traces, handlers and coming back.
    #[inline(always)]
    pub fn save(self, s: &State) {
        self.frame().pc = s.pc;
    }

    /// The state of the frame on top as it was saved.
    #[inline(always)]
    pub fn state(self) -> State {
        let frame = self.frame();
        // SAFETY: the frame's function keeps its code alive.
        State { pc: frame.pc, regs: frame.base, constants: unsafe { (*frame.entry).constants } }
    }

    /// The code of the frame on top. Valid while the frame is.
    #[inline(always)]
    pub fn entry<'a>(self) -> &'a Entry {
        // SAFETY: the frame's function keeps its code alive.
        unsafe { &*self.frame().entry }
    }

    /// Calls linked code: the callee is in register `a`, `argc` arguments follow, as many as the code
    /// expects. On an error nothing has changed.
    #[inline(always)]
    pub fn enter(self, s: &mut State, a: u16, argc: usize, entry: &Entry, flags: u64) -> Result<(), Error> {
        // SAFETY: frames and the machine are used as `M` says; both pointers stay within the frame array.
        unsafe {
            let m = &mut *self.0;
            let base = s.regs.from(a).at(1);
            let end = base.at(entry.registers as usize);
            let frame = m.fp.add(1);
            if end > m.limit || frame >= m.frames_end || cfg!(feature = "stress") {
                return self.enter_slow(s, a, argc, entry, flags);
            }
            (*m.fp).pc = s.pc;
            frame.write(Frame { entry, base, end, pc: entry.start(), ret: Return::new(a, flags) });
            m.fp = frame;
            *s = State { pc: entry.start(), regs: base, constants: entry.constants };
        }
        Ok(())
    }

    /// Calls linked code that is at `window`, past everything in use, without arguments. On an error nothing has changed.
    #[inline(always)]
    pub fn enter_at(self, s: &mut State, window: Regs, entry: &Entry, ret: Return) -> Result<(), Error> {
        // SAFETY: as in `enter`.
        unsafe {
            let m = &mut *self.0;
            let base = window.at(1);
            let end = base.at(entry.registers as usize);
            let frame = m.fp.add(1);
            if end > m.limit || frame >= m.frames_end || cfg!(feature = "stress") {
                *s = self.enter_far(*s, window, 0, entry, ret)?;
                return Ok(());
            }
            (*m.fp).pc = s.pc;
            frame.write(Frame { entry, base, end, pc: entry.start(), ret });
            m.fp = frame;
            *s = State { pc: entry.start(), regs: base, constants: entry.constants };
        }
        Ok(())
    }

    #[inline(always)]
    fn enter_slow(self, s: &mut State, a: u16, argc: usize, entry: &Entry, flags: u64) -> Result<(), Error> {
        *s = self.enter_far(*s, s.regs.from(a), argc, entry, Return::new(a, flags))?;
        Ok(())
    }

    /// Calls linked code whose callee and arguments are at `window`, on a new segment if necessary.
    #[cold]
    #[inline(never)]
    pub fn enter_far(
        self,
        s: State,
        window: Regs,
        argc: usize,
        entry: &Entry,
        mut ret: Return,
    ) -> Result<State, Error> {
        // SAFETY: as in `enter`.
        unsafe {
            let m = &mut *self.0;
            if m.fp.add(1) >= m.frames_end {
                m.grow_frames()?;
            }
            let registers = entry.registers as usize;
            let mut base = window.at(1);
            if base.at(registers) > m.limit || cfg!(feature = "stress") {
                m.push_segment(registers);
                let segment = m.segments.last().map_or(window, |s| Regs(s.start));
                // Callee and arguments move; nil stays where they were.
                for (from, to) in window.slice(0, argc + 1).iter_mut().zip(segment.slice(0, argc + 1)) {
                    *to = from.take();
                }
                base = segment.at(1);
                ret = ret.and(Return::SEGMENT);
            }
            let end = base.at(registers);
            (*m.fp).pc = s.pc;
            m.fp = m.fp.add(1);
            m.fp.write(Frame { entry, base, end, pc: entry.start(), ret });
            Ok(State { pc: entry.start(), regs: base, constants: entry.constants })
        }
    }

    /// Leaves the frame on top, whose registers are dead, and gives the state of the one below.
    #[inline(always)]
    pub fn leave(self) -> State {
        // SAFETY: the built-in frame at the bottom is never left, so there is a frame below.
        unsafe { (*self.0).fp = (*self.0).fp.sub(1) };
        self.state()
    }

    /// Leaves the frame on top, and its segment if it is the first there.
    pub fn leave_far(self) -> State {
        if self.frame().ret.has(Return::SEGMENT) {
            // SAFETY: see the type.
            let m = unsafe { &mut *self.0 };
            if let Some(segment) = m.segments.pop() {
                m.spare = Some(segment);
            }
            m.limit = m.segments.last().map_or(m.limit, Segment::limit);
        }
        self.leave()
    }

    /// Keeps what the outermost frame of a loop returned.
    pub fn set_result(self, value: Value) {
        // SAFETY: see the type.
        unsafe { (*self.0).result = value };
    }

    /// May the running native leave the loop? See [`crate::park`].
    pub fn is_parkable(self) -> bool {
        // SAFETY: see the type.
        unsafe { (*self.0).parkable }
    }

    /// Allows or forbids parking; gives what was before.
    pub fn set_parkable(self, on: bool) -> bool {
        // SAFETY: see the type.
        unsafe { std::mem::replace(&mut (*self.0).parkable, on) }
    }

    /// Runs something during which the loop cannot be left.
    pub fn pinned<R>(self, f: impl FnOnce() -> R) -> R {
        let before = self.set_parkable(false);
        let result = f();
        self.set_parkable(before);
        result
    }

    pub fn set_leaving(self, why: Leaving) {
        // SAFETY: see the type.
        unsafe { (*self.0).leaving = why };
    }

    /// Why the loop is being left, if it is.
    pub fn leaving(self) -> Leaving {
        // SAFETY: see the type.
        unsafe { (*self.0).leaving }
    }

    /// Has what failed just now asked to leave the loop?
    pub fn is_leaving(self) -> bool {
        self.leaving() != Leaving::No
    }

    /// What this thread remembers of look-ups.
    #[inline(always)]
    pub fn cache<'a>(self) -> &'a mut LookupCache {
        // SAFETY: see the type; the borrow is short, and what the table drops never calls back.
        unsafe { &mut (*self.0).cache }
    }

    pub fn take_result(self) -> Value {
        // SAFETY: see the type.
        unsafe { (*self.0).result.take() }
    }

    /// Begins a call from a native: a frame whose code calls `f` with `args` and hands the result back.
    /// At most [`MAX_BUILT_IN`] arguments.
    pub fn enter_from_native(self, f: Value, args: &mut [Value]) -> Result<State, Error> {
        let entry = built_in_call(args.len());
        let window = self.frame().end;
        let here = self.state();
        // The callee's slot of the new frame is nil: the frame runs no function.
        window.put(0, Value::NIL);
        let s = self.enter_far(here, window, 0, entry, Return::new(0, Return::EXIT))?;
        s.regs.put(0, f);
        for (i, arg) in args.iter_mut().enumerate() {
            s.regs.put(place(i + 1), arg.take());
        }
        Ok(s)
    }

    /// Counts a seq in a frame of built-in code, so that lazy seqs in it are run in frames of their own; result to register `a`.
    pub fn enter_count(self, mut s: State, a: u16, coll: Value) -> Result<State, Error> {
        let window = self.frame().end;
        // The frame runs no function.
        window.put(0, Value::NIL);
        self.enter_at(&mut s, window, &COUNT_ENTRY, Return::new(a, 0))?;
        s.regs.put(0, Value::long(0));
        s.regs.put(place(1), coll);
        Ok(s)
    }

    /// Begins a call from a native of a function with linked code for these arguments. At most [`MAX_BUILT_IN`].
    pub fn enter_function(self, f: Value, entry: &Entry, args: &mut [Value]) -> Result<State, Error> {
        let window = self.frame().end;
        let here = self.state();
        window.put(0, f);
        for (i, arg) in args.iter_mut().enumerate() {
            window.put(place(i + 1), arg.take());
        }
        let entered = self.enter_far(here, window, args.len(), entry, Return::new(0, Return::EXIT));
        if entered.is_err() {
            window.drop_until(window.at(args.len() + 1));
        }
        entered
    }
}

/// The most arguments that a native can pass without packing them in a list.
pub const MAX_BUILT_IN: usize = 21;

static CALL_CODE: [[Insn; 2]; MAX_BUILT_IN + 1] = {
    let mut code = [[Insn::bare(Op::Return); 2]; MAX_BUILT_IN + 1];
    let mut n = 0;
    while n <= MAX_BUILT_IN {
        code[n][0] = Insn { op: Op::Call, n: 0, a: 0, b: n as u16, c: 0 };
        n += 1;
    }
    code
};

// SAFETY: an entry is never changed after it was made but for an atomic, and what it points to is constant or published.
unsafe impl Send for Entry {}
// SAFETY: as above.
unsafe impl Sync for Entry {}

/// `count_more r0, ^r0, r1; return ^r0`
static COUNT_CODE: [Insn; 2] =
    [Insn { op: Op::CountMore, n: 2, a: 0, b: 0, c: place(1) }, Insn { op: Op::Return, n: 0, a: 0, b: 0, c: 0 }];

static COUNT_ENTRY: Entry = {
    let mut entry = Entry::empty();
    entry.code = &raw const COUNT_CODE[0];
    entry.registers = 2;
    entry
};

static CALL_ENTRIES: [Entry; MAX_BUILT_IN + 1] = {
    let mut entries = [const { Entry::empty() }; MAX_BUILT_IN + 1];
    let mut n = 0;
    while n <= MAX_BUILT_IN {
        entries[n].code = &raw const CALL_CODE[n][0];
        entries[n].registers = n as u32 + 1;
        n += 1;
    }
    entries
};

/// The code `call r0 n; return r0`.
fn built_in_call(n: usize) -> &'static Entry {
    &CALL_ENTRIES[n.min(MAX_BUILT_IN)]
}

/// The first instruction of the code that a frame runs.
pub fn code_of(frame: &Frame) -> *const Insn {
    // SAFETY: the frame's function keeps its code alive.
    unsafe { (*frame.entry).code }
}

/// The number of an instruction of a frame's arity among all of its function.
pub fn trace_pc_of(frame: &Frame, pc: u32) -> u32 {
    // SAFETY: as above.
    unsafe { (*frame.entry).trace_pc(pc) }
}
