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

/// Gives a type its `hash` cache and metadata, which all collections have alike. One that is `counted` has a field `len`; its file
/// says how to `copy` it.
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
    ($type:ty, counted) => {
        $crate::coll::collection!($type);

        impl $type {
            #[inline]
            pub fn len(&self) -> usize {
                self.len as usize
            }

            #[inline]
            pub fn is_empty(&self) -> bool {
                self.len == 0
            }
        }

        impl $crate::object::Ref<$type> {
            pub fn with_meta(mut self, meta: $crate::value::Value) -> Self {
                if meta.is_nil() && self.meta.is_nil() {
                    return self;
                }
                self.make_mut(copy).0.meta = meta;
                self
            }
        }
    };
}
pub(crate) use collection;

/// What a hash map and a hash set have alike: how a key leaves.
macro_rules! hashed {
    ($type:ty) => {
        impl $crate::object::Ref<$type> {
            /// `dissoc` or `disj`: true when there was such a key. For `swap` see [`hamt::remove`]. O(log32 n).
            pub fn remove(&mut self, mut t: &mut Thread, key: &Value, swap: bool) -> Result<bool> {
                if key.is_nil() {
                    if self.nil.is_none() {
                        return Ok(false);
                    }
                    let body = self.unique();
                    body.nil = None;
                    body.len -= 1;
                    return Ok(true);
                }
                let Some(root) = &self.root else { return Ok(false) };
                let hash = hasheq(t, key)?;
                let Some(stored) = hamt::find(root, hash, key, &mut t)?.map(|e| e[0].clone()) else { return Ok(false) };
                let body = self.unique();
                hamt::remove(&mut body.root, hash, &stored, swap);
                body.len -= 1;
                Ok(true)
            }

            /// The body for a change of what is in it.
            #[inline]
            fn unique(&mut self) -> &mut $type {
                let body = self.make_mut(copy).0;
                body.hash.store(0, Ordering::Relaxed);
                body
            }
        }
    };
}
pub(crate) use hashed;

/// What a sorted map and a sorted set have alike: the way to a key, and how it leaves.
macro_rules! sorted {
    ($type:ident) => {
        impl $crate::object::Ref<$type> {
            fn find(&self, t: &mut Thread, key: &Value) -> Result<(tree::Path, Option<&Ref<tree::Node>>)> {
                tree::find(&self.root, |stored| order_by(t, &self.comparator, key, stored))
            }

            /// `dissoc` or `disj`: true when there was such a key. O(log n).
            pub fn remove(&mut self, t: &mut Thread, key: &Value) -> Result<bool> {
                let (path, found) = self.find(t, key)?;
                if found.is_none() {
                    return Ok(false);
                }
                let body = self.unique();
                tree::remove(&mut body.root, path);
                body.len -= 1;
                Ok(true)
            }

            /// `empty`: keeps metadata and comparator.
            pub fn emptied(&self) -> Ref<$type> {
                let (meta, comparator) = (self.meta.clone(), self.comparator.clone());
                Ref::new($type { meta, comparator, ..$type::empty_body() })
            }

            /// The body for a change of what is in it.
            fn unique(&mut self) -> &mut $type {
                let body = self.make_mut(copy).0;
                body.hash.store(0, Relaxed);
                body
            }
        }
    };
}
pub(crate) use sorted;
