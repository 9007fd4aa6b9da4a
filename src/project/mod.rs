//! Projects: the options of the command line that belong to `deps.edn`, and what they make of the class path.
//!
//! What the files mean is Clojure, in the namespace `lisle.deps`; here are the words of the command line and the calls.

pub mod options;

pub use options::{Mode, Options};

use runtime::error::{Error, Result};
use runtime::{Thread, Value, coll, ops, seq};
use stdlib::load;

/// Calls a function of `lisle.deps`.
fn call(t: &mut Thread, function: &str, args: &mut [Value]) -> Result<Value> {
    load::ensure_loaded(t, "lisle/deps")?;
    let var = t.runtime.namespaces.find("lisle.deps").and_then(|ns| ns.find_var(function));
    let f =
        var.and_then(|var| var.root(t)).ok_or_else(|| Error::runtime(format!("lisle.deps/{function} is missing")))?;
    t.invoke(&f, args)
}

/// Makes the project's class path that of the runtime, after the entries of `first`, and gives its basis.
pub fn set_up(t: &mut Thread, options: &Options, first: &[String]) -> Result<Value> {
    let key = |t: &Thread, name: &str| -> Value { t.runtime.keyword(name).into() };
    let text = |text: Option<&str>| text.map_or(Value::NIL, Value::str);
    let mode = options.mode.map(Mode::letter);
    let pairs = vec![
        key(t, "mode"),
        text(mode),
        key(t, "aliases"),
        Value::str(&options.aliases),
        key(t, "deps"),
        text(options.deps.as_deref()),
        key(t, "class-path"),
        text(options.class_path.as_deref()),
        key(t, "repro"),
        Value::bool(options.repro),
    ];
    let map = coll::map::array_map_of(t, pairs)?;
    let first = coll::vector::from_iter(first.iter().map(|entry| Value::str(entry)));
    call(t, "set-up", &mut [map, first.into()])
}

/// The class path of a basis.
pub fn class_path(t: &mut Thread, basis: &Value) -> Result<Vec<String>> {
    let key = t.runtime.keyword("class-path").into();
    let entries = ops::get(t, basis, &key)?;
    texts(t, &entries)
}

/// The main options that the aliases of a basis say.
pub fn main_options(t: &mut Thread, basis: &Value) -> Result<Vec<String>> {
    let key = t.runtime.keyword("alias-map").into();
    let said = ops::get(t, basis, &key)?;
    let key = t.runtime.keyword("main-opts").into();
    let words = ops::get(t, &said, &key)?;
    texts(t, &words)
}

fn texts(t: &mut Thread, coll: &Value) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for item in seq::to_vec(t, coll)? {
        found.push(runtime::print::print_str(t, &item)?);
    }
    Ok(found)
}

/// Calls the function that `-X` or `-T` names with what follows it.
pub fn exec(t: &mut Thread, basis: &Value, words: &[String]) -> Result<()> {
    let words = coll::vector::from_iter(words.iter().map(|word| Value::str(word)));
    call(t, "exec", &mut [basis.clone(), words.into()]).map(drop)
}

/// Prints the libraries of a basis as a tree.
pub fn print_tree(t: &mut Thread, basis: &Value) -> Result<()> {
    call(t, "print-tree", &mut [basis.clone()]).map(drop)
}

/// Prints which files describe the project.
pub fn describe(t: &mut Thread) -> Result<()> {
    call(t, "describe", &mut [Value::str(env!("CARGO_PKG_VERSION"))]).map(drop)
}
