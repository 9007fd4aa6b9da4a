//! The elements of a queue. `clojure.lang.PersistentQueue.Seq`.

use crate::coll::queue::Queue;
use crate::object::Ref;
use crate::value::{Borrowed, Value};

/// A queue from some index on.
pub struct QueueSeq {
    pub meta: Value,
    pub queue: Ref<Queue>,
    /// Less than the length.
    pub index: u32,
}

crate::heap!(QueueSeq: QueueSeq { meta, queue });

/// The seq of a queue, nil when it is empty.
pub fn queue_seq(queue: &Ref<Queue>) -> Value {
    if queue.is_empty() {
        return Value::NIL;
    }
    Ref::new(QueueSeq { meta: Value::NIL, queue: queue.clone(), index: 0 }).into()
}

impl QueueSeq {
    pub fn first(&self) -> Value {
        self.queue.nth(self.index as usize).map(Borrowed::cloned).unwrap_or_default()
    }
}

impl Ref<QueueSeq> {
    /// The seq after the first element, or nil; in place if unique.
    pub(super) fn advance(mut self) -> Value {
        if self.index as usize + 1 >= self.queue.len() {
            return Value::NIL;
        }
        let (body, _) =
            self.make_mut(|s| Ref::new(QueueSeq { meta: Value::NIL, queue: s.queue.clone(), index: s.index }));
        body.index += 1;
        body.meta = Value::NIL;
        self.into()
    }
}
