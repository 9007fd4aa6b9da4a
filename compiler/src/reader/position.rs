//! Lines and columns: from byte offsets while reading, and for forms afterwards.
//!
//! Columns count UTF-16 units from 1, as Java's line-numbering reader does; a line ends at `\n`.

use bytecode::source::{Position, Span};
use runtime::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// Turns ascending byte offsets into positions, each character looked at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'s> {
    text: &'s str,
    offset: usize,
    position: Position,
}

impl<'s> Cursor<'s> {
    pub fn new(text: &'s str, start: Position) -> Cursor<'s> {
        Cursor { text, offset: 0, position: start }
    }

    /// The position of an offset not before the last one.
    pub fn advance(&mut self, offset: usize) -> Position {
        let offset = offset.max(self.offset);
        if let Some(passed) = self.text.get(self.offset..offset) {
            self.position = advance(self.position, passed);
            self.offset = offset;
        }
        self.position
    }
}

/// The position after `passed`, when `position` is the one before it.
pub(super) fn advance(mut position: Position, passed: &str) -> Position {
    let line_start = match passed.rfind('\n') {
        Some(i) => {
            let lines = passed.bytes().filter(|&b| b == b'\n').count();
            position.line = position.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
            position.column = 1;
            i + 1
        }
        None => 0,
    };
    let rest = &passed[line_start..];
    let units = if rest.is_ascii() { rest.len() } else { rest.chars().map(char::len_utf16).sum() };
    position.column = position.column.saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
    position
}

/// Where forms stand in the source, by identity of their objects.
///
/// Lists say where they begin in their metadata too; everything else, and every end, is found here only.
/// The table keeps its forms alive, so that no other object can take their address. Numbers, characters,
/// booleans, nil and keywords have no identity and no place.
#[derive(Default, Debug)]
pub struct Positions {
    spans: HashMap<usize, (Span, Value)>,
}

impl Positions {
    pub fn new() -> Positions {
        Positions::default()
    }

    /// Where this very object was read, if it was.
    pub fn get(&self, form: &Value) -> Option<Span> {
        if !form.is_object() {
            return None;
        }
        self.spans.get(&form.address()).map(|(span, _)| *span)
    }

    /// Says where a form stands. Forms without an identity are left out.
    pub fn insert(&mut self, form: &Value, span: Span) {
        if form.is_object() && !form.is::<runtime::keyword::Keyword>() {
            self.spans.insert(form.address(), (span, form.clone()));
        }
    }

    /// Forgets all forms: between two forms of a file that do not need each other.
    pub fn clear(&mut self) {
        self.spans.clear();
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// A source text with `\r\n` and lone `\r` as `\n`, which is how Java's line-numbering reader gives them out.
pub fn normalize_newlines(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}
