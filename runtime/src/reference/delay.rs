//! A body run at most once, when first asked for; a failure is remembered too. `clojure.lang.Delay`.
//!
//! | state | meaning | transition |
//! |---|---|---|
//! | `Pending(thunk)` | nobody has run it | [`begin`](Ref::<Delay>::begin) claims it: `Running` |
//! | `Running(owner)` | one thread runs it, others wait | [`complete`](Ref::<Delay>::complete) by the owner |
//! | `Done` | `outcome` is set | none |

use super::wait::{Look, Wait, Waitable};
use crate::error::{Error, ExceptionKind, Result, Throwable};
use crate::object::{Ref, Traced, Visitor, VisitorMut};
use crate::seq::once::OnceValue;
use crate::sync::Arc;
use crate::thread::{Control, Thread};
use crate::value::Value;

/// A delay.
pub struct Delay {
    /// The value, or what was thrown.
    outcome: OnceValue,
    failed: OnceValue,
    state: Cell,
}

crate::heap!(Delay: Delay { outcome, failed, state });

struct Cell(Waitable<State>);

enum State {
    Pending(Value),
    Running(Arc<Control>),
    Done,
}

impl Traced for Cell {
    fn visit(&self, visitor: &mut impl Visitor) {
        if let State::Pending(thunk) = &*self.0.lock() {
            thunk.visit(visitor);
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let State::Pending(thunk) = &mut *self.0.lock() {
            thunk.visit_mut(visitor);
        }
    }
}

impl Delay {
    /// `(delay …)` around a function of no arguments.
    pub fn new_value(thunk: Value) -> Value {
        let state = Cell(Waitable::new(State::Pending(thunk)));
        Ref::new(Delay { outcome: OnceValue::empty(), failed: OnceValue::empty(), state }).into()
    }

    /// `realized?`: has the body run, well or not?
    pub fn is_realized(&self) -> bool {
        self.outcome.get().is_some() || self.failed.get().is_some()
    }

    /// The value or the error, if the body has run.
    pub fn outcome(&self) -> Option<Result<Value>> {
        if let Some(value) = self.outcome.get() {
            return Some(Ok(value.clone()));
        }
        let thrown = self.failed.get()?.as_ref::<Throwable>()?;
        Some(Err(Error(thrown.clone())))
    }
}

/// Is it a delay whose body has to be run, or waited for? What the VM asks before it calls a native marked with `DELAY_0`.
#[inline(always)]
pub fn needs_force(value: &Value) -> bool {
    value.get::<Delay>().is_some_and(|delay| !delay.is_realized())
}

impl Ref<Delay> {
    /// Claims the body to run, or `None` when [`Delay::outcome`] is known. Waits while another thread runs it.
    pub fn begin(&self, t: &mut Thread) -> Result<Option<Value>> {
        if self.is_realized() {
            return Ok(None);
        }
        let me = t.control.clone();
        let claimed = self.state.0.wait_for(t, Wait::on("delay").uninterruptibly(), |state| match state {
            State::Done => Look::Ready(Ok(None)),
            State::Pending(thunk) => {
                let thunk = thunk.take();
                *state = State::Running(me.clone());
                Look::Ready(Ok(Some(thunk)))
            }
            State::Running(owner) if Arc::ptr_eq(owner, &me) => {
                Look::Ready(Err(Error::bare(ExceptionKind::StackOverflowError)))
            }
            State::Running(owner) => Look::HeldBy(owner.clone()),
        })?;
        claimed.unwrap_or(Ok(None))
    }

    /// Ends a claim with what the body gave.
    pub fn complete(&self, outcome: &Result<Value>) {
        match outcome {
            Ok(value) => self.outcome.set(self.is_shared(), value.clone()),
            Err(error) => self.failed.set(self.is_shared(), error.0.to_value()),
        };
        self.state.0.update(|state| *state = State::Done);
    }

    /// `force`: runs the body natively if nobody has.
    pub fn force(&self, t: &mut Thread) -> Result<Value> {
        // The native that asks has begun its work, so a wait may not leave.
        if let Some(thunk) = t.pinned(|t| self.begin(t))? {
            let outcome = t.descend(|t| t.invoke(&thunk, &mut []));
            self.complete(&outcome);
        }
        self.outcome().unwrap_or(Ok(Value::NIL))
    }
}
