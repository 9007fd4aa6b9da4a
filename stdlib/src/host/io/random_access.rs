//! `RandomAccessFile`: a file that is read and written at any place.
//!
//! The file is read when it is opened, as the host gives whole files; what is written goes to the file at once, only the new
//! bytes if they come at its end. So several programs that write to one file at a time do not see each other's changes.

use crate::host::hierarchy::class;
use crate::host::io::data::{INPUT, OUTPUT};
use crate::host::io::file::path_arg;
use crate::host::support::*;
use crate::io::io_error;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::string::Str;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};
use vm::host::host;

pub struct RandomAccess {
    path: String,
    writable: bool,
    state: Mutex<State>,
}

struct State {
    bytes: Vec<u8>,
    at: usize,
    closed: bool,
}

const CLASS: &str = "java.io.RandomAccessFile";

plain_host!(RandomAccess, CLASS);

fn own(a: &[Value]) -> Result<&RandomAccess> {
    a[0].host::<RandomAccess>().ok_or_else(|| not_a(&a[0], CLASS))
}

fn failed(message: &str) -> Error {
    Error::new(ExceptionKind::IOException, message)
}

impl RandomAccess {
    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> Result<R> {
        let mut state = lock(&self.state);
        if state.closed { Err(failed("Stream Closed")) } else { Ok(f(&mut state)) }
    }

    /// At most `n` bytes from where the file is.
    pub fn read(&self, n: usize) -> Result<Vec<u8>> {
        self.with(|state| {
            let from = state.at.min(state.bytes.len());
            let bytes = state.bytes[from..from.saturating_add(n).min(state.bytes.len())].to_vec();
            state.at += bytes.len();
            bytes
        })
    }

    pub fn write(&self, t: &mut Thread, bytes: &[u8]) -> Result<()> {
        if !self.writable {
            self.with(|_| ())?;
            return Err(failed("Bad file descriptor"));
        }
        let (at, len) = self.with(|state| (state.at, state.bytes.len()))?;
        t.reserve((at + bytes.len()).saturating_sub(len))?;
        let written = self.with(|state| {
            let end = state.at + bytes.len();
            let appends = state.at == state.bytes.len();
            if state.bytes.len() < end {
                state.bytes.resize(end, 0);
            }
            state.bytes[state.at..end].copy_from_slice(bytes);
            state.at = end;
            if appends { (bytes.to_vec(), true) } else { (state.bytes.clone(), false) }
        })?;
        self.store(t, &written.0, written.1)
    }

    fn store(&self, t: &mut Thread, bytes: &[u8], append: bool) -> Result<()> {
        let host = host(&t.runtime);
        t.blocking(|| host.write_file(&self.path, bytes, append)).map_err(|e| io_error(&e, &self.path))
    }
}

fn open(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = path_arg(t, &a[0])?;
    let mode = text_arg(&a[1])?.into_owned();
    if !matches!(&*mode, "r" | "rw" | "rws" | "rwd") {
        let message = format!("Illegal mode \"{mode}\" must be one of \"r\", \"rw\", \"rws\", or \"rwd\"");
        return Err(Error::illegal_argument(message));
    }
    let (host, writable) = (host(&t.runtime), mode != "r");
    let read = t.blocking(|| match host.read_file(&path) {
        Err(e) if writable && e.kind() == std::io::ErrorKind::NotFound => {
            host.write_file(&path, &[], false).map(|()| Vec::new())
        }
        read => read,
    });
    let bytes = read.map_err(|e| io_error(&e, &path))?;
    t.reserve(bytes.len())?;
    let state = Mutex::new(State { bytes, at: 0, closed: false });
    Ok(HostObject::new_value(RandomAccess { path, writable, state }))
}

/// `read()`, `read(bytes)`, `read(bytes, offset, length)`
fn read(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = own(a)?;
    let Some(target) = a.get(1) else {
        return Ok(Value::int(own.read(1)?.first().map_or(-1, |byte| i32::from(*byte))));
    };
    let array = target.get::<Array>().ok_or_else(|| not_a(target, "[B"))?;
    let (at, n) = match &a[2..] {
        [at, n] => (int_arg(at)?, int_arg(n)?),
        _ => (0, array.len() as i32),
    };
    let (Ok(at), Ok(n)) = (usize::try_from(at), usize::try_from(n)) else { return Err(Error::index_out_of_bounds()) };
    if at + n > array.len() {
        return Err(Error::index_out_of_bounds());
    }
    let bytes = own.read(n)?;
    array.set_bytes(at, &bytes);
    Ok(Value::int(if bytes.is_empty() && n > 0 { -1 } else { bytes.len() as i32 }))
}

fn write(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let bytes = match a[1].as_long() {
        Some(_) => vec![int_arg(&a[1])? as u8],
        None => bytes_arg(&a[1..])?.ok_or_else(Error::index_out_of_bounds)?,
    };
    own(a)?.write(t, &bytes)?;
    void()
}

/// Bytes as characters, up to the end of a line; nil at the end.
fn read_line(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?.with(|state| {
        let left = &state.bytes[state.at.min(state.bytes.len())..];
        if left.is_empty() {
            return Value::NIL;
        }
        let n = left.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(left.len());
        let end = match left[n..] {
            [b'\r', b'\n', ..] => 2,
            [] => 0,
            _ => 1,
        };
        let line = Str::from_units(left[..n].iter().map(|b| u16::from(*b)).collect::<Vec<u16>>());
        state.at += n + end;
        line.into()
    })
}

fn set_length(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (own, n) = (own(a)?, long_arg(&a[1])?);
    let len = own.with(|state| state.bytes.len())?;
    let n = usize::try_from(n).ok().filter(|_| own.writable).ok_or_else(|| failed("Invalid argument"))?;
    t.reserve(n.saturating_sub(len))?;
    let bytes = own.with(|state| {
        state.bytes.resize(n, 0);
        state.at = state.at.min(n);
        state.bytes.clone()
    })?;
    own.store(t, &bytes, false)?;
    void()
}

const OWN: &[NativeDef] = &[
    f("read", 1, read),
    f("read", 2, read),
    f("read", 4, read),
    f("write", 2, write),
    f("write", 4, write),
    f("readLine", 1, read_line),
    f("skipBytes", 2, |_, a| {
        let n = int_arg(&a[1])?.max(0) as usize;
        int(own(a)?.with(|state| {
            let skipped = n.min(state.bytes.len().saturating_sub(state.at));
            state.at += skipped;
            skipped
        })?)
    }),
    f("getFilePointer", 1, |_, a| Ok(Value::long(own(a)?.with(|state| state.at)? as i64))),
    f("length", 1, |_, a| Ok(Value::long(own(a)?.with(|state| state.bytes.len())? as i64))),
    f("seek", 2, |_, a| {
        let at = usize::try_from(long_arg(&a[1])?).map_err(|_| failed("Negative seek offset"))?;
        own(a)?.with(|state| state.at = at)?;
        void()
    }),
    f("setLength", 2, set_length),
    f("close", 1, |_, a| {
        lock(&own(a)?.state).closed = true;
        void()
    }),
];

const NUMBERS: [NativeDef; INPUT.len() + OUTPUT.len()] = join_rows(INPUT, OUTPUT);
static METHODS: [NativeDef; NUMBERS.len() + OWN.len()] = join_rows(&NUMBERS, OWN);

pub static CLASSES: &[ClassDef] = &[ClassDef { constructors: &[ctor(2, 2, open)], methods: &METHODS, ..class(CLASS) }];
