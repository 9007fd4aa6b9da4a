//! `DateTimeFormatterBuilder`: a formatter part by part.

use super::format::{Formatter, Part, Sign, Style};
use super::units::Field;
use crate::host::hierarchy::class;
use crate::host::lang::enums::{Constant, enum_class};
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

const CLASS: &str = "java.time.format.DateTimeFormatterBuilder";

/// The parts so far, and those before each optional section that is open.
#[derive(Default)]
struct Plan {
    parts: Vec<Part>,
    open: Vec<Vec<Part>>,
    ignore_case: bool,
    pad: Option<usize>,
}

struct Builder(Mutex<Plan>);

plain_host!(Builder, CLASS);

impl Plan {
    fn push(&mut self, part: Part) {
        let part = match self.pad.take() {
            Some(width) => Part::Pad(width, Box::new(part)),
            None => part,
        };
        self.parts.push(part);
    }

    fn end_optional(&mut self) -> bool {
        let Some(before) = self.open.pop() else { return false };
        let section = std::mem::replace(&mut self.parts, before);
        self.parts.push(Part::Optional(section));
        true
    }
}

/// Changes the plan and gives the builder.
fn change(a: &mut [Value], f: impl FnOnce(&mut Plan)) -> Result<Value> {
    f(&mut lock(&this!(a, Builder, CLASS).0));
    Ok(a[0].take())
}

fn size_arg(v: &Value) -> Result<usize> {
    match usize::try_from(int_arg(v)?) {
        Ok(n) if n <= 19 => Ok(n),
        _ => Err(Error::illegal_argument("The width must be from 1 to 19 inclusive")),
    }
}

/// `appendValue(field)`, `(field, width)` and `(field, min, max, style)`.
fn append_value(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let field = Field::arg(&a[1])?;
    let (min, max, sign) = match &a[2..] {
        [] => (1, 19, Sign::Normal),
        [width] => (size_arg(width)?, size_arg(width)?, Sign::Never),
        [min, max, style, ..] => {
            let sign = match style.host::<Constant>().map(|style| style.name) {
                Some("EXCEEDS_PAD") => Sign::ExceedsPad,
                Some("NEVER" | "NOT_NEGATIVE") => Sign::Never,
                _ => Sign::Normal,
            };
            (size_arg(min)?, size_arg(max)?, sign)
        }
        _ => return Err(no_overload("appendValue", a.len() - 1, CLASS)),
    };
    change(a, |plan| plan.push(Part::Number { field, min, max, sign }))
}

fn append_text(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let field = Field::arg(&a[1])?;
    let style = match a.get(2).and_then(|style| style.host::<Constant>()).map(|style| style.name) {
        Some("SHORT" | "SHORT_STANDALONE") => Style::Short,
        Some("NARROW" | "NARROW_STANDALONE") => Style::Narrow,
        _ => Style::Full,
    };
    change(a, |plan| plan.push(Part::Name { field, style }))
}

fn append_literal(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = match a[1].as_char() {
        Some(unit) => String::from_utf16_lossy(&[unit]),
        None => text_arg(&a[1])?.into_owned(),
    };
    change(a, |plan| plan.push(Part::Text(text)))
}

fn append_offset(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    const PATTERNS: [&str; 7] = ["+HH", "+HHmm", "+HH:mm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss"];
    let (wanted, zero) = (text_arg(&a[1])?, text_arg(&a[2])?);
    let pattern = PATTERNS.into_iter().find(|p| *p == wanted);
    let pattern = pattern.ok_or_else(|| Error::illegal_argument(format!("Invalid zone offset pattern: {wanted}")))?;
    let zero = match &*zero {
        "Z" => "Z",
        "GMT" => "GMT",
        _ if pattern.contains(':') => "+00:00",
        _ => "+0000",
    };
    change(a, |plan| plan.push(Part::Offset { pattern, zero }))
}

fn to_formatter(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut plan = lock(&this!(a, Builder, CLASS).0);
    while plan.end_optional() {}
    let mut formatter = Formatter::new(plan.parts.clone(), false, "");
    formatter.ignore_case = plan.ignore_case;
    Ok(formatter.value())
}

const METHODS: &[NativeDef] = &[
    f("append", 2, |_, a| {
        let parts = Formatter::arg(&a[1])?.parts.clone();
        change(a, |plan| plan.parts.extend(parts))
    }),
    f("appendOptional", 2, |_, a| {
        let parts = Formatter::arg(&a[1])?.parts.clone();
        change(a, |plan| plan.push(Part::Optional(parts)))
    }),
    f("appendPattern", 2, |_, a| {
        let parts = super::format::pattern(&text_arg(&a[1])?)?;
        change(a, |plan| plan.parts.extend(parts))
    }),
    f("appendLiteral", 2, append_literal),
    g("appendValue", 2, 5, append_value),
    g("appendText", 2, 3, append_text),
    f("appendFraction", 5, |_, a| {
        Field::arg(&a[1])?;
        let (min, max, point) = (size_arg(&a[2])?, size_arg(&a[3])?, a[4].is_truthy());
        change(a, |plan| plan.push(Part::Fraction { min, max, point }))
    }),
    f("appendInstant", 1, |_, a| change(a, |plan| plan.push(Part::Instant))),
    f("appendOffsetId", 1, |_, a| change(a, |plan| plan.push(Part::Offset { pattern: "+HH:MM:ss", zero: "Z" }))),
    f("appendOffset", 3, append_offset),
    f("appendZoneId", 1, |_, a| change(a, |plan| plan.push(Part::ZoneId))),
    f("appendZoneRegionId", 1, |_, a| change(a, |plan| plan.push(Part::ZoneId))),
    f("appendZoneOrOffsetId", 1, |_, a| change(a, |plan| plan.push(Part::ZoneId))),
    f("padNext", 2, |_, a| {
        let width = size_arg(&a[1])?;
        change(a, |plan| plan.pad = Some(width))
    }),
    f("optionalStart", 1, |_, a| {
        change(a, |plan| {
            let before = std::mem::take(&mut plan.parts);
            plan.open.push(before);
        })
    }),
    f("optionalEnd", 1, |_, a| {
        let mut ended = false;
        let result = change(a, |plan| ended = plan.end_optional());
        match ended {
            true => result,
            false => {
                Err(Error::illegal_state("Cannot call optionalEnd() as there was no previous call to optionalStart()"))
            }
        }
    }),
    f("parseCaseInsensitive", 1, |_, a| change(a, |plan| plan.ignore_case = true)),
    f("parseCaseSensitive", 1, |_, a| change(a, |plan| plan.ignore_case = false)),
    f("parseLenient", 1, |_, a| Ok(a[0].take())),
    f("parseStrict", 1, |_, a| Ok(a[0].take())),
    f("parseDefaulting", 3, |_, a| {
        let (field, value) = (Field::arg(&a[1])?, long_arg(&a[2])?);
        change(a, |plan| plan.parts.push(Part::Default(field, value)))
    }),
    g("toFormatter", 1, 2, to_formatter),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(HostObject::new_value(Builder(Mutex::default()))))],
        methods: METHODS,
        ..class(CLASS)
    },
    enum_class!("java.time.format.SignStyle", ["NORMAL", "ALWAYS", "NEVER", "NOT_NEGATIVE", "EXCEEDS_PAD"], methods: &[]),
];
