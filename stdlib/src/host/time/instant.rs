//! `java.time.Instant`.

use super::calendar::{civil_from_days, date_error, parse_error, year_text};
use super::duration;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::inst::{self, Inst};
use runtime::{Thread, Value};
use vm::host::host;

const CLASS: &str = "java.time.Instant";
const SECOND: i128 = 1_000_000_000;

/// A point of time: seconds since 1970, and nanoseconds.
pub struct Instant {
    seconds: i64,
    nano: u32,
}

plain_host!(Instant, CLASS);

impl Instant {
    pub fn arg(v: &Value) -> Result<&Instant> {
        v.host::<Instant>().ok_or_else(|| not_a(v, CLASS))
    }

    /// Nanoseconds since 1970.
    pub fn nanos(&self) -> i128 {
        i128::from(self.seconds) * SECOND + i128::from(self.nano)
    }

    /// ISO 8601 with as many digits of the second as there are, in groups of three.
    fn text(&self) -> String {
        let (year, month, day) = civil_from_days(self.seconds.div_euclid(86_400));
        let second = self.seconds.rem_euclid(86_400);
        let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        format!("{}-{month:02}-{day:02}T{clock}{}Z", year_text(year), fraction(self.nano))
    }
}

/// A fraction of a second with three, six or nine digits; nothing for zero.
pub fn fraction(nano: u32) -> String {
    match nano {
        0 => String::new(),
        n if n % 1_000_000 == 0 => format!(".{:03}", n / 1_000_000),
        n if n % 1_000 == 0 => format!(".{:06}", n / 1_000),
        n => format!(".{n:09}"),
    }
}

fn of_nanos(nanos: i128) -> Result<Value> {
    let seconds = nanos.div_euclid(SECOND);
    if !(-31_557_014_167_219_200..=31_556_889_864_403_199).contains(&seconds) {
        return Err(date_error("Instant exceeds minimum or maximum instant"));
    }
    let nano = nanos.rem_euclid(SECOND) as u32;
    Ok(HostObject::new_value(Instant { seconds: seconds as i64, nano }))
}

/// An instant of milliseconds since 1970.
pub fn of_millis(millis: i64) -> Value {
    let nano = millis.rem_euclid(1000) as u32 * 1_000_000;
    HostObject::new_value(Instant { seconds: millis.div_euclid(1000), nano })
}

/// The milliseconds since 1970 of an instant.
pub fn millis_of(v: &Value) -> Result<i64> {
    Ok(Instant::arg(v)?.nanos().div_euclid(1_000_000) as i64)
}

fn parse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?;
    let shape = text.len() >= 20 && text.ends_with(['Z', 'z']) && text.as_bytes()[10].eq_ignore_ascii_case(&b'T');
    let stamp = if shape { inst::parse_timestamp(&text[..text.len() - 1]).ok() } else { None };
    let Some(stamp) = stamp else { return Err(parse_error(&text)) };
    let digits = text.split_once('.').map_or("", |(_, rest)| &rest[..rest.len() - 1]);
    let nano: i128 = format!("{digits:0<9}").get(..9).and_then(|d| d.parse().ok()).unwrap_or(0);
    of_nanos(i128::from(stamp.millis().div_euclid(1000)) * SECOND + nano)
}

fn nanos(a: &[Value]) -> Result<i128> {
    Ok(Instant::arg(&a[0])?.nanos())
}

const METHODS: &[NativeDef] = &[
    f("toEpochMilli", 1, |_, a| Ok(Value::long(millis_of(&a[0])?))),
    f("getEpochSecond", 1, |_, a| Ok(Value::long(Instant::arg(&a[0])?.seconds))),
    f("getNano", 1, |_, a| Ok(Value::int(Instant::arg(&a[0])?.nano as i32))),
    f("plus", 2, |_, a| of_nanos(nanos(a)? + duration::nanos_of(&a[1])?)),
    f("minus", 2, |_, a| of_nanos(nanos(a)? - duration::nanos_of(&a[1])?)),
    f("plusSeconds", 2, |_, a| of_nanos(nanos(a)? + i128::from(long_arg(&a[1])?) * SECOND)),
    f("minusSeconds", 2, |_, a| of_nanos(nanos(a)? - i128::from(long_arg(&a[1])?) * SECOND)),
    f("plusMillis", 2, |_, a| of_nanos(nanos(a)? + i128::from(long_arg(&a[1])?) * 1_000_000)),
    f("minusMillis", 2, |_, a| of_nanos(nanos(a)? - i128::from(long_arg(&a[1])?) * 1_000_000)),
    f("plusNanos", 2, |_, a| of_nanos(nanos(a)? + i128::from(long_arg(&a[1])?))),
    f("minusNanos", 2, |_, a| of_nanos(nanos(a)? - i128::from(long_arg(&a[1])?))),
    f("isBefore", 2, |_, a| bool_(nanos(a)? < Instant::arg(&a[1])?.nanos())),
    f("isAfter", 2, |_, a| bool_(nanos(a)? > Instant::arg(&a[1])?.nanos())),
    f("compareTo", 2, |_, a| Ok(Value::int(nanos(a)?.cmp(&Instant::arg(&a[1])?.nanos()) as i32))),
    f("equals", 2, |_, a| bool_(a[1].host::<Instant>().map(Instant::nanos) == nanos(a).ok())),
    f("hashCode", 1, |_, a| {
        let own = Instant::arg(&a[0])?;
        let high = (own.seconds ^ ((own.seconds as u64) >> 32) as i64) as i32;
        Ok(Value::int(high.wrapping_add((51u32.wrapping_mul(own.nano)) as i32)))
    }),
    f("toString", 1, |_, a| string(Instant::arg(&a[0])?.text())),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    methods: METHODS,
    statics: &[
        f("now", 0, |t, _| Ok(of_millis(host(&t.runtime).millis()))),
        f("ofEpochMilli", 1, |_, a| Ok(of_millis(long_arg(&a[0])?))),
        f("ofEpochSecond", 1, |_, a| of_nanos(i128::from(long_arg(&a[0])?) * SECOND)),
        f("ofEpochSecond", 2, |_, a| of_nanos(i128::from(long_arg(&a[0])?) * SECOND + i128::from(long_arg(&a[1])?))),
        f("parse", 1, parse),
        f("from", 1, |_, a| {
            if let Some(date) = a[0].get::<Inst>() {
                return Ok(of_millis(date.millis));
            }
            Instant::arg(&a[0])?;
            Ok(a[0].take())
        }),
    ],
    fields: &[("EPOCH", |_| Ok(of_millis(0)))],
    ..class(CLASS)
}];
