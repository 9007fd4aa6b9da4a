//! How an object names its children: one field list per kind serves release, publication and
//! collection.
//!
//! A heap type implements [`Heap`] through the [`heap!`](crate::heap) macro, listing every field
//! that can hold a reference. A field type is [`Traced`]. Leaving a field out is a memory leak at
//! release and, worse, an unpublished child after publication, so debug builds check published
//! graphs (`publish::assert_published`).

use super::kind::Kind;
use super::refs::Ref;
use crate::value::Value;

/// Sees children without changing them.
pub trait Visitor {
    fn value(&mut self, value: &Value);
}

/// Takes children away: after a visit the slot holds nothing that is counted.
pub trait VisitorMut {
    fn value(&mut self, value: Value);
}

/// A field that can hold references to other objects.
pub trait Traced {
    fn visit(&self, visitor: &mut impl Visitor);
    /// Hands every reference to the visitor and leaves nil, `None` or a permanent object behind.
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut);
}

impl Traced for Value {
    #[inline(always)]
    fn visit(&self, visitor: &mut impl Visitor) {
        visitor.value(self);
    }
    #[inline(always)]
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if self.is_object() {
            visitor.value(std::mem::replace(self, Value::NIL));
        }
    }
}

impl<T: Heap> Traced for Ref<T> {
    #[inline(always)]
    fn visit(&self, visitor: &mut impl Visitor) {
        visitor.value(&self.as_value());
    }
    #[inline(always)]
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        visitor.value(self.take_for_release());
    }
}

impl<T: Traced> Traced for Option<T> {
    #[inline(always)]
    fn visit(&self, visitor: &mut impl Visitor) {
        if let Some(inner) = self {
            inner.visit(visitor);
        }
    }
    #[inline(always)]
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        if let Some(inner) = self {
            inner.visit_mut(visitor);
        }
    }
}

impl<T: Traced> Traced for [T] {
    #[inline]
    fn visit(&self, visitor: &mut impl Visitor) {
        self.iter().for_each(|child| child.visit(visitor));
    }
    #[inline]
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.iter_mut().for_each(|child| child.visit_mut(visitor));
    }
}

macro_rules! traced_by_slice {
    ($($t:ty),*) => {$(
        impl<T: Traced> Traced for $t {
            fn visit(&self, visitor: &mut impl Visitor) {
                self[..].visit(visitor);
            }
            fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
                self[..].visit_mut(visitor);
            }
        }
    )*};
}
traced_by_slice!(Vec<T>, Box<[T]>);

impl<A: Traced, B: Traced> Traced for (A, B) {
    fn visit(&self, visitor: &mut impl Visitor) {
        self.0.visit(visitor);
        self.1.visit(visitor);
    }
    fn visit_mut(&mut self, visitor: &mut impl VisitorMut) {
        self.0.visit_mut(visitor);
        self.1.visit_mut(visitor);
    }
}

/// Fields without references (bytes of a string, machine words), so that they can be tails.
macro_rules! traced_leaf {
    ($($t:ty),*) => {$(
        impl Traced for $t {
            #[inline(always)]
            fn visit(&self, _: &mut impl Visitor) {}
            #[inline(always)]
            fn visit_mut(&mut self, _: &mut impl VisitorMut) {}
        }
    )*};
}
traced_leaf!((), u8, u32, u64);

/// A type that lives on the heap behind a [`Header`](super::Header).
///
/// An object is a body (`Self`) and, behind it in the same allocation, a tail of
/// [`tail_len`](Heap::tail_len) elements whose number never changes.
pub trait Heap: Sized + 'static {
    const KIND: Kind;
    /// Element type of the tail; `()` where there is none.
    type Tail: Traced + 'static;
    /// Number of tail elements. Must not change while the object lives.
    fn tail_len(&self) -> usize {
        0
    }
    /// Does [`Heap::outside`] say anything?
    const OWNS_OUTSIDE: bool = false;
    /// The bytes that the object owns outside of the heap and that count as if they were on it. Must not change while the object
    /// lives. Only for kinds without a tail.
    fn outside(&self) -> usize {
        0
    }
    fn visit_children(&self, visitor: &mut impl Visitor);
    fn visit_children_mut(&mut self, visitor: &mut impl VisitorMut);
}

/// Implements [`Heap`]: `heap!(Cons: Cons { meta, first, rest })`, or with a tail
/// `heap!(Tuple: Tuple { meta } tail Value, len: u32)` where `len` is the field with its length.
/// The second name is the [`Kind`].
///
/// `heap!(BigInt: BigInt {} owns f)` says that `f` gives what is owned outside.
#[macro_export]
macro_rules! heap {
    ($type:ty : $kind:ident { $($field:ident),* $(,)? } owns $outside:expr) => {
        impl $crate::object::Heap for $type {
            const KIND: $crate::object::Kind = $crate::object::Kind::$kind;
            type Tail = ();
            const OWNS_OUTSIDE: bool = true;
            #[inline]
            fn outside(&self) -> usize {
                let outside: fn(&$type) -> usize = $outside;
                outside(self)
            }
            $crate::heap!(@visit $($field),*);
        }
    };
    ($type:ty : $kind:ident { $($field:ident),* $(,)? }) => {
        impl $crate::object::Heap for $type {
            const KIND: $crate::object::Kind = $crate::object::Kind::$kind;
            type Tail = ();
            $crate::heap!(@visit $($field),*);
        }
    };
    ($type:ty : $kind:ident { $($field:ident),* $(,)? } tail $tail:ty, $len:ident) => {
        impl $crate::object::Heap for $type {
            const KIND: $crate::object::Kind = $crate::object::Kind::$kind;
            type Tail = $tail;
            #[inline(always)]
            fn tail_len(&self) -> usize {
                self.$len as usize
            }
            $crate::heap!(@visit $($field),*);
        }
    };
    (@visit $($field:ident),*) => {
        #[inline]
        #[allow(unused_variables)]
        fn visit_children(&self, visitor: &mut impl $crate::object::Visitor) {
            $( $crate::object::Traced::visit(&self.$field, visitor); )*
        }
        #[inline]
        #[allow(unused_variables)]
        fn visit_children_mut(&mut self, visitor: &mut impl $crate::object::VisitorMut) {
            $( $crate::object::Traced::visit_mut(&mut self.$field, visitor); )*
        }
    };
}
