//! Signals that end a process or what it does at the moment.

use runtime::Thread;
use runtime::sync::{Arc, Mutex, lock};
use runtime::thread::Control;
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

/// Whose evaluation Ctrl-C stops at the moment.
#[derive(Clone, Default)]
pub struct Interrupts(Arc<Mutex<Option<Arc<Control>>>>);

impl Interrupts {
    /// From now on, Ctrl-C stops what runs under [`Interrupts::during`], and nothing else.
    pub fn install() -> Interrupts {
        let interrupts = Interrupts::default();
        let seen = interrupts.clone();
        if let Ok(mut signals) = Signals::new([SIGINT]) {
            let _ = std::thread::Builder::new().name("signals".into()).spawn(move || {
                for _ in signals.forever() {
                    if let Some(control) = &*lock(&seen.0) {
                        control.request_stop();
                    }
                }
            });
        }
        interrupts
    }

    /// Runs `f`, which Ctrl-C may stop; gives also whether it did.
    pub fn during<R>(&self, t: &mut Thread, f: impl FnOnce(&mut Thread) -> R) -> (R, bool) {
        *lock(&self.0) = Some(t.control.clone());
        let result = f(t);
        *lock(&self.0) = None;
        let stopped = t.control.is_stopped();
        t.control.clear_stop();
        (result, stopped)
    }
}
