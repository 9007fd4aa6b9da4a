//! Closing a heap: everything live is finalised, whatever cycles it is in, and all memory goes back.
//!
//! First every count is set to permanent, so that no release reaches an object of this heap any more; then each object gives up its
//! children (those on other heaps are released) and its body is dropped, which frees what it owns outside; then the memory goes.

use super::{Heap, Inner, large, page, pool, unobserved};
use crate::object::Header;
use crate::object::release::{Doomed, finalise};
use crate::runtime::Runtime;
use crate::sync::{Arc, Ordering, lock};
use std::ptr::NonNull;

impl Heap {
    /// Finalises all live objects and gives all memory back.
    ///
    /// # Safety
    /// No thread runs the heap's code, and nothing that is used later points to an object on it.
    pub unsafe fn close(self) {
        let heap = self.0;
        std::mem::forget(self);
        // Who closes it may be running in another runtime, whose requests are not for this work.
        // SAFETY: the caller's promise.
        unobserved(|| unsafe { finalise_all(heap) });
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
    /// Lets go of the state that crates above keep, when nobody runs in the runtime any more and nobody will. What is on the heap stays until
    /// the runtime is closed, which is quicker than to free one thing after the other.
    pub fn drop_extensions(&self) {
        if self.is_closing() {
            // SAFETY: the caller's promise: nobody counts anything on the heap any more.
            unsafe { abandon(self.heap.0) };
        }
        drop(self.take_extensions());
    }

    /// Ends a runtime of which this is the last holder, and gives all of its memory back, cycles included; otherwise
    /// the runtime comes back.
    ///
    /// A value may be used only while its runtime lives, so whoever keeps one keeps the runtime with it: threads do, and so must handles.
    pub fn close(runtime: Arc<Runtime>) -> Result<(), Arc<Runtime>> {
        let mut runtime = Arc::try_unwrap(runtime)?;
        let heap = std::mem::take(&mut runtime.heap);
        // SAFETY: every thread holds its runtime, so there is none.
        unsafe { abandon(heap.0) };
        drop(runtime);
        // SAFETY: every thread holds its runtime, so there is none, and by the rule above nobody has a value.
        unsafe { heap.close() };
        Ok(())
    }
}

/// Finalises what is live on a heap and frees the heap.
///
/// # Safety
/// As for [`Heap::close`].
unsafe fn finalise_all(heap: NonNull<Inner>) {
    // SAFETY: the heap is ours alone by the caller's promise, and so are all of its blocks.
    unsafe {
        abandon(heap);
        live(heap).for_each(|object| finalise(object));
        discard(heap);
    }
}

/// Exempts what is on the heap from counting, once: from then on nothing on it is freed one by one.
///
/// # Safety
/// No thread runs the heap's code any more.
unsafe fn abandon(heap: NonNull<Inner>) {
    // SAFETY: the caller's promise.
    unsafe {
        if heap.as_ref().abandoned.swap(true, Ordering::AcqRel) {
            return;
        }
        let doomed = lock(&heap.as_ref().doomed).revive();
        live(heap).for_each(|object| object.as_ref().count.abandon());
        Doomed::destroy(doomed);
    }
}

/// The live objects of a heap.
///
/// # Safety
/// No thread runs the heap's code while the answer is used.
unsafe fn live(heap: NonNull<Inner>) -> impl Iterator<Item = NonNull<Header>> {
    // SAFETY: the heap is live, and its blocks are left alone, by the caller's promise.
    unsafe {
        let lists = lock(&heap.as_ref().lists);
        let (pages, large) = (lists.pages, lists.large);
        drop(lists);
        let in_pages = page::all(pages).flat_map(|p| page::blocks(p)).filter(|&b| is_live(b));
        in_pages.chain(large::all(large)).map(|b| NonNull::new_unchecked(b.cast::<Header>()))
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
