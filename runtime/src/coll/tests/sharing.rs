//! Who owns what: updates in place through unique owners only, publication, threads. Freeing without recursion
//! is shown in `tests/memory.rs`.

use super::{longs, numbers, thread};
use crate::coll::node::vector_trie::Leaf;
use crate::coll::{hash_map, map, set, vector};
use crate::object::{Ref, Shared};
use crate::sync::Arc;
use crate::{Runtime, Thread, Value};

/// Where a leaf's values lie.
fn place(leaf: Leaf) -> *const () {
    match leaf {
        Leaf::Values(values) => values.as_ptr().cast(),
        Leaf::Longs(bits) | Leaf::Doubles(bits) => bits.as_ptr().cast(),
    }
}

#[test]
fn a_unique_owner_updates_in_place() {
    let t = &mut thread();
    let mut v = vector::from_vec(longs(0..1000));
    let (object, leaf) = (v.address(), place(v.leaf_for(0)));
    v = v.assoc_n(0, Value::long(-1));
    assert_eq!((v.address(), place(v.leaf_for(0))), (object, leaf));
    let old = v.clone();
    v = v.assoc_n(0, Value::long(-2));
    assert_ne!(v.address(), object);
    assert_ne!(place(v.leaf_for(0)), leaf);
    // Leaves that were not touched are shared.
    assert_eq!(place(v.leaf_for(500)), place(old.leaf_for(500)));
    assert_eq!((old.nth(0).and_then(|x| x.as_long()), v.nth(0).and_then(|x| x.as_long())), (Some(-1), Some(-2)));

    let mut m = hash_map::empty();
    for i in 0..1000 {
        m.insert(t, Value::long(i), Value::long(i)).unwrap();
    }
    let slot = |t: &mut Thread, m: &Ref<hash_map::HashMap>| m.get(t, &Value::long(7)).unwrap().map(std::ptr::from_ref);
    let (object, place) = (m.address(), slot(t, &m));
    m = m.assoc(t, Value::long(7), Value::long(70)).unwrap();
    assert_eq!((m.address(), slot(t, &m)), (object, place));
    let old = m.clone();
    m = m.assoc(t, Value::long(7), Value::long(700)).unwrap();
    assert!(m.address() != object && slot(t, &m) != place);
    assert_eq!(slot(t, &old), place);
    drop(old);
    let place = slot(t, &m);
    m = m.assoc(t, Value::long(7), Value::long(7000)).unwrap();
    assert_eq!(slot(t, &m), place);
}

#[test]
fn a_published_collection_with_one_owner_is_updated_in_place_again() {
    let t = &mut thread();
    let m = map::from_pairs(t, (0..100).map(|i| (Value::long(i), Value::long(i))).collect()).unwrap();
    let m = Shared::new(m).into_value();
    let address = m.address();
    let m = map::assoc(t, m, Value::long(1), Value::str("x")).unwrap();
    assert_eq!(m.address(), address);
    assert!(!m.is_shared());
}

#[test]
fn the_same_value_again_changes_nothing() {
    let t = &mut thread();
    let pairs: Vec<_> = (0..20).map(|i| (Value::long(i), Value::long(i))).collect();
    for n in [3, 20] {
        let m = map::from_pairs(t, pairs[..n].to_vec()).unwrap();
        let same = map::assoc(t, m.clone(), Value::long(2), Value::long(2)).unwrap();
        assert!(m.identical(&same));
        let same = map::dissoc(t, m.clone(), &Value::long(99)).unwrap();
        assert!(m.identical(&same));
    }
    let s = set::from_iter(t, longs(0..9)).unwrap();
    assert!(s.identical(&set::conj(t, s.clone(), Value::long(3)).unwrap()));
}

#[test]
fn threads_share_published_collections() {
    let runtime = Arc::new(Runtime::default());
    let mut t = Thread::new(&runtime);
    let v = Shared::new(vector::from_vec(longs(0..2000)).into());
    let pairs = (0..500).map(|i| (Value::long(i), Value::str(&i.to_string()))).collect();
    let m = Shared::new(map::from_pairs(&mut t, pairs).unwrap());
    let worker = |seed: i64| {
        let (runtime, v, m) = (runtime.clone(), v.clone(), m.clone());
        std::thread::spawn(move || {
            let t = &mut Thread::new(&runtime);
            let mut sum = 0;
            for round in 0..300 {
                let mine = v.get().clone().downcast::<vector::Vector>().unwrap();
                // A changed copy, whose untouched leaves both threads count.
                let changed = mine.clone().assoc_n((seed + round) as usize, Value::long(round)).conj(Value::NIL);
                assert_eq!(mine.nth((seed + round) as usize).and_then(|x| x.as_long()), Some(seed + round));
                sum += changed.iter().filter_map(|x| x.as_long()).sum::<i64>();
                let key = Value::long(round);
                let less = map::dissoc(t, m.get().clone(), &key).unwrap();
                let more = map::assoc(t, less.clone(), key.clone(), Value::str("again")).unwrap();
                assert_eq!((map::count(&less), map::count(&more)), (499, 500));
                assert!(map::contains(t, m.get(), &key).unwrap());
            }
            sum
        })
    };
    let handles = [worker(3), worker(800)];
    for h in handles {
        assert!(h.join().unwrap() > 0);
    }
    let v = v.into_value().downcast::<vector::Vector>().unwrap();
    v.assert_invariants();
    assert_eq!(numbers(v.iter()), (0..2000).collect::<Vec<_>>());
    assert_eq!(map::count(m.get()), 500);
}
