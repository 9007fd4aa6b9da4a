//! Models of `concurrent/channel.rs`: what is put is taken once or stays, a choice happens in one place, and whoever waits is
//! told of the end. The locks, queues and permits are those of the runtime; what waits is written here as `Waitable` does it.

use crate::channel::{self, Buffer, Channel, Decided, Op, Tried};
use crate::park::Parker;
use crate::sync::{Arc, Mutex, MutexGuard, lock};
use crate::wait_queue::{Unpark, WaitQueue};
use crate::world::model;
use loom::thread;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

static MADE: AtomicUsize = AtomicUsize::new(0);

/// What channels carry here. Puts answer with booleans.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    Nil,
    Bool(bool),
    Number(usize),
}

impl Value {
    pub const NIL: Value = Value::Nil;

    pub fn bool(value: bool) -> Value {
        Value::Bool(value)
    }
}

#[derive(Clone, Copy)]
pub struct Shared(Value);

impl Shared {
    pub fn new(value: Value) -> Shared {
        Shared(value)
    }

    pub fn into_value(self) -> Value {
        self.0
    }
}

#[derive(Default)]
pub struct Control(Parker);

impl Unpark for Control {
    fn unpark(&self) {
        self.0.unpark();
    }
}

#[derive(Default)]
pub struct Thread {
    pub control: Arc<Control>,
}

/// State that others may wait on.
pub struct Waitable<T> {
    state: Mutex<T>,
    queue: WaitQueue<Control>,
    number: usize,
}

impl<T: Default> Default for Waitable<T> {
    fn default() -> Waitable<T> {
        Waitable::new(T::default())
    }
}

impl<T> Waitable<T> {
    pub fn new(state: T) -> Waitable<T> {
        Waitable { state: Mutex::new(state), queue: WaitQueue::default(), number: MADE.fetch_add(1, SeqCst) }
    }

    /// Executions of a model must not depend on addresses, so the order is that in which they were made.
    pub fn precedes(&self, other: &Waitable<T>) -> bool {
        self.number < other.number
    }

    pub fn lock(&self) -> MutexGuard<'_, T> {
        lock(&self.state)
    }

    pub fn update<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        let result = f(&mut self.lock());
        self.wake_all();
        result
    }

    pub fn wake_all(&self) {
        self.queue.wake_all();
    }

    fn wait_for<R>(&self, t: &Thread, look: impl Fn(&mut T) -> Option<R>) -> R {
        loop {
            self.queue.enter(&t.control);
            let found = look(&mut self.lock());
            if let Some(found) = found {
                self.queue.leave(&t.control);
                return found;
            }
            t.control.0.park(None);
            self.queue.leave(&t.control);
        }
    }
}

/// A channel, and what is to be put on it; nothing for a take.
type Port<'a> = (&'a Channel, Option<usize>);

/// Does the first of these that can be done, and waits until one can: its number, and what came of it.
fn choose(ports: &[Port<'_>]) -> (u32, Value) {
    let (t, op) = (Thread::default(), Op::new(None));
    match offer(&op, ports) {
        Some(done) => done,
        None => outcome(&t, &op),
    }
}

/// Tries each, and has the op wait where nothing can be done. Nothing if it waits or was decided elsewhere.
fn offer(op: &Arc<Op>, ports: &[Port<'_>]) -> Option<(u32, Value)> {
    for (number, &(ch, put)) in ports.iter().enumerate() {
        let number = number as u32;
        let mut decided = Decided::default();
        let tried = {
            let mut state = ch.lock();
            let value = put.map(|n| Shared::new(Value::Number(n)));
            let tried = match &value {
                None => channel::take(&mut state, Some(op), &mut decided, false),
                Some(value) => channel::put(&mut state, Some(op), value, &mut decided, false),
            };
            match (tried, &value) {
                (Tried::NotNow, None) => channel::wait_to_take(&mut state, op, number),
                (Tried::NotNow, Some(value)) => channel::wait_to_put(&mut state, op, number, value),
                (tried, _) => tried,
            }
        };
        assert!(decided.finish().is_empty());
        match tried {
            Tried::Done(value) => return Some((number, value.into_value())),
            Tried::Lost => return None,
            _ => {}
        }
    }
    None
}

fn outcome(t: &Thread, op: &Op) -> (u32, Value) {
    let outcome = op.state.wait_for(t, |state| state.outcome.take());
    (outcome.port, outcome.value.into_value())
}

fn take(ch: &Channel) -> Value {
    choose(&[(ch, None)]).1
}

fn put(ch: &Channel, n: usize) -> bool {
    choose(&[(ch, Some(n))]).1 == Value::Bool(true)
}

fn close(ch: &Channel) -> bool {
    let (was_open, decided) = ch.close();
    assert!(decided.finish().is_empty());
    was_open
}

fn channel(buffer: Buffer) -> Arc<Channel> {
    Arc::new(Channel::new(buffer, false))
}

#[test]
fn put_and_take_meet() {
    for buffer in [Buffer::None, Buffer::Fixed(1)] {
        model("put against take", move || {
            let ch = channel(buffer);
            let theirs = ch.clone();
            let putter = thread::spawn(move || put(&theirs, 1) && put(&theirs, 2));
            assert_eq!((take(&ch), take(&ch)), (Value::Number(1), Value::Number(2)));
            assert!(putter.join().unwrap());
        });
    }
}

#[test]
fn a_choice_takes_one() {
    model("choice against two puts", || {
        let (a, b) = (channel(Buffer::None), channel(Buffer::None));
        let (to_a, to_b) = (a.clone(), b.clone());
        let first = thread::spawn(move || put(&to_a, 10));
        let second = thread::spawn(move || put(&to_b, 11));
        let (port, value) = choose(&[(&a, None), (&b, None)]);
        assert_eq!(value, Value::Number(10 + port as usize));
        let other = if port == 0 { take(&b) } else { take(&a) };
        assert_eq!(other, Value::Number(11 - port as usize));
        assert!(first.join().unwrap() && second.join().unwrap());
    });
}

#[test]
fn two_choices_meet_once() {
    model("choice against choice", || {
        let (a, b) = (channel(Buffer::None), channel(Buffer::None));
        let theirs = (a.clone(), b.clone());
        let other = thread::spawn(move || choose(&[(&theirs.1, Some(1)), (&theirs.0, None)]));
        let mine = choose(&[(&a, Some(2)), (&b, None)]);
        let theirs = other.join().unwrap();
        // One put what the other took.
        let sent = (mine == (0, Value::Bool(true)), theirs == (0, Value::Bool(true)));
        let received = (mine == (1, Value::Number(1)), theirs == (1, Value::Number(2)));
        assert!(sent.0 && received.1 || sent.1 && received.0, "{mine:?} {theirs:?}");
    });
}

#[test]
fn the_end_is_told() {
    model("close against take", || {
        let ch = channel(Buffer::None);
        let theirs = ch.clone();
        let closer = thread::spawn(move || close(&theirs));
        assert_eq!(take(&ch), Value::Nil);
        assert!(closer.join().unwrap());
    });
    model("close against put and take", || {
        let ch = channel(Buffer::Fixed(1));
        let (puts, closes) = (ch.clone(), ch.clone());
        let putter = thread::spawn(move || put(&puts, 1));
        let closer = thread::spawn(move || close(&closes));
        let value = take(&ch);
        let was_put = putter.join().unwrap();
        assert!(closer.join().unwrap());
        assert_eq!(value, if was_put { Value::Number(1) } else { Value::Nil });
    });
}

#[test]
fn who_gives_up_takes_nothing() {
    model("giving up against put", || {
        let ch = channel(Buffer::None);
        let theirs = ch.clone();
        let putter = thread::spawn(move || put(&theirs, 1));
        let (t, op) = (Thread::default(), Op::new(None));
        // An interrupted thread claims its own op; too late, and the outcome is there or a moment away.
        let value = match offer(&op, &[(&ch, None)]) {
            Some((_, value)) => value,
            None if op.claim() => take(&ch),
            None => outcome(&t, &op).1,
        };
        assert_eq!(value, Value::Number(1));
        assert!(putter.join().unwrap());
    });
}
