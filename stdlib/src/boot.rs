//! How a runtime comes to life: hooks, natives, host classes, the vars that Rust code knows, and then
//! `clojure.core`, from the image or from its sources.

use crate::concurrent::observe;
use crate::core_vars::CoreVars;
use crate::io::{Reader, Writer};
use crate::library::{self, CoreLibrary};
use crate::libs;
use crate::load::{ClassPath, Compiled, autoload, load_resource};
use crate::native;
use bytecode::file::Index;
use runtime::class;
use runtime::error::{Error, Result};
use runtime::namespace::Autoload;
use runtime::symbol::Symbol;
use runtime::sync::{Arc, lock};
use runtime::{Runtime, Thread, Value, coll};
use vm::host::{Host, HostHandle, Stream};

/// What a runtime is made with.
pub struct Setup {
    pub host: Box<dyn Host>,
    pub class_path: Vec<String>,
    /// The compiled standard library; without it, it is compiled from source, which takes a while.
    pub image: Option<Index<'static>>,
}

/// Makes a runtime with `clojure.core` loaded, and its first thread.
pub fn boot(setup: Setup) -> Result<Thread> {
    boot_with(setup, |_| {}).map_err(|(_, error)| error)
}

/// The same, with `prepare` run before anything is loaded. After an error the thread is given back too, so
/// that the error can be described.
pub fn boot_with(setup: Setup, prepare: impl FnOnce(&mut Thread)) -> std::result::Result<Thread, (Box<Thread>, Error)> {
    let runtime = Runtime::with_hooks(vm::hooks());
    runtime.set_extension(Arc::new(HostHandle(setup.host)));
    *lock(&runtime.extension::<ClassPath>().0) = setup.class_path;
    runtime.extension::<vm::NativeTable>().set_builtin(native::find);
    runtime.classes.set_builtin(crate::host::find);
    observe::watch(&runtime);
    let mut thread = Thread::new(&runtime);
    let booted = thread.enter(|t| {
        prepare(t);
        let core = t.runtime.namespaces.find_or_create(&Symbol::parse("clojure.core"));
        let library = setup.image.clone().and_then(CoreLibrary::new);
        if let Some(library) = &library {
            core.set_library(Arc::new(library.clone()));
            t.runtime.set_extension(Arc::new(class::Autoload(library::autoload_class)));
        }
        init_vars(t);
        if let Some(image) = setup.image {
            t.runtime.extension::<Compiled>().set_image(image);
        }
        if library.is_none() {
            load_resource(t, "clojure/core")?;
        }
        begin(t)
    });
    match booted {
        Ok(()) => Ok(thread),
        Err(error) => Err((Box::new(thread), error)),
    }
}

/// Gives the vars that Rust code knows their first values.
fn init_vars(t: &mut Thread) {
    let vars = Arc::new(CoreVars::intern(t));
    t.runtime.set_extension(vars.clone());
    let core = t.runtime.namespaces.find_or_create(&Symbol::parse("clojure.core"));
    vars.ns.set_root(t, core.into());
    vars.out.set_root(t, Writer::stream(Stream::Out));
    vars.err.set_root(t, Writer::stream(Stream::Err));
    vars.in_.set_root(t, Reader::stdin());
    vars.file.set_root(t, Value::str("NO_SOURCE_PATH"));
    vars.source_path.set_root(t, Value::str("NO_SOURCE_FILE"));
    for (var, value) in [
        (&vars.read_eval, Value::TRUE),
        (&vars.assert_, Value::TRUE),
        (&vars.unchecked_math, Value::FALSE),
        (&vars.warn_on_reflection, Value::FALSE),
        (&vars.compile_files, Value::FALSE),
        (&vars.flush_on_newline, Value::TRUE),
        (&vars.print_readably, Value::TRUE),
        (&vars.print_dup, Value::FALSE),
        (&vars.print_meta, Value::FALSE),
        (&vars.print_namespace_maps, Value::FALSE),
        (&vars.verbose_defrecords, Value::FALSE),
        (&vars.repl, Value::FALSE),
        (&vars.data_readers, coll::map::empty()),
    ] {
        var.set_root(t, value);
    }
    for var in [
        &vars.print_length,
        &vars.print_level,
        &vars.math_context,
        &vars.command_line_args,
        &vars.default_data_reader_fn,
        &vars.last1,
        &vars.last2,
        &vars.last3,
        &vars.last_error,
        &vars.agent,
    ] {
        var.set_root(t, Value::NIL);
    }
}

/// Makes `user` the current namespace.
fn begin(t: &mut Thread) -> Result<()> {
    libs::insert(t, "clojure.core")?;
    let user = t.runtime.namespaces.find_or_create(&Symbol::parse("user"));
    let core = t.runtime.namespaces.find_or_create(&Symbol::parse("clojure.core"));
    refer_all(&core, &user);
    CoreVars::of(t).ns.set_root(t, user.into());
    t.runtime.set_extension(Arc::new(Autoload(autoload)));
    Ok(())
}

/// Makes the public vars of a namespace known in another, of which nothing is known yet.
pub fn refer_all(from: &runtime::Ref<runtime::namespace::Namespace>, to: &runtime::Ref<runtime::namespace::Namespace>) {
    let all = if to.refer_library(from, &[]) { from.own_mappings() } else { from.mappings() };
    for (name, mapping) in all {
        if mapping.get::<runtime::var::Var>().is_some_and(|v| !v.is_private()) {
            to.map(&name, mapping);
        }
    }
}
