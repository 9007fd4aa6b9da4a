//! Streams of bytes: `InputStream`, `OutputStream` and their subclasses over arrays, files and each other.

use crate::host::hierarchy::class;
use crate::host::io::charset;
use crate::host::io::file::path_arg;
use crate::host::support::*;
use crate::io::{ByteSink, ByteSource, Reader, Writer, io_error};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::{Thread, Value, instance};
use vm::host::host;

/// The bytes of an array, or of a part given by offset and length.
pub fn bytes_of(a: &[Value]) -> Result<Vec<u8>> {
    bytes_arg(a)?.ok_or_else(Error::index_out_of_bounds)
}

// OutputStream

fn sink(a: &[Value]) -> Result<&ByteSink> {
    a[0].host::<ByteSink>().ok_or_else(|| abstract_method(&a[0], "java.io.OutputStream", "void write(int)"))
}

fn write(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[1].as_long().is_some() {
        let byte = int_arg(&a[1])? as u8;
        sink(a)?.write(t, &[byte])?;
        return void();
    }
    let bytes = bytes_of(&a[1..])?;
    if is_user_object(&a[0]) {
        // A user type must have `write(int)`, on which the others rest.
        for byte in bytes {
            let mut args = [Value::int(i32::from(byte))];
            match instance::call(t, &a[0], "write", &mut args) {
                Some(result) => drop(result?),
                None => return Err(abstract_method(&a[0], "java.io.OutputStream", "void write(int)")),
            }
        }
        return void();
    }
    sink(a)?.write(t, &bytes)?;
    void()
}

fn written(a: &[Value]) -> Result<Vec<u8>> {
    Ok(sink(a)?.bytes().unwrap_or_default())
}

fn new_file_output(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = path_arg(t, &a[0])?;
    ByteSink::file(t, &path, a.get(1).is_some_and(Value::is_truthy))
}

/// A stream over another.
pub fn new_output_over(class: &'static str, a: &[Value]) -> Result<Value> {
    if a[0].is_nil() {
        return Err(Error::null_pointer());
    }
    if a[0].host::<ByteSink>().is_none() && a[0].host::<Writer>().is_none() && !is_user_object(&a[0]) {
        return Err(no_constructor(class));
    }
    Ok(ByteSink::over(class, &a[0]))
}

const OUTPUT: &[NativeDef] = &[
    f("write", 2, write),
    f("write", 4, write),
    f("flush", 1, |t, a| {
        if let Some(sink) = a[0].host::<ByteSink>() {
            sink.flush(t)?;
        }
        void()
    }),
    f("close", 1, |t, a| {
        if let Some(sink) = a[0].host::<ByteSink>() {
            sink.close(t)?;
        }
        void()
    }),
];

const MEMORY: &[NativeDef] = &[
    f("toByteArray", 1, |_, a| Ok(Array::of_bytes(&written(a)?))),
    g("toString", 1, 2, |_, a| {
        let charset = charset::arg(a.get(1))?;
        Ok(charset.decode(&written(a)?).into())
    }),
    f("size", 1, |_, a| int(written(a)?.len())),
    f("reset", 1, |_, a| {
        sink(a)?.clear();
        void()
    }),
    f("writeTo", 2, |t, a| {
        let (bytes, target) = (written(a)?, a[1].clone());
        match target.host::<ByteSink>() {
            Some(target) => target.write(t, &bytes)?,
            None => return Err(not_a(&target, "java.io.OutputStream")),
        }
        void()
    }),
    f("writeBytes", 2, write),
];

// InputStream

fn source(a: &[Value]) -> Result<&ByteSource> {
    a[0].host::<ByteSource>().ok_or_else(|| abstract_method(&a[0], "java.io.InputStream", "int read()"))
}

fn read(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(reader) = a[0].host::<Reader>() {
        // Standard input is a reader.
        return Ok(Value::int(reader.read_unit(t)?.map_or(-1, i32::from)));
    }
    let source = source(a)?;
    source.fill(t, 1)?;
    let Some(buffer) = a.get(1) else {
        return Ok(Value::int(source.read(1).first().map_or(-1, |b| i32::from(*b))));
    };
    let Some(array) = buffer.get::<Array>() else { return Err(not_a(buffer, "[B")) };
    let (at, n) = match (a.get(2), a.get(3)) {
        (Some(at), Some(n)) => (int_arg(at)?, int_arg(n)?),
        _ => (0, array.len() as i32),
    };
    if at < 0 || n < 0 || at as usize + n as usize > array.len() {
        return Err(Error::index_out_of_bounds());
    }
    let bytes = source.read(n as usize);
    array.set_bytes(at as usize, &bytes);
    Ok(Value::int(if bytes.is_empty() && n > 0 { -1 } else { bytes.len() as i32 }))
}

/// How much is asked for at a time.
const PART: usize = 8192;

/// Asks a stream or reader of a user type for what fits in a buffer. `None` at its end, and for a type whose `read` takes no
/// buffer.
pub fn read_part(t: &mut Thread, source: &Value, buffer: &Value, len: usize) -> Result<Option<usize>> {
    t.tick()?;
    let mut args = [buffer.clone(), Value::int(0), Value::int(len as i32)];
    match instance::call(t, source, "read", &mut args) {
        None => Ok(None),
        Some(Err(e)) if e.0.kind() == Some(ExceptionKind::ArityException) => Ok(None),
        Some(n) => Ok(usize::try_from(int_arg(&n?)?).ok()),
    }
}

/// Everything that is left in a stream of any kind.
pub fn drain(t: &mut Thread, stream: &Value) -> Result<Vec<u8>> {
    if let Some(source) = stream.host::<ByteSource>() {
        source.fill(t, usize::MAX)?;
        return Ok(source.read(usize::MAX));
    }
    let mut bytes = Vec::new();
    let buffer = Array::of_bytes(&[0; PART]);
    while let Some(n) = read_part(t, stream, &buffer, PART)? {
        t.reserve(bytes.len() + n)?;
        bytes.extend(buffer.get::<Array>().and_then(Array::bytes).iter().flat_map(|all| &all[..n.min(PART)]));
    }
    if !bytes.is_empty() {
        return Ok(bytes);
    }
    // One at a time, for a type that has nothing else; a stream that has ended says so once more.
    loop {
        t.tick()?;
        let Some(read) = instance::call(t, stream, "read", &mut []) else {
            return Err(not_a(stream, "java.io.InputStream"));
        };
        match u8::try_from(int_arg(&read?)?) {
            Ok(byte) => bytes.push(byte),
            Err(_) => return Ok(bytes),
        }
    }
}

fn new_file_input(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = path_arg(t, &a[0])?;
    let host = host(&t.runtime);
    let bytes = t.blocking(|| host.read_file(&path)).map_err(|e| io_error(&e, &path))?;
    Ok(ByteSource::over("java.io.FileInputStream", bytes))
}

/// A stream over another, with the bytes in common.
pub fn new_input_over(class: &'static str, t: &mut Thread, a: &[Value]) -> Result<Value> {
    if a[0].is_nil() {
        return Err(Error::null_pointer());
    }
    match a[0].host::<ByteSource>() {
        Some(inner) => Ok(ByteSource::wrap(class, inner)),
        None if is_user_object(&a[0]) => Ok(ByteSource::over(class, drain(t, &a[0])?)),
        None => Err(no_constructor(class)),
    }
}

const INPUT: &[NativeDef] = &[
    g("read", 1, 2, read),
    f("read", 4, read),
    f("readAllBytes", 1, |t, a| Ok(Array::of_bytes(&drain(t, &a[0])?))),
    f("readNBytes", 2, |t, a| {
        let n = int_arg(&a[1])?.max(0) as usize;
        source(a)?.fill(t, n)?;
        Ok(Array::of_bytes(&source(a)?.read(n)))
    }),
    f("available", 1, |_, a| int(source(a)?.available())),
    f("skip", 2, |t, a| {
        let n = long_arg(&a[1])?.max(0) as usize;
        source(a)?.fill(t, n)?;
        Ok(Value::long(source(a)?.read(n).len() as i64))
    }),
    f("close", 1, |_, _| void()),
    f("markSupported", 1, |_, _| bool_(true)),
    f("mark", 2, |_, a| {
        source(a)?.mark();
        void()
    }),
    f("reset", 1, |_, a| {
        source(a)?.reset();
        void()
    }),
    f("transferTo", 2, |t, a| {
        let (bytes, target) = (drain(t, &a[0])?, a[1].clone());
        match target.host::<ByteSink>() {
            Some(target) => target.write(t, &bytes)?,
            None => return Err(not_a(&target, "java.io.OutputStream")),
        }
        Ok(Value::long(bytes.len() as i64))
    }),
];

macro_rules! output_class {
    ($class:literal) => {
        ClassDef { constructors: &[ctor(1, 2, |_, a| new_output_over($class, a))], ..class($class) }
    };
}

macro_rules! input_class {
    ($class:literal, $methods:expr) => {
        ClassDef {
            constructors: &[ctor(1, 2, |t, a| new_input_over($class, t, a))],
            methods: $methods,
            ..class($class)
        }
    };
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: OUTPUT, ..class("java.io.OutputStream") },
    ClassDef {
        constructors: &[ctor(0, 1, |_, _| Ok(ByteSink::memory()))],
        methods: MEMORY,
        ..class("java.io.ByteArrayOutputStream")
    },
    ClassDef { constructors: &[ctor(1, 2, new_file_output)], ..class("java.io.FileOutputStream") },
    output_class!("java.io.BufferedOutputStream"),
    output_class!("java.io.FilterOutputStream"),
    ClassDef { methods: INPUT, ..class("java.io.InputStream") },
    ClassDef {
        constructors: &[
            ctor(1, 1, |_, a| Ok(ByteSource::over("java.io.ByteArrayInputStream", bytes_of(a)?))),
            ctor(3, 3, |_, a| Ok(ByteSource::over("java.io.ByteArrayInputStream", bytes_of(a)?))),
        ],
        ..class("java.io.ByteArrayInputStream")
    },
    ClassDef { constructors: &[ctor(1, 1, new_file_input)], ..class("java.io.FileInputStream") },
    input_class!("java.io.BufferedInputStream", &[]),
    input_class!("java.io.FilterInputStream", &[]),
    input_class!(
        "java.io.PushbackInputStream",
        &[f("unread", 2, |_, a| {
            let bytes = if a[1].as_long().is_some() { vec![int_arg(&a[1])? as u8] } else { bytes_of(&a[1..])? };
            source(a)?.unread(&bytes);
            void()
        })]
    ),
];
