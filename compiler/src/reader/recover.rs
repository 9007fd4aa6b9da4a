//! Reading on after an error, so that one pass over a text finds several.
//!
//! A form with an error in it is not given out, and what is wrong with it *because* of the first error is
//! not reported: after an error only tokens that are wrong in themselves are, until the form has ended.

use super::context::ReaderContext;
use super::frame::FrameKind;
use super::machine::Reader;
use super::options::ReaderOptions;
use super::position::Positions;
use super::token::{Token, TokenKind};
use crate::diagnostic::Diagnostic;
use bytecode::source::Span;
use runtime::{Thread, Value};

/// More errors than this in one text tell nobody anything.
const MAX_ERRORS: usize = 100;

/// What [`read_all`] found.
#[derive(Default, Debug)]
pub struct ReadAll {
    /// The forms without errors, in order.
    pub forms: Vec<Value>,
    pub diagnostics: Vec<Box<Diagnostic>>,
    pub positions: Positions,
}

/// Reads all forms of a text, going on after errors where that makes sense.
pub fn read_all(t: &mut Thread, context: &mut dyn ReaderContext, text: &str, options: ReaderOptions) -> ReadAll {
    let mut all = ReadAll::default();
    let mut reader = Reader::new(t, text, options);
    // The checks that come before the first token.
    if let Err(diagnostic) = reader.check_readable() {
        all.diagnostics.push(diagnostic);
        return all;
    }
    let mut is_broken = false;
    while let Some((token, span)) = reader.next_token() {
        let depth = reader.frames.len();
        let step = match reader.step(t, context, token, span) {
            Ok(step) => step,
            Err(diagnostic) => {
                if !is_broken || is_atom(token.kind) {
                    all.diagnostics.push(diagnostic);
                }
                is_broken = true;
                if all.diagnostics.len() >= MAX_ERRORS || reader.is_too_deep() {
                    break;
                }
                reader.recover(t, context, token, span, depth)
            }
        };
        if reader.frames.is_empty() {
            if !is_broken {
                all.forms.extend(step);
            }
            is_broken = false;
        }
    }
    if !reader.frames.is_empty() && all.diagnostics.len() < MAX_ERRORS && !reader.is_too_deep() {
        all.diagnostics.push(reader.eof_error());
    }
    all.positions = std::mem::take(&mut reader.positions);
    all
}

/// Tokens whose errors are their own.
fn is_atom(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::String
            | TokenKind::Regex
            | TokenKind::Char
            | TokenKind::Number
            | TokenKind::Keyword
            | TokenKind::Symbol
            | TokenKind::Unreadable
    )
}

impl Reader<'_> {
    fn is_too_deep(&self) -> bool {
        self.frames.len() >= self.options.max_depth
    }

    /// Puts the stack into a state as if the token had been right.
    fn recover(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        token: Token,
        span: Span,
        depth_before: usize,
    ) -> Option<Value> {
        match token.kind {
            TokenKind::Close(delimiter) => {
                let closing = Some(delimiter.closing());
                // If a frame was taken off, the delimiter matched and its form was wrong in another way. Else
                // it closes the nearest form of its kind and all that is open inside of it, or nothing.
                if self.frames.len() == depth_before {
                    let open = self.frames.iter().rposition(|frame| frame.kind.closing() == closing)?;
                    self.truncate(open);
                }
            }
            // Its contents come next.
            TokenKind::OpenFn => {
                let _ = self.push(FrameKind::List(Vec::new()), span);
                return None;
            }
            TokenKind::Conditional | TokenKind::ConditionalSplicing | TokenKind::Tag => return None,
            _ => {}
        }
        // In place of the form that could not be read. Each failure takes at least one frame off the stack.
        loop {
            let depth = self.frames.len();
            match self.deliver(t, context, Value::NIL, span) {
                Ok(whole) => return whole,
                Err(_) if self.frames.len() < depth => {}
                Err(_) => return None,
            }
        }
    }
}
