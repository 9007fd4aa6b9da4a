//! The host of a command-line process: real files, real streams, real time.
#![expect(clippy::disallowed_methods, reason = "this is the host that the others ask")]

use nix::poll::{PollFd, PollFlags, poll};
use runtime::sync::{Arc, Mutex, lock};
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use vm::host::{Child, Connection, FileInfo, Host, Listener, Program, Stream};
use vm::scheduler::replay::Clock;

/// How much standard output is gathered before it is written.
const BUFFER: usize = 1 << 16;

/// The process's own files, streams and clock. Standard output is buffered, standard error is not.
pub struct SystemHost {
    out: Mutex<Vec<u8>>,
    start: Instant,
    /// Tells the time and draws lots, in a deterministic run.
    clock: Option<Arc<Clock>>,
}

/// When deterministic runs begin: 2020.
const EPOCH: i64 = 1_577_836_800_000;

/// The processors of a deterministic run, wherever it runs.
const SEEDED_PROCESSORS: usize = 2;

impl Default for SystemHost {
    fn default() -> SystemHost {
        SystemHost { out: Mutex::new(Vec::new()), start: Instant::now(), clock: None }
    }
}

impl SystemHost {
    /// The host of a deterministic run: see `vm::scheduler::replay`.
    pub fn seeded(clock: Arc<Clock>) -> SystemHost {
        SystemHost { clock: Some(clock), ..SystemHost::default() }
    }
}

/// A reader of our output that went away ends the process quietly, as other filters do.
fn quiet_on_broken_pipe(result: io::Result<()>) -> io::Result<()> {
    if let Err(e) = &result
        && e.kind() == io::ErrorKind::BrokenPipe
    {
        std::process::exit(141);
    }
    result
}

impl Host for SystemHost {
    fn write(&self, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        match stream {
            Stream::Out => {
                let mut out = lock(&self.out);
                out.extend_from_slice(bytes);
                if out.len() < BUFFER {
                    return Ok(());
                }
                let pending = std::mem::take(&mut *out);
                quiet_on_broken_pipe(io::stdout().lock().write_all(&pending))
            }
            Stream::Err => {
                self.flush(Stream::Out)?;
                quiet_on_broken_pipe(io::stderr().lock().write_all(bytes))
            }
        }
    }

    fn flush(&self, stream: Stream) -> io::Result<()> {
        match stream {
            Stream::Out => {
                let mut out = lock(&self.out);
                let pending = std::mem::take(&mut *out);
                let mut stdout = io::stdout().lock();
                quiet_on_broken_pipe(stdout.write_all(&pending).and_then(|()| stdout.flush()))
            }
            Stream::Err => io::stderr().lock().flush(),
        }
    }

    // Nothing is held back between two reads, or it would not be known to be there.
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match io::stdin().as_fd().try_clone_to_owned() {
            Ok(stdin) => fs::File::from(stdin).read(buffer),
            // The process was started without one.
            Err(_) => Ok(0),
        }
    }

    fn has_input(&self) -> bool {
        const PATIENCE_MS: u8 = 50;
        let stdin = io::stdin();
        !stdin.is_terminal()
            || poll(&mut [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)], PATIENCE_MS).is_ok_and(|n| n > 0)
    }

    fn read_file(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn write_file(&self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.create(true).write(true).append(append).truncate(!append);
        options.open(path)?.write_all(bytes)
    }

    fn file_info(&self, path: &str) -> io::Result<FileInfo> {
        let meta = fs::metadata(path)?;
        let modified = meta.modified().ok().and_then(|m| m.duration_since(UNIX_EPOCH).ok());
        Ok(FileInfo { is_dir: meta.is_dir(), len: meta.len(), modified: modified.map_or(0, |d| d.as_millis() as i64) })
    }

    fn list_dir(&self, path: &str) -> io::Result<Vec<String>> {
        let mut names = fs::read_dir(path)?
            .map(|entry| entry.map(|e| e.file_name().to_string_lossy().into_owned()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    }

    fn create_dir(&self, path: &str, parents: bool) -> io::Result<()> {
        if parents { fs::create_dir_all(path) } else { fs::create_dir(path) }
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir(path) } else { fs::remove_file(path) }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn absolute(&self, path: &str) -> String {
        std::path::absolute(Path::new(path)).map_or_else(|_| path.to_owned(), |p| p.to_string_lossy().into_owned())
    }

    fn canonical(&self, path: &str) -> io::Result<String> {
        Ok(fs::canonicalize(path)?.to_string_lossy().into_owned())
    }

    fn nanos(&self) -> i64 {
        if let Some(clock) = &self.clock {
            return clock.nanos();
        }
        self.start.elapsed().as_nanos() as i64
    }

    fn millis(&self) -> i64 {
        if let Some(clock) = &self.clock {
            return EPOCH + clock.nanos() / 1_000_000;
        }
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64)
    }

    fn entropy(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        if let Some(clock) = &self.clock {
            bytes[..8].copy_from_slice(&clock.random().to_le_bytes());
            bytes[8..].copy_from_slice(&clock.random().to_le_bytes());
            return bytes;
        }
        if getrandom::fill(&mut bytes).is_err() {
            bytes[..8].copy_from_slice(&self.nanos().to_le_bytes());
            bytes[8..].copy_from_slice(&self.millis().to_le_bytes());
        }
        bytes
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn env_all(&self) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = std::env::vars_os()
            .map(|(k, v)| (k.to_string_lossy().into_owned(), v.to_string_lossy().into_owned()))
            .collect();
        all.sort();
        all
    }

    fn exit(&self, status: i32) -> io::Result<()> {
        self.flush(Stream::Out)?;
        std::process::exit(status)
    }

    fn processors(&self) -> usize {
        if self.clock.is_some() {
            return SEEDED_PROCESSORS;
        }
        std::thread::available_parallelism().map_or(1, usize::from)
    }

    fn start(&self, program: &Program) -> io::Result<Arc<dyn Child>> {
        self.flush(Stream::Out)?;
        super::process::start(program)
    }

    fn listen(&self, address: &str, port: u16) -> io::Result<Arc<dyn Listener>> {
        Ok(Arc::new(crate::net::Server::tcp(address, port)?))
    }

    fn connect(&self, address: &str, port: u16) -> io::Result<Arc<dyn Connection>> {
        Ok(Arc::new(crate::net::Socket::connect(address, port)?))
    }

    fn pid(&self) -> u32 {
        std::process::id()
    }

    fn file_type(&self, path: &str) -> io::Result<char> {
        let kind = fs::symlink_metadata(path)?.file_type();
        Ok(match () {
            () if kind.is_symlink() => 'l',
            () if kind.is_dir() => 'd',
            () if kind.is_file() => 'f',
            () => 'o',
        })
    }

    #[cfg(unix)]
    fn mode(&self, path: &str) -> io::Result<u32> {
        use std::os::unix::fs::PermissionsExt;
        Ok(fs::metadata(path)?.permissions().mode() & 0o7777)
    }

    #[cfg(unix)]
    fn set_mode(&self, path: &str, mode: u32) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
    }

    fn set_modified(&self, path: &str, millis: i64) -> io::Result<()> {
        let time = UNIX_EPOCH + Duration::from_millis(millis.max(0) as u64);
        fs::OpenOptions::new().write(true).open(path).or_else(|_| fs::File::open(path))?.set_modified(time)
    }

    #[cfg(unix)]
    fn link(&self, target: &str, path: &str, symbolic: bool) -> io::Result<()> {
        if symbolic { std::os::unix::fs::symlink(target, path) } else { fs::hard_link(target, path) }
    }

    fn read_link(&self, path: &str) -> io::Result<String> {
        Ok(fs::read_link(path)?.to_string_lossy().into_owned())
    }
}
