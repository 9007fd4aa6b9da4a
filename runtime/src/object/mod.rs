//! Heap objects: how they are laid out, counted, published and freed.
//!
//! Begin with [`count`] (the counting scheme), then [`header`], [`refs`] (the owning pointer),
//! [`trace`] (how an object names its children), [`release`] and [`publish`] (the two walks), and
//! [`kind`] (the table of all kinds).

pub mod count;
pub mod header;
pub mod kind;
pub mod publish;
pub mod refs;
pub mod release;
pub mod trace;

pub use header::Header;
pub use kind::Kind;
pub use publish::{Shared, publish};
pub use refs::{Object, Ref};
pub use release::discard;
pub use trace::{Heap, Traced, Visitor, VisitorMut};
