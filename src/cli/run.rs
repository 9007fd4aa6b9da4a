//! Running programs: init options in order, then a script, a namespace, standard input or the REPL.

use super::args::{self, Args, Init, Main, ReportTo};
use super::{build, compile, dis, doc, memory, nrepl, repl, start};
use crate::{Limits, Permissions, project};
use compiler::diagnostic::RenderOptions;
use runtime::error::{Error, Result};
use runtime::limits::Meter;
use runtime::sync::Arc;
use runtime::{Kind, Thread, Value, bindings, print};
use std::io::IsTerminal;
use std::process::ExitCode;
use stdlib::concurrent::launch::wait_for_tasks;
use stdlib::concurrent::unseen;
use stdlib::core_vars::CoreVars;
use stdlib::driver::{self, Source};
use stdlib::host::lang::system::{forget_shutdown_hooks, run_shutdown_hooks};
use stdlib::host::lang::thread;
use stdlib::{data_readers, io, load, report};
use vm::host::{Stream, host};
use vm::scheduler::replay::{self, Clock};

/// Runs a parsed command line.
pub fn run(mut args: Args) -> ExitCode {
    let clock = args.seed.map(Clock::new);
    let mut thread = match start(class_path(&args), permissions(&args), clock.as_ref()) {
        Ok(thread) => thread,
        Err(code) => return code,
    };
    match args.confinement.heap {
        Some(bytes) => thread.runtime.limit_heap(bytes),
        None => thread.runtime.limit_heap_by(memory::share),
    }
    // A program that is kept from files is not shown those of the user's home.
    args.project.repro |= args.confinement.permissions != Permissions::all() && has_project(&args);
    for note in &args.project.notes {
        eprintln!("lisle: note: {note}");
    }
    let code = thread.enter(|t| {
        let mut basis = Value::NIL;
        if has_project(&args) {
            let set = driver::with_main_bindings(t, |t| {
                basis = project::set_up(t, &args.project, &script_directory(&args))?;
                with_aliases(t, &mut args, &basis)
            });
            if let Err(error) = set {
                eprintln!("Error building classpath. {}", report::short(&error));
                return ExitCode::FAILURE;
            }
        }
        run_in(t, &args, clock.as_ref(), &basis)
    });
    let _ = host(&thread.runtime).flush(Stream::Out);
    if !matches!(args.main, Main::Repl | Main::Nrepl(_) | Main::Compile { .. } | Main::Build { .. } | Main::Dis { .. })
    {
        exit(&thread, code);
    }
    code
}

fn run_in(t: &mut Thread, args: &Args, clock: Option<&Arc<Clock>>, basis: &Value) -> ExitCode {
    match &args.main {
        Main::Compile { what, out } => compile::compile(t, what, out),
        Main::Build { what, out } => build::build(t, what, out),
        Main::Dis { file, stage, run } => dis::dis(t, file, *stage, *run),
        Main::Doc { names } => doc::doc(t, names),
        Main::Nrepl(options) => {
            let code = nrepl::nrepl(t, options, |t| init(t, args));
            run_shutdown_hooks(t);
            code
        }
        _ => {
            // So that a dump of threads knows the main one.
            thread::current(t);
            if let Some(clock) = clock {
                replay::begin(t, clock);
            }
            let code = finish(t, args.report, |t| {
                limited(t, &args.confinement.limits, |t| {
                    program(t, args, basis)?;
                    // What other threads still compute holds the process, unless the program has failed.
                    wait_for_tasks(t)?;
                    unseen::report_all(t);
                    Ok(())
                })
            });
            run_shutdown_hooks(t);
            code
        }
    }
}

/// Does deps.edn say where namespaces are?
fn has_project(args: &Args) -> bool {
    let own = matches!(args.main, Main::Own(_) | Main::Doc { .. });
    !own && args.class_path.is_none() && (args.project.is_given() || std::path::Path::new("deps.edn").is_file())
}

/// Puts what aliases say of main options in front of the words after `-M`.
fn with_aliases(t: &mut Thread, args: &mut Args, basis: &Value) -> Result<()> {
    if args.main != Main::Aliased {
        return Ok(());
    }
    let mut words = project::main_options(t, basis)?;
    words.append(&mut args.rest);
    let parsed = args::parse_main(words.into_iter().map(Into::into)).map_err(Error::runtime)?;
    let project = std::mem::take(&mut args.project);
    let confinement = std::mem::take(&mut args.confinement);
    if let Some(path) = &parsed.class_path {
        *runtime::sync::lock(&t.runtime.extension::<load::ClassPath>().0) = path.clone();
    }
    *args = Args { project, confinement, seed: args.seed, ..parsed };
    Ok(())
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
    if has_project(args) {
        permissions.add("read", "deps.edn");
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
    if exceeded.is_some() {
        // They are the program's, which has had its time.
        forget_shutdown_hooks(t);
    }
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

/// Where namespaces are looked for: what `-cp` says, else the script's directory, `.` and `src`. A program that was built
/// has all of its namespaces with it.
fn class_path(args: &Args) -> Vec<String> {
    if matches!(args.main, Main::Own(_)) {
        return Vec::new();
    }
    if let Some(path) = &args.class_path {
        for entry in path {
            if !std::path::Path::new(entry).exists() {
                eprintln!("lisle: warning: class path entry {entry} does not exist");
            }
        }
        return path.clone();
    }
    let mut path = script_directory(args);
    path.extend([".".to_owned(), "src".to_owned()]);
    path
}

/// The directory of the script, if one is named with its directory.
fn script_directory(args: &Args) -> Vec<String> {
    let file = match &args.main {
        Main::File(file) | Main::Dis { file, .. } => Some(file),
        Main::Compile { what: args::Target::File(file), .. } | Main::Build { what: args::Target::File(file), .. } => {
            Some(file)
        }
        _ => None,
    };
    let directory = file.and_then(|f| f.rsplit_once('/')).map(|(directory, _)| directory.to_owned());
    directory.into_iter().collect()
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

/// Writes an exception to standard error: Clojure's two lines, then an excerpt of the source and a hint.
pub(super) fn report_error(t: &mut Thread, error: &Error) {
    let report = report::triage(t, error);
    let mut text = report.render();
    text.push_str(&report::explanation(t, error, &report, RenderOptions { color: is_coloured() }));
    let _ = host(&t.runtime).write(Stream::Err, text.as_bytes());
}

/// Does a person see standard error, who wants colours?
fn is_coloured() -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM").is_some_and(|term| term != "dumb") && std::io::stderr().is_terminal()
}

/// Clojure's own report, with the exception as data.
fn report_in_full(t: &mut Thread, error: &Error, to: ReportTo) -> Result<()> {
    load::ensure_loaded(t, "clojure/main")?;
    let report = t.runtime.namespaces.find("clojure.main").and_then(|ns| ns.find_var("report-error"));
    let Some(report) = report.and_then(|var| var.root(t)) else {
        return Err(Error::runtime("clojure.main/report-error is missing"));
    };
    let target = if to == ReportTo::Stderr { "stderr" } else { "file" };
    let key = t.runtime.keywords.intern_str("target").into();
    t.invoke(&report, &mut [error.0.to_value(), key, Value::str(target)]).map(drop)
}

/// Sets system properties, and starts the socket servers that they ask for.
fn set_properties(t: &mut Thread, properties: &[(String, String)]) -> Result<()> {
    for (name, value) in properties {
        let (name, value) = (print::pr_str(t, &Value::str(name))?, print::pr_str(t, &Value::str(value))?);
        eval_text(t, &format!("(System/setProperty {name} {value})"))?;
    }
    if properties.iter().any(|(name, _)| name.starts_with("clojure.server.")) {
        let start = "(require 'clojure.core.server) (clojure.core.server/start-servers (System/getProperties))";
        eval_text(t, start)?;
    }
    Ok(())
}

/// The init options, in order.
fn init(t: &mut Thread, args: &Args) -> Result<()> {
    for init in &args.init {
        match init {
            Init::Eval(text) => eval(t, text)?,
            Init::Load(file) => {
                load::load_file(t, file)?;
            }
        }
    }
    Ok(())
}

fn program(t: &mut Thread, args: &Args, basis: &Value) -> Result<()> {
    data_readers::load(t)?;
    driver::with_main_bindings(t, |t| {
        set_properties(t, &args.project.properties)?;
        let vars = CoreVars::of(t);
        let words = driver::string_list(&args.rest);
        bindings::set(t, vars.command_line_args.var(), words)?;
        init(t, args)?;
        match &args.main {
            Main::File(file) => script(t, file),
            Main::Stdin => stdin(t),
            Main::Namespace(ns) => namespace(t, ns, &args.rest),
            Main::Repl => repl::repl(t, args.init.is_empty()),
            Main::Own(program) => run_bundle(t, program, "the program of this executable"),
            Main::Exec => project::exec(t, basis, &args.rest),
            Main::Show(what) => show(t, *what, basis),
            Main::Test => test(t, &args.rest),
            _ => Ok(()),
        }
    })
}

/// What is printed instead of running anything.
fn show(t: &mut Thread, what: project::options::Show, basis: &Value) -> Result<()> {
    use project::options::Show;
    match what {
        Show::Path => {
            let path = runtime::sync::lock(&t.runtime.extension::<load::ClassPath>().0).join(":");
            let host = host(&t.runtime);
            host.write(Stream::Out, format!("{path}\n").as_bytes()).map_err(|e| io::io_error(&e, "standard output"))
        }
        Show::Tree => project::print_tree(t, basis),
        Show::Description => project::describe(t),
        Show::Nothing => Ok(()),
    }
}

/// `lisle test`: ends the process with the number of failures.
fn test(t: &mut Thread, words: &[String]) -> Result<()> {
    load::ensure_loaded(t, "lisle/test_runner")?;
    let run = t.runtime.namespaces.find("lisle.test-runner").and_then(|ns| ns.find_var("run")).and_then(|v| v.root(t));
    let run = run.ok_or_else(|| Error::runtime("lisle.test-runner/run is missing"))?;
    let status = t.invoke1(&run, driver::string_list(words))?.as_long().unwrap_or(1);
    flush(t)?;
    if status != 0 {
        run_shutdown_hooks(t);
        let _ = host(&t.runtime).exit(status as i32);
    }
    Ok(())
}

/// `-e`: every value that is not nil is printed.
fn eval(t: &mut Thread, text: &str) -> Result<()> {
    driver::run(t, &Source::repl(text, "NO_SOURCE_PATH"), &mut |t, value| {
        if value.is_nil() {
            return Ok(());
        }
        print_line(t, &value)
    })
}

/// Prints a value for a reader, and ends the line. What it is made of may be without an end, or print something itself, so it is
/// printed while it is walked, as `prn` does.
pub(super) fn print_line(t: &mut Thread, value: &Value) -> Result<()> {
    let prn = runtime::namespace::find(t, "clojure.core").and_then(|core| core.find_var("prn"));
    if let Some(prn) = prn
        && !matches!(value.kind(), None | Some(Kind::Str | Kind::Keyword | Kind::Symbol | Kind::Var))
    {
        let prn = bindings::deref(t, &prn);
        return t.invoke1(&prn, value.clone()).map(drop);
    }
    let text = print::pr_str(t, value)?;
    let out = CoreVars::of(t).out.get(t);
    match out.host::<io::Writer>() {
        Some(writer) => writer.write(t, format!("{text}\n").as_bytes()),
        None => Ok(()),
    }
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
    let found = t.runtime.namespaces.find(ns).and_then(|ns| ns.find_var("-main")).and_then(|var| var.root(t));
    let Some(main) = found else {
        return Err(Error::runtime(format!("Namespace {ns} has no function -main")));
    };
    let mut args = runtime::seq::to_vec(t, &rest)?;
    t.invoke(&main, &mut args).map(drop)
}
