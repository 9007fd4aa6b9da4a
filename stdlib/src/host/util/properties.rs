//! `java.util.Properties`: a table of strings that is read from text and written as text.

use super::map::{JavaMap, PROPERTIES};
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::io::{ByteSource, Reader, write_to};
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::{Ref, Thread, Value};

const CLASS: &str = "java.util.Properties";

fn own(v: &Value) -> Result<&JavaMap> {
    v.host::<JavaMap>().filter(|map| map.class() == CLASS).ok_or_else(|| not_a(v, CLASS))
}

/// A table with these entries.
pub fn of(t: &mut Thread, entries: Vec<(String, String)>) -> Result<Value> {
    let table = JavaMap::empty(PROPERTIES, entries.len());
    for (key, value) in entries {
        table.put(t, &Value::str(&key), &Value::str(&value))?;
    }
    Ok(table.into_value())
}

/// `(Properties.)`, of a capacity, or of the defaults that stand behind.
fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let table = JavaMap::empty(PROPERTIES, 0);
    if let Some(defaults) = a.first().filter(|v| v.as_long().is_none() && !v.is_nil()) {
        own(defaults)?;
        table.set_defaults(defaults.clone());
    }
    let _ = t;
    Ok(table.into_value())
}

/// The string of a key, here or in the defaults.
fn lookup(t: &mut Thread, table: &Value, key: &Value) -> Result<Option<Value>> {
    let own = own(table)?;
    if let Some(found) = own.get(t, key)?.filter(Value::is::<Str>) {
        return Ok(Some(found));
    }
    match own.defaults() {
        Some(defaults) => t.descend(|t| lookup(t, &defaults, key)),
        None => Ok(None),
    }
}

fn get_property(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[1].is_nil() {
        return Err(Error::null_pointer());
    }
    let found = lookup(t, &a[0], &a[1])?;
    Ok(found.unwrap_or_else(|| a.get(2).cloned().unwrap_or_default()))
}

fn set_property(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    str_arg(&a[1])?;
    str_arg(&a[2])?;
    keep(&a[0], &a[1]);
    keep(&a[0], &a[2]);
    Ok(own(&a[0])?.put(t, &a[1], &a[2])?.unwrap_or_default())
}

/// The keys that are strings with strings as values, those of the defaults too.
fn names(t: &mut Thread, table: &Value, into: &mut Vec<Value>) -> Result<()> {
    let own = own(table)?;
    if let Some(defaults) = own.defaults() {
        names(t, &defaults, into)?;
    }
    into.extend(own.entries(t)?.into_iter().filter(|(k, v)| k.is::<Str>() && v.is::<Str>()).map(|(k, _)| k));
    Ok(())
}

fn property_names(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut all = Vec::new();
    names(t, &a[0], &mut all)?;
    super::map::filled(t, super::map::FIXED_SET, all)
}

/// The text that is loaded: of a reader as it is, of bytes each as a character.
fn text_of(t: &mut Thread, v: &Value) -> Result<String> {
    if let Some(reader) = v.host::<Reader>() {
        return Ok(Str::from_wtf8(&reader.read_rest(t)?).to_string_lossy());
    }
    if let Some(source) = v.host::<ByteSource>() {
        source.fill(t, usize::MAX)?;
        return Ok(source.read(usize::MAX).into_iter().map(char::from).collect());
    }
    if v.is_nil() { Err(Error::null_pointer()) } else { Err(not_a(v, "java.io.Reader")) }
}

const BLANK: [char; 3] = [' ', '\t', '\u{C}'];

/// Lines without comments, each joined with those that continue it.
fn logical_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        let line = line.trim_start_matches(BLANK);
        if !open && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        let continues = line.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
        let body = if continues { &line[..line.len() - 1] } else { line };
        match lines.last_mut().filter(|_| open) {
            Some(last) => last.push_str(body),
            None => lines.push(body.to_owned()),
        }
        open = continues;
    }
    lines
}

/// Key and value of a line: what stands before and behind the first separator that is not escaped.
fn split(line: &str) -> (&str, &str) {
    let mut escaped = false;
    for (i, c) in line.char_indices() {
        if !escaped && (c == '=' || c == ':' || BLANK.contains(&c)) {
            let rest = line[i..].trim_start_matches(BLANK);
            let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest);
            return (&line[..i], rest.trim_start_matches(BLANK));
        }
        escaped = c == '\\' && !escaped;
    }
    (line, "")
}

fn unescaped(text: &str) -> Result<Ref<Str>> {
    let mut units = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => match chars.next() {
                Some('u') => {
                    let hex: String = chars.by_ref().take(4).collect();
                    let wrong = || Error::illegal_argument("Malformed \\uxxxx encoding.");
                    units.push(u16::from_str_radix(&hex, 16).ok().filter(|_| hex.len() == 4).ok_or_else(wrong)?);
                    continue;
                }
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('f') => '\u{C}',
                Some(other) => other,
                None => break,
            },
            c => c,
        };
        units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
    }
    Ok(Str::from_units(units))
}

fn load(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_of(t, &a[1])?;
    for line in logical_lines(&text) {
        let (key, value) = split(&line);
        let (key, value) = (unescaped(key)?.into(), unescaped(value)?.into());
        keep(&a[0], &key);
        keep(&a[0], &value);
        own(&a[0])?.put(t, &key, &value)?;
    }
    void()
}

/// A key or value as `store` writes it.
fn escaped(text: &Ref<Str>, is_key: bool, ascii: bool) -> String {
    let mut out = String::new();
    for (i, c) in text.to_string_lossy().chars().enumerate() {
        match c {
            ' ' if is_key || i == 0 => out.push_str("\\ "),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{C}' => out.push_str("\\f"),
            '\\' | '=' | ':' | '#' | '!' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if !ascii => out.push(c),
            c => out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}"))),
        }
    }
    out
}

/// `store(writer or stream, comments)`: with the time as a second comment.
fn store(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let ascii = a[1].host::<crate::io::ByteSink>().is_some();
    let mut text = String::new();
    if !a[2].is_nil() {
        text.push_str(&format!("#{}\n", text_arg(&a[2])?.replace('\n', "\n#")));
    }
    let date = t.runtime.classes.intern("java.util.Date");
    let now = vm::ops::host::construct(t, &date, &mut [])?;
    text.push_str(&format!("#{}\n", runtime::print::to_java_string(t, &now)?.to_string_lossy()));
    for (key, value) in own(&a[0])?.entries(t)? {
        text.push_str(&format!(
            "{}={}\n",
            escaped(str_arg(&key)?, true, ascii),
            escaped(str_arg(&value)?, false, ascii)
        ));
    }
    write_to(t, &a[1].clone(), text.as_bytes())?;
    void()
}

fn list(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut text = String::from("-- listing properties --\n");
    for (key, value) in own(&a[0])?.entries(t)? {
        let value = text_arg(&value)?;
        let shown: String = value.chars().take(37).collect();
        let more = if value.chars().count() > 40 { format!("{shown}...") } else { value.into_owned() };
        text.push_str(&format!("{}={more}\n", text_arg(&key)?));
    }
    write_to(t, &a[1].clone(), text.as_bytes())?;
    void()
}

const METHODS: &[NativeDef] = &[
    g("getProperty", 2, 3, get_property),
    f("setProperty", 3, set_property),
    f("stringPropertyNames", 1, property_names),
    f("propertyNames", 1, |t, a| {
        let names = property_names(t, a)?;
        super::iterator::enumeration(t, &names)
    }),
    f("load", 2, load),
    f("store", 3, store),
    f("list", 2, list),
];

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(0, 1, new)], methods: METHODS, ..class(CLASS) }];
