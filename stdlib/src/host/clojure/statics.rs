//! Static members of `clojure.lang` that libraries use beyond those of [`super::rt`]: the equality and hashes that abstract
//! collections share, readers, iterators over transducers, tuples, and vars that the JVM's compiler binds.

use crate::host::clojure::interfaces::core_value;
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use crate::host::util::{comparator, iterator};
use runtime::class::{ClassDef, FieldFn};
use runtime::coll::{sorted_map, vector};
use runtime::equality::java_equals;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::hash::{hasheq, java_hash_code};
use runtime::object::Shared;
use runtime::symbol::Symbol;
use runtime::sync::{Mutex, lock};
use runtime::var::Var;
use runtime::{Thread, Value};
use std::collections::HashMap;

/// The entries of any map, or the elements of any set, in a collection of Clojure's own.
fn own_copy(t: &mut Thread, v: &Value, empty: &str) -> Result<Value> {
    let items = core_call(t, "seq", &mut [v.clone()])?;
    let into = core_call(t, empty, &mut [])?;
    core_call(t, "into", &mut [into, items])
}

fn map_equals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if !is_a(t, &a[1], "java.util.Map") {
        return bool_(false);
    }
    let (x, y) = (own_copy(t, &a[0], "hash-map")?, own_copy(t, &a[1], "hash-map")?);
    java_equals(t, &x, &y).map(Value::bool)
}

fn set_equals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if !is_a(t, &a[1], "java.util.Set") {
        return bool_(false);
    }
    let (x, y) = (own_copy(t, &a[0], "hash-set")?, own_copy(t, &a[1], "hash-set")?);
    java_equals(t, &x, &y).map(Value::bool)
}

fn map_hash(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let copy = own_copy(t, &a[0], "hash-map")?;
    java_hash_code(t, &copy).map(Value::int)
}

fn map_hasheq(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let copy = own_copy(t, &a[0], "hash-map")?;
    hasheq(t, &copy).map(Value::int)
}

/// The subclasses have what their abstract class has.
const MAP_STATICS: &[NativeDef] =
    &[f("mapEquals", 2, map_equals), f("mapHash", 1, map_hash), f("mapHasheq", 1, map_hasheq)];

/// A function of a namespace that is loaded when it is first wanted.
fn lib_call(t: &mut Thread, ns: &str, name: &str, args: &mut [Value]) -> Result<Value> {
    crate::load::ensure_loaded(t, &ns.replace('.', "/"))?;
    let var = t.runtime.namespaces.find(ns).and_then(|ns| ns.find_var(name));
    let Some(var) = var else { return Err(Error::illegal_state(format!("{ns}/{name} is not defined"))) };
    let function = runtime::bindings::deref(t, &var);
    t.invoke(&function, args)
}

/// `(LispReader/read reader options)` and `(LispReader/read reader eof-error? eof-value recursive?)`
fn lisp_read(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let [reader, options] = a {
        let mut args = [options.take(), reader.take()];
        return core_call(t, "read", &mut args);
    }
    core_call(t, "read", &mut a[..4])
}

fn edn_read(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut args = [a[1].take(), a[0].take()];
    lib_call(t, "clojure.edn", "read", &mut args)
}

fn edn_read_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut args = [a[1].take(), a[0].take()];
    lib_call(t, "clojure.edn", "read-string", &mut args)
}

/// An iterator over what a transducer makes of another's elements.
fn transformed(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = core_call(t, "iterator-seq", &mut [a[1].take()])?;
    let items = core_call(t, "sequence", &mut [a[0].take(), items])?;
    iterator::over(t, &items)
}

/// The vars of the compiler that exist only so that macros can ask whether they are bound.
#[derive(Default)]
struct CompilerVars(Mutex<HashMap<&'static str, Shared>>);

fn compiler_var(t: &mut Thread, name: &'static str) -> Result<Value> {
    let vars = t.runtime.extension::<CompilerVars>();
    if let Some(made) = lock(&vars.0).get(name) {
        return Ok(made.get().clone());
    }
    let var = Var::new_object(None, Symbol::from_parts(None, "--unnamed--"));
    var.set_dynamic(true);
    runtime::reference::var::bind_root(t, &var, Value::NIL)?;
    let value: Value = var.into();
    let mut vars = lock(&vars.0);
    Ok(vars.entry(name).or_insert_with(|| Shared::new(value)).get().clone())
}

macro_rules! compiler_vars {
    ($($name:literal)*) => { &[$( ($name, |t| compiler_var(t, $name)), )*] };
}

pub const COMPILER_VARS: &[(&str, FieldFn)] = compiler_vars! {
    "LOCAL_ENV" "LOOP_LOCALS" "METHOD" "NEXT_LOCAL_NUM" "CLEAR_SITES" "CLEAR_PATH" "CLEAR_ROOT" "VARS" "CONSTANTS"
    "CONSTANT_IDS" "KEYWORDS" "KEYWORD_CALLSITES" "PROTOCOL_CALLSITES" "VAR_CALLSITES" "IN_CATCH_FINALLY" "NO_RECUR"
    "LOOP_LABEL" "RET_LOCAL_NUM" "LINE" "COLUMN" "COMPILE_STUB_SYM" "COMPILE_STUB_CLASS"
};

/// The classes that every namespace imports, by symbol.
fn default_imports(t: &mut Thread) -> Result<Value> {
    let core = t.runtime.namespaces.find("clojure.core").map_or(Value::NIL, Value::from);
    core_call(t, "ns-imports", &mut [core])
}

/// A var of `clojure.core`, under its Java name.
macro_rules! core_vars {
    ($($java:literal $name:literal;)*) => {
        &[$( ($java, |t: &mut Thread| {
            let var = t.runtime.namespaces.find("clojure.core").and_then(|core| core.find_var($name));
            Ok(var.map_or(Value::NIL, Value::from))
        }), )*]
    };
}

pub const RT_VARS: &[(&str, FieldFn)] = core_vars! {
    "AGENT" "*agent*";
    "ASSERT" "*assert*";
    "MATH_CONTEXT" "*math-context*";
    "READEVAL" "*read-eval*";
    "UNCHECKED_MATH" "*unchecked-math*";
    "USE_CONTEXT_CLASSLOADER" "*use-context-classloader*";
    "SUPPRESS_READ" "*suppress-read*";
    "CMD_LINE_ARGS" "*command-line-args*";
    "PRINT_META" "*print-meta*";
    "PRINT_READABLY" "*print-readably*";
    "PRINT_DUP" "*print-dup*";
    "WARN_ON_REFLECTION" "*warn-on-reflection*";
};

pub const RT_FIELDS: &[(&str, FieldFn)] = &[
    ("DEFAULT_COMPARATOR", |_| Ok(comparator::natural())),
    ("DEFAULT_IMPORTS", default_imports),
    ("DEFAULT_DATA_READERS", |t| core_value(t, "default-data-readers")),
    ("checkSpecAsserts", |_| bool_(false)),
    ("instrumentMacros", |_| bool_(true)),
    ("LOADER_SUFFIX", |_| string("__init")),
];

/// A number as a long, if it is a big integer that fits one.
pub fn reduced_big_int(v: &Value) -> Value {
    match runtime::number::unchecked::long_value(v) {
        Ok(n)
            if v.kind() == Some(runtime::Kind::BigInt)
                && v.get().and_then(runtime::number::bigint::to_long) == Some(n) =>
        {
            Value::long(n)
        }
        _ => v.clone(),
    }
}

macro_rules! options {
    ($($name:literal $keyword:literal)*) => { &[$( ($name, |t| Ok(t.runtime.keyword($keyword).into())), )*] };
}

/// Calls the `invoke` of so many arguments. A type whose `applyTo` is written with this has no other way to be applied.
fn apply_to_helper(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut args = runtime::seq::to_vec(t, &a[1])?;
    t.invoke(&a[0].clone(), &mut args)
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { statics: MAP_STATICS, ..class("clojure.lang.APersistentMap") },
    ClassDef { statics: &[f("setEquals", 2, set_equals)], ..class("clojure.lang.APersistentSet") },
    ClassDef { statics: &[f("applyToHelper", 2, apply_to_helper)], ..class("clojure.lang.AFn") },
    ClassDef {
        statics: &[f("read", 2, lisp_read), g("read", 4, 5, lisp_read)],
        fields: options! {
            "OPT_EOF" "eof" "OPT_FEATURES" "features" "OPT_READ_COND" "read-cond" "EOFTHROW" "eofthrow"
            "COND_ALLOW" "allow" "COND_PRESERVE" "preserve"
        },
        ..class("clojure.lang.LispReader")
    },
    ClassDef {
        statics: &[f("read", 2, edn_read), f("readString", 2, edn_read_string)],
        ..class("clojure.lang.EdnReader")
    },
    ClassDef { statics: &[f("create", 2, transformed)], methods: &[], ..class("clojure.lang.TransformerIterator") },
    ClassDef {
        statics: &[g("create", 0, 6, |_, a| Ok(vector::from_vec(a.iter_mut().map(Value::take).collect()).into()))],
        fields: &[("EMPTY_VECTOR", |_| Ok(vector::empty().into()))],
        ..class("clojure.lang.Tuple")
    },
    ClassDef {
        statics: &[f("create", 1, |t, a| core_call(t, "enumeration-seq", a))],
        ..class("clojure.lang.EnumerationSeq")
    },
];

/// An empty sorted map, as `(PersistentTreeMap.)` makes it.
pub fn new_tree_map(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(sorted_map::empty().into())
}
