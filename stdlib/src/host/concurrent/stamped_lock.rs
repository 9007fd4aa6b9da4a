//! `StampedLock`: a lock that is not bound to threads. Who has the stamp may unlock; the views under `Lock` and
//! `ReadWriteLock` need none.

use super::lock::LOCK;
use super::unit::timeout;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::reference::wait::{Wait, Waitable};
use runtime::sync::Arc;
use runtime::{Thread, Value};
use std::time::Duration;

const STAMPED: &str = "java.util.concurrent.locks.StampedLock";
const READ_VIEW: &str = "java.util.concurrent.locks.StampedLock$ReadLockView";
const WRITE_VIEW: &str = "java.util.concurrent.locks.StampedLock$WriteLockView";
const BOTH_VIEW: &str = "java.util.concurrent.locks.StampedLock$ReadWriteLockView";

/// The lock, or a view of it.
struct StampedLock {
    class: &'static str,
    state: Arc<Waitable<Stamps>>,
}

plain_host!(StampedLock);

/// The bit of a writer; below it the readers are counted, above it grows the version, with each lock and unlock of a
/// writer. Stamps are states, so their kinds can be told apart: of readers with a count, of optimistic reads with nothing.
const WRITER: i64 = 1 << 7;
const READERS: i64 = WRITER - 1;
const MOST_READERS: i64 = READERS - 1;

struct Stamps(i64);

impl Default for Stamps {
    fn default() -> Stamps {
        Stamps(WRITER << 1)
    }
}

/// The part of a stamp that a writer changes.
fn version(stamp: i64) -> i64 {
    stamp & !READERS
}

fn is_write(stamp: i64) -> bool {
    stamp & WRITER != 0
}

fn is_read(stamp: i64) -> bool {
    stamp & READERS != 0
}

impl Stamps {
    fn write(&mut self) -> Option<i64> {
        if is_write(self.0) || is_read(self.0) {
            return None;
        }
        self.0 |= WRITER;
        Some(self.0)
    }

    fn read(&mut self) -> Option<i64> {
        if is_write(self.0) || self.0 & READERS >= MOST_READERS {
            return None;
        }
        self.0 += 1;
        Some(self.0)
    }

    fn end_write(&mut self) {
        // Zero is no stamp.
        self.0 = self.0.checked_add(WRITER).filter(|state| *state > 0).unwrap_or(WRITER << 1);
    }

    fn unlock_write(&mut self, stamp: i64) -> bool {
        let fits = is_write(stamp) && self.0 == stamp;
        if fits {
            self.end_write();
        }
        fits
    }

    fn unlock_read(&mut self, stamp: i64) -> bool {
        let fits = version(self.0) == version(stamp) && is_read(stamp) && is_read(self.0);
        self.0 -= i64::from(fits);
        fits
    }

    fn try_unlock_read(&mut self) -> bool {
        let read = is_read(self.0);
        self.0 -= i64::from(read);
        read
    }

    fn try_unlock_write(&mut self) -> bool {
        let written = is_write(self.0);
        if written {
            self.end_write();
        }
        written
    }

    fn optimistic(&self) -> i64 {
        if is_write(self.0) { 0 } else { version(self.0) }
    }

    /// Gives up what the stamp stands for and takes the lock for writing; `None` if that cannot be done at once.
    fn make_write(&mut self, stamp: i64) -> Option<i64> {
        if version(self.0) != version(stamp) {
            return None;
        }
        match (is_write(stamp), is_read(stamp)) {
            (true, _) => (self.0 == stamp).then_some(stamp),
            (_, true) if self.0 & READERS == 1 => {
                self.0 -= 1;
                self.write()
            }
            (_, true) => None,
            _ => self.write(),
        }
    }

    /// Gives up writing, if that is what the stamp stands for.
    fn leave_write(&mut self, stamp: i64) -> Option<()> {
        (self.0 == stamp).then(|| self.end_write())
    }

    fn make_read(&mut self, stamp: i64) -> Option<i64> {
        if version(self.0) != version(stamp) {
            return None;
        }
        if is_write(stamp) {
            self.leave_write(stamp)?;
            return self.read();
        }
        if is_read(stamp) { is_read(self.0).then_some(stamp) } else { self.read() }
    }

    fn make_optimistic(&mut self, stamp: i64) -> Option<i64> {
        if version(self.0) != version(stamp) {
            return None;
        }
        if is_write(stamp) {
            self.leave_write(stamp)?;
        } else if is_read(stamp) && !self.try_unlock_read() {
            return None;
        }
        Some(version(self.0))
    }
}

fn own(a: &[Value]) -> Result<&StampedLock> {
    a[0].host::<StampedLock>().ok_or_else(|| not_a(&a[0], STAMPED))
}

fn enter(t: &mut Thread, a: &[Value], how: Wait, look: fn(&mut Stamps) -> Option<i64>) -> Result<Value> {
    Ok(Value::long(own(a)?.state.wait_for(t, how, |s| look(s).into())?.unwrap_or(0)))
}

fn illegal() -> Error {
    Error::bare(ExceptionKind::IllegalMonitorStateException)
}

fn unlock(a: &[Value], leave: fn(&mut Stamps, i64) -> bool) -> Result<Value> {
    let stamp = long_arg(&a[1])?;
    if own(a)?.state.update(|s| leave(s, stamp)) { void() } else { Err(illegal()) }
}

fn convert(a: &[Value], to: fn(&mut Stamps, i64) -> Option<i64>) -> Result<Value> {
    let stamp = long_arg(&a[1])?;
    Ok(Value::long(own(a)?.state.update(|s| to(s, stamp)).unwrap_or(0)))
}

fn view(a: &[Value], class: &'static str) -> Result<Value> {
    Ok(HostObject::new_value(StampedLock { class, state: own(a)?.state.clone() }))
}

const NOW: Wait = LOCK.timeout(Some(Duration::ZERO)).uninterruptibly();

fn timed(t: &mut Thread, a: &[Value], look: fn(&mut Stamps) -> Option<i64>) -> Result<Value> {
    let timeout = timeout(a, 1)?;
    enter(t, a, LOCK.timeout(timeout).interrupt_first(), look)
}

fn to_string(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let state = own(a)?.state.lock().0;
    let what = match (is_write(state), state & READERS) {
        (true, _) => "[Write-locked]".to_owned(),
        (_, 0) => "[Unlocked]".to_owned(),
        (_, readers) => format!("[Read-locks:{readers}]"),
    };
    string(format!("{STAMPED}@{:x}{what}", runtime::hash::identity_hash(&a[0])))
}

const METHODS: &[NativeDef] = &[
    f("writeLock", 1, |t, a| enter(t, a, LOCK.uninterruptibly(), Stamps::write)),
    f("readLock", 1, |t, a| enter(t, a, LOCK.uninterruptibly(), Stamps::read)),
    f("writeLockInterruptibly", 1, |t, a| enter(t, a, LOCK.interrupt_first(), Stamps::write)),
    f("readLockInterruptibly", 1, |t, a| enter(t, a, LOCK.interrupt_first(), Stamps::read)),
    f("tryWriteLock", 1, |t, a| enter(t, a, NOW, Stamps::write)),
    f("tryReadLock", 1, |t, a| enter(t, a, NOW, Stamps::read)),
    f("tryWriteLock", 3, |t, a| timed(t, a, Stamps::write)),
    f("tryReadLock", 3, |t, a| timed(t, a, Stamps::read)),
    f("tryOptimisticRead", 1, |_, a| Ok(Value::long(own(a)?.state.lock().optimistic()))),
    f("validate", 2, |_, a| {
        let stamp = long_arg(&a[1])?;
        bool_(version(own(a)?.state.lock().0) == version(stamp))
    }),
    f("unlockWrite", 2, |_, a| unlock(a, Stamps::unlock_write)),
    f("unlockRead", 2, |_, a| unlock(a, Stamps::unlock_read)),
    f("unlock", 2, |_, a| unlock(a, |s, stamp| s.unlock_write(stamp) || s.unlock_read(stamp))),
    f("tryUnlockRead", 1, |_, a| bool_(own(a)?.state.update(Stamps::try_unlock_read))),
    f("tryUnlockWrite", 1, |_, a| bool_(own(a)?.state.update(Stamps::try_unlock_write))),
    f("tryConvertToWriteLock", 2, |_, a| convert(a, Stamps::make_write)),
    f("tryConvertToReadLock", 2, |_, a| convert(a, Stamps::make_read)),
    f("tryConvertToOptimisticRead", 2, |_, a| convert(a, Stamps::make_optimistic)),
    f("isWriteLocked", 1, |_, a| bool_(is_write(own(a)?.state.lock().0))),
    f("isReadLocked", 1, |_, a| bool_(is_read(own(a)?.state.lock().0))),
    f("getReadLockCount", 1, |_, a| Ok(Value::int((own(a)?.state.lock().0 & READERS) as i32))),
    f("asReadLock", 1, |_, a| view(a, READ_VIEW)),
    f("asWriteLock", 1, |_, a| view(a, WRITE_VIEW)),
    f("asReadWriteLock", 1, |_, a| view(a, BOTH_VIEW)),
    f("toString", 1, to_string),
];

const STATICS: &[NativeDef] = &[
    f("isLockStamp", 1, |_, a| long_arg(&a[0]).map(|s| Value::bool(is_write(s) || is_read(s)))),
    f("isWriteLockStamp", 1, |_, a| long_arg(&a[0]).map(|s| Value::bool(is_write(s) && !is_read(s)))),
    f("isReadLockStamp", 1, |_, a| long_arg(&a[0]).map(|s| Value::bool(is_read(s)))),
    f("isOptimisticReadStamp", 1, |_, a| long_arg(&a[0]).map(|s| Value::bool(s != 0 && !is_write(s) && !is_read(s)))),
];

/// What the side of a view does to get in.
fn side(a: &[Value]) -> Result<fn(&mut Stamps) -> Option<i64>> {
    Ok(if own(a)?.class == READ_VIEW { Stamps::read } else { Stamps::write })
}

fn lock_side(t: &mut Thread, a: &[Value], how: Wait) -> Result<bool> {
    let look = side(a)?;
    Ok(own(a)?.state.wait_for(t, how, |s| look(s).into())?.is_some())
}

const VIEW_METHODS: &[NativeDef] = &[
    f("lock", 1, |t, a| lock_side(t, a, LOCK.uninterruptibly()).map(|_| Value::NIL)),
    f("lockInterruptibly", 1, |t, a| lock_side(t, a, LOCK.interrupt_first()).map(|_| Value::NIL)),
    f("tryLock", 1, |t, a| lock_side(t, a, NOW).map(Value::bool)),
    f("tryLock", 3, |t, a| {
        let timeout = timeout(a, 1)?;
        lock_side(t, a, LOCK.timeout(timeout).interrupt_first()).map(Value::bool)
    }),
    f("unlock", 1, |_, a| {
        let own = own(a)?;
        let leave = if own.class == READ_VIEW { Stamps::try_unlock_read } else { Stamps::try_unlock_write };
        if own.state.update(leave) { void() } else { Err(illegal()) }
    }),
    f("newCondition", 1, immutable),
];

const BOTH_METHODS: &[NativeDef] =
    &[f("readLock", 1, |_, a| view(a, READ_VIEW)), f("writeLock", 1, |_, a| view(a, WRITE_VIEW))];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| {
            Ok(HostObject::new_value(StampedLock { class: STAMPED, state: Arc::default() }))
        })],
        methods: METHODS,
        statics: STATICS,
        ..class(STAMPED)
    },
    ClassDef { methods: VIEW_METHODS, ..class(READ_VIEW) },
    ClassDef { methods: VIEW_METHODS, ..class(WRITE_VIEW) },
    ClassDef { methods: BOTH_METHODS, ..class(BOTH_VIEW) },
];
