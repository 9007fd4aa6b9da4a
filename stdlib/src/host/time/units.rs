//! `ChronoField` and `ChronoUnit`: what dates and times consist of and are counted in; `IsoFields` and `JulianFields`.

use super::arithmetic;
use super::calendar::date_error;
use super::moment::Moment;
use super::ranges::Range;
use crate::host::lang::enums::{Constant, constant, enum_class};
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::{Thread, Value};

pub const FIELD: &str = "java.time.temporal.ChronoField";
pub const UNIT: &str = "java.time.temporal.ChronoUnit";

macro_rules! fields {
    ($($variant:ident $name:literal $range:literal $min:literal $max:literal;)*) => {
        /// A field of a date or time.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
        pub enum Field { $($variant),* }

        impl Field {
            pub const ALL: &[Field] = &[$(Field::$variant),*];
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The name as error messages have it.
            pub fn text(self) -> &'static str {
                match self { $(Field::$variant => stringify!($variant)),* }
            }

            /// The range as error messages have it, the least and the greatest value.
            fn range(self) -> (&'static str, i64, i64) {
                match self { $(Field::$variant => ($range, $min, $max)),* }
            }
        }

        const FIELD_CLASS: ClassDef = enum_class!("java.time.temporal.ChronoField", [$($name),*], methods: FIELD_METHODS);
    };
}

fields! {
    NanoOfSecond "NANO_OF_SECOND" "0 - 999999999" 0 999_999_999;
    NanoOfDay "NANO_OF_DAY" "0 - 86399999999999" 0 86_399_999_999_999;
    MicroOfSecond "MICRO_OF_SECOND" "0 - 999999" 0 999_999;
    MicroOfDay "MICRO_OF_DAY" "0 - 86399999999" 0 86_399_999_999;
    MilliOfSecond "MILLI_OF_SECOND" "0 - 999" 0 999;
    MilliOfDay "MILLI_OF_DAY" "0 - 86399999" 0 86_399_999;
    SecondOfMinute "SECOND_OF_MINUTE" "0 - 59" 0 59;
    SecondOfDay "SECOND_OF_DAY" "0 - 86399" 0 86_399;
    MinuteOfHour "MINUTE_OF_HOUR" "0 - 59" 0 59;
    MinuteOfDay "MINUTE_OF_DAY" "0 - 1439" 0 1439;
    HourOfAmPm "HOUR_OF_AMPM" "0 - 11" 0 11;
    ClockHourOfAmPm "CLOCK_HOUR_OF_AMPM" "1 - 12" 1 12;
    HourOfDay "HOUR_OF_DAY" "0 - 23" 0 23;
    ClockHourOfDay "CLOCK_HOUR_OF_DAY" "1 - 24" 1 24;
    AmPmOfDay "AMPM_OF_DAY" "0 - 1" 0 1;
    DayOfWeek "DAY_OF_WEEK" "1 - 7" 1 7;
    AlignedDayOfWeekInMonth "ALIGNED_DAY_OF_WEEK_IN_MONTH" "1 - 7" 1 7;
    AlignedDayOfWeekInYear "ALIGNED_DAY_OF_WEEK_IN_YEAR" "1 - 7" 1 7;
    DayOfMonth "DAY_OF_MONTH" "1 - 28/31" 1 31;
    DayOfYear "DAY_OF_YEAR" "1 - 365/366" 1 366;
    EpochDay "EPOCH_DAY" "-365243219162 - 365241780471" -365_243_219_162 365_241_780_471;
    AlignedWeekOfMonth "ALIGNED_WEEK_OF_MONTH" "1 - 4/5" 1 5;
    AlignedWeekOfYear "ALIGNED_WEEK_OF_YEAR" "1 - 53" 1 53;
    MonthOfYear "MONTH_OF_YEAR" "1 - 12" 1 12;
    ProlepticMonth "PROLEPTIC_MONTH" "-11999999988 - 11999999999" -11_999_999_988 11_999_999_999;
    YearOfEra "YEAR_OF_ERA" "1 - 999999999/1000000000" 1 1_000_000_000;
    Year "YEAR" "-999999999 - 999999999" -999_999_999 999_999_999;
    Era "ERA" "0 - 1" 0 1;
    InstantSeconds "INSTANT_SECONDS" "-9223372036854775808 - 9223372036854775807" -9_223_372_036_854_775_808 9_223_372_036_854_775_807;
    OffsetSeconds "OFFSET_SECONDS" "-64800 - 64800" -64_800 64_800;
}

impl Field {
    pub fn is_time(self) -> bool {
        self < Field::DayOfWeek
    }

    pub fn is_date(self) -> bool {
        (Field::DayOfWeek..=Field::Era).contains(&self)
    }

    /// A value of the field, or the error that it is out of range.
    pub fn check(self, value: i64) -> Result<i64> {
        let (range, min, max) = self.range();
        if (min..=max).contains(&value) {
            return Ok(value);
        }
        Err(date_error(format!("Invalid value for {} (valid values {range}): {value}", self.text())))
    }

    /// The values that the field may have anywhere.
    pub fn bounds(self) -> Range {
        let (text, min, max) = self.range();
        let smallest = text.rsplit(' ').next().and_then(|max| max.split_once('/'));
        Range::new(min, smallest.and_then(|(small, _)| small.parse().ok()).unwrap_or(max), max)
    }

    pub fn arg(v: &Value) -> Result<Field> {
        v.host::<Constant>()
            .filter(|c| c.class == FIELD)
            .and_then(|c| Field::ALL.get(c.ordinal).copied())
            .ok_or_else(|| not_a(v, "java.time.temporal.ChronoField"))
    }
}

const FIELD_METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(Field::arg(&a[0])?.text())),
    f("range", 1, |_, a| Ok(Field::arg(&a[0])?.bounds().value())),
    f("rangeRefinedBy", 2, |_, a| {
        let field = Field::arg(&a[0])?;
        Ok(super::ranges::range_in(Moment::arg(&a[1])?, field)?.value())
    }),
    f("isDateBased", 1, |_, a| bool_(Field::arg(&a[0])?.is_date())),
    f("isTimeBased", 1, |_, a| bool_(Field::arg(&a[0])?.is_time())),
    f("checkValidValue", 2, |_, a| Ok(Value::long(Field::arg(&a[0])?.check(long_arg(&a[1])?)?))),
    f("checkValidIntValue", 2, |_, a| Ok(Value::int(Field::arg(&a[0])?.check(long_arg(&a[1])?)? as i32))),
    f("getFrom", 2, |_, a| {
        let field = Field::arg(&a[0])?;
        Moment::arg(&a[1])?.field(field).map(Value::long)
    }),
];

macro_rules! units {
    ($($variant:ident $name:literal $seconds:literal;)*) => {
        /// A unit that amounts of time are counted in.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
        pub enum Unit { $($variant),* }

        impl Unit {
            pub const ALL: &[Unit] = &[$(Unit::$variant),*];
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            pub fn text(self) -> &'static str {
                match self { $(Unit::$variant => stringify!($variant)),* }
            }

            /// The length in nanoseconds; estimated for months and longer.
            pub fn nanos(self) -> i128 {
                match self { $(Unit::$variant => $seconds),* }
            }
        }

        const UNIT_CLASS: ClassDef = enum_class!("java.time.temporal.ChronoUnit", [$($name),*], methods: UNIT_METHODS);
    };
}

units! {
    Nanos "NANOS" 1;
    Micros "MICROS" 1_000;
    Millis "MILLIS" 1_000_000;
    Seconds "SECONDS" 1_000_000_000;
    Minutes "MINUTES" 60_000_000_000;
    Hours "HOURS" 3_600_000_000_000;
    HalfDays "HALF_DAYS" 43_200_000_000_000;
    Days "DAYS" 86_400_000_000_000;
    Weeks "WEEKS" 604_800_000_000_000;
    Months "MONTHS" 2_629_746_000_000_000;
    Years "YEARS" 31_556_952_000_000_000;
    Decades "DECADES" 315_569_520_000_000_000;
    Centuries "CENTURIES" 3_155_695_200_000_000_000;
    Millennia "MILLENNIA" 31_556_952_000_000_000_000;
    Eras "ERAS" 31_556_952_000_000_000_000_000_000;
    Forever "FOREVER" 9_223_372_036_854_775_807_999_999_999;
}

impl Unit {
    /// Has it a fixed length of less than a day?
    pub fn is_time(self) -> bool {
        self < Unit::Days
    }

    pub fn is_date(self) -> bool {
        (Unit::Days..=Unit::Eras).contains(&self)
    }

    pub fn arg(v: &Value) -> Result<Unit> {
        let constant = v.host::<Constant>().filter(|c| c.class == UNIT);
        constant.and_then(|c| Unit::ALL.get(c.ordinal).copied()).ok_or_else(|| not_a(v, UNIT))
    }
}

const UNIT_METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(Unit::arg(&a[0])?.text())),
    f("isDateBased", 1, |_, a| bool_(Unit::arg(&a[0])?.is_date())),
    f("isTimeBased", 1, |_, a| bool_(Unit::arg(&a[0])?.is_time())),
    f("isDurationEstimated", 1, |_, a| bool_(Unit::arg(&a[0])? >= Unit::Days)),
    f("getDuration", 1, |_, a| super::duration::of_nanos(Unit::arg(&a[0])?.nanos())),
    f("between", 3, |_, a| {
        let unit = Unit::arg(&a[0])?;
        arithmetic::until(Moment::arg(&a[1])?, Moment::arg(&a[2])?, unit).map(Value::long)
    }),
    f("addTo", 3, |_, a| {
        let unit = Unit::arg(&a[0])?;
        Ok(arithmetic::plus(Moment::arg(&a[1])?, long_arg(&a[2])?, unit)?.value())
    }),
];

pub fn unit_constant(t: &Thread, unit: Unit) -> Value {
    constant(t, UNIT, Unit::NAMES[unit as usize])
}

/// The error for a field or unit that something does not have.
#[cold]
pub fn unsupported_type(message: impl AsRef<str>) -> Error {
    Error::new(ExceptionKind::UnsupportedTemporalTypeException, message)
}

#[cold]
pub fn unsupported_field(field: Field) -> Error {
    unsupported_type(format!("Unsupported field: {}", field.text()))
}

#[cold]
pub fn unsupported_unit(unit: Unit) -> Error {
    unsupported_type(format!("Unsupported unit: {}", unit.text()))
}

pub static CLASSES: &[ClassDef] = &[FIELD_CLASS, UNIT_CLASS];
