//! Blocks that other threads release: each comes back to the seat of its page exactly once, with all that was done to it before.

use crate::remote::Remote;
use crate::sync::{Arc, AtomicUsize, Ordering};
use crate::world::model;

const BLOCKS: usize = 3;

/// A seat with one page of three blocks. Links and contents are relaxed: only the lists order them.
struct Seat {
    inbox: Remote,
    inbox_next: AtomicUsize,
    remote: Remote,
    below: [AtomicUsize; BLOCKS + 1],
    content: [AtomicUsize; BLOCKS + 1],
}

/// What a thread does to a block before it releases it.
const USED: usize = 7;

impl Seat {
    fn new() -> Arc<Seat> {
        Arc::new(Seat {
            inbox: Remote::new(),
            inbox_next: AtomicUsize::new(0),
            remote: Remote::new(),
            below: std::array::from_fn(|_| AtomicUsize::new(0)),
            content: std::array::from_fn(|_| AtomicUsize::new(0)),
        })
    }

    /// As `seat::free_remote`; the page's address is 1.
    fn release(&self, block: usize) {
        self.content[block].store(USED, Ordering::Relaxed);
        if self.remote.push(block, |below| self.below[block].store(below, Ordering::Relaxed)) {
            self.inbox.push(1, |below| self.inbox_next.store(below, Ordering::Relaxed));
        }
    }

    /// As `seat::collect`.
    fn collect(&self, back: &mut [usize; BLOCKS + 1]) {
        let mut page = self.inbox.take();
        while page != 0 {
            page = self.inbox_next.load(Ordering::Relaxed);
            assert_eq!(page, 0, "the page is in the inbox twice");
            let mut block = self.remote.take();
            assert_ne!(block, 0, "a page in the inbox without a block");
            while block != 0 {
                assert_eq!(self.content[block].load(Ordering::Relaxed), USED, "a use is not ordered before this");
                back[block] += 1;
                block = self.below[block].load(Ordering::Relaxed);
            }
        }
    }
}

#[test]
fn blocks_that_others_release_come_back_once() {
    model("blocks_that_others_release_come_back_once", || {
        let seat = Seat::new();
        let (a, b) = (seat.clone(), seat.clone());
        let first = loom::thread::spawn(move || {
            a.release(1);
            a.release(2);
        });
        let second = loom::thread::spawn(move || b.release(3));
        let mut back = [0; BLOCKS + 1];
        seat.collect(&mut back);
        seat.collect(&mut back);
        first.join().unwrap();
        second.join().unwrap();
        seat.collect(&mut back);
        assert_eq!(back, [0, 1, 1, 1]);
    });
}
