//! `BitSet`.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::stream;
use runtime::array::{Array, Element, primitive_array};
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::limits::Growing;
use runtime::sync::{Mutex, lock};
use runtime::{Thread, Value};

/// A `BitSet`, as words of 64 bits.
struct BitSet(Mutex<Vec<u64>>, Growing);

plain_host!(BitSet, "java.util.BitSet");

const BIT_SET: &str = "java.util.BitSet";

fn bits(words: Vec<u64>) -> Value {
    HostObject::new_value(BitSet(Mutex::new(words), Growing::default()))
}

fn bit_index(v: &Value, name: &str) -> Result<usize> {
    let i = int_arg(v)?;
    usize::try_from(i).map_err(|_| Error::new(ExceptionKind::IndexOutOfBoundsException, format!("{name} < 0: {i}")))
}

fn get_bit(words: &[u64], i: usize) -> bool {
    words.get(i / 64).is_some_and(|w| w >> (i % 64) & 1 == 1)
}

fn put_bit(words: &mut Vec<u64>, i: usize, on: bool) {
    if i / 64 >= words.len() {
        if !on {
            return;
        }
        words.resize(i / 64 + 1, 0);
    }
    if on {
        words[i / 64] |= 1 << (i % 64);
    } else {
        words[i / 64] &= !(1 << (i % 64));
    }
}

/// Changes one bit or a range: `set`, `clear`, `flip`. A boolean at the end says which way.
fn change_bits(t: &mut Thread, a: &[Value], change: impl Fn(bool) -> bool) -> Result<Value> {
    let set = this!(a, BitSet, BIT_SET);
    let mut args = &a[1..];
    let mut wanted = None;
    if let [rest @ .., last] = args
        && let Some(b) = last.as_bool()
    {
        (args, wanted) = (rest, Some(b));
    }
    let length = lock(&set.0).len();
    let range = match args {
        [] => 0..length * 64,
        [i] => {
            let i = bit_index(i, "bitIndex")?;
            i..i + 1
        }
        [from, to, ..] => bit_index(from, "fromIndex")?..bit_index(to, "toIndex")?,
    };
    let last = range.end.saturating_sub(1);
    if wanted.unwrap_or_else(|| change(false)) {
        set.1.reach(t, (last / 64 + 1).max(length) * 8)?;
    }
    for i in range {
        t.tick()?;
        let mut words = lock(&set.0);
        let on = wanted.unwrap_or_else(|| change(get_bit(&words, i)));
        put_bit(&mut words, i, on);
    }
    void()
}

fn combine_bits(a: &[Value], op: impl Fn(u64, u64) -> u64) -> Result<Value> {
    let args = &a[1..];
    let other = lock(&this!(args, BitSet, BIT_SET).0).clone();
    let mut words = lock(&this!(a, BitSet, BIT_SET).0);
    let n = words.len().max(other.len());
    words.resize(n, 0);
    for (i, word) in words.iter_mut().enumerate() {
        *word = op(*word, other.get(i).copied().unwrap_or(0));
    }
    void()
}

fn indexes(words: &[u64]) -> Vec<usize> {
    let following = |i: &usize| next_from(words, i + 1, true);
    std::iter::successors(next_from(words, 0, true), following).collect()
}

/// The next bit that is on (or off), looked for word by word; `None` beyond the last word.
fn next_from(words: &[u64], from: usize, on: bool) -> Option<usize> {
    let mut at = from / 64;
    let mut mask = u64::MAX << (from % 64);
    while let Some(word) = words.get(at) {
        let found = (if on { *word } else { !*word }) & mask;
        if found != 0 {
            return Some(at * 64 + found.trailing_zeros() as usize);
        }
        (at, mask) = (at + 1, u64::MAX);
    }
    None
}

fn next_bit(a: &[Value], on: bool) -> Result<Value> {
    let words = lock(&this!(a, BitSet, BIT_SET).0);
    let from = bit_index(&a[1], "fromIndex")?;
    Ok(Value::int(match next_from(&words, from, on) {
        Some(i) => i as i32,
        None if on => -1,
        None => from.max(words.len() * 64) as i32,
    }))
}

/// The last bit that is on (or off) at an index or before it.
fn previous_bit(a: &[Value], on: bool) -> Result<Value> {
    let words = lock(&this!(a, BitSet, BIT_SET).0);
    let from = int_arg(&a[1])?;
    if from < -1 {
        let message = format!("fromIndex < -1: {from}");
        return Err(Error::new(ExceptionKind::IndexOutOfBoundsException, message));
    }
    let mut i = i64::from(from);
    if i >= (words.len() * 64) as i64 {
        if !on {
            return Ok(Value::int(from));
        }
        i = (words.len() * 64) as i64 - 1;
    }
    while i >= 0 && get_bit(&words, i as usize) != on {
        i -= 1;
    }
    Ok(Value::int(i as i32))
}

/// One more than the highest bit that is on.
fn length(words: &[u64]) -> usize {
    words.iter().rposition(|word| *word != 0).map_or(0, |at| at * 64 + 64 - words[at].leading_zeros() as usize)
}

/// `get(from, to)`: the bits of a range, from 0 on.
fn part(a: &[Value]) -> Result<Value> {
    let (from, to) = (bit_index(&a[1], "fromIndex")?, bit_index(&a[2], "toIndex")?);
    if from > to {
        let message = format!("fromIndex: {from} > toIndex: {to}");
        return Err(Error::new(ExceptionKind::IndexOutOfBoundsException, message));
    }
    let words = lock(&this!(a, BitSet, BIT_SET).0);
    let mut result = Vec::new();
    for i in from..to.min(words.len() * 64) {
        put_bit(&mut result, i - from, get_bit(&words, i));
    }
    Ok(bits(result))
}

/// The words up to the last that is not zero.
fn trimmed(a: &[Value]) -> Result<Vec<u64>> {
    let mut words = lock(&this!(a, BitSet, BIT_SET).0).clone();
    words.truncate(length(&words).div_ceil(64));
    Ok(words)
}

/// `BitSet.valueOf` of an array of longs or bytes.
fn value_of(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(array) = a[0].get::<Array>() else { return Err(not_a(&a[0], "[J")) };
    let words = match array.bytes() {
        Some(bytes) => {
            let word = |part: &[u8]| part.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            bytes.chunks(8).map(word).collect()
        }
        None => array.to_vec().iter().map(|n| long_arg(n).map(|n| n as u64)).collect::<Result<_>>()?,
    };
    Ok(bits(words))
}

const BIT_METHODS: &[NativeDef] = &[
    f("get", 2, |_, a| bool_(get_bit(&lock(&this!(a, BitSet, BIT_SET).0), bit_index(&a[1], "bitIndex")?))),
    g("set", 2, 4, |t, a| change_bits(t, a, |_| true)),
    g("clear", 1, 3, |t, a| change_bits(t, a, |_| false)),
    g("flip", 2, 3, |t, a| change_bits(t, a, |b| !b)),
    f("and", 2, |_, a| combine_bits(a, |x, y| x & y)),
    f("or", 2, |_, a| combine_bits(a, |x, y| x | y)),
    f("xor", 2, |_, a| combine_bits(a, |x, y| x ^ y)),
    f("andNot", 2, |_, a| combine_bits(a, |x, y| x & !y)),
    f("cardinality", 1, |_, a| int(lock(&this!(a, BitSet, BIT_SET).0).iter().map(|w| w.count_ones() as usize).sum())),
    f("length", 1, |_, a| int(length(&lock(&this!(a, BitSet, BIT_SET).0)))),
    f("size", 1, |_, a| int(lock(&this!(a, BitSet, BIT_SET).0).len().max(1) * 64)),
    f("isEmpty", 1, |_, a| bool_(lock(&this!(a, BitSet, BIT_SET).0).iter().all(|w| *w == 0))),
    f("nextSetBit", 2, |_, a| next_bit(a, true)),
    f("nextClearBit", 2, |_, a| next_bit(a, false)),
    f("previousSetBit", 2, |_, a| previous_bit(a, true)),
    f("previousClearBit", 2, |_, a| previous_bit(a, false)),
    f("get", 3, |_, a| part(a)),
    f("intersects", 2, |_, a| {
        let other = trimmed(&a[1..])?;
        bool_(trimmed(a)?.iter().zip(&other).any(|(x, y)| x & y != 0))
    }),
    f("toLongArray", 1, |t, a| {
        let words = trimmed(a)?.into_iter().map(|word| Value::long(word as i64)).collect();
        primitive_array(t, Element::Long, words)
    }),
    f("toByteArray", 1, |_, a| {
        let words = trimmed(a)?;
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.truncate(length(&words).div_ceil(8));
        Ok(Array::of_bytes(&bytes))
    }),
    f("stream", 1, |t, a| {
        let words = trimmed(a)?;
        t.step(words.len() as u64)?;
        Ok(stream::of_ints(indexes(&words).into_iter().map(|i| i as i32)))
    }),
    f("clone", 1, |_, a| Ok(bits(lock(&this!(a, BitSet, BIT_SET).0).clone()))),
    f("equals", 2, |_, a| {
        let Some(other) = a[1].host::<BitSet>() else { return bool_(false) };
        let other = indexes(&lock(&other.0));
        bool_(indexes(&lock(&this!(a, BitSet, BIT_SET).0)) == other)
    }),
    f("hashCode", 1, |_, a| {
        let words = lock(&this!(a, BitSet, BIT_SET).0);
        let mut h = 1234u64;
        for (i, word) in words.iter().enumerate().rev() {
            h ^= word.wrapping_mul(i as u64 + 1);
        }
        Ok(Value::int((h >> 32 ^ h) as i32))
    }),
    f("toString", 1, |_, a| {
        let all = indexes(&lock(&this!(a, BitSet, BIT_SET).0));
        string(format!("{{{}}}", all.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")))
    }),
];

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[ctor(0, 1, |_, a| {
        let size = a.first().map_or(Ok(0), int_arg)?;
        if size < 0 {
            return Err(Error::new(ExceptionKind::NegativeArraySizeException, format!("nbits < 0: {size}")));
        }
        Ok(bits(Vec::new()))
    })],
    methods: BIT_METHODS,
    statics: &[f("valueOf", 1, value_of)],
    ..class(BIT_SET)
}];
