//! Instances of `deftype`, `defrecord` and `reify`, and the description of their types.
//!
//! One kind serves all three: the fields are the tail; a record also has metadata and a map of further
//! keys; a `reify` object's tail holds its method closures. Methods get the instance as argument 0.

use crate::class::Class;
use crate::object::{Ref, Traced, Visitor, VisitorMut};
use crate::string::Str;
use crate::sync::{AtomicI32, Mutex, lock};
use crate::value::Value;
use std::collections::HashMap;

/// An object of a user-defined type.
pub struct Instance {
    pub class: Ref<Class>,
    pub meta: Value,
    /// Keys of a record beyond its fields: a map, or nil.
    pub extra: Value,
    /// Cached hasheq of a record, 0 until computed.
    pub hash: AtomicI32,
    pub fields: u32,
}

crate::heap!(Instance: Instance { class, meta, extra } tail Value, fields);

/// What flavour of type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeFlavour {
    Type,
    Record,
    Reify,
    /// An interface made by `defprotocol` or `definterface`.
    Interface,
}

/// The description of a user-defined type.
pub struct TypeInfo {
    pub flavour: TypeFlavour,
    pub is_interface: bool,
    /// Superclass and interfaces: `Class` values.
    pub parents: Vec<Value>,
    /// Names of the basis fields, in order: `Str` values.
    pub fields: Vec<Ref<Str>>,
    /// Which fields may be set.
    pub mutable: Vec<bool>,
    /// Methods by name and number of arguments including the instance. For `reify` the value is the
    /// index of the closure in the instance's tail.
    pub methods: MethodTable,
}

crate::heap!(TypeInfo: TypeInfo { parents, fields, methods });

/// Methods of a type, changed when a method table is extended in place by a REPL.
#[derive(Default)]
pub struct MethodTable(Mutex<HashMap<(Box<str>, usize), Value>>);

impl MethodTable {
    /// Adds a method; `arity` counts the instance. The function must have been published if the type was.
    pub fn insert(&self, name: &str, arity: usize, function: Value) {
        lock(&self.0).insert((name.into(), arity), function);
    }

    pub fn get(&self, name: &str, arity: usize) -> Option<Value> {
        lock(&self.0).get(&(name, arity) as &dyn Key).cloned()
    }

    /// Is there a method of this name with any number of arguments?
    pub fn has_name(&self, name: &str) -> bool {
        lock(&self.0).keys().any(|(n, _)| &**n == name)
    }

    /// All (name, arity) pairs, sorted.
    pub fn names(&self) -> Vec<(String, usize)> {
        let mut names: Vec<_> = lock(&self.0).keys().map(|(n, a)| (n.to_string(), *a)).collect();
        names.sort();
        names
    }
}

/// Looks up an owned (name, arity) key by borrowed parts.
trait Key {
    fn parts(&self) -> (&str, usize);
}

impl Key for (Box<str>, usize) {
    fn parts(&self) -> (&str, usize) {
        (&self.0, self.1)
    }
}

impl Key for (&str, usize) {
    fn parts(&self) -> (&str, usize) {
        (self.0, self.1)
    }
}

impl std::hash::Hash for dyn Key + '_ {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl PartialEq for dyn Key + '_ {
    fn eq(&self, other: &dyn Key) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn Key + '_ {}

impl<'a> std::borrow::Borrow<dyn Key + 'a> for (Box<str>, usize) {
    fn borrow(&self) -> &(dyn Key + 'a) {
        self
    }
}

impl Traced for MethodTable {
    fn visit(&self, visitor: &mut impl Visitor) {
        lock(&self.0).values().for_each(|v| v.visit(visitor));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        lock(&self.0).drain().for_each(|(_, mut v)| v.visit_mut(visitor));
    }
}
