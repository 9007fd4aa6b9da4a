//! Characters, one after the other, of a string or of a reader. For natives that parse either.

use super::args::text_arg;
use crate::io::Reader;
use runtime::error::{Error, Result};
use runtime::string::Str;
use runtime::{Thread, Value};
use std::borrow::Cow;

/// Where characters come from.
pub enum TextSource<'a> {
    Text { text: Cow<'a, str>, at: usize },
    Reader(&'a Reader),
}

impl<'a> TextSource<'a> {
    /// Over a string, or over what is unread in a reader.
    pub fn new(from: &'a Value) -> Result<TextSource<'a>> {
        if from.is::<Str>() {
            return Ok(TextSource::Text { text: text_arg(from)?, at: 0 });
        }
        match from.host::<Reader>() {
            Some(reader) => Ok(TextSource::Reader(reader)),
            None => Err(Error::cannot_cast(from, "java.io.Reader")),
        }
    }

    /// The next character, or `None` at the end.
    pub fn next(&mut self, t: &mut Thread) -> Result<Option<char>> {
        match self {
            TextSource::Text { text, at } => {
                let c = text.get(*at..).and_then(|rest| rest.chars().next());
                *at += c.map_or(0, char::len_utf8);
                Ok(c)
            }
            TextSource::Reader(reader) => reader.read_char(t),
        }
    }

    /// Takes back the character that was read last.
    pub fn put_back(&mut self, c: char) {
        match self {
            TextSource::Text { at, .. } => *at -= c.len_utf8(),
            TextSource::Reader(reader) => reader.unread(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}
