//! `new`.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::resolve::hint;
use crate::analyzer::{Analyzer, Res};
use crate::node::{Node, NodeKind};
use runtime::Value;
use runtime::class::Class;
use runtime::string::Str;
use runtime::symbol::Symbol;
use std::rc::Rc;

/// `(new Class args*)`
pub(super) fn analyze_new(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let Some((class, args)) = call.args().split_first() else { return Err(a.error(AnalyzeError::MalformedNew {})) };
    let class = class_of(a, class)?;
    a.need_class(&class)?;
    let span = a.span;
    if let Some(def) = a.class_def(&class)
        && a.at_top()
        && !def.constructors.iter().any(|row| accepts(row, args.len()))
        && !(args.len() <= 2 && is_throwable(a, &class))
    {
        return Err(a.error(AnalyzeError::NoConstructor { class: class.to_string() }));
    }
    if !user_type_accepts(a, &class, args.len()) {
        return Err(a.error(AnalyzeError::NoConstructor { class: class.to_string() }));
    }
    let args = a.analyze_all(args)?;
    let ty = hint(&class);
    Ok(Node::typed(NodeKind::New { class, args }, span, ty))
}

/// Has a type of the program as many fields? True of every other class.
fn user_type_accepts(a: &Analyzer<'_>, class: &str, count: usize) -> bool {
    let class = a.t.runtime.classes.find(class);
    class.is_none_or(|class| class.info.get().is_none_or(|info| info.is_interface || info.constructs_from(count)))
}

/// Every exception class can be made of a message and a cause, without a row that says so.
fn is_throwable(a: &Analyzer<'_>, class: &str) -> bool {
    let classes = &a.t.runtime.classes;
    classes.find(class).is_some_and(|class| classes.is_subclass(&class, &classes.intern("java.lang.Throwable")))
}

/// Does a native take this many arguments?
pub(super) fn accepts(row: &runtime::function::NativeDef, count: usize) -> bool {
    usize::from(row.min) <= count
        && (row.max == runtime::function::NativeDef::VARIADIC || count <= usize::from(row.max))
}

/// The class that a form must name: in `new` and `catch`.
pub(super) fn class_of(a: &mut Analyzer<'_>, form: &Value) -> Res<Rc<str>> {
    if let Some(class) = form.as_ref::<Class>() {
        return Ok(class.name_str().into());
    }
    let found = form.as_ref::<Symbol>().and_then(|symbol| a.resolve_class(symbol));
    match found {
        Some(class) => Ok(class),
        None => {
            let name = match form.as_ref::<Str>() {
                Some(text) => text.to_string_lossy(),
                None if form.is_nil() => "null".into(),
                None => a.text_of(form),
            };
            Err(a.error(AnalyzeError::UnresolvedClass { name }))
        }
    }
}
