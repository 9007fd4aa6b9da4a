//! [`OnceValue`]: a field of a seq that is computed at most once and then never changes.
//!
//! The store publishes when the owner is shared already; readers need no lock.

use crate::object::{Traced, Visitor, VisitorMut, publish};
use crate::sync::spin_loop;
use crate::sync_lazy::{Claim, LazyCell, Outcome};
use crate::value::Value;

/// Whoever sets a value. One name does for all, since nobody else waits for what another computes: the value is there already.
const SETTER: u64 = 8;

/// Empty, or a value for ever.
pub struct OnceValue(LazyCell);

impl Default for OnceValue {
    fn default() -> OnceValue {
        OnceValue::empty()
    }
}

impl OnceValue {
    #[inline]
    pub fn empty() -> OnceValue {
        OnceValue(LazyCell::new(Value::NIL))
    }

    #[inline]
    pub fn of(value: Value) -> OnceValue {
        OnceValue(LazyCell::done(value))
    }

    #[inline(always)]
    pub fn get(&self) -> Option<&Value> {
        self.0.get()
    }

    /// Sets the value unless there is one, and gives the one that is there afterwards.
    /// `shared` tells whether other threads may hold the owner.
    pub fn set(&self, shared: bool, value: Value) -> &Value {
        let mine = if shared {
            publish(&value);
            matches!(self.0.claim(SETTER), Claim::Thunk(_))
        } else {
            self.0.claim_alone(SETTER).is_some()
        };
        if mine {
            self.0.resolve(SETTER, Outcome::Done, value);
        }
        loop {
            match self.0.get() {
                Some(value) => return value,
                // Another thread is storing its value just now.
                None => spin_loop(),
            }
        }
    }

    /// Moves the value out of a uniquely owned seq.
    pub fn take(&mut self) -> Option<Value> {
        let value = self.get().cloned()?;
        *self = OnceValue::empty();
        Some(value)
    }
}

impl Traced for OnceValue {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.visit(visitor);
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.visit_mut(visitor);
    }
}
