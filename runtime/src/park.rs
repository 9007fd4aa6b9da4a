//! [`Parker`]: the permit of one thread to go on, for which it waits and which any other may give.
//!
//! | state | meaning | transition |
//! |---|---|---|
//! | `EMPTY` | the thread runs, or is about to look | `park`: to `PARKED`; `unpark`: to `PERMIT` |
//! | `PARKED` | the thread waits on the condition variable | `unpark`: to `PERMIT`, and wakes it; time is over: to `EMPTY` |
//! | `PERMIT` | the next `park` returns at once | `park`: to `EMPTY` |
//!
//! Permits do not add up. Whoever parks looks at what it waits for before and after; here nothing is known of that.

use crate::sync::{AtomicU32, Condvar, Mutex, Ordering, lock, spin_loop};
use std::time::Duration;

const EMPTY: u32 = 0;
const PARKED: u32 = 1;
const PERMIT: u32 = 2;

/// How often a thread looks for the permit before it sleeps: a few microseconds. A model has no time.
const LOOKS: usize = if cfg!(loom) { 0 } else { 150 };

/// See the module's table.
pub struct Parker {
    state: AtomicU32,
    waiting: Mutex<()>,
    permitted: Condvar,
}

impl Default for Parker {
    fn default() -> Parker {
        Parker { state: AtomicU32::new(EMPTY), waiting: Mutex::new(()), permitted: Condvar::new() }
    }
}

impl Parker {
    /// Waits for a permit and takes it; false if the time was over before. May return true without one, so
    /// callers look at what they wait for. Only the owner calls this.
    pub fn park(&self, timeout: Option<Duration>) -> bool {
        // What was just woken or let go often answers soon.
        for _ in 0..LOOKS {
            if self.state.load(Ordering::Relaxed) == PERMIT {
                break;
            }
            spin_loop();
        }
        if self.take_permit() {
            return true;
        }
        let guard = lock(&self.waiting);
        if self.state.compare_exchange(EMPTY, PARKED, Ordering::AcqRel, Ordering::Acquire).is_err() {
            // The permit came between the two looks.
            self.state.swap(EMPTY, Ordering::AcqRel);
            return true;
        }
        let late = match timeout {
            None => {
                drop(self.permitted.wait(guard));
                false
            }
            Some(timeout) => match self.permitted.wait_timeout(guard, timeout) {
                Ok((_, waited)) => waited.timed_out(),
                Err(_) => false,
            },
        };
        self.state.swap(EMPTY, Ordering::AcqRel) == PERMIT || !late
    }

    fn take_permit(&self) -> bool {
        self.state.compare_exchange(PERMIT, EMPTY, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    }

    /// Gives the permit.
    pub fn unpark(&self) {
        if self.state.swap(PERMIT, Ordering::AcqRel) == PARKED {
            // The owner holds the lock from `PARKED` until it waits, so it is waiting once we had the lock.
            drop(lock(&self.waiting));
            self.permitted.notify_one();
        }
    }
}
