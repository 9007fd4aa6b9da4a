//! A cell without compare-and-swap, for the state of transducers. `clojure.lang.Volatile`.

use crate::cell::ValueCell;
use crate::object::Ref;
use crate::thread::Thread;
use crate::value::Value;

/// A volatile.
pub struct Volatile {
    cell: ValueCell,
}

crate::heap!(Volatile: Volatile { cell });

impl Volatile {
    pub fn new_value(value: Value) -> Value {
        Ref::new(Volatile { cell: ValueCell::new(value) }).into()
    }

    #[inline]
    pub fn load(&self) -> Value {
        self.cell.load()
    }

    /// `vreset!`
    pub fn store(&self, t: &mut Thread, value: Value) {
        self.cell.store(t, value);
    }
}
