//! Lazy seqs: a thunk that becomes a value, once, whatever threads ask for it. `clojure.lang.LazySeq`.
//!
//! | state | meaning | transition |
//! |---|---|---|
//! | `Pending(thunk)` | nobody has run the thunk | [`step`] claims it: `Running` |
//! | `Running(owner)` | one thread runs it, others wait | [`complete`](Ref::<LazySeq>::complete) or [`fail`](Ref::<LazySeq>::fail) by the owner |
//! | `Value(lazy)` | the thunk gave another lazy seq, not unwrapped yet | `step` follows it |
//! | `Done` | `result` is set, to a seq or nil | none |
//!
//! The thunk is moved out to whoever runs it, so that a function called once may let go of what it
//! captured. An exception gives the thunk back, to be run again by the next who asks, as Clojure does.
//! No lock is held while a thunk runs. A chain of lazy seqs that give lazy seqs is unwrapped by a loop.
//!
//! The VM realises without native recursion: it calls [`step`], pushes a frame for the thunk it gets,
//! reports the outcome to the cell, and retries. Natives use [`force`].

use super::once::OnceValue;
use crate::error::{Error, ExceptionKind, Result};
use crate::object::{Ref, Traced, Visitor, VisitorMut, publish};
use crate::sync::{Arc, Condvar, Mutex, lock};
use crate::thread::Thread;
use crate::value::Value;
use std::time::Duration;

/// A seq whose elements are computed when first asked for.
pub struct LazySeq {
    pub meta: Value,
    result: OnceValue,
    state: Cell,
}

crate::heap!(LazySeq: LazySeq { meta, result, state });

#[derive(Default)]
struct Cell {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
enum State {
    Pending(Value),
    /// The address that identifies the running thread.
    Running(usize),
    Value(Ref<LazySeq>),
    #[default]
    Done,
}

impl Traced for Cell {
    fn visit(&self, visitor: &mut impl Visitor) {
        match &*lock(&self.state) {
            State::Pending(thunk) => thunk.visit(visitor),
            State::Value(lazy) => lazy.visit(visitor),
            State::Running(_) | State::Done => {}
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        match std::mem::take(&mut *lock(&self.state)) {
            State::Pending(mut thunk) => thunk.visit_mut(visitor),
            State::Value(lazy) => visitor.value(lazy.into()),
            State::Running(_) | State::Done => {}
        }
    }
}

/// A thunk made of native code: run by [`step`] itself, never seen by the VM.
pub struct NativeThunk {
    pub call: fn(&mut Thread, Value) -> Result<Value>,
    /// What the code was given when the seq was made.
    pub data: Value,
}

crate::heap!(NativeThunk: NativeThunk { data });

impl LazySeq {
    /// `(lazy-seq …)`: a seq around a function of no arguments.
    #[allow(clippy::new_ret_no_self)]
    pub fn new(thunk: Value) -> Value {
        let state = Cell { state: Mutex::new(State::Pending(thunk)), changed: Condvar::new() };
        Ref::new(LazySeq { meta: Value::NIL, result: OnceValue::empty(), state }).into()
    }

    /// A lazy seq whose elements native code will give from `data`.
    pub fn native(call: fn(&mut Thread, Value) -> Result<Value>, data: Value) -> Value {
        LazySeq::new(Ref::new(NativeThunk { call, data }).into())
    }

    /// A realised lazy seq with metadata: what `with-meta` makes.
    pub fn realized_with_meta(seq: Value, meta: Value) -> Value {
        Ref::new(LazySeq { meta, result: OnceValue::of(seq), state: Cell::default() }).into()
    }

    /// The seq (or nil), if it has been computed.
    #[inline(always)]
    pub fn realized(&self) -> Option<&Value> {
        self.result.get()
    }

    /// `realized?`: has the thunk been run?
    pub fn is_realized(&self) -> bool {
        self.result.get().is_some() || matches!(&*lock(&self.state.state), State::Value(_) | State::Done)
    }
}

/// What identifies a language thread while it lives.
fn identity(t: &Thread) -> usize {
    Arc::as_ptr(&t.control) as usize
}

/// What one look at a cell found.
enum Look {
    Done,
    Follow(Ref<LazySeq>),
    Claimed(Value),
}

impl Ref<LazySeq> {
    fn look(&self, t: &mut Thread) -> Result<Look> {
        let me = identity(t);
        loop {
            {
                let mut state = lock(&self.state.state);
                match &mut *state {
                    State::Done => return Ok(Look::Done),
                    State::Value(inner) => return Ok(Look::Follow(inner.clone())),
                    State::Pending(thunk) => {
                        let thunk = thunk.take();
                        *state = State::Running(me);
                        return Ok(Look::Claimed(thunk));
                    }
                    // A seq that needs itself to be realised; Clojure recurs until the stack is full.
                    State::Running(owner) if *owner == me => {
                        return Err(Error::bare(ExceptionKind::StackOverflowError));
                    }
                    State::Running(_) => {}
                }
            }
            self.wait(t)?;
        }
    }

    /// Waits until the owner is done or some time has passed.
    #[cold]
    fn wait(&self, t: &mut Thread) -> Result<()> {
        let control = t.control.clone();
        let stopped = t.blocking(|| {
            let mut state = lock(&self.state.state);
            while matches!(*state, State::Running(_)) {
                if control.stop.load(crate::sync::Ordering::Relaxed) {
                    return true;
                }
                state = match self.state.changed.wait_timeout(state, Duration::from_millis(20)) {
                    Ok((guard, _)) => guard,
                    Err(poisoned) => poisoned.into_inner().0,
                };
            }
            false
        });
        if stopped { Err(Error::bare(ExceptionKind::ThreadDeath)) } else { Ok(()) }
    }

    fn set_state(&self, state: State) {
        let old = std::mem::replace(&mut *lock(&self.state.state), state);
        if self.is_shared() {
            self.state.changed.notify_all();
        }
        drop(old);
    }

    /// Ends a claim with what the thunk returned: any seqable value.
    pub fn complete(&self, t: &mut Thread, value: Value) -> Result<()> {
        match value.downcast::<LazySeq>() {
            Ok(inner) => {
                match inner.realized() {
                    Some(seq) => self.finish(seq.clone()),
                    None => {
                        if self.is_shared() {
                            publish(&inner.as_value());
                        }
                        self.set_state(State::Value(inner));
                    }
                }
                Ok(())
            }
            Err(value) => match super::seq(t, &value) {
                Ok(seq) => {
                    self.finish(seq);
                    Ok(())
                }
                Err(error) => {
                    // The thunk has run and is gone; asked again, the seq is empty, as in Clojure.
                    self.finish(Value::NIL);
                    Err(error)
                }
            },
        }
    }

    fn finish(&self, seq: Value) {
        self.result.set(self.is_shared(), seq);
        self.set_state(State::Done);
    }

    /// Ends a claim after an exception: the thunk may be run again.
    pub fn fail(&self, _t: &mut Thread, thunk: Value) {
        if self.is_shared() {
            publish(&thunk);
        }
        self.set_state(State::Pending(thunk));
    }
}

/// The next thunk that must run before `lazy` has its value, claimed for this thread, with the cell
/// that is to be told the outcome; `None` when `lazy` is realised.
#[inline]
pub fn step(t: &mut Thread, lazy: &Ref<LazySeq>) -> Result<Option<(Ref<LazySeq>, Value)>> {
    if lazy.result.get().is_some() { Ok(None) } else { step_slow(t, lazy) }
}

fn step_slow(t: &mut Thread, lazy: &Ref<LazySeq>) -> Result<Option<(Ref<LazySeq>, Value)>> {
    let mut cell = lazy.clone();
    loop {
        match cell.look(t)? {
            Look::Done => {
                if Ref::same(&cell, lazy) {
                    return Ok(None);
                }
                let seq = cell.realized().cloned().unwrap_or_default();
                lazy.finish(seq);
                return Ok(None);
            }
            // What lies between is dropped link by link, so that a long chain is not held.
            Look::Follow(inner) => {
                if !Ref::same(&cell, lazy) && lazy.realized().is_none() {
                    lazy.set_state(State::Value(inner.clone()));
                }
                cell = inner;
            }
            Look::Claimed(thunk) => match thunk.get::<NativeThunk>() {
                None => return Ok(Some((cell, thunk))),
                Some(native) => {
                    let (call, data) = (native.call, native.data.clone());
                    match t.descend(|t| call(t, data)) {
                        Ok(value) => {
                            drop(thunk);
                            cell.complete(t, value)?;
                        }
                        Err(error) => {
                            cell.fail(t, thunk);
                            return Err(error);
                        }
                    }
                }
            },
        }
    }
}

/// The seq of a lazy seq, or nil: runs what has to be run.
pub fn force(t: &mut Thread, lazy: &Ref<LazySeq>) -> Result<Value> {
    while let Some((cell, thunk)) = step(t, lazy)? {
        match t.descend(|t| t.invoke(&thunk, &mut [])) {
            Ok(value) => {
                drop(thunk);
                cell.complete(t, value)?;
            }
            Err(error) => {
                cell.fail(t, thunk);
                return Err(error);
            }
        }
    }
    Ok(lazy.realized().cloned().unwrap_or_default())
}

/// True for a lazy seq that has to be run before it can be looked at: what the VM asks before it
/// calls a native marked with `FORCE_0`.
#[inline(always)]
pub fn needs_force(value: &Value) -> bool {
    value.get::<LazySeq>().is_some_and(|lazy| lazy.result.get().is_none())
}
