//! Evaluates a case in a runtime of its own, as `tests/conformance/README.md` says.

use crate::cases::Outcome;
use crate::quiet_host::QuietHost;
use fancy_regex::Regex;
use runtime::class::class_name;
use runtime::error::{Error, ExceptionKind};
use runtime::object::Ref;
use runtime::symbol::Symbol;
use runtime::sync::Ordering;
use runtime::var::Var;
use runtime::{Result, Thread, Value, bindings, ops};
use stdlib::core_vars::CoreVars;
use stdlib::driver::{self, Source};
use stdlib::{boot, io, load};

/// Calls and loop turns that a case may take: far more than any case needs.
const FUEL: i64 = 60_000_000;

/// Aliases that a case may use.
const ALIASES: &[(&str, &str)] = &[
    ("str", "clojure.string"),
    ("set", "clojure.set"),
    ("walk", "clojure.walk"),
    ("edn", "clojure.edn"),
    ("zip", "clojure.zip"),
    ("data", "clojure.data"),
    ("pp", "clojure.pprint"),
];

/// Namespaces that count as loaded when a case begins. Those that its text does not name are not loaded,
/// which saves most of the time.
const LOADED: &[&str] = &[
    "clojure.java.io",
    "clojure.instant",
    "clojure.main",
    "clojure.core.protocols",
    "clojure.spec.alpha",
    "clojure.test",
];

/// Evaluates the text of a case in a fresh runtime.
pub fn evaluate(code: &str) -> Outcome {
    let mut thread = match lisle::runtime_with_image(Box::new(QuietHost::default()), Vec::new()) {
        Ok(thread) => thread,
        Err(error) => return Outcome { throws: Some(format!("no runtime: {error}")), ..Outcome::default() },
    };
    thread.enter(|t| {
        let out = io::Writer::string();
        let result = prepare(t, code).and_then(|()| bound(t, &out, |t| value_text(t, code)));
        let mut outcome = match result {
            Ok(text) => Outcome { value: Some(text), ..Outcome::default() },
            Err(error) => describe(t, &error),
        };
        let text = out.host::<io::Writer>().and_then(io::Writer::text);
        outcome.out = text.map_or_else(String::new, |s| s.to_string_lossy());
        outcome
    })
}

/// Makes the aliases of `user` and loads what the text names.
fn prepare(t: &mut Thread, code: &str) -> Result<()> {
    let spaces = &t.runtime.namespaces;
    let user = spaces.find_or_create(&Symbol::parse("user"));
    let core = spaces.find_or_create(&Symbol::parse("clojure.core"));
    boot::refer_all(&core, &user);
    for (alias, name) in ALIASES {
        if code.contains(&format!("{alias}/")) || code.contains(name) {
            preload(t, name)?;
        }
        user.add_alias(alias, &t.runtime.namespaces.find_or_create(&Symbol::parse(name)));
    }
    for name in LOADED {
        if code.contains(name) {
            preload(t, name)?;
        }
    }
    Ok(())
}

/// Loads a namespace of the library, if the library has it.
fn preload(t: &mut Thread, name: &str) -> Result<()> {
    let resource = name.replace('.', "/").replace('-', "_");
    if stdlib::sources::find(&resource).is_none() {
        return Ok(());
    }
    let vars = CoreVars::of(t);
    let ns = vars.ns.get(t);
    bindings::push(t, vec![(vars.ns.var().clone(), ns)])?;
    let loaded = load::ensure_loaded(t, &resource);
    bindings::pop(t)?;
    loaded
}

/// Runs `f` with the bindings of a case.
fn bound<R>(t: &mut Thread, out: &Value, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    driver::with_main_bindings(t, |t| {
        let vars = CoreVars::of(t);
        let user = t.runtime.namespaces.find_or_create(&Symbol::parse("user"));
        let mut frame: Vec<(Ref<Var>, Value)> = vec![
            (vars.ns.var().clone(), user.into()),
            (vars.out.var().clone(), out.clone()),
            (vars.err.var().clone(), io::Writer::string()),
            (vars.in_.var().clone(), io::Reader::over("clojure.lang.LineNumberingPushbackReader", b"")),
            (vars.file.var().clone(), Value::str("NO_SOURCE_PATH")),
        ];
        let test = t.runtime.namespaces.find("clojure.test").and_then(|ns| ns.find_var("*test-out*"));
        if let Some(var) = test {
            frame.push((var, out.clone()));
        }
        bindings::push(t, frame)?;
        t.control.fuel.store(FUEL, Ordering::Relaxed);
        t.budget = t.budget.min(1_000);
        let result = f(t);
        // What describes the outcome must not run out of fuel itself.
        t.control.fuel.store(FUEL, Ordering::Relaxed);
        bindings::pop(t)?;
        result
    })
}

fn value_text(t: &mut Thread, code: &str) -> Result<String> {
    let mut last = Value::NIL;
    driver::run(t, &Source::repl(code, "NO_SOURCE_PATH"), &mut |_, value| {
        last = value;
        Ok(())
    })?;
    pr_str(t, last)
}

/// `pr-str` as programs see it, with their own `print-method`s.
fn pr_str(t: &mut Thread, value: Value) -> Result<String> {
    let core = t.runtime.namespaces.find_or_create(&Symbol::parse("clojure.core"));
    match core.find_var("pr-str").and_then(|var| var.root(t)) {
        Some(f) => {
            let text = t.invoke1(&f, value)?;
            Ok(text.as_ref::<runtime::string::Str>().map_or_else(String::new, |s| s.to_string_lossy()))
        }
        None => runtime::print::pr_str(t, &value),
    }
}

/// What is recorded of an exception: the cause of what the reader or compiler wrapped, and its data unless
/// it happened before execution.
fn describe(t: &mut Thread, error: &Error) -> Outcome {
    let mut thrown = error.0.clone();
    let early = is_wrapper(&thrown) && !is_execution(t, &thrown.data.clone());
    while is_wrapper(&thrown) {
        match thrown.cause.as_ref::<runtime::error::Throwable>() {
            Some(cause) => thrown = cause.clone(),
            None => break,
        }
    }
    let class = class_name(&thrown.to_value());
    let data = match early || thrown.data.is_nil() {
        true => None,
        false => {
            let data = thrown.data.clone();
            Some(pr_str(t, data).unwrap_or_else(|e| format!("data cannot be printed: {e}")))
        }
    };
    Outcome {
        throws: Some(class.rsplit(['.', '$']).next().unwrap_or("").to_owned()),
        message: thrown.message_text().map(|m| clean(&m)),
        data,
        ..Outcome::default()
    }
}

fn is_wrapper(thrown: &runtime::error::Throwable) -> bool {
    matches!(thrown.kind(), Some(ExceptionKind::CompilerException | ExceptionKind::ReaderException))
}

fn is_execution(t: &mut Thread, data: &Value) -> bool {
    let key = Value::from(t.runtime.keyword("clojure.error/phase"));
    let phase = ops::get(t, data, &key).unwrap_or_default();
    phase.as_ref::<runtime::keyword::Keyword>().is_some_and(|k| k.name_str() == "execution")
}

/// Drops the numbers of names that the compiler makes up, as the recorded messages have none.
fn clean(message: &str) -> String {
    let eval = Regex::new(r"\beval\d+\b").expect("a good pattern");
    let number = Regex::new(r"(?<=[\w*?!<>=+])(?:--|__)\d+\b(?!__)").expect("a good pattern");
    let message = message.replace("--inliner", "");
    let message = eval.replace_all(&message, "eval");
    number.replace_all(&message, "").into_owned()
}
