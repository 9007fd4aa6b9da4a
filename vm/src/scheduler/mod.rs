//! The scheduler: virtual threads, run by a few OS threads.
//!
//! *Carriers* are OS threads, as many as there are processors, each with one language thread that runs one virtual thread after
//! the other ([`fiber`]). They take from one queue; whoever wakes a virtual thread puts it there. A virtual thread leaves its carrier when it
//! waits, or when it has used up its time slice while others want to run. If something native lies below, it blocks its
//! carrier instead, and another carrier is added for the while; so does what blocks the operating system's way (`Thread::blocking`).
//! Idle carriers wait for work, and those that are too many end. [`timer`] wakes at times of the runtime's clock.
//!
//! With a seed all of this, time included, is deterministic: see [`replay`].
//!
//! What waits for what is not known here: that is `runtime::reference::wait`, which comes here through the hook [`block`].

pub mod fiber;
pub mod replay;
mod timer;

use crate::host::host;
use fiber::Fiber;
use replay::Replay;
use runtime::limits::ThreadSlot;
use runtime::roster::Roster;
use runtime::sync::{Arc, AtomicUsize, Condvar, Mutex, OnceLock, Ordering, Weak, lock, spin_loop};
use runtime::thread::Control;
use runtime::{Error, ExceptionKind, Result, Runtime, Shared, Thread, Value};
use std::collections::VecDeque;
use std::time::Duration;
use timer::Timers;

/// How many carriers may be added for those that are blocked.
const MOST_ADDED: usize = 1024;

/// How often a carrier without work looks for some before it sleeps: a few microseconds, in which what it has just woken or let
/// go often answers.
const LOOKS: usize = 150;

/// Native stack of a carrier. Only what is used takes memory.
const STACK_SIZE: usize = 256 << 20;

/// The scheduler of a runtime.
pub struct Scheduler {
    runtime: Weak<Runtime>,
    /// Carriers that are to run at a time.
    parallelism: usize,
    state: Mutex<State>,
    /// There is something to run, or to end for.
    available: Condvar,
    /// The length of the queue, for running threads to look at.
    ready: AtomicUsize,
    timers: Timers,
    /// Virtual threads that have been started and have not ended.
    live: Roster<Arc<Fiber>>,
    /// The order is that of a seed.
    replay: OnceLock<Arc<Replay>>,
}

#[derive(Default)]
struct State {
    ready: VecDeque<Arc<Fiber>>,
    carriers: usize,
    /// Carriers that are blocked by what they run.
    blocked: usize,
    idle: usize,
    /// Carriers that look for work for a moment before they become idle, and need not be woken.
    looking: usize,
    closed: bool,
}

/// The scheduler of a runtime, once there is one.
#[derive(Default)]
struct Slot(OnceLock<Arc<Scheduler>>);

/// What those who make virtual threads do at their beginning and end.
pub struct Life {
    /// Called on the new thread before anything else.
    pub begin: fn(&mut Thread),
    /// Called on the thread with what came of its function.
    pub end: fn(&mut Thread, Result<Value>),
}

/// What a virtual thread begins with.
pub struct Spawn {
    pub control: Arc<Control>,
    /// Its `java.lang.Thread`.
    pub object: Shared,
    /// A function of no arguments.
    pub function: Shared,
    pub life: &'static Life,
    /// Counts the thread among those that its maker may have.
    pub slot: ThreadSlot,
}

/// What is known of a scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub carriers: usize,
    pub blocked: usize,
    pub ready: usize,
}

/// Starts a virtual thread.
pub fn spawn(t: &Thread, with: Spawn) -> Result<()> {
    let scheduler = Scheduler::of(&t.runtime);
    let fiber = Fiber::new(&scheduler, with);
    if scheduler.live.enlist(fiber.clone(), |fiber, place| fiber.place.store(place, Ordering::Relaxed)).is_err() {
        return Err(Error::new(ExceptionKind::RejectedExecutionException, "The runtime is being closed"));
    }
    scheduler.push(fiber);
    Ok(())
}

/// The virtual threads that have been started and have not ended.
pub fn virtual_threads(runtime: &Runtime) -> Vec<Arc<Fiber>> {
    let Some(scheduler) = Scheduler::find(runtime) else { return Vec::new() };
    scheduler.live.all()
}

/// How many carriers there are, and how many threads wait for one.
pub fn counts(runtime: &Runtime) -> Counts {
    let Some(scheduler) = Scheduler::find(runtime) else { return Counts { carriers: 0, blocked: 0, ready: 0 } };
    let state = lock(&scheduler.state);
    Counts { carriers: state.carriers, blocked: state.blocked, ready: state.ready.len() }
}

/// Refuses new virtual threads, asks those that live to stop, and lets the carriers end when nothing is left to run.
pub fn shutdown(runtime: &Runtime) {
    let Some(scheduler) = Scheduler::find(runtime) else { return };
    let living = scheduler.live.close();
    lock(&scheduler.state).closed = true;
    living.iter().for_each(|fiber| fiber.control.request_stop());
    scheduler.available.notify_all();
    scheduler.timers.close();
    if let Some(replay) = scheduler.replay.get() {
        replay.close();
    }
}

/// Do others wait for the carrier of this thread?
pub fn wants_turn(t: &Thread) -> bool {
    fiber::of(t).is_some_and(|fiber| match fiber.scheduler.replay.get() {
        None => fiber.scheduler.ready.load(Ordering::Relaxed) > 0,
        Some(replay) => replay.coin(),
    })
}

/// Lets others run first, if there are any; gives the error by which the thread leaves. For a native that is called again
/// and then must know by itself that it has been here.
pub fn yield_now(t: &mut Thread) -> Result<()> {
    if t.resumed_wait.take().is_some() {
        return Ok(());
    }
    if let (Some(fiber), true) = (fiber::held(t), wants_turn(t))
        && let Some(left) = crate::call::park(t)
    {
        // With the permit it goes straight to the end of the queue.
        fiber.turn.wake();
        t.resumed_wait = Some(None);
        return Err(left);
    }
    if let Some(replay) = replay::of(&t.runtime) {
        let now = t.now();
        replay.block(t, Some(now))?;
    } else {
        t.blocking(std::thread::yield_now);
    }
    Ok(())
}

/// The `block` hook: a virtual thread leaves its carrier if it can.
pub fn block(t: &mut Thread, deadline: Option<i64>) -> Result<bool> {
    let left = deadline.map(|deadline| deadline.saturating_sub(t.now()));
    if left.is_some_and(|left| left <= 0) {
        return Ok(false);
    }
    let Some(fiber) = fiber::held(t) else {
        return match replay::of(&t.runtime) {
            None => runtime::reference::wait::block_platform_thread(t, deadline),
            Some(replay) => replay.block(t, deadline),
        };
    };
    if fiber.turn.take_permit() {
        return Ok(true);
    }
    if let Some(error) = crate::call::park(t) {
        return Err(error);
    }
    if !fiber.turn.pin() {
        return Ok(true);
    }
    if let Some(replay) = fiber.scheduler.replay.get() {
        let in_time = replay.block(t, deadline)?;
        return Ok(fiber.turn.unpin() || in_time);
    }
    let timeout = left.map(|left| Duration::from_nanos(left as u64));
    let in_time = t.blocking(|| fiber.control.park(timeout));
    Ok(fiber.turn.unpin() || in_time)
}

/// The `carrier_blocks` hook.
pub fn carrier_blocks(runtime: &Runtime, begins: bool) {
    let Some(scheduler) = Scheduler::find(runtime) else { return };
    let more = {
        let mut state = lock(&scheduler.state);
        if begins {
            state.blocked += 1;
            scheduler.replay.get().is_none() && !state.ready.is_empty() && scheduler.wants_carrier(&mut state)
        } else {
            state.blocked -= 1;
            false
        }
    };
    if more {
        scheduler.add_carrier();
    }
}

impl Scheduler {
    fn find(runtime: &Runtime) -> Option<Arc<Scheduler>> {
        runtime.try_extension::<Slot>()?.0.get().cloned()
    }

    fn of(runtime: &Arc<Runtime>) -> Arc<Scheduler> {
        let slot = runtime.extension::<Slot>();
        let scheduler = slot.0.get_or_init(|| {
            Arc::new(Scheduler {
                runtime: Arc::downgrade(runtime),
                parallelism: host(runtime).processors().max(1),
                state: Mutex::default(),
                available: Condvar::new(),
                ready: AtomicUsize::new(0),
                timers: Timers::default(),
                live: Roster::default(),
                replay: OnceLock::new(),
            })
        });
        scheduler.clone()
    }

    /// Puts a thread that is ready at the end of the queue.
    fn push(self: &Arc<Scheduler>, fiber: Arc<Fiber>) {
        let more = {
            let mut state = lock(&self.state);
            state.ready.push_back(fiber);
            self.ready.store(state.ready.len(), Ordering::Relaxed);
            self.replay.get().is_none() && self.wants_carrier(&mut state)
        };
        if more {
            self.add_carrier();
        }
    }

    /// Sees to it that somebody takes from the queue; true, and counted, if a carrier has to be added for that.
    fn wants_carrier(&self, state: &mut State) -> bool {
        if state.ready.len() <= state.looking {
            return false;
        }
        if state.idle > 0 {
            self.available.notify_one();
            return false;
        }
        let more = state.carriers - state.blocked < self.parallelism && state.carriers < self.parallelism + MOST_ADDED;
        state.carriers += usize::from(more);
        more
    }

    /// Starts a carrier that has been counted.
    fn add_carrier(self: &Arc<Scheduler>) {
        let scheduler = self.clone();
        let builder = std::thread::Builder::new().name("lisle-carrier".into()).stack_size(STACK_SIZE);
        let spawned = match self.runtime.upgrade() {
            Some(runtime) => builder.spawn(move || scheduler.carry(&runtime)).is_ok(),
            None => false,
        };
        if !spawned {
            lock(&self.state).carriers -= 1;
        }
    }

    /// What a carrier does.
    fn carry(&self, runtime: &Arc<Runtime>) {
        let mut thread = Thread::new(runtime);
        thread.enter(|t| {
            if let Some(replay) = self.replay.get() {
                let mut started = true;
                while let Some(fiber) = replay.next(&t.control, std::mem::take(&mut started)) {
                    fiber::carry(t, fiber);
                }
                lock(&self.state).carriers -= 1;
                return;
            }
            while let Some(fiber) = self.next(t) {
                fiber::carry(t, fiber);
            }
        });
    }

    /// The thread that has waited longest, once there is one; `None` when the carrier is to end.
    fn next(&self, t: &mut Thread) -> Option<Arc<Fiber>> {
        loop {
            {
                let mut state = lock(&self.state);
                if state.carriers - state.blocked > self.parallelism {
                    state.carriers -= 1;
                    return None;
                }
                if let Some(fiber) = state.ready.pop_front() {
                    self.ready.store(state.ready.len(), Ordering::Relaxed);
                    return Some(fiber);
                }
                state.looking += 1;
            }
            let looks = || self.ready.load(Ordering::Relaxed) == 0;
            (0..LOOKS).take_while(|_| looks()).for_each(|_| spin_loop());
            let goes_on = t.blocking(|| self.wait_for_work());
            if !goes_on {
                return None;
            }
        }
    }

    /// False when the carrier is to end.
    fn wait_for_work(&self) -> bool {
        let mut state = lock(&self.state);
        state.looking -= 1;
        while state.ready.is_empty() {
            if state.closed {
                state.carriers -= 1;
                return false;
            }
            state.idle += 1;
            state = match self.available.wait(state) {
                Ok(state) => state,
                Err(poisoned) => poisoned.into_inner(),
            };
            state.idle -= 1;
        }
        true
    }
}
