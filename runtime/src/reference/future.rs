//! The outcome of work that runs elsewhere: `future`, and what executors give back.
//!
//! Does not run anything. The runner calls [`Ref::<Future>::start`], runs the body and reports by
//! [`Ref::<Future>::complete`]; anyone may wait or cancel.
//!
//! | state | meaning | transition |
//! |---|---|---|
//! | `Waiting` | not started | `start`, `cancel` |
//! | `Running(control)` | a thread runs the body | `complete`, `cancel` (which may interrupt the thread) |
//! | `Done`, `Failed`, `Cancelled` | the end | none |

use super::failure::Failure;
use super::wait::{Look, Wait, Waitable};
use crate::error::{Error, ExceptionKind, Result, ThrowableClass};
use crate::object::{Ref, Shared, Traced, Visitor, VisitorMut};
use crate::sync::Arc;
use crate::thread::{Control, Thread};
use crate::value::Value;
use std::time::Duration;

/// A future.
pub struct Future {
    state: Cell,
}

crate::heap!(Future: Future { state });

struct Cell(Waitable<State>);

enum State {
    Waiting,
    Running(Arc<Control>),
    Done(Shared),
    Failed(Arc<Failure>),
    Cancelled,
}

impl State {
    fn is_end(&self) -> bool {
        !matches!(self, State::Waiting | State::Running(_))
    }
}

impl Traced for Cell {
    fn visit(&self, visitor: &mut impl Visitor) {
        match &*self.0.lock() {
            State::Done(value) => visitor.value(value.get()),
            State::Failed(failure) => visitor.value(failure.thrown.get()),
            _ => {}
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        let state = std::mem::replace(&mut *self.0.lock(), State::Cancelled);
        match state {
            State::Done(value) => visitor.value(value.into_value()),
            State::Failed(failure) => {
                if let Some(thrown) = Failure::forget(failure) {
                    visitor.value(thrown.into_value());
                }
            }
            _ => {}
        }
    }
}

impl Future {
    /// A future that has not been started.
    pub fn new_ref() -> Ref<Future> {
        Ref::new(Future { state: Cell(Waitable::new(State::Waiting)) })
    }

    /// `future-done?`: ended in any way.
    pub fn is_done(&self) -> bool {
        self.state.0.lock().is_end()
    }

    /// The value, if it has ended with one.
    pub fn value(&self) -> Option<Value> {
        match &*self.state.0.lock() {
            State::Done(value) => Some(value.get().clone()),
            _ => None,
        }
    }

    /// What it ended with, if that was an exception.
    pub fn failure(&self) -> Option<Arc<Failure>> {
        match &*self.state.0.lock() {
            State::Failed(failure) => Some(failure.clone()),
            _ => None,
        }
    }

    pub fn is_cancelled(&self) -> bool {
        matches!(&*self.state.0.lock(), State::Cancelled)
    }

    /// The running thread takes the work; false when it was cancelled before.
    pub fn start(&self, t: &Thread) -> bool {
        self.state.0.update(|state| {
            let waiting = matches!(state, State::Waiting);
            if waiting {
                *state = State::Running(t.control.clone());
            }
            waiting
        })
    }

    /// The outcome of the body; ignored when the future was cancelled meanwhile.
    pub fn complete(&self, outcome: Result<Value>) {
        let end = match outcome {
            Ok(value) => State::Done(Shared::new(value)),
            Err(error) => State::Failed(Arc::new(Failure::new(Shared::new(error.0.into())))),
        };
        self.state.0.update(|state| {
            if !state.is_end() {
                *state = end;
            }
        });
    }

    /// Ends a run that is not the last; false when the future was cancelled meanwhile.
    pub fn run_again(&self) -> bool {
        self.state.0.update(|state| {
            let running = matches!(state, State::Running(_));
            if running {
                *state = State::Waiting;
            }
            running
        })
    }

    /// `future-cancel`: false when it had ended. A running thread is interrupted if asked for.
    pub fn cancel(&self, interrupt: bool) -> bool {
        self.state.0.update(|state| {
            if let State::Failed(failure) = state {
                // Who would have had it end does not care how.
                failure.mark_seen();
            }
            if state.is_end() {
                return false;
            }
            if let State::Running(control) = state
                && interrupt
            {
                control.interrupt();
            }
            *state = State::Cancelled;
            true
        })
    }

    /// Waits for the end; `None` when the time is over. A failure is an `ExecutionException`.
    pub fn wait(&self, t: &mut Thread, timeout: Option<Duration>) -> Result<Option<Value>> {
        let ended = self.state.0.wait_for(t, Wait::on("future").timeout(timeout), |state| match state {
            State::Waiting => Look::NotYet,
            State::Running(control) => Look::HeldBy(control.clone()),
            _ => Look::Ready(()),
        })?;
        if ended.is_none() {
            return Ok(None);
        }
        let state = self.state.0.lock();
        match &*state {
            State::Done(value) => Ok(Some(value.get().clone())),
            State::Failed(failure) => {
                failure.mark_seen();
                let thrown = failure.thrown.get().clone();
                drop(state);
                Err(execution_exception(t, &thrown)?)
            }
            State::Cancelled => Err(Error::bare(ExceptionKind::CancellationException)),
            State::Waiting | State::Running(_) => Ok(None),
        }
    }
}

/// `ExecutionException` around what was thrown; its message is the cause's text.
pub fn execution_exception(t: &mut Thread, thrown: &Value) -> Result<Error> {
    let message = crate::print::to_java_string(t, thrown)?;
    let kind = ThrowableClass::Known(ExceptionKind::ExecutionException);
    Ok(Error::build(kind, message.into(), thrown.clone(), Value::NIL))
}
