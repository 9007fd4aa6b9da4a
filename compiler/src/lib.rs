//! From text to bytecode: reader, analyzer, passes, emitter.
//!
//! Does no input or output, and never names the VM: macros run through the callable interface of `runtime`.

#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod reader;
pub mod node;
pub mod analyzer;
pub mod passes;
pub mod emitter;
