//! Runtimes that may do everything, a folder of a test's own, and what an evaluation shows.

use lisle::{Permissions, Runtime};
use std::fs;
use std::path::PathBuf;

/// An empty folder for the test of this name.
pub fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("lisle-test-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

pub fn runtime() -> Runtime {
    Runtime::builder().permissions(Permissions::all()).build().expect("a runtime")
}

/// The value as it prints, or the exception's class and message.
pub fn show(runtime: &Runtime, text: &str) -> String {
    runtime.eval(text).map_or_else(|e| format!("{}: {}", e.class(), e.message()), |v| v.to_string())
}
