//! Order: Clojure's `compare`.
//!
//! As on the JVM the first argument decides: nil is before everything, numbers compare by value with numbers
//! only, and everything else must be `Comparable` with the second argument.

use crate::class::Class;
use crate::coll::map;
use crate::error::{Error, Result};
use crate::inst::Inst;
use crate::instance;
use crate::keyword::Keyword;
use crate::number;
use crate::object::{Kind, Ref};
use crate::seq::of_vector::{vector_len, vector_nth};
use crate::seq::walk::by_type;
use crate::stm::TRef;
use crate::string::Str;
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::uuid::Uuid;
use crate::value::{Tag, Value};
use std::cmp::Ordering;

/// The order of two values.
#[inline]
pub fn compare(t: &mut Thread, a: &Value, b: &Value) -> Result<Ordering> {
    if let (Some(x), Some(y)) = (a.as_long(), b.as_long()) {
        return Ok(x.cmp(&y));
    }
    Ok(compare_int(t, a, b)?.cmp(&0))
}

/// The number that `compare` returns, whose size can mean something (the distance of characters).
pub fn compare_int(t: &mut Thread, a: &Value, b: &Value) -> Result<i32> {
    if a.identical(b) && a.tag() != Tag::Double {
        return Ok(0);
    }
    match (a.is_nil(), b.is_nil()) {
        (true, _) => return Ok(-1),
        (_, true) => return Ok(1),
        _ => {}
    }
    if number::object::is_number(a) {
        if !number::object::is_number(b) {
            return Err(Error::cannot_cast(b, "java.lang.Number"));
        }
        return Ok(number::compare::compare(a, b, &*t)? as i32);
    }
    compare_others(t, a, b)
}

fn compare_others(t: &mut Thread, a: &Value, b: &Value) -> Result<i32> {
    if let Some(x) = a.as_bool() {
        let y = b.as_bool().ok_or_else(|| Error::cannot_cast(b, "java.lang.Boolean"))?;
        return Ok(x.cmp(&y) as i32);
    }
    if let Some(x) = a.as_char() {
        let y = b.as_char().ok_or_else(|| Error::cannot_cast(b, "java.lang.Character"))?;
        return Ok(x as i32 - y as i32);
    }
    by_type! { a;
        TRef => |x| Ok(x.id.cmp(&cast::<TRef>(b, "clojure.lang.Ref")?.id) as i32),
        Str => |x| Ok(compare_strings(x, cast::<Str>(b, "java.lang.String")?)),
        Keyword => |x| Ok(compare_symbols(&x.symbol, &cast::<Keyword>(b, "clojure.lang.Keyword")?.symbol)),
        Symbol => |x| Ok(compare_symbols(x, cast::<Symbol>(b, "clojure.lang.Symbol")?)),
        Uuid => |x| Ok(x.compare(cast::<Uuid>(b, "java.util.UUID")?) as i32),
        Inst => |x| Ok(x.millis.cmp(&cast::<Inst>(b, "java.util.Date")?.millis) as i32),
        else match a.kind() {
            Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => t.descend(|t| compare_vectors(t, a, b)),
            Some(Kind::Instance | Kind::Host) => match instance::call(t, a, "compareTo", &mut [b.clone()]) {
                Some(order) => {
                    let order = order?;
                    order.as_long().map(|n| n as i32).ok_or_else(|| Error::cannot_cast(&order, "java.lang.Number"))
                }
                None => not_comparable(a, b),
            },
            _ => not_comparable(a, b),
        },
    }
}

fn cast<'a, T: crate::object::Heap>(v: &'a Value, class: &str) -> Result<&'a Ref<T>> {
    v.as_ref::<T>().ok_or_else(|| Error::cannot_cast(v, class))
}

/// Things without an order are still equal to themselves; some of those are one object on the JVM only.
fn not_comparable(a: &Value, b: &Value) -> Result<i32> {
    let same = match (a.kind(), b.kind()) {
        (Some(Kind::EmptyList), Some(Kind::EmptyList)) => true,
        (Some(Kind::ArrayMap), Some(Kind::ArrayMap)) => map::count(a) == 0 && map::count(b) == 0,
        (Some(Kind::Class), Some(Kind::Class)) => {
            a.get::<Class>().map(|c| &c.name) == b.get::<Class>().map(|c| &c.name)
        }
        _ => false,
    };
    if same { Ok(0) } else { Err(Error::cannot_cast(a, "java.lang.Comparable")) }
}

/// `String.compareTo`: the distance of the first units that differ, or of the lengths.
pub fn compare_strings(x: &Ref<Str>, y: &Ref<Str>) -> i32 {
    if x.is_ascii() && y.is_ascii() {
        // One byte is one unit; what is equal is passed over in pieces.
        const PIECE: usize = 64;
        let (a, b) = (x.bytes(), y.bytes());
        let equal = PIECE * a.chunks_exact(PIECE).zip(b.chunks_exact(PIECE)).take_while(|(a, b)| a == b).count();
        let different = a[equal..].iter().zip(&b[equal..]).find(|(p, q)| p != q);
        return different.map_or((a.len() as i64 - b.len() as i64) as i32, |(p, q)| i32::from(*p) - i32::from(*q));
    }
    let (mut a, mut b) = (x.units_iter(), y.units_iter());
    loop {
        match (a.next(), b.next()) {
            (Some(p), Some(q)) if p == q => {}
            (Some(p), Some(q)) => return p as i32 - q as i32,
            _ => return (x.length() as i64 - y.length() as i64) as i32,
        }
    }
}

fn compare_symbols(x: &Ref<Symbol>, y: &Ref<Symbol>) -> i32 {
    match (&x.ns, &y.ns) {
        _ if x == y => 0,
        (None, Some(_)) => -1,
        (Some(_), None) => 1,
        (Some(p), Some(q)) if p != q => compare_strings(p, q),
        _ => compare_strings(&x.name, &y.name),
    }
}

/// Shorter vectors first, then element by element.
fn compare_vectors(t: &mut Thread, a: &Value, b: &Value) -> Result<i32> {
    let n = vector_len(a).unwrap_or(0);
    let m = vector_len(b).ok_or_else(|| Error::cannot_cast(b, "clojure.lang.IPersistentVector"))?;
    if n != m {
        return Ok(n.cmp(&m) as i32);
    }
    for i in 0..n {
        let (Some(x), Some(y)) = (vector_nth(a, i), vector_nth(b, i)) else {
            return Ok(0);
        };
        let order = compare_int(t, &x, &y)?;
        if order != 0 {
            return Ok(order);
        }
        t.tick()?;
    }
    Ok(0)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::coll::vector;
    use crate::runtime::Runtime;
    use crate::sync::Arc;

    #[test]
    fn agrees_with_clojure() {
        let t = &mut Thread::new(&Arc::new(Runtime::default()));
        let k = |t: &Thread, name: &str| Value::from(t.runtime.keyword(name));
        let v = |ns: &[i64]| Value::from(vector::from_vec(ns.iter().map(|n| Value::long(*n)).collect()));
        let cast = |from: &str, to: &str| Err(format!("class {from} cannot be cast to class {to}"));
        for (a, b, expected) in [
            (Value::str("a"), Value::str("abc"), Ok(-2)),
            (Value::str("a"), Value::str("c"), Ok(-2)),
            (Value::char(97), Value::char(99), Ok(-2)),
            (k(t, "b/a"), k(t, "a"), Ok(1)),
            (k(t, "a/b"), k(t, "b/a"), Ok(-1)),
            (v(&[1]), v(&[1, 2]), Ok(-1)),
            (v(&[1, 2]), v(&[1, 3]), Ok(-1)),
            (Value::NIL, Value::long(1), Ok(-1)),
            (Value::long(1), Value::NIL, Ok(1)),
            (Value::TRUE, Value::FALSE, Ok(1)),
            (Value::long(1), Value::double(1.5), Ok(-1)),
            (Value::double(f64::NAN), Value::long(1), Ok(0)),
            (Uuid::new_value(1), Uuid::new_value(u128::MAX), Ok(1)),
            (Value::TRUE, Value::long(1), cast("java.lang.Long", "java.lang.Boolean")),
            (Value::long(1), Value::TRUE, cast("java.lang.Boolean", "java.lang.Number")),
            (v(&[]), Value::long(1), cast("java.lang.Long", "clojure.lang.IPersistentVector")),
            (Value::str("a"), Value::char(97), cast("java.lang.Character", "java.lang.String")),
            (Inst::new_value(0), Value::char(97), cast("java.lang.Character", "java.util.Date")),
        ] {
            let order = compare_int(t, &a, &b).map_err(|e| e.0.message_text().unwrap_or_default());
            assert_eq!(order, expected, "{a:?} {b:?}");
        }
    }
}
