//! Sockets of this process: TCP and, where there are such, Unix ones, as the host's listeners and connections.
//!
//! Reads and accepts block the OS thread; closing from another thread ends them. Nothing here knows a protocol.

use runtime::sync::{Arc, AtomicBool, Mutex, Ordering, lock};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream, ToSocketAddrs};
#[cfg(unix)]
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;
use vm::host::{Connection, Listener};

/// How long a peer may refuse to take what is written before it counts as gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

enum Stream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl Stream {
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(s) => (&*s).read(buffer),
            #[cfg(unix)]
            Stream::Unix(s) => (&*s).read(buffer),
        }
    }

    fn write_all(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Stream::Tcp(s) => (&*s).write_all(bytes),
            #[cfg(unix)]
            Stream::Unix(s) => (&*s).write_all(bytes),
        }
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        match self {
            Stream::Tcp(s) => s.shutdown(how),
            #[cfg(unix)]
            Stream::Unix(s) => s.shutdown(how),
        }
    }
}

/// A connection.
pub struct Socket {
    stream: Stream,
    closed: AtomicBool,
    /// What is written by two threads is not mixed.
    writing: Mutex<()>,
}

impl Socket {
    fn new(stream: Stream) -> io::Result<Socket> {
        match &stream {
            Stream::Tcp(s) => {
                s.set_nodelay(true)?;
                s.set_write_timeout(Some(WRITE_TIMEOUT))?;
            }
            #[cfg(unix)]
            Stream::Unix(s) => s.set_write_timeout(Some(WRITE_TIMEOUT))?,
        }
        Ok(Socket { stream, closed: AtomicBool::new(false), writing: Mutex::new(()) })
    }

    /// Connects to a host and port.
    pub fn connect(address: &str, port: u16) -> io::Result<Socket> {
        Socket::new(Stream::Tcp(TcpStream::connect((address, port))?))
    }
}

impl Connection for Socket {
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.stream.read(buffer) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                // A peer that went away without a word has ended the stream too.
                Err(e) if e.kind() == io::ErrorKind::ConnectionReset => return Ok(0),
                Err(_) if self.is_closed() => return Ok(0),
                other => return other,
            }
        }
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let _writing = lock(&self.writing);
        if self.is_closed() {
            return Err(io::ErrorKind::NotConnected.into());
        }
        let written = self.stream.write_all(bytes);
        if written.is_err() {
            // Half a message may have gone out: nothing after it would be understood.
            self.close();
        }
        written
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.stream.shutdown(how)
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}

enum Waiting {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener, String),
}

/// Waits for connections. The file of a Unix socket is removed when it is closed or dropped.
pub struct Server {
    waiting: Waiting,
    closed: AtomicBool,
}

impl Server {
    /// Listens at a host and port; port 0 is any that is free.
    pub fn tcp(address: &str, port: u16) -> io::Result<Server> {
        let waiting = Waiting::Tcp(TcpListener::bind((address, port))?);
        Ok(Server { waiting, closed: AtomicBool::new(false) })
    }

    /// Listens at a path, which only the owner of the process may use. A socket that nobody serves any more is replaced.
    #[cfg(unix)]
    pub fn unix(path: &str) -> io::Result<Server> {
        use std::os::unix::fs::{DirBuilderExt, FileTypeExt, PermissionsExt};
        let is_socket = std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_socket());
        if is_socket && UnixStream::connect(path).is_err() {
            std::fs::remove_file(path)?;
        }
        if std::fs::symlink_metadata(path).is_ok() {
            return Err(io::ErrorKind::AddrInUse.into());
        }
        // Made in a folder that nobody else can look into, and moved when it has its permissions.
        let folder = std::path::Path::new(path).with_file_name(format!(".l{}", std::process::id()));
        std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
        let hidden = folder.join("s");
        let listener = UnixListener::bind(&hidden).and_then(|listener| {
            std::fs::set_permissions(&hidden, std::fs::Permissions::from_mode(0o600))?;
            std::fs::rename(&hidden, path)?;
            Ok(listener)
        });
        let _ = std::fs::remove_file(&hidden);
        let _ = std::fs::remove_dir(&folder);
        let listener = listener?;
        Ok(Server { waiting: Waiting::Unix(listener, path.to_owned()), closed: AtomicBool::new(false) })
    }

    /// Is it reached from this machine only?
    pub fn is_local(&self) -> bool {
        match &self.waiting {
            Waiting::Tcp(listener) => listener.local_addr().is_ok_and(|a| a.ip().is_loopback()),
            #[cfg(unix)]
            Waiting::Unix(..) => true,
        }
    }

    /// Connects to itself, so that `accept` looks up.
    fn knock(&self) {
        match &self.waiting {
            Waiting::Tcp(listener) => {
                let Ok(mut address) = listener.local_addr() else { return };
                if address.ip().is_unspecified() {
                    address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
                }
                let _ = TcpStream::connect_timeout(&address, Duration::from_secs(1));
            }
            #[cfg(unix)]
            Waiting::Unix(_, path) => {
                let _ = UnixStream::connect(path);
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

impl Listener for Server {
    fn port(&self) -> u16 {
        match &self.waiting {
            Waiting::Tcp(listener) => listener.local_addr().map_or(0, |a| a.port()),
            #[cfg(unix)]
            Waiting::Unix(..) => 0,
        }
    }

    fn accept(&self) -> io::Result<Arc<dyn Connection>> {
        loop {
            if self.is_closed() {
                return Err(io::ErrorKind::NotConnected.into());
            }
            let stream = match &self.waiting {
                Waiting::Tcp(listener) => listener.accept().map(|(s, _)| Stream::Tcp(s)),
                #[cfg(unix)]
                Waiting::Unix(listener, _) => listener.accept().map(|(s, _)| Stream::Unix(s)),
            };
            match stream {
                Ok(stream) if !self.is_closed() => match Socket::new(stream) {
                    Ok(socket) => return Ok(Arc::new(socket)),
                    // It went away again.
                    Err(_) => continue,
                },
                Ok(_) => {}
                Err(e) if matches!(e.kind(), io::ErrorKind::Interrupted | io::ErrorKind::ConnectionAborted) => {}
                // Out of file descriptors, perhaps: others may close theirs.
                Err(e) if e.raw_os_error() == Some(24) => std::thread::sleep(Duration::from_millis(50)),
                Err(e) => return Err(e),
            }
        }
    }

    fn close(&self) {
        if !self.closed.swap(true, Ordering::AcqRel) {
            self.knock();
        }
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Waiting::Unix(_, path) = &self.waiting
            && !self.is_closed()
        {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Is this address one of the machine's own, which no other machine reaches?
pub fn is_loopback(address: &str) -> bool {
    (address, 0).to_socket_addrs().is_ok_and(|mut found| found.all(|a| a.ip().is_loopback()))
}
