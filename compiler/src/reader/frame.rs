//! What is being read: the reader's own stack.
//!
//! A frame waits for forms. When it has what it needs it is taken off the stack and becomes a form itself,
//! which the frame below receives.

use super::conditional::Conditional;
use bytecode::source::Position;
use runtime::symbol::Symbol;
use runtime::{Ref, Value};

/// One form that has begun and not ended.
pub(super) struct Frame {
    pub kind: FrameKind,
    /// Where its first character stands.
    pub start: Position,
}

pub(super) enum FrameKind {
    List(Vec<Value>),
    Vector(Vec<Value>),
    Set(Vec<Value>),
    Map(Vec<Value>, Option<MapNamespace>),
    /// `#(…)`; its arguments are in the reader, because there is one at most.
    Fn(Vec<Value>),
    /// `'x`, `@x` and the like: becomes a list of the symbol and the form.
    Prefix(Value),
    SyntaxQuote,
    Discard,
    Eval,
    Symbolic,
    /// `^`, before the metadata.
    Meta,
    /// `^meta`, before what it is put on: a map.
    MetaTarget(Value),
    /// `#`, before the tag.
    Tag,
    TagForm(Ref<Symbol>),
    /// `#:` or `#::`, before the namespace.
    MapName {
        auto: bool,
    },
    Conditional(Conditional),
    /// A reader conditional that is kept as data.
    Preserved(Vec<Value>, bool),
}

/// The namespace of `#:ns{…}`.
pub(super) struct MapNamespace(pub String);

impl FrameKind {
    /// The character that closes the frame; `None` if it ends by itself.
    pub fn closing(&self) -> Option<char> {
        match self {
            FrameKind::List(_) | FrameKind::Fn(_) | FrameKind::Conditional(_) | FrameKind::Preserved(..) => Some(')'),
            FrameKind::Vector(_) => Some(']'),
            FrameKind::Set(_) | FrameKind::Map(..) => Some('}'),
            _ => None,
        }
    }
}
