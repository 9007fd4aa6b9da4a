//! How soon hostile programs are stopped: each runs in a runtime of its own with a limit of time and of memory, and what is printed is
//! how long after its time it was back in the host's hands, and how long closing took. Ends with status 1 if any was later than 100 ms.
//!
//! `cargo run --release --example hostile [PART OF A KIND OR PROGRAM [MILLISECONDS]]`

#![allow(clippy::disallowed_methods, reason = "it measures the real system")]

use lisle::{ErrorKind, Limits, Runtime};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[path = "../../tests/support/guests.rs"]
mod guests;
mod kinds;

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    const SOON: Duration = Duration::from_millis(100);
    let time = std::env::args()
        .nth(2)
        .and_then(|ms| ms.parse().ok())
        .map_or(Duration::from_millis(200), Duration::from_millis);
    let limits = Limits {
        time: Some(time),
        memory: Some(256 << 20),
        threads: Some(64),
        stack_depth: Some(100_000),
        ..Limits::default()
    };
    let all = [
        ("loop", guests::LOOPS),
        ("sequence", guests::SEQUENCES),
        ("wait", guests::WAITS),
        ("work", guests::EXPENSIVE),
    ];
    let all = all.iter().flat_map(|(kind, texts)| texts.iter().map(move |text| (*kind, *text)));
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let mut late = 0;
    println!("{:>8} {:>8}  {:<10} {:<28} program", "late ms", "close ms", "kind", "stopped by");
    for (kind, text) in
        all.chain(kinds::OTHERS.iter().copied()).filter(|(kind, text)| (kind.to_string() + text).contains(&wanted))
    {
        let runtime = Runtime::builder().build().expect("a runtime");
        runtime.require("clojure.core.async").expect("a library");
        let begin = Instant::now();
        let result = runtime.eval_with(&limits, text);
        let over = begin.elapsed().saturating_sub(time);
        let by = match &result {
            Ok(_) => "nothing, it ended".to_owned(),
            Err(e) if e.kind() == ErrorKind::Limit => e.class().rsplit('.').next().unwrap_or_default().to_owned(),
            Err(e) => format!("{} {}", e.class().rsplit('.').next().unwrap_or_default(), e.message()),
        };
        drop(result);
        let begin = Instant::now();
        let closed = runtime.close(Duration::from_secs(10));
        let closing = begin.elapsed();
        let is_late = over > SOON || closing > SOON || closed.is_err();
        late += usize::from(is_late);
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let mark = if is_late { " <---" } else { "" };
        println!("{:>8.1} {:>8.1}  {kind:<10} {:<28} {text:.100}{mark}", ms(over), ms(closing), format!("{by:.28}"));
    }
    println!("{late} later than {SOON:?}");
    if late == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
