//! The server: listens, reads messages, knows the sessions, and answers what needs no session's thread.
//!
//! Each connection has a language thread that reads its messages and does what is done aside. It works for one runtime,
//! which it is given by a thread of it; a program may start several.

use super::bencode::{Bencode, Decoder, Dict};
use super::forward::Forward;
use super::ops::{self, OPS, Place};
use super::session::{Interrupt, Job, Session};
use super::transport::{Reply, dict, statuses};
use runtime::coll::map;
use runtime::error::Result;
use runtime::limits::Limits;
use runtime::object::Shared;
use runtime::reference::wait::{Wait, Waitable};
use runtime::symbol::Symbol;
use runtime::sync::{Arc, Mutex, OnceLock, Weak, lock};
use runtime::{Error, ExceptionKind, Thread, Value, bindings};
use std::collections::BTreeMap;
use stdlib::concurrent::launch::RuntimeName;
use stdlib::core_vars::{CoreVars, current_ns};
use stdlib::host::lang::thread::spawn;
use vm::host::{Connection, Listener, host};

/// How many sessions there may be: each is a thread.
const MAX_SESSIONS: usize = 1000;
/// How much is read at a time.
const CHUNK: usize = 1 << 16;
/// The version of the protocol that is spoken.
const PROTOCOL: (i64, i64, i64) = (1, 3, 0);

/// A running server.
pub struct Server {
    listener: Box<dyn Listener>,
    /// The bindings that a new session begins with.
    base: Shared,
    sessions: Mutex<BTreeMap<String, Arc<Session>>>,
    connections: Mutex<Vec<Weak<dyn Connection>>>,
    stopped: Waitable<bool>,
    /// For each message that evaluates.
    limits: Limits,
    /// Made when somebody asks for it.
    forward: OnceLock<Arc<Forward>>,
}

impl Server {
    /// Serves a runtime to who connects to the listener.
    pub fn start(t: &mut Thread, listener: Box<dyn Listener>, limits: Limits) -> Result<Arc<Server>> {
        let base = base_bindings(t)?;
        let server = Arc::new(Server {
            listener,
            base: Shared::new(base),
            sessions: Mutex::default(),
            connections: Mutex::default(),
            stopped: Waitable::new(false),
            limits,
            forward: OnceLock::new(),
        });
        let own = server.clone();
        spawn(t, "nREPL-acceptor".into(), move |t| own.accept_all(t))?;
        Ok(server)
    }

    pub fn port(&self) -> u16 {
        self.listener.port()
    }

    /// Stops listening, and ends connections and sessions.
    pub fn stop(&self) {
        self.listener.close();
        for connection in std::mem::take(&mut *lock(&self.connections)) {
            if let Some(connection) = connection.upgrade() {
                connection.close();
            }
        }
        let sessions: Vec<Arc<Session>> = lock(&self.sessions).values().cloned().collect();
        sessions.iter().for_each(|session| session.close());
        self.stopped.update(|stopped| *stopped = true);
    }

    /// Waits until the server is stopped.
    pub fn wait(&self, t: &mut Thread) -> Result<()> {
        self.stopped.wait(t, Wait::on("end of the nREPL server"), |stopped| *stopped).map(drop)
    }

    fn accept_all(self: &Arc<Self>, t: &mut Thread) {
        while let Ok(connection) = t.blocking(|| self.listener.accept()) {
            {
                let mut connections = lock(&self.connections);
                connections.retain(|c| c.strong_count() > 0);
                connections.push(Arc::downgrade(&connection));
            }
            // `stop` may not have seen this one.
            if self.listener.is_closed() {
                connection.close();
                return;
            }
            let own = self.clone();
            let served = connection.clone();
            let started = spawn(t, "nREPL-connection".into(), move |t| {
                own.serve(t, &served);
                served.close();
            });
            if started.is_err() {
                connection.close();
            }
        }
    }

    /// Answers the messages of a connection until it ends.
    fn serve(self: &Arc<Self>, t: &mut Thread, connection: &Arc<dyn Connection>) {
        let mut decoder = Decoder::default();
        let mut buffer = vec![0; CHUNK];
        loop {
            let n = match t.blocking(|| connection.read(&mut buffer)) {
                Ok(0) | Err(_) => return,
                Ok(n) => n,
            };
            decoder.feed(&buffer[..n]);
            loop {
                match decoder.next_message() {
                    Ok(Some(message)) => self.dispatch(t, message, connection),
                    Ok(None) => break,
                    Err(error) => {
                        // Where the next message begins cannot be known.
                        let reply = Reply { connection: connection.clone(), id: None, session: None };
                        let text = format!("The connection is closed, because {error}.");
                        reply.send(t, dict([("status", statuses(&["error", "done"])), ("err", text.into())]));
                        return;
                    }
                }
            }
        }
    }

    fn dispatch(self: &Arc<Self>, t: &mut Thread, message: Dict, connection: &Arc<dyn Connection>) {
        let session_id = message.get("session").and_then(Bencode::as_text).map(str::to_owned);
        let mut reply =
            Reply { connection: connection.clone(), id: message.get("id").cloned(), session: session_id.clone() };
        let name = message.get("op").and_then(Bencode::as_text).unwrap_or("").to_owned();
        let Some(op) = ops::find(&name) else {
            let status = statuses(&["error", "unknown-op", "done"]);
            return reply.send(t, dict([("status", status), ("op", name.into())]));
        };
        let session = match &session_id {
            None => None,
            Some(id) => match lock(&self.sessions).get(id).filter(|s| !s.is_closed()) {
                Some(session) => Some(session.clone()),
                None => return reply.status(t, &["error", "unknown-session", "done"]),
            },
        };
        let done = match op.place {
            Place::Server => self.answer(t, op.name, &message, session.as_ref(), &reply),
            Place::Session => {
                let session = match session {
                    Some(session) => Ok(session),
                    None => self.new_session(t, None, true, connection),
                };
                match session {
                    Ok(session) => {
                        reply.session = Some(session.id.clone());
                        let job = Job { op: op.name.into(), message, reply: reply.clone() };
                        if !session.submit(job) {
                            reply.status(t, &["error", "session-closed", "done"]);
                        }
                        return;
                    }
                    Err(error) => Err(error),
                }
            }
            Place::Aside => match &session {
                Some(session) => session.with_bindings(t, |t| ops::answer(t, op.name, &message, &reply)),
                None => self.with_base(t, |t| ops::answer(t, op.name, &message, &reply)),
            },
        };
        match done {
            Ok(last) => reply.finish(t, last, &[]),
            Err(error) => {
                let text = stdlib::report::report(t, &error);
                reply.send(t, dict([("status", statuses(&["error", "done"])), ("err", text.into())]));
            }
        }
    }

    /// What the server answers itself: one message, to which `done` is to be added.
    fn answer(
        self: &Arc<Self>,
        t: &mut Thread,
        op: &str,
        message: &Dict,
        session: Option<&Arc<Session>>,
        reply: &Reply,
    ) -> Result<Dict> {
        let status = |status: &[&str]| dict([("status", statuses(status))]);
        Ok(match op {
            "describe" => self.describe(t, message, session)?,
            "clone" => {
                let new = self.new_session(t, session, false, &reply.connection)?;
                dict([("new-session", new.id.as_str().into())])
            }
            "close" => match session {
                None => status(&["error", "unknown-session"]),
                Some(session) => {
                    lock(&self.sessions).remove(&session.id);
                    session.close();
                    status(&["session-closed"])
                }
            },
            "ls-sessions" => {
                let ids: Vec<String> =
                    lock(&self.sessions).values().filter(|s| !s.ephemeral).map(|s| s.id.clone()).collect();
                dict([("sessions", ids.into())])
            }
            "forward-system-output" => {
                if session.is_none() {
                    return Ok(status(&["error", "unknown-session"]));
                }
                let forward = self.forward.get_or_init(|| {
                    let forward = Arc::new(Forward::default());
                    forward.install(t);
                    forward
                });
                forward.add(t, reply);
                Dict::new()
            }
            "ls-middleware" => dict([("middleware", middleware())]),
            "add-middleware" | "swap-middleware" => {
                let asked = message.get("middleware").cloned().unwrap_or(Bencode::List(Vec::new()));
                let status = statuses(&["error"]);
                dict([("unresolved-middleware", asked), ("middleware", middleware()), ("status", status)])
            }
            "stdin" => {
                let text = message.get("stdin").map_or(&[][..], |text| match text {
                    Bencode::Bytes(bytes) => bytes,
                    _ => &[],
                });
                let Some(session) = session else { return Ok(status(&["error", "unknown-session"])) };
                session.channel.give(text);
                Dict::new()
            }
            "interrupt" => match session.map(|session| session.interrupt(message.get("interrupt-id"))) {
                None => status(&["error", "session-ephemeral"]),
                Some(Interrupt::Requested) => Dict::new(),
                Some(Interrupt::Idle) => status(&["session-idle"]),
                Some(Interrupt::OtherId) => status(&["error", "interrupt-id-mismatch"]),
            },
            _ => status(&["error", "unknown-op"]),
        })
    }

    fn describe(&self, t: &mut Thread, message: &Dict, session: Option<&Arc<Session>>) -> Result<Dict> {
        let verbose = message.get("verbose?").is_some_and(Bencode::is_true);
        let mut operations = Dict::new();
        for op in OPS {
            let about = if verbose { dict([("doc", op.doc.into())]) } else { Dict::new() };
            operations.insert(format!("cider/{}", op.name), about.clone().into());
            operations.insert(op.name.into(), about.into());
        }
        let ns = |t: &mut Thread| Ok(current_ns(t).name_str().to_owned());
        let ns = match session {
            Some(session) => session.with_bindings(t, ns)?,
            None => "user".to_owned(),
        };
        let (major, minor, incremental) = PROTOCOL;
        let nrepl = dict([
            ("major", major.into()),
            ("minor", minor.into()),
            ("incremental", incremental.into()),
            ("version-string", format!("{major}.{minor}.{incremental}").into()),
        ]);
        let mut aux = dict([("current-ns", ns.into())]);
        if let Some(name) = t.runtime.try_extension::<RuntimeName>() {
            aux.insert("runtime".into(), name.0.as_str().into());
        }
        let lisle = dict([("version-string", env!("CARGO_PKG_VERSION").into())]);
        // Without a version of Clojure clients do not expect what only the JVM has.
        let versions = dict([("lisle", lisle.into()), ("nrepl", nrepl.into())]);
        Ok(dict([
            ("ops", operations.into()),
            ("versions", versions.into()),
            ("middleware", middleware()),
            ("aux", aux.into()),
        ]))
    }

    /// A session with the bindings of another one, or those of the beginning.
    fn new_session(
        &self,
        t: &mut Thread,
        parent: Option<&Arc<Session>>,
        ephemeral: bool,
        owner: &Arc<dyn Connection>,
    ) -> Result<Arc<Session>> {
        {
            let mut sessions = lock(&self.sessions);
            sessions.retain(|_, session| !session.is_closed());
            if sessions.len() >= MAX_SESSIONS {
                // Clients that went away without closing theirs have the least need of them.
                let left: Vec<String> = sessions.values().filter(|s| s.is_left()).map(|s| s.id.clone()).collect();
                for id in left {
                    if let Some(session) = sessions.remove(&id) {
                        session.close();
                    }
                }
            }
            if sessions.len() >= MAX_SESSIONS {
                return Err(Error::new(
                    ExceptionKind::IllegalStateException,
                    format!("There are {MAX_SESSIONS} sessions already; close some"),
                ));
            }
        }
        let begin = match parent {
            Some(parent) => parent.with_bindings(t, bindings::all)?,
            None => self.base.get().clone(),
        };
        let session = Session::start(t, new_id(t), ephemeral, owner, &begin, &self.limits)?;
        lock(&self.sessions).insert(session.id.clone(), session.clone());
        Ok(session)
    }

    fn with_base<R>(&self, t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
        bindings::push_map(t, self.base.get())?;
        let result = f(t);
        bindings::pop(t)?;
        result
    }
}

fn middleware() -> Bencode {
    Bencode::List(vec!["lisle/nrepl".into()])
}

/// A random UUID.
fn new_id(t: &Thread) -> String {
    let mut b = host(&t.runtime).entropy();
    b[6] = b[6] & 0x0F | 0x40;
    b[8] = b[8] & 0x3F | 0x80;
    let hex: String = b.iter().map(|b| format!("{b:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The vars that a session has bindings of, with their first values: those of a REPL.
fn base_bindings(t: &mut Thread) -> Result<Value> {
    let vars = CoreVars::of(t);
    let user = t.runtime.namespaces.find_or_create(&Symbol::parse("user"));
    let mut all = map::empty();
    let mut bind = |t: &mut Thread, var: Value, value: Value| -> Result<()> {
        let map = std::mem::replace(&mut all, Value::NIL);
        all = map::assoc(t, map, var, value)?;
        Ok(())
    };
    bind(t, vars.ns.var().to_value(), user.into())?;
    bind(t, vars.repl.var().to_value(), Value::TRUE)?;
    bind(t, vars.print_namespace_maps.var().to_value(), Value::TRUE)?;
    for var in [&vars.last1, &vars.last2, &vars.last3, &vars.last_error] {
        bind(t, var.var().to_value(), Value::NIL)?;
    }
    for var in [
        &vars.warn_on_reflection,
        &vars.math_context,
        &vars.print_meta,
        &vars.print_length,
        &vars.print_level,
        &vars.data_readers,
        &vars.default_data_reader_fn,
        &vars.command_line_args,
        &vars.unchecked_math,
        &vars.assert_,
        &vars.read_eval,
    ] {
        let value = var.get(t);
        bind(t, var.var().to_value(), value)?;
    }
    Ok(all)
}
