//! `java.util.zip`: gzip and zlib streams, checksums, `Deflater` and `Inflater`. Zip files are in [`super::zip`].
//!
//! Streams that unpack take everything from what is below them when they are made, and those that pack give everything
//! when they are finished: there is no state of half a block. What is unpacked is limited, as nothing says how much
//! comes out of a few bytes. `Deflater` and `Inflater` work in the same way, a whole input at a time.

use crate::host::hierarchy::class;
use crate::host::io::stream::{bytes_of, drain};
use crate::host::support::*;
use crate::io::{ByteSink, ByteSource, Packer};
use crate::jar::crc32;
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use miniz_oxide::inflate::{DecompressError, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{AtomicI64, Mutex, Ordering, lock};
use runtime::{Thread, Value};

const GZIP_IN: &str = "java.util.zip.GZIPInputStream";
const GZIP_OUT: &str = "java.util.zip.GZIPOutputStream";

/// The most that is unpacked at once.
const MOST: usize = 1 << 30;
/// The level of the JVM's default.
pub const LEVEL: u8 = 6;

/// `ZipException`
#[cold]
pub fn zip_error(message: &str) -> Error {
    Error::new(ExceptionKind::ZipException, message)
}

fn inflated(result: std::result::Result<Vec<u8>, DecompressError>) -> Result<Vec<u8>> {
    use miniz_oxide::inflate::TINFLStatus;
    result.map_err(|e| match e.status {
        TINFLStatus::HasMoreOutput => Error::new(ExceptionKind::OutOfMemoryError, "Too much to unpack"),
        TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
            Error::new(ExceptionKind::EOFException, "Unexpected end of ZLIB input stream")
        }
        _ => zip_error("invalid stored block lengths"),
    })
}

// Gzip

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Where the data behind the header of a gzip member begins.
fn after_header(bytes: &[u8]) -> Option<usize> {
    const CRC: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & EXTRA != 0 {
        at += 2 + usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            at += bytes.get(at..)?.iter().position(|b| *b == 0)? + 1;
        }
    }
    if flags & CRC != 0 {
        at += 2;
    }
    (at <= bytes.len()).then_some(at)
}

/// Unpacks one deflated stream; also gives how many bytes it took.
fn inflate_member(bytes: &[u8], limit: usize) -> Result<(Vec<u8>, usize)> {
    use miniz_oxide::inflate::TINFLStatus;
    use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
    let mut state = Box::<DecompressorOxide>::default();
    let (mut out, mut used, mut made) = (vec![0; (bytes.len() * 2).clamp(64, limit)], 0, 0);
    loop {
        let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, taken, given) = decompress(&mut state, &bytes[used..], &mut out, made, flags);
        used += taken;
        made += given;
        match status {
            TINFLStatus::Done => {
                out.truncate(made);
                return Ok((out, used));
            }
            TINFLStatus::HasMoreOutput if out.len() < limit => {
                let more = (out.len() * 2).min(limit);
                out.resize(more, 0);
            }
            status => return inflated(Err(DecompressError { status, output: Vec::new() })).map(|out| (out, used)),
        }
    }
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>> {
    if bytes.is_empty() {
        return Err(Error::bare(ExceptionKind::EOFException));
    }
    let mut all = Vec::new();
    let mut rest = bytes;
    loop {
        if !rest.starts_with(&[0x1F, 0x8B]) {
            // What follows the last member is nobody's business.
            return if all.is_empty() && rest.len() == bytes.len() {
                Err(zip_error("Not in GZIP format"))
            } else {
                Ok(all)
            };
        }
        if rest.get(2) != Some(&8) {
            return Err(zip_error("Unsupported compression method"));
        }
        let eof = || Error::new(ExceptionKind::EOFException, "Unexpected end of ZLIB input stream");
        let start = after_header(rest).ok_or_else(|| Error::bare(ExceptionKind::EOFException))?;
        let (part, used) = inflate_member(&rest[start..], MOST.saturating_sub(all.len()).max(64))?;
        let trailer = start + used;
        let (crc, size) = u32_at(rest, trailer).zip(u32_at(rest, trailer + 4)).ok_or_else(eof)?;
        if crc != crc32(0, &part) || size != part.len() as u32 {
            return Err(zip_error("Corrupt GZIP trailer"));
        }
        all.extend_from_slice(&part);
        rest = &rest[trailer + 8..];
        if rest.is_empty() {
            return Ok(all);
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0];
    out.extend(compress_to_vec(bytes, LEVEL));
    out.extend(crc32(0, bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

/// What a stream that packs does with the bytes.
struct Whole {
    held: Vec<u8>,
    pack: Option<fn(&[u8]) -> Vec<u8>>,
}

impl Packer for Whole {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if self.pack.is_none() {
            return Err(Error::new(ExceptionKind::IOException, "write beyond end of stream"));
        }
        self.held.extend_from_slice(bytes);
        Ok(())
    }
    fn finish(&mut self) -> Result<Vec<u8>> {
        let held = std::mem::take(&mut self.held);
        Ok(self.pack.take().map_or_else(Vec::new, |pack| pack(&held)))
    }
}

fn new_packing(class: &'static str, a: &[Value], pack: fn(&[u8]) -> Vec<u8>) -> Result<Value> {
    if a[0].is_nil() {
        return Err(Error::null_pointer());
    }
    Ok(ByteSink::packing(class, Whole { held: Vec::new(), pack: Some(pack) }, &a[0]))
}

/// The stream that a method is called on.
pub fn sink(a: &[Value]) -> Result<&ByteSink> {
    a[0].host::<ByteSink>().ok_or_else(|| not_a(&a[0], "java.io.OutputStream"))
}

const PACKING: &[NativeDef] = &[f("finish", 1, |t, a| {
    sink(a)?.finish(t)?;
    void()
})];

fn new_unpacking(
    class: &'static str,
    t: &mut Thread,
    a: &[Value],
    unpack: fn(&[u8]) -> Result<Vec<u8>>,
) -> Result<Value> {
    if a[0].is_nil() {
        return Err(Error::null_pointer());
    }
    let packed = drain(t, &a[0])?;
    let bytes = unpack(&packed)?;
    t.reserve(bytes.len())?;
    Ok(ByteSource::over(class, bytes))
}

fn unzlib(bytes: &[u8]) -> Result<Vec<u8>> {
    inflated(decompress_to_vec_zlib_with_limit(bytes, MOST))
}

// Checksums

struct Checksum {
    class: &'static str,
    value: AtomicI64,
}

plain_host!(Checksum);

const CRC: &str = "java.util.zip.CRC32";
const ADLER: &str = "java.util.zip.Adler32";

fn new_checksum(class: &'static str) -> Value {
    HostObject::new_value(Checksum { class, value: AtomicI64::new(i64::from(class == ADLER)) })
}

fn adler32(before: u32, bytes: &[u8]) -> u32 {
    const BASE: u32 = 65_521;
    let (mut low, mut high) = (before & 0xFFFF, before >> 16);
    for part in bytes.chunks(5_552) {
        for byte in part {
            low += u32::from(*byte);
            high += low;
        }
        (low, high) = (low % BASE, high % BASE);
    }
    high << 16 | low
}

fn update_checksum(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = this!(a, Checksum, CRC);
    let bytes = if a[1].as_long().is_some() { vec![int_arg(&a[1])? as u8] } else { bytes_of(&a[1..])? };
    let before = own.value.load(Ordering::Relaxed) as u32;
    let after = if own.class == CRC { crc32(before, &bytes) } else { adler32(before, &bytes) };
    own.value.store(i64::from(after), Ordering::Relaxed);
    void()
}

const CHECKSUM: &[NativeDef] = &[
    f("update", 2, update_checksum),
    f("update", 4, update_checksum),
    f("getValue", 1, |_, a| Ok(Value::long(this!(a, Checksum, CRC).value.load(Ordering::Relaxed)))),
    f("reset", 1, |_, a| {
        let own = this!(a, Checksum, CRC);
        own.value.store(i64::from(own.class == ADLER), Ordering::Relaxed);
        void()
    }),
];

// Deflater and Inflater

/// Both: what was put in, and what comes out once all of it is there.
struct Codec {
    class: &'static str,
    raw: bool,
    level: u8,
    state: Mutex<Coding>,
}

#[derive(Default)]
struct Coding {
    input: Vec<u8>,
    finishing: bool,
    output: Option<(Vec<u8>, usize)>,
}

plain_host!(Codec);

const DEFLATER: &str = "java.util.zip.Deflater";
const INFLATER: &str = "java.util.zip.Inflater";

fn codec(class: &'static str, level: Option<&Value>, raw: Option<&Value>) -> Result<Value> {
    let level = level.map_or(Ok(-1), int_arg)?;
    let level = if (0..=9).contains(&level) { level as u8 } else { LEVEL };
    let raw = raw.is_some_and(Value::is_truthy);
    Ok(HostObject::new_value(Codec { class, raw, level, state: Mutex::default() }))
}

/// Makes the output, if the input is all there.
fn code(own: &Codec, state: &mut Coding) -> Result<()> {
    if state.output.is_some() {
        return Ok(());
    }
    let input = &state.input;
    let output = match (own.class == DEFLATER, own.raw) {
        (true, _) if !state.finishing => return Ok(()),
        (true, true) => compress_to_vec(input, own.level),
        (true, false) => compress_to_vec_zlib(input, own.level),
        (false, _) if input.is_empty() => return Ok(()),
        (false, raw) => {
            let out = if raw {
                decompress_to_vec_with_limit(input, MOST)
            } else {
                decompress_to_vec_zlib_with_limit(input, MOST)
            };
            out.map_err(|e| Error::new(ExceptionKind::DataFormatException, format!("{:?}", e.status)))?
        }
    };
    state.output = Some((output, 0));
    Ok(())
}

/// `deflate` and `inflate`: the next part of the output, to an array or a part of it; how much that was.
fn take_output(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = this!(a, Codec, DEFLATER);
    let Some(array) = a[1].get::<Array>() else { return Err(not_a(&a[1], "[B")) };
    let (at, n) = match (a.get(2), a.get(3)) {
        (Some(at), Some(n)) => (int_arg(at)?, int_arg(n)?),
        _ => (0, array.len() as i32),
    };
    if at < 0 || n < 0 || at as usize + n as usize > array.len() {
        return Err(Error::bare(ExceptionKind::ArrayIndexOutOfBoundsException));
    }
    let mut state = lock(&own.state);
    code(own, &mut state)?;
    let Some((output, given)) = &mut state.output else { return int(0) };
    let part = &output[*given..output.len().min(*given + n as usize)];
    array.set_bytes(at as usize, part);
    *given += part.len();
    int(part.len())
}

fn is_finished(state: &Coding) -> bool {
    state.output.as_ref().is_some_and(|(output, given)| *given == output.len())
}

const CODEC: &[NativeDef] = &[
    f("setInput", 2, set_input),
    f("setInput", 4, set_input),
    f("finish", 1, |_, a| {
        lock(&this!(a, Codec, DEFLATER).state).finishing = true;
        void()
    }),
    g("deflate", 2, 4, take_output),
    g("inflate", 2, 4, take_output),
    f("finished", 1, |_, a| bool_(is_finished(&lock(&this!(a, Codec, DEFLATER).state)))),
    f("needsInput", 1, |_, a| {
        let state = lock(&this!(a, Codec, DEFLATER).state);
        bool_(state.input.is_empty())
    }),
    f("needsDictionary", 1, |_, _| bool_(false)),
    f("getTotalIn", 1, |_, a| int(lock(&this!(a, Codec, DEFLATER).state).input.len())),
    f("getTotalOut", 1, |_, a| int(lock(&this!(a, Codec, DEFLATER).state).output.as_ref().map_or(0, |out| out.1))),
    f("getBytesRead", 1, |_, a| Ok(Value::long(lock(&this!(a, Codec, DEFLATER).state).input.len() as i64))),
    f("reset", 1, |_, a| {
        *lock(&this!(a, Codec, DEFLATER).state) = Coding::default();
        void()
    }),
    f("end", 1, |_, _| void()),
];

fn set_input(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let bytes = bytes_of(&a[1..])?;
    lock(&this!(a, Codec, DEFLATER).state).input.extend(bytes);
    void()
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(1, 2, |t, a| new_unpacking(GZIP_IN, t, a, gunzip))], ..class(GZIP_IN) },
    ClassDef {
        constructors: &[ctor(1, 3, |_, a| new_packing(GZIP_OUT, a, gzip))],
        methods: PACKING,
        ..class(GZIP_OUT)
    },
    ClassDef {
        constructors: &[ctor(1, 3, |t, a| new_unpacking("java.util.zip.InflaterInputStream", t, a, unzlib))],
        ..class("java.util.zip.InflaterInputStream")
    },
    ClassDef {
        constructors: &[ctor(1, 3, |_, a| {
            new_packing("java.util.zip.DeflaterOutputStream", a, |bytes| compress_to_vec_zlib(bytes, LEVEL))
        })],
        methods: PACKING,
        ..class("java.util.zip.DeflaterOutputStream")
    },
    ClassDef { constructors: &[ctor(0, 0, |_, _| Ok(new_checksum(CRC)))], methods: CHECKSUM, ..class(CRC) },
    ClassDef { constructors: &[ctor(0, 0, |_, _| Ok(new_checksum(ADLER)))], methods: CHECKSUM, ..class(ADLER) },
    ClassDef {
        constructors: &[ctor(0, 2, |_, a| codec(DEFLATER, a.first(), a.get(1)))],
        methods: CODEC,
        fields: &[
            ("BEST_COMPRESSION", |_| Ok(Value::int(9))),
            ("BEST_SPEED", |_| Ok(Value::int(1))),
            ("NO_COMPRESSION", |_| Ok(Value::int(0))),
            ("DEFAULT_COMPRESSION", |_| Ok(Value::int(-1))),
            ("DEFLATED", |_| Ok(Value::int(8))),
        ],
        ..class(DEFLATER)
    },
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| codec(INFLATER, None, a.first()))],
        methods: CODEC,
        ..class(INFLATER)
    },
];
