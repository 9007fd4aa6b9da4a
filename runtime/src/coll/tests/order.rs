//! The order of hash maps and sets, which programs see. Expected values come from Clojure 1.11.

use super::{longs, numbers, thread};
use crate::coll::{map, set, transient};
use crate::{Thread, Value};

/// `(zipmap keys (range))`
fn zipmap(t: &mut Thread, keys: Vec<Value>) -> Value {
    let pairs = keys.into_iter().zip((0..).map(Value::long)).collect();
    map::from_pairs_by_assoc(t, pairs).unwrap()
}

fn vals(m: &Value) -> Vec<i64> {
    numbers(&map::entries(m).into_iter().map(|e| e.1).collect::<Vec<_>>())
}

#[test]
fn numbers_keywords_and_strings() {
    let t = &mut thread();
    let m = zipmap(t, longs(0..40));
    assert_eq!(
        vals(&m),
        [
            0, 7, 20, 27, 1, 24, 39, 4, 15, 21, 31, 32, 33, 13, 22, 36, 29, 6, 28, 25, 34, 17, 3, 12, 2, 23, 35, 19,
            11, 9, 5, 14, 26, 16, 38, 30, 10, 18, 37, 8
        ]
    );
    let keywords = (0..40).map(|i| t.runtime.keyword(&format!("k{i}")).into()).collect();
    let m = zipmap(t, keywords);
    assert_eq!(
        vals(&m),
        [
            26, 19, 8, 28, 11, 18, 5, 12, 7, 38, 13, 35, 24, 9, 15, 37, 20, 6, 16, 25, 17, 0, 36, 23, 10, 21, 3, 34, 4,
            22, 30, 14, 29, 32, 33, 1, 2, 39, 27, 31
        ]
    );
    let m = zipmap(t, (0..40).map(|i| Value::str(&format!("s{i}"))).collect());
    assert_eq!(
        vals(&m),
        [
            15, 10, 17, 12, 31, 6, 26, 38, 16, 29, 36, 20, 24, 13, 22, 8, 21, 32, 33, 28, 4, 3, 27, 23, 19, 37, 39, 25,
            0, 11, 35, 30, 1, 2, 18, 34, 7, 14, 5, 9
        ]
    );
}

/// A number that depends on every element's place.
fn checksum(numbers: impl IntoIterator<Item = i64>) -> i64 {
    numbers.into_iter().enumerate().map(|(i, k)| (i as i64 + 1) * k % 1_000_003).sum()
}

#[test]
fn large_maps_and_sets() {
    let t = &mut thread();
    let mut m = zipmap(t, longs(0..100_000));
    assert_eq!(checksum(vals(&m)), 49_822_506_095);
    for i in (0..100_000).step_by(3) {
        m = map::dissoc(t, m, &Value::long(i)).unwrap();
    }
    assert_eq!(checksum(vals(&m)), 33_374_393_318);
    let s = set::from_iter(t, longs((0..100_000).map(|i| i * 7919))).unwrap();
    assert_eq!(checksum(numbers(set::iter(&s))), 50_214_635_733);
}

#[test]
fn nil_comes_first_and_collisions_stay_in_order() {
    let t = &mut thread();
    let mut keys: Vec<Value> = vec![Value::NIL];
    keys.extend(["Aa", "BB"].map(Value::str));
    keys.extend([t.runtime.keyword("k").into(), crate::symbol::Symbol::parse("sym").into()]);
    keys.extend([Value::double(1.5), Value::char('c' as u16)]);
    keys.extend(["C#", "Bb", "AaAa", "BBBB", "AaBB"].map(Value::str));
    let m = zipmap(t, keys);
    assert_eq!(vals(&m), [0, 5, 6, 9, 10, 11, 3, 8, 1, 2, 7, 4]);
}

#[test]
fn removal_from_colliding_keys_moves_up_or_swaps() {
    let t = &mut thread();
    let strings = ["AaAa", "BBBB", "AaBB", "BBAa"].map(Value::str).to_vec();
    let keys_and_values = strings.iter().cloned().zip(longs(1..5)).flat_map(|(k, v)| [k, v]).collect();
    let m = map::hash_map_of(t, keys_and_values).unwrap();
    let less = map::dissoc(t, m.clone(), &strings[0]).unwrap();
    assert_eq!(vals(&less), [2, 3, 4]);
    let tm = transient::transient(m).unwrap();
    let tm = transient::dissoc(t, tm, &strings[0]).unwrap();
    assert_eq!(vals(&transient::persistent(&tm).unwrap()), [4, 2, 3]);
}
