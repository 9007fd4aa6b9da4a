//! What a runtime may do outside: allow-lists of files, programs, environment, network and clock, and the host that checks them.
//!
//! Every native that touches the outside asks the runtime's [`Host`], and [`Guard`] is a host in front of another one. So there
//! is one check for each capability, here. A refusal is a `SecurityException` that names the permission.

use runtime::sync::Arc;
use std::io;
use std::path::{Component, Path, PathBuf};
use vm::host::{Child, Connection, FileInfo, Host, Listener, Outside, Plumbing, Program, Refusal, Stream};

/// Which things of one sort are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Allowed {
    #[default]
    None,
    /// Those with these names; for files, what is below these directories.
    Some(Vec<String>),
    All,
}

impl Allowed {
    fn add(&mut self, name: String) {
        match self {
            Allowed::None => *self = Allowed::Some(vec![name]),
            Allowed::Some(names) => names.push(name),
            Allowed::All => {}
        }
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Allowed::None => false,
            Allowed::Some(names) => names.iter().any(|n| n == name),
            Allowed::All => true,
        }
    }

    /// Is the path one of the roots or below one? Both are resolved.
    fn covers(&self, path: &Path) -> bool {
        match self {
            Allowed::None => false,
            Allowed::Some(roots) => roots.iter().any(|root| path.starts_with(root)),
            Allowed::All => true,
        }
    }
}

/// What a runtime may touch. Nothing at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    read: Allowed,
    write: Allowed,
    run: Allowed,
    env: Allowed,
    net: Allowed,
    clock: bool,
    exit: bool,
}

impl Permissions {
    /// Nothing at all.
    pub fn none() -> Permissions {
        Permissions::default()
    }

    /// Everything that the process itself may do.
    pub fn all() -> Permissions {
        Permissions {
            read: Allowed::All,
            write: Allowed::All,
            run: Allowed::All,
            env: Allowed::All,
            net: Allowed::All,
            clock: true,
            exit: true,
        }
    }

    /// Files at or below a path may be read and looked at.
    pub fn allow_read(mut self, root: impl AsRef<Path>) -> Permissions {
        self.read.add(root_text(root.as_ref()));
        self
    }

    /// Files at or below a path may be written, made, removed and renamed; that does not allow to read them.
    pub fn allow_write(mut self, root: impl AsRef<Path>) -> Permissions {
        self.write.add(root_text(root.as_ref()));
        self
    }

    /// A program of this name or path may be started, which may then do whatever it can.
    pub fn allow_run(mut self, program: &str) -> Permissions {
        self.run.add(program.to_owned());
        self
    }

    /// A variable of the environment may be read.
    pub fn allow_env(mut self, name: &str) -> Permissions {
        self.env.add(name.to_owned());
        self
    }

    /// A host, by name or by name and port (`example.org:443`), may be connected to or listened on.
    pub fn allow_net(mut self, host: &str) -> Permissions {
        self.net.add(host.to_owned());
        self
    }

    /// The time of day may be read.
    pub fn allow_clock(mut self) -> Permissions {
        self.clock = true;
        self
    }

    /// `System/exit` may end the process.
    pub fn allow_exit(mut self) -> Permissions {
        self.exit = true;
        self
    }

    /// All of one sort, by its name: `read`, `write`, `run`, `env`, `net`, `clock` or `exit`; false for other names.
    pub fn set_all(&mut self, sort: &str, allowed: bool) -> bool {
        let all = if allowed { Allowed::All } else { Allowed::None };
        match sort {
            "read" => self.read = all,
            "write" => self.write = all,
            "run" => self.run = all,
            "env" => self.env = all,
            "net" => self.net = all,
            "clock" => self.clock = allowed,
            "exit" => self.exit = allowed,
            _ => return false,
        }
        true
    }

    /// Allows one thing of a sort, as the command line names it; false for a sort that has no such list.
    pub fn add(&mut self, sort: &str, name: &str) -> bool {
        match sort {
            "read" => self.read.add(root_text(Path::new(name))),
            "write" => self.write.add(root_text(Path::new(name))),
            "run" => self.run.add(name.to_owned()),
            "env" => self.env.add(name.to_owned()),
            "net" => self.net.add(name.to_owned()),
            _ => return false,
        }
        true
    }
}

/// A root, resolved once, when it is given.
fn root_text(root: &Path) -> String {
    resolve(root).unwrap_or_else(|_| root.to_owned()).to_string_lossy().into_owned()
}

/// The path with links and dots resolved. What does not exist yet is resolved as far as it does; behind that, `..` is refused.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing: Vec<&std::ffi::OsStr> = Vec::new();
    let mut existing: &Path = &absolute;
    loop {
        match existing.canonicalize() {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, name| path.join(name))),
            Err(e) if e.kind() == io::ErrorKind::NotFound && existing.symlink_metadata().is_err() => {
                let (Some(parent), Some(Component::Normal(name))) =
                    (existing.parent(), existing.components().next_back())
                else {
                    return Err(e);
                };
                missing.push(name);
                existing = parent;
            }
            // A link to nothing, too: what it would name cannot be told.
            Err(e) => return Err(e),
        }
    }
}

/// The path with its directory resolved, but not itself: for what is done to a link.
fn resolve_entry(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    match (absolute.parent(), absolute.components().next_back()) {
        (Some(parent), Some(Component::Normal(name))) => Ok(resolve(parent)?.join(name)),
        _ => resolve(&absolute),
    }
}

/// A host that asks the permissions before it asks another host.
pub struct Guard<H> {
    pub inner: H,
    permissions: Permissions,
}

impl<H: Host> Guard<H> {
    pub fn new(inner: H, permissions: Permissions) -> Guard<H> {
        Guard { inner, permissions }
    }

    /// The path to work on, if the permission covers it.
    fn file(&self, allowed: &Allowed, permission: &'static str, path: &str, entry: bool) -> io::Result<String> {
        if *allowed == Allowed::All {
            return Ok(path.to_owned());
        }
        let refusal = || Refusal::error(permission, path);
        if *allowed == Allowed::None {
            return Err(refusal());
        }
        let resolved = if entry { resolve_entry(Path::new(path)) } else { resolve(Path::new(path)) };
        match resolved {
            Ok(resolved) if allowed.covers(&resolved) => Ok(resolved.to_string_lossy().into_owned()),
            // Whether there is anything outside of the roots is not told.
            _ => Err(refusal()),
        }
    }

    fn read_path(&self, path: &str) -> io::Result<String> {
        self.file(&self.permissions.read, "read", path, false)
    }

    fn write_path(&self, path: &str) -> io::Result<String> {
        self.file(&self.permissions.write, "write", path, false)
    }

    fn write_entry(&self, path: &str) -> io::Result<String> {
        self.file(&self.permissions.write, "write", path, true)
    }
}

impl<H: Host> Host for Guard<H> {
    fn check(&self, what: Outside<'_>) -> io::Result<()> {
        let p = &self.permissions;
        let (permission, name, allowed) = match what {
            Outside::Env("") => ("env", "all variables", p.env == Allowed::All),
            Outside::Env(name) => ("env", name, p.env.has(name)),
            Outside::Run(program) => ("run", program, p.run.has(program)),
            Outside::Net(place) => {
                let host = place.rsplit_once(':').map_or(place, |(host, _)| host);
                ("net", place, p.net.has(place) || p.net.has(host))
            }
            Outside::Clock => ("clock", "the time of day", p.clock),
            Outside::Exit => ("exit", "the end of the process", p.exit),
        };
        if allowed { Ok(()) } else { Err(Refusal::error(permission, name)) }
    }

    fn write(&self, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        self.inner.write(stream, bytes)
    }
    fn flush(&self, stream: Stream) -> io::Result<()> {
        self.inner.flush(stream)
    }
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
    fn has_input(&self) -> bool {
        self.inner.has_input()
    }

    fn read_file(&self, path: &str) -> io::Result<Vec<u8>> {
        self.inner.read_file(&self.read_path(path)?)
    }
    fn write_file(&self, path: &str, bytes: &[u8], append: bool) -> io::Result<()> {
        self.inner.write_file(&self.write_path(path)?, bytes, append)
    }
    fn file_info(&self, path: &str) -> io::Result<FileInfo> {
        self.inner.file_info(&self.read_path(path)?)
    }
    fn list_dir(&self, path: &str) -> io::Result<Vec<String>> {
        self.inner.list_dir(&self.read_path(path)?)
    }
    fn create_dir(&self, path: &str, parents: bool) -> io::Result<()> {
        self.inner.create_dir(&self.write_path(path)?, parents)
    }
    fn remove(&self, path: &str) -> io::Result<()> {
        self.inner.remove(&self.write_entry(path)?)
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.inner.rename(&self.write_entry(from)?, &self.write_entry(to)?)
    }
    fn absolute(&self, path: &str) -> String {
        self.inner.absolute(path)
    }
    fn canonical(&self, path: &str) -> io::Result<String> {
        self.inner.canonical(&self.read_path(path)?)
    }

    fn nanos(&self) -> i64 {
        self.inner.nanos()
    }
    fn millis(&self) -> i64 {
        self.inner.millis()
    }
    fn entropy(&self) -> [u8; 16] {
        self.inner.entropy()
    }

    fn env(&self, name: &str) -> Option<String> {
        self.permissions.env.has(name).then(|| self.inner.env(name)).flatten()
    }
    fn env_all(&self) -> Vec<(String, String)> {
        let all = self.inner.env_all();
        all.into_iter().filter(|(name, _)| self.permissions.env.has(name)).collect()
    }
    fn exit(&self, status: i32) -> io::Result<()> {
        self.check(Outside::Exit)?;
        self.inner.exit(status)
    }
    fn processors(&self) -> usize {
        self.inner.processors()
    }

    fn start(&self, program: &Program) -> io::Result<Arc<dyn Child>> {
        self.check(Outside::Run(program.command.first().map_or("", String::as_str)))?;
        // Files that the program is connected to are opened by us.
        let mut program = program.clone();
        let plumbing = [(&mut program.input, false), (&mut program.output, true), (&mut program.errors, true)];
        for (end, writes) in plumbing {
            if let Plumbing::File(path) | Plumbing::Append(path) = end {
                *path = if writes { self.write_path(path)? } else { self.read_path(path)? };
            }
        }
        if let Some(directory) = &mut program.directory {
            *directory = self.read_path(directory)?;
        }
        if program.env.is_none() && self.permissions.env != Allowed::All {
            program.env = Some(self.env_all());
        }
        self.inner.start(&program)
    }
    fn listen(&self, address: &str, port: u16) -> io::Result<Arc<dyn Listener>> {
        self.check(Outside::Net(&format!("{address}:{port}")))?;
        self.inner.listen(address, port)
    }
    fn connect(&self, address: &str, port: u16) -> io::Result<Arc<dyn Connection>> {
        self.check(Outside::Net(&format!("{address}:{port}")))?;
        self.inner.connect(address, port)
    }
    fn pid(&self) -> u32 {
        self.inner.pid()
    }
    fn file_type(&self, path: &str) -> io::Result<char> {
        self.inner.file_type(&self.file(&self.permissions.read, "read", path, true)?)
    }
    fn mode(&self, path: &str) -> io::Result<u32> {
        self.inner.mode(&self.read_path(path)?)
    }
    fn set_mode(&self, path: &str, mode: u32) -> io::Result<()> {
        self.inner.set_mode(&self.write_path(path)?, mode)
    }
    fn set_modified(&self, path: &str, millis: i64) -> io::Result<()> {
        self.inner.set_modified(&self.write_path(path)?, millis)
    }
    fn link(&self, target: &str, path: &str, symbolic: bool) -> io::Result<()> {
        if self.permissions.read != Allowed::All || self.permissions.write != Allowed::All {
            // A link inside to something outside would be a way out for others.
            let place = Path::new(path).parent().unwrap_or(Path::new(""));
            let target = place.join(target).to_string_lossy().into_owned();
            self.read_path(&target)?;
            self.write_path(&target)?;
        }
        self.inner.link(target, &self.write_entry(path)?, symbolic)
    }
    fn read_link(&self, path: &str) -> io::Result<String> {
        self.inner.read_link(&self.file(&self.permissions.read, "read", path, true)?)
    }
}
