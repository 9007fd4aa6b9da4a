//! Seqs of every kind: order, laziness, stepping in place, several threads.

use super::chunked::{ArrayChunk, ChunkedCons, chunk_count};
use super::cycle::Cycle;
use super::iterate::Iterate;
use super::lazy::{self, LazySeq};
use super::of_map::{Part, map_seq};
use super::of_vector::VectorSeq;
use super::range::{long_range, range};
use super::*;
use crate::coll::{list, map, set, vector};
use crate::error::{Error, Result};
use crate::function::{Native, NativeDef};
use crate::object::{Ref, Shared};
use crate::ops;
use crate::reference::Atom;
use crate::runtime::Runtime;
use crate::string::Str;
use crate::sync::{Arc, AtomicI64, Ordering};
use crate::thread::Thread;
use crate::value::Value;

fn thread() -> Thread {
    Thread::new(&Arc::new(Runtime::default()))
}

pub(crate) fn native(def: &'static NativeDef) -> Value {
    Ref::new(Native { meta: Value::NIL, name: Str::new(def.name), def }).into()
}

fn longs(t: &mut Thread, coll: &Value) -> Vec<i64> {
    to_vec(t, coll).expect("seqable").iter().map(|v| v.as_long().unwrap_or(-99)).collect()
}

fn vector_of(n: i64) -> Value {
    vector::from_iter((0..n).map(Value::long)).into()
}

static INC: NativeDef = NativeDef::new("test/inc", 1, 1, |_, args| Ok(Value::long(args[0].as_long().unwrap_or(0) + 1)));

#[test]
fn a_vector_seq_steps_in_place_when_it_is_the_only_reference() {
    let mut t = thread();
    let v = vector_of(70);
    let mut s = seq(&mut t, &v).unwrap();
    let address = s.address();
    for i in 0..70 {
        assert_eq!(first(&mut t, &s).unwrap().as_long(), Some(i));
        s = next_owned(&mut t, s).unwrap();
        assert!(s.is_nil() || s.address() == address);
    }
    assert!(s.is_nil());
    let s = seq(&mut t, &v).unwrap();
    let n = next(&mut t, &s).unwrap();
    assert_ne!(s.address(), n.address());
    assert_eq!(first(&mut t, &s).unwrap().as_long(), Some(0));
    assert_eq!(longs(&mut t, &n), (1..70).collect::<Vec<_>>());
}

#[test]
fn every_kind_gives_its_elements_in_order() {
    let mut t = thread();
    let t = &mut t;
    assert_eq!(longs(t, &long_range(0, 5, 1)), [0, 1, 2, 3, 4]);
    assert_eq!(longs(t, &long_range(5, 0, -2)), [5, 3, 1]);
    assert_eq!(longs(t, &long_range(0, 0, 1)), [0; 0]);
    let all = long_range(i64::MIN, i64::MAX, i64::MAX);
    assert_eq!(longs(t, &all), [i64::MIN, -1, i64::MAX - 1]);
    let doubles = range(Value::long(0), Value::long(1), Value::double(0.25)).unwrap();
    assert_eq!(count(t, &doubles).unwrap(), 4);
    assert_eq!(longs(t, &repeat::Repeat::times(3, Value::long(7))), [7, 7, 7]);
    let it = Iterate::new_value(native(&INC), Value::long(10));
    assert_eq!(nth(t, &it, 5).unwrap().unwrap().as_long(), Some(15));
    let two = seq(t, &vector_of(2)).unwrap();
    let cycle = Cycle::new_value(two);
    assert_eq!(
        (0..5).map(|i| nth(t, &cycle, i).unwrap().unwrap().as_long().unwrap()).collect::<Vec<_>>(),
        [0, 1, 0, 1, 0]
    );
    let text = Value::str("a\u{1F600}é");
    let units: Vec<u16> = to_vec(t, &text).unwrap().iter().map(|c| c.as_char().unwrap()).collect();
    assert_eq!(units, [0x61, 0xD83D, 0xDE00, 0xE9]);
    let array = crate::array::Array::of_values(vec![Value::long(1), Value::long(2)]);
    assert_eq!(longs(t, &array), [1, 2]);
    assert_eq!(longs(t, &of_array::rest_args(vec![Value::long(4), Value::long(5)])), [4, 5]);
    assert_eq!(longs(t, &of_vector::vector_rseq(&vector_of(3))), [2, 1, 0]);
    let slice = crate::coll::subvec::subvec(&vector_of(50), 30, 35).unwrap();
    assert_eq!(longs(t, &slice), [30, 31, 32, 33, 34]);
    let queue = (0..40).fold(crate::coll::queue::empty(), |q, i| q.conj(Value::long(i)));
    assert_eq!(longs(t, &queue.pop().into()), (1..40).collect::<Vec<_>>());
}

#[test]
fn seqs_over_maps_follow_the_map_and_show_a_part() {
    let mut t = thread();
    let t = &mut t;
    let mut m = map::empty();
    for i in 0..100 {
        m = map::assoc(t, m, Value::long(i), Value::long(-i)).unwrap();
    }
    let expected: Vec<i64> = map::entries(&m).iter().map(|(k, _)| k.as_long().unwrap()).collect();
    let keys = map_seq(&m, Part::Keys);
    assert_eq!(longs(t, &keys), expected);
    let vals = ops::vals(t, &m).unwrap();
    assert_eq!(longs(t, &vals), expected.iter().map(|k| -k).collect::<Vec<_>>());
    let entries = seq(t, &m).unwrap();
    let rest = next(t, &entries).unwrap();
    let keys_of_rest = ops::keys(t, &rest).unwrap();
    assert_eq!(longs(t, &keys_of_rest), expected[1..]);
    let empty = map::empty();
    assert!(seq(t, &empty).unwrap().is_nil());
    let s = set::from_iter(t, (0..3).map(Value::long)).unwrap();
    assert_eq!(count(t, &s).unwrap(), 3);
    let sorted = (0..9).map(|i| (i * 7) % 9).fold(Value::from(crate::coll::sorted_map::empty()), |m, k| {
        map::assoc(t, m, Value::long(k), Value::NIL).unwrap()
    });
    let down = ops::rseq(t, &sorted).unwrap();
    let down = ops::keys(t, &down).unwrap();
    assert_eq!(longs(t, &down), [8, 7, 6, 5, 4, 3, 2, 1, 0]);
    let from = ops::convert::seq_from(t, &sorted, &Value::long(6), true).unwrap();
    let from = ops::keys(t, &from).unwrap();
    assert_eq!(longs(t, &from), [6, 7, 8]);
}

#[test]
fn chunks_cover_a_vector_leaf_by_leaf() {
    let mut t = thread();
    let v = vector_of(70);
    let mut s = seq(&mut t, &v).unwrap();
    let mut all = Vec::new();
    while let Some((chunk, rest)) = ops::chunk_of(&mut t, &s).unwrap() {
        for i in 0..chunk_count(&chunk).unwrap() {
            all.push(chunked::chunk_nth(&chunk, i).unwrap().as_long().unwrap());
        }
        s = rest;
    }
    assert_eq!(all, (0..70).collect::<Vec<_>>());
    let cons = ChunkedCons::new_value(ArrayChunk::of_items(vec![Value::long(1), Value::long(2)]), list::empty());
    assert_eq!(longs(&mut t, &cons), [1, 2]);
    let one = next(&mut t, &cons).unwrap();
    assert_eq!(longs(&mut t, &one), [2]);
    assert_eq!(longs(&mut t, &cons), [1, 2]);
}

static CALLS: AtomicI64 = AtomicI64::new(0);
static ONCE: NativeDef = NativeDef::new("test/once", 0, 0, |_, _| {
    CALLS.fetch_add(1, Ordering::SeqCst);
    Ok(long_range(0, 3, 1))
});

#[test]
fn a_lazy_seq_runs_its_thunk_once() {
    let mut t = thread();
    let s = LazySeq::new(native(&ONCE));
    assert!(!ops::deref::is_realized(&mut t, &s).unwrap());
    assert_eq!(longs(&mut t, &s), [0, 1, 2]);
    assert_eq!(longs(&mut t, &s), [0, 1, 2]);
    assert_eq!(CALLS.load(Ordering::SeqCst), 1);
    assert!(ops::deref::is_realized(&mut t, &s).unwrap());
}

/// A million lazy seqs, each giving the next: `(filter …)` that finds nothing looks like this.
fn nested(_: &mut Thread, n: Value) -> Result<Value> {
    let n = n.as_long().unwrap_or(0);
    Ok(if n == 0 { list::from_vec(vec![Value::long(42)]) } else { LazySeq::native(nested, Value::long(n - 1)) })
}

#[test]
fn a_long_chain_of_lazy_seqs_is_unwrapped_without_recursion() {
    let mut t = thread();
    let s = LazySeq::native(nested, Value::long(1_000_000));
    assert_eq!(longs(&mut t, &s), [42]);
}

fn ones(_: &mut Thread, n: Value) -> Result<Value> {
    let n = n.as_long().unwrap_or(0);
    Ok(if n == 0 {
        Value::NIL
    } else {
        cons::Cons::new_value(Value::long(n), LazySeq::native(ones, Value::long(n - 1)))
    })
}

#[test]
fn a_long_realised_lazy_seq_is_walked_and_freed() {
    let mut t = thread();
    let s = LazySeq::native(ones, Value::long(300_000));
    assert_eq!(count(&mut t, &s).unwrap(), 300_000);
    crate::object::publish(&s);
    drop(s);
}

static FAILS_TWICE: AtomicI64 = AtomicI64::new(0);

#[test]
fn a_failed_thunk_is_run_again() {
    let mut t = thread();
    let s = LazySeq::native(
        |_, _| match FAILS_TWICE.fetch_add(1, Ordering::SeqCst) {
            0 | 1 => Err(Error::runtime("boom")),
            _ => Ok(long_range(7, 8, 1)),
        },
        Value::NIL,
    );
    assert!(seq(&mut t, &s).is_err());
    assert!(seq(&mut t, &s).is_err());
    assert_eq!(longs(&mut t, &s), [7]);
    let not_seqable = LazySeq::native(|_, _| Ok(Value::long(1)), Value::NIL);
    let error = seq(&mut t, &not_seqable).unwrap_err();
    assert_eq!(error.0.message_text().unwrap(), "Don't know how to create ISeq from: java.lang.Long");
    assert!(seq(&mut t, &not_seqable).unwrap().is_nil());
}

#[test]
fn a_lazy_seq_that_needs_itself_overflows() {
    let mut t = thread();
    let atom = Atom::new_ref(Value::NIL);
    let s = LazySeq::native(
        |t, data| {
            let own = data.get::<Atom>().map_or(Value::NIL, Atom::load);
            seq(t, &own)
        },
        atom.to_value(),
    );
    atom.reset(&mut t, s.clone()).unwrap();
    let error = seq(&mut t, &s).unwrap_err();
    assert_eq!(error.0.kind(), Some(crate::ExceptionKind::StackOverflowError));
    atom.reset(&mut t, Value::NIL).unwrap();
}

#[test]
fn a_ring_of_lazy_seqs_is_empty() {
    let mut t = thread();
    let links: Vec<Ref<Atom>> = (0..4).map(|_| Atom::new_ref(Value::NIL)).collect();
    let give = |_: &mut Thread, data: Value| Ok(data.get::<Atom>().map_or(Value::NIL, Atom::load));
    let seqs: Vec<Value> = links.iter().map(|a| LazySeq::native(give, a.to_value())).collect();
    for (i, link) in links.iter().enumerate() {
        let next = if i == 3 { 1 } else { i + 1 };
        link.reset(&mut t, seqs[next].clone()).unwrap();
    }
    for s in &seqs {
        assert!(seq(&mut t, s).unwrap().is_nil());
    }
    links.iter().for_each(|a| drop(a.reset(&mut t, Value::NIL).unwrap()));
}

static RACED: AtomicI64 = AtomicI64::new(0);

#[test]
fn threads_that_race_for_a_lazy_seq_see_one_run() {
    let runtime = Arc::new(Runtime::default());
    let t = Thread::new(&runtime);
    for _ in 0..50 {
        RACED.store(0, Ordering::SeqCst);
        let s = Shared::new(LazySeq::native(
            |_, _| {
                std::thread::sleep(std::time::Duration::from_micros(200));
                Ok(vector_of(RACED.fetch_add(1, Ordering::SeqCst) + 3))
            },
            Value::NIL,
        ));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let (s, runtime) = (s.clone(), runtime.clone());
                scope.spawn(move || {
                    let mut t = Thread::new(&runtime);
                    assert_eq!(count(&mut t, s.get()).unwrap(), 3);
                });
            }
        });
        assert_eq!(RACED.load(Ordering::SeqCst), 1);
    }
    drop(t);
}

#[test]
fn the_vm_realises_step_by_step() {
    let mut t = thread();
    let inner = LazySeq::new(native(&ONCE));
    let outer = LazySeq::new(native(&INC));
    let lazy = outer.as_ref::<LazySeq>().unwrap().clone();
    assert!(lazy::needs_force(&outer));
    let (cell, thunk) = lazy::step(&mut t, &lazy).unwrap().unwrap();
    assert!(Ref::same(&cell, &lazy) && thunk.is::<Native>());
    // Held elsewhere, it is linked to; otherwise its thunk would be taken over.
    cell.complete(&mut t, inner.clone()).unwrap();
    let (cell, thunk) = lazy::step(&mut t, &lazy).unwrap().unwrap();
    assert!(!Ref::same(&cell, &lazy));
    cell.fail(&mut t, thunk);
    let (cell, _) = lazy::step(&mut t, &lazy).unwrap().unwrap();
    cell.complete(&mut t, vector_of(2)).unwrap();
    assert!(lazy::step(&mut t, &lazy).unwrap().is_none());
    assert!(lazy.realized().unwrap().is::<VectorSeq>());
}

#[test]
fn rest_and_next_differ_at_the_end_only() {
    let mut t = thread();
    let one = list::from_vec(vec![Value::long(1)]);
    assert!(next(&mut t, &one).unwrap().is_nil());
    assert!(rest(&mut t, &one).unwrap().is::<list::EmptyList>());
    assert!(rest(&mut t, &Value::NIL).unwrap().is::<list::EmptyList>());
    assert!(first(&mut t, &Value::NIL).unwrap().is_nil());
    let lazy = LazySeq::native(ones, Value::long(2));
    let cell = cons(&mut t, Value::long(9), lazy.clone()).unwrap();
    assert!(rest(&mut t, &cell).unwrap().identical(&lazy));
    assert!(lazy::needs_force(&lazy));
    assert!(walk::pending_rest(&cell).is_some_and(|s| s.as_value().identical(&lazy)));
    assert_eq!(count(&mut t, &cell).unwrap(), 3);
    assert!(walk::pending_rest(&cell).is_none());
    for bad in [Value::long(1), Value::TRUE, t.runtime.keyword("k").into()] {
        assert!(seq(&mut t, &bad).is_err());
        assert!(first(&mut t, &bad).is_err());
        assert!(next(&mut t, &bad).is_err());
    }
}
