//! The operations on seqs: `seq`, `first`, `next`, `rest`, and loops over any collection.
//!
//! Each operation tries the kinds of seqs and collections, then user types and host objects. Those that
//! end in `_owned` consume their argument and step in place when it is the only reference, so that a loop
//! over a vector allocates once.

use super::chunked::ChunkedCons;
use super::cons::Cons;
use super::cycle::Cycle;
use super::iterate::Iterate;
use super::lazy::{self, LazySeq};
use super::of_array::{ArgsSeq, ArraySeq, array_seq};
use super::of_iterator::iterator_seq;
use super::of_map::{self, EntryPartSeq, MapSeq, Part};
use super::of_queue::{QueueSeq, queue_seq};
use super::of_string::{StringSeq, string_seq};
use super::of_vector::{IndexedSeq, RSeq, VectorSeq, indexed_seq, vector_seq};
use super::range::{LongRange, Range};
use super::repeat::Repeat;
use crate::array::Array;
use crate::coll::list::{self, EmptyList, List};
use crate::coll::map_entry::MapEntry;
use crate::coll::queue::Queue;
use crate::coll::subvec::SubVector;
use crate::coll::vector::Vector;
use crate::error::{Error, Result};
use crate::instance::{self, Instance};
use crate::object::{Kind, Ref, discard};
use crate::protocol::Protocol;
use crate::string::Str;
use crate::thread::Thread;
use crate::value::{Borrowed, Value};
use std::ops::ControlFlow;

/// Runs the arm of the type that the value is.
macro_rules! by_type {
    ($value:expr; $( $type:ty => |$x:ident| $body:expr, )* else $other:expr $(,)?) => {
        $( if let Some($x) = $value.as_ref::<$type>() { $body } else )* { $other }
    };
}
pub(crate) use by_type;

/// Is the value a seq (`ISeq`)? Lazy seqs and `()` are.
#[inline]
pub fn is_seq(v: &Value) -> bool {
    match v.kind() {
        Some(
            Kind::List
            | Kind::EmptyList
            | Kind::Cons
            | Kind::LazySeq
            | Kind::ChunkedCons
            | Kind::VectorSeq
            | Kind::IndexedSeq
            | Kind::RSeq
            | Kind::MapSeq
            | Kind::EntryPartSeq
            | Kind::LongRange
            | Kind::Range
            | Kind::Repeat
            | Kind::Iterate
            | Kind::Cycle
            | Kind::StringSeq
            | Kind::ArraySeq
            | Kind::ArgsSeq
            | Kind::QueueSeq,
        ) => true,
        Some(Kind::Instance) => instance::implements(v, "clojure.lang.ISeq"),
        _ => false,
    }
}

/// A seq that has at least one element for sure, so that `seq` of it is itself.
#[inline]
pub fn is_full_seq(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::List
            | Kind::Cons
            | Kind::ChunkedCons
            | Kind::VectorSeq
            | Kind::IndexedSeq
            | Kind::RSeq
            | Kind::MapSeq
            | Kind::EntryPartSeq
            | Kind::LongRange
            | Kind::Range
            | Kind::Repeat
            | Kind::Iterate
            | Kind::Cycle
            | Kind::StringSeq
            | Kind::ArraySeq
            | Kind::ArgsSeq
            | Kind::QueueSeq
    )
}

/// `seq`: a seq of at least one element, or nil.
#[inline]
pub fn seq(t: &mut Thread, v: &Value) -> Result<Value> {
    match v.kind() {
        None if v.is_nil() => Ok(Value::NIL),
        Some(kind) if is_full_seq(kind) => Ok(v.clone()),
        _ => seq_slow(t, v),
    }
}

fn seq_slow(t: &mut Thread, v: &Value) -> Result<Value> {
    by_type! { v;
        LazySeq => |s| match s.realized() {
            Some(seq) => Ok(seq.clone()),
            None => lazy::force(t, s),
        },
        Vector => |v| Ok(vector_seq(v, 0)),
        EmptyList => |_e| Ok(Value::NIL),
        Str => |s| Ok(string_seq(s)),
        SubVector => |_s| Ok(indexed_seq(v, 0)),
        MapEntry => |e| Ok(vector_seq(&e.to_vector(), 0)),
        Array => |a| Ok(array_seq(a)),
        Queue => |q| Ok(queue_seq(q)),
        Instance => |i| seq_of_instance(t, v, i),
        Protocol => |p| {
            let map = p.as_map(t)?;
            seq(t, &map)
        },
        else match v.kind() {
            Some(Kind::ArrayMap | Kind::HashMap | Kind::SortedMap) => Ok(of_map::map_seq(v, Part::Entries)),
            Some(Kind::HashSet | Kind::SortedSet) => Ok(of_map::set_seq(v)),
            Some(Kind::Host) => seq_of_iterable(t, v),
            _ => Err(not_seqable(v)),
        },
    }
}

fn seq_of_instance(t: &mut Thread, v: &Value, i: &Ref<Instance>) -> Result<Value> {
    if i.is_record() {
        return crate::ops::record::seq(t, i);
    }
    if let Some(result) = instance::call(t, v, "seq", &mut []) {
        return result;
    }
    if instance::implements(v, "clojure.lang.ISeq") {
        return Ok(v.clone());
    }
    seq_of_iterable(t, v)
}

/// Over what Java can iterate.
fn seq_of_iterable(t: &mut Thread, v: &Value) -> Result<Value> {
    if let Some(iterator) = instance::call(t, v, "iterator", &mut []) {
        let iterator = iterator?;
        return if is_seq(&iterator) { seq(t, &iterator) } else { iterator_seq(t, &iterator) };
    }
    if let Some(entries) = instance::call(t, v, "entrySet", &mut []) {
        let entries = entries?;
        return seq(t, &entries);
    }
    Err(not_seqable(v))
}

#[cold]
fn not_seqable(v: &Value) -> Error {
    Error::illegal_argument(format!("Don't know how to create ISeq from: {}", crate::class::class_name(v)))
}

/// Could `seq` succeed? `seqable?`
pub fn is_seqable(v: &Value) -> bool {
    match v.kind() {
        None => v.is_nil(),
        Some(
            Kind::Vector
            | Kind::SubVector
            | Kind::MapEntry
            | Kind::Str
            | Kind::Array
            | Kind::Queue
            | Kind::ArrayMap
            | Kind::HashMap
            | Kind::SortedMap
            | Kind::HashSet
            | Kind::SortedSet
            | Kind::Protocol,
        ) => true,
        Some(Kind::Instance) => {
            let i = |name| instance::implements(v, name);
            is_seq(v)
                || i("clojure.lang.Seqable")
                || i("java.lang.Iterable")
                || i("java.util.Map")
                || i("java.lang.CharSequence")
        }
        _ => is_seq(v),
    }
}

/// As [`is_seqable`], host objects included.
pub fn is_seqable_by(t: &Thread, v: &Value) -> bool {
    match v.kind() {
        Some(Kind::Host) => {
            let classes = &t.runtime.classes;
            ["java.lang.Iterable", "java.util.Map", "java.lang.CharSequence"]
                .iter()
                .any(|name| classes.is_instance(&classes.intern(name), v))
        }
        _ => is_seqable(v),
    }
}

/// `first`
#[inline]
pub fn first(t: &mut Thread, v: &Value) -> Result<Value> {
    by_type! { v;
        List => |l| Ok(l.first.clone()),
        Cons => |c| Ok(c.first.clone()),
        VectorSeq => |s| Ok(s.first()),
        ChunkedCons => |s| Ok(s.first()),
        LongRange => |r| Ok(r.first()),
        Vector => |v| Ok(v.nth(0).map(Borrowed::cloned).unwrap_or_default()),
        else first_slow(t, v),
    }
}

fn first_slow(t: &mut Thread, v: &Value) -> Result<Value> {
    by_type! { v;
        LazySeq => |s| {
            let seq = lazy::force(t, s)?;
            first(t, &seq)
        },
        MapSeq => |s| Ok(s.first()),
        Iterate => |s| s.first(t),
        Range => |r| Ok(r.first()),
        ArgsSeq => |s| Ok(s.first()),
        StringSeq => |s| Ok(s.first()),
        ArraySeq => |s| Ok(s.first()),
        IndexedSeq => |s| Ok(s.first()),
        RSeq => |s| Ok(s.first()),
        EntryPartSeq => |s| s.first(t),
        Repeat => |r| Ok(r.value.clone()),
        Cycle => |c| c.first(t),
        QueueSeq => |s| Ok(s.first()),
        MapEntry => |e| Ok(e.key.clone()),
        else {
            if v.is_nil() {
                return Ok(Value::NIL);
            }
            if let Some(result) = instance_seq(v).and_then(|v| instance::call(t, v, "first", &mut [])) {
                return result;
            }
            let seq = seq(t, v)?;
            if seq.is_nil() {
                return Ok(Value::NIL);
            }
            if seq.identical(v) {
                return Err(Error::cannot_cast(v, "clojure.lang.ISeq"));
            }
            first(t, &seq)
        },
    }
}

/// The value, if it is an object of a user type that is a seq.
fn instance_seq(v: &Value) -> Option<&Value> {
    instance::implements(v, "clojure.lang.ISeq").then_some(v)
}

/// `next`: the seq after the first element, or nil.
pub fn next(t: &mut Thread, v: &Value) -> Result<Value> {
    next_owned(t, v.clone())
}

/// [`next`] of a value that the caller gives up.
#[inline]
pub fn next_owned(t: &mut Thread, mut v: Value) -> Result<Value> {
    if let Some(list) = v.get::<List>() {
        return Ok(list.next.as_ref().map_or(Value::NIL, Ref::to_value));
    }
    if v.is::<VectorSeq>() {
        return Ok(v.downcast::<VectorSeq>().map_or_else(|v| v, Ref::<VectorSeq>::advance));
    }
    if v.is::<LongRange>() {
        return Ok(v.downcast::<LongRange>().map_or_else(|v| v, |r| r.advance(1)));
    }
    if v.is::<ChunkedCons>() {
        return match v.downcast::<ChunkedCons>().map(Ref::<ChunkedCons>::advance) {
            Ok(Ok(next)) | Err(next) => Ok(next),
            Ok(Err(more)) => seq(t, &more),
        };
    }
    if let Some(cons) = v.as_mut::<Cons>() {
        let rest = match cons.get_mut() {
            Some((body, _)) => body.rest.take(),
            None => cons.rest.clone(),
        };
        drop(v);
        return seq(t, &rest);
    }
    next_slow(t, v)
}

fn next_slow(t: &mut Thread, v: Value) -> Result<Value> {
    // A type that says what is next is not asked for the rest, which it may make of that.
    if let Some(object) = instance_seq(&v)
        && let Some(next) = instance::call(t, object, "next", &mut [])
    {
        return next;
    }
    match advance(t, v)? {
        Step::Next(next) => Ok(next),
        Step::More(more) => seq(t, &more),
    }
}

/// What is behind the first element of a seq.
enum Step {
    /// A seq of at least one element, or nil.
    Next(Value),
    /// Any seq; it may be empty.
    More(Value),
}

fn advance(t: &mut Thread, v: Value) -> Result<Step> {
    macro_rules! owned {
        ($v:ident; $( $kind:ident |$x:ident| $body:expr, )*) => {
            match $v.kind() {
                $( Some(Kind::$kind) => match $v.downcast::<$kind>() {
                    Ok($x) => return $body,
                    Err(other) => other,
                }, )*
                _ => $v,
            }
        };
    }
    let v = owned! { v;
        ChunkedCons |s| Ok(match s.advance() {
            Ok(next) => Step::Next(next),
            Err(more) => Step::More(more),
        }),
        VectorSeq |s| Ok(Step::Next(s.advance())),
        LongRange |r| Ok(Step::Next(r.advance(1))),
        MapSeq |s| Ok(Step::Next(s.advance())),
        Iterate |s| s.advance(t).map(Step::Next),
        Range |r| r.advance().map(Step::Next),
        ArgsSeq |s| Ok(Step::Next(s.advance())),
        StringSeq |s| Ok(Step::Next(s.advance())),
        ArraySeq |s| Ok(Step::Next(s.advance())),
        IndexedSeq |s| Ok(Step::Next(s.advance())),
        RSeq |s| Ok(Step::Next(s.advance())),
        EntryPartSeq |s| s.advance(t).map(Step::Next),
        Repeat |r| Ok(Step::Next(r.advance())),
        Cycle |c| c.advance(t).map(Step::Next),
        QueueSeq |s| Ok(Step::Next(s.advance())),
    };
    if let Some(list) = v.get::<List>() {
        return Ok(Step::Next(list.next.as_ref().map_or(Value::NIL, Ref::to_value)));
    }
    if let Some(cons) = v.get::<Cons>() {
        return Ok(Step::More(cons.rest.clone()));
    }
    if v.is_nil() {
        return Ok(Step::Next(Value::NIL));
    }
    if let Some(v) = instance_seq(&v) {
        if let Some(result) = instance::call(t, v, "more", &mut []) {
            return result.map(Step::More);
        }
        if let Some(result) = instance::call(t, v, "next", &mut []) {
            return result.map(Step::Next);
        }
    }
    let seq = seq(t, &v)?;
    if seq.is_nil() {
        return Ok(Step::Next(Value::NIL));
    }
    if seq.identical(&v) {
        return Err(Error::cannot_cast(&v, "clojure.lang.ISeq"));
    }
    drop(v);
    advance(t, seq)
}

/// `rest`: the seq after the first element, possibly lazy or `()`.
pub fn rest(t: &mut Thread, v: &Value) -> Result<Value> {
    rest_owned(t, v.clone())
}

/// [`rest`] of a value that the caller gives up.
#[inline]
pub fn rest_owned(t: &mut Thread, v: Value) -> Result<Value> {
    let rest = match advance(t, v)? {
        Step::Next(rest) | Step::More(rest) => rest,
    };
    Ok(if rest.is_nil() { list::empty() } else { rest })
}

/// The unrealised lazy seq that `next` of this value would have to run, if there is one: for a VM that wants to
/// run it in a frame of its own first.
pub fn pending_rest(v: &Value) -> Option<&Ref<LazySeq>> {
    match v.get::<LazySeq>() {
        Some(lazy) => pending_rest_of_full(lazy.realized()?),
        None => pending_rest_of_full(v),
    }
}

fn pending_rest_of_full(v: &Value) -> Option<&Ref<LazySeq>> {
    let rest = match v.get::<ChunkedCons>() {
        Some(c) if c.offset as usize + 1 < c.chunk.len() => return None,
        Some(c) => &c.more,
        None => &v.get::<Cons>()?.rest,
    };
    rest.as_ref::<LazySeq>().filter(|lazy| lazy.realized().is_none())
}

/// Calls `f` on every element of any collection until it breaks or fails.
pub fn for_each(
    t: &mut Thread,
    coll: &Value,
    mut f: impl FnMut(&mut Thread, &Value) -> Result<ControlFlow<()>>,
) -> Result<()> {
    if let Some(vector) = coll.as_ref::<Vector>() {
        for x in vector.iter() {
            if f(t, &x)?.is_break() {
                break;
            }
            t.tick()?;
        }
        return Ok(());
    }
    if let Some(list) = coll.as_ref::<List>() {
        for x in list.iter() {
            if f(t, x)?.is_break() {
                break;
            }
            t.tick()?;
        }
        return Ok(());
    }
    let seq = seq(t, coll)?;
    drain(t, seq, f)
}

/// [`for_each`] over a seq that the caller gives up, so that what was walked can be freed.
pub fn drain(
    t: &mut Thread,
    coll: Value,
    mut f: impl FnMut(&mut Thread, &Value) -> Result<ControlFlow<()>>,
) -> Result<()> {
    let mut rest = if coll.kind().is_some_and(is_full_seq) {
        coll
    } else {
        let seq = seq(t, &coll)?;
        drop(coll);
        seq
    };
    while !rest.is_nil() {
        let x = first(t, &rest)?;
        if f(t, &x)?.is_break() {
            break;
        }
        t.tick()?;
        rest = next_owned(t, rest)?;
    }
    Ok(())
}

/// All elements of any collection.
pub fn to_vec(t: &mut Thread, coll: &Value) -> Result<Vec<Value>> {
    let mut out = Vec::new();
    if let Some(vector) = coll.as_ref::<Vector>() {
        t.reserve(vector.len() * size_of::<Value>())?;
        out.reserve_exact(vector.len());
    }
    let all = for_each(t, coll, |t, x| {
        if out.len() == out.capacity() {
            t.reserve(2 * out.len() * size_of::<Value>())?;
        }
        out.push(x.clone());
        Ok(ControlFlow::Continue(()))
    });
    match all {
        Ok(()) => Ok(out),
        Err(error) => {
            discard(out);
            Err(error)
        }
    }
}

/// The number of elements, by walking where the kind does not know it.
pub fn count(t: &mut Thread, coll: &Value) -> Result<usize> {
    count_owned(t, coll.clone())
}

/// [`count`] of a value that the caller gives up, so that what was walked can be freed.
pub fn count_owned(t: &mut Thread, coll: Value) -> Result<usize> {
    let mut n = 0;
    let mut rest = seq(t, &coll)?;
    drop(coll);
    while !rest.is_nil() {
        if let Some(known) = known_length(&rest) {
            return Ok(n + known);
        }
        n += 1;
        t.tick()?;
        rest = next_owned(t, rest)?;
    }
    Ok(n)
}

/// Counts the elements of a seq, adding to `n`, as far as they are there. Gives the seq that a lazy one lies behind, or is, that has
/// to be run first; its elements are not counted yet.
pub fn count_realised(t: &mut Thread, mut rest: Value, n: &mut usize) -> Result<Option<Value>> {
    loop {
        if let Some(lazy) = rest.get::<LazySeq>() {
            let Some(seq) = lazy.realized() else { return Ok(Some(rest)) };
            rest = seq.clone();
        }
        if rest.is_nil() {
            return Ok(None);
        }
        if let Some(known) = known_length(&rest) {
            *n += known;
            return Ok(None);
        }
        if let Some(chunked) = rest.as_mut::<ChunkedCons>() {
            *n += chunked.skip_to_last();
        }
        if pending_rest_of_full(&rest).is_some() {
            return Ok(Some(rest));
        }
        *n += 1;
        t.tick()?;
        rest = next_owned(t, rest)?;
    }
}

/// The number of elements of a seq that knows it without a walk (`Counted`, and then some).
pub fn known_length(seq: &Value) -> Option<usize> {
    by_type! { seq;
        List => |l| Some(l.len()),
        VectorSeq => |s| Some(s.remaining()),
        LongRange => |r| usize::try_from(r.count).ok(),
        ArgsSeq => |s| Some(s.remaining().len()),
        StringSeq => |s| Some(s.remaining()),
        ArraySeq => |s| Some(s.remaining()),
        IndexedSeq => |s| Some(s.remaining()),
        RSeq => |s| Some(s.remaining()),
        EmptyList => |_e| Some(0),
        else None,
    }
}

/// The element at an index, by walking; `None` behind the end.
pub fn nth(t: &mut Thread, coll: &Value, index: usize) -> Result<Option<Value>> {
    nth_owned(t, coll.clone(), index)
}

/// [`nth`] of a value that the caller gives up, so that what was walked can be freed.
pub fn nth_owned(t: &mut Thread, coll: Value, index: usize) -> Result<Option<Value>> {
    let mut rest = seq(t, &coll)?;
    drop(coll);
    let mut left = index;
    loop {
        if rest.is_nil() {
            return Ok(None);
        }
        if left == 0 {
            return first(t, &rest).map(Some);
        }
        t.tick()?;
        (rest, left) = skip(t, rest, left)?;
    }
}

/// The seq behind the first `n` elements of a seq, or nil.
pub fn drop_first(t: &mut Thread, mut seq: Value, n: usize) -> Result<Value> {
    let mut left = n;
    while left > 0 && !seq.is_nil() {
        t.tick()?;
        (seq, left) = skip(t, seq, left)?;
    }
    Ok(seq)
}

/// The seq at least one and at most `n` elements further, and how many are still to skip.
fn skip(t: &mut Thread, seq: Value, n: usize) -> Result<(Value, usize)> {
    if let Some(range) = seq.as_ref::<LongRange>() {
        return Ok((range.clone().advance(n as u64), 0));
    }
    if let Some(s) = seq.get::<VectorSeq>() {
        return Ok((vector_seq(&s.vector, (s.index as usize).saturating_add(n)), 0));
    }
    Ok((next_owned(t, seq)?, n - 1))
}
