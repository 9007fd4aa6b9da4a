//! Lisle's bytecode: the instruction table, code units, their text form, their verifier and their
//! file format.
//!
//! A [`Unit`] is what one source file or one evaluated form compiles to: constants, functions with
//! their arities, and the top-level chunks in the order in which they run. This crate is plain data:
//! it does no input or output, knows no runtime values (constants are a literal tree that the VM's
//! linker turns into values) and runs nothing. Compiler and VM meet only here.
//!
//! Read [`ops`] first (the one table everything else derives from), then [`code`].

#![forbid(unsafe_code)]

// The instruction set: the table, what derives from it, and the ids in operands.
pub mod ops;

pub mod op;

pub mod operand;

pub mod ids;

// What a unit holds.
pub mod code;

pub mod constant;

pub mod source;

// What an instruction does to registers, and the proof that a unit may run.
pub mod effects;

pub mod verify;

// The text form.
pub mod disasm;

pub mod asm;

pub mod literal;

// Bytes.
pub mod encode;

pub mod decode;

pub mod file;

pub mod lazy;

pub mod directory;

pub mod wtf8;

// Back from code to source.
pub mod debug_info;

pub mod moves;

pub use code::{Arity, Function, FunctionFlags, Handler, LocalName, MAX_REGISTERS, Require, Switch, Unit};
pub use constant::{Constant, ConstantKind, ConstantPool, MemberKind, MethodSpec, PoolError};
pub use ids::{CaptureId, ConstId, ConstId16, FuncId, Pc, Reg, SwitchId};
pub use op::{Field, Insn, Op, OpInfo, OperandInfo, OperandKind, OperandType, Use};
pub use source::{LineEntry, LineTable, Position, SourceInfo, Span};

#[cfg(test)]
mod samples;
