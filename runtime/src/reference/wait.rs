//! Waiting: the one way for a thread to block on what another thread will do.
//!
//! A [`Waitable`] is state under a lock with a queue of threads that wait for it to change. A waiting thread looks at
//! the state, enters the queue, looks again, registers what it waits for in its `Control` and blocks through the
//! runtime's `block` hook, where a platform thread parks and a virtual one may leave its carrier. An interrupt
//! or a request to stop unparks it like a change does.
//!
//! No lock is held while Lisle code runs: `look` functions run under the state's lock and only read and write it.
//!
//! A virtual thread leaves by an error, and its native is called again when it resumes: so a native must not have
//! changed anything when it comes here, or find again what it had done. The end of a timed wait is kept by the thread.

use crate::error::{Error, ExceptionKind, Result};
use crate::sync::{Arc, Mutex, MutexGuard, lock};
use crate::thread::{Control, Thread, Waiting};
use crate::wait_queue::{Unpark, WaitQueue};
use std::time::Duration;

/// Called by a thread that is about to wait in a cycle of waits, as it seems at that moment: it may have been broken already.
pub struct OnSuspectedDeadlock(pub fn(&mut Thread));

/// State under a lock that others may wait on.
pub struct Waitable<T> {
    state: Mutex<T>,
    queue: WaitQueue<Control>,
}

impl Unpark for Control {
    fn unpark(&self) {
        Control::unpark(self);
    }
}

impl<T: Default> Default for Waitable<T> {
    fn default() -> Waitable<T> {
        Waitable::new(T::default())
    }
}

/// What a look at the state found.
pub enum Look<R> {
    Ready(R),
    NotYet,
    /// Not ready before this thread does something: known to those who look for deadlocks.
    HeldBy(Arc<Control>),
}

impl<R> From<Option<R>> for Look<R> {
    fn from(found: Option<R>) -> Look<R> {
        found.map_or(Look::NotYet, Look::Ready)
    }
}

/// How to wait.
#[derive(Clone, Copy)]
pub struct Wait {
    what: &'static str,
    timeout: Option<Duration>,
    /// An interrupt ends the wait.
    interruptible: bool,
    /// An interrupt that came before is seen even if nothing has to be waited for.
    interrupt_first: bool,
}

impl Wait {
    /// For as long as it takes, or an interrupt comes. `what` is what a dump of threads says.
    pub const fn on(what: &'static str) -> Wait {
        Wait { what, timeout: None, interruptible: true, interrupt_first: false }
    }

    /// At most for this time.
    pub const fn timeout(self, timeout: Option<Duration>) -> Wait {
        Wait { timeout, ..self }
    }

    /// Interrupts are left for later.
    pub const fn uninterruptibly(self) -> Wait {
        Wait { interruptible: false, interrupt_first: false, ..self }
    }

    pub const fn is_interruptible(&self) -> bool {
        self.interruptible
    }

    /// Most time to wait.
    pub const fn limit(&self) -> Option<Duration> {
        self.timeout
    }

    /// Is it only a look?
    pub fn is_instant(&self) -> bool {
        self.timeout == Some(Duration::ZERO)
    }

    /// Looks for an interrupt before anything else.
    pub const fn interrupt_first(self) -> Wait {
        Wait { interrupt_first: true, ..self }
    }
}

impl<T> Waitable<T> {
    pub fn new(state: T) -> Waitable<T> {
        Waitable { state: Mutex::new(state), queue: WaitQueue::default() }
    }

    pub fn lock(&self) -> MutexGuard<'_, T> {
        lock(&self.state)
    }

    /// An order in which two of them can be locked by whoever needs both.
    pub fn precedes(&self, other: &Waitable<T>) -> bool {
        std::ptr::from_ref(self) < std::ptr::from_ref(other)
    }

    /// Changes the state and wakes everyone.
    pub fn update<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let result = f(&mut self.lock());
        self.wake_all();
        result
    }

    /// Changes the state and wakes who has waited longest.
    pub fn update_one<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let result = f(&mut self.lock());
        self.wake_one();
        result
    }

    /// Wakes everyone: for changes made under [`Waitable::lock`], which must be given back before.
    pub fn wake_all(&self) {
        self.queue.wake_all();
    }

    /// Wakes who has waited longest.
    pub fn wake_one(&self) {
        self.queue.wake_one();
    }

    /// How many threads wait.
    pub fn waiters(&self) -> usize {
        self.queue.len()
    }

    /// Waits until `ready` is true of the state or the time is over; gives whether it became true.
    /// An interrupt is an `InterruptedException`.
    pub fn wait(&self, t: &mut Thread, how: Wait, ready: impl Fn(&T) -> bool) -> Result<bool> {
        Ok(self.wait_for(t, how, |state| ready(state).then_some(()).into())?.is_some())
    }

    /// Waits until `look` is content with the state, which it may change then, and gives what it found;
    /// `None` when the time is over.
    pub fn wait_for<R>(&self, t: &mut Thread, how: Wait, mut look: impl FnMut(&mut T) -> Look<R>) -> Result<Option<R>> {
        if how.interrupt_first && t.take_interrupt() {
            return Err(Error::bare(ExceptionKind::InterruptedException));
        }
        if t.resumed_wait.is_none() {
            if let Look::Ready(found) = look(&mut self.lock()) {
                return Ok(Some(found));
            }
            if how.is_instant() {
                return Ok(None);
            }
        }
        self.wait_in_queue(t, how, look)
    }

    fn wait_in_queue<R>(
        &self,
        t: &mut Thread,
        how: Wait,
        mut look: impl FnMut(&mut T) -> Look<R>,
    ) -> Result<Option<R>> {
        let control = t.control.clone();
        let deadline = match t.resumed_wait.take() {
            Some(deadline) => {
                self.queue.leave(&control);
                deadline
            }
            None => {
                control.begin_wait();
                how.timeout.map(|timeout| deadline_after(t, timeout))
            }
        };
        let mut late = false;
        let mut suspected = false;
        let result = loop {
            t.answer();
            self.queue.enter(&control);
            let owner = match look(&mut self.lock()) {
                Look::Ready(found) => break Ok(Some(found)),
                Look::NotYet => None,
                Look::HeldBy(owner) => Some(owner),
            };
            if control.is_stopped() || t.runtime.is_closing() {
                break Err(Error::new(ExceptionKind::ThreadDeath, "The thread was stopped"));
            }
            if how.interruptible && t.take_interrupt() {
                break Err(Error::bare(ExceptionKind::InterruptedException));
            }
            if let Err(error) = t.check_deadline() {
                break Err(error);
            }
            if late {
                break Ok(None);
            }
            let may_lock = owner.is_some() && deadline.is_none() && !suspected;
            let number = control.wait_number();
            control.set_waiting(Some(Waiting { what: how.what, owner, timed: deadline.is_some(), number }));
            if may_lock && !cycle(&control).is_empty() {
                suspected = true;
                if let Some(on) = t.runtime.try_extension::<OnSuspectedDeadlock>() {
                    (on.0)(t);
                }
            }
            let block = t.runtime.hooks().block;
            let limit = control.meter().and_then(|meter| meter.deadline());
            let until = deadline.into_iter().chain(limit).min();
            match block(t, until) {
                Ok(in_time) => {
                    late = !in_time && until == deadline;
                    self.queue.leave(&control);
                }
                Err(left) => {
                    // Still in the queue: the thread goes on when it is woken, and comes here again.
                    t.resumed_wait = Some(deadline);
                    return Err(left);
                }
            }
        };
        control.set_waiting(None);
        if !self.queue.leave(&control) {
            // Somebody took us out since we entered last, to wake one who waits; but we had no need of it.
            self.wake_one();
        }
        result
    }
}

/// The threads that wait for each other, from this one on and round to it, with the numbers of their waits; empty if there is no
/// such cycle. Others go on meanwhile, so what was found is certain only if it is found again, with the same numbers.
pub fn cycle(from: &Arc<Control>) -> Vec<(Arc<Control>, u64)> {
    let mut path: Vec<(Arc<Control>, u64)> = Vec::new();
    let mut at = from.clone();
    loop {
        let Some(Waiting { owner: Some(owner), timed: false, number, .. }) = at.waiting() else { return Vec::new() };
        path.push((at, number));
        if Arc::ptr_eq(&owner, from) {
            return path;
        }
        if path.iter().any(|(seen, _)| Arc::ptr_eq(seen, &owner)) {
            // A cycle of others, which they find themselves.
            return Vec::new();
        }
        at = owner;
    }
}

/// The time of the runtime's clock when a timeout that begins now is over.
pub fn deadline_after(t: &Thread, timeout: Duration) -> i64 {
    t.now().saturating_add(i64::try_from(timeout.as_nanos()).unwrap_or(i64::MAX))
}

/// Blocks a platform thread until it is unparked, true, or the time of the clock has come, false. The `block` hook of
/// a runtime without virtual threads.
pub fn block_platform_thread(t: &mut Thread, deadline: Option<i64>) -> Result<bool> {
    let timeout = match deadline {
        None => None,
        Some(deadline) => match u64::try_from(deadline.saturating_sub(t.now())) {
            Ok(0) | Err(_) => return Ok(false),
            Ok(left) => Some(Duration::from_nanos(left)),
        },
    };
    let (control, is_idle) = (t.control.clone(), t.is_idle);
    Ok(t.blocking(|| if is_idle { control.park_idle(timeout) } else { control.park(timeout) }))
}

/// Waits for the time to pass; true when an unpark came first. `LockSupport.park`, and the heart of sleeping.
pub fn pause(t: &mut Thread, how: Wait) -> Result<bool> {
    let nothing = Waitable::new(());
    Ok(nothing.wait_for(t, how, |()| Look::<()>::NotYet)?.is_some())
}
