//! Natives that look for files where namespaces are loaded from: resources and the sources of definitions.

use super::args::text_arg;
use crate::load::ClassPath;
use crate::{jar, sources};
use runtime::coll::vector;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::sync::lock;
use runtime::{Thread, Value};
use vm::host::host;

/// `(find-resource name)`: the path of a file on the class path, or of a jar and an entry in it, or nil.
fn find_resource(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = text_arg(&args[0])?;
    Ok(match find(t, &name, 1).pop() {
        Some(Found::File(path)) => Value::str(&path),
        Some(Found::InJar(jar, entry)) => vector::from_vec(vec![Value::str(&jar), Value::str(&entry)]).into(),
        None => Value::NIL,
    })
}

/// Where a resource is: a path, or the absolute path of a jar and the entry in it.
pub enum Found {
    File(String),
    InJar(String, String),
}

/// The files of this name on the class path, in its order, as many as are wanted.
pub fn find(t: &Thread, name: &str, wanted: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let host = host(&t.runtime);
    let entries = lock(&t.runtime.extension::<ClassPath>().0).clone();
    for entry in entries {
        if jar::is_jar(&entry) {
            if jar::open(&t.runtime, &entry).is_ok_and(|jar| jar.has(name)) {
                found.push(Found::InJar(host.absolute(&entry), name.to_owned()));
            }
        } else {
            let path = match entry.trim_end_matches('/') {
                "" | "." => name.to_string(),
                directory => format!("{directory}/{name}"),
            };
            if host.file_info(&path).is_ok() {
                found.push(Found::File(path));
            }
        }
        if found.len() >= wanted {
            break;
        }
    }
    found
}

/// `(source-text file)`: the text of a source file, as `*file*` names it, or nil if it is not to be found.
fn source_text(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let file = text_arg(&args[0])?;
    if let Some((_, text)) = file.strip_suffix(".clj").and_then(sources::find) {
        return Ok(Value::str(text));
    }
    let bytes = crate::load::read_source(t, &file);
    Ok(bytes.map_or(Value::NIL, |bytes| Value::str(&String::from_utf8_lossy(&bytes))))
}

pub const NATIVES: &[NativeDef] =
    &[NativeDef::new("find-resource", 1, 1, find_resource), NativeDef::new("source-text", 1, 1, source_text)];
