//! The outside world as the runtime sees it: one trait for files, standard streams, clock, environment.
//!
//! No other code of the workspace opens files, reads the clock or the environment on behalf of a program,
//! so an embedder decides what a runtime may touch. The implementation for a process is in the root package.

use runtime::Runtime;
use runtime::sync::Arc;
use std::io;
use std::net::Shutdown;

/// A standard output stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    Out,
    Err,
}

/// What a path names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileInfo {
    pub is_dir: bool,
    pub len: u64,
    /// Milliseconds since 1970, 0 if unknown.
    pub modified: i64,
}

/// Something outside that a host may refuse, beside files.
#[derive(Clone, Copy, Debug)]
pub enum Outside<'a> {
    /// A variable of the environment; empty: all of them.
    Env(&'a str),
    /// A program to be started.
    Run(&'a str),
    /// A host and port.
    Net(&'a str),
    /// The time of day.
    Clock,
    /// The end of the process.
    Exit,
}

/// Why a host refused: programs see a `SecurityException` that names the permission.
#[derive(Debug)]
pub struct Refusal {
    pub permission: &'static str,
    pub what: String,
}

impl Refusal {
    /// As the error of an operation.
    pub fn error(permission: &'static str, what: &str) -> io::Error {
        io::Error::new(io::ErrorKind::PermissionDenied, Refusal { permission, what: what.to_owned() })
    }

    /// The refusal behind an error, if it is one.
    pub fn of(error: &io::Error) -> Option<&Refusal> {
        error.get_ref()?.downcast_ref()
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "access denied: this runtime lacks the permission \"{}\" for {}", self.permission, self.what)
    }
}

impl std::error::Error for Refusal {}

/// What a runtime may ask of its surroundings. Every method may refuse with `PermissionDenied`.
pub trait Host: Send + Sync {
    /// Writes all bytes, perhaps into a buffer.
    fn write(&self, stream: Stream, bytes: &[u8]) -> io::Result<()>;
    fn flush(&self, stream: Stream) -> io::Result<()>;
    /// Reads some bytes of standard input; 0 at its end.
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize>;
    /// Is there standard input to read, or its end? Waits a moment for it; a host that cannot tell says yes, and `read` waits.
    fn has_input(&self) -> bool {
        true
    }

    fn read_file(&self, path: &str) -> io::Result<Vec<u8>>;
    /// Writes a whole file, or appends to it.
    fn write_file(&self, path: &str, bytes: &[u8], append: bool) -> io::Result<()>;
    fn file_info(&self, path: &str) -> io::Result<FileInfo>;
    /// Names in a directory, sorted.
    fn list_dir(&self, path: &str) -> io::Result<Vec<String>>;
    fn create_dir(&self, path: &str, parents: bool) -> io::Result<()>;
    /// Removes a file or an empty directory.
    fn remove(&self, path: &str) -> io::Result<()>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// The absolute path of a path, without looking at the file system.
    fn absolute(&self, path: &str) -> String;
    /// The path with links and dots resolved.
    fn canonical(&self, path: &str) -> io::Result<String>;

    /// A monotonic clock, in nanoseconds from an arbitrary start.
    fn nanos(&self) -> i64;
    /// Milliseconds since 1970.
    fn millis(&self) -> i64;
    /// Sixteen bytes of entropy.
    fn entropy(&self) -> [u8; 16];

    fn env(&self, name: &str) -> Option<String>;
    /// All variables, sorted by name.
    fn env_all(&self) -> Vec<(String, String)>;
    /// Ends the process, or refuses.
    fn exit(&self, status: i32) -> io::Result<()>;
    /// Number of processors to plan for.
    fn processors(&self) -> usize;

    /// May the program do this? Natives ask before they ask for the thing itself, where that has no error of its own.
    fn check(&self, what: Outside<'_>) -> io::Result<()> {
        let _ = what;
        Ok(())
    }

    /// Starts a program.
    fn start(&self, program: &Program) -> io::Result<Arc<dyn Child>> {
        let _ = program;
        refused()
    }
    /// Waits for connections at an address and port; port 0 is any that is free.
    fn listen(&self, address: &str, port: u16) -> io::Result<Arc<dyn Listener>> {
        let _ = (address, port);
        refused()
    }
    /// Connects to an address and port.
    fn connect(&self, address: &str, port: u16) -> io::Result<Arc<dyn Connection>> {
        let _ = (address, port);
        refused()
    }
    /// The number of this process.
    fn pid(&self) -> u32 {
        0
    }
    /// What a path names itself, links not followed: `l`, `d`, `f` or `o` for other things.
    fn file_type(&self, path: &str) -> io::Result<char> {
        Ok(if self.file_info(path)?.is_dir { 'd' } else { 'f' })
    }
    /// The permission bits of a path.
    fn mode(&self, path: &str) -> io::Result<u32> {
        Ok(if self.file_info(path)?.is_dir { 0o755 } else { 0o644 })
    }
    fn set_mode(&self, path: &str, mode: u32) -> io::Result<()> {
        let _ = (path, mode);
        refused()
    }
    fn set_modified(&self, path: &str, millis: i64) -> io::Result<()> {
        let _ = (path, millis);
        refused()
    }
    fn link(&self, target: &str, path: &str, symbolic: bool) -> io::Result<()> {
        let _ = (target, path, symbolic);
        refused()
    }
    fn read_link(&self, path: &str) -> io::Result<String> {
        let _ = path;
        refused()
    }
}

/// A program to start.
#[derive(Clone, Default)]
pub struct Program {
    /// Its name or path, and its arguments.
    pub command: Vec<String>,
    pub directory: Option<String>,
    /// The whole environment, if it is not that of this process.
    pub env: Option<Vec<(String, String)>>,
    pub input: Plumbing,
    pub output: Plumbing,
    pub errors: Plumbing,
    /// Do errors go where the output goes?
    pub merge: bool,
}

/// Where a standard stream of a program comes from or goes to.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum Plumbing {
    /// To us.
    #[default]
    Pipe,
    /// Our own stream.
    Inherit,
    Discard,
    /// A file that is read, or written anew.
    File(String),
    Append(String),
}

/// A program that was started.
pub trait Child: Send + Sync {
    fn pid(&self) -> u32;
    /// Writes all bytes to its standard input.
    fn write(&self, bytes: &[u8]) -> io::Result<()>;
    fn close_input(&self);
    /// Reads some bytes of what it writes; 0 at the end.
    fn read(&self, stream: Stream, buffer: &mut [u8]) -> io::Result<usize>;
    /// Its exit status, once it has ended, if that is within the limit.
    fn wait(&self, limit: Option<std::time::Duration>) -> io::Result<Option<i32>>;
    fn kill(&self) -> io::Result<()>;
}

/// What waits for connections.
pub trait Listener: Send + Sync {
    fn port(&self) -> u16;
    /// Waits for the next connection; an error once it is closed.
    fn accept(&self) -> io::Result<Arc<dyn Connection>>;
    fn close(&self);
    fn is_closed(&self) -> bool;
}

/// A connection: bytes in both directions. Any thread may close it, which ends a read that waits.
pub trait Connection: Send + Sync {
    /// Reads some bytes; 0 at the end.
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize>;
    /// Writes all bytes.
    fn write(&self, bytes: &[u8]) -> io::Result<()>;
    /// Ends one direction, or both, while the connection stays open.
    fn shutdown(&self, how: Shutdown) -> io::Result<()>;
    fn close(&self);
    fn is_closed(&self) -> bool;
}

/// The host of a runtime, as an extension of it.
pub struct HostHandle(pub Box<dyn Host>);

/// A host that refuses everything and whose clock stands still: the default of an embedded runtime.
struct NoHost;

fn refused<T>() -> io::Result<T> {
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "this runtime may not do that"))
}

impl Host for NoHost {
    fn write(&self, _: Stream, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
    fn flush(&self, _: Stream) -> io::Result<()> {
        Ok(())
    }
    fn read(&self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
    fn read_file(&self, _: &str) -> io::Result<Vec<u8>> {
        refused()
    }
    fn write_file(&self, _: &str, _: &[u8], _: bool) -> io::Result<()> {
        refused()
    }
    fn file_info(&self, _: &str) -> io::Result<FileInfo> {
        refused()
    }
    fn list_dir(&self, _: &str) -> io::Result<Vec<String>> {
        refused()
    }
    fn create_dir(&self, _: &str, _: bool) -> io::Result<()> {
        refused()
    }
    fn remove(&self, _: &str) -> io::Result<()> {
        refused()
    }
    fn rename(&self, _: &str, _: &str) -> io::Result<()> {
        refused()
    }
    fn absolute(&self, path: &str) -> String {
        path.to_owned()
    }
    fn canonical(&self, _: &str) -> io::Result<String> {
        refused()
    }
    fn nanos(&self) -> i64 {
        0
    }
    fn millis(&self) -> i64 {
        0
    }
    fn entropy(&self) -> [u8; 16] {
        [0; 16]
    }
    fn env(&self, _: &str) -> Option<String> {
        None
    }
    fn env_all(&self) -> Vec<(String, String)> {
        Vec::new()
    }
    fn exit(&self, _: i32) -> io::Result<()> {
        refused()
    }
    fn processors(&self) -> usize {
        1
    }
}

impl Default for HostHandle {
    fn default() -> HostHandle {
        HostHandle(Box::new(NoHost))
    }
}

/// The host of a runtime; one that refuses everything if none was installed.
pub fn host(runtime: &Runtime) -> Arc<HostHandle> {
    runtime.extension::<HostHandle>()
}

impl std::ops::Deref for HostHandle {
    type Target = dyn Host;
    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}
