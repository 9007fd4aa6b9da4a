//! The natives: what `clojure.core` and the other namespaces are built on, one file an area.
//!
//! Each file ends with its table. Names live in the private namespace `lisle.native`; docstrings and
//! arglists stand in the `.clj` that gives a native its public name. Begin with [`args`].

pub mod agent;
pub mod args;
pub mod array;
pub mod channel;
pub mod coll;
pub mod concurrency;
pub mod csv;
pub mod digits;
pub mod edn;
pub mod eval;
pub mod exception;
pub mod format;
pub mod io;
pub mod json;
pub mod loader;
pub mod macros;
pub mod misc;
pub mod number;
pub mod observe;
pub mod predicate;
pub mod print;
pub mod proxy;
pub mod random;
pub mod reference;
pub mod regex;
pub mod resource;
pub mod seq;
pub mod sort;
pub mod stm;
pub mod string;
pub mod syntax;
pub mod text_source;
pub mod time;
pub mod tooling;
pub mod types;
pub mod var_ns;

use crate::name_index::name_index;
use runtime::function::NativeDef;

/// The tables of all natives.
pub static TABLES: &[&[NativeDef]] = &[
    agent::NATIVES,
    array::NATIVES,
    channel::NATIVES,
    coll::NATIVES,
    concurrency::NATIVES,
    csv::NATIVES,
    edn::NATIVES,
    eval::NATIVES,
    exception::NATIVES,
    io::NATIVES,
    json::NATIVES,
    loader::NATIVES,
    macros::NATIVES,
    misc::NATIVES,
    number::NATIVES,
    observe::NATIVES,
    predicate::NATIVES,
    print::NATIVES,
    proxy::NATIVES,
    random::NATIVES,
    reference::NATIVES,
    regex::NATIVES,
    resource::NATIVES,
    seq::NATIVES,
    sort::NATIVES,
    stm::NATIVES,
    string::NATIVES,
    syntax::NATIVES,
    time::NATIVES,
    tooling::NATIVES,
    types::NATIVES,
    var_ns::NATIVES,
];

name_index! {
    /// The native of this name.
    pub fn find in TABLES, NativeDef
}
