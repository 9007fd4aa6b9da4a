//! `Future` and `FutureTask`: work whose outcome can be waited for.
//!
//! The body of a task is run by `clojure.core`, so that it can park: [`runner`] gives the function that an executor calls.

use super::unit;
use crate::concurrent::pool::Pool;
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result, Throwable};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reference::Future;
use runtime::sync::{Arc, AtomicI64, Mutex, Ordering, lock};
use runtime::{Ref, Thread, Value, instance, print};
use std::time::Duration;

pub const TASK: &str = "java.util.concurrent.FutureTask";
pub const SCHEDULED: &str = "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask";

/// A `FutureTask`, of its own or of an executor.
pub struct FutureTask {
    class: &'static str,
    /// The outcome: a [`Future`].
    future: Shared,
    callable: Mutex<Option<Shared>>,
    /// What `get` gives instead of the callable's result.
    result: Option<Shared>,
    /// Of a task with a time: the pool that keeps it, and its number there.
    pub delayed: Mutex<Option<(Arc<Pool>, u64)>>,
    /// When it is due, by the runtime's clock.
    pub due: AtomicI64,
}

impl HostType for FutureTask {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        let callable = lock(&self.callable).take();
        callable.into_iter().chain(self.result.take()).for_each(|v| f(v.into_value()));
    }
}

/// A task that has not been started.
pub fn new_task(class: &'static str, callable: &Value, result: Option<&Value>) -> Value {
    HostObject::new_value(FutureTask {
        class,
        future: Shared::new(Future::new_ref().into()),
        callable: Mutex::new(Some(Shared::new(callable.clone()))),
        result: result.map(|v| Shared::new(v.clone())),
        delayed: Mutex::default(),
        due: AtomicI64::new(0),
    })
}

/// The outcome of a task or Clojure future.
pub fn future_of(v: &Value) -> Option<&Ref<Future>> {
    match v.host::<FutureTask>() {
        Some(task) => task.future.get().as_ref::<Future>(),
        None => v.as_ref::<Future>(),
    }
}

fn future(a: &[Value]) -> Result<&Ref<Future>> {
    future_of(&a[0]).ok_or_else(|| abstract_method(&a[0], "java.util.concurrent.Future", "java.lang.Object get()"))
}

/// What a task is to call, or nil when it has ended.
pub fn callable_of(task: &Value) -> Value {
    let callable = task.host::<FutureTask>().and_then(|task| lock(&task.callable).clone());
    callable.map_or(Value::NIL, Shared::into_value)
}

/// A function without arguments that runs the task and tells it the outcome.
pub fn runner(t: &mut Thread, task: &Value) -> Result<Value> {
    let callable = callable_of(task);
    core_call(t, "task-runner", &mut [task.clone(), callable])
}

/// The end of a task whose body has given a value, or has thrown.
pub fn complete(task: &Value, outcome: Result<Value>) {
    let Some(future) = future_of(task) else { return };
    let Some(own) = task.host::<FutureTask>() else { return future.complete(outcome) };
    let outcome = outcome.map(|value| own.result.as_ref().map_or(value, |result| result.get().clone()));
    future.complete(outcome);
    let callable = lock(&own.callable).take();
    drop(callable);
}

fn cancel(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let cancelled = future(a)?.cancel(a[1].is_truthy());
    if let Some(task) = a[0].host::<FutureTask>().filter(|_| cancelled) {
        let (delayed, callable) = (lock(&task.delayed).take(), lock(&task.callable).take());
        if let Some((pool, number)) = delayed {
            pool.remove_delayed(number);
        }
        drop(callable);
    }
    bool_(cancelled)
}

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = unit::timeout(a, 1)?;
    future(a)?.wait(t, timeout)?.ok_or_else(|| Error::bare(ExceptionKind::TimeoutException))
}

/// `(deref future timeout-ms timeout-val)` of any `Future`: its own `get` with a time.
pub fn deref_for(t: &mut Thread, v: &Value, millis: i64, default: Value) -> Result<Value> {
    if let Some(future) = future_of(v) {
        return Ok(future.wait(t, Some(Duration::from_millis(millis.max(0) as u64)))?.unwrap_or(default));
    }
    let unit = unit::constant(t, "MILLISECONDS");
    match instance::call(t, v, "get", &mut [Value::long(millis), unit]) {
        Some(Err(e)) if e.0.kind() == Some(ExceptionKind::TimeoutException) => Ok(default),
        Some(result) => result,
        None => Err(Error::cannot_cast(v, "java.util.concurrent.Future")),
    }
}

fn to_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let task = this!(a, FutureTask, TASK);
    let outcome = if future(a)?.is_done() { Some(future(a)?.wait(t, Some(Duration::ZERO))) } else { None };
    let state = match outcome {
        Some(Ok(_)) => "Completed normally".to_owned(),
        Some(Err(e)) if e.0.kind() == Some(ExceptionKind::CancellationException) => "Cancelled".to_owned(),
        Some(Err(e)) => format!("Completed exceptionally: {}", print::to_java_string(t, &e.0.cause)?.to_string_lossy()),
        None => {
            let callable = lock(&task.callable).clone();
            match callable {
                Some(callable) => {
                    format!("Not completed, task = {}", print::to_java_string(t, callable.get())?.to_string_lossy())
                }
                None => "Not completed".to_owned(),
            }
        }
    };
    string(format!("{}@{:x}[{state}]", task.class, runtime::hash::identity_hash(&a[0])))
}

/// What `resultNow` and `exceptionNow` need: the outcome of what has ended.
fn ended(t: &mut Thread, a: &[Value]) -> Result<Result<Value>> {
    if !future(a)?.is_done() {
        return Err(Error::illegal_state("Task has not completed"));
    }
    Ok(future(a)?.wait(t, Some(Duration::ZERO)).map(Option::unwrap_or_default))
}

const METHODS: &[NativeDef] = &[
    f("get", 1, get),
    f("get", 3, get),
    f("isDone", 1, |_, a| bool_(future(a)?.is_done())),
    f("isCancelled", 1, |_, a| bool_(future(a)?.is_cancelled())),
    f("cancel", 2, cancel),
    f("resultNow", 1, |t, a| match ended(t, a)? {
        Ok(value) => Ok(value),
        Err(e) if e.0.kind() == Some(ExceptionKind::CancellationException) => {
            Err(Error::illegal_state("Task was cancelled"))
        }
        Err(_) => Err(Error::illegal_state("Task completed with exception")),
    }),
    f("exceptionNow", 1, |t, a| match ended(t, a)? {
        Ok(_) => Err(Error::illegal_state("Task completed with a result")),
        Err(e) if e.0.kind() == Some(ExceptionKind::CancellationException) => {
            Err(Error::illegal_state("Task was cancelled"))
        }
        Err(e) => Ok(e.0.cause.as_ref::<Throwable>().map_or(Value::NIL, Ref::to_value)),
    }),
];

fn run(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let runner = runner(t, &a[0])?;
    t.invoke(&runner, &mut [])?;
    void()
}

fn delay(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let task = this!(a, FutureTask, SCHEDULED);
    let left = task.due.load(Ordering::Relaxed).saturating_sub(t.now());
    unit::from_nanos(left, &a[1])
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class("java.util.concurrent.Future") },
    ClassDef {
        constructors: &[ctor(1, 2, |_, a| {
            if a[0].is_nil() {
                return Err(Error::null_pointer());
            }
            Ok(new_task(TASK, &a[0], a.get(1)))
        })],
        methods: &[f("run", 1, run), f("toString", 1, to_string)],
        ..class(TASK)
    },
    ClassDef { methods: &[f("getDelay", 2, delay)], ..class(SCHEDULED) },
];
