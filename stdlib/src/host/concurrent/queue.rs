//! Blocking queues: `ArrayBlockingQueue`, `LinkedBlockingQueue` and `-Deque`, `PriorityBlockingQueue`, `DelayQueue`,
//! `SynchronousQueue`, `LinkedTransferQueue`.
//!
//! One Rust type serves all of them. An element may be *watched*: then the thread that put it waits until it is taken.

use super::unit;
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::comparator::order;
use crate::host::util::iterator;
use crate::host::util::list::{array_list, elements, same};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::limits::Growing;
use runtime::object::Shared;
use runtime::reference::wait::{Look, Wait, Waitable, deadline_after};
use runtime::{Thread, Value, print};
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::time::Duration;
use vm::monitor::Monitor;

/// What tells the queues apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// First in, first out.
    Fifo,
    /// Elements stand in their order.
    Priority,
    /// In the order of their delays, and not to be had before they are over.
    Delay,
    /// Holds nothing: an element is handed over.
    Synchronous,
    /// First in, first out; `transfer` waits until the element is taken.
    Transfer,
}

struct Queue {
    class: &'static str,
    kind: Kind,
    /// Most elements at a time.
    capacity: usize,
    /// A comparator, or nil.
    comparator: Shared,
    state: Waitable<State>,
    /// Serialises insertions in order, during which code of the program is asked to compare.
    inserting: Monitor,
    memory: Growing,
}

#[derive(Default)]
struct State {
    items: VecDeque<Item>,
    /// Threads that wait for an element.
    takers: usize,
    /// How many elements were taken from the front, ever.
    taken: u64,
    marks: u64,
}

struct Item {
    value: Shared,
    /// Of an element that is watched.
    mark: Option<u64>,
}

impl HostType for Queue {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {
        // Everything held is `Shared`, hence published.
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        let items = std::mem::take(&mut self.state.lock().items);
        items.into_iter().for_each(|item| f(item.value.into_value()));
        f(std::mem::replace(&mut self.comparator, Shared::new(Value::NIL)).into_value());
    }
}

const QUEUE: &str = "java.util.concurrent.BlockingQueue";

fn own(a: &[Value]) -> Result<&Queue> {
    a[0].host::<Queue>().ok_or_else(|| abstract_method(&a[0], QUEUE, "java.lang.Object take()"))
}

fn element(v: &Value) -> Result<Shared> {
    if v.is_nil() { Err(Error::null_pointer()) } else { Ok(Shared::new(v.clone())) }
}

const NOW: Option<Duration> = Some(Duration::ZERO);

/// Of a thread that has parked as one of a queue's takers.
#[derive(Default)]
struct Counted(bool);

/// Where a thread stands that has parked with its element in the queue.
#[derive(Default)]
struct Marked(Option<u64>);

impl Queue {
    fn is_ordered(&self) -> bool {
        matches!(self.kind, Kind::Priority | Kind::Delay)
    }

    /// Wakes those to whom a change matters: only takers wait for a queue without limits.
    fn wake(&self) {
        if self.capacity == usize::MAX && self.kind == Kind::Fifo {
            self.state.wake_one();
        } else {
            self.state.wake_all();
        }
    }

    /// Adds an element at an end; false if there is no room in time.
    fn put(&self, t: &mut Thread, value: Shared, front: bool, how: Wait) -> Result<bool> {
        if self.is_ordered() {
            self.insert(t, value)?;
            return Ok(true);
        }
        if self.kind == Kind::Synchronous {
            return self.hand_over(t, value, how);
        }
        let added = self.state.wait_for(t, how, |state| {
            if state.items.len() >= self.capacity {
                return Look::NotYet;
            }
            let item = Item { value: value.clone(), mark: None };
            if front {
                state.items.push_front(item)
            } else {
                state.items.push_back(item)
            }
            Look::Ready(())
        })?;
        if added.is_some() {
            self.wake();
            let length = self.state.lock().items.len();
            self.memory.reach(t, length * size_of::<Item>())?;
        }
        Ok(added.is_some())
    }

    /// Adds an element and waits until it is taken; false, and it is gone again, if the time is over before.
    fn hand_over(&self, t: &mut Thread, value: Shared, how: Wait) -> Result<bool> {
        let resumed = if t.resumed_wait.is_some() { t.local::<Marked>().0.take() } else { None };
        let mark = match resumed {
            Some(mark) => mark,
            None => {
                if how.is_interruptible() && t.take_interrupt() {
                    return Err(Error::bare(ExceptionKind::InterruptedException));
                }
                let mut state = self.state.lock();
                if how.is_instant() && state.takers <= state.items.len() {
                    return Ok(false);
                }
                state.marks += 1;
                let mark = state.marks;
                state.items.push_back(Item { value, mark: Some(mark) });
                drop(state);
                self.state.wake_all();
                if how.is_instant() {
                    // A taker is waiting and will have it.
                    return Ok(true);
                }
                mark
            }
        };
        let gone = |state: &mut State| !state.items.iter().any(|item| item.mark == Some(mark));
        let taken = self.state.wait_for(t, how, |state| gone(state).then_some(()).into());
        if t.resumed_wait.is_some() {
            t.local::<Marked>().0 = Some(mark);
            return taken.map(|_| false);
        }
        if let Ok(Some(())) = taken {
            return Ok(true);
        }
        let mine = {
            let mut state = self.state.lock();
            let at = state.items.iter().position(|item| item.mark == Some(mark));
            at.and_then(|at| state.items.remove(at))
        };
        // Taken at the last moment after all.
        if mine.is_none() {
            return Ok(true);
        }
        taken.map(|_| false)
    }

    /// Adds an element where its order wants it.
    fn insert(&self, t: &mut Thread, value: Shared) -> Result<()> {
        self.inserting.enter(t, Wait::on("queue").uninterruptibly())?;
        let added = self.insert_alone(t, value);
        self.inserting.exit(t)?;
        added?;
        self.state.wake_all();
        Ok(())
    }

    fn insert_alone(&self, t: &mut Thread, value: Shared) -> Result<()> {
        let (items, taken) = {
            let state = self.state.lock();
            (state.items.iter().map(|item| item.value.clone()).collect::<Vec<_>>(), state.taken)
        };
        let (mut low, mut high) = (0, items.len());
        if items.is_empty() {
            // What cannot be compared is refused even if there is nothing to compare it with.
            order(t, self.comparator.get(), value.get(), value.get())?;
        }
        while low < high {
            let middle = (low + high) / 2;
            match order(t, self.comparator.get(), value.get(), items[middle].get())? {
                Ordering::Less => high = middle,
                Ordering::Equal | Ordering::Greater => low = middle + 1,
            }
        }
        // Meanwhile elements may have gone, from the front or by `remove`.
        let mut state = self.state.lock();
        let gone = (state.taken - taken) as usize;
        let at = low.saturating_sub(gone).min(state.items.len());
        state.items.insert(at, Item { value, mark: None });
        Ok(())
    }

    /// Takes an element from an end; `None` if there is none in time.
    fn take(&self, t: &mut Thread, back: bool, how: Wait) -> Result<Option<Value>> {
        if self.kind == Kind::Delay {
            // It waits more than once, so it cannot be begun anew.
            return t.pinned(|t| self.take_due(t, how));
        }
        let mut counted = t.resumed_wait.is_some() && std::mem::take(&mut t.local::<Counted>().0);
        let taken = self.state.wait_for(t, how, |state| {
            let item = if back { state.items.pop_back() } else { state.items.pop_front() };
            match item {
                Some(item) => {
                    state.taken += u64::from(!back);
                    state.takers -= usize::from(std::mem::take(&mut counted));
                    Look::Ready(item)
                }
                None => {
                    if !std::mem::replace(&mut counted, true) {
                        state.takers += 1;
                    }
                    Look::NotYet
                }
            }
        });
        if counted && t.resumed_wait.is_some() {
            t.local::<Counted>().0 = true;
        } else if counted {
            self.state.lock().takers -= 1;
        }
        let Some(item) = taken? else { return Ok(None) };
        if self.capacity != usize::MAX || item.mark.is_some() {
            self.state.wake_all();
        }
        Ok(Some(item.value.into_value()))
    }

    /// Takes the first element when its delay is over.
    fn take_due(&self, t: &mut Thread, how: Wait) -> Result<Option<Value>> {
        let deadline = how.limit().map(|limit| deadline_after(t, limit));
        loop {
            let head = self.state.lock().items.front().map(|item| item.value.clone());
            let delay = match &head {
                Some(head) => Some(delay_of(t, head.get())?),
                None => None,
            };
            if delay.is_some_and(|delay| delay.is_zero()) {
                let mut state = self.state.lock();
                let same =
                    state.items.front().zip(head.as_ref()).is_some_and(|(a, b)| a.value.get().identical(b.get()));
                if same {
                    let item = state.items.pop_front();
                    state.taken += 1;
                    drop(state);
                    return Ok(item.map(|item| item.value.into_value()));
                }
                continue;
            }
            let left = deadline.map(|deadline| Duration::from_nanos(deadline.saturating_sub(t.now()).max(0) as u64));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(None);
            }
            let until = [left, delay].into_iter().flatten().min();
            self.state.wait_for(t, how.timeout(until), |state| match (state.items.front(), &head) {
                (Some(now), Some(then)) if now.value.get().identical(then.get()) => Look::NotYet,
                (None, None) => Look::NotYet,
                _ => Look::Ready(()),
            })?;
        }
    }

    fn snapshot(&self) -> Vec<Value> {
        self.state.lock().items.iter().map(|item| item.value.get().clone()).collect()
    }

    fn len(&self) -> usize {
        // Elements that are being handed over are not in the queue.
        if self.kind == Kind::Synchronous { 0 } else { self.state.lock().items.len() }
    }

    fn remove_where(&self, t: &mut Thread, x: &Value) -> Result<bool> {
        for value in self.snapshot() {
            if same(t, x, &value)? {
                let removed = {
                    let mut state = self.state.lock();
                    let at = state.items.iter().position(|item| item.value.get().identical(&value));
                    at.and_then(|at| state.items.remove(at))
                };
                self.state.wake_all();
                return Ok(removed.is_some());
            }
        }
        Ok(false)
    }
}

/// What is left of an element's delay.
fn delay_of(t: &mut Thread, v: &Value) -> Result<Duration> {
    let unit = unit::constant(t, "NANOSECONDS");
    let left = call_functional(t, v, "getDelay", &mut [unit])?;
    Ok(Duration::from_nanos(long_arg(&left)?.max(0) as u64))
}

const TAKE: Wait = Wait::on("element of a queue");
const PUT: Wait = Wait::on("room in a queue");

/// Adds or says so: `add` and its kin.
fn add(t: &mut Thread, a: &[Value], front: bool) -> Result<bool> {
    let value = element(&a[1])?;
    if own(a)?.put(t, value, front, PUT.timeout(NOW).uninterruptibly())? {
        return Ok(true);
    }
    let what = if host_class(&a[0]).ends_with("Deque") { "Deque full" } else { "Queue full" };
    Err(Error::illegal_state(what))
}

fn offer(t: &mut Thread, a: &[Value], front: bool) -> Result<Value> {
    let value = element(&a[1])?;
    let how = match unit::timeout(a, 2)? {
        None => PUT.timeout(NOW).uninterruptibly(),
        timed => PUT.timeout(timed).interrupt_first(),
    };
    own(a)?.put(t, value, front, how).map(Value::bool)
}

fn poll(t: &mut Thread, a: &[Value], back: bool) -> Result<Value> {
    let how = match unit::timeout(a, 1)? {
        None => TAKE.timeout(NOW).uninterruptibly(),
        timed => TAKE.timeout(timed).interrupt_first(),
    };
    Ok(own(a)?.take(t, back, how)?.unwrap_or_default())
}

fn remove(t: &mut Thread, a: &[Value], back: bool) -> Result<Value> {
    own(a)?.take(t, back, TAKE.timeout(NOW).uninterruptibly())?.ok_or_else(no_such_element)
}

fn peek(a: &[Value], back: bool) -> Result<Option<Value>> {
    let queue = own(a)?;
    if queue.kind == Kind::Synchronous {
        return Ok(None);
    }
    let state = queue.state.lock();
    let item = if back { state.items.back() } else { state.items.front() };
    Ok(item.map(|item| item.value.get().clone()))
}

fn put(t: &mut Thread, a: &[Value], front: bool) -> Result<Value> {
    let value = element(&a[1])?;
    own(a)?.put(t, value, front, PUT.interrupt_first())?;
    void()
}

fn take(t: &mut Thread, a: &[Value], back: bool) -> Result<Value> {
    Ok(own(a)?.take(t, back, TAKE.interrupt_first())?.unwrap_or_default())
}

fn drain(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let most = a.get(2).map_or(Ok(i32::MAX), int_arg)?;
    let mut drained = 0;
    while drained < most {
        let Some(x) = own(a)?.take(t, false, TAKE.timeout(NOW).uninterruptibly())? else { break };
        call_functional(t, &a[1], "add", &mut [x])?;
        drained += 1;
    }
    Ok(Value::int(drained))
}

fn transfer(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = element(&a[1])?;
    own(a)?.hand_over(t, value, PUT.interrupt_first())?;
    void()
}

fn try_transfer(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = element(&a[1])?;
    let how = match unit::timeout(a, 2)? {
        None => PUT.timeout(NOW).uninterruptibly(),
        timed => PUT.timeout(timed).interrupt_first(),
    };
    own(a)?.hand_over(t, value, how).map(Value::bool)
}

fn contains(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    for x in own(a)?.snapshot() {
        if same(t, &a[1], &x)? {
            return bool_(true);
        }
    }
    bool_(false)
}

const METHODS: &[NativeDef] = &[
    f("add", 2, |t, a| add(t, a, false).map(Value::bool)),
    f("offer", 2, |t, a| offer(t, a, false)),
    f("offer", 4, |t, a| offer(t, a, false)),
    f("put", 2, |t, a| put(t, a, false)),
    f("take", 1, |t, a| take(t, a, false)),
    f("poll", 1, |t, a| poll(t, a, false)),
    f("poll", 3, |t, a| poll(t, a, false)),
    f("remove", 1, |t, a| remove(t, a, false)),
    f("remove", 2, |t, a| {
        let x = a[1].clone();
        own(a)?.remove_where(t, &x).map(Value::bool)
    }),
    f("peek", 1, |_, a| Ok(peek(a, false)?.unwrap_or_default())),
    f("element", 1, |_, a| peek(a, false)?.ok_or_else(no_such_element)),
    g("drainTo", 2, 3, drain),
    f("remainingCapacity", 1, |_, a| {
        let queue = own(a)?;
        match (queue.kind, queue.capacity) {
            (Kind::Synchronous, _) => int(0),
            (_, usize::MAX) => Ok(Value::int(i32::MAX)),
            (_, capacity) => int(capacity.saturating_sub(queue.len())),
        }
    }),
    f("size", 1, |_, a| int(own(a)?.len())),
    f("isEmpty", 1, |_, a| bool_(own(a)?.len() == 0)),
    f("contains", 2, contains),
    f("clear", 1, |_, a| {
        let queue = own(a)?;
        let old = std::mem::take(&mut queue.state.lock().items);
        queue.state.wake_all();
        drop(old);
        void()
    }),
    f("addAll", 2, |t, a| {
        let all = elements(t, &a[1]).unwrap_or_else(|| Err(not_a(&a[1], "java.util.Collection")))?;
        for x in &all {
            add(t, &[a[0].clone(), x.clone()], false)?;
        }
        bool_(!all.is_empty())
    }),
    f("iterator", 1, |t, a| {
        let items = array_list(own(a)?.snapshot());
        iterator::over(t, &items)
    }),
    g("toArray", 1, 2, |_, a| Ok(Array::of_objects("java.lang.Object", own(a)?.snapshot()))),
    f("toString", 1, |t, a| {
        let items = array_list(own(a)?.snapshot());
        print::to_java_string(t, &items).map(Value::from)
    }),
];

const DEQUE: &[NativeDef] = &[
    f("addFirst", 2, |t, a| add(t, a, true).map(|_| Value::NIL)),
    f("addLast", 2, |t, a| add(t, a, false).map(|_| Value::NIL)),
    f("push", 2, |t, a| add(t, a, true).map(|_| Value::NIL)),
    f("pop", 1, |t, a| remove(t, a, false)),
    f("offerFirst", 2, |t, a| offer(t, a, true)),
    f("offerFirst", 4, |t, a| offer(t, a, true)),
    f("offerLast", 2, |t, a| offer(t, a, false)),
    f("offerLast", 4, |t, a| offer(t, a, false)),
    f("putFirst", 2, |t, a| put(t, a, true)),
    f("putLast", 2, |t, a| put(t, a, false)),
    f("takeFirst", 1, |t, a| take(t, a, false)),
    f("takeLast", 1, |t, a| take(t, a, true)),
    f("pollFirst", 1, |t, a| poll(t, a, false)),
    f("pollFirst", 3, |t, a| poll(t, a, false)),
    f("pollLast", 1, |t, a| poll(t, a, true)),
    f("pollLast", 3, |t, a| poll(t, a, true)),
    f("removeFirst", 1, |t, a| remove(t, a, false)),
    f("removeLast", 1, |t, a| remove(t, a, true)),
    f("peekFirst", 1, |_, a| Ok(peek(a, false)?.unwrap_or_default())),
    f("peekLast", 1, |_, a| Ok(peek(a, true)?.unwrap_or_default())),
    f("getFirst", 1, |_, a| peek(a, false)?.ok_or_else(no_such_element)),
    f("getLast", 1, |_, a| peek(a, true)?.ok_or_else(no_such_element)),
];

const TRANSFER: &[NativeDef] = &[
    f("transfer", 2, transfer),
    f("tryTransfer", 2, try_transfer),
    f("tryTransfer", 4, try_transfer),
    f("hasWaitingConsumer", 1, |_, a| bool_(own(a)?.state.lock().takers > 0)),
    f("getWaitingConsumerCount", 1, |_, a| int(own(a)?.state.lock().takers)),
];

fn new_queue(class: &'static str, kind: Kind, capacity: usize, comparator: &Value) -> Value {
    HostObject::new_value(Queue {
        class,
        kind,
        capacity,
        comparator: Shared::new(comparator.clone()),
        state: Waitable::default(),
        inserting: Monitor::default(),
        memory: Growing::default(),
    })
}

/// Without arguments, with a capacity, or with the elements of a collection.
fn construct(t: &mut Thread, class: &'static str, kind: Kind, a: &[Value]) -> Result<Value> {
    let (mut capacity, mut comparator, mut items) = (usize::MAX, Value::NIL, Vec::new());
    for v in a {
        if v.is_nil() || v.as_bool().is_some() {
            continue;
        }
        if v.as_long().is_some() {
            let n = int_arg(v)?;
            if n <= 0 {
                return Err(Error::bare(ExceptionKind::IllegalArgumentException));
            }
            if kind == Kind::Fifo {
                capacity = n as usize;
            }
        } else if kind == Kind::Priority && (runtime::ops::is_ifn(v) || is_a(t, v, "java.util.Comparator")) {
            comparator = v.clone();
        } else {
            items = elements(t, v).ok_or_else(|| no_constructor(class))??;
        }
    }
    let queue = new_queue(class, kind, capacity, &comparator);
    for x in items {
        add(t, &[queue.clone(), x], false)?;
    }
    Ok(queue)
}

macro_rules! queue_class {
    ($name:literal, $kind:expr, $min:literal, $max:literal, $methods:expr) => {
        ClassDef {
            constructors: &[ctor($min, $max, |t, a| construct(t, concat!("java.util.concurrent.", $name), $kind, a))],
            methods: $methods,
            ..class(concat!("java.util.concurrent.", $name))
        }
    };
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class(QUEUE) },
    ClassDef { methods: DEQUE, ..class("java.util.concurrent.BlockingDeque") },
    ClassDef { methods: TRANSFER, ..class("java.util.concurrent.TransferQueue") },
    queue_class!("ArrayBlockingQueue", Kind::Fifo, 1, 3, METHODS),
    queue_class!("LinkedBlockingQueue", Kind::Fifo, 0, 1, METHODS),
    queue_class!("LinkedBlockingDeque", Kind::Fifo, 0, 1, METHODS),
    queue_class!("PriorityBlockingQueue", Kind::Priority, 0, 2, METHODS),
    queue_class!("DelayQueue", Kind::Delay, 0, 1, METHODS),
    queue_class!("SynchronousQueue", Kind::Synchronous, 0, 1, METHODS),
    queue_class!("LinkedTransferQueue", Kind::Transfer, 0, 1, METHODS),
];
