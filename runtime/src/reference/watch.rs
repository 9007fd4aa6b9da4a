//! Metadata, watches and validators of references. `clojure.lang.ARef`, `AReference`.

use super::agent::Agent;
use super::atom::Atom;
use crate::coll::map;
use crate::error::{Error, ExceptionKind, Result};
use crate::object::{Traced, Visitor, VisitorMut};
use crate::seq::walk::by_type;
use crate::stm::TRef;
use crate::sync::{AtomicBool, Ordering};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::{SharedSlot, Var};

/// What every reference with watches holds.
#[derive(Default)]
pub struct Watched {
    pub meta: SharedSlot,
    watches: SharedSlot,
    validator: SharedSlot,
    /// False until a watch or validator is set, so that a change costs one load.
    observed: AtomicBool,
}

impl Traced for Watched {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.meta.visit(visitor);
        self.watches.visit(visitor);
        self.validator.visit(visitor);
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.meta.visit_mut(visitor);
        self.watches.visit_mut(visitor);
        self.validator.visit_mut(visitor);
    }
}

impl Watched {
    /// Does anyone watch or validate? Then changes go through [`validate`] and [`notify`].
    #[inline(always)]
    pub fn is_observed(&self) -> bool {
        self.observed.load(Ordering::Acquire)
    }

    pub fn watches(&self) -> &SharedSlot {
        &self.watches
    }

    pub fn validator(&self) -> &SharedSlot {
        &self.validator
    }

    fn observe(&self) {
        self.observed.store(true, Ordering::Release);
    }
}

/// The slots of any reference value: watches and validator.
fn slots(reference: &Value) -> Result<(&SharedSlot, &SharedSlot)> {
    if let Some(watched) = watched(reference) {
        return Ok((watched.watches(), watched.validator()));
    }
    if let Some(var) = reference.get::<Var>() {
        return Ok((&var.watches, &var.validator));
    }
    Err(Error::cannot_cast(reference, "clojure.lang.IRef"))
}

/// The slots of an atom, ref or agent.
fn watched(reference: &Value) -> Option<&Watched> {
    by_type! { reference;
        Atom => |atom| Some(&atom.watched),
        TRef => |ref_| Some(&ref_.watched),
        Agent => |agent| Some(&agent.watched),
        else None,
    }
}

fn observe(reference: &Value) {
    if let Some(watched) = watched(reference) {
        watched.observe();
    }
}

/// `get-watches`-like: the map of watches.
pub fn watches(reference: &Value) -> Result<Value> {
    let (watches, _) = slots(reference)?;
    let map = watches.get();
    Ok(if map.is_nil() { map::empty() } else { map })
}

/// `add-watch`.
pub fn add_watch(t: &mut Thread, reference: &Value, key: Value, f: Value) -> Result<()> {
    let map = watches(reference)?;
    let map = map::assoc(t, map, key, f)?;
    slots(reference)?.0.set(map);
    observe(reference);
    Ok(())
}

/// `remove-watch`.
pub fn remove_watch(t: &mut Thread, reference: &Value, key: &Value) -> Result<()> {
    let map = watches(reference)?;
    let map = map::dissoc(t, map, key)?;
    slots(reference)?.0.set(map);
    Ok(())
}

/// `get-validator`.
pub fn validator(reference: &Value) -> Result<Value> {
    Ok(slots(reference)?.1.get())
}

/// `set-validator!`: the present value must be valid.
pub fn set_validator(t: &mut Thread, reference: &Value, f: Value, current: Option<&Value>) -> Result<()> {
    if let Some(current) = current {
        validate_with(t, &f, current)?;
    }
    slots(reference)?.1.set(f);
    observe(reference);
    Ok(())
}

/// Refuses a value that the reference's validator does not accept.
pub fn validate(t: &mut Thread, reference: &Value, value: &Value) -> Result<()> {
    let f = slots(reference)?.1.get();
    validate_with(t, &f, value)
}

/// Refuses a value that the validator (nil: none) does not accept.
pub fn validate_with(t: &mut Thread, validator: &Value, value: &Value) -> Result<()> {
    if validator.is_nil() {
        return Ok(());
    }
    match t.invoke(validator, &mut [value.clone()]) {
        Ok(answer) if answer.is_truthy() => Ok(()),
        Ok(_) => Err(Error::illegal_state("Invalid reference state")),
        Err(error) if is_checked(&error) => {
            Err(Error::with_cause(ExceptionKind::IllegalStateException, "Invalid reference state", error))
        }
        Err(error) => Err(error),
    }
}

/// An exception that is neither a `RuntimeException` nor an `Error`.
fn is_checked(error: &Error) -> bool {
    let Some(mut kind) = error.0.kind() else { return false };
    loop {
        match kind {
            ExceptionKind::RuntimeException | ExceptionKind::Error => return false,
            ExceptionKind::Throwable => return true,
            _ => kind = kind.parent(),
        }
    }
}

/// Calls every watch with the reference, the old and the new value.
pub fn notify(t: &mut Thread, reference: &Value, old: &Value, new: &Value) -> Result<()> {
    let map = slots(reference)?.0.get();
    if map.is_nil() {
        return Ok(());
    }
    for (key, f) in map::entries(&map) {
        t.invoke(&f, &mut [key, reference.clone(), old.clone(), new.clone()])?;
    }
    Ok(())
}
