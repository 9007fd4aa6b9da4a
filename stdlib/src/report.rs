//! What a user sees of an uncaught exception: the phase and place, the message, and where the source is
//! at hand an excerpt. The two first lines are Clojure's (`clojure.main/ex-triage` and `ex-str`).

use crate::hint;
use compiler::diagnostic::{self, Position, RenderOptions, Span};
use runtime::class::MUNGED;
use runtime::error::{Error, ExceptionKind, Throwable, TraceEntry};
use runtime::object::Ref;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::{Thread, Value, class, ops, print};

/// The parts of a report.
#[derive(Debug, Default)]
pub struct Report {
    /// `execution`, `compile-syntax-check`, …
    pub phase: String,
    pub source: Option<String>,
    pub path: Option<String>,
    pub line: Option<i64>,
    pub column: Option<i64>,
    /// The function or macro concerned, as `ns/name`.
    pub symbol: Option<String>,
    /// Simple class name of the root cause.
    pub class: String,
    pub cause: Option<String>,
    /// Is the cause what a spec has against the arguments of a call?
    pub is_explained: bool,
}

/// A class-like name as Clojure shows it: `user$foo_bar$fn__12` is `user/foo-bar/fn--12`.
pub fn demunge(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    'next: while let Some(c) = rest.chars().next() {
        if c == '$' {
            out.push('/');
            rest = &rest[1..];
            continue;
        }
        if c == '_' {
            for (from, to) in MUNGED.iter().filter(|(_, to)| to.len() > 1) {
                if let Some(tail) = rest.strip_prefix(to) {
                    out.push(*from);
                    rest = tail;
                    continue 'next;
                }
            }
            out.push('-');
        } else {
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The innermost cause.
pub fn root_cause(error: &Ref<Throwable>) -> Ref<Throwable> {
    let mut root = error.clone();
    // Causes are given at construction, so the chain ends; the bound guards against a hostile `initCause`.
    for _ in 0..10_000 {
        match root.cause.as_ref::<Throwable>() {
            Some(cause) if !Ref::same(cause, &root) => root = cause.clone(),
            _ => break,
        }
    }
    root
}

fn entry(t: &mut Thread, data: &Value, key: &str) -> Option<Value> {
    let key = Value::from(t.runtime.keyword(key));
    ops::get(t, data, &key).ok().filter(|v| !v.is_nil())
}

fn text(t: &mut Thread, value: Value) -> String {
    match value.as_ref::<Symbol>() {
        Some(s) => s.full_name(),
        None => print::print_str(t, &value).unwrap_or_default(),
    }
}

/// Frames of the core itself are not where a user's error is.
fn is_core_frame(entry: &TraceEntry) -> bool {
    let name = entry.code.name.to_string_lossy();
    ["clojure.core$", "clojure.lang.", "clojure.core.protocols$", "lisle."].iter().any(|p| name.starts_with(p))
}

/// What a spec has against the arguments of a macro or function.
fn spec_explanation(t: &mut Thread, error: &Ref<Throwable>) -> Option<String> {
    entry(t, &error.data, "clojure.spec.alpha/problems")?;
    let explain = crate::native::syntax::spec_var(t, "macro-explanation")?;
    let function = runtime::bindings::deref(t, &explain);
    let explanation = t.invoke(&function, &mut [error.data.clone()]).ok()?;
    Some(text(t, explanation).trim_end_matches('\n').to_owned())
}

/// A path as one would write it in the current directory.
fn relative(t: &Thread, path: &str) -> String {
    let directory = vm::host::host(&t.runtime).absolute(".");
    let inside = path.strip_prefix(&*directory).and_then(|rest| rest.strip_prefix('/'));
    inside.unwrap_or(path).to_owned()
}

/// Takes an exception apart.
pub fn triage(t: &mut Thread, error: &Error) -> Report {
    let root = root_cause(&error.0);
    let mut report = Report {
        phase: "execution".into(),
        class: class::class_name(&root.to_value()).rsplit(['.', '$']).next().unwrap_or("").to_owned(),
        cause: root.message_text(),
        ..Report::default()
    };
    let data = error.0.data.clone();
    if let Some(phase) = entry(t, &data, "clojure.error/phase") {
        report.phase = phase.as_ref::<runtime::keyword::Keyword>().map_or("", |k| k.name_str()).to_owned();
        report.source = entry(t, &data, "clojure.error/source").map(|v| text(t, v));
        report.line = entry(t, &data, "clojure.error/line").and_then(|v| v.as_long());
        report.column = entry(t, &data, "clojure.error/column").and_then(|v| v.as_long());
        report.symbol = entry(t, &data, "clojure.error/symbol").map(|v| text(t, v));
        report.path = report.source.as_deref().map(|path| relative(t, path));
        if report.phase == "macro-syntax-check"
            && let Some(explanation) = spec_explanation(t, &root)
        {
            report.cause = Some(explanation);
        }
        if report.phase != "execution" {
            return report;
        }
        report.column = None;
    }
    let explanation = spec_explanation(t, &root);
    report.is_explained = explanation.is_some();
    let is_known = |e: &&TraceEntry| {
        is_core_frame(e) || explanation.is_some() && e.code.name.to_string_lossy().starts_with("clojure.spec.")
    };
    let trace = root.trace();
    let frame = trace.iter().find(|e| !is_known(e)).or(trace.first());
    if let Some(frame) = frame {
        let position = frame.code.body.position(frame.pc);
        report.symbol = Some(demunge(&frame.code.name.to_string_lossy()));
        report.path = Some(if position.path.is_empty() { position.file.clone() } else { position.path });
        report.source = Some(position.file);
        report.line = (position.line > 0).then_some(i64::from(position.line));
    }
    if explanation.is_some() {
        report.cause = explanation;
        if let Some(function) = entry(t, &root.data, "clojure.spec.alpha/fn") {
            report.symbol = Some(text(t, function));
        }
    }
    report
}

impl Report {
    /// Frames name the file, errors of reader and compiler its path.
    fn location(&self) -> String {
        let source = match (self.source.as_deref(), self.path.as_deref()) {
            (Some(source), _) if self.phase == "execution" => source.rsplit('/').next().unwrap_or(source),
            (source, path) => path.or(source).unwrap_or("REPL"),
        };
        let source = if ["", "NO_SOURCE_PATH", "NO_SOURCE_FILE"].contains(&source) { "REPL" } else { source };
        let mut text = format!("({source}:{}", self.line.unwrap_or(1));
        if let Some(column) = self.column {
            text.push_str(&format!(":{column}"));
        }
        text.push(')');
        text
    }

    /// Clojure's text, with a newline at the end of each line.
    pub fn render(&self) -> String {
        let location = self.location();
        let cause = self.cause.as_deref().unwrap_or("null");
        let simple = if matches!(&*self.class, "Exception" | "RuntimeException" | "") {
            String::new()
        } else {
            format!(" ({})", self.class)
        };
        let symbol = self.symbol.as_deref().map_or(String::new(), |s| format!(" {s}"));
        match &*self.phase {
            "read-source" => format!("Syntax error reading source at {location}.\n{cause}\n"),
            "macro-syntax-check" => format!("Syntax error macroexpanding{symbol} at {location}.\n{cause}\n"),
            "macroexpansion" => format!("Unexpected error{simple} macroexpanding{symbol} at {location}.\n{cause}\n"),
            "compile-syntax-check" => format!("Syntax error{simple} compiling{symbol} at {location}.\n{cause}\n"),
            "compilation" => format!("Unexpected error{simple} compiling{symbol} at {location}.\n{cause}\n"),
            "read-eval-result" => format!("Error reading eval result{simple} at{symbol} {location}.\n{cause}\n"),
            "print-eval-result" => format!("Error printing return value{simple} at{symbol} {location}.\n{cause}\n"),
            _ if self.is_explained => {
                format!("Execution error - invalid arguments to{symbol} at {location}.\n{cause}\n")
            }
            _ => format!("Execution error{simple} at{symbol} {location}.\n{cause}\n"),
        }
    }
}

/// The whole report of an uncaught exception.
pub fn report(t: &mut Thread, error: &Error) -> String {
    triage(t, error).render()
}

/// What stands below the two lines: the place in the source, if that is at hand, and a hint.
pub fn explanation(t: &mut Thread, error: &Error, report: &Report, options: RenderOptions) -> String {
    let details = diagnostic::details(t, error);
    let mut out = String::new();
    if let (Some(path), Some(line)) = (&report.path, report.line)
        && let Some(bytes) = crate::load::read_source(t, path)
    {
        let at = |column| Position { line: u32::try_from(line).unwrap_or(0), column };
        // Where no column is known, the span ends before it starts.
        let span = match report.column.and_then(|c| u32::try_from(c).ok()) {
            Some(column) => Span { start: at(column), end: at(column) },
            None => Span { start: at(1), end: at(0) },
        };
        let text = String::from_utf8_lossy(&bytes);
        out = diagnostic::excerpts(&text, details.span.unwrap_or(span), &details.notes, options);
    }
    if let Some(hint) = hint::did_you_mean(t, error, report).or(details.help) {
        out.push_str(&diagnostic::hint_line(&hint, options));
    }
    out
}

/// The stack of an exception, one line a frame: `user/f (file.clj:3)`.
pub fn stack_lines(error: &Throwable) -> Vec<String> {
    error
        .trace()
        .iter()
        .map(|e| {
            let position = e.code.body.position(e.pc);
            let file = position.file.rsplit('/').next().unwrap_or("").to_owned();
            format!("{} ({file}:{})", demunge(&e.code.name.to_string_lossy()), position.line)
        })
        .collect()
}

/// True for an exception that the reader or compiler made, whose own position matters.
pub fn is_compiler_error(error: &Error) -> bool {
    matches!(error.0.kind(), Some(ExceptionKind::CompilerException | ExceptionKind::ReaderException))
}

/// The message of a throwable, or its class name.
pub fn short(error: &Error) -> String {
    match error.0.message.as_ref::<Str>() {
        Some(message) => message.to_string_lossy(),
        None => class::class_name(&error.0.to_value()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_are_shown_as_clojure_names() {
        assert_eq!(demunge("user$foo_bar$fn__12"), "user/foo-bar/fn--12");
        assert_eq!(demunge("my.ns$valid_QMARK_"), "my.ns/valid?");
    }
}
