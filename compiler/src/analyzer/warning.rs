//! Warnings: reflection, names with earmuffs that are not dynamic, replaced vars.

use super::Analyzer;
use runtime::var::Var;
use runtime::{Ref, bindings};

impl Analyzer<'_> {
    /// The value of a dynamic var of `clojure.core` that steers compilation, if it is there and true.
    pub fn flag(&mut self, name: &str) -> bool {
        let Some(var) = self.core_var(name) else { return false };
        bindings::bound(self.t, &var).or_else(|| var.root(self.t)).is_some_and(|value| value.is_truthy())
    }

    /// A var of `clojure.core`.
    pub fn core_var(&mut self, name: &str) -> Option<Ref<Var>> {
        self.t.runtime.namespaces.find("clojure.core")?.find_var(name)
    }

    /// `(.member target …)` where nothing is known of the target, if `*warn-on-reflection*` asks for it.
    pub fn warn_reflection(&mut self, what: &str) {
        if !self.flag("*warn-on-reflection*") {
            return;
        }
        let source = self.cx.source.as_deref().unwrap_or("NO_SOURCE_PATH");
        let (line, column) = (self.at.line, self.at.column);
        self.warnings.push(format!("Reflection warning, {source}:{line}:{column} - {what}."));
    }

    /// `*name*` without `^:dynamic`.
    pub fn warn_earmuffs(&mut self, name: &str) {
        if name.len() > 2 && name.starts_with('*') && name.ends_with('*') {
            let source = self.cx.source.as_deref().unwrap_or("NO_SOURCE_PATH");
            let line = self.at.line;
            self.warnings.push(format!(
                "Warning: {name} not declared dynamic and thus is not dynamically rebindable, but its name suggests \
                 otherwise. Please either indicate ^:dynamic {name} or change the name. ({source}:{line})"
            ));
        }
    }
}
