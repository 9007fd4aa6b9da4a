//! The language tests: programs in `tests/lang/<area>/`, whose file names are their contract.
//!
//! `pass-*.clj` ends well and prints `ok` last; `throw-*.clj` ends with an uncaught exception whose report
//! contains the text of the file's first line, `;; throws: TEXT`; `fail-*.clj` does not compile, and what is
//! printed stands beside it in a file ending in `.err` (`LISLE_BLESS=1` writes it). Each runs from source and
//! from its bytecode file. Any other name is an error.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/binary.rs"]
mod binary;

use binary::{Run, Scratch, in_parallel, lisle};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lang")
}

/// Every file below the folder, sorted.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a readable folder").flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn passes(run: &Run) -> Result<(), String> {
    if run.code == Some(0) && run.out.lines().last() == Some("ok") {
        return Ok(());
    }
    Err(format!("exit {:?}, last line {:?}\n{}", run.code, run.out.lines().last(), run.err))
}

fn throws(text: &str, run: &Run) -> Result<(), String> {
    if run.code == Some(1) && run.err.contains(text) {
        return Ok(());
    }
    Err(format!("exit {:?}, expected {text:?} in\n{}", run.code, run.err))
}

/// Diagnostics name files by their paths here, which differ from place to place.
fn portable(text: &str) -> String {
    text.replace(&format!("{}/", env!("CARGO_MANIFEST_DIR")), "")
}

fn fails(file: &Path, run: &Run) -> Result<(), String> {
    let snapshot = file.with_extension("err");
    let got = portable(&run.err);
    if run.code != Some(1) {
        return Err(format!("exit {:?}, expected 1\n{got}", run.code));
    }
    if std::env::var_os("LISLE_BLESS").is_some_and(|v| v == "1") {
        std::fs::write(&snapshot, &got).map_err(|e| e.to_string())?;
    }
    let want = std::fs::read_to_string(&snapshot).unwrap_or_default();
    if got == want { Ok(()) } else { Err(format!("expected\n{want}\ngot\n{got}")) }
}

fn check(file: &PathBuf) -> Result<(), String> {
    let name = file.strip_prefix(folder()).expect("below the folder").to_string_lossy().into_owned();
    let base = file.file_name().expect("a file name").to_string_lossy().into_owned();
    let path = format!("tests/lang/{name}");
    let fail = |how: &str, what: String| format!("{name} {how}: {what}");
    let scratch = Scratch::new("lang");
    let compiled = scratch.path("program.lbc");
    let source = lisle(&[&path]);
    let compile = || lisle(&["compile", &path, "-o", &compiled]);
    if base.starts_with("pass-") {
        passes(&source).map_err(|e| fail("from source", e))?;
        let run = compile();
        if run.code != Some(0) {
            return Err(fail("compile", run.err));
        }
        return passes(&lisle(&[&compiled])).map_err(|e| fail("from bytecode", e));
    }
    if base.starts_with("throw-") {
        let text = std::fs::read_to_string(file).map_err(|e| e.to_string())?;
        let first = text.lines().next().unwrap_or("");
        let want = first.strip_prefix(";; throws: ").ok_or_else(|| fail("", "no `;; throws: TEXT` line".into()))?;
        throws(want, &source).map_err(|e| fail("from source", e))?;
        // Compiling runs the top level, so a program that throws there makes no file.
        let run = compile();
        return match run.code {
            Some(0) => throws(want, &lisle(&[&compiled])).map_err(|e| fail("from bytecode", e)),
            _ => throws(want, &run).map_err(|e| fail("compile", e)),
        };
    }
    fails(file, &source).map_err(|e| fail("from source", e))?;
    let run = compile();
    if Path::new(&compiled).exists() {
        return Err(fail("compile", "left an output file".into()));
    }
    fails(file, &run).map_err(|e| fail("compile", e))
}

#[test]
fn programs_keep_the_contract_of_their_names() {
    let all = files(&folder());
    let (programs, others): (Vec<PathBuf>, Vec<PathBuf>) =
        all.into_iter().partition(|f| f.extension().is_some_and(|e| e == "clj"));
    for file in &programs {
        let base = file.file_name().expect("a file name").to_string_lossy();
        let known = ["pass-", "throw-", "fail-"].iter().any(|p| base.starts_with(p));
        assert!(known, "{}: a name begins with pass-, throw- or fail-", file.display());
    }
    for file in others {
        let snapshot = file.extension().is_some_and(|e| e == "err") && file.with_extension("clj").exists();
        assert!(snapshot, "{}: neither a program nor the .err of one", file.display());
    }
    assert!(programs.len() >= 40, "only {} programs found", programs.len());
    let wrong: Vec<String> = in_parallel(&programs, check).into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{} of {} programs:\n{}", wrong.len(), programs.len(), wrong.join("\n"));
}
