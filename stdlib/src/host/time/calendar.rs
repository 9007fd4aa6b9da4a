//! The ISO calendar in days since 1970, and the enums `DayOfWeek` and `Month`.

use super::moment::Moment;
use super::units::Field;
use crate::host::lang::enums::{Constant, constant, enum_class};
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::{Thread, Value};

/// Days from 1970-01-01 to a date of the Gregorian calendar.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last (Hinnant, chrono-compatible date algorithms).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a number of days since 1970.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub fn length_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A year as dates show it: four digits at least, with a plus sign above that.
pub fn year_text(year: i64) -> String {
    match year {
        0..=9999 => format!("{year:04}"),
        10_000.. => format!("+{year}"),
        _ => format!("-{:04}", -year),
    }
}

#[cold]
pub fn date_error(message: impl AsRef<str>) -> Error {
    Error::new(ExceptionKind::DateTimeException, message)
}

pub const DAYS: &[&str] = &["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/// The day of the week of a number of days since 1970.
pub fn day_of_week(t: &Thread, days: i64) -> Value {
    constant(t, "java.time.DayOfWeek", DAYS[(days + 3).rem_euclid(7) as usize])
}

pub const MONTHS: &[&str] = &[
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

pub fn month_constant(t: &Thread, month: i64) -> Value {
    constant(t, "java.time.Month", MONTHS[(month - 1).rem_euclid(12) as usize])
}

/// A month by number or constant.
pub fn month_arg(v: &Value) -> Result<i64> {
    if let Some(month) = v.host::<Constant>().filter(|c| c.class == "java.time.Month") {
        return Ok(month.ordinal as i64 + 1);
    }
    let month = i64::from(int_arg(v)?);
    if (1..=12).contains(&month) {
        Ok(month)
    } else {
        Err(date_error(format!("Invalid value for MonthOfYear (valid values 1 - 12): {month}")))
    }
}

fn ordinal(a: &[Value]) -> Result<i64> {
    a[0].host::<Constant>().map(|c| c.ordinal as i64).ok_or_else(|| not_a(&a[0], "java.time.DayOfWeek"))
}

fn plus_days(t: &mut Thread, a: &[Value], sign: i64) -> Result<Value> {
    let n = ordinal(a)? + sign * (long_arg(&a[1])? % 7);
    Ok(constant(t, "java.time.DayOfWeek", DAYS[n.rem_euclid(7) as usize]))
}

fn plus_months(t: &mut Thread, a: &[Value], sign: i64) -> Result<Value> {
    let n = ordinal(a)? + sign * (long_arg(&a[1])? % 12);
    Ok(month_constant(t, n + 1))
}

/// `getDisplayName(style, locale)`, in English.
fn display_name(a: &[Value], names: &[&'static str]) -> Result<Value> {
    let name = names[ordinal(a)? as usize];
    let style = a[1].host::<Constant>().map_or("FULL", |c| c.name);
    string(match style {
        style if style.starts_with("SHORT") => &name[..3],
        style if style.starts_with("NARROW") => &name[..1],
        _ => name,
    })
}

const DAY_METHODS: &[NativeDef] = &[
    f("getDisplayName", 3, |_, a| display_name(a, &super::format::DAYS)),
    f("getValue", 1, |_, a| Ok(Value::int(ordinal(a)? as i32 + 1))),
    f("plus", 2, |t, a| plus_days(t, a, 1)),
    f("minus", 2, |t, a| plus_days(t, a, -1)),
];

const MONTH_METHODS: &[NativeDef] = &[
    f("getDisplayName", 3, |_, a| display_name(a, &super::format::MONTHS)),
    f("maxLength", 1, |_, a| Ok(Value::int(length_of_month(2000, ordinal(a)? + 1) as i32))),
    f("minLength", 1, |_, a| Ok(Value::int(length_of_month(2001, ordinal(a)? + 1) as i32))),
    f("getValue", 1, |_, a| Ok(Value::int(ordinal(a)? as i32 + 1))),
    f("plus", 2, |t, a| plus_months(t, a, 1)),
    f("minus", 2, |t, a| plus_months(t, a, -1)),
    f("length", 2, |_, a| {
        let year = if a[1].is_truthy() { 2000 } else { 2001 };
        Ok(Value::int(length_of_month(year, ordinal(a)? + 1) as i32))
    }),
];

/// `of` and `from` of `DayOfWeek`.
fn day_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(m) = Moment::find(&a[0]) {
        return Ok(day_of_week(t, m.field(Field::EpochDay)?));
    }
    let n = Field::DayOfWeek
        .check(int_arg(&a[0])?.into())
        .map_err(|_| date_error(format!("Invalid value for DayOfWeek: {}", int_arg(&a[0]).unwrap_or(0))))?;
    Ok(constant(t, "java.time.DayOfWeek", DAYS[(n - 1) as usize]))
}

/// `of` and `from` of `Month`.
fn month_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = match Moment::find(&a[0]) {
        Some(m) => m.field(Field::MonthOfYear)?,
        None => month_arg(&a[0])
            .map_err(|_| date_error(format!("Invalid value for MonthOfYear: {}", int_arg(&a[0]).unwrap_or(0))))?,
    };
    Ok(month_constant(t, n))
}

pub static CLASSES: &[ClassDef] = &[
    enum_class!(
        "java.time.DayOfWeek",
        ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
        methods: DAY_METHODS, statics: [f("of", 1, day_of), f("from", 1, day_of)]
    ),
    enum_class!(
        "java.time.Month",
        [
            "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER",
            "NOVEMBER", "DECEMBER",
        ],
        methods: MONTH_METHODS, statics: [f("of", 1, month_of), f("from", 1, month_of)]
    ),
];
