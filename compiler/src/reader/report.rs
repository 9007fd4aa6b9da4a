//! Errors with their places: what to point at, and where Clojure says that it is.
//!
//! Clojure names the place its reader had reached when it noticed. Its reader of lines counts the end of the
//! text as the end of a line, so an error found there is on the line after the last.

use super::errors::ReadError;
use super::literal;
use super::machine::{ReadResult, Reader};
use super::position::advance;
use super::token::{Token, TokenKind};
use crate::diagnostic::{Diagnostic, Phase};
use bytecode::source::{Position, Span};
use runtime::Result;

impl Reader<'_> {
    /// An error at a span, noticed where the reader stands.
    #[cold]
    pub(super) fn error(&self, problem: ReadError, span: Span) -> Box<Diagnostic> {
        Diagnostic::new(problem, span).at(self.here()).in_source(self.options.source.as_ref())
    }

    /// What code that the reader called threw.
    pub(super) fn caught<T>(&self, result: Result<T>, span: Span) -> ReadResult<T> {
        result.map_err(|error| {
            let at = self.here();
            Diagnostic::thrown(Phase::ReadSource, error, span).at(at).in_source(self.options.source.as_ref())
        })
    }

    /// An error at an offset inside of a string.
    #[cold]
    pub(super) fn string_error(&self, problem: ReadError, span: Span, token: &str, offset: usize) -> Box<Diagnostic> {
        let at = if offset >= token.len() { self.here() } else { advance(span.start, &token[..offset]) };
        let span = if offset >= token.len() {
            // An unclosed string is best shown by its beginning.
            Span { start: span.start, end: advance(span.start, &token[..1]) }
        } else {
            let length = token[..offset].chars().next_back().map_or(0, char::len_utf8);
            Span { start: advance(span.start, &token[..offset - length]), end: at }
        };
        Diagnostic::new(problem, span).at(at).in_source(self.options.source.as_ref())
    }

    /// The text has ended inside of a form.
    #[cold]
    pub(super) fn eof_error(&self) -> Box<Diagnostic> {
        let problem = match self.frames.last() {
            Some(frame) if self.options.line_numbers && frame.kind.closing().is_some() => {
                ReadError::EofInForm { line: frame.start.line }
            }
            _ => ReadError::Eof {},
        };
        self.eof_error_as(problem)
    }

    #[cold]
    pub(super) fn eof_error_as(&self, problem: ReadError) -> Box<Diagnostic> {
        let end = self.end_of_text();
        let span = match self.frames.last() {
            Some(frame) => {
                let Position { line, column } = frame.start;
                Span { start: frame.start, end: Position { line, column: column + 1 } }
            }
            None => self.last.map_or(Span { start: end, end }, |(_, span)| span),
        };
        Diagnostic::new(problem, span).at(self.past_end(end)).in_source(self.options.source.as_ref())
    }

    /// Where Java's reader stands: behind the last token, or behind the end if the end is what ended it.
    fn here(&self) -> Position {
        let Some((token, span)) = self.last else { return self.options.start };
        let is_open_ended =
            matches!(token.kind, TokenKind::Symbol | TokenKind::Keyword | TokenKind::Number | TokenKind::Char)
                || matches!(token.kind, TokenKind::String | TokenKind::Regex) && is_unclosed(self.text, token);
        if token.end == self.text.len() && is_open_ended { self.past_end(span.end) } else { span.end }
    }

    fn end_of_text(&self) -> Position {
        let mut cursor = self.cursor;
        cursor.advance(self.text.len())
    }

    /// Java counts the end of the text as the end of a line.
    fn past_end(&self, end: Position) -> Position {
        if end.column == 1 { end } else { Position { line: end.line + 1, column: 1 } }
    }
}

/// Does the string reach the end of the text without a closing quote?
fn is_unclosed(text: &str, token: Token) -> bool {
    let text = &text[token.start..token.end];
    match token.kind {
        TokenKind::Regex => literal::regex_source(text).is_err(),
        _ => matches!(literal::read_string(text), Err((ReadError::EofInString {}, _))),
    }
}
