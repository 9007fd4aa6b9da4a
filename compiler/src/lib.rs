//! From text to bytecode: reader, analyzer, passes, emitter.
//!
//! Does no input or output, and never names the VM: macros run through the callable interface of `runtime`.

#![forbid(unsafe_code)]

pub mod analyzer;
pub mod diagnostic;
pub mod emitter;
pub mod node;
pub mod passes;
pub mod reader;
