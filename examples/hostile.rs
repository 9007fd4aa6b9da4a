//! How soon hostile programs are stopped: each runs in a runtime of its own with a limit of time and of memory, and what is printed is
//! how long after its time it was back in the host's hands, and how long closing took. Ends with status 1 if any was later than 100 ms.
//!
//! `cargo run --release --example hostile`

#![allow(clippy::disallowed_methods, reason = "it measures the real system")]

use lisle::{ErrorKind, Limits, Runtime};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[path = "../tests/support/guests.rs"]
mod guests;

/// Kinds that need limits of their own, beside those of the tests.
const OTHERS: &[(&str, &str)] = &[
    ("recursion", "((fn f [n] (inc (f n))) 1)"),
    ("recursion", "((fn f [n] (try (f n) (finally (f n)))) 1)"),
    ("recursion", "(hash (reduce (fn [v _] [v]) [] (range 100000000)))"),
    ("threads", "(dotimes [_ 100000] (.start (Thread. (fn [] @(promise)))))"),
    ("threads", "((fn bomb [] (.start (Thread. bomb)) (recur)))"),
    ("threads", "((fn bomb [] (try (future (bomb)) (catch Throwable _)) (recur)))"),
    ("threads", "(loop [] (Thread/startVirtualThread (fn [] (loop [] (recur)))) (recur))"),
    ("threads", "(loop [] (clojure.core.async/go (loop [] (recur))) (recur))"),
    ("agents", "(let [a (agent 0)] ((fn again [_] (send a again)) 0) (await a))"),
    ("catch", "(loop [] (try (Thread/sleep 1000) (catch Throwable _) (finally (Thread/sleep 100000))) (recur))"),
    ("compiler", "(eval (list* 'do (repeat 10000000 '(fn [x] (let [y x] [x y])))))"),
    ("compiler", "(eval `(case 1 ~@(mapcat (fn [i] [i i]) (range 10000000))))"),
    ("reader", "(read-string (apply str (repeat 10000000 \"(a b \")))"),
    ("printing", "(pr-str (repeat 100000000 {:a [1 2 3]}))"),
    ("sorting", "(sort (fn [a b] (loop [] (recur))) [3 1 2])"),
    ("sorting", "(sort (vec (repeatedly 3000000 rand)))"),
    ("hashing", "(hash (vec (range 30000000)))"),
    ("comparing", "(= (vec (range 3000000)) (apply list (range 3000000)))"),
    ("text", "(clojure.string/replace (apply str (repeat 3000000 \"ab\")) \"a\" \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\")"),
    ("text", "(clojure.string/split (apply str (repeat 20000000 \"a,\")) #\",\")"),
    ("text", "(re-seq #\"(\\w+\\s?)+$\" (apply str (repeat 3000 \"aaaaaaaaaaaaaaaaa \")))"),
    ("numbers", "(str (.pow (biginteger 7) 3000000))"),
    ("numbers", "(reduce * 1N (range 1 300000))"),
    ("numbers", "(let [n (.pow (biginteger 3) 3000000)] (mod (* n n) (inc n)))"),
    ("numbers", "(.modPow (biginteger 3) (.pow (biginteger 7) 100000) (.pow (biginteger 11) 10000))"),
    ("numbers", "(.isProbablePrime (dec (.shiftLeft (biginteger 1) 44497)) 100)"),
    ("numbers", "(with-precision 10000000 (/ 1M 3M))"),
    ("numbers", "(bigdec \"1e1000000000\") (+ 1M (bigdec \"1e1000000000\"))"),
    ("memory", "(loop [v []] (recur (conj v (vec (range 1000)))))"),
    ("memory", "(let [b (StringBuilder.)] (loop [] (.append b \"0123456789\") (recur)))"),
    ("memory", "(let [o (java.io.ByteArrayOutputStream.)] (loop [] (.write o 1) (recur)))"),
    ("memory", "(let [l (java.util.ArrayList.)] (loop [] (.add l 1) (recur)))"),
    ("memory", "(let [m (java.util.HashMap.)] (loop [i 0] (.put m i i) (recur (inc i))))"),
    ("memory", "(let [q (java.util.concurrent.LinkedBlockingQueue.)] (loop [i 0] (.add q i) (recur (inc i))))"),
    ("memory", "(loop [i 0] (intern 'user (symbol (str \"v\" i)) i) (recur (inc i)))"),
    ("memory", "(loop [i 0] (keyword (str \"k\" i)) (recur (inc i)))"),
    ("memory", "(object-array (repeat 100000000 1))"),
    ("memory", "(loop [m (transient {})  i 0] (recur (assoc! m i i) (inc i)))"),
];

fn main() -> ExitCode {
    const TIME: Duration = Duration::from_millis(200);
    const SOON: Duration = Duration::from_millis(100);
    let limits = Limits {
        time: Some(TIME),
        memory: Some(256 << 20),
        threads: Some(64),
        stack_depth: Some(100_000),
        ..Limits::default()
    };
    let all = [
        ("loop", guests::LOOPS),
        ("sequence", guests::SEQUENCES),
        ("wait", guests::WAITS),
        ("work", guests::EXPENSIVE),
    ];
    let all = all.iter().flat_map(|(kind, texts)| texts.iter().map(move |text| (*kind, *text)));
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let mut late = 0;
    println!("{:>8} {:>8}  {:<10} {:<28} program", "late ms", "close ms", "kind", "stopped by");
    for (kind, text) in
        all.chain(OTHERS.iter().copied()).filter(|(kind, text)| (kind.to_string() + text).contains(&wanted))
    {
        let runtime = Runtime::builder().build().expect("a runtime");
        runtime.require("clojure.core.async").expect("a library");
        let begin = Instant::now();
        let result = runtime.eval_with(&limits, text);
        let over = begin.elapsed().saturating_sub(TIME);
        let by = match &result {
            Ok(_) => "nothing, it ended".to_owned(),
            Err(e) if e.kind() == ErrorKind::Limit => e.class().rsplit('.').next().unwrap_or_default().to_owned(),
            Err(e) => format!("{} {}", e.class().rsplit('.').next().unwrap_or_default(), e.message()),
        };
        drop(result);
        let begin = Instant::now();
        let closed = runtime.close(Duration::from_secs(10));
        let closing = begin.elapsed();
        let is_late = over > SOON || closing > SOON || closed.is_err();
        late += usize::from(is_late);
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let mark = if is_late { " <---" } else { "" };
        println!("{:>8.1} {:>8.1}  {kind:<10} {:<28} {text:.100}{mark}", ms(over), ms(closing), format!("{by:.28}"));
    }
    println!("{late} later than {SOON:?}");
    if late == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
