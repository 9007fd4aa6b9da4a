//! Transients: a box around a collection that nobody else refers to, so that its operations update it in place.
//!
//! The box has identity: `conj!` changes it and gives it back, and code that ignores the result sees what
//! Clojure shows it (up to 8 entries of a map stay, since the ninth makes another transient). A box
//! whose collection was taken by `persistent!`, and one that is in use further up the stack or on another
//! thread, are told apart by what it holds: nil and the `busy` flag.
//!
//! | state | condition | transition |
//! |---|---|---|
//! | idle | `busy` clear, a collection inside | any operation sets `busy` |
//! | busy | `busy` set | the operation puts the collection back and clears `busy` |
//! | done | `busy` clear, nil inside | none: `IllegalAccessError` |

use super::array_map::ArrayMap;
use super::hash_map::HashMap;
use super::hash_set::HashSet;
use super::vector::Vector;
use crate::error::{Error, ExceptionKind, Result};
use crate::object::{Heap, Kind, Ref, Traced, Visitor, VisitorMut, publish};
use crate::sync::{AtomicBool, Ordering};
use crate::thread::Thread;
use crate::value::{Borrowed, Value};
use std::cell::Cell;

/// The collection of a transient. Only who has set `busy` may touch `value`; while the transient is local a plain store
/// is enough for that, since its thread is the only one.
struct Slot {
    value: Cell<Value>,
    busy: AtomicBool,
    /// Array maps: the number of entries beyond which there must be a hash map.
    limit: u32,
}

impl Traced for Slot {
    fn visit(&self, visitor: &mut impl Visitor) {
        // Only its own thread can publish a transient that is local; should it be busy, what goes back is published then.
        let value = self.value.take();
        visitor.value(&value);
        self.value.set(value);
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        visitor.value(self.value.take());
    }
}

macro_rules! transients {
    ($($(#[$doc:meta])* $name:ident of $coll:ident;)*) => {$(
        $(#[$doc])*
        pub struct $name {
            slot: Slot,
        }

        crate::heap!($name: $name { slot });

        impl $name {
            fn boxed(coll: Ref<$coll>, limit: usize) -> Value {
                let slot = Slot { value: Cell::new(coll.into()), busy: AtomicBool::new(false), limit: limit as u32 };
                Ref::new($name { slot }).into()
            }
        }

        impl Transient for $name {
            type Coll = $coll;
            fn slot(&self) -> &Slot {
                &self.slot
            }
        }
    )*};
}

trait Transient: Heap {
    type Coll: Heap;
    fn slot(&self) -> &Slot;
}

transients! {
    /// `clojure.lang.PersistentVector$TransientVector`
    TransientVector of Vector;
    /// `clojure.lang.PersistentArrayMap$TransientArrayMap`
    TransientArrayMap of ArrayMap;
    /// `clojure.lang.PersistentHashMap$TransientHashMap`
    TransientHashMap of HashMap;
    /// `clojure.lang.PersistentHashSet$TransientHashSet`
    TransientHashSet of HashSet;
}

/// Runs `f` on what is inside.
#[inline]
fn enter<T: Transient, R>(transient: &Ref<T>, f: impl FnOnce(&mut Value) -> Result<R>) -> Result<R> {
    let slot = transient.slot();
    let was_busy = if transient.is_shared() {
        slot.busy.swap(true, Ordering::Acquire)
    } else {
        let was_busy = slot.busy.load(Ordering::Relaxed);
        slot.busy.store(true, Ordering::Relaxed);
        was_busy
    };
    if was_busy {
        return Err(in_use());
    }
    let mut value = slot.value.take();
    let result = f(&mut value);
    // It may have become shared meanwhile, by user code that `f` called.
    if transient.is_shared() {
        publish(&value);
    }
    slot.value.set(value);
    slot.busy.store(false, Ordering::Release);
    result
}

/// Runs `f` on the collection inside.
#[inline]
fn with<T: Transient, R>(transient: &Ref<T>, f: impl FnOnce(&mut Ref<T::Coll>) -> Result<R>) -> Result<R> {
    enter(transient, |value| match value.as_mut::<T::Coll>() {
        Some(coll) => f(coll),
        None => Err(used_after_persistent()),
    })
}

#[cold]
fn used_after_persistent() -> Error {
    Error::new(ExceptionKind::IllegalAccessError, "Transient used after persistent! call")
}

#[cold]
fn in_use() -> Error {
    Error::new(ExceptionKind::ConcurrentModificationException, "Transient used during another operation on it")
}

fn cast<'a, T: Heap>(v: &'a Value, class: &str) -> Result<&'a Ref<T>> {
    v.as_ref::<T>().ok_or_else(|| Error::cannot_cast(v, class))
}

pub fn is_transient(v: &Value) -> bool {
    matches!(
        v.kind(),
        Some(Kind::TransientVector | Kind::TransientArrayMap | Kind::TransientHashMap | Kind::TransientHashSet)
    )
}

/// `(transient coll)`: without the collection's metadata. O(1).
pub fn transient(coll: Value) -> Result<Value> {
    let coll = match coll.downcast::<Vector>() {
        Ok(v) => return Ok(TransientVector::boxed(v.with_meta(Value::NIL), 0)),
        Err(other) => other,
    };
    let coll = match coll.downcast::<HashMap>() {
        Ok(m) => return Ok(TransientHashMap::boxed(m.with_meta(Value::NIL), 0)),
        Err(other) => other,
    };
    let coll = match coll.downcast::<HashSet>() {
        Ok(s) => return Ok(TransientHashSet::boxed(s.with_meta(Value::NIL), 0)),
        Err(other) => other,
    };
    match coll.downcast::<ArrayMap>() {
        Ok(m) => {
            let limit = m.len().max(ArrayMap::LIMIT);
            Ok(TransientArrayMap::boxed(m.with_meta(Value::NIL), limit))
        }
        Err(other) => Err(Error::cannot_cast(&other, "clojure.lang.IEditableCollection")),
    }
}

/// `(persistent! t)`: the collection; the transient cannot be used any more. O(1).
pub fn persistent(transient: &Value) -> Result<Value> {
    fn take<T: Transient>(transient: &Value) -> Result<Value> {
        let transient = cast::<T>(transient, "clojure.lang.ITransientCollection")?;
        enter(transient, |value| if value.is_nil() { Err(used_after_persistent()) } else { Ok(value.take()) })
    }
    match transient.kind() {
        Some(Kind::TransientArrayMap) => take::<TransientArrayMap>(transient),
        Some(Kind::TransientHashMap) => take::<TransientHashMap>(transient),
        Some(Kind::TransientHashSet) => take::<TransientHashSet>(transient),
        _ => take::<TransientVector>(transient),
    }
}

/// `(conj! t x)` for a vector or a set; a map's is `ops`' business, which looks into `x` and calls [`assoc`].
#[inline]
pub fn conj(t: &mut Thread, transient: Value, x: Value) -> Result<Value> {
    if let Some(v) = transient.as_ref::<TransientVector>() {
        with(v, |v| {
            v.push(x);
            Ok(())
        })?;
    } else {
        with(cast::<TransientHashSet>(&transient, "clojure.lang.ITransientCollection")?, |s| s.insert(t, x))?;
    }
    Ok(transient)
}

/// `(assoc! t k v)`. The result is another transient when an array map has to become a hash map.
#[inline]
pub fn assoc(t: &mut Thread, transient: Value, key: Value, val: Value) -> Result<Value> {
    match transient.kind() {
        Some(Kind::TransientHashMap) => {
            with(cast::<TransientHashMap>(&transient, "")?, |m| m.insert(t, key, val))?;
        }
        Some(Kind::TransientVector) => {
            let Some(i) = key.as_long() else { return Err(Error::illegal_argument("Key must be integer")) };
            let done =
                with(
                    cast::<TransientVector>(&transient, "")?,
                    |v| Ok(usize::try_from(i).is_ok_and(|i| v.set(i, val))),
                )?;
            if !done {
                return Err(Error::index_out_of_bounds());
            }
        }
        _ => {
            let m = cast::<TransientArrayMap>(&transient, "clojure.lang.ITransientAssociative")?;
            let limit = m.slot.limit as usize;
            let bigger = with(m, |m| {
                if m.len() < limit || m.get(t, &key)?.is_some() {
                    m.insert(t, key, val)?;
                    return Ok(None);
                }
                let mut bigger = m.clone().into_hash_map(t)?;
                bigger.insert(t, key, val)?;
                Ok(Some(bigger))
            })?;
            if let Some(bigger) = bigger {
                return Ok(TransientHashMap::boxed(bigger, 0));
            }
        }
    }
    Ok(transient)
}

/// `(dissoc! t k)`.
pub fn dissoc(t: &mut Thread, transient: Value, key: &Value) -> Result<Value> {
    if let Some(m) = transient.as_ref::<TransientArrayMap>() {
        with(m, |m| m.remove(t, key, true))?;
    } else {
        with(cast::<TransientHashMap>(&transient, "clojure.lang.ITransientMap")?, |m| m.remove(t, key, true))?;
    }
    Ok(transient)
}

/// `(disj! t x)`.
pub fn disj(t: &mut Thread, transient: Value, x: &Value) -> Result<Value> {
    with(cast::<TransientHashSet>(&transient, "clojure.lang.ITransientSet")?, |s| s.remove(t, x, true))?;
    Ok(transient)
}

/// `(pop! t)`.
pub fn pop(transient: Value) -> Result<Value> {
    let popped = with(cast::<TransientVector>(&transient, "clojure.lang.ITransientVector")?, |v| Ok(v.pop_last()))?;
    if popped.is_none() {
        return Err(Error::illegal_state("Can't pop empty vector"));
    }
    Ok(transient)
}

/// The number of values or entries. `None` for what is no transient.
pub fn count(transient: &Value) -> Result<Option<usize>> {
    Ok(Some(match transient.kind() {
        Some(Kind::TransientVector) => with(cast::<TransientVector>(transient, "")?, |v| Ok(v.len()))?,
        Some(Kind::TransientArrayMap) => with(cast::<TransientArrayMap>(transient, "")?, |m| Ok(m.len()))?,
        Some(Kind::TransientHashMap) => with(cast::<TransientHashMap>(transient, "")?, |m| Ok(m.len()))?,
        Some(Kind::TransientHashSet) => with(cast::<TransientHashSet>(transient, "")?, |s| Ok(s.len()))?,
        _ => return Ok(None),
    }))
}

/// The value of a key, an index or an element, as `get` finds it. `None` also for what is no transient.
pub fn get(t: &mut Thread, transient: &Value, key: &Value) -> Result<Option<Value>> {
    match transient.kind() {
        Some(Kind::TransientVector) => with(cast::<TransientVector>(transient, "")?, |v| {
            Ok(key.as_long().and_then(|i| usize::try_from(i).ok()).and_then(|i| v.nth(i).map(Borrowed::cloned)))
        }),
        Some(Kind::TransientArrayMap) => {
            with(cast::<TransientArrayMap>(transient, "")?, |m| Ok(m.get(t, key)?.cloned()))
        }
        Some(Kind::TransientHashMap) => with(cast::<TransientHashMap>(transient, "")?, |m| Ok(m.get(t, key)?.cloned())),
        Some(Kind::TransientHashSet) => with(cast::<TransientHashSet>(transient, "")?, |s| Ok(s.get(t, key)?.cloned())),
        _ => Ok(None),
    }
}

/// The stored key and the value of a key of a map.
pub fn get_entry(t: &mut Thread, transient: &Value, key: &Value) -> Result<Option<(Value, Value)>> {
    fn owned(entry: Option<(&Value, &Value)>) -> Option<(Value, Value)> {
        entry.map(|(k, v)| (k.clone(), v.clone()))
    }
    match transient.kind() {
        Some(Kind::TransientArrayMap) => {
            with(cast::<TransientArrayMap>(transient, "")?, |m| Ok(owned(m.get_entry(t, key)?)))
        }
        Some(Kind::TransientHashMap) => {
            with(cast::<TransientHashMap>(transient, "")?, |m| Ok(owned(m.get_entry(t, key)?)))
        }
        _ => Ok(None),
    }
}
