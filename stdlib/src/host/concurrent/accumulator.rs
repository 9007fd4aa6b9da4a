//! `LongAccumulator`, `DoubleAccumulator` and `DoubleAdder`: numbers that many threads add to, by a function or by summing up.
//!
//! One cell holds the number, as bits; a function that was overtaken is called again.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::cell::ValueCell;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::number::format::double_to_string;
use runtime::sync::{AtomicI64, Ordering};
use runtime::{Thread, Value};

const LONG: &str = "java.util.concurrent.atomic.LongAccumulator";
const DOUBLE: &str = "java.util.concurrent.atomic.DoubleAccumulator";
const ADDER: &str = "java.util.concurrent.atomic.DoubleAdder";

struct Accumulator {
    class: &'static str,
    bits: AtomicI64,
    identity: i64,
    /// Nil for the sum.
    function: ValueCell,
}

impl HostType for Accumulator {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.function.load());
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        super::atomic::take_cell(&mut self.function, f);
    }
    fn number(&self) -> Option<Value> {
        Some(self.value(self.bits.load(Ordering::SeqCst)))
    }
}

impl Accumulator {
    fn is_long(&self) -> bool {
        self.class == LONG
    }

    fn bits_of(&self, v: &Value) -> Result<i64> {
        if self.is_long() { long_arg(v) } else { Ok(double_arg(v)?.to_bits() as i64) }
    }

    fn value(&self, bits: i64) -> Value {
        if self.is_long() { Value::long(bits) } else { Value::double(f64::from_bits(bits as u64)) }
    }
}

fn own(a: &[Value]) -> Result<&Accumulator> {
    a[0].host::<Accumulator>().ok_or_else(|| not_a(&a[0], LONG))
}

fn new(class: &'static str, a: &mut [Value]) -> Result<Value> {
    let function = a.first().cloned().unwrap_or_default();
    let mut made = Accumulator { class, bits: AtomicI64::new(0), identity: 0, function: ValueCell::new(function) };
    if let Some(identity) = a.get(1) {
        made.identity = made.bits_of(identity)?;
        made.bits.store(made.identity, Ordering::SeqCst);
    }
    Ok(HostObject::new_value(made))
}

fn accumulate(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    let own = own(std::slice::from_ref(&target))?;
    let given = own.value(own.bits_of(&a[1])?);
    let function = own.function.load();
    let method = if own.is_long() { "applyAsLong" } else { "applyAsDouble" };
    loop {
        let old = own.bits.load(Ordering::SeqCst);
        let new = match function.is_nil() {
            true => own.bits_of(&Value::double(f64::from_bits(old as u64) + double_arg(&given)?))?,
            false => {
                let result = call_functional(t, &function, method, &mut [own.value(old), given.clone()])?;
                own.bits_of(&result)?
            }
        };
        if own.bits.compare_exchange(old, new, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            return void();
        }
    }
}

fn get(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    Ok(own.value(own.bits.load(Ordering::SeqCst)))
}

fn get_and_reset(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    Ok(own.value(own.bits.swap(own.identity, Ordering::SeqCst)))
}

fn reset(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    get_and_reset(t, a)?;
    void()
}

fn as_double(t: &mut Thread, a: &mut [Value]) -> Result<f64> {
    double_arg(&get(t, a)?)
}

fn as_long(t: &mut Thread, a: &mut [Value]) -> Result<i64> {
    let value = get(t, a)?;
    Ok(value.as_long().unwrap_or_else(|| double_arg(&value).unwrap_or(0.0) as i64))
}

fn as_int(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = get(t, a)?;
    Ok(Value::int(match value.as_long() {
        Some(n) => n as i32,
        None => double_arg(&value)? as i32,
    }))
}

fn text(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = get(t, a)?;
    match value.as_long() {
        Some(n) => string(n.to_string()),
        None => string(double_to_string(double_arg(&value)?)),
    }
}

/// Methods of an accumulator, with those that all have.
macro_rules! methods {
    ($($own:expr),* $(,)?) => {
        &[
            f("doubleValue", 1, |t, a| Ok(Value::double(as_double(t, a)?))),
            f("floatValue", 1, |t, a| Ok(Value::float(as_double(t, a)? as f32))),
            f("longValue", 1, |t, a| Ok(Value::long(as_long(t, a)?))),
            f("intValue", 1, as_int),
            f("reset", 1, reset),
            f("toString", 1, text),
            $($own),*
        ]
    };
}

const ACCUMULATOR: &[NativeDef] =
    methods![f("accumulate", 2, accumulate), f("get", 1, get), f("getThenReset", 1, get_and_reset)];

const DOUBLE_ADDER: &[NativeDef] =
    methods![f("add", 2, accumulate), f("sum", 1, get), f("sumThenReset", 1, get_and_reset)];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(2, 2, |_, a| new(LONG, a))], methods: ACCUMULATOR, ..class(LONG) },
    ClassDef { constructors: &[ctor(2, 2, |_, a| new(DOUBLE, a))], methods: ACCUMULATOR, ..class(DOUBLE) },
    ClassDef { constructors: &[ctor(0, 0, |_, a| new(ADDER, a))], methods: DOUBLE_ADDER, ..class(ADDER) },
];
