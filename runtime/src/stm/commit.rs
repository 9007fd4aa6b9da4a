//! The end of a transaction: commutes are applied to the newest values, validators asked, and all new versions appear at once.
//!
//! Functions of programs run before the first version is installed or after the last, and under no lock. In between
//! the locks of all refs written are held together, in the order of their ids, for as long as it takes to push a
//! version to each: that makes the commit one point for every reader.

use super::ref_::{TRef, Version};
use super::transaction::{Entry, conflict, mark, release, running};
use super::{Defect, count};
use crate::error::Result;
use crate::object::{Ref, Shared};
use crate::reference::watch;
use crate::seq;
use crate::thread::Thread;
use crate::value::Value;

/// What is left to do after a commit: call the watches, then send.
pub struct Committed {
    /// Refs with their old and new values.
    pub changes: Vec<(Ref<TRef>, Value, Value)>,
    pub sends: Vec<Value>,
}

/// Commits the thread's transaction, which is over if this succeeds. A conflict and what a function of the
/// program throws are errors for `transaction::failed`.
pub fn commit(t: &mut Thread) -> Result<Committed> {
    if !running(t)?.info.begin_commit() {
        return Err(conflict());
    }
    apply_commutes(t)?;
    validate(t)?;
    t.runtime.stm.perturb();
    let Some(mut transaction) = t.transaction.take() else { return Err(conflict()) };
    let entries = std::mem::take(&mut transaction.entries);
    let changes = install(t, &entries.values().collect::<Vec<_>>());
    entries.values().for_each(|entry| release(&transaction.info, entry));
    transaction.info.committed();
    count(&t.runtime.stm.commits);
    Ok(Committed { changes, sends: std::mem::take(&mut transaction.sends) })
}

/// Marks the refs that were commuted and applies the functions to their newest values.
fn apply_commutes(t: &mut Thread) -> Result<()> {
    let commuted = |entry: &&Entry| !entry.set && !entry.commutes.is_empty();
    let refs: Vec<Ref<TRef>> = running(t)?.entries.values().filter(commuted).map(|e| e.ref_.clone()).collect();
    for ref_ in refs {
        mark(t, &ref_, false)?;
        let commutes = std::mem::take(&mut running(t)?.entry(&ref_).commutes);
        if t.runtime.stm.has(Defect::NoReapply) {
            continue;
        }
        running(t)?.entry(&ref_).value = Some(ref_.load());
        for (f, args) in commutes {
            let mut all = vec![running(t)?.entry(&ref_).value.clone().unwrap_or_default()];
            all.extend(seq::to_vec(t, &args)?);
            let value = t.invoke(&f, &mut all)?;
            running(t)?.entry(&ref_).value = Some(value);
        }
    }
    Ok(())
}

fn validate(t: &mut Thread) -> Result<()> {
    let observed = |entry: &&Entry| entry.value.is_some() && entry.ref_.watched.is_observed();
    let changed: Vec<(Value, Value)> = (running(t)?.entries.values().filter(observed))
        .map(|entry| (entry.ref_.to_value(), entry.value.clone().unwrap_or_default()))
        .collect();
    changed.iter().try_for_each(|(ref_, value)| watch::validate(t, ref_, value))
}

/// Pushes the new versions, all at one point. Gives the changes of refs that are watched.
fn install(t: &mut Thread, entries: &[&Entry]) -> Vec<(Ref<TRef>, Value, Value)> {
    // Published before the locks are taken: what is published may hold refs.
    let written: Vec<(&Ref<TRef>, Shared)> =
        entries.iter().filter_map(|e| Some((&e.ref_, Shared::new(e.value.clone()?)))).collect();
    let mut changes = Vec::new();
    let mut dropped = Vec::with_capacity(written.len());
    let stm = &t.runtime.stm;
    if stm.has(Defect::InstallApart) {
        for (ref_, value) in written {
            let point = stm.next_point();
            stm.perturb();
            ref_.state.0.lock().push(Version { value, point });
        }
        return changes;
    }
    let early = stm.has(Defect::PointBeforeLocks).then(|| stm.next_point());
    stm.perturb();
    let mut locks: Vec<_> = written.iter().map(|(ref_, _)| ref_.state.0.lock()).collect();
    let point = early.unwrap_or_else(|| stm.next_point());
    for ((ref_, value), state) in written.iter().zip(&mut locks) {
        if ref_.watched.is_observed() {
            let old = state.newest().value.get().clone();
            changes.push(((*ref_).clone(), old, value.get().clone()));
        }
        dropped.extend(state.push(Version { value: value.clone(), point }));
    }
    drop(locks);
    // Old values are freed when no lock is held: freeing may be long, and may come to refs.
    drop(dropped);
    changes
}
