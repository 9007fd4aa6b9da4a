//! What handles, functions and the owner of a runtime share: the gate through which every entry goes, and the language
//! threads that wait for the next one.
//!
//! Most calls from the host come one after the other. So one language thread has its place in a *lobby*, and who takes it from there is inside
//! as well, without a count; the others go through the gate and take one of the list, or a new one.
//!
//! | gate | meaning | transition |
//! |---|---|---|
//! | `n` | open, `n` entries are inside | `enter`: to `n + 1`; `leave`: to `n - 1`; `close`: to `CLOSED + n` |
//! | `CLOSED + n` | nobody gets in, `n` are still inside | `leave`; at `CLOSED`, and once the lobby is closed, the objects may be freed |
//!
//! An object of the runtime is touched only from inside the gate, so a handle that outlives its runtime does no harm.

use super::error::{Error, ErrorKind, Result};
use super::runtime::Memory;
use crate::nrepl::Server;
use runtime::limits::{Limits, Meter};
use runtime::sync::{Arc, AtomicUsize, Mutex, Ordering, Weak, lock};
use runtime::thread::{Control, Idle, Lobby};
use runtime::{Runtime, Thread};
use std::time::Duration;
use stdlib::concurrent::launch::Threads;
use vm::scheduler;

const CLOSED: usize = 1 << (usize::BITS - 1);

/// A runtime as handles see it.
pub struct Core {
    pub name: String,
    /// Gone when the runtime is closed.
    runtime: Mutex<Option<Arc<Runtime>>>,
    /// Is the whole runtime limited?
    metered: bool,
    gate: AtomicUsize,
    /// For each call from the host, unless it brings its own.
    call_limits: Limits,
    /// The language thread that the next entry takes.
    lobby: Lobby,
    /// Others that run nothing.
    #[expect(clippy::vec_box, reason = "the threads move between here and the lobby, and are large")]
    idle: Mutex<Vec<Box<Idle>>>,
    /// Of all threads that were made for entries and may be inside.
    controls: Mutex<Vec<Weak<Control>>>,
    /// Held while closing, so that it is done once; true when it was.
    closed: Mutex<bool>,
    /// nREPL servers that serve this runtime.
    servers: Mutex<Vec<Arc<Server>>>,
}

/// How natives find the core of their runtime.
#[derive(Default)]
pub struct CoreLink(pub Weak<Core>);

/// An entry, from outside, until it is dropped: also when it panics.
struct Inside<'a>(&'a Core);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.gate.fetch_sub(1, Ordering::Release);
    }
}

impl Core {
    pub fn new(name: String, first: Thread, call_limits: Limits) -> Arc<Core> {
        let core = Arc::new(Core {
            name,
            metered: first.runtime.meter().is_some(),
            runtime: Mutex::new(Some(first.runtime.clone())),
            gate: AtomicUsize::new(0),
            call_limits,
            lobby: Lobby::default(),
            idle: Mutex::default(),
            controls: Mutex::new(vec![Arc::downgrade(&first.control)]),
            closed: Mutex::new(false),
            servers: Mutex::default(),
        });
        first.runtime.set_extension(Arc::new(CoreLink(Arc::downgrade(&core))));
        core.keep(Box::new(first));
        core
    }

    /// The core of the runtime that a thread belongs to, if a program embeds it.
    pub fn of(t: &Thread) -> Option<Arc<Core>> {
        t.runtime.try_extension::<CoreLink>()?.0.upgrade()
    }

    fn pass(&self) -> Option<Inside<'_>> {
        let before = self.gate.fetch_add(1, Ordering::Acquire);
        let inside = Inside(self);
        (before & CLOSED == 0).then_some(inside)
    }

    /// Runs `f` where objects may be touched without a language thread: to read or release one.
    pub fn inside<R>(&self, f: impl FnOnce() -> R) -> Option<R> {
        let _inside = self.pass()?;
        Some(f())
    }

    /// Runs `f` on a language thread of this runtime, of which the OS thread keeps nothing. Whatever the OS thread was
    /// in, in this runtime or in another, is as before when it returns.
    #[inline]
    fn enter_unmetered<R>(self: &Arc<Core>, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        let Some(mut guest) = self.lobby.take() else { return self.enter_by_gate(f) };
        if self.gate.load(Ordering::Acquire) & CLOSED != 0 {
            return Err(Error::closed(&self.name));
        }
        let thread = guest.thread();
        // An interrupt that came when nothing ran was for nobody.
        thread.control.clear_stop();
        let result = thread.enter_foreign(f);
        guest.leave();
        result
    }

    /// The same while somebody else is inside.
    #[cold]
    fn enter_by_gate<R>(self: &Arc<Core>, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        let Some(_inside) = self.pass() else { return Err(Error::closed(&self.name)) };
        let idle = lock(&self.idle).pop();
        let mut thread = match idle {
            Some(idle) => {
                let thread = idle.resume();
                thread.control.clear_stop();
                thread
            }
            None => self.new_thread()?,
        };
        let result = thread.enter_foreign(f);
        self.keep(thread);
        result
    }

    #[inline]
    pub fn enter<R>(self: &Arc<Core>, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        if self.call_limits.is_unlimited() && !self.metered {
            return self.enter_unmetered(f);
        }
        self.enter_within(&self.call_limits, f)
    }

    /// Enters with limits for what is done inside.
    pub fn enter_within<R>(self: &Arc<Core>, limits: &Limits, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        self.enter_unmetered(|t| {
            let meter = Meter::new(limits, t.runtime.meter(), t.now(), t.runtime.heap_bytes());
            let depth = meter.stack_depth();
            if let Some(depth) = depth {
                vm::call::set_max_depth(t, depth);
            }
            t.begin_metering(&meter);
            let result = f(t);
            let exceeded = match &result {
                // Time that ran out in a wait for something which the same limit ended may not have been noticed.
                Ok(_) => t.check_deadline().err().and_then(|_| t.control.exceeded()).or(t.control.exceeded()),
                Err(_) => t.control.exceeded(),
            };
            t.end_metering();
            if depth.is_some() {
                vm::call::set_max_depth(t, vm::stack::MAX_DEPTH);
            }
            match (result, exceeded) {
                (Err(error), _) if error.kind() == ErrorKind::Limit => Err(error),
                // Whatever a program made of it in its grace.
                (Ok(_) | Err(_), Some(limit)) => Err(Error::limit(limit)),
                (result, None) => result,
            }
        })
    }

    /// Keeps a thread that has run, for those who come.
    fn keep(&self, thread: Box<Thread>) {
        if let Some(Err(idle)) = Idle::new(thread).map(|idle| self.lobby.offer(idle)) {
            lock(&self.idle).push(idle);
        }
    }

    #[cold]
    fn new_thread(&self) -> Result<Box<Thread>> {
        let Some(runtime) = self.runtime() else { return Err(Error::closed(&self.name)) };
        let thread = Box::new(Thread::new(&runtime));
        let mut controls = lock(&self.controls);
        controls.retain(|control| control.strong_count() > 0);
        controls.push(Arc::downgrade(&thread.control));
        Ok(thread)
    }

    fn runtime(&self) -> Option<Arc<Runtime>> {
        lock(&self.runtime).clone()
    }

    pub fn memory(&self) -> Memory {
        let Some(runtime) = self.runtime() else { return Memory { bytes: 0, threads: 0, objects: 0 } };
        let threads = runtime.try_extension::<Threads>().map_or(0, |threads| threads.alive());
        Memory { bytes: runtime.heap_bytes(), threads, objects: runtime.heap.objects() }
    }

    /// Keeps a server until it is stopped or the runtime closed.
    pub fn keep_server(&self, server: &Arc<Server>) {
        lock(&self.servers).push(server.clone());
    }

    /// Stops a server.
    pub fn stop_server(&self, server: &Weak<Server>) {
        let found = {
            let mut servers = lock(&self.servers);
            let at = servers.iter().position(|s| std::ptr::eq(Arc::as_ptr(s), server.as_ptr()));
            at.map(|at| servers.swap_remove(at))
        };
        if let Some(found) = found {
            found.stop();
            self.inside(|| drop(found));
        }
    }

    pub fn call_limits(&self) -> &Limits {
        &self.call_limits
    }

    /// Asks all entries to stop.
    pub fn interrupt(&self) {
        lock(&self.controls).iter().filter_map(Weak::upgrade).for_each(|control| control.request_stop());
    }

    /// Stops and joins whatever runs, and frees everything. Gives how many threads would not stop in time; then
    /// nothing is freed, and closing may be tried again.
    pub fn close(&self, deadline: Duration) -> usize {
        let mut closed = lock(&self.closed);
        if *closed {
            return 0;
        }
        let Some(runtime) = self.runtime() else { return 0 };
        runtime.begin_close();
        self.gate.fetch_or(CLOSED, Ordering::AcqRel);
        // Their threads wait for the outside, which a request to stop does not end.
        lock(&self.servers).iter().for_each(|server| server.stop());
        scheduler::shutdown(&runtime);
        let left = Threads::of(&runtime).stop_all(deadline)
            + self.stop_entries(deadline)
            + stop_virtual_threads(&runtime, deadline);
        if left > 0 {
            return left;
        }
        *closed = true;
        let servers = std::mem::take(&mut *lock(&self.servers));
        drop(servers);
        let idle = std::mem::take(&mut *lock(&self.idle));
        drop(idle);
        *lock(&self.runtime) = None;
        dispose(runtime);
        0
    }

    /// Stops the entries of other threads of the host.
    fn stop_entries(&self, deadline: Duration) -> usize {
        const PATIENCE: Duration = Duration::from_millis(1);
        let mut waited = Duration::ZERO;
        loop {
            let inside = self.gate.load(Ordering::Acquire) & !CLOSED;
            let inside = inside + usize::from(self.lobby.close().is_err());
            if inside == 0 || waited >= deadline {
                return inside;
            }
            self.interrupt();
            std::thread::sleep(PATIENCE);
            waited += PATIENCE;
        }
    }
}

/// Stops what the scheduler runs, and waits for its carriers. Gives how many threads would not stop in time.
fn stop_virtual_threads(runtime: &Runtime, deadline: Duration) -> usize {
    const PATIENCE: Duration = Duration::from_millis(1);
    let mut waited = Duration::ZERO;
    loop {
        let living = scheduler::virtual_threads(runtime);
        let carriers = scheduler::counts(runtime).carriers;
        if living.is_empty() && carriers == 0 || waited >= deadline {
            return living.len().max(carriers);
        }
        // One that was about to park may have missed the first request.
        living.iter().for_each(|fiber| fiber.control().request_stop());
        std::thread::sleep(PATIENCE);
        waited += PATIENCE;
    }
}

/// Frees everything that a runtime holds: nobody is inside, and nobody comes in any more.
fn dispose(runtime: Arc<Runtime>) {
    runtime.drop_extensions();
    // Whoever still holds the runtime keeps its memory: somebody who only asks for its size, and gives it back at once.
    let mut runtime = runtime;
    while let Err(held) = Runtime::close(runtime) {
        runtime = held;
        std::thread::yield_now();
    }
}
