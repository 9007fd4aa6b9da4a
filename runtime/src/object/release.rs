//! Freeing objects: a work list threaded through the dead objects' headers.
//!
//! Nothing recurses and nothing is allocated while freeing, so a list of ten million cells or a
//! vector nested a million deep is freed on a constant stack. A dead object's header is reused as
//! a link: the next object's address in the upper 48 bits, its own kind in the lowest byte.
//!
//! Who is to stop does not stay to free millions of objects: what is left of the list is the heap's then ([`Doomed`]), and is freed in
//! portions at safepoints, or with the heap.

use super::header::Header;
use super::kind::Kind;
use super::trace::VisitorMut;
use crate::heap::{self, with_running};
use crate::value::Value;
use std::ptr::NonNull;

const ADDRESS_BITS: u32 = 48;

/// After how many objects it is asked whether the thread is to stop.
const PORTION: usize = 1 << 15;

/// Frees an object whose last reference is gone, and everything that dies with it.
#[cold]
#[inline(never)]
pub(crate) fn release(object: NonNull<Header>) {
    let mut list = DeadList { head: std::ptr::null_mut() };
    list.push(object);
    list.free_all();
}

/// Drops many values at once, as if they were the children of one object: who is to stop does not stay to free them all.
pub fn discard(values: impl IntoIterator<Item = Value>) {
    let mut list = DeadList { head: std::ptr::null_mut() };
    values.into_iter().for_each(|value| list.value(value));
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
    #[inline]
    fn free_all(&mut self) {
        while !self.free_some(PORTION) {
            if with_running(|runtime, control| control.must_end(runtime)).unwrap_or(false) && heap::doom(self.head) {
                self.head = std::ptr::null_mut();
            }
        }
    }

    /// Frees so many objects at most; true when none is left.
    #[inline]
    fn free_some(&mut self, mut n: usize) -> bool {
        while let Some((object, kind)) = self.pop() {
            // SAFETY: the count reached zero, so no reference to the object exists; `kind` is its kind.
            unsafe { (kind.info().destroy)(object, self) };
            n -= 1;
            if n == 0 {
                return self.head.is_null();
            }
        }
        true
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

/// Lists of dead objects that were left for later.
#[derive(Default)]
pub(crate) struct Doomed(Vec<*mut Header>);

// SAFETY: nobody but who has the lists refers to the objects.
unsafe impl Send for Doomed {}

impl Doomed {
    /// Takes a list in.
    pub fn add(&mut self, head: *mut Header) {
        self.0.push(head);
    }

    /// A list, no longer ours.
    pub fn take(&mut self) -> Option<*mut Header> {
        self.0.pop()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Makes the objects look alive again, as permanent ones, so that the heap may be walked. [`Doomed::destroy`] must follow.
    ///
    /// # Safety
    /// The heap of the objects is being closed.
    pub unsafe fn revive(&mut self) -> Vec<NonNull<Header>> {
        let mut all = Vec::new();
        for head in self.0.drain(..) {
            let mut list = DeadList { head };
            while let Some((object, kind)) = list.pop() {
                // SAFETY: the object is dead and ours; its header was overwritten by the link, which is read.
                unsafe {
                    object.write(Header::permanent(kind));
                    all.push(NonNull::new_unchecked(object));
                }
            }
        }
        all
    }

    /// Frees objects that were revived; what they hold is not freed with them.
    ///
    /// # Safety
    /// As for [`Doomed::revive`], from which they came; the count of every other object of their heap is permanent.
    pub unsafe fn destroy(objects: Vec<NonNull<Header>>) {
        for object in objects {
            let mut list = DeadList { head: std::ptr::null_mut() };
            list.push(object);
            list.free_all();
        }
    }
}

/// Frees so many objects of a list at most, and gives what is left of it.
///
/// # Safety
/// The list is the caller's, and its heap live.
pub(crate) unsafe fn free_portion(head: *mut Header, n: usize) -> Option<*mut Header> {
    let mut list = DeadList { head };
    if list.free_some(n) { None } else { Some(list.head) }
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
