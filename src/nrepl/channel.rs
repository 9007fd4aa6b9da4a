//! The streams of a session: what its code prints goes to the client whose message it answered last, and what it reads
//! the client is asked for.

use super::bencode::Bencode;
use super::transport::{Reply, dict, statuses};
use runtime::error::Result;
use runtime::reference::wait::{Look, Wait, Waitable};
use runtime::string::Str;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use std::collections::VecDeque;
use stdlib::io::{Reader, TextDrain, TextFeed, Writer};

/// Text that is not flushed goes out when there is so much of it.
const BUFFER: usize = 1024;
/// The largest piece of text in one message.
const PIECE: usize = 1 << 16;

/// An output stream, by its key in messages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Output {
    Out,
    Err,
}

impl Output {
    fn key(self) -> &'static str {
        match self {
            Output::Out => "out",
            Output::Err => "err",
        }
    }
}

/// Text that has not gone out. One of the two is empty, so that text comes in the order in which it was printed.
#[derive(Default)]
struct Pending {
    out: Vec<u8>,
    err: Vec<u8>,
}

/// What a client sent to be read.
#[derive(Default)]
struct Input {
    text: VecDeque<u8>,
    /// An empty text was sent: the end, once what came before it is read.
    ended: bool,
}

impl Input {
    fn take(&mut self, limit: usize) -> Option<Vec<u8>> {
        if !self.text.is_empty() {
            let n = limit.min(self.text.len());
            return Some(self.text.drain(..n).collect());
        }
        std::mem::take(&mut self.ended).then(Vec::new)
    }
}

/// The streams of a session. They outlive a message: a future may print long after.
#[derive(Default)]
pub struct Channel {
    reply: Mutex<Option<Reply>>,
    pending: Mutex<Pending>,
    input: Waitable<Input>,
}

impl Channel {
    /// From now on, text answers this message.
    pub fn answer(&self, t: &mut Thread, reply: &Reply) {
        self.flush(t);
        *lock(&self.reply) = Some(reply.clone());
    }

    /// A writer to one of the outputs.
    pub fn writer(self: &Arc<Self>, output: Output) -> Value {
        Writer::drain("java.io.PrintWriter", Arc::new(Drain { channel: self.clone(), output }))
    }

    /// A reader of what the client sends.
    pub fn reader(self: &Arc<Self>) -> Value {
        Reader::feed("clojure.lang.LineNumberingPushbackReader", self.clone())
    }

    /// Text from the client; none of it is the end.
    pub fn give(&self, text: &[u8]) {
        self.input.update(|input| {
            input.ended |= text.is_empty();
            input.text.extend(text);
        });
    }

    /// Prints to the client.
    pub fn print(&self, t: &mut Thread, output: Output, text: &str) {
        self.add(t, output, text.as_bytes());
    }

    /// Prints text, which goes out when it is flushed or much.
    pub fn add(&self, t: &mut Thread, output: Output, text: &[u8]) {
        let (other, full) = {
            let mut pending = lock(&self.pending);
            let other = match output {
                Output::Out => std::mem::take(&mut pending.err),
                Output::Err => std::mem::take(&mut pending.out),
            };
            let own = match output {
                Output::Out => &mut pending.out,
                Output::Err => &mut pending.err,
            };
            own.extend_from_slice(text);
            (other, own.len() >= BUFFER)
        };
        let before = if output == Output::Out { Output::Err } else { Output::Out };
        self.send(t, before, &other);
        if full {
            self.flush(t);
        }
    }

    /// Sends what was printed.
    pub fn flush(&self, t: &mut Thread) {
        let Pending { mut out, mut err } = std::mem::take(&mut *lock(&self.pending));
        let (out_rest, err_rest) = (half_character(&mut out), half_character(&mut err));
        if !out_rest.is_empty() || !err_rest.is_empty() {
            let mut pending = lock(&self.pending);
            pending.out.splice(..0, out_rest);
            pending.err.splice(..0, err_rest);
        }
        self.send(t, Output::Out, &out);
        self.send(t, Output::Err, &err);
    }

    fn send(&self, t: &mut Thread, output: Output, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let Some(reply) = lock(&self.reply).clone() else { return };
        let text = joined(text);
        let mut rest = &*text;
        while !rest.is_empty() {
            let mut end = rest.len().min(PIECE);
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            let (piece, more) = rest.split_at(end);
            reply.send(t, dict([(output.key(), Bencode::from(piece))]));
            rest = more;
        }
    }
}

/// The text of WTF-8 whose surrogate pairs may have been written in two halves.
fn joined(text: &[u8]) -> String {
    match std::str::from_utf8(text) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let units: Vec<u16> = runtime::string::units_of(text).collect();
            Str::from_units(units).to_string_lossy()
        }
    }
}

/// Takes the first half of a surrogate pair off the end: its other half is still to come.
fn half_character(text: &mut Vec<u8>) -> Vec<u8> {
    match text[..] {
        [.., 0xED, 0xA0..=0xAF, _] => text.split_off(text.len() - 3),
        _ => Vec::new(),
    }
}

struct Drain {
    channel: Arc<Channel>,
    output: Output,
}

impl TextDrain for Drain {
    fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        self.channel.add(t, self.output, text);
        Ok(())
    }

    fn flush(&self, t: &mut Thread) -> Result<()> {
        self.channel.flush(t);
        Ok(())
    }
}

impl TextFeed for Channel {
    fn read(&self, t: &mut Thread, limit: usize) -> Result<Vec<u8>> {
        let there = self.input.lock().take(limit);
        if let Some(text) = there {
            return Ok(text);
        }
        self.flush(t);
        let reply = lock(&self.reply).clone();
        if let Some(reply) = reply {
            // Clients compare the whole list, so the status stands alone.
            reply.send(t, dict([("status", statuses(&["need-input"]))]));
        }
        let found = self.input.wait_for(t, Wait::on("input of a client"), |input| Look::from(input.take(limit)))?;
        Ok(found.unwrap_or_default())
    }
}
