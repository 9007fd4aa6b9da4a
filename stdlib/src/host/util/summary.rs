//! `IntSummaryStatistics`, `LongSummaryStatistics`, `DoubleSummaryStatistics`.

use super::stream::Kind;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value, print};

const INT: &str = "java.util.IntSummaryStatistics";
const LONG: &str = "java.util.LongSummaryStatistics";
const DOUBLE: &str = "java.util.DoubleSummaryStatistics";

/// The numbers so far; those of the two other classes are whole.
#[derive(Clone, Copy, Default)]
struct Totals {
    count: i64,
    whole: (i64, Option<(i64, i64)>),
    real: (f64, Option<(f64, f64)>),
}

struct Statistics {
    class: &'static str,
    totals: Mutex<Totals>,
}

plain_host!(Statistics);

fn make(class: &'static str) -> Statistics {
    Statistics { class, totals: Mutex::default() }
}

impl Statistics {
    fn accept(&self, v: &Value) -> Result<()> {
        let mut totals = lock(&self.totals);
        if self.class == DOUBLE {
            let x = double_arg(v)?;
            let (sum, ends) = totals.real;
            totals.real = (sum + x, Some(ends.map_or((x, x), |(least, most)| (least.min(x), most.max(x)))));
        } else {
            let n = long_arg(v)?;
            let (sum, ends) = totals.whole;
            totals.whole =
                (sum.wrapping_add(n), Some(ends.map_or((n, n), |(least, most)| (least.min(n), most.max(n)))));
        }
        totals.count += 1;
        Ok(())
    }
}

/// The statistics of the numbers of a stream.
pub fn of_numbers(kind: Kind, items: &[Value]) -> Result<Value> {
    let statistics = make(match kind {
        Kind::Long => LONG,
        Kind::Double => DOUBLE,
        Kind::Int | Kind::Object => INT,
    });
    items.iter().try_for_each(|x| statistics.accept(x))?;
    Ok(HostObject::new_value(statistics))
}

fn own(a: &[Value]) -> Result<(&'static str, Totals)> {
    let own = this!(a, Statistics, INT);
    Ok((own.class, *lock(&own.totals)))
}

/// The least or the greatest number; of none, the end of the range.
fn extreme(a: &[Value], least: bool) -> Result<Value> {
    let (class, totals) = own(a)?;
    let (low, high) = if class == INT { (i64::from(i32::MIN), i64::from(i32::MAX)) } else { (i64::MIN, i64::MAX) };
    if class == DOUBLE {
        let (low, high) = totals.real.1.unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
        return Ok(Value::double(if least { low } else { high }));
    }
    let (low, high) = totals.whole.1.unwrap_or((high, low));
    let n = if least { low } else { high };
    Ok(if class == INT { Value::int(n as i32) } else { Value::long(n) })
}

fn sum(a: &[Value]) -> Result<Value> {
    let (class, totals) = own(a)?;
    Ok(if class == DOUBLE { Value::double(totals.real.0) } else { Value::long(totals.whole.0) })
}

fn average(a: &[Value]) -> Result<f64> {
    let (class, totals) = own(a)?;
    let sum = if class == DOUBLE { totals.real.0 } else { totals.whole.0 as f64 };
    Ok(if totals.count == 0 { 0.0 } else { sum / totals.count as f64 })
}

fn to_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (class, totals) = own(a)?;
    let name = class.rsplit('.').next().unwrap_or(class);
    let mut parts = Vec::new();
    for v in [sum(a)?, extreme(a, true)?, extreme(a, false)?] {
        parts.push(match v.as_double().filter(|_| class == DOUBLE) {
            Some(x) => format!("{x:.6}"),
            None => print::to_java_string(t, &v)?.to_string_lossy(),
        });
    }
    let average = average(a)?;
    string(format!(
        "{name}{{count={}, sum={}, min={}, average={average:.6}, max={}}}",
        totals.count, parts[0], parts[1], parts[2]
    ))
}

const METHODS: &[NativeDef] = &[
    f("accept", 2, |_, a| {
        this!(a, Statistics, INT).accept(&a[1])?;
        void()
    }),
    f("getCount", 1, |_, a| Ok(Value::long(own(a)?.1.count))),
    f("getSum", 1, |_, a| sum(a)),
    f("getMin", 1, |_, a| extreme(a, true)),
    f("getMax", 1, |_, a| extreme(a, false)),
    f("getAverage", 1, |_, a| average(a).map(Value::double)),
    f("toString", 1, to_string),
];

macro_rules! statistics_class {
    ($class:expr) => {
        ClassDef {
            constructors: &[ctor(0, 0, |_, _| Ok(HostObject::new_value(make($class))))],
            methods: METHODS,
            ..class($class)
        }
    };
}

pub static CLASSES: &[ClassDef] = &[statistics_class!(INT), statistics_class!(LONG), statistics_class!(DOUBLE)];
