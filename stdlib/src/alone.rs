//! The lock of the standard library: what of it is loaded or computed late is so by one thread, and no other sees half of it.
//!
//! One lock for all of a runtime's library, which its owner may enter again: parts of the library use each other. Programs' own
//! code is loaded without it.

use runtime::error::Result;
use runtime::reference::wait::Wait;
use runtime::{Thread, sync::Arc};
use vm::monitor::Monitor;

#[derive(Default)]
struct LibraryLock(Monitor);

/// Runs `f` while no other thread of the runtime is in such a call. Waits without looking at interrupts, as whoever names a
/// function of the library cannot do it twice.
pub fn alone<R>(t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    let lock: Arc<LibraryLock> = t.runtime.extension::<LibraryLock>();
    // Nor does it leave its carrier here.
    let resumed = std::mem::take(&mut t.resumed_wait);
    let result = t.pinned(|t| {
        lock.0.enter(t, Wait::on("the standard library").uninterruptibly())?;
        let result = f(t);
        lock.0.exit(t)?;
        result
    });
    t.resumed_wait = resumed;
    result
}
