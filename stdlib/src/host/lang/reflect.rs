//! `java.lang.reflect`: `Array`, `Modifier`, and `Method`, `Field` and `Constructor` as far as the tables of classes tell of them.
//!
//! Parameters have no types here, only numbers; a method of a class is one row of its table, for one number of arguments.

use crate::host::clojure::rt::invoke_method;
use crate::host::hierarchy::class;
use crate::host::lang::class::class_arg;
use crate::host::support::*;
use runtime::array::{Array, array_class_of};
use runtime::class::{Class, ClassDef, FieldFn};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::{Ref, Thread, Value, number, seq};

const METHOD: &str = "java.lang.reflect.Method";
const FIELD: &str = "java.lang.reflect.Field";
const CONSTRUCTOR: &str = "java.lang.reflect.Constructor";

/// What a member is; the names are of class and member, and the number that of arguments.
struct Member {
    kind: &'static str,
    class: String,
    name: String,
    args: usize,
    is_static: bool,
}

impl runtime::host_object::HostType for Member {
    fn class_name(&self) -> &str {
        self.kind
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

fn member(kind: &'static str, class: &str, name: &str, args: usize, is_static: bool) -> Value {
    HostObject::new_value(Member { kind, class: class.into(), name: name.into(), args, is_static })
}

fn own(a: &[Value]) -> Result<&Member> {
    a[0].host::<Member>().ok_or_else(|| not_a(&a[0], METHOD))
}

/// The class and the tables of everything above it.
fn tables(t: &Thread, class: &Ref<Class>) -> Vec<&'static ClassDef> {
    let mut out: Vec<&'static ClassDef> = Vec::new();
    let mut pending = std::collections::VecDeque::from([class.clone()]);
    while let Some(class) = pending.pop_front() {
        if let Some(def) = class.def.filter(|def| !out.iter().any(|d| d.name == def.name)) {
            out.push(def);
        }
        if out.len() < 200 {
            pending.extend(t.runtime.classes.parents(&class));
        }
    }
    // Interfaces do not inherit from it.
    let object = t.runtime.classes.def("java.lang.Object");
    out.extend(object.filter(|object| !class.is_interface() && !out.iter().any(|def| def.name == object.name)));
    out
}

fn is_own_name(row: &NativeDef) -> bool {
    !row.name.contains('.')
}

/// The methods of a class: those of its user type, and of its tables, inherited ones too if asked for.
fn methods(t: &Thread, class: &Ref<Class>, inherited: bool) -> Vec<Value> {
    let mut out = Vec::new();
    if let Some(info) = class.info.get() {
        for (name, arity) in info.methods.names() {
            out.push(member(METHOD, class.name_str(), &name, arity.saturating_sub(1), false));
        }
    }
    let own = class.name_str();
    for def in tables(t, class).into_iter().filter(|def| inherited || def.name == own) {
        let rows = |row: &NativeDef, target: usize| {
            let (min, max) = (usize::from(row.min), usize::from(row.max).min(usize::from(row.min) + 8));
            (min..=max).map(move |n| n.saturating_sub(target))
        };
        for row in def.methods.iter().filter(|row| is_own_name(row)) {
            out.extend(rows(row, 1).map(|n| member(METHOD, def.name, row.name, n, false)));
        }
        if def.name == own {
            for row in def.statics {
                out.extend(rows(row, 0).map(|n| member(METHOD, def.name, row.name, n, true)));
            }
        }
    }
    out
}

/// `Class.getMethods` and the like.
pub fn get_methods(t: &mut Thread, a: &[Value], inherited: bool) -> Result<Value> {
    let found = methods(t, class_arg(&a[0])?, inherited);
    Ok(Array::of_objects(METHOD, found))
}

/// The names of the parameter types that `getMethod` and `getConstructor` are given.
fn parameters(t: &mut Thread, v: Option<&Value>) -> Result<Vec<String>> {
    let types = v.filter(|v| !v.is_nil()).map_or(Ok(Vec::new()), |v| seq::to_vec(t, v))?;
    types.iter().map(|v| class_arg(v).map(|class| class.name_str().to_owned())).collect()
}

/// `Class.getMethod(name, types)`
pub fn get_method(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (class, name) = (class_arg(&a[0])?.clone(), text_arg(&a[1])?.into_owned());
    let types = parameters(t, a.get(2))?;
    let found = methods(t, &class, true)
        .into_iter()
        .find(|m| m.host::<Member>().is_some_and(|m| m.name == name && m.args == types.len()));
    found.ok_or_else(|| {
        let signature = format!("{}.{name}({})", class.name_str(), types.join(","));
        Error::new(ExceptionKind::NoSuchMethodException, signature)
    })
}

/// `Class.getConstructors`
pub fn get_constructors(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let class = class_arg(&a[0])?;
    let name = class.name_str();
    let made = |n: usize| member(CONSTRUCTOR, name, name, n, false);
    let found = match (class.info.get(), class.def) {
        (Some(info), _) => vec![made(info.fields.len())],
        (None, Some(def)) => {
            let rows = def.constructors.iter();
            rows.flat_map(|row| usize::from(row.min)..=usize::from(row.max).min(9)).map(made).collect()
        }
        (None, None) => Vec::new(),
    };
    Ok(Array::of_objects(CONSTRUCTOR, found))
}

/// `Class.getConstructor(types)`
pub fn get_constructor(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let types = parameters(t, a.get(1))?;
    let all = get_constructors(t, &mut a[..1])?;
    let found = seq::to_vec(t, &all)?.into_iter().find(|c| c.host::<Member>().is_some_and(|m| m.args == types.len()));
    let class = class_arg(&a[0])?.name_str();
    found
        .ok_or_else(|| Error::new(ExceptionKind::NoSuchMethodException, format!("{class}.<init>({})", types.join(","))))
}

/// The fields of a class: static ones, and those of a user type.
fn fields(class: &Ref<Class>) -> Vec<Value> {
    let name = class.name_str();
    let own = class.info.get().into_iter().flat_map(|info| info.fields.iter());
    let own = own.map(|f| member(FIELD, name, &runtime::class::munge(&f.to_string_lossy()), 0, false));
    let statics = class.def.into_iter().flat_map(|def| def.fields.iter());
    own.chain(statics.map(|(field, _)| member(FIELD, name, field, 0, true))).collect()
}

/// `Class.getFields`
pub fn get_fields(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Array::of_objects(FIELD, fields(class_arg(&a[0])?)))
}

/// `Class.getField(name)`
pub fn get_field(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let name = text_arg(&a[1])?;
    let found = fields(class_arg(&a[0])?).into_iter().find(|f| f.host::<Member>().is_some_and(|m| m.name == *name));
    found.ok_or_else(|| Error::new(ExceptionKind::NoSuchFieldException, &*name))
}

/// `Method.invoke(target, arguments)`. What the method throws comes as the cause, as on the JVM.
fn invoke(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let m = own(a)?;
    let (class, name, is_static, count) = (m.class.clone(), m.name.clone(), m.is_static, m.args);
    let mut args = match a.get(2).filter(|v| !v.is_nil()) {
        Some(array) => seq::to_vec(t, array)?,
        None => Vec::new(),
    };
    if args.len() != count {
        return Err(Error::illegal_argument("wrong number of arguments"));
    }
    let result = if is_static {
        let rows = t.runtime.classes.def(&class).map_or(&[][..], |def| def.statics);
        let fits = |row: &&NativeDef| {
            row.name == name && args.len() >= usize::from(row.min) && args.len() <= usize::from(row.max)
        };
        let row = rows.iter().find(fits).ok_or_else(|| no_overload(&name, count, ""))?;
        (row.call)(t, &mut args)
    } else {
        invoke_method(t, &a[1].clone(), &name, args)
    };
    result.map_err(|e| {
        let kind = runtime::error::ThrowableClass::Known(ExceptionKind::InvocationTargetException);
        Error::build(kind, Value::NIL, e.0.into(), Value::NIL)
    })
}

/// `Constructor.newInstance(arguments)`
fn new_instance(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let class = t.runtime.classes.intern(&own(a)?.class);
    let mut args = match a.get(1).filter(|v| !v.is_nil()) {
        Some(array) => seq::to_vec(t, array)?,
        None => Vec::new(),
    };
    vm::ops::host::construct(t, &class, &mut args)
}

/// `Field.get(target)`
fn field_value(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let m = own(a)?;
    if !m.is_static {
        let object = a[1].as_ref::<runtime::instance::Instance>().ok_or_else(|| not_a(&a[1], &m.class))?;
        let info = object.info().ok_or_else(Error::null_pointer)?;
        let at = info.fields.iter().position(|f| runtime::class::munge(&f.to_string_lossy()) == m.name);
        return Ok(at.and_then(|at| object.field_at(at)).unwrap_or_default());
    }
    let name = m.name.clone();
    let found = t.runtime.classes.def(&m.class).and_then(|def| def.fields.iter().find(|(n, _)| *n == name));
    match found {
        Some((_, read)) => read(t),
        None => Err(Error::new(ExceptionKind::NoSuchFieldException, name)),
    }
}

fn object_types(t: &Thread, n: usize) -> Value {
    let object = Value::from(t.runtime.classes.intern("java.lang.Object"));
    Array::of_objects("java.lang.Class", vec![object; n])
}

/// `public`, perhaps `static`.
fn modifiers(a: &[Value]) -> Result<Value> {
    Ok(Value::int(if own(a)?.is_static { 9 } else { 1 }))
}

const MEMBER: &[NativeDef] = &[
    f("getName", 1, |_, a| string(&own(a)?.name)),
    f("getDeclaringClass", 1, |t, a| Ok(t.runtime.classes.intern(&own(a)?.class).into())),
    f("getModifiers", 1, |_, a| modifiers(a)),
    f("isSynthetic", 1, |_, _| bool_(false)),
    f("isAccessible", 1, |_, _| bool_(true)),
    f("setAccessible", 2, |_, _| void()),
    f("trySetAccessible", 1, |_, _| bool_(true)),
    f("getParameterTypes", 1, |t, a| Ok(object_types(t, own(a)?.args))),
    f("getParameterCount", 1, |_, a| int(own(a)?.args)),
    f("getExceptionTypes", 1, |t, _| Ok(object_types(t, 0))),
    f("isVarArgs", 1, |_, _| bool_(false)),
    f("isBridge", 1, |_, _| bool_(false)),
    f("getReturnType", 1, |t, _| Ok(t.runtime.classes.intern("java.lang.Object").into())),
    f("getType", 1, |t, _| Ok(t.runtime.classes.intern("java.lang.Object").into())),
    f("toString", 1, |_, a| {
        let m = own(a)?;
        let parameters = vec!["java.lang.Object"; m.args].join(",");
        string(match m.kind {
            FIELD => format!("public java.lang.Object {}.{}", m.class, m.name),
            CONSTRUCTOR => format!("public {}({parameters})", m.class),
            _ => format!("public java.lang.Object {}.{}({parameters})", m.class, m.name),
        })
    }),
    f("equals", 2, |_, a| {
        let m = own(a)?;
        let same = |o: &Member| (o.kind, &o.class, &o.name, o.args) == (m.kind, &m.class, &m.name, m.args);
        bool_(a[1].host::<Member>().is_some_and(same))
    }),
    f("hashCode", 1, |_, a| Ok(Value::int(runtime::string::Str::new(&own(a)?.name).java_hash()))),
];

// Array

fn array(v: &Value) -> Result<&Array> {
    if v.is_nil() {
        return Err(Error::null_pointer());
    }
    v.get::<Array>().ok_or_else(|| Error::illegal_argument("Argument is not an array"))
}

/// Arrays in arrays, of the lengths given.
fn nested(t: &mut Thread, component: &str, lengths: &[i64]) -> Result<Value> {
    let [first, rest @ ..] = lengths else { return Err(Error::illegal_argument("Empty dimensions array")) };
    if rest.is_empty() {
        return Array::new_in(t, component, *first);
    }
    let inner = (1..rest.len()).fold(array_class_of(component), |name, _| array_class_of(&name));
    let made = Array::new_in(t, &inner, *first)?;
    for i in 0..*first {
        let part = t.descend(|t| nested(t, component, rest))?;
        array(&made)?.set(t, i, part)?;
    }
    Ok(made)
}

fn new_array(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let component = class_arg(&a[0])?.name_str().to_owned();
    if number::is_number(&a[1]) {
        return Array::new_in(t, &component, int_arg(&a[1])?.into());
    }
    let lengths = seq::to_vec(t, &a[1])?.iter().map(long_arg).collect::<Result<Vec<_>>>()?;
    nested(t, &component, &lengths)
}

fn get(a: &[Value]) -> Result<Value> {
    let (array, i) = (array(&a[0])?, int_arg(&a[1])?);
    usize::try_from(i).ok().and_then(|i| array.get(i)).ok_or_else(|| {
        let message = format!("Index {i} out of bounds for length {}", array.len());
        Error::new(ExceptionKind::ArrayIndexOutOfBoundsException, message)
    })
}

fn set(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let value = a[2].clone();
    array(&a[0])?.set(t, int_arg(&a[1])?.into(), value)?;
    void()
}

macro_rules! bits {
    ($($test:literal $field:literal $bit:literal;)*) => {
        const TESTS: &[NativeDef] = &[$( f($test, 1, |_, a| bool_(int_arg(&a[0])? & $bit != 0)) ),*];
        const BITS: &[(&str, FieldFn)] = &[$( ($field, |_| Ok(Value::int($bit))) ),*];
    };
}

bits! {
    "isPublic" "PUBLIC" 1;
    "isPrivate" "PRIVATE" 2;
    "isProtected" "PROTECTED" 4;
    "isStatic" "STATIC" 8;
    "isFinal" "FINAL" 16;
    "isSynchronized" "SYNCHRONIZED" 32;
    "isVolatile" "VOLATILE" 64;
    "isTransient" "TRANSIENT" 128;
    "isNative" "NATIVE" 256;
    "isInterface" "INTERFACE" 512;
    "isAbstract" "ABSTRACT" 1024;
    "isStrict" "STRICT" 2048;
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: MEMBER, ..class("java.lang.reflect.Member") },
    ClassDef { methods: &[f("invoke", 3, invoke), f("invoke", 2, invoke)], ..class(METHOD) },
    ClassDef { methods: &[g("newInstance", 1, 2, new_instance)], ..class(CONSTRUCTOR) },
    ClassDef {
        methods: &[
            f("get", 2, field_value),
            f("set", 3, |_, a| {
                let m = own(a)?;
                let message = format!("Can not set field {}.{}", m.class, m.name);
                Err(Error::new(ExceptionKind::IllegalAccessException, message))
            }),
        ],
        ..class(FIELD)
    },
    ClassDef {
        statics: &[
            f("newInstance", 2, new_array),
            f("getLength", 1, |_, a| int(array(&a[0])?.len())),
            f("get", 2, |_, a| get(a)),
            f("getLong", 2, |_, a| get(a)),
            f("getInt", 2, |_, a| get(a)),
            f("getDouble", 2, |_, a| get(a)),
            f("set", 3, set),
            f("setLong", 3, set),
            f("setInt", 3, set),
            f("setDouble", 3, set),
        ],
        ..class("java.lang.reflect.Array")
    },
    ClassDef { statics: TESTS, fields: BITS, ..class("java.lang.reflect.Modifier") },
];
