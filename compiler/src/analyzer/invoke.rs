//! Calls: of functions, natives, keywords, and of core functions that have an instruction.

use super::errors::AnalyzeError;
use super::form::{self, Shape};
use super::intrinsics::{self, Plan};
use super::resolve::NATIVE_NS;
use super::types::Tag;
use super::{Analyzer, Pos, Res};
use crate::node::{Intrinsic, IntrinsicCall, Invoke, Node, NodeKind, Primitive, Type};
use runtime::function::Native;
use runtime::keyword::Keyword;
use runtime::protocol::ProtocolFn;
use runtime::symbol::Symbol;
use runtime::var::Var;
use runtime::{Ref, Value};
use std::rc::Rc;

/// Functions that give arrays of primitives.
const ARRAY_MAKERS: &[(&str, &str)] = &[
    ("long-array", "[J"),
    ("double-array", "[D"),
    ("int-array", "[I"),
    ("float-array", "[F"),
    ("short-array", "[S"),
    ("byte-array", "[B"),
    ("char-array", "[C"),
    ("boolean-array", "[Z"),
];

impl Analyzer<'_> {
    /// A list that is no special form and no macro call. `items` is not empty.
    pub fn analyze_call(&mut self, form: &Value, items: &[Value], pos: Pos) -> Res<Node> {
        let Some((op, args)) = items.split_first() else { return self.analyze_empty(form) };
        if op.is_nil() {
            let form = self.text_of(form);
            return Err(self.error(AnalyzeError::CallNil { form }));
        }
        if op.is::<Keyword>()
            && let [target] = args
        {
            let target = Box::new(self.analyze(target, Pos::Value)?);
            return Ok(self.node(NodeKind::KeywordInvoke { keyword: op.clone(), target }));
        }
        if let Some(symbol) = op.as_ref::<Symbol>()
            && let Some(node) = self.analyze_named_call(symbol, args, pos)?
        {
            return Ok(node);
        }
        let callee = self.analyze(op, Pos::Value)?;
        if let NodeKind::Var(var) = &callee.kind {
            self.check_protocol_arity(op, var, args.len())?;
        }
        let args = self.analyze_all(args)?;
        let ty = match &callee.kind {
            NodeKind::Var(var) => self.result_of(var, args.len()),
            _ => Type::Any,
        };
        Ok(Node::typed(NodeKind::Invoke(Box::new(Invoke { callee, args })), self.span, ty))
    }

    /// A call of a native, an intrinsic or a function with `:inline`; `None` for any other.
    fn analyze_named_call(&mut self, op: &Ref<Symbol>, args: &[Value], pos: Pos) -> Res<Option<Node>> {
        let name = op.name_str();
        if op.ns_str() == Some(NATIVE_NS) {
            if let Some(plan) = intrinsics::native_plan(name, args.len()) {
                return self.analyze_intrinsic(plan, args).map(Some);
            }
            let args = self.analyze_all(args)?;
            return Ok(Some(self.node(NodeKind::NativeCall { name: name.into(), args })));
        }
        if op.ns.is_none() && self.scopes.lookup(name).is_some() {
            return Ok(None);
        }
        let Some(var) = self.find_var(op) else { return Ok(None) };
        self.check_public(&var)?;
        if var.ns.as_ref().is_none_or(|ns| ns.name_str() != "clojure.core") {
            return self.analyze_inline(&var, args, pos);
        }
        if let (&"instance?", [class, value]) = (&name, args)
            && let Some(class) = self.class_named(class)
        {
            let value = Box::new(self.analyze(value, Pos::Value)?);
            return Ok(Some(Node::typed(NodeKind::Instance { class, value }, self.span, Type::Boolean)));
        }
        if let ("nth", [coll, index, default]) = (name, args)
            && default.is_nil()
        {
            let args = vec![self.analyze(coll, Pos::Value)?, self.analyze(index, Pos::Value)?];
            return Ok(Some(self.intrinsic(Intrinsic::NthOrNil, args)));
        }
        if let Some(plan) = intrinsics::plan(var.name.name_str(), args.len()) {
            return self.analyze_intrinsic(plan, args).map(Some);
        }
        if let Some(op) = intrinsics::unchecked(var.name.name_str(), args.len()) {
            let args = self.analyze_all(args)?;
            let mut node = self.intrinsic(op, args);
            if let NodeKind::Intrinsic(call) = &mut node.kind {
                call.unchecked = true;
            }
            return Ok(Some(node));
        }
        if let ("long" | "double", [value]) = (name, args)
            && !self.flag("*unchecked-math*")
        {
            let value = self.analyze(value, Pos::Value)?;
            let to = if name == "long" { Primitive::Long } else { Primitive::Double };
            if value.ty == to.ty() {
                return Ok(Some(value));
            }
            return Ok(Some(Node::typed(NodeKind::Coerce { to, value: Box::new(value) }, self.span, to.ty())));
        }
        match self.linked_native(&var) {
            Some(name) if let Some(plan) = intrinsics::native_plan(name, args.len()) => {
                self.analyze_intrinsic(plan, args).map(Some)
            }
            Some(name) => {
                let args = self.analyze_all(args)?;
                Ok(Some(self.node(NodeKind::NativeCall { name: name.into(), args })))
            }
            None => Ok(None),
        }
    }

    /// A call of a protocol's method with a number of arguments that none of its signatures has is refused.
    fn check_protocol_arity(&mut self, op: &Value, var: &Ref<Var>, argc: usize) -> Res<()> {
        let Some(root) = var.root(self.t) else { return Ok(()) };
        let Some(function) = root.get::<ProtocolFn>() else { return Ok(()) };
        let (protocol, keys) = (&function.protocol, self.keys.clone());
        let lists = form::get(self.t, &protocol.sigs, &function.method)
            .and_then(|sig| form::get(self.t, &sig, &keys.arglists))
            .and_then(|lists| form::seq_items(self.t, &lists));
        let lists = self.run(lists)?;
        let fits = |list: &Value| form::vector_items(list).is_some_and(|params| params.len() == argc);
        if lists.is_empty() || lists.iter().any(fits) {
            return Ok(());
        }
        let method = runtime::class::munge(function.method.name_str());
        let (interface, protocol) = (protocol.interface.name_str().to_owned(), protocol.var.name.full_name());
        let name = op.as_ref::<Symbol>().map_or_else(|| method.clone(), |op| op.full_name());
        Err(self.error(AnalyzeError::NoProtocolArity { method, interface, name, protocol }))
    }

    /// What a call of a var gives, if its `:arglists` say that it is a primitive, or it makes an array.
    fn result_of(&mut self, var: &Ref<Var>, argc: usize) -> Type {
        if var.ns.as_ref().is_some_and(|ns| ns.name_str() == "clojure.core") {
            return ARRAY_MAKERS
                .iter()
                .find(|(name, _)| *name == var.name.name_str())
                .map_or(Type::Any, |(_, class)| Type::Hint((*class).into()));
        }
        let meta = var.raw_meta(self.t);
        if meta.is_nil() {
            return Type::Any;
        }
        let keys = self.keys.clone();
        let Ok(lists) = form::get(self.t, &meta, &keys.arglists) else { return Type::Any };
        if form::shape(&lists) != Shape::Seq {
            return Type::Any;
        }
        for params in form::seq_items(self.t, &lists).unwrap_or_default() {
            let Some(names) = form::vector_items(&params) else { continue };
            if names.len() == argc && !names.iter().any(|name| form::is_symbol(name, "&")) {
                return match self.tag_of(&params) {
                    Some(Tag::Primitive(primitive)) => primitive.ty(),
                    _ => Type::Any,
                };
            }
        }
        Type::Any
    }

    /// The native that is the root of a core function, for calls within the core library: Clojure's own code is linked
    /// directly, so that nobody changes it by redefining what it calls.
    fn linked_native(&mut self, var: &Ref<Var>) -> Option<&'static str> {
        let within =
            matches!(self.cx.ns.name_str(), "clojure.core" | "clojure.string" | "clojure.set" | "clojure.walk");
        if !within || var.is_dynamic() {
            return None;
        }
        Some(var.root(self.t)?.get::<Native>()?.def.name)
    }

    fn analyze_intrinsic(&mut self, plan: Plan, args: &[Value]) -> Res<Node> {
        let args = self.analyze_all(args)?;
        // A nil that is written fits arrays of every kind; one that comes at run time is a null pointer.
        if let Plan::Direct(op @ (Intrinsic::Aget | Intrinsic::Aset | Intrinsic::Alength)) = plan
            && matches!(&args[0].kind, NodeKind::Const(value) if value.is_nil())
        {
            let method = op.name().to_owned();
            return Err(self.error(AnalyzeError::AmbiguousMethod { method }));
        }
        Ok(match plan {
            Plan::Direct(op) => self.intrinsic(op, args),
            Plan::Fold(op) => {
                let mut args = args.into_iter();
                let first = args.next().unwrap_or_else(|| self.node(NodeKind::Const(Value::NIL)));
                args.fold(first, |sum, arg| self.intrinsic(op, vec![sum, arg]))
            }
        })
    }

    fn intrinsic(&mut self, op: Intrinsic, args: Vec<Node>) -> Node {
        let types: Vec<&Type> = args.iter().map(|arg| &arg.ty).collect();
        let ty = op.result_type(&types);
        let unchecked = intrinsics::has_unchecked(op) && self.flag("*unchecked-math*");
        Node::typed(NodeKind::Intrinsic(Box::new(IntrinsicCall { op, args, unchecked })), self.span, ty)
    }

    /// The full name of the class that a form names, if it is a symbol that means a class.
    pub fn class_named(&mut self, form: &Value) -> Option<Rc<str>> {
        let symbol = form.as_ref::<Symbol>()?;
        if symbol.ns.is_none() && self.scopes.lookup(symbol.name_str()).is_some() || self.find_var(symbol).is_some() {
            return None;
        }
        self.resolve_class(symbol)
    }

    /// A call of a function whose var has `:inline` metadata for this number of arguments.
    fn analyze_inline(&mut self, var: &Ref<Var>, args: &[Value], pos: Pos) -> Res<Option<Node>> {
        let meta = var.raw_meta(self.t);
        let keys = self.keys.clone();
        let inline = form::get(self.t, &meta, &keys.inline);
        let inline = self.run(inline)?;
        if !inline.is_truthy() {
            return Ok(None);
        }
        let arities = form::get(self.t, &meta, &keys.inline_arities);
        let arities = self.run(arities)?;
        if arities.is_truthy() {
            let fits = self.t.invoke1(&arities, Value::long(args.len() as i64));
            if !self.run(fits)?.is_truthy() {
                return Ok(None);
            }
        }
        let expanded = self.t.invoke(&inline, &mut args.to_vec());
        let expanded = self.run(expanded)?;
        self.analyze(&expanded, pos).map(Some)
    }
}
