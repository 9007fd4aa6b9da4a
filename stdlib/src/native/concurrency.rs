//! Natives for tasks (futures and what executors are given), and taps. Threads and pools are in `crate::concurrent`.

use crate::concurrent::pool::{self, Config, Pool};
use crate::concurrent::timer;
use crate::concurrent::unseen;
use crate::host::concurrent::{executor, fork_join, future};
use crate::host::support::call_functional;
use runtime::error::{Error, Result, Throwable};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::reference::Future;
use runtime::reference::wait::deadline_after;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Ref, Thread, Value, instance};
use std::collections::VecDeque;
use std::time::Duration;

/// `(execute executor f)`: calls `f` without arguments, there and soon.
fn execute(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    executor::execute(t, &args[0], &args[1])?;
    Ok(Value::NIL)
}

/// `(task-start task)`: false if somebody has begun or cancelled it.
fn task_start(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(future::future_of(&args[0]).is_some_and(|future| future.start(t))))
}

fn task_done(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let value = args[1].take();
    future::complete(&args[0], Ok(value));
    Ok(Value::NIL)
}

fn task_failed(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let error = match args[1].take().downcast::<Throwable>() {
        Ok(thrown) => Error(thrown),
        Err(other) => Error::cannot_cast(&other, "java.lang.Throwable"),
    };
    future::complete(&args[0], Err(error));
    if let Some(failure) = future::future_of(&args[0]).and_then(|future| future.failure()) {
        unseen::register(t, failure);
    }
    Ok(Value::NIL)
}

/// `(task-again task executor rate? nanos)`: the end of one run of a periodic task.
fn task_again(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if future::future_of(&args[0]).is_some_and(|future| future.run_again()) {
        let nanos = super::args::long_arg(&args[3])?;
        executor::again(t, &args[1], &args[0], args[2].is_truthy(), nanos)?;
    }
    Ok(Value::NIL)
}

/// `(task-told end)`: a thread or a contender has come to its end.
fn task_told(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    executor::tell(&args[0]);
    Ok(Value::NIL)
}

/// Calls a `Callable`, or a `Runnable` for nil.
fn call_callable(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    for method in ["call", "run"] {
        if let Some(result) = instance::call(t, &args[0], method, &mut []) {
            return result;
        }
    }
    let target = args[0].take();
    call_functional(t, &target, "call", &mut [])
}

fn future_arg(value: &Value) -> Result<&Ref<Future>> {
    future::future_of(value).ok_or_else(|| Error::cannot_cast(value, "java.util.concurrent.Future"))
}

/// A method of `java.util.concurrent.Future` of another object.
fn other_future(t: &mut Thread, value: &Value, method: &str, args: &mut [Value]) -> Result<Value> {
    match instance::call(t, value, method, args) {
        Some(result) => Ok(Value::bool(result?.is_truthy())),
        None => future_arg(value).map(|_| Value::FALSE),
    }
}

fn future_cancel(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args[0].get::<Future>() {
        Some(future) => Ok(Value::bool(future.cancel(true))),
        None => other_future(t, &args[0], "cancel", &mut [Value::TRUE]),
    }
}

fn is_future_cancelled(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args[0].get::<Future>() {
        Some(future) => Ok(Value::bool(future.is_cancelled())),
        None => other_future(t, &args[0], "isCancelled", &mut []),
    }
}

fn is_future_done(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args[0].get::<Future>() {
        Some(future) => Ok(Value::bool(future.is_done())),
        None => other_future(t, &args[0], "isDone", &mut []),
    }
}

/// What `tap>` sent and nobody has seen yet, and the thread that shows it.
struct Taps {
    queue: Mutex<VecDeque<(Shared, Shared)>>,
    pool: Arc<Pool>,
}

impl Default for Taps {
    fn default() -> Taps {
        let config = Config { daemon: true, core_ends: true, ..Config::fixed(1, "clojure.core/tap-loop-".into()) };
        let keep_alive = std::time::Duration::from_secs(2);
        Taps { queue: Mutex::default(), pool: Pool::new(Config { keep_alive, ..config }) }
    }
}

/// As many taps may wait; more are dropped.
const TAP_LIMIT: usize = 1024;

/// `(tap f x run)`: calls `(f x)` on the tap thread, in order; false if too much is waiting. `run` empties the queue.
fn tap(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let taps = t.runtime.extension::<Taps>();
    let item = (Shared::new(args[0].take()), Shared::new(args[1].take()));
    {
        let mut queue = lock(&taps.queue);
        if queue.len() >= TAP_LIMIT {
            return Ok(Value::FALSE);
        }
        queue.push_back(item);
    }
    // A refusal would mean that the runtime is closing.
    let _ = taps.pool.execute(t, &args[2]);
    Ok(Value::TRUE)
}

/// Shows one tap.
fn run_tap(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let taps = t.runtime.extension::<Taps>();
    let next = lock(&taps.queue).pop_front();
    match next {
        Some((f, x)) => t.invoke1(f.get(), x.get().clone()),
        None => Ok(Value::NIL),
    }
}

/// `(timer-at millis f)`: has the timer call `f` after a time; a number to take that back by.
fn timer_at(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let millis = super::args::long_arg(&args[0])?.max(0) as u64;
    let due = deadline_after(t, Duration::from_millis(millis));
    Ok(Value::long(timer::at(t, due, &args[1])? as i64))
}

fn timer_cancel(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    timer::cancel(t, super::args::long_arg(&args[0])? as u64);
    Ok(Value::NIL)
}

fn worker_arg(v: &Value) -> Result<&pool::Runnable> {
    v.host::<pool::Runnable>().ok_or_else(|| Error::cannot_cast(v, "java.util.concurrent.ThreadPoolExecutor$Worker"))
}

/// `(worker-begin worker)`: the next task of a pool's worker, a function; nil, when it is to end.
fn worker_begin(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    worker_arg(&args[0])?.begin(t)
}

fn worker_end(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    worker_arg(&args[0])?.end(t);
    Ok(Value::NIL)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("worker-begin", 1, 1, worker_begin),
    NativeDef::new("worker-end", 1, 1, worker_end),
    NativeDef::new("timer-at", 2, 2, timer_at),
    NativeDef::new("timer-cancel", 1, 1, timer_cancel),
    NativeDef::new("execute", 2, 2, execute),
    NativeDef::new("common-pool", 0, 0, |t, _| Ok(fork_join::common_pool(t))),
    NativeDef::new("future", 0, 0, |_, _| Ok(Future::new_ref().into())),
    NativeDef::new("task-start", 1, 1, task_start),
    NativeDef::new("task-done", 2, 2, task_done),
    NativeDef::new("task-failed", 2, 2, task_failed),
    NativeDef::new("task-again", 4, 4, task_again),
    NativeDef::new("task-told", 1, 1, task_told),
    NativeDef::new("call-callable", 1, 1, call_callable),
    NativeDef::new("future-cancel", 1, 1, future_cancel),
    NativeDef::new("future-cancelled?", 1, 1, is_future_cancelled),
    NativeDef::new("future-done?", 1, 1, is_future_done),
    NativeDef::new("tap", 3, 3, tap),
    NativeDef::new("run-tap", 0, 0, run_tap),
];
