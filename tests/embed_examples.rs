//! The examples of embedding, run.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "../examples/embed.rs"]
mod embed;

#[test]
fn the_shops_sell() {
    embed::main().expect("the example runs");
}

#[path = "../examples/tenants.rs"]
mod tenants;

// isolation-8, isolation-39
#[test]
fn tenants_come_and_go() {
    let held = tenants::run(20).expect("the example runs");
    let (first, last) = (held[0], held[held.len() - 1]);
    assert_eq!((first.threads, first.files, first.objects), (last.threads, last.files, last.objects), "{held:?}");
}
