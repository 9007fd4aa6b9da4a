//! `java.time.Duration`.

use super::arithmetic::converted;
use super::moment::Moment;
use super::units::{Unit, unsupported_unit};
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::{Thread, Value};

const CLASS: &str = "java.time.Duration";
const SECOND: i128 = 1_000_000_000;

/// A length of time in nanoseconds.
pub struct Duration(pub i128);

plain_host!(Duration, CLASS);

/// A duration object; an error if the seconds do not fit a long.
pub fn of_nanos(nanos: i128) -> Result<Value> {
    match i64::try_from(nanos.div_euclid(SECOND)) {
        Ok(_) => Ok(HostObject::new_value(Duration(nanos))),
        Err(_) => Err(Error::arithmetic("long overflow")),
    }
}

pub fn nanos_of(v: &Value) -> Result<i128> {
    v.host::<Duration>().map(|d| d.0).ok_or_else(|| not_a(v, CLASS))
}

/// ISO 8601: `PT8H6M12.345S`.
fn text(nanos: i128) -> String {
    if nanos == 0 {
        return "PT0S".into();
    }
    // Hours and minutes are cut towards zero, as is what is left of seconds.
    let (seconds, rest) = (nanos / SECOND, nanos % SECOND);
    let (hours, minutes, secs) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    let mut out = String::from("PT");
    if hours != 0 {
        out.push_str(&format!("{hours}H"));
    }
    if minutes != 0 {
        out.push_str(&format!("{minutes}M"));
    }
    if secs != 0 || rest != 0 {
        let sign = if nanos < 0 { "-" } else { "" };
        out.push_str(&format!("{sign}{}", secs.abs()));
        if rest != 0 {
            let digits = format!("{:09}", rest.abs());
            out.push_str(&format!(".{}", digits.trim_end_matches('0')));
        }
        out.push('S');
    }
    out
}

fn parse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let source = text_arg(&a[0])?;
    let error = || {
        let message = "Text cannot be parsed to a Duration";
        Error::new(runtime::ExceptionKind::DateTimeParseException, message)
    };
    let upper = source.to_ascii_uppercase();
    let (sign, rest) = match upper.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, upper.strip_prefix('+').unwrap_or(&upper)),
    };
    let rest = rest.strip_prefix('P').ok_or_else(error)?;
    let (days, clock) = rest.split_once('T').unwrap_or((rest, ""));
    let mut total = 0i128;
    let mut any = false;
    for (part, units) in [(days, &[('D', 86_400i128)][..]), (clock, &[('H', 3600), ('M', 60), ('S', 1)][..])] {
        let mut part = part;
        for (unit, seconds) in units {
            let Some((number, after)) = part.split_once(*unit) else { continue };
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            let value: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| error())? };
            total += value * seconds * SECOND;
            if !fraction.is_empty() {
                let digits: i128 = format!("{fraction:0<9}")[..9].parse().map_err(|_| error())?;
                total += if whole.starts_with('-') { -digits } else { digits };
            }
            part = after;
            any = true;
        }
        if !part.is_empty() {
            return Err(error());
        }
    }
    if any { of_nanos(sign * total) } else { Err(error()) }
}

macro_rules! units {
    ($($of:literal $to:literal $plus:literal $minus:literal $nanos:expr;)*) => {
        const OF: &[NativeDef] = &[
            $( f($of, 1, |_, a| of_nanos(i128::from(long_arg(&a[0])?) * $nanos)), )*
            f("ofSeconds", 2, |_, a| of_nanos(i128::from(long_arg(&a[0])?) * SECOND + i128::from(long_arg(&a[1])?))),
            f("between", 2, |_, a| {
                let from = Moment::arg(&a[0])?;
                let to = converted(from, Moment::arg(&a[1])?)?;
                if !from.kind.has_time() && !from.kind.is_absolute() {
                    return Err(unsupported_unit(Unit::Seconds));
                }
                of_nanos(to.nanos() - from.nanos())
            }),
            f("of", 2, |_, a| {
                let unit = Unit::arg(&a[1])?;
                if unit > Unit::Days {
                    return Err(super::units::unsupported_type("Unit must not have an estimated duration"));
                }
                of_nanos(i128::from(long_arg(&a[0])?) * unit.nanos())
            }),
            f("from", 1, |_, a| of_nanos(nanos_of(&a[0])?)),
            f("parse", 1, parse),
        ];
        const UNIT_METHODS: &[NativeDef] = &[$(
            f($to, 1, |_, a| Ok(Value::long((nanos_of(&a[0])?.div_euclid($nanos)) as i64))),
            f($plus, 2, |_, a| of_nanos(nanos_of(&a[0])? + i128::from(long_arg(&a[1])?) * $nanos)),
            f($minus, 2, |_, a| of_nanos(nanos_of(&a[0])? - i128::from(long_arg(&a[1])?) * $nanos)),
        )*];
    };
}

units! {
    "ofNanos" "toNanos" "plusNanos" "minusNanos" 1;
    "ofMillis" "toMillis" "plusMillis" "minusMillis" 1_000_000;
    "ofSeconds" "toSeconds" "plusSeconds" "minusSeconds" SECOND;
    "ofMinutes" "toMinutes" "plusMinutes" "minusMinutes" 60 * SECOND;
    "ofHours" "toHours" "plusHours" "minusHours" 3600 * SECOND;
    "ofDays" "toDays" "plusDays" "minusDays" 86_400 * SECOND;
}

const OWN: &[NativeDef] = &[
    f("getSeconds", 1, |_, a| Ok(Value::long(nanos_of(&a[0])?.div_euclid(SECOND) as i64))),
    f("getNano", 1, |_, a| Ok(Value::int(nanos_of(&a[0])?.rem_euclid(SECOND) as i32))),
    f("plus", 2, |_, a| of_nanos(nanos_of(&a[0])? + nanos_of(&a[1])?)),
    f("minus", 2, |_, a| of_nanos(nanos_of(&a[0])? - nanos_of(&a[1])?)),
    f("multipliedBy", 2, |_, a| of_nanos(nanos_of(&a[0])? * i128::from(long_arg(&a[1])?))),
    f("dividedBy", 2, |_, a| {
        if a[1].host::<Duration>().is_some() {
            let other = nanos_of(&a[1])?;
            return match other {
                0 => Err(Error::arithmetic("Cannot divide by zero")),
                _ => Ok(Value::long((nanos_of(&a[0])? / other) as i64)),
            };
        }
        let n = long_arg(&a[1])?;
        if n == 0 {
            Err(Error::arithmetic("Cannot divide by zero"))
        } else {
            of_nanos(nanos_of(&a[0])? / i128::from(n))
        }
    }),
    f("plus", 3, |_, a| of_nanos(nanos_of(&a[0])? + i128::from(long_arg(&a[1])?) * Unit::arg(&a[2])?.nanos())),
    f("minus", 3, |_, a| of_nanos(nanos_of(&a[0])? - i128::from(long_arg(&a[1])?) * Unit::arg(&a[2])?.nanos())),
    f("get", 2, |_, a| match Unit::arg(&a[1])? {
        Unit::Seconds => Ok(Value::long(nanos_of(&a[0])?.div_euclid(SECOND) as i64)),
        Unit::Nanos => Ok(Value::long(nanos_of(&a[0])?.rem_euclid(SECOND) as i64)),
        unit => Err(unsupported_unit(unit)),
    }),
    f("truncatedTo", 2, |_, a| {
        let unit = Unit::arg(&a[1])?.nanos();
        of_nanos(nanos_of(&a[0])? / unit * unit)
    }),
    f("withSeconds", 2, |_, a| of_nanos(i128::from(long_arg(&a[1])?) * SECOND + nanos_of(&a[0])?.rem_euclid(SECOND))),
    f("withNanos", 2, |_, a| {
        let nanos = nanos_of(&a[0])?;
        of_nanos(nanos - nanos.rem_euclid(SECOND) + i128::from(int_arg(&a[1])?))
    }),
    f("addTo", 2, |_, a| Ok(super::classes::plus_amount(Moment::arg(&a[1])?, &a[0], 1)?.value())),
    f("subtractFrom", 2, |_, a| Ok(super::classes::plus_amount(Moment::arg(&a[1])?, &a[0], -1)?.value())),
    f("toDaysPart", 1, |_, a| Ok(Value::long((nanos_of(&a[0])? / (86_400 * SECOND)) as i64))),
    f("toNanosPart", 1, |_, a| Ok(Value::int(nanos_of(&a[0])?.rem_euclid(SECOND) as i32))),
    f("negated", 1, |_, a| of_nanos(-nanos_of(&a[0])?)),
    f("abs", 1, |_, a| of_nanos(nanos_of(&a[0])?.abs())),
    f("isZero", 1, |_, a| bool_(nanos_of(&a[0])? == 0)),
    f("isNegative", 1, |_, a| bool_(nanos_of(&a[0])? < 0)),
    f("toHoursPart", 1, |_, a| Ok(Value::int((nanos_of(&a[0])? / (3600 * SECOND) % 24) as i32))),
    f("toMinutesPart", 1, |_, a| Ok(Value::int((nanos_of(&a[0])? / (60 * SECOND) % 60) as i32))),
    f("toSecondsPart", 1, |_, a| Ok(Value::int((nanos_of(&a[0])? / SECOND % 60) as i32))),
    f("toMillisPart", 1, |_, a| Ok(Value::int((nanos_of(&a[0])?.rem_euclid(SECOND) / 1_000_000) as i32))),
    f("compareTo", 2, |_, a| Ok(Value::int(nanos_of(&a[0])?.cmp(&nanos_of(&a[1])?) as i32))),
    f("equals", 2, |_, a| bool_(a[1].host::<Duration>().map(|d| d.0) == nanos_of(&a[0]).ok())),
    f("hashCode", 1, |_, a| {
        let n = nanos_of(&a[0])?;
        let seconds = n.div_euclid(SECOND) as i64;
        Ok(Value::int(
            ((seconds ^ ((seconds as u64) >> 32) as i64) as i32).wrapping_add(51 * n.rem_euclid(SECOND) as i32),
        ))
    }),
    f("toString", 1, |_, a| string(text(nanos_of(&a[0])?))),
];

static METHODS: [NativeDef; UNIT_METHODS.len() + OWN.len()] = join_rows(UNIT_METHODS, OWN);

pub static CLASSES: &[ClassDef] =
    &[ClassDef { methods: &METHODS, statics: OF, fields: &[("ZERO", |_| of_nanos(0))], ..class(CLASS) }];
