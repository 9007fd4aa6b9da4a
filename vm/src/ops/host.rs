//! Java's side of programs: `(.method target …)`, `(Class/method …)`, `Class/FIELD`, `(Class. …)`.
//!
//! A member is found by the class of the target at run time, as Clojure's reflection does: methods of user
//! types first, then the tables of host classes up the hierarchy, `java.lang.Object` last. Which
//! classes there are is not known here.

use super::Stop;
use super::callable::call_any;
use crate::cache::{Found, Key, class_key, class_of};
use crate::constants::MemberSite;
use crate::stack::{M, State};
use bytecode::{Insn, MemberKind};
use runtime::class::{Class, class_name, exception_kind, munge, unknown_class};
use runtime::error::{Throwable, ThrowableClass};
use runtime::function::NativeDef;
use runtime::instance::{self, CONSTRUCTOR, Instance, TypeFlavour};
use runtime::proxy::ProxyState;
use runtime::string::Str;
use runtime::{Error, ExceptionKind, Ref, Result, Thread, Value, ops};

/// The member that a constant names.
fn site(constant: &Value) -> Result<&MemberSite> {
    constant.host::<MemberSite>().ok_or_else(|| Error::illegal_state("The constant is not a member"))
}

/// The class that a static member or constructor belongs to.
fn site_class(t: &mut Thread, site: &MemberSite) -> Result<Ref<Class>> {
    let name = site.class.as_deref().unwrap_or("");
    runtime::class::find(t, name).ok_or_else(|| unknown_class(name))
}

/// `(.name target args …)`: target in `a`, arguments after it, result to `a`. What the member is for the target's
/// class is remembered.
#[inline(never)]
pub fn invoke(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State, Stop> {
    m.save(&s);
    let constant = s.constant(i.bx());
    let argc = usize::from(i.n);
    let target = s.regs.get(i.a);
    if target.is_nil() {
        return Err(Error::new(ExceptionKind::NullPointerException, crate::nulls::TARGET).into());
    }
    let class = class_key(target);
    let class_object = if class.is_none() { t.runtime.classes.of(target) } else { None };
    let class = class.or_else(|| class_object.as_ref().map(|class| class.address() as u64)).unwrap_or_default();
    let key = Key { site: constant.bits() as usize, class, version: argc as u64 };
    let native = match m.cache().get(key) {
        Some(&Found::Native(native)) => native,
        Some(Found::Method(method)) => {
            let method = method.clone();
            return call_method(t, m, s, i, method);
        }
        Some(&Found::Field(index)) => {
            let value = target.as_ref::<Instance>().and_then(|object| object.field_at(index as usize));
            s.regs.set(i.a, value.unwrap_or_default());
            return Ok(s);
        }
        _ => {
            let site = site(constant)?;
            let held =
                |target: &Value| [constant.clone(), class_of(target), class_object.map_or(Value::NIL, Value::from)];
            if let Some(object) = target.as_ref::<Instance>() {
                if site.kind != MemberKind::Field
                    && let Some(method) = instance::method(object, &site.name, argc + 1)
                {
                    // The methods of a `reify` are closures in each object, those of a proxy its own functions.
                    let own = [TypeFlavour::Reify, TypeFlavour::Proxy];
                    if object.info().is_some_and(|info| !own.contains(&info.flavour)) {
                        m.cache().remember(key, Found::Method(method.clone()), held(target));
                    }
                    return call_method(t, m, s, i, method);
                }
                if site.kind != MemberKind::Method
                    && let Some(index) = field_named(object, &site.name)
                    && let Some(value) = object.field_at(index)
                {
                    m.cache().remember(key, Found::Field(index as u32), held(target));
                    s.regs.set(i.a, value);
                    return Ok(s);
                }
            }
            if let Some(Throwable { class: ThrowableClass::Named(class), .. }) = target.get::<Throwable>()
                && let Some(info) = class.as_ref::<Class>().and_then(|c| c.info.get())
                && let Some(method) = info.methods.get(&site.name, argc + 1)
            {
                return call_method(t, m, s, i, method);
            }
            // What a proxy has no function for is its base's.
            let base = target.as_ref::<Instance>().and_then(ProxyState::of).and_then(ProxyState::base);
            let is_proxy = base.is_some();
            if let Some(base) = base {
                s.regs.set(i.a, base);
            }
            let target = s.regs.get(i.a);
            if site.kind != MemberKind::Field
                && let Some(error) = runtime::java_methods::lacking(t, target, &site.name, argc)
            {
                return Err(error.into());
            }
            let Some(native) = find_method(t, target, &site.name, argc + 1) else {
                // A function that is hinted with a functional interface is called by the interface's method.
                let functional = site.class.as_deref().and_then(runtime::class::functional_method);
                if functional.is_some_and(|method| method == site.name) && runtime::ops::predicates::is_ifn(target) {
                    return call_any(t, m, s, i.a, argc, false);
                }
                return Err(no_member(t, target, site, argc).into());
            };
            if !is_proxy {
                m.cache().remember(key, Found::Native(native), held(target));
            }
            native
        }
    };
    let window = s.regs.slice(i.a, argc + 1);
    let result = (native.call)(t, window)?;
    window.iter_mut().for_each(|v| drop(v.take()));
    s.regs.set(i.a, result);
    Ok(s)
}

/// Calls a method of a user type: the target becomes the first argument of its function.
fn call_method(t: &mut Thread, m: M, s: State, i: &Insn, method: Value) -> Result<State, Stop> {
    let argc = usize::from(i.n);
    let window = s.regs.slice(i.a, argc + 2);
    for n in (0..=argc).rev() {
        window[n + 1] = window[n].take();
    }
    window[0] = method;
    call_any(t, m, s, i.a, argc + 1, false)
}

/// The number of the field of this name, munged or not. Fields that may be set are private.
fn field_named(object: &Ref<Instance>, name: &str) -> Option<usize> {
    let info = object.info()?;
    let is_it = |f: &Ref<Str>| f.as_str().is_some_and(|f| f == name || munge(f) == munge(name));
    let at = info.fields.iter().position(is_it)?;
    if info.mutable.get(at) == Some(&true) { None } else { Some(at) }
}

/// A method of the class of a value or of what it inherits from; `arity` counts the target.
pub fn find_method(t: &Thread, target: &Value, name: &str, arity: usize) -> Option<&'static NativeDef> {
    let classes = &t.runtime.classes;
    let class = classes.of(target)?;
    let mut seen: Vec<usize> = Vec::new();
    let mut pending = std::collections::VecDeque::from([class]);
    while let Some(class) = pending.pop_front() {
        if seen.contains(&class.address()) {
            continue;
        }
        seen.push(class.address());
        // What an interface says of `toString` and the like counts before what `java.lang.Object` says.
        if class.name_str() == "java.lang.Object" {
            continue;
        }
        if let Some(found) = class.def.and_then(|def| select(def.methods, name, arity)) {
            return Some(found);
        }
        pending.extend(classes.parents(&class));
    }
    select(classes.def("java.lang.Object")?.methods, name, arity)
}

/// The row of a table with this name that takes this many arguments.
fn select(rows: &'static [NativeDef], name: &str, argc: usize) -> Option<&'static NativeDef> {
    rows.iter().find(|row| {
        row.name == name
            && argc >= usize::from(row.min)
            && (argc <= usize::from(row.max) || row.max == NativeDef::VARIADIC)
    })
}

#[cold]
fn no_member(t: &Thread, target: &Value, site: &MemberSite, argc: usize) -> Error {
    // A target that is not what its hint says is a failed cast on the JVM.
    if let Some(hint) = site.class.as_deref().and_then(|name| t.runtime.classes.find(name))
        && !t.runtime.classes.is_instance(&hint, target)
    {
        return Error::cannot_cast(target, hint.name_str());
    }
    let (class, name) = (class_name(target), &site.name);
    Error::illegal_argument(if site.kind == MemberKind::Field || site.kind == MemberKind::Either && argc == 0 {
        format!("No matching field found: {name} for class {class}")
    } else {
        format!("No matching method {name} found taking {argc} args for class {class}")
    })
}

/// The fields of a user type as `getBasis` gives them: a vector of symbols.
fn basis(class: &Ref<Class>) -> Option<Value> {
    let fields = class.info.get()?.fields.iter();
    let symbols = fields.map(|f| runtime::symbol::Symbol::new(None, f.clone()).into());
    Some(runtime::coll::vector::from_iter(symbols).into())
}

/// `Record.create(map)`: the fields by their keywords, what else there is beside them.
fn record_of_map(t: &mut Thread, class: &Ref<Class>, map: &Value) -> Result<Value> {
    let Some(info) = class.info.get() else { return Ok(Value::NIL) };
    let names = info.fields.iter().map(|f| f.to_string_lossy()).collect::<Vec<_>>();
    let mut args = Vec::new();
    for name in &names {
        let key = t.runtime.keyword(name).into();
        args.push(runtime::ops::get(t, map, &key)?);
    }
    let mut record = construct(t, class, &mut args)?;
    for (key, value) in runtime::coll::map::entries(map) {
        if !names.iter().any(|name| key.identical(&t.runtime.keyword(name).into())) {
            record = runtime::ops::assoc(t, record, key, value)?;
        }
    }
    Ok(record)
}

/// `(Class/member args …)`: arguments from `a` on, result to `a`.
#[inline(never)]
pub fn invoke_static(t: &mut Thread, s: State, i: &Insn) -> Result<()> {
    let site = site(s.constant(i.bx()))?;
    let argc = usize::from(i.n);
    if let Some(&(count, native)) = site.method.get()
        && count == argc
    {
        return call_static(t, s, i, native);
    }
    let class = site_class(t, site)?;
    let Some(native) = class.def.and_then(|def| select(def.statics, &site.name, argc)) else {
        if argc == 0 && class.def.is_some_and(|def| def.fields.iter().any(|(name, _)| *name == site.name)) {
            let value = static_field(t, s.constant(i.bx()))?;
            s.regs.set(i.a, value);
            return Ok(());
        }
        if argc == 1 && site.name == "create" && class.info.get().is_some_and(|i| i.flavour == TypeFlavour::Record) {
            let map = s.regs.slice(i.a, 1)[0].take();
            let record = record_of_map(t, &class, &map)?;
            s.regs.set(i.a, record);
            return Ok(());
        }
        if let Some(basis) = basis(&class).filter(|_| argc == 0 && site.name == "getBasis") {
            s.regs.set(i.a, basis);
            return Ok(());
        }
        let is_record = class.info.get().is_some_and(|info| info.flavour == TypeFlavour::Record);
        if argc == 1 && site.name == "create" && is_record {
            let map = s.regs.take(i.a);
            let record = ops::record::from_map(t, &class, map)?;
            s.regs.set(i.a, record);
            return Ok(());
        }
        let (name, class) = (&site.name, class.name_str());
        return Err(Error::illegal_argument(format!(
            "No matching method {name} found taking {argc} args for class {class}"
        )));
    };
    let _ = site.method.set((argc, native));
    call_static(t, s, i, native)
}

fn call_static(t: &mut Thread, s: State, i: &Insn, native: &'static NativeDef) -> Result<()> {
    let window = s.regs.slice(i.a, usize::from(i.n));
    let result = (native.call)(t, window)?;
    window.iter_mut().for_each(|v| drop(v.take()));
    s.regs.set(i.a, result);
    Ok(())
}

/// `Class/member`
#[inline(never)]
pub fn static_field(t: &mut Thread, constant: &Value) -> Result<Value> {
    let site = site(constant)?;
    if let Some(field) = site.field.get() {
        return field(t);
    }
    let class = site_class(t, site)?;
    if let Some(def) = class.def {
        if let Some((_, field)) = def.fields.iter().find(|(name, _)| *name == site.name) {
            let _ = site.field.set(*field);
            return field(t);
        }
        if let Some(native) = select(def.statics, &site.name, 0) {
            return (native.call)(t, &mut []);
        }
    }
    let message = format!("Unable to find static field: {} in class {}", site.name, class.name_str());
    Err(Error::new(ExceptionKind::NoSuchFieldException, message))
}

/// `(Class. args …)`: arguments from `a` on, result to `a`.
#[inline(never)]
pub fn new(t: &mut Thread, s: State, i: &Insn) -> Result<()> {
    let Some(class) = s.constant(i.bx()).as_ref::<Class>() else {
        return Err(Error::illegal_state("The constant is not a class"));
    };
    let window = s.regs.slice(i.a, usize::from(i.n));
    let result = construct(t, class, window)?;
    window.iter_mut().for_each(|v| drop(v.take()));
    s.regs.set(i.a, result);
    Ok(())
}

/// Makes an object of a class.
pub fn construct(t: &mut Thread, class: &Ref<Class>, args: &mut [Value]) -> Result<Value> {
    if let Some(info) = class.info.get() {
        if info.is_interface {
            return Err(no_constructor(class));
        }
        if let Some(constructor) = info.methods.get(CONSTRUCTOR, args.len()) {
            return t.invoke(&constructor, args);
        }
        if !info.constructs_from(args.len()) {
            return Err(no_constructor(class));
        }
        let (values, more) = args.split_at_mut(info.fields.len());
        for (value, coercion) in values.iter_mut().zip(&info.coercions) {
            if let Some(coerce) = coercion {
                *value = coerce(value)?;
            }
        }
        let mut object = Instance::new_value(class, info, values.iter_mut().map(Value::take));
        if let (Some((body, _)), [meta, extra]) = (object.as_mut::<Instance>().and_then(Ref::get_mut), more) {
            body.meta = meta.take();
            body.extra = extra.take();
        }
        return Ok(object);
    }
    if let Some(native) = class.def.and_then(|def| select_constructor(def.constructors, args.len())) {
        return (native.call)(t, args);
    }
    match exception_kind(class.name_str()) {
        Some(kind) => exception(t, class, ThrowableClass::Known(kind), args),
        // The class object may be older than the class.
        None => match t.runtime.classes.find(class.name_str()) {
            Some(known) if !Ref::same(&known, class) => construct(t, &known, args),
            Some(known) if t.runtime.classes.is_subclass(&known, &t.runtime.classes.intern("java.lang.Throwable")) => {
                exception(t, class, ThrowableClass::Named(known.into()), args)
            }
            Some(_) => Err(no_constructor(class)),
            None => Err(unknown_class(class.name_str())),
        },
    }
}

fn select_constructor(rows: &'static [NativeDef], argc: usize) -> Option<&'static NativeDef> {
    rows.iter()
        .find(|row| argc >= usize::from(row.min) && (argc <= usize::from(row.max) || row.max == NativeDef::VARIADIC))
}

/// The constructors that every exception class has: message and cause, each or none.
fn exception(t: &Thread, class: &Ref<Class>, kind: ThrowableClass, args: &mut [Value]) -> Result<Value> {
    let (message, cause) = match args {
        [] => (Value::NIL, Value::NIL),
        [cause] if cause.is::<Throwable>() => {
            let shown = cause.get::<Throwable>().map_or_else(String::new, |c| match c.message_text() {
                Some(text) => format!("{}: {text}", class_name(cause)),
                None => class_name(cause),
            });
            (Value::str(&shown), cause.take())
        }
        [message] => (message.take(), Value::NIL),
        [message, cause] if cause.is_nil() || cause.is::<Throwable>() => (message.take(), cause.take()),
        _ => return Err(no_constructor(class)),
    };
    if !message.is_nil() && !message.is::<runtime::string::Str>() {
        return Err(no_constructor(class));
    }
    let error = Error::build(kind, message, cause, Value::NIL);
    // The JVM fills the trace where an exception is made, and programs print exceptions that were never thrown.
    error.0.set_trace(crate::current_trace(t));
    Ok(error.0.into())
}

#[cold]
fn no_constructor(class: &Ref<Class>) -> Error {
    Error::illegal_argument(format!("No matching ctor found for class {}", class.name_str()))
}
