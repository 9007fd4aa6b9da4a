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

pub mod ids;
pub mod ops;
pub mod op;
pub mod constant;
pub mod source;
pub mod code;
pub mod literal;
pub mod disasm;
pub mod wtf8;
pub mod encode;
pub mod decode;
pub mod file;
pub mod debug_info;

pub use code::{Arity, Function, FunctionFlags, Handler, LocalName, Require, Switch, Unit};
pub use constant::{Constant, ConstantKind, ConstantPool, MemberKind, MethodSpec, PoolError};
pub use ids::{CaptureId, ConstId, ConstId16, FuncId, Pc, Reg, SwitchId};
pub use op::{Field, Insn, Op, OpInfo, OperandInfo, OperandKind, OperandType, Use};
pub use source::{LineEntry, LineTable, Position, SourceInfo, Span};
