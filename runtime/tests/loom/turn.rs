//! Models of `turn.rs` and `roster.rs`: a virtual thread is in the queue exactly once when it may run, and no wake-up is lost between looking and
//! lying down, whether it leaves its carrier or blocks it, and whether a change, a timer, or an interrupt wakes it;
//! and none is started unseen while all are asked to end.

use crate::park::Parker;
use crate::roster::Roster;
use crate::sync::{Arc, AtomicU32, Ordering};
use crate::turn::{Turn, Woken};
use crate::world::model;
use loom::thread;

/// A virtual thread with what the scheduler keeps for it: how often it lies in the queue, and its carrier's parker.
#[derive(Default)]
struct Fiber {
    turn: Turn,
    queued: AtomicU32,
    carrier: Parker,
    /// What it waits for: relaxed, so that only the turn orders it.
    ready: AtomicU32,
}

impl Fiber {
    fn wake(&self) {
        match self.turn.wake() {
            Woken::Nothing => {}
            Woken::Enqueue => assert_eq!(self.queued.fetch_add(1, Ordering::Relaxed), 0, "in the queue twice"),
            Woken::Unblock => self.carrier.unpark(),
        }
    }

    /// A carrier takes it from the queue, if it is there, and runs it: it looks, and lies down if it has to wait. True when it
    /// has seen `wanted` changes.
    fn run(&self, wanted: u32) -> bool {
        if self.queued.swap(0, Ordering::Relaxed) == 0 {
            return false;
        }
        self.turn.begin();
        loop {
            if self.ready.load(Ordering::Relaxed) >= wanted {
                return true;
            }
            if self.turn.take_permit() {
                continue;
            }
            if !self.turn.rest() {
                assert_eq!(self.queued.fetch_add(1, Ordering::Relaxed), 0, "in the queue twice");
            }
            return false;
        }
    }

    /// Runs it until it has seen all changes.
    fn carry(&self, wanted: u32) {
        while !self.run(wanted) {
            thread::yield_now();
        }
    }
}

fn fiber() -> Arc<Fiber> {
    let fiber = Arc::new(Fiber::default());
    fiber.queued.store(1, Ordering::Relaxed);
    fiber
}

/// Somebody else's change, and then the wake-up.
fn change(fiber: &Arc<Fiber>) -> thread::JoinHandle<()> {
    let fiber = fiber.clone();
    thread::spawn(move || {
        fiber.ready.fetch_add(1, Ordering::Relaxed);
        fiber.wake();
    })
}

#[test]
fn a_thread_that_lies_down_is_put_into_the_queue_by_whoever_changes_something() {
    model("park against unpark", || {
        let fiber = fiber();
        let other = change(&fiber);
        fiber.carry(1);
        other.join().unwrap();
    });
}

/// The timer and an interrupt, or two changes: both are seen, and the thread is never queued twice.
#[test]
fn two_who_wake_it_put_it_into_the_queue_once() {
    model("timer against interrupt", || {
        let fiber = fiber();
        let others = [change(&fiber), change(&fiber)];
        fiber.carry(2);
        others.into_iter().for_each(|other| other.join().unwrap());
    });
}

/// A timer that was too late to be cancelled wakes a thread that has long gone on, and lies somewhere else.
#[test]
fn a_timer_that_comes_too_late_does_no_harm() {
    model("timer against cancel", || {
        let fiber = fiber();
        let timer = {
            let fiber = fiber.clone();
            thread::spawn(move || fiber.wake())
        };
        let other = change(&fiber);
        fiber.carry(1);
        timer.join().unwrap();
        other.join().unwrap();
    });
}

/// Below native code the carrier blocks instead.
#[test]
fn a_thread_that_blocks_its_carrier_is_unblocked() {
    model("pin against unpark", || {
        let fiber = fiber();
        fiber.turn.begin();
        let other = change(&fiber);
        while fiber.ready.load(Ordering::Relaxed) == 0 {
            if fiber.turn.pin() {
                fiber.carrier.park(None);
                fiber.turn.unpin();
            }
        }
        other.join().unwrap();
    });
}

/// A thread that has used up its time slice goes to the end of the queue by itself, whoever wakes it meanwhile.
#[test]
fn a_thread_that_yields_is_queued_by_its_carrier_alone() {
    model("yield against unpark", || {
        let fiber = fiber();
        fiber.queued.store(0, Ordering::Relaxed);
        fiber.turn.begin();
        let other = change(&fiber);
        fiber.turn.make_ready();
        assert_eq!(fiber.queued.fetch_add(1, Ordering::Relaxed), 0, "in the queue twice");
        fiber.carry(1);
        other.join().unwrap();
    });
}

/// Whoever comes while the roster is closed is refused, or is among those that are asked to end.
#[test]
fn nobody_is_started_unseen_while_everything_is_shut_down() {
    model("shutdown against spawn", || {
        let roster = Arc::new(Roster::default());
        let theirs = roster.clone();
        let spawner = thread::spawn(move || theirs.enlist(1, |_, _| ()).is_ok());
        let found = roster.close();
        let started = spawner.join().unwrap();
        assert_eq!(started, found == [1]);
        assert!(roster.enlist(2, |_, _| ()).is_err());
    });
}
