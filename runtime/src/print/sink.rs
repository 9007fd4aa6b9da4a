//! Where printed text goes.

use crate::error::Result;
use crate::limits::Growing;
use crate::object::Ref;
use crate::string::Str;
use crate::thread::Thread;

/// A place to print to: a buffer, or a stream of the host.
pub trait TextSink {
    /// Takes a piece of WTF-8 text.
    fn write(&mut self, t: &mut Thread, text: &[u8]) -> Result<()>;
}

/// Text in memory.
#[derive(Default)]
pub struct TextBuffer {
    bytes: Vec<u8>,
    memory: Growing,
}

impl TextBuffer {
    pub fn push_str(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends WTF-8; the halves of a surrogate pair that come one by one are joined.
    pub fn push(&mut self, text: &[u8]) {
        if let [0xED, b @ 0xB0..=0xBF, c, rest @ ..] = text {
            crate::string::push_unit(&mut self.bytes, 0xD000 | (*b as u16 & 0x3F) << 6 | (*c as u16 & 0x3F));
            self.bytes.extend_from_slice(rest);
        } else {
            self.bytes.extend_from_slice(text);
        }
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn to_str(&self) -> Ref<Str> {
        Str::from_wtf8(&self.bytes)
    }

    pub fn into_string(self) -> String {
        match String::from_utf8(self.bytes) {
            Ok(text) => text,
            Err(e) => Str::from_wtf8(e.as_bytes()).to_string_lossy(),
        }
    }
}

impl TextSink for TextBuffer {
    fn write(&mut self, t: &mut Thread, text: &[u8]) -> Result<()> {
        self.memory.reach(t, self.bytes.len() + text.len())?;
        self.push(text);
        Ok(())
    }
}
