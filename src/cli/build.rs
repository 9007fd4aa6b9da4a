//! `lisle build`: a program as one executable file, a copy of our own with the program's bytecode at its end.
//!
//! Layout of the end: bytecode file, its length (8 bytes, little endian), its CRC-32 (4 bytes), the magic. The own
//! executable is looked at when it starts, so nothing but the file itself is needed to run it.

use super::args::Target;
use super::compile;
use super::run::finish;
use runtime::Thread;
use runtime::error::Error;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::process::ExitCode;

const MAGIC: &[u8; 8] = b"LISLEapp";
const TRAILER: usize = 8 + 4 + MAGIC.len();

/// Compiles the program and writes the executable.
pub fn build(t: &mut Thread, what: &Target, out: &str) -> ExitCode {
    finish(t, None, |t| {
        let program = compile::compiled(t, what)?;
        let mut bytes =
            own_executable().map_err(|e| Error::runtime(format!("The own executable cannot be read: {e}")))?;
        let length = program.len() as u64;
        let sum = crc32fast::hash(&program);
        bytes.extend_from_slice(&program);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&sum.to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        compile::write_atomically(out, &bytes, true)
    })
}

fn own_executable() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(std::env::current_exe()?)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The program at the end of the own executable: none, or its bytes, or why it cannot be used.
pub fn own_program() -> std::result::Result<Option<Vec<u8>>, String> {
    // Where the executable cannot be read, it is not one that was built: those read themselves at every start.
    let Ok(mut file) = std::env::current_exe().and_then(File::open) else { return Ok(None) };
    match appended(&mut file) {
        Ok(found) => found.map_or(Ok(None), |found| found.map(Some)),
        Err(_) => Ok(None),
    }
}

fn appended(file: &mut (impl Read + Seek)) -> io::Result<Option<std::result::Result<Vec<u8>, String>>> {
    let end = file.seek(SeekFrom::End(0))?;
    if end < TRAILER as u64 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(end - TRAILER as u64))?;
    let mut trailer = [0; TRAILER];
    file.read_exact(&mut trailer)?;
    let (numbers, magic) = trailer.split_at(12);
    if magic != MAGIC {
        return Ok(None);
    }
    let damaged = || Ok(Some(Err("this executable is damaged: its program is not what was built".to_owned())));
    let (length, sum) = numbers.split_at(8);
    let length = u64::from_le_bytes(length.try_into().unwrap_or_default());
    let sum = u32::from_le_bytes(sum.try_into().unwrap_or_default());
    let Some(start) = (end - TRAILER as u64).checked_sub(length) else { return damaged() };
    file.seek(SeekFrom::Start(start))?;
    let mut program = Vec::new();
    file.take(length).read_to_end(&mut program)?;
    if crc32fast::hash(&program) == sum { Ok(Some(Ok(program))) } else { damaged() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> Option<std::result::Result<Vec<u8>, String>> {
        appended(&mut io::Cursor::new(bytes)).expect("memory can be read")
    }

    #[test]
    fn only_a_whole_program_is_found() {
        let program = b"a program";
        let sum = crc32fast::hash(program).to_le_bytes();
        let file = [b"executable".as_slice(), program, &9u64.to_le_bytes(), &sum, MAGIC].concat();
        assert_eq!(found(&file), Some(Ok(program.to_vec())));
        assert_eq!(found(b"executable"), None);
        assert_eq!(found(&[b"a longer executable".as_slice(), b"LISLEapq"].concat()), None);
        let huge = [b"executable".as_slice(), program, &u64::MAX.to_le_bytes(), &sum, MAGIC].concat();
        assert!(matches!(found(&huge), Some(Err(_))));
        let mut torn = file;
        torn[12] ^= 1;
        assert!(matches!(found(&torn), Some(Err(_))));
    }
}
