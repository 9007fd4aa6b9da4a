//! What steers printing: the dynamic vars `*print-…*`, and user-defined `print-method`s.

use crate::bindings;
use crate::error::Result;
use crate::object::Shared;
use crate::runtime::Runtime;
use crate::sync::{Arc, AtomicBool, OnceLock, Ordering};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::Var;

/// The printing vars, read once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PrintOptions {
    /// `*print-readably*`: strings and characters as literals.
    pub readably: bool,
    /// `*print-dup*`: so that reading gives the same type back.
    pub dup: bool,
    /// `*print-meta*`
    pub meta: bool,
    /// `*print-namespace-maps*`
    pub namespace_maps: bool,
    /// `*print-length*`
    pub length: Option<i64>,
    /// `*print-level*`: how many more levels are shown.
    pub level: Option<i64>,
    /// `*verbose-defrecords*`: the names of a record's fields under `*print-dup*` too.
    pub verbose_records: bool,
}

impl Default for PrintOptions {
    fn default() -> PrintOptions {
        PrintOptions {
            readably: true,
            dup: false,
            meta: false,
            namespace_maps: false,
            length: None,
            level: None,
            verbose_records: false,
        }
    }
}

impl PrintOptions {
    /// As the thread's bindings say.
    pub fn current(t: &Thread) -> PrintOptions {
        let mut options = PrintOptions::default();
        let Some(vars) = print_vars(&t.runtime) else {
            return options;
        };
        let value = |i: usize| vars[i].get().as_ref::<Var>().map_or(Value::NIL, |var| bindings::present(t, var));
        options.readably = value(0).is_truthy();
        options.dup = value(1).is_truthy();
        options.meta = value(2).is_truthy();
        options.namespace_maps = value(3).is_truthy();
        options.length = value(4).as_long();
        options.level = value(5).as_long();
        options.verbose_records = value(6).is_truthy();
        options
    }

    /// The same for `print`: strings and characters raw.
    pub fn raw(mut self) -> PrintOptions {
        self.readably = false;
        self
    }
}

const NAMES: [&str; 7] = [
    "*print-readably*",
    "*print-dup*",
    "*print-meta*",
    "*print-namespace-maps*",
    "*print-length*",
    "*print-level*",
    "*verbose-defrecords*",
];

#[derive(Default)]
struct PrintVars(OnceLock<[Shared; 7]>);

/// The vars, once all of them are defined.
fn print_vars(runtime: &Runtime) -> Option<[Shared; 7]> {
    let cache = runtime.extension::<PrintVars>();
    if cache.0.get().is_none() {
        let core = runtime.namespaces.find("clojure.core")?;
        let found: Vec<Shared> = NAMES
            .iter()
            .map(|name| core.find_var(name).filter(|v| v.made_root().is_some()).map(|v| Shared::new(v.to_value())))
            .collect::<Option<_>>()?;
        let _ = cache.0.set(<[Shared; 7]>::try_from(found).ok()?);
    }
    cache.0.get().cloned()
}

/// The way from here to `print-method` and `print-dup` methods that programs define.
/// Installed by the standard library with [`Runtime::set_extension`].
pub struct PrintHooks {
    /// Set when the first method is added to either multimethod; until then nothing is asked.
    pub active: AtomicBool,
    /// The text that a user's method prints for the value, or `None` when there is none for its type.
    /// The options' level is what is left for the value; `dup` tells which multimethod is meant.
    pub method: fn(&mut Thread, &Value, &PrintOptions) -> Result<Option<Value>>,
}

impl PrintHooks {
    /// The hooks, if any method was added.
    pub(super) fn active(t: &Thread) -> Option<Arc<PrintHooks>> {
        t.runtime.try_extension::<PrintHooks>().filter(|h| h.active.load(Ordering::Acquire))
    }
}
