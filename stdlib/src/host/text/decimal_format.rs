//! `DecimalFormat`: patterns of numbers, in English. Exponents are not here.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::host_object::HostObject;
use runtime::number::{BigDecimal, Num, RoundingMode};
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

const CLASS: &str = "java.text.DecimalFormat";

/// A format.
struct DecimalFormat {
    pattern: String,
    prefix: String,
    suffix: String,
    /// Digits before the point at least, after it at least and at most.
    digits: (usize, usize, usize),
    /// Digits between separators, 0 for none.
    group: usize,
    /// Powers of ten that the number is multiplied by: for percent and permille.
    shift: i32,
    rounding: Mutex<RoundingMode>,
}

plain_host!(DecimalFormat, CLASS);

fn compile(pattern: &str) -> Result<DecimalFormat> {
    let positive = pattern.split(';').next().unwrap_or("");
    let is_digit = |c: char| "#0,.".contains(c);
    let start = positive.find(is_digit).unwrap_or(positive.len());
    let end = positive.rfind(is_digit).map_or(start, |i| i + 1);
    let (prefix, body, suffix) = (&positive[..start], &positive[start..end], &positive[end..]);
    if body.contains(|c| !is_digit(c)) {
        return Err(Error::illegal_argument(format!("Malformed pattern \"{pattern}\"")));
    }
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let group = whole.rsplit_once(',').map_or(0, |(_, last)| last.len());
    let count = |text: &str, c: char| text.chars().filter(|d| *d == c).count();
    let shift = if positive.contains('%') {
        2
    } else if positive.contains('\u{2030}') {
        3
    } else {
        0
    };
    Ok(DecimalFormat {
        pattern: pattern.to_owned(),
        prefix: prefix.replace('\'', ""),
        suffix: suffix.replace('\'', ""),
        digits: (count(whole, '0'), count(fraction, '0'), fraction.len()),
        group,
        shift,
        rounding: Mutex::new(RoundingMode::HalfEven),
    })
}

fn new(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pattern = a.first().map_or(Ok("#,##0.###".into()), text_arg)?;
    Ok(HostObject::new_value(compile(&pattern)?))
}

/// The number as an exact decimal; `None` for infinities and NaN.
fn exact(v: &Value) -> Result<Option<BigDecimal>> {
    Ok(match Num::of(v) {
        Some(Num::Double(x)) if !x.is_finite() => None,
        Some(Num::Double(x)) => Some(BigDecimal::from_f64_exact(x)?),
        Some(Num::Decimal(d)) => Some(d.clone()),
        Some(Num::Ratio(r)) => Some(BigDecimal::from_f64_exact(r.to_f64()?)?),
        Some(n) => n.to_integer().map(|n| BigDecimal::new(n, 0)),
        None => return Err(Error::illegal_argument("Cannot format given Object as a Number")),
    })
}

fn text(format: &DecimalFormat, v: &Value) -> Result<String> {
    let Some(number) = exact(v)? else {
        let x = v.as_double().unwrap_or(f64::NAN);
        return Ok(match x.is_nan() {
            true => "NaN".into(),
            false => format!("{}{}\u{221E}{}", if x < 0.0 { "-" } else { "" }, format.prefix, format.suffix),
        });
    };
    let (least_whole, least, most) = format.digits;
    let rounding = *lock(&format.rounding);
    let scaled = number.scale_by_power_of_ten(format.shift)?.set_scale(most as i32, rounding)?;
    let plain = scaled.to_plain_string()?;
    let negative = plain.starts_with('-') || v.as_double().is_some_and(|x| x < 0.0);
    let digits = plain.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let keep = fraction.trim_end_matches('0').len().max(least);
    let fraction = &fraction[..keep.min(fraction.len())];
    let whole = whole.trim_start_matches('0');
    let whole = format!("{whole:0>least_whole$}");
    let mut grouped = String::new();
    for (i, c) in whole.chars().enumerate() {
        if format.group > 0 && i > 0 && (whole.len() - i) % format.group == 0 {
            grouped.push(',');
        }
        grouped.push(c);
    }
    if grouped.is_empty() && fraction.is_empty() {
        grouped.push('0');
    }
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if negative { "-" } else { "" };
    Ok(format!("{sign}{}{grouped}{point}{fraction}{}", format.prefix, format.suffix))
}

fn own(a: &[Value]) -> Result<&DecimalFormat> {
    a[0].host::<DecimalFormat>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn set_rounding(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = a[1].host::<crate::host::lang::enums::Constant>().map_or("", |c| c.name);
    let mode = RoundingMode::from_name(name).ok_or_else(|| not_a(&a[1], "java.math.RoundingMode"))?;
    *lock(&own(a)?.rounding) = mode;
    void()
}

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(0, 2, new)],
    methods: &[
        f("format", 2, |_, a| string(text(own(a)?, &a[1])?)),
        f("toPattern", 1, |_, a| string(&own(a)?.pattern)),
        f("setRoundingMode", 2, set_rounding),
    ],
    ..class(CLASS)
}];
