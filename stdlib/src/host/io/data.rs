//! `DataInputStream`, `DataOutputStream`: numbers and text as bytes, big end first; `PipedInputStream` and
//! `PipedOutputStream`: what one thread writes another reads; `CharArrayWriter`.

use crate::host::hierarchy::class;
use crate::host::io::random_access::RandomAccess;
use crate::host::support::*;
use crate::io::{ByteSink, ByteSource, Feed, Writer};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::sync::{Arc, Condvar, Mutex, lock};
use runtime::{Ref, Thread, Value};
use std::collections::VecDeque;
use std::io;
use vm::host::{Child, Stream};

fn source(a: &[Value]) -> Result<&ByteSource> {
    a[0].host::<ByteSource>().ok_or_else(|| not_a(&a[0], "java.io.DataInputStream"))
}

/// Exactly `n` bytes, or `EOFException`.
fn take(t: &mut Thread, a: &[Value], n: usize) -> Result<Vec<u8>> {
    let bytes = match a[0].host::<RandomAccess>() {
        Some(file) => file.read(n)?,
        None => {
            let source = source(a)?;
            source.fill(t, n)?;
            source.read(n)
        }
    };
    if bytes.len() < n { Err(Error::bare(ExceptionKind::EOFException)) } else { Ok(bytes) }
}

/// The next bytes as a number, big end first.
fn number(t: &mut Thread, a: &[Value], n: usize) -> Result<u64> {
    Ok(take(t, a, n)?.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// Java's UTF-8: noughts take two bytes, supplementary characters two surrogates of three bytes each.
fn decode_utf(bytes: &[u8]) -> Ref<Str> {
    let (mut units, mut rest) = (Vec::new(), bytes);
    while let [first, tail @ ..] = rest {
        let low = |i: usize| u16::from(tail.get(i).copied().unwrap_or(0) & 0x3F);
        let (unit, more) = match first {
            0..=0x7F => (u16::from(*first), 0),
            0x80..=0xDF => (u16::from(first & 0x1F) << 6 | low(0), 1),
            _ => (u16::from(first & 0xF) << 12 | low(0) << 6 | low(1), 2),
        };
        units.push(unit);
        rest = tail.get(more..).unwrap_or_default();
    }
    Str::from_units(units)
}

fn encode_utf(text: &Ref<Str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for unit in text.units_iter() {
        let (high, middle, low) = ((unit >> 12) as u8, (unit >> 6 & 0x3F) as u8, (unit & 0x3F) as u8);
        match unit {
            1..=0x7F => bytes.push(unit as u8),
            0 | 0x80..=0x7FF => bytes.extend([0xC0 | (unit >> 6) as u8, 0x80 | low]),
            _ => bytes.extend([0xE0 | high, 0x80 | middle, 0x80 | low]),
        }
    }
    bytes
}

fn read_fully(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[1].clone();
    let array = target.get::<Array>().ok_or_else(|| not_a(&target, "[B"))?;
    let (at, n) = match &a[2..] {
        [at, n] => (int_arg(at)?.max(0) as usize, int_arg(n)?.max(0) as usize),
        _ => (0, array.len()),
    };
    let bytes = take(t, a, n)?;
    if !array.set_bytes(at, &bytes) {
        return Err(Error::index_out_of_bounds());
    }
    void()
}

/// `readLine`: bytes as characters, up to the end of a line; nil at the end.
fn read_line(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (source, mut line) = (source(a)?, Vec::new());
    loop {
        source.fill(t, 1)?;
        match source.read(1).first() {
            None if line.is_empty() => return void(),
            None | Some(b'\n') => break,
            Some(b'\r') => {
                source.fill(t, 1)?;
                match source.read(1).first() {
                    None | Some(b'\n') => {}
                    Some(other) => source.unread(&[*other]),
                }
                break;
            }
            Some(byte) => line.push(u16::from(*byte)),
        }
    }
    Ok(Str::from_units(line).into())
}

/// What reads numbers and text, from streams and from files with random access.
pub const INPUT: &[NativeDef] = &[
    f("readBoolean", 1, |t, a| bool_(number(t, a, 1)? != 0)),
    f("readByte", 1, |t, a| Ok(Value::byte(number(t, a, 1)? as i8))),
    f("readUnsignedByte", 1, |t, a| Ok(Value::int(number(t, a, 1)? as i32))),
    f("readShort", 1, |t, a| Ok(Value::short(number(t, a, 2)? as i16))),
    f("readUnsignedShort", 1, |t, a| Ok(Value::int(number(t, a, 2)? as i32))),
    f("readChar", 1, |t, a| Ok(Value::char(number(t, a, 2)? as u16))),
    f("readInt", 1, |t, a| Ok(Value::int(number(t, a, 4)? as i32))),
    f("readLong", 1, |t, a| Ok(Value::long(number(t, a, 8)? as i64))),
    f("readFloat", 1, |t, a| Ok(Value::float(f32::from_bits(number(t, a, 4)? as u32)))),
    f("readDouble", 1, |t, a| Ok(Value::double(f64::from_bits(number(t, a, 8)?)))),
    f("readUTF", 1, |t, a| {
        let n = number(t, a, 2)? as usize;
        Ok(decode_utf(&take(t, a, n)?).into())
    }),
    f("readFully", 2, read_fully),
    f("readFully", 4, read_fully),
];

const STREAM_INPUT: &[NativeDef] = &[
    f("readLine", 1, read_line),
    f("skipBytes", 2, |t, a| {
        let (own, n) = (source(a)?, int_arg(&a[1])?.max(0) as usize);
        own.fill(t, n)?;
        int(own.read(n).len())
    }),
];

static INPUT_METHODS: [NativeDef; INPUT.len() + STREAM_INPUT.len()] = join_rows(INPUT, STREAM_INPUT);

fn put(t: &mut Thread, a: &[Value], bytes: &[u8]) -> Result<Value> {
    if let Some(file) = a[0].host::<RandomAccess>() {
        file.write(t, bytes)?;
        return void();
    }
    let sink = a[0].host::<ByteSink>().ok_or_else(|| not_a(&a[0], "java.io.DataOutputStream"))?;
    sink.write(t, bytes)?;
    void()
}

/// What writes numbers and text, to streams and to files with random access.
pub const OUTPUT: &[NativeDef] = &[
    f("writeBoolean", 2, |t, a| put(t, a, &[u8::from(a[1].is_truthy())])),
    f("writeByte", 2, |t, a| put(t, a, &[int_arg(&a[1])? as u8])),
    f("writeShort", 2, |t, a| put(t, a, &(int_arg(&a[1])? as u16).to_be_bytes())),
    f("writeChar", 2, |t, a| put(t, a, &(int_arg(&a[1])? as u16).to_be_bytes())),
    f("writeInt", 2, |t, a| put(t, a, &int_arg(&a[1])?.to_be_bytes())),
    f("writeLong", 2, |t, a| put(t, a, &long_arg(&a[1])?.to_be_bytes())),
    f("writeFloat", 2, |t, a| put(t, a, &(double_arg(&a[1])? as f32).to_be_bytes())),
    f("writeDouble", 2, |t, a| put(t, a, &double_arg(&a[1])?.to_be_bytes())),
    f("writeBytes", 2, |t, a| put(t, a, &str_arg(&a[1])?.units_iter().map(|u| u as u8).collect::<Vec<_>>())),
    f("writeChars", 2, |t, a| put(t, a, &str_arg(&a[1])?.units_iter().flat_map(u16::to_be_bytes).collect::<Vec<_>>())),
    f("writeUTF", 2, |t, a| {
        let bytes = encode_utf(str_arg(&a[1])?);
        let Ok(n) = u16::try_from(bytes.len()) else {
            return Err(Error::new(
                ExceptionKind::IOException,
                format!("encoded string too long: {} bytes", bytes.len()),
            ));
        };
        put(t, a, &[&n.to_be_bytes(), &bytes[..]].concat())
    }),
];

/// What goes from the one end to the other. Both see it as a program's output and input are seen.
#[derive(Default)]
struct Pipe {
    state: Mutex<(VecDeque<u8>, bool)>,
    changed: Condvar,
}

/// How much may wait to be read.
const ROOM: usize = 1 << 16;

impl Child for Pipe {
    fn pid(&self) -> u32 {
        0
    }
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut state = lock(&self.state);
        for piece in bytes.chunks(ROOM) {
            while state.0.len() >= ROOM && !state.1 {
                state = self.changed.wait(state).map_err(|_| io::ErrorKind::BrokenPipe)?;
            }
            if state.1 {
                return Err(io::Error::other("Pipe closed"));
            }
            state.0.extend(piece);
            self.changed.notify_all();
        }
        Ok(())
    }
    fn close_input(&self) {
        lock(&self.state).1 = true;
        self.changed.notify_all();
    }
    fn read(&self, _: Stream, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = lock(&self.state);
        while state.0.is_empty() && !state.1 {
            state = self.changed.wait(state).map_err(|_| io::ErrorKind::BrokenPipe)?;
        }
        let n = buffer.len().min(state.0.len());
        for (place, byte) in buffer.iter_mut().zip(state.0.drain(..n)) {
            *place = byte;
        }
        self.changed.notify_all();
        Ok(n)
    }
    fn wait(&self, _: Option<std::time::Duration>) -> io::Result<Option<i32>> {
        Ok(Some(0))
    }
    fn kill(&self) -> io::Result<()> {
        self.close_input();
        Ok(())
    }
}

const PIPED_INPUT: &str = "java.io.PipedInputStream";
const PIPED_OUTPUT: &str = "java.io.PipedOutputStream";

fn new_pipe() -> Arc<dyn Child> {
    Arc::new(Pipe::default())
}

fn input_of(child: Arc<dyn Child>) -> Value {
    ByteSource::fed(PIPED_INPUT, Vec::new(), Some(Feed { child, stream: Stream::Out }))
}

/// `(PipedInputStream.)`, of an output stream, with a size or without.
fn new_input(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a.first().filter(|v| v.as_long().is_none()) {
        None => Ok(input_of(new_pipe())),
        Some(output) => match output.host::<ByteSink>().and_then(ByteSink::child) {
            Some(child) => Ok(input_of(child)),
            None => Err(no_constructor(PIPED_INPUT)),
        },
    }
}

fn new_output(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let child = match a.first() {
        None => new_pipe(),
        Some(input) => {
            input.host::<ByteSource>().and_then(ByteSource::child).ok_or_else(|| no_constructor(PIPED_OUTPUT))?
        }
    };
    Ok(ByteSink::piped(PIPED_OUTPUT, &child))
}

/// `connect`, from either end.
fn connect(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (input, output) = if a[0].host::<ByteSource>().is_some() { (&a[0], &a[1]) } else { (&a[1], &a[0]) };
    let input = input.host::<ByteSource>().ok_or_else(|| not_a(input, PIPED_INPUT))?;
    let output = output.host::<ByteSink>().ok_or_else(|| not_a(output, PIPED_OUTPUT))?;
    if let Some(child) = input.child() {
        output.connect(child);
    }
    void()
}

fn char_writer(a: &[Value]) -> Result<(&Writer, Ref<Str>)> {
    let writer = a[0].host::<Writer>().ok_or_else(|| not_a(&a[0], "java.io.CharArrayWriter"))?;
    Ok((writer, writer.text().unwrap_or_else(|| Str::new(""))))
}

const CHAR_WRITER: &[NativeDef] = &[
    f("toCharArray", 1, |_, a| Ok(Array::of_chars(char_writer(a)?.1.units_iter()))),
    f("toString", 1, |_, a| Ok(char_writer(a)?.1.into())),
    f("size", 1, |_, a| int(char_writer(a)?.1.length())),
    f("reset", 1, |_, a| {
        char_writer(a)?.0.clear();
        void()
    }),
    f("writeTo", 2, |t, a| {
        let text = char_writer(a)?.1;
        crate::io::write_to(t, &a[1].clone(), text.bytes())?;
        void()
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        constructors: &[ctor(1, 1, |t, a| super::stream::new_input_over("java.io.DataInputStream", t, a))],
        methods: &INPUT_METHODS,
        ..class("java.io.DataInputStream")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |_, a| super::stream::new_output_over("java.io.DataOutputStream", a))],
        methods: OUTPUT,
        ..class("java.io.DataOutputStream")
    },
    ClassDef { constructors: &[ctor(0, 2, new_input)], methods: &[f("connect", 2, connect)], ..class(PIPED_INPUT) },
    ClassDef { constructors: &[ctor(0, 1, new_output)], methods: &[f("connect", 2, connect)], ..class(PIPED_OUTPUT) },
    ClassDef {
        constructors: &[ctor(0, 1, |_, _| Ok(Writer::text_as("java.io.CharArrayWriter")))],
        methods: CHAR_WRITER,
        ..class("java.io.CharArrayWriter")
    },
];
