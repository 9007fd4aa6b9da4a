//! `java.lang.ref`: `WeakReference`, `SoftReference`, `PhantomReference` and their queue.
//!
//! A reference here holds its object until it is cleared: memory is counted, so there is no collector that would clear
//! it in between. `clear` and `enqueue` do what they say, which is how programs take entries out of their caches.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{Mutex, lock};
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

fn new(class: &'static str, a: &mut [Value]) -> Result<Value> {
    let referent = a[0].take();
    let queue = a.get_mut(1).map_or(Value::NIL, Value::take);
    if !queue.is_nil() && queue.host::<Queue>().is_none() {
        return Err(not_a(&queue, QUEUE));
    }
    let state = Mutex::new(State { referent, queue, waiting: false });
    Ok(HostObject::new_value(Reference { class, state }))
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
fn poll(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
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
    f("get", 1, |_, a| {
        let reference = own(a)?;
        let found = lock(&reference.state).referent.clone();
        Ok(if reference.class == "java.lang.ref.PhantomReference" { Value::NIL } else { found })
    }),
    f("clear", 1, |_, a| {
        let old = lock(&own(a)?.state).referent.take();
        drop(old);
        void()
    }),
    f("refersTo", 2, |_, a| bool_(lock(&own(a)?.state).referent.identical(&a[1]))),
    f("enqueue", 1, enqueue),
    f("isEnqueued", 1, |_, a| bool_(lock(&own(a)?.state).waiting)),
];

macro_rules! reference_class {
    ($class:literal) => {
        ClassDef { constructors: &[ctor(1, 2, |_, a| new($class, a))], ..class($class) }
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
