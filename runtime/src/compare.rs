//! Order: Clojure's `compare`.

use crate::error::{Error, Result};
use crate::string::Str;
use crate::thread::Thread;
use crate::value::{Tag, Value};
use std::cmp::Ordering;

/// The order of two values.
#[inline]
pub fn compare(t: &mut Thread, a: &Value, b: &Value) -> Result<Ordering> {
    Ok(compare_int(t, a, b)?.cmp(&0))
}

/// The number that `compare` returns, whose size can mean something (the distance of characters).
pub fn compare_int(_t: &mut Thread, a: &Value, b: &Value) -> Result<i32> {
    match (a.tag(), b.tag()) {
        (Tag::Long, Tag::Long) => return Ok((a.bits() as i64).cmp(&(b.bits() as i64)) as i32),
        (Tag::Nil, Tag::Nil) => return Ok(0),
        (Tag::Nil, _) => return Ok(-1),
        (_, Tag::Nil) => return Ok(1),
        _ => {}
    }
    if let (Some(x), Some(y)) = (a.as_ref::<Str>(), b.as_ref::<Str>()) {
        return Ok(compare_strings(x.units_iter(), y.units_iter()));
    }
    Err(Error::cannot_cast(a, "java.lang.Comparable"))
}

/// `String.compareTo`.
fn compare_strings(mut x: impl Iterator<Item = u16>, mut y: impl Iterator<Item = u16>) -> i32 {
    loop {
        match (x.next(), y.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => return a as i32 - b as i32,
            (Some(_), None) => return 1 + x.count() as i32,
            (None, Some(_)) => return -1 - y.count() as i32,
            (None, None) => return 0,
        }
    }
}
