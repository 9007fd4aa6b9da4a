//! `Reader` and its subclasses: `StringReader`, `BufferedReader`, `PushbackReader`, `InputStreamReader`, `FileReader`,
//! `CharArrayReader`, and `clojure.lang.LineNumberingPushbackReader`.
//!
//! A reader over another reads from the same source, so that both see where the other has got to.

use crate::host::hierarchy::class;
use crate::host::io::charset;
use crate::host::io::file::path_arg;
use crate::host::io::stream::{drain, read_part};
use crate::host::support::*;
use crate::host::util::stream;
use crate::io::{ByteSource, Reader, io_error};
use crate::reading::NsContext;
use compiler::reader::ReaderOptions;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::string::{Str, push_unit};
use runtime::{Thread, Value, instance};
use vm::host::host;

fn own(a: &[Value]) -> Result<&Reader> {
    a[0].host::<Reader>().ok_or_else(|| abstract_method(&a[0], "java.io.Reader", "int read(char[], int, int)"))
}

/// Everything that a reader of a user type gives.
pub fn drain_user_reader(t: &mut Thread, reader: &Value) -> Result<Vec<u8>> {
    const PART: usize = 1024;
    let mut bytes = Vec::new();
    let buffer = Array::of_chars(std::iter::repeat_n(0, PART));
    while let Some(n) = read_part(t, reader, &buffer, PART)? {
        t.reserve(bytes.len() + 3 * n)?;
        let read = buffer.get::<Array>();
        let units = (0..n.min(PART)).filter_map(|i| read?.get(i)?.as_char());
        units.for_each(|unit| push_unit(&mut bytes, unit));
    }
    if !bytes.is_empty() {
        return Ok(bytes);
    }
    loop {
        t.tick()?;
        let Some(read) = instance::call(t, reader, "read", &mut []) else {
            return Err(not_a(reader, "java.io.Reader"));
        };
        match u16::try_from(int_arg(&read?)?) {
            Ok(unit) => push_unit(&mut bytes, unit),
            Err(_) => return Ok(bytes),
        }
    }
}

/// A reader over a reader, a stream of bytes, a file, or the file that a string names.
fn new_over(class: &'static str, t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let source = a[0].clone();
    if source.is_nil() {
        return Err(Error::null_pointer());
    }
    if let Some(reader) = source.host::<Reader>() {
        return Reader::wrap(t, class, reader);
    }
    if let Some(bytes) = source.host::<ByteSource>() {
        let charset = charset::arg(a.get(1))?;
        if charset.is_utf8() {
            return Ok(Reader::of_bytes(class, &source));
        }
        bytes.fill(t, usize::MAX)?;
        return Ok(Reader::over(class, charset.decode(&bytes.read(usize::MAX)).bytes()));
    }
    if is_user_object(&source) && is_a(t, &source, "java.io.InputStream") {
        let bytes = drain(t, &source)?;
        return Ok(Reader::over(class, charset::arg(a.get(1))?.decode(&bytes).bytes()));
    }
    if is_user_object(&source) {
        let text = drain_user_reader(t, &source)?;
        return Ok(Reader::over(class, &text));
    }
    if class != "java.io.FileReader" {
        return Err(no_constructor(class));
    }
    let path = path_arg(t, &source)?;
    let host = host(&t.runtime);
    let bytes = t.blocking(|| host.read_file(&path)).map_err(|e| io_error(&e, &path))?;
    let charset = charset::arg(a.get(1))?;
    Ok(Reader::over(class, charset.decode(&bytes).bytes()))
}

/// `read()`, and `read(char[])` of all or a part of the array.
fn read(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let reader = own(a)?;
    let Some(buffer) = a.get(1) else {
        return Ok(Value::int(reader.read_unit(t)?.map_or(-1, i32::from)));
    };
    let Some(array) = buffer.get::<Array>() else { return Err(not_a(buffer, "[C")) };
    let (at, n) = match (a.get(2), a.get(3)) {
        (Some(at), Some(n)) => (int_arg(at)?, int_arg(n)?),
        _ => (0, array.len() as i32),
    };
    if at < 0 || n < 0 || at as usize + n as usize > array.len() {
        return Err(Error::index_out_of_bounds());
    }
    let mut count = 0;
    while count < n {
        let Some(unit) = reader.read_unit(t)? else { break };
        array.set(t, i64::from(at + count), Value::char(unit))?;
        count += 1;
    }
    Ok(Value::int(if count == 0 && n > 0 { -1 } else { count }))
}

fn unread(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let reader = own(a)?;
    if reader.is_closed() {
        return Err(Error::new(ExceptionKind::IOException, "Stream closed"));
    }
    match a[1].get::<Array>() {
        Some(array) => {
            let units: Vec<u16> = array.to_vec().iter().filter_map(Value::as_char).collect();
            let units = match (a.get(2), a.get(3)) {
                (Some(at), Some(n)) => {
                    let (at, n) = (int_arg(at)?.max(0) as usize, int_arg(n)?.max(0) as usize);
                    units.get(at..at + n).ok_or_else(Error::index_out_of_bounds)?.to_vec()
                }
                _ => units,
            };
            reader.unread(Str::from_units(units).bytes());
        }
        None => reader.unread_unit(int_arg(&a[1])? as u16),
    }
    void()
}

fn skip(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (reader, n) = (own(a)?, long_arg(&a[1])?);
    let mut skipped = 0;
    while skipped < n && reader.read_unit(t)?.is_some() {
        skipped += 1;
    }
    Ok(Value::long(skipped))
}

fn lines(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let reader = own(a)?;
    let mut all = Vec::new();
    while let Some(line) = reader.read_line(t)? {
        all.push(line.into());
    }
    Ok(stream::of_values(all))
}

const METHODS: &[NativeDef] = &[
    g("read", 1, 2, read),
    f("read", 4, read),
    f("close", 1, |_, a| {
        own(a)?.close();
        void()
    }),
    f("ready", 1, |_, a| bool_(own(a)?.is_ready())),
    f("skip", 2, skip),
    f("markSupported", 1, |_, _| bool_(true)),
    f("mark", 2, |_, a| {
        own(a)?.mark();
        void()
    }),
    f("reset", 1, |_, a| {
        if own(a)?.reset() { void() } else { Err(Error::new(ExceptionKind::IOException, "Stream not marked")) }
    }),
    f("transferTo", 2, |t, a| {
        let (rest, target) = (own(a)?.read_rest(t)?, a[1].clone());
        crate::io::write_to(t, &target, &rest)?;
        Ok(Value::long(Str::from_wtf8(&rest).length() as i64))
    }),
];

const LINES: &[NativeDef] =
    &[f("readLine", 1, |t, a| Ok(own(a)?.read_line(t)?.map_or(Value::NIL, Value::from))), f("lines", 1, lines)];

const PUSHBACK: &[NativeDef] = &[g("unread", 2, 2, unread), g("unread", 4, 4, unread)];

const NUMBERING: &[NativeDef] = &[
    f("getLineNumber", 1, |_, a| Ok(Value::int(own(a)?.line_and_column().0 as i32))),
    f("setLineNumber", 2, |_, a| {
        own(a)?.set_line(int_arg(&a[1])?.max(1) as u32);
        void()
    }),
    f("getColumnNumber", 1, |_, a| Ok(Value::int(own(a)?.line_and_column().1 as i32))),
    f("atLineStart", 1, |_, a| bool_(own(a)?.is_at_line_start())),
    f("readLine", 1, |t, a| Ok(own(a)?.read_line(t)?.map_or(Value::NIL, Value::from))),
];

const STRING_READER: &str = "clojure.lang.LispReader$StringReader";

/// The part of Clojure's reader that reads strings, which libraries call for the escapes.
struct StringReader;

plain_host!(StringReader, STRING_READER);

/// `((LispReader$StringReader.) reader \" …)`: the string whose opening quote has been read.
fn read_string_literal(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let reader = a[1].host::<Reader>().ok_or_else(|| not_a(&a[1], "java.io.PushbackReader"))?;
    let mut literal = String::from('"');
    let mut escaped = false;
    loop {
        let Some(c) = reader.read_char(t)? else { return Err(Error::runtime("EOF while reading string")) };
        literal.push(c);
        match c {
            '"' if !escaped => break,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    let read = compiler::reader::read_string(t, &mut NsContext, &literal, ReaderOptions::default())?;
    Ok(read.unwrap_or_default())
}

/// Of all characters, or of so many at most from an offset on.
fn new_of_chars(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(array) = a[0].get::<Array>() else { return Err(not_a(&a[0], "[C")) };
    let units = array.to_vec();
    let (at, n) = match &a[1..] {
        [at, n] => (int_arg(at)?.max(0) as usize, int_arg(n)?.max(0) as usize),
        _ => (0, units.len()),
    };
    let text = Str::from_units(units.iter().skip(at).take(n).filter_map(Value::as_char));
    Ok(Reader::over("java.io.CharArrayReader", text.bytes()))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class("java.io.Reader") },
    ClassDef {
        constructors: &[ctor(1, 1, |_, a| Ok(Reader::over("java.io.StringReader", str_arg(&a[0])?.bytes())))],
        ..class("java.io.StringReader")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.BufferedReader", t, &mut a[..1]))],
        methods: LINES,
        ..class("java.io.BufferedReader")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.LineNumberReader", t, &mut a[..1]))],
        methods: NUMBERING,
        ..class("java.io.LineNumberReader")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.PushbackReader", t, &mut a[..1]))],
        methods: PUSHBACK,
        ..class("java.io.PushbackReader")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |t, a| new_over("java.io.FilterReader", t, a))],
        ..class("java.io.FilterReader")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("clojure.lang.LineNumberingPushbackReader", t, &mut a[..1]))],
        methods: NUMBERING,
        ..class("clojure.lang.LineNumberingPushbackReader")
    },
    ClassDef {
        constructors: &[ctor(0, 0, |_, _| Ok(HostObject::new_value(StringReader)))],
        methods: &[g("invoke", 3, 5, read_string_literal)],
        ..class(STRING_READER)
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.InputStreamReader", t, a))],
        methods: &[f("getEncoding", 1, |_, _| string("UTF8"))],
        ..class("java.io.InputStreamReader")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.FileReader", t, a))],
        ..class("java.io.FileReader")
    },
    ClassDef {
        constructors: &[ctor(1, 1, new_of_chars), ctor(3, 3, new_of_chars)],
        ..class("java.io.CharArrayReader")
    },
];
