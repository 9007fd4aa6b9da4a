//! `java.net.ServerSocket` and `Socket`: connections as streams of bytes. What may be reached is the host's business.
//!
//! Timeouts, options and addresses as objects are not here: an address is a string.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::io::{ByteSink, ByteSource, Feed};
use runtime::class::ClassDef;
use runtime::error::{Error, Result, ThrowableClass};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use std::io;
use std::net::Shutdown;
use std::time::Duration;
use vm::host::{Child, Connection, Listener, Refusal, Stream, host};

const SERVER: &str = "java.net.ServerSocket";
const SOCKET: &str = "java.net.Socket";

/// A `java.net.ServerSocket`.
pub struct ServerSocket(Arc<dyn Listener>);
/// A `java.net.Socket`.
pub struct Socket {
    connection: Arc<dyn Connection>,
    /// Were input and output ended?
    ended: Mutex<[bool; 2]>,
}

plain_host!(ServerSocket, SERVER);
plain_host!(Socket, SOCKET);

/// A connection as the two pipes that streams of bytes know.
struct Pipes(Arc<dyn Connection>);

impl Child for Pipes {
    fn pid(&self) -> u32 {
        0
    }
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.0.write(bytes)
    }
    fn close_input(&self) {
        self.0.close();
    }
    fn read(&self, _: Stream, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
    fn wait(&self, _: Option<Duration>) -> io::Result<Option<i32>> {
        Ok(None)
    }
    fn kill(&self) -> io::Result<()> {
        self.0.close();
        Ok(())
    }
}

/// The exception for an operation on the network that failed.
fn net_error(t: &mut Thread, error: &io::Error) -> Error {
    let (class, message) = match error.kind() {
        io::ErrorKind::AddrInUse => ("java.net.BindException", "Address already in use".to_owned()),
        io::ErrorKind::ConnectionRefused => ("java.net.ConnectException", "Connection refused".to_owned()),
        io::ErrorKind::PermissionDenied if Refusal::of(error).is_some() => return crate::io::io_error(error, ""),
        io::ErrorKind::PermissionDenied => ("java.net.BindException", "Permission denied".to_owned()),
        io::ErrorKind::NotConnected => ("java.net.SocketException", "Socket closed".to_owned()),
        _ => ("java.net.SocketException", error.to_string()),
    };
    let class = ThrowableClass::Named(t.runtime.classes.intern(class).into());
    Error::build(class, Value::str(&message), Value::NIL, Value::NIL)
}

fn socket(connection: Arc<dyn Connection>) -> Value {
    HostObject::new_value(Socket { connection, ended: Mutex::default() })
}

fn connection(a: &[Value]) -> Result<&Arc<dyn Connection>> {
    Ok(&this!(a, Socket, SOCKET).connection)
}

/// `shutdownInput` and `shutdownOutput`.
fn shut_down(t: &mut Thread, a: &[Value], how: Shutdown) -> Result<Value> {
    let socket = this!(a, Socket, SOCKET);
    let (direction, word) = if how == Shutdown::Read { (0, "input") } else { (1, "output") };
    if socket.connection.is_closed() {
        return Err(net_error(t, &io::ErrorKind::NotConnected.into()));
    }
    if std::mem::replace(&mut lock(&socket.ended)[direction], true) {
        return Err(net_error(t, &io::Error::other(format!("Socket {word} is already shutdown"))));
    }
    socket.connection.shutdown(how).map_err(|e| net_error(t, &e))?;
    void()
}

fn port_arg(v: &Value) -> Result<u16> {
    let port = int_arg(v)?;
    u16::try_from(port).map_err(|_| Error::illegal_argument(format!("Port value out of range: {port}")))
}

/// `(ServerSocket. port)`, `(… port backlog)`, `(… port backlog address)`; without an address every one is served.
fn new_server(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let port = port_arg(&a[0])?;
    let address = match a.get(2) {
        Some(v) if !v.is_nil() => text_arg(v)?.into_owned(),
        _ => "0.0.0.0".to_owned(),
    };
    let host = host(&t.runtime);
    let listener = host.listen(&address, port).map_err(|e| net_error(t, &e))?;
    Ok(HostObject::new_value(ServerSocket(listener)))
}

fn new_socket(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let address = text_arg(&a[0])?.into_owned();
    let port = port_arg(&a[1])?;
    let host = host(&t.runtime);
    let connection = t.blocking(|| host.connect(&address, port)).map_err(|e| net_error(t, &e))?;
    Ok(socket(connection))
}

fn accept(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let listener = this!(a, ServerSocket, SERVER).0.clone();
    let connection = t.blocking(|| listener.accept()).map_err(|e| net_error(t, &e))?;
    Ok(socket(connection))
}

fn pipes(a: &[Value]) -> Result<Arc<dyn Child>> {
    Ok(Arc::new(Pipes(connection(a)?.clone())))
}

const SERVER_METHODS: &[NativeDef] = &[
    f("accept", 1, accept),
    f("close", 1, |_, a| {
        this!(a, ServerSocket, SERVER).0.close();
        void()
    }),
    f("isClosed", 1, |_, a| bool_(this!(a, ServerSocket, SERVER).0.is_closed())),
    f("getLocalPort", 1, |_, a| Ok(Value::int(i32::from(this!(a, ServerSocket, SERVER).0.port())))),
];

const SOCKET_METHODS: &[NativeDef] = &[
    f("getInputStream", 1, |_, a| {
        let feed = Feed { child: pipes(a)?, stream: Stream::Out };
        Ok(ByteSource::fed("java.io.InputStream", Vec::new(), Some(feed)))
    }),
    f("getOutputStream", 1, |_, a| Ok(ByteSink::program(&pipes(a)?))),
    f("close", 1, |_, a| {
        connection(a)?.close();
        void()
    }),
    f("isClosed", 1, |_, a| bool_(connection(a)?.is_closed())),
    f("shutdownInput", 1, |t, a| shut_down(t, a, Shutdown::Read)),
    f("shutdownOutput", 1, |t, a| shut_down(t, a, Shutdown::Write)),
    f("isInputShutdown", 1, |_, a| bool_(lock(&this!(a, Socket, SOCKET).ended)[0])),
    f("isOutputShutdown", 1, |_, a| bool_(lock(&this!(a, Socket, SOCKET).ended)[1])),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(1, 3, new_server)], methods: SERVER_METHODS, ..class(SERVER) },
    ClassDef { constructors: &[ctor(2, 2, new_socket)], methods: SOCKET_METHODS, ..class(SOCKET) },
];
