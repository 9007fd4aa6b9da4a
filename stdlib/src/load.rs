//! Finding and loading namespaces: the standard library's image, bytecode bundles, the class path.
//!
//! A resource is named as on the JVM, by its path without an ending (`clojure/string`). What is loaded
//! while a [`Recording`] is on is also kept as units, for `compile` and for the image.

use crate::alone::alone;
use crate::core_vars::CoreVars;
use crate::driver::{Source, base_name, decode_source, load_text, with_file_bindings};
use crate::loader;
use crate::{jar, libs, sources};
use bytecode::file::{Bundle, Index};
use bytecode::{SourceInfo, Unit};
use compiler::emitter::UnitBuilder;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::sync::{Arc, Mutex, OnceLock, Ordering, lock};
use runtime::{Thread, Value, bindings};
use std::collections::{HashMap, HashSet};
use vm::LoadedUnit;
use vm::host::host;

/// Directories and jars that namespaces are loaded from, in order.
#[derive(Default)]
pub struct ClassPath(pub Mutex<Vec<String>>);

/// Compiled namespaces by resource name: of the standard library's image and of the bundle that runs.
#[derive(Default)]
pub struct Compiled {
    image: OnceLock<Index<'static>>,
    units: Mutex<HashMap<String, Arc<Unit>>>,
}

impl Compiled {
    /// Sets the image, once. Its units are decoded when they are asked for: a program needs few of them.
    pub fn set_image(&self, image: Index<'static>) {
        let _ = self.image.set(image);
    }

    /// Adds the units of a bundle; their names are resource names.
    pub fn add(&self, units: impl IntoIterator<Item = Unit>) {
        lock(&self.units).extend(units.into_iter().map(|u| (u.name.clone(), Arc::new(u))));
    }

    /// The unit of a resource, and the path of its source. The error is that of a damaged image.
    pub fn find(&self, t: &mut Thread, resource: &str) -> Result<Option<(LoadedUnit, String)>> {
        if let Some(unit) = lock(&self.units).get(resource).cloned() {
            let path = unit.source.path.clone();
            return Ok(Some((vm::load_unit(t, unit, Vec::new(), true)?, path)));
        }
        let Some(found) = self.image.get().and_then(|image| image.lazy_unit(resource)) else { return Ok(None) };
        let unit = found.map_err(|e| Error::runtime(format!("{resource}: {e}")))?;
        let path = unit.source.path.clone();
        Ok(Some((vm::load_lazy_unit(unit), path)))
    }
}

/// Keeps what a thread loads as units. A stack, because a file loads others in the middle.
#[derive(Default)]
pub struct Recording {
    on: bool,
    builders: Vec<Option<UnitBuilder>>,
    units: Vec<Unit>,
}

impl Recording {
    /// Begins to record.
    pub fn start(&mut self) {
        self.on = true;
    }

    /// Ends recording and gives the units in the order in which they were loaded.
    pub fn finish(&mut self) -> Vec<Unit> {
        self.on = false;
        std::mem::take(&mut self.units)
    }

    pub(crate) fn take_builder(&mut self) -> Option<UnitBuilder> {
        self.builders.last_mut().and_then(Option::take)
    }

    pub(crate) fn put_builder(&mut self, builder: UnitBuilder) {
        if let Some(slot) = self.builders.last_mut() {
            *slot = Some(builder);
        }
    }
}

/// Runs `f` while what it loads is recorded as a unit of this name, if the thread records.
pub fn recorded<R>(
    t: &mut Thread,
    name: &str,
    source: SourceInfo,
    f: impl FnOnce(&mut Thread) -> Result<R>,
) -> Result<R> {
    if !t.local::<Recording>().on {
        return f(t);
    }
    t.local::<Recording>().builders.push(Some(UnitBuilder::new(name, source)));
    let result = f(t);
    let recording = t.local::<Recording>();
    let builder = recording.builders.pop().flatten();
    let result = result?;
    let Some(builder) = builder else { return Ok(result) };
    let (unit, embedded) = builder.finish();
    if !embedded.is_empty() {
        return Err(Error::runtime(format!(
            "{name} cannot be compiled to a file: a macro put an object into code that has no readable form"
        )));
    }
    t.local::<Recording>().units.push(unit);
    Ok(result)
}

/// Runs `f` while what it evaluates is not recorded: a form that is evaluated by the program is no part of the file.
pub fn unrecorded<R>(t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    t.local::<Recording>().builders.push(None);
    let result = f(t);
    t.local::<Recording>().builders.pop();
    result
}

/// Loads a source text as the resource `name`.
pub fn load_source(t: &mut Thread, name: &str, source: &Source<'_>) -> Result<Value> {
    recorded(t, name, source.info(), |t| loader::with_new(t, |t, _| load_text(t, source)))
}

/// Runs all top-level forms of a compiled unit under a file's bindings.
pub fn run_unit(t: &mut Thread, unit: &Arc<Unit>) -> Result<Value> {
    let path = unit.source.path.clone();
    with_file_bindings(t, &path, |t| {
        let loaded = vm::load_unit(t, unit.clone(), Vec::new(), true)?;
        vm::run_unit(t, &loaded)
    })
}

/// Loads a resource from wherever it is found first: compiled units, the library's sources, the class path.
pub fn load_resource(t: &mut Thread, name: &str) -> Result<Value> {
    let compiled = t.runtime.extension::<Compiled>();
    let mut found = compiled.find(t, name)?;
    if found.is_none() && sources::find(name).is_none() && open_bundles(t)? {
        found = compiled.find(t, name)?;
    }
    if let Some((unit, path)) = found {
        return without_loader(t, |t| with_file_bindings(t, &path, |t| vm::run_unit(t, &unit)));
    }
    if let Some((path, text)) = sources::find(name) {
        let source = Source::file(text, path);
        return recorded(t, name, source.info(), |t| without_loader(t, |t| load_text(t, &source)));
    }
    match find_on_class_path(t, name)? {
        Some((path, text)) => {
            // What is loaded anew replaces itself, so the former code can go.
            let permanent = lock(&t.runtime.extension::<LoadedOnce>().0).insert(name.to_owned());
            load_source(t, name, &Source { permanent, ..Source::file(&text, &path) })
        }
        None => {
            let file = name;
            let class = format!("{}__init.class", file);
            let mut message = format!("Could not locate {class}, {file}.clj or {file}.cljc on classpath.");
            if name.contains('_') {
                message.push_str(" Please check that namespaces with dashes use underscores in the Clojure file name.");
            }
            Err(Error::new(ExceptionKind::FileNotFoundException, message))
        }
    }
}

/// The bundles of the class path whose units are known.
#[derive(Default)]
struct OpenBundles(Mutex<HashSet<String>>);

/// Reads the bytecode bundles of the class path that were not read yet; false if there are none.
fn open_bundles(t: &mut Thread) -> Result<bool> {
    let entries = lock(&t.runtime.extension::<ClassPath>().0).clone();
    let open = t.runtime.extension::<OpenBundles>();
    let mut any = false;
    for entry in entries.iter().filter(|entry| entry.ends_with(".lbc")) {
        // One that is not there is as empty as such a directory.
        if lock(&open.0).contains(entry) || host(&t.runtime).file_info(entry).map_or(true, |info| info.is_dir) {
            continue;
        }
        add_bundle(t, entry)?;
        lock(&open.0).insert(entry.clone());
        any = true;
    }
    Ok(any)
}

/// The bytes of a file that is named as `*file*` names it: as it is, else relative to the class path.
pub fn read_source(t: &mut Thread, path: &str) -> Option<Vec<u8>> {
    let host = host(&t.runtime);
    if let Ok(bytes) = host.read_file(path) {
        return Some(bytes);
    }
    let directories = lock(&t.runtime.extension::<ClassPath>().0).clone();
    directories.iter().find_map(|d| match jar::is_jar(d) {
        true => jar::read(&t.runtime, d, path).ok().flatten(),
        false => host.read_file(&format!("{}/{path}", d.trim_end_matches('/'))).ok(),
    })
}

/// The path, relative to its class path entry, and text of a resource's source.
fn find_on_class_path(t: &mut Thread, name: &str) -> Result<Option<(String, String)>> {
    let directories = lock(&t.runtime.extension::<ClassPath>().0).clone();
    let host = host(&t.runtime);
    for directory in directories {
        if jar::is_jar(&directory) {
            // One that has gone is as empty as a directory that has.
            if host.file_info(&directory).is_err() {
                continue;
            }
            for ending in ["clj", "cljc"] {
                let entry = format!("{name}.{ending}");
                if let Some(bytes) = jar::read(&t.runtime, &directory, &entry)? {
                    let text = decode_source(bytes, &format!("{directory}!/{entry}"))?;
                    return Ok(Some((entry, text)));
                }
            }
            continue;
        }
        for ending in ["clj", "cljc"] {
            let path = match directory.trim_end_matches('/') {
                "" | "." => format!("{name}.{ending}"),
                directory => format!("{directory}/{name}.{ending}"),
            };
            match host.read_file(&path) {
                Ok(bytes) => return Ok(Some((format!("{name}.{ending}"), decode_source(bytes, &path)?))),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) if e.kind() == std::io::ErrorKind::NotADirectory => {}
                Err(e) => return Err(crate::io::io_error(&e, &path)),
            }
        }
    }
    Ok(None)
}

/// Loads a namespace by resource name unless it is loaded, and notes that it is.
pub fn ensure_loaded(t: &mut Thread, name: &str) -> Result<()> {
    let lib = name.replace('/', ".").replace('_', "-");
    if libs::contains(t, &lib)? && !is_loading(t) {
        return Ok(());
    }
    load_once(t, &lib, |t| {
        load_resource(t, name)?;
        libs::insert(t, &lib)
    })
}

/// Loads a lib by `load`. One of the standard library is loaded by one thread, while others that name it wait, and not again
/// if it is loaded by then.
pub fn load_once(t: &mut Thread, lib: &str, load: impl FnOnce(&mut Thread) -> Result<()>) -> Result<()> {
    if sources::find(&lib.replace('.', "/").replace('-', "_")).is_none() {
        return load(t);
    }
    alone(t, |t| {
        if libs::contains(t, lib)? {
            return Ok(());
        }
        let known = t.runtime.namespaces.find(lib).is_some();
        t.runtime.namespaces.loading.fetch_add(1, Ordering::AcqRel);
        let loaded = load(t);
        if loaded.is_err() && !known {
            // It was stopped in the middle: whoever names it next begins anew.
            drop(t.runtime.namespaces.remove(lib));
            let _ = libs::remove(t, lib);
        }
        t.runtime.namespaces.loading.fetch_sub(1, Ordering::AcqRel);
        loaded
    })
}

/// Is a namespace of the library being loaded?
fn is_loading(t: &Thread) -> bool {
    t.runtime.namespaces.loading.load(Ordering::Acquire) != 0
}

/// Namespaces that a program of Clojure's finds loaded when it begins, and so may use without requiring them.
const LOADED_FROM_THE_START: &[&str] = &[
    "clojure.core.protocols",
    "clojure.core.specs.alpha",
    "clojure.edn",
    "clojure.instant",
    "clojure.java.io",
    "clojure.main",
    "clojure.spec.alpha",
    "clojure.spec.gen.alpha",
    "clojure.string",
    "clojure.uuid",
    "clojure.walk",
];

/// Loads such a namespace when it is named, which costs less than loading all of them. One of the library that another thread
/// is loading is waited for.
pub fn autoload(t: &mut Thread, name: &str) -> Result<()> {
    let resource = name.replace('.', "/");
    if sources::find(&resource.replace('-', "_")).is_none() {
        return Ok(());
    }
    if is_loading(t) {
        alone(t, |_| Ok(()))?;
    }
    if !LOADED_FROM_THE_START.contains(&name) || t.runtime.namespaces.find(name).is_some() {
        return Ok(());
    }
    let vars = CoreVars::of(t);
    let ns = vars.ns.get(t);
    runtime::bindings::push(t, vec![(vars.ns.var().clone(), ns)])?;
    let loaded = ensure_loaded(t, &resource);
    runtime::bindings::pop(t)?;
    loaded
}

/// Loads a file by its path, as `load-file` does.
pub fn load_file(t: &mut Thread, path: &str) -> Result<Value> {
    let host = host(&t.runtime);
    let bytes = host.read_file(path).map_err(|e| crate::io::io_error(&e, path))?;
    let text = decode_source(bytes, path)?;
    load_source(t, base_name(path), &Source { permanent: false, ..Source::file(&text, path) })
}

/// The resources that were loaded from source before.
#[derive(Default)]
struct LoadedOnce(Mutex<HashSet<String>>);

/// Runs `f` as if nothing of the program's were being loaded: for the standard library.
pub(crate) fn without_loader<R>(t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    if !loader::is_bound(t) {
        return f(t);
    }
    let bindings = bindings::without(t, loader::Loaders::of(&t.runtime).var());
    let former = std::mem::replace(&mut t.bindings, bindings);
    let result = f(t);
    t.bindings = former;
    result
}

/// Adds a directory or a jar of sources to the end of the class path: a path, or a `file:` URL.
pub fn add_path(t: &mut Thread, path: &str) -> Result<()> {
    let path = path.strip_prefix("file:").unwrap_or(path);
    let path = if path.starts_with("///") { &path[2..] } else { path };
    let info = host(&t.runtime).file_info(path).map_err(|e| crate::io::io_error(&e, path))?;
    if !info.is_dir && jar::is_jar(path) {
        jar::open(&t.runtime, path)?;
    } else if !info.is_dir {
        return Err(Error::new(
            ExceptionKind::IOException,
            format!(
                "{path} is neither a directory nor a jar: those can be added, and bytecode bundles (.lbc) by add-lib!"
            ),
        ));
    }
    let class_path = t.runtime.extension::<ClassPath>();
    let mut entries = lock(&class_path.0);
    if !entries.iter().any(|entry| entry == path) {
        entries.push(path.to_owned());
    }
    Ok(())
}

/// Adds the namespaces of a bytecode bundle, and gives their names. Nothing is added of one that is damaged.
pub fn add_bundle(t: &mut Thread, path: &str) -> Result<Vec<String>> {
    let bytes = host(&t.runtime).read_file(path).map_err(|e| crate::io::io_error(&e, path))?;
    let bundle = read_bundle_for(&bytes, path, core_version(t))?;
    let names = bundle.units.iter().map(|unit| unit.name.replace('/', ".").replace('_', "-")).collect();
    t.runtime.extension::<Compiled>().add(bundle.units);
    Ok(names)
}

/// The version of the library that this runtime has.
fn core_version(t: &Thread) -> u64 {
    let compiled = t.runtime.extension::<Compiled>();
    compiled.image.get().map_or_else(crate::image::core_version, |image| image.core_version)
}

/// Reads and verifies a bytecode file.
pub fn read_bundle(bytes: &[u8], file: &str) -> Result<Bundle> {
    read_bundle_for(bytes, file, crate::image::core_version())
}

fn read_bundle_for(bytes: &[u8], file: &str, core_version: u64) -> Result<Bundle> {
    let bundle = bytecode::file::read_for(bytes, core_version).map_err(|e| Error::runtime(format!("{file}: {e}")))?;
    for unit in &bundle.units {
        if let Err(errors) = bytecode::verify::verify(unit) {
            let first = errors.0.first().map_or_else(String::new, ToString::to_string);
            return Err(Error::runtime(format!("{file}: The bytecode is not valid and was not run: {first}")));
        }
    }
    Ok(bundle)
}
