//! `ValueRange`, `WeekFields` and what dates say of their calendar: `range`, `getChronology`, `getEra`, `datesUntil`.
//!
//! The calendar is always that of ISO 8601.

use super::arithmetic::plus;
use super::calendar::{DAYS, civil_from_days, date_error, days_from_civil, is_leap, length_of_month};
use super::moment::{Kind, Moment};
use super::units::{Field, Unit};
use crate::host::hierarchy::class;
use crate::host::lang::enums::{Constant, constant, enum_class};
use crate::host::support::*;
use crate::host::util::stream;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::{Thread, Value};

const RANGE: &str = "java.time.temporal.ValueRange";
const WEEKS: &str = "java.time.temporal.WeekFields";
const ISO: &str = "java.time.chrono.IsoChronology";
const ERA: &str = "java.time.chrono.IsoEra";

/// The values that a field may have: least ones and greatest ones, of which the months and years have several.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Range {
    min: (i64, i64),
    max: (i64, i64),
}

plain_host!(Range, RANGE);

impl Range {
    pub fn new(min: i64, smallest_max: i64, max: i64) -> Range {
        Range { min: (min, min), max: (smallest_max, max) }
    }

    pub fn value(self) -> Value {
        HostObject::new_value(self)
    }

    fn text(&self) -> String {
        let either = |(small, large): (i64, i64)| match small == large {
            true => small.to_string(),
            false => format!("{small}/{large}"),
        };
        format!("{} - {}", either(self.min), either(self.max))
    }

    fn contains(&self, value: i64) -> bool {
        (self.min.0..=self.max.1).contains(&value)
    }

    fn is_int(&self) -> bool {
        i32::try_from(self.min.0).is_ok() && i32::try_from(self.max.1).is_ok()
    }

    fn check(&self, a: &[Value]) -> Result<i64> {
        let value = long_arg(&a[1])?;
        if self.contains(value) {
            return Ok(value);
        }
        let name = Field::arg(&a[2])?.text();
        Err(date_error(format!("Invalid value for {name} (valid values {}): {value}", self.text())))
    }
}

fn new_range(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n: Vec<i64> = a.iter().map(long_arg).collect::<Result<_>>()?;
    let (min, max) = match n[..] {
        [min, max] => ((min, min), (max, max)),
        [min, small, max] => ((min, min), (small, max)),
        [min, large_min, small, max] => ((min, large_min), (small, max)),
        _ => return Err(no_overload("of", n.len(), "")),
    };
    if min.0 > min.1 {
        return Err(Error::illegal_argument("Smallest minimum value must be less than largest minimum value"));
    }
    if max.0 > max.1 {
        return Err(Error::illegal_argument("Smallest maximum value must be less than largest maximum value"));
    }
    if min.1 > max.1 {
        return Err(Error::illegal_argument("Minimum value must be less than maximum value"));
    }
    Ok(Range { min, max }.value())
}

fn range(a: &[Value]) -> Result<&Range> {
    a[0].host::<Range>().ok_or_else(|| not_a(&a[0], RANGE))
}

const RANGE_METHODS: &[NativeDef] = &[
    f("getMinimum", 1, |_, a| Ok(Value::long(range(a)?.min.0))),
    f("getLargestMinimum", 1, |_, a| Ok(Value::long(range(a)?.min.1))),
    f("getSmallestMaximum", 1, |_, a| Ok(Value::long(range(a)?.max.0))),
    f("getMaximum", 1, |_, a| Ok(Value::long(range(a)?.max.1))),
    f("isFixed", 1, |_, a| bool_(range(a)?.min.0 == range(a)?.min.1 && range(a)?.max.0 == range(a)?.max.1)),
    f("isIntValue", 1, |_, a| bool_(range(a)?.is_int())),
    f("isValidValue", 2, |_, a| bool_(range(a)?.contains(long_arg(&a[1])?))),
    f("isValidIntValue", 2, |_, a| bool_(range(a)?.is_int() && range(a)?.contains(long_arg(&a[1])?))),
    f("checkValidValue", 3, |_, a| range(a)?.check(a).map(Value::long)),
    f("checkValidIntValue", 3, |_, a| range(a)?.check(a).map(|n| Value::int(n as i32))),
    f("equals", 2, |_, a| bool_(a[1].host::<Range>() == Some(range(a)?))),
    f("hashCode", 1, |_, a| {
        let Range { min, max } = range(a)?;
        let mixed = min.0.wrapping_add(min.1 << 16).wrapping_add(min.1 >> 48).wrapping_add(max.0 << 32);
        let mixed = mixed.wrapping_add(max.0 >> 32).wrapping_add(max.1 << 48).wrapping_add(max.1 >> 16);
        Ok(Value::int((mixed ^ (mixed as u64 >> 32) as i64) as i32))
    }),
    f("toString", 1, |_, a| string(range(a)?.text())),
];

/// The values that a field may have in the month or year of a date.
pub fn range_in(m: &Moment, field: Field) -> Result<Range> {
    m.field(field)?;
    let (year, month, _) = m.civil();
    let fixed = |max| Range::new(1, max, max);
    Ok(match field {
        Field::DayOfMonth => fixed(length_of_month(year, month)),
        Field::DayOfYear => fixed(if is_leap(year) { 366 } else { 365 }),
        Field::AlignedWeekOfMonth => fixed(if month == 2 && !is_leap(year) { 4 } else { 5 }),
        Field::YearOfEra => fixed(if year <= 0 { 1_000_000_000 } else { 999_999_999 }),
        other => other.bounds(),
    })
}

/// How weeks are counted: the day that they begin with, and how many days of a year or month make its first week.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Weeks {
    /// Monday is 0.
    first: i64,
    least: i64,
}

plain_host!(Weeks, WEEKS);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    DayOfWeek,
    WeekOfMonth,
    WeekOfYear,
    WeekOfWeekBasedYear,
    WeekBasedYear,
}

/// A field of such weeks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct WeekField {
    weeks: Weeks,
    part: Part,
}

plain_host!(WeekField, "java.time.temporal.WeekFields$ComputedDayOfField");

impl Weeks {
    fn of(first: i64, least: i64) -> Result<Value> {
        if !(1..=7).contains(&least) {
            return Err(Error::illegal_argument("Minimal number of days is invalid"));
        }
        Ok(HostObject::new_value(Weeks { first, least }))
    }

    fn day_of_week(self, day: i64) -> i64 {
        (day + 3 - self.first).rem_euclid(7) + 1
    }

    /// The number of the week of the `n`th day of a month or year; 0 is the last week of the one before.
    fn week(self, n: i64, day_of_week: i64) -> i64 {
        (7 + self.offset(n, day_of_week) + n - 1) / 7
    }

    fn offset(self, n: i64, day_of_week: i64) -> i64 {
        let start = (n - day_of_week).rem_euclid(7);
        if start + 1 > self.least { 7 - start } else { -start }
    }

    /// The week-based year and its week.
    fn week_based(self, day: i64) -> (i64, i64) {
        let (year, _, _) = civil_from_days(day);
        let n = day - days_from_civil(year, 1, 1) + 1;
        let offset = self.offset(n, self.day_of_week(day));
        let week = (7 + offset + n - 1) / 7;
        if week == 0 {
            return self.week_based(day - n);
        }
        let length = if is_leap(year) { 366 } else { 365 };
        let next = (7 + offset + length + self.least - 1) / 7;
        if week >= next { (year + 1, week - next + 1) } else { (year, week) }
    }
}

/// The value of a field of `WeekFields`; `None` for other fields.
pub fn week_field(m: &Moment, field: &Value) -> Result<Option<i64>> {
    let Some(&WeekField { weeks, part }) = field.host::<WeekField>() else { return Ok(None) };
    let day = m.field(Field::EpochDay)?;
    let day_of_week = weeks.day_of_week(day);
    Ok(Some(match part {
        Part::DayOfWeek => day_of_week,
        Part::WeekOfMonth => weeks.week(m.field(Field::DayOfMonth)?, day_of_week),
        Part::WeekOfYear => weeks.week(m.field(Field::DayOfYear)?, day_of_week),
        Part::WeekOfWeekBasedYear => weeks.week_based(day).1,
        Part::WeekBasedYear => weeks.week_based(day).0,
    }))
}

/// The date with a field of `WeekFields` changed; `None` for other fields.
pub fn with_week_field(m: &Moment, field: &Value, value: i64) -> Result<Option<Moment>> {
    let Some(old) = week_field(m, field)? else { return Ok(None) };
    let (unit, days) = match field.host::<WeekField>().map(|field| field.part) {
        Some(Part::WeekBasedYear) => return Err(super::units::unsupported_type("Unsupported field: WeekBasedYear")),
        Some(Part::DayOfWeek) => (Unit::Days, value - old),
        _ => (Unit::Weeks, value - old),
    };
    plus(m, days, unit).map(Some)
}

fn weeks(a: &[Value]) -> Result<Weeks> {
    a[0].host::<Weeks>().copied().ok_or_else(|| not_a(&a[0], WEEKS))
}

fn field_of(a: &[Value], part: Part) -> Result<Value> {
    Ok(HostObject::new_value(WeekField { weeks: weeks(a)?, part }))
}

fn week_field_text(a: &[Value]) -> Result<String> {
    let Some(field) = a[0].host::<WeekField>() else { return Err(not_a(&a[0], WEEKS)) };
    Ok(format!("{:?}[{}]", field.part, weeks_text(field.weeks)))
}

fn weeks_text(weeks: Weeks) -> String {
    format!("WeekFields[{},{}]", DAYS[weeks.first as usize], weeks.least)
}

const WEEKS_METHODS: &[NativeDef] = &[
    f("getFirstDayOfWeek", 1, |t, a| Ok(constant(t, "java.time.DayOfWeek", DAYS[weeks(a)?.first as usize]))),
    f("getMinimalDaysInFirstWeek", 1, |_, a| Ok(Value::int(weeks(a)?.least as i32))),
    f("dayOfWeek", 1, |_, a| field_of(a, Part::DayOfWeek)),
    f("weekOfMonth", 1, |_, a| field_of(a, Part::WeekOfMonth)),
    f("weekOfYear", 1, |_, a| field_of(a, Part::WeekOfYear)),
    f("weekOfWeekBasedYear", 1, |_, a| field_of(a, Part::WeekOfWeekBasedYear)),
    f("weekBasedYear", 1, |_, a| field_of(a, Part::WeekBasedYear)),
    f("equals", 2, |_, a| bool_(a[1].host::<Weeks>() == Some(&weeks(a)?))),
    f("hashCode", 1, |_, a| Ok(Value::int((weeks(a)?.first * 7 + weeks(a)?.least) as i32))),
    f("toString", 1, |_, a| string(weeks_text(weeks(a)?))),
];

fn iso() -> Result<Value> {
    Ok(HostObject::new_value(Iso))
}

/// The calendar.
struct Iso;

plain_host!(Iso, ISO);

/// What dates say of their calendar.
pub const CHRONOLOGY: &[NativeDef] = &[f("getChronology", 1, |_, _| iso())];

/// What a date alone has.
pub const OF_DATES: &[NativeDef] = &[
    f("getEra", 1, |t, a| {
        let (year, _, _) = Moment::arg(&a[0])?.civil();
        Ok(constant(t, ERA, if year > 0 { "CE" } else { "BCE" }))
    }),
    g("datesUntil", 2, 3, |_, a| {
        let (from, to) = (Moment::arg_of(&a[0], Kind::Date)?, Moment::arg_of(&a[1], Kind::Date)?);
        let Some(step) = a.get(2) else {
            if to.day < from.day {
                return Err(Error::illegal_argument(format!("{} < {}", to.text(), from.text())));
            }
            return Ok(stream::of_values(
                (from.day..to.day).map(|day| Moment::new(Kind::Date, day, 0).value()).collect(),
            ));
        };
        let (months, days) = super::period::months_and_days(step)?;
        let (mut dates, mut next) = (Vec::new(), from.clone());
        let direction = match (months + days).signum() {
            0 => return Err(Error::illegal_argument("step is zero")),
            direction => direction,
        };
        while (to.day - next.day) * direction > 0 {
            dates.push(next.value());
            let times = dates.len() as i64;
            next = plus(&plus(from, months * times, Unit::Months)?, days * times, Unit::Days)?;
        }
        Ok(stream::of_values(dates))
    }),
];

const DAY_OF_WEEK: &str = "java.time.DayOfWeek";

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: RANGE_METHODS, statics: &[g("of", 2, 4, new_range)], ..class(RANGE) },
    ClassDef {
        methods: WEEKS_METHODS,
        statics: &[
            f("of", 2, |_, a| {
                let first = a[0].host::<Constant>().filter(|c| c.class == DAY_OF_WEEK);
                let first = first.ok_or_else(|| not_a(&a[0], DAY_OF_WEEK))?.ordinal as i64;
                Weeks::of(first, int_arg(&a[1])?.into())
            }),
            // All locales are English ones of the United States.
            f("of", 1, |_, _| Weeks::of(6, 1)),
        ],
        fields: &[("ISO", |_| Weeks::of(0, 4)), ("SUNDAY_START", |_| Weeks::of(6, 1))],
        ..class(WEEKS)
    },
    ClassDef {
        methods: &[
            f("toString", 1, |_, a| week_field_text(a).and_then(string)),
            f("isDateBased", 1, |_, _| bool_(true)),
            f("isTimeBased", 1, |_, _| bool_(false)),
            f("getFrom", 2, |_, a| {
                let found = week_field(Moment::arg(&a[1])?, &a[0])?;
                found.map(Value::long).ok_or_else(|| not_a(&a[0], WEEKS))
            }),
        ],
        ..class("java.time.temporal.WeekFields$ComputedDayOfField")
    },
    ClassDef {
        methods: &[
            f("getId", 1, |_, _| string("ISO")),
            f("getCalendarType", 1, |_, _| string("iso8601")),
            f("isLeapYear", 2, |_, a| bool_(is_leap(long_arg(&a[1])?))),
            f("equals", 2, |_, a| bool_(a[1].host::<Iso>().is_some())),
            f("toString", 1, |_, _| string("ISO")),
        ],
        fields: &[("INSTANCE", |_| iso())],
        ..class(ISO)
    },
    enum_class!("java.time.chrono.IsoEra", ["BCE", "CE"], methods: &[
        f("getValue", 1, |_, a| Ok(Value::int(a[0].host::<Constant>().map_or(0, |c| c.ordinal as i32)))),
    ]),
];
