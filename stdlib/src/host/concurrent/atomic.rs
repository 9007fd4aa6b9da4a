//! `java.util.concurrent.atomic`: numbers, booleans, references and arrays that are changed by compare-and-swap.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::cell::ValueCell;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{AtomicI64, Ordering};
use runtime::{Thread, Value, print};

/// What an atomic number holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Long,
    Int,
    Bool,
}

/// An atomic number or boolean.
struct Number {
    class: &'static str,
    width: Width,
    value: AtomicI64,
}

impl HostType for Number {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
    fn number(&self) -> Option<Value> {
        (self.width != Width::Bool).then(|| Value::long(self.value.load(Ordering::SeqCst)))
    }
}

impl Number {
    fn give(&self, n: i64) -> Value {
        match self.width {
            Width::Long => Value::long(n),
            Width::Int => Value::int(n as i32),
            Width::Bool => Value::bool(n != 0),
        }
    }

    fn read(&self, v: &Value) -> Result<i64> {
        match self.width {
            Width::Long => long_arg(v),
            Width::Int => int_arg(v).map(i64::from),
            Width::Bool => v.as_bool().map(i64::from).ok_or_else(|| not_a(v, "java.lang.Boolean")),
        }
    }

    /// Cuts a sum to the width.
    fn cut(&self, n: i64) -> i64 {
        if self.width == Width::Int { i64::from(n as i32) } else { n }
    }

    /// Changes the value and gives the old and the new one.
    fn update(&self, change: impl Fn(i64) -> i64) -> (i64, i64) {
        let mut old = self.value.load(Ordering::SeqCst);
        loop {
            let new = self.cut(change(old));
            match self.value.compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst) {
                Ok(_) => return (old, new),
                Err(now) => old = now,
            }
        }
    }
}

fn number(a: &[Value]) -> Result<&Number> {
    a[0].host::<Number>().ok_or_else(|| not_a(&a[0], "java.util.concurrent.atomic.AtomicLong"))
}

fn new_number(class: &'static str, width: Width, a: &[Value]) -> Result<Value> {
    let number = Number { class, width, value: AtomicI64::new(0) };
    if let Some(initial) = a.first() {
        number.value.store(number.read(initial)?, Ordering::SeqCst);
    }
    Ok(HostObject::new_value(number))
}

fn get(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let number = number(a)?;
    Ok(number.give(number.value.load(Ordering::SeqCst)))
}

fn set(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let number = number(a)?;
    number.value.store(number.read(&a[1])?, Ordering::SeqCst);
    void()
}

/// Adds and gives the new value, or the old one.
fn add(a: &[Value], n: i64, give_old: bool) -> Result<Value> {
    let number = number(a)?;
    let (old, new) = number.update(|old| old.wrapping_add(n));
    Ok(number.give(if give_old { old } else { new }))
}

fn compare_and_set(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let number = number(a)?;
    let (expected, new) = (number.read(&a[1])?, number.read(&a[2])?);
    bool_(number.value.compare_exchange(expected, new, Ordering::SeqCst, Ordering::SeqCst).is_ok())
}

/// Gives the value that was there, which is the expected one if the new one has taken its place.
fn compare_and_exchange(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let number = number(a)?;
    let (expected, new) = (number.read(&a[1])?, number.read(&a[2])?);
    let found = number.value.compare_exchange(expected, new, Ordering::SeqCst, Ordering::SeqCst);
    Ok(number.give(found.unwrap_or_else(|there| there)))
}

/// `updateAndGet`, `getAndUpdate`, and with an argument `accumulateAndGet`, `getAndAccumulate`.
fn apply(t: &mut Thread, a: &mut [Value], give_old: bool) -> Result<Value> {
    let target = a[0].clone();
    let (function, extra) = match &a[1..] {
        [x, function] => (function.clone(), Some(x.clone())),
        [function] => (function.clone(), None),
        _ => return void(),
    };
    let number = number(std::slice::from_ref(&target))?;
    let method = if number.width == Width::Int { "applyAsInt" } else { "applyAsLong" };
    loop {
        let old = number.value.load(Ordering::SeqCst);
        let mut args = vec![number.give(old)];
        args.extend(extra.clone());
        let new = number.read(&call_functional(t, &function, method, &mut args)?)?;
        if number.value.compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            return Ok(number.give(if give_old { old } else { new }));
        }
    }
}

const NUMBER: &[NativeDef] = &[
    f("get", 1, get),
    f("getPlain", 1, get),
    f("getAcquire", 1, get),
    f("set", 2, set),
    f("lazySet", 2, set),
    f("getAndSet", 2, |_, a| {
        let number = number(a)?;
        let old = number.value.swap(number.read(&a[1])?, Ordering::SeqCst);
        Ok(number.give(old))
    }),
    f("compareAndSet", 3, compare_and_set),
    f("weakCompareAndSet", 3, compare_and_set),
    f("weakCompareAndSetPlain", 3, compare_and_set),
    f("weakCompareAndSetVolatile", 3, compare_and_set),
    f("weakCompareAndSetAcquire", 3, compare_and_set),
    f("weakCompareAndSetRelease", 3, compare_and_set),
    f("compareAndExchange", 3, compare_and_exchange),
    f("compareAndExchangeAcquire", 3, compare_and_exchange),
    f("compareAndExchangeRelease", 3, compare_and_exchange),
    f("getOpaque", 1, get),
    f("setPlain", 2, set),
    f("setOpaque", 2, set),
    f("setRelease", 2, set),
    f("incrementAndGet", 1, |_, a| add(a, 1, false)),
    f("decrementAndGet", 1, |_, a| add(a, -1, false)),
    f("addAndGet", 2, |_, a| add(a, long_arg(&a[1])?, false)),
    f("getAndIncrement", 1, |_, a| add(a, 1, true)),
    f("getAndDecrement", 1, |_, a| add(a, -1, true)),
    f("getAndAdd", 2, |_, a| add(a, long_arg(&a[1])?, true)),
    f("updateAndGet", 2, |t, a| apply(t, a, false)),
    f("getAndUpdate", 2, |t, a| apply(t, a, true)),
    f("accumulateAndGet", 3, |t, a| apply(t, a, false)),
    f("getAndAccumulate", 3, |t, a| apply(t, a, true)),
    f("longValue", 1, |_, a| Ok(Value::long(number(a)?.value.load(Ordering::SeqCst)))),
    f("intValue", 1, |_, a| Ok(Value::int(number(a)?.value.load(Ordering::SeqCst) as i32))),
    f("doubleValue", 1, |_, a| Ok(Value::double(number(a)?.value.load(Ordering::SeqCst) as f64))),
    f("toString", 1, |t, a| {
        let value = get(t, a)?;
        print::to_java_string(t, &value).map(Value::from)
    }),
    // LongAdder
    f("increment", 1, |_, a| add(a, 1, false).map(|_| Value::NIL)),
    f("decrement", 1, |_, a| add(a, -1, false).map(|_| Value::NIL)),
    f("add", 2, |_, a| add(a, long_arg(&a[1])?, false).map(|_| Value::NIL)),
    f("sum", 1, get),
    f("reset", 1, |_, a| {
        number(a)?.value.store(0, Ordering::SeqCst);
        void()
    }),
    f("sumThenReset", 1, |_, a| Ok(Value::long(number(a)?.value.swap(0, Ordering::SeqCst)))),
];

// AtomicReference

/// An `AtomicReference`.
struct Reference(ValueCell);

const REFERENCE: &str = "java.util.concurrent.atomic.AtomicReference";

impl HostType for Reference {
    fn class_name(&self) -> &str {
        REFERENCE
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.0.load());
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        take_cell(&mut self.0, f);
    }
}

/// Takes a cell's value out when its owner is released: the cell gives its own reference back when it is dropped with nil inside.
pub fn take_cell(cell: &mut ValueCell, f: &mut dyn FnMut(Value)) {
    struct Take<'a>(&'a mut dyn FnMut(Value));
    impl runtime::object::VisitorMut for Take<'_> {
        fn value(&mut self, v: Value) {
            (self.0)(v);
        }
    }
    runtime::object::Traced::visit_mut(cell, &mut Take(f));
}

fn reference(a: &[Value]) -> Result<&Reference> {
    a[0].host::<Reference>().ok_or_else(|| not_a(&a[0], REFERENCE))
}

/// `updateAndGet` and its kin.
fn update_reference(t: &mut Thread, a: &mut [Value], give_old: bool) -> Result<Value> {
    let target = a[0].clone();
    let (function, extra) = match &a[1..] {
        [x, function] => (function.clone(), Some(x.clone())),
        [function] => (function.clone(), None),
        _ => return void(),
    };
    loop {
        let old = reference(std::slice::from_ref(&target))?.0.load();
        let mut args = vec![old.clone()];
        args.extend(extra.clone());
        let new = call_functional(t, &function, "apply", &mut args)?;
        if reference(std::slice::from_ref(&target))?.0.compare_exchange(t, &old, new.clone()).is_ok() {
            return Ok(if give_old { old } else { new });
        }
    }
}

fn compare_and_set_reference(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let new = a[2].take();
    bool_(reference(a)?.0.compare_exchange(t, &a[1], new).is_ok())
}

fn set_reference(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let new = a[1].take();
    reference(a)?.0.store(t, new);
    void()
}

fn compare_and_exchange_reference(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    loop {
        let there = reference(a)?.0.load();
        if !there.identical(&a[1]) {
            return Ok(there);
        }
        let mut args = [a[0].clone(), there.clone(), a[2].clone()];
        if compare_and_set_reference(t, &mut args)?.is_truthy() {
            return Ok(there);
        }
    }
}

const REFERENCE_METHODS: &[NativeDef] = &[
    f("get", 1, |_, a| Ok(reference(a)?.0.load())),
    f("getPlain", 1, |_, a| Ok(reference(a)?.0.load())),
    f("set", 2, set_reference),
    f("lazySet", 2, set_reference),
    f("getAndSet", 2, |t, a| {
        let new = a[1].take();
        Ok(reference(a)?.0.swap(t, new))
    }),
    f("compareAndSet", 3, compare_and_set_reference),
    f("weakCompareAndSet", 3, compare_and_set_reference),
    f("weakCompareAndSetPlain", 3, compare_and_set_reference),
    f("weakCompareAndSetVolatile", 3, compare_and_set_reference),
    f("weakCompareAndSetAcquire", 3, compare_and_set_reference),
    f("weakCompareAndSetRelease", 3, compare_and_set_reference),
    f("compareAndExchange", 3, compare_and_exchange_reference),
    f("compareAndExchangeAcquire", 3, compare_and_exchange_reference),
    f("compareAndExchangeRelease", 3, compare_and_exchange_reference),
    f("getAcquire", 1, |_, a| Ok(reference(a)?.0.load())),
    f("getOpaque", 1, |_, a| Ok(reference(a)?.0.load())),
    f("setPlain", 2, set_reference),
    f("setOpaque", 2, set_reference),
    f("setRelease", 2, set_reference),
    f("updateAndGet", 2, |t, a| update_reference(t, a, false)),
    f("getAndUpdate", 2, |t, a| update_reference(t, a, true)),
    f("accumulateAndGet", 3, |t, a| update_reference(t, a, false)),
    f("getAndAccumulate", 3, |t, a| update_reference(t, a, true)),
    f("toString", 1, |t, a| {
        let value = reference(a)?.0.load();
        if value.is_nil() { string("null") } else { print::to_java_string(t, &value).map(Value::from) }
    }),
];

// Atomic arrays

fn array_index(array: &Array, i: &Value) -> Result<usize> {
    let i = int_arg(i)?;
    usize::try_from(i)
        .ok()
        .filter(|i| *i < array.len())
        .ok_or_else(|| Error::new(ExceptionKind::IndexOutOfBoundsException, format!("index {i}")))
}

/// The array under an `AtomicLongArray`, kept in a cell so that it is published with its owner.
struct AtomicArray {
    class: &'static str,
    array: ValueCell,
}

impl HostType for AtomicArray {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.array.load());
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        f(self.array.load());
    }
}

fn new_array(t: &mut Thread, class: &'static str, component: &str, a: &[Value]) -> Result<Value> {
    let array = match a[0].get::<Array>() {
        Some(array) => array.copy(t)?,
        None => Array::new_in(t, component, long_arg(&a[0])?)?,
    };
    Ok(HostObject::new_value(AtomicArray { class, array: ValueCell::new(array) }))
}

/// Changes an element under the monitor of the array object.
fn change_element(
    t: &mut Thread,
    a: &[Value],
    change: impl FnOnce(&mut Thread, &Value) -> Result<Option<Value>>,
) -> Result<(Value, Value)> {
    let own = this!(a, AtomicArray, "java.util.concurrent.atomic.AtomicLongArray");
    let inner = own.array.load();
    let Some(array) = inner.get::<Array>() else { return Ok((Value::NIL, Value::NIL)) };
    let i = array_index(array, &a[1])?;
    vm::monitor::enter(t, &a[0])?;
    let old = array.get(i).unwrap_or_default();
    let result = change(t, &old).and_then(|new| match new {
        Some(new) => array.set(t, i as i64, new.clone()).map(|()| new),
        None => Ok(old.clone()),
    });
    vm::monitor::exit(t, &a[0])?;
    Ok((old, result?))
}

fn get_element(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(change_element(t, a, |_, _| Ok(None))?.0)
}

fn set_element(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let new = a[2].clone();
    change_element(t, a, |_, _| Ok(Some(new)))?;
    void()
}

/// Puts the new value in the place of the expected one; gives what was there, and whether it was.
fn exchange_element(t: &mut Thread, a: &[Value]) -> Result<(Value, bool)> {
    let (expected, new) = (a[2].clone(), a[3].clone());
    let mut done = false;
    let (old, _) = change_element(t, a, |_, old| {
        done = old.identical(&expected) || old.as_long().is_some() && old.as_long() == expected.as_long();
        Ok(done.then_some(new))
    })?;
    Ok((old, done))
}

fn compare_and_set_element(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(exchange_element(t, a)?.1)
}

fn compare_and_exchange_element(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(exchange_element(t, a)?.0)
}

/// Adds to an element; gives its old value and its new one.
fn add_to_element(t: &mut Thread, a: &[Value], n: i64) -> Result<(Value, Value)> {
    let own = this!(a, AtomicArray, "java.util.concurrent.atomic.AtomicLongArray");
    let ints = own.class.ends_with("IntegerArray");
    change_element(t, a, |_, old| {
        let sum = old.as_long().unwrap_or(0).wrapping_add(n);
        Ok(Some(if ints { Value::int(sum as i32) } else { Value::long(sum) }))
    })
}

/// `updateAndGet` and its kin: puts what a function makes of an element, and of one more argument, in its place, unless
/// it has changed meanwhile; then again.
fn apply_to_element(t: &mut Thread, a: &mut [Value], give_old: bool) -> Result<Value> {
    let own = this!(a, AtomicArray, "java.util.concurrent.atomic.AtomicLongArray");
    type Cut = fn(Value) -> Result<Value>;
    let (method, cut): (_, Cut) = match own.class {
        "java.util.concurrent.atomic.AtomicLongArray" => ("applyAsLong", |new| long_arg(&new).map(Value::long)),
        "java.util.concurrent.atomic.AtomicIntegerArray" => ("applyAsInt", |new| int_arg(&new).map(Value::int)),
        _ => ("apply", Ok),
    };
    let (function, extra) = match &a[2..] {
        [x, function] => (function.clone(), Some(x.clone())),
        [function] => (function.clone(), None),
        _ => return void(),
    };
    loop {
        let old = get_element(t, a)?;
        let mut args = vec![old.clone()];
        args.extend(extra.clone());
        let new = cut(call_functional(t, &function, method, &mut args)?)?;
        if exchange_element(t, &[a[0].clone(), a[1].clone(), old.clone(), new.clone()])?.1 {
            return Ok(if give_old { old } else { new });
        }
    }
}

const ATOMIC_ARRAY: &[NativeDef] = &[
    f("get", 2, get_element),
    f("getPlain", 2, get_element),
    f("getOpaque", 2, get_element),
    f("getAcquire", 2, get_element),
    f("set", 3, set_element),
    f("setPlain", 3, set_element),
    f("setOpaque", 3, set_element),
    f("setRelease", 3, set_element),
    f("lazySet", 3, set_element),
    f("getAndSet", 3, |t, a| {
        let new = a[2].clone();
        Ok(change_element(t, a, |_, _| Ok(Some(new)))?.0)
    }),
    f("compareAndSet", 4, compare_and_set_element),
    f("weakCompareAndSet", 4, compare_and_set_element),
    f("weakCompareAndSetPlain", 4, compare_and_set_element),
    f("weakCompareAndSetVolatile", 4, compare_and_set_element),
    f("weakCompareAndSetAcquire", 4, compare_and_set_element),
    f("weakCompareAndSetRelease", 4, compare_and_set_element),
    f("compareAndExchange", 4, compare_and_exchange_element),
    f("compareAndExchangeAcquire", 4, compare_and_exchange_element),
    f("compareAndExchangeRelease", 4, compare_and_exchange_element),
    f("updateAndGet", 3, |t, a| apply_to_element(t, a, false)),
    f("getAndUpdate", 3, |t, a| apply_to_element(t, a, true)),
    f("accumulateAndGet", 4, |t, a| apply_to_element(t, a, false)),
    f("getAndAccumulate", 4, |t, a| apply_to_element(t, a, true)),
    f("length", 1, |_, a| {
        let inner = this!(a, AtomicArray, "java.util.concurrent.atomic.AtomicLongArray").array.load();
        int(inner.get::<Array>().map_or(0, Array::len))
    }),
    f("toString", 1, |t, a| {
        let inner = this!(a, AtomicArray, "java.util.concurrent.atomic.AtomicLongArray").array.load();
        let class = t.runtime.classes.intern("java.util.Arrays");
        crate::host::clojure::rt::invoke_static(t, &class, "toString", vec![inner])
    }),
];

/// What arrays of numbers have besides.
const NUMBER_ARRAY: [NativeDef; ATOMIC_ARRAY.len() + ADDING.len()] = join_rows(ATOMIC_ARRAY, ADDING);

const ADDING: &[NativeDef] = &[
    f("incrementAndGet", 2, |t, a| Ok(add_to_element(t, a, 1)?.1)),
    f("decrementAndGet", 2, |t, a| Ok(add_to_element(t, a, -1)?.1)),
    f("getAndIncrement", 2, |t, a| Ok(add_to_element(t, a, 1)?.0)),
    f("getAndDecrement", 2, |t, a| Ok(add_to_element(t, a, -1)?.0)),
    f("addAndGet", 3, |t, a| Ok(add_to_element(t, a, long_arg(&a[2])?)?.1)),
    f("getAndAdd", 3, |t, a| Ok(add_to_element(t, a, long_arg(&a[2])?)?.0)),
];

macro_rules! number_class {
    ($class:literal, $width:expr) => {
        ClassDef { constructors: &[ctor(0, 1, |_, a| new_number($class, $width, a))], methods: NUMBER, ..class($class) }
    };
}

macro_rules! array_class {
    ($class:literal, $component:literal, $methods:expr) => {
        ClassDef {
            constructors: &[ctor(1, 1, |t, a| new_array(t, $class, $component, a))],
            methods: $methods,
            ..class($class)
        }
    };
}

pub static CLASSES: &[ClassDef] = &[
    number_class!("java.util.concurrent.atomic.AtomicLong", Width::Long),
    number_class!("java.util.concurrent.atomic.AtomicInteger", Width::Int),
    number_class!("java.util.concurrent.atomic.AtomicBoolean", Width::Bool),
    number_class!("java.util.concurrent.atomic.LongAdder", Width::Long),
    array_class!("java.util.concurrent.atomic.AtomicLongArray", "long", &NUMBER_ARRAY),
    array_class!("java.util.concurrent.atomic.AtomicIntegerArray", "int", &NUMBER_ARRAY),
    array_class!("java.util.concurrent.atomic.AtomicReferenceArray", "java.lang.Object", ATOMIC_ARRAY),
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| {
            let initial = a.first().cloned().unwrap_or_default();
            Ok(HostObject::new_value(Reference(ValueCell::new(initial))))
        })],
        methods: REFERENCE_METHODS,
        ..class(REFERENCE)
    },
];
