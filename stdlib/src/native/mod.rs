//! The natives: what `clojure.core` and the other namespaces are built on, one file an area.
//!
//! Each file ends with its table. Names live in the private namespace `lisle.native`; docstrings and
//! arglists stand in the `.clj` that gives a native its public name. Begin with [`args`].

pub mod args;
pub mod io;
pub mod var_ns;

use runtime::function::NativeDef;

/// Every native.
pub fn all() -> impl Iterator<Item = &'static NativeDef> {
    [
        io::NATIVES,
        var_ns::NATIVES,
    ]
    .into_iter()
    .flatten()
}
