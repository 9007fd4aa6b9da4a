//! Reading dates and times by a `DateTimeFormatter`, and making one of the fields that were read.

use super::calendar::length_of_month;
use super::format::{DAY_PERIODS, Formatter, Part, Sign, names, styled};
use super::moment::{Kind, Moment, SECOND, day_of, day_of_year};
use super::units::Field;
use super::zone::{Zone, parse_offset, zone_of};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::{Thread, Value};
use std::collections::BTreeMap;

/// The fields that were read. `java.time.format.Parsed`.
#[derive(Clone, Default)]
pub struct Parsed {
    fields: BTreeMap<Field, i64>,
    zone: Option<Zone>,
    week: Option<i64>,
    week_year: Option<i64>,
    /// First and last minute of the part of the day; any for the night.
    period: Option<(i64, i64)>,
    strict: bool,
}

impl HostType for Parsed {
    fn class_name(&self) -> &str {
        "java.time.format.Parsed"
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// Where reading stopped.
struct Failed(usize);

#[cold]
fn error(message: String) -> Error {
    Error::new(ExceptionKind::DateTimeParseException, message)
}

impl Formatter {
    /// Reads the whole text.
    pub fn parse(&self, t: &mut Thread, text: &str) -> Result<Parsed> {
        let mut parser = Parser {
            t,
            text,
            parsed: Parsed { strict: self.strict, ..Parsed::default() },
            ignore_case: self.ignore_case,
        };
        match parser.parts(&self.parts, 0) {
            Ok(end) if end == text.len() => {
                let mut parsed = parser.parsed;
                for part in &self.parts {
                    if let Part::Default(field, value) = part {
                        parsed.fields.entry(*field).or_insert(*value);
                    }
                }
                if parsed.zone.is_none() && !parsed.fields.contains_key(&Field::OffsetSeconds) {
                    parsed.zone = self.zone.clone();
                }
                Ok(parsed)
            }
            Ok(end) => Err(error(format!(
                "Text '{text}' could not be parsed, unparsed text found at index {}",
                text[..end].encode_utf16().count()
            ))),
            Err(Failed(at)) => {
                Err(error(format!("Text '{text}' could not be parsed at index {}", text[..at].encode_utf16().count())))
            }
        }
    }
}

struct Parser<'a> {
    t: &'a mut Thread,
    text: &'a str,
    parsed: Parsed,
    ignore_case: bool,
}

impl Parser<'_> {
    fn parts(&mut self, parts: &[Part], mut at: usize) -> Result<usize, Failed> {
        for (i, part) in parts.iter().enumerate() {
            at = self.part(part, &parts[i + 1..], at)?;
        }
        Ok(at)
    }

    /// The number of ASCII digits at a place.
    fn digits(&self, at: usize) -> usize {
        self.text[at..].bytes().take_while(u8::is_ascii_digit).count()
    }

    fn set(&mut self, field: Field, value: i64, at: usize, end: usize) -> Result<usize, Failed> {
        match self.parsed.fields.insert(field, value) {
            Some(old) if old != value => Err(Failed(at)),
            _ => Ok(end),
        }
    }

    /// Does the text go on with this?
    fn starts(&self, at: usize, expected: &str) -> bool {
        self.text
            .get(at..at + expected.len())
            .is_some_and(|found| found == expected || (self.ignore_case && found.eq_ignore_ascii_case(expected)))
    }

    fn part(&mut self, part: &Part, after: &[Part], at: usize) -> Result<usize, Failed> {
        match part {
            Part::Text(expected) => match self.text[at..].starts_with(&**expected) || self.starts(at, expected) {
                true => Ok(at + expected.len()),
                false => Err(Failed(at)),
            },
            Part::Number { field, min, max, sign } => self.number(*field, *min, *max, *sign, after, at),
            Part::Year2(field) => {
                if self.digits(at) < 2 {
                    return Err(Failed(at));
                }
                let year: i64 = self.text[at..at + 2].parse().map_err(|_| Failed(at))?;
                self.set(*field, 2000 + year, at, at + 2)
            }
            Part::Fraction { min, max, point } => {
                let mut from = at;
                if *point {
                    if !self.text[at..].starts_with('.') {
                        return if *min == 0 { Ok(at) } else { Err(Failed(at)) };
                    }
                    from += 1;
                }
                let n = self.digits(from).min(*max);
                if n < (*min).max(usize::from(*point && *min > 0)) {
                    return Err(Failed(from));
                }
                let digits = format!("{:0<9}", &self.text[from..from + n]);
                self.set(Field::NanoOfSecond, digits.parse().map_err(|_| Failed(at))?, at, from + n)
            }
            Part::Name { field, style } => {
                let (all, first) = names(*field, *style);
                let found = (0..all.len())
                    .map(|i| (i, styled(all[i], *style, *field)))
                    .filter(|(_, name)| self.starts(at, name))
                    .max_by_key(|(_, name)| name.len());
                let Some((i, name)) = found else { return Err(Failed(at)) };
                self.set(*field, first + i as i64, at, at + name.len())
            }
            Part::LocalDay(width) => {
                let n = self.digits(at).min((*width).max(1));
                let day: i64 = self.text[at..at + n].parse().map_err(|_| Failed(at))?;
                self.set(Field::DayOfWeek, (day + 5) % 7 + 1, at, at + n)
            }
            Part::Quarter(_) => {
                let from = at + usize::from(self.text[at..].starts_with('Q'));
                if self.digits(from) == 0 { Err(Failed(at)) } else { Ok(from + self.digits(from).min(2)) }
            }
            Part::Week(_) => {
                let n = self.digits(at).min(2);
                self.parsed.week = Some(self.text[at..at + n].parse().map_err(|_| Failed(at))?);
                Ok(at + n)
            }
            Part::DayPeriod { narrow } => {
                let rest = &self.text[at..];
                let short = |name: &'static str| match name {
                    "midnight" if *narrow => "mi",
                    "noon" if *narrow => "n",
                    name => name,
                };
                let night = (0, 1439, "at night");
                let mut all = DAY_PERIODS.iter().chain(std::iter::once(&night));
                let found = all.find(|(_, _, name)| rest.starts_with(short(name))).ok_or(Failed(at))?;
                self.parsed.period = Some((found.0, found.1));
                Ok(at + short(found.2).len())
            }
            Part::WeekYear(width) => {
                let n = self.digits(at).min((*width).max(1));
                self.parsed.week_year = Some(self.text[at..at + n].parse().map_err(|_| Failed(at))?);
                Ok(at + n)
            }
            Part::Offset { pattern, zero } => self.offset(pattern, zero, at),
            Part::GmtOffset { .. } => {
                if !self.text[at..].starts_with("GMT") {
                    return Err(Failed(at));
                }
                let rest = &self.text[at + 3..];
                let n = rest.bytes().take_while(|b| b"+-:0123456789".contains(b)).count();
                let offset = if n == 0 { 0 } else { parse_offset(&rest[..n]).ok_or(Failed(at))? };
                self.set(Field::OffsetSeconds, offset.into(), at, at + 3 + n)
            }
            Part::ZoneId | Part::ZoneName { .. } => {
                let is_id = |b: &u8| b.is_ascii_alphanumeric() || b"/._~+-:".contains(b);
                let n = self.text[at..].bytes().take_while(is_id).count();
                let id = &self.text[at..at + n];
                let known = match id {
                    "EST" | "EDT" => "America/New_York",
                    "CST" | "CDT" => "America/Chicago",
                    "MST" | "MDT" => "America/Denver",
                    "PST" | "PDT" => "America/Los_Angeles",
                    id => id,
                };
                let zone = if n == 0 { None } else { zone_of(self.t, known).ok() };
                self.parsed.zone = Some(zone.ok_or(Failed(at))?);
                Ok(at + n)
            }
            Part::Optional(parts) => {
                let before = self.parsed.clone();
                match self.parts(parts, at) {
                    Ok(end) => Ok(end),
                    Err(_) => {
                        self.parsed = before;
                        Ok(at)
                    }
                }
            }
            Part::Pad(_, inner) => {
                let blanks = self.text[at..].bytes().take_while(|b| *b == b' ').count();
                self.part(inner, after, at + blanks)
            }
            Part::Instant => self.instant(at),
            // They count once everything was read.
            Part::Default(..) => Ok(at),
        }
    }

    fn number(
        &mut self,
        field: Field,
        min: usize,
        max: usize,
        sign: Sign,
        after: &[Part],
        at: usize,
    ) -> Result<usize, Failed> {
        let negative = self.text[at..].starts_with('-');
        let signed = negative || self.text[at..].starts_with('+');
        if signed && (sign == Sign::Never || (sign == Sign::Normal && !negative)) {
            return Err(Failed(at));
        }
        let from = at + usize::from(signed);
        let found = self.digits(from);
        // Numbers of a fixed width that follow at once take their digits from the end.
        let reserved: usize = if min == max { 0 } else { after.iter().map_while(fixed_width).sum() };
        let n = found.min(max).min(found.saturating_sub(reserved).max(min));
        if n < min || n == 0 {
            return Err(Failed(at));
        }
        if sign == Sign::ExceedsPad && ((!signed && n > min) || (signed && !negative && n <= min)) {
            return Err(Failed(at));
        }
        let value: i64 = self.text[from..from + n].parse().map_err(|_| Failed(at))?;
        self.set(field, if negative { -value } else { value }, at, from + n)
    }

    fn offset(&mut self, pattern: &str, zero: &str, at: usize) -> Result<usize, Failed> {
        let rest = &self.text[at..];
        let sign = match rest.as_bytes().first() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ if !zero.is_empty() && self.starts(at, zero) => {
                return self.set(Field::OffsetSeconds, 0, at, at + zero.len());
            }
            _ => return Err(Failed(at)),
        };
        let colon = pattern.contains(':');
        let two = |from: usize| -> Option<i64> {
            let digits = self.text.get(from..from + 2)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
        };
        let mut end = at + 3;
        let mut total = two(at + 1).ok_or(Failed(at))? * 3600;
        for (unit, required) in [(60, pattern.contains("MM")), (1, false)] {
            if unit == 1 && !pattern.contains("ss") {
                break;
            }
            let from = end + usize::from(colon);
            let separated = !colon || self.text.get(end..from) == Some(":");
            match two(from).filter(|n| separated && *n < 60) {
                Some(n) => {
                    total += n * unit;
                    end = from + 2;
                }
                None if required => return Err(Failed(at)),
                None => break,
            }
        }
        if total > 18 * 3600 {
            return Err(Failed(at));
        }
        self.set(Field::OffsetSeconds, sign * total, at, end)
    }

    fn instant(&mut self, at: usize) -> Result<usize, Failed> {
        let format = super::format::named("ISO_OFFSET_DATE_TIME");
        // Seconds must be there.
        let end = self.parts(&format, at)?;
        if !self.parsed.fields.contains_key(&Field::SecondOfMinute) {
            return Err(Failed(at));
        }
        Ok(end)
    }
}

/// The width of a number that always has as many digits.
fn fixed_width(part: &Part) -> Option<usize> {
    match part {
        Part::Number { min, max, sign: Sign::Never, .. } if min == max => Some(*min),
        Part::Fraction { min, max, point: false } if min == max => Some(*min),
        Part::Year2(_) => Some(2),
        _ => None,
    }
}

impl Parsed {
    pub fn value(self) -> Value {
        HostObject::new_value(self)
    }

    fn field(&self, field: Field) -> Result<Option<i64>> {
        self.fields.get(&field).map(|n| field.check(*n)).transpose()
    }

    /// The day that the fields say, if they say one.
    fn date(&self) -> Result<Option<i64>> {
        if let Some(day) = self.field(Field::EpochDay)? {
            return Ok(Some(day));
        }
        if let (Some(year), Some(week)) = (self.week_year, self.week) {
            return Ok(Some(super::iso::day_of_week_date(year, week, self.field(Field::DayOfWeek)?.unwrap_or(1))));
        }
        let of_era = self.field(Field::YearOfEra)?;
        let before_christ = self.field(Field::Era)? == Some(0);
        let year = match (self.field(Field::Year)?, of_era) {
            (Some(year), _) => Some(year),
            (None, Some(year)) => Some(if before_christ { 1 - year } else { year }),
            _ => None,
        };
        let (month, day) = (self.field(Field::MonthOfYear)?, self.field(Field::DayOfMonth)?);
        let found = match (year, month, day, self.field(Field::DayOfYear)?) {
            (Some(year), Some(month), Some(day), _) if !self.strict => {
                Some(day_of(year, month, day.min(length_of_month(year, month)))?)
            }
            (Some(year), Some(month), Some(day), _) => Some(day_of(year, month, day)?),
            (Some(year), _, _, Some(number)) => Some(day_of_year(year, number)?),
            _ => None,
        };
        let named = self.field(Field::DayOfWeek)?;
        match (found, named) {
            (Some(day), Some(named)) if (day + 3).rem_euclid(7) + 1 != named => {
                let (date, actual) = (Moment::new(Kind::Date, day, 0), (day + 3).rem_euclid(7) + 1);
                Err(super::calendar::date_error(format!(
                    "Conflict found: Field DayOfWeek {actual} differs from DayOfWeek {named} derived from {}",
                    date.text()
                )))
            }
            _ => Ok(found),
        }
    }

    /// Whether an hour of a clock with twelve is before or after noon in the part of the day.
    fn half_of_period(&self, hour: i64) -> Option<i64> {
        let (from, to) = self.period?;
        let night = (from, to) == (0, 1439);
        match night {
            true => Some(i64::from(hour >= 6)),
            false => (0..2).find(|half| (from..=to).contains(&((half * 12 + hour) * 60 + i64::from(from == 721)))),
        }
    }

    /// The nanosecond of the day that the fields say, if they say one.
    fn time(&self) -> Result<Option<i64>> {
        for (field, unit) in [
            (Field::NanoOfDay, 1),
            (Field::MicroOfDay, 1_000),
            (Field::MilliOfDay, 1_000_000),
            (Field::SecondOfDay, SECOND),
            (Field::MinuteOfDay, 60 * SECOND),
        ] {
            if let Some(n) = self.field(field)? {
                return Ok(Some(n * unit + self.field(Field::NanoOfSecond)?.unwrap_or(0)));
            }
        }
        let half = self.field(Field::AmPmOfDay)?;
        let hour = match (self.field(Field::HourOfDay)?, self.field(Field::ClockHourOfDay)?) {
            (Some(hour), _) => Some(hour),
            (_, Some(hour)) => Some(hour % 24),
            _ => {
                let clock = self.field(Field::ClockHourOfAmPm)?.map(|h| h % 12);
                let hour = clock.or(self.field(Field::HourOfAmPm)?);
                hour.and_then(|hour| Some(half.or_else(|| self.half_of_period(hour))? * 12 + hour))
            }
        };
        let minute = self.field(Field::MinuteOfHour)?;
        let second = self.field(Field::SecondOfMinute)?;
        let nano = match self.field(Field::NanoOfSecond)? {
            Some(nano) => Some(nano),
            None => match self.field(Field::MilliOfSecond)? {
                Some(milli) => Some(milli * 1_000_000),
                None => self.field(Field::MicroOfSecond)?.map(|n| n * 1_000),
            },
        };
        let Some(hour) = hour else { return Ok(None) };
        let or_zero = |n: Option<i64>| n.unwrap_or(0);
        Ok(Some(((hour * 60 + or_zero(minute)) * 60 + or_zero(second)) * SECOND + or_zero(nano)))
    }

    /// What was read, as `Parsed.toString` shows it.
    fn text(&self, day: Option<i64>, nano: Option<i64>) -> String {
        let dates =
            [Field::Year, Field::YearOfEra, Field::MonthOfYear, Field::DayOfMonth, Field::DayOfYear, Field::DayOfWeek];
        let left: Vec<String> = self
            .fields
            .iter()
            .filter(|(field, _)| {
                let used = (day.is_some() && dates.contains(field)) || (nano.is_some() && field.is_time());
                !used
            })
            .map(|(field, n)| format!("{}={n}", field.text()))
            .collect();
        let zone = self.zone.as_ref().map_or(String::new(), |zone| format!(",{}", zone.id()));
        let resolved = match (day, nano) {
            (Some(day), Some(nano)) => Moment::new(Kind::DateTime, day, nano).text(),
            (Some(day), None) => Moment::new(Kind::Date, day, 0).text(),
            (None, Some(nano)) => Moment::new(Kind::Time, 0, nano).text(),
            (None, None) => return format!("{{{}}},ISO{zone}", left.join(", ")),
        };
        format!("{{{}}},ISO{zone} resolved to {resolved}", left.join(", "))
    }

    /// Makes a moment of the class of the fields; `text` is what was read.
    pub fn resolve_to(&self, kind: Kind, text: &str) -> Result<Moment> {
        self.resolve(kind).map_err(|e| {
            let reason = e.0.message_text().unwrap_or_default();
            error(format!("Text '{text}' could not be parsed: {reason}"))
        })
    }

    /// The same without saying what was read.
    pub fn resolve(&self, kind: Kind) -> Result<Moment> {
        let (day, nano) = (self.date()?, self.time()?);
        let offset = self.field(Field::OffsetSeconds)?.map(|n| n as i32);
        let second = self.fields.get(&Field::InstantSeconds).copied();
        let lacking = || {
            super::calendar::date_error(format!(
                "Unable to obtain {} from TemporalAccessor: {} of type java.time.format.Parsed",
                super::arithmetic::simple(kind),
                self.text(day, nano)
            ))
        };
        let zone = self.zone.clone().or(offset.map(Zone::Offset));
        let absolute = |zone: &Zone| -> Result<Option<Moment>> {
            match (second, day, nano) {
                (Some(second), ..) => {
                    let nanos = i128::from(second) * i128::from(SECOND)
                        + i128::from(self.field(Field::NanoOfSecond)?.unwrap_or(0));
                    Moment::of_instant(nanos, zone).map(Some)
                }
                (_, Some(day), Some(nano)) => match offset {
                    // The offset says which time is meant, the zone how it is shown.
                    Some(offset) => {
                        let m = Moment { offset, ..Moment::new(Kind::OffsetDateTime, day, nano) };
                        Moment::of_instant(m.nanos(), zone).map(Some)
                    }
                    None => Moment::in_zone(day, nano, zone, None).map(Some),
                },
                _ => Ok(None),
            }
        };
        let found = match kind {
            Kind::Date => day.map(|day| Moment::new(kind, day, 0)),
            Kind::Time => nano.map(|nano| Moment::new(kind, 0, nano)),
            Kind::DateTime => day.zip(nano).map(|(day, nano)| Moment::new(kind, day, nano)),
            Kind::OffsetTime => nano.zip(offset).map(|(nano, offset)| Moment { offset, ..Moment::new(kind, 0, nano) }),
            Kind::OffsetDateTime => match zone {
                Some(zone) => absolute(&zone)?.map(|m| m.as_kind(kind)),
                None => None,
            },
            Kind::Zoned => match zone {
                Some(zone) => absolute(&zone)?,
                None => None,
            },
            Kind::Instant => match zone.or(second.map(|_| Zone::UTC)) {
                Some(zone) => match absolute(&zone)? {
                    Some(m) => Some(Moment::instant(m.nanos())?),
                    None => None,
                },
                None => None,
            },
            Kind::Year | Kind::YearMonth | Kind::MonthDay => {
                let date = day.map(|day| Moment::new(Kind::Date, day, 0));
                let field = |field: Field| -> Result<Option<i64>> {
                    Ok(match &date {
                        Some(date) => date.get(field),
                        None => self.field(field)?,
                    })
                };
                let year = field(Field::Year)?.or(field(Field::YearOfEra)?);
                let (month, day) = (field(Field::MonthOfYear)?, field(Field::DayOfMonth)?);
                match kind {
                    Kind::Year => year.map(|year| Moment::new(kind, year, 0)),
                    Kind::YearMonth => year.zip(month).map(|(y, m)| Moment::new(kind, y * 12 + m - 1, 0)),
                    _ => match month.zip(day) {
                        Some((month, day)) => Some(Moment::new(kind, day_of(2000, month, day)?, 0)),
                        None => None,
                    },
                }
            }
        };
        found.ok_or_else(lacking)
    }

    /// A field of what was read.
    pub fn get(&self, field: Field) -> Result<Option<i64>> {
        if let Some(day) = self.date()?
            && let Some(n) = Moment::new(Kind::Date, day, 0).get(field)
        {
            return Ok(Some(n));
        }
        if let Some(nano) = self.time()?
            && let Some(n) = Moment::new(Kind::Time, 0, nano).get(field)
        {
            return Ok(Some(n));
        }
        self.field(field)
    }

    /// `Parsed.toString`
    pub fn shown(&self) -> String {
        let (day, nano) = (self.date().ok().flatten(), self.time().ok().flatten());
        self.text(day, nano)
    }
}
