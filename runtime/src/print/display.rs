//! `str` of one value: `Object.toString`.

use super::object::is_java_collection;
use super::{PrintOptions, Printer, TextBuffer};
use crate::class::{Class, class_name};
use crate::equality::is_host;
use crate::error::{Error, ExceptionKind, Result, Throwable};
use crate::hash::java_hash_code;
use crate::inst::Inst;
use crate::instance::{self, Instance, implements};
use crate::keyword::Keyword;
use crate::namespace::Namespace;
use crate::number::object::to_text;
use crate::object::{Kind, Ref};
use crate::ops;
use crate::reference::Unbound;
use crate::regex::{Matcher, Pattern};
use crate::seq;
use crate::seq::walk::by_type;
use crate::string::{Str, push_unit};
use crate::symbol::Symbol;
use crate::thread::Thread;
use crate::uuid::Uuid;
use crate::value::{Tag, Value};
use crate::var::Var;
use std::ops::ControlFlow;

/// A value as messages show it: as `String.valueOf` would.
pub fn text_of(t: &mut Thread, v: &Value) -> Result<String> {
    if v.is_nil() { Ok("null".into()) } else { Ok(to_java_string(t, v)?.to_string_lossy()) }
}

/// The text that `str` gives for a value.
pub fn to_java_string(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    match v.tag() {
        Tag::Nil => return Ok(Str::new("")),
        Tag::False => return Ok(Str::new("false")),
        Tag::True => return Ok(Str::new("true")),
        Tag::Char => return Ok(Str::from_units(v.as_char())),
        _ => {}
    }
    if let Some(s) = v.as_ref::<Str>() {
        return Ok(s.clone());
    }
    if let Some(text) = to_text(v) {
        return Ok(Str::new(&text));
    }
    by_type! { v;
        Keyword => |k| Ok(joined(b":", k.symbol.ns.as_ref(), &k.symbol.name)),
        Symbol => |s| Ok(joined(b"", s.ns.as_ref(), &s.name)),
        Uuid => |u| Ok(Str::new(&u.to_string())),
        Inst => |i| Ok(Str::new(&i.java_string())),
        Pattern => |p| Ok(p.source.clone()),
        Matcher => |m| Ok(Str::new(&m.description())),
        Var => |x| Ok(Str::new(&var_text(x))),
        Unbound => |u| Ok(Str::new(&format!("Unbound: #'{}", u.var.full_name()))),
        Namespace => |ns| Ok(Str::new(&ns.name.full_name())),
        Class => |c| Ok(Str::new(&class_text(c))),
        Throwable => |e| throwable_text(t, e),
        Instance => |_i| instance_text(t, v),
        else match v.kind() {
            Some(Kind::Host) => host_text(t, v),
            Some(
                Kind::Vector
                | Kind::SubVector
                | Kind::MapEntry
                | Kind::ArrayMap
                | Kind::HashMap
                | Kind::SortedMap
                | Kind::HashSet
                | Kind::SortedSet,
            ) => printed(t, v),
            Some(kind) if kind != Kind::LazySeq && seq::is_seq(v) => printed(t, v),
            _ => object_text(t, v),
        },
    }
}

/// As `pr-str` prints it.
fn printed(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    let mut buffer = TextBuffer::default();
    let options = PrintOptions::current(t);
    Printer::new(t, &mut buffer, options).print(t, v)?;
    Ok(buffer.to_str())
}

/// `class@hash`, what `Object.toString` says.
fn object_text(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    let hash = java_hash_code(t, v)?;
    Ok(Str::new(&format!("{}@{hash:x}", class_name(v))))
}

fn joined(prefix: &[u8], ns: Option<&Ref<Str>>, name: &Ref<Str>) -> Ref<Str> {
    if prefix.is_empty() && ns.is_none() {
        return name.clone();
    }
    let mut bytes = prefix.to_vec();
    if let Some(ns) = ns {
        bytes.extend_from_slice(ns.bytes());
        bytes.push(b'/');
    }
    bytes.extend_from_slice(name.bytes());
    Str::from_wtf8(&bytes)
}

/// `#'ns/name`
pub(super) fn var_text(var: &Ref<Var>) -> String {
    if var.ns.is_none() { "#<Var: --unnamed-->".into() } else { format!("#'{}", var.full_name()) }
}

fn class_text(class: &Ref<Class>) -> String {
    let name = class.name_str();
    let primitive =
        matches!(name, "boolean" | "byte" | "char" | "short" | "int" | "long" | "float" | "double" | "void");
    match primitive {
        true => name.into(),
        false if class.is_interface() => format!("interface {name}"),
        false => format!("class {name}"),
    }
}

fn throwable_text(t: &mut Thread, e: &Ref<Throwable>) -> Result<Ref<Str>> {
    let mut buffer = TextBuffer::default();
    if e.kind() == Some(ExceptionKind::CompilerException) {
        push_compiler_exception(&mut buffer, e);
        return Ok(buffer.to_str());
    }
    buffer.push_str(&class_name(&e.as_value()));
    let info = e.kind() == Some(ExceptionKind::ExceptionInfo);
    if info || !e.message.is_nil() {
        buffer.push_str(": ");
        let message = e.message.as_ref::<Str>();
        buffer.push(message.map_or(b"null", |s| s.bytes()));
    }
    if info {
        buffer.push_str(" ");
        let data = t.descend(|t| to_java_string(t, &e.data))?;
        buffer.push(data.bytes());
    }
    Ok(buffer.to_str())
}

/// Where it came up, and what, if the cause says more to programs than its message.
fn push_compiler_exception(buffer: &mut TextBuffer, e: &Throwable) {
    let push = |buffer: &mut TextBuffer, e: &Throwable| {
        buffer.push(e.message.as_ref::<Str>().map_or(b"null", |s| s.bytes()));
    };
    push(buffer, e);
    let cause = e.cause.as_ref::<Throwable>().filter(|cause| !cause.data.is_nil());
    if let Some(cause) = cause {
        buffer.push_str("\n");
        push(buffer, cause);
    }
}

/// The result of a `toString` method.
fn method_text(v: Value) -> Result<Ref<Str>> {
    if v.is_nil() {
        return Ok(Str::new(""));
    }
    v.downcast::<Str>().map_err(|v| Error::cannot_cast(&v, "java.lang.String"))
}

fn instance_text(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    if let Some(text) = instance::call(t, v, "toString", &mut []) {
        return method_text(text?);
    }
    object_text(t, v)
}

fn host_text(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    if let Some(text) = instance::call(t, v, "toString", &mut []) {
        return method_text(text?);
    }
    if is_java_collection(t, v) { java_collection_text(t, v) } else { object_text(t, v) }
}

/// `[a, b]` or `{k=v}`, as Java's collections print themselves. Nil elements are `null` there.
pub fn java_collection_text(t: &mut Thread, v: &Value) -> Result<Ref<Str>> {
    let is_map = implements(v, "java.util.Map") || is_host(t, v, "java.util.Map");
    let mut buffer = TextBuffer::default();
    buffer.push_str(if is_map { "{" } else { "[" });
    let mut first = true;
    t.descend(|t| {
        seq::for_each(t, v, |t, x| {
            if !std::mem::take(&mut first) {
                buffer.push_str(", ");
            }
            if is_map {
                let (key, val) = (ops::key(t, x)?, ops::val(t, x)?);
                push_element(t, &mut buffer, &key)?;
                buffer.push_str("=");
                push_element(t, &mut buffer, &val)?;
            } else {
                push_element(t, &mut buffer, x)?;
            }
            Ok(ControlFlow::Continue(()))
        })
    })?;
    buffer.push_str(if is_map { "}" } else { "]" });
    Ok(buffer.to_str())
}

fn push_element(t: &mut Thread, buffer: &mut TextBuffer, x: &Value) -> Result<()> {
    if x.is_nil() {
        buffer.push_str("null");
    } else {
        buffer.push(to_java_string(t, x)?.bytes());
    }
    Ok(())
}

/// `str` of any number of values.
pub fn join(t: &mut Thread, values: &[Value]) -> Result<Ref<Str>> {
    if let [one] = values {
        return to_java_string(t, one);
    }
    let size = values.iter().filter_map(|v| v.as_ref::<Str>()).map(|s| s.bytes().len()).sum::<usize>();
    t.reserve(2 * size)?;
    t.charge(size as u64 / 1024)?;
    let mut buffer = TextBuffer::default();
    for v in values {
        if let Some(s) = v.as_ref::<Str>() {
            buffer.push(s.bytes());
        } else if let Some(unit) = v.as_char() {
            let mut bytes = Vec::with_capacity(4);
            push_unit(&mut bytes, unit);
            buffer.push(&bytes);
        } else {
            buffer.push(to_java_string(t, v)?.bytes());
        }
    }
    Ok(buffer.to_str())
}
