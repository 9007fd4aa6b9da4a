//! Every recorded case, each in a runtime of its own, compared with what Clojure answered.
//!
//! The test process hands cases to worker processes (itself, started with `--worker`) one by one, so a case
//! that crashes or hangs is known by its id and the next goes on in a new worker. Totals per file are kept
//! in `tests/conformance/totals.txt`, failures in `expected_failures.txt`; `LISLE_BLESS=1` rewrites both.
//! `LISLE_CASES=regex` runs some cases only and prints what the failing ones gave.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/cases.rs"]
mod cases;
#[path = "support/evaluate.rs"]
mod evaluate;
#[path = "support/expected.rs"]
mod expected;
#[path = "support/quiet_host.rs"]
mod quiet_host;

use cases::{Case, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a case may take before its worker is ended.
const LIMIT: Duration = Duration::from_secs(20);

/// How many cases a worker evaluates: what a case leaves running or unfreed ends with its worker.
const CASES_PER_WORKER: usize = 200;

/// How much stack a case has.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|a| a == "--worker") {
        return worker();
    }
    // Test runners that ask what there is.
    if arguments.iter().any(|a| a == "--list") {
        println!("conformance: test");
        return ExitCode::SUCCESS;
    }
    let all = Arc::new(cases::load());
    match std::env::var("LISLE_CASES") {
        Ok(pattern) => some(&all, &pattern),
        Err(_) => every(&all),
    }
}

/// Runs the cases whose id matches, and prints what is wrong with them.
fn some(all: &Arc<Vec<Case>>, pattern: &str) -> ExitCode {
    let pattern = fancy_regex::Regex::new(pattern).expect("LISLE_CASES is a regular expression");
    let chosen: Vec<usize> = (0..all.len()).filter(|&i| pattern.is_match(&all[i].id).unwrap_or(false)).collect();
    let results = run(all, &chosen);
    let mut failures = 0;
    for (index, got) in &results {
        if let Some(difference) = difference(&all[*index], got) {
            failures += 1;
            println!("{difference}");
        }
    }
    println!("{} of {} cases fail", failures, chosen.len());
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs all cases and compares totals and failures with the committed files.
fn every(all: &Arc<Vec<Case>>) -> ExitCode {
    let chosen: Vec<usize> = (0..all.len()).collect();
    let results = run(all, &chosen);
    let mut totals: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut failed = BTreeSet::new();
    let mut details = String::new();
    for (index, got) in &results {
        let case = &all[*index];
        let total = totals.entry(&case.topic).or_default();
        total.1 += 1;
        match difference(case, got) {
            None => total.0 += 1,
            Some(difference) => {
                failed.insert(case.id.clone());
                details.push_str(&difference);
                details.push('\n');
            }
        }
    }
    let details_file = format!("{}/conformance-failures.txt", env!("CARGO_TARGET_TMPDIR"));
    let _ = std::fs::write(&details_file, details);
    let ids: BTreeSet<&str> = all.iter().map(|c| c.id.as_str()).collect();
    let mut report = expected::check(&failed, |id| ids.contains(id));
    report.push_str(&check_totals(&totals));
    println!("conformance: {} of {} cases pass", all.len() - failed.len(), all.len());
    if report.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("{report}Details are in {details_file}.");
    ExitCode::FAILURE
}

fn check_totals(totals: &BTreeMap<&str, (usize, usize)>) -> String {
    let passed: usize = totals.values().map(|t| t.0).sum();
    let count: usize = totals.values().map(|t| t.1).sum();
    let mut text = String::from("Cases that give Clojure's result, by file.\n\n");
    for (topic, (passed, count)) in totals {
        text.push_str(&format!("{topic:<22} {passed:>5} of {count:>5}\n"));
    }
    text.push_str(&format!("{:<22} {passed:>5} of {count:>5}\n", "all"));
    let file = cases::folder().join("totals.txt");
    if expected::blessing() {
        std::fs::write(file, text).expect("totals.txt is writable");
        return String::new();
    }
    if std::fs::read_to_string(file).unwrap_or_default() == text {
        return String::new();
    }
    format!("tests/conformance/totals.txt should be:\n{text}")
}

/// What is wrong with a result, or `None`.
fn difference(case: &Case, got: &Outcome) -> Option<String> {
    let want = &case.expected;
    let same = want.out == got.out
        && want.value == got.value
        && want.throws == got.throws
        && (want.message.is_none() || want.message == got.message)
        && (want.data.is_none() || want.data == got.data);
    if same {
        return None;
    }
    let mut text = format!("{}\n    {}\n", case.id, case.code.replace('\n', "\n    "));
    let mut row = |name: &str, want: Option<&str>, got: Option<&str>| {
        if want != got {
            let show = |s: Option<&str>| s.map_or("nothing".to_owned(), |s| format!("{s:?}"));
            text.push_str(&format!("  {name:<8} {}\n  {:<8} {}\n", show(want), "  got", show(got)));
        }
    };
    row("value", want.value.as_deref(), got.value.as_deref());
    row("throws", want.throws.as_deref(), got.throws.as_deref());
    row("message", want.message.as_deref(), got.message.as_deref());
    row("data", want.data.as_deref(), got.data.as_deref());
    row("out", Some(&want.out), Some(&got.out));
    Some(text)
}

/// Evaluates the chosen cases on as many workers as there are processors.
fn run(all: &Arc<Vec<Case>>, chosen: &[usize]) -> BTreeMap<usize, Outcome> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(chosen.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut worker = Worker::start();
                loop {
                    let Some(&index) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                    if worker.done >= CASES_PER_WORKER {
                        worker = Worker::start();
                    }
                    let outcome = worker.evaluate(&all[index].code).unwrap_or_else(|what| {
                        worker = Worker::start();
                        Outcome { throws: Some(what), ..Outcome::default() }
                    });
                    results.lock().expect("no worker panics").insert(index, outcome);
                }
            });
        }
    });
    results.into_inner().expect("no worker panics")
}

/// A worker process.
struct Worker {
    child: Child,
    answers: Receiver<String>,
    done: usize,
}

impl Worker {
    fn start() -> Worker {
        let program = std::env::current_exe().expect("the test's own path");
        let mut child = Command::new(program)
            .arg("--worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a worker can be started");
        let output = child.stdout.take().expect("piped");
        let (send, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Worker { child, answers, done: 0 }
    }

    /// The outcome of a text, or what became of the worker.
    fn evaluate(&mut self, code: &str) -> Result<Outcome, String> {
        self.done += 1;
        let input = self.child.stdin.as_mut().expect("piped");
        let sent = input.write_all(encode(code).as_bytes()).and_then(|()| input.write_all(b"\n"));
        let answer = match sent.and_then(|()| input.flush()) {
            Ok(()) => self.answers.recv_timeout(LIMIT),
            Err(_) => Err(RecvTimeoutError::Disconnected),
        };
        match answer {
            Ok(line) => Ok(decode_outcome(&line)),
            Err(RecvTimeoutError::Timeout) => Err("no answer in time".into()),
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.child.wait().map_or_else(|e| e.to_string(), |s| s.to_string());
                Err(format!("the process ended: {status}"))
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The other side: evaluates a text a line until there are no more.
fn worker() -> ExitCode {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let code = decode(&line);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || evaluate::evaluate(&code));
        let outcome = match thread.map(std::thread::JoinHandle::join) {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => {
                let text = panic.downcast_ref::<String>().cloned();
                let text = text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
                Outcome { throws: Some(format!("panic: {}", text.unwrap_or_default())), ..Outcome::default() }
            }
            Err(e) => Outcome { throws: Some(format!("no thread: {e}")), ..Outcome::default() },
        };
        let mut out = std::io::stdout().lock();
        if writeln!(out, "{}", encode_outcome(&outcome)).and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn encode(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}

fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    out
}

/// Fields between tabs; `-` is an absent one, others begin with `+`.
fn encode_outcome(outcome: &Outcome) -> String {
    let field = |f: &Option<String>| f.as_ref().map_or("-".to_owned(), |s| format!("+{}", encode(s)));
    let fields = [&outcome.value, &outcome.throws, &outcome.message, &outcome.data].map(field);
    format!("{}\t{}", fields.join("\t"), encode(&outcome.out))
}

fn decode_outcome(line: &str) -> Outcome {
    let mut fields = line.split('\t');
    let mut field = || fields.next().and_then(|f| f.strip_prefix('+')).map(decode);
    let (value, throws, message, data) = (field(), field(), field(), field());
    Outcome { value, throws, message, data, out: fields.next().map(decode).unwrap_or_default() }
}
