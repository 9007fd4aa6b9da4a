//! Natives for proxies: their classes, the objects, and the functions that are their methods.

use super::args::text_arg;
use super::types::class_arg;
use crate::core_vars::current_ns;
use crate::host::util::map::JavaMap;
use runtime::class::{Class, exception_kind, munge};
use runtime::coll::map;
use runtime::error::{Error, Result, ThrowableClass};
use runtime::function::{Native, NativeDef};
use runtime::instance::{Instance, MethodTable, TypeFlavour, TypeInfo};
use runtime::object::{Ref, publish};
use runtime::proxy::ProxyState;
use runtime::string::Str;
use runtime::{Thread, Value, ops, seq};

/// The class of proxies of a superclass and interfaces: one for each list of them.
fn proxy_class(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let mut parents: Vec<Value> = Vec::new();
    for class in seq::to_vec(t, &args[0])? {
        let class = class_arg(&class)?;
        let at = if class.is_interface() { parents.len() } else { 0 };
        parents.insert(at, class.to_value());
    }
    let superclass = parents.first().and_then(Value::as_ref::<Class>).filter(|c| !c.is_interface()).cloned();
    let named: Vec<&str> = parents.iter().filter_map(|p| p.as_ref::<Class>()).map(Ref::<Class>::name_str).collect();
    let simple: Vec<&str> = named.iter().map(|n| n.rsplit('.').next().unwrap_or(n)).collect();
    let base = superclass.as_ref().map_or("java.lang.Object", |c| c.name_str());
    let tail = &simple[usize::from(superclass.is_some())..];
    // The full names of the interfaces keep those of one simple name apart.
    let hash = named.iter().flat_map(|n| n.bytes()).fold(17u32, |h, b| h.wrapping_mul(31).wrapping_add(b.into()));
    let middle: String = tail.iter().map(|n| format!("${n}")).collect();
    let name = format!("{}.proxy${base}{middle}${hash:x}", munge(current_ns(t).name_str()));
    if superclass.is_none() {
        parents.insert(0, t.runtime.classes.intern("java.lang.Object").into());
    }
    parents.push(t.runtime.classes.intern("clojure.lang.IProxy").into());
    let class = t.runtime.classes.intern(&name);
    class.info.set(Ref::new(TypeInfo {
        flavour: TypeFlavour::Proxy,
        is_interface: false,
        parents,
        fields: Vec::new(),
        mutable: Vec::new(),
        coercions: Vec::new(),
        methods: MethodTable::default(),
    }));
    Ok(class.into())
}

/// `(proxy-name base interfaces)` as a string.
fn class_name(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    Ok(Value::str(class_arg(&args[0])?.name_str()))
}

fn superclass_of(class: &Ref<Class>) -> Option<Ref<Class>> {
    class.info.get()?.parents.first()?.as_ref::<Class>().cloned()
}

/// `(construct-proxy class arguments fallbacks)`: a proxy without methods.
fn construct(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let class = class_arg(&args[0])?.clone();
    let Some(info) = class.info.get().filter(|i| i.flavour == TypeFlavour::Proxy) else {
        return Err(Error::illegal_argument(format!("{} is not the class of a proxy", class.name_str())));
    };
    let mut arguments = seq::to_vec(t, &args[1])?;
    let mut fallbacks = Vec::new();
    for (name, f) in map::entries(&args[2]) {
        fallbacks.push((text_arg(&name)?.into(), f));
    }
    let state = ProxyState::new_value(fallbacks);
    let object = Instance::new_value(&class, info, std::iter::once(state));
    let Some(superclass) = superclass_of(&class).filter(|c| c.name_str() != "java.lang.Object") else {
        return Ok(object);
    };
    // A thread runs the proxy itself, and a phaser asks it.
    if ["java.lang.Thread", "java.util.concurrent.Phaser"].contains(&superclass.name_str()) {
        publish(&object);
        arguments.insert(0, object.clone());
    }
    // The methods of a thread-local ask the object itself for what it is at first.
    let own = ["java.lang.ThreadLocal", "java.lang.InheritableThreadLocal"].contains(&superclass.name_str());
    let abstract_class = own || superclass.def.is_none_or(|def| def.constructors.is_empty());
    if !abstract_class && let Some(state) = object.as_ref::<Instance>().and_then(ProxyState::of) {
        state.set_base(vm::ops::host::construct(t, &superclass, &mut arguments)?);
    }
    Ok(object)
}

/// `(exception-proxy class arguments mappings)`: a throwable of the class, whose methods are fixed.
fn exception(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let class = class_arg(&args[0])?;
    let parents = class.info.get().map(|i| i.parents.clone()).unwrap_or_default();
    let methods = MethodTable::default();
    for (name, f) in map::entries(&args[2]) {
        publish(&f);
        for arity in 1..=runtime::function::MAX_FIXED {
            methods.insert(&munge(&text_arg(&name)?), arity, f.clone());
        }
    }
    let own = Class::new_object(class.name.clone(), None);
    own.info.set(Ref::new(TypeInfo {
        flavour: TypeFlavour::Reify,
        is_interface: false,
        parents,
        fields: Vec::new(),
        mutable: Vec::new(),
        coercions: Vec::new(),
        methods,
    }));
    let arguments = seq::to_vec(t, &args[1])?;
    let (message, cause) = match &arguments[..] {
        [cause] if cause.is::<runtime::error::Throwable>() => (Value::NIL, cause.clone()),
        [message, cause, ..] => (message.clone(), cause.clone()),
        [message] => (message.clone(), Value::NIL),
        [] => (Value::NIL, Value::NIL),
    };
    Ok(Error::build(ThrowableClass::Named(own.into()), message, cause, Value::NIL).0.into())
}

/// Does the class of proxies extend an exception?
fn of_exception(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let above = superclass_of(class_arg(&args[0])?);
    Ok(Value::bool(above.is_some_and(|c| exception_kind(c.name_str()).is_some())))
}

fn state(value: &Value) -> Result<&ProxyState> {
    value.as_ref::<Instance>().and_then(ProxyState::of).ok_or_else(|| {
        if value.is_nil() { Error::null_pointer() } else { Error::cannot_cast(value, "clojure.lang.IProxy") }
    })
}

/// `(update-proxy proxy mappings)`: adds functions by method name; nil takes one away.
fn update(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let state = state(&args[0])?;
    let mut entries = seq::seq(t, &args[1])?;
    while !entries.is_nil() {
        let entry = seq::first(t, &entries)?;
        let (name, f) = (ops::key(t, &entry)?, ops::val(t, &entry)?);
        state.set(&text_arg(&name)?, f);
        entries = seq::next(t, &entries)?;
    }
    Ok(args[0].clone())
}

/// `(init-proxy proxy mappings)`: the functions, and no others.
fn init(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    state(&args[0])?.clear();
    let proxy = update(t, args)?;
    watch_eldest(&proxy)?;
    Ok(proxy)
}

/// A linked map asks its `removeEldestEntry` after each method that may have added an entry. The base does not know its
/// proxy, so the proxy has such methods of its own.
fn watch_eldest(proxy: &Value) -> Result<()> {
    let state = state(proxy)?;
    let linked = state.base().is_some_and(|base| base.host::<JavaMap>().is_some());
    let mappings = state.mappings();
    let has = |name: &str| mappings.iter().any(|(own, _)| &**own == name);
    if linked && has("removeEldestEntry") {
        for def in ADDING.iter().filter(|def| !has(def.name)) {
            let native = Native { meta: Value::NIL, name: Str::new(def.name), def };
            state.set(def.name, Ref::new(native).into());
        }
    }
    Ok(())
}

/// Calls a method of a proxy's base, and then `removeEldestEntry` if the map has grown.
fn add_and_remove_eldest(t: &mut Thread, args: &mut [Value], method: &str) -> Result<Value> {
    let base = state(&args[0])?.base().unwrap_or_default();
    let Some(map) = base.host::<JavaMap>() else { return Err(Error::cannot_cast(&base, "java.util.LinkedHashMap")) };
    let before = map.len(t)?;
    let mut rest = args[1..].to_vec();
    let result = runtime::instance::call(t, &base, method, &mut rest).unwrap_or(Ok(Value::NIL))?;
    if map.len(t)? > before
        && let Some((key, val)) = map.eldest()
    {
        let eldest = runtime::coll::map_entry::entry(key.clone(), val);
        let remove = runtime::instance::call(t, &args[0], "removeEldestEntry", &mut [eldest]);
        if remove.unwrap_or(Ok(Value::FALSE))?.is_truthy() {
            map.remove(t, &key)?;
        }
    }
    Ok(result)
}

macro_rules! adding {
    ($($name:literal $args:literal;)*) => {
        &[$( NativeDef::new($name, $args, $args, |t, a| add_and_remove_eldest(t, a, $name)), )*]
    };
}

static ADDING: &[NativeDef] = adding! {
    "put" 3;
    "putIfAbsent" 3;
    "merge" 4;
    "compute" 3;
    "computeIfAbsent" 3;
};

fn mappings(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let pairs = state(&args[0])?.mappings();
    map::from_pairs(t, pairs.into_iter().map(|(name, f)| (Value::str(&name), f)).collect())
}

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("proxy-class", 1, 1, proxy_class),
    NativeDef::new("class-name", 1, 1, class_name),
    NativeDef::new("construct-proxy", 3, 3, construct),
    NativeDef::new("exception-proxy", 3, 3, exception),
    NativeDef::new("proxies-exception?", 1, 1, of_exception),
    NativeDef::new("init-proxy", 2, 2, init),
    NativeDef::new("update-proxy", 2, 2, update),
    NativeDef::new("proxy-mappings", 1, 1, mappings),
];
