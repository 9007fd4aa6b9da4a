//! `java.util.regex.Matcher`: a pattern, a text, and the last match. All methods lock the state for a moment,
//! so that a shared matcher is safe (if not useful).

use super::{Anchor, Pattern, Spans, replace, searchable};
use crate::error::{Error, ExceptionKind, Result};
use crate::object::{Ref, Shared, Traced, Visitor, VisitorMut};
use crate::string::{Str, units_of};
use crate::sync::{Arc, Mutex, lock};
use crate::value::Value;

/// A search in progress.
pub struct Matcher {
    pub pattern: Ref<Pattern>,
    state: StateCell,
}

crate::heap!(Matcher: Matcher { pattern, state });

struct StateCell(Mutex<State>);

/// What changes while a matcher is used.
struct State {
    /// The text as given.
    text: Option<Shared>,
    /// The same for the engine.
    searchable: Arc<str>,
    /// The part of the text that is searched.
    region: (usize, usize),
    last: Option<Spans>,
    /// Where the next `find` begins.
    next: usize,
    /// Where the next `appendReplacement` copies from.
    appended: usize,
    /// Did the last attempt reach the end of the text without a match?
    hit_end: bool,
}

impl Traced for StateCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        if let Some(text) = &lock(&self.0).text {
            visitor.value(text.get());
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let Some(text) = lock(&self.0).text.take() {
            visitor.value(text.into_value());
        }
    }
}

impl State {
    fn of(text: &Ref<Str>) -> State {
        let searchable: Arc<str> = searchable(text).into();
        let region = (0, searchable.len());
        let text = Some(Shared::new(text.to_value()));
        State { text, searchable, region, last: None, next: 0, appended: 0, hit_end: false }
    }

    fn run(&mut self, pattern: &Pattern, from: usize, anchor: Anchor) -> Result<bool> {
        let (start, end) = self.region;
        let text = self.searchable.clone();
        let found = pattern.find_at(&text[start..end], from.saturating_sub(start), anchor)?;
        self.hit_end = found.as_ref().and_then(|s| s.first().copied().flatten()).is_none_or(|m| m.1 + start == end);
        let found = found.map(|mut spans| {
            spans.iter_mut().flatten().for_each(|(a, b)| (*a, *b) = (*a + start, *b + start));
            spans
        });
        if let Some((s, e)) = found.as_ref().and_then(|spans| spans.first().copied().flatten()) {
            // After an empty match the search goes on behind the next character.
            self.next = pattern.goes_on(&text, s, e);
        }
        self.last = found;
        Ok(self.last.is_some())
    }

    fn piece(&self, start: usize, end: usize) -> Value {
        let bytes = self.text.as_ref().and_then(|t| t.get().as_ref::<Str>()).map_or(&[][..], |s| s.bytes());
        Str::from_wtf8(bytes.get(start..end).unwrap_or_default()).into()
    }

    fn units(&self, byte: usize) -> i64 {
        let prefix = &self.searchable.as_bytes()[..byte.min(self.searchable.len())];
        if prefix.is_ascii() { prefix.len() as i64 } else { units_of(prefix).count() as i64 }
    }

    /// The byte offset of a UTF-16 index, if it is one.
    fn byte_of(&self, units: i64) -> Option<usize> {
        let mut left = usize::try_from(units).ok()?;
        for (at, c) in self.searchable.char_indices() {
            if left == 0 {
                return Some(at);
            }
            left = left.saturating_sub(c.len_utf16());
        }
        (left == 0).then_some(self.searchable.len())
    }

    fn spans(&self) -> Result<&Spans> {
        self.last.as_ref().ok_or_else(|| Error::illegal_state("No match found"))
    }

    fn span(&self, group: i64) -> Result<Option<(usize, usize)>> {
        let spans = self.spans()?;
        usize::try_from(group).ok().and_then(|g| spans.get(g)).copied().ok_or_else(|| no_group(group))
    }
}

/// The offset behind the character at `at`; past the end when there is none.
pub(super) fn after_char(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(at + 1, |c| at + c.len_utf8())
}

pub(super) fn no_group(group: i64) -> Error {
    Error::new(ExceptionKind::IndexOutOfBoundsException, format!("No group {group}"))
}

impl Matcher {
    pub(super) fn new_object(pattern: &Ref<Pattern>, text: &Ref<Str>) -> Ref<Matcher> {
        Ref::new(Matcher { pattern: pattern.clone(), state: StateCell(Mutex::new(State::of(text))) })
    }

    /// The next match: `find`.
    pub fn find(&self) -> Result<bool> {
        let mut state = lock(&self.state.0);
        let from = state.next.max(state.region.0);
        if from > state.region.1 {
            state.last = None;
            return Ok(false);
        }
        state.run(&self.pattern, from, Anchor::Search)
    }

    /// `find(int)`: resets, then searches from a UTF-16 index.
    pub fn find_from(&self, index: i64) -> Result<bool> {
        self.reset();
        let mut state = lock(&self.state.0);
        let from = state.byte_of(index);
        let from = from.ok_or_else(|| Error::new(ExceptionKind::IndexOutOfBoundsException, "Illegal start index"))?;
        state.run(&self.pattern, from, Anchor::Search)
    }

    /// Does the whole text match?
    pub fn matches(&self) -> Result<bool> {
        let mut state = lock(&self.state.0);
        let from = state.region.0;
        state.run(&self.pattern, from, Anchor::Whole)
    }

    /// Does a start of the text match?
    pub fn looking_at(&self) -> Result<bool> {
        let mut state = lock(&self.state.0);
        let from = state.region.0;
        state.run(&self.pattern, from, Anchor::Prefix)
    }

    /// Forgets the last match and the region.
    pub fn reset(&self) {
        let mut state = lock(&self.state.0);
        state.region = (0, state.searchable.len());
        (state.last, state.next, state.appended, state.hit_end) = (None, 0, 0, false);
    }

    /// Starts over with another text.
    pub fn reset_text(&self, text: &Ref<Str>) {
        let fresh = State::of(text);
        let old = std::mem::replace(&mut *lock(&self.state.0), fresh);
        drop(old);
    }

    /// Limits the search to a part of the text, as `region`.
    pub fn set_region(&self, start: i64, end: i64) -> Result<()> {
        self.reset();
        let mut state = lock(&self.state.0);
        let out_of_bounds = |what| Error::new(ExceptionKind::IndexOutOfBoundsException, what);
        let from = state.byte_of(start).ok_or_else(|| out_of_bounds("start"))?;
        let to = state.byte_of(end).ok_or_else(|| out_of_bounds("end"))?;
        if from > to {
            return Err(out_of_bounds("start > end"));
        }
        state.region = (from, to);
        state.next = from;
        Ok(())
    }

    /// The part of the text that is searched, in UTF-16 units.
    pub fn region(&self) -> (i64, i64) {
        let state = lock(&self.state.0);
        (state.units(state.region.0), state.units(state.region.1))
    }

    /// Is there a last match?
    pub fn has_match(&self) -> bool {
        lock(&self.state.0).last.is_some()
    }

    pub fn hit_end(&self) -> bool {
        lock(&self.state.0).hit_end
    }

    /// The text of a group: a string, or nil if it took no part in the match.
    pub fn group(&self, group: i64) -> Result<Value> {
        let state = lock(&self.state.0);
        Ok(state.span(group)?.map_or(Value::NIL, |(start, end)| state.piece(start, end)))
    }

    /// The number of a named group, or Java's exception.
    pub fn group_number(&self, name: &str) -> Result<i64> {
        let number = self.pattern.group_number(name);
        number.map(|n| n as i64).ok_or_else(|| Error::illegal_argument(format!("No group with name <{name}>")))
    }

    /// Where a group starts, in UTF-16 units; -1 if it took no part.
    pub fn start(&self, group: i64) -> Result<i64> {
        let state = lock(&self.state.0);
        Ok(state.span(group).map_err(unavailable)?.map_or(-1, |s| state.units(s.0)))
    }

    /// Where a group ends.
    pub fn end(&self, group: i64) -> Result<i64> {
        let state = lock(&self.state.0);
        Ok(state.span(group).map_err(unavailable)?.map_or(-1, |s| state.units(s.1)))
    }

    /// The whole match and the groups, for `re-groups`.
    pub fn groups(&self) -> Result<Vec<Value>> {
        let state = lock(&self.state.0);
        let spans = state.spans()?;
        Ok(spans.iter().map(|s| s.map_or(Value::NIL, |(start, end)| state.piece(start, end))).collect())
    }

    /// The text that `appendReplacement` appends: what was skipped, then the replacement.
    pub fn append_replacement(&self, template: &str) -> Result<Ref<Str>> {
        let mut state = lock(&self.state.0);
        let spans = state.last.clone().ok_or_else(|| Error::illegal_state("No match available"))?;
        let (start, end) = spans.first().copied().flatten().unwrap_or_default();
        let whole = state.piece(0, state.searchable.len());
        let bytes = whole.as_ref::<Str>().map_or(&[][..], |s| s.bytes());
        let mut out = bytes.get(state.appended..start).unwrap_or_default().to_vec();
        replace::expand(&self.pattern, template, &spans, bytes, &mut out)?;
        state.appended = end;
        Ok(Str::from_wtf8(&out))
    }

    /// The text that `appendTail` appends.
    pub fn append_tail(&self) -> Value {
        let state = lock(&self.state.0);
        state.piece(state.appended, state.searchable.len())
    }

    /// The text being searched.
    pub fn text(&self) -> Value {
        lock(&self.state.0).text.as_ref().map_or(Value::NIL, |t| t.get().clone())
    }

    /// `Matcher.toString`.
    pub fn description(&self) -> String {
        let state = lock(&self.state.0);
        let last = state.last.as_ref().and_then(|s| s.first().copied().flatten());
        let last = last.and_then(|(s, e)| state.searchable.get(s..e)).unwrap_or("");
        format!(
            "java.util.regex.Matcher[pattern={} region={},{} lastmatch={last}]",
            self.pattern.source.to_string_lossy(),
            state.units(state.region.0),
            state.units(state.region.1),
        )
    }
}

/// `start` and `end` say it in other words than `group`.
fn unavailable(e: Error) -> Error {
    if e.0.kind() == Some(ExceptionKind::IllegalStateException) {
        return Error::illegal_state("No match available");
    }
    e
}
