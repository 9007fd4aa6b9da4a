//! Lisle is Clojure as a native program. This crate is the command line and, for Rust programs, the way
//! to make a runtime: see [`runtime_with_image`].

#![forbid(unsafe_code)]

pub mod cli;
pub mod net;
pub mod nrepl;
pub mod project;
pub mod repl;

use bytecode::file::{FileError, Index};
use runtime::{Result, Thread};
use stdlib::boot::{Setup, boot};
use vm::host::Host;

/// The compiled standard library, made by the build.
static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.lbc"));

/// The standard library's image.
pub fn image() -> std::result::Result<Index<'static>, FileError> {
    Index::read(IMAGE)
}

/// A runtime with `clojure.core` loaded, and its first thread.
pub fn runtime_with_image(host: Box<dyn Host>, class_path: Vec<String>) -> Result<Thread> {
    let image = image().ok();
    boot(Setup { host, class_path, image })
}
