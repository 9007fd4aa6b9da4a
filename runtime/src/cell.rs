//! Cells that many threads read without locks: [`RootCell`] (one word, for roots of vars) and
//! [`ValueCell`] (sixteen bytes with compare-and-swap, for atoms and the other reference types).
//!
//! Both hold a counted reference of their own. A reader loads and then counts, which is safe because
//! a replaced reference is retired (see [`crate::epoch`]), never released at once while other threads run.
//! What is stored is published first.

use crate::object::{Header, Kind, Ref, Shared, Traced, Visitor, VisitorMut, publish};
use crate::sync::{AtomicPtr, Ordering};
use crate::thread::Thread;
use crate::value::Value;
use portable_atomic::AtomicU128;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// An immediate value on the heap, so that it fits into one word.
pub struct Boxed {
    value: Value,
}

crate::heap!(Boxed: Boxed { value });

/// A one-word cell: empty, or a reference to an object (immediates are boxed).
pub struct RootCell(AtomicPtr<Header>);

impl RootCell {
    pub const fn empty() -> RootCell {
        RootCell(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// The present value, counted. The caller runs on a registered thread.
    #[inline]
    pub fn load(&self) -> Option<Value> {
        let p = NonNull::new(self.0.load(Ordering::Acquire))?;
        // SAFETY: the cell's reference keeps the object alive until this thread's next safepoint.
        let value = ManuallyDrop::new(unsafe { Value::from_header(p) });
        Some(match value.get::<Boxed>() {
            Some(boxed) => boxed.value.clone(),
            None => (*value).clone(),
        })
    }

    /// The present object without counting it; null when empty. Valid until the thread's next safepoint.
    #[inline(always)]
    pub fn peek(&self) -> *mut Header {
        self.0.load(Ordering::Acquire)
    }

    /// The present object as it is stored, an immediate in its box: what [`RootCell::replace_if`] compares.
    pub fn load_stored(&self) -> Option<Value> {
        let p = NonNull::new(self.0.load(Ordering::Acquire))?;
        // SAFETY: the cell's reference keeps the object alive until this thread's next safepoint.
        let value = ManuallyDrop::new(unsafe { Value::from_header(p) });
        Some((*value).clone())
    }

    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::Acquire).is_null()
    }

    /// Stores an object in a cell that is empty; another one stays.
    pub fn fill(&self, object: Shared) {
        let Some(new) = object.into_value().into_header() else { return };
        let filled = self.0.compare_exchange(std::ptr::null_mut(), new.as_ptr(), Ordering::AcqRel, Ordering::Acquire);
        if filled.is_err() {
            // SAFETY: the reference was not stored, so it is still ours.
            drop(unsafe { Value::from_header(new) });
        }
    }

    /// Replaces the value if the cell still holds the object that [`RootCell::load_stored`] gave; false if not.
    pub fn replace_if(&self, t: &mut Thread, stored: Option<&Value>, value: Value) -> bool {
        let object = if value.is_object() { value } else { Ref::new(Boxed { value }).into() };
        publish(&object);
        let old = stored.and_then(Value::header_ptr).map_or(std::ptr::null_mut(), NonNull::as_ptr);
        let Some(new) = object.into_header() else { return false };
        let changed = self.0.compare_exchange(old, new.as_ptr(), Ordering::AcqRel, Ordering::Acquire).is_ok();
        let released = if changed { NonNull::new(old) } else { Some(new) };
        if let Some(p) = released {
            // SAFETY: the reference that the cell held, or that was not stored in it, is now ours.
            t.retire(unsafe { Value::from_header(p) });
        }
        changed
    }

    /// Replaces the value and retires the old one.
    pub fn store(&self, t: &mut Thread, value: Option<Value>) {
        let p = value.map_or(std::ptr::null_mut(), |value| {
            let object = if value.is_object() { value } else { Ref::new(Boxed { value }).into() };
            publish(&object);
            object.into_header().map_or(std::ptr::null_mut(), NonNull::as_ptr)
        });
        if let Some(old) = NonNull::new(self.0.swap(p, Ordering::AcqRel)) {
            // SAFETY: the reference the cell held is now ours.
            t.retire(unsafe { Value::from_header(old) });
        }
    }
}

impl Traced for RootCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        if let Some(p) = NonNull::new(self.0.load(Ordering::Acquire)) {
            // SAFETY: the cell holds a reference; it is only borrowed here.
            visitor.value(&ManuallyDrop::new(unsafe { Value::from_header(p) }));
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let Some(p) = NonNull::new(self.0.swap(std::ptr::null_mut(), Ordering::AcqRel)) {
            // SAFETY: the cell's owner is being freed, so its reference goes to the visitor.
            visitor.value(unsafe { Value::from_header(p) });
        }
    }
}

/// A cell of any value, changed as a whole.
pub struct ValueCell(AtomicU128);

fn pack(words: (u64, u64)) -> u128 {
    words.0 as u128 | (words.1 as u128) << 64
}

/// # Safety
/// `bits` carry a reference that the result takes over, or the result is not dropped.
unsafe fn unpack(bits: u128) -> Value {
    // SAFETY: only `pack` makes such bits.
    unsafe { Value::from_words((bits as u64, (bits >> 64) as u64)) }
}

impl ValueCell {
    /// A cell in an object that only this thread knows yet: the value is published with its owner.
    pub fn new(value: Value) -> ValueCell {
        ValueCell(AtomicU128::new(pack(value.into_words())))
    }

    /// The present value, counted. The caller runs on a registered thread.
    #[inline]
    pub fn load(&self) -> Value {
        // SAFETY: the cell's reference keeps the object alive until this thread's next safepoint.
        let value = ManuallyDrop::new(unsafe { unpack(self.0.load(Ordering::Acquire)) });
        (*value).clone()
    }

    /// Replaces the value and gives the old one.
    pub fn swap(&self, t: &mut Thread, value: Value) -> Value {
        publish(&value);
        let old = self.0.swap(pack(value.into_words()), Ordering::AcqRel);
        // SAFETY: the reference the cell held is now ours.
        let old = unsafe { unpack(old) };
        if old.is_object() {
            t.retire(old.clone());
        }
        old
    }

    /// Replaces the value and retires the old one.
    pub fn store(&self, t: &mut Thread, value: Value) {
        publish(&value);
        // SAFETY: the reference the cell held is now ours.
        t.retire(unsafe { unpack(self.0.swap(pack(value.into_words()), Ordering::AcqRel)) });
    }

    /// Replaces the value if it is still identical to `expected`; gives `new` back if not.
    pub fn compare_exchange(&self, t: &mut Thread, expected: &Value, new: Value) -> Result<(), Value> {
        publish(&new);
        let old = pack(words_of(expected));
        let bits = pack(new.into_words());
        match self.0.compare_exchange(old, bits, Ordering::AcqRel, Ordering::Acquire) {
            Ok(old) => {
                // SAFETY: the reference the cell held is now ours.
                t.retire(unsafe { unpack(old) });
                Ok(())
            }
            // SAFETY: the new value's reference was not stored and comes back.
            Err(_) => Err(unsafe { unpack(bits) }),
        }
    }
}

/// The words of a borrowed value.
fn words_of(value: &Value) -> (u64, u64) {
    (value.tag() as u64 | (value.mark() as u64) << 8, value.bits())
}

impl Traced for ValueCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        // SAFETY: the cell holds a reference; it is only borrowed here.
        visitor.value(&ManuallyDrop::new(unsafe { unpack(self.0.load(Ordering::Acquire)) }));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        let bits = std::mem::replace(self.0.get_mut(), pack(Value::NIL.into_words()));
        // SAFETY: the cell's owner is being freed, so its reference goes to the visitor.
        visitor.value(unsafe { unpack(bits) });
    }
}

/// The value that a stored object stands for.
pub fn unboxed(stored: &Value) -> Value {
    stored.get::<Boxed>().map_or_else(|| stored.clone(), |b| b.value.clone())
}

/// True for an object that stands for an immediate in a [`RootCell`].
#[inline(always)]
pub fn is_boxed(header: &Header) -> bool {
    header.kind == Kind::Boxed
}
