//! Natives that look for files where namespaces are loaded from: resources and the sources of definitions.

use super::args::text_arg;
use crate::load::ClassPath;
use crate::sources;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::sync::lock;
use runtime::{Thread, Value};
use vm::host::host;

/// The path of a name in each of the directories of the class path, in their order.
fn candidates(t: &Thread, name: &str) -> Vec<String> {
    let directories = lock(&t.runtime.extension::<ClassPath>().0).clone();
    let path = |directory: &String| match directory.trim_end_matches('/') {
        "" | "." => name.to_owned(),
        directory => format!("{directory}/{name}"),
    };
    directories.iter().map(path).collect()
}

/// `(find-resource name)`: the path of a file on the class path, or nil.
fn find_resource(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = text_arg(&args[0])?;
    let host = host(&t.runtime);
    let found = candidates(t, &name).into_iter().find(|path| host.file_info(path).is_ok());
    Ok(found.map_or(Value::NIL, |path| Value::str(&path)))
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
