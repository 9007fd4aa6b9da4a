//! What stands below Clojure's two lines in a report: the place in the source, other places that explain it, a hint.
//!
//! The text of the source is untrusted: control characters are shown as pictures, long lines are cut.

use super::{Note, Span};

/// How to render.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RenderOptions {
    /// Mark the important parts with terminal colours.
    pub color: bool,
}

/// The most characters of a source line that are shown.
const MAX_EXCERPT: usize = 120;

const RED: &str = "\u{1b}[31m";
const BLUE: &str = "\u{1b}[34m";
const RESET: &str = "\u{1b}[0m";

/// The line of the source that an error is in, with a mark under what the span covers; a span that ends before it
/// starts has no mark. Then the lines of the notes.
pub fn excerpts(text: &str, span: Span, notes: &[Note], options: RenderOptions) -> String {
    let mut out = String::new();
    excerpt(&mut out, text, span, '^', "", options);
    for note in notes {
        excerpt(&mut out, text, note.span, '-', &note.text, options);
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

/// The line of a hint.
pub fn hint_line(hint: &str, options: RenderOptions) -> String {
    format!("\n{}{hint}\n", paint("hint: ", BLUE, options))
}

/// One line of the source with a mark under the part the span covers.
fn excerpt(out: &mut String, text: &str, span: Span, mark: char, label: &str, options: RenderOptions) {
    let Some(index) = span.start.line.checked_sub(1) else { return };
    let Some(line) = text.split('\n').nth(index as usize) else { return };
    let line = line.strip_suffix('\r').unwrap_or(line);
    let from = char_index(line, span.start.column);
    let to = if span.end.line == span.start.line { char_index(line, span.end.column) } else { line.chars().count() };
    // A window of the line around the marked part.
    let skip = if from > MAX_EXCERPT * 2 / 3 { from - MAX_EXCERPT / 3 } else { 0 };
    let shown: String = line.chars().skip(skip).take(MAX_EXCERPT).map(visible).collect();
    let length = shown.chars().count();
    let from = (from - skip).min(length);
    let to = to.saturating_sub(skip).clamp(from, length).max(from + 1);
    let number = span.start.line.to_string();
    let gutter = " ".repeat(number.len());
    let color = if mark == '^' { RED } else { BLUE };
    let marks = paint(&mark.to_string().repeat(to - from), color, options);
    let space = if label.is_empty() { "" } else { " " };
    out.push_str(&format!("{} {shown}\n", paint(&format!("{number} |"), BLUE, options)));
    if span.end < span.start {
        return;
    }
    out.push_str(&format!(
        "{} {}{marks}{space}{label}\n",
        paint(&format!("{gutter} |"), BLUE, options),
        " ".repeat(from)
    ));
}

/// The index among the line's characters of a column, which counts UTF-16 units from 1.
fn char_index(line: &str, column: u32) -> usize {
    let mut units = 1;
    for (index, c) in line.chars().enumerate() {
        if units >= column as usize {
            return index;
        }
        units += c.len_utf16();
    }
    line.chars().count()
}

/// A character that takes one cell and commands no terminal.
fn visible(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        // Delete, the C1 controls and the marks that reorder text.
        '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

fn paint(text: &str, color: &str, options: RenderOptions) -> String {
    if options.color { format!("{color}{text}{RESET}") } else { text.to_owned() }
}
