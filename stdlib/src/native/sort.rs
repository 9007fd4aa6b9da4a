//! Natives for sorting: stable, with any comparator that Clojure accepts.

use runtime::array::Array;
use runtime::coll::sorted_map::{check_comparator, order_by};
use runtime::error::Result;
use runtime::function::{Native, NativeDef};
use runtime::object::Kind;
use runtime::seq::of_array::{array_seq, rest_args};
use runtime::string::Str;
use runtime::value::{Mark, Tag};
use runtime::{Thread, Value, compare, ops, seq};
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// Is this `clojure.core/compare` itself, whose comparisons need no call?
fn is_default(comparator: &Value) -> bool {
    comparator.is_nil() || comparator.get::<Native>().is_some_and(|n| n.def.name == "compare")
}

/// The order of two values by a comparator: a number, or a boolean from a predicate such as `<`.
pub fn compare_with(t: &mut Thread, comparator: &Value, a: &Value, b: &Value) -> Result<Ordering> {
    if is_default(comparator) {
        return compare::compare(t, a, b);
    }
    order_by(t, comparator, a, b)
}

/// How many items are sorted by insertion, with the comparisons that Java makes, in its order: programs see
/// them in what a comparator prints or which pair it refuses.
const INSERTION: usize = 32;

/// A stable sort in O(n log n) comparisons that ends at the first error. (The standard library's sort may
/// panic when the comparison is inconsistent, as a program's may be; this one gives some order.)
pub fn merge_sort<T: Default>(items: Vec<T>, mut order: impl FnMut(&T, &T) -> Result<Ordering>) -> Result<Vec<T>> {
    let mut from = items;
    for run in from.chunks_mut(INSERTION) {
        insertion_sort(run, &mut order)?;
    }
    let mut to: Vec<T> = Vec::with_capacity(from.len());
    let mut width = INSERTION;
    while width < from.len() {
        to.clear();
        for run in (0..from.len()).step_by(2 * width) {
            let middle = (run + width).min(from.len());
            let end = (run + 2 * width).min(from.len());
            if middle == end || order(&from[middle], &from[middle - 1])? != Ordering::Less {
                to.extend(from[run..end].iter_mut().map(std::mem::take));
                continue;
            }
            let (mut i, mut j) = (run, middle);
            while i < middle || j < end {
                let left = j >= end || (i < middle && order(&from[j], &from[i])? != Ordering::Less);
                let k = if left { &mut i } else { &mut j };
                to.push(std::mem::take(&mut from[*k]));
                *k += 1;
            }
        }
        std::mem::swap(&mut from, &mut to);
        width *= 2;
    }
    Ok(from)
}

/// Sorts a few items: what is in order at the front stays, the others go in by binary search.
fn insertion_sort<T>(run: &mut [T], order: &mut impl FnMut(&T, &T) -> Result<Ordering>) -> Result<()> {
    if run.len() < 2 {
        return Ok(());
    }
    let mut sorted = 2;
    if order(&run[1], &run[0])? == Ordering::Less {
        while sorted < run.len() && order(&run[sorted], &run[sorted - 1])? == Ordering::Less {
            sorted += 1;
        }
        run[..sorted].reverse();
    } else {
        while sorted < run.len() && order(&run[sorted], &run[sorted - 1])? != Ordering::Less {
            sorted += 1;
        }
    }
    for next in sorted..run.len() {
        let (mut left, mut right) = (0, next);
        while left < right {
            let middle = (left + right) / 2;
            if order(&run[next], &run[middle])? == Ordering::Less {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        run[left..=next].rotate_right(1);
    }
    Ok(())
}

/// What items of one plain kind are compared by, so that comparing them neither calls nor looks far.
enum Keys {
    Longs(Vec<i64>),
    Doubles(Vec<f64>),
    /// Of ASCII strings, whose order is that of their bytes: the first eight as a number.
    Strings(Vec<u64>),
}

impl Keys {
    /// The keys of the items if they are all of one kind that `compare` orders as their keys are. (Not narrower numbers, which are
    /// equal to others of another class, and not what is no number at all.)
    fn of(t: &mut Thread, items: &[Value]) -> Result<Option<Keys>> {
        let plain = |v: &Value| v.mark() == Mark::None;
        t.reserve(items.len() * size_of::<(u64, Value)>())?;
        Ok(match items.first().map(|v| (v.tag(), v.kind())) {
            Some((Tag::Long, _)) => {
                items.iter().map(|v| v.as_long().filter(|_| plain(v))).collect::<Option<_>>().map(Keys::Longs)
            }
            Some((Tag::Double, _)) => {
                let keys = items.iter().map(|v| v.as_double().filter(|x| plain(v) && !x.is_nan()));
                keys.collect::<Option<_>>().map(Keys::Doubles)
            }
            Some((_, Some(Kind::Str))) => {
                items.iter().map(|v| ascii(v).map(prefix)).collect::<Option<_>>().map(Keys::Strings)
            }
            _ => None,
        })
    }
}

fn ascii(value: &Value) -> Option<&[u8]> {
    value.as_ref::<Str>().filter(|s| s.is_ascii()).map(|s| s.bytes())
}

/// The first eight bytes, the first one highest; zeros where there are fewer.
fn prefix(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    let n = bytes.len().min(8);
    first[..n].copy_from_slice(&bytes[..n]);
    u64::from_be_bytes(first)
}

/// From this many on, longs are sorted by their digits.
const MANY: usize = 1 << 12;
const DIGIT_BITS: u32 = 11;

/// Sorts longs: many of them by counting their digits, the least first, in as many passes over them as the range of the longs has
/// digits (D. E. Knuth, The Art of Computer Programming, vol. 3, 5.2.5), so that the time for one does not grow with their number.
fn sort_longs(keys: &mut Vec<i64>) {
    let range = keys.iter().min().zip(keys.iter().max());
    let (&least, width) = match range {
        Some((least, most)) if keys.len() >= MANY => (least, u64::BITS - most.abs_diff(*least).leading_zeros()),
        _ => return keys.sort_unstable(),
    };
    if width.div_ceil(DIGIT_BITS) > keys.len().ilog2() / 4 {
        return keys.sort_unstable();
    }
    let mut other = vec![0; keys.len()];
    for shift in (0..width).step_by(DIGIT_BITS as usize) {
        let digit = |key: i64| (key.abs_diff(least) >> shift) as usize & ((1 << DIGIT_BITS) - 1);
        let mut places = [0; 1 << DIGIT_BITS];
        keys.iter().for_each(|&key| places[digit(key)] += 1);
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for &key in &*keys {
            let place = &mut places[digit(key)];
            other[*place] = key;
            *place += 1;
        }
        std::mem::swap(keys, &mut other);
    }
}

/// Sorts items by their keys. Equal longs cannot be told apart, so they need no stable sort; the two zeros can.
fn sort_by_own_keys(items: &mut [Value], keys: Keys) {
    match keys {
        Keys::Longs(mut keys) => {
            sort_longs(&mut keys);
            items.iter_mut().zip(keys).for_each(|(item, key)| *item = Value::long(key));
        }
        Keys::Doubles(mut keys) => {
            keys.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
            items.iter_mut().zip(keys).for_each(|(item, key)| *item = Value::double(key));
        }
        Keys::Strings(keys) => {
            let mut keyed: Vec<(u64, Value)> = keys.into_iter().zip(items.iter_mut().map(Value::take)).collect();
            keyed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| ascii(&a.1).cmp(&ascii(&b.1))));
            items.iter_mut().zip(keyed).for_each(|(item, (_, value))| *item = value);
        }
    }
}

fn sort(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let comparator = args[0].take();
    let meta = ops::meta(t, &args[1])?;
    let mut items = Vec::new();
    match args[1].kind() {
        // What was walked is freed.
        Some(Kind::LazySeq) => seq::drain(t, args[1].take(), |t, x| {
            if items.len() == items.capacity() {
                t.reserve(2 * items.len() * size_of::<Value>())?;
            }
            items.push(x.clone());
            Ok(ControlFlow::Continue(()))
        })?,
        _ => items = seq::to_vec(t, &args[1])?,
    }
    check_comparator(&comparator)?;
    let keys = if is_default(&comparator) { Keys::of(t, &items)? } else { None };
    if let Some(keys) = keys {
        sort_by_own_keys(&mut items, keys);
    } else {
        items = merge_sort(items, |a, b| compare_with(t, &comparator, a, b))?;
    }
    if let Some(array) = args[1].as_ref::<Array>() {
        for (i, item) in items.into_iter().enumerate() {
            array.set(t, i as i64, item)?;
        }
        return Ok(array_seq(array));
    }
    let sorted = rest_args(items);
    if meta.is_nil() || sorted.is_nil() { Ok(sorted) } else { ops::with_meta(t, sorted, meta) }
}

/// `(sort-by-keys keys coll)`: the items in the order of their keys, by `compare`.
fn sort_by_keys(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let keys = seq::to_vec(t, &args[0])?;
    let items = seq::to_vec(t, &args[1])?;
    let mut order: Vec<usize> = (0..items.len().min(keys.len())).collect();
    if let Some(longs) = keys.iter().map(Value::as_long).collect::<Option<Vec<i64>>>() {
        let mut keyed: Vec<(i64, usize)> = longs.into_iter().zip(order).collect();
        keyed.sort_unstable();
        order = keyed.into_iter().map(|(_, i)| i).collect();
    } else {
        order = merge_sort(order, |&a, &b| compare::compare(t, &keys[a], &keys[b]))?;
    }
    Ok(rest_args(order.into_iter().map(|i| items[i].clone()).collect()))
}

fn default_compare(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(is_default(&args[0])))
}

fn compare_with_native(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    compare_with(t, &args[0], &args[1], &args[2]).map(|o| Value::int(o as i32))
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("sort", 2, 2, sort),
    NativeDef::new("sort-by-keys", 2, 2, sort_by_keys),
    NativeDef::new("default-compare?", 1, 1, default_compare),
    NativeDef::new("compare-with", 3, 3, compare_with_native),
];
