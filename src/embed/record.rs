//! [`record!`](crate::record): structs of Rust as maps of Clojure.

use super::FromValue;
use super::convert;
use super::error::{Error, Result};
use super::value::Value;

/// Defines a struct that converts to and from a map with a keyword for each field; `_` in a name is `-` there.
/// Further keys of a map are ignored, and an `Option` field may be missing.
///
/// ```
/// lisle::record! {
///     /// What a customer wants.
///     #[derive(Debug, PartialEq)]
///     pub struct Order {
///         pub id: i64,
///         pub unit_price: f64,
///         pub note: Option<String>,
///     }
/// }
/// let value = lisle::Value::from(Order { id: 7, unit_price: 2.5, note: None });
/// assert_eq!(value.to_string(), "{:id 7, :unit-price 2.5, :note nil}");
/// let order: Order = value.to()?;
/// assert_eq!(order.id, 7);
/// # Ok::<(), lisle::Error>(())
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),* }

        impl ::std::convert::From<$name> for $crate::Value {
            fn from(record: $name) -> $crate::Value {
                $crate::Value::map([
                    $(($crate::field_key(stringify!($field)), $crate::Value::from(record.$field))),*
                ])
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: &$crate::Value) -> ::std::result::Result<$name, $crate::Error> {
                let fields = $crate::Fields::of(stringify!($name), value)?;
                ::std::result::Result::Ok($name { $($field: fields.get(stringify!($field))?),* })
            }
        }

        impl ::std::convert::TryFrom<$crate::Value> for $name {
            type Error = $crate::Error;
            fn try_from(value: $crate::Value) -> ::std::result::Result<$name, $crate::Error> {
                $crate::FromValue::from_value(&value)
            }
        }
    };
}

fn key_name(field: &str) -> String {
    field.trim_start_matches("r#").replace('_', "-")
}

/// The keyword of a field. For [`record!`](crate::record).
#[doc(hidden)]
pub fn field_key(field: &str) -> Value {
    Value::keyword(&key_name(field))
}

/// A map that a struct is made of. For [`record!`](crate::record).
#[doc(hidden)]
pub struct Fields {
    name: &'static str,
    entries: Vec<(Value, Value)>,
}

impl Fields {
    pub fn of(name: &'static str, value: &Value) -> Result<Fields> {
        Ok(Fields { name, entries: convert::entries(value)? })
    }

    pub fn get<T: FromValue>(&self, field: &str) -> Result<T> {
        let wanted = format!(":{}", key_name(field));
        let found = self.entries.iter().find(|(key, _)| key.to_string() == wanted);
        let value = found.map_or(Value::NIL, |(_, value)| value.clone());
        T::from_value(&value)
            .map_err(|e| Error::conversion(format!("Field {wanted} of {}: {}", self.name, e.message())))
    }
}
