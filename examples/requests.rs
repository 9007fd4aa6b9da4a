//! Many threads of a host in one runtime: each call has limits of its own, a few of them are hostile, and the others must not notice.
//!
//! `cargo run --release --example requests [THREADS [SECONDS]]` prints how many calls ended well, how many were stopped, and how many of
//! the harmless ones were stopped, which have far less to do than their limit allows. On a machine that is busy otherwise, some of those
//! get no processor for as long as their limit is: the time is that of the clock on the wall.

#![allow(clippy::disallowed_methods, reason = "it measures the real system")]

use lisle::{ErrorKind, Limits, Runtime};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROGRAM: &str = "
(ns requests)
(def seen (atom {}))
(defn handle [id n]
  (swap! seen update (mod id 16) (fnil inc 0))
  (reduce + (map inc (range n))))
(defn hog [_ _]
  (loop [all nil] (recur (cons (str (count all)) all))))";

fn main() -> ExitCode {
    let argument = |n| std::env::args().nth(n).and_then(|text| text.parse::<u64>().ok());
    let (threads, seconds) = (argument(1).unwrap_or(16), argument(2).unwrap_or(5));
    let limits =
        Limits { time: Some(Duration::from_millis(30)), memory: Some(64 << 20), threads: Some(0), ..Limits::default() };
    let runtime = Arc::new(Runtime::builder().name("requests").limits_per_call(limits).build().expect("a runtime"));
    runtime.eval(PROGRAM).expect("the program");
    let handle = runtime.resolve("requests/handle").expect("a function");
    let hog = runtime.resolve("requests/hog").expect("a function");
    let (good, stopped, wronged) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let slowest = AtomicU64::new(0);
    let end = Instant::now() + Duration::from_secs(seconds);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (handle, hog, good, stopped, wronged, slowest) = (&handle, &hog, &good, &stopped, &wronged, &slowest);
            scope.spawn(move || {
                for turn in 0u64.. {
                    if Instant::now() >= end {
                        break;
                    }
                    // One thread in eight wants everything, now and then.
                    let hostile = thread % 8 == 0 && turn % 16 == 0;
                    let begin = Instant::now();
                    let result = if hostile { hog } else { handle }.call::<i64>((thread * 1_000 + turn, 1_000));
                    slowest.fetch_max(begin.elapsed().as_micros() as u64, Ordering::Relaxed);
                    match result {
                        Ok(_) => good.fetch_add(1, Ordering::Relaxed),
                        Err(error) if hostile && error.kind() == ErrorKind::Limit => {
                            stopped.fetch_add(1, Ordering::Relaxed)
                        }
                        Err(error) => {
                            if wronged.fetch_add(1, Ordering::Relaxed) == 0 {
                                println!("the first that was stopped in vain: {error}");
                            }
                            0
                        }
                    };
                }
            });
        }
    });
    println!(
        "{} calls ended well, {} hostile ones were stopped, {} others too; the slowest took {:.1} ms",
        good.load(Ordering::Relaxed),
        stopped.load(Ordering::Relaxed),
        wronged.load(Ordering::Relaxed),
        slowest.load(Ordering::Relaxed) as f64 / 1e3,
    );
    let memory = runtime.memory();
    println!("{} bytes and {} objects in use", memory.bytes, memory.objects);
    let begin = Instant::now();
    let closed = runtime.close(Duration::from_secs(5));
    println!("closed after {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    if closed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
