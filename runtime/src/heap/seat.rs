//! Seats: where an OS thread that runs a runtime's code finds free blocks. Allocation and release, quick and slow.
//!
//! A seat has a bin per size class: a list of pages with room, the first of which is allocated from. A page without room is in no
//! list; when one of its blocks comes back it is listed again, behind the first. A page whose last block comes back goes to the pool,
//! unless it is the only one with room.
//!
//! The only OS thread-local of the workspace is [`SEAT`], saved on entry and restored on leaving. A seat is one thread's from
//! `enter` until it is left, by the heap's lock or the berth of the first seat in between; its fields are touched through raw
//! pointers, because other threads push on `inbox` meanwhile.

use super::class::{CLASSES, MAX_SMALL, class_of};
use super::page::{self, Page};
use super::remote::Remote;
use super::{Inner, Lists, large, pool, process_heap};
use crate::runtime::Runtime;
use crate::sync::{Arc, Mutex, MutexGuard, Ordering, lock};
use crate::thread::Control;
use std::alloc::Layout;
use std::cell::Cell;
use std::ptr::{self, NonNull};

#[repr(C)]
pub struct Seat {
    /// The first page with room of each class, or null.
    bins: [*mut Page; CLASSES],
    pub(super) heap: NonNull<Inner>,
    /// Pages with blocks that other threads released.
    inbox: Remote,
    /// Whose thread is on the seat, or null; and what its natives did without looking at requests. Touched by that thread only.
    runtime: *const Runtime,
    control: *const Control,
    work: u32,
}

thread_local! {
    /// The seat of the runtime whose code this OS thread runs, or null.
    static SEAT: Cell<*mut Seat> = const { Cell::new(ptr::null_mut()) };
}

/// Memory for one object.
#[inline]
pub(crate) fn allocate(layout: Layout) -> *mut u8 {
    let seat = SEAT.get();
    if layout.size() > MAX_SMALL || seat.is_null() {
        return allocate_elsewhere(seat, layout);
    }
    let class = class_of(layout.size());
    // SAFETY: the seat is this thread's, and its bins hold live pages of it; a free block's header says what follows.
    unsafe {
        let page = (*seat).bins[class];
        if page.is_null() || (*page).free == 0 {
            return allocate_slow(seat, class);
        }
        pop(page)
    }
}

/// Gives an object's memory back.
///
/// # Safety
/// `block` came from [`allocate`] with the same layout and is not used again.
#[inline]
pub(crate) unsafe fn free(block: *mut u8, layout: Layout) {
    // SAFETY: the block is the caller's, and its page is live; if its seat is ours, so is everything in the page.
    unsafe {
        if layout.size() > MAX_SMALL {
            return large::free(block);
        }
        let page = page::of(block);
        if (*page).seat != SEAT.get() {
            return free_remote(page, block);
        }
        page::write_free(block, (*page).free);
        (*page).free = page::offset(block);
        let used = page::used(page) - 1;
        page::set_used(page, used);
        if used == 0 || !(*page).listed {
            settle(page, None);
        }
    }
}

/// Is a block for the one layout large enough for the other?
pub(crate) fn same_block(old: Layout, new: Layout) -> bool {
    old.size() <= MAX_SMALL && new.size() <= MAX_SMALL && class_of(old.size()) == class_of(new.size())
}

/// # Safety
/// The page's seat is the caller's and its free list not empty.
#[inline(always)]
unsafe fn pop(page: *mut Page) -> *mut u8 {
    // SAFETY: by the caller's promise.
    unsafe {
        let block = page::block_at(page, (*page).free);
        (*page).free = page::next_free(block);
        page::set_used(page, page::used(page) + 1);
        block
    }
}

#[cold]
#[inline(never)]
fn allocate_elsewhere(seat: *mut Seat, layout: Layout) -> *mut u8 {
    /// The seat for threads that have none.
    static SHARED: Mutex<Option<Entered>> = Mutex::new(None);
    if layout.size() > MAX_SMALL {
        // SAFETY: a seat's heap is live.
        let heap = if seat.is_null() { process_heap().0 } else { unsafe { (*seat).heap } };
        // SAFETY: as above.
        return unsafe { large::allocate(heap, layout.size()) };
    }
    let mut shared = lock(&SHARED);
    let entered = shared.get_or_insert_with(|| {
        let (seat, berthed) = take(process_heap().0);
        Entered { seat, berthed, former: ptr::null_mut() }
    });
    // SAFETY: the shared seat is ours while the lock is held.
    unsafe {
        let page = refill(entered.seat, class_of(layout.size()));
        pop(page)
    }
}

/// # Safety
/// The seat is this thread's.
#[cold]
#[inline(never)]
unsafe fn allocate_slow(seat: *mut Seat, class: usize) -> *mut u8 {
    // SAFETY: the caller's promise; `refill` gives a page with room.
    unsafe { pop(refill(seat, class)) }
}

/// The first page of a bin, which has a free block.
///
/// # Safety
/// The seat is the caller's.
unsafe fn refill(seat: *mut Seat, class: usize) -> *mut Page {
    // SAFETY: the seat's pages are live and the caller's.
    unsafe {
        let mut collected = false;
        loop {
            let page = (*seat).bins[class];
            if page.is_null() {
                if collected {
                    return add_page(seat, class);
                }
                collect(seat, None);
                collected = true;
                continue;
            }
            if (*page).free != 0 {
                return page;
            }
            let more = page::carve(page);
            if more != 0 {
                (*seat).heap.as_ref().bytes.fetch_add(more, Ordering::Relaxed);
                return page;
            }
            unlist(page);
        }
    }
}

/// # Safety
/// The seat is the caller's, and its bin of the class empty.
unsafe fn add_page(seat: *mut Seat, class: usize) -> *mut Page {
    // SAFETY: the seat is ours, its heap live; vacant seats are whoever's holds the lock.
    unsafe {
        let inner = (*seat).heap.as_ref();
        let mut lists = lock(&inner.lists);
        // What others released on seats that were left would wait for somebody to sit there.
        let vacant = Vacant::of(inner, &mut lists);
        for seat in vacant.seats() {
            collect(seat, Some(&mut lists));
        }
        vacant.put_back(inner, &mut lists);
        let page = page::init(pool::take(), seat, class);
        page::link_all(&mut lists.pages, page);
        drop(lists);
        let bytes = page::carve(page);
        inner.bytes.fetch_add(bytes, Ordering::Relaxed);
        list(page);
        page
    }
}

/// Releases a block of a page of another seat.
///
/// # Safety
/// The block is the caller's, and a block of the page.
#[cold]
#[inline(never)]
unsafe fn free_remote(page: *mut Page, block: *mut u8) {
    let item = page::offset(block) as usize;
    // SAFETY: the block is ours until it is pushed. While one is in the page's list the page stays, so the page is live when
    // the first to push enters it in the inbox, whose link is then ours to write; seats live as long as their heap.
    unsafe {
        let seat = (*page).seat;
        let remote = &raw const (*page).remote;
        if (*remote).push(item, |below| page::write_free(block, below as u32)) {
            let inbox = &raw const (*seat).inbox;
            (*inbox).push(page.expose_provenance(), |below| (*page).inbox_next = below);
        }
    }
}

/// Takes what other threads released back into the pages. `lists` are the heap's, if the caller has locked them.
///
/// # Safety
/// The seat is the caller's.
unsafe fn collect(seat: *mut Seat, mut lists: Option<&mut Lists>) {
    // SAFETY: pages in the inbox are live, see `free_remote`; taken from it, their links are ours, and so is what their lists held.
    unsafe {
        let inbox = &raw const (*seat).inbox;
        let mut at = (*inbox).take();
        while at != 0 {
            let page: *mut Page = ptr::with_exposed_provenance_mut(at);
            // Before the page's list is taken: from then on another thread may enter the page again.
            at = (*page).inbox_next;
            let remote = &raw const (*page).remote;
            let first = (*remote).take() as u32;
            let (mut block, mut n) = (page::block_at(page, first), 1);
            while page::next_free(block) != 0 {
                block = page::block_at(page, page::next_free(block));
                n += 1;
            }
            page::write_free(block, (*page).free);
            (*page).free = first;
            page::set_used(page, page::used(page) - n);
            settle(page, lists.as_deref_mut());
        }
    }
}

/// Lists a page that has room again, or gives it back if all of it is free and its bin has another.
///
/// # Safety
/// The page's seat is the caller's.
#[cold]
#[inline(never)]
unsafe fn settle(page: *mut Page, lists: Option<&mut Lists>) {
    // SAFETY: the caller's promise.
    unsafe {
        if !(*page).listed {
            list(page);
        }
        if page::used(page) == 0 && !((*page).next.is_null() && (*page).prev.is_null()) {
            unlist(page);
            give_back(page, lists);
        }
    }
}

/// Enters a page in its bin, behind the first.
///
/// # Safety
/// The page's seat is the caller's, the page not listed.
unsafe fn list(page: *mut Page) {
    // SAFETY: the pages of the bin are live and the caller's.
    unsafe {
        let bin = &raw mut (*(*page).seat).bins[(*page).class as usize];
        let first = *bin;
        (*page).listed = true;
        (*page).prev = first;
        if first.is_null() {
            (*page).next = ptr::null_mut();
            *bin = page;
        } else {
            (*page).next = (*first).next;
            if !(*page).next.is_null() {
                (*(*page).next).prev = page;
            }
            (*first).next = page;
        }
    }
}

/// Takes a page out of its bin.
///
/// # Safety
/// The page's seat is the caller's, the page listed.
unsafe fn unlist(page: *mut Page) {
    // SAFETY: the pages of the bin are live and the caller's.
    unsafe {
        let (next, prev) = ((*page).next, (*page).prev);
        if !next.is_null() {
            (*next).prev = prev;
        }
        if prev.is_null() {
            (*(*page).seat).bins[(*page).class as usize] = next;
        } else {
            (*prev).next = next;
        }
        ((*page).next, (*page).prev, (*page).listed) = (ptr::null_mut(), ptr::null_mut(), false);
    }
}

/// # Safety
/// The page's seat is the caller's; no block is live and the page not listed.
unsafe fn give_back(page: *mut Page, lists: Option<&mut Lists>) {
    // SAFETY: the caller's promise; the list of all pages is under the lock.
    unsafe {
        let inner = (*(*page).seat).heap.as_ref();
        inner.bytes.fetch_sub(page::carved_bytes(page), Ordering::Relaxed);
        match lists {
            Some(lists) => page::unlink_all(&mut lists.pages, page),
            None => page::unlink_all(&mut lock(&inner.lists).pages, page),
        }
        pool::give(page.cast());
    }
}

/// Gives every page of a seat back that has no live block.
///
/// # Safety
/// The seat is vacant and the lists are its heap's.
pub(super) unsafe fn give_back_all(seat: *mut Seat, lists: &mut Lists) {
    // SAFETY: the caller's promise.
    unsafe {
        collect(seat, Some(lists));
        for class in 0..CLASSES {
            let mut page = (*seat).bins[class];
            while !page.is_null() {
                let next = (*page).next;
                if page::used(page) == 0 {
                    unlist(page);
                    give_back(page, Some(lists));
                }
                page = next;
            }
        }
    }
}

/// A thread on a seat; dropped, it leaves.
pub struct Entered {
    seat: *mut Seat,
    /// It lay in the berth, and goes back there.
    berthed: bool,
    former: *mut Seat,
}

// SAFETY: the only one that moves is the shared seat's, which its lock guards.
unsafe impl Send for Entered {}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        SEAT.set(self.former);
        // SAFETY: a heap lives while someone is on a seat of it, and the seat is ours until it is given back.
        let inner = unsafe {
            (*self.seat).runtime = ptr::null();
            (*self.seat).heap.as_ref()
        };
        // SAFETY: a seat is never null.
        let seat = unsafe { NonNull::new_unchecked(self.seat) };
        if self.berthed {
            inner.berth.put(seat);
        } else if !inner.berth.offer(seat) {
            lock(&inner.lists).vacant.push(self.seat);
        }
    }
}

/// Says who sits on this OS thread's seat.
///
/// # Safety
/// Both live until the seat is left, or this is called again.
#[inline]
pub(crate) unsafe fn set_running(runtime: &Arc<Runtime>, control: &Arc<Control>) {
    let seat = SEAT.get();
    if !seat.is_null() {
        // SAFETY: the seat is this thread's.
        unsafe {
            (*seat).runtime = Arc::as_ptr(runtime);
            (*seat).control = Arc::as_ptr(control);
        }
    }
}

/// Is it this control's thread that sits here?
pub(crate) fn is_running(control: &Arc<Control>) -> bool {
    let seat = SEAT.get();
    // SAFETY: the seat is this thread's.
    !seat.is_null() && unsafe { !(*seat).runtime.is_null() && ptr::eq((*seat).control, Arc::as_ptr(control)) }
}

/// Who runs on this OS thread, if somebody does.
pub(crate) fn with_running<R>(f: impl FnOnce(&Runtime, &Control) -> R) -> Option<R> {
    let seat = SEAT.get();
    // SAFETY: the seat is this thread's; by the promise of `set_running` both live.
    unsafe {
        if seat.is_null() || (*seat).runtime.is_null() {
            return None;
        }
        Some(f(&*(*seat).runtime, &*(*seat).control))
    }
}

/// The heap of the seat that this OS thread sits on.
pub(super) fn current_heap() -> Option<NonNull<Inner>> {
    let seat = SEAT.get();
    // SAFETY: the seat is this thread's.
    (!seat.is_null()).then(|| unsafe { (*seat).heap })
}

/// Runs something as if nobody sat here.
pub(crate) fn unobserved<R>(f: impl FnOnce() -> R) -> R {
    struct Restore(*mut Seat, *const Runtime);
    impl Drop for Restore {
        fn drop(&mut self) {
            if !self.0.is_null() {
                // SAFETY: the seat is this thread's: entries nest.
                unsafe { (*self.0).runtime = self.1 };
            }
        }
    }
    let seat = SEAT.get();
    // SAFETY: the seat is this thread's.
    let former =
        if seat.is_null() { ptr::null() } else { unsafe { ptr::replace(&raw mut (*seat).runtime, ptr::null()) } };
    let _restore = Restore(seat, former);
    f()
}

/// Adds to the work that was done here since a sum was given: the sum once it has reached a slice.
#[inline]
pub(crate) fn add_work(units: u64, slice: u32) -> Option<u64> {
    let seat = SEAT.get();
    if seat.is_null() {
        return None;
    }
    // SAFETY: the seat is this thread's.
    let work = unsafe { &mut (*seat).work };
    let sum = units.saturating_add(u64::from(*work));
    *work = if sum < u64::from(slice) { sum as u32 } else { 0 };
    (sum >= u64::from(slice)).then_some(sum)
}

/// Counts memory that an object owns outside as memory of the object's heap.
///
/// # Safety
/// `block` is a live block of a page.
pub(crate) unsafe fn count_outside(block: *mut u8, bytes: usize, owned: bool) {
    // SAFETY: the page of a live block is live, and so are its seat and heap.
    let counted = unsafe { &(*(*page::of(block)).seat).heap.as_ref().bytes };
    if owned {
        counted.fetch_add(bytes, Ordering::Relaxed);
    } else {
        counted.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Sits down on a seat of a heap.
#[inline]
pub(super) fn enter(heap: NonNull<Inner>) -> Entered {
    let (seat, berthed) = take(heap);
    Entered { seat, berthed, former: SEAT.replace(seat) }
}

/// A vacant seat, and whether it is that of the berth.
#[inline]
fn take(heap: NonNull<Inner>) -> (*mut Seat, bool) {
    // SAFETY: the caller's heap is live.
    let inner = unsafe { heap.as_ref() };
    match inner.berth.take() {
        Some(seat) => (seat.as_ptr(), true),
        None => (take_slow(heap, lock(&inner.lists)), false),
    }
}

#[cold]
#[inline(never)]
fn take_slow(heap: NonNull<Inner>, mut lists: MutexGuard<'_, Lists>) -> *mut Seat {
    lists.vacant.pop().unwrap_or_else(|| {
        let bins = [ptr::null_mut(); CLASSES];
        let (runtime, control) = (ptr::null(), ptr::null());
        let seat = Box::into_raw(Box::new(Seat { bins, heap, inbox: Remote::new(), runtime, control, work: 0 }));
        lists.seats.push(seat);
        seat
    })
}

/// The vacant seats of a heap: the caller's, who has locked its lists, until it puts them back.
pub(super) struct Vacant {
    listed: Vec<*mut Seat>,
    berthed: Option<NonNull<Seat>>,
}

impl Vacant {
    pub(super) fn of(inner: &Inner, lists: &mut Lists) -> Vacant {
        Vacant { listed: std::mem::take(&mut lists.vacant), berthed: inner.berth.take() }
    }

    pub(super) fn seats(&self) -> impl Iterator<Item = *mut Seat> {
        self.listed.iter().copied().chain(self.berthed.map(NonNull::as_ptr))
    }

    pub(super) fn put_back(self, inner: &Inner, lists: &mut Lists) {
        lists.vacant = self.listed;
        if let Some(seat) = self.berthed {
            inner.berth.put(seat);
        }
    }
}
