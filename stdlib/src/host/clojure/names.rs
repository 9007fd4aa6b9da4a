//! `Named`, `Keyword`, `Symbol`, `Var`, `Namespace`, and the callable interfaces `IFn` and `Fn`.

use crate::host::clojure::interfaces::core_value;
use crate::host::hierarchy::class;
use crate::host::lang::string::core_call;
use crate::host::support::*;
use runtime::class::ClassDef;
use runtime::error::{Error, Result};
use runtime::function::NativeDef;
use runtime::keyword::Keyword;
use runtime::namespace::Namespace;
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Ref, Thread, Value, bindings, seq};

/// The symbol of a symbol or keyword.
fn symbol_of(v: &Value) -> Result<&Ref<Symbol>> {
    match (v.as_ref::<Symbol>(), v.get::<Keyword>()) {
        (Some(symbol), _) => Ok(symbol),
        (_, Some(keyword)) => Ok(&keyword.symbol),
        _ => Err(not_a(v, "clojure.lang.Named")),
    }
}

fn get_name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.Named", "java.lang.String getName()")?;
    Ok(symbol_of(&a[0])?.name.to_value())
}

fn get_namespace(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_only(&a[0], "clojure.lang.Named", "java.lang.String getNamespace()")?;
    Ok(symbol_of(&a[0])?.ns.as_ref().map_or(Value::NIL, Ref::to_value))
}

/// A symbol from a symbol, a text, or namespace and name.
fn symbol_from(a: &[Value]) -> Result<Ref<Symbol>> {
    match a {
        [one] => match one.as_ref::<Symbol>() {
            Some(symbol) => Ok(symbol.clone()),
            None => Ok(Symbol::parse(&text_arg(one)?)),
        },
        [ns, name, ..] => {
            let ns = if ns.is_nil() { None } else { Some(str_arg(ns)?.clone()) };
            Ok(Symbol::new(ns, str_arg(name)?.clone()))
        }
        [] => Err(Error::null_pointer()),
    }
}

fn symbol_intern(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    symbol_from(a).map(Value::from)
}

fn keyword_intern(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let symbol = symbol_from(a)?;
    Ok(t.runtime.keywords.intern_counted(symbol.ns.as_ref(), &symbol.name).into())
}

fn keyword_find(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let symbol = symbol_from(a)?;
    let found = t.runtime.keywords.find(symbol.ns_str(), symbol.name_str());
    Ok(found.map_or(Value::NIL, Value::from))
}

// Var

fn var(v: &Value) -> Result<&Ref<Var>> {
    v.as_ref::<Var>().ok_or_else(|| not_a(v, "clojure.lang.Var"))
}

fn var_find(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    core_call(t, "find-var", a)
}

/// `Var.intern(ns, sym)`, `Var.intern(ns, sym, root)`; the namespace may be named by a symbol.
fn var_intern(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let ns = match a[0].as_ref::<Symbol>() {
        Some(name) => t.runtime.namespaces.find_or_create(name),
        None => namespace(&a[0])?.clone(),
    };
    let name = a[1].as_ref::<Symbol>().ok_or_else(|| not_a(&a[1], "clojure.lang.Symbol"))?;
    let Some(found) = ns.intern(name) else {
        return core_call(t, "intern", &mut [ns.into(), a[1].clone()]);
    };
    // The fourth argument says whether a root that exists is replaced.
    if let Some(root) = a.get(2)
        && (found.root(t).is_none() || a.get(3).is_none_or(Value::is_truthy))
    {
        runtime::reference::var::bind_root(t, &found, root.clone())?;
    }
    Ok(found.into())
}

fn has_root(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(var(&a[0])?.root(t).is_some())
}

fn is_bound(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let var = var(&a[0])?;
    bool_(var.root(t).is_some() || var.is_dynamic() && bindings::is_bound(t, var))
}

fn set_dynamic(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    var(&a[0])?.set_dynamic(a.get(1).is_none_or(Value::is_truthy));
    Ok(a[0].take())
}

fn to_symbol(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let var = var(&a[0])?;
    let ns = var.ns.as_ref().map(|ns| ns.name.name.clone());
    Ok(Symbol::new(ns, var.name.name.clone()).into())
}

fn alter_root(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut args = vec![a[0].clone(), a[1].clone()];
    args.extend(seq::to_vec(t, &a[2])?);
    core_call(t, "alter-var-root", &mut args)
}

fn set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = a[1].take();
    bindings::set(t, var(&a[0])?, value.clone())?;
    Ok(value)
}

const VAR: &[NativeDef] = &[
    f("get", 1, |t, a| Ok(bindings::deref(t, var(&a[0])?))),
    f("deref", 1, |t, a| Ok(bindings::deref(t, var(&a[0])?))),
    f("getRawRoot", 1, |t, a| Ok(runtime::reference::var::raw_root(t, var(&a[0])?))),
    f("hasRoot", 1, has_root),
    f("isBound", 1, is_bound),
    f("isDynamic", 1, |_, a| bool_(var(&a[0])?.is_dynamic())),
    g("setDynamic", 1, 2, set_dynamic),
    f("isMacro", 1, |_, a| bool_(var(&a[0])?.is_macro())),
    f("setMacro", 1, |_, a| {
        var(&a[0])?.set_macro(true);
        void()
    }),
    f("isPublic", 1, |_, a| bool_(!var(&a[0])?.is_private())),
    f("bindRoot", 2, |t, a| {
        let root = a[1].take();
        runtime::reference::var::bind_root(t, var(&a[0])?, root)?;
        void()
    }),
    f("unbindRoot", 1, |t, a| {
        var(&a[0])?.root.store(t, None);
        void()
    }),
    f("alterRoot", 3, alter_root),
    f("set", 2, set),
    f("toSymbol", 1, to_symbol),
    f("sym", 1, |_, a| Ok(var(&a[0])?.name.to_value())),
    f("ns", 1, |_, a| Ok(var(&a[0])?.ns.as_ref().map_or(Value::NIL, Ref::to_value))),
    f("alter", 3, alter_root),
    f("commuteRoot", 2, |t, a| {
        let mut args = [a[0].take(), a[1].take()];
        core_call(t, "alter-var-root", &mut args)
    }),
    f("doSet", 2, set),
    f("doReset", 2, |t, a| {
        let root = a[1].take();
        runtime::reference::var::bind_root(t, var(&a[0])?, root.clone())?;
        Ok(root)
    }),
    f("fn", 1, |t, a| Ok(bindings::deref(t, var(&a[0])?))),
    f("getTag", 1, |t, a| {
        let meta = core_call(t, "meta", &mut [a[0].clone()])?;
        let tag = t.runtime.keyword("tag").into();
        runtime::ops::get(t, &meta, &tag)
    }),
    f("setTag", 2, |t, a| {
        let args = &mut [a[0].clone(), core_value(t, "assoc")?, t.runtime.keyword("tag").into(), a[1].clone()];
        core_call(t, "alter-meta!", args)?;
        void()
    }),
    f("setMeta", 2, |t, a| {
        core_call(t, "reset-meta!", a)?;
        void()
    }),
];

// Namespace

fn namespace(v: &Value) -> Result<&Ref<Namespace>> {
    v.as_ref::<Namespace>().ok_or_else(|| not_a(v, "clojure.lang.Namespace"))
}

fn find_interned(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let ns = namespace(&a[0])?;
    let found = ns.find_var(symbol_of(&a[1])?.name_str());
    let own = found.filter(|var| var.ns.as_ref().is_some_and(|owner| Ref::same(owner, ns)));
    Ok(own.map_or(Value::NIL, Value::from))
}

fn get_mapping(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(namespace(&a[0])?.mapping(symbol_of(&a[1])?.name_str()).unwrap_or_default())
}

const NAMESPACE: &[NativeDef] = &[
    f("getName", 1, |_, a| Ok(namespace(&a[0])?.name.to_value())),
    f("name", 1, |_, a| Ok(namespace(&a[0])?.name.to_value())),
    f("getMappings", 1, |t, a| core_call(t, "ns-map", a)),
    f("getAliases", 1, |t, a| core_call(t, "ns-aliases", a)),
    f("getMapping", 2, get_mapping),
    f("findInternedVar", 2, find_interned),
    f("intern", 2, |t, a| core_call(t, "intern", a)),
    f("unmap", 2, |t, a| core_call(t, "ns-unmap", a)),
    f("lookupAlias", 2, |_, a| {
        let found = namespace(&a[0])?.alias(symbol_of(&a[1])?.name_str());
        Ok(found.map_or(Value::NIL, Value::from))
    }),
    f("addAlias", 3, |_, a| {
        namespace(&a[0])?.add_alias(symbol_of(&a[1])?.name_str(), namespace(&a[2])?);
        void()
    }),
    f("removeAlias", 2, |_, a| {
        namespace(&a[0])?.remove_alias(symbol_of(&a[1])?.name_str());
        void()
    }),
    f("importClass", 2, |_, a| {
        namespace(&a[0])?.import(crate::host::lang::class::class_arg(&a[1])?);
        Ok(a[1].take())
    }),
];

// Functions

/// `invoke` of anything that can be called.
fn invoke(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let target = a[0].clone();
    if target.kind() == Some(runtime::Kind::Host) {
        return Err(abstract_method(&target, "clojure.lang.IFn", "java.lang.Object invoke()"));
    }
    t.invoke(&target, &mut a[1..])
}

fn apply_to(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if !a[1].is_nil() && !seq::is_seq(&a[1]) {
        let class = runtime::class::class_name(&a[1]);
        return Err(Error::class_cast(format!("Cannot cast {class} to clojure.lang.ISeq")));
    }
    core_call(t, "apply", a)
}

/// `compare` of a function that serves as a `Comparator`.
fn compare(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let order = runtime::coll::sorted_map::order_by(t, &a[0], &a[1], &a[2])?;
    Ok(Value::int(order as i32))
}

const IFN: &[NativeDef] =
    &[g("invoke", 1, NativeDef::VARIADIC, invoke), f("applyTo", 2, apply_to), g("invokePrim", 1, 5, invoke)];

pub static CLASSES: &[ClassDef] = &[
    ClassDef {
        methods: &[f("getName", 1, get_name), f("getNamespace", 1, get_namespace)],
        ..class("clojure.lang.Named")
    },
    ClassDef {
        methods: &[f("sym", 1, |_, a| Ok(symbol_of(&a[0])?.to_value()))],
        statics: &[g("intern", 1, 2, keyword_intern), g("find", 1, 2, keyword_find)],
        ..class("clojure.lang.Keyword")
    },
    ClassDef {
        methods: &[
            f("name", 1, |_, a| Ok(symbol_of(&a[0])?.name.to_value())),
            f("ns", 1, |_, a| Ok(symbol_of(&a[0])?.ns.as_ref().map_or(Value::NIL, Ref::<Str>::to_value))),
        ],
        statics: &[g("intern", 1, 2, symbol_intern), g("create", 1, 2, symbol_intern)],
        ..class("clojure.lang.Symbol")
    },
    ClassDef {
        methods: VAR,
        statics: &[
            f("find", 1, var_find),
            g("intern", 2, 4, var_intern),
            f("create", 0, |_, _| Ok(Var::new_object(None, Symbol::from_parts(None, "--unnamed--")).into())),
            f("create", 1, |t, a| {
                let var = Var::new_object(None, Symbol::from_parts(None, "--unnamed--"));
                runtime::reference::var::bind_root(t, &var, a[0].take())?;
                Ok(var.into())
            }),
            f("internPrivate", 2, |t, a| {
                let ns = Symbol::parse(&text_arg(&a[0])?);
                let name = Symbol::parse(&text_arg(&a[1])?);
                let var = var_intern(t, &mut [ns.into(), name.into()])?;
                let private = t.runtime.keyword("private").into();
                let assoc = core_value(t, "assoc")?;
                core_call(t, "alter-meta!", &mut [var.clone(), assoc, private, Value::TRUE])?;
                Ok(var)
            }),
            f("pushThreadBindings", 1, |t, a| core_call(t, "push-thread-bindings", a)),
            f("popThreadBindings", 0, |t, a| core_call(t, "pop-thread-bindings", a)),
            f("getThreadBindings", 0, |t, a| core_call(t, "get-thread-bindings", a)),
            f("cloneThreadBindingFrame", 0, |t, _| Ok(bindings::convey(t))),
            f("getThreadBindingFrame", 0, |t, _| Ok(bindings::convey(t))),
            f("resetThreadBindingFrame", 1, |t, a| {
                bindings::reset(t, a[0].take());
                void()
            }),
        ],
        ..class("clojure.lang.Var")
    },
    ClassDef {
        methods: NAMESPACE,
        statics: &[
            f("find", 1, |t, a| core_call(t, "find-ns", a)),
            f("findOrCreate", 1, |t, a| core_call(t, "create-ns", a)),
            f("all", 0, |t, a| core_call(t, "all-ns", a)),
            f("remove", 1, |t, a| core_call(t, "remove-ns", a)),
        ],
        ..class("clojure.lang.Namespace")
    },
    ClassDef { methods: IFN, ..class("clojure.lang.IFn") },
    ClassDef { methods: &[f("compare", 3, compare)], ..class("clojure.lang.AFunction") },
];
