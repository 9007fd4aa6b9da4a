//! `fn*`, and the code of functions and methods.

use super::Call;
use crate::analyzer::env::{Level, RecurFrame, What};
use crate::analyzer::errors::AnalyzeError;
use crate::analyzer::form::{self, Shape};
use crate::analyzer::types::{Tag, coerce};
use crate::analyzer::{Analyzer, Pos, Res};
use crate::node::{Arity, Binding, Body, Fn, Let, LocalId, LocalKind, Node, NodeKind, Primitive, RecurTarget, Type};
use runtime::coll::map;
use runtime::function::MAX_FIXED;
use runtime::keyword::Keyword;
use runtime::symbol::Symbol;
use runtime::{Error, Ref, Value};

/// `(fn* name? [params] body*)`, `(fn* name? ([params] body*) …)`
pub(super) fn analyze_fn(a: &mut Analyzer<'_>, call: &Call<'_>) -> Res<Node> {
    let span = a.span;
    let mut rest = call.args();
    let mut self_name = None;
    if let Some((first, after)) = rest.split_first()
        && let Some(symbol) = first.as_ref::<Symbol>()
    {
        self_name = Some(symbol.clone());
        rest = after;
    }
    let name = class_like_name(a, self_name.as_ref(), call.name);
    let op_meta = form::meta(&call.items[0]);
    let once = form::get(a.t, &op_meta, &a.keys.once.clone()).is_ok_and(|v| v.is_truthy());
    let form_meta = form::meta(call.form);
    let result_tag = form::get(a.t, &form_meta, &a.keys.rettag.clone()).ok().and_then(|tag| a.tag(&tag));

    let env = a.scopes.env.clone();
    let recur = a.scopes.recur.take();
    a.scopes.levels.push(Level::new(name.clone()));
    if let Some(symbol) = &self_name {
        a.scopes.bind_as(symbol.name_str(), What::SelfFn, Type::Any);
    }
    let mut arities: Vec<Arity> = Vec::new();
    if rest.first().is_some_and(form::is_vector) {
        let arity = analyze_arity(a, &rest[0], &rest[1..], 0, result_tag.as_ref())?;
        arities.push(arity);
    } else {
        for form in rest {
            let Shape::Seq = form::shape(form) else {
                let cast: runtime::Result<Node> = Err(Error::cannot_cast(form, "clojure.lang.ISeq"));
                return a.run(cast);
            };
            let items = a.items(form)?;
            let (params, body) = match items.split_first() {
                Some((params, body)) => (params.clone(), body),
                None => (Value::NIL, &items[..]),
            };
            let place = (a.span, a.at);
            if let Some(span) = a.cx.positions.get(form) {
                (a.span, a.at) = (span, span.start);
            }
            let arity = analyze_arity(a, &params, body, 0, result_tag.as_ref())?;
            (a.span, a.at) = place;
            add_arity(a, &mut arities, arity)?;
        }
        if let Some(rest) = arities.iter().find(|arity| arity.variadic)
            && arities.iter().any(|other| !other.variadic && other.fixed() > rest.fixed())
        {
            return Err(a.error(AnalyzeError::FixedAboveVariadic {}));
        }
        arities.sort_by_key(|arity| (arity.variadic, arity.fixed()));
    }
    let level = a.scopes.levels.pop().unwrap_or_default();
    a.scopes.recur = recur;
    a.scopes.env = env;
    let self_name = self_name.map(|symbol| symbol.name_str().into());
    let function = Fn { name, self_name, arities, captures: level.captures, once, span };
    let node = Node::new(NodeKind::Fn(Box::new(function)), span);
    with_function_meta(a, node, &form_meta)
}

/// Adds an arity, unless it clashes with one that is there.
fn add_arity(a: &mut Analyzer<'_>, arities: &mut Vec<Arity>, arity: Arity) -> Res<()> {
    if arity.variadic {
        if arities.iter().any(|other| other.variadic) {
            return Err(a.error(AnalyzeError::TwoVariadic {}));
        }
    } else if arities.iter().any(|other| !other.variadic && other.fixed() == arity.fixed()) {
        return Err(a.error(AnalyzeError::SameArity {}));
    }
    arities.push(arity);
    Ok(())
}

/// Clojure's name for the class of a function: `user$foo`, `user$foo$bar__1`, `user$eval1$fn__2`.
pub(super) fn class_like_name(a: &mut Analyzer<'_>, own: Option<&Ref<Symbol>>, given: Option<&str>) -> String {
    let outer = a.scopes.levels.last().map_or(String::new(), |level| level.name.clone());
    let is_inner = !outer.is_empty();
    let base = if is_inner { outer } else { runtime::class::munge(a.cx.ns.name_str()) };
    let simple = match (own.map(|symbol| symbol.name_str()), given) {
        // A definition whose function calls itself by the same name is called like the var.
        (Some(own), Some(given)) if own == given && !is_inner => own.to_owned(),
        (Some(own), _) => format!("{own}__{}", a.cx.next_id()),
        (None, Some(given)) if is_inner => format!("{given}__{}", a.cx.next_id()),
        (None, Some(given)) => given.to_owned(),
        (None, None) => format!("fn__{}", a.cx.next_id()),
    };
    format!("{base}${}", runtime::class::munge(&simple).replace('.', "_DOT_"))
}

/// The parameters of an arity, as the source gives them.
struct Params {
    symbols: Vec<Ref<Symbol>>,
    variadic: bool,
}

fn params_of(a: &mut Analyzer<'_>, form: &Value) -> Res<Params> {
    let Some(items) = form::vector_items(form) else {
        let cast: runtime::Result<Params> = Err(Error::cannot_cast(form, "clojure.lang.IPersistentVector"));
        return a.run(cast);
    };
    let mut params = Params { symbols: Vec::with_capacity(items.len()), variadic: false };
    let mut after_ampersand = false;
    for item in &items {
        let Some(symbol) = item.as_ref::<Symbol>() else { return Err(a.error(AnalyzeError::ParamSymbol {})) };
        if symbol.ns.is_some() {
            return Err(a.error(AnalyzeError::ParamQualified { name: symbol.full_name() }));
        }
        if params.variadic || (after_ampersand && symbol.is_named("&")) {
            return Err(a.error(AnalyzeError::UnexpectedParam {}));
        }
        if symbol.is_named("&") {
            after_ampersand = true;
            continue;
        }
        params.variadic = after_ampersand;
        params.symbols.push(symbol.clone());
        if !params.variadic && params.symbols.len() > MAX_FIXED {
            return Err(a.error(AnalyzeError::TooManyParams {}));
        }
    }
    Ok(params)
}

/// The primitive types of the parameters and of the result, checked.
fn primitives_of(
    a: &mut Analyzer<'_>,
    params: &Params,
    tags: &[Option<Tag>],
    result: Option<&Tag>,
) -> Res<(Vec<Option<Primitive>>, Option<Primitive>)> {
    let primitive = |tag: Option<&Tag>| match tag {
        Some(Tag::Primitive(primitive)) => Some(*primitive),
        _ => None,
    };
    if tags.iter().map(Option::as_ref).chain([result]).any(|tag| tag == Some(&Tag::OtherPrimitive)) {
        return Err(a.error(AnalyzeError::PrimitiveKind {}));
    }
    let locals: Vec<_> = tags.iter().map(|tag| primitive(tag.as_ref())).collect();
    let result = primitive(result);
    if result.is_some() || locals.iter().any(Option::is_some) {
        if params.symbols.len() > 4 {
            return Err(a.error(AnalyzeError::PrimitiveParams {}));
        }
        if params.variadic {
            return Err(a.error(AnalyzeError::PrimitiveVariadic {}));
        }
    }
    Ok((locals, result))
}

/// The code for one parameter vector, in the innermost level. The first `fixed_by_recur` parameters (the
/// object, in a method) are not assigned by `recur`.
pub(super) fn analyze_arity(
    a: &mut Analyzer<'_>,
    params_form: &Value,
    body: &[Value],
    fixed_by_recur: usize,
    result_tag: Option<&Tag>,
) -> Res<Arity> {
    let params = params_of(a, params_form)?;
    let span = a.span;
    let tags: Vec<Option<Tag>> = params.symbols.iter().map(|symbol| a.tag_in(&symbol.meta)).collect();
    let vector_tag = a.tag_of(params_form);
    // The types in a method's signature are the interface's business.
    let (primitives, result) = match fixed_by_recur {
        0 => primitives_of(a, &params, &tags, vector_tag.as_ref().or(result_tag))?,
        _ => (vec![None; params.symbols.len()], None),
    };
    let env = a.scopes.env.clone();
    let level = a.scopes.level();
    level.locals.clear();
    level.loops = 0;
    let ids: Vec<LocalId> = params
        .symbols
        .iter()
        .zip(&tags)
        .map(|(symbol, tag)| {
            a.scopes.bind(symbol.name_str(), LocalKind::Param, tag.as_ref().map_or(Type::Any, Tag::ty))
        })
        .collect();
    let mut coerced = Vec::new();
    for (index, primitive) in primitives.iter().enumerate() {
        let Some(to) = *primitive else { continue };
        let value = Box::new(Node::new(NodeKind::Local { id: ids[index] }, span));
        let init = Node::typed(NodeKind::Coerce { to, value }, span, to.ty());
        let local = a.scopes.bind(params.symbols[index].name_str(), LocalKind::Let, to.ty());
        coerced.push(Binding { local, init });
    }
    a.scopes.recur = Some(RecurFrame {
        target: RecurTarget::Frame,
        locals: ids[fixed_by_recur.min(ids.len())..].to_vec(),
        primitives: primitives[fixed_by_recur.min(ids.len())..].to_vec(),
        across_try: false,
    });
    let mut node = a.analyze_body(body, Pos::Tail)?;
    a.scopes.recur = None;
    a.scopes.env = env;
    if let Some(result) = result {
        if matches!((result, &node.ty), (Primitive::Long, Type::Double) | (Primitive::Double, Type::Long)) {
            let (expected, found) = match result {
                Primitive::Long => ("long".into(), "double".into()),
                Primitive::Double => ("double".into(), "long".into()),
            };
            return Err(a.error(AnalyzeError::PrimitiveReturn { expected, found }));
        }
        node = coerce(result, node);
    }
    if !coerced.is_empty() {
        let ty = node.ty.clone();
        node = Node::typed(NodeKind::Let(Box::new(Let { bindings: coerced, body: node })), span, ty);
    }
    let level = a.scopes.level();
    let body = Body { locals: std::mem::take(&mut level.locals), node, loops: level.loops };
    Ok(Arity { params: ids, variadic: params.variadic, body, span })
}

/// The keys of a function form's metadata that say nothing about the function itself.
const PLACE_KEYS: &[&str] = &["line", "column", "end-line", "end-column", "file", "source", "rettag"];

/// A function with the metadata of its form, which is evaluated.
fn with_function_meta(a: &mut Analyzer<'_>, node: Node, meta: &Value) -> Res<Node> {
    if meta.is_nil() || !map::is_map(meta) {
        return Ok(node);
    }
    let is_place = |key: &Value| {
        key.as_ref::<Keyword>().is_some_and(|k| k.ns_str().is_none() && PLACE_KEYS.contains(&k.name_str()))
    };
    let pairs: Vec<_> = map::entries(meta).into_iter().filter(|(key, _)| !is_place(key)).collect();
    if pairs.is_empty() {
        return Ok(node);
    }
    let meta = Box::new(a.analyze_pairs(&pairs)?);
    Ok(a.node(NodeKind::WithMeta { value: Box::new(node), meta }))
}
