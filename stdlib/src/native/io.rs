//! Natives for files and standard streams: `slurp`, `spit`, `read-line`, string readers.

use super::args::{str_arg, text_arg};
use crate::core_vars::CoreVars;
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

/// The path that a string, `java.io.File` or file URL names.
pub fn path_arg(t: &mut Thread, value: &Value) -> Result<String> {
    if value.is::<Str>() {
        let text = text_arg(value)?;
        return Ok(text.strip_prefix("file:").map_or(&*text, |p| p.trim_start_matches("//")).to_owned());
    }
    if value.is_nil() {
        return Err(Error::illegal_argument("Cannot open <nil> as a Reader."));
    }
    crate::host::io::file::path_arg(t, value)
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

/// Is it the path of a file, so that neither a protocol nor a stream is needed to read or write it?
fn names_file(v: &Value) -> bool {
    let is_url = |s: &str| {
        s.split_once(':').is_some_and(|(scheme, _)| scheme.len() > 1 && !scheme.contains('/') && scheme != "file")
    };
    match v.as_ref::<Str>() {
        Some(text) => !is_url(&text.to_string_lossy()),
        None => v.host::<crate::host::io::file::File>().is_some() || v.is_nil(),
    }
}

/// Calls a function of `clojure.java.io` on a value and the options, which are a map.
fn open(t: &mut Thread, function: &str, v: &Value, opts: &Value) -> Result<Value> {
    let name = |text: &str| Value::from(runtime::symbol::Symbol::parse(text));
    let core = t.runtime.namespaces.find("clojure.core");
    let resolve = core.and_then(|ns| ns.find_var("requiring-resolve")).and_then(|var| var.root(t));
    let resolve = resolve.ok_or_else(|| Error::illegal_state("clojure.java.io is not there"))?;
    let var = t.invoke(&resolve, &mut [name(&format!("clojure.java.io/{function}"))])?;
    let mut arguments = vec![v.clone()];
    for (key, value) in runtime::coll::map::entries(opts) {
        arguments.extend([key, value]);
    }
    t.invoke(&var, &mut arguments)
}

/// Calls a method without arguments, or a method with one, of a reader or writer.
fn call(t: &mut Thread, target: &Value, method: &str, args: &mut [Value]) -> Result<Value> {
    match runtime::instance::call(t, target, method, args) {
        Some(result) => result,
        None => Err(Error::cannot_cast(target, "java.io.Closeable")),
    }
}

/// Everything that a reader of any kind gives.
fn drain(t: &mut Thread, reader: &Value) -> Result<Value> {
    if let Some(own) = reader.host::<Reader>() {
        return Ok(Str::from_wtf8(&own.read_rest(t)?).into());
    }
    Ok(Str::from_wtf8(&crate::host::io::reader::drain_user_reader(t, reader)?).into())
}

fn slurp(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if let Some(reader) = args[0].host::<Reader>() {
        return Ok(Str::from_wtf8(&reader.read_rest(t)?).into());
    }
    if !names_file(&args[0]) {
        let reader = open(t, "reader", &args[0], &args[1].clone())?;
        let text = drain(t, &reader)?;
        call(t, &reader, "close", &mut [])?;
        return Ok(text);
    }
    let path = path_arg(t, &args[0])?;
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
    if args[0].is_nil() {
        return Err(Error::illegal_argument("Cannot open <nil> as a Writer."));
    }
    if !names_file(&args[0]) {
        let writer = open(t, "writer", &args[0], &args[2].clone())?;
        let text = args[1].clone();
        call(t, &writer, "write", &mut [text])?;
        call(t, &writer, "close", &mut [])?;
        return Ok(Value::NIL);
    }
    let path = path_arg(t, &args[0])?;
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
