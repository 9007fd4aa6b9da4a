//! Long sequences of random operations, each compared with a collection of the standard library. Half of the
//! steps keep the old version, so that both the in-place and the copying path run, and check that it
//! did not change.

use super::{Random, hold, longs, numbers, thread};
use crate::coll::{array_map, hash_map, hash_set, map, queue, set, sorted_map, sorted_set, vector};
use crate::object::Ref;
use crate::{Thread, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

#[test]
fn vectors_agree_with_vec() {
    for seed in 1..20 {
        let mut random = Random(seed * 0x9E37);
        let (mut v, mut model) = (vector::empty(), Vec::new());
        let grow = if seed % 2 == 0 { 6 } else { 5 };
        for step in 0..3000 {
            let kept = (random.below(2) == 0).then(|| (hold(&v), model.clone()));
            match random.below(10) {
                n if n < grow => {
                    v = v.conj(Value::long(step));
                    model.push(step);
                }
                9 if !model.is_empty() => {
                    let i = random.below(model.len() as u64) as usize;
                    v = v.assoc_n(i, Value::long(-step));
                    model[i] = -step;
                }
                _ => {
                    assert_eq!(v.pop_last().and_then(|x| x.as_long()), model.pop());
                }
            }
            assert_eq!(v.len(), model.len());
            if step % 50 == 0 {
                v.assert_invariants();
                assert_eq!(numbers(v.iter()), model);
                (0..model.len()).for_each(|i| assert_eq!(v.nth(i).and_then(|x| x.as_long()), Some(model[i])));
            }
            if let Some((old, old_model)) = kept
                && step % 7 == 0
            {
                old.assert_invariants();
                assert_eq!(VecDeque::from(numbers(old.iter())), old_model);
            }
        }
    }
}

/// A value by a number: mostly of one class for some time, so that leaves come to hold only longs, only doubles, or both and others.
fn number(random: &mut Random, step: usize) -> Value {
    let n = random.below(1000) as i64;
    match (step / 200 + usize::from(random.below(60) == 0)) % 5 {
        0 | 1 => Value::long(n),
        2 | 3 => Value::double(n as f64 + 0.5),
        _ => [Value::int(n as i32), Value::float(n as f32), Value::NIL, Value::str("text")][n as usize % 4].clone(),
    }
}

fn same(a: &Value, b: &Value) -> bool {
    a.identical(b)
}

#[test]
fn vectors_of_mixed_numbers_agree_with_vec() {
    for seed in 1..20 {
        let mut random = Random(seed * 0x5851);
        let (mut v, mut model): (_, Vec<Value>) = (vector::empty(), Vec::new());
        for step in 0..3000 {
            let kept = (random.below(4) == 0).then(|| (hold(&v), model.clone()));
            let x = number(&mut random, step);
            match random.below(10) {
                n if n < 6 => {
                    v = v.conj(x.clone());
                    model.push(x);
                }
                n if n < 8 && !model.is_empty() => {
                    let i = random.below(model.len() as u64) as usize;
                    v = v.assoc_n(i, x.clone());
                    model[i] = x;
                }
                _ => assert!(match (v.pop_last(), model.pop()) {
                    (Some(a), Some(b)) => same(&a, &b),
                    (a, b) => a.is_none() && b.is_none(),
                }),
            }
            assert_eq!(v.len(), model.len());
            if step % 50 == 0 {
                v.assert_invariants();
                assert!(v.iter().zip(&model).all(|(a, b)| same(&a, b)));
                assert!((0..model.len()).all(|i| v.nth(i).is_some_and(|x| same(&x, &model[i]))));
                let rebuilt = vector::from_vec(model.clone());
                rebuilt.assert_invariants();
                assert!(rebuilt.iter().zip(&model).all(|(a, b)| same(&a, b)));
            }
            if let Some((old, old_model)) = kept {
                assert!(old.iter().zip(&old_model).all(|(a, b)| same(&a, b)));
            }
        }
    }
}

#[test]
fn vectors_grow_and_shrink_through_all_heights() {
    let mut v = vector::empty();
    let n = if cfg!(feature = "tiny-nodes") { 5000 } else { 40_000 };
    for i in 0..n {
        v.push(Value::long(i));
    }
    v.assert_invariants();
    assert_eq!(numbers(v.iter()), (0..n).collect::<Vec<_>>());
    let built = vector::from_vec(longs(0..n));
    built.assert_invariants();
    assert_eq!(numbers(built.iter_range(17, 1234)), (17..1234).collect::<Vec<_>>());
    for i in (0..n).rev() {
        assert_eq!(v.pop_last().and_then(|x| x.as_long()), Some(i));
        if i % 501 == 0 {
            v.assert_invariants();
        }
    }
    assert!(v.is_empty() && v.pop_last().is_none());
}

/// Keys of three kinds; eight strings each have the same hash.
fn key(n: u64) -> Value {
    match n % 3 {
        0 => Value::long(n as i64),
        1 => {
            let suffix: String = (0..3).map(|i| if (n / 3) >> i & 1 == 0 { "Aa" } else { "BB" }).collect();
            Value::str(&format!("{}{suffix}", n / 24))
        }
        _ => Value::double(n as f64 / 2.0),
    }
}

fn check_hash_map(t: &mut Thread, m: &Ref<hash_map::HashMap>, model: &HashMap<u64, i64>, keys: u64) {
    m.assert_invariants(t);
    assert_eq!(m.len(), model.len());
    for n in 0..keys {
        assert_eq!(m.get(t, &key(n)).unwrap().and_then(Value::as_long), model.get(&n).copied());
    }
    let mut walked = 0;
    let mut at = 0;
    while let Some((k, v, next)) = m.step(at) {
        assert_eq!(m.get(t, k).unwrap().map(Value::as_long), Some(v.as_long()));
        (walked, at) = (walked + 1, next);
    }
    assert_eq!(walked, model.len());
    let mut listed = Vec::new();
    let _ = m.for_each(|k, _| {
        listed.push(k.clone());
        Ok::<_, ()>(())
    });
    let mut at = 0;
    for k in listed {
        let (stepped, _, next) = m.step(at).unwrap();
        assert!(stepped.identical(&k));
        at = next;
    }
}

#[test]
fn hash_maps_agree_with_a_model() {
    let t = &mut thread();
    for seed in 1..8 {
        let mut random = Random(seed * 77);
        let (mut m, mut model) = (hash_map::empty(), HashMap::new());
        let keys = 40 << seed;
        for step in 0..4000 {
            let kept = (random.below(3) == 0).then(|| (hold(&m), model.clone()));
            let n = random.below(keys);
            // Phases of growth and of decline.
            if random.below(4) < if step / 1000 % 2 == 0 { 3 } else { 1 } {
                assert_eq!(m.insert(t, key(n), Value::long(step)).unwrap(), model.insert(n, step).is_none());
            } else {
                assert_eq!(m.remove(t, &key(n), random.below(2) == 0).unwrap(), model.remove(&n).is_some());
            }
            if step % 400 == 0 {
                check_hash_map(t, &m, &model, keys);
                if let Some((old, old_model)) = kept {
                    check_hash_map(t, &old, &old_model, keys);
                }
            }
        }
    }
}

#[test]
fn hash_sets_agree_with_a_model() {
    let t = &mut thread();
    for seed in 1..6 {
        let mut random = Random(seed * 991);
        let (mut s, mut model) = (hash_set::empty(), HashSet::new());
        let keys = 60 << seed;
        for step in 0..4000 {
            let kept = (random.below(3) == 0).then(|| (hold(&s), model.len()));
            let n = random.below(keys);
            if random.below(4) < if step / 1000 % 2 == 0 { 3 } else { 1 } {
                assert_eq!(s.insert(t, key(n)).unwrap(), model.insert(n));
            } else {
                assert_eq!(s.remove(t, &key(n), random.below(2) == 0).unwrap(), model.remove(&n));
            }
            assert_eq!(s.len(), model.len());
            if step % 400 == 0 {
                s.assert_invariants(t);
                (0..keys).for_each(|n| assert_eq!(s.contains(t, &key(n)).unwrap(), model.contains(&n)));
                if let Some((old, len)) = kept {
                    old.assert_invariants(t);
                    assert_eq!(old.len(), len);
                }
            }
        }
        let walked = set::iter(&s.clone().into()).count();
        assert_eq!(walked, model.len());
    }
}

#[test]
fn sorted_maps_and_sets_agree_with_a_model() {
    let t = &mut thread();
    for seed in 1..10 {
        let mut random = Random(seed * 1231);
        let (mut m, mut model) = (sorted_map::empty(), BTreeMap::new());
        let (mut s, mut set_model) = (sorted_set::empty(), BTreeSet::new());
        let keys = 10 << seed;
        for step in 0..2500 {
            let kept = (random.below(3) == 0).then(|| (hold(&m), model.clone()));
            let n = random.below(keys) as i64;
            if random.below(4) < if step / 500 % 2 == 0 { 3 } else { 1 } {
                assert_eq!(m.insert(t, Value::long(n), Value::long(step)).unwrap(), model.insert(n, step).is_none());
                assert_eq!(s.insert(t, Value::long(n)).unwrap(), set_model.insert(n));
            } else {
                assert_eq!(m.remove(t, &Value::long(n)).unwrap(), model.remove(&n).is_some());
                assert_eq!(s.remove(t, &Value::long(n)).unwrap(), set_model.remove(&n));
            }
            if step % 100 == 0 {
                check_sorted_map(t, &m, &model, keys as i64);
                s.assert_invariants();
                assert_eq!(numbers(set::iter(&s.to_value())), set_model.iter().copied().collect::<Vec<_>>());
                if let Some((old, old_model)) = kept {
                    check_sorted_map(t, &old, &old_model, keys as i64);
                }
            }
        }
    }
}

fn walk(m: &Ref<sorted_map::SortedMap>, mut at: u64, forward: bool) -> Vec<i64> {
    let mut keys = Vec::new();
    while let Some((key, _, next)) = m.step(at, forward) {
        keys.extend(key.as_long());
        at = next;
    }
    keys
}

fn check_sorted_map(t: &mut Thread, m: &Ref<sorted_map::SortedMap>, model: &BTreeMap<i64, i64>, keys: i64) {
    m.assert_invariants();
    let mut expected: Vec<i64> = model.keys().copied().collect();
    assert_eq!(walk(m, m.cursor(true), true), expected);
    let bound = keys / 2;
    let from = m.cursor_from(t, &Value::long(bound), true).unwrap();
    assert_eq!(walk(m, from, true), model.range(bound..).map(|e| *e.0).collect::<Vec<_>>());
    let down = m.cursor_from(t, &Value::long(bound), false).unwrap();
    assert_eq!(walk(m, down, false), model.range(..=bound).rev().map(|e| *e.0).collect::<Vec<_>>());
    expected.reverse();
    assert_eq!(walk(m, m.cursor(false), false), expected);
    for (k, v) in model {
        assert_eq!(m.get(t, &Value::long(*k)).unwrap().and_then(Value::as_long), Some(*v));
    }
}

#[test]
fn small_maps_keep_their_order() {
    let t = &mut thread();
    let mut random = Random(5);
    for _ in 0..200 {
        let (mut m, mut model) = (array_map::empty(), Vec::<(i64, i64)>::new());
        for step in 0..60 {
            let _kept = (random.below(2) == 0).then(|| hold(&m));
            let n = random.below(12) as i64;
            let at = model.iter().position(|e| e.0 == n);
            if random.below(3) > 0 {
                assert_eq!(m.insert(t, Value::long(n), Value::long(step)).unwrap(), at.is_none());
                match at {
                    Some(i) => model[i].1 = step,
                    None => model.push((n, step)),
                }
            } else {
                assert_eq!(m.remove(t, &Value::long(n), false).unwrap(), at.map(|i| model.remove(i)).is_some());
            }
            let found: Vec<(i64, i64)> = m.iter().map(|(k, v)| (k.as_long().unwrap(), v.as_long().unwrap())).collect();
            assert_eq!(found, model);
        }
        let entries = map::entries(&m.to_value());
        let hashed = m.into_hash_map(t).unwrap();
        hashed.assert_invariants(t);
        assert_eq!(hashed.len(), entries.len());
    }
}

#[test]
fn queues_agree_with_a_model() {
    let mut random = Random(3);
    let (mut q, mut model) = (queue::empty(), VecDeque::new());
    for step in 0..5000 {
        let kept = (random.below(2) == 0).then(|| (hold(&q), model.clone()));
        if random.below(100) < if step / 1000 % 2 == 0 { 60 } else { 40 } {
            q = q.conj(Value::long(step));
            model.push_back(step);
        } else {
            assert_eq!(q.peek().and_then(|x| x.as_long()), model.pop_front());
            q = q.pop();
        }
        assert_eq!((q.len(), q.is_empty()), (model.len(), model.is_empty()));
        if step % 40 == 0 {
            assert_eq!(VecDeque::from(numbers(q.iter())), model);
            assert_eq!(q.nth(model.len() / 2).and_then(|x| x.as_long()), model.get(model.len() / 2).copied());
            if let Some((old, old_model)) = kept {
                assert_eq!(VecDeque::from(numbers(old.iter())), old_model);
            }
        }
    }
}
