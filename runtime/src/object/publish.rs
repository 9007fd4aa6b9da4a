//! Publication: the one way for a value to become visible to another thread.
//!
//! [`publish`] walks everything that is reachable from a value and not shared yet, once in the life
//! of each object, and turns its count into a shared one. [`Shared`] is the proof that this was
//! done, and the only form in which a value may cross threads.

use super::header::Header;
use super::trace::Visitor;
use crate::value::Value;
use std::ptr::NonNull;

/// Makes everything reachable from `value` shared. Constant stack; linear in what was local.
#[inline]
pub fn publish(value: &Value) {
    if let Some(object) = value.header_ptr() {
        // SAFETY: a value keeps its object alive.
        if unsafe { object.as_ref() }.count.share() {
            publish_children(object);
        }
    }
}

#[cold]
#[inline(never)]
fn publish_children(object: NonNull<Header>) {
    let mut pending = Pending(vec![object]);
    while let Some(object) = pending.0.pop() {
        let p = object.as_ptr();
        // SAFETY: the object is reachable from a live value, so it is alive, and until this walk ends
        // no other thread can see it.
        unsafe { ((*p).kind.info().publish)(p, &mut pending) };
    }
}

/// Objects that are marked as shared but whose children are not yet.
pub struct Pending(Vec<NonNull<Header>>);

impl Visitor for Pending {
    #[inline(always)]
    fn value(&mut self, value: &Value) {
        if let Some(object) = value.header_ptr() {
            // SAFETY: a value keeps its object alive.
            if unsafe { object.as_ref() }.count.share() {
                self.0.push(object);
            }
        }
    }
}

/// A published value, which may be sent to and read by other threads. Laid out as the value.
#[repr(transparent)]
pub struct Shared(Value);

// SAFETY: everything reachable is shared (or permanent), so it is counted atomically, and the kinds
// with interior mutability guard it themselves and publish what is stored into a shared object.
unsafe impl Send for Shared {}
// SAFETY: as above; reading a shared value through `&` only counts atomically.
unsafe impl Sync for Shared {}

impl Shared {
    /// Publishes a value.
    pub fn new(value: Value) -> Shared {
        publish(&value);
        Shared(value)
    }

    /// The value, on the thread that now holds it.
    pub fn get(&self) -> &Value {
        &self.0
    }

    pub fn into_value(self) -> Value {
        self.0
    }
}

impl Clone for Shared {
    fn clone(&self) -> Shared {
        Shared(self.0.clone())
    }
}
