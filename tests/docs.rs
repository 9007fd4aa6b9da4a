//! Every example of the documentation, executed.
//!
//! In README.md and `docs/*.md`, a block fenced as `clojure` is read form by form. A comment that begins
//! with `;=>` after a form, on its last line or the next, is the value as `pr-str` prints it; `;throws` is followed by
//! the simple class name of an exception and, after a colon, its message. Forms without a comment are only
//! evaluated. The blocks of one file share a runtime, so later ones use what earlier ones define. Other
//! fences are not looked at, so commands and output are fenced as `console` or `text`.
//!
//! In `examples/*.clj`, the comment that follows `;; Prints:` is what the program prints.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;
#[path = "support/host_classes.rs"]
mod host_classes;
#[path = "support/quiet_host.rs"]
mod quiet_host;

use runtime::class::class_name;
use runtime::error::{Error, Throwable};
use runtime::object::Ref;
use runtime::{Result, Thread, Value, bindings};
use std::fs;
use std::path::{Path, PathBuf};
use stdlib::core_vars::CoreVars;
use stdlib::driver::{self, Source};

/// How much stack the examples of a file have: as much as a program has.
const STACK: usize = 256 << 20;

/// What an example says about its last form.
#[derive(Debug, PartialEq, Eq)]
enum Expected {
    Value(String),
    Throws(String),
}

/// Source text up to an expectation, and the line of the file on which it begins.
#[derive(Debug)]
struct Example {
    line: usize,
    code: String,
    expected: Option<Expected>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder with this extension, sorted.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .unwrap_or_else(|e| panic!("{folder}: {e}"))
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.sort();
    found
}

/// The code and the expectation of a line.
fn split_line(line: &str) -> (&str, Option<Expected>) {
    for (mark, make) in [(";=>", Expected::Value as fn(String) -> Expected), (";throws ", Expected::Throws)] {
        if let Some((code, text)) = line.split_once(mark) {
            return (code, Some(make(text.trim().to_owned())));
        }
    }
    (line, None)
}

/// The examples in the `clojure` blocks of a document.
fn examples(document: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut inside = false;
    let mut example = Example { line: 0, code: String::new(), expected: None };
    let finish = |example: &mut Example, found: &mut Vec<Example>| {
        let done = std::mem::replace(example, Example { line: 0, code: String::new(), expected: None });
        if !done.code.trim().is_empty() || done.expected.is_some() {
            found.push(done);
        }
    };
    for (index, line) in document.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            if inside {
                finish(&mut example, &mut found);
            }
            inside = !inside && line.trim() == "```clojure";
            continue;
        }
        if !inside {
            continue;
        }
        let (code, expected) = split_line(line);
        if example.code.is_empty() {
            example.line = index + 1;
        }
        example.code.push_str(code);
        example.code.push('\n');
        if expected.is_some() {
            example.expected = expected;
            finish(&mut example, &mut found);
        }
    }
    found
}

/// `pr-str` as programs see it.
fn pr_str(t: &mut Thread, value: Value) -> Result<String> {
    let core = t.runtime.namespaces.find("clojure.core").and_then(|ns| ns.find_var("pr-str"));
    match core.and_then(|var| var.root(t)) {
        Some(f) => {
            let text = t.invoke1(&f, value)?;
            Ok(text.as_ref::<runtime::string::Str>().map_or_else(String::new, |s| s.to_string_lossy()))
        }
        None => runtime::print::pr_str(t, &value),
    }
}

/// Simple class name and message of what was thrown; of the cause, if the compiler or reader wrapped it.
fn describe(error: &Error) -> String {
    let mut thrown = error.0.clone();
    while let Some(cause) = wrapped(&thrown) {
        thrown = cause;
    }
    let class = class_name(&thrown.to_value());
    let class = class.rsplit(['.', '$']).next().unwrap_or("");
    match thrown.message_text() {
        Some(message) => format!("{class}: {message}"),
        None => class.to_owned(),
    }
}

fn wrapped(thrown: &Ref<Throwable>) -> Option<Ref<Throwable>> {
    use runtime::ExceptionKind::{CompilerException, ReaderException};
    match thrown.kind() {
        Some(CompilerException | ReaderException) => thrown.cause.as_ref::<Throwable>().cloned(),
        _ => None,
    }
}

/// Evaluates an example; gives the difference from what it says, or `None`.
fn difference(t: &mut Thread, example: &Example) -> Option<String> {
    let mut last = Value::NIL;
    let result = driver::run(t, &Source::repl(&example.code, "EXAMPLE"), &mut |_, value| {
        last = value;
        Ok(())
    });
    let outcome = match result.and_then(|()| pr_str(t, last)) {
        Ok(text) => Expected::Value(text),
        Err(error) => Expected::Throws(describe(&error)),
    };
    let same = match (&example.expected, &outcome) {
        (None, Expected::Value(_)) => true,
        (None, Expected::Throws(_)) => false,
        (Some(expected), outcome) => expected == outcome,
    };
    (!same).then(|| format!("{}\n  expected {:?}\n  got      {:?}", example.code.trim(), example.expected, outcome))
}

/// Runs the examples of a document in one runtime and gives what is wrong with them.
fn check(name: &str, examples: &[Example]) -> Vec<String> {
    let host = Box::new(quiet_host::QuietHost::default());
    let mut thread = match lisle::runtime_with_image(host, Vec::new()) {
        Ok(thread) => thread,
        Err(error) => return vec![format!("{name}: no runtime: {error}")],
    };
    thread.enter(|t| {
        let result = driver::with_main_bindings(t, |t| {
            // Output of an example belongs to nobody.
            let (vars, sink) = (CoreVars::of(t), stdlib::io::Writer::string());
            bindings::push(t, vec![(vars.out.var().clone(), sink)])?;
            let wrong = examples
                .iter()
                .filter_map(|e| difference(t, e).map(|text| format!("{name}:{}: {text}", e.line)))
                .collect();
            bindings::pop(t)?;
            Ok(wrong)
        });
        result.unwrap_or_else(|e| vec![format!("{name}: {e}")])
    })
}

#[test]
fn examples_in_the_documentation_give_what_they_say() {
    let mut documents = files("docs", "md");
    documents.push(root().join("README.md"));
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let (mut wrong, mut count) = (Vec::new(), 0);
        for path in documents {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a readable document");
            let examples = examples(&text);
            count += examples.iter().filter(|e| e.expected.is_some()).count();
            if !examples.is_empty() {
                wrong.extend(check(&name, &examples));
            }
        }
        (wrong, count)
    });
    let (wrong, count) = thread.expect("a thread can be started").join().expect("no example panics");
    assert!(wrong.is_empty(), "{} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 20, "only {count} examples with results found: the search is broken");
}

#[test]
fn example_programs_print_what_they_say() {
    let programs = files("examples", "clj");
    assert!(programs.len() >= 2, "only {} programs found", programs.len());
    for path in programs {
        let text = fs::read_to_string(&path).expect("a readable program");
        let (_, comment) =
            text.split_once("\n;; Prints:\n").unwrap_or_else(|| panic!("{}: no `;; Prints:`", path.display()));
        let expected: String =
            comment.lines().map(|line| line.strip_prefix(";; ").unwrap_or("").to_owned() + "\n").collect();
        let run = binary::lisle(&[&path.to_string_lossy()]);
        assert_eq!(
            (run.code, run.out.as_str(), run.err.as_str()),
            (Some(0), expected.as_str(), ""),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_parts_of_a_block_are_told_apart() {
    let text = "```clojure\n(def x 1)\n(inc\n  x)\n;=> 2\n(/ x 0) ;throws ArithmeticException: Divide by zero\n```\n```console\n$ ls\n```\n";
    let found = examples(text);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].line, &found[0].expected), (2, &Some(Expected::Value("2".into()))));
    assert_eq!(found[1].code, "(/ x 0) \n");
    assert_eq!(found[1].expected, Some(Expected::Throws("ArithmeticException: Divide by zero".into())));
}

/// The architecture is short, and gives a reason for each place that `tests/tidy.rs` lets have unsafe code.
#[test]
fn the_architecture_keeps_its_promises() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(text.lines().count() <= 500, "ARCHITECTURE.md is longer than 500 lines");
    let tidy = fs::read_to_string(root().join("tests/tidy.rs")).expect("tests/tidy.rs");
    let (_, list) = tidy.split_once("const UNSAFE: &[&str] = &[").expect("the list of places");
    let (list, _) = list.split_once(']').expect("the end of the list");
    let places: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert!(places.len() >= 5, "only {} places found", places.len());
    for place in places {
        assert!(text.contains(&format!("| `{place}` |")), "ARCHITECTURE.md gives no reason for unsafe in {place}");
    }
}

/// Links between the documents, and from them to files of the project, lead somewhere.
#[test]
fn links_lead_to_files() {
    let mut documents = files("docs", "md");
    documents.extend(["README.md", "ARCHITECTURE.md"].map(|name| root().join(name)));
    for document in documents {
        let text = fs::read_to_string(&document).expect("a readable document");
        let folder = document.parent().expect("in a folder");
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
        for target in targets.filter(|target| !target.contains("://")) {
            let path = target.split('#').next().unwrap_or(target);
            assert!(folder.join(path).exists(), "{}: no {target}", document.display());
        }
    }
}

#[test]
fn each_expected_failure_has_its_reason() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    let text = read("docs/differences.md");
    let (_, reasons) = text.split_once("## Recorded answers").expect("a section on recorded answers");
    // Between backticks stand the names of cases, which have a slash, and code.
    let mut given: Vec<&str> =
        reasons.split('`').skip(1).step_by(2).filter(|s| s.contains('/') && !s.contains(' ')).collect();
    let failures = read("tests/conformance/expected_failures.txt");
    let mut expected: Vec<&str> = failures.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    given.retain(|name| *name != "tests/conformance");
    given.sort_unstable();
    expected.sort_unstable();
    assert_eq!(given, expected, "docs/differences.md and expected_failures.txt name the same cases");
}
