//! `x`, `(f x)`, `(f (f x))` … `clojure.lang.Iterate`.
//!
//! The function is called when an element is first read, once for each seq object; a seq remembers its
//! next one, so that walking it twice calls the function once per element.

use super::once::OnceValue;
use crate::error::Result;
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;

/// A seq of iterations.
pub struct Iterate {
    pub meta: Value,
    f: Value,
    /// The element before `seed`; nil for the first.
    previous: Value,
    seed: OnceValue,
    next: OnceValue,
}

crate::heap!(Iterate: Iterate { meta, f, previous, seed, next });

impl Iterate {
    pub fn new_value(f: Value, seed: Value) -> Value {
        let (seed, next) = (OnceValue::of(seed), OnceValue::empty());
        Ref::new(Iterate { meta: Value::NIL, f, previous: Value::NIL, seed, next }).into()
    }
}

impl Ref<Iterate> {
    pub fn first(&self, t: &mut Thread) -> Result<Value> {
        if let Some(seed) = self.seed.get() {
            return Ok(seed.clone());
        }
        let seed = t.invoke(&self.f, &mut [self.previous.clone()])?;
        Ok(self.seed.set(self.is_shared(), seed).clone())
    }

    /// The seq after the first element, which is computed for it; in place if unique.
    pub(super) fn advance(mut self, t: &mut Thread) -> Result<Value> {
        if let Some(next) = self.next.get() {
            return Ok(next.clone());
        }
        if let Some((body, _)) = self.get_mut() {
            let previous = match body.seed.take() {
                Some(seed) => seed,
                None => t.invoke(&body.f, &mut [body.previous.take()])?,
            };
            (body.previous, body.meta) = (previous, Value::NIL);
            return Ok(self.into());
        }
        let previous = self.first(t)?;
        let (seed, next) = (OnceValue::empty(), OnceValue::empty());
        let next = Ref::new(Iterate { meta: Value::NIL, f: self.f.clone(), previous, seed, next });
        Ok(self.next.set(self.is_shared(), next.into()).clone())
    }

    /// The same seq with other metadata.
    pub(crate) fn with_meta(&self, t: &mut Thread, meta: Value) -> Result<Value> {
        let seed = OnceValue::of(self.first(t)?);
        let next = self.next.get().cloned().map_or_else(OnceValue::empty, OnceValue::of);
        Ok(Ref::new(Iterate { meta, f: self.f.clone(), previous: Value::NIL, seed, next }).into())
    }
}
