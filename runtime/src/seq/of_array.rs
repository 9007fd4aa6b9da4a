//! The elements of a Java array. `clojure.lang.ArraySeq` and its sisters for primitives.

use super::chunked::ChunkItems;
use crate::array::{Array, Element};
use crate::object::Ref;
use crate::value::Value;

/// An array from some index on. Reads the array when asked, so later changes of it show.
pub struct ArraySeq {
    pub meta: Value,
    pub array: Ref<Array>,
    /// Less than the length.
    pub index: u32,
}

crate::heap!(ArraySeq: ArraySeq { meta, array });

/// The seq of an array, nil when it is empty.
pub fn array_seq(array: &Ref<Array>) -> Value {
    if array.is_empty() {
        return Value::NIL;
    }
    Ref::new(ArraySeq { meta: Value::NIL, array: array.clone(), index: 0 }).into()
}

impl ArraySeq {
    pub fn first(&self) -> Value {
        self.array.get(self.index as usize).unwrap_or_default()
    }

    pub fn remaining(&self) -> usize {
        self.array.len() - self.index as usize
    }

    /// `clojure.lang.ArraySeq`, or the nested class of a primitive.
    pub fn class_name(&self) -> String {
        match self.array.element() {
            Element::Object => "clojure.lang.ArraySeq".into(),
            element => format!("clojure.lang.ArraySeq$ArraySeq_{}", element.name()),
        }
    }
}

impl Ref<ArraySeq> {
    /// The seq after the first element, or nil; in place if unique.
    pub(super) fn advance(mut self) -> Value {
        if self.remaining() <= 1 {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|s| Ref::new(ArraySeq { meta: Value::NIL, array: s.array.clone(), index: s.index }));
        body.index += 1;
        body.meta = Value::NIL;
        self.into()
    }
}

/// The rest arguments of a call: an `ArraySeq` whose array nobody can reach.
pub struct ArgsSeq {
    pub meta: Value,
    pub items: Ref<ChunkItems>,
    /// Less than the number of items.
    pub index: u32,
}

crate::heap!(ArgsSeq: ArgsSeq { meta, items });

/// The seq that a variadic function gets for these arguments, nil when there are none.
pub fn rest_args(args: Vec<Value>) -> Value {
    if args.is_empty() {
        return Value::NIL;
    }
    Ref::new(ArgsSeq { meta: Value::NIL, items: ChunkItems::new_ref(args), index: 0 }).into()
}

/// The same of arguments where they lie; they are taken from there.
pub fn take_rest_args(args: &mut [Value]) -> Value {
    if args.is_empty() {
        return Value::NIL;
    }
    Ref::new(ArgsSeq { meta: Value::NIL, items: ChunkItems::taken_from(args), index: 0 }).into()
}

impl ArgsSeq {
    /// The arguments that are left.
    pub fn remaining(&self) -> &[Value] {
        self.items.tail().get(self.index as usize..).unwrap_or_default()
    }

    pub fn first(&self) -> Value {
        self.remaining().first().cloned().unwrap_or_default()
    }
}

impl Ref<ArgsSeq> {
    /// The seq after the first element, or nil; in place if unique.
    pub(super) fn advance(mut self) -> Value {
        if self.remaining().len() <= 1 {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|s| Ref::new(ArgsSeq { meta: Value::NIL, items: s.items.clone(), index: s.index }));
        body.index += 1;
        body.meta = Value::NIL;
        self.into()
    }
}
