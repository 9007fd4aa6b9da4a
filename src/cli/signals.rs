//! Signals that end a process or what it does at the moment.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Calls `f` with the first signal that asks the process to end; the second one ends it.
pub fn on_end(f: impl FnOnce(i32) + Send + 'static) {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
    let mut f = Some(f);
    let _ = std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            match f.take() {
                Some(f) => f(signal),
                None => {
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            }
        }
    });
}
