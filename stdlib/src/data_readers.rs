//! The readers of tagged literals that a program's class path brings: `data_readers.clj` at its roots.

use crate::core_vars::CoreVars;
use crate::driver::decode_source;
use crate::load::ClassPath;
use crate::reading::NsContext;
use compiler::node::Position;
use compiler::reader::{Reader, ReaderOptions};
use runtime::error::{Error, Result};
use runtime::symbol::Symbol;
use runtime::sync::lock;
use runtime::{Thread, Value, ops, seq};
use vm::host::host;

/// Reads `data_readers.clj` and `.cljc` from the roots of the class path into the root of `*data-readers*`.
/// The functions' namespaces are not loaded; that is the program's business, as on the JVM.
pub fn load(t: &mut Thread) -> Result<()> {
    let directories = lock(&t.runtime.extension::<ClassPath>().0).clone();
    let vars = CoreVars::of(t);
    for directory in &directories {
        for file in ["data_readers.clj", "data_readers.cljc"] {
            let path = format!("{}/{file}", directory.trim_end_matches('/'));
            let Ok(bytes) = host(&t.runtime).read_file(&path) else { continue };
            let text = decode_source(bytes, &path)?;
            let mut reader = Reader::new(t, &text, ReaderOptions::repl(&path, Position { line: 1, column: 1 }));
            let form = match reader.read(t, &mut NsContext) {
                Ok(form) => form.unwrap_or_default(),
                Err(diagnostic) => return Err(diagnostic.to_compiler_exception(t)),
            };
            let mut readers = vars.data_readers.get(t);
            for entry in tagged_functions(t, &form, &path)? {
                readers = ops::assoc(t, readers, entry.0, entry.1)?;
            }
            vars.data_readers.set_root(t, readers);
        }
    }
    Ok(())
}

/// The tags and vars of a `data_readers` file.
fn tagged_functions(t: &mut Thread, form: &Value, path: &str) -> Result<Vec<(Value, Value)>> {
    let wrong = || Error::illegal_argument(format!("Not a valid data-reader map: {path}"));
    if !ops::is_map(form) {
        return Err(wrong());
    }
    let mut found = Vec::new();
    for entry in seq::to_vec(t, form)? {
        let (tag, function) = (ops::nth(t, &entry, &Value::long(0))?, ops::nth(t, &entry, &Value::long(1))?);
        let (Some(_), Some(symbol)) = (tag.as_ref::<Symbol>(), function.as_ref::<Symbol>()) else {
            return Err(wrong());
        };
        let Some(ns) = symbol.ns_str() else { return Err(wrong()) };
        let ns = t.runtime.namespaces.find_or_create(&Symbol::parse(ns));
        let Some(var) = ns.intern(&Symbol::parse(symbol.name_str())) else { return Err(wrong()) };
        found.push((tag.clone(), var.into()));
    }
    Ok(found)
}
