//! Background work: futures, taps and `java.lang.Thread`, on a pool of OS threads that each runtime keeps for itself.
//!
//! A worker is one language thread and waits a moment for more work before it ends. Work that is not a daemon's
//! counts as running until it ends; [`wait_for_tasks`] is what a process does before it exits.

use crate::native::io::write_err;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::reference::Future;
use runtime::reference::wait::Waitable;
use runtime::sync::{Arc, Condvar, Mutex, Ordering, lock};
use runtime::thread::Control;
use runtime::{Ref, Runtime, Thread, Value, bindings, instance, print};
use std::collections::VecDeque;
use std::time::Duration;

/// How long an idle worker waits for work.
const KEEP_ALIVE: Duration = Duration::from_secs(2);

/// Native stack of a worker. Only what is used takes memory.
const STACK_SIZE: usize = 256 << 20;

type Job = Box<dyn FnOnce(&mut Thread) + Send>;

/// The workers of a runtime.
#[derive(Default)]
struct Pool {
    state: Mutex<PoolState>,
    changed: Condvar,
}

#[derive(Default)]
struct PoolState {
    queue: VecDeque<(u64, Job)>,
    next_id: u64,
    /// Workers that wait for work.
    idle: usize,
    /// Work that keeps the process alive: queued or running, not a daemon's.
    running: usize,
}

/// Counts one piece of work until it is dropped, also when the work panics.
struct Running(Arc<Pool>);

impl Running {
    fn new(pool: &Arc<Pool>) -> Running {
        lock(&pool.state).running += 1;
        Running(pool.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        lock(&self.0.state).running -= 1;
        self.0.changed.notify_all();
    }
}

/// Runs work on another thread, soon.
fn submit(runtime: &Arc<Runtime>, daemon: bool, job: impl FnOnce(&mut Thread) + Send + 'static) -> Result<()> {
    let pool = runtime.extension::<Pool>();
    let running = (!daemon).then(|| Running::new(&pool));
    let job: Job = Box::new(move |t| {
        job(t);
        drop(running);
    });
    let mut state = lock(&pool.state);
    let id = state.next_id;
    state.next_id += 1;
    state.queue.push_back((id, job));
    // Every idle worker will take one piece of what is queued; for the rest there must be new ones.
    let need_worker = state.queue.len() > state.idle;
    drop(state);
    pool.changed.notify_all();
    if !need_worker {
        return Ok(());
    }
    let (runtime, worker_pool) = (runtime.clone(), pool.clone());
    let builder = std::thread::Builder::new().name("lisle-worker".into()).stack_size(STACK_SIZE);
    match builder.spawn(move || work(&runtime, &worker_pool)) {
        Ok(_) => Ok(()),
        Err(_) => {
            // Another worker may have been free meanwhile.
            let mut state = lock(&pool.state);
            let Some(at) = state.queue.iter().position(|(queued, _)| *queued == id) else { return Ok(()) };
            let lost = state.queue.remove(at);
            drop(state);
            drop(lost);
            Err(Error::new(ExceptionKind::OutOfMemoryError, "unable to create native thread"))
        }
    }
}

/// The life of a worker.
fn work(runtime: &Arc<Runtime>, pool: &Arc<Pool>) {
    let mut thread = Thread::new(runtime);
    thread.enter(|t| {
        while let Some(job) = t.blocking(|| next_job(pool)) {
            job(t);
            // The next work finds a fresh thread.
            bindings::reset(t, Value::NIL);
            t.object = Value::NIL;
            t.take_interrupt();
            t.pass_safepoint();
        }
    });
}

fn next_job(pool: &Pool) -> Option<Job> {
    let mut state = lock(&pool.state);
    loop {
        if let Some((_, job)) = state.queue.pop_front() {
            return Some(job);
        }
        state.idle += 1;
        let (mut guard, late) = match pool.changed.wait_timeout(state, KEEP_ALIVE) {
            Ok((guard, waited)) => (guard, waited.timed_out()),
            Err(poisoned) => (poisoned.into_inner().0, false),
        };
        guard.idle -= 1;
        if late && guard.queue.is_empty() {
            return None;
        }
        state = guard;
    }
}

/// Waits until no work is queued or running but that of daemon threads.
pub fn wait_for_tasks(t: &mut Thread) {
    let pool = t.runtime.extension::<Pool>();
    t.blocking(|| {
        let mut state = lock(&pool.state);
        while state.running > 0 {
            state = match pool.changed.wait(state) {
                Ok(guard) => guard,
                Err(poisoned) => poisoned.into_inner(),
            };
        }
    });
}

/// What is known of a thread that a program started.
enum TaskState {
    Waiting,
    Running(Arc<Control>),
    Ended,
}

/// A started thread: to join, ask and interrupt it.
#[derive(Clone)]
pub struct Task(Arc<Waitable<TaskState>>);

impl Task {
    pub fn is_alive(&self) -> bool {
        !matches!(&*self.0.lock(), TaskState::Ended)
    }

    /// Waits for the end; false when the time is over.
    pub fn join(&self, t: &mut Thread, timeout: Option<Duration>) -> Result<bool> {
        self.0.wait(t, timeout, |state| matches!(state, TaskState::Ended))
    }

    /// Interrupts the thread if it runs.
    pub fn interrupt(&self) {
        if let TaskState::Running(control) = &*self.0.lock() {
            control.interrupted.store(true, Ordering::Release);
        }
    }

    /// Was the thread interrupted, and nobody has noticed yet?
    pub fn is_interrupted(&self) -> bool {
        match &*self.0.lock() {
            TaskState::Running(control) => control.interrupted.load(Ordering::Acquire),
            _ => false,
        }
    }
}

/// Marks a task's end, also when the work panics.
struct End(Task);

impl Drop for End {
    fn drop(&mut self) {
        self.0.0.update(|state| *state = TaskState::Ended);
    }
}

/// Calls `f` without arguments on another thread. `bindings` is what [`bindings::convey`] gave, or nil; `object` is what
/// `Thread/currentThread` is to give there. An exception that `f` throws is reported under `name` on `*err*`.
pub fn spawn(t: &mut Thread, f: &Value, bindings: Value, object: Value, name: String, daemon: bool) -> Result<Task> {
    let task = Task(Arc::new(Waitable::new(TaskState::Waiting)));
    let (f, frame, object) = (Shared::new(f.clone()), Shared::new(bindings), Shared::new(object));
    let end = End(task.clone());
    submit(&t.runtime.clone(), daemon, move |t| {
        let control = t.control.clone();
        end.0.0.update(|state| *state = TaskState::Running(control));
        t.object = object.get().clone();
        bindings::reset(t, frame.get().clone());
        if let Err(error) = t.invoke(f.get(), &mut []) {
            report_uncaught(t, &name, &error);
        }
        drop(end);
    })?;
    Ok(task)
}

/// What the JVM's default handler of uncaught exceptions writes.
fn report_uncaught(t: &mut Thread, name: &str, error: &Error) {
    let mut text = format!("Exception in thread \"{name}\" {}\n", print::error_summary(error));
    for line in vm::trace::of_exception(&error.0.to_value()) {
        let position = &line.position;
        text.push_str(&format!("\tat {}({}:{})\n", line.class, position.file, position.line));
    }
    // There is nobody left to tell if even this fails.
    let _ = write_err(t, &text);
}

fn future_call(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let future = Future::new_ref();
    let (f, frame) = (Shared::new(args[0].take()), Shared::new(bindings::convey(t)));
    let handle = Shared::new(future.to_value());
    submit(&t.runtime.clone(), false, move |t| {
        let Some(future) = handle.get().as_ref::<Future>() else { return };
        if !future.start(t) {
            return;
        }
        bindings::reset(t, frame.into_value());
        let f = f.into_value();
        let outcome = t.invoke(&f, &mut []);
        future.complete(outcome);
    })?;
    Ok(future.into())
}

fn future_arg(value: &Value) -> Result<&Ref<Future>> {
    value.as_ref::<Future>().ok_or_else(|| Error::cannot_cast(value, "java.util.concurrent.Future"))
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

/// What `tap>` sent and nobody has seen yet: function and value.
#[derive(Default)]
struct Taps(Mutex<TapState>);

#[derive(Default)]
struct TapState {
    queue: VecDeque<(Shared, Shared)>,
    /// A worker is emptying the queue.
    busy: bool,
}

/// As many taps may wait; more are dropped.
const TAP_LIMIT: usize = 1024;

/// `(tap f x)`: calls `(f x)` on the tap thread, in order; false if too much is waiting.
fn tap(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let taps = t.runtime.extension::<Taps>();
    let start = {
        let mut state = lock(&taps.0);
        if state.queue.len() >= TAP_LIMIT {
            return Ok(Value::FALSE);
        }
        state.queue.push_back((Shared::new(args[0].take()), Shared::new(args[1].take())));
        !std::mem::replace(&mut state.busy, true)
    };
    if start {
        submit(&t.runtime.clone(), true, move |t| {
            loop {
                let next = {
                    let mut state = lock(&taps.0);
                    state.busy = !state.queue.is_empty();
                    state.queue.pop_front()
                };
                let Some((f, x)) = next else { return };
                // What a tap function throws concerns nobody.
                let _ = t.invoke1(f.get(), x.get().clone());
            }
        })?;
    }
    Ok(Value::TRUE)
}

fn in_transaction(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(Value::FALSE)
}

/// Workers end by themselves when they are idle.
fn shutdown_agents(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(Value::NIL)
}

fn agent_error_handler(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let agent = Error::cannot_cast(&args[0], "clojure.lang.Agent");
    instance::call(t, &args[0], "getErrorHandler", &mut []).unwrap_or(Err(agent))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("future-call", 1, 1, future_call),
    NativeDef::new("future-cancel", 1, 1, future_cancel),
    NativeDef::new("future-cancelled?", 1, 1, is_future_cancelled),
    NativeDef::new("future-done?", 1, 1, is_future_done),
    NativeDef::new("tap", 2, 2, tap),
    NativeDef::new("in-transaction?", 0, 0, in_transaction),
    NativeDef::new("shutdown-agents", 0, 0, shutdown_agents),
    NativeDef::new("agent-error-handler", 1, 1, agent_error_handler),
];
