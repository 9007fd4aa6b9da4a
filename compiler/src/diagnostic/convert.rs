//! Diagnostics as the exceptions that programs see.
//!
//! Reading from a string throws the plain exception, reading from a reader that counts lines wraps it
//! in a `ReaderException`, and loading or evaluating wraps it in a `CompilerException`.

use bytecode::source::{NO_SOURCE_FILE, NO_SOURCE_PATH};

use super::{Diagnostic, Note, Phase, Position, Span, location};
use runtime::coll::vector::Vector;
use runtime::error::ThrowableClass;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value};

impl Diagnostic {
    /// The exception without any wrapping: what `read-string` throws.
    pub fn to_root_error(&self) -> Error {
        match &self.cause {
            Some(cause) => cause.clone(),
            None => Error::new(self.problem.class(), self.problem.message()),
        }
    }

    /// What `load`, `eval` and the REPL throw: a `CompilerException` caused by the plain one.
    pub fn to_compiler_exception(&self, t: &mut Thread) -> Error {
        let cause = self.to_root_error();
        let error = compiler_exception(t, self.phase, self.source.as_deref(), self.at, self.symbol.as_deref(), cause);
        self.add_details(t, error)
    }

    /// The exception with the [`Details`] as metadata of its data, where programs that do not know of it see nothing.
    fn add_details(&self, t: &mut Thread, error: Error) -> Error {
        let span = |span: Span| [span.start.line, span.start.column, span.end.line, span.end.column].map(int);
        let notes = self.notes.iter().map(|note| {
            let text = Value::str(&note.text);
            Value::from(runtime::coll::vector::from_vec(span(note.span).into_iter().chain([text]).collect()))
        });
        let notes: Value = runtime::coll::vector::from_vec(notes.collect()).into();
        let mut pairs = vec![
            (keyword(t, SPAN), runtime::coll::vector::from_vec(span(self.span).to_vec()).into()),
            (keyword(t, NOTES), notes),
        ];
        if let Some(help) = self.problem.help() {
            pairs.push((keyword(t, HELP), Value::str(help)));
        }
        let Ok(meta) = runtime::coll::map::from_pairs(t, pairs) else { return error };
        let Ok(data) = runtime::ops::with_meta(t, error.0.data.clone(), meta) else { return error };
        Error::build(
            ThrowableClass::Known(ExceptionKind::CompilerException),
            error.0.message.clone(),
            error.0.cause.clone(),
            data,
        )
    }

    /// What `read` throws on a reader that counts lines: `kind` is `ReaderException` or `EdnReaderException`.
    pub fn to_reader_exception(&self, t: &mut Thread, kind: ExceptionKind) -> Error {
        let cause = self.to_root_error();
        let class = runtime::class::class_name(&cause.0.to_value());
        let message = match cause.0.message_text() {
            Some(text) => format!("{class}: {text}"),
            None => class,
        };
        let pairs = vec![
            (keyword(t, "clojure.error/line"), int(self.at.line)),
            (keyword(t, "clojure.error/column"), int(self.at.column)),
        ];
        build(t, kind, &message, cause, pairs)
    }
}

const SPAN: &str = "lisle.error/span";
const NOTES: &str = "lisle.error/notes";
const HELP: &str = "lisle.error/help";

/// What an exception of the compiler knows beyond what Clojure's has.
#[derive(Debug, Default)]
pub struct Details {
    /// The form that is wrong.
    pub span: Option<Span>,
    pub notes: Vec<Note>,
    /// How to put it right, in a whole sentence.
    pub help: Option<String>,
}

/// The details of an exception, as far as it has any.
pub fn details(t: &mut Thread, error: &Error) -> Details {
    let meta = runtime::ops::meta(t, &error.0.data).unwrap_or_default();
    let mut found = Details::default();
    if meta.is_nil() {
        return found;
    }
    let mut entry = |key: &str| {
        let key = keyword(t, key);
        runtime::ops::get(t, &meta, &key).unwrap_or_default()
    };
    let (span, notes, help) = (entry(SPAN), entry(NOTES), entry(HELP));
    found.help = help.as_ref::<Str>().map(|text| text.to_string_lossy());
    found.span = span.as_ref::<Vector>().and_then(span_of);
    for note in notes.as_ref::<Vector>().into_iter().flat_map(|v| v.iter()) {
        let Some(note) = note.as_ref::<Vector>() else { continue };
        let text = note.iter().last().and_then(|v| v.as_ref::<Str>().map(|text| text.to_string_lossy()));
        if let (Some(span), Some(text)) = (span_of(note), text) {
            found.notes.push(Note { span, text });
        }
    }
    found
}

fn span_of(numbers: &Ref<Vector>) -> Option<Span> {
    let mut numbers = numbers.iter().map(|v| v.as_long().and_then(|n| u32::try_from(n).ok()));
    let mut position = || Some(Position { line: numbers.next()??, column: numbers.next()?? });
    Some(Span { start: position()?, end: position()? })
}

/// A `CompilerException`: `cause` came up in `phase` at a place of a source.
#[cold]
pub fn compiler_exception(
    t: &mut Thread,
    phase: Phase,
    source: Option<&str>,
    at: Position,
    symbol: Option<&str>,
    cause: Error,
) -> Error {
    let source = source.filter(|source| *source != NO_SOURCE_FILE);
    let message = exception_message(phase, symbol, &location(source.filter(|source| *source != NO_SOURCE_PATH), at));
    let phase = keyword(t, phase.name());
    let mut pairs = vec![
        (keyword(t, "clojure.error/phase"), phase),
        (keyword(t, "clojure.error/line"), int(at.line)),
        (keyword(t, "clojure.error/column"), int(at.column)),
    ];
    if let Some(source) = source {
        pairs.push((keyword(t, "clojure.error/source"), Value::str(source)));
    }
    if let Some(symbol) = symbol {
        pairs.push((keyword(t, "clojure.error/symbol"), Symbol::parse(symbol).into()));
    }
    build(t, ExceptionKind::CompilerException, &message, cause, pairs)
}

/// What `getMessage` of a `CompilerException` says.
fn exception_message(phase: Phase, symbol: Option<&str>, location: &str) -> String {
    let what = match phase {
        Phase::Macroexpansion => "Unexpected error",
        _ => "Syntax error",
    };
    let doing = match phase {
        Phase::ReadSource => "reading source",
        Phase::CompileSyntaxCheck | Phase::Compilation => "compiling",
        Phase::MacroSyntaxCheck | Phase::Macroexpansion | Phase::Execution => "macroexpanding",
    };
    match symbol {
        Some(symbol) => format!("{what} {doing} {symbol} at ({location})."),
        None => format!("{what} {doing} at ({location})."),
    }
}

/// Lines and columns are `Integer`s.
fn int(n: u32) -> Value {
    Value::int(i32::try_from(n).unwrap_or(i32::MAX))
}

fn keyword(t: &Thread, text: &str) -> Value {
    t.runtime.keyword(text).into()
}

fn build(t: &mut Thread, kind: ExceptionKind, message: &str, cause: Error, pairs: Vec<(Value, Value)>) -> Error {
    let data: Result<Value> = runtime::coll::map::from_pairs(t, pairs);
    // The keys are distinct keywords, so the map is always made; an error without data is still an error.
    let data = data.unwrap_or_default();
    Error::build(ThrowableClass::Known(kind), Value::str(message), cause.0.into(), data)
}
