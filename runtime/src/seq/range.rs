//! Ranges of longs and of other numbers. `clojure.lang.LongRange`, `clojure.lang.Range`.
//!
//! A range object is never empty; an empty range is the empty list. The infinite `(range)` is an
//! `iterate` and is made in Clojure.

use super::chunked::{ArrayChunk, CHUNK_SIZE, LongChunk};
use crate::error::Result;
use crate::number::rounding::MathContext;
use crate::number::{compare, ops};
use crate::object::Ref;
use crate::value::{Mark, Value};
use std::cmp::Ordering;

/// Longs `start`, `start + step` … `count` of them.
pub struct LongRange {
    pub meta: Value,
    pub start: i64,
    pub step: i64,
    /// How many elements; at least one.
    pub count: u64,
}

crate::heap!(LongRange: LongRange { meta });

impl LongRange {
    fn new_value(start: i64, step: i64, count: u64) -> Value {
        Ref::new(LongRange { meta: Value::NIL, start, step, count }).into()
    }

    /// The element at an index below the count.
    pub fn at(&self, index: u64) -> i64 {
        self.start.wrapping_add(self.step.wrapping_mul(index as i64))
    }

    pub fn first(&self) -> Value {
        Value::long(self.start)
    }

    /// All elements as one chunk would be too long for some consumers: at most this many.
    pub fn chunk(&self) -> LongChunk {
        LongChunk { start: self.start, step: self.step, count: self.count.min(CHUNK_SIZE as u64) as u32 }
    }
}

impl Ref<LongRange> {
    /// The range without its first `n` elements, or nil.
    pub fn after(&self, n: u64) -> Value {
        self.clone().advance(n)
    }

    /// The range without its first `n` elements, or nil; in place if unique.
    pub(super) fn advance(mut self, n: u64) -> Value {
        if n >= self.count {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|r| Ref::new(LongRange { meta: Value::NIL, start: r.start, step: r.step, count: r.count }));
        body.start = body.at(n);
        body.count -= n;
        body.meta = Value::NIL;
        self.into()
    }
}

/// Numbers `start`, `start + step` … before `end`.
pub struct Range {
    pub meta: Value,
    pub start: Value,
    pub end: Value,
    pub step: Value,
    /// Does the range count upwards?
    pub up: bool,
}

crate::heap!(Range: Range { meta, start, end, step });

impl Range {
    /// Has a number run past the end?
    fn is_past(up: bool, number: &Value, end: &Value) -> Result<bool> {
        let cx = &MathContext::UNLIMITED;
        if up { compare::ge(number, end, cx) } else { compare::le(number, end, cx) }
    }

    pub fn first(&self) -> Value {
        self.start.clone()
    }
}

impl Ref<Range> {
    /// The range without its first element, or nil.
    pub(super) fn advance(mut self) -> Result<Value> {
        let next = ops::add_p(&self.start, &self.step, &MathContext::UNLIMITED)?;
        if Range::is_past(self.up, &next, &self.end)? {
            return Ok(Value::NIL);
        }
        let (body, _) = self.make_mut(copy);
        body.start = next;
        body.meta = Value::NIL;
        Ok(self.into())
    }

    /// The next run of elements and the range after them, or nil.
    pub fn split_chunk(&self) -> Result<(Ref<ArrayChunk>, Value)> {
        let mut items = Vec::with_capacity(CHUNK_SIZE);
        let mut next = self.start.clone();
        while items.len() < CHUNK_SIZE {
            let after = ops::add_p(&next, &self.step, &MathContext::UNLIMITED)?;
            items.push(std::mem::replace(&mut next, after));
            if Range::is_past(self.up, &next, &self.end)? {
                return Ok((ArrayChunk::of_items(items), Value::NIL));
            }
        }
        let mut rest = copy(self);
        rest.make_mut(copy).0.start = next;
        Ok((ArrayChunk::of_items(items), rest.into()))
    }
}

fn copy(r: &Ref<Range>) -> Ref<Range> {
    Ref::new(Range { meta: Value::NIL, start: r.start.clone(), end: r.end.clone(), step: r.step.clone(), up: r.up })
}

/// `(range start end step)`.
pub fn range(start: Value, end: Value, step: Value) -> Result<Value> {
    if let (Some(a), Some(b), Some(s)) = (plain_long(&start), plain_long(&end), plain_long(&step)) {
        return Ok(long_range(a, b, s));
    }
    let direction = if compare::is_pos(&step)? {
        Ordering::Greater
    } else if compare::is_neg(&step)? {
        Ordering::Less
    } else {
        Ordering::Equal
    };
    match direction {
        Ordering::Equal if compare::num_eq(&start, &end, &MathContext::UNLIMITED)? => Ok(crate::coll::list::empty()),
        Ordering::Equal => Ok(super::repeat::Repeat::forever(start)),
        _ => {
            let up = direction == Ordering::Greater;
            if Range::is_past(up, &start, &end)? {
                return Ok(crate::coll::list::empty());
            }
            Ok(Ref::new(Range { meta: Value::NIL, start, end, step, up }).into())
        }
    }
}

fn plain_long(v: &Value) -> Option<i64> {
    // Clojure takes the fast path for `Long` alone; narrower integers behave the same but for their class.
    if v.mark() == Mark::None { v.as_long() } else { None }
}

/// A range of longs.
pub fn long_range(start: i64, end: i64, step: i64) -> Value {
    if step == 0 {
        return if start == end {
            crate::coll::list::empty()
        } else {
            super::repeat::Repeat::forever(Value::long(start))
        };
    }
    let span = if step > 0 { end as i128 - start as i128 } else { start as i128 - end as i128 };
    if span <= 0 {
        return crate::coll::list::empty();
    }
    let step_size = (step as i128).unsigned_abs();
    let count = (span as u128).div_ceil(step_size) as u64;
    LongRange::new_value(start, step, count)
}
