//! `TimeUnit`, and the durations that methods are given by it.

use crate::host::lang::enums::{Constant, enum_class};
use crate::host::lang::thread::sleep;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::{Thread, Value};
use std::time::Duration;

const UNIT: &str = "java.util.concurrent.TimeUnit";

/// The nanoseconds of each unit, in order.
const NANOS: [i64; 7] = [1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000, 86_400_000_000_000];

const CHRONO_UNIT: &str = "java.time.temporal.ChronoUnit";

/// The units of `java.time` that are the same.
const CHRONO: [&str; 7] = ["NANOS", "MICROS", "MILLIS", "SECONDS", "MINUTES", "HOURS", "DAYS"];

const NAMES: [&str; 7] = ["NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS"];

/// `TimeUnit.of(ChronoUnit)`
fn of_chrono(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let unit = a[0].host::<Constant>().filter(|c| c.class == CHRONO_UNIT).ok_or_else(|| not_a(&a[0], CHRONO_UNIT))?;
    match CHRONO.iter().position(|name| *name == unit.name) {
        Some(at) => Ok(constant(t, NAMES[at])),
        None => {
            let shown = runtime::print::to_java_string(t, &a[0])?.to_string_lossy();
            Err(Error::illegal_argument(format!("No TimeUnit equivalent for {shown}")))
        }
    }
}

/// The nanoseconds of a unit.
fn unit(v: &Value) -> Result<i64> {
    let constant = v.host::<Constant>().filter(|c| c.class == UNIT).ok_or_else(|| not_a(v, UNIT))?;
    Ok(NANOS[constant.ordinal.min(6)])
}

/// A duration in one unit as one in another: cut towards zero, saturating.
fn convert(n: i64, from: i64, to: i64) -> i64 {
    if from >= to { n.saturating_mul(from / to) } else { n / (to / from) }
}

/// The duration that an amount and a unit mean.
pub fn duration(amount: &Value, of: &Value) -> Result<Duration> {
    let (n, nanos) = (long_arg(amount)?, unit(of)?);
    Ok(Duration::from_nanos(n.max(0).saturating_mul(nanos) as u64))
}

macro_rules! conversions {
    ($($name:literal $index:literal;)*) => {
        [$( f($name, 2, |_, a| Ok(Value::long(convert(long_arg(&a[1])?, unit(&a[0])?, NANOS[$index])))), )*
        f("convert", 3, |_, a| Ok(Value::long(convert(long_arg(&a[1])?, unit(&a[2])?, unit(&a[0])?)))),
        f("convert", 2, |_, a| {
            let nanos = crate::host::time::duration::nanos_of(&a[1])? / i128::from(unit(&a[0])?);
            Ok(Value::long(i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })))
        }),
        f("toChronoUnit", 1, |t, a| {
            let nanos = unit(&a[0])?;
            let at = NANOS.iter().position(|n| *n == nanos).unwrap_or(0);
            Ok(crate::host::lang::enums::constant(t, CHRONO_UNIT, CHRONO[at]))
        }),
        f("timedJoin", 3, |t, a| {
            let millis = convert(long_arg(&a[2])?.max(0), unit(&a[0])?, NANOS[2]);
            if millis > 0 {
                runtime::instance::call(t, &a[1].clone(), "join", &mut [Value::long(millis)]).transpose()?;
            }
            void()
        }),
        f("timedWait", 3, |t, a| {
            let timeout = duration(&a[2], &a[0])?;
            if !timeout.is_zero() {
                vm::monitor::wait(t, &a[1], Some(timeout))?;
            }
            void()
        }),
        f("sleep", 2, |t, a| {
            let duration = duration(&a[1], &a[0])?;
            sleep(t, duration)?;
            void()
        }),
        ]
    };
}

static UNIT_METHODS: &[NativeDef] = &conversions! {
    "toNanos" 0;
    "toMicros" 1;
    "toMillis" 2;
    "toSeconds" 3;
    "toMinutes" 4;
    "toHours" 5;
    "toDays" 6;
};

/// The duration that the arguments from `at` on say, if there are any.
pub fn timeout(a: &[Value], at: usize) -> Result<Option<Duration>> {
    match a.get(at..at + 2) {
        Some([amount, of]) => duration(amount, of).map(Some),
        _ => Ok(None),
    }
}

/// Nanoseconds as an amount of a unit.
pub fn from_nanos(nanos: i64, of: &Value) -> Result<Value> {
    Ok(Value::long(convert(nanos, 1, unit(of)?)))
}

/// The nanoseconds that an amount and a unit mean, which may be negative.
pub fn nanos(amount: &Value, of: &Value) -> Result<i64> {
    Ok(long_arg(amount)?.saturating_mul(unit(of)?))
}

/// The constant of a unit, by its name.
pub fn constant(t: &Thread, name: &str) -> Value {
    crate::host::lang::enums::constant(t, UNIT, name)
}

pub static CLASSES: &[ClassDef] = &[enum_class!(
    "java.util.concurrent.TimeUnit",
    ["NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS"],
    methods: UNIT_METHODS,
    statics: [f("of", 1, of_chrono)]
)];
