//! The two pools that Clojure has: a fixed one for `send`, and a growing one for `send-off` and futures.
//! The static fields `pooledExecutor` and `soloExecutor` of `clojure.lang.Agent`.

use super::pool::{Config, Pool};
use crate::host::concurrent::executor;
use runtime::object::Shared;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use std::time::Duration;
use vm::host::host;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Pooled,
    Solo,
}

/// The executors, made when they are first asked for; programs may replace them.
#[derive(Default)]
struct Executors {
    pooled: Mutex<Option<Shared>>,
    solo: Mutex<Option<Shared>>,
}

impl Executors {
    fn slot(&self, which: Which) -> &Mutex<Option<Shared>> {
        if which == Which::Pooled { &self.pooled } else { &self.solo }
    }
}

/// The executor in use.
pub fn executor(t: &Thread, which: Which) -> Value {
    let executors = t.runtime.extension::<Executors>();
    let mut slot = lock(executors.slot(which));
    let made = slot.get_or_insert_with(|| Shared::new(executor::new_value(new_pool(t, which))));
    made.get().clone()
}

/// Is it the executor in use?
pub fn is_executor(t: &Thread, which: Which, executor: &Value) -> bool {
    let executors = t.runtime.extension::<Executors>();
    lock(executors.slot(which)).as_ref().is_some_and(|own| own.get().identical(executor))
}

/// How large the pools are, where a runtime's maker has said; else as in Clojure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolSizes {
    /// Threads for actions of `send`.
    pub send: Option<usize>,
    /// Threads at most for actions of `send-off`, futures and what else blocks; more tasks wait.
    pub send_off: Option<usize>,
    /// How long a thread of the second pool stays without a task.
    pub keep_alive: Option<Duration>,
}

fn new_pool(t: &Thread, which: Which) -> Arc<Pool> {
    let sizes = t.runtime.try_extension::<PoolSizes>().map_or_else(PoolSizes::default, |sizes| *sizes);
    let config = match which {
        Which::Pooled => {
            let threads = sizes.send.unwrap_or_else(|| 2 + host(&t.runtime).processors());
            Config::fixed(threads.max(1), "clojure-agent-send-pool-".into())
        }
        Which::Solo => {
            let cached = Config::cached("clojure-agent-send-off-pool-".into());
            let keep_alive = sizes.keep_alive.unwrap_or(cached.keep_alive);
            match sizes.send_off.map(|n| n.max(1)) {
                Some(n) => Config { core: n, max: n, core_ends: true, capacity: None, keep_alive, ..cached },
                None => Config { keep_alive, ..cached },
            }
        }
    };
    Pool::new(Config { first: 0, ..config })
}

/// Replaces an executor.
pub fn set_executor(t: &Thread, which: Which, executor: &Value) {
    let new = Shared::new(executor.clone());
    let executors = t.runtime.extension::<Executors>();
    let old = lock(executors.slot(which)).replace(new);
    drop(old);
}
