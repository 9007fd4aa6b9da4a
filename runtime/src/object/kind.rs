//! The table of heap kinds: one row per kind, from which the tag, release, publication and the
//! Java class name are derived. Adding a heap type without its row does not compile.

use super::header::Header;
use super::publish::Pending;
use super::refs::{destroy, finalise, visit};
use super::release::DeadList;

/// What the object machinery needs to know about a kind.
pub struct KindInfo {
    /// The name `class` answers to, unless the object says otherwise (records, types, exceptions, host objects).
    pub class_name: &'static str,
    /// Releases the children and frees the object.
    pub(super) destroy: unsafe fn(*mut Header, &mut DeadList),
    /// Releases the children and drops the body of an object whose memory goes with its heap.
    pub(super) finalise: unsafe fn(*mut Header, &mut DeadList),
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
            KindInfo {
                class_name: $class,
                destroy: destroy::<$type>,
                finalise: finalise::<$type>,
                publish: visit::<$type>,
            },
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
    // numbers beyond 64 bits
    BigInt: crate::number::BigInt => "clojure.lang.BigInt";
    BigInteger: crate::number::BigInteger => "java.math.BigInteger";
    Ratio: crate::number::Ratio => "clojure.lang.Ratio";
    BigDecimal: crate::number::BigDecimal => "java.math.BigDecimal";
    // literals of other kinds
    Uuid: crate::uuid::Uuid => "java.util.UUID";
    Inst: crate::inst::Inst => "java.util.Date";
    Pattern: crate::regex::Pattern => "java.util.regex.Pattern";
    Matcher: crate::regex::Matcher => "java.util.regex.Matcher";
    // collections
    List: crate::coll::list::List => "clojure.lang.PersistentList";
    EmptyList: crate::coll::list::EmptyList => "clojure.lang.PersistentList$EmptyList";
    Vector: crate::coll::vector::Vector => "clojure.lang.PersistentVector";
    SubVector: crate::coll::subvec::SubVector => "clojure.lang.APersistentVector$SubVector";
    MapEntry: crate::coll::map_entry::MapEntry => "clojure.lang.MapEntry";
    ArrayMap: crate::coll::array_map::ArrayMap => "clojure.lang.PersistentArrayMap";
    HashMap: crate::coll::hash_map::HashMap => "clojure.lang.PersistentHashMap";
    HashSet: crate::coll::hash_set::HashSet => "clojure.lang.PersistentHashSet";
    SortedMap: crate::coll::sorted_map::SortedMap => "clojure.lang.PersistentTreeMap";
    SortedSet: crate::coll::sorted_set::SortedSet => "clojure.lang.PersistentTreeSet";
    Queue: crate::coll::queue::Queue => "clojure.lang.PersistentQueue";
    TransientVector: crate::coll::transient::TransientVector => "clojure.lang.PersistentVector$TransientVector";
    TransientArrayMap: crate::coll::transient::TransientArrayMap => "clojure.lang.PersistentArrayMap$TransientArrayMap";
    TransientHashMap: crate::coll::transient::TransientHashMap => "clojure.lang.PersistentHashMap$TransientHashMap";
    TransientHashSet: crate::coll::transient::TransientHashSet => "clojure.lang.PersistentHashSet$TransientHashSet";
    VectorNode: crate::coll::node::vector_trie::Node => "clojure.lang.PersistentVector$Node";
    VectorNumbers: crate::coll::node::vector_trie::Numbers => "clojure.lang.PersistentVector$Node";
    HashMapNode: crate::coll::node::hamt::Node<2> => "clojure.lang.PersistentHashMap$BitmapIndexedNode";
    HashSetNode: crate::coll::node::hamt::Node<1> => "clojure.lang.PersistentHashMap$BitmapIndexedNode";
    TreeNode: crate::coll::node::red_black::Node => "clojure.lang.PersistentTreeMap$Node";
    // seqs
    Cons: crate::seq::cons::Cons => "clojure.lang.Cons";
    LazySeq: crate::seq::lazy::LazySeq => "clojure.lang.LazySeq";
    NativeThunk: crate::seq::lazy::NativeThunk => "lisle.lang.NativeThunk";
    ChunkedCons: crate::seq::chunked::ChunkedCons => "clojure.lang.ChunkedCons";
    ChunkBuffer: crate::seq::chunked::ChunkBuffer => "clojure.lang.ChunkBuffer";
    ChunkItems: crate::seq::chunked::ChunkItems => "lisle.lang.ChunkItems";
    ArrayChunk: crate::seq::chunked::ArrayChunk => "clojure.lang.ArrayChunk";
    LongChunk: crate::seq::chunked::LongChunk => "clojure.lang.LongRange$LongChunk";
    LongRange: crate::seq::range::LongRange => "clojure.lang.LongRange";
    Range: crate::seq::range::Range => "clojure.lang.Range";
    Repeat: crate::seq::repeat::Repeat => "clojure.lang.Repeat";
    Iterate: crate::seq::iterate::Iterate => "clojure.lang.Iterate";
    Cycle: crate::seq::cycle::Cycle => "clojure.lang.Cycle";
    StringSeq: crate::seq::of_string::StringSeq => "clojure.lang.StringSeq";
    ArraySeq: crate::seq::of_array::ArraySeq => "clojure.lang.ArraySeq";
    /// The rest arguments of a call.
    ArgsSeq: crate::seq::of_array::ArgsSeq => "clojure.lang.ArraySeq";
    VectorSeq: crate::seq::of_vector::VectorSeq => "clojure.lang.PersistentVector$ChunkedSeq";
    IndexedSeq: crate::seq::of_vector::IndexedSeq => "clojure.lang.APersistentVector$Seq";
    RSeq: crate::seq::of_vector::RSeq => "clojure.lang.APersistentVector$RSeq";
    /// A seq over a map or set; the object knows its class name.
    MapSeq: crate::seq::of_map::MapSeq => "clojure.lang.PersistentHashMap$NodeSeq";
    /// Keys or values of a seq of entries; the object knows its class name.
    EntryPartSeq: crate::seq::of_map::EntryPartSeq => "clojure.lang.APersistentMap$KeySeq";
    QueueSeq: crate::seq::of_queue::QueueSeq => "clojure.lang.PersistentQueue$Seq";
    /// A Java array; the object knows its class name.
    Array: crate::array::Array => "[Ljava.lang.Object;";
    // references
    Atom: crate::reference::Atom => "clojure.lang.Atom";
    Ref: crate::stm::TRef => "clojure.lang.Ref";
    Agent: crate::reference::Agent => "clojure.lang.Agent";
    Volatile: crate::reference::Volatile => "clojure.lang.Volatile";
    Delay: crate::reference::Delay => "clojure.lang.Delay";
    Promise: crate::reference::Promise => "clojure.core$promise$reify__8591";
    Future: crate::reference::Future => "clojure.core$future_call$reify__8544";
    Reduced: crate::reduced::Reduced => "clojure.lang.Reduced";
    Unbound: crate::reference::Unbound => "clojure.lang.Var$Unbound";
    BindingFrame: crate::bindings::BindingFrame => "clojure.lang.Var$Frame";
    BindingTable: crate::bindings::BindingTable => "clojure.lang.Var$Frame";
    BindingBox: crate::bindings::BindingBox => "clojure.lang.Var$TBox";
    // dispatch
    Protocol: crate::protocol::Protocol => "clojure.lang.PersistentArrayMap";
    ProtocolFn: crate::protocol::ProtocolFn => "clojure.lang.AFunction";
    MethodCache: crate::protocol::MethodCache => "clojure.lang.MethodImplCache";
    MultiFn: crate::multimethod::MultiFn => "clojure.lang.MultiFn";
    DispatchCache: crate::multimethod::DispatchCache => "lisle.lang.DispatchCache";
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
    /// A mutable field of an instance.
    FieldCell: crate::instance::FieldCell => "lisle.lang.FieldCell";
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
