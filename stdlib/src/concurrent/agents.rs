//! The two pools that Clojure has: a fixed one for `send`, and a growing one for `send-off` and futures.
//! The static fields `pooledExecutor` and `soloExecutor` of `clojure.lang.Agent`.

use super::pool::{Config, Pool};
use crate::host::concurrent::executor;
use runtime::object::Shared;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
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

fn new_pool(t: &Thread, which: Which) -> Arc<Pool> {
    let config = match which {
        Which::Pooled => Config::fixed(2 + host(&t.runtime).processors(), "clojure-agent-send-pool-".into()),
        Which::Solo => Config::cached("clojure-agent-send-off-pool-".into()),
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
