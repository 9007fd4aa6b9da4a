//! Positions in source text: spans, line and column, the line table of compiled code, the source hash.
//!
//! Reader, analyzer, emitter and VM share these nouns. No text is kept here and no file is read.

use crate::ids::Pc;

/// A line and a column, both counted from 1. Line 0 means "unknown".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// A stretch of source text from `start` up to `end` (exclusive).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Span {
    pub start: Position,
    pub end: Position,
}

/// Which source a unit was compiled from.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct SourceInfo {
    /// The path as the compiler was given it; empty when there is none (REPL, `eval`).
    pub path: String,
    /// [`hash_source`] of the text; 0 when there is none.
    pub hash: u64,
}

/// What stands for the path of text that a program evaluates. Messages leave it out.
pub const NO_SOURCE_FILE: &str = "NO_SOURCE_FILE";

/// The same of text from a command line, a REPL or standard input.
pub const NO_SOURCE_PATH: &str = "NO_SOURCE_PATH";

/// The hash that tells whether a source changed since it was compiled (FNV-1a; the same on every machine).
pub fn hash_source(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// From `pc` on, until the next entry, the code comes from this place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LineEntry {
    pub pc: Pc,
    pub line: u32,
    pub column: u32,
}

/// Where each instruction of an arity comes from, run-length coded.
///
/// Entries are strictly ascending in `pc`; code before the first entry has no known place.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct LineTable {
    pub entries: Vec<LineEntry>,
}

impl LineTable {
    /// Records that code from `pc` on comes from `position`. Positions are given in ascending order of
    /// `pc`; a repeated place adds nothing, a second place for the same `pc` replaces the first.
    pub fn push(&mut self, pc: Pc, position: Position) {
        let Position { line, column } = position;
        if self.entries.last().is_some_and(|last| last.pc == pc) {
            self.entries.pop();
        }
        if self.entries.last().is_some_and(|last| last.line == line && last.column == column) {
            return;
        }
        self.entries.push(LineEntry { pc, line, column });
    }

    /// The place of the instruction at `pc`. Logarithmic.
    pub fn position(&self, pc: Pc) -> Option<Position> {
        let after = self.entries.partition_point(|entry| entry.pc <= pc);
        let entry = self.entries.get(after.checked_sub(1)?)?;
        (entry.line != 0).then_some(Position { line: entry.line, column: entry.column })
    }
}
