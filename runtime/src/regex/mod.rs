//! Regular expressions: `java.util.regex.Pattern`; [`matcher`] has `Matcher`.
//!
//! The engines are `regex-automata`, which never backtracks, and for patterns that look around or refer back `fancy-regex`.
//! [`translate`] turns Java's syntax into theirs, so that what Java means by `.`, `$`, `\s`, `\h`, `(?x)` or `[a&&[^b]]` is what
//! happens. Searches are bounded: one that backtracks more than [`STEP_LIMIT`] times is an error instead of a hang.
//!
//! Positions inside this module are byte offsets; Java's UTF-16 positions appear only in the methods of
//! [`Matcher`] that programs call.

mod backtracking;
mod class;
mod matcher;
mod property;
mod replace;
#[cfg(test)]
mod tests;
mod translate;

pub use matcher::Matcher;
pub use replace::{quote, quote_replacement};

use crate::error::{Error, ExceptionKind, Result};
use crate::object::Ref;
use crate::string::Str;
use crate::sync::OnceLock;
use crate::value::Value;
use backtracking::Backtracking;
use regex_automata::meta;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;

/// How often one search may backtrack.
pub const STEP_LIMIT: usize = 10_000_000;

/// Bytes of a pattern. The engines take a few hundred times as much memory to compile it, in one go.
const LONGEST_PATTERN: usize = 1 << 20;

/// `Pattern.UNIX_LINES` and the other flags of `Pattern.compile`.
pub mod flag {
    pub const UNIX_LINES: i32 = 1;
    pub const CASE_INSENSITIVE: i32 = 2;
    pub const COMMENTS: i32 = 4;
    pub const MULTILINE: i32 = 8;
    pub const LITERAL: i32 = 16;
    pub const DOTALL: i32 = 32;
    pub const UNICODE_CASE: i32 = 64;
    pub const CANON_EQ: i32 = 128;
    pub const UNICODE_CHARACTER_CLASS: i32 = 256;
}

/// A compiled pattern.
pub struct Pattern {
    /// The text as written in Java's syntax.
    pub source: Ref<Str>,
    pub flags: i32,
    engine: Engine,
}

crate::heap!(Pattern: Pattern { source });

/// The engine's programs: one to search with, and on demand one that must match the whole text and one
/// that must match at its start.
struct Engine {
    translated: String,
    search: Program,
    whole: OnceLock<Option<Box<Program>>>,
    prefix: OnceLock<Option<Box<Program>>>,
    /// Name and number of the named groups.
    names: Vec<(String, usize)>,
    groups: usize,
}

/// Where a match and its groups lie; `None` for a group that took no part.
pub type Spans = SmallVec<[Option<(usize, usize)>; 4]>;

/// How a match must lie in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// Anywhere: `find`.
    Search,
    /// All of it: `matches`.
    Whole,
    /// From its start: `lookingAt`.
    Prefix,
}

/// How much memory a compiled pattern may take.
const SIZE_LIMIT: usize = 64 << 20;

enum Program {
    /// For what can be said without looking around or back: the other engine's syntax for that is an error to this one.
    Automaton(meta::Regex),
    Backtracking(Backtracking),
}

/// Why a search was given up.
enum GivenUp {
    Steps,
    Limit(ExceptionKind),
}

impl Program {
    fn new(translated: &str) -> Result<Program, Box<fancy_regex::Error>> {
        let config = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT));
        if let Ok(regex) = meta::Builder::new().configure(config).build(translated) {
            return Ok(Program::Automaton(regex));
        }
        Backtracking::new(translated).map(Program::Backtracking)
    }

    /// The first match at or after byte `from`, or there if `here` says so. The error says that it takes too long.
    fn find(&self, text: &str, from: usize, groups: usize, here: bool) -> Result<Option<Spans>, GivenUp> {
        match self {
            Program::Automaton(regex) => {
                let anchored = if here { Anchored::Yes } else { Anchored::No };
                let input = Input::new(text).range(from..).anchored(anchored);
                if groups == 0 {
                    return Ok(regex.find(input).map(|found| smallvec![Some((found.start(), found.end()))]));
                }
                let mut slots: SmallVec<[Option<NonMaxUsize>; 12]> = smallvec![None; 2 * (groups + 1)];
                if regex.search_slots(&input, &mut slots).is_none() {
                    return Ok(None);
                }
                let (pairs, _) = slots.as_chunks::<2>();
                Ok(Some(pairs.iter().map(|[start, end]| Some((start.as_ref()?.get(), end.as_ref()?.get()))).collect()))
            }
            Program::Backtracking(regex) => {
                let found = regex.captures(text, from)?;
                Ok(found.map(|f| (0..=groups).map(|i| f.get(i).map(|m| (m.start(), m.end()))).collect()))
            }
        }
    }
}

impl Pattern {
    /// `Pattern.compile`.
    pub fn compile(source: &Ref<Str>, flags: i32) -> Result<Ref<Pattern>> {
        let text = source.to_string_lossy();
        if text.len() > LONGEST_PATTERN {
            return Err(Error::new(ExceptionKind::PatternSyntaxException, "The pattern is too long"));
        }
        let translation = translate::translate(&text, flags)?;
        let search = Program::new(&translation.text).map_err(|e| not_supported(&text, &e))?;
        let engine = Engine {
            translated: translation.text,
            search,
            whole: OnceLock::new(),
            prefix: OnceLock::new(),
            names: translation.names,
            groups: translation.groups,
        };
        Ok(Ref::new(Pattern { source: source.clone(), flags, engine }))
    }

    /// `re-pattern` of a text.
    pub fn new(source: &str) -> Result<Ref<Pattern>> {
        Pattern::compile(&Str::new(source), 0)
    }

    /// The number of capturing groups.
    pub fn group_count(&self) -> usize {
        self.engine.groups
    }

    /// The number of a named group.
    pub fn group_number(&self, name: &str) -> Option<usize> {
        self.engine.names.iter().find(|(n, _)| n == name).map(|(_, number)| *number)
    }

    /// Names and numbers of the named groups.
    pub fn group_names(&self) -> &[(String, usize)] {
        &self.engine.names
    }

    fn program(&self, anchor: Anchor) -> Result<&Program> {
        let anchored = |cell: &OnceLock<_>, end: &str| {
            let program = || Program::new(&format!(r"\A(?:{}){end}", self.engine.translated)).ok().map(Box::new);
            let _ = cell.set(program());
        };
        let cell = match anchor {
            Anchor::Search => return Ok(&self.engine.search),
            Anchor::Prefix if matches!(self.engine.search, Program::Automaton(_)) => return Ok(&self.engine.search),
            Anchor::Whole => &self.engine.whole,
            Anchor::Prefix => &self.engine.prefix,
        };
        if cell.get().is_none() {
            anchored(cell, if anchor == Anchor::Whole { r"\z" } else { "" });
        }
        match cell.get() {
            Some(Some(program)) => Ok(program),
            _ => Err(Error::illegal_argument("Pattern is too complex to be anchored")),
        }
    }

    /// The first match at or after byte `from`.
    pub fn find_at(&self, text: &str, from: usize, anchor: Anchor) -> Result<Option<Spans>> {
        if !text.is_char_boundary(from) {
            return Ok(None);
        }
        let found = self.program(anchor)?.find(text, from, self.engine.groups, anchor == Anchor::Prefix);
        found.map_err(|reason| match reason {
            GivenUp::Limit(kind) => crate::limits::reached(kind),
            GivenUp::Steps => Error::new(
                ExceptionKind::StackOverflowError,
                format!("Regex gave up after {STEP_LIMIT} steps: {}", self.source.to_string_lossy()),
            ),
        })
    }

    /// Where the search after a match begins: behind it, and behind the next character if it was empty. There no pattern
    /// matches that has to begin where the last match ended, so for such a one it is behind all.
    fn goes_on(&self, text: &str, start: usize, end: usize) -> usize {
        match start == end {
            true if self.begins_at_last_end() => text.len() + 1,
            true => matcher::after_char(text, end),
            false => end,
        }
    }

    /// Does every match begin with `\G`?
    fn begins_at_last_end(&self) -> bool {
        self.source.bytes().starts_with(br"\G") && !self.source.bytes().contains(&b'|')
    }

    /// The text of the first match and of its groups, without a matcher.
    pub fn find_groups(&self, text: &Ref<Str>, anchor: Anchor) -> Result<Option<Vec<Value>>> {
        let bytes = text.bytes();
        let piece = |(start, end): (usize, usize)| Str::from_wtf8(bytes.get(start..end).unwrap_or_default()).into();
        let found = self.find_at(&searchable(text), 0, anchor)?;
        Ok(found.map(|spans| spans.into_iter().map(|span| span.map_or(Value::NIL, piece)).collect()))
    }
}

impl Ref<Pattern> {
    /// `re-matcher`.
    pub fn matcher(&self, text: &Ref<Str>) -> Ref<Matcher> {
        Matcher::new_object(self, text)
    }
}

/// The text of a Java string as the engine wants it. A lone surrogate becomes a replacement character,
/// which is as long, so that offsets stay the same.
pub(crate) fn searchable(text: &Ref<Str>) -> Cow<'_, str> {
    match text.as_str() {
        Some(s) => Cow::Borrowed(s),
        None => {
            let mut bytes = text.bytes().to_vec();
            for i in 0..bytes.len().saturating_sub(2) {
                if bytes[i] == 0xED && bytes[i + 1] >= 0xA0 {
                    bytes[i..i + 3].copy_from_slice("\u{FFFD}".as_bytes());
                }
            }
            Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

/// `PatternSyntaxException`, with its message in Java's three lines. A negative index is not shown.
#[cold]
fn syntax_error(description: &str, index: i64, pattern: &str) -> Error {
    let mut message = description.to_owned();
    if index >= 0 {
        message.push_str(&format!(" near index {index}"));
    }
    message.push('\n');
    message.push_str(pattern);
    if index >= 0 && (index as usize) < pattern.chars().count() {
        message.push('\n');
        message.extend(std::iter::repeat_n(' ', index as usize));
        message.push('^');
    }
    Error::new(ExceptionKind::PatternSyntaxException, message)
}

/// What Java accepts and the engine does not.
#[cold]
fn not_supported(pattern: &str, error: &fancy_regex::Error) -> Error {
    let text = error.to_string();
    syntax_error(text.lines().last().unwrap_or("Unsupported pattern"), -1, pattern)
}
