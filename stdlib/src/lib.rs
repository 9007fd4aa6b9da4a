//! The standard library: `clojure.core` and the other namespaces in Clojure, the natives and host classes
//! under them in Rust, and the driver that reads, compiles and runs programs.
//!
//! Begin with [`boot`] (how a runtime comes to life), then [`driver`] (text to value), [`native`].

#![forbid(unsafe_code)]

mod alone;
pub mod boot;
pub mod concurrent;
pub mod core_vars;
pub mod data_readers;
pub mod definitions;
pub mod driver;
pub mod hint;
pub mod host;
pub mod image;
pub mod io;
pub mod jar;
pub mod library;
pub mod libs;
pub mod load;
pub mod loader;
mod name_index;
pub mod native;
pub mod reading;
pub mod report;
pub mod sources;
