//! `ProcessBuilder`, `Process` and `ProcessHandle`: programs that a program starts. They are asked of the host.

use crate::host::hierarchy::class;
use crate::host::io::file::{File, file, path_arg};
use crate::host::lang::enums::Constant;
use crate::host::support::*;
use crate::host::util::list::array_list;
use crate::host::util::map::{HASH_MAP, filled};
use crate::io::{ByteSink, ByteSource, Feed};
use runtime::class::ClassDef;
use runtime::coll::map_entry::entry;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::Shared;
use runtime::sync::{Arc, Mutex, OnceLock, lock};
use runtime::{Thread, Value, ops, seq};
use std::time::Duration;
use vm::host::{Child, Plumbing, Program, Stream, host};

const BUILDER: &str = "java.lang.ProcessBuilder";
const PROCESS: &str = "java.lang.Process";
const REDIRECT: &str = "java.lang.ProcessBuilder$Redirect";

/// A program to start, and its environment once somebody has asked for it.
struct Builder {
    program: Mutex<Program>,
    env: OnceLock<Shared>,
}

impl HostType for Builder {
    fn class_name(&self) -> &str {
        BUILDER
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// A program that was started.
struct Process {
    child: Arc<dyn Child>,
    input: Shared,
    output: Shared,
    errors: Shared,
}

impl HostType for Process {
    fn class_name(&self) -> &str {
        PROCESS
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

/// A place that a stream comes from or goes to.
#[derive(Clone)]
struct Redirect(Plumbing);

plain_host!(Redirect, REDIRECT);

/// The process itself, or one that it started.
struct Handle(u32);

plain_host!(Handle, "java.lang.ProcessHandle");

fn builder(a: &[Value]) -> Result<&Builder> {
    a[0].host::<Builder>().ok_or_else(|| not_a(&a[0], BUILDER))
}

fn process(a: &[Value]) -> Result<&Process> {
    a[0].host::<Process>().ok_or_else(|| not_a(&a[0], PROCESS))
}

/// Strings of a list or an array.
fn strings(t: &mut Thread, v: &Value) -> Result<Vec<String>> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    seq::to_vec(t, v)?.iter().map(|s| text_arg(s).map(|s| s.into_owned())).collect()
}

fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let command =
        if a[0].is::<runtime::string::Str>() { return Err(not_a(&a[0], "java.util.List")) } else { strings(t, &a[0])? };
    let program = Program { command, ..Program::default() };
    Ok(HostObject::new_value(Builder { program: Mutex::new(program), env: OnceLock::new() }))
}

/// The environment as a map that can be changed.
fn environment(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let builder = builder(a)?;
    if let Some(env) = builder.env.get() {
        return Ok(env.get().clone());
    }
    let entries = host(&t.runtime).env_all().iter().map(|(k, v)| entry(Value::str(k), Value::str(v))).collect();
    let map = filled(t, HASH_MAP, entries)?;
    Ok(builder.env.get_or_init(|| Shared::new(map)).get().clone())
}

fn io_exception(message: impl AsRef<str>) -> Error {
    Error::new(ExceptionKind::IOException, message)
}

/// Starts a program.
fn run(t: &mut Thread, program: &Program) -> Result<Value> {
    if program.command.is_empty() {
        return Err(Error::new(ExceptionKind::IndexOutOfBoundsException, "Index 0 out of bounds for length 0"));
    }
    let host = host(&t.runtime);
    let child = t.blocking(|| host.start(program)).map_err(|e| {
        if vm::host::Refusal::of(&e).is_some() {
            return crate::io::io_error(&e, "");
        }
        let place = program.directory.as_ref().map_or(String::new(), |d| format!(" (in directory \"{d}\")"));
        let reason = match e.raw_os_error() {
            Some(2) => "error=2, No such file or directory".to_owned(),
            Some(13) => "error=13, Permission denied".to_owned(),
            Some(n) => format!("error={n}, {e}"),
            None => e.to_string(),
        };
        io_exception(format!("Cannot run program \"{}\"{place}: {reason}", program.command[0]))
    })?;
    let input = match program.input {
        Plumbing::Pipe => ByteSink::program(&child),
        _ => ByteSink::memory(),
    };
    let from = |stream: Stream, plumbing: &Plumbing, merged: bool| {
        let feed = (*plumbing == Plumbing::Pipe && !merged).then(|| Feed { child: child.clone(), stream });
        ByteSource::fed("java.io.BufferedInputStream", Vec::new(), feed)
    };
    let output = from(Stream::Out, &program.output, false);
    let errors = from(Stream::Err, &program.errors, program.merge);
    let [input, output, errors] = [input, output, errors].map(Shared::new);
    Ok(HostObject::new_value(Process { child, input, output, errors }))
}

fn start(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut program = lock(&builder(a)?.program).clone();
    let env = builder(a)?.env.get().map(|env| env.get().clone());
    if let Some(env) = env {
        let mut pairs = Vec::new();
        for pair in seq::to_vec(t, &env)? {
            let (key, value) = (ops::key(t, &pair)?, ops::val(t, &pair)?);
            pairs.push((text_arg(&key)?.into_owned(), text_arg(&value)?.into_owned()));
        }
        program.env = Some(pairs);
    }
    run(t, &program)
}

/// `Runtime.exec(command[, environment[, directory]])`
pub fn exec(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let command = match a[1].is::<runtime::string::Str>() {
        true => text_arg(&a[1])?.split_ascii_whitespace().map(str::to_owned).collect(),
        false => strings(t, &a[1])?,
    };
    let mut program = Program { command, ..Program::default() };
    if let Some(env) = a.get(2).filter(|v| !v.is_nil()).cloned() {
        let pairs = strings(t, &env)?;
        program.env = Some(pairs.iter().filter_map(|p| p.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect());
    }
    if let Some(directory) = a.get(3).filter(|v| !v.is_nil()).cloned() {
        program.directory = Some(path_arg(t, &directory)?);
    }
    run(t, &program)
}

/// A redirection given as such or as a file.
fn plumbing(t: &mut Thread, v: &Value) -> Result<Plumbing> {
    match v.host::<Redirect>() {
        Some(redirect) => Ok(redirect.0.clone()),
        None => path_arg(t, v).map(Plumbing::File),
    }
}

fn redirect(t: &mut Thread, a: &mut [Value], set: impl Fn(&mut Program, Plumbing)) -> Result<Value> {
    let to = plumbing(t, &a[1].clone())?;
    set(&mut lock(&builder(a)?.program), to);
    Ok(a[0].take())
}

fn command(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a.len() == 1 {
        let words = lock(&builder(a)?.program).command.iter().map(|w| Value::str(w)).collect();
        return Ok(array_list(words));
    }
    let words = strings(t, &a[1].clone())?;
    lock(&builder(a)?.program).command = words;
    Ok(a[0].take())
}

const BUILDER_METHODS: &[NativeDef] = &[
    g("command", 1, 2, command),
    f("directory", 1, |_, a| Ok(lock(&builder(a)?.program).directory.as_deref().map_or(Value::NIL, file))),
    f("directory", 2, |t, a| {
        let directory = if a[1].is_nil() { None } else { Some(path_arg(t, &a[1].clone())?) };
        lock(&builder(a)?.program).directory = directory;
        Ok(a[0].take())
    }),
    f("environment", 1, environment),
    f("redirectErrorStream", 1, |_, a| bool_(lock(&builder(a)?.program).merge)),
    f("redirectErrorStream", 2, |_, a| {
        lock(&builder(a)?.program).merge = a[1].is_truthy();
        Ok(a[0].take())
    }),
    f("redirectInput", 2, |t, a| redirect(t, a, |p, to| p.input = to)),
    f("redirectOutput", 2, |t, a| redirect(t, a, |p, to| p.output = to)),
    f("redirectError", 2, |t, a| redirect(t, a, |p, to| p.errors = to)),
    f("inheritIO", 1, |_, a| {
        let mut program = lock(&builder(a)?.program);
        (program.input, program.output, program.errors) = (Plumbing::Inherit, Plumbing::Inherit, Plumbing::Inherit);
        drop(program);
        Ok(a[0].take())
    }),
    f("start", 1, start),
];

/// Waits for the end, at most so long; the exit status, if it has ended.
fn wait(t: &mut Thread, child: &Arc<dyn Child>, limit: Option<Duration>) -> Result<Option<i32>> {
    t.blocking(|| child.wait(limit)).map_err(|e| io_exception(e.to_string()))
}

fn wait_for(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let child = process(a)?.child.clone();
    let Some(limit) = a.get(1) else {
        return Ok(Value::int(wait(t, &child, None)?.unwrap_or(-1)));
    };
    let unit = a[2].host::<Constant>().filter(|c| c.class == "java.util.concurrent.TimeUnit");
    let unit = unit.ok_or_else(|| not_a(&a[2], "java.util.concurrent.TimeUnit"))?.ordinal;
    let nanos = [1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000, 86_400_000_000_000u64];
    let limit = Duration::from_nanos((long_arg(limit)?.max(0) as u64).saturating_mul(nanos[unit.min(6)]));
    bool_(wait(t, &child, Some(limit))?.is_some())
}

fn destroy(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    // A program that has ended already is no error.
    let _ = process(a)?.child.kill();
    Ok(a[0].clone())
}

const PROCESS_METHODS: &[NativeDef] = &[
    f("getInputStream", 1, |_, a| Ok(process(a)?.output.get().clone())),
    f("getErrorStream", 1, |_, a| Ok(process(a)?.errors.get().clone())),
    f("getOutputStream", 1, |_, a| Ok(process(a)?.input.get().clone())),
    f("inputReader", 1, |_, a| Ok(crate::io::Reader::of_bytes("java.io.BufferedReader", process(a)?.output.get()))),
    f("errorReader", 1, |_, a| Ok(crate::io::Reader::of_bytes("java.io.BufferedReader", process(a)?.errors.get()))),
    f("outputWriter", 1, |_, a| Ok(crate::io::Writer::over("java.io.BufferedWriter", process(a)?.input.get()))),
    f("waitFor", 1, wait_for),
    f("waitFor", 3, wait_for),
    f("exitValue", 1, |t, a| {
        let child = process(a)?.child.clone();
        match wait(t, &child, Some(Duration::ZERO))? {
            Some(status) => Ok(Value::int(status)),
            None => Err(Error::new(ExceptionKind::IllegalThreadStateException, "process hasn't exited")),
        }
    }),
    f("isAlive", 1, |t, a| {
        let child = process(a)?.child.clone();
        bool_(wait(t, &child, Some(Duration::ZERO))?.is_none())
    }),
    f("destroy", 1, |t, a| destroy(t, a).map(|_| Value::NIL)),
    f("destroyForcibly", 1, destroy),
    f("pid", 1, |_, a| Ok(Value::long(process(a)?.child.pid().into()))),
    f("toHandle", 1, |_, a| Ok(HostObject::new_value(Handle(process(a)?.child.pid())))),
];

fn redirect_to(to: Plumbing) -> Result<Value> {
    Ok(HostObject::new_value(Redirect(to)))
}

fn file_redirect(a: &[Value], make: impl Fn(String) -> Plumbing) -> Result<Value> {
    match a[0].host::<File>() {
        Some(file) => redirect_to(make(file.0.clone())),
        None => Err(not_a(&a[0], "java.io.File")),
    }
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { constructors: &[ctor(1, 1, new)], methods: BUILDER_METHODS, ..class(BUILDER) },
    ClassDef {
        statics: &[
            f("to", 1, |_, a| file_redirect(a, Plumbing::File)),
            f("from", 1, |_, a| file_redirect(a, Plumbing::File)),
            f("appendTo", 1, |_, a| file_redirect(a, Plumbing::Append)),
        ],
        fields: &[
            ("PIPE", |_| redirect_to(Plumbing::Pipe)),
            ("INHERIT", |_| redirect_to(Plumbing::Inherit)),
            ("DISCARD", |_| redirect_to(Plumbing::Discard)),
        ],
        ..class(REDIRECT)
    },
    ClassDef { methods: PROCESS_METHODS, ..class(PROCESS) },
    ClassDef {
        methods: &[f("pid", 1, |_, a| {
            let handle = a[0].host::<Handle>().ok_or_else(|| not_a(&a[0], "java.lang.ProcessHandle"))?;
            Ok(Value::long(handle.0.into()))
        })],
        statics: &[f("current", 0, |t, _| Ok(HostObject::new_value(Handle(host(&t.runtime).pid()))))],
        ..class("java.lang.ProcessHandle")
    },
];
