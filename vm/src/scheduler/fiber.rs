//! [`Fiber`]: a virtual thread, as the scheduler knows it, and how a carrier runs it.
//!
//! Who may run it and who puts it into the queue is decided by its `Turn`. What it is while nobody runs it lies in `rest`; while
//! a carrier runs it, that is in the carrier's language thread and on its machine.

use super::{Life, Scheduler, Spawn};
use crate::call::{self, Outcome};
use crate::stack::{self, Saved, machine};
use runtime::error::TraceEntry;
use runtime::limits::ThreadSlot;
use runtime::sync::{Arc, AtomicUsize, Mutex, Ordering, Weak, lock};
use runtime::thread::{Context, Control, TIME_SLICE, Wake};
use runtime::turn::{Turn, Woken};
use runtime::{Error, ExceptionKind, Shared, Thread};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A virtual thread.
pub struct Fiber {
    pub(super) turn: Turn,
    pub(super) control: Arc<Control>,
    pub(super) scheduler: Arc<Scheduler>,
    /// Its number in the scheduler's table.
    pub(super) place: AtomicUsize,
    object: Shared,
    life: &'static Life,
    rest: Mutex<Rest>,
    _slot: ThreadSlot,
}

/// Where a virtual thread is.
enum Rest {
    /// It has not begun.
    New(Shared),
    Laid(Laid),
    /// A carrier has it, or it has ended.
    Elsewhere,
}

/// What was laid down.
struct Laid {
    context: Context,
    stack: Saved,
    /// When the timer will wake it.
    deadline: Option<i64>,
}

// SAFETY: what was laid down belongs to one carrier at a time: the one that laid it down, then the one that takes it from under
// the lock. Its values are not bound to an OS thread; what natives keep for a language thread (`Thread::local`) is made of
// values and plain data, for it has to follow the thread wherever it runs.
unsafe impl Send for Laid {}

/// What wakes a virtual thread. Weak, because the thread's own control holds it.
struct Waker(Weak<Fiber>);

impl Wake for Waker {
    fn wake(&self) {
        if let Some(fiber) = self.0.upgrade() {
            wake(fiber);
        }
    }
}

pub(super) fn wake(fiber: Arc<Fiber>) {
    match fiber.turn.wake() {
        Woken::Nothing => {}
        Woken::Enqueue => fiber.scheduler.clone().push(fiber),
        Woken::Unblock => {
            if let Some(replay) = fiber.scheduler.replay.get() {
                replay.wake(&fiber.control);
            }
            fiber.control.unblock();
        }
    }
}

/// The virtual thread that runs.
pub fn of(t: &Thread) -> Option<&Fiber> {
    t.carried.as_ref()?.downcast_ref()
}

/// The same, to be held.
pub(super) fn held(t: &Thread) -> Option<Arc<Fiber>> {
    t.carried.clone()?.downcast().ok()
}

impl Fiber {
    pub(super) fn new(scheduler: &Arc<Scheduler>, with: Spawn) -> Arc<Fiber> {
        let fiber = Arc::new(Fiber {
            turn: Turn::default(),
            control: with.control,
            scheduler: scheduler.clone(),
            place: AtomicUsize::new(0),
            object: with.object,
            life: with.life,
            rest: Mutex::new(Rest::New(with.function)),
            _slot: with.slot,
        });
        fiber.control.set_waker(Box::new(Waker(Arc::downgrade(&fiber))));
        fiber
    }

    pub fn control(&self) -> &Arc<Control> {
        &self.control
    }

    /// Its `java.lang.Thread`.
    pub fn object(&self) -> &Shared {
        &self.object
    }

    /// Where it waits, innermost first; nothing of a thread that runs just now.
    pub fn trace(&self) -> Vec<TraceEntry> {
        match &*lock(&self.rest) {
            Rest::Laid(laid) => laid.stack.trace(),
            Rest::New(_) | Rest::Elsewhere => Vec::new(),
        }
    }

    /// Tells it from all others that live.
    pub fn number(&self) -> usize {
        self.place.load(Ordering::Relaxed)
    }

    /// Bytes that its stack takes while it lies somewhere.
    pub fn stack_size(&self) -> usize {
        match &*lock(&self.rest) {
            Rest::Laid(laid) => laid.stack.size(),
            Rest::New(_) | Rest::Elsewhere => 0,
        }
    }
}

/// Runs a thread from the queue until it leaves.
pub(super) fn carry(t: &mut Thread, fiber: Arc<Fiber>) {
    fiber.turn.begin();
    let rest = std::mem::replace(&mut *lock(&fiber.rest), Rest::Elsewhere);
    let own = t.set_control(fiber.control.clone());
    t.object = fiber.object.get().clone();
    t.carried = Some(fiber.clone());
    let replay = fiber.scheduler.replay.get();
    t.budget = replay.map_or(TIME_SLICE, |replay| replay.first_slice());
    if let Some(meter) = t.control.meter() {
        // What it may use is looked at first.
        t.budget = 0;
        if let Some(depth) = meter.stack_depth() {
            call::set_max_depth(t, depth);
        }
    }
    let outcome = catch_unwind(AssertUnwindSafe(|| go_on(t, &fiber, rest)));
    let outcome = outcome.unwrap_or_else(|_| {
        // Nobody knows what the panic has left behind.
        t.machine = stack::new_machine();
        (t.pins, t.native_depth) = (0, 0);
        Outcome::Done(Err(Error::new(ExceptionKind::InternalError, "The thread has panicked")))
    });
    let parks = matches!(outcome, Outcome::Parked);
    if t.control.is_metered() || t.control.fuel.load(Ordering::Relaxed) >= 0 {
        t.end_slice();
    }
    if let Outcome::Done(result) = outcome {
        (fiber.life.end)(t, result);
        drop_context(t);
        leave(t, own);
        fiber.scheduler.live.forget(fiber.number());
        return;
    }
    let mut context = Context::default();
    t.swap(&mut context);
    let deadline = if parks { context.deadline() } else { None };
    let stack = machine(t).save_stack();
    *lock(&fiber.rest) = Rest::Laid(Laid { context, stack, deadline });
    leave(t, own);
    if let Some(deadline) = deadline {
        match replay {
            None => fiber.scheduler.timers.add(&fiber.scheduler.runtime, deadline, &fiber),
            Some(replay) => replay.add_sleeper(deadline, &fiber),
        }
    }
    if !parks {
        fiber.turn.make_ready();
    } else if fiber.turn.rest() {
        return;
    }
    fiber.scheduler.clone().push(fiber);
}

fn go_on(t: &mut Thread, fiber: &Arc<Fiber>, rest: Rest) -> Outcome {
    match rest {
        Rest::New(function) => {
            (fiber.life.begin)(t);
            let function = function.into_value();
            call::start(t, &function)
        }
        Rest::Laid(mut laid) => {
            if let Some(deadline) = laid.deadline {
                match fiber.scheduler.replay.get() {
                    None => fiber.scheduler.timers.remove(deadline, fiber),
                    Some(replay) => replay.remove_sleeper(deadline, fiber),
                }
            }
            t.swap(&mut laid.context);
            machine(t).restore_stack(laid.stack);
            call::resume(t)
        }
        Rest::Elsewhere => Outcome::Done(Err(Error::new(ExceptionKind::InternalError, "The thread runs elsewhere"))),
    }
}

/// The carrier is itself again.
fn leave(t: &mut Thread, own: Arc<Control>) {
    t.set_control(own);
    t.carried = None;
    t.object = runtime::Value::NIL;
    t.pass_safepoint();
}

/// Nothing of a thread that has ended stays with its carrier.
fn drop_context(t: &mut Thread) {
    let mut context = Context::default();
    t.swap(&mut context);
    drop(context);
}
