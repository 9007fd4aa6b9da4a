//! `lisle nrepl`: the nREPL server of a process, and the port file by which editors find it.

use super::run::finish;
use crate::{net, nrepl};
use runtime::Thread;
use runtime::error::{Error, Result};
use runtime::limits::Limits;
use runtime::sync::{Arc, AtomicI32, Ordering};
use std::process::ExitCode;
use stdlib::{data_readers, driver};
use vm::host::{Listener, Stream, host};

/// Where editors look for the port.
const PORT_FILE: &str = ".nrepl-port";

/// Where the server listens.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Options {
    pub host: String,
    pub port: u16,
    pub socket: Option<String>,
    /// Other machines may connect, which lets them do everything that this process may.
    pub open: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { host: "127.0.0.1".into(), port: 0, socket: None, open: false }
    }
}

/// Serves until a signal ends the process.
pub fn nrepl(t: &mut Thread, options: &Options, init: impl FnOnce(&mut Thread) -> Result<()>) -> ExitCode {
    let signal = Arc::new(AtomicI32::new(0));
    let seen = signal.clone();
    let code = finish(t, None, |t| {
        data_readers::load(t)?;
        driver::with_main_bindings(t, |t| {
            super::repl::load_user(t)?;
            init(t)?;
            serve(t, options, &seen)
        })
    });
    match signal.load(Ordering::Acquire) {
        0 => code,
        signal => ExitCode::from(128u8.wrapping_add(signal as u8)),
    }
}

fn serve(t: &mut Thread, options: &Options, seen: &Arc<AtomicI32>) -> Result<()> {
    let (listener, place) = listen(options)?;
    let listens_on_port = options.socket.is_none();
    let server = nrepl::Server::start(t, Box::new(listener), Limits::default())?;
    let port = server.port();
    // An editor can be told the port where no file can be written.
    let file = match listens_on_port.then(|| PortFile::write(port)) {
        None => None,
        Some(Ok(file)) => Some(file),
        Some(Err(e)) => {
            eprintln!("lisle: warning: {PORT_FILE} could not be written: {e}");
            None
        }
    };
    let stop = server.clone();
    let seen = seen.clone();
    super::signals::on_end(move |signal| {
        seen.store(signal, Ordering::Release);
        stop.stop();
    });
    let line = match place {
        Some(path) => format!("nREPL server listening on nrepl+unix:{path}\n"),
        None => {
            let host = &options.host;
            format!("nREPL server started on port {port} on host {host} - nrepl://{host}:{port}\n")
        }
    };
    let host = host(&t.runtime);
    let _ = host.write(Stream::Out, line.as_bytes()).and_then(|()| host.flush(Stream::Out));
    let ended = server.wait(t);
    drop(file);
    ended
}

/// The listener, and the path of its socket if it has one.
fn listen(options: &Options) -> Result<(net::Server, Option<String>)> {
    if let Some(path) = &options.socket {
        let server = net::Server::unix(path)
            .map_err(|e| Error::runtime(format!("The nREPL server cannot listen at {path}: {e}")))?;
        return Ok((server, Some(path.clone())));
    }
    if !options.open && !net::is_loopback(&options.host) {
        return Err(Error::runtime(format!(
            "{} can be reached from other machines, and who reaches an nREPL server may do everything that it may. \
             Add --open to allow that.",
            options.host
        )));
    }
    let server = net::Server::tcp(&options.host, options.port).map_err(|e| {
        Error::runtime(format!("The nREPL server cannot listen on {} port {}: {e}", options.host, options.port))
    })?;
    if !server.is_local() {
        eprintln!("lisle: warning: whoever reaches port {} of this machine may run code here", server.port());
    }
    Ok((server, None))
}

/// The port file, removed when dropped if it is still ours.
struct PortFile {
    text: String,
}

#[expect(clippy::disallowed_methods, reason = "the file is the tool's and not the program's")]
impl PortFile {
    /// Writes beside the file and renames, so that who looks finds the whole number or nothing.
    fn write(port: u16) -> std::io::Result<PortFile> {
        let text = port.to_string();
        let temporary = format!("{PORT_FILE}.{}.tmp", std::process::id());
        std::fs::write(&temporary, &text).and_then(|()| std::fs::rename(&temporary, PORT_FILE)).inspect_err(|_| {
            let _ = std::fs::remove_file(&temporary);
        })?;
        Ok(PortFile { text })
    }
}

#[expect(clippy::disallowed_methods, reason = "the file is the tool's and not the program's")]
impl Drop for PortFile {
    fn drop(&mut self) {
        // Another server may have been started here since.
        if std::fs::read(PORT_FILE).is_ok_and(|text| text == self.text.as_bytes()) {
            let _ = std::fs::remove_file(PORT_FILE);
        }
    }
}
