//! Pages that no heap uses, for all heaps of the process. They come from the process's allocator in segments of sixteen, and
//! segments go back to it when all their pages are free, but for one.
//!
//! A segment is aligned to its size, so a page knows its segment.

use super::page::PAGE;
use crate::sync::{Mutex, lock};
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::collections::BTreeMap;
use std::ptr;

const PAGES: usize = 16;
const SEGMENT: Layout = match Layout::from_size_align(PAGES * PAGE, PAGES * PAGE) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};
const ALL_FREE: u16 = u16::MAX;

/// The segments that have free pages, by address, with a bit for each free page.
static SEGMENTS: Mutex<BTreeMap<usize, u16>> = Mutex::new(BTreeMap::new());

/// A page's memory. Its content is anything.
pub fn take() -> *mut u8 {
    let mut segments = lock(&SEGMENTS);
    let base = match segments.first_key_value() {
        Some((&base, _)) => base,
        None => {
            // SAFETY: the layout is not empty.
            let p = unsafe { alloc(SEGMENT) };
            if p.is_null() {
                handle_alloc_error(SEGMENT);
            }
            segments.insert(p.expose_provenance(), ALL_FREE);
            p.addr()
        }
    };
    let mut bit = 0;
    if let Some(free) = segments.get_mut(&base) {
        bit = free.trailing_zeros() as usize;
        *free &= *free - 1;
        if *free == 0 {
            segments.remove(&base);
        }
    }
    ptr::with_exposed_provenance_mut(base + bit * PAGE)
}

/// Takes a page back.
///
/// # Safety
/// `page` came from [`take`] and is not used again.
pub unsafe fn give(page: *mut u8) {
    let base = page.addr() & !(SEGMENT.size() - 1);
    let mut segments = lock(&SEGMENTS);
    let free = segments.entry(base).or_insert(0);
    *free |= 1 << ((page.addr() - base) / PAGE);
    if *free == ALL_FREE && segments.len() > 1 {
        segments.remove(&base);
        drop(segments);
        // SAFETY: all pages are free, and nobody can take one of a segment that is not in the map.
        unsafe { dealloc(ptr::with_exposed_provenance_mut(base), SEGMENT) };
    }
}
