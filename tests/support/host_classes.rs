//! `docs/host-classes.md`, made of the registry of host classes and of `tests/support/used_classes.txt`, which says
//! what libraries use. `LISLE_BLESS=1` rewrites the page; a stale one fails.

use runtime::class::{ClassDef, exception_kind};
use runtime::error::ExceptionKind;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

const USED: &str = include_str!("used_classes.txt");

const INTRODUCTION: &str = "\
# Host classes

The Java classes that Lisle has, made from the tables in `stdlib/src/host` by a test; what they do is what the JVM's do.
Objects of a class also have the members of its superclasses and interfaces, and every value has those of `java.lang.Object`.
A class that is not here can be imported, hinted, caught, extended and asked for with `instance?`; using one of its members throws
`ClassNotFoundException`.
";

/// What a class offers by itself.
#[derive(Default)]
struct Members {
    constructors: bool,
    statics: BTreeSet<&'static str>,
    methods: BTreeSet<&'static str>,
}

impl Members {
    fn of(def: &'static ClassDef) -> Members {
        let own = |name: &str| !name.contains('.');
        Members {
            constructors: !def.constructors.is_empty(),
            statics: def.statics.iter().map(|row| row.name).chain(def.fields.iter().map(|(name, _)| *name)).collect(),
            methods: def.methods.iter().map(|row| row.name).filter(|name| own(name)).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        !self.constructors && self.statics.is_empty() && self.methods.is_empty()
    }
}

/// A class that programs use, and its static members that they name.
struct Used {
    class: &'static str,
    libraries: &'static str,
    statics: Vec<&'static str>,
}

fn used() -> Vec<Used> {
    let lines = USED.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split(' ');
            let (class, libraries) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            Used { class, libraries, statics: words.skip(1).collect() }
        })
        .collect()
}

fn package(class: &str) -> &str {
    class.rsplit_once('.').map_or("", |(package, _)| package)
}

fn listed(names: &BTreeSet<&str>) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ")
}

fn page() -> String {
    // The last table of a name is the one that counts.
    let defs: BTreeMap<&str, &'static ClassDef> = stdlib::host::all().map(|def| (def.name, def)).collect();
    let mut out = String::from(INTRODUCTION);
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut last = "";
    for (name, def) in &defs {
        let members = Members::of(def);
        if members.is_empty() {
            known.entry(package(name)).or_default().push(name);
            continue;
        }
        if package(name) != last {
            last = package(name);
            let _ =
                write!(out, "\n## {last}\n\n| class | constructors | static members | methods |\n|---|---|---|---|\n");
        }
        let simple = &name[last.len() + 1..];
        let constructors = if members.constructors { "yes" } else { "" };
        let (statics, methods) = (listed(&members.statics), listed(&members.methods));
        let _ = writeln!(out, "| `{simple}` | {constructors} | {statics} | {methods} |");
    }
    out.push_str("\n## Known by name and ancestors only\n\nInterfaces that programs implement, marker interfaces, exceptions, and classes whose objects exist without members of their own.\n\n");
    for kind in ExceptionKind::ALL {
        if !defs.contains_key(kind.class_name()) {
            known.entry(package(kind.class_name())).or_default().push(kind.class_name());
        }
    }
    for (package, names) in &mut known {
        names.sort_unstable();
        let simple: Vec<String> = names.iter().map(|n| format!("`{}`", &n[package.len() + 1..])).collect();
        let _ = writeln!(out, "- {package}: {}", simple.join(" "));
    }
    out.push_str("\n## Known and missing\n\nWhat libraries use and Lisle has not; the number is that of libraries out of 113.\n\n| class | libraries | missing |\n|---|---|---|\n");
    for used in used() {
        let Used { class, libraries, statics } = used;
        match defs.get(class) {
            None if exception_kind(class).is_some() => {}
            None => {
                let _ = writeln!(out, "| `{class}` | {libraries} | the class |");
            }
            Some(def) => {
                let members = Members::of(def);
                let missing: BTreeSet<&str> = statics.into_iter().filter(|s| !members.statics.contains(s)).collect();
                if !missing.is_empty() {
                    let _ = writeln!(out, "| `{class}` | {libraries} | {} |", listed(&missing));
                }
            }
        }
    }
    out
}

#[test]
fn the_page_of_host_classes_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/host-classes.md");
    let wanted = page();
    if std::env::var_os("LISLE_BLESS").is_some_and(|v| v == "1") {
        std::fs::write(&file, &wanted).expect("docs/host-classes.md is writable");
        return;
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == wanted, "docs/host-classes.md is stale: LISLE_BLESS=1 cargo test --test docs");
}
