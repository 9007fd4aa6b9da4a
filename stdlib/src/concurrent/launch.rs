//! Platform threads: language threads on OS threads of their own, and the count of work that keeps a process alive.

use runtime::error::{Error, ExceptionKind, Result};
use runtime::limits::ThreadSlot;
use runtime::object::Shared;
use runtime::reference::wait::{Wait, Waitable};
use runtime::sync::{Arc, Condvar, Mutex, lock};
use runtime::thread::{Control, NATIVE_STACK};
use runtime::{Runtime, Thread};
use std::collections::BTreeMap;
use vm::scheduler::replay;

/// The threads of a runtime that run, and its work.
#[derive(Default)]
pub struct Threads {
    /// Work that keeps the process alive: threads that are no daemons, and tasks of pools, queued or running.
    work: Waitable<usize>,
    /// The threads that run, by their ids.
    running: Mutex<BTreeMap<i64, Running>>,
    /// How many OS threads there are: from before they are started until their last use of the runtime.
    alive: Mutex<usize>,
    ended: Condvar,
}

/// A thread that runs, or is about to.
struct Running {
    object: Shared,
    control: Arc<Control>,
    /// Until it ends by itself, or somebody joins it.
    handle: Option<std::thread::JoinHandle<()>>,
}

impl Threads {
    pub fn of(runtime: &Runtime) -> Arc<Threads> {
        runtime.extension::<Threads>()
    }

    /// The objects of the threads that were launched and run.
    pub fn objects(&self) -> Vec<Shared> {
        lock(&self.running).values().map(|running| running.object.clone()).collect()
    }

    /// How many threads there are.
    pub fn alive(&self) -> usize {
        *lock(&self.alive)
    }

    /// Asks all threads to stop and waits for them, until the deadline at most. Gives how many are left. The
    /// runtime must be closing, so that no new ones come.
    pub fn stop_all(&self, deadline: std::time::Duration) -> usize {
        /// How long to wait before asking again: a thread that was about to block may have missed the first time.
        const PATIENCE: std::time::Duration = std::time::Duration::from_millis(5);
        let mut waited = std::time::Duration::ZERO;
        let mut handles = Vec::new();
        loop {
            for running in lock(&self.running).values_mut() {
                running.control.request_stop();
                handles.extend(running.handle.take());
            }
            let alive = lock(&self.alive);
            if *alive == 0 {
                break;
            }
            if waited >= deadline {
                return *alive;
            }
            let patience = PATIENCE.min(deadline - waited);
            drop(self.ended.wait_timeout_while(alive, patience, |alive| *alive > 0));
            waited += patience;
        }
        // They have nothing left to do; joined, their stacks are given back.
        handles.into_iter().for_each(|handle| drop(handle.join()));
        0
    }
}

/// One piece of work that keeps the process alive, until it is dropped: also when it panics.
pub struct Hold(Arc<Threads>);

impl Hold {
    pub fn new(runtime: &Runtime) -> Hold {
        let threads = Threads::of(runtime);
        *threads.work.lock() += 1;
        Hold(threads)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let left = {
            let mut work = self.0.work.lock();
            *work -= 1;
            *work
        };
        if left == 0 {
            self.0.work.wake_all();
        }
    }
}

/// Waits until no work is left: what a process does before it exits.
pub fn wait_for_tasks(t: &mut Thread) -> Result<()> {
    let threads = Threads::of(&t.runtime);
    threads.work.wait(t, Wait::on("end of all threads").uninterruptibly(), |work| *work == 0).map(drop)
}

/// What an embedder calls a runtime.
pub struct RuntimeName(pub String);

/// What the system's tools call an OS thread of a runtime.
fn os_name(runtime: &Runtime) -> String {
    match runtime.try_extension::<RuntimeName>() {
        Some(name) if !name.0.contains('\0') => name.0.clone(),
        _ => "lisle-thread".into(),
    }
}

/// What a thread begins with.
pub struct Launch {
    pub control: Arc<Control>,
    /// The thread's `java.lang.Thread`, and its id.
    pub object: Shared,
    pub id: i64,
    /// Keeps the process alive while the thread runs.
    pub hold: Option<Hold>,
    /// Counts the thread among those that its maker may have.
    pub slot: ThreadSlot,
}

/// Runs `body` on an OS thread of its own.
pub fn launch(runtime: &Arc<Runtime>, with: Launch, body: impl FnOnce(&mut Thread) + Send + 'static) -> Result<()> {
    if runtime.is_closing() {
        return Err(Error::bare(ExceptionKind::ThreadDeath));
    }
    let threads = Threads::of(runtime);
    let Launch { control, object, id, hold, slot } = with;
    let alive = Alive::new(&threads);
    let running = Running { object: object.clone(), control: control.clone(), handle: None };
    lock(&threads.running).insert(id, running);
    replay::enroll(runtime, &control);
    let (starter, enrolled) = (runtime.clone(), control.clone());
    let runtime = runtime.clone();
    let builder = std::thread::Builder::new().name(os_name(&runtime)).stack_size(NATIVE_STACK);
    let spawned = builder.spawn(move || {
        let own = control.clone();
        replay::arrive(&runtime, &own);
        let mut thread = Thread::new(&runtime);
        if let Some(depth) = control.meter().and_then(|meter| meter.stack_depth()) {
            vm::call::set_max_depth(&thread, depth);
        }
        if control.is_metered() {
            thread.budget = 0;
        }
        thread.set_control(control);
        thread.object = object.into_value();
        thread.enter(body);
        let ended = lock(&alive.0.running).remove(&id);
        drop(ended);
        drop(thread);
        drop(hold);
        replay::depart(&runtime, &own, true);
        drop(slot);
        drop(runtime);
        drop(alive);
    });
    match spawned {
        Ok(handle) => {
            // Unless it has ended already.
            if let Some(running) = lock(&threads.running).get_mut(&id) {
                running.handle = Some(handle);
            }
            Ok(())
        }
        Err(_) => {
            replay::depart(&starter, &enrolled, false);
            let removed = lock(&threads.running).remove(&id);
            drop(removed);
            let message = "unable to create native thread: possibly out of memory or process/resource limits reached";
            Err(Error::new(ExceptionKind::OutOfMemoryError, message))
        }
    }
}

/// Counts an OS thread, until it is dropped: also when it panics.
struct Alive(Arc<Threads>);

impl Alive {
    fn new(threads: &Arc<Threads>) -> Alive {
        *lock(&threads.alive) += 1;
        Alive(threads.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        *lock(&self.0.alive) -= 1;
        self.0.ended.notify_all();
    }
}
