//! The vars of `clojure.core` that Rust code reads and sets: current namespace, streams, file, printing.

use runtime::object::{Ref, Shared};
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::var::Var;
use runtime::{Thread, Value, bindings};

macro_rules! core_vars {
    ($( $field:ident $name:literal; )*) => {
        /// One field per var; get them with [`CoreVars::of`].
        pub struct CoreVars { $( pub $field: CoreVar, )* }

        impl CoreVars {
            /// Interns all of them in `clojure.core`, dynamic and unbound.
            pub fn intern(t: &mut Thread) -> CoreVars {
                let core = t.runtime.namespaces.find_or_create(&Symbol::parse("clojure.core"));
                CoreVars { $( $field: CoreVar::intern(&core, $name), )* }
            }
        }
    };
}

core_vars! {
    ns "*ns*";
    out "*out*";
    err "*err*";
    in_ "*in*";
    file "*file*";
    source_path "*source-path*";
    command_line_args "*command-line-args*";
    read_eval "*read-eval*";
    data_readers "*data-readers*";
    default_data_reader_fn "*default-data-reader-fn*";
    unchecked_math "*unchecked-math*";
    warn_on_reflection "*warn-on-reflection*";
    compile_files "*compile-files*";
    math_context "*math-context*";
    assert_ "*assert*";
    repl "*repl*";
    flush_on_newline "*flush-on-newline*";
    print_length "*print-length*";
    print_level "*print-level*";
    print_meta "*print-meta*";
    print_dup "*print-dup*";
    print_readably "*print-readably*";
    print_namespace_maps "*print-namespace-maps*";
    verbose_defrecords "*verbose-defrecords*";
    last1 "*1";
    last2 "*2";
    last3 "*3";
    last_error "*e";
    agent "*agent*";
}

/// A var of the core, usable from any thread.
pub struct CoreVar(Shared);

impl CoreVar {
    fn intern(core: &Ref<runtime::namespace::Namespace>, name: &str) -> CoreVar {
        let symbol = Symbol::from_parts(None, name);
        let var = core.intern(&symbol).unwrap_or_else(|| core.intern_replacing(&symbol));
        var.set_dynamic(true);
        CoreVar(Shared::new(var.into()))
    }

    pub fn var(&self) -> &Ref<Var> {
        self.0.get().as_ref::<Var>().expect("made from a var")
    }

    /// The thread binding, or the root (which was set at the start), or nil.
    pub fn get(&self, t: &Thread) -> Value {
        match bindings::bound(t, self.var()) {
            Some(value) => value,
            None => self.var().made_root().unwrap_or_default(),
        }
    }

    pub fn is_true(&self, t: &Thread) -> bool {
        self.get(t).is_truthy()
    }

    pub fn set_root(&self, t: &mut Thread, value: Value) {
        self.var().set_root(t, value);
    }
}

impl CoreVars {
    /// Those of the thread's runtime, which was booted.
    pub fn of(t: &Thread) -> Arc<CoreVars> {
        t.runtime.try_extension::<CoreVars>().expect("the runtime was booted")
    }
}

/// The namespace that is current on this thread.
pub fn current_ns(t: &Thread) -> Ref<runtime::namespace::Namespace> {
    let vars = CoreVars::of(t);
    match vars.ns.get(t).downcast() {
        Ok(ns) => ns,
        // A program may set *ns* to nonsense; it then gets the default.
        Err(_) => t.runtime.namespaces.find_or_create(&Symbol::parse("user")),
    }
}
