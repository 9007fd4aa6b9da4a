//! From text to value: reads a form, compiles it, runs it, then reads the next, as Clojure does.
//!
//! One driver serves scripts, `-e`, the REPL, `load`, `eval`, compiling ahead and the build of the standard
//! library's image, so that none of them differs. Files are found by [`crate::load`].

use crate::core_vars::{CoreVars, current_ns};
use crate::definitions::{defines, is_compiled_only, is_plain_definition};
use crate::io;
use crate::load::{Recording, unrecorded};
use crate::loader;
use crate::native::io::write_err;
use crate::native::syntax::check_macro;
use crate::reading::NsContext;
use bytecode::SourceInfo;
use bytecode::source::{NO_SOURCE_FILE, hash_source};
use compiler::analyzer::{Context, Top, analyze_top};
use compiler::diagnostic::{Phase, compiler_exception};
use compiler::emitter::UnitBuilder;
use compiler::node::{Chunk, Position, Span};
use compiler::reader::{Positions, Reader, ReaderOptions, StreamForm};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::{Thread, Value, bindings, coll};
use std::cell::Cell;
use std::rc::Rc;

/// The beginning of a text.
const START: Position = Position { line: 1, column: 1 };

/// A text and what is to be known of it.
pub struct Source<'a> {
    pub text: &'a str,
    /// The path for `*file*` and messages.
    pub path: &'a str,
    /// The path as it was given, which a bytecode file records: it is the same on every machine.
    pub given: &'a str,
    /// How many lines of a REPL's input were before the text. Only reader errors count them: forms are
    /// numbered from the line of their own first character on, as in Clojure's REPL.
    pub lines_before: u32,
    /// Units made of it live as long as the runtime; false for `eval` and the REPL.
    pub permanent: bool,
    /// Reader conditionals are allowed whatever the path's ending.
    pub conditionals: bool,
    /// Where the text begins in what it was taken from, as an editor says it.
    pub start: Position,
}

impl<'a> Source<'a> {
    /// A whole source file.
    pub fn file(text: &'a str, path: &'a str) -> Source<'a> {
        Source { text, path, given: path, lines_before: 0, permanent: true, conditionals: false, start: START }
    }

    /// Text from a command line or a REPL.
    pub fn repl(text: &'a str, path: &'a str) -> Source<'a> {
        Source { permanent: false, conditionals: true, ..Source::file(text, path) }
    }

    /// What a unit made of it says about its source.
    pub fn info(&self) -> SourceInfo {
        SourceInfo { path: self.given.to_owned(), hash: hash_source(self.text.as_bytes()) }
    }
}

/// The numbering and the unit under construction of one source.
struct Compilation {
    source: Rc<str>,
    info: SourceInfo,
    ids: Cell<u32>,
    permanent: bool,
}

impl Compilation {
    fn of(source: &Source<'_>) -> Compilation {
        Compilation { source: source.given.into(), info: source.info(), ids: Cell::new(1), permanent: source.permanent }
    }
}

/// The file's base name, which traces and messages show.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Reads and evaluates all forms; `each` gets every value. Bindings that a file has (`*ns*`, `*file*` …) are
/// the caller's business.
pub fn run(t: &mut Thread, source: &Source<'_>, each: &mut dyn FnMut(&mut Thread, Value) -> Result<()>) -> Result<()> {
    keeping_place(t, |t| run_forms(t, source, &mut || (), &mut |t, outcome| each(t, outcome?))).0
}

/// The same for a loop that goes on after an exception: `each` gets the value or the exception of every form, and
/// decides by what it returns. What cannot be read ends the text.
pub fn run_each(
    t: &mut Thread,
    source: &Source<'_>,
    each: &mut dyn FnMut(&mut Thread, Result<Value>) -> Result<()>,
) -> Result<()> {
    keeping_place(t, |t| run_forms(t, source, &mut || (), each)).0
}

/// Where the top-level form that runs stands: what it evaluates has no other place.
#[derive(Default)]
struct Place(Span);

/// The place of the top-level form that this thread runs; unknown if it runs none.
pub fn place(t: &mut Thread) -> Span {
    t.local::<Place>().0
}

/// Runs `f` and gives the place where it ended too.
fn keeping_place<R>(t: &mut Thread, f: impl FnOnce(&mut Thread) -> R) -> (R, Span) {
    let outer = t.local::<Place>().0;
    let result = f(t);
    let place = std::mem::replace(&mut t.local::<Place>().0, outer);
    (result, place)
}

/// Reads the next form of a stream, and no more than it needs, so that the program may read what follows. The text of `source` is
/// not looked at.
pub fn read_next(t: &mut Thread, source: &Source<'_>, reader: &io::Reader) -> Result<StreamForm> {
    let options = ReaderOptions::repl(source.path, source.start);
    let read = compiler::reader::read_form(t, &mut NsContext, &options, &mut |t| reader.read_char(t))?;
    if let Some(c) = read.put_back {
        reader.unpeek(c);
    }
    Ok(read)
}

/// Evaluates what was read so; nil at the end of the stream.
pub fn run_read(t: &mut Thread, source: &Source<'_>, read: StreamForm) -> Result<Value> {
    match read.form {
        Ok(Some(form)) => {
            keeping_place(t, |t| {
                t.local::<Place>().0 = read.positions.get(&form).unwrap_or_default();
                run_form(t, &Compilation::of(source), form, &read.positions, Span::default())
            })
            .0
        }
        Ok(None) => Ok(Value::NIL),
        Err(mut diagnostic) => {
            diagnostic.at.line += source.lines_before;
            Err(diagnostic.to_compiler_exception(t))
        }
    }
}

/// The same, with `before` called before each form is run.
fn run_forms(
    t: &mut Thread,
    source: &Source<'_>,
    before: &mut dyn FnMut(),
    each: &mut dyn FnMut(&mut Thread, Result<Value>) -> Result<()>,
) -> Result<()> {
    let mut options = match source.conditionals {
        true => ReaderOptions::repl(source.path, source.start),
        false => ReaderOptions::source(source.path),
    };
    options.start = source.start;
    let text = compiler::reader::normalize_newlines(source.text);
    let mut reader = Reader::new(t, &text, options);
    let compilation = Compilation::of(source);
    loop {
        let form = match reader.read(t, &mut NsContext) {
            Ok(Some(form)) => form,
            Ok(None) => return Ok(()),
            Err(mut diagnostic) => {
                diagnostic.at.line += source.lines_before;
                return Err(diagnostic.to_compiler_exception(t));
            }
        };
        before();
        if let Some(span) = reader.positions.get(&form) {
            t.local::<Place>().0 = span;
        }
        let outcome = run_form(t, &compilation, form, &reader.positions, Span::default());
        each(t, outcome)?;
        reader.positions.clear();
    }
}

/// Compiles and runs one form; the forms of a top-level `do` one by one.
fn run_form(t: &mut Thread, c: &Compilation, form: Value, positions: &Positions, at: Span) -> Result<Value> {
    let runs_all = !is_compiled_only(t, &c.source);
    let mut pending = vec![(form, at, runs_all)];
    let mut last = Value::NIL;
    while let Some((form, at, runs)) = pending.pop() {
        // Macros may make forms without end.
        t.tick()?;
        let runs = runs || defines(t, &form)?;
        let cx = Context {
            ns: current_ns(t),
            source: Some(c.source.clone()),
            positions,
            at,
            ids: &c.ids,
            check_macro: Some(check_macro),
        };
        let analysis = match analyze_top(t, &cx, &form) {
            Ok(analysis) => analysis,
            Err(failure) => return Err(failure.to_error(t)),
        };
        for warning in &analysis.warnings {
            write_err(t, &format!("{warning}\n"))?;
        }
        match analysis.top {
            Top::Do { forms, at } => pending.extend(forms.into_iter().rev().map(|form| (form, at, runs))),
            Top::Chunk(mut chunk) => {
                compiler::passes::run(&mut chunk);
                if t.local::<TreeText>().0.is_some() {
                    let text = compiler::node::print::chunk(t, &chunk);
                    if let Some(all) = &mut t.local::<TreeText>().0 {
                        all.push_str(&text);
                        all.push('\n');
                    }
                }
                drop(std::mem::take(&mut last));
                last = run_chunk(t, c, &chunk, runs || is_plain_definition(&chunk))?;
            }
        }
    }
    Ok(last)
}

/// Compiles a top-level form, and runs it unless it is to be compiled only.
fn run_chunk(t: &mut Thread, c: &Compilation, chunk: &Chunk, runs: bool) -> Result<Value> {
    let new = if c.permanent { UnitBuilder::new } else { UnitBuilder::unwritten };
    let mut builder = new(base_name(&c.source), c.info.clone());
    if let Err(diagnostic) = builder.emit_chunk(t, chunk) {
        return Err(diagnostic.to_compiler_exception(t));
    }
    let (unit, embedded) = builder.finish();
    if let Some(mut recorder) = t.local::<Recording>().take_builder() {
        let recorded = recorder.emit_chunk(t, chunk);
        t.local::<Recording>().put_builder(recorder);
        if let Err(diagnostic) = recorded {
            return Err(diagnostic.to_compiler_exception(t));
        }
    }
    if !runs {
        return Ok(Value::NIL);
    }
    // The standard library has no loaders but its own.
    if c.permanent && !loader::is_bound(t) {
        let loaded = vm::load_unit(t, Arc::new(unit), embedded, true)?;
        return vm::run_chunk(t, &loaded, 0);
    }
    let result = loader::with_new(t, |t, by| {
        let loaded = vm::load_unit_by(t, Arc::new(unit), embedded, c.permanent, by)?;
        vm::run_chunk(t, &loaded, 0)
    });
    if !c.permanent {
        vm::forget_lookups(t);
    }
    result
}

/// Evaluates one form, as `eval` does.
pub fn eval(t: &mut Thread, form: Value) -> Result<Value> {
    let vars = CoreVars::of(t);
    let file = vars.file.get(t);
    let path = file.as_ref::<runtime::string::Str>().map_or(NO_SOURCE_FILE.to_owned(), |s| s.to_string_lossy());
    let compilation = Compilation {
        source: path.as_str().into(),
        info: SourceInfo { path: path.clone(), hash: 0 },
        ids: Cell::new(t.runtime.next_id() as u32),
        permanent: false,
    };
    let place = place(t);
    unrecorded(t, |t| t.descend(|t| run_form(t, &compilation, form, &Positions::new(), place)))
}

/// Runs `f` under the bindings that loading a file has: `set!` of these vars ends with the file.
pub fn with_file_bindings<R>(t: &mut Thread, path: &str, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    let vars = CoreVars::of(t);
    let file = if path == NO_SOURCE_FILE { Value::NIL } else { Value::str(path) };
    let frame = vec![
        (vars.ns.var().clone(), vars.ns.get(t)),
        (vars.file.var().clone(), file),
        (vars.source_path.var().clone(), Value::str(base_name(path))),
        (vars.unchecked_math.var().clone(), vars.unchecked_math.get(t)),
        (vars.warn_on_reflection.var().clone(), vars.warn_on_reflection.get(t)),
        (vars.data_readers.var().clone(), vars.data_readers.get(t)),
    ];
    bindings::push(t, frame)?;
    let result = f(t);
    bindings::pop(t)?;
    result
}

/// Runs `f` under the bindings that a program's main thread has (`clojure.main/with-bindings`).
pub fn with_main_bindings<R>(t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    let vars = CoreVars::of(t);
    let mut frame = vec![(vars.print_namespace_maps.var().clone(), Value::TRUE)];
    for var in [
        &vars.ns,
        &vars.warn_on_reflection,
        &vars.math_context,
        &vars.print_meta,
        &vars.print_length,
        &vars.print_level,
        &vars.data_readers,
        &vars.default_data_reader_fn,
        &vars.command_line_args,
        &vars.unchecked_math,
        &vars.assert_,
        &vars.last1,
        &vars.last2,
        &vars.last3,
        &vars.last_error,
        &vars.read_eval,
    ] {
        let value = var.get(t);
        frame.push((var.var().clone(), value));
    }
    bindings::push(t, frame)?;
    let result = f(t);
    bindings::pop(t)?;
    result
}

/// Reads and evaluates the text of a file under a file's bindings, and gives the last value. What a form throws comes as
/// the cause of a `CompilerException`.
pub fn load_text(t: &mut Thread, source: &Source<'_>) -> Result<Value> {
    with_file_bindings(t, source.path, |t| {
        // The value of a form is not kept while the next one runs: the program may wait for its end.
        let last = Cell::new(Value::NIL);
        let (outcome, place) = keeping_place(t, |t| {
            run_forms(t, source, &mut || drop(last.take()), &mut |_, outcome| {
                last.set(outcome?);
                Ok(())
            })
        });
        outcome.map_err(|error| failed_to_load(t, error, source.path, place))?;
        Ok(last.take())
    })
}

fn failed_to_load(t: &mut Thread, error: Error, path: &str, place: Span) -> Error {
    match error.0.kind() {
        Some(ExceptionKind::CompilerException | ExceptionKind::RetryEx | ExceptionKind::ThreadDeath) => error,
        Some(kind) if kind.is_limit() => error,
        _ => compiler_exception(t, Phase::Execution, Some(path), place.start, None, error),
    }
}

/// The analyzed trees of what a thread compiles, while somebody wants them.
#[derive(Default)]
struct TreeText(Option<String>);

/// A stage whose text needs the program to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Staged {
    Tree,
    Bytecode,
    /// Where updates may copy.
    Moves,
}

/// Runs a source and gives the text of a stage of all its top-level forms.
pub fn staged(t: &mut Thread, source: &Source<'_>, stage: Staged) -> Result<String> {
    match stage {
        Staged::Tree => {
            t.local::<TreeText>().0 = Some(String::new());
            let result = load_text(t, source);
            let text = t.local::<TreeText>().0.take().unwrap_or_default();
            result.map(|_| text)
        }
        Staged::Bytecode | Staged::Moves => {
            let text = if stage == Staged::Moves { bytecode::moves::report } else { bytecode::disasm::disassemble };
            t.local::<Recording>().start();
            let result = crate::load::load_source(t, base_name(source.path), source);
            let units = t.local::<Recording>().finish();
            result?;
            Ok(units.last().map_or_else(String::new, text))
        }
    }
}

/// The operators of top-level forms that change how the text after them is read, by aliases and the
/// current namespace.
const READER_FORMS: &[&str] = &["ns", "in-ns", "require", "use", "alias"];

/// The forms of a source with their positions. Nothing is evaluated but what changes how the rest is read.
pub fn forms_text(t: &mut Thread, source: &Source<'_>) -> Result<String> {
    let text = compiler::reader::normalize_newlines(source.text);
    with_file_bindings(t, source.path, |t| {
        let mut reader = Reader::new(t, &text, ReaderOptions::source(source.path));
        let mut out = String::new();
        let compilation = Compilation {
            source: source.given.into(),
            info: source.info(),
            ids: Cell::new(1),
            permanent: source.permanent,
        };
        loop {
            match reader.read(t, &mut NsContext) {
                Ok(Some(form)) => {
                    out.push_str(&compiler::reader::stage::forms(t, std::slice::from_ref(&form), &reader.positions)?);
                    if changes_reading(t, &form)? {
                        run_form(t, &compilation, form, &reader.positions, Span::default())?;
                    }
                    reader.positions.clear();
                }
                Ok(None) => return Ok(out),
                Err(diagnostic) => return Err(diagnostic.to_compiler_exception(t)),
            }
        }
    })
}

/// The namespace that the text of a file begins with by its `ns` form, if it does.
pub fn namespace_of(t: &mut Thread, text: &str, path: &str) -> Result<Option<String>> {
    let text = compiler::reader::normalize_newlines(text);
    let mut reader = Reader::new(t, &text, ReaderOptions::source(path));
    let Ok(Some(form)) = reader.read(t, &mut NsContext) else { return Ok(None) };
    if !runtime::seq::is_seq(&form) {
        return Ok(None);
    }
    let operator = runtime::seq::first(t, &form)?;
    if !operator
        .as_ref::<Symbol>()
        .is_some_and(|s| s.name_str() == "ns" && s.ns_str().is_none_or(|ns| ns == "clojure.core"))
    {
        return Ok(None);
    }
    let rest = runtime::seq::next(t, &form)?;
    let name = runtime::seq::first(t, &rest)?;
    Ok(name.as_ref::<Symbol>().map(|name| name.name_str().to_owned()))
}

fn changes_reading(t: &mut Thread, form: &Value) -> Result<bool> {
    if !runtime::seq::is_seq(form) {
        return Ok(false);
    }
    let operator = runtime::seq::first(t, form)?;
    Ok(operator.as_ref::<Symbol>().is_some_and(|s| s.ns.is_none() && READER_FORMS.contains(&s.name_str())))
}

/// The text of bytes, or an error that says where they are not UTF-8.
pub fn decode_source(bytes: Vec<u8>, path: &str) -> Result<String> {
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = e.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        Error::runtime(format!("Invalid UTF-8 in {path} at byte {at} (line {line})"))
    })
}

/// A list of strings, or nil for none: `*command-line-args*`.
pub fn string_list(words: &[String]) -> Value {
    if words.is_empty() {
        return Value::NIL;
    }
    coll::list::from_vec(words.iter().map(|w| Value::str(w)).collect())
}
