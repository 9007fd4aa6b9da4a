//! [`WaitQueue`]: the threads that wait for some state to change, longest first.
//!
//! Whoever waits enters, looks at the state, blocks, and leaves; whoever changes the state does that first and then wakes. So either the
//! look sees the change, or whoever changes sees the thread in the queue. It is taken out by being woken: if it finds then that it
//! has no use for that, it must wake another, since only one may have been. The state has a lock of its own, which both take.

use crate::sync::{Arc, AtomicUsize, Mutex, Ordering, lock};
use std::collections::VecDeque;

/// What can be told to go on.
pub trait Unpark {
    fn unpark(&self);
}

/// See the module.
pub struct WaitQueue<P> {
    /// Each is in it at most once.
    queue: Mutex<VecDeque<Arc<P>>>,
    /// The length of the queue, so that a change nobody waits for costs a load.
    queued: AtomicUsize,
}

impl<P> Default for WaitQueue<P> {
    fn default() -> WaitQueue<P> {
        WaitQueue { queue: Mutex::new(VecDeque::new()), queued: AtomicUsize::new(0) }
    }
}

impl<P: Unpark> WaitQueue<P> {
    /// Wakes everyone.
    pub fn wake_all(&self) {
        if self.queued.load(Ordering::Acquire) == 0 {
            return;
        }
        let woken = {
            let mut queue = lock(&self.queue);
            self.queued.store(0, Ordering::Release);
            std::mem::take(&mut *queue)
        };
        woken.iter().for_each(|one| one.unpark());
    }

    /// Wakes who has waited longest.
    pub fn wake_one(&self) {
        if self.queued.load(Ordering::Acquire) == 0 {
            return;
        }
        let first = {
            let mut queue = lock(&self.queue);
            let first = queue.pop_front();
            self.queued.store(queue.len(), Ordering::Release);
            first
        };
        if let Some(one) = first {
            one.unpark();
        }
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.queued.load(Ordering::Acquire)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn enter(&self, one: &Arc<P>) {
        let mut queue = lock(&self.queue);
        queue.push_back(one.clone());
        self.queued.store(queue.len(), Ordering::Release);
    }

    /// Leaves the queue; false if another thread had taken it out.
    pub fn leave(&self, one: &Arc<P>) -> bool {
        if self.is_empty() {
            return false;
        }
        let mut queue = lock(&self.queue);
        let before = queue.len();
        queue.retain(|other| !Arc::ptr_eq(other, one));
        self.queued.store(queue.len(), Ordering::Release);
        queue.len() < before
    }
}
