//! Type hints, and the coercions that `^long` and `^double` on parameters and results ask for.

use super::form;
use super::{Analyzer, Res};
use crate::analyzer::errors::AnalyzeError;
use crate::node::{Node, NodeKind, Primitive, Type};
use runtime::Value;
use runtime::class::Class;
use runtime::string::Str;
use runtime::symbol::Symbol;
use std::rc::Rc;

/// What a `:tag` names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Tag {
    Primitive(Primitive),
    /// A primitive that functions do not take: `int`, `float` …
    OtherPrimitive,
    /// A class by its full name, or a name that does not resolve, as it was written.
    Class(Rc<str>),
}

impl Tag {
    /// The tag as a fact about a value. That an object is a `long` is only true after coercion.
    pub fn ty(&self) -> Type {
        match self {
            Tag::Class(name) => Type::Hint(name.clone()),
            Tag::Primitive(_) | Tag::OtherPrimitive => Type::Any,
        }
    }
}

/// The names of array hints.
const ARRAYS: &[(&str, &str)] = &[
    ("objects", "[Ljava.lang.Object;"),
    ("ints", "[I"),
    ("longs", "[J"),
    ("floats", "[F"),
    ("doubles", "[D"),
    ("chars", "[C"),
    ("shorts", "[S"),
    ("bytes", "[B"),
    ("booleans", "[Z"),
];

/// What a primitive's array class is called.
pub(crate) fn primitive_code(name: &str) -> Option<char> {
    Some(match name {
        "int" => 'I',
        "long" => 'J',
        "float" => 'F',
        "double" => 'D',
        "char" => 'C',
        "short" => 'S',
        "byte" => 'B',
        "boolean" => 'Z',
        _ => return None,
    })
}

impl Analyzer<'_> {
    /// The `:tag` of a form's metadata.
    pub fn tag_of(&mut self, form: &Value) -> Option<Tag> {
        let meta = form::meta(form);
        self.tag_in(&meta)
    }

    /// The `:tag` in a metadata map.
    pub fn tag_in(&mut self, meta: &Value) -> Option<Tag> {
        if meta.is_nil() {
            return None;
        }
        let keys = self.keys.clone();
        let tag = form::get(self.t, meta, &keys.tag).ok()?;
        self.tag(&tag)
    }

    /// Whether the `:tag` in a metadata map is a class, not a symbol or string that names one.
    pub fn tag_is_class_object(&mut self, meta: &Value) -> bool {
        let keys = self.keys.clone();
        form::get(self.t, meta, &keys.tag).is_ok_and(|tag| tag.is::<Class>())
    }

    /// What a tag value means.
    pub fn tag(&mut self, tag: &Value) -> Option<Tag> {
        if let Some(class) = tag.as_ref::<Class>() {
            return Some(Tag::Class(class.name_str().into()));
        }
        if let Some(text) = tag.as_ref::<Str>() {
            return Some(Tag::Class(text.to_string_lossy().into()));
        }
        let symbol = tag.as_ref::<Symbol>()?;
        let name = symbol.name_str();
        if symbol.ns.is_none() {
            match name {
                "long" => return Some(Tag::Primitive(Primitive::Long)),
                "double" => return Some(Tag::Primitive(Primitive::Double)),
                _ if primitive_code(name).is_some() => return Some(Tag::OtherPrimitive),
                _ => {}
            }
            if let Some((_, array)) = ARRAYS.iter().find(|(hint, _)| *hint == name) {
                return Some(Tag::Class((*array).into()));
            }
        }
        Some(Tag::Class(self.resolve_class(symbol).unwrap_or_else(|| symbol.full_name().into())))
    }

    /// The class that a hint stands for at a member call, or an error if the hint means nothing.
    pub fn hinted_class(&mut self, node: &Node) -> Res<Option<Rc<str>>> {
        let Type::Hint(name) = &node.ty else { return Ok(literal_class(node).map(Rc::from)) };
        if name.contains('.') || name.starts_with('[') || self.types.contains(name) {
            return Ok(Some(name.clone()));
        }
        match self.resolve_class(&Symbol::parse(name)) {
            Some(class) => Ok(Some(class)),
            None => Err(self.error(AnalyzeError::UnresolvedClass { name: name.to_string() })),
        }
    }
}

/// The class of a literal or of a value of known type.
fn literal_class(node: &Node) -> Option<String> {
    match (&node.kind, &node.ty) {
        (NodeKind::Const(value), _) if !value.is_nil() => Some(runtime::class::class_name(value)),
        (_, Type::Long) => Some("java.lang.Long".into()),
        (_, Type::Double) => Some("java.lang.Double".into()),
        (_, Type::Boolean) => Some("java.lang.Boolean".into()),
        (NodeKind::New { class, .. }, _) => Some(class.to_string()),
        _ => None,
    }
}

/// Coerces the value of a node, at the ends of its branches, where the value is not of that type already.
pub(crate) fn coerce(to: Primitive, mut node: Node) -> Node {
    if node.ty == to.ty() || matches!(node.kind, NodeKind::Recur(_) | NodeKind::Throw(_)) {
        return node;
    }
    let span = node.span;
    let hole = || Node::new(NodeKind::SelfFn, span);
    let inner = |slot: &mut Node| *slot = coerce(to, std::mem::replace(slot, hole()));
    match &mut node.kind {
        NodeKind::Do(nodes) => nodes.last_mut().into_iter().for_each(inner),
        NodeKind::Let(let_) => inner(&mut let_.body),
        NodeKind::LetFn(letfn) => inner(&mut letfn.body),
        NodeKind::Loop(loop_) => inner(&mut loop_.body),
        NodeKind::If(if_) => {
            inner(&mut if_.then);
            inner(&mut if_.otherwise);
        }
        NodeKind::Case(case) => {
            case.branches.iter_mut().for_each(|b| inner(&mut b.body));
            inner(&mut case.default);
        }
        _ => return Node::typed(NodeKind::Coerce { to, value: Box::new(node) }, span, to.ty()),
    }
    node.ty = to.ty();
    node
}
