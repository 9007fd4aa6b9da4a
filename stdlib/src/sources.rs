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
    "clojure/core/04_reduce",
    "clojure/core/04_seqs",
    "clojure/core/04_comprehensions",
    "clojure/core/05_colls",
    "clojure/core/06_state",
    "clojure/core/07_types",
    "clojure/core/08_print_methods",
    "clojure/core/08_print",
    "clojure/core/09_ns",
    "clojure/core/10_misc",
    "clojure/core/10_inst",
    "clojure/core/10_eduction",
    "clojure/core/11_vectors",
    "clojure/core/12_proxies",
    "clojure/core/13_structs",
    "clojure/core/13_jvm",
    "clojure/core/14_concurrency",
    "clojure/core/15_tasks",
    "clojure/set",
    "clojure/string",
    "clojure/walk",
    "clojure/data",
    "clojure/edn",
    "clojure/math",
    "clojure/stacktrace",
    "clojure/template",
    "clojure/zip",
    "lisle/loader",
    "clojure/core/protocols",
    "clojure/core/reducers",
    "clojure/core/async/impl/protocols",
    "clojure/core/async/impl/buffers",
    "clojure/core/async/impl/custom",
    "clojure/core/async/impl/channels",
    "clojure/core/async",
    "clojure/core/async/combine",
    "clojure/core/async/distribute",
    "clojure/core/async/deprecated",
    "clojure/datafy",
    "clojure/instant",
    "clojure/uuid",
    "clojure/main",
    "clojure/repl",
    "clojure/reflect",
    "clojure/repl/deps",
    "clojure/java/io",
    "clojure/java/javadoc",
    "clojure/java/process",
    "clojure/java/shell",
    "clojure/xml",
    "clojure/test",
    "clojure/test/tap",
    "clojure/test/junit",
    "clojure/pprint",
    "clojure/pprint/writer",
    "clojure/pprint/base",
    "clojure/pprint/cl_format",
    "clojure/pprint/cl_number",
    "clojure/pprint/cl_control",
    "clojure/pprint/dispatch",
    "clojure/pprint/print_table",
    "clojure/data/json",
    "clojure/data/csv",
    "clojure/tools/cli",
    "clojure/spec/gen/builtin",
    "clojure/spec/gen/alpha",
    "clojure/spec/alpha",
    "clojure/spec/alpha/specs",
    "clojure/spec/alpha/regex",
    "clojure/spec/alpha/forms",
    "clojure/spec/alpha/functions",
    "clojure/spec/test/alpha",
    "clojure/core/specs/alpha",
    "lisle/stm",
    "lisle/thread",
    "clojure/core/server",
    "lisle/tooling",
    "lisle/nrepl",
    "lisle/nrepl/format",
    "lisle/nrepl/inspect",
    "lisle/nrepl/test",
    "lisle/deps",
    "lisle/test_runner",
}

/// The path and text of a resource of the library.
pub fn find(name: &str) -> Option<(&'static str, &'static str)> {
    let i = ALL.iter().position(|(n, _)| *n == name)?;
    Some((PATHS[i], ALL[i].1))
}

/// Folders of the parts of a namespace, which its own file loads.
const PARTS: &[&str] = &["clojure/core/", "clojure/pprint/", "clojure/spec/alpha/"];

/// Namespaces that stand in such a folder without being a part.
const NOT_PARTS: &[&str] = &[
    "clojure/core/async",
    "clojure/core/async/impl/buffers",
    "clojure/core/async/impl/channels",
    "clojure/core/async/impl/custom",
    "clojure/core/async/impl/protocols",
    "clojure/core/protocols",
    "clojure/core/reducers",
    "clojure/core/server",
    "clojure/core/specs/alpha",
];

/// Is the resource a namespace of its own, and not a part of another?
pub fn is_namespace(name: &str) -> bool {
    NOT_PARTS.contains(&name) || !PARTS.iter().any(|folder| name.starts_with(folder))
}
