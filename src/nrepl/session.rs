//! A session: a language thread with bindings of its own, which does one thing after the other, and can be interrupted.
//!
//! State of the work in hand (`State::running`), with its lock held for every transition:
//! - none: no request to stop is in force, and an interrupt is refused as idle;
//! - some, not interrupted: an interrupt requests the thread to stop;
//! - some, interrupted: the thread is on its way out of the work; ending it takes the request back.

use super::bencode::{Bencode, Dict};
use super::channel::{Channel, Output};
use super::stop::Stop;
use super::transport::{Reply, dict, statuses};
use super::{evaluate, ops};
use runtime::error::Result;
use runtime::limits::{Limits, Meter};
use runtime::object::Shared;
use runtime::reference::wait::{Look, Wait, Waitable};
use runtime::sync::{Arc, Mutex, OnceLock, Weak, lock};
use runtime::thread::Control;
use runtime::{Error, Thread, Value, bindings};
use std::collections::VecDeque;
use stdlib::core_vars::CoreVars;
use stdlib::host::lang::thread::spawn;
use vm::host::Connection;

/// How much work may wait in a session.
const MAX_JOBS: usize = 10_000;

/// One message that is for a session's thread.
pub struct Job {
    pub op: String,
    pub message: Dict,
    pub reply: Reply,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct State {
    /// The id of the message being worked on.
    running: Option<Option<Bencode>>,
    interrupted: bool,
}

/// What an interrupt did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interrupt {
    Requested,
    Idle,
    OtherId,
}

/// A session.
pub struct Session {
    pub id: String,
    /// It was made for one message and ends with it.
    pub ephemeral: bool,
    pub channel: Arc<Channel>,
    /// The connection that asked for it.
    owner: Weak<dyn Connection>,
    queue: Waitable<Queue>,
    state: Mutex<State>,
    control: OnceLock<Arc<Control>>,
    /// For each message that evaluates.
    limits: Limits,
    /// Where the thread was when it was asked to stop.
    stop: Mutex<Option<Arc<Stop>>>,
    /// The bindings, whose boxes the thread changes and others may look into.
    frame: Waitable<Option<Shared>>,
}

impl Session {
    /// Starts a session that begins with these bindings, a map of vars to values.
    pub fn start(
        t: &mut Thread,
        id: String,
        ephemeral: bool,
        owner: &Arc<dyn Connection>,
        begin: &Value,
        limits: &Limits,
    ) -> Result<Arc<Session>> {
        let session = Arc::new(Session {
            id,
            ephemeral,
            channel: Arc::default(),
            owner: Arc::downgrade(owner),
            queue: Waitable::default(),
            state: Mutex::default(),
            control: OnceLock::new(),
            limits: limits.clone(),
            stop: Mutex::default(),
            frame: Waitable::default(),
        });
        let begin = Shared::new(begin.clone());
        let own = session.clone();
        let control = spawn(t, format!("nREPL-session-{}", session.id), move |t| own.live(t, begin.get()))?;
        let _ = session.control.set(control);
        Ok(session)
    }

    /// The life of the session's thread.
    fn live(&self, t: &mut Thread, begin: &Value) {
        if bindings::push_map(t, begin).and_then(|()| self.bind_streams(t)).is_ok() {
            let frame = Shared::new(bindings::convey(t));
            self.frame.update(|f| *f = Some(frame));
            while let Some(job) = self.next_job(t) {
                self.work(t, job);
                if self.ephemeral {
                    break;
                }
            }
        }
        self.channel.flush(t);
        t.bindings = Value::NIL;
        // What a closed session still refers to is released here and not when its last client forgets it.
        self.queue.update(|queue| {
            queue.closed = true;
            queue.jobs.clear();
        });
        self.frame.update(|f| *f = None);
    }

    fn bind_streams(&self, t: &mut Thread) -> Result<()> {
        let vars = CoreVars::of(t);
        let streams = vec![
            (vars.out.var().clone(), self.channel.writer(Output::Out)),
            (vars.err.var().clone(), self.channel.writer(Output::Err)),
            (vars.in_.var().clone(), self.channel.reader()),
        ];
        bindings::push(t, streams)
    }

    fn next_job(&self, t: &mut Thread) -> Option<Job> {
        let how = Wait::on("the next message of a session").uninterruptibly();
        let look = |queue: &mut Queue| match queue.jobs.pop_front() {
            Some(job) => Look::Ready(Some(job)),
            None if queue.closed => Look::Ready(None),
            None => Look::NotYet,
        };
        // An error is a request to stop that is not ours: the runtime closes.
        self.queue.wait_for(t, how, look).ok().flatten().flatten()
    }

    fn work(&self, t: &mut Thread, job: Job) {
        lock(&self.state).running = Some(job.reply.id.clone());
        self.channel.answer(t, &job.reply);
        self.begin_limits(t);
        let outcome = match &*job.op {
            "eval" => evaluate::eval(t, self, &job).map(with_status),
            "load-file" => evaluate::load_file(t, self, &job).map(with_status),
            _ => ops::answer(t, &job.op, &job.message, &job.reply),
        };
        self.end_limits(t);
        self.channel.flush(t);
        let interrupted = {
            let mut state = lock(&self.state);
            state.running = None;
            let interrupted = std::mem::take(&mut state.interrupted);
            if interrupted && let Some(control) = self.control.get() {
                control.clear_stop();
            }
            interrupted
        };
        // An interrupt of another kind that the code left unseen is not for what comes next.
        t.take_interrupt();
        match outcome {
            Ok(last) => job.reply.finish(t, last, &[]),
            Err(error) if interrupted => {
                let stack = stdlib::report::stack_lines(&error.0);
                let mut message = Dict::new();
                message.insert("status".into(), statuses(&["interrupted", "done"]));
                message.insert("stack".into(), stack.into());
                let stop = lock(&self.stop).take();
                message.insert("locals".into(), stop.map_or(Bencode::List(Vec::new()), |stop| stop.tell(t)));
                job.reply.send(t, message);
            }
            Err(error) => {
                let text = stdlib::report::report(t, &error);
                self.channel.print(t, Output::Err, &text);
                self.channel.flush(t);
                job.reply.status(t, &["error", "done"]);
            }
        }
    }

    fn begin_limits(&self, t: &mut Thread) {
        if !self.limits.is_unlimited() {
            let meter = Meter::new(&self.limits, t.runtime.meter(), t.now(), t.runtime.heap_bytes());
            t.begin_metering(&meter);
        }
    }

    /// From here on the thread has the limits of the runtime only, even if the message has used up its own.
    fn end_limits(&self, t: &mut Thread) {
        if !self.limits.is_unlimited() {
            t.end_metering();
            t.control.set_meter(t.runtime.meter());
        }
    }

    /// Has the work in hand been interrupted?
    pub fn is_interrupted(&self) -> bool {
        lock(&self.state).interrupted
    }

    /// Puts work at the end of the queue; false if the session is closed or has too much of it.
    pub fn submit(&self, job: Job) -> bool {
        self.queue.update_one(|queue| {
            let fits = !queue.closed && queue.jobs.len() < MAX_JOBS;
            if fits {
                queue.jobs.push_back(job);
            }
            fits
        })
    }

    /// Interrupts the work in hand, if it is that of this message or any will do.
    pub fn interrupt(&self, id: Option<&Bencode>) -> Interrupt {
        let mut state = lock(&self.state);
        let Some(running) = &state.running else { return Interrupt::Idle };
        if id.is_some() && running.as_ref() != id {
            return Interrupt::OtherId;
        }
        if let Some(control) = self.control.get() {
            state.interrupted = true;
            let stop = Arc::new(Stop::default());
            *lock(&self.stop) = Some(stop.clone());
            control.ask(stop);
            control.request_stop();
        }
        Interrupt::Requested
    }

    /// Ends the session: its work is interrupted and what waits is dropped.
    pub fn close(&self) {
        self.queue.update(|queue| {
            queue.closed = true;
            queue.jobs.clear();
        });
        self.interrupt(None);
    }

    pub fn is_closed(&self) -> bool {
        self.queue.lock().closed
    }

    /// Has the connection gone that asked for it? Others may still use the session.
    pub fn is_left(&self) -> bool {
        self.owner.upgrade().is_none_or(|connection| connection.is_closed())
    }

    /// Runs `f` under the bindings of the session, on another thread: what it sets is not seen by the session.
    pub fn with_bindings<R>(&self, t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        let how = Wait::on("start of a session").uninterruptibly();
        let frame = self.frame.wait_for(t, how, |frame| match frame {
            Some(frame) => Look::Ready(frame.get().clone()),
            // Closing wakes those who wait here, so this is seen.
            None if self.is_closed() => Look::Ready(Value::NIL),
            None => Look::NotYet,
        })?;
        let own = std::mem::replace(&mut t.bindings, frame.unwrap_or_default());
        let result = f(t);
        t.bindings = own;
        result
    }
}

/// A message with these statuses and nothing else.
fn with_status(status: evaluate::Status) -> Dict {
    if status.is_empty() { Dict::new() } else { dict([("status", statuses(&status))]) }
}

/// The error that ends what is printed or evaluated when a request to stop was seen outside of Lisle code.
pub fn stopped() -> Error {
    Error::bare(runtime::ExceptionKind::ThreadDeath)
}
