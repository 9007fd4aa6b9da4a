//! Natives for the macros of `clojure.core`: destructuring, the table of `case`. Checks of syntax are in
//! `syntax.rs`.

use super::args::symbol_arg;
use runtime::coll::{list, map, vector};
use runtime::error::{Error, ExceptionKind, Result};
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
            t.tick()?;
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
    NativeDef::new("plain-symbol", 1, 1, plain_symbol),
    NativeDef::new("sequential-or-set?", 1, 1, sequential_or_set),
];
