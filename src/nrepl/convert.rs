//! Between messages and Clojure values.

use super::bencode::{Bencode, Dict};
use runtime::coll::{map, vector};
use runtime::error::Result;
use runtime::keyword::Keyword;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::{Thread, Value, ops, print, seq};

/// How deep and how many values of a reply are sent: replies are made by functions of ours, but of a user's data.
const MAX_DEPTH: usize = 32;

/// A message as Clojure data: dictionaries are maps with strings as keys.
pub fn to_value(t: &mut Thread, message: &Bencode) -> Result<Value> {
    Ok(match message {
        Bencode::Int(n) => Value::from(*n),
        Bencode::Bytes(bytes) => Value::str(&String::from_utf8_lossy(bytes)),
        Bencode::List(items) => {
            let items = items.iter().map(|item| to_value(t, item)).collect::<Result<Vec<_>>>()?;
            vector::from_vec(items).into()
        }
        Bencode::Dict(dict) => dict_value(t, dict)?,
    })
}

/// The same of a whole message.
pub fn dict_value(t: &mut Thread, dict: &Dict) -> Result<Value> {
    let mut result = map::empty();
    for (key, value) in dict {
        let value = to_value(t, value)?;
        result = map::assoc(t, result, Value::str(key), value)?;
    }
    Ok(result)
}

/// Clojure data as the format has it: names without their colon, nil and false as an empty list, true as text, and what
/// it has nothing for as printed text.
pub fn from_value(t: &mut Thread, value: &Value) -> Result<Bencode> {
    convert(t, value, MAX_DEPTH)
}

fn convert(t: &mut Thread, value: &Value, depth: usize) -> Result<Bencode> {
    if depth == 0 {
        return Ok("...".into());
    }
    if value.is_nil() || value.as_bool() == Some(false) {
        return Ok(Bencode::List(Vec::new()));
    }
    if let Some(n) = value.as_long() {
        return Ok(n.into());
    }
    if let Some(text) = value.as_ref::<Str>() {
        return Ok(text.to_string_lossy().into());
    }
    if let Some(name) = name(value) {
        return Ok(name.into());
    }
    if map::is_map(value) {
        let mut dict = Dict::new();
        for (key, value) in map::entries(value) {
            let key = match key.as_ref::<Str>() {
                Some(text) => text.to_string_lossy(),
                None => match name(&key) {
                    Some(name) => name,
                    None => print::pr_str(t, &key)?,
                },
            };
            let value = convert(t, &value, depth - 1)?;
            dict.insert(key, value);
        }
        return Ok(dict.into());
    }
    if seq::is_seq(value) || ops::is_sequential(value) || ops::is_set(value) {
        let items = seq::to_vec(t, value)?;
        let items = items.iter().map(|item| convert(t, item, depth - 1)).collect::<Result<Vec<_>>>()?;
        return Ok(Bencode::List(items));
    }
    Ok(print::pr_str(t, value)?.into())
}

fn name(value: &Value) -> Option<String> {
    match value.as_ref::<Keyword>() {
        Some(keyword) => Some(keyword.symbol.full_name()),
        None => value.as_ref::<Symbol>().map(|symbol| symbol.full_name()),
    }
}
