//! Natives of `clojure.edn`: the reader is `compiler::reader::edn`.

use crate::io::Reader;
use crate::native::args::text_arg;
use compiler::reader::edn::{self, EdnContext};
use compiler::reader::{EndOfFile, ReaderOptions, read_form};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::{Thread, Value};

fn edn_read_string(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = text_arg(&args[1])?;
    edn::read_string(t, &args[0], &text)
}

/// Java's `PushbackReader`s; others cannot take back a character that was read too far.
fn pushback_reader(value: &Value) -> Result<&Reader> {
    let class = runtime::class::class_name(value);
    let pushback = matches!(&*class, "java.io.PushbackReader" | "clojure.lang.LineNumberingPushbackReader");
    let reader = value.host::<Reader>().filter(|_| pushback);
    reader.ok_or_else(|| Error::cannot_cast(value, "java.io.PushbackReader"))
}

fn edn_read(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let stream = args[1].clone();
    let reader = pushback_reader(&stream)?;
    let mut context = EdnContext::new(t, &args[0])?;
    let eof = EndOfFile::of(t, &args[0])?;
    let read = read_form(t, &mut context, &ReaderOptions::edn(), &mut |t| reader.read_char(t))?;
    if let Some(c) = read.put_back {
        reader.unread(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    match (read.form, eof) {
        (Ok(Some(form)), _) => Ok(form),
        (Ok(None), EndOfFile::Return(value)) => Ok(value),
        (Ok(None), EndOfFile::Throw) => Err(Error::runtime("EOF while reading")),
        (Err(diagnostic), _) => Err(diagnostic.to_root_error()),
    }
}

pub const NATIVES: &[NativeDef] =
    &[NativeDef::new("edn-read-string", 2, 2, edn_read_string), NativeDef::new("edn-read", 2, 2, edn_read)];
