//! Freeing objects: a work list threaded through the dead objects' headers.
//!
//! Nothing recurses and nothing is allocated while freeing, so a list of ten million cells or a
//! vector nested a million deep is freed on a constant stack. A dead object's header is reused as
//! a link: the next object's address in the upper 48 bits, its own kind in the lowest byte.

use super::header::Header;
use super::kind::Kind;
use super::trace::VisitorMut;
use crate::value::Value;
use std::ptr::NonNull;

const ADDRESS_BITS: u32 = 48;

/// Frees an object whose last reference is gone, and everything that dies with it.
#[cold]
#[inline(never)]
pub(crate) fn release(object: NonNull<Header>) {
    let mut list = DeadList { head: std::ptr::null_mut() };
    list.push(object);
    list.free_all();
}

/// Lets an object give up its children and what it owns outside of its heap, which is being closed.
///
/// # Safety
/// Nobody uses the object any more, nor what it has on the same heap, but for their headers.
pub(crate) unsafe fn finalise(object: NonNull<Header>) {
    let mut list = DeadList { head: std::ptr::null_mut() };
    // SAFETY: the caller's promise; the header says which kind it is.
    unsafe { (object.as_ref().kind.info().finalise)(object.as_ptr(), &mut list) };
    list.free_all();
}

/// Dead objects that are still to be freed.
pub struct DeadList {
    head: *mut Header,
}

impl DeadList {
    fn free_all(&mut self) {
        while let Some((object, kind)) = self.pop() {
            // SAFETY: the count reached zero, so no reference to the object exists; `kind` is its kind.
            unsafe { (kind.info().destroy)(object, self) };
        }
    }

    #[inline]
    fn push(&mut self, object: NonNull<Header>) {
        let p = object.as_ptr();
        debug_assert!((self.head as u64) >> ADDRESS_BITS == 0);
        // SAFETY: the object is dead and exclusively ours; its header has the size of a word.
        unsafe {
            let kind = (*p).kind;
            debug_assert!(kind != Kind::Dead);
            p.cast::<u64>().write((self.head as u64) << (64 - ADDRESS_BITS) | kind as u64);
        }
        self.head = p;
    }

    #[inline]
    fn pop(&mut self) -> Option<(*mut Header, Kind)> {
        let p = self.head;
        if p.is_null() {
            return None;
        }
        // SAFETY: `p` was pushed, so its first word is the link written above.
        let word = unsafe { p.cast::<u64>().read() };
        self.head = (word >> (64 - ADDRESS_BITS)) as *mut Header;
        Some((p, Kind::from_byte(word as u8)))
    }
}

impl VisitorMut for DeadList {
    #[inline(always)]
    fn value(&mut self, value: Value) {
        if let Some(object) = value.into_header() {
            // SAFETY: the value carried a reference, so its object is live until released here.
            if unsafe { object.as_ref() }.count.release() {
                self.push(object);
            }
        }
    }
}
