//! `EnumSet` and `EnumMap`: sets and maps of constants, in the order in which their enum names them.

use super::map::{ENUM_MAP, ENUM_SET, JavaMap, filled};
use crate::host::hierarchy::class;
use crate::host::lang::class::class_arg;
use crate::host::lang::enums::{Constant, values};
use crate::host::support::*;
use crate::host::util::collection::elements_of;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::{Thread, Value, seq};

/// The constants of an enum, which must be one.
fn universe(t: &mut Thread, class: &Value) -> Result<Vec<Value>> {
    let class = class_arg(class)?.clone();
    if class.def.is_none_or(|def| def.superclass != "java.lang.Enum") {
        return Err(Error::class_cast(format!("class {} not an enum", class.name_str())));
    }
    let all = values(t, class.name_str())?;
    seq::to_vec(t, &all)
}

fn constant(v: &Value) -> Result<&Constant> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    v.host::<Constant>().ok_or_else(|| not_a(v, "java.lang.Enum"))
}

fn set_of(t: &mut Thread, items: Vec<Value>) -> Result<Value> {
    for item in &items {
        constant(item)?;
    }
    let class = items.first().map(|item| constant(item).map(|c| c.class)).transpose()?;
    let set = filled(t, ENUM_SET, items)?;
    if let (Some(set), Some(class)) = (set.host::<JavaMap>(), class) {
        set.set_defaults(t.runtime.classes.intern(class).into());
    }
    Ok(set)
}

/// A set that knows its enum although it is empty.
fn none_of(t: &mut Thread, class: &Value) -> Result<Value> {
    universe(t, class)?;
    let set = filled(t, ENUM_SET, Vec::new())?;
    if let Some(set) = set.host::<JavaMap>() {
        set.set_defaults(class.clone());
    }
    Ok(set)
}

fn complement(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let own = a[0].host::<JavaMap>().ok_or_else(|| not_a(&a[0], "java.util.EnumSet"))?;
    let Some(class) = own.defaults() else { return Err(not_a(&a[0], "java.util.EnumSet")) };
    let there = own.keys(t)?;
    let mut left = universe(t, &class)?;
    left.retain(|x| !there.iter().any(|y| y.identical(x)));
    if left.is_empty() { none_of(t, &class) } else { set_of(t, left) }
}

fn range(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (from, to) = (constant(&a[0])?, constant(&a[1])?);
    if from.ordinal > to.ordinal {
        return Err(Error::illegal_argument(format!("{} > {}", from.name, to.name)));
    }
    let (first, last) = (from.ordinal, to.ordinal);
    let class = t.runtime.classes.intern(from.class).into();
    let all = universe(t, &class)?;
    set_of(t, all[first..=last].to_vec())
}

fn copy_of(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let items = elements_of(t, &a[0])?;
    if !items.is_empty() {
        return set_of(t, items);
    }
    match a[0].host::<JavaMap>().and_then(JavaMap::defaults) {
        Some(class) => none_of(t, &class),
        None => Err(Error::illegal_argument("Collection is empty")),
    }
}

/// `(EnumMap. class)` and `(EnumMap. map)`
fn new_map(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].is::<runtime::class::Class>() {
        universe(t, &a[0])?;
        return filled(t, ENUM_MAP, Vec::new());
    }
    let items = elements_of(t, &a[0])?;
    filled(t, ENUM_MAP, items)
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        statics: &[
            g("of", 1, 255, |t, a| {
                let items = match &*a {
                    [first, rest] if !rest.is_nil() && rest.host::<Constant>().is_none() => {
                        [vec![first.clone()], elements_of(t, rest)?].concat()
                    }
                    items => items.to_vec(),
                };
                set_of(t, items)
            }),
            f("noneOf", 1, |t, a| none_of(t, &a[0])),
            f("allOf", 1, |t, a| {
                let all = universe(t, &a[0])?;
                set_of(t, all)
            }),
            f("complementOf", 1, complement),
            f("copyOf", 1, copy_of),
            f("range", 2, range),
        ],
        ..class("java.util.EnumSet")
    },
    ClassDef { constructors: &[ctor(1, 1, new_map)], ..class("java.util.EnumMap") },
];
