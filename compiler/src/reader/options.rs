//! How to read: dialect, conditionals, evaluation, positions, limits.

use bytecode::source::Position;
use runtime::coll::{map, set};
use runtime::keyword::Keyword;
use runtime::{Result, Thread, Value};
use std::rc::Rc;

/// Which language the text is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dialect {
    #[default]
    Clojure,
    Edn,
}

/// `:read-cond`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ReadCond {
    #[default]
    Disallow,
    Allow,
    Preserve,
}

/// `*read-eval*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ReadEval {
    #[default]
    Allow,
    Disallow,
    /// `:unknown`: nothing may be read at all until the program decides.
    Unknown,
}

/// Options of a [`super::Reader`]. The default reads as `read-string` does.
#[derive(Clone, Debug)]
pub struct ReaderOptions {
    pub dialect: Dialect,
    /// The path to put into errors.
    pub source: Option<Rc<str>>,
    /// The position of the first character.
    pub start: Position,
    /// Put `:line` and `:column` on lists, name lines in errors and fill the table of positions.
    pub line_numbers: bool,
    pub read_cond: ReadCond,
    /// Features besides the platform's own, without colons.
    pub features: Vec<String>,
    pub read_eval: ReadEval,
    /// How deep forms may nest.
    pub max_depth: usize,
}

/// Features that always hold.
const PLATFORM_FEATURES: &[&str] = &["lisle", "clj"];

/// How deep forms may nest, unless the options say otherwise.
const MAX_DEPTH: usize = 10_000;

impl Default for ReaderOptions {
    fn default() -> ReaderOptions {
        ReaderOptions {
            dialect: Dialect::Clojure,
            source: None,
            start: Position { line: 1, column: 1 },
            line_numbers: false,
            read_cond: ReadCond::Disallow,
            features: Vec::new(),
            read_eval: ReadEval::Allow,
            max_depth: MAX_DEPTH,
        }
    }
}

impl ReaderOptions {
    /// For a source file: positions, and conditionals as Clojure allows them (`.cljc` only).
    pub fn source(path: &str) -> ReaderOptions {
        let read_cond = if path.ends_with(".cljc") { ReadCond::Allow } else { ReadCond::Disallow };
        ReaderOptions { source: Some(path.into()), line_numbers: true, read_cond, ..ReaderOptions::default() }
    }

    /// For the REPL: as a source, with conditionals allowed.
    pub fn repl(path: &str, start: Position) -> ReaderOptions {
        ReaderOptions { read_cond: ReadCond::Allow, start, ..ReaderOptions::source(path) }
    }

    /// For edn text.
    pub fn edn() -> ReaderOptions {
        ReaderOptions { dialect: Dialect::Edn, ..ReaderOptions::default() }
    }

    pub(super) fn is_edn(&self) -> bool {
        self.dialect == Dialect::Edn
    }

    pub(super) fn has_feature(&self, feature: &str) -> bool {
        PLATFORM_FEATURES.contains(&feature) || self.features.iter().any(|f| f == feature)
    }

    /// Adds what a program's option map says (`:read-cond`, `:features`), and gives out its `:eof`.
    pub fn with_map(mut self, t: &mut Thread, options: &Value) -> Result<(ReaderOptions, EndOfFile)> {
        let eof = EndOfFile::of(t, options)?;
        if !map::is_map(options) {
            return Ok((self, eof));
        }
        let key: Value = t.runtime.keyword("read-cond").into();
        if let Some(value) = map::get(t, options, &key)? {
            self.read_cond = match value.as_ref::<Keyword>().map(|k| k.name_str()) {
                Some("allow") => ReadCond::Allow,
                Some("preserve") => ReadCond::Preserve,
                _ => ReadCond::Disallow,
            };
        }
        let key: Value = t.runtime.keyword("features").into();
        if let Some(features) = map::get(t, options, &key)?.filter(set::is_set) {
            let names = set::iter(&features).filter_map(|f| f.as_ref::<Keyword>().map(|k| k.symbol.full_name()));
            self.features.extend(names);
        }
        Ok((self, eof))
    }
}

/// What to do at the end of the text: `:eof`.
#[derive(Clone, Debug)]
pub enum EndOfFile {
    /// Throw `EOF while reading`.
    Throw,
    Return(Value),
}

impl EndOfFile {
    /// The `:eof` of an option map.
    pub fn of(t: &mut Thread, options: &Value) -> Result<EndOfFile> {
        if !map::is_map(options) {
            return Ok(EndOfFile::Throw);
        }
        let key: Value = t.runtime.keyword("eof").into();
        Ok(match map::get(t, options, &key)? {
            Some(value) if !is_eofthrow(&value) => EndOfFile::Return(value),
            _ => EndOfFile::Throw,
        })
    }
}

fn is_eofthrow(value: &Value) -> bool {
    value.as_ref::<Keyword>().is_some_and(|k| k.symbol.is_named("eofthrow"))
}
