//! Deterministic runs: one thread at a time, the next one chosen by a seed, and time that passes only when everybody waits.
//!
//! All language threads of the runtime pass a *turn* among themselves. Threads with an OS thread of their own are *members*, and so are virtual
//! threads while they block a carrier; virtual threads that are ready lie in the scheduler's queue. Whoever waits, ends, or has
//! used up its time slice, which is short and of random length, gives the turn away. If nobody can have it, the clock
//! jumps to the earliest time that somebody waits for. If there is none, the program is stuck for ever: that is reported, and the first
//! thread is stopped. Compare-and-swaps and transactions fail now and then without a reason (`Runtime::strikes`).
//!
//! What a thread does while it has the turn depends on the program alone, so the same seed gives the same run. Input, files and
//! programs are the outside world's, and are waited for with the turn in hand.

use super::Scheduler;
use super::fiber::{self, Fiber};
use runtime::sync::{Arc, AtomicI64, Mutex, MutexGuard, OnceLock, Ordering, Weak, lock};
use runtime::thread::{Control, TIME_SLICE, Wake};
use runtime::{Result, Runtime, Thread};
use std::collections::BTreeMap;

/// What the clock moves on by when somebody looks at it: a loop that waits for a time comes to an end.
const TICK: i64 = 1_000;

/// The longest time slice, in calls and turns of loops.
const LONGEST_SLICE: u64 = 400;

/// Time and chance of a deterministic run. The host of its runtime tells this time.
pub struct Clock {
    seed: u64,
    nanos: AtomicI64,
    random: Mutex<u64>,
}

impl Clock {
    pub fn new(seed: u64) -> Arc<Clock> {
        // Neighbouring seeds differ in all bits, and the state is not zero (Steele, Lea, Flood 2014).
        let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        Arc::new(Clock { seed, nanos: AtomicI64::new(0), random: Mutex::new((mixed ^ mixed >> 31) | 1) })
    }

    /// The time, which moves on a little.
    pub fn nanos(&self) -> i64 {
        self.nanos.fetch_add(TICK, Ordering::Relaxed)
    }

    fn advance(&self, to: i64) {
        self.nanos.fetch_max(to, Ordering::Relaxed);
    }

    /// The next number (xorshift64*).
    pub fn random(&self) -> u64 {
        let mut state = lock(&self.random);
        *state ^= *state >> 12;
        *state ^= *state << 25;
        *state ^= *state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&self, n: u64) -> u64 {
        self.random() % n.max(1)
    }
}

/// A deterministic run.
pub struct Replay {
    clock: Arc<Clock>,
    scheduler: Weak<Scheduler>,
    state: Mutex<State>,
}

/// The run of a runtime, if it is deterministic.
#[derive(Default)]
struct Slot(OnceLock<Arc<Replay>>);

#[derive(Default)]
struct State {
    /// In the order in which they came.
    members: BTreeMap<u64, Member>,
    next: u64,
    /// Virtual threads by the time that wakes them, and by their number.
    sleepers: BTreeMap<(i64, usize), Arc<Fiber>>,
    /// Carriers without work.
    idle: Vec<Arc<Control>>,
    /// The virtual thread whose turn it is, and its carrier; none if that is being started.
    granted: Option<(Arc<Fiber>, Option<Arc<Control>>)>,
    closed: bool,
}

struct Member {
    control: Arc<Control>,
    status: Status,
    permit: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    HasTurn,
    Ready,
    /// Until it is woken, or until this time.
    Waits(Option<i64>),
}

/// Wakes a member.
struct Waker(Weak<Replay>, Weak<Control>);

impl Wake for Waker {
    fn wake(&self) {
        if let (Some(replay), Some(control)) = (self.0.upgrade(), self.1.upgrade()) {
            replay.wake(&control);
            // It may also be blocked by something that is none of our waits.
            control.unblock();
        }
    }
}

/// Makes all that follows in a runtime deterministic. For its first thread, before there are others; the runtime's host must
/// tell the time of the clock.
pub fn begin(t: &Thread, clock: &Arc<Clock>) {
    let scheduler = Scheduler::of(&t.runtime);
    let replay = t.runtime.extension::<Slot>();
    let replay = replay.0.get_or_init(|| {
        let (scheduler, state) = (Arc::downgrade(&scheduler), Mutex::default());
        Arc::new(Replay { clock: clock.clone(), scheduler, state })
    });
    let _ = scheduler.replay.set(replay.clone());
    t.runtime.set_chance(strikes);
    replay.enroll(&t.control, Status::HasTurn);
}

fn strikes(runtime: &Runtime) -> bool {
    of(runtime).is_some_and(|replay| replay.clock.below(8) == 0)
}

pub(super) fn of(runtime: &Runtime) -> Option<Arc<Replay>> {
    runtime.try_extension::<Slot>()?.0.get().cloned()
}

/// A thread with an OS thread of its own is about to be started.
pub fn enroll(runtime: &Runtime, control: &Arc<Control>) {
    if let Some(replay) = of(runtime) {
        replay.enroll(control, Status::Ready);
    }
}

/// Waits for the first turn of a thread that was enrolled.
pub fn arrive(runtime: &Runtime, control: &Arc<Control>) {
    if let Some(replay) = of(runtime)
        && let Some(id) = replay.find(control)
    {
        replay.await_turn(id, control);
    }
}

/// A thread that was enrolled ends, or could not be started (`had_turn` is false then). Nothing that others could notice is left of it.
pub fn depart(runtime: &Runtime, control: &Arc<Control>, had_turn: bool) {
    if let Some(replay) = of(runtime)
        && let Some(id) = replay.find(control)
    {
        let mut state = lock(&replay.state);
        state.members.remove(&id);
        if had_turn {
            replay.pass(state);
        }
    }
}

/// The next time slice of a thread at a safepoint. A thread that cannot leave its OS thread gives the turn away here.
pub(crate) fn slice(t: &mut Thread) -> i32 {
    let Some(replay) = of(&t.runtime) else { return TIME_SLICE };
    if t.carried.is_none()
        && let Some(id) = replay.find(&t.control)
    {
        let mut state = lock(&replay.state);
        if let Some(member) = state.members.get_mut(&id) {
            member.status = Status::Ready;
        }
        replay.pass(state);
        let control = t.control.clone();
        replay.await_turn(id, &control);
    }
    1 + replay.clock.below(LONGEST_SLICE) as i32
}

impl Replay {
    /// Is a virtual thread to let others run?
    pub(super) fn coin(&self) -> bool {
        self.clock.below(2) == 0
    }

    /// How long the next virtual thread may run.
    pub(super) fn first_slice(&self) -> i32 {
        1 + self.clock.below(LONGEST_SLICE) as i32
    }

    fn enroll(self: &Arc<Replay>, control: &Arc<Control>, status: Status) -> u64 {
        control.set_waker(Box::new(Waker(Arc::downgrade(self), Arc::downgrade(control))));
        let mut state = lock(&self.state);
        let id = state.next;
        state.next += 1;
        state.members.insert(id, Member { control: control.clone(), status, permit: false });
        id
    }

    fn find(&self, control: &Arc<Control>) -> Option<u64> {
        lock(&self.state).members.iter().find(|(_, m)| Arc::ptr_eq(&m.control, control)).map(|(id, _)| *id)
    }

    /// Gives a member the permit to go on.
    pub(super) fn wake(&self, control: &Arc<Control>) {
        let mut state = lock(&self.state);
        if let Some(member) = state.members.values_mut().find(|m| Arc::ptr_eq(&m.control, control)) {
            member.permit = true;
            if matches!(member.status, Status::Waits(_)) {
                member.status = Status::Ready;
            }
        }
    }

    /// Blocks a thread that has its OS thread: a member, or a virtual one that is pinned.
    pub(super) fn block(self: &Arc<Replay>, t: &mut Thread, deadline: Option<i64>) -> Result<bool> {
        let control = t.control.clone();
        let known = self.find(&control);
        let id = known.unwrap_or_else(|| self.enroll(&control, Status::HasTurn));
        let mut state = lock(&self.state);
        let Some(member) = state.members.get_mut(&id) else { return Ok(false) };
        if !std::mem::take(&mut member.permit) {
            member.status = Status::Waits(deadline);
            self.pass(state);
            self.await_turn(id, &control);
            state = lock(&self.state);
        }
        let Some(member) = state.members.get_mut(&id) else { return Ok(false) };
        member.status = Status::HasTurn;
        let late =
            !std::mem::take(&mut member.permit) && deadline.is_some_and(|deadline| deadline <= self.clock.nanos());
        if known.is_none() {
            state.members.remove(&id);
        }
        Ok(!late)
    }

    fn await_turn(&self, id: u64, control: &Control) {
        while lock(&self.state).members.get(&id).is_some_and(|m| m.status != Status::HasTurn) {
            control.park(None);
        }
    }

    pub(super) fn add_sleeper(&self, deadline: i64, fiber: &Arc<Fiber>) {
        lock(&self.state).sleepers.insert((deadline, fiber.number()), fiber.clone());
    }

    pub(super) fn remove_sleeper(&self, deadline: i64, fiber: &Fiber) {
        let removed = lock(&self.state).sleepers.remove(&(deadline, fiber.number()));
        drop(removed);
    }

    /// Lets the carriers end that have nothing to run.
    pub(super) fn close(&self) {
        let idle = {
            let mut state = lock(&self.state);
            state.closed = true;
            std::mem::take(&mut state.idle)
        };
        idle.iter().for_each(|carrier| carrier.unblock());
    }

    /// What a carrier runs next; it has the turn unless it was just started. `None` when it is to end.
    pub(super) fn next(&self, control: &Arc<Control>, started: bool) -> Option<Arc<Fiber>> {
        let mine = |granted: &Option<(Arc<Fiber>, Option<Arc<Control>>)>| match granted {
            Some((_, Some(carrier))) => Arc::ptr_eq(carrier, control),
            Some((_, None)) => started,
            None => false,
        };
        let mut state = lock(&self.state);
        if !started {
            state.idle.push(control.clone());
            self.pass(state);
            state = lock(&self.state);
        }
        loop {
            if mine(&state.granted)
                && let Some((fiber, _)) = state.granted.take()
            {
                return Some(fiber);
            }
            if state.closed {
                return None;
            }
            drop(state);
            control.park(None);
            state = lock(&self.state);
        }
    }

    /// Gives the turn to somebody who can use it.
    fn pass(&self, mut state: MutexGuard<'_, State>) {
        let Some(scheduler) = self.scheduler.upgrade() else { return };
        loop {
            let ready: Vec<u64> =
                state.members.iter().filter(|(_, m)| m.status == Status::Ready).map(|(id, _)| *id).collect();
            let fibers = lock(&scheduler.state).ready.len();
            let choices = ready.len() + fibers;
            if choices > 0 {
                let choice = self.clock.below(choices as u64) as usize;
                return match ready.get(choice) {
                    Some(id) => self.grant_member(&mut state, *id),
                    None => self.grant_fiber(state, &scheduler, choice - ready.len()),
                };
            }
            let wakes = |m: &Member| if let Status::Waits(deadline) = m.status { deadline } else { None };
            let members = state.members.values().filter_map(wakes).min();
            let fibers = state.sleepers.first_key_value().map(|((deadline, _), _)| *deadline);
            let Some(time) = members.into_iter().chain(fibers).min() else {
                return self.report_deadlock(&mut state, &scheduler);
            };
            self.clock.advance(time);
            for member in state.members.values_mut().filter(|m| wakes(m).is_some_and(|deadline| deadline <= time)) {
                member.status = Status::Ready;
            }
            while let Some(first) = state.sleepers.first_entry().filter(|entry| entry.key().0 <= time) {
                fiber::wake(first.remove());
            }
        }
    }

    fn grant_member(&self, state: &mut State, id: u64) {
        if let Some(member) = state.members.get_mut(&id) {
            member.status = Status::HasTurn;
            member.control.unblock();
        }
    }

    fn grant_fiber(&self, mut state: MutexGuard<'_, State>, scheduler: &Arc<Scheduler>, index: usize) {
        let Some(fiber) = lock(&scheduler.state).ready.remove(index) else { return };
        let carrier = state.idle.pop();
        state.granted = Some((fiber, carrier.clone()));
        drop(state);
        match carrier {
            Some(carrier) => carrier.unblock(),
            None => {
                lock(&scheduler.state).carriers += 1;
                scheduler.add_carrier();
            }
        }
    }

    /// Everybody waits for somebody else: says so, and stops the first thread, which may then end the program.
    #[cold]
    fn report_deadlock(&self, state: &mut State, scheduler: &Scheduler) {
        let Some((&id, first)) = state.members.iter().next() else { return };
        let waits = state.members.values().filter_map(|m| m.control.waiting()).map(|waiting| waiting.what);
        let waits: Vec<&str> = waits.collect();
        if let Some(runtime) = scheduler.runtime.upgrade() {
            let text =
                format!("Deadlock in the run of seed {}: every thread waits ({})\n", self.clock.seed, waits.join(", "));
            let _ = crate::host::host(&runtime).write(crate::host::Stream::Err, text.as_bytes());
        }
        let control = first.control.clone();
        self.grant_member(state, id);
        control.stop.store(true, Ordering::Release);
    }
}
