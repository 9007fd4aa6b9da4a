//! Namespaces and their registry, one per runtime. `clojure.lang.Namespace`.

use crate::class::Class;
use crate::fast_hash::FastMap;
use crate::object::{Ref, Shared, Traced, Visitor, VisitorMut};
use crate::symbol::Symbol;
use crate::sync::{Mutex, lock};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::{SharedSlot, Var};

/// How a namespace that programs find loaded from the start comes to be, when it is first named.
pub struct Autoload(pub fn(&mut Thread, &str) -> crate::error::Result<()>);

/// The namespace of this name. One that counts as loaded from the start may be loaded by this.
pub fn find(t: &mut Thread, name: &str) -> Option<Ref<Namespace>> {
    if let Some(found) = t.runtime.namespaces.find(name) {
        return Some(found);
    }
    let autoload = t.runtime.try_extension::<Autoload>()?;
    (autoload.0)(t, name).ok()?;
    t.runtime.namespaces.find(name)
}

/// A namespace: what its symbols mean, and its aliases.
pub struct Namespace {
    pub name: Ref<Symbol>,
    pub meta: SharedSlot,
    /// Symbol text to `Var` or `Class`.
    mappings: Table,
    /// Alias text to `Namespace`.
    aliases: Table,
}

crate::heap!(Namespace: Namespace { name, meta, mappings, aliases });

#[derive(Default)]
struct Table(Mutex<FastMap<Box<str>, Shared>>);

impl Table {
    fn get(&self, name: &str) -> Option<Value> {
        lock(&self.0).get(name).map(|s| s.get().clone())
    }

    fn entries(&self) -> Vec<(String, Value)> {
        lock(&self.0).iter().map(|(k, v)| (k.to_string(), v.get().clone())).collect()
    }
}

impl Traced for Table {
    fn visit(&self, visitor: &mut impl Visitor) {
        lock(&self.0).values().for_each(|s| visitor.value(s.get()));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        lock(&self.0).drain().for_each(|(_, s)| visitor.value(s.into_value()));
    }
}

impl Ref<Namespace> {
    pub fn name_str(&self) -> &str {
        self.name.name_str()
    }

    /// What an unqualified symbol means here: a `Var` or a `Class`.
    pub fn mapping(&self, name: &str) -> Option<Value> {
        self.mappings.get(name)
    }

    /// All mappings, unordered.
    pub fn mappings(&self) -> Vec<(String, Value)> {
        self.mappings.entries()
    }

    pub fn aliases(&self) -> Vec<(String, Value)> {
        self.aliases.entries()
    }

    pub fn alias(&self, name: &str) -> Option<Ref<Namespace>> {
        self.aliases.get(name).and_then(|v| v.downcast().ok())
    }

    /// Adds an alias; gives back the namespace that already has it, if it is another one.
    pub fn add_alias(&self, name: &str, ns: &Ref<Namespace>) -> Option<Ref<Namespace>> {
        let mut table = lock(&self.aliases.0);
        if let Some(found) = table.get(name).and_then(|s| s.get().as_ref::<Namespace>()) {
            return (!Ref::same(found, ns)).then(|| found.clone());
        }
        table.insert(name.into(), Shared::new(ns.to_value()));
        None
    }

    pub fn remove_alias(&self, name: &str) {
        let old = lock(&self.aliases.0).remove(name);
        drop(old);
    }

    /// The var of this namespace's own with this name, made unbound if there is none. `None` when the
    /// name is mapped to something of another namespace; see [`Ref::<Namespace>::mapping`].
    pub fn intern(&self, name: &Ref<Symbol>) -> Option<Ref<Var>> {
        self.intern_with(name.name_str(), || Symbol::new(None, name.name.clone()))
    }

    /// [`Ref::<Namespace>::intern`] for a name as text.
    pub fn intern_text(&self, name: &str) -> Option<Ref<Var>> {
        self.intern_with(name, || Symbol::from_parts(None, name))
    }

    fn intern_with(&self, text: &str, symbol: impl FnOnce() -> Ref<Symbol>) -> Option<Ref<Var>> {
        let mut table = lock(&self.mappings.0);
        if let Some(found) = table.get(text) {
            let var = found.get().as_ref::<Var>()?;
            return var.ns.as_ref().is_some_and(|ns| Ref::same(ns, self)).then(|| var.clone());
        }
        let var = Var::new_object(Some(self.clone()), symbol());
        table.insert(text.into(), Shared::new(var.to_value()));
        Some(var)
    }

    /// Replaces whatever the name means by a new unbound var of this namespace.
    pub fn intern_replacing(&self, name: &Ref<Symbol>) -> Ref<Var> {
        let var = Var::new_object(Some(self.clone()), Symbol::new(None, name.name.clone()));
        self.map(name.name_str(), var.to_value());
        var
    }

    /// The var of this namespace's own with this name.
    pub fn find_var(&self, name: &str) -> Option<Ref<Var>> {
        let var = self.mapping(name)?.downcast::<Var>().ok()?;
        var.ns.as_ref().is_some_and(|ns| Ref::same(ns, self)).then_some(var)
    }

    /// Maps a name to a var of another namespace or to a class, whatever it meant before.
    pub fn map(&self, name: &str, target: Value) {
        let old = lock(&self.mappings.0).insert(name.into(), Shared::new(target));
        drop(old);
    }

    pub fn unmap(&self, name: &str) {
        let old = lock(&self.mappings.0).remove(name);
        drop(old);
    }

    /// Imports a class under its name without the package; a nested class keeps the name of the outer one.
    pub fn import(&self, class: &Ref<Class>) {
        self.map(class.simple_name(), class.to_value());
    }
}

/// The namespaces of a runtime.
#[derive(Default)]
pub struct Namespaces {
    table: Mutex<FastMap<Box<str>, Shared>>,
}

impl Namespaces {
    pub fn find(&self, name: &str) -> Option<Ref<Namespace>> {
        lock(&self.table).get(name).and_then(|s| s.get().as_ref::<Namespace>()).cloned()
    }

    /// The namespace of this name, made empty if there is none.
    pub fn find_or_create(&self, name: &Ref<Symbol>) -> Ref<Namespace> {
        let text = name.full_name();
        let mut table = lock(&self.table);
        if let Some(found) = table.get(&*text).and_then(|s| s.get().as_ref::<Namespace>()) {
            return found.clone();
        }
        let ns = Ref::new(Namespace {
            name: name.clone(),
            meta: SharedSlot::default(),
            mappings: Table::default(),
            aliases: Table::default(),
        });
        if !name.meta.is_nil() {
            ns.meta.set(name.meta.clone());
        }
        table.insert(text.into(), Shared::new(ns.to_value()));
        ns
    }

    /// Forgets a namespace and gives it back.
    pub fn remove(&self, name: &str) -> Option<Value> {
        lock(&self.table).remove(name).map(Shared::into_value)
    }

    /// All namespaces, sorted by name.
    pub fn all(&self) -> Vec<Ref<Namespace>> {
        let mut all: Vec<Ref<Namespace>> =
            lock(&self.table).values().filter_map(|s| s.get().as_ref::<Namespace>()).cloned().collect();
        all.sort_by(|a, b| a.name_str().cmp(b.name_str()));
        all
    }
}
