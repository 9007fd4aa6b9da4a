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
    let host = host(&t.runtime);
    let entries = lock(&t.runtime.extension::<ClassPath>().0).clone();
    for entry in entries {
        if jar::is_jar(&entry) {
            if jar::open(&t.runtime, &entry).is_ok_and(|jar| jar.has(&name)) {
                return Ok(vector::from_vec(vec![Value::str(&host.absolute(&entry)), Value::str(&name)]).into());
            }
            continue;
        }
        let path = match entry.trim_end_matches('/') {
            "" | "." => name.to_string(),
            directory => format!("{directory}/{name}"),
        };
        if host.file_info(&path).is_ok() {
            return Ok(Value::str(&path));
        }
    }
    Ok(Value::NIL)
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
