//! Cons cells. `clojure.lang.Cons`.

use crate::error::Result;
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;

/// An element in front of a seq.
pub struct Cons {
    pub meta: Value,
    pub first: Value,
    /// Any seq (a lazy one too), or nil.
    pub rest: Value,
}

crate::heap!(Cons: Cons { meta, first, rest });

impl Cons {
    /// A cell in front of something that is a seq already, or nil.
    pub fn new_value(first: Value, rest: Value) -> Value {
        Ref::new(Cons { meta: Value::NIL, first, rest }).into()
    }
}

/// Clojure's `cons`: in front of a seq as it is, else of the seq of the collection.
pub fn cons(t: &mut Thread, first: Value, coll: Value) -> Result<Value> {
    if coll.is_nil() {
        return Ok(crate::coll::list::from_vec(vec![first]));
    }
    let rest = if super::is_seq(&coll) { coll } else { super::seq(t, &coll)? };
    Ok(Cons::new_value(first, rest))
}
