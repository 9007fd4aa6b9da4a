//! The Clojure sources of the standard library, in the order in which they can be loaded.

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        /// Resource name and text of every source.
        pub const ALL: &[(&str, &str)] = &[$( ($name, include_str!(concat!("../", $name, ".clj"))), )*];

        const PATHS: &[&str] = &[$( concat!($name, ".clj"), )*];
    };
}

sources! {
    "clojure/core",
    "clojure/core/01_base",
    "clojure/core/02_natives",
    "clojure/core/03_control",
    "clojure/core/04_seqs",
    "clojure/core/05_colls",
    "clojure/core/06_state",
    "clojure/core/07_types",
    "clojure/core/08_print",
    "clojure/core/09_ns",
    "clojure/core/10_misc",
    "clojure/core/11_concurrency",
    "clojure/set",
    "clojure/string",
    "clojure/walk",
    "clojure/data",
    "clojure/edn",
    "clojure/math",
    "clojure/stacktrace",
    "clojure/template",
    "clojure/zip",
    "clojure/core/protocols",
    "clojure/core/reducers",
    "clojure/datafy",
    "clojure/instant",
    "clojure/uuid",
    "clojure/main",
    "clojure/repl",
    "clojure/java/io",
    "clojure/pprint",
    "clojure/pprint/writer",
    "clojure/pprint/base",
    "clojure/pprint/cl_format",
    "clojure/pprint/cl_number",
    "clojure/pprint/cl_control",
    "clojure/pprint/dispatch",
    "clojure/pprint/print_table",
}

/// The path and text of a resource of the library.
pub fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let i = ALL.iter().position(|(n, _)| *n == name)?;
    Some((PATHS[i], ALL[i].1))
}

/// Is the resource a namespace of its own, and not a part of `clojure.core` or `clojure.pprint`?
pub fn is_namespace(name: &str) -> bool {
    let is_part = name.starts_with("clojure/core/") || name.starts_with("clojure/pprint/");
    !is_part || name == "clojure/core/protocols" || name == "clojure/core/reducers"
}
