//! Models of `sync_lazy.rs`: a thunk is run once whoever asks, an exception gives it back, and
//! links are followed while they change.

use crate::sync::{Arc, AtomicUsize, Ordering};
use crate::sync_lazy::{Claim, LazyCell, Outcome};
use crate::world::model;
use loom::cell::UnsafeCell;
use loom::thread;

/// A value whose copying, taking and dropping `loom` sees, so that two threads at one slot are noticed.
pub struct Value {
    touched: UnsafeCell<()>,
    number: usize,
}

impl Value {
    fn new(number: usize) -> Value {
        Value { touched: UnsafeCell::new(()), number }
    }

    pub fn take(&mut self) -> Value {
        self.touched.with_mut(|_| ());
        std::mem::replace(self, Value::new(0))
    }

    fn number(&self) -> usize {
        self.touched.with(|_| ());
        self.number
    }
}

impl Clone for Value {
    fn clone(&self) -> Value {
        Value::new(self.number())
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        self.touched.with_mut(|_| ());
    }
}

const THUNK: usize = 1;
const LINK: usize = 2;
const RESULT: usize = 3;

/// Asks for the value as `seq::lazy` does; a run of the thunk is counted, and fails while `failures` are left.
fn force(cell: &LazyCell, me: u64, runs: &AtomicUsize, failures: &AtomicUsize) -> usize {
    loop {
        if let Some(value) = cell.get() {
            return value.number();
        }
        match cell.claim(me) {
            Claim::Thunk(thunk) => {
                assert_eq!(thunk.number(), THUNK);
                runs.fetch_add(1, Ordering::Relaxed);
                // Only the claimer is here, so this needs no arithmetic in one step.
                let left = failures.load(Ordering::Relaxed);
                if left > 0 {
                    failures.store(left - 1, Ordering::Relaxed);
                    cell.resolve(me, Outcome::Pending, thunk);
                } else {
                    cell.resolve(me, Outcome::Done, Value::new(RESULT));
                }
            }
            Claim::Other => thread::yield_now(),
            Claim::Done | Claim::Linked(_) => {}
            Claim::Own => panic!("a claim was left open"),
        }
    }
}

fn force_by_two_threads(name: &str, failing: usize) {
    model(name, move || {
        let cell = Arc::new(LazyCell::new(Value::new(THUNK)));
        let (runs, failures) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(failing)));
        let theirs = (cell.clone(), runs.clone(), failures.clone());
        let handle = thread::spawn(move || force(&theirs.0, 16, &theirs.1, &theirs.2));
        assert_eq!(force(&cell, 8, &runs, &failures), RESULT);
        assert_eq!(handle.join().unwrap(), RESULT);
        assert_eq!(runs.load(Ordering::Relaxed), failing + 1);
    });
}

#[test]
fn a_thunk_is_run_once_whoever_asks() {
    force_by_two_threads("lazy seq", 0);
}

#[test]
fn a_thunk_that_fails_is_run_again_by_the_next() {
    force_by_two_threads("lazy seq that fails", 1);
}

#[test]
fn a_link_is_followed_while_another_thread_shortens_it() {
    model("linked lazy seq", || {
        let cell = Arc::new(LazyCell::new(Value::new(THUNK)));
        assert!(matches!(cell.claim(8), Claim::Thunk(_)));
        cell.resolve(8, Outcome::Linked, Value::new(LINK));
        let theirs = cell.clone();
        let handle = thread::spawn(move || {
            theirs.relink(Outcome::Done, Value::new(RESULT));
        });
        match cell.claim(8) {
            Claim::Linked(link) => assert_eq!(link.number(), LINK),
            Claim::Done => assert_eq!(cell.get().map(Value::number), Some(RESULT)),
            _ => panic!("a linked cell has no thunk"),
        }
        cell.relink(Outcome::Done, Value::new(RESULT));
        handle.join().unwrap();
        // The other thread may have found the cell busy, but then this one has replaced the link.
        assert_eq!(cell.get().map(Value::number), Some(RESULT));
    });
}
