//! `java.time.LocalDate`.

use super::calendar::*;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::{Thread, Value};
use vm::host::host;

const CLASS: &str = "java.time.LocalDate";

/// A date, in days since 1970.
struct LocalDate(i64);

plain_host!(LocalDate, CLASS);

fn days(v: &Value) -> Result<i64> {
    v.host::<LocalDate>().map(|d| d.0).ok_or_else(|| not_a(v, CLASS))
}

fn of_days(days: i64) -> Result<Value> {
    if !(-365_243_219_162..=365_241_780_471).contains(&days) {
        let message = format!("Invalid value for EpochDay (valid values -365243219162 - 365241780471): {days}");
        return Err(date_error(message));
    }
    Ok(HostObject::new_value(LocalDate(days)))
}

fn parts(v: &Value) -> Result<(i64, i64, i64)> {
    days(v).map(civil_from_days)
}

fn of(year: i64, month: i64, day: i64) -> Result<Value> {
    if !(1..=31).contains(&day) {
        return Err(date_error(format!("Invalid value for DayOfMonth (valid values 1 - 28/31): {day}")));
    }
    if day > length_of_month(year, month) {
        return Err(date_error(if day == 29 {
            format!("Invalid date 'February 29' as '{year}' is not a leap year")
        } else {
            format!("Invalid date '{} {day}'", MONTHS[(month - 1).rem_euclid(12) as usize])
        }));
    }
    of_days(days_from_civil(year, month, day))
}

/// The date in another month; its day is cut to the length of the month.
fn in_month(year: i64, month: i64, day: i64) -> Result<Value> {
    of(year, month, day.min(length_of_month(year, month)))
}

fn plus_months(v: &Value, months: i64) -> Result<Value> {
    let (year, month, day) = parts(v)?;
    let Some(total) = (year * 12 + month - 1).checked_add(months) else {
        return Err(Error::arithmetic("long overflow"));
    };
    in_month(total.div_euclid(12), total.rem_euclid(12) + 1, day)
}

fn plus_days(v: &Value, n: i64, unit: i64) -> Result<Value> {
    let moved = n.checked_mul(unit).and_then(|n| days(v).ok()?.checked_add(n));
    days(v)?;
    of_days(moved.ok_or_else(|| Error::arithmetic("long overflow"))?)
}

/// A negated argument.
fn minus(v: &Value) -> Result<i64> {
    long_arg(v)?.checked_neg().ok_or_else(|| Error::arithmetic("long overflow"))
}

fn parse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?;
    let body = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let numbers: Vec<i64> = body.split('-').filter_map(|part| part.parse().ok()).collect();
    let widths: Vec<usize> = body.split('-').map(str::len).collect();
    match (&numbers[..], &widths[..]) {
        ([year, month, day], [4..=10, 2, 2]) if (1..=12).contains(month) => {
            let year = if text.starts_with('-') { -year } else { *year };
            of(year, *month, *day).map_err(|e| {
                let message = format!("Text '{text}' could not be parsed: {}", e.0.message_text().unwrap_or_default());
                Error::new(runtime::ExceptionKind::DateTimeParseException, message)
            })
        }
        _ => Err(parse_error(&text)),
    }
}

fn text(v: &Value) -> Result<String> {
    let (year, month, day) = parts(v)?;
    Ok(format!("{}-{month:02}-{day:02}", year_text(year)))
}

const METHODS: &[NativeDef] = &[
    f("getYear", 1, |_, a| Ok(Value::int(parts(&a[0])?.0 as i32))),
    f("getMonthValue", 1, |_, a| Ok(Value::int(parts(&a[0])?.1 as i32))),
    f("getMonth", 1, |t, a| Ok(month_constant(t, parts(&a[0])?.1))),
    f("getDayOfMonth", 1, |_, a| Ok(Value::int(parts(&a[0])?.2 as i32))),
    f("getDayOfYear", 1, |_, a| Ok(Value::int((days(&a[0])? - days_from_civil(parts(&a[0])?.0, 1, 1) + 1) as i32))),
    f("getDayOfWeek", 1, |t, a| Ok(day_of_week(t, days(&a[0])?))),
    f("toEpochDay", 1, |_, a| Ok(Value::long(days(&a[0])?))),
    f("isLeapYear", 1, |_, a| bool_(is_leap(parts(&a[0])?.0))),
    f("lengthOfMonth", 1, |_, a| {
        let (year, month, _) = parts(&a[0])?;
        Ok(Value::int(length_of_month(year, month) as i32))
    }),
    f("lengthOfYear", 1, |_, a| Ok(Value::int(if is_leap(parts(&a[0])?.0) { 366 } else { 365 }))),
    f("plusDays", 2, |_, a| plus_days(&a[0], long_arg(&a[1])?, 1)),
    f("minusDays", 2, |_, a| plus_days(&a[0], minus(&a[1])?, 1)),
    f("plusWeeks", 2, |_, a| plus_days(&a[0], long_arg(&a[1])?, 7)),
    f("minusWeeks", 2, |_, a| plus_days(&a[0], minus(&a[1])?, 7)),
    f("plusMonths", 2, |_, a| plus_months(&a[0], long_arg(&a[1])?)),
    f("minusMonths", 2, |_, a| plus_months(&a[0], minus(&a[1])?)),
    f("plusYears", 2, |_, a| plus_months(&a[0], long_arg(&a[1])?.saturating_mul(12))),
    f("minusYears", 2, |_, a| plus_months(&a[0], minus(&a[1])?.saturating_mul(12))),
    f("withYear", 2, |_, a| {
        let (_, month, day) = parts(&a[0])?;
        in_month(int_arg(&a[1])?.into(), month, day)
    }),
    f("withMonth", 2, |_, a| {
        let (year, _, day) = parts(&a[0])?;
        in_month(year, month_arg(&a[1])?, day)
    }),
    f("withDayOfMonth", 2, |_, a| {
        let (year, month, _) = parts(&a[0])?;
        of(year, month, int_arg(&a[1])?.into())
    }),
    f("isBefore", 2, |_, a| bool_(days(&a[0])? < days(&a[1])?)),
    f("isAfter", 2, |_, a| bool_(days(&a[0])? > days(&a[1])?)),
    f("isEqual", 2, |_, a| bool_(days(&a[0])? == days(&a[1])?)),
    f("compareTo", 2, |_, a| {
        let ((y, m, d), (y2, m2, d2)) = (parts(&a[0])?, parts(&a[1])?);
        // Java gives the difference of the first part that differs.
        let difference = [y - y2, m - m2, d - d2].into_iter().find(|n| *n != 0).unwrap_or(0);
        Ok(Value::int(difference as i32))
    }),
    f("equals", 2, |_, a| bool_(a[1].host::<LocalDate>().map(|d| d.0) == days(&a[0]).ok())),
    f("hashCode", 1, |_, a| {
        let (year, month, day) = parts(&a[0])?;
        let year = year as i32;
        Ok(Value::int((year & !0x7FF) ^ ((year << 11) + ((month as i32) << 6) + day as i32)))
    }),
    f("toString", 1, |_, a| string(text(&a[0])?)),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    methods: METHODS,
    statics: &[
        f("of", 3, |_, a| {
            let (year, month) = (i64::from(int_arg(&a[0])?), month_arg(&a[1])?);
            of(year, month, int_arg(&a[2])?.into())
        }),
        f("ofEpochDay", 1, |_, a| of_days(long_arg(&a[0])?)),
        f("ofYearDay", 2, |_, a| {
            of_days(days_from_civil(int_arg(&a[0])?.into(), 1, 1) + i64::from(int_arg(&a[1])?) - 1)
        }),
        f("now", 0, |t, _| of_days(host(&t.runtime).millis().div_euclid(86_400_000))),
        f("parse", 1, parse),
    ],
    fields: &[("EPOCH", |_| of_days(0)), ("MIN", |_| of_days(-365_243_219_162)), ("MAX", |_| of_days(365_241_780_471))],
    ..class(CLASS)
}];
