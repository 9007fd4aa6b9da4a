//! The generic operations on collections, under Clojure's names: over every kind of collection, nil, strings,
//! arrays, records, user types and host objects.
//!
//! Each operation tries the kinds of this crate, then records, then the methods of user types and host
//! classes under their Java names (`valAt`, `cons`, `containsKey` …). Owned arguments are updated in place
//! when theirs is the only reference. Errors are the JVM's, text included. Calls of functions are not here.
//!
//! Reading order: [`lookup`], [`change`], [`count`], [`predicates`]; then [`record`], [`chunk`], [`convert`],
//! [`transients`], [`deref`].

pub mod change;
pub mod chunk;
pub mod convert;
pub mod count;
pub mod deref;
pub mod lookup;
pub mod predicates;
pub mod record;
pub mod transients;

#[cfg(all(test, not(loom)))]
mod tests;

pub use crate::meta::{meta, with_meta};
pub use change::{assoc, conj, disj, dissoc, empty, not_empty, peek, pop, take_out};
pub use chunk::chunk_of;
pub use convert::{key, keys, list_star, rseq, to_array, val, vals, vec};
pub use count::{count, count_owned};
pub use deref::deref;
pub use lookup::{contains, find, get, get_or, nth, nth_or, nth_owned};
pub use predicates::*;
