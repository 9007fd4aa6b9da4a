//! Proxies: objects whose methods are functions in a table that can be changed. What `proxy` makes.
//!
//! A proxy is an [`Instance`] of a class of flavour [`TypeFlavour::Proxy`]; the one thing in its tail is this
//! state. Methods are found by name alone, as those of a Java proxy are. What the table lacks goes to the
//! base: an object of the superclass, or functions that do for an abstract class what its code in Java does.

use crate::host_object::{HostObject, HostType};
use crate::instance::{Instance, TypeFlavour};
use crate::object::{Ref, Shared, publish};
use crate::sync::{Mutex, OnceLock, lock};
use crate::value::Value;
use std::collections::BTreeMap;

/// What a proxy has of its own.
#[derive(Default)]
pub struct ProxyState {
    mappings: Mutex<BTreeMap<Box<str>, Value>>,
    fallbacks: BTreeMap<Box<str>, Value>,
    base: OnceLock<Shared>,
}

impl HostType for ProxyState {
    fn class_name(&self) -> &str {
        "clojure.lang.IProxy"
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        lock(&self.mappings).values().chain(self.fallbacks.values()).for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        let mappings = std::mem::take(&mut *lock(&self.mappings));
        let fallbacks = std::mem::take(&mut self.fallbacks);
        mappings.into_values().chain(fallbacks.into_values()).for_each(f);
    }
}

impl ProxyState {
    /// The state of a new proxy, without methods; `fallbacks` are asked last.
    pub fn new_value(fallbacks: impl IntoIterator<Item = (Box<str>, Value)>) -> Value {
        let fallbacks = fallbacks.into_iter().inspect(|(_, f)| publish(f)).collect();
        HostObject::new_value(ProxyState { fallbacks, ..ProxyState::default() })
    }

    /// The state of a proxy; `None` for objects of other types.
    pub fn of(instance: &Ref<Instance>) -> Option<&ProxyState> {
        let proxy = instance.info().is_some_and(|info| info.flavour == TypeFlavour::Proxy);
        if proxy { instance.tail().first()?.host::<ProxyState>() } else { None }
    }

    /// The function for the method of this name.
    pub fn method(&self, name: &str) -> Option<Value> {
        let own = lock(&self.mappings).get(name).cloned();
        own.or_else(|| if self.base.get().is_some() { None } else { self.fallbacks.get(name).cloned() })
    }

    /// The object of the superclass, if there is one.
    pub fn base(&self) -> Option<Value> {
        self.base.get().map(|base| base.get().clone())
    }

    /// Sets the object of the superclass, once.
    pub fn set_base(&self, base: Value) {
        publish(&base);
        let _ = self.base.set(Shared::new(base));
    }

    /// The methods by name.
    pub fn mappings(&self) -> Vec<(Box<str>, Value)> {
        lock(&self.mappings).iter().map(|(name, f)| (name.clone(), f.clone())).collect()
    }

    /// Puts a function under a method's name; nil takes it away.
    pub fn set(&self, name: &str, f: Value) {
        publish(&f);
        let mut mappings = lock(&self.mappings);
        // What was there is dropped after the lock is given back.
        let _former = match f.is_nil() {
            true => mappings.remove(name),
            false => mappings.insert(name.into(), f),
        };
        drop(mappings);
    }

    /// Takes all methods away.
    pub fn clear(&self) {
        let former = std::mem::take(&mut *lock(&self.mappings));
        drop(former);
    }
}
