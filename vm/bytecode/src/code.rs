//! The code unit and its parts: functions, arities, exception handlers, switch tables.
//!
//! All of it is plain data with public fields: the emitter fills it in, the verifier judges it, the
//! VM's linker reads it. Nothing here guarantees anything; what holds after verification is listed in
//! `verify`.

use crate::constant::Constant;
use crate::ids::{ConstId, FuncId, Pc, Reg};
use crate::op::Insn;
use crate::source::{LineTable, NO_SOURCE_FILE, NO_SOURCE_PATH, SourceInfo};

/// What one source file, or one evaluated form, compiles to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unit {
    /// The name of the source, such as `user.clj` or `NO_SOURCE_FILE`.
    pub name: String,
    pub constants: Vec<Constant>,
    pub functions: Vec<Function>,
    /// The top-level forms in the order in which they run: functions of no arguments and no captures.
    pub chunks: Vec<FuncId>,
    /// The namespaces this unit was compiled against.
    pub requires: Vec<Require>,
    pub source: SourceInfo,
}

impl Unit {
    /// The file that messages and traces name: the last part of the source's path, or the unit's name without one.
    pub fn file_name(&self) -> &str {
        file_name(&self.name, &self.source.path)
    }

    /// The function with this id.
    pub fn function(&self, id: FuncId) -> Option<&Function> {
        self.functions.get(id.index())
    }

    /// The constant with this id.
    pub fn constant(&self, id: impl Into<ConstId>) -> Option<&Constant> {
        self.constants.get(id.into().index())
    }
}

/// The file that messages name for a unit of this name whose source has this path.
pub fn file_name<'a>(unit: &'a str, path: &'a str) -> &'a str {
    match path.rsplit('/').next() {
        None | Some("") => unit,
        Some(NO_SOURCE_PATH) => NO_SOURCE_FILE,
        Some(file) => file,
    }
}

/// A namespace that a unit needs, with the hash of the source it was compiled against.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Require {
    pub ns: String,
    pub source_hash: u64,
}

/// A function: one code body per arity over shared captures.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Function {
    /// Clojure's class-like name: `user$foo`, `user$eval12$fn__13`.
    pub name: String,
    /// Fixed arities in ascending order of parameters, then at most one variadic.
    pub arities: Vec<Arity>,
    /// How many values the closure holds.
    pub captures: u16,
    pub flags: FunctionFlags,
}

impl Function {
    /// The arity that takes `argc` arguments, with its index: a fixed one if there is one, else the variadic.
    pub fn arity_for(&self, argc: usize) -> Option<(usize, &Arity)> {
        let takes = |arity: &Arity| {
            let params = usize::from(arity.params);
            if arity.variadic { params <= argc } else { params == argc }
        };
        self.arities.iter().enumerate().find(|(_, arity)| takes(arity))
    }
}

/// Facts about a function, as bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct FunctionFlags(pub u8);

impl FunctionFlags {
    /// `^:once fn*`: called at most once, so that its captures may be moved out.
    pub const ONCE: FunctionFlags = FunctionFlags(1);
    /// All bits that have a meaning.
    pub const KNOWN: FunctionFlags = FunctionFlags(1);

    /// Whether all bits of `other` are set.
    pub const fn contains(self, other: FunctionFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

/// The code for one number of arguments.
///
/// Parameters are in `r0` and up on entry, the sequence of the rest arguments (or nil) after them when
/// `variadic`. The callee's `r0` is the caller's first argument register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arity {
    /// Fixed parameters.
    pub params: u16,
    pub variadic: bool,
    /// The size of the frame.
    pub registers: u16,
    pub code: Vec<Insn>,
    /// Innermost first: the first one that covers a pc is the one that catches.
    pub handlers: Vec<Handler>,
    pub switches: Vec<Switch>,
    pub lines: LineTable,
    pub locals: Vec<LocalName>,
}

/// The most registers that a frame may have: the interpreter names a register by twice its number.
pub const MAX_REGISTERS: u16 = i16::MAX as u16;

impl Arity {
    /// How many registers hold a value on entry.
    pub fn entry_registers(&self) -> usize {
        usize::from(self.params) + usize::from(self.variadic)
    }

    /// The handler that catches what the instruction at `pc` throws.
    pub fn handler_at(&self, pc: Pc) -> Option<&Handler> {
        self.handlers.iter().find(|handler| handler.start <= pc && pc < handler.end)
    }
}

/// Catches what instructions from `start` up to `end` (exclusive) throw.
///
/// On a throw the registers from `base` on are dropped and become nil, then the exception is put in
/// `exception` and control goes to `target`, which lies at or after `end`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Handler {
    pub start: Pc,
    pub end: Pc,
    pub target: Pc,
    pub exception: Reg,
    pub base: Reg,
}

/// The table of a `switch` instruction: the targets of constants, all forward.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Switch {
    pub cases: Vec<(ConstId, Pc)>,
    pub default: Pc,
}

/// The source name of what a register holds from `start` up to `end` (exclusive).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LocalName {
    pub name: String,
    pub reg: Reg,
    pub start: Pc,
    pub end: Pc,
}
