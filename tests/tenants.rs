//! The example of runtimes that come and go, run. Alone in its process: it counts what the process holds.
#![allow(clippy::disallowed_methods, reason = "tests run the real system")]

#[path = "../examples/tenants.rs"]
mod tenants;

// isolation-8, isolation-39
#[test]
fn tenants_come_and_go() {
    let held = tenants::run(20).expect("the example runs");
    let (first, last) = (held[0], held[held.len() - 1]);
    assert_eq!((first.threads, first.files, first.objects), (last.threads, last.files, last.objects), "{held:?}");
}
