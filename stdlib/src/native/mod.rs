//! The natives: what `clojure.core` and the other namespaces are built on, one file an area.
//!
//! Each file ends with its table. Names live in the private namespace `lisle.native`; docstrings and
//! arglists stand in the `.clj` that gives a native its public name. Begin with [`args`].

pub mod args;
pub mod array;
pub mod coll;
pub mod edn;
pub mod eval;
pub mod io;
pub mod macros;
pub mod number;
pub mod predicate;
pub mod random;
pub mod seq;
pub mod sort;
pub mod print;
pub mod reference;
pub mod types;
pub mod string;
pub mod exception;
pub mod misc;
pub mod time;
pub mod format;
pub mod regex;
pub mod concurrency;
pub mod var_ns;

use runtime::function::NativeDef;

/// The tables of all natives.
pub const TABLES: &[&[NativeDef]] = &[
    array::NATIVES,
    coll::NATIVES,
    edn::NATIVES,
    eval::NATIVES,
    io::NATIVES,
    macros::NATIVES,
    number::NATIVES,
    predicate::NATIVES,
    random::NATIVES,
    seq::NATIVES,
    sort::NATIVES,
    print::NATIVES,
    reference::NATIVES,
    types::NATIVES,
    string::NATIVES,
    exception::NATIVES,
    misc::NATIVES,
    time::NATIVES,
    regex::NATIVES,
    concurrency::NATIVES,
    var_ns::NATIVES,
];
