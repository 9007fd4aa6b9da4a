//! Blocks too large for a page: each from the process's allocator, linked into its heap's list.

use super::Inner;
use crate::sync::{Ordering, lock};
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ptr::{self, NonNull};

/// In front of a large block.
#[repr(C, align(16))]
pub struct Large {
    heap: NonNull<Inner>,
    size: usize,
    next: *mut Large,
    prev: *mut Large,
}

const FRONT: usize = size_of::<Large>();
const _: () = assert!(FRONT.is_multiple_of(16));

fn layout(size: usize) -> Layout {
    Layout::from_size_align(FRONT + size, 16).expect("object too large")
}

/// A block of `size` bytes.
///
/// # Safety
/// The heap is live.
pub unsafe fn allocate(heap: NonNull<Inner>, size: usize) -> *mut u8 {
    let layout = layout(size);
    // SAFETY: the layout is not empty; the heap is live; the blocks in the list are under its lock.
    unsafe {
        let p = alloc(layout).cast::<Large>();
        if p.is_null() {
            handle_alloc_error(layout);
        }
        let inner = heap.as_ref();
        inner.bytes.fetch_add(layout.size(), Ordering::Relaxed);
        let mut lists = lock(&inner.lists);
        p.write(Large { heap, size, next: lists.large, prev: ptr::null_mut() });
        if !lists.large.is_null() {
            (*lists.large).prev = p;
        }
        lists.large = p;
        p.cast::<u8>().add(FRONT)
    }
}

/// Gives a block back.
///
/// # Safety
/// `block` came from [`allocate`] and is not used again.
pub unsafe fn free(block: *mut u8) {
    // SAFETY: in front of the block is what `allocate` wrote; its heap is live while it has blocks.
    unsafe {
        let p = block.sub(FRONT).cast::<Large>();
        let inner = (*p).heap.as_ref();
        let mut lists = lock(&inner.lists);
        let (next, prev) = ((*p).next, (*p).prev);
        if !next.is_null() {
            (*next).prev = prev;
        }
        if prev.is_null() {
            lists.large = next;
        } else {
            (*prev).next = next;
        }
        let layout = layout((*p).size);
        inner.bytes.fetch_sub(layout.size(), Ordering::Relaxed);
        drop(lists);
        dealloc(p.cast(), layout);
    }
}

/// The blocks of a list, each safe to free before the next is asked for.
///
/// # Safety
/// The caller holds the heap's lock, or owns the heap, while it uses the answer.
pub unsafe fn all(first: *mut Large) -> impl Iterator<Item = *mut u8> {
    let mut p = first;
    std::iter::from_fn(move || {
        if p.is_null() {
            return None;
        }
        // SAFETY: the blocks of the list are live.
        let (block, next) = unsafe { (p.cast::<u8>().add(FRONT), (*p).next) };
        p = next;
        Some(block)
    })
}
