//! The one door to concurrency primitives: std's, or loom's under `--cfg loom`.
//!
//! No other file of this workspace names `std::sync` atomics, locks or cells, so that every
//! algorithm built on them can be model-checked unchanged.

#[cfg(not(loom))]
pub use std::hint::spin_loop;
#[cfg(not(loom))]
pub use std::sync::{
    Arc, Condvar, Mutex, MutexGuard, OnceLock, RwLock, Weak,
    atomic::{
        AtomicBool, AtomicI32, AtomicI64, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    },
};

// What is set once before it is shared has no interleavings.
#[cfg(loom)]
pub use std::sync::OnceLock;

#[cfg(loom)]
pub use loom::hint::spin_loop;
#[cfg(loom)]
pub use loom::sync::{
    Arc, Condvar, Mutex, MutexGuard, RwLock,
    atomic::{
        AtomicBool, AtomicI32, AtomicI64, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    },
};

/// The data of a mutex that nobody else can reach any more.
pub fn own<T>(mutex: &mut Mutex<T>) -> &mut T {
    match mutex.get_mut() {
        Ok(data) => data,
        Err(poisoned) => poisoned.into_inner(),
    }
}

/// Locks a mutex whose data stays consistent even if a holder panicked: a poisoned lock is entered.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}
