//! [`Value`]: what goes into a runtime and comes out of it. Plain data, or a handle of an object that stays inside.

use super::core::Core;
use super::data::{self, Data};
use super::error::{Error, Result};
use runtime::object::Shared;
use runtime::sync::Arc;
use runtime::value::{Mark, Tag};
use runtime::{Thread, Value as Inner, print};

/// A value of the host's side. It may be kept, cloned and sent to any thread.
///
/// A value that came out of a runtime keeps the object alive there until it is dropped. Given to another runtime it is
/// copied; what cannot be copied, such as a function, is refused.
#[derive(Clone)]
pub struct Value(pub(super) Repr);

#[derive(Clone)]
pub(super) enum Repr {
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A UTF-16 unit, as Clojure's characters are.
    Char(u16),
    Data(Arc<Data>),
    Object(Arc<Handle>),
}

/// A reference to an object of a runtime.
pub(super) struct Handle {
    pub core: Arc<Core>,
    /// Taken by `drop` only.
    object: Option<Shared>,
}

impl Handle {
    pub fn new(core: &Arc<Core>, object: Inner) -> Handle {
        Handle { core: core.clone(), object: Some(Shared::new(object)) }
    }

    /// The object. The caller is inside the runtime's gate.
    pub fn object(&self) -> &Inner {
        const NIL: &Inner = &Inner::NIL;
        self.object.as_ref().map_or(NIL, Shared::get)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut object = self.object.take();
        self.core.inside(|| drop(object.take()));
        // Of a closed runtime: the object is gone, so there is nothing to release.
        std::mem::forget(object);
    }
}

impl Value {
    pub const NIL: Value = Value(Repr::Nil);

    /// The keyword written `:name`; a namespace stands before a slash.
    pub fn keyword(name: &str) -> Value {
        Value::data(Data::Keyword(name.into()))
    }

    pub fn symbol(name: &str) -> Value {
        Value::data(Data::Symbol(name.into()))
    }

    /// A list, as `(list …)` makes it.
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::data(Data::List(items.into_iter().collect()))
    }

    pub fn vector(items: impl IntoIterator<Item = Value>) -> Value {
        Value::data(Data::Vector(items.into_iter().collect()))
    }

    pub fn map(entries: impl IntoIterator<Item = (Value, Value)>) -> Value {
        Value::data(Data::Map(entries.into_iter().collect()))
    }

    pub fn set(items: impl IntoIterator<Item = Value>) -> Value {
        Value::data(Data::Set(items.into_iter().collect()))
    }

    pub(super) fn data(data: Data) -> Value {
        Value(Repr::Data(Arc::new(data)))
    }

    pub fn is_nil(&self) -> bool {
        matches!(self.0, Repr::Nil)
    }

    /// Neither `nil` nor `false`.
    pub fn is_truthy(&self) -> bool {
        !matches!(self.0, Repr::Nil | Repr::Bool(false))
    }

    /// The value as a type of Rust's.
    pub fn to<T: super::FromValue>(&self) -> Result<T> {
        T::from_value(self)
    }

    /// The value without any connection to its runtime. Sequences are realised.
    pub fn detach(&self) -> Result<Value> {
        match &self.0 {
            Repr::Object(handle) => {
                let data = handle.core.enter(|t| data::export(t, handle.object()))?;
                Ok(Value::data(data))
            }
            _ => Ok(self.clone()),
        }
    }

    /// What the value holds, as data: a copy if it is inside a runtime.
    pub(super) fn parts(&self) -> Result<Arc<Data>> {
        Ok(match &self.0 {
            Repr::Nil => Arc::new(Data::Nil),
            Repr::Bool(b) => Arc::new(Data::Bool(*b)),
            Repr::Int(n) => Arc::new(Data::Int(*n)),
            Repr::Float(x) => Arc::new(Data::Float(*x)),
            Repr::Char(unit) => Arc::new(Data::Char(*unit)),
            Repr::Data(data) => data.clone(),
            Repr::Object(handle) => {
                Arc::new(handle.core.enter(|t| data::export_shallow(t, &handle.core, handle.object()))?)
            }
        })
    }

    /// A value of a runtime's as the host gets it: immediate ones as they are, objects behind a handle.
    #[inline]
    pub(super) fn inside(core: &Arc<Core>, value: Inner) -> Value {
        let plain = value.mark() == Mark::None;
        Value(match value.tag() {
            Tag::Nil => Repr::Nil,
            Tag::True => Repr::Bool(true),
            Tag::False => Repr::Bool(false),
            Tag::Long if plain => Repr::Int(value.as_long().unwrap_or_default()),
            Tag::Double if plain => Repr::Float(value.as_double().unwrap_or_default()),
            Tag::Char => Repr::Char(value.as_char().unwrap_or_default()),
            _ => Repr::Object(Arc::new(Handle::new(core, value))),
        })
    }

    /// The value inside a runtime, for a thread that is in it: the object itself, or a copy.
    #[inline]
    pub(super) fn enter(&self, t: &mut Thread, core: &Arc<Core>) -> Result<Inner> {
        Ok(match &self.0 {
            Repr::Nil => Inner::NIL,
            Repr::Bool(b) => Inner::bool(*b),
            Repr::Int(n) => Inner::long(*n),
            Repr::Float(x) => Inner::double(*x),
            Repr::Char(unit) => Inner::char(*unit),
            Repr::Data(data) => return data::import(t, core, data).map_err(|e| Error::thrown(t, core, e)),
            Repr::Object(handle) if Arc::ptr_eq(&handle.core, core) => handle.object().clone(),
            Repr::Object(handle) => {
                let copy = handle.core.enter(|t| data::export(t, handle.object()))?;
                return data::import(t, core, &copy).map_err(|e| Error::thrown(t, core, e));
            }
        })
    }

    /// The object behind a handle of this runtime. The caller is inside.
    pub(super) fn object_of(&self, core: &Arc<Core>) -> Option<Inner> {
        match &self.0 {
            Repr::Object(handle) if Arc::ptr_eq(&handle.core, core) => Some(handle.object().clone()),
            _ => None,
        }
    }
}

impl Default for Value {
    fn default() -> Value {
        Value::NIL
    }
}

/// As `pr-str` prints it. Objects of a closed runtime and those that cannot be printed are named only.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Repr::Object(handle) => {
                let text = handle.core.enter(|t| {
                    let object = handle.object().clone();
                    print::pr_str(t, &object).map_err(|e| Error::thrown(t, &handle.core, e))
                });
                f.write_str(text.as_deref().unwrap_or("#<an object that cannot be printed>"))
            }
            Repr::Nil => f.write_str("nil"),
            Repr::Bool(b) => write!(f, "{b}"),
            Repr::Int(n) => write!(f, "{n}"),
            Repr::Float(x) => f.write_str(&data::print_double(*x)),
            Repr::Char(unit) => write!(f, "{}", Data::Char(*unit)),
            Repr::Data(data) => write!(f, "{data}"),
        }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
