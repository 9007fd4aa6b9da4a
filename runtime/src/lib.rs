//! Everything that Clojure data is and does: values and memory, collections, numbers, text, vars,
//! namespaces, reference types, errors and printing.
//!
//! Does not know that bytecode exists: functions are opaque code behind [`function::CodeObject`], and
//! calling goes through [`thread::Thread::invoke`]. Does no input or output and reads no clock.
//!
//! Reading order: [`value`], [`object`], [`thread`], [`error`], then what is needed.
//!
//! Under `--cfg loom` the crate is empty: `tests/loom.rs` includes the files that it models.

#![cfg(not(loom))]

pub mod sync;

pub mod value;
pub mod object;

pub mod epoch;
pub mod sync_lazy;

pub mod string;
pub mod symbol;
pub mod keyword;
pub mod tagged;
pub mod hash;
pub mod equality;
pub mod compare;
pub mod print;
pub mod regex;
pub mod uuid;
pub mod inst;
pub mod number;

pub mod coll;
pub mod array;
pub mod reduced;
pub mod seq;
pub mod ops;
pub mod meta;

pub mod error;
pub mod function;
pub mod host_object;
pub mod class;
pub mod instance;

pub mod cell;
pub mod var;
pub mod namespace;
pub mod bindings;
pub mod reference;
pub mod protocol;
pub mod multimethod;
pub mod thread;
pub mod runtime;

pub use error::{Error, ExceptionKind, Result};
pub use object::{Kind, Ref, Shared};
pub use runtime::Runtime;
pub use thread::Thread;
pub use value::Value;
