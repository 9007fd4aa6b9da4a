//! `lisle compile`: a program and the namespaces it requires, as one bytecode file.

use super::args::Target;
use super::run::finish;
use bytecode::file::Bundle;
use runtime::Thread;
use runtime::error::{Error, Result};
use std::process::ExitCode;
use stdlib::core_vars::CoreVars;
use stdlib::driver::{self, Source};
use stdlib::load::{self, Recording};
use stdlib::{data_readers, image, io};
use vm::host::host;

/// Compiles and writes the file.
pub fn compile(t: &mut Thread, what: &Target, out: &str) -> ExitCode {
    finish(t, None, |t| {
        let bytes = compiled(t, what)?;
        write_atomically(out, &bytes, false)
    })
}

/// The bytecode file of a program. As in Clojure, compiling runs the top-level forms.
pub fn compiled(t: &mut Thread, what: &Target) -> Result<Vec<u8>> {
    data_readers::load(t)?;
    let bundle = driver::with_main_bindings(t, |t| {
        let vars = CoreVars::of(t);
        vars.compile_files.set_root(t, runtime::Value::TRUE);
        t.local::<Recording>().start();
        let main = load(t, what)?;
        let mut units = t.local::<Recording>().finish();
        if let (Some(unit), Target::File(file)) = (units.last_mut(), what)
            && let Some(ns) = namespace_of(t, file)?
        {
            // So it is found by those who require it.
            unit.name = ns.replace('.', "/").replace('-', "_");
        }
        Ok(Bundle { core_version: image::core_version(), main, units, directory: Vec::new() })
    })?;
    for unit in &bundle.units {
        if let Err(errors) = bytecode::verify::verify(unit) {
            let text: Vec<String> = errors.0.iter().map(ToString::to_string).collect();
            return Err(Error::runtime(format!(
                "the compiler made invalid code for {}: {}",
                unit.name,
                text.join("; ")
            )));
        }
    }
    Ok(bytecode::file::write(&bundle))
}

fn load(t: &mut Thread, what: &Target) -> Result<Option<String>> {
    match what {
        Target::File(file) => {
            let bytes = host(&t.runtime).read_file(file).map_err(|e| io::io_error(&e, file))?;
            let text = driver::decode_source(bytes, file)?;
            let path = host(&t.runtime).absolute(file);
            load::load_source(t, file, &Source { given: file, ..Source::file(&text, &path) })?;
            Ok(None)
        }
        Target::Namespace(ns) => {
            load::ensure_loaded(t, &ns.replace('.', "/").replace('-', "_"))?;
            Ok(Some(ns.clone()))
        }
    }
}

/// The namespace that a file's `ns` form names.
fn namespace_of(t: &mut Thread, file: &str) -> Result<Option<String>> {
    let bytes = host(&t.runtime).read_file(file).map_err(|e| io::io_error(&e, file))?;
    driver::namespace_of(t, &driver::decode_source(bytes, file)?, file)
}

/// Writes beside the target, syncs and renames, so that a crash leaves the old file or the new one. What is no file, such as a device
/// or a pipe, is written to as it stands.
pub fn write_atomically(path: &str, bytes: &[u8], executable: bool) -> Result<()> {
    use std::io::Write;
    let temporary = format!("{path}.{}.tmp", std::process::id());
    let written = (|| {
        if std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            return std::fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
        }
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        file.write_all(bytes)?;
        #[cfg(unix)]
        if executable {
            use std::os::unix::fs::PermissionsExt;
            file.set_permissions(std::fs::Permissions::from_mode(0o755))?;
        }
        file.sync_all()?;
        std::fs::rename(&temporary, path)?;
        let directory = std::path::Path::new(path).parent().filter(|p| !p.as_os_str().is_empty());
        std::fs::File::open(directory.unwrap_or(std::path::Path::new(".")))?.sync_all()
    })();
    written.map_err(|e: std::io::Error| {
        let _ = std::fs::remove_file(&temporary);
        io::io_error(&e, path)
    })
}
