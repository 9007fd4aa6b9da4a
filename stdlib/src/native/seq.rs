//! Natives for sequences: the seq functions, chunks, lazy seqs, and what the reduce functions of
//! `clojure.core` dispatch on.

use super::args::long_arg;
use runtime::coll::{list, vector, vector::Vector};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::instance::{self, Instance};
use runtime::reduced::{self, Reduced};
use runtime::reference::volatile::Volatile;
use runtime::seq::range::LongRange;
use runtime::seq::{self, lazy::LazySeq};
use runtime::{Kind, Thread, Value, ops};

/// Natives that are one call on their arguments.
macro_rules! direct {
    ($($name:ident($t:ident $(, $x:ident)*) = $call:expr;)*) => { $(
        fn $name($t: &mut Thread, args: &mut [Value]) -> Result<Value> {
            let _ = &$t;
            let [$($x),*] = args else { return Err(Error::arity(args.len(), stringify!($name))) };
            $call
        }
    )* };
}

direct! {
    first(t, coll) = seq::first(t, coll);
    next(t, coll) = seq::next_owned(t, coll.take());
    rest(t, coll) = seq::rest_owned(t, coll.take());
    seq_(t, coll) = seq::seq(t, coll);
    cons(t, x, coll) = seq::cons(t, x.take(), coll.take());
    is_seq(t, x) = Ok(Value::bool(seq::is_seq(x)));
    is_seqable(t, x) = Ok(Value::bool(seq::walk::is_seqable_by(t, x)));
    is_chunked_seq(t, x) = Ok(Value::bool(ops::chunk::is_chunked_seq(x)));
    lazy_seq(t, f) = Ok(LazySeq::new(f.take()));
    chunk_buffer(t, n) = Ok(seq::chunked::ChunkBuffer::new_value(long_arg(n)?.max(0) as usize));
    chunk_append(t, b, x) = {
        let buffer = b.as_ref::<seq::chunked::ChunkBuffer>()
            .ok_or_else(|| Error::cannot_cast(b, "clojure.lang.ChunkBuffer"))?;
        buffer.add(x.take());
        Ok(Value::NIL)
    };
    chunk_add(t, b, x) = {
        let buffer = b.as_mut::<seq::chunked::ChunkBuffer>()
            .ok_or_else(|| Error::bare(runtime::ExceptionKind::ClassCastException))?;
        buffer.add_owned(x.take());
        Ok(b.take())
    };
    chunk(t, b) = {
        let buffer = b.as_ref::<seq::chunked::ChunkBuffer>()
            .ok_or_else(|| Error::cannot_cast(b, "clojure.lang.ChunkBuffer"))?;
        Ok(buffer.chunk().into())
    };
    chunk_first(t, s) = ops::chunk::chunk_first(t, s);
    chunk_rest(t, s) = ops::chunk::chunk_rest(t, s);
    chunk_next(t, s) = ops::chunk::chunk_next(t, s);
    chunk_cons(t, c, rest) = seq::chunked::chunk_cons(c, rest.take());
    iterate(t, f, x) = Ok(seq::iterate::Iterate::new_value(f.take(), x.take()));
    reduced(t, x) = Ok(runtime::reduced::reduced(x.take()));
    is_reduced(t, x) = Ok(Value::bool(x.is::<Reduced>()));
    unreduced(t, x) = Ok(x.get::<Reduced>().map_or_else(|| x.clone(), |r| r.value.clone()));
    ensure_reduced(t, x) = Ok(if x.is::<Reduced>() { x.take() } else { runtime::reduced::reduced(x.take()) });
    volatile(t, x) = Ok(Volatile::new_value(x.take()));
    is_volatile(t, x) = Ok(Value::bool(x.is::<Volatile>()));
    or_empty(t, s) = {
        let s = seq::seq(t, s)?;
        Ok(if s.is_nil() { list::from_vec(Vec::new()) } else { s })
    };
}

fn vreset(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let value = args[1].clone();
    let cell = args[0].get::<Volatile>().ok_or_else(|| Error::cannot_cast(&args[0], "clojure.lang.Volatile"))?;
    cell.store(t, args[1].clone());
    Ok(value)
}

/// `(spread '(1 2 (3 4)))` is `(1 2 3 4)`: what `list*` and `apply` do with their arguments.
fn spread(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is_nil() {
        return Ok(Value::NIL);
    }
    let items = seq::to_vec(t, &args[0])?;
    ops::list_star(t, items)
}

/// `apply`, when it is called from a native; the VM spreads the arguments itself otherwise.
fn apply(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (f, rest) = args.split_first_mut().ok_or_else(|| Error::arity(0, "clojure.core/apply"))?;
    let (last, fixed) = rest.split_last_mut().ok_or_else(|| Error::arity(1, "clojure.core/apply"))?;
    if !ops::is_ifn(f) && !f.is_nil() {
        return Err(Error::cannot_cast(f, "clojure.lang.IFn"));
    }
    let mut spread: Vec<Value> = fixed.iter_mut().map(Value::take).collect();
    spread.extend(seq::to_vec(t, last)?);
    t.invoke(f, &mut spread)
}

fn range(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [] => {
            let inc = t.runtime.extension::<vm::NativeTable>().find("inc'");
            let inc = inc.map(vm::natives::function).unwrap_or_default();
            Ok(seq::iterate::Iterate::new_value(inc, Value::long(0)))
        }
        [end] => seq::range::range(Value::long(0), end.take(), Value::long(1)),
        [start, end] => seq::range::range(start.take(), end.take(), Value::long(1)),
        [start, end, step, ..] => seq::range::range(start.take(), end.take(), step.take()),
    }
}

fn repeat(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [x] => Ok(seq::repeat::Repeat::forever(x.take())),
        [n, x, ..] => Ok(seq::repeat::Repeat::times(runtime::number::cast::to_long(n)?, x.take())),
        [] => Err(Error::arity(0, "clojure.core/repeat")),
    }
}

fn cycle(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let s = seq::seq(t, &args[0])?;
    Ok(if s.is_nil() { list::from_vec(Vec::new()) } else { seq::cycle::Cycle::new_value(s) })
}

/// How `reduce` walks a collection: 0 as a seq, 1 as a vector, 2 as a range of longs, 3 nothing to walk,
/// 4 the collection reduces itself.
fn reduce_kind(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let kind = if args[0].is_nil() {
        3
    } else if args[0].is::<runtime::coll::vector::Vector>() {
        1
    } else if args[0].is::<LongRange>() {
        2
    } else if reducing_method(&args[0], &REDUCE).is_some() {
        4
    } else {
        0
    };
    Ok(Value::long(kind))
}

const REDUCE: Reducing = Reducing { names: ["reduce", "coll_reduce"], interface: "clojure.lang.IReduceInit" };
const KV_REDUCE: Reducing = Reducing { names: ["kvreduce", "kv_reduce"], interface: "clojure.lang.IKVReduce" };

/// How types reduce themselves: a method of the interface, or one of a protocol.
struct Reducing {
    names: [&'static str; 2],
    interface: &'static str,
}

/// The first of the methods that a value's type defines, or the one that it should define.
fn reducing_method(value: &Value, reducing: &Reducing) -> Option<&'static str> {
    let instance = value.get::<Instance>()?;
    let info = instance.class.info.get()?;
    let defined = reducing.names.into_iter().find(|name| info.methods.has_name(name));
    defined.or_else(|| instance::implements(value, reducing.interface).then_some(reducing.names[0]))
}

fn reduces_itself(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let info = args[0].get::<Instance>().and_then(|i| i.class.info.get());
    Ok(Value::bool(info.is_some_and(|info| REDUCE.names.iter().any(|name| info.methods.get(name, 2).is_some()))))
}

/// Does the type reduce itself, but only from an initial value? (`IReduceInit` without `IReduce`)
fn reduces_from_init(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let only = |v: &Value| {
        let is = |name| instance::implements(v, name);
        is("clojure.lang.IReduceInit") && !is("clojure.lang.IReduce") && !is("java.lang.Iterable")
    };
    Ok(Value::bool(only(&args[0])))
}

/// Is this a vector that `reduce-kv` walks by index? Map entries are none.
fn is_kv_vector(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(matches!(args[0].kind(), Some(Kind::Vector | Kind::SubVector))))
}

/// `(keep-meta s coll)`: the seq with the collection's metadata.
fn keep_meta(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let meta = ops::meta(t, &args[1])?;
    if meta.is_nil() || args[0].is_nil() {
        return Ok(args[0].take());
    }
    ops::with_meta(t, args[0].take(), meta)
}

/// `(reduced-if-sole coll)`: `(reduced coll)` for a vector without metadata that the caller gave up and nobody else holds, which
/// may become another one with as many elements; anything else as it is.
fn reduced_if_sole(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let coll = args[0].take();
    let is_sole = coll.is::<Vector>()
        && coll.header().is_some_and(|header| header.count.claim_unique())
        && ops::meta(t, &coll)?.is_nil();
    Ok(if is_sole { reduced::reduced(coll) } else { coll })
}

/// `(reduce-itself coll f)` or `(reduce-itself coll f init)`: calls the collection's own `reduce`.
fn reduce_itself(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let interface = if args.len() == 2 { "clojure.lang.IReduce" } else { "clojure.lang.IReduceInit" };
    call_reducing(t, args, &REDUCE, interface)
}

fn kv_reduces_itself(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(reducing_method(&args[0], &KV_REDUCE).is_some()))
}

fn kv_reduce_itself(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    call_reducing(t, args, &KV_REDUCE, "clojure.lang.IKVReduce")
}

fn call_reducing(t: &mut Thread, args: &mut [Value], reducing: &Reducing, interface: &str) -> Result<Value> {
    let coll = args[0].take();
    let mut rest: Vec<Value> = args[1..].iter_mut().map(Value::take).collect();
    let result = reducing_method(&coll, reducing)
        .and_then(|name| instance::call(t, &coll, name, &mut rest))
        .unwrap_or_else(|| Err(Error::cannot_cast(&coll, interface)))?;
    Ok(result.get::<Reduced>().map_or(result.clone(), |r| r.value.clone()))
}

/// The start, count and step of a range of longs.
fn range_parts(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let range = args[0].get::<LongRange>().ok_or_else(|| Error::cannot_cast(&args[0], "clojure.lang.LongRange"))?;
    let parts = [range.start, range.count as i64, range.step].map(Value::long);
    Ok(vector::from_vec(parts.into()).into())
}

/// The items of a vector from an index to the end of the leaf that holds it, as a chunk.
fn vector_chunk(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let index = long_arg(&args[1])?.max(0) as usize;
    let vector = args[0]
        .as_ref::<vector::Vector>()
        .ok_or_else(|| Error::cannot_cast(&args[0], "clojure.lang.PersistentVector"))?;
    let leaf = vector.leaf_for(index).len();
    let start = index - index % 32;
    let end = (start + leaf).min(vector.len());
    Ok(seq::chunked::ArrayChunk::of_vector(vector.clone(), index, end).into())
}

/// `map` without laziness, for macros: a list of `(f item)`.
fn map_list(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let f = args[0].take();
    let mut out = Vec::new();
    for item in seq::to_vec(t, &args[1])? {
        out.push(t.invoke1(&f, item)?);
    }
    list::build(t, out)
}

fn take_list(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let n = long_arg(&args[0])?.max(0) as usize;
    let items = seq::to_vec(t, &args[1])?;
    list::build(t, items.into_iter().take(n).collect())
}

fn take_nth_list(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let n = long_arg(&args[0])?.max(1) as usize;
    let items = seq::to_vec(t, &args[1])?;
    list::build(t, items.into_iter().step_by(n).collect())
}

/// `interleave` of two collections without laziness; the second may be endless.
fn interleave_list(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut out = Vec::new();
    let mut second = seq::seq(t, &args[1])?;
    for item in seq::to_vec(t, &args[0])? {
        if second.is_nil() {
            break;
        }
        t.tick()?;
        out.push(item);
        out.push(seq::first(t, &second)?);
        second = seq::next(t, &second)?;
    }
    list::build(t, out)
}

const F0: u8 = NativeDef::FORCE_0;
const F1: u8 = NativeDef::FORCE_1;

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("first", 1, 1, first).flags(F0),
    NativeDef::new("next", 1, 1, next).flags(F0 | NativeDef::FORCE_NEXT),
    NativeDef::new("rest", 1, 1, rest).flags(F0),
    NativeDef::new("seq", 1, 1, seq_).flags(F0),
    NativeDef::new("cons", 2, 2, cons),
    NativeDef::new("seq?", 1, 1, is_seq),
    NativeDef::new("seqable?", 1, 1, is_seqable),
    NativeDef::new("chunked-seq?", 1, 1, is_chunked_seq),
    NativeDef::new("lazy-seq", 1, 1, lazy_seq),
    NativeDef::new("chunk-buffer", 1, 1, chunk_buffer),
    NativeDef::new("chunk-append", 2, 2, chunk_append),
    NativeDef::new("chunk-add", 2, 2, chunk_add),
    NativeDef::new("chunk", 1, 1, chunk),
    NativeDef::new("chunk-first", 1, 1, chunk_first).flags(F0),
    NativeDef::new("chunk-rest", 1, 1, chunk_rest).flags(F0),
    NativeDef::new("chunk-next", 1, 1, chunk_next).flags(F0),
    NativeDef::new("chunk-cons", 2, 2, chunk_cons),
    NativeDef::new("iterate", 2, 2, iterate),
    NativeDef::new("reduced", 1, 1, reduced),
    NativeDef::new("reduced?", 1, 1, is_reduced),
    NativeDef::new("unreduced", 1, 1, unreduced),
    NativeDef::new("ensure-reduced", 1, 1, ensure_reduced),
    NativeDef::new("volatile!", 1, 1, volatile),
    NativeDef::new("volatile?", 1, 1, is_volatile),
    NativeDef::new("vreset!", 2, 2, vreset),
    NativeDef::new("or-empty", 1, 1, or_empty).flags(F0),
    NativeDef::new("spread", 1, 1, spread),
    NativeDef::new("apply", 2, NativeDef::VARIADIC, apply).flags(NativeDef::APPLY),
    NativeDef::new("range", 0, 3, range),
    NativeDef::new("repeat", 1, 2, repeat),
    NativeDef::new("cycle", 1, 1, cycle).flags(F0),
    NativeDef::new("reduce-kind", 1, 1, reduce_kind),
    NativeDef::new("reduces-itself?", 1, 1, reduces_itself),
    NativeDef::new("reduce-itself", 2, 3, reduce_itself),
    NativeDef::new("reduces-from-init?", 1, 1, reduces_from_init),
    NativeDef::new("kv-vector?", 1, 1, is_kv_vector),
    NativeDef::new("keep-meta", 2, 2, keep_meta),
    NativeDef::new("reduced-if-sole", 1, 1, reduced_if_sole),
    NativeDef::new("kv-reduces-itself?", 1, 1, kv_reduces_itself),
    NativeDef::new("kv-reduce-itself", 3, 3, kv_reduce_itself),
    NativeDef::new("range-parts", 1, 1, range_parts),
    NativeDef::new("vector-chunk", 2, 2, vector_chunk),
    NativeDef::new("map-list", 2, 2, map_list).flags(F1),
    NativeDef::new("take-list", 2, 2, take_list),
    NativeDef::new("take-nth-list", 2, 2, take_nth_list),
    NativeDef::new("interleave-list", 2, 2, interleave_list),
];
