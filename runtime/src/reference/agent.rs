//! Agents: state that is changed by actions sent to it, one after the other. `clojure.lang.Agent`.
//!
//! Does not run anything: `clojure.core` takes the action in front, applies it on some executor, and reports
//! the end; here is the queue. The action in front stays there while it runs, so a queue that is not empty has a runner.
//!
//! | queue | failed | meaning | transition |
//! |---|---|---|---|
//! | empty | no | nothing to do | [`send`](Ref::<Agent>::send): the sender starts a runner |
//! | not empty | no | a runner works | `send`; [`ended`](Ref::<Agent>::ended): the runner starts the next one, or is the last |
//! | any | yes | nothing runs, nothing is accepted | [`restart`](Ref::<Agent>::restart) |

use super::failure::Failure;
use super::wait::Waitable;
use super::watch::{self, Watched};
use crate::cell::ValueCell;
use crate::error::{Error, ExceptionKind, Result};
use crate::object::{Ref, Shared, Traced, Visitor, VisitorMut};
use crate::sync::{Arc, AtomicBool, Ordering};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::SharedSlot;
use std::collections::VecDeque;

/// An agent.
pub struct Agent {
    state: ValueCell,
    queue: Queue,
    pub watched: Watched,
    pub handler: SharedSlot,
    /// The error mode: go on after an exception.
    continues: AtomicBool,
}

crate::heap!(Agent: Agent { state, queue, watched, handler });

struct Queue(Waitable<State>);

#[derive(Default)]
struct State {
    actions: VecDeque<Action>,
    failed: Option<Arc<Failure>>,
}

/// A function to be applied to the state and further arguments, and who is to run it.
#[derive(Clone)]
pub struct Action {
    pub function: Shared,
    /// A seq or nil.
    pub args: Shared,
    pub executor: Shared,
    /// The bindings under which it runs.
    pub frame: Shared,
}

impl Action {
    fn into_values(self) -> [Value; 4] {
        [self.function, self.args, self.executor, self.frame].map(Shared::into_value)
    }
}

impl Traced for Queue {
    fn visit(&self, visitor: &mut impl Visitor) {
        let state = self.0.lock();
        for action in &state.actions {
            let values = [&action.function, &action.args, &action.executor, &action.frame];
            values.into_iter().for_each(|v| visitor.value(v.get()));
        }
        if let Some(error) = &state.failed {
            visitor.value(error.thrown.get());
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        let state = std::mem::take(&mut *self.0.lock());
        for action in state.actions {
            action.into_values().into_iter().for_each(|v| visitor.value(v));
        }
        if let Some(thrown) = state.failed.and_then(Failure::forget) {
            visitor.value(thrown.into_value());
        }
    }
}

impl Agent {
    pub fn new_ref(state: Value) -> Ref<Agent> {
        Ref::new(Agent {
            state: ValueCell::new(state),
            queue: Queue(Waitable::default()),
            watched: Watched::default(),
            handler: SharedSlot::default(),
            continues: AtomicBool::new(false),
        })
    }

    /// `deref`.
    pub fn load(&self) -> Value {
        self.state.load()
    }

    /// What made the agent fail, or nil.
    pub fn error(&self) -> Value {
        self.queue.0.lock().failed.as_ref().map_or(Value::NIL, |error| {
            error.mark_seen();
            error.thrown.get().clone()
        })
    }

    /// The same, for who does not tell anybody.
    pub fn failure(&self) -> Option<Arc<Failure>> {
        self.queue.0.lock().failed.clone()
    }

    /// Is the error mode `:continue`, not `:fail`?
    pub fn continues(&self) -> bool {
        self.continues.load(Ordering::Acquire)
    }

    pub fn set_continues(&self, on: bool) {
        self.continues.store(on, Ordering::Release);
    }

    /// Actions that have not ended.
    pub fn queued(&self) -> usize {
        self.queue.0.lock().actions.len()
    }

    /// What the runner of the action in front wants of it.
    pub fn front<R>(&self, part: impl FnOnce(&Action) -> R) -> Option<R> {
        self.queue.0.lock().actions.front().map(part)
    }
}

impl Ref<Agent> {
    /// Queues an action; true if the caller has to start a runner.
    pub fn send(&self, action: Action) -> Result<bool> {
        let error = {
            let mut state = self.queue.0.lock();
            match &state.failed {
                Some(error) => error.clone(),
                None => {
                    state.actions.push_back(action);
                    return Ok(state.actions.len() == 1);
                }
            }
        };
        error.mark_seen();
        let cause = error.thrown.get().clone();
        let message = Value::str("Agent is failed, needs restart");
        Err(Error::build(
            crate::error::ThrowableClass::Known(ExceptionKind::RuntimeException),
            message,
            cause,
            Value::NIL,
        ))
    }

    /// Sets the state to what an action gave: validates before and notifies after.
    pub fn set(&self, t: &mut Thread, new: Value) -> Result<()> {
        if !self.watched.is_observed() {
            self.state.store(t, new);
            return Ok(());
        }
        let me = self.to_value();
        watch::validate(t, &me, &new)?;
        let old = self.state.swap(t, new.clone());
        watch::notify(t, &me, &old, &new)
    }

    /// Ends the action in front, with an error if the agent is to fail. Gives the executor of the next
    /// action, which the caller starts, and whether the action that has ended ran on the same.
    pub fn ended(&self, error: Option<Value>) -> Option<(Value, bool)> {
        let error = error.map(|thrown| Arc::new(Failure::new(Shared::new(thrown))));
        let mut state = self.queue.0.lock();
        let done = state.actions.pop_front();
        state.failed = error;
        let next = match state.failed {
            Some(_) => None,
            None => state.actions.front().map(|action| {
                let executor = action.executor.get();
                (executor.clone(), done.as_ref().is_some_and(|done| done.executor.get().identical(executor)))
            }),
        };
        drop(state);
        drop(done);
        next
    }

    /// `restart-agent`: gives the executor of the action to start, if one is waiting.
    pub fn restart(&self, t: &mut Thread, new: Value, clear: bool) -> Result<Option<Value>> {
        if self.error().is_nil() {
            return Err(Error::runtime("Agent does not need a restart"));
        }
        watch::validate(t, &self.to_value(), &new)?;
        self.state.store(t, new);
        let mut dropped = VecDeque::new();
        let mut state = self.queue.0.lock();
        if state.failed.take().is_none() {
            drop(state);
            return Err(Error::runtime("Agent does not need a restart"));
        }
        if clear {
            std::mem::swap(&mut state.actions, &mut dropped);
        }
        let next = state.actions.front().map(|action| action.executor.get().clone());
        drop(state);
        Ok(next)
    }
}
