//! Damaged bytecode files: whatever the bytes, a file is refused or runs as an ordinary program.
//!
//! Mutants of a real file are read, verified, and run with a limit if they are accepted. Half of them get
//! their checksums computed anew, so that the decoder and the verifier see them. Anything but a refusal, a
//! value or an exception (a panic, a crash, a hang) fails the test. A mutant that is run is first written
//! to the test's scratch folder, so that one which takes the process down can be looked at.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[allow(dead_code)]
#[path = "support/binary.rs"]
mod binary;
#[path = "support/quiet_host.rs"]
mod quiet_host;

use binary::{Scratch, in_parallel, lisle};
use bytecode::file::Bundle;
use quiet_host::QuietHost;
use runtime::sync::{Arc, Ordering};
use runtime::{Thread, bindings};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use stdlib::{driver, image, load};

/// How many mutants there are.
const MUTANTS: u64 = 100_000;

/// How many mutants share a runtime.
const BATCH: u64 = 500;

/// How long a mutant may run: its fuel is burnt long before.
const LIMIT: Duration = Duration::from_secs(20);

/// Calls and loop turns that a mutant may take.
const FUEL: i64 = 20_000;

/// Length of the header before the section table, of an entry of the table, and of the checksums.
const FIXED_HEADER: usize = 24;
const SECTION_ENTRY: usize = 16;

/// A program with something of everything that bytecode can express.
const PROGRAM: &str = r#"
(ns mutated)
(defmacro twice [x] `(do ~x ~x))
(defn fact [n] (loop [i n acc 1] (if (< i 2) acc (recur (dec i) (* acc i)))))
(defn variadic ([] 0) ([a] a) ([a b & more] (apply + a b more)))
(defn keyed [& {:keys [a b] :or {b 2}}] [a b])
(defn closure [x] (let [y (inc x)] (fn [z] (fn [] [x y z]))))
(defn caught [f] (try (f) (catch ArithmeticException e :arithmetic) (catch Exception e (ex-message e)) (finally (twice nil))))
(defn chosen [x] (case x 1 :one (2 3) :few :k "keyword" "s" \c :default))
(defprotocol Shape (area [s]))
(defrecord Square [side] Shape (area [_] (* side side)))
(deftype Box [^:unsynchronized-mutable v] clojure.lang.IDeref (deref [_] (set! v (inc v)) v))
(defmulti kind :type)
(defmethod kind :a [_] "a")
(defmethod kind :default [_] "other")
(def ^:dynamic *depth* 0)
(defn mutual [n] (letfn [(ev [n] (if (zero? n) true (od (dec n)))) (od [n] (if (zero? n) false (ev (dec n))))] (ev n)))
(def state (atom {:n 0}))
(swap! state update :n + 5)
(str (fact 10) (variadic 1 2 3) (keyed :a 1) (((closure 1) 2)) (caught #(/ 1 0)) (caught #(throw (ex-info "m" {})))
     (map chosen [1 2 3 :k "s" nil]) (area (->Square 3)) @(Box. 1) (kind {:type :a}) (binding [*depth* 1] *depth*)
     (mutual 7) (reduce + (filter odd? (range 20))) {:a 1.5 :b 2N 3/4 1M} #{1 #"re" 'sym} (locking state 1)
     (for [x [1 2] y "ab"] [x y]) (let [{[p & q] :xs} {:xs [1 2 3]}] [p q]))
"#;

/// Computes all checksums of a file anew, as far as its section table can be followed.
fn mend(bytes: &mut [u8]) {
    let number =
        |bytes: &[u8], at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let Some(count) = number(bytes, FIXED_HEADER - 4) else { return };
    let table_end = FIXED_HEADER.saturating_add(count.saturating_mul(SECTION_ENTRY));
    for i in 0..count.min(bytes.len()) {
        let entry = FIXED_HEADER + i * SECTION_ENTRY;
        let (Some(offset), Some(length)) = (number(bytes, entry + 4), number(bytes, entry + 8)) else { return };
        let Some(content) = bytes.get(offset..offset.saturating_add(length)) else { continue };
        let crc = crc32fast::hash(content).to_le_bytes();
        if let Some(place) = bytes.get_mut(entry + 12..entry + 16) {
            place.copy_from_slice(&crc);
        }
    }
    let Some(header) = bytes.get(..table_end) else { return };
    let crc = crc32fast::hash(header).to_le_bytes();
    if let Some(place) = bytes.get_mut(table_end..table_end + 4) {
        place.copy_from_slice(&crc);
    }
}

/// A mutant of a file, the same for the same number.
fn mutant(original: &[u8], number: u64) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(number);
    let mut bytes = original.to_vec();
    for _ in 0..random.usize(1..=3) {
        if bytes.is_empty() {
            break;
        }
        let at = random.usize(..bytes.len());
        match random.u8(..10) {
            0..4 => bytes[at] ^= 1 << random.u8(..8),
            4..6 => bytes[at] = random.u8(..),
            6 => bytes[at] = bytes[at].wrapping_add(random.choice([1, 255]).unwrap_or(1)),
            7 => {
                let from = random.usize(..bytes.len());
                let length = random.usize(1..=16).min(bytes.len() - at.max(from));
                bytes.copy_within(from..from + length, at);
            }
            8 => bytes.truncate(at),
            _ => bytes.insert(at, random.u8(..)),
        }
    }
    if random.bool() {
        mend(&mut bytes);
    }
    bytes
}

/// What became of mutants.
#[derive(Default)]
struct Tally {
    unreadable: u64,
    unverified: u64,
    ran: u64,
    wrong: Vec<String>,
}

/// Reads and verifies as the command line does.
fn accept(bytes: &[u8], tally: &mut Tally) -> Option<Bundle> {
    let Ok(bundle) = bytecode::file::read_for(bytes, image::core_version()) else {
        tally.unreadable += 1;
        return None;
    };
    if bundle.units.iter().any(|unit| bytecode::verify::verify(unit).is_err()) {
        tally.unverified += 1;
        return None;
    }
    Some(bundle)
}

fn run(t: &mut Thread, bundle: Bundle) {
    t.control.fuel.store(FUEL, Ordering::Relaxed);
    t.budget = 0;
    let frame = t.bindings.clone();
    for unit in bundle.units {
        // A refusal to link and an exception are as good as a value.
        let _ = driver::with_main_bindings(t, |t| load::run_unit(t, &Arc::new(unit)));
    }
    bindings::reset(t, frame);
}

/// Ends the process when a mutant runs too long; what it gets are the numbers of mutants that begin.
fn watchdog() -> Sender<u64> {
    let (send, begun) = channel();
    std::thread::spawn(move || {
        let mut number = 0;
        loop {
            match begun.recv_timeout(LIMIT) {
                Ok(next) => number = next,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    eprintln!("mutant {number} does not end");
                    std::process::abort();
                }
            }
        }
    });
    send
}

fn batch(original: &[u8], folder: &std::path::Path, first: u64) -> Tally {
    let mut tally = Tally::default();
    let mut thread =
        lisle::runtime_with_image(Box::new(QuietHost::default()), Vec::new()).expect("a runtime can be made");
    let file = folder.join(format!("batch-{first}.lbc"));
    let begin = watchdog();
    for number in first..(first + BATCH).min(MUTANTS) {
        let bytes = mutant(original, number);
        begin.send(number).expect("the watchdog listens");
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let Some(bundle) = accept(&bytes, &mut tally) else { return };
            tally.ran += 1;
            let _ = std::fs::write(&file, &bytes);
            thread.enter(|t| run(t, bundle));
        }));
        if outcome.is_err() {
            tally.wrong.push(format!("mutant {number} panicked"));
            // What a panic left behind is not to be used again.
            std::mem::forget(std::mem::replace(
                &mut thread,
                lisle::runtime_with_image(Box::new(QuietHost::default()), Vec::new()).expect("a runtime can be made"),
            ));
        }
    }
    let _ = std::fs::remove_file(&file);
    tally
}

#[test]
fn mutants_are_refused_or_run_as_ordinary_programs() {
    let scratch = Scratch::new("mutations");
    let source = scratch.write("program.clj", PROGRAM);
    let compiled = scratch.path("program.lbc");
    let compile = lisle(&["compile", &source, "-o", &compiled]);
    assert_eq!(compile.code, Some(0), "{}", compile.err);
    let original = std::fs::read(&compiled).expect("the compiled program");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    std::fs::create_dir_all(&folder).expect("a folder for mutants");
    let starts: Vec<u64> = (0..MUTANTS).step_by(BATCH as usize).collect();
    let tallies = in_parallel(&starts, |&first| {
        std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(256 << 20);
            let batch = builder.spawn_scoped(scope, || batch(&original, &folder, first));
            batch.expect("a thread can be started").join().expect("panics are caught")
        })
    });
    let total = tallies.into_iter().fold(Tally::default(), |mut total, tally| {
        total.unreadable += tally.unreadable;
        total.unverified += tally.unverified;
        total.ran += tally.ran;
        total.wrong.extend(tally.wrong);
        total
    });
    println!("{} unreadable, {} refused by the verifier, {} run", total.unreadable, total.unverified, total.ran);
    assert!(total.wrong.is_empty(), "{}", total.wrong.join("\n"));
    assert!(total.unverified > MUTANTS / 100, "the verifier refused only {} mutants", total.unverified);
    assert!(total.ran > MUTANTS / 100, "only {} mutants ran", total.ran);
}
