//! `try`, `throw` and the monitors.

use super::Call;
use super::let_::binding_symbol;
use super::new_::class_of;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form::{self, Shape};
use crate::analyzer::resolve::hint;
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{Catch, LocalKind, Node, NodeKind, Try};
use runtime::Value;

/// `(try body* (catch Class name body*)* (finally body*)?)`
pub(super) fn analyze_try(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let span = a.span;
    let mut body = Vec::new();
    let mut catches = Vec::new();
    let mut finally = None;
    for form in call.args() {
        let items = if form::shape(form) == Shape::Seq { a.items(form)? } else { Vec::new() };
        let is = |name: &str| items.first().is_some_and(|op| form::is_symbol(op, name));
        if finally.is_some() {
            return Err(a.error(AnalyzeError::FinallyLast {}));
        } else if is("catch") {
            catches.push((form.clone(), items));
        } else if is("finally") {
            finally = Some(items);
        } else if !catches.is_empty() {
            return Err(a.error(AnalyzeError::AfterCatch {}));
        } else {
            body.push(form.clone());
        }
    }
    if catches.is_empty() && finally.is_none() {
        return a.analyze_body(&body, call.pos);
    }
    let outer = a.scopes.recur.clone();
    if let Some(frame) = &mut a.scopes.recur {
        frame.across_try = true;
    }
    let body = a.analyze_body(&body, call.pos)?;
    let mut handlers = Vec::with_capacity(catches.len());
    for (form, items) in catches {
        handlers.push(analyze_catch(a, &form, &items)?);
    }
    let finally = match finally {
        Some(items) => Some(value_body(a, &items[1..])?),
        None => None,
    };
    a.scopes.recur = outer;
    Ok(Node::new(NodeKind::Try(Box::new(Try { body, catches: handlers, finally })), span))
}

/// `(catch Class name body*)`
fn analyze_catch(a: &mut Analyzer<'_>, form: &Value, items: &[Value]) -> Res<Catch> {
    let place = (a.span, a.at);
    if let Some(span) = a.cx.positions.get(form) {
        a.span = span;
    }
    let arg = |index: usize| items.get(index).cloned().unwrap_or_default();
    let class = class_of(a, &arg(1))?;
    let symbol = binding_symbol(a, &arg(2))?;
    let env = a.scopes.env.clone();
    let local = a.scopes.bind(symbol.name_str(), LocalKind::Catch, hint(&class));
    let body = value_body(a, items.get(3..).unwrap_or_default())?;
    a.scopes.env = env;
    (a.span, a.at) = place;
    Ok(Catch { class, local, body })
}

/// A body whose value is not the value of the loop around, so that nothing in it can `recur` out.
fn value_body(a: &mut Analyzer<'_>, forms: &[Value]) -> Res<Node> {
    a.analyze_body(forms, Pos::Value)
}

/// `(throw exception)`
pub(super) fn analyze_throw(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    match call.args() {
        [exception] => {
            let exception = a.analyze(exception, Pos::Value)?;
            Ok(a.node(NodeKind::Throw(Box::new(exception))))
        }
        [] => Err(a.error(AnalyzeError::ThrowTooFew {})),
        _ => Err(a.error(AnalyzeError::ThrowTooMany {})),
    }
}

/// `(monitor-enter object)`
pub(super) fn analyze_monitor_enter(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let object = a.analyze(&call.arg(0), Pos::Value)?;
    Ok(a.node(NodeKind::MonitorEnter(Box::new(object))))
}

/// `(monitor-exit object)`
pub(super) fn analyze_monitor_exit(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let object = a.analyze(&call.arg(0), Pos::Value)?;
    Ok(a.node(NodeKind::MonitorExit(Box::new(object))))
}
