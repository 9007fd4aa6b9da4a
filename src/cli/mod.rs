//! The command line: words to actions. Begin with [`args`], then [`run`].

pub mod args;
mod build;
mod compile;
pub mod confine;
mod dis;
mod doc;
mod host;
mod memory;
mod nrepl;
mod process;
mod repl;
mod run;
mod signals;

pub use host::SystemHost;

use crate::{Guard, Permissions};
use args::{Main, Stage};
use runtime::Thread;
use runtime::sync::Arc;
use std::ffi::OsString;
use std::process::ExitCode;
use vm::host::Host;
use vm::scheduler::replay::Clock;

/// How much stack the main thread gets: natives recurse as deep as data nests, up to a limit.
const STACK: usize = 256 << 20;

/// Runs a command line and gives the exit status.
pub fn main(words: Vec<OsString>) -> ExitCode {
    let parsed = match build::own_program() {
        Ok(None) => args::parse(words),
        // An executable that was built is its program: every word is an argument of it.
        Ok(Some(program)) => {
            let rest = words.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
            Ok(args::Args { rest, ..args::Args::new(Main::Own(program)) })
        }
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    let args = match parsed {
        Ok(args) => args,
        Err(message) => {
            eprintln!("lisle: {message}\nTry 'lisle --help'.");
            return ExitCode::FAILURE;
        }
    };
    match args.main {
        Main::Help => {
            print!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Main::Version => {
            println!("lisle {} (Clojure 1.12)", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        _ => {}
    }
    // The process's first thread may have a small stack, so the program runs on one of its own.
    let thread = std::thread::Builder::new().name("main".into()).stack_size(STACK).spawn(move || run::run(args));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => {
            eprintln!("lisle: internal error; this is a bug in Lisle");
            ExitCode::FAILURE
        }
        Err(e) => {
            eprintln!("lisle: no thread could be started: {e}");
            ExitCode::FAILURE
        }
    }
}

/// A runtime for this process, deterministic if there is a clock for that.
fn start(class_path: Vec<String>, permissions: Permissions, clock: Option<&Arc<Clock>>) -> Result<Thread, ExitCode> {
    let host = clock.map_or_else(SystemHost::default, |clock| SystemHost::seeded(clock.clone()));
    let host: Box<dyn Host> = match permissions == Permissions::all() {
        true => Box::new(host),
        false => Box::new(Guard::new(host, permissions)),
    };
    crate::runtime_with_image(host, class_path).map_err(|e| {
        eprintln!("lisle: the standard library could not be loaded: {e}");
        ExitCode::FAILURE
    })
}

/// Used by `dis` and the tests.
pub fn stage_text(t: &mut Thread, text: &str, path: &str, stage: Stage) -> Result<String, String> {
    dis::stage_text(t, text, path, stage)
}
