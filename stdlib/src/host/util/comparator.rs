//! `Comparator`: the natural and reversed orders, and comparators made of others.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::native::sort::merge_sort;
use runtime::class::ClassDef;
use runtime::coll::sorted_map::order_by;
use runtime::error::Result;
use runtime::host_object::{HostObject, HostType};
use runtime::{Kind, Thread, Value, instance};
use std::cmp::Ordering;

/// A comparator made by a library method.
struct Made {
    rule: Rule,
    first: Value,
    second: Value,
}

#[derive(Clone, Copy)]
enum Rule {
    Natural,
    /// The reverse of `first`, of the natural order if that is nil.
    Reversed,
    /// By what the function `first` makes of the elements, compared by `second`.
    Keyed,
    /// By `first`, and by `second` what that finds equal.
    Then,
    /// Nils come first or last; the others go by `first`.
    NilsFirst,
    NilsLast,
}

const CLASS: &str = "java.util.Collections$ReverseComparator";

impl HostType for Made {
    fn class_name(&self) -> &str {
        CLASS
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        f(&self.first);
        f(&self.second);
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        f(self.first.take());
        f(self.second.take());
    }
}

fn make(rule: Rule, first: Value, second: Value) -> Value {
    HostObject::new_value(Made { rule, first, second })
}

/// How two values compare by a comparator: nil is the natural order, functions are comparators as in Clojure.
pub fn order(t: &mut Thread, comparator: &Value, a: &Value, b: &Value) -> Result<Ordering> {
    if let Some(made) = comparator.host::<Made>() {
        return t.descend(|t| made_order(t, made, a, b));
    }
    if matches!(comparator.kind(), Some(Kind::Instance | Kind::Host))
        && let Some(result) = instance::call(t, comparator, "compare", &mut [a.clone(), b.clone()])
    {
        return Ok(int_arg(&result?)?.cmp(&0));
    }
    order_by(t, comparator, a, b)
}

fn made_order(t: &mut Thread, made: &Made, a: &Value, b: &Value) -> Result<Ordering> {
    match made.rule {
        Rule::Natural => order(t, &Value::NIL, a, b),
        Rule::Reversed => order(t, &made.first, b, a),
        Rule::Keyed => {
            let x = call_functional(t, &made.first, "apply", &mut [a.clone()])?;
            let y = call_functional(t, &made.first, "apply", &mut [b.clone()])?;
            order(t, &made.second, &x, &y)
        }
        Rule::Then => match order(t, &made.first, a, b)? {
            Ordering::Equal => order(t, &made.second, a, b),
            found => Ok(found),
        },
        Rule::NilsFirst | Rule::NilsLast => {
            let sign = |o: Ordering| if matches!(made.rule, Rule::NilsFirst) { o } else { o.reverse() };
            match (a.is_nil(), b.is_nil()) {
                (true, true) => Ok(Ordering::Equal),
                (true, false) => Ok(sign(Ordering::Less)),
                (false, true) => Ok(sign(Ordering::Greater)),
                (false, false) => order(t, &made.first, a, b),
            }
        }
    }
}

/// Sorts by a comparator, stably. The first failure ends it.
pub fn sort(t: &mut Thread, items: &mut [Value], comparator: &Value) -> Result<()> {
    let sorted = merge_sort(items.to_vec(), |a, b| {
        t.tick()?;
        order(t, comparator, a, b)
    })?;
    items.iter_mut().zip(sorted).for_each(|(item, sorted)| *item = sorted);
    Ok(())
}

fn compare(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only_comparator(&a[0])?;
    let comparator = a[0].clone();
    Ok(Value::int(order(t, &comparator, &a[1], &a[2])? as i32))
}

/// Host objects and user types that come here have no `compare` of their own.
fn core_only_comparator(v: &Value) -> Result<()> {
    if v.host::<Made>().is_some() {
        return Ok(());
    }
    core_only(v, "java.util.Comparator", "int compare(java.lang.Object, java.lang.Object)")
}

/// `Comparator.comparing` and `Collections.reverseOrder`: the reverse of the given order.
pub fn reversed(comparator: Value) -> Value {
    make(Rule::Reversed, comparator, Value::NIL)
}

/// The natural order.
pub fn natural() -> Value {
    make(Rule::Natural, Value::NIL, Value::NIL)
}

/// By the keys or the values of entries, compared by the given order.
pub fn by_part(t: &mut Thread, part: &str, order: Value) -> Result<Value> {
    let var = t.runtime.namespaces.find("clojure.core").and_then(|core| core.find_var(part));
    let function = var.map_or(Value::NIL, |var| runtime::bindings::deref(t, &var));
    Ok(make(Rule::Keyed, function, order))
}

fn keyed(a: &mut [Value], at: usize) -> Value {
    let second = a.get_mut(at + 1).map_or(Value::NIL, Value::take);
    make(Rule::Keyed, a[at].take(), second)
}

/// `thenComparing`: of a comparator, or of a function that gives the key.
fn then_comparing(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let is_key =
        a.len() == 3 || is_a(t, &a[1], "java.util.function.Function") && !is_a(t, &a[1], "java.util.Comparator");
    let second = if is_key { keyed(a, 1) } else { a[1].take() };
    Ok(make(Rule::Then, a[0].take(), second))
}

fn then_keyed(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let second = keyed(a, 1);
    Ok(make(Rule::Then, a[0].take(), second))
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[
            f("compare", 3, compare),
            f("reversed", 1, |_, a| Ok(reversed(a[0].take()))),
            g("thenComparing", 2, 3, then_comparing),
            f("thenComparingInt", 2, then_keyed),
            f("thenComparingLong", 2, then_keyed),
            f("thenComparingDouble", 2, then_keyed),
        ],
        statics: &[
            f("naturalOrder", 0, |_, _| Ok(make(Rule::Natural, Value::NIL, Value::NIL))),
            f("reverseOrder", 0, |_, _| Ok(reversed(Value::NIL))),
            g("comparing", 1, 2, |_, a| Ok(keyed(a, 0))),
            f("comparingInt", 1, |_, a| Ok(keyed(a, 0))),
            f("comparingLong", 1, |_, a| Ok(keyed(a, 0))),
            f("comparingDouble", 1, |_, a| Ok(keyed(a, 0))),
            f("nullsFirst", 1, |_, a| Ok(make(Rule::NilsFirst, a[0].take(), Value::NIL))),
            f("nullsLast", 1, |_, a| Ok(make(Rule::NilsLast, a[0].take(), Value::NIL))),
        ],
        ..class("java.util.Comparator")
    },
    class(CLASS),
];
