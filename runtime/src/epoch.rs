//! Deferred release: when may an object that was taken out of a shared cell be released?
//!
//! A reader of a cell loads a pointer and then counts it; between the two, another thread may replace
//! the pointer and drop the cell's own reference. So a replaced reference is *retired*: it is released
//! only after every running thread has passed a safepoint (quiescent-state-based reclamation, McKenney
//! and Slingwine 1998). Reading costs nothing; threads that block are *offline* and not waited for.
//!
//! | slot | meaning | transition |
//! |---|---|---|
//! | 0 | offline: the thread holds no uncounted pointer from any cell | `online` at entry and after blocking |
//! | e | it holds none loaded before epoch e began | `pass` at every safepoint moves it to the present epoch |
//!
//! Retiring advances the epoch to `e`; what was retired may be released once every slot is 0 or at
//! least `e`: such a thread read the epoch after the cell was changed, so it cannot load the old pointer.

use crate::sync::{Arc, AtomicU64, Mutex, Ordering, fence, lock};

/// The epoch of a runtime and the slots of its threads.
pub struct Epochs {
    epoch: AtomicU64,
    slots: Mutex<Vec<Arc<Slot>>>,
}

/// One thread's announcement.
pub struct Slot(AtomicU64);

impl Default for Epochs {
    fn default() -> Epochs {
        Epochs { epoch: AtomicU64::new(1), slots: Mutex::new(Vec::new()) }
    }
}

impl Epochs {
    /// Registers a thread, online.
    pub fn register(&self) -> Arc<Slot> {
        let slot = Arc::new(Slot(AtomicU64::new(0)));
        lock(&self.slots).push(slot.clone());
        self.online(&slot);
        slot
    }

    /// Forgets a thread that will read no cell any more.
    pub fn unregister(&self, slot: &Arc<Slot>) {
        slot.0.store(0, Ordering::Release);
        lock(&self.slots).retain(|s| !Arc::ptr_eq(s, slot));
    }

    /// The thread is about to read cells.
    pub fn online(&self, slot: &Slot) {
        slot.0.store(self.epoch.load(Ordering::Acquire), Ordering::Relaxed);
        // The announcement comes before every later load of a cell; pairs with the fence in `oldest`.
        fence(Ordering::SeqCst);
        // Acquire what was retired before the epoch now current, in case it moved between load and store.
        slot.0.store(self.epoch.load(Ordering::Acquire), Ordering::Release);
    }

    /// The thread reads no cell until it calls `online`.
    pub fn offline(&self, slot: &Slot) {
        slot.0.store(0, Ordering::Release);
    }

    /// A safepoint: the thread holds no uncounted pointer.
    #[inline]
    pub fn pass(&self, slot: &Slot) {
        let now = self.epoch.load(Ordering::Acquire);
        if slot.0.load(Ordering::Relaxed) != now {
            slot.0.store(now, Ordering::Release);
        }
    }

    /// Begins a new epoch after cells were changed; what was taken out may be released from it on.
    fn advance(&self) -> u64 {
        self.epoch.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// The oldest epoch that some online thread may still be in.
    fn oldest(&self) -> u64 {
        fence(Ordering::SeqCst);
        let slots = lock(&self.slots);
        slots.iter().map(|s| s.0.load(Ordering::Acquire)).filter(|&e| e != 0).min().unwrap_or(u64::MAX)
    }

    /// True when `slot` is the only registered thread: then nothing has to be deferred.
    pub fn alone(&self) -> bool {
        lock(&self.slots).len() <= 1
    }
}

/// What one thread has retired, in order.
pub struct Garbage<T> {
    retired: std::collections::VecDeque<(u64, T)>,
}

impl<T> Default for Garbage<T> {
    fn default() -> Garbage<T> {
        Garbage { retired: std::collections::VecDeque::new() }
    }
}

impl<T> Garbage<T> {
    /// Takes over something that was reachable from a shared cell until just now.
    pub fn retire(&mut self, epochs: &Epochs, item: T) {
        self.retired.push_back((epochs.advance(), item));
    }

    pub fn len(&self) -> usize {
        self.retired.len()
    }

    pub fn is_empty(&self) -> bool {
        self.retired.is_empty()
    }

    /// Hands back what no thread can be reading any more.
    pub fn collect(&mut self, epochs: &Epochs, mut release: impl FnMut(T)) {
        if self.retired.is_empty() {
            return;
        }
        let oldest = epochs.oldest();
        while self.retired.front().is_some_and(|(e, _)| *e <= oldest) {
            if let Some((_, item)) = self.retired.pop_front() {
                release(item);
            }
        }
    }

    /// Moves everything into another thread's list (of a thread that lives on).
    pub fn hand_over(&mut self, to: &mut Garbage<T>, epochs: &Epochs) {
        let epoch = epochs.advance();
        to.retired.extend(self.retired.drain(..).map(|(_, item)| (epoch, item)));
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn retired_items_wait_for_every_online_thread() {
        let epochs = Epochs::default();
        let (a, b) = (epochs.register(), epochs.register());
        let mut garbage = Garbage::default();
        let mut freed = Vec::new();
        garbage.retire(&epochs, 1);
        garbage.collect(&epochs, |x| freed.push(x));
        assert!(freed.is_empty());
        epochs.pass(&a);
        garbage.collect(&epochs, |x| freed.push(x));
        assert!(freed.is_empty());
        epochs.offline(&b);
        garbage.collect(&epochs, |x| freed.push(x));
        assert_eq!(freed, [1]);
        epochs.online(&b);
        garbage.retire(&epochs, 2);
        epochs.pass(&a);
        epochs.pass(&b);
        garbage.collect(&epochs, |x| freed.push(x));
        assert_eq!(freed, [1, 2]);
    }
}
