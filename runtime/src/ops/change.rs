//! Making other collections of collections: `conj`, `assoc`, `dissoc`, `disj`, `peek`, `pop`, `empty`.

use super::lookup::integer_key;
use crate::coll::list::{self, EmptyList, List};
use crate::coll::map_entry::MapEntry;
use crate::coll::queue::{self, Queue};
use crate::coll::subvec::SubVector;
use crate::coll::vector::{self, Vector};
use crate::coll::{map, set};
use crate::error::{Error, Result};
use crate::instance::{self, Instance};
use crate::object::{Kind, Ref};
use crate::seq::cons::Cons;
use crate::seq::of_vector::{vector_len, vector_nth};
use crate::seq::{self};
use crate::thread::Thread;
use crate::value::{Borrowed, Value};
use std::ops::ControlFlow;

/// `(conj coll x)`
#[inline]
pub fn conj(t: &mut Thread, mut coll: Value, x: Value) -> Result<Value> {
    if let Some(v) = coll.as_mut::<Vector>() {
        v.push(x);
        return Ok(coll);
    }
    conj_slow(t, coll, x)
}

fn conj_slow(t: &mut Thread, coll: Value, x: Value) -> Result<Value> {
    match coll.kind() {
        None if coll.is_nil() => Ok(list::from_vec(vec![x])),
        Some(Kind::List | Kind::EmptyList) => Ok(list::conj(coll, x).unwrap_or_else(|other| other)),
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => conj_entry(t, coll, &x),
        Some(Kind::HashSet | Kind::SortedSet) => set::conj(t, coll, x),
        Some(Kind::SubVector) => Ok(match coll.downcast::<SubVector>() {
            Ok(v) => v.conj(x).into(),
            Err(other) => other,
        }),
        Some(Kind::MapEntry) => Ok(coll
            .get::<MapEntry>()
            .map_or(Value::NIL, |e| vector::from_vec(vec![e.key.clone(), e.val.clone(), x]).into())),
        Some(Kind::Queue) => Ok(match coll.downcast::<Queue>() {
            Ok(q) => q.conj(x).into(),
            Err(other) => other,
        }),
        Some(Kind::Instance) => {
            if instance::as_record(&coll).is_some() {
                if vector_len(&x).is_some() {
                    // A record takes the first two elements of any vector.
                    let key = super::nth(t, &x, &Value::long(0))?;
                    let val = super::nth(t, &x, &Value::long(1))?;
                    return assoc(t, coll, key, val);
                }
                return conj_entry(t, coll, &x);
            }
            instance::call(t, &coll, "cons", &mut [x])
                .unwrap_or_else(|| Err(Error::cannot_cast(&coll, "clojure.lang.IPersistentCollection")))
        }
        _ if seq::is_seq(&coll) => Ok(Cons::new_value(x, coll)),
        _ => Err(Error::cannot_cast(&coll, "clojure.lang.IPersistentCollection")),
    }
}

/// `conj` on a map: an entry, a vector of two, nil, or a collection of entries.
fn conj_entry(t: &mut Thread, map: Value, x: &Value) -> Result<Value> {
    each_entry(t, map, x, assoc)
}

/// Adds what `conj` on a map (persistent or transient) means by `x`, one entry at a time.
pub(super) fn each_entry(
    t: &mut Thread,
    mut map: Value,
    x: &Value,
    add: fn(&mut Thread, Value, Value, Value) -> Result<Value>,
) -> Result<Value> {
    if x.is_nil() {
        return Ok(map);
    }
    if let Some(e) = x.get::<MapEntry>() {
        return add(t, map, e.key.clone(), e.val.clone());
    }
    if let Some(n) = vector_len(x) {
        if n != 2 {
            return Err(Error::illegal_argument("Vector arg to map conj must be a pair"));
        }
        let part = |i| vector_nth(x, i).map(Borrowed::cloned).unwrap_or_default();
        return add(t, map, part(0), part(1));
    }
    if map::is_map(x) {
        for (key, val) in map::entries(x) {
            t.tick()?;
            map = add(t, map, key, val)?;
        }
        return Ok(map);
    }
    if instance::implements(x, "java.util.Map$Entry") {
        let (key, val) = (super::key(t, x)?, super::val(t, x)?);
        return add(t, map, key, val);
    }
    let mut map = Some(map);
    seq::for_each(t, x, |t, e| {
        let (key, val) = (super::key(t, e)?, super::val(t, e)?);
        let changed = add(t, map.take().unwrap_or_default(), key, val)?;
        map = Some(changed);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(map.unwrap_or_default())
}

/// `(get coll key)` by who is about to put another value in its place. What only the collection holds, and that only the caller,
/// is taken out of it, nil stays there, and so its update finds it unique. Nobody sees the collection meanwhile: if the
/// computation of the new value fails, it is freed.
pub fn take_out(t: &mut Thread, coll: &mut Value, key: &Value) -> Result<Value> {
    let value = super::get(t, coll, key)?;
    // The collection's own reference, and the one just made.
    let is_held_twice = value.header().is_some_and(|header| header.count.references() == 2);
    let takes = match coll.kind() {
        Some(Kind::ArrayMap | Kind::HashMap | Kind::Vector) => true,
        Some(Kind::Instance) => coll.as_ref::<Instance>().is_some_and(Ref::<Instance>::is_record),
        _ => false,
    };
    if is_held_twice && takes && coll.header().is_some_and(|header| header.count.claim_unique()) {
        *coll = assoc(t, coll.take(), key.clone(), Value::NIL)?;
    }
    Ok(value)
}

/// `(assoc coll key val)`
#[inline]
pub fn assoc(t: &mut Thread, mut coll: Value, key: Value, val: Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => map::assoc(t, coll, key, val),
        None if coll.is_nil() => map::assoc(t, coll, key, val),
        Some(Kind::Vector) => {
            let i = vector_index(&key)?;
            match coll.as_mut::<Vector>() {
                Some(v) if i <= v.len() => {
                    if i == v.len() {
                        v.push(val);
                    } else {
                        v.set(i, val);
                    }
                    Ok(coll)
                }
                _ => Err(Error::index_out_of_bounds()),
            }
        }
        _ => assoc_slow(t, coll, key, val),
    }
}

fn vector_index(key: &Value) -> Result<usize> {
    let Some(i) = integer_key(key) else { return Err(Error::illegal_argument("Key must be integer")) };
    usize::try_from(i).map_err(|_| Error::index_out_of_bounds())
}

fn assoc_slow(t: &mut Thread, mut coll: Value, key: Value, val: Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::SubVector) => {
            let i = vector_index(&key)?;
            let done = coll.as_mut::<SubVector>().is_some_and(|v| v.set(i, val));
            if done { Ok(coll) } else { Err(Error::index_out_of_bounds()) }
        }
        Some(Kind::MapEntry) => {
            let vector = coll.as_ref::<MapEntry>().map_or(Value::NIL, |e| e.to_vector().into());
            assoc(t, vector, key, val)
        }
        Some(Kind::Instance) if instance::as_record(&coll).is_some() => match coll.downcast::<Instance>() {
            Ok(record) => super::record::assoc(t, record, key, val),
            Err(other) => Err(Error::cannot_cast(&other, "clojure.lang.Associative")),
        },
        Some(Kind::Instance) => instance::call(t, &coll, "assoc", &mut [key, val])
            .unwrap_or_else(|| Err(Error::cannot_cast(&coll, "clojure.lang.Associative"))),
        _ => Err(Error::cannot_cast(&coll, "clojure.lang.Associative")),
    }
}

/// `(dissoc map key)`
pub fn dissoc(t: &mut Thread, coll: Value, key: &Value) -> Result<Value> {
    if instance::as_record(&coll).is_some() {
        return match coll.downcast::<Instance>() {
            Ok(record) => super::record::dissoc(t, record, key),
            Err(other) => Err(Error::cannot_cast(&other, "clojure.lang.IPersistentMap")),
        };
    }
    if coll.is::<Instance>()
        && let Some(result) = instance::call(t, &coll, "without", &mut [key.clone()])
    {
        return result;
    }
    map::dissoc(t, coll, key)
}

/// `(disj set x)`
pub fn disj(t: &mut Thread, coll: Value, x: &Value) -> Result<Value> {
    if coll.is_nil() || set::is_set(&coll) {
        return set::disj(t, coll, x);
    }
    match instance::call(t, &coll, "disjoin", &mut [x.clone()]) {
        Some(result) if coll.is::<Instance>() => result,
        _ => Err(Error::cannot_cast(&coll, "clojure.lang.IPersistentSet")),
    }
}

/// `(empty coll)`: nil for what is no collection.
pub fn empty(t: &mut Thread, coll: &Value) -> Result<Value> {
    Ok(match coll.kind() {
        Some(Kind::Vector) => {
            let meta = coll.get::<Vector>().map_or(Value::NIL, |v| v.meta().clone());
            vector::empty().with_meta(meta).into()
        }
        Some(Kind::SubVector) => {
            let meta = coll.get::<SubVector>().map_or(Value::NIL, |v| v.meta().clone());
            vector::empty().with_meta(meta).into()
        }
        Some(Kind::List) => EmptyList::with_meta(coll.get::<List>().map_or(Value::NIL, |l| l.meta.clone())),
        Some(Kind::EmptyList) => coll.clone(),
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => map::emptied(coll),
        Some(Kind::HashSet | Kind::SortedSet) => set::emptied(coll),
        Some(Kind::Queue) => {
            let meta = coll.get::<Queue>().map_or(Value::NIL, |q| q.meta().clone());
            queue::empty().with_meta(meta).into()
        }
        Some(Kind::Instance) => {
            if instance::as_record(coll).is_some() {
                let class = crate::class::class_name(coll);
                return Err(Error::unsupported(format!("Can't create empty: {class}")));
            }
            return instance::call(t, coll, "empty", &mut []).unwrap_or(Ok(Value::NIL));
        }
        _ if seq::is_seq(coll) => list::empty(),
        _ => Value::NIL,
    })
}

/// `(not-empty coll)`
pub fn not_empty(t: &mut Thread, coll: Value) -> Result<Value> {
    let seq = seq::seq(t, &coll)?;
    Ok(if seq.is_nil() { Value::NIL } else { coll })
}

/// `(peek coll)`
pub fn peek(t: &mut Thread, coll: &Value) -> Result<Value> {
    match coll.kind() {
        None if coll.is_nil() => Ok(Value::NIL),
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => {
            let last = vector_len(coll).unwrap_or(0).checked_sub(1);
            Ok(last.and_then(|i| vector_nth(coll, i)).map(Borrowed::cloned).unwrap_or_default())
        }
        Some(Kind::List) => Ok(coll.get::<List>().map_or(Value::NIL, |l| l.first.clone())),
        Some(Kind::EmptyList) => Ok(Value::NIL),
        Some(Kind::Queue) => {
            Ok(coll.as_ref::<Queue>().and_then(|q| q.peek()).map(Borrowed::cloned).unwrap_or_default())
        }
        Some(Kind::Instance) => instance::call(t, coll, "peek", &mut [])
            .unwrap_or_else(|| Err(Error::cannot_cast(coll, "clojure.lang.IPersistentStack"))),
        _ => Err(Error::cannot_cast(coll, "clojure.lang.IPersistentStack")),
    }
}

/// `(pop coll)`
pub fn pop(t: &mut Thread, mut coll: Value) -> Result<Value> {
    match coll.kind() {
        None if coll.is_nil() => Ok(coll),
        Some(Kind::Vector) => {
            if coll.as_mut::<Vector>().is_some_and(|v| v.pop_last().is_none()) {
                return Err(Error::illegal_state("Can't pop empty vector"));
            }
            Ok(coll)
        }
        Some(Kind::SubVector) => Ok(match coll.downcast::<SubVector>() {
            Ok(v) => v.pop(),
            Err(other) => other,
        }),
        Some(Kind::MapEntry) => {
            Ok(coll.get::<MapEntry>().map_or(Value::NIL, |e| vector::from_vec(vec![e.key.clone()]).into()))
        }
        Some(Kind::List) => Ok(match coll.downcast::<List>() {
            Ok(l) => l.pop(),
            Err(other) => other,
        }),
        Some(Kind::EmptyList) => Err(Error::illegal_state("Can't pop empty list")),
        Some(Kind::Queue) => Ok(match coll.downcast::<Queue>() {
            Ok(q) => q.pop().into(),
            Err(other) => other,
        }),
        Some(Kind::Instance) => instance::call(t, &coll, "pop", &mut [])
            .unwrap_or_else(|| Err(Error::cannot_cast(&coll, "clojure.lang.IPersistentStack"))),
        _ => Err(Error::cannot_cast(&coll, "clojure.lang.IPersistentStack")),
    }
}
