//! Safepoints: what a thread looks at when its budget of calls and loop turns is used up.
//!
//! The budget is the only cost of being stoppable: calls and back-edges count it down. Here the thread
//! announces that it holds no uncounted pointer (`runtime::epoch`), pays fuel, and obeys requests to stop.
//!
//! A request to stop (`Control::request_stop`) is for code that has run away: it ends waits too, and stays in force
//! until `Control::clear_stop`, so that code which catches everything cannot go on. An interrupt is another thing: as on
//! the JVM it is a flag that code and waits look at, and stops nothing by itself.

use runtime::sync::Ordering;
use runtime::thread::TIME_SLICE;
use runtime::{Error, ExceptionKind, Result, Thread};

/// Looks at requests and begins a new time slice.
#[cold]
#[inline(never)]
pub fn poll(t: &mut Thread) -> Result<()> {
    t.pass_safepoint();
    t.check_requests()?;
    let fuel = t.control.fuel.load(Ordering::Relaxed);
    if fuel >= 0 {
        let slice = fuel.min(i64::from(TIME_SLICE));
        t.control.fuel.store(fuel - slice, Ordering::Relaxed);
        if slice == 0 {
            t.budget = 0;
            return Err(Error::new(ExceptionKind::ThreadDeath, "The thread has used up its instructions"));
        }
        t.budget = slice as i32;
    }
    Ok(())
}
