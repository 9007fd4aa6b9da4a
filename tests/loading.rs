//! Loading while a program runs: a session's loaders, added paths and bundles, reloading, and that nothing is left of what was
//! replaced.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/free_runtime.rs"]
mod free_runtime;

use free_runtime::{folder, runtime, show};
use lisle::{Permissions, Runtime};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn loaders_are_what_programs_expect() {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loading/loaders.clj");
    let out = Command::new(env!("CARGO_BIN_EXE_lisle")).arg(program).output().expect("it runs");
    let shown = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert_eq!(shown, "ok\n");
}

// loading-73, loading-74, loading-77, loading-79
#[test]
fn a_repl_sets_its_context_loader_once() {
    let mut repl = Command::new(env!("CARGO_BIN_EXE_lisle"))
        .arg("repl")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a REPL");
    let mut text = String::from(
        "(defn context [] (.getContextClassLoader (Thread/currentThread)))
         (defn chain [l] (count (take-while some? (iterate #(.getParent %) l))))
         (def before [(hash (context)) (chain (context))])
         (defn foo [] 1)
         [:parent (identical? (context) (.getParent (.getClassLoader (class foo))))]
         [:dynamic (class (context))]\n",
    );
    (0..300).for_each(|n| text.push_str(&format!("(defn foo [] {n})\n")));
    text.push_str(
        "[:same (= before [(hash (context)) (chain (context))]) (chain (.getClassLoader (class foo))) (foo)]\n",
    );
    repl.stdin.take().expect("its input").write_all(text.as_bytes()).expect("written");
    let out = repl.wait_with_output().expect("its output");
    let out = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.contains("[:parent true]"), "{out}");
    assert!(out.contains("[:dynamic clojure.lang.DynamicClassLoader]"), "{out}");
    assert!(out.contains("[:same true 4 299]"), "{out}");
}

// loading-59, loading-85
#[test]
fn paths_and_bundles_are_added_while_a_program_runs() {
    let folder = folder("paths");
    let (sources, other) = (folder.join("src"), folder.join("other"));
    fs::create_dir_all(sources.join("late")).expect("a folder");
    fs::create_dir_all(&other).expect("a folder");
    fs::write(sources.join("late/comer.clj"), "(ns late.comer) (defn f [] :late)").expect("a file");
    fs::write(
        other.join("bundled.clj"),
        "(ns bundled (:require [clojure.string :as str])) (defn f [] (str/upper-case \"b\"))",
    )
    .expect("a file");
    let rt = runtime();
    assert!(show(&rt, "(require 'late.comer)").contains("FileNotFoundException: Could not locate late/comer"));
    // From any thread.
    let added =
        format!("(require 'lisle.loader) @(future (lisle.loader/add-path! {:?}))", sources.display().to_string());
    assert_eq!(show(&rt, &added), "nil");
    assert_eq!(show(&rt, "(require 'late.comer) (late.comer/f)"), ":late");

    let bundle = folder.join("bundled.lbc");
    let compiled = Command::new(env!("CARGO_BIN_EXE_lisle"))
        .args(["compile", "-m", "bundled", "-cp"])
        .args([other.as_os_str(), "-o".as_ref(), bundle.as_os_str()])
        .status();
    assert!(compiled.expect("it runs").success());
    assert_eq!(show(&rt, &format!("(lisle.loader/add-lib! {:?})", bundle.display().to_string())), "[\"bundled\"]");
    assert_eq!(show(&rt, "(require 'bundled) (bundled/f)"), "\"B\"");

    // What is not there or damaged says so, and changes nothing.
    let before = show(&rt, "(lisle.loader/cached-names)");
    fs::write(folder.join("bad.lbc"), "no bundle").expect("a file");
    let mut bytes = fs::read(&bundle).expect("the bundle");
    let at = bytes.len() / 2;
    bytes[at] ^= 0x55;
    fs::write(folder.join("torn.lbc"), &bytes).expect("a file");
    for (name, why) in [
        ("none", "FileNotFoundException"),
        ("bad.lbc", "bad.lbc: "),
        ("torn.lbc", "torn.lbc: "),
        ("none.lbc", "FileNotFoundException"),
        ("src/late/comer.clj", "neither a directory nor a jar"),
    ] {
        let shown = show(&rt, &format!("(lisle.loader/add-lib! {:?})", folder.join(name).display().to_string()));
        assert!(shown.contains(why), "{name}: {shown}");
    }
    assert_eq!(show(&rt, "(lisle.loader/cached-names)"), before);
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn reloading_replaces_and_leaves_nothing() {
    let folder = folder("reload");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
    write("low.clj", "(ns low) (defn f [] 0) (deftype T [a])");
    write("high.clj", "(ns high (:require low)) (defn g [] (low/f))");
    let rt = Runtime::builder()
        .permissions(Permissions::all())
        .class_path([folder.display().to_string()])
        .build()
        .expect("a runtime");
    assert_eq!(show(&rt, "(require 'lisle.loader 'high) (high/g)"), "0");
    write("low.clj", "(ns low) (defn f [] 1) (deftype T [a])");
    assert_eq!(show(&rt, "(require 'high :reload) (high/g)"), "0");
    assert_eq!(show(&rt, "(require 'high :reload-all) (high/g)"), "1");
    assert_eq!(show(&rt, "(require 'low :reload) (high/g)"), "1");
    let units = "(count (lisle.loader/units))";
    let steady = show(&rt, units);
    assert_eq!(show(&rt, "(dotimes [_ 50] (require 'high :reload-all)) (high/g)"), "1");
    assert_eq!(show(&rt, units), steady);
    let file = folder.join("script.clj");
    write("script.clj", "(ns script) (defn s [] [:script *file*])");
    let load = format!("(load-file {:?})", file.display().to_string());
    show(&rt, &load);
    let steady = show(&rt, units);
    (0..20).for_each(|_| drop(show(&rt, &load)));
    assert_eq!(show(&rt, units), steady);
    // A namespace that is removed takes its code along.
    show(&rt, "(remove-ns 'script)");
    assert_eq!(show(&rt, "(filter #(re-find #\"script\" %) (lisle.loader/cached-names))"), "()");
    // A path that vanishes is a clear error.
    fs::remove_dir_all(&folder).expect("removed");
    assert!(show(&rt, "(require 'low :reload)").contains("Could not locate low"));
    assert_eq!(show(&rt, "(high/g)"), "1");
}

#[test]
fn evaluations_that_redefine_keep_memory_flat() {
    // In a process of its own, whose memory nobody else uses.
    let folder = folder("flat");
    let program = folder.join("flat.clj");
    let text = r#"
        (require 'lisle.loader)
        (defn resident [] (parse-long (second (re-find #"VmRSS:\s+(\d+)" (slurp "/proc/self/status")))))
        (defn held [] [(count (lisle.loader/units)) (count (lisle.loader/cached-names)) (count (lisle.loader/chain))])
        (defn round [n]
          (eval (list 'do
                  (list 'defn 'f '[x] (list '+ 'x n))
                  '(defn g [] (fn [y] (f y)))
                  '(defprotocol P (p [x]))
                  '(deftype T [a] P (p [_] a))
                  '(extend-protocol P String (p [x] (count x)))
                  '(defmacro m [x] (list 'inc x))
                  (list 'assert (list '= [(+ n 1) (+ n 2) 3 4 6] '[(f 1) ((g) 2) (p (->T 3)) (p "four") (m 5)])))))
        (dotimes [n 500] (round n))
        (def before [(held) (resident)])
        (dotimes [n 1500] (round n))
        (let [grown (- (resident) (second before))]
          (assert (= (first before) (held)))
          (assert (< grown 1500) (str grown " KB more")))
        (println "flat")"#;
    fs::write(&program, text).expect("a file");
    if !cfg!(target_os = "linux") {
        return;
    }
    let out = Command::new(env!("CARGO_BIN_EXE_lisle")).arg(&program).output().expect("it runs");
    let shown = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert_eq!(shown, "flat\n");
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn ten_thousand_evaluations_leave_nothing_behind() {
    let runtime = Runtime::builder().build().expect("a runtime");
    let number = |text: &str| runtime.eval(text).and_then(|value| value.to::<i64>()).expect("a number");
    let evaluate = |from: i64, to: i64| {
        for i in from..to {
            // Types and protocols cost more, so they come less often.
            let text = match i % 20 {
                0 => format!("(defprotocol P (p [x])) (deftype T [a] P (p [_] (+ a {i}))) (p (->T 1))"),
                10 => format!("(defrecord R [a] P (p [_] (+ a {i}))) (p (->R 1))"),
                _ => format!("(defn f [x] (let [g (fn [y] (+ x y {i}))] (g 0))) (f 1)"),
            };
            assert_eq!(number(&text), i + 1);
        }
        runtime.eval("(require 'lisle.loader)").expect("a library");
        let memory = runtime.memory();
        (memory.bytes, memory.objects, number("(count (lisle.loader/units))"), number("(count (lisle.loader/chain))"))
    };
    let (bytes, objects, units, chain) = evaluate(0, 1_000);
    let (bytes_after, objects_after, units_after, chain_after) = evaluate(1_000, 10_000);
    assert_eq!(chain, chain_after);
    // What was replaced is released some hundreds at a time, so the figures go up and down.
    assert!(units_after <= units + 100, "{units} units became {units_after}");
    assert!(objects_after < objects + 4_000, "{objects} objects became {objects_after}");
    assert!(bytes_after < bytes + (512 << 10), "{bytes} bytes became {bytes_after}");
}
