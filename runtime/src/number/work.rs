//! What arithmetic on big numbers costs, and how it is stopped in the middle.
//!
//! Other natives that have no thread at hand may pay so too.
//!
//! Every operation on [`BigInt`](super::BigInt) that is worse than linear pays by [`spend`] before it does something, and is
//! done in steps of a few milliseconds at most, so that a request to stop or a limit is seen soon. Who it is that pays is known by the
//! seat of the heap on which the thread runs; where nobody runs, nothing is paid. Functions that cannot fail compute [`unstopped`].

use super::error::{NumResult, NumberError};
use crate::heap;

/// How much work passes between two looks at requests, in units of about ten nanoseconds: calls or turns of loops.
const SLICE: u32 = 1_000;

/// Pays for some work that is about to be done.
#[inline]
pub fn spend(units: u64) -> NumResult<()> {
    match heap::add_work(units, SLICE) {
        None => Ok(()),
        Some(sum) => pay(sum),
    }
}

#[cold]
#[inline(never)]
fn pay(units: u64) -> NumResult<()> {
    heap::with_running(|runtime, control| control.pay(runtime, units)).unwrap_or(Ok(())).map_err(NumberError::Stopped)
}

/// Computes what has no way to fail: it is not stopped and costs nothing, so it must not take long.
pub fn unstopped<R>(f: impl FnOnce() -> R) -> R {
    heap::unobserved(f)
}
