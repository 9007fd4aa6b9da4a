//! The reference count of one object: the whole counting scheme, on four bytes.
//!
//! | count | meaning | arithmetic |
//! |---|---|---|
//! | `> 0` | *local*: one language thread owns the object and every reference to it | plain load and store |
//! | `< 0` | *shared*: `-count` references, held by any threads | atomic |
//! | `0`   | *permanent*: never counted, never freed before its runtime closes | none |
//! | `<= -STICKY` | *saturated*: permanent too, but other threads may be in the middle of counting it | atomic, undone |
//!
//! A local object becomes shared by *publication* ([`Count::share`]), done by its owner before any
//! other thread can reach it. The last owner of a shared object may make it local again
//! ([`Count::claim_unique`]): nobody else can see it then. A count that reaches
//! [`STICKY`] references in either state is made permanent: a leak, not a crash. A count that other
//! threads may be changing is never set to 0, from which their next step would lead to 1 or -1: it is
//! saturated instead, far enough from all other states that no number of late steps leaves the range.
//!
//! The scheme is that of Lean 4 (Ullrich and de Moura, "Counting Immutable Beans", 2019), with
//! the last step, un-sharing, added.

use crate::sync::{AtomicI32, Ordering};

/// The number of references after which an object is never counted again.
pub const STICKY: i32 = if cfg!(loom) { 5 } else { 1 << 30 };

/// What a saturated count is set to again and again: half a range away from either end.
const SATURATED: i32 = -(STICKY + STICKY / 2);

/// A signed reference count; see the module's table.
#[repr(transparent)]
pub struct Count(AtomicI32);

impl Count {
    /// One local reference.
    #[cfg(not(loom))]
    pub const fn local() -> Count {
        Count(AtomicI32::new(1))
    }

    /// One local reference.
    #[cfg(loom)]
    pub fn local() -> Count {
        Count(AtomicI32::new(1))
    }

    /// Never counted.
    #[cfg(not(loom))]
    pub const fn permanent() -> Count {
        Count(AtomicI32::new(0))
    }

    #[inline(always)]
    pub fn is_permanent(&self) -> bool {
        let n = self.0.load(Ordering::Relaxed);
        n == 0 || n <= -STICKY
    }

    /// Permanent, and not by saturation: one comparison, for where that is the usual case and the other goes a longer way.
    #[inline(always)]
    pub fn is_never_counted(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// True when other threads may hold references (permanent objects count as shared).
    #[inline(always)]
    pub fn is_shared(&self) -> bool {
        self.0.load(Ordering::Relaxed) <= 0
    }

    /// The number of references, 0 for a permanent object. Only a hint when shared.
    pub fn references(&self) -> u32 {
        let n = self.0.load(Ordering::Relaxed);
        if n <= -STICKY { 0 } else { n.unsigned_abs() }
    }

    /// Adds a reference.
    #[inline(always)]
    pub fn retain(&self) {
        let n = self.0.load(Ordering::Relaxed);
        if n > 0 {
            self.0.store(n + 1, Ordering::Relaxed);
            if n >= STICKY {
                self.0.store(0, Ordering::Relaxed);
            }
        } else if n < 0 {
            self.retain_shared();
        }
    }

    #[inline(never)]
    fn retain_shared(&self) {
        // Saturated counts are common (keywords): they stay in every processor's cache, as nobody writes them.
        if self.0.load(Ordering::Relaxed) <= -STICKY {
            return;
        }
        // A new reference is made from an existing one, so nothing has to be ordered before it.
        let before = self.0.fetch_sub(1, Ordering::Relaxed);
        if before <= -STICKY {
            self.0.swap(SATURATED, Ordering::Relaxed);
        }
    }

    /// Removes a reference; true when it was the last and the caller must free the object.
    #[inline(always)]
    #[must_use]
    pub fn release(&self) -> bool {
        let n = self.0.load(Ordering::Relaxed);
        if n > 1 {
            self.0.store(n - 1, Ordering::Relaxed);
            false
        } else if n == 1 {
            true
        } else if n < 0 {
            self.release_shared()
        } else {
            false
        }
    }

    #[inline(never)]
    fn release_shared(&self) -> bool {
        if self.0.load(Ordering::Relaxed) <= -STICKY {
            return false;
        }
        // Release: our uses of the object come before the free; acquire: the freeing thread sees them all.
        let before = self.0.fetch_add(1, Ordering::Release);
        if before == -1 {
            // A load of the object's own count, not a fence, because ThreadSanitizer knows no fences.
            self.0.load(Ordering::Acquire);
            return true;
        }
        if before <= -STICKY {
            self.0.swap(SATURATED, Ordering::Relaxed);
        }
        false
    }

    /// Turns a local count into a shared one; true when the object was local.
    /// Only the owning thread may call it, before the object can be seen by another.
    #[inline]
    pub fn share(&self) -> bool {
        let n = self.0.load(Ordering::Relaxed);
        if n > 0 {
            self.0.store(-n, Ordering::Relaxed);
        }
        n > 0
    }

    /// True when there is one reference. A shared object stays shared.
    pub fn is_sole(&self) -> bool {
        matches!(self.0.load(Ordering::Acquire), 1 | -1)
    }

    /// True when the caller holds the only reference. A shared object held once becomes local again.
    #[inline(always)]
    pub fn claim_unique(&self) -> bool {
        let n = self.0.load(Ordering::Relaxed);
        n == 1 || (n == -1 && self.claim_shared())
    }

    #[inline(never)]
    fn claim_shared(&self) -> bool {
        // Acquire: the releases of all former holders come before our writes.
        if self.0.load(Ordering::Acquire) == -1 {
            self.0.store(1, Ordering::Relaxed);
            return true;
        }
        false
    }

    /// Makes the object permanent whoever holds references: no thread that counted it runs any more.
    pub fn abandon(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Makes the object permanent. The caller holds a reference.
    pub fn make_permanent(&self) {
        // Local, or shared but known to the caller alone: nobody else counts it.
        let exclusive = self.0.load(Ordering::Relaxed) >= -1;
        self.0.swap(if exclusive { 0 } else { SATURATED }, Ordering::Relaxed);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn counts_local_shared_and_permanent_references() {
        let c = Count::local();
        c.retain();
        assert!(!c.release());
        assert!(c.claim_unique());
        assert!(c.share());
        assert!(!c.share());
        assert!(c.is_shared());
        c.retain();
        assert!(!c.claim_unique());
        assert!(!c.release());
        assert!(c.claim_unique());
        assert!(!c.is_shared());
        assert!(c.release());
        let p = Count::permanent();
        p.retain();
        assert!(!p.release());
        assert!(p.is_permanent());
    }

    #[test]
    fn a_count_that_others_may_be_changing_is_saturated() {
        let c = Count::local();
        c.retain();
        c.share();
        c.make_permanent();
        for _ in 0..10 {
            assert!(!c.release());
        }
        c.retain();
        assert!(c.is_permanent() && c.is_shared() && !c.claim_unique());
        assert_eq!(c.references(), 0);
    }
}
