//! Diagnostics as text for people: Clojure's two lines, then the place in the source and a hint.
//!
//! The first two lines are what tools parse, so nothing is added to them. The text of the source is
//! untrusted: control characters are shown as pictures, long lines are cut.

use super::{Diagnostic, Phase, Span};

/// How to render.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RenderOptions {
    /// Mark the important parts with terminal colours.
    pub color: bool,
    /// The line number of the first line of the text that is passed to [`render`]; 0 means 1.
    pub first_line: u32,
}

/// The most characters of a source line that are shown.
const MAX_EXCERPT: usize = 120;

const RED: &str = "\u{1b}[31m";
const BLUE: &str = "\u{1b}[34m";
const RESET: &str = "\u{1b}[0m";

/// The report of a diagnostic; `text` is the source it came from, if that is at hand.
pub fn render(diagnostic: &Diagnostic, text: Option<&str>, options: RenderOptions) -> String {
    let mut out = format!("{}\n{}\n", first_line(diagnostic), diagnostic.message());
    if let Some(text) = text {
        excerpt(&mut out, text, diagnostic.span, '^', "", options);
        for note in &diagnostic.notes {
            excerpt(&mut out, text, note.span, '-', &note.text, options);
        }
    }
    if let Some(help) = diagnostic.problem.help() {
        out.push_str(&paint("hint: ", BLUE, options));
        out.push_str(help);
        out.push('\n');
    }
    out
}

/// Clojure's first line, as `clojure.main/ex-str` words it.
fn first_line(d: &Diagnostic) -> String {
    let location = d.location();
    let class = d.class_name();
    let simple = class.rsplit(['.', '$']).next().unwrap_or(&class);
    let class = match simple {
        "Exception" | "RuntimeException" => String::new(),
        simple => format!(" ({simple})"),
    };
    let symbol = d.symbol.as_deref().map_or(String::new(), |s| format!("{s} "));
    match d.phase {
        Phase::ReadSource => format!("Syntax error reading source at ({location})."),
        Phase::MacroSyntaxCheck => format!("Syntax error macroexpanding {symbol}at ({location})."),
        Phase::Macroexpansion => format!("Unexpected error{class} macroexpanding {symbol}at ({location})."),
        Phase::CompileSyntaxCheck => format!("Syntax error{class} compiling {symbol}at ({location})."),
        Phase::Compilation => format!("Unexpected error{class} compiling {symbol}at ({location})."),
        Phase::Execution => format!("Execution error{class} at {symbol}({location})."),
    }
}

/// One line of the source with a mark under the part the span covers.
fn excerpt(out: &mut String, text: &str, span: Span, mark: char, label: &str, options: RenderOptions) {
    let first = options.first_line.max(1);
    let Some(index) = span.start.line.checked_sub(first) else { return };
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
