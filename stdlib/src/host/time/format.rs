//! `DateTimeFormatter`: its patterns and the ISO formats, and printing. Reading is in [`super::parse`].
//!
//! Texts are English, whatever the locale.

use super::calendar::year_text;
use super::moment::{Kind, Moment, SECOND, fraction};
use super::units::{Field, unsupported_field};
use super::zone::Zone;
use crate::host::support::not_a;
use runtime::error::{Error, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::{Thread, Value};

pub const CLASS: &str = "java.time.format.DateTimeFormatter";

/// A format, taken apart.
#[derive(Clone)]
pub struct Formatter {
    pub parts: Vec<Part>,
    /// The zone that points of time are shown in.
    pub zone: Option<Zone>,
    /// Are dates that do not exist refused, not moved to the end of their month?
    pub strict: bool,
    pub ignore_case: bool,
    pub text: String,
}

impl HostType for Formatter {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// How a number's sign is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Only a minus.
    Normal,
    /// A plus where the number has more digits than it must have.
    ExceedsPad,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Full,
    Short,
    Narrow,
}

#[derive(Clone)]
pub enum Part {
    Text(String),
    Number {
        field: Field,
        min: usize,
        max: usize,
        sign: Sign,
    },
    /// The last two digits of a year of this century.
    Year2(Field),
    Fraction {
        min: usize,
        max: usize,
        point: bool,
    },
    Name {
        field: Field,
        style: Style,
    },
    /// The day of the week counted from Sunday.
    LocalDay(usize),
    Quarter(usize),
    /// Week and year of ISO weeks.
    Week(usize),
    WeekYear(usize),
    /// The part of the day in words.
    DayPeriod {
        narrow: bool,
    },
    Offset {
        pattern: &'static str,
        zero: &'static str,
    },
    GmtOffset {
        full: bool,
    },
    ZoneId,
    ZoneName {
        full: bool,
    },
    Optional(Vec<Part>),
    Pad(usize, Box<Part>),
    /// `2020-01-01T00:00:00Z`
    Instant,
    /// What a field is that was not read.
    Default(Field, i64),
}

pub const MONTHS: [&str; 12] = [
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
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub const HALVES: [&str; 2] = ["AM", "PM"];
pub const ERAS: [&str; 2] = ["BC", "AD"];
pub const LONG_ERAS: [&str; 2] = ["Before Christ", "Anno Domini"];

/// The names of a field's values, from its least value on.
pub fn names(field: Field, style: Style) -> (&'static [&'static str], i64) {
    match (field, style) {
        (Field::MonthOfYear, _) => (&MONTHS, 1),
        (Field::DayOfWeek, _) => (&DAYS, 1),
        (Field::AmPmOfDay, _) => (&HALVES, 0),
        (_, Style::Full) => (&LONG_ERAS, 0),
        _ => (&ERAS, 0),
    }
}

/// A name in a style.
pub fn styled(name: &'static str, style: Style, field: Field) -> &'static str {
    match style {
        Style::Full => name,
        Style::Narrow => &name[..1],
        Style::Short if matches!(field, Field::MonthOfYear | Field::DayOfWeek) => &name[..3],
        Style::Short => name,
    }
}

fn number(field: Field, min: usize, max: usize, sign: Sign) -> Part {
    Part::Number { field, min, max, sign }
}

fn fixed(field: Field, width: usize) -> Part {
    number(field, width, width, Sign::Never)
}

/// The parts of the day: first and last minute, and the name. What is left is night.
pub const DAY_PERIODS: &[(i64, i64, &str)] = &[
    (0, 0, "midnight"),
    (720, 720, "noon"),
    (360, 719, "in the morning"),
    (721, 1079, "in the afternoon"),
    (1080, 1259, "in the evening"),
];

/// The letters of a pattern as a part.
fn letters(c: char, n: usize) -> Option<Part> {
    let digits = |field, max: usize| {
        if n == 1 {
            Some(number(field, 1, 19, Sign::Normal))
        } else if n <= max {
            Some(fixed(field, n))
        } else {
            None
        }
    };
    let named = |field, min: usize| match n {
        n if n == min || n == min - 1 && min == 1 => Some(Part::Name { field, style: Style::Short }),
        4 => Some(Part::Name { field, style: Style::Full }),
        5 => Some(Part::Name { field, style: Style::Narrow }),
        _ => None,
    };
    Some(match c {
        'u' | 'y' | 'r' => {
            let field = if c == 'y' { Field::YearOfEra } else { Field::Year };
            match n {
                2 => Part::Year2(field),
                1..=3 => number(field, n, 19, Sign::Normal),
                _ => number(field, n, 19, Sign::ExceedsPad),
            }
        }
        'M' | 'L' if n >= 3 => named(Field::MonthOfYear, 3)?,
        'M' | 'L' => digits(Field::MonthOfYear, 2)?,
        'E' if n <= 3 => Part::Name { field: Field::DayOfWeek, style: Style::Short },
        'E' => named(Field::DayOfWeek, 3)?,
        'e' | 'c' if n <= 2 => Part::LocalDay(n),
        'e' | 'c' => named(Field::DayOfWeek, 3)?,
        'Q' | 'q' if n <= 5 => Part::Quarter(n),
        'w' if n <= 2 => Part::Week(n),
        'Y' => Part::WeekYear(n),
        'W' if n == 1 => number(Field::AlignedWeekOfMonth, 1, 1, Sign::Never),
        'F' if n == 1 => number(Field::AlignedWeekOfMonth, 1, 1, Sign::Never),
        'D' if n <= 3 => number(Field::DayOfYear, n, 3, Sign::Never),
        'd' => digits(Field::DayOfMonth, 2)?,
        'G' if n <= 3 => Part::Name { field: Field::Era, style: Style::Short },
        'G' => named(Field::Era, 3)?,
        'a' if n == 1 => Part::Name { field: Field::AmPmOfDay, style: Style::Short },
        'B' if matches!(n, 1 | 4 | 5) => Part::DayPeriod { narrow: n == 5 },
        'H' => digits(Field::HourOfDay, 2)?,
        'k' => digits(Field::ClockHourOfDay, 2)?,
        'K' => digits(Field::HourOfAmPm, 2)?,
        'h' => digits(Field::ClockHourOfAmPm, 2)?,
        'm' => digits(Field::MinuteOfHour, 2)?,
        's' => digits(Field::SecondOfMinute, 2)?,
        'S' if n <= 9 => Part::Fraction { min: n, max: n, point: false },
        'A' => number(Field::MilliOfDay, n, 19, Sign::Never),
        'n' => number(Field::NanoOfSecond, n, 19, Sign::Never),
        'N' => number(Field::NanoOfDay, n, 19, Sign::Never),
        'V' if n == 2 => Part::ZoneId,
        'v' | 'z' if n <= 4 => Part::ZoneName { full: n == 4 },
        'O' if n == 1 || n == 4 => Part::GmtOffset { full: n == 4 },
        'X' | 'x' if n <= 5 => {
            let pattern = ["+HHmm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss"][n - 1];
            let zero = match (c, n) {
                ('X', _) => "Z",
                (_, 1) => "+00",
                (_, 2 | 4) => "+0000",
                _ => "+00:00",
            };
            Part::Offset { pattern, zero }
        }
        'Z' if n < 4 => Part::Offset { pattern: "+HHMM", zero: "+0000" },
        'Z' if n == 4 => Part::GmtOffset { full: true },
        'Z' if n == 5 => Part::Offset { pattern: "+HH:MM:ss", zero: "Z" },
        _ => return None,
    })
}

/// The parts of a pattern.
pub fn pattern(text: &str) -> Result<Vec<Part>> {
    let chars: Vec<char> = text.chars().collect();
    // Optional sections that are open: the parts before each.
    let mut open: Vec<Vec<Part>> = Vec::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut pad = None;
    let mut i = 0;
    let literal = |parts: &mut Vec<Part>, text: &str| match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    };
    while i < chars.len() {
        let c = chars[i];
        match c {
            '\'' => {
                let mut quoted = String::new();
                let start = i;
                i += 1;
                loop {
                    match (chars.get(i), chars.get(i + 1)) {
                        (None, _) => {
                            return Err(Error::illegal_argument(format!(
                                "Pattern ends with an incomplete string literal: {text}"
                            )));
                        }
                        (Some('\''), Some('\'')) if i > start + 1 || chars.get(i + 2).is_some() && i != start + 1 => {
                            quoted.push('\'');
                            i += 2;
                        }
                        (Some('\''), _) => break,
                        (Some(c), _) => {
                            quoted.push(*c);
                            i += 1;
                        }
                    }
                }
                literal(&mut parts, if quoted.is_empty() { "'" } else { &quoted });
                i += 1;
            }
            '[' => {
                open.push(std::mem::take(&mut parts));
                i += 1;
            }
            ']' => {
                let Some(mut before) = open.pop() else {
                    return Err(Error::illegal_argument("Pattern invalid as it contains ] without previous ["));
                };
                before.push(Part::Optional(std::mem::take(&mut parts)));
                parts = before;
                i += 1;
            }
            '{' | '}' | '#' => {
                return Err(Error::illegal_argument(format!("Pattern includes reserved character: '{c}'")));
            }
            _ if c.is_ascii_alphabetic() => {
                let n = chars[i..].iter().take_while(|d| **d == c).count();
                i += n;
                if c == 'p' {
                    pad = Some(n);
                    continue;
                }
                let part = letters(c, n).ok_or_else(|| {
                    let known = "uyrMLEecQqwYWFDdGaHkKhmsSAnNVvzOXxZ".contains(c);
                    Error::illegal_argument(match known {
                        _ if c == 'B' => "Wrong number of pattern letters: B".to_owned(),
                        true => format!("Too many pattern letters: {c}"),
                        false => format!("Unknown pattern letter: {c}"),
                    })
                })?;
                parts.push(match pad.take() {
                    Some(width) => Part::Pad(width, Box::new(part)),
                    None => part,
                });
            }
            _ => {
                literal(&mut parts, c.encode_utf8(&mut [0; 4]));
                i += 1;
            }
        }
    }
    // What is open at the end ends there.
    while let Some(mut before) = open.pop() {
        before.push(Part::Optional(parts));
        parts = before;
    }
    Ok(parts)
}

fn text(s: &str) -> Part {
    Part::Text(s.into())
}

fn iso_date() -> Vec<Part> {
    vec![
        number(Field::Year, 4, 10, Sign::ExceedsPad),
        text("-"),
        fixed(Field::MonthOfYear, 2),
        text("-"),
        fixed(Field::DayOfMonth, 2),
    ]
}

fn iso_time() -> Vec<Part> {
    let fraction = Part::Optional(vec![Part::Fraction { min: 0, max: 9, point: true }]);
    let seconds = Part::Optional(vec![text(":"), fixed(Field::SecondOfMinute, 2), fraction]);
    vec![fixed(Field::HourOfDay, 2), text(":"), fixed(Field::MinuteOfHour, 2), seconds]
}

fn iso_offset() -> Part {
    Part::Offset { pattern: "+HH:MM:ss", zero: "Z" }
}

fn zone_in_brackets() -> Part {
    Part::Optional(vec![text("["), Part::ZoneId, text("]")])
}

/// The parts of a format that `DateTimeFormatter` has a constant for.
pub fn named(name: &str) -> Vec<Part> {
    let date_time = || [iso_date(), vec![text("T")], iso_time()].concat();
    match name {
        "ISO_LOCAL_DATE" => iso_date(),
        "ISO_LOCAL_TIME" => iso_time(),
        "ISO_LOCAL_DATE_TIME" => date_time(),
        "ISO_OFFSET_DATE" => [iso_date(), vec![iso_offset()]].concat(),
        "ISO_OFFSET_TIME" => [iso_time(), vec![iso_offset()]].concat(),
        "ISO_OFFSET_DATE_TIME" => [date_time(), vec![iso_offset()]].concat(),
        "ISO_ZONED_DATE_TIME" => [date_time(), vec![iso_offset(), zone_in_brackets()]].concat(),
        "ISO_DATE_TIME" => [date_time(), vec![Part::Optional(vec![iso_offset(), zone_in_brackets()])]].concat(),
        "ISO_DATE" => [iso_date(), vec![Part::Optional(vec![iso_offset()])]].concat(),
        "ISO_TIME" => [iso_time(), vec![Part::Optional(vec![iso_offset()])]].concat(),
        "ISO_ORDINAL_DATE" => vec![
            number(Field::Year, 4, 10, Sign::ExceedsPad),
            text("-"),
            fixed(Field::DayOfYear, 3),
            Part::Optional(vec![iso_offset()]),
        ],
        "ISO_WEEK_DATE" => vec![
            Part::WeekYear(4),
            text("-W"),
            Part::Week(2),
            text("-"),
            fixed(Field::DayOfWeek, 1),
            Part::Optional(vec![iso_offset()]),
        ],
        "BASIC_ISO_DATE" => vec![
            fixed(Field::Year, 4),
            fixed(Field::MonthOfYear, 2),
            fixed(Field::DayOfMonth, 2),
            Part::Optional(vec![Part::Offset { pattern: "+HHMMss", zero: "Z" }]),
        ],
        "ISO_INSTANT" => vec![Part::Instant],
        _ => vec![
            Part::Optional(vec![Part::Name { field: Field::DayOfWeek, style: Style::Short }, text(", ")]),
            number(Field::DayOfMonth, 1, 2, Sign::Never),
            text(" "),
            Part::Name { field: Field::MonthOfYear, style: Style::Short },
            text(" "),
            fixed(Field::Year, 4),
            text(" "),
            fixed(Field::HourOfDay, 2),
            text(":"),
            fixed(Field::MinuteOfHour, 2),
            Part::Optional(vec![text(":"), fixed(Field::SecondOfMinute, 2)]),
            text(" "),
            Part::Offset { pattern: "+HHMM", zero: "GMT" },
        ],
    }
}

/// A pattern of `FormatStyle`s, in English.
pub fn localized(date: Option<&str>, time: Option<&str>) -> String {
    let date_pattern = date.map(|style| match style {
        "SHORT" => "M/d/yy",
        "MEDIUM" => "MMM d, y",
        "LONG" => "MMMM d, y",
        _ => "EEEE, MMMM d, y",
    });
    let time_pattern = time.map(|style| match style {
        "SHORT" => "h:mm a",
        "MEDIUM" => "h:mm:ss a",
        "LONG" => "h:mm:ss a z",
        _ => "h:mm:ss a zzzz",
    });
    match (date_pattern, time_pattern) {
        (Some(d), Some(t)) if matches!(date, Some("LONG" | "FULL")) => format!("{d} 'at' {t}"),
        (Some(d), Some(t)) => format!("{d}, {t}"),
        (d, t) => d.or(t).unwrap_or_default().to_owned(),
    }
}

impl Formatter {
    pub fn new(parts: Vec<Part>, strict: bool, text: impl Into<String>) -> Formatter {
        Formatter { parts, zone: None, strict, ignore_case: strict, text: text.into() }
    }

    pub fn value(self) -> Value {
        HostObject::new_value(self)
    }

    pub fn arg(v: &Value) -> Result<&Formatter> {
        v.host::<Formatter>().ok_or_else(|| not_a(v, CLASS))
    }

    /// The format that `parse` uses for a class by itself.
    pub fn of_kind(kind: Kind) -> Formatter {
        let parts = match kind {
            Kind::Instant => named("ISO_INSTANT"),
            Kind::Date => named("ISO_LOCAL_DATE"),
            Kind::Time => named("ISO_LOCAL_TIME"),
            Kind::DateTime => named("ISO_LOCAL_DATE_TIME"),
            Kind::OffsetTime => named("ISO_OFFSET_TIME"),
            Kind::OffsetDateTime => named("ISO_OFFSET_DATE_TIME"),
            Kind::Zoned => named("ISO_ZONED_DATE_TIME"),
            Kind::Year => vec![number(Field::Year, 4, 10, Sign::ExceedsPad)],
            Kind::YearMonth => {
                vec![number(Field::Year, 4, 10, Sign::ExceedsPad), text("-"), fixed(Field::MonthOfYear, 2)]
            }
            Kind::MonthDay => {
                vec![text("--"), fixed(Field::MonthOfYear, 2), text("-"), fixed(Field::DayOfMonth, 2)]
            }
        };
        Formatter::new(parts, true, "")
    }

    pub fn format(&self, _: &mut Thread, m: &Moment) -> Result<String> {
        let shown;
        let mut m = m;
        if let Some(zone) = self.zone.as_ref().filter(|_| m.kind.is_absolute()) {
            shown = Moment::of_instant(m.nanos(), zone)?;
            m = &shown;
        }
        let mut out = String::new();
        print(&self.parts, m, &mut out)?;
        Ok(out)
    }
}

fn print(parts: &[Part], m: &Moment, out: &mut String) -> Result<()> {
    parts.iter().try_for_each(|part| print_part(part, m, out))
}

fn padded(value: i64, width: usize) -> String {
    format!("{value:0width$}")
}

fn print_part(part: &Part, m: &Moment, out: &mut String) -> Result<()> {
    match part {
        Part::Text(text) => out.push_str(text),
        Part::Number { field, min, max, sign } => {
            let value = m.field(*field)?;
            let digits = value.unsigned_abs().to_string();
            if digits.len() > *max {
                return Err(super::calendar::date_error(format!(
                    "Field {} cannot be printed as the value {value} exceeds the maximum print width of {max}",
                    field.text()
                )));
            }
            if value < 0 {
                if *sign == Sign::Never {
                    return Err(super::calendar::date_error(format!(
                        "Field {} cannot be printed as the value {value} cannot be negative according to the SignStyle",
                        field.text()
                    )));
                }
                out.push('-');
            } else if *sign == Sign::ExceedsPad && digits.len() > *min {
                out.push('+');
            }
            out.push_str(&format!("{digits:0>min$}"));
        }
        Part::Year2(field) => out.push_str(&padded(m.field(*field)?.rem_euclid(100), 2)),
        Part::Fraction { min, max, point } => {
            let digits = padded(m.field(Field::NanoOfSecond)?, 9);
            let shown = &digits[..*max];
            let needed = shown.trim_end_matches('0').len().max(*min);
            if needed > 0 {
                out.push_str(if *point { "." } else { "" });
                out.push_str(&shown[..needed]);
            }
        }
        Part::Name { field, style } => {
            let (names, first) = names(*field, *style);
            let value = m.field(*field)?;
            let name = usize::try_from(value - first).ok().and_then(|i| names.get(i)).copied().unwrap_or_default();
            out.push_str(styled(name, *style, *field));
        }
        Part::LocalDay(width) => out.push_str(&padded(m.field(Field::DayOfWeek)? % 7 + 1, *width)),
        Part::Quarter(width) => {
            let quarter = (m.field(Field::MonthOfYear)? - 1) / 3 + 1;
            out.push_str(&match width {
                1 | 2 => padded(quarter, *width),
                3 => format!("Q{quarter}"),
                4 => format!("{} quarter", ["1st", "2nd", "3rd", "4th"][(quarter - 1) as usize]),
                _ => quarter.to_string(),
            });
        }
        Part::DayPeriod { narrow } => {
            let minute = m.field(Field::HourOfDay)? * 60 + m.field(Field::MinuteOfHour)?;
            let period = DAY_PERIODS.iter().find(|(from, to, _)| (*from..=*to).contains(&minute));
            out.push_str(match period.map_or("at night", |period| period.2) {
                "midnight" if *narrow => "mi",
                "noon" if *narrow => "n",
                name => name,
            });
        }
        Part::Week(width) => out.push_str(&padded(super::iso::week(m)?.1, *width)),
        Part::WeekYear(2) => out.push_str(&padded(super::iso::week(m)?.0.rem_euclid(100), 2)),
        Part::WeekYear(width) => out.push_str(&padded(super::iso::week(m)?.0, *width)),
        Part::Offset { pattern, zero } => {
            let offset = m.field(Field::OffsetSeconds)?;
            out.push_str(&offset_by(pattern, zero, offset));
        }
        Part::GmtOffset { full } => {
            let offset = m.field(Field::OffsetSeconds)?;
            out.push_str("GMT");
            if offset != 0 {
                let (sign, n) = (if offset < 0 { '-' } else { '+' }, offset.abs());
                let (hours, minutes) = (n / 3600, n / 60 % 60);
                out.push_str(&match (full, minutes) {
                    (true, _) => format!("{sign}{hours:02}:{minutes:02}"),
                    (_, 0) => format!("{sign}{hours}"),
                    _ => format!("{sign}{hours}:{minutes:02}"),
                });
            }
        }
        Part::ZoneId => out.push_str(&zone(m)?.id()),
        Part::ZoneName { full } => out.push_str(&zone_name(&zone(m)?, m.epoch_second(), *full)),
        Part::Optional(parts) => {
            let mark = out.len();
            if print(parts, m, out).is_err() {
                out.truncate(mark);
            }
        }
        Part::Pad(width, inner) => {
            let mut shown = String::new();
            print_part(inner, m, &mut shown)?;
            out.push_str(&format!("{shown:>width$}"));
        }
        Part::Default(..) => {}
        Part::Instant => {
            m.field(Field::InstantSeconds)?;
            let utc = Moment::of_instant(m.nanos(), &Zone::UTC)?;
            let (year, month, day) = utc.civil();
            let second = utc.nano / SECOND;
            let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
            out.push_str(&format!("{}-{month:02}-{day:02}T{clock}{}Z", year_text(year), fraction(utc.nano % SECOND)));
        }
    }
    Ok(())
}

/// The zone of what has one.
fn zone(m: &Moment) -> Result<Zone> {
    match m.kind {
        Kind::Zoned | Kind::OffsetDateTime => Ok(m.zone()),
        Kind::OffsetTime => Ok(Zone::Offset(m.offset)),
        _ => Err(match m.has(Field::InstantSeconds) {
            true => super::calendar::date_error(format!("Unable to extract ZoneId from temporal {}", m.text())),
            false => unsupported_zone(m),
        }),
    }
}

fn unsupported_zone(m: &Moment) -> Error {
    if m.kind.has_date() || m.kind.has_time() {
        return super::calendar::date_error(format!("Unable to extract ZoneId from temporal {}", m.text()));
    }
    unsupported_field(Field::OffsetSeconds)
}

/// What a zone is called at a time: its abbreviation, or its long name as far as one can be made.
pub fn zone_name(zone: &Zone, second: i64, full: bool) -> String {
    let shown = zone.at(second);
    let by_offset = shown.name.starts_with(['+', '-']);
    match zone {
        Zone::Offset(_) => zone.id(),
        Zone::Region(region) if by_offset => format!("GMT{}", super::zone::offset_text(shown.offset))
            .replace('Z', if region.id.is_empty() { "Z" } else { "" }),
        Zone::Region(_) if full => long_zone_name(&shown.name).map_or(shown.name.clone(), str::to_owned),
        Zone::Region(_) => shown.name,
    }
}

/// The English names of well-known abbreviations.
fn long_zone_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "UTC" => "Coordinated Universal Time",
        "GMT" => "Greenwich Mean Time",
        "BST" => "British Summer Time",
        "CET" => "Central European Standard Time",
        "CEST" => "Central European Summer Time",
        "EET" => "Eastern European Standard Time",
        "EEST" => "Eastern European Summer Time",
        "WET" => "Western European Standard Time",
        "WEST" => "Western European Summer Time",
        "EST" => "Eastern Standard Time",
        "EDT" => "Eastern Daylight Time",
        "CST" => "Central Standard Time",
        "CDT" => "Central Daylight Time",
        "MST" => "Mountain Standard Time",
        "MDT" => "Mountain Daylight Time",
        "PST" => "Pacific Standard Time",
        "PDT" => "Pacific Daylight Time",
        "JST" => "Japan Standard Time",
        "IST" => "India Standard Time",
        _ => return None,
    })
}

/// An offset by a pattern of `appendOffset`.
pub fn offset_by(pattern: &str, zero: &str, offset: i64) -> String {
    if offset == 0 {
        return zero.to_owned();
    }
    let (sign, n) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    let (hours, minutes, seconds) = (n / 3600, n / 60 % 60, n % 60);
    let colon = if pattern.contains(':') { ":" } else { "" };
    let mut out = format!("{sign}{hours:02}");
    if pattern.contains("MM") || (minutes != 0 && pattern.contains("mm")) || (pattern.contains("ss") && seconds != 0) {
        out += &format!("{colon}{minutes:02}");
    }
    if pattern.contains("ss") && seconds != 0 {
        out += &format!("{colon}{seconds:02}");
    }
    out
}
