//! `java.util.zip`: zip files, to read and to write, with their entries.
//!
//! `ZipInputStream` reads its source to the end and goes by the directory there; `ZipOutputStream` writes when it is finished.

use super::deflate::{LEVEL, sink, zip_error};
use crate::host::hierarchy::class;
use crate::host::io::file::path_arg;
use crate::host::io::stream::drain;
use crate::host::support::*;
use crate::io::{ByteSink, ByteSource, Packer, io_error};
use crate::jar::{Jar, crc32};
use miniz_oxide::deflate::compress_to_vec;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use std::collections::VecDeque;

const ZIP_IN: &str = "java.util.zip.ZipInputStream";
const ZIP_OUT: &str = "java.util.zip.ZipOutputStream";
const ENTRY: &str = "java.util.zip.ZipEntry";
const ZIP_FILE: &str = "java.util.zip.ZipFile";

// Entries

/// A `ZipEntry`.
#[derive(Clone)]
struct Entry {
    name: String,
    size: i64,
    packed: i64,
    crc: i64,
    method: i32,
    /// Milliseconds, or -1.
    time: i64,
    comment: Option<String>,
}

struct ZipEntry(Mutex<Entry>);

plain_host!(ZipEntry, ENTRY);

impl Entry {
    fn named(name: &str) -> Entry {
        Entry { name: name.to_owned(), size: -1, packed: -1, crc: -1, method: -1, time: -1, comment: None }
    }

    fn of_jar(jar: &Jar, path: &str) -> Option<Entry> {
        let found = jar.entry(path)?;
        Some(Entry {
            name: path.to_owned(),
            size: found.size as i64,
            packed: found.packed as i64,
            crc: i64::from(found.checksum),
            method: if found.deflated { 8 } else { 0 },
            time: millis_of_dos(found.time),
            comment: Some(found.comment.clone()).filter(|text| !text.is_empty()),
        })
    }

    fn value(self) -> Value {
        HostObject::new_value(ZipEntry(Mutex::new(self)))
    }
}

fn millis_of_dos(dos: u32) -> i64 {
    let (date, time) = (dos >> 16, dos & 0xFFFF);
    let (year, month, day) =
        (i64::from(date >> 9) + 1980, i64::from(date >> 5 & 15).max(1), i64::from(date & 31).max(1));
    // Days from the civil date, with years that begin in March.
    let y = if month <= 2 { year - 1 } else { year };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * ((month + 9) % 12) + 2) / 5 + day
            - 1
            - 719_468;
    let seconds = i64::from(time >> 11) * 3600 + i64::from(time >> 5 & 63) * 60 + i64::from(time & 31) * 2;
    (days * 86_400 + seconds) * 1000
}

fn dos_of_millis(millis: i64) -> u32 {
    let seconds = millis.div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) as u32);
    let z = days + 719_468;
    let (era, day_of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let (day, month) = (day_of_year - (153 * m + 2) / 5 + 1, if m < 10 { m + 3 } else { m - 9 });
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if year < 1980 {
        return 1 << 21 | 1 << 16;
    }
    let date = ((year - 1980) as u32) << 9 | (month as u32) << 5 | day as u32;
    date << 16 | (second / 3600) << 11 | (second / 60 % 60) << 5 | (second % 60 / 2)
}

fn entry(v: &Value) -> Result<&Mutex<Entry>> {
    v.host::<ZipEntry>().map(|entry| &entry.0).ok_or_else(|| not_a(v, ENTRY))
}

fn new_entry(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let Some(other) = a[0].host::<ZipEntry>() {
        let copy = lock(&other.0).clone();
        return Ok(copy.value());
    }
    Ok(Entry::named(&text_arg(&a[0])?).value())
}

/// A getter and a setter of a number.
macro_rules! number {
    ($get:literal $set:literal $field:ident) => {
        [
            f($get, 1, |_, a| Ok(Value::long(lock(entry(&a[0])?).$field))),
            f($set, 2, |_, a| {
                let n = long_arg(&a[1])?;
                lock(entry(&a[0])?).$field = n;
                void()
            }),
        ]
    };
}

const ENTRY_OTHERS: &[NativeDef] = &[
    f("getName", 1, |_, a| string(&lock(entry(&a[0])?).name)),
    f("toString", 1, |_, a| string(&lock(entry(&a[0])?).name)),
    f("isDirectory", 1, |_, a| bool_(lock(entry(&a[0])?).name.ends_with('/'))),
    f("getMethod", 1, |_, a| Ok(Value::int(lock(entry(&a[0])?).method))),
    f("setMethod", 2, |_, a| {
        let method = int_arg(&a[1])?;
        if !matches!(method, 0 | 8) {
            return Err(Error::illegal_argument("invalid compression method"));
        }
        lock(entry(&a[0])?).method = method;
        void()
    }),
    f("getComment", 1, |_, a| Ok(lock(entry(&a[0])?).comment.as_deref().map_or(Value::NIL, Value::str))),
    f("setComment", 2, |_, a| {
        let comment = if a[1].is_nil() { None } else { Some(text_arg(&a[1])?.into_owned()) };
        lock(entry(&a[0])?).comment = comment;
        void()
    }),
    f("hashCode", 1, |t, a| {
        let name = Value::str(&lock(entry(&a[0])?).name);
        runtime::hash::java_hash_code(t, &name).map(Value::int)
    }),
];

const ENTRY_NUMBERS: [NativeDef; 8] = join_rows(
    &join_rows::<4>(&number!("getSize" "setSize" size), &number!("getCompressedSize" "setCompressedSize" packed)),
    &join_rows::<4>(&number!("getCrc" "setCrc" crc), &number!("getTime" "setTime" time)),
);
static ENTRY_METHODS: [NativeDef; 8 + ENTRY_OTHERS.len()] = join_rows(&ENTRY_NUMBERS, ENTRY_OTHERS);

// Writing zip files

/// What a zip file that is being written consists of.
#[derive(Default)]
struct ZipWriter {
    /// Packed entries.
    out: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
    names: std::collections::HashSet<String>,
    open: Option<(Current, Vec<u8>)>,
    comment: Vec<u8>,
    level: u8,
    stored: bool,
    finished: bool,
}

/// The entry that is being written: a copy, and the object that learns its sizes.
struct Current {
    entry: Entry,
    object: runtime::object::Shared,
}

fn push16(out: &mut Vec<u8>, n: usize) {
    out.extend((n as u16).to_le_bytes());
}

fn push32(out: &mut Vec<u8>, n: u32) {
    out.extend(n.to_le_bytes());
}

impl ZipWriter {
    fn close_entry(&mut self) -> Result<()> {
        let Some((Current { entry, object }, bytes)) = self.open.take() else { return Ok(()) };
        let stored = entry.method == 0 || entry.method < 0 && self.stored;
        let crc = crc32(0, &bytes);
        let size = bytes.len();
        let packed = if stored { bytes } else { compress_to_vec(&bytes, self.level) };
        if packed.len() > u32::MAX as usize || self.out.len() > u32::MAX as usize {
            return Err(zip_error("zip file too large"));
        }
        if let Some(object) = object.get().host::<ZipEntry>() {
            let mut object = lock(&object.0);
            (object.crc, object.size, object.packed) = (i64::from(crc), size as i64, packed.len() as i64);
            object.method = if stored { 0 } else { 8 };
        }
        // Version, flags (names are UTF-8), method, time, checksum and sizes: the same in both places.
        let mut common = Vec::new();
        push16(&mut common, 20);
        push16(&mut common, 1 << 11);
        push16(&mut common, if stored { 0 } else { 8 });
        push32(&mut common, dos_of_millis(entry.time));
        push32(&mut common, crc);
        push32(&mut common, packed.len() as u32);
        push32(&mut common, size as u32);
        push16(&mut common, entry.name.len());
        push16(&mut common, 0);
        let at = self.out.len() as u32;
        self.out.extend(b"PK\x03\x04");
        self.out.extend(&common);
        self.out.extend(entry.name.as_bytes());
        self.out.extend(packed);
        let comment = entry.comment.unwrap_or_default();
        self.directory.extend(b"PK\x01\x02");
        push16(&mut self.directory, 20);
        self.directory.extend(&common);
        push16(&mut self.directory, comment.len());
        self.directory.extend([0; 8]);
        push32(&mut self.directory, at);
        self.directory.extend(entry.name.as_bytes());
        self.directory.extend(comment.as_bytes());
        self.count += 1;
        Ok(())
    }
}

impl Packer for ZipWriter {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.open {
            Some((_, held)) => {
                held.extend_from_slice(bytes);
                Ok(())
            }
            None => Err(zip_error("no current ZIP entry")),
        }
    }
    fn finish(&mut self) -> Result<Vec<u8>> {
        if self.finished {
            return Ok(Vec::new());
        }
        self.close_entry()?;
        self.finished = true;
        let at = self.out.len() as u32;
        let mut out = std::mem::take(&mut self.out);
        let directory = std::mem::take(&mut self.directory);
        out.extend(&directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        push16(&mut out, usize::from(self.count));
        push16(&mut out, usize::from(self.count));
        push32(&mut out, directory.len() as u32);
        push32(&mut out, at);
        push16(&mut out, self.comment.len());
        out.extend(&self.comment);
        Ok(out)
    }
}

fn writer<R>(a: &[Value], f: impl FnOnce(&mut ZipWriter) -> Result<R>) -> Result<R> {
    let closed = || Error::new(ExceptionKind::IOException, "Stream Closed");
    sink(a)?.with_packer(f).ok_or_else(closed)?
}

fn put_next_entry(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut copy = lock(entry(&a[1])?).clone();
    if copy.time < 0 {
        copy.time = vm::host::host(&t.runtime).millis();
        lock(entry(&a[1])?).time = copy.time;
    }
    if copy.name.len() > usize::from(u16::MAX) {
        return Err(Error::illegal_argument("entry name too long"));
    }
    let object = runtime::object::Shared::new(a[1].clone());
    writer(a, |zip| {
        zip.close_entry()?;
        if !zip.names.insert(copy.name.clone()) {
            return Err(zip_error(&format!("duplicate entry: {}", copy.name)));
        }
        if zip.count == u16::MAX {
            return Err(zip_error("too many entries"));
        }
        zip.open = Some((Current { entry: copy, object }, Vec::new()));
        Ok(Value::NIL)
    })
}

const ZIP_OUT_METHODS: &[NativeDef] = &[
    f("putNextEntry", 2, put_next_entry),
    f("closeEntry", 1, |_, a| writer(a, |zip| zip.close_entry().map(|()| Value::NIL))),
    f("setComment", 2, |_, a| {
        let comment = if a[1].is_nil() { Vec::new() } else { text_arg(&a[1])?.as_bytes().to_vec() };
        if comment.len() > usize::from(u16::MAX) {
            return Err(Error::illegal_argument("ZIP file comment too long."));
        }
        writer(a, |zip| {
            zip.comment = comment;
            Ok(Value::NIL)
        })
    }),
    f("setLevel", 2, |_, a| {
        let level = match int_arg(&a[1])? {
            -1 => LEVEL,
            level @ 0..=9 => level as u8,
            _ => return Err(Error::illegal_argument("invalid compression level")),
        };
        writer(a, |zip| {
            zip.level = level;
            Ok(Value::NIL)
        })
    }),
    f("setMethod", 2, |_, a| {
        let stored = int_arg(&a[1])? == 0;
        writer(a, |zip| {
            zip.stored = stored;
            Ok(Value::NIL)
        })
    }),
];

// Reading zip files

/// The entries that a `ZipInputStream` has before it.
struct Parts {
    jar: Arc<Jar>,
    paths: VecDeque<String>,
}

fn read_entry(t: &mut Thread, jar: &Jar, path: &str) -> Result<Vec<u8>> {
    t.reserve(jar.entry(path).map_or(0, |entry| entry.size))?;
    Ok(jar.read(path).map_err(|why| zip_error(&why))?.unwrap_or_default())
}

fn new_zip_input(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].is_nil() {
        return Err(Error::null_pointer());
    }
    // What is no zip file has no entries.
    let bytes = drain(t, &a[0])?;
    let parts = Jar::parse(bytes).map(|jar| {
        let paths = jar.paths().map(str::to_owned).collect();
        Parts { jar: Arc::new(jar), paths }
    });
    Ok(match parts {
        Some(parts) => ByteSource::of_archive(ZIP_IN, parts),
        None => ByteSource::over(ZIP_IN, Vec::new()),
    })
}

fn next_entry(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let source = a[0].host::<ByteSource>().ok_or_else(|| not_a(&a[0], ZIP_IN))?;
    let next = source.turn_to(|parts: &mut Parts| (Vec::new(), (parts.jar.clone(), parts.paths.pop_front())));
    let Some((jar, Some(path))) = next else { return void() };
    let bytes = read_entry(t, &jar, &path)?;
    source.turn_to(|_: &mut Parts| (bytes, ()));
    Ok(Entry::of_jar(&jar, &path).map_or(Value::NIL, Entry::value))
}

const ZIP_IN_METHODS: &[NativeDef] = &[
    f("getNextEntry", 1, next_entry),
    f("closeEntry", 1, |_, a| {
        let source = a[0].host::<ByteSource>().ok_or_else(|| not_a(&a[0], ZIP_IN))?;
        source.turn_to(|_: &mut Parts| (Vec::new(), ()));
        void()
    }),
];

/// A `ZipFile`, and where it is.
struct ZipFile {
    path: String,
    jar: Mutex<Option<Arc<Jar>>>,
}

plain_host!(ZipFile, ZIP_FILE);

fn new_zip_file(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = path_arg(t, &a[0])?;
    let host = vm::host::host(&t.runtime);
    let read = t.blocking(|| host.read_file(&path)).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::new(ExceptionKind::NoSuchFileException, &path),
        _ => io_error(&e, &path),
    })?;
    let jar = Jar::parse(read).ok_or_else(|| zip_error("zip END header not found"))?;
    Ok(HostObject::new_value(ZipFile { path, jar: Mutex::new(Some(Arc::new(jar))) }))
}

fn jar(a: &[Value]) -> Result<Arc<Jar>> {
    let file = this!(a, ZipFile, ZIP_FILE);
    lock(&file.jar).clone().ok_or_else(|| Error::illegal_state("zip file closed"))
}

fn all_entries(a: &[Value]) -> Result<Vec<Value>> {
    let jar = jar(a)?;
    Ok(jar.paths().filter_map(|path| Entry::of_jar(&jar, path)).map(Entry::value).collect())
}

/// The path of an entry by its name, which may lack the slash of a folder.
fn find(jar: &Jar, name: &str) -> Option<String> {
    let folder = format!("{name}/");
    [name, &folder].into_iter().find(|path| jar.has(path)).map(str::to_owned)
}

const ZIP_FILE_METHODS: &[NativeDef] = &[
    f("size", 1, |_, a| int(jar(a)?.paths().count())),
    f("getName", 1, |_, a| string(&this!(a, ZipFile, ZIP_FILE).path)),
    f("entries", 1, |t, a| {
        let entries = crate::host::util::list::array_list(all_entries(a)?);
        crate::host::util::iterator::enumeration(t, &entries)
    }),
    f("stream", 1, |_, a| Ok(crate::host::util::stream::of_values(all_entries(a)?))),
    f("getEntry", 2, |_, a| {
        let (jar, name) = (jar(a)?, text_arg(&a[1])?);
        Ok(find(&jar, &name).and_then(|path| Entry::of_jar(&jar, &path)).map_or(Value::NIL, Entry::value))
    }),
    f("getInputStream", 2, |t, a| {
        let (jar, name) = (jar(a)?, lock(entry(&a[1])?).name.clone());
        let Some(path) = find(&jar, &name) else { return void() };
        let bytes = read_entry(t, &jar, &path)?;
        Ok(ByteSource::over("java.util.zip.InflaterInputStream", bytes))
    }),
    f("close", 1, |_, a| {
        let gone = lock(&this!(a, ZipFile, ZIP_FILE).jar).take();
        drop(gone);
        void()
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(1, 2, new_zip_input)], methods: ZIP_IN_METHODS, ..class(ZIP_IN) },
    ClassDef {
        constructors: &[ctor(1, 2, |_, a| {
            if a[0].is_nil() {
                return Err(Error::null_pointer());
            }
            Ok(ByteSink::packing(ZIP_OUT, ZipWriter { level: LEVEL, ..ZipWriter::default() }, &a[0]))
        })],
        methods: ZIP_OUT_METHODS,
        fields: &[("STORED", |_| Ok(Value::int(0))), ("DEFLATED", |_| Ok(Value::int(8)))],
        ..class(ZIP_OUT)
    },
    ClassDef {
        constructors: &[ctor(1, 1, new_entry)],
        methods: &ENTRY_METHODS,
        fields: &[("STORED", |_| Ok(Value::int(0))), ("DEFLATED", |_| Ok(Value::int(8)))],
        ..class(ENTRY)
    },
    ClassDef { constructors: &[ctor(1, 2, new_zip_file)], methods: ZIP_FILE_METHODS, ..class(ZIP_FILE) },
];
