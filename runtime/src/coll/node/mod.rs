//! The trees below the collections. They know nothing of Clojure: keys are compared and hashed by a
//! callback, and the "unique owner" path that updates in place is written here and nowhere else.
//!
//! Begin with [`vector_trie`], the simplest; [`hamt`] serves maps and sets, [`red_black`] the sorted ones.
//! [`statics`] holds the empty collections, which need neither memory nor counting.

pub mod hamt;
pub mod red_black;
pub mod statics;
pub mod vector_trie;
