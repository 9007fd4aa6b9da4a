//! Constants of linked code, and its *call sites*: what a call through a var remembers.
//!
//! Linking puts a site behind each var that code calls, one for each number of arguments. It holds the entry that the call found
//! last, and the entry knows the permanent function that it was called for ([`Entry::function`]). So a call compares that with the
//! var's root, and has the code without going through the function's objects one after the other, each of which would have to
//! wait for the one before. Neither permanent functions nor their entries are ever freed while their runtime lives.

use super::State;
use crate::frame::Entry;
use bytecode::Insn;
use runtime::object::Header;
use runtime::sync::{AtomicPtr, Ordering};
use runtime::{Shared, Value};
use std::cell::UnsafeCell;
use std::ptr;

/// A value among an arity's constants, or a call site. Laid out as the value.
#[repr(transparent)]
pub struct Slot(UnsafeCell<Shared>);

// SAFETY: values are not changed, and may be shared; of sites only the atomic second word is used.
unsafe impl Send for Slot {}
// SAFETY: as above.
unsafe impl Sync for Slot {}

/// What sites hold at first: the entry of no function.
static NOBODY: Entry = {
    let mut entry = Entry::empty();
    entry.function = AtomicPtr::new(ptr::dangling_mut());
    entry
};

impl Slot {
    pub fn new(value: Shared) -> Slot {
        Slot(UnsafeCell::new(value))
    }

    /// A call site.
    pub fn site() -> Slot {
        let slot = Slot::new(Shared::new(Value::long(&raw const NOBODY as i64)));
        debug_assert!(ptr::eq(slot.entry().load(Ordering::Relaxed), &raw const NOBODY));
        slot
    }

    /// The value; of a site, a number.
    pub fn get(&self) -> &Value {
        // SAFETY: only the second word of sites is ever written, as an atomic; the borrow of a site's number is not kept.
        unsafe { &*self.0.get() }.get()
    }

    fn entry(&self) -> &AtomicPtr<Entry> {
        const { assert!(size_of::<Slot>() == 2 * size_of::<u64>()) };
        // SAFETY: the second word of a number are its bits (checked when a site is made), which nobody else touches.
        unsafe { &*self.0.get().cast::<AtomicPtr<Entry>>().add(1) }
    }
}

impl State {
    /// The site of an instruction that calls a var: the slot behind the var's.
    #[inline(always)]
    fn site<'a>(&self, i: &Insn) -> &'a Slot {
        // SAFETY: linking puts a site behind each var that is called; see `State::constant`.
        unsafe { &*self.constants.add(super::wide(i) as usize + 1).cast::<Slot>() }
    }

    /// The code that a call through a var found last, if that was for this root.
    #[inline(always)]
    pub fn remembered<'a>(&self, i: &Insn, root: *mut Header) -> Option<&'a Entry> {
        // SAFETY: a site holds the static one or an entry of permanent code.
        let entry = unsafe { &*self.site(i).entry().load(Ordering::Acquire) };
        (entry.function.load(Ordering::Relaxed) == root).then_some(entry)
    }

    /// Remembers the code of a permanent function for the arguments of a call through a var.
    pub fn remember(&self, i: &Insn, root: *mut Header, entry: &Entry) {
        let function = &entry.function;
        let first = function.compare_exchange(ptr::null_mut(), root, Ordering::AcqRel, Ordering::Acquire);
        if first.is_ok() || first == Err(root) {
            self.site(i).entry().store(ptr::from_ref(entry).cast_mut(), Ordering::Release);
        }
    }
}
