//! [`Timers`]: who is to be woken when. One OS thread waits for the earliest time, however many there are.

use super::fiber::{self, Fiber};
use runtime::Runtime;
use runtime::sync::{Arc, Condvar, Mutex, Weak, lock};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long the thread stays when nobody is to be woken.
const PATIENCE: Duration = Duration::from_secs(2);

/// The timers of a scheduler.
#[derive(Default)]
pub(super) struct Timers(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// The earliest time is another one, or the thread is to end.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// By time, and by address, so that times need not differ.
    sleepers: BTreeMap<(i64, usize), Arc<Fiber>>,
    running: bool,
    closed: bool,
}

fn key(deadline: i64, fiber: &Arc<Fiber>) -> (i64, usize) {
    (deadline, Arc::as_ptr(fiber) as usize)
}

impl Timers {
    /// Wakes the thread when the clock says so, unless [`Timers::remove`] comes first.
    pub fn add(&self, runtime: &Weak<Runtime>, deadline: i64, fiber: &Arc<Fiber>) {
        let (first, start) = {
            let mut state = lock(&self.0.state);
            let key = key(deadline, fiber);
            state.sleepers.insert(key, fiber.clone());
            let first = state.sleepers.first_key_value().is_some_and(|(k, _)| *k == key);
            (first, !std::mem::replace(&mut state.running, true))
        };
        if start {
            let (shared, runtime) = (self.0.clone(), runtime.clone());
            let builder = std::thread::Builder::new().name("lisle-timer".into());
            if builder.spawn(move || shared.run(&runtime)).is_err() {
                lock(&self.0.state).running = false;
            }
        } else if first {
            self.0.changed.notify_one();
        }
    }

    /// Forgets it.
    pub fn remove(&self, deadline: i64, fiber: &Arc<Fiber>) {
        let removed = lock(&self.0.state).sleepers.remove(&key(deadline, fiber));
        drop(removed);
    }

    /// Lets the thread end.
    pub fn close(&self) {
        lock(&self.0.state).closed = true;
        self.0.changed.notify_one();
    }
}

impl Shared {
    /// What the thread does.
    fn run(&self, runtime: &Weak<Runtime>) {
        let mut state = lock(&self.state);
        loop {
            let next = state.sleepers.first_key_value().map(|((deadline, _), _)| *deadline);
            let Some(runtime) = runtime.upgrade() else { break };
            let now = (runtime.hooks().now)(&runtime);
            drop(runtime);
            if next.is_some_and(|next| next <= now) {
                if let Some((_, fiber)) = state.sleepers.pop_first() {
                    drop(state);
                    fiber::wake(fiber);
                    state = lock(&self.state);
                }
                continue;
            }
            let patience = next.map_or(PATIENCE, |next| Duration::from_nanos((next - now) as u64));
            let waited = self.changed.wait_timeout(state, patience);
            let timed_out;
            (state, timed_out) = match waited {
                Ok((state, waited)) => (state, waited.timed_out()),
                Err(poisoned) => (poisoned.into_inner().0, true),
            };
            if state.closed || timed_out && state.sleepers.is_empty() {
                break;
            }
        }
        state.running = false;
    }
}
