//! The REPL: a prompt, forms over several lines, `*1 *2 *3 *e`. Errors are printed and do not end it. On a terminal there
//! is a line editor, and Ctrl-C stops what is evaluated; else lines are read as they come.

use super::run::{print_line, report_error};
use super::signals::Interrupts;
use crate::repl::{Editor, Typed};
use bytecode::source::Position;
use runtime::error::{Error, Result};
use runtime::keyword::Keyword;
use runtime::{Thread, Value, bindings};
use std::io::IsTerminal;
use std::path::PathBuf;
use stdlib::core_vars::{CoreVars, current_ns};
use stdlib::driver::{self, Source};
use stdlib::{io, load};
use vm::host::{Stream, host};

/// Runs until the end of standard input.
pub fn repl(t: &mut Thread, banner: bool) -> Result<()> {
    stdlib::loader::begin_session(t)?;
    let vars = CoreVars::of(t);
    bindings::push(
        t,
        vec![(vars.repl.var().clone(), Value::TRUE), (vars.file.var().clone(), Value::str("NO_SOURCE_PATH"))],
    )?;
    if banner {
        write(t, &format!("Lisle {} (Clojure 1.12)\n", env!("CARGO_PKG_VERSION")))?;
    }
    load_user(t)?;
    // `doc`, `source`, `pst` and the others that a REPL is expected to know.
    let requires =
        "(clojure.core/require 'clojure.main) (clojure.core/apply clojure.core/require clojure.main/repl-requires)";
    let result = driver::run(t, &Source::repl(requires, "NO_SOURCE_PATH"), &mut |_, _| Ok(()))
        .and_then(|()| if is_terminal(t) { typed_forms(t) } else { forms(t) });
    bindings::pop(t)?;
    result
}

/// Loads `user.clj` if it is on the class path, for whoever works at a REPL or in an editor. An exception is reported
/// and keeps nobody from working.
pub(super) fn load_user(t: &mut Thread) -> Result<()> {
    if let Err(error) = load::load_resource(t, "user") {
        let message = error.0.message_text().unwrap_or_default();
        if !message.starts_with("Could not locate user__init.class") {
            write(t, "")?;
            report_error(t, &error);
        }
    }
    Ok(())
}

/// Are we talking to a person, on a terminal that can move its cursor?
fn is_terminal(t: &Thread) -> bool {
    let dumb = host(&t.runtime).env("TERM").is_none_or(|term| term == "dumb");
    !dumb && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// The file of what was typed: what `LISLE_HISTORY` says (nothing: none), else one in the home directory.
fn history_file(t: &Thread) -> Option<PathBuf> {
    let host = host(&t.runtime);
    match host.env("LISLE_HISTORY") {
        Some(path) => (!path.is_empty()).then(|| path.into()),
        None => host.env("HOME").map(|home| PathBuf::from(home).join(".lisle_history")),
    }
}

fn typed_forms(t: &mut Thread) -> Result<()> {
    let colours = host(&t.runtime).env("NO_COLOR").is_none_or(|v| v.is_empty());
    let Ok(mut editor) = Editor::new(&t.runtime, history_file(t), colours) else { return forms(t) };
    let interrupts = Interrupts::install();
    let mut line = 1;
    loop {
        write(t, "")?;
        let ns = current_ns(t).name_str().to_owned();
        match editor.read(t, &ns) {
            Ok(Typed::Forms(text)) if text.trim() == ":repl/quit" => return Ok(()),
            Ok(Typed::Forms(text)) => {
                let (result, stopped) = interrupts.during(t, |t| evaluate(t, &text, line));
                if stopped {
                    host(&t.runtime).write(Stream::Err, b"Interrupted\n").map_err(|e| io::io_error(&e, "stderr"))?;
                } else {
                    result?;
                }
                line += text.lines().count() as u32;
            }
            Ok(Typed::Dropped) => {}
            Ok(Typed::End) => return Ok(()),
            Err(why) => return Err(Error::runtime(why)),
        }
    }
}

fn forms(t: &mut Thread) -> Result<()> {
    let vars = CoreVars::of(t);
    let input = vars.in_.get(t);
    let Some(reader) = input.host::<io::Reader>() else { return Ok(()) };
    prompt(t)?;
    loop {
        match skip_blank(t, reader)? {
            Blank::End => return write(t, "\n"),
            Blank::Line => {
                prompt(t)?;
                continue;
            }
            Blank::Form => {}
        }
        let (line, column) = reader.line_and_column();
        let start = Position { line: 1, column };
        let source = Source { lines_before: line - 1, start, ..Source::repl("", "NO_SOURCE_PATH") };
        let read = driver::read_next(t, &source, reader)?;
        match &read.form {
            Ok(Some(form)) if is_quit(form) => return Ok(()),
            Ok(_) => skip_line_end(t, reader)?,
            Err(_) => {}
        }
        let outcome = driver::run_read(t, &source, read).and_then(|value| show(t, value));
        report(t, outcome)?;
        if reader.is_at_line_start() {
            prompt(t)?;
        }
    }
}

/// What comes next in what is typed.
enum Blank {
    End,
    /// A line has ended, and another prompt is due.
    Line,
    Form,
}

/// Skips white space and comments up to the end of the line.
fn skip_blank(t: &mut Thread, reader: &io::Reader) -> Result<Blank> {
    loop {
        let Some(unit) = reader.read_unit(t)? else { return Ok(Blank::End) };
        match char::from_u32(u32::from(unit)) {
            Some('\n') => return Ok(Blank::Line),
            Some(';') => return Ok(reader.read_line(t)?.map_or(Blank::End, |_| Blank::Line)),
            Some(',') => {}
            Some(c) if c.is_whitespace() => {}
            _ => {
                reader.unread_unit(unit);
                return Ok(Blank::Form);
            }
        }
    }
}

/// The line that a form ends is not what the form reads.
fn skip_line_end(t: &mut Thread, reader: &io::Reader) -> Result<()> {
    match reader.read_unit(t)? {
        Some(unit) if unit != u16::from(b'\n') => reader.unread_unit(unit),
        _ => {}
    }
    Ok(())
}

fn is_quit(form: &Value) -> bool {
    let name = form.as_ref::<Keyword>().map(|keyword| (keyword.ns_str(), keyword.name_str()));
    matches!(name, Some((Some("repl"), "quit" | "exit")))
}

/// Prints a value and keeps it.
fn show(t: &mut Thread, value: Value) -> Result<()> {
    let vars = CoreVars::of(t);
    print_line(t, &value)?;
    write(t, "")?;
    let (one, two) = (vars.last1.get(t), vars.last2.get(t));
    bindings::set(t, vars.last3.var(), two)?;
    bindings::set(t, vars.last2.var(), one)?;
    bindings::set(t, vars.last1.var(), value)
}

/// Evaluates the forms of a text, printing each value; an exception is printed and kept in `*e`.
fn evaluate(t: &mut Thread, text: &str, line: u32) -> Result<()> {
    let source = Source { lines_before: line - 1, ..Source::repl(text, "NO_SOURCE_PATH") };
    let outcome = driver::run(t, &source, &mut show);
    report(t, outcome)
}

/// Reports an exception and keeps it, unless it is that of a stop.
fn report(t: &mut Thread, outcome: Result<()>) -> Result<()> {
    if t.control.is_stopped() {
        return Ok(());
    }
    if let Err(error) = outcome {
        bindings::set(t, CoreVars::of(t).last_error.var(), error.0.to_value())?;
        write(t, "")?;
        report_error(t, &error);
    }
    Ok(())
}

fn prompt(t: &mut Thread) -> Result<()> {
    let name = current_ns(t).name_str().to_owned();
    write(t, &format!("{name}=> "))
}

fn write(t: &mut Thread, text: &str) -> Result<()> {
    let out = CoreVars::of(t).out.get(t);
    match out.host::<io::Writer>() {
        Some(writer) => {
            writer.write(t, text.as_bytes())?;
            writer.flush(t)
        }
        None => Ok(()),
    }
}
