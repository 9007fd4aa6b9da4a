//! Berths: what lies there is one thread's at a time, with all that was done to it before, and who closes a berth comes after everybody who took from it.

use crate::berth::Berth;
use crate::sync::{Arc, AtomicUsize, Ordering};
use crate::world::{Object, model};
use std::ptr::NonNull;

/// A runtime with an object that only who is inside may touch, and a thread between entries. What the thread holds is
/// relaxed: only the berth orders it.
struct Core {
    berth: Berth<AtomicUsize>,
    thread: AtomicUsize,
    object: Object,
}

impl Core {
    fn new() -> Arc<Core> {
        let object = Object::new();
        object.count.share();
        Arc::new(Core { berth: Berth::default(), thread: AtomicUsize::new(0), object })
    }

    fn pointer(&self) -> NonNull<AtomicUsize> {
        NonNull::from(&self.thread)
    }

    /// What the thread does each time it runs: it changes what it holds without any care for others.
    fn run(&self, me: usize) {
        let before = self.thread.load(Ordering::Relaxed);
        self.object.read(me);
        self.thread.store(before + 1, Ordering::Relaxed);
    }

    /// An entry by the berth; `keep`: does the thread come back? True if there was one to take.
    fn enter(&self, me: usize, keep: bool) -> bool {
        let Some(thread) = self.berth.take() else { return false };
        assert_eq!(thread, self.pointer());
        self.run(me);
        if keep {
            self.berth.put(thread)
        } else {
            self.berth.give_up()
        }
        true
    }

    /// Closes and frees; gives whether a thread lay there.
    fn close(&self) -> bool {
        loop {
            match self.berth.close() {
                Ok(found) => {
                    self.object.release();
                    return found.is_some();
                }
                Err(_) => loom::thread::yield_now(),
            }
        }
    }
}

#[test]
fn entries_by_a_berth_are_alone_and_before_its_closing() {
    model("entries_by_a_berth_are_alone_and_before_its_closing", || {
        let core = Core::new();
        assert!(core.berth.offer(core.pointer()));
        let (a, b) = (core.clone(), core.clone());
        let first = loom::thread::spawn(move || a.enter(0, true) as usize + a.enter(0, true) as usize);
        let second = loom::thread::spawn(move || b.enter(1, true) as usize);
        assert!(core.close());
        let runs = core.thread.load(Ordering::Relaxed);
        assert_eq!(runs, first.join().unwrap() + second.join().unwrap());
        assert!(!core.enter(2, true));
    });
}

#[test]
fn what_is_given_up_may_be_replaced() {
    model("what_is_given_up_may_be_replaced", || {
        let core = Core::new();
        assert!(core.berth.offer(core.pointer()));
        let (a, b) = (core.clone(), core.clone());
        let first = loom::thread::spawn(move || {
            if a.enter(0, false) {
                a.berth.offer(a.pointer());
            }
        });
        let second = loom::thread::spawn(move || b.enter(1, true));
        core.close();
        first.join().unwrap();
        second.join().unwrap();
        assert!(!core.enter(2, true) && !core.berth.offer(core.pointer()));
    });
}
