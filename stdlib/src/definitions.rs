//! Compiling without running: which top-level forms are evaluated all the same, because what follows them could not be compiled otherwise.
//!
//! Later forms need the namespace with what it refers to, macros and the functions that these call, types, protocols, and every name that
//! is defined. So forms that define are evaluated, and definitions whose value is a function or a constant; of the others the name is all
//! that there is. What runs a program (a call at top level, a definition that computes its value) is compiled only. Clojure counterpart: none.

use compiler::node::{Chunk, NodeKind};
use runtime::symbol::Symbol;
use runtime::{Result, Thread, Value, seq};
use std::rc::Rc;

/// The source of which only definitions are evaluated, if there is one. What it requires is loaded as ever.
#[derive(Default)]
pub(crate) struct DefinitionsOnly(Option<Rc<str>>);

/// Operators of `clojure.core` that define, or say how what follows is read and compiled.
const DEFINING: &[&str] = &[
    "ns",
    "in-ns",
    "require",
    "use",
    "import",
    "alias",
    "refer",
    "refer-clojure",
    "ns-unmap",
    "ns-unalias",
    "set!",
    "declare",
    "defn",
    "defn-",
    "definline",
    "defmacro",
    "defmulti",
    "defmethod",
    "defprotocol",
    "definterface",
    "deftype",
    "defrecord",
    "defstruct",
    "extend",
    "extend-type",
    "extend-protocol",
    "gen-class",
    "gen-interface",
    "derive",
    "load",
];

/// Runs `f`, in which only definitions of one source are evaluated.
pub fn only_definitions<R>(t: &mut Thread, source: &str, f: impl FnOnce(&mut Thread) -> R) -> R {
    let former = t.local::<DefinitionsOnly>().0.replace(source.into());
    let result = f(t);
    t.local::<DefinitionsOnly>().0 = former;
    result
}

/// Is nothing of the source evaluated but definitions?
pub(crate) fn is_compiled_only(t: &mut Thread, source: &str) -> bool {
    t.local::<DefinitionsOnly>().0.as_deref() == Some(source)
}

/// Does the form define something by its operator, with all that it expands to?
pub(crate) fn defines(t: &mut Thread, form: &Value) -> Result<bool> {
    if !seq::is_seq(form) {
        return Ok(false);
    }
    let operator = seq::first(t, form)?;
    Ok(operator.as_ref::<Symbol>().is_some_and(|symbol| {
        symbol.ns_str().is_none_or(|ns| ns == "clojure.core") && DEFINING.contains(&symbol.name_str())
    }))
}

/// Is the form, whatever it expanded from, a definition that computes nothing?
pub(crate) fn is_plain_definition(chunk: &Chunk) -> bool {
    match &chunk.body.node.kind {
        NodeKind::Def(def) => {
            def.init.as_ref().is_none_or(|init| matches!(init.kind, NodeKind::Const(_) | NodeKind::Fn(_)))
        }
        NodeKind::Const(_) => true,
        _ => false,
    }
}
