//! `java.util.concurrent.locks`: `ReentrantLock` and its conditions, `ReentrantReadWriteLock`, `LockSupport`.

use super::unit::timeout;
use crate::host::hierarchy::class;
use crate::host::lang::thread;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::reference::wait::{Look, Wait, Waitable};
use runtime::sync::Arc;
use runtime::thread::Control;
use runtime::{Thread, Value};
use std::time::Duration;
use vm::monitor::{Condition, Monitor};

pub(super) const LOCK: Wait = Wait::on("lock");

// ReentrantLock

struct ReentrantLock {
    monitor: Arc<Monitor>,
    fair: bool,
}

const REENTRANT: &str = "java.util.concurrent.locks.ReentrantLock";
const CONDITION: &str = "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject";

plain_host!(ReentrantLock, REENTRANT);

struct LockCondition {
    monitor: Arc<Monitor>,
    condition: Condition,
}

plain_host!(LockCondition, CONDITION);

fn monitor(a: &[Value]) -> Result<&Monitor> {
    a[0].host::<ReentrantLock>().map(|lock| &*lock.monitor).ok_or_else(|| not_a(&a[0], REENTRANT))
}

/// `IllegalMonitorStateException` without a message, as these locks throw it.
fn exit(t: &Thread, monitor: &Monitor) -> Result<()> {
    match monitor.exit(t) {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::bare(ExceptionKind::IllegalMonitorStateException)),
    }
}

fn new_condition(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let lock = a[0].host::<ReentrantLock>().ok_or_else(|| not_a(&a[0], REENTRANT))?;
    Ok(HostObject::new_value(LockCondition { monitor: lock.monitor.clone(), condition: Condition::default() }))
}

/// A condition of a lock, which the thread that asks about it holds.
fn condition_of<'a>(t: &Thread, a: &'a [Value]) -> Result<&'a LockCondition> {
    let own = a[1].host::<LockCondition>().ok_or_else(|| match a[1].is_nil() {
        true => Error::null_pointer(),
        false => Error::illegal_argument("not owner"),
    })?;
    let lock = a[0].host::<ReentrantLock>().ok_or_else(|| not_a(&a[0], REENTRANT))?;
    if !Arc::ptr_eq(&own.monitor, &lock.monitor) {
        return Err(Error::illegal_argument("not owner"));
    }
    if own.monitor.holds(t) == 0 {
        return Err(Error::bare(ExceptionKind::IllegalMonitorStateException));
    }
    Ok(own)
}

const REENTRANT_METHODS: &[NativeDef] = &[
    f("lock", 1, |t, a| {
        monitor(a)?.enter(t, LOCK.uninterruptibly())?;
        void()
    }),
    f("lockInterruptibly", 1, |t, a| {
        monitor(a)?.enter(t, LOCK.interrupt_first())?;
        void()
    }),
    f("tryLock", 1, |t, a| bool_(monitor(a)?.try_enter(t))),
    f("tryLock", 3, |t, a| {
        let timeout = timeout(a, 1)?;
        bool_(monitor(a)?.enter(t, LOCK.timeout(timeout).interrupt_first())?)
    }),
    f("unlock", 1, |t, a| {
        exit(t, monitor(a)?)?;
        void()
    }),
    f("newCondition", 1, new_condition),
    f("isLocked", 1, |_, a| bool_(monitor(a)?.is_held())),
    f("isHeldByCurrentThread", 1, |t, a| bool_(monitor(a)?.holds(t) > 0)),
    f("getHoldCount", 1, |t, a| int(monitor(a)?.holds(t) as usize)),
    f("hasQueuedThreads", 1, |_, a| bool_(monitor(a)?.waiters() > 0)),
    f("getQueueLength", 1, |_, a| int(monitor(a)?.waiters())),
    f("hasWaiters", 2, |t, a| bool_(condition_of(t, a)?.condition.waiters() > 0)),
    f("getWaitQueueLength", 2, |t, a| int(condition_of(t, a)?.condition.waiters())),
    f("isFair", 1, |_, a| bool_(a[0].host::<ReentrantLock>().is_some_and(|lock| lock.fair))),
    f("toString", 1, |t, a| {
        let held = monitor(a)?.owner();
        let state = match held {
            None => "[Unlocked]".to_owned(),
            Some(owner) => format!("[Locked by thread {}]", thread::name_of(t, &owner)),
        };
        string(format!("{REENTRANT}@{:x}{state}", runtime::hash::identity_hash(&a[0])))
    }),
];

fn condition(a: &[Value]) -> Result<&LockCondition> {
    a[0].host::<LockCondition>().ok_or_else(|| not_a(&a[0], "java.util.concurrent.locks.Condition"))
}

fn owned<'a>(t: &Thread, a: &'a [Value]) -> Result<&'a LockCondition> {
    let own = condition(a)?;
    if own.monitor.holds(t) == 0 {
        return Err(Error::bare(ExceptionKind::IllegalMonitorStateException));
    }
    Ok(own)
}

const SIGNAL: Wait = Wait::on("condition");

fn await_condition(t: &mut Thread, a: &[Value], how: Wait) -> Result<bool> {
    let own = if t.resumed_wait.is_some() { condition(a)? } else { owned(t, a)? };
    own.monitor.wait(t, &own.condition, how)
}

const CONDITION_METHODS: &[NativeDef] = &[
    f("await", 1, |t, a| {
        await_condition(t, a, SIGNAL)?;
        void()
    }),
    f("await", 3, |t, a| {
        let timeout = timeout(a, 1)?;
        await_condition(t, a, SIGNAL.timeout(timeout)).map(Value::bool)
    }),
    f("awaitNanos", 2, |t, a| {
        let nanos = long_arg(&a[1])?;
        let before = t.now();
        // The time left is counted from here, so it cannot be begun anew.
        t.pinned(|t| await_condition(t, a, SIGNAL.timeout(Some(Duration::from_nanos(nanos.max(0) as u64)))))?;
        Ok(Value::long(nanos - (t.now() - before)))
    }),
    f("awaitUninterruptibly", 1, |t, a| {
        await_condition(t, a, SIGNAL.uninterruptibly())?;
        void()
    }),
    f("signal", 1, |t, a| {
        owned(t, a)?.condition.notify_one();
        void()
    }),
    f("signalAll", 1, |t, a| {
        owned(t, a)?.condition.notify_all();
        void()
    }),
];

// ReentrantReadWriteLock

/// Who reads, each as often as it has entered, and who writes.
#[derive(Default)]
struct ReadWrite {
    fair: bool,
    readers: Vec<(Arc<Control>, u32)>,
    writer: Option<(Arc<Control>, u32)>,
}

impl ReadWrite {
    fn other_writer(&self, me: &Arc<Control>) -> Option<&Arc<Control>> {
        self.writer.as_ref().map(|(writer, _)| writer).filter(|writer| !Arc::ptr_eq(writer, me))
    }

    fn read(&mut self, me: &Arc<Control>) -> Look<()> {
        if let Some(writer) = self.other_writer(me) {
            return Look::HeldBy(writer.clone());
        }
        match self.readers.iter_mut().find(|(reader, _)| Arc::ptr_eq(reader, me)) {
            Some((_, n)) => *n += 1,
            None => self.readers.push((me.clone(), 1)),
        }
        Look::Ready(())
    }

    fn write(&mut self, me: &Arc<Control>) -> Look<()> {
        if let Some(writer) = self.other_writer(me) {
            return Look::HeldBy(writer.clone());
        }
        match &mut self.writer {
            Some((_, n)) => *n += 1,
            None => match self.readers.first() {
                // Also when it is this thread: a read lock cannot become a write lock.
                Some((reader, _)) => return Look::HeldBy(reader.clone()),
                None => self.writer = Some((me.clone(), 1)),
            },
        }
        Look::Ready(())
    }

    fn leave_read(&mut self, me: &Arc<Control>) -> bool {
        let Some(at) = self.readers.iter().position(|(reader, _)| Arc::ptr_eq(reader, me)) else { return false };
        self.readers[at].1 -= 1;
        if self.readers[at].1 == 0 {
            self.readers.swap_remove(at);
        }
        true
    }

    fn leave_write(&mut self, me: &Arc<Control>) -> bool {
        let Some((writer, n)) = &mut self.writer else { return false };
        if !Arc::ptr_eq(writer, me) {
            return false;
        }
        *n -= 1;
        if *n == 0 {
            self.writer = None;
        }
        true
    }
}

/// The lock, or one of its two sides.
struct ReadWriteLock {
    class: &'static str,
    state: Arc<Waitable<ReadWrite>>,
}

plain_host!(ReadWriteLock);

const READ_WRITE: &str = "java.util.concurrent.locks.ReentrantReadWriteLock";
const READ: &str = "java.util.concurrent.locks.ReentrantReadWriteLock$ReadLock";
const WRITE: &str = "java.util.concurrent.locks.ReentrantReadWriteLock$WriteLock";

fn read_write(a: &[Value]) -> Result<&ReadWriteLock> {
    a[0].host::<ReadWriteLock>().ok_or_else(|| not_a(&a[0], READ_WRITE))
}

fn side(a: &[Value], class: &'static str) -> Result<Value> {
    Ok(HostObject::new_value(ReadWriteLock { class, state: read_write(a)?.state.clone() }))
}

fn lock_side(t: &mut Thread, a: &[Value], how: Wait) -> Result<bool> {
    let lock = read_write(a)?;
    let (me, reads) = (t.control.clone(), lock.class == READ);
    Ok(lock.state.wait_for(t, how, |s| if reads { s.read(&me) } else { s.write(&me) })?.is_some())
}

fn unlock_side(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let lock = read_write(a)?;
    let reads = lock.class == READ;
    let left = lock.state.update(|s| if reads { s.leave_read(&t.control) } else { s.leave_write(&t.control) });
    if left {
        return void();
    }
    Err(match reads {
        true => Error::new(
            ExceptionKind::IllegalMonitorStateException,
            "attempt to unlock read lock, not locked by current thread",
        ),
        false => Error::bare(ExceptionKind::IllegalMonitorStateException),
    })
}

const SIDE_METHODS: &[NativeDef] = &[
    f("lock", 1, |t, a| {
        lock_side(t, a, LOCK.uninterruptibly())?;
        void()
    }),
    f("lockInterruptibly", 1, |t, a| {
        lock_side(t, a, LOCK.interrupt_first())?;
        void()
    }),
    f("tryLock", 1, |t, a| lock_side(t, a, LOCK.timeout(Some(Duration::ZERO)).uninterruptibly()).map(Value::bool)),
    f("tryLock", 3, |t, a| {
        let timeout = timeout(a, 1)?;
        lock_side(t, a, LOCK.timeout(timeout).interrupt_first()).map(Value::bool)
    }),
    f("unlock", 1, unlock_side),
    f("getHoldCount", 1, |t, a| {
        let lock = read_write(a)?;
        let state = lock.state.lock();
        int(if lock.class == READ { read_holds(t, &state) } else { write_holds(t, &state) })
    }),
    f("isHeldByCurrentThread", 1, |t, a| bool_(held_by(t, &read_write(a)?.state.lock()))),
];

fn read_holds(t: &Thread, s: &ReadWrite) -> usize {
    let mine = s.readers.iter().find(|(reader, _)| Arc::ptr_eq(reader, &t.control));
    mine.map_or(0, |(_, n)| *n as usize)
}

fn write_holds(t: &Thread, s: &ReadWrite) -> usize {
    if held_by(t, s) { s.writer.as_ref().map_or(0, |(_, n)| *n as usize) } else { 0 }
}

fn held_by(t: &Thread, s: &ReadWrite) -> bool {
    s.writer.as_ref().is_some_and(|(writer, _)| Arc::ptr_eq(writer, &t.control))
}

const READ_WRITE_METHODS: &[NativeDef] = &[
    f("readLock", 1, |_, a| side(a, READ)),
    f("writeLock", 1, |_, a| side(a, WRITE)),
    f("isWriteLocked", 1, |_, a| bool_(read_write(a)?.state.lock().writer.is_some())),
    f("isWriteLockedByCurrentThread", 1, |t, a| bool_(held_by(t, &read_write(a)?.state.lock()))),
    f("getReadLockCount", 1, |_, a| {
        let state = read_write(a)?.state.lock();
        int(state.readers.iter().map(|(_, n)| *n as usize).sum())
    }),
    f("getReadHoldCount", 1, |t, a| int(read_holds(t, &read_write(a)?.state.lock()))),
    f("getWriteHoldCount", 1, |t, a| int(write_holds(t, &read_write(a)?.state.lock()))),
    f("isFair", 1, |_, a| bool_(read_write(a)?.state.lock().fair)),
    f("hasQueuedThreads", 1, |_, a| bool_(read_write(a)?.state.waiters() > 0)),
    f("getQueueLength", 1, |_, a| int(read_write(a)?.state.waiters())),
];

// LockSupport

fn park(t: &mut Thread, timeout: Option<Duration>) -> Result<Value> {
    let permit = thread::permit(t);
    let how = Wait::on("permit to go on").timeout(timeout);
    let waited = permit.wait_for(t, how, |given| std::mem::take(given).then_some(()).into());
    match waited {
        // An interrupt ends it without an exception, and stays.
        Err(e) if e.0.kind() == Some(ExceptionKind::InterruptedException) => {
            t.control.interrupt();
            void()
        }
        other => other.map(|_| Value::NIL),
    }
}

const SUPPORT: &[NativeDef] = &[
    g("park", 0, 1, |t, _| park(t, None)),
    g("parkNanos", 1, 2, |t, a| {
        let nanos = long_arg(&a[a.len() - 1])?;
        park(t, Some(Duration::from_nanos(nanos.max(0) as u64)))
    }),
    g("parkUntil", 1, 2, |t, a| {
        let left = long_arg(&a[a.len() - 1])?.saturating_sub(vm::host::host(&t.runtime).millis());
        park(t, Some(Duration::from_millis(left.max(0) as u64)))
    }),
    f("getBlocker", 1, |_, a| {
        thread::permit_of(&a[0])?;
        void()
    }),
    f("unpark", 1, |_, a| {
        thread::permit_of(&a[0])?.update(|given| *given = true);
        void()
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| {
            let fair = a.first().is_some_and(Value::is_truthy);
            Ok(HostObject::new_value(ReentrantLock { monitor: Arc::default(), fair }))
        })],
        methods: REENTRANT_METHODS,
        ..class(REENTRANT)
    },
    ClassDef { methods: CONDITION_METHODS, ..class(CONDITION) },
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| {
            let fair = a.first().is_some_and(Value::is_truthy);
            let state = Arc::new(Waitable::new(ReadWrite { fair, ..ReadWrite::default() }));
            Ok(HostObject::new_value(ReadWriteLock { class: READ_WRITE, state }))
        })],
        methods: READ_WRITE_METHODS,
        ..class(READ_WRITE)
    },
    ClassDef { methods: SIDE_METHODS, ..class(READ) },
    ClassDef { methods: SIDE_METHODS, ..class(WRITE) },
    ClassDef { statics: SUPPORT, ..class("java.util.concurrent.locks.LockSupport") },
];
