//! Lazy seqs: a thunk that becomes a value, once, whatever threads ask for it. `clojure.lang.LazySeq`.
//!
//! The states and who may do what in them are [`LazyCell`]'s: *pending* (the thunk is there), *running* (one
//! thread has it, others wait), *linked* (the thunk gave another lazy seq, to be asked instead), *done*.
//! [`step`] claims the thunk, [`complete`](Ref::<LazySeq>::complete) or [`fail`](Ref::<LazySeq>::fail) end the claim.
//!
//! The thunk is moved out to whoever runs it, so that a function called once may let go of what it
//! captured. An exception gives the thunk back, to be run again by the next who asks, as Clojure does.
//! No lock is held while a thunk runs. A chain of lazy seqs that give lazy seqs is unwrapped by a loop.
//!
//! The VM realises without native recursion: it calls [`step`], pushes a frame for the thunk it gets,
//! reports the outcome to the cell, and retries. Natives use [`force`].

use crate::error::{Error, ExceptionKind, Result};
use crate::object::{Ref, publish};
use crate::reference::wait::Wait;
use crate::sync::Arc;
use crate::sync_lazy::{Claim, LazyCell, Outcome};
use crate::thread::Thread;
use crate::value::Value;

/// A seq whose elements are computed when first asked for.
pub struct LazySeq {
    pub meta: Value,
    /// Holds a seq or nil once it is done.
    cell: LazyCell,
}

crate::heap!(LazySeq: LazySeq { meta, cell });

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
        Ref::new(LazySeq { meta: Value::NIL, cell: LazyCell::new(thunk) }).into()
    }

    /// A lazy seq whose elements native code will give from `data`.
    pub fn native(call: fn(&mut Thread, Value) -> Result<Value>, data: Value) -> Value {
        LazySeq::new(Ref::new(NativeThunk { call, data }).into())
    }

    /// A realised lazy seq with metadata: what `with-meta` makes.
    pub fn realized_with_meta(seq: Value, meta: Value) -> Value {
        Ref::new(LazySeq { meta, cell: LazyCell::done(seq) }).into()
    }

    /// The seq (or nil), if it has been computed.
    #[inline(always)]
    pub fn realized(&self) -> Option<&Value> {
        self.cell.get()
    }

    /// `realized?`: has the thunk been run?
    pub fn is_realized(&self) -> bool {
        self.cell.is_run()
    }
}

/// What identifies a language thread while it lives.
fn name(t: &Thread) -> u64 {
    Arc::as_ptr(&t.control) as usize as u64
}

impl Ref<LazySeq> {
    /// Waits for the thread that runs the thunk.
    #[cold]
    fn wait(&self, t: &mut Thread) -> Result<()> {
        let runtime = t.runtime.clone();
        let how = Wait::on("lazy seq").uninterruptibly();
        runtime.lazy_waits(self.address()).wait(t, how, |()| !self.cell.is_running()).map(drop)
    }

    /// Ends a claim with what the thunk returned: any seqable value.
    #[inline]
    pub fn complete(&self, t: &mut Thread, value: Value) -> Result<()> {
        if !self.is_shared() && (value.is_nil() || value.kind().is_some_and(super::is_full_seq)) {
            self.cell.resolve(name(t), Outcome::Done, value);
            return Ok(());
        }
        self.complete_slow(t, value)
    }

    /// The thunk of another lazy seq that nobody else holds, which this one then need not be linked to.
    fn thunk_of_sole(&self, t: &Thread, inner: &mut Value) -> Option<Value> {
        let inner = inner.as_mut::<LazySeq>()?;
        if self.is_shared() || !inner.is_unique() { None } else { claim(t, inner) }
    }

    #[inline(never)]
    fn complete_slow(&self, t: &mut Thread, mut value: Value) -> Result<()> {
        if let Some(thunk) = self.thunk_of_sole(t, &mut value) {
            self.cell.resolve(name(t), Outcome::Pending, thunk);
            return Ok(());
        }
        if let Some(inner) = value.get::<LazySeq>() {
            match inner.realized() {
                Some(seq) => self.resolve(t, Outcome::Done, seq.clone()),
                None => self.resolve(t, Outcome::Linked, value),
            }
            return Ok(());
        }
        match t.pinned(|t| super::seq(t, &value)) {
            Ok(seq) => {
                self.resolve(t, Outcome::Done, seq);
                Ok(())
            }
            Err(error) => {
                // The thunk has run and is gone; asked again, the seq is empty, as in Clojure.
                self.resolve(t, Outcome::Done, Value::NIL);
                Err(error)
            }
        }
    }

    /// Ends a claim after an exception: the thunk may be run again.
    pub fn fail(&self, t: &mut Thread, thunk: Value) {
        self.resolve(t, Outcome::Pending, thunk);
    }

    fn resolve(&self, t: &Thread, outcome: Outcome, value: Value) {
        let shared = self.is_shared();
        if shared {
            publish(&value);
        }
        self.cell.resolve(name(t), outcome, value);
        if shared {
            // Under the lock, so that whoever looked before waits by now.
            t.runtime.lazy_waits(self.address()).update(|()| ());
        }
    }

    /// Makes a linked seq point further on.
    fn relink(&self, outcome: Outcome, value: Value) {
        if self.is_shared() {
            publish(&value);
        }
        self.cell.relink(outcome, value);
    }
}

/// The thunk of a lazy seq of this thread alone, claimed: what [`step`] would give, at the least cost. `None` says nothing.
#[inline(always)]
pub fn claim(t: &Thread, lazy: &Ref<LazySeq>) -> Option<Value> {
    if lazy.is_shared() { None } else { lazy.cell.claim_alone(name(t)) }
}

/// The next thunk that must run before `lazy` has its value, claimed for this thread, with the cell
/// that is to be told the outcome; `None` when `lazy` is realised.
#[inline]
pub fn step(t: &mut Thread, lazy: &Ref<LazySeq>) -> Result<Option<(Ref<LazySeq>, Value)>> {
    if lazy.realized().is_some() { Ok(None) } else { step_slow(t, lazy) }
}

fn step_slow(t: &mut Thread, lazy: &Ref<LazySeq>) -> Result<Option<(Ref<LazySeq>, Value)>> {
    let mut cell = lazy.clone();
    // Links can form a ring (a lazy seq that gives itself), but then no thunk is run on the way round. One cell,
    // renewed after 1, 2, 4 … links, is looked out for.
    let (mut mark, mut links, mut renew) = (Value::NIL, 0u64, 1u64);
    loop {
        match cell.cell.claim(name(t)) {
            Claim::Done => {
                if !Ref::same(&cell, lazy) {
                    lazy.relink(Outcome::Done, cell.realized().cloned().unwrap_or_default());
                }
                return Ok(None);
            }
            Claim::Linked(link) => {
                if links == 0 && mark.is_nil() {
                    mark = lazy.to_value();
                }
                // What lies between is dropped link by link, so that a long chain is not held.
                if !Ref::same(&cell, lazy) {
                    lazy.relink(Outcome::Linked, link.clone());
                }
                if link.identical(&mark) {
                    lazy.relink(Outcome::Done, Value::NIL);
                    return Ok(None);
                }
                links += 1;
                if links == renew {
                    (mark, renew) = (link.clone(), renew * 2);
                }
                match link.downcast::<LazySeq>() {
                    Ok(inner) => cell = inner,
                    Err(_) => return Ok(None),
                }
            }
            Claim::Thunk(thunk) => match thunk.get::<NativeThunk>() {
                None => return Ok(Some((cell, thunk))),
                Some(native) => {
                    let (call, data) = (native.call, native.data.clone());
                    match t.pinned(|t| t.descend(|t| call(t, data))) {
                        Ok(value) => {
                            drop(thunk);
                            cell.complete(t, value)?;
                            (mark, links, renew) = (Value::NIL, 1, 2);
                        }
                        Err(error) => {
                            cell.fail(t, thunk);
                            return Err(error);
                        }
                    }
                }
            },
            // A seq that needs itself to be realised; Clojure recurs until the stack is full.
            Claim::Own => return Err(Error::bare(ExceptionKind::StackOverflowError)),
            Claim::Other => cell.wait(t)?,
        }
    }
}

/// The seq of a lazy seq, or nil: runs what has to be run.
pub fn force(t: &mut Thread, lazy: &Ref<LazySeq>) -> Result<Value> {
    // The native that asks has begun its work, so a wait may not leave.
    while let Some((cell, thunk)) = t.pinned(|t| step(t, lazy))? {
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
    value.get::<LazySeq>().is_some_and(|lazy| lazy.realized().is_none())
}
