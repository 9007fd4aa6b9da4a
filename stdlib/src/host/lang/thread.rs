//! `java.lang.Thread`, `ThreadLocal` and `Thread$State`: OS threads that run language code.
//!
//! Futures and agents have threads of their own (see the natives of concurrency); a thread of theirs gets its object
//! here when it asks for the current thread.

use crate::host::hierarchy::class;
use crate::host::lang::throwable::stack_trace_text;
use crate::host::support::*;
use crate::native::concurrency::{Task, spawn};
use crate::native::io::write_err;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::{Native, NativeDef};
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reference::wait::Waitable;
use runtime::string::Str;
use runtime::sync::{Arc, AtomicBool, AtomicI32, Mutex, Ordering, lock};
use runtime::thread::Control;
use runtime::{Kind, Ref, Thread, Value, instance};
use std::time::Duration;

const CLASS: &str = "java.lang.Thread";

/// Where a thread is in its life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    New,
    /// It will run as soon as there is a worker.
    Started,
    Running,
    Ended,
}

/// A thread object.
pub struct JavaThread {
    id: i64,
    name: Mutex<String>,
    daemon: AtomicBool,
    priority: AtomicI32,
    /// The `Runnable`, gone once it has run.
    target: Mutex<Option<Shared>>,
    handler: Mutex<Option<Shared>>,
    life: Mutex<Life>,
    /// The work that was started.
    task: Mutex<Option<Task>>,
    /// Of a thread that was not started by a program: the main thread, and workers.
    control: Option<Arc<Control>>,
    /// `interrupt` was called before the thread ran.
    interrupt_first: AtomicBool,
}

impl HostType for JavaThread {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        for cell in [&self.target, &self.handler] {
            if let Some(shared) = lock(cell).take() {
                f(shared.get().clone());
            }
        }
    }
}

/// Numbers for names.
#[derive(Default)]
struct Counter(AtomicI32);

impl JavaThread {
    fn make(t: &Thread, name: Option<String>, target: Option<Shared>, control: Option<Arc<Control>>) -> Value {
        let name = name.unwrap_or_else(|| {
            format!("Thread-{}", t.runtime.extension::<Counter>().0.fetch_add(1, Ordering::Relaxed))
        });
        HostObject::new_value(JavaThread {
            id: t.runtime.next_id(),
            name: Mutex::new(name),
            daemon: AtomicBool::new(false),
            priority: AtomicI32::new(5),
            target: Mutex::new(target),
            handler: Mutex::new(None),
            life: Mutex::new(if control.is_some() { Life::Running } else { Life::New }),
            task: Mutex::new(None),
            control,
            interrupt_first: AtomicBool::new(false),
        })
    }

    fn life(&self) -> Life {
        *lock(&self.life)
    }

    fn interrupt(&self) {
        match (&self.control, &*lock(&self.task)) {
            (Some(control), _) => control.interrupted.store(true, Ordering::Release),
            (None, Some(task)) if self.life() == Life::Running => task.interrupt(),
            _ => self.interrupt_first.store(true, Ordering::Release),
        }
    }

    fn is_interrupted(&self) -> bool {
        match (&self.control, &*lock(&self.task)) {
            (Some(control), _) => control.interrupted.load(Ordering::Acquire),
            (None, Some(task)) => task.is_interrupted(),
            _ => false,
        }
    }

    /// Gives the thread something else to run: the object that extends it.
    pub fn set_target(&self, target: &Value) {
        *lock(&self.target) = Some(Shared::new(target.clone()));
    }
}

/// The object of the running thread.
pub fn current(t: &mut Thread) -> Value {
    if t.object.is_nil() {
        t.object = JavaThread::make(t, Some("main".into()), None, Some(t.control.clone()));
    }
    t.object.clone()
}

/// Gives the running thread an object with this name, unless it has one.
pub fn name_current(t: &mut Thread, name: &str) {
    if t.object.is_nil() {
        t.object = JavaThread::make(t, Some(name.to_owned()), None, Some(t.control.clone()));
    }
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut name = None;
    let mut target = None;
    for v in a.iter() {
        if let Some(text) = v.as_ref::<Str>() {
            name = Some(text.to_string_lossy());
        } else if host_class(v) != "java.lang.ThreadGroup" && !v.is_nil() && v.as_long().is_none() {
            let runnable = runtime::ops::is_ifn(v) || is_a(t, v, "java.lang.Runnable");
            if !runnable {
                return Err(no_constructor(CLASS));
            }
            target = Some(Shared::new(v.clone()));
        }
    }
    Ok(JavaThread::make(t, name, target, None))
}

fn own(a: &[Value]) -> Result<&JavaThread> {
    a[0].host::<JavaThread>().ok_or_else(|| not_a(&a[0], CLASS))
}

/// What a started thread runs; the thread's object is the current one.
static RUN: NativeDef = NativeDef::new("run-thread", 0, 0, |t, _| {
    let object = t.object.clone();
    run_thread(t, &object);
    void()
});

fn start(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let thread = own(a)?;
    {
        let mut life = lock(&thread.life);
        if *life != Life::New {
            return Err(Error::bare(ExceptionKind::IllegalArgumentException));
        }
        *life = Life::Started;
    }
    let run = Ref::new(Native { meta: Value::NIL, name: Str::new("java.lang.Thread/run"), def: &RUN });
    let (name, daemon) = (lock(&thread.name).clone(), thread.daemon.load(Ordering::Relaxed));
    match spawn(t, &run.into(), Value::NIL, a[0].clone(), name, daemon) {
        Ok(task) => {
            *lock(&thread.task) = Some(task);
            void()
        }
        Err(e) => {
            *lock(&thread.life) = Life::Ended;
            Err(e)
        }
    }
}

/// The life of a started thread.
fn run_thread(t: &mut Thread, object: &Value) {
    let Some(thread) = object.host::<JavaThread>() else { return };
    *lock(&thread.life) = Life::Running;
    if thread.interrupt_first.swap(false, Ordering::AcqRel) {
        t.control.interrupted.store(true, Ordering::Release);
    }
    if let Err(error) = run_target(t, thread) {
        let _ = uncaught(t, object, error);
    }
    let target = lock(&thread.target).take();
    drop(target);
    *lock(&thread.life) = Life::Ended;
}

fn run_target(t: &mut Thread, thread: &JavaThread) -> Result<()> {
    let target = lock(&thread.target).as_ref().map(|target| target.get().clone());
    match target {
        Some(target) => call_functional(t, &target, "run", &mut []).map(drop),
        None => Ok(()),
    }
}

/// What uncaught exceptions of every thread go to, if it was set.
#[derive(Default)]
struct DefaultHandler(Mutex<Option<Shared>>);

fn uncaught(t: &mut Thread, object: &Value, error: Error) -> Result<()> {
    let Some(thread) = object.host::<JavaThread>() else { return Ok(()) };
    let own = lock(&thread.handler).clone();
    let handler = own.or_else(|| lock(&t.runtime.extension::<DefaultHandler>().0).clone());
    let exception = Value::from(error.0);
    if let Some(handler) = handler {
        let handler = handler.get().clone();
        return call_functional(t, &handler, "uncaughtException", &mut [object.clone(), exception]).map(drop);
    }
    let name = lock(&thread.name).clone();
    let text = stack_trace_text(t, &exception)?;
    write_err(t, &format!("Exception in thread \"{name}\" {text}"))
}

/// Sleeps, unless interrupted.
pub fn sleep(t: &mut Thread, duration: Duration) -> Result<()> {
    match Waitable::<()>::default().wait(t, Some(duration), |_| false) {
        Ok(_) => Ok(()),
        Err(e) if e.0.kind() == Some(ExceptionKind::InterruptedException) => {
            Err(Error::new(ExceptionKind::InterruptedException, "sleep interrupted"))
        }
        Err(e) => Err(e),
    }
}

fn sleep_method(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let millis = long_arg(&a[0])?;
    if millis < 0 {
        return Err(Error::illegal_argument("timeout value is negative"));
    }
    let nanos = a.get(1).map_or(Ok(0), int_arg)?;
    if !(0..=999_999).contains(&nanos) {
        return Err(Error::illegal_argument("nanosecond timeout value out of range"));
    }
    sleep(t, Duration::from_millis(millis as u64) + Duration::from_nanos(nanos as u64))?;
    void()
}

fn join(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let millis = a.get(1).map_or(Ok(0), long_arg)?;
    if millis < 0 {
        return Err(Error::illegal_argument("timeout value is negative"));
    }
    let timeout = (millis > 0).then(|| Duration::from_millis(millis as u64));
    // A thread that was not started is not alive, so there is nothing to wait for.
    let task = lock(&own(a)?.task).clone();
    if let Some(task) = task {
        task.join(t, timeout)?;
    }
    void()
}

fn interrupt(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?.interrupt();
    void()
}

fn run(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let object = a[0].clone();
    if let Some(thread) = object.host::<JavaThread>() {
        run_target(t, thread)?;
    }
    void()
}

fn state(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let state = match own(a)?.life() {
        Life::New => "NEW",
        Life::Started | Life::Running => "RUNNABLE",
        Life::Ended => "TERMINATED",
    };
    Ok(crate::host::lang::enums::constant(t, "java.lang.Thread$State", state))
}

fn to_string(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let thread = own(a)?;
    string(format!("Thread[{},{},main]", lock(&thread.name), thread.priority.load(Ordering::Relaxed)))
}

fn set_name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    *lock(&own(a)?.name) = text_arg(&a[1])?.into_owned();
    void()
}

fn set_daemon(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?.daemon.store(a[1].is_truthy(), Ordering::Relaxed);
    void()
}

fn set_priority(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let priority = int_arg(&a[1])?;
    if !(1..=10).contains(&priority) {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    }
    own(a)?.priority.store(priority, Ordering::Relaxed);
    void()
}

fn set_handler(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    *lock(&own(a)?.handler) = (!a[1].is_nil()).then(|| Shared::new(a[1].clone()));
    void()
}

fn set_default_handler(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    *lock(&t.runtime.extension::<DefaultHandler>().0) = (!a[0].is_nil()).then(|| Shared::new(a[0].clone()));
    void()
}

fn shared_or_nil(cell: &Mutex<Option<Shared>>) -> Value {
    lock(cell).as_ref().map_or(Value::NIL, |shared| shared.get().clone())
}

const METHODS: &[NativeDef] = &[
    f("start", 1, start),
    f("run", 1, run),
    g("join", 1, 3, join),
    f("interrupt", 1, interrupt),
    f("isInterrupted", 1, |_, a| bool_(own(a)?.is_interrupted())),
    f("isAlive", 1, |_, a| bool_(matches!(own(a)?.life(), Life::Started | Life::Running))),
    f("getName", 1, |_, a| string(&*lock(&own(a)?.name))),
    f("setName", 2, set_name),
    f("getId", 1, |_, a| Ok(Value::long(own(a)?.id))),
    f("threadId", 1, |_, a| Ok(Value::long(own(a)?.id))),
    f("isDaemon", 1, |_, a| bool_(own(a)?.daemon.load(Ordering::Relaxed))),
    f("setDaemon", 2, set_daemon),
    f("isVirtual", 1, |_, _| bool_(false)),
    f("getPriority", 1, |_, a| Ok(Value::int(own(a)?.priority.load(Ordering::Relaxed)))),
    f("setPriority", 2, set_priority),
    f("getState", 1, state),
    f("getThreadGroup", 1, |_, _| void()),
    f("getStackTrace", 1, |_, _| Ok(Array::of_objects("java.lang.StackTraceElement", Vec::new()))),
    f("getContextClassLoader", 1, |t, _| {
        let class = t.runtime.classes.intern("clojure.lang.DynamicClassLoader");
        vm::ops::host::construct(t, &class, &mut [])
    }),
    f("setContextClassLoader", 2, |_, _| void()),
    f("setUncaughtExceptionHandler", 2, set_handler),
    f("getUncaughtExceptionHandler", 1, |_, a| Ok(shared_or_nil(&own(a)?.handler))),
    f("toString", 1, to_string),
];

const STATICS: &[NativeDef] = &[
    g("sleep", 1, 2, sleep_method),
    f("currentThread", 0, |t, _| Ok(current(t))),
    f("interrupted", 0, |t, _| bool_(t.take_interrupt())),
    f("yield", 0, |t, _| {
        t.blocking(std::thread::yield_now);
        void()
    }),
    f("onSpinWait", 0, |_, _| void()),
    f("holdsLock", 1, |t, a| bool_(vm::monitor::holds(t, &a[0]))),
    f("setDefaultUncaughtExceptionHandler", 1, set_default_handler),
    f("getDefaultUncaughtExceptionHandler", 0, |t, _| Ok(shared_or_nil(&t.runtime.extension::<DefaultHandler>().0))),
    f("activeCount", 0, |_, _| Ok(Value::int(1))),
    f("dumpStack", 0, |_, _| void()),
];

// ThreadLocal

/// A `ThreadLocal`; the values are with the threads.
struct ThreadLocal {
    class: &'static str,
    supplier: Option<Shared>,
}

impl HostType for ThreadLocal {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(supplier) = self.supplier.take() {
            f(supplier.get().clone());
        }
    }
}

/// A thread's values by the address of their `ThreadLocal`, which is kept with them.
#[derive(Default)]
struct Locals(Vec<(Value, Value)>);

fn local_get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let key = a[0].clone();
    if let Some((_, value)) = t.local::<Locals>().0.iter().find(|(k, _)| k.identical(&key)) {
        return Ok(value.clone());
    }
    let initial = match key.host::<ThreadLocal>().map(|local| local.supplier.clone()) {
        Some(Some(supplier)) => {
            let supplier = supplier.get().clone();
            call_functional(t, &supplier, "get", &mut [])?
        }
        // An object that extends the class says it by a method.
        _ if key.kind() == Some(Kind::Instance) => {
            instance::call(t, &key, "initialValue", &mut []).unwrap_or(Ok(Value::NIL))?
        }
        _ => Value::NIL,
    };
    t.local::<Locals>().0.push((key, initial.clone()));
    Ok(initial)
}

fn local_set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (key, value) = (a[0].clone(), a[1].take());
    let locals = &mut t.local::<Locals>().0;
    match locals.iter_mut().find(|(k, _)| k.identical(&key)) {
        Some((_, old)) => *old = value,
        None => locals.push((key, value)),
    }
    void()
}

fn local_remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    t.local::<Locals>().0.retain(|(k, _)| !k.identical(&a[0]));
    void()
}

fn new_local(class: &'static str, supplier: Option<&Value>) -> Value {
    HostObject::new_value(ThreadLocal { class, supplier: supplier.map(|s| Shared::new(s.clone())) })
}

const LOCAL: &str = "java.lang.ThreadLocal";

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 4, new)],
        methods: METHODS,
        statics: STATICS,
        fields: &[
            ("MIN_PRIORITY", |_| Ok(Value::int(1))),
            ("NORM_PRIORITY", |_| Ok(Value::int(5))),
            ("MAX_PRIORITY", |_| Ok(Value::int(10))),
        ],
        ..class(CLASS)
    },
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(new_local(LOCAL, None)))],
        methods: &[f("get", 1, local_get), f("set", 2, local_set), f("remove", 1, local_remove)],
        statics: &[f("withInitial", 1, |_, a| Ok(new_local(LOCAL, Some(&a[0]))))],
        ..class(LOCAL)
    },
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(new_local("java.lang.InheritableThreadLocal", None)))],
        ..class("java.lang.InheritableThreadLocal")
    },
];
