//! Bytes back to a bundle. Every byte string gives a bundle or a [`FileError`].
//!
//! The order of the checks decides which error a bad file gets: is it ours, is it of this version, is it
//! whole, is it undamaged, does it make sense.

use super::version::{MAGIC, format_stamp};
use super::{BUNDLE_SECTION, Bundle, DIRECTORY_SECTION, FIXED_HEADER, FileError, SECTION_ENTRY, UNIT_SECTION};
use crate::code::Unit;
use crate::decode::{DecodeError, Reader, decode_unit};
use crate::lazy::LazyUnit;

/// Reads a bytecode file, whatever core library it was compiled against.
pub fn read(bytes: &[u8]) -> Result<Bundle, FileError> {
    let index = Index::read(bytes)?;
    let units = index.units.iter().map(Section::decode).collect::<Result<_, _>>()?;
    let directory = index.directory()?.to_vec();
    Ok(Bundle { core_version: index.core_version, main: index.main, units, directory })
}

/// What is in a bytecode file, before any unit of it is decoded.
#[derive(Clone, Debug)]
pub struct Index<'a> {
    pub core_version: u64,
    pub main: Option<String>,
    /// The names of the units in load order.
    pub names: Vec<&'a str>,
    units: Vec<Section<'a>>,
    directory: Option<Section<'a>>,
}

impl Index<'static> {
    /// The unit of this number, to be decoded piece by piece. For files that are trusted.
    pub fn lazy_unit_at(&self, number: usize) -> Option<Result<LazyUnit, FileError>> {
        let section = self.units.get(number)?;
        Some(section.checked().and_then(|bytes| Ok(LazyUnit::open(bytes)?)))
    }

    /// The unit of this name, if there is one, to be decoded piece by piece. For files that are trusted.
    pub fn lazy_unit(&self, name: &str) -> Option<Result<LazyUnit, FileError>> {
        self.lazy_unit_at(self.names.iter().position(|n| *n == name)?)
    }
}

impl<'a> Index<'a> {
    /// Checks the header and finds the units.
    pub fn read(bytes: &'a [u8]) -> Result<Index<'a>, FileError> {
        let header = Header::read(bytes)?;
        let mut sections = header.sections.into_iter();
        let Some(first) = sections.next().filter(|section| section.kind == BUNDLE_SECTION) else {
            return Err(FileError::Layout("the section about the bundle is missing"));
        };
        let (main, names) = read_description(first.checked()?)?;
        let mut units: Vec<Section<'_>> = sections.collect();
        let directory = units.pop_if(|section| section.kind == DIRECTORY_SECTION);
        if names.len() != units.len() {
            return Err(FileError::Layout("there are more names than units, or fewer"));
        }
        if units.iter().any(|section| section.kind != UNIT_SECTION) {
            return Err(FileError::Layout("there is a section of an unknown kind"));
        }
        Ok(Index { core_version: header.core_version, main, names, units, directory })
    }

    /// The directory; empty if there is none.
    pub fn directory(&self) -> Result<&'a [u8], FileError> {
        self.directory.as_ref().map_or(Ok(&[]), Section::checked)
    }

    /// Decodes the unit of this name, if there is one; its checksum is looked at only now.
    pub fn unit(&self, name: &str) -> Option<Result<Unit, FileError>> {
        let number = self.names.iter().position(|n| *n == name)?;
        self.units.get(number).map(Section::decode)
    }
}

/// Reads a bytecode file that must have been compiled against this core library.
pub fn read_for(bytes: &[u8], core_version: u64) -> Result<Bundle, FileError> {
    let bundle = read(bytes)?;
    match bundle.core_version == core_version {
        true => Ok(bundle),
        false => Err(FileError::OtherCore { found: bundle.core_version, expected: core_version }),
    }
}

struct Header<'a> {
    core_version: u64,
    sections: Vec<Section<'a>>,
}

#[derive(Clone, Debug)]
struct Section<'a> {
    kind: u32,
    crc: u32,
    content: &'a [u8],
}

impl<'a> Section<'a> {
    /// The content, if its checksum is right.
    fn checked(&self) -> Result<&'a [u8], FileError> {
        if crc32fast::hash(self.content) != self.crc {
            return Err(FileError::Damaged(if self.kind == UNIT_SECTION { "a unit" } else { "a section" }));
        }
        Ok(self.content)
    }

    fn decode(&self) -> Result<Unit, FileError> {
        Ok(decode_unit(self.checked()?)?)
    }
}

impl<'a> Header<'a> {
    fn read(bytes: &'a [u8]) -> Result<Header<'a>, FileError> {
        let truncated = |_: DecodeError| FileError::Truncated;
        let mut reader = Reader::new(bytes);
        match reader.array::<8>() {
            Ok(magic) if magic == MAGIC => {}
            // A cut within the magic number is a cut; anything else is somebody else's file.
            Err(_) if !bytes.is_empty() && MAGIC.starts_with(bytes) => {
                return Err(FileError::Truncated);
            }
            _ => return Err(FileError::NotLisle),
        }
        let found = u32::from_le_bytes(reader.array().map_err(truncated)?);
        let expected = format_stamp();
        if found != expected {
            return Err(FileError::OtherFormat { found, expected });
        }
        let core_version = u64::from_le_bytes(reader.array().map_err(truncated)?);
        let count = u32::from_le_bytes(reader.array().map_err(truncated)?) as usize;
        let table_bytes = reader.take(count.saturating_mul(SECTION_ENTRY)).map_err(truncated)?;
        let header_len = FIXED_HEADER + table_bytes.len();
        let crc = u32::from_le_bytes(reader.array().map_err(truncated)?);
        if crc32fast::hash(&bytes[..header_len]) != crc {
            return Err(FileError::Damaged("the header"));
        }

        let mut sections = Vec::with_capacity(count);
        let mut end = header_len + 4;
        let (entries, _) = table_bytes.as_chunks::<SECTION_ENTRY>();
        for entry in entries {
            let (numbers, _) = entry.as_chunks::<4>();
            let [kind, offset, length, crc] = [0, 1, 2, 3].map(|i| u32::from_le_bytes(numbers[i]));
            if offset as usize != end {
                return Err(FileError::Layout("a section is not where it belongs"));
            }
            let content = reader.take(length as usize).map_err(truncated)?;
            end += content.len();
            sections.push(Section { kind, crc, content });
        }
        reader.finish().map_err(|_| FileError::Layout("there is data after the last section"))?;
        Ok(Header { core_version, sections })
    }
}

fn read_description(content: &[u8]) -> Result<(Option<String>, Vec<&str>), FileError> {
    let mut reader = Reader::new(content);
    let main = if reader.flag()? { Some(name(&mut reader)?.to_owned()) } else { None };
    let mut names = Vec::new();
    while !reader.is_empty() {
        names.push(name(&mut reader)?);
    }
    Ok((main, names))
}

fn name<'a>(reader: &mut Reader<'a>) -> Result<&'a str, FileError> {
    let len = usize::try_from(reader.number()?).map_err(|_| DecodeError::NumberTooLarge)?;
    Ok(std::str::from_utf8(reader.take(len)?).map_err(|_| DecodeError::NotUtf8)?)
}
