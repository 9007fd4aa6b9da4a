//! Are transactions what they promise? Threads append to lists in refs at random; what they have read and written is a
//! history, in which anomalies show as cycles (Adya 1999; the method of Elle, Kingsbury and Alvaro 2020).
//!
//! The order of a ref's versions is the order in its final list. Transaction A is before B if B appended right behind
//! A (`ww`), or read what A appended (`wr`), or appended what A did not see yet (`rw`). With snapshot isolation every cycle
//! has two `rw` edges in a row: anything else is a lost update, a torn read or a partial commit. If all reads
//! are ensured there are no cycles at all. That the checker sees what it should is shown by planted defects.
//!
//! `LISLE_STM_TRANSACTIONS` sets how many transactions the soak runs.
#![allow(clippy::disallowed_methods, reason = "the test has a clock and a thread of its own")]

use super::{Defect, TRef, commit, transaction};
use crate::coll::vector::{self, Vector};
use crate::error::{Error, Result};
use crate::function::{Native, NativeDef};
use crate::object::{Ref, Shared};
use crate::runtime::{Hooks, Runtime};
use crate::string::Str;
use crate::sync::{Arc, Ordering};
use crate::thread::Thread;
use crate::value::Value;
use std::collections::{HashMap, HashSet};
use std::time::Instant;

const THREADS: u64 = 8;

/// What a transaction does with refs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Read(usize),
    Append(usize),
    /// An append that commutes.
    Commute(usize),
}

/// What a committed transaction saw and did.
#[derive(Default)]
struct Record {
    /// Ref, how many elements it had, and the last of them.
    reads: Vec<(usize, usize, Option<i64>)>,
    appends: Vec<(usize, i64)>,
    /// Which of the appends commuted.
    commuted: Vec<(usize, i64)>,
}

#[derive(Clone, Copy, Default)]
struct Mix {
    refs: usize,
    /// Transactions of each thread.
    each: u64,
    ensure: bool,
    commutes: bool,
    defect: Option<Defect>,
}

static APPEND: NativeDef = NativeDef::new("append", 2, 2, |_, args| appended(&args[0], args[1].clone()));

fn appended(list: &Value, x: Value) -> Result<Value> {
    let list = list.as_ref::<Vector>().cloned().ok_or_else(|| Error::runtime("not a list"))?;
    Ok(list.conj(x).into())
}

fn ends(list: &Value) -> (usize, Option<i64>) {
    let Some(list) = list.as_ref::<Vector>() else { return (0, None) };
    let n = list.len();
    (n, n.checked_sub(1).and_then(|last| list.nth(last)).and_then(|x| x.as_long()))
}

/// A small generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

fn plan(random: &mut Random, mix: Mix) -> Vec<Step> {
    let steps = 2 + random.below(4);
    (0..steps)
        .map(|_| {
            let at = random.below(mix.refs as u64) as usize;
            match random.below(10) {
                0..=4 => Step::Read(at),
                5 | 6 if mix.commutes => Step::Commute(at),
                _ => Step::Append(at),
            }
        })
        .collect()
}

/// One try: the record if it commits.
fn attempt(t: &mut Thread, refs: &[Ref<TRef>], steps: &[Step], first: i64, append: &Value, mix: Mix) -> Result<Record> {
    let mut record = Record::default();
    let mut touched = Vec::new();
    for (id, step) in (first..).zip(steps) {
        match *step {
            Step::Read(at) => {
                // Reads of what the transaction wrote itself tell nothing of others.
                if touched.contains(&at) {
                    continue;
                }
                if mix.ensure {
                    transaction::ensure(t, &refs[at])?;
                }
                let (n, last) = ends(&transaction::get(t, &refs[at])?);
                record.reads.push((at, n, last));
            }
            Step::Append(at) | Step::Commute(at) if touched.contains(&at) => {}
            Step::Append(at) => {
                touched.push(at);
                let list = transaction::get(t, &refs[at])?;
                let (n, last) = ends(&list);
                record.reads.push((at, n, last));
                transaction::set(t, &refs[at], appended(&list, Value::long(id))?)?;
                record.appends.push((at, id));
            }
            Step::Commute(at) => {
                touched.push(at);
                let args = vector::from_vec(vec![Value::long(id)]).into();
                let list = transaction::commute(t, &refs[at], append.clone(), args)?;
                transaction::commuted(t, &refs[at], appended(&list, Value::long(id))?)?;
                record.appends.push((at, id));
                record.commuted.push((at, id));
            }
        }
        t.runtime.stm.perturb();
    }
    commit::commit(t)?;
    Ok(record)
}

fn transact(t: &mut Thread, refs: &[Ref<TRef>], steps: &[Step], first: i64, append: &Value, mix: Mix) -> Record {
    loop {
        transaction::begin(t).expect("not ten thousand tries");
        match attempt(t, refs, steps, first, append, mix) {
            Ok(record) => return record,
            Err(error) => transaction::failed(t, error).expect("only conflicts"),
        }
        t.pass_safepoint();
    }
}

/// Runs the transactions and gives their records, and the final lists.
fn run(mix: Mix, seed: u64) -> (Vec<Record>, Vec<Vec<i64>>) {
    let base = Runtime::default();
    // The clock runs a thousand times as fast, so that transactions are old enough to barge.
    let hooks = Hooks { now: |_| START.with(|start| start.elapsed().as_micros() as i64 * 1_000_000), ..*base.hooks() };
    let runtime = Runtime::with_hooks(hooks);
    runtime.stm.plant(mix.defect);
    let mut main = Thread::new(&runtime);
    let refs: Vec<Shared> = (0..mix.refs)
        .map(|_| Shared::new(TRef::new_ref(&runtime.stm, vector::from_vec(Vec::new()).into()).into()))
        .collect();
    let records = main.blocking(|| {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|number| {
                    let (runtime, refs) = (&runtime, &refs);
                    scope.spawn(move || work(runtime, refs, number, mix, seed))
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
        })
    });
    let finals = refs.iter().map(|r| {
        let list = r.get().as_ref::<TRef>().expect("a ref").load();
        let list = list.as_ref::<Vector>().expect("a list").clone();
        (0..list.len()).filter_map(|i| list.nth(i).and_then(|x| x.as_long())).collect()
    });
    (records, finals.collect())
}

thread_local! {
    /// The clock of a thread: only differences of one thread's times are looked at.
    static START: Instant = Instant::now();
}

fn work(runtime: &Arc<Runtime>, refs: &[Shared], number: u64, mix: Mix, seed: u64) -> Vec<Record> {
    let mut t = Thread::new(runtime);
    let refs: Vec<Ref<TRef>> = refs.iter().filter_map(|r| r.get().as_ref::<TRef>().cloned()).collect();
    let append = Ref::new(Native { meta: Value::NIL, name: Str::new("append"), def: &APPEND }).into();
    let mut random =
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number + 1).wrapping_mul(0xD1B5_4A32_D192_ED03) | 1);
    (0..mix.each)
        .map(|n| {
            let steps = plan(&mut random, mix);
            transact(&mut t, &refs, &steps, ((number * mix.each + n) * 8) as i64, &append, mix)
        })
        .collect()
}

/// What the checker finds.
#[derive(Debug, PartialEq, Eq)]
enum Anomaly {
    /// An append is missing, or there twice, or one that was not committed is there.
    Appends,
    /// A read is of a list that never was.
    Read,
    /// A cycle without two `rw` edges in a row.
    NotASnapshot,
    /// Another cycle: write skew.
    WriteSkew,
}

/// The worst that a history shows.
fn check(records: &[Record], finals: &[Vec<i64>]) -> Option<Anomaly> {
    let mut writer = HashMap::new();
    for (i, record) in records.iter().enumerate() {
        for (at, id) in &record.appends {
            writer.insert((*at, *id), i);
        }
    }
    let commuted: HashSet<(usize, i64)> = records.iter().flat_map(|record| record.commuted.iter().copied()).collect();
    let total: usize = finals.iter().map(Vec::len).sum();
    let distinct = finals.iter().enumerate().all(|(at, list)| list.iter().all(|id| writer.contains_key(&(at, *id))));
    if total != writer.len() || !distinct {
        return Some(Anomaly::Appends);
    }
    let mut graph = Graph { dependencies: vec![Vec::new(); records.len()], antis: vec![Vec::new(); records.len()] };
    for (at, list) in finals.iter().enumerate() {
        for pair in list.windows(2) {
            // A commute goes behind whatever was committed until then, also what its transaction does not read.
            if commuted.contains(&(at, pair[1])) {
                continue;
            }
            graph.depend(writer[&(at, pair[0])], writer[&(at, pair[1])]);
        }
    }
    for (i, record) in records.iter().enumerate() {
        for (at, n, last) in &record.reads {
            let list = &finals[*at];
            if *n > list.len() || n.checked_sub(1).map(|k| list[k]) != *last {
                return Some(Anomaly::Read);
            }
            if let Some(last) = last {
                graph.depend(writer[&(*at, *last)], i);
            }
            if let Some(next) = list.get(*n) {
                graph.anti_depend(i, writer[&(*at, *next)]);
            }
        }
    }
    if graph.has_cycle(true) {
        return Some(Anomaly::NotASnapshot);
    }
    graph.has_cycle(false).then_some(Anomaly::WriteSkew)
}

struct Graph {
    /// `ww` and `wr`.
    dependencies: Vec<Vec<usize>>,
    /// `rw`.
    antis: Vec<Vec<usize>>,
}

impl Graph {
    fn depend(&mut self, from: usize, to: usize) {
        if from != to {
            self.dependencies[from].push(to);
        }
    }

    fn anti_depend(&mut self, from: usize, to: usize) {
        if from != to {
            self.antis[from].push(to);
        }
    }

    /// Is there a cycle, or with `apart` one that has no two `rw` edges in a row? For the latter every transaction is
    /// two nodes, the second for having come by an `rw` edge, which no other `rw` edge leaves.
    fn has_cycle(&self, apart: bool) -> bool {
        let n = self.dependencies.len();
        let layers = if apart { 2 } else { 1 };
        let edges = |node: usize| {
            let (i, by_anti) = (node % n, node >= n);
            let antis = if by_anti { &[][..] } else { &self.antis[i][..] };
            let offset = if apart { n } else { 0 };
            self.dependencies[i].iter().copied().chain(antis.iter().map(move |to| to + offset))
        };
        let mut incoming = vec![0u32; n * layers];
        (0..n * layers).for_each(|node| edges(node).for_each(|to| incoming[to] += 1));
        let mut free: Vec<usize> = (0..n * layers).filter(|node| incoming[*node] == 0).collect();
        let mut sorted = 0;
        while let Some(node) = free.pop() {
            sorted += 1;
            for to in edges(node) {
                incoming[to] -= 1;
                if incoming[to] == 0 {
                    free.push(to);
                }
            }
        }
        sorted < n * layers
    }
}

const MIX: Mix = Mix { refs: 12, each: 400, ensure: false, commutes: true, defect: None };

#[test]
fn histories_are_snapshots() {
    let wanted = std::env::var("LISLE_STM_TRANSACTIONS").ok().and_then(|n| n.parse::<u64>().ok()).unwrap_or(40_000);
    let (mut run_, mut skews, mut seed) = (0, 0, 0);
    while run_ < wanted {
        seed += 1;
        let mix = Mix { refs: if seed % 2 == 0 { 50 } else { 6 }, commutes: seed % 3 != 0, ..MIX };
        let (records, finals) = run(mix, seed);
        run_ += records.len() as u64;
        match check(&records, &finals) {
            None => {}
            Some(Anomaly::WriteSkew) => skews += 1,
            Some(anomaly) => panic!("{anomaly:?} in the history of seed {seed}"),
        }
    }
    println!("stm: {run_} transactions, {skews} of {seed} histories with write skew, no other anomaly");
    assert!(skews > 0, "without ensure there must be write skew, or the checker sees nothing");
}

#[test]
fn ensured_histories_are_serial() {
    for seed in 1..=5 {
        // Transactions that have ensured what the other wants to write wait for each other a while, so there are fewer.
        let mix = Mix { refs: 40, each: 50, ensure: true, commutes: false, ..MIX };
        let (records, finals) = run(mix, seed);
        assert_eq!(check(&records, &finals), None, "seed {seed}");
    }
}

#[test]
fn planted_defects_are_found() {
    for defect in Defect::ALL {
        let ensure = matches!(defect, Defect::EnsureNothing | Defect::IgnoreReaders);
        let found = (1..=60).find_map(|seed| {
            let mix = Mix { refs: 6, ensure, commutes: !ensure, defect: Some(defect), ..MIX };
            let (records, finals) = run(mix, seed);
            check(&records, &finals).filter(|anomaly| ensure || *anomaly != Anomaly::WriteSkew).map(|a| (seed, a))
        });
        println!("stm: {defect:?} was found: {found:?}");
        assert!(found.is_some(), "{defect:?} was not found");
    }
}

#[test]
fn under_contention_every_transaction_commits_in_the_end() {
    let (records, _) = run(Mix { refs: 2, ..MIX }, 7);
    assert_eq!(records.len() as u64, THREADS * MIX.each);
}

#[test]
fn stm_counts_what_it_does() {
    let runtime = Arc::new(Runtime::default());
    let mut t = Thread::new(&runtime);
    let r = TRef::new_ref(&runtime.stm, Value::long(0));
    transaction::begin(&mut t).unwrap();
    transaction::set(&mut t, &r, Value::long(1)).unwrap();
    commit::commit(&mut t).unwrap();
    assert_eq!(runtime.stm.commits.load(Ordering::Relaxed), 1);
    assert_eq!(r.load().as_long(), Some(1));
}
