//! The text forms of the reader's stages, for `--stage tokens` and `--stage forms`, and for snapshots.
//!
//! Tokens: a line each, `1:1-1:5 Symbol defn`. Forms: nested vectors `[kind [line column end-line
//! end-column] child …]`, where leaves hold the form itself; forms without a place of their own (numbers,
//! keywords …) have no span. Both depend on the text alone.

use super::position::{Cursor, Positions};
use super::symbols::is_list;
use super::token::Lexer;
use bytecode::source::{Position, Span};
use runtime::coll::{map, set};
use runtime::{Result, Thread, Value, ops, print, seq};
use std::fmt::Write;

/// The tokens of Clojure source, a line each.
pub fn tokens(text: &str) -> String {
    let mut out = String::new();
    let mut cursor = Cursor::new(text, Position { line: 1, column: 1 });
    for token in Lexer::clojure(text) {
        let start = cursor.advance(token.start);
        let end = cursor.advance(token.end);
        let shown = text[token.start..token.end].escape_debug();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}:{}-{}:{} {:?} {shown}", start.line, start.column, end.line, end.column, token.kind);
    }
    out
}

/// Forms with their places, as edn.
pub fn forms(t: &mut Thread, forms: &[Value], positions: &Positions) -> Result<String> {
    let mut out = String::new();
    for form in forms {
        write_form(t, &mut out, form, positions, 0)?;
        out.push('\n');
    }
    Ok(out)
}

fn write_form(t: &mut Thread, out: &mut String, form: &Value, positions: &Positions, depth: usize) -> Result<()> {
    out.push_str(&"  ".repeat(depth));
    let (kind, children) = if is_list(form) {
        ("list", seq::to_vec(t, form)?)
    } else if ops::is_vector(form) {
        ("vector", seq::to_vec(t, form)?)
    } else if map::is_map(form) {
        ("map", map::entries(form).into_iter().flat_map(|(k, v)| [k, v]).collect())
    } else if set::is_set(form) {
        ("set", set::iter(form).cloned().collect())
    } else {
        let text = print::pr_str(t, form)?;
        match positions.get(form) {
            Some(span) => out.push_str(&format!("[:form {} {text}]", span_text(span))),
            None => out.push_str(&text),
        }
        return Ok(());
    };
    out.push_str(&format!("[:{kind}"));
    if let Some(span) = positions.get(form) {
        out.push(' ');
        out.push_str(&span_text(span));
    }
    t.descend(|t| {
        for child in &children {
            out.push('\n');
            write_form(t, out, child, positions, depth + 1)?;
        }
        Ok(())
    })?;
    out.push(']');
    Ok(())
}

fn span_text(Span { start, end }: Span) -> String {
    format!("[{} {} {} {}]", start.line, start.column, end.line, end.column)
}
