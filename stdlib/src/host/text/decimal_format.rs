//! `NumberFormat` and `DecimalFormat`: numbers by patterns and back, in English.

use crate::host::hierarchy::class;
use crate::host::lang::enums;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::number::{BigDecimal, Num, RoundingMode};
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

const CLASS: &str = "java.text.DecimalFormat";

/// What a format does; changed by its setters.
#[derive(Clone)]
struct Rules {
    pattern: String,
    positive: (String, String),
    negative: (String, String),
    /// Digits before the point and after it, at least and at most.
    whole: (usize, usize),
    fraction: (usize, usize),
    /// Digits between separators, 0 for none.
    group: usize,
    grouping: bool,
    /// Digits of the exponent at least, for scientific notation.
    exponent: Option<usize>,
    /// Powers of ten that the number is multiplied by: for percent and permille.
    shift: i32,
    rounding: RoundingMode,
    always_point: bool,
    only_integers: bool,
    decimals: bool,
}

struct DecimalFormat(Mutex<Rules>);

plain_host!(DecimalFormat, CLASS);

/// As many digits as there may be where nobody said how many.
const MANY: usize = i32::MAX as usize;

/// A part of a pattern before or behind the digits, without its quotes.
fn affix(text: &str) -> String {
    let text = text.replace("''", "\u{0}").replace('\'', "").replace('\u{0}', "'");
    text.replace('\u{A4}', "$")
}

/// Prefix, digits and suffix of one half of a pattern.
fn parts(half: &str) -> (&str, &str, &str) {
    let mut quoted = false;
    let mut start = half.len();
    for (i, c) in half.char_indices() {
        quoted ^= c == '\'';
        if !quoted && "#0,.".contains(c) {
            start = i;
            break;
        }
    }
    let body = half[start..].find(|c| !"#0,.E".contains(c)).map_or(half.len(), |i| start + i);
    (&half[..start], &half[start..body], &half[body..])
}

fn compile(pattern: &str) -> Result<Rules> {
    let mut quoted = false;
    let cut = pattern.char_indices().find(|(_, c)| {
        quoted ^= *c == '\'';
        *c == ';' && !quoted
    });
    let (first, second) = cut.map_or((pattern, None), |(i, _)| (&pattern[..i], Some(&pattern[i + 1..])));
    let (prefix, body, suffix) = parts(first);
    let malformed = || Error::illegal_argument(format!("Malformed pattern \"{pattern}\""));
    let (digits, exponent) = match body.split_once('E') {
        Some((digits, noughts)) if !noughts.is_empty() && noughts.bytes().all(|b| b == b'0') => {
            (digits, Some(noughts.len()))
        }
        Some(_) => return Err(Error::illegal_argument(format!("Malformed exponential pattern \"{pattern}\""))),
        None => (body, None),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.contains(['.', ',']) || whole.trim_start_matches(['#', ',']).contains('#') || fraction.contains("#0") {
        return Err(malformed());
    }
    let group = whole.rsplit_once(',').map_or(0, |(_, last)| last.len());
    let count = |text: &str, c: char| text.chars().filter(|d| *d == c).count();
    let whole_digits = count(whole, '0') + count(whole, '#');
    let shift = match pattern {
        p if p.contains('%') => 2,
        p if p.contains('\u{2030}') => 3,
        _ => 0,
    };
    let positive = (affix(prefix), affix(suffix));
    let negative = match second.map(parts) {
        Some((prefix, _, suffix)) if (affix(prefix), affix(suffix)) != positive => (affix(prefix), affix(suffix)),
        _ => (format!("-{}", positive.0), positive.1.clone()),
    };
    let most_whole = if exponent.is_some() { whole_digits } else { MANY };
    // Without any digit that must be there, a pattern with a point has one before it.
    let least_whole = match count(whole, '0') {
        0 if whole_digits > 0 && digits.contains('.') && !digits.contains('0') => 1,
        n => n,
    };
    Ok(Rules {
        pattern: pattern.to_owned(),
        positive,
        negative,
        whole: (least_whole, most_whole),
        fraction: (count(fraction, '0'), fraction.len()),
        group,
        grouping: group > 0,
        exponent,
        shift,
        rounding: RoundingMode::HalfEven,
        always_point: digits.ends_with('.'),
        only_integers: false,
        decimals: false,
    })
}

fn make(rules: Rules) -> Value {
    HostObject::new_value(DecimalFormat(Mutex::new(rules)))
}

fn new(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pattern = a.first().map_or(Ok("#,##0.###".into()), text_arg)?;
    compile(&pattern).map(make)
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

/// The digits of a number that is not negative, with separators.
fn plain(rules: &Rules, number: &BigDecimal) -> Result<String> {
    let (least, most) = rules.fraction;
    let scaled = number.set_scale(most as i32, rules.rounding)?;
    let text = scaled.to_plain_string()?;
    let digits = text.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let keep = fraction.trim_end_matches('0').len().max(least);
    let fraction = &fraction[..keep.min(fraction.len())];
    let whole = whole.trim_start_matches('0');
    let whole = &whole[whole.len().saturating_sub(rules.whole.1)..];
    let whole = format!("{whole:0>width$}", width = rules.whole.0);
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if rules.grouping && rules.group > 0 && i > 0 && (whole.len() - i) % rules.group == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if out.is_empty() && fraction.is_empty() {
        out.push('0');
    }
    if !fraction.is_empty() || rules.always_point {
        out.push('.');
    }
    Ok(out + fraction)
}

/// The digits of a number without its sign, and the power of ten that has them behind the point.
fn digits_of(number: &BigDecimal) -> Result<(String, i64)> {
    let text = number.to_plain_string()?;
    let digits = text.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let shown = all.trim_start_matches('0');
    let power = whole.len() as i64 - (all.len() - shown.len()) as i64;
    Ok((shown.trim_end_matches('0').to_owned(), power))
}

/// Mantissa and exponent. With more digits allowed before the point than must be there, the exponent is a multiple of
/// their number.
fn scientific(rules: &Rules, number: &BigDecimal, exponent_digits: usize) -> Result<String> {
    let ((least, most), (least_behind, most_behind)) = (rules.whole, rules.fraction);
    let (digits, power) = digits_of(number)?;
    let significant = (most + most_behind) as i64;
    let (digits, power) = match digits.len() as i64 > significant {
        true => digits_of(&number.set_scale((significant - power) as i32, rules.rounding)?)?,
        false => (digits, power),
    };
    let (exponent, before) = match (digits.is_empty(), most > 1 && most > least) {
        (true, _) => (0, least as i64),
        (false, true) => {
            let exponent = (power - 1).div_euclid(most as i64) * most as i64;
            (exponent, power - exponent)
        }
        (false, false) => (power - least as i64, least as i64),
    };
    let before = before.max(0) as usize;
    let width = (least + least_behind).max(before);
    let padded = format!("{digits:0<width$}");
    let (whole, fraction) = padded.split_at(before);
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if exponent < 0 { "-" } else { "" };
    Ok(format!("{whole}{point}{fraction}E{sign}{:0>exponent_digits$}", exponent.abs()))
}

fn text(rules: &Rules, v: &Value) -> Result<String> {
    let negative = |is: bool| if is { &rules.negative } else { &rules.positive };
    let Some(number) = exact(v)? else {
        let x = v.as_double().unwrap_or(f64::NAN);
        let (prefix, suffix) = negative(x < 0.0);
        return Ok(if x.is_nan() { "NaN".into() } else { format!("{prefix}\u{221E}{suffix}") });
    };
    let number = number.scale_by_power_of_ten(rules.shift)?;
    let is_negative = number.to_plain_string()?.starts_with('-')
        || v.as_double().is_some_and(|x| x < 0.0 || x == 0.0 && x.is_sign_negative());
    let body = match rules.exponent {
        Some(digits) => scientific(rules, &number, digits)?,
        None => plain(rules, &number)?,
    };
    let (prefix, suffix) = negative(is_negative);
    Ok(format!("{prefix}{body}{suffix}"))
}

/// The number at the beginning of a text; a long if it is one.
fn parse(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let rules = rules(a)?;
    let given = text_arg(&a[1])?.into_owned();
    let wrong = || {
        let kind = runtime::error::ThrowableClass::Known(ExceptionKind::ParseException);
        Error::build(kind, Value::str(&format!("Unparseable number: \"{given}\"")), Value::NIL, Value::NIL)
    };
    let strip = |(prefix, _): &(String, String)| given.strip_prefix(prefix.as_str());
    let (rest, sign) = match (strip(&rules.negative), strip(&rules.positive)) {
        (Some(rest), _) if !rules.negative.0.is_empty() => (rest, "-"),
        (_, Some(rest)) => (rest, ""),
        (Some(rest), None) => (rest, "-"),
        (None, None) => return Err(wrong()),
    };
    let mut digits = String::new();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next_if(|c| c.is_ascii_digit() || *c == ',' && rules.grouping) {
        if c != ',' {
            digits.push(c);
        }
    }
    if !rules.only_integers && chars.next_if_eq(&'.').is_some() {
        digits.push('.');
        while let Some(c) = chars.next_if(char::is_ascii_digit) {
            digits.push(c);
        }
    }
    if !digits.bytes().any(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    if chars.next_if_eq(&'E').is_some() {
        let minus = chars.next_if_eq(&'-').is_some();
        let power: String = chars.take_while(char::is_ascii_digit).collect();
        if !power.is_empty() {
            digits.push_str(&format!("E{}{power}", if minus { "-" } else { "" }));
        }
    }
    let digits = format!("{sign}{}", digits.trim_end_matches('.'));
    let decimal = crate::host::lang::string::core_call(t, "bigdec", &mut [Value::str(&digits)]);
    let decimal = match decimal {
        Ok(number) => number,
        Err(_) => {
            let class = t.runtime.classes.intern("java.math.BigDecimal");
            vm::ops::host::construct(t, &class, &mut [Value::str(&digits)])?
        }
    };
    let number = match rules.shift {
        0 => decimal,
        n => match exact(&decimal)? {
            Some(number) => runtime::Ref::new(number.scale_by_power_of_ten(-n)?).into(),
            None => decimal,
        },
    };
    if rules.decimals {
        return Ok(number);
    }
    let x = double_arg(&number)?;
    let whole = x == x.trunc() && x.abs() < 9.2e18;
    Ok(if whole && !(x == 0.0 && sign == "-") { Value::long(x as i64) } else { Value::double(x) })
}

fn own(a: &[Value]) -> Result<&DecimalFormat> {
    a[0].host::<DecimalFormat>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn rules(a: &[Value]) -> Result<Rules> {
    Ok(lock(&own(a)?.0).clone())
}

fn change(a: &[Value], f: impl FnOnce(&mut Rules)) -> Result<Value> {
    f(&mut lock(&own(a)?.0));
    void()
}

fn count_arg(v: &Value) -> Result<usize> {
    int_arg(v).map(|n| n.max(0) as usize)
}

fn set_rounding(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = a[1].host::<enums::Constant>().map_or("", |c| c.name);
    let mode = RoundingMode::from_name(name).ok_or_else(|| not_a(&a[1], "java.math.RoundingMode"))?;
    change(a, |rules| rules.rounding = mode)
}

const METHODS: &[NativeDef] = &[
    f("format", 2, |_, a| string(text(&rules(a)?, &a[1])?)),
    f("parse", 2, parse),
    f("parseObject", 2, parse),
    f("toPattern", 1, |_, a| string(rules(a)?.pattern)),
    f("applyPattern", 2, |_, a| {
        let made = compile(&text_arg(&a[1])?)?;
        change(a, |rules| *rules = made)
    }),
    f("setRoundingMode", 2, set_rounding),
    f("getRoundingMode", 1, |t, a| {
        let name = rules(a)?.rounding.name();
        Ok(enums::constant(t, "java.math.RoundingMode", name))
    }),
    f("getMinimumIntegerDigits", 1, |_, a| int(rules(a)?.whole.0)),
    f("getMaximumIntegerDigits", 1, |_, a| int(rules(a)?.whole.1)),
    f("getMinimumFractionDigits", 1, |_, a| int(rules(a)?.fraction.0)),
    f("getMaximumFractionDigits", 1, |_, a| int(rules(a)?.fraction.1)),
    f("setMinimumIntegerDigits", 2, |_, a| {
        let n = count_arg(&a[1])?;
        change(a, |rules| rules.whole = (n, rules.whole.1.max(n)))
    }),
    f("setMaximumIntegerDigits", 2, |_, a| {
        let n = count_arg(&a[1])?;
        change(a, |rules| rules.whole = (rules.whole.0.min(n), n))
    }),
    f("setMinimumFractionDigits", 2, |_, a| {
        let n = count_arg(&a[1])?.min(340);
        change(a, |rules| rules.fraction = (n, rules.fraction.1.max(n)))
    }),
    f("setMaximumFractionDigits", 2, |_, a| {
        let n = count_arg(&a[1])?.min(340);
        change(a, |rules| rules.fraction = (rules.fraction.0.min(n), n))
    }),
    f("isGroupingUsed", 1, |_, a| bool_(rules(a)?.grouping)),
    f("setGroupingUsed", 2, |_, a| change(a, |rules| rules.grouping = a[1].is_truthy())),
    f("getGroupingSize", 1, |_, a| int(rules(a)?.group)),
    f("setGroupingSize", 2, |_, a| {
        let n = count_arg(&a[1])?;
        change(a, |rules| rules.group = n)
    }),
    f("isParseIntegerOnly", 1, |_, a| bool_(rules(a)?.only_integers)),
    f("setParseIntegerOnly", 2, |_, a| change(a, |rules| rules.only_integers = a[1].is_truthy())),
    f("isParseBigDecimal", 1, |_, a| bool_(rules(a)?.decimals)),
    f("setParseBigDecimal", 2, |_, a| change(a, |rules| rules.decimals = a[1].is_truthy())),
    f("setDecimalSeparatorAlwaysShown", 2, |_, a| change(a, |rules| rules.always_point = a[1].is_truthy())),
    f("getPositivePrefix", 1, |_, a| string(rules(a)?.positive.0)),
    f("getPositiveSuffix", 1, |_, a| string(rules(a)?.positive.1)),
    f("getNegativePrefix", 1, |_, a| string(rules(a)?.negative.0)),
    f("getNegativeSuffix", 1, |_, a| string(rules(a)?.negative.1)),
    f("setPositivePrefix", 2, |_, a| {
        let text = text_arg(&a[1])?.into_owned();
        change(a, |rules| rules.positive.0 = text)
    }),
    f("setPositiveSuffix", 2, |_, a| {
        let text = text_arg(&a[1])?.into_owned();
        change(a, |rules| rules.positive.1 = text)
    }),
    f("setNegativePrefix", 2, |_, a| {
        let text = text_arg(&a[1])?.into_owned();
        change(a, |rules| rules.negative.0 = text)
    }),
    f("setNegativeSuffix", 2, |_, a| {
        let text = text_arg(&a[1])?.into_owned();
        change(a, |rules| rules.negative.1 = text)
    }),
    f("clone", 1, |_, a| Ok(make(rules(a)?))),
];

/// A format by its pattern.
pub fn of_pattern(pattern: &str) -> Result<Value> {
    compile(pattern).map(make)
}

/// Without fractions, and reading none.
fn integers(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(make(Rules { only_integers: true, ..compile("#,##0")? }))
}

const STATICS: &[NativeDef] = &[
    g("getInstance", 0, 1, |_, _| of_pattern("#,##0.###")),
    g("getNumberInstance", 0, 1, |_, _| of_pattern("#,##0.###")),
    g("getIntegerInstance", 0, 1, integers),
    g("getPercentInstance", 0, 1, |_, _| of_pattern("#,##0%")),
    g("getCurrencyInstance", 0, 1, |_, _| of_pattern("\u{A4}#,##0.00")),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(0, 2, new)], methods: METHODS, ..class(CLASS) },
    ClassDef { statics: STATICS, ..class("java.text.NumberFormat") },
];
