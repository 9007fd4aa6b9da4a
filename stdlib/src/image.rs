//! The image of the standard library: all its namespaces compiled into one bundle, made by the build.

use crate::boot::{Setup, boot_with};
use crate::core_vars::CoreVars;
use crate::load::Recording;
use crate::sources;
use bytecode::Unit;
use bytecode::decode::DecodeError;
use bytecode::encode::encode_unit;
use bytecode::file::Bundle;
use bytecode::lazy::LazyUnit;
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
                let directory = directory(&units).map_err(|e| e.to_string())?;
                Ok(bytecode::file::write(&Bundle { core_version: core_version(), main: None, units, directory }))
            }
            Err(e) => Err(describe(t, &e)),
        }
    })
}

/// The directory of `clojure.core`, which is made of the parts that `clojure/core.clj` loads.
fn directory(units: &[Unit]) -> Result<Vec<u8>, DecodeError> {
    let mut parts = Vec::new();
    for (number, unit) in units.iter().enumerate() {
        let is_part =
            unit.name.strip_prefix("clojure/core/").is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        if is_part {
            // Only here, where the process ends when the image is made.
            let bytes = encode_unit(unit).leak();
            parts.push((number as u16, LazyUnit::open(bytes)?));
        }
    }
    Ok(bytecode::directory::make("clojure.core", &parts))
}

fn describe(t: &mut Thread, error: &runtime::Error) -> String {
    let stack = crate::report::stack_lines(&error.0);
    format!("{}{}\n{:?}", crate::report::report(t, error), stack.join("\n"), error)
}

/// Loads every namespace but the core, so that it is recorded.
fn load_rest(t: &mut Thread) -> runtime::Result<()> {
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
