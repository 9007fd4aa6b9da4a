//! [`OnceValue`]: a field of a seq that is computed at most once and then never changes.
//!
//! The store publishes when the owner is shared already; readers need no lock.

use crate::object::{Traced, Visitor, VisitorMut, publish};
use crate::sync::OnceLock;
use crate::value::Value;

/// Empty, or a value for ever.
#[derive(Default)]
pub struct OnceValue(OnceLock<Value>);

impl OnceValue {
    pub fn empty() -> OnceValue {
        OnceValue(OnceLock::new())
    }

    pub fn of(value: Value) -> OnceValue {
        OnceValue(OnceLock::from(value))
    }

    #[inline(always)]
    pub fn get(&self) -> Option<&Value> {
        self.0.get()
    }

    /// Sets the value unless there is one, and gives the one that is there afterwards.
    /// `shared` tells whether other threads may hold the owner.
    pub fn set(&self, shared: bool, value: Value) -> &Value {
        if shared {
            publish(&value);
        }
        self.0.get_or_init(|| value)
    }

    /// Moves the value out of a uniquely owned seq.
    pub fn take(&mut self) -> Option<Value> {
        self.0.take()
    }
}

impl Traced for OnceValue {
    fn visit(&self, visitor: &mut impl Visitor) {
        if let Some(value) = self.0.get() {
            visitor.value(value);
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let Some(value) = self.0.take() {
            visitor.value(value);
        }
    }
}
