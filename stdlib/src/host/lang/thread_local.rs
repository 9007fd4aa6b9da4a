//! `ThreadLocal` and `InheritableThreadLocal`: the values are with the threads.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::{Kind, Thread, Value, instance};

/// A `ThreadLocal`.
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
            f(supplier.into_value());
        }
    }
}

const LOCAL: &str = "java.lang.ThreadLocal";
const INHERITABLE: &str = "java.lang.InheritableThreadLocal";

/// A thread's values, each with its `ThreadLocal`.
#[derive(Default)]
struct Locals(Vec<(Value, Value)>);

/// The values that a new thread gets from the one that makes it.
#[derive(Default)]
pub struct Inherited(Vec<(Shared, Shared)>);

/// The inheritable values of the running thread.
pub fn inherit(t: &Thread) -> Inherited {
    let Some(locals) = t.try_local::<Locals>() else { return Inherited::default() };
    let inheritable = locals.0.iter().filter(|(key, _)| is_a(t, key, INHERITABLE));
    Inherited(inheritable.map(|(k, v)| (Shared::new(k.clone()), Shared::new(v.clone()))).collect())
}

/// Gives a thread that begins what it inherits.
pub fn take_over(t: &mut Thread, inherited: Inherited) {
    if !inherited.0.is_empty() {
        let pairs = inherited.0.into_iter().map(|(k, v)| (k.into_value(), v.into_value()));
        t.local::<Locals>().0.extend(pairs);
    }
}

fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let key = a[0].clone();
    if let Some((_, value)) = t.local::<Locals>().0.iter().find(|(k, _)| k.identical(&key)) {
        return Ok(value.clone());
    }
    let initial = match key.host::<ThreadLocal>().map(|local| local.supplier.clone()) {
        Some(Some(supplier)) => call_functional(t, &supplier.into_value(), "get", &mut [])?,
        // An object that extends the class says it by a method.
        _ if key.kind() == Some(Kind::Instance) => {
            instance::call(t, &key, "initialValue", &mut []).unwrap_or(Ok(Value::NIL))?
        }
        _ => Value::NIL,
    };
    t.local::<Locals>().0.push((key, initial.clone()));
    Ok(initial)
}

fn set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (key, value) = (a[0].clone(), a[1].take());
    let locals = &mut t.local::<Locals>().0;
    match locals.iter_mut().find(|(k, _)| k.identical(&key)) {
        Some((_, old)) => *old = value,
        None => locals.push((key, value)),
    }
    void()
}

fn remove(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    t.local::<Locals>().0.retain(|(k, _)| !k.identical(&a[0]));
    void()
}

fn new_local(class: &'static str, supplier: Option<&Value>) -> Value {
    HostObject::new_value(ThreadLocal { class, supplier: supplier.map(|s| Shared::new(s.clone())) })
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(new_local(LOCAL, None)))],
        methods: &[f("get", 1, get), f("set", 2, set), f("remove", 1, remove)],
        statics: &[f("withInitial", 1, |_, a| Ok(new_local(LOCAL, Some(&a[0]))))],
        ..class(LOCAL)
    },
    ClassDef { constructors: &[ctor(0, 0, |_, _| Ok(new_local(INHERITABLE, None)))], ..class(INHERITABLE) },
];
