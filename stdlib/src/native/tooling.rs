//! Natives for editors: what names there are (keywords, methods, static members, namespaces), the class path, and
//! writers whose text goes to a function.

use super::args::text_arg;
use crate::io::{TextDrain, Writer};
use crate::load::ClassPath;
use crate::sources;
use runtime::coll::vector;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::object::Shared;
use runtime::string::Str;
use runtime::sync::{Arc, Mutex, lock};
use runtime::{Thread, Value};
use std::collections::{BTreeMap, BTreeSet};
use vm::host::host;

/// How deep below a directory of the class path namespaces are looked for, and how many are named at most.
const MAX_DEPTH: usize = 12;
const MAX_NAMESPACES: usize = 10_000;

fn strings(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Value {
    vector::from_iter(texts.into_iter().map(|text| Value::str(text.as_ref()))).into()
}

/// `(known-keywords prefix)`: the names of interned keywords, without the colon.
fn known_keywords(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let prefix = text_arg(&args[0])?;
    Ok(strings(t.runtime.keywords.names().into_iter().filter(|name| name.starts_with(&*prefix))))
}

/// `(known-methods prefix)`: pairs of an instance method of host classes and a class that has it.
fn known_methods(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let prefix = text_arg(&args[0])?;
    let mut found = BTreeMap::new();
    for class in crate::host::all() {
        for method in class.methods.iter().filter(|m| m.name.starts_with(&*prefix)) {
            found.entry(method.name).or_insert(class.name);
        }
    }
    Ok(vector::from_iter(found.into_iter().map(|(method, class)| strings([method, class]))).into())
}

/// `(known-statics class)`: the static methods and fields of a host class.
fn known_statics(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = text_arg(&args[0])?;
    let mut found = BTreeSet::new();
    for class in crate::host::all().filter(|class| class.name == name) {
        found.extend(class.statics.iter().map(|m| m.name));
        found.extend(class.fields.iter().map(|(name, _)| *name));
    }
    Ok(strings(found))
}

/// `(known-namespaces)`: those that are loaded, those of the library, and those on the class path.
fn known_namespaces(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let mut found: BTreeSet<String> =
        sources::ALL.iter().filter(|(name, _)| sources::is_namespace(name)).map(|(name, _)| ns_name(name)).collect();
    found.extend(t.runtime.namespaces.all().iter().map(|ns| ns.name.full_name()));
    let directories = lock(&t.runtime.extension::<ClassPath>().0).clone();
    let host = host(&t.runtime);
    for directory in directories {
        let root = directory.trim_end_matches('/').to_owned();
        let mut pending = vec![(root.clone(), 0)];
        while let Some((path, depth)) = pending.pop() {
            for name in host.list_dir(&path).unwrap_or_default() {
                let full = format!("{path}/{name}");
                if let Some(stem) = name.strip_suffix(".clj").or_else(|| name.strip_suffix(".cljc")) {
                    let relative = format!("{}/{stem}", &path[root.len()..]);
                    found.insert(ns_name(relative.trim_start_matches('/')));
                } else if depth < MAX_DEPTH
                    && !name.starts_with('.')
                    && name != "target"
                    && host.file_info(&full).is_ok_and(|info| info.is_dir)
                {
                    pending.push((full, depth + 1));
                }
            }
            if found.len() > MAX_NAMESPACES {
                return Ok(strings(found));
            }
        }
    }
    Ok(strings(found))
}

fn ns_name(resource: &str) -> String {
    resource.replace('/', ".").replace('_', "-")
}

/// `(class-path)`: its entries.
fn class_path(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(strings(lock(&t.runtime.extension::<ClassPath>().0).iter()))
}

/// `(set-class-path entries)`
fn set_class_path(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let entries = runtime::seq::to_vec(t, &args[0])?;
    let entries = entries.iter().map(|e| text_arg(e).map(String::from)).collect::<Result<Vec<_>>>()?;
    *lock(&t.runtime.extension::<ClassPath>().0) = entries;
    Ok(Value::NIL)
}

/// Gathers text until it is flushed, and hands it to a function then.
struct Messages {
    function: Shared,
    pending: Mutex<Vec<u8>>,
}

/// So much text goes out without being flushed.
const MESSAGE: usize = 1 << 16;

impl TextDrain for Messages {
    fn write(&self, t: &mut Thread, text: &[u8]) -> Result<()> {
        let full = {
            let mut pending = lock(&self.pending);
            pending.extend_from_slice(text);
            pending.len() >= MESSAGE
        };
        if full { self.flush(t) } else { Ok(()) }
    }

    fn flush(&self, t: &mut Thread) -> Result<()> {
        let text = std::mem::take(&mut *lock(&self.pending));
        if text.is_empty() {
            return Ok(());
        }
        t.invoke1(self.function.get(), Str::from_wtf8(&text).into()).map(drop)
    }
}

/// `(message-writer f)`: a writer that calls `f` with the text whenever it is flushed.
fn message_writer(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let drain = Messages { function: Shared::new(args[0].take()), pending: Mutex::default() };
    Ok(Writer::drain("java.io.PrintWriter", Arc::new(drain)))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("known-keywords", 1, 1, known_keywords),
    NativeDef::new("known-methods", 1, 1, known_methods),
    NativeDef::new("known-statics", 1, 1, known_statics),
    NativeDef::new("known-namespaces", 0, 0, known_namespaces),
    NativeDef::new("class-path", 0, 0, class_path),
    NativeDef::new("set-class-path", 1, 1, set_class_path),
    NativeDef::new("message-writer", 1, 1, message_writer),
];
