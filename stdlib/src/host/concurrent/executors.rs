//! `Executors`: the usual ways to make an executor.

use super::executor::{self, SCHEDULED_POOL};
use super::fork_join;
use crate::concurrent::pool::{Config, Pool};
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::lang::thread_builder;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use vm::host::host;

fn with_factory(config: Config, factory: Option<&Value>) -> Config {
    Config { factory: factory.filter(|v| !v.is_nil()).map(|v| Shared::new(v.clone())), ..config }
}

fn fixed(t: &Thread, threads: i32, factory: Option<&Value>) -> Result<Config> {
    let Ok(threads @ 1..) = usize::try_from(threads) else {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    };
    Ok(with_factory(Config::fixed(threads, executor::thread_names(t)), factory))
}

/// A pool with a clock.
pub fn scheduled(t: &Thread, threads: usize, factory: Option<&Value>) -> Result<Value> {
    let config = with_factory(Config::fixed(threads.max(1), executor::thread_names(t)), factory);
    Ok(executor::of_class(SCHEDULED_POOL, Pool::new(config)))
}

/// The pool that sees to what is to happen after a time and holds no process.
#[derive(Default)]
struct Timer(Mutex<Option<Arc<Pool>>>);

/// Where what is to happen after a time is scheduled.
pub fn timer(t: &Thread) -> Arc<Pool> {
    let timer = t.runtime.extension::<Timer>();
    let mut slot = lock(&timer.0);
    let config = || Config { daemon: true, ..Config::fixed(1, "CompletableFutureDelayScheduler-".into()) };
    slot.get_or_insert_with(|| Pool::new(config())).clone()
}

const STATICS: &[NativeDef] = &[
    g("newFixedThreadPool", 1, 2, |t, a| {
        let threads = int_arg(&a[0])?;
        Ok(executor::new_value(Pool::new(fixed(t, threads, a.get(1))?)))
    }),
    g("newSingleThreadExecutor", 0, 1, |t, a| {
        let config = fixed(t, 1, a.first())?;
        Ok(executor::of_class("java.util.concurrent.Executors$FinalizableDelegatedExecutorService", Pool::new(config)))
    }),
    g("newCachedThreadPool", 0, 1, |t, a| {
        let config = Config::cached(executor::thread_names(t));
        Ok(executor::new_value(Pool::new(with_factory(config, a.first()))))
    }),
    g("newScheduledThreadPool", 1, 2, |t, a| {
        let threads = int_arg(&a[0])?;
        if threads < 0 {
            return Err(Error::bare(ExceptionKind::IllegalArgumentException));
        }
        scheduled(t, threads as usize, a.get(1))
    }),
    g("newSingleThreadScheduledExecutor", 0, 1, |t, a| scheduled(t, 1, a.first())),
    g("newWorkStealingPool", 0, 1, |t, a| {
        let threads = match a.first() {
            Some(n) => int_arg(n)?.max(1) as usize,
            None => host(&t.runtime).processors(),
        };
        Ok(fork_join::new_pool(t, threads))
    }),
    f("newThreadPerTaskExecutor", 1, |_, a| Ok(executor::per_task(&a[0]))),
    f("newVirtualThreadPerTaskExecutor", 0, |_, _| Ok(executor::per_task(&thread_builder::factory(true, None, 0)))),
    f("defaultThreadFactory", 0, |t, _| {
        let names = executor::thread_names(t);
        Ok(thread_builder::factory(false, Some(names), 1))
    }),
    g("callable", 1, 2, |t, a| core_call(t, "callable-fn", a)),
    f("unconfigurableExecutorService", 1, |_, a| Ok(a[0].take())),
    f("unconfigurableScheduledExecutorService", 1, |_, a| Ok(a[0].take())),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { statics: STATICS, ..class("java.util.concurrent.Executors") }];
