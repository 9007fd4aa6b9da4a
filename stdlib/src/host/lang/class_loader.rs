//! `java.lang.ClassLoader` and `clojure.lang.DynamicClassLoader`: loaders as programs see them; see [`crate::loader`].

use super::class::find_class;
use super::resources;
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::load;
use crate::loader::{self, Loaders};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::{Thread, Value};
use vm::loader::{Level, Loader, Units};

const CLASS: &str = "java.lang.ClassLoader";

fn own(a: &[Value]) -> Result<&Loader> {
    a[0].host::<Loader>().ok_or_else(|| not_a(&a[0], CLASS))
}

/// `new DynamicClassLoader()`: below the thread's context loader, or below the one given.
fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parent = match a.first() {
        Some(parent) if parent.is_nil() => None,
        Some(parent) => {
            own(std::slice::from_ref(parent))?;
            Some(parent.clone())
        }
        None => Some(loader::context(t)),
    };
    Ok(Loader::new_value(Level::Dynamic, parent.as_ref()))
}

/// `(URLClassLoader. urls)` and with a parent: their sources are found from now on.
fn new_of_urls(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let loader = new(t, &mut a[1..])?;
    for url in runtime::seq::to_vec(t, &a[0])? {
        add_url(t, &mut [loader.clone(), url])?;
    }
    Ok(loader)
}

fn name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match own(a)?.level {
        Level::App => string("app"),
        Level::Platform => string("platform"),
        Level::Dynamic => void(),
    }
}

fn load_class(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?;
    find_class(t, &text_arg(&a[1])?).map(Value::from)
}

/// What evaluated code is known by, without asking further.
fn find_in_memory(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Units::of(&t.runtime).find(&text_arg(&a[0])?).map_or(Value::NIL, Value::from))
}

fn add_url(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    own(a)?;
    let url = runtime::print::to_java_string(t, &a[1])?.to_string_lossy();
    load::add_path(t, &url)?;
    void()
}

const OWN_METHODS: &[NativeDef] = &[
    f("getParent", 1, |_, a| Ok(own(a)?.parent())),
    f("getName", 1, name),
    f("loadClass", 2, load_class),
    f("addURL", 2, add_url),
];

const OWN_STATICS: &[NativeDef] = &[
    f("getSystemClassLoader", 0, |t, _| Ok(Loaders::of(&t.runtime).app().clone())),
    f("getPlatformClassLoader", 0, |t, _| Ok(Loaders::of(&t.runtime).platform().clone())),
];

static METHODS: [NativeDef; OWN_METHODS.len() + resources::OF_LOADER.len()] =
    join_rows(OWN_METHODS, resources::OF_LOADER);
static STATICS: [NativeDef; OWN_STATICS.len() + resources::STATICS.len()] = join_rows(OWN_STATICS, resources::STATICS);

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: &METHODS, statics: &STATICS, ..class(CLASS) },
    ClassDef {
        constructors: &[ctor(0, 1, new)],
        // What it finds, it finds on the class path, which is the application loader's.
        methods: &[f("getURLs", 1, |_, _| Ok(Array::of_objects("java.net.URL", Vec::new())))],
        statics: &[f("findInMemoryClass", 1, find_in_memory)],
        ..class("clojure.lang.DynamicClassLoader")
    },
    ClassDef {
        constructors: &[ctor(1, 2, new_of_urls)],
        methods: &[f("close", 1, |_, _| void())],
        ..class("java.net.URLClassLoader")
    },
];
