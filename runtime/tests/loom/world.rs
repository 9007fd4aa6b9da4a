//! What the models share: the runner, objects that notice misuse, and cells that count what they hold.

use crate::count::Count;
use crate::epoch::{Epochs, Garbage};
use crate::sync::{Arc, AtomicUsize, Ordering};
use std::sync::atomic::{AtomicBool as Truth, AtomicUsize as Tally, Ordering::SeqCst};

/// Preemptions in one execution, beyond the points where a thread has to wait.
const PREEMPTIONS: usize = 2;

/// Runs a model in all its interleavings and says how many there were.
pub fn model(name: &str, body: impl Fn() + Send + Sync + 'static) {
    let executions = std::sync::Arc::new(Tally::new(0));
    let counted = executions.clone();
    let mut builder = loom::model::Builder::new();
    let bound = *builder.preemption_bound.get_or_insert(PREEMPTIONS);
    builder.max_branches = 100_000;
    let start = std::time::Instant::now();
    builder.check(move || {
        counted.fetch_add(1, SeqCst);
        body();
    });
    let (n, seconds) = (executions.load(SeqCst), start.elapsed().as_secs_f64());
    println!("{name}: {n} executions, at most {bound} preemptions, {seconds:.1} s");
}

/// How many threads a model has at most.
const THREADS: usize = 3;
const UNWRITTEN: usize = 0;
/// What an object's maker writes into it.
pub const MADE: usize = 42;

/// An object. What was really done to it is noted where `loom` does not look; its memory is relaxed atomics, so
/// that a thread which is not ordered after the writer sees the old content in some execution.
pub struct Object {
    pub count: Count,
    content: AtomicUsize,
    used: [AtomicUsize; THREADS],
    really_used: [Truth; THREADS],
    freed: Truth,
}

impl Object {
    /// Made by this thread, which has the one reference.
    pub fn new() -> Object {
        let object = Object {
            count: Count::local(),
            content: AtomicUsize::new(UNWRITTEN),
            used: std::array::from_fn(|_| AtomicUsize::new(0)),
            really_used: std::array::from_fn(|_| Truth::new(false)),
            freed: Truth::new(false),
        };
        object.content.store(MADE, Ordering::Relaxed);
        object
    }

    pub fn is_freed(&self) -> bool {
        self.freed.load(SeqCst)
    }

    /// Reads the object as thread number `me`.
    pub fn read(&self, me: usize) -> usize {
        assert!(!self.is_freed(), "used after it was freed");
        let content = self.content.load(Ordering::Relaxed);
        assert_ne!(content, UNWRITTEN, "read before it was written");
        self.used[me].store(1, Ordering::Relaxed);
        self.really_used[me].store(true, SeqCst);
        content
    }

    /// Changes the object in place, which only a unique owner may.
    pub fn write(&self, content: usize) {
        self.assert_all_uses_seen();
        self.content.store(content, Ordering::Relaxed);
    }

    /// Gives a reference up, and frees the object if it was the last.
    pub fn release(&self) {
        assert!(!self.is_freed(), "released after it was freed");
        if self.count.release() {
            self.assert_all_uses_seen();
            assert!(!self.freed.swap(true, SeqCst), "freed twice");
        }
    }

    fn assert_all_uses_seen(&self) {
        assert!(!self.is_freed(), "written after it was freed");
        for (seen, really) in self.used.iter().zip(&self.really_used) {
            assert!(!really.load(SeqCst) || seen.load(Ordering::Relaxed) == 1, "a use is not ordered before this");
        }
    }
}

/// Objects, the cells and epochs of a runtime.
pub struct World {
    pub objects: Vec<Object>,
    pub cell: Cell,
    pub epochs: Epochs,
}

impl World {
    /// `n` objects with one shared reference each; the cell has that to the first.
    pub fn new(n: usize) -> Arc<World> {
        let objects: Vec<Object> = (0..n).map(|_| Object::new()).collect();
        objects.iter().for_each(|o| assert!(o.count.share()));
        Arc::new(World { objects, cell: Cell(AtomicUsize::new(0)), epochs: Epochs::default() })
    }

    /// Loads from the cell as `RootCell::load` does, uses the object, and gives the reference up.
    pub fn read_cell(&self, me: usize) {
        let object = &self.objects[self.cell.load()];
        object.count.retain();
        object.read(me);
        object.release();
    }

    /// Reads the object in the cell without counting it, as `RootCell::load` reads the box of an immediate. Then only
    /// the epochs put the reading before the free.
    pub fn read_box(&self, me: usize) {
        self.objects[self.cell.load()].read(me);
    }

    /// Replaces what is in the cell, as `RootCell::store` does, and retires it, as `Thread::retire` does.
    pub fn store(&self, new: usize, garbage: &mut Garbage<usize>) {
        let old = self.cell.swap(new);
        if self.epochs.alone() {
            self.objects[old].release();
        } else {
            garbage.retire(&self.epochs, old);
        }
    }

    /// Releases what nobody can be reading.
    pub fn collect(&self, garbage: &mut Garbage<usize>) {
        garbage.collect(&self.epochs, |o| self.objects[o].release());
    }
}

/// A cell of one word: the number of an object. The orderings are those of `RootCell` and `ValueCell`.
pub struct Cell(AtomicUsize);

impl Cell {
    pub fn load(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    pub fn swap(&self, new: usize) -> usize {
        self.0.swap(new, Ordering::AcqRel)
    }

    pub fn compare_exchange(&self, old: usize, new: usize) -> bool {
        self.0.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }
}
