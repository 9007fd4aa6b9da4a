//! What the host classes share: rows of member tables, argument checkers, and calls of functional objects.
//!
//! Arguments are converted as Clojure's compiler does it for a method it knows: any number is a `long`, `int`
//! or `double` parameter (with a range check), anything with characters is a `CharSequence`.

use runtime::array::Array;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::{NativeDef, NativeFn};
use runtime::host_object::HostObject;
use runtime::instance::{self, Instance};
use runtime::number::cast;
use runtime::object::{Ref, publish};
use runtime::string::Str;
use runtime::{Kind, Thread, Value, print};
use std::borrow::Cow;

/// A member with a fixed number of arguments; for methods the target counts.
pub const fn f(name: &'static str, args: u8, call: NativeFn) -> NativeDef {
    NativeDef::new(name, args, args, call)
}

/// A member with a range of numbers of arguments.
pub const fn g(name: &'static str, min: u8, max: u8, call: NativeFn) -> NativeDef {
    NativeDef::new(name, min, max, call)
}

/// Two tables of members as one.
pub const fn join_rows<const N: usize>(a: &[NativeDef], b: &[NativeDef]) -> [NativeDef; N] {
    assert!(a.len() + b.len() == N);
    let mut out = [a[0]; N];
    let mut i = 0;
    while i < N {
        out[i] = if i < a.len() { a[i] } else { b[i - a.len()] };
        i += 1;
    }
    out
}

/// A constructor.
pub const fn ctor(min: u8, max: u8, call: NativeFn) -> NativeDef {
    NativeDef::new("new", min, max, call)
}

/// What a `void` method gives.
pub fn void() -> Result<Value> {
    Ok(Value::NIL)
}

/// An `int` result.
pub fn int(n: usize) -> Result<Value> {
    Ok(Value::int(n as i32))
}

/// A string result.
pub fn string(s: impl AsRef<str>) -> Result<Value> {
    Ok(Value::str(s.as_ref()))
}

/// A boolean result.
pub fn bool_(b: bool) -> Result<Value> {
    Ok(Value::bool(b))
}

/// An `int` parameter.
pub fn int_arg(v: &Value) -> Result<i32> {
    match v.as_char() {
        Some(unit) => Ok(i32::from(unit)),
        None => cast::to_int(v),
    }
}

/// A `long` parameter.
pub fn long_arg(v: &Value) -> Result<i64> {
    match v.as_long() {
        Some(n) => Ok(n),
        None if runtime::number::is_number(v) => cast::to_long(v),
        None => Err(not_a(v, "java.lang.Number")),
    }
}

/// A `double` parameter.
pub fn double_arg(v: &Value) -> Result<f64> {
    if !runtime::number::is_number(v) && !v.is_nil() {
        return Err(not_a(v, "java.lang.Number"));
    }
    cast::to_double(v)
}

/// A `String` parameter.
pub fn str_arg(v: &Value) -> Result<&Ref<Str>> {
    v.as_ref::<Str>().ok_or_else(|| not_a(v, "java.lang.String"))
}

/// A `String` parameter as Rust text.
pub fn text_arg(v: &Value) -> Result<Cow<'_, str>> {
    let s = str_arg(v)?;
    Ok(match s.as_str() {
        Some(text) => text.into(),
        None => s.to_string_lossy().into(),
    })
}

/// A `CharSequence` parameter: a string, or what else has characters, as a string.
pub fn chars_arg(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    match v.kind() {
        Some(Kind::Str) => str_arg(v).cloned(),
        Some(Kind::Host | Kind::Instance) => print::to_java_string(t, v),
        _ => Err(not_a(v, "java.lang.CharSequence")),
    }
}

/// An index parameter that a caller has checked to be in `0..=len`, or the error that `out` makes.
pub fn index_arg(v: &Value, len: usize, out: impl FnOnce(i64) -> Error) -> Result<usize> {
    let i = i64::from(int_arg(v)?);
    usize::try_from(i).ok().filter(|i| *i <= len).ok_or_else(|| out(i))
}

/// The bytes that an array, or an array, an offset and a length, choose; `None` where the array does not have them all.
pub fn bytes_arg(a: &[Value]) -> Result<Option<Vec<u8>>> {
    let Some(bytes) = a[0].get::<Array>().and_then(Array::bytes) else { return Err(not_a(&a[0], "[B")) };
    let (Some(at), Some(n)) = (a.get(1), a.get(2)) else { return Ok(Some(bytes)) };
    let (Ok(at), Ok(n)) = (usize::try_from(int_arg(at)?), usize::try_from(int_arg(n)?)) else { return Ok(None) };
    Ok(bytes.get(at..at.saturating_add(n)).map(<[u8]>::to_vec))
}

/// The error for an argument of the wrong class; nil has none.
#[cold]
pub fn not_a(v: &Value, class: &str) -> Error {
    Error::cannot_cast(v, class)
}

/// `StringIndexOutOfBoundsException` with a message.
#[cold]
pub fn string_index(message: impl AsRef<str>) -> Error {
    Error::new(ExceptionKind::StringIndexOutOfBoundsException, message)
}

/// `IndexOutOfBoundsException: Index i out of bounds for length n`.
#[cold]
pub fn index_error(i: i64, len: usize) -> Error {
    Error::new(ExceptionKind::IndexOutOfBoundsException, format!("Index {i} out of bounds for length {len}"))
}

/// `NoSuchElementException` without a message.
#[cold]
pub fn no_such_element() -> Error {
    Error::bare(ExceptionKind::NoSuchElementException)
}

/// `UnsupportedOperationException` without a message: a change of something immutable.
#[cold]
pub fn unsupported() -> Error {
    Error::bare(ExceptionKind::UnsupportedOperationException)
}

/// A native that refuses to change an immutable collection.
pub fn immutable(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Err(unsupported())
}

/// The error of Clojure's reflector when no overload takes these arguments. `class` is empty for static members.
#[cold]
pub fn no_overload(name: &str, args: usize, class: &str) -> Error {
    let of = if class.is_empty() { String::new() } else { format!(" for class {class}") };
    Error::illegal_argument(format!("No matching method {name} found taking {args} args{of}"))
}

/// The error when no constructor takes these arguments.
#[cold]
pub fn no_constructor(class: &str) -> Error {
    Error::illegal_argument(format!("No matching ctor found for class {class}"))
}

/// Stores a value in a mutable object: what other threads can see must be published.
pub fn keep(owner: &Value, v: &Value) {
    if owner.is_shared() {
        publish(v);
    }
}

/// Calls an object of a functional interface: the method if it has it, else the object as a function.
pub fn call_functional(t: &mut Thread, object: &Value, method: &str, args: &mut [Value]) -> Result<Value> {
    if object.is_nil() {
        return Err(Error::null_pointer());
    }
    if matches!(object.kind(), Some(Kind::Host | Kind::Instance)) {
        let mut copies: Vec<Value> = args.to_vec();
        if let Some(result) = instance::call(t, object, method, &mut copies) {
            return result;
        }
    }
    t.invoke(object, args)
}

/// Fails for what cannot have the default behaviour of an interface's method: objects of user types and
/// of the host, which would have to define the method themselves.
pub fn core_only(v: &Value, class: &str, method: &str) -> Result<()> {
    let lacking = match v.kind() {
        Some(Kind::Instance) => instance::as_record(v).is_none(),
        Some(Kind::Host) => true,
        _ => false,
    };
    if lacking { Err(abstract_method(v, class, method)) } else { Ok(()) }
}

/// `AbstractMethodError`, as the JVM says it of a method without parameters; a proxy says that it does not support it.
#[cold]
pub fn abstract_method(v: &Value, class: &str, method: &str) -> Error {
    if runtime::class::class_name(v).contains(".proxy$") {
        let name = method.split('(').next().and_then(|s| s.rsplit(' ').next()).unwrap_or_default();
        return Error::new(ExceptionKind::UnsupportedOperationException, name);
    }
    runtime::java_methods::abstract_method(v, class, method)
}

/// The class name of a host object, empty for other values.
pub fn host_class(v: &Value) -> &str {
    v.get::<HostObject>().map_or("", HostObject::class_name)
}

/// Is the value an instance of the class or interface of this name?
pub fn is_a(t: &Thread, v: &Value, class: &str) -> bool {
    let classes = &t.runtime.classes;
    classes.is_instance(&classes.intern(class), v)
}

/// A value's field of a user type, for `proxy`-like objects.
pub fn is_user_object(v: &Value) -> bool {
    v.is::<Instance>()
}

/// Implements [`runtime::host_object::HostType`] for a type that holds no values.
/// For a type that answers to several classes, `self.class` says which one the object is of.
macro_rules! plain_host {
    ($type:ty) => {
        impl runtime::host_object::HostType for $type {
            fn class_name(&self) -> &str {
                self.class
            }
            fn visit(&self, _: &mut dyn FnMut(&runtime::Value)) {}
            fn take_values(&mut self, _: &mut dyn FnMut(runtime::Value)) {}
        }
    };
    ($type:ty, $class:expr) => {
        impl runtime::host_object::HostType for $type {
            fn class_name(&self) -> &str {
                $class
            }
            fn visit(&self, _: &mut dyn FnMut(&runtime::Value)) {}
            fn take_values(&mut self, _: &mut dyn FnMut(runtime::Value)) {}
        }
    };
}
pub(crate) use plain_host;

/// The Rust value inside the target of a method, or the error for another target.
macro_rules! this {
    ($args:ident, $type:ty, $class:expr) => {
        $args[0].host::<$type>().ok_or_else(|| $crate::host::support::not_a(&$args[0], $class))?
    };
}
pub(crate) use this;
