//! Results, metadata and errors that are particular to Clojure. Expected values come from Clojure 1.11.

use super::{longs, numbers, thread};
use crate::coll::{array_map, hash_map, list, map, queue, set, sorted_map, sorted_set, subvec, transient, vector};
use crate::error::{Error, Result};
use crate::object::Kind;
use crate::{Thread, Value};

fn check_error<T>(result: Result<T>, expected: &str) {
    let message =
        |e: Error| format!("{}: {}", e.0.kind().unwrap().class_name(), e.0.message_text().unwrap_or_default());
    assert_eq!(result.err().map(message).as_deref(), Some(expected));
}

fn pairs(n: i64) -> Vec<(Value, Value)> {
    longs(0..n).into_iter().zip(longs(0..n)).collect()
}

#[test]
fn the_ninth_entry_makes_a_hash_map() {
    let t = &mut thread();
    for (n, kind) in [(0, Kind::ArrayMap), (8, Kind::ArrayMap), (9, Kind::HashMap)] {
        assert_eq!(map::from_pairs(t, pairs(n)).unwrap().kind(), Some(kind));
        assert_eq!(map::from_pairs_by_assoc(t, pairs(n)).unwrap().kind(), Some(kind));
        let mut m = transient::transient(map::empty()).unwrap();
        for (k, v) in pairs(n) {
            m = transient::assoc(t, m, k, v).unwrap();
        }
        assert_eq!(transient::persistent(&m).unwrap().kind(), Some(kind));
    }
    let kvs = longs(0..40);
    let big = map::array_map_of(t, kvs).unwrap();
    assert_eq!((big.kind(), map::count(&big)), (Some(Kind::ArrayMap), 20));
    let same = map::assoc(t, big.clone(), Value::long(0), Value::NIL).unwrap();
    assert_eq!(same.kind(), Some(Kind::ArrayMap));
    let more = map::assoc(t, big, Value::long(100), Value::NIL).unwrap();
    assert_eq!((more.kind(), map::count(&more)), (Some(Kind::HashMap), 21));
}

#[test]
fn duplicate_keys_of_literals_are_errors() {
    let t = &mut thread();
    let twice = |n| pairs(n).into_iter().chain([(Value::long(1), Value::NIL)]).collect::<Vec<_>>();
    check_error(map::from_pairs(t, twice(2)), "java.lang.IllegalArgumentException: Duplicate key: 1");
    check_error(map::from_pairs(t, twice(12)), "java.lang.IllegalArgumentException: Duplicate key: 1");
    let literal = vec![Value::str("a"), Value::str("a")];
    check_error(set::from_literal(t, literal), "java.lang.IllegalArgumentException: Duplicate key: a");
    check_error(map::hash_map_of(t, longs([1])), "java.lang.IllegalArgumentException: No value supplied for key: 1");
    let m = map::hash_map_of(t, longs([1, 2, 1, 3])).unwrap();
    assert_eq!(map::get(t, &m, &Value::long(1)).unwrap().and_then(|v| v.as_long()), Some(3));
}

#[test]
fn empty_collections_are_one_object_each() {
    assert!(list::empty().identical(&list::from_vec(vec![])));
    let one = list::cell(Value::NIL, None, Value::NIL);
    assert!(list::empty().identical(&one.rest()));
    assert!(Value::from(vector::empty()).identical(&vector::from_vec(vec![]).into()));
    assert!(map::empty().identical(&array_map::with_capacity(0).into()));
    assert!(vector::empty().header().count.is_permanent());
}

#[test]
fn metadata_is_kept_where_clojure_keeps_it() {
    let t = &mut thread();
    let meta = map::from_pairs(t, pairs(1)).unwrap();
    let list = list::cell(Value::long(1), None, Value::NIL).with_meta(meta.clone());
    assert!(list.clone().conj(Value::NIL).meta.identical(&meta));
    assert!(list.clone().conj(Value::NIL).rest().as_ref::<list::List>().unwrap().meta.identical(&meta));
    let popped = list.pop();
    assert!(popped.get::<list::EmptyList>().unwrap().meta.identical(&meta));
    let v = vector::from_vec(longs([1])).with_meta(meta.clone());
    assert!(v.clone().pop().meta().identical(&meta));
    assert!(v.clone().conj(Value::NIL).meta().identical(&meta));
    let m = map::with_meta(map::from_pairs(t, pairs(8)).unwrap(), meta.clone());
    let grown = map::assoc(t, m.clone(), Value::long(9), Value::NIL).unwrap();
    assert_eq!(grown.kind(), Some(Kind::HashMap));
    assert!(map::meta(&grown).identical(&meta));
    assert!(map::meta(&map::dissoc(t, m.clone(), &Value::long(1)).unwrap()).identical(&meta));
    assert!(map::meta(&map::emptied(&m)).identical(&meta));
    let back = transient::persistent(&transient::transient(m.clone()).unwrap()).unwrap();
    assert!(map::meta(&back).is_nil() && map::meta(&m).identical(&meta));
    let q = queue::empty().conj(Value::NIL).with_meta(meta.clone());
    assert!(q.pop().meta().identical(&meta));
}

#[test]
fn slices_share_their_vector() {
    let v: Value = vector::from_vec(longs(0..10)).into();
    let s = subvec::subvec(&v, 2, 6).unwrap();
    let s2 = subvec::subvec(&s, 1, 3).unwrap().downcast::<subvec::SubVector>().unwrap();
    assert_eq!(numbers(s2.iter()), [3, 4]);
    let mut more = s2.clone().conj(Value::long(70));
    assert_eq!(numbers(more.iter()), [3, 4, 70]);
    assert!(more.set(0, Value::long(-3)) && more.set(3, Value::long(80)) && !more.set(5, Value::NIL));
    assert_eq!(numbers(more.iter()), [-3, 4, 70, 80]);
    assert_eq!(numbers(s2.iter()), [3, 4]);
    assert_eq!(numbers(v.as_ref::<vector::Vector>().unwrap().iter()), (0..10).collect::<Vec<_>>());
    let popped = s2.pop().downcast::<subvec::SubVector>().unwrap();
    assert_eq!(numbers(popped.iter()), [3]);
    assert_eq!(popped.pop().kind(), Some(Kind::Vector));
    assert_eq!(subvec::subvec(&v, 4, 4).unwrap().kind(), Some(Kind::Vector));
    for (start, end) in [(2, 1), (2, 11), (-1, 2)] {
        check_error(subvec::subvec(&v, start, end), "java.lang.IndexOutOfBoundsException: ");
    }
}

fn transient_of(t: &mut Thread, n: i64) -> [Value; 4] {
    let set = set::from_iter(t, longs(0..n)).unwrap();
    let hash = map::hash_map_of(t, longs(0..2 * n)).unwrap();
    let array = map::from_pairs(t, pairs(n)).unwrap();
    [vector::from_vec(longs(0..n)).into(), set, hash, array].map(|c| transient::transient(c).unwrap())
}

#[test]
fn transients_end_with_persistent() {
    let t = &mut thread();
    let used = "java.lang.IllegalAccessError: Transient used after persistent! call";
    for tr in transient_of(t, 3) {
        assert_eq!(transient::count(&tr).unwrap(), Some(3));
        transient::persistent(&tr).unwrap();
        check_error(transient::persistent(&tr), used);
        check_error(transient::count(&tr), used);
        check_error(transient::get(t, &tr, &Value::long(0)), used);
        match tr.kind() {
            Some(Kind::TransientArrayMap | Kind::TransientHashMap) => {
                check_error(transient::assoc(t, tr.clone(), Value::NIL, Value::NIL), used);
                check_error(transient::dissoc(t, tr, &Value::NIL), used);
            }
            _ => check_error(transient::conj(t, tr, Value::NIL), used),
        }
    }
}

#[test]
fn a_transient_leaves_its_collection_alone() {
    let t = &mut thread();
    let v = vector::from_vec(longs(0..100));
    let mut tv = transient::transient(v.to_value()).unwrap();
    for i in 0..100 {
        tv = transient::assoc(t, tv, Value::long(i), Value::long(-i)).unwrap();
        tv = transient::conj(t, tv, Value::long(i)).unwrap();
    }
    tv = transient::pop(tv).unwrap();
    let out = transient::persistent(&tv).unwrap().downcast::<vector::Vector>().unwrap();
    out.assert_invariants();
    assert_eq!(numbers(v.iter()), (0..100).collect::<Vec<_>>());
    assert_eq!((out.len(), out.nth(99).and_then(|x| x.as_long())), (199, Some(-99)));
}

#[test]
fn ignoring_the_result_of_a_transient_operation_shows() {
    let t = &mut thread();
    let m = transient::transient(map::empty()).unwrap();
    for i in 0..20 {
        transient::assoc(t, m.clone(), Value::long(i), Value::long(i)).unwrap();
    }
    let m = transient::persistent(&m).unwrap();
    let keys: Vec<i64> = map::entries(&m).iter().filter_map(|e| e.0.as_long()).collect();
    assert_eq!(keys, (0..8).collect::<Vec<_>>());
}

#[test]
fn transients_check_their_arguments() {
    let t = &mut thread();
    let [v, s, _, array] = transient_of(t, 1);
    let out = "java.lang.IndexOutOfBoundsException: ";
    check_error(transient::assoc(t, v.clone(), Value::long(2), Value::NIL), out);
    check_error(
        transient::assoc(t, v.clone(), Value::NIL, Value::NIL),
        "java.lang.IllegalArgumentException: Key must be integer",
    );
    let v = transient::pop(v).unwrap();
    check_error(transient::pop(v), "java.lang.IllegalStateException: Can't pop empty vector");
    assert!(transient::transient(sorted_map::empty().into()).is_err());
    assert!(transient::assoc(t, s, Value::NIL, Value::NIL).is_err());
    let removed = transient::dissoc(t, array, &Value::long(0)).unwrap();
    assert_eq!(transient::count(&removed).unwrap(), Some(0));
    let four = map::from_pairs(t, pairs(4)).unwrap();
    let removed = transient::transient(four).unwrap();
    let removed = transient::dissoc(t, removed, &Value::long(1)).unwrap();
    let left = map::entries(&transient::persistent(&removed).unwrap());
    assert_eq!(left.iter().filter_map(|e| e.0.as_long()).collect::<Vec<_>>(), [0, 3, 2]);
}

#[test]
fn a_shared_transient_publishes_what_it_takes_in() {
    let t = &mut thread();
    let v = transient::transient(vector::empty().into()).unwrap();
    crate::object::publish(&v);
    let v = transient::conj(t, v, Value::str("text")).unwrap();
    let inside = transient::get(t, &v, &Value::long(0)).unwrap().unwrap();
    assert!(inside.is_shared());
}

#[test]
fn stored_keys_and_elements_stay() {
    let t = &mut thread();
    let (first, second) = (Value::str("key"), Value::str("key"));
    for n in [0, 12] {
        let m = map::from_pairs(t, pairs(n)).unwrap();
        let m = map::assoc(t, m, first.clone(), Value::long(1)).unwrap();
        let m = map::assoc(t, m, second.clone(), Value::long(2)).unwrap();
        let (key, val) = map::get_entry(t, &m, &second).unwrap().unwrap();
        assert!(key.identical(&first) && val.as_long() == Some(2));
    }
    for s in [set::empty(), sorted_set::empty().into()] {
        let s = set::conj(t, s, first.clone()).unwrap();
        let s = set::conj(t, s, second.clone()).unwrap();
        assert!(set::get(t, &s, &second).unwrap().unwrap().identical(&first));
    }
}

#[test]
fn a_sorted_collection_checks_its_first_key() {
    let t = &mut thread();
    let m = sorted_map::empty();
    let hash = hash_map::empty();
    assert!(m.clone().insert(t, hash.to_value(), Value::NIL).is_err());
    assert!(m.clone().insert(t, Value::NIL, Value::NIL).is_ok());
    assert!(sorted_map::empty_by(Value::long(1)).is_err());
}
