//! Software transactional memory: refs that change together or not at all. `clojure.lang.Ref`, `LockingTransaction`.
//!
//! Multiversion concurrency control with snapshot isolation. Every try of a transaction has a *read point*, a number of
//! the runtime's one clock of commits, and sees of each ref the newest version not younger than that; so readers
//! and writers never wait for each other. A ref that a transaction writes is marked as its own until it ends; another
//! transaction that wants it is the older and takes it (*barging*), or ends its try and waits for the owner. At the commit
//! all new versions appear at one point.
//!
//! Without `ensure`, two transactions that each read what the other writes can both commit (write skew).
//!
//! Bodies are run by `clojure.core`, try after try; here is what happens to refs. Begin with [`transaction`].

pub mod commit;
pub mod ref_;
pub mod transaction;

pub use commit::Committed;
pub use ref_::TRef;
pub use transaction::Transaction;

use crate::sync::{AtomicU8, AtomicU64, Ordering};

/// How often a transaction is tried before it fails.
pub const RETRY_LIMIT: u32 = 10_000;

/// The clock of a runtime's transactions, and counters for those who want to know how it goes.
#[derive(Default)]
pub struct Stm {
    point: AtomicU64,
    next_ref: AtomicU64,
    pub commits: AtomicU64,
    pub retries: AtomicU64,
    pub barges: AtomicU64,
    /// What the tests of the tests have broken: a [`Defect`], or 0.
    defect: AtomicU8,
}

/// Mistakes that the history checker must find. Only its tests make them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Defect {
    /// A ref is written though it has a version that the transaction has not seen.
    StaleWrite = 1,
    /// Writers do not mark what they write.
    NoMark,
    /// Reads give the newest version, not that of the read point.
    ReadNewest,
    /// Versions are installed one by one, each at a point of its own.
    InstallApart,
    /// The commit keeps what a commute gave when it was called.
    NoReapply,
    /// Reads may see the commit after their read point.
    HistoryOffByOne,
    /// `ensure` leaves no mark.
    EnsureNothing,
    /// Writers do not respect the marks of `ensure`.
    IgnoreReaders,
    /// A transaction may be killed while it commits.
    KillCommitting,
    /// The commit's point is taken before the locks.
    PointBeforeLocks,
}

#[cfg(test)]
impl Defect {
    pub(crate) const ALL: [Defect; 10] = [
        Defect::StaleWrite,
        Defect::NoMark,
        Defect::ReadNewest,
        Defect::InstallApart,
        Defect::NoReapply,
        Defect::HistoryOffByOne,
        Defect::EnsureNothing,
        Defect::IgnoreReaders,
        Defect::KillCommitting,
        Defect::PointBeforeLocks,
    ];
}

impl Stm {
    /// A point later than all that were given before.
    pub(crate) fn next_point(&self) -> u64 {
        self.point.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// Has a test planted this mistake? Outside of tests the answer is known when compiling.
    #[inline(always)]
    pub(crate) fn has(&self, defect: Defect) -> bool {
        cfg!(test) && self.defect.load(Ordering::Relaxed) == defect as u8
    }

    #[cfg(test)]
    pub(crate) fn plant(&self, defect: Option<Defect>) {
        self.defect.store(defect.map_or(0, |defect| defect as u8), Ordering::Relaxed);
    }

    /// A moment at which another thread might come between: tests see to it that now and then one does.
    #[inline(always)]
    pub(crate) fn perturb(&self) {
        if cfg!(test) && self.point.load(Ordering::Relaxed) & 3 == 0 {
            std::thread::yield_now();
        }
    }

    fn next_ref(&self) -> u64 {
        self.next_ref.fetch_add(1, Ordering::Relaxed)
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

#[cfg(test)]
mod history_tests;
