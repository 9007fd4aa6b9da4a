//! A value delivered once. `promise`, `deliver`.

use super::wait::{Wait, Waitable};
use crate::error::Result;
use crate::object::{Ref, Traced, Visitor, VisitorMut, publish};
use crate::seq::once::OnceValue;
use crate::thread::Thread;
use crate::value::Value;
use std::time::Duration;

/// A promise. The flag under the lock is true once the value is there.
pub struct Promise {
    value: OnceValue,
    delivered: Delivered,
}

crate::heap!(Promise: Promise { value, delivered });

struct Delivered(Waitable<bool>);

impl Traced for Delivered {
    fn visit(&self, _: &mut impl Visitor) {}
    fn visit_mut(&mut self, _: &mut impl VisitorMut) {}
}

impl Promise {
    pub fn new_value() -> Value {
        Ref::new(Promise { value: OnceValue::empty(), delivered: Delivered(Waitable::new(false)) }).into()
    }

    pub fn is_realized(&self) -> bool {
        self.value.get().is_some()
    }

    /// The value, if delivered.
    pub fn value(&self) -> Option<&Value> {
        self.value.get()
    }

    /// Waits for the value; `None` when the time is over.
    pub fn wait(&self, t: &mut Thread, timeout: Option<Duration>) -> Result<Option<Value>> {
        // As with the latch of the JVM's promise, an interrupt is seen even if the value is there.
        if let (Some(value), false) = (self.value.get(), t.control.is_interrupted()) {
            return Ok(Some(value.clone()));
        }
        self.delivered.0.wait(t, Wait::on("promise").timeout(timeout).interrupt_first(), |delivered| *delivered)?;
        Ok(self.value.get().cloned())
    }
}

impl Ref<Promise> {
    /// `deliver`: false when there was a value already.
    pub fn deliver(&self, value: Value) -> bool {
        if self.is_shared() {
            publish(&value);
        }
        self.delivered.0.update(|delivered| {
            if *delivered {
                return false;
            }
            self.value.set(self.is_shared(), value);
            *delivered = true;
            true
        })
    }
}
