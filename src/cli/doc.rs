//! `lisle doc`: the documentation of names, as `clojure.repl/doc` prints it, from every namespace of the library.

use super::run::{eval_text, finish};
use runtime::Thread;
use runtime::error::Result;
use std::process::ExitCode;
use stdlib::{driver, load, sources};
use vm::host::{Stream, host};

/// Prints what is known of each name: a symbol, qualified or of `clojure.core`, or a namespace. Where nothing is, says
/// which names of the library are like it, and fails.
pub fn doc(t: &mut Thread, names: &[String]) -> ExitCode {
    let mut known = true;
    let code = finish(t, None, |t| {
        driver::with_main_bindings(t, |t| {
            for name in names {
                known &= doc_of(t, name)?;
            }
            Ok(())
        })
    });
    if known { code } else { ExitCode::FAILURE }
}

fn doc_of(t: &mut Thread, name: &str) -> Result<bool> {
    let literal = runtime::print::pr_str(t, &runtime::Value::str(name))?;
    load_for(t, name)?;
    let found = eval_text(t, &format!("(do (require 'clojure.repl) (let [s (symbol {literal})] {FIND}))"))?;
    if found.is_truthy() {
        return Ok(true);
    }
    for (resource, _) in sources::ALL.iter().filter(|(resource, _)| sources::is_namespace(resource)) {
        load::ensure_loaded(t, resource)?;
    }
    let similar = eval_text(t, &format!("(let [s (symbol {literal})] {SIMILAR})"))?;
    let similar = runtime::print::print_str(t, &similar)?;
    let message = match similar.is_empty() {
        true => format!("lisle: nothing is known of {name}\n"),
        false => format!("lisle: nothing is known of {name}; there are {similar}\n"),
    };
    let _ = host(&t.runtime).write(Stream::Err, message.as_bytes());
    Ok(false)
}

/// Loads the namespace of a qualified name, or the one that is named.
fn load_for(t: &mut Thread, name: &str) -> Result<()> {
    let ns = name.split_once('/').map_or(name, |(ns, _)| if ns.is_empty() { name } else { ns });
    let resource = ns.replace('.', "/").replace('-', "_");
    if sources::find(&resource).is_some() && sources::is_namespace(&resource) {
        load::ensure_loaded(t, &resource)?;
    }
    Ok(())
}

/// Prints the documentation of `s`; true if there was any.
const FIND: &str = "
  (let [text (with-out-str
               (when (or (find-ns s) (special-symbol? s) (var? (try (ns-resolve 'clojure.core s) (catch Throwable _ nil))))
                 (binding [*ns* (the-ns 'clojure.core)]
                   (eval (list 'clojure.repl/doc s)))))]
    (print text)
    (not= text \"\"))";

/// The names that contain that of `s`.
const SIMILAR: &str = "(apply str (interpose \", \" (take 8 (clojure.repl/apropos (name s)))))";
