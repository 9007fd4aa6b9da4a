//! What a call leaves behind: [`Frame`], and [`Entry`], the linked code that a frame runs.
//!
//! A frame says where its registers are, what it runs and what to do when it returns ([`Return`]). The
//! register stack itself and every access through these pointers are in `stack`.

use crate::stack::Regs;
use crate::stack::site::Slot;
use bytecode::{Handler, Insn, Pc};
use runtime::object::Header;
use runtime::sync::{AtomicPtr, OnceLock};
use runtime::{Kind, Shared, Value};
use std::ptr;

/// One arity of a function, ready to run. Never moves while the function's code lives, and changes in `function` alone.
pub struct Entry {
    pub code: *const Insn,
    pub constants: *const Value,
    /// The size of the frame.
    pub registers: u32,
    /// Fixed parameters.
    pub params: u16,
    pub variadic: bool,
    /// The permanent function whose calls through vars find this code by itself; see [`crate::stack::site`].
    pub function: AtomicPtr<Header>,
    /// What `code` and `constants` point into, and what only slow paths need. `None` for built-in code.
    pub detail: Option<Box<EntryDetail>>,
}

/// The rarely used part of an [`Entry`].
pub struct EntryDetail {
    pub code: Box<[Insn]>,
    pub constants: Box<[Slot]>,
    /// Code of the closures made here, in order of the patched `closure` instructions.
    pub children: Box<[Child]>,
    pub handlers: Box<[Handler]>,
    pub switches: Box<[LinkedSwitch]>,
    /// The number of this arity's first instruction among all instructions of the function.
    pub first_pc: u32,
}

/// A function whose closures some code makes.
#[derive(Clone)]
pub struct Child {
    /// A `CodeObject`.
    pub code: Shared,
    pub captures: u32,
}

/// A switch table whose constants are values.
pub struct LinkedSwitch {
    pub cases: Box<[(Shared, u32)]>,
    pub default: u32,
    /// Case numbers by hash, built for tables that are too long to walk.
    pub index: OnceLock<CaseIndex>,
}

/// A hash table of case numbers that is one block of memory, however long the switch is.
pub struct CaseIndex {
    /// Hash and number of a case; a power of two of them, at least half of which are free.
    slots: Box<[(i32, u32)]>,
}

impl CaseIndex {
    const FREE: u32 = u32::MAX;

    /// An index for so many cases.
    pub fn with_room(cases: usize) -> CaseIndex {
        CaseIndex { slots: vec![(0, CaseIndex::FREE); (2 * cases).next_power_of_two()].into() }
    }

    /// Adds a case. `each` is called for each place that is looked at.
    pub fn add<E>(&mut self, hash: i32, case: u32, mut each: impl FnMut() -> Result<(), E>) -> Result<(), E> {
        let mut at = self.first(hash);
        while self.slots[at].1 != CaseIndex::FREE {
            each()?;
            at = self.after(at);
        }
        self.slots[at] = (hash, case);
        Ok(())
    }

    /// The cases with a hash, in the order in which they were added.
    pub fn with_hash(&self, hash: i32) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(self.first(hash)), |at| Some(self.after(*at)))
            .map(|at| self.slots[at])
            .take_while(|(_, case)| *case != CaseIndex::FREE)
            .filter(move |(other, _)| *other == hash)
            .map(|(_, case)| case as usize)
    }

    fn first(&self, hash: i32) -> usize {
        hash as u32 as usize & (self.slots.len() - 1)
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }
}

impl Entry {
    /// One without any code.
    pub const fn empty() -> Entry {
        let function = AtomicPtr::new(ptr::null_mut());
        let (code, constants) = (ptr::null(), ptr::null());
        Entry { code, constants, registers: 0, params: 0, variadic: false, function, detail: None }
    }

    /// The place before the first instruction, where frames begin.
    #[inline(always)]
    pub fn start(&self) -> *const Insn {
        self.code.wrapping_sub(1)
    }

    /// The handler that covers the instruction at `pc`.
    pub fn handler_at(&self, pc: Pc) -> Option<&Handler> {
        self.detail.as_ref()?.handlers.iter().find(|h| h.start <= pc && pc < h.end)
    }

    /// The number of an instruction of this arity among all of its function: what traces hold.
    pub fn trace_pc(&self, pc: u32) -> u32 {
        self.detail.as_ref().map_or(0, |d| d.first_pc) + pc
    }
}

/// A call in progress.
#[derive(Clone, Copy)]
pub struct Frame {
    pub entry: *const Entry,
    /// Register 0. The running function is the register before it.
    pub base: Regs,
    /// One past the last register in use: `base + registers`, more while arguments that do not fit are
    /// spread. Whoever is called next begins here or within.
    pub end: Regs,
    /// The instruction that is running. Only valid while another frame is on top or a native runs.
    pub pc: *const Insn,
    pub ret: Return,
}

/// What happens when a frame returns: the caller's register for the result, and flags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Return(u64);

impl Return {
    /// The callee in the register before the frame is counted.
    pub const COUNTED: u64 = 1 << 16;
    /// The frame is the first of its stack segment.
    pub const SEGMENT: u64 = 1 << 17;
    /// The result goes to the native that started the loop.
    pub const EXIT: u64 = 1 << 18;
    /// The frame computes a lazy seq, which lies at the caller's `end`; then the caller's instruction is
    /// run again.
    pub const FORCE: u64 = 1 << 19;
    /// The frame is the dispatch function of the multimethod in the caller's result register; then its
    /// method is called.
    pub const DISPATCH: u64 = 1 << 20;
    const ARGC_SHIFT: u32 = 32;

    /// A call whose result goes to register `a` of the caller.
    #[inline(always)]
    pub fn new(a: u16, flags: u64) -> Return {
        Return(u64::from(a) | flags)
    }

    /// Together with [`Return::DISPATCH`]: how many arguments the method gets.
    pub fn with_argc(self, argc: u32) -> Return {
        Return(self.0 | u64::from(argc) << Return::ARGC_SHIFT)
    }

    pub fn argc(self) -> u32 {
        (self.0 >> Return::ARGC_SHIFT) as u32
    }

    #[inline(always)]
    pub fn register(self) -> u16 {
        self.0 as u16
    }

    #[inline(always)]
    pub fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    /// No flag at all: the callee is permanent and nothing special happens.
    #[inline(always)]
    pub fn is_plain(self) -> bool {
        self.0 <= u64::from(u16::MAX)
    }

    /// At most the callee has to be released.
    #[inline(always)]
    pub fn is_simple(self) -> bool {
        self.0 < Return::SEGMENT
    }

    /// The frame computes a lazy seq or delay, and nothing else is special about it.
    #[inline(always)]
    pub fn is_forced(self) -> bool {
        self.0 & !u64::from(u16::MAX) == Return::FORCE | Return::COUNTED
    }

    /// The same with a flag added.
    pub fn and(self, flag: u64) -> Return {
        Return(self.0 | flag)
    }
}

/// Is this a function object, which has linked code?
#[inline(always)]
pub fn is_function(value: &Value) -> bool {
    value.kind() == Some(Kind::Function)
}
