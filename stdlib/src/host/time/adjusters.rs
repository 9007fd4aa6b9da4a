//! `TemporalAdjusters`, and what `with` does with any adjuster.

use super::calendar::{days_from_civil, length_of_month};
use super::moment::{Kind, Moment};
use super::units::Field;
use super::zone::{Zone, ZoneObject};
use crate::host::hierarchy::class;
use crate::host::lang::enums::Constant;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::host_object::HostObject;
use runtime::{Thread, Value};

const CLASS: &str = "java.time.temporal.TemporalAdjusters";

/// A way to find another date.
#[derive(Clone, Copy)]
enum Adjuster {
    FirstOfMonth(i64),
    LastOfMonth,
    FirstOfYear(i64),
    LastOfYear,
    /// The next (or previous) such day, perhaps the same one.
    Next {
        weekday: i64,
        same: bool,
        back: bool,
    },
    /// The nth such day of the month, from its end if negative.
    InMonth {
        n: i64,
        weekday: i64,
    },
}

plain_host!(Adjuster, "java.time.temporal.TemporalAdjuster");

/// The number of a `DayOfWeek`, from 1.
fn weekday(v: &Value) -> Result<i64> {
    v.host::<Constant>()
        .filter(|c| c.class == "java.time.DayOfWeek")
        .map(|c| c.ordinal as i64 + 1)
        .ok_or_else(|| not_a(v, "java.time.DayOfWeek"))
}

impl Adjuster {
    fn day(self, m: &Moment) -> Result<i64> {
        let day = m.field(Field::EpochDay)?;
        let (year, month, _) = m.civil();
        let today = (day + 3).rem_euclid(7) + 1;
        Ok(match self {
            Adjuster::FirstOfMonth(later) => {
                let months = year * 12 + month - 1 + later;
                days_from_civil(months.div_euclid(12), months.rem_euclid(12) + 1, 1)
            }
            Adjuster::LastOfMonth => days_from_civil(year, month, length_of_month(year, month)),
            Adjuster::FirstOfYear(later) => days_from_civil(year + later, 1, 1),
            Adjuster::LastOfYear => days_from_civil(year, 12, 31),
            Adjuster::Next { weekday, same: true, .. } if weekday == today => day,
            Adjuster::Next { weekday, back: false, .. } => day + (weekday - today - 1).rem_euclid(7) + 1,
            Adjuster::Next { weekday, .. } => day - (today - weekday - 1).rem_euclid(7) - 1,
            Adjuster::InMonth { n, weekday } if n < 0 => {
                let last = days_from_civil(year, month, length_of_month(year, month));
                last - ((last + 3).rem_euclid(7) + 1 - weekday).rem_euclid(7) + (n + 1) * 7
            }
            Adjuster::InMonth { n, weekday } => {
                let first = days_from_civil(year, month, 1);
                first + (weekday - (first + 3).rem_euclid(7) - 1).rem_euclid(7) + (n - 1) * 7
            }
        })
    }
}

/// `with` of anything that can adjust: an adjuster, a date or time, an enum constant, a function.
pub fn adjust(t: &mut Thread, target: &Value, adjuster: &Value) -> Result<Value> {
    let m = Moment::arg(target)?;
    if let Some(adjuster) = adjuster.host::<Adjuster>() {
        return Ok(m.with_local(adjuster.day(m)?, m.nano)?.value());
    }
    if let Some(part) = Moment::find(adjuster) {
        return Ok(with_part(m, part)?.value());
    }
    if let Some(constant) = adjuster.host::<Constant>() {
        let field = match constant.class {
            "java.time.DayOfWeek" => Field::DayOfWeek,
            _ => Field::MonthOfYear,
        };
        return Ok(m.with(field, constant.ordinal as i64 + 1)?.value());
    }
    if let Some(ZoneObject(Zone::Offset(offset))) = adjuster.host::<ZoneObject>() {
        return Ok(m.with(Field::OffsetSeconds, (*offset).into())?.value());
    }
    call_functional(t, adjuster, "adjustInto", &mut [target.clone()])
}

/// A moment with the fields of another one.
fn with_part(m: &Moment, part: &Moment) -> Result<Moment> {
    if m.kind == part.kind {
        return Ok(part.clone());
    }
    match part.kind {
        Kind::Date => m.with(Field::EpochDay, part.day),
        Kind::Time => m.with(Field::NanoOfDay, part.nano),
        Kind::Year => m.with(Field::Year, part.day),
        Kind::YearMonth => m.with(Field::ProlepticMonth, part.day),
        Kind::MonthDay => {
            let (_, month, day) = part.civil();
            m.with(Field::DayOfMonth, 1)?.with(Field::MonthOfYear, month)?.with(Field::DayOfMonth, day)
        }
        Kind::DateTime => m.with(Field::EpochDay, part.day)?.with(Field::NanoOfDay, part.nano),
        Kind::Instant => {
            m.with(Field::InstantSeconds, part.epoch_second())?.with(Field::NanoOfSecond, part.nano % 1_000_000_000)
        }
        Kind::OffsetTime => m.with(Field::OffsetSeconds, part.offset.into())?.with(Field::NanoOfDay, part.nano),
        Kind::OffsetDateTime | Kind::Zoned => {
            let moved = m.with(Field::EpochDay, part.day)?.with(Field::NanoOfDay, part.nano)?;
            if moved.kind.has_offset() { moved.with(Field::OffsetSeconds, part.offset.into()) } else { Ok(moved) }
        }
    }
}

fn make(adjuster: Adjuster) -> Result<Value> {
    Ok(HostObject::new_value(adjuster))
}

fn next(a: &[Value], same: bool, back: bool) -> Result<Value> {
    make(Adjuster::Next { weekday: weekday(&a[0])?, same, back })
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[f("adjustInto", 2, |t, a| adjust(t, &a[1].clone(), &a[0].clone()))],
        ..class("java.time.temporal.TemporalAdjuster")
    },
    ClassDef {
        statics: &[
            f("firstDayOfMonth", 0, |_, _| make(Adjuster::FirstOfMonth(0))),
            f("firstDayOfNextMonth", 0, |_, _| make(Adjuster::FirstOfMonth(1))),
            f("lastDayOfMonth", 0, |_, _| make(Adjuster::LastOfMonth)),
            f("firstDayOfYear", 0, |_, _| make(Adjuster::FirstOfYear(0))),
            f("firstDayOfNextYear", 0, |_, _| make(Adjuster::FirstOfYear(1))),
            f("lastDayOfYear", 0, |_, _| make(Adjuster::LastOfYear)),
            f("next", 1, |_, a| next(a, false, false)),
            f("nextOrSame", 1, |_, a| next(a, true, false)),
            f("previous", 1, |_, a| next(a, false, true)),
            f("previousOrSame", 1, |_, a| next(a, true, true)),
            f("firstInMonth", 1, |_, a| make(Adjuster::InMonth { n: 1, weekday: weekday(&a[0])? })),
            f("lastInMonth", 1, |_, a| make(Adjuster::InMonth { n: -1, weekday: weekday(&a[0])? })),
            f("dayOfWeekInMonth", 2, |_, a| {
                make(Adjuster::InMonth { n: int_arg(&a[0])?.into(), weekday: weekday(&a[1])? })
            }),
        ],
        ..class(CLASS)
    },
];
