//! The empty collections: permanent objects in static memory, so that `()`, `[]`, `{}` and `#{}` cost nothing
//! and each is one object, as on the JVM. They hold nothing that belongs to a runtime.

use crate::coll::array_map::ArrayMap;
use crate::coll::hash_map::HashMap;
use crate::coll::hash_set::HashSet;
use crate::coll::list::EmptyList;
use crate::coll::queue::Queue;
use crate::coll::sorted_map::SortedMap;
use crate::coll::sorted_set::SortedSet;
use crate::coll::vector::Vector;
use crate::object::header::Header;
use crate::object::{Heap, Kind, Object, Ref};
use std::ptr::NonNull;

struct Permanent<T>(Object<T>);

// SAFETY: the objects hold no reference and their counts are never written (see `Count`); the cached hash of an empty
// collection is an atomic.
unsafe impl<T> Sync for Permanent<T> {}

macro_rules! empty {
    ($($(#[$doc:meta])* $name:ident: $type:ident, $kind:ident;)*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name() -> Ref<$type> {
            static EMPTY: Permanent<$type> =
                Permanent(Object { header: Header::permanent(Kind::$kind), body: $type::empty_body() });
            const { assert!(<$type as Heap>::KIND as u8 == Kind::$kind as u8) };
            // SAFETY: the object is static and of this kind, and a permanent object's references are not counted.
            unsafe { Ref::from_header(NonNull::from(&EMPTY.0).cast()) }
        }
    )*};
}

empty! {
    /// `()`
    list: EmptyList, EmptyList;
    /// `[]`
    vector: Vector, Vector;
    /// `{}`
    array_map: ArrayMap, ArrayMap;
    /// `(hash-map)` as a hash map, which Clojure never shows.
    hash_map: HashMap, HashMap;
    /// `#{}`
    hash_set: HashSet, HashSet;
    /// `(sorted-map)`
    sorted_map: SortedMap, SortedMap;
    /// `(sorted-set)`
    sorted_set: SortedSet, SortedSet;
    /// `clojure.lang.PersistentQueue/EMPTY`
    queue: Queue, Queue;
}
