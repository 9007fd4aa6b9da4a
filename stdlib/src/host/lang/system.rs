//! `java.lang.System` and `Runtime`: properties, environment, clocks, standard streams, exit.

use crate::host::hierarchy::class;
use crate::host::lang::{references, thread};
use crate::host::support::*;
use crate::host::util::{collection, properties};
use crate::io::check;
use crate::io::{Reader, Writer};
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::coll::map;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::hash::identity_hash;
use runtime::host_object::HostObject;
use runtime::object::Shared;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};
use std::collections::BTreeMap;
use vm::host::{Outside, Refusal, Stream, host};

/// What `System.setProperty` set or cleared, and the streams' objects.
#[derive(Default)]
struct SystemState {
    properties: Mutex<BTreeMap<String, Option<String>>>,
    /// `out`, `err` and `in`, once they have been asked for or set.
    streams: [Mutex<Option<Shared>>; 3],
}

/// Properties that do not depend on the surroundings.
const PROPERTIES: &[(&str, &str)] = &[
    ("file.encoding", "UTF-8"),
    ("file.separator", "/"),
    ("java.class.version", "61.0"),
    ("java.io.tmpdir", "/tmp"),
    ("java.specification.version", "17"),
    ("java.vendor", "Lisle"),
    ("java.version", "17.0.0"),
    ("java.vm.name", "Lisle"),
    ("java.vm.version", env!("CARGO_PKG_VERSION")),
    ("line.separator", "\n"),
    ("native.encoding", "UTF-8"),
    ("path.separator", ":"),
];

/// The property that `Boolean.getBoolean` and its like name; there is none for nil and the empty text.
pub fn own_property(t: &Thread, name: &Value) -> Result<Option<String>> {
    if name.is_nil() {
        return Ok(None);
    }
    Ok(Some(text_arg(name)?).filter(|name| !name.is_empty()).and_then(|name| property(t, &name)))
}

/// A system property.
pub fn property(t: &Thread, name: &str) -> Option<String> {
    let state = t.runtime.extension::<SystemState>();
    if let Some(set) = lock(&state.properties).get(name) {
        return set.clone();
    }
    let host = host(&t.runtime);
    match name {
        "java.class.path" => {
            let entries = t.runtime.extension::<crate::load::ClassPath>();
            return Some(lock(&entries.0).join(":"));
        }
        "user.dir" => return Some(host.absolute(".").trim_end_matches("/.").to_owned()),
        "user.home" => return Some(host.env("HOME").unwrap_or_else(|| "/".into())),
        "user.name" => return host.env("USER").or_else(|| Some("user".into())),
        "os.name" => return Some(os_name().into()),
        "os.arch" => return Some(arch().into()),
        "os.version" => return Some(String::new()),
        _ => {}
    }
    PROPERTIES.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
}

fn os_name() -> &'static str {
    match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "Mac OS X",
        "windows" => "Windows",
        other => other,
    }
}

fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        other => other,
    }
}

fn text_or_nil(text: Option<String>) -> Value {
    text.map_or(Value::NIL, |text| Value::str(&text))
}

/// A property's name, which must not be empty.
fn key(v: &Value) -> Result<String> {
    if v.is_nil() {
        return Err(Error::new(ExceptionKind::NullPointerException, "key can't be null"));
    }
    let key = text_arg(v)?.into_owned();
    if key.is_empty() { Err(Error::illegal_argument("key can't be empty")) } else { Ok(key) }
}

fn get_property(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let found = property(t, &key(&a[0])?);
    Ok(match found {
        None => a.get(1).cloned().unwrap_or_default(),
        found => text_or_nil(found),
    })
}

fn set_property(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (key, value) = (key(&a[0])?, a.get(1).map(|v| text_arg(v).map(|s| s.into_owned())).transpose()?);
    let old = property(t, &key);
    lock(&t.runtime.extension::<SystemState>().properties).insert(key, value);
    Ok(text_or_nil(old))
}

/// All properties, as a table of their own.
fn get_properties(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let mut names: Vec<String> = PROPERTIES.iter().map(|(n, _)| (*n).to_owned()).collect();
    names.extend(
        ["java.class.path", "user.dir", "user.home", "user.name", "os.name", "os.arch", "os.version"]
            .map(str::to_owned),
    );
    names.extend(lock(&t.runtime.extension::<SystemState>().properties).keys().cloned());
    names.sort();
    names.dedup();
    let pairs = names.into_iter().filter_map(|n| property(t, &n).map(|value| (n, value))).collect();
    properties::of(t, pairs)
}

fn getenv(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let host = host(&t.runtime);
    match a.first() {
        Some(name) => {
            let name = text_arg(name)?;
            check(t, Outside::Env(&name))?;
            Ok(text_or_nil(host.env(&name)))
        }
        None => {
            check(t, Outside::Env(""))?;
            let pairs = host.env_all().iter().map(|(k, v)| (Value::str(k), Value::str(v))).collect();
            let map = map::from_pairs(t, pairs)?;
            Ok(collection::view("java.util.Collections$UnmodifiableMap", map, false))
        }
    }
}

/// Starts the threads that were given to `addShutdownHook`, and waits for them. A second call does nothing.
pub fn run_shutdown_hooks(t: &mut Thread) {
    let hooks = take_shutdown_hooks(t);
    let started = hooks.iter().filter(|hook| thread::begin(t, hook, false).is_ok()).collect::<Vec<_>>();
    for hook in started {
        let _ = thread::join_fully(t, hook);
    }
}

/// Nothing runs at the end: for a program that was ended by a limit.
pub fn forget_shutdown_hooks(t: &mut Thread) {
    drop(take_shutdown_hooks(t));
}

fn take_shutdown_hooks(t: &Thread) -> Vec<Value> {
    let hooks = std::mem::take(&mut *lock(&t.runtime.extension::<ShutdownHooks>().0));
    hooks.into_iter().map(Shared::into_value).collect()
}

/// Ends the process, after its hooks have run and what was printed is out.
pub fn exit(t: &mut Thread, status: i32) -> Result<Value> {
    check(t, Outside::Exit)?;
    run_shutdown_hooks(t);
    halt(t, status)
}

/// Ends the process without its hooks.
fn halt(t: &mut Thread, status: i32) -> Result<Value> {
    let host = host(&t.runtime);
    let _ = host.flush(Stream::Out);
    let _ = host.flush(Stream::Err);
    match host.exit(status) {
        Ok(()) => void(),
        Err(e) if Refusal::of(&e).is_some() => Err(crate::io::io_error(&e, "")),
        Err(_) => Err(Error::new(ExceptionKind::SecurityException, "this runtime may not end the process")),
    }
}

fn array_arg(v: &Value) -> Result<&Array> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    v.get::<Array>().ok_or_else(|| {
        let class = runtime::class::class_name(v);
        Error::new(ExceptionKind::ArrayStoreException, format!("arraycopy: source type {class} is not an array"))
    })
}

fn arraycopy(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (source, target) = (array_arg(&a[0])?, array_arg(&a[2])?);
    let (from, to, n) = (int_arg(&a[1])?, int_arg(&a[3])?, int_arg(&a[4])?);
    let out_of_bounds = |text: String| Err(Error::new(ExceptionKind::ArrayIndexOutOfBoundsException, text));
    let described = |array: &Array| match array.element() {
        runtime::array::Element::Object => format!("object array[{}]", array.len()),
        element => format!("{}[{}]", element.name(), array.len()),
    };
    if n < 0 {
        return out_of_bounds(format!("arraycopy: length {n} is negative"));
    }
    for (what, at, array) in [("source", from, source), ("destination", to, target)] {
        if at < 0 {
            return out_of_bounds(format!("arraycopy: {what} index {at} out of bounds for {}", described(array)));
        }
        let end = i64::from(at) + i64::from(n);
        if end > array.len() as i64 {
            return out_of_bounds(format!("arraycopy: last {what} index {end} out of bounds for {}", described(array)));
        }
    }
    // The ranges may overlap: what is to be read is not written before.
    for k in 0..n {
        let i = if from < to { n - 1 - k } else { k };
        if let Some(value) = source.get((from + i) as usize) {
            target.set(t, i64::from(to) + i64::from(i), value)?;
        }
        if k % 1024 == 1023 {
            t.step(1024)?;
        }
    }
    void()
}

const OUT: usize = 0;
const ERR: usize = 1;
const IN: usize = 2;

fn stream(t: &mut Thread, which: usize) -> Result<Value> {
    let state = t.runtime.extension::<SystemState>();
    let mut place = lock(&state.streams[which]);
    let made = place.get_or_insert_with(|| {
        Shared::new(match which {
            OUT => Writer::stream_as("java.io.PrintStream", Stream::Out),
            ERR => Writer::stream_as("java.io.PrintStream", Stream::Err),
            _ => Reader::stdin(),
        })
    });
    Ok(made.get().clone())
}

/// `setOut`, `setErr` and `setIn`. `*out*` and its kin were bound before and stay what they are, as on the JVM.
fn set_stream(t: &mut Thread, a: &mut [Value], which: usize, class: &str) -> Result<Value> {
    if !a[0].is_nil() && !is_a(t, &a[0], class) {
        return Err(not_a(&a[0], class));
    }
    let state = t.runtime.extension::<SystemState>();
    let old = lock(&state.streams[which]).replace(Shared::new(a[0].take()));
    drop(old);
    void()
}

/// `Runtime.getRuntime()`
struct JavaRuntime;

plain_host!(JavaRuntime, "java.lang.Runtime");

/// Hooks that run when the process ends by `System/exit` or at the end of the program.
#[derive(Default)]
pub struct ShutdownHooks(pub Mutex<Vec<Shared>>);

fn add_shutdown_hook(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    lock(&t.runtime.extension::<ShutdownHooks>().0).push(Shared::new(a[1].clone()));
    void()
}

const STATICS: &[NativeDef] = &[
    f("currentTimeMillis", 0, |t, _| {
        check(t, Outside::Clock)?;
        Ok(Value::long(host(&t.runtime).millis()))
    }),
    f("nanoTime", 0, |t, _| Ok(Value::long(host(&t.runtime).nanos()))),
    g("getProperty", 1, 2, get_property),
    f("setProperty", 2, set_property),
    f("clearProperty", 1, set_property),
    f("getProperties", 0, get_properties),
    g("getenv", 0, 1, getenv),
    f("exit", 1, |t, a| {
        let status = int_arg(&a[0])?;
        exit(t, status)
    }),
    f("setOut", 1, |t, a| set_stream(t, a, OUT, "java.io.PrintStream")),
    f("setErr", 1, |t, a| set_stream(t, a, ERR, "java.io.PrintStream")),
    f("setIn", 1, |t, a| set_stream(t, a, IN, "java.io.InputStream")),
    f("console", 0, |_, _| void()),
    f("inheritedChannel", 0, |_, _| void()),
    f("getSecurityManager", 0, |_, _| void()),
    f("mapLibraryName", 1, |_, a| string(format!("lib{}.so", text_arg(&a[0])?))),
    f("getLogger", 1, crate::host::util::logging::system_logger),
    f("lineSeparator", 0, |_, _| string("\n")),
    f("identityHashCode", 1, |_, a| Ok(Value::int(identity_hash(&a[0])))),
    f("arraycopy", 5, arraycopy),
    f("gc", 0, |t, _| {
        references::collect(t);
        void()
    }),
    f("runFinalization", 0, |_, _| void()),
];

/// What is said to be free, in bytes.
const FREE: u64 = 64 << 20;

fn bytes(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

const RUNTIME: &[NativeDef] = &[
    f("availableProcessors", 1, |t, _| int(host(&t.runtime).processors())),
    // There is no space set apart: what is free is what the next objects will take.
    f("totalMemory", 1, |t, _| Ok(Value::long(bytes(t.runtime.heap_bytes() + FREE)))),
    f("freeMemory", 1, |_, _| Ok(Value::long(bytes(FREE)))),
    f("maxMemory", 1, |t, _| Ok(Value::long(bytes(t.runtime.heap_limit())))),
    f("gc", 1, |t, _| {
        references::collect(t);
        void()
    }),
    g("exec", 2, 4, super::process::exec),
    f("exit", 2, |t, a| {
        let status = int_arg(&a[1])?;
        exit(t, status)
    }),
    f("halt", 2, |t, a| {
        let status = int_arg(&a[1])?;
        halt(t, status)
    }),
    f("addShutdownHook", 2, add_shutdown_hook),
    f("removeShutdownHook", 2, |t, a| {
        let hooks = t.runtime.extension::<ShutdownHooks>();
        let mut hooks = lock(&hooks.0);
        let at = hooks.iter().position(|hook| hook.get().identical(&a[1]));
        bool_(at.map(|at| hooks.remove(at)).is_some())
    }),
];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        statics: STATICS,
        fields: &[("out", |t| stream(t, OUT)), ("err", |t| stream(t, ERR)), ("in", |t| stream(t, IN))],
        ..class("java.lang.System")
    },
    ClassDef {
        methods: RUNTIME,
        statics: &[f("getRuntime", 0, |_, _| Ok(HostObject::new_value(JavaRuntime)))],
        ..class("java.lang.Runtime")
    },
];
