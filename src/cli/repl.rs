//! The plain REPL: a prompt, forms over several lines, `*1 *2 *3 *e`. Errors are printed and do not end it.

use super::run::report_error;
use compiler::reader::{Completeness, is_complete};
use runtime::error::Result;
use runtime::{Thread, Value, bindings, print};
use stdlib::core_vars::{CoreVars, current_ns};
use stdlib::driver::{self, Source};
use stdlib::io;

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
    // `doc`, `source`, `pst` and the others that a REPL is expected to know.
    let requires =
        "(clojure.core/require 'clojure.main) (clojure.core/apply clojure.core/require clojure.main/repl-requires)";
    let result = driver::run(t, &Source::repl(requires, "NO_SOURCE_PATH"), &mut |_, _| Ok(())).and_then(|()| forms(t));
    bindings::pop(t)?;
    result
}

fn forms(t: &mut Thread) -> Result<()> {
    let vars = CoreVars::of(t);
    let input = vars.in_.get(t);
    let Some(reader) = input.host::<io::Reader>() else { return Ok(()) };
    let mut pending = String::new();
    let mut line = 1;
    let mut first = 1;
    prompt(t)?;
    loop {
        let Some(text) = reader.read_line(t)? else {
            if !pending.trim().is_empty() {
                evaluate(t, &pending, first)?;
            }
            return write(t, "\n");
        };
        if pending.is_empty() {
            first = line;
        }
        line += 1;
        pending.push_str(&text.to_string_lossy());
        pending.push('\n');
        if matches!(is_complete(&pending), Completeness::Incomplete) {
            continue;
        }
        let source = std::mem::take(&mut pending);
        if source.trim() == ":repl/quit" {
            return Ok(());
        }
        if !source.trim().is_empty() {
            evaluate(t, &source, first)?;
        }
        prompt(t)?;
    }
}

/// Evaluates the forms of a text, printing each value; an exception is printed and kept in `*e`.
fn evaluate(t: &mut Thread, text: &str, line: u32) -> Result<()> {
    let source = Source { lines_before: line - 1, ..Source::repl(text, "NO_SOURCE_PATH") };
    let vars = CoreVars::of(t);
    let outcome = driver::run(t, &source, &mut |t, value| {
        let text = print::pr_str(t, &value)?;
        write(t, &format!("{text}\n"))?;
        let (one, two) = (vars.last1.get(t), vars.last2.get(t));
        bindings::set(t, vars.last3.var(), two)?;
        bindings::set(t, vars.last2.var(), one)?;
        bindings::set(t, vars.last1.var(), value)
    });
    if let Err(error) = outcome {
        bindings::set(t, vars.last_error.var(), error.0.to_value())?;
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
