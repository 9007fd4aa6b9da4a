//! `.`: member calls and fields, of objects and of classes.

use super::Call;
use super::new_::accepts;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form::{self, Shape};
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{HostCall, MemberKind, Node, NodeKind, StaticCall, Type};
use runtime::Value;
use runtime::symbol::Symbol;
use std::rc::Rc;

/// A member as `.` gives it.
pub(super) struct MemberForm {
    pub name: Rc<str>,
    pub kind: MemberKind,
    pub args: Vec<Value>,
}

/// `(. target member args*)`, `(. target (member args*))`, `(. target -field)`
pub(super) fn analyze_dot(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let target = call.arg(0);
    let member = member_form(a, call.args())?;
    if let Some(class) = target.as_ref::<Symbol>().filter(|s| s.ns.is_none())
        && a.is_class_symbol(class)
        && let Some(class) = a.resolve_class(class)
    {
        return analyze_static(a, class, member);
    }
    let span = a.span;
    let target = a.analyze(&target, Pos::Value)?;
    let class_hint = a.hinted_class(&target)?;
    if class_hint.is_none() {
        let name = &member.name;
        a.warn_reflection(&match member.kind {
            MemberKind::Method => format!("call to method {name} can't be resolved (target class is unknown)"),
            _ => format!("reference to field {name} can't be resolved"),
        });
    }
    let args = a.analyze_all(&member.args)?;
    let call = HostCall { target, member: member.name, kind: member.kind, args, class_hint };
    Ok(Node::new(NodeKind::HostCall(Box::new(call)), span))
}

/// The member of a `.` form; `args` is what follows the operator.
pub(super) fn member_form(a: &mut Analyzer<'_>, args: &[Value]) -> Res<MemberForm> {
    let [_, member, rest @ ..] = args else { return Err(a.error(AnalyzeError::MalformedDot {})) };
    if let Some(symbol) = member.as_ref::<Symbol>() {
        let name = symbol.name_str();
        let field = name.strip_prefix('-').filter(|f| !f.is_empty());
        return Ok(match field {
            Some(field) if rest.is_empty() => member_of(field, MemberKind::Field, &[]),
            _ if rest.is_empty() => member_of(name, MemberKind::Either, &[]),
            _ => member_of(name, MemberKind::Method, rest),
        });
    }
    if form::shape(member) == Shape::Seq && rest.is_empty() {
        let items = a.items(member)?;
        if let Some((name, args)) = items.split_first()
            && let Some(symbol) = name.as_ref::<Symbol>()
        {
            return Ok(member_of(symbol.name_str(), MemberKind::Method, args));
        }
    }
    Err(a.error(AnalyzeError::MalformedMemberName {}))
}

fn member_of(name: &str, kind: MemberKind, args: &[Value]) -> MemberForm {
    MemberForm { name: runtime::class::munge(name).into(), kind, args: args.to_vec() }
}

/// A static method or field.
fn analyze_static(a: &mut Analyzer<'_>, class: Rc<str>, member: MemberForm) -> Res<Node> {
    a.need_class(&class)?;
    let span = a.span;
    let MemberForm { name, kind, args } = member;
    if let Some(def) = a.class_def(&class) {
        let is_field = def.fields.iter().any(|(field, _)| **field == *name);
        if kind == MemberKind::Field || (kind == MemberKind::Either && is_field) {
            if !is_field && a.at_top() {
                let (field, class) = (name.to_string(), class.to_string());
                return Err(a.error(AnalyzeError::NoStaticField { field, class }));
            }
            return Ok(Node::new(NodeKind::StaticField { class, member: name }, span));
        }
        let known = def.statics.iter().any(|row| row.name == &*name && accepts(row, args.len()));
        if !known && a.at_top() {
            let (method, count, class) = (name.to_string(), args.len(), class.to_string());
            return Err(a.error(AnalyzeError::NoStaticMethod { method, count, class }));
        }
    } else if kind == MemberKind::Field {
        return Ok(Node::new(NodeKind::StaticField { class, member: name }, span));
    }
    let args = a.analyze_all(&args)?;
    let ty = static_result(&class, &name);
    Ok(Node::typed(NodeKind::StaticCall(Box::new(StaticCall { class, member: name, args })), span, ty))
}

/// What static methods give that are known to give primitives, whatever their arguments are.
fn static_result(class: &str, method: &str) -> Type {
    match (class, method) {
        (
            "java.lang.Math",
            "sqrt" | "cbrt" | "sin" | "cos" | "tan" | "asin" | "acos" | "atan" | "atan2" | "sinh" | "cosh" | "tanh"
            | "exp" | "expm1" | "log" | "log10" | "log1p" | "pow" | "floor" | "ceil" | "rint" | "hypot" | "random"
            | "toRadians" | "toDegrees",
        ) => Type::Double,
        ("java.lang.System", "nanoTime" | "currentTimeMillis") => Type::Long,
        _ => Type::Any,
    }
}
