//! Namespaces and their registry, one per runtime. `clojure.lang.Namespace`.
//!
//! A namespace may have a [`Library`]: vars that are made when they are first named. Another one that refers to all of its public
//! vars has no mappings for them; it looks there for what it has no mapping of its own for.

use crate::class::Class;
use crate::fast_hash::FastMap;
use crate::object::{Ref, Shared, Traced, Visitor, VisitorMut};
use crate::symbol::Symbol;
use crate::sync::{Arc, AtomicUsize, Mutex, OnceLock, Ordering, lock, own};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::{Pending, Provider, SharedSlot, Var};

/// How a namespace that programs find loaded from the start comes to be, when it is first named.
pub struct Autoload(pub fn(&mut Thread, &str) -> crate::error::Result<()>);

/// The namespace of this name. One that counts as loaded from the start may be loaded by this; one of the library that another
/// thread is loading is waited for.
pub fn find(t: &mut Thread, name: &str) -> Option<Ref<Namespace>> {
    let namespaces = &t.runtime.namespaces;
    if let Some(found) = namespaces.find(name)
        && namespaces.loading.load(Ordering::Acquire) == 0
    {
        return Some(found);
    }
    if let Some(autoload) = t.runtime.try_extension::<Autoload>() {
        (autoload.0)(t, name).ok()?;
    }
    t.runtime.namespaces.find(name)
}

/// A namespace: what its symbols mean, and its aliases.
pub struct Namespace {
    pub name: Ref<Symbol>,
    pub meta: SharedSlot,
    /// Symbol text to `Var` or `Class`, or to nil: what the library or the base has by this name is not seen.
    mappings: Table,
    /// Alias text to `Namespace`.
    aliases: Table,
    library: LibraryCell,
    /// The namespace whose library's public vars are all referred to.
    base: BaseCell,
}

crate::heap!(Namespace: Namespace { name, meta, mappings, aliases, library, base });

/// What a library tells of a var before it is made.
pub struct Listed<'a> {
    pub name: &'a str,
    pub dynamic: bool,
    pub is_macro: bool,
    pub private: bool,
}

/// The vars that a namespace has from the start, by number.
pub trait Library: Send + Sync {
    /// The number of the var of this name.
    fn find(&self, name: &str) -> Option<u32>;
    fn count(&self) -> u32;
    fn listed(&self, number: u32) -> Listed<'_>;
    /// Who makes roots and metadata, by the same numbers.
    fn provider(&self) -> Arc<dyn Provider>;
}

/// A library and those of its vars that were made.
#[derive(Default)]
struct LibraryCell(OnceLock<Arc<dyn Library>>, Mutex<FastMap<u32, Shared>>);

impl Traced for LibraryCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        lock(&self.1).values().for_each(|s| visitor.value(s.get()));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        own(&mut self.1).drain().for_each(|(_, s)| visitor.value(s.into_value()));
    }
}

#[derive(Default)]
struct BaseCell(OnceLock<Ref<Namespace>>);

impl Traced for BaseCell {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.get().into_iter().for_each(|ns| ns.visit(visitor));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.get_mut().into_iter().for_each(|ns| ns.visit_mut(visitor));
    }
}

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
        own(&mut self.0).drain().for_each(|(_, s)| visitor.value(s.into_value()));
    }
}

impl Ref<Namespace> {
    pub fn name_str(&self) -> &str {
        self.name.name_str()
    }

    /// What an unqualified symbol means here: a `Var` or a `Class`.
    pub fn mapping(&self, name: &str) -> Option<Value> {
        match self.mappings.get(name) {
            Some(hidden) if hidden.is_nil() => None,
            Some(found) => Some(found),
            None => self.inherited(name).map(Value::from),
        }
    }

    /// What the library has by this name, the namespace's own or the public part of its base's.
    fn inherited(&self, name: &str) -> Option<Ref<Var>> {
        if let Some(library) = self.library.0.get() {
            return Some(self.library_var(&**library, library.find(name)?));
        }
        let base = self.base.0.get()?;
        let library = base.library.0.get()?;
        let number = library.find(name)?;
        (!library.listed(number).private).then(|| base.library_var(&**library, number))
    }

    /// The var of this number of the namespace's library.
    pub fn var_of_library(&self, number: u32) -> Option<Ref<Var>> {
        let library = self.library.0.get()?;
        (number < library.count()).then(|| self.library_var(&**library, number))
    }

    /// A var of the library, made now if it was not yet.
    fn library_var(&self, library: &dyn Library, number: u32) -> Ref<Var> {
        let mut made = lock(&self.library.1);
        if let Some(var) = made.get(&number).and_then(|s| s.get().as_ref::<Var>()) {
            return var.clone();
        }
        let listed = library.listed(number);
        let var = Var::new_object(Some(self.clone()), Symbol::from_parts(None, listed.name));
        var.set_dynamic(listed.dynamic);
        var.set_private(listed.private);
        var.set_macro(listed.is_macro);
        var.leave_to(Pending { provider: library.provider(), number });
        made.insert(number, Shared::new(var.to_value()));
        var
    }

    /// Gives the namespace a library, once.
    pub fn set_library(&self, library: Arc<dyn Library>) {
        let _ = self.library.0.set(library);
    }

    /// Refers to all public vars of a namespace with a library, but for those of these names; false if it has none. To be called
    /// while there is no mapping of a name of the library's: see [`Ref::<Namespace>::hides`].
    pub fn refer_library(&self, from: &Ref<Namespace>, except: &[&str]) -> bool {
        let Some(library) = from.library.0.get() else { return false };
        if self.base.0.get().is_some() || Ref::same(self, from) {
            return self.base.0.get().is_none_or(|base| Ref::same(base, from));
        }
        for name in except.iter().filter(|name| library.find(name).is_some()) {
            lock(&self.mappings.0).entry((*name).into()).or_insert_with(|| Shared::new(Value::NIL));
        }
        self.base.0.set(from.clone()).is_ok()
    }

    /// The names of the public vars of the library of `from` that mean nothing or something else here.
    pub fn hides(&self, from: &Ref<Namespace>) -> Vec<String> {
        let Some(library) = from.library.0.get() else { return Vec::new() };
        let public = |name: &str| library.find(name).is_some_and(|number| !library.listed(number).private);
        lock(&self.mappings.0).keys().filter(|name| public(name)).map(|name| name.to_string()).collect()
    }

    /// Mappings of its own that are not of its library, unordered.
    pub fn own_mappings(&self) -> Vec<(String, Value)> {
        self.mappings.entries().into_iter().filter(|(_, v)| !v.is_nil()).collect()
    }

    /// All mappings, unordered. The vars of libraries are made for it.
    pub fn mappings(&self) -> Vec<(String, Value)> {
        let own = self.mappings.entries();
        let source = if self.library.0.get().is_some() { Some(self) } else { self.base.0.get() };
        let mut all = Vec::new();
        if let Some((home, library)) = source.and_then(|home| Some((home, home.library.0.get()?))) {
            let taken: std::collections::HashSet<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
            for number in 0..library.count() {
                let listed = library.listed(number);
                if (Ref::same(home, self) || !listed.private) && !taken.contains(listed.name) {
                    all.push((listed.name.to_owned(), home.library_var(&**library, number).into()));
                }
            }
        }
        all.extend(own.into_iter().filter(|(_, v)| !v.is_nil()));
        all
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
        let own = |var: &Ref<Var>| var.ns.as_ref().is_some_and(|ns| Ref::same(ns, self)).then(|| var.clone());
        let mut table = lock(&self.mappings.0);
        match table.get(text).map(|found| found.get()) {
            Some(found) if found.is_nil() => {}
            Some(found) => return own(found.as_ref::<Var>()?),
            None => {
                if let Some(var) = self.inherited(text) {
                    return own(&var);
                }
            }
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
        let inherits = self.inherited(name).is_some();
        let mut table = lock(&self.mappings.0);
        let old = if inherits { table.insert(name.into(), Shared::new(Value::NIL)) } else { table.remove(name) };
        drop(table);
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
    /// How many namespaces of the library are being loaded: as long as there are any, those that are found may be incomplete.
    pub loading: AtomicUsize,
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
            library: LibraryCell::default(),
            base: BaseCell::default(),
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
