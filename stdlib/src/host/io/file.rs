//! `java.io.File`.

use crate::host::hierarchy::class;
use crate::host::io::net;
use crate::host::support::*;
use crate::io::io_error;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::string::Str;
use runtime::{Thread, Value};
use std::io::ErrorKind;
use vm::host::{FileInfo, host};

const CLASS: &str = "java.io.File";

/// A path.
pub struct File(pub String);

plain_host!(File, CLASS);

/// A file object of a path.
pub fn file(path: &str) -> Value {
    HostObject::new_value(File(normalized(path)))
}

/// A path without doubled slashes and without one at the end.
pub fn normalized(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    if out.len() > 1 && out.ends_with('/') {
        out.pop();
    }
    out
}

/// The path that a string, a file or a file URL names.
pub fn path_arg(_: &mut Thread, v: &Value) -> Result<String> {
    if let Some(file) = v.host::<File>() {
        return Ok(file.0.clone());
    }
    if let Some(path) = v.host::<super::path::Path>() {
        return Ok(path.0.clone());
    }
    if let Some(path) = net::file_path(v) {
        return Ok(path);
    }
    match v.as_ref::<Str>() {
        Some(path) => Ok(path.to_string_lossy()),
        None if v.is_nil() => Err(Error::null_pointer()),
        None => Err(not_a(v, CLASS)),
    }
}

fn own(a: &[Value]) -> Result<&str> {
    a[0].host::<File>().map(|f| &*f.0).ok_or_else(|| not_a(&a[0], CLASS))
}

/// `(File. path)`, `(File. parent child)`, `(File. uri)`
fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [one] => Ok(file(&path_arg(t, one)?)),
        [parent, child] => {
            let child = text_arg(child)?;
            if parent.is_nil() {
                return Ok(file(&child));
            }
            let parent = path_arg(t, parent)?;
            Ok(file(&if parent.is_empty() { format!("/{child}") } else { format!("{parent}/{child}") }))
        }
        _ => Err(no_constructor(CLASS)),
    }
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn parent(path: &str) -> Option<&str> {
    let (parent, child) = path.rsplit_once('/')?;
    if child.is_empty() {
        return None;
    }
    Some(if parent.is_empty() { "/" } else { parent })
}

fn info(t: &Thread, path: &str) -> Option<FileInfo> {
    host(&t.runtime).file_info(path).ok()
}

pub fn absolute(t: &Thread, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let directory = super::super::lang::system::property(t, "user.dir").unwrap_or_else(|| "/".into());
    if path.is_empty() { directory } else { format!("{}/{path}", directory.trim_end_matches('/')) }
}

/// The canonical path; what does not exist is resolved by its text.
pub fn canonical(t: &Thread, path: &str) -> String {
    let path = absolute(t, path);
    if let Ok(found) = host(&t.runtime).canonical(&path) {
        return found;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

fn path_or_nil(path: Option<&str>) -> Result<Value> {
    Ok(path.map_or(Value::NIL, Value::str))
}

/// The names in a directory, or nothing if it is none.
fn names(t: &Thread, path: &str) -> Option<Vec<String>> {
    if !info(t, path).is_some_and(|i| i.is_dir) {
        return None;
    }
    host(&t.runtime).list_dir(path).ok()
}

fn list(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(names) = names(t, own(a)?) else { return void() };
    let mut chosen = Vec::new();
    for name in names {
        let name = Value::str(&name);
        if let Some(filter) = a.get(1).filter(|f| !f.is_nil()).cloned()
            && !call_functional(t, &filter, "accept", &mut [a[0].clone(), name.clone()])?.is_truthy()
        {
            continue;
        }
        chosen.push(name);
    }
    Ok(Array::of_objects("java.lang.String", chosen))
}

/// `listFiles`, with a filter of files or of directory and name.
fn list_files(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = own(a)?.to_owned();
    let Some(names) = names(t, &path) else { return void() };
    let mut chosen = Vec::new();
    for name in names {
        let child = file(&format!("{path}/{name}"));
        if let Some(filter) = a.get(1).filter(|f| !f.is_nil()).cloned() {
            let by_name = is_a(t, &filter, "java.io.FilenameFilter");
            let mut args = if by_name { vec![a[0].clone(), Value::str(&name)] } else { vec![child.clone()] };
            if !call_functional(t, &filter, "accept", &mut args)?.is_truthy() {
                continue;
            }
        }
        chosen.push(child);
    }
    Ok(Array::of_objects(CLASS, chosen))
}

fn make_directory(t: &mut Thread, a: &[Value], parents: bool) -> Result<Value> {
    let path = own(a)?;
    if info(t, path).is_some() {
        return bool_(false);
    }
    bool_(host(&t.runtime).create_dir(path, parents).is_ok())
}

fn create_new_file(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let path = own(a)?;
    if info(t, path).is_some() {
        return bool_(false);
    }
    match host(&t.runtime).write_file(path, &[], false) {
        Ok(()) => bool_(true),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            Err(Error::new(ExceptionKind::IOException, "No such file or directory"))
        }
        Err(e) if e.kind() == ErrorKind::PermissionDenied && vm::host::Refusal::of(&e).is_none() => {
            Err(Error::new(ExceptionKind::IOException, "Permission denied"))
        }
        Err(e) => Err(io_error(&e, path)),
    }
}

fn rename(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = path_arg(t, &a[1])?;
    bool_(host(&t.runtime).rename(own(a)?, &target).is_ok())
}

/// `File.createTempFile(prefix, suffix[, directory])`
fn create_temp(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let prefix = text_arg(&a[0])?;
    if prefix.chars().count() < 3 {
        return Err(Error::illegal_argument(format!(
            "Prefix string \"{prefix}\" too short: length must be at least 3"
        )));
    }
    let suffix = if a[1].is_nil() { ".tmp".into() } else { text_arg(&a[1])? };
    let directory = match a.get(2).filter(|d| !d.is_nil()) {
        Some(directory) => path_arg(t, directory)?,
        None => super::super::lang::system::property(t, "java.io.tmpdir").unwrap_or_else(|| "/tmp".into()),
    };
    loop {
        let number = u64::from_le_bytes(host(&t.runtime).entropy()[..8].try_into().unwrap_or_default());
        let path = format!("{directory}/{prefix}{number}{suffix}");
        if info(t, &path).is_none() {
            host(&t.runtime).write_file(&path, &[], false).map_err(|e| io_error(&e, &path))?;
            return Ok(file(&path));
        }
    }
}

/// Sets or takes away permission bits for everybody.
fn set_mode(t: &mut Thread, a: &[Value], bits: u32) -> Result<Value> {
    let (path, host) = (own(a)?, host(&t.runtime));
    let change = |mode: u32| if a[1].is_truthy() { mode | bits } else { mode & !bits };
    let done = host.mode(path).and_then(|mode| host.set_mode(path, change(mode)));
    bool_(done.is_ok())
}

/// Has somebody one of these permission bits?
fn permits(t: &Thread, path: &str, bits: u32) -> Result<Value> {
    bool_(host(&t.runtime).mode(path).is_ok_and(|mode| mode & bits != 0))
}

const METHODS: &[NativeDef] = &[
    f("getName", 1, |_, a| string(name(own(a)?))),
    f("getPath", 1, |_, a| string(own(a)?)),
    f("toString", 1, |_, a| string(own(a)?)),
    f("getParent", 1, |_, a| path_or_nil(parent(own(a)?))),
    f("getParentFile", 1, |_, a| Ok(parent(own(a)?).map_or(Value::NIL, file))),
    f("isAbsolute", 1, |_, a| bool_(own(a)?.starts_with('/'))),
    f("getAbsolutePath", 1, |t, a| string(absolute(t, own(a)?))),
    f("getAbsoluteFile", 1, |t, a| Ok(file(&absolute(t, own(a)?)))),
    f("getCanonicalPath", 1, |t, a| string(canonical(t, own(a)?))),
    f("getCanonicalFile", 1, |t, a| Ok(file(&canonical(t, own(a)?)))),
    f("exists", 1, |t, a| bool_(info(t, own(a)?).is_some())),
    f("isFile", 1, |t, a| bool_(info(t, own(a)?).is_some_and(|i| !i.is_dir))),
    f("isDirectory", 1, |t, a| bool_(info(t, own(a)?).is_some_and(|i| i.is_dir))),
    f("isHidden", 1, |_, a| bool_(name(own(a)?).starts_with('.'))),
    f("canRead", 1, |t, a| permits(t, own(a)?, 0o444)),
    f("canWrite", 1, |t, a| permits(t, own(a)?, 0o222)),
    f("canExecute", 1, |t, a| permits(t, own(a)?, 0o111)),
    f("length", 1, |t, a| Ok(Value::long(info(t, own(a)?).map_or(0, |i| i.len as i64)))),
    f("lastModified", 1, |t, a| Ok(Value::long(info(t, own(a)?).map_or(0, |i| i.modified)))),
    g("list", 1, 2, list),
    g("listFiles", 1, 2, list_files),
    f("mkdir", 1, |t, a| make_directory(t, a, false)),
    f("mkdirs", 1, |t, a| make_directory(t, a, true)),
    f("delete", 1, |t, a| bool_(host(&t.runtime).remove(own(a)?).is_ok())),
    f("deleteOnExit", 1, |_, _| void()),
    f("createNewFile", 1, create_new_file),
    f("renameTo", 2, rename),
    f("toPath", 1, |_, a| Ok(super::path::path(own(a)?))),
    f("setExecutable", 2, |t, a| set_mode(t, a, 0o111)),
    f("setReadable", 2, |t, a| set_mode(t, a, 0o444)),
    f("setWritable", 2, |t, a| set_mode(t, a, 0o222)),
    f("setReadOnly", 1, |t, a| {
        let (path, host) = (own(a)?, host(&t.runtime));
        let done = host.mode(path).and_then(|mode| host.set_mode(path, mode & !0o222));
        bool_(done.is_ok())
    }),
    f("setLastModified", 2, |t, a| bool_(host(&t.runtime).set_modified(own(a)?, long_arg(&a[1])?).is_ok())),
    f("toURI", 1, |t, a| {
        let path = own(a)?;
        let slash = if info(t, path).is_some_and(|i| i.is_dir) { "/" } else { "" };
        Ok(net::file_uri(&format!("{}{slash}", absolute(t, path))))
    }),
    f("toURL", 1, |t, a| Ok(net::file_url(&absolute(t, own(a)?)))),
    f("compareTo", 2, |t, a| {
        let other = path_arg(t, &a[1])?;
        Ok(Value::int(runtime::compare::compare_strings(&Str::new(own(a)?), &Str::new(&other))))
    }),
    f("equals", 2, |_, a| bool_(a[1].host::<File>().is_some_and(|other| Some(&*other.0) == own(a).ok()))),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(own(a)?).java_hash() ^ 1234321))),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(1, 2, new)],
    methods: METHODS,
    statics: &[
        g("createTempFile", 2, 3, create_temp),
        f("listRoots", 0, |_, _| Ok(Array::of_objects(CLASS, vec![file("/")]))),
    ],
    fields: &[
        ("separator", |_| string("/")),
        ("separatorChar", |_| Ok(Value::char(u16::from(b'/')))),
        ("pathSeparator", |_| string(":")),
        ("pathSeparatorChar", |_| Ok(Value::char(u16::from(b':')))),
    ],
    ..class(CLASS)
}];
