//! Protocols: which function answers a method for a class. `defprotocol`, `extend`.
//!
//! A [`Protocol`] holds the implementations by class; a [`ProtocolFn`] is what users call. The VM asks
//! [`Ref::<ProtocolFn>::find`] for the implementation and calls it with the same arguments. Types that
//! implement the protocol in their `deftype` answer by their own methods; after those comes metadata
//! (if the protocol says so), then `extend`, by class, superclasses, interfaces, `Object`.
//!
//! Found implementations are cached by class in a table that is replaced as a whole, and forgotten when the
//! protocol's version moves.

use crate::cell::RootCell;
use crate::class::{Class, munge};
use crate::coll::{map, vector};
use crate::error::{Error, Result};
use crate::instance::{self, Instance};
use crate::keyword::Keyword;
use crate::object::{Kind, Ref, Shared, Traced, Visitor, VisitorMut};
use crate::string::Str;
use crate::symbol::Symbol;
use crate::sync::{AtomicU64, Mutex, Ordering, lock};
use crate::thread::Thread;
use crate::value::Value;
use crate::var::Var;

/// A protocol.
pub struct Protocol {
    pub var: Ref<Var>,
    /// The interface that inline implementations declare.
    pub interface: Ref<Class>,
    /// The signatures, as `defprotocol` gives them: a map.
    pub sigs: Value,
    pub extend_via_metadata: bool,
    impls: Impls,
    version: AtomicU64,
}

crate::heap!(Protocol: Protocol { var, interface, sigs, impls });

/// Class (or nil) and its map of method keywords to functions, in the order of extension.
#[derive(Default)]
struct Impls(Mutex<Vec<(Shared, Shared)>>);

impl Traced for Impls {
    fn visit(&self, visitor: &mut impl Visitor) {
        for (class, methods) in lock(&self.0).iter() {
            visitor.value(class.get());
            visitor.value(methods.get());
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        for (class, methods) in lock(&self.0).drain(..) {
            visitor.value(class.into_value());
            visitor.value(methods.into_value());
        }
    }
}

/// A method of a protocol, as a function.
pub struct ProtocolFn {
    pub protocol: Ref<Protocol>,
    pub method: Ref<Keyword>,
    pub meta: Value,
    /// The method's name as Java writes it.
    java_name: Ref<Str>,
    cache: RootCell,
}

crate::heap!(ProtocolFn: ProtocolFn { protocol, method, meta, java_name, cache });

/// Implementations found so far: keys, and in the tail for each key the class and the function.
pub struct MethodCache {
    version: u64,
    keys: Vec<u64>,
    slots: u32,
}

crate::heap!(MethodCache: MethodCache {} tail Value, slots);

/// Caches do not grow beyond this: programs with more classes at one method look them up.
const CACHE_LIMIT: usize = 64;

impl Protocol {
    pub fn new_ref(var: Ref<Var>, interface: Ref<Class>, sigs: Value, extend_via_metadata: bool) -> Ref<Protocol> {
        let (impls, version) = (Impls::default(), AtomicU64::new(0));
        Ref::new(Protocol { var, interface, sigs, extend_via_metadata, impls, version })
    }

    /// Moves with every `extend`: what was found before may not hold any more.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// `extend`: the methods (a map of keywords to functions) of a class, or of nil.
    pub fn extend(&self, class: Value, methods: Value) {
        let entry = (Shared::new(class), Shared::new(methods));
        let mut impls = lock(&self.impls.0);
        let old = match impls.iter_mut().find(|(c, _)| c.get().identical(entry.0.get())) {
            Some(slot) => Some(std::mem::replace(slot, entry)),
            None => {
                impls.push(entry);
                None
            }
        };
        self.version.fetch_add(1, Ordering::Release);
        drop(impls);
        drop(old);
    }

    /// The methods given by `extend` for exactly this class (or nil).
    pub fn methods_of(&self, class: &Value) -> Option<Value> {
        let impls = lock(&self.impls.0);
        impls.iter().find(|(c, _)| c.get().identical(class)).map(|(_, m)| m.get().clone())
    }

    /// All classes (and nil) that were extended, in order, with their methods.
    pub fn all_impls(&self) -> Vec<(Value, Value)> {
        lock(&self.impls.0).iter().map(|(c, m)| (c.get().clone(), m.get().clone())).collect()
    }

    /// The methods that `extend` gives a value of this class: its own, its superclasses', then the most
    /// specific of its interfaces', then `Object`'s.
    fn impl_for_class(&self, t: &Thread, class: &Ref<Class>) -> Option<Value> {
        let classes = &t.runtime.classes;
        let object = classes.intern("java.lang.Object");
        let mut next = Some(class.clone());
        while let Some(class) = next {
            if Ref::same(&class, &object) {
                break;
            }
            if let Some(methods) = self.methods_of(&class.as_value()) {
                return Some(methods);
            }
            next = classes.parents(&class).into_iter().find(|p| !p.is_interface());
        }
        let mut best: Option<(Ref<Class>, Value)> = None;
        for (candidate, methods) in self.all_impls() {
            let Ok(candidate) = candidate.downcast::<Class>() else { continue };
            if Ref::same(&candidate, &object) || !classes.is_subclass(class, &candidate) {
                continue;
            }
            if best.as_ref().is_none_or(|(b, _)| classes.is_subclass(&candidate, b)) {
                best = Some((candidate, methods));
            }
        }
        best.map(|(_, methods)| methods).or_else(|| self.methods_of(&object.as_value()))
    }

    /// `find-protocol-impl`: the value itself for an inline implementation, else a map of methods, else nil.
    pub fn find_impl(&self, t: &mut Thread, target: &Value) -> Value {
        if self.is_inline(t, target) {
            return target.clone();
        }
        self.find_extension(t, target).unwrap_or_default()
    }

    fn find_extension(&self, t: &Thread, target: &Value) -> Option<Value> {
        match t.runtime.classes.of(target) {
            None => self.methods_of(&Value::NIL),
            Some(class) => self.impl_for_class(t, &class),
        }
    }

    /// `satisfies?`
    pub fn is_satisfied_by(&self, t: &mut Thread, target: &Value) -> bool {
        self.is_inline(t, target) || self.find_extension(t, target).is_some()
    }

    /// `extends?`: does the class implement the protocol itself or by `extend`?
    pub fn is_extended_by(&self, t: &Thread, class: &Value) -> bool {
        let inline = class.as_ref::<Class>().is_some_and(|c| t.runtime.classes.is_subclass(c, &self.interface));
        inline || self.methods_of(class).is_some()
    }

    fn is_inline(&self, t: &Thread, target: &Value) -> bool {
        match target.get::<Instance>() {
            Some(i) => t.runtime.classes.is_subclass(&i.class, &self.interface),
            None => false,
        }
    }
}

impl Ref<Protocol> {
    /// The protocol seen as the map that Clojure makes of it.
    pub fn as_map(&self, t: &mut Thread) -> Result<Value> {
        let mut impls = map::empty();
        for (class, methods) in self.all_impls() {
            impls = map::assoc(t, impls, class, methods)?;
        }
        let interface_name = self.interface.name_str().to_owned();
        let pairs = [
            ("on", Value::from(Symbol::from_parts(None, &interface_name))),
            ("on-interface", self.interface.to_value()),
            ("sigs", self.sigs.clone()),
            ("var", self.var.to_value()),
            ("impls", impls),
        ];
        let mut result = map::empty();
        for (key, value) in pairs {
            if key == "impls" && map::count(&value) == 0 {
                continue;
            }
            let key = t.runtime.keyword(key);
            result = map::assoc(t, result, key.into(), value)?;
        }
        Ok(result)
    }

    /// `get` on the protocol.
    pub fn lookup(&self, t: &mut Thread, key: &Value) -> Result<Option<Value>> {
        let all = self.as_map(t)?;
        map::get(t, &all, key)
    }
}

impl ProtocolFn {
    pub fn new_ref(protocol: Ref<Protocol>, method: Ref<Keyword>) -> Ref<ProtocolFn> {
        let java_name = Str::new(&munge(method.name_str()));
        Ref::new(ProtocolFn { protocol, method, meta: Value::NIL, java_name, cache: RootCell::empty() })
    }
}

/// What stands for a value's class in caches without making a class object. The low bits hold the number of
/// arguments for types with methods of their own, whose arities are functions of their own.
fn cache_key(t: &Thread, target: &Value, args: usize) -> u64 {
    if let Some(i) = target.get::<Instance>() {
        return (i.class.address() as u64) << 8 | args.min(255) as u64;
    }
    match target.kind() {
        None => (target.tag() as u64) << 4 | target.mark() as u64,
        Some(
            Kind::Throwable | Kind::Function | Kind::Native | Kind::Host | Kind::Array | Kind::ArraySeq | Kind::MapSeq,
        ) => t.runtime.classes.of(target).map_or(0, |c| (c.address() as u64) << 8),
        Some(kind) => 1 << 7 << 1 | kind as u64,
    }
}

impl Ref<ProtocolFn> {
    /// The function that answers a call with this first argument and so many arguments.
    pub fn find(&self, t: &mut Thread, target: &Value, args: usize) -> Result<Value> {
        let key = cache_key(t, target, args);
        let version = self.protocol.version();
        let via_metadata = self.protocol.extend_via_metadata;
        if !via_metadata
            && let Some(cache) = self.cache.load()
            && let Some(cache) = cache.as_ref::<MethodCache>()
            && cache.version == version
            && let Ok(at) = cache.keys.binary_search(&key)
            && let Some(found) = cache.tail().get(at * 2 + 1)
        {
            return self.closure_of(target, found);
        }
        if self.protocol.is_inline(t, target) {
            let method = self.inline_method(target, args)?;
            self.remember(t, key, version, target, &method);
            return self.closure_of(target, &method);
        }
        if via_metadata && let Some(f) = self.in_metadata(t, target)? {
            return Ok(f);
        }
        let methods = self.protocol.find_extension(t, target);
        let found = match &methods {
            Some(methods) => map::get(t, methods, &self.method.as_value())?,
            None => None,
        };
        match found {
            Some(f) if !f.is_nil() => {
                self.remember(t, key, version, target, &f);
                Ok(f)
            }
            _ => Err(self.no_implementation(target)),
        }
    }

    /// Where an object of a `reify` holds the closure that answers.
    pub fn closure_index(&self, target: &Value, args: usize) -> Option<usize> {
        let info = target.as_ref::<Instance>().and_then(|i| i.info())?;
        if info.flavour != instance::TypeFlavour::Reify {
            return None;
        }
        let index = info.methods.get(&self.java_name.to_string_lossy(), args)?.as_long()?;
        usize::try_from(index).ok()
    }

    /// A method as the type's table has it: a function, or for `reify` the index of a closure in the object.
    fn inline_method(&self, target: &Value, args: usize) -> Result<Value> {
        let name = self.java_name.to_string_lossy();
        let info = target.as_ref::<Instance>().and_then(|i| i.info());
        info.and_then(|i| i.methods.get(&name, args)).ok_or_else(|| {
            let params = vec!["java.lang.Object"; args.saturating_sub(1)].join(", ");
            let interface = self.protocol.interface.name_str();
            crate::java_methods::abstract_method(target, interface, &format!("java.lang.Object {name}({params})"))
        })
    }

    fn closure_of(&self, target: &Value, method: &Value) -> Result<Value> {
        let Some(index) = method.as_long() else { return Ok(method.clone()) };
        let closure = target.as_ref::<Instance>().and_then(|i| i.tail().get(usize::try_from(index).ok()?));
        closure.cloned().ok_or_else(|| self.no_implementation(target))
    }

    fn in_metadata(&self, t: &mut Thread, target: &Value) -> Result<Option<Value>> {
        let meta = crate::meta::meta(t, target)?;
        if meta.is_nil() {
            return Ok(None);
        }
        // The key is the method's name in the namespace of the protocol.
        let ns = self.protocol.var.ns.as_ref().map(|ns| Str::new(&ns.name.full_name()));
        let symbol = Symbol::new(ns, self.method.symbol.name.clone());
        map::get(t, &meta, &symbol.into())
    }

    /// Adds what was found to the cache. Two threads may race; one of the two entries is then found again later.
    fn remember(&self, t: &mut Thread, key: u64, version: u64, target: &Value, method: &Value) {
        let old = self.cache.load();
        let old = old.as_ref().and_then(|c| c.as_ref::<MethodCache>()).filter(|c| c.version == version);
        let mut keys = old.map_or_else(Vec::new, |c| c.keys.clone());
        let mut tail = old.map_or_else(Vec::new, |c| c.tail().to_vec());
        let Err(at) = keys.binary_search(&key) else { return };
        if keys.len() >= CACHE_LIMIT {
            keys.clear();
            tail.clear();
        }
        let at = at.min(keys.len());
        // The class is kept so that its address cannot come to mean another one.
        let class = t.runtime.classes.of(target).map_or(Value::NIL, Value::from);
        keys.insert(at, key);
        tail.splice(at * 2..at * 2, [class, method.clone()]);
        let slots = tail.len() as u32;
        let cache = Ref::with_tail(MethodCache { version, keys, slots }, tail);
        self.cache.store(t, Some(cache.into()));
    }

    #[cold]
    fn no_implementation(&self, target: &Value) -> Error {
        let class = crate::class::class_name(target);
        let (method, protocol) = (self.method.name_str(), self.protocol.var.full_name());
        Error::illegal_argument(format!(
            "No implementation of method: :{method} of protocol: #'{protocol} found for class: {class}"
        ))
    }

    pub(crate) fn with_meta(&self, meta: Value) -> Value {
        let (protocol, method, java_name) = (self.protocol.clone(), self.method.clone(), self.java_name.clone());
        Ref::new(ProtocolFn { protocol, method, meta, java_name, cache: RootCell::empty() }).into()
    }
}

/// The classes of a protocol's extensions, as `extenders` lists them.
pub fn extenders(protocol: &Protocol) -> Value {
    let classes: Vec<Value> = protocol.all_impls().into_iter().map(|(c, _)| c).collect();
    if classes.is_empty() { Value::NIL } else { crate::seq::of_vector::vector_seq(&vector::from_vec(classes), 0) }
}

/// The implementation of one method for a value: `find-protocol-method`, nil when there is none.
pub fn find_method(t: &mut Thread, protocol: &Ref<Protocol>, method: &Value, target: &Value) -> Result<Value> {
    let found = protocol.find_impl(t, target);
    if instance::as_record(&found).is_some() || found.is::<Instance>() {
        return Ok(Value::NIL);
    }
    Ok(map::get(t, &found, method)?.unwrap_or_default())
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::error::ExceptionKind;
    use crate::runtime::Runtime;
    use crate::sync::Arc;

    fn protocol(t: &mut Thread) -> (Ref<Protocol>, Ref<ProtocolFn>) {
        let ns = t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, "user"));
        let var = Var::new_object(Some(ns), Symbol::from_parts(None, "P"));
        let interface = t.runtime.classes.intern("user.P");
        let protocol = Protocol::new_ref(var, interface, Value::NIL, false);
        let method = t.runtime.keyword("foo");
        let f = ProtocolFn::new_ref(protocol.clone(), method);
        (protocol, f)
    }

    fn extend(t: &mut Thread, protocol: &Protocol, class: Option<&str>, answer: i64) {
        let key = t.runtime.keyword("foo");
        let f = Value::str(&answer.to_string());
        let methods = map::from_pairs(t, vec![(key.into(), f)]).unwrap();
        let class = class.map_or(Value::NIL, |c| t.runtime.classes.intern(c).into());
        protocol.extend(class, methods);
    }

    fn answer(t: &mut Thread, f: &Ref<ProtocolFn>, target: &Value) -> String {
        match f.find(t, target, 1) {
            Ok(found) => found.as_ref::<Str>().map_or(String::new(), |s| s.to_string_lossy()),
            Err(error) => format!("{error}"),
        }
    }

    #[test]
    fn methods_are_found_by_class_and_extension_is_seen_at_once() {
        let mut t = Thread::new(&Arc::new(Runtime::default()));
        let t = &mut t;
        let (p, f) = protocol(t);
        let none = "java.lang.IllegalArgumentException: No implementation of method: :foo of protocol: #'user/P \
                    found for class: ";
        assert_eq!(answer(t, &f, &Value::long(1)), format!("{none}java.lang.Long"));
        assert_eq!(answer(t, &f, &Value::NIL), format!("{none}nil"));
        extend(t, &p, Some("java.lang.Object"), 1);
        extend(t, &p, None, 2);
        for _ in 0..2 {
            assert_eq!(answer(t, &f, &Value::long(1)), "1");
            assert_eq!(answer(t, &f, &Value::str("x")), "1");
            assert_eq!(answer(t, &f, &Value::NIL), "2");
        }
        extend(t, &p, Some("java.lang.Long"), 3);
        assert_eq!(answer(t, &f, &Value::long(1)), "3");
        assert_eq!(answer(t, &f, &Value::int(1)), "1");
        assert!(p.is_satisfied_by(t, &Value::long(1)));
        let error = Error::new(ExceptionKind::IllegalStateException, "x");
        extend(t, &p, Some("java.lang.RuntimeException"), 4);
        assert_eq!(answer(t, &f, &error.0.to_value()), "4");
    }
}
