//! [`Berth`]: where one thing lies that many may want and one has at a time, so cheap that calls from the host go through it. A language
//! thread between two entries, a vacant seat of a heap.
//!
//! | word | meaning | transition |
//! |---|---|---|
//! | `EMPTY` | nothing belongs here | `offer`: to `p`; `close`: to `CLOSED` |
//! | `p` | `p` lies here | `take`: to `BUSY`; `close`: to `CLOSED` |
//! | `BUSY` | whoever took it will bring it back | `put`: to `p`; `give_up`: to `EMPTY`. Only who took it may do either |
//! | `CLOSED` | nothing comes here any more | none |
//!
//! Since a berth that is busy is changed by nobody but who took from it, bringing back is a plain store; taking is one compare-and-swap.
//! And `close` succeeds only when nobody is away with the thing: whoever has taken it counts as being inside of what it belongs to.
//!
//! The thing is a pointer that is never followed here: who owns it, and what may be done to it, is said by those who have a berth.

use crate::sync::{AtomicPtr, Ordering};
use std::ptr::{self, NonNull};

/// See the module.
pub struct Berth<T>(AtomicPtr<T>);

const BUSY: usize = 1;
const CLOSED: usize = 2;

fn mark<T>(word: usize) -> *mut T {
    ptr::without_provenance_mut(word)
}

fn is_item<T>(word: *mut T) -> bool {
    word.addr() > CLOSED
}

impl<T> Default for Berth<T> {
    fn default() -> Berth<T> {
        Berth(AtomicPtr::new(ptr::null_mut()))
    }
}

impl<T> Berth<T> {
    /// Takes what lies here, if something does. Then [`Berth::put`] or [`Berth::give_up`] is owed.
    #[inline]
    pub fn take(&self) -> Option<NonNull<T>> {
        let item = self.0.load(Ordering::Relaxed);
        // Acquire: what was done to the thing before comes before this.
        let taken =
            is_item(item) && self.0.compare_exchange(item, mark(BUSY), Ordering::Acquire, Ordering::Relaxed).is_ok();
        if taken { NonNull::new(item) } else { None }
    }

    /// Brings back what was taken, or something in its place.
    #[inline]
    pub fn put(&self, item: NonNull<T>) {
        debug_assert!(self.0.load(Ordering::Relaxed) == mark(BUSY) && is_item(item.as_ptr()));
        self.0.store(item.as_ptr(), Ordering::Release);
    }

    /// What was taken does not come back.
    pub fn give_up(&self) {
        debug_assert!(self.0.load(Ordering::Relaxed) == mark(BUSY));
        self.0.store(ptr::null_mut(), Ordering::Release);
    }

    /// Lays something here if nothing belongs here; false if not.
    pub fn offer(&self, item: NonNull<T>) -> bool {
        self.0.load(Ordering::Relaxed).is_null()
            && self.0.compare_exchange(ptr::null_mut(), item.as_ptr(), Ordering::Release, Ordering::Relaxed).is_ok()
    }

    /// Lets nobody take from here any more, and gives what lies here; an error while somebody has it.
    pub fn close(&self) -> Result<Option<NonNull<T>>, Busy> {
        loop {
            let word = self.0.load(Ordering::Acquire);
            if word == mark(BUSY) {
                return Err(Busy);
            }
            if word == mark(CLOSED) {
                return Ok(None);
            }
            if self.0.compare_exchange(word, mark(CLOSED), Ordering::AcqRel, Ordering::Acquire).is_ok() {
                return Ok(NonNull::new(word));
            }
        }
    }
}

/// Somebody has taken what a berth is for.
#[derive(Debug, PartialEq, Eq)]
pub struct Busy;

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn one_has_it_at_a_time_and_closing_waits_for_it() {
        let berth = Berth::default();
        let (mut a, mut b) = (1, 2);
        let (a, b) = (NonNull::from(&mut a), NonNull::from(&mut b));
        assert_eq!(berth.take(), None);
        assert!(berth.offer(a) && !berth.offer(b));
        assert_eq!((berth.take(), berth.take()), (Some(a), None));
        assert!(!berth.offer(b));
        assert_eq!(berth.close(), Err(Busy));
        berth.put(b);
        assert_eq!(berth.take(), Some(b));
        berth.give_up();
        assert!(berth.offer(a));
        assert_eq!((berth.close(), berth.close()), (Ok(Some(a)), Ok(None)));
        assert!(berth.take().is_none() && !berth.offer(b));
    }
}
