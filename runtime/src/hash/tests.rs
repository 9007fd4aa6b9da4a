//! Hashes that real Clojure gave.

use super::*;
use crate::coll::{list, map_entry, queue, sorted_map, vector};
use crate::number::object::{bigint_value, decimal_value};
use crate::runtime::Runtime;
use crate::sync::Arc;

pub(crate) fn thread() -> Thread {
    Thread::new(&Arc::new(Runtime::default()))
}

fn longs(ns: impl IntoIterator<Item = i64>) -> Vec<Value> {
    ns.into_iter().map(Value::long).collect()
}

fn vec(items: Vec<Value>) -> Value {
    vector::from_vec(items).into()
}

fn keyword(t: &Thread, name: &str) -> Value {
    t.runtime.keyword(name).into()
}

#[test]
fn scalars() {
    let t = &mut thread();
    let (a, foo_bar) = (keyword(t, "a"), keyword(t, "foo/bar"));
    let decimal = |s: &str| decimal_value(crate::number::BigDecimal::parse(s).expect("decimal"));
    let big = |s: &str| bigint_value(s.parse().expect("integer"));
    let ratio = crate::number::ratio::Exact::divide(&1.into(), &3.into()).expect("not zero");
    for (value, expected) in [
        (Value::NIL, 0),
        (Value::TRUE, 1231),
        (Value::long(42), 1871679806),
        (Value::long(-2147483649), 75387528),
        (Value::int(1), 1392991556),
        (Value::byte(-1), 1651860712),
        (Value::double(0.0), 0),
        (Value::double(-0.0), 0),
        (Value::double(-1.0), -1074790400),
        (Value::double(1e-10), -468926108),
        (Value::double(f64::NEG_INFINITY), -1048576),
        (Value::float(0.1), 1036831949),
        (Value::char(0xFFFF), 65535),
        (Value::str("日本"), 1762503263),
        (Value::str("😀"), -1934073014),
        (Value::str("the quick brown fox jumps over the lazy dog"), 1229195320),
        (foo_bar, -1386151538),
        (Symbol::parse("foo/bar").into(), 254379989),
        (Symbol::parse("->").into(), -2139605430),
        (big("123456789012345678901234567890"), 1915528825),
        (big("9223372036854775807"), -2106506049),
        (crate::number::object::exact_value(ratio), 2),
        (decimal("1.00"), 31),
        (decimal("-1.5"), -464),
        (decimal("100"), 29),
        (decimal("1e-5"), 36),
        (Uuid::new_value(0), 0),
        (Inst::new_value(0), 0),
        (TaggedLiteral::new_value(Symbol::parse("a").into(), Value::long(1)), 683326353),
        (TaggedLiteral::new_value(Symbol::parse("a").into(), Value::str("x")), 683326472),
        (crate::tagged::ReaderConditional::new_value(list::from_vec(longs([1])), true), 2223),
    ] {
        assert_eq!(hasheq(t, &value).expect("hashes"), expected, "{value:?}");
    }
    assert_eq!(java_hash_code(t, &a).ok(), Some(1013910569));
    assert_eq!(java_hash_code(t, &Symbol::parse("a/b").into()).ok(), Some(-1640525104));
}

#[test]
fn collections() {
    let t = &mut thread();
    let (a, b) = (keyword(t, "a"), keyword(t, "b"));
    let m = |t: &mut Thread, pairs: Vec<(Value, Value)>| map::from_pairs(t, pairs).expect("a map");
    let s = |t: &mut Thread, items: Vec<Value>| set::from_iter(t, items).expect("a set");
    let one = m(t, vec![(a.clone(), Value::long(1))]);
    let two = m(t, vec![(a.clone(), Value::long(1)), (b, Value::long(2))]);
    let zipped = m(t, longs(0..20).into_iter().zip(longs(0..20)).collect());
    let mut sorted = sorted_map::empty();
    for i in 0..10 {
        sorted = sorted.assoc(t, Value::long(i), Value::long(i)).expect("longs");
    }
    let (empty_set, nil_set) = (s(t, vec![]), s(t, vec![Value::NIL]));
    let nested_set = s(t, vec![empty_set.clone()]);
    let strings = s(t, vec![Value::str("a"), Value::str("b")]);
    for (value, expected) in [
        (vec(longs([1])), -1381383523),
        (vec(longs([1, 2, 3])), 736442005),
        (vec(longs(0..1000)), 1272441236),
        (vec(vec![vec(vec![])]), 138577571),
        (list::from_vec(longs([1, 2])), 156247261),
        (list::empty(), -2017569654),
        (list::from_vec(vec![Value::NIL]), 965192274),
        (map_entry::entry(Value::long(1), Value::long(2)), 156247261),
        (one, 1772842048),
        (two, 161871944),
        (zipped, 205806229),
        (sorted.into(), -547803320),
        (empty_set, -15128758),
        (nil_set, -1684229222),
        (nested_set, -979039013),
        (strings, -425430633),
    ] {
        assert_eq!(hasheq(t, &value).expect("hashes"), expected, "{value:?}");
        assert_eq!(hasheq(t, &value).expect("hashes"), expected, "cached {value:?}");
    }
    let empty_queue: Value = queue::empty().into();
    assert_eq!(java_hash_code(t, &empty_queue).ok(), Some(1));
    assert_eq!(java_hash_code(t, &list::from_vec(longs([1, 2]))).ok(), Some(994));
}

#[test]
fn deep_nesting_is_an_error() {
    let t = &mut thread();
    let mut v = vec(vec![]);
    for _ in 0..100_000 {
        v = vec(vec![v]);
    }
    let error = hasheq(t, &v).expect_err("too deep");
    assert_eq!(error.0.kind(), Some(crate::error::ExceptionKind::StackOverflowError));
}
