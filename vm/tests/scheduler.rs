//! The scheduler on small programs in the text form of bytecode: parking, preemption, pinning, timers, closing, and runs of a seed.

use lisle_vm as vm;
use runtime::function::NativeDef;
use runtime::reference::wait::{self, Wait, Waitable};
use runtime::runtime::Hooks;
use runtime::sync::{Arc, AtomicUsize, Mutex, OnceLock, Ordering, lock};
use runtime::thread::Control;
use runtime::{Error, Result, Runtime, Shared, Thread, Value};
use std::time::{Duration, Instant};
use vm::scheduler::replay::{self, Clock};
use vm::scheduler::{self, Life, Spawn};

/// What the threads of a test share.
#[derive(Default)]
struct World {
    gate: Waitable<bool>,
    ended: Waitable<Vec<String>>,
    turns: AtomicUsize,
    order: Mutex<Vec<i64>>,
    names: AtomicUsize,
    clock: OnceLock<Arc<Clock>>,
}

fn world(t: &Thread) -> Arc<World> {
    t.runtime.extension::<World>()
}

fn gate(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let world = world(t);
    world.gate.wait(t, Wait::on("gate"), |open| *open)?;
    Ok(Value::long(1))
}

fn is_open(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let open = *world(t).gate.lock();
    Ok(Value::bool(open))
}

fn open(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    world(t).gate.update(|open| *open = true);
    Ok(Value::NIL)
}

fn nap(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    wait::pause(t, Wait::on("nap").timeout(Some(Duration::from_millis(1))))?;
    Ok(Value::NIL)
}

fn let_others(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    scheduler::yield_now(t)?;
    world(t).turns.fetch_add(1, Ordering::Relaxed);
    Ok(Value::NIL)
}

/// Notes which thread comes here when.
fn note(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let world = world(t);
    let next = || Name(world.names.fetch_add(1, Ordering::Relaxed) as i64 + 1);
    if t.local::<Name>().0 == 0 {
        *t.local::<Name>() = next();
    }
    let name = t.local::<Name>().0;
    lock(&world.order).push(name);
    Ok(Value::NIL)
}

#[derive(Default)]
struct Name(i64);

/// Calls natively, so that whoever is called cannot leave.
fn call0(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let f = args[0].clone();
    t.invoke(&f, &mut [])
}

static NATIVES: &[NativeDef] = &[
    NativeDef::new("gate", 0, 0, gate),
    NativeDef::new("open?", 0, 0, is_open),
    NativeDef::new("open", 0, 0, open),
    NativeDef::new("nap", 0, 0, nap),
    NativeDef::new("yield", 0, 0, let_others),
    NativeDef::new("note", 0, 0, note),
    NativeDef::new("call0", 1, 1, call0),
];

static LIFE: Life = Life {
    begin: |_| {},
    end: |t, result: Result<Value>| {
        let how = result.map_or_else(|e: Error| e.to_string(), |value| format!("{:?}", value.as_long()));
        world(t).ended.update(|ended| ended.push(how));
    },
};

fn now(runtime: &Runtime) -> i64 {
    static START: OnceLock<Instant> = OnceLock::new();
    match runtime.extension::<World>().clock.get() {
        Some(clock) => clock.nanos(),
        #[allow(clippy::disallowed_methods, reason = "a test's own clock")]
        None => START.get_or_init(Instant::now).elapsed().as_nanos() as i64,
    }
}

/// A runtime that says it has one processor.
fn on_thread<R>(f: impl FnOnce(&mut Thread) -> R) -> R {
    let runtime = Runtime::with_hooks(Hooks { now, ..vm::hooks() });
    vm::natives::register(&runtime, NATIVES);
    let result = Thread::new(&runtime).enter(f);
    scheduler::shutdown(&runtime);
    result
}

/// A function of no arguments, with what follows it.
fn function(t: &mut Thread, registers: usize, body: &str) -> Shared {
    let text = format!(
        "unit \"test.clj\"\nchunk f0\n\nfn f0 \"user$eval1\" captures=0\n  arity params=0 registers={registers}\n{body}\n"
    );
    let unit = bytecode::asm::assemble(&text).unwrap_or_else(|e| panic!("{e}"));
    bytecode::verify::verify(&unit).unwrap_or_else(|e| panic!("{e}"));
    let unit = vm::load_unit(t, Arc::new(unit), vec![], true).expect("a unit");
    Shared::new(vm::chunk_function(&unit, 0).expect("a function"))
}

fn spawn(t: &Thread, function: &Shared) -> Result<Arc<Control>> {
    let control = Arc::new(Control::new());
    let with = Spawn {
        control: control.clone(),
        object: Shared::new(Value::NIL),
        function: function.clone(),
        life: &LIFE,
        slot: Default::default(),
    };
    scheduler::spawn(t, with)?;
    Ok(control)
}

/// Waits until as many have ended, and says how.
fn ends(t: &mut Thread, count: usize) -> Vec<String> {
    let world = world(t);
    let how = Wait::on("end").uninterruptibly().timeout(Some(Duration::from_secs(100)));
    assert_eq!(world.ended.wait(t, how, |ended| ended.len() >= count).ok(), Some(true), "they hang");
    world.ended.update(|ended| ended.clone())
}

fn call(native: &str) -> String {
    format!("call_native r0, 0, =#native \"{native}\"\n")
}

#[test]
fn many_park_and_all_are_woken() {
    on_thread(|t| {
        let f = function(t, 1, &format!("{}return ^r0", call("gate")));
        for _ in 0..500 {
            spawn(t, &f).expect("started");
        }
        let open = function(t, 1, &format!("{}return ^r0", call("open")));
        spawn(t, &open).expect("started");
        assert_eq!(ends(t, 501).iter().filter(|how| *how == "Some(1)").count(), 500);
        // They have told their end, and are about to leave the list.
        let a_moment = Wait::on("end").timeout(Some(Duration::from_millis(1)));
        let all_left = (0..100_000)
            .any(|_| scheduler::virtual_threads(&t.runtime).is_empty() || wait::pause(t, a_moment).is_err());
        assert!(all_left && scheduler::virtual_threads(&t.runtime).is_empty());
    });
}

#[test]
fn loops_that_never_wait_are_preempted() {
    on_thread(|t| {
        let f = function(
            t,
            1,
            "top:\n call_native r0, 0, =#native \"open?\"\n jump_if ^r0, @done\n loop @top\n done:\n int r0, 1\n return ^r0",
        );
        for _ in 0..8 {
            spawn(t, &f).expect("started");
        }
        let open = function(t, 1, &format!("{}return ^r0", call("open")));
        spawn(t, &open).expect("started");
        ends(t, 9);
    });
}

#[test]
fn a_wait_below_native_code_blocks_a_carrier_and_others_are_added() {
    on_thread(|t| {
        let body = "const r0, =#fn f1\n call_native r0, 1, =#native \"call0\"\n return ^r0
fn f1 \"user$f\" captures=0\n  arity params=0 registers=1\n call_native r0, 0, =#native \"gate\"\n return ^r0";
        let f = function(t, 1, body);
        for _ in 0..20 {
            spawn(t, &f).expect("started");
        }
        let open = function(t, 1, &format!("{}{}return ^r0", call("nap"), call("open")));
        spawn(t, &open).expect("started");
        assert_eq!(ends(t, 21).iter().filter(|how| *how == "Some(1)").count(), 20);
    });
}

#[test]
fn sleepers_and_those_who_yield_come_back() {
    on_thread(|t| {
        let napper = function(t, 1, &format!("{}{}return ^r0", call("nap"), call("nap")));
        let yielder = function(t, 1, &format!("{}{}{}return ^r0", call("yield"), call("yield"), call("yield")));
        for _ in 0..50 {
            spawn(t, &napper).expect("started");
            spawn(t, &yielder).expect("started");
        }
        ends(t, 100);
        assert_eq!(world(t).turns.load(Ordering::Relaxed), 150);
    });
}

#[test]
fn an_interrupt_ends_a_wait() {
    on_thread(|t| {
        let f = function(t, 1, &format!("{}return ^r0", call("gate")));
        let controls: Vec<_> = (0..50).map(|_| spawn(t, &f).expect("started")).collect();
        controls.iter().for_each(|control| control.interrupt());
        let ended = ends(t, 50);
        assert!(ended.iter().all(|how| how.starts_with("java.lang.InterruptedException")), "{ended:?}");
    });
}

#[test]
fn shutting_down_stops_what_waits_and_what_runs() {
    on_thread(|t| {
        let waits = function(t, 1, &format!("{}return ^r0", call("gate")));
        let runs = function(t, 1, "top:\n loop @top");
        for _ in 0..20 {
            spawn(t, &waits).expect("started");
        }
        spawn(t, &runs).expect("started");
        scheduler::shutdown(&t.runtime);
        assert!(ends(t, 21).iter().all(|how| how.starts_with("java.lang.ThreadDeath")));
        assert!(spawn(t, &waits).is_err());
    });
}

fn order_of(seed: u64) -> Vec<i64> {
    on_thread(|t| {
        let clock = Clock::new(seed);
        assert!(world(t).clock.set(clock.clone()).is_ok());
        replay::begin(t, &clock);
        let steps = format!("{}{}", call("note"), call("yield")).repeat(4);
        let f = function(t, 1, &format!("{steps}{}{}return ^r0", call("nap"), call("note")));
        for _ in 0..5 {
            spawn(t, &f).expect("started");
        }
        ends(t, 5);
        let world = world(t);
        lock(&world.order).clone()
    })
}

#[test]
fn a_seed_gives_one_order_and_another_seed_another() {
    let first = order_of(1);
    assert_eq!(first.len(), 25);
    assert_eq!(first, order_of(1));
    assert!((2..10).any(|seed| order_of(seed) != first));
}
