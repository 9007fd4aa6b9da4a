//! The host of an embedded runtime: the streams and the clock that the embedder gave, and the system's files and programs,
//! behind the permissions.

use super::permissions::{Guard, Permissions};
use crate::cli::SystemHost;
use runtime::sync::{Arc, Mutex, lock};
use std::io::{self, Read, Write};
use vm::host::{Child, FileInfo, Host, Program, Stream};

/// Where a runtime gets the time from.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970.
    fn millis(&self) -> i64;
    /// Nanoseconds from an arbitrary start, never backwards: what waits and time limits are measured by.
    fn nanos(&self) -> i64;
}

/// The ends of the standard streams. Without one, output is dropped and input is at its end.
#[derive(Default)]
pub struct Streams {
    pub out: Option<Box<dyn Write + Send>>,
    pub err: Option<Box<dyn Write + Send>>,
    pub input: Option<Box<dyn Read + Send>>,
    /// Those that are missing are the process's own.
    pub inherit: bool,
}

/// See the module.
pub struct EmbedHost {
    system: SystemHost,
    out: Mutex<Option<Box<dyn Write + Send>>>,
    err: Mutex<Option<Box<dyn Write + Send>>>,
    input: Mutex<Option<Box<dyn Read + Send>>>,
    inherit: bool,
    clock: Option<Box<dyn Clock>>,
    processors: Option<usize>,
}

/// A host with these streams, this clock and these permissions.
pub fn host(
    streams: Streams,
    clock: Option<Box<dyn Clock>>,
    processors: Option<usize>,
    permissions: Permissions,
) -> Box<dyn Host> {
    let host = EmbedHost {
        system: SystemHost::default(),
        out: Mutex::new(streams.out),
        err: Mutex::new(streams.err),
        input: Mutex::new(streams.input),
        inherit: streams.inherit,
        clock,
        processors,
    };
    Box::new(Guard::new(host, permissions))
}

impl EmbedHost {
    fn stream(&self, stream: Stream) -> &Mutex<Option<Box<dyn Write + Send>>> {
        match stream {
            Stream::Out => &self.out,
            Stream::Err => &self.err,
        }
    }
}

impl Host for EmbedHost {
    fn write(&self, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        match &mut *lock(self.stream(stream)) {
            Some(writer) => writer.write_all(bytes),
            None if self.inherit => self.system.write(stream, bytes),
            None => Ok(()),
        }
    }
    fn flush(&self, stream: Stream) -> io::Result<()> {
        match &mut *lock(self.stream(stream)) {
            Some(writer) => writer.flush(),
            None if self.inherit => self.system.flush(stream),
            None => Ok(()),
        }
    }
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut *lock(&self.input) {
            Some(reader) => reader.read(buffer),
            None if self.inherit => self.system.read(buffer),
            None => Ok(0),
        }
    }
    fn has_input(&self) -> bool {
        !self.inherit || lock(&self.input).is_some() || self.system.has_input()
    }

    fn read_file(&self, path: &str) -> io::Result<Vec<u8>> {
        self.system.read_file(path)
    }
    fn write_file(&self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        self.system.write_file(path, bytes, append)
    }
    fn file_info(&self, path: &str) -> io::Result<FileInfo> {
        self.system.file_info(path)
    }
    fn list_dir(&self, path: &str) -> io::Result<Vec<String>> {
        self.system.list_dir(path)
    }
    fn create_dir(&self, path: &str, parents: bool) -> io::Result<()> {
        self.system.create_dir(path, parents)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.system.remove(path)
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.system.rename(from, to)
    }
    fn absolute(&self, path: &str) -> String {
        self.system.absolute(path)
    }
    fn canonical(&self, path: &str) -> io::Result<String> {
        self.system.canonical(path)
    }

    fn nanos(&self) -> i64 {
        self.clock.as_ref().map_or_else(|| self.system.nanos(), |clock| clock.nanos())
    }
    fn millis(&self) -> i64 {
        self.clock.as_ref().map_or_else(|| self.system.millis(), |clock| clock.millis())
    }
    fn entropy(&self) -> [u8; 16] {
        self.system.entropy()
    }

    fn env(&self, name: &str) -> Option<String> {
        self.system.env(name)
    }
    fn env_all(&self) -> Vec<(String, String)> {
        self.system.env_all()
    }
    fn exit(&self, status: i32) -> io::Result<()> {
        self.system.exit(status)
    }
    fn processors(&self) -> usize {
        self.processors.unwrap_or_else(|| self.system.processors())
    }

    fn start(&self, program: &Program) -> io::Result<Arc<dyn Child>> {
        self.system.start(program)
    }
    fn pid(&self) -> u32 {
        self.system.pid()
    }
    fn file_type(&self, path: &str) -> io::Result<char> {
        self.system.file_type(path)
    }
    fn mode(&self, path: &str) -> io::Result<u32> {
        self.system.mode(path)
    }
    fn set_mode(&self, path: &str, mode: u32) -> io::Result<()> {
        self.system.set_mode(path, mode)
    }
    fn set_modified(&self, path: &str, millis: i64) -> io::Result<()> {
        self.system.set_modified(path, millis)
    }
    fn link(&self, target: &str, path: &str, symbolic: bool) -> io::Result<()> {
        self.system.link(target, path, symbolic)
    }
    fn read_link(&self, path: &str) -> io::Result<String> {
        self.system.read_link(path)
    }
}
