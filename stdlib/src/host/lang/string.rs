//! `java.lang.String` and `CharSequence`. Indexes count UTF-16 units.

use crate::host::hierarchy::class;
use crate::host::io::charset;
use crate::host::lang::character::is_whitespace;
use crate::host::lang::code_points;
use crate::host::support::*;
use crate::host::util::values::optional;
use crate::host::util::{locale, stream};
use crate::native::format::{Separators, format_in};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::compare::compare_strings;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::object::Ref;
use runtime::regex::Pattern;
use runtime::string::Str;
use runtime::{Kind, Thread, Value, print, seq};

/// The string that the method is called on.
fn own(a: &[Value]) -> Result<&Ref<Str>> {
    str_arg(&a[0])
}

/// Applies a change to the text; lone surrogates are kept by treating each piece between them apart.
fn map_text(s: &Ref<Str>, change: impl Fn(&str) -> String) -> Value {
    match s.as_str() {
        Some(text) => Value::str(&change(text)),
        None => {
            let mut units = Vec::new();
            for item in char::decode_utf16(s.units_iter()) {
                match item {
                    Ok(c) => units.extend(change(&c.to_string()).encode_utf16()),
                    Err(lone) => units.push(lone.unpaired_surrogate()),
                }
            }
            Str::from_units(units).into()
        }
    }
}

/// Java's `toUpperCase` for the root locale.
pub fn upper(s: &Ref<Str>) -> Value {
    map_text(s, str::to_uppercase)
}

/// Java's `toLowerCase` for the root locale.
pub fn lower(s: &Ref<Str>) -> Value {
    map_text(s, str::to_lowercase)
}

/// Where `needle` begins in `hay` at or after `from`.
pub fn find_units(hay: &Ref<Str>, needle: &Ref<Str>, from: i64) -> i64 {
    let from = usize::try_from(from).unwrap_or(0);
    let (n, m) = (hay.length(), needle.length());
    if from > n || m > n {
        return if m == 0 { n as i64 } else { -1 };
    }
    if m == 0 {
        return from as i64;
    }
    let units: Vec<u16> = hay.units_iter().skip(from).collect();
    let wanted: Vec<u16> = needle.units_iter().collect();
    units.windows(m).position(|w| w == wanted).map_or(-1, |i| (i + from) as i64)
}

/// Where the last `needle` begins at or before `from`.
fn rfind_units(hay: &Ref<Str>, needle: &Ref<Str>, from: i64) -> i64 {
    let (n, m) = (hay.length(), needle.length());
    let Some(last) = n.checked_sub(m) else { return -1 };
    let Ok(from) = usize::try_from(from) else { return -1 };
    let units: Vec<u16> = hay.units_iter().collect();
    let wanted: Vec<u16> = needle.units_iter().collect();
    (0..=last.min(from)).rev().find(|i| units[*i..*i + m] == wanted[..]).map_or(-1, |i| i as i64)
}

/// The string or character to look for; an `int` is a code point.
fn needle(name: &str, argc: usize, v: &Value) -> Result<Ref<Str>> {
    if let Some(s) = v.as_ref::<Str>() {
        return Ok(s.clone());
    }
    if let Some(unit) = v.as_char() {
        return Ok(Str::from_units([unit]));
    }
    match v.as_long() {
        Some(n) => Ok(match u16::try_from(n) {
            Ok(unit) => Str::from_units([unit]),
            Err(_) => Str::new(&char::from_u32(n as u32).map(String::from).unwrap_or_default()),
        }),
        None if v.is_nil() => Err(Error::null_pointer()),
        None => Err(no_overload(name, argc, "java.lang.String")),
    }
}

fn index_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let from = a.get(2).map_or(Ok(0), int_arg)?;
    let needle = needle("indexOf", a.len() - 1, &a[1])?;
    Ok(Value::int(find_units(own(a)?, &needle, i64::from(from)) as i32))
}

fn last_index_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let from = a.get(2).map_or(Ok(i32::MAX), int_arg)?;
    let needle = needle("lastIndexOf", a.len() - 1, &a[1])?;
    Ok(Value::int(rfind_units(own(a)?, &needle, i64::from(from)) as i32))
}

fn substring(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let s = own(a)?;
    let n = s.length();
    let begin = i64::from(int_arg(&a[1])?);
    let end = a.get(2).map_or(Ok(n as i64), |v| int_arg(v).map(i64::from))?;
    match (usize::try_from(begin), usize::try_from(end)) {
        (Ok(from), Ok(to)) if from <= to && to <= n => Ok(s.substring(from, to).into()),
        _ => Err(string_index(format!("begin {begin}, end {end}, length {n}"))),
    }
}

fn char_at(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let i = int_arg(&a[1])?;
    let unit = usize::try_from(i).ok().and_then(|i| own(a).ok()?.unit_at(i));
    let message = || string_index(format!("String index out of range: {i}"));
    unit.map(Value::char).ok_or_else(message)
}

fn starts_with(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (s, prefix) = (own(a)?, str_arg(&a[1])?);
    match a.get(2) {
        None => bool_(s.bytes().starts_with(prefix.bytes())),
        Some(v) => {
            let at = i64::from(int_arg(v)?);
            bool_(
                at >= 0 && at as usize + prefix.length() <= s.length() && {
                    let part = s.substring(at as usize, at as usize + prefix.length());
                    part == *prefix
                },
            )
        }
    }
}

fn contains(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let part = chars_arg(t, &a[1])?;
    bool_(find_units(own(a)?, &part, 0) >= 0)
}

/// `replace(char, char)` and `replace(CharSequence, CharSequence)`.
fn replace(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let (Some(old), Some(new)) = (a[1].as_char(), a[2].as_char()) {
        let units = own(a)?.units_iter().map(|u| if u == old { new } else { u });
        return Ok(Str::from_units(units).into());
    }
    if a[1].as_char().is_some() || a[2].as_char().is_some() {
        return Err(no_overload("replace", 2, "java.lang.String"));
    }
    let (old, new) = (chars_arg(t, &a[1])?, chars_arg(t, &a[2])?);
    let s = own(a)?;
    if let (Some(text), Some(old), Some(new)) = (s.as_str(), old.as_str(), new.as_str()) {
        return string(text.replace(old, new));
    }
    let units: Vec<u16> = s.units_iter().collect();
    let (old, new): (Vec<u16>, Vec<u16>) = (old.units_iter().collect(), new.units_iter().collect());
    let mut out = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        if !old.is_empty() && units[at..].starts_with(&old) {
            out.extend_from_slice(&new);
            at += old.len();
        } else {
            out.push(units[at]);
            at += 1;
        }
    }
    Ok(Str::from_units(out).into())
}

fn pattern(v: &Value) -> Result<Ref<Pattern>> {
    Pattern::compile(str_arg(v)?, 0)
}

fn replace_all(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(pattern(&a[1])?.replace(own(a)?, &text_arg(&a[2])?, true)?.into())
}

fn replace_first(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(pattern(&a[1])?.replace(own(a)?, &text_arg(&a[2])?, false)?.into())
}

fn split(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let limit = a.get(2).map_or(Ok(0), int_arg)?;
    let parts = pattern(&a[1])?.split(own(a)?, i64::from(limit))?;
    Ok(Array::of_objects("java.lang.String", parts))
}

fn matches(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    pattern(&a[1])?.matcher(own(a)?).matches().map(Value::bool)
}

fn trimmed(s: &Ref<Str>, start: bool, end: bool, blank: impl Fn(u16) -> bool) -> Value {
    let units: Vec<u16> = s.units_iter().collect();
    let from = if start { units.iter().take_while(|u| blank(**u)).count() } else { 0 };
    let tail = if end { units[from..].iter().rev().take_while(|u| blank(**u)).count() } else { 0 };
    s.substring(from, units.len() - tail).into()
}

fn trim(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(trimmed(own(a)?, true, true, |u| u <= 0x20))
}

fn strip(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(trimmed(own(a)?, true, true, |u| is_whitespace(u.into())))
}

fn strip_leading(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(trimmed(own(a)?, true, false, |u| is_whitespace(u.into())))
}

fn strip_trailing(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(trimmed(own(a)?, false, true, |u| is_whitespace(u.into())))
}

fn is_blank(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(own(a)?.units_iter().all(|u| is_whitespace(u.into())))
}

fn concat(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (s, other) = (own(a)?, str_arg(&a[1])?);
    Ok(Str::from_units(s.units_iter().chain(other.units_iter())).into())
}

fn repeat(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (s, n) = (own(a)?, int_arg(&a[1])?);
    let n = usize::try_from(n).map_err(|_| Error::illegal_argument(format!("count is negative: {n}")))?;
    if s.bytes().len().checked_mul(n).is_none_or(|len| len > runtime::string::MAX_BYTES) {
        let message = "Required length exceeds implementation limit";
        return Err(Error::new(runtime::ExceptionKind::OutOfMemoryError, message));
    }
    t.reserve(2 * s.bytes().len() * n)?;
    Ok(Str::from_wtf8(&s.bytes().repeat(n)).into())
}

fn compare_to(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(compare_strings(own(a)?, str_arg(&a[1])?)))
}

/// `compareToIgnoreCase`: each unit upper-cased, then lower-cased.
pub fn compare_ignore_case(a: &Ref<Str>, b: &Ref<Str>) -> i32 {
    let fold = |u: u16| match char::from_u32(u.into()) {
        Some(c) => {
            let up = c.to_uppercase().next().unwrap_or(c);
            up.to_lowercase().next().map_or(i32::from(u), |c| c as i32)
        }
        None => i32::from(u),
    };
    for (x, y) in a.units_iter().zip(b.units_iter()) {
        if x != y && fold(x) != fold(y) {
            return fold(x) - fold(y);
        }
    }
    a.length() as i32 - b.length() as i32
}

fn compare_to_ignore_case(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(compare_ignore_case(own(a)?, str_arg(&a[1])?)))
}

fn equals_ignore_case(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(other) = a[1].as_ref::<Str>() else { return Ok(Value::FALSE) };
    bool_(compare_ignore_case(own(a)?, other) == 0)
}

fn content_equals(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let other = chars_arg(t, &a[1])?;
    bool_(*own(a)? == other)
}

fn region_matches(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (ignore, rest) = if a.len() == 6 { (a[1].is_truthy(), &a[2..]) } else { (false, &a[1..]) };
    let (s, at) = (own(a)?, i64::from(int_arg(&rest[0])?));
    let (other, from) = (str_arg(&rest[1])?, i64::from(int_arg(&rest[2])?));
    let n = i64::from(int_arg(&rest[3])?);
    if at < 0 || from < 0 || at + n > s.length() as i64 || from + n > other.length() as i64 {
        return Ok(Value::FALSE);
    }
    if n <= 0 {
        return Ok(Value::TRUE);
    }
    let (x, y) = (s.substring(at as usize, (at + n) as usize), other.substring(from as usize, (from + n) as usize));
    bool_(if ignore { compare_ignore_case(&x, &y) == 0 } else { x == y })
}

fn get_bytes(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let charset = charset::arg(a.get(1))?;
    Ok(Array::of_bytes(&charset.encode(own(a)?)))
}

fn to_char_array(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Array::of_chars(own(a)?.units_iter()))
}

/// `getChars(begin, end, chars, at)`
fn get_chars(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (target, at) = (a[3].clone(), i64::from(int_arg(&a[4])?));
    let part = substring(t, &mut a[..3])?;
    let array = target.get::<Array>().ok_or_else(|| not_a(&target, "[C"))?;
    for (i, unit) in str_arg(&part)?.units_iter().enumerate() {
        array.set(t, at + i as i64, Value::char(unit))?;
    }
    void()
}

fn leading_blanks(line: &str) -> usize {
    line.chars().take_while(|c| is_whitespace(*c as u32)).count()
}

/// `indent(n)`: each line ends in a newline, and begins with more blanks or with fewer.
fn indent(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = int_arg(&a[1])?;
    let mut out = String::new();
    for line in lines(own(a)?) {
        let line = text_arg(&line)?.into_owned();
        let dropped = if n < 0 { leading_blanks(&line).min(n.unsigned_abs() as usize) } else { 0 };
        out.extend(std::iter::repeat_n(' ', n.max(0) as usize));
        out.extend(line.chars().skip(dropped));
        out.push('\n');
    }
    string(out)
}

/// `stripIndent()`: without the blanks that all lines begin with and those at their ends.
fn strip_indent(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?.into_owned();
    let lines: Vec<String> =
        lines(own(a)?).iter().map(|l| text_arg(l).map(|l| l.into_owned())).collect::<Result<_>>()?;
    let is_blank = |line: &str| leading_blanks(line) == line.chars().count();
    // A last line that is not there counts as one without blanks.
    let ends = text.ends_with(['\n', '\r']);
    let shown = lines.iter().enumerate().filter(|(i, line)| !is_blank(line) || *i + 1 == lines.len());
    let least = if ends { 0 } else { shown.map(|(_, line)| leading_blanks(line)).min().unwrap_or(0) };
    let stripped = lines.iter().map(|line| {
        let rest: String = if is_blank(line) { String::new() } else { line.chars().skip(least).collect() };
        rest.trim_end_matches(|c| is_whitespace(c as u32)).to_owned()
    });
    string(stripped.collect::<Vec<_>>().join("\n") + if ends { "\n" } else { "" })
}

/// `translateEscapes()`: what follows a backslash, as in Java's literals.
fn translate_escapes(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_arg(&a[0])?;
    let mut chars = text.chars().peekable();
    let mut out = String::new();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{C}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('s') => out.push(' '),
            Some('t') => out.push('\t'),
            Some(c @ ('\'' | '"' | '\\')) => out.push(c),
            Some('\n') => {}
            Some('\r') => drop(chars.next_if_eq(&'\n')),
            Some(c @ '0'..='7') => {
                let mut code = c as u32 - '0' as u32;
                let more = if c <= '3' { 2 } else { 1 };
                for _ in 0..more {
                    let Some(d) = chars.next_if(|c| ('0'..='7').contains(c)) else { break };
                    code = code * 8 + (d as u32 - '0' as u32);
                }
                out.extend(char::from_u32(code));
            }
            found => {
                let c = found.unwrap_or('\0');
                let message = format!("Invalid escape sequence: \\{c} \\\\u{:04X}", c as u32);
                return Err(Error::illegal_argument(message));
            }
        }
    }
    string(out)
}

/// The lines of the text as strings.
fn lines(s: &Ref<Str>) -> Vec<Value> {
    let text = s.to_string_lossy().replace("\r\n", "\n").replace('\r', "\n");
    text.strip_suffix('\n').map_or(&*text, |t| t).split('\n').filter(|_| !text.is_empty()).map(Value::str).collect()
}

fn formatted(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let values = seq::to_vec(t, &a[1])?;
    let mut args = vec![a[0].clone()];
    args.extend(values);
    core_call(t, "format", &mut args)
}

/// Calls a public function of `clojure.core`.
pub fn core_call(t: &mut Thread, name: &str, args: &mut [Value]) -> Result<Value> {
    let var = t.runtime.namespaces.find("clojure.core").and_then(|core| core.find_var(name));
    let Some(var) = var else { return Err(Error::illegal_state(format!("clojure.core/{name} is not defined yet"))) };
    let function = runtime::bindings::deref(t, &var);
    t.invoke(&function, args)
}

// Static members

/// `String.valueOf`
fn value_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let [chars, offset, count] = a {
        return from_chars(t, chars, Some((offset, count)));
    }
    if a[0].is_nil() {
        return string("null");
    }
    match a[0].get::<Array>().filter(|array| array.class_name_str() == "[C") {
        Some(array) => units_of_array(t, array).map(Value::from),
        None => print::to_java_string(t, &a[0]).map(Value::from),
    }
}

fn units_of_array(t: &mut Thread, array: &Array) -> Result<Ref<Str>> {
    /// How many are taken between two looks at requests.
    const PIECE: usize = 1 << 16;
    t.reserve(array.len())?;
    let mut bytes = Vec::with_capacity(array.len());
    for (i, unit) in array.units().into_iter().flatten().enumerate() {
        if i.is_multiple_of(PIECE) {
            t.step(PIECE as u64 / 16)?;
        }
        runtime::string::push_unit(&mut bytes, unit);
    }
    Ok(Str::from_wtf8(&bytes))
}

fn from_chars(t: &mut Thread, chars: &Value, part: Option<(&Value, &Value)>) -> Result<Value> {
    let Some(array) = chars.get::<Array>() else { return Err(not_a(chars, "[C")) };
    let s = units_of_array(t, array)?;
    match part {
        None => Ok(s.into()),
        Some((offset, count)) => {
            let (offset, count) = (int_arg(offset)?, int_arg(count)?);
            match (usize::try_from(offset), usize::try_from(count)) {
                (Ok(at), Ok(n)) if at + n <= s.length() => Ok(s.substring(at, at + n).into()),
                _ => Err(string_index(format!("offset {offset}, count {count}, length {}", s.length()))),
            }
        }
    }
}

fn format(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (separators, a) = match a {
        [place, rest @ ..] if rest.len() == 2 => {
            (locale::separators(place).ok_or_else(|| not_a(place, "java.util.Locale"))?, &*rest)
        }
        _ => (Separators::ENGLISH, &*a),
    };
    let args = seq::to_vec(t, &a[1])?;
    string(format_in(t, separators, &text_arg(&a[0])?, &args)?)
}

fn join(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let separator = chars_arg(t, &a[0])?;
    let parts = seq::to_vec(t, &a[1])?;
    let mut bytes = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            bytes.extend_from_slice(separator.bytes());
        }
        match part.is_nil() {
            true => bytes.extend_from_slice(b"null"),
            false => bytes.extend_from_slice(print::to_java_string(t, part)?.bytes()),
        }
    }
    Ok(Str::from_wtf8(&bytes).into())
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(first) = a.first() else { return string("") };
    let array = match first.kind() {
        Some(Kind::Str) if a.len() == 1 => return Ok(Str::from_wtf8(str_arg(first)?.bytes()).into()),
        Some(Kind::Array) => first.get::<Array>(),
        Some(Kind::Host) if a.len() == 1 => return print::to_java_string(t, first).map(Value::from),
        _ => None,
    };
    let Some(array) = array else { return Err(no_constructor("java.lang.String")) };
    if let Some(bytes) = array.bytes() {
        let (range, charset) = match a {
            [_] => (0..bytes.len(), None),
            [_, charset] => (0..bytes.len(), Some(&*charset)),
            [_, offset, n, rest @ ..] => {
                let (at, n) = (int_arg(offset)?, int_arg(n)?);
                match (usize::try_from(at), usize::try_from(n)) {
                    (Ok(at), Ok(n)) if at + n <= bytes.len() => (at..at + n, rest.first()),
                    _ => {
                        let len = bytes.len();
                        return Err(string_index(format!("offset {at}, count {n}, length {len}")));
                    }
                }
            }
            [] => (0..0, None),
        };
        return Ok(charset::arg(charset)?.decode(&bytes[range]).into());
    }
    match a {
        [chars] => from_chars(t, chars, None),
        [chars, offset, count] => from_chars(t, chars, Some((offset, count))),
        _ => Err(no_constructor("java.lang.String")),
    }
}

/// `String.CASE_INSENSITIVE_ORDER`
struct CaseInsensitive;

plain_host!(CaseInsensitive, "java.lang.String$CaseInsensitiveComparator");

fn compare_insensitive(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(compare_ignore_case(str_arg(&a[1])?, str_arg(&a[2])?)))
}

const OWN_METHODS: &[NativeDef] = &[
    f("length", 1, |_, a| int(own(a)?.length())),
    f("isEmpty", 1, |_, a| bool_(own(a)?.length() == 0)),
    f("charAt", 2, char_at),
    f("getChars", 5, get_chars),
    f("indent", 2, indent),
    f("stripIndent", 1, strip_indent),
    f("translateEscapes", 1, translate_escapes),
    f("transform", 2, |t, a| {
        let (text, function) = (a[0].take(), a[1].clone());
        call_functional(t, &function, "apply", &mut [text])
    }),
    f("describeConstable", 1, |_, a| Ok(optional(a[0].take()))),
    g("indexOf", 2, 3, index_of),
    g("lastIndexOf", 2, 3, last_index_of),
    g("substring", 2, 3, substring),
    f("subSequence", 3, substring),
    g("startsWith", 2, 3, starts_with),
    f("endsWith", 2, |_, a| bool_(own(a)?.bytes().ends_with(str_arg(&a[1])?.bytes()))),
    f("contains", 2, contains),
    f("replace", 3, replace),
    f("replaceAll", 3, replace_all),
    f("replaceFirst", 3, replace_first),
    g("split", 2, 3, split),
    f("matches", 2, matches),
    g("toUpperCase", 1, 2, |_, a| Ok(upper(own(a)?))),
    g("toLowerCase", 1, 2, |_, a| Ok(lower(own(a)?))),
    f("trim", 1, trim),
    f("strip", 1, strip),
    f("stripLeading", 1, strip_leading),
    f("stripTrailing", 1, strip_trailing),
    f("isBlank", 1, is_blank),
    f("concat", 2, concat),
    f("repeat", 2, repeat),
    f("compareTo", 2, compare_to),
    f("compareToIgnoreCase", 2, compare_to_ignore_case),
    f("equalsIgnoreCase", 2, equals_ignore_case),
    f("contentEquals", 2, content_equals),
    g("regionMatches", 5, 6, region_matches),
    g("getBytes", 1, 2, get_bytes),
    f("toCharArray", 1, to_char_array),
    f("intern", 1, |_, a| Ok(a[0].take())),
    f("lines", 1, |_, a| Ok(stream::of_values(lines(own(a)?)))),
    f("chars", 1, |_, a| Ok(stream::of_ints(own(a)?.units_iter().map(i32::from)))),
    f("codePoints", 1, |_, a| Ok(stream::of_code_points(own(a)?))),
    f("formatted", 2, formatted),
    f("toString", 1, |_, a| Ok(a[0].take())),
];

const STATICS: &[NativeDef] = &[
    g("valueOf", 1, 1, value_of),
    g("valueOf", 3, 3, value_of),
    g("copyValueOf", 1, 1, value_of),
    g("copyValueOf", 3, 3, value_of),
    g("format", 2, 3, format),
    f("join", 2, join),
];

static METHODS: [NativeDef; OWN_METHODS.len() + code_points::METHODS.len()] =
    join_rows(OWN_METHODS, code_points::METHODS);

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(0, 4, new)],
        methods: &METHODS,
        statics: STATICS,
        fields: &[("CASE_INSENSITIVE_ORDER", |_| Ok(HostObject::new_value(CaseInsensitive)))],
        ..class("java.lang.String")
    },
    ClassDef {
        methods: &[f("compare", 3, compare_insensitive)],
        ..class("java.lang.String$CaseInsensitiveComparator")
    },
];
