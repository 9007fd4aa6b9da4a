//! `lisle dis`: what each stage of the compiler makes of a file, as stable text.

use super::args::Stage;
use super::run::finish;
use bytecode::disasm::disassemble;
use bytecode::moves;
use runtime::error::{Error, Result};
use runtime::{Thread, bindings};
use std::process::ExitCode;
use stdlib::core_vars::CoreVars;
use stdlib::definitions::only_definitions;
use stdlib::driver::{self, Source, Staged};
use stdlib::{data_readers, io};
use vm::host::{Stream, host};

/// Prints the text of a stage. Of a source file, what its later forms need to be compiled is run; all of it if `run`.
pub fn dis(t: &mut Thread, file: &str, stage: Stage, run: bool) -> ExitCode {
    finish(t, None, |t| {
        data_readers::load(t)?;
        let bytes = host(&t.runtime).read_file(file).map_err(|e| io::io_error(&e, file))?;
        let text = if bytes.starts_with(&bytecode::file::MAGIC) {
            let text = match stage {
                Stage::Bytecode => disassemble,
                Stage::Moves => moves::report,
                _ => return Err(Error::runtime("a bytecode file has no stage but bytecode")),
            };
            let bundle = stdlib::load::read_bundle(&bytes, file)?;
            bundle.units.iter().map(text).collect::<Vec<_>>().join("\n")
        } else {
            let source = driver::decode_source(bytes, file)?;
            driver::with_main_bindings(t, |t| {
                quietly(t, |t| match run {
                    true => staged(t, &source, file, stage),
                    false => only_definitions(t, file, |t| staged(t, &source, file, stage)),
                })
            })?
        };
        host(&t.runtime).write(Stream::Out, text.as_bytes()).map_err(|e| io::io_error(&e, "standard output"))
    })
}

/// Standard output carries the stage's text alone: what the program prints goes to standard error.
fn quietly<R>(t: &mut Thread, f: impl FnOnce(&mut Thread) -> Result<R>) -> Result<R> {
    let vars = CoreVars::of(t);
    let err = vars.err.get(t);
    bindings::push(t, vec![(vars.out.var().clone(), err)])?;
    let result = f(t);
    bindings::pop(t)?;
    result
}

fn staged(t: &mut Thread, text: &str, path: &str, stage: Stage) -> Result<String> {
    let source = Source::file(text, path);
    match stage {
        Stage::Tokens => Ok(compiler::reader::stage::tokens(text)),
        Stage::Forms => driver::forms_text(t, &source),
        Stage::Tree => driver::staged(t, &source, Staged::Tree),
        Stage::Bytecode => driver::staged(t, &source, Staged::Bytecode),
        Stage::Moves => driver::staged(t, &source, Staged::Moves),
    }
}

/// For tests: the text of a stage, or the report of what went wrong.
pub fn stage_text(t: &mut Thread, text: &str, path: &str, stage: Stage) -> std::result::Result<String, String> {
    let result = driver::with_main_bindings(t, |t| staged(t, text, path, stage));
    result.map_err(|e| stdlib::report::report(t, &e))
}
