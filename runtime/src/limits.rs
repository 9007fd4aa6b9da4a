//! Limits: how much a runtime, or one evaluation in it, may use, and the meter that counts it.
//!
//! A thread is metered by the [`Meter`] in its `Control`, which what it spawns inherits; a meter pays for itself and for the one
//! above it, so that an evaluation has its own limits within those of its runtime. Instructions are paid a slice ahead, when a
//! thread passes a safepoint; there it looks at the clock and at memory too. Natives that loop without calling back pay by
//! [`Thread::tick`], and ask by [`Thread::reserve`] before they take much memory. Waits end at the deadline.
//!
//! A thread that has reached a limit gets the error at its next safepoint, and a small grace for handlers and `finally`. When that is
//! used up, every further call fails, so no program can catch its way past a limit. Limits on threads and stack depth
//! refuse what would exceed them, and nothing else.
//!
//! Apart from all this, the heap of a runtime may have a limit as a JVM has: beyond it there is an `OutOfMemoryError` in whichever thread
//! passes its safepoint next, which programs may catch. The command line sets one, so that a program ends and not the machine.

use crate::error::{Error, ExceptionKind, Result};
use crate::runtime::Runtime;
use crate::sync::{Arc, AtomicI64, OnceLock, Ordering};
use crate::thread::{Control, TIME_SLICE, Thread};
use std::time::Duration;

/// How many calls and back-edges the handlers of a thread may make that has reached a limit.
const GRACE: i32 = 1_000;

/// From how many bytes on the system is asked whether it has them: where it promises more than it has, it would end
/// the process later.
const HUGE: usize = 1 << 30;

/// The bytes that the system could still give out, where it tells.
fn available_memory() -> Option<u64> {
    let table = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = table.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

/// How many calls and back-edges are paid for at a time, at most. Less than a time slice, because a call of a native may take much longer than
/// one of compiled code, and the clock is looked at in between. See [`Pace`].
const METERED_SLICE: i64 = 1_000;

/// How much is paid for at first, and again when something large has been made.
const FIRST_SLICE: i64 = 2;

/// How long a slice should take at most, in nanoseconds.
const SLICE_TIME: i64 = 200_000;

/// From how many bytes on whatever is done with something may take long.
const SLOW: usize = 1 << 20;

/// How many objects that a stopped program left behind are freed for each call or turn that is paid for: as many as a program can make, so
/// that they do not pile up.
const LEFT_BEHIND: usize = 2;

/// How much of the time that it takes to free them a meter is not charged, in nanoseconds.
const EXCUSED: i64 = 50_000_000;

/// How much memory may be taken without asking before.
pub const LARGE: usize = 1 << 16;

/// How much may be used. Nothing is limited that is not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the heap.
    pub memory: Option<u64>,
    /// Calls and turns of loops.
    pub instructions: Option<u64>,
    pub time: Option<Duration>,
    /// Threads that live at the same time, beside the one that enters.
    pub threads: Option<usize>,
    /// Frames of each thread.
    pub stack_depth: Option<usize>,
}

impl Limits {
    pub fn is_unlimited(&self) -> bool {
        *self == Limits::default()
    }
}

/// The error of who goes on although a limit is reached, or although it was stopped.
pub(crate) fn reached(kind: ExceptionKind) -> Error {
    let what = match kind {
        ExceptionKind::InstructionLimitError => "The limit of instructions is reached",
        ExceptionKind::TimeLimitError => "The limit of time is reached",
        ExceptionKind::MemoryLimitError => "The limit of memory is reached",
        ExceptionKind::ThreadLimitError => "The limit of threads is reached",
        _ => "The thread was stopped",
    };
    Error::new(kind, what)
}

#[cold]
fn out_of_memory() -> Error {
    Error::new(ExceptionKind::OutOfMemoryError, "Java heap space")
}

/// How long the slices of a thread are. Natives that go through something large are one call, however long it takes; so slices are short where the last
/// one took long, or something large has just been made, and each that did not take long is followed by one of twice its length.
#[derive(Clone, Copy)]
pub struct Pace {
    slice: i64,
    /// When the present slice began, by the runtime's clock.
    began: i64,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { slice: FIRST_SLICE / 2, began: i64::MAX }
    }
}

impl Pace {
    /// The length of the next slice.
    fn next(&mut self, now: i64) -> i64 {
        let took = now.saturating_sub(std::mem::replace(&mut self.began, now)).max(0);
        let next = if took > SLICE_TIME { self.slice.saturating_mul(SLICE_TIME) / took } else { 2 * self.slice };
        self.slice = next.clamp(1, METERED_SLICE);
        self.slice
    }
}

/// What is left of some limits.
pub struct Meter {
    above: Option<Arc<Meter>>,
    instructions: AtomicI64,
    /// A time of the runtime's clock.
    deadline: AtomicI64,
    /// How much later the deadline may still become, for what is done on behalf of others.
    excusable: AtomicI64,
    threads: AtomicI64,
    /// The size that the heap may have.
    memory: u64,
    stack_depth: usize,
}

impl Meter {
    /// A meter that begins at the time `now`, when the heap has `used` bytes.
    pub fn new(limits: &Limits, above: Option<Arc<Meter>>, now: i64, used: u64) -> Arc<Meter> {
        let count = |n: Option<u64>| n.map_or(i64::MAX, |n| i64::try_from(n).unwrap_or(i64::MAX));
        let time = limits.time.map_or(i64::MAX, |time| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX));
        let inherited = above.as_ref().map_or((i64::MAX, u64::MAX, usize::MAX), |m| {
            (m.deadline.load(Ordering::Relaxed), m.memory, m.stack_depth)
        });
        Arc::new(Meter {
            instructions: AtomicI64::new(count(limits.instructions)),
            deadline: AtomicI64::new(now.saturating_add(time).min(inherited.0)),
            excusable: AtomicI64::new(EXCUSED),
            threads: AtomicI64::new(count(limits.threads.map(|n| n as u64))),
            memory: limits.memory.map_or(u64::MAX, |bytes| used.saturating_add(bytes)).min(inherited.1),
            stack_depth: limits.stack_depth.unwrap_or(usize::MAX).min(inherited.2),
            above,
        })
    }

    /// This meter and those above it.
    fn chain(&self) -> impl Iterator<Item = &Meter> {
        std::iter::successors(Some(self), |meter| meter.above.as_deref())
    }

    /// Pays for as many instructions as are left, up to a number.
    fn take_instructions(&self, wanted: i64) -> Result<i64> {
        let left = self.chain().map(|m| m.instructions.load(Ordering::Relaxed)).min().unwrap_or(0);
        if left <= 0 {
            return Err(reached(ExceptionKind::InstructionLimitError));
        }
        let taken = wanted.min(left);
        self.add_instructions(-taken);
        Ok(taken)
    }

    fn add_instructions(&self, n: i64) {
        for meter in self.chain().filter(|m| m.instructions.load(Ordering::Relaxed) != i64::MAX) {
            meter.instructions.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// When waits end.
    pub fn deadline(&self) -> Option<i64> {
        let deadline = self.deadline.load(Ordering::Relaxed);
        (deadline != i64::MAX).then_some(deadline)
    }

    /// Time that passed with the work of others is not charged, up to a sum.
    fn excuse(&self, time: i64) {
        for meter in self.chain().filter(|m| m.deadline.load(Ordering::Relaxed) != i64::MAX) {
            let left = meter.excusable.fetch_sub(time, Ordering::Relaxed);
            meter.deadline.fetch_add(time.min(left).max(0), Ordering::Relaxed);
        }
    }

    fn check_time(&self, now: i64) -> Result<()> {
        if now < self.deadline.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(reached(ExceptionKind::TimeLimitError))
    }

    fn check_memory(&self, used: u64, wanted: u64) -> Result<()> {
        if used.saturating_add(wanted) <= self.memory {
            return Ok(());
        }
        Err(reached(ExceptionKind::MemoryLimitError))
    }

    /// How deep a thread's stack may be.
    pub fn stack_depth(&self) -> Option<usize> {
        (self.stack_depth != usize::MAX).then_some(self.stack_depth)
    }
}

impl Control {
    /// What a native does that has no thread at hand: pays for its work, and says what it must stop for. That it did is noticed at
    /// the thread's next safepoint as well.
    pub(crate) fn pay(&self, runtime: &Runtime, turns: u64) -> std::result::Result<(), ExceptionKind> {
        if self.is_stopped() || runtime.is_closing() {
            return Err(ExceptionKind::ThreadDeath);
        }
        let Some(meter) = self.meter() else { return Ok(()) };
        let pay = || {
            meter.check_time((runtime.hooks().now)(runtime))?;
            meter.check_memory(runtime.heap_bytes(), 0)?;
            let mut left = i64::try_from(turns).unwrap_or(i64::MAX);
            while left > 0 {
                left -= meter.take_instructions(left)?;
            }
            Ok(())
        };
        pay().map_err(|error: Error| error.0.kind().unwrap_or(ExceptionKind::LimitError))
    }
}

impl Control {
    /// Is whatever the thread does no longer wanted: was it asked to stop, or is a limit reached?
    pub(crate) fn must_end(&self, runtime: &Runtime) -> bool {
        let late = || self.meter().is_some_and(|meter| meter.check_time((runtime.hooks().now)(runtime)).is_err());
        self.is_stopped() || runtime.is_closing() || self.exceeded().is_some() || self.is_metered() && late()
    }
}

/// A thread that is counted, until this is dropped.
#[derive(Default)]
pub struct ThreadSlot(Option<Arc<Meter>>);

impl ThreadSlot {
    /// Counts a thread that is about to be started by one that has this meter.
    pub fn take(meter: Option<Arc<Meter>>) -> Result<ThreadSlot> {
        let Some(meter) = meter else { return Ok(ThreadSlot(None)) };
        let slot = ThreadSlot(Some(meter.clone()));
        let left = meter.chain().map(|m| m.threads.fetch_sub(1, Ordering::AcqRel)).min().unwrap_or(1);
        if left <= 0 {
            return Err(reached(ExceptionKind::ThreadLimitError));
        }
        Ok(slot)
    }
}

impl Drop for ThreadSlot {
    fn drop(&mut self) {
        for meter in self.0.iter().flat_map(|meter| meter.chain()) {
            meter.threads.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// Memory outside of the heap of an object that grows. It is counted in steps, each of a quarter, ahead of what is needed; and it stays
/// counted when the object has less, as vectors stay large.
#[derive(Default)]
pub struct Growing {
    counted: AtomicI64,
    external: OnceLock<Arc<AtomicI64>>,
}

impl Growing {
    /// The object is about to have so many bytes.
    #[inline]
    pub fn reach(&self, t: &mut Thread, bytes: usize) -> Result<()> {
        if bytes < LARGE || bytes as i64 <= self.counted.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.grow(t, bytes)
    }

    #[cold]
    fn grow(&self, t: &mut Thread, bytes: usize) -> Result<()> {
        let wanted = i64::try_from(bytes.saturating_add(bytes / 4)).unwrap_or(i64::MAX);
        let before = self.counted.load(Ordering::Relaxed);
        t.reserve(usize::try_from(wanted.saturating_sub(before)).unwrap_or(0))?;
        let old = self.counted.fetch_max(wanted, Ordering::Relaxed);
        if wanted > old {
            let external = self.external.get_or_init(|| t.runtime.external.clone());
            external.fetch_add(wanted - old, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if let Some(external) = self.external.get() {
            external.fetch_sub(self.counted.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }
}

impl Thread {
    /// Takes a limit's place: what runs on this thread from now on is metered by it, and the budget begins anew.
    pub fn begin_metering(&mut self, meter: &Arc<Meter>) {
        self.control.set_meter(Some(meter.clone()));
        self.budget = 0;
        self.pace = Pace::default();
    }

    /// The thread runs unmetered again. What was paid for and not used is given back.
    pub fn end_metering(&mut self) {
        if let Some(meter) = self.control.meter()
            && self.control.exceeded().is_none()
        {
            meter.add_instructions(i64::from(self.budget.max(0)));
        }
        self.control.set_meter(None);
        self.budget = TIME_SLICE;
    }

    /// Requests and limits, looked at when the budget is used up. Begins a new slice.
    pub fn check_requests(&mut self) -> Result<()> {
        self.budget = TIME_SLICE;
        if self.control.is_stopped() || self.runtime.is_closing() {
            // Who asks a thread to stop may have asked before where it is.
            self.answer();
            // The next call stops again, so that catching this does not help.
            self.budget = 0;
            return Err(reached(ExceptionKind::ThreadDeath));
        }
        if self.control.is_metered()
            && let Some(kind) = self.control.exceeded()
        {
            // Handlers have had their time; a deep stack may come here once for each of its frames.
            self.budget = 0;
            return Err(reached(kind));
        }
        if self.runtime.heap.has_doomed() {
            self.free_left_behind();
        }
        self.check_heap(0)?;
        if !self.control.is_metered() {
            return Ok(());
        }
        match self.next_slice() {
            Ok(slice) => {
                self.budget = slice;
                Ok(())
            }
            Err(error) => {
                self.give_grace(&error);
                Err(error)
            }
        }
    }

    /// Frees a part of what a program left behind that was stopped, perhaps another one: the time is not charged.
    #[cold]
    fn free_left_behind(&mut self) {
        let Some(meter) = self.control.meter() else {
            self.runtime.heap.free_doomed(LEFT_BEHIND * TIME_SLICE as usize);
            return;
        };
        let begin = self.now();
        if self.runtime.heap.free_doomed(LEFT_BEHIND * METERED_SLICE as usize) {
            meter.excuse(self.now() - begin);
        }
    }

    /// Notes that a limit is reached. Handlers have a little time, once.
    #[cold]
    fn give_grace(&mut self, error: &Error) {
        let kind = error.0.kind().unwrap_or(ExceptionKind::LimitError);
        self.budget = if self.control.exceed(kind) { GRACE } else { 0 };
    }

    /// Makes the slice that has just begun shorter; what was paid for the rest is given back.
    pub fn shorten_slice(&mut self, slice: i32) {
        if slice >= self.budget {
            return;
        }
        if let Some(meter) = self.control.meter() {
            meter.add_instructions(i64::from(self.budget - slice));
        }
        self.budget = slice;
    }

    /// The thread leaves its carrier before its slice is over: what was paid for the rest is given back.
    pub fn end_slice(&mut self) {
        let left = i64::from(std::mem::take(&mut self.budget).max(0));
        if let Some(meter) = self.control.meter()
            && self.control.exceeded().is_none()
        {
            meter.add_instructions(left);
        }
        let fuel = self.control.fuel.load(Ordering::Relaxed);
        if fuel >= 0 {
            self.control.fuel.store(fuel + left, Ordering::Relaxed);
        }
    }

    /// Is there room on the heap for so many bytes more?
    #[inline]
    fn check_heap(&self, bytes: u64) -> Result<()> {
        let wanted = self.runtime.heap_bytes().saturating_add(bytes);
        if wanted <= self.runtime.heap.limit() as u64 { Ok(()) } else { self.find_room(wanted) }
    }

    #[cold]
    fn find_room(&self, wanted: u64) -> Result<()> {
        // What is found may be more than what was assumed.
        if wanted <= self.runtime.heap_limit() { Ok(()) } else { Err(out_of_memory()) }
    }

    fn next_slice(&mut self) -> Result<i32> {
        let Some(meter) = self.control.meter() else { return Ok(TIME_SLICE) };
        let now = self.now();
        meter.check_time(now)?;
        self.check_room(&meter, 0)?;
        Ok(meter.take_instructions(self.pace.next(now))? as i32)
    }

    /// Is there room within the limits? What others left behind is no reason to refuse it.
    fn check_room(&self, meter: &Meter, wanted: u64) -> Result<()> {
        loop {
            let checked = meter.check_memory(self.runtime.heap_bytes(), wanted);
            if checked.is_ok() || !self.runtime.heap.has_doomed() || meter.check_time(self.now()).is_err() {
                return checked;
            }
            if !self.runtime.heap.free_doomed(1 << 14) {
                return checked;
            }
        }
    }

    /// One turn of a native's loop: as a back-edge of compiled code.
    #[inline(always)]
    pub fn tick(&mut self) -> Result<()> {
        self.budget -= 1;
        if self.budget < 0 { self.check_requests() } else { Ok(()) }
    }

    /// The work of a native that cannot stop in the middle, paid as so many turns.
    pub fn charge(&mut self, turns: u64) -> Result<()> {
        let turns = i64::try_from(turns).unwrap_or(i64::MAX);
        let mut left = turns.saturating_sub(i64::from(self.budget.max(0)));
        // Work of more than a slice is followed by a look at the clock.
        self.budget = self.budget.saturating_sub(i32::try_from(turns).unwrap_or(i32::MAX)).max(0);
        let Some(meter) = self.control.meter() else { return Ok(()) };
        while left > 0 {
            left -= match meter.take_instructions(left) {
                Ok(paid) => paid,
                Err(error) => {
                    self.give_grace(&error);
                    return Err(error);
                }
            };
        }
        Ok(())
    }

    /// Pays for a part of a native's long work, and looks at requests if that was much.
    #[inline]
    pub fn step(&mut self, turns: u64) -> Result<()> {
        self.charge(turns)?;
        self.tick()
    }

    /// Asks whether there is memory for something large that a native is about to make, within the limits, and for
    /// what is huge within what the machine has to give; and pays for filling it.
    pub fn reserve(&mut self, bytes: usize) -> Result<()> {
        if bytes < LARGE {
            return Ok(());
        }
        if bytes >= HUGE && available_memory().is_some_and(|available| bytes as u64 > available / 2) {
            return Err(out_of_memory());
        }
        self.check_heap(bytes as u64)?;
        if !self.control.is_metered() {
            return Ok(());
        }
        let Some(meter) = self.control.meter() else { return Ok(()) };
        if bytes >= SLOW {
            self.pace = Pace::default();
        }
        self.check_room(&meter, bytes as u64)?;
        self.charge(bytes as u64 / 64)
    }

    /// The error of whatever goes on although time is up.
    pub fn check_deadline(&mut self) -> Result<()> {
        let Some(meter) = self.control.meter() else { return Ok(()) };
        let checked = meter.check_time(self.now());
        if let Err(error) = &checked {
            self.give_grace(error);
        }
        checked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(instructions: u64, threads: usize) -> Limits {
        Limits { instructions: Some(instructions), threads: Some(threads), ..Limits::default() }
    }

    #[test]
    fn a_meter_pays_for_itself_and_for_the_one_above() {
        let above = Meter::new(&limits(100, 9), None, 0, 0);
        let meter = Meter::new(&limits(60, 9), Some(above.clone()), 0, 0);
        assert_eq!(meter.take_instructions(50).expect("enough"), 50);
        assert_eq!(meter.take_instructions(50).expect("some"), 10);
        assert!(meter.take_instructions(1).is_err());
        assert_eq!(above.take_instructions(1_000).expect("some"), 40);
        meter.add_instructions(5);
        assert_eq!(meter.take_instructions(10).expect("given back"), 5);
    }

    #[test]
    fn slices_are_short_where_they_take_long() {
        let mut pace = Pace::default();
        let quick: Vec<i64> = (0..11).map(|n| pace.next(n * 1_000)).collect();
        assert_eq!(quick, [2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000, 1_000]);
        assert_eq!(pace.next(20_000_000), 10);
        assert_eq!(pace.next(60_000_000), 1);
        assert_eq!(pace.next(60_000_100), 2);
    }

    #[test]
    fn time_for_others_is_excused_up_to_a_sum() {
        let time = |ms| Limits { time: Some(Duration::from_millis(ms)), ..Limits::default() };
        let above = Meter::new(&time(1_000), None, 0, 0);
        let meter = Meter::new(&time(30), Some(above.clone()), 0, 0);
        meter.excuse(20_000_000);
        assert_eq!(meter.deadline(), Some(50_000_000));
        meter.excuse(40_000_000);
        meter.excuse(40_000_000);
        assert_eq!(meter.deadline(), Some(30_000_000 + EXCUSED));
        assert_eq!(above.deadline(), Some(1_000_000_000 + EXCUSED));
        let unlimited = Meter::new(&Limits::default(), None, 0, 0);
        unlimited.excuse(1);
        assert_eq!(unlimited.deadline(), None);
    }

    #[test]
    fn threads_are_counted_while_they_live() {
        let meter = Meter::new(&limits(1, 2), None, 0, 0);
        let first = ThreadSlot::take(Some(meter.clone())).expect("one");
        let _second = ThreadSlot::take(Some(meter.clone())).expect("two");
        assert!(ThreadSlot::take(Some(meter.clone())).is_err());
        drop(first);
        assert!(ThreadSlot::take(Some(meter.clone())).is_ok());
    }

    #[test]
    fn limits_of_time_and_memory_hold_below_too() {
        let above = Meter::new(
            &Limits { time: Some(Duration::from_nanos(10)), memory: Some(5), ..Limits::default() },
            None,
            100,
            7,
        );
        let meter = Meter::new(&limits(1, 1), Some(above), 105, 9);
        assert_eq!(meter.deadline(), Some(110));
        assert!(meter.check_time(109).is_ok() && meter.check_time(110).is_err());
        assert!(meter.check_memory(11, 1).is_ok() && meter.check_memory(11, 2).is_err());
    }
}
