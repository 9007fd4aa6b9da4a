//! Queues. `clojure.lang.PersistentQueue`.
//!
//! Two vectors: `conj` appends to the rear one, `pop` moves an index along the front one; when that is used up,
//! the rear becomes the front.

use super::vector::{self, Vector};
use super::{collection, copy_hash, statics};
use crate::object::Ref;
use crate::sync::{AtomicI32, Ordering};
use crate::value::{Borrowed, Value};

/// A queue. The front is used up only if the queue is empty; `None` stands for an empty vector.
pub struct Queue {
    pub(super) meta: Value,
    front: Option<Ref<Vector>>,
    rear: Option<Ref<Vector>>,
    /// How much of the front is gone.
    taken: u32,
    pub(super) hash: AtomicI32,
}

crate::heap!(Queue: Queue { meta, front, rear });
collection!(Queue);

impl Queue {
    pub(super) const fn empty_body() -> Queue {
        Queue { meta: Value::NIL, front: None, rear: None, taken: 0, hash: AtomicI32::new(0) }
    }

    pub fn len(&self) -> usize {
        let n = |v: &Option<Ref<Vector>>| v.as_ref().map_or(0, |v| v.len());
        n(&self.front) + n(&self.rear) - self.taken as usize
    }

    pub fn is_empty(&self) -> bool {
        self.front.is_none()
    }
}

/// `clojure.lang.PersistentQueue/EMPTY`
pub fn empty() -> Ref<Queue> {
    statics::queue()
}

impl Ref<Queue> {
    /// The first value.
    pub fn peek(&self) -> Option<Borrowed<'_>> {
        self.front.as_ref()?.nth(self.taken as usize)
    }

    /// The value at an index.
    pub fn nth(&self, i: usize) -> Option<Borrowed<'_>> {
        let front = self.front.as_ref()?;
        let i = i.checked_add(self.taken as usize)?;
        match front.nth(i) {
            Some(value) => Some(value),
            None => self.rear.as_ref()?.nth(i - front.len()),
        }
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = Borrowed<'_>> {
        let front = self.front.iter().flat_map(Ref::<Vector>::iter);
        front.skip(self.taken as usize).chain(self.rear.iter().flat_map(Ref::<Vector>::iter))
    }

    /// `(conj q x)`. Amortised O(1) when unique.
    pub fn conj(mut self, x: Value) -> Ref<Queue> {
        let q = self.unique();
        let end = if q.front.is_none() { &mut q.front } else { &mut q.rear };
        *end = Some(end.take().unwrap_or_else(vector::empty).conj(x));
        self
    }

    /// `(pop q)`: the queue without its first value; an empty one stays as it is. Amortised O(1).
    pub fn pop(mut self) -> Ref<Queue> {
        if self.is_empty() {
            return self;
        }
        let q = self.unique();
        let taken = q.taken as usize;
        match &mut q.front {
            Some(front) if taken + 1 < front.len() => {
                // An owner of its own need not keep the value alive.
                if front.is_unique() {
                    front.set(taken, Value::NIL);
                }
                q.taken += 1;
            }
            _ => {
                q.front = q.rear.take();
                q.taken = 0;
            }
        }
        self
    }

    pub fn with_meta(mut self, meta: Value) -> Ref<Queue> {
        self.make_mut(copy).0.meta = meta;
        self
    }

    fn unique(&mut self) -> &mut Queue {
        let q = self.make_mut(copy).0;
        q.hash.store(0, Ordering::Relaxed);
        q
    }
}

fn copy(q: &Ref<Queue>) -> Ref<Queue> {
    let (meta, front, rear) = (q.meta.clone(), q.front.clone(), q.rear.clone());
    Ref::new(Queue { meta, front, rear, taken: q.taken, hash: copy_hash(&q.hash) })
}
