//! What work in the background ended with, and whether anybody has noticed.

use super::wait::Waitable;
use crate::object::Shared;
use crate::sync::{Arc, AtomicBool, OnceLock, Ordering};

/// Rung when a future or an agent is freed whose failure nobody has noticed.
pub type Bell = Waitable<bool>;

/// An exception that a future or an agent keeps for whoever asks.
pub struct Failure {
    pub thrown: Shared,
    seen: AtomicBool,
    bell: OnceLock<Arc<Bell>>,
}

impl Failure {
    pub fn new(thrown: Shared) -> Failure {
        Failure { thrown, seen: AtomicBool::new(false), bell: OnceLock::new() }
    }

    /// Somebody has been told.
    pub fn mark_seen(&self) {
        self.seen.store(true, Ordering::Release);
    }

    pub fn is_seen(&self) -> bool {
        self.seen.load(Ordering::Acquire)
    }

    /// Sets what is rung.
    pub fn set_bell(&self, bell: Arc<Bell>) {
        let _ = self.bell.set(bell);
    }

    /// The future or agent that kept it is freed. Gives the exception if nobody else holds it.
    pub(super) fn forget(failure: Arc<Failure>) -> Option<Shared> {
        let bell = failure.bell.get().filter(|_| !failure.is_seen()).cloned();
        match Arc::try_unwrap(failure) {
            Ok(failure) => Some(failure.thrown),
            Err(held) => {
                // Who hears the bell must find that it is the last to hold it.
                drop(held);
                if let Some(bell) = bell {
                    bell.update(|rung| *rung = true);
                }
                None
            }
        }
    }
}
