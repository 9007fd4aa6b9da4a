//! Monitors: the locks behind `locking`.
//!
//! A side table per runtime holds the objects that are locked now. A thread may enter a monitor again;
//! others wait, not counted as running.

use runtime::object::Shared;
use runtime::sync::{Arc, Condvar, Mutex, Ordering, lock};
use runtime::{Error, ExceptionKind, Result, Thread, Value};
use std::collections::HashMap;
use std::time::Duration;

/// The monitors of a runtime that are held.
#[derive(Default)]
struct Monitors {
    held: Mutex<HashMap<usize, Monitor>>,
    released: Condvar,
}

struct Monitor {
    /// Keeps the object, hence its address.
    _object: Shared,
    owner: usize,
    entered: u32,
}

/// What identifies a thread while it lives.
fn identity(t: &Thread) -> usize {
    Arc::as_ptr(&t.control) as usize
}

/// Takes the lock of an object, waiting for it if necessary.
pub fn enter(t: &mut Thread, object: &Value) -> Result<()> {
    let key = address(object)?;
    let monitors = t.runtime.extension::<Monitors>();
    let (me, control) = (identity(t), t.control.clone());
    if try_enter(&monitors, key, object, me) {
        return Ok(());
    }
    // Published here, because the closure below runs while this thread is not counted as running.
    let object = Shared::new(object.clone());
    let entered = t.blocking(|| {
        loop {
            if try_enter(&monitors, key, object.get(), me) {
                return true;
            }
            if control.stop.load(Ordering::Relaxed) {
                return false;
            }
            let held = lock(&monitors.held);
            if held.contains_key(&key) {
                drop(monitors.released.wait_timeout(held, Duration::from_millis(20)));
            }
        }
    });
    if entered { Ok(()) } else { Err(Error::bare(ExceptionKind::ThreadDeath)) }
}

fn try_enter(monitors: &Monitors, key: usize, object: &Value, me: usize) -> bool {
    let mut held = lock(&monitors.held);
    match held.get_mut(&key) {
        Some(monitor) if monitor.owner == me => {
            monitor.entered += 1;
            true
        }
        Some(_) => false,
        None => {
            held.insert(key, Monitor { _object: Shared::new(object.clone()), owner: me, entered: 1 });
            true
        }
    }
}

/// Gives the lock of an object back.
pub fn exit(t: &mut Thread, object: &Value) -> Result<()> {
    let key = address(object)?;
    let monitors = t.runtime.extension::<Monitors>();
    let me = identity(t);
    let mut held = lock(&monitors.held);
    let Some(monitor) = held.get_mut(&key).filter(|monitor| monitor.owner == me) else {
        drop(held);
        return Err(Error::new(ExceptionKind::IllegalMonitorStateException, "current thread is not owner"));
    };
    monitor.entered -= 1;
    if monitor.entered == 0 {
        let gone = held.remove(&key);
        drop(held);
        monitors.released.notify_all();
        drop(gone);
    }
    Ok(())
}

/// Does the thread hold the object's lock?
pub fn holds(t: &Thread, object: &Value) -> bool {
    let monitors = t.runtime.extension::<Monitors>();
    let held = lock(&monitors.held);
    address(object).is_ok_and(|key| held.get(&key).is_some_and(|monitor| monitor.owner == identity(t)))
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
