//! `ExecutorCompletionService`: tasks whose futures can be had in the order in which they end.

use super::executor;
use super::future::{self, TASK};
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::{Thread, Value};

const CLASS: &str = "java.util.concurrent.ExecutorCompletionService";
const QUEUE: &str = "java.util.concurrent.LinkedBlockingQueue";

struct Service {
    executor: Shared,
    queue: Shared,
}

impl HostType for Service {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        for held in [&mut self.executor, &mut self.queue] {
            f(std::mem::replace(held, Shared::new(Value::NIL)).into_value());
        }
    }
}

fn own(a: &[Value]) -> Result<&Service> {
    a[0].host::<Service>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a.iter().any(Value::is_nil) {
        return Err(Error::null_pointer());
    }
    let queue = match a.get(1) {
        Some(queue) => queue.clone(),
        None => {
            let class = t.runtime.classes.intern(QUEUE);
            vm::ops::host::construct(t, &class, &mut [])?
        }
    };
    Ok(HostObject::new_value(Service { executor: Shared::new(a[0].clone()), queue: Shared::new(queue) }))
}

/// `submit(callable)` and `submit(runnable, result)`
fn submit(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[1].is_nil() {
        return Err(Error::null_pointer());
    }
    let service = own(a)?;
    let task = future::new_task(TASK, &a[1], a.get(2));
    let run = future::runner(t, &task)?;
    let run = core_call(t, "run-and-add", &mut [run, task.clone(), service.queue.get().clone()])?;
    executor::execute(t, service.executor.get(), &run)?;
    Ok(task)
}

/// A method of the queue.
fn forward(t: &mut Thread, a: &mut [Value], method: &str) -> Result<Value> {
    let queue = own(a)?.queue.get().clone();
    call_functional(t, &queue, method, &mut a[1..])
}

const METHODS: &[NativeDef] = &[
    f("submit", 2, submit),
    f("submit", 3, submit),
    f("take", 1, |t, a| forward(t, a, "take")),
    f("poll", 1, |t, a| forward(t, a, "poll")),
    f("poll", 3, |t, a| forward(t, a, "poll")),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(1, 2, new)], methods: METHODS, ..class(CLASS) }];
