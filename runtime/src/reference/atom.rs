//! Atoms: one value changed by compare-and-swap. `clojure.lang.Atom`.
//!
//! `swap!` is written in Clojure over [`Ref::<Atom>::compare_and_set`], so that the function it calls may park.

use super::watch::{self, Watched};
use crate::cell::ValueCell;
use crate::error::Result;
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;

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
