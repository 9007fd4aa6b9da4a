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
    if let Some(p) = pool::take(layout) {
        return p;
    }
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
    // SAFETY: the caller's promise is what both ask for.
    unsafe {
        if !pool::keep(p, layout) {
            std::alloc::dealloc(p, layout);
        }
    }
}

/// Small blocks that a thread has freed and will soon want again, a list per size.
///
/// Whoever frees a block keeps it, whichever thread it came from. A list holds [`KEEP`](pool::KEEP) blocks at most, and a
/// thread that ends gives its blocks back.
mod pool {
    use std::alloc::Layout;
    use std::cell::Cell;
    use std::ptr;

    /// Sizes are multiples of this; other alignments are not pooled.
    const UNIT: usize = 8;
    /// Blocks above 256 bytes are not pooled.
    const SIZES: usize = 33;
    /// The most blocks of a size.
    pub const KEEP: u32 = 512;

    /// A free block: its first word points to the next one.
    struct List {
        head: Cell<*mut u8>,
        len: Cell<u32>,
    }

    struct Lists([List; SIZES]);

    thread_local! {
        static LISTS: Lists =
            const { Lists([const { List { head: Cell::new(ptr::null_mut()), len: Cell::new(0) } }; SIZES]) };
    }

    fn is_pooled(layout: Layout) -> bool {
        layout.align() == UNIT && layout.size() < SIZES * UNIT && !cfg!(any(miri))
    }

    /// A block of this layout, if there is one.
    #[inline(always)]
    pub fn take(layout: Layout) -> Option<*mut u8> {
        if !is_pooled(layout) {
            return None;
        }
        LISTS
            .try_with(|lists| {
                let list = &lists.0[layout.size() / UNIT];
                let p = list.head.get();
                if p.is_null() {
                    return None;
                }
                // SAFETY: a block in the list is ours, and its first word was written by `keep`.
                list.head.set(unsafe { p.cast::<*mut u8>().read() });
                list.len.set(list.len.get() - 1);
                Some(p)
            })
            .ok()
            .flatten()
    }

    /// Takes a block that is no longer used; false if it has to be freed.
    ///
    /// # Safety
    /// `p` is a block of this layout and not used again unless the answer is false.
    #[inline(always)]
    pub unsafe fn keep(p: *mut u8, layout: Layout) -> bool {
        is_pooled(layout)
            && LISTS
                .try_with(|lists| {
                    let list = &lists.0[layout.size() / UNIT];
                    if list.len.get() >= KEEP {
                        return false;
                    }
                    // SAFETY: the block is ours by the caller's promise, and has room for a word.
                    unsafe { p.cast::<*mut u8>().write(list.head.get()) };
                    list.head.set(p);
                    list.len.set(list.len.get() + 1);
                    true
                })
                .unwrap_or(false)
    }

    impl Drop for Lists {
        fn drop(&mut self) {
            for (n, list) in self.0.iter().enumerate() {
                let mut p = list.head.get();
                while !p.is_null() {
                    // SAFETY: each block came from the allocator with this layout, and its first word is the next one.
                    unsafe {
                        let next = p.cast::<*mut u8>().read();
                        std::alloc::dealloc(p, Layout::from_size_align_unchecked(n * UNIT, UNIT));
                        p = next;
                    }
                }
            }
        }
    }
}
