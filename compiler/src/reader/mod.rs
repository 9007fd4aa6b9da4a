//! The reader: from text to forms, with positions. `clojure.lang.LispReader`, `clojure.lang.EdnReader`.
//!
//! [`Reader`] reads one form at a time from a text, because what a form means (`::alias/x`, a data reader)
//! may depend on the forms before it. It keeps its own stack, so nesting costs no native stack, and its
//! depth is limited. It runs no code but what [`ReaderContext`] offers.
//!
//! Reading order: [`token`], `literal` (what tokens mean), `machine` (the loop), `frame` (what is being
//! read), `report` (errors and their places), `fn_literal`, `dispatch` (what else begins with `#`, and
//! metadata), `conditional`, `syntax_quote`;
//! then [`edn`], [`scanner`] and `stream` (one form from a stream), `recover` (several errors in one pass),
//! [`stage`] (text forms).
//!
//! ```text
//! let mut reader = Reader::new(t, text, ReaderOptions::source("a/b.clj"));
//! while let Some(form) = reader.read(t, &mut context)? { … reader.positions.get(&form) … }
//! ```

mod conditional;
pub mod context;
mod dispatch;
pub mod edn;
pub mod errors;
mod fn_literal;
mod frame;
mod literal;
mod machine;
mod options;
mod position;
mod read_eval;
#[cfg(test)]
mod recorded_tests;
mod recover;
mod report;
pub mod scanner;
pub mod stage;
mod stream;
mod symbols;
mod syntax_quote;
#[cfg(test)]
mod tests;
pub mod token;

pub use context::{Mapping, NamespaceContext, ReaderContext, builtin_tag};
pub use errors::ReadError;
pub use machine::{ReadResult, Reader, read_string};
pub use options::{Dialect, EndOfFile, ReadCond, ReadEval, ReaderOptions};
pub use position::{Positions, normalize_newlines};
pub use read_eval::read_eval;
pub use recover::{ReadAll, read_all};
pub use scanner::{Completeness, FormScanner, is_complete, scan_form};
pub use stream::{StreamForm, read_form};
