//! Natives of `lisle.loader`: loaders and units, told to programs.

use super::args::text_arg;
use crate::host::lang::class::class_arg;
use crate::load;
use crate::loader;
use runtime::class::Class;
use runtime::coll::{map, vector};
use runtime::error::{Error, Result};
use runtime::function::{Function, NativeDef};
use runtime::sync::Arc;
use runtime::var::Var;
use runtime::{Ref, Thread, Value};
use std::collections::HashSet;
use vm::link::{FunctionBody, LinkedUnit};
use vm::loader::{Loader, Units};

/// `(loader-of x)`: of a class, or of the class of a value.
fn loader_of(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is::<Class>() {
        return Ok(loader::of_class(t, class_arg(&args[0])?));
    }
    let class = t.runtime.classes.of(&args[0]);
    Ok(class.map_or(Value::NIL, |class| loader::of_class(t, &class)))
}

fn loader_arg(v: &Value) -> Result<&Loader> {
    v.host::<Loader>().ok_or_else(|| Error::cannot_cast(v, "java.lang.ClassLoader"))
}

fn parent(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(loader_arg(&args[0])?.parent())
}

fn current(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(loader::current(t))
}

fn strings(names: impl IntoIterator<Item = impl AsRef<str>>) -> Value {
    vector::from_iter(names.into_iter().map(|name| Value::str(name.as_ref()))).into()
}

/// `(cached-names)`, `(cached-names loader)`: of all units, or of the unit of a loader.
fn cached_names(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let units = Units::of(&t.runtime);
    let Some(loader) = args.first() else { return Ok(strings(units.names())) };
    let Some(unit) = loader_arg(loader)?.unit() else { return Ok(strings([""; 0])) };
    let names = unit.named_functions().map(|(_, name)| name).filter(|name| units.is_latest(name, &unit));
    Ok(strings(names))
}

/// The unit of a function value.
fn unit_of(value: &Value) -> Option<&Arc<LinkedUnit>> {
    value.get::<Function>()?.code.body_as::<FunctionBody>().map(FunctionBody::unit)
}

/// The vars whose roots are functions of a unit, those of removed namespaces included: mostly why it is alive.
fn holders(vars: &[Ref<Var>], unit: &Arc<LinkedUnit>) -> Value {
    let holds = |var: &&Ref<Var>| var.made_root().as_ref().and_then(unit_of).is_some_and(|own| Arc::ptr_eq(own, unit));
    vector::from_iter(vars.iter().filter(holds).map(Ref::to_value)).into()
}

fn all_vars(t: &Thread) -> Vec<Ref<Var>> {
    let mut vars = Vec::new();
    for ns in t.runtime.namespaces.all() {
        let own = ns.mappings().into_iter().filter_map(|(_, v)| v.downcast::<Var>().ok());
        vars.extend(own.filter(|var| var.ns.as_ref().is_some_and(|home| Ref::same(home, &ns))));
    }
    vars
}

/// `(units)`: what is to be said of every unit that is alive and not permanent, oldest first.
fn units(t: &mut Thread, _: &mut [Value]) -> Result<Value> {
    let units = Units::of(&t.runtime);
    let mut vars = all_vars(t);
    let mut all = Vec::new();
    let alive = units.alive();
    // Code may hold vars that no namespace has any more, and these code in turn: that is why it is alive.
    let mut known: HashSet<usize> = vars.iter().map(|var| var.to_value().address()).collect();
    let named = alive.iter().filter(|unit| !unit.is_permanent()).flat_map(|unit| unit.vars());
    vars.extend(named.filter(|var| known.insert(var.to_value().address())));
    for unit in alive {
        let Some(own) = unit.loader().filter(|_| !unit.is_permanent()) else { continue };
        let names: Vec<&str> = unit.named_functions().map(|(_, name)| name).collect();
        let replaced = names.iter().copied().filter(|name| !units.is_latest(name, &unit));
        let entries = [
            ("number", Value::long(own.number() as i64)),
            ("loader", own.value().clone()),
            ("file", Value::str(unit.source_names().1)),
            ("names", strings(&names)),
            ("replaced", strings(replaced)),
            ("bytes", Value::long(unit.bytes() as i64)),
            ("vars", holders(&vars, &unit)),
            // One reference is ours; the others are code that values, frames or other code hold.
            ("references", Value::long(Arc::strong_count(&unit) as i64 - 1)),
        ];
        let pairs = entries.into_iter().map(|(k, v)| (t.runtime.keyword(k).into(), v)).collect();
        all.push(map::from_pairs(t, pairs)?);
    }
    Ok(vector::from_vec(all).into())
}

fn add_path(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    load::add_path(t, &text_arg(&args[0])?)?;
    Ok(Value::NIL)
}

fn add_bundle(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    load::add_bundle(t, &text_arg(&args[0])?).map(strings)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("loader-of", 1, 1, loader_of),
    NativeDef::new("loader-parent", 1, 1, parent),
    NativeDef::new("current-loader", 0, 0, current),
    NativeDef::new("cached-names", 0, 1, cached_names),
    NativeDef::new("live-units", 0, 0, units),
    NativeDef::new("add-path", 1, 1, add_path),
    NativeDef::new("add-bundle", 1, 1, add_bundle),
];
