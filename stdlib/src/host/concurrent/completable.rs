//! `CompletableFuture`: an outcome that anybody may give, and stages that depend on it.
//!
//! A stage is a Rust closure in the list of its source, run by whoever completes the source, or at once, or by an
//! executor (the `Async` variants; without one the common pool). Failures travel from stage to stage inside a
//! `CompletionException`, which `get` takes off again.

use super::executor;
use super::fork_join::common_pool;
use super::unit;
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result, Throwable, ThrowableClass};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reference::wait::{Wait, Waitable};
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value, print, seq};
use std::time::Duration;

const CLASS: &str = "java.util.concurrent.CompletableFuture";

/// How it ended.
#[derive(Clone)]
enum Outcome {
    Value(Shared),
    Thrown(Shared),
}

type Stage = Box<dyn FnOnce(&mut Thread, &Outcome) + Send>;

#[derive(Default)]
struct State {
    outcome: Option<Outcome>,
    stages: Vec<Stage>,
}

/// The object; clones are the same one.
#[derive(Clone, Default)]
pub struct CompletableFuture(Arc<Waitable<State>>);

impl HostType for CompletableFuture {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl CompletableFuture {
    fn value(&self) -> Value {
        HostObject::new_value(self.clone())
    }

    fn of(v: &Value) -> Result<&CompletableFuture> {
        v.host::<CompletableFuture>().ok_or_else(|| not_a(v, CLASS))
    }

    fn outcome(&self) -> Option<Outcome> {
        self.0.lock().outcome.clone()
    }

    /// Ends it, unless it has ended, and runs what depends on it.
    fn complete(&self, t: &mut Thread, outcome: Outcome) -> bool {
        let stages = {
            let mut state = self.0.lock();
            if state.outcome.is_some() {
                return false;
            }
            state.outcome = Some(outcome.clone());
            std::mem::take(&mut state.stages)
        };
        self.0.wake_all();
        for stage in stages {
            stage(t, &outcome);
        }
        true
    }

    fn complete_with(&self, t: &mut Thread, result: Result<Value>) -> bool {
        let outcome = match result {
            Ok(value) => Outcome::Value(Shared::new(value)),
            Err(error) => Outcome::Thrown(Shared::new(wrapped(t, error.0.into()))),
        };
        self.complete(t, outcome)
    }

    /// Runs a stage when the outcome is there.
    fn then(&self, t: &mut Thread, stage: Stage) {
        let outcome = {
            let mut state = self.0.lock();
            match &state.outcome {
                None => {
                    state.stages.push(stage);
                    return;
                }
                Some(outcome) => outcome.clone(),
            }
        };
        stage(t, &outcome);
    }

    fn wait(&self, t: &mut Thread, how: Wait) -> Result<Option<Outcome>> {
        self.0.wait_for(t, how, |state| state.outcome.clone().into())
    }
}

fn is_kind(v: &Value, kind: ExceptionKind) -> bool {
    v.get::<Throwable>().is_some_and(|thrown| thrown.kind() == Some(kind))
}

/// An exception inside a `CompletionException`.
fn wrapped(t: &mut Thread, thrown: Value) -> Value {
    if is_kind(&thrown, ExceptionKind::CompletionException) {
        return thrown;
    }
    let message = print::to_java_string(t, &thrown).map_or(Value::NIL, Value::from);
    let class = ThrowableClass::Known(ExceptionKind::CompletionException);
    Error::build(class, message, thrown, Value::NIL).0.into()
}

fn thrown(v: Value) -> Error {
    match v.downcast::<Throwable>() {
        Ok(thrown) => Error(thrown),
        Err(other) => Error::cannot_cast(&other, "java.lang.Throwable"),
    }
}

fn cancellation() -> Value {
    Error::bare(ExceptionKind::CancellationException).0.into()
}

/// What `get` gives or throws.
fn got(t: &mut Thread, outcome: Outcome) -> Result<Value> {
    match outcome {
        Outcome::Value(value) => Ok(value.into_value()),
        Outcome::Thrown(v) => {
            let mut v = v.into_value();
            if is_kind(&v, ExceptionKind::CancellationException) {
                return Err(thrown(v));
            }
            if is_kind(&v, ExceptionKind::CompletionException)
                && let Some(cause) = v.get::<Throwable>().map(|e| e.cause.clone()).filter(|c| !c.is_nil())
            {
                v = cause;
            }
            Err(runtime::reference::future::execution_exception(t, &v)?)
        }
    }
}

/// What `join` gives or throws.
fn joined(t: &mut Thread, outcome: Outcome) -> Result<Value> {
    match outcome {
        Outcome::Value(value) => Ok(value.into_value()),
        Outcome::Thrown(v) => {
            let v = v.into_value();
            if is_kind(&v, ExceptionKind::CancellationException) {
                return Err(thrown(v));
            }
            Err(thrown(wrapped(t, v)))
        }
    }
}

// Work on an executor

/// Rust code that an executor runs.
struct Job(Mutex<Option<Box<dyn FnOnce(&mut Thread) + Send>>>);

plain_host!(Job, "java.util.concurrent.CompletableFuture$Async");

fn run_job(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let job = lock(&this!(a, Job, "java.util.concurrent.CompletableFuture$Async").0).take();
    if let Some(job) = job {
        job(t);
    }
    void()
}

fn run_on(t: &mut Thread, executor: &Value, job: impl FnOnce(&mut Thread) + Send + 'static) -> Result<()> {
    let job = HostObject::new_value(Job(Mutex::new(Some(Box::new(job)))));
    let run = core_call(t, "callable-fn", &mut [job])?;
    executor::execute(t, executor, &run)
}

/// Where the stages of a method run: at once, on the common pool, or on the executor that it was given.
#[derive(Clone)]
enum Place {
    Here,
    On(Shared),
}

/// The place that a method's name and its argument at `at` say.
fn place(t: &Thread, a: &[Value], at: usize, is_async: bool) -> Place {
    match (is_async, a.get(at)) {
        (false, _) => Place::Here,
        (true, Some(executor)) => Place::On(Shared::new(executor.clone())),
        (true, None) => Place::On(Shared::new(common_pool(t))),
    }
}

/// Adds a stage to a future: what `step` gives ends the new future, whose value is the result.
fn stage(
    t: &mut Thread,
    source: &CompletableFuture,
    place: Place,
    step: impl FnOnce(&mut Thread, &Outcome, &CompletableFuture) -> Result<Option<Value>> + Send + 'static,
) -> Value {
    let target = CompletableFuture::default();
    let result = target.value();
    let finish = move |t: &mut Thread, outcome: &Outcome| match step(t, outcome, &target) {
        Ok(Some(value)) => drop(target.complete_with(t, Ok(value))),
        // The step sees to the end itself.
        Ok(None) => {}
        Err(error) => drop(target.complete_with(t, Err(error))),
    };
    let run: Stage = match place {
        Place::Here => Box::new(finish),
        Place::On(executor) => Box::new(move |t, outcome| {
            let outcome = outcome.clone();
            let _ = run_on(t, executor.get(), move |t| finish(t, &outcome));
        }),
    };
    source.then(t, run);
    result
}

/// The value of an outcome, or its failure as stages pass it on.
fn value_of(outcome: &Outcome) -> Result<Value> {
    match outcome {
        Outcome::Value(value) => Ok(value.get().clone()),
        Outcome::Thrown(v) => Err(thrown(v.get().clone())),
    }
}

/// Value and failure, one of them nil: what `handle` and `whenComplete` pass.
fn both(outcome: &Outcome) -> [Value; 2] {
    match outcome {
        Outcome::Value(value) => [value.get().clone(), Value::NIL],
        Outcome::Thrown(v) => [Value::NIL, v.get().clone()],
    }
}

/// `thenApply`, `thenAccept`, `thenRun`: the method of the function, and whether its result counts.
fn then(t: &mut Thread, a: &[Value], is_async: bool, method: &'static str) -> Result<Value> {
    let f = Shared::new(a[1].clone());
    let place = place(t, a, 2, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, place, move |t, outcome, _| {
        let value = value_of(outcome)?;
        let result = match method {
            "run" => call_functional(t, f.get(), method, &mut [])?,
            _ => call_functional(t, f.get(), method, &mut [value])?,
        };
        Ok(Some(if method == "apply" { result } else { Value::NIL }))
    }))
}

fn then_compose(t: &mut Thread, a: &[Value], is_async: bool) -> Result<Value> {
    let f = Shared::new(a[1].clone());
    let place = place(t, a, 2, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, place, move |t, outcome, target| {
        let value = value_of(outcome)?;
        let inner = call_functional(t, f.get(), "apply", &mut [value])?;
        pass_on(t, &inner, target)?;
        Ok(None)
    }))
}

/// Ends `target` as `inner` ends.
fn pass_on(t: &mut Thread, inner: &Value, target: &CompletableFuture) -> Result<()> {
    let target = target.clone();
    let stage: Stage = Box::new(move |t, outcome| {
        let outcome = match outcome {
            Outcome::Value(_) => outcome.clone(),
            Outcome::Thrown(v) => Outcome::Thrown(Shared::new(wrapped(t, v.get().clone()))),
        };
        target.complete(t, outcome);
    });
    CompletableFuture::of(inner)?.then(t, stage);
    Ok(())
}

/// `thenCombine`, `thenAcceptBoth`, `runAfterBoth`
fn combine(t: &mut Thread, a: &[Value], is_async: bool, method: &'static str) -> Result<Value> {
    let (other, f) = (Shared::new(a[1].clone()), Shared::new(a[2].clone()));
    CompletableFuture::of(&a[1])?;
    let place = place(t, a, 3, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, Place::Here, move |t, outcome, target| {
        let first = outcome.clone();
        let inner = stage(t, CompletableFuture::of(other.get())?, place, move |t, second, _| {
            let args = [value_of(&first)?, value_of(second)?];
            let result = match method {
                "run" => call_functional(t, f.get(), method, &mut [])?,
                _ => call_functional(t, f.get(), method, &mut args.clone())?,
            };
            Ok(Some(if method == "apply" { result } else { Value::NIL }))
        });
        pass_on(t, &inner, target)?;
        Ok(None)
    }))
}

/// `applyToEither`, `acceptEither`, `runAfterEither`
fn either(t: &mut Thread, a: &[Value], is_async: bool, method: &'static str) -> Result<Value> {
    let first = any_of(t, &a[..2])?;
    let mut args = vec![first, a[2].clone()];
    args.extend(a.get(3).cloned());
    then(t, &args, is_async, method)
}

fn handle(t: &mut Thread, a: &[Value], is_async: bool) -> Result<Value> {
    let f = Shared::new(a[1].clone());
    let place = place(t, a, 2, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, place, move |t, outcome, _| {
        call_functional(t, f.get(), "apply", &mut both(outcome)).map(Some)
    }))
}

fn when_complete(t: &mut Thread, a: &[Value], is_async: bool) -> Result<Value> {
    let f = Shared::new(a[1].clone());
    let place = place(t, a, 2, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, place, move |t, outcome, _| {
        let called = call_functional(t, f.get(), "accept", &mut both(outcome));
        let value = value_of(outcome)?;
        called?;
        Ok(Some(value))
    }))
}

fn exceptionally(t: &mut Thread, a: &[Value], is_async: bool) -> Result<Value> {
    let f = Shared::new(a[1].clone());
    let place = place(t, a, 2, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, place, move |t, outcome, _| match outcome {
        Outcome::Value(value) => Ok(Some(value.get().clone())),
        Outcome::Thrown(v) => call_functional(t, f.get(), "apply", &mut [v.get().clone()]).map(Some),
    }))
}

fn exceptionally_compose(t: &mut Thread, a: &[Value], is_async: bool) -> Result<Value> {
    let f = Shared::new(a[1].clone());
    let place = place(t, a, 2, is_async);
    Ok(stage(t, CompletableFuture::of(&a[0])?, place, move |t, outcome, target| match outcome {
        Outcome::Value(value) => Ok(Some(value.get().clone())),
        Outcome::Thrown(v) => {
            let inner = call_functional(t, f.get(), "apply", &mut [v.get().clone()])?;
            pass_on(t, &inner, target)?;
            Ok(None)
        }
    }))
}

/// The futures that a method is given: one by one, or in an array or other collection.
fn several(t: &mut Thread, a: &[Value]) -> Result<Vec<Value>> {
    match a {
        [one] if one.host::<CompletableFuture>().is_none() => seq::to_vec(t, one),
        _ => Ok(a.to_vec()),
    }
}

fn all_of(t: &mut Thread, a: &[Value]) -> Result<Value> {
    let futures = several(t, a)?;
    let (target, left) = (CompletableFuture::default(), Arc::new(Mutex::new((futures.len(), None))));
    if futures.is_empty() {
        target.complete_with(t, Ok(Value::NIL));
    }
    for future in &futures {
        let (left, end) = (left.clone(), target.clone());
        let stage: Stage = Box::new(move |t, outcome| {
            let last = {
                let mut left = lock(&left);
                left.0 -= 1;
                if let (Outcome::Thrown(v), None) = (outcome, &left.1) {
                    left.1 = Some(v.clone());
                }
                (left.0 == 0).then(|| left.1.take())
            };
            match last {
                Some(None) => drop(end.complete_with(t, Ok(Value::NIL))),
                Some(Some(failed)) => drop(end.complete_with(t, Err(thrown(failed.into_value())))),
                None => {}
            }
        });
        CompletableFuture::of(future)?.then(t, stage);
    }
    Ok(target.value())
}

fn any_of(t: &mut Thread, a: &[Value]) -> Result<Value> {
    let target = CompletableFuture::default();
    for future in several(t, a)? {
        pass_on(t, &future, &target)?;
    }
    Ok(target.value())
}

fn supply(t: &mut Thread, a: &[Value], method: &'static str) -> Result<Value> {
    let f = Shared::new(a[0].clone());
    let target = CompletableFuture::default();
    let executor = a.get(1).cloned().unwrap_or_else(|| common_pool(t));
    let end = target.clone();
    run_on(t, &executor, move |t| {
        let result = call_functional(t, f.get(), method, &mut []);
        end.complete_with(t, result.map(|value| if method == "get" { value } else { Value::NIL }));
    })?;
    Ok(target.value())
}

/// Ends a future by itself after a time.
fn end_later(t: &mut Thread, a: &[Value], after: Duration, outcome: fn(&[Value]) -> Value) -> Result<Value> {
    let end = CompletableFuture::of(&a[0])?.clone();
    let value = Shared::new(outcome(a));
    let timer = super::executors::timer(t);
    let job = HostObject::new_value(Job(Mutex::new(Some(Box::new(move |t: &mut Thread| {
        let outcome = if value.get().is::<Throwable>() { Outcome::Thrown(value) } else { Outcome::Value(value) };
        end.complete(t, outcome);
    })))));
    let run = core_call(t, "callable-fn", &mut [job])?;
    let due = runtime::reference::wait::deadline_after(t, after);
    // Without a thread for it the future is not ended, which is what it was before.
    let _ = timer.schedule(t, &run, due, false);
    Ok(a[0].clone())
}

/// An executor that hands its tasks on to another one after a time.
struct Delayed {
    after: Duration,
    executor: Shared,
}

const DELAYED: &str = "java.util.concurrent.CompletableFuture$DelayedExecutor";

plain_host!(Delayed, DELAYED);

fn execute_delayed(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = this!(a, Delayed, DELAYED);
    let (executor, task) = (own.executor.clone(), Shared::new(a[1].clone()));
    let job = HostObject::new_value(Job(Mutex::new(Some(Box::new(move |t: &mut Thread| {
        // A refusal has nobody to go to.
        let _ = core_call(t, "callable-fn", &mut [task.get().clone()])
            .and_then(|run| executor::execute(t, executor.get(), &run));
    })))));
    let run = core_call(t, "callable-fn", &mut [job])?;
    let due = runtime::reference::wait::deadline_after(t, own.after);
    let _ = super::executors::timer(t).schedule(t, &run, due, false);
    void()
}

fn completed(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let done = CompletableFuture::default();
    done.complete_with(t, Ok(a[0].take()));
    Ok(done.value())
}

fn failed(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].is_nil() {
        return Err(Error::null_pointer());
    }
    let failed = CompletableFuture::default();
    failed.complete(t, Outcome::Thrown(Shared::new(a[0].take())));
    Ok(failed.value())
}

fn copy(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = CompletableFuture::default();
    pass_on(t, &a[0], &target)?;
    Ok(target.value())
}

fn to_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let this = CompletableFuture::of(&a[0])?;
    let state = match this.outcome() {
        None => match this.0.lock().stages.len() {
            0 => "Not completed".to_owned(),
            n => format!("Not completed, {n} dependents"),
        },
        Some(Outcome::Value(_)) => "Completed normally".to_owned(),
        Some(Outcome::Thrown(v)) => {
            format!("Completed exceptionally: {}", print::to_java_string(t, v.get())?.to_string_lossy())
        }
    };
    string(format!("{CLASS}@{:x}[{state}]", runtime::hash::identity_hash(&a[0])))
}

const WAIT: Wait = Wait::on("future");

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = unit::timeout(a, 1)?;
    match CompletableFuture::of(&a[0])?.wait(t, WAIT.timeout(timeout))? {
        Some(outcome) => got(t, outcome),
        None => Err(Error::bare(ExceptionKind::TimeoutException)),
    }
}

macro_rules! stages {
    ($( $name:literal $async_name:literal $args:literal $body:expr; )*) => {
        &[$(
            f($name, $args, |t, a| {
                let body: fn(&mut Thread, &[Value], bool) -> Result<Value> = $body;
                body(t, a, false)
            }),
            g($async_name, $args, $args + 1, |t, a| {
                let body: fn(&mut Thread, &[Value], bool) -> Result<Value> = $body;
                body(t, a, true)
            }),
        )*]
    };
}

const STAGES: &[NativeDef] = stages! {
    "thenApply" "thenApplyAsync" 2 |t, a, on| then(t, a, on, "apply");
    "thenAccept" "thenAcceptAsync" 2 |t, a, on| then(t, a, on, "accept");
    "thenRun" "thenRunAsync" 2 |t, a, on| then(t, a, on, "run");
    "thenCompose" "thenComposeAsync" 2 then_compose;
    "thenCombine" "thenCombineAsync" 3 |t, a, on| combine(t, a, on, "apply");
    "thenAcceptBoth" "thenAcceptBothAsync" 3 |t, a, on| combine(t, a, on, "accept");
    "runAfterBoth" "runAfterBothAsync" 3 |t, a, on| combine(t, a, on, "run");
    "applyToEither" "applyToEitherAsync" 3 |t, a, on| either(t, a, on, "apply");
    "acceptEither" "acceptEitherAsync" 3 |t, a, on| either(t, a, on, "accept");
    "runAfterEither" "runAfterEitherAsync" 3 |t, a, on| either(t, a, on, "run");
    "handle" "handleAsync" 2 handle;
    "whenComplete" "whenCompleteAsync" 2 when_complete;
    "exceptionally" "exceptionallyAsync" 2 exceptionally;
    "exceptionallyCompose" "exceptionallyComposeAsync" 2 exceptionally_compose;
};

const METHODS: &[NativeDef] = &[
    f("get", 1, get),
    f("get", 3, get),
    f("join", 1, |t, a| match CompletableFuture::of(&a[0])?.wait(t, WAIT.uninterruptibly())? {
        Some(outcome) => joined(t, outcome),
        None => void(),
    }),
    f("getNow", 2, |t, a| match CompletableFuture::of(&a[0])?.outcome() {
        Some(outcome) => joined(t, outcome),
        None => Ok(a[1].take()),
    }),
    f("complete", 2, |t, a| {
        let outcome = Outcome::Value(Shared::new(a[1].clone()));
        bool_(CompletableFuture::of(&a[0])?.complete(t, outcome))
    }),
    f("completeExceptionally", 2, |t, a| {
        if a[1].is_nil() {
            return Err(Error::null_pointer());
        }
        let outcome = Outcome::Thrown(Shared::new(a[1].clone()));
        bool_(CompletableFuture::of(&a[0])?.complete(t, outcome))
    }),
    g("completeAsync", 2, 3, |t, a| {
        let (f, end) = (Shared::new(a[1].clone()), CompletableFuture::of(&a[0])?.clone());
        let executor = a.get(2).cloned().unwrap_or_else(|| common_pool(t));
        run_on(t, &executor, move |t| {
            let result = call_functional(t, f.get(), "get", &mut []);
            end.complete_with(t, result);
        })?;
        Ok(a[0].take())
    }),
    f("cancel", 2, |t, a| {
        let this = CompletableFuture::of(&a[0])?;
        this.complete(t, Outcome::Thrown(Shared::new(cancellation())));
        bool_(is_cancelled(this))
    }),
    f("isDone", 1, |_, a| bool_(CompletableFuture::of(&a[0])?.outcome().is_some())),
    f("isCancelled", 1, |_, a| bool_(is_cancelled(CompletableFuture::of(&a[0])?))),
    f("isCompletedExceptionally", 1, |_, a| {
        bool_(matches!(CompletableFuture::of(&a[0])?.outcome(), Some(Outcome::Thrown(_))))
    }),
    f("getNumberOfDependents", 1, |_, a| int(CompletableFuture::of(&a[0])?.0.lock().stages.len())),
    f("toCompletableFuture", 1, |_, a| Ok(a[0].take())),
    f("copy", 1, copy),
    f("minimalCompletionStage", 1, copy),
    f("newIncompleteFuture", 1, |_, _| Ok(CompletableFuture::default().value())),
    f("defaultExecutor", 1, |t, _| Ok(common_pool(t))),
    f("obtrudeException", 2, |_, a| {
        if a[1].is_nil() {
            return Err(Error::null_pointer());
        }
        let outcome = Outcome::Thrown(Shared::new(a[1].clone()));
        CompletableFuture::of(&a[0])?.0.update(|state| state.outcome = Some(outcome));
        void()
    }),
    f("obtrudeValue", 2, |_, a| {
        let outcome = Outcome::Value(Shared::new(a[1].clone()));
        CompletableFuture::of(&a[0])?.0.update(|state| state.outcome = Some(outcome));
        void()
    }),
    f("orTimeout", 3, |t, a| {
        let after = unit::duration(&a[1], &a[2])?;
        end_later(t, a, after, |_| Error::bare(ExceptionKind::TimeoutException).0.into())
    }),
    f("completeOnTimeout", 4, |t, a| {
        let after = unit::duration(&a[2], &a[3])?;
        end_later(t, a, after, |a| a[1].clone())
    }),
    f("toString", 1, to_string),
];

fn is_cancelled(this: &CompletableFuture) -> bool {
    matches!(this.outcome(), Some(Outcome::Thrown(v)) if is_kind(v.get(), ExceptionKind::CancellationException))
}

const STATICS: &[NativeDef] = &[
    g("supplyAsync", 1, 2, |t, a| supply(t, a, "get")),
    g("runAsync", 1, 2, |t, a| supply(t, a, "run")),
    f("completedFuture", 1, completed),
    f("completedStage", 1, completed),
    f("failedFuture", 1, failed),
    f("failedStage", 1, failed),
    g("delayedExecutor", 2, 3, |t, a| {
        let after = unit::duration(&a[0], &a[1])?;
        let executor = Shared::new(a.get(2).cloned().unwrap_or_else(|| common_pool(t)));
        Ok(HostObject::new_value(Delayed { after, executor }))
    }),
    g("allOf", 0, 255, |t, a| all_of(t, a)),
    g("anyOf", 0, 255, |t, a| any_of(t, a)),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: STAGES, ..class("java.util.concurrent.CompletionStage") },
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(CompletableFuture::default().value()))],
        methods: METHODS,
        statics: STATICS,
        ..class(CLASS)
    },
    ClassDef { methods: &[f("execute", 2, execute_delayed)], ..class(DELAYED) },
    ClassDef { methods: &[f("run", 1, run_job)], ..class("java.util.concurrent.CompletableFuture$Async") },
];
