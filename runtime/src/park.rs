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
use std::time::{Duration, Instant};

const EMPTY: u32 = 0;
const PARKED: u32 = 1;
const PERMIT: u32 = 2;

/// How long a thread looks for the permit before it sleeps, if the last one came in such a time: about what it takes to
/// wake a thread whose core went idle. Halved with each permit that did not come, [`MOST_HALVINGS`] times.
const LONGEST_LOOK: Duration = Duration::from_micros(48);
const MOST_HALVINGS: u32 = 4;

/// After so many permits that did not come in time one is waited for as long as at first: threads that pass work back and
/// forth sleep in turns, until one of them stays awake for long enough.
const MISSES_BEFORE_LONG_LOOK: u32 = 32;

/// Looks between two looks at the clock.
const LOOKS: usize = 16;

/// See the module's table.
pub struct Parker {
    state: AtomicU32,
    /// How often in a row the permit did not come while the thread looked for it. Only the owner counts.
    misses: AtomicU32,
    waiting: Mutex<()>,
    permitted: Condvar,
}

impl Default for Parker {
    fn default() -> Parker {
        Parker {
            state: AtomicU32::new(EMPTY),
            misses: AtomicU32::new(MOST_HALVINGS),
            waiting: Mutex::new(()),
            permitted: Condvar::new(),
        }
    }
}

impl Parker {
    /// Waits for a permit and takes it; false if the time was over before. May return true without one, so
    /// callers look at what they wait for. Only the owner calls this.
    pub fn park(&self, timeout: Option<Duration>) -> bool {
        self.look(timeout);
        self.sleep(timeout)
    }

    /// The same for who has nothing else to do until somebody finds him something: it looks but briefly, since the core
    /// that it would keep may be wanted by those who find it.
    pub fn park_idle(&self, timeout: Option<Duration>) -> bool {
        self.look_for(LONGEST_LOOK / (1 << MOST_HALVINGS), timeout);
        self.sleep(timeout)
    }

    fn sleep(&self, timeout: Option<Duration>) -> bool {
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

    /// Looks for the permit for a while. What was just woken or let go often answers soon, sooner than this thread would
    /// sleep and be woken.
    fn look(&self, timeout: Option<Duration>) {
        let misses = self.misses.load(Ordering::Relaxed);
        let found = self.look_for(LONGEST_LOOK / (1 << misses.min(MOST_HALVINGS)), timeout);
        let misses = if found || misses >= MISSES_BEFORE_LONG_LOOK { 0 } else { misses + 1 };
        self.misses.store(misses, Ordering::Relaxed);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "what the machine takes to wake a thread is no time of the program's"
    )]
    fn look_for(&self, patience: Duration, timeout: Option<Duration>) -> bool {
        if cfg!(loom) {
            return false; // A model has no time.
        }
        let patience = timeout.map_or(patience, |timeout| timeout.min(patience));
        let start = Instant::now();
        loop {
            let found = (0..LOOKS).any(|_| {
                spin_loop();
                self.state.load(Ordering::Relaxed) == PERMIT
            });
            if found || start.elapsed() >= patience {
                return found;
            }
        }
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
