//! Which public vars of Clojure's namespaces the build has: makes `docs/coverage.md` from the names in
//! `tests/coverage/` and what the binary says of them. A stale document fails; `LISLE_BLESS=1` writes it.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;

use binary::{Scratch, lisle};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Asks the build about namespaces: a line `namespace TAB name TAB kind TAB since TAB documented` for each
/// public var; nothing for a namespace that cannot be loaded.
const QUESTION: &str = r#"
(doseq [n names]
  (when (try (require n) true (catch java.io.FileNotFoundException _ false))
    (doseq [[s v] (sort (ns-publics n))
            :let [{:keys [added doc macro dynamic arglists]} (meta v)]]
      (println (str n "\t" s "\t"
                    (cond macro "macro" arglists "function" dynamic "dynamic var" :else "var") "\t"
                    (or added "") "\t"
                    (boolean (not-empty doc)))))))
"#;

/// What the build says of a public var.
struct Present {
    kind: String,
    since: String,
    documented: bool,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coverage")
}

fn lines(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

/// The names of each namespace that Clojure has.
fn wanted() -> BTreeMap<String, Vec<String>> {
    let files = std::fs::read_dir(folder()).expect("a readable folder").flatten().map(|e| e.path());
    let lists = files.filter(|p| p.extension().is_some_and(|e| e == "txt") && !p.ends_with("left_out.txt"));
    lists.map(|p| (p.file_stem().expect("a name").to_string_lossy().into_owned(), lines(&p))).collect()
}

/// Why a namespace is left out.
fn left_out() -> BTreeMap<String, String> {
    let lines = lines(&folder().join("left_out.txt"));
    lines.iter().filter_map(|l| l.split_once(": ")).map(|(ns, why)| (ns.to_owned(), why.to_owned())).collect()
}

/// The public vars of these namespaces in the build.
fn present(namespaces: &[&str]) -> BTreeMap<String, BTreeMap<String, Present>> {
    let scratch = Scratch::new("coverage");
    scratch.write("question.clj", format!("(def names '[{}])\n{QUESTION}", namespaces.join(" ")));
    let run = lisle(&[scratch.0.join("question.clj").to_str().expect("a path in UTF-8")]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mut found: BTreeMap<String, BTreeMap<String, Present>> = BTreeMap::new();
    for line in run.out.lines() {
        let [ns, name, kind, since, documented] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("an odd answer: {line:?}")
        };
        let var = Present { kind: kind.to_owned(), since: since.to_owned(), documented: documented == "true" };
        found.entry(ns.to_owned()).or_default().insert(name.to_owned(), var);
    }
    found
}

fn escaped(name: &str) -> String {
    name.replace('|', "\\|")
}

fn document() -> String {
    let wanted = wanted();
    let left_out = left_out();
    let asked: Vec<&str> = wanted.keys().map(String::as_str).filter(|ns| !left_out.contains_key(*ns)).collect();
    let found = present(&asked);
    let empty = BTreeMap::new();
    let mut summary = String::new();
    let mut tables = String::new();
    let mut total = (0, 0);
    for (ns, names) in &wanted {
        if let Some(why) = left_out.get(ns) {
            let _ = writeln!(summary, "| `{ns}` | left out: {why} | {} |", names.len());
            continue;
        }
        let here = found.get(ns).unwrap_or(&empty);
        let have = names.iter().filter(|n| here.contains_key(*n)).count();
        total = (total.0 + have, total.1 + names.len());
        let _ = writeln!(summary, "| [`{ns}`](#{}) | {have} | {} |", ns.replace('.', ""), names.len());
        if names.is_empty() {
            continue;
        }
        let _ = write!(tables, "\n## {ns}\n\n| name | kind | since | status |\n|---|---|---|---|\n");
        for name in names {
            let shown = escaped(name);
            let _ = match here.get(name) {
                Some(Present { kind, since, documented }) => {
                    let status = if *documented { "present" } else { "present, no docstring" };
                    writeln!(tables, "| `{shown}` | {kind} | {since} | {status} |")
                }
                None => writeln!(tables, "| `{shown}` | | | **missing** |"),
            };
        }
        let known: BTreeSet<&String> = names.iter().collect();
        let more: Vec<String> =
            here.keys().filter(|n| !known.contains(n)).map(|n| format!("`{}`", escaped(n))).collect();
        if !more.is_empty() {
            let _ = write!(tables, "\nPublic here and not in Clojure: {}.\n", more.join(", "));
        }
    }
    format!(
        "<!-- Made by tests/coverage.rs; `LISLE_BLESS=1 cargo test --test coverage` writes it anew. -->\n\n\
         # Coverage\n\n\
         The public vars of Clojure 1.12's namespaces, and which of them this build has: {} of {}.\n\n\
         | namespace | present | in Clojure |\n|---|---|---|\n{summary}{tables}",
        total.0, total.1
    )
}

#[test]
fn the_coverage_document_says_what_the_build_has() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let text = document();
    if std::env::var_os("LISLE_BLESS").is_some_and(|v| v == "1") {
        std::fs::write(&file, &text).expect("docs/coverage.md is writable");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    let difference = text.lines().zip(committed.lines()).find(|(now, then)| now != then);
    assert!(
        text == committed,
        "docs/coverage.md is stale ({difference:?}); LISLE_BLESS=1 cargo test --test coverage writes it"
    );
}
