//! [`Turn`]: whether a virtual thread runs, rests or waits to run, and its permit to go on.
//!
//! | state | meaning | transition |
//! |---|---|---|
//! | `READY` | it is in the queue of those who may run, exactly once | [`begin`](Turn::begin), by who took it from there: to `RUNNING` |
//! | `RUNNING` | a carrier runs it | [`rest`](Turn::rest): to `RESTING`; [`pin`](Turn::pin): to `PINNED`; [`make_ready`](Turn::make_ready): to `READY` |
//! | `RESTING` | it lies somewhere and is in no queue | [`wake`](Turn::wake): to `READY`, by the one who puts it into the queue |
//! | `PINNED` | it blocks its carrier | [`unpin`](Turn::unpin): to `RUNNING` |
//!
//! Any of them may bear the permit, which `wake` gives and which does not add up: with it, `rest` and `pin` refuse.
//! `begin` and `unpin` take it, since the thread looks again then at what it waits for. A wake-up is a read and a write in one
//! even if it changes nothing, so what was done before it is seen by the thread that looks after `begin`.

use crate::sync::{AtomicU32, Ordering};

const READY: u32 = 0;
const RUNNING: u32 = 1;
const RESTING: u32 = 2;
const PINNED: u32 = 3;
const PERMIT: u32 = 4;

/// See the module's table.
pub struct Turn(AtomicU32);

/// What is to be done by who gave the permit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Woken {
    /// Nothing: the thread will look by itself.
    Nothing,
    /// Put it into the queue.
    Enqueue,
    /// Unblock its carrier.
    Unblock,
}

impl Default for Turn {
    /// Of a thread that is about to be put into the queue.
    fn default() -> Turn {
        Turn(AtomicU32::new(READY))
    }
}

impl Turn {
    /// A carrier has taken the thread from the queue and runs it from now on.
    pub fn begin(&self) {
        self.0.swap(RUNNING, Ordering::AcqRel);
    }

    /// Gives the permit.
    pub fn wake(&self) -> Woken {
        match self.0.fetch_or(PERMIT, Ordering::AcqRel) {
            RESTING => {
                self.0.swap(READY, Ordering::AcqRel);
                Woken::Enqueue
            }
            PINNED => Woken::Unblock,
            _ => Woken::Nothing,
        }
    }

    /// Takes the permit, if there is one. For the running thread.
    pub fn take_permit(&self) -> bool {
        self.0.load(Ordering::Relaxed) & PERMIT != 0 && self.0.swap(RUNNING, Ordering::AcqRel) & PERMIT != 0
    }

    /// The thread has been laid down where its carrier left it. False if it has a permit: then it is ready, and its carrier
    /// puts it into the queue.
    pub fn rest(&self) -> bool {
        let rests = self.0.compare_exchange(RUNNING, RESTING, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if !rests {
            self.make_ready();
        }
        rests
    }

    /// The thread has been laid down but can go on; its carrier puts it into the queue.
    pub fn make_ready(&self) {
        self.0.swap(READY, Ordering::AcqRel);
    }

    /// The thread is about to block its carrier. False if it has a permit, which is taken.
    pub fn pin(&self) -> bool {
        let pinned = self.0.compare_exchange(RUNNING, PINNED, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if !pinned {
            self.0.swap(RUNNING, Ordering::AcqRel);
        }
        pinned
    }

    /// The carrier goes on; true if somebody gave the permit.
    pub fn unpin(&self) -> bool {
        self.0.swap(RUNNING, Ordering::AcqRel) & PERMIT != 0
    }

    /// Does it lie somewhere, waiting to be woken?
    pub fn is_resting(&self) -> bool {
        self.0.load(Ordering::Acquire) & !PERMIT == RESTING
    }
}
