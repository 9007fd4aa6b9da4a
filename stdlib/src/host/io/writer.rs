//! `Writer` and its subclasses: `StringWriter`, `PrintWriter`, `BufferedWriter`, `OutputStreamWriter`, `FileWriter`; and
//! `PrintStream`, which is a writer here.
//!
//! Nothing is buffered but what goes to files, so that `flush` changes nothing that a program can see.

use crate::host::clojure::rt::invoke_method;
use crate::host::hierarchy::class;
use crate::host::io::charset::{self, Charset};
use crate::host::io::file::path_arg;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use crate::io::{ByteSink, TextDrain, Writer, write_to};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::string::{Str, push_unit};
use runtime::sync::{Arc, AtomicBool, Ordering};
use runtime::{Kind, Ref, Thread, Value, print};

/// The text that `write` gets: a string, a character code, or an array of characters, perhaps only a part of it.
fn text_of(t: &mut Thread, a: &[Value]) -> Result<Ref<Str>> {
    let whole = match (a[0].as_long(), a[0].get::<Array>()) {
        (Some(code), _) => {
            let mut bytes = Vec::new();
            push_unit(&mut bytes, code as u16);
            return Ok(Str::from_wtf8(&bytes));
        }
        (_, Some(array)) if array.class_name_str() == "[C" => {
            Str::from_units(array.to_vec().iter().filter_map(Value::as_char))
        }
        _ if a[0].as_char().is_some() => Str::from_units(a[0].as_char()),
        _ if a[0].is_nil() => return Err(Error::null_pointer()),
        _ => chars_arg(t, &a[0])?,
    };
    let (Some(offset), Some(length)) = (a.get(1), a.get(2)) else { return Ok(whole) };
    let (offset, length) = (int_arg(offset)?, int_arg(length)?);
    match (usize::try_from(offset), usize::try_from(length)) {
        (Ok(at), Ok(n)) if at + n <= whole.length() => Ok(whole.substring(at, at + n)),
        _ => Err(Error::index_out_of_bounds()),
    }
}

/// Only objects that are no writers of ours have no methods of their own.
fn own(a: &[Value]) -> Result<&Writer> {
    a[0].host::<Writer>().ok_or_else(|| abstract_method(&a[0], "java.io.Writer", "void write(char[], int, int)"))
}

fn write(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    if a[1].get::<Array>().is_some_and(|array| array.class_name_str() == "[B") {
        let bytes = super::stream::bytes_of(&a[1..])?;
        own(a)?.write(t, &bytes)?;
        return void();
    }
    let text = text_of(t, &a[1..])?;
    if target.kind() == Some(Kind::Instance) && a.len() == 2 {
        // A user type must have `write(char[], int, int)`, on which the others rest.
        let units: Vec<u16> = text.units_iter().collect();
        let mut args = [Array::of_chars(units.iter().copied()), Value::int(0), Value::int(units.len() as i32)];
        return match runtime::instance::call(t, &target, "write", &mut args) {
            Some(result) => result,
            None => Err(abstract_method(&target, "java.io.Writer", "void write(char[], int, int)")),
        };
    }
    own(a)?.write(t, text.bytes())?;
    void()
}

/// Writes the text of any value; nil is `null`.
fn print_value(t: &mut Thread, target: &Value, v: Option<&Value>, newline: bool) -> Result<Value> {
    let mut bytes = match v {
        None => Vec::new(),
        Some(v) if v.is_nil() => b"null".to_vec(),
        Some(v) if v.get::<Array>().is_some_and(|array| array.class_name_str() == "[C") => {
            text_of(t, std::slice::from_ref(v))?.bytes().to_vec()
        }
        Some(v) => print::to_java_string(t, v)?.bytes().to_vec(),
    };
    if newline {
        bytes.push(b'\n');
    }
    write_to(t, target, &bytes)?;
    void()
}

fn append(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    match a.len() {
        2 => print_value(t, &target, Some(&a[1]), false)?,
        _ => {
            let text = chars_arg(t, &a[1])?;
            let (from, to) = (int_arg(&a[2])?.max(0) as usize, int_arg(&a[3])?.max(0) as usize);
            if from > to || to > text.length() {
                return Err(Error::index_out_of_bounds());
            }
            write_to(t, &target, text.substring(from, to).bytes())?;
            Value::NIL
        }
    };
    Ok(target)
}

fn format(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    // The locale, if there is one, makes no difference.
    let rest = if a.len() == 4 { &a[2..] } else { &a[1..] };
    let mut args = vec![rest[0].clone()];
    args.extend(runtime::seq::to_vec(t, &rest[1])?);
    let text = core_call(t, "format", &mut args)?;
    write_to(t, &target, str_arg(&text)?.bytes())?;
    Ok(target)
}

/// Encodes text on its way to a stream of bytes.
struct Encoder {
    target: Shared,
    charset: Charset,
    begun: AtomicBool,
}

impl TextDrain for Encoder {
    fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        // The mark of byte order stands at the beginning alone.
        let charset = match self.begun.swap(true, Ordering::Relaxed) {
            true if self.charset == Charset::Utf16 => Charset::Utf16Be,
            _ => self.charset,
        };
        let bytes = Array::of_bytes(&charset.encode(&Str::from_wtf8(text)));
        invoke_method(t, &self.target.get().clone(), "write", vec![bytes]).map(drop)
    }
    fn flush(&self, t: &mut Thread) -> Result<()> {
        invoke_method(t, &self.target.get().clone(), "flush", Vec::new()).map(drop)
    }
    fn close(&self, t: &mut Thread) -> Result<()> {
        invoke_method(t, &self.target.get().clone(), "close", Vec::new()).map(drop)
    }
}

/// A writer over a writer, a stream of bytes, a file, or the file that a string names.
fn new_over(class: &'static str, t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = &a[0];
    if target.is_nil() {
        return Err(Error::null_pointer());
    }
    if let Some(charset) = a.get(1).filter(|v| v.as_bool().is_none()).map(|v| charset::arg(Some(v))).transpose()?
        && class == "java.io.OutputStreamWriter"
        && !charset.is_utf8()
    {
        let target = Shared::new(target.clone());
        return Ok(Writer::drain(class, Arc::new(Encoder { target, charset, begun: AtomicBool::new(false) })));
    }
    if target.host::<Writer>().is_some() || target.host::<ByteSink>().is_some() || is_user_object(target) {
        return Ok(Writer::over(class, target));
    }
    if class == "java.io.OutputStreamWriter" || class == "java.io.BufferedWriter" {
        return Err(no_constructor(class));
    }
    let path = path_arg(t, target)?;
    let append = a.get(1).is_some_and(|v| v.as_bool() == Some(true));
    let stream = ByteSink::file(t, &path, append)?;
    Ok(Writer::over(class, &stream))
}

fn buffer(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    // The writer itself serves as its buffer: it has length, setLength and toString.
    own(a)?;
    Ok(a[0].take())
}

fn text(a: &[Value]) -> Result<Option<Ref<Str>>> {
    Ok(own(a)?.text())
}

const METHODS: &[NativeDef] = &[
    f("write", 2, write),
    f("write", 4, write),
    f("append", 2, append),
    f("append", 4, append),
    f("flush", 1, |t, a| {
        own(a)?.flush(t)?;
        void()
    }),
    f("close", 1, |t, a| {
        own(a)?.close(t)?;
        void()
    }),
];

const PRINTING: &[NativeDef] = &[
    f("print", 2, |t, a| print_value(t, &a[0].clone(), Some(&a[1]), false)),
    f("println", 1, |t, a| print_value(t, &a[0].clone(), None, true)),
    f("println", 2, |t, a| print_value(t, &a[0].clone(), Some(&a[1]), true)),
    g("printf", 3, 4, format),
    g("format", 3, 4, format),
    f("checkError", 1, |_, _| bool_(false)),
    // `PrintStream` is no `Writer`, but has these, too.
    f("write", 2, write),
    f("write", 4, write),
    f("append", 2, append),
    f("append", 4, append),
    f("flush", 1, |t, a| {
        own(a)?.flush(t)?;
        void()
    }),
    f("close", 1, |t, a| {
        own(a)?.close(t)?;
        void()
    }),
];

fn new_print_stream(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    new_over("java.io.PrintStream", t, a)
}

/// `StringBuffer`'s methods of the buffer of a `StringWriter`.
const STRING_WRITER: &[NativeDef] = &[
    f("toString", 1, |t, a| match text(a)? {
        Some(text) => Ok(text.into()),
        None => print::to_java_string(t, &a[0]).map(Value::from),
    }),
    f("getBuffer", 1, buffer),
    f("length", 1, |_, a| int(text(a)?.map_or(0, |s| s.length()))),
    f("setLength", 2, |t, a| {
        let n = int_arg(&a[1])?.max(0) as usize;
        let writer = own(a)?;
        if let Some(text) = writer.text() {
            writer.clear();
            writer.write(t, text.substring(0, n.min(text.length())).bytes())?;
        }
        void()
    }),
    f("charAt", 2, |_, a| {
        let i = int_arg(&a[1])?;
        let found = text(a)?.and_then(|s| s.unit_at(usize::try_from(i).ok()?));
        found.map(Value::char).ok_or_else(|| string_index(format!("index {i}")))
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class("java.io.Writer") },
    ClassDef {
        constructors: &[ctor(0, 1, |_, _| Ok(Writer::string()))],
        methods: STRING_WRITER,
        ..class("java.io.StringWriter")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.PrintWriter", t, a))],
        methods: PRINTING,
        ..class("java.io.PrintWriter")
    },
    ClassDef { constructors: &[ctor(1, 3, new_print_stream)], methods: PRINTING, ..class("java.io.PrintStream") },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.BufferedWriter", t, a))],
        methods: &[f("newLine", 1, |t, a| print_value(t, &a[0].clone(), None, true))],
        ..class("java.io.BufferedWriter")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |t, a| new_over("java.io.FilterWriter", t, a))],
        ..class("java.io.FilterWriter")
    },
    ClassDef {
        constructors: &[ctor(1, 2, |t, a| new_over("java.io.OutputStreamWriter", t, a))],
        methods: &[f("getEncoding", 1, |_, _| string("UTF8"))],
        ..class("java.io.OutputStreamWriter")
    },
    ClassDef {
        constructors: &[ctor(1, 3, |t, a| new_over("java.io.FileWriter", t, a))],
        ..class("java.io.FileWriter")
    },
];
