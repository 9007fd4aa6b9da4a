//! Failures in the background that nobody has noticed: of futures, executors' tasks and agents.
//!
//! A failure is noticed when somebody waits for the future, cancels it, asks the agent for its error or sends to it. When the future
//! or agent is freed without that, a thread that waits for this hands the exception to the uncaught-exception handler of the thread
//! it happened on. When the process ends, so is one that could still have been noticed.

use super::pool::{Config, Pool};
use crate::host::lang::thread;
use runtime::error::{Error, Result, Throwable};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::reference::failure::{Bell, Failure};
use runtime::reference::wait::Wait;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};

/// Failures with the threads on which they happened.
#[derive(Default)]
struct Unseen {
    bell: Arc<Bell>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    failures: Vec<(Arc<Failure>, Shared)>,
    /// How many there may be until those are dropped that were noticed.
    sweep_at: usize,
    reporter: Option<Arc<Pool>>,
}

static REPORT: NativeDef = NativeDef::new("report-failures", 0, 0, report_when_rung);

/// Watches a failure of the running thread.
pub fn register(t: &mut Thread, failure: Arc<Failure>) {
    let object = Shared::new(thread::current(t));
    let unseen = t.runtime.extension::<Unseen>();
    failure.set_bell(unseen.bell.clone());
    let (new, full) = {
        let mut state = lock(&unseen.state);
        state.failures.push((failure, object));
        let new = state.reporter.is_none();
        let config = || Config { daemon: true, ..Config::fixed(1, "lisle-failures-".into()) };
        let pool = state.reporter.get_or_insert_with(|| Pool::new(config())).clone();
        (new.then_some(pool), state.failures.len() > state.sweep_at)
    };
    if let Some(pool) = new {
        // A refusal means that the runtime is closing.
        let _ = pool.execute(t, &vm::natives::function(&REPORT));
    }
    if full {
        report(t, false);
    }
}

/// What the reporting thread does.
fn report_when_rung(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let unseen = t.runtime.extension::<Unseen>();
    loop {
        let how = Wait::on("failure that nobody has noticed").uninterruptibly();
        unseen.bell.wait(t, how, |rung| *rung)?;
        unseen.bell.update(|rung| *rung = false);
        report(t, false);
    }
}

/// Reports everything, as there will be nobody to notice it.
pub fn report_all(t: &mut Thread) {
    report(t, true);
}

fn report(t: &mut Thread, all: bool) {
    let Some(unseen) = t.runtime.try_extension::<Unseen>() else { return };
    let gone: Vec<(Arc<Failure>, Shared)> = {
        let mut state = lock(&unseen.state);
        let (gone, kept) = std::mem::take(&mut state.failures)
            .into_iter()
            .partition(|(failure, _)| all || failure.is_seen() || Arc::strong_count(failure) == 1);
        state.failures = kept;
        state.sweep_at = (state.failures.len() * 2).max(16);
        gone
    };
    for (failure, object) in gone {
        if failure.is_seen() {
            continue;
        }
        failure.mark_seen();
        if let Ok(thrown) = failure.thrown.get().clone().downcast::<Throwable>() {
            thread::uncaught(t, &object.into_value(), Error(thrown));
        }
    }
}

/// Somebody else tells of a future's failure.
pub fn mark_seen(future: &Value) {
    if let Some(failure) = crate::host::concurrent::future::future_of(future).and_then(|future| future.failure()) {
        failure.mark_seen();
    }
}
