//! Many tenants, one after the other: each gets a runtime, loads a namespace, runs threads and agents in it, and is closed. What
//! the process holds is printed ten times on the way; it must stay the same.
//!
//! `cargo run --release --example tenants -- 10000`

#![allow(clippy::disallowed_methods, reason = "it measures the real system")]

use lisle::{Error, Memory, Runtime};
use std::time::{Duration, Instant};

const NAMESPACE: &str = r#"
(ns tenant.app (:require [clojure.string :as str]))

(defprotocol Shape (area [s]))
(defrecord Square [side] Shape (area [_] (* side side)))

(def total (agent 0))
(def seen (atom {}))
(def self (atom nil))

(defn work [id]
  (reset! self {:me self :work work})
  (let [threads (doall (for [n (range 3)] (future (swap! seen assoc n (str/upper-case (str "t" id))))))]
    (run! deref threads)
    (dotimes [n 10] (send total + n))
    (await total)
    (+ @total (area (->Square 3)) (count @seen))))
"#;

/// What a process holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Resident memory in KB.
    pub resident: u64,
    pub threads: usize,
    pub files: usize,
    /// Live objects that closed tenants have left behind.
    pub objects: usize,
}

impl Held {
    /// Zeros where the system does not tell.
    pub fn now() -> Held {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(0)
        };
        let files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        let objects = Memory::of_no_runtime().objects;
        Held { resident: number("VmRSS:"), threads: number("Threads:") as usize, files, objects }
    }
}

/// One tenant's life. Gives how long it took from nothing to the first result, and what it held at the end.
pub fn tenant(id: usize) -> Result<(Duration, Memory), Error> {
    let begin = Instant::now();
    let runtime = Runtime::builder().name(format!("tenant {id}")).build()?;
    let first: i64 = runtime.eval("(+ 40 2)")?.to()?;
    let took = begin.elapsed();
    assert_eq!(first, 42);
    runtime.eval(NAMESPACE)?;
    let work = runtime.resolve("tenant.app/work")?;
    assert_eq!(work.call::<i64>((id as i64,))?, 57);
    let memory = runtime.memory();
    runtime.close(Duration::from_secs(10))?;
    Ok((took, memory))
}

/// Runs tenants and gives what was held ten times on the way, printing it.
pub fn run(tenants: usize) -> Result<Vec<Held>, Error> {
    let mut held = Vec::new();
    let mut fastest = Duration::MAX;
    println!(
        "{:>8} {:>12} {:>8} {:>6} {:>13} {:>12} {:>13} {:>9}",
        "tenants", "resident KB", "threads", "files", "left objects", "heap bytes", "heap objects", "first ms"
    );
    for id in 1..=tenants {
        let (took, memory) = tenant(id)?;
        fastest = fastest.min(took);
        if id % (tenants / 10).max(1) == 0 {
            let now = Held::now();
            let first = fastest.as_secs_f64() * 1e3;
            println!(
                "{id:>8} {:>12} {:>8} {:>6} {:>13} {:>12} {:>13} {first:>9.2}",
                now.resident, now.threads, now.files, now.objects, memory.bytes, memory.objects
            );
            held.push(now);
        }
    }
    Ok(held)
}

#[allow(dead_code)]
fn main() -> Result<(), Error> {
    let tenants = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000);
    run(tenants).map(drop)
}
