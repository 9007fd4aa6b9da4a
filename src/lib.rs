//! Lisle is Clojure as a native program. This crate is the command line and, for Rust programs, the way
//! to embed runtimes: see [`Runtime`].

#![forbid(unsafe_code)]

pub mod cli;
mod embed;
pub mod net;
pub mod nrepl;
pub mod project;
pub mod repl;

pub use embed::*;

use bytecode::file::{FileError, Index};
use stdlib::boot::{Setup, boot};
use vm::host::Host;
use vm::scheduler::replay;

/// The compiled standard library, made by the build.
static IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stdlib.lbc"));

/// The standard library's image.
pub fn image() -> std::result::Result<Index<'static>, FileError> {
    Index::read(IMAGE)
}

/// A runtime whose threads take turns as the seed says, and its first thread: others run while that one waits. With the files
/// and streams of this process, and a clock and chance of its own.
pub fn runtime_with_seed(seed: u64, class_path: Vec<String>) -> runtime::Result<runtime::Thread> {
    let clock = replay::Clock::new(seed);
    let mut thread = runtime_with_image(Box::new(cli::SystemHost::seeded(clock.clone())), class_path)?;
    thread.enter(|t| replay::begin(t, &clock));
    Ok(thread)
}

/// A runtime with `clojure.core` loaded, and its first thread.
pub fn runtime_with_image(host: Box<dyn Host>, class_path: Vec<String>) -> runtime::Result<runtime::Thread> {
    let image = image().ok();
    boot(Setup { host, class_path, image })
}
