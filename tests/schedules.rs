//! Deterministic runs: the programs in `tests/schedules/` hold under whatever schedule a seed gives, and a seed always gives the same.
//!
//! Each runs its scenarios a number of times, prints a hash of the orders it has seen, and `ok` last. A few seeds are tried
//! here; `.ci/schedules` tries many.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "support/binary.rs"]
#[allow(dead_code, reason = "nothing is written here")]
mod binary;

use binary::{in_parallel, lisle};
use runtime::string::Str;
use runtime::{Thread, Value};
use std::collections::HashSet;
use stdlib::driver::{self, Source};

const PROGRAMS: &[&str] = &["stm", "agents", "executors", "virtual-threads"];
const SEEDS: u64 = 6;
const ROUNDS: &str = "4";

fn run(program: &str, seed: u64) -> String {
    let run = lisle(&["--seed", &seed.to_string(), &format!("tests/schedules/{program}.clj"), ROUNDS]);
    let ok = run.code == Some(0) && run.out.lines().last() == Some("ok");
    assert!(ok, "{program} with seed {seed}: exit {:?}\n{}{}", run.code, run.out, run.err);
    run.out
}

#[test]
fn programs_hold_under_the_schedules_of_many_seeds() {
    let cases: Vec<(&str, u64)> = PROGRAMS.iter().flat_map(|p| (0..SEEDS).map(move |seed| (*p, seed))).collect();
    let outputs = in_parallel(&cases, |(program, seed)| (*program, run(program, *seed)));
    for program in PROGRAMS {
        let outputs: HashSet<&str> =
            outputs.iter().filter(|(p, _)| p == program).map(|(_, out)| out.as_str()).collect();
        assert!(outputs.len() > 1, "{program} goes the same way whatever the seed");
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for (program, first) in in_parallel(PROGRAMS, |program| (*program, run(program, 3))) {
        assert_eq!(run(program, 3), first, "{program}");
    }
}

#[test]
fn a_runtime_may_have_a_seed() {
    let order = |seed| {
        let mut thread = lisle::runtime_with_seed(seed, Vec::new()).expect("the image loads");
        let order = thread.enter(|t| {
            let text = "(let [order (atom [])
                              threads (mapv (fn [k] (Thread/startVirtualThread
                                                     (fn [] (dotimes [_ 5] (swap! order conj k) (Thread/yield)))))
                                            (range 3))]
                          (run! (fn [t] (.join t)) threads)
                          (apply str @order))";
            let mut last = Value::NIL;
            let keep = &mut |_: &mut Thread, value| {
                last = value;
                Ok(())
            };
            driver::run(t, &Source::repl(text, "NO_SOURCE_PATH"), keep).expect("a program that runs");
            last.as_ref::<Str>().expect("a string").to_string_lossy()
        });
        vm::scheduler::shutdown(&thread.runtime);
        order
    };
    let orders: Vec<String> = (0..8).map(order).collect();
    assert_eq!(orders, (0..8).map(order).collect::<Vec<_>>());
    assert!(orders.iter().any(|o| *o != orders[0]), "{orders:?}");
}

#[test]
fn a_run_that_is_stuck_says_so_and_ends() {
    let run = lisle(&["--seed", "1", "-e", "(deref (promise))"]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("Deadlock in the run of seed 1: every thread waits (promise)"), "{}", run.err);
}

#[test]
fn sleeping_takes_no_time() {
    let run = lisle(&["--seed", "1", "-e", "(do (Thread/sleep 86400000) (>= (System/nanoTime) 86400000000000))"]);
    assert_eq!((run.code, run.out.trim()), (Some(0), "true"), "{}", run.err);
}
