//! [`LazyCell`]: a thunk that turns into a value once, whatever threads ask for it. The cell of lazy seqs.
//!
//! | state word | slot | who may touch the slot | transition |
//! |---|---|---|---|
//! | `PENDING` | the thunk | nobody | [`claim`](LazyCell::claim): to the claimer's name; a visit: `BUSY` and back |
//! | a thread's name | nil | that thread | [`resolve`](LazyCell::resolve): to `PENDING`, `LINKED` or `DONE` |
//! | `LINKED` | another cell's owner, to be asked instead | nobody | `BUSY` and back; [`relink`](LazyCell::relink) |
//! | `BUSY` | any | who set it, for a few instructions | back, or to `LINKED` or `DONE` |
//! | `DONE` | the value | anybody may read | none |
//!
//! A thread's name is the address of something of its own, so it is none of the small numbers. Costs one
//! compare-and-swap per claim. Waiting is the caller's. Does not know seqs, and never runs a thunk.

use crate::object::{Traced, Visitor, VisitorMut};
use crate::sync::{AtomicU64, Ordering, spin_loop};
use crate::value::Value;
use std::cell::UnsafeCell;

const PENDING: u64 = 0;
const LINKED: u64 = 1;
const BUSY: u64 = 2;
const DONE: u64 = 3;

/// See the module's table.
pub struct LazyCell {
    state: AtomicU64,
    slot: UnsafeCell<Value>,
}

// SAFETY: the table says who may touch the slot, and the models' values may be used by any thread. Real
// values may not: there a cell gets to other threads inside a published object only.
#[cfg(loom)]
unsafe impl Sync for LazyCell {}

/// What [`LazyCell::claim`] found.
pub enum Claim {
    Done,
    /// Ask this instead.
    Linked(Value),
    /// Claimed: run it, then call [`LazyCell::resolve`].
    Thunk(Value),
    /// This thread is running the thunk already.
    Own,
    /// Another thread is running it.
    Other,
}

/// How a claim ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The thunk is given back, to be run again.
    Pending,
    Linked,
    Done,
}

impl Outcome {
    fn state(self) -> u64 {
        match self {
            Outcome::Pending => PENDING,
            Outcome::Linked => LINKED,
            Outcome::Done => DONE,
        }
    }
}

impl LazyCell {
    pub fn new(thunk: Value) -> LazyCell {
        LazyCell::with(PENDING, thunk)
    }

    /// A cell that has its value.
    pub fn done(value: Value) -> LazyCell {
        LazyCell::with(DONE, value)
    }

    fn with(state: u64, value: Value) -> LazyCell {
        LazyCell { state: AtomicU64::new(state), slot: UnsafeCell::new(value) }
    }

    /// The value, if it is there.
    #[inline(always)]
    pub fn get(&self) -> Option<&Value> {
        if self.state.load(Ordering::Acquire) != DONE {
            return None;
        }
        // SAFETY: `DONE` is never left, and nobody writes the slot in that state but through `&mut self`.
        Some(unsafe { &*self.slot.get() })
    }

    /// Has the thunk been run (or is it done for other reasons)?
    pub fn is_run(&self) -> bool {
        !matches!(self.state.load(Ordering::Acquire), PENDING) && !self.is_running()
    }

    /// Is some thread running the thunk?
    pub fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) > DONE
    }

    /// [`LazyCell::claim`] of a pending cell that no other thread can reach: nothing has to be exchanged.
    #[inline(always)]
    pub fn claim_alone(&self, me: u64) -> Option<Value> {
        debug_assert!(me > DONE);
        if self.state.load(Ordering::Relaxed) != PENDING {
            return None;
        }
        self.state.store(me, Ordering::Relaxed);
        // SAFETY: the state word bears our name, so the slot is ours.
        Some(unsafe { (*self.slot.get()).take() })
    }

    /// Takes the thunk to run it, or tells why not. `me` names the thread.
    pub fn claim(&self, me: u64) -> Claim {
        debug_assert!(me > DONE);
        loop {
            let state = self.state.load(Ordering::Acquire);
            match state {
                DONE => return Claim::Done,
                BUSY => spin_loop(),
                PENDING if self.enter(PENDING, me) => {
                    // SAFETY: the state word bears our name, so the slot is ours.
                    return Claim::Thunk(unsafe { (*self.slot.get()).take() });
                }
                LINKED if self.enter(LINKED, BUSY) => {
                    // SAFETY: we set `BUSY`, so the slot is ours until the store below.
                    let link = unsafe { (*self.slot.get()).clone() };
                    self.state.store(LINKED, Ordering::Release);
                    return Claim::Linked(link);
                }
                PENDING | LINKED => {}
                name if name == me => return Claim::Own,
                _ => return Claim::Other,
            }
        }
    }

    #[inline]
    fn enter(&self, from: u64, to: u64) -> bool {
        self.state.compare_exchange(from, to, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// Ends this thread's claim. Without a claim of that name nothing happens. To wake those who wait is the caller's.
    pub fn resolve(&self, me: u64, outcome: Outcome, value: Value) {
        if self.state.load(Ordering::Relaxed) != me {
            return;
        }
        // SAFETY: the state word bears our name, so the slot is ours; it holds nil, left by `claim`.
        unsafe { *self.slot.get() = value };
        self.state.store(outcome.state(), Ordering::Release);
    }

    /// Replaces the link of a linked cell, by another one or by the value; else does nothing.
    pub fn relink(&self, outcome: Outcome, value: Value) {
        if !self.enter(LINKED, BUSY) {
            return;
        }
        // SAFETY: we set `BUSY`, so the slot is ours until the store below.
        let old = unsafe { std::mem::replace(&mut *self.slot.get(), value) };
        self.state.store(outcome.state(), Ordering::Release);
        drop(old);
    }
}

impl Traced for LazyCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        loop {
            let state = self.state.load(Ordering::Acquire);
            match state {
                DONE => {
                    if let Some(value) = self.get() {
                        visitor.value(value);
                    }
                    return;
                }
                PENDING | LINKED => {
                    if self.enter(state, BUSY) {
                        // SAFETY: we set `BUSY`, so the slot is ours until the store below.
                        visitor.value(unsafe { &*self.slot.get() });
                        self.state.store(state, Ordering::Release);
                        return;
                    }
                }
                BUSY => spin_loop(),
                // The thunk is with the thread that runs it.
                _ => return,
            }
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        visitor.value(self.slot.get_mut().take());
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_exclusive_until_it_is_resolved() {
        let cell = LazyCell::new(Value::long(1));
        assert!(matches!(cell.claim(8), Claim::Thunk(v) if v.as_long() == Some(1)));
        assert!(matches!(cell.claim(8), Claim::Own));
        assert!(matches!(cell.claim(16), Claim::Other));
        cell.resolve(16, Outcome::Done, Value::long(9));
        assert!(cell.is_running());
        cell.resolve(8, Outcome::Pending, Value::long(2));
        assert!(!cell.is_run());
        assert!(matches!(cell.claim(16), Claim::Thunk(v) if v.as_long() == Some(2)));
        cell.resolve(16, Outcome::Linked, Value::long(3));
        assert!(cell.is_run() && cell.get().is_none());
        assert!(matches!(cell.claim(8), Claim::Linked(v) if v.as_long() == Some(3)));
        cell.relink(Outcome::Done, Value::long(4));
        cell.relink(Outcome::Done, Value::long(5));
        assert_eq!(cell.get().and_then(Value::as_long), Some(4));
    }
}
