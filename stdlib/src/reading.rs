//! What the reader needs of a running program: `*ns*`, `*data-readers*`, evaluation of `#=`.

use crate::core_vars::{CoreVars, current_ns};
use crate::native::var_ns::default_imports;
use compiler::reader::context::{Mapping, ReaderContext, builtin_tag};
use runtime::class::Class;
use runtime::namespace::Namespace;
use runtime::object::Ref;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Error, Result, Thread, Value, ops};

/// Reads in the current namespace.
pub struct NsContext;

impl ReaderContext for NsContext {
    fn current_ns(&mut self, t: &mut Thread) -> Result<Ref<Namespace>> {
        Ok(current_ns(t))
    }

    fn resolve_symbol(&mut self, t: &mut Thread, name: &str) -> Result<Option<Mapping>> {
        let found = match current_ns(t).mapping(name) {
            Some(found) => found,
            None => match default_imports().find(|(simple, _)| *simple == name) {
                Some((_, class)) => t.runtime.classes.intern(class).into(),
                None => return Ok(None),
            },
        };
        Ok(match found.downcast::<Var>() {
            Ok(var) => Some(Mapping::Var(var)),
            Err(other) => other.downcast::<Class>().ok().map(Mapping::Class),
        })
    }

    fn read_tagged(&mut self, t: &mut Thread, tag: &Ref<Symbol>, form: &Value) -> Result<Option<Value>> {
        let vars = CoreVars::of(t);
        let readers = vars.data_readers.get(t);
        let tag_value = tag.to_value();
        if ops::is_map(&readers) {
            let reader = ops::get(t, &readers, &tag_value)?;
            if !reader.is_nil() {
                return t.invoke(&reader, &mut [form.clone()]).map(Some);
            }
        }
        if let Some(value) = builtin_tag(tag, form)? {
            return Ok(Some(value));
        }
        let default = vars.default_data_reader_fn.get(t);
        if default.is_nil() {
            return Ok(None);
        }
        t.invoke(&default, &mut [tag_value, form.clone()]).map(Some)
    }

    fn eval(&mut self, t: &mut Thread, form: &Value) -> Result<Value> {
        if !CoreVars::of(t).read_eval.is_true(t) {
            return Err(Error::runtime("EvalReader not allowed when *read-eval* is false."));
        }
        let ns = self.current_ns(t)?;
        compiler::reader::read_eval(t, &ns, form)
    }
}
