//! Equality: Clojure's `=` ([`equiv`]) and Java's `equals` ([`java_equals`]).

use crate::error::Result;
use crate::keyword::Keyword;
use crate::string::Str;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::value::{Tag, Value};

/// Clojure's `=` of two values.
#[inline]
pub fn equiv(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    match equiv_fast(a, b) {
        Some(answer) => Ok(answer),
        None => equiv_object(t, a, b),
    }
}

/// The answer where no look inside a collection or user type is needed.
#[inline]
pub fn equiv_fast(a: &Value, b: &Value) -> Option<bool> {
    if a.tag() != Tag::Object && b.tag() != Tag::Object {
        return Some(match (a.tag(), b.tag()) {
            (Tag::Double, Tag::Double) => a.as_double() == b.as_double(),
            (x, y) => x == y && a.bits() == b.bits(),
        });
    }
    if a.identical(b) {
        return Some(true);
    }
    if let Some(x) = a.as_ref::<Str>() {
        return Some(b.as_ref::<Str>().is_some_and(|y| x == y));
    }
    if a.is::<Keyword>() || b.is::<Keyword>() {
        return Some(false);
    }
    None
}

fn equiv_object(_t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    if let (Some(x), Some(y)) = (a.as_ref::<Symbol>(), b.as_ref::<Symbol>()) {
        return Ok(x == y);
    }
    Ok(false)
}

/// Java's `equals`.
pub fn java_equals(t: &mut Thread, a: &Value, b: &Value) -> Result<bool> {
    equiv(t, a, b)
}
