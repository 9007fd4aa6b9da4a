//! The box in which a reducing function says that it has seen enough. `clojure.lang.Reduced`.

use crate::object::Ref;
use crate::value::Value;

/// A final result.
pub struct Reduced {
    pub value: Value,
}

crate::heap!(Reduced: Reduced { value });

/// `(reduced x)`.
pub fn reduced(value: Value) -> Value {
    Ref::new(Reduced { value }).into()
}

/// `reduced?`
#[inline(always)]
pub fn is_reduced(value: &Value) -> bool {
    value.is::<Reduced>()
}

/// The value inside, if it is a box: `unreduced`.
pub fn unreduced(value: Value) -> Value {
    match value.get::<Reduced>() {
        Some(r) => r.value.clone(),
        None => value,
    }
}
