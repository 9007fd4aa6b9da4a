//! Closing a heap: everything live is finalised, whatever cycles it is in, and all memory goes back.
//!
//! First every count is set to permanent, so that no release reaches an object of this heap any more; then each object gives up its
//! children (those on other heaps are released) and its body is dropped, which frees what it owns outside; then the memory goes.

use super::{Heap, Inner, large, page, pool};
use crate::object::Header;
use crate::object::release::finalise;
use crate::runtime::Runtime;
use crate::sync::{Arc, lock};
use std::ptr::NonNull;

impl Heap {
    /// Finalises all live objects and gives all memory back.
    ///
    /// # Safety
    /// No thread runs the heap's code, and nothing that is used later points to an object on it.
    pub unsafe fn close(self) {
        let heap = self.0;
        std::mem::forget(self);
        // SAFETY: the heap is ours alone by the caller's promise, and so are all of its blocks.
        unsafe {
            let lists = lock(&heap.as_ref().lists);
            let (pages, large) = (lists.pages, lists.large);
            drop(lists);
            let live = || {
                let in_pages = page::all(pages).flat_map(|p| page::blocks(p)).filter(|&b| is_live(b));
                in_pages.chain(large::all(large)).map(|b| NonNull::new_unchecked(b.cast::<Header>()))
            };
            live().for_each(|object| object.as_ref().count.abandon());
            live().for_each(|object| finalise(object));
            discard(heap);
        }
    }

    /// Checks what must hold while no thread runs: each page's blocks are live or in exactly one list.
    #[cfg(test)]
    pub fn assert_invariants(&self) {
        let lists = lock(&self.inner().lists);
        // SAFETY: no thread runs, so nothing changes; free lists consist of blocks of their page.
        unsafe {
            for p in page::all(lists.pages) {
                let live = page::blocks(p).filter(|&b| is_live(b)).count();
                assert!(live <= page::used(p), "a live block counts as back");
                let mut free = std::collections::HashSet::new();
                let mut at = (*p).free;
                while at != 0 {
                    assert!(free.insert(at), "a block is free twice");
                    assert!(!is_live(page::block_at(p, at)), "a free block is live");
                    at = page::next_free(page::block_at(p, at));
                }
                assert_eq!(page::used(p) + free.len(), page::blocks(p).count(), "a block is lost");
                assert!((*p).listed || (*p).free == 0, "a page with room is not listed");
            }
        }
    }
}

impl Runtime {
    /// Ends a runtime of which this is the last holder, and gives all of its memory back, cycles included; otherwise
    /// the runtime comes back.
    ///
    /// A value may be used only while its runtime lives, so whoever keeps one keeps the runtime with it: threads do, and so must handles.
    pub fn close(runtime: Arc<Runtime>) -> Result<(), Arc<Runtime>> {
        let mut runtime = Arc::try_unwrap(runtime)?;
        let heap = std::mem::take(&mut runtime.heap);
        drop(runtime);
        // SAFETY: every thread holds its runtime, so there is none, and by the rule above nobody has a value.
        unsafe { heap.close() };
        Ok(())
    }
}

/// # Safety
/// `block` was handed out once, and no thread uses the heap.
unsafe fn is_live(block: *mut u8) -> bool {
    // SAFETY: a block that was handed out begins with a header or with a free block's, which has its kind in the same place.
    unsafe { (*block.cast::<Header>()).kind != crate::object::Kind::Dead }
}

/// Gives the memory back of everything a heap has.
///
/// # Safety
/// Nothing on the heap is used any more, and nobody is on a seat.
pub(super) unsafe fn discard(heap: NonNull<Inner>) {
    // SAFETY: the caller's promise; pages, blocks and seats in the lists came from where they go.
    unsafe {
        let lists = lock(&heap.as_ref().lists);
        let pages: Vec<_> = page::all(lists.pages).collect();
        let (large, seats) = (lists.large, lists.seats.clone());
        drop(lists);
        pages.into_iter().for_each(|p| pool::give(p.cast()));
        let blocks: Vec<_> = large::all(large).collect();
        blocks.into_iter().for_each(|block| large::free(block));
        seats.into_iter().for_each(|seat| drop(Box::from_raw(seat)));
        drop(Box::from_raw(heap.as_ptr()));
    }
}
