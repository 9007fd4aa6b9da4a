//! Seqs: Clojure's one view of everything that has elements in order.
//!
//! Each file holds one kind of seq; [`walk`] holds the operations over all of them, which are re-exported here
//! under Clojure's names. Collections themselves are in [`crate::coll`], operations that are not about
//! order (`conj`, `get` …) in [`crate::ops`].
//!
//! A seq object other than a [`lazy::LazySeq`] or `()` has at least one element. Kinds step in place when the
//! caller gives up the only reference ([`next_owned`]), and nobody can tell.
//!
//! Reading order: [`walk`], [`cons`], [`lazy`], [`chunked`]; then the others.

pub mod walk;

pub mod chunked;
pub mod cons;
pub mod cycle;
pub mod iterate;
pub mod lazy;
pub mod of_array;
pub mod of_iterator;
pub mod of_map;
pub mod of_queue;
pub mod of_string;
pub mod of_vector;
pub mod once;
pub mod range;
pub mod repeat;

#[cfg(all(test, not(loom)))]
mod tests;

pub use cons::cons;
pub use lazy::LazySeq;
pub use walk::{
    count, count_owned, drain, first, for_each, is_full_seq, is_seq, is_seqable, known_length, next, next_owned, nth,
    nth_owned, rest, rest_owned, seq, to_vec,
};
