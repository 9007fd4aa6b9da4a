//! From one kind of collection to another: `vec`, `to-array`, `keys`, `vals`, `rseq`, `list*`.

use crate::array::{Array, Element};
use crate::coll::map;
use crate::coll::map_entry::MapEntry;
use crate::coll::vector::{self, Vector};
use crate::error::{Error, Result};
use crate::instance;
use crate::object::{Kind, discard};
use crate::seq::of_map::{self, EntryPartSeq, MapSeq, Part, entry_part};
use crate::seq::of_vector::vector_rseq;
use crate::seq::{self};
use crate::string::Str;
use crate::thread::Thread;
use crate::value::Value;
use std::ops::ControlFlow;

/// `(vec coll)`
pub fn vec(t: &mut Thread, coll: Value) -> Result<Value> {
    match coll.downcast::<Vector>() {
        Ok(v) => Ok(v.with_meta(Value::NIL).into()),
        Err(coll) if coll.kind().is_some_and(seq::is_full_seq) || coll.kind() == Some(Kind::LazySeq) => {
            // What was walked is freed as the vector grows.
            let mut made = vector::Builder::default();
            seq::drain(t, coll, |_, x| {
                made.push(x.clone());
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(made.finish().into())
        }
        Err(coll) => {
            let elements = elements(t, &coll)?;
            t.reserve(elements.len() * size_of::<Value>())?;
            vector::build(t, elements).map(Value::from)
        }
    }
}

/// The elements of what `to-array` takes.
fn elements(t: &mut Thread, coll: &Value) -> Result<Vec<Value>> {
    match coll.kind() {
        None if coll.is_nil() => Ok(Vec::new()),
        Some(Kind::Array) => coll.get::<Array>().map_or(Ok(Vec::new()), |array| array.elements(t)),
        Some(Kind::Str) => {
            Ok(coll.as_ref::<Str>().map_or_else(Vec::new, |s| s.units_iter().map(Value::char).collect()))
        }
        _ if seq::is_seqable(coll) || coll.kind() == Some(Kind::Host) => seq::to_vec(t, coll),
        _ => {
            let class = crate::class::class_name(coll);
            Err(Error::runtime(format!("Unable to convert: class {class} to Object[]")))
        }
    }
}

/// `(to-array coll)`: an object array as it is, else a new one.
pub fn to_array(t: &mut Thread, coll: &Value) -> Result<Value> {
    match coll.get::<Array>() {
        Some(a) if a.element() == Element::Object => Ok(coll.clone()),
        _ => Ok(Array::of_values(elements(t, coll)?)),
    }
}

/// `(list* a b more)`
pub fn list_star(t: &mut Thread, mut args: Vec<Value>) -> Result<Value> {
    let Some(last) = args.pop() else { return Ok(Value::NIL) };
    let mut result = seq::seq(t, &last)?;
    drop(last);
    while let Some(x) = args.pop() {
        let step = t.tick().and_then(|()| seq::cons(t, x, result));
        result = match step {
            Ok(more) => more,
            Err(error) => {
                discard(args);
                return Err(error);
            }
        };
    }
    Ok(result)
}

/// `(keys map)`: also of a seq of entries.
pub fn keys(t: &mut Thread, coll: &Value) -> Result<Value> {
    parts(t, coll, Part::Keys)
}

/// `(vals map)`: also of a seq of entries.
pub fn vals(t: &mut Thread, coll: &Value) -> Result<Value> {
    parts(t, coll, Part::Vals)
}

fn parts(t: &mut Thread, coll: &Value, part: Part) -> Result<Value> {
    if map::is_map(coll) {
        return Ok(of_map::map_seq(coll, part));
    }
    let entries = seq::seq(t, coll)?;
    if let Some(view) = entries.get::<MapSeq>().and_then(|s| s.view(part)) {
        return Ok(view);
    }
    Ok(EntryPartSeq::new_value(entries, part == Part::Vals))
}

/// `(key entry)`
pub fn key(t: &mut Thread, entry: &Value) -> Result<Value> {
    entry_part(t, entry, false)
}

/// `(val entry)`
pub fn val(t: &mut Thread, entry: &Value) -> Result<Value> {
    entry_part(t, entry, true)
}

/// `map-entry?`
pub fn is_map_entry(v: &Value) -> bool {
    v.is::<MapEntry>() || instance::implements(v, "java.util.Map$Entry")
}

/// `(rseq coll)`
pub fn rseq(t: &mut Thread, coll: &Value) -> Result<Value> {
    match coll.kind() {
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => return Ok(vector_rseq(coll)),
        Some(Kind::SortedMap | Kind::SortedSet) => return Ok(of_map::sorted_rseq(coll).unwrap_or_default()),
        Some(Kind::Instance) => {
            if let Some(result) = instance::call(t, coll, "rseq", &mut []) {
                return result;
            }
        }
        _ => {}
    }
    Err(Error::cannot_cast(coll, "clojure.lang.Reversible"))
}

/// The seq of a sorted collection from a key on: what `subseq` and `rsubseq` are made of.
pub fn seq_from(t: &mut Thread, sorted: &Value, key: &Value, ascending: bool) -> Result<Value> {
    if let Some(seq) = of_map::sorted_seq_from(t, sorted, key, ascending)? {
        return Ok(seq);
    }
    match instance::call(t, sorted, "seqFrom", &mut [key.clone(), Value::bool(ascending)]) {
        Some(result) => result,
        None => Err(Error::cannot_cast(sorted, "clojure.lang.Sorted")),
    }
}

/// The seq of a sorted collection in either direction.
pub fn sorted_seq(t: &mut Thread, sorted: &Value, ascending: bool) -> Result<Value> {
    match sorted.kind() {
        Some(Kind::SortedMap | Kind::SortedSet) if ascending => seq::seq(t, sorted),
        Some(Kind::SortedMap | Kind::SortedSet) => rseq(t, sorted),
        _ => match instance::call(t, sorted, "seq", &mut [Value::bool(ascending)]) {
            Some(result) => result,
            None => Err(Error::cannot_cast(sorted, "clojure.lang.Sorted")),
        },
    }
}
