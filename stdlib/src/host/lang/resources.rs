//! Files of the class path by `getResource` and its kin, as `Class` and `ClassLoader` have them. Every loader sees all of the
//! class path.

use super::class::class_arg;
use crate::host::clojure::rt::invoke_method;
use crate::host::support::*;
use crate::host::util::iterator;
use crate::native::resource::{Found, find};
use runtime::coll::vector;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::{Thread, Value};
use vm::host::host;

/// The URL of what was found.
fn url(t: &mut Thread, found: &Found) -> Result<Value> {
    let text = match found {
        Found::File(path) => {
            let host = host(&t.runtime);
            let slash = if host.file_info(path).is_ok_and(|info| info.is_dir) { "/" } else { "" };
            format!("file:{}{slash}", host.absolute(path).trim_end_matches('/'))
        }
        Found::InJar(jar, entry) => format!("jar:file:{jar}!/{entry}"),
    };
    let class = t.runtime.classes.intern("java.net.URL");
    vm::ops::host::construct(t, &class, &mut [Value::str(&text)])
}

/// The URL of the first file of this name, or nil.
pub fn first_url(t: &mut Thread, name: &str) -> Result<Value> {
    match find(t, name, 1).first() {
        Some(found) => url(t, found),
        None => void(),
    }
}

/// Its bytes, or nil.
pub fn stream(t: &mut Thread, name: &str) -> Result<Value> {
    let url = first_url(t, name)?;
    if url.is_nil() { Ok(url) } else { invoke_method(t, &url, "openStream", Vec::new()) }
}

fn all(t: &mut Thread, name: &str) -> Result<Value> {
    let found = find(t, name, usize::MAX);
    let urls = found.iter().map(|found| url(t, found)).collect::<Result<Vec<_>>>()?;
    iterator::enumeration(t, &vector::from_vec(urls).into())
}

fn name(v: &Value) -> Result<String> {
    text_arg(v).map(|name| name.into_owned())
}

/// The name that a class means: relative to its package, unless it begins with a slash.
fn of_class(a: &[Value]) -> Result<String> {
    let (class, name) = (class_arg(&a[0])?, name(&a[1])?);
    Ok(match (name.strip_prefix('/'), class.name_str().rsplit_once('.')) {
        (Some(rest), _) => rest.to_owned(),
        (None, Some((package, _))) => format!("{}/{name}", package.replace('.', "/")),
        (None, None) => name,
    })
}

pub const OF_CLASS: &[NativeDef] = &[
    f("getResource", 2, |t, a| first_url(t, &of_class(a)?)),
    f("getResourceAsStream", 2, |t, a| stream(t, &of_class(a)?)),
];

pub const OF_LOADER: &[NativeDef] = &[
    f("getResource", 2, |t, a| first_url(t, &name(&a[1])?)),
    f("getResourceAsStream", 2, |t, a| stream(t, &name(&a[1])?)),
    f("getResources", 2, |t, a| all(t, &name(&a[1])?)),
];

pub const STATICS: &[NativeDef] = &[
    f("getSystemResource", 1, |t, a| first_url(t, &name(&a[0])?)),
    f("getSystemResourceAsStream", 1, |t, a| stream(t, &name(&a[0])?)),
    f("getSystemResources", 1, |t, a| all(t, &name(&a[0])?)),
];
