//! Projects as a user meets them: deps.edn and the options for it, `lisle test`, `lisle build`, jars on the class path.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;
#[path = "support/jar.rs"]
mod jar;

use binary::{Run, Scratch, lisle_in};
use jar::jar;
use std::process::Command;

fn run(scratch: &Scratch, words: &[&str]) -> Run {
    lisle_in(&scratch.0, words, b"")
}

#[track_caller]
fn prints(run: Run, out: &str) {
    assert_eq!((run.code, &*run.out, &*run.err), (Some(0), out, ""));
}

#[track_caller]
fn fails(run: Run, err: &str) {
    assert_eq!(run.code, Some(1), "{}", run.out);
    assert!(run.err.contains(err), "expected {err:?} in:\n{}", run.err);
}

fn project() -> Scratch {
    let scratch = Scratch::new("project");
    scratch.write(
        "deps.edn",
        r#"{:paths ["src"]
            :deps {my/lib {:local/root "lib"} org.clojure/clojure {:mvn/version "1.12.0"}}
            :aliases {:dev {:extra-paths ["dev"]}
                      :more {:extra-paths ["more" "dev"]}
                      :run {:main-opts ["-m" "my.app" "first"]}
                      :call {:exec-fn my.app/call :exec-args {:a 1} :ns-aliases {app my.app}}
                      :tool {:deps {my/lib {:local/root "lib"}} :ns-default lib.core}
                      :far {:extra-deps {far/away {:mvn/version "1.2"}}}
                      :git {:extra-deps {io.github.far/away {:git/tag "v1" :git/sha "abc1234"}}}}}"#,
    );
    scratch.write("lib/deps.edn", r#"{:deps {my/inner {:local/root "../inner"}}}"#);
    scratch
        .write("lib/src/lib/core.clj", "(ns lib.core (:require inner)) (def v inner/v) (defn tool [m] (prn :tool m))");
    scratch.write("inner/src/inner.clj", "(ns inner) (def v 42)");
    scratch.write(
        "src/my/app.clj",
        "(ns my.app (:require [lib.core :as lib])) (defn -main [& args] (println args lib/v)) (defn call [m] (prn m))",
    );
    scratch
}

#[test]
fn a_class_path_comes_from_the_project_and_its_local_libraries() {
    let scratch = project();
    let root = std::fs::canonicalize(&scratch.0).expect("a folder");
    let libs = format!("{0}/lib/src:{0}/inner/src", root.display());
    prints(run(&scratch, &["-Spath"]), &format!("src:{libs}\n"));
    prints(run(&scratch, &["classpath"]), &format!("src:{libs}\n"));
    prints(run(&scratch, &["-A:dev:more", "-Spath"]), &format!("dev:more:src:{libs}\n"));
    prints(run(&scratch, &["-Sdeps", "{:paths [\"other\"]}", "-Spath"]), &format!("other:{libs}\n"));
    prints(run(&scratch, &["-Scp", "a:b", "-Spath"]), "a:b\n");
    prints(run(&scratch, &["-Stree"]), "my/lib lib\n  . my/inner ../inner\n");
    prints(run(&scratch, &["-P"]), "");
    assert!(run(&scratch, &["-Sdescribe"]).out.contains(":config-project \"deps.edn\""));
    scratch.write("script.clj", "#!/usr/bin/env lisle\n(require 'lib.core) (println lib.core/v *command-line-args*)");
    prints(run(&scratch, &["script.clj", "-M"]), "42 (-M)\n");
    prints(run(&scratch, &["-m", "my.app", "x"]), "(x) 42\n");
    prints(run(&scratch, &["-J-Xmx1g", "-e", "1"]).tap(|r| r.err.clear()), "1\n");
}

#[test]
fn aliases_say_what_to_run() {
    let scratch = project();
    prints(run(&scratch, &["-M:run", "second"]), "(first second) 42\n");
    prints(run(&scratch, &["-M", "-e", "(+ 1 2)"]), "3\n");
    prints(run(&scratch, &["-X:call", ":b", "2", "[:c :d]", "3", "{:e 4}"]), "{:a 1, :b 2, :c {:d 3}, :e 4}\n");
    prints(run(&scratch, &["-X:call", "app/call", ":a", "[2]"]), "{:a [2]}\n");
    prints(run(&scratch, &["-X", "my.app/call"]), "nil\n");
    prints(run(&scratch, &["-T:tool", "tool", ":k", "v"]), ":tool {:k v}\n");
    fails(run(&scratch, &["-X"]), "No function found on command line or in :exec-fn");
    fails(run(&scratch, &["-X:call", ":a"]), "Key is missing value: :a");
    fails(run(&scratch, &["-X", "my.app/none"]), "Function not found: my.app/none");
    fails(run(&scratch, &["-X", "none"]), "Unqualified function can't be resolved: none");
    fails(run(&scratch, &["-T", "my.app/call"]), "Namespace could not be loaded: my.app");
    fails(run(&scratch, &["-A"]), "-A requires an alias");
    fails(run(&scratch, &["-M:far"]), "Error building classpath. Library far/away #:mvn{:version \"1.2\"} is not in");
    fails(run(&scratch, &["-P", "-M:git"]), "and Lisle does not fetch from git");
    let run = run(&scratch, &["-M:none", "-e", "1"]);
    assert_eq!((run.code, &*run.out), (Some(0), "1\n"));
    assert!(run.err.contains("Specified aliases are undeclared and are not being used: [:none]"), "{}", run.err);
}

#[test]
fn mistakes_in_the_project_are_explained() {
    let scratch = Scratch::new("project");
    scratch.write("deps.edn", "{:paths [");
    fails(run(&scratch, &["-e", "1"]), "Error building classpath. Error reading edn deps.edn. EOF while reading");
    scratch.write("deps.edn", "[]");
    fails(run(&scratch, &["-e", "1"]), "Expected a map in deps.edn");
    scratch.write("deps.edn", "{:deps {a/b {:local/root \"gone\"}}}");
    fails(run(&scratch, &["-e", "1"]), "Local lib a/b not found: ");
    scratch.write("deps.edn", "{:deps {a/b {:local/root \"no.jar\"}}}");
    scratch.write("no.jar", "not a jar at all");
    fails(run(&scratch, &["-e", "(require 'a.b)"]), "no.jar on the class path is not a jar");
}

#[test]
fn libraries_are_found_in_jars_and_where_other_tools_keep_them() {
    let scratch = Scratch::new("project");
    scratch
        .write("a.jar", jar(&[("in/jar.clj", "(ns in.jar) (defn f [x] (inc x))"), ("in/other.cljc", "(ns in.other)")]));
    prints(run(&scratch, &["-cp", "a.jar", "-e", "(require 'in.jar 'in.other) (in.jar/f 1)"]), "2\n");
    prints(run(&scratch, &["-cp", "a.jar", "-e", "(require 'in.jar) (:file (meta #'in.jar/f))"]), "\"in/jar.clj\"\n");
    fails(run(&scratch, &["-cp", "a.jar", "-e", "(require 'in.none)"]), "Could not locate in/none__init.class");
    // A library of Maven's, which asks for another by a property.
    let m2 = scratch.path("m2");
    scratch.write("m2/org/top/1.0/top-1.0.jar", jar(&[("top.clj", "(ns top (:require below)) (def v below/v)")]));
    scratch.write(
        "m2/org/top/1.0/top-1.0.pom",
        "<project><properties><v>2.1</v></properties><dependencies><dependency><groupId>org</groupId>\
         <artifactId>below</artifactId><version>${v}</version></dependency><dependency><groupId>org</groupId>\
         <artifactId>tests</artifactId><version>1</version><scope>test</scope></dependency></dependencies></project>",
    );
    scratch.write("m2/org/below/2.1/below-2.1.jar", jar(&[("below.clj", "(ns below) (def v :new)")]));
    scratch.write("m2/org/below/2.0/below-2.0.jar", jar(&[("below.clj", "(ns below) (def v :old)")]));
    let with = |deps: &str| {
        scratch.write("deps.edn", deps);
        let mut command = Command::new(env!("CARGO_BIN_EXE_lisle"));
        command.env("LISLE_M2", &m2).args(["-e", "(require 'top) top/v"]).current_dir(&scratch.0);
        let output = command.output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    assert_eq!(with("{:deps {org/top {:mvn/version \"1.0\"}}}"), ":new\n");
    // What the project itself says wins.
    assert_eq!(with("{:deps {org/top {:mvn/version \"1.0\"} org/below {:mvn/version \"2.0\"}}}"), ":old\n");
    assert!(
        with("{:deps {org/top {:mvn/version \"1.0\" :exclusions [org/below]}}}").contains("Could not locate below")
    );
}

#[test]
fn a_repl_begins_with_user_clj_and_properties_start_servers() {
    let scratch = Scratch::new("project");
    scratch.write("user.clj", "(ns user) (def mine 7) (println \"loaded\")");
    let repl = lisle_in(&scratch.0, &["repl"], b"mine\n");
    assert_eq!(repl.out.split_once('\n').map(|(_, rest)| rest), Some("loaded\nuser=> 7\nuser=> \n"), "{}", repl.err);
    scratch.write("user.clj", "(ns user) (def mine 7) (undefined)");
    let repl = lisle_in(&scratch.0, &["repl"], b"mine\n");
    assert!(repl.err.contains("Unable to resolve symbol: undefined") && repl.out.contains("7\n"), "{repl:?}");
    // Programs are not concerned.
    prints(run(&scratch, &["-e", "(resolve 'mine)"]), "");
    let server = "-Dclojure.server.s={:port 0 :accept clojure.core.server/repl}";
    let words = [server, "-Da=b", "-e", "(System/getProperty \"a\") (clojure.core.server/stop-server \"s\")"];
    prints(run(&scratch, &words), "\"b\"\ntrue\n");
    fails(
        run(&scratch, &["-Dclojure.server.s={:port 0}", "-e", "1"]),
        "Missing required socket server property :accept",
    );
}

#[test]
fn a_program_is_kept_from_the_network_unless_it_is_allowed() {
    let scratch = Scratch::new("project");
    let code = "(.close (java.net.ServerSocket. 0 0 \"127.0.0.1\"))";
    prints(run(&scratch, &["-e", code]), "");
    fails(run(&scratch, &["--deny-net", "-e", code]), "SecurityException");
}

const TESTS: &str = "(ns my.app-test (:require [clojure.test :refer :all]))
(use-fixtures :once (fn [f] (println :once) (f)))
(deftest good (is (= 1 1)))
(deftest ^:slow bad (testing \"context\" (is (= 1 2) \"a <message>\")))
(deftest err (is (/ 1 0)))";

#[test]
fn tests_are_found_chosen_and_counted() {
    let scratch = Scratch::new("tests");
    scratch.write("src/my/app.clj", "(ns my.app)");
    scratch.write("test/my/app_test.clj", TESTS);
    scratch
        .write("test/my/helper.clj", "(ns my.helper (:require [clojure.test :refer :all])) (deftest extra (is true))");
    let all = run(&scratch, &["test"]);
    assert_eq!(all.code, Some(2), "{}{}", all.out, all.err);
    assert!(all.out.contains("FAIL in (bad) (app_test.clj:4)\ncontext\na <message>\nexpected: (= 1 2)"), "{}", all.out);
    assert!(all.out.ends_with("\nRan 3 tests containing 3 assertions.\n1 failures, 1 errors.\n"), "{}", all.out);
    let summary = |words: &[&str]| {
        let run = run(&scratch, words);
        let mut lines = run.out.lines().rev();
        let (second, first) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
        (run.code, format!("{first} {second}"))
    };
    let good = (Some(0), "Ran 1 tests containing 1 assertions. 0 failures, 0 errors.".to_owned());
    assert_eq!(summary(&["test", "-v", "my.app-test/good"]), good);
    assert_eq!(summary(&["test", "--focus", "my.app-test/good"]), good);
    assert_eq!(summary(&["test", "-e", "slow", "--skip", "my.app-test/err"]), good);
    assert_eq!(summary(&["test", "-r", "my[.]help.*"]), good);
    assert_eq!(summary(&["test", "-n", "my.helper"]), good);
    let one = (Some(1), "Ran 1 tests containing 1 assertions. 1 failures, 0 errors.".to_owned());
    assert_eq!(summary(&["test", "-i", ":slow"]), one);
    assert_eq!(summary(&["test", "--fail-fast"]).1, "Ran 2 tests containing 2 assertions. 1 failures, 0 errors.");
    let plan = |seed: &str| run(&scratch, &["test", "--print-plan", "--seed", seed]).out;
    assert_eq!(plan("1"), plan("1"));
    assert!((2..20).any(|seed| plan(&seed.to_string()).lines().skip(1).ne(plan("1").lines().skip(1))));
    prints(run(&scratch, &["test", "--print-plan"]), "my.app-test/good\nmy.app-test/bad\nmy.app-test/err\n");
    run(&scratch, &["test", "--junit", "report.xml", "--slowest", "1"]);
    let xml = std::fs::read_to_string(scratch.0.join("report.xml")).expect("a report");
    assert!(xml.contains("<testsuite name=\"my.app-test\" tests=\"3\" failures=\"1\" errors=\"1\""), "{xml}");
    assert!(xml.contains("a &lt;message&gt;"), "{xml}");
    let bad = run(&scratch, &["test", "--bogus"]);
    assert_eq!((bad.code, &*bad.err), (Some(251), "Unknown option: \"--bogus\"\n"));
    scratch.write("test/my/broken_test.clj", "(ns my.broken-test) (undefined 1)");
    let broken = run(&scratch, &["test", "-n", "my.broken-test"]);
    assert_eq!(broken.code, Some(1));
    assert!(broken.out.contains("Namespace my.broken-test could not be loaded"), "{}", broken.out);
}

#[test]
fn an_executable_needs_nothing_else() {
    let scratch = project();
    let elsewhere = Scratch::new("elsewhere");
    prints(run(&scratch, &["build", "-m", "my.app", "-o", "app"]), "");
    let app = scratch.0.join("app");
    let started = |words: &[&str]| {
        let output = Command::new(&app).args(words).current_dir(&elsewhere.0).output().expect("it runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        )
    };
    assert_eq!(started(&["--help", "-e", "x"]), (Some(0), "(--help -e x) 42\n".into()));
    scratch.write("exit.clj", "(println *command-line-args*) (System/exit 3)");
    let compiled = run(&scratch, &["build", "exit.clj", "-o", "app"]);
    assert_eq!(compiled.code, Some(3), "compiling runs the program, as in Clojure");
    scratch.write("late.clj", "(when-not *compile-files* (println (/ 1 0)))");
    run(&scratch, &["build", "late.clj", "-o", "app"]);
    let (code, text) = started(&[]);
    assert_eq!(code, Some(1));
    assert!(text.contains("Divide by zero"), "{text}");
    // A damaged one says so, and a failed build leaves nothing.
    let mut bytes = std::fs::read(&app).expect("the executable");
    let near_end = bytes.len() - 40;
    bytes[near_end] ^= 0x55;
    std::fs::write(&app, bytes).expect("written");
    assert_eq!(started(&[]), (Some(1), "this executable is damaged: its program is not what was built\n".into()));
    fails(run(&scratch, &["build", "-m", "no.such", "-o", "none"]), "Could not locate no/such");
    fails(run(&scratch, &["build", "-m", "my.app", "-o", "no/such/folder/app"]), "no/such/folder/app");
    assert!(!scratch.0.join("none").exists());
    let left = std::fs::read_dir(&scratch.0).expect("a folder").flatten();
    assert!(left.into_iter().all(|f| !f.file_name().to_string_lossy().ends_with(".tmp")));
}

trait Tap: Sized {
    /// The same, changed.
    fn tap(mut self, f: impl FnOnce(&mut Self)) -> Self {
        f(&mut self);
        self
    }
}

impl Tap for Run {}
