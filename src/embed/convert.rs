//! Conversions between Rust's types and [`Value`]: `From` into it, `TryFrom` and [`FromValue`] out of it.
//!
//! Numbers are checked, never cut off. `Option` is nil or a value; a `Vec` is a vector, and any sequence can be taken as one;
//! maps become maps; tuples are vectors of their length. [`crate::record`] does the same for structs.

use super::data::{Data, Narrow};
use super::error::{Error, Result};
use super::value::{Repr, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

/// A type that values can be converted to.
pub trait FromValue: Sized {
    fn from_value(value: &Value) -> Result<Self>;
}

/// The error of a conversion, with what was found.
#[cold]
fn not_a(value: &Value, wanted: &str) -> Error {
    let found = match &value.0 {
        Repr::Nil => "nil".to_owned(),
        _ => {
            let text = value.to_string();
            match text.char_indices().nth(60) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    };
    Error::conversion(format!("Expected {wanted}, found {found}"))
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(n: $type) -> Value {
                match i64::try_from(n) {
                    Ok(n) => Value(Repr::Int(n)),
                    Err(_) => Value::data(Data::Number(format!("{n}N").into())),
                }
            }
        }

        impl FromValue for $type {
            fn from_value(value: &Value) -> Result<$type> {
                let wanted = concat!("an integer that fits ", stringify!($type));
                match &value.0 {
                    Repr::Int(n) => <$type>::try_from(*n).map_err(|_| not_a(value, wanted)),
                    Repr::Data(_) | Repr::Object(_) => match &*value.parts()? {
                        Data::Int(n) => <$type>::try_from(*n).map_err(|_| not_a(value, wanted)),
                        Data::Narrow(Narrow::Int(n)) => <$type>::try_from(*n).map_err(|_| not_a(value, wanted)),
                        Data::Narrow(Narrow::Short(n)) => <$type>::try_from(*n).map_err(|_| not_a(value, wanted)),
                        Data::Narrow(Narrow::Byte(n)) => <$type>::try_from(*n).map_err(|_| not_a(value, wanted)),
                        Data::Number(text) => {
                            text.strip_suffix('N').and_then(|t| t.parse().ok()).ok_or_else(|| not_a(value, wanted))
                        }
                        _ => Err(not_a(value, wanted)),
                    },
                    _ => Err(not_a(value, wanted)),
                }
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

impl From<f64> for Value {
    fn from(x: f64) -> Value {
        Value(Repr::Float(x))
    }
}

impl From<f32> for Value {
    fn from(x: f32) -> Value {
        Value(Repr::Float(f64::from(x)))
    }
}

impl FromValue for f64 {
    /// Integers of up to 53 bits count as floating-point numbers too.
    fn from_value(value: &Value) -> Result<f64> {
        const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;
        let wanted = "a floating-point number";
        match &value.0 {
            Repr::Float(x) => Ok(*x),
            Repr::Int(n) if (-EXACT..=EXACT).contains(n) => Ok(*n as f64),
            Repr::Data(_) | Repr::Object(_) => match &*value.parts()? {
                Data::Float(x) => Ok(*x),
                Data::Narrow(Narrow::Float(x)) => Ok(f64::from(*x)),
                Data::Int(n) if (-EXACT..=EXACT).contains(n) => Ok(*n as f64),
                Data::Narrow(_) => i64::from_value(value).map(|n| n as f64),
                _ => Err(not_a(value, wanted)),
            },
            _ => Err(not_a(value, wanted)),
        }
    }
}

impl FromValue for f32 {
    fn from_value(value: &Value) -> Result<f32> {
        f64::from_value(value).map(|x| x as f32)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value(Repr::Bool(b))
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Result<bool> {
        match &value.0 {
            Repr::Bool(b) => Ok(*b),
            Repr::Data(data) if matches!(**data, Data::Bool(_)) => Ok(matches!(**data, Data::Bool(true))),
            _ => Err(not_a(value, "a boolean")),
        }
    }
}

impl From<char> for Value {
    /// A character outside the Basic Multilingual Plane is a string of two, as on the JVM.
    fn from(c: char) -> Value {
        match u16::try_from(u32::from(c)) {
            Ok(unit) => Value(Repr::Char(unit)),
            Err(_) => Value::from(c.to_string()),
        }
    }
}

impl FromValue for char {
    fn from_value(value: &Value) -> Result<char> {
        let found = match &value.0 {
            Repr::Char(unit) => char::from_u32(u32::from(*unit)),
            Repr::Data(data) => match &**data {
                Data::Char(unit) => char::from_u32(u32::from(*unit)),
                _ => None,
            },
            _ => None,
        };
        found.ok_or_else(|| not_a(value, "a character"))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::data(Data::Text(text.as_bytes().into()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::data(Data::Text(text.into_bytes().into()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        Value::from(text.as_str())
    }
}

impl FromValue for String {
    /// Strings, and the names of keywords and symbols.
    fn from_value(value: &Value) -> Result<String> {
        let wanted = "a string";
        match &value.0 {
            Repr::Data(_) | Repr::Object(_) => match &*value.parts()? {
                Data::Text(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => Ok(text.to_owned()),
                    Err(_) => Err(not_a(value, "a string without lone surrogates")),
                },
                Data::Keyword(name) | Data::Symbol(name) => Ok(name.to_string()),
                _ => Err(not_a(value, wanted)),
            },
            _ => Err(not_a(value, wanted)),
        }
    }
}

impl From<()> for Value {
    fn from((): ()) -> Value {
        Value::NIL
    }
}

impl FromValue for () {
    /// Any value: for calls whose result does not matter.
    fn from_value(_: &Value) -> Result<()> {
        Ok(())
    }
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Value {
        value.clone()
    }
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Result<Value> {
        Ok(value.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::NIL, Into::into)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Option<T>> {
        if value.is_nil() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        Value::vector(items.into_iter().map(Into::into))
    }
}

impl<T: Into<Value> + Clone> From<&[T]> for Value {
    fn from(items: &[T]) -> Value {
        Value::vector(items.iter().cloned().map(Into::into))
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Value {
        Value::vector(items.into_iter().map(Into::into))
    }
}

/// The elements of a list, vector, set, byte array or sequence; none of nil.
fn elements(value: &Value) -> Result<Vec<Value>> {
    match &*value.parts()? {
        Data::Nil => Ok(Vec::new()),
        Data::List(items) | Data::Vector(items) | Data::Set(items) | Data::SortedSet(items) => Ok(items.clone()),
        Data::Bytes(bytes) => Ok(bytes.iter().map(|b| Value::from(*b)).collect()),
        _ => Err(not_a(value, "a collection")),
    }
}

impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: &Value) -> Result<Vec<T>> {
        elements(value)?.iter().map(T::from_value).collect()
    }
}

impl<T: FromValue, const N: usize> FromValue for [T; N] {
    fn from_value(value: &Value) -> Result<[T; N]> {
        let items: Vec<T> = Vec::from_value(value)?;
        items.try_into().map_err(|_| not_a(value, &format!("{N} elements")))
    }
}

macro_rules! sets {
    ($($set:ident [$($bound:path),*] $(, $hasher:ident)?);* $(;)?) => {$(
        impl<T: Into<Value> $(, $hasher)?> From<$set<T $(, $hasher)?>> for Value {
            fn from(items: $set<T $(, $hasher)?>) -> Value {
                Value::set(items.into_iter().map(Into::into))
            }
        }

        impl<T: FromValue $(+ $bound)* $(, $hasher: BuildHasher + Default)?> FromValue for $set<T $(, $hasher)?> {
            fn from_value(value: &Value) -> Result<Self> {
                elements(value)?.iter().map(T::from_value).collect()
            }
        }
    )*};
}
sets!(HashSet [Eq, Hash], S; BTreeSet [Ord]);

/// The entries of a map or record; none of nil.
pub(super) fn entries(value: &Value) -> Result<Vec<(Value, Value)>> {
    match &*value.parts()? {
        Data::Nil => Ok(Vec::new()),
        Data::Map(entries) | Data::SortedMap(entries) | Data::Record(_, entries) => Ok(entries.clone()),
        _ => Err(not_a(value, "a map")),
    }
}

macro_rules! maps {
    ($($map:ident [$($bound:path),*] $(, $hasher:ident)?);* $(;)?) => {$(
        impl<K: Into<Value>, V: Into<Value> $(, $hasher)?> From<$map<K, V $(, $hasher)?>> for Value {
            fn from(entries: $map<K, V $(, $hasher)?>) -> Value {
                Value::map(entries.into_iter().map(|(k, v)| (k.into(), v.into())))
            }
        }

        impl<K: FromValue $(+ $bound)*, V: FromValue $(, $hasher: BuildHasher + Default)?> FromValue for $map<K, V $(, $hasher)?> {
            fn from_value(value: &Value) -> Result<Self> {
                entries(value)?.iter().map(|(k, v)| Ok((K::from_value(k)?, V::from_value(v)?))).collect()
            }
        }
    )*};
}
maps!(HashMap [Eq, Hash], S; BTreeMap [Ord]);

/// The arguments of a call: a tuple of what can be converted, or any number of values.
pub trait Args {
    /// Calls `f` with the arguments.
    fn with<R>(self, f: impl FnOnce(&[Value]) -> R) -> R;
}

impl Args for &[Value] {
    fn with<R>(self, f: impl FnOnce(&[Value]) -> R) -> R {
        f(self)
    }
}

impl<const N: usize> Args for &[Value; N] {
    fn with<R>(self, f: impl FnOnce(&[Value]) -> R) -> R {
        f(self)
    }
}

impl Args for Vec<Value> {
    fn with<R>(self, f: impl FnOnce(&[Value]) -> R) -> R {
        f(&self)
    }
}

impl Args for () {
    fn with<R>(self, f: impl FnOnce(&[Value]) -> R) -> R {
        f(&[])
    }
}

macro_rules! tuples {
    ($($($name:ident $index:tt)+ : $n:literal;)*) => {$(
        impl<$($name: Into<Value>),+> Args for ($($name,)+) {
            fn with<R>(self, f: impl FnOnce(&[Value]) -> R) -> R {
                f(&[$(self.$index.into()),+])
            }
        }

        impl<$($name: Into<Value>),+> From<($($name,)+)> for Value {
            fn from(tuple: ($($name,)+)) -> Value {
                Value::vector([$(tuple.$index.into()),+])
            }
        }

        impl<$($name: FromValue),+> FromValue for ($($name,)+) {
            fn from_value(value: &Value) -> Result<Self> {
                let items: [Value; $n] = FromValue::from_value(value)?;
                Ok(($($name::from_value(&items[$index])?,)+))
            }
        }
    )*};
}
tuples! {
    A 0: 1;
    A 0 B 1: 2;
    A 0 B 1 C 2: 3;
    A 0 B 1 C 2 D 3: 4;
    A 0 B 1 C 2 D 3 E 4: 5;
    A 0 B 1 C 2 D 3 E 4 F 5: 6;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6: 7;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7: 8;
}

/// `TryFrom` for the types that can have it: `Option<T>` and `Value` itself cannot, beside what std has for them.
macro_rules! try_from {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> TryFrom<Value> for $type {
            type Error = Error;
            fn try_from(value: Value) -> Result<Self> {
                FromValue::from_value(&value)
            }
        }

        impl<$($generics)*> TryFrom<&Value> for $type {
            type Error = Error;
            fn try_from(value: &Value) -> Result<Self> {
                FromValue::from_value(value)
            }
        }
    )*};
}
try_from! {
    [] i8; [] i16; [] i32; [] i64; [] i128; [] isize;
    [] u8; [] u16; [] u32; [] u64; [] u128; [] usize;
    [] f32; [] f64; [] bool; [] char; [] String;
    [T: FromValue] Vec<T>;
    [T: FromValue, const N: usize] [T; N];
    [T: FromValue + Eq + Hash] HashSet<T>;
    [T: FromValue + Ord] BTreeSet<T>;
    [K: FromValue + Eq + Hash, V: FromValue] HashMap<K, V>;
    [K: FromValue + Ord, V: FromValue] BTreeMap<K, V>;
    [A: FromValue, B: FromValue] (A, B);
    [A: FromValue, B: FromValue, C: FromValue] (A, B, C);
    [A: FromValue, B: FromValue, C: FromValue, D: FromValue] (A, B, C, D);
}
