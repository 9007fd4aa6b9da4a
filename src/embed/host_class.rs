//! [`HostClass`]: a class that the host adds to a runtime, with constructors and methods as closures.
//!
//! It is a type like those that `deftype` makes, of one field that holds the host's object; so it can be imported, named in
//! `instance?` and extended by protocols. The closures belong to the runtime and go with it.

use super::context::{Context, HostFn, HostFunction};
use super::core::Core;
use super::error::{Error, Result};
use super::runtime::Runtime;
use super::value::{Repr, Value};
use runtime::class::Class;
use runtime::host_object::{HostObject, HostType};
use runtime::instance::CONSTRUCTOR;
use runtime::instance::{Instance, MethodTable, TypeFlavour, TypeInfo};
use runtime::object::Ref;
use runtime::string::Str;
use runtime::sync::Arc;
use runtime::{Thread, Value as Inner};
use std::any::Any;
use std::marker::PhantomData;

/// The host's object inside an instance.
struct Boxed(Box<dyn Any + Send + Sync>);

impl HostType for Boxed {
    fn class_name(&self) -> &str {
        "java.lang.Object"
    }
    fn visit(&self, _: &mut dyn FnMut(&Inner)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Inner)) {}
}

/// A class to be added by [`super::Runtime::define_class`]. `T` is what its objects hold.
pub struct HostClass<T> {
    name: String,
    methods: Vec<(String, usize, Box<HostFn>)>,
    marker: PhantomData<fn() -> T>,
}

impl<T: Any + Send + Sync> HostClass<T> {
    /// A class of this full name.
    pub fn new(name: &str) -> HostClass<T> {
        HostClass { name: name.to_owned(), methods: Vec::new(), marker: PhantomData }
    }

    /// How programs make objects of `arity` arguments: `(Name. …)`.
    pub fn constructor(
        mut self,
        arity: usize,
        f: impl Fn(&mut Context<'_>, &[Value]) -> Result<T> + Send + Sync + 'static,
    ) -> HostClass<T> {
        let class = self.name.clone();
        let make = move |cx: &mut Context<'_>, args: &[Value]| {
            let object = f(cx, args)?;
            cx.new_object(&class, object)
        };
        self.methods.push((CONSTRUCTOR.to_owned(), arity, Box::new(make)));
        self
    }

    /// A method of `arity` arguments beside the object: `(.name object …)`.
    pub fn method(
        mut self,
        name: &str,
        arity: usize,
        f: impl Fn(&mut Context<'_>, &T, &[Value]) -> Result<Value> + Send + Sync + 'static,
    ) -> HostClass<T> {
        let class = self.name.clone();
        let call = move |cx: &mut Context<'_>, args: &[Value]| {
            let [this, args @ ..] = args else { return Err(Error::new("A method needs its object")) };
            let Repr::Object(handle) = &this.0 else { return Err(wrong_object(&class)) };
            read(handle.object(), |object| f(cx, object, args)).unwrap_or_else(|| Err(wrong_object(&class)))
        };
        self.methods.push((name.to_owned(), arity + 1, Box::new(call)));
        self
    }

    /// Adds the class to a thread's runtime.
    pub(super) fn define(self, t: &mut Thread) {
        let methods = MethodTable::default();
        for (name, arity, call) in self.methods {
            let function = HostFunction::new_value(call);
            runtime::object::publish(&function);
            methods.insert(&name, arity, function);
        }
        let info = Ref::new(TypeInfo {
            flavour: TypeFlavour::Type,
            is_interface: false,
            parents: vec![t.runtime.classes.intern("java.lang.Object").into()],
            fields: vec![Str::new("object")],
            mutable: vec![false],
            coercions: Vec::new(),
            methods,
        });
        let class = Class::new_object(Str::new(&self.name), None);
        class.info.set(info);
        t.runtime.classes.replace(&class);
    }
}

/// Reads the host's object inside an instance, if that has one of this type. Called inside the gate.
fn read<T: Any, R>(instance: &Inner, f: impl FnOnce(&T) -> R) -> Option<R> {
    let field = instance.as_ref::<Instance>().and_then(|instance| instance.field_at(0));
    let boxed = field.as_ref().and_then(Inner::host::<Boxed>);
    boxed.and_then(|boxed| boxed.0.downcast_ref::<T>()).map(f)
}

fn wrong_object(class: &str) -> Error {
    Error::with_class("java.lang.ClassCastException", format!("The object is not a {class} of this host"))
}

/// An object of a class of the host's, which must be defined.
fn wrap(t: &Thread, core: &Arc<Core>, class: &str, object: Box<dyn Any + Send + Sync>) -> Result<Value> {
    let found = t.runtime.classes.find(class);
    let Some((class, info)) = found.as_ref().and_then(|class| Some((class, class.info.get()?))) else {
        return Err(Error::new(format!("The class {class} is not defined in this runtime")));
    };
    let boxed = HostObject::new_value(Boxed(object));
    let instance = Instance::new_value(class, info, [boxed].into_iter());
    Ok(Value::inside(core, instance))
}

impl Context<'_> {
    /// Makes an object of the host's class `class`, which was defined for the type of `object`.
    pub fn new_object<T: Any + Send + Sync>(&mut self, class: &str, object: T) -> Result<Value> {
        let (t, core) = self.parts();
        wrap(t, &core, class, Box::new(object))
    }
}

impl Runtime {
    /// Makes an object of the host's class `class`, which was defined for the type of `object`, to be given to programs.
    pub fn new_object<T: Any + Send + Sync>(&self, class: &str, object: T) -> Result<Value> {
        self.core.enter(|t| wrap(t, &self.core, class, Box::new(object)))
    }
}

impl Value {
    /// Reads what an object of a host class holds: `None` if this is no such object, or holds something else, or its runtime is closed.
    pub fn with_object<T: Any, R>(&self, f: impl FnOnce(&T) -> R) -> Option<R> {
        let Repr::Object(handle) = &self.0 else { return None };
        handle.core.inside(|| read(handle.object(), f)).flatten()
    }
}
