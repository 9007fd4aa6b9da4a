//! Micro benches of the parts: reading, compiling, dispatch, calls, collections, sequences, references, transactions, threads.

#![allow(clippy::disallowed_methods, reason = "it measures the real system")]

use criterion::{Criterion, criterion_group, criterion_main};
use lisle::{Runtime, Value};
use lisle_benches::{eval, thread};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A function of no arguments, timed over calls of it. The name says what one call does.
const FUNCTIONS: &[(&str, &str)] = &[
    ("call/fib-20", "(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fn [] (fib 20))"),
    ("call/loop-100k", "(fn [] (loop [i 0 acc 0] (if (< i 100000) (recur (inc i) (+ acc (bit-and i 7))) acc)))"),
    ("call/closure-10k", "(fn [] (let [f (fn [x] (inc x))] (loop [i 0] (if (< i 10000) (recur (f i)) i))))"),
    (
        "dispatch/protocol-10k",
        "(defprotocol P (p [x])) (defrecord R [a] P (p [_] a)) (let [r (->R 1)] (fn [] (dotimes [_ 10000] (p r))))",
    ),
    (
        "dispatch/multimethod-10k",
        "(defmulti area :shape) (defmethod area :square [s] (:side s)) (let [s {:shape :square :side 2}] (fn [] (dotimes [_ 10000] (area s))))",
    ),
    ("dispatch/keyword-10k", "(let [m {:a 1 :b 2}] (fn [] (dotimes [_ 10000] (:b m))))"),
    ("dispatch/record-field-10k", "(defrecord Q [a b]) (let [q (->Q 1 2)] (fn [] (dotimes [_ 10000] (:b q))))"),
    ("coll/vector-conj-10k", "(fn [] (loop [i 0 v []] (if (< i 10000) (recur (inc i) (conj v i)) v)))"),
    ("coll/map-assoc-10k", "(fn [] (loop [i 0 m {}] (if (< i 10000) (recur (inc i) (assoc m i i)) m)))"),
    ("coll/map-get-10k", "(let [m (zipmap (range 10000) (range 10000))] (fn [] (dotimes [i 10000] (get m i))))"),
    ("coll/sorted-map-1k", "(fn [] (into (sorted-map) (map (fn [i] [i i]) (range 1000))))"),
    ("seq/map-filter-reduce-10k", "(fn [] (reduce + (filter odd? (map inc (range 10000)))))"),
    ("seq/transduce-10k", "(fn [] (transduce (comp (map inc) (filter odd?)) + (range 10000)))"),
    ("seq/sort-10k", "(let [v (vec (map (fn [i] (mod (* i 7919) 10007)) (range 10000)))] (fn [] (sort v)))"),
    ("text/str-1k", "(fn [] (reduce str (range 1000)))"),
    ("text/pr-str-1k", "(let [v (vec (range 1000))] (fn [] (pr-str v)))"),
    ("text/read-string", "(fn [] (read-string \"{:a [1 2 3] :b #{x y} :c (f \\\"text\\\" 1.5)}\"))"),
    (
        "text/read-string-forms",
        "(let [s (pr-str (vec (repeat 100 '(defn f [x y] {:sum (+ x y) :text \"abc\"}))))] (fn [] (read-string s)))",
    ),
    (
        "text/re-find-1k",
        "(let [s \"2026-11-22 host GET /path time=42ms\"] (fn [] (dotimes [_ 1000] (re-find #\"time=(\\d+)ms\" s))))",
    ),
    ("stm/alter-1k", "(let [r (ref 0)] (fn [] (dotimes [_ 1000] (dosync (alter r inc)))))"),
    ("stm/transfer-1k", "(let [a (ref 0) b (ref 0)] (fn [] (dotimes [_ 1000] (dosync (alter a inc) (alter b dec)))))"),
    (
        "thread/virtual-start-join-100",
        "(fn [] (run! (fn [t] (.join ^Thread t)) (mapv (fn [_] (Thread/startVirtualThread (fn [] 1))) (range 100))))",
    ),
    ("thread/future-100", "(fn [] (run! deref (mapv (fn [i] (future i)) (range 100))))"),
    (
        "thread/promise-pingpong-100",
        "(fn [] (let [ps (vec (repeatedly 100 promise)) qs (vec (repeatedly 100 promise)) t (Thread/startVirtualThread (fn [] (dotimes [i 100] (deliver (nth qs i) @(nth ps i)))))] (dotimes [i 100] (deliver (nth ps i) i) @(nth qs i)) (.join ^Thread t)))",
    ),
    ("state/swap-10k", "(let [a (atom 0)] (fn [] (dotimes [_ 10000] (swap! a inc))))"),
    ("state/deref-10k", "(let [a (atom 0)] (fn [] (dotimes [_ 10000] (deref a))))"),
    ("compile/eval-constant", "(fn [] (eval 1))"),
    ("compile/eval-defn", "(fn [] (eval '(fn [x y] (let [z (+ x y)] (if (pos? z) (* z 2) (- z))))))"),
];

fn functions(c: &mut Criterion) {
    for (name, text) in FUNCTIONS {
        let mut thread = thread();
        thread.enter(|t| {
            let f = eval(t, text);
            c.bench_function(name, |b| b.iter(|| black_box(t.invoke(&f, &mut []).expect("the bench runs"))));
        });
    }
}

// isolation-46
fn start(c: &mut Criterion) {
    c.bench_function("boot", |b| b.iter(|| black_box(thread())));
}

/// A call of a resolved function of one argument, from the host and, the same call, by a function of the host that is inside
/// already: the difference is entering and leaving.
// isolation-44
fn enter(c: &mut Criterion) {
    let runtime = Runtime::builder().build().expect("a runtime");
    runtime.eval("(defn bench-f [x] x)").expect("a function");
    let f = runtime.resolve("user/bench-f").expect("the function");
    let args = [Value::from(42)];
    c.bench_function("enter/from-host", |b| b.iter(|| black_box(f.invoke(&args).expect("the bench runs"))));
    let inner = f.clone();
    runtime
        .define_fn("host/calls", move |context, n| {
            let start = Instant::now();
            for _ in 0..n[0].to::<u64>()? {
                black_box(context.invoke(&inner, &args)?);
            }
            Ok(Value::from(start.elapsed().as_nanos()))
        })
        .expect("a function of the host");
    let calls = runtime.resolve("host/calls").expect("the function");
    c.bench_function("enter/from-inside", |b| {
        b.iter_custom(|n| Duration::from_nanos(calls.call((n,)).expect("the bench runs")));
    });
}

criterion_group!(benches, functions, start, enter);
criterion_main!(benches);
