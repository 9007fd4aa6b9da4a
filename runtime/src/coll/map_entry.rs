//! A key and a value, as walks over maps give them. `clojure.lang.MapEntry`.
//!
//! To Clojure it is a vector of two without metadata; changing it gives a [`Vector`].

use super::vector::{self, Vector};
use crate::object::Ref;
use crate::value::Value;

/// A key with its value.
pub struct MapEntry {
    pub key: Value,
    pub val: Value,
}

crate::heap!(MapEntry: MapEntry { key, val });

/// A new entry.
#[inline]
pub fn entry(key: Value, val: Value) -> Value {
    Ref::new(MapEntry { key, val }).into()
}

impl MapEntry {
    /// 0 is the key, 1 the value.
    pub fn nth(&self, i: usize) -> Option<&Value> {
        match i {
            0 => Some(&self.key),
            1 => Some(&self.val),
            _ => None,
        }
    }
}

impl Ref<MapEntry> {
    /// The same as a vector.
    pub fn to_vector(&self) -> Ref<Vector> {
        vector::from_vec(vec![self.key.clone(), self.val.clone()])
    }
}
