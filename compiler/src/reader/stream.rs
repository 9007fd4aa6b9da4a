//! Reading one form from a stream of characters: `read`, the REPL.

use super::context::ReaderContext;
use super::machine::{ReadResult, Reader};
use super::options::ReaderOptions;
use super::position::{Positions, advance};
use super::scanner::scan_form;
use bytecode::source::Position;
use runtime::{Result, Thread, Value};

/// What [`read_form`] took from the stream.
#[derive(Debug)]
pub struct StreamForm {
    /// The form; `None` at the end of the stream.
    pub form: ReadResult<Option<Value>>,
    /// The text it was read from, for reports.
    pub text: String,
    /// The position of the first character of `text`.
    pub start: Position,
    /// A character that was looked at and belongs to what comes next.
    pub put_back: Option<char>,
    /// The position behind the form: that of `put_back`, if there is one.
    pub end: Position,
    pub positions: Positions,
}

/// Takes characters from `next` (`None` at the end) until they make a form, and reads it.
///
/// No more is taken than needed: at most one character beyond the form. `options.start` is the position of
/// the first character. An error of the stream itself is thrown.
pub fn read_form(
    t: &mut Thread,
    context: &mut dyn ReaderContext,
    options: &ReaderOptions,
    next: &mut dyn FnMut(&mut Thread) -> Result<Option<char>>,
) -> Result<StreamForm> {
    let mut start = options.start;
    let mut pending = None;
    loop {
        let (mut text, put_back) = scan_form(|| match pending.take() {
            Some(c) => Ok(Some(c)),
            None => next(t),
        })?;
        let end = advance(start, &text);
        let length = text.len();
        // The reader should see that a token is ended by a character and not by the end of the text.
        text.extend(put_back);
        let mut reader = Reader::new(t, &text, ReaderOptions { start, ..options.clone() });
        let form = reader.read(t, context);
        let positions = std::mem::take(&mut reader.positions);
        if length == 0 || !matches!(form, Ok(None)) {
            text.truncate(length);
            return Ok(StreamForm { form, text, start, put_back, end, positions });
        }
        // A comment, a discarded form or a conditional that does not hold.
        (start, pending) = (end, put_back);
    }
}
