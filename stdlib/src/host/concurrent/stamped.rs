//! `AtomicStampedReference` and `AtomicMarkableReference`: a reference that changes together with a number or a mark.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

const STAMPED: &str = "java.util.concurrent.atomic.AtomicStampedReference";
const MARKABLE: &str = "java.util.concurrent.atomic.AtomicMarkableReference";

struct Pair {
    /// The second half is a mark, not a number.
    marks: bool,
    state: Mutex<(Shared, i32)>,
}

impl HostType for Pair {
    fn class_name(&self) -> &str {
        if self.marks { MARKABLE } else { STAMPED }
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        let value = std::mem::replace(&mut lock(&self.state).0, Shared::new(Value::NIL));
        f(value.into_value());
    }
}

impl Pair {
    fn give(&self, stamp: i32) -> Value {
        if self.marks { Value::bool(stamp != 0) } else { Value::int(stamp) }
    }

    fn read(&self, v: &Value) -> Result<i32> {
        stamp_arg(v, self.marks)
    }
}

fn stamp_arg(v: &Value, marks: bool) -> Result<i32> {
    match marks {
        true => v.as_bool().map(i32::from).ok_or_else(|| not_a(v, "java.lang.Boolean")),
        false => int_arg(v),
    }
}

fn new(a: &[Value], marks: bool) -> Result<Value> {
    let stamp = stamp_arg(&a[1], marks)?;
    Ok(HostObject::new_value(Pair { marks, state: Mutex::new((Shared::new(a[0].clone()), stamp)) }))
}

fn own(a: &[Value]) -> Result<&Pair> {
    a[0].host::<Pair>().ok_or_else(|| not_a(&a[0], STAMPED))
}

/// The reference, with the stamp stored in an array.
fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pair = own(a)?;
    let (value, stamp) = lock(&pair.state).clone();
    let holder = a[1].get::<Array>().ok_or_else(|| Error::cannot_cast(&a[1], "[I"))?;
    holder.set(t, 0, pair.give(stamp))?;
    Ok(value.into_value())
}

/// `compareAndSet(expected, new, expected stamp, new stamp)`
fn compare_and_set(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pair = own(a)?;
    let (expected, stamp) = (pair.read(&a[3])?, pair.read(&a[4])?);
    let new = Shared::new(a[2].clone());
    let mut state = lock(&pair.state);
    if !state.0.get().identical(&a[1]) || state.1 != expected {
        return bool_(false);
    }
    let old = std::mem::replace(&mut *state, (new, stamp));
    drop(state);
    drop(old);
    bool_(true)
}

fn set(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pair = own(a)?;
    let new = (Shared::new(a[1].clone()), pair.read(&a[2])?);
    let old = std::mem::replace(&mut *lock(&pair.state), new);
    drop(old);
    void()
}

/// `attemptStamp` and `attemptMark`: sets the stamp if the reference is what is expected.
fn attempt(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pair = own(a)?;
    let stamp = pair.read(&a[2])?;
    let mut state = lock(&pair.state);
    let same = state.0.get().identical(&a[1]);
    if same {
        state.1 = stamp;
    }
    bool_(same)
}

fn stamp(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pair = own(a)?;
    let stamp = lock(&pair.state).1;
    Ok(pair.give(stamp))
}

const METHODS: &[NativeDef] = &[
    f("getReference", 1, |_, a| Ok(lock(&own(a)?.state).0.get().clone())),
    f("getStamp", 1, stamp),
    f("isMarked", 1, stamp),
    f("get", 2, get),
    f("set", 3, set),
    f("compareAndSet", 5, compare_and_set),
    f("weakCompareAndSet", 5, compare_and_set),
    f("attemptStamp", 3, attempt),
    f("attemptMark", 3, attempt),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(2, 2, |_, a| new(a, false))], methods: METHODS, ..class(STAMPED) },
    ClassDef { constructors: &[ctor(2, 2, |_, a| new(a, true))], methods: METHODS, ..class(MARKABLE) },
];
