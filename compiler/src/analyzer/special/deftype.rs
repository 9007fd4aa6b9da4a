//! `deftype*` and `reify*`.
//!
//! Methods are functions whose first parameter is the object. Those of `deftype*` see the fields and no
//! local around them; those of `reify*` are closures.

use super::Call;
use super::fn_::{analyze_arity, class_like_name};
use crate::analyzer::env::{Level, What};
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form::{self, Shape};
use crate::analyzer::types::Tag;
use crate::analyzer::{Analyzer, Res};
use crate::node::{DefType, FieldDef, Fn, Method, Node, NodeKind, Reify, Type};
use runtime::keyword::Keyword;
use runtime::symbol::Symbol;
use runtime::{Error, Ref, Value};
use std::rc::Rc;

/// `(deftype* tag class.Name [fields] :option value … :implements [interfaces] methods*)`
pub(super) fn analyze_deftype(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let span = a.span;
    let (tag, class) = (call.arg(0), call.arg(1));
    let Some(class) = class.as_ref::<Symbol>().filter(|_| tag.is::<Symbol>()) else {
        let wrong = if tag.is::<Symbol>() { class } else { tag };
        let cast: runtime::Result<Node> = Err(Error::cannot_cast(&wrong, "clojure.lang.Symbol"));
        return a.run(cast);
    };
    let class: Rc<str> = class.full_name().into();
    let fields: Rc<[FieldDef]> = analyze_fields(a, &call.arg(2), &class)?.into();
    let mut options = Vec::new();
    let mut rest = call.args().get(3..).unwrap_or_default();
    let mut interfaces = Vec::new();
    while let [key, value, after @ ..] = rest
        && let Some(keyword) = key.as_ref::<Keyword>()
    {
        if keyword.name_str() == "implements" {
            interfaces = interface_names(a, value)?;
        } else {
            options.push((key.clone(), value.clone()));
        }
        rest = after;
    }
    let is_record_option = |(key, value): &(Value, Value)| {
        key.as_ref::<Keyword>().is_some_and(|k| k.name_str() == "record") && value.is_truthy()
    };
    let record = options.iter().any(is_record_option) || interfaces.iter().any(|i| &**i == "clojure.lang.IRecord");
    a.types.push(class.clone());
    let outer_env = std::mem::take(&mut a.scopes.env);
    let methods = analyze_methods(a, rest, &class, &interfaces, Some(&fields))?;
    a.scopes.env = outer_env;
    let def = DefType { class, tag, fields: fields.to_vec(), interfaces, methods, record, options };
    Ok(Node::new(NodeKind::DefType(Box::new(def)), span))
}

/// `(reify* [interfaces] methods*)`
pub(super) fn analyze_reify(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let span = a.span;
    let interfaces = interface_names(a, &call.arg(0))?;
    let class = class_like_name(a, None, None);
    let class = match class.rfind("$fn__") {
        Some(at) => format!("{}$reify__{}", &class[..at], &class[at + "$fn__".len()..]),
        None => class,
    };
    let methods = analyze_methods(a, call.args().get(1..).unwrap_or_default(), &class, &interfaces, None)?;
    let meta = form::meta(call.form);
    Ok(Node::new(NodeKind::Reify(Box::new(Reify { class, interfaces, methods, meta })), span))
}

fn analyze_fields(a: &mut Analyzer<'_>, form: &Value, class: &str) -> Res<Vec<FieldDef>> {
    let Some(items) = form::vector_items(form) else {
        let cast: runtime::Result<Vec<FieldDef>> = Err(Error::cannot_cast(form, "clojure.lang.IPersistentVector"));
        return a.run(cast);
    };
    let keys = a.keys.clone();
    let mut fields: Vec<FieldDef> = Vec::with_capacity(items.len());
    for item in items {
        let Some(symbol) = item.as_ref::<Symbol>() else {
            let (class, found) = (class.to_owned(), a.text_of(&item));
            return Err(a.error(AnalyzeError::FieldSymbol { class, found }));
        };
        let name: Rc<str> = symbol.name_str().into();
        if fields.iter().any(|field| field.name == name) {
            let (name, class) = (name.to_string(), class.to_owned());
            return Err(a.error(AnalyzeError::DuplicateField { name, class }));
        }
        let mut mutable = false;
        for key in [&keys.unsynchronized, &keys.volatile] {
            let flag = form::get(a.t, &symbol.meta, key);
            mutable |= a.run(flag)?.is_truthy();
        }
        let ty = a.tag_in(&symbol.meta).as_ref().map_or(Type::Any, Tag::ty);
        fields.push(FieldDef { name, mutable, ty, symbol: item.clone() });
    }
    Ok(fields)
}

/// The full names of the interfaces in a vector of symbols.
fn interface_names(a: &mut Analyzer<'_>, form: &Value) -> Res<Vec<Rc<str>>> {
    let mut names: Vec<Rc<str>> = Vec::new();
    for item in form::vector_items(form).unwrap_or_default() {
        let found = match item.as_ref::<Symbol>() {
            Some(symbol) => a.resolve_class(symbol),
            None => item.as_ref::<runtime::class::Class>().map(|class| class.name_str().into()),
        };
        let Some(name) = found else {
            let name = a.text_of(&item);
            return Err(a.error(AnalyzeError::UnresolvedSymbol { name }));
        };
        if is_plain_class(a, &name) {
            return Err(a.error(AnalyzeError::OnlyInterfaces { class: name.to_string() }));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// A known class that is no interface. `Object` may be named, for `toString` and the like.
fn is_plain_class(a: &mut Analyzer<'_>, name: &str) -> bool {
    name != "java.lang.Object" && a.t.runtime.classes.def(name).is_some_and(|def| !def.is_interface)
}

/// The methods that every class has, with their numbers of arguments.
const OBJECT_METHODS: &[(&str, usize)] =
    &[("toString", 0), ("equals", 1), ("hashCode", 0), ("finalize", 0), ("clone", 0)];

fn analyze_methods(
    a: &mut Analyzer<'_>,
    forms: &[Value],
    class: &str,
    interfaces: &[Rc<str>],
    fields: Option<&Rc<[FieldDef]>>,
) -> Res<Vec<Method>> {
    let only_object = interfaces.iter().all(|name| &**name == "java.lang.Object");
    let mut methods: Vec<Method> = Vec::with_capacity(forms.len());
    for form in forms {
        let method = analyze_method(a, form, class, interfaces, fields)?;
        // What the methods of other interfaces are is not known here.
        if only_object && !OBJECT_METHODS.contains(&(&method.name, method.arity())) {
            return Err(a.error(AnalyzeError::MethodNotInInterfaces { name: method.name }));
        }
        if methods.iter().any(|other| other.name == method.name && other.arity() == method.arity()) {
            let (name, class) = (method.name, class.to_owned());
            return Err(a.error(AnalyzeError::DuplicateMethod { name, class }));
        }
        methods.push(method);
    }
    Ok(methods)
}

/// `(name [this params*] body*)`
fn analyze_method(
    a: &mut Analyzer<'_>,
    form: &Value,
    class: &str,
    interfaces: &[Rc<str>],
    fields: Option<&Rc<[FieldDef]>>,
) -> Res<Method> {
    let place = (a.span, a.at);
    if let Some(span) = a.cx.positions.get(form) {
        (a.span, a.at) = (span, span.start);
    }
    let span = a.span;
    let items = if form::shape(form) == Shape::Seq { a.items(form)? } else { Vec::new() };
    let Some(symbol) = items.first().and_then(|name| name.as_ref::<Symbol>()) else {
        let wrong = items.first().unwrap_or(form);
        let cast: runtime::Result<Method> = Err(Error::cannot_cast(wrong, "clojure.lang.Symbol"));
        return a.run(cast);
    };
    let params = items.get(1).cloned().unwrap_or_default();
    if form::vector_items(&params).is_some_and(|params| params.is_empty()) {
        return Err(a.error(AnalyzeError::MethodWithoutThis { name: symbol.name_str().into() }));
    }
    let name = method_name(symbol);
    let env = a.scopes.env.clone();
    let recur = a.scopes.recur.take();
    let mut level = Level::new(class.to_owned());
    level.fields = fields.cloned();
    a.scopes.levels.push(level);
    for (index, field) in fields.into_iter().flat_map(|fields| fields.iter()).enumerate() {
        let what = What::Field { index: u16::try_from(index).unwrap_or(u16::MAX), mutable: field.mutable };
        a.scopes.bind_as(&field.name, what, field.ty.clone());
    }
    let mut body = items.get(2..).unwrap_or_default().to_vec();
    let parameters = form::vector_items(&params).map_or(0, |params| params.len().saturating_sub(1));
    if is_void(a, interfaces, &name, parameters) {
        body.push(Value::NIL);
    }
    let arity = analyze_arity(a, &params, &body, 1, None)?;
    let level = a.scopes.levels.pop().unwrap_or_default();
    a.scopes.recur = recur;
    a.scopes.env = env;
    (a.span, a.at) = place;
    let function = Fn {
        name: format!("{class}${name}"),
        self_name: None,
        arities: vec![arity],
        captures: level.captures,
        once: false,
        span,
    };
    Ok(Method { name, function })
}

/// Does one of the interfaces say that the method has no result? Then what its body gives is dropped.
fn is_void(a: &Analyzer<'_>, interfaces: &[Rc<str>], name: &str, parameters: usize) -> bool {
    let classes: Vec<_> = interfaces.iter().map(|interface| a.t.runtime.classes.intern(interface)).collect();
    runtime::java_methods::is_void(a.t, &classes, name, parameters)
}

/// The Java name of a method.
fn method_name(symbol: &Ref<Symbol>) -> String {
    runtime::class::munge(symbol.name_str())
}
