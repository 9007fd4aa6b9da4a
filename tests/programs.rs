//! The longer programs of `tests/conformance/programs`: each prints exactly what it prints on the JVM,
//! from its source and from its bytecode file. One that is known to fail is listed in
//! `expected_failures.txt` as `programs/NAME`.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/expected.rs"]
mod expected;

use binary::{Run, Scratch, in_parallel, lisle};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What `support/expected.rs` needs to know of the folder.
mod cases {
    use std::path::PathBuf;

    pub fn folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
    }
}

/// What is wrong with a run, or `None`.
fn difference(how: &str, want: &str, run: &Run) -> Option<String> {
    if run.out == want && run.code == Some(0) {
        return None;
    }
    let line = want.lines().zip(run.out.lines()).position(|(w, g)| w != g);
    let line = line.unwrap_or_else(|| want.lines().count().min(run.out.lines().count()));
    let show = |text: &str| text.lines().nth(line).map_or("the end".to_owned(), |l| format!("{l:?}"));
    Some(format!(
        "{how}: exit {:?}, line {}: expected {}, got {}\n{}",
        run.code,
        line + 1,
        show(want),
        show(&run.out),
        run.err
    ))
}

fn check(program: &Path) -> (String, Option<String>) {
    let name = program.file_stem().expect("a file name").to_string_lossy().into_owned();
    let want = std::fs::read_to_string(program.with_extension("out")).expect("its output stands beside it");
    let path = program.to_string_lossy();
    if let Some(difference) = difference("from source", &want, &lisle(&[&path])) {
        return (name, Some(difference));
    }
    let scratch = Scratch::new("programs");
    let compiled = scratch.path("program.lbc");
    let run = lisle(&["compile", &path, "-o", &compiled]);
    if run.code != Some(0) {
        return (name, Some(format!("compile: {}", run.err)));
    }
    (name, difference("from bytecode", &want, &lisle(&[&compiled])))
}

#[test]
fn programs_print_what_they_print_on_the_jvm() {
    let mut programs: Vec<PathBuf> = std::fs::read_dir(cases::folder().join("programs"))
        .expect("programs")
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "clj"))
        .collect();
    programs.sort();
    assert!(programs.len() >= 30, "only {} programs found", programs.len());
    let mut failed = BTreeSet::new();
    let mut details = String::new();
    for (name, difference) in in_parallel(&programs, |program| check(program)) {
        if let Some(difference) = difference {
            failed.insert(format!("programs/{name}"));
            details.push_str(&format!("{name} {difference}\n"));
        }
    }
    let report = expected::check(&failed, |id| id.starts_with("programs/"));
    assert!(report.is_empty(), "{report}\n{details}");
}
