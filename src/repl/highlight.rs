//! Colours of what is being typed: by the reader's own tokens, and the bracket that belongs to the one at the cursor.

use compiler::reader::token::{Lexer, TokenKind};

const STRING: &str = "\x1b[32m";
const KEYWORD: &str = "\x1b[36m";
const NUMBER: &str = "\x1b[35m";
const FORM: &str = "\x1b[34m";
const COMMENT: &str = "\x1b[90m";
const MATCH: &str = "\x1b[1;4m";
const END: &str = "\x1b[0m";

/// Names that stand out: those that define, bind and choose.
const FORMS: &[&str] = &[
    "and",
    "binding",
    "case",
    "catch",
    "comment",
    "cond",
    "cond->",
    "cond->>",
    "condp",
    "declare",
    "def",
    "definline",
    "defmacro",
    "defmethod",
    "defmulti",
    "defn",
    "defn-",
    "defonce",
    "defprotocol",
    "defrecord",
    "deftype",
    "do",
    "doseq",
    "dosync",
    "dotimes",
    "extend-protocol",
    "extend-type",
    "finally",
    "fn",
    "for",
    "future",
    "if",
    "if-let",
    "if-not",
    "if-some",
    "in-ns",
    "let",
    "letfn",
    "loop",
    "new",
    "ns",
    "or",
    "quote",
    "recur",
    "reify",
    "require",
    "set!",
    "throw",
    "try",
    "var",
    "when",
    "when-let",
    "when-not",
    "when-some",
    "while",
    "with-open",
    "->",
    "->>",
];

/// The text with escape sequences; without them it is the same.
pub fn coloured(text: &str, cursor: usize) -> String {
    let pair = matching(text, cursor);
    let mut out = String::with_capacity(text.len() * 2);
    let mut at = 0;
    for token in Lexer::clojure(text) {
        if token.end > text.len() || token.start < at {
            break;
        }
        between(&mut out, &text[at..token.start]);
        let piece = &text[token.start..token.end];
        let colour = match token.kind {
            TokenKind::String | TokenKind::Regex | TokenKind::Char => STRING,
            TokenKind::Keyword => KEYWORD,
            TokenKind::Number => NUMBER,
            TokenKind::Symbol if FORMS.contains(&piece) => FORM,
            TokenKind::Symbol if matches!(piece, "nil" | "true" | "false") => NUMBER,
            _ if pair.is_some_and(|(a, b)| (token.start..token.end).contains(&a) || token.start == b) => MATCH,
            _ => "",
        };
        painted(&mut out, colour, piece);
        at = token.end;
    }
    between(&mut out, &text[at..]);
    out
}

fn painted(out: &mut String, colour: &str, piece: &str) {
    if colour.is_empty() {
        out.push_str(piece);
        return;
    }
    out.push_str(colour);
    out.push_str(piece);
    out.push_str(END);
}

/// Whitespace and comments.
fn between(out: &mut String, text: &str) {
    match text.find([';', '#']) {
        Some(start) => {
            out.push_str(&text[..start]);
            painted(out, COMMENT, &text[start..]);
        }
        None => out.push_str(text),
    }
}

/// Where the brackets of a pair are, if the cursor is on one of them or just behind it.
fn matching(text: &str, cursor: usize) -> Option<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for token in Lexer::clojure(text) {
        match token.kind {
            TokenKind::Open(_) | TokenKind::OpenFn | TokenKind::OpenSet => open.push(token.end - 1),
            TokenKind::Close(_) => pairs.push((open.pop()?, token.start)),
            _ => {}
        }
    }
    let at = |i: usize| pairs.iter().copied().find(|&(a, b)| a == i || b == i);
    at(cursor).or_else(|| at(cursor.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the escape sequences taken out.
    fn plain(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find('\x1b') {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            rest = &rest[rest.find('m').expect("a whole sequence") + 1..];
        }
        out + rest
    }

    #[test]
    fn colours_change_nothing_else() {
        for text in [
            "(defn f [x] (str \"é \\\" \" :a/b 1.5 \\a #\"re\" #(+ % 1) #{1})) ; done",
            "(let [a 1",
            "\"open",
            "#",
            "#?(:clj 1)",
            ") ]",
            "",
            "; only",
            "\\",
            "(a\n  b)",
        ] {
            for cursor in 0..=text.len() {
                assert_eq!(plain(&coloured(text, cursor)), text);
            }
        }
        assert!(coloured("(if :a \"b\")", 0).contains("\x1b[36m:a\x1b[0m"));
        assert_eq!(matching("(a [b])", 7), Some((0, 6)));
        assert_eq!(matching("(a [b])", 3), Some((3, 5)));
        assert_eq!(matching("(a", 1), None);
    }
}
