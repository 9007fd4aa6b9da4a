//! Workers: what the threads of a pool do.
//!
//! A platform thread works natively, in [`Runnable::run`]. A virtual one has to be able to park with nothing native below, so its loop is
//! in Clojure (`worker-fn` in `clojure/core/06_state.clj`) and asks here for the next task, and says when it has ended.

use super::{Phase, Pool, State, Task, take_task};
use crate::host::lang::thread;
use crate::host::support::plain_host;
use runtime::error::Result;
use runtime::host_object::HostObject;
use runtime::reference::wait::{Look, Wait};
use runtime::sync::{Arc, Mutex, lock};
use runtime::thread::Control;
use runtime::{Thread, Value, bindings};
use std::time::Duration;

/// The `Runnable` that a pool gives to its threads.
pub struct Runnable(Mutex<Option<Worker>>);

plain_host!(Runnable, "java.util.concurrent.ThreadPoolExecutor$Worker");

impl Runnable {
    pub(super) fn new_value(pool: &Arc<Pool>, first: Option<Task>) -> Value {
        let worker = Worker {
            pool: pool.clone(),
            first,
            control: None,
            counted: true,
            current: None,
            idle: false,
            first_look: None,
        };
        HostObject::new_value(Runnable(Mutex::new(Some(worker))))
    }

    pub(super) fn enlisted(&self, control: Arc<Control>, daemon: bool) {
        if let Some(worker) = &mut *lock(&self.0) {
            worker.control = Some(control);
            if let Some(first) = worker.first.as_mut().filter(|_| daemon) {
                first.hold = None;
            }
        }
    }

    /// The thread could not be started: its worker is no more.
    pub(super) fn give_up(&self) {
        let worker = lock(&self.0).take();
        drop(worker);
    }

    /// Works until there is nothing more to do. A second call does nothing.
    pub fn run(&self, t: &mut Thread) {
        let worker = lock(&self.0).take();
        if let Some(mut worker) = worker {
            // A native that waits cannot leave here, so an error is the end.
            while let Ok(Some(task)) = worker.begin(t) {
                if let Err(error) = t.invoke(&task, &mut []) {
                    let object = thread::current(t);
                    thread::uncaught(t, &object, error);
                }
                drop(task);
                worker.end(t);
                t.pass_safepoint();
            }
            worker.leave();
        }
    }

    /// The next task to call; nil, when the worker is to end. A virtual thread may leave in here and call again.
    pub fn begin(&self, t: &mut Thread) -> Result<Value> {
        let Some(mut worker) = lock(&self.0).take() else { return Ok(Value::NIL) };
        let found = worker.begin(t);
        let ended = match &found {
            Ok(task) => task.is_none(),
            Err(_) => t.resumed_wait.is_none(),
        };
        if ended {
            worker.leave();
        } else {
            *lock(&self.0) = Some(worker);
        }
        Ok(found?.unwrap_or_default())
    }

    /// The task has ended.
    pub fn end(&self, t: &mut Thread) {
        let worker = lock(&self.0).take();
        if let Some(mut worker) = worker {
            worker.end(t);
            *lock(&self.0) = Some(worker);
        }
    }
}

struct Worker {
    pool: Arc<Pool>,
    first: Option<Task>,
    control: Option<Arc<Control>>,
    /// The pool counts it as one of its workers.
    counted: bool,
    /// What it does now.
    current: Option<Task>,
    /// The pool counts it as one that waits for a task.
    idle: bool,
    /// The first of the tasks that were not due when it began to wait.
    first_look: Option<Option<u64>>,
}

impl Worker {
    /// Takes the next task, and its limits; `None` when the worker is to end.
    fn begin(&mut self, t: &mut Thread) -> Result<Option<Value>> {
        let task = match self.first.take() {
            Some(first) => {
                self.pool.state.lock().active += 1;
                Some(first)
            }
            None => self.next(t)?,
        };
        let Some(task) = task else { return Ok(None) };
        if let Some(meter) = &task.meter {
            t.begin_metering(meter);
        }
        let run = task.run.get().clone();
        self.current = Some(task);
        Ok(Some(run))
    }

    /// The next task finds a fresh thread.
    fn end(&mut self, t: &mut Thread) {
        let Some(task) = self.current.take() else { return };
        if task.meter.is_some() {
            t.end_metering();
            t.control.set_meter(t.runtime.meter());
        }
        bindings::reset(t, Value::NIL);
        t.take_interrupt();
        drop(task);
        let mut state = self.pool.state.lock();
        state.active -= 1;
        state.completed += 1;
    }

    /// The next task, or `None` when the worker is to end. A task is counted as active when it is taken.
    fn next(&mut self, t: &mut Thread) -> Result<Option<Task>> {
        let pool = self.pool.clone();
        loop {
            if t.runtime.is_closing() {
                // What is queued goes with the runtime.
                return Ok(None);
            }
            let (core, keep_alive, core_ends) = {
                let config = lock(&pool.config);
                (config.core, config.keep_alive, config.core_ends)
            };
            let now = t.now();
            let timeout = {
                let state = pool.state.lock();
                let ends = core_ends || state.count > core;
                let due = state.delayed.peek().map(|d| Duration::from_nanos(d.0.due.saturating_sub(now).max(0) as u64));
                let patience = ends.then_some(keep_alive.max(Duration::from_nanos(1)));
                match due {
                    Some(due) => Some(due.max(Duration::from_nanos(1))),
                    None => patience,
                }
            };
            enum Found {
                /// And is another worker to be woken?
                Task(Task, bool),
                Ahead,
                End,
            }
            let (idle, first_look) = (&mut self.idle, &mut self.first_look);
            let how = Wait::on("task").timeout(timeout).uninterruptibly();
            t.is_idle = true;
            let found = pool.state.wait_for(t, how, |state| {
                if *idle {
                    state.waking = false;
                }
                if let Some(task) = take_task(state, now) {
                    state.idle -= usize::from(std::mem::take(idle));
                    state.active += 1;
                    let wake = !state.queue.is_empty() && state.is_wake_due();
                    return Look::Ready(Found::Task(task, wake));
                }
                if state.phase >= Phase::Shutdown && state.delayed.is_empty() || state.phase >= Phase::Stop {
                    state.idle -= usize::from(std::mem::take(idle));
                    return Look::Ready(Found::End);
                }
                // Another task has come to the head of those that are not due: wait for that one.
                let head = state.delayed.peek().map(|d| d.0.number);
                if *first_look.get_or_insert(head) != head {
                    return Look::Ready(Found::Ahead);
                }
                if !std::mem::replace(idle, true) {
                    state.idle += 1;
                }
                Look::NotYet
            });
            t.is_idle = false;
            if found.is_err() && t.resumed_wait.is_some() {
                return found.map(|_| None);
            }
            self.first_look = None;
            match found {
                Ok(Some(Found::Task(task, wake))) => {
                    if wake {
                        pool.state.wake_one();
                    }
                    return Ok(Some(task));
                }
                Ok(Some(Found::Ahead)) => {}
                Ok(Some(Found::End)) => return Ok(None),
                Err(error) => {
                    pool.state.lock().idle -= usize::from(std::mem::take(&mut self.idle));
                    return Err(error);
                }
                Ok(None) => {
                    let mut state = pool.state.lock();
                    let ends = core_ends || state.count > core;
                    state.idle -= usize::from(std::mem::take(&mut self.idle));
                    if ends && state.queue.is_empty() && state.delayed.is_empty() {
                        // Before the next task comes, which has to know whether anybody is left to run it.
                        self.retire(&mut state);
                        return Ok(None);
                    }
                }
            }
        }
    }

    fn leave(&mut self) {
        let pool = self.pool.clone();
        self.retire(&mut pool.state.lock());
        pool.end_if_last();
    }

    /// The pool counts it no more.
    fn retire(&mut self, state: &mut State) {
        if !std::mem::take(&mut self.counted) {
            return;
        }
        state.count -= 1;
        state.idle -= usize::from(std::mem::take(&mut self.idle));
        let control = self.control.take();
        state.workers.retain(|c| !control.as_ref().is_some_and(|control| Arc::ptr_eq(c, control)));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.leave();
    }
}
