//! `let*`, and the binding vectors that `loop*` and `letfn*` share with it.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form;
use crate::analyzer::types::{Tag, coerce};
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{Binding, Intrinsic, Let, LocalKind, Node, NodeKind, Primitive, Type};
use runtime::symbol::Symbol;
use runtime::{Ref, Value};

/// `(let* [name init …] body*)`
pub(super) fn analyze_let(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let pairs = binding_pairs(a, call)?;
    let span = a.span;
    let env = a.scopes.env.clone();
    let bindings = analyze_bindings(a, pairs, LocalKind::Let)?;
    let body = a.analyze_body(&call.args()[1..], call.pos)?;
    a.scopes.env = env;
    if bindings.is_empty() {
        return Ok(body);
    }
    let ty = body.ty.clone();
    Ok(Node::typed(NodeKind::Let(Box::new(Let { bindings, body })), span, ty))
}

/// Binds names one after another; each is visible in the following initial values.
pub(super) fn analyze_bindings(
    a: &mut Analyzer<'_>,
    pairs: Vec<(Ref<Symbol>, Value)>,
    kind: LocalKind,
) -> Res<Vec<Binding>> {
    let mut bindings = Vec::with_capacity(pairs.len());
    for (symbol, init) in pairs {
        let name = symbol.name_str();
        let mut init = a.analyze_named(&init, Pos::Value, Some(name))?;
        if kind == LocalKind::Loop
            && let Some(to) = widened(&init)
        {
            init = coerce(to, init);
        }
        let tag = a.tag_in(&symbol.meta);
        let is_literal = matches!(init.kind, NodeKind::Const(_)) && matches!(init.ty, Type::Long | Type::Double);
        // A tag that is a class object, as macros give, is not complained of: so on the JVM.
        if tag.is_some() && is_literal && !a.tag_is_class_object(&symbol.meta) {
            return Err(a.error(AnalyzeError::HintedPrimitive {}));
        }
        let ty = match tag {
            Some(tag @ Tag::Class(_)) => tag.ty(),
            // What a loop's local holds later is not known.
            _ if kind == LocalKind::Loop && !matches!(init.ty, Type::Hint(_)) => Type::Any,
            _ => init.ty.clone(),
        };
        let local = a.scopes.bind(name, kind, ty);
        bindings.push(Binding { local, init });
    }
    Ok(bindings)
}

/// What a loop's local is whose init is a primitive that loops have no locals of: ints and floats are widened.
fn widened(init: &Node) -> Option<Primitive> {
    let name = match &init.kind {
        NodeKind::Intrinsic(call) if call.op == Intrinsic::Alength => "int",
        NodeKind::Invoke(invoke) => match &invoke.callee.kind {
            NodeKind::Var(var) if var.ns.as_ref().is_some_and(|ns| ns.name_str() == "clojure.core") => {
                var.name.name_str()
            }
            _ => return None,
        },
        _ => return None,
    };
    match name {
        "int" | "unchecked-int" => Some(Primitive::Long),
        "float" | "unchecked-float" => Some(Primitive::Double),
        _ => None,
    }
}

/// The symbols and forms of the binding vector that follows the operator.
pub(super) fn binding_pairs(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Vec<(Ref<Symbol>, Value)>> {
    let Some(items) = form::vector_items(&call.arg(0)) else { return Err(a.error(AnalyzeError::BindingVector {})) };
    if items.len() % 2 != 0 {
        return Err(a.error(AnalyzeError::BindingPairs {}));
    }
    items.chunks_exact(2).map(|pair| Ok((binding_symbol(a, &pair[0])?, pair[1].clone()))).collect()
}

/// The symbol that a binding form must be.
pub(super) fn binding_symbol(a: &mut Analyzer<'_>, form: &Value) -> Res<Ref<Symbol>> {
    match form.as_ref::<Symbol>() {
        Some(symbol) if symbol.ns.is_none() => Ok(symbol.clone()),
        Some(symbol) => Err(a.error(AnalyzeError::LetQualified { name: symbol.full_name() })),
        None => {
            let found = if form.is_nil() { "null".into() } else { a.text_of(form) };
            Err(a.error(AnalyzeError::BindingSymbol { found }))
        }
    }
}
