//! Programs that want to run for ever, to take everything or to catch what stops them: each is stopped soon after its limit, and
//! neither the host nor another runtime notices.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/guests.rs"]
mod guests;

use lisle::{ErrorKind, Limits, Runtime};
use std::time::{Duration, Instant};

/// How long stopping may take. It takes milliseconds, but test machines are busy.
const SOON: Duration = Duration::from_secs(5);

fn time(millis: u64) -> Limits {
    Limits { time: Some(Duration::from_millis(millis)), ..Limits::default() }
}

fn instructions(n: u64) -> Limits {
    Limits { instructions: Some(n), ..Limits::default() }
}

/// Runs a program that must be stopped by a limit, whose error class is given.
fn stopped(limits: &Limits, text: &str, class: &str) {
    let runtime = Runtime::builder().name("hostile").limits_per_call(limits.clone()).build().expect("a runtime");
    let begin = Instant::now();
    let result = runtime.eval(text);
    let took = begin.elapsed();
    let limit = limits.time.unwrap_or_default();
    assert!(took < limit + SOON, "{text}: stopped after {took:?}");
    let error = result.err().unwrap_or_else(|| panic!("{text}: it ended"));
    assert_eq!(error.kind(), ErrorKind::Limit, "{text}: {error:?}");
    assert_eq!(error.class(), class, "{text}");
    // The runtime is as good as before.
    assert_eq!(runtime.eval("(+ 1 2)").expect("a sum").to_string(), "3");
    let begin = Instant::now();
    runtime.close(Duration::from_secs(30)).unwrap_or_else(|e| panic!("{text}: {e}"));
    assert!(begin.elapsed() < SOON, "{text}: closed after {:?}", begin.elapsed());
}

/// Long computations with big numbers, none of which is a loop of the program.
const LONG_NUMBERS: &[&str] = &[
    "(str (.pow (biginteger 7) 5000000))",
    "(bigint (apply str (repeat 5000000 \"7\")))",
    "(let [n (.pow (biginteger 3) 3000000)] (mod (* n n) (inc n)))",
    "(.modPow (biginteger 3) (.pow (biginteger 7) 100000) (.pow (biginteger 11) 10000))",
    "(.modInverse (.pow (biginteger 7) 300000) (.pow (biginteger 11) 300000))",
    "(.gcd (.pow (biginteger 7) 3000000) (inc (.pow (biginteger 11) 2000000)))",
    "(.isProbablePrime (.subtract (.shiftLeft (biginteger 1) 44497) BigInteger/ONE) 100)",
    "(.nextProbablePrime (.shiftLeft (biginteger 1) 20000))",
    "(with-precision 5000000 (/ 1M 3M))",
    "(reduce + (map / (range 1 1000000)))",
];

/// Natives that go through something large, or call back for each of its parts: they pay as a loop of the program does. Each wants far more than
/// it may, whatever the machine's speed.
const PAID: &[&str] = &[
    "(apply sorted-set (shuffle (vec (range 200000))))",
    "(apply sorted-map (range 400000))",
    "(apply list (range 300000))",
    "(apply conj [] (range 300000))",
    "(apply assoc {} (range 400000))",
    "(conj {} (zipmap (range 200000) (range)))",
    "(let [v (vec (range 200000))] (= v (vec (range 200000))))",
    "(let [v (vec (range 200000))] (compare v (vec (range 200000))))",
    "(eval (list 'case 5 (apply list (range 200000)) 1))",
    "(.replaceAll (java.util.ArrayList. (range 200000)) (reify java.util.function.UnaryOperator (apply [_ x] x)))",
    "(.forEach (java.util.ArrayList. (range 200000)) (reify java.util.function.Consumer (accept [_ x])))",
    "(.putAll (java.util.HashMap.) (zipmap (range 200000) (range)))",
    "(java.util.Arrays/toString (object-array (range 200000)))",
    "(java.util.Collections/sort (java.util.ArrayList. (shuffle (range 100000))))",
];

#[test]
fn natives_pay_for_what_they_go_through() {
    for text in PAID {
        let runtime = Runtime::builder().name("hostile").build().expect("a runtime");
        let error = runtime.eval_with(&instructions(150_000), text).err().unwrap_or_else(|| panic!("{text}: it ended"));
        assert_eq!(error.class(), "lisle.lang.InstructionLimitError", "{text}");
    }
}

#[test]
fn what_is_queued_is_not_run_while_closing() {
    let runtime = Runtime::builder().name("hostile").build().expect("a runtime");
    runtime
        .eval(
            "(def e (java.util.concurrent.Executors/newFixedThreadPool 1)) (def n (atom 0)) (def p (promise))
               (.execute e (fn [] @p)) (dotimes [_ 300000] (.execute e (fn [] (swap! n inc))))",
        )
        .expect("a queue");
    runtime.close(Duration::from_secs(30)).expect("an end");
}

#[test]
fn what_dies_with_a_stopped_program_is_freed_later() {
    let runtime = Runtime::builder().name("hostile").build().expect("a runtime");
    let before = runtime.memory().objects;
    let text = "(loop [x nil] (recur (atom x)))";
    let error = runtime.eval_with(&time(100), text).expect_err("a limit");
    assert_eq!(error.class(), TIME);
    drop(error);
    let sum = "(loop [i 0] (if (< i 100000) (recur (inc i)) i))";
    for _ in 0..10_000 {
        runtime.eval(sum).expect("a number");
        if runtime.memory().objects < before + 10_000 {
            break;
        }
    }
    let left = runtime.memory().objects;
    assert!(left < before + 10_000, "{before} objects before, {left} after");
    // And once more, to be freed by closing.
    runtime.eval_with(&time(100), text).expect_err("a limit");
    runtime.close(Duration::from_secs(30)).expect("it can be closed");
}

#[test]
fn arithmetic_on_long_numbers_is_stopped_in_the_middle() {
    for text in LONG_NUMBERS {
        stopped(&time(30), text, TIME);
        stopped(&instructions(100_000), text, INSTRUCTIONS);
    }
}

#[test]
fn digits_of_numbers_are_memory() {
    for text in [
        "(loop [v [] i 30000] (recur (conj v (.pow (biginteger 7) i)) (inc i)))",
        "(loop [v [] i 300] (recur (conj v (bigint (.pow (biginteger 7) (+ 300 (rem i 100))))) (inc i)))",
        "(loop [v [] d 1.000000001M] (recur (conj v (.pow d (+ 100 (rem (count v) 100)))) d))",
    ] {
        let limits = Limits { memory: Some(16 << 20), ..Limits::default() };
        stopped(&limits, text, "lisle.lang.MemoryLimitError");
    }
}

const TIME: &str = "lisle.lang.TimeLimitError";
const INSTRUCTIONS: &str = "lisle.lang.InstructionLimitError";

#[test]
fn loops_end() {
    for text in guests::LOOPS {
        stopped(&time(30), text, TIME);
        stopped(&instructions(100_000), text, INSTRUCTIONS);
    }
}

#[test]
fn reading_compiling_and_formatting_are_stopped_in_the_middle() {
    let forms = "(apply str \"[\" (concat (repeat 200000 \"(defn f [x] (inc x)) \") [\"]\"]))";
    for text in [
        &*format!("(let [s {forms}] (loop [] (read-string s) (recur)))"),
        "(let [s (apply str (repeat 300000 \"%d\"))] (loop [] (try (format s 1) (catch Exception _)) (recur)))",
        "(let [form (vec (repeat 2000 '(inc 1)))] (loop [] (eval form) (recur)))",
        "(let [form (list 'quote (vec (range 300000)))] (loop [] (eval form) (recur)))",
    ] {
        stopped(&time(300), text, TIME);
    }
}

#[test]
fn large_literals_are_what_they_were() {
    let runtime = Runtime::builder().build().expect("a runtime");
    for text in [
        "(let [v (vec (range 100000))] (= v (eval v) (eval (list 'quote v)) ((eval (list 'fn [] v)))))",
        "(let [m (zipmap (range 30000) (range))] (= m (eval m) (eval (list 'quote m))))",
        "(let [s (set (range 30000))] (= s (eval s) (eval (list 'quote s))))",
        "(let [l (apply list (range 30000))] (= l (eval (list 'quote l))))",
        "(let [v (with-meta (vec (range 30000)) {:a 1})] (= {:a 1} (meta (eval (list 'quote v)))))",
        "(let [v (vec (repeat 3000 [(atom 1) 'x :y \"z\" 1/2 1.5M \\c #{1} {2 3} nil]))] (= v (eval (list 'quote v))))",
    ] {
        assert_eq!(runtime.eval(text).expect("a value").to_string(), "true", "{text}");
    }
}

#[test]
fn endless_sequences_end() {
    for text in guests::SEQUENCES {
        let limits = Limits { memory: Some(200 << 20), ..time(100) };
        let runtime = Runtime::builder().limits_per_call(limits).build().expect("a runtime");
        eprintln!("-- {text}");
        let begin = Instant::now();
        let error = runtime.eval(text).err().unwrap_or_else(|| panic!("{text}: it ended"));
        assert_eq!(error.kind(), ErrorKind::Limit, "{text}: {error:?}");
        assert!(begin.elapsed() < SOON, "{text}: stopped after {:?}", begin.elapsed());
    }
}

#[test]
fn waits_end() {
    for text in guests::WAITS {
        stopped(&time(60), text, TIME);
    }
}

#[test]
fn deep_recursion_is_an_error_that_can_be_caught() {
    let limits = Limits { stack_depth: Some(1_000), ..time(10_000) };
    let runtime = Runtime::builder().limits_per_call(limits).build().expect("a runtime");
    let caught = "(defn f [n] (inc (f n))) (try (f 1) (catch StackOverflowError _ :deep))";
    assert_eq!(runtime.eval(caught).expect("caught").to_string(), ":deep");
    assert_eq!(
        runtime
            .eval("(try @(future (f 1)) (catch Exception e (.getSimpleName (class (.getCause e)))))")
            .expect("caught")
            .to_string(),
        "\"StackOverflowError\""
    );
    let error = runtime.eval("(f 1)").expect_err("too deep");
    assert_eq!(error.class(), "java.lang.StackOverflowError");
    let unlimited = Runtime::builder().build().expect("a runtime");
    assert_eq!(
        unlimited.eval("((fn g [n] (if (zero? n) 0 (inc (g (dec n))))) 50000)").expect("a depth").to_string(),
        "50000"
    );
    for text in [
        "(let [a (atom nil)] (reset! a (list a)) (pr-str (reduce (fn [v _] [v]) [] (range 1000000))))",
        "(eval (reduce (fn [v _] (list 'inc v)) 1 (range 100000)))",
        "(read-string (apply str (repeat 100000 \"[\")))",
        "(hash (reduce (fn [v _] [v]) [] (range 1000000)))",
    ] {
        assert!(runtime.eval(text).is_err(), "{text}");
    }
}

// guide-157
#[test]
fn threads_are_counted() {
    let limits = Limits { threads: Some(8), ..time(20_000) };
    let runtime = Runtime::builder().limits_per_call(limits).build().expect("a runtime");
    for text in [
        "(dotimes [_ 1000] (.start (Thread. (fn [] @(promise)))))",
        "(dotimes [_ 1000] (future @(promise)))",
        "((fn bomb [] (.start (Thread. bomb)) (.start (Thread. bomb))))(dotimes [_ 1000] (.start (Thread. (fn [] @(promise)))))",
    ] {
        let error = runtime.eval(text).expect_err(text);
        assert_eq!(error.class(), "lisle.lang.ThreadLimitError", "{text}: {error:?}");
        assert!(runtime.memory().threads <= 40, "{text}: {:?}", runtime.memory());
    }
    runtime.close(Duration::from_secs(30)).expect("closed");
}

#[test]
fn what_is_spawned_has_the_limits_of_its_maker() {
    let runtime = Runtime::builder().limits_per_call(time(400)).build().expect("a runtime");
    let started = runtime.eval(
        "(def ended (atom #{}))
         (defmacro guarded [k & body] `(try ~@body (catch Throwable e# (swap! ended conj [~k (.getName (class e#))]) (throw e#))))
         (future (guarded :future (loop [] (recur))))
         (.start (doto (Thread. (fn [] (guarded :thread (loop [] (recur))))) (.setUncaughtExceptionHandler (fn [_ _]))))
         (send (agent 0) (fn [_] (guarded :agent (loop [] (recur)))))
         (future (future (guarded :nested (loop [] (recur)))))
         :started",
    );
    assert_eq!(started.expect("a value").to_string(), ":started");
    let begin = Instant::now();
    let wanted = "[:agent :future :nested :thread]";
    loop {
        let ended = runtime.eval("(vec (sort (map first @ended)))").expect("keys").to_string();
        if ended == wanted {
            break;
        }
        assert!(begin.elapsed() < SOON, "only {ended}");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(
        runtime.eval("(set (map second @ended))").expect("classes").to_string(),
        "#{\"lisle.lang.TimeLimitError\"}"
    );
}

#[test]
fn a_virtual_thread_pays_for_what_it_does_and_not_for_waiting() {
    let runtime = Runtime::builder().limits_per_call(instructions(1_000_000)).build().expect("a runtime");
    let handed = "(let [q (java.util.concurrent.SynchronousQueue.)
                        t (Thread/startVirtualThread (fn [] (dotimes [_ 1000] (.take q))))]
                    (dotimes [i 1000] (.put q i))
                    (.join t)
                    :handed)";
    assert_eq!(runtime.eval(handed).expect("a value").to_string(), ":handed");
    assert_eq!(runtime.eval("(loop [] (recur))").expect_err("no end").class(), INSTRUCTIONS);
}

#[test]
fn what_objects_own_outside_of_the_heap_counts() {
    let limits = Limits { memory: Some(8 << 20), ..time(20_000) };
    for text in [
        "(let [b (StringBuilder.)] (loop [] (.append b \"0123456789\") (recur)))",
        "(let [b (StringBuilder.)] (loop [] (.append b \\a) (recur)))",
        "(let [w (java.io.StringWriter.)] (loop [] (.write w \"0123456789\") (recur)))",
        "(let [o (java.io.ByteArrayOutputStream.)] (loop [] (.write o (byte-array 100)) (recur)))",
        "(let [l (java.util.ArrayList.)] (loop [] (.add l nil) (recur)))",
        "(let [l (java.util.ArrayList. (range 1000))] (loop [] (.addAll l l) (recur)))",
        "(let [m (java.util.HashMap.)] (loop [i 0] (.put m i nil) (recur (inc i))))",
        "(let [m (java.util.concurrent.ConcurrentHashMap.)] (loop [i 0] (.put m i i) (recur (inc i))))",
        "(let [q (java.util.concurrent.LinkedBlockingQueue.)] (loop [] (.put q 1) (recur)))",
        "(pr-str (repeat {:a [1 2 3]}))",
    ] {
        let runtime = Runtime::builder().limits_per_call(limits.clone()).build().expect("a runtime");
        let error = runtime.eval(text).err().unwrap_or_else(|| panic!("{text}: it ended"));
        assert_eq!(error.class(), "lisle.lang.MemoryLimitError", "{text}");
        // It is given back with the object.
        assert_eq!(runtime.eval("(count (long-array 500000))").expect("a count").to_string(), "500000", "{text}");
    }
}

#[test]
fn a_whole_runtime_has_limits_too() {
    let runtime = Runtime::builder().limits(instructions(3_000_000)).build().expect("a runtime");
    let mut calls = 0;
    while runtime.eval("(dotimes [_ 100000])").is_ok() {
        calls += 1;
        assert!(calls < 100, "never stopped");
    }
    assert!(calls > 5, "stopped after {calls}");
    let error = runtime.eval("(dotimes [_ 100000])").expect_err("used up");
    assert_eq!(error.class(), INSTRUCTIONS);
}

#[test]
fn expensive_operations_are_stopped() {
    for text in guests::EXPENSIVE {
        let limits = Limits { memory: Some(64 << 20), ..time(200) };
        let runtime = Runtime::builder().limits_per_call(limits).build().expect("a runtime");
        eprintln!("-- {text}");
        let begin = Instant::now();
        let result = runtime.eval(text);
        let took = begin.elapsed();
        // Some patterns are no bombs for our engine.
        let Err(error) = result else {
            assert!(text.contains("re-matches") && took < SOON, "{text}: it ended");
            continue;
        };
        let ours = ["OutOfMemoryError", "ArithmeticException", "StackOverflowError"];
        let refused = ours.iter().any(|class| error.class().ends_with(class));
        assert!(error.kind() == ErrorKind::Limit || refused, "{text}: {error:?}");
        assert!(took < SOON, "{text}: stopped after {took:?}");
    }
}

#[test]
fn others_do_not_notice() {
    let good = Runtime::builder().build().expect("a runtime");
    let f = good.eval("(fn [n] (reduce + (range n)))").expect("a function").to::<lisle::Function>().expect("callable");
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| stopped(&time(200), "(dotimes [_ 20] (future (loop [] (recur)))) (loop [] (recur))", TIME));
        }
        for _ in 0..200 {
            assert_eq!(f.call::<i64>((100,)).expect("a sum"), 4950);
        }
    });
}
