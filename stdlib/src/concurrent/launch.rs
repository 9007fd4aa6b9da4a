//! Platform threads: language threads on OS threads of their own, and the count of work that keeps a process alive.

use runtime::error::{Error, ExceptionKind, Result};
use runtime::object::Shared;
use runtime::reference::wait::{Wait, Waitable};
use runtime::sync::{Arc, Mutex, lock};
use runtime::thread::Control;
use runtime::{Runtime, Thread};
use std::collections::BTreeMap;
use vm::scheduler::replay;

/// Native stack of a thread. Only what is used takes memory; natives recurse as deep as data nests, up to a limit.
const STACK_SIZE: usize = 256 << 20;

/// The threads of a runtime that run, and its work.
#[derive(Default)]
pub struct Threads {
    /// Work that keeps the process alive: threads that are no daemons, and tasks of pools, queued or running.
    work: Waitable<usize>,
    /// The objects of running threads, by their ids.
    running: Mutex<BTreeMap<i64, Shared>>,
}

impl Threads {
    pub fn of(runtime: &Runtime) -> Arc<Threads> {
        runtime.extension::<Threads>()
    }

    /// The objects of the threads that were launched and run.
    pub fn objects(&self) -> Vec<Shared> {
        lock(&self.running).values().cloned().collect()
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

/// What a thread begins with.
pub struct Launch {
    pub control: Arc<Control>,
    /// The thread's `java.lang.Thread`, and its id.
    pub object: Shared,
    pub id: i64,
    /// Keeps the process alive while the thread runs.
    pub hold: Option<Hold>,
}

/// Runs `body` on an OS thread of its own.
pub fn launch(runtime: &Arc<Runtime>, with: Launch, body: impl FnOnce(&mut Thread) + Send + 'static) -> Result<()> {
    let (starter, runtime) = (runtime.clone(), runtime.clone());
    let control = with.control.clone();
    replay::enroll(&starter, &control);
    let builder = std::thread::Builder::new().name("lisle-thread".into()).stack_size(STACK_SIZE);
    let spawned = builder.spawn(move || {
        let Launch { control, object, id, hold } = with;
        let own = control.clone();
        replay::arrive(&runtime, &own);
        let threads = Threads::of(&runtime);
        lock(&threads.running).insert(id, object.clone());
        let mut thread = Thread::new(&runtime);
        thread.control = control;
        thread.object = object.into_value();
        thread.enter(body);
        let object = lock(&threads.running).remove(&id);
        drop(object);
        drop(thread);
        drop(hold);
        replay::depart(&runtime, &own, true);
    });
    match spawned {
        Ok(_) => Ok(()),
        Err(_) => {
            replay::depart(&starter, &control, false);
            let message = "unable to create native thread: possibly out of memory or process/resource limits reached";
            Err(Error::new(ExceptionKind::OutOfMemoryError, message))
        }
    }
}
