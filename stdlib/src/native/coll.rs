//! Natives for collections: building, looking up, changing, transients, hashing and comparing.
//!
//! The operations are `runtime::ops`; natives take owned arguments where an update in place is possible.

use runtime::coll::{list, map, set, sorted_map, sorted_set, subvec, vector};
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::{Kind, Ref, Thread, Value, compare, equality, hash, ops, seq};

fn take_all(args: &mut [Value]) -> Vec<Value> {
    args.iter_mut().map(Value::take).collect()
}

fn list_of(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    list::build(t, take_all(args))
}

fn vector_of(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    vector::build(t, take_all(args)).map(Value::from)
}

fn vec(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::vec(t, args[0].take())
}

fn conj(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let Some((first, rest)) = args.split_first_mut() else {
        return Ok(vector::from_vec(Vec::new()).into());
    };
    let mut coll = first.take();
    for x in rest {
        t.tick()?;
        coll = ops::conj(t, coll, x.take())?;
    }
    Ok(coll)
}

fn assoc(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args.len().is_multiple_of(2) {
        return Err(Error::illegal_argument(
            "assoc expects even number of arguments after map/vector, found odd number",
        ));
    }
    let mut coll = args[0].take();
    for pair in args[1..].chunks_exact_mut(2) {
        t.tick()?;
        coll = ops::assoc(t, coll, pair[0].take(), pair[1].take())?;
    }
    Ok(coll)
}

fn dissoc(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut coll = args[0].take();
    for key in &args[1..] {
        t.tick()?;
        coll = ops::dissoc(t, coll, key)?;
    }
    Ok(coll)
}

fn disj(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut coll = args[0].take();
    if coll.is_nil() {
        return Ok(Value::NIL);
    }
    for key in &args[1..] {
        coll = ops::disj(t, coll, key)?;
    }
    Ok(coll)
}

fn get(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [coll, key] => ops::get(t, coll, key),
        [coll, key, default] => {
            let default = default.take();
            ops::get_or(t, coll, key, default)
        }
        _ => Err(Error::arity(args.len(), "clojure.core/get")),
    }
}

fn nth(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [coll, n] => {
            let coll = coll.take();
            ops::nth_owned(t, coll, n)
        }
        [coll, n, default] => {
            let default = default.take();
            ops::nth_or(t, coll, n, default)
        }
        _ => Err(Error::arity(args.len(), "clojure.core/nth")),
    }
}

/// Natives that are one call on their (borrowed) arguments.
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
    contains(t, coll, key) = ops::contains(t, coll, key).map(Value::bool);
    find(t, coll, key) = ops::find(t, coll, key);
    peek(t, coll) = ops::peek(t, coll);
    empty(t, coll) = ops::empty(t, coll);
    keys(t, coll) = ops::keys(t, coll);
    vals(t, coll) = ops::vals(t, coll);
    key(t, entry) = ops::key(t, entry);
    val(t, entry) = ops::val(t, entry);
    rseq(t, coll) = ops::rseq(t, coll);
    count(t, coll) = ops::count_owned(t, coll.take()).map(|n| Value::int(n as i32));
    meta(t, x) = ops::meta(t, x);
    identical(t, x, y) = Ok(Value::bool(x.identical(y)));
    hash_(t, x) = hash::hasheq(t, x).map(Value::int);
    hash_combine(t, x, y) = {
        let seed = runtime::number::unchecked::int_value(x)?;
        let h = if y.is_nil() { 0 } else { hash::java_hash_code(t, y)? };
        Ok(Value::int(hash::combine(seed, h)))
    };
    mix_collection_hash(t, basis, n) = {
        let (basis, n) = (super::args::long_arg(basis)?, super::args::long_arg(n)?);
        Ok(Value::long(hash::murmur3::mix_coll_hash(basis as i32, n as i32).into()))
    };
    compare_(t, x, y) = compare::compare_int(t, x, y).map(Value::int);
    is_map_entry(t, x) = Ok(Value::bool(ops::is_map_entry(x)));
    is_editable(t, x) = Ok(Value::bool(matches!(x.kind(), Some(Kind::Vector | Kind::ArrayMap | Kind::HashMap | Kind::HashSet))));
    to_array(t, coll) = ops::to_array(t, coll);
    persistent(t, coll) = ops::transients::persistent(t, coll);
}

fn with_meta(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (x, m) = (args[0].take(), args[1].take());
    ops::with_meta(t, x, m)
}

fn pop(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::pop(t, args[0].take())
}

fn equal(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    for pair in args.windows(2) {
        if !equality::equiv(t, &pair[0], &pair[1])? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

/// The items of what Java calls an `Iterable`.
fn iterable_items(t: &mut Thread, coll: &Value) -> Result<Vec<Value>> {
    if coll.is_nil() {
        return Err(Error::null_pointer());
    }
    if !ops::is_coll(coll) && !matches!(coll.kind(), Some(Kind::Host | Kind::Instance)) {
        return Err(Error::cannot_cast(coll, "java.lang.Iterable"));
    }
    seq::to_vec(t, coll)
}

fn hash_ordered_coll(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (mut h, mut n) = (1i32, 0i32);
    for item in iterable_items(t, &args[0])? {
        h = h.wrapping_mul(31).wrapping_add(hash::hasheq(t, &item)?);
        n = n.wrapping_add(1);
    }
    Ok(Value::long(hash::murmur3::mix_coll_hash(h, n).into()))
}

fn hash_unordered_coll(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let (mut h, mut n) = (0i32, 0i32);
    for item in iterable_items(t, &args[0])? {
        h = h.wrapping_add(hash::hasheq(t, &item)?);
        n = n.wrapping_add(1);
    }
    Ok(Value::long(hash::murmur3::mix_coll_hash(h, n).into()))
}

/// Keys and values as pairs, or Clojure's error for a key without a value.
fn pairs(t: &mut Thread, args: &mut [Value]) -> Result<Vec<(Value, Value)>> {
    if args.len() % 2 == 1 {
        let text = runtime::print::text_of(t, &args[args.len() - 1])?;
        return Err(Error::illegal_argument(format!("No value supplied for key: {text}")));
    }
    Ok(args.chunks_exact_mut(2).map(|p| (p[0].take(), p[1].take())).collect())
}

fn hash_map(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let items = take_all(args);
    map::hash_map_of(t, items)
}

fn array_map(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let items = take_all(args);
    map::array_map_of(t, items)
}

fn hash_set(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let items = take_all(args);
    set::from_iter(t, items)
}

fn set_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if ops::is_set(&args[0]) {
        let coll = args[0].take();
        return if ops::meta(t, &coll)?.is_nil() { Ok(coll) } else { ops::with_meta(t, coll, Value::NIL) };
    }
    let items = seq::to_vec(t, &args[0])?;
    set::from_iter(t, items)
}

/// A sorted map of keys and values in turn.
fn sorted_map_of(t: &mut Thread, mut map: Ref<sorted_map::SortedMap>, args: &mut [Value]) -> Result<Value> {
    for (key, val) in pairs(t, args)? {
        t.tick()?;
        map.insert(t, key, val)?;
    }
    Ok(map.into())
}

fn sorted_map(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    sorted_map_of(t, sorted_map::empty(), args)
}

fn sorted_map_by(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let comparator = args[0].take();
    sorted_map_of(t, sorted_map::empty_by(comparator)?, &mut args[1..])
}

fn sorted_set_of(t: &mut Thread, mut set: Ref<sorted_set::SortedSet>, args: &mut [Value]) -> Result<Value> {
    for item in args {
        t.tick()?;
        set.insert(t, item.take())?;
    }
    Ok(set.into())
}

fn sorted_set(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    sorted_set_of(t, sorted_set::empty(), args)
}

fn sorted_set_by(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let comparator = args[0].take();
    sorted_set_of(t, sorted_set::empty_by(comparator)?, &mut args[1..])
}

fn subvec_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let start = args[1].clone();
    let end = match args.get(2) {
        Some(end) => end.clone(),
        None => Value::int(ops::count(t, &args[0])? as i32),
    };
    let index = runtime::number::unchecked::int_value;
    // Vectors of other kinds cannot share their items.
    if !matches!(args[0].kind(), Some(Kind::Vector | Kind::SubVector)) && ops::is_vector(&args[0]) {
        let v = args[0].take();
        args[0] = ops::vec(t, v)?;
    }
    subvec::subvec(&args[0], index(&start)?.into(), index(&end)?.into())
}

/// Can the collection give what is behind its first items without a walk? (`IDrop`)
fn drops_at_once(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let at_once = matches!(
        args[0].kind(),
        Some(Kind::Vector | Kind::SubVector | Kind::VectorSeq | Kind::IndexedSeq | Kind::LongRange | Kind::Repeat)
    );
    Ok(Value::bool(at_once))
}

/// `(drop-at-once n coll)`: the seq behind the first n items, or nil.
fn drop_at_once(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let n = match args[0].as_long() {
        Some(n) => n,
        None => runtime::number::cast::to_double(&args[0])?.ceil() as i64,
    };
    let coll = args[1].take();
    let s = seq::seq(t, &coll)?;
    drop(coll);
    seq::walk::drop_first(t, s, usize::try_from(n).unwrap_or(0))
}

fn transient(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::transients::to_transient(t, args[0].take())
}

fn conj_bang(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [] => ops::transients::to_transient(t, vector::from_vec(Vec::new()).into()),
        [coll] => Ok(coll.take()),
        [coll, x, ..] => {
            let (coll, x) = (coll.take(), x.take());
            ops::transients::conj(t, coll, x)
        }
    }
}

fn assoc_bang(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args.len().is_multiple_of(2) {
        let text = runtime::print::text_of(t, &args[args.len() - 1])?;
        return Err(Error::illegal_argument(format!("No value supplied for key: {text}")));
    }
    let mut coll = args[0].take();
    for pair in args[1..].chunks_exact_mut(2) {
        coll = ops::transients::assoc(t, coll, pair[0].take(), pair[1].take())?;
    }
    Ok(coll)
}

fn dissoc_bang(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut coll = args[0].take();
    for key in &args[1..] {
        coll = ops::transients::dissoc(t, coll, key)?;
    }
    Ok(coll)
}

fn disj_bang(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut coll = args[0].take();
    for key in &args[1..] {
        coll = ops::transients::disj(t, coll, key)?;
    }
    Ok(coll)
}

fn pop_bang(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::transients::pop(t, args[0].take())
}

/// `(sorted-seq coll ascending?)`
fn sorted_seq(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::convert::sorted_seq(t, &args[0], args[1].is_truthy())
}

/// `(seq-from coll key ascending?)`: the entries from the key on, the key's own first.
fn seq_from(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    ops::convert::seq_from(t, &args[0], &args[1], args[2].is_truthy())
}

/// `(compare-to-bound coll entry bound)`: how an entry of a sorted collection compares with a bound for its keys.
fn compare_to_bound(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let [coll, entry, bound] = args else { return Err(Error::arity(args.len(), "compare-to-bound")) };
    let (comparator, key) = match (coll.get::<sorted_map::SortedMap>(), coll.get::<sorted_set::SortedSet>()) {
        (Some(map), _) => (map.comparator.clone(), ops::key(t, entry)?),
        (_, Some(set)) => (set.comparator.clone(), entry.take()),
        _ => {
            let of_type = |t: &mut Thread, name: &str, args: &mut [Value]| {
                runtime::instance::call(t, coll, name, args)
                    .unwrap_or_else(|| Err(Error::cannot_cast(coll, "clojure.lang.Sorted")))
            };
            (of_type(t, "comparator", &mut [])?, of_type(t, "entryKey", &mut [entry.take()])?)
        }
    };
    sorted_map::order_by(t, &comparator, &key, bound).map(|order| Value::int(order as i32))
}

const V: u8 = NativeDef::VARIADIC;
const F0: u8 = NativeDef::FORCE_0;

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("list", 0, V, list_of),
    NativeDef::new("vector", 0, V, vector_of),
    NativeDef::new("vec", 1, 1, vec).flags(F0),
    NativeDef::new("conj", 0, V, conj),
    NativeDef::new("assoc", 3, V, assoc),
    NativeDef::new("dissoc", 1, V, dissoc),
    NativeDef::new("disj", 1, V, disj),
    NativeDef::new("get", 2, 3, get),
    NativeDef::new("nth", 2, 3, nth).flags(F0),
    NativeDef::new("contains?", 2, 2, contains),
    NativeDef::new("find", 2, 2, find),
    NativeDef::new("peek", 1, 1, peek),
    NativeDef::new("pop", 1, 1, pop),
    NativeDef::new("empty", 1, 1, empty),
    NativeDef::new("keys", 1, 1, keys).flags(F0),
    NativeDef::new("vals", 1, 1, vals).flags(F0),
    NativeDef::new("key", 1, 1, key),
    NativeDef::new("val", 1, 1, val),
    NativeDef::new("rseq", 1, 1, rseq),
    NativeDef::new("count", 1, 1, count).flags(F0),
    NativeDef::new("meta", 1, 1, meta),
    NativeDef::new("with-meta", 2, 2, with_meta),
    NativeDef::new("identical?", 2, 2, identical),
    NativeDef::new("=", 1, V, equal),
    NativeDef::new("hash", 1, 1, hash_),
    NativeDef::new("hash-combine", 2, 2, hash_combine),
    NativeDef::new("hash-ordered-coll", 1, 1, hash_ordered_coll),
    NativeDef::new("hash-unordered-coll", 1, 1, hash_unordered_coll),
    NativeDef::new("mix-collection-hash", 2, 2, mix_collection_hash),
    NativeDef::new("compare", 2, 2, compare_),
    NativeDef::new("map-entry?", 1, 1, is_map_entry),
    NativeDef::new("editable?", 1, 1, is_editable),
    NativeDef::new("to-array", 1, 1, to_array),
    NativeDef::new("hash-map", 0, V, hash_map),
    NativeDef::new("array-map", 0, V, array_map),
    NativeDef::new("hash-set", 0, V, hash_set),
    NativeDef::new("set", 1, 1, set_).flags(F0),
    NativeDef::new("sorted-map", 0, V, sorted_map),
    NativeDef::new("sorted-map-by", 1, V, sorted_map_by),
    NativeDef::new("sorted-set", 0, V, sorted_set),
    NativeDef::new("sorted-set-by", 1, V, sorted_set_by),
    NativeDef::new("subvec", 2, 3, subvec_),
    NativeDef::new("drops-at-once?", 1, 1, drops_at_once),
    NativeDef::new("drop-at-once", 2, 2, drop_at_once),
    NativeDef::new("transient", 1, 1, transient),
    NativeDef::new("persistent!", 1, 1, persistent),
    NativeDef::new("conj!", 0, 2, conj_bang),
    NativeDef::new("assoc!", 3, V, assoc_bang),
    NativeDef::new("dissoc!", 2, V, dissoc_bang),
    NativeDef::new("disj!", 1, V, disj_bang),
    NativeDef::new("pop!", 1, 1, pop_bang),
    NativeDef::new("sorted-seq", 2, 2, sorted_seq),
    NativeDef::new("seq-from", 3, 3, seq_from),
    NativeDef::new("compare-to-bound", 3, 3, compare_to_bound),
];
