//! Monitors: locks that their owner may enter again, with conditions to wait for. Behind `locking`, `Object.wait`, and the
//! locks of `java.util.concurrent`.
//!
//! Any object has a monitor, but only those in use take memory: a table per runtime, in parts with a lock each, holds the
//! monitors that some thread has entered or waits for. The table's locks are held to find a monitor, never to wait.

use runtime::object::Shared;
use runtime::reference::wait::{Look, Wait, Waitable};
use runtime::sync::{Arc, Mutex, lock};
use runtime::thread::Control;
use runtime::{Error, ExceptionKind, Result, Thread, Value};
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// What threads that want to enter are said to wait for.
pub const MONITOR: &str = "monitor";

/// A lock that its owner may enter again.
#[derive(Default)]
pub struct Monitor(Waitable<Held>);

/// Who is inside, and how often.
#[derive(Default)]
struct Held {
    owner: Option<Arc<Control>>,
    entered: u32,
}

impl Held {
    fn is_mine(&self, me: &Arc<Control>) -> bool {
        self.owner.as_ref().is_some_and(|owner| Arc::ptr_eq(owner, me))
    }

    /// Enters, if nobody else is inside.
    fn try_enter(&mut self, me: &Arc<Control>, times: u32) -> Look<()> {
        match &self.owner {
            Some(owner) if !Arc::ptr_eq(owner, me) => return Look::HeldBy(owner.clone()),
            Some(_) => self.entered += times,
            None => {
                self.owner = Some(me.clone());
                self.entered = times;
            }
        }
        Look::Ready(())
    }
}

impl Monitor {
    /// Enters, waiting if somebody else is inside; false when the time is over.
    pub fn enter(&self, t: &mut Thread, how: Wait) -> Result<bool> {
        let me = t.control.clone();
        Ok(self.0.wait_for(t, how, |held| held.try_enter(&me, 1))?.is_some())
    }

    /// Enters if nobody else is inside.
    pub fn try_enter(&self, t: &Thread) -> bool {
        matches!(self.0.lock().try_enter(&t.control, 1), Look::Ready(()))
    }

    /// Leaves; true when nobody is inside now.
    pub fn exit(&self, t: &Thread) -> Result<bool> {
        let free = {
            let mut held = self.0.lock();
            if !held.is_mine(&t.control) {
                drop(held);
                return Err(not_owner());
            }
            held.entered -= 1;
            if held.entered == 0 {
                held.owner = None;
            }
            held.entered == 0
        };
        if free {
            self.0.wake_one();
        }
        Ok(free)
    }

    /// How often the thread has entered.
    pub fn holds(&self, t: &Thread) -> u32 {
        let held = self.0.lock();
        if held.is_mine(&t.control) { held.entered } else { 0 }
    }

    pub fn is_held(&self) -> bool {
        self.0.lock().owner.is_some()
    }

    pub fn owner(&self) -> Option<Arc<Control>> {
        self.0.lock().owner.clone()
    }

    /// How many threads want to enter.
    pub fn waiters(&self) -> usize {
        self.0.waiters()
    }

    /// Leaves, waits to be notified, and enters again as often as before; false when the time was over first.
    pub fn wait(&self, t: &mut Thread, condition: &Condition, how: Wait) -> Result<bool> {
        let resumed = if t.resumed_wait.is_some() { t.local::<Pending>().0.take() } else { None };
        let mut left = match resumed {
            Some(left) => left,
            None => {
                let entered = self.holds(t);
                if entered == 0 {
                    return Err(not_owner());
                }
                if t.control.is_interrupted() && how.is_interruptible() {
                    t.take_interrupt();
                    return Err(Error::bare(ExceptionKind::InterruptedException));
                }
                let notified = Arc::new(Waitable::new(false));
                lock(&condition.waiting).push_back(notified.clone());
                *self.0.lock() = Held::default();
                self.0.wake_one();
                Left { notified, entered, outcome: None }
            }
        };
        if left.outcome.is_none() {
            let outcome = left.notified.wait(t, how, |notified| *notified);
            if t.resumed_wait.is_some() {
                t.local::<Pending>().0 = Some(left);
                return outcome;
            }
            left.outcome = Some(outcome);
            lock(&condition.waiting).retain(|n| !Arc::ptr_eq(n, &left.notified));
        }
        let me = t.control.clone();
        let entered = self.0.wait_for(t, Wait::on(MONITOR).uninterruptibly(), |held| held.try_enter(&me, left.entered));
        if t.resumed_wait.is_some() {
            t.local::<Pending>().0 = Some(left);
            return entered.map(|_| false);
        }
        entered?;
        let notified = *left.notified.lock();
        match left.outcome {
            // Notified and interrupted at once: the notification must not be lost.
            Some(Err(error)) if notified => {
                condition.notify_one();
                Err(error)
            }
            Some(Err(error)) => Err(error),
            Some(Ok(_)) | None => Ok(notified),
        }
    }
}

/// Threads that have left a monitor until they are notified.
#[derive(Default)]
pub struct Condition {
    waiting: Mutex<VecDeque<Arc<Waitable<bool>>>>,
}

impl Condition {
    /// Lets the thread go on that has waited longest.
    pub fn notify_one(&self) {
        let first = lock(&self.waiting).pop_front();
        if let Some(notified) = first {
            notified.update(|notified| *notified = true);
        }
    }

    /// Lets all threads go on.
    pub fn notify_all(&self) {
        let all = std::mem::take(&mut *lock(&self.waiting));
        all.iter().for_each(|notified| notified.update(|notified| *notified = true));
    }

    /// How many threads wait.
    pub fn waiters(&self) -> usize {
        lock(&self.waiting).len()
    }
}

/// How far a thread is that waits for a condition and may have to begin its native anew.
struct Left {
    notified: Arc<Waitable<bool>>,
    entered: u32,
    /// How waiting ended, when what remains is to enter.
    outcome: Option<Result<bool>>,
}

/// Of a thread that has parked within [`Monitor::wait`].
#[derive(Default)]
struct Pending(Option<Left>);

#[cold]
fn not_owner() -> Error {
    Error::new(ExceptionKind::IllegalMonitorStateException, "current thread is not owner")
}

// Monitors of objects

const PARTS: usize = 64;

/// The monitors of a runtime's objects that are in use.
struct Monitors([Mutex<HashMap<usize, Entry>>; PARTS]);

impl Default for Monitors {
    fn default() -> Monitors {
        Monitors(std::array::from_fn(|_| Mutex::default()))
    }
}

struct Entry {
    monitor: Arc<ObjectMonitor>,
    /// Threads that are inside, want to enter or wait.
    users: usize,
}

struct ObjectMonitor {
    /// Keeps the object, hence its address.
    _object: Shared,
    monitor: Monitor,
    condition: Condition,
}

impl Monitors {
    fn part(&self, key: usize) -> &Mutex<HashMap<usize, Entry>> {
        &self.0[(key >> 4) % PARTS]
    }

    /// The monitor of an object, with one more user.
    fn take_part(&self, key: usize, object: &Value) -> Arc<ObjectMonitor> {
        // Published before the lock is taken.
        let object = Shared::new(object.clone());
        let mut part = lock(self.part(key));
        let entry = part.entry(key).or_insert_with(|| {
            let (monitor, condition) = (Monitor::default(), Condition::default());
            Entry { monitor: Arc::new(ObjectMonitor { _object: object, monitor, condition }), users: 0 }
        });
        entry.users += 1;
        entry.monitor.clone()
    }

    fn find(&self, key: usize) -> Option<Arc<ObjectMonitor>> {
        lock(self.part(key)).get(&key).map(|entry| entry.monitor.clone())
    }

    /// One user less; the monitor goes with the last.
    fn leave(&self, key: usize) {
        let gone = {
            let mut part = lock(self.part(key));
            let Some(entry) = part.get_mut(&key) else { return };
            entry.users -= 1;
            if entry.users == 0 { part.remove(&key) } else { None }
        };
        drop(gone);
    }
}

/// Takes the lock of an object, waiting for it if necessary.
pub fn enter(t: &mut Thread, object: &Value) -> Result<()> {
    let key = address(object)?;
    let monitors = t.runtime.extension::<Monitors>();
    // A thread that parked here has stayed a user.
    let resumed = if t.resumed_wait.is_some() { monitors.find(key) } else { None };
    let found = resumed.unwrap_or_else(|| monitors.take_part(key, object));
    let entered = found.monitor.enter(t, Wait::on(MONITOR).uninterruptibly());
    if t.resumed_wait.is_some() {
        return entered.map(drop);
    }
    // Entered once more, or not at all.
    if entered.is_err() || found.monitor.holds(t) > 1 {
        monitors.leave(key);
    }
    entered.map(drop)
}

/// Gives the lock of an object back.
pub fn exit(t: &mut Thread, object: &Value) -> Result<()> {
    let key = address(object)?;
    let monitors = t.runtime.extension::<Monitors>();
    let Some(found) = monitors.find(key) else { return Err(not_owner()) };
    if found.monitor.exit(t)? {
        monitors.leave(key);
    }
    Ok(())
}

/// Does the thread hold the object's lock?
pub fn holds(t: &Thread, object: &Value) -> bool {
    let monitors = t.runtime.extension::<Monitors>();
    address(object).ok().and_then(|key| monitors.find(key)).is_some_and(|found| found.monitor.holds(t) > 0)
}

/// `Object.wait`; the time is without end if there is none.
pub fn wait(t: &mut Thread, object: &Value, timeout: Option<Duration>) -> Result<()> {
    let monitors = t.runtime.extension::<Monitors>();
    // The user that has entered stays one while it waits.
    let Some(found) = monitors.find(address(object)?) else { return Err(not_owner()) };
    found.monitor.wait(t, &found.condition, Wait::on("notification").timeout(timeout)).map(drop)
}

/// `Object.notify` and `notifyAll`.
pub fn notify(t: &mut Thread, object: &Value, all: bool) -> Result<()> {
    let monitors = t.runtime.extension::<Monitors>();
    let found = monitors.find(address(object)?).filter(|found| found.monitor.holds(t) > 0).ok_or_else(not_owner)?;
    if all {
        found.condition.notify_all();
    } else {
        found.condition.notify_one();
    }
    Ok(())
}

/// What tells objects apart. Immediates of one value are one object.
fn address(object: &Value) -> Result<usize> {
    if object.is_nil() {
        return Err(Error::null_pointer());
    }
    Ok(match object.address() {
        0 => (object.bits() as usize).wrapping_mul(2).wrapping_add(object.tag() as usize) | 1,
        address => address,
    })
}
