//! `java.nio.file.Files`, with the options, attributes and visitors it takes and gives.

use super::path::{self, path};
use crate::host::hierarchy::class;
use crate::host::io::charset;
use crate::host::io::file;
use crate::host::io::stream::drain;
use crate::host::lang::enums::{Constant, constant, enum_class};
use crate::host::support::*;
use crate::host::time::moment::{Moment, millis_of, of_millis};
use crate::host::util::list::array_list;
use crate::host::util::map::{HASH_SET, filled};
use crate::host::util::{iterator, stream};
use crate::io::{ByteSink, ByteSource, Reader, Writer};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::coll::map;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::string::Str;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value, seq};
use std::io::ErrorKind;
use vm::host::{FileInfo, host};

/// The exception for a failed operation on a path.
pub fn error(e: &std::io::Error, path: &str) -> Error {
    if vm::host::Refusal::of(e).is_some() {
        return crate::io::io_error(e, path);
    }
    let (kind, message) = match e.kind() {
        ErrorKind::NotFound => (ExceptionKind::NoSuchFileException, path.to_owned()),
        ErrorKind::AlreadyExists => (ExceptionKind::FileAlreadyExistsException, path.to_owned()),
        ErrorKind::DirectoryNotEmpty => (ExceptionKind::DirectoryNotEmptyException, path.to_owned()),
        ErrorKind::PermissionDenied => (ExceptionKind::AccessDeniedException, path.to_owned()),
        ErrorKind::IsADirectory => (ExceptionKind::FileSystemException, format!("{path}: Is a directory")),
        ErrorKind::NotADirectory => (ExceptionKind::FileSystemException, format!("{path}: Not a directory")),
        _ => (ExceptionKind::FileSystemException, format!("{path}: {e}")),
    };
    Error::new(kind, message)
}

fn own(a: &[Value]) -> Result<&str> {
    path::arg(&a[0])
}

fn info(t: &Thread, path: &str) -> std::io::Result<FileInfo> {
    host(&t.runtime).file_info(path)
}

/// The kind of file at a path, links followed unless an option says otherwise.
fn file_type(t: &Thread, path: &str, follow: bool) -> Option<char> {
    let host = host(&t.runtime);
    match host.file_type(path).ok()? {
        'l' if follow => Some(if host.file_info(path).ok()?.is_dir { 'd' } else { 'f' }),
        kind => Some(kind),
    }
}

/// The options after the first arguments: constants, arrays of them, nil.
fn options(t: &mut Thread, a: &[Value]) -> Result<Vec<&'static str>> {
    let mut out = Vec::new();
    for v in a {
        if let Some(constant) = v.host::<Constant>() {
            out.push(constant.name);
        } else if v.is::<Array>() || is_a(t, v, "java.util.Set") || is_a(t, v, "java.util.List") {
            out.extend(seq::to_vec(t, v)?.iter().filter_map(|v| v.host::<Constant>().map(|c| c.name)));
        }
    }
    Ok(out)
}

fn follows(t: &mut Thread, a: &[Value]) -> Result<bool> {
    Ok(!options(t, a)?.contains(&"NOFOLLOW_LINKS"))
}

fn is_type(t: &mut Thread, a: &[Value], wanted: char) -> Result<Value> {
    let follow = follows(t, &a[1..])?;
    bool_(file_type(t, own(a)?, follow) == Some(wanted))
}

fn exists(t: &mut Thread, a: &[Value]) -> Result<bool> {
    let follow = follows(t, &a[1..])?;
    Ok(file_type(t, own(a)?, follow).is_some())
}

/// May the owner do this with the file? The bit is that of the owner.
fn permits(t: &mut Thread, a: &[Value], bit: u32) -> Result<Value> {
    bool_(host(&t.runtime).mode(own(a)?).is_ok_and(|mode| mode & (bit | bit >> 3 | bit >> 6) != 0))
}

fn read_all(t: &mut Thread, path: &str) -> Result<Vec<u8>> {
    let host = host(&t.runtime);
    t.blocking(|| host.read_file(path)).map_err(|e| error(&e, path))
}

/// The text of a file; the charset is an argument.
fn read_text(t: &mut Thread, a: &[Value]) -> Result<String> {
    let bytes = read_all(t, own(a)?)?;
    Ok(charset::arg(a.get(1))?.decode(&bytes).to_string_lossy())
}

fn lines(t: &mut Thread, a: &[Value]) -> Result<Vec<Value>> {
    Ok(read_text(t, a)?.lines().map(Value::str).collect())
}

/// Writes bytes as the options say: anew by default.
fn write_bytes(t: &mut Thread, path: &str, bytes: &[u8], options: &[&str]) -> Result<()> {
    let exists = file_type(t, path, true).is_some();
    if exists && options.contains(&"CREATE_NEW") {
        return Err(Error::new(ExceptionKind::FileAlreadyExistsException, path));
    }
    let creates = options.is_empty() || options.iter().any(|o| o.starts_with("CREATE"));
    if !exists && !creates {
        return Err(Error::new(ExceptionKind::NoSuchFileException, path));
    }
    let host = host(&t.runtime);
    t.blocking(|| host.write_file(path, bytes, options.contains(&"APPEND"))).map_err(|e| error(&e, path))
}

/// `write(path, bytes | lines[, charset], options…)`
fn write(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let bytes = match a[1].get::<Array>().and_then(Array::bytes) {
        Some(bytes) => bytes,
        None => {
            let charset = charset_in(a)?;
            let mut out = Vec::new();
            for line in seq::to_vec(t, &a[1])? {
                out.extend(charset.encode(&chars_arg(t, &line)?));
                out.push(b'\n');
            }
            out
        }
    };
    let options = options(t, &a[2..])?;
    write_bytes(t, own(a)?, &bytes, &options)?;
    Ok(a[0].take())
}

/// The charset among arguments, UTF-8 if there is none.
fn charset_in(a: &[Value]) -> Result<charset::Charset> {
    charset::arg(a[2..].iter().find(|v| host_class(v) == "java.nio.charset.Charset"))
}

fn write_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let bytes = charset_in(a)?.encode(&chars_arg(t, &a[1])?);
    let options = options(t, &a[2..])?;
    write_bytes(t, own(a)?, &bytes, &options)?;
    Ok(a[0].take())
}

fn open_output(t: &mut Thread, a: &[Value]) -> Result<Value> {
    let (path, options) = (own(a)?, options(t, &a[1..])?);
    let append = options.contains(&"APPEND");
    if !append || file_type(t, path, true).is_none() {
        write_bytes(t, path, &[], &options)?;
    }
    ByteSink::file(t, path, append)
}

fn create_directories(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = own(a)?;
    if file_type(t, path, true).is_some_and(|kind| kind != 'd') {
        return Err(Error::new(ExceptionKind::FileAlreadyExistsException, path));
    }
    host(&t.runtime).create_dir(path, true).map_err(|e| error(&e, path))?;
    Ok(a[0].take())
}

/// The directory, prefix and suffix of a temporary file or directory, whose name is new.
fn temporary(t: &mut Thread, a: &[Value], with_suffix: bool) -> Result<String> {
    let (directory, names) = match a.first() {
        Some(first) if first.host::<path::Path>().is_some() => (own(a)?.to_owned(), &a[1..]),
        _ => (crate::host::lang::system::property(t, "java.io.tmpdir").unwrap_or_else(|| "/tmp".into()), a),
    };
    let text = |i: usize, default: &str| match names.get(i) {
        Some(v) if v.is::<Str>() => text_arg(v).map(|s| s.into_owned()),
        _ => Ok(default.to_owned()),
    };
    let prefix = text(0, "")?;
    let suffix = if with_suffix { text(1, ".tmp")? } else { String::new() };
    loop {
        let number = u64::from_le_bytes(host(&t.runtime).entropy()[..8].try_into().unwrap_or_default());
        let path = format!("{directory}/{prefix}{number}{suffix}");
        if file_type(t, &path, false).is_none() {
            return Ok(path);
        }
    }
}

fn delete(t: &mut Thread, a: &[Value]) -> Result<()> {
    let path = own(a)?;
    host(&t.runtime).remove(path).map_err(|e| error(&e, path))
}

/// Makes room for a copy: fails, or deletes what is there.
fn make_room(t: &mut Thread, target: &str, options: &[&str]) -> Result<()> {
    if file_type(t, target, false).is_none() {
        return Ok(());
    }
    if !options.contains(&"REPLACE_EXISTING") {
        return Err(Error::new(ExceptionKind::FileAlreadyExistsException, target));
    }
    host(&t.runtime).remove(target).map_err(|e| error(&e, target))
}

/// `copy(path, path, options…)`, `copy(stream, path, options…)`, `copy(path, stream)`
fn copy(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let options = options(t, &a[2..])?;
    if a[0].host::<path::Path>().is_none() {
        let bytes = drain(t, &a[0].clone())?;
        let target = path::arg(&a[1])?.to_owned();
        make_room(t, &target, &options)?;
        write_bytes(t, &target, &bytes, &[])?;
        return Ok(Value::long(bytes.len() as i64));
    }
    let source = own(a)?;
    if let Some(sink) = a[1].host::<ByteSink>() {
        let bytes = read_all(t, source)?;
        sink.write(t, &bytes)?;
        return Ok(Value::long(bytes.len() as i64));
    }
    let target = path::arg(&a[1])?.to_owned();
    if source == target {
        return Ok(a[1].take());
    }
    let host = host(&t.runtime);
    let follow = !options.contains(&"NOFOLLOW_LINKS");
    match file_type(t, source, follow) {
        None => return Err(Error::new(ExceptionKind::NoSuchFileException, source)),
        kind => {
            make_room(t, &target, &options)?;
            match kind {
                Some('d') => host.create_dir(&target, false).map_err(|e| error(&e, &target))?,
                Some('l') => {
                    let to = host.read_link(source).map_err(|e| error(&e, source))?;
                    host.link(&to, &target, true).map_err(|e| error(&e, &target))?;
                }
                _ => {
                    let bytes = read_all(t, source)?;
                    write_bytes(t, &target, &bytes, &[])?;
                }
            }
        }
    }
    // Permissions go along.
    if let Ok(mode) = host.mode(source) {
        let _ = host.set_mode(&target, mode);
    }
    if options.contains(&"COPY_ATTRIBUTES")
        && let Ok(info) = host.file_info(source)
    {
        let _ = host.set_modified(&target, info.modified);
    }
    Ok(a[1].take())
}

fn move_file(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let options = options(t, &a[2..])?;
    let (source, target) = (own(a)?, path::arg(&a[1])?);
    if file_type(t, source, false).is_none() {
        return Err(Error::new(ExceptionKind::NoSuchFileException, source));
    }
    if source != target && !options.contains(&"ATOMIC_MOVE") {
        make_room(t, target, &options)?;
    }
    host(&t.runtime).rename(source, target).map_err(|e| error(&e, source))?;
    Ok(a[1].take())
}

/// The paths in a directory.
fn children(t: &mut Thread, path: &str) -> Result<Vec<String>> {
    if info(t, path).is_ok_and(|i| !i.is_dir) {
        return Err(Error::new(ExceptionKind::NotDirectoryException, path));
    }
    let names = host(&t.runtime).list_dir(path).map_err(|e| error(&e, path))?;
    Ok(names.iter().map(|name| path::resolve(path, name)).collect())
}

/// A path and everything below it, each directory before what is in it.
fn walk(t: &mut Thread, start: &str, depth: i64, follow: bool) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let mut pending = vec![(start.to_owned(), 0)];
    while let Some((path, level)) = pending.pop() {
        match file_type(t, &path, follow) {
            None if level == 0 => return Err(Error::new(ExceptionKind::NoSuchFileException, start)),
            Some('d') if level < depth => {
                let below = children(t, &path)?;
                pending.extend(below.into_iter().rev().map(|child| (child, level + 1)));
            }
            _ => {}
        }
        out.push(path);
    }
    Ok(out)
}

fn paths(all: Vec<String>) -> Vec<Value> {
    all.iter().map(|p| path(p)).collect()
}

fn walk_stream(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let depth = a.get(1).and_then(Value::as_long).unwrap_or(i64::MAX);
    let follow = options(t, &a[1..])?.contains(&"FOLLOW_LINKS");
    let all = walk(t, own(a)?, depth, follow)?;
    Ok(stream::of_values(paths(all)))
}

// Visitors

/// What a visitor said.
#[derive(PartialEq)]
enum Verdict {
    Continue,
    Terminate,
    SkipSubtree,
    SkipSiblings,
}

/// Calls a method of a visitor; what the visitor has not is done as `SimpleFileVisitor` does it.
fn visit(t: &mut Thread, visitor: &Value, method: &str, args: &mut [Value]) -> Result<Verdict> {
    let Some(result) = runtime::instance::call(t, visitor, method, args) else { return Ok(Verdict::Continue) };
    let result = result?;
    Ok(match result.host::<Constant>().map(|c| c.name) {
        Some("TERMINATE") => Verdict::Terminate,
        Some("SKIP_SUBTREE") => Verdict::SkipSubtree,
        Some("SKIP_SIBLINGS") => Verdict::SkipSiblings,
        Some(_) => Verdict::Continue,
        None => return Err(Error::null_pointer()),
    })
}

enum Step {
    Visit(String, i64),
    Leave(String),
}

/// `walkFileTree(start, visitor)` and `walkFileTree(start, options, depth, visitor)`
fn walk_tree(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (depth, follow, visitor) = match a {
        [_, options_, depth, visitor] => {
            let follow = options(t, std::slice::from_ref(options_))?.contains(&"FOLLOW_LINKS");
            (i64::from(int_arg(depth)?), follow, visitor.clone())
        }
        [_, visitor] => (i64::MAX, false, visitor.clone()),
        _ => return Err(no_overload("walkFileTree", a.len(), "")),
    };
    let mut steps = vec![Step::Visit(own(a)?.to_owned(), 0)];
    while let Some(step) = steps.pop() {
        let verdict = match step {
            Step::Leave(directory) => {
                match visit(t, &visitor, "postVisitDirectory", &mut [path(&directory), Value::NIL])? {
                    Verdict::SkipSubtree => Verdict::Continue,
                    verdict => verdict,
                }
            }
            Step::Visit(found, level) => {
                let attributes = match attributes(t, &found, follow) {
                    Ok(attributes) => attributes,
                    Err(e) => {
                        let thrown = e.0.clone().into();
                        match runtime::instance::call(t, &visitor, "visitFileFailed", &mut [path(&found), thrown]) {
                            Some(result) => drop(result?),
                            None => return Err(e),
                        }
                        continue;
                    }
                };
                let is_dir = file_type(t, &found, follow) == Some('d') && level < depth;
                if is_dir {
                    let verdict = visit(t, &visitor, "preVisitDirectory", &mut [path(&found), attributes])?;
                    if verdict == Verdict::Continue {
                        let below = children(t, &found)?;
                        steps.push(Step::Leave(found));
                        steps.extend(below.into_iter().rev().map(|child| Step::Visit(child, level + 1)));
                    }
                    verdict
                } else {
                    match visit(t, &visitor, "visitFile", &mut [path(&found), attributes])? {
                        Verdict::SkipSubtree => Verdict::Continue,
                        verdict => verdict,
                    }
                }
            }
        };
        match verdict {
            Verdict::Terminate => break,
            // What is left of this directory is everything up to leaving it.
            Verdict::SkipSiblings => {
                while matches!(steps.last(), Some(Step::Visit(..))) {
                    steps.pop();
                }
            }
            Verdict::Continue | Verdict::SkipSubtree => {}
        }
    }
    Ok(a[0].take())
}

// Attributes

/// `BasicFileAttributes`, as they were when they were asked for.
struct Attributes {
    kind: char,
    len: u64,
    modified: i64,
    mode: u32,
}

plain_host!(Attributes, "sun.nio.fs.UnixFileAttributes");

fn attributes_of(t: &mut Thread, path: &str, follow: bool) -> Result<Attributes> {
    let host = host(&t.runtime);
    let kind = file_type(t, path, follow).ok_or_else(|| Error::new(ExceptionKind::NoSuchFileException, path))?;
    let info = host.file_info(path);
    let (len, modified) = info.as_ref().map_or((0, 0), |i| (i.len, i.modified));
    Ok(Attributes { kind, len, modified, mode: host.mode(path).unwrap_or(0) })
}

fn attributes(t: &mut Thread, path: &str, follow: bool) -> Result<Value> {
    attributes_of(t, path, follow).map(HostObject::new_value)
}

/// One attribute by name.
fn attribute(t: &mut Thread, of: &Attributes, name: &str) -> Result<Value> {
    Ok(match name {
        "size" => Value::long(of.len as i64),
        "isDirectory" => Value::bool(of.kind == 'd'),
        "isRegularFile" => Value::bool(of.kind == 'f'),
        "isSymbolicLink" => Value::bool(of.kind == 'l'),
        "isOther" => Value::bool(of.kind == 'o'),
        "lastModifiedTime" | "lastAccessTime" | "creationTime" => file_time(of.modified),
        "permissions" => permissions(t, of.mode)?,
        "mode" => Value::int(of.mode as i32),
        "fileKey" => Value::NIL,
        _ => return Err(Error::illegal_argument(format!("'{name}' not recognized"))),
    })
}

const BASIC: &[&str] = &[
    "lastAccessTime",
    "lastModifiedTime",
    "size",
    "creationTime",
    "isSymbolicLink",
    "isRegularFile",
    "fileKey",
    "isOther",
    "isDirectory",
];

/// `readAttributes(path, class | names, options…)`
fn read_attributes(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let follow = follows(t, &a[2..])?;
    let found = attributes_of(t, own(a)?, follow)?;
    if !a[1].is::<Str>() {
        return Ok(HostObject::new_value(found));
    }
    let spec = text_arg(&a[1])?.into_owned();
    let (view, names) = spec.split_once(':').unwrap_or(("basic", &spec));
    let names: Vec<&str> = match names {
        "*" if view == "basic" => BASIC.to_vec(),
        "*" => BASIC.iter().copied().chain(["permissions", "mode"]).collect(),
        names => names.split(',').collect(),
    };
    let mut pairs = Vec::new();
    for name in names {
        pairs.push((Value::str(name), attribute(t, &found, name)?));
    }
    map::from_pairs(t, pairs)
}

fn get_attribute(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let follow = follows(t, &a[2..])?;
    let found = attributes_of(t, own(a)?, follow)?;
    let name = text_arg(&a[1])?.into_owned();
    attribute(t, &found, name.rsplit(':').next().unwrap_or_default())
}

fn set_attribute(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[1])?.into_owned();
    match name.rsplit(':').next().unwrap_or_default() {
        "lastModifiedTime" => set_modified(t, own(a)?, &a[2])?,
        "permissions" => set_permissions(t, own(a)?, &a[2])?,
        "lastAccessTime" | "creationTime" => {}
        name => return Err(Error::illegal_argument(format!("'{name}' not recognized"))),
    }
    Ok(a[0].take())
}

fn set_modified(t: &mut Thread, path: &str, time: &Value) -> Result<()> {
    let millis = file_millis(time)?;
    host(&t.runtime).set_modified(path, millis).map_err(|e| error(&e, path))
}

fn own_attributes(a: &[Value]) -> Result<&Attributes> {
    a[0].host::<Attributes>().ok_or_else(|| not_a(&a[0], "java.nio.file.attribute.BasicFileAttributes"))
}

macro_rules! attribute_methods {
    ($($name:literal),*) => { &[$( f($name, 1, |t, a| { let this = a[0].clone(); attribute(t, own_attributes(&[this])?, $name) }) ),*] };
}

const ATTRIBUTES: &[NativeDef] = attribute_methods!(
    "size",
    "isDirectory",
    "isRegularFile",
    "isSymbolicLink",
    "isOther",
    "lastModifiedTime",
    "lastAccessTime",
    "creationTime",
    "permissions",
    "fileKey"
);

// FileTime

/// Milliseconds since 1970.
struct FileTime(i64);

plain_host!(FileTime, "java.nio.file.attribute.FileTime");

fn file_time(millis: i64) -> Value {
    HostObject::new_value(FileTime(millis))
}

fn file_millis(v: &Value) -> Result<i64> {
    v.host::<FileTime>().map(|time| time.0).ok_or_else(|| not_a(v, "java.nio.file.attribute.FileTime"))
}

const FILE_TIME: &[NativeDef] = &[
    f("toMillis", 1, |_, a| Ok(Value::long(file_millis(&a[0])?))),
    f("toInstant", 1, |_, a| Ok(of_millis(file_millis(&a[0])?))),
    f("compareTo", 2, |_, a| Ok(Value::int(file_millis(&a[0])?.cmp(&file_millis(&a[1])?) as i32))),
    f("equals", 2, |_, a| {
        bool_(a[1].host::<FileTime>().is_some_and(|time| file_millis(&a[0]).is_ok_and(|own| own == time.0)))
    }),
    f("hashCode", 1, |_, a| Ok(Value::int(file_millis(&a[0])? as i32))),
    f("toString", 1, |_, a| {
        let millis = file_millis(&a[0])?;
        string(Moment::instant(i128::from(millis) * 1_000_000)?.text())
    }),
];

// Permissions

const PERMISSIONS: &[&str] = &[
    "OWNER_READ",
    "OWNER_WRITE",
    "OWNER_EXECUTE",
    "GROUP_READ",
    "GROUP_WRITE",
    "GROUP_EXECUTE",
    "OTHERS_READ",
    "OTHERS_WRITE",
    "OTHERS_EXECUTE",
];

const PERMISSION: &str = "java.nio.file.attribute.PosixFilePermission";

/// A set of permissions of the bits of a mode.
fn permissions(t: &mut Thread, mode: u32) -> Result<Value> {
    let set = PERMISSIONS.iter().enumerate().filter(|(i, _)| mode & (0o400 >> i) != 0);
    let set = set.map(|(_, name)| constant(t, PERMISSION, name)).collect();
    filled(t, HASH_SET, set)
}

/// The bits of a set of permissions.
fn mode_of(t: &mut Thread, set: &Value) -> Result<u32> {
    let mut mode = 0;
    for v in seq::to_vec(t, set)? {
        let constant = v.host::<Constant>().filter(|c| c.class == PERMISSION).ok_or_else(|| not_a(&v, PERMISSION))?;
        mode |= 0o400 >> constant.ordinal;
    }
    Ok(mode)
}

fn set_permissions(t: &mut Thread, path: &str, set: &Value) -> Result<()> {
    let mode = mode_of(t, set)?;
    host(&t.runtime).set_mode(path, mode).map_err(|e| error(&e, path))
}

fn mode_text(mode: u32) -> String {
    (0..9).map(|i| if mode & (0o400 >> i) != 0 { ['r', 'w', 'x'][i % 3] } else { '-' }).collect()
}

fn mode_from(text: &str) -> Result<u32> {
    let wrong = || Error::illegal_argument("Invalid mode");
    if text.len() != 9 {
        return Err(wrong());
    }
    text.chars().enumerate().try_fold(0, |mode, (i, c)| match c {
        '-' => Ok(mode),
        c if c == ['r', 'w', 'x'][i % 3] => Ok(mode | 0o400 >> i),
        _ => Err(wrong()),
    })
}

/// Permissions that a new file gets.
struct FileAttribute(u32);

plain_host!(FileAttribute, "java.nio.file.attribute.FileAttribute");

/// Gives a new file the permissions among the arguments.
fn with_attributes(t: &mut Thread, path: &str, a: &[Value]) -> Result<()> {
    for v in a {
        let all = if v.is::<Array>() { seq::to_vec(t, v)? } else { vec![v.clone()] };
        for mode in all.iter().filter_map(|v| v.host::<FileAttribute>()).map(|attribute| attribute.0) {
            host(&t.runtime).set_mode(path, mode).map_err(|e| error(&e, path))?;
        }
    }
    Ok(())
}

fn create(t: &mut Thread, a: &mut [Value], path_: &str, directory: bool) -> Result<Value> {
    if file_type(t, path_, false).is_some() {
        return Err(Error::new(ExceptionKind::FileAlreadyExistsException, path_));
    }
    let host = host(&t.runtime);
    let made = if directory { host.create_dir(path_, false) } else { host.write_file(path_, &[], false) };
    made.map_err(|e| error(&e, path_))?;
    with_attributes(t, path_, a)?;
    Ok(path(path_))
}

fn link(t: &mut Thread, a: &mut [Value], symbolic: bool) -> Result<Value> {
    let (at, target) = (own(a)?, path::arg(&a[1])?);
    host(&t.runtime).link(target, at, symbolic).map_err(|e| error(&e, at))?;
    Ok(a[0].take())
}

// Directory streams

/// `DirectoryStream`: the paths in a directory.
struct DirectoryStream(Mutex<Vec<Value>>);

impl HostType for DirectoryStream {
    fn class_name(&self) -> &str {
        "java.nio.file.DirectoryStream"
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        lock(&self.0).iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        lock(&self.0).drain(..).for_each(f);
    }
}

fn directory_stream(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut all = paths(children(t, own(a)?)?);
    match a.get(1).cloned() {
        Some(pattern) if pattern.is::<Str>() => {
            let glob = runtime::regex::Pattern::compile(&Str::new(&path::glob(&text_arg(&pattern)?)), 0)?;
            let mut kept = Vec::new();
            for found in all {
                let name = path::arg(&found)?.rsplit('/').next().unwrap_or_default();
                if glob.matcher(&Str::new(name)).matches()? {
                    kept.push(found);
                }
            }
            all = kept;
        }
        Some(filter) => {
            let mut kept = Vec::new();
            for found in all {
                if call_functional(t, &filter, "accept", &mut [found.clone()])?.is_truthy() {
                    kept.push(found);
                }
            }
            all = kept;
        }
        None => {}
    }
    Ok(HostObject::new_value(DirectoryStream(Mutex::new(all))))
}

const FILES: &[NativeDef] = &[
    g("exists", 1, 2, |t, a| exists(t, a).map(Value::bool)),
    g("notExists", 1, 2, |t, a| exists(t, a).map(|found| Value::bool(!found))),
    g("isDirectory", 1, 2, |t, a| is_type(t, a, 'd')),
    g("isRegularFile", 1, 2, |t, a| is_type(t, a, 'f')),
    f("isSymbolicLink", 1, |t, a| bool_(file_type(t, own(a)?, false) == Some('l'))),
    f("isHidden", 1, |_, a| bool_(own(a)?.rsplit('/').next().is_some_and(|name| name.starts_with('.')))),
    f("isReadable", 1, |t, a| permits(t, a, 0o400)),
    f("isWritable", 1, |t, a| permits(t, a, 0o200)),
    f("isExecutable", 1, |t, a| permits(t, a, 0o100)),
    f("isSameFile", 2, |t, a| {
        let (x, y) = (file::canonical(t, own(a)?), file::canonical(t, path::arg(&a[1])?));
        bool_(x == y)
    }),
    f("size", 1, |t, a| {
        let path = own(a)?;
        info(t, path).map(|i| Value::long(i.len as i64)).map_err(|e| error(&e, path))
    }),
    f("readAllBytes", 1, |t, a| Ok(Array::of_bytes(&read_all(t, own(a)?)?))),
    g("readString", 1, 2, |t, a| string(read_text(t, a)?)),
    g("readAllLines", 1, 2, |t, a| Ok(array_list(lines(t, a)?))),
    g("lines", 1, 2, |t, a| Ok(stream::of_values(lines(t, a)?))),
    g("write", 2, 9, write),
    g("writeString", 2, 9, write_string),
    g("newInputStream", 1, 2, |t, a| {
        let bytes = read_all(t, own(a)?)?;
        Ok(ByteSource::over("java.io.FileInputStream", bytes))
    }),
    g("newOutputStream", 1, 9, |t, a| open_output(t, a)),
    g("newBufferedReader", 1, 2, |t, a| Ok(Reader::over("java.io.BufferedReader", read_text(t, a)?.as_bytes()))),
    g("newBufferedWriter", 1, 9, |t, a| {
        let sink = open_output(t, a)?;
        Ok(Writer::over("java.io.BufferedWriter", &sink))
    }),
    g("createFile", 1, 9, |t, a| create(t, &mut a[1..].to_vec(), own(a)?, false)),
    g("createDirectory", 1, 9, |t, a| create(t, &mut a[1..].to_vec(), own(a)?, true)),
    g("createDirectories", 1, 9, create_directories),
    g("createTempFile", 2, 9, |t, a| {
        let path = temporary(t, a, true)?;
        create(t, a, &path, false)
    }),
    g("createTempDirectory", 1, 9, |t, a| {
        let path = temporary(t, a, false)?;
        create(t, a, &path, true)
    }),
    g("createSymbolicLink", 2, 9, |t, a| link(t, a, true)),
    f("createLink", 2, |t, a| link(t, a, false)),
    f("readSymbolicLink", 1, |t, a| {
        let link = own(a)?;
        host(&t.runtime).read_link(link).map(|to| path(&to)).map_err(|e| error(&e, link))
    }),
    f("delete", 1, |t, a| delete(t, a).map(|()| Value::NIL)),
    f("deleteIfExists", 1, |t, a| {
        if file_type(t, own(a)?, false).is_none() {
            return bool_(false);
        }
        delete(t, a)?;
        bool_(true)
    }),
    g("copy", 2, 9, copy),
    g("move", 2, 9, move_file),
    f("list", 1, |t, a| Ok(stream::of_values(paths(children(t, own(a)?)?)))),
    g("walk", 1, 9, walk_stream),
    f("walkFileTree", 2, walk_tree),
    f("walkFileTree", 4, walk_tree),
    g("newDirectoryStream", 1, 2, directory_stream),
    g("getLastModifiedTime", 1, 2, |t, a| {
        let path = own(a)?;
        info(t, path).map(|i| file_time(i.modified)).map_err(|e| error(&e, path))
    }),
    f("setLastModifiedTime", 2, |t, a| {
        set_modified(t, own(a)?, &a[1])?;
        Ok(a[0].take())
    }),
    g("readAttributes", 2, 3, read_attributes),
    g("getAttribute", 2, 3, get_attribute),
    g("setAttribute", 3, 4, set_attribute),
    g("getPosixFilePermissions", 1, 2, |t, a| {
        let path = own(a)?;
        let mode = host(&t.runtime).mode(path).map_err(|e| error(&e, path))?;
        permissions(t, mode)
    }),
    f("setPosixFilePermissions", 2, |t, a| {
        set_permissions(t, own(a)?, &a[1])?;
        Ok(a[0].take())
    }),
    f("probeContentType", 1, |_, a| {
        Ok(match own(a)?.rsplit_once('.').map(|(_, end)| end) {
            Some("txt") => Value::str("text/plain"),
            Some("html" | "htm") => Value::str("text/html"),
            Some("css") => Value::str("text/css"),
            Some("json") => Value::str("application/json"),
            Some("xml") => Value::str("application/xml"),
            Some("png") => Value::str("image/png"),
            Some("jpg" | "jpeg") => Value::str("image/jpeg"),
            _ => Value::NIL,
        })
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef { statics: FILES, ..class("java.nio.file.Files") },
    ClassDef { methods: ATTRIBUTES, ..class("java.nio.file.attribute.BasicFileAttributes") },
    ClassDef {
        methods: FILE_TIME,
        statics: &[
            f("fromMillis", 1, |_, a| Ok(file_time(long_arg(&a[0])?))),
            f("from", 1, |_, a| Ok(file_time(millis_of(&a[0])?))),
            f("from", 2, |_, a| {
                let unit = a[1].host::<Constant>().map_or(2, |c| c.ordinal);
                let nanos =
                    [1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000, 86_400_000_000_000i128];
                Ok(file_time((i128::from(long_arg(&a[0])?) * nanos[unit.min(6)] / 1_000_000) as i64))
            }),
        ],
        ..class("java.nio.file.attribute.FileTime")
    },
    ClassDef {
        statics: &[
            f("toString", 1, |t, a| string(mode_text(mode_of(t, &a[0])?))),
            f("fromString", 1, |t, a| {
                let mode = mode_from(&text_arg(&a[0])?)?;
                permissions(t, mode)
            }),
            f("asFileAttribute", 1, |t, a| Ok(HostObject::new_value(FileAttribute(mode_of(t, &a[0])?)))),
        ],
        ..class("java.nio.file.attribute.PosixFilePermissions")
    },
    ClassDef {
        methods: &[
            f("iterator", 1, |_, a| {
                let stream =
                    a[0].host::<DirectoryStream>().ok_or_else(|| not_a(&a[0], "java.nio.file.DirectoryStream"))?;
                Ok(iterator::over_elements(lock(&stream.0).clone(), Value::NIL, 0, 0))
            }),
            f("close", 1, |_, _| void()),
        ],
        ..class("java.nio.file.DirectoryStream")
    },
    enum_class!(
        "java.nio.file.attribute.PosixFilePermission",
        [
            "OWNER_READ", "OWNER_WRITE", "OWNER_EXECUTE", "GROUP_READ", "GROUP_WRITE", "GROUP_EXECUTE", "OTHERS_READ",
            "OTHERS_WRITE", "OTHERS_EXECUTE"
        ],
        methods: &[]
    ),
    enum_class!("java.nio.file.LinkOption", ["NOFOLLOW_LINKS"], methods: &[]),
    enum_class!("java.nio.file.FileVisitOption", ["FOLLOW_LINKS"], methods: &[]),
    enum_class!(
        "java.nio.file.FileVisitResult",
        ["CONTINUE", "TERMINATE", "SKIP_SUBTREE", "SKIP_SIBLINGS"],
        methods: &[]
    ),
    enum_class!("java.nio.file.StandardCopyOption", ["REPLACE_EXISTING", "COPY_ATTRIBUTES", "ATOMIC_MOVE"], methods: &[]),
    enum_class!(
        "java.nio.file.StandardOpenOption",
        [
            "READ", "WRITE", "APPEND", "TRUNCATE_EXISTING", "CREATE", "CREATE_NEW", "DELETE_ON_CLOSE", "SPARSE", "SYNC",
            "DSYNC"
        ],
        methods: &[]
    ),
];
