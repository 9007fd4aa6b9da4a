//! What `ConcurrentHashMap` has besides the methods of every map: walks, searches and reductions over its keys, values,
//! entries or both. Java may share such work among threads; here the thread that asks does all of it, in the map's order.

use crate::host::support::*;
use crate::host::util::iterator;
use crate::host::util::list::array_list;
use crate::host::util::map_methods::pairs;
use runtime::coll::map_entry::entry;
use runtime::error::Result;
use runtime::function::NativeDef;
use runtime::{Thread, Value};

/// What a function is given of each entry.
#[derive(Clone, Copy)]
enum Part {
    Both,
    Keys,
    Values,
    Entries,
}

impl Part {
    /// The arguments for each entry, as the map is now.
    fn of(self, t: &mut Thread, map: &Value) -> Result<Vec<Vec<Value>>> {
        let pairs = pairs(t, map)?.into_iter();
        Ok(pairs
            .map(|(key, val)| match self {
                Part::Both => vec![key, val],
                Part::Keys => vec![key],
                Part::Values => vec![val],
                Part::Entries => vec![entry(key, val)],
            })
            .collect())
    }
}

/// `forEach(parallelism, action)` and `forEach(parallelism, transformer, action)`, which skips what becomes nil.
fn for_each(t: &mut Thread, a: &[Value], part: Part) -> Result<Value> {
    long_arg(&a[1])?;
    for mut args in part.of(t, &a[0])? {
        t.tick()?;
        if let [_, _, transformer, action] = a {
            let made = call_functional(t, transformer, "apply", &mut args)?;
            if !made.is_nil() {
                call_functional(t, action, "accept", &mut [made])?;
            }
        } else {
            call_functional(t, &a[2], "accept", &mut args)?;
        }
    }
    void()
}

/// `search(parallelism, function)`: the first result that is not nil.
fn search(t: &mut Thread, a: &[Value], part: Part) -> Result<Value> {
    long_arg(&a[1])?;
    for mut args in part.of(t, &a[0])? {
        t.tick()?;
        let found = call_functional(t, &a[2], "apply", &mut args)?;
        if !found.is_nil() {
            return Ok(found);
        }
    }
    void()
}

/// `reduce(parallelism, transformer, reducer)`, or without the transformer; what becomes nil is skipped.
fn reduce(t: &mut Thread, a: &[Value], part: Part) -> Result<Value> {
    long_arg(&a[1])?;
    let (transformer, reducer) = match a {
        [_, _, reducer] => (None, reducer),
        _ => (Some(&a[2]), &a[3]),
    };
    let mut result = Value::NIL;
    for mut args in part.of(t, &a[0])? {
        t.tick()?;
        let next = match transformer {
            Some(transformer) => call_functional(t, transformer, "apply", &mut args)?,
            None => args.remove(0),
        };
        result = match (result.is_nil(), next.is_nil()) {
            (true, _) => next,
            (_, true) => result,
            _ => call_functional(t, reducer, "apply", &mut [result, next])?,
        };
    }
    Ok(result)
}

/// `reduceToLong(parallelism, transformer, basis, reducer)` and its kin: the method that both functions have, and what
/// makes its results numbers of that kind.
fn reduce_to(
    t: &mut Thread,
    a: &[Value],
    part: Part,
    method: &str,
    number: fn(&Value) -> Result<Value>,
) -> Result<Value> {
    long_arg(&a[1])?;
    let mut result = number(&a[3])?;
    for mut args in part.of(t, &a[0])? {
        t.tick()?;
        let next = number(&call_functional(t, &a[2], method, &mut args)?)?;
        result = number(&call_functional(t, &a[4], method, &mut [result, next])?)?;
    }
    Ok(result)
}

fn to_long(v: &Value) -> Result<Value> {
    long_arg(v).map(Value::long)
}

fn to_int(v: &Value) -> Result<Value> {
    int_arg(v).map(Value::int)
}

fn to_double(v: &Value) -> Result<Value> {
    double_arg(v).map(Value::double)
}

/// The rows of one part, by the word that their names have for it.
macro_rules! part_rows {
    ($part:expr, $for_each:literal $search:literal $reduce:literal $long:literal $int:literal $double:literal) => {
        [
            g($for_each, 3, 4, |t, a| for_each(t, a, $part)),
            f($search, 3, |t, a| search(t, a, $part)),
            g($reduce, 3, 4, |t, a| reduce(t, a, $part)),
            f($long, 5, |t, a| reduce_to(t, a, $part, "applyAsLong", to_long)),
            f($int, 5, |t, a| reduce_to(t, a, $part, "applyAsInt", to_int)),
            f($double, 5, |t, a| reduce_to(t, a, $part, "applyAsDouble", to_double)),
        ]
    };
}

const BOTH: [NativeDef; 6] =
    part_rows!(Part::Both, "forEach" "search" "reduce" "reduceToLong" "reduceToInt" "reduceToDouble");
const KEYS: [NativeDef; 6] = part_rows!(Part::Keys, "forEachKey" "searchKeys" "reduceKeys" "reduceKeysToLong" "reduceKeysToInt" "reduceKeysToDouble");
const VALUES: [NativeDef; 6] = part_rows!(Part::Values, "forEachValue" "searchValues" "reduceValues" "reduceValuesToLong" "reduceValuesToInt" "reduceValuesToDouble");
const ENTRIES: [NativeDef; 6] = part_rows!(Part::Entries, "forEachEntry" "searchEntries" "reduceEntries" "reduceEntriesToLong" "reduceEntriesToInt" "reduceEntriesToDouble");

/// Keys or values, as an old map gives them.
fn enumeration(t: &mut Thread, a: &[Value], part: Part) -> Result<Value> {
    let items = array_list(part.of(t, &a[0])?.into_iter().flatten().collect());
    iterator::enumeration(t, &items)
}

/// What `Hashtable` has too.
pub const OLD: &[NativeDef] = &[
    f("contains", 2, |t, a| {
        if a[1].is_nil() {
            return Err(runtime::Error::null_pointer());
        }
        for (_, val) in pairs(t, &a[0])? {
            if runtime::equality::java_equals(t, &a[1], &val)? {
                return bool_(true);
            }
        }
        bool_(false)
    }),
    f("keys", 1, |t, a| enumeration(t, a, Part::Keys)),
    f("elements", 1, |t, a| enumeration(t, a, Part::Values)),
];

const PARTS: [NativeDef; 24] = join_rows(&join_rows::<12>(&BOTH, &KEYS), &join_rows::<12>(&VALUES, &ENTRIES));

/// The methods.
pub static METHODS: [NativeDef; 24 + OLD.len()] = join_rows(&PARTS, OLD);
