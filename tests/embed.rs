//! The embedding API: runtimes beside each other, values and functions across the border, nesting, host functions and
//! classes, closing.

use lisle::{Context, Error, ErrorKind, Function, HostClass, Runtime, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn runtime(name: &str) -> Runtime {
    Runtime::builder().name(name).build().expect("a runtime")
}

fn eval<T: lisle::FromValue>(runtime: &Runtime, text: &str) -> T {
    runtime.eval(text).unwrap_or_else(|e| panic!("{text}: {e}")).to().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn show(runtime: &Runtime, text: &str) -> String {
    runtime.eval(text).map_or_else(|e| format!("{e:?}"), |v| v.to_string())
}

#[test]
fn a_function_may_be_called_within_limits_of_its_own() {
    let rt = runtime("rules");
    rt.eval("(defn turns [n] (if (pos? n) (recur (dec n)) :done))").expect("a function");
    let turns = rt.resolve("user/turns").expect("turns");
    let limits = |n| lisle::Limits { instructions: Some(n), ..lisle::Limits::default() };
    assert_eq!(turns.call_with::<String>(&limits(100_000), (10,)).expect("done"), "done");
    let error = turns.invoke_with(&limits(1_000), &[Value::from(1_000_000)]).expect_err("it is stopped");
    assert_eq!((error.kind(), error.class()), (ErrorKind::Limit, "lisle.lang.InstructionLimitError"));
    // Other calls are not limited by it.
    assert_eq!(turns.call::<String>((100_000,)).expect("done"), "done");
    let inner = turns.clone();
    rt.define_fn("host/turns", move |context, args| context.call::<Value>(&inner, (args[0].clone(),)))
        .expect("a function");
    assert_eq!(eval::<String>(&rt, "(host/turns 3)"), "done");
}

// isolation-13, isolation-22, isolation-24
#[test]
fn functions_are_resolved_once_and_called_with_any_number_of_arguments() {
    let rt = runtime("arity");
    let str_ = rt.resolve("clojure.core/str").expect("str");
    assert_eq!(str_.call::<String>(("ham", "biscuit")).expect("a string"), "hambiscuit");
    for n in [0, 1, 2, 3, 19, 20, 21, 40, 300] {
        let args: Vec<Value> = (0..n).map(|i: i64| Value::from(i % 10)).collect();
        let expected: String = (0..n).map(|i| char::from(b'0' + (i % 10) as u8)).collect();
        assert_eq!(str_.call::<String>(args).expect("a string"), expected, "{n} arguments");
    }
    // What a name means is looked up at each call.
    rt.eval("(defn f [] 1)").expect("a function");
    let f = rt.resolve("user/f").expect("f");
    assert_eq!(f.call::<i64>(()).expect("1"), 1);
    rt.eval("(defn f [] 2)").expect("a function");
    assert_eq!(f.call::<i64>(()).expect("2"), 2);
    // Namespaces are loaded when they are named.
    let upper = rt.resolve("clojure.string/upper-case").expect("upper-case");
    assert_eq!(upper.call::<String>(("a",)).expect("a string"), "A");
    for bad in ["user/none", "none", "no.such.ns/f", "/", "user/"] {
        assert!(rt.resolve(bad).is_err(), "{bad}");
    }
}

#[test]
fn values_convert_both_ways() {
    let rt = runtime("values");
    assert_eq!(eval::<i64>(&rt, "(+ 1 2)"), 3);
    assert_eq!(eval::<u8>(&rt, "(int 200)"), 200);
    assert!(rt.eval("300").expect("a value").to::<u8>().is_err());
    assert_eq!(eval::<i128>(&rt, "12345678901234567890N"), 12_345_678_901_234_567_890);
    assert_eq!(eval::<f64>(&rt, "2.5"), 2.5);
    assert_eq!(eval::<f64>(&rt, "3"), 3.0);
    assert_eq!(eval::<char>(&rt, "\\x"), 'x');
    assert_eq!(eval::<String>(&rt, "(str \"é\" \\newline)"), "é\n");
    assert_eq!(eval::<String>(&rt, ":a/b"), "a/b");
    assert_eq!(eval::<Option<i64>>(&rt, "nil"), None);
    assert_eq!(eval::<Option<i64>>(&rt, "5"), Some(5));
    assert_eq!(eval::<Vec<i64>>(&rt, "(map inc (range 3))"), [1, 2, 3]);
    assert_eq!(eval::<Vec<u8>>(&rt, "(byte-array [1 2])"), [1, 2]);
    assert_eq!(eval::<[i64; 2]>(&rt, "[1 2]"), [1, 2]);
    assert_eq!(eval::<(i64, String, bool)>(&rt, "[1 \"b\" true]"), (1, "b".into(), true));
    assert_eq!(
        eval::<BTreeMap<String, Vec<i64>>>(&rt, "{:a [1] :b []}"),
        BTreeMap::from([("a".into(), vec![1]), ("b".into(), vec![])])
    );
    assert_eq!(eval::<HashMap<i64, i64>>(&rt, "(sorted-map 1 2)"), HashMap::from([(1, 2)]));
    assert_eq!(eval::<BTreeSet<i64>>(&rt, "#{3 1}"), BTreeSet::from([1, 3]));
    assert!(rt.eval("\"x\"").expect("a value").to::<i64>().is_err());

    let show = rt.resolve("clojure.core/pr-str").expect("pr-str");
    let shown = |value: Value| show.call::<String>((value,)).expect("a string");
    assert_eq!(shown(Value::from(vec![1, 2])), "[1 2]");
    assert_eq!(shown(Value::from(u64::MAX)), "18446744073709551615N");
    assert_eq!(shown(Value::from(Some("a"))), "\"a\"");
    assert_eq!(shown(Value::from(None::<i64>)), "nil");
    assert_eq!(shown(Value::from(("a", 1, 'c'))), "[\"a\" 1 \\c]");
    assert_eq!(shown(Value::keyword("a/b")), ":a/b");
    assert_eq!(shown(Value::list([Value::symbol("x"), 1.5.into()])), "(x 1.5)");
    assert_eq!(shown(Value::from(BTreeMap::from([(1, "x")]))), "{1 \"x\"}");
    assert_eq!(shown(Value::from('😀')), "\"😀\"");
    // Without a runtime a value prints the same.
    assert_eq!(Value::from(vec![Some("a\n"), None]).to_string(), "[\"a\\n\" nil]");
}

lisle::record! {
    #[derive(Debug, Clone, PartialEq)]
    struct Point { x: i64, far_away: bool, label: Option<String> }
}

#[test]
fn structs_are_maps() {
    let rt = runtime("structs");
    let point: Point = eval(&rt, "{:x 1 :far-away true :more 9}");
    assert_eq!(point, Point { x: 1, far_away: true, label: None });
    let points =
        rt.eval("(fn [ps] (mapv #(update % :x inc) ps))").expect("a function").to::<Function>().expect("callable");
    let moved: Vec<Point> = points.call((vec![point],)).expect("points");
    assert_eq!(moved[0].x, 2);
    let error = rt.eval("{:x \"1\"}").expect("a map").to::<Point>().expect_err("no number");
    assert!(error.message().starts_with("Field :x of Point: "), "{error:?}");
}

// isolation-1, isolation-3
#[test]
fn runtimes_know_nothing_of_each_other() {
    let (a, b) = (runtime("a"), runtime("b"));
    a.eval("(ns shared) (def x 1) (defrecord P [q])").expect("definitions");
    b.eval("(ns shared) (def x 2)").expect("definitions");
    assert_eq!(a.resolve("shared/x").map(|_| ()).map_err(|e| e.kind()), Ok(()));
    assert_eq!(show(&a, "shared/x"), "1");
    assert_eq!(show(&b, "shared/x"), "2");
    a.eval("(System/setProperty \"k\" \"v\") (add-tap prn) (alter-var-root #'inc (constantly dec))").expect("changes");
    assert_eq!(show(&b, "[(System/getProperty \"k\") (inc 1) (find-ns 'none)]"), "[nil 2 nil]");
    // A record's type is its runtime's own.
    let p = a.eval("(shared/->P 1)").expect("a record");
    let id = b.resolve("clojure.core/identity").expect("identity");
    assert_eq!(
        id.invoke(std::slice::from_ref(&p)).expect_err("no such type").class(),
        "java.lang.ClassNotFoundException"
    );
    b.eval("(ns shared) (defrecord P [q])").expect("the type");
    assert_eq!(id.invoke(&[p]).expect("a copy").to_string(), "#shared.P{:q 1}");
    // In parallel, too.
    std::thread::scope(|scope| {
        for (rt, x) in [(&a, "1"), (&b, "2")] {
            scope.spawn(move || (0..50).for_each(|_| assert_eq!(show(rt, "(ns shared) x"), x)));
        }
    });
}

#[test]
fn what_has_an_identity_stays_in_its_runtime() {
    let (a, b) = (runtime("a"), runtime("b"));
    let id = b.resolve("clojure.core/identity").expect("identity");
    let copied = "[1 2.5 (int 3) \\a \"x\" :k 'n/s 1/2 10N 1.5M #{1} (list 1) (sorted-map 1 2) #uuid \"00000000-0000-0001-0000-000000000002\" #inst \"2020-01-01T00:00:00.000-00:00\" #\"a+\"]";
    let value = a.eval(copied).expect("a value");
    let there = id.invoke(std::slice::from_ref(&value)).expect("a copy");
    assert_eq!(there.to_string(), value.to_string());
    assert_eq!(value.detach().expect("data").to_string(), value.to_string());
    let compare = b.eval(&format!("(fn [v] (and (= v {copied}) (= (map class v) (map class {copied}))))"));
    // Patterns are equal to themselves only.
    let compare =
        compare.and_then(|_| b.eval("(fn [v] (mapv (comp #(.getSimpleName %) class) v))")).expect("a function");
    let classes: Vec<String> = compare.to::<Function>().expect("callable").call((value,)).expect("classes");
    assert_eq!(classes[..6], ["Long", "Double", "Integer", "Character", "String", "Keyword"]);
    for (text, why) in [
        ("inc", "function"),
        ("(fn [])", "function"),
        ("(atom 1)", "identity"),
        ("#'inc", "own runtime"),
        ("*ns*", "own runtime"),
        ("[1 {:a inc}]", "function"),
        ("(sorted-map-by > 1 2)", "comparator"),
        ("(Object.)", "identity"),
    ] {
        let value = a.eval(text).expect("a value");
        let error = id.invoke(&[value]).expect_err(text);
        assert_eq!(error.kind(), ErrorKind::Conversion, "{text}");
        assert!(error.message().contains(why), "{text}: {}", error.message());
    }
}

// isolation-16
#[test]
fn handles_may_be_used_on_any_thread() {
    let rt = runtime("threads");
    let counter = rt.eval("(def n (atom 0)) (fn [k] (dotimes [_ k] (swap! n inc)) @n)").expect("a function");
    let counter: Function = counter.to().expect("callable");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..20).for_each(|_| counter.call::<()>((10,)).expect("a count")));
        }
    });
    assert_eq!(show(&rt, "@n"), "1600");
    let values: Vec<Value> = (0..100).map(|_| rt.eval("(vec (range 10))").expect("a vector")).collect();
    std::thread::spawn(move || drop(values)).join().expect("dropped elsewhere");
}

// isolation-26, isolation-31, isolation-33, isolation-34, isolation-40
#[test]
fn calls_nest_and_leave_nothing_behind() {
    let (a, b) = (Arc::new(runtime("a")), Arc::new(runtime("b")));
    let inner =
        a.eval("(def ^:dynamic *d* :root) (defn seen [] [*d* (clojure.lang.LockingTransaction/isRunning)]) seen");
    let inner: Function = inner.expect("a function").to().expect("callable");
    let middle = inner.clone();
    b.define_fn("host/to-a", move |_: &mut Context<'_>, _: &[Value]| middle.invoke(&[])?.detach()).expect("a function");
    let via_b = b.eval("(fn [] (host/to-a))").expect("a function").to::<Function>().expect("callable");
    a.define_fn("host/to-b", move |_: &mut Context<'_>, _: &[Value]| via_b.invoke(&[])).expect("a function");
    let own = inner.clone();
    a.define_fn("host/own", move |cx: &mut Context<'_>, _: &[Value]| cx.invoke(&own, &[])).expect("a function");
    // From A into B into A: a call of the host's, which knows nothing of the one outside. Through the context: the same thread.
    let text = "(def r (ref 0))
                (binding [*d* :bound]
                  (dosync (ref-set r 1) [(host/to-b) (seen) (host/own) @r]))";
    assert_eq!(show(&a, text), "[[:root false] [:bound true] [:bound true] 1]");
    assert_eq!(
        show(&a, "[(seen) @r (get-thread-bindings)]").split_once(" {").map(|p| p.0.to_owned()),
        Some("[[:root false] 1".into())
    );
    // A value bound in A cannot be read after leaving, from A or from B, on the same OS thread.
    assert_eq!(show(&b, "(resolve '*d*)"), "nil");
    assert_eq!(show(&a, "(def tl (ThreadLocal.)) (.set tl 5) (.get tl)"), "5");
    assert_eq!(show(&a, "(.get tl)"), "nil");
    assert_eq!(show(&a, "(ns elsewhere) (ns-name *ns*)"), "elsewhere");
    assert_eq!(show(&a, "(ns-name *ns*)"), "user");
}

#[test]
fn host_functions_throw_and_panic_into_the_program() {
    let rt = runtime("host functions");
    rt.define_fn("host/fail", |_: &mut Context<'_>, args: &[Value]| {
        Err(Error::with_class("java.lang.IllegalStateException", args[0].to::<String>()?))
    })
    .expect("a function");
    rt.define_fn("host/panic", |_: &mut Context<'_>, _: &[Value]| panic!("of the host")).expect("a function");
    rt.define_fn("host/call", |cx: &mut Context<'_>, args: &[Value]| {
        let f: Function = args[0].to()?;
        cx.invoke(&f, &args[1..])
    })
    .expect("a function");
    assert_eq!(show(&rt, "(try (host/fail \"no\") (catch IllegalStateException e (.getMessage e)))"), "\"no\"");
    assert_eq!(
        show(&rt, "(try (host/panic) (catch RuntimeException e (.getMessage e)))"),
        "\"A host function panicked: of the host\""
    );
    assert_eq!(show(&rt, "(host/call + 1 2)"), "3");
    assert_eq!(show(&rt, "(map (partial host/call inc) [1 2])"), "(2 3)");
    // The program's own exception comes back as it is.
    assert_eq!(
        show(&rt, "(def e (ex-info \"x\" {:a 1})) (try (host/call #(throw e)) (catch Exception f (identical? e f)))"),
        "true"
    );
    let error = rt.eval("(host/call #(throw (ex-info \"lost\" {:a 1})))").expect_err("thrown");
    assert_eq!((error.class(), error.message()), ("clojure.lang.ExceptionInfo", "lost"));
    let data =
        rt.resolve("clojure.core/ex-data").expect("ex-data").invoke(&[error.value().expect("the exception").clone()]);
    assert_eq!(data.expect("data").to_string(), "{:a 1}");
    assert!(error.report().starts_with("Execution error (ExceptionInfo) at "), "{}", error.report());
    assert!(rt.eval("(defn f [] (").expect_err("unfinished").report().starts_with("Syntax error reading source at "));
}

#[test]
fn host_classes_are_classes() {
    struct Stack(Mutex<Vec<String>>);
    let rt = runtime("host classes");
    let class = HostClass::<Stack>::new("host.Stack")
        .constructor(0, |_, _| Ok(Stack(Mutex::default())))
        .method("push", 1, |_, stack, args| {
            stack.0.lock().expect("no panic").push(args[0].to()?);
            Ok(Value::NIL)
        })
        .method("pop", 0, |_, stack, _| Ok(Value::from(stack.0.lock().expect("no panic").pop())));
    rt.define_class(class).expect("a class");
    assert_eq!(
        show(&rt, "(import 'host.Stack) (def s (Stack.)) (.push s \"a\") (.push s \"b\") [(.pop s) (.pop s) (.pop s)]"),
        "[\"b\" \"a\" nil]"
    );
    assert_eq!(show(&rt, "[(instance? Stack s) (class s) (instance? Stack 1)]"), "[true host.Stack false]");
    assert_eq!(
        show(&rt, "(defprotocol P (p [x])) (extend-protocol P Stack (p [x] (.pop x))) (.push s \"c\") (p s)"),
        "\"c\""
    );
    assert!(show(&rt, "(.push s)").contains("No matching"));
}

// isolation-25
#[test]
fn closing_stops_everything_and_runs_nothing_more() {
    let rt = runtime("closing");
    let ran = Arc::new(AtomicUsize::new(0));
    let seen = ran.clone();
    rt.define_fn("host/tick", move |_: &mut Context<'_>, _: &[Value]| {
        seen.fetch_add(1, Ordering::SeqCst);
        Ok(Value::NIL)
    })
    .expect("a function");
    rt.eval(
        "(def f (future (loop [] (recur))))
         (def g (future (try (Thread/sleep 1000000) (finally (dotimes [_ 10000] (host/tick))))))
         (def h (doto (Thread. (fn [] @(promise))) .start))
         (def l (Object.))
         (def w (doto (Thread. (fn [] (locking l (.wait l)))) .start))
         (def a (agent 0))
         (send-off a (fn [_] (loop [] (try (loop [] (recur)) (catch Throwable _)) (recur))))
         (dotimes [_ 100] (send a (fn [_] (host/tick))))",
    )
    .expect("threads");
    assert!(rt.memory().threads >= 5, "{:?}", rt.memory());
    let kept = rt.eval("(vec (range 100))").expect("a vector");
    let f = rt.resolve("user/f").expect("f");
    rt.close(Duration::from_secs(20)).expect("closed");
    assert_eq!(rt.memory().threads, 0);
    let after = ran.load(Ordering::SeqCst);
    assert_eq!(rt.eval("1").expect_err("closed").kind(), ErrorKind::Closed);
    assert_eq!(f.invoke(&[]).expect_err("closed").kind(), ErrorKind::Closed);
    assert!(kept.to::<Vec<i64>>().is_err());
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(ran.load(Ordering::SeqCst), after);
    rt.close(Duration::ZERO).expect("closed already");
    drop(rt);
    drop((kept, f));
}

#[test]
fn threads_of_the_host_enter_at_once_and_closing_waits_for_them() {
    for round in 0..20 {
        let rt = Arc::new(runtime("entries"));
        rt.eval("(def calls (atom 0)) (defn f [x] (swap! calls inc) (inc x)) (defn known [] (Thread/currentThread))")
            .expect("functions");
        let (f, known) = (rt.resolve("user/f").expect("f"), rt.resolve("user/known").expect("known"));
        let answered = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (f, known, answered) = (&f, &known, &answered);
                scope.spawn(move || {
                    for i in 0_i64.. {
                        // A thread that the program knows is not used again.
                        let result = if i % 64 == 63 && thread == 0 {
                            known.invoke(&[]).map(|_| i + 1)
                        } else {
                            f.call::<i64>((i,))
                        };
                        match result {
                            Ok(n) => assert_eq!(n, i + 1),
                            Err(error) => {
                                let kind = error.kind();
                                assert!(matches!(kind, ErrorKind::Closed | ErrorKind::Interrupted), "{error:?}");
                                if kind == ErrorKind::Closed {
                                    break;
                                }
                            }
                        }
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            while answered.load(Ordering::SeqCst) < 50 * round {
                std::thread::yield_now();
            }
            rt.close(Duration::from_secs(20)).expect("closed");
            assert_eq!(f.invoke(&[Value::from(1)]).expect_err("closed").kind(), ErrorKind::Closed);
        });
    }
}

#[test]
fn an_evaluation_is_interrupted_from_another_thread() {
    let rt = Arc::new(runtime("interrupted"));
    for text in ["(loop [] (recur))", "@(promise)", "(loop [] (try (Thread/sleep 100000) (catch Throwable _)) (recur))"]
    {
        let running = std::thread::spawn({
            let rt = rt.clone();
            move || rt.eval(text)
        });
        while !running.is_finished() {
            std::thread::sleep(Duration::from_millis(5));
            rt.interrupt();
        }
        let error = running.join().expect("no panic").expect_err("interrupted");
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{text}");
        assert_eq!(show(&rt, "(+ 1 1)"), "2");
    }
}

#[test]
fn a_small_stack_of_the_host_is_enough() {
    let rt = Arc::new(runtime("small stack"));
    let work = move || {
        let deep = format!("{}1{}", "[".repeat(900), "]".repeat(900));
        assert!(rt.eval(&deep).is_ok());
        assert!(rt.eval(&format!("{}1{}", "(inc ".repeat(3_000), ")".repeat(3_000))).is_err());
        assert_eq!(show(&rt, "(loop [v [] n 0] (if (< n 1500) (recur [v] (inc n)) (count (pr-str v))))"), "3002");
        assert_eq!(show(&rt, "((fn f [n] (if (zero? n) 0 (inc (f (dec n))))) 100000)"), "100000");
        let nested =
            rt.eval("(fn f [n] (if (zero? n) 0 (inc (reduce (fn [a x] (f (dec n))) 0 [1 2]))))").expect("a function");
        drop(nested);
        let sorted = rt
            .eval("(defn g [n] (if (zero? n) 0 (first (sort-by (fn [x] (g (dec n))) [1 2])))) g")
            .expect("a function");
        let _ = sorted.to::<Function>().expect("callable").invoke(&[Value::from(8)]);
    };
    let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(work).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn streams_are_the_embedders() {
    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no panic").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (out, err) = (Buffer::default(), Buffer::default());
    let rt = Runtime::builder()
        .output(out.clone())
        .errors(err.clone())
        .input(&b"one\ntwo\n"[..])
        .build()
        .expect("a runtime");
    rt.eval("(println (read-line)) (binding [*out* *err*] (print (read-line)) (flush)) (prn (read-line))")
        .expect("lines");
    let text = |buffer: &Buffer| String::from_utf8(buffer.0.lock().expect("no panic").clone()).expect("text");
    assert_eq!((text(&out), text(&err)), ("one\nnil\n".into(), "two".into()));
}

/// Reads a time of its own.
struct Stopped;
impl lisle::Clock for Stopped {
    fn millis(&self) -> i64 {
        86_400_000
    }
    fn nanos(&self) -> i64 {
        7
    }
}

#[test]
fn the_clock_is_the_embedders() {
    let permissions = lisle::Permissions::none().allow_clock();
    let rt = Runtime::builder().clock(Stopped).permissions(permissions).build().expect("a runtime");
    assert_eq!(show(&rt, "[(System/currentTimeMillis) (System/nanoTime)]"), "[86400000 7]");
}

#[test]
fn a_runtime_works_with_as_many_threads_as_its_maker_says() {
    let executors = lisle::Executors { processors: Some(3), send: Some(1), send_off: Some(2), ..Default::default() };
    let rt = Runtime::builder().executors(executors).build().expect("a runtime");
    assert_eq!(eval::<i64>(&rt, "(.availableProcessors (Runtime/getRuntime))"), 3);
    // Actions of `send` run on the one thread, and of ten futures two at a time.
    let names = "(defn thread-of [_] (.getName (Thread/currentThread)))
        (let [agents (repeatedly 10 #(agent 0))]
          (run! #(send % thread-of) agents) (apply await agents) (count (set (map deref agents))))";
    assert_eq!(eval::<i64>(&rt, names), 1);
    let at_once = "(let [now (atom 0) most (atom 0)]
        (run! deref (doall (repeatedly 10 #(future (swap! most max (swap! now inc)) (Thread/sleep 2) (swap! now dec)))))
        (<= 1 @most 2))";
    assert!(eval::<bool>(&rt, at_once));
}
