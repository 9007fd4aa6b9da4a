//! `Thread.Builder`, as `Thread/ofPlatform` and `Thread/ofVirtual` give it, and thread factories.

use crate::host::hierarchy::class;
use crate::host::lang::thread::{self, Spec};
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{Arc, AtomicI64, Mutex, Ordering, lock};
use runtime::{Thread, Value};

/// What the threads to be made have in common.
#[derive(Clone, Default)]
struct Plan {
    is_virtual: bool,
    name: Option<String>,
    /// The number that follows the name of the next thread.
    counter: Option<Arc<AtomicI64>>,
    daemon: bool,
    priority: Option<i32>,
    handler: Option<Shared>,
    bare: bool,
}

impl Plan {
    fn make(&self, t: &Thread, target: &Value) -> Value {
        let number = self.counter.as_ref().map(|counter| counter.fetch_add(1, Ordering::Relaxed));
        let name = match (&self.name, number) {
            (Some(name), Some(number)) => Some(format!("{name}{number}")),
            (name, _) => name.clone(),
        };
        let spec = Spec {
            name,
            daemon: self.daemon,
            is_virtual: self.is_virtual,
            target: Some(Shared::new(target.clone())),
            handler: self.handler.clone(),
            priority: self.priority,
            bare: self.bare,
            group: None,
        };
        thread::new_thread(t, spec)
    }
}

/// A builder or a factory.
struct Builder {
    class: &'static str,
    plan: Mutex<Plan>,
}

impl HostType for Builder {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(handler) = lock(&self.plan).handler.take() {
            f(handler.into_value());
        }
    }
}

const PLATFORM: &str = "java.lang.ThreadBuilders$PlatformThreadBuilder";
const VIRTUAL: &str = "java.lang.ThreadBuilders$VirtualThreadBuilder";
const FACTORY: &str = "java.util.concurrent.ThreadFactory";

fn builder(class: &'static str, plan: Plan) -> Value {
    HostObject::new_value(Builder { class, plan: Mutex::new(plan) })
}

/// A new builder.
pub fn new_value(is_virtual: bool) -> Value {
    builder(if is_virtual { VIRTUAL } else { PLATFORM }, Plan { is_virtual, ..Plan::default() })
}

/// A factory of threads with numbered names.
pub fn factory(is_virtual: bool, name: Option<String>, first: i64) -> Value {
    let counter = name.is_some().then(|| Arc::new(AtomicI64::new(first)));
    builder(FACTORY, Plan { is_virtual, name, counter, ..Plan::default() })
}

fn plan(a: &[Value]) -> Result<Plan> {
    let own = a[0].host::<Builder>().ok_or_else(|| not_a(&a[0], "java.lang.Thread$Builder"))?;
    Ok(lock(&own.plan).clone())
}

/// Changes a builder, which is the result.
fn change(a: &mut [Value], change: impl FnOnce(&mut Plan)) -> Result<Value> {
    let own = a[0].host::<Builder>().ok_or_else(|| not_a(&a[0], "java.lang.Thread$Builder"))?;
    change(&mut lock(&own.plan));
    Ok(a[0].take())
}

fn name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[1])?.into_owned();
    let first = a.get(2).map(long_arg).transpose()?;
    change(a, |plan| {
        plan.name = Some(name);
        plan.counter = first.map(|first| Arc::new(AtomicI64::new(first)));
    })
}

fn start(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let thread = plan(a)?.make(t, &a[1]);
    thread::begin(t, &thread, true)?;
    Ok(thread)
}

const METHODS: &[NativeDef] = &[
    g("name", 2, 3, name),
    g("daemon", 1, 2, |_, a| {
        let on = a.get(1).is_none_or(Value::is_truthy);
        change(a, |plan| plan.daemon = on)
    }),
    f("priority", 2, |_, a| {
        let priority = int_arg(&a[1])?;
        change(a, |plan| plan.priority = Some(priority))
    }),
    f("uncaughtExceptionHandler", 2, |_, a| {
        let handler = Shared::new(a[1].clone());
        change(a, |plan| plan.handler = Some(handler))
    }),
    f("inheritInheritableThreadLocals", 2, |_, a| {
        let bare = !a[1].is_truthy();
        change(a, |plan| plan.bare = bare)
    }),
    f("unstarted", 2, |t, a| Ok(plan(a)?.make(t, &a[1]))),
    f("start", 2, start),
    f("factory", 1, |_, a| Ok(builder(FACTORY, plan(a)?))),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class("java.lang.Thread$Builder") },
    ClassDef {
        methods: &[f("newThread", 2, |t, a| {
            core_only_builder(a)?;
            Ok(plan(a)?.make(t, &a[1]))
        })],
        ..class(FACTORY)
    },
];

/// Other factories define the method themselves.
fn core_only_builder(a: &[Value]) -> Result<()> {
    match a[0].host::<Builder>() {
        Some(_) => Ok(()),
        None => Err(abstract_method(&a[0], FACTORY, "java.lang.Thread newThread(java.lang.Runnable)")),
    }
}
