//! The passes: small functions over the analyzed tree, and over linear code.
//!
//! | Pass | Works on | Why there |
//! |---|---|---|
//! | [`fold`](fold::fold) | tree | decides what is known before code is chosen |
//! | [`infer`](infer::infer) | tree | what a loop's locals are depends on every `recur`, which the analyzer has not yet seen |
//! | [`last_use`](last_use::last_use) | linear code | the same code may stand in two places (`finally`), with different last uses; and only linear code shows what a conditional, a loop or a handler does to each path |
//!
//! The emitter runs [`last_use`](last_use::last_use) on every arity that it emits.

pub mod fold;
pub mod infer;
pub mod last_use;
pub mod liveness;

use crate::node::Chunk;

/// Runs the passes over the tree of a top-level form.
pub fn run(chunk: &mut Chunk) {
    fold::fold(&mut chunk.body.node);
    infer::infer(chunk);
}
