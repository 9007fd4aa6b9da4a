//! `SimpleDateFormat`: patterns of dates, in English.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::time::format::{offset_by, zone_name};
use crate::host::time::legacy::{millis_of_any, time_zone, time_zone_arg};
use crate::host::time::moment::Moment;
use crate::host::time::zone::{Zone, default_zone};
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::host_object::HostObject;
use runtime::inst::{DateTime, Inst};
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

const CLASS: &str = "java.text.SimpleDateFormat";

/// A format: its pattern taken apart.
struct DateFormat {
    pattern: String,
    parts: Vec<Part>,
    zone: Mutex<Zone>,
}

plain_host!(DateFormat, CLASS);

enum Part {
    Text(String),
    /// A letter and how often it stands there.
    Field(char, usize),
}

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn parts_of(pattern: &str) -> Result<Vec<Part>> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut parts = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        if c == '\'' {
            // Two quotes are one; else everything to the next quote is text.
            if chars.get(i + 1) == Some(&'\'') {
                parts.push(Part::Text("'".into()));
                i += 2;
                continue;
            }
            let mut text = String::new();
            i += 1;
            loop {
                match (chars.get(i), chars.get(i + 1)) {
                    (None, _) => return Err(Error::illegal_argument("Unterminated quote")),
                    (Some('\''), Some('\'')) => {
                        text.push('\'');
                        i += 2;
                    }
                    (Some('\''), _) => break,
                    (Some(c), _) => {
                        text.push(*c);
                        i += 1;
                    }
                }
            }
            i += 1;
            parts.push(Part::Text(text));
        } else if c.is_ascii_alphabetic() {
            if !"GyYMLwWDdFEuaHkKhmsSzZX".contains(c) {
                return Err(Error::illegal_argument(format!("Illegal pattern character '{c}'")));
            }
            let n = chars[i..].iter().take_while(|d| **d == c).count();
            parts.push(Part::Field(c, n));
            i += n;
        } else {
            parts.push(Part::Text(c.to_string()));
            i += 1;
        }
    }
    Ok(parts)
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pattern = a.first().map_or(Ok("M/d/yy, h:mm a".into()), text_arg)?.into_owned();
    let parts = parts_of(&pattern)?;
    Ok(HostObject::new_value(DateFormat { pattern, parts, zone: Mutex::new(default_zone(t)) }))
}

/// A field of a point of time, as clocks of a zone show it.
fn field(c: char, n: usize, utc: i64, zone: &Zone) -> String {
    let second = utc.div_euclid(1000);
    let offset = i64::from(zone.offset_at(second));
    let millis = utc + offset * 1000;
    let d = DateTime::from_millis(millis);
    let days = millis.div_euclid(86_400_000);
    let name = |names: &[&str], i: i64| {
        let name = names[i.rem_euclid(names.len() as i64) as usize];
        if n >= 4 { name.to_owned() } else { name[..3].to_owned() }
    };
    let number = |value: i64| format!("{value:0n$}");
    match c {
        'G' => (if d.year > 0 { "AD" } else { "BC" }).into(),
        'y' | 'Y' if n == 2 => format!("{:02}", d.year.rem_euclid(100)),
        'y' | 'Y' => number(d.year),
        'M' | 'L' if n >= 3 => name(&MONTHS, d.month - 1),
        'M' | 'L' => number(d.month),
        'd' => number(d.day),
        'D' => {
            let first = DateTime { month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0, ..d };
            number(days - first.to_millis().div_euclid(86_400_000) + 1)
        }
        'E' => name(&DAYS, days + 4),
        'u' => number((days + 3).rem_euclid(7) + 1),
        'F' => number((d.day - 1) / 7 + 1),
        'a' => (if d.hour < 12 { "AM" } else { "PM" }).into(),
        'H' => number(d.hour),
        'k' => number(if d.hour == 0 { 24 } else { d.hour }),
        'K' => number(d.hour % 12),
        'h' => number(if d.hour % 12 == 0 { 12 } else { d.hour % 12 }),
        'm' => number(d.minute),
        's' => number(d.second),
        'S' => number(d.milli),
        'z' if matches!(zone, Zone::Offset(0)) => "UTC".into(),
        'z' => zone_name(zone, second, n >= 4),
        'Z' => offset_by("+HHMM", "+0000", offset),
        'X' => offset_by(["+HH", "+HHMM", "+HH:MM"][n.clamp(1, 3) - 1], "Z", offset),
        _ => String::new(),
    }
}

fn own(a: &[Value]) -> Result<&DateFormat> {
    a[0].host::<DateFormat>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn format(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let millis = match (a[1].as_long(), millis_of_any(&a[1])) {
        (Some(millis), _) | (_, Some(millis)) => millis,
        _ => return Err(Error::illegal_argument("Cannot format given Object as a Date")),
    };
    let own = own(a)?;
    let zone = lock(&own.zone).clone();
    let parts = own.parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Field(c, n) => field(*c, *n, millis, &zone),
    });
    string(parts.collect::<String>())
}

/// The number at the start of a text, at most `width` digits long, and the rest.
fn number(text: &str, width: usize) -> Option<(i64, &str)> {
    let digits = text.chars().take(width).take_while(char::is_ascii_digit).count();
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

/// The index of the name that a text begins with, whole or cut to three letters.
fn named<'a>(text: &'a str, names: &[&str]) -> Option<(i64, &'a str)> {
    let starts = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let found = names.iter().enumerate().find_map(|(i, name)| match () {
        () if starts(name) => Some((i, name.len())),
        () if starts(&name[..3]) => Some((i, 3)),
        () => None,
    });
    found.map(|(i, n)| (i as i64, &text[n..]))
}

/// Minutes east of UTC of a zone as `Z`, `+01:00`, `+0100`, `UTC` or `GMT`.
fn zone(text: &str) -> Option<(i64, &str)> {
    for name in ["UTC", "GMT", "Z"] {
        if let Some(rest) = text.strip_prefix(name) {
            return Some((0, rest));
        }
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, rest) = number(&text[1..], 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = number(rest, 2).unwrap_or((0, rest));
    Some((sign * (hours * 60 + minutes), rest))
}

fn parse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (format, text) = (own(a)?, text_arg(&a[1])?);
    let mut date = DateTime::from_millis(0);
    let (mut offset, mut afternoon, mut rest) = (None, None, &*text);
    let error = |rest: &str| {
        let data = runtime::coll::vector::from_vec(vec![Value::int((text.len() - rest.len()) as i32)]);
        let kind = runtime::error::ThrowableClass::Known(ExceptionKind::ParseException);
        Error::build(kind, Value::str(&format!("Unparseable date: \"{text}\"")), Value::NIL, data.into())
    };
    for (i, part) in format.parts.iter().enumerate() {
        let before = rest;
        let parsed = match part {
            Part::Text(expected) => rest.strip_prefix(&**expected).map(|rest| (0, rest)),
            Part::Field('M' | 'L', 3..) => named(rest, &MONTHS).map(|(n, rest)| (n + 1, rest)),
            Part::Field('E', _) => named(rest, &DAYS),
            Part::Field('a', _) => {
                named(&rest.to_ascii_uppercase(), &["AM ", "PM "]).map(|_| (0, rest)).or_else(|| {
                    let upper = rest.get(..2)?.to_ascii_uppercase();
                    afternoon = Some(upper == "PM");
                    (upper == "AM" || upper == "PM").then(|| (0, &rest[2..]))
                })
            }
            Part::Field('z' | 'Z' | 'X', _) => zone(rest),
            Part::Field(_, n) => {
                // Fields that touch the next have a fixed width.
                let fixed = matches!(format.parts.get(i + 1), Some(Part::Field(..)));
                number(rest, if fixed { *n } else { 19 })
            }
        };
        let Some((value, next)) = parsed else { return Err(error(before)) };
        rest = next;
        if let Part::Field(c, n) = part {
            match c {
                'y' | 'Y' => {
                    date.year =
                        if *n == 2 && value < 100 { (if value < 50 { 2000 } else { 1900 }) + value } else { value }
                }
                'M' | 'L' => date.month = value,
                'd' => date.day = value,
                'H' => date.hour = value,
                'k' => date.hour = value % 24,
                // An hour that no half of the day has is one of the whole day, as Java is lenient.
                'h' | 'K' => date.hour = if value == 12 && *c == 'h' { 0 } else { value },
                'm' => date.minute = value,
                's' => date.second = value,
                'S' => date.milli = value,
                'z' | 'Z' | 'X' => offset = Some(value),
                _ => {}
            }
        }
    }
    if afternoon == Some(true) {
        date.hour += 12;
    }
    // Months and days outside of their range carry over, as the lenient calendar has it.
    let (months, days) = (date.year * 12 + date.month - 1, date.day - 1);
    let (hour, minute, second, milli) = (date.hour, date.minute, date.second, date.milli);
    let first =
        DateTime { year: months.div_euclid(12), month: months.rem_euclid(12) + 1, day: 1, ..DateTime::from_millis(0) };
    let minutes = (days * 24 + hour) * 60 + minute;
    let local = first.to_millis() + (minutes * 60 + second) * 1000 + milli;
    let zone = match offset {
        Some(minutes) => Zone::Offset(minutes as i32 * 60),
        None => lock(&format.zone).clone(),
    };
    let (day, milli) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
    let utc = Moment::in_zone(day, milli * 1_000_000, &zone, None)?.nanos().div_euclid(1_000_000);
    Ok(Inst::new_value(utc as i64))
}

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(0, 2, new)],
    methods: &[
        f("format", 2, format),
        f("parse", 2, parse),
        f("toPattern", 1, |_, a| string(&own(a)?.pattern)),
        f("setTimeZone", 2, |_, a| {
            *lock(&own(a)?.zone) = time_zone_arg(&a[1])?.0.clone();
            void()
        }),
        f("getTimeZone", 1, |_, a| Ok(time_zone(lock(&own(a)?.zone).clone()))),
        f("setLenient", 2, |_, _| void()),
    ],
    ..class(CLASS)
}];
