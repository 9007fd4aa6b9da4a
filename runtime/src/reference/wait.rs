//! A lock with waiting, used by everything that blocks on one outcome.
//!
//! Waiting gives the thread's place up (see [`Thread::blocking`]) and looks at interrupts now and then.

use crate::error::{Error, ExceptionKind, Result};
use crate::sync::{Condvar, Mutex, MutexGuard, Ordering, lock};
use crate::thread::Thread;
use std::time::{Duration, Instant};

/// How often a waiting thread looks whether it is asked to stop.
const LOOK: Duration = Duration::from_millis(20);

/// State under a lock that others may wait on.
#[derive(Default)]
pub struct Waitable<T> {
    state: Mutex<T>,
    changed: Condvar,
}

impl<T> Waitable<T> {
    pub fn new(state: T) -> Waitable<T> {
        Waitable { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub fn lock(&self) -> MutexGuard<'_, T> {
        lock(&self.state)
    }

    /// Changes the state and wakes everyone.
    pub fn update<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let result = f(&mut self.lock());
        self.changed.notify_all();
        result
    }

    /// Waits until `ready` is true of the state or the time is over; gives whether it became true.
    /// An interrupt is an `InterruptedException`.
    pub fn wait(&self, t: &mut Thread, timeout: Option<Duration>, ready: impl Fn(&T) -> bool) -> Result<bool> {
        if ready(&self.lock()) {
            return Ok(true);
        }
        enum End {
            Ready,
            Late,
            Interrupted,
            Stopped,
        }
        // A time too far away to be represented is never reached.
        let deadline = timeout.and_then(|d| Instant::now().checked_add(d));
        let control = t.control.clone();
        let end = t.blocking(|| {
            let mut state = self.lock();
            loop {
                if ready(&state) {
                    return End::Ready;
                }
                if control.stop.load(Ordering::Acquire) {
                    return End::Stopped;
                }
                if control.interrupted.load(Ordering::Acquire) {
                    return End::Interrupted;
                }
                let left = deadline.map(|d| d.saturating_duration_since(Instant::now()));
                if left == Some(Duration::ZERO) {
                    return End::Late;
                }
                let (guard, _) = match self.changed.wait_timeout(state, left.unwrap_or(LOOK).min(LOOK)) {
                    Ok(pair) => pair,
                    Err(poisoned) => poisoned.into_inner(),
                };
                state = guard;
            }
        });
        match end {
            End::Ready => Ok(true),
            End::Late => Ok(false),
            End::Stopped => Err(Error::bare(ExceptionKind::ThreadDeath)),
            End::Interrupted => {
                t.take_interrupt();
                Err(Error::bare(ExceptionKind::InterruptedException))
            }
        }
    }
}
