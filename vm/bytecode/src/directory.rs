//! The directory of an image: where each var of one namespace is defined, by its name.
//!
//! With it a program starts without looking at any chunk: a var is made when it is named, its root when it is read. It says of each var
//! the unit and the chunk of its last definition, what kind of definition that is, and the flags that the var must have at once.
//! Searched as it lies in the file: rows of one size in the order of the names, then the names.
//!
//! A unit with chunks that do more than define one var (types, methods of protocols and multimethods) is *to be settled*: those
//! chunks are run, in order, before the root of any of its vars is given.

use crate::lazy::{Chunk, LazyUnit};
use std::collections::BTreeMap;

/// Length of a row: offset of the name (4), unit (2), chunk (2), length of the name (2), kind (1), flags (1).
const ROW: usize = 12;

const DYNAMIC: u8 = 1;
const MACRO: u8 = 2;
const PRIVATE: u8 = 4;
const TO_SETTLE: u8 = 8;

/// How a var gets its root.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The chunk defines it as a constant function ([`LazyUnit::definition`]).
    Function,
    /// The chunk has to be run ([`LazyUnit::computed`]).
    Computed,
    /// By chunks of the unit that do more, or not at all.
    Named,
}

/// A row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub unit: u16,
    pub chunk: u16,
    pub kind: Kind,
    pub dynamic: bool,
    pub is_macro: bool,
    pub private: bool,
    /// Does the unit have to be settled first?
    pub to_settle: bool,
}

/// A directory, as it lies in a file.
#[derive(Clone, Copy, Debug)]
pub struct Directory<'a> {
    rows: &'a [[u8; ROW]],
    names: &'a [u8],
}

impl<'a> Directory<'a> {
    /// None if the bytes are no directory.
    pub fn new(bytes: &'a [u8]) -> Option<Directory<'a>> {
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        let (rows, names) = rest.split_at_checked((u32::from_le_bytes(*count) as usize).checked_mul(ROW)?)?;
        Some(Directory { rows: rows.as_chunks().0, names })
    }

    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The name in a row, empty if there is no such row.
    pub fn name(&self, number: usize) -> &'a str {
        self.rows.get(number).and_then(|row| self.name_in(row)).unwrap_or("")
    }

    fn name_in(&self, row: &[u8; ROW]) -> Option<&'a str> {
        let begin = u32::from_le_bytes([row[0], row[1], row[2], row[3]]) as usize;
        let length = usize::from(u16::from_le_bytes([row[8], row[9]]));
        std::str::from_utf8(self.names.get(begin..begin.checked_add(length)?)?).ok()
    }

    /// The number of the row of a name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.rows.binary_search_by(|row| self.name_in(row).unwrap_or("").cmp(name)).ok()
    }

    pub fn row(&self, number: usize) -> Option<Row> {
        let row = self.rows.get(number)?;
        let kind = [Kind::Function, Kind::Computed, Kind::Named].into_iter().nth(usize::from(row[10]))?;
        let flag = |bit: u8| row[11] & bit != 0;
        Some(Row {
            unit: u16::from_le_bytes([row[4], row[5]]),
            chunk: u16::from_le_bytes([row[6], row[7]]),
            kind,
            dynamic: flag(DYNAMIC),
            is_macro: flag(MACRO),
            private: flag(PRIVATE),
            to_settle: flag(TO_SETTLE),
        })
    }
}

/// Does a chunk have to be run to settle its unit?
pub fn settles(unit: &LazyUnit, chunk: usize) -> bool {
    unit.chunk(chunk) == Chunk::Other && unit.computed(chunk).is_none()
}

/// Makes the directory of a namespace. The units are those that define its vars, with their numbers, in the order in which they are loaded.
pub fn make(ns: &str, units: &[(u16, LazyUnit)]) -> Vec<u8> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for (number, unit) in units {
        let to_settle = (0..unit.chunks.len()).any(|chunk| settles(unit, chunk));
        for chunk in 0..unit.chunks.len() {
            let row = |kind, dynamic, is_macro, private| Row {
                unit: *number,
                chunk: chunk as u16,
                kind,
                dynamic,
                is_macro,
                private,
                to_settle,
            };
            match unit.chunk(chunk) {
                Chunk::Defines(found) if found.ns == ns => {
                    rows.insert(found.name, row(Kind::Function, found.dynamic, found.is_macro, found.private));
                }
                Chunk::Names { ns: home, name } if home == ns => {
                    rows.entry(name).or_insert(row(Kind::Named, false, false, false));
                }
                Chunk::Other => match unit.computed(chunk) {
                    Some(found) if found.ns == ns => {
                        let kind = if found.has_value { Kind::Computed } else { Kind::Named };
                        rows.insert(found.name, row(kind, found.dynamic, found.is_macro, found.private));
                    }
                    Some(_) => {}
                    None => {
                        for (_, name) in unit.defined_names(chunk).into_iter().filter(|(home, _)| *home == ns) {
                            rows.insert(name, row(Kind::Named, false, false, false));
                        }
                    }
                },
                _ => {}
            }
        }
    }
    let mut bytes = (rows.len() as u32).to_le_bytes().to_vec();
    let mut names = Vec::new();
    for (name, row) in rows {
        let flags = [(row.dynamic, DYNAMIC), (row.is_macro, MACRO), (row.private, PRIVATE), (row.to_settle, TO_SETTLE)];
        let flags = flags.iter().filter(|(on, _)| *on).fold(0, |all, (_, bit)| all | bit);
        bytes.extend_from_slice(&(names.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&row.unit.to_le_bytes());
        bytes.extend_from_slice(&row.chunk.to_le_bytes());
        bytes.extend_from_slice(&(name.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&[row.kind as u8, flags]);
        names.extend_from_slice(name.as_bytes());
    }
    bytes.extend_from_slice(&names);
    bytes
}
