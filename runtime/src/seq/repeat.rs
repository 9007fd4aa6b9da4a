//! One value again and again. `clojure.lang.Repeat`.

use crate::object::Ref;
use crate::value::Value;

/// `value`, `count` times, or for ever.
pub struct Repeat {
    pub meta: Value,
    pub value: Value,
    /// At least one, or [`Repeat::FOREVER`].
    pub count: i64,
}

crate::heap!(Repeat: Repeat { meta, value });

impl Repeat {
    pub const FOREVER: i64 = -1;

    pub fn forever(value: Value) -> Value {
        Ref::new(Repeat { meta: Value::NIL, value, count: Repeat::FOREVER }).into()
    }

    /// `(repeat n x)`: the empty list unless `n` is positive.
    pub fn times(count: i64, value: Value) -> Value {
        if count <= 0 {
            return crate::coll::list::empty();
        }
        Ref::new(Repeat { meta: Value::NIL, value, count }).into()
    }
}

impl Ref<Repeat> {
    /// The seq after the first element, or nil; in place if unique.
    pub(super) fn advance(mut self) -> Value {
        if self.count == 1 {
            return Value::NIL;
        }
        if self.count > 1 || !self.meta.is_nil() {
            let (body, _) =
                self.make_mut(|r| Ref::new(Repeat { meta: Value::NIL, value: r.value.clone(), count: r.count }));
            body.meta = Value::NIL;
            if body.count > 1 {
                body.count -= 1;
            }
        }
        self.into()
    }
}
