//! The eight bytes in front of every heap object, and the memory it lives in.
//!
//! Does not know what kinds there are; see [`super::kind`]. [`allocate`] and [`free`] are the only
//! two functions of the workspace that touch an allocator for objects.

use super::count::Count;
use super::kind::Kind;
use std::alloc::{Layout, handle_alloc_error};

/// Count, kind and flags of an object. Everything on the heap begins with one.
#[repr(C, align(8))]
pub struct Header {
    pub count: Count,
    pub kind: Kind,
    flags: u8,
    _unused: u16,
}

#[cfg(not(loom))]
const _: () = assert!(size_of::<Header>() == 8);

impl Header {
    pub const fn new(kind: Kind) -> Header {
        Header { count: Count::local(), kind, flags: 0, _unused: 0 }
    }

    pub const fn permanent(kind: Kind) -> Header {
        Header { count: Count::permanent(), kind, flags: 0, _unused: 0 }
    }
}

/// Memory for one object.
#[inline]
pub(super) fn allocate(layout: Layout) -> *mut u8 {
    debug_assert!(layout.size() >= size_of::<Header>());
    // SAFETY: an object has a header, so the size is not zero.
    let p = unsafe { std::alloc::alloc(layout) };
    if p.is_null() {
        handle_alloc_error(layout);
    }
    p
}

/// Gives an object's memory back.
///
/// # Safety
/// `p` came from [`allocate`] with the same layout and is not used again.
#[inline]
pub(super) unsafe fn free(p: *mut u8, layout: Layout) {
    // SAFETY: the caller's promise is exactly the allocator's requirement.
    unsafe { std::alloc::dealloc(p, layout) }
}
