//! `ForkJoinPool`, `ForkJoinTask` and its kin.
//!
//! A task is a proxy of `RecursiveTask` or `RecursiveAction`, or what `ForkJoinTask.adapt` makes of a callable: what it does
//! is in `clojure/core/15_tasks.clj`. A pool runs it like any other work; their `join` runs what nobody has begun.

use super::executor::{self, FORK_JOIN};
use super::unit;
use crate::concurrent::pool::{Config, Pool};
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::reference::wait::{Wait, deadline_after, pause};
use runtime::sync::{AtomicI64, Mutex, Ordering, lock};
use runtime::{Thread, Value};
use std::time::Duration;
use vm::host::host;

const TASK: &str = "java.util.concurrent.ForkJoinTask";

/// Numbers of the pools whose workers are named after their kind.
#[derive(Default)]
struct ForkJoinNumbers(AtomicI64);

/// A pool for tasks that wait for each other.
pub fn new_pool(t: &Thread, parallelism: usize) -> Value {
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

/// Has a pool run a task of fork and join; gives the task.
fn execute_task(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let run = core_call(t, "fork-join-runner", &mut [a[0].clone(), a[1].clone()])?;
    executor::execute(t, &a[0], &run)?;
    Ok(a[1].clone())
}

fn execute(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_a(t, &a[1], TASK) { execute_task(t, a).map(|_| Value::NIL) } else { executor::execute_method(t, a) }
}

fn submit(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if is_a(t, &a[1], TASK) { execute_task(t, a) } else { executor::submit(t, a) }
}

/// `invoke`: the outcome of a task that the pool runs.
fn invoke(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if !is_a(t, &a[1], TASK) {
        return Err(if a[1].is_nil() { Error::null_pointer() } else { not_a(&a[1], TASK) });
    }
    core_call(t, "fork-join-invoke", a)
}

/// The pool whose task the thread runs, or nil.
fn current(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    core_call(t, "fork-join-pool", &mut [])
}

/// How often a pool that is waited for is looked at.
const QUIESCENCE_STEP: Duration = Duration::from_millis(1);

fn is_quiescent(a: &[Value]) -> Result<bool> {
    let counts = executor::counts(a)?;
    Ok(counts.active == 0 && counts.queued == 0)
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let threads = match a.first() {
        Some(n) => int_arg(n)?,
        None => i32::try_from(host(&t.runtime).processors()).unwrap_or(1),
    };
    match usize::try_from(threads) {
        Ok(threads @ 1..) => Ok(new_pool(t, threads)),
        _ => Err(Error::bare(ExceptionKind::IllegalArgumentException)),
    }
}

const POOL_METHODS: &[NativeDef] = &[
    f("execute", 2, execute),
    g("submit", 2, 3, submit),
    f("invoke", 2, invoke),
    f("getParallelism", 1, |_, a| executor::threads(a)),
    f("getPoolSize", 1, |_, a| int(executor::counts(a)?.workers)),
    f("getActiveThreadCount", 1, |_, a| int(executor::counts(a)?.active)),
    f("getRunningThreadCount", 1, |_, a| int(executor::counts(a)?.active)),
    f("getQueuedTaskCount", 1, |_, a| Ok(Value::long(executor::counts(a)?.queued as i64))),
    f("getQueuedSubmissionCount", 1, |_, a| int(executor::counts(a)?.queued)),
    f("hasQueuedSubmissions", 1, |_, a| bool_(executor::counts(a)?.queued > 0)),
    f("getStealCount", 1, |_, a| Ok(Value::long(executor::counts(a)?.completed as i64))),
    f("getAsyncMode", 1, |_, _| bool_(false)),
    f("isQuiescent", 1, |_, a| is_quiescent(a).map(Value::bool)),
    f("awaitQuiescence", 3, |t, a| {
        let deadline = deadline_after(t, unit::duration(&a[1], &a[2])?);
        // It waits more than once, so it cannot be begun anew.
        t.pinned(|t| {
            while !is_quiescent(a)? {
                if t.now() >= deadline {
                    return bool_(false);
                }
                pause(t, Wait::on("pool to rest").timeout(Some(QUIESCENCE_STEP)))?;
            }
            bool_(true)
        })
    }),
    f("isTerminating", 1, |_, a| bool_(executor::is_terminating(a)?)),
    f("getUncaughtExceptionHandler", 1, |_, _| void()),
];

const TASK_STATICS: &[NativeDef] = &[
    g("adapt", 1, 2, |t, a| core_call(t, "fork-join-adapt", a)),
    g("invokeAll", 1, 2, |t, a| core_call(t, "fork-join-invoke-all", a)),
    f("inForkJoinPool", 0, |t, a| bool_(!current(t, a)?.is_nil())),
    f("getPool", 0, current),
    f("helpQuiesce", 0, |_, _| void()),
    f("getQueuedTaskCount", 0, |_, _| int(0)),
    f("getSurplusQueuedTaskCount", 0, |_, _| int(0)),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 1, new)],
        statics: &[
            f("commonPool", 0, |t, _| Ok(common_pool(t))),
            f("getCommonPoolParallelism", 0, |t, _| int(host(&t.runtime).processors().saturating_sub(1).max(1))),
        ],
        methods: POOL_METHODS,
        ..class(FORK_JOIN)
    },
    ClassDef { statics: TASK_STATICS, ..class(TASK) },
    ClassDef { statics: TASK_STATICS, ..class("java.util.concurrent.RecursiveTask") },
    ClassDef { statics: TASK_STATICS, ..class("java.util.concurrent.RecursiveAction") },
];
