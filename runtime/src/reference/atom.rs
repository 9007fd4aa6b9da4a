//! Atoms: one value changed by compare-and-swap. `clojure.lang.Atom`.
//!
//! `swap!` is written in Clojure over [`Ref::<Atom>::compare_and_set`], so that the function it calls may park.

use super::watch::{self, Watched};
use crate::cell::ValueCell;
use crate::error::Result;
use crate::object::Ref;
use crate::sync::spin_loop;
use crate::thread::Thread;
use crate::value::Value;

/// Steps of the pause after a swap that was lost, doubled with each further one. A model has no time.
const FIRST_PAUSE: u32 = if cfg!(loom) { 0 } else { 16 };
const MOST_DOUBLINGS: u8 = 3;

/// An atom.
pub struct Atom {
    cell: ValueCell,
    pub watched: Watched,
}

crate::heap!(Atom: Atom { cell, watched });

impl Atom {
    pub fn new_ref(value: Value) -> Ref<Atom> {
        Ref::new(Atom { cell: ValueCell::new(value), watched: Watched::default() })
    }

    /// `deref`.
    #[inline]
    pub fn load(&self) -> Value {
        self.cell.load()
    }
}

impl Ref<Atom> {
    /// Changes the value if it is still identical to `old`; validates before and notifies after.
    pub fn compare_and_set(&self, t: &mut Thread, old: &Value, new: Value) -> Result<bool> {
        if !self.watched.is_observed() {
            return Ok(self.cell.compare_exchange(t, old, new).is_ok());
        }
        let me = self.to_value();
        watch::validate(t, &me, &new)?;
        let changed = self.cell.compare_exchange(t, old, new.clone()).is_ok();
        if changed {
            watch::notify(t, &me, old, &new)?;
        }
        Ok(changed)
    }

    /// The step of `swap!`: like [`Ref::<Atom>::compare_and_set`], but who comes too late lets the others go ahead before it
    /// says so. Threads that fail and try again at once take the atom's cache line from each other all the time, and nobody
    /// gets far; one that pauses for a microsecond leaves it to another for a dozen changes.
    pub fn swap_step(&self, t: &mut Thread, old: &Value, new: Value) -> Result<bool> {
        let changed = self.compare_and_set(t, old, new)?;
        if changed {
            t.lost_swaps = 0;
        } else {
            for _ in 0..FIRST_PAUSE << t.lost_swaps.min(MOST_DOUBLINGS) {
                spin_loop();
            }
            t.lost_swaps = t.lost_swaps.saturating_add(1);
        }
        Ok(changed)
    }

    /// `reset!`: gives the old value.
    pub fn reset(&self, t: &mut Thread, new: Value) -> Result<Value> {
        if !self.watched.is_observed() {
            return Ok(self.cell.swap(t, new));
        }
        let me = self.to_value();
        watch::validate(t, &me, &new)?;
        let old = self.cell.swap(t, new.clone());
        watch::notify(t, &me, &old, &new)?;
        Ok(old)
    }
}
