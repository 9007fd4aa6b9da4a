//! `Executor`, `ExecutorService`, `ScheduledExecutorService` and the classes that are pools or start a thread for each task.

use super::future::{self, FutureTask, SCHEDULED, TASK};
use super::unit;
use crate::concurrent::launch::Hold;
use crate::concurrent::pool::{Config, Counts, Phase, Pool, Refusal};
use crate::concurrent::unseen;
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::lang::thread;
use crate::host::support::*;
use crate::host::util::list::array_list;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reference::wait::{Look, Wait, Waitable};
use runtime::sync::{Arc, AtomicBool, Mutex, Ordering, lock};
use runtime::{Thread, Value, instance, print, seq};
use std::time::Duration;

pub const POOL: &str = "java.util.concurrent.ThreadPoolExecutor";
pub const SCHEDULED_POOL: &str = "java.util.concurrent.ScheduledThreadPoolExecutor";
pub const FORK_JOIN: &str = "java.util.concurrent.ForkJoinPool";
pub const PER_TASK: &str = "java.util.concurrent.ThreadPerTaskExecutor";
const SERVICE: &str = "java.util.concurrent.ExecutorService";

/// An executor service.
pub struct Executor {
    class: &'static str,
    kind: Kind,
    /// A `RejectedExecutionHandler`.
    handler: Mutex<Option<Shared>>,
}

enum Kind {
    Pool(Arc<Pool>),
    /// A thread for each task, made by a factory.
    PerTask {
        factory: Shared,
        running: Arc<Waitable<usize>>,
        closed: AtomicBool,
    },
}

impl HostType for Executor {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(handler) = lock(&self.handler).take() {
            f(handler.into_value());
        }
        if let Kind::Pool(pool) = &self.kind {
            // Nobody can give it tasks any more.
            pool.shutdown();
        }
    }
}

/// A `ThreadPoolExecutor` around a pool.
pub fn new_value(pool: Arc<Pool>) -> Value {
    of_class(POOL, pool)
}

/// A pool under a class of its own.
pub fn of_class(class: &'static str, pool: Arc<Pool>) -> Value {
    HostObject::new_value(Executor { class, kind: Kind::Pool(pool), handler: Mutex::default() })
}

/// A `ThreadPerTaskExecutor`.
pub fn per_task(factory: &Value) -> Value {
    let kind = Kind::PerTask {
        factory: Shared::new(factory.clone()),
        running: Arc::default(),
        closed: AtomicBool::new(false),
    };
    HostObject::new_value(Executor { class: PER_TASK, kind, handler: Mutex::default() })
}

fn own(a: &[Value]) -> Result<&Executor> {
    a[0].host::<Executor>().ok_or_else(|| abstract_method(&a[0], SERVICE, "void shutdown()"))
}

fn pool(a: &[Value]) -> Result<&Arc<Pool>> {
    match a[0].host::<Executor>().map(|own| &own.kind) {
        Some(Kind::Pool(pool)) => Ok(pool),
        _ => Err(not_a(&a[0], POOL)),
    }
}

/// Runs a function without arguments on an executor: one of ours, or what has a method `execute`.
pub fn execute(t: &mut Thread, executor: &Value, run: &Value) -> Result<()> {
    execute_as(t, executor, run, run)
}

/// The same; `task` is what a refusal names.
fn execute_as(t: &mut Thread, executor: &Value, run: &Value, task: &Value) -> Result<()> {
    let Some(own) = executor.host::<Executor>() else {
        let mut args = [run.clone()];
        return match instance::call(t, executor, "execute", &mut args) {
            Some(result) => result.map(drop),
            None => Err(not_a(executor, "java.util.concurrent.Executor")),
        };
    };
    match &own.kind {
        Kind::Pool(pool) => match pool.execute(t, run) {
            Ok(()) => Ok(()),
            Err(Refusal::Failed(error)) => Err(error),
            Err(Refusal::Rejected) => reject(t, executor, run, task),
        },
        Kind::PerTask { closed, .. } if closed.load(Ordering::Acquire) => {
            Err(Error::bare(ExceptionKind::RejectedExecutionException))
        }
        Kind::PerTask { factory, running, .. } => {
            *running.lock() += 1;
            let started = start_thread(t, factory, run, running);
            if started.is_err() {
                running.update(|n| *n -= 1);
            }
            started
        }
    }
}

/// Starts a thread for a task; the thread's end is seen by who waits for the executor.
fn start_thread(t: &mut Thread, factory: &Shared, run: &Value, running: &Arc<Waitable<usize>>) -> Result<()> {
    let done = HostObject::new_value(Done { running: running.clone(), _hold: Hold::new(&t.runtime) });
    let run = core_call(t, "run-and-then", &mut [run.clone(), done])?;
    let object = call_functional(t, factory.get(), "newThread", &mut [run])?;
    thread::begin(t, &object, false)
}

/// What a thread of a `ThreadPerTaskExecutor` tells at its end. It holds the process until then.
struct Done {
    running: Arc<Waitable<usize>>,
    _hold: Hold,
}

plain_host!(Done, "java.util.concurrent.ThreadPerTaskExecutor$TaskEnd");

/// Does with a refused task what the handler says.
fn reject(t: &mut Thread, executor: &Value, run: &Value, task: &Value) -> Result<()> {
    let handler = executor.host::<Executor>().and_then(|own| lock(&own.handler).clone());
    let Some(handler) = handler else { return Err(rejection(t, executor, task)?) };
    match host_class(handler.get()) {
        ABORT => Err(rejection(t, executor, task)?),
        CALLER_RUNS => match pool(std::slice::from_ref(executor))?.phase() {
            Phase::Running => t.invoke(run, &mut []).map(drop),
            _ => Ok(()),
        },
        DISCARD => Ok(()),
        DISCARD_OLDEST => {
            let pool = pool(std::slice::from_ref(executor))?.clone();
            if pool.phase() != Phase::Running {
                return Ok(());
            }
            drop(pool.take_oldest());
            execute_as(t, executor, run, task)
        }
        _ => {
            let mut args = [task.clone(), executor.clone()];
            call_functional(t, handler.get(), "rejectedExecution", &mut args).map(drop)
        }
    }
}

#[cold]
fn rejection(t: &mut Thread, executor: &Value, task: &Value) -> Result<Error> {
    let (task, from) = (print::to_java_string(t, task)?, print::to_java_string(t, executor)?);
    let message = format!("Task {} rejected from {}", task.to_string_lossy(), from.to_string_lossy());
    Ok(Error::new(ExceptionKind::RejectedExecutionException, message))
}

pub(super) fn execute_method(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?;
    if a[1].is_nil() {
        return Err(Error::null_pointer());
    }
    let run = match runtime::ops::is_ifn(&a[1]) {
        true => a[1].clone(),
        false => core_call(t, "callable-fn", &mut [a[1].clone()])?,
    };
    execute_as(t, &a[0], &run, &a[1])?;
    void()
}

fn submit_task(t: &mut Thread, executor: &Value, callable: &Value, result: Option<&Value>) -> Result<Value> {
    if callable.is_nil() {
        return Err(Error::null_pointer());
    }
    let task = future::new_task(TASK, callable, result);
    let run = future::runner(t, &task)?;
    execute_as(t, executor, &run, &task)?;
    Ok(task)
}

pub(super) fn submit(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?;
    submit_task(t, &a[0], &a[1], a.get(2))
}

fn invoke_all(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = unit::timeout(a, 2)?;
    let deadline = timeout.map(|timeout| runtime::reference::wait::deadline_after(t, timeout));
    let callables = seq::to_vec(t, &a[1])?;
    let mut tasks = Vec::with_capacity(callables.len());
    for callable in &callables {
        tasks.push(submit_task(t, &a[0], callable, None)?);
    }
    for task in &tasks {
        let left = deadline.map(|deadline| Duration::from_nanos(deadline.saturating_sub(t.now()).max(0) as u64));
        let Some(future) = future::future_of(task) else { continue };
        match future.wait(t, left) {
            Ok(Some(_)) => {}
            Ok(None) => drop(future.cancel(true)),
            Err(e) if e.0.kind() == Some(ExceptionKind::InterruptedException) => {
                for task in tasks.iter().filter_map(future::future_of) {
                    task.cancel(true);
                }
                return Err(e);
            }
            Err(_) => {}
        }
    }
    Ok(array_list(tasks))
}

fn invoke_any(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = unit::timeout(a, 2)?;
    let callables = seq::to_vec(t, &a[1])?;
    if callables.is_empty() {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    }
    let race = Arc::new(Waitable::new(Race::default()));
    let mut tasks = Vec::new();
    for callable in &callables {
        let task = future::new_task(TASK, callable, None);
        let run = future::runner(t, &task)?;
        let end = HostObject::new_value(Contender { race: race.clone(), task: Shared::new(task.clone()) });
        let run = core_call(t, "run-and-then", &mut [run, end])?;
        execute_as(t, &a[0], &run, &task)?;
        tasks.push(task);
    }
    let how = Wait::on("tasks").timeout(timeout).interrupt_first();
    let won = race.wait_for(t, how, |race| match &race.winner {
        None if race.failures < tasks.len() => Look::NotYet,
        winner => Look::Ready(winner.clone()),
    });
    for task in tasks.iter().filter_map(future::future_of) {
        task.cancel(true);
    }
    match won? {
        Some(Some(value)) => Ok(value.into_value()),
        Some(None) => match tasks.last().and_then(future::future_of) {
            Some(last) => last.wait(t, None).map(Option::unwrap_or_default),
            None => void(),
        },
        None => Err(Error::bare(ExceptionKind::TimeoutException)),
    }
}

/// Which of several tasks was the first to give a value.
#[derive(Default)]
struct Race {
    winner: Option<Shared>,
    failures: usize,
}

/// A task of a race, at its end.
struct Contender {
    race: Arc<Waitable<Race>>,
    task: Shared,
}

plain_host!(Contender, "java.util.concurrent.ExecutorCompletionService$QueueingFuture");

/// Says that a task which somebody waits for has come to its end.
pub fn tell(end: &Value) {
    if let Some(done) = end.host::<Done>() {
        done.running.update(|n| *n = n.saturating_sub(1));
    }
    if let Some(contender) = end.host::<Contender>() {
        // The winner counts; if nobody wins, the failure is thrown to who has asked.
        unseen::mark_seen(contender.task.get());
        let value = future::future_of(contender.task.get()).and_then(|future| future.value());
        contender.race.update(|race| match value {
            Some(value) if race.winner.is_none() => race.winner = Some(Shared::new(value)),
            Some(_) => {}
            None => race.failures += 1,
        });
    }
}

// Life

fn shutdown(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match &own(a)?.kind {
        Kind::Pool(pool) => pool.shutdown(),
        Kind::PerTask { closed, .. } => closed.store(true, Ordering::Release),
    }
    void()
}

fn shutdown_now(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let left = match &own(a)?.kind {
        Kind::Pool(pool) => pool.shutdown_now().into_iter().map(Shared::into_value).collect(),
        Kind::PerTask { closed, .. } => {
            closed.store(true, Ordering::Release);
            Vec::new()
        }
    };
    Ok(array_list(left))
}

fn is_terminated(own: &Executor) -> bool {
    match &own.kind {
        Kind::Pool(pool) => pool.phase() == Phase::Terminated,
        Kind::PerTask { running, closed, .. } => closed.load(Ordering::Acquire) && *running.lock() == 0,
    }
}

pub fn is_shutdown(own: &Executor) -> bool {
    match &own.kind {
        Kind::Pool(pool) => pool.phase() != Phase::Running,
        Kind::PerTask { closed, .. } => closed.load(Ordering::Acquire),
    }
}

fn await_end(t: &mut Thread, own: &Executor, timeout: Option<Duration>) -> Result<bool> {
    match &own.kind {
        Kind::Pool(pool) => pool.clone().await_termination(t, timeout),
        Kind::PerTask { running, .. } => {
            running.clone().wait(t, Wait::on("executor's end").timeout(timeout).interrupt_first(), |n| *n == 0)
        }
    }
}

/// Shuts down and waits for the tasks, which are interrupted if the waiting thread is.
fn close(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    shutdown(t, a)?;
    let mut interrupted = t.resumed_wait.is_some() && std::mem::take(&mut t.local::<Interrupted>().0);
    loop {
        match await_end(t, own(a)?, None) {
            Ok(_) => break,
            Err(e) if e.0.kind() == Some(ExceptionKind::InterruptedException) && !interrupted => {
                interrupted = true;
                shutdown_now(t, a)?;
            }
            Err(e) => {
                if interrupted && t.resumed_wait.is_some() {
                    t.local::<Interrupted>().0 = true;
                }
                return Err(e);
            }
        }
    }
    if interrupted {
        t.control.interrupt();
    }
    void()
}

/// Of a thread that parks in [`close`] after it was interrupted there.
#[derive(Default)]
struct Interrupted(bool);

/// The number of threads that a pool keeps.
pub fn threads(a: &[Value]) -> Result<Value> {
    int(pool(a)?.config().core)
}

/// Has it been shut down, with tasks that still run?
pub(super) fn is_terminating(a: &[Value]) -> Result<bool> {
    Ok(matches!(pool(a)?.phase(), Phase::Shutdown | Phase::Stop))
}

/// What a pool tells of itself.
pub(super) fn counts(a: &[Value]) -> Result<Counts> {
    Ok(pool(a)?.counts())
}

const SERVICE_METHODS: &[NativeDef] = &[
    g("submit", 2, 3, submit),
    // They wait more than once, so they cannot be begun anew.
    f("invokeAll", 2, |t, a| t.pinned(|t| invoke_all(t, a))),
    f("invokeAll", 4, |t, a| t.pinned(|t| invoke_all(t, a))),
    f("invokeAny", 2, |t, a| t.pinned(|t| invoke_any(t, a))),
    f("invokeAny", 4, |t, a| t.pinned(|t| invoke_any(t, a))),
    f("shutdown", 1, shutdown),
    f("shutdownNow", 1, shutdown_now),
    f("isShutdown", 1, |_, a| bool_(is_shutdown(own(a)?))),
    f("isTerminated", 1, |_, a| bool_(is_terminated(own(a)?))),
    f("awaitTermination", 3, |t, a| {
        let timeout = unit::duration(&a[1], &a[2])?;
        await_end(t, own(a)?, Some(timeout)).map(Value::bool)
    }),
    f("close", 1, close),
];

// What pools tell of themselves

fn to_string(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let identity = runtime::hash::identity_hash(&a[0]);
    let Kind::Pool(pool) = &own.kind else { return string(format!("{}@{identity:x}", own.class)) };
    let counts = pool.counts();
    let phase = match counts.phase {
        Phase::Running => "Running",
        Phase::Shutdown | Phase::Stop => "Shutting down",
        Phase::Terminated => "Terminated",
    };
    string(format!(
        "{}@{identity:x}[{phase}, pool size = {}, active threads = {}, queued tasks = {}, completed tasks = {}]",
        own.class, counts.workers, counts.active, counts.queued, counts.completed
    ))
}

const POOL_METHODS: &[NativeDef] = &[
    f("getPoolSize", 1, |_, a| int(pool(a)?.counts().workers)),
    f("getActiveCount", 1, |_, a| int(pool(a)?.counts().active)),
    f("getLargestPoolSize", 1, |_, a| int(pool(a)?.counts().largest)),
    f("getCompletedTaskCount", 1, |_, a| Ok(Value::long(pool(a)?.counts().completed as i64))),
    f("getTaskCount", 1, |_, a| {
        let counts = pool(a)?.counts();
        Ok(Value::long((counts.completed + counts.active as u64 + counts.queued as u64) as i64))
    }),
    f("getCorePoolSize", 1, |_, a| int(pool(a)?.config().core)),
    f("getMaximumPoolSize", 1, |_, a| int(pool(a)?.config().max.min(i32::MAX as usize))),
    f("setCorePoolSize", 2, |_, a| {
        let n = int_arg(&a[1])?.max(0) as usize;
        pool(a)?.configure(|config| config.core = n);
        void()
    }),
    f("setMaximumPoolSize", 2, |_, a| {
        let n = int_arg(&a[1])?.max(1) as usize;
        pool(a)?.configure(|config| config.max = n);
        void()
    }),
    f("setKeepAliveTime", 3, |_, a| {
        let time = unit::duration(&a[1], &a[2])?;
        pool(a)?.configure(|config| config.keep_alive = time);
        void()
    }),
    f("getKeepAliveTime", 2, |_, a| unit::from_nanos(pool(a)?.config().keep_alive.as_nanos() as i64, &a[1])),
    f("allowCoreThreadTimeOut", 2, |_, a| {
        let on = a[1].is_truthy();
        pool(a)?.configure(|config| config.core_ends = on);
        void()
    }),
    f("getQueue", 1, |_, a| {
        let queued = pool(a)?.queued();
        Ok(array_list(queued))
    }),
    f("remove", 2, |_, a| bool_(pool(a)?.remove(&a[1]))),
    f("purge", 1, |_, _| void()),
    f("allowsCoreThreadTimeOut", 1, |_, a| bool_(pool(a)?.config().core_ends)),
    f("prestartCoreThread", 1, |t, a| pool(a)?.clone().prestart(t).map(Value::bool)),
    f("prestartAllCoreThreads", 1, |t, a| {
        let pool = pool(a)?.clone();
        let mut started = 0;
        while pool.prestart(t)? {
            started += 1;
        }
        int(started)
    }),
    f("isTerminating", 1, |_, a| bool_(is_terminating(a)?)),
    f("setThreadFactory", 2, |_, a| {
        let factory = Shared::new(a[1].clone());
        pool(a)?.configure(|config| config.factory = Some(factory));
        void()
    }),
    f("getThreadFactory", 1, |_, a| Ok(pool(a)?.config().factory.map_or(Value::NIL, Shared::into_value))),
    f("setRejectedExecutionHandler", 2, |_, a| {
        let handler = Shared::new(a[1].clone());
        let old = lock(&own(a)?.handler).replace(handler);
        drop(old);
        void()
    }),
    f("getRejectedExecutionHandler", 1, |_, a| {
        let handler = lock(&own(a)?.handler).clone();
        Ok(handler.map_or_else(|| HostObject::new_value(Policy(ABORT)), Shared::into_value))
    }),
    f("toString", 1, to_string),
];

struct Policy(&'static str);

impl HostType for Policy {
    fn class_name(&self) -> &str {
        self.0
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

const ABORT: &str = "java.util.concurrent.ThreadPoolExecutor$AbortPolicy";
const CALLER_RUNS: &str = "java.util.concurrent.ThreadPoolExecutor$CallerRunsPolicy";
const DISCARD: &str = "java.util.concurrent.ThreadPoolExecutor$DiscardPolicy";
const DISCARD_OLDEST: &str = "java.util.concurrent.ThreadPoolExecutor$DiscardOldestPolicy";

/// `ThreadPoolExecutor(core, max, keepAlive, unit, queue[, factory][, handler])`
fn new_pool(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (core, max) = (int_arg(&a[0])?, int_arg(&a[1])?);
    let keep_alive = unit::duration(&a[2], &a[3])?;
    if core < 0 || max <= 0 || max < core {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    }
    let capacity = match host_class(&a[4]) {
        "java.util.concurrent.SynchronousQueue" => Some(0),
        _ => match instance::call(t, &a[4], "remainingCapacity", &mut []) {
            Some(left) => left?.as_long().filter(|n| *n < i64::from(i32::MAX)).map(|n| n as usize),
            None => None,
        },
    };
    let mut config = Config::fixed(core as usize, thread_names(t));
    (config.max, config.keep_alive, config.capacity) = (max as usize, keep_alive, capacity);
    let mut handler = None;
    for v in &a[5..] {
        if is_a(t, v, "java.util.concurrent.RejectedExecutionHandler") {
            handler = Some(Shared::new(v.clone()));
        } else {
            config.factory = Some(Shared::new(v.clone()));
        }
    }
    Ok(HostObject::new_value(Executor {
        class: POOL,
        kind: Kind::Pool(Pool::new(config)),
        handler: Mutex::new(handler),
    }))
}

/// Numbers of the pools whose threads have the usual names.
#[derive(Default)]
struct PoolNumbers(runtime::sync::AtomicI64);

/// The beginning of the names of a new pool's threads.
pub fn thread_names(t: &Thread) -> String {
    let number = t.runtime.extension::<PoolNumbers>().0.fetch_add(1, Ordering::Relaxed) + 1;
    format!("pool-{number}-thread-")
}

// Scheduled

/// How often a task comes again: never, or with this distance between beginnings, or from an end to the next beginning.
#[derive(Clone, Copy)]
enum Period {
    Once,
    Rate(i64),
    Delay(i64),
}

fn schedule_task(t: &mut Thread, a: &[Value], delay: i64, period: Period) -> Result<Value> {
    let task = future::new_task(SCHEDULED, &a[1], None);
    let due = t.now().saturating_add(delay.max(0));
    enqueue(t, &a[0], &task, due, period)?;
    Ok(task)
}

fn enqueue(t: &mut Thread, executor: &Value, task: &Value, due: i64, period: Period) -> Result<()> {
    let run = match period {
        Period::Once => future::runner(t, task)?,
        Period::Rate(_) | Period::Delay(_) => {
            let (rate, nanos) = match period {
                Period::Rate(n) => (true, n),
                Period::Delay(n) => (false, n),
                Period::Once => (false, 0),
            };
            let callable = future::callable_of(task);
            let mut args = [task.clone(), callable, executor.clone(), Value::bool(rate), Value::long(nanos)];
            core_call(t, "periodic-runner", &mut args)?
        }
    };
    let pool = pool(std::slice::from_ref(executor))?.clone();
    let Some(own) = task.host::<FutureTask>() else { return Ok(()) };
    own.due.store(due, Ordering::Relaxed);
    match pool.schedule(t, &run, due, !matches!(period, Period::Once)) {
        Ok(number) => {
            let old = lock(&own.delayed).replace((pool, number));
            drop(old);
            Ok(())
        }
        Err(Refusal::Failed(error)) => Err(error),
        Err(Refusal::Rejected) => reject(t, executor, &run, task),
    }
}

/// Puts a periodic task back after a run, unless it was cancelled or the pool shut down.
pub fn again(t: &mut Thread, executor: &Value, task: &Value, rate: bool, nanos: i64) -> Result<()> {
    let Some(own) = task.host::<FutureTask>() else { return Ok(()) };
    let running = executor.host::<Executor>().is_some_and(|own| !is_shutdown(own));
    if !running || future::future_of(task).is_none_or(|future| future.is_done()) {
        return Ok(());
    }
    let before = own.due.load(Ordering::Relaxed);
    let (due, period) = match rate {
        true => (before.saturating_add(nanos), Period::Rate(nanos)),
        false => (t.now().saturating_add(nanos), Period::Delay(nanos)),
    };
    enqueue(t, executor, task, due, period)
}

fn schedule(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let delay = unit::nanos(&a[2], &a[3])?;
    schedule_task(t, a, delay, Period::Once)
}

fn schedule_again(t: &mut Thread, a: &mut [Value], period: fn(i64) -> Period) -> Result<Value> {
    let (first, distance) = (unit::nanos(&a[2], &a[4])?, unit::nanos(&a[3], &a[4])?);
    if distance <= 0 {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    }
    schedule_task(t, a, first, period(distance))
}

const SCHEDULED_METHODS: &[NativeDef] = &[
    f("schedule", 4, schedule),
    f("scheduleAtFixedRate", 5, |t, a| schedule_again(t, a, Period::Rate)),
    f("scheduleWithFixedDelay", 5, |t, a| schedule_again(t, a, Period::Delay)),
];

const SCHEDULED_POOL_METHODS: &[NativeDef] = &[
    f("getExecuteExistingDelayedTasksAfterShutdownPolicy", 1, |_, a| bool_(pool(a)?.config().runs_delayed)),
    f("setExecuteExistingDelayedTasksAfterShutdownPolicy", 2, |_, a| {
        let on = a[1].is_truthy();
        pool(a)?.configure(|config| config.runs_delayed = on);
        void()
    }),
    // Periodic tasks end with the pool, and cancelled ones are always removed.
    f("getContinueExistingPeriodicTasksAfterShutdownPolicy", 1, |_, _| bool_(false)),
    f("getRemoveOnCancelPolicy", 1, |_, a| bool_(pool(a)?.config().says_removes)),
    f("setRemoveOnCancelPolicy", 2, |_, a| {
        let on = a[1].is_truthy();
        pool(a)?.configure(|config| config.says_removes = on);
        void()
    }),
];

macro_rules! policy_class {
    ($class:expr) => {
        ClassDef { constructors: &[ctor(0, 0, |_, _| Ok(HostObject::new_value(Policy($class))))], ..class($class) }
    };
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: &[f("execute", 2, execute_method)], ..class("java.util.concurrent.Executor") },
    ClassDef { methods: SERVICE_METHODS, ..class(SERVICE) },
    ClassDef { methods: SCHEDULED_METHODS, ..class("java.util.concurrent.ScheduledExecutorService") },
    ClassDef { constructors: &[ctor(5, 7, new_pool)], methods: POOL_METHODS, ..class(POOL) },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| {
            let threads = int_arg(&a[0])?.max(0) as usize;
            super::executors::scheduled(t, threads, a.get(1))
        })],
        methods: SCHEDULED_POOL_METHODS,
        ..class(SCHEDULED_POOL)
    },
    policy_class!(ABORT),
    policy_class!(CALLER_RUNS),
    policy_class!(DISCARD),
    policy_class!(DISCARD_OLDEST),
];
