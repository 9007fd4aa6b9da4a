//! Channels of `clojure.core.async`: values handed from those who put to those who take, in order.
//!
//! Nothing here runs Lisle code or blocks; `native/channel.rs` waits and calls. An [`Op`] is one put, take or choice that
//! waits: whoever *claims* it, once, decides its outcome. A choice stands in the queues of several channels with one op, so
//! it happens at most once; what is left of it elsewhere is skipped, and swept now and then.
//!
//! | queue of | holds ops while | they leave when |
//! |---|---|---|
//! | takers | there is nothing to take, and the channel is open or still has something to come | a value is put; the end is reached |
//! | putters | there is no room | a taker makes room or takes the value; open or closed makes no difference |
//!
//! A channel with a transducer lets putters in one at a time: a thread *begins*, runs the transducer with no lock held, adds what
//! comes of it, and *ends*. Meanwhile others only queue. See `pump` in `clojure/core/async/impl/channels.clj`.
//!
//! Locks: a channel's is taken before those of ops; two ops are locked in the order of their states (`precedes`).

use runtime::object::Shared;
use runtime::reference::wait::Waitable;
use runtime::sync::{Arc, MutexGuard, OnceLock};
use runtime::thread::Control;
use runtime::{Thread, Value};
use std::collections::VecDeque;

/// As many ops may wait on each side of a channel.
pub const MAX_PENDING: usize = 1024;

/// Queues longer than this are swept of ops that others have claimed.
const SWEEP: usize = 64;

/// What a channel keeps between put and take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Buffer {
    /// Nothing: put and take meet.
    None,
    Fixed(usize),
    /// New values are dropped when it is full.
    Dropping(usize),
    /// Old values are dropped when it is full.
    Sliding(usize),
    /// The first value stays, for everyone.
    Promise,
}

/// What became of an op: a value (nil for the end of a channel; for puts, whether the channel was open) and the
/// number of the port, for choices.
pub struct Outcome {
    pub value: Shared,
    pub port: u32,
}

#[derive(Default)]
pub struct OpState {
    claimed: bool,
    pub outcome: Option<Outcome>,
}

/// A put, take or choice that may have to wait.
pub struct Op {
    pub state: Waitable<OpState>,
    /// Called with the outcome; without one, a thread waits for it.
    pub callback: Option<Shared>,
}

impl Op {
    pub fn new(callback: Option<Shared>) -> Arc<Op> {
        Arc::new(Op { state: Waitable::default(), callback })
    }

    /// Takes the right to decide the outcome; false if another had it.
    pub fn claim(&self) -> bool {
        !std::mem::replace(&mut self.state.lock().claimed, true)
    }

    pub fn is_claimed(&self) -> bool {
        self.state.lock().claimed
    }

    /// Sets the outcome of a claimed op and wakes who waits for it. Callbacks are given back to be called.
    #[must_use]
    pub fn finish(&self, value: Shared, port: u32) -> Option<Callback> {
        match &self.callback {
            Some(function) => Some(Callback { function: function.clone(), value, port }),
            None => {
                self.state.update(|state| state.outcome = Some(Outcome { value, port }));
                None
            }
        }
    }
}

/// A function that is to be called with an outcome.
pub struct Callback {
    pub function: Shared,
    pub value: Shared,
    pub port: u32,
}

/// What came of claiming two ops at once.
enum Pair {
    Both,
    OwnIsClaimed,
    OtherIsClaimed,
}

/// Claims an op of the caller, which is nobody's yet if `None`, together with one that waits; both or neither.
fn claim_pair(own: Option<&Arc<Op>>, other: &Arc<Op>) -> Pair {
    let Some(own) = own else {
        return if other.claim() { Pair::Both } else { Pair::OtherIsClaimed };
    };
    let (mut own_state, mut other_state);
    if own.state.precedes(&other.state) {
        own_state = own.state.lock();
        other_state = other.state.lock();
    } else {
        other_state = other.state.lock();
        own_state = own.state.lock();
    }
    if own_state.claimed {
        Pair::OwnIsClaimed
    } else if other_state.claimed {
        Pair::OtherIsClaimed
    } else {
        own_state.claimed = true;
        other_state.claimed = true;
        Pair::Both
    }
}

fn claim_own(own: Option<&Arc<Op>>) -> bool {
    own.is_none_or(|own| own.claim())
}

struct Waiter {
    op: Arc<Op>,
    port: u32,
    /// What is put; nil for takers.
    value: Shared,
}

/// The ops that wait on one side.
#[derive(Default)]
struct Queue {
    waiters: VecDeque<Waiter>,
    /// The length at which it is swept next.
    sweep_at: usize,
}

impl Queue {
    /// Adds an op; false if too many wait already.
    fn push(&mut self, waiter: Waiter) -> bool {
        if self.waiters.len() >= self.sweep_at.max(SWEEP) {
            self.sweep();
        }
        if self.waiters.len() >= MAX_PENDING {
            self.sweep();
            if self.waiters.len() >= MAX_PENDING {
                return false;
            }
        }
        self.waiters.push_back(waiter);
        true
    }

    fn sweep(&mut self) {
        self.waiters.retain(|waiter| !waiter.op.is_claimed());
        self.sweep_at = self.waiters.len() * 2;
    }

    /// Takes the first that can be claimed together with the caller's op. A choice never meets itself.
    fn claim_first(&mut self, own: Option<&Arc<Op>>) -> Claimed {
        let mut i = 0;
        while let Some(waiter) = self.waiters.get(i) {
            if own.is_some_and(|own| Arc::ptr_eq(own, &waiter.op)) {
                i += 1;
                continue;
            }
            match claim_pair(own, &waiter.op) {
                Pair::OwnIsClaimed => return Claimed::Lost,
                Pair::OtherIsClaimed => drop(self.waiters.remove(i)),
                Pair::Both => {
                    if let Some(waiter) = self.waiters.remove(i) {
                        return Claimed::Waiter(waiter);
                    }
                }
            }
        }
        Claimed::Nobody
    }

    /// Takes the first that nobody has claimed.
    fn pop(&mut self) -> Option<Waiter> {
        while let Some(waiter) = self.waiters.pop_front() {
            if waiter.op.claim() {
                return Some(waiter);
            }
        }
        None
    }

    fn is_empty(&mut self) -> bool {
        while self.waiters.front().is_some_and(|waiter| waiter.op.is_claimed()) {
            self.waiters.pop_front();
        }
        self.waiters.is_empty()
    }
}

enum Claimed {
    Waiter(Waiter),
    Nobody,
    /// The caller's own op was claimed elsewhere.
    Lost,
}

/// What a try to put or take gave.
pub enum Tried {
    /// Done: the value taken, nil at the end; or whether the channel was open.
    Done(Shared),
    /// Not possible now.
    NotNow,
    /// The op waits in the channel.
    Pending,
    /// The caller's op was decided elsewhere.
    Lost,
    /// Too many ops wait.
    TooMany,
}

/// Ops that an operation has decided: to be finished when the channel's lock is given back.
#[derive(Default)]
pub struct Decided(Vec<(Arc<Op>, Shared, u32)>);

impl Decided {
    fn add(&mut self, waiter: Waiter, value: Shared) {
        self.0.push((waiter.op, value, waiter.port));
    }

    /// Finishes them; gives the callbacks to be called.
    #[must_use]
    pub fn finish(self) -> Vec<Callback> {
        self.0.into_iter().filter_map(|(op, value, port)| op.finish(value, port)).collect()
    }
}

/// Who runs a channel's transducer at the moment, and for which put.
struct Transforming {
    by: Arc<Control>,
    putter: Option<Waiter>,
}

pub struct State {
    buffer: Buffer,
    values: VecDeque<Shared>,
    takers: Queue,
    putters: Queue,
    closed: bool,
    /// Has a transducer that was not told yet of the end.
    unfinished: bool,
    transforming: Option<Transforming>,
}

/// A channel.
pub struct Channel {
    state: Waitable<State>,
    /// Has a transducer.
    pub transforms: bool,
    /// Its reducing function, which is given the channel.
    pub transducer: OnceLock<Shared>,
}

/// What the thread that has begun is to do.
pub enum Step {
    /// Run the transducer on a value.
    Put(Shared),
    /// Tell the transducer that this was all.
    End,
}

fn truth(value: bool) -> Shared {
    Shared::new(Value::bool(value))
}

impl State {
    fn is_full(&self) -> bool {
        matches!(self.buffer, Buffer::Fixed(n) if self.values.len() >= n)
    }

    fn add(&mut self, value: Shared) {
        match self.buffer {
            Buffer::Dropping(n) if self.values.len() >= n => {}
            Buffer::Sliding(n) => {
                if self.values.len() >= n {
                    self.values.pop_front();
                }
                self.values.push_back(value);
            }
            Buffer::Promise if !self.values.is_empty() => {}
            _ => self.values.push_back(value),
        }
    }

    fn next_value(&mut self) -> Option<Shared> {
        match self.buffer {
            Buffer::Promise => self.values.front().cloned(),
            _ => self.values.pop_front(),
        }
    }

    /// Nothing more will come. Where values meet takers, a put that is left is the taker's own.
    fn is_over(&mut self) -> bool {
        self.closed
            && !self.unfinished
            && self.transforming.is_none()
            && self.values.is_empty()
            && (self.buffer == Buffer::None || self.putters.is_empty())
    }

    /// Gives buffered values to those who wait for them; nil, when there will be no more.
    fn serve(&mut self, decided: &mut Decided) {
        while !self.values.is_empty() {
            let Some(taker) = self.takers.pop() else { return };
            if let Some(value) = self.next_value() {
                decided.add(taker, value);
            }
        }
        if self.closed && self.is_over() {
            while let Some(taker) = self.takers.pop() {
                decided.add(taker, Shared::new(Value::NIL));
            }
        }
    }

    /// Lets in those who wait for room.
    fn admit(&mut self, decided: &mut Decided) {
        while !self.is_full() {
            let Some(mut putter) = self.putters.pop() else { return };
            self.add(std::mem::replace(&mut putter.value, truth(true)));
            decided.add(putter, truth(true));
        }
    }

    /// Can a thread begin to run the transducer?
    fn can_begin(&mut self) -> bool {
        self.transforming.is_none() && (!self.is_full() && !self.putters.is_empty() || self.closed && self.unfinished)
    }
}

impl Channel {
    pub fn new(buffer: Buffer, transforms: bool) -> Channel {
        let state = State {
            buffer,
            values: VecDeque::new(),
            takers: Queue::default(),
            putters: Queue::default(),
            closed: false,
            unfinished: transforms,
            transforming: None,
        };
        Channel { state: Waitable::new(state), transforms, transducer: OnceLock::new() }
    }

    pub fn state(&self) -> &Waitable<State> {
        &self.state
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// How many values are buffered.
    pub fn buffered(&self) -> usize {
        self.lock().values.len()
    }

    /// Lets in putters, and so ends, as far as there is room: is there anything for a thread to do?
    pub fn can_begin(&self) -> bool {
        self.lock().can_begin()
    }

    /// Begins to run the transducer, if there is a reason and no other thread does.
    pub fn begin(&self, t: &Thread) -> Option<Step> {
        let mut state = self.lock();
        if !state.can_begin() {
            return None;
        }
        let room = !state.is_full();
        let mut putter = if room { state.putters.pop() } else { None };
        let step = match &mut putter {
            Some(putter) => Step::Put(std::mem::replace(&mut putter.value, truth(true))),
            None if state.closed && state.unfinished && state.putters.is_empty() => {
                state.unfinished = false;
                Step::End
            }
            None => return None,
        };
        state.transforming = Some(Transforming { by: t.control.clone(), putter });
        Some(step)
    }

    /// Adds what came of the transducer.
    pub fn add(&self, value: Shared) {
        self.lock().add(value);
    }

    /// Ends a run of the transducer. If it has seen enough, the channel is closed and all who wait to put are let go.
    #[must_use]
    pub fn end(&self, enough: bool) -> Decided {
        let mut decided = Decided::default();
        {
            let mut state = self.lock();
            if let Some(Transforming { putter: Some(putter), .. }) = state.transforming.take() {
                decided.add(putter, truth(true));
            }
            if enough {
                state.closed = true;
                while let Some(putter) = state.putters.pop() {
                    decided.add(putter, truth(true));
                }
            }
            state.serve(&mut decided);
        }
        self.state.wake_all();
        decided
    }

    /// Does this thread run the transducer at the moment?
    pub fn is_transformed_by(state: &State, control: &Arc<Control>) -> Option<bool> {
        state.transforming.as_ref().map(|run| Arc::ptr_eq(&run.by, control))
    }

    /// Closes the channel; false if it was closed.
    pub fn close(&self) -> (bool, Decided) {
        let mut decided = Decided::default();
        let mut state = self.lock();
        let was_open = !std::mem::replace(&mut state.closed, true);
        if was_open {
            state.serve(&mut decided);
        }
        (was_open, decided)
    }
}

/// Tries to take. `own` is the caller's op, `None` if nobody else knows it yet.
pub fn take(state: &mut State, own: Option<&Arc<Op>>, decided: &mut Decided, transforms: bool) -> Tried {
    if !state.values.is_empty() {
        if !claim_own(own) {
            return Tried::Lost;
        }
        let value = state.next_value();
        if !transforms {
            state.admit(decided);
        }
        return Tried::Done(value.unwrap_or_else(|| Shared::new(Value::NIL)));
    }
    if state.buffer == Buffer::None {
        match state.putters.claim_first(own) {
            Claimed::Waiter(mut putter) => {
                let value = std::mem::replace(&mut putter.value, truth(true));
                decided.add(putter, truth(true));
                return Tried::Done(value);
            }
            Claimed::Lost => return Tried::Lost,
            Claimed::Nobody => {}
        }
    }
    if state.closed && state.is_over() {
        return if claim_own(own) { Tried::Done(Shared::new(Value::NIL)) } else { Tried::Lost };
    }
    Tried::NotNow
}

/// Tries to put on a channel without a transducer, or to find one with a transducer closed.
pub fn put(state: &mut State, own: Option<&Arc<Op>>, value: &Shared, decided: &mut Decided, transforms: bool) -> Tried {
    if state.closed {
        return if claim_own(own) { Tried::Done(truth(false)) } else { Tried::Lost };
    }
    if transforms {
        return Tried::NotNow;
    }
    if state.buffer == Buffer::None {
        return match state.takers.claim_first(own) {
            Claimed::Waiter(taker) => {
                decided.add(taker, value.clone());
                Tried::Done(truth(true))
            }
            Claimed::Lost => Tried::Lost,
            Claimed::Nobody => Tried::NotNow,
        };
    }
    if state.is_full() {
        return Tried::NotNow;
    }
    if !claim_own(own) {
        return Tried::Lost;
    }
    state.add(value.clone());
    state.serve(decided);
    Tried::Done(truth(true))
}

/// Has an op wait for a value.
pub fn wait_to_take(state: &mut State, op: &Arc<Op>, port: u32) -> Tried {
    let waiter = Waiter { op: op.clone(), port, value: truth(true) };
    if state.takers.push(waiter) { Tried::Pending } else { Tried::TooMany }
}

/// Has an op wait for room.
pub fn wait_to_put(state: &mut State, op: &Arc<Op>, port: u32, value: &Shared) -> Tried {
    let waiter = Waiter { op: op.clone(), port, value: value.clone() };
    if state.putters.push(waiter) { Tried::Pending } else { Tried::TooMany }
}

/// Is there room for a put on a channel with a transducer?
pub fn has_room(state: &mut State) -> bool {
    !state.is_full() && state.putters.is_empty()
}

/// Everything a channel holds, when it is released.
pub fn drain(channel: &mut Channel, f: &mut dyn FnMut(Value)) {
    let (values, takers, putters) = {
        let mut state = channel.lock();
        let values = std::mem::take(&mut state.values);
        (values, std::mem::take(&mut state.takers.waiters), std::mem::take(&mut state.putters.waiters))
    };
    values.into_iter().for_each(|value| f(value.into_value()));
    if let Some(transducer) = channel.transducer.take() {
        f(transducer.into_value());
    }
    for waiter in takers.into_iter().chain(putters) {
        f(waiter.value.into_value());
        if let Ok(op) = Arc::try_unwrap(waiter.op)
            && let Some(callback) = op.callback
        {
            f(callback.into_value());
        }
    }
}
