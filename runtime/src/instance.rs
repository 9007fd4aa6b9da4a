//! Instances of `deftype`, `defrecord` and `reify`, and the description of their types.
//!
//! One kind serves all three: the fields are the tail; a record also has metadata and a map of further
//! keys; a `reify` object's tail holds its method closures. Methods get the instance as argument 0.

use crate::class::{Class, ClassDef};
use crate::error::Result;
use crate::function::NativeDef;
use crate::host_object::HostObject;
use crate::java_methods;
use crate::keyword::Keyword;
use crate::object::{Ref, Traced, Visitor, VisitorMut};
use crate::proxy::ProxyState;
use crate::string::Str;
use crate::sync::{AtomicI32, Mutex, Ordering, lock};
use crate::thread::Thread;
use crate::value::Value;
use smallvec::SmallVec;
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
    /// The class of proxies; what they do is in a [`crate::proxy::ProxyState`].
    Proxy,
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
    /// What a field with a primitive hint does to its first value; empty when no field has one.
    pub coercions: Vec<Option<fn(&Value) -> crate::Result<Value>>>,
    /// Methods by name and number of arguments including the instance. For `reify` the value is the
    /// index of the closure in the instance's tail.
    pub methods: MethodTable,
}

crate::heap!(TypeInfo: TypeInfo { parents, fields, methods });

/// The name under which a type has functions that make its objects, by their number of arguments: types of an embedding
/// program do.
pub const CONSTRUCTOR: &str = "<init>";

impl TypeInfo {
    /// Is an object made of so many arguments? Of as many as it has fields; a record also with metadata and further keys.
    pub fn constructs_from(&self, count: usize) -> bool {
        let fields = self.fields.len();
        let is_made = count == fields || self.flavour == TypeFlavour::Record && count == fields + 2;
        !self.is_interface && is_made || self.methods.get(CONSTRUCTOR, count).is_some()
    }
}

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

impl Ref<Instance> {
    /// What `deftype` said of the class.
    pub fn info(&self) -> Option<&Ref<TypeInfo>> {
        self.class.info.get()
    }

    pub fn is_record(&self) -> bool {
        self.info().is_some_and(|i| i.flavour == TypeFlavour::Record)
    }

    /// The index of the basis field that a keyword names.
    pub fn field_of_key(&self, key: &Value) -> Option<usize> {
        let symbol = &key.get::<Keyword>()?.symbol;
        if symbol.ns.is_some() {
            return None;
        }
        self.info()?.fields.iter().position(|f| f == &symbol.name)
    }

    /// The value of the field with this name.
    pub fn field(&self, name: &str) -> Option<Value> {
        let at = self.info()?.fields.iter().position(|f| f.bytes() == name.as_bytes())?;
        self.field_at(at)
    }

    /// Body and fields for writing: in place when unique, else of a copy. The cached hash is forgotten.
    pub fn unique(&mut self) -> (&mut Instance, &mut [Value]) {
        let (body, fields) = self.make_mut(|i| {
            let (class, meta, extra) = (i.class.clone(), i.meta.clone(), i.extra.clone());
            let body = Instance { class, meta, extra, hash: AtomicI32::new(0), fields: i.fields };
            Ref::with_tail(body, i.tail().iter().cloned())
        });
        body.hash.store(0, Ordering::Relaxed);
        (body, fields)
    }
}

/// The record, if the value is one.
#[inline]
pub fn as_record(value: &Value) -> Option<&Ref<Instance>> {
    value.as_ref::<Instance>().filter(|i| i.is_record())
}

/// The function of a method of a user type; `arity` counts the instance.
pub fn method(instance: &Ref<Instance>, name: &str, arity: usize) -> Option<Value> {
    let info = instance.info()?;
    if info.flavour == TypeFlavour::Proxy {
        return ProxyState::of(instance)?.method(name);
    }
    let found = info.methods.get(name, arity)?;
    match found.as_long() {
        // The methods of a `reify` are closures in the object.
        Some(index) => instance.tail().get(usize::try_from(index).ok()?).cloned(),
        None => Some(found),
    }
}

/// Calls a method of a user type or host object by its Java name; `None` when it has none of that name
/// and number of arguments. If an interface of its type asks for the method, that is an `AbstractMethodError`.
pub fn call(t: &mut Thread, target: &Value, name: &str, args: &mut [Value]) -> Option<Result<Value>> {
    let parameters = args.len();
    let result = call_if_there(t, target, name, args);
    if result.is_some() { result } else { java_methods::lacking(t, target, name, parameters).map(Err) }
}

/// The same for a method that nobody has to have.
pub fn call_if_there(t: &mut Thread, target: &Value, name: &str, args: &mut [Value]) -> Option<Result<Value>> {
    let mut window: SmallVec<[Value; 4]> = SmallVec::new();
    window.push(target.clone());
    if let Some(instance) = target.as_ref::<Instance>() {
        let Some(f) = method(instance, name, args.len() + 1) else {
            let base = ProxyState::of(instance)?.base()?;
            return t.descend(|t| Ok(call(t, &base, name, args))).unwrap_or_else(|e| Some(Err(e)));
        };
        window.extend(args.iter_mut().map(Value::take));
        return Some(t.invoke(&f, &mut window));
    }
    let class_name = target.get::<HostObject>()?.class_name();
    let native = host_method(t, t.runtime.classes.def(class_name)?, name, args.len() + 1)?;
    window.extend(args.iter_mut().map(Value::take));
    Some((native.call)(t, &mut window))
}

/// A method of a host class or of what it inherits from.
fn host_method(t: &Thread, def: &'static ClassDef, name: &str, arity: usize) -> Option<&'static NativeDef> {
    let fits = |d: &&NativeDef| d.name == name && d.min as usize <= arity && arity <= d.max as usize;
    if let Some(found) = def.methods.iter().find(fits) {
        return Some(found);
    }
    let above = std::iter::once(def.superclass).chain(def.interfaces.iter().copied());
    above.filter(|n| !n.is_empty()).find_map(|n| host_method(t, t.runtime.classes.def(n)?, name, arity))
}

/// Does a user type declare this class or interface, or one below it?
pub fn implements(value: &Value, name: &str) -> bool {
    value.get::<Instance>().is_some_and(|i| class_implements(&i.class, name))
}

fn class_implements(class: &Ref<Class>, name: &str) -> bool {
    if class.name.bytes() == name.as_bytes() {
        return true;
    }
    if let Some(info) = class.info.get() {
        if info.flavour == TypeFlavour::Record && RECORD_INTERFACES.iter().any(|i| interface_extends(i, name)) {
            return true;
        }
        return info.parents.iter().filter_map(|p| p.as_ref::<Class>()).any(|p| class_implements(p, name));
    }
    interface_extends(class.name_str(), name)
}

/// What every record is.
pub const RECORD_INTERFACES: &[&str] = &[
    "clojure.lang.IRecord",
    "clojure.lang.IHashEq",
    "clojure.lang.IObj",
    "clojure.lang.ILookup",
    "clojure.lang.IKeywordLookup",
    "clojure.lang.IPersistentMap",
    "java.util.Map",
    "java.io.Serializable",
];

/// Clojure's own interfaces and what they extend, so that asking needs no table of host classes.
const INTERFACES: &[(&str, &[&str])] = &[
    ("clojure.lang.IPersistentMap", &["clojure.lang.Associative", "clojure.lang.Counted", "java.lang.Iterable"]),
    ("clojure.lang.IPersistentSet", &["clojure.lang.IPersistentCollection", "clojure.lang.Counted"]),
    (
        "clojure.lang.IPersistentVector",
        &[
            "clojure.lang.Associative",
            "clojure.lang.Sequential",
            "clojure.lang.IPersistentStack",
            "clojure.lang.Reversible",
            "clojure.lang.Indexed",
        ],
    ),
    ("clojure.lang.IPersistentList", &["clojure.lang.Sequential", "clojure.lang.IPersistentStack"]),
    ("clojure.lang.IPersistentStack", &["clojure.lang.IPersistentCollection"]),
    ("clojure.lang.Associative", &["clojure.lang.IPersistentCollection", "clojure.lang.ILookup"]),
    ("clojure.lang.ISeq", &["clojure.lang.IPersistentCollection"]),
    ("clojure.lang.IPersistentCollection", &["clojure.lang.Seqable"]),
    ("clojure.lang.IChunkedSeq", &["clojure.lang.ISeq", "clojure.lang.Sequential"]),
    ("clojure.lang.Indexed", &["clojure.lang.Counted"]),
    ("clojure.lang.IObj", &["clojure.lang.IMeta"]),
    ("clojure.lang.IReference", &["clojure.lang.IMeta"]),
    ("clojure.lang.IReduce", &["clojure.lang.IReduceInit"]),
    ("clojure.lang.IBlockingDeref", &["clojure.lang.IDeref"]),
    ("clojure.lang.IRef", &["clojure.lang.IDeref"]),
    ("clojure.lang.IFn", &["java.util.concurrent.Callable", "java.lang.Runnable"]),
    ("clojure.lang.Fn", &[]),
    ("clojure.lang.ITransientAssociative", &["clojure.lang.ITransientCollection", "clojure.lang.ILookup"]),
    ("clojure.lang.ITransientMap", &["clojure.lang.ITransientAssociative", "clojure.lang.Counted"]),
    ("clojure.lang.ITransientSet", &["clojure.lang.ITransientCollection", "clojure.lang.Counted"]),
    ("clojure.lang.ITransientVector", &["clojure.lang.ITransientAssociative", "clojure.lang.Indexed"]),
    ("clojure.lang.AFn", &["clojure.lang.IFn"]),
    ("clojure.lang.AFunction", &["clojure.lang.AFn", "clojure.lang.Fn", "clojure.lang.IObj", "java.util.Comparator"]),
    ("clojure.lang.RestFn", &["clojure.lang.AFunction"]),
    ("clojure.lang.Obj", &["clojure.lang.IObj"]),
    (
        "clojure.lang.ASeq",
        &["clojure.lang.Obj", "clojure.lang.ISeq", "clojure.lang.Sequential", "java.util.List", "clojure.lang.IHashEq"],
    ),
    (
        "clojure.lang.APersistentMap",
        &[
            "clojure.lang.AFn",
            "clojure.lang.IPersistentMap",
            "java.util.Map",
            "clojure.lang.IHashEq",
            "clojure.lang.MapEquivalence",
        ],
    ),
    (
        "clojure.lang.APersistentSet",
        &["clojure.lang.AFn", "clojure.lang.IPersistentSet", "java.util.Set", "clojure.lang.IHashEq"],
    ),
    (
        "clojure.lang.APersistentVector",
        &["clojure.lang.AFn", "clojure.lang.IPersistentVector", "java.util.List", "clojure.lang.IHashEq"],
    ),
    ("java.util.ArrayList", &["java.util.List"]),
    ("java.util.LinkedList", &["java.util.List"]),
    ("java.util.HashMap", &["java.util.Map"]),
    ("java.util.HashSet", &["java.util.Set"]),
    ("java.util.AbstractCollection", &["java.util.Collection"]),
    ("java.util.AbstractList", &["java.util.List"]),
    ("java.util.AbstractSet", &["java.util.Set"]),
    ("java.util.AbstractMap", &["java.util.Map"]),
    ("java.util.List", &["java.util.Collection"]),
    ("java.util.Set", &["java.util.Collection"]),
    ("java.util.Collection", &["java.lang.Iterable"]),
    ("clojure.lang.IMapEntry", &["java.util.Map$Entry"]),
];

fn interface_extends(from: &str, to: &str) -> bool {
    from == to
        || INTERFACES
            .iter()
            .find(|(n, _)| *n == from)
            .is_some_and(|(_, up)| up.iter().any(|n| interface_extends(n, to)))
}

/// A field that `set!` may change: what the tail holds in its place.
pub struct FieldCell {
    pub value: crate::cell::ValueCell,
}

crate::heap!(FieldCell: FieldCell { value });

impl Instance {
    /// A new object of a type, its fields given in order. The number of fields must be the type's.
    pub fn new_value(class: &Ref<Class>, info: &TypeInfo, fields: impl ExactSizeIterator<Item = Value>) -> Value {
        let body = Instance {
            class: class.clone(),
            meta: Value::NIL,
            extra: Value::NIL,
            hash: AtomicI32::new(0),
            fields: fields.len() as u32,
        };
        let cells = fields.enumerate().map(|(i, value)| match info.mutable.get(i) {
            Some(true) => Ref::new(FieldCell { value: crate::cell::ValueCell::new(value) }).into(),
            _ => value,
        });
        Ref::with_tail(body, cells).into()
    }
}

impl Ref<Instance> {
    /// The value of a field, also of one that may be set.
    #[inline]
    pub fn field_at(&self, index: usize) -> Option<Value> {
        let slot = self.tail().get(index)?;
        Some(match slot.get::<FieldCell>() {
            Some(cell) => cell.value.load(),
            None => slot.clone(),
        })
    }

    /// Changes a field that may be set; false if there is no such field or it is immutable.
    pub fn set_field(&self, t: &mut crate::thread::Thread, index: usize, value: Value) -> bool {
        match self.tail().get(index).and_then(|slot| slot.get::<FieldCell>()) {
            Some(cell) => {
                cell.value.store(t, value);
                true
            }
            None => false,
        }
    }
}
