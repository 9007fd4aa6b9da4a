//! Natives that fit nowhere else: tagged literals, UUIDs as text, and what asks the machine.

use super::args::{symbol_arg, text_arg};
use runtime::coll::map_entry::entry;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::tagged::{ReaderConditional, TaggedLiteral};
use runtime::uuid::Uuid;
use runtime::{Thread, Value};
use vm::host::host;

fn tagged_literal(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if !args[0].is_nil() {
        symbol_arg(&args[0])?;
    }
    Ok(TaggedLiteral::new_value(args[0].take(), args[1].take()))
}

fn reader_conditional(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let splicing = args[1].as_bool().ok_or_else(|| Error::cannot_cast(&args[1], "java.lang.Boolean"))?;
    Ok(ReaderConditional::new_value(args[0].take(), splicing))
}

fn map_entry(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(entry(args[0].take(), args[1].take()))
}

fn parse_uuid(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is_nil() {
        let message = "Cannot invoke \"String.length()\" because \"name\" is null";
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    }
    if !args[0].is::<Str>() {
        return Err(Error::cannot_cast(&args[0], "java.lang.String"));
    }
    match Uuid::parse(&text_arg(&args[0])?) {
        Ok(bits) => Ok(Uuid::new_value(bits)),
        Err(_) => Ok(Value::NIL),
    }
}

fn processors(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(Value::long(host(&t.runtime).processors() as i64))
}

/// Nanoseconds as milliseconds in plain decimal notation, however few they are; whole ones end in `.0`.
fn plain_milliseconds(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let millis = runtime::number::cast::to_double(&args[0])? / 1e6;
    let text = format!("{millis}");
    Ok(Value::str(&if text.contains('.') { text } else { format!("{text}.0") }))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("tagged-literal", 2, 2, tagged_literal),
    NativeDef::new("reader-conditional", 2, 2, reader_conditional),
    NativeDef::new("map-entry", 2, 2, map_entry),
    NativeDef::new("parse-uuid", 1, 1, parse_uuid),
    NativeDef::new("plain-milliseconds", 1, 1, plain_milliseconds),
    NativeDef::new("processors", 0, 0, processors),
];
