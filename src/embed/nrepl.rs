//! [`NreplServer`]: editors in a runtime of the host.

use super::core::Core;
use super::error::{Error, ErrorKind, Result};
use super::runtime::Runtime;
use crate::net;
use crate::nrepl::Server;
use runtime::limits::Limits;
use runtime::sync::{Arc, Weak};
use vm::host::Listener;

/// Where an nREPL server listens. Who can connect can do everything that the runtime may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// A port that only this machine reaches; 0 is any that is free.
    Port(u16),
    /// A Unix socket, which only the owner of the process can open.
    Socket(String),
    /// An address that other machines may reach, and a port.
    Open(String, u16),
}

/// A server that editors connect to, until this is dropped or the runtime closed.
pub struct NreplServer {
    core: Weak<Core>,
    server: Weak<Server>,
    port: u16,
}

impl NreplServer {
    pub(super) fn start(core: &Arc<Core>, at: &Listen) -> Result<NreplServer> {
        let listener = listen(at).map_err(|e| {
            let message = format!("The nREPL server cannot listen at {at:?}: {e}");
            Error::of_kind(ErrorKind::Lifecycle, "java.net.BindException", message)
        })?;
        let port = listener.port();
        // The limits of a call from the host are for each message, and not for the server.
        let limits = core.call_limits().clone();
        core.enter_within(&Limits::default(), |t| {
            let started = Server::start(t, Box::new(listener), limits);
            let server = started.map_err(|error| Error::thrown(t, core, error))?;
            core.keep_server(&server);
            Ok(NreplServer { core: Arc::downgrade(core), server: Arc::downgrade(&server), port })
        })
    }

    /// The port, or 0 for a Unix socket.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for NreplServer {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            core.stop_server(&self.server);
        }
    }
}

impl std::fmt::Debug for NreplServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NreplServer(port {})", self.port)
    }
}

fn listen(at: &Listen) -> std::io::Result<net::Server> {
    match at {
        Listen::Port(port) => net::Server::tcp("127.0.0.1", *port),
        #[cfg(unix)]
        Listen::Socket(path) => net::Server::unix(path),
        #[cfg(not(unix))]
        Listen::Socket(_) => Err(std::io::ErrorKind::Unsupported.into()),
        Listen::Open(address, port) => net::Server::tcp(address, *port),
    }
}

impl Runtime {
    /// Serves editors that connect to an address. Their sessions run on threads of this runtime, each message within the limits of a
    /// call; it is the host that listens, so the runtime needs no permission for it.
    pub fn serve_nrepl(&self, at: &Listen) -> Result<NreplServer> {
        NreplServer::start(self.core(), at)
    }
}
