//! `def`.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form;
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{Def, Node, NodeKind};
use runtime::coll::map;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Ref, Value};

/// `(def name)`, `(def name init)`, `(def name "doc" init)`
pub(super) fn analyze_def(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let (target, doc, init) = match call.args() {
        [] => return Err(a.error(AnalyzeError::DefTooFew {})),
        [target] => (target, None, None),
        [target, init] => (target, None, Some(init)),
        [target, doc, init] if doc.is::<Str>() => (target, Some(doc), Some(init)),
        _ => return Err(a.error(AnalyzeError::DefTooMany {})),
    };
    let Some(symbol) = target.as_ref::<Symbol>() else { return Err(a.error(AnalyzeError::DefSymbol {})) };
    let var = intern(a, symbol)?;
    let keys = a.keys.clone();
    let dynamic = form::get(a.t, &symbol.meta, &keys.dynamic);
    let dynamic = a.run(dynamic)?.is_truthy();
    if dynamic {
        // Code that follows in the same form may already bind it.
        var.set_dynamic(true);
    } else if !var.is_dynamic() {
        a.warn_earmuffs(symbol.name_str());
    }
    let span = a.span;
    let init = match init {
        Some(form) => Some(a.analyze_named(form, Pos::Value, Some(symbol.name_str()))?),
        None => None,
    };
    let meta = Some(analyze_var_meta(a, symbol, doc)?);
    Ok(Node::new(NodeKind::Def(Box::new(Def { var, init, meta, dynamic })), span))
}

/// The var to define. It exists from now on, so that its init can refer to it.
fn intern(a: &mut Analyzer<'_>, symbol: &Ref<Symbol>) -> Res<Ref<Var>> {
    let name = symbol.name_str();
    if let Some(ns) = symbol.ns_str() {
        let home = a.namespace_for(ns);
        if home.as_ref().is_some_and(|home| Ref::same(home, &a.cx.ns)) {
            return intern(a, &Symbol::from_parts(None, name));
        }
        let var = home.and_then(|ns| ns.find_var(name));
        let Some(var) = var else { return Err(a.error(AnalyzeError::DefNoVar {})) };
        if !var.ns.as_ref().is_some_and(|ns| Ref::same(ns, &a.cx.ns)) {
            return Err(a.error(AnalyzeError::DefElsewhere {}));
        }
        return Ok(var);
    }
    let ns = a.cx.ns.clone();
    if let Some(var) = ns.intern(symbol) {
        return Ok(var);
    }
    // The name is taken by a var of another namespace or by a class. Only what is in every namespace from
    // the start gives way.
    let taken = ns.mapping(name);
    let other = taken.as_ref().and_then(|taken| taken.as_ref::<Var>());
    let of_core = other.is_none_or(|var| var.ns.as_ref().is_none_or(|ns| ns.name_str() == "clojure.core"));
    let var = other.map_or_else(|| "a class".to_owned(), |var| format!("#'{}", var.full_name()));
    let ns_name = ns.name_str().to_owned();
    if !of_core {
        return Err(a.error(AnalyzeError::AlreadyRefers { name: name.into(), var, ns: ns_name }));
    }
    a.warnings.push(format!(
        "WARNING: {name} already refers to: {var} in namespace: {ns_name}, being replaced by: #'{ns_name}/{name}"
    ));
    Ok(ns.intern_replacing(symbol))
}

/// The symbol's metadata with docstring and place; its values are evaluated.
fn analyze_var_meta(a: &mut Analyzer<'_>, symbol: &Ref<Symbol>, doc: Option<&Value>) -> Res<Node> {
    let keys = a.keys.clone();
    let given = if map::is_map(&symbol.meta) { map::entries(&symbol.meta) } else { Vec::new() };
    let file = a.cx.source.as_deref().unwrap_or("NO_SOURCE_PATH");
    let mut own: Vec<(Value, Value)> = vec![
        (keys.line.to_value(), Value::long(a.at.line.into())),
        (keys.column.to_value(), Value::long(a.at.column.into())),
        (keys.file.to_value(), Value::str(file)),
    ];
    if let Some(doc) = doc {
        own.push((keys.doc.to_value(), doc.clone()));
    }
    let mut pairs: Vec<(Value, Value)> =
        given.into_iter().filter(|(key, _)| !own.iter().any(|(other, _)| other.identical(key))).collect();
    pairs.extend(own);
    a.analyze_pairs(&pairs)
}
