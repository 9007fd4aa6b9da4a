//! From forms to the analyzed tree: macroexpansion, resolution of names, closures, checks.
//!
//! Clojure counterpart: the analyzing half of `clojure.lang.Compiler`. Reads nothing and emits nothing;
//! it does run macros, through [`Thread::invoke`](runtime::Thread::invoke).
//!
//! Begin with [`analyze_top`] and `Analyzer::analyze`, which looks at the shape of a form; then `invoke`
//! (calls), `special` (the table of special forms, one file each), `resolve` (names) and `env` (locals
//! and captures). `analyze_` makes a node of a form, `resolve_` finds what a name means.
//!
//! # Errors
//!
//! A name that does not resolve is noted and analysis goes on, so that one run reports all of them; any
//! other error ends the analysis of its top-level form. The first error is the one Clojure would report.

pub mod env;
pub mod errors;
pub mod form;
pub mod intrinsics;
mod invoke;
mod literal;
mod macroexpand;
mod resolve;
mod special;
mod types;
mod warning;

#[cfg(test)]
mod tests;

pub use macroexpand::macroexpand1;
pub use resolve::DEFAULT_IMPORTS;
pub use special::is_special;

use crate::diagnostic::{Diagnostic, Phase, Problem};
use crate::node::{Body, Chunk, Node, NodeKind, Position, Span, Type};
use crate::reader::Positions;
use env::{Level, RecurFrame, Scopes};
use errors::AnalyzeError;
use form::Shape;
use runtime::keyword::Keyword;
use runtime::namespace::Namespace;
use runtime::number::work::spend;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Error, Ref, Thread, Value};
use std::cell::Cell;
use std::rc::Rc;
use types::Tag;

/// How deep forms may nest, macro expansions included. A thread that compiles needs four megabytes of
/// native stack for that.
pub const MAX_DEPTH: u32 = 1_000;

/// The result of analyzing a form.
pub(crate) type Res<T> = Result<T, Box<Diagnostic>>;

/// What analysis needs to know of its surroundings.
pub struct Context<'a> {
    /// `*ns*`
    pub ns: Ref<Namespace>,
    /// The path of the source, for messages; `None` when there is none.
    pub source: Option<Rc<str>>,
    /// Where forms stand.
    pub positions: &'a Positions,
    /// The place of forms of which nothing is known.
    pub at: Span,
    /// The number for the next function name, kept by the caller for each unit so that names are the same
    /// in every run.
    pub ids: &'a Cell<u32>,
    /// Looks at the arguments of a macro before it is called.
    pub check_macro: Option<MacroCheck>,
}

/// Throws if the arguments of a macro are not as they should be.
pub type MacroCheck = fn(&mut Thread, &Ref<Var>, &[Value]) -> runtime::Result<()>;

impl Context<'_> {
    fn next_id(&self) -> u32 {
        let id = self.ids.get();
        self.ids.set(id.wrapping_add(1));
        id
    }
}

/// What a top-level form is.
#[derive(Debug)]
pub enum Top {
    /// A `do` (also one that a macro made): each form is to be analyzed and run before the next one is.
    /// Forms of unknown place stand at `at`.
    Do { forms: Vec<Value>, at: Span },
    /// Anything else.
    Chunk(Box<Chunk>),
}

/// The result of [`analyze_top`].
#[derive(Debug)]
pub struct Analysis {
    pub top: Top,
    /// Lines for `*err*`, such as reflection warnings.
    pub warnings: Vec<String>,
}

/// Why a top-level form cannot be compiled.
#[derive(Debug)]
pub struct Failure {
    /// At least one; the first is what Clojure would report.
    pub errors: Vec<Diagnostic>,
    /// The cause of the first error is thrown as it is, without a `CompilerException` around it.
    pub bare: bool,
}

impl Failure {
    /// What `eval` and `load` throw.
    pub fn to_error(&self, t: &mut Thread) -> Error {
        match self.errors.first() {
            Some(first) if self.bare => first.to_root_error(),
            Some(first) => match &first.cause {
                // A macro that compiles something itself has made the exception already.
                Some(cause) if cause.0.kind() == Some(runtime::ExceptionKind::CompilerException) => cause.clone(),
                _ => first.to_compiler_exception(t),
            },
            None => Error::runtime("the form cannot be compiled"),
        }
    }
}

/// Analyzes one top-level form.
pub fn analyze_top(t: &mut Thread, cx: &Context<'_>, form: &Value) -> Result<Analysis, Failure> {
    let mut analyzer = Analyzer::new(t, cx);
    let result = analyzer.analyze_top(form);
    let Analyzer { mut errors, warnings, bare, .. } = analyzer;
    match result {
        Ok(top) if errors.is_empty() => Ok(Analysis { top, warnings }),
        Ok(_) => Err(Failure { errors, bare: false }),
        Err(last) => {
            let bare = bare && errors.is_empty();
            errors.push(*last);
            Err(Failure { errors, bare })
        }
    }
}

/// Whether a form's value can leave the frame at once, which `recur` asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pos {
    /// Something happens with the value.
    Value,
    /// The value is that of the loop or function around.
    Tail,
}

/// Keywords that the analyzer looks for.
pub(crate) struct Keywords {
    pub tag: Ref<Keyword>,
    pub line: Ref<Keyword>,
    pub column: Ref<Keyword>,
    pub file: Ref<Keyword>,
    pub doc: Ref<Keyword>,
    pub dynamic: Ref<Keyword>,
    pub const_: Ref<Keyword>,
    pub once: Ref<Keyword>,
    pub rettag: Ref<Keyword>,
    pub inline: Ref<Keyword>,
    pub inline_arities: Ref<Keyword>,
    pub arglists: Ref<Keyword>,
    pub param_tags: Ref<Keyword>,
    pub unsynchronized: Ref<Keyword>,
    pub volatile: Ref<Keyword>,
}

impl Keywords {
    fn new(t: &Thread) -> Keywords {
        let k = |name: &str| t.runtime.keyword(name);
        Keywords {
            tag: k("tag"),
            line: k("line"),
            column: k("column"),
            file: k("file"),
            doc: k("doc"),
            dynamic: k("dynamic"),
            const_: k("const"),
            once: k("once"),
            rettag: k("rettag"),
            inline: k("inline"),
            inline_arities: k("inline-arities"),
            arglists: k("arglists"),
            param_tags: k("param-tags"),
            unsynchronized: k("unsynchronized-mutable"),
            volatile: k("volatile-mutable"),
        }
    }
}

/// The analysis of one top-level form.
pub(crate) struct Analyzer<'a> {
    pub t: &'a mut Thread,
    pub cx: &'a Context<'a>,
    pub keys: Rc<Keywords>,
    pub scopes: Scopes,
    /// Errors after which analysis went on.
    pub errors: Vec<Diagnostic>,
    pub warnings: Vec<String>,
    /// The form being analyzed, or the nearest one around it of known place.
    pub span: Span,
    /// The start of the nearest list of known place: where Clojure says that errors are.
    pub at: Position,
    /// The types that the form itself defines, and the one being defined, by full name.
    pub types: Vec<Rc<str>>,
    /// The error on its way out has been given its place and symbol.
    located: bool,
    bare: bool,
    depth: u32,
    /// The last `&env` made, with the environment it was made of.
    env_map: Option<(env::Env, Value)>,
}

impl<'a> Analyzer<'a> {
    pub fn new(t: &'a mut Thread, cx: &'a Context<'a>) -> Analyzer<'a> {
        let keys = Rc::new(Keywords::new(t));
        Analyzer {
            t,
            cx,
            keys,
            scopes: Scopes::default(),
            errors: Vec::new(),
            warnings: Vec::new(),
            span: cx.at,
            at: cx.at.start,
            types: Vec::new(),
            located: false,
            bare: false,
            depth: 0,
            env_map: None,
        }
    }

    fn analyze_top(&mut self, form: &Value) -> Res<Top> {
        self.enter_place(form);
        let mut form = form.clone();
        while form::shape(&form) == Shape::Seq {
            let items = self.items(&form)?;
            match self.macroexpand(&form, &items) {
                Ok(Some(expanded)) => form = expanded,
                Ok(None) => {
                    if items.first().is_some_and(|op| form::is_symbol(op, "do")) {
                        return Ok(Top::Do { forms: items.into_iter().skip(1).collect(), at: self.span });
                    }
                    break;
                }
                Err(error) => {
                    // What macroexpansion itself throws at the top is not wrapped by Clojure.
                    self.bare = error.phase == Phase::CompileSyntaxCheck;
                    return Err(error);
                }
            }
        }
        let name = self.chunk_name(&form);
        let base =
            if is_def(self.t, &form) || form::shape(&form) == Shape::Symbol { String::new() } else { name.clone() };
        self.scopes.levels.push(Level::new(base));
        self.scopes.recur = Some(RecurFrame {
            target: crate::node::RecurTarget::Frame,
            locals: Vec::new(),
            primitives: Vec::new(),
            across_try: false,
        });
        let node = self.analyze(&form, Pos::Tail)?;
        let level = self.scopes.levels.pop().unwrap_or_default();
        let body = Body { locals: level.locals, node, loops: level.loops };
        Ok(Top::Chunk(Box::new(Chunk { name, body })))
    }

    /// `user$eval1`, as Clojure names the function around an evaluated form.
    fn chunk_name(&mut self, form: &Value) -> String {
        let ns = runtime::class::munge(self.cx.ns.name_str());
        if is_def(self.t, form) { format!("{ns}$eval") } else { format!("{ns}$eval{}", self.cx.next_id()) }
    }

    /// A node for a form.
    pub fn analyze(&mut self, form: &Value, pos: Pos) -> Res<Node> {
        self.analyze_named(form, pos, None)
    }

    /// A node for a form; if it is a function without a name, `name` is what its class is called.
    pub fn analyze_named(&mut self, form: &Value, pos: Pos, name: Option<&str>) -> Res<Node> {
        if self.depth >= MAX_DEPTH || self.t.native_depth >= runtime::thread::MAX_NATIVE_DEPTH {
            return Err(self.error(AnalyzeError::TooDeep {}));
        }
        let paid = spend(1).map_err(Error::from);
        self.run(paid)?;
        self.depth += 1;
        self.t.native_depth += 1;
        let place = (self.span, self.at);
        self.enter_place(form);
        let result = match form::shape(form) {
            Shape::Literal => Ok(Node::constant(form.clone(), self.span)),
            Shape::Symbol => self.analyze_symbol(form),
            Shape::Vector => self.analyze_vector(form),
            Shape::Map => self.analyze_map(form),
            Shape::Set => self.analyze_set(form),
            Shape::Seq => self.analyze_seq(form, pos, name),
        };
        (self.span, self.at) = place;
        self.t.native_depth -= 1;
        self.depth -= 1;
        result
    }

    /// Makes a form's place the current one, if the form has a place.
    fn enter_place(&mut self, form: &Value) {
        let is_list = form::shape(form) == Shape::Seq;
        let known = self.cx.positions.get(form).or_else(|| if is_list { self.line_of(form) } else { None });
        if let Some(span) = known {
            self.span = span;
            if is_list {
                self.at = span.start;
            }
        }
    }

    /// The place that a list's metadata tells.
    fn line_of(&mut self, form: &Value) -> Option<Span> {
        let meta = form::meta(form);
        let line = form::get(self.t, &meta, &self.keys.line).ok()?.as_long()?;
        let column = form::get(self.t, &meta, &self.keys.column).ok()?.as_long().unwrap_or(1);
        form::point(line, column)
    }

    /// A list: a macro call, a special form or a call.
    fn analyze_seq(&mut self, form: &Value, pos: Pos, name: Option<&str>) -> Res<Node> {
        let mut op = Value::NIL;
        let result = self.analyze_expanding(form, pos, name, &mut op);
        result.map_err(|error| self.locate(error, &op))
    }

    fn analyze_expanding(&mut self, form: &Value, pos: Pos, name: Option<&str>, op: &mut Value) -> Res<Node> {
        let mut form = form.clone();
        let mut items = self.items(&form)?;
        let hint = self.tag_of(&form);
        let mut node = loop {
            let Some(first) = items.first() else { break self.analyze_empty(&form)? };
            *op = first.clone();
            match self.macroexpand(&form, &items)? {
                None => break self.analyze_expanded(&form, &items, pos, name)?,
                Some(expanded) if form::shape(&expanded) == Shape::Seq => {
                    self.enter_place(&expanded);
                    items = self.items(&expanded)?;
                    form = expanded;
                }
                Some(expanded) => break self.analyze(&expanded, pos)?,
            }
        };
        // A class that the program names goes before what is known, as a cast would.
        match hint {
            Some(Tag::Class(class)) => node.ty = Type::Hint(class),
            Some(other) if node.ty == Type::Any => node.ty = other.ty(),
            _ => {}
        }
        Ok(node)
    }

    fn analyze_expanded(&mut self, form: &Value, items: &[Value], pos: Pos, name: Option<&str>) -> Res<Node> {
        if let Some(analyze) = items.first().and_then(special::find) {
            return analyze(self, &special::Call { form, items, pos, name });
        }
        self.analyze_call(form, items, pos)
    }

    /// Several forms of which the last one gives the value: the body of `do`, `let*`, `fn*` …
    pub fn analyze_body(&mut self, forms: &[Value], pos: Pos) -> Res<Node> {
        let Some((last, before)) = forms.split_last() else { return Ok(Node::constant(Value::NIL, self.span)) };
        if before.is_empty() {
            return self.analyze(last, pos);
        }
        let span = self.span;
        let mut nodes = Vec::with_capacity(forms.len());
        for form in before {
            nodes.push(self.analyze(form, Pos::Value)?);
        }
        nodes.push(self.analyze(last, pos)?);
        let ty = nodes.last().map_or(Type::Any, |n| n.ty.clone());
        Ok(Node::typed(NodeKind::Do(nodes), span, ty))
    }

    /// Nodes for arguments.
    pub fn analyze_all(&mut self, forms: &[Value]) -> Res<Vec<Node>> {
        forms.iter().map(|form| self.analyze(form, Pos::Value)).collect()
    }

    /// The items of a list form.
    pub fn items(&mut self, form: &Value) -> Res<Vec<Value>> {
        let items = form::seq_items(self.t, form);
        self.run(items)
    }

    /// A node of unknown type at the current place.
    pub fn node(&self, kind: NodeKind) -> Node {
        Node::new(kind, self.span)
    }

    /// An error at the current place.
    #[cold]
    pub fn error(&mut self, problem: impl Problem + 'static) -> Box<Diagnostic> {
        self.located = false;
        Diagnostic::new(problem, self.span).at(self.at).in_source(self.cx.source.as_ref())
    }

    /// Notes an error and goes on, with a node that stands for what could not be analyzed.
    #[cold]
    pub fn recover(&mut self, problem: impl Problem + 'static) -> Node {
        let error = self.error(problem);
        self.errors.push(*error);
        self.node(NodeKind::Const(Value::NIL))
    }

    /// The value of an operation that the analyzer ran, or its error as a diagnostic.
    pub fn run<T>(&mut self, result: runtime::Result<T>) -> Res<T> {
        result.map_err(|error| {
            self.located = false;
            Diagnostic::thrown(Phase::CompileSyntaxCheck, error, self.span)
                .at(self.at)
                .in_source(self.cx.source.as_ref())
        })
    }

    /// Gives an error on its way out the symbol of the innermost list around it.
    fn locate(&mut self, mut error: Box<Diagnostic>, op: &Value) -> Box<Diagnostic> {
        if !self.located {
            self.located = true;
            if let (None, Some(op)) = (&error.symbol, op.as_ref::<Symbol>()) {
                error = error.naming(&op.full_name());
            }
        }
        error
    }

    /// The form as text, for messages; cut when long.
    pub fn text_of(&mut self, form: &Value) -> String {
        let mut text = runtime::print::pr_str(self.t, form).unwrap_or_default();
        if text.chars().count() > 200 {
            text = text.chars().take(200).chain("...".chars()).collect();
        }
        text
    }

    /// Is the code being analyzed outside of any function, so that it runs right after it is compiled?
    pub fn at_top(&self) -> bool {
        self.scopes.levels.len() <= 1
    }
}

/// A form that Clojure evaluates without a function around it: its operator's name begins with `def`.
fn is_def(t: &mut Thread, form: &Value) -> bool {
    form::shape(form) == Shape::Seq
        && runtime::seq::first(t, form)
            .is_ok_and(|op| op.as_ref::<Symbol>().is_some_and(|s| s.name_str().starts_with("def")))
}
