//! What a value can do: `map?`, `sequential?`, `ifn?` … Each is the `instance?` question of the JVM.

use crate::instance::implements;
use crate::object::Kind;
use crate::value::Value;

pub use super::chunk::is_chunked_seq;
pub use super::convert::is_map_entry;
pub use crate::reduced::is_reduced;
pub use crate::seq::{is_seq, is_seqable};

/// `map?`
pub fn is_map(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap | Kind::Protocol) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IPersistentMap"),
        _ => false,
    }
}

/// `vector?`
pub fn is_vector(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IPersistentVector"),
        _ => false,
    }
}

/// `set?`
pub fn is_set(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::HashSet | Kind::SortedSet) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IPersistentSet"),
        _ => false,
    }
}

/// `list?`. A queue is one, too, on the JVM.
pub fn is_list(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::List | Kind::EmptyList | Kind::Queue) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IPersistentList"),
        _ => false,
    }
}

/// `coll?`
pub fn is_coll(v: &Value) -> bool {
    match v.kind() {
        Some(
            Kind::Vector
            | Kind::SubVector
            | Kind::MapEntry
            | Kind::ArrayMap
            | Kind::HashMap
            | Kind::SortedMap
            | Kind::HashSet
            | Kind::SortedSet
            | Kind::Queue
            | Kind::Protocol,
        ) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IPersistentCollection"),
        _ => is_seq(v),
    }
}

/// `sequential?`
pub fn is_sequential(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry | Kind::Queue) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.Sequential"),
        _ => is_seq(v),
    }
}

/// `associative?`
pub fn is_associative(v: &Value) -> bool {
    match v.kind() {
        Some(
            Kind::Vector
            | Kind::SubVector
            | Kind::MapEntry
            | Kind::ArrayMap
            | Kind::HashMap
            | Kind::SortedMap
            | Kind::Protocol,
        ) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.Associative"),
        _ => false,
    }
}

/// `sorted?`
pub fn is_sorted(v: &Value) -> bool {
    matches!(v.kind(), Some(Kind::SortedMap | Kind::SortedSet)) || implements(v, "clojure.lang.Sorted")
}

/// `reversible?`
pub fn is_reversible(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Vector | Kind::SubVector | Kind::MapEntry | Kind::SortedMap | Kind::SortedSet) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.Reversible"),
        _ => false,
    }
}

/// `indexed?`
pub fn is_indexed(v: &Value) -> bool {
    match v.kind() {
        Some(
            Kind::Vector
            | Kind::SubVector
            | Kind::MapEntry
            | Kind::TransientVector
            | Kind::ArrayChunk
            | Kind::LongChunk,
        ) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.Indexed"),
        _ => false,
    }
}

/// `counted?`
pub fn is_counted(v: &Value) -> bool {
    match v.kind() {
        Some(
            Kind::Vector
            | Kind::SubVector
            | Kind::MapEntry
            | Kind::ArrayMap
            | Kind::HashMap
            | Kind::SortedMap
            | Kind::HashSet
            | Kind::SortedSet
            | Kind::Queue
            | Kind::List
            | Kind::EmptyList
            | Kind::VectorSeq
            | Kind::IndexedSeq
            | Kind::RSeq
            | Kind::LongRange
            | Kind::StringSeq
            | Kind::ArraySeq
            | Kind::ArgsSeq
            | Kind::TransientVector
            | Kind::TransientArrayMap
            | Kind::TransientHashMap
            | Kind::TransientHashSet
            | Kind::ArrayChunk
            | Kind::LongChunk
            | Kind::ChunkBuffer
            | Kind::Protocol,
        ) => true,
        Some(Kind::MapSeq) => v
            .get::<crate::seq::of_map::MapSeq>()
            .is_some_and(|s| s.class_name() == "clojure.lang.PersistentArrayMap$Seq"),
        Some(Kind::Instance) => implements(v, "clojure.lang.Counted"),
        _ => false,
    }
}

/// `fn?`: made by `fn`.
pub fn is_fn(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Function | Kind::Native | Kind::ProtocolFn) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.Fn"),
        _ => false,
    }
}

/// `ifn?`: can be called.
pub fn is_ifn(v: &Value) -> bool {
    match v.kind() {
        Some(
            Kind::Keyword
            | Kind::Symbol
            | Kind::Var
            | Kind::Vector
            | Kind::SubVector
            | Kind::MapEntry
            | Kind::ArrayMap
            | Kind::HashMap
            | Kind::SortedMap
            | Kind::HashSet
            | Kind::SortedSet
            | Kind::TransientVector
            | Kind::TransientArrayMap
            | Kind::TransientHashMap
            | Kind::TransientHashSet
            | Kind::MultiFn
            | Kind::Ref
            | Kind::Promise
            | Kind::Unbound
            | Kind::Protocol,
        ) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IFn"),
        _ => is_fn(v),
    }
}

/// `record?`
pub fn is_record(v: &Value) -> bool {
    crate::instance::as_record(v).is_some()
}

/// Is it `clojure.lang.IDeref`?
pub fn is_deref(v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Atom | Kind::Ref | Kind::Agent | Kind::Var | Kind::Volatile) => true,
        Some(Kind::Delay | Kind::Promise | Kind::Future | Kind::Reduced) => true,
        Some(Kind::Instance) => implements(v, "clojure.lang.IDeref"),
        _ => false,
    }
}
