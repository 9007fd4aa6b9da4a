//! What the dates and times of `java.time` have in common: one representation, with its fields, text, order and hash.
//!
//! A [`Moment`] is a day and a nanosecond of that day, perhaps with an offset and a zone; its [`Kind`] says which of these
//! count. Adding and counting are in [`super::arithmetic`], the members of the classes in [`super::classes`].

use super::calendar::{civil_from_days, date_error, days_from_civil, is_leap, length_of_month, year_text};
use super::units::{Field, unsupported_field};
use super::zone::{Local, Zone, offset_text};
use crate::host::support::not_a;
use runtime::Value;
use runtime::error::{Error, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::inst::Inst;
use std::cmp::Ordering;

pub const SECOND: i64 = 1_000_000_000;
pub const DAY_NANOS: i64 = 86_400 * SECOND;

/// Which class it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Instant,
    Date,
    Time,
    DateTime,
    OffsetTime,
    OffsetDateTime,
    Zoned,
    /// `day` is the year.
    Year,
    /// `day` is the number of months since the year 0.
    YearMonth,
    /// `day` is a day of the leap year 2000.
    MonthDay,
}

/// A date, a time, or both.
#[derive(Clone)]
pub struct Moment {
    pub kind: Kind,
    pub day: i64,
    pub nano: i64,
    pub offset: i32,
    pub zone: Option<Zone>,
}

impl HostType for Moment {
    fn class_name(&self) -> &str {
        self.kind.class()
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl Kind {
    pub fn class(self) -> &'static str {
        match self {
            Kind::Instant => "java.time.Instant",
            Kind::Date => "java.time.LocalDate",
            Kind::Time => "java.time.LocalTime",
            Kind::DateTime => "java.time.LocalDateTime",
            Kind::OffsetTime => "java.time.OffsetTime",
            Kind::OffsetDateTime => "java.time.OffsetDateTime",
            Kind::Zoned => "java.time.ZonedDateTime",
            Kind::Year => "java.time.Year",
            Kind::YearMonth => "java.time.YearMonth",
            Kind::MonthDay => "java.time.MonthDay",
        }
    }

    pub fn has_date(self) -> bool {
        matches!(self, Kind::Date | Kind::DateTime | Kind::OffsetDateTime | Kind::Zoned)
    }

    pub fn has_time(self) -> bool {
        matches!(self, Kind::Time | Kind::DateTime | Kind::OffsetTime | Kind::OffsetDateTime | Kind::Zoned)
    }

    pub fn has_offset(self) -> bool {
        matches!(self, Kind::OffsetTime | Kind::OffsetDateTime | Kind::Zoned)
    }

    /// Is it a point on the time line?
    pub fn is_absolute(self) -> bool {
        matches!(self, Kind::Instant | Kind::OffsetDateTime | Kind::Zoned)
    }
}

/// A day that dates may have, or the error.
pub fn check_day(day: i64) -> Result<i64> {
    Field::EpochDay.check(day)
}

/// The day of a date given by its parts, which are checked.
pub fn day_of(year: i64, month: i64, day: i64) -> Result<i64> {
    Field::Year.check(year)?;
    Field::MonthOfYear.check(month)?;
    Field::DayOfMonth.check(day)?;
    if day > length_of_month(year, month) {
        return Err(date_error(if day == 29 {
            format!("Invalid date 'February 29' as '{year}' is not a leap year")
        } else {
            format!("Invalid date '{} {day}'", super::calendar::MONTHS[(month - 1) as usize])
        }));
    }
    Ok(days_from_civil(year, month, day))
}

/// The day in another month, cut to the length of the month.
pub fn day_in_month(year: i64, month: i64, day: i64) -> Result<i64> {
    Field::Year.check(year)?;
    day_of(year, month, day.min(length_of_month(year, month)))
}

impl Moment {
    pub fn new(kind: Kind, day: i64, nano: i64) -> Moment {
        Moment { kind, day, nano, offset: 0, zone: None }
    }

    pub fn value(self) -> Value {
        HostObject::new_value(self)
    }

    /// A point of time as nanoseconds since 1970.
    pub fn instant(nanos: i128) -> Result<Moment> {
        let seconds = nanos.div_euclid(SECOND.into());
        if !(-31_557_014_167_219_200..=31_556_889_864_403_199).contains(&seconds) {
            return Err(date_error("Instant exceeds minimum or maximum instant"));
        }
        let day = nanos.div_euclid(DAY_NANOS.into()) as i64;
        Ok(Moment::new(Kind::Instant, day, nanos.rem_euclid(DAY_NANOS.into()) as i64))
    }

    /// A local date and time in a zone; where clocks are set forward the time is moved on by as much, and where they are set
    /// back `preferred` decides, else the earlier time.
    pub fn in_zone(day: i64, nano: i64, zone: &Zone, preferred: Option<i32>) -> Result<Moment> {
        let local = day * 86_400 + nano / SECOND;
        let (shift, offset) = match zone.offsets_of_local(local) {
            Local::One(offset) => (0, offset),
            Local::Two(earlier, later) => (0, if preferred == Some(later) { later } else { earlier }),
            Local::None(before, after) => (i64::from(after - before), after),
        };
        let second = local + shift;
        let nano = second.rem_euclid(86_400) * SECOND + nano % SECOND;
        let day = check_day(second.div_euclid(86_400))?;
        Ok(Moment { kind: Kind::Zoned, day, nano, offset, zone: Some(zone.clone()) })
    }

    /// A point of time as clocks of a zone show it.
    pub fn of_instant(nanos: i128, zone: &Zone) -> Result<Moment> {
        let second = nanos.div_euclid(SECOND.into()) as i64;
        let offset = zone.offset_at(second);
        let local = nanos + i128::from(offset) * i128::from(SECOND);
        let day = check_day(local.div_euclid(DAY_NANOS.into()) as i64)?;
        let nano = local.rem_euclid(DAY_NANOS.into()) as i64;
        Ok(Moment { kind: Kind::Zoned, day, nano, offset, zone: Some(zone.clone()) })
    }

    /// The moment in a value, if it is one. A `java.util.Date` counts as an instant.
    pub fn find(v: &Value) -> Option<&Moment> {
        v.host::<Moment>()
    }

    pub fn arg(v: &Value) -> Result<&Moment> {
        Moment::find(v).ok_or_else(|| not_a(v, "java.time.temporal.TemporalAccessor"))
    }

    /// A moment of a certain class.
    pub fn arg_of(v: &Value, kind: Kind) -> Result<&Moment> {
        Moment::find(v).filter(|m| m.kind == kind).ok_or_else(|| not_a(v, kind.class()))
    }

    /// The zone that counts: an offset if there is no other.
    pub fn zone(&self) -> Zone {
        self.zone.clone().unwrap_or(Zone::Offset(self.offset))
    }

    pub fn epoch_second(&self) -> i64 {
        self.day * 86_400 + self.nano / SECOND - i64::from(self.offset)
    }

    /// Nanoseconds since 1970, UTC.
    pub fn nanos(&self) -> i128 {
        i128::from(self.day) * i128::from(DAY_NANOS) + i128::from(self.nano)
            - i128::from(self.offset) * i128::from(SECOND)
    }

    /// The same date and time as another class, without what that has not.
    pub fn as_kind(&self, kind: Kind) -> Moment {
        let (day, nano) = match kind {
            Kind::Date => (self.day, 0),
            Kind::Time | Kind::OffsetTime => (0, self.nano),
            _ => (self.day, self.nano),
        };
        let offset = if kind.has_offset() { self.offset } else { 0 };
        let zone = if kind == Kind::Zoned { Some(self.zone()) } else { None };
        Moment { kind, day, nano, offset, zone }
    }

    /// The same date and time with another day and nanosecond: the offset is found anew where there is a zone.
    pub fn with_local(&self, day: i64, nano: i64) -> Result<Moment> {
        if self.kind.has_date() {
            check_day(day)?;
        }
        match (&self.kind, &self.zone) {
            (Kind::Zoned, Some(zone)) => Moment::in_zone(day, nano, zone, Some(self.offset)),
            _ => Ok(Moment { day, nano, ..self.clone() }),
        }
    }

    /// Year, month and day.
    pub fn civil(&self) -> (i64, i64, i64) {
        match self.kind {
            Kind::Year => (self.day, 1, 1),
            Kind::YearMonth => (self.day.div_euclid(12), self.day.rem_euclid(12) + 1, 1),
            _ => civil_from_days(self.day),
        }
    }

    pub fn field(&self, field: Field) -> Result<i64> {
        self.get(field).ok_or_else(|| unsupported_field(field))
    }

    /// Has it this field?
    pub fn has(&self, field: Field) -> bool {
        match self.kind {
            Kind::Instant => matches!(
                field,
                Field::NanoOfSecond | Field::MicroOfSecond | Field::MilliOfSecond | Field::InstantSeconds
            ),
            Kind::Year => matches!(field, Field::Year | Field::YearOfEra | Field::Era),
            Kind::YearMonth => matches!(
                field,
                Field::Year | Field::YearOfEra | Field::Era | Field::MonthOfYear | Field::ProlepticMonth
            ),
            Kind::MonthDay => matches!(field, Field::MonthOfYear | Field::DayOfMonth),
            kind => match field {
                Field::OffsetSeconds => kind.has_offset(),
                Field::InstantSeconds => kind.is_absolute(),
                field if field.is_time() => kind.has_time(),
                _ => kind.has_date(),
            },
        }
    }

    pub fn get(&self, field: Field) -> Option<i64> {
        if !self.has(field) {
            return None;
        }
        let nano = self.nano;
        let (year, month, day) = self.civil();
        let day_of_year = || self.day - days_from_civil(year, 1, 1) + 1;
        let hour = nano / (3600 * SECOND);
        Some(match field {
            Field::NanoOfSecond => nano % SECOND,
            Field::NanoOfDay => nano,
            Field::MicroOfSecond => nano % SECOND / 1_000,
            Field::MicroOfDay => nano / 1_000,
            Field::MilliOfSecond => nano % SECOND / 1_000_000,
            Field::MilliOfDay => nano / 1_000_000,
            Field::SecondOfMinute => nano / SECOND % 60,
            Field::SecondOfDay => nano / SECOND,
            Field::MinuteOfHour => nano / (60 * SECOND) % 60,
            Field::MinuteOfDay => nano / (60 * SECOND),
            Field::HourOfAmPm => hour % 12,
            Field::ClockHourOfAmPm => (hour + 11) % 12 + 1,
            Field::HourOfDay => hour,
            Field::ClockHourOfDay => (hour + 23) % 24 + 1,
            Field::AmPmOfDay => hour / 12,
            Field::DayOfWeek => (self.day + 3).rem_euclid(7) + 1,
            Field::AlignedDayOfWeekInMonth => (day - 1) % 7 + 1,
            Field::AlignedDayOfWeekInYear => (day_of_year() - 1) % 7 + 1,
            Field::DayOfMonth => day,
            Field::DayOfYear => day_of_year(),
            Field::EpochDay => self.day,
            Field::AlignedWeekOfMonth => (day - 1) / 7 + 1,
            Field::AlignedWeekOfYear => (day_of_year() - 1) / 7 + 1,
            Field::MonthOfYear => month,
            Field::ProlepticMonth => year * 12 + month - 1,
            Field::YearOfEra => {
                if year > 0 {
                    year
                } else {
                    1 - year
                }
            }
            Field::Year => year,
            Field::Era => i64::from(year > 0),
            Field::InstantSeconds => self.epoch_second(),
            Field::OffsetSeconds => self.offset.into(),
        })
    }

    /// The moment with a field changed.
    pub fn with(&self, field: Field, value: i64) -> Result<Moment> {
        let old = self.field(field)?;
        let value = field.check(value)?;
        if let (Kind::Instant, field) = (self.kind, field) {
            let unit = match field {
                Field::InstantSeconds => {
                    return Moment::instant(i128::from(value) * i128::from(SECOND) + i128::from(self.nano % SECOND));
                }
                Field::NanoOfSecond => 1,
                Field::MicroOfSecond => 1_000,
                _ => 1_000_000,
            };
            return Ok(Moment { nano: self.nano - self.nano % SECOND + value * unit, ..self.clone() });
        }
        match field {
            Field::InstantSeconds => {
                let nanos = i128::from(value) * i128::from(SECOND) + i128::from(self.nano % SECOND);
                return Ok(Moment { kind: self.kind, ..Moment::of_instant(nanos, &self.zone())? });
            }
            Field::OffsetSeconds if self.kind == Kind::Zoned => {
                return Moment::in_zone(self.day, self.nano, &self.zone(), Some(value as i32));
            }
            Field::OffsetSeconds => return Ok(Moment { offset: value as i32, ..self.clone() }),
            field if field.is_time() => return self.with_local(self.day, self.time_with(field, old, value)),
            _ => {}
        }
        let (year, month, day) = self.civil();
        if matches!(self.kind, Kind::Year | Kind::YearMonth | Kind::MonthDay) {
            let (year, month) = match field {
                Field::Year => (value, month),
                Field::YearOfEra => (if year > 0 { value } else { 1 - value }, month),
                Field::Era if (year > 0) != (value == 1) => (1 - year, month),
                Field::ProlepticMonth => (value.div_euclid(12), value.rem_euclid(12) + 1),
                Field::MonthOfYear if self.kind == Kind::YearMonth => (year, value),
                Field::MonthOfYear => {
                    return Ok(Moment { day: day_in_month(2000, value, day)?, ..self.clone() });
                }
                Field::DayOfMonth => return Ok(Moment { day: day_of(2000, month, value)?, ..self.clone() }),
                _ => (year, month),
            };
            let day = if self.kind == Kind::Year { year } else { year * 12 + month - 1 };
            return Ok(Moment { day, ..self.clone() });
        }
        let changed = match field {
            Field::DayOfWeek | Field::AlignedDayOfWeekInMonth | Field::AlignedDayOfWeekInYear => self.day + value - old,
            Field::DayOfMonth => day_of(year, month, value)?,
            Field::DayOfYear => day_of_year(year, value)?,
            Field::EpochDay => value,
            Field::AlignedWeekOfMonth | Field::AlignedWeekOfYear => self.day + 7 * (value - old),
            Field::MonthOfYear => day_in_month(year, value, day)?,
            Field::ProlepticMonth => day_in_month(value.div_euclid(12), value.rem_euclid(12) + 1, day)?,
            Field::YearOfEra => day_in_month(if year > 0 { value } else { 1 - value }, month, day)?,
            Field::Year => day_in_month(value, month, day)?,
            Field::Era if (year > 0) == (value == 1) => self.day,
            _ => day_in_month(1 - year, month, day)?,
        };
        self.with_local(changed, self.nano)
    }

    /// The nanosecond of the day with a field of time changed.
    fn time_with(&self, field: Field, old: i64, value: i64) -> i64 {
        let unit = match field {
            Field::NanoOfDay => return value,
            Field::MicroOfDay => return value * 1_000,
            Field::MilliOfDay => return value * 1_000_000,
            Field::NanoOfSecond => return self.nano - self.nano % SECOND + value,
            Field::MicroOfSecond => return self.nano - self.nano % SECOND + value * 1_000,
            Field::MilliOfSecond => return self.nano - self.nano % SECOND + value * 1_000_000,
            Field::SecondOfMinute | Field::SecondOfDay => SECOND,
            Field::MinuteOfHour | Field::MinuteOfDay => 60 * SECOND,
            Field::AmPmOfDay => 12 * 3600 * SECOND,
            _ => 3600 * SECOND,
        };
        let (value, old) = match field {
            Field::ClockHourOfAmPm => (value % 12, old % 12),
            Field::ClockHourOfDay => (value % 24, old % 24),
            _ => (value, old),
        };
        self.nano + (value - old) * unit
    }

    /// The order of `compareTo`: the JVM gives the difference of years, months and days where dates differ.
    pub fn compare(&self, other: &Moment) -> i32 {
        let by_date = || {
            let ((y, m, d), (y2, m2, d2)) = (self.civil(), other.civil());
            [y - y2, m - m2, d - d2].into_iter().find(|n| *n != 0).unwrap_or(0) as i32
        };
        let sign = |order: Ordering| order as i32;
        match self.kind {
            Kind::Instant => sign(self.nanos().cmp(&other.nanos())),
            Kind::Date | Kind::Year | Kind::YearMonth | Kind::MonthDay => by_date(),
            Kind::Time => sign(self.nano.cmp(&other.nano)),
            Kind::DateTime => match by_date() {
                0 => sign(self.nano.cmp(&other.nano)),
                order => order,
            },
            Kind::OffsetTime => {
                let utc = |m: &Moment| m.nano - i64::from(m.offset) * SECOND;
                sign(utc(self).cmp(&utc(other)).then(self.nano.cmp(&other.nano)))
            }
            Kind::OffsetDateTime => {
                let local = (self.day, self.nano).cmp(&(other.day, other.nano));
                sign(self.nanos().cmp(&other.nanos()).then(local))
            }
            Kind::Zoned => {
                let local = (self.day, self.nano).cmp(&(other.day, other.nano));
                sign(
                    self.nanos().cmp(&other.nanos()).then(local).then_with(|| self.zone().id().cmp(&other.zone().id())),
                )
            }
        }
    }

    pub fn equals(&self, other: &Moment) -> bool {
        let zones = || match (&self.zone, &other.zone) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        };
        (self.kind, self.day, self.nano, self.offset) == (other.kind, other.day, other.nano, other.offset) && zones()
    }

    pub fn java_hash(&self) -> i32 {
        let long_hash = |n: i64| (n ^ ((n as u64) >> 32) as i64) as i32;
        let date = || {
            let (year, month, day) = self.civil();
            let year = year as i32;
            (year & !0x7FF) ^ ((year << 11).wrapping_add((month as i32) << 6).wrapping_add(day as i32))
        };
        let (year, month, day) = self.civil();
        match self.kind {
            Kind::Instant => {
                long_hash(self.epoch_second()).wrapping_add(51i32.wrapping_mul((self.nano % SECOND) as i32))
            }
            Kind::Date => date(),
            Kind::Time => long_hash(self.nano),
            Kind::DateTime => date() ^ long_hash(self.nano),
            Kind::OffsetTime => long_hash(self.nano) ^ self.offset,
            Kind::OffsetDateTime => date() ^ long_hash(self.nano) ^ self.offset,
            Kind::Zoned => date() ^ long_hash(self.nano) ^ self.offset ^ self.zone().java_hash().rotate_left(3),
            Kind::Year => year as i32,
            Kind::YearMonth => year as i32 ^ ((month as i32) << 27),
            Kind::MonthDay => ((month as i32) << 6) + day as i32,
        }
    }

    /// ISO 8601, as `toString` gives it.
    pub fn text(&self) -> String {
        let (year, month, day) = self.civil();
        let date = || format!("{}-{month:02}-{day:02}", year_text(year));
        match self.kind {
            Kind::Instant => {
                let second = self.nano / SECOND;
                let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
                format!("{}T{clock}{}Z", date(), fraction(self.nano % SECOND))
            }
            Kind::Date => date(),
            Kind::Time => time_text(self.nano),
            Kind::DateTime => format!("{}T{}", date(), time_text(self.nano)),
            Kind::OffsetTime => time_text(self.nano) + &offset_text(self.offset),
            Kind::OffsetDateTime => format!("{}T{}{}", date(), time_text(self.nano), offset_text(self.offset)),
            Kind::Zoned => {
                let zone = match &self.zone {
                    Some(Zone::Region(region)) => format!("[{}]", region.id),
                    _ => String::new(),
                };
                format!("{}T{}{}{zone}", date(), time_text(self.nano), offset_text(self.offset))
            }
            Kind::Year => year.to_string(),
            Kind::YearMonth => format!("{}-{month:02}", year_text(year)),
            Kind::MonthDay => format!("--{month:02}-{day:02}"),
        }
    }
}

/// The day of a year given by its number.
pub fn day_of_year(year: i64, number: i64) -> Result<i64> {
    Field::Year.check(year)?;
    Field::DayOfYear.check(number)?;
    if number == 366 && !is_leap(year) {
        return Err(date_error(format!("Invalid date 'DayOfYear 366' as '{year}' is not a leap year")));
    }
    Ok(days_from_civil(year, 1, 1) + number - 1)
}

/// `10:15`, `10:15:30`, `10:15:30.123`
fn time_text(nano: i64) -> String {
    let (second, rest) = (nano / SECOND, nano % SECOND);
    let mut out = format!("{:02}:{:02}", second / 3600, second / 60 % 60);
    if second % 60 != 0 || rest != 0 {
        out += &format!(":{:02}{}", second % 60, fraction(rest));
    }
    out
}

/// A fraction of a second with three, six or nine digits; nothing for zero.
pub fn fraction(nano: i64) -> String {
    match nano {
        0 => String::new(),
        n if n % 1_000_000 == 0 => format!(".{:03}", n / 1_000_000),
        n if n % 1_000 == 0 => format!(".{:06}", n / 1_000),
        n => format!(".{n:09}"),
    }
}

/// An instant of milliseconds since 1970.
pub fn of_millis(millis: i64) -> Value {
    let (day, milli) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    Moment::new(Kind::Instant, day, milli * 1_000_000).value()
}

/// The milliseconds since 1970 of an instant or another point of time.
pub fn millis_of(v: &Value) -> Result<i64> {
    if let Some(date) = v.get::<Inst>() {
        return Ok(date.millis);
    }
    let moment = Moment::find(v).filter(|m| m.kind.is_absolute()).ok_or_else(|| not_a(v, "java.time.Instant"))?;
    i64::try_from(moment.nanos().div_euclid(1_000_000)).map_err(|_| Error::arithmetic("long overflow"))
}
