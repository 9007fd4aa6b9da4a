//! References: atoms with watches and validators, delays, promises, futures, bindings.

use super::*;
use crate::bindings;
use crate::coll::map;
use crate::error::{Error, ExceptionKind};
use crate::function::{Native, NativeDef};
use crate::object::{Ref, Shared};
use crate::ops;
use crate::runtime::Runtime;
use crate::string::Str;
use crate::symbol::Symbol;
use crate::sync::Arc;
use crate::thread::Thread;
use crate::value::Value;
use crate::var::Var;
use std::time::Duration;

fn thread() -> Thread {
    Thread::new(&Arc::new(Runtime::default()))
}

fn native(def: &'static NativeDef) -> Value {
    Ref::new(Native { meta: Value::NIL, name: Str::new(def.name), def }).into()
}

fn message<T>(result: crate::Result<T>) -> String {
    match result {
        Ok(_) => "no error".into(),
        Err(e) => format!("{e}"),
    }
}

static POSITIVE: NativeDef =
    NativeDef::new("test/pos", 1, 1, |_, args| Ok(Value::bool(args[0].as_long().is_some_and(|n| n > 0))));
static FAILING: NativeDef = NativeDef::new("test/fail", 0, 0, |_, _| Err(Error::runtime("x")));
/// A watch that adds old and new to the atom that is its key.
static SUM: NativeDef = NativeDef::new("test/sum", 4, 4, |t, args| {
    let sum = args[2].as_long().unwrap_or(0) + args[3].as_long().unwrap_or(0);
    match args[0].as_ref::<Atom>() {
        Some(atom) => atom.clone().reset(t, Value::long(sum)),
        None => Ok(Value::NIL),
    }
});

#[test]
fn an_atom_validates_and_notifies() {
    let mut t = thread();
    let t = &mut t;
    let atom = Atom::new_ref(Value::long(1));
    let value = atom.to_value();
    assert!(atom.compare_and_set(t, &Value::long(1), Value::long(2)).unwrap());
    assert!(!atom.compare_and_set(t, &Value::long(1), Value::long(3)).unwrap());
    watch::set_validator(t, &value, native(&POSITIVE), Some(&Value::long(2))).unwrap();
    assert_eq!(message(atom.reset(t, Value::long(-1))), "java.lang.IllegalStateException: Invalid reference state");
    let seen = Atom::new_ref(Value::NIL);
    watch::add_watch(t, &value, seen.to_value(), native(&SUM)).unwrap();
    assert_eq!(atom.reset(t, Value::long(40)).unwrap().as_long(), Some(2));
    assert_eq!(seen.load().as_long(), Some(42));
    watch::remove_watch(t, &value, &seen.as_value()).unwrap();
    assert_eq!(map::count(&watch::watches(&value).unwrap()), 0);
    assert_eq!(ops::deref(t, &value).unwrap().as_long(), Some(40));
}

#[test]
fn a_delay_remembers_its_failure() {
    let mut t = thread();
    let t = &mut t;
    let delay = Delay::new_value(native(&FAILING));
    assert!(!ops::deref::is_realized(t, &delay).unwrap());
    for _ in 0..2 {
        assert_eq!(message(ops::deref(t, &delay)), "java.lang.RuntimeException: x");
    }
    assert!(ops::deref::is_realized(t, &delay).unwrap());
}

#[test]
fn a_promise_wakes_those_who_wait() {
    let runtime = Arc::new(Runtime::default());
    let mut t = Thread::new(&runtime);
    let promise = Shared::new(Promise::new_value());
    let none = ops::deref::deref_for(&mut t, promise.get(), 1, Value::TRUE).unwrap();
    assert!(none.is_truthy());
    std::thread::scope(|scope| {
        let (p, runtime) = (promise.clone(), runtime.clone());
        let waiter = scope.spawn(move || {
            let mut t = Thread::new(&runtime);
            ops::deref(&mut t, p.get()).unwrap().as_long()
        });
        std::thread::sleep(Duration::from_millis(5));
        let p = promise.get().as_ref::<Promise>().unwrap();
        assert!(p.deliver(Value::long(5)));
        assert!(!p.deliver(Value::long(6)));
        assert_eq!(waiter.join().unwrap(), Some(5));
    });
}

#[test]
fn a_future_ends_once() {
    let mut t = thread();
    let t = &mut t;
    let future = Future::new_ref();
    assert!(future.start(t));
    assert!(!future.start(t));
    future.complete(Err(Error::new(ExceptionKind::Exception, "x")));
    assert!(!future.cancel(true));
    let text = message(future.wait(t, None));
    assert_eq!(text, "java.util.concurrent.ExecutionException: java.lang.Exception: x");
    let cancelled = Future::new_ref();
    assert!(cancelled.cancel(false));
    assert!(!cancelled.start(t));
    assert_eq!(message(cancelled.wait(t, None)), "java.util.concurrent.CancellationException: ");
    let interrupted = Future::new_ref();
    t.control.interrupt();
    assert_eq!(message(interrupted.wait(t, None)), "java.lang.InterruptedException: ");
    assert!(!t.take_interrupt());
}

fn dynamic(name: &str) -> Ref<Var> {
    let var = Var::new_object(None, Symbol::from_parts(None, name));
    var.set_dynamic(true);
    var
}

#[test]
fn bindings_nest_and_convey() {
    let runtime = Arc::new(Runtime::default());
    let mut t = Thread::new(&runtime);
    let (a, b) = (dynamic("a"), dynamic("b"));
    a.set_root(&mut t, Value::long(0));
    let set = "java.lang.IllegalStateException: Can't change/establish root binding of: a with set";
    assert_eq!(message(bindings::set(&mut t, &a, Value::long(1))), set);
    bindings::push(&mut t, vec![(a.clone(), Value::long(1))]).unwrap();
    bindings::push(&mut t, vec![(b.clone(), Value::long(2))]).unwrap();
    bindings::set(&mut t, &a, Value::long(3)).unwrap();
    assert_eq!(bindings::deref(&mut t, &a).as_long(), Some(3));
    assert_eq!(map::count(&bindings::all(&mut t).unwrap()), 2);
    let frame = Shared::new(bindings::convey(&t));
    let var = Shared::new(a.to_value());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut t = Thread::new(&runtime);
            let a = var.get().as_ref::<Var>().unwrap();
            assert_eq!(bindings::deref(&mut t, a).as_long(), Some(0));
            bindings::reset(&mut t, frame.get().clone());
            assert_eq!(bindings::deref(&mut t, a).as_long(), Some(3));
            let refused = "java.lang.IllegalStateException: Can't set!: a from non-binding thread";
            assert_eq!(message(bindings::set(&mut t, a, Value::NIL)), refused);
        });
    });
    bindings::pop(&mut t).unwrap();
    assert!(bindings::deref(&mut t, &b).is::<Unbound>());
    bindings::pop(&mut t).unwrap();
    assert_eq!(bindings::deref(&mut t, &a).as_long(), Some(0));
    assert_eq!(message(bindings::pop(&mut t)), "java.lang.IllegalStateException: Pop without matching push");
    let fixed = Var::new_object(None, Symbol::from_parts(None, "c"));
    let refused = "java.lang.IllegalStateException: Can't dynamically bind non-dynamic var: c";
    assert_eq!(message(bindings::push(&mut t, vec![(fixed, Value::NIL)])), refused);
}
