//! Brackets: `[a-z&&[^b]\d]`, rewritten for the engine, which nests and intersects as Java does.

use super::flag;
use super::translate::{Translator, push_escaped};
use crate::error::Result;

/// How deep brackets may nest.
const MAX_DEPTH: usize = 100;

/// One thing inside a bracket.
enum Item {
    Char(char),
    /// A whole bracket.
    Class(String),
    Intersection,
    Close,
}

/// After `[`: the bracket in the engine's syntax, and the input behind its `]`.
pub(super) fn parse_class(t: &mut Translator, depth: usize) -> Result<String> {
    if depth > MAX_DEPTH {
        return t.error("Character classes are nested too deeply", t.at);
    }
    let mut out = String::from("[");
    if t.peek() == Some('^') {
        t.at += 1;
        out.push('^');
    }
    // Something stands before here in this operand of `&&`, so a `]` closes.
    let (mut any, mut operand) = (false, out.len());
    loop {
        match next_item(t, depth, any)? {
            Item::Close => break,
            Item::Intersection => {
                // An empty operand does not count.
                if out.len() > operand {
                    out.push_str("&&");
                    operand = out.len();
                }
            }
            Item::Class(class) => out.push_str(&class),
            Item::Char(from) => {
                let range = t.peek() == Some('-') && !matches!(t.peek_at(1), Some(']' | '[')) && {
                    !(t.peek_at(1) == Some('&') && t.peek_at(2) == Some('&'))
                };
                if range {
                    t.at += 1;
                    let Some(_) = t.peek() else {
                        return t.error("Illegal character range", t.at);
                    };
                    let index = t.at;
                    match next_item(t, depth, true)? {
                        Item::Char(to) if to >= from => push_range(t, &mut out, from, to),
                        Item::Char(_) => return t.error("Illegal character range", t.at - 1),
                        // Behind the backslash of the class.
                        _ => return t.error("Illegal character range", index + 1),
                    }
                } else {
                    push_range(t, &mut out, from, from);
                }
            }
        }
        any = true;
    }
    if out.ends_with("&&") && out.len() == operand {
        out.truncate(operand - 2);
    }
    if matches!(&*out, "[" | "[^") {
        return t.error("Bad class syntax", t.at.saturating_sub(3));
    }
    out.push(']');
    if depth > 0 {
        return Ok(out);
    }
    let (open, close) = t.case_wrapper();
    Ok(format!("{open}{out}{close}"))
}

fn next_item(t: &mut Translator, depth: usize, closes: bool) -> Result<Item> {
    loop {
        let Some(c) = t.peek() else {
            return t.error("Unclosed character class", t.chars.len().saturating_sub(1));
        };
        t.at += 1;
        return Ok(match c {
            ']' if closes => Item::Close,
            '[' => Item::Class(parse_class(t, depth + 1)?),
            '&' if t.peek() == Some('&') => {
                while t.peek() == Some('&') {
                    t.at += 1;
                }
                Item::Intersection
            }
            '\\' if t.peek() == Some('Q') => {
                t.at += 1;
                match quoted(t) {
                    Some(class) => Item::Class(class),
                    None => continue,
                }
            }
            '\\' => match t.class_escape()? {
                Some(class) => Item::Class(class),
                None => Item::Char(t.character_escape()?),
            },
            ' ' | '\t' | '\n' | '\r' | '\x0B' | '\x0C' if t.has(flag::COMMENTS) => continue,
            '#' if t.has(flag::COMMENTS) => {
                while t.peek().is_some_and(|c| c != '\n') {
                    t.at += 1;
                }
                continue;
            }
            c => Item::Char(c),
        });
    }
}

/// After `\Q` in a bracket: what stands before `\E`, as a bracket of its own.
fn quoted(t: &mut Translator) -> Option<String> {
    let mut out = String::from("[");
    while let Some(c) = t.peek() {
        t.at += 1;
        if c == '\\' && t.peek() == Some('E') {
            t.at += 1;
            break;
        }
        push_range(t, &mut out, c, c);
    }
    out.push(']');
    (out.len() > 2).then_some(out)
}

/// A character or range; with ASCII's other case where case is ignored.
fn push_range(t: &Translator, out: &mut String, from: char, to: char) {
    push_plain_range(out, from, to);
    if !t.has(flag::CASE_INSENSITIVE) || t.has(flag::UNICODE_CASE) {
        return;
    }
    for (low, high, shift) in [('a', 'z', -32i32), ('A', 'Z', 32)] {
        let (first, last) = (from.max(low), to.min(high));
        if first <= last {
            let other = |c: char| char::from_u32((c as i32 + shift) as u32).unwrap_or(c);
            push_plain_range(out, other(first), other(last));
        }
    }
}

fn push_plain_range(out: &mut String, from: char, to: char) {
    // A colon after a bracket would begin a POSIX class.
    if (from, to) == (':', ':') {
        out.push_str(r"[^\x00-9;-\x{10FFFF}]");
        return;
    }
    push_escaped(out, from);
    if to != from {
        out.push('-');
        push_escaped(out, to);
    }
}
