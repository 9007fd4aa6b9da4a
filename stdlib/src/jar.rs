//! Jars on the class path: zip files with sources. Read only, whole in memory, with nothing trusted: every offset and
//! size is checked, and what an entry inflates to is limited.
//!
//! No encryption, no parts over several files, no Zip64: a jar of sources has none of them.

use runtime::Runtime;
use runtime::error::{Error, Result};
use runtime::sync::{Arc, Mutex, lock};
use std::collections::HashMap;
use vm::host::host;

/// The largest entry that is read.
const MAX_ENTRY: usize = 64 << 20;
/// How far from the end the directory's end may be: its own size and the longest comment.
const END_SPAN: usize = 22 + 0xFFFF;

/// One entry of the directory.
pub struct Entry {
    pub deflated: bool,
    pub checksum: u32,
    pub packed: usize,
    pub size: usize,
    /// Date and time as DOS has them.
    pub time: u32,
    pub comment: String,
    header: usize,
}

/// A jar.
pub struct Jar {
    bytes: Vec<u8>,
    entries: HashMap<String, Entry>,
    /// The paths in the order of the directory.
    order: Vec<String>,
}

fn text_at(bytes: &[u8], at: usize, len: usize) -> Option<String> {
    Some(String::from_utf8_lossy(bytes.get(at..at.checked_add(len)?)?).into_owned())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_le_bytes([b[0], b[1]])))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])).ok()
}

impl Jar {
    /// Reads the directory; `None` if the bytes are no zip file.
    pub fn parse(bytes: Vec<u8>) -> Option<Jar> {
        let from = bytes.len().saturating_sub(END_SPAN);
        let last = bytes.len().checked_sub(22)?;
        let end = (from..=last).rev().find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))?;
        let count = u16_at(&bytes, end + 10)?;
        let mut at = u32_at(&bytes, end + 16)?;
        let (mut entries, mut order) = (HashMap::new(), Vec::new());
        for _ in 0..count {
            if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
                return None;
            }
            let (name, extra, comment) = (u16_at(&bytes, at + 28)?, u16_at(&bytes, at + 30)?, u16_at(&bytes, at + 32)?);
            let method = u16_at(&bytes, at + 10)?;
            let entry = Entry {
                deflated: method == 8,
                checksum: u32_at(&bytes, at + 16)? as u32,
                packed: u32_at(&bytes, at + 20)?,
                size: u32_at(&bytes, at + 24)?,
                time: u32_at(&bytes, at + 12)? as u32,
                comment: text_at(&bytes, at + 46 + name + extra, comment)?,
                header: u32_at(&bytes, at + 42)?,
            };
            let path = text_at(&bytes, at + 46, name)?;
            if matches!(method, 0 | 8) {
                order.push(path.clone());
                entries.insert(path, entry);
            }
            at += 46 + name + extra + comment;
        }
        Some(Jar { bytes, entries, order })
    }

    /// The paths of all entries, in their order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// What the directory says of an entry.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// The bytes of an entry, if there is one. The error says what is wrong with it.
    pub fn read(&self, path: &str) -> std::result::Result<Option<Vec<u8>>, String> {
        let Some(entry) = self.entries.get(path) else { return Ok(None) };
        if entry.size > MAX_ENTRY {
            return Err(format!("{path} is larger than {MAX_ENTRY} bytes"));
        }
        let damaged = || format!("{path} is damaged");
        let packed = self.packed(entry).ok_or_else(damaged)?;
        let bytes = match entry.deflated {
            true => miniz_oxide::inflate::decompress_to_vec_with_limit(packed, entry.size).map_err(|_| damaged())?,
            false => packed.to_vec(),
        };
        if bytes.len() == entry.size && checksum(&bytes) == entry.checksum { Ok(Some(bytes)) } else { Err(damaged()) }
    }

    /// The bytes of an entry as they stand in the file.
    fn packed(&self, entry: &Entry) -> Option<&[u8]> {
        let header = self.bytes.get(entry.header..)?;
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let start = 30 + u16_at(header, 26)? + u16_at(header, 28)?;
        header.get(start..start.checked_add(entry.packed)?)
    }
}

/// What the CRC-32 has of each byte.
const CRC_TABLE: [u32; 256] = {
    let mut table = [0u32; 256];
    let mut i = 0;
    while i < 256 {
        let mut c = i as u32;
        let mut bit = 0;
        while bit < 8 {
            c = if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 };
            bit += 1;
        }
        table[i] = c;
        i += 1;
    }
    table
};

/// The CRC-32 that zip files have of each entry.
fn checksum(bytes: &[u8]) -> u32 {
    crc32(0, bytes)
}

/// The CRC-32 of what had this one, and of these bytes after it.
pub fn crc32(before: u32, bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!before, |crc, byte| (crc >> 8) ^ CRC_TABLE[((crc ^ u32::from(*byte)) & 0xFF) as usize])
}

/// The jars that a runtime has opened.
#[derive(Default)]
struct Jars(Mutex<HashMap<String, Arc<Jar>>>);

/// The jar at a path.
pub fn open(runtime: &Runtime, path: &str) -> Result<Arc<Jar>> {
    let jars = runtime.extension::<Jars>();
    if let Some(jar) = lock(&jars.0).get(path) {
        return Ok(jar.clone());
    }
    let bytes = host(runtime).read_file(path).map_err(|e| crate::io::io_error(&e, path))?;
    let jar = Jar::parse(bytes).ok_or_else(|| Error::runtime(format!("{path} on the class path is not a jar")))?;
    let jar = Arc::new(jar);
    lock(&jars.0).insert(path.to_owned(), jar.clone());
    Ok(jar)
}

/// The text of an entry of the jar at a path, if it has it.
pub fn read(runtime: &Runtime, path: &str, entry: &str) -> Result<Option<Vec<u8>>> {
    open(runtime, path)?.read(entry).map_err(|why| Error::runtime(format!("{path}: {why}")))
}

/// Is this entry of the class path a jar?
pub fn is_jar(entry: &str) -> bool {
    entry.ends_with(".jar") || entry.ends_with(".zip")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A jar of two entries: `a.clj`, deflated, and `b/c.clj`, stored.
    fn sample() -> Vec<u8> {
        let text = b"(ns a) ; a text that repeats, repeats, repeats";
        let packed = miniz_oxide::deflate::compress_to_vec(text, 6);
        let mut file = Vec::new();
        let mut directory = Vec::new();
        for (name, method, data, size) in
            [("a.clj", 8u16, packed.as_slice(), text.len()), ("b/c.clj", 0, b"(ns b.c)".as_slice(), 8)]
        {
            let offset = file.len() as u32;
            let crc = checksum(if method == 8 { text } else { data });
            let sizes = [crc.to_le_bytes(), (data.len() as u32).to_le_bytes(), (size as u32).to_le_bytes()].concat();
            let name_len = (name.len() as u16).to_le_bytes();
            file.extend([b"PK\x03\x04\x14\0\0\0".as_slice(), &method.to_le_bytes(), &[0; 4], &sizes].concat());
            file.extend([name_len.as_slice(), &[0; 2], name.as_bytes(), data].concat());
            directory
                .extend([b"PK\x01\x02\x14\0\x14\0\0\0".as_slice(), &method.to_le_bytes(), &[0; 4], &sizes].concat());
            directory.extend([name_len.as_slice(), &[0; 12], &offset.to_le_bytes(), name.as_bytes()].concat());
        }
        let start = file.len() as u32;
        let size = directory.len() as u32;
        file.extend(directory);
        file.extend(
            [b"PK\x05\x06\0\0\0\0\x02\0\x02\0".as_slice(), &size.to_le_bytes(), &start.to_le_bytes(), &[0; 2]].concat(),
        );
        file
    }

    #[test]
    fn entries_are_read_packed_or_not() {
        let jar = Jar::parse(sample()).expect("a jar");
        let text = |path| jar.read(path).expect("good").map(|b| String::from_utf8(b).expect("text"));
        assert_eq!(text("a.clj").as_deref(), Some("(ns a) ; a text that repeats, repeats, repeats"));
        assert_eq!(text("b/c.clj").as_deref(), Some("(ns b.c)"));
        assert_eq!(text("none"), None);
        assert_eq!(jar.paths().count(), 2);
    }

    #[test]
    fn damaged_files_are_refused_and_never_a_panic() {
        let whole = sample();
        assert!(Jar::parse(Vec::new()).is_none());
        assert!(Jar::parse(b"no jar at all, but longer than the end record".to_vec()).is_none());
        for i in 0..whole.len() {
            for value in [0, 0xFF, whole[i] ^ 0x80] {
                let mut bytes = whole.clone();
                bytes[i] = value;
                if let Some(jar) = Jar::parse(bytes) {
                    let paths: Vec<String> = jar.paths().map(str::to_owned).collect();
                    for path in paths {
                        let _ = jar.read(&path);
                    }
                }
            }
            if let Some(jar) = Jar::parse(whole[i..].to_vec()) {
                let _ = jar.read("a.clj");
            }
            assert!(Jar::parse(whole[..i].to_vec()).is_none());
        }
    }
}
