//! `MessageFormat`: texts with numbered places, in English. Numbers are shown as `NumberFormat` does; of the formats that
//! a place may name, those of numbers are known.

use super::decimal_format::of_pattern;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::host_object::HostObject;
use runtime::{Thread, Value, instance, print, seq};

const CLASS: &str = "java.text.MessageFormat";

/// A compiled pattern.
struct MessageFormat {
    pattern: String,
    pieces: Vec<Piece>,
}

plain_host!(MessageFormat, CLASS);

enum Piece {
    Text(String),
    /// The number of an argument, and the format that it names.
    Place(usize, Option<String>),
}

/// A place from what stands between its braces.
fn place(text: &str) -> Result<Piece> {
    let (number, rest) = text.split_once(',').unwrap_or((text, ""));
    let bad = || Error::illegal_argument(format!("can't parse argument number: {number}"));
    let number = number.trim().parse().map_err(|_| bad())?;
    let (kind, style) = rest.split_once(',').unwrap_or((rest, ""));
    let format = match (kind.trim(), style.trim()) {
        ("", _) => None,
        ("number", "") => Some("#,##0.###"),
        ("number", "integer") => Some("#,##0"),
        ("number", "percent") => Some("#,##0%"),
        ("number", "currency") => Some("\u{A4}#,##0.00"),
        ("number", pattern) => Some(pattern),
        (kind, _) => return Err(Error::illegal_argument(format!("unknown format type: {kind}"))),
    };
    Ok(Piece::Place(number, format.map(str::to_owned)))
}

fn compile(pattern: &str) -> Result<MessageFormat> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = pattern.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.peek() == Some(&'\'') => {
                chars.next();
                text.push('\'');
            }
            '\'' => quoted = !quoted,
            '{' if !quoted => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let (mut inner, mut depth) = (String::new(), 1);
                for c in chars.by_ref() {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    if depth == 0 {
                        break;
                    }
                    inner.push(c);
                }
                if depth > 0 {
                    return Err(Error::illegal_argument("Unmatched braces in the pattern."));
                }
                pieces.push(place(&inner)?);
            }
            c => text.push(c),
        }
    }
    pieces.push(Piece::Text(text));
    Ok(MessageFormat { pattern: pattern.to_owned(), pieces })
}

fn shown(t: &mut Thread, v: &Value, format: Option<&str>) -> Result<String> {
    if v.is_nil() {
        return Ok("null".into());
    }
    if runtime::number::is_number(v) {
        let format = of_pattern(format.unwrap_or("#,##0.###"))?;
        if let Some(text) = instance::call(t, &format, "format", &mut [v.clone()]) {
            return Ok(text_arg(&text?)?.into_owned());
        }
    }
    Ok(print::to_java_string(t, v)?.to_string_lossy())
}

fn render(t: &mut Thread, format: &MessageFormat, args: &[Value]) -> Result<Value> {
    let mut out = String::new();
    for piece in &format.pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Place(n, format) => match args.get(*n) {
                Some(v) => out.push_str(&shown(t, v, format.as_deref())?),
                None => out.push_str(&format!("{{{n}}}")),
            },
        }
    }
    string(out)
}

/// The arguments: in an array, or one by one.
fn arguments(t: &mut Thread, a: &[Value]) -> Result<Vec<Value>> {
    match a {
        [one] if one.is_nil() => Ok(Vec::new()),
        [one] if one.is::<runtime::array::Array>() => seq::to_vec(t, one),
        several => Ok(several.to_vec()),
    }
}

/// `MessageFormat.format`: a pattern and its arguments.
pub fn format(t: &mut Thread, a: &[Value]) -> Result<Value> {
    let format = compile(&text_arg(&a[0])?)?;
    let args = arguments(t, &a[1..])?;
    render(t, &format, &args)
}

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(1, 2, |_, a| Ok(HostObject::new_value(compile(&text_arg(&a[0])?)?)))],
    methods: &[
        f("format", 2, |t, a| {
            let args = arguments(t, &a[1..])?;
            render(t, this!(a, MessageFormat, CLASS), &args)
        }),
        f("toPattern", 1, |_, a| string(&this!(a, MessageFormat, CLASS).pattern)),
    ],
    statics: &[g("format", 1, 255, |t, a| format(t, a))],
    ..class(CLASS)
}];
