//! The embedding API: isolated Clojure runtimes as values of a Rust program.
//!
//! A [`Runtime`] is made by a [`Builder`], entered from any thread of the host, and closed; a process may hold thousands.
//! [`Runtime::resolve`] gives a [`Function`] to call again and again; a [`Value`] is Rust data or a handle of an object
//! inside a runtime, and may be kept and sent anywhere. Nothing of a runtime is static, and there is no default one.
//!
//! Begin with [`runtime`] (`core` is what is behind it), then [`value`] and [`convert`]. What a runtime may touch is decided in
//! [`host`]. docs/embedding.md is the introduction.

/// docs/embedding.md, whose examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
struct Documentation;

mod builder;
mod context;
mod convert;
mod core;
mod data;
mod error;
mod function;
mod host;
mod host_class;
mod library;
mod nrepl;
mod permissions;
mod record;
mod runtime;
mod value;

pub use ::runtime::limits::Limits;
pub use builder::{Builder, Executors};
pub use context::Context;
pub use convert::{Args, FromValue};
pub use error::{Error, ErrorKind, Result};
pub use function::Function;
pub use host::Clock;
pub use host_class::HostClass;
pub use library::Library;
pub use nrepl::{Listen, NreplServer};
pub use permissions::{Guard, Permissions};
#[doc(hidden)]
pub use record::{Fields, field_key};
pub use runtime::{Memory, Runtime};
pub use value::Value;
