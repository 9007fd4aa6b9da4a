//! `var` and `import*`.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::{Analyzer, Res};
use crate::node::{Node, NodeKind};
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::{Error, Value};

/// `(var name)`
pub(super) fn analyze_var(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let form = call.arg(0);
    let Some(symbol) = form.as_ref::<Symbol>() else {
        let cast: runtime::Result<Node> = Err(Error::cannot_cast(&form, "clojure.lang.Symbol"));
        return a.run(cast);
    };
    if let Some(var) = a.find_var(symbol) {
        return Ok(a.node(NodeKind::TheVar(var)));
    }
    let error = a.error(AnalyzeError::UnresolvedVar { name: symbol.full_name() }).naming("var");
    a.errors.push(*error);
    Ok(a.node(NodeKind::Const(Value::NIL)))
}

/// `(import* "full.ClassName")`
pub(super) fn analyze_import(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let form = call.arg(0);
    let class = match (form.as_ref::<Str>(), form.as_ref::<Symbol>()) {
        (Some(text), _) => text.to_string_lossy(),
        (_, Some(symbol)) => symbol.full_name(),
        _ => {
            let cast: runtime::Result<Node> = Err(Error::cannot_cast(&form, "java.lang.String"));
            return a.run(cast);
        }
    };
    Ok(a.node(NodeKind::Import { class: class.into() }))
}
