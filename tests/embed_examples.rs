//! The examples of embedding, run.

#[path = "../examples/embed.rs"]
mod embed;

#[test]
fn the_shops_sell() {
    embed::main().expect("the example runs");
}
