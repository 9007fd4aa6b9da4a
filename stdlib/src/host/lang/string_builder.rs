//! `StringBuilder` and `StringBuffer`: text that changes in place.

use crate::host::hierarchy::class;
use crate::host::lang::character::char_arg;
use crate::host::lang::code_points;
use crate::host::lang::string::find_units;
use crate::host::support::*;
use crate::host::util::stream;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::limits::Growing;
use runtime::string::Str;
use runtime::sync::{Mutex, lock};
use runtime::{Kind, Ref, Thread, Value, print};

/// The text as UTF-16 units.
pub struct StringBuilder {
    class: &'static str,
    units: Mutex<Vec<u16>>,
    memory: Growing,
}

plain_host!(StringBuilder);

const BUILDER: &str = "java.lang.StringBuilder";
const BUFFER: &str = "java.lang.StringBuffer";

fn new(class: &'static str, t: &mut Thread, a: &[Value]) -> Result<Value> {
    let units = match a.first() {
        None => Vec::new(),
        Some(v) if v.as_long().is_some() => {
            let capacity = int_arg(v)?;
            if capacity < 0 {
                return Err(Error::new(runtime::ExceptionKind::NegativeArraySizeException, capacity.to_string()));
            }
            Vec::new()
        }
        Some(v) if v.is_nil() => return Err(Error::null_pointer()),
        Some(v) => match chars_arg(t, v) {
            Ok(s) => s.units_iter().collect(),
            Err(_) => return Err(no_constructor(class)),
        },
    };
    Ok(HostObject::new_value(StringBuilder { class, units: Mutex::new(units), memory: Growing::default() }))
}

fn own(a: &[Value]) -> Result<&StringBuilder> {
    a[0].host::<StringBuilder>().ok_or_else(|| not_a(&a[0], BUILDER))
}

/// Runs `f` on the units.
fn with<R>(a: &[Value], f: impl FnOnce(&mut Vec<u16>) -> R) -> Result<R> {
    Ok(f(&mut lock(&own(a)?.units)))
}

/// What `append` and `insert` add for a value.
fn text_of(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    if v.is_nil() {
        return Ok(Str::new("null"));
    }
    if let Some(units) = v.get::<Array>().and_then(Array::units) {
        return Ok(Str::from_units(units));
    }
    print::to_java_string(t, v)
}

fn append(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let (Some(unit), 2) = (a[1].as_char(), a.len()) {
        let length = with(a, |units| {
            units.push(unit);
            units.len()
        })?;
        own(a)?.memory.reach(t, 2 * length)?;
        return Ok(a[0].take());
    }
    let text = text_of(t, &a[1])?;
    make_room(t, a, text.bytes().len())?;
    match a.len() {
        2 => append_all(t, a, &text)?,
        _ => {
            let (from, to) = (int_arg(&a[2])?, int_arg(&a[3])?);
            // A char array is given with offset and length, other text with start and end.
            let to = if a[1].kind() == Some(Kind::Array) { from.saturating_add(to) } else { to };
            let n = text.length();
            match (usize::try_from(from), usize::try_from(to)) {
                (Ok(from), Ok(to)) if from <= to && to <= n => {
                    with(a, |units| units.extend(text.units_iter().skip(from).take(to - from)))?;
                }
                _ => {
                    let message = format!("start {from}, end {to}, length {n}");
                    return Err(Error::new(runtime::ExceptionKind::IndexOutOfBoundsException, message));
                }
            }
        }
    }
    Ok(a[0].take())
}

/// Asks for the memory of more units.
fn make_room(t: &mut Thread, a: &[Value], more: usize) -> Result<()> {
    let length = with(a, |units| units.len())?;
    own(a)?.memory.reach(t, 2 * (length + more))
}

/// Appends in pieces, between which the thread can be stopped.
fn append_all(t: &mut Thread, a: &[Value], text: &Ref<Str>) -> Result<()> {
    const PIECE: usize = 1 << 16;
    let mut left = text.units_iter();
    loop {
        let added = with(a, |units| {
            let before = units.len();
            units.extend(left.by_ref().take(PIECE));
            units.len() - before
        })?;
        if added < PIECE {
            return Ok(());
        }
        t.charge(PIECE as u64 / 16)?;
        t.tick()?;
    }
}

fn append_code_point(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = int_arg(&a[1])?;
    match u16::try_from(code) {
        Ok(unit) => with(a, |units| units.push(unit))?,
        Err(_) => match char::from_u32(code as u32) {
            Some(c) => with(a, |units| units.extend_from_slice(c.encode_utf16(&mut [0; 2])))?,
            None => return Err(Error::illegal_argument(format!("Not a valid Unicode code point: 0x{code:X}"))),
        },
    }
    Ok(a[0].take())
}

fn length(a: &[Value]) -> Result<usize> {
    with(a, |units| units.len())
}

fn insert(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = length(a)?;
    let at = index_arg(&a[1], n, |i| string_index(format!("offset {i}, length {n}")))?;
    let text = text_of(t, &a[2])?;
    make_room(t, a, text.bytes().len())?;
    t.step((n + text.bytes().len()) as u64 / 64)?;
    with(a, |units| drop(units.splice(at..at, text.units_iter())))?;
    Ok(a[0].take())
}

/// `insert(at, text, from, to)`; of a char array `(at, chars, from, count)`.
fn insert_part(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = text_of(t, &a[2])?;
    let (from, to) = (int_arg(&a[3])?, int_arg(&a[4])?);
    let to = if a[2].kind() == Some(Kind::Array) { from.saturating_add(to) } else { to };
    match (usize::try_from(from), usize::try_from(to)) {
        (Ok(start), Ok(end)) if start <= end && end <= text.length() => {
            a[2] = text.substring(start, end).into();
            insert(t, &mut a[..3])
        }
        _ => Err(Error::new(
            runtime::ExceptionKind::IndexOutOfBoundsException,
            format!("start {from}, end {to}, length {}", text.length()),
        )),
    }
}

/// A range as `delete` and `replace` take it: the end may lie behind the text.
fn range(a: &[Value]) -> Result<std::ops::Range<usize>> {
    let n = length(a)?;
    let (start, end) = (int_arg(&a[1])?, int_arg(&a[2])?);
    let last = (end.max(0) as usize).min(n);
    match usize::try_from(start) {
        Ok(from) if from <= last && end >= 0 => Ok(from..last),
        _ => Err(string_index(format!("start {start}, end {}, length {n}", (end as i64).min(n as i64)))),
    }
}

fn delete(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let range = range(a)?;
    with(a, |units| drop(units.drain(range)))?;
    Ok(a[0].take())
}

fn replace(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let range = range(a)?;
    let text = chars_arg(t, &a[3])?;
    with(a, |units| drop(units.splice(range, text.units_iter())))?;
    Ok(a[0].take())
}

/// The index of a character, which must be there.
fn index(a: &[Value]) -> Result<usize> {
    let n = length(a)?;
    let i = int_arg(&a[1])?;
    usize::try_from(i).ok().filter(|i| *i < n).ok_or_else(|| string_index(format!("index {i},length {n}")))
}

fn delete_char_at(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let i = index(a)?;
    with(a, |units| units.remove(i))?;
    Ok(a[0].take())
}

fn char_at(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let i = index(a)?;
    with(a, |units| Value::char(units[i]))
}

fn set_char_at(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (i, unit) = (index(a)?, char_arg(&a[2])?);
    with(a, |units| units[i] = unit)?;
    void()
}

fn set_length(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = int_arg(&a[1])?;
    let n = usize::try_from(n).map_err(|_| string_index(format!("String index out of range: {n}")))?;
    own(a)?.memory.reach(t, 2 * n)?;
    t.step(n as u64 / 64)?;
    with(a, |units| units.resize(n, 0))?;
    void()
}

/// Reverses the text; surrogate pairs keep their order.
fn reverse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    with(a, |units| {
        let pieces: Vec<Result<char, u16>> =
            char::decode_utf16(units.iter().copied()).map(|c| c.map_err(|e| e.unpaired_surrogate())).collect();
        units.clear();
        for piece in pieces.into_iter().rev() {
            match piece {
                Ok(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                Err(lone) => units.push(lone),
            }
        }
    })?;
    Ok(a[0].take())
}

fn text(a: &[Value]) -> Result<Ref<Str>> {
    with(a, |units| match units.iter().all(|unit| *unit < 0x80) {
        true => Str::from_wtf8(&units.iter().map(|unit| *unit as u8).collect::<Vec<_>>()),
        false => Str::from_units(units.iter().copied()),
    })
}

fn substring(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let s = text(a)?;
    let n = s.length();
    let (start, end) = (int_arg(&a[1])?, a.get(2).map_or(Ok(n as i32), int_arg)?);
    match (usize::try_from(start), usize::try_from(end)) {
        (Ok(from), Ok(to)) if from <= to && to <= n => Ok(s.substring(from, to).into()),
        _ => Err(string_index(format!("start {start}, end {end}, length {n}"))),
    }
}

fn index_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let from = a.get(2).map_or(Ok(0), int_arg)?;
    let part = chars_arg(t, &a[1])?;
    Ok(Value::int(find_units(&text(a)?, &part, from.into()) as i32))
}

fn last_index_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let from = a.get(2).map_or(Ok(i32::MAX), int_arg)?;
    let part: Vec<u16> = chars_arg(t, &a[1])?.units_iter().collect();
    with(a, |units| {
        let Some(last) = units.len().checked_sub(part.len()).filter(|_| from >= 0) else { return Value::int(-1) };
        let found = (0..=last.min(from as usize)).rev().find(|i| units[*i..].starts_with(&part));
        Value::int(found.map_or(-1, |i| i as i32))
    })
}

fn compare_to(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let other = text(&a[1..])?;
    Ok(Value::int(runtime::compare::compare_strings(&text(a)?, &other)))
}

const OWN_METHODS: &[NativeDef] = &[
    f("append", 2, append),
    f("append", 4, append),
    f("appendCodePoint", 2, append_code_point),
    f("toString", 1, |_, a| text(a).map(Value::from)),
    f("length", 1, |_, a| int(length(a)?)),
    f("isEmpty", 1, |_, a| bool_(length(a)? == 0)),
    f("charAt", 2, char_at),
    f("setCharAt", 3, set_char_at),
    f("setLength", 2, set_length),
    f("insert", 3, insert),
    f("delete", 3, delete),
    f("deleteCharAt", 2, delete_char_at),
    f("replace", 4, replace),
    f("reverse", 1, reverse),
    g("substring", 2, 3, substring),
    f("subSequence", 3, substring),
    g("indexOf", 2, 3, index_of),
    g("lastIndexOf", 2, 3, last_index_of),
    f("compareTo", 2, compare_to),
    f("capacity", 1, |_, a| int(with(a, |units| units.capacity().max(16))?)),
    f("ensureCapacity", 2, |_, _| void()),
    f("trimToSize", 1, |_, _| void()),
    f("getChars", 5, |t, a| {
        let (target, at) = (a[3].clone(), i64::from(int_arg(&a[4])?));
        let part = substring(t, &mut a[..3])?;
        let array = target.get::<Array>().ok_or_else(|| not_a(&target, "[C"))?;
        for (i, unit) in str_arg(&part)?.units_iter().enumerate() {
            array.set(t, at + i as i64, Value::char(unit))?;
        }
        void()
    }),
    f("insert", 5, insert_part),
    f("chars", 1, |_, a| Ok(stream::of_ints(text(a)?.units_iter().map(i32::from)))),
    f("codePoints", 1, |_, a| Ok(stream::of_code_points(&text(a)?))),
];

static METHODS: [NativeDef; OWN_METHODS.len() + code_points::METHODS.len()] =
    join_rows(OWN_METHODS, code_points::METHODS);

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(0, 1, |t, a| new(BUILDER, t, a))], methods: &METHODS, ..class(BUILDER) },
    ClassDef { constructors: &[ctor(0, 1, |t, a| new(BUFFER, t, a))], methods: &METHODS, ..class(BUFFER) },
];
