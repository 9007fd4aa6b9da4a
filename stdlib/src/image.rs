//! The image of the standard library: all its namespaces compiled into one bundle, made by the build.

use crate::boot::{Setup, boot_with};
use crate::core_vars::CoreVars;
use crate::load::Recording;
use crate::sources;
use bytecode::file::Bundle;
use runtime::error::Result;
use runtime::{Thread, Value, bindings};
use vm::host::HostHandle;

/// Identifies the library's sources: bytecode compiled against others is refused.
pub fn core_version() -> u64 {
    sources::ALL.iter().fold(0, |hash: u64, (name, text)| {
        hash.rotate_left(7)
            ^ bytecode::source::hash_source(name.as_bytes())
            ^ bytecode::source::hash_source(text.as_bytes())
    })
}

/// Compiles the library from its sources. The error is what a user would see of it.
pub fn build() -> std::result::Result<Vec<u8>, String> {
    let setup = Setup { host: HostHandle::default().0, class_path: Vec::new(), image: None };
    let mut thread = boot_with(setup, |t| t.local::<Recording>().start())
        .map_err(|(mut thread, error)| thread.enter(|t| describe(t, &error)))?;
    thread.enter(|t| {
        let result = load_rest(t);
        match result {
            Ok(()) => {
                let units = t.local::<Recording>().finish();
                Ok(bytecode::file::write(&Bundle { core_version: core_version(), main: None, units }))
            }
            Err(e) => Err(describe(t, &e)),
        }
    })
}

fn describe(t: &mut Thread, error: &runtime::Error) -> String {
    let stack = crate::report::stack_lines(&error.0);
    format!("{}{}\n{:?}", crate::report::report(t, error), stack.join("\n"), error)
}

/// Loads every namespace but the core, so that it is recorded.
fn load_rest(t: &mut Thread) -> Result<()> {
    for (name, _) in sources::ALL.iter().filter(|(name, _)| sources::is_namespace(name)) {
        let vars = CoreVars::of(t);
        let ns: Value = vars.ns.get(t);
        bindings::push(t, vec![(vars.ns.var().clone(), ns)])?;
        let loaded = crate::load::ensure_loaded(t, name);
        bindings::pop(t)?;
        loaded?;
    }
    Ok(())
}
