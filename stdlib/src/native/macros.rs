//! Natives for the macros of `clojure.core`: checks of their forms, destructuring, the table of `case`.
//!
//! Checks throw what the specs of `clojure.core.specs.alpha` make real Clojure throw, as far as the form
//! alone tells.

use super::args::symbol_arg;
use runtime::coll::{list, map, vector};
use runtime::error::{Error, ExceptionKind, Result, ThrowableClass};
use runtime::function::NativeDef;
use runtime::keyword::Keyword;
use runtime::object::Ref;
use runtime::symbol::Symbol;
use runtime::{Thread, Value, ops, print, seq};

fn is_ident(value: &Value) -> bool {
    value.is::<Symbol>() || value.is::<Keyword>()
}

fn ident(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(is_ident(&args[0])))
}

/// The form's `:line` and `:column` alone, as metadata for what a macro makes of it.
fn source_meta(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let meta = ops::meta(t, &args[0])?;
    if meta.is_nil() {
        return Ok(Value::NIL);
    }
    let mut pairs = Vec::new();
    for name in ["line", "column"] {
        let key = Value::from(t.runtime.keyword(name));
        if let Some(value) = map::get(t, &meta, &key)? {
            pairs.push((key, value));
        }
    }
    if pairs.is_empty() { Ok(Value::NIL) } else { map::from_pairs(t, pairs) }
}

fn gensym(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let prefix = match args.first() {
        Some(prefix) => print::print_str(t, prefix)?,
        None => "G__".to_owned(),
    };
    let id = t.runtime.next_id();
    Ok(Symbol::from_parts(None, &format!("{prefix}{id}")).into())
}

/// A fresh object that is identical to nothing else.
fn sentinel(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    gensym(t, &mut [])
}

/// Is the symbol among the items?
fn some_symbol(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let wanted = symbol_arg(&args[0])?.clone();
    let items = seq::to_vec(t, &args[1])?;
    Ok(Value::bool(items.iter().any(|i| i.as_ref::<Symbol>() == Some(&wanted))))
}

/// Are all names of a bindings vector plain symbols?
fn plain_bindings(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let items = seq::to_vec(t, &args[0])?;
    Ok(Value::bool(items.iter().step_by(2).all(|b| b.is::<Symbol>())))
}

fn plain_params(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let items = seq::to_vec(t, &args[0])?;
    Ok(Value::bool(items.iter().all(|b| b.is::<Symbol>())))
}

/// What a map binding form takes from its map: pairs of a local (or nested form) and a key, in order.
/// `:keys`, `:syms` and `:strs`, perhaps with a namespace, stand for one pair each name.
fn expand_map_binding(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut out = Vec::new();
    for (binding, key) in map::entries(&args[0]) {
        let special = binding.as_ref::<Keyword>().map(|k| (k.ns_str().map(str::to_owned), k.name_str().to_owned()));
        let Some((ns, kind)) = special.filter(|(_, name)| matches!(&**name, "keys" | "syms" | "strs")) else {
            out.push(pair(binding, key));
            continue;
        };
        for local in seq::to_vec(t, &key)? {
            let (local_ns, name) = match (local.as_ref::<Symbol>(), local.as_ref::<Keyword>()) {
                (Some(s), _) => (s.ns_str().map(str::to_owned), s.name_str().to_owned()),
                (_, Some(k)) => (k.ns_str().map(str::to_owned), k.name_str().to_owned()),
                _ => {
                    let text = print::pr_str(t, &local)?;
                    return Err(Error::new(ExceptionKind::Exception, format!("Unsupported binding form: {text}")));
                }
            };
            let ns = ns.clone().or(local_ns);
            let full = ns.as_ref().map_or(name.clone(), |ns| format!("{ns}/{name}"));
            let key = match &*kind {
                "keys" => Value::from(t.runtime.keyword(&full)),
                "strs" => Value::str(&name),
                _ => {
                    let symbol = Value::from(Symbol::from_parts(ns.as_deref(), &name));
                    list::from_vec(vec![Symbol::from_parts(None, "quote").into(), symbol])
                }
            };
            out.push(pair(local, key));
        }
    }
    Ok(if out.is_empty() { Value::NIL } else { list::from_vec(out) })
}

fn pair(a: Value, b: Value) -> Value {
    vector::from_vec(vec![a, b]).into()
}

/// What map destructuring looks into: a seq of keys and values (keyword arguments, perhaps with a map at
/// the end) becomes a map; everything else is itself.
fn destructure_map(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if !seq::is_seq(&args[0]) {
        return Ok(args[0].take());
    }
    let mut items = seq::to_vec(t, &args[0])?;
    if items.is_empty() {
        return Ok(map::empty());
    }
    if items.len() == 1 {
        return Ok(items.remove(0));
    }
    let trailing = if items.len() % 2 == 1 { items.pop() } else { None };
    let mut result = map::empty();
    let mut items = items.into_iter();
    while let (Some(k), Some(v)) = (items.next(), items.next()) {
        result = map::assoc(t, result, k, v)?;
    }
    match trailing {
        None => Ok(result),
        // Anything but a map fails as `conj` does.
        Some(last) => ops::conj(t, result, last),
    }
}

/// `(case-table clauses)`: a map from each test constant to `[constant expression]`.
fn case_table(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let clauses = seq::to_vec(t, &args[0])?;
    let mut table = map::empty();
    for clause in clauses.chunks_exact(2) {
        let tests = match seq::is_seq(&clause[0]) {
            true => seq::to_vec(t, &clause[0])?,
            false => vec![clause[0].clone()],
        };
        for test in tests {
            if map::contains(t, &table, &test)? {
                let text = print::print_str(t, &test)?;
                return Err(Error::illegal_argument(format!("Duplicate case test constant: {text}")));
            }
            let entry = pair(test.clone(), clause[1].clone());
            table = map::assoc(t, table, test, entry)?;
        }
    }
    Ok(table)
}

/// The exception that a form makes which its macro's spec refuses.
fn spec_error(t: &mut Thread, macro_name: &str, explanation: &str) -> Error {
    let key = Value::from(t.runtime.keyword("clojure.spec.alpha/spec"));
    let data = map::from_pairs(t, vec![(key, Value::NIL)]).unwrap_or_default();
    let message = format!("Call to clojure.core/{macro_name} did not conform to spec.");
    let _ = explanation;
    Error::build(ThrowableClass::Known(ExceptionKind::ExceptionInfo), Value::str(&message), Value::NIL, data)
}

fn form_name(t: &mut Thread, form: &Value) -> Result<String> {
    let head = seq::first(t, form)?;
    Ok(head.as_ref::<Symbol>().map_or("let".to_owned(), |s| s.name_str().to_owned()))
}

/// `(check-bindings form bindings)`: a vector with an even number of forms whose names can be bound.
fn check_bindings(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = form_name(t, &args[0])?;
    let bindings = args[1].take();
    if !ops::is_vector(&bindings) {
        return Err(spec_error(t, &name, "vector?"));
    }
    let items = seq::to_vec(t, &bindings)?;
    if items.len() % 2 == 1 {
        return Err(spec_error(t, &name, "even-number-of-forms?"));
    }
    for binding in items.iter().step_by(2) {
        if !is_binding_form(t, binding, 0)? {
            return Err(spec_error(t, &name, "binding-form"));
        }
    }
    Ok(Value::NIL)
}

/// What the binding-form spec accepts: a simple symbol other than `&`, or a vector or map of binding forms.
fn is_binding_form(t: &mut Thread, form: &Value, depth: u32) -> Result<bool> {
    if depth > 200 {
        return Ok(true);
    }
    if let Some(symbol) = form.as_ref::<Symbol>() {
        return Ok(symbol.ns.is_none() && !symbol.is_named("&"));
    }
    if ops::is_vector(form) {
        let items = seq::to_vec(t, form)?;
        let mut i = 0;
        while i < items.len() {
            if items[i].as_ref::<Symbol>().is_some_and(|s| s.is_named("&")) {
                i += 1;
                match items.get(i) {
                    Some(rest) if is_binding_form(t, rest, depth + 1)? => {}
                    _ => return Ok(false),
                }
            } else if items[i].as_ref::<Keyword>().is_some_and(|k| k.ns_str().is_none() && k.name_str() == "as") {
                i += 1;
                if !items.get(i).is_some_and(|s| s.is::<Symbol>()) || i + 1 != items.len() {
                    return Ok(false);
                }
            } else if !is_binding_form(t, &items[i], depth + 1)? {
                return Ok(false);
            }
            i += 1;
        }
        return Ok(true);
    }
    if ops::is_map(form) {
        for (key, value) in map::entries(form) {
            let ok = match key.as_ref::<Keyword>().map(|k| k.name_str().to_owned()).as_deref() {
                Some("keys" | "syms" | "strs") => {
                    ops::is_vector(&value) && seq::to_vec(t, &value)?.iter().all(is_ident)
                }
                Some("or") => ops::is_map(&value),
                Some("as") => value.is::<Symbol>(),
                Some(_) => false,
                None => is_binding_form(t, &key, depth + 1)?,
            };
            if !ok {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    Ok(false)
}

/// Is this a parameter vector whose entries can be bound, with at most one `& rest` at its end?
fn is_param_vector(t: &mut Thread, params: &Value) -> Result<bool> {
    if !ops::is_vector(params) {
        return Ok(false);
    }
    let items = seq::to_vec(t, params)?;
    for (i, item) in items.iter().enumerate() {
        if item.as_ref::<Symbol>().is_some_and(|s| s.is_named("&")) {
            if i + 2 != items.len() {
                return Ok(false);
            }
        } else if !is_binding_form(t, item, 0)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `(check-fn form sigs)`: an optional name, then one body or several.
fn check_fn(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = form_name(t, &args[0])?;
    let mut sigs = seq::to_vec(t, &args[1])?;
    if sigs.first().is_some_and(|s| s.is::<Symbol>()) {
        sigs.remove(0);
    }
    let ok = match sigs.first() {
        Some(first) if ops::is_vector(first) => is_param_vector(t, first)?,
        Some(_) => {
            let mut ok = true;
            for sig in &sigs {
                if !seq::is_seq(sig) {
                    ok = false;
                    break;
                }
                let params = seq::first(t, sig)?;
                ok = ok && is_param_vector(t, &params)?;
            }
            ok
        }
        None => false,
    };
    if ok { Ok(Value::NIL) } else { Err(spec_error(t, &name, "fn-args")) }
}

/// `(check-ns form)`: a symbol, then references that are lists headed by known keywords.
fn check_ns(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    const CLAUSES: &[&str] = &["require", "use", "import", "refer-clojure", "refer", "load", "gen-class"];
    let items = seq::to_vec(t, &args[0])?;
    let mut ok = items.get(1).is_some_and(|n| n.as_ref::<Symbol>().is_some_and(|s| s.ns.is_none()));
    let mut rest = items.get(2..).unwrap_or(&[]);
    if rest.first().is_some_and(|d| d.is::<runtime::string::Str>()) {
        rest = &rest[1..];
    }
    if rest.first().is_some_and(ops::is_map) {
        rest = &rest[1..];
    }
    for reference in rest {
        if !seq::is_seq(reference) {
            ok = false;
            break;
        }
        let head = seq::first(t, reference)?;
        ok = ok && head.as_ref::<Keyword>().is_some_and(|k| k.ns_str().is_none() && CLAUSES.contains(&k.name_str()));
    }
    if ok { Ok(Value::NIL) } else { Err(spec_error(t, "ns", "ns-form")) }
}

/// The symbol without metadata.
fn plain_symbol(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let symbol: &Ref<Symbol> = symbol_arg(&args[0])?;
    Ok(symbol.with_meta(Value::NIL).into())
}

/// Does a sequential collection or set of symbols stand here?
fn sequential_or_set(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(ops::is_sequential(&args[0]) || ops::is_set(&args[0])))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("ident?", 1, 1, ident),
    NativeDef::new("source-meta", 1, 1, source_meta),
    NativeDef::new("gensym", 0, 1, gensym),
    NativeDef::new("sentinel", 0, 0, sentinel),
    NativeDef::new("some-symbol?", 2, 2, some_symbol),
    NativeDef::new("plain-bindings?", 1, 1, plain_bindings),
    NativeDef::new("plain-params?", 1, 1, plain_params),
    NativeDef::new("expand-map-binding", 1, 1, expand_map_binding),
    NativeDef::new("destructure-map", 1, 1, destructure_map),
    NativeDef::new("case-table", 1, 1, case_table),
    NativeDef::new("check-bindings", 2, 2, check_bindings),
    NativeDef::new("check-fn", 2, 2, check_fn),
    NativeDef::new("check-ns", 1, 1, check_ns),
    NativeDef::new("plain-symbol", 1, 1, plain_symbol),
    NativeDef::new("sequential-or-set?", 1, 1, sequential_or_set),
];
