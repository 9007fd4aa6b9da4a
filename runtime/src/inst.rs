//! Instants: `java.util.Date`, its `#inst` text and its calendar.
//!
//! The calendar is the JVM's `GregorianCalendar` in UTC: Julian before 15 October 1582.

use crate::error::{Error, Result};
use crate::object::Ref;
use crate::value::Value;

/// A `java.util.Date`: milliseconds since 1970, UTC.
pub struct Inst {
    pub millis: i64,
}

crate::heap!(Inst: Inst {});

const DAY: i64 = 86_400_000;
/// Days from 1970 to the first day of the Gregorian calendar.
const CUTOVER: i64 = -141_427;

impl Inst {
    pub fn new_value(millis: i64) -> Value {
        Ref::new(Inst { millis }).into()
    }

    pub fn java_hash(&self) -> i32 {
        (self.millis ^ ((self.millis as u64) >> 32) as i64) as i32
    }

    /// What stands between the quotes of `#inst`.
    pub fn rfc3339(&self) -> String {
        let d = DateTime::from_millis(self.millis);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}-00:00",
            d.year_of_era(),
            d.month,
            d.day,
            d.hour,
            d.minute,
            d.second,
            d.milli
        )
    }

    /// `Date.toString` in UTC: `Wed Jan 01 00:00:00 UTC 2020`.
    pub fn java_string(&self) -> String {
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let d = DateTime::from_millis(self.millis);
        let weekday = WEEKDAYS[self.millis.div_euclid(DAY).rem_euclid(7) as usize];
        let month = MONTHS[(d.month.clamp(1, 12) - 1) as usize];
        format!("{weekday} {month} {:02} {:02}:{:02}:{:02} UTC {}", d.day, d.hour, d.minute, d.second, d.year_of_era())
    }
}

/// A point of time taken apart. Year 0 is 1 BC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DateTime {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    pub milli: i64,
}

impl DateTime {
    pub fn from_millis(millis: i64) -> DateTime {
        let (days, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
        let (year, month, day) = civil_from_days(days);
        DateTime {
            year,
            month,
            day,
            hour: rest / 3_600_000,
            minute: rest / 60_000 % 60,
            second: rest / 1000 % 60,
            milli: rest % 1000,
        }
    }

    /// Fields may lie outside their ranges, except the month.
    pub fn to_millis(self) -> i64 {
        let days = days_from_civil(self.year, self.month, self.day);
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        days.saturating_mul(DAY).saturating_add(seconds * 1000 + self.milli)
    }

    fn year_of_era(&self) -> i64 {
        if self.year > 0 { self.year } else { 1 - self.year }
    }
}

/// Days since 1970 of a date of the hybrid calendar.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let gregorian = (year, month, day) >= (1582, 10, 15);
    // A date that was skipped at the cutover counts on in the Julian calendar.
    days_since_march(year, month, day, gregorian)
}

fn days_since_march(year: i64, month: i64, day: i64, gregorian: bool) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let leaps = y.div_euclid(4);
    if gregorian {
        y * 365 + leaps - y.div_euclid(100) + y.div_euclid(400) + day_of_year - 719_468
    } else {
        y * 365 + leaps + day_of_year - 719_470
    }
}

/// The date of the hybrid calendar that many days after 1970.
pub fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let (era, day_of_era, years_of_era) = if days >= CUTOVER {
        let z = days + 719_468;
        let day_of_era = z.rem_euclid(146_097);
        let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        (z.div_euclid(146_097) * 400, day_of_era - (365 * year + year / 4 - year / 100), year)
    } else {
        let z = days + 719_470;
        let day_of_cycle = z.rem_euclid(1461);
        let year = (day_of_cycle - day_of_cycle / 1460) / 365;
        (z.div_euclid(1461) * 4, day_of_cycle - 365 * year, year)
    };
    let shifted = (5 * day_of_era + 2) / 153;
    let day = day_of_era - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era + years_of_era + (month <= 2) as i64, month, day)
}

/// An `#inst` text taken apart, checked as Clojure checks it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timestamp {
    pub local: DateTime,
    pub nanos: u32,
    /// Minutes east of Greenwich.
    pub offset: i64,
}

impl Timestamp {
    /// Milliseconds since 1970, UTC.
    pub fn millis(&self) -> i64 {
        self.local.to_millis() - self.offset * 60_000
    }
}

/// Reads the text of an `#inst`: a prefix of `yyyy-mm-ddThh:mm:ss.fffffffff`, and an offset.
pub fn parse_timestamp(text: &str) -> Result<Timestamp> {
    let unrecognized = || Error::runtime(format!("Unrecognized date/time syntax: {text}"));
    let mut scan = Scan { text: text.as_bytes() };
    let mut local = DateTime { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, milli: 0 };
    let mut nanos = 0;
    local.year = scan.digits(4).ok_or_else(unrecognized)?;
    // Each part may be absent together with all that follow it.
    'parts: {
        for (separator, field) in [(b'-', 0), (b'-', 1), (b'T', 2), (b':', 3), (b':', 4)] {
            // A sign after the year may also begin the offset, which is told by what follows it.
            let looks_like_part = scan.text.first() == Some(&separator) && !(field < 2 && scan.is_offset());
            if !looks_like_part {
                break 'parts;
            }
            scan.text = &scan.text[1..];
            let n = scan.digits(2).ok_or_else(unrecognized)?;
            match field {
                0 => local.month = n,
                1 => local.day = n,
                2 => local.hour = n,
                3 => local.minute = n,
                _ => local.second = n,
            }
        }
        if let Some(rest) = scan.text.strip_prefix(b".") {
            let n = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            if n == 0 {
                return Err(unrecognized());
            }
            let digit = |i: usize| rest.get(i).filter(|b| b.is_ascii_digit()).map_or(0, |b| (b - b'0') as u32);
            nanos = (0..9).fold(0, |sum, i| sum * 10 + digit(i));
            scan.text = &rest[n..];
        }
    }
    let offset = scan.offset().ok_or_else(unrecognized)?;
    local.milli = (nanos / 1_000_000) as i64;
    validate(&local, offset)?;
    Ok(Timestamp { local, nanos, offset: offset.0 * (offset.1 * 60 + offset.2) })
}

/// Reads an `#inst` text as a `java.util.Date`.
pub fn parse(text: &str) -> Result<Value> {
    Ok(Inst::new_value(parse_timestamp(text)?.millis()))
}

fn validate(d: &DateTime, (_, hours, minutes): (i64, i64, i64)) -> Result<()> {
    let leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
    let month_days = match d.month {
        2 => 28 + leap as i64,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let last_second = if d.minute == 59 { 60 } else { 59 };
    let checks = [
        ((1..=12).contains(&d.month), "(<= 1 months 12)"),
        ((1..=month_days).contains(&d.day), "(<= 1 days (days-in-month months (leap-year? years)))"),
        ((0..=23).contains(&d.hour), "(<= 0 hours 23)"),
        ((0..=59).contains(&d.minute), "(<= 0 minutes 59)"),
        ((0..=last_second).contains(&d.second), "(<= 0 seconds (if (= minutes 59) 60 59))"),
        ((0..=23).contains(&hours), "(<= 0 offset-hours 23)"),
        ((0..=59).contains(&minutes), "(<= 0 offset-minutes 59)"),
    ];
    match checks.iter().find(|(ok, _)| !ok) {
        Some((_, what)) => Err(Error::runtime(format!("failed: {what}"))),
        None => Ok(()),
    }
}

/// What is left of the text.
struct Scan<'a> {
    text: &'a [u8],
}

impl Scan<'_> {
    fn digits(&mut self, n: usize) -> Option<i64> {
        let digits = self.text.get(..n)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.text = &self.text[n..];
        Some(digits.iter().fold(0, |sum, b| sum * 10 + (b - b'0') as i64))
    }

    /// Is all that is left a numeric offset?
    fn is_offset(&self) -> bool {
        self.text.len() == 6 && self.text[3] == b':'
    }

    /// The offset at the end: sign, hours, minutes.
    fn offset(&mut self) -> Option<(i64, i64, i64)> {
        match self.text.first() {
            None => Some((1, 0, 0)),
            Some(b'Z') if self.text.len() == 1 => Some((1, 0, 0)),
            Some(&sign @ (b'+' | b'-')) if self.is_offset() => {
                self.text = &self.text[1..];
                let hours = self.digits(2)?;
                self.text = &self.text[1..];
                let minutes = self.digits(2)?;
                Some((if sign == b'-' { -1 } else { 1 }, hours, minutes))
            }
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse_timestamp(text) {
            Ok(ts) => format!("{} {}", Inst { millis: ts.millis() }.rfc3339(), ts.millis()),
            Err(e) => e.0.message_text().unwrap_or_default(),
        }
    }

    #[test]
    fn agrees_with_recorded_answers() {
        for (text, expected) in [
            ("2020", "2020-01-01T00:00:00.000-00:00 1577836800000"),
            ("2020Z", "2020-01-01T00:00:00.000-00:00 1577836800000"),
            ("2020-02-29T23:59:60", "2020-03-01T00:00:00.000-00:00 1583020800000"),
            ("2020-01-01T10", "2020-01-01T10:00:00.000-00:00 1577872800000"),
            ("2020-01-01T10:20Z", "2020-01-01T10:20:00.000-00:00 1577874000000"),
            ("2020-01-01T00:00:00+05:30", "2019-12-31T18:30:00.000-00:00 1577817000000"),
            ("2020-01-01T00:00:00.1234567891", "2020-01-01T00:00:00.123-00:00 1577836800123"),
            ("1500-01-01", "1500-01-01T00:00:00.000-00:00 -14830992000000"),
            ("1582-10-10", "1582-10-20T00:00:00.000-00:00 -12218860800000"),
            ("1582-10-15", "1582-10-15T00:00:00.000-00:00 -12219292800000"),
            ("1582-10-04", "1582-10-04T00:00:00.000-00:00 -12219379200000"),
            ("0001-01-01", "0001-01-01T00:00:00.000-00:00 -62135769600000"),
            ("0000-01-01", "0001-01-01T00:00:00.000-00:00 -62167392000000"),
            ("2020-13", "failed: (<= 1 months 12)"),
            ("2019-02-29", "failed: (<= 1 days (days-in-month months (leap-year? years)))"),
            ("2020-02-29T23:58:60", "failed: (<= 0 seconds (if (= minutes 59) 60 59))"),
            ("2020-01-01T00:00:00+25:00", "failed: (<= 0 offset-hours 23)"),
            ("2020-1", "Unrecognized date/time syntax: 2020-1"),
            ("2020-01-01T", "Unrecognized date/time syntax: 2020-01-01T"),
            ("2020-01-01t00:00", "Unrecognized date/time syntax: 2020-01-01t00:00"),
            ("", "Unrecognized date/time syntax: "),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-1_000_000..1_000_000).step_by(97).chain(-141_500..-141_300) {
            let (y, m, d) = civil_from_days(days);
            assert_eq!(days_from_civil(y, m, d), days, "{y}-{m}-{d}");
        }
    }

    #[test]
    fn prints_as_java() {
        assert_eq!(Inst { millis: 0 }.java_string(), "Thu Jan 01 00:00:00 UTC 1970");
        assert_eq!(Inst { millis: 1_591_014_645_500 }.java_string(), "Mon Jun 01 12:30:45 UTC 2020");
    }
}
