//! Natives for types: classes, `deftype*`, records, interfaces, proxies, protocols and multimethods.
//!
//! The compiler calls `deftype` with a description and the methods' functions (see the emitter's
//! `describe_type`). Dispatch itself is in `runtime::protocol` and `runtime::multimethod`.

use super::args::{str_arg, symbol_arg, text_arg};
use super::print::methods_changed;
use super::var_ns::default_imports;
use crate::core_vars::current_ns;
use crate::loader;
use runtime::class::{Class, munge};
use runtime::coll::{list, map};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::instance::{Instance, MethodTable, RECORD_INTERFACES, TypeFlavour, TypeInfo};
use runtime::multimethod::MultiFn;
use runtime::number::cast;
use runtime::object::{Ref, publish};
use runtime::protocol::{self, Protocol, ProtocolFn};
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Thread, Value, bindings, meta, ops, seq};
use std::collections::BTreeMap;

// Classes

/// A class object.
pub fn class_arg(value: &Value) -> Result<&Ref<Class>> {
    value.as_ref::<Class>().ok_or_else(|| Error::cannot_cast(value, "java.lang.Class"))
}

fn class(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(t.runtime.classes.of(&args[0]).map_or(Value::NIL, Value::from))
}

/// The `:type` of the metadata, or the class.
fn type_(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let key = t.runtime.keyword("type").to_value();
    let meta = meta::meta(t, &args[0])?;
    match ops::get(t, &meta, &key)? {
        found if found.is_truthy() => Ok(found),
        _ => class(t, args),
    }
}

fn is_instance(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(t.runtime.classes.is_instance(class_arg(&args[0])?, &args[1])))
}

fn is_assignable(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(t.runtime.classes.is_subclass(class_arg(&args[1])?, class_arg(&args[0])?)))
}

fn cast(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let class = class_arg(&args[0])?;
    if args[1].is_nil() || t.runtime.classes.is_instance(class, &args[1]) {
        return Ok(args[1].take());
    }
    let actual = runtime::class::class_name(&args[1]);
    Err(Error::class_cast(format!("Cannot cast {actual} to {}", class.name_str())))
}

/// `(check-cast class x)`: `x`, which must be nil or of the class; what a method value does with its target.
fn check_cast(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let class = class_arg(&args[0])?;
    if args[1].is_nil() || class.is_unknown() || t.runtime.classes.is_instance(class, &args[1]) {
        return Ok(args[1].take());
    }
    Err(Error::cannot_cast(&args[1], class.name_str()))
}

fn bases(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[0].is_nil() {
        return Ok(Value::NIL);
    }
    let parents = t.runtime.classes.parents(class_arg(&args[0])?);
    Ok(if parents.is_empty() { Value::NIL } else { list::from_vec(parents.into_iter().map(Value::from).collect()) })
}

/// Puts a type under its name: into the class object that code may already hold, unless that is a type already.
fn define_class(t: &mut Thread, name: &str, info: TypeInfo) -> Ref<Class> {
    let info = Ref::new(info);
    let by = loader::is_bound(t).then(|| loader::current(t));
    let class = t.runtime.classes.intern(name);
    if class.def.is_none() && class.info.set(info.clone()) {
        by.map(|by| class.loader.set(by));
        return class;
    }
    let class = Class::new_object(Str::new(name), None);
    class.info.set(info);
    by.map(|by| class.loader.set(by));
    t.runtime.classes.replace(&class);
    class
}

fn interface(t: &mut Thread, name: &str, parents: Vec<Value>, methods: MethodTable) -> Ref<Class> {
    define_class(
        t,
        name,
        TypeInfo {
            flavour: TypeFlavour::Interface,
            is_interface: true,
            parents,
            fields: Vec::new(),
            mutable: Vec::new(),
            coercions: Vec::new(),
            methods,
        },
    )
}

/// `(define-interface name [[method arity signature]…])`: nothing calls the methods of an interface, so they have no
/// functions but their signatures; reflection tells of them.
fn define_interface(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = text_arg(&args[0])?.into_owned();
    let methods = MethodTable::default();
    for method in args.get(1).map_or(Ok(Vec::new()), |methods| seq::to_vec(t, methods))? {
        let parts = seq::to_vec(t, &method)?;
        if let [name, arity, signature] = &parts[..] {
            let arity = arity.as_long().unwrap_or(1);
            publish(signature);
            methods.insert(&runtime::class::munge(&text_arg(name)?), arity as usize, signature.clone());
        }
    }
    Ok(interface(t, &name, Vec::new(), methods).into())
}

/// `(void-method? classes name parameters)`: is the method one whose result is nobody's business?
fn is_void_method(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let classes = seq::to_vec(t, &args[0])?.iter().map(|c| class_arg(c).cloned()).collect::<Result<Vec<_>>>()?;
    let parameters = usize::try_from(args[2].as_long().unwrap_or(0)).unwrap_or(0);
    Ok(Value::bool(runtime::java_methods::is_void(t, &classes, &text_arg(&args[1])?, parameters)))
}

// deftype and defrecord

fn entry(t: &mut Thread, description: &Value, name: &str) -> Result<Value> {
    let key = t.runtime.keyword(name);
    Ok(map::get(t, description, &key.as_value())?.unwrap_or_default())
}

/// What the constructor does with the value of a field that is hinted with a primitive type.
fn coercion(t: &mut Thread, field: &Value) -> Result<Option<fn(&Value) -> Result<Value>>> {
    let meta = runtime::ops::meta(t, field)?;
    let tag = entry(t, &meta, "tag")?;
    let Some(tag) = tag.as_ref::<Symbol>() else { return Ok(None) };
    Ok(match tag.name_str() {
        "long" => Some(cast::long),
        "double" => Some(cast::double),
        "int" => Some(cast::int),
        "float" => Some(cast::float),
        "short" => Some(cast::short),
        "byte" => Some(cast::byte),
        "char" => Some(cast::char),
        _ => None,
    })
}

/// `(deftype description methods)`: makes the class that a `deftype*` form describes.
fn deftype(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let description = args[0].take();
    let name = entry(t, &description, "class")?;
    let name = text_arg(&name)?.into_owned();
    let record = entry(t, &description, "record")?.is_truthy();
    let fields = entry(t, &description, "fields")?;
    let fields = seq::to_vec(t, &fields)?;
    let coercions = fields.iter().map(|field| coercion(t, field)).collect::<Result<Vec<_>>>()?;
    let fields = fields.iter().map(|f| Ok(symbol_arg(f)?.name.clone())).collect::<Result<Vec<Ref<Str>>>>()?;
    let mutable = entry(t, &description, "mutable")?;
    let mutable = seq::to_vec(t, &mutable)?;
    let mutable = (0..fields.len() as i64).map(|i| mutable.iter().any(|m| m.as_long() == Some(i))).collect();
    let interfaces = entry(t, &description, "interfaces")?;
    let parents = type_parents(t, &interfaces, record)?;
    let methods = method_table(t, &description, &args[1])?;
    let flavour = if record { TypeFlavour::Record } else { TypeFlavour::Type };
    define_class(t, &name, TypeInfo { flavour, is_interface: false, parents, fields, mutable, coercions, methods });
    Ok(Value::NIL)
}

/// `Object`, the interfaces that the program names, and those that every such type has.
fn type_parents(t: &mut Thread, interfaces: &Value, record: bool) -> Result<Vec<Value>> {
    let mut names = vec!["java.lang.Object".to_owned()];
    for name in seq::to_vec(t, interfaces)? {
        names.push(text_arg(&name)?.into_owned());
    }
    let own: &[&str] = if record { RECORD_INTERFACES } else { &["clojure.lang.IType"] };
    names.extend(own.iter().map(|n| (*n).to_owned()));
    let mut seen = std::collections::HashSet::new();
    names.retain(|n| seen.insert(n.clone()));
    Ok(names.iter().map(|n| t.runtime.classes.intern(n).into()).collect())
}

fn method_table(t: &mut Thread, description: &Value, functions: &Value) -> Result<MethodTable> {
    let signatures = entry(t, description, "methods")?;
    let signatures = seq::to_vec(t, &signatures)?;
    let functions = seq::to_vec(t, functions)?;
    let table = MethodTable::default();
    for (signature, function) in signatures.iter().zip(functions) {
        let parts = seq::to_vec(t, signature)?;
        let [name, arity] = &parts[..] else { continue };
        let arity = usize::try_from(arity.as_long().unwrap_or(0)).unwrap_or(0);
        publish(&function);
        table.insert(&text_arg(name)?, arity + 1, function);
    }
    Ok(table)
}

/// `(record-from-map class map)`
fn record_from_map(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let class = class_arg(&args[0])?.clone();
    ops::record::from_map(t, &class, args[1].take())
}

/// `(interface-symbol sym)`: what a symbol in a type's list of interfaces names, as a class-name symbol. What
/// means nothing yet is left for the compiler to refuse.
fn interface_symbol(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let symbol = symbol_arg(&args[0])?.clone();
    let ns = current_ns(t);
    let found = match symbol.ns_str() {
        Some(prefix) => {
            let owner = ns.alias(prefix).or_else(|| runtime::namespace::find(t, prefix));
            owner.and_then(|o| o.find_var(symbol.name_str())).map(Value::from)
        }
        None => ns.mapping(symbol.name_str()).or_else(|| {
            let (_, class) = default_imports().find(|(simple, _)| *simple == symbol.name_str())?;
            Some(t.runtime.classes.intern(class).into())
        }),
    };
    let named = |class: &Ref<Class>| Value::from(Symbol::from_parts(None, class.name_str()));
    if let Some(class) = found.as_ref().and_then(Value::as_ref::<Class>) {
        return Ok(named(class));
    }
    let Some(var) = found.as_ref().and_then(Value::as_ref::<Var>) else {
        return Ok(symbol.with_meta(Value::NIL).into());
    };
    let value = bindings::deref(t, var);
    if let Some(protocol) = value.as_ref::<Protocol>() {
        return Ok(named(&protocol.interface));
    }
    if let Some(class) = value.as_ref::<Class>() {
        return Ok(named(class));
    }
    Err(Error::illegal_argument(format!("{} is not an interface", symbol.full_name())))
}

// Protocols

fn protocol_arg(value: &Value) -> Result<&Ref<Protocol>> {
    value.as_ref::<Protocol>().ok_or_else(|| {
        if value.is_nil() { Error::null_pointer() } else { Error::cannot_cast(value, "clojure.lang.IPersistentMap") }
    })
}

/// `(protocol ns/name options signatures docstring)`
fn protocol(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let full = symbol_arg(&args[0])?.clone();
    let name = Symbol::new(None, full.name.clone());
    let ns = t.runtime.namespaces.find_or_create(&Symbol::from_parts(None, full.ns_str().unwrap_or("user")));
    let var = ns.intern(&name).unwrap_or_else(|| ns.intern_replacing(&name));
    let via_metadata = entry(t, &args[1], "extend-via-metadata")?.is_truthy();
    let interface_name = format!("{}.{}", munge(ns.name_str()), munge(full.name_str()));
    let class = interface(t, &interface_name, Vec::new(), MethodTable::default());
    Ok(Protocol::new_ref(var, class, args[2].take(), via_metadata).into())
}

fn protocol_fn(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let protocol = protocol_arg(&args[0])?.clone();
    let name = symbol_arg(&args[1])?;
    let method = t.runtime.keywords.intern(None, &name.name);
    Ok(ProtocolFn::new_ref(protocol, method).into())
}

fn is_protocol(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(args[0].is::<Protocol>()))
}

fn implements_directly(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args[1].is_nil() {
        return Ok(Value::FALSE);
    }
    let interface = &protocol_arg(&args[0])?.interface;
    Ok(Value::bool(t.runtime.classes.is_subclass(class_arg(&args[1])?, interface)))
}

fn protocol_interface(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(protocol_arg(&args[0])?.interface.to_value())
}

fn extend_protocol_map(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let protocol = protocol_arg(&args[0])?.clone();
    if !args[1].is_nil() {
        class_arg(&args[1])?;
    }
    let methods = if args[2].is_nil() { map::empty() } else { args[2].take() };
    if !ops::is_map(&methods) {
        return Err(Error::cannot_cast(&methods, "clojure.lang.IPersistentMap"));
    }
    protocol.extend(args[1].take(), methods);
    Ok(Value::NIL)
}

fn satisfies(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let protocol = protocol_arg(&args[0])?.clone();
    Ok(Value::bool(protocol.is_satisfied_by(t, &args[1])))
}

fn extends(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(protocol_arg(&args[0])?.is_extended_by(t, &args[1])))
}

fn find_protocol_impl(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let protocol = protocol_arg(&args[0])?.clone();
    Ok(protocol.find_impl(t, &args[1]))
}

fn find_protocol_method(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let protocol = protocol_arg(&args[0])?.clone();
    protocol::find_method(t, &protocol, &args[1], &args[2])
}

/// Caches are checked against the protocol's version, so nothing has to be forgotten.
fn reset_protocol_caches(_: &mut Thread, _: &mut [Value]) -> Result<Value> {
    Ok(Value::NIL)
}

// Multimethods

fn multi_arg(value: &Value) -> Result<&Ref<MultiFn>> {
    value.as_ref::<MultiFn>().ok_or_else(|| Error::cannot_cast(value, "clojure.lang.MultiFn"))
}

fn multi_fn(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = str_arg(&args[0])?.to_string_lossy();
    let [_, dispatch, default, hierarchy] = args else { return Err(Error::arity(args.len(), "multi-fn")) };
    if !ops::is_deref(hierarchy) {
        return Err(Error::cannot_cast(hierarchy, "clojure.lang.IRef"));
    }
    Ok(MultiFn::new_ref(&name, dispatch.take(), default.take(), hierarchy.take()).into())
}

fn is_multi_fn(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::bool(args[0].is::<MultiFn>()))
}

fn add_method(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let f = multi_arg(&args[0])?.clone();
    f.add_method(t, args[1].take(), args[2].take())?;
    methods_changed(t, &f);
    Ok(args[0].take())
}

fn remove_method(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    multi_arg(&args[0])?.clone().remove_method(t, &args[1])?;
    Ok(args[0].take())
}

fn remove_all_methods(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    multi_arg(&args[0])?.reset();
    Ok(args[0].take())
}

fn prefer_method(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let f = multi_arg(&args[0])?.clone();
    f.prefer(t, args[1].take(), args[2].take())?;
    Ok(args[0].take())
}

fn methods(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(multi_arg(&args[0])?.methods())
}

fn prefers(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(multi_arg(&args[0])?.prefers())
}

fn get_method(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    multi_arg(&args[0])?.clone().get_method(t, &args[1])
}

/// `(host-set-field object name value)`: what `set!` of a member does outside of a type's own methods. Fields of
/// types are theirs alone, and no host class has one that may be set.
fn host_set_field(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let name = text_arg(&args[1])?;
    if args[0].is_nil() {
        let message = "Cannot invoke \"Object.getClass()\" because \"target\" is null";
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    }
    let class = runtime::class::class_name(&args[0]);
    let field = args[0].as_ref::<Instance>().and_then(|object| {
        let info = object.info()?;
        let index = info.fields.iter().position(|f| f.bytes() == name.as_bytes())?;
        Some(info.mutable.get(index) == Some(&true))
    });
    match field {
        Some(false) => {
            let value = runtime::class::class_name(&args[2]);
            let message = format!("Can not set final java.lang.Object field {class}.{name} to {value}");
            Err(Error::new(ExceptionKind::IllegalAccessException, message))
        }
        _ => Err(Error::illegal_argument(format!("No matching field found: {name} for class {class}"))),
    }
}

/// `(bean x)`: the properties of an object that the runtime can name: its class, and a user type's fields.
fn bean(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let Some(class) = t.runtime.classes.of(&args[0]) else {
        let message = "Cannot invoke \"Object.getClass()\" because \"x\" is null";
        return Err(Error::new(ExceptionKind::NullPointerException, message));
    };
    // In the order of their names, as Java tells of properties.
    let mut properties: BTreeMap<String, Value> = BTreeMap::new();
    let (mut pending, mut at) = (vec![class.clone()], 0);
    while let Some(next) = pending.get(at).cloned() {
        at += 1;
        let above = t.runtime.classes.parents(&next);
        pending.extend(above.into_iter().filter(|c| !pending.iter().any(|p| Ref::same(p, c))).collect::<Vec<_>>());
        for method in next.def.iter().flat_map(|d| d.methods).filter(|m| m.min == 1) {
            let property = match method.name.strip_prefix("get").or_else(|| method.name.strip_prefix("is")) {
                Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => rest,
                _ => continue,
            };
            let mut name = property.to_owned();
            name[..1].make_ascii_lowercase();
            if properties.contains_key(&name) {
                continue;
            }
            // Java asks a property when it is looked up; one that fails is left out here.
            if let Ok(value) = (method.call)(t, &mut [args[0].clone()]) {
                properties.insert(name, value);
            }
        }
    }
    properties.insert("class".to_owned(), class.into());
    let entries = properties.into_iter().map(|(name, value)| (t.runtime.keyword(&name).into(), value)).collect();
    map::from_pairs(t, entries)
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("class", 1, 1, class),
    NativeDef::new("type", 1, 1, type_),
    NativeDef::new("instance?", 2, 2, is_instance),
    NativeDef::new("assignable?", 2, 2, is_assignable),
    NativeDef::new("cast", 2, 2, cast),
    NativeDef::new("check-cast", 2, 2, check_cast),
    NativeDef::new("bases", 1, 1, bases),
    NativeDef::new("define-interface", 1, 2, define_interface),
    NativeDef::new("void-method?", 3, 3, is_void_method),
    NativeDef::new("deftype", 2, 2, deftype),
    NativeDef::new("record-from-map", 2, 2, record_from_map),
    NativeDef::new("interface-symbol", 1, 1, interface_symbol),
    NativeDef::new("host-set-field", 3, 3, host_set_field),
    NativeDef::new("bean", 1, 1, bean),
    NativeDef::new("protocol", 4, 4, protocol),
    NativeDef::new("protocol-fn", 2, 2, protocol_fn),
    NativeDef::new("protocol?", 1, 1, is_protocol),
    NativeDef::new("protocol-interface", 1, 1, protocol_interface),
    NativeDef::new("implements-directly?", 2, 2, implements_directly),
    NativeDef::new("extend-protocol-map", 3, 3, extend_protocol_map),
    NativeDef::new("satisfies?", 2, 2, satisfies),
    NativeDef::new("extends?", 2, 2, extends),
    NativeDef::new("find-protocol-impl", 2, 2, find_protocol_impl),
    NativeDef::new("find-protocol-method", 3, 3, find_protocol_method),
    NativeDef::new("reset-protocol-caches", 1, 1, reset_protocol_caches),
    NativeDef::new("multi-fn", 4, 4, multi_fn),
    NativeDef::new("multi-fn?", 1, 1, is_multi_fn),
    NativeDef::new("add-method", 3, 3, add_method),
    NativeDef::new("remove-method", 2, 2, remove_method),
    NativeDef::new("remove-all-methods", 1, 1, remove_all_methods),
    NativeDef::new("prefer-method", 3, 3, prefer_method),
    NativeDef::new("methods", 1, 1, methods),
    NativeDef::new("prefers", 1, 1, prefers),
    NativeDef::new("get-method", 2, 2, get_method),
];
