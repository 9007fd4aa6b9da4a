//! The static methods of `java.lang.Character` that find code points in text: a `CharSequence` or an array of chars.

use super::character::char_arg;
use crate::host::support::*;
use runtime::array::Array;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::{Ref, Thread, Value};

/// Text whose units can be counted and looked at.
pub enum Units {
    Text(Ref<Str>),
    Chars(Vec<u16>),
}

impl Units {
    fn of(t: &mut Thread, v: &Value) -> Result<Units> {
        match v.get::<Array>().filter(|array| array.class_name_str() == "[C") {
            Some(array) => Ok(Units::Chars(array.to_vec().iter().filter_map(Value::as_char).collect())),
            None if v.is_nil() => Err(Error::null_pointer()),
            None => chars_arg(t, v).map(Units::Text),
        }
    }

    fn len(&self) -> usize {
        match self {
            Units::Text(text) => text.length(),
            Units::Chars(units) => units.len(),
        }
    }

    fn at(&self, i: usize) -> Option<u16> {
        match self {
            Units::Text(text) => text.unit_at(i),
            Units::Chars(units) => units.get(i).copied(),
        }
    }

    fn out(&self, i: i64) -> Error {
        match self {
            Units::Text(_) => string_index(format!("String index out of range: {i}")),
            Units::Chars(_) => {
                let message = format!("Index {i} out of bounds for length {}", self.len());
                Error::new(ExceptionKind::ArrayIndexOutOfBoundsException, message)
            }
        }
    }

    /// The code point that begins at `i`; nothing at or behind `limit` belongs to it.
    pub fn code_at(&self, i: usize, limit: usize) -> Option<u32> {
        let first = self.at(i)?;
        let second = (i + 1 < limit).then(|| self.at(i + 1)).flatten();
        Some(pair(first, second))
    }

    /// The code point that ends before `i`; nothing before `start` belongs to it.
    pub fn code_before(&self, i: usize, start: usize) -> Option<u32> {
        let last = self.at(i.checked_sub(1)?)?;
        let first = (i >= start + 2).then(|| self.at(i - 2)).flatten();
        match (first, last) {
            (Some(high), 0xDC00..=0xDFFF) if is_high(high) => Some(pair(high, Some(last))),
            _ => Some(last.into()),
        }
    }
}

fn is_high(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

/// The code point of a pair, or the first unit if they make none.
fn pair(first: u16, second: Option<u16>) -> u32 {
    match second {
        Some(low @ 0xDC00..=0xDFFF) if is_high(first) => {
            0x10000 + (u32::from(first - 0xD800) << 10) + u32::from(low - 0xDC00)
        }
        _ => first.into(),
    }
}

/// How many code points there are from `from` to `to`.
pub fn count(units: &Units, from: usize, to: usize) -> usize {
    let (mut at, mut n) = (from, 0);
    while at < to {
        at += if units.code_at(at, to).is_some_and(|c| c > 0xFFFF) { 2 } else { 1 };
        n += 1;
    }
    n
}

/// The index that is `offset` code points away from `at`, within `start..end`.
pub fn offset(units: &Units, start: usize, end: usize, at: usize, offset: i32) -> Option<usize> {
    let mut at = at;
    for _ in 0..offset.unsigned_abs() {
        if offset > 0 {
            at += if units.code_at(at, end).filter(|_| at < end)? > 0xFFFF { 2 } else { 1 };
        } else {
            at -= if units.code_before(at, start).filter(|_| at > start)? > 0xFFFF { 2 } else { 1 };
        }
    }
    Some(at)
}

fn unsigned(v: &Value) -> Result<(usize, i64)> {
    let i = i64::from(int_arg(v)?);
    Ok((usize::try_from(i).unwrap_or(usize::MAX), i))
}

fn code_point_at(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let units = Units::of(t, &a[0])?;
    let (i, given) = unsigned(&a[1])?;
    let limit = a.get(2).map_or(Ok(units.len()), |v| unsigned(v).map(|(n, _)| n))?;
    if i >= limit || limit > units.len() {
        return Err(if a.len() == 3 { Error::index_out_of_bounds() } else { units.out(given) });
    }
    Ok(Value::int(units.code_at(i, limit).unwrap_or(0) as i32))
}

fn code_point_before(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let units = Units::of(t, &a[0])?;
    let (i, given) = unsigned(&a[1])?;
    let start = a.get(2).map_or(Ok(0), |v| unsigned(v).map(|(n, _)| n))?;
    if i <= start || i > units.len() {
        return Err(if a.len() == 3 { Error::index_out_of_bounds() } else { units.out(given - 1) });
    }
    Ok(Value::int(units.code_before(i, start).unwrap_or(0) as i32))
}

/// `codePointCount`: text with begin and end, an array with offset and count.
fn code_point_count(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let units = Units::of(t, &a[0])?;
    let ((from, _), (second, _)) = (unsigned(&a[1])?, unsigned(&a[2])?);
    let to = if matches!(units, Units::Chars(_)) { from.saturating_add(second) } else { second };
    if from > to || to > units.len() {
        return Err(Error::index_out_of_bounds());
    }
    int(count(&units, from, to))
}

fn offset_by_code_points(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let units = Units::of(t, &a[0])?;
    let (start, end, index, distance) = match &*a {
        [_, start, n, index, distance] => {
            let start = unsigned(start)?.0;
            (start, start.saturating_add(unsigned(n)?.0), index, distance)
        }
        _ => (0, units.len(), &a[1], &a[2]),
    };
    let (at, distance) = (unsigned(index)?.0, int_arg(distance)?);
    if end > units.len() || at < start || at > end {
        return Err(Error::index_out_of_bounds());
    }
    offset(&units, start, end, at, distance).map_or_else(|| Err(Error::index_out_of_bounds()), int)
}

/// The halves of a supplementary code point.
fn halves(v: &Value) -> Result<(u16, u16)> {
    let code = int_arg(v)? as u32;
    let high = (code >> 10).wrapping_add(0xD800 - (0x10000 >> 10));
    Ok((high as u16, (code & 0x3FF) as u16 + 0xDC00))
}

fn is_pair(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (high, low) = (char_arg(&a[0])?, char_arg(&a[1])?);
    bool_(is_high(high) && (0xDC00..0xE000).contains(&low))
}

/// `toChars(code, array, at)`: gives the number of chars.
fn to_chars_in(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let code = int_arg(&a[0])? as u32;
    let at = i64::from(int_arg(&a[2])?);
    let target = a[1].clone();
    let array = target.get::<Array>().ok_or_else(|| not_a(&target, "[C"))?;
    let units = match u16::try_from(code) {
        Ok(unit) => vec![unit],
        Err(_) if code < 0x11_0000 => {
            let (high, low) = halves(&a[0])?;
            vec![high, low]
        }
        Err(_) => return Err(Error::illegal_argument(format!("Not a valid Unicode code point: 0x{code:X}"))),
    };
    for (i, unit) in units.iter().enumerate() {
        array.set(t, at + i as i64, Value::char(*unit))?;
    }
    int(units.len())
}

/// The rows of `Character`.
pub const STATICS: &[NativeDef] = &[
    g("codePointAt", 2, 3, code_point_at),
    g("codePointBefore", 2, 3, code_point_before),
    f("codePointCount", 3, code_point_count),
    f("offsetByCodePoints", 3, offset_by_code_points),
    f("offsetByCodePoints", 5, offset_by_code_points),
    f("highSurrogate", 1, |_, a| Ok(Value::char(halves(&a[0])?.0))),
    f("lowSurrogate", 1, |_, a| Ok(Value::char(halves(&a[0])?.1))),
    f("isSurrogatePair", 2, is_pair),
    f("toChars", 3, to_chars_in),
];

/// The error of strings and builders, which name another index than `Character` does.
fn own_code_point_at(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let units = Units::of(t, &a[0])?;
    let (i, given) = unsigned(&a[1])?;
    match units.code_at(i, units.len()) {
        Some(code) => Ok(Value::int(code as i32)),
        None => Err(string_index(format!("index {given}, length {}", units.len()))),
    }
}

fn own_code_point_before(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let units = Units::of(t, &a[0])?;
    let (i, given) = unsigned(&a[1])?;
    match units.code_before(i, 0) {
        Some(code) => Ok(Value::int(code as i32)),
        None => Err(string_index(format!("String index out of range: {given}"))),
    }
}

/// The rows of strings and string builders, which find code points in themselves.
pub const METHODS: &[NativeDef] = &[
    f("codePointAt", 2, own_code_point_at),
    f("codePointBefore", 2, own_code_point_before),
    f("codePointCount", 3, code_point_count),
    f("offsetByCodePoints", 3, offset_by_code_points),
];
