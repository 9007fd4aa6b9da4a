//! [`TRef`]: a ref, with the versions of its value and the marks that transactions leave on it. `clojure.lang.Ref`.
//!
//! All of it stands under one lock, which is held for a few instructions and never while Lisle code runs.
//! "Locking" a ref for a transaction means leaving a mark; who finds another's mark waits for the lock's [`Waitable`].

use super::Stm;
use super::transaction::Info;
use crate::object::{Ref, Shared, Traced, Visitor, VisitorMut};
use crate::reference::wait::Waitable;
use crate::reference::watch::Watched;
use crate::sync::Arc;
use crate::thread::Thread;
use crate::value::Value;
use std::collections::VecDeque;

/// Versions that a ref keeps at most, unless told otherwise.
pub const MAX_HISTORY: u32 = 10;

/// A ref.
pub struct TRef {
    /// The order in which a commit takes several refs.
    pub id: u64,
    pub(super) state: StateCell,
    pub watched: Watched,
}

crate::heap!(TRef: Ref { state, watched });

pub(super) struct StateCell(pub Waitable<RefState>);

/// What the lock of a ref guards.
pub(super) struct RefState {
    /// Oldest first, never empty; points rise.
    pub versions: VecDeque<Version>,
    /// Commits that have written it, and tries that have ended because of it.
    pub commits: u64,
    pub conflicts: u64,
    /// Readers that found no version old enough since history last grew.
    pub faults: u32,
    pub min_history: u32,
    pub max_history: u32,
    /// The transaction that writes the ref, if it still runs.
    pub writer: Option<Arc<Info>>,
    /// Transactions that keep others from writing the ref (`ensure`).
    pub readers: Vec<Arc<Info>>,
}

pub(super) struct Version {
    pub value: Shared,
    /// The commit that made it.
    pub point: u64,
}

impl RefState {
    pub fn newest(&self) -> &Version {
        self.versions.back().expect("a ref has a version")
    }

    /// The newest version not younger than the point.
    pub fn at(&self, point: u64) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.point <= point)
    }

    /// The transaction that writes the ref and is not the one given.
    pub fn other_writer(&self, me: &Arc<Info>) -> Option<&Arc<Info>> {
        self.writer.as_ref().filter(|writer| !Arc::ptr_eq(writer, me) && writer.is_running())
    }

    /// A transaction other than the one given that has ensured the ref.
    pub fn other_reader(&self, me: &Arc<Info>) -> Option<&Arc<Info>> {
        self.readers.iter().find(|reader| !Arc::ptr_eq(reader, me) && reader.is_running())
    }

    /// Adds a version. History grows when readers came too late for it; gives what fell out.
    pub fn push(&mut self, version: Version) -> Option<Version> {
        self.commits += 1;
        let kept = self.versions.len() as u32 - 1;
        self.versions.push_back(version);
        if self.faults > 0 && kept < self.max_history || kept < self.min_history {
            self.faults = 0;
            return None;
        }
        self.versions.pop_front()
    }
}

impl Traced for StateCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.lock().versions.iter().for_each(|version| visitor.value(version.value.get()));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        let versions = std::mem::take(&mut self.0.lock().versions);
        versions.into_iter().for_each(|version| visitor.value(version.value.into_value()));
    }
}

impl TRef {
    /// A ref with one version, which every transaction may read.
    pub fn new_ref(stm: &Stm, value: Value) -> Ref<TRef> {
        let state = RefState {
            versions: VecDeque::from([Version { value: Shared::new(value), point: 0 }]),
            commits: 0,
            conflicts: 0,
            faults: 0,
            min_history: 0,
            max_history: MAX_HISTORY,
            writer: None,
            readers: Vec::new(),
        };
        Ref::new(TRef { id: stm.next_ref(), state: StateCell(Waitable::new(state)), watched: Watched::default() })
    }

    /// The newest value: what `deref` gives outside transactions.
    pub fn load(&self) -> Value {
        self.state.0.lock().newest().value.get().clone()
    }

    /// `ref-history-count`: versions besides the newest.
    pub fn history_count(&self) -> usize {
        self.state.0.lock().versions.len() - 1
    }

    /// How many commits have written it, and how many tries have ended because of it.
    pub fn counts(&self) -> (u64, u64) {
        let state = self.state.0.lock();
        (state.commits, state.conflicts)
    }

    /// `ref-min-history` and `ref-max-history`.
    pub fn history_bounds(&self) -> (u32, u32) {
        let state = self.state.0.lock();
        (state.min_history, state.max_history)
    }

    pub fn set_min_history(&self, n: u32) {
        self.state.0.lock().min_history = n;
    }

    pub fn set_max_history(&self, n: u32) {
        self.state.0.lock().max_history = n;
    }

    /// Forgets all versions but the newest.
    pub fn trim_history(&self) {
        let old: Vec<Version> = {
            let mut state = self.state.0.lock();
            let keep = state.versions.len() - 1;
            state.versions.drain(..keep).collect()
        };
        drop(old);
    }
}

impl Ref<TRef> {
    /// `deref`: in a transaction its own value or the snapshot's, else the newest.
    pub fn deref(&self, t: &mut Thread) -> crate::error::Result<Value> {
        if t.transaction.is_some() { super::transaction::get(t, self) } else { Ok(self.load()) }
    }
}
