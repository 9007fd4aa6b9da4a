//! The members of the classes of dates and times: `LocalDate`, `LocalTime`, `LocalDateTime`, `OffsetDateTime`, `ZonedDateTime`,
//! `Instant`, `Year`, `YearMonth`, `MonthDay`. What they do is in [`super::moment`] and [`super::arithmetic`].

use super::adjusters;
use super::arithmetic::{convert, converted, period_between, plus, plus_nanos, truncated, until};
use super::calendar::{date_error, day_of_week, days_from_civil, is_leap, length_of_month, month_arg, month_constant};
use super::duration;
use super::format;
use super::moment::*;
use super::parse::Parsed;
use super::period::{self, Period};
use super::ranges::{self, CHRONOLOGY, OF_DATES};
use super::units::{Field, Unit};
use super::zone::{Zone, default_zone, length_of_year, offset_arg, zone_arg, zone_value};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::{ClassDef, FieldFn};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::inst::Inst;
use runtime::{Thread, Value};
use vm::host::host;

fn own(a: &[Value]) -> Result<&Moment> {
    Moment::arg(&a[0])
}

fn value(m: Moment) -> Result<Value> {
    Ok(m.value())
}

/// Adds an amount: a `Duration` or a `Period`, times a sign.
pub fn plus_amount(m: &Moment, amount: &Value, sign: i64) -> Result<Moment> {
    if let Some(p) = amount.host::<Period>() {
        let months = (p.years * 12 + p.months) * sign;
        let moved = if months == 0 { m.clone() } else { plus(m, months, Unit::Months)? };
        return if p.days == 0 { Ok(moved) } else { plus(&moved, p.days * sign, Unit::Days) };
    }
    plus_nanos(m, duration::nanos_of(amount)? * i128::from(sign))
}

fn plus_or_minus(a: &[Value], sign: i64) -> Result<Value> {
    match a {
        [m, amount] => value(plus_amount(Moment::arg(m)?, amount, sign)?),
        [m, n, unit] => add(Moment::arg(m)?, long_arg(n)?, sign, Unit::arg(unit)?),
        _ => Err(no_overload("plus", a.len() - 1, "")),
    }
}

fn add(m: &Moment, n: i64, sign: i64, unit: Unit) -> Result<Value> {
    let n = n.checked_mul(sign).ok_or_else(|| Error::arithmetic("long overflow"))?;
    value(plus(m, n, unit)?)
}

fn until_method(a: &[Value]) -> Result<Value> {
    match a {
        [from, to, unit] => Ok(Value::long(until(Moment::arg(from)?, Moment::arg(to)?, Unit::arg(unit)?)?)),
        [from, to] => {
            let from = Moment::arg(from)?;
            let to = converted(from, Moment::arg(to)?)?;
            Ok(period::of(period_between(from, &to)))
        }
        _ => Err(no_overload("until", a.len() - 1, "")),
    }
}

/// The order of two moments on the time line, or of local ones.
fn before(a: &[Value], wanted: std::cmp::Ordering) -> Result<Value> {
    let (x, y) = (own(a)?, Moment::arg(&a[1])?);
    let order = if x.kind.is_absolute() && y.kind.is_absolute() {
        x.nanos().cmp(&y.nanos())
    } else {
        let y = converted(x, y)?;
        (x.day, x.nano).cmp(&(y.day, y.nano))
    };
    bool_(order == wanted)
}

fn format_method(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = format::Formatter::arg(&a[1])?.format(t, own(a)?)?;
    string(text)
}

/// What each class has itself, for `java.lang.Object` and `Comparable` have these, too.
const IDENTITY: &[NativeDef] = &[
    f("compareTo", 2, |_, a| {
        let m = own(a)?;
        let other = Moment::find(&a[1]).filter(|o| o.kind == m.kind).ok_or_else(|| not_a(&a[1], m.kind.class()))?;
        Ok(Value::int(m.compare(other)))
    }),
    f("equals", 2, |_, a| bool_(Moment::find(&a[1]).is_some_and(|o| own(a).is_ok_and(|m| m.equals(o))))),
    f("hashCode", 1, |_, a| Ok(Value::int(own(a)?.java_hash()))),
    f("toString", 1, |_, a| string(own(a)?.text())),
];

/// What everything with fields has.
const ACCESSOR: &[NativeDef] = &[
    f("get", 2, |_, a| {
        if let Some(n) = super::iso::get(own(a)?, &a[1])? {
            return Ok(Value::int(n as i32));
        }
        let field = Field::arg(&a[1])?;
        let n = own(a)?.field(field)?;
        i32::try_from(n).map(Value::int).map_err(|_| {
            super::units::unsupported_type(format!(
                "Invalid field '{0}' for get() method, use getLong() instead",
                field.text()
            ))
        })
    }),
    f("getLong", 2, |_, a| match super::iso::get(own(a)?, &a[1])? {
        Some(n) => Ok(Value::long(n)),
        None => Ok(Value::long(own(a)?.field(Field::arg(&a[1])?)?)),
    }),
    f("isSupported", 2, |_, a| {
        let m = own(a)?;
        bool_(match (Field::arg(&a[1]), Unit::arg(&a[1])) {
            (Ok(field), _) => m.has(field),
            (_, Ok(unit)) => plus(m, 0, unit).is_ok(),
            _ => false,
        })
    }),
    f("query", 2, |t, a| {
        let query = a[1].clone();
        call_functional(t, &query, "queryFrom", &mut [a[0].clone()])
    }),
    f("with", 3, |_, a| match ranges::with_week_field(own(a)?, &a[1], long_arg(&a[2])?)? {
        Some(moment) => value(moment),
        None => value(own(a)?.with(Field::arg(&a[1])?, long_arg(&a[2])?)?),
    }),
    f("range", 2, |_, a| Ok(ranges::range_in(own(a)?, Field::arg(&a[1])?)?.value())),
    f("with", 2, |t, a| adjusters::adjust(t, &a[0].clone(), &a[1].clone())),
    f("adjustInto", 2, |t, a| adjusters::adjust(t, &a[1].clone(), &a[0].clone())),
    g("plus", 2, 3, |_, a| plus_or_minus(a, 1)),
    g("minus", 2, 3, |_, a| plus_or_minus(a, -1)),
    g("until", 2, 3, |_, a| until_method(a)),
    f("truncatedTo", 2, |_, a| value(truncated(own(a)?, Unit::arg(&a[1])?)?)),
    f("isBefore", 2, |_, a| before(a, std::cmp::Ordering::Less)),
    f("isAfter", 2, |_, a| before(a, std::cmp::Ordering::Greater)),
    f("isEqual", 2, |_, a| before(a, std::cmp::Ordering::Equal)),
    f("format", 2, format_method),
];

macro_rules! getters {
    ($($name:literal $field:ident),* $(,)?) => { &[$( f($name, 1, |_, a| Ok(Value::int(own(a)?.field(Field::$field)? as i32))) ),*] };
}

macro_rules! withers {
    ($($name:literal $field:ident),* $(,)?) => {
        &[$( f($name, 2, |_, a| value(own(a)?.with(Field::$field, int_arg(&a[1])?.into())?)) ),*]
    };
}

macro_rules! adders {
    ($($plus:literal $minus:literal $unit:ident),* $(,)?) => {
        &[$(
            f($plus, 2, |_, a| add(own(a)?, long_arg(&a[1])?, 1, Unit::$unit)),
            f($minus, 2, |_, a| add(own(a)?, long_arg(&a[1])?, -1, Unit::$unit)),
        )*]
    };
}

const YEARS: &[NativeDef] = getters!("getYear" Year);
const MONTHS: &[NativeDef] = getters!("getMonthValue" MonthOfYear);
const DAYS: &[NativeDef] = getters!("getDayOfMonth" DayOfMonth, "getDayOfYear" DayOfYear);
const CLOCK: &[NativeDef] =
    getters!("getHour" HourOfDay, "getMinute" MinuteOfHour, "getSecond" SecondOfMinute, "getNano" NanoOfSecond);
const WITH_DATE: &[NativeDef] = withers!("withYear" Year, "withDayOfMonth" DayOfMonth, "withDayOfYear" DayOfYear);
const WITH_CLOCK: &[NativeDef] =
    withers!("withHour" HourOfDay, "withMinute" MinuteOfHour, "withSecond" SecondOfMinute, "withNano" NanoOfSecond);
const ADD_DATE: &[NativeDef] = adders!(
    "plusDays" "minusDays" Days, "plusWeeks" "minusWeeks" Weeks, "plusMonths" "minusMonths" Months,
    "plusYears" "minusYears" Years,
);
const ADD_CLOCK: &[NativeDef] = adders!(
    "plusHours" "minusHours" Hours, "plusMinutes" "minusMinutes" Minutes, "plusSeconds" "minusSeconds" Seconds,
    "plusNanos" "minusNanos" Nanos,
);

const MONTH: &[NativeDef] = &[
    f("getMonth", 1, |t, a| Ok(month_constant(t, own(a)?.field(Field::MonthOfYear)?))),
    f("withMonth", 2, |_, a| value(own(a)?.with(Field::MonthOfYear, month_arg(&a[1])?)?)),
];

/// Members of what has a date.
const DATE: &[NativeDef] = &[
    f("getDayOfWeek", 1, |t, a| Ok(day_of_week(t, own(a)?.day))),
    f("toLocalDate", 1, |_, a| value(own(a)?.as_kind(Kind::Date))),
];

/// Members of what has a time.
const TIME: &[NativeDef] = &[f("toLocalTime", 1, |_, a| value(own(a)?.as_kind(Kind::Time)))];

const LENGTHS: &[NativeDef] = &[
    f("isLeapYear", 1, |_, a| bool_(is_leap(own(a)?.civil().0))),
    f("lengthOfMonth", 1, |_, a| {
        let (year, month, _) = own(a)?.civil();
        Ok(Value::int(length_of_month(year, month) as i32))
    }),
    f("lengthOfYear", 1, |_, a| Ok(Value::int(length_of_year(own(a)?.civil().0) as i32))),
];

fn time_nano(a: &[Value]) -> Result<i64> {
    if let [one] = a {
        return Ok(Moment::arg_of(one, Kind::Time)?.nano);
    }
    let fields = [Field::HourOfDay, Field::MinuteOfHour, Field::SecondOfMinute, Field::NanoOfSecond];
    let mut nano = 0;
    for ((field, v), unit) in fields.iter().zip(a).zip([3600 * SECOND, 60 * SECOND, SECOND, 1]) {
        nano += field.check(int_arg(v)?.into())? * unit;
    }
    Ok(nano)
}

fn at_zone(a: &[Value]) -> Result<Value> {
    let (m, zone) = (own(a)?, zone_arg(&a[1])?);
    match m.kind {
        Kind::Instant => value(Moment::of_instant(m.nanos(), &zone)?),
        Kind::OffsetDateTime => value(Moment::of_instant(m.nanos(), &zone)?),
        _ => value(Moment::in_zone(m.day, m.nano, &zone, None)?),
    }
}

fn at_offset(a: &[Value]) -> Result<Value> {
    let (m, offset) = (own(a)?, offset_arg(&a[1])?);
    let kind = if m.kind == Kind::Time { Kind::OffsetTime } else { Kind::OffsetDateTime };
    match m.kind {
        Kind::Instant => value(Moment { kind, zone: None, ..Moment::of_instant(m.nanos(), &Zone::Offset(offset))? }),
        _ => value(Moment { kind, offset, ..m.clone() }),
    }
}

const DATE_ONLY: &[NativeDef] = &[
    f("toEpochDay", 1, |_, a| Ok(Value::long(own(a)?.day))),
    f("atStartOfDay", 1, |_, a| value(Moment::new(Kind::DateTime, own(a)?.day, 0))),
    f("atStartOfDay", 2, |_, a| value(Moment::in_zone(own(a)?.day, 0, &zone_arg(&a[1])?, None)?)),
    g("atTime", 2, 5, |_, a| {
        let day = own(a)?.day;
        match Moment::find(&a[1]).filter(|m| m.kind == Kind::OffsetTime) {
            Some(time) => value(Moment { kind: Kind::OffsetDateTime, day, ..time.clone() }),
            None => value(Moment::new(Kind::DateTime, day, time_nano(&a[1..])?)),
        }
    }),
];

const TIME_ONLY: &[NativeDef] = &[
    f("toSecondOfDay", 1, |_, a| Ok(Value::int((own(a)?.nano / SECOND) as i32))),
    f("toNanoOfDay", 1, |_, a| Ok(Value::long(own(a)?.nano))),
    f("atDate", 2, |_, a| {
        let day = Moment::arg_of(&a[1], Kind::Date)?.day;
        value(Moment { kind: Kind::DateTime, day, ..own(a)?.clone() })
    }),
    f("atOffset", 2, |_, a| at_offset(a)),
];

const DATE_TIME_ONLY: &[NativeDef] = &[
    f("atZone", 2, |_, a| at_zone(a)),
    f("atOffset", 2, |_, a| at_offset(a)),
    f("toEpochSecond", 2, to_epoch_second),
    f("toInstant", 2, |_, a| {
        let offset = offset_arg(&a[1])?;
        value(Moment::instant(Moment { offset, ..own(a)?.clone() }.nanos())?)
    }),
];

fn to_epoch_second(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let offset = offset_arg(&a[1])?;
    Ok(Value::long(Moment { offset, ..own(a)?.clone() }.epoch_second()))
}

/// Members of what has an offset or a zone.
const OFFSET: &[NativeDef] = &[
    f("getOffset", 1, |_, a| Ok(zone_value(Zone::Offset(own(a)?.offset)))),
    f("toInstant", 1, |_, a| value(Moment::instant(own(a)?.nanos())?)),
    f("toEpochSecond", 1, |_, a| Ok(Value::long(own(a)?.epoch_second()))),
    f("toLocalDateTime", 1, |_, a| value(own(a)?.as_kind(Kind::DateTime))),
    f("toOffsetDateTime", 1, |_, a| value(own(a)?.as_kind(Kind::OffsetDateTime))),
];

const OFFSET_ONLY: &[NativeDef] = &[
    f("toZonedDateTime", 1, |_, a| value(own(a)?.as_kind(Kind::Zoned))),
    f("atZoneSameInstant", 2, |_, a| value(Moment::of_instant(own(a)?.nanos(), &zone_arg(&a[1])?)?)),
    f("atZoneSimilarLocal", 2, |_, a| {
        let m = own(a)?;
        value(Moment::in_zone(m.day, m.nano, &zone_arg(&a[1])?, Some(m.offset))?)
    }),
    f("withOffsetSameLocal", 2, |_, a| value(Moment { offset: offset_arg(&a[1])?, ..own(a)?.clone() })),
    f("withOffsetSameInstant", 2, |_, a| {
        let (m, offset) = (own(a)?, offset_arg(&a[1])?);
        if m.kind == Kind::OffsetTime {
            let nano = (m.nano + i64::from(offset - m.offset) * SECOND).rem_euclid(DAY_NANOS);
            return value(Moment { nano, offset, ..m.clone() });
        }
        value(Moment { kind: m.kind, zone: None, ..Moment::of_instant(m.nanos(), &Zone::Offset(offset))? })
    }),
];

const ZONED_ONLY: &[NativeDef] = &[
    f("getZone", 1, |_, a| Ok(zone_value(own(a)?.zone()))),
    f("withZoneSameInstant", 2, |_, a| value(Moment::of_instant(own(a)?.nanos(), &zone_arg(&a[1])?)?)),
    f("withZoneSameLocal", 2, |_, a| {
        let m = own(a)?;
        value(Moment::in_zone(m.day, m.nano, &zone_arg(&a[1])?, Some(m.offset))?)
    }),
    f("withFixedOffsetZone", 1, |_, a| {
        let m = own(a)?;
        value(Moment { zone: Some(Zone::Offset(m.offset)), ..m.clone() })
    }),
    f("withEarlierOffsetAtOverlap", 1, |_, a| {
        let m = own(a)?;
        value(Moment::in_zone(m.day, m.nano, &m.zone(), None)?)
    }),
    f("withLaterOffsetAtOverlap", 1, |_, a| {
        let m = own(a)?;
        let later = match m.zone().offsets_of_local(m.day * 86_400 + m.nano / SECOND) {
            super::zone::Local::Two(_, later) => later,
            _ => m.offset,
        };
        value(Moment::in_zone(m.day, m.nano, &m.zone(), Some(later))?)
    }),
];

const INSTANT: &[NativeDef] = &[
    f("toEpochMilli", 1, |_, a| Ok(Value::long(millis_of(&a[0])?))),
    f("getEpochSecond", 1, |_, a| Ok(Value::long(own(a)?.epoch_second()))),
    f("getNano", 1, |_, a| Ok(Value::int((own(a)?.nano % SECOND) as i32))),
    f("atZone", 2, |_, a| at_zone(a)),
    f("atOffset", 2, |_, a| at_offset(a)),
];

const ADD_INSTANT: &[NativeDef] = adders!(
    "plusSeconds" "minusSeconds" Seconds, "plusMillis" "minusMillis" Millis, "plusNanos" "minusNanos" Nanos,
);

const YEAR: &[NativeDef] = &[
    f("getValue", 1, |_, a| Ok(Value::int(own(a)?.day as i32))),
    f("isLeap", 1, |_, a| bool_(is_leap(own(a)?.day))),
    f("length", 1, |_, a| Ok(Value::int(length_of_year(own(a)?.day) as i32))),
    f("atDay", 2, |_, a| value(Moment::new(Kind::Date, day_of_year(own(a)?.day, int_arg(&a[1])?.into())?, 0))),
    f("atMonth", 2, |_, a| value(Moment::new(Kind::YearMonth, own(a)?.day * 12 + month_arg(&a[1])? - 1, 0))),
    f("atMonthDay", 2, |_, a| {
        let (_, month, day) = Moment::arg_of(&a[1], Kind::MonthDay)?.civil();
        value(Moment::new(Kind::Date, day_in_month(own(a)?.day, month, day)?, 0))
    }),
];

const ADD_YEARS: &[NativeDef] = adders!("plusYears" "minusYears" Years);

const YEAR_MONTH: &[NativeDef] = &[
    f("withYear", 2, |_, a| value(own(a)?.with(Field::Year, int_arg(&a[1])?.into())?)),
    f("atDay", 2, |_, a| {
        let (year, month, _) = own(a)?.civil();
        value(Moment::new(Kind::Date, day_of(year, month, int_arg(&a[1])?.into())?, 0))
    }),
    f("atEndOfMonth", 1, |_, a| {
        let (year, month, _) = own(a)?.civil();
        value(Moment::new(Kind::Date, days_from_civil(year, month, length_of_month(year, month)), 0))
    }),
    f("isValidDay", 2, |_, a| {
        let (year, month, _) = own(a)?.civil();
        bool_((1..=length_of_month(year, month)).contains(&i64::from(int_arg(&a[1])?)))
    }),
];

const ADD_MONTHS: &[NativeDef] = adders!("plusMonths" "minusMonths" Months);

const MONTH_DAY: &[NativeDef] = &[
    f("getDayOfMonth", 1, |_, a| Ok(Value::int(own(a)?.civil().2 as i32))),
    f("atYear", 2, |_, a| {
        let (_, month, day) = own(a)?.civil();
        value(Moment::new(Kind::Date, day_in_month(int_arg(&a[1])?.into(), month, day)?, 0))
    }),
    f("isValidYear", 2, |_, a| {
        let (_, month, day) = own(a)?.civil();
        bool_(day <= length_of_month(int_arg(&a[1])?.into(), month))
    }),
];

// Static members

/// The point of time now: of the host's clock, or of a `Clock` given.
pub fn now_nanos(t: &Thread) -> Result<i128> {
    crate::io::check(t, vm::host::Outside::Clock)?;
    Ok(i128::from(host(&t.runtime).millis()) * 1_000_000)
}

fn now(t: &mut Thread, a: &mut [Value], kind: Kind) -> Result<Value> {
    let (nanos, zone) = match a.first() {
        None => (now_nanos(t)?, default_zone(t)),
        Some(clock) if clock.host::<super::zone::ZoneObject>().is_none() => super::clock::read(t, &clock.clone())?,
        Some(zone) => (now_nanos(t)?, zone_arg(zone)?),
    };
    value(convert(&Moment::of_instant(nanos, &zone)?, kind)?)
}

/// `from`, of a moment or a `java.util.Date`.
fn from(a: &[Value], kind: Kind) -> Result<Value> {
    if let (Kind::Instant, Some(date)) = (kind, a[0].get::<Inst>()) {
        return Ok(of_millis(date.millis));
    }
    if let Some(parsed) = a[0].host::<Parsed>() {
        return value(parsed.resolve(kind)?);
    }
    value(convert(Moment::arg(&a[0])?, kind)?)
}

fn parse(t: &mut Thread, a: &mut [Value], kind: Kind) -> Result<Value> {
    let text = text_arg(&a[0])?.into_owned();
    match a.get(1) {
        Some(formatter) => value(format::Formatter::arg(formatter)?.parse(t, &text)?.resolve_to(kind, &text)?),
        None => value(format::Formatter::of_kind(kind).parse(t, &text)?.resolve_to(kind, &text)?),
    }
}

fn of_instant(a: &[Value], kind: Kind) -> Result<Value> {
    let nanos = Moment::arg_of(&a[0], Kind::Instant)?.nanos();
    value(convert(&Moment::of_instant(nanos, &zone_arg(&a[1])?)?, kind)?)
}

macro_rules! statics {
    ($kind:ident $(, $more:expr)* $(,)?) => {
        &[
            g("now", 0, 1, |t, a| now(t, a, Kind::$kind)),
            f("from", 1, |_, a| from(a, Kind::$kind)),
            g("parse", 1, 2, |t, a| parse(t, a, Kind::$kind)),
            $($more),*
        ]
    };
}

/// The day and nanosecond that `of` methods give: (date, time), or year, month, day and clock.
fn date_and_time(a: &[Value]) -> Result<(i64, i64)> {
    if let Some(date) = Moment::find(&a[0]) {
        return match (date.kind, a.get(1)) {
            (Kind::DateTime, None) => Ok((date.day, date.nano)),
            (Kind::Date, Some(time)) => Ok((date.day, Moment::arg_of(time, Kind::Time)?.nano)),
            _ => Err(not_a(&a[0], "java.time.LocalDateTime")),
        };
    }
    if a.len() < 5 {
        return Err(no_overload("of", a.len(), ""));
    }
    let day = day_of(int_arg(&a[0])?.into(), month_arg(&a[1])?, int_arg(&a[2])?.into())?;
    Ok((day, time_nano(&a[3..])?))
}

fn epoch_second(a: &[Value]) -> Result<i128> {
    let nano = a.get(1).map_or(Ok(0), long_arg)?;
    Ok(i128::from(long_arg(&a[0])?) * i128::from(SECOND) + i128::from(nano))
}

const fn constant(kind: Kind, day: i64, nano: i64) -> Moment {
    Moment { kind, day, nano, offset: 0, zone: None }
}

const fn length(parts: &[&[NativeDef]]) -> usize {
    let (mut n, mut i) = (0, 0);
    while i < parts.len() {
        n += parts[i].len();
        i += 1;
    }
    n
}

const fn joined<const N: usize>(parts: &[&[NativeDef]]) -> [NativeDef; N] {
    let mut out = [ACCESSOR[0]; N];
    let (mut n, mut i) = (0, 0);
    while i < parts.len() {
        let mut j = 0;
        while j < parts[i].len() {
            out[n] = parts[i][j];
            (n, j) = (n + 1, j + 1);
        }
        i += 1;
    }
    out
}

macro_rules! methods {
    ($($part:ident)*) => {{
        const PARTS: &[&[NativeDef]] = &[$($part),*];
        static METHODS: [NativeDef; length(PARTS)] = joined(PARTS);
        &METHODS
    }};
}

const MIN_DAY: i64 = -365_243_219_162;
const MAX_DAY: i64 = 365_241_780_471;
const LAST_NANO: i64 = DAY_NANOS - 1;

const DATE_FIELDS: &[(&str, FieldFn)] = &[
    ("EPOCH", |_| value(constant(Kind::Date, 0, 0))),
    ("MIN", |_| value(constant(Kind::Date, MIN_DAY, 0))),
    ("MAX", |_| value(constant(Kind::Date, MAX_DAY, 0))),
];

const TIME_FIELDS: &[(&str, FieldFn)] = &[
    ("MIN", |_| value(constant(Kind::Time, 0, 0))),
    ("MIDNIGHT", |_| value(constant(Kind::Time, 0, 0))),
    ("NOON", |_| value(constant(Kind::Time, 0, 12 * 3600 * SECOND))),
    ("MAX", |_| value(constant(Kind::Time, 0, LAST_NANO))),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: ACCESSOR, ..class("java.time.temporal.TemporalAccessor") },
    ClassDef {
        methods: methods!(IDENTITY YEARS MONTHS DAYS MONTH WITH_DATE ADD_DATE DATE LENGTHS DATE_ONLY CHRONOLOGY OF_DATES),
        statics: statics!(
            Date,
            f("of", 3, |_, a| {
                let (year, month, day) = (int_arg(&a[0])?.into(), month_arg(&a[1])?, int_arg(&a[2])?.into());
                value(Moment::new(Kind::Date, day_of(year, month, day)?, 0))
            }),
            f("ofEpochDay", 1, |_, a| value(Moment::new(Kind::Date, check_day(long_arg(&a[0])?)?, 0))),
            f("ofYearDay", 2, |_, a| {
                value(Moment::new(Kind::Date, day_of_year(int_arg(&a[0])?.into(), int_arg(&a[1])?.into())?, 0))
            }),
            f("ofInstant", 2, |_, a| of_instant(a, Kind::Date)),
        ),
        fields: DATE_FIELDS,
        ..class("java.time.LocalDate")
    },
    ClassDef {
        methods: methods!(IDENTITY CLOCK WITH_CLOCK ADD_CLOCK TIME_ONLY),
        statics: statics!(
            Time,
            g("of", 2, 4, |_, a| value(Moment::new(Kind::Time, 0, time_nano(a)?))),
            f("ofSecondOfDay", 1, |_, a| {
                value(Moment::new(Kind::Time, 0, Field::SecondOfDay.check(long_arg(&a[0])?)? * SECOND))
            }),
            f("ofNanoOfDay", 1, |_, a| value(Moment::new(Kind::Time, 0, Field::NanoOfDay.check(long_arg(&a[0])?)?))),
            f("ofInstant", 2, |_, a| of_instant(a, Kind::Time)),
        ),
        fields: TIME_FIELDS,
        ..class("java.time.LocalTime")
    },
    ClassDef {
        methods: methods!(IDENTITY YEARS MONTHS DAYS MONTH CLOCK WITH_DATE WITH_CLOCK ADD_DATE ADD_CLOCK DATE TIME DATE_TIME_ONLY CHRONOLOGY),
        statics: statics!(
            DateTime,
            g("of", 2, 7, |_, a| date_and_time(a).map(|(day, nano)| Moment::new(Kind::DateTime, day, nano).value())),
            f("ofInstant", 2, |_, a| of_instant(a, Kind::DateTime)),
            f("ofEpochSecond", 3, |_, a| {
                let offset = offset_arg(&a[2])?;
                value(Moment::of_instant(epoch_second(&a[..2])?, &Zone::Offset(offset))?.as_kind(Kind::DateTime))
            }),
        ),
        fields: &[
            ("MIN", |_| value(constant(Kind::DateTime, MIN_DAY, 0))),
            ("MAX", |_| value(constant(Kind::DateTime, MAX_DAY, LAST_NANO))),
        ],
        ..class("java.time.LocalDateTime")
    },
    ClassDef {
        methods: methods!(IDENTITY YEARS MONTHS DAYS MONTH CLOCK WITH_DATE WITH_CLOCK ADD_DATE ADD_CLOCK DATE TIME OFFSET OFFSET_ONLY),
        statics: statics!(
            OffsetDateTime,
            g("of", 2, 8, |_, a| {
                let (offset, parts) = a.split_last().ok_or_else(Error::null_pointer)?;
                let ((day, nano), offset) = (date_and_time(parts)?, offset_arg(offset)?);
                value(Moment { kind: Kind::OffsetDateTime, day, nano, offset, zone: None })
            }),
            f("ofInstant", 2, |_, a| of_instant(a, Kind::OffsetDateTime)),
        ),
        fields: &[
            ("MIN", |_| value(Moment { offset: 18 * 3600, ..constant(Kind::OffsetDateTime, MIN_DAY, 0) })),
            ("MAX", |_| value(Moment { offset: -18 * 3600, ..constant(Kind::OffsetDateTime, MAX_DAY, LAST_NANO) })),
        ],
        ..class("java.time.OffsetDateTime")
    },
    ClassDef {
        methods: methods!(IDENTITY CLOCK WITH_CLOCK ADD_CLOCK TIME OFFSET OFFSET_ONLY),
        statics: statics!(
            OffsetTime,
            g("of", 2, 5, |_, a| {
                let (offset, parts) = a.split_last().ok_or_else(Error::null_pointer)?;
                let (nano, offset) = (time_nano(parts)?, offset_arg(offset)?);
                value(Moment { kind: Kind::OffsetTime, day: 0, nano, offset, zone: None })
            }),
            f("ofInstant", 2, |_, a| of_instant(a, Kind::OffsetTime)),
        ),
        ..class("java.time.OffsetTime")
    },
    ClassDef {
        methods: methods!(IDENTITY YEARS MONTHS DAYS MONTH CLOCK WITH_DATE WITH_CLOCK ADD_DATE ADD_CLOCK DATE TIME OFFSET ZONED_ONLY CHRONOLOGY),
        statics: statics!(
            Zoned,
            g("of", 2, 8, |_, a| {
                let (zone, parts) = a.split_last().ok_or_else(Error::null_pointer)?;
                let ((day, nano), zone) = (date_and_time(parts)?, zone_arg(zone)?);
                value(Moment::in_zone(day, nano, &zone, None)?)
            }),
            f("ofInstant", 2, |_, a| of_instant(a, Kind::Zoned)),
            f("ofLocal", 3, |_, a| {
                let local = Moment::arg_of(&a[0], Kind::DateTime)?;
                let preferred = if a[2].is_nil() { None } else { Some(offset_arg(&a[2])?) };
                value(Moment::in_zone(local.day, local.nano, &zone_arg(&a[1])?, preferred)?)
            }),
        ),
        ..class("java.time.ZonedDateTime")
    },
    ClassDef {
        methods: methods!(IDENTITY INSTANT ADD_INSTANT),
        statics: statics!(
            Instant,
            f("ofEpochMilli", 1, |_, a| Ok(of_millis(long_arg(&a[0])?))),
            g("ofEpochSecond", 1, 2, |_, a| value(Moment::instant(epoch_second(a)?)?)),
        ),
        fields: &[
            ("EPOCH", |_| Ok(of_millis(0))),
            ("MIN", |_| value(Moment::instant(-31_557_014_167_219_200 * i128::from(SECOND))?)),
            ("MAX", |_| value(Moment::instant(31_556_889_864_403_199 * i128::from(SECOND) + 999_999_999)?)),
        ],
        ..class("java.time.Instant")
    },
    ClassDef {
        methods: methods!(IDENTITY YEAR ADD_YEARS),
        statics: statics!(
            Year,
            f("of", 1, |_, a| value(Moment::new(Kind::Year, Field::Year.check(int_arg(&a[0])?.into())?, 0))),
            f("isLeap", 1, |_, a| bool_(is_leap(long_arg(&a[0])?))),
        ),
        fields: &[("MIN_VALUE", |_| Ok(Value::int(-999_999_999))), ("MAX_VALUE", |_| Ok(Value::int(999_999_999)))],
        ..class("java.time.Year")
    },
    ClassDef {
        methods: methods!(IDENTITY YEARS MONTHS MONTH LENGTHS YEAR_MONTH ADD_MONTHS ADD_YEARS),
        statics: statics!(
            YearMonth,
            f("of", 2, |_, a| {
                let (year, month) = (Field::Year.check(int_arg(&a[0])?.into())?, month_arg(&a[1])?);
                value(Moment::new(Kind::YearMonth, year * 12 + month - 1, 0))
            }),
        ),
        ..class("java.time.YearMonth")
    },
    ClassDef {
        methods: methods!(IDENTITY MONTHS MONTH MONTH_DAY),
        statics: statics!(
            MonthDay,
            f("of", 2, |_, a| {
                let (month, day) = (month_arg(&a[0])?, i64::from(int_arg(&a[1])?));
                Field::DayOfMonth.check(day)?;
                if day > length_of_month(2000, month) {
                    let name = super::calendar::MONTHS[(month - 1) as usize];
                    return Err(date_error(format!(
                        "Illegal value for DayOfMonth field, value {day} is not valid for month {name}"
                    )));
                }
                value(Moment::new(Kind::MonthDay, days_from_civil(2000, month, day), 0))
            }),
        ),
        ..class("java.time.MonthDay")
    },
];
