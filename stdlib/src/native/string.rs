//! Natives for strings and names: `str`, `subs`, `name`, `symbol`, `keyword`, `format`, and what `clojure.string`
//! stands on (`string-…`). Indexes are UTF-16 units, as everywhere.

use super::args::{long_arg, str_arg};
use super::format;
use runtime::class::munge;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::keyword::Keyword;
use runtime::object::Ref;
use runtime::print::{self, TextBuffer, to_java_string};
use runtime::regex;
use runtime::string::{Str, push_unit, units_of};
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Thread, Value, instance, seq};
use std::ops::ControlFlow;

fn str_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(print::join(t, args)?.into())
}

/// `x.toString()`: nil has none.
fn text_of(t: &mut Thread, x: &Value) -> Result<Ref<Str>> {
    if x.is_nil() {
        return Err(Error::new(
            ExceptionKind::NullPointerException,
            "Cannot invoke \"Object.toString()\" because \"s\" is null",
        ));
    }
    to_java_string(t, x)
}

/// The text of a `CharSequence`.
pub fn chars_arg(t: &mut Thread, x: &Value) -> Result<Ref<Str>> {
    if let Some(s) = x.as_ref::<Str>() {
        return Ok(s.clone());
    }
    let class = t.runtime.classes.intern("java.lang.CharSequence");
    if !x.is_nil() && t.runtime.classes.is_instance(&class, x) {
        return to_java_string(t, x);
    }
    Err(Error::cannot_cast(x, "java.lang.CharSequence"))
}

// Names

/// A method of `clojure.lang.Named` of a user type.
fn named(t: &mut Thread, x: &Value, method: &str) -> Result<Value> {
    if x.is_nil() {
        let message = format!("Cannot invoke \"clojure.lang.Named.{method}()\" because \"x\" is null");
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    }
    instance::call(t, x, method, &mut []).unwrap_or_else(|| Err(Error::cannot_cast(x, "clojure.lang.Named")))
}

fn name(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(k) = args[0].get::<Keyword>() {
        return Ok(k.symbol.name.to_value());
    }
    if let Some(s) = args[0].get::<Symbol>() {
        return Ok(s.name.to_value());
    }
    if args[0].is::<Str>() {
        return Ok(args[0].take());
    }
    named(t, &args[0], "getName")
}

fn namespace(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let ns = match (args[0].get::<Keyword>(), args[0].get::<Symbol>()) {
        (Some(k), _) => &k.symbol.ns,
        (_, Some(s)) => &s.ns,
        _ => return named(t, &args[0], "getNamespace"),
    };
    Ok(ns.as_ref().map_or(Value::NIL, Ref::to_value))
}

/// The namespace argument of `symbol` and `keyword`: a string or nil.
fn ns_arg(value: &Value) -> Result<Option<Ref<Str>>> {
    if value.is_nil() { Ok(None) } else { str_arg(value).map(|s| Some(s.clone())) }
}

/// A name as `Symbol.intern(String)` reads it: apart at the first slash.
fn parse_symbol(s: &Ref<Str>) -> Ref<Symbol> {
    match s.as_str() {
        Some(text) => Symbol::parse(text),
        None => Symbol::new(None, s.clone()),
    }
}

fn symbol(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let [ns, name] = args {
        let ns = ns_arg(ns)?;
        return Ok(Symbol::new(ns, str_arg(name)?.clone()).into());
    }
    let x = &args[0];
    if x.is::<Symbol>() {
        return Ok(args[0].take());
    }
    if let Some(s) = x.as_ref::<Str>() {
        return Ok(parse_symbol(s).into());
    }
    if let Some(k) = x.get::<Keyword>() {
        return Ok(k.symbol.to_value());
    }
    if let Some(var) = x.get::<Var>() {
        let ns = var.ns.as_ref().map(|ns| ns.name.name.clone());
        return Ok(Symbol::new(ns, var.name.name.clone()).into());
    }
    Err(Error::illegal_argument("no conversion to symbol"))
}

fn keyword(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let [ns, name] = args {
        let ns = ns_arg(ns)?;
        return Ok(t.runtime.keywords.intern_counted(ns.as_ref(), str_arg(name)?).into());
    }
    let symbol = match (args[0].as_ref::<Symbol>(), args[0].as_ref::<Str>()) {
        (Some(symbol), _) => symbol.clone(),
        (_, Some(s)) => parse_symbol(s),
        _ if args[0].is::<Keyword>() => return Ok(args[0].take()),
        _ => return Ok(Value::NIL),
    };
    Ok(t.runtime.keywords.intern_counted(symbol.ns.as_ref(), &symbol.name).into())
}

fn find_keyword(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let symbol = match args {
        [ns, name] => Symbol::new(ns_arg(ns)?, str_arg(name)?.clone()),
        [x] => match (x.as_ref::<Symbol>(), x.as_ref::<Str>()) {
            (Some(symbol), _) => symbol.clone(),
            (_, Some(s)) => parse_symbol(s),
            _ if x.is::<Keyword>() => return Ok(x.take()),
            _ => return Ok(Value::NIL),
        },
        _ => return Err(Error::arity(args.len(), "clojure.core/find-keyword")),
    };
    let found = t.runtime.keywords.find(symbol.ns_str(), symbol.name_str());
    Ok(found.map_or(Value::NIL, Value::from))
}

fn munge_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = to_java_string(t, &args[0])?.to_string_lossy();
    let munged = munge(&text);
    Ok(if args[0].is::<Symbol>() { Symbol::parse(&munged).into() } else { Value::str(&munged) })
}

// Parts

fn subs(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is_nil() {
        let message = "Cannot invoke \"String.substring(int)\" because \"s\" is null";
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    }
    let s = str_arg(&args[0])?;
    let length = s.length() as i64;
    let start = long_arg(&args[1])?;
    let end = match args.get(2) {
        Some(end) => long_arg(end)?,
        None => length,
    };
    if start < 0 || start > end || end > length {
        let message = format!("begin {start}, end {end}, length {length}");
        return Err(Error::new(ExceptionKind::StringIndexOutOfBoundsException, message));
    }
    if start == 0 && end == length {
        return Ok(args[0].take());
    }
    Ok(s.substring(start as usize, end as usize).into())
}

fn format_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (fmt, rest) = args.split_first().ok_or_else(|| Error::arity(0, "clojure.core/format"))?;
    let fmt = str_arg(fmt)?.to_string_lossy();
    Ok(Value::str(&format::format(t, &fmt, rest)?))
}

// clojure.string

/// `(char-sequence x)`: the text of a `CharSequence`, or Java's exception.
fn char_sequence(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(chars_arg(t, &args[0])?.into())
}

/// `(to-text x)`: `x.toString()`.
fn to_text(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(text_of(t, &args[0])?.into())
}

/// Changes the case; text with lone surrogates keeps them and changes only ASCII.
fn recase(s: &Ref<Str>, full: fn(&str) -> String, ascii: fn(&[u8]) -> Vec<u8>) -> Ref<Str> {
    match s.as_str() {
        Some(text) if s.is_ascii() => Str::from_wtf8(&ascii(text.as_bytes())),
        Some(text) => Str::new(&full(text)),
        None => Str::from_wtf8(&ascii(s.bytes())),
    }
}

fn upper(s: &Ref<Str>) -> Ref<Str> {
    recase(s, str::to_uppercase, <[u8]>::to_ascii_uppercase)
}

fn lower(s: &Ref<Str>) -> Ref<Str> {
    recase(s, str::to_lowercase, <[u8]>::to_ascii_lowercase)
}

fn upper_case(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(upper(&text_of(t, &args[0])?).into())
}

fn lower_case(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(lower(&text_of(t, &args[0])?).into())
}

fn capitalize(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    let n = s.length();
    if n < 2 {
        return Ok(upper(&s).into());
    }
    let (head, tail) = (upper(&s.substring(0, 1)), lower(&s.substring(1, n)));
    let mut buffer = TextBuffer::default();
    buffer.push(head.bytes());
    buffer.push(tail.bytes());
    Ok(buffer.to_str().into())
}

/// `Character.isWhitespace`
pub fn is_whitespace(unit: u16) -> bool {
    matches!(unit, 0x9..=0xD | 0x1C..=0x20 | 0x1680 | 0x2000..=0x2006 | 0x2008..=0x200A | 0x2028 | 0x2029 | 0x205F | 0x3000)
}

fn trimmed(s: &Ref<Str>, left: bool, right: bool, skip: fn(u16) -> bool) -> Ref<Str> {
    let units: Vec<u16> = s.units_iter().collect();
    let start = if left { units.iter().take_while(|&&u| skip(u)).count() } else { 0 };
    let end =
        if right { units.len() - units[start..].iter().rev().take_while(|&&u| skip(u)).count() } else { units.len() };
    if start == 0 && end == units.len() { s.clone() } else { s.substring(start, end) }
}

fn trim(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(trimmed(&chars_arg(t, &args[0])?, true, true, is_whitespace).into())
}

fn trim_left(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(trimmed(&chars_arg(t, &args[0])?, true, false, is_whitespace).into())
}

fn trim_right(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(trimmed(&chars_arg(t, &args[0])?, false, true, is_whitespace).into())
}

fn trim_newline(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let is_end = |u| u == u16::from(b'\n') || u == u16::from(b'\r');
    Ok(trimmed(&chars_arg(t, &args[0])?, false, true, is_end).into())
}

fn is_blank(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is_nil() {
        return Ok(Value::TRUE);
    }
    Ok(Value::bool(chars_arg(t, &args[0])?.units_iter().all(is_whitespace)))
}

/// Where a piece of bytes begins, searched from the front or from the end.
fn find(bytes: &[u8], part: &[u8], from_end: bool) -> Option<usize> {
    if part.len() > bytes.len() {
        return None;
    }
    let mut starts = 0..=bytes.len() - part.len();
    let is_here = |&at: &usize| bytes[at..].starts_with(part);
    if from_end {
        return starts.rev().find(is_here);
    }
    match (std::str::from_utf8(bytes), std::str::from_utf8(part)) {
        // The standard library's search is linear.
        (Ok(text), Ok(part)) => text.find(part),
        _ => starts.find(is_here),
    }
}

fn unit_count(bytes: &[u8]) -> usize {
    units_of(bytes).count()
}

/// The byte at which a unit begins; past the end for indexes beyond it.
fn byte_of_unit(s: &Ref<Str>, unit: usize) -> usize {
    if s.is_ascii() || unit >= s.length() {
        return unit.min(s.bytes().len());
    }
    let mut seen = 0;
    for (at, b) in s.bytes().iter().enumerate() {
        if b & 0xC0 != 0x80 {
            if seen >= unit {
                return at;
            }
            seen += 1 + usize::from(*b >= 0xF0);
        }
    }
    s.bytes().len()
}

/// A string or character that is searched for.
fn part_arg(x: &Value) -> Result<Vec<u8>> {
    match x.as_char() {
        Some(unit) => {
            let mut bytes = Vec::new();
            push_unit(&mut bytes, unit);
            Ok(bytes)
        }
        None => Ok(str_arg(x)?.bytes().to_vec()),
    }
}

/// `(string-index-of s value from)`; nil if it is not there.
fn index_of(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    let part = part_arg(&args[1])?;
    let from = if args[2].is_nil() { 0 } else { long_arg(&args[2])?.max(0) as usize };
    if from > s.length() {
        let at_end = part.is_empty();
        return Ok(if at_end { Value::long(s.length() as i64) } else { Value::NIL });
    }
    let start = byte_of_unit(&s, from);
    Ok(match find(&s.bytes()[start..], &part, false) {
        Some(at) => Value::long(unit_count(&s.bytes()[..start + at]) as i64),
        None => Value::NIL,
    })
}

/// `(string-last-index-of s value from)`: the last one that begins at or before `from`.
fn last_index_of(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    let part = part_arg(&args[1])?;
    let mut end = s.bytes().len();
    if !args[2].is_nil() {
        let from = long_arg(&args[2])?;
        let Ok(from) = usize::try_from(from) else { return Ok(Value::NIL) };
        end = byte_of_unit(&s, from).saturating_add(part.len()).min(end);
    }
    Ok(match find(&s.bytes()[..end], &part, true) {
        Some(at) => Value::long(unit_count(&s.bytes()[..at]) as i64),
        None => Value::NIL,
    })
}

fn starts_with(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    Ok(Value::bool(s.bytes().starts_with(str_arg(&args[1])?.bytes())))
}

fn ends_with(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    Ok(Value::bool(s.bytes().ends_with(str_arg(&args[1])?.bytes())))
}

fn includes(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    let part = chars_arg(t, &args[1])?;
    Ok(Value::bool(find(s.bytes(), part.bytes(), false).is_some()))
}

/// `(string-replace s from to all?)` of strings: everywhere, or the first only.
fn replace(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    let (from, to) = (chars_arg(t, &args[1])?, chars_arg(t, &args[2])?);
    let all = args[3].is_truthy();
    let (from, to) = (from.bytes(), to.bytes());
    let mut rest = s.bytes();
    let mut out = TextBuffer::default();
    let mut found = false;
    while let Some(at) = find(rest, from, false) {
        found = true;
        out.push(&rest[..at]);
        out.push(to);
        rest = &rest[at + from.len()..];
        if from.is_empty() {
            // An empty piece is found before each character and at the end.
            let width = rest.iter().skip(1).take_while(|b| **b & 0xC0 == 0x80).count() + 1;
            if rest.is_empty() || !all {
                break;
            }
            out.push(&rest[..width]);
            rest = &rest[width..];
        }
        if !all {
            break;
        }
    }
    if !found {
        return Ok(s.into());
    }
    out.push(rest);
    Ok(out.to_str().into())
}

/// `(string-replace-chars s from to)`
fn replace_chars(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?;
    let char_arg = |x: &Value| x.as_char().ok_or_else(|| Error::cannot_cast(x, "java.lang.Character"));
    let (from, to) = (char_arg(&args[1])?, char_arg(&args[2])?);
    Ok(Str::from_units(s.units_iter().map(|u| if u == from { to } else { u })).into())
}

/// `StringBuilder.reverse`: surrogate pairs stay whole.
fn reverse(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = chars_arg(t, &args[0])?;
    match s.as_str() {
        Some(text) => Ok(Value::str(&text.chars().rev().collect::<String>())),
        None => {
            let reversed: Vec<_> = char::decode_utf16(s.units_iter()).collect();
            let mut bytes = Vec::with_capacity(s.bytes().len());
            for item in reversed.into_iter().rev() {
                match item {
                    Ok(c) => runtime::string::push_char(&mut bytes, c),
                    Err(e) => push_unit(&mut bytes, e.unpaired_surrogate()),
                }
            }
            Ok(Str::from_wtf8(&bytes).into())
        }
    }
}

/// `(string-join separator coll)`
fn join(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let separator = to_java_string(t, &args[0])?;
    let mut out = TextBuffer::default();
    let mut first = true;
    let mut large = runtime::limits::LARGE;
    let coll = args[1].take();
    seq::for_each(t, &coll, |t, x| {
        if !std::mem::take(&mut first) {
            out.push(separator.bytes());
        }
        t.tick()?;
        if out.len() >= large {
            large = 2 * out.len();
            t.reserve(large)?;
        }
        match x.as_ref::<Str>() {
            Some(s) => out.push(s.bytes()),
            None => out.push(to_java_string(t, x)?.bytes()),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(out.to_str().into())
}

fn quote_replacement(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = text_of(t, &args[0])?.to_string_lossy();
    Ok(Value::str(&regex::quote_replacement(&s)))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("str", 0, NativeDef::VARIADIC, str_),
    NativeDef::new("name", 1, 1, name),
    NativeDef::new("namespace", 1, 1, namespace),
    NativeDef::new("symbol", 1, 2, symbol),
    NativeDef::new("keyword", 1, 2, keyword),
    NativeDef::new("find-keyword", 1, 2, find_keyword),
    NativeDef::new("munge", 1, 1, munge_),
    NativeDef::new("subs", 2, 3, subs),
    NativeDef::new("format", 1, NativeDef::VARIADIC, format_),
    NativeDef::new("char-sequence", 1, 1, char_sequence),
    NativeDef::new("to-text", 1, 1, to_text),
    NativeDef::new("string-upper-case", 1, 1, upper_case),
    NativeDef::new("string-lower-case", 1, 1, lower_case),
    NativeDef::new("string-capitalize", 1, 1, capitalize),
    NativeDef::new("string-trim", 1, 1, trim),
    NativeDef::new("string-triml", 1, 1, trim_left),
    NativeDef::new("string-trimr", 1, 1, trim_right),
    NativeDef::new("string-trim-newline", 1, 1, trim_newline),
    NativeDef::new("string-blank?", 1, 1, is_blank),
    NativeDef::new("string-index-of", 3, 3, index_of),
    NativeDef::new("string-last-index-of", 3, 3, last_index_of),
    NativeDef::new("string-starts-with?", 2, 2, starts_with),
    NativeDef::new("string-ends-with?", 2, 2, ends_with),
    NativeDef::new("string-includes?", 2, 2, includes),
    NativeDef::new("string-replace", 4, 4, replace),
    NativeDef::new("string-replace-chars", 3, 3, replace_chars),
    NativeDef::new("string-reverse", 1, 1, reverse),
    NativeDef::new("string-join", 2, 2, join),
    NativeDef::new("string-quote-replacement", 1, 1, quote_replacement),
];
