//! A lock with waiting, used by everything that blocks on one outcome.
//!
//! Waiting gives the thread's place up (see [`Thread::blocking`]) and looks at interrupts now and then.

use crate::error::{Error, ExceptionKind, Result};
use crate::sync::{Condvar, Mutex, MutexGuard, Ordering, lock};
use crate::thread::Thread;
use std::time::Duration;

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
        let control = t.control.clone();
        let end = t.blocking(|| {
            let mut state = self.lock();
            let mut left = timeout;
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
                if left == Some(Duration::ZERO) {
                    return End::Late;
                }
                // This crate reads no clock; a slice that was waited out in full is known to be over.
                let slice = left.map_or(LOOK, |left| left.min(LOOK));
                state = match self.changed.wait_timeout_while(state, slice, |s| !ready(s)) {
                    Ok((guard, _)) => guard,
                    Err(poisoned) => poisoned.into_inner().0,
                };
                left = left.map(|left| left - slice);
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
