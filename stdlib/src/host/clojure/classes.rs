//! Constructors and static members of the collection and number classes of `clojure.lang`.

use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::coll::map_entry::entry;
use runtime::coll::{list, map, queue, set, sorted_map, sorted_set, vector};
use runtime::error::{Error, Result};
use runtime::number::object::{bigint_value, biginteger_value};
use runtime::number::{BigInt, BigInteger, MathContext, Num, Ratio};
use runtime::seq::LazySeq;
use runtime::seq::cons::Cons;
use runtime::seq::cycle::Cycle;
use runtime::seq::iterate::Iterate;
use runtime::seq::repeat::Repeat;
use runtime::{Ref, Thread, Value, ops, seq};

/// The elements given as one collection or array, or each as an argument.
fn elements(t: &mut Thread, a: &mut [Value]) -> Result<Vec<Value>> {
    match a {
        [coll] => seq::to_vec(t, coll),
        _ => Ok(a.iter_mut().map(Value::take).collect()),
    }
}

fn vector_create(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements(t, a)?;
    vector::build(t, items).map(Value::from)
}

/// Keys and values given as a map, as a seq or array of alternating keys and values, or as arguments.
fn pairs(t: &mut Thread, a: &mut [Value]) -> Result<Vec<(Value, Value)>> {
    if let [coll] = a
        && coll.get::<Array>().is_none()
        && !seq::is_seq(coll)
    {
        let entries = seq::to_vec(t, coll)?;
        return entries.iter().map(|e| Ok((ops::key(t, e)?, ops::val(t, e)?))).collect();
    }
    let items = elements(t, a)?;
    if !items.len().is_multiple_of(2) {
        let last = items.last().cloned().unwrap_or_default();
        let last = runtime::print::to_java_string(t, &last)?.to_string_lossy();
        return Err(Error::illegal_argument(format!("No value supplied for key: {last}")));
    }
    Ok(items.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
}

fn flat(pairs: Vec<(Value, Value)>) -> Vec<Value> {
    pairs.into_iter().flat_map(|(key, val)| [key, val]).collect()
}

fn hash_map_create(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pairs = pairs(t, a)?;
    map::hash_map_of(t, flat(pairs))
}

fn map_by_assoc(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pairs = pairs(t, a)?;
    map::from_pairs_by_assoc(t, pairs)
}

fn map_with_check(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let pairs = pairs(t, a)?;
    map::from_pairs(t, pairs)
}

/// A sorted map of entries, with the comparator as first argument if there are two.
fn tree_map_create(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut result = match a {
        [comparator, _] => sorted_map::empty_by(comparator.clone())?,
        _ => sorted_map::empty(),
    };
    let last = a.len().saturating_sub(1);
    for (key, val) in pairs(t, &mut a[last..])? {
        result = result.assoc(t, key, val)?;
    }
    Ok(result.into())
}

fn tree_set_create(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut result = match a {
        [comparator, _] => sorted_set::empty_by(comparator.clone())?,
        _ => sorted_set::empty(),
    };
    let last = a.len().saturating_sub(1);
    for x in elements(t, &mut a[last..])? {
        result = result.conj(t, x)?;
    }
    Ok(result.into())
}

fn set_create(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements(t, a)?;
    set::from_iter(t, items)
}

fn set_with_check(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements(t, a)?;
    set::from_literal(t, items)
}

fn entry_create(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(entry(a[0].take(), a[1].take()))
}

fn list_create(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements(t, a)?;
    list::build(t, items)
}

/// An integer of any class.
fn integer(v: &Value) -> Result<BigInt> {
    match Num::of(v).and_then(Num::to_integer) {
        Some(n) => Ok(n),
        None => Err(not_a(v, "java.math.BigInteger")),
    }
}

fn new_ratio(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (numerator, denominator) = (integer(&a[0])?, integer(&a[1])?);
    match Ratio::new(&numerator, &denominator)? {
        Some(ratio) => Ok(Ref::new(ratio).into()),
        None => Ok(bigint_value(numerator)),
    }
}

fn ratio(a: &[Value]) -> Result<&Ref<Ratio>> {
    a[0].as_ref::<Ratio>().ok_or_else(|| not_a(&a[0], "clojure.lang.Ratio"))
}

fn big(a: &[Value]) -> Result<&BigInt> {
    match (a[0].get::<BigInt>(), a[0].get::<BigInteger>()) {
        (Some(n), _) => Ok(n),
        (_, Some(n)) => Ok(&n.0),
        _ => Err(not_a(&a[0], "clojure.lang.BigInt")),
    }
}

fn bigint_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    integer(&a[0]).map(bigint_value)
}

/// The part of a big integer that is a long, or nothing.
fn long_part(n: &BigInt) -> Option<i64> {
    runtime::number::bigint::to_long(n)
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        statics: &[g("create", 0, 255, vector_create), f("adopt", 1, vector_create)],
        fields: &[("EMPTY", |_| Ok(vector::empty().into()))],
        ..class("clojure.lang.PersistentVector")
    },
    ClassDef {
        statics: &[f("create", 1, vector_create), g("createOwning", 0, 255, vector_create)],
        ..class("clojure.lang.LazilyPersistentVector")
    },
    ClassDef {
        statics: &[g("create", 0, 255, hash_map_create), g("createWithCheck", 0, 255, map_with_check)],
        fields: &[("EMPTY", |_| Ok(map::empty()))],
        ..class("clojure.lang.PersistentHashMap")
    },
    ClassDef {
        constructors: &[ctor(1, 1, map_by_assoc)],
        statics: &[
            f("create", 1, map_by_assoc),
            f("createAsIfByAssoc", 1, map_by_assoc),
            f("createWithCheck", 1, map_with_check),
        ],
        fields: &[("EMPTY", |_| Ok(map::empty()))],
        ..class("clojure.lang.PersistentArrayMap")
    },
    ClassDef {
        constructors: &[ctor(0, 0, super::statics::new_tree_map)],
        statics: &[g("create", 1, 2, tree_map_create)],
        fields: &[("EMPTY", |_| Ok(sorted_map::empty().into()))],
        ..class("clojure.lang.PersistentTreeMap")
    },
    ClassDef {
        statics: &[g("create", 0, 255, set_create), g("createWithCheck", 0, 255, set_with_check)],
        fields: &[("EMPTY", |_| Ok(set::empty()))],
        ..class("clojure.lang.PersistentHashSet")
    },
    ClassDef {
        statics: &[g("create", 1, 2, tree_set_create)],
        fields: &[("EMPTY", |_| Ok(sorted_set::empty().into()))],
        ..class("clojure.lang.PersistentTreeSet")
    },
    ClassDef {
        constructors: &[ctor(1, 1, |_, a| Ok(list::from_vec(vec![a[0].take()])))],
        statics: &[f("create", 1, list_create)],
        fields: &[("EMPTY", |_| Ok(list::empty()))],
        ..class("clojure.lang.PersistentList")
    },
    ClassDef { fields: &[("EMPTY", |_| Ok(queue::empty().into()))], ..class("clojure.lang.PersistentQueue") },
    ClassDef {
        constructors: &[ctor(2, 2, entry_create)],
        statics: &[f("create", 2, entry_create)],
        ..class("clojure.lang.MapEntry")
    },
    ClassDef { constructors: &[ctor(1, 1, |_, a| Ok(LazySeq::new(a[0].take())))], ..class("clojure.lang.LazySeq") },
    ClassDef {
        constructors: &[ctor(2, 2, |_, a| Ok(Cons::new_value(a[0].take(), a[1].take())))],
        ..class("clojure.lang.Cons")
    },
    ClassDef { statics: &[g("create", 1, 3, |t, a| core_call(t, "range", a))], ..class("clojure.lang.LongRange") },
    ClassDef { statics: &[g("create", 1, 3, |t, a| core_call(t, "range", a))], ..class("clojure.lang.Range") },
    ClassDef {
        statics: &[
            f("create", 1, |_, a| Ok(Repeat::forever(a[0].take()))),
            f("create", 2, |_, a| {
                let n = long_arg(&a[0])?;
                Ok(Repeat::times(n, a[1].take()))
            }),
        ],
        ..class("clojure.lang.Repeat")
    },
    ClassDef {
        statics: &[f("create", 1, |t, a| {
            let items = seq::seq(t, &a[0])?;
            Ok(if items.is_nil() { list::empty() } else { Cycle::new_value(items) })
        })],
        ..class("clojure.lang.Cycle")
    },
    ClassDef {
        statics: &[f("create", 2, |_, a| Ok(Iterate::new_value(a[0].take(), a[1].take())))],
        ..class("clojure.lang.Iterate")
    },
    ClassDef { statics: &[f("create", 1, |t, a| seq::seq(t, &a[0]))], ..class("clojure.lang.StringSeq") },
    ClassDef {
        statics: &[g("create", 0, 255, |t, a| match a {
            [] => void(),
            [one] => seq::seq(t, one),
            _ => Ok(runtime::seq::of_array::rest_args(a.iter_mut().map(Value::take).collect())),
        })],
        ..class("clojure.lang.ArraySeq")
    },
    ClassDef {
        statics: &[f("create", 1, |t, a| runtime::seq::of_iterator::iterator_seq(t, &a[0]))],
        ..class("clojure.lang.IteratorSeq")
    },
    ClassDef {
        statics: &[f("create", 2, |t, a| core_call(t, "tagged-literal", a))],
        ..class("clojure.lang.TaggedLiteral")
    },
    ClassDef {
        statics: &[f("create", 2, |t, a| core_call(t, "reader-conditional", a))],
        ..class("clojure.lang.ReaderConditional")
    },
    ClassDef {
        constructors: &[ctor(2, 2, new_ratio)],
        methods: &[
            f("numerator", 1, |_, a| Ok(biginteger_value(ratio(a)?.numerator().clone()))),
            f("denominator", 1, |_, a| Ok(biginteger_value(ratio(a)?.denominator().clone()))),
            f("bigIntegerValue", 1, |_, a| Ok(biginteger_value(ratio(a)?.truncate()?))),
            f("decimalValue", 1, |_, a| Ok(Ref::new(ratio(a)?.to_decimal(MathContext::UNLIMITED)?).into())),
        ],
        ..class("clojure.lang.Ratio")
    },
    ClassDef {
        methods: &[
            f("toBigInteger", 1, |_, a| Ok(biginteger_value(big(a)?.clone()))),
            f("toBigDecimal", 1, |t, a| core_call(t, "bigdec", a)),
            f("bitLength", 1, |_, a| int(runtime::number::bigint::bit_length(big(a)?) as usize)),
            f("lpart", 1, |_, a| Ok(Value::long(long_part(big(a)?).unwrap_or(0)))),
            f("bipart", 1, |_, a| {
                let n = big(a)?;
                Ok(if long_part(n).is_some() { Value::NIL } else { biginteger_value(n.clone()) })
            }),
            f("add", 2, |t, a| core_call(t, "+'", a)),
            f("multiply", 2, |t, a| core_call(t, "*'", a)),
            f("quotient", 2, |t, a| core_call(t, "quot", a)),
            f("remainder", 2, |t, a| core_call(t, "rem", a)),
            f("lt", 2, |t, a| core_call(t, "<", a)),
        ],
        statics: &[f("fromLong", 1, bigint_of), f("fromBigInteger", 1, bigint_of), f("valueOf", 1, bigint_of)],
        fields: &[("ZERO", |_| Ok(bigint_value(BigInt::from(0)))), ("ONE", |_| Ok(bigint_value(BigInt::from(1))))],
        ..class("clojure.lang.BigInt")
    },
];
