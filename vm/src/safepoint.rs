//! Safepoints: what a thread looks at when its budget of calls and loop turns is used up.
//!
//! The budget is the only cost of being stoppable: calls and back-edges count it down. Here the thread
//! announces that it holds no uncounted pointer (`runtime::epoch`), pays fuel, and obeys requests to stop.
//!
//! A request to stop (`Control::request_stop`) is for code that has run away: it ends waits too, and stays in force
//! until `Control::clear_stop`, so that code which catches everything cannot go on. An interrupt is another thing: as on
//! the JVM it is a flag that code and waits look at, and stops nothing by itself.

use crate::call;
use crate::scheduler::{self, replay};
use crate::stack::{Leaving, M};
use runtime::sync::Ordering;
use runtime::{Error, ExceptionKind, Result, Thread};

/// A safepoint between two instructions: a virtual thread lets others run if there are any.
#[cold]
#[inline(never)]
pub fn poll_in_loop(t: &mut Thread, m: M) -> Result<()> {
    poll(t)?;
    if t.carried.is_some() && call::may_leave(t) && scheduler::wants_turn(t) {
        // The same instruction comes here again.
        m.set_leaving(Leaving::Yield);
        return Err(Error::bare(ExceptionKind::InternalError));
    }
    Ok(())
}

/// Looks at requests and begins a new time slice.
#[cold]
#[inline(never)]
pub fn poll(t: &mut Thread) -> Result<()> {
    t.pass_safepoint();
    t.check_requests()?;
    t.answer();
    let slice = replay::slice(t);
    t.shorten_slice(slice);
    let fuel = t.control.fuel.load(Ordering::Relaxed);
    if fuel >= 0 {
        let slice = fuel.min(i64::from(t.budget));
        t.control.fuel.store(fuel - slice, Ordering::Relaxed);
        if slice == 0 {
            t.budget = 0;
            return Err(Error::new(ExceptionKind::ThreadDeath, "The thread has used up its instructions"));
        }
        t.budget = slice as i32;
    }
    Ok(())
}
