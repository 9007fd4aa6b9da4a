//! A permit that is given is never lost: whoever parks after looking sees the change, or is woken.

use crate::park::Parker;
use crate::sync::{Arc, AtomicU32, Ordering};
use crate::world::model;
use loom::thread;

/// The owner waits for a change as `Waitable` does: it looks, parks, and looks again.
#[test]
fn a_change_before_the_unpark_is_seen() {
    model("a change before the unpark is seen", || {
        let (parker, ready) = (Arc::new(Parker::default()), Arc::new(AtomicU32::new(0)));
        let (waker, flag) = (parker.clone(), ready.clone());
        let other = thread::spawn(move || {
            flag.store(1, Ordering::Relaxed);
            waker.unpark();
        });
        while ready.load(Ordering::Relaxed) == 0 {
            parker.park(None);
        }
        other.join().unwrap();
    });
}

/// Two changes by two threads, of which the owner needs both: permits do not add up, but none is lost.
#[test]
fn two_wakers_are_both_heard() {
    model("two wakers are both heard", || {
        let (parker, count) = (Arc::new(Parker::default()), Arc::new(AtomicU32::new(0)));
        let wakers: Vec<_> = (0..2)
            .map(|_| {
                let (waker, count) = (parker.clone(), count.clone());
                thread::spawn(move || {
                    count.fetch_add(1, Ordering::Relaxed);
                    waker.unpark();
                })
            })
            .collect();
        while count.load(Ordering::Relaxed) < 2 {
            parker.park(None);
        }
        wakers.into_iter().for_each(|waker| waker.join().unwrap());
    });
}
