//! Locks for runs under ThreadSanitizer (`--cfg tsan`): std's, with what they order told to it.
//!
//! The sanitizer sees only what it has instrumented, which std is not: of a lock that is fought for, or of a cell that somebody
//! else fills, it would not know that they order anything, and report what they protect. So each has a word beside it that says it in atomics of
//! ours: changed before it is given back, and after it was taken. See `.ci/tsan`.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LockResult, PoisonError, WaitTimeoutResult};
use std::time::Duration;

/// The word beside a lock.
#[derive(Default)]
struct Order(AtomicUsize);

impl Order {
    const fn new() -> Order {
        Order(AtomicUsize::new(0))
    }

    fn taken<'a, G>(&'a self, guard: LockResult<G>) -> LockResult<Guard<'a, G>> {
        let inner = Some(guard.unwrap_or_else(PoisonError::into_inner));
        self.0.fetch_add(1, Ordering::AcqRel);
        Ok(Guard { order: self, inner })
    }
}

/// What holds a lock.
pub struct Guard<'a, G> {
    order: &'a Order,
    inner: Option<G>,
}

impl<'a, G> Guard<'a, G> {
    /// Gives the lock back to one of std's functions.
    fn give(mut self) -> (&'a Order, Option<G>) {
        self.order.0.fetch_add(1, Ordering::AcqRel);
        (self.order, self.inner.take())
    }
}

impl<G> Drop for Guard<'_, G> {
    fn drop(&mut self) {
        self.order.0.fetch_add(1, Ordering::AcqRel);
    }
}

impl<G: Deref> Deref for Guard<'_, G> {
    type Target = G::Target;
    fn deref(&self) -> &G::Target {
        self.inner.as_ref().expect("it is held")
    }
}

impl<G: DerefMut> DerefMut for Guard<'_, G> {
    fn deref_mut(&mut self) -> &mut G::Target {
        self.inner.as_mut().expect("it is held")
    }
}

/// Of a [`Mutex`].
pub type MutexGuard<'a, T> = Guard<'a, std::sync::MutexGuard<'a, T>>;

/// See `std::sync::Mutex`. Never poisoned.
#[derive(Default)]
pub struct Mutex<T> {
    order: Order,
    inner: std::sync::Mutex<T>,
}

impl<T> Mutex<T> {
    pub const fn new(value: T) -> Mutex<T> {
        Mutex { order: Order::new(), inner: std::sync::Mutex::new(value) }
    }

    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        self.order.taken(self.inner.lock())
    }

    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.inner.get_mut()
    }

    pub fn into_inner(self) -> LockResult<T> {
        self.inner.into_inner()
    }
}

/// See `std::sync::Condvar`.
#[derive(Default)]
pub struct Condvar(std::sync::Condvar);

impl Condvar {
    pub const fn new() -> Condvar {
        Condvar(std::sync::Condvar::new())
    }

    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        let (order, inner) = guard.give();
        order.taken(self.0.wait(inner.expect("it is held")))
    }

    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let (order, inner) = guard.give();
        let waited = self.0.wait_timeout(inner.expect("it is held"), timeout);
        let (inner, result) = waited.unwrap_or_else(PoisonError::into_inner);
        match order.taken(Ok(inner)) {
            Ok(guard) => Ok((guard, result)),
            Err(poisoned) => Err(PoisonError::new((poisoned.into_inner(), result))),
        }
    }

    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// See `std::sync::RwLock`. Never poisoned.
#[derive(Default)]
pub struct RwLock<T> {
    order: Order,
    inner: std::sync::RwLock<T>,
}

impl<T> RwLock<T> {
    pub const fn new(value: T) -> RwLock<T> {
        RwLock { order: Order::new(), inner: std::sync::RwLock::new(value) }
    }

    pub fn read(&self) -> LockResult<Guard<'_, std::sync::RwLockReadGuard<'_, T>>> {
        self.order.taken(self.inner.read())
    }

    pub fn write(&self) -> LockResult<Guard<'_, std::sync::RwLockWriteGuard<'_, T>>> {
        self.order.taken(self.inner.write())
    }
}

/// See `std::sync::OnceLock`.
pub struct OnceLock<T> {
    order: Order,
    inner: std::sync::OnceLock<T>,
}

impl<T> OnceLock<T> {
    pub const fn new() -> OnceLock<T> {
        OnceLock { order: Order::new(), inner: std::sync::OnceLock::new() }
    }

    pub fn get(&self) -> Option<&T> {
        let found = self.inner.get()?;
        // Whoever has filled it is about to say so.
        while self.order.0.load(Ordering::Acquire) == 0 {
            std::hint::spin_loop();
        }
        Some(found)
    }

    pub fn set(&self, value: T) -> Result<(), T> {
        let set = self.inner.set(value);
        self.order.0.fetch_add(1, Ordering::AcqRel);
        set
    }

    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        let mut filled = false;
        let found = self.inner.get_or_init(|| {
            filled = true;
            f()
        });
        if filled {
            self.order.0.fetch_add(1, Ordering::AcqRel);
        }
        self.get().unwrap_or(found)
    }

    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.inner.get_mut()
    }

    pub fn take(&mut self) -> Option<T> {
        self.inner.take()
    }

    pub fn into_inner(self) -> Option<T> {
        self.inner.into_inner()
    }
}

impl<T> Default for OnceLock<T> {
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> OnceLock<T> {
        let new = OnceLock::new();
        let _ = new.set(value);
        new
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    fn clone(&self) -> OnceLock<T> {
        let new = OnceLock::new();
        if let Some(value) = self.get() {
            let _ = new.set(value.clone());
        }
        new
    }
}
