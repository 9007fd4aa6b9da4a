//! Compiles the standard library to the image that the binary embeds.
//!
//! It stands here and not in `stdlib` because it runs the natives of `stdlib` itself; see ARCHITECTURE.md.

use std::path::PathBuf;

#[expect(clippy::disallowed_methods, reason = "a build script is not the program")]
fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("stdlib.lbc");
    // Natives recurse on the stack as deep as programs may nest; a build thread has less than a main thread.
    let builder = std::thread::Builder::new().stack_size(256 << 20);
    let built = builder.spawn(stdlib::image::build).expect("a thread can be started").join();
    match built {
        Ok(Ok(bytes)) => std::fs::write(out, bytes).expect("OUT_DIR is writable"),
        Ok(Err(report)) => {
            eprintln!("the standard library does not compile:\n{report}");
            std::process::exit(1);
        }
        Err(_) => std::process::exit(1),
    }
    println!("cargo::rerun-if-changed=build.rs");
    // Tables of natives and classes hold some 36,000 addresses. In an executable that is loaded anywhere the dynamic linker
    // writes each of them at every start, on 200 pages that are otherwise shared.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
