//! Clojure's collections.
//!
//! Operations take their collection owned (`Ref<T>` or `Value`) and give the new one back; where the
//! caller's was the only reference, it is updated in place, and nobody can tell. Each kind's file also says
//! what its transient does. Operations over *any* collection, nil and user types are in [`crate::ops`],
//! seqs over collections in [`crate::seq`].
//!
//! Reading order: [`list`], [`vector`], [`map_entry`]; then [`array_map`], [`hash_map`], [`sorted_map`] and
//! [`map`], which is what callers use who do not care which map they have; [`hash_set`], [`sorted_set`]
//! and [`set`] likewise; [`transient`].

pub mod array_map;
pub mod hash_map;
pub mod hash_set;
mod key;
pub mod list;
pub mod map;
pub mod map_entry;
pub mod node;
pub mod queue;
pub mod set;
pub mod sorted_map;
pub mod sorted_set;
pub mod subvec;
pub mod transient;
pub mod vector;

#[cfg(test)]
mod tests;

pub use node::statics;

/// A place in the walk over a map or set. Meaningful only to the collection it came from, which does not
/// change as long as somebody else (a seq) holds a reference to it.
pub type Cursor = u64;

/// Copies a cached hash: the collection it is copied to has the same elements.
pub(crate) fn copy_hash(hash: &crate::sync::AtomicI32) -> crate::sync::AtomicI32 {
    crate::sync::AtomicI32::new(hash.load(crate::sync::Ordering::Relaxed))
}

/// Gives a type its `hash` cache and metadata, which all collections have alike.
macro_rules! collection {
    ($type:ty) => {
        impl $type {
            /// The cached `hasheq`, or `None` when it was not asked for yet.
            #[inline]
            pub fn cached_hash(&self) -> Option<i32> {
                Some(self.hash.load($crate::sync::Ordering::Relaxed)).filter(|&h| h != 0)
            }

            /// Remembers the `hasheq`.
            #[inline]
            pub fn cache_hash(&self, hash: i32) {
                self.hash.store(hash, $crate::sync::Ordering::Relaxed);
            }

            #[inline]
            pub fn meta(&self) -> &$crate::value::Value {
                &self.meta
            }
        }
    };
}
pub(crate) use collection;
