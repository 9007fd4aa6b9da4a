//! Forms that a reader could not or was asked not to interpret: `clojure.lang.TaggedLiteral` and
//! `clojure.lang.ReaderConditional`.

use crate::object::Ref;
use crate::value::Value;

/// `#tag form`, uninterpreted.
pub struct TaggedLiteral {
    /// A symbol.
    pub tag: Value,
    pub form: Value,
}

crate::heap!(TaggedLiteral: TaggedLiteral { tag, form });

impl TaggedLiteral {
    pub fn new_value(tag: Value, form: Value) -> Value {
        Ref::new(TaggedLiteral { tag, form }).into()
    }
}

/// `#?(…)` or `#?@(…)`, preserved.
pub struct ReaderConditional {
    /// A list of features and forms.
    pub form: Value,
    pub splicing: bool,
}

crate::heap!(ReaderConditional: ReaderConditional { form });

impl ReaderConditional {
    pub fn new_value(form: Value, splicing: bool) -> Value {
        Ref::new(ReaderConditional { form, splicing }).into()
    }
}
