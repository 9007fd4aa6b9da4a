//! `java.lang.Throwable` and all exceptions: methods, and constructors that take more than message and cause.
//!
//! Constructors with message and cause need no rows: the VM makes them for every exception class.

use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::time::legacy::READABLE;
use crate::native::io::write_err;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::coll::vector;
use runtime::error::{Error, ExceptionKind, Result, Throwable, ThrowableClass};
use runtime::function::NativeDef;
use runtime::host_object::{HostObject, HostType};
use runtime::object::{Ref, Shared};
use runtime::string::Str;
use runtime::symbol::Symbol;
use runtime::sync::{Mutex, lock};
use runtime::value::Borrowed;
use runtime::{Thread, Value, ops, print};
use std::collections::HashMap;

fn own(a: &[Value]) -> Result<&Ref<Throwable>> {
    a[0].as_ref::<Throwable>().ok_or_else(|| not_a(&a[0], "java.lang.Throwable"))
}

/// What was added to exceptions after they were made, by address. An entry keeps its exception alive.
#[derive(Default)]
struct Additions(Mutex<HashMap<usize, Added>>);

struct Added {
    _exception: Shared,
    cause: Option<Shared>,
    suppressed: Vec<Shared>,
}

fn with_added<R>(t: &Thread, exception: &Value, f: impl FnOnce(&mut Added) -> R) -> R {
    let additions = t.runtime.extension::<Additions>();
    let mut map = lock(&additions.0);
    let entry = map.entry(exception.address()).or_insert_with(|| Added {
        _exception: Shared::new(exception.clone()),
        cause: None,
        suppressed: Vec::new(),
    });
    f(entry)
}

fn added<R: Default>(t: &Thread, exception: &Value, f: impl FnOnce(&Added) -> R) -> R {
    let additions = t.runtime.extension::<Additions>();
    let map = lock(&additions.0);
    map.get(&exception.address()).map_or_else(R::default, f)
}

fn get_message(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(own(a)?.message.clone())
}

fn get_cause(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let cause = own(a)?.cause.clone();
    if !cause.is_nil() {
        return Ok(cause);
    }
    Ok(added(t, &a[0], |entry| entry.cause.as_ref().map(|c| c.get().clone())).unwrap_or_default())
}

fn init_cause(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let known = !own(a)?.cause.is_nil() || added(t, &a[0], |entry| entry.cause.is_some());
    if known {
        let cause = print::to_java_string(t, &a[1])?.to_string_lossy();
        return Err(Error::illegal_state(format!("Can't overwrite cause with {cause}")));
    }
    if a[0].identical(&a[1]) {
        return Err(Error::illegal_argument("Self-causation not permitted"));
    }
    let cause = Shared::new(a[1].clone());
    with_added(t, &a[0], |entry| entry.cause = Some(cause));
    Ok(a[0].take())
}

fn add_suppressed(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if a[0].identical(&a[1]) {
        return Err(Error::illegal_argument("Self-suppression not permitted"));
    }
    if a[1].is_nil() {
        return Err(Error::new(ExceptionKind::NullPointerException, "Cannot suppress a null exception."));
    }
    let suppressed = Shared::new(a[1].clone());
    with_added(t, &a[0], |entry| entry.suppressed.push(suppressed));
    void()
}

fn get_suppressed(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let all = added(t, &a[0], |entry| entry.suppressed.iter().map(|s| s.get().clone()).collect());
    Ok(Array::of_objects("java.lang.Throwable", all))
}

fn to_string(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    print::to_java_string(t, &a[0]).map(Value::from)
}

/// One line of a stack trace.
pub struct StackTraceElement {
    class: String,
    method: String,
    file: Option<String>,
    line: i32,
}

const ELEMENT: &str = "java.lang.StackTraceElement";

impl HostType for StackTraceElement {
    fn class_name(&self) -> &str {
        ELEMENT
    }
    fn visit(&self, _: &mut dyn FnMut(&Value)) {}
    fn take_values(&mut self, _: &mut dyn FnMut(Value)) {}
}

impl StackTraceElement {
    /// `[class method file line]`, as Clojure prints it.
    fn parts(&self) -> Value {
        let symbol = |name: &str| Symbol::from_parts(None, name).into();
        let file = self.file.as_deref().map_or(Value::NIL, Value::str);
        vector::from_vec(vec![symbol(&self.class), symbol(&self.method), file, Value::int(self.line)]).into()
    }

    fn text(&self) -> String {
        let place = match (&self.file, self.line) {
            (_, -2) => "Native Method".to_owned(),
            (Some(file), line) if line >= 0 => format!("{file}:{line}"),
            (Some(file), _) => file.clone(),
            (None, _) => "Unknown Source".to_owned(),
        };
        format!("{}.{}({place})", self.class, self.method)
    }
}

fn new_element(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = |v: &Value| text_arg(v).map(|s| s.into_owned());
    let file = if a[2].is_nil() { None } else { Some(text(&a[2])?) };
    let element = StackTraceElement { class: text(&a[0])?, method: text(&a[1])?, file, line: int_arg(&a[3])? };
    Ok(HostObject::new_value(element))
}

/// The trace as an array of elements.
fn get_stack_trace(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let elements = own(a)?.trace().iter().map(|entry| {
        let at = entry.code.body.position(entry.pc);
        let file = at.file.rsplit('/').next().map(str::to_owned).filter(|f| !f.is_empty());
        let class = entry.code.name.to_string_lossy();
        HostObject::new_value(StackTraceElement { class, method: "invoke".into(), file, line: at.line as i32 })
    });
    Ok(Array::of_objects(ELEMENT, elements.collect()))
}

/// The text that `printStackTrace` prints.
pub fn stack_trace_text(t: &mut Thread, exception: &Value) -> Result<String> {
    let mut out = String::new();
    let mut next = exception.clone();
    for depth in 0..1000 {
        let Some(thrown) = next.as_ref::<Throwable>().cloned() else { break };
        if depth > 0 {
            out.push_str("Caused by: ");
        }
        out.push_str(&print::to_java_string(t, &next)?.to_string_lossy());
        out.push('\n');
        for entry in thrown.trace() {
            let at = entry.code.body.position(entry.pc);
            let file = at.file.rsplit('/').next().unwrap_or_default();
            out.push_str(&format!("\tat {}.invoke({file}:{})\n", entry.code.name.to_string_lossy(), at.line));
        }
        next = get_cause(t, &mut [next])?;
    }
    Ok(out)
}

fn print_stack_trace(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let text = stack_trace_text(t, &a[0])?;
    match a.get(1) {
        None => write_err(t, &text)?,
        Some(writer) => {
            let mut args = [Value::str(&text)];
            match writer.host::<crate::io::Writer>() {
                Some(writer) => writer.write(t, text.as_bytes())?,
                None => match runtime::instance::call(t, writer, "write", &mut args) {
                    Some(result) => drop(result?),
                    None => return Err(not_a(writer, "java.io.PrintWriter")),
                },
            }
        }
    }
    void()
}

const METHODS: &[NativeDef] = &[
    f("getMessage", 1, get_message),
    f("getLocalizedMessage", 1, get_message),
    f("getCause", 1, get_cause),
    f("initCause", 2, init_cause),
    f("toString", 1, to_string),
    f("getStackTrace", 1, get_stack_trace),
    f("setStackTrace", 2, |_, _| void()),
    f("fillInStackTrace", 1, |_, a| Ok(a[0].take())),
    f("addSuppressed", 2, add_suppressed),
    f("getSuppressed", 1, get_suppressed),
    g("printStackTrace", 1, 2, print_stack_trace),
];

/// The element that the target is.
fn element(a: &[Value]) -> Result<&StackTraceElement> {
    a[0].host::<StackTraceElement>().ok_or_else(|| not_a(&a[0], ELEMENT))
}

const ELEMENT_METHODS: &[NativeDef] = &[
    f("getClassName", 1, |_, a| string(&element(a)?.class)),
    f("getMethodName", 1, |_, a| string(&element(a)?.method)),
    f("getFileName", 1, |_, a| Ok(element(a)?.file.as_deref().map_or(Value::NIL, Value::str))),
    f("getLineNumber", 1, |_, a| Ok(Value::int(element(a)?.line))),
    f("isNativeMethod", 1, |_, a| bool_(element(a)?.line == -2)),
    f("toString", 1, |_, a| string(element(a)?.text())),
    f(READABLE, 1, |_, a| Ok(element(a)?.parts())),
    f("equals", 2, |_, a| {
        let other = a[1].host::<StackTraceElement>().map(StackTraceElement::text);
        bool_(other == Some(element(a)?.text()))
    }),
    f("hashCode", 1, |_, a| Ok(Value::int(Str::new(&element(a)?.text()).java_hash()))),
];

/// An exception with message, cause and data.
fn build(kind: ExceptionKind, message: Value, cause: Value, data: Value) -> Value {
    Error::build(ThrowableClass::Known(kind), message, cause, data).0.into()
}

/// `(ExceptionInfo. message data cause)`
fn new_info(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    if !ops::is_map(&a[1]) {
        if a[1].is_nil() {
            return Err(Error::illegal_argument("Additional data must be non-nil."));
        }
        return Err(not_a(&a[1], "clojure.lang.IPersistentMap"));
    }
    let cause = a.get_mut(2).map_or(Value::NIL, Value::take);
    Ok(build(ExceptionKind::ExceptionInfo, a[0].take(), cause, a[1].take()))
}

/// `(ArityException. actual name)`
fn new_arity(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let message = format!("Wrong number of args ({}) passed to: {}", int_arg(&a[0])?, text_arg(&a[1])?);
    let cause = a.get_mut(2).map_or(Value::NIL, Value::take);
    Ok(build(ExceptionKind::ArityException, Value::str(&message), cause, Value::NIL))
}

/// The number of arguments and the name that the message of an `ArityException` tells.
fn arity_parts(a: &[Value]) -> Result<(i32, String)> {
    let message = own(a)?.message_text().unwrap_or_default();
    let told = message.strip_prefix("Wrong number of args (").and_then(|rest| rest.split_once(") passed to: "));
    Ok(told.map_or((0, String::new()), |(n, name)| (n.parse().unwrap_or(0), name.to_owned())))
}

fn arity_actual(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::int(arity_parts(a)?.0))
}

fn arity_name(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    Ok(Value::str(&arity_parts(a)?.1))
}

/// `AssertionError` takes any object as its message.
fn new_assertion(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let Some(first) = a.first() else {
        return Ok(build(ExceptionKind::AssertionError, Value::NIL, Value::NIL, Value::NIL));
    };
    let message = match first.is_nil() {
        true => Value::str("null"),
        false => print::to_java_string(t, first)?.into(),
    };
    let cause = match a.get(1) {
        Some(cause) => cause.clone(),
        None if first.is::<Throwable>() => first.clone(),
        None => Value::NIL,
    };
    Ok(build(ExceptionKind::AssertionError, message, cause, Value::NIL))
}

/// `(ParseException. message offset)`
fn new_parse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let data = vector::from_vec(vec![Value::int(int_arg(&a[1])?)]);
    Ok(build(ExceptionKind::ParseException, a[0].take(), Value::NIL, data.into()))
}

fn error_offset(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let data = own(a)?.data.as_ref::<vector::Vector>().and_then(|v| v.nth(0)).map(Borrowed::cloned);
    Ok(data.unwrap_or(Value::int(0)))
}

/// `(IndexOutOfBoundsException. index)` beside the usual constructors.
fn new_bounds(kind: ExceptionKind, a: &mut [Value]) -> Result<Value> {
    let prefix = match kind {
        ExceptionKind::IndexOutOfBoundsException => "Index out of range: ",
        ExceptionKind::ArrayIndexOutOfBoundsException => "Array index out of range: ",
        _ => "String index out of range: ",
    };
    let message = match a.first() {
        None => Value::NIL,
        Some(v) if v.is_nil() || v.is::<Str>() => v.clone(),
        Some(v) if v.as_long().is_some() => Value::str(&format!("{prefix}{}", long_arg(v)?)),
        Some(_) => return Err(no_constructor(kind.class_name())),
    };
    Ok(build(kind, message, Value::NIL, Value::NIL))
}

fn get_data(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a[0].as_ref::<Throwable>() {
        Some(exception) => Ok(exception.data.clone()),
        None => Err(abstract_method(&a[0], "clojure.lang.IExceptionInfo", "clojure.lang.IPersistentMap getData()")),
    }
}

pub static CLASSES: &[ClassDef] = &[
    ClassDef { methods: METHODS, ..class("java.lang.Throwable") },
    ClassDef { constructors: &[ctor(4, 4, new_element)], methods: ELEMENT_METHODS, ..class(ELEMENT) },
    ClassDef { constructors: &[ctor(2, 3, new_info)], ..class("clojure.lang.ExceptionInfo") },
    ClassDef { methods: &[f("getData", 1, get_data)], ..class("clojure.lang.IExceptionInfo") },
    ClassDef {
        constructors: &[ctor(2, 3, new_arity)],
        methods: &[f("actual", 1, arity_actual), f("name", 1, arity_name)],
        ..class("clojure.lang.ArityException")
    },
    ClassDef { constructors: &[ctor(0, 2, new_assertion)], ..class("java.lang.AssertionError") },
    ClassDef {
        constructors: &[ctor(2, 2, new_parse)],
        methods: &[f("getErrorOffset", 1, error_offset)],
        ..class("java.text.ParseException")
    },
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| new_bounds(ExceptionKind::IndexOutOfBoundsException, a))],
        ..class("java.lang.IndexOutOfBoundsException")
    },
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| new_bounds(ExceptionKind::ArrayIndexOutOfBoundsException, a))],
        ..class("java.lang.ArrayIndexOutOfBoundsException")
    },
    ClassDef {
        constructors: &[ctor(0, 1, |_, a| new_bounds(ExceptionKind::StringIndexOutOfBoundsException, a))],
        ..class("java.lang.StringIndexOutOfBoundsException")
    },
];
