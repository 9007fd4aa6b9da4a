//! `Collectors`: what `collect` makes of the elements of a stream.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::comparator;
use crate::host::util::list::{array_list, immutable_list};
use crate::host::util::map::{FIXED_SET, HASH_MAP, HASH_SET, JavaMap, filled};
use crate::host::util::values::optional;
use runtime::class::ClassDef;
use runtime::coll::map_entry::entry;
use runtime::error::{Error, Result};
use runtime::host_object::{HostObject, HostType};
use runtime::{Thread, Value, instance, print};
use std::cmp::Ordering;

/// A `Collector` made by `Collectors`.
struct Collector {
    rule: Rule,
    args: Vec<Value>,
}

#[derive(Clone, Copy)]
enum Rule {
    List,
    Set,
    Joining,
    Map,
    Group,
    Partition,
    Count,
    Mapping,
    Summing(Number),
    Averaging(Number),
    Filtering,
    FlatMapping,
    Finished,
    Reducing,
    Extreme(Ordering),
    Into,
    FixedList,
    FixedSet,
    Both,
}

/// The kind of number that a function gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Int,
    Long,
    Double,
}

/// The elements as numbers, by the function.
fn numbers(t: &mut Thread, items: Vec<Value>, function: &Value, number: Number) -> Result<Vec<Value>> {
    let method = match number {
        Number::Int => "applyAsInt",
        Number::Long => "applyAsLong",
        Number::Double => "applyAsDouble",
    };
    items.into_iter().map(|x| call_functional(t, function, method, &mut [x])).collect()
}

const COLLECTOR: &str = "java.util.stream.Collector";

impl HostType for Collector {
    fn class_name(&self) -> &str {
        COLLECTOR
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        self.args.iter().for_each(f);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        self.args.drain(..).for_each(f);
    }
}

fn collector(rule: Rule, a: &[Value]) -> Result<Value> {
    Ok(HostObject::new_value(Collector { rule, args: a.to_vec() }))
}

/// Groups elements by a function, each group collected by a further collector, a list if there is none.
fn group(t: &mut Thread, items: Vec<Value>, args: &[Value], name: &str) -> Result<Value> {
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    let index = JavaMap::empty(HASH_MAP, 0);
    for x in items {
        let key = call_functional(t, &args[0], name, &mut [x.clone()])?;
        let at = index.get(t, &key)?.and_then(|n| n.as_long());
        match at.and_then(|at| groups.get_mut(at as usize)) {
            Some((_, group)) => group.push(x),
            None => {
                index.put(t, &key, &Value::long(groups.len() as i64))?;
                groups.push((key, vec![x]));
            }
        }
    }
    if name == "test" {
        for key in [Value::FALSE, Value::TRUE] {
            if index.get(t, &key)?.is_none() {
                groups.push((key, Vec::new()));
            }
        }
    }
    let mut entries = Vec::new();
    for (key, group) in groups {
        let collected = match args.last().filter(|_| args.len() > 1) {
            Some(downstream) => collect_with(t, group, &downstream.clone())?,
            None => array_list(group),
        };
        entries.push(entry(key, collected));
    }
    filled(t, HASH_MAP, entries)
}

/// What the collector makes of elements.
pub fn collect_with(t: &mut Thread, items: Vec<Value>, by: &Value) -> Result<Value> {
    let Some(collector) = by.host::<Collector>() else { return Err(not_a(by, COLLECTOR)) };
    let args = collector.args.clone();
    match collector.rule {
        Rule::List => Ok(array_list(items)),
        Rule::Set => filled(t, HASH_SET, items),
        Rule::Count => Ok(Value::long(items.len() as i64)),
        Rule::Joining => {
            let mut text =
                |i: usize| args.get(i).map_or(Ok(String::new()), |v| chars_arg(t, v).map(|s| s.to_string_lossy()));
            let (separator, prefix, suffix) = (text(0)?, text(1)?, text(2)?);
            let part = |x| {
                t.tick()?;
                Ok(print::to_java_string(t, x)?.to_string_lossy())
            };
            let parts = items.iter().map(part).collect::<Result<Vec<_>>>()?;
            string(format!("{prefix}{}{suffix}", parts.join(&separator)))
        }
        Rule::Map => {
            let result = JavaMap::empty(HASH_MAP, 0);
            for x in items {
                let key = call_functional(t, &args[0], "apply", &mut [x.clone()])?;
                let val = call_functional(t, &args[1], "apply", &mut [x])?;
                let val = match (result.get(t, &key)?, args.get(2)) {
                    (Some(old), Some(merge)) => call_functional(t, merge, "apply", &mut [old, val])?,
                    (Some(old), None) => {
                        let shown =
                            |t: &mut Thread, v: &Value| Ok::<_, Error>(print::to_java_string(t, v)?.to_string_lossy());
                        let message = format!(
                            "Duplicate key {} (attempted merging values {} and {})",
                            shown(t, &key)?,
                            shown(t, &old)?,
                            shown(t, &val)?
                        );
                        return Err(Error::illegal_state(message));
                    }
                    (None, _) => val,
                };
                result.put(t, &key, &val)?;
            }
            Ok(result.into_value())
        }
        Rule::Group => group(t, items, &args, "apply"),
        Rule::Partition => group(t, items, &args, "test"),
        Rule::Mapping => {
            let mut mapped = Vec::new();
            for x in items {
                mapped.push(call_functional(t, &args[0], "apply", &mut [x])?);
            }
            collect_with(t, mapped, &args[1])
        }
        Rule::Summing(Number::Double) => {
            let items = numbers(t, items, &args[0], Number::Double)?;
            let total = items.iter().try_fold(0.0, |sum, x| Ok::<_, Error>(sum + double_arg(x)?))?;
            Ok(Value::double(total))
        }
        Rule::Summing(number) => {
            let items = numbers(t, items, &args[0], number)?;
            let total = items.iter().try_fold(0i64, |sum, x| Ok::<_, Error>(sum.wrapping_add(long_arg(x)?)))?;
            Ok(if number == Number::Int { Value::int(total as i32) } else { Value::long(total) })
        }
        Rule::Averaging(number) => {
            let items = numbers(t, items, &args[0], number)?;
            let total = items.iter().try_fold(0.0, |sum, x| Ok::<_, Error>(sum + double_arg(x)?))?;
            Ok(Value::double(if items.is_empty() { 0.0 } else { total / items.len() as f64 }))
        }
        Rule::Filtering => {
            let mut kept = Vec::new();
            for x in items {
                if call_functional(t, &args[0], "test", &mut [x.clone()])?.is_truthy() {
                    kept.push(x);
                }
            }
            collect_with(t, kept, &args[1])
        }
        Rule::FlatMapping => {
            let mut all = Vec::new();
            for x in items {
                let part = call_functional(t, &args[0], "apply", &mut [x])?;
                if !part.is_nil() {
                    all.extend(super::stream::elements(&part)?);
                }
            }
            collect_with(t, all, &args[1])
        }
        Rule::Finished => {
            let collected = collect_with(t, items, &args[0])?;
            call_functional(t, &args[1], "apply", &mut [collected])
        }
        Rule::Both => {
            let first = collect_with(t, items.clone(), &args[0])?;
            let second = collect_with(t, items, &args[1])?;
            call_functional(t, &args[2], "apply", &mut [first, second])
        }
        Rule::Reducing => {
            let mut items = items.into_iter();
            let mut result = match args.len() {
                1 => items.next(),
                _ => Some(args[0].clone()),
            };
            for x in items {
                let x = if args.len() == 3 { call_functional(t, &args[1], "apply", &mut [x])? } else { x };
                let so_far = result.take().unwrap_or_default();
                result = Some(call_functional(t, &args[args.len() - 1], "apply", &mut [so_far, x])?);
            }
            let result = result.unwrap_or_default();
            Ok(if args.len() == 1 { optional(result) } else { result })
        }
        Rule::Extreme(wanted) => {
            let mut best: Option<Value> = None;
            for x in items {
                let better = match &best {
                    Some(best) => comparator::order(t, &args[0], &x, best)? == wanted,
                    None => true,
                };
                if better {
                    best = Some(x);
                }
            }
            Ok(optional(best.unwrap_or_default()))
        }
        Rule::Into => {
            let target = call_functional(t, &args[0], "get", &mut [])?;
            for x in items {
                if let Some(added) = instance::call(t, &target, "add", &mut [x]) {
                    added?;
                }
            }
            Ok(target)
        }
        Rule::FixedList => Ok(immutable_list(items)),
        Rule::FixedSet => filled(t, FIXED_SET, items),
    }
}

pub static CLASSES: &[ClassDef] = &[ClassDef {
    statics: &[
        f("toList", 0, |_, a| collector(Rule::List, a)),
        f("toUnmodifiableList", 0, |_, a| collector(Rule::FixedList, a)),
        f("toSet", 0, |_, a| collector(Rule::Set, a)),
        f("toUnmodifiableSet", 0, |_, a| collector(Rule::FixedSet, a)),
        f("toCollection", 1, |_, a| collector(Rule::Into, a)),
        g("joining", 0, 3, |_, a| collector(Rule::Joining, a)),
        g("toMap", 2, 4, |_, a| collector(Rule::Map, a)),
        g("toUnmodifiableMap", 2, 3, |_, a| collector(Rule::Map, a)),
        g("groupingBy", 1, 2, |_, a| collector(Rule::Group, a)),
        g("partitioningBy", 1, 2, |_, a| collector(Rule::Partition, a)),
        f("counting", 0, |_, a| collector(Rule::Count, a)),
        f("mapping", 2, |_, a| collector(Rule::Mapping, a)),
        f("filtering", 2, |_, a| collector(Rule::Filtering, a)),
        f("flatMapping", 2, |_, a| collector(Rule::FlatMapping, a)),
        f("collectingAndThen", 2, |_, a| collector(Rule::Finished, a)),
        f("teeing", 3, |_, a| collector(Rule::Both, a)),
        g("reducing", 1, 3, |_, a| collector(Rule::Reducing, a)),
        f("maxBy", 1, |_, a| collector(Rule::Extreme(Ordering::Greater), a)),
        f("minBy", 1, |_, a| collector(Rule::Extreme(Ordering::Less), a)),
        f("summingInt", 1, |_, a| collector(Rule::Summing(Number::Int), a)),
        f("summingLong", 1, |_, a| collector(Rule::Summing(Number::Long), a)),
        f("summingDouble", 1, |_, a| collector(Rule::Summing(Number::Double), a)),
        f("averagingInt", 1, |_, a| collector(Rule::Averaging(Number::Int), a)),
        f("averagingLong", 1, |_, a| collector(Rule::Averaging(Number::Long), a)),
        f("averagingDouble", 1, |_, a| collector(Rule::Averaging(Number::Double), a)),
    ],
    ..class("java.util.stream.Collectors")
}];
