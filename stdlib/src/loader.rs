//! Which loader loads what runs now: the chain that programs see, and one new loader for every evaluated form and file.
//!
//! ```text
//! nil (built in) <- platform <- app <- [session] <- [file] <- form
//! ```
//!
//! `clojure.lang.Compiler/LOADER` is bound to the loader of the form that is evaluated, and of the file that is loaded; else the
//! thread's context loader counts. A form's loader has the loader in force as its parent, so the chain is as long as
//! evaluations nest, and never longer.

use crate::host::lang::thread;
use runtime::class::Class;
use runtime::error::Result;
use runtime::object::Shared;
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::var::Var;
use runtime::{Ref, Runtime, Thread, Value, bindings};
use vm::loader::{Level, Loader};

/// The loaders that every runtime has, and the var.
pub struct Loaders {
    platform: Shared,
    app: Shared,
    var: Shared,
}

impl Loaders {
    /// Those of a runtime, made when they are first asked for.
    pub fn of(runtime: &Runtime) -> Arc<Loaders> {
        if let Some(found) = runtime.try_extension::<Loaders>() {
            return found;
        }
        let platform = Loader::new_value(Level::Platform, None);
        let app = Loader::new_value(Level::App, Some(&platform));
        let var = Var::new_object(None, Symbol::from_parts(None, "--unnamed--"));
        var.set_dynamic(true);
        let made = Loaders { platform: Shared::new(platform), app: Shared::new(app), var: Shared::new(var.into()) };
        runtime.put_extension(Arc::new(made))
    }

    /// `clojure.lang.Compiler/LOADER`.
    pub fn var(&self) -> &Ref<Var> {
        self.var.get().as_ref::<Var>().expect("made from a var")
    }

    pub fn app(&self) -> &Value {
        self.app.get()
    }

    pub fn platform(&self) -> &Value {
        self.platform.get()
    }
}

/// The loader in force (`RT.baseLoader`): of the form or file, else the thread's context loader.
pub fn current(t: &Thread) -> Value {
    let loaders = Loaders::of(&t.runtime);
    bindings::bound(t, loaders.var()).unwrap_or_else(|| context(t))
}

/// The thread's context loader.
pub fn context(t: &Thread) -> Value {
    let own = thread::context_loader(&t.object);
    own.unwrap_or_else(|| Loaders::of(&t.runtime).app().clone())
}

/// Gives the thread a context loader of its own, for a session: once, however often it is asked.
pub fn begin_session(t: &mut Thread) -> Result<()> {
    let above = context(t);
    if above.host::<Loader>().is_some_and(|loader| loader.level == Level::Dynamic) {
        return Ok(());
    }
    let object = thread::current(t);
    thread::set_context_loader(&object, &Loader::new_value(Level::Dynamic, Some(&above)))
}

/// Runs `f` with a new loader in force, which has the former one as its parent.
pub fn with_new<R>(t: &mut Thread, f: impl FnOnce(&mut Thread, &Value) -> Result<R>) -> Result<R> {
    let parent = current(t);
    let loader = Loader::new_value(Level::Dynamic, Some(&parent));
    let var = Loaders::of(&t.runtime).var().clone();
    bindings::push(t, vec![(var, loader.clone())])?;
    let result = f(t, &loader);
    bindings::pop(t)?;
    result
}

/// Is something being evaluated or loaded that is not the standard library?
pub fn is_bound(t: &Thread) -> bool {
    t.runtime.try_extension::<Loaders>().is_some_and(|loaders| bindings::is_bound(t, loaders.var()))
}

/// The loader of a class, nil for what is built in.
pub fn of_class(t: &Thread, class: &Ref<Class>) -> Value {
    if let Some(own) = class.loader.get() {
        return own.clone();
    }
    let mut name = class.name_str();
    while let Some(component) = runtime::array::component_of(name) {
        name = component;
    }
    let loaders = Loaders::of(&t.runtime);
    const PLATFORM: &[&str] = &["java.sql.", "java.net.http.", "javax.sql.", "java.scripting."];
    const BUILT_IN: &[&str] = &["java.", "javax.", "jdk.", "sun."];
    match () {
        () if PLATFORM.iter().any(|p| name.starts_with(p)) => loaders.platform().clone(),
        () if BUILT_IN.iter().any(|p| name.starts_with(p)) || !name.contains('.') && !name.contains('$') => Value::NIL,
        () => loaders.app().clone(),
    }
}
