//! A running transaction: what it has read, marked and is going to write. `clojure.lang.LockingTransaction`.
//!
//! | state of a try | meaning | transition |
//! |---|---|---|
//! | `RUNNING` | the body runs | commit: `COMMITTING`; conflict or exception: `RETRY`; an older transaction: `KILLED` |
//! | `COMMITTING` | values are final, nobody may kill it | `COMMITTED`, or `RETRY` |
//! | `RETRY`, `KILLED`, `COMMITTED` | the end; marks on refs mean nothing any more | none |
//!
//! A conflict is an error of a class of its own that unwinds the body; [`failed`] tells it from others. A body that
//! catches it is tried again all the same, because its try is no longer running.

use super::ref_::TRef;
use super::{Defect, RETRY_LIMIT, count};
use crate::error::{Error, ExceptionKind, Result};
use crate::object::Ref;
use crate::reference::wait::{Look, Wait, Waitable};
use crate::sync::{Arc, AtomicU8, Ordering};
use crate::thread::{Control, Thread};
use crate::value::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long a transaction waits for a mark of another to go before it is tried again.
const LOCK_WAIT: Duration = Duration::from_millis(100);

/// How long a transaction must have run before it may kill a younger one, in nanoseconds.
const BARGE_WAIT: i64 = 10_000_000;

const RUNNING: u8 = 0;
const COMMITTING: u8 = 1;
const RETRY: u8 = 2;
const KILLED: u8 = 3;
const COMMITTED: u8 = 4;

/// One try of a transaction, as others see it.
pub struct Info {
    state: AtomicU8,
    /// The read point of the first try: the transaction's age.
    start_point: u64,
    ended: Waitable<bool>,
    thread: Arc<Control>,
}

impl Info {
    /// May its marks be relied on?
    pub fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) <= COMMITTING
    }

    fn change(&self, from: u8, to: u8) -> bool {
        self.state.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// From here on nobody may kill it; false if somebody has. True again when a commit is taken up that had waited.
    pub(super) fn begin_commit(&self) -> bool {
        self.change(RUNNING, COMMITTING) || self.state.load(Ordering::Acquire) == COMMITTING
    }

    pub(super) fn committed(&self) {
        self.state.store(COMMITTED, Ordering::Release);
        self.ended.update(|ended| *ended = true);
    }

    fn retry(&self) {
        if !self.change(RUNNING, RETRY) {
            self.change(COMMITTING, RETRY);
        }
        self.ended.update(|ended| *ended = true);
    }

    fn kill(&self, even_committing: bool) -> bool {
        let killed = self.change(RUNNING, KILLED) || even_committing && self.change(COMMITTING, KILLED);
        if killed {
            self.ended.update(|ended| *ended = true);
        }
        killed
    }
}

/// What a transaction has to do with one ref.
pub(super) struct Entry {
    pub ref_: Ref<TRef>,
    /// The value in the transaction.
    pub value: Option<Value>,
    /// `ref-set` or `alter`: the ref is marked.
    pub set: bool,
    pub ensured: bool,
    /// Functions and further arguments to be applied again at the commit.
    pub commutes: Vec<(Value, Value)>,
}

/// The transaction of a thread, over all its tries.
pub struct Transaction {
    pub(super) info: Arc<Info>,
    pub(super) read_point: u64,
    /// When the first try began, by the runtime's clock.
    started: i64,
    tries: u32,
    /// By the id of the ref.
    pub(super) entries: BTreeMap<u64, Entry>,
    /// What is to be sent to agents after the commit.
    pub sends: Vec<Value>,
}

/// Begins the next try of the thread's transaction, or a transaction.
pub fn begin(t: &mut Thread) -> Result<()> {
    let point = t.runtime.stm.next_point();
    let (tries, started, start_point) = match t.transaction.take() {
        None => (0, t.now(), point),
        Some(former) if former.tries >= RETRY_LIMIT => {
            return Err(Error::runtime("Transaction failed after reaching retry limit"));
        }
        Some(former) => (former.tries, former.started, former.info.start_point),
    };
    let info =
        Info { state: AtomicU8::new(RUNNING), start_point, ended: Waitable::new(false), thread: t.control.clone() };
    t.transaction = Some(Box::new(Transaction {
        info: Arc::new(info),
        read_point: point,
        started,
        tries: tries + 1,
        entries: BTreeMap::new(),
        sends: Vec::new(),
    }));
    Ok(())
}

/// Ends a try whose body or commit failed: gives the error, unless it is to be tried again.
pub fn failed(t: &mut Thread, error: Error) -> Result<()> {
    let Some(transaction) = &mut t.transaction else { return Err(error) };
    transaction.stop();
    if error.0.kind() == Some(ExceptionKind::RetryEx) && !t.control.is_stopped() {
        count(&t.runtime.stm.retries);
        return Ok(());
    }
    t.transaction = None;
    Err(error)
}

impl Transaction {
    /// Gives the marks up.
    fn stop(&mut self) {
        for (_, entry) in std::mem::take(&mut self.entries) {
            release(&self.info, &entry);
        }
        self.sends.clear();
        self.info.retry();
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Takes the mark of `ensure` off a ref.
pub(super) fn release(info: &Arc<Info>, entry: &Entry) {
    if entry.ensured {
        entry.ref_.state.0.update(|state| state.readers.retain(|reader| !Arc::ptr_eq(reader, info)));
    }
}

/// The error that unwinds a body that has to be tried again.
#[cold]
pub(super) fn conflict() -> Error {
    Error::bare(ExceptionKind::RetryEx)
}

/// The transaction of the thread, in a try that is still valid.
pub(super) fn running(t: &mut Thread) -> Result<&mut Transaction> {
    match t.transaction.as_deref_mut() {
        Some(transaction) if transaction.info.is_running() => Ok(transaction),
        Some(_) => Err(conflict()),
        None => Err(Error::illegal_state("No transaction running")),
    }
}

impl Transaction {
    pub(super) fn entry(&mut self, ref_: &Ref<TRef>) -> &mut Entry {
        self.entries.entry(ref_.id).or_insert_with(|| Entry {
            ref_: ref_.clone(),
            value: None,
            set: false,
            ensured: false,
            commutes: Vec::new(),
        })
    }

    fn value(&self, ref_: &TRef) -> Option<&Value> {
        self.entries.get(&ref_.id)?.value.as_ref()
    }
}

/// The value of a ref in the transaction.
pub fn get(t: &mut Thread, ref_: &Ref<TRef>) -> Result<Value> {
    let transaction = running(t)?;
    if let Some(value) = transaction.value(ref_) {
        return Ok(value.clone());
    }
    let mut point = transaction.read_point;
    let stm = &t.runtime.stm;
    stm.perturb();
    if stm.has(Defect::ReadNewest) {
        point = u64::MAX;
    } else if stm.has(Defect::HistoryOffByOne) {
        point += 1;
    }
    let mut state = ref_.state.0.lock();
    if let Some(version) = state.at(point) {
        return Ok(version.value.get().clone());
    }
    state.faults += 1;
    state.conflicts += 1;
    Err(conflict())
}

/// `ref-set`.
pub fn set(t: &mut Thread, ref_: &Ref<TRef>, value: Value) -> Result<()> {
    let entry = running(t)?.entry(ref_);
    if !entry.commutes.is_empty() {
        return Err(Error::illegal_state("Can't set after commute"));
    }
    if !entry.set {
        mark(t, ref_, true)?;
        running(t)?.entry(ref_).set = true;
    }
    running(t)?.entry(ref_).value = Some(value);
    Ok(())
}

/// The value that `commute` applies its function to; what comes of it goes to [`commuted`].
pub fn commute(t: &mut Thread, ref_: &Ref<TRef>, f: Value, args: Value) -> Result<Value> {
    let entry = running(t)?.entry(ref_);
    entry.commutes.push((f, args));
    Ok(entry.value.get_or_insert_with(|| ref_.load()).clone())
}

/// The value in the transaction after a `commute`.
pub fn commuted(t: &mut Thread, ref_: &Ref<TRef>, value: Value) -> Result<()> {
    running(t)?.entry(ref_).value = Some(value);
    Ok(())
}

/// `ensure`: keeps other transactions from writing the ref until this one ends.
pub fn ensure(t: &mut Thread, ref_: &Ref<TRef>) -> Result<()> {
    let transaction = running(t)?;
    let entry = transaction.entry(ref_);
    if entry.ensured || entry.set {
        return Ok(());
    }
    let (me, point) = (transaction.info.clone(), transaction.read_point);
    if t.runtime.stm.has(Defect::EnsureNothing) {
        return Ok(());
    }
    let other = {
        let mut state = ref_.state.0.lock();
        if state.newest().point > point {
            state.conflicts += 1;
            return Err(conflict());
        }
        let other = state.other_writer(&me).cloned();
        if other.is_none() {
            state.readers.push(me);
        }
        other
    };
    if let Some(other) = other {
        ref_.state.0.lock().conflicts += 1;
        return Err(give_way(t, &other));
    }
    running(t)?.entry(ref_).ensured = true;
    Ok(())
}

/// Marks a ref as written by the thread's transaction, if need be by killing a younger one. With `unchanged` the ref
/// must not have a newer version than the transaction may read.
pub(super) fn mark(t: &mut Thread, ref_: &Ref<TRef>, unchanged: bool) -> Result<()> {
    let transaction = running(t)?;
    let (me, point) = (transaction.info.clone(), transaction.read_point);
    let unchanged = unchanged || transaction.entry(ref_).ensured;
    let stm = &t.runtime.stm;
    let (stale_too, readers_too) = (stm.has(Defect::StaleWrite), stm.has(Defect::IgnoreReaders));
    stm.perturb();
    if stm.has(Defect::NoMark) {
        return Ok(());
    }
    if t.runtime.strikes() {
        return Err(conflict());
    }
    enum Found {
        Marked,
        Stale,
        Writer(Arc<Info>),
    }
    loop {
        let how = Wait::on("ref").timeout(Some(LOCK_WAIT)).uninterruptibly();
        let found = ref_.state.0.wait_for(t, how, |state| {
            if !me.is_running() || unchanged && !stale_too && state.newest().point > point {
                return Look::Ready(Found::Stale);
            }
            if let Some(reader) = state.other_reader(&me).filter(|_| !readers_too) {
                return Look::HeldBy(reader.thread.clone());
            }
            if let Some(writer) = state.other_writer(&me) {
                return Look::Ready(Found::Writer(writer.clone()));
            }
            state.writer = Some(me.clone());
            Look::Ready(Found::Marked)
        })?;
        match found {
            Some(Found::Marked) => return Ok(()),
            None | Some(Found::Stale) => {
                ref_.state.0.lock().conflicts += 1;
                return Err(conflict());
            }
            Some(Found::Writer(writer)) => {
                if !barge(t, &writer) {
                    ref_.state.0.lock().conflicts += 1;
                    return Err(give_way(t, &writer));
                }
            }
        }
    }
}

/// Kills another transaction if this one has run for a while and is the older.
fn barge(t: &mut Thread, other: &Info) -> bool {
    let now = t.now();
    let Some(transaction) = &t.transaction else { return false };
    let may = now - transaction.started > BARGE_WAIT && transaction.info.start_point < other.start_point;
    let killed = may && other.kill(t.runtime.stm.has(Defect::KillCommitting));
    if killed {
        count(&t.runtime.stm.barges);
    }
    killed
}

/// Ends the try and waits for the other transaction to end, a while; gives the error to leave with.
fn give_way(t: &mut Thread, other: &Info) -> Error {
    if let Some(transaction) = &mut t.transaction {
        transaction.stop();
    }
    let how = Wait::on("transaction").timeout(Some(LOCK_WAIT)).uninterruptibly();
    let waited = other.ended.wait_for(t, how, |ended| match ended {
        true => Look::Ready(()),
        false => Look::HeldBy(other.thread.clone()),
    });
    match waited {
        Ok(_) => conflict(),
        Err(error) => error,
    }
}
