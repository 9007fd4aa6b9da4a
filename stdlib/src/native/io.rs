//! Natives for files and standard streams: `slurp`, `spit`, `read-line`, string readers.

use super::args::{str_arg, text_arg};
use crate::core_vars::CoreVars;
use crate::host::io::file::File;
use crate::io::{Reader, Writer, io_error};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::{Thread, Value, ops};
use vm::host::{Stream, host};

/// Writes text to `*err*`, or to the standard stream if that is no writer of ours.
pub fn write_err(t: &mut Thread, text: &str) -> Result<()> {
    let err = CoreVars::of(t).err.get(t);
    match err.host::<Writer>() {
        Some(writer) => {
            writer.write(t, text.as_bytes())?;
            writer.flush(t)
        }
        None => host(&t.runtime).write(Stream::Err, text.as_bytes()).map_err(|e| io_error(&e, "standard error")),
    }
}

fn string_reader(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = str_arg(&args[0])?;
    Ok(Reader::over("clojure.lang.LineNumberingPushbackReader", text.bytes()))
}

fn read_line(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args[0].host::<Reader>() {
        Some(reader) => Ok(reader.read_line(t)?.map_or(Value::NIL, Value::from)),
        None => Err(Error::cannot_cast(&args[0], "java.io.BufferedReader")),
    }
}

/// The path that a string, `java.io.File` or file URL names; nothing for whatever else can be opened.
fn path_of(value: &Value) -> Option<String> {
    if let Some(File(path)) = value.host::<File>() {
        return Some(path.clone());
    }
    let text = value.as_ref::<Str>()?.to_string_lossy();
    if let Some(path) = text.strip_prefix("file:") {
        return Some(path.trim_start_matches("//").to_owned());
    }
    // Another kind of URL is `clojure.java.io`'s business.
    let is_url = text.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    (!is_url).then_some(text)
}

/// Calls a function of `clojure.java.io`, which knows what else can be opened: streams, URLs, user types.
fn open(t: &mut Thread, function: &str, value: &Value, options: &Value) -> Result<Value> {
    crate::load::ensure_loaded(t, "clojure/java/io")?;
    let var = t.runtime.namespaces.find("clojure.java.io").and_then(|ns| ns.find_var(function));
    let Some(function) = var.and_then(|var| var.root()) else {
        return Err(Error::illegal_state("clojure.java.io is not loaded"));
    };
    t.invoke(&function, &mut [value.clone(), options.clone()])
}

/// The encodings that Clojure programs name; everything else is refused.
fn decode(bytes: Vec<u8>, encoding: &Value) -> Result<Value> {
    let name = if encoding.is_nil() { "UTF-8".into() } else { text_arg(encoding)?.to_ascii_uppercase() };
    match &*name {
        "UTF-8" | "UTF8" => Ok(Value::str(&String::from_utf8_lossy(&bytes))),
        "ISO-8859-1" | "LATIN1" | "US-ASCII" | "ASCII" => Ok(Str::from_units(bytes.into_iter().map(u16::from)).into()),
        "UTF-16" | "UTF-16BE" => {
            let units = bytes.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]]));
            Ok(Str::from_units(units.skip_while(|&u| u == 0xFEFF)).into())
        }
        "UTF-16LE" => Ok(Str::from_units(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]))).into()),
        _ => Err(Error::new(ExceptionKind::UnsupportedEncodingException, text_arg(encoding)?)),
    }
}

fn encode(text: &Value, encoding: &Value) -> Result<Vec<u8>> {
    let s = str_arg(text)?;
    let name = if encoding.is_nil() { "UTF-8".into() } else { text_arg(encoding)?.to_ascii_uppercase() };
    match &*name {
        "UTF-8" | "UTF8" => Ok(s.to_string_lossy().into_bytes()),
        "ISO-8859-1" | "LATIN1" | "US-ASCII" | "ASCII" => {
            Ok(s.units_iter().map(|u| u8::try_from(u).unwrap_or(b'?')).collect())
        }
        "UTF-16" | "UTF-16BE" => Ok(s.units_iter().flat_map(u16::to_be_bytes).collect()),
        "UTF-16LE" => Ok(s.units_iter().flat_map(u16::to_le_bytes).collect()),
        _ => Err(Error::new(ExceptionKind::UnsupportedEncodingException, text_arg(encoding)?)),
    }
}

fn option(t: &mut Thread, opts: &Value, name: &str) -> Result<Value> {
    let key = Value::from(t.runtime.keyword(name));
    ops::get(t, opts, &key)
}

fn slurp(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(reader) = args[0].host::<Reader>() {
        return Ok(Str::from_wtf8(&reader.read_rest(t)?).into());
    }
    let Some(path) = path_of(&args[0]) else {
        let reader = open(t, "make-reader", &args[0], &args[1])?;
        let Some(reader) = reader.host::<Reader>() else {
            return Err(Error::cannot_cast(&reader, "java.io.Reader"));
        };
        let text = Str::from_wtf8(&reader.read_rest(t)?);
        reader.close();
        return Ok(text.into());
    };
    let host = host(&t.runtime);
    let bytes = t.blocking(|| host.read_file(&path)).map_err(|e| io_error(&e, &path))?;
    let encoding = option(t, &args[1], "encoding")?;
    decode(bytes, &encoding)
}

fn spit(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(writer) = args[0].host::<Writer>() {
        writer.write(t, str_arg(&args[1])?.bytes())?;
        writer.close(t)?;
        return Ok(Value::NIL);
    }
    let Some(path) = path_of(&args[0]) else {
        let writer = open(t, "make-writer", &args[0], &args[2])?;
        let Some(writer) = writer.host::<Writer>() else {
            return Err(Error::cannot_cast(&writer, "java.io.Writer"));
        };
        writer.write(t, str_arg(&args[1])?.bytes())?;
        writer.close(t)?;
        return Ok(Value::NIL);
    };
    let append = option(t, &args[2], "append")?.is_truthy();
    let encoding = option(t, &args[2], "encoding")?;
    let bytes = encode(&args[1], &encoding)?;
    let host = host(&t.runtime);
    t.blocking(|| host.write_file(&path, &bytes, append)).map_err(|e| io_error(&e, &path))?;
    Ok(Value::NIL)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("string-reader", 1, 1, string_reader),
    NativeDef::new("read-line", 1, 1, read_line),
    NativeDef::new("slurp", 2, 2, slurp),
    NativeDef::new("spit", 3, 3, spit),
];
