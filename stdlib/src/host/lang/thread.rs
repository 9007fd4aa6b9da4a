//! `java.lang.Thread` and `Thread$State`: language threads as objects.
//!
//! A thread object has its `Control` from the beginning, so it can be interrupted, asked and waited for before it runs.
//! Threads of pools are such objects too. `ThreadLocal` and the builders are in files of their own.

use crate::concurrent::launch::{Hold, Launch, Threads, launch};
use crate::concurrent::pool;
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::lang::thread_local::{self, Inherited};
use crate::host::lang::throwable::stack_trace_text;
use crate::host::lang::{thread_builder, thread_group};
use crate::host::support::*;
use crate::loader::Loaders;
use crate::native::io::write_err;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::limits::ThreadSlot;
use runtime::object::Shared;
use runtime::reference::wait::{self, Look, Wait, Waitable};
use runtime::string::Str;
use runtime::sync::{Arc, AtomicBool, AtomicI32, Mutex, Ordering, lock};
use runtime::thread::Control;
use runtime::{Thread, Value};
use std::collections::BTreeSet;
use std::time::Duration;
use vm::scheduler::{self, Spawn};

const CLASS: &str = "java.lang.Thread";

/// Where a thread is in its life.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    New,
    /// It runs, or will as soon as the system lets it.
    Alive,
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
    /// The context loader, unless it is the application's.
    context: Mutex<Option<Shared>>,
    life: Waitable<Life>,
    control: Arc<Control>,
    /// The permit of `LockSupport`.
    permit: Arc<Waitable<bool>>,
    inherited: Mutex<Inherited>,
    /// The scheduler runs it, not an OS thread of its own.
    is_virtual: bool,
    /// A `ThreadGroup`, unless it is the main thread's.
    group: Mutex<Option<Shared>>,
}

impl HostType for JavaThread {
    fn class_name(&self) -> &str {
        if self.is_virtual { "java.lang.VirtualThread" } else { CLASS }
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        for cell in [&self.target, &self.handler, &self.context, &self.group] {
            if let Some(shared) = lock(cell).take() {
                f(shared.into_value());
            }
        }
    }
}

/// Numbers for names.
#[derive(Default)]
struct Counter(AtomicI32);

/// What a thread is made with.
#[derive(Default)]
pub struct Spec {
    /// `Thread-N` if there is none.
    pub name: Option<String>,
    pub daemon: bool,
    pub is_virtual: bool,
    pub target: Option<Shared>,
    pub handler: Option<Shared>,
    pub priority: Option<i32>,
    /// The group, if it is not that of the thread that makes it.
    pub group: Option<Shared>,
    /// Without the inheritable values of the thread that makes it.
    pub bare: bool,
}

/// A thread that has not been started.
pub fn new_thread(t: &Thread, spec: Spec) -> Value {
    let name = match spec.name {
        Some(name) => name,
        None if spec.is_virtual => String::new(),
        None => format!("Thread-{}", t.runtime.extension::<Counter>().0.fetch_add(1, Ordering::Relaxed)),
    };
    let control = t.control.of_child();
    if spec.bare {
        // A worker outlives who made it; its tasks bring the limits of those who made them.
        control.set_meter(t.runtime.meter());
    }
    let inherited = if spec.bare { Inherited::default() } else { thread_local::inherit(t) };
    HostObject::new_value(JavaThread {
        id: t.runtime.next_id(),
        name: Mutex::new(name),
        daemon: AtomicBool::new(spec.daemon || spec.is_virtual),
        priority: AtomicI32::new(spec.priority.unwrap_or(5)),
        target: Mutex::new(spec.target),
        handler: Mutex::new(spec.handler),
        context: Mutex::new(context_loader(&t.object).map(Shared::new)),
        life: Waitable::new(Life::New),
        control: Arc::new(control),
        permit: Arc::default(),
        inherited: Mutex::new(inherited),
        is_virtual: spec.is_virtual,
        group: Mutex::new(spec.group.or_else(|| lock(&t.object.host::<JavaThread>()?.group).clone())),
    })
}

/// The context loader of a thread object, if it has one of its own.
pub fn context_loader(object: &Value) -> Option<Value> {
    lock(&object.host::<JavaThread>()?.context).as_ref().map(|loader| loader.get().clone())
}

/// Sets the context loader of a thread object; nil is the application's.
pub fn set_context_loader(object: &Value, loader: &Value) -> Result<()> {
    let new = (!loader.is_nil()).then(|| Shared::new(loader.clone()));
    let old = std::mem::replace(&mut *lock(&own(std::slice::from_ref(object))?.context), new);
    drop(old);
    Ok(())
}

impl JavaThread {
    fn life(&self) -> Life {
        *self.life.lock()
    }
}

/// The main thread's object, of a runtime where somebody has asked for it.
#[derive(Default)]
struct Main(Mutex<Option<Shared>>);

/// The object of the running thread. One that no program started is the main thread.
pub fn current(t: &mut Thread) -> Value {
    if t.object.is_nil() {
        t.object = HostObject::new_value(JavaThread {
            id: t.runtime.next_id(),
            name: Mutex::new("main".into()),
            daemon: AtomicBool::new(false),
            priority: AtomicI32::new(5),
            target: Mutex::new(None),
            handler: Mutex::new(None),
            context: Mutex::new(None),
            life: Waitable::new(Life::Alive),
            control: t.control.clone(),
            permit: Arc::default(),
            inherited: Mutex::default(),
            is_virtual: false,
            group: Mutex::default(),
        });
        let object = Shared::new(t.object.clone());
        lock(&t.runtime.extension::<Main>().0).get_or_insert(object);
    }
    t.object.clone()
}

/// A thread of a pool, which is to run `target`.
pub fn new_worker(t: &Thread, name: String, daemon: bool, target: &Value) -> Value {
    let target = Some(Shared::new(target.clone()));
    new_thread(t, Spec { name: Some(name), daemon, target, bare: true, ..Spec::default() })
}

/// Starts a thread of a pool: the pool's tasks hold the process, not the thread.
pub fn start_worker(t: &mut Thread, object: &Value) -> Result<()> {
    begin(t, object, false)
}

/// How a thread can be reached, and whether it is a daemon.
pub fn control_of(object: &Value) -> Result<(Arc<Control>, bool)> {
    let thread = own(std::slice::from_ref(object))?;
    Ok((thread.control.clone(), thread.daemon.load(Ordering::Relaxed)))
}

/// The running thread's permit of `LockSupport`.
pub fn permit(t: &mut Thread) -> Arc<Waitable<bool>> {
    let object = current(t);
    object.host::<JavaThread>().map_or_else(Arc::default, |thread| thread.permit.clone())
}

/// The same of any thread.
pub fn permit_of(object: &Value) -> Result<Arc<Waitable<bool>>> {
    Ok(own(std::slice::from_ref(object))?.permit.clone())
}

/// The objects of the threads of a runtime: those that were launched and run, the main thread, and the running one.
pub fn all(t: &mut Thread) -> Vec<Value> {
    let mut threads: Vec<Value> =
        lock(&t.runtime.extension::<Main>().0).iter().cloned().map(Shared::into_value).collect();
    let launched = Threads::of(&t.runtime).objects();
    threads.extend(launched.into_iter().map(Shared::into_value).chain([current(t)]));
    let carried = scheduler::virtual_threads(&t.runtime);
    threads.extend(carried.into_iter().map(|fiber| fiber.object().get().clone()));
    let mut seen = BTreeSet::new();
    threads.retain(|object| object.host::<JavaThread>().is_some_and(|thread| seen.insert(thread.id)));
    threads
}

/// What a dump tells of a thread.
pub struct Description {
    pub id: i64,
    pub name: String,
    pub state: &'static str,
    pub daemon: bool,
    pub is_virtual: bool,
    pub control: Arc<Control>,
}

/// Describes a thread as it is at the moment.
pub fn describe(object: &Value) -> Option<Description> {
    let thread = object.host::<JavaThread>()?;
    Some(Description {
        id: thread.id,
        name: lock(&thread.name).clone(),
        state: state_of(thread),
        daemon: thread.daemon.load(Ordering::Relaxed),
        is_virtual: thread.is_virtual,
        control: thread.control.clone(),
    })
}

/// The name of the thread that a control belongs to.
pub fn name_of(t: &mut Thread, control: &Arc<Control>) -> String {
    let mut threads: Vec<Value> = Threads::of(&t.runtime).objects().into_iter().map(Shared::into_value).collect();
    threads.push(current(t));
    let carried =
        scheduler::virtual_threads(&t.runtime).into_iter().find(|fiber| Arc::ptr_eq(fiber.control(), control));
    threads.extend(carried.map(|fiber| fiber.object().get().clone()));
    let found =
        threads.iter().filter_map(Value::host::<JavaThread>).find(|thread| Arc::ptr_eq(&thread.control, control));
    found.map_or_else(|| "main".into(), |thread| lock(&thread.name).clone())
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut name = None;
    let mut target = None;
    let mut group = None;
    for v in a.iter() {
        if let Some(text) = v.as_ref::<Str>() {
            name = Some(text.to_string_lossy());
        } else if host_class(v) == thread_group::CLASS {
            group = Some(Shared::new(v.clone()));
        } else if !v.is_nil() && v.as_long().is_none() {
            let runnable = runtime::ops::is_ifn(v) || is_a(t, v, "java.lang.Runnable");
            if !runnable {
                return Err(no_constructor(CLASS));
            }
            target = Some(Shared::new(v.clone()));
        }
    }
    Ok(new_thread(t, Spec { name, target, group, ..Spec::default() }))
}

fn own(a: &[Value]) -> Result<&JavaThread> {
    a[0].host::<JavaThread>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn start(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    begin(t, &a[0], true)?;
    void()
}

/// Starts a thread that is new.
pub fn begin(t: &mut Thread, object: &Value, holds: bool) -> Result<()> {
    let thread = own(std::slice::from_ref(object))?;
    let slot = ThreadSlot::take(t.control.meter())?;
    {
        let mut life = thread.life.lock();
        if *life != Life::New {
            return Err(Error::bare(ExceptionKind::IllegalThreadStateException));
        }
        *life = Life::Alive;
    }
    let started = if thread.is_virtual {
        begin_virtual(t, object, thread, slot)
    } else {
        begin_platform(t, object, thread, holds, slot)
    };
    if started.is_err() {
        thread.life.update(|life| *life = Life::Ended);
    }
    started
}

fn begin_platform(t: &mut Thread, object: &Value, thread: &JavaThread, holds: bool, slot: ThreadSlot) -> Result<()> {
    let holds = holds && !thread.daemon.load(Ordering::Relaxed);
    let with = Launch {
        control: thread.control.clone(),
        object: Shared::new(object.clone()),
        id: thread.id,
        hold: holds.then(|| Hold::new(&t.runtime)),
        slot,
    };
    launch(&t.runtime, with, |t| {
        let object = t.object.clone();
        live(t, &object);
    })
}

/// Gives a thread to the scheduler. Its function is called there with nothing native below, so that it can park.
fn begin_virtual(t: &mut Thread, object: &Value, thread: &JavaThread, slot: ThreadSlot) -> Result<()> {
    let target = lock(&thread.target).take().map_or(Value::NIL, Shared::into_value);
    let function = if runtime::ops::is_ifn(&target) {
        target
    } else if target.host::<pool::Runnable>().is_some() {
        core_call(t, "worker-fn", &mut [target])?
    } else {
        core_call(t, "runnable-fn", &mut [target])?
    };
    let (control, object, function) = (thread.control.clone(), Shared::new(object.clone()), Shared::new(function));
    scheduler::spawn(t, Spawn { control, object, function, life: &VIRTUAL, slot })
}

static VIRTUAL: scheduler::Life = scheduler::Life { begin: virtual_begin, end: virtual_end };

fn virtual_begin(t: &mut Thread) {
    let object = t.object.clone();
    if let Some(thread) = object.host::<JavaThread>() {
        let inherited = std::mem::take(&mut *lock(&thread.inherited));
        thread_local::take_over(t, inherited);
    }
}

fn virtual_end(t: &mut Thread, result: Result<Value>) {
    let object = t.object.clone();
    if let Err(error) = result {
        uncaught(t, &object, error);
    }
    if let Some(thread) = object.host::<JavaThread>() {
        thread.life.update(|life| *life = Life::Ended);
    }
}

/// Starts a daemon thread that runs Rust code, and tells how it can be reached: for servers and their sessions.
pub fn spawn(t: &Thread, name: String, body: impl FnOnce(&mut Thread) + Send + 'static) -> Result<Arc<Control>> {
    let object = new_thread(t, Spec { name: Some(name), daemon: true, bare: true, ..Spec::default() });
    let thread = own(std::slice::from_ref(&object))?;
    *thread.life.lock() = Life::Alive;
    let control = thread.control.clone();
    let slot = ThreadSlot::take(t.control.meter())?;
    let (object, id) = (Shared::new(object.clone()), thread.id);
    let with = Launch { control: control.clone(), object, id, hold: None, slot };
    launch(&t.runtime, with, |t| {
        let object = t.object.clone();
        let _end = object.host::<JavaThread>().map(End);
        body(t);
    })?;
    Ok(control)
}

/// Says that a thread has ended, also when it ends in a panic.
struct End<'a>(&'a JavaThread);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.life.update(|life| *life = Life::Ended);
    }
}

/// The life of a started thread.
fn live(t: &mut Thread, object: &Value) {
    let Some(thread) = object.host::<JavaThread>() else { return };
    let _end = End(thread);
    thread_local::take_over(t, std::mem::take(&mut *lock(&thread.inherited)));
    if let Err(error) = run_target(t, thread) {
        uncaught(t, object, error);
    }
    let target = lock(&thread.target).take();
    drop(target);
}

fn run_target(t: &mut Thread, thread: &JavaThread) -> Result<()> {
    let target = lock(&thread.target).as_ref().map(|target| target.get().clone());
    let Some(target) = target else { return Ok(()) };
    if let Some(worker) = target.host::<pool::Runnable>() {
        worker.run(t);
        return Ok(());
    }
    call_functional(t, &target, "run", &mut []).map(drop)
}

/// What uncaught exceptions of every thread go to, if it was set.
#[derive(Default)]
struct DefaultHandler(Mutex<Option<Shared>>);

/// Does with an exception that nobody caught what the thread's handler, or else everybody's, or else the
/// JVM does: that is, to print it.
pub fn uncaught(t: &mut Thread, object: &Value, error: Error) {
    let Some(thread) = object.host::<JavaThread>() else { return };
    let own = lock(&thread.handler).clone();
    let handler = own.or_else(|| lock(&t.runtime.extension::<DefaultHandler>().0).clone());
    let exception = Value::from(error.0);
    if let Some(handler) = handler {
        // What a handler throws concerns nobody.
        let handler = handler.into_value();
        let _ = call_functional(t, &handler, "uncaughtException", &mut [object.clone(), exception]);
        return;
    }
    let name = lock(&thread.name).clone();
    let text = stack_trace_text(t, &exception).unwrap_or_default();
    let _ = write_err(t, &format!("Exception in thread \"{name}\" {text}"));
}

/// Sleeps, unless interrupted.
pub fn sleep(t: &mut Thread, duration: Duration) -> Result<()> {
    // Even the shortest sleep notices an interrupt.
    let duration = duration.max(Duration::from_nanos(1));
    match wait::pause(t, Wait::on("sleep").timeout(Some(duration)).interrupt_first()) {
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
    let thread = own(a)?;
    // A thread that was not started is not alive, so there is nothing to wait for.
    thread.life.wait_for(t, Wait::on("thread").timeout(timeout).interrupt_first(), |life| match life {
        Life::Alive => Look::HeldBy(thread.control.clone()),
        Life::New | Life::Ended => Look::Ready(()),
    })?;
    void()
}

/// Waits for the end of a thread, whatever comes.
pub fn join_fully(t: &mut Thread, object: &Value) -> Result<()> {
    let thread = own(std::slice::from_ref(object))?;
    thread.life.wait(t, Wait::on("thread").uninterruptibly(), |life| *life != Life::Alive).map(drop)
}

fn interrupt(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?.control.interrupt();
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
    let state = state_of(own(a)?);
    Ok(crate::host::lang::enums::constant(t, "java.lang.Thread$State", state))
}

fn state_of(thread: &JavaThread) -> &'static str {
    match (thread.life(), thread.control.waiting()) {
        (Life::New, _) => "NEW",
        (Life::Ended, _) => "TERMINATED",
        (Life::Alive, None) => "RUNNABLE",
        (Life::Alive, Some(waiting)) if waiting.what == vm::monitor::MONITOR => "BLOCKED",
        (Life::Alive, Some(waiting)) if waiting.timed => "TIMED_WAITING",
        (Life::Alive, Some(_)) => "WAITING",
    }
}

fn to_string(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let thread = own(a)?;
    let name = lock(&thread.name);
    if thread.is_virtual {
        let name = if name.is_empty() { String::new() } else { format!(",{name}") };
        return string(format!("VirtualThread[#{}{name}]/runnable", thread.id));
    }
    let group = lock(&thread.group);
    let group = group.as_ref().map_or("main", |group| thread_group::name(group.get()));
    string(format!("Thread[{name},{},{group}]", thread.priority.load(Ordering::Relaxed)))
}

/// The group of a thread.
pub fn group_of(t: &Thread, object: &Value) -> Value {
    let own = object.host::<JavaThread>().and_then(|thread| lock(&thread.group).clone());
    own.map_or_else(|| thread_group::main_group(t), Shared::into_value)
}

fn set_name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    *lock(&own(a)?.name) = text_arg(&a[1])?.into_owned();
    void()
}

fn set_daemon(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if own(a)?.life() == Life::Alive {
        return Err(Error::bare(ExceptionKind::IllegalThreadStateException));
    }
    if own(a)?.is_virtual && !a[1].is_truthy() {
        return Err(Error::illegal_argument("'false' not legal for virtual threads"));
    }
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
    f("isInterrupted", 1, |_, a| bool_(own(a)?.control.is_interrupted())),
    f("isAlive", 1, |_, a| bool_(own(a)?.life() == Life::Alive)),
    f("getName", 1, |_, a| string(&*lock(&own(a)?.name))),
    f("setName", 2, set_name),
    f("getId", 1, |_, a| Ok(Value::long(own(a)?.id))),
    f("threadId", 1, |_, a| Ok(Value::long(own(a)?.id))),
    f("isDaemon", 1, |_, a| bool_(own(a)?.daemon.load(Ordering::Relaxed))),
    f("setDaemon", 2, set_daemon),
    f("isVirtual", 1, |_, a| bool_(own(a)?.is_virtual)),
    f("getPriority", 1, |_, a| Ok(Value::int(own(a)?.priority.load(Ordering::Relaxed)))),
    f("setPriority", 2, set_priority),
    f("getState", 1, state),
    f("getThreadGroup", 1, |t, a| {
        // One that has ended is of none.
        if own(a)?.life() == Life::Ended { void() } else { Ok(group_of(t, &a[0])) }
    }),
    f("checkAccess", 1, |_, _| void()),
    f("getStackTrace", 1, |_, _| Ok(Array::of_objects("java.lang.StackTraceElement", Vec::new()))),
    f("getContextClassLoader", 1, |t, a| {
        own(a)?;
        Ok(context_loader(&a[0]).unwrap_or_else(|| Loaders::of(&t.runtime).app().clone()))
    }),
    f("setContextClassLoader", 2, |_, a| {
        set_context_loader(&a[0], &a[1])?;
        void()
    }),
    f("setUncaughtExceptionHandler", 2, set_handler),
    f("getUncaughtExceptionHandler", 1, |_, a| Ok(shared_or_nil(&own(a)?.handler))),
    f("toString", 1, to_string),
];

/// The threads that run, each with the elements of its stack that can be told from outside: none.
fn all_stack_traces(t: &mut Thread) -> Result<Value> {
    let mut threads = vec![current(t)];
    threads.extend(Threads::of(&t.runtime).objects().into_iter().map(Shared::into_value));
    let trace = || Array::of_objects("java.lang.StackTraceElement", Vec::new());
    let pairs = threads.into_iter().map(|thread| (thread, trace())).collect();
    runtime::coll::map::from_pairs_by_assoc(t, pairs)
}

const STATICS: &[NativeDef] = &[
    g("sleep", 1, 2, sleep_method),
    f("currentThread", 0, |t, _| Ok(current(t))),
    f("interrupted", 0, |t, _| bool_(t.take_interrupt())),
    f("yield", 0, |t, _| {
        scheduler::yield_now(t)?;
        void()
    }),
    f("onSpinWait", 0, |_, _| void()),
    f("holdsLock", 1, |t, a| bool_(vm::monitor::holds(t, &a[0]))),
    f("setDefaultUncaughtExceptionHandler", 1, set_default_handler),
    f("getDefaultUncaughtExceptionHandler", 0, |t, _| Ok(shared_or_nil(&t.runtime.extension::<DefaultHandler>().0))),
    // The main thread was not launched by anybody.
    f("getAllStackTraces", 0, |t, _| all_stack_traces(t)),
    f("activeCount", 0, |t, _| int(1 + Threads::of(&t.runtime).objects().len())),
    f("enumerate", 1, |t, a| {
        let mut threads = vec![current(t)];
        for other in Threads::of(&t.runtime).objects() {
            if !other.get().identical(&threads[0]) {
                threads.push(other.get().clone());
            }
        }
        let Some(array) = a[0].get::<runtime::array::Array>() else { return Err(Error::null_pointer()) };
        threads.truncate(array.len());
        let count = threads.len();
        for (i, thread) in threads.into_iter().enumerate() {
            array.set(t, i as i64, thread)?;
        }
        int(count)
    }),
    f("startVirtualThread", 1, |t, a| {
        let target = Some(Shared::new(a[0].clone()));
        let thread = new_thread(t, Spec { is_virtual: true, target, ..Spec::default() });
        begin(t, &thread, true)?;
        Ok(thread)
    }),
    f("ofPlatform", 0, |_, _| Ok(thread_builder::new_value(false))),
    f("ofVirtual", 0, |_, _| Ok(thread_builder::new_value(true))),
    f("dumpStack", 0, |_, _| void()),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(0, 4, new)],
    methods: METHODS,
    statics: STATICS,
    fields: &[
        ("MIN_PRIORITY", |_| Ok(Value::int(1))),
        ("NORM_PRIORITY", |_| Ok(Value::int(5))),
        ("MAX_PRIORITY", |_| Ok(Value::int(10))),
    ],
    ..class(CLASS)
}];
