//! The one list of expected failures, `tests/conformance/expected_failures.txt`: an id a line, sorted.
//!
//! A listed id that passes is as much of an error as an unlisted one that fails, so the list only says what
//! is true. `LISLE_BLESS=1` rewrites the part of the list that a test answers for.

use crate::cases::folder;
use std::collections::BTreeSet;
use std::fs;

/// True if the committed files are to be rewritten.
pub fn blessing() -> bool {
    std::env::var_os("LISLE_BLESS").is_some_and(|v| v == "1")
}

/// The listed ids.
pub fn listed() -> BTreeSet<String> {
    let text = fs::read_to_string(folder().join("expected_failures.txt")).unwrap_or_default();
    text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// Compares what failed with the list. `ours` says which ids the caller has run; the result is a report of
/// all differences, empty if there are none.
pub fn check(failed: &BTreeSet<String>, ours: impl Fn(&str) -> bool) -> String {
    let listed: BTreeSet<String> = listed();
    if blessing() {
        let all: BTreeSet<&String> = listed.iter().filter(|id| !ours(id)).chain(failed).collect();
        let text: String = all.iter().flat_map(|id| [id.as_str(), "\n"]).collect();
        fs::write(folder().join("expected_failures.txt"), text).expect("the list is writable");
        return String::new();
    }
    let mut report = String::new();
    for id in failed.iter().filter(|id| !listed.contains(*id)) {
        report.push_str(&format!("{id} fails and is not listed in expected_failures.txt\n"));
    }
    for id in listed.iter().filter(|id| ours(id) && !failed.contains(*id)) {
        report.push_str(&format!("{id} passes now: remove it from expected_failures.txt\n"));
    }
    report
}
