//! [`Library`]: the compiled standard library that a runtime is made with.

use super::error::{Error, ErrorKind, Result};
use bytecode::file::{FileError, Index};

/// A compiled standard library. Runtimes with different ones may live side by side.
#[derive(Clone, Copy)]
pub struct Library(&'static [u8]);

impl Default for Library {
    fn default() -> Library {
        Library::built_in()
    }
}

impl Library {
    /// The one in this program.
    pub fn built_in() -> Library {
        Library(crate::IMAGE)
    }

    /// Another build of it, in the form of a bytecode file (`.lbc`), which is verified here, once. Runtimes use the bytes in place, so
    /// they must stay: included in the program, or leaked.
    pub fn read(bytes: &'static [u8]) -> Result<Library> {
        let refused = |why: String| {
            Error::of_kind(ErrorKind::Lifecycle, "java.lang.RuntimeException", format!("No library: {why}"))
        };
        let bundle = bytecode::file::read(bytes).map_err(|e| refused(e.to_string()))?;
        for unit in &bundle.units {
            if let Err(errors) = bytecode::verify::verify(unit) {
                let first = errors.0.first().map_or_else(String::new, ToString::to_string);
                return Err(refused(format!("The bytecode of {} is not valid: {first}", unit.name)));
            }
        }
        if !bundle.units.iter().any(|unit| unit.name == "clojure/core") {
            return Err(refused("The file does not have clojure.core".into()));
        }
        Ok(Library(bytes))
    }

    /// The bytes of its file.
    pub fn bytes(self) -> &'static [u8] {
        self.0
    }

    pub(super) fn index(self) -> std::result::Result<Index<'static>, FileError> {
        Index::read(self.0)
    }
}
