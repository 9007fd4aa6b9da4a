//! Runtimes beside each other: what one does, no other can observe; and a host's threads that go from one to the next carry
//! nothing along.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

use bytecode::Constant;
use lisle::{Context, ErrorKind, Function, Library, Permissions, Runtime, Value};
use std::fs;
use std::sync::Arc;

fn runtime(name: &str) -> Runtime {
    Runtime::builder().name(name).build().expect("a runtime")
}

fn show(runtime: &Runtime, text: &str) -> String {
    runtime.eval(text).map_or_else(|e| format!("{}: {}", e.class(), e.message()), |v| v.to_string())
}

// isolation-2, isolation-6
#[test]
fn nothing_that_one_does_is_seen_by_another() {
    let (a, b) = (runtime("a"), runtime("b"));
    let look = "(do (require 'lisle.stm 'clojure.set)
                    [(:commits (lisle.stm/stats))
                     (count (all-ns))
                     (count (lisle.loader/cached-names))
                     (System/getProperty \"seen\")
                     (find-keyword \"only-in-a\")
                     (get-in (global-hierarchy) [:parents ::x])
                     (try (Class/forName \"user$only_in_a\") (catch ClassNotFoundException e (ex-message e)))
                     (count (.getMethodTable print-method))
                     (satisfies? clojure.core.protocols/CollReduce (Object.))
                     *print-length* (boolean *assert*)
                     (.getName (Thread/currentThread))
                     @(future (.getName (Thread/currentThread)))
                     (let [a (agent 0)] (send a (fn [_] (.getName (Thread/currentThread)))) (await a) @a)])";
    let look = look.replace("(global-hierarchy)", "@#'clojure.core/global-hierarchy");
    b.eval("(require 'lisle.loader)").expect("loaded");
    let before = show(&b, &look);
    assert!(before.contains("user$only_in_a"), "{before}");
    let done = a.eval(
        "(System/setProperty \"seen\" \"yes\")
         (ns elsewhere) (ns user)
         (defn only-in-a [] :only-in-a)
         (derive ::x ::y)
         (dotimes [_ 10] (dosync (alter (ref 0) inc)))
         (defmethod print-method clojure.lang.Atom [_ w] (.write w \"A\"))
         (extend-protocol clojure.core.protocols/CollReduce Object (coll-reduce ([_ f] 0) ([_ f v] 0)))
         (add-tap (fn [_]))
         (alter-var-root #'*print-length* (constantly 1))
         (alter-var-root #'inc (constantly dec))
         (set-agent-send-executor! (java.util.concurrent.Executors/newSingleThreadExecutor))
         (set-agent-send-off-executor! (java.util.concurrent.Executors/newCachedThreadPool))
         (Thread/setDefaultUncaughtExceptionHandler (fn [_ _]))
         (await (send (agent 0) identity))
         (run! deref (repeatedly 10 #(future 1)))
         :done",
    );
    assert_eq!(done.expect("done").to_string(), ":done");
    // Names of pooled threads go on counting, each runtime for itself.
    let numbers = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    assert_eq!(numbers(&show(&b, &look)), numbers(&before));
    assert_eq!(show(&b, "[(inc 1) (pr-str [1 2]) (Thread/getDefaultUncaughtExceptionHandler)]"), "[2 \"[1 2]\" nil]");
}

// isolation-14: no call but the builder's gives a runtime, and none can do without one.
// isolation-15, isolation-17
#[test]
fn another_runtime_costs_little() {
    let first = runtime("first");
    let second = Runtime::builder().name("second").class_path(["src"]).build().expect("a runtime");
    assert_eq!((first.name(), second.name()), ("first", "second"));
    assert_eq!(show(&second, "(+ 40 2)"), "42");
    let bytes = second.memory().bytes;
    assert!(bytes < 1 << 20, "an empty runtime has {bytes} bytes");
}

/// Another build of the library: the one in this program, with a word of its documentation changed.
fn other_library() -> Library {
    let mut bundle = bytecode::file::read(Library::built_in().bytes()).expect("our own library");
    let mut changed = 0;
    for constant in bundle.units.iter_mut().flat_map(|unit| unit.constants.iter_mut()) {
        change(constant, &mut changed);
    }
    assert!(changed > 0);
    Library::read(bytecode::file::write(&bundle).leak()).expect("a library")
}

fn change(constant: &mut Constant, changed: &mut usize) {
    match constant {
        Constant::Str(text) if text.starts_with(b"The version of Clojure that this behaves") => {
            *text = b"Another version.".as_slice().into();
            *changed += 1;
        }
        Constant::Vector(items) | Constant::List(items) => items.iter_mut().for_each(|item| change(item, changed)),
        Constant::Map(pairs) => pairs.iter_mut().for_each(|(_, value)| change(value, changed)),
        Constant::WithMeta { meta, value } => {
            change(meta, changed);
            change(value, changed);
        }
        _ => {}
    }
}

// isolation-4
#[test]
fn two_versions_of_the_library_live_side_by_side() {
    let library = other_library();
    let doc = "(:doc (meta #'clojure-version))";
    let others: Vec<Runtime> =
        (0..2).map(|_| Runtime::builder().library(library).build().expect("a runtime")).collect();
    let usual = runtime("usual");
    assert!(show(&usual, doc).contains("that this behaves like"), "{}", show(&usual, doc));
    for other in &others {
        assert!(show(other, doc).contains("Another version"), "{}", show(other, doc));
        assert_eq!(show(other, "(reduce + (map inc (range 10)))"), "55");
    }
}

// isolation-19
#[test]
fn a_library_that_is_none_is_refused() {
    for (bytes, why) in [
        (b"no library".as_slice(), "No library: "),
        (&Library::built_in().bytes()[..1000], "No library: "),
        (b"".as_slice(), "No library: "),
    ] {
        let error = Library::read(bytes.to_vec().leak()).err().expect("refused");
        assert_eq!(error.kind(), ErrorKind::Lifecycle);
        assert!(error.message().starts_with(why) && error.message().len() > why.len() + 10, "{}", error.message());
    }
    let mut bytes = Library::built_in().bytes().to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    assert!(Library::read(bytes.leak()).is_err());
}

// isolation-21
#[test]
fn a_runtime_is_called_by_its_name() {
    let rt = runtime("billing");
    rt.define_fn("host/name", |cx: &mut Context<'_>, _: &[Value]| Ok(Value::from(cx.runtime_name()))).expect("defined");
    assert_eq!(show(&rt, "(host/name)"), "\"billing\"");
    if cfg!(target_os = "linux") {
        rt.eval("(def gate (promise)) (.start (Thread. (fn [] @gate)))").expect("a thread");
        let seen = || {
            let threads = fs::read_dir("/proc/self/task").expect("a Linux system").flatten();
            threads.map(|t| fs::read_to_string(t.path().join("comm")).unwrap_or_default()).any(|n| n == "billing\n")
        };
        // A thread names itself when it begins.
        while !seen() {
            std::thread::yield_now();
        }
        rt.eval("(deliver gate true)").expect("delivered");
    }
    rt.close(std::time::Duration::from_secs(20)).expect("closed");
    assert_eq!(rt.eval("1").expect_err("closed").message(), "The runtime billing is closed");
}

// isolation-5
#[test]
fn nothing_of_the_language_is_static() {
    /// What a process has, and why no program sees it: the seed of hash tables inside, memory that nobody uses, the seat that
    /// the OS thread has in the heap of its runtime, the table of Unicode's categories.
    const KNOWN: &[&str] = &[
        "runtime/src/fast_hash.rs",
        "runtime/src/heap/pool.rs",
        "runtime/src/heap/mod.rs",
        "runtime/src/heap/seat.rs",
        "stdlib/src/host/lang/category.rs",
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = ["runtime/src", "vm/src", "vm/bytecode/src", "compiler/src", "stdlib/src", "src"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.contains("tests") && !KNOWN.contains(&&*name) {
                let text = fs::read_to_string(&path).expect("a readable file");
                for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                    let declares = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
                    let changes = ["Mutex", "RwLock", "Atomic", "Cell<", "OnceLock", "LazyLock"];
                    let is_state = declares.starts_with("static mut ")
                        || declares.starts_with("thread_local!")
                        || declares.starts_with("static ") && changes.iter().any(|word| declares.contains(word));
                    assert!(!is_state, "{name}: {line}");
                }
            }
        }
    }
}

// isolation-10, isolation-28
#[test]
fn code_is_loaded_by_the_runtime_it_runs_in() {
    let folder = std::env::temp_dir().join(format!("lisle-isolation-{}", std::process::id()));
    let made = |name: &str| {
        let path = folder.join(name);
        fs::create_dir_all(&path).expect("a folder");
        fs::write(path.join("part.clj"), format!("(ns part) (defn whose [] :{name})")).expect("a file");
        Runtime::builder()
            .name(name)
            .class_path([path.display().to_string()])
            .permissions(Permissions::none().allow_read(&path))
            .build()
            .expect("a runtime")
    };
    let (a, b) = (made("a"), made("b"));
    let in_b: Function = b.eval("(fn [] (require 'part) ((resolve 'part/whose)))").expect("f").to().expect("callable");
    a.define_fn("host/b", move |_: &mut Context<'_>, _: &[Value]| in_b.invoke(&[])?.detach()).expect("defined");
    assert_eq!(show(&a, "(let [there (host/b)] (require 'part) [there ((resolve 'part/whose))])"), "[:b :a]");
    fs::remove_dir_all(folder).expect("removed");
}

// isolation-29, isolation-35
#[test]
fn pooled_threads_go_from_one_to_the_next() {
    let all: Vec<Arc<Runtime>> = (0..3).map(|n| Arc::new(runtime(&format!("r{n}")))).collect();
    let work = "(def ^:dynamic *d* :root) (def tl (ThreadLocal.)) (def r (ref 0))
                (fn [x]
                  (let [before [*d* (.get tl) (clojure.lang.LockingTransaction/isRunning) (some? *agent*) (ns-name *ns*)]]
                    (binding [*d* x] (.set tl x) (dosync (alter r inc)) [before *d* (.get tl)])))";
    let functions: Vec<Function> =
        all.iter().map(|rt| rt.eval(work).expect("a function").to().expect("callable")).collect();
    std::thread::scope(|scope| {
        for seed in 0..4usize {
            let functions = &functions;
            scope.spawn(move || {
                for i in 0..200usize {
                    let f = &functions[(seed * 7 + i * i) % 3];
                    let shown = f.invoke(&[Value::from(i as i64)]).expect("an answer").to_string();
                    assert_eq!(shown, format!("[[:root nil false false user] {i} {i}]"));
                }
            });
        }
    });
    let sum: i64 = all.iter().map(|rt| rt.eval("@r").expect("a count").to::<i64>().expect("a number")).sum();
    assert_eq!(sum, 800);
}

// isolation-27
#[test]
fn leaving_restores_what_was_after_exceptions_and_panics() {
    let (a, b) = (Arc::new(runtime("a")), runtime("b"));
    let fail: Function = b.eval("(fn [] (throw (ex-info \"from b\" {})))").expect("f").to().expect("callable");
    a.define_fn("host/fail", move |_: &mut Context<'_>, _: &[Value]| fail.invoke(&[])).expect("defined");
    let again = b.eval("(fn [f] 1)").expect("f").to::<Function>().expect("callable");
    a.define_fn("host/panic", move |_: &mut Context<'_>, _: &[Value]| {
        again.invoke(&[Value::from(1)])?;
        panic!("of the host")
    })
    .expect("defined");
    let text = "(def ^:dynamic *d* :root)
                (def r (ref 0))
                (binding [*d* :bound]
                  (dosync
                    (ref-set r 1)
                    (let [seen (mapv (fn [f] (try (f) (catch Exception e (.getMessage e)))) [host/fail host/panic])]
                      [seen *d* @r (clojure.lang.LockingTransaction/isRunning)])))";
    assert_eq!(show(&a, text), "[[\"from b\" \"A host function panicked: of the host\"] :bound 1 true]");
    assert_eq!(show(&a, "[*d* @r (clojure.lang.LockingTransaction/isRunning)]"), "[:root 1 false]");
}

// isolation-32
#[test]
fn what_an_action_holds_back_is_of_its_own_runtime() {
    let (a, b) = (runtime("a"), runtime("b"));
    // A send in B is not held until the action in A has ended, so B's agent can be waited for.
    let send: Function =
        b.eval("(fn [] (let [x (agent 0)] (send x inc) (await x) @x))").expect("f").to().expect("callable");
    a.define_fn("host/send", move |_: &mut Context<'_>, _: &[Value]| send.invoke(&[])).expect("defined");
    assert_eq!(
        show(
            &a,
            "(def other (agent 0)) (def x (agent 0))
                  (send x (fn [_] (send other inc) [(host/send) @other]))
                  (await x) (await other) [@x @other]"
        ),
        "[[1 0] 1]"
    );
}
