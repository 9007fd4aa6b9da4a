//! Models of `wait_queue.rs`: no wake-up is lost between looking and blocking, nor one that went to a thread which had no use for it.

use crate::park::Parker;
use crate::sync::{Arc, Mutex, lock};
use crate::wait_queue::{Unpark, WaitQueue};
use crate::world::model;
use loom::thread;

#[derive(Default)]
struct Owner(Parker);

impl Unpark for Owner {
    fn unpark(&self) {
        self.0.unpark();
    }
}

/// A number of permits, as of a semaphore, and those who wait for one.
#[derive(Default)]
struct Permits {
    free: Mutex<usize>,
    queue: WaitQueue<Owner>,
}

impl Permits {
    /// Waits as `Waitable` does; `patience` is how often it blocks before it gives up.
    fn take(&self, patience: usize) -> bool {
        let me = Arc::new(Owner::default());
        let mut left = patience;
        let taken = loop {
            self.queue.enter(&me);
            let taken = {
                let mut free = lock(&self.free);
                let any = *free > 0;
                *free -= usize::from(any);
                any
            };
            if taken || left == 0 {
                break taken;
            }
            left -= 1;
            me.0.park(None);
            self.queue.leave(&me);
        };
        if !self.queue.leave(&me) {
            self.queue.wake_one();
        }
        taken
    }

    fn give(&self) {
        *lock(&self.free) += 1;
        self.queue.wake_one();
    }
}

#[test]
fn a_change_is_seen_or_wakes() {
    model("wait against change", || {
        let permits = Arc::new(Permits::default());
        let theirs = permits.clone();
        let giver = thread::spawn(move || theirs.give());
        assert!(permits.take(usize::MAX));
        giver.join().unwrap();
        assert!(permits.queue.is_empty());
    });
}

#[test]
fn a_change_for_all_wakes_all() {
    model("wait against a change for all", || {
        let open = Arc::new((Mutex::new(false), WaitQueue::<Owner>::default()));
        let theirs = open.clone();
        let opener = thread::spawn(move || {
            *lock(&theirs.0) = true;
            theirs.1.wake_all();
        });
        let me = Arc::new(Owner::default());
        loop {
            open.1.enter(&me);
            if *lock(&open.0) {
                break;
            }
            me.0.park(None);
            open.1.leave(&me);
        }
        open.1.leave(&me);
        opener.join().unwrap();
        assert!(open.1.is_empty());
    });
}

/// One of two gives up at the moment at which the only wake-up may have gone to it, and hands on what it has got instead: the
/// other one must hear of it.
#[test]
fn whoever_gives_up_passes_the_wake_up_on() {
    model("wait against giving up", || {
        let permits = Arc::new(Permits::default());
        let impatient = {
            let permits = permits.clone();
            thread::spawn(move || {
                if permits.take(0) {
                    permits.give();
                }
            })
        };
        let giver = {
            let permits = permits.clone();
            thread::spawn(move || permits.give())
        };
        assert!(permits.take(usize::MAX));
        impatient.join().unwrap();
        giver.join().unwrap();
    });
}
