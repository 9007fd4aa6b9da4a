//! Reader conditionals: `#?(…)` and `#?@(…)`.

use super::errors::ReadError;
use super::frame::{Frame, FrameKind};
use super::machine::{ReadResult, Reader};
use super::options::ReadCond;
use super::symbols::is_list;
use super::token::is_whitespace;
use bytecode::source::{Position, Span};
use runtime::keyword::Keyword;
use runtime::{Thread, Value, ops, print, seq};

/// A reader conditional that is being decided.
pub(super) struct Conditional {
    pub splicing: bool,
    state: State,
    chosen: Option<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A feature comes next.
    Feature,
    /// The form of a feature that holds.
    Chosen,
    /// The form of a feature that does not hold.
    Skipped,
    /// The choice was made; nothing that comes matters.
    Done,
}

impl Conditional {
    /// Is the next form read only to get past it? Then tags are not looked up.
    pub fn is_skipping(&self) -> bool {
        matches!(self.state, State::Skipped | State::Done)
    }
}

/// Names that may not be used as features.
const RESERVED: &[&str] = &["else", "none"];

impl Reader<'_> {
    /// After `#?` or `#?@`: the list must follow, whitespace between allowed.
    pub(super) fn begin_conditional(&mut self, span: Span, splicing: bool) -> ReadResult<()> {
        if self.options.read_cond == ReadCond::Disallow {
            return Err(self.error(ReadError::ConditionalDisallowed {}, span));
        }
        match self.rest().trim_start_matches(is_whitespace).chars().next() {
            None => return Err(self.eof_error_as(ReadError::EofInCharacter {})),
            Some('(') => {}
            Some(_) => return Err(self.error(ReadError::ConditionalNotList {}, span)),
        }
        let _paren = self.next_token();
        let kind = match self.options.read_cond {
            ReadCond::Preserve => FrameKind::Preserved(Vec::new(), splicing),
            _ => FrameKind::Conditional(Conditional { splicing, state: State::Feature, chosen: None }),
        };
        self.push(kind, span)
    }

    /// A form inside of the conditional on top of the stack.
    pub(super) fn conditional_form(&mut self, t: &mut Thread, form: Value, span: Span) -> ReadResult<()> {
        let Some(Frame { kind: FrameKind::Conditional(conditional), .. }) = self.frames.last_mut() else {
            return Ok(());
        };
        match conditional.state {
            State::Feature => {
                let feature = form.as_ref::<Keyword>().map(|k| k.symbol.full_name());
                let Some(feature) = feature else {
                    conditional.state = State::Done;
                    let form = self.caught(print_or_null(t, &form), span)?;
                    return Err(self.error(ReadError::FeatureNotKeyword { form }, span));
                };
                if RESERVED.contains(&&*feature) {
                    conditional.state = State::Done;
                    return Err(self.error(ReadError::ReservedFeature { feature: format!(":{feature}") }, span));
                }
                let holds = feature == "default" || self.options.has_feature(&feature);
                conditional.state = if holds { State::Chosen } else { State::Skipped };
            }
            State::Chosen => {
                conditional.chosen = Some(form);
                conditional.state = State::Done;
            }
            State::Skipped => conditional.state = State::Feature,
            State::Done => {}
        }
        Ok(())
    }

    /// At the closing parenthesis: what the conditional stands for, which may be nothing or several forms.
    pub(super) fn end_conditional(
        &mut self,
        t: &mut Thread,
        conditional: Conditional,
        start: Position,
        span: Span,
    ) -> ReadResult<Vec<Value>> {
        if conditional.state == State::Chosen {
            return Err(match self.options.line_numbers {
                true => self.error(ReadError::ConditionalOddFrom { line: start.line }, span),
                false => self.error(ReadError::ConditionalOdd {}, span),
            });
        }
        let Some(chosen) = conditional.chosen else { return Ok(Vec::new()) };
        if !conditional.splicing {
            return Ok(vec![chosen]);
        }
        if !is_list(&chosen) && !ops::is_vector(&chosen) {
            return Err(self.error(ReadError::SpliceNotSequential {}, span));
        }
        if self.frames.is_empty() {
            return Err(self.error(ReadError::SpliceAtTop {}, span));
        }
        let mut forms = seq::to_vec(t, &chosen);
        // Inside another conditional only one form has a place.
        if let (Ok(forms), Some(Frame { kind: FrameKind::Conditional(_), .. })) = (&mut forms, self.frames.last()) {
            forms.truncate(1);
        }
        self.caught(forms, span)
    }

    /// Is the form being read one that a conditional skips or preserves?
    pub(super) fn is_suppressed(&self) -> bool {
        !self.options.is_edn()
            && self.frames.iter().any(|frame| match &frame.kind {
                FrameKind::Conditional(conditional) => conditional.is_skipping(),
                FrameKind::Preserved(..) => true,
                _ => false,
            })
    }
}

fn print_or_null(t: &mut Thread, form: &Value) -> runtime::Result<String> {
    if form.is_nil() { Ok("null".into()) } else { print::print_str(t, form) }
}
