//! Tokens: the only place that knows the lexer generator.
//!
//! Two token sets, Clojure's and edn's, share one [`TokenKind`]. A token is a kind and a stretch of the
//! text; what it means (which number, which symbol) is found out in `literal`. Comments and whitespace
//! (commas too) are no tokens. Every character of a text belongs to a token or is skipped, so lexing
//! never fails: what is wrong with a token is said by whoever reads it.

use logos::{Lexer as Logos_, Logos, Skip};

/// What kind of token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// `(` `[` `{`
    Open(Delimiter),
    /// `)` `]` `}`
    Close(Delimiter),
    /// `#(`
    OpenFn,
    /// `#{`
    OpenSet,
    /// `'`
    Quote,
    /// `` ` ``
    SyntaxQuote,
    /// `~`
    Unquote,
    /// `~@`
    UnquoteSplicing,
    /// `@`
    Deref,
    /// `^` or `#^`
    Meta,
    /// `#'`
    VarQuote,
    /// `#_`
    Discard,
    /// `#=`
    Eval,
    /// `##`
    Symbolic,
    /// `#<`
    Unreadable,
    /// `#?`
    Conditional,
    /// `#?@`
    ConditionalSplicing,
    /// `#:`, before a namespace and a map
    NamespacedMap,
    /// `#::`
    AliasedMap,
    /// `#`, before a tag
    Tag,
    /// A string with its quotes; the last quote may be missing.
    String,
    /// A regular expression from `#"`; the last quote may be missing.
    Regex,
    /// A character literal from the backslash.
    Char,
    Number,
    Keyword,
    Symbol,
}

/// The three pairs of delimiters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delimiter {
    Paren,
    Bracket,
    Brace,
}

impl Delimiter {
    pub const fn closing(self) -> char {
        match self {
            Delimiter::Paren => ')',
            Delimiter::Bracket => ']',
            Delimiter::Brace => '}',
        }
    }
}

/// A token: bytes `start..end` of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

// What the two sets share is written twice, because the generator reads attributes before macros.
// The class in `rest` is: neither whitespace nor a terminating macro character.

#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(skip r"[ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}]+")]
#[logos(subpattern rest = r#"[^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";@^`~()\[\]{}\\]"#)]
enum Lisp {
    #[token(";", comment)]
    #[token("#!", comment)]
    Comment,
    #[token("(")]
    Paren,
    #[token(")")]
    CloseParen,
    #[token("[")]
    Bracket,
    #[token("]")]
    CloseBracket,
    #[token("{")]
    Brace,
    #[token("}")]
    CloseBrace,
    #[token("#(")]
    Fn,
    #[token("#{")]
    Set,
    #[token("'")]
    Quote,
    #[token("`")]
    SyntaxQuote,
    #[token("~")]
    Unquote,
    #[token("~@")]
    UnquoteSplicing,
    #[token("@")]
    Deref,
    #[token("^")]
    #[token("#^")]
    Meta,
    #[token("#'")]
    VarQuote,
    #[token("#_")]
    Discard,
    #[token("#=")]
    Eval,
    #[token("##")]
    Symbolic,
    #[token("#<")]
    Unreadable,
    #[token("#?")]
    Conditional,
    #[token("#?@")]
    ConditionalSplicing,
    #[token("#:")]
    NamespacedMap,
    #[token("#::")]
    AliasedMap,
    #[token("#")]
    Tag,
    #[token("\"", string)]
    String,
    #[token("#\"", string)]
    Regex,
    #[regex(r"\\", character)]
    Char,
    // A number ends at any macro character, also at one that may stand inside a symbol.
    #[regex(r#"[+-]?\p{Nd}[^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";@^`~()\[\]{}\\'%#]*"#, priority = 20)]
    Number,
    #[regex(r":(?&rest)*", priority = 10)]
    Keyword,
    #[regex(r#"[^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";@^`~()\[\]{}\\'#:+\-\p{Nd}](?&rest)*"#, priority = 5)]
    #[regex(r#"[+-]([^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";@^`~()\[\]{}\\\p{Nd}](?&rest)*)?"#, priority = 5)]
    Symbol,
}

#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(skip r"[ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}]+")]
#[logos(subpattern rest = r#"[^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";^()\[\]{}\\]"#)]
enum Edn {
    #[token(";", comment)]
    Comment,
    #[token("(")]
    Paren,
    #[token(")")]
    CloseParen,
    #[token("[")]
    Bracket,
    #[token("]")]
    CloseBracket,
    #[token("{")]
    Brace,
    #[token("}")]
    CloseBrace,
    #[token("#{")]
    Set,
    #[token("^")]
    #[token("#^")]
    Meta,
    #[token("#_")]
    Discard,
    #[token("##")]
    Symbolic,
    #[token("#<")]
    Unreadable,
    #[token("#:")]
    NamespacedMap,
    #[token("#")]
    Tag,
    #[token("\"", string)]
    String,
    #[regex(r"\\", edn_character)]
    Char,
    #[regex(r#"[+-]?\p{Nd}[^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";^()\[\]{}\\#]*"#, priority = 20)]
    Number,
    #[regex(r":(?&rest)*", priority = 10)]
    Keyword,
    #[regex(r#"[^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";^()\[\]{}\\#:+\-\p{Nd}](?&rest)*"#, priority = 5)]
    #[regex(r#"[+-]([^ \t\n\x0B\f\r\x1C-\x1F,\u{1680}\u{2000}-\u{2006}\u{2008}-\u{200A}\u{2028}\u{2029}\u{205F}\u{3000}";^()\[\]{}\\\p{Nd}](?&rest)*)?"#, priority = 5)]
    Symbol,
}

/// Skips to the end of the line.
fn comment<'s, T: Logos<'s, Source = str>>(lexer: &mut Logos_<'s, T>) -> Skip {
    let rest = lexer.remainder();
    lexer.bump(rest.find(['\n', '\r']).unwrap_or(rest.len()));
    Skip
}

/// Takes what follows an opening quote, up to and including the closing one.
fn string<'s, T: Logos<'s, Source = str>>(lexer: &mut Logos_<'s, T>) {
    let bytes = lexer.remainder().as_bytes();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        at += 1;
        match b {
            b'"' => break,
            // The escaped character may have several bytes; none of the others is a quote or backslash.
            b'\\' if at < bytes.len() => at += 1,
            _ => {}
        }
    }
    // An escape at the end may have taken one byte of several.
    let text = lexer.remainder();
    while !text.is_char_boundary(at) {
        at += 1;
    }
    lexer.bump(at);
}

/// Takes the character after a backslash, whatever it is, and the constituents after that.
fn character<'s, T: Logos<'s, Source = str>>(lexer: &mut Logos_<'s, T>) {
    take_character(lexer, is_terminating);
}

fn edn_character<'s, T: Logos<'s, Source = str>>(lexer: &mut Logos_<'s, T>) {
    // The quoting characters are no constituents either, but end no token: the reader complains of them.
    take_character(lexer, |c| is_terminating(c) && !matches!(c, '@' | '`' | '~'));
}

fn take_character<'s, T: Logos<'s, Source = str>>(lexer: &mut Logos_<'s, T>, ends: fn(char) -> bool) {
    let rest = lexer.remainder();
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let more = rest[first..].find(ends).unwrap_or(rest.len() - first);
    lexer.bump(first + more);
}

/// Does the character end a token of Clojure?
fn is_terminating(c: char) -> bool {
    is_whitespace(c) || matches!(c, '"' | ';' | '@' | '^' | '`' | '~' | '(' | ')' | '[' | ']' | '{' | '}' | '\\')
}

/// Whitespace as the reader takes it: Java's, and the comma.
pub fn is_whitespace(c: char) -> bool {
    matches!(c,
        ' ' | '\t'..='\r' | '\x1C'..='\x1F' | ',' | '\u{1680}' | '\u{2000}'..='\u{2006}'
        | '\u{2008}'..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{205F}' | '\u{3000}')
}

/// Is this a macro character, which ends a number and the digits of an escape?
pub fn is_macro(c: char) -> bool {
    matches!(c, '\'' | '%' | '#') || is_terminating(c) && !is_whitespace(c)
}

/// Cuts a text into tokens.
pub enum Lexer<'s> {
    #[doc(hidden)]
    Lisp(LispLexer<'s>),
    #[doc(hidden)]
    Edn(EdnLexer<'s>),
}

#[doc(hidden)]
pub struct LispLexer<'s>(Logos_<'s, Lisp>);
#[doc(hidden)]
pub struct EdnLexer<'s>(Logos_<'s, Edn>);

impl<'s> Lexer<'s> {
    /// A lexer of Clojure source.
    pub fn clojure(text: &'s str) -> Lexer<'s> {
        Lexer::Lisp(LispLexer(Lisp::lexer(text)))
    }

    /// A lexer of edn.
    pub fn edn(text: &'s str) -> Lexer<'s> {
        Lexer::Edn(EdnLexer(Edn::lexer(text)))
    }

    /// The end of the last token (of what was skipped after it, if the text has ended).
    pub fn offset(&self) -> usize {
        match self {
            Lexer::Lisp(l) => l.0.span().end,
            Lexer::Edn(l) => l.0.span().end,
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let (kind, span) = match self {
            // An unknown character cannot happen, see the module's header; it would be a bad symbol.
            Lexer::Lisp(LispLexer(l)) => (l.next()?.map_or(TokenKind::Symbol, lisp_kind), l.span()),
            Lexer::Edn(EdnLexer(l)) => (l.next()?.map_or(TokenKind::Symbol, edn_kind), l.span()),
        };
        Some(Token { kind, start: span.start, end: span.end })
    }
}

fn lisp_kind(token: Lisp) -> TokenKind {
    match token {
        Lisp::Paren => TokenKind::Open(Delimiter::Paren),
        Lisp::Bracket => TokenKind::Open(Delimiter::Bracket),
        Lisp::Brace => TokenKind::Open(Delimiter::Brace),
        Lisp::CloseParen => TokenKind::Close(Delimiter::Paren),
        Lisp::CloseBracket => TokenKind::Close(Delimiter::Bracket),
        Lisp::CloseBrace => TokenKind::Close(Delimiter::Brace),
        Lisp::Fn => TokenKind::OpenFn,
        Lisp::Set => TokenKind::OpenSet,
        Lisp::Quote => TokenKind::Quote,
        Lisp::SyntaxQuote => TokenKind::SyntaxQuote,
        Lisp::Unquote => TokenKind::Unquote,
        Lisp::UnquoteSplicing => TokenKind::UnquoteSplicing,
        Lisp::Deref => TokenKind::Deref,
        Lisp::Meta => TokenKind::Meta,
        Lisp::VarQuote => TokenKind::VarQuote,
        Lisp::Discard => TokenKind::Discard,
        Lisp::Eval => TokenKind::Eval,
        Lisp::Symbolic => TokenKind::Symbolic,
        Lisp::Unreadable => TokenKind::Unreadable,
        Lisp::Conditional => TokenKind::Conditional,
        Lisp::ConditionalSplicing => TokenKind::ConditionalSplicing,
        Lisp::NamespacedMap => TokenKind::NamespacedMap,
        Lisp::AliasedMap => TokenKind::AliasedMap,
        Lisp::Tag => TokenKind::Tag,
        Lisp::String => TokenKind::String,
        Lisp::Regex => TokenKind::Regex,
        Lisp::Char => TokenKind::Char,
        Lisp::Number => TokenKind::Number,
        Lisp::Keyword => TokenKind::Keyword,
        Lisp::Symbol | Lisp::Comment => TokenKind::Symbol,
    }
}

fn edn_kind(token: Edn) -> TokenKind {
    match token {
        Edn::Paren => TokenKind::Open(Delimiter::Paren),
        Edn::Bracket => TokenKind::Open(Delimiter::Bracket),
        Edn::Brace => TokenKind::Open(Delimiter::Brace),
        Edn::CloseParen => TokenKind::Close(Delimiter::Paren),
        Edn::CloseBracket => TokenKind::Close(Delimiter::Bracket),
        Edn::CloseBrace => TokenKind::Close(Delimiter::Brace),
        Edn::Set => TokenKind::OpenSet,
        Edn::Meta => TokenKind::Meta,
        Edn::Discard => TokenKind::Discard,
        Edn::Symbolic => TokenKind::Symbolic,
        Edn::Unreadable => TokenKind::Unreadable,
        Edn::NamespacedMap => TokenKind::NamespacedMap,
        Edn::Tag => TokenKind::Tag,
        Edn::String => TokenKind::String,
        Edn::Char => TokenKind::Char,
        Edn::Number => TokenKind::Number,
        Edn::Keyword => TokenKind::Keyword,
        Edn::Symbol | Edn::Comment => TokenKind::Symbol,
    }
}
