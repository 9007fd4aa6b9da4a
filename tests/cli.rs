//! The command line as a user meets it: what is printed where, and with which exit status.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;

use binary::{Run, Scratch, lisle, lisle_in};
use std::path::Path;

/// Runs `lisle` in a scratch folder.
fn run(scratch: &Scratch, words: &[&str]) -> Run {
    lisle_in(&scratch.0, words, b"")
}

/// A run that ends well and prints this.
#[track_caller]
fn prints(run: Run, out: &str) {
    assert_eq!((run.code, &*run.out, &*run.err), (Some(0), out, ""));
}

/// A run that fails, prints nothing on standard output, and explains itself.
#[track_caller]
fn fails(run: Run, err: &str) {
    assert_eq!((run.code, &*run.out), (Some(1), ""), "{}", run.err);
    assert!(run.err.contains(err), "expected {err:?} in:\n{}", run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
}

#[test]
fn eval_prints_values_that_are_not_nil() {
    prints(lisle(&["-e", "1 nil :a", "-e", "(str \"x\" 1)", "--eval", "nil"]), "1\n:a\n\"x1\"\n");
    prints(lisle(&["-e", "(println 1)"]), "1\n");
    prints(lisle(&["-e", "(def x 5)", "-e", "(inc x)"]), "#'user/x\n6\n");
    prints(lisle(&["-e", ""]), "");
    prints(lisle(&["-e", "#?(:clj 1 :cljs 2)"]), "1\n");
    // Printed while it is walked.
    prints(lisle(&["-e", "(map (fn [x] (println x) x) [1 2 3])"]), "(1\n2\n3\n1 2 3)\n");
}

#[test]
fn an_uncaught_exception_is_reported_and_ends_with_status_1() {
    fails(
        lisle(&["-e", "(throw (ex-info \"went wrong\" {}))"]),
        "Execution error (ExceptionInfo) at user/eval1 (REPL:1).\nwent wrong\n",
    );
    fails(lisle(&["-e", "(inc nil)"]), "Execution error (NullPointerException)");
    fails(lisle(&["-e", "(undefined 1)"]), "Unable to resolve symbol: undefined in this context");
    fails(lisle(&["-e", "(+ 1"]), "EOF while reading");
    let run = lisle(&["-e", "(println :before)", "-e", "(/ 1 0)", "-e", "(println :after)"]);
    assert_eq!((run.code, &*run.out), (Some(1), ":before\n"));
}

#[test]
fn a_script_gets_its_arguments_and_may_choose_the_status() {
    let scratch = Scratch::new("cli");
    scratch.write("a.clj", "(prn *command-line-args* (= *ns* (find-ns 'user)))");
    prints(run(&scratch, &["a.clj"]), "nil true\n");
    prints(run(&scratch, &["a.clj", "x", "-e", "--help"]), "(\"x\" \"-e\" \"--help\") true\n");
    scratch.write("exit.clj", "(print \"unflushed\") (System/exit 3) (println \"never\")");
    let run = run(&scratch, &["exit.clj"]);
    assert_eq!((run.code, &*run.out), (Some(3), "unflushed"));
}

#[test]
fn a_script_finds_namespaces_beside_itself_and_on_the_class_path() {
    let scratch = Scratch::new("cli");
    scratch.write("app/main.clj", "(require 'my.util-lib) (println (my.util-lib/f 1))");
    scratch.write("app/my/util_lib.clj", "(ns my.util-lib) (defn f [x] (inc x))");
    prints(run(&scratch, &["app/main.clj"]), "2\n");
    scratch.write("other/x/y.cljc", "(ns x.y) (def v #?(:clj :clj :default :other))");
    prints(run(&scratch, &["-cp", "other:app", "-e", "(require 'x.y 'my.util-lib) x.y/v"]), ":clj\n");
    fails(
        run(&scratch, &["-e", "(require 'x.y)"]),
        "Could not locate x/y__init.class, x/y.clj or x/y.cljc on classpath.",
    );
    let run = run(&scratch, &["-cp", "other:nowhere", "-e", "1"]);
    assert_eq!((run.code, &*run.out), (Some(0), "1\n"));
    assert!(run.err.contains("class path entry nowhere does not exist"), "{}", run.err);
}

#[test]
fn main_calls_the_function_of_a_namespace() {
    let scratch = Scratch::new("cli");
    scratch.write("src/my/app.clj", "(ns my.app) (defn -main [& args] (println \"main\" (vec args)))");
    scratch.write("src/my/none.clj", "(ns my.none)");
    prints(run(&scratch, &["-m", "my.app", "1", "-m"]), "main [1 -m]\n");
    fails(run(&scratch, &["-m", "my.none"]), "Namespace my.none has no function -main");
    fails(run(&scratch, &["-m", "no.such"]), "Could not locate no/such");
}

#[test]
fn init_options_run_in_order() {
    let scratch = Scratch::new("cli");
    scratch.write("init.clj", "(def x 1) (println \"init\")");
    scratch.write("main.clj", "(println \"main\" x)");
    prints(run(&scratch, &["-i", "init.clj", "-e", "(inc x)", "main.clj"]), "init\n2\nmain 1\n");
}

#[test]
fn a_program_may_come_from_standard_input() {
    let scratch = Scratch::new("cli");
    let run = lisle_in(&scratch.0, &["-", "a", "b"], b"(defn f [x] (* x 2))\n(println (f 21) *command-line-args*)");
    prints(run, "42 (a b)\n");
    prints(lisle_in(&scratch.0, &["-"], b"(println *file*)"), "nil\n");
    let run = lisle_in(&scratch.0, &["-"], b"(println 1)\n(println (");
    assert_eq!((run.code, &*run.out), (Some(1), "1\n"));
    let run = lisle_in(&scratch.0, &["-e", "(read-line)", "-e", "(read)"], b"one line\n[1 2]");
    prints(run, "\"one line\"\n[1 2]\n");
}

#[test]
fn sources_that_cannot_be_read_are_explained() {
    let scratch = Scratch::new("cli");
    fails(run(&scratch, &["missing.clj"]), "missing.clj (No such file or directory)");
    fails(run(&scratch, &["."]), "(Is a directory)");
    scratch.write("open.clj", "(defn f [x]\n  (inc x)\n");
    fails(run(&scratch, &["open.clj"]), "EOF while reading, starting at line 1");
    scratch.write("close.clj", "(defn f [x] x))\n");
    fails(run(&scratch, &["close.clj"]), "Unmatched delimiter: )");
    scratch.write("latin.clj", b"(println 1)\n(println \"caf\xe9\")\n");
    fails(run(&scratch, &["latin.clj"]), "Invalid UTF-8 in latin.clj at byte 25 (line 2)");
    scratch.write("nul.clj", b"\0\0\0");
    assert_eq!(run(&scratch, &["nul.clj"]).code, Some(1));
    scratch.write("empty.clj", "");
    prints(run(&scratch, &["empty.clj"]), "");
    scratch.write("deep.clj", "[".repeat(200_000));
    assert_eq!(run(&scratch, &["deep.clj"]).code, Some(1));
}

#[test]
fn a_compiled_program_does_what_its_source_does() {
    let scratch = Scratch::new("cli");
    scratch.write("src/my/lib.clj", "(ns my.lib) (defmacro twice [x] `[~x ~x]) (defn f [x] (twice x))");
    let text = "(ns my.app (:require [my.lib :as lib]))\n(defn -main [& args] (prn (lib/f 1) (lib/twice 2) args))";
    scratch.write("src/my/app.clj", text);
    prints(run(&scratch, &["compile", "-m", "my.app", "-o", "app.lbc"]), "");
    std::fs::remove_dir_all(scratch.0.join("src")).expect("the sources are there");
    prints(run(&scratch, &["app.lbc", "x"]), "[1 1] [2 2] (\"x\")\n");
    scratch.write("plain.clj", "(println (map inc [1 2]) *command-line-args*)");
    prints(run(&scratch, &["compile", "plain.clj", "-o", "plain"]), "(2 3) nil\n");
    prints(run(&scratch, &["plain", "y"]), "(2 3) (y)\n");
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    let scratch = Scratch::new("cli");
    let text = "(ns det) (defrecord R [a b]) (defn f [x & {:keys [y]}] #(let [z# x] [z# y {:k #{1 2 3}}]))";
    scratch.write("det.clj", text);
    let bytes = |out: &str| {
        prints(run(&scratch, &["compile", "det.clj", "-o", out]), "");
        std::fs::read(scratch.0.join(out)).expect("a file was written")
    };
    let one = bytes("one.lbc");
    assert_eq!(one, bytes("two.lbc"));
    let elsewhere = Scratch::new("cli");
    elsewhere.write("det.clj", text);
    prints(run(&elsewhere, &["compile", "det.clj", "-o", "three.lbc"]), "");
    assert!(one == std::fs::read(elsewhere.0.join("three.lbc")).expect("a file was written"));
}

#[test]
fn a_compilation_that_fails_leaves_no_file_and_harms_no_old_one() {
    let scratch = Scratch::new("cli");
    scratch.write("bad.clj", "(println :x)\n(defn f [] (g))");
    scratch.write("old.lbc", "precious");
    for out in ["new.lbc", "old.lbc"] {
        let run = run(&scratch, &["compile", "bad.clj", "-o", out]);
        assert_eq!((run.code, &*run.out), (Some(1), ":x\n"));
        assert!(run.err.contains("Unable to resolve symbol: g"), "{}", run.err);
    }
    let mut names: Vec<_> =
        std::fs::read_dir(&scratch.0).expect("the folder").flatten().map(|e| e.file_name()).collect();
    names.sort();
    assert_eq!(names, ["bad.clj", "old.lbc"]);
    assert_eq!(std::fs::read(scratch.0.join("old.lbc")).expect("the old file"), b"precious");
    scratch.write("good.clj", "1");
    fails(run(&scratch, &["compile", "good.clj", "-o", "no/such/folder/x.lbc"]), "no/such/folder/x.lbc");
}

#[test]
fn bytecode_files_that_are_not_ours_or_not_whole_are_refused() {
    let scratch = Scratch::new("cli");
    scratch.write("a.clj", "(println \"ran\")");
    prints(run(&scratch, &["compile", "a.clj", "-o", "a.lbc"]), "ran\n");
    let bytes = std::fs::read(scratch.0.join("a.lbc")).expect("a file was written");
    for length in [0, 4, 8, 20, bytes.len() / 2, bytes.len() - 1] {
        scratch.write("cut.lbc", &bytes[..length]);
        let run = run(&scratch, &["cut.lbc"]);
        assert_eq!((run.code, &*run.out), (Some(1), ""), "cut at {length}: {}", run.err);
    }
    fails(run(&scratch, &["cut.lbc"]), "The bytecode file is truncated: it is shorter than its header says.");
    scratch.write("text.lbc", "(println 1)");
    fails(run(&scratch, &["text.lbc"]), "This is not a Lisle bytecode file.");
    let mut other = bytes.clone();
    other[8] ^= 1;
    scratch.write("other.lbc", &other);
    fails(run(&scratch, &["other.lbc"]), "recompile it with `lisle compile`");
    let mut damaged = bytes.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    scratch.write("damaged.lbc", &damaged);
    fails(run(&scratch, &["damaged.lbc"]), "The bytecode file is damaged");
    scratch.write("more.lbc", [&bytes[..], b"x"].concat());
    fails(run(&scratch, &["more.lbc"]), "The bytecode file is damaged");
}

#[test]
fn a_full_disk_is_explained() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let scratch = Scratch::new("full");
    std::fs::write(scratch.path("p.clj"), "(println 1)").expect("a file");
    for words in [
        &["-e", "(spit \"/dev/full\" \"x\")"][..],
        &["-e", "(with-open [w (clojure.java.io/writer \"/dev/full\")] (.write w \"x\"))"],
        &["compile", "p.clj", "-o", "/dev/full"],
    ] {
        let run = run(&scratch, words);
        assert_eq!(run.code, Some(1), "{words:?}");
        assert!(run.err.contains("No space left on device"), "{words:?}: {}", run.err);
    }
    let left: Vec<_> = std::fs::read_dir(&scratch.0).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["p.clj"]);
}

#[test]
fn words_that_mean_nothing_are_named() {
    fails(lisle(&["--bogus"]), "--bogus");
    fails(lisle(&["-e"]), "-e needs an argument");
    fails(lisle(&["compile"]), "compile needs a FILE or -m NS");
    fails(lisle(&["compile", "x.clj"]), "compile needs -o OUT.lbc");
    fails(lisle(&["dis"]), "dis needs a FILE");
    fails(lisle(&["dis", "x.clj", "--stage", "soup"]), "soup");
}

#[test]
fn help_and_version() {
    let help = lisle(&["--help"]);
    assert_eq!((help.code, &*help.err), (Some(0), ""));
    for word in ["-e, --eval", "-m, --main", "compile", "dis", "--version"] {
        assert!(help.out.contains(word), "{word} is missing:\n{}", help.out);
    }
    prints(lisle(&["--version"]), &format!("lisle {} (Clojure 1.12)\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_repl_goes_on_after_errors() {
    let input =
        b"(+ 1 2)\n(/ 1 0)\n(ex-message *e)\n[*1 *2]\n(defn f [x]\n  (inc x))\n(f 5)\n)\n(println \"out\")\n:last";
    let run = lisle_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["repl"], input);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mut out = &*run.out;
    for expected in ["user=> 3\n", "\"Divide by zero\"", "[\"Divide by zero\" 3]", "#'user/f", "6", "out\nnil", ":last"]
    {
        let at = out.find(expected).unwrap_or_else(|| panic!("no {expected:?} in order in:\n{}", run.out));
        out = &out[at + expected.len()..];
    }
    assert!(run.err.contains("Execution error (ArithmeticException)"), "{}", run.err);
    assert!(run.err.contains("Unmatched delimiter"), "{}", run.err);
}

#[test]
fn a_value_that_cannot_be_printed_is_kept_all_the_same() {
    let input = b"(map #(/ 1 %) [1 0])\n(class *1)\n(:clojure.error/phase (ex-data *e))\n";
    let run = lisle_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["repl"], input);
    assert!(run.out.contains("clojure.lang.LazySeq\n"), "{}", run.out);
    assert!(run.out.contains(":print-eval-result\n"), "{}", run.out);
    assert!(run.err.starts_with("Error printing return value (ArithmeticException) at "), "{}", run.err);
}

#[test]
fn a_repl_form_that_waits_for_more_is_reported_at_the_end() {
    let run = lisle_in(Path::new(env!("CARGO_MANIFEST_DIR")), &[], b"(+ 1");
    assert_eq!(run.code, Some(0));
    assert!(run.err.contains("EOF while reading"), "{}", run.err);
}

#[test]
fn what_keeps_updates_from_being_made_in_place_is_told() {
    let scratch = Scratch::new("cli");
    scratch.write(
        "m.clj",
        "(def totals {:a 1})
(defn add-item [cart item] (update cart :items conj item))
(defn audit [cart item]
  (let [changed (add-item cart item)]
    (println (count cart))
    changed))
(defn from-var [k] (assoc totals k 1))
(defn from-constant [k] (conj [1 2 3] k))
(defn inner [m x] (assoc m :xs (conj (:xs m) x)))
(defn captured [m] (fn [k] (assoc m k 1)))
(defn looped [m ks] (loop [ks ks] (if ks (do (println (assoc m 1 (first ks))) (recur (next ks))))))
(defn guarded [m f] (try (f (assoc m :a 1)) (catch Exception e m)))
(defn fine [m] (-> m (assoc :a 1) (dissoc :b) (update :c inc) (into {:d 1})))
(defn late [m x] (assoc m x (count m)))
(defn folded [xs] (reduce (fn [m x] (assoc m x 1)) {} xs))
",
    );
    let expected = "fn user$audit params=2
  4:17 user/add-item `cart`: it is read again at 5:14
fn user$from_var params=1
  7:20 assoc: the var user/totals holds it
fn user$from_constant params=1
  8:25 conj: it is a constant of the code
fn user$inner params=2
  9:32 conj: `m` holds it, which is read again at 9:19
fn user$captured$fn__1 params=1
  10:28 assoc: the function holds it, which has captured it
fn user$looped params=2
  11:55 assoc `m`: it is read again at 11:55, in the next round of the loop
fn user$guarded params=2
  12:29 assoc `m`: it is returned, after an exception
16 updates, 7 may copy
";
    prints(run(&scratch, &["dis", "m.clj", "--moves"]), expected);
    prints(run(&scratch, &["compile", "m.clj", "-o", "m.lbc"]), "");
    let compiled = run(&scratch, &["dis", "m.lbc", "--moves"]);
    assert!(compiled.out.contains(expected), "{}", compiled.out);
}

#[test]
fn the_stages_print_the_same_text_every_time() {
    let scratch = Scratch::new("cli");
    scratch.write("s.clj", "(defn f [x]\n  (let [y (inc x)]\n    (if (pos? y) [y #{:k}] \"neg\")))\n(f 1)\n");
    for stage in ["tokens", "forms", "tree", "bytecode"] {
        let one = run(&scratch, &["dis", "s.clj", "--stage", stage]);
        let two = run(&scratch, &["dis", "s.clj", "--stage", stage]);
        assert_eq!((one.code, &*one.err), (Some(0), ""), "{stage}");
        assert!(one.out.len() > 50, "{stage}: {:?}", one.out);
        assert_eq!(one.out, two.out, "{stage}");
    }
    prints(run(&scratch, &["compile", "s.clj", "-o", "s.lbc"]), "");
    assert_eq!(run(&scratch, &["dis", "s.lbc"]).code, Some(0));
    fails(run(&scratch, &["dis", "s.lbc", "--stage", "forms"]), "a bytecode file has no stage but bytecode");
    fails(run(&scratch, &["dis", "none.clj"]), "none.clj (No such file or directory)");
}

#[test]
fn output_goes_out_in_order_and_whole() {
    let run = lisle(&["-e", "(dotimes [i 20000] (println i))"]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.lines().enumerate().all(|(i, line)| line == i.to_string()));
    assert_eq!(run.out.lines().count(), 20_000);
    let run = lisle(&["-e", "(binding [*out* *err*] (println \"to err\"))"]);
    assert_eq!((run.code, &*run.out, &*run.err), (Some(0), "", "to err\n"));
}

// guide-156
#[test]
fn the_process_ends_with_its_last_task() {
    prints(lisle(&["-e", "@(future 1)"]), "1\n");
    prints(lisle(&["-e", "(do (future (Thread/sleep 200) (println :late)) 2)"]), "2\n:late\n");
    let failed = lisle(&["-e", "(future (Thread/sleep 30000))", "-e", "(/ 1 0)"]);
    assert!(failed.code == Some(1) && !failed.err.contains("ended after"), "{}", failed.err);
}

#[test]
fn a_report_in_full_goes_where_it_is_asked_to() {
    let none = lisle(&["--report", "none", "-e", "(/ 1 0)"]);
    assert_eq!((none.code, &*none.out, &*none.err), (Some(1), "", ""));
    let full = lisle(&["--report", "stderr", "-e", "(/ 1 0)"]);
    assert_eq!(full.code, Some(1));
    assert!(full.err.starts_with("Execution error (ArithmeticException) at user/eval1 (REPL:1).\nDivide by zero\n"));
    assert!(full.err.contains(":clojure.main/trace"), "{}", full.err);
    let file = lisle(&["--report", "file", "-e", "(/ 1 0)"]);
    let path = file.err.lines().last().expect("a path");
    let text = std::fs::read_to_string(path).expect("the report");
    std::fs::remove_file(path).expect("the report");
    assert!(text.contains(":clojure.main/triage"), "{text}");
}

#[test]
fn data_readers_come_from_the_class_path() {
    let scratch = Scratch::new("cli");
    scratch.write("data_readers.clj", "{point/xy points.core/read-xy}");
    scratch.write("points/core.clj", "(ns points.core) (defn read-xy [[x y]] {:x x :y y})");
    scratch.write("main.clj", "(require 'points.core) (println #point/xy [1 2])");
    prints(run(&scratch, &["main.clj"]), "{:x 1, :y 2}\n");
    prints(run(&scratch, &["compile", "main.clj", "-o", "main.lbc"]), "{:x 1, :y 2}\n");
    prints(run(&scratch, &["main.lbc"]), "{:x 1, :y 2}\n");
    scratch.write("data_readers.clj", "[1]");
    fails(run(&scratch, &["main.clj"]), "Not a valid data-reader map");
}

#[test]
fn a_stage_is_printed_alone() {
    let scratch = Scratch::new("cli");
    scratch.write("a.clj", "(println :side-effect)");
    let forms = run(&scratch, &["dis", "a.clj", "--stage", "forms"]);
    assert_eq!((forms.code, &*forms.err), (Some(0), ""));
    let code = run(&scratch, &["dis", "a.clj", "--run"]);
    assert_eq!(&*code.err, ":side-effect\n");
    assert!(code.out.starts_with("unit \"a.clj\"\n"), "{}", code.out);
}

#[test]
fn repl_lines_are_counted_as_clojure_counts_them() {
    let run = lisle_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["repl"], b"1\n2\n(foo)\n(+ 1\n (bar))\n{:a}\n");
    let places: Vec<&str> = run.err.lines().filter_map(|line| line.split_once(" at ").map(|(_, at)| at)).collect();
    assert_eq!(places, ["(REPL:1:1).", "(REPL:2:2).", "(REPL:6:5)."]);
}

#[test]
fn what_a_repl_evaluates_reads_on_behind_it() {
    let input = b"1 2\n(read) x\n(list (read)) y 3\n(read-line) rest\n(read-line)\nnext\n; c\n1 :repl/quit 2\n";
    let run = lisle_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["repl"], input);
    let expected = "user=> 1\n2\nuser=> x\nuser=> (y)\n3\nuser=> \" rest\"\nuser=> \"next\"\nuser=> user=> 1\n";
    assert_eq!(run.out.split_once('\n').map(|(_, rest)| rest), Some(expected), "{}", run.err);
}

#[test]
fn a_program_that_takes_more_and_more_memory_gets_an_error() {
    let program = "
        (defn failure [f] (try (f) :none (catch OutOfMemoryError e (ex-message e))))
        (def held (atom []))
        (println (failure #(loop [l nil] (recur (cons 1 l)))))
        (println (failure #(loop [] (swap! held conj (vec (range 100))) (recur))))
        (reset! held nil)
        (println (count (vec (range 100000))))
        (println (failure #(byte-array 100000000)))
        (println (failure #(loop [v [] i 30000] (recur (conj v (.pow (biginteger 7) i)) (inc i)))))
        (println (failure (fn [] (loop [l (java.util.ArrayList.)] (.add l 1) (recur l)))))
        (println (.maxMemory (Runtime/getRuntime)))
        (loop [s \"a\"] (recur (str s s)))";
    let run = lisle(&["--max-heap=48m", "-e", program]);
    let error = "Java heap space\n";
    let lines: String = run.out.lines().filter(|line| !line.starts_with("#'")).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(lines, format!("{error}{error}100000\n{error}{error}{error}{}\n", 48 << 20), "{}", run.err);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("(OutOfMemoryError)"), "{}", run.err);
}

#[test]
fn a_repl_adds_local_libraries() {
    let scratch = Scratch::new("cli");
    scratch.write("one/deps.edn", "{:paths [\"code\"] :deps {my/two {:local/root \"../two\"}}}");
    scratch.write("one/code/one/core.clj", "(ns one.core (:require [two.core :as two])) (def v [:one two/v])");
    scratch.write("two/src/two/core.clj", "(ns two.core) (def v :two)");
    let input = b"(add-lib 'my/one {:local/root \"one\"})\n(require 'one.core)\none.core/v\n(add-lib 'x {:mvn/version \"1\"})\n";
    let run = lisle_in(&scratch.0, &["repl"], input);
    assert!(run.out.contains("(my/one my/two)") && run.out.contains("[:one :two]"), "{}", run.out);
    assert!(run.err.contains("Only :local/root coordinates can be added: x"), "{}", run.err);
}

#[test]
fn doc_prints_documentation_and_names_what_is_similar() {
    let run = lisle(&["doc", "map", "clojure.string/join", "if", "clojure.set"]);
    assert_eq!((run.code, &*run.err), (Some(0), ""));
    for part in [
        "clojure.core/map\n([f] [f coll]",
        "clojure.string/join\n([coll] [separator coll])",
        "Special Form",
        "clojure.set\n  ",
    ] {
        assert!(run.out.contains(part), "{part:?} in\n{}", run.out);
    }
    fails(lisle(&["doc", "no-such-name"]), "nothing is known of no-such-name\n");
    fails(lisle(&["doc", "blank?"]), "there are clojure.string/blank?");
    fails(lisle(&["doc"]), "doc needs a NAME");
}

#[test]
fn disassembling_runs_what_later_forms_need_and_nothing_else() {
    let scratch = Scratch::new("dis-only");
    scratch.write(
        "p.clj",
        "(ns p (:require [clojure.string :as str]))
(println \"running\")
(defn- twice [form] (list 'do form form))
(defmacro both [form] (twice form))
(def port (do (println \"starting\") 80))
(defprotocol Shape (area [s]))
(defrecord Square [side] Shape (area [_] (* side side)))
(both (println (str/upper-case \"x\") (area (->Square port))))
(while true)
",
    );
    for stage in ["tokens", "forms", "tree", "bytecode"] {
        let one = run(&scratch, &["dis", "p.clj", "--stage", stage]);
        assert_eq!((one.code, one.err.as_str()), (Some(0), ""), "{stage}");
    }
    scratch.write("q.clj", "(def forms (vec (repeat 2 '(inc 1))))\n(defmacro all [] (cons 'do forms))\n(all)\n");
    assert_eq!(run(&scratch, &["dis", "--run", "q.clj"]).code, Some(0));
    assert_ne!(run(&scratch, &["dis", "q.clj"]).code, Some(0));
}

#[test]
fn a_compiled_file_answers_to_its_namespace() {
    let scratch = Scratch::new("compiled-name");
    scratch.write("f.clj", "(ns my.small-lib)\n(defn f [] :found)\n");
    assert_eq!(run(&scratch, &["compile", "f.clj", "-o", "f.lbc"]).code, Some(0));
    let text = "(require '[lisle.loader :as l]) (prn (l/add-lib! \"f.lbc\"))
                (require 'my.small-lib) (prn ((resolve 'my.small-lib/f)))";
    prints(run(&scratch, &["-e", text]), "[\"my.small-lib\"]\n:found\n");
    prints(run(&scratch, &["-cp", "f.lbc", "-e", "(require 'my.small-lib) (my.small-lib/f)"]), ":found\n");
    scratch.write("bad.lbc", "no bytecode");
    fails(run(&scratch, &["-cp", "bad.lbc", "-e", "(require 'my.small-lib)"]), "bad.lbc");
}
