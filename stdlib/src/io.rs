//! Writers and readers: the objects behind `*out*`, `*err*`, `*in*`, string writers and open files.
//!
//! Text goes through the runtime's [`vm::host::Host`]; nothing here opens a file by itself.
//! `java.io.Writer`, `java.io.Reader` and their common subclasses.

use compiler::diagnostic::Position;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::limits::Growing;
use runtime::object::{Ref, Shared};
use runtime::string::{Str, push_unit};
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use vm::host::{Child, Outside, Refusal, Stream, host};

/// A text sink.
pub struct Writer {
    class: &'static str,
    sink: Mutex<Sink>,
    memory: Growing,
}

enum Sink {
    Stream(Stream),
    /// Another writer, a stream of bytes, or an object of a user type that extends one of them.
    Over(Shared),
    /// WTF-8.
    Text(Vec<u8>),
    /// Written when flushed or closed.
    File {
        path: String,
        pending: Vec<u8>,
        append: bool,
    },
    /// A place that the writer knows nothing of.
    Drain(Arc<dyn TextDrain>),
    Closed,
}

/// A place for text that is no stream of the process, file or memory: a connection, a client's screen.
pub trait TextDrain: Send + Sync {
    /// Takes WTF-8 text.
    fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()>;
    fn flush(&self, t: &mut Thread) -> Result<()>;
    fn close(&self, t: &mut Thread) -> Result<()> {
        self.flush(t)
    }
}

/// Where text comes from that is no stream of the process and not in memory.
pub trait TextFeed: Send + Sync {
    /// Waits for text in UTF-8 and gives at most `limit` bytes of it, none at its end.
    fn read(&self, t: &mut Thread, limit: usize) -> Result<Vec<u8>>;
    /// Nothing more will be read.
    fn close(&self) {}
}

impl HostType for Writer {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// How much text a file writer gathers before it goes out.
const FILE_BUFFER: usize = 1 << 16;

impl Writer {
    /// A writer to a standard stream.
    pub fn stream(stream: Stream) -> Value {
        let class = match stream {
            Stream::Out => "java.io.OutputStreamWriter",
            Stream::Err => "java.io.PrintWriter",
        };
        Writer::stream_as(class, stream)
    }

    /// The same under another class: `System.out` is a `PrintStream`.
    pub fn stream_as(class: &'static str, stream: Stream) -> Value {
        HostObject::new_value(Writer { class, sink: Mutex::new(Sink::Stream(stream)), memory: Growing::default() })
    }

    /// A writer that hands everything on to another writer or a stream of bytes.
    pub fn over(class: &'static str, target: &Value) -> Value {
        HostObject::new_value(Writer {
            class,
            sink: Mutex::new(Sink::Over(Shared::new(target.clone()))),
            memory: Growing::default(),
        })
    }

    /// A writer to a place that the caller keeps.
    pub fn drain(class: &'static str, drain: Arc<dyn TextDrain>) -> Value {
        HostObject::new_value(Writer { class, sink: Mutex::new(Sink::Drain(drain)), memory: Growing::default() })
    }

    /// A `StringWriter`.
    pub fn string() -> Value {
        Writer::text_as("java.io.StringWriter")
    }

    /// A writer of a class that keeps its text.
    pub fn text_as(class: &'static str) -> Value {
        HostObject::new_value(Writer { class, sink: Mutex::new(Sink::Text(Vec::new())), memory: Growing::default() })
    }

    /// A writer to a file, which is created or truncated at once unless appended to.
    pub fn file(t: &mut Thread, path: &str, append: bool) -> Result<Value> {
        host(&t.runtime).write_file(path, &[], append).map_err(|e| io_error(&e, path))?;
        let sink = Sink::File { path: path.to_owned(), pending: Vec::new(), append: true };
        Ok(HostObject::new_value(Writer {
            class: "java.io.BufferedWriter",
            sink: Mutex::new(sink),
            memory: Growing::default(),
        }))
    }

    /// Writes WTF-8 text.
    pub fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        if let Some(target) = self.target() {
            return t.descend(|t| write_to(t, &target, text));
        }
        if let Some(drain) = self.drained() {
            return drain.write(t, text);
        }
        let mut sink = lock(&self.sink);
        match &mut *sink {
            Sink::Stream(stream) => {
                let bytes = utf8(text);
                host(&t.runtime).write(*stream, &bytes).map_err(|e| io_error(&e, "standard output"))
            }
            Sink::Text(bytes) => {
                self.memory.reach(t, bytes.len() + text.len())?;
                append_wtf8(bytes, text);
                Ok(())
            }
            Sink::File { pending, path, append } => {
                pending.extend_from_slice(&utf8(text));
                if pending.len() >= FILE_BUFFER {
                    let bytes = std::mem::take(pending);
                    host(&t.runtime).write_file(path, &bytes, *append).map_err(|e| io_error(&e, path))?;
                }
                Ok(())
            }
            Sink::Over(_) | Sink::Drain(_) => Ok(()),
            Sink::Closed => Err(Error::new(ExceptionKind::IOException, "Stream closed")),
        }
    }

    /// What a writer over another writes to.
    fn target(&self) -> Option<Value> {
        match &*lock(&self.sink) {
            Sink::Over(target) => Some(target.get().clone()),
            _ => None,
        }
    }

    /// The place outside that a writer writes to.
    fn drained(&self) -> Option<Arc<dyn TextDrain>> {
        match &*lock(&self.sink) {
            Sink::Drain(drain) => Some(drain.clone()),
            _ => None,
        }
    }

    pub fn flush(&self, t: &mut Thread) -> Result<()> {
        if let Some(target) = self.target() {
            return t.descend(|t| call_on(t, &target, "flush"));
        }
        if let Some(drain) = self.drained() {
            return drain.flush(t);
        }
        let mut sink = lock(&self.sink);
        match &mut *sink {
            Sink::Stream(stream) => host(&t.runtime).flush(*stream).map_err(|e| io_error(&e, "standard output")),
            Sink::File { path, pending, append } => {
                let bytes = std::mem::take(pending);
                host(&t.runtime).write_file(path, &bytes, *append).map_err(|e| io_error(&e, path))
            }
            Sink::Text(_) | Sink::Closed | Sink::Over(_) | Sink::Drain(_) => Ok(()),
        }
    }

    /// Flushes, and refuses further writes to files.
    pub fn close(&self, t: &mut Thread) -> Result<()> {
        self.flush(t)?;
        if let Some(target) = self.target() {
            *lock(&self.sink) = Sink::Closed;
            return t.descend(|t| call_on(t, &target, "close"));
        }
        if let Some(drain) = self.drained() {
            return drain.close(t);
        }
        let mut sink = lock(&self.sink);
        if matches!(*sink, Sink::File { .. }) {
            *sink = Sink::Closed;
        }
        Ok(())
    }

    /// What was written to a string writer so far.
    pub fn text(&self) -> Option<Ref<Str>> {
        match &*lock(&self.sink) {
            Sink::Text(bytes) => Some(Str::from_wtf8(bytes)),
            _ => None,
        }
    }

    /// Cuts what was written to a string writer: `StringBuffer.setLength(0)`.
    pub fn clear(&self) {
        if let Sink::Text(bytes) = &mut *lock(&self.sink) {
            bytes.clear();
        }
    }
}

/// Writes text to a writer or a stream of bytes of any kind.
pub fn write_to(t: &mut Thread, target: &Value, text: &[u8]) -> Result<()> {
    if let Some(writer) = target.host::<Writer>() {
        return writer.write(t, text);
    }
    if let Some(stream) = target.host::<ByteSink>() {
        return stream.write(t, &utf8(text));
    }
    let classes = &t.runtime.classes;
    if classes.is_instance(&classes.intern("java.io.OutputStream"), target) {
        return write_bytes_to(t, target, &utf8(text));
    }
    let mut args = [Value::from(Str::from_wtf8(text))];
    match runtime::instance::call(t, target, "write", &mut args) {
        Some(result) => result.map(drop),
        None => Err(Error::cannot_cast(target, "java.io.Writer")),
    }
}

/// Calls a method without arguments on a writer, reader or stream of any kind.
fn call_on(t: &mut Thread, target: &Value, name: &str) -> Result<()> {
    runtime::instance::call(t, target, name, &mut []).map_or(Ok(()), |result| result.map(drop))
}

/// Appends WTF-8 to WTF-8; a surrogate pair that meets at the seam becomes one character.
fn append_wtf8(to: &mut Vec<u8>, text: &[u8]) {
    let seam = text.len() >= 3 && text[0] == 0xED && text[1] >= 0xB0;
    if seam {
        let unit = 0xD000 | (text[1] as u16 & 0x3F) << 6 | (text[2] as u16 & 0x3F);
        push_unit(to, unit);
        to.extend_from_slice(&text[3..]);
    } else {
        to.extend_from_slice(text);
    }
}

/// Lone surrogates become `?`, as Java's encoders write them.
fn utf8(text: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match std::str::from_utf8(text) {
        Ok(_) => text.into(),
        Err(_) => Str::from_wtf8(text).to_string_lossy().into_bytes().into(),
    }
}

/// Asks whether the program may do something outside; if not, that is a `SecurityException`.
pub fn check(t: &Thread, what: Outside<'_>) -> Result<()> {
    host(&t.runtime).check(what).map_err(|e| io_error(&e, ""))
}

/// The exception for a failed operation on a path.
pub fn io_error(error: &std::io::Error, path: &str) -> Error {
    use std::io::ErrorKind;
    if let Some(refusal) = Refusal::of(error) {
        return Error::new(ExceptionKind::SecurityException, refusal.to_string());
    }
    match error.kind() {
        ErrorKind::NotFound => {
            Error::new(ExceptionKind::FileNotFoundException, format!("{path} (No such file or directory)"))
        }
        ErrorKind::PermissionDenied => {
            Error::new(ExceptionKind::FileNotFoundException, format!("{path} (Permission denied)"))
        }
        ErrorKind::IsADirectory => Error::new(ExceptionKind::FileNotFoundException, format!("{path} (Is a directory)")),
        // What a name cannot be, the file cannot be found by.
        ErrorKind::InvalidFilename | ErrorKind::NotADirectory if !path.is_empty() => {
            let text = error.to_string();
            let reason = text.split(" (os error").next().unwrap_or(&text);
            Error::new(ExceptionKind::FileNotFoundException, format!("{path} ({reason})"))
        }
        _ => Error::new(ExceptionKind::IOException, error.to_string()),
    }
}

/// A text source.
pub struct Reader {
    class: &'static str,
    /// Shared with the readers that wrap this one.
    source: Arc<Mutex<Source>>,
}

struct Source {
    /// WTF-8 text that was fetched; `at` is how far it was read.
    text: Vec<u8>,
    at: usize,
    /// Where more comes from.
    more: More,
    /// Of what is unread; columns from 1.
    line: u32,
    column: u32,
    /// The reader of forms has looked at the line's end behind its last form.
    peeked: bool,
    /// The text begins where `mark` was called.
    marked: bool,
    /// Is what is unread at the start of a line, and was it before the last character was read?
    lines: [bool; 2],
}

enum More {
    Stdin,
    /// A stream of bytes in UTF-8.
    Bytes(Shared),
    /// A place that the reader knows nothing of.
    Feed(Arc<dyn TextFeed>),
    Nothing,
    Closed,
}

impl HostType for Reader {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl Reader {
    /// A reader over text, answering to a Java class.
    pub fn over(class: &'static str, text: &[u8]) -> Value {
        let source = Source {
            text: text.to_vec(),
            at: 0,
            more: More::Nothing,
            line: 1,
            column: 1,
            peeked: false,
            marked: false,
            lines: [true; 2],
        };
        HostObject::new_value(Reader { class, source: Arc::new(Mutex::new(source)) })
    }

    /// A reader of standard input.
    pub fn stdin() -> Value {
        let source = Source {
            text: Vec::new(),
            at: 0,
            more: More::Stdin,
            line: 1,
            column: 1,
            peeked: false,
            marked: false,
            lines: [true; 2],
        };
        let class = "clojure.lang.LineNumberingPushbackReader";
        HostObject::new_value(Reader { class, source: Arc::new(Mutex::new(source)) })
    }

    /// A reader of text that comes from elsewhere, when it is asked for.
    pub fn feed(class: &'static str, feed: Arc<dyn TextFeed>) -> Value {
        let source = Source {
            text: Vec::new(),
            at: 0,
            more: More::Feed(feed),
            line: 1,
            column: 1,
            peeked: false,
            marked: false,
            lines: [true; 2],
        };
        HostObject::new_value(Reader { class, source: Arc::new(Mutex::new(source)) })
    }

    /// A reader of another class over the same source (`BufferedReader.` of a reader).
    pub fn wrap(_: &mut Thread, class: &'static str, inner: &Reader) -> Result<Value> {
        Ok(HostObject::new_value(Reader { class, source: inner.source.clone() }))
    }

    /// Makes sure that unread text is there; false at the end.
    fn fill(&self, t: &mut Thread) -> Result<bool> {
        {
            let source = lock(&self.source);
            if source.at < source.text.len() {
                return Ok(true);
            }
            match &source.more {
                More::Closed => return Err(Error::new(ExceptionKind::IOException, "Stream closed")),
                More::Nothing => return Ok(false),
                More::Stdin | More::Bytes(_) | More::Feed(_) => {}
            }
        }
        let mut buffer = self.more(t, 8192)?;
        // A character must not be cut at the end of what was read.
        while std::str::from_utf8(&buffer).is_err_and(|e| e.error_len().is_none()) {
            match self.more(t, 1)? {
                one if one.is_empty() => break,
                one => buffer.extend(one),
            }
        }
        let n = buffer.len();
        let text = String::from_utf8_lossy(&buffer).into_owned().into_bytes();
        let mut source = lock(&self.source);
        source.text = text;
        source.at = 0;
        Ok(n > 0)
    }

    /// At most `limit` bytes from where they come from.
    fn more(&self, t: &mut Thread, limit: usize) -> Result<Vec<u8>> {
        let (bytes, feed) = match &lock(&self.source).more {
            More::Bytes(bytes) => (Some(bytes.get().clone()), None),
            More::Feed(feed) => (None, Some(feed.clone())),
            _ => (None, None),
        };
        if let Some(feed) = feed {
            return feed.read(t, limit);
        }
        if let Some(bytes) = bytes {
            let Some(source) = bytes.host::<ByteSource>() else { return Ok(Vec::new()) };
            source.fill(t, 1)?;
            return Ok(source.read(limit));
        }
        let host = host(&t.runtime);
        let mut buffer = vec![0; limit];
        while !t.blocking(|| host.has_input()) {
            t.check_requests()?;
        }
        let n = t.blocking(|| host.read(&mut buffer)).map_err(|e| io_error(&e, "standard input"))?;
        buffer.truncate(n);
        Ok(buffer)
    }

    /// A reader over a stream of bytes in UTF-8, which is read as far as is needed.
    pub fn of_bytes(class: &'static str, bytes: &Value) -> Value {
        let more = More::Bytes(Shared::new(bytes.clone()));
        let source = Source {
            text: Vec::new(),
            at: 0,
            more,
            line: 1,
            column: 1,
            peeked: false,
            marked: false,
            lines: [true; 2],
        };
        HostObject::new_value(Reader { class, source: Arc::new(Mutex::new(source)) })
    }

    /// The next UTF-16 unit, or `None` at the end.
    pub fn read_unit(&self, t: &mut Thread) -> Result<Option<u16>> {
        if !self.fill(t)? {
            let mut source = lock(&self.source);
            source.lines = [true, source.lines[0]];
            return Ok(None);
        }
        let mut source = lock(&self.source);
        let rest = &source.text[source.at..];
        let width = match rest.first() {
            Some(0..0x80) => 1,
            Some(0x80..0xE0) => 2,
            Some(0xE0..0xF0) => 3,
            _ => 4,
        };
        let mut units = runtime::string::units_of(&rest[..width.min(rest.len())]);
        let unit = units.next();
        let low = units.next();
        drop(units);
        source.at = (source.at + width).min(source.text.len());
        if let Some(low) = low {
            // The second half of a pair waits as text of its own.
            let mut bytes = Vec::new();
            push_unit(&mut bytes, low);
            let at = source.at;
            if !source.marked && bytes.len() <= width {
                // In the place of the pair, which nobody will read again.
                let begin = at - bytes.len();
                source.text[begin..at].copy_from_slice(&bytes);
                source.at = begin;
            } else {
                let rest = source.text.split_off(at);
                source.text = [bytes, rest].concat();
                source.at = 0;
            }
        }
        source.peeked = false;
        source.lines = [unit == Some(u16::from(b'\n')), source.lines[0]];
        if unit == Some(u16::from(b'\n')) {
            source.line += 1;
            source.column = 1;
        } else {
            source.column += 1;
        }
        Ok(unit)
    }

    /// The next character, or `None` at the end; a lone surrogate is `?`.
    pub fn read_char(&self, t: &mut Thread) -> Result<Option<char>> {
        let Some(unit) = self.read_unit(t)? else { return Ok(None) };
        if let Some(c) = char::from_u32(u32::from(unit)) {
            return Ok(Some(c));
        }
        let Some(low) = self.read_unit(t)? else { return Ok(Some('?')) };
        match char::decode_utf16([unit, low]).next() {
            Some(Ok(c)) => Ok(Some(c)),
            _ => {
                self.unread_unit(low);
                Ok(Some('?'))
            }
        }
    }

    pub fn is_closed(&self) -> bool {
        matches!(lock(&self.source).more, More::Closed)
    }

    /// Puts a unit back in front of what is unread.
    pub fn unread_unit(&self, unit: u16) {
        let mut bytes = Vec::new();
        push_unit(&mut bytes, unit);
        self.unread(&bytes);
    }

    /// Puts text back in front of what is unread.
    pub fn unread(&self, text: &[u8]) {
        let mut source = lock(&self.source);
        let at = source.at;
        if source.text[..at].ends_with(text) {
            // What was read last is put back, as by who looks at a character ahead: nothing is moved for it.
            source.at -= text.len();
        } else {
            let rest = source.text.split_off(at);
            source.text = [text, &rest].concat();
            source.at = 0;
        }
        source.line = source.line.saturating_sub(text.iter().filter(|&&b| b == b'\n').count() as u32).max(1);
        source.column = source.column.saturating_sub(text.len() as u32).max(1);
        source.lines[0] = source.lines[1];
    }

    /// Puts back what the reader of forms read too far.
    pub fn unpeek(&self, c: char) {
        self.unread(c.encode_utf8(&mut [0; 4]).as_bytes());
        lock(&self.source).peeked = c == '\n';
    }

    /// The next line without its end, or `None` at the end.
    pub fn read_line(&self, t: &mut Thread) -> Result<Option<Ref<Str>>> {
        let mut line = Vec::new();
        let mut any = false;
        while self.fill(t)? {
            any = true;
            let mut source = lock(&self.source);
            let rest = &source.text[source.at..];
            match rest.iter().position(|&b| b == b'\n' || b == b'\r') {
                None => {
                    line.extend_from_slice(rest);
                    source.at = source.text.len();
                }
                Some(i) => {
                    line.extend_from_slice(&rest[..i]);
                    let crlf = rest[i] == b'\r' && rest.get(i + 1) == Some(&b'\n');
                    source.at += i + 1 + usize::from(crlf);
                    source.line += 1;
                    source.column = 1;
                    source.peeked = false;
                    source.lines = [true, source.lines[0]];
                    return Ok(Some(Str::from_wtf8(&line)));
                }
            }
        }
        Ok(any.then(|| Str::from_wtf8(&line)))
    }

    /// Everything that is unread.
    pub fn read_rest(&self, t: &mut Thread) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        while self.fill(t)? {
            let mut source = lock(&self.source);
            all.extend_from_slice(&source.text[source.at..]);
            source.at = source.text.len();
        }
        Ok(all)
    }

    /// Is there text that can be read without waiting?
    pub fn is_ready(&self) -> bool {
        let source = lock(&self.source);
        source.at < source.text.len()
    }

    /// Remembers the place to come back to.
    pub fn mark(&self) {
        let mut source = lock(&self.source);
        let at = source.at;
        source.text.drain(..at);
        source.at = 0;
        source.marked = true;
    }

    /// Goes back to the mark; false if there is none.
    pub fn reset(&self) -> bool {
        let mut source = lock(&self.source);
        if source.marked {
            source.at = 0;
        }
        source.marked
    }

    pub fn set_line(&self, line: u32) {
        let mut source = lock(&self.source);
        source.line = line;
        source.peeked = false;
    }

    /// Is the next character the first of a line?
    pub fn is_at_line_start(&self) -> bool {
        lock(&self.source).lines[0]
    }

    /// The present line and column, from 1. After a line's end that the reader of forms has looked at they are those
    /// that Clojure's reader tells: of the next line, before its start.
    pub fn line_and_column(&self) -> (u32, u32) {
        let source = lock(&self.source);
        if source.peeked { (source.line + 1, 0) } else { (source.line, source.column) }
    }

    /// Where the next character stands, if this reader counts lines.
    pub fn position(&self) -> Option<Position> {
        let source = lock(&self.source);
        let counts = self.class == "clojure.lang.LineNumberingPushbackReader";
        counts.then_some(Position { line: source.line, column: source.column })
    }

    pub fn close(&self) {
        let mut source = lock(&self.source);
        source.text.clear();
        source.at = 0;
        source.more = More::Closed;
    }
}

/// A sink of bytes. `java.io.OutputStream`.
pub struct ByteSink {
    class: &'static str,
    sink: Mutex<Bytes>,
    memory: Growing,
}

enum Bytes {
    Memory(Vec<u8>),
    /// Written when flushed or closed.
    File {
        path: String,
        pending: Vec<u8>,
    },
    Stream(Stream),
    /// The standard input of a program.
    Program(Arc<dyn Child>),
    Over(Shared),
    Packing {
        packer: Box<dyn Packer>,
        target: Shared,
    },
    Closed,
}

/// What changes bytes on their way: it holds what is written, and gives it to the target at the end.
pub trait Packer: std::any::Any + Send {
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
    /// All that has not been given yet.
    fn finish(&mut self) -> Result<Vec<u8>>;
}

impl HostType for ByteSink {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl ByteSink {
    fn make(class: &'static str, sink: Bytes) -> Value {
        HostObject::new_value(ByteSink { class, sink: Mutex::new(sink), memory: Growing::default() })
    }

    /// A `ByteArrayOutputStream`.
    pub fn memory() -> Value {
        ByteSink::make("java.io.ByteArrayOutputStream", Bytes::Memory(Vec::new()))
    }

    /// A stream over another.
    pub fn over(class: &'static str, target: &Value) -> Value {
        ByteSink::make(class, Bytes::Over(Shared::new(target.clone())))
    }

    /// A stream over another that changes what is written.
    pub fn packing(class: &'static str, packer: impl Packer, target: &Value) -> Value {
        ByteSink::make(class, Bytes::Packing { packer: Box::new(packer), target: Shared::new(target.clone()) })
    }

    /// Does something with the packer of this type, if the stream has one.
    pub fn with_packer<P: Packer, R>(&self, f: impl FnOnce(&mut P) -> R) -> Option<R> {
        match &mut *lock(&self.sink) {
            Bytes::Packing { packer, .. } => {
                let packer: &mut dyn std::any::Any = &mut **packer;
                packer.downcast_mut::<P>().map(f)
            }
            _ => None,
        }
    }

    /// Gives the target what the packer holds.
    pub fn finish(&self, t: &mut Thread) -> Result<()> {
        let (bytes, target) = match &mut *lock(&self.sink) {
            Bytes::Packing { packer, target } => (packer.finish()?, target.get().clone()),
            _ => return Ok(()),
        };
        t.descend(|t| write_bytes_to(t, &target, &bytes))
    }

    /// The bytes of a standard stream.
    pub fn standard(class: &'static str, stream: Stream) -> Value {
        ByteSink::make(class, Bytes::Stream(stream))
    }

    /// The standard input of a program.
    pub fn program(child: &Arc<dyn Child>) -> Value {
        ByteSink::make("java.io.BufferedOutputStream", Bytes::Program(child.clone()))
    }

    /// One end of a pipe, which stands in for a program.
    pub fn piped(class: &'static str, child: &Arc<dyn Child>) -> Value {
        ByteSink::make(class, Bytes::Program(child.clone()))
    }

    /// The program that reads what is written.
    pub fn child(&self) -> Option<Arc<dyn Child>> {
        match &*lock(&self.sink) {
            Bytes::Program(child) => Some(child.clone()),
            _ => None,
        }
    }

    /// Writes to this program from now on.
    pub fn connect(&self, child: Arc<dyn Child>) {
        *lock(&self.sink) = Bytes::Program(child);
    }

    /// A stream to a file, which is created or truncated at once unless appended to.
    pub fn file(t: &mut Thread, path: &str, append: bool) -> Result<Value> {
        host(&t.runtime).write_file(path, &[], append).map_err(|e| io_error(&e, path))?;
        Ok(ByteSink::make("java.io.FileOutputStream", Bytes::File { path: path.to_owned(), pending: Vec::new() }))
    }

    pub fn write(&self, t: &mut Thread, bytes: &[u8]) -> Result<()> {
        let program = match &*lock(&self.sink) {
            Bytes::Program(child) => Some(child.clone()),
            _ => None,
        };
        if let Some(child) = program {
            return t
                .blocking(|| child.write(bytes))
                .map_err(|e| Error::new(ExceptionKind::IOException, e.to_string()));
        }
        let target = match &mut *lock(&self.sink) {
            Bytes::Program(_) => return Ok(()),
            Bytes::Memory(all) => {
                self.memory.reach(t, all.len() + bytes.len())?;
                all.extend_from_slice(bytes);
                return Ok(());
            }
            Bytes::File { path, pending } => {
                pending.extend_from_slice(bytes);
                if pending.len() >= FILE_BUFFER {
                    let bytes = std::mem::take(pending);
                    host(&t.runtime).write_file(path, &bytes, true).map_err(|e| io_error(&e, path))?;
                }
                return Ok(());
            }
            Bytes::Stream(stream) => {
                return host(&t.runtime).write(*stream, bytes).map_err(|e| io_error(&e, "standard output"));
            }
            Bytes::Closed => return Err(Error::new(ExceptionKind::IOException, "Stream Closed")),
            Bytes::Packing { packer, .. } => {
                t.reserve(bytes.len())?;
                return packer.write(bytes);
            }
            Bytes::Over(target) => target.get().clone(),
        };
        t.descend(|t| write_bytes_to(t, &target, bytes))
    }

    pub fn flush(&self, t: &mut Thread) -> Result<()> {
        let target = match &mut *lock(&self.sink) {
            Bytes::File { path, pending } => {
                let bytes = std::mem::take(pending);
                return host(&t.runtime).write_file(path, &bytes, true).map_err(|e| io_error(&e, path));
            }
            Bytes::Stream(stream) => {
                return host(&t.runtime).flush(*stream).map_err(|e| io_error(&e, "standard output"));
            }
            Bytes::Memory(_) | Bytes::Closed | Bytes::Program(_) => return Ok(()),
            Bytes::Over(target) | Bytes::Packing { target, .. } => target.get().clone(),
        };
        t.descend(|t| call_on(t, &target, "flush"))
    }

    /// Flushes, and refuses further writes unless the bytes are kept in memory.
    pub fn close(&self, t: &mut Thread) -> Result<()> {
        self.finish(t)?;
        self.flush(t)?;
        let target = match &mut *lock(&self.sink) {
            Bytes::Memory(_) | Bytes::Stream(_) => return Ok(()),
            Bytes::Program(child) => {
                child.close_input();
                None
            }
            Bytes::Over(target) | Bytes::Packing { target, .. } => Some(target.get().clone()),
            Bytes::File { .. } | Bytes::Closed => None,
        };
        *lock(&self.sink) = Bytes::Closed;
        target.map_or(Ok(()), |target| t.descend(|t| call_on(t, &target, "close")))
    }

    /// What was written to memory.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match &*lock(&self.sink) {
            Bytes::Memory(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }

    /// Forgets what was written to memory.
    pub fn clear(&self) {
        if let Bytes::Memory(bytes) = &mut *lock(&self.sink) {
            bytes.clear();
        }
    }
}

/// Writes to an output stream of any kind.
fn write_bytes_to(t: &mut Thread, target: &Value, bytes: &[u8]) -> Result<()> {
    if let Some(sink) = target.host::<ByteSink>() {
        return sink.write(t, bytes);
    }
    let bytes_value = runtime::array::Array::of_bytes(bytes);
    let mut args = [bytes_value.clone(), Value::int(0), Value::int(bytes.len() as i32)];
    match runtime::instance::call(t, target, "write", &mut args) {
        Some(Err(e)) if e.0.kind() == Some(ExceptionKind::ArityException) => {
            let whole = runtime::instance::call(t, target, "write", &mut [bytes_value]);
            whole.unwrap_or(Err(e)).map(drop)
        }
        Some(result) => result.map(drop),
        None => Err(Error::cannot_cast(target, "java.io.OutputStream")),
    }
}

/// A source of bytes. `java.io.InputStream`.
pub struct ByteSource {
    class: &'static str,
    /// Shared with the streams that wrap this one.
    state: Arc<Mutex<ByteState>>,
}

struct ByteState {
    bytes: Vec<u8>,
    at: usize,
    mark: usize,
    /// Where more comes from, until it has given everything.
    feed: Option<Feed>,
    /// What the parts of the source come from, one after the other.
    archive: Option<Box<dyn std::any::Any + Send>>,
}

/// What a program that was started writes.
#[derive(Clone)]
pub struct Feed {
    pub child: Arc<dyn Child>,
    pub stream: Stream,
}

impl HostType for ByteSource {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl ByteSource {
    pub fn over(class: &'static str, bytes: Vec<u8>) -> Value {
        ByteSource::fed(class, bytes, None)
    }

    /// A stream of some bytes and what a program writes after them.
    pub fn fed(class: &'static str, bytes: Vec<u8>, feed: Option<Feed>) -> Value {
        let state = ByteState { bytes, at: 0, mark: 0, feed, archive: None };
        HostObject::new_value(ByteSource { class, state: Arc::new(Mutex::new(state)) })
    }

    /// A stream of the parts of an archive, before the first.
    pub fn of_archive(class: &'static str, archive: impl std::any::Any + Send) -> Value {
        let state = ByteState { bytes: Vec::new(), at: 0, mark: 0, feed: None, archive: Some(Box::new(archive)) };
        HostObject::new_value(ByteSource { class, state: Arc::new(Mutex::new(state)) })
    }

    /// Goes on with the bytes of another part. `next` gets the archive, if it is of this type.
    pub fn turn_to<A: 'static, R>(&self, next: impl FnOnce(&mut A) -> (Vec<u8>, R)) -> Option<R> {
        let mut state = lock(&self.state);
        let (bytes, result) = next(state.archive.as_mut()?.downcast_mut::<A>()?);
        (state.bytes, state.at, state.mark) = (bytes, 0, 0);
        Some(result)
    }

    /// A stream of another class over the same bytes.
    pub fn wrap(class: &'static str, inner: &ByteSource) -> Value {
        HostObject::new_value(ByteSource { class, state: inner.state.clone() })
    }

    /// The program that more bytes come from.
    pub fn child(&self) -> Option<Arc<dyn Child>> {
        lock(&self.state).feed.as_ref().map(|feed| feed.child.clone())
    }

    /// Waits until there are so many bytes, or no more come.
    pub fn fill(&self, t: &mut Thread, wanted: usize) -> Result<()> {
        loop {
            let feed = {
                let state = lock(&self.state);
                if state.bytes.len() - state.at >= wanted {
                    return Ok(());
                }
                state.feed.clone()
            };
            let Some(feed) = feed else { return Ok(()) };
            let mut buffer = vec![0; 1 << 16];
            let n = t.blocking(|| feed.child.read(feed.stream, &mut buffer)).map_err(|e| io_error(&e, "process"))?;
            let mut state = lock(&self.state);
            if n == 0 {
                state.feed = None;
            } else {
                // What was read and is not marked is not needed any more.
                let gone = state.mark.min(state.at);
                if gone > 1 << 16 {
                    state.bytes.drain(..gone);
                    state.at -= gone;
                    state.mark = 0;
                }
                state.bytes.extend_from_slice(&buffer[..n]);
            }
        }
    }

    /// At most `limit` bytes, of those that are there; none at the end.
    pub fn read(&self, limit: usize) -> Vec<u8> {
        let mut state = lock(&self.state);
        let end = state.bytes.len().min(state.at.saturating_add(limit));
        let bytes = state.bytes[state.at..end].to_vec();
        state.at = end;
        bytes
    }

    pub fn available(&self) -> usize {
        let state = lock(&self.state);
        state.bytes.len() - state.at
    }

    /// Puts bytes back in front of what is unread.
    pub fn unread(&self, bytes: &[u8]) {
        let mut state = lock(&self.state);
        let at = state.at;
        if state.bytes[..at].ends_with(bytes) {
            state.at -= bytes.len();
        } else {
            let rest = state.bytes.split_off(at);
            state.bytes = [bytes, &rest].concat();
            state.at = 0;
        }
    }

    pub fn mark(&self) {
        let mut state = lock(&self.state);
        state.mark = state.at;
    }

    pub fn reset(&self) {
        let mut state = lock(&self.state);
        state.at = state.mark.min(state.bytes.len());
    }
}
