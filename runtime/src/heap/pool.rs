//! Pages that no heap uses, for all heaps of the process. They come from the system in segments of 32, and segments go back to it
//! when all their pages are free, but for a few.
//!
//! A segment is aligned to its size, so a page knows its segment. It has the size of a huge page of the usual processors, and once
//! the heaps are large the system is asked to make it one: the walk to a node of a large map misses the processor's cache of
//! addresses at nearly every step, and a huge page takes one entry there instead of 512. Small heaps would only hold more memory.

use super::page::PAGE;
use crate::sync::{Mutex, lock};
use std::alloc::{Layout, handle_alloc_error};
use std::collections::BTreeMap;
use std::ptr;

const PAGES: usize = 32;
const SEGMENT: Layout = match Layout::from_size_align(PAGES * PAGE, PAGES * PAGE) {
    Ok(layout) => layout,
    Err(_) => unreachable!(),
};
const ALL_FREE: u32 = u32::MAX;
/// With this many segments (64 MB) heaps are large.
const MANY: usize = 32;

struct Segments {
    /// Those that have free pages, by address, with a bit for each free page.
    with_room: BTreeMap<usize, u32>,
    /// How many there are, full ones included; and how many without a page in use.
    count: usize,
    empty: usize,
}

static SEGMENTS: Mutex<Segments> = Mutex::new(Segments { with_room: BTreeMap::new(), count: 0, empty: 0 });

impl Segments {
    /// Takes an empty segment out when there are more than one, and more than an eighth of all: what shrinks and grows again
    /// does not have to ask the system each time.
    fn surplus(&mut self) -> Option<usize> {
        if self.empty <= 1 + self.count / 8 {
            return None;
        }
        let (&base, _) = self.with_room.iter().rev().find(|&(_, &free)| free == ALL_FREE)?;
        self.with_room.remove(&base);
        (self.count, self.empty) = (self.count - 1, self.empty - 1);
        Some(base)
    }
}

/// A page's memory. Its content is anything.
pub fn take() -> *mut u8 {
    let mut segments = lock(&SEGMENTS);
    let base = match segments.with_room.first_key_value() {
        Some((&base, _)) => base,
        None => {
            let base = new_segment(segments.count);
            segments.with_room.insert(base, ALL_FREE);
            segments.count += 1;
            segments.empty += 1;
            base
        }
    };
    let free = segments.with_room.get(&base).copied().unwrap_or_default();
    let bit = free.trailing_zeros() as usize;
    segments.empty -= usize::from(free == ALL_FREE);
    match free & (free - 1) {
        0 => segments.with_room.remove(&base),
        rest => segments.with_room.insert(base, rest),
    };
    ptr::with_exposed_provenance_mut(base + bit * PAGE)
}

/// One segment more than `count`.
fn new_segment(count: usize) -> usize {
    let p = system::allocate();
    if count >= MANY {
        system::ask_for_huge_pages(p);
    }
    p.expose_provenance()
}

/// Takes a page back.
///
/// # Safety
/// `page` came from [`take`] and is not used again.
pub unsafe fn give(page: *mut u8) {
    let base = page.addr() & !(SEGMENT.size() - 1);
    let mut segments = lock(&SEGMENTS);
    let free = segments.with_room.entry(base).or_insert(0);
    *free |= 1 << ((page.addr() - base) / PAGE);
    segments.empty += usize::from(*free == ALL_FREE);
    while let Some(base) = segments.surplus() {
        // SAFETY: all pages are free, and nobody can take one of a segment that is not in the map.
        unsafe { system::free(ptr::with_exposed_provenance_mut(base)) };
    }
}

/// Segments from Linux itself: an allocator in between may have touched a page of one, which then cannot become huge.
#[cfg(target_os = "linux")]
mod system {
    use super::{SEGMENT, handle_alloc_error};
    use nix::sys::mman::{MapFlags, MmapAdvise, ProtFlags, madvise, mmap_anonymous, munmap};
    use std::num::NonZeroUsize;
    use std::ptr::NonNull;

    const SIZE: usize = SEGMENT.size();
    const TWICE: NonZeroUsize = NonZeroUsize::new(2 * SIZE).unwrap();

    /// A segment's memory: twice as much, without what is before and behind the part that is aligned.
    pub fn allocate() -> *mut u8 {
        let flags = MapFlags::MAP_PRIVATE | MapFlags::MAP_NORESERVE;
        // SAFETY: a new mapping, where nothing was.
        let Ok(all) = (unsafe { mmap_anonymous(None, TWICE, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE, flags) })
        else {
            handle_alloc_error(SEGMENT)
        };
        let before = all.addr().get().next_multiple_of(SIZE) - all.addr().get();
        // SAFETY: the three parts are inside the mapping, and nobody knows the outer two. If they stay, they only take addresses.
        unsafe {
            let segment = all.byte_add(before);
            if before > 0 {
                let _ = munmap(all, before);
            }
            let _ = munmap(segment.byte_add(SIZE), SIZE - before);
            segment.as_ptr().cast()
        }
    }

    /// A system without huge pages refuses, and nothing is lost.
    pub fn ask_for_huge_pages(segment: *mut u8) {
        if let Some(segment) = NonNull::new(segment.cast()) {
            // SAFETY: the segment is mapped, and the advice changes nothing of its content.
            let _ = unsafe { madvise(segment, SIZE, MmapAdvise::MADV_HUGEPAGE) };
        }
    }

    /// # Safety
    /// `segment` came from [`allocate`] and is not used again.
    pub unsafe fn free(segment: *mut u8) {
        if let Some(segment) = NonNull::new(segment.cast()) {
            // SAFETY: the caller's promise.
            let _ = unsafe { munmap(segment, SIZE) };
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{SEGMENT, handle_alloc_error};
    use std::alloc::{alloc, dealloc};

    pub fn allocate() -> *mut u8 {
        // SAFETY: the layout is not empty.
        let p = unsafe { alloc(SEGMENT) };
        if p.is_null() {
            handle_alloc_error(SEGMENT);
        }
        p
    }

    pub fn ask_for_huge_pages(_: *mut u8) {}

    /// # Safety
    /// `segment` came from [`allocate`] and is not used again.
    pub unsafe fn free(segment: *mut u8) {
        // SAFETY: the caller's promise.
        unsafe { dealloc(segment, SEGMENT) };
    }
}
