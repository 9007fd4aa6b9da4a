//! Tests of the collections: against simple models ([`model`]), against recorded answers of Clojure's
//! ([`order`]), of sharing, freeing and threads ([`sharing`]), and of what is particular ([`behaviour`]).

mod behaviour;
mod model;
mod order;
mod sharing;

use crate::object::Ref;
use crate::sync::Arc;
use crate::{Runtime, Thread, Value};
use std::ops::Deref;

/// A thread of a new runtime without a VM.
fn thread() -> Thread {
    Thread::new(&Arc::new(Runtime::default()))
}

/// A small generator (xorshift), so that runs repeat exactly.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

fn longs(numbers: impl IntoIterator<Item = i64>) -> Vec<Value> {
    numbers.into_iter().map(Value::long).collect()
}

fn numbers<V: Deref<Target = Value>>(values: impl IntoIterator<Item = V>) -> Vec<i64> {
    values.into_iter().map(|v| v.as_long().expect("a number")).collect()
}

/// A second reference, which turns in-place updates into copies for as long as it lives.
fn hold<T: crate::object::Heap>(r: &Ref<T>) -> Ref<T> {
    r.clone()
}
