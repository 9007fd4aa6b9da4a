//! [`Ref`]: an owning, counted pointer to an object of a known kind.
//!
//! Vocabulary of signatures: a `Ref<T>` or `Value` parameter is *owned* (the callee consumes it), a
//! `&Ref<T>`, `&T` or `&Value` is *borrowed*, and [`Ref::get_mut`] or [`Ref::make_mut`] ask for a
//! *unique* object, which may be overwritten in place.

use super::header::Header;
use super::kind::Kind;
use super::release::release;
use super::trace::Heap;
use crate::heap::{allocate, count_outside, free, same_block};
use crate::value::Value;
use std::alloc::Layout;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::{self, NonNull};

/// An object as it lies in memory. Tail elements, if any, follow directly.
#[repr(C)]
pub struct Object<T> {
    pub header: Header,
    pub body: T,
}

/// An owning pointer to an object with body `T`. Cloning adds a reference, dropping removes one.
/// Not `Send`: see [`super::publish::Shared`] for the way to another thread.
#[repr(transparent)]
pub struct Ref<T: Heap>(NonNull<Object<T>>, PhantomData<*const T>);

impl<T: Heap> Ref<T> {
    /// Puts a body without a tail on the heap.
    #[inline]
    pub fn new(body: T) -> Ref<T> {
        debug_assert!(body.tail_len() == 0);
        let p = allocate(Layout::new::<Object<T>>()).cast::<Object<T>>();
        // SAFETY: `p` is fresh memory of the right layout, and of a page, because only tails make objects large.
        unsafe {
            if T::OWNS_OUTSIDE && body.outside() > 0 {
                count_outside(p.cast(), body.outside(), true);
            }
            p.write(Object { header: Header::new(T::KIND), body });
            Ref(NonNull::new_unchecked(p), PhantomData)
        }
    }

    /// Puts a body with a tail on the heap; `tail` must yield `body.tail_len()` elements
    /// (fewer are a bug and panic after the elements so far are leaked).
    #[inline]
    pub fn with_tail(body: T, tail: impl IntoIterator<Item = T::Tail>) -> Ref<T> {
        let n = body.tail_len();
        let p = allocate(layout::<T>(n)).cast::<Object<T>>();
        let mut items = tail.into_iter();
        // SAFETY: `p` is fresh memory with room for the body and `n` tail elements.
        unsafe {
            p.write(Object { header: Header::new(T::KIND), body });
            let slots = tail_of::<T>(p);
            for i in 0..n {
                slots.add(i).write(items.next().expect("tail shorter than its declared length"));
            }
            Ref(NonNull::new_unchecked(p), PhantomData)
        }
    }

    /// The same with a tail that is copied as a whole.
    #[inline]
    pub fn with_copied_tail(body: T, tail: &[T::Tail]) -> Ref<T>
    where
        T::Tail: Copy,
    {
        assert!(body.tail_len() == tail.len(), "tail of another length than declared");
        let p = allocate(layout::<T>(tail.len())).cast::<Object<T>>();
        // SAFETY: `p` is fresh memory with room for the body and the tail.
        unsafe {
            p.write(Object { header: Header::new(T::KIND), body });
            tail_of::<T>(p).copy_from_nonoverlapping(tail.as_ptr(), tail.len());
            Ref(NonNull::new_unchecked(p), PhantomData)
        }
    }

    /// The tail, empty for kinds without one.
    #[inline(always)]
    pub fn tail(&self) -> &[T::Tail] {
        // SAFETY: every constructor wrote exactly `tail_len` elements, whose number never changes.
        unsafe { std::slice::from_raw_parts(tail_of::<T>(self.0.as_ptr()), self.tail_len()) }
    }

    #[inline(always)]
    pub fn header(&self) -> &Header {
        // SAFETY: a `Ref` keeps its object alive.
        unsafe { &(*self.0.as_ptr()).header }
    }

    /// Same object?
    #[inline(always)]
    pub fn same(a: &Ref<T>, b: &Ref<T>) -> bool {
        a.0 == b.0
    }

    #[inline(always)]
    pub fn is_shared(&self) -> bool {
        self.header().count.is_shared()
    }

    /// Body and tail for writing in place, if this is the only reference.
    #[inline(always)]
    pub fn get_mut(&mut self) -> Option<(&mut T, &mut [T::Tail])> {
        if self.header().count.claim_unique() {
            // SAFETY: unique owner, and `&mut self` keeps it so for the lifetime of the borrow.
            Some(unsafe { parts_mut(self.0.as_ptr()) })
        } else {
            None
        }
    }

    /// Is this the only reference? If so the object is (again) local.
    #[inline(always)]
    pub fn is_unique(&self) -> bool {
        self.header().count.claim_unique()
    }

    /// Body and tail for writing: in place when unique, else after replacing `self` by `copy(self)`.
    #[inline]
    pub fn make_mut(&mut self, copy: impl FnOnce(&Ref<T>) -> Ref<T>) -> (&mut T, &mut [T::Tail]) {
        if !self.header().count.claim_unique() {
            *self = copy(self);
        }
        // SAFETY: either just made by `copy` (a fresh object) or found unique.
        unsafe { parts_mut(self.0.as_ptr()) }
    }

    /// Gives a unique object a longer tail by moving it, uncounted, to a bigger allocation. `lengthen` tells the body
    /// its new length; the new elements are made by `fill`. Panics if the object is not unique.
    pub fn grow_tail(&mut self, lengthen: impl FnOnce(&mut T), fill: impl Fn() -> T::Tail) {
        assert!(self.is_unique(), "only a unique object can be moved");
        let old = self.0.as_ptr();
        // SAFETY: unique, so nobody else points to the object. Everything initialised is moved bit by bit and the
        // old memory freed without dropping what was in it; `lengthen` runs on the new body, which owns all by then.
        unsafe {
            let n = (*old).body.tail_len();
            let mut body = ptr::read(&(*old).body);
            lengthen(&mut body);
            let m = body.tail_len();
            assert!(m >= n, "a tail cannot shrink");
            let in_place = same_block(layout::<T>(n), layout::<T>(m));
            let new = if in_place { old } else { allocate(layout::<T>(m)).cast::<Object<T>>() };
            new.write(Object { header: Header::new(T::KIND), body });
            if !in_place {
                ptr::copy_nonoverlapping(tail_of::<T>(old), tail_of::<T>(new), n);
            }
            for i in n..m {
                tail_of::<T>(new).add(i).write(fill());
            }
            if !in_place {
                free(old.cast(), layout::<T>(n));
            }
            self.0 = NonNull::new_unchecked(new);
        }
    }

    /// Marks the object as never counted and never freed. For constants that live as long as their runtime.
    pub fn make_permanent(&self) {
        self.header().count.make_permanent();
    }

    /// The address, for identity hashes and printing.
    #[inline(always)]
    pub fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }

    #[inline(always)]
    pub(crate) fn as_header_ptr(&self) -> NonNull<Header> {
        self.0.cast()
    }

    /// Gives the reference up without counting; pair with [`Ref::from_header`].
    #[inline(always)]
    pub(crate) fn into_header(self) -> NonNull<Header> {
        ManuallyDrop::new(self).0.cast()
    }

    /// Takes over a reference given up by [`Ref::into_header`].
    ///
    /// # Safety
    /// `p` points to a live object of `T`'s kind and carries one reference.
    #[inline(always)]
    pub(crate) unsafe fn from_header(p: NonNull<Header>) -> Ref<T> {
        debug_assert!({
            // SAFETY: `p` is live by the caller's promise.
            unsafe { p.as_ref() }.kind == T::KIND
        });
        Ref(p.cast(), PhantomData)
    }

    /// For release only: hands the reference out and leaves a permanent dummy that nobody may read.
    #[inline(always)]
    pub(super) fn take_for_release(&mut self) -> Value {
        let taken = std::mem::replace(&mut self.0, NonNull::from(&DEAD).cast());
        Value::from(Ref::<T>(taken, PhantomData))
    }
}

/// What a traced `Ref` field points to between the release of its child and the free of its owner.
static DEAD: DeadObject = DeadObject(Header::permanent(Kind::Dead));
// Only the address and the bytes of the header are used.
#[allow(dead_code)]
struct DeadObject(Header);
// SAFETY: a permanent header is never written to.
unsafe impl Sync for DeadObject {}

#[inline(always)]
fn layout<T: Heap>(tail: usize) -> Layout {
    // Eight, or sixteen for the kinds that hold a `ValueCell`.
    let align = align_of::<Object<T>>();
    const { assert!(align_of::<Object<T>>() <= 16 && align_of::<T::Tail>() <= align_of::<Object<T>>()) };
    let size = size_of::<Object<T>>() + tail * size_of::<T::Tail>();
    // Rounded up so that size classes and alignment agree.
    Layout::from_size_align((size + align - 1) & !(align - 1), align).expect("object too large")
}

/// Where an object's tail begins.
///
/// # Safety
/// `p` points to an allocated object.
#[inline(always)]
unsafe fn tail_of<T: Heap>(p: *mut Object<T>) -> *mut T::Tail {
    // SAFETY: one past the body is inside the allocation, or its end when there is no tail.
    unsafe { p.add(1).cast() }
}

/// # Safety
/// `p` is live and nobody else reads or writes it during `'a`.
#[inline(always)]
unsafe fn parts_mut<'a, T: Heap>(p: *mut Object<T>) -> (&'a mut T, &'a mut [T::Tail]) {
    // SAFETY: exclusive by the caller's promise; body and tail do not overlap.
    unsafe {
        let n = (*p).body.tail_len();
        (&mut (*p).body, std::slice::from_raw_parts_mut(tail_of::<T>(p), n))
    }
}

/// Visits the children of an object that is only read.
///
/// # Safety
/// `p` is a live object of `T`'s kind.
pub(super) unsafe fn visit<T: Heap>(p: *mut Header, visitor: &mut impl super::Visitor) {
    let p = p.cast::<Object<T>>();
    // SAFETY: live by the caller's promise; only shared access is made.
    unsafe {
        (*p).body.visit_children(visitor);
        let n = (*p).body.tail_len();
        super::Traced::visit(std::slice::from_raw_parts(tail_of::<T>(p), n), visitor);
    }
}

/// Takes the children away, drops what is left of the body and frees the memory.
///
/// # Safety
/// `p` is an object of `T`'s kind whose last reference is gone.
pub(super) unsafe fn destroy<T: Heap>(p: *mut Header, visitor: &mut impl super::VisitorMut) {
    // SAFETY: no reference is left, so access is exclusive; the memory is not used after `free`.
    unsafe {
        let n = (*p.cast::<Object<T>>()).body.tail_len();
        finalise::<T>(p, visitor);
        free(p.cast(), layout::<T>(n));
    }
}

/// Takes the children away and drops what is left of the body.
///
/// # Safety
/// `p` is an object of `T`'s kind that nobody uses any more, but for its header.
#[inline(always)]
pub(super) unsafe fn finalise<T: Heap>(p: *mut Header, visitor: &mut impl super::VisitorMut) {
    let p = p.cast::<Object<T>>();
    // SAFETY: access is exclusive by the caller's promise.
    unsafe {
        let (body, tail) = parts_mut(p);
        let n = tail.len();
        body.visit_children_mut(visitor);
        super::Traced::visit_mut(tail, visitor);
        if std::mem::needs_drop::<T::Tail>() {
            // Every element was left without a reference; nothing to do for values.
            debug_assert!(n == 0 || size_of::<T::Tail>() > 0);
        }
        if T::OWNS_OUTSIDE && (*p).body.outside() > 0 {
            count_outside(p.cast(), (*p).body.outside(), false);
        }
        ptr::drop_in_place(&mut (*p).body);
    }
}

impl<T: Heap> Deref for Ref<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Ref` keeps its object alive.
        unsafe { &(*self.0.as_ptr()).body }
    }
}

impl<T: Heap> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Ref<T> {
        self.header().count.retain();
        Ref(self.0, PhantomData)
    }
}

impl<T: Heap> Drop for Ref<T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.header().count.release() {
            release(self.0.cast());
        }
    }
}

impl<T: Heap + std::fmt::Debug> std::fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}
