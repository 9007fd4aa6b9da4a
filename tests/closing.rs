//! What is left of a runtime that is closed, and of one that is dropped: nothing, in both cases. One test alone, because what it
//! counts is of the whole process.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

use lisle::{Function, Memory, Runtime, Value};
use std::time::Duration;

/// Cycles, threads that wait and run, agents, channels, a transaction's history, files and texts outside of the heap.
const BUSY: &str = r#"
(require '[clojure.core.async :as a])
(def self (atom nil))
(reset! self {:me self :f (fn [] @self)})
(deftype Node [^:unsynchronized-mutable next] clojure.lang.IFn (invoke [this] (set! next this)))
(def node (Node. nil))
(node)
(def ring (let [v (volatile! nil)] (vreset! v [v]) v))
(def lazy (lazy-seq (cons lazy nil)))
(first lazy)
(def p (promise))
(dotimes [_ 3] (future @p))
(def spin (future (loop [] (recur))))
(dotimes [_ 100] (Thread/startVirtualThread (fn [] @p)))
(a/go (a/>! (a/chan) (range 100)))
(def ch (a/chan 10))
(a/put! ch {:channel ch})
(def r (ref 0 :min-history 5))
(dotimes [n 10] (dosync (alter r + n)))
(def ag (agent nil))
(send ag (fn [_] {:agent ag}))
(await ag)
(send-off ag (fn [_] (Thread/sleep 1000000)))
(def big (reduce *' (range 1 1000)))
(def text (apply str (repeat 100000 "text")))
(def builder (doto (StringBuilder.) (.append text)))
(def local (doto (ThreadLocal.) (.set self)))
(def watched (doto (atom 0) (add-watch :k (fn [_ r _ _] r))))
(.addShutdownHook (java.lang.Runtime/getRuntime) (Thread. (fn [])))
(add-tap (fn [x] x))
(tap> self)
(def timer (a/timeout 1000000))
(.schedule (java.util.concurrent.Executors/newScheduledThreadPool 1) ^Runnable (fn [] self) 1000 java.util.concurrent.TimeUnit/SECONDS)
:busy
"#;

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

fn files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Runtimes that end in a way, and what the process holds after.
fn after(n: usize, end: impl Fn(Runtime)) -> (Memory, usize) {
    for _ in 0..n {
        let runtime = Runtime::builder().build().expect("a runtime");
        assert_eq!(runtime.eval(BUSY).expect("it starts").to_string(), ":busy");
        let held = runtime.memory();
        assert!(held.objects > 1000 && held.threads > 3, "{held:?}");
        // Handles may outlive it.
        let value = runtime.eval("{:self self :f (fn [] self)}").expect("a value");
        let function: Function = runtime.resolve("user/maker").or_else(|_| runtime.resolve("user/node")).expect("f");
        end(runtime);
        assert!(function.invoke(&[Value::from(1)]).is_err());
        drop(value);
    }
    (Memory::of_no_runtime(), files())
}

// isolation-38
#[test]
fn nothing_is_left_of_a_runtime_closed_or_dropped() {
    let close = |runtime: Runtime| {
        runtime.close(Duration::from_secs(20)).expect("closed");
        assert_eq!(runtime.memory(), Memory { bytes: 0, threads: 0, objects: 0 });
    };
    // What the process makes once.
    let begin = after(1, close);
    let few = threads();
    assert_eq!(after(5, close), begin, "closed");
    assert_eq!(after(5, drop), begin, "dropped");
    // A thread that has been waited for may still be on its way out of the system.
    while threads() > few {
        std::thread::yield_now();
    }
}
