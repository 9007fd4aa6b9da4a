//! The one timer thread of a runtime: what is to happen at a time, shortly and without waiting.

use super::pool::{Config, Pool, Refusal};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::sync::Arc;
use runtime::{Thread, Value};

struct Timer(Arc<Pool>);

impl Default for Timer {
    fn default() -> Timer {
        Timer(Pool::new(Config { daemon: true, ..Config::fixed(1, "lisle-timer-".into()) }))
    }
}

/// Calls a function without arguments when the runtime's clock shows `due`. Gives a number to take it back by.
pub fn at(t: &mut Thread, due: i64, function: &Value) -> Result<u64> {
    let timer = t.runtime.extension::<Timer>();
    timer.0.schedule(t, function, due, false).map_err(|refusal| match refusal {
        Refusal::Failed(error) => error,
        Refusal::Rejected => Error::bare(ExceptionKind::RejectedExecutionException),
    })
}

/// Forgets what is not due yet.
pub fn cancel(t: &Thread, number: u64) {
    t.runtime.extension::<Timer>().0.remove_delayed(number);
}
