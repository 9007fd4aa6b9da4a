//! Looking at forms: which shape one has, its items, its metadata, its place in the source.

use crate::node::{Position, Span};
use runtime::coll::{list, map, map_entry::MapEntry, set, subvec::SubVector, vector::Vector};
use runtime::keyword::Keyword;
use runtime::seq;
use runtime::seq::cons::Cons;
use runtime::symbol::Symbol;
use runtime::value::Borrowed;
use runtime::{Ref, Result, Thread, Value};

/// What the analyzer makes of a form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Symbol,
    Seq,
    Vector,
    Map,
    Set,
    /// Everything that evaluates to itself.
    Literal,
}

/// The shape of a form.
pub fn shape(form: &Value) -> Shape {
    if !form.is_object() {
        Shape::Literal
    } else if form.is::<Symbol>() {
        Shape::Symbol
    } else if is_vector(form) {
        Shape::Vector
    } else if map::is_map(form) {
        Shape::Map
    } else if set::is_set(form) {
        Shape::Set
    } else if seq::is_seq(form) {
        Shape::Seq
    } else {
        Shape::Literal
    }
}

/// Any kind of vector?
pub fn is_vector(form: &Value) -> bool {
    form.is::<Vector>() || form.is::<SubVector>() || form.is::<MapEntry>()
}

/// The items of a vector; none if it is no vector.
pub fn vector_items(form: &Value) -> Option<Vec<Value>> {
    if let Some(vector) = form.as_ref::<Vector>() {
        return Some(vector.iter().map(Borrowed::cloned).collect());
    }
    if let Some(vector) = form.as_ref::<SubVector>() {
        return Some(vector.iter().map(Borrowed::cloned).collect());
    }
    form.get::<MapEntry>().map(|entry| vec![entry.key.clone(), entry.val.clone()])
}

/// The items of a seq.
pub fn seq_items(t: &mut Thread, form: &Value) -> Result<Vec<Value>> {
    seq::to_vec(t, form)
}

/// The symbol without namespace that a form is.
pub fn simple_symbol(form: &Value) -> Option<&Ref<Symbol>> {
    form.as_ref::<Symbol>().filter(|s| s.ns.is_none())
}

/// Is the form this unqualified symbol?
pub fn is_symbol(form: &Value, name: &str) -> bool {
    form.as_ref::<Symbol>().is_some_and(|s| s.is_named(name))
}

/// The metadata of a form, nil if it has none.
pub fn meta(form: &Value) -> Value {
    if let Some(symbol) = form.get::<Symbol>() {
        return symbol.meta.clone();
    }
    if let Some(list) = form.get::<list::List>() {
        return list.meta.clone();
    }
    if let Some(list) = form.get::<list::EmptyList>() {
        return list.meta.clone();
    }
    if let Some(cons) = form.get::<Cons>() {
        return cons.meta.clone();
    }
    if let Some(vector) = form.get::<Vector>() {
        return vector.meta().clone();
    }
    if map::is_map(form) {
        return map::meta(form);
    }
    if set::is_set(form) {
        return set::meta(form);
    }
    Value::NIL
}

/// The value of a keyword in a map, nil if there is none or `map` is no map.
pub fn get(t: &mut Thread, map: &Value, key: &Ref<Keyword>) -> Result<Value> {
    if !map::is_map(map) {
        return Ok(Value::NIL);
    }
    Ok(map::get(t, map, &key.as_value())?.unwrap_or_default())
}

/// A list form.
pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
    list::from_vec(items.into_iter().collect())
}

/// A list form with metadata.
pub fn list_with_meta(items: impl IntoIterator<Item = Value>, meta: Value) -> Value {
    let made = list(items);
    match made.downcast::<list::List>() {
        Ok(list) if !meta.is_nil() => list.with_meta(meta).into(),
        Ok(list) => list.into(),
        Err(other) => other,
    }
}

/// A symbol form.
pub fn symbol(text: &str) -> Value {
    Symbol::parse(text).into()
}

/// A span of which only the start is known.
pub fn point(line: i64, column: i64) -> Option<Span> {
    let start = Position { line: u32::try_from(line).ok()?, column: u32::try_from(column).ok()? };
    Some(Span { start, end: start })
}
