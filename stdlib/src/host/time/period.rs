//! `java.time.Period`: years, months and days.

use super::arithmetic::{converted, period_between};
use super::moment::{Kind, Moment};
use super::units::{Unit, unsupported_unit};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::{Thread, Value};

const CLASS: &str = "java.time.Period";

/// An amount of time in units of the calendar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub years: i64,
    pub months: i64,
    pub days: i64,
}

plain_host!(Period, CLASS);

pub fn of((years, months, days): (i64, i64, i64)) -> Value {
    HostObject::new_value(Period { years, months, days })
}

fn checked(parts: [i64; 3]) -> Result<Value> {
    let [years, months, days] = parts.map(i32::try_from);
    match (years, months, days) {
        (Ok(years), Ok(months), Ok(days)) => Ok(of((years.into(), months.into(), days.into()))),
        _ => Err(Error::arithmetic("integer overflow")),
    }
}

fn arg(v: &Value) -> Result<&Period> {
    v.host::<Period>().ok_or_else(|| not_a(v, CLASS))
}

/// A period as months and days.
pub fn months_and_days(v: &Value) -> Result<(i64, i64)> {
    arg(v).map(|p| (p.years * 12 + p.months, p.days))
}

fn parts(a: &[Value]) -> Result<[i64; 3]> {
    arg(&a[0]).map(|p| [p.years, p.months, p.days])
}

fn text([years, months, days]: [i64; 3]) -> String {
    let mut out = String::from("P");
    for (n, unit) in [(years, 'Y'), (months, 'M'), (days, 'D')] {
        if n != 0 {
            out += &format!("{n}{unit}");
        }
    }
    if out == "P" { "P0D".into() } else { out }
}

/// `P1Y2M3W4D`, each number with a sign of its own, all perhaps with another.
fn parse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let source = text_arg(&a[0])?;
    let error = || Error::new(ExceptionKind::DateTimeParseException, "Text cannot be parsed to a Period");
    let upper = source.to_ascii_uppercase();
    let (sign, rest) = match upper.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, upper.strip_prefix('+').unwrap_or(&upper)),
    };
    let mut rest = rest.strip_prefix('P').filter(|rest| !rest.is_empty()).ok_or_else(error)?;
    let mut out = [0i64; 3];
    for (unit, slot, factor) in [('Y', 0, 1), ('M', 1, 1), ('W', 2, 7), ('D', 2, 1)] {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        let n: i32 = number.parse().map_err(|_| error())?;
        out[slot] += i64::from(n) * factor * sign;
        rest = after;
    }
    if rest.is_empty() { checked(out) } else { Err(error()) }
}

fn combine(a: &[Value], sign: i64) -> Result<Value> {
    let (own, other) = (parts(a)?, parts(&a[1..])?);
    checked([0, 1, 2].map(|i| own[i] + sign * other[i]))
}

fn add(a: &[Value], slot: usize, sign: i64) -> Result<Value> {
    let mut own = parts(a)?;
    let by = long_arg(&a[1])?.checked_mul(sign).and_then(|by| own[slot].checked_add(by));
    own[slot] = by.ok_or_else(|| Error::arithmetic("long overflow"))?;
    checked(own)
}

fn with(a: &[Value], slot: usize) -> Result<Value> {
    let mut own = parts(a)?;
    own[slot] = int_arg(&a[1])?.into();
    checked(own)
}

const METHODS: &[NativeDef] = &[
    f("getYears", 1, |_, a| Ok(Value::int(parts(a)?[0] as i32))),
    f("getMonths", 1, |_, a| Ok(Value::int(parts(a)?[1] as i32))),
    f("getDays", 1, |_, a| Ok(Value::int(parts(a)?[2] as i32))),
    f("toTotalMonths", 1, |_, a| parts(a).map(|[years, months, _]| Value::long(years * 12 + months))),
    f("isZero", 1, |_, a| bool_(parts(a)? == [0; 3])),
    f("isNegative", 1, |_, a| bool_(parts(a)?.iter().any(|n| *n < 0))),
    f("plus", 2, |_, a| combine(a, 1)),
    f("minus", 2, |_, a| combine(a, -1)),
    f("plusYears", 2, |_, a| add(a, 0, 1)),
    f("plusMonths", 2, |_, a| add(a, 1, 1)),
    f("plusDays", 2, |_, a| add(a, 2, 1)),
    f("minusYears", 2, |_, a| add(a, 0, -1)),
    f("minusMonths", 2, |_, a| add(a, 1, -1)),
    f("minusDays", 2, |_, a| add(a, 2, -1)),
    f("withYears", 2, |_, a| with(a, 0)),
    f("withMonths", 2, |_, a| with(a, 1)),
    f("withDays", 2, |_, a| with(a, 2)),
    f("multipliedBy", 2, |_, a| {
        let n = i64::from(int_arg(&a[1])?);
        checked(parts(a)?.map(|part| part.saturating_mul(n)))
    }),
    f("negated", 1, |_, a| checked(parts(a)?.map(|part| -part))),
    f("normalized", 1, |_, a| {
        let [years, months, days] = parts(a)?;
        let total = years * 12 + months;
        checked([total / 12, total % 12, days])
    }),
    f("get", 2, |_, a| {
        let [years, months, days] = parts(a)?;
        match Unit::arg(&a[1])? {
            Unit::Years => Ok(Value::long(years)),
            Unit::Months => Ok(Value::long(months)),
            Unit::Days => Ok(Value::long(days)),
            unit => Err(unsupported_unit(unit)),
        }
    }),
    f("addTo", 2, |_, a| Ok(super::classes::plus_amount(Moment::arg(&a[1])?, &a[0], 1)?.value())),
    f("subtractFrom", 2, |_, a| Ok(super::classes::plus_amount(Moment::arg(&a[1])?, &a[0], -1)?.value())),
    f("equals", 2, |_, a| bool_(a[1].host::<Period>() == arg(&a[0]).ok())),
    f("hashCode", 1, |_, a| {
        let [years, months, days] = parts(a)?.map(|n| n as i32);
        Ok(Value::int(years.wrapping_add(months.rotate_left(8)).wrapping_add(days.rotate_left(16))))
    }),
    f("toString", 1, |_, a| string(text(parts(a)?))),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    methods: METHODS,
    statics: &[
        f("of", 3, |_, a| checked([int_arg(&a[0])?.into(), int_arg(&a[1])?.into(), int_arg(&a[2])?.into()])),
        f("ofYears", 1, |_, a| checked([int_arg(&a[0])?.into(), 0, 0])),
        f("ofMonths", 1, |_, a| checked([0, int_arg(&a[0])?.into(), 0])),
        f("ofWeeks", 1, |_, a| checked([0, 0, i64::from(int_arg(&a[0])?) * 7])),
        f("ofDays", 1, |_, a| checked([0, 0, int_arg(&a[0])?.into()])),
        f("between", 2, |_, a| {
            let from = Moment::arg_of(&a[0], Kind::Date)?;
            let to = converted(from, Moment::arg(&a[1])?)?;
            Ok(of(period_between(from, &to)))
        }),
        f("from", 1, |_, a| arg(&a[0]).map(|p| HostObject::new_value(*p))),
        f("parse", 1, parse),
    ],
    fields: &[("ZERO", |_| Ok(of((0, 0, 0))))],
    ..class(CLASS)
}];
