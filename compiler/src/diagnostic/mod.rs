//! Errors of the compiler as data: what is wrong, in which phase, where, and what belongs to it.
//!
//! A [`Diagnostic`] holds a row of a catalogue (a [`Problem`]), spans and causes, never formatted text.
//! `render` makes text for people, `convert` exceptions for programs, which carry what a report needs. Clojure counterpart: `clojure.lang.Compiler$CompilerException` and `clojure.main/ex-triage`.

mod catalogue;
mod convert;
mod render;

pub use bytecode::source::{Position, Span};
pub use convert::compiler_exception;
pub use convert::{Details, details};
pub use render::{RenderOptions, excerpts, hint_line};

use runtime::error::Throwable;
use runtime::{Error, ExceptionKind, Ref, Value};
use std::fmt::Debug;
use std::rc::Rc;

/// When something went wrong: the value of `:clojure.error/phase`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    ReadSource,
    MacroSyntaxCheck,
    Macroexpansion,
    CompileSyntaxCheck,
    Compilation,
    Execution,
}

impl Phase {
    /// The keyword's name, without the colon.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::ReadSource => "read-source",
            Phase::MacroSyntaxCheck => "macro-syntax-check",
            Phase::Macroexpansion => "macroexpansion",
            Phase::CompileSyntaxCheck => "compile-syntax-check",
            Phase::Compilation => "compilation",
            Phase::Execution => "execution",
        }
    }

    /// The phase of this name.
    pub fn named(name: &str) -> Option<Phase> {
        use Phase::*;
        let all = [ReadSource, MacroSyntaxCheck, Macroexpansion, CompileSyntaxCheck, Compilation, Execution];
        all.into_iter().find(|phase| phase.name() == name)
    }
}

/// A row of a catalogue with its arguments. Implemented by [`catalogue!`](crate::catalogue) only.
pub trait Problem: Debug {
    /// The name of the row.
    fn name(&self) -> &'static str;
    fn phase(&self) -> Phase;
    /// The class of the exception that Clojure throws.
    fn class(&self) -> ExceptionKind;
    /// Clojure's words, if it has any for this.
    fn message(&self) -> String;
    /// How to put it right, in a whole sentence.
    fn help(&self) -> Option<&'static str>;
}

/// A place that helps to understand an error.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub span: Span,
    pub text: String,
}

/// An error of the reader, the macroexpander or the analyzer.
#[derive(Debug)]
pub struct Diagnostic {
    pub problem: Box<dyn Problem>,
    /// The problem's own phase, unless the place where it came up says otherwise.
    pub phase: Phase,
    /// The path of the source, as the compiler was given it; `None` when there is none.
    pub source: Option<Rc<str>>,
    /// What the excerpt points at.
    pub span: Span,
    /// The place that Clojure names: for the reader, where it stood when it noticed.
    pub at: Position,
    pub notes: Vec<Note>,
    /// The macro or special form at work: `clojure.core/let`, `if`.
    pub symbol: Option<Rc<str>>,
    /// The form whose expansion holds the error, if it was made by a macro.
    pub macro_form: Option<Value>,
    /// What user code threw, if it was user code.
    pub cause: Option<Error>,
}

crate::catalogue! {
    /// What is not in any phase's catalogue.
    pub enum Thrown: Execution {
        /// User code threw; the diagnostic's cause is what.
        ByCode { } RuntimeException "An exception was thrown";
    }
}

impl Diagnostic {
    /// An error at a span, which Clojure would report at the span's start.
    #[cold]
    pub fn new(problem: impl Problem + 'static, span: Span) -> Box<Diagnostic> {
        let phase = problem.phase();
        Box::new(Diagnostic {
            problem: Box::new(problem),
            phase,
            source: None,
            span,
            at: span.start,
            notes: Vec::new(),
            symbol: None,
            macro_form: None,
            cause: None,
        })
    }

    /// What user code threw while the compiler ran it in `phase`.
    #[cold]
    pub fn thrown(phase: Phase, cause: Error, span: Span) -> Box<Diagnostic> {
        let mut diagnostic = Diagnostic::new(Thrown::ByCode {}, span);
        diagnostic.phase = phase;
        diagnostic.cause = Some(cause);
        diagnostic
    }

    /// The same with the place that Clojure names.
    pub fn at(mut self: Box<Self>, at: Position) -> Box<Diagnostic> {
        self.at = at;
        self
    }

    pub fn in_source(mut self: Box<Self>, source: Option<&Rc<str>>) -> Box<Diagnostic> {
        self.source = self.source.take().or_else(|| source.cloned());
        self
    }

    pub fn in_phase(mut self: Box<Self>, phase: Phase) -> Box<Diagnostic> {
        self.phase = phase;
        self
    }

    /// Names the macro or special form at work.
    pub fn naming(mut self: Box<Self>, symbol: &str) -> Box<Diagnostic> {
        self.symbol = Some(symbol.into());
        self
    }

    pub fn note(mut self: Box<Self>, span: Span, text: impl Into<String>) -> Box<Diagnostic> {
        self.notes.push(Note { span, text: text.into() });
        self
    }

    /// The class of the exception at the root.
    pub fn class_name(&self) -> String {
        match self.root_cause() {
            Some(root) => runtime::class::class_name(&root.to_value()),
            None => self.problem.class().class_name().to_owned(),
        }
    }

    /// The message of the exception at the root.
    pub fn message(&self) -> String {
        match self.root_cause() {
            Some(root) => root.message_text().unwrap_or_default(),
            None => self.problem.message(),
        }
    }

    /// The innermost cause of what user code threw.
    fn root_cause(&self) -> Option<Ref<Throwable>> {
        let mut root = self.cause.as_ref()?.0.clone();
        // Chains are short; the bound only stops a cycle that a program made.
        for _ in 0..1000 {
            let Some(next) = root.cause.as_ref::<Throwable>().cloned() else { break };
            root = next;
        }
        Some(root)
    }

    /// `foo.clj:1:5`, or `1:5` without a source.
    pub fn location(&self) -> String {
        location(self.source.as_deref(), self.at)
    }
}

fn location(source: Option<&str>, Position { line, column }: Position) -> String {
    match source {
        Some(source) => format!("{source}:{line}:{column}"),
        None => format!("{line}:{column}"),
    }
}
