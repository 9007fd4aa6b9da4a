//! What the reader makes of forms it does not interpret: `clojure.lang.TaggedLiteral` and
//! `clojure.lang.ReaderConditional`.
//!
//! Both are equal by their parts and answer to keyword look-up (`:tag`, `:form`, `:splicing?`); that is
//! done where equality and look-up of all kinds are.

use crate::object::Ref;
use crate::symbol::Symbol;
use crate::value::Value;

/// `#tag form` without a reader function: `tagged-literal`.
pub struct TaggedLiteral {
    pub tag: Ref<Symbol>,
    pub form: Value,
}

crate::heap!(TaggedLiteral: TaggedLiteral { tag, form });

/// `#?(…)` or `#?@(…)` read with `:read-cond :preserve`: `reader-conditional`.
pub struct ReaderConditional {
    /// The list of features and forms.
    pub form: Value,
    pub splicing: bool,
}

crate::heap!(ReaderConditional: ReaderConditional { form });
