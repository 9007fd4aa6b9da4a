//! Regular expressions: `java.util.regex.Pattern`; [`matcher`] has `Matcher`.
//!
//! The engine is the `fancy-regex` crate. [`translate`] turns Java's syntax into the engine's, so that what
//! Java means by `.`, `$`, `\s`, `\h`, `(?x)` or `[a&&[^b]]` is what happens. The engine is bounded: a search that backtracks
//! more than [`STEP_LIMIT`] times is an error instead of a hang.
//!
//! Positions inside this module are byte offsets; Java's UTF-16 positions appear only in the methods of
//! [`Matcher`] that programs call.

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
use crate::sync::{Arc, OnceLock};

/// How often one search may backtrack.
pub const STEP_LIMIT: usize = 10_000_000;

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
    search: fancy_regex::Regex,
    whole: OnceLock<Option<Box<fancy_regex::Regex>>>,
    prefix: OnceLock<Option<Box<fancy_regex::Regex>>>,
    /// Name and number of the named groups.
    names: Vec<(String, usize)>,
    groups: usize,
}

/// Where a match and its groups lie; `None` for a group that took no part.
pub type Spans = Vec<Option<(usize, usize)>>;

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

fn build(translated: &str) -> Result<fancy_regex::Regex, Box<fancy_regex::Error>> {
    let mut builder = fancy_regex::RegexBuilder::new(translated);
    builder.backtrack_limit(STEP_LIMIT).delegate_size_limit(64 << 20);
    builder.build().map_err(Box::new)
}

impl Pattern {
    /// `Pattern.compile`.
    pub fn compile(source: &Ref<Str>, flags: i32) -> Result<Ref<Pattern>> {
        let text = source.to_string_lossy();
        let translation = translate::translate(&text, flags)?;
        let search = build(&translation.text).map_err(|e| not_supported(&text, &e))?;
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

    fn program(&self, anchor: Anchor) -> Result<&fancy_regex::Regex> {
        let anchored = |cell: &OnceLock<_>, end: &str| {
            let program = || build(&format!(r"\A(?:{}){end}", self.engine.translated)).ok().map(Box::new);
            let _ = cell.set(program());
        };
        let cell = match anchor {
            Anchor::Search => return Ok(&self.engine.search),
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
        match self.program(anchor)?.captures_from_pos(text, from) {
            Ok(Some(found)) => {
                Ok(Some((0..=self.engine.groups).map(|i| found.get(i).map(|m| (m.start(), m.end()))).collect()))
            }
            Ok(None) => Ok(None),
            Err(_) => Err(Error::new(
                ExceptionKind::StackOverflowError,
                format!("Regex gave up after {STEP_LIMIT} steps: {}", self.source.to_string_lossy()),
            )),
        }
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
pub(crate) fn searchable(text: &Ref<Str>) -> Arc<str> {
    match text.as_str() {
        Some(s) => s.into(),
        None => {
            let mut bytes = text.bytes().to_vec();
            for i in 0..bytes.len().saturating_sub(2) {
                if bytes[i] == 0xED && bytes[i + 1] >= 0xA0 {
                    bytes[i..i + 3].copy_from_slice("\u{FFFD}".as_bytes());
                }
            }
            String::from_utf8_lossy(&bytes).into()
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
