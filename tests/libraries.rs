//! Libraries that are added to a running program: directories, jars of sources, bytecode bundles; from any thread, in every way that
//! Clojure has for it; and what is said of those that are none.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/free_runtime.rs"]
mod free_runtime;
#[path = "support/jar.rs"]
mod jar;

use free_runtime::{folder, runtime, show};
use jar::jar;
use lisle::{Permissions, Runtime};
use std::fs;

/// A small library as it is published: sources, a resource, files that are of no interest.
fn library(ns: &str, answer: &str) -> Vec<u8> {
    let path = ns.replace('.', "/");
    let source = format!(
        "(ns {ns} (:require [clojure.string :as str] [{ns}.part :as part]))\n\
         (defn write-str [m] (str \"{{\" (str/join \",\" (map (fn [[k v]] (part/pair k v)) m)) \"}}\"))\n\
         (defn answer [] {answer})"
    );
    let part = format!("(ns {ns}.part) (defn pair [k v] (str (pr-str (name k)) \":\" (pr-str v)))");
    jar(&[
        ("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n"),
        (&format!("{path}.clj"), &source),
        (&format!("{path}/part.cljc"), &part),
        (&format!("{path}/words.txt"), "from the jar"),
    ])
}

// loading-88, loading-89, loading-90
#[test]
fn jars_are_added_while_a_program_runs() {
    let folder = folder("jars");
    let add = [
        ("add-lib!", "(do (require 'lisle.loader) (lisle.loader/add-lib! PATH))"),
        ("add-path!", "(do (require 'lisle.loader) (lisle.loader/add-path! PATH))"),
        ("elsewhere", "(do (require 'lisle.loader) @(future (lisle.loader/add-lib! PATH)))"),
        ("url", "(.addURL (clojure.lang.DynamicClassLoader.) (java.net.URL. (str \"file:\" PATH)))"),
        ("add-classpath", "(.join (doto (Thread. (fn [] (add-classpath (str \"file:\" PATH)))) .start))"),
    ];
    for (name, text) in add {
        let path = folder.join(format!("{name}.jar"));
        fs::write(&path, library("json.lib", &format!(":{name}"))).expect("a file");
        let rt = runtime();
        assert!(show(&rt, "(require 'json.lib)").contains("Could not locate json/lib"));
        let added = show(&rt, &text.replace("PATH", &format!("{:?}", path.display().to_string())));
        assert_eq!(added, "nil", "{name}");
        assert_eq!(
            show(&rt, "(require '[json.lib :as json]) (json/write-str {:foo \"bar\"})"),
            r#""{\"foo\":\"bar\"}""#
        );
        assert_eq!(show(&rt, "(json.lib/answer)"), format!(":{name}"));
        assert_eq!(
            show(&rt, "(slurp (clojure.java.io/resource \"json/lib/words.txt\"))"),
            "\"from the jar\"",
            "{name}"
        );
        assert_eq!(show(&rt, "(:file (meta #'json.lib/answer))"), "\"json/lib.clj\"");
        // What is loaded stays when the file goes.
        fs::remove_file(&path).expect("removed");
        assert_eq!(show(&rt, "(json.lib/answer)"), format!(":{name}"));
        assert!(show(&rt, "(require 'json.lib.none)").contains("Could not locate json/lib/none"));
    }
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn what_is_no_library_is_refused_and_changes_nothing() {
    let folder = folder("none");
    let whole = library("whole.lib", "1");
    let mut damaged = whole.clone();
    // In the text of an entry that is packed: the directory is as it was.
    damaged[200] ^= 0x55;
    let rt = runtime();
    rt.eval("(require 'lisle.loader)").expect("loaded");
    for (name, bytes, why) in [
        ("text.jar", b"this is no jar, however long it may be".to_vec(), "is not a jar"),
        ("empty.jar", Vec::new(), "is not a jar"),
        ("cut.jar", whole[..whole.len() - 30].to_vec(), "is not a jar"),
        ("plain.txt", b"text".to_vec(), "neither a directory nor a jar"),
        ("bad.lbc", b"text".to_vec(), "bad.lbc: "),
    ] {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file");
        let shown = show(&rt, &format!("(lisle.loader/add-lib! {:?})", path.display().to_string()));
        assert!(shown.contains(why), "{name}: {shown}");
        assert!(show(&rt, "(require 'whole.lib)").contains("Could not locate whole/lib"), "{name}");
    }
    let path = folder.join("damaged.jar");
    fs::write(&path, damaged).expect("a file");
    show(&rt, &format!("(lisle.loader/add-lib! {:?})", path.display().to_string()));
    let shown = show(&rt, "(require 'whole.lib)");
    assert!(shown.contains("damaged"), "{shown}");
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn a_class_path_that_vanishes_is_empty() {
    let folder = folder("vanishes");
    let jar_path = folder.join("late.jar");
    let sources = folder.join("src");
    fs::create_dir_all(&sources).expect("a folder");
    fs::write(&jar_path, library("late.lib", ":late")).expect("a file");
    let rt = Runtime::builder()
        .permissions(Permissions::all())
        .class_path([sources.display().to_string(), jar_path.display().to_string()])
        .build()
        .expect("a runtime");
    fs::remove_dir_all(&folder).expect("removed");
    assert!(show(&rt, "(require 'late.lib)").contains("Could not locate late/lib__init.class, late/lib.clj"));
    assert_eq!(show(&rt, "(require 'clojure.set) (clojure.set/union #{1} #{1})"), "#{1}");
}
