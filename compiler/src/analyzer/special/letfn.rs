//! `letfn*`: functions that see each other.

use super::Call;
use super::let_::binding_pairs;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{LetFn, LocalKind, Node, NodeKind, Type};

/// `(letfn* [name (fn* …) …] body*)`
pub(super) fn analyze_letfn(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let pairs = binding_pairs(a, call)?;
    let span = a.span;
    let env = a.scopes.env.clone();
    let locals: Vec<_> =
        pairs.iter().map(|(symbol, _)| a.scopes.bind(symbol.name_str(), LocalKind::LetFn, Type::Any)).collect();
    let mut bindings = Vec::with_capacity(pairs.len());
    for (local, (symbol, form)) in locals.into_iter().zip(&pairs) {
        let node = a.analyze_named(form, Pos::Value, Some(symbol.name_str()))?;
        match without_meta(node).kind {
            NodeKind::Fn(function) => bindings.push((local, *function)),
            _ => {
                let (from, to) = ("the initial value".into(), "clojure.lang.Compiler$ObjExpr".into());
                return Err(a.error(AnalyzeError::CannotCast { from, to }));
            }
        }
    }
    let body = a.analyze_body(&call.args()[1..], call.pos)?;
    a.scopes.env = env;
    let ty = body.ty.clone();
    Ok(Node::typed(NodeKind::LetFn(Box::new(LetFn { bindings, body })), span, ty))
}

/// The function under its metadata: `letfn` ties its knot before anything could look at that.
fn without_meta(node: Node) -> Node {
    match node.kind {
        NodeKind::WithMeta { value, .. } => *value,
        _ => node,
    }
}
