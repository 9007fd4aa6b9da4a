//! `#=(…)` and `#the.Class[…]`: what the reader itself may run.
//!
//! This is not `eval`: arguments are not evaluated, and only classes, constructors, static methods, vars
//! and functions can be named. It happens only while `*read-eval*` allows it.

use runtime::class::Class;
use runtime::coll::map;
use runtime::function::NativeDef;
use runtime::instance::{Instance, TypeFlavour};
use runtime::keyword::Keyword;
use runtime::namespace::Namespace;
use runtime::symbol::Symbol;
use runtime::sync::AtomicI32;
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value, print, seq};

/// The value of a `#=` form.
pub fn read_eval(t: &mut Thread, ns: &Ref<Namespace>, form: &Value) -> Result<Value> {
    if let Some(symbol) = form.as_ref::<Symbol>() {
        return Ok(find_class(t, &symbol.full_name())?.into());
    }
    if !super::symbols::is_list(form) {
        return Err(Error::illegal_argument("Unsupported #= form"));
    }
    let mut args = seq::to_vec(t, form)?;
    if args.is_empty() {
        return Err(Error::null_pointer());
    }
    let first = args.remove(0);
    let Some(operator) = first.as_ref::<Symbol>() else {
        return Err(Error::cannot_cast(&first, "clojure.lang.Symbol"));
    };
    if operator.is_named("var") {
        let Some(name) = args.first().and_then(|a| a.as_ref::<Symbol>()) else {
            return Err(Error::illegal_argument("Unsupported #= form"));
        };
        return find_var(t, ns, name)?.ok_or_else(|| cannot_resolve(name));
    }
    if let Some(class) = operator.full_name().strip_suffix('.') {
        let class = find_class(t, class)?;
        return new_object(t, &class, &mut args);
    }
    if let Some(var) = find_var(t, ns, operator)? {
        return t.invoke(&var, &mut args);
    }
    let Some(class) = operator.ns_str().filter(|class| t.runtime.namespaces.find(class).is_none()) else {
        return Err(cannot_resolve(operator));
    };
    let class = find_class(t, class)?;
    let statics = class.def.map_or(&[][..], |d| d.statics);
    let method = operator.name_str();
    match pick(statics.iter().filter(|m| m.name == method), args.len()) {
        Some(native) => (native.call)(t, &mut args),
        None => Err(Error::illegal_argument(format!("No matching method {method} found taking {} args", args.len()))),
    }
}

#[cold]
fn cannot_resolve(symbol: &Ref<Symbol>) -> Error {
    Error::runtime(format!("Can't resolve {}", symbol.full_name()))
}

fn find_class(t: &mut Thread, name: &str) -> Result<Ref<Class>> {
    runtime::class::find(t, name).ok_or_else(|| Error::new(ExceptionKind::ClassNotFoundException, name))
}

/// The var that a symbol names, if there is one.
fn find_var(t: &mut Thread, ns: &Ref<Namespace>, symbol: &Ref<Symbol>) -> Result<Option<Value>> {
    let found = match symbol.ns_str() {
        Some(name) => {
            let home = ns.alias(name).or_else(|| t.runtime.namespaces.find(name));
            home.and_then(|home| home.find_var(symbol.name_str())).map(|var| var.to_value())
        }
        None => ns.mapping(symbol.name_str()).filter(|v| v.is::<runtime::var::Var>()),
    };
    Ok(found)
}

/// The native that takes this many arguments.
fn pick<'a>(natives: impl Iterator<Item = &'a NativeDef>, args: usize) -> Option<&'a NativeDef> {
    let mut natives = natives;
    natives.find(|n| args >= usize::from(n.min) && (n.max == NativeDef::VARIADIC || args <= usize::from(n.max)))
}

fn new_object(t: &mut Thread, class: &Ref<Class>, args: &mut [Value]) -> Result<Value> {
    if let Some(info) = class.info.get()
        && matches!(info.flavour, TypeFlavour::Type | TypeFlavour::Record)
    {
        if info.fields.len() != args.len() {
            return Err(wrong_count(class, args.len()));
        }
        return Ok(instance(class, args.iter_mut().map(Value::take).collect(), Value::NIL));
    }
    let constructors = class.def.map_or(&[][..], |d| d.constructors);
    match pick(constructors.iter(), args.len()) {
        Some(native) => (native.call)(t, args),
        None if constructors.is_empty() => Err(wrong_count(class, args.len())),
        None => Err(Error::illegal_argument(format!("No matching ctor found for class {}", class.name_str()))),
    }
}

#[cold]
fn wrong_count(class: &Ref<Class>, count: usize) -> Error {
    Error::runtime(format!("Unexpected number of constructor arguments to class {}: got {count}", class.name_str()))
}

fn instance(class: &Ref<Class>, fields: Vec<Value>, extra: Value) -> Value {
    // A record has as many fields as its `defrecord` form, which the reader's limits keep far below 2³².
    let count = fields.len() as u32;
    let body = Instance { class: class.clone(), meta: Value::NIL, extra, hash: AtomicI32::new(0), fields: count };
    Ref::with_tail(body, fields).into()
}

/// The object of `#the.Class[…]` (positional) or `#the.Class{…}` (a record by keys).
pub fn construct(t: &mut Thread, class: &str, form: &Value) -> Result<Value> {
    let class = find_class(t, class)?;
    if form.is::<runtime::coll::vector::Vector>() {
        let mut args = seq::to_vec(t, form)?;
        return new_object(t, &class, &mut args);
    }
    let mut entries = map::entries(form);
    if let Some((key, _)) = entries.iter().find(|(key, _)| !key.is::<Keyword>()) {
        let key = print::print_str(t, key)?;
        return Err(Error::runtime(format!(
            "Unreadable defrecord form: key must be of type clojure.lang.Keyword, got {key}"
        )));
    }
    let Some(info) = class.info.get().filter(|info| info.flavour == TypeFlavour::Record) else {
        return Err(Error::illegal_argument("No matching method create found taking 1 args"));
    };
    let mut fields = Vec::with_capacity(info.fields.len());
    for name in &info.fields {
        let is_field =
            |key: &Value| key.as_ref::<Keyword>().is_some_and(|k| k.symbol.ns.is_none() && k.symbol.name == *name);
        let at = entries.iter().position(|(key, _)| is_field(key));
        fields.push(at.map_or(Value::NIL, |at| entries.remove(at).1));
    }
    let extra = if entries.is_empty() { Value::NIL } else { map::from_pairs(t, entries)? };
    Ok(instance(&class, fields, extra))
}
