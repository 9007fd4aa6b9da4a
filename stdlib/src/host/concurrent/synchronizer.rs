//! What threads meet at: `CountDownLatch`, `Semaphore`, `CyclicBarrier`, `Exchanger`.

use super::unit::timeout;
use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::reference::wait::{Look, Wait, Waitable};
use runtime::{Thread, Value};
use std::time::Duration;

/// A latch or semaphore: a count to wait for.
struct Counter {
    class: &'static str,
    count: Waitable<i64>,
}

plain_host!(Counter);

const LATCH: &str = "java.util.concurrent.CountDownLatch";
const SEMAPHORE: &str = "java.util.concurrent.Semaphore";
const BARRIER: &str = "java.util.concurrent.CyclicBarrier";
const EXCHANGER: &str = "java.util.concurrent.Exchanger";

fn new_latch(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let count = i64::from(int_arg(&a[0])?);
    if count < 0 {
        return Err(Error::illegal_argument("count < 0"));
    }
    Ok(HostObject::new_value(Counter { class: LATCH, count: Waitable::new(count) }))
}

fn new_semaphore(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let count = i64::from(int_arg(&a[0])?);
    Ok(HostObject::new_value(Counter { class: SEMAPHORE, count: Waitable::new(count) }))
}

fn counter(a: &[Value]) -> Result<&Counter> {
    a[0].host::<Counter>().ok_or_else(|| not_a(&a[0], LATCH))
}

/// `await()` and `await(amount, unit)`
fn await_latch(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = timeout(a, 1)?;
    let ready = counter(a)?.count.wait(t, Wait::on("latch").timeout(timeout).interrupt_first(), |n| *n == 0)?;
    if timeout.is_some() { bool_(ready) } else { void() }
}

fn count_down(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let count = &counter(a)?.count;
    let open = {
        let mut n = count.lock();
        *n = (*n - 1).max(0);
        *n == 0
    };
    if open {
        count.wake_all();
    }
    void()
}

fn counter_text(a: &[Value], name: &str) -> Result<Value> {
    let n = *counter(a)?.count.lock();
    let identity = runtime::hash::identity_hash(&a[0]);
    string(format!("{}@{identity:x}[{name} = {n}]", host_class(&a[0])))
}

const LATCH_METHODS: &[NativeDef] = &[
    f("countDown", 1, count_down),
    f("getCount", 1, |_, a| Ok(Value::long(*counter(a)?.count.lock()))),
    f("await", 1, await_latch),
    f("await", 3, await_latch),
    f("toString", 1, |_, a| counter_text(a, "Count")),
];

fn permits(v: Option<&Value>) -> Result<i64> {
    let n = v.map_or(Ok(1), |v| int_arg(v).map(i64::from))?;
    if n < 0 { Err(Error::bare(ExceptionKind::IllegalArgumentException)) } else { Ok(n) }
}

/// Takes permits when there are enough; false when the time is over before.
fn acquire(t: &mut Thread, a: &[Value], wanted: i64, how: Wait) -> Result<bool> {
    let count = &counter(a)?.count;
    let taken = count.wait_for(t, how, |n| {
        let enough = *n >= wanted;
        if enough {
            *n -= wanted;
        }
        enough.then_some(()).into()
    })?;
    Ok(taken.is_some())
}

const PERMIT: Wait = Wait::on("permit");

fn try_acquire(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (wanted, timeout) = match a.len() {
        1 => (1, None),
        2 => (permits(a.get(1))?, None),
        3 => (1, timeout(a, 1)?),
        _ => (permits(a.get(1))?, timeout(a, 2)?),
    };
    let how = match timeout {
        None => PERMIT.timeout(Some(Duration::ZERO)).uninterruptibly(),
        timed => PERMIT.timeout(timed).interrupt_first(),
    };
    acquire(t, a, wanted, how).map(Value::bool)
}

const SEMAPHORE_METHODS: &[NativeDef] = &[
    g("acquire", 1, 2, |t, a| {
        let wanted = permits(a.get(1))?;
        acquire(t, a, wanted, PERMIT.interrupt_first())?;
        void()
    }),
    g("acquireUninterruptibly", 1, 2, |t, a| {
        let wanted = permits(a.get(1))?;
        acquire(t, a, wanted, PERMIT.uninterruptibly())?;
        void()
    }),
    g("tryAcquire", 1, 4, try_acquire),
    g("release", 1, 2, |_, a| {
        let given = permits(a.get(1))?;
        counter(a)?.count.update(|n| *n += given);
        void()
    }),
    f("availablePermits", 1, |_, a| Ok(Value::int(*counter(a)?.count.lock() as i32))),
    f("drainPermits", 1, |_, a| {
        let mut n = counter(a)?.count.lock();
        Ok(Value::int(std::mem::take(&mut *n) as i32))
    }),
    f("reducePermits", 2, |_, a| {
        let less = permits(a.get(1))?;
        *counter(a)?.count.lock() -= less;
        void()
    }),
    f("hasQueuedThreads", 1, |_, a| bool_(counter(a)?.count.waiters() > 0)),
    f("getQueueLength", 1, |_, a| int(counter(a)?.count.waiters())),
    f("isFair", 1, |_, _| bool_(false)),
    f("toString", 1, |_, a| counter_text(a, "Permits")),
];

// CyclicBarrier

struct Barrier {
    parties: usize,
    action: Option<Shared>,
    state: Waitable<Generation>,
}

#[derive(Default)]
struct Generation {
    number: u64,
    arrived: usize,
    broken: bool,
    /// The generation that ended by a reset while threads waited.
    reset: Option<u64>,
}

impl HostType for Barrier {
    fn class_name(&self) -> &str {
        BARRIER
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(action) = self.action.take() {
            f(action.into_value());
        }
    }
}

/// Where a thread stands that has parked within `await`.
#[derive(Default)]
struct Arrival(Option<(u64, usize)>);

fn new_barrier(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parties = int_arg(&a[0])?;
    let Ok(parties @ 1..) = usize::try_from(parties) else {
        return Err(Error::bare(ExceptionKind::IllegalArgumentException));
    };
    let action = a.get(1).filter(|v| !v.is_nil()).map(|v| Shared::new(v.clone()));
    Ok(HostObject::new_value(Barrier { parties, action, state: Waitable::default() }))
}

fn barrier(a: &[Value]) -> Result<&Barrier> {
    a[0].host::<Barrier>().ok_or_else(|| not_a(&a[0], BARRIER))
}

#[cold]
fn broken() -> Error {
    Error::bare(ExceptionKind::BrokenBarrierException)
}

impl Barrier {
    fn break_it(&self) {
        self.state.update(|state| {
            state.broken = true;
            state.arrived = 0;
        });
    }

    fn next(&self) {
        self.state.update(|state| {
            state.number += 1;
            state.arrived = 0;
            state.broken = false;
        });
    }
}

fn await_barrier(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = timeout(a, 1)?;
    let this = barrier(a)?;
    let resumed = if t.resumed_wait.is_some() { t.local::<Arrival>().0.take() } else { None };
    let (number, index) = match resumed {
        Some(arrival) => arrival,
        None => {
            if t.take_interrupt() {
                this.break_it();
                return Err(Error::bare(ExceptionKind::InterruptedException));
            }
            let mut state = this.state.lock();
            if state.broken {
                return Err(broken());
            }
            state.arrived += 1;
            (state.number, this.parties - state.arrived)
        }
    };
    if index == 0 {
        if let Some(action) = &this.action {
            let action = action.get().clone();
            if let Err(error) = call_functional(t, &action, "run", &mut []) {
                this.break_it();
                return Err(error);
            }
        }
        this.next();
        return int(0);
    }
    let how = Wait::on("barrier").timeout(timeout);
    let passed = this.state.wait_for(t, how, |state| {
        if state.number != number {
            Look::Ready(state.reset != Some(number))
        } else if state.broken {
            Look::Ready(false)
        } else {
            Look::NotYet
        }
    });
    if t.resumed_wait.is_some() {
        t.local::<Arrival>().0 = Some((number, index));
        return passed.map(|_| Value::NIL);
    }
    match passed {
        Ok(Some(true)) => int(index),
        Ok(Some(false)) => Err(broken()),
        Ok(None) => {
            this.break_it();
            Err(Error::bare(ExceptionKind::TimeoutException))
        }
        Err(error) => {
            this.break_it();
            Err(error)
        }
    }
}

const BARRIER_METHODS: &[NativeDef] = &[
    f("await", 1, await_barrier),
    f("await", 3, await_barrier),
    f("getParties", 1, |_, a| int(barrier(a)?.parties)),
    f("getNumberWaiting", 1, |_, a| int(barrier(a)?.state.lock().arrived)),
    f("isBroken", 1, |_, a| bool_(barrier(a)?.state.lock().broken)),
    f("reset", 1, |_, a| {
        barrier(a)?.state.update(|state| {
            if state.arrived > 0 {
                state.reset = Some(state.number);
            }
            state.number += 1;
            state.arrived = 0;
            state.broken = false;
        });
        void()
    }),
];

// Exchanger

#[derive(Default)]
struct Meeting {
    /// What the first to come has brought.
    offered: Option<Shared>,
    /// What the second has left for the first.
    left: Option<Shared>,
}

struct Exchanger(Waitable<Meeting>);

plain_host!(Exchanger, EXCHANGER);

#[derive(Default)]
struct Offered(bool);

fn exchange(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let timeout = timeout(a, 2)?;
    let this = a[0].host::<Exchanger>().ok_or_else(|| not_a(&a[0], EXCHANGER))?;
    let mine = Shared::new(a[1].clone());
    let resumed = t.resumed_wait.is_some() && std::mem::take(&mut t.local::<Offered>().0);
    let how = Wait::on("exchange").timeout(timeout);
    if !resumed {
        let met = this.0.wait_for(t, how, |meeting| match (meeting.offered.take(), meeting.left.is_some()) {
            (Some(theirs), false) => {
                meeting.left = Some(mine.clone());
                Look::Ready(Some(theirs))
            }
            (None, false) => {
                meeting.offered = Some(mine.clone());
                Look::Ready(None)
            }
            // Two are about to part.
            (offered, true) => {
                meeting.offered = offered;
                Look::NotYet
            }
        })?;
        match met {
            Some(Some(theirs)) => {
                this.0.wake_all();
                return Ok(theirs.into_value());
            }
            Some(None) => {}
            None => return Err(Error::bare(ExceptionKind::TimeoutException)),
        }
    }
    let taken = this.0.wait_for(t, how, |meeting| meeting.left.take().into());
    if t.resumed_wait.is_some() {
        t.local::<Offered>().0 = true;
        return taken.map(|_| Value::NIL);
    }
    match taken {
        Ok(Some(theirs)) => {
            this.0.wake_all();
            Ok(theirs.into_value())
        }
        other => {
            this.0.lock().offered = None;
            other?;
            Err(Error::bare(ExceptionKind::TimeoutException))
        }
    }
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(1, 1, new_latch)], methods: LATCH_METHODS, ..class(LATCH) },
    ClassDef { constructors: &[ctor(1, 2, new_semaphore)], methods: SEMAPHORE_METHODS, ..class(SEMAPHORE) },
    ClassDef { constructors: &[ctor(1, 2, new_barrier)], methods: BARRIER_METHODS, ..class(BARRIER) },
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(HostObject::new_value(Exchanger(Waitable::default()))))],
        methods: &[f("exchange", 2, exchange), f("exchange", 4, exchange)],
        ..class(EXCHANGER)
    },
];
