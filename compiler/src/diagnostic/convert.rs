//! Diagnostics as the exceptions that programs see.
//!
//! Reading from a string throws the plain exception, reading from a reader that counts lines wraps it
//! in a `ReaderException`, and loading or evaluating wraps it in a `CompilerException`.

use super::{Diagnostic, Phase, Position, location};
use runtime::error::ThrowableClass;
use runtime::symbol::Symbol;
use runtime::{Error, ExceptionKind, Result, Thread, Value};

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
        compiler_exception(t, self.phase, self.source.as_deref(), self.at, self.symbol.as_deref(), cause)
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
    let message = exception_message(phase, symbol, &location(source, at));
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
        Phase::Macroexpansion | Phase::Compilation => "Unexpected error",
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
