//! A seq repeated for ever. `clojure.lang.Cycle`.

use super::once::OnceValue;
use crate::error::Result;
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;

/// A cycle.
pub struct Cycle {
    pub meta: Value,
    /// The whole seq, never nil.
    all: Value,
    /// The part that `current` is the rest of.
    previous: Value,
    /// The seq whose first element is ours, never nil.
    current: OnceValue,
}

crate::heap!(Cycle: Cycle { meta, all, previous, current });

impl Cycle {
    /// `(cycle coll)` of the seq of a collection: the empty list for nil.
    pub fn new_value(seq: Value) -> Value {
        if seq.is_nil() {
            return crate::coll::list::empty();
        }
        let current = OnceValue::of(seq.clone());
        Ref::new(Cycle { meta: Value::NIL, all: seq, previous: Value::NIL, current }).into()
    }
}

impl Ref<Cycle> {
    fn current(&self, t: &mut Thread) -> Result<Value> {
        if let Some(current) = self.current.get() {
            return Ok(current.clone());
        }
        let next = super::next(t, &self.previous)?;
        let next = if next.is_nil() { self.all.clone() } else { next };
        Ok(self.current.set(self.is_shared(), next).clone())
    }

    pub fn first(&self, t: &mut Thread) -> Result<Value> {
        let current = self.current(t)?;
        super::first(t, &current)
    }

    pub(super) fn advance(self, t: &mut Thread) -> Result<Value> {
        let previous = self.current(t)?;
        let current = OnceValue::empty();
        Ok(Ref::new(Cycle { meta: Value::NIL, all: self.all.clone(), previous, current }).into())
    }

    /// The same seq with other metadata.
    pub(crate) fn with_meta(&self, t: &mut Thread, meta: Value) -> Result<Value> {
        let current = OnceValue::of(self.current(t)?);
        Ok(Ref::new(Cycle { meta, all: self.all.clone(), previous: Value::NIL, current }).into())
    }
}
