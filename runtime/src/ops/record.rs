//! Records as maps: their fields first, in order, then the keys that were added.

use crate::class::Class;
use crate::coll::map;
use crate::coll::map_entry::entry;
use crate::error::Result;
use crate::instance::Instance;
use crate::object::Ref;
use crate::seq;
use crate::seq::chunked::{ArrayChunk, ChunkedCons};
use crate::thread::Thread;
use crate::value::Value;

/// The record with the values that a map (or a seq of entries) has for its fields; other keys become further ones.
pub fn from_map(t: &mut Thread, class: &Ref<Class>, map: Value) -> Result<Value> {
    let Some(info) = class.info.get() else { return Err(crate::class::unknown_class(class.name_str())) };
    let mut rest = map;
    if !super::is_map(&rest) {
        let items = seq::to_vec(t, &rest)?;
        rest = items.into_iter().try_fold(map::empty(), |m, e| super::conj(t, m, e))?;
    }
    if let Some(record) = rest.as_ref::<Instance>() {
        rest = to_map(t, &record.clone())?;
    }
    let mut fields = Vec::with_capacity(info.fields.len());
    for name in &info.fields {
        let key: Value = t.runtime.keywords.intern(None, name).into();
        fields.push(super::get(t, &rest, &key)?);
        rest = super::dissoc(t, rest, &key)?;
    }
    let mut object = Instance::new_value(class, info, fields.into_iter());
    if super::count(t, &rest)? > 0
        && let Some((body, _)) = object.as_mut::<Instance>().and_then(Ref::get_mut)
    {
        body.extra = rest;
    }
    Ok(object)
}

/// The value of a key.
pub fn get(t: &mut Thread, record: &Ref<Instance>, key: &Value) -> Result<Option<Value>> {
    if let Some(at) = record.field_of_key(key) {
        return Ok(record.field_at(at));
    }
    map::get(t, &record.extra, key)
}

pub fn contains(t: &mut Thread, record: &Ref<Instance>, key: &Value) -> Result<bool> {
    Ok(record.field_of_key(key).is_some() || map::contains(t, &record.extra, key)?)
}

pub fn count(record: &Ref<Instance>) -> usize {
    record.info().map_or(0, |i| i.fields.len()) + map::count(&record.extra)
}

/// `(assoc record key val)`; in place if unique.
pub fn assoc(t: &mut Thread, mut record: Ref<Instance>, key: Value, val: Value) -> Result<Value> {
    match record.field_of_key(&key) {
        Some(at) => {
            if let Some(slot) = record.unique().1.get_mut(at) {
                *slot = val;
            }
        }
        None => {
            let (body, _) = record.unique();
            let extra = body.extra.take();
            body.extra = map::assoc(t, extra, key, val)?;
        }
    }
    Ok(record.into())
}

/// `(dissoc record key)`: without one of its fields it is a plain map.
pub fn dissoc(t: &mut Thread, mut record: Ref<Instance>, key: &Value) -> Result<Value> {
    if record.field_of_key(key).is_some() {
        let meta = record.meta.clone();
        let plain = to_map(t, &record)?;
        let plain = map::dissoc(t, plain, key)?;
        return Ok(map::with_meta(plain, meta));
    }
    if !record.extra.is_nil() {
        let (body, _) = record.unique();
        let extra = map::dissoc(t, body.extra.take(), key)?;
        body.extra = if map::count(&extra) == 0 { Value::NIL } else { extra };
    }
    Ok(record.into())
}

/// Keys and values in order.
pub fn entries(t: &mut Thread, record: &Ref<Instance>) -> Vec<(Value, Value)> {
    let fields = record.info().map_or(&[][..], |i| &i.fields);
    let mut out: Vec<(Value, Value)> = Vec::with_capacity(count(record));
    for (i, name) in fields.iter().enumerate() {
        let key = t.runtime.keywords.intern(None, name);
        out.push((key.into(), record.field_at(i).unwrap_or_default()));
    }
    out.extend(map::entries(&record.extra));
    out
}

/// The same entries as a plain map, without metadata.
pub fn to_map(t: &mut Thread, record: &Ref<Instance>) -> Result<Value> {
    let pairs = entries(t, record);
    map::from_pairs_by_assoc(t, pairs)
}

/// The seq of the entries; nil for a record without any.
pub fn seq(t: &mut Thread, record: &Ref<Instance>) -> Result<Value> {
    let items: Vec<Value> = entries(t, record).into_iter().map(|(k, v)| entry(k, v)).collect();
    if items.is_empty() {
        return Ok(Value::NIL);
    }
    Ok(ChunkedCons::new_value(ArrayChunk::of_items(items), Value::NIL))
}
