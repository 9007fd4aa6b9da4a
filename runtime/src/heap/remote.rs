//! A list on which any thread pushes and which its owner takes as a whole: blocks of a page that other threads released,
//! and pages of a seat that have such blocks.
//!
//! | state | meaning | transition |
//! |---|---|---|
//! | 0 | empty | `push` by anyone: says that it was the first |
//! | n | n is the newest item; each item says what is below it, the lowest 0 | `push`; `take` by the owner, to 0 |
//!
//! Only the whole list is taken, so an item that comes back between two steps of a push does no harm. Whoever is told that its push
//! was the first enters the page in the list of the seat; so a page is there once, or about to be, exactly while its own list is not
//! empty, and the seat reads the link of a page before it takes the page's list.

use crate::sync::{AtomicUsize, Ordering};

/// See the module's table. Items are numbers other than 0: offsets of blocks, addresses of pages.
pub struct Remote(AtomicUsize);

impl Remote {
    pub fn new() -> Remote {
        Remote(AtomicUsize::new(0))
    }

    /// Pushes an item; `link` notes in it what is below. True when the list was empty.
    #[inline]
    pub fn push(&self, item: usize, mut link: impl FnMut(usize)) -> bool {
        let mut below = self.0.load(Ordering::Relaxed);
        loop {
            link(below);
            // Release: the link, and all that the thread did with the item, come before the owner takes it.
            match self.0.compare_exchange_weak(below, item, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return below == 0,
                Err(now) => below = now,
            }
        }
    }

    /// Takes everything: the newest item, or 0.
    #[inline]
    pub fn take(&self) -> usize {
        if self.is_empty() {
            return 0;
        }
        // Acquire: pairs with every push in the list, which are one release sequence.
        self.0.swap(0, Ordering::Acquire)
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}
