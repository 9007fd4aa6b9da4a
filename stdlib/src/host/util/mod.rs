//! Package `java.util`.
//!
//! Methods stand in the tables of the interfaces that declare them ([`collection`], [`map_methods`]) and tell the
//! Rust types of the mutable collections apart; core collections have them through the generic operations.

pub mod array_helpers;
pub mod bit_set;
pub mod collection;
pub mod collectors;
pub mod comparator;
pub mod endless;
pub mod enum_collections;
pub mod formatter;
pub mod helpers;
pub mod iterator;
pub mod list;
pub mod locale;
pub mod logging;
pub mod map;
pub mod map_methods;
pub mod map_window;
pub mod properties;
pub mod random;
pub mod regex;
pub mod spliterator;
pub mod stream;
pub mod sub_list;
pub mod summary;
pub mod table;
pub mod text;
pub mod timer;
pub mod values;
