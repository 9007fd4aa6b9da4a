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

pub mod heap;
pub mod object;
pub mod value;

pub mod berth;
pub mod epoch;
pub mod park;
pub mod roster;
pub mod sync_lazy;
pub mod turn;
pub mod wait_queue;

pub mod compare;
pub mod equality;
pub mod fast_hash;
pub mod hash;
pub mod inst;
pub mod keyword;
pub mod number;
pub mod print;
pub mod regex;
pub mod string;
pub mod symbol;
pub mod tagged;
pub mod uuid;

pub mod array;
pub mod coll;
pub mod meta;
pub mod ops;
pub mod reduced;
pub mod seq;

pub mod class;
pub mod error;
pub mod function;
pub mod host_object;
pub mod instance;
pub mod limits;

pub mod bindings;
pub mod cell;
pub mod multimethod;
pub mod namespace;
pub mod protocol;
pub mod proxy;
pub mod reference;
pub mod runtime;
pub mod stm;
pub mod thread;
pub mod var;

pub use error::{Error, ExceptionKind, Result};
pub use object::{Kind, Ref, Shared};
pub use runtime::Runtime;
pub use thread::Thread;
pub use value::Value;
