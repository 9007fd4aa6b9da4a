//! The memory of a runtime's objects: pages of equal blocks, reached through a seat for allocation and through the
//! page for release.
//!
//! A [`Heap`] belongs to one runtime. Whoever runs its code sits on a [`seat`]: free blocks that only this OS thread
//! touches, so that an allocation and a release there are a few plain instructions. Whoever releases a block of a page that is
//! another seat's pushes it on a list of that [`page`] ([`remote`]), which the seat collects when it wants room. A seat that
//! is left keeps its pages for whoever sits down next; pages without a live block go back to the [`pool`] of the
//! process. Blocks too large for a page are [`large`]. Objects made while no thread runs are on a heap of the process.
//!
//! [`allocate`] and [`free`] are the only two functions of the workspace that touch an allocator for objects. What is live can be
//! walked, because a free block says so in its header: [`close`] finalises it and gives everything back.
//!
//! Memory that objects own outside is the process allocator's. Digits of numbers count as their objects' heap's ([`count_outside`]);
//! Rust collections are the business of `limits`.
//!
//! A seat also knows who sits on it ([`set_running`]), so that arithmetic deep inside of natives can pay for its work.

mod class;
mod close;
mod large;
mod page;
mod pool;
mod remote;
mod seat;
#[cfg(test)]
mod tests;

use crate::berth::Berth;
use crate::object::Header;
use crate::object::release::{Doomed, free_portion};
use crate::sync::{AtomicBool, AtomicUsize, Mutex, OnceLock, Ordering, lock};
use page::Page;
pub use seat::Entered;
use seat::Seat;
pub(crate) use seat::{
    add_work, allocate, count_outside, free, is_running, same_block, set_running, unobserved, with_running,
};
use std::ptr::{self, NonNull};

/// The heap of one runtime. Dropped with live objects on it (held by someone, or in cycles), it stays until they are gone.
pub struct Heap(NonNull<Inner>);

// SAFETY: what is behind the pointer is shared by design: atomics, a mutex, and seats that one thread has at a time.
unsafe impl Send for Heap {}
// SAFETY: as above.
unsafe impl Sync for Heap {}

pub(crate) struct Inner {
    /// A seat of those, the first to be taken. Not behind the lock, because threads enter and leave often.
    berth: Berth<Seat>,
    bytes: AtomicUsize,
    limit: AtomicUsize,
    lists: Mutex<Lists>,
    /// Dead objects that are still to be freed, and whether there are any.
    doomed: Mutex<Doomed>,
    has_doomed: AtomicBool,
    /// It is being closed, and nothing on it is counted any more.
    abandoned: AtomicBool,
}

/// What is changed rarely.
struct Lists {
    /// All pages, linked by `all_next` and `all_prev`.
    pages: *mut Page,
    large: *mut large::Large,
    /// Every seat ever made, and those of them nobody is on (but for the one with a berth).
    seats: Vec<*mut Seat>,
    vacant: Vec<*mut Seat>,
}

// SAFETY: the pointers are to memory of the heap, and used by whoever holds the lock around the lists.
unsafe impl Send for Lists {}

/// Heaps without a runtime that still have something live on them.
static LEFT: Mutex<Vec<Heap>> = Mutex::new(Vec::new());

impl Default for Heap {
    fn default() -> Heap {
        Heap::new()
    }
}

impl Heap {
    /// An empty heap. It takes no page before something is allocated.
    pub fn new() -> Heap {
        let lists = Lists { pages: ptr::null_mut(), large: ptr::null_mut(), seats: Vec::new(), vacant: Vec::new() };
        let inner = Inner {
            berth: Berth::default(),
            bytes: AtomicUsize::new(0),
            limit: AtomicUsize::new(usize::MAX),
            lists: Mutex::new(lists),
            doomed: Mutex::default(),
            has_doomed: AtomicBool::new(false),
            abandoned: AtomicBool::new(false),
        };
        Heap(NonNull::from(Box::leak(Box::new(inner))))
    }

    fn inner(&self) -> &Inner {
        // SAFETY: only `drop` and `close` free it, and they own the heap.
        unsafe { self.0.as_ref() }
    }

    /// What objects take: blocks ever handed out of pages that are not given back, large blocks, and digits of big numbers.
    pub fn bytes(&self) -> usize {
        self.inner().bytes.load(Ordering::Relaxed)
    }

    /// The most that objects should take; `usize::MAX` when unlimited.
    pub fn limit(&self) -> usize {
        self.inner().limit.load(Ordering::Relaxed)
    }

    /// Sets the limit. An allocation does not fail because of it: safepoints look, and natives that make something big ask before.
    pub fn set_limit(&self, bytes: usize) {
        self.inner().limit.store(bytes, Ordering::Relaxed);
    }

    /// The number of live objects: exact when no thread runs.
    pub fn objects(&self) -> usize {
        let lists = lock(&self.inner().lists);
        // SAFETY: pages and large blocks in the lists are ours while the lock is held; `used` is atomic.
        unsafe { page::all(lists.pages).map(|p| page::used(p)).sum::<usize>() + large::all(lists.large).count() }
    }

    /// Runs what follows, until the answer is dropped, on this heap.
    #[inline]
    pub fn enter(&self) -> Entered {
        seat::enter(self.0)
    }

    /// Is there something that was dead when a thread had to end and had no time to free it?
    #[inline]
    pub(crate) fn has_doomed(&self) -> bool {
        self.inner().has_doomed.load(Ordering::Relaxed)
    }

    /// Frees so many of them at most. False if there was nothing that nobody else is at.
    #[cold]
    pub(crate) fn free_doomed(&self, n: usize) -> bool {
        let inner = self.inner();
        let Some(head) = lock(&inner.doomed).take() else { return false };
        // SAFETY: the list is ours now.
        let left = unsafe { free_portion(head, n) };
        let mut doomed = lock(&inner.doomed);
        left.into_iter().for_each(|head| doomed.add(head));
        inner.has_doomed.store(!doomed.is_empty(), Ordering::Relaxed);
        true
    }

    /// Gives back what no seat needs. True when nothing is left and nobody is on a seat.
    fn sweep(&self) -> bool {
        let inner = self.inner();
        let mut lists = lock(&inner.lists);
        let vacant = seat::Vacant::of(inner, &mut lists);
        for seat in vacant.seats() {
            // SAFETY: a vacant seat is ours while the lock is held.
            unsafe { seat::give_back_all(seat, &mut lists) };
        }
        let gone = vacant.seats().count() == lists.seats.len() && lists.pages.is_null() && lists.large.is_null();
        vacant.put_back(inner, &mut lists);
        gone
    }
}

impl Drop for Heap {
    fn drop(&mut self) {
        while self.has_doomed() && self.free_doomed(1 << 16) {}
        if self.sweep() {
            // SAFETY: no page, no large block and no one on a seat: nothing points to the heap any more.
            unsafe { close::discard(self.0) };
        } else {
            let mut left = lock(&LEFT);
            let here = Heap(self.0);
            left.push(here);
            let gone: Vec<_> = left.extract_if(.., |heap| heap.sweep()).collect();
            drop(left);
            for heap in gone {
                // SAFETY: as above.
                unsafe { close::discard(heap.0) };
                std::mem::forget(heap);
            }
        }
    }
}

/// Leaves a list of dead objects to the heap of the seat that this OS thread sits on; false if there is none.
pub(crate) fn doom(head: *mut Header) -> bool {
    let Some(heap) = seat::current_heap() else { return false };
    // SAFETY: a heap lives while someone is on a seat of it.
    let inner = unsafe { heap.as_ref() };
    let mut doomed = lock(&inner.doomed);
    doomed.add(head);
    inner.has_doomed.store(true, Ordering::Relaxed);
    true
}

/// Bytes and live objects on heaps that no runtime has: of runtimes that were dropped while something on them was still held, and
/// of objects made while no thread ran.
pub fn unowned() -> (usize, usize) {
    let left = lock(&LEFT);
    left.iter().chain([process_heap()]).fold((0, 0), |(bytes, n), heap| (bytes + heap.bytes(), n + heap.objects()))
}

/// The heap of objects made while no thread runs.
fn process_heap() -> &'static Heap {
    static PROCESS: OnceLock<Heap> = OnceLock::new();
    PROCESS.get_or_init(Heap::new)
}
