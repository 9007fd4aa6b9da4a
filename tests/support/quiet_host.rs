//! A host for tests: real files and clock, no standard streams, no way to end the process.

use lisle::cli::SystemHost;
use std::io;
use std::sync::Arc;
use vm::host::{Child, FileInfo, Host, Program, Stream};

/// What is written to the standard streams is dropped; standard input is empty.
#[derive(Default)]
pub struct QuietHost(SystemHost);

impl Host for QuietHost {
    fn write(&self, _: Stream, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
    fn flush(&self, _: Stream) -> io::Result<()> {
        Ok(())
    }
    fn read(&self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
    fn read_file(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.read_file(path)
    }
    fn write_file(&self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        self.0.write_file(path, bytes, append)
    }
    fn file_info(&self, path: &str) -> io::Result<FileInfo> {
        self.0.file_info(path)
    }
    fn list_dir(&self, path: &str) -> io::Result<Vec<String>> {
        self.0.list_dir(path)
    }
    fn create_dir(&self, path: &str, parents: bool) -> io::Result<()> {
        self.0.create_dir(path, parents)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.0.remove(path)
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.0.rename(from, to)
    }
    fn absolute(&self, path: &str) -> String {
        self.0.absolute(path)
    }
    fn canonical(&self, path: &str) -> io::Result<String> {
        self.0.canonical(path)
    }
    fn nanos(&self) -> i64 {
        self.0.nanos()
    }
    fn millis(&self) -> i64 {
        self.0.millis()
    }
    fn entropy(&self) -> [u8; 16] {
        self.0.entropy()
    }
    fn env(&self, name: &str) -> Option<String> {
        self.0.env(name)
    }
    fn env_all(&self) -> Vec<(String, String)> {
        self.0.env_all()
    }
    fn exit(&self, _: i32) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::PermissionDenied, "a test may not end the process"))
    }
    fn processors(&self) -> usize {
        self.0.processors()
    }
    fn start(&self, program: &Program) -> io::Result<Arc<dyn Child>> {
        self.0.start(program)
    }
}
