//! `quote`.

use super::Call;
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::{Analyzer, Res};
use crate::node::Node;

/// `(quote form)`: the form itself, with its metadata.
pub(super) fn analyze_quote(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    match call.args() {
        [form] => Ok(Node::constant(form.clone(), a.span)),
        args => Err(a.error(AnalyzeError::QuoteArity { count: args.len() })),
    }
}
