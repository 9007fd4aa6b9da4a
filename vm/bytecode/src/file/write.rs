//! A bundle as bytes. Deterministic; no compression, so that the file can be mapped.

use super::version::{MAGIC, format_stamp};
use super::{BUNDLE_SECTION, Bundle, DIRECTORY_SECTION, FIXED_HEADER, SECTION_ENTRY, UNIT_SECTION};
use crate::encode::{encode_unit, put_number};

/// The bytes of a bytecode file with these units.
///
/// Offsets in the file have 32 bits. A bundle past four gigabytes yields a file that [`read`](super::read)
/// refuses as truncated, never one that it misreads.
pub fn write(bundle: &Bundle) -> Vec<u8> {
    let mut sections = vec![(BUNDLE_SECTION, describe(bundle))];
    sections.extend(bundle.units.iter().map(|unit| (UNIT_SECTION, encode_unit(unit))));
    if !bundle.directory.is_empty() {
        sections.push((DIRECTORY_SECTION, bundle.directory.clone()));
    }

    let mut bytes = Vec::new();
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&format_stamp().to_le_bytes());
    bytes.extend_from_slice(&bundle.core_version.to_le_bytes());
    bytes.extend_from_slice(&narrow(sections.len()));
    let mut offset = FIXED_HEADER + sections.len() * SECTION_ENTRY + 4;
    for (kind, content) in &sections {
        bytes.extend_from_slice(&kind.to_le_bytes());
        bytes.extend_from_slice(&narrow(offset));
        bytes.extend_from_slice(&narrow(content.len()));
        bytes.extend_from_slice(&crc32fast::hash(content).to_le_bytes());
        offset += content.len();
    }
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    for (_, content) in &sections {
        bytes.extend_from_slice(content);
    }
    bytes
}

fn narrow(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// The section about the bundle itself: the main namespace, and what the units are called.
fn describe(bundle: &Bundle) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_number(&mut bytes, bundle.main.is_some().into());
    for name in bundle.main.iter().chain(bundle.units.iter().map(|unit| &unit.name)) {
        put_number(&mut bytes, name.len() as u64);
        bytes.extend_from_slice(name.as_bytes());
    }
    bytes
}
