//! The `lisle` command. Everything it does is in the library's `cli`.

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    lisle::cli::main(std::env::args_os().skip(1).collect())
}
