//! The special forms: the table, one file for each form or pair of forms.
//!
//! Neither locals nor macros can hide a special form. `catch`, `finally` and `&` mean something only inside
//! of other forms; elsewhere they are unresolved symbols.

mod case_;
mod def;
mod deftype;
mod dot;
mod fn_;
mod if_;
mod let_;
mod letfn;
mod loop_;
mod new_;
mod quote;
mod set_;
mod try_;
mod var_;

use super::{Analyzer, Pos, Res};
use crate::node::Node;
use runtime::Value;
use runtime::symbol::Symbol;

/// A list whose operator is a special form.
pub(super) struct Call<'a> {
    pub form: &'a Value,
    /// The items of the list, the operator included.
    pub items: &'a [Value],
    pub pos: Pos,
    /// What a function without a name is called here.
    pub name: Option<&'a str>,
}

impl<'a> Call<'a> {
    /// What follows the operator.
    pub fn args(&self) -> &'a [Value] {
        &self.items[1..]
    }

    /// The argument at an index, nil if there is none.
    pub fn arg(&self, index: usize) -> Value {
        self.args().get(index).cloned().unwrap_or_default()
    }
}

/// Analyzes one special form.
pub(super) type SpecialForm = fn(&mut Analyzer<'_>, &Call<'_>) -> Res<Node>;

const TABLE: &[(&str, SpecialForm)] = &[
    ("def", def::analyze_def),
    ("if", if_::analyze_if),
    ("do", if_::analyze_do),
    ("let*", let_::analyze_let),
    ("loop*", loop_::analyze_loop),
    ("recur", loop_::analyze_recur),
    ("fn*", fn_::analyze_fn),
    ("letfn*", letfn::analyze_letfn),
    ("quote", quote::analyze_quote),
    ("var", var_::analyze_var),
    ("set!", set_::analyze_set_bang),
    ("try", try_::analyze_try),
    ("throw", try_::analyze_throw),
    ("monitor-enter", try_::analyze_monitor_enter),
    ("monitor-exit", try_::analyze_monitor_exit),
    ("case*", case_::analyze_case),
    ("new", new_::analyze_new),
    (".", dot::analyze_dot),
    ("deftype*", deftype::analyze_deftype),
    ("reify*", deftype::analyze_reify),
    ("import*", var_::analyze_import),
];

/// Symbols that mean something only inside of other special forms.
const PARTS: &[&str] = &["catch", "finally", "&"];

/// The special form that an operator names.
pub(super) fn find(op: &Value) -> Option<SpecialForm> {
    let symbol = op.as_ref::<Symbol>()?;
    let name = symbol.name_str();
    match symbol.ns_str() {
        None => TABLE.iter().find(|row| row.0 == name).map(|row| row.1),
        Some("clojure.core") if name == "import*" => Some(var_::analyze_import),
        Some(_) => None,
    }
}

/// `special-symbol?`
pub fn is_special(symbol: &Value) -> bool {
    find(symbol).is_some() || symbol.as_ref::<Symbol>().is_some_and(|s| s.ns.is_none() && PARTS.contains(&s.name_str()))
}
