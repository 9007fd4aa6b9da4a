//! `clojure.edn`: reading data. Nothing is evaluated, no class is named, no namespace is looked at.
//!
//! The options are those of `clojure.edn/read-string`: `:eof`, `:readers` (a map from tag to function) and
//! `:default` (a function of tag and form). Without `:eof`, the end of the text is an error.

use super::context::{ReaderContext, builtin_tag};
use super::errors::ReadError;
use super::machine::{ReadResult, Reader};
use super::options::{EndOfFile, ReaderOptions};
use crate::diagnostic::Problem;
use runtime::coll::map;
use runtime::namespace::Namespace;
use runtime::symbol::Symbol;
use runtime::{Error, Ref, Result, Thread, Value};

/// The data readers of one call.
pub struct EdnContext {
    /// A map from tag to function, or nil.
    readers: Value,
    /// A function of tag and form, or nil.
    default: Value,
}

impl EdnContext {
    /// From the option map of a program, or nil.
    pub fn new(t: &mut Thread, options: &Value) -> Result<EdnContext> {
        let mut option = |name: &str| {
            let key: Value = t.runtime.keyword(name).into();
            Ok::<_, Error>(map::get(t, options, &key)?.unwrap_or_default())
        };
        Ok(EdnContext { readers: option("readers")?, default: option("default")? })
    }
}

impl ReaderContext for EdnContext {
    fn current_ns(&mut self, _: &mut Thread) -> Result<Ref<Namespace>> {
        // No token of edn asks for it.
        Err(Error::illegal_state("edn has no current namespace"))
    }

    fn read_tagged(&mut self, t: &mut Thread, tag: &Ref<Symbol>, form: &Value) -> Result<Option<Value>> {
        let reader = map::get(t, &self.readers, &tag.as_value())?.filter(Value::is_truthy);
        if let Some(reader) = reader {
            return t.invoke1(&reader, form.clone()).map(Some);
        }
        if let Some(value) = builtin_tag(tag, form)? {
            return Ok(Some(value));
        }
        match self.default.is_truthy() {
            true => t.invoke2(&self.default.clone(), tag.to_value(), form.clone()).map(Some),
            false => Ok(None),
        }
    }
}

/// `clojure.edn/read-string` with an option map (or nil for no options at all).
pub fn read_string(t: &mut Thread, options: &Value, text: &str) -> Result<Value> {
    let mut context = EdnContext::new(t, options)?;
    let eof = EndOfFile::of(t, options)?;
    let mut reader = Reader::new(t, text, ReaderOptions::edn());
    let read: ReadResult<Option<Value>> = reader.read(t, &mut context);
    match (read, eof) {
        (Ok(Some(form)), _) => Ok(form),
        (Ok(None), EndOfFile::Return(value)) => Ok(value),
        (Ok(None), EndOfFile::Throw) => Err(Error::runtime(ReadError::Eof {}.message())),
        (Err(diagnostic), _) => Err(diagnostic.to_root_error()),
    }
}
