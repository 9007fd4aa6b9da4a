//! `Executors`, and `ForkJoinPool`: the usual ways to make an executor.

use super::executor::{self, FORK_JOIN, SCHEDULED_POOL};
use crate::concurrent::pool::{Config, Pool};
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::lang::thread_builder;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::sync::{Arc, AtomicI64, Mutex, Ordering, lock};
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

/// Numbers of the pools whose workers are named after their kind.
#[derive(Default)]
struct ForkJoinNumbers(AtomicI64);

/// A pool for tasks that wait for each other: their `join` runs what nobody has begun.
fn fork_join(t: &Thread, parallelism: usize) -> Value {
    let number = t.runtime.extension::<ForkJoinNumbers>().0.fetch_add(1, Ordering::Relaxed) + 1;
    let names = format!("ForkJoinPool-{number}-worker-");
    let config = Config { daemon: true, ..Config::fixed(parallelism.max(1), names) };
    executor::of_class(FORK_JOIN, Pool::new(config))
}

/// The pool that everybody shares.
#[derive(Default)]
struct CommonPool(Mutex<Option<Shared>>);

/// `ForkJoinPool.commonPool()`
pub fn common_pool(t: &Thread) -> Value {
    let common = t.runtime.extension::<CommonPool>();
    let mut slot = lock(&common.0);
    let made = slot.get_or_insert_with(|| {
        let names = "ForkJoinPool.commonPool-worker-".to_owned();
        // The thread that joins works too, so one less than there are processors; but never none.
        let threads = host(&t.runtime).processors().saturating_sub(1).max(1);
        let config = Config { daemon: true, ..Config::fixed(threads, names) };
        Shared::new(executor::of_class(FORK_JOIN, Pool::new(config)))
    });
    made.get().clone()
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
        Ok(fork_join(t, threads))
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

pub static CLASSES: &[ClassDef] = &[
    ClassDef { statics: STATICS, ..class("java.util.concurrent.Executors") },
    ClassDef {
        constructors: &[ctor(0, 1, |t, a| {
            let threads = match a.first() {
                Some(n) => int_arg(n)?.max(1) as usize,
                None => host(&t.runtime).processors(),
            };
            Ok(fork_join(t, threads))
        })],
        statics: &[
            f("commonPool", 0, |t, _| Ok(common_pool(t))),
            f("getCommonPoolParallelism", 0, |t, _| int(host(&t.runtime).processors().saturating_sub(1).max(1))),
        ],
        methods: &[f("getParallelism", 1, |_, a| executor::threads(a))],
        ..class(FORK_JOIN)
    },
];
