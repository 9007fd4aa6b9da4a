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
    ("numbers", "(.isProbablePrime (.subtract (.shiftLeft (biginteger 1) 44497) BigInteger/ONE) 100)"),
    ("numbers", "(with-precision 10000000 (/ 1M 3M))"),
    ("numbers", "(bigdec \"1e1000000000\") (+ 1M (bigdec \"1e1000000000\"))"),
    ("numbers", "(.modPow (biginteger 3) (.pow (biginteger 7) 3000000) (.pow (biginteger 11) 10))"),
    ("numbers", "(.modInverse (.pow (biginteger 7) 300000) (.pow (biginteger 11) 300000))"),
    ("numbers", "(.gcd (.pow (biginteger 7) 3000000) (inc (.pow (biginteger 11) 2000000)))"),
    ("numbers", "(.sqrt (.pow (biginteger 7) 5000000))"),
    ("numbers", "(.nextProbablePrime (.shiftLeft (biginteger 1) 20000))"),
    ("numbers", "(BigInteger/probablePrime 10000 (java.util.Random.))"),
    ("numbers", "(/ (.pow (biginteger 7) 3000000) (.pow (biginteger 11) 2000000))"),
    ("numbers", "(reduce + (map / (range 1 1000000)))"),
    ("numbers", "(rationalize (bigdec \"1e-4000000\"))"),
    ("numbers", "(double (/ (.pow (biginteger 7) 3000000) (.pow (biginteger 11) 200000)))"),
    ("numbers", "(hash (* 1M (bigdec (.pow (biginteger 10) 4000000))))"),
    ("numbers", "(= (bigdec (.pow (biginteger 10) 4000000)) (bigdec \"1e4000000\"))"),
    ("numbers", "(.toPlainString (bigdec \"1e5000000\"))"),
    ("numbers", "(.pow 1.000000001M 500000)"),
    ("numbers", "(.divide 1M (bigdec (.pow (biginteger 5) 4000000)))"),
    ("numbers", "(read-string (apply str (repeat 5000000 \"7\")))"),
    ("numbers", "(Long/parseLong (apply str (repeat 100000000 \"0\")))"),
    ("numbers", "(Double/parseDouble (apply str (repeat 50000000 \"7\")))"),
    ("numbers", "(parse-double (apply str (repeat 50000000 \"7\")))"),
    ("numbers", "(format \"%.100000000f\" 1.5)"),
    ("numbers", "(.toString (.pow (biginteger 7) 5000000) 36)"),
    ("numbers", "(eval (list 'identity (bigint (.pow (biginteger 7) 5000000))))"),
    ("numbers", "(loop [v []] (recur (conj v (bigint (.pow (biginteger 7) (+ 500 (count v)))))))"),
    ("sorting", "(java.util.Arrays/sort (long-array (repeatedly 5000000 #(rand-int 1000000000))))"),
    ("sorting", "(sort-by identity (vec (map str (range 1000000))))"),
    ("sorting", "(java.util.Collections/sort (java.util.ArrayList. (repeatedly 3000000 rand)))"),
    ("sorting", "(into (sorted-map) (map (juxt identity identity)) (repeatedly 10000000 rand))"),
    ("arrays", "(java.util.Arrays/fill (long-array 30000000) 7)"),
    ("arrays", "(loop [] (java.util.Arrays/fill (long-array 1000000) 7) (recur))"),
    ("arrays", "(let [a (long-array 10000000)] (loop [] (System/arraycopy a 0 a 0 10000000) (recur)))"),
    ("arrays", "(let [a (long-array 10000000)] (loop [] (java.util.Arrays/equals a (aclone a)) (recur)))"),
    ("arrays", "(make-array Long/TYPE 10000 10000)"),
    ("arrays", "(into-array (range))"),
    ("arrays", "(to-array (repeat 1))"),
    ("arrays", "(to-array-2d (repeat [1 2 3]))"),
    ("arrays", "(into-array Object (cycle [1 2]))"),
    ("arrays", "(vec (long-array 30000000))"),
    ("text", "(.indexOf (apply str (repeat 3000000 \"a\")) (str (apply str (repeat 1000000 \"a\")) \"b\"))"),
    (
        "text",
        "(clojure.string/index-of (apply str (repeat 3000000 \"a\")) (str (apply str (repeat 1000000 \"a\")) \"b\"))",
    ),
    ("text", "(.replace (apply str (repeat 3000000 \"a\")) (str (apply str (repeat 1000000 \"a\")) \"b\") \"c\")"),
    ("text", "(clojure.string/reverse (apply str (repeat 30000000 \"ab\")))"),
    ("text", "(clojure.string/upper-case (apply str (repeat 30000000 \"ab\")))"),
    ("text", "(let [s (apply str (repeat 3000000 \"ä\"))] (dotimes [i 3000000] (.charAt s i)))"),
    ("text", "(let [s (apply str (repeat 3000000 \"äb\"))] (loop [] (subs s 1000000 2000000) (recur)))"),
    ("text", "(let [b (StringBuilder. (apply str (repeat 3000000 \"ab\")))] (loop [] (.insert b 0 \"x\") (recur)))"),
    ("text", "(let [b (StringBuilder. (apply str (repeat 3000000 \"ab\")))] (loop [] (.deleteCharAt b 0) (recur)))"),
    ("text", "(String. (char-array 100000000))"),
    ("text", "(String/join \",\" (repeat \"a\"))"),
    ("text", "(.split (apply str (repeat 20000000 \"a,\")) \",\")"),
    ("text", "(seq (.getBytes (apply str (repeat 30000000 \"ab\"))))"),
    ("text", "(re-pattern (apply str (repeat 3000000 \"(a|b)\")))"),
    ("text", "(re-pattern \"((((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000}){1,1000})\")"),
    ("text", "(clojure.string/replace (apply str (repeat 3000000 \"ab\")) #\"a\" \"$0$0$0\")"),
    ("text", "(format (apply str (repeat 3000000 \"%d\")) 1)"),
    ("text", "(apply format \"%s\" (repeat 1))"),
    ("compiler", "(load-string (apply str (concat (repeat 2500000 \"(\") (repeat 2500000 \")\"))))"),
    ("compiler", "(load-string (apply str (repeat 1000000 \"(def x 1)\\n\")))"),
    ("compiler", "(load-string (apply str (repeat 1000000 \"[1 2 3]\\n\")))"),
    ("compiler", "(defmacro m [] `(m)) (eval '(m))"),
    ("compiler", "(defmacro m [] `(do (m) (m))) (eval '(m))"),
    ("compiler", "(defmacro m [& xs] `(m 1 ~@xs)) (eval '(m))"),
    ("compiler", "(loop [i 0] (eval `(deftype ~(symbol (str \"T\" i)) [~'a])) (recur (inc i)))"),
    ("compiler", "(loop [] (eval '(defprotocol P (f [_]))) (recur))"),
    ("compiler", "(loop [] (eval (list 'defn (gensym) [] 1)) (recur))"),
    ("compiler", "(loop [] (eval (list 'fn [(gensym)] 1)) (recur))"),
    ("memory", "(loop [i 0] (create-ns (symbol (str \"n\" i))) (recur (inc i)))"),
    ("memory", "(let [a (atom [])] (loop [i 0] (swap! a conj (keyword (str \"k\" i))) (recur (inc i))))"),
    ("memory", "(defmulti f identity) (loop [i 0] (defmethod f i [_] i) (recur (inc i)))"),
    ("memory", "(loop [i 0] (derive (keyword \"x\" (str i)) (keyword \"x\" (str (inc i)))) (recur (inc i)))"),
    ("memory", "(loop [m {}] (recur (with-meta m {:a m})))"),
    ("memory", "(loop [] (push-thread-bindings {#'*ns* *ns*}) (recur))"),
    ("memory", "(loop [] (.addShutdownHook (Runtime/getRuntime) (Thread. (fn [] (loop [] (recur))))) (recur))"),
    ("chains", "(def a (reduce (fn [x _] (list x)) nil (range 10000000)))"),
    ("chains", "(def a (reduce (fn [x _] (atom x)) nil (range 10000000)))"),
    ("chains", "(def a (reduce (fn [x _] (delay x)) nil (range 10000000)))"),
    ("chains", "(def a (reduce (fn [x _] (fn [] x)) nil (range 10000000)))"),
    ("chains", "(def a (atom nil)) (loop [] (swap! a list) (recur))"),
    ("watches", "(let [a (atom 0)] (add-watch a :k (fn [_ _ _ _] (swap! a inc))) (swap! a inc))"),
    (
        "agents",
        "(let [a (agent 0)] (send a (fn f [x] (send *agent* f) (send *agent* f) (inc x))) (Thread/sleep 100000))",
    ),
    ("agents", "(add-tap (fn [x] (tap> x) (tap> x))) (tap> 1) (loop [] (recur))"),
    (
        "agents",
        "(let [r (ref 0)] (dotimes [_ 8] (future (loop [] (dosync (alter r inc)) (recur)))) (dosync (ensure r) (loop [] (recur))))",
    ),
    ("lists", "(java.util.ArrayList. (range 100000000))"),
    ("lists", "(let [l (java.util.ArrayList. (range 1000000))] (loop [] (.add l 0 1) (recur)))"),
    ("lists", "(let [l (java.util.ArrayList. (range 1000000))] (loop [] (.indexOf l -1) (recur)))"),
    ("lists", "(let [l (java.util.LinkedList. (range 1000000))] (loop [] (.contains l -1) (recur)))"),
    ("lists", "(java.util.Collections/nCopies 2000000000 1)"),
    ("lists", "(.retainAll (java.util.ArrayList. (range 300000)) (java.util.ArrayList. (range 300000 600000)))"),
    ("lists", "(.removeAll (java.util.ArrayList. (range 300000)) (java.util.ArrayList. (range 300000 600000)))"),
    ("lists", "(.containsAll (vec (range 100000)) (vec (range 100000 0 -1)))"),
    ("lists", "(java.util.Collections/shuffle (java.util.ArrayList. (range 3000000)))"),
    ("lists", "(.addAll (java.util.ArrayList.) (repeat 1))"),
    ("lists", "(java.util.HashSet. (range))"),
    ("lists", "(apply hash-map (range))"),
    ("lists", "(zipmap (range) (range))"),
    ("lists", "(set (range))"),
    ("lists", "(list* 1 2 (range))"),
    ("lists", "(apply list (range))"),
    ("lists", "(apply vector (range))"),
    ("lists", "(into [] (range))"),
    ("lists", "(reverse (range))"),
    ("lists", "(shuffle (range))"),
    ("lists", "(bean (vec (range 100000)))"),
    ("lists", "(partition-by odd? (cycle [1]))"),
    ("lists", "(distinct? (range))"),
    ("lists", "(clojure.set/union (set (range 3000000)) (set (range 3000000 6000000)))"),
    ("lists", "(clojure.walk/postwalk identity (iterate (fn [x] [x]) 1))"),
    ("bytes", "(slurp (java.io.StringReader. (apply str (repeat 50000000 \"ab\"))))"),
    ("bytes", "(.readAllBytes (java.io.ByteArrayInputStream. (byte-array 100000000)))"),
    ("bytes", "(.encodeToString (java.util.Base64/getEncoder) (byte-array 100000000))"),
    ("bytes", "(.digest (java.security.MessageDigest/getInstance \"SHA-256\") (byte-array 100000000))"),
    (
        "bytes",
        "(let [b (byte-array 1000000)] (loop [] (.digest (java.security.MessageDigest/getInstance \"SHA-256\") b) (recur)))",
    ),
    ("bytes", "(java.util.UUID/nameUUIDFromBytes (byte-array 100000000))"),
    ("bytes", "(java.net.URLEncoder/encode (apply str (repeat 10000000 \"ä\")) \"UTF-8\")"),
    ("reader", "(read-string (apply str (repeat 10000000 \"1 \")))"),
    ("reader", "(read-string (str \"[\" (apply str (repeat 3000000 \"1 \")) \"]\"))"),
    ("reader", "(clojure.edn/read-string (str \"[\" (apply str (repeat 3000000 \"[1] \")) \"]\"))"),
    ("reader", "(read-string (str \"\\\"\" (apply str (repeat 30000000 \"ab\")) \"\\\"\"))"),
    ("reader", "(eval (read-string (str \"(do \" (apply str (repeat 300000 \"(defn f [x] (inc x))\")) \")\")))"),
    ("compiler", "(eval (vec (range 1000000)))"),
    ("compiler", "(eval (list 'quote (vec (range 3000000))))"),
    ("compiler", "(eval (reduce (fn [x _] (list 'inc x)) 1 (range 100000)))"),
    ("compiler", "(eval (list 'let (vec (mapcat (fn [i] [(symbol (str \"x\" i)) i]) (range 30000))) 1))"),
    ("printing", "(pr-str (apply str (repeat 50000000 \"\\\"\")))"),
    ("printing", "(clojure.pprint/pprint (vec (range 1000000)) (java.io.StringWriter.))"),
    ("comparing", "(compare (vec (range 3000000)) (vec (range 3000000)))"),
    ("comparing", "(let [v (vec (range 3000000))] (loop [] (= v (vec (range 3000000))) (recur)))"),
    ("comparing", "(let [s (apply str (repeat 30000000 \"a\"))] (loop [] (compare s (str s)) (recur)))"),
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
