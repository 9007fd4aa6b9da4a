//! `if` and `do`.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{If, Node, NodeKind, Type};
use runtime::Value;

/// `(if test then else?)`
pub(super) fn analyze_if(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    match call.args().len() {
        0 | 1 => return Err(a.error(AnalyzeError::IfTooFew {})),
        2 | 3 => {}
        _ => return Err(a.error(AnalyzeError::IfTooMany {})),
    }
    let span = a.span;
    let test = a.analyze(&call.arg(0), Pos::Value)?;
    let then = a.analyze(&call.arg(1), call.pos)?;
    let otherwise = match call.args().get(2) {
        Some(form) => a.analyze(form, call.pos)?,
        None => Node::constant(Value::NIL, span),
    };
    let ty = Type::of_either(&then, &otherwise);
    Ok(Node::typed(NodeKind::If(Box::new(If { test, then, otherwise })), span, ty))
}

/// `(do forms*)`
pub(super) fn analyze_do(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    a.analyze_body(call.args(), call.pos)
}
