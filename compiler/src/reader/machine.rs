//! [`Reader`]: the loop over tokens.
//!
//! A token either begins a form (a frame is pushed), ends one (the frame on top is taken off), or is a form.
//! A finished form goes to the frame below, which may thereby be finished too. Method names: `begin_` pushes
//! a frame, `finish_` makes a form of one, `read_` makes a form of a token.

use super::context::ReaderContext;
use super::errors::ReadError;
use super::fn_literal::Args;
use super::frame::{Frame, FrameKind, MapNamespace};
use super::literal::{self, Name};
use super::options::{ReadEval, ReaderOptions};
use super::position::{Cursor, Positions};
use super::symbols::{Symbols, make_list};
use super::token::{Delimiter, Lexer, Token, TokenKind};
use crate::diagnostic::Diagnostic;
use bytecode::source::{Position, Span};
use runtime::coll::{list, map, set, vector};
use runtime::regex::Pattern;
use runtime::symbol::Symbol;
use runtime::{Ref, Result, Thread, Value};
use std::rc::Rc;

/// The result of reading. Diagnostics are boxed because they are big and rare.
pub type ReadResult<T> = std::result::Result<T, Box<Diagnostic>>;

/// Reads the forms of a text, one at a time.
pub struct Reader<'s> {
    /// Where the forms read so far stand; filled when the options ask for line numbers.
    pub positions: Positions,
    pub(super) text: &'s str,
    pub(super) options: ReaderOptions,
    pub(super) symbols: Rc<Symbols>,
    pub(super) frames: Vec<Frame>,
    lexer: Lexer<'s>,
    pub(super) cursor: Cursor<'s>,
    /// The last token and where it stands.
    pub(super) last: Option<(Token, Span)>,
    /// The parameters of the function literal being read.
    pub(super) args: Option<Args>,
}

impl<'s> Reader<'s> {
    /// A reader at the beginning of a text. For source files, see also [`super::normalize_newlines`].
    pub fn new(t: &Thread, text: &'s str, options: ReaderOptions) -> Reader<'s> {
        let lexer = if options.is_edn() { Lexer::edn(text) } else { Lexer::clojure(text) };
        Reader {
            positions: Positions::new(),
            text,
            symbols: Rc::new(Symbols::new(t)),
            frames: Vec::new(),
            lexer,
            cursor: Cursor::new(text, options.start),
            last: None,
            args: None,
            options,
        }
    }

    /// The next form, or `None` at the end of the text. After an error, reading goes on behind the token
    /// that was wrong.
    pub fn read(&mut self, t: &mut Thread, context: &mut dyn ReaderContext) -> ReadResult<Option<Value>> {
        self.truncate(0);
        self.check_readable()?;
        while let Some((token, span)) = self.next_token() {
            // A text may be long and one form.
            let paid = t.tick();
            self.caught(paid, span)?;
            if let Some(form) = self.step(t, context, token, span)? {
                return Ok(Some(form));
            }
        }
        if self.frames.is_empty() { Ok(None) } else { Err(self.eof_error()) }
    }

    /// The byte offset behind the last token: where the rest of the text begins.
    pub fn offset(&self) -> usize {
        self.last.map_or(0, |(token, _)| token.end)
    }

    /// The options the reader was made with.
    pub fn options(&self) -> &ReaderOptions {
        &self.options
    }

    /// What has to hold before anything is read.
    pub(super) fn check_readable(&self) -> ReadResult<()> {
        let start = Span { start: self.options.start, end: self.options.start };
        if self.options.read_eval == ReadEval::Unknown {
            return Err(self.error(ReadError::ReadingDisallowed {}, start));
        }
        if self.text.len() > runtime::string::MAX_BYTES {
            return Err(self.error(ReadError::TooLong {}, start));
        }
        Ok(())
    }

    /// Gives up the forms that are open above a depth.
    pub(super) fn truncate(&mut self, depth: usize) {
        self.frames.truncate(depth);
        if !self.frames.iter().any(|frame| matches!(frame.kind, FrameKind::Fn(_))) {
            self.args = None;
        }
    }

    pub(super) fn next_token(&mut self) -> Option<(Token, Span)> {
        let token = self.lexer.next()?;
        let start = self.cursor.advance(token.start);
        let span = Span { start, end: self.cursor.advance(token.end) };
        self.last = Some((token, span));
        self.last
    }

    /// The text behind the last token.
    pub(super) fn rest(&self) -> &'s str {
        &self.text[self.offset()..]
    }

    /// Takes one token. Gives a form when a whole one has ended outside of all others.
    pub(super) fn step(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        token: Token,
        span: Span,
    ) -> ReadResult<Option<Value>> {
        let text = &self.text[token.start..token.end];
        let begun = match token.kind {
            TokenKind::Open(Delimiter::Paren) => FrameKind::List(Vec::new()),
            TokenKind::Open(Delimiter::Bracket) => FrameKind::Vector(Vec::new()),
            TokenKind::Open(Delimiter::Brace) => FrameKind::Map(Vec::new(), None),
            TokenKind::OpenSet => FrameKind::Set(Vec::new()),
            TokenKind::OpenFn => {
                if self.args.is_some() {
                    return Err(self.error(ReadError::NestedFn {}, span));
                }
                self.args = Some(Args::default());
                FrameKind::Fn(Vec::new())
            }
            TokenKind::Quote => FrameKind::Prefix(self.symbols.quote.clone()),
            TokenKind::Deref => FrameKind::Prefix(self.symbols.deref.clone()),
            TokenKind::VarQuote => FrameKind::Prefix(self.symbols.var.clone()),
            TokenKind::UnquoteSplicing => FrameKind::Prefix(self.symbols.unquote_splicing.clone()),
            TokenKind::Unquote if self.rest().is_empty() => {
                return Err(self.eof_error_as(ReadError::EofInCharacter {}));
            }
            TokenKind::Unquote => FrameKind::Prefix(self.symbols.unquote.clone()),
            TokenKind::SyntaxQuote => FrameKind::SyntaxQuote,
            TokenKind::Meta => FrameKind::Meta,
            TokenKind::Discard => FrameKind::Discard,
            TokenKind::Symbolic => FrameKind::Symbolic,
            TokenKind::Eval if self.options.read_eval != ReadEval::Allow => {
                return Err(self.error(ReadError::EvalDisallowed {}, span));
            }
            TokenKind::Eval => FrameKind::Eval,
            TokenKind::Unreadable => return Err(self.error(ReadError::Unreadable {}, span)),
            TokenKind::Conditional | TokenKind::ConditionalSplicing => {
                self.begin_conditional(span, token.kind == TokenKind::ConditionalSplicing)?;
                return Ok(None);
            }
            TokenKind::NamespacedMap | TokenKind::AliasedMap => {
                self.begin_namespaced_map(t, context, span, token.kind == TokenKind::AliasedMap)?;
                return Ok(None);
            }
            TokenKind::Tag => {
                self.begin_tag(span)?;
                return Ok(None);
            }
            TokenKind::Close(delimiter) => return self.close(t, context, delimiter.closing(), span),
            TokenKind::Number => {
                let form = literal::read_number(text).map_err(|e| self.error(e, span))?;
                return self.deliver(t, context, form, span);
            }
            TokenKind::String => {
                let form =
                    literal::read_string(text).map_err(|(e, offset)| self.string_error(e, span, text, offset))?;
                return self.deliver_new(t, context, form, span);
            }
            TokenKind::Regex => {
                let source = literal::regex_source(text).map_err(|e| self.string_error(e, span, text, text.len()))?;
                let form = self.caught(Pattern::new(source), span)?.into();
                return self.deliver_new(t, context, form, span);
            }
            TokenKind::Char => {
                self.check_constituents(text.get(2..).unwrap_or(""), span)?;
                let form = literal::read_char(text).map_err(|e| self.error(e, span))?;
                return self.deliver(t, context, form, span);
            }
            TokenKind::Keyword | TokenKind::Symbol => {
                let form = self.read_name(t, context, text, span)?;
                return self.deliver_new(t, context, form, span);
            }
        };
        self.push(begun, span)?;
        Ok(None)
    }

    pub(super) fn push(&mut self, kind: FrameKind, span: Span) -> ReadResult<()> {
        let limit = self.options.max_depth;
        if self.frames.len() >= limit {
            return Err(self.error(ReadError::TooDeep { limit }, span));
        }
        self.frames.push(Frame { kind, start: span.start });
        Ok(())
    }

    /// Takes the frame on top off, if `closing` closes it, and delivers its form.
    fn close(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        closing: char,
        span: Span,
    ) -> ReadResult<Option<Value>> {
        let Some(frame) = self.frames.pop_if(|frame| frame.kind.closing() == Some(closing)) else {
            return Err(self.error(ReadError::UnmatchedDelimiter { delimiter: closing }, span));
        };
        let span = Span { start: frame.start, end: span.end };
        let form = match frame.kind {
            FrameKind::List(forms) => self.finish_list(t, forms, span)?,
            FrameKind::Vector(forms) => vector::from_vec(forms).into(),
            FrameKind::Set(forms) => {
                let made = set::from_literal(t, forms);
                self.caught(made, span)?
            }
            FrameKind::Map(forms, ns) => self.finish_map(t, forms, ns, span)?,
            FrameKind::Fn(forms) => self.finish_fn(t, context, forms, span)?,
            FrameKind::Preserved(forms, splicing) => {
                let forms = self.finish_list(t, forms, span)?;
                runtime::tagged::ReaderConditional::new_value(forms, splicing)
            }
            FrameKind::Conditional(conditional) => {
                let forms = self.end_conditional(t, conditional, frame.start, span)?;
                for form in forms {
                    if let Some(whole) = self.deliver(t, context, form, span)? {
                        return Ok(Some(whole));
                    }
                }
                return Ok(None);
            }
            _ => return Ok(None),
        };
        self.deliver_new(t, context, form, span)
    }

    /// Delivers a form that was just made, so that its place has to be written down.
    fn deliver_new(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        form: Value,
        span: Span,
    ) -> ReadResult<Option<Value>> {
        self.place(&form, span);
        self.deliver(t, context, form, span)
    }

    /// Hands a finished form to the frame on top, and goes on with what that makes of it.
    pub(super) fn deliver(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        mut form: Value,
        mut span: Span,
    ) -> ReadResult<Option<Value>> {
        loop {
            let Some(frame) = self.frames.last_mut() else { return Ok(Some(form)) };
            match &mut frame.kind {
                FrameKind::List(forms)
                | FrameKind::Vector(forms)
                | FrameKind::Set(forms)
                | FrameKind::Map(forms, _)
                | FrameKind::Fn(forms)
                | FrameKind::Preserved(forms, _) => {
                    forms.push(form);
                    return Ok(None);
                }
                FrameKind::Conditional(_) => {
                    self.conditional_form(t, form, span)?;
                    return Ok(None);
                }
                _ => {}
            }
            let Some(frame) = self.frames.pop() else { return Ok(Some(form)) };
            let whole = Span { start: frame.start, end: span.end };
            let Some((made, at)) = self.finish_prefix(t, context, frame.kind, form, span, whole)? else {
                return Ok(None);
            };
            (form, span) = (made, at);
        }
    }

    /// What a frame that waited for one form makes of it; `None` if it has not ended or comes to nothing.
    fn finish_prefix(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        kind: FrameKind,
        form: Value,
        inner: Span,
        whole: Span,
    ) -> ReadResult<Option<(Value, Span)>> {
        let made = match kind {
            FrameKind::Prefix(symbol) => make_list(vec![symbol, form]),
            FrameKind::SyntaxQuote => {
                let symbols = self.symbols.clone();
                let expanded = super::syntax_quote::SyntaxQuote::new(context, &symbols).expand(t, &form);
                self.caught(expanded, whole)?
            }
            FrameKind::Discard => return Ok(None),
            FrameKind::Eval => {
                let value = context.eval(t, &form);
                return Ok(Some((self.caught(value, whole)?, whole)));
            }
            FrameKind::Symbolic => return Ok(Some((self.finish_symbolic(t, &form, whole)?, whole))),
            FrameKind::Meta => {
                let meta = self.finish_meta(t, form, whole)?;
                self.push(FrameKind::MetaTarget(meta), whole)?;
                return Ok(None);
            }
            FrameKind::MetaTarget(meta) => return self.finish_target(t, meta, form, inner, whole).map(Some),
            FrameKind::Tag => {
                let Ok(tag) = form.downcast::<Symbol>() else {
                    return Err(self.error(ReadError::TagNotSymbol {}, inner));
                };
                self.push(FrameKind::TagForm(tag), whole)?;
                return Ok(None);
            }
            FrameKind::TagForm(tag) => self.finish_tagged(t, context, &tag, form, whole)?,
            FrameKind::MapName { auto } => {
                self.finish_map_name(t, context, auto, form, inner, whole)?;
                return Ok(None);
            }
            // The others end by a delimiter.
            _ => return Ok(None),
        };
        self.place(&made, whole);
        Ok(Some((made, whole)))
    }

    /// A symbol, keyword, nil, true, false, or a parameter of a function literal.
    fn read_name(
        &mut self,
        t: &mut Thread,
        context: &mut dyn ReaderContext,
        text: &str,
        span: Span,
    ) -> ReadResult<Value> {
        if self.options.is_edn() {
            if let Some(found) = text.chars().next().filter(|c| matches!(c, '@' | '`' | '~')) {
                return Err(self.error(ReadError::InvalidLeading { found }, span));
            }
            self.check_constituents(text, span)?;
        } else if let Some(arg) = text.strip_prefix('%')
            && self.args.is_some()
        {
            return self.read_arg(t, context, arg, span);
        }
        let name = if self.options.is_edn() { literal::read_name(text) } else { literal::read_name_or_array(text) };
        Ok(match name.map_err(|e| self.error(e, span))? {
            Name::Nil => Value::NIL,
            Name::True => Value::TRUE,
            Name::False => Value::FALSE,
            Name::Symbol(text) => Symbol::parse(text).into(),
            Name::Keyword(text) => self.keyword(t, text),
            Name::Auto(rest) => {
                let (alias, name) = runtime::symbol::split_name(rest);
                let ns = match alias {
                    _ if self.options.is_edn() => None,
                    Some(alias) => self.caught(context.resolve_ns(t, alias), span)?,
                    None => Some(self.caught(context.current_ns(t), span)?.name_str().to_owned()),
                };
                let Some(ns) = ns else {
                    return Err(self.error(ReadError::InvalidToken { token: text.to_owned() }, span));
                };
                self.keyword(t, &format!("{ns}/{name}"))
            }
        })
    }

    /// In edn the characters of quoting may not stand inside a token.
    fn check_constituents(&self, text: &str, span: Span) -> ReadResult<()> {
        match text.chars().find(|c| matches!(c, '@' | '`' | '~')) {
            Some(found) if self.options.is_edn() => Err(self.error(ReadError::InvalidConstituent { found }, span)),
            _ => Ok(()),
        }
    }

    pub(super) fn finish_list(&mut self, t: &mut Thread, forms: Vec<Value>, span: Span) -> ReadResult<Value> {
        let list = list::from_vec(forms);
        if !self.options.line_numbers {
            return Ok(list);
        }
        match list.downcast::<list::List>() {
            Ok(list) => {
                let meta = map::from_pairs(t, self.line_and_column(span.start));
                Ok(list.with_meta(self.caught(meta, span)?).into())
            }
            Err(empty) => Ok(empty),
        }
    }

    pub(super) fn line_and_column(&self, at: Position) -> Vec<(Value, Value)> {
        let number = |n: u32| Value::int(i32::try_from(n).unwrap_or(i32::MAX));
        vec![(self.symbols.line.clone(), number(at.line)), (self.symbols.column.clone(), number(at.column))]
    }

    fn finish_map(
        &mut self,
        t: &mut Thread,
        forms: Vec<Value>,
        ns: Option<MapNamespace>,
        span: Span,
    ) -> ReadResult<Value> {
        if forms.len() % 2 == 1 {
            return Err(match ns {
                None => self.error(ReadError::OddMap {}, span),
                Some(_) => self.error(ReadError::OddNamespacedMap {}, span),
            });
        }
        let mut pairs = Vec::with_capacity(forms.len() / 2);
        let mut forms = forms.into_iter();
        while let (Some(key), Some(value)) = (forms.next(), forms.next()) {
            pairs.push(match &ns {
                None => (key, value),
                Some(ns) => (ns.qualify(t, key), value),
            });
        }
        let made = map::from_pairs(t, pairs);
        self.caught(made, span)
    }

    /// Writes down where a form stands.
    pub(super) fn place(&mut self, form: &Value, span: Span) {
        if self.options.line_numbers {
            self.positions.insert(form, span);
        }
    }
}

impl Reader<'_> {
    /// The keyword of this text: one of code is permanent, one of data is not.
    fn keyword(&self, t: &Thread, text: &str) -> Value {
        match self.options.line_numbers {
            true => t.runtime.keyword(text).into(),
            false => t.runtime.keywords.intern_counted_str(text).into(),
        }
    }
}

/// Reads one form of a string and throws plain exceptions, as `read-string` does.
pub fn read_string(
    t: &mut Thread,
    context: &mut dyn ReaderContext,
    text: &str,
    options: ReaderOptions,
) -> Result<Option<Value>> {
    Reader::new(t, text, options).read(t, context).map_err(|diagnostic| diagnostic.to_root_error())
}

impl MapNamespace {
    /// The key as it is meant: with the map's namespace, or with none if it says `_`.
    fn qualify(&self, t: &mut Thread, key: Value) -> Value {
        let qualified = |symbol: &Ref<Symbol>| match symbol.ns_str() {
            None => Some(Symbol::from_parts(Some(&self.0), symbol.name_str())),
            Some("_") => Some(Symbol::from_parts(None, symbol.name_str())),
            Some(_) => None,
        };
        if let Some(symbol) = key.as_ref::<Symbol>() {
            return qualified(symbol).map_or(key.clone(), Value::from);
        }
        let Some(keyword) = key.as_ref::<runtime::keyword::Keyword>() else { return key };
        match qualified(&keyword.symbol) {
            // What code names becomes permanent when it is linked.
            Some(symbol) => t.runtime.keywords.intern_counted(symbol.ns.as_ref(), &symbol.name).into(),
            None => key,
        }
    }
}
