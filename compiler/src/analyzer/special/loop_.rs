//! `loop*` and `recur`.

use super::Call;
use super::let_::{analyze_bindings, binding_pairs};
use crate::analyzer::env::RecurFrame;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{LocalKind, Loop, Node, NodeKind, Primitive, Recur, RecurTarget, Type};

/// `(loop* [name init …] body*)`
pub(super) fn analyze_loop(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let pairs = binding_pairs(a, call)?;
    let span = a.span;
    let env = a.scopes.env.clone();
    let bindings = analyze_bindings(a, pairs, LocalKind::Loop)?;
    let id = a.scopes.new_loop();
    let frame = RecurFrame {
        target: RecurTarget::Loop(id),
        locals: bindings.iter().map(|b| b.local).collect(),
        primitives: vec![None; bindings.len()],
        across_try: false,
    };
    let outer = a.scopes.recur.replace(frame);
    let body = a.analyze_body(&call.args()[1..], Pos::Tail)?;
    a.scopes.recur = outer;
    a.scopes.env = env;
    let ty = if call.pos == Pos::Tail { body.ty.clone() } else { Type::Any };
    Ok(Node::typed(NodeKind::Loop(Box::new(Loop { id, bindings, body })), span, ty))
}

/// `(recur args*)`
pub(super) fn analyze_recur(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let Some(frame) = a.scopes.recur.clone().filter(|_| call.pos == Pos::Tail) else {
        return Err(a.error(AnalyzeError::RecurNotTail {}));
    };
    if frame.across_try {
        return Err(a.error(AnalyzeError::RecurAcrossTry {}));
    }
    let (expected, found) = (frame.locals.len(), call.args().len());
    let span = a.span;
    let args = a.analyze_all(call.args())?;
    if expected != found {
        return Err(a.error(AnalyzeError::RecurCount { expected, found }));
    }
    for (index, arg) in args.iter().enumerate() {
        let Some(&Some(primitive)) = frame.primitives.get(index) else { continue };
        let Some(found) = mismatch(primitive, arg) else { continue };
        let local = frame.locals[index].index();
        let name = a.scopes.level().locals.get(local).map_or(String::new(), |l| l.name.to_string());
        let needed = if primitive == Primitive::Long { "long" } else { "double" }.into();
        return Err(a.error(AnalyzeError::RecurPrimitive { name, found, needed }));
    }
    let recur = Recur { target: frame.target, locals: frame.locals, args };
    Ok(Node::new(NodeKind::Recur(Box::new(recur)), span))
}

/// What an argument is, if it surely is not of the parameter's primitive type.
fn mismatch(needed: Primitive, arg: &Node) -> Option<String> {
    match (needed, &arg.ty) {
        (Primitive::Long, Type::Double) => Some("double".into()),
        (Primitive::Double, Type::Long) => Some("long".into()),
        _ => match &arg.kind {
            NodeKind::Const(value) if value.is_object() => Some(runtime::class::class_name(value)),
            _ => None,
        },
    }
}
