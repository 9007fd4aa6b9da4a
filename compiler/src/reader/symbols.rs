//! The symbols and keywords that the reader itself puts into forms, and the making of lists.

use runtime::coll::list;
use runtime::seq::cons::Cons;
use runtime::symbol::Symbol;
use runtime::{Thread, Value, seq};

/// Made once for each reader.
pub(super) struct Symbols {
    pub quote: Value,
    pub var: Value,
    pub fn_: Value,
    pub ampersand: Value,
    pub deref: Value,
    pub unquote: Value,
    pub unquote_splicing: Value,
    pub seq: Value,
    pub concat: Value,
    pub list: Value,
    pub apply: Value,
    pub vector: Value,
    pub hash_map: Value,
    pub hash_set: Value,
    pub with_meta: Value,
    pub line: Value,
    pub column: Value,
    pub tag: Value,
    pub param_tags: Value,
}

impl Symbols {
    pub fn new(t: &Thread) -> Symbols {
        let plain = |name| Value::from(Symbol::from_parts(None, name));
        let core = |name| Value::from(Symbol::from_parts(Some("clojure.core"), name));
        let keyword = |name| Value::from(t.runtime.keyword(name));
        Symbols {
            quote: plain("quote"),
            var: plain("var"),
            fn_: plain("fn*"),
            ampersand: plain("&"),
            deref: core("deref"),
            unquote: core("unquote"),
            unquote_splicing: core("unquote-splicing"),
            seq: core("seq"),
            concat: core("concat"),
            list: core("list"),
            apply: core("apply"),
            vector: core("vector"),
            hash_map: core("hash-map"),
            hash_set: core("hash-set"),
            with_meta: core("with-meta"),
            line: keyword("line"),
            column: keyword("column"),
            tag: keyword("tag"),
            param_tags: keyword("param-tags"),
        }
    }
}

/// A list as Clojure's reader makes those that are not written as lists: cells in front of a list of one.
pub(super) fn make_list(mut values: Vec<Value>) -> Value {
    let Some(last) = values.pop() else { return list::empty() };
    let tail = list::from_vec(vec![last]);
    values.into_iter().rev().fold(tail, |rest, first| Cons::new_value(first, rest))
}

/// Is this a list or another seq, the empty list included?
pub(super) fn is_list(form: &Value) -> bool {
    seq::is_seq(form)
}
