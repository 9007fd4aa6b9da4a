//! [`Runtime`]: one isolated Clojure world, owned by the host.

use super::builder::Builder;
use super::context::{Context, HostFunction};
use super::core::Core;
use super::error::{Error, ErrorKind, Result};
use super::function::Function;
use super::host_class::HostClass;
use super::value::Value;
use runtime::error::Result as Inside;
use runtime::limits::Limits;
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::{Thread, Value as Inner, bindings};
use std::any::Any;
use std::path::Path;
use std::time::Duration;
use stdlib::core_vars::CoreVars;
use stdlib::driver::{self, Source};
use stdlib::load;

/// How long dropping a runtime waits for its threads.
const PATIENCE: Duration = Duration::from_secs(10);

/// An isolated Clojure world. It may be used from any number of threads at the same time. Dropping it closes it.
pub struct Runtime {
    pub(super) core: Arc<Core>,
}

/// What a runtime holds at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Bytes of the heap.
    pub bytes: u64,
    /// Threads that programs have started.
    pub threads: usize,
    /// Objects on the heap that are alive: exact when nothing runs.
    pub objects: usize,
}

impl Memory {
    /// What lies on heaps of this process that belong to no runtime: of runtimes that could not be closed, and of values that were
    /// made outside of one.
    pub fn of_no_runtime() -> Memory {
        let (bytes, objects) = runtime::heap::unowned();
        Memory { bytes: bytes as u64, threads: 0, objects }
    }
}

impl Runtime {
    pub(super) fn new(core: Arc<Core>) -> Runtime {
        Runtime { core }
    }

    /// What a runtime can be made with.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub fn name(&self) -> &str {
        &self.core.name
    }

    /// Reads and evaluates text in the namespace `user`, form by form, and gives the last value.
    pub fn eval(&self, text: &str) -> Result<Value> {
        self.eval_in("user", text)
    }

    /// The same in another namespace, which is made if there is none of this name.
    pub fn eval_in(&self, namespace: &str, text: &str) -> Result<Value> {
        self.core.enter(|t| eval_on(t, &self.core, text, Some(namespace)))
    }

    /// The same within limits of its own, in place of those for each call.
    pub fn eval_with(&self, limits: &Limits, text: &str) -> Result<Value> {
        self.core.enter_within(limits, |t| eval_on(t, &self.core, text, Some("user")))
    }

    /// Loads a file of source by its path, as `load-file` does.
    pub fn load(&self, path: impl AsRef<Path>) -> Result<Value> {
        let path = path.as_ref().to_string_lossy().into_owned();
        self.inside(|t| t.with_deep_stack(|t| load::load_file(t, &path)))
    }

    /// Loads a namespace from the class path or the standard library, unless it is loaded.
    pub fn require(&self, namespace: &str) -> Result<()> {
        self.core.enter(|t| require_on(t, &self.core, namespace))
    }

    /// Looks a function up by its name, `namespace/name`, and loads the namespace if need be.
    pub fn resolve(&self, name: &str) -> Result<Function> {
        self.core.enter(|t| resolve_on(t, &self.core, name))
    }

    /// Gives a value a name, `namespace/name`, as `def` does.
    pub fn define(&self, name: &str, value: impl Into<Value>) -> Result<()> {
        let value = value.into();
        self.core.enter(|t| {
            let value = value.enter(t, &self.core)?;
            define_on(t, name, value)
        })
    }

    /// Gives a function of the host a name. It may be called on any thread of the runtime; what it returns as an error is
    /// thrown, and a panic too.
    pub fn define_fn(
        &self,
        name: &str,
        f: impl Fn(&mut Context<'_>, &[Value]) -> Result<Value> + Send + Sync + 'static,
    ) -> Result<()> {
        self.core.enter(|t| define_on(t, name, HostFunction::new_value(Box::new(f))))
    }

    /// Adds a class of the host's.
    pub fn define_class<T: Any + Send + Sync>(&self, class: HostClass<T>) -> Result<()> {
        self.core.enter(|t| {
            class.define(t);
            Ok(())
        })
    }

    /// Stops everything that runs in the runtime, waits for its threads, and gives back all its memory. Values and functions of
    /// it can still be dropped, and nothing else.
    ///
    /// If some thread cannot be stopped in time, because it is in a function of the host, say, that is an error, and closing may be
    /// tried again.
    pub fn close(&self, deadline: Duration) -> Result<()> {
        match self.core.close(deadline) {
            0 => Ok(()),
            left => Err(Error::of_kind(
                ErrorKind::Lifecycle,
                "java.util.concurrent.TimeoutException",
                format!("The runtime {} could not be closed: {left} threads still run", self.core.name),
            )),
        }
    }

    /// What the runtime holds at the moment.
    pub fn memory(&self) -> Memory {
        self.core.memory()
    }

    /// Stops what the host's own calls are doing at the moment, on other threads: each fails with an error.
    pub fn interrupt(&self) {
        self.core.interrupt();
    }

    pub(super) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    fn inside(&self, f: impl FnOnce(&mut Thread) -> Inside<Inner>) -> Result<Value> {
        self.core.enter(|t| match f(t) {
            Ok(value) => Ok(Value::inside(&self.core, value)),
            Err(error) => Err(Error::thrown(t, &self.core, error)),
        })
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.core.close(PATIENCE);
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Runtime({})", self.core.name)
    }
}

/// Evaluates text on a thread that is inside.
pub(super) fn eval_on(t: &mut Thread, core: &Arc<Core>, text: &str, namespace: Option<&str>) -> Result<Value> {
    let result = t.with_deep_stack(|t| {
        driver::with_file_bindings(t, "NO_SOURCE_PATH", |t| {
            if let Some(namespace) = namespace {
                enter_namespace(t, namespace)?;
            }
            let mut last = Inner::NIL;
            driver::run(t, &Source::repl(text, "NO_SOURCE_PATH"), &mut |_, value| {
                last = value;
                Ok(())
            })?;
            Ok(last)
        })
    });
    match result {
        Ok(value) => Ok(Value::inside(core, value)),
        Err(error) => Err(Error::thrown(t, core, error)),
    }
}

/// Makes a namespace the current one; a new one gets the names of the core.
fn enter_namespace(t: &mut Thread, name: &str) -> Inside<()> {
    let known = t.runtime.namespaces.find(name);
    let ns = match known {
        Some(ns) => ns,
        None => {
            let ns = t.runtime.namespaces.find_or_create(&Symbol::parse(name));
            let core = t.runtime.namespaces.find_or_create(&Symbol::parse("clojure.core"));
            stdlib::boot::refer_all(&core, &ns);
            ns
        }
    };
    let var = CoreVars::of(t).ns.var().clone();
    bindings::set(t, &var, ns.into())
}

fn require_on(t: &mut Thread, core: &Arc<Core>, namespace: &str) -> Result<()> {
    let resource = namespace.replace('.', "/").replace('-', "_");
    let loaded =
        t.with_deep_stack(|t| driver::with_file_bindings(t, "NO_SOURCE_PATH", |t| load::ensure_loaded(t, &resource)));
    loaded.map_err(|error| Error::thrown(t, core, error))
}

/// Finds a var by its full name on a thread that is inside.
pub(super) fn resolve_on(t: &mut Thread, core: &Arc<Core>, name: &str) -> Result<Function> {
    let missing =
        || Error::of_kind(ErrorKind::Missing, "java.lang.IllegalArgumentException", format!("There is no var {name}"));
    let Some((namespace, simple)) = name.split_once('/').filter(|(ns, name)| !ns.is_empty() && !name.is_empty()) else {
        return Err(missing());
    };
    if runtime::namespace::find(t, namespace).is_none() {
        require_on(t, core, namespace)?;
    }
    let var = runtime::namespace::find(t, namespace).and_then(|ns| ns.find_var(simple)).ok_or_else(missing)?;
    Ok(Function::new(core, var.into()))
}

fn define_on(t: &mut Thread, name: &str, value: Inner) -> Result<()> {
    let Some((namespace, simple)) = name.split_once('/').filter(|(ns, name)| !ns.is_empty() && !name.is_empty()) else {
        return Err(Error::of_kind(
            ErrorKind::Missing,
            "java.lang.IllegalArgumentException",
            format!("A name to define is written namespace/name, not {name}"),
        ));
    };
    let ns = t.runtime.namespaces.find_or_create(&Symbol::parse(namespace));
    let symbol = Symbol::from_parts(None, simple);
    let var = ns.intern(&symbol).unwrap_or_else(|| ns.intern_replacing(&symbol));
    var.set_root(t, value);
    Ok(())
}
