//! `set!`: thread bindings of vars, mutable fields, fields of host objects.

use super::Call;
use super::dot::member_form;
use crate::analyzer::env::What;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form::{self, Shape};
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{LocalId, MemberKind, Node, NodeKind};
use runtime::symbol::Symbol;
use runtime::{Ref, Value};

/// `(set! target value)`
pub(super) fn analyze_set_bang(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let [target, value] = call.args() else { return Err(a.error(AnalyzeError::MalformedSet {})) };
    let mut target = target.clone();
    if form::shape(&target) == Shape::Seq {
        let items = a.items(&target)?;
        let expanded = a.macroexpand(&target, &items)?;
        target = expanded.unwrap_or(target);
    }
    if let Some(symbol) = target.as_ref::<Symbol>() {
        return analyze_set_symbol(a, symbol, value);
    }
    if form::shape(&target) == Shape::Seq {
        let items = a.items(&target)?;
        if items.first().is_some_and(|op| form::is_symbol(op, ".")) {
            return analyze_set_member(a, &items[1..], value);
        }
    }
    Err(a.error(AnalyzeError::SetTarget {}))
}

fn analyze_set_symbol(a: &mut Analyzer<'_>, symbol: &Ref<Symbol>, value: &Value) -> Res<Node> {
    let name = symbol.name_str();
    let binding = if symbol.ns.is_none() { a.scopes.lookup(name).cloned() } else { None };
    if let Some(binding) = binding {
        return match binding.what {
            // A closure has a copy of the field; setting that would be lost.
            What::Field { index, mutable: true } if binding.level + 1 == a.scopes.levels.len() => {
                set_own_field(a, name, index, value)
            }
            _ => Err(a.error(AnalyzeError::SetImmutable { name: name.into() })),
        };
    }
    let Some(var) = a.find_var(symbol) else {
        let found = a.analyze(&symbol.to_value(), Pos::Value)?;
        // Nothing but an unresolved name, which is noted, or a class.
        return match found.as_const() {
            Some(value) if value.is_nil() => Ok(found),
            _ => Err(a.error(AnalyzeError::SetTarget {})),
        };
    };
    let value = Box::new(a.analyze(value, Pos::Value)?);
    Ok(a.node(NodeKind::SetVar { var, value }))
}

/// Sets a field of the object whose method this is.
fn set_own_field(a: &mut Analyzer<'_>, name: &str, index: u16, value: &Value) -> Res<Node> {
    let span = a.span;
    let value = Box::new(a.analyze(value, Pos::Value)?);
    let target = Box::new(Node::new(NodeKind::Local { id: LocalId(0) }, span));
    Ok(Node::new(NodeKind::SetField { target, index, name: name.into(), value }, span))
}

/// `(set! (. target -field) value)`
fn analyze_set_member(a: &mut Analyzer<'_>, args: &[Value], value: &Value) -> Res<Node> {
    let member = member_form(a, args)?;
    if member.kind == MemberKind::Method {
        return Err(a.error(AnalyzeError::SetTarget {}));
    }
    let span = a.span;
    let target = a.analyze(&args[0], Pos::Value)?;
    if matches!(target.kind, NodeKind::Local { id: LocalId(0), .. })
        && let Some(fields) = a.scopes.level().fields.clone()
        && let Some(index) = fields.iter().position(|field| *field.name == *member.name)
    {
        if !fields[index].mutable {
            return Err(a.error(AnalyzeError::SetImmutable { name: member.name.to_string() }));
        }
        return set_own_field(a, &member.name, index as u16, value);
    }
    let name = Node::new(NodeKind::Const(Value::str(&member.name)), span);
    let value = a.analyze(value, Pos::Value)?;
    Ok(Node::new(NodeKind::NativeCall { name: "host-set-field".into(), args: vec![target, name, value] }, span))
}
