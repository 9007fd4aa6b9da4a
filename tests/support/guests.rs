//! Programs that want to run for ever, to take everything, or to catch what stops them. `tests/hostile.rs` sees that each is stopped;
//! `examples/hostile` measures how soon.

/// Code without an end, some of which catches whatever comes.
pub const LOOPS: &[&str] = &[
    "(loop [] (recur))",
    "(while true)",
    "((fn f [] (try (f) (catch StackOverflowError _ (f)))))",
    "(trampoline (fn f [] f))",
    "(dotimes [i 100000000000] i)",
    "(loop [] (try (loop [] (recur)) (catch Throwable _)) (recur))",
    "(loop [] (try (loop [] (recur)) (catch Throwable _ (loop [] (recur)))) (recur))",
    "(try (loop [] (recur)) (finally (loop [] (recur))))",
    "(try (loop [] (recur)) (finally (try (loop [] (recur)) (finally (loop [] (recur))))))",
    "(letfn [(f [] (try (loop [] (recur)) (catch Throwable _ (f))))] (f))",
    "(try (loop [] (recur)) (catch Throwable _ :caught))",
    "(eval '(loop [] (recur)))",
    "(defmacro m [] (loop [] (recur))) (m)",
    "(defmacro m [n] (list 'do (list 'm (inc n)) (list 'm (inc n)))) (eval '(m 0))",
];

/// Sequences without an end, in natives and in Clojure code.
pub const SEQUENCES: &[&str] = &[
    "(count (iterate inc 0))",
    "(reduce + (range))",
    "(last (repeat 1))",
    "(nth (cycle [1 2]) 100000000000)",
    "(doall (drop 100000000000 (range)))",
    "(dorun (map inc (range)))",
    "(apply + (range))",
    "(first (filter neg? (range)))",
    "(vec (lazy-seq (cycle [1])))",
    "(into #{} (map (constantly 1)) (range))",
    "(some #{-1} (range))",
    "(apply str (repeat \"\"))",
    "(transduce (map inc) + (range))",
    "(hash (repeatedly (constantly nil)))",
    "(= (range) (range))",
    "(clojure.string/join (repeat \"\"))",
    "(frequencies (repeat 1))",
    "(sort (repeat 1))",
    "(compare (vec (range 3)) (count (repeat 1)))",
    "(with-out-str (doseq [x (repeat \"\")] (print x)))",
];

/// Waits that nothing ends.
pub const WAITS: &[&str] = &[
    "(Thread/sleep 1000000)",
    "@(promise)",
    "@(future (Thread/sleep 1000000))",
    "(deref (promise) 1000000 nil)",
    "(let [l (Object.)] (locking l (.wait l)))",
    "(.await (java.util.concurrent.CountDownLatch. 1))",
    "(await (send-off (agent 0) (fn [_] (Thread/sleep 1000000))))",
    "(loop [] (try (Thread/sleep 1000000) (catch Throwable _)) (recur))",
    "(try (Thread/sleep 1000000) (finally (Thread/sleep 1000000)))",
    "(.take (java.util.concurrent.LinkedBlockingQueue.))",
    "(.join (doto (Thread. (fn [] (loop [] (recur)))) .start))",
    "(let [a (Object.) b (Object.) f (future (locking a (Thread/sleep 20) (locking b 1)))] (locking b (Thread/sleep 20) (locking a 1)) @f @(promise))",
];

/// Much work or memory in a single call.
pub const EXPENSIVE: &[&str] = &[
    "(re-matches #\"(a+)+b\" (apply str (repeat 40 \"a\")))",
    "(loop [] (try (re-matches #\"(a|a)*b\" (apply str (repeat 60 \"a\"))) (catch Throwable _)) (recur))",
    "(reduce *' (range 1 10000000))",
    "(loop [n 3] (recur (*' n n)))",
    "(.pow (biginteger 7) 2000000000)",
    "(bigint (apply str (repeat 100000000 \"7\")))",
    "(.shiftLeft (biginteger 1) 2000000000)",
    "(apply str (repeat 100000000000 \"abc\"))",
    "(vec (repeat 1000000000000 0))",
    "(long-array 2000000000)",
    "(loop [s \"x\"] (recur (str s s)))",
    "(loop [v [1]] (recur (into v v)))",
    "(loop [b (StringBuilder. \"x\")] (.append b (.toString b)) (recur b))",
    "(format \"%200000000d\" 1)",
    "(re-find #\"(?=(a+))\\1*b\" (apply str (repeat 100000 \"a\")))",
    "(eval (set (range 3000000)))",
    "(.repeat \"x\" 2000000000)",
    "(clojure.string/join (repeat 1000000000 \"xxxxxxxxxxxxxxxxxx\"))",
    "(with-out-str (dotimes [_ 10000000000] (print \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\")))",
    "(def keep (atom [])) (loop [] (swap! keep conj (byte-array 1000000)) (recur))",
    "(loop [l nil] (recur (cons 1 l)))",
    "(swap! (atom 0) (fn [_] (loop [m {}] (recur (assoc m (count m) (str (count m)))))))",
];
