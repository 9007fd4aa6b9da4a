//! How values are printed for a client: by the function it names or by `pr`, with its options, cut at its quota while
//! printing and not after, whole or piece by piece.

use super::bencode::{Bencode, Dict};
use super::convert::to_value;
use super::session::stopped;
use super::transport::{Reply, dict, statuses};
use runtime::error::{Error, Result};
use runtime::print::{PrintOptions, Printer, TextSink};
use runtime::string::Str;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use stdlib::io::{TextDrain, Writer};

const PREFIX: &str = "nrepl.middleware.print/";
/// How much is sent at a time when values are streamed.
const BUFFER: usize = 1024;

/// What a message says of printing.
pub struct Printing {
    /// A function of value, writer and options.
    function: Option<Value>,
    options: Dict,
    quota: Option<usize>,
    stream: bool,
    buffer: usize,
    keys: Vec<String>,
}

/// What printing a value gave.
pub struct Printed {
    /// Empty when it was sent piece by piece.
    pub text: String,
    pub truncated: bool,
}

impl Printing {
    /// Reads the options of a message. A function that is not there is reported, and `pr` stands in.
    pub fn of(t: &mut Thread, message: &Dict, reply: &Reply) -> Result<Printing> {
        let option = |name: &str| message.get(&format!("{PREFIX}{name}"));
        let mut function = None;
        if let Some(name) = option("print").and_then(Bencode::as_text).filter(|name| !name.is_empty()) {
            let found = super::ops::call(t, "printer", &mut [Value::str(name)]).unwrap_or_default();
            if found.is_nil() {
                let error = format!("Couldn't resolve var {name}");
                let key = "nrepl.middleware.print/error";
                reply.send(t, dict([("status", statuses(&[key])), (key, error.into())]));
            } else {
                function = Some(found);
            }
        }
        let number = |name: &str| option(name).and_then(Bencode::as_int).and_then(|n| usize::try_from(n).ok());
        let options = match option("options") {
            Some(Bencode::Dict(options)) => options.clone(),
            _ => Dict::new(),
        };
        let keys = match option("keys") {
            Some(Bencode::List(keys)) => keys.iter().filter_map(|k| k.as_text().map(str::to_owned)).collect(),
            _ => vec!["value".to_owned()],
        };
        Ok(Printing {
            function,
            options,
            quota: number("quota"),
            stream: option("stream?").is_some_and(Bencode::is_true),
            buffer: number("buffer-size").filter(|n| *n > 0).unwrap_or(BUFFER),
            keys,
        })
    }

    /// Are values printed, and not left out?
    pub fn is_wanted(&self) -> bool {
        self.keys.iter().any(|key| key == "value")
    }

    /// Prints a value; streamed pieces are sent at once.
    pub fn print(&self, t: &mut Thread, value: &Value, reply: &Reply) -> Result<Printed> {
        let sink = Arc::new(Sink {
            state: Mutex::default(),
            quota: self.quota.unwrap_or(usize::MAX),
            stream: self.stream.then(|| (reply.clone(), self.buffer)),
        });
        let printed = self.print_to(t, value, &sink);
        let truncated = lock(&sink.state).truncated;
        // Reaching the quota ends the printing by an error, whatever the printing function made of it.
        if !truncated {
            printed?;
        }
        sink.send_pending(t);
        let text = std::mem::take(&mut lock(&sink.state).text);
        Ok(Printed { text: Str::from_wtf8(&text).to_string_lossy(), truncated })
    }

    fn print_to(&self, t: &mut Thread, value: &Value, sink: &Arc<Sink>) -> Result<()> {
        match &self.function {
            Some(function) => {
                let options = to_value(t, &Bencode::Dict(self.options.clone()))?;
                let writer = Writer::drain("java.io.StringWriter", sink.clone());
                t.invoke(function, &mut [value.clone(), writer, options]).map(drop)
            }
            None => {
                let mut options = PrintOptions::current(t);
                let number = |name: &str| self.options.get(name).and_then(Bencode::as_int);
                options.length = number("length").or(options.length);
                options.level = number("level").or(options.level);
                Printer::new(t, &mut Direct(sink), options).print(t, value)
            }
        }
    }
}

/// Text on its way to the client.
struct Sink {
    state: Mutex<SinkState>,
    quota: usize,
    stream: Option<(Reply, usize)>,
}

#[derive(Default)]
struct SinkState {
    text: Vec<u8>,
    total: usize,
    truncated: bool,
}

impl Sink {
    fn add(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        // A lazy seq may be endless, and printing it passes no safepoint of its own.
        if t.control.is_stopped() {
            return Err(stopped());
        }
        let full = {
            let mut state = lock(&self.state);
            let room = self.quota - state.total;
            let part = &text[..whole_characters(text, room)];
            state.text.extend_from_slice(part);
            state.total += part.len();
            if part.len() < text.len() {
                state.truncated = true;
                return Err(Error::runtime("The value is larger than the quota"));
            }
            self.stream.as_ref().is_some_and(|(_, buffer)| state.text.len() >= *buffer)
        };
        if full {
            self.send_pending(t);
        }
        Ok(())
    }

    fn send_pending(&self, t: &mut Thread) {
        let Some((reply, _)) = &self.stream else { return };
        let text = std::mem::take(&mut lock(&self.state).text);
        if !text.is_empty() {
            let text = Str::from_wtf8(&text).to_string_lossy();
            reply.send(t, dict([("value", text.into())]));
        }
    }
}

/// How many bytes of the text, at most `limit`, are whole characters.
fn whole_characters(text: &[u8], limit: usize) -> usize {
    let mut end = limit.min(text.len());
    while end > 0 && text.get(end).is_some_and(|b| b & 0xC0 == 0x80) {
        end -= 1;
    }
    end
}

/// The sink as the printer's.
struct Direct<'a>(&'a Sink);

impl TextSink for Direct<'_> {
    fn write(&mut self, t: &mut Thread, text: &[u8]) -> Result<()> {
        self.0.add(t, text)
    }
}

/// The sink as a writer's.
impl TextDrain for Sink {
    fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        self.add(t, text)
    }

    fn flush(&self, _: &mut Thread) -> Result<()> {
        Ok(())
    }
}
