//! Checks of the tree itself: file headers, the crate graph, where `unsafe` may stand, and words that
//! do not belong in the project.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

use std::fs;
use std::path::{Path, PathBuf};

/// The only edges of the crate graph between crates of ours. Dependencies for tests are not edges.
const CRATES: &[(&str, &[&str])] = &[
    ("runtime", &[]),
    ("vm/bytecode", &[]),
    ("compiler", &["bytecode", "runtime"]),
    ("vm", &["bytecode", "runtime"]),
    ("stdlib", &["bytecode", "compiler", "runtime", "vm"]),
    ("benches", &["bytecode", "compiler", "lisle", "runtime", "stdlib", "vm"]),
];

/// Where `unsafe` may stand, each place with its reason in ARCHITECTURE.md.
const UNSAFE: &[&str] = &[
    "runtime/src/value.rs",
    "runtime/src/heap/",
    "runtime/src/object/",
    "runtime/src/coll/node/",
    "runtime/src/cell.rs",
    "runtime/src/thread.rs",
    "runtime/src/sync_lazy.rs",
    "vm/src/stack.rs",
    "vm/src/stack/",
    "vm/src/scheduler/fiber.rs",
    "vm/src/ops/",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Source files below a folder, with paths relative to the root.
fn files(extension: &str) -> Vec<(String, String)> {
    fn walk(dir: &Path, extension: &str, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if name != "target" && name != ".git" && name != "conformance" {
                    walk(&path, extension, found);
                }
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), extension, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|p| {
            let name = p.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned();
            (name, fs::read_to_string(&p).expect("a readable source file"))
        })
        .collect()
}

#[test]
fn every_rust_file_begins_with_a_header() {
    let files = files("rs");
    assert!(files.len() > 50, "only {} files found", files.len());
    let missing: Vec<_> = files.iter().filter(|(_, text)| !text.starts_with("//!")).map(|(name, _)| name).collect();
    assert!(missing.is_empty(), "no //! header: {missing:#?}");
}

#[test]
fn crates_depend_only_on_what_the_design_allows() {
    let ours: Vec<&str> = vec!["runtime", "bytecode", "compiler", "vm", "stdlib", "lisle"];
    for (krate, allowed) in CRATES {
        let manifest = root().join(krate).join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else { continue };
        let mut section = "";
        for line in text.lines() {
            if line.starts_with('[') {
                section = line;
            } else if section == "[dependencies]" {
                let name = line.split(['.', ' ', '=']).next().unwrap_or("");
                if ours.contains(&name) {
                    assert!(allowed.contains(&name), "{krate} must not depend on {name}");
                }
            }
        }
    }
}

#[test]
fn unsafe_stands_only_where_it_may_and_has_its_reason() {
    let mut found = 0;
    for (name, text) in files("rs") {
        if name == "tests/tidy.rs" {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            if !code.contains("unsafe {") && !code.contains("unsafe impl") && !code.contains("unsafe fn ") {
                continue;
            }
            found += 1;
            assert!(UNSAFE.iter().any(|u| name.starts_with(u)), "unsafe in {name}:{}", i + 1);
            let reason = lines[i.saturating_sub(8)..=i].iter().any(|l| l.contains("SAFETY") || l.contains("# Safety"));
            assert!(reason, "no SAFETY reason near {name}:{}", i + 1);
        }
    }
    assert!(found > 20, "only {found} unsafe places found: the search is broken");
}

#[test]
fn concurrency_primitives_come_from_the_sync_module() {
    for (name, text) in files("rs") {
        if name == "runtime/src/sync.rs"
            || !name.contains("src/")
            || name.starts_with("vm/bytecode")
            || name.ends_with("tests.rs")
        {
            continue;
        }
        for (i, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            let names_std = code.contains("std::sync::") && !code.contains("std::sync::mpsc");
            assert!(!names_std, "{name}:{} names std::sync; use runtime::sync", i + 1);
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let markers = ["todo!(", "unimplemented!(", "FIXME", "#[ignore"];
    for (name, text) in files("rs") {
        if name != "tests/tidy.rs" {
            for marker in markers {
                assert!(!text.contains(marker), "{name} has {marker}");
            }
        }
    }
}
