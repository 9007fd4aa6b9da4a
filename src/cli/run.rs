//! Running programs: init options in order, then a script, a namespace, standard input or the REPL.

use super::args::{Args, Init, Main, ReportTo};
use super::{compile, dis, doc, repl, start};
use crate::{Limits, Permissions};
use runtime::error::{Error, Result};
use runtime::limits::Meter;
use runtime::sync::Arc;
use runtime::{Thread, Value, bindings, print};
use std::process::ExitCode;
use stdlib::concurrent::launch::wait_for_tasks;
use stdlib::core_vars::CoreVars;
use stdlib::driver::{self, Source};
use stdlib::host::lang::system::run_shutdown_hooks;
use stdlib::{data_readers, io, load, report};
use vm::host::{Stream, host};

/// Runs a parsed command line.
pub fn run(args: Args) -> ExitCode {
    let class_path = class_path(&args);
    let mut thread = match start(class_path, permissions(&args)) {
        Ok(thread) => thread,
        Err(code) => return code,
    };
    let code = thread.enter(|t| match &args.main {
        Main::Compile { what, out } => compile::compile(t, what, out),
        Main::Dis { file, stage } => dis::dis(t, file, *stage),
        Main::Doc { names } => doc::doc(t, names),
        _ => {
            let code = finish(t, args.report, |t| {
                limited(t, &args.confinement.limits, |t| {
                    program(t, &args)?;
                    // What other threads still compute holds the process, unless the program has failed.
                    wait_for_tasks(t)
                })
            });
            run_shutdown_hooks(t);
            code
        }
    });
    let _ = host(&thread.runtime).flush(Stream::Out);
    if !matches!(args.main, Main::Repl | Main::Compile { .. } | Main::Dis { .. }) {
        exit(&thread, code);
    }
    code
}

/// What the program may touch; its own code may be read in any case.
fn permissions(args: &Args) -> Permissions {
    let mut permissions = args.confinement.permissions.clone();
    if let Main::File(file) = &args.main {
        permissions.add("read", file);
    }
    for entry in args.class_path.iter().flatten() {
        permissions.add("read", entry);
    }
    permissions
}

/// Runs `f`, and what it starts, within limits. What reports its failure is not limited.
fn limited(t: &mut Thread, limits: &Limits, f: impl FnOnce(&mut Thread) -> Result<()>) -> Result<()> {
    if limits.is_unlimited() {
        return f(t);
    }
    let meter = Meter::new(limits, None, t.now(), t.runtime.heap_bytes());
    t.runtime.set_meter(meter.clone());
    if let Some(depth) = meter.stack_depth() {
        vm::call::set_max_depth(t, depth);
    }
    t.begin_metering(&meter);
    let result = f(t);
    let exceeded = t.control.exceeded();
    t.end_metering();
    match (result, exceeded) {
        (Ok(()), Some(limit)) => Err(Error::new(limit, "A limit was reached")),
        (result, _) => result,
    }
}

/// Leaves at once: freeing every object of a program that has ended is wasted time.
fn exit(thread: &Thread, code: ExitCode) {
    let status = if code == ExitCode::SUCCESS { 0 } else { 1 };
    let _ = host(&thread.runtime).exit(status);
}

/// Where namespaces are looked for: what `-cp` says, else the script's directory, `.` and `src`.
fn class_path(args: &Args) -> Vec<String> {
    if let Some(path) = &args.class_path {
        for entry in path {
            if !std::path::Path::new(entry).exists() {
                eprintln!("lisle: warning: class path entry {entry} does not exist");
            }
        }
        return path.clone();
    }
    let mut path = Vec::new();
    let file = match &args.main {
        Main::File(file) | Main::Dis { file, .. } => Some(file),
        Main::Compile { what: super::args::Target::File(file), .. } => Some(file),
        _ => None,
    };
    if let Some((directory, _)) = file.and_then(|f| f.rsplit_once('/')) {
        path.push(directory.to_owned());
    }
    path.extend([".".to_owned(), "src".to_owned()]);
    path
}

/// Runs `f` and reports an exception that comes out of it.
pub(super) fn finish(t: &mut Thread, report: Option<ReportTo>, f: impl FnOnce(&mut Thread) -> Result<()>) -> ExitCode {
    let result = f(t);
    match result.and_then(|()| flush(t)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = flush(t);
            match report {
                None => report_error(t, &error),
                Some(ReportTo::None) => {}
                Some(to) => {
                    // A report that fails is not lost: the short one stands in.
                    if report_in_full(t, &error, to).is_err() {
                        report_error(t, &error);
                    }
                }
            }
            ExitCode::FAILURE
        }
    }
}

fn flush(t: &mut Thread) -> Result<()> {
    let out = CoreVars::of(t).out.get(t);
    match out.host::<io::Writer>() {
        Some(writer) => writer.flush(t),
        None => Ok(()),
    }
}

/// Writes an exception to standard error: Clojure's two lines, then an excerpt of the source.
pub(super) fn report_error(t: &mut Thread, error: &Error) {
    let report = report::triage(t, error);
    let mut text = report.render();
    text.push_str(&report::excerpt(t, &report));
    let _ = host(&t.runtime).write(Stream::Err, text.as_bytes());
}

/// Clojure's own report, with the exception as data.
fn report_in_full(t: &mut Thread, error: &Error, to: ReportTo) -> Result<()> {
    load::ensure_loaded(t, "clojure/main")?;
    let report = t.runtime.namespaces.find("clojure.main").and_then(|ns| ns.find_var("report-error"));
    let Some(report) = report.and_then(|var| var.root()) else {
        return Err(Error::runtime("clojure.main/report-error is missing"));
    };
    let target = if to == ReportTo::Stderr { "stderr" } else { "file" };
    let key = t.runtime.keywords.intern_str("target").into();
    t.invoke(&report, &mut [error.0.to_value(), key, Value::str(target)]).map(drop)
}

fn program(t: &mut Thread, args: &Args) -> Result<()> {
    data_readers::load(t)?;
    driver::with_main_bindings(t, |t| {
        let vars = CoreVars::of(t);
        let words = driver::string_list(&args.rest);
        bindings::set(t, vars.command_line_args.var(), words)?;
        for init in &args.init {
            match init {
                Init::Eval(text) => eval(t, text)?,
                Init::Load(file) => {
                    load::load_file(t, file)?;
                }
            }
        }
        match &args.main {
            Main::File(file) => script(t, file),
            Main::Stdin => stdin(t),
            Main::Namespace(ns) => namespace(t, ns, &args.rest),
            Main::Repl => repl::repl(t, args.init.is_empty()),
            _ => Ok(()),
        }
    })
}

/// `-e`: every value that is not nil is printed.
fn eval(t: &mut Thread, text: &str) -> Result<()> {
    driver::run(t, &Source::repl(text, "NO_SOURCE_PATH"), &mut |t, value| {
        if value.is_nil() {
            return Ok(());
        }
        let text = print::pr_str(t, &value)?;
        let out = CoreVars::of(t).out.get(t);
        match out.host::<io::Writer>() {
            Some(writer) => writer.write(t, format!("{text}\n").as_bytes()),
            None => Ok(()),
        }
    })
}

/// The value of the last form of a text.
pub(super) fn eval_text(t: &mut Thread, text: &str) -> Result<Value> {
    let mut last = Value::NIL;
    driver::run(t, &Source::repl(text, "NO_SOURCE_PATH"), &mut |_, value| {
        last = value;
        Ok(())
    })?;
    Ok(last)
}

fn script(t: &mut Thread, file: &str) -> Result<()> {
    let bytes = host(&t.runtime).read_file(file).map_err(|e| io::io_error(&e, file))?;
    if bytes.starts_with(&bytecode::file::MAGIC) || file.ends_with(".lbc") {
        return run_bundle(t, &bytes, file);
    }
    let path = host(&t.runtime).absolute(file);
    let text = driver::decode_source(bytes, file)?;
    load::load_source(t, file, &Source::file(&text, &path)).map(drop)
}

/// Runs a bytecode file: its last unit is the program.
fn run_bundle(t: &mut Thread, bytes: &[u8], file: &str) -> Result<()> {
    let bundle = load::read_bundle(bytes, file)?;
    let main = bundle.main.clone();
    let mut units = bundle.units;
    let mut last = units.pop();
    if let (None, Some(unit)) = (&main, &mut last) {
        // A script's `*file*` is absolute, whether it runs from source or compiled.
        unit.source.path = host(&t.runtime).absolute(&unit.source.path);
    }
    t.runtime.extension::<load::Compiled>().add(units);
    if let Some(unit) = last {
        load::run_unit(t, &Arc::new(unit))?;
    }
    match main {
        Some(ns) => {
            let rest = CoreVars::of(t).command_line_args.get(t);
            call_main(t, &ns, rest)
        }
        None => Ok(()),
    }
}

/// A program from standard input, read and run form by form.
fn stdin(t: &mut Thread) -> Result<()> {
    let input = CoreVars::of(t).in_.get(t);
    let Some(reader) = input.host::<io::Reader>() else { return Ok(()) };
    let bytes = reader.read_rest(t)?;
    let text = driver::decode_source(bytes, "standard input")?;
    let file = CoreVars::of(t).file.var().clone();
    bindings::push(t, vec![(file, Value::NIL)])?;
    let result = driver::run(t, &Source::file(&text, "NO_SOURCE_PATH"), &mut |_, _| Ok(()));
    bindings::pop(t)?;
    result
}

/// `-m`: loads the namespace and calls its `-main` with the arguments.
fn namespace(t: &mut Thread, ns: &str, rest: &[String]) -> Result<()> {
    let resource = ns.replace('.', "/").replace('-', "_");
    load::ensure_loaded(t, &resource)?;
    let rest = driver::string_list(rest);
    call_main(t, ns, rest)
}

fn call_main(t: &mut Thread, ns: &str, rest: Value) -> Result<()> {
    let found = t.runtime.namespaces.find(ns).and_then(|ns| ns.find_var("-main")).and_then(|var| var.root());
    let Some(main) = found else {
        return Err(Error::runtime(format!("Namespace {ns} has no function -main")));
    };
    let mut args = runtime::seq::to_vec(t, &rest)?;
    t.invoke(&main, &mut args).map(drop)
}
