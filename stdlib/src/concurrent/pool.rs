//! Pools of threads that run tasks: what is behind `ThreadPoolExecutor`, its kin, and Clojure's own executors.
//!
//! | phase | new tasks | queued tasks | transition |
//! |---|---|---|---|
//! | `Running` | accepted | run | `shutdown`, `shutdown_now` |
//! | `Shutdown` | rejected | run | `shutdown_now`; to `Terminated` with the last worker |
//! | `Stop` | rejected | given back, not run | to `Terminated` with the last worker |
//! | `Terminated` | rejected | none | none |
//!
//! A task is a callable value. Whoever makes one sees to it that its outcome gets somewhere; what it throws all the same
//! goes to the uncaught-exception handler. Tasks hold the process, idle workers do not.

mod worker;

use super::launch::Hold;
use crate::host::lang::thread;
use crate::host::support::call_functional;
use runtime::error::{Error, Result};
use runtime::limits::Meter;
use runtime::object::Shared;
use runtime::reference::wait::{Wait, Waitable};
use runtime::sync::{Arc, AtomicI32, Mutex, Ordering, lock};
use runtime::thread::Control;
use runtime::{Thread, Value};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;
pub use worker::Runnable;

/// How a pool is dimensioned.
#[derive(Clone)]
pub struct Config {
    pub core: usize,
    pub max: usize,
    /// How long a worker beyond `core` waits for work.
    pub keep_alive: Duration,
    /// Workers of the core end too when they are idle.
    pub core_ends: bool,
    /// How many tasks may wait for a worker; `None` for any number.
    pub capacity: Option<usize>,
    /// A `ThreadFactory`.
    pub factory: Option<Shared>,
    /// Names of threads without a factory; their number follows.
    pub names: String,
    /// The number of the first thread.
    pub first: i32,
    pub daemon: bool,
    /// Tasks that are not due yet at a shutdown are run all the same.
    pub runs_delayed: bool,
    /// What a program has said of cancelled tasks. They are always removed.
    pub says_removes: bool,
}

impl Config {
    /// A fixed number of threads and any number of tasks.
    pub fn fixed(threads: usize, names: String) -> Config {
        Config {
            core: threads,
            max: threads,
            keep_alive: Duration::ZERO,
            core_ends: false,
            capacity: None,
            factory: None,
            names,
            first: 1,
            daemon: false,
            runs_delayed: true,
            says_removes: false,
        }
    }

    /// As many threads as there are tasks at a time, kept for a minute.
    pub fn cached(names: String) -> Config {
        let keep_alive = Duration::from_secs(60);
        Config { core: 0, max: usize::MAX, keep_alive, capacity: Some(0), ..Config::fixed(0, names) }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub enum Phase {
    #[default]
    Running,
    Shutdown,
    Stop,
    Terminated,
}

/// Something to run.
struct Task {
    run: Shared,
    hold: Option<Hold>,
    /// The limits of who made it.
    meter: Option<Arc<Meter>>,
}

/// A task that is due at a time of the runtime's clock.
struct Delayed {
    due: i64,
    number: u64,
    periodic: bool,
    task: Task,
}

impl PartialEq for Delayed {
    fn eq(&self, other: &Delayed) -> bool {
        self.number == other.number
    }
}
impl Eq for Delayed {}
impl PartialOrd for Delayed {
    fn partial_cmp(&self, other: &Delayed) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Delayed {
    fn cmp(&self, other: &Delayed) -> std::cmp::Ordering {
        (self.due, self.number).cmp(&(other.due, other.number))
    }
}

#[derive(Default)]
struct State {
    phase: Phase,
    queue: VecDeque<Task>,
    delayed: BinaryHeap<Reverse<Delayed>>,
    delayed_before: u64,
    workers: Vec<Arc<Control>>,
    /// Workers that run or are being started.
    count: usize,
    /// Workers that wait for a task.
    idle: usize,
    /// A worker was woken for a task and has not looked yet. While one is on its way no other is woken: it wakes the next
    /// when it takes a task and sees more, so a burst of short tasks does not wake every worker for nothing.
    waking: bool,
    active: usize,
    largest: usize,
    completed: u64,
}

impl State {
    /// Is a worker to be woken for a task that has been queued? True at most once until a worker has looked.
    fn is_wake_due(&mut self) -> bool {
        self.idle > 0 && !std::mem::replace(&mut self.waking, true)
    }
}

/// What `toString` and the getters tell.
pub struct Counts {
    pub phase: Phase,
    pub workers: usize,
    pub active: usize,
    pub queued: usize,
    pub completed: u64,
    pub largest: usize,
}

/// A pool.
pub struct Pool {
    config: Mutex<Config>,
    state: Waitable<State>,
    terminated: Waitable<bool>,
    numbers: AtomicI32,
}

/// Why a task was not taken.
pub enum Refusal {
    /// The pool is shut down, or full.
    Rejected,
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Failed(error)
    }
}

impl Pool {
    pub fn new(config: Config) -> Arc<Pool> {
        let numbers = AtomicI32::new(config.first);
        let config = Mutex::new(config);
        Arc::new(Pool { config, state: Waitable::default(), terminated: Waitable::default(), numbers })
    }

    pub fn config(&self) -> Config {
        lock(&self.config).clone()
    }

    pub fn configure(&self, change: impl FnOnce(&mut Config)) {
        change(&mut lock(&self.config));
        self.state.wake_all();
    }

    fn task(&self, t: &Thread, run: &Value) -> Task {
        let daemon = lock(&self.config).daemon;
        let hold = (!daemon).then(|| Hold::new(&t.runtime));
        Task { run: Shared::new(run.clone()), hold, meter: t.control.meter() }
    }

    /// Runs a task soon, on a worker that is free, or new, or will be free.
    pub fn execute(self: &Arc<Pool>, t: &mut Thread, run: &Value) -> std::result::Result<(), Refusal> {
        enum Place {
            Queued { wake: bool },
            NewWorker(Task),
            Rejected(Task),
        }
        let task = self.task(t, run);
        let (core, max, capacity) = {
            let config = lock(&self.config);
            (config.core, config.max, config.capacity)
        };
        let place = {
            let mut state = self.state.lock();
            let room = match capacity {
                None => true,
                Some(0) => state.queue.len() < state.idle,
                Some(n) => state.queue.len() < n,
            };
            if state.phase != Phase::Running {
                Place::Rejected(task)
            } else if state.count < core || state.count < max && (!room || state.count == 0) {
                state.count += 1;
                Place::NewWorker(task)
            } else if room {
                state.queue.push_back(task);
                Place::Queued { wake: state.is_wake_due() }
            } else {
                Place::Rejected(task)
            }
        };
        match place {
            Place::Queued { wake } => {
                if wake {
                    self.state.wake_one();
                }
                Ok(())
            }
            Place::NewWorker(task) => Ok(self.add_worker(t, Some(task))?),
            Place::Rejected(task) => {
                drop(task);
                Err(Refusal::Rejected)
            }
        }
    }

    /// Runs a task after a time. Gives its number, by which [`Pool::remove_delayed`] knows it.
    pub fn schedule(
        self: &Arc<Pool>,
        t: &mut Thread,
        run: &Value,
        due: i64,
        periodic: bool,
    ) -> std::result::Result<u64, Refusal> {
        let task = self.task(t, run);
        let core = lock(&self.config).core.max(1);
        let added = {
            let mut state = self.state.lock();
            if state.phase == Phase::Running {
                let number = state.delayed_before;
                state.delayed_before += 1;
                state.delayed.push(Reverse(Delayed { due, number, periodic, task }));
                let more = state.count < core;
                state.count += usize::from(more);
                Ok((number, more))
            } else {
                Err(task)
            }
        };
        match added {
            Ok((number, more)) => {
                self.state.wake_one();
                if more {
                    self.add_worker(t, None)?;
                }
                Ok(number)
            }
            Err(task) => {
                drop(task);
                Err(Refusal::Rejected)
            }
        }
    }

    /// Forgets a task that is not due yet.
    pub fn remove_delayed(&self, number: u64) {
        let removed = {
            let mut state = self.state.lock();
            let (keep, removed): (BinaryHeap<_>, BinaryHeap<_>) =
                std::mem::take(&mut state.delayed).into_iter().partition(|d| d.0.number != number);
            state.delayed = keep;
            removed
        };
        drop(removed);
        self.state.wake_all();
    }

    /// Forgets all that is not due yet.
    pub fn forget_delayed(&self) {
        let dropped = std::mem::take(&mut self.state.lock().delayed);
        drop(dropped);
        self.state.wake_all();
        self.end_if_last();
    }

    /// Forgets a queued task; false if it is not queued.
    pub fn remove(&self, run: &Value) -> bool {
        let removed = {
            let mut state = self.state.lock();
            let at = state.queue.iter().position(|task| task.run.get().identical(run));
            at.and_then(|at| state.queue.remove(at))
        };
        removed.is_some()
    }

    /// Starts a worker of the core before there is work for it; false if all of them run.
    pub fn prestart(self: &Arc<Pool>, t: &mut Thread) -> Result<bool> {
        let core = lock(&self.config).core;
        {
            let mut state = self.state.lock();
            if state.phase != Phase::Running || state.count >= core {
                return Ok(false);
            }
            state.count += 1;
        }
        self.add_worker(t, None)?;
        Ok(true)
    }

    /// Starts a worker that has been counted.
    fn add_worker(self: &Arc<Pool>, t: &mut Thread, first: Option<Task>) -> Result<()> {
        let config = self.config();
        let worker = Runnable::new_value(self, first);
        let object = match &config.factory {
            None => {
                let number = self.numbers.fetch_add(1, Ordering::Relaxed);
                Ok(thread::new_worker(t, format!("{}{number}", config.names), config.daemon, &worker))
            }
            Some(factory) => call_functional(t, factory.get(), "newThread", &mut [worker.clone()]),
        };
        let started = object.and_then(|object| {
            let (control, daemon) = thread::control_of(&object)?;
            if daemon && !config.daemon {
                self.configure(|config| config.daemon = true);
            }
            {
                let mut state = self.state.lock();
                state.workers.push(control.clone());
                state.largest = state.largest.max(state.workers.len());
            }
            if let Some(runnable) = worker.host::<Runnable>() {
                runnable.enlisted(control, daemon);
            }
            thread::start_worker(t, &object)
        });
        if let (Err(_), Some(runnable)) = (&started, worker.host::<Runnable>()) {
            runnable.give_up();
        }
        started
    }

    /// No new tasks; those that are queued are run.
    pub fn shutdown(&self) {
        let runs_delayed = lock(&self.config).runs_delayed;
        let dropped = {
            let mut state = self.state.lock();
            state.phase = state.phase.max(Phase::Shutdown);
            let (keep, dropped): (BinaryHeap<_>, BinaryHeap<_>) =
                std::mem::take(&mut state.delayed).into_iter().partition(|d| runs_delayed && !d.0.periodic);
            state.delayed = keep;
            dropped
        };
        drop(dropped);
        self.state.wake_all();
        self.end_if_last();
    }

    /// No new tasks, none that are queued, and those that run are interrupted. Gives what was not run.
    pub fn shutdown_now(&self) -> Vec<Shared> {
        let (queue, delayed, workers) = {
            let mut state = self.state.lock();
            state.phase = state.phase.max(Phase::Stop);
            (std::mem::take(&mut state.queue), std::mem::take(&mut state.delayed), state.workers.clone())
        };
        workers.iter().for_each(|control| control.interrupt());
        self.state.wake_all();
        self.end_if_last();
        let delayed = delayed.into_sorted_vec().into_iter().rev().map(|d| d.0.task);
        queue.into_iter().chain(delayed).map(|task| task.run.clone()).collect()
    }

    pub fn phase(&self) -> Phase {
        self.state.lock().phase
    }

    pub fn counts(&self) -> Counts {
        let state = self.state.lock();
        Counts {
            phase: state.phase,
            workers: state.workers.len(),
            active: state.active,
            queued: state.queue.len() + state.delayed.len(),
            completed: state.completed,
            largest: state.largest,
        }
    }

    /// The tasks that wait for a worker.
    pub fn queued(&self) -> Vec<Value> {
        self.state.lock().queue.iter().map(|task| task.run.get().clone()).collect()
    }

    /// Takes the task that has waited longest.
    pub fn take_oldest(&self) -> Option<Shared> {
        let task = self.state.lock().queue.pop_front();
        task.map(|task| task.run.clone())
    }

    /// Waits for the last worker to end after a shutdown; false when the time is over.
    pub fn await_termination(&self, t: &mut Thread, timeout: Option<Duration>) -> Result<bool> {
        self.terminated.wait(t, Wait::on("executor's end").timeout(timeout).interrupt_first(), |ended| *ended)
    }

    fn end_if_last(&self) {
        let last = {
            let mut state = self.state.lock();
            let empty = state.queue.is_empty() && state.delayed.is_empty();
            let last = state.count == 0 && empty && state.phase >= Phase::Shutdown;
            if last {
                state.phase = Phase::Terminated;
            }
            last
        };
        if last {
            self.terminated.update(|ended| *ended = true);
        }
    }
}

/// A task to be run now.
fn take_task(state: &mut State, now: i64) -> Option<Task> {
    if state.phase >= Phase::Stop {
        return None;
    }
    if let Some(task) = state.queue.pop_front() {
        return Some(task);
    }
    if state.delayed.peek().is_some_and(|d| d.0.due <= now) {
        return state.delayed.pop().map(|d| d.0.task);
    }
    None
}
