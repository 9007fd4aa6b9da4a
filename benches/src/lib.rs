//! What the benches share: a runtime, and Clojure text as a function to call again and again.
//!
//! `cargo bench -p lisle-benches` runs the micro benches. Whole programs against other systems:
//! `benches/compare`.

use lisle::cli::SystemHost;
use runtime::{Thread, Value};
use stdlib::driver::{self, Source};

/// A runtime with the standard library loaded.
pub fn thread() -> Thread {
    lisle::runtime_with_image(Box::new(SystemHost::default()), Vec::new()).expect("the image loads")
}

/// The value of the last form of a text.
pub fn eval(t: &mut Thread, text: &str) -> Value {
    let mut last = Value::NIL;
    driver::run(t, &Source::file(text, "bench.clj"), &mut |_, value| {
        last = value;
        Ok(())
    })
    .expect("the bench's program runs");
    last
}
