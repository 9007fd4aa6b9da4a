//! `eval` and `load-file`: what a session's thread does with code.

use super::bencode::{Bencode, Dict};
use super::channel::Output;
use super::printing::Printing;
use super::session::{Job, Session, stopped};
use super::transport::{Reply, dict, statuses};
use compiler::node::Position;
use runtime::coll::map;
use runtime::error::{Error, ExceptionKind, Result, ThrowableClass};
use runtime::{Thread, Value, bindings, class};
use stdlib::core_vars::{CoreVars, current_ns};
use stdlib::driver::{self, Source};
use stdlib::report;

/// A status to end a message with; `done` is added.
pub type Status = Vec<&'static str>;

/// Evaluates forms one by one, and answers with the value of each. An exception ends its form and not the others; an
/// interrupt, which is the only error that comes out of here, ends all.
pub fn eval(t: &mut Thread, session: &Session, job: &Job) -> Result<Status> {
    let message = &job.message;
    let Some(code) = message.get("code") else { return Ok(vec!["error", "no-code"]) };
    let Some(code) = code.as_text() else { return Ok(vec!["error", "unknown-code-type"]) };
    let given_ns = match message.get("ns").and_then(Bencode::as_text).filter(|ns| !ns.is_empty()) {
        None => None,
        Some(name) => match t.runtime.namespaces.find(name) {
            Some(ns) => Some(ns),
            None => return Ok(vec!["error", "namespace-not-found"]),
        },
    };
    let file = text(message, "file").or_else(|| text(message, "file-name")).unwrap_or("NO_SOURCE_PATH");
    let source = Source { start: start(message), ..Source::repl(code, file) };
    let printing = Printing::of(t, message, &job.reply)?;
    let inspects = message.get("inspect").is_some_and(Bencode::is_true);
    let vars = CoreVars::of(t);
    let session_ns = vars.ns.get(t);
    let is_given = given_ns.is_some();
    if let Some(ns) = given_ns {
        bindings::set(t, vars.ns.var(), ns.into())?;
    }
    let result = with_file(t, session, file, |t| {
        let ended = driver::run_each(t, &source, &mut |t, outcome| {
            let shown = match outcome {
                Ok(value) => {
                    remember(t, &value)?;
                    match inspects {
                        true => inspect(t, session, value, &job.reply),
                        false => show(t, session, &printing, &value, &job.reply),
                    }
                }
                Err(error) => Err(error),
            };
            shown.or_else(|error| caught(t, session, error, &job.reply))
        });
        // What could not be read, or an interrupt.
        ended.or_else(|error| caught(t, session, error, &job.reply))
    });
    if is_given {
        bindings::set(t, vars.ns.var(), session_ns)?;
    }
    result.map(|()| Vec::new())
}

/// Evaluates the text of a file up to the first exception, and answers with the last value.
pub fn load_file(t: &mut Thread, session: &Session, job: &Job) -> Result<Status> {
    let message = &job.message;
    let Some(code) = message.get("file").and_then(Bencode::as_text) else {
        return Ok(vec!["error", "no-file"]);
    };
    let path = text(message, "file-path").or_else(|| text(message, "file-name")).unwrap_or("NO_SOURCE_PATH");
    let printing = Printing::of(t, message, &job.reply)?;
    let conditionals = !path.ends_with(".clj");
    let source = Source { permanent: false, conditionals, ..Source::file(code, path) };
    let loaded = with_file(t, session, path, |t| {
        let value = driver::load_text(t, &source)?;
        remember(t, &value)?;
        show(t, session, &printing, &value, &job.reply)
    });
    loaded.or_else(|error| caught(t, session, error, &job.reply)).map(|()| Vec::new())
}

fn text<'a>(message: &'a Dict, key: &str) -> Option<&'a str> {
    message.get(key).and_then(Bencode::as_text).filter(|text| !text.is_empty())
}

/// Where the code begins in its file, as the editor says.
fn start(message: &Dict) -> Position {
    let number = |key: &str| {
        let n = message.get(key).and_then(Bencode::as_int)?;
        u32::try_from(n).ok().filter(|n| *n > 0)
    };
    Position { line: number("line").unwrap_or(1), column: number("column").unwrap_or(1) }
}

/// Runs `f` with `*file*` and what else belongs to one message.
fn with_file(t: &mut Thread, session: &Session, file: &str, f: impl FnOnce(&mut Thread) -> Result<()>) -> Result<()> {
    let vars = CoreVars::of(t);
    let mut frame = vec![
        (vars.file.var().clone(), Value::str(file)),
        (vars.source_path.var().clone(), Value::str(driver::base_name(file))),
    ];
    // Test reports belong to the session that runs the tests, and not to the one that loaded the library.
    if let Some(var) = t.runtime.namespaces.find("clojure.test").and_then(|ns| ns.find_var("*test-out*")) {
        frame.push((var, session.channel.writer(Output::Out)));
    }
    bindings::push(t, frame)?;
    let result = f(t);
    bindings::pop(t)?;
    result
}

/// `*1` and the others.
fn remember(t: &mut Thread, value: &Value) -> Result<()> {
    let vars = CoreVars::of(t);
    let (one, two) = (vars.last1.get(t), vars.last2.get(t));
    bindings::set(t, vars.last3.var(), two)?;
    bindings::set(t, vars.last2.var(), one)?;
    bindings::set(t, vars.last1.var(), value.clone())
}

/// Sends a value.
fn show(t: &mut Thread, session: &Session, printing: &Printing, value: &Value, reply: &Reply) -> Result<()> {
    let mut message = Dict::new();
    if printing.is_wanted() {
        session.channel.flush(t);
        let printed = printing.print(t, value, reply).map_err(|e| printing_error(t, e))?;
        if !printed.text.is_empty() {
            message.insert("value".into(), printed.text.into());
        }
        if printed.truncated {
            message.insert("status".into(), statuses(&["nrepl.middleware.print/truncated"]));
            message.insert("nrepl.middleware.print/truncated-keys".into(), vec!["value"].into());
        }
    }
    session.channel.flush(t);
    message.insert("ns".into(), current_ns(t).name_str().into());
    reply.send(t, message);
    Ok(())
}

/// Sends what the inspector shows of a value.
fn inspect(t: &mut Thread, session: &Session, value: Value, reply: &Reply) -> Result<()> {
    let shown = super::ops::call(t, "inspect", &mut [Value::str(&session.id), value])?;
    session.channel.flush(t);
    let shown = super::convert::from_value(t, &shown)?;
    reply.send(t, dict([("value", shown), ("ns", current_ns(t).name_str().into())]));
    Ok(())
}

/// An exception of printing, so that its report says that it was not the code.
pub(crate) fn printing_error(t: &mut Thread, error: Error) -> Error {
    let key = |name: &str| -> Value { t.runtime.keyword(name).into() };
    let pair = vec![key("clojure.error/phase"), key("print-eval-result")];
    match map::array_map_of(t, pair) {
        Ok(data) => {
            Error::build(ThrowableClass::Known(ExceptionKind::ExceptionInfo), Value::NIL, error.0.to_value(), data)
        }
        Err(_) => error,
    }
}

/// Reports an exception; an interrupt goes on to end the message.
fn caught(t: &mut Thread, session: &Session, error: Error, reply: &Reply) -> Result<()> {
    if t.control.is_stopped() {
        // The first error tells where it stopped; one that a handler made of it does not.
        return Err(if session.is_interrupted() { error } else { stopped() });
    }
    let vars = CoreVars::of(t);
    bindings::set(t, vars.last_error.var(), error.0.to_value())?;
    let text = report::report(t, &error);
    session.channel.print(t, Output::Err, &text);
    session.channel.flush(t);
    let class = |e: &Value| format!("class {}", class::class_name(e));
    let root = report::root_cause(&error.0);
    let message = dict([
        ("status", statuses(&["eval-error"])),
        ("ex", class(&error.0.to_value()).into()),
        ("root-ex", class(&root.to_value()).into()),
    ]);
    reply.send(t, message);
    Ok(())
}
