//! `java.nio.file.Path`, `Paths` and `FileSystem`: paths as such, without looking at files.

use crate::host::hierarchy::class;
use crate::host::io::file::{self, absolute, canonical};
use crate::host::io::net;
use crate::host::support::*;
use crate::host::util::iterator;
use crate::io::io_error;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::regex::Pattern;
use runtime::string::Str;
use runtime::{Ref, Thread, Value, seq};
use std::cmp::Ordering;

const CLASS: &str = "java.nio.file.Path";

/// A path, without doubled or trailing slashes.
pub struct Path(pub String);

plain_host!(Path, "sun.nio.fs.UnixPath");

/// A path object.
pub fn path(text: &str) -> Value {
    HostObject::new_value(Path(file::normalized(text)))
}

/// A `Path` parameter.
pub fn arg(v: &Value) -> Result<&str> {
    match v.host::<Path>() {
        Some(path) => Ok(&path.0),
        None if v.is_nil() => Err(Error::null_pointer()),
        None => Err(not_a(v, CLASS)),
    }
}

/// A path given as such or as a string.
fn path_or_text(v: &Value) -> Result<String> {
    match v.host::<Path>() {
        Some(path) => Ok(path.0.clone()),
        None => text_arg(v).map(|text| file::normalized(&text)),
    }
}

/// The names in a path, without the root.
fn names(path: &str) -> Vec<&str> {
    let relative = path.strip_prefix('/').unwrap_or(path);
    match path {
        "/" => Vec::new(),
        _ => relative.split('/').collect(),
    }
}

fn parent(path: &str) -> Option<&str> {
    match path.rsplit_once('/') {
        Some(("", "")) | None => None,
        Some(("", _)) => Some("/"),
        Some((parent, _)) => Some(parent),
    }
}

/// `other` as seen from `base`.
pub fn resolve(base: &str, other: &str) -> String {
    if other.starts_with('/') || base.is_empty() {
        return other.to_owned();
    }
    if other.is_empty() {
        return base.to_owned();
    }
    format!("{}/{other}", base.trim_end_matches('/'))
}

/// A path without `.` and with `..` taken off with the name before it.
pub fn normalize(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for name in names(path) {
        match name {
            "." | "" => {}
            ".." => match out.last() {
                Some(&"..") | None if !path.starts_with('/') => out.push(".."),
                _ => drop(out.pop()),
            },
            name => out.push(name),
        }
    }
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, out.join("/"))
}

/// The path that leads from one to the other.
fn relativize(from: &str, to: &str) -> Result<String> {
    if from.starts_with('/') != to.starts_with('/') {
        return Err(Error::illegal_argument("'other' is different type of Path"));
    }
    let (from, to) = (normalize(from), normalize(to));
    let (from, to) = (names(&from), names(&to));
    let from: Vec<&str> = from.into_iter().filter(|n| !n.is_empty()).collect();
    let to: Vec<&str> = to.into_iter().filter(|n| !n.is_empty()).collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    Ok(up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/"))
}

fn starts_with(path: &str, other: &str) -> bool {
    if path.starts_with('/') != other.starts_with('/') {
        return false;
    }
    names(path).starts_with(&names(other))
}

fn ends_with(path: &str, other: &str) -> bool {
    if other.starts_with('/') {
        return path == other;
    }
    names(path).ends_with(&names(other))
}

fn own(a: &[Value]) -> Result<&str> {
    arg(&a[0])
}

fn or_nil(text: Option<&str>) -> Result<Value> {
    Ok(text.map_or(Value::NIL, path))
}

/// `Path.of(first, more…)`, with an array of the rest.
fn of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if let [uri] = a
        && let Some(found) = net::file_path(uri)
    {
        return Ok(path(&found));
    }
    let mut out = text_arg(&a[0])?.into_owned();
    let more = match a.get(1) {
        Some(rest) if rest.is::<Str>() => a[1..].to_vec(),
        Some(rest) => seq::to_vec(t, rest)?,
        None => Vec::new(),
    };
    for part in more {
        let part = text_arg(&part)?;
        if !part.is_empty() {
            out = if out.is_empty() { part.into_owned() } else { format!("{out}/{part}") };
        }
    }
    Ok(path(&out))
}

fn sub_path(a: &[Value]) -> Result<Value> {
    let (names, from, to) = (names(own(a)?), int_arg(&a[1])?, int_arg(&a[2])?);
    let part = usize::try_from(from).ok().zip(usize::try_from(to).ok()).filter(|(from, to)| from < to);
    match part.and_then(|(from, to)| names.get(from..to)) {
        Some(part) => Ok(path(&part.join("/"))),
        None => Err(Error::bare(ExceptionKind::IllegalArgumentException)),
    }
}

fn name_at(a: &[Value]) -> Result<Value> {
    let names = names(own(a)?);
    match usize::try_from(int_arg(&a[1])?).ok().and_then(|i| names.get(i)) {
        Some(name) => Ok(path(name)),
        None => Err(Error::bare(ExceptionKind::IllegalArgumentException)),
    }
}

const METHODS: &[NativeDef] = &[
    f("toString", 1, |_, a| string(own(a)?)),
    f("getFileName", 1, |_, a| or_nil(names(own(a)?).last().copied())),
    f("getParent", 1, |_, a| or_nil(parent(own(a)?))),
    f("getRoot", 1, |_, a| or_nil(own(a)?.starts_with('/').then_some("/"))),
    f("getNameCount", 1, |_, a| int(names(own(a)?).len())),
    f("getName", 2, |_, a| name_at(a)),
    f("subpath", 3, |_, a| sub_path(a)),
    f("isAbsolute", 1, |_, a| bool_(own(a)?.starts_with('/'))),
    f("toAbsolutePath", 1, |t, a| Ok(path(&absolute(t, own(a)?)))),
    f("normalize", 1, |_, a| Ok(path(&normalize(own(a)?)))),
    f("resolve", 2, |_, a| Ok(path(&resolve(own(a)?, &path_or_text(&a[1])?)))),
    f("resolveSibling", 2, |_, a| {
        let other = path_or_text(&a[1])?;
        Ok(path(&parent(own(a)?).map_or(other.clone(), |parent| resolve(parent, &other))))
    }),
    f("relativize", 2, |_, a| Ok(path(&relativize(own(a)?, arg(&a[1])?)?))),
    f("startsWith", 2, |_, a| bool_(starts_with(own(a)?, &path_or_text(&a[1])?))),
    f("endsWith", 2, |_, a| bool_(ends_with(own(a)?, &path_or_text(&a[1])?))),
    f("toFile", 1, |_, a| Ok(file::file(own(a)?))),
    f("toUri", 1, |t, a| {
        let is_dir = vm::host::host(&t.runtime).file_info(own(a)?).is_ok_and(|i| i.is_dir);
        let slash = if is_dir { "/" } else { "" };
        Ok(net::file_uri(&format!("{}{slash}", absolute(t, own(a)?))))
    }),
    g("toRealPath", 1, 2, |t, a| {
        let own = own(a)?;
        if let Err(e) = vm::host::host(&t.runtime).file_info(own) {
            return Err(match e.kind() {
                std::io::ErrorKind::NotFound => Error::new(ExceptionKind::NoSuchFileException, own),
                _ => io_error(&e, own),
            });
        }
        Ok(path(&canonical(t, own)))
    }),
    f("iterator", 1, |_, a| {
        let parts: Vec<Value> = names(own(a)?).into_iter().map(path).collect();
        Ok(iterator::over_elements(parts, Value::NIL, 0, 0))
    }),
    f("getFileSystem", 1, |_, _| file_system()),
    f("compareTo", 2, |_, a| {
        Ok(Value::int(match own(a)?.as_bytes().cmp(arg(&a[1])?.as_bytes()) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }))
    }),
    f("equals", 2, |_, a| bool_(a[1].host::<Path>().is_some_and(|p| own(a).is_ok_and(|own| own == p.0)))),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(own(a)?).java_hash()))),
];

// FileSystem

/// The one file system.
struct FileSystem;

plain_host!(FileSystem, "java.nio.file.FileSystem");

fn file_system() -> Result<Value> {
    Ok(HostObject::new_value(FileSystem))
}

/// What `getPathMatcher` gives.
struct Matcher(Ref<Pattern>);

impl runtime::host_object::HostType for Matcher {
    fn class_name(&self) -> &str {
        "java.nio.file.PathMatcher"
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.0.to_value());
    }
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// A glob as a regular expression.
pub fn glob(glob: &str) -> String {
    let mut out = String::new();
    let mut chars = glob.chars().peekable();
    let mut in_group = false;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                chars.next();
                out.push_str(".*");
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                in_group = true;
                out.push_str("(?:(?:");
            }
            '}' if in_group => {
                in_group = false;
                out.push_str("))");
            }
            ',' if in_group => out.push_str(")|(?:"),
            '[' => {
                out.push_str("(?!/)[");
                if chars.peek() == Some(&'!') {
                    chars.next();
                    out.push('^');
                }
                for c in chars.by_ref() {
                    if c == ']' {
                        break;
                    }
                    if matches!(c, '\\' | '[' | '&' | '^') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out.push(']');
            }
            '\\' => {
                if let Some(c) = chars.next() {
                    out.push('\\');
                    out.push(c);
                }
            }
            c if ".^$+|()]}".contains(c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn path_matcher(a: &[Value]) -> Result<Value> {
    let spec = text_arg(&a[1])?;
    let pattern = match spec.split_once(':') {
        Some(("glob", text)) => glob(text),
        Some(("regex", text)) => text.to_owned(),
        Some((syntax, _)) => {
            return Err(Error::new(
                ExceptionKind::UnsupportedOperationException,
                format!("Syntax '{syntax}' not recognized"),
            ));
        }
        None => return Err(Error::bare(ExceptionKind::IllegalArgumentException)),
    };
    let pattern = Pattern::compile(&Str::new(&pattern), 0)?;
    runtime::object::publish(&pattern.to_value());
    Ok(HostObject::new_value(Matcher(pattern)))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, statics: &[g("of", 1, 9, of)], ..class(CLASS) },
    ClassDef { methods: METHODS, ..class("sun.nio.fs.UnixPath") },
    ClassDef { statics: &[g("get", 1, 9, of)], ..class("java.nio.file.Paths") },
    ClassDef {
        methods: &[
            g("getPath", 2, 9, |t, a| of(t, &mut a[1..])),
            f("getSeparator", 1, |_, _| string("/")),
            f("getPathMatcher", 2, |_, a| path_matcher(a)),
            f("isOpen", 1, |_, _| bool_(true)),
            f("close", 1, |_, _| Err(unsupported())),
        ],
        ..class("java.nio.file.FileSystem")
    },
    ClassDef { statics: &[f("getDefault", 0, |_, _| file_system())], ..class("java.nio.file.FileSystems") },
    ClassDef {
        methods: &[f("matches", 2, |_, a| {
            let matcher = a[0].host::<Matcher>().ok_or_else(|| not_a(&a[0], "java.nio.file.PathMatcher"))?;
            let text = Str::new(arg(&a[1])?);
            matcher.0.matcher(&text).matches().map(Value::bool)
        })],
        ..class("java.nio.file.PathMatcher")
    },
];
