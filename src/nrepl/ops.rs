//! The operations: one table, from which `describe` answers and messages are dispatched. Those that only look something
//! up are functions of the namespace `lisle.nrepl`.

use super::bencode::{Bencode, Dict};
use super::convert::{dict_value, from_value};
use super::transport::{Reply, dict, statuses};
use runtime::coll::map;
use runtime::error::{Error, Result};
use runtime::{Thread, Value, class, seq};
use stdlib::{load, report};

/// Who does an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The server, with the state of all sessions.
    Server,
    /// The session's thread, after what it does now: it runs code of the user.
    Session,
    /// The connection's thread, under the session's bindings, while the session may be busy.
    Aside,
}

/// An operation.
pub struct Op {
    pub name: &'static str,
    pub place: Place,
    pub doc: &'static str,
}

const fn op(name: &'static str, place: Place, doc: &'static str) -> Op {
    Op { name, place, doc }
}

/// All operations. Each also answers to its name with `cider/` in front.
pub const OPS: &[Op] = &[
    op("add-middleware", Place::Server, "Refused: the operations are fixed."),
    op("analyze-last-stacktrace", Place::Aside, "The causes of *e, one message each, with their stacks."),
    op("apropos", Place::Aside, "Vars whose names match `query`; `docs?` and `privates?` look further."),
    op("classpath", Place::Aside, "The entries of the class path."),
    op("clone", Place::Server, "Makes a session, with the bindings of `session` if that is given."),
    op("close", Place::Server, "Ends `session`."),
    op("complete", Place::Aside, "As completions."),
    op("completions", Place::Aside, "What `prefix` may be completed to in `ns`."),
    op("describe", Place::Server, "Operations and versions."),
    op("eldoc", Place::Aside, "Argument lists of `sym` in `ns`."),
    op("eval", Place::Session, "Evaluates `code`; one value message for each form."),
    op("format-code", Place::Aside, "`code` indented and spaced; `options` may have `indents`."),
    op("format-edn", Place::Aside, "`edn` printed prettily."),
    op("forward-system-output", Place::Server, "Sends what is printed outside of every session, too."),
    op("info", Place::Aside, "What is known of `sym` in `ns`."),
    op("inspect-clear", Place::Session, "Forgets what is inspected."),
    op("inspect-def-current-value", Place::Session, "Defines `var-name` in `ns` as the value."),
    op("inspect-get-path", Place::Session, "The way from the first value to the one that is inspected."),
    op("inspect-last-exception", Place::Session, "Inspects *e."),
    op("inspect-next-page", Place::Session, "Shows the next part of a long value."),
    op("inspect-pop", Place::Session, "Goes back to the value before."),
    op("inspect-prev-page", Place::Session, "Shows the part before of a long value."),
    op("inspect-push", Place::Session, "Inspects the part with the number `idx`."),
    op("inspect-refresh", Place::Session, "Shows the value again."),
    op("inspect-set-page-size", Place::Session, "Shows `page-size` parts at a time."),
    op("interrupt", Place::Server, "Stops what `session` evaluates, if it is `interrupt-id` or that is not given."),
    op("load-file", Place::Session, "Evaluates `file`, the text of the file `file-path`; the last value."),
    op("lookup", Place::Aside, "As info, in one dictionary."),
    op("ls-middleware", Place::Server, "The parts of the server."),
    op("ls-sessions", Place::Server, "The ids of all sessions."),
    op("macroexpand", Place::Session, "`code` with its macros expanded, as `expander` says."),
    op("ns-aliases", Place::Aside, "The aliases of `ns`."),
    op("ns-list", Place::Aside, "All namespaces."),
    op("ns-path", Place::Aside, "The file of `ns`."),
    op("ns-vars", Place::Aside, "The public vars of `ns`."),
    op("ns-vars-with-meta", Place::Aside, "The vars of `ns` with their metadata."),
    op("retest", Place::Session, "Runs those tests again that failed the last time."),
    op("stacktrace", Place::Aside, "As analyze-last-stacktrace."),
    op("stdin", Place::Server, "Gives `stdin` to code that reads; an empty text is the end."),
    op("swap-middleware", Place::Server, "Refused: the operations are fixed."),
    op("test", Place::Session, "Runs `tests` of `ns`, or all of its tests."),
    op("test-all", Place::Session, "Runs the tests of all namespaces that are loaded."),
    op("test-stacktrace", Place::Aside, "The causes of the exception in result `index` of test `var` in `ns`."),
    op("test-var-query", Place::Session, "Runs the tests that `var-query` selects."),
    op("undef", Place::Session, "Removes `sym`, a var or an alias, from `ns`."),
];

/// The operation that a message asks for.
pub fn find(name: &str) -> Option<&'static Op> {
    let bare = name.strip_prefix("cider/").unwrap_or(name);
    OPS.iter().find(|op| op.name == bare)
}

/// Calls a function of `lisle.nrepl`.
pub fn call(t: &mut Thread, function: &str, args: &mut [Value]) -> Result<Value> {
    load::ensure_loaded(t, "lisle/nrepl")?;
    let var = t.runtime.namespaces.find("lisle.nrepl").and_then(|ns| ns.find_var(function));
    let f =
        var.and_then(|var| var.root(t)).ok_or_else(|| Error::runtime(format!("lisle.nrepl/{function} is missing")))?;
    t.invoke(&f, args)
}

/// Answers an operation of `lisle.nrepl`, but for the last message, to which `done` is to be added: what an operation answers
/// with at once is one message, as clients expect it, and a series of messages ends with one of its own. Errors are answers too, but for those
/// of a thread that is to stop.
pub fn answer(t: &mut Thread, name: &str, message: &Dict, reply: &Reply) -> Result<Dict> {
    let op = find(name).map_or(name, |op| op.name);
    let result = replies(t, op, message);
    if t.control.is_stopped() {
        return result.map(|_| Dict::new());
    }
    match result {
        Ok(Replies::One(message)) => Ok(message),
        Ok(Replies::Series(messages)) => {
            for message in messages {
                reply.send(t, message);
            }
            Ok(Dict::new())
        }
        Err(error) => {
            let failed = format!("{op}-error");
            Ok(dict([
                ("status", statuses(&["error", &failed])),
                ("ex", format!("class {}", class::class_name(&error.0.to_value())).into()),
                ("err", report::report(t, &error).into()),
            ]))
        }
    }
}

/// What a function of `lisle.nrepl` answers, a map or a seq of maps, without any `done`.
enum Replies {
    One(Dict),
    Series(Vec<Dict>),
}

fn replies(t: &mut Thread, op: &str, message: &Dict) -> Result<Replies> {
    let message = dict_value(t, message)?;
    let result = call(t, "handle", &mut [Value::str(op), message])?;
    if map::is_map(&result) {
        return Ok(Replies::One(without_done(t, &result)?));
    }
    let mut series = Vec::new();
    for reply in seq::to_vec(t, &result)? {
        let reply = without_done(t, &reply)?;
        if !reply.is_empty() {
            series.push(reply);
        }
    }
    Ok(Replies::Series(series))
}

fn without_done(t: &mut Thread, reply: &Value) -> Result<Dict> {
    let Bencode::Dict(mut reply) = from_value(t, reply)? else { return Ok(Dict::new()) };
    if let Some(Bencode::List(status)) = reply.get_mut("status") {
        status.retain(|s| s.as_text() != Some("done"));
        if status.is_empty() {
            reply.remove("status");
        }
    }
    Ok(reply)
}
