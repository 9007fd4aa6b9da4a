//! The examples of embedding, run.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "../examples/embed.rs"]
mod embed;

#[test]
fn the_shops_sell() {
    embed::main().expect("the example runs");
}

#[path = "../examples/plugins.rs"]
mod plugins;

#[test]
fn plug_ins_call_each_other() {
    plugins::main().expect("the example runs");
}
