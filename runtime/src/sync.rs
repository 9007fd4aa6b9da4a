//! The one door to concurrency primitives: std's, loom's under `--cfg loom`, or with locks that
//! ThreadSanitizer understands under `--cfg tsan`.
//!
//! No other file of this workspace names `std::sync` atomics, locks or cells, so that every
//! algorithm built on them can be model-checked unchanged.

#[cfg(not(loom))]
pub use std::hint::spin_loop;
#[cfg(not(loom))]
pub use std::sync::{
    Arc, Weak,
    atomic::{
        AtomicBool, AtomicI32, AtomicI64, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    },
};

#[cfg(all(not(loom), not(tsan)))]
pub use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, RwLock};

#[cfg(tsan)]
pub use crate::sync_tsan::{Condvar, Mutex, MutexGuard, OnceLock, RwLock};

#[cfg(loom)]
pub use loom::hint::spin_loop;
#[cfg(loom)]
pub use loom::sync::{
    Arc, Condvar, Mutex, MutexGuard, RwLock,
    atomic::{
        AtomicBool, AtomicI32, AtomicI64, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering, fence,
    },
};

/// Locks a mutex whose data stays consistent even if a holder panicked: a poisoned lock is entered.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    match mutex.lock() {
        Ok(guard) => guard,
        Err(poisoned) => poisoned.into_inner(),
    }
}
