//! A page: 64 KB, aligned to that, with blocks of one size behind its header. So a block's page is found by its address.
//!
//! A free block begins with a header of kind `Dead` whose count is the offset of the next free block of the page. Blocks behind
//! `carved` were never handed out and have no header yet. Everything but `remote` and `used` is touched only by the thread on the
//! page's seat (or, for the links `all_*`, under the heap's lock), through raw pointers: no reference to a page is ever made.

use super::class::block_size;
use super::remote::Remote;
use super::seat::Seat;
use crate::object::{Header, Kind};
use crate::sync::{AtomicU32, Ordering};
use std::ptr;

pub const PAGE: usize = 64 << 10;
/// Where blocks begin.
const FIRST: usize = 128;
/// How much is carved at a time: what is not needed stays untouched.
const STEP: usize = 4096;

#[repr(C)]
pub struct Page {
    /// Whose page this is; does not change while a block is live.
    pub seat: *mut Seat,
    /// Offset of the first free block; 0 when there is none.
    pub free: u32,
    /// Blocks handed out and not yet back. Those in `remote` are not yet back.
    used: AtomicU32,
    pub carved: u32,
    pub class: u32,
    /// Is it in its bin's list of pages with room?
    pub listed: bool,
    pub next: *mut Page,
    pub prev: *mut Page,
    all_next: *mut Page,
    all_prev: *mut Page,
    /// Below this page in its seat's inbox; written by who enters it.
    pub inbox_next: usize,
    /// Blocks released by threads that are not on the seat.
    pub remote: Remote,
}

const _: () = assert!(size_of::<Page>() <= FIRST);

/// A free block's header, in the place of an object's.
#[repr(C, align(8))]
struct Free {
    next: u32,
    kind: Kind,
    _rest: [u8; 3],
}

const _: () = assert!(size_of::<Free>() == size_of::<Header>());

/// The page of a block.
#[inline(always)]
pub fn of(block: *mut u8) -> *mut Page {
    block.map_addr(|a| a & !(PAGE - 1)).cast()
}

/// Where a block is in its page.
#[inline(always)]
pub fn offset(block: *mut u8) -> u32 {
    (block.addr() & (PAGE - 1)) as u32
}

/// Makes a block free; `next` is what follows in the list that it goes to.
///
/// # Safety
/// The block is the caller's.
#[inline(always)]
pub unsafe fn write_free(block: *mut u8, next: u32) {
    // SAFETY: a block has room for a header.
    unsafe { block.cast::<Free>().write(Free { next, kind: Kind::Dead, _rest: [0; 3] }) }
}

/// What follows a free block in its list.
///
/// # Safety
/// The block is free and the caller's.
#[inline(always)]
pub unsafe fn next_free(block: *mut u8) -> u32 {
    // SAFETY: by the caller's promise `write_free` wrote it.
    unsafe { (*block.cast::<Free>()).next }
}

/// The block at an offset.
///
/// # Safety
/// The page is live and the offset one of its blocks'.
#[inline(always)]
pub unsafe fn block_at(page: *mut Page, offset: u32) -> *mut u8 {
    // SAFETY: inside the page.
    unsafe { page.cast::<u8>().add(offset as usize) }
}

/// Makes a page of fresh memory.
///
/// # Safety
/// `memory` is a page's from the pool, and the caller's.
pub unsafe fn init(memory: *mut u8, seat: *mut Seat, class: usize) -> *mut Page {
    let page = memory.cast::<Page>();
    let null = ptr::null_mut;
    // SAFETY: the memory is large enough and aligned.
    unsafe {
        page.write(Page {
            seat,
            free: 0,
            used: AtomicU32::new(0),
            carved: FIRST as u32,
            class: class as u32,
            listed: false,
            next: null(),
            prev: null(),
            all_next: null(),
            all_prev: null(),
            inbox_next: 0,
            remote: Remote::new(),
        });
    }
    page
}

/// Makes more blocks free, if there are any that never were handed out, and says how many bytes they are.
///
/// # Safety
/// The page's free list is empty, and the caller is on its seat.
pub unsafe fn carve(page: *mut Page) -> usize {
    // SAFETY: on the seat; blocks behind `carved` and inside the page are nobody's.
    unsafe {
        let block = block_size((*page).class as usize);
        let start = (*page).carved as usize;
        let n = ((PAGE - start) / block).min((STEP / block).max(1));
        if n == 0 {
            return 0;
        }
        for i in 0..n {
            let next = if i + 1 < n { start + (i + 1) * block } else { 0 };
            write_free(page.cast::<u8>().add(start + i * block), next as u32);
        }
        (*page).free = start as u32;
        (*page).carved = (start + n * block) as u32;
        n * block
    }
}

/// How many bytes of blocks were carved.
///
/// # Safety
/// The page is live and the caller on its seat.
pub unsafe fn carved_bytes(page: *mut Page) -> usize {
    // SAFETY: the caller's promise.
    unsafe { (*page).carved as usize - FIRST }
}

/// # Safety
/// The page is live.
#[inline(always)]
pub unsafe fn used(page: *mut Page) -> usize {
    // SAFETY: the caller's promise; the field is atomic.
    unsafe { (*page).used.load(Ordering::Relaxed) as usize }
}

/// # Safety
/// The caller is on the page's seat.
#[inline(always)]
pub unsafe fn set_used(page: *mut Page, n: usize) {
    // SAFETY: the caller's promise: nobody else writes it.
    unsafe { (*page).used.store(n as u32, Ordering::Relaxed) }
}

/// The blocks of a page that were ever handed out, whether live or free.
///
/// # Safety
/// No thread uses the heap while the answer is used.
pub unsafe fn blocks(page: *mut Page) -> impl Iterator<Item = *mut u8> {
    // SAFETY: the caller's promise.
    let (class, carved) = unsafe { ((*page).class as usize, (*page).carved as usize) };
    // SAFETY: the offsets are inside the page.
    (FIRST..carved).step_by(block_size(class)).map(move |at| unsafe { page.cast::<u8>().add(at) })
}

/// Enters a page in the heap's list of all.
///
/// # Safety
/// The caller holds the heap's lock.
pub unsafe fn link_all(first: &mut *mut Page, page: *mut Page) {
    // SAFETY: the pages of the list are live.
    unsafe {
        (*page).all_next = *first;
        if !first.is_null() {
            (**first).all_prev = page;
        }
    }
    *first = page;
}

/// Takes a page out of the heap's list.
///
/// # Safety
/// As for [`link_all`]; the page is in the list.
pub unsafe fn unlink_all(first: &mut *mut Page, page: *mut Page) {
    // SAFETY: the pages of the list are live.
    unsafe {
        let (next, prev) = ((*page).all_next, (*page).all_prev);
        if !next.is_null() {
            (*next).all_prev = prev;
        }
        if prev.is_null() {
            *first = next;
        } else {
            (*prev).all_next = next;
        }
    }
}

/// The pages of the heap's list.
///
/// # Safety
/// The caller holds the heap's lock while it uses the answer.
pub unsafe fn all(first: *mut Page) -> impl Iterator<Item = *mut Page> {
    std::iter::successors(Some(first).filter(|p| !p.is_null()), |&p| {
        // SAFETY: the pages of the list are live.
        let next = unsafe { (*p).all_next };
        Some(next).filter(|p| !p.is_null())
    })
}
