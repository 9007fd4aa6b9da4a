//! The natives of a runtime by name: what `Native` constants refer to.

use runtime::fast_hash::FastMap;
use runtime::function::{Native, NativeDef};
use runtime::string::Str;
use runtime::sync::{OnceLock, RwLock};
use runtime::{Ref, Runtime, Value};

/// Finds a native by its name.
pub type FindNative = fn(&str) -> Option<&'static NativeDef>;

/// All natives that code may name: those registered here, and those of the standard library.
#[derive(Default)]
pub struct NativeTable(RwLock<FastMap<&'static str, &'static NativeDef>>, OnceLock<FindNative>);

impl NativeTable {
    /// Adds natives; a name given again replaces the former one.
    pub fn register(&self, defs: &'static [NativeDef]) {
        let mut table = self.0.write().unwrap_or_else(|e| e.into_inner());
        table.extend(defs.iter().map(|def| (def.name, def)));
    }

    /// Sets how the natives are found that are not registered one by one, once.
    pub fn set_builtin(&self, find: FindNative) {
        let _ = self.1.set(find);
    }

    pub fn find(&self, name: &str) -> Option<&'static NativeDef> {
        let builtin = self.1.get().and_then(|find| find(name));
        builtin.or_else(|| self.0.read().unwrap_or_else(|e| e.into_inner()).get(name).copied())
    }
}

/// Adds natives to a runtime's table.
pub fn register(runtime: &Runtime, defs: &'static [NativeDef]) {
    runtime.extension::<NativeTable>().register(defs);
}

/// A function object for a native. Messages call it by its name in `clojure.core` unless it has another
/// namespace.
pub fn function(def: &'static NativeDef) -> Value {
    let name = match def.name.split_once('/') {
        Some((_, name)) if !name.is_empty() => Str::new(def.name),
        _ => Str::new(&format!("clojure.core/{}", def.name)),
    };
    Ref::new(Native { meta: Value::NIL, name, def }).into()
}
