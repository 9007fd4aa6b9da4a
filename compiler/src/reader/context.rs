//! What reading needs to know of the program: the current namespace, data readers, evaluation.
//!
//! [`ReaderContext`] is implemented by whoever runs the reader (the standard library looks at `*ns*`,
//! `*data-readers*` …); [`NamespaceContext`] is the plain implementation for one namespace. Clojure
//! counterpart: `clojure.lang.LispReader$Resolver` and the dynamic vars of `clojure.core`.

use super::read_eval;
use runtime::class::Class;
use runtime::namespace::Namespace;
use runtime::symbol::Symbol;
use runtime::uuid::Uuid;
use runtime::var::Var;
use runtime::{Error, Ref, Result, Thread, Value};

/// What an unqualified symbol is mapped to in the current namespace.
pub enum Mapping {
    Var(Ref<Var>),
    Class(Ref<Class>),
}

/// The reader's view of the program. The provided methods follow the current namespace.
pub trait ReaderContext {
    /// `*ns*`.
    fn current_ns(&mut self, t: &mut Thread) -> Result<Ref<Namespace>>;

    /// The name of the namespace that an alias or a name stands for.
    fn resolve_ns(&mut self, t: &mut Thread, name: &str) -> Result<Option<String>> {
        let current = self.current_ns(t)?;
        let found = current.alias(name).or_else(|| t.runtime.namespaces.find(name));
        Ok(found.map(|ns| ns.name_str().to_owned()))
    }

    /// What an unqualified symbol means.
    fn resolve_symbol(&mut self, t: &mut Thread, name: &str) -> Result<Option<Mapping>> {
        let Some(found) = self.current_ns(t)?.mapping(name) else { return Ok(None) };
        Ok(match found.downcast::<Var>() {
            Ok(var) => Some(Mapping::Var(var)),
            Err(other) => other.downcast::<Class>().ok().map(Mapping::Class),
        })
    }

    /// Reads `#tag form`; `None` when nobody knows the tag.
    fn read_tagged(&mut self, _t: &mut Thread, tag: &Ref<Symbol>, form: &Value) -> Result<Option<Value>> {
        builtin_tag(tag, form)
    }

    /// Makes the object of `#the.Class[…]` or `#the.Class{…}`.
    fn construct(&mut self, t: &mut Thread, class: &str, form: &Value) -> Result<Value> {
        read_eval::construct(t, class, form)
    }

    /// Evaluates the form of `#=`.
    fn eval(&mut self, t: &mut Thread, form: &Value) -> Result<Value> {
        let ns = self.current_ns(t)?;
        read_eval::read_eval(t, &ns, form)
    }

    /// A number that makes a generated symbol different from all others.
    fn next_id(&mut self, t: &mut Thread) -> Result<i64> {
        Ok(t.runtime.next_id())
    }
}

/// Reads in a fixed namespace, with the built-in tags only.
pub struct NamespaceContext(pub Ref<Namespace>);

impl NamespaceContext {
    /// Reads in the namespace of this name, made if there is none.
    pub fn named(t: &Thread, name: &str) -> NamespaceContext {
        NamespaceContext(t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, name)))
    }
}

impl ReaderContext for NamespaceContext {
    fn current_ns(&mut self, _: &mut Thread) -> Result<Ref<Namespace>> {
        Ok(self.0.clone())
    }
}

/// The data readers that are always there: `#inst` and `#uuid`.
pub fn builtin_tag(tag: &Ref<Symbol>, form: &Value) -> Result<Option<Value>> {
    if tag.ns.is_some() {
        return Ok(None);
    }
    let text = form.as_ref::<runtime::string::Str>().map(|s| s.to_string_lossy());
    match (tag.name_str(), text) {
        ("inst", Some(text)) => runtime::inst::parse(&text).map(Some),
        ("inst", None) => Err(Error::cannot_cast(form, "java.lang.CharSequence")),
        ("uuid", Some(text)) => Uuid::parse(&text).map(|bits| Some(Uuid::new_value(bits))),
        ("uuid", None) => Err(Error::illegal_argument("#uuid data reader expected string")),
        _ => Ok(None),
    }
}
