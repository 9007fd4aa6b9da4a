//! Weeks of ISO 8601 and the fields of `IsoFields` and `JulianFields`.

use super::calendar::{civil_from_days, days_from_civil, is_leap};
use super::moment::Moment;
use super::units::{Field, unsupported_field};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::Value;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::HostObject;

const CLASS: &str = "java.time.temporal.TemporalField";

/// A field that is no `ChronoField`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum IsoField {
    DayOfQuarter,
    QuarterOfYear,
    WeekOfWeekBasedYear,
    WeekBasedYear,
    JulianDay,
    ModifiedJulianDay,
    RataDie,
}

plain_host!(IsoField, CLASS);

/// The year and number of the ISO week of a day.
fn week_of(day: i64) -> (i64, i64) {
    // The week belongs to the year of its Thursday.
    let thursday = day - (day + 3).rem_euclid(7) + 3;
    let (year, _, _) = civil_from_days(thursday);
    (year, (thursday - days_from_civil(year, 1, 1)) / 7 + 1)
}

/// The week-based year and week of a date.
pub fn week(m: &Moment) -> Result<(i64, i64)> {
    m.field(Field::EpochDay).map(week_of).map_err(|_| unsupported_field(Field::EpochDay))
}

/// The day of a date given by week-based year, week and day of the week.
pub fn day_of_week_date(year: i64, week: i64, day: i64) -> i64 {
    let fourth = days_from_civil(year, 1, 4);
    fourth - (fourth + 3).rem_euclid(7) + (week - 1) * 7 + day - 1
}

/// The value of a field that is none of `ChronoField`; `None` if `field` is one of those.
pub fn get(m: &Moment, field: &Value) -> Result<Option<i64>> {
    let Some(field) = field.host::<IsoField>() else { return super::ranges::week_field(m, field) };
    let month = || m.field(Field::MonthOfYear);
    let day = || m.field(Field::EpochDay);
    Ok(Some(match field {
        IsoField::QuarterOfYear => (month()? - 1) / 3 + 1,
        IsoField::DayOfQuarter => {
            let (year, _, _) = m.civil();
            let first = (month()? - 1) / 3 * 3 + 1;
            day()? - days_from_civil(year, first, 1) + 1
        }
        IsoField::WeekOfWeekBasedYear => week_of(day()?).1,
        IsoField::WeekBasedYear => week_of(day()?).0,
        IsoField::JulianDay => day()? + 2_440_588,
        IsoField::ModifiedJulianDay => day()? + 40_587,
        IsoField::RataDie => day()? + 719_163,
    }))
}

/// How many ISO weeks a year has.
fn weeks_in(year: i64) -> i64 {
    let first = (days_from_civil(year, 1, 1) + 3).rem_euclid(7);
    if first == 3 || (first == 2 && is_leap(year)) { 53 } else { 52 }
}

const METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(a[0].host::<IsoField>().map_or(String::new(), |field| format!("{field:?}")))),
    f("getFrom", 2, |_, a| {
        let found = get(Moment::arg(&a[1])?, &a[0])?;
        found.map(Value::long).ok_or_else(|| not_a(&a[0], CLASS))
    }),
    f("rangeMaximum", 2, |_, a| Ok(Value::long(weeks_in(Moment::arg(&a[1])?.civil().0)))),
    f("isDateBased", 1, |_, _| bool_(true)),
    f("isTimeBased", 1, |_, _| bool_(false)),
];

fn constant(field: IsoField) -> Result<Value> {
    Ok(HostObject::new_value(field))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class(CLASS) },
    ClassDef {
        fields: &[
            ("DAY_OF_QUARTER", |_| constant(IsoField::DayOfQuarter)),
            ("QUARTER_OF_YEAR", |_| constant(IsoField::QuarterOfYear)),
            ("WEEK_OF_WEEK_BASED_YEAR", |_| constant(IsoField::WeekOfWeekBasedYear)),
            ("WEEK_BASED_YEAR", |_| constant(IsoField::WeekBasedYear)),
        ],
        ..class("java.time.temporal.IsoFields")
    },
    ClassDef {
        fields: &[
            ("JULIAN_DAY", |_| constant(IsoField::JulianDay)),
            ("MODIFIED_JULIAN_DAY", |_| constant(IsoField::ModifiedJulianDay)),
            ("RATA_DIE", |_| constant(IsoField::RataDie)),
        ],
        ..class("java.time.temporal.JulianFields")
    },
];
