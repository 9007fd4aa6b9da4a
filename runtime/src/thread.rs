//! The language thread: everything that Clojure keeps in thread-locals is a field of it.
//!
//! Natives and the VM get the thread as an argument. The only OS thread-local of the workspace is one pointer to the
//! place of the running thread in its runtime's heap ([`crate::heap`]), saved on entry and restored on leaving.

use crate::berth::{Berth, Busy};
use crate::epoch::{Garbage, Slot};
use crate::error::{ExceptionKind, Result};
use crate::fast_hash::FastMap;
use crate::heap;
use crate::limits::{Meter, Pace};
use crate::object::Shared;
use crate::park::Parker;
use crate::runtime::Runtime;
use crate::stm::Transaction;
use crate::sync::{Arc, AtomicBool, AtomicI64, AtomicU64, Mutex, OnceLock, Ordering, lock};
use crate::value::Value;
use std::any::{Any, TypeId};
use std::ptr::NonNull;
use std::time::Duration;

/// How many calls and back-edges pass between two looks at requests.
pub const TIME_SLICE: i32 = 10_000;

/// How deep natives may call back into Lisle code and data may nest in a recursive native before
/// `StackOverflowError`.
pub const MAX_NATIVE_DEPTH: u32 = 2_000;

/// How much native stack must be left for a native to go deeper without a stack of its own.
const RED_ZONE: usize = 384 << 10;

/// How much native stack a thread of ours has, which is enough for [`MAX_NATIVE_DEPTH`].
pub const NATIVE_STACK: usize = 256 << 20;

/// What other threads may ask of a thread and know of it. Requests are seen at safepoints and end waits.
#[derive(Default)]
pub struct Control {
    /// `Thread.interrupt`: cleared when reported.
    interrupted: AtomicBool,
    /// Stop with an error that cannot be caught for good.
    pub stop: AtomicBool,
    /// Instructions (calls and back-edges) left, when limited; negative: no limit.
    pub fuel: AtomicI64,
    parker: Parker,
    /// How to wake a thread that is not an OS thread's for good.
    waker: OnceLock<Box<dyn Wake>>,
    waiting: Mutex<Option<Waiting>>,
    /// What the thread uses is counted by this, if it is limited.
    meter: Mutex<Option<Arc<Meter>>>,
    metered: AtomicBool,
    /// The limit that was reached since the meter was set.
    exceeded: Mutex<Option<ExceptionKind>>,
    /// How many waits it has begun, so that one can be told from the next.
    waits: AtomicU64,
    questions: Mutex<Vec<Arc<dyn Question>>>,
    asked: AtomicBool,
}

/// What a thread is to do for another, at its next safepoint or while it waits: to tell its stack, for one.
pub trait Question: Send + Sync {
    fn answer(&self, t: &mut Thread);
}

/// Makes a parked thread runnable.
pub trait Wake: Send + Sync {
    fn wake(&self);
}

/// What a thread that blocks waits for.
#[derive(Clone)]
pub struct Waiting {
    /// The kind of thing, as a dump of threads names it.
    pub what: &'static str,
    /// Who must do something first, if that is known.
    pub owner: Option<Arc<Control>>,
    /// Will it end by itself?
    pub timed: bool,
    /// Which of the thread's waits it is.
    pub number: u64,
}

impl Control {
    pub fn new() -> Control {
        Control { fuel: AtomicI64::new(-1), ..Control::default() }
    }

    /// The control of a thread that one with this control makes: it has the same limits.
    pub fn of_child(&self) -> Control {
        let control = Control::new();
        control.set_meter(self.meter());
        control
    }

    pub fn is_metered(&self) -> bool {
        self.metered.load(Ordering::Relaxed)
    }

    /// What counts for the thread.
    pub fn meter(&self) -> Option<Arc<Meter>> {
        if self.is_metered() { lock(&self.meter).clone() } else { None }
    }

    /// Sets what counts for the thread, from its next safepoint on.
    pub fn set_meter(&self, meter: Option<Arc<Meter>>) {
        self.metered.store(meter.is_some(), Ordering::Relaxed);
        *lock(&self.exceeded) = None;
        *lock(&self.meter) = meter;
    }

    /// Notes that a limit is reached; true the first time.
    pub(crate) fn exceed(&self, limit: ExceptionKind) -> bool {
        let mut exceeded = lock(&self.exceeded);
        let first = exceeded.is_none();
        exceeded.get_or_insert(limit);
        first
    }

    /// The limit that was reached first since the meter was set.
    pub fn exceeded(&self) -> Option<ExceptionKind> {
        *lock(&self.exceeded)
    }

    /// `Thread.interrupt`: sets the flag and ends a wait.
    pub fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Release);
        self.unpark();
    }

    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Acquire)
    }

    /// Asks the thread to stop, wherever it is: see `vm::safepoint`.
    pub fn request_stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.unpark();
    }

    /// Takes the request to stop back, for a thread that goes on with something else.
    pub fn clear_stop(&self) {
        self.stop.store(false, Ordering::Release);
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Sets how the thread is woken, once, before it runs: for threads that park by leaving their OS thread.
    pub fn set_waker(&self, waker: Box<dyn Wake>) {
        let _ = self.waker.set(waker);
    }

    /// Lets the thread go on that blocks, or that blocks next.
    pub fn unpark(&self) {
        match self.waker.get() {
            Some(waker) => waker.wake(),
            None => self.parker.unpark(),
        }
    }

    /// Lets the OS thread go on that is in [`Control::park`], whatever the waker is.
    pub fn unblock(&self) {
        self.parker.unpark();
    }

    /// Blocks the OS thread until `unpark`; false when the time was over first. For the thread itself.
    pub fn park(&self, timeout: Option<Duration>) -> bool {
        self.parker.park(timeout)
    }

    /// The same for a thread without work: see [`Parker::park_idle`].
    pub fn park_idle(&self, timeout: Option<Duration>) -> bool {
        self.parker.park_idle(timeout)
    }

    /// What the thread waits for at this moment.
    pub fn waiting(&self) -> Option<Waiting> {
        lock(&self.waiting).clone()
    }

    /// Asks the thread something, and wakes it if it waits.
    pub fn ask(&self, question: Arc<dyn Question>) {
        lock(&self.questions).push(question);
        self.asked.store(true, Ordering::Release);
        self.unpark();
    }

    /// Counts a wait that begins.
    pub(crate) fn begin_wait(&self) {
        self.waits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn wait_number(&self) -> u64 {
        self.waits.load(Ordering::Relaxed)
    }

    pub(crate) fn set_waiting(&self, waiting: Option<Waiting>) {
        let old = std::mem::replace(&mut *lock(&self.waiting), waiting);
        drop(old);
    }
}

/// State that parts of the system keep for each thread; most threads have none.
type Slots = Option<Box<FastMap<TypeId, Box<dyn Any>>>>;

/// What makes a virtual thread the one it is, apart from its stack: a carrier takes it over for as long as it runs it. The rest of
/// a [`Thread`] (epoch, garbage, machine) is the carrier's own.
#[derive(Default)]
pub struct Context {
    bindings: Value,
    transaction: Option<Box<Transaction>>,
    resumed_wait: Option<Option<i64>>,
    slots: Slots,
}

impl Context {
    /// When the wait ends that the thread has left, if it will by itself.
    pub fn deadline(&self) -> Option<i64> {
        self.resumed_wait.flatten()
    }
}

/// The control of a language thread, which only [`Thread::set_control`] changes.
pub struct Current(Arc<Control>);

impl std::ops::Deref for Current {
    type Target = Arc<Control>;
    #[inline(always)]
    fn deref(&self) -> &Arc<Control> {
        &self.0
    }
}

/// A language thread. Used by one OS thread at a time.
pub struct Thread {
    pub runtime: Arc<Runtime>,
    pub control: Current,
    /// Calls and back-edges until the next safepoint check.
    pub budget: i32,
    /// Nested native calls and recursive natives; see [`Thread::descend`].
    pub native_depth: u32,
    /// The address below which natives go on on a new native stack, or 0 on an OS thread of ours, whose stack is
    /// large enough. A thread of an embedding program may have any.
    stack_limit: usize,
    /// The top binding frame, or nil: see `crate::bindings`.
    pub bindings: Value,
    /// What the VM keeps for a thread: its stack.
    pub machine: Box<dyn Any>,
    /// The `java.lang.Thread` object, or nil until it is asked for.
    pub object: Value,
    /// The running transaction.
    pub transaction: Option<Box<Transaction>>,
    /// When a wait ends (never, if inner `None`) that this thread has left and is to take up again.
    pub resumed_wait: Option<Option<i64>>,
    /// How much is paid for at a time while there are limits.
    pub(crate) pace: Pace,
    /// How many steps of `swap!` were lost in a row.
    pub lost_swaps: u8,
    /// It waits for work, and for nothing that it needs to go on.
    pub is_idle: bool,
    /// How many natives are running that cannot be called again: while there are any, a wait may not leave.
    pub pins: u32,
    /// The virtual thread that this one carries at the moment, as the scheduler knows it.
    pub carried: Option<Arc<dyn Any + Send + Sync>>,
    slots: Slots,
    slot: Arc<Slot>,
    garbage: Garbage<Shared>,
}

impl Thread {
    /// A thread of a runtime, registered as running. Call [`Thread::enter`] before running code on it.
    pub fn new(runtime: &Arc<Runtime>) -> Thread {
        Thread {
            runtime: runtime.clone(),
            control: Current(Arc::new(Control::new())),
            budget: TIME_SLICE,
            native_depth: 0,
            stack_limit: 0,
            bindings: Value::NIL,
            machine: (runtime.hooks().new_machine)(),
            object: Value::NIL,
            transaction: None,
            resumed_wait: None,
            pace: Pace::default(),
            lost_swaps: 0,
            is_idle: false,
            pins: 0,
            carried: None,
            slots: None,
            slot: runtime.epochs.register(),
            garbage: Garbage::default(),
        }
    }

    /// Runs `f` on a seat of the runtime's heap, and restores the OS thread's former one after.
    pub fn enter<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        let _seat = self.runtime.heap.enter();
        // SAFETY: the thread has both until the seat is left; another control comes by `set_control` only.
        unsafe { heap::set_running(&self.runtime, &self.control.0) };
        f(self)
    }

    /// Changes what others know the thread by, and gives the former one.
    pub fn set_control(&mut self, control: Arc<Control>) -> Arc<Control> {
        let runs = heap::is_running(&self.control.0);
        let former = std::mem::replace(&mut self.control.0, control);
        if runs {
            // SAFETY: as in `enter`.
            unsafe { heap::set_running(&self.runtime, &self.control.0) };
        }
        former
    }

    /// The same on an OS thread that is not ours, of whose stack as much is used as it has.
    #[inline]
    pub fn enter_foreign<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        // Where the system does not tell how much is left, the least that threads commonly have is assumed.
        let left = stacker::remaining_stack().unwrap_or(RED_ZONE * 2);
        self.stack_limit = here().saturating_sub(left) + RED_ZONE;
        self.enter(f)
    }

    /// Runs what may recurse without counting its levels, such as the compiler, where there is stack for it.
    pub fn with_deep_stack<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        if self.stack_limit == 0 { f(self) } else { self.on_new_stack(f) }
    }

    #[cold]
    fn on_new_stack<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        let limit = std::mem::replace(&mut self.stack_limit, 0);
        let result = stacker::grow(NATIVE_STACK, || f(self));
        self.stack_limit = limit;
        result
    }

    /// Calls any callable value.
    #[inline]
    pub fn invoke(&mut self, f: &Value, args: &mut [Value]) -> Result<Value> {
        let invoke = self.runtime.hooks().invoke;
        invoke(self, f, args)
    }

    /// Calls with one argument.
    pub fn invoke1(&mut self, f: &Value, a: Value) -> Result<Value> {
        self.invoke(f, &mut [a])
    }

    /// Calls with two arguments.
    pub fn invoke2(&mut self, f: &Value, a: Value, b: Value) -> Result<Value> {
        self.invoke(f, &mut [a, b])
    }

    /// Runs `f` one native level deeper, or fails with `StackOverflowError` beyond [`MAX_NATIVE_DEPTH`].
    #[inline]
    pub fn descend<R>(&mut self, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        if self.native_depth >= MAX_NATIVE_DEPTH {
            return Err(crate::error::Error::bare(crate::error::ExceptionKind::StackOverflowError));
        }
        self.native_depth += 1;
        let result = if here() < self.stack_limit { self.on_new_stack(f) } else { f(self) };
        self.native_depth -= 1;
        result
    }

    /// Releases a value that a shared cell held until just now, when no thread can be reading it any more.
    pub fn retire(&mut self, value: Value) {
        if !value.is_object() || self.runtime.epochs.alone() {
            return;
        }
        self.garbage.retire(&self.runtime.epochs, Shared::new(value));
        if self.garbage.len() >= 256 {
            self.collect();
        }
    }

    /// Announces that this thread holds no uncounted pointer, and releases what has waited long enough.
    pub fn pass_safepoint(&mut self) {
        self.runtime.epochs.pass(&self.slot);
        if !self.garbage.is_empty() {
            self.collect();
        }
    }

    fn collect(&mut self) {
        let mut free = Vec::new();
        self.garbage.collect(&self.runtime.epochs, |v| free.push(v));
    }

    /// Runs something that blocks the OS thread and touches no cell: other threads need not wait for it, and if a virtual
    /// thread does it, another carrier takes over meanwhile.
    pub fn blocking<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.runtime.epochs.offline(&self.slot);
        if self.carried.is_some() {
            (self.runtime.hooks().carrier_blocks)(&self.runtime, true);
        }
        let result = f();
        if self.carried.is_some() {
            (self.runtime.hooks().carrier_blocks)(&self.runtime, false);
        }
        self.runtime.epochs.online(&self.slot);
        result
    }

    /// Runs something that waits and cannot be begun anew: so a wait in it blocks the OS thread.
    pub fn pinned<R>(&mut self, f: impl FnOnce(&mut Thread) -> R) -> R {
        self.pins += 1;
        let result = f(self);
        self.pins -= 1;
        result
    }

    /// Changes places with a virtual thread that lies elsewhere.
    pub fn swap(&mut self, context: &mut Context) {
        std::mem::swap(&mut self.bindings, &mut context.bindings);
        std::mem::swap(&mut self.transaction, &mut context.transaction);
        std::mem::swap(&mut self.resumed_wait, &mut context.resumed_wait);
        std::mem::swap(&mut self.slots, &mut context.slots);
    }

    /// State that a part of the system keeps for each thread (a running transaction, pending sends …).
    pub fn local<T: Any + Default>(&mut self) -> &mut T {
        let slots = self.slots.get_or_insert_default();
        let any = slots.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default()));
        any.downcast_mut().expect("a slot holds its own type")
    }

    /// The same, if it was ever asked for.
    pub fn try_local<T: Any>(&self) -> Option<&T> {
        self.slots.as_ref()?.get(&TypeId::of::<T>())?.downcast_ref()
    }

    /// Answers what other threads have asked.
    #[inline]
    pub fn answer(&mut self) {
        if self.control.asked.load(Ordering::Relaxed) {
            self.answer_now();
        }
    }

    #[cold]
    fn answer_now(&mut self) {
        self.control.asked.store(false, Ordering::Release);
        let questions = std::mem::take(&mut *lock(&self.control.questions));
        for question in questions {
            question.answer(self);
        }
    }

    /// Asks for the interrupt flag and clears it, as `Thread.interrupted`.
    pub fn take_interrupt(&self) -> bool {
        self.control.is_interrupted() && self.control.interrupted.swap(false, Ordering::AcqRel)
    }

    /// The time of the runtime's clock: nanoseconds from an arbitrary start.
    pub fn now(&self) -> i64 {
        (self.runtime.hooks().now)(&self.runtime)
    }
}

/// About where the native stack ends just now.
#[inline(always)]
fn here() -> usize {
    let marker = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&marker)) as usize
}

/// A language thread between two uses, which may go to another OS thread. It holds nothing of the last use.
#[repr(transparent)]
pub struct Idle(Thread);

// SAFETY: a language thread is used by one OS thread at a time, and moving it is an ordinary move of a box, which
// whoever moves it synchronises. What it holds is reachable from it alone or shared: local counts belong to the
// language thread and not to the OS thread, and `Idle::new` lets nothing in that could be known to the OS thread left.
unsafe impl Send for Idle {}

impl Idle {
    /// Puts a thread aside, offline, so that nobody waits for it. Gives nothing, and drops the thread, if the program
    /// may know it: if it has an object or something of its own, or was asked to stop.
    #[inline]
    pub fn new(thread: Box<Thread>) -> Option<Box<Idle>> {
        let clean = thread.bindings.is_nil()
            && thread.object.is_nil()
            && thread.transaction.is_none()
            && thread.resumed_wait.is_none()
            && thread.slots.is_none()
            && thread.native_depth == 0
            && !thread.control.is_interrupted()
            && !thread.control.is_metered()
            && !thread.control.is_stopped();
        if !clean {
            return None;
        }
        thread.runtime.epochs.offline(&thread.slot);
        // SAFETY: an idle thread is a thread.
        Some(unsafe { Box::from_raw(Box::into_raw(thread).cast()) })
    }

    /// Takes the thread up again.
    #[inline]
    pub fn resume(self: Box<Idle>) -> Box<Thread> {
        // SAFETY: an idle thread is a thread.
        let thread: Box<Thread> = unsafe { Box::from_raw(Box::into_raw(self).cast()) };
        thread.runtime.epochs.online(&thread.slot);
        thread
    }
}

/// Where the thread stays that most entries take: see [`Berth`]. What lies there is an [`Idle`] of the lobby's own.
#[derive(Default)]
pub struct Lobby(Berth<Idle>);

/// A thread that was taken from a lobby and is owed to it: dropped, also by a panic, the lobby gives it up.
pub struct Guest<'a> {
    lobby: &'a Lobby,
    /// Taken out to be brought back or dropped.
    thread: Option<Box<Thread>>,
}

impl Lobby {
    /// Takes the thread that stays here. Until the guest is gone the lobby cannot be closed.
    #[inline]
    pub fn take(&self) -> Option<Guest<'_>> {
        let idle = self.0.take()?;
        // SAFETY: what lies in a lobby came there from a box, and is ours alone now.
        let idle = unsafe { Box::from_raw(idle.as_ptr()) };
        Some(Guest { lobby: self, thread: Some(idle.resume()) })
    }

    /// Lets a thread stay here, if the place is free.
    pub fn offer(&self, idle: Box<Idle>) -> std::result::Result<(), Box<Idle>> {
        let item = NonNull::from(Box::leak(idle));
        if self.0.offer(item) {
            return Ok(());
        }
        // SAFETY: it was not laid there, so it is still ours.
        Err(unsafe { Box::from_raw(item.as_ptr()) })
    }

    /// Lets nobody in any more, and drops who stays here; an error while there is a guest.
    pub fn close(&self) -> std::result::Result<(), Busy> {
        if let Some(idle) = self.0.close()? {
            // SAFETY: as in `take`.
            drop(unsafe { Box::from_raw(idle.as_ptr()) });
        }
        Ok(())
    }
}

impl Drop for Lobby {
    fn drop(&mut self) {
        // Guests borrow the lobby, so there are none.
        let _ = self.close();
    }
}

impl Guest<'_> {
    /// The thread, to run something on it.
    #[inline]
    pub fn thread(&mut self) -> &mut Thread {
        self.thread.as_mut().expect("a guest has its thread until it leaves")
    }

    /// Leaves: the thread stays in the lobby, if nothing of this use is left in it.
    #[inline]
    pub fn leave(mut self) {
        if let Some(idle) = self.thread.take().and_then(Idle::new) {
            self.lobby.0.put(NonNull::from(Box::leak(idle)));
            std::mem::forget(self);
        }
    }
}

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        // Before the lobby may be closed.
        drop(self.thread.take());
        self.lobby.0.give_up();
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.bindings = Value::NIL;
        self.object = Value::NIL;
        self.transaction = None;
        self.slots = None;
        self.machine = Box::new(());
        self.runtime.epochs.unregister(&self.slot);
        self.collect();
        // What other threads may still be reading is released by whoever retires next.
        self.runtime.adopt_garbage(&mut self.garbage);
    }
}
