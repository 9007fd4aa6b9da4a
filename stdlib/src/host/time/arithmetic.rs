//! Adding amounts of time to moments, counting between them, cutting them off.

use super::calendar::date_error;
use super::moment::{DAY_NANOS, Kind, Moment, SECOND, day_in_month};
use super::units::{Field, Unit, unsupported_type, unsupported_unit};
use runtime::error::{Error, Result};

#[cold]
fn overflow() -> Error {
    Error::arithmetic("long overflow")
}

/// The months in a unit of months or longer.
fn months_in(unit: Unit) -> i64 {
    match unit {
        Unit::Months => 1,
        Unit::Years => 12,
        Unit::Decades => 120,
        Unit::Centuries => 1200,
        _ => 12_000,
    }
}

/// A moment and so many units.
pub fn plus(m: &Moment, n: i64, unit: Unit) -> Result<Moment> {
    match m.kind {
        Kind::Instant if unit <= Unit::Days => return Moment::instant(m.nanos() + i128::from(n) * unit.nanos()),
        Kind::Time | Kind::OffsetTime if unit.is_time() => {
            let day = i128::from(DAY_NANOS);
            let nano = (i128::from(m.nano) + i128::from(n) * unit.nanos() % day).rem_euclid(day) as i64;
            return Ok(Moment { nano, ..m.clone() });
        }
        Kind::Instant | Kind::Time | Kind::OffsetTime | Kind::MonthDay => return Err(unsupported_unit(unit)),
        _ => {}
    }
    if unit == Unit::Forever || (unit.is_time() && !m.kind.has_time()) {
        return Err(unsupported_unit(unit));
    }
    if unit == Unit::Eras {
        return m.with(Field::Era, m.field(Field::Era)?.checked_add(n).ok_or_else(overflow)?);
    }
    if matches!(m.kind, Kind::Year | Kind::YearMonth) {
        let own = if m.kind == Kind::Year { 12 } else { 1 };
        if unit < Unit::Months || months_in(unit) < own {
            return Err(unsupported_unit(unit));
        }
        let by = n.checked_mul(months_in(unit) / own).and_then(|by| m.day.checked_add(by)).ok_or_else(overflow)?;
        let field = if m.kind == Kind::Year { Field::Year } else { Field::ProlepticMonth };
        return Ok(Moment { day: field.check(by)?, ..m.clone() });
    }
    match unit {
        Unit::Days | Unit::Weeks => {
            let days = if unit == Unit::Weeks { 7 } else { 1 };
            let day = n.checked_mul(days).and_then(|by| m.day.checked_add(by)).ok_or_else(overflow)?;
            m.with_local(super::moment::check_day(day)?, m.nano)
        }
        _ if unit.is_date() => {
            let (year, month, day) = m.civil();
            let by = n.checked_mul(months_in(unit)).ok_or_else(overflow)?;
            let months = (year * 12 + month - 1).checked_add(by).ok_or_else(overflow)?;
            m.with_local(day_in_month(months.div_euclid(12), months.rem_euclid(12) + 1, day)?, m.nano)
        }
        _ => plus_nanos(m, i128::from(n) * unit.nanos()),
    }
}

/// A moment with date and time, and so many nanoseconds; zoned ones move on the time line.
pub fn plus_nanos(m: &Moment, nanos: i128) -> Result<Moment> {
    match m.kind {
        Kind::Instant => return Moment::instant(m.nanos() + nanos),
        Kind::Zoned => return Moment::of_instant(m.nanos() + nanos, &m.zone()),
        Kind::Time | Kind::OffsetTime => {
            let nano = (i128::from(m.nano) + nanos).rem_euclid(DAY_NANOS.into()) as i64;
            return Ok(Moment { nano, ..m.clone() });
        }
        kind if !kind.has_time() => return Err(unsupported_unit(Unit::Seconds)),
        _ => {}
    }
    let total = i128::from(m.day) * i128::from(DAY_NANOS) + i128::from(m.nano) + nanos;
    let day = i64::try_from(total.div_euclid(DAY_NANOS.into())).map_err(|_| overflow())?;
    m.with_local(super::moment::check_day(day)?, total.rem_euclid(DAY_NANOS.into()) as i64)
}

/// The moment `other` as the class of `m`, or the error that it has not what is needed.
pub fn converted(m: &Moment, other: &Moment) -> Result<Moment> {
    if m.kind == other.kind {
        return Ok(other.clone());
    }
    convert(other, m.kind)
}

/// A moment as another class: `LocalDate.from` and the like.
pub fn convert(m: &Moment, kind: Kind) -> Result<Moment> {
    let fits = match kind {
        Kind::Instant => m.kind.is_absolute(),
        Kind::Date => m.kind.has_date(),
        Kind::Time => m.kind.has_time(),
        Kind::DateTime => m.kind.has_date() && m.kind.has_time(),
        Kind::OffsetTime => m.kind.has_time() && m.kind.has_offset(),
        Kind::OffsetDateTime | Kind::Zoned => matches!(m.kind, Kind::OffsetDateTime | Kind::Zoned),
        Kind::Year => m.has(Field::Year),
        Kind::YearMonth => m.has(Field::Year) && m.has(Field::MonthOfYear),
        Kind::MonthDay => m.has(Field::MonthOfYear) && m.has(Field::DayOfMonth),
    };
    if !fits && m.kind != kind {
        let (class, text) = (simple(kind), m.text());
        let source = m.kind.class();
        return Err(date_error(format!("Unable to obtain {class} from TemporalAccessor: {text} of type {source}")));
    }
    let (year, month, day) = m.civil();
    Ok(match kind {
        Kind::Instant => Moment::instant(m.nanos())?,
        Kind::Year => Moment::new(kind, year, 0),
        Kind::YearMonth => Moment::new(kind, year * 12 + month - 1, 0),
        Kind::MonthDay => Moment::new(kind, super::calendar::days_from_civil(2000, month, day), 0),
        _ => m.as_kind(kind),
    })
}

/// The class's name without its package.
pub fn simple(kind: Kind) -> &'static str {
    kind.class().rsplit('.').next().unwrap_or_default()
}

/// How many whole units lie between two moments.
pub fn until(from: &Moment, to: &Moment, unit: Unit) -> Result<i64> {
    let to = converted(from, to)?;
    let narrow = |n: i128| i64::try_from(n).map_err(|_| overflow());
    match from.kind {
        Kind::Instant if unit <= Unit::Days => return narrow((to.nanos() - from.nanos()) / unit.nanos()),
        Kind::Time if unit.is_time() => return narrow(i128::from(to.nano - from.nano) / unit.nanos()),
        Kind::OffsetTime if unit.is_time() => {
            let shift = i64::from(from.offset - to.offset) * SECOND;
            return narrow(i128::from(to.nano + shift - from.nano) / unit.nanos());
        }
        Kind::Year | Kind::YearMonth if unit >= Unit::Months && unit < Unit::Eras => {
            let own = if from.kind == Kind::Year { 12 } else { 1 };
            if months_in(unit) >= own {
                return Ok((to.day - from.day) / (months_in(unit) / own));
            }
            return Err(unsupported_unit(unit));
        }
        Kind::Date | Kind::DateTime => {}
        // Both as clocks of the first one's zone show them.
        Kind::Zoned | Kind::OffsetDateTime => {
            let to = Moment::of_instant(to.nanos(), &from.zone())?;
            if unit.is_time() {
                return narrow((to.nanos() - from.nanos()) / unit.nanos());
            }
            return until(&from.as_kind(Kind::DateTime), &to.as_kind(Kind::DateTime), unit);
        }
        _ => return Err(unsupported_unit(unit)),
    }
    if unit.is_time() {
        if from.kind == Kind::Date {
            return Err(unsupported_unit(unit));
        }
        return narrow((to.nanos() - from.nanos()) / unit.nanos());
    }
    if !unit.is_date() {
        return Err(unsupported_unit(unit));
    }
    // A day that is not whole does not count.
    let mut last = to.day;
    if from.kind == Kind::DateTime {
        if last > from.day && to.nano < from.nano {
            last -= 1;
        } else if last < from.day && to.nano > from.nano {
            last += 1;
        }
    }
    Ok(match unit {
        Unit::Days => last - from.day,
        Unit::Weeks => (last - from.day) / 7,
        Unit::Eras => to.field(Field::Era)? - from.field(Field::Era)?,
        _ => {
            let packed = |day: i64| {
                let (year, month, day) = super::calendar::civil_from_days(day);
                (year * 12 + month - 1) * 32 + day
            };
            (packed(last) - packed(from.day)) / 32 / months_in(unit)
        }
    })
}

/// A moment with everything below a unit set to zero.
pub fn truncated(m: &Moment, unit: Unit) -> Result<Moment> {
    if unit == Unit::Days {
        return m
            .with_local(m.day, 0)
            .map(|cut| if m.kind == Kind::Instant { Moment { nano: 0, ..m.clone() } } else { cut });
    }
    if !unit.is_time() {
        return Err(unsupported_type("Unit is too large to be used for truncation"));
    }
    let unit = unit.nanos() as i64;
    m.with_local(m.day, m.nano / unit * unit)
}

/// Years, months and days between two dates: `Period.between`.
pub fn period_between(from: &Moment, to: &Moment) -> (i64, i64, i64) {
    let ((y, m, d), (y2, m2, d2)) = (from.civil(), to.civil());
    let mut months = (y2 * 12 + m2) - (y * 12 + m);
    let mut days = d2 - d;
    if months > 0 && days < 0 {
        months -= 1;
        let moved = plus(from, months, Unit::Months).map_or(from.day, |moved| moved.day);
        days = to.day - moved;
    } else if months < 0 && days > 0 {
        months += 1;
        days -= super::calendar::length_of_month(y2, m2);
    }
    (months / 12, months % 12, days)
}
