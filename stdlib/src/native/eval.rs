//! Natives that reach the reader and the compiler: `eval`, `read`, `load`, `macroexpand-1`.

use super::args::{str_arg, text_arg};
use super::syntax::check_macro;
use crate::core_vars::{CoreVars, current_ns};
use crate::driver::{self, Source};
use crate::io::Reader;
use crate::load;
use crate::reading::NsContext;
use bytecode::source::NO_SOURCE_FILE;
use compiler::analyzer::{Context, macroexpand1};
use compiler::reader::{EndOfFile, Positions, ReadEval, ReaderOptions};
use runtime::coll::vector;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::keyword::Keyword;
use runtime::string::Str;
use runtime::sync::lock;
use runtime::{Thread, Value};
use std::cell::Cell;

fn eval(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    driver::eval(t, args[0].take())
}

fn macroexpand_1(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let positions = Positions::new();
    let ids = Cell::new(1);
    let file = CoreVars::of(t).file.get(t);
    let cx = Context {
        ns: current_ns(t),
        source: file.as_ref::<Str>().map(|path| path.to_string_lossy().into()),
        positions: &positions,
        at: driver::place(t),
        ids: &ids,
        check_macro: Some(check_macro),
    };
    macroexpand1(t, &cx, &args[0])
}

fn options(t: &mut Thread, opts: &Value) -> Result<(ReaderOptions, EndOfFile)> {
    let allowed = CoreVars::of(t).read_eval.get(t);
    let (mut options, eof) = ReaderOptions::default().with_map(t, opts)?;
    // Any value but true, false and nil says that it is not known whether what is read may be trusted.
    if allowed.is::<Keyword>() {
        options.read_eval = ReadEval::Unknown;
    }
    Ok((options, eof))
}

fn read_string(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (options, eof) = options(t, &args[1])?;
    let text = str_arg(&args[0])?.to_string_lossy();
    match compiler::reader::read_string(t, &mut NsContext, &text, options)? {
        Some(form) => Ok(form),
        None => end_of_file(eof),
    }
}

fn end_of_file(eof: EndOfFile) -> Result<Value> {
    match eof {
        EndOfFile::Return(value) => Ok(value),
        EndOfFile::Throw => Err(Error::runtime("EOF while reading")),
    }
}

/// One form of a reader and the text it was read from; only as much is fetched as the form needs.
fn read_form(t: &mut Thread, reader: &Reader, opts: &Value) -> Result<(Value, String)> {
    let (mut options, eof) = options(t, opts)?;
    if let Some(start) = reader.position() {
        options.start = start;
        options.line_numbers = true;
    }
    let read = compiler::reader::read_form(t, &mut NsContext, &options, &mut |t| reader.read_char(t))?;
    if let Some(c) = read.put_back {
        reader.unpeek(c);
    }
    match read.form {
        Ok(Some(form)) => Ok((form, read.text)),
        Ok(None) => Ok((end_of_file(eof)?, read.text)),
        Err(diagnostic) => Err(diagnostic.to_root_error()),
    }
}

fn reader_arg(value: &Value) -> Result<&Reader> {
    value.host::<Reader>().ok_or_else(|| Error::cannot_cast(value, "java.io.PushbackReader"))
}

fn read(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let stream = args[0].clone();
    read_form(t, reader_arg(&stream)?, &args[1]).map(|(form, _)| form)
}

fn read_and_string(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let stream = args[0].clone();
    let (form, text) = read_form(t, reader_arg(&stream)?, &args[1])?;
    Ok(vector::from_vec(vec![form, Str::new(text.trim()).into()]).into())
}

fn load_string(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = str_arg(&args[0])?.to_string_lossy();
    let source = Source { permanent: false, ..Source::file(&text, NO_SOURCE_FILE) };
    load::unrecorded(t, |t| driver::load_text(t, &source))
}

fn load_file(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let path = crate::host::io::file::path_arg(t, &args[0])?;
    load::load_file(t, &path)
}

fn load_resource(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = text_arg(&args[0])?.into_owned();
    load::load_resource(t, &name)
}

/// Calls a function that loads a lib, once if it is the standard library's.
fn load_once(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let lib = text_arg(&args[0])?.into_owned();
    let load = args[1].clone();
    load::load_once(t, &lib, |t| t.invoke(&load, &mut []).map(drop))?;
    Ok(Value::NIL)
}

/// Loads a part of `clojure.core`.
fn load_part(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = format!("clojure/core/{}", text_arg(&args[0])?);
    load::load_resource(t, &name)
}

/// Adds a directory, a path or a `file:` URL, to the end of the class path; false if it is there already.
fn add_class_path(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let url = text_arg(&args[0])?;
    let path = url.strip_prefix("file:").unwrap_or(&url);
    let path = match path.strip_prefix("//") {
        Some(rest) => format!("/{}", rest.trim_start_matches('/')),
        None => path.to_owned(),
    };
    let class_path = t.runtime.extension::<load::ClassPath>();
    let mut directories = lock(&class_path.0);
    if directories.contains(&path) {
        return Ok(Value::FALSE);
    }
    directories.push(path);
    Ok(Value::TRUE)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("eval", 1, 1, eval),
    NativeDef::new("macroexpand-1", 1, 1, macroexpand_1),
    NativeDef::new("read-string", 2, 2, read_string),
    NativeDef::new("read", 2, 2, read),
    NativeDef::new("read-and-string", 2, 2, read_and_string),
    NativeDef::new("load-string", 1, 1, load_string),
    NativeDef::new("load-file", 1, 1, load_file),
    NativeDef::new("load-resource", 1, 1, load_resource),
    NativeDef::new("load-once", 2, 2, load_once),
    NativeDef::new("load-part", 1, 1, load_part),
    NativeDef::new("add-class-path", 1, 1, add_class_path),
];
