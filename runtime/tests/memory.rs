//! Memory, shown from outside: freeing and publishing on a small stack, updates in place through unique owners,
//! and two OS threads that share everything they make while every object is still freed exactly once.
//!
//! `.ci/tsan` runs this file under ThreadSanitizer.
#![allow(clippy::disallowed_methods, reason = "timed by the real clock")]

use lisle_runtime::cell::{RootCell, ValueCell};
use lisle_runtime::coll::{list, map, set, vector};
use lisle_runtime::host_object::{HostObject, HostType};
use lisle_runtime::instance::{Instance, MethodTable, TypeFlavour, TypeInfo};
use lisle_runtime::object::publish;
use lisle_runtime::ops::record;
use lisle_runtime::string::Str;
use lisle_runtime::value::Borrowed;
use lisle_runtime::{Ref, Runtime, Shared, Thread, Value};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Less than a test thread's stack by far: whatever recursed over these structures would overflow at once.
const SMALL_STACK: usize = 256 * 1024;

fn on_small_stack(f: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(SMALL_STACK).spawn(f).unwrap().join().unwrap();
}

#[test]
fn a_list_of_ten_million_cells_is_built_published_and_freed() {
    on_small_stack(|| {
        let n = 10_000_000;
        let mut cells = list::cell(Value::long(0), None, Value::NIL);
        for i in 1..n {
            cells = cells.conj(Value::long(i));
        }
        assert_eq!(cells.len(), n as usize);
        let shared = Shared::new(cells.into());
        assert!(shared.get().is_shared());
        drop(shared);
    });
}

#[test]
fn a_vector_nested_a_million_deep_is_built_published_and_freed() {
    on_small_stack(|| {
        let counter = Counter::default();
        let mut v = counter.object();
        for _ in 0..1_000_000 {
            v = vector::from_vec(vec![v]).into();
        }
        let shared = Shared::new(v);
        assert!(counter.innermost(shared.get()).is_shared());
        assert_eq!(counter.live(), 1);
        // Freed by a thread that did not make it.
        on_small_stack(move || drop(shared));
        assert_eq!(counter.live(), 0);
    });
}

#[test]
fn a_vector_nested_a_million_deep_is_freed_as_garbage_of_a_cell() {
    on_small_stack(|| {
        let runtime = Arc::new(Runtime::default());
        let (mut t, other) = (Thread::new(&runtime), Thread::new(&runtime));
        let counter = Counter::default();
        let mut v = counter.object();
        for _ in 0..1_000_000 {
            v = vector::from_vec(vec![v]).into();
        }
        let cell = RootCell::empty();
        cell.store(&mut t, Some(v));
        cell.store(&mut t, None);
        t.pass_safepoint();
        // The other thread might have loaded it.
        assert_eq!(counter.live(), 1);
        drop(other);
        t.pass_safepoint();
        assert_eq!(counter.live(), 0);
    });
}

#[test]
fn sets_and_records_are_updated_in_place_by_a_unique_owner_only() {
    let t = &mut Thread::new(&Arc::new(Runtime::default()));
    let place = |t: &mut Thread, s: &Value| set::get_ref(t, s, &Value::long(7)).unwrap().map(std::ptr::from_ref);
    let mut s = set::from_iter(t, (0..1000).map(Value::long)).unwrap();
    let (object, element) = (s.address(), place(t, &s));
    s = set::conj(t, s, Value::str("new")).unwrap();
    s = set::disj(t, s, &Value::str("new")).unwrap();
    assert_eq!((s.address(), place(t, &s)), (object, element));
    let old = s.clone();
    s = set::disj(t, s, &Value::long(7)).unwrap();
    assert_ne!(s.address(), object);
    assert_eq!((set::count(&old), set::count(&s), place(t, &old)), (1000, 999, element));

    let point = point(t);
    let x: Value = t.runtime.keyword("x").into();
    let object = point.address();
    let point = record::assoc(t, point.downcast::<Instance>().unwrap(), x.clone(), Value::long(3)).unwrap();
    assert_eq!(point.address(), object);
    let old = point.clone();
    let point = record::assoc(t, point.downcast::<Instance>().unwrap(), x.clone(), Value::long(4)).unwrap();
    assert_ne!(point.address(), object);
    let field = |v: &Value| v.as_ref::<Instance>().and_then(|i| i.field("x")).and_then(|v| v.as_long());
    assert_eq!((field(&old), field(&point)), (Some(3), Some(4)));
    // Published and back with one owner: in place again.
    let object = point.address();
    let point = Shared::new(point).into_value();
    let point = record::assoc(t, point.downcast::<Instance>().unwrap(), x, Value::long(5)).unwrap();
    assert_eq!((point.address(), point.is_shared()), (object, false));
}

/// A record `#user.Point{:x 1, :y 2}`.
fn point(t: &mut Thread) -> Value {
    let name = |n: &str| Value::str(n).downcast::<Str>().unwrap();
    let class = t.runtime.classes.intern("user.Point");
    let info = Ref::new(TypeInfo {
        flavour: TypeFlavour::Record,
        is_interface: false,
        parents: Vec::new(),
        fields: vec![name("x"), name("y")],
        mutable: vec![false, false],
        coercions: Vec::new(),
        methods: MethodTable::default(),
    });
    assert!(class.info.set(info.clone()));
    Instance::new_value(&class, &info, [Value::long(1), Value::long(2)].into_iter())
}

#[test]
fn what_is_put_into_a_unique_part_of_a_shared_whole_is_published_with_it() {
    let t = &mut Thread::new(&Arc::new(Runtime::default()));
    let counter = Counter::default();
    let m = map::from_pairs(t, vec![(Value::long(1), counter.object())]).unwrap();
    let m = Shared::new(m).into_value();
    // One owner, so this makes the map local again and puts a local value beside a shared one.
    let m = map::assoc(t, m, Value::long(2), counter.object()).unwrap();
    assert!(!m.is_shared());
    publish(&m);
    for (_, value) in map::entries(&m) {
        assert!(value.is_shared());
    }
    drop(m);
    assert_eq!((counter.made(), counter.live()), (2, 0));
}

#[test]
fn keywords_may_be_made_of_a_string_that_other_threads_are_counting() {
    let runtime = Arc::new(Runtime::default());
    for round in 0..200 {
        let text = Shared::new(Value::str(&format!("name-{round}")));
        let worker = |make: bool| {
            let (runtime, text) = (runtime.clone(), text.clone());
            std::thread::spawn(move || {
                let name = text.into_value().downcast::<Str>().unwrap();
                for _ in 0..50 {
                    let again = name.clone();
                    assert_eq!(again.bytes(), name.bytes());
                    if make {
                        assert_eq!(runtime.keywords.intern(None, &again).symbol.name.bytes(), name.bytes());
                    }
                }
            })
        };
        let workers = [worker(true), worker(false)];
        drop(text);
        workers.into_iter().for_each(|w| w.join().unwrap());
        let keyword = runtime.keyword(&format!("name-{round}"));
        assert_eq!(keyword.symbol.name.bytes(), format!("name-{round}").as_bytes());
    }
}

#[test]
fn keywords_of_data_go_when_nobody_has_them() {
    let runtime = Arc::new(Runtime::default());
    let permanent = runtime.keyword("in-code");
    let mut held = Vec::new();
    for i in 0..100_000 {
        let keyword = runtime.keywords.intern_counted_str(&format!("data/k{i}"));
        if i % 1000 == 0 {
            held.push(keyword);
        }
    }
    let left = runtime.keywords.names().len();
    assert!(left < 8 * 300 + held.len(), "{left} keywords are left");
    for (i, keyword) in held.iter().enumerate() {
        let again = runtime.keywords.intern_counted_str(&format!("data/k{}", i * 1000));
        assert!(Ref::same(keyword, &again));
    }
    assert!(Ref::same(&permanent, &runtime.keywords.intern_counted_str("in-code")));
    // What code names stays, whoever made it.
    let named = runtime.keyword("data/k0");
    assert!(Ref::same(&named, &held[0]) && named.header().count.is_permanent());
}

#[test]
fn keywords_are_made_and_dropped_by_two_threads() {
    let runtime = Arc::new(Runtime::default());
    let workers = [0, 1].map(|_| {
        let runtime = runtime.clone();
        std::thread::spawn(move || {
            for i in 0..50_000 {
                let text = format!("k{}", i % 5_000);
                let keyword = runtime.keywords.intern_counted_str(&text);
                assert_eq!(keyword.name_str(), text);
                assert!(Ref::same(&keyword, &runtime.keywords.intern_counted_str(&text)));
            }
        })
    });
    workers.into_iter().for_each(|w| w.join().unwrap());
}

#[test]
fn two_threads_hammer_shared_cells_and_every_object_is_freed_once() {
    let runtime = Arc::new(Runtime::default());
    let world = Arc::new(World::default());
    world.until.lock().unwrap().replace(Instant::now() + Duration::from_millis(400));
    let workers = [1u64, 2].map(|seed| {
        let (runtime, world) = (runtime.clone(), world.clone());
        std::thread::spawn(move || {
            let mut t = Thread::new(&runtime);
            hammer(&mut t, &world, seed)
        })
    });
    let steps = workers.map(|w| w.join().unwrap());
    assert!(steps.iter().all(|n| *n > 100), "too few steps: {steps:?}");
    let t = &mut Thread::new(&runtime);
    for cell in &world.roots {
        cell.store(t, None);
    }
    for cell in &world.cells {
        cell.store(t, Value::NIL);
    }
    world.mail.lock().unwrap().clear();
    t.pass_safepoint();
    assert!(world.counter.made() > 100);
    assert_eq!(world.counter.live(), 0, "of {} objects", world.counter.made());
}

/// What the two threads share.
struct World {
    roots: [RootCell; 2],
    cells: [ValueCell; 2],
    mail: Mutex<Vec<Shared>>,
    until: Mutex<Option<Instant>>,
    counter: Counter,
}

impl Default for World {
    fn default() -> World {
        World {
            roots: [RootCell::empty(), RootCell::empty()],
            cells: [ValueCell::new(Value::NIL), ValueCell::new(Value::NIL)],
            mail: Mutex::default(),
            until: Mutex::default(),
            counter: Counter::default(),
        }
    }
}

/// Does one thing or another with the cells until time is up; gives the number of steps.
fn hammer(t: &mut Thread, world: &World, seed: u64) -> usize {
    let until = world.until.lock().unwrap().unwrap();
    let mut random = seed;
    let mut kept: Vec<Value> = vec![Value::NIL; 8];
    let mut steps = 0;
    while steps % 64 != 0 || Instant::now() < until {
        steps += 1;
        random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let r = (random >> 33) as usize;
        let (slot, which) = ((r >> 8) % kept.len(), (r >> 16) & 1);
        match r % 11 {
            0 => world.roots[which].store(t, Some(world.counter.tree(r))),
            1 => world.roots[which].store(t, (r & 64 == 0).then(|| Value::long(r as i64))),
            2 | 3 => kept[slot] = world.roots[which].load().unwrap_or_default(),
            4 | 5 => kept[slot] = world.cells[which].load(),
            6 => {
                let seen = world.cells[which].load();
                let new = world.counter.tree(r);
                if let Err(refused) = world.cells[which].compare_exchange(t, &seen, new) {
                    kept[slot] = refused;
                }
            }
            7 => {
                let stored = world.roots[which].load_stored();
                world.roots[which].replace_if(t, stored.as_ref(), world.counter.tree(r));
            }
            8 => {
                let mine = kept[slot].take();
                kept[slot] = world.cells[which].swap(t, mine);
            }
            9 => {
                // In place if this thread is the last owner, else a copy.
                if let Ok(mine) = kept[slot].take().downcast::<vector::Vector>() {
                    kept[slot] = mine.assoc_n(0, world.counter.object()).into();
                }
            }
            _ => {
                // Not `lock`: ThreadSanitizer does not see what the standard library does when it waits.
                let Ok(mut mail) = world.mail.try_lock() else { continue };
                mail.push(Shared::new(kept[slot].take()));
                if mail.len() > 16 {
                    kept[slot] = mail.swap_remove(which).into_value();
                }
            }
        }
        world.counter.check(&kept[slot]);
        if r & 0x7000 == 0 {
            t.pass_safepoint();
        }
        if r & 0xFF000 == 0 {
            t.blocking(std::thread::yield_now);
        }
    }
    steps
}

/// Counts how many objects were made and are alive.
#[derive(Default, Clone)]
struct Counter(Arc<(AtomicUsize, AtomicUsize)>);

impl Counter {
    fn made(&self) -> usize {
        self.0.0.load(Ordering::Relaxed)
    }

    fn live(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }

    /// An object that is counted.
    fn object(&self) -> Value {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        self.0.1.fetch_add(1, Ordering::SeqCst);
        HostObject::new_value(Counted { counter: self.clone(), intact: INTACT })
    }

    /// A counted object, or a vector with some and with longs.
    fn tree(&self, r: usize) -> Value {
        match r >> 4 & 3 {
            0 => self.object(),
            1 => vector::from_vec(vec![self.object()]).into(),
            2 => {
                vector::from_vec((0..40).map(|i| if i == 39 { self.object() } else { Value::long(i) }).collect()).into()
            }
            _ => vector::from_vec(vec![self.object(), vector::from_vec(vec![self.object()]).into()]).into(),
        }
    }

    /// Reads everything that [`Counter::tree`] puts into a value.
    fn check(&self, value: &Value) {
        if let Some(counted) = value.host::<Counted>() {
            assert_eq!(counted.intact, INTACT);
        } else if let Some(v) = value.as_ref::<vector::Vector>() {
            v.iter().for_each(|child| self.check(&child));
        } else {
            assert!(value.is_nil() || value.as_long().is_some());
        }
    }

    /// What is inside vectors of one element.
    fn innermost(&self, value: &Value) -> Value {
        let mut value = value.clone();
        while let Some(inner) = value.as_ref::<vector::Vector>().and_then(|v| v.nth(0).map(Borrowed::cloned)) {
            value = inner;
        }
        value
    }
}

const INTACT: u64 = 0x00C0_FFEE_00C0_FFEE;

struct Counted {
    counter: Counter,
    intact: u64,
}

impl HostType for Counted {
    fn class_name(&self) -> &str {
        "test.Counted"
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl Drop for Counted {
    fn drop(&mut self) {
        assert_eq!(std::mem::replace(&mut self.intact, 0), INTACT, "freed twice");
        self.counter.0.1.fetch_sub(1, Ordering::SeqCst);
    }
}
