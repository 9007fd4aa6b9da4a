//! Natives for instants, and the date conversions of `format`. Times are shown in UTC, in English.

use super::args::text_arg;
use crate::host::time::moment::Moment;
use crate::host::time::units::Field;
use runtime::class::class_name;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::inst::{self, DateTime, Inst};
use runtime::{Thread, Value, uuid};

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

/// Is it a letter that may follow `%t`?
pub fn is_date_conversion(c: char) -> bool {
    "HIklMNLQpsSTzZaAbBCdehjmyYrRTcDF".contains(c)
}

/// The part of a date that `%t` and a letter name; `None` if the value is no point of time.
pub fn format_date(_: &mut Thread, value: &Value, conversion: char) -> Result<Option<String>> {
    let millis = match (value.as_long(), value.get::<Inst>()) {
        (Some(millis), _) => millis,
        (_, Some(inst)) => inst.millis,
        _ => match crate::host::time::legacy::millis_of_any(value) {
            Some(millis) => millis,
            None => match Moment::find(value) {
                Some(moment) => return moment_part(moment, conversion).map(Some),
                None => return Ok(None),
            },
        },
    };
    Ok(Some(date_part(millis, DateTime::from_millis(millis), conversion)))
}

/// The same of a date or time of `java.time`, which shows what it has, in its own zone.
fn moment_part(moment: &Moment, conversion: char) -> Result<String> {
    let kind = moment.kind;
    let lacks = match conversion {
        'H' | 'I' | 'k' | 'l' | 'M' | 'S' | 'L' | 'N' | 'p' | 'r' | 'R' | 'T' => !kind.has_time(),
        'Q' | 's' | 'z' | 'Z' | 'c' => !kind.has_offset() && !kind.is_absolute(),
        _ => !kind.has_date(),
    };
    if lacks {
        let field = match conversion {
            'Q' | 's' => Field::InstantSeconds,
            'z' | 'Z' | 'c' => Field::OffsetSeconds,
            'H' | 'k' | 'R' | 'T' => Field::HourOfDay,
            'B' | 'b' | 'h' | 'm' | 'D' | 'F' => Field::MonthOfYear,
            'A' | 'a' => Field::DayOfWeek,
            'Y' | 'y' | 'C' => Field::YearOfEra,
            'd' | 'e' => Field::DayOfMonth,
            'j' => Field::DayOfYear,
            'M' => Field::MinuteOfHour,
            'S' => Field::SecondOfMinute,
            'L' => Field::MilliOfSecond,
            'N' => Field::NanoOfSecond,
            'p' => Field::AmPmOfDay,
            _ => Field::ClockHourOfAmPm,
        };
        return Err(crate::host::time::units::unsupported_field(field));
    }
    let local = moment.day * 86_400_000 + moment.nano / 1_000_000;
    Ok(match conversion {
        's' => moment.epoch_second().to_string(),
        'Q' => moment.nanos().div_euclid(1_000_000).to_string(),
        'N' => format!("{:09}", moment.nano % 1_000_000_000),
        'z' => {
            let minutes = moment.offset.abs() / 60;
            format!("{}{:02}{:02}", if moment.offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
        }
        'Z' => moment.zone().id(),
        'c' => {
            let part = |c| moment_part(moment, c);
            format!("{} {} {} {} {} {}", part('a')?, part('b')?, part('d')?, part('T')?, part('Z')?, part('Y')?)
        }
        other => date_part(local, DateTime::from_millis(local), other),
    })
}

fn date_part(millis: i64, d: DateTime, conversion: char) -> String {
    let days = millis.div_euclid(86_400_000);
    let day_name = DAYS[(days + 4).rem_euclid(7) as usize];
    let month_name = usize::try_from(d.month - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or("");
    let hour12 = if d.hour % 12 == 0 { 12 } else { d.hour % 12 };
    let part = |c| date_part(millis, d, c);
    match conversion {
        'H' => format!("{:02}", d.hour),
        'I' => format!("{hour12:02}"),
        'k' => d.hour.to_string(),
        'l' => hour12.to_string(),
        'M' => format!("{:02}", d.minute),
        'S' => format!("{:02}", d.second),
        'L' => format!("{:03}", d.milli),
        'N' => format!("{:09}", d.milli * 1_000_000),
        'p' => (if d.hour < 12 { "am" } else { "pm" }).into(),
        's' => millis.div_euclid(1000).to_string(),
        'Q' => millis.to_string(),
        'z' => "+0000".into(),
        'Z' => "UTC".into(),
        'a' => day_name[..3].into(),
        'A' => day_name.into(),
        'b' | 'h' => month_name.get(..3).unwrap_or("").into(),
        'B' => month_name.into(),
        'C' => format!("{:02}", d.year / 100),
        'd' => format!("{:02}", d.day),
        'e' => d.day.to_string(),
        'j' => format!("{:03}", days - inst::days_from_civil(d.year, 1, 1) + 1),
        'm' => format!("{:02}", d.month),
        'y' => format!("{:02}", d.year.rem_euclid(100)),
        'Y' => format!("{:04}", d.year),
        'r' => format!("{}:{}:{} {}", part('I'), part('M'), part('S'), part('p').to_uppercase()),
        'R' => format!("{}:{}", part('H'), part('M')),
        'T' => format!("{}:{}:{}", part('H'), part('M'), part('S')),
        'D' => format!("{}/{}/{}", part('m'), part('d'), part('y')),
        'F' => format!("{}-{}-{}", part('Y'), part('m'), part('d')),
        'c' => format!("{} {} {} {} {} {}", part('a'), part('b'), part('d'), part('T'), part('Z'), part('Y')),
        _ => String::new(),
    }
}

fn inst_ms(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match crate::host::time::legacy::millis_of_any(&args[0]) {
        Some(millis) => Ok(Value::long(millis)),
        None => Err(Error::illegal_argument(format!(
            "No implementation of method: :inst-ms* of protocol: #'clojure.core/Inst found for class: {}",
            class_name(&args[0])
        ))),
    }
}

/// What `#inst` does with its string.
fn read_inst(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match text_arg(&args[0]) {
        Ok(text) => inst::parse(&text),
        Err(_) => Err(Error::runtime("Instance literal expects a string for its timestamp.")),
    }
}

/// What `#uuid` does with its string.
fn read_uuid(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match text_arg(&args[0]) {
        Ok(text) => uuid::Uuid::parse(&text).map(uuid::Uuid::new_value),
        Err(_) => Err(Error::illegal_argument("#uuid data reader expected string")),
    }
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("inst-ms", 1, 1, inst_ms),
    NativeDef::new("read-inst", 1, 1, read_inst),
    NativeDef::new("read-uuid", 1, 1, read_uuid),
];
