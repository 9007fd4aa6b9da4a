//! `ThreadGroup`: names for threads that belong together. A thread is of the group that it is made with, or of that of the
//! thread that makes it; nothing else hangs from it.

use crate::host::hierarchy::class;
use crate::host::lang::thread;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{AtomicBool, AtomicI32, Mutex, Ordering, lock};
use runtime::{Thread, Value};

pub const CLASS: &str = "java.lang.ThreadGroup";

pub struct ThreadGroup {
    name: String,
    parent: Option<Shared>,
    daemon: AtomicBool,
    max_priority: AtomicI32,
}

impl HostType for ThreadGroup {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(parent) = self.parent.take() {
            f(parent.into_value());
        }
    }
}

fn make(name: &str, parent: Option<Shared>) -> Value {
    HostObject::new_value(ThreadGroup {
        name: name.to_owned(),
        parent,
        daemon: AtomicBool::new(false),
        max_priority: AtomicI32::new(10),
    })
}

/// The group of the main thread.
#[derive(Default)]
struct MainGroup(Mutex<Option<Shared>>);

pub fn main_group(t: &Thread) -> Value {
    let main = t.runtime.extension::<MainGroup>();
    let mut slot = lock(&main.0);
    slot.get_or_insert_with(|| Shared::new(make("main", Some(Shared::new(make("system", None)))))).get().clone()
}

/// The name of a group.
pub fn name(group: &Value) -> &str {
    group.host::<ThreadGroup>().map_or("main", |group| &group.name)
}

fn own(a: &[Value]) -> Result<&ThreadGroup> {
    a[0].host::<ThreadGroup>().ok_or_else(|| not_a(&a[0], CLASS))
}

/// Is the group this one, or one above it?
fn is_parent(group: &Value, other: &Value) -> bool {
    let mut at = Some(other.clone());
    while let Some(next) = at {
        if next.identical(group) {
            return true;
        }
        at = next.host::<ThreadGroup>().and_then(|own| own.parent.as_ref().map(|parent| parent.get().clone()));
    }
    false
}

/// The threads of the group and of those below it.
fn members(t: &mut Thread, group: &Value) -> Vec<Value> {
    let mut threads = thread::all(t);
    threads.retain(|object| is_parent(group, &thread::group_of(t, object)));
    threads
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (parent, name) = match a {
        [name] => {
            let object = thread::current(t);
            (thread::group_of(t, &object), name)
        }
        [parent, name] => {
            own(std::slice::from_ref(parent))?;
            (parent.clone(), name)
        }
        _ => return Err(no_constructor(CLASS)),
    };
    let name = if name.is_nil() { "null".into() } else { text_arg(name)? };
    Ok(make(&name, Some(Shared::new(parent))))
}

const METHODS: &[NativeDef] = &[
    f("getName", 1, |_, a| string(&own(a)?.name)),
    f("getParent", 1, |_, a| Ok(own(a)?.parent.as_ref().map_or(Value::NIL, |parent| parent.get().clone()))),
    f("parentOf", 2, |_, a| bool_(is_parent(&a[0], &a[1]))),
    f("getMaxPriority", 1, |_, a| Ok(Value::int(own(a)?.max_priority.load(Ordering::Relaxed)))),
    f("setMaxPriority", 2, |_, a| {
        let priority = int_arg(&a[1])?;
        if (1..=10).contains(&priority) {
            own(a)?.max_priority.store(priority, Ordering::Relaxed);
        }
        void()
    }),
    f("isDaemon", 1, |_, a| bool_(own(a)?.daemon.load(Ordering::Relaxed))),
    f("setDaemon", 2, |_, a| {
        own(a)?.daemon.store(a[1].is_truthy(), Ordering::Relaxed);
        void()
    }),
    f("isDestroyed", 1, |_, _| bool_(false)),
    f("checkAccess", 1, |_, _| void()),
    f("activeCount", 1, |t, a| int(members(t, &a[0]).len())),
    g("enumerate", 2, 3, |t, a| {
        let mut threads = members(t, &a[0]);
        let Some(array) = a[1].get::<Array>() else { return Err(Error::null_pointer()) };
        threads.truncate(array.len());
        let count = threads.len();
        for (i, thread) in threads.into_iter().enumerate() {
            array.set(t, i as i64, thread)?;
        }
        int(count)
    }),
    f("interrupt", 1, |t, a| {
        for object in members(t, &a[0]) {
            thread::control_of(&object)?.0.interrupt();
        }
        void()
    }),
    f("uncaughtException", 3, |t, a| {
        if let Ok(thrown) = a[2].clone().downcast::<runtime::error::Throwable>() {
            thread::uncaught(t, &a[1], Error(thrown));
        }
        void()
    }),
    f("toString", 1, |_, a| {
        let own = own(a)?;
        string(format!("{CLASS}[name={},maxpri={}]", own.name, own.max_priority.load(Ordering::Relaxed)))
    }),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(1, 2, new)], methods: METHODS, ..class(CLASS) }];
