//! The recorded answers of real Clojure, as far as they are about reading: every program text reads without
//! an error, or with the recorded one.

use super::*;
use runtime::coll::map;
use runtime::keyword::Keyword;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::{Error, Runtime, Thread, Value, seq};
use std::path::Path;
use std::sync::Arc;

/// Aliases that the recorded programs take for granted.
const ALIASES: &[(&str, &str)] = &[("str", "clojure.string"), ("set", "clojure.set"), ("s", "clojure.spec.alpha")];

/// Programs that tell nothing here: what they read depends on what they evaluated, or on host classes, or
/// the read error is one of a text inside of them.
const EVALUATING: &[&str] = &[
    "(ns foo.bar (:require [nope.lib :as-alias n])) ::n/kw",
    "(alias 's2 'clojure.string) ::s2/kw",
    "(require '[foo.bar.baz :as-alias fb]) ::fb/x",
    "(read+string (clojure.lang.LineNumberingPushbackReader. (java.io.StringReader. \"\")))",
    "#java.lang.String[\"a\"]",
    "#java.util.Date[0]",
    "#clojure.lang.MapEntry[1 2]",
    "#=(+ 1 2)",
    "[#=(inc 1)]",
    "#=java.lang.String",
    "#=(java.lang.String. \"x\")",
    "(load-string \"(+ 1\")",
];

fn text_of(value: Option<Value>) -> Option<String> {
    let value = value?;
    let text = value.as_ref::<Str>().map(|s| s.to_string_lossy());
    text.or_else(|| value.as_ref::<Keyword>().map(|k| k.symbol.full_name()))
}

fn field(t: &mut Thread, case: &Value, name: &str) -> Option<String> {
    let key: Value = t.runtime.keyword(name).into();
    text_of(map::get(t, case, &key).unwrap())
}

fn outcome(t: &mut Thread, code: &str) -> Result<(), Error> {
    let spaces = &t.runtime.namespaces;
    let user = spaces.find_or_create(&Symbol::from_parts(None, "user"));
    for (alias, name) in ALIASES {
        user.add_alias(alias, &spaces.find_or_create(&Symbol::from_parts(None, name)));
    }
    let mut context = NamespaceContext(user);
    let mut reader = Reader::new(t, code, ReaderOptions::repl("NO_SOURCE_PATH", ReaderOptions::default().start));
    loop {
        match reader.read(t, &mut context) {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(()),
            Err(diagnostic) => return Err(diagnostic.to_root_error()),
        }
    }
}

#[test]
fn programs_read_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/conformance/cases");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let t = &mut Thread::new(&Arc::new(Runtime::default()));
        let cases = edn::read_string(t, &Value::NIL, &text).unwrap();
        for case in seq::to_vec(t, &cases).unwrap() {
            let Some(code) = field(t, &case, "code") else { continue };
            if EVALUATING.contains(&&*code) {
                continue;
            }
            let fails = field(t, &case, "phase").as_deref() == Some("read-source");
            let expected = match fails {
                true => format!("{:?}: {:?}", field(t, &case, "throws"), field(t, &case, "message")),
                false => String::new(),
            };
            let t = &mut Thread::new(&Arc::new(Runtime::default()));
            let actual = match outcome(t, &code) {
                Ok(()) => String::new(),
                Err(error) => {
                    let class = runtime::class::class_name(&error.0.to_value());
                    format!("{:?}: {:?}", class.rsplit('.').next().map(str::to_owned), error.0.message_text())
                }
            };
            count += 1;
            if actual != expected {
                wrong.push(format!("{code}\n  expected {expected}\n  got {actual}"));
            }
        }
    }
    assert!(count > 1_000, "only {count} programs found");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}
