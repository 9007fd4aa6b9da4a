//! The table of heap kinds: one row per kind, from which the tag, release, publication and the
//! Java class name are derived. Adding a heap type without its row does not compile.

use super::header::Header;
use super::publish::Pending;
use super::refs::{destroy, visit};
use super::release::DeadList;

/// What the object machinery needs to know about a kind.
pub struct KindInfo {
    /// The name `class` answers to, unless the object says otherwise (records, types, exceptions, host objects).
    pub class_name: &'static str,
    /// Releases the children and frees the object.
    pub(super) destroy: unsafe fn(*mut Header, &mut DeadList),
    /// Hands the children to a publication walk.
    pub(super) publish: unsafe fn(*mut Header, &mut Pending),
}

macro_rules! heap_kinds {
    ($( $(#[$doc:meta])* $kind:ident : $type:ty => $class:literal; )*) => {
        /// The kind of a heap object.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Kind {
            $( $(#[$doc])* $kind, )*
            /// Left behind in reference fields while their owner is being freed; never seen elsewhere.
            Dead,
        }

        static KINDS: [KindInfo; Kind::Dead as usize] = [$(
            KindInfo { class_name: $class, destroy: destroy::<$type>, publish: visit::<$type> },
        )*];

        const _: () = {
            // Each type's own `KIND` must be the row it stands in.
            $( assert!(<$type as super::Heap>::KIND as u8 == Kind::$kind as u8); )*
        };

        impl Kind {
            /// All kinds, in table order.
            pub const ALL: &'static [Kind] = &[$( Kind::$kind, )*];
        }
    };
}

heap_kinds! {
    // text and names
    Str: crate::string::Str => "java.lang.String";
    Symbol: crate::symbol::Symbol => "clojure.lang.Symbol";
    Keyword: crate::keyword::Keyword => "clojure.lang.Keyword";
    TaggedLiteral: crate::tagged::TaggedLiteral => "clojure.lang.TaggedLiteral";
    ReaderConditional: crate::tagged::ReaderConditional => "clojure.lang.ReaderConditional";
    // errors
    Throwable: crate::error::Throwable => "java.lang.Throwable";
    // functions
    Native: crate::function::Native => "clojure.lang.AFunction";
    Function: crate::function::Function => "clojure.lang.AFunction";
    CodeObject: crate::function::CodeObject => "lisle.lang.Code";
    /// An immediate value where only an object fits (roots of vars).
    Boxed: crate::cell::Boxed => "lisle.lang.Boxed";
    // names and types
    Var: crate::var::Var => "clojure.lang.Var";
    Namespace: crate::namespace::Namespace => "clojure.lang.Namespace";
    Class: crate::class::Class => "java.lang.Class";
    TypeInfo: crate::instance::TypeInfo => "lisle.lang.TypeInfo";
    /// An object of a `deftype`, `defrecord` or `reify`.
    Instance: crate::instance::Instance => "java.lang.Object";
    /// A value of a Rust type that has no kind of its own (mutable Java collections, streams …).
    Host: crate::host_object::HostObject => "java.lang.Object";
}

impl Kind {
    #[inline(always)]
    pub fn info(self) -> &'static KindInfo {
        &KINDS[self as usize]
    }

    #[inline(always)]
    pub(super) fn from_byte(byte: u8) -> Kind {
        // A dead object's link word holds the kind byte that was in its header.
        Kind::ALL[byte as usize]
    }
}
