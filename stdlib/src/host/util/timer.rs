//! `java.util.Timer`: one thread that runs tasks at their times. What a `TimerTask` does is in `clojure/core/15_tasks.clj`.

use crate::concurrent::pool::{Config, Pool};
use crate::host::concurrent::executor::{self, SCHEDULED_POOL};
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reference::Atom;
use runtime::sync::{Arc, AtomicI64, Ordering};
use runtime::{Thread, Value};

const CLASS: &str = "java.util.Timer";

struct Timer {
    pool: Arc<Pool>,
    /// The pool as an executor.
    executor: Shared,
    /// An atom: how many tasks have been cancelled since `purge`.
    cancelled: Shared,
}

impl HostType for Timer {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        for held in [&mut self.executor, &mut self.cancelled] {
            f(std::mem::replace(held, Shared::new(Value::NIL)).into_value());
        }
    }
}

/// Numbers of the timers whose threads nobody has named.
#[derive(Default)]
struct Numbers(AtomicI64);

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (name, daemon) = match a {
        [] => (None, false),
        [one] if one.as_bool().is_some() => (None, one.is_truthy()),
        [name] => (Some(&*name), false),
        [name, daemon, ..] => (Some(&*name), daemon.is_truthy()),
    };
    let name = match name {
        Some(name) => str_arg(name)?.to_value(),
        None => Value::from(
            format!("Timer-{}", t.runtime.extension::<Numbers>().0.fetch_add(1, Ordering::Relaxed)).as_str(),
        ),
    };
    let factory = core_call(t, "timer-factory", &mut [name, Value::bool(daemon)])?;
    let pool = Pool::new(Config { factory: Some(Shared::new(factory)), daemon, ..Config::fixed(1, String::new()) });
    let executor = Shared::new(executor::of_class(SCHEDULED_POOL, pool.clone()));
    let cancelled = Shared::new(Atom::new_ref(Value::long(0)).into());
    Ok(HostObject::new_value(Timer { pool, executor, cancelled }))
}

/// `schedule` and `scheduleAtFixedRate`.
fn schedule(t: &mut Thread, a: &mut [Value], at_rate: bool) -> Result<Value> {
    let timer = this!(a, Timer, CLASS);
    let (executor, cancelled) = (timer.executor.get().clone(), timer.cancelled.get().clone());
    let period = a.get(3).cloned().unwrap_or_default();
    core_call(t, "timer-schedule", &mut [executor, cancelled, a[1].clone(), a[2].clone(), period, Value::bool(at_rate)])
}

const METHODS: &[NativeDef] = &[
    g("schedule", 3, 4, |t, a| schedule(t, a, false)),
    f("scheduleAtFixedRate", 4, |t, a| schedule(t, a, true)),
    f("cancel", 1, |_, a| {
        let timer = this!(a, Timer, CLASS);
        timer.pool.shutdown();
        timer.pool.forget_delayed();
        void()
    }),
    f("purge", 1, |t, a| core_call(t, "timer-purge", &mut [this!(a, Timer, CLASS).cancelled.get().clone()])),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(0, 2, new)], methods: METHODS, ..class(CLASS) }];
