//! Values of Rust types that have no kind of their own: mutable Java collections, string builders,
//! streams, locks, and whatever an embedder adds.

use crate::object::{Ref, Traced, Visitor, VisitorMut};
use crate::value::Value;
use std::any::Any;

/// What a host object must offer: its Java class name and the values it holds.
pub trait HostType: Any {
    /// The Java class the object answers to.
    fn class_name(&self) -> &str;
    /// Calls `f` on every value held, for publication. Values inside locks are visited under them.
    fn visit(&self, f: &mut dyn FnMut(&Value));
    /// Hands out every value held, leaving none behind.
    fn take_values(&mut self, f: &mut dyn FnMut(Value));
    /// The long or double that the object is in arithmetic, if its class is a `java.lang.Number`.
    fn number(&self) -> Option<Value> {
        None
    }
}

/// A heap object around a Rust value.
pub struct HostObject {
    body: HostBody,
}

struct HostBody(Box<dyn HostType>);

crate::heap!(HostObject: Host { body });

impl Traced for HostBody {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.visit(&mut |v| visitor.value(v));
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.take_values(&mut |v| visitor.value(v));
    }
}

impl HostObject {
    /// Wraps a Rust value. If the object can be shared, the type must publish what is stored in it later.
    pub fn new_value(body: impl HostType) -> Value {
        Ref::new(HostObject { body: HostBody(Box::new(body)) }).into()
    }

    pub fn class_name(&self) -> &str {
        self.body.0.class_name()
    }

    /// See [`HostType::number`].
    pub fn number(&self) -> Option<Value> {
        self.body.0.number()
    }

    /// The Rust value, if it is a `T`.
    pub fn downcast<T: HostType>(&self) -> Option<&T> {
        (&*self.body.0 as &dyn Any).downcast_ref::<T>()
    }
}

impl Value {
    /// The Rust value inside a host object.
    pub fn host<T: HostType>(&self) -> Option<&T> {
        self.get::<HostObject>().and_then(|h| h.downcast::<T>())
    }
}
