//! `java.lang.ref`: `WeakReference`, `SoftReference`, `PhantomReference` and their queue.
//!
//! Memory is counted, so there is no collector that would clear a reference by itself. A weak reference holds its object
//! until somebody asks for it (or for the queue) after `System.gc` was called; if nobody else has the object then, the
//! reference is cleared and enqueued, as the JVM would have done. Soft references are never cleared so.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{AtomicU64, Mutex, Ordering, lock};
use runtime::{Thread, Value};
use std::collections::VecDeque;

const QUEUE: &str = "java.lang.ref.ReferenceQueue";
const REFERENCE: &str = "java.lang.ref.Reference";

/// References that were enqueued and not polled yet.
#[derive(Default)]
struct Queue(Mutex<VecDeque<Value>>);

impl HostType for Queue {
    fn class_name(&self) -> &str {
        QUEUE
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        lock(&self.0).iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        std::mem::take(&mut *lock(&self.0)).into_iter().for_each(f);
    }
}

struct Reference {
    class: &'static str,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    referent: Value,
    /// The queue until the reference has been in it, or nil.
    queue: Value,
    waiting: bool,
    /// How often `System.gc` had been called when the object was last looked at.
    seen: u64,
}

/// How often `System.gc` was called.
#[derive(Default)]
struct Collections {
    calls: AtomicU64,
    /// The weak references with a queue, to be looked at when the queue is asked.
    queued: Mutex<Vec<Shared>>,
}

/// `System.gc`
pub fn collect(t: &Thread) {
    t.runtime.extension::<Collections>().calls.fetch_add(1, Ordering::AcqRel);
}

/// Clears and enqueues a weak reference whose object nobody else has, if there was a `System.gc` since.
fn look_after(t: &Thread, reference: &Value) {
    let Some(own) = reference.host::<Reference>().filter(|own| own.class == "java.lang.ref.WeakReference") else {
        return;
    };
    let calls = t.runtime.extension::<Collections>().calls.load(Ordering::Acquire);
    let (object, queue) = {
        let mut state = lock(&own.state);
        let alone = state.seen != calls && state.referent.is_sole();
        state.seen = calls;
        if !alone {
            return;
        }
        state.waiting = !state.queue.is_nil();
        (state.referent.take(), state.queue.take())
    };
    drop(object);
    if let Some(target) = queue.host::<Queue>() {
        keep(&queue, reference);
        lock(&target.0).push_back(reference.clone());
    }
}

impl HostType for Reference {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        let state = lock(&self.state);
        f(&state.referent);
        f(&state.queue);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        let mut state = lock(&self.state);
        f(state.referent.take());
        f(state.queue.take());
    }
}

fn new(t: &Thread, class: &'static str, a: &mut [Value]) -> Result<Value> {
    let referent = a[0].take();
    let queue = a.get_mut(1).map_or(Value::NIL, Value::take);
    if !queue.is_nil() && queue.host::<Queue>().is_none() {
        return Err(not_a(&queue, QUEUE));
    }
    let collections = t.runtime.extension::<Collections>();
    let is_queued = !queue.is_nil() && class == "java.lang.ref.WeakReference";
    let seen = collections.calls.load(Ordering::Acquire);
    let state = Mutex::new(State { referent, queue, waiting: false, seen });
    let reference = HostObject::new_value(Reference { class, state });
    if is_queued {
        let mut queued = lock(&collections.queued);
        if queued.len() >= 64 && queued.len().is_power_of_two() {
            // Those that nobody else has will not be waited for.
            queued.retain(|shared| !shared.get().is_sole());
        }
        queued.push(Shared::new(reference.clone()));
    }
    Ok(reference)
}

fn own(a: &[Value]) -> Result<&Reference> {
    a[0].host::<Reference>().ok_or_else(|| not_a(&a[0], REFERENCE))
}

/// Clears the reference and puts it into its queue, once.
fn enqueue(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let queue = {
        let mut state = lock(&own(a)?.state);
        state.referent = Value::NIL;
        state.waiting = !state.queue.is_nil();
        state.queue.take()
    };
    let Some(target) = queue.host::<Queue>() else { return bool_(false) };
    keep(&queue, &a[0]);
    lock(&target.0).push_back(a[0].clone());
    bool_(true)
}

/// `poll`, and `remove`, which has nothing to wait for beyond what `enqueue` brings.
fn poll(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let collections = t.runtime.extension::<Collections>();
    let known: Vec<Value> = lock(&collections.queued).iter().map(|shared| shared.get().clone()).collect();
    known.iter().for_each(|reference| look_after(t, reference));
    let waits = |r: &Value| r.host::<Reference>().is_some_and(|own| !lock(&own.state).queue.is_nil());
    lock(&collections.queued).retain(|shared| waits(shared.get()));
    let queue = a[0].host::<Queue>().ok_or_else(|| not_a(&a[0], QUEUE))?;
    let found = lock(&queue.0).pop_front().unwrap_or_default();
    if let Some(reference) = found.host::<Reference>() {
        lock(&reference.state).waiting = false;
    }
    Ok(found)
}

/// `remove(timeout)`: waits for a reference by looking again and again, as none comes by itself.
fn remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let wanted = a.get(1).map(long_arg).transpose()?.filter(|n| *n != 0);
    if wanted.is_some_and(|n| n < 0) {
        return Err(Error::illegal_argument("Negative timeout value"));
    }
    let mut left = wanted;
    loop {
        let found = poll(t, a)?;
        if !found.is_nil() || left.is_some_and(|n| n <= 0) {
            return Ok(found);
        }
        let pause = left.map_or(5, |n| n.min(5));
        let class = t.runtime.classes.intern("java.lang.Thread");
        crate::host::clojure::rt::invoke_static(t, &class, "sleep", vec![Value::long(pause)])?;
        left = left.map(|n| n - pause);
    }
}

const METHODS: &[NativeDef] = &[
    f("get", 1, |t, a| {
        look_after(t, &a[0]);
        let reference = own(a)?;
        let found = lock(&reference.state).referent.clone();
        Ok(if reference.class == "java.lang.ref.PhantomReference" { Value::NIL } else { found })
    }),
    f("clear", 1, |_, a| {
        let old = lock(&own(a)?.state).referent.take();
        drop(old);
        void()
    }),
    f("refersTo", 2, |t, a| {
        look_after(t, &a[0]);
        bool_(lock(&own(a)?.state).referent.identical(&a[1]))
    }),
    f("enqueue", 1, enqueue),
    f("isEnqueued", 1, |_, a| bool_(lock(&own(a)?.state).waiting)),
];

macro_rules! reference_class {
    ($class:literal) => {
        ClassDef { constructors: &[ctor(1, 2, |t, a| new(t, $class, a))], ..class($class) }
    };
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, statics: &[f("reachabilityFence", 1, |_, _| void())], ..class(REFERENCE) },
    reference_class!("java.lang.ref.WeakReference"),
    reference_class!("java.lang.ref.SoftReference"),
    reference_class!("java.lang.ref.PhantomReference"),
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(HostObject::new_value(Queue::default())))],
        methods: &[f("poll", 1, poll), g("remove", 1, 2, remove)],
        ..class(QUEUE)
    },
];
