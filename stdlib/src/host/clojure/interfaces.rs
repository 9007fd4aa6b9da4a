//! The collection interfaces of `clojure.lang`, with methods that work on every core type through the generic operations.
//!
//! An object of a user type comes here only when its type has no such method: that is `AbstractMethodError`, except
//! for records, which have them all.

use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::equality::equiv;
use runtime::error::{Error, Result};
use runtime::{Thread, Value, ops, seq};

/// Rows of one interface: name, number of arguments with the target, Java's signature, and what to do.
macro_rules! methods {
    ($interface:literal: $($name:literal $args:literal $signature:literal => $body:expr;)*) => {
        ClassDef {
            methods: &[$( f($name, $args, |t, a| {
                core_only(&a[0], $interface, $signature)?;
                let body: fn(&mut Thread, &mut [Value]) -> Result<Value> = $body;
                body(t, a)
            }), )*],
            ..class($interface)
        }
    };
}

fn count(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    int(ops::count(t, &a[0])?)
}

fn cons(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (coll, x) = (a[0].take(), a[1].take());
    // A seq puts it in front whatever kind it is; a list is the only one for which `conj` says so too.
    if seq::is_seq(&coll) { seq::cons(t, x, coll) } else { ops::conj(t, coll, x) }
}

fn conj(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (coll, x) = (a[0].take(), a[1].take());
    ops::conj(t, coll, x)
}

fn assoc(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (coll, key, val) = (a[0].take(), a[1].take(), a[2].take());
    ops::assoc(t, coll, key, val)
}

fn assoc_new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if ops::contains(t, &a[0], &a[1])? {
        return Err(Error::runtime("Key already present"));
    }
    assoc(t, a)
}

fn nth(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [coll, i] => ops::nth(t, coll, i),
        [coll, i, default] => {
            let default = default.take();
            ops::nth_or(t, coll, i, default)
        }
        _ => void(),
    }
}

/// `valAt` and a set's `get`
fn get(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [coll, key] => ops::get(t, coll, key),
        [coll, key, default] => {
            let default = default.take();
            ops::get_or(t, coll, key, default)
        }
        _ => void(),
    }
}

fn contains(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    ops::contains(t, &a[0], &a[1]).map(Value::bool)
}

fn first(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    seq::first(t, &a[0])
}

fn next(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    seq::next(t, &a[0])
}

fn more(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    seq::rest(t, &a[0])
}

/// `seq()` of collections, and `seq(boolean)` of sorted ones.
fn sorted_seq(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    ops::convert::sorted_seq(t, &a[0], a[1].is_truthy())
}

fn seq_from(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    ops::convert::seq_from(t, &a[0], &a[1], a[2].is_truthy())
}

fn comparator(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    use runtime::coll::{sorted_map::SortedMap, sorted_set::SortedSet};
    let own = match (a[0].get::<SortedMap>(), a[0].get::<SortedSet>()) {
        (Some(map), _) => map.comparator.clone(),
        (_, Some(set)) => set.comparator.clone(),
        _ => Value::NIL,
    };
    if own.is_nil() { core_value(t, "compare") } else { Ok(own) }
}

/// The value of a public var of `clojure.core`.
pub fn core_value(t: &mut Thread, name: &str) -> Result<Value> {
    let var = t.runtime.namespaces.find("clojure.core").and_then(|core| core.find_var(name));
    match var {
        Some(var) => Ok(runtime::bindings::deref(t, &var)),
        None => Err(Error::illegal_state(format!("clojure.core/{name} is not defined yet"))),
    }
}

fn entry_key(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if ops::is_map(&a[0]) { ops::key(t, &a[1]) } else { Ok(a[1].clone()) }
}

/// `reduce(f)` and `reduce(f, init)` of collections.
fn reduce(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [coll, f] => core_call(t, "reduce", &mut [f.clone(), coll.clone()]),
        [coll, f, init] => core_call(t, "reduce", &mut [f.clone(), init.clone(), coll.clone()]),
        _ => void(),
    }
}

fn reduce_kv(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_call(t, "reduce-kv", &mut [a[1].clone(), a[2].clone(), a[0].clone()])
}

fn equiv_method(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    equiv(t, &a[0], &a[1]).map(Value::bool)
}

pub static CLASSES: &[ClassDef] = &[
    methods! { "clojure.lang.Seqable":
        "seq" 1 "clojure.lang.ISeq seq()" => |t, a| seq::seq(t, &a[0]);
    },
    methods! { "clojure.lang.IPersistentCollection":
        "count" 1 "int count()" => count;
        "cons" 2 "clojure.lang.IPersistentCollection cons(java.lang.Object)" => cons;
        "empty" 1 "clojure.lang.IPersistentCollection empty()" => |t, a| ops::empty(t, &a[0]);
        "equiv" 2 "boolean equiv(java.lang.Object)" => equiv_method;
    },
    methods! { "clojure.lang.Counted":
        "count" 1 "int count()" => count;
    },
    methods! { "clojure.lang.ISeq":
        "first" 1 "java.lang.Object first()" => first;
        "next" 1 "clojure.lang.ISeq next()" => next;
        "more" 1 "clojure.lang.ISeq more()" => more;
        "cons" 2 "clojure.lang.ISeq cons(java.lang.Object)" => cons;
    },
    methods! { "clojure.lang.ILookup":
        "valAt" 2 "java.lang.Object valAt(java.lang.Object)" => get;
        "valAt" 3 "java.lang.Object valAt(java.lang.Object, java.lang.Object)" => get;
    },
    methods! { "clojure.lang.Associative":
        "containsKey" 2 "boolean containsKey(java.lang.Object)" => contains;
        "entryAt" 2 "clojure.lang.IMapEntry entryAt(java.lang.Object)" => |t, a| ops::find(t, &a[0], &a[1]);
        "assoc" 3 "clojure.lang.Associative assoc(java.lang.Object, java.lang.Object)" => assoc;
    },
    methods! { "clojure.lang.IPersistentMap":
        "assoc" 3 "clojure.lang.IPersistentMap assoc(java.lang.Object, java.lang.Object)" => assoc;
        "assocEx" 3 "clojure.lang.IPersistentMap assocEx(java.lang.Object, java.lang.Object)" => assoc_new;
        "without" 2 "clojure.lang.IPersistentMap without(java.lang.Object)" => |t, a| {
            let coll = a[0].take();
            ops::dissoc(t, coll, &a[1])
        };
    },
    methods! { "clojure.lang.IPersistentVector":
        "length" 1 "int length()" => count;
        "assocN" 3 "clojure.lang.IPersistentVector assocN(int, java.lang.Object)" => assoc;
        "cons" 2 "clojure.lang.IPersistentVector cons(java.lang.Object)" => conj;
    },
    methods! { "clojure.lang.IPersistentSet":
        "disjoin" 2 "clojure.lang.IPersistentSet disjoin(java.lang.Object)" => |t, a| {
            let coll = a[0].take();
            ops::disj(t, coll, &a[1])
        };
        "contains" 2 "boolean contains(java.lang.Object)" => contains;
        "get" 2 "java.lang.Object get(java.lang.Object)" => get;
    },
    methods! { "clojure.lang.IPersistentStack":
        "peek" 1 "java.lang.Object peek()" => |t, a| ops::peek(t, &a[0]);
        "pop" 1 "clojure.lang.IPersistentStack pop()" => |t, a| {
            let coll = a[0].take();
            ops::pop(t, coll)
        };
    },
    methods! { "clojure.lang.Indexed":
        "nth" 2 "java.lang.Object nth(int)" => nth;
        "nth" 3 "java.lang.Object nth(int, java.lang.Object)" => nth;
    },
    methods! { "clojure.lang.Reversible":
        "rseq" 1 "clojure.lang.ISeq rseq()" => |t, a| ops::rseq(t, &a[0]);
    },
    methods! { "clojure.lang.Sorted":
        "comparator" 1 "java.util.Comparator comparator()" => comparator;
        "entryKey" 2 "java.lang.Object entryKey(java.lang.Object)" => entry_key;
        "seq" 2 "clojure.lang.ISeq seq(boolean)" => sorted_seq;
        "seqFrom" 3 "clojure.lang.ISeq seqFrom(java.lang.Object, boolean)" => seq_from;
    },
    methods! { "clojure.lang.IMeta":
        "meta" 1 "clojure.lang.IPersistentMap meta()" => |t, a| ops::meta(t, &a[0]);
    },
    methods! { "clojure.lang.IObj":
        "withMeta" 2 "clojure.lang.IObj withMeta(clojure.lang.IPersistentMap)" => |t, a| {
            let (v, meta) = (a[0].take(), a[1].take());
            ops::with_meta(t, v, meta)
        };
    },
    methods! { "clojure.lang.IMapEntry":
        "key" 1 "java.lang.Object key()" => |t, a| ops::key(t, &a[0]);
        "val" 1 "java.lang.Object val()" => |t, a| ops::val(t, &a[0]);
    },
    methods! { "clojure.lang.IReduceInit":
        "reduce" 3 "java.lang.Object reduce(clojure.lang.IFn, java.lang.Object)" => reduce;
    },
    methods! { "clojure.lang.IReduce":
        "reduce" 2 "java.lang.Object reduce(clojure.lang.IFn)" => reduce;
    },
    methods! { "clojure.lang.IKVReduce":
        "kvreduce" 3 "java.lang.Object kvreduce(clojure.lang.IFn, java.lang.Object)" => reduce_kv;
    },
    methods! { "clojure.lang.IChunkedSeq":
        "chunkedFirst" 1 "clojure.lang.IChunk chunkedFirst()" => |t, a| ops::chunk::chunk_first(t, &a[0]);
        "chunkedNext" 1 "clojure.lang.ISeq chunkedNext()" => |t, a| ops::chunk::chunk_next(t, &a[0]);
        "chunkedMore" 1 "clojure.lang.ISeq chunkedMore()" => |t, a| ops::chunk::chunk_rest(t, &a[0]);
    },
    ClassDef { methods: &[f("equiv", 2, equiv_method)], ..class("clojure.lang.IKeywordLookup") },
];
