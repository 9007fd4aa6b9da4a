//! The `.lbc` file: a bundle of units with versions and checksums.
//!
//! ```text
//! header   := magic(8) stamp(4) core_version(8) section_count(4) section* crc(4)
//! section  := kind(4) offset(4) length(4) crc(4)
//! ```
//!
//! All numbers little-endian. Sections lie behind the header without gaps, in the order of the table:
//! one that describes the bundle, then one per unit in load order, then perhaps a directory. Every byte of the file is covered by
//! a checksum. This module maps bytes to bundles and back; it opens no file, and it does not verify
//! code: whoever runs a unit that was read calls `verify` first.

mod read;
#[cfg(test)]
mod tests;
mod version;
mod write;

pub use read::{Index, read, read_for};
pub use version::{FORMAT_VERSION, MAGIC, format_stamp};
pub use write::write;

use crate::code::Unit;
use crate::decode::DecodeError;
use std::fmt;

/// Units in the order in which they are loaded: what the main one requires first, the main one last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bundle {
    /// Identifies the core library the units were compiled against.
    pub core_version: u64,
    /// The namespace whose `-main` is the program's entry, if there is one.
    pub main: Option<String>,
    pub units: Vec<Unit>,
    /// Where the vars of the standard library are defined, in its image; empty in other files. See [`crate::directory`].
    pub directory: Vec<u8>,
}

const BUNDLE_SECTION: u32 = 1;
const UNIT_SECTION: u32 = 2;
const DIRECTORY_SECTION: u32 = 3;

/// Length of the header without the section table and its checksum.
const FIXED_HEADER: usize = 24;
const SECTION_ENTRY: usize = 16;

/// Why bytes are not a bundle that can be loaded. `Display` gives whole sentences.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileError {
    /// The magic number is missing.
    NotLisle,
    /// The file is shorter than it says.
    Truncated,
    /// A checksum is wrong; the name of the damaged part.
    Damaged(&'static str),
    /// The format is that of another version.
    OtherFormat { found: u32, expected: u32 },
    /// The units were compiled against another core library.
    OtherCore { found: u64, expected: u64 },
    /// The layout contradicts itself though its checksums are right.
    Layout(&'static str),
    /// A section's content cannot be decoded.
    Content(DecodeError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::NotLisle => f.write_str("This is not a Lisle bytecode file."),
            FileError::Truncated => f.write_str("The bytecode file is truncated: it is shorter than its header says."),
            FileError::Damaged(part) => {
                write!(f, "The bytecode file is damaged: the checksum of {part} does not match.")
            }
            FileError::OtherFormat { .. } => f.write_str(
                "The bytecode file was written by another version of Lisle; recompile it with `lisle compile`.",
            ),
            FileError::OtherCore { .. } => f.write_str(
                "The bytecode file was compiled against another version of the core library; recompile it with `lisle compile`.",
            ),
            FileError::Layout(what) => write!(f, "The bytecode file is damaged: {what}."),
            FileError::Content(error) => write!(f, "The bytecode file is damaged: {error}."),
        }
    }
}

impl std::error::Error for FileError {}

impl From<DecodeError> for FileError {
    fn from(error: DecodeError) -> FileError {
        FileError::Content(error)
    }
}
