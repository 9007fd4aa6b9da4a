//! The heap by itself: blocks in any order, released by whatever thread, and closing with cycles.

use super::{Heap, class::MAX_SMALL};
use crate::coll::{list, vector};
use crate::host_object::{HostObject, HostType};
use crate::reference::Volatile;
use crate::string::Str;
use crate::sync::{Arc, AtomicUsize, Ordering};
use crate::{Runtime, Shared, Thread, Value};

fn strings(n: usize, seed: usize) -> Vec<Value> {
    let size = |i: usize| (i * 7919 + seed * 104_729) % if i.is_multiple_of(50) { 3 * MAX_SMALL } else { 600 };
    (0..n).map(|i| Value::from(Str::new(&"x".repeat(size(i))))).collect()
}

#[test]
fn objects_in_any_order_and_of_any_size_are_given_back() {
    let heap = Heap::new();
    let entered = heap.enter();
    let mut held = strings(3000, 1);
    assert_eq!(heap.objects(), held.len());
    let full = heap.bytes();
    for round in 0..20 {
        let mut index = 0usize;
        held.retain(|_| {
            index += 1;
            !(index * 31 + round).is_multiple_of(3)
        });
        heap.assert_invariants();
        held.extend(strings(3000 - held.len(), round));
    }
    assert!(heap.bytes() < full * 2);
    drop(held);
    heap.assert_invariants();
    assert_eq!(heap.objects(), 0);
    drop(entered);
    assert!(heap.sweep());
    assert_eq!(heap.bytes(), 0);
}

#[test]
fn what_other_threads_release_is_used_again() {
    let runtime = Arc::new(Runtime::default());
    let mut most = 0;
    for _ in 0..30 {
        let values: Vec<_> = Thread::new(&runtime).enter(|_| strings(2000, 3).into_iter().map(Shared::new).collect());
        most = most.max(runtime.heap.bytes());
        let halves: (Vec<Shared>, Vec<Shared>) =
            values.into_iter().enumerate().fold(Default::default(), |mut all, (i, v)| {
                if i % 2 == 0 {
                    all.0.push(v)
                } else {
                    all.1.push(v)
                }
                all
            });
        let one = std::thread::spawn({
            let runtime = runtime.clone();
            move || Thread::new(&runtime).enter(|_| drop(halves.0))
        });
        // This one is on no seat.
        drop(halves.1);
        one.join().unwrap();
    }
    runtime.heap.assert_invariants();
    let first = most;
    assert!(runtime.heap.bytes() <= first * 2, "{} of {first}", runtime.heap.bytes());
    runtime.heap.sweep();
    assert_eq!((runtime.heap.objects(), runtime.heap.bytes()), (0, 0));
    assert!(Runtime::close(runtime).is_ok());
}

struct Owner(Arc<AtomicUsize>, Vec<Value>);

impl HostType for Owner {
    fn class_name(&self) -> &str {
        "test.Owner"
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        self.1.iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        self.1.drain(..).for_each(f);
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn closing_finalises_what_is_in_cycles() {
    let (live, outside) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(1)));
    let foreign = HostObject::new_value(Owner(outside.clone(), Vec::new()));
    let runtime = Arc::new(Runtime::default());
    Thread::new(&runtime).enter(|t| {
        for i in 1..=100 {
            let cell = Volatile::new_value(Value::NIL);
            live.fetch_add(1, Ordering::Relaxed);
            let big =
                vector::from_vec((0..i * 10).map(|n| list::from_vec(vec![Value::long(n), cell.clone()])).collect());
            let owner = Owner(live.clone(), vec![big.into(), foreign.clone()]);
            cell.as_ref::<Volatile>().unwrap().store(t, HostObject::new_value(owner));
        }
    });
    drop(foreign);
    let held = runtime.clone();
    let runtime = Runtime::close(runtime).unwrap_err();
    drop(held);
    assert_eq!(live.load(Ordering::Relaxed), 100);
    assert!(runtime.heap.objects() > 10_000);
    assert!(Runtime::close(runtime).is_ok());
    assert_eq!(live.load(Ordering::Relaxed), 0);
    // What lies on another heap was released, and with its last reference freed.
    assert_eq!(outside.load(Ordering::Relaxed), 0);
}

#[test]
fn entering_nests_and_heaps_are_told_apart() {
    let (a, b) = (Heap::new(), Heap::new());
    let on_a = a.enter();
    let first = Str::new("abc");
    let on_b = b.enter();
    let second = Str::new("abc");
    let again = a.enter();
    let third = Str::new("abc");
    assert_eq!((a.objects(), b.objects()), (2, 1));
    drop(first);
    drop(again);
    drop(second);
    drop(on_b);
    drop(third);
    drop(on_a);
    assert!(a.sweep() && b.sweep());
    assert_eq!((a.objects(), b.objects()), (0, 0));
}
