//! `java.lang.Class` and what reflection tells of classes.

use crate::host::hierarchy::class;
use crate::host::lang::{reflect, resources};
use crate::host::support::*;
use crate::loader;
use runtime::array::{Array, Element, array_class_of, component_of};
use runtime::class::{Class, ClassDef, unknown_class};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::string::Str;
use runtime::{Ref, Thread, Value, print};
use vm::loader::Units;

/// The class that the method is called on.
fn own(a: &[Value]) -> Result<&Ref<Class>> {
    class_arg(&a[0])
}

/// A `Class` parameter.
pub fn class_arg(v: &Value) -> Result<&Ref<Class>> {
    v.as_ref::<Class>().ok_or_else(|| not_a(v, "java.lang.Class"))
}

/// Is it the name of a primitive type or `void`?
pub fn is_primitive(name: &str) -> bool {
    name == "void" || Element::of_primitive(name).is_some()
}

/// `Class.getSimpleName` by name.
pub fn simple_name(name: &str) -> String {
    if let Some(component) = component_of(name) {
        return simple_name(component) + "[]";
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    match last.rsplit_once('$') {
        // What comes before the dollar is a class of Java's, not a namespace.
        Some((outer, inner)) if outer.starts_with(|c: char| c.is_uppercase()) => inner.to_owned(),
        _ => last.to_owned(),
    }
}

/// `int[]`, `java.util.Map.Entry`: the name as it is written in Java.
fn canonical_name(name: &str) -> String {
    match component_of(name) {
        Some(component) => canonical_name(component) + "[]",
        None => name.replace('$', "."),
    }
}

/// The class named so, or `ClassNotFoundException`.
pub fn find_class(t: &mut Thread, name: &str) -> Result<Ref<Class>> {
    if name.starts_with('[') {
        let mut component = name;
        while let Some(inner) = component_of(component) {
            component = inner;
        }
        if is_primitive(component) || t.runtime.classes.find(component).is_some() {
            return Ok(t.runtime.classes.intern(name));
        }
    }
    if name.contains('$')
        && let Some(found) = Units::of(&t.runtime).find(name).or_else(|| function_class(t, name))
    {
        return Ok(found);
    }
    runtime::class::find(t, name).ok_or_else(|| unknown_class(name))
}

/// The class of a function that is a var's value, by its name: code that lives as long as the runtime.
fn function_class(t: &mut Thread, name: &str) -> Option<Ref<Class>> {
    let (ns, function) = name.split_once('$')?;
    let ns = t.runtime.namespaces.find(&crate::report::demunge(ns))?;
    let root = ns.find_var(&crate::report::demunge(function))?.root(t)?;
    (runtime::class::class_name(&root) == name).then(|| t.runtime.classes.of(&root)).flatten()
}

fn for_name(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    find_class(t, &text_arg(&a[0])?).map(Value::from)
}

fn package_name(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(package, _)| package)
}

fn is_instance(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(t.runtime.classes.is_instance(own(a)?, &a[1]))
}

fn is_assignable_from(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    bool_(t.runtime.classes.is_subclass(class_arg(&a[1])?, own(a)?))
}

fn superclass(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let class = own(a)?;
    let name = class.name_str();
    if class.is_interface() || name == "java.lang.Object" || is_primitive(name) {
        return Ok(Value::NIL);
    }
    let found = t.runtime.classes.parents(class).into_iter().find(|parent| !parent.is_interface());
    Ok(found.unwrap_or_else(|| t.runtime.classes.intern("java.lang.Object")).into())
}

fn interfaces(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let parents = t.runtime.classes.parents(own(a)?);
    let found = parents.into_iter().filter(|parent| parent.is_interface()).map(Value::from).collect();
    Ok(Array::of_objects("java.lang.Class", found))
}

fn component_type(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let component = component_of(own(a)?.name_str());
    Ok(component.map_or(Value::NIL, |name| t.runtime.classes.intern(name).into()))
}

fn array_type(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = array_class_of(own(a)?.name_str());
    Ok(t.runtime.classes.intern(&name).into())
}

fn cast(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let class = own(a)?;
    if a[1].is_nil() || t.runtime.classes.is_instance(class, &a[1]) {
        return Ok(a[1].clone());
    }
    let actual = runtime::class::class_name(&a[1]);
    Err(Error::class_cast(format!("Cannot cast {actual} to {}", class.name_str())))
}

fn modifiers(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    // public, with abstract and interface where they apply
    Ok(Value::int(if own(a)?.is_interface() { 0x601 } else { 1 }))
}

fn new_instance(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let class = own(a)?.clone();
    vm::ops::host::construct(t, &class, &mut [])
}

/// The class that a nested class of Java's stands in.
fn enclosing(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let class = own(a)?;
    let outer = class.name_str().rsplit_once('$').filter(|_| class.def.is_some()).map(|(outer, _)| outer.to_owned());
    Ok(outer.and_then(|outer| t.runtime.classes.find(&outer)).map_or(Value::NIL, Value::from))
}

/// `Ljava/lang/String;`, `I`, `[J`: a class as class files name it.
fn descriptor(name: &str) -> String {
    if name == "void" {
        return "V".into();
    }
    // The class of its arrays is the descriptor behind a bracket.
    array_class_of(name)[1..].replace('.', "/")
}

fn class_text(name: &str) -> String {
    format!("class {name}")
}

fn class_loader(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(loader::of_class(t, own(a)?))
}

const OWN_METHODS: &[NativeDef] = &[
    f("getName", 1, |_, a| string(own(a)?.name_str())),
    f("getTypeName", 1, |_, a| {
        let name = own(a)?.name_str();
        string(if name.starts_with('[') { canonical_name(name) } else { name.to_owned() })
    }),
    f("getSimpleName", 1, |_, a| string(simple_name(own(a)?.name_str()))),
    f("getCanonicalName", 1, |_, a| string(canonical_name(own(a)?.name_str()))),
    f("getPackageName", 1, |_, a| string(package_name(own(a)?.name_str()))),
    f("isInterface", 1, |_, a| bool_(own(a)?.is_interface())),
    f("isArray", 1, |_, a| bool_(own(a)?.name_str().starts_with('['))),
    f("isPrimitive", 1, |_, a| bool_(is_primitive(own(a)?.name_str()))),
    f("isEnum", 1, |_, a| bool_(own(a)?.def.is_some_and(|d| d.superclass == "java.lang.Enum"))),
    f("isRecord", 1, |_, _| bool_(false)),
    f("isAnnotation", 1, |_, _| bool_(false)),
    f("isAnonymousClass", 1, |_, _| bool_(false)),
    f("isSynthetic", 1, |_, _| bool_(false)),
    f("isHidden", 1, |_, _| bool_(false)),
    f("isSealed", 1, |_, _| bool_(false)),
    f("isLocalClass", 1, |_, _| bool_(false)),
    f("isMemberClass", 1, |t, a| bool_(!enclosing(t, a)?.is_nil())),
    f("getDeclaringClass", 1, enclosing),
    f("getAnnotations", 1, |_, _| Ok(Array::of_objects("java.lang.annotation.Annotation", Vec::new()))),
    f("getDeclaredAnnotations", 1, |_, _| Ok(Array::of_objects("java.lang.annotation.Annotation", Vec::new()))),
    f("getAnnotation", 2, |_, _| void()),
    f("isAnnotationPresent", 2, |_, _| bool_(false)),
    f("getTypeParameters", 1, |_, _| Ok(Array::of_objects("java.lang.reflect.TypeVariable", Vec::new()))),
    f("getGenericSuperclass", 1, superclass),
    f("getGenericInterfaces", 1, interfaces),
    f("getClasses", 1, |_, _| Ok(Array::of_objects("java.lang.Class", Vec::new()))),
    f("getDeclaredClasses", 1, |_, _| Ok(Array::of_objects("java.lang.Class", Vec::new()))),
    f("descriptorString", 1, |_, a| string(descriptor(own(a)?.name_str()))),
    f("asSubclass", 2, |t, a| {
        let (class, above) = (own(a)?, class_arg(&a[1])?);
        match t.runtime.classes.is_subclass(class, above) {
            true => Ok(a[0].clone()),
            false => Err(Error::new(ExceptionKind::ClassCastException, class_text(class.name_str()))),
        }
    }),
    f("isInstance", 2, is_instance),
    f("isAssignableFrom", 2, is_assignable_from),
    f("getSuperclass", 1, superclass),
    f("getInterfaces", 1, interfaces),
    f("getComponentType", 1, component_type),
    f("componentType", 1, component_type),
    f("arrayType", 1, array_type),
    f("cast", 2, cast),
    f("getModifiers", 1, modifiers),
    f("getClassLoader", 1, class_loader),
    f("newInstance", 1, new_instance),
    f("getMethods", 1, |t, a| reflect::get_methods(t, a, true)),
    f("getDeclaredMethods", 1, |t, a| reflect::get_methods(t, a, false)),
    g("getMethod", 2, 3, reflect::get_method),
    g("getDeclaredMethod", 2, 3, reflect::get_method),
    f("getConstructors", 1, reflect::get_constructors),
    f("getDeclaredConstructors", 1, reflect::get_constructors),
    g("getConstructor", 1, 2, reflect::get_constructor),
    g("getDeclaredConstructor", 1, 2, reflect::get_constructor),
    f("getFields", 1, reflect::get_fields),
    f("getDeclaredFields", 1, reflect::get_fields),
    f("getField", 2, reflect::get_field),
    f("getDeclaredField", 2, reflect::get_field),
    f("getEnumConstants", 1, |t, a| {
        let class = own(a)?;
        match class.def.is_some_and(|d| d.superclass == "java.lang.Enum") {
            true => crate::host::lang::enums::values(t, class.name_str()),
            false => void(),
        }
    }),
    f("desiredAssertionStatus", 1, |_, _| bool_(false)),
    f("getEnclosingClass", 1, enclosing),
    f("toString", 1, |t, a| print::to_java_string(t, &a[0]).map(Value::from)),
    f("hashCode", 1, |_, a| {
        let name: &Ref<Str> = &own(a)?.name;
        Ok(Value::int(name.java_hash()))
    }),
];

static METHODS: [NativeDef; OWN_METHODS.len() + resources::OF_CLASS.len()] =
    join_rows(OWN_METHODS, resources::OF_CLASS);

pub static CLASSES: &[ClassDef] = &[ClassDef {
    methods: &METHODS,
    statics: &[f("forName", 1, for_name), f("forName", 3, for_name)],
    ..class("java.lang.Class")
}];
