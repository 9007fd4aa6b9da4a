//! The syntax of macros, checked before they are called.
//!
//! For the macros that `clojure.core.specs.alpha` has specs of, the checks here say quickly whether a form is
//! surely right. Only if it may not be are the specs loaded, and they decide and explain: no message is made
//! here. Macros of a program are checked once it has registered a spec of one (`s/fdef`).

use crate::load::ensure_loaded;
use runtime::coll::{list, map};
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::keyword::Keyword;
use runtime::object::Ref;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::sync::{AtomicBool, Ordering};
use runtime::var::Var;
use runtime::{Thread, Value, ops, seq};

type Check = fn(&mut Thread, &[Value]) -> Result<bool>;

/// The macros of `clojure.core` that have specs.
const CHECKS: &[(&str, Check)] = &[
    ("let", is_let),
    ("if-let", is_if_let),
    ("when-let", is_when_let),
    ("fn", is_fn),
    ("defn", is_defn),
    ("defn-", is_defn),
    ("ns", is_ns),
    ("import", is_import),
    ("refer-clojure", is_refer_clojure),
];

/// Has the program registered the spec of a macro?
#[derive(Default)]
struct OwnMacroSpecs(AtomicBool);

/// Throws what macroexpansion throws for arguments that a macro's spec refuses.
pub fn check_macro(t: &mut Thread, var: &Ref<Var>, args: &[Value]) -> Result<()> {
    let in_core = var.ns.as_ref().is_some_and(|ns| ns.name.is_named("clojure.core"));
    let check = CHECKS.iter().find(|(name, _)| in_core && var.name.is_named(name));
    match check {
        Some((_, check)) if check(t, args)? => return Ok(()),
        Some(_) => load_specs(t)?,
        None if !t.runtime.extension::<OwnMacroSpecs>().0.load(Ordering::Relaxed) => return Ok(()),
        None => {}
    }
    let Some(explain) = spec_var(t, "macroexpand-check") else { return Ok(()) };
    let function = runtime::bindings::deref(t, &explain);
    let args = if args.is_empty() { Value::NIL } else { list::from_vec(args.to_vec()) };
    t.invoke(&function, &mut [var.clone().into(), args]).map(|_| ())
}

/// A var of `clojure.spec.alpha`, if that is loaded.
pub fn spec_var(t: &Thread, name: &str) -> Option<Ref<Var>> {
    t.runtime.namespaces.find("clojure.spec.alpha")?.find_var(name)
}

fn load_specs(t: &mut Thread) -> Result<()> {
    let ns = crate::core_vars::CoreVars::of(t).ns.var().clone();
    let current = crate::core_vars::current_ns(t);
    runtime::bindings::push(t, vec![(ns, current.into())])?;
    let loaded = ensure_loaded(t, "clojure/core/specs/alpha");
    runtime::bindings::pop(t)?;
    loaded
}

fn note_macro_spec(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    t.runtime.extension::<OwnMacroSpecs>().0.store(true, Ordering::Relaxed);
    Ok(Value::NIL)
}

// Pieces of forms

fn is_simple_symbol(form: &Value) -> bool {
    form.as_ref::<Symbol>().is_some_and(|s| s.ns.is_none())
}

fn is_ident(form: &Value) -> bool {
    form.is::<Symbol>() || form.is::<Keyword>()
}

fn is_string(form: &Value) -> bool {
    form.is::<Str>()
}

fn is_ampersand(form: &Value) -> bool {
    form.as_ref::<Symbol>().is_some_and(|s| s.is_named("&"))
}

fn is_local_name(form: &Value) -> bool {
    is_simple_symbol(form) && !is_ampersand(form)
}

/// The name of a keyword without a namespace.
fn simple_keyword(form: &Value) -> Option<&str> {
    form.as_ref::<Keyword>().filter(|k| k.ns_str().is_none()).map(|k| k.name_str())
}

/// The items of a list or vector; `None` for anything else.
fn sequence(t: &mut Thread, form: &Value) -> Result<Option<Vec<Value>>> {
    if ops::is_sequential(form) { seq::to_vec(t, form).map(Some) } else { Ok(None) }
}

fn vector_items(t: &mut Thread, form: &Value) -> Result<Option<Vec<Value>>> {
    if ops::is_vector(form) { seq::to_vec(t, form).map(Some) } else { Ok(None) }
}

/// A vector each item of which is as it should be.
fn vector_of(t: &mut Thread, form: &Value, fits: fn(&Value) -> bool) -> Result<bool> {
    Ok(vector_items(t, form)?.is_some_and(|items| items.iter().all(fits)))
}

/// A vector, list or set of simple symbols.
fn is_symbol_coll(t: &mut Thread, form: &Value) -> Result<bool> {
    if !(ops::is_sequential(form) || ops::is_set(form)) {
        return Ok(false);
    }
    Ok(seq::to_vec(t, form)?.iter().all(is_simple_symbol))
}

fn is_symbol_map(form: &Value) -> bool {
    ops::is_map(form) && map::entries(form).iter().all(|(k, v)| is_simple_symbol(k) && is_simple_symbol(v))
}

// Binding forms

/// Nesting beyond this is left to the specs.
const MAX_DEPTH: u32 = 100;

fn is_binding_form(t: &mut Thread, form: &Value, depth: u32) -> Result<bool> {
    if depth > MAX_DEPTH {
        return Ok(false);
    }
    if form.is::<Symbol>() {
        return Ok(is_local_name(form));
    }
    if let Some(items) = vector_items(t, form)? {
        return is_seq_binding(t, &items, depth);
    }
    if !ops::is_map(form) {
        return Ok(false);
    }
    for (key, value) in map::entries(form) {
        if !is_map_entry(t, &key, &value, depth)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `a b & rest :as all`
fn is_seq_binding(t: &mut Thread, items: &[Value], depth: u32) -> Result<bool> {
    let mut rest = items;
    while let [first, more @ ..] = rest {
        if is_ampersand(first) || simple_keyword(first) == Some("as") {
            break;
        }
        if !is_binding_form(t, first, depth + 1)? {
            return Ok(false);
        }
        rest = more;
    }
    if let [ampersand, form, more @ ..] = rest
        && is_ampersand(ampersand)
    {
        if !is_binding_form(t, form, depth + 1)? {
            return Ok(false);
        }
        rest = more;
    }
    Ok(match rest {
        [] => true,
        [as_, name] => simple_keyword(as_) == Some("as") && is_local_name(name),
        _ => false,
    })
}

fn is_map_entry(t: &mut Thread, key: &Value, value: &Value, depth: u32) -> Result<bool> {
    let Some(keyword) = key.as_ref::<Keyword>() else { return is_binding_form(t, key, depth + 1) };
    match (keyword.ns_str(), keyword.name_str()) {
        (None, "keys") => vector_of(t, value, is_ident),
        (None, "syms") => vector_of(t, value, |v| v.is::<Symbol>()),
        (None, "strs") | (Some(_), "keys" | "syms") => vector_of(t, value, is_simple_symbol),
        (None, "or") => Ok(ops::is_map(value) && map::entries(value).iter().all(|(k, _)| is_simple_symbol(k))),
        (None, "as") => Ok(is_local_name(value)),
        _ => Ok(false),
    }
}

fn is_let(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let Some(bindings) = args.first() else { return Ok(false) };
    let Some(items) = vector_items(t, bindings)? else { return Ok(false) };
    for form in items.iter().step_by(2) {
        if !is_binding_form(t, form, 0)? {
            return Ok(false);
        }
    }
    Ok(items.len().is_multiple_of(2))
}

fn is_if_let(t: &mut Thread, args: &[Value]) -> Result<bool> {
    Ok(matches!(args.len(), 2 | 3) && is_when_let(t, args)?)
}

fn is_when_let(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let Some(bindings) = args.first() else { return Ok(false) };
    match vector_items(t, bindings)?.as_deref() {
        Some([form, _]) => is_binding_form(t, form, 0),
        _ => Ok(false),
    }
}

// Functions

/// A parameter vector: binding forms, at the end perhaps `& rest`.
fn is_param_list(t: &mut Thread, form: &Value) -> Result<bool> {
    let Some(mut items) = vector_items(t, form)? else { return Ok(false) };
    if items.len() >= 2 && is_ampersand(&items[items.len() - 2]) {
        items.remove(items.len() - 2);
    }
    for item in &items {
        if !is_binding_form(t, item, 0)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One method, or several with, where a function is defined, a map of metadata after them.
fn is_fn_tail(t: &mut Thread, tail: &[Value], attributes: bool) -> Result<bool> {
    let Some(first) = tail.first() else { return Ok(false) };
    if ops::is_vector(first) {
        return is_param_list(t, first);
    }
    let methods = match tail {
        [methods @ .., last] if attributes && !methods.is_empty() && ops::is_map(last) => methods,
        all => all,
    };
    for method in methods {
        let Some(items) = sequence(t, method)? else { return Ok(false) };
        let Some(params) = items.first() else { return Ok(false) };
        if !is_param_list(t, params)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_fn(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let tail = match args {
        [name, tail @ ..] if is_simple_symbol(name) => tail,
        all => all,
    };
    is_fn_tail(t, tail, false)
}

fn is_defn(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let [name, tail @ ..] = args else { return Ok(false) };
    is_fn_tail(t, after_attributes(tail), true).map(|ok| ok && is_simple_symbol(name))
}

/// What follows the docstring and the metadata, if there are any.
fn after_attributes(mut rest: &[Value]) -> &[Value] {
    for is_attribute in [is_string, ops::is_map] {
        if let [first, more @ ..] = rest
            && is_attribute(first)
        {
            rest = more;
        }
    }
    rest
}

// Namespaces

fn is_ns(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let [name, rest @ ..] = args else { return Ok(false) };
    for clause in after_attributes(rest) {
        if !is_ns_clause(t, clause)? {
            return Ok(false);
        }
    }
    Ok(is_simple_symbol(name))
}

fn is_ns_clause(t: &mut Thread, clause: &Value) -> Result<bool> {
    let Some(items) = sequence(t, clause)? else { return Ok(false) };
    let [head, args @ ..] = &*items else { return Ok(false) };
    match simple_keyword(head) {
        Some("require" | "use") => {
            for arg in args {
                if !is_load_arg(t, arg)? {
                    return Ok(false);
                }
            }
            Ok(!args.is_empty())
        }
        Some("import") => is_import_list(t, args),
        Some("refer-clojure") => are_lib_options(t, args),
        Some("refer") => match args {
            [lib, filters @ ..] if is_simple_symbol(lib) => are_lib_options(t, filters),
            _ => Ok(false),
        },
        Some("load") => Ok(args.iter().all(is_string)),
        // What else there is to say of its options, the specs say.
        Some("gen-class") => Ok(args.is_empty()),
        _ => Ok(false),
    }
}

/// A libspec, a prefix list or a flag.
fn is_load_arg(t: &mut Thread, arg: &Value) -> Result<bool> {
    if let Some(flag) = simple_keyword(arg) {
        return Ok(matches!(flag, "reload" | "reload-all" | "verbose"));
    }
    if is_libspec(t, arg)? {
        return Ok(true);
    }
    let Some(items) = sequence(t, arg)? else { return Ok(false) };
    let [prefix, libs @ ..] = &*items else { return Ok(false) };
    for lib in libs {
        if !is_libspec(t, lib)? {
            return Ok(false);
        }
    }
    Ok(is_simple_symbol(prefix) && !libs.is_empty())
}

/// `lib` or `[lib :as name …]`
fn is_libspec(t: &mut Thread, form: &Value) -> Result<bool> {
    if is_simple_symbol(form) {
        return Ok(true);
    }
    let Some(items) = sequence(t, form)? else { return Ok(false) };
    match &*items {
        [lib, options @ ..] if is_simple_symbol(lib) => are_lib_options(t, options),
        _ => Ok(false),
    }
}

/// Keywords and values, those of `require`, `use` and `refer` as they should be.
fn are_lib_options(t: &mut Thread, options: &[Value]) -> Result<bool> {
    if !options.len().is_multiple_of(2) {
        return Ok(false);
    }
    for option in options.chunks_exact(2) {
        let value = &option[1];
        let ok = match simple_keyword(&option[0]) {
            Some("as") => is_local_name(value),
            Some("as-alias") => is_simple_symbol(value),
            Some("refer") => simple_keyword(value) == Some("all") || is_symbol_coll(t, value)?,
            Some("exclude" | "only") => is_symbol_coll(t, value)?,
            Some("rename") => is_symbol_map(value),
            _ => option[0].is::<Keyword>(),
        };
        if !ok {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Class names, and lists of a package and class names.
fn is_import_list(t: &mut Thread, args: &[Value]) -> Result<bool> {
    for arg in args {
        let ok = is_simple_symbol(arg)
            || sequence(t, arg)?.is_some_and(|items| items.len() >= 2 && items.iter().all(is_simple_symbol));
        if !ok {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The form inside `quote`, or the form.
fn unquoted(t: &mut Thread, form: &Value) -> Result<Value> {
    Ok(match sequence(t, form)?.as_deref() {
        Some([quote, quoted]) if quote.as_ref::<Symbol>().is_some_and(|s| s.is_named("quote")) => quoted.clone(),
        _ => form.clone(),
    })
}

fn unquoted_all(t: &mut Thread, forms: &[Value]) -> Result<Vec<Value>> {
    forms.iter().map(|form| unquoted(t, form)).collect()
}

fn is_import(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let args = unquoted_all(t, args)?;
    is_import_list(t, &args)
}

fn is_refer_clojure(t: &mut Thread, args: &[Value]) -> Result<bool> {
    let args = unquoted_all(t, args)?;
    let known = |option: &Value| matches!(simple_keyword(option), Some("exclude" | "only" | "rename"));
    Ok(args.iter().step_by(2).all(known) && are_lib_options(t, &args)?)
}

pub const NATIVES: &[NativeDef] = &[NativeDef::new("note-macro-spec", 0, 0, note_macro_spec)];
