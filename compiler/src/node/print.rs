//! The tree as EDN text: what `--stage tree` prints and snapshots hold.
//!
//! A node is a list that begins with its kind. Locals print as `name.l3`, captured values as `name.c0`; a
//! type that is known follows after `^`. Spans are left out, so that a snapshot shows what code means and
//! not where it stands.

use super::{Body, Capture, Chunk, Fn, Method, Node, NodeKind, RecurTarget, Type};
use runtime::{Thread, Value};

/// A chunk as text, with a newline at the end.
pub fn chunk(t: &mut Thread, chunk: &Chunk) -> String {
    let mut printer = Printer { t, frames: Vec::new() };
    let body = printer.body(&chunk.body);
    finish(list("chunk", vec![atom(&chunk.name), body]))
}

/// A node of a frame with these locals, as text.
pub fn node(t: &mut Thread, body: &Body) -> String {
    let mut printer = Printer { t, frames: Vec::new() };
    finish(printer.body(body))
}

/// Text that is laid out in lines when it is too long for one.
enum Doc {
    Atom(String),
    List(char, char, Vec<Doc>),
}

/// The longest list that stays on one line.
const WIDTH: usize = 100;

fn atom(text: impl Into<String>) -> Doc {
    Doc::Atom(text.into())
}

fn list(kind: &str, items: Vec<Doc>) -> Doc {
    Doc::List('(', ')', [atom(kind)].into_iter().chain(items).collect())
}

fn vector(items: Vec<Doc>) -> Doc {
    Doc::List('[', ']', items)
}

fn finish(doc: Doc) -> String {
    let mut out = String::new();
    doc.write(&mut out, 0);
    out.push('\n');
    out
}

impl Doc {
    /// The length on one line, or anything above `WIDTH` when it does not fit.
    fn width(&self) -> usize {
        match self {
            Doc::Atom(text) => text.chars().count(),
            Doc::List(_, _, items) => {
                let mut width = 1 + items.len();
                for item in items {
                    width += item.width();
                    if width > WIDTH {
                        break;
                    }
                }
                width
            }
        }
    }

    fn write(&self, out: &mut String, indent: usize) {
        match self {
            Doc::Atom(text) => out.push_str(text),
            Doc::List(open, close, items) => {
                let flat = indent + self.width() <= WIDTH;
                out.push(*open);
                let inner = indent + if *open == '(' { 2 } else { 1 };
                for (index, item) in items.iter().enumerate() {
                    // What names a list's kind or function stays on its first line.
                    let stays = flat || (*open == '(' && index == 1 && matches!(item, Doc::Atom(_)));
                    match index {
                        0 => {}
                        _ if stays => out.push(' '),
                        _ => {
                            out.push('\n');
                            out.extend(std::iter::repeat_n(' ', inner));
                        }
                    }
                    item.write(out, inner);
                }
                out.push(*close);
            }
        }
    }
}

struct Printer<'a> {
    t: &'a mut Thread,
    /// Names of locals and captures of the functions around.
    frames: Vec<(Vec<String>, Vec<String>)>,
}

impl Printer<'_> {
    fn body(&mut self, body: &Body) -> Doc {
        self.body_in(body, Vec::new())
    }

    fn body_in(&mut self, body: &Body, captures: Vec<String>) -> Doc {
        let locals = body.locals.iter().map(|local| local.name.to_string()).collect();
        self.frames.push((locals, captures));
        let doc = self.node(&body.node);
        self.frames.pop();
        doc
    }

    fn local(&self, index: u32) -> Doc {
        let name = self.frames.last().and_then(|frame| frame.0.get(index as usize)).map_or("?", |n| n);
        atom(format!("{name}.l{index}"))
    }

    fn value(&mut self, value: &Value) -> Doc {
        atom(runtime::print::pr_str(self.t, value).unwrap_or_else(|_| "#<unprintable>".into()))
    }

    fn nodes<'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node>) -> Vec<Doc> {
        nodes.into_iter().map(|node| self.node(node)).collect()
    }

    fn call(&mut self, kind: &str, head: Vec<Doc>, args: &[Node]) -> Doc {
        let args = self.nodes(args);
        list(kind, head.into_iter().chain(args).collect())
    }

    fn function(&mut self, kind: &str, function: &Fn) -> Doc {
        let mut items = vec![atom(&function.name)];
        if let Some(name) = &function.self_name {
            items.push(atom(format!("self={name}")));
        }
        if function.once {
            items.push(atom("once"));
        }
        if !function.captures.is_empty() {
            let sources = function.captures.iter().map(|Capture { source, .. }| self.node(source)).collect();
            items.push(list("captures", sources));
        }
        let names: Vec<String> = function.captures.iter().map(|capture| capture.name.to_string()).collect();
        for arity in &function.arities {
            let fixed = arity.fixed();
            let mut params = Vec::new();
            for (index, id) in arity.params.iter().enumerate() {
                if index == fixed {
                    params.push(atom("&"));
                }
                let name = arity.body.locals.get(id.index()).map_or("?", |local| &local.name);
                params.push(atom(format!("{name}.{id}")));
            }
            let body = self.body_in(&arity.body, names.clone());
            items.push(Doc::List('(', ')', vec![vector(params), body]));
        }
        list(kind, items)
    }

    fn methods(&mut self, methods: &[Method]) -> Vec<Doc> {
        methods.iter().map(|method| self.function(&format!("method {}", method.name), &method.function)).collect()
    }

    fn node(&mut self, node: &Node) -> Doc {
        let doc = self.kind(node);
        let ty = match &node.ty {
            Type::Long => "long",
            Type::Double => "double",
            Type::Boolean => "boolean",
            Type::Hint(class) => class,
            Type::Any => return doc,
        };
        match doc {
            Doc::List(open, close, mut items) => {
                if let Some(Doc::Atom(kind)) = items.first_mut() {
                    kind.push('^');
                    kind.push_str(ty);
                }
                Doc::List(open, close, items)
            }
            Doc::Atom(text) if matches!(node.kind, NodeKind::Local { .. } | NodeKind::Captured(_)) => {
                atom(format!("{text}^{ty}"))
            }
            other => other,
        }
    }

    fn kind(&mut self, node: &Node) -> Doc {
        match &node.kind {
            NodeKind::Const(value) => self.value(value),
            NodeKind::Local { id } => self.local(id.0),
            NodeKind::Captured(id) => {
                let name = self.frames.last().and_then(|frame| frame.1.get(id.0 as usize)).map_or("?", |n| n);
                atom(format!("{name}.c{}", id.0))
            }
            NodeKind::SelfFn => atom("self"),
            NodeKind::Var(var) => atom(var.full_name()),
            NodeKind::TheVar(var) => atom(format!("#'{}", var.full_name())),
            NodeKind::Native(name) => list("native", vec![atom(&**name)]),
            NodeKind::Def(def) => {
                let flags = if def.dynamic { "def-dynamic" } else { "def" };
                let init = def.init.as_ref().map(|init| self.node(init));
                let meta = def.meta.as_ref().map(|meta| list("meta", vec![self.node(meta)]));
                list(flags, [Some(atom(def.var.full_name())), meta, init].into_iter().flatten().collect())
            }
            NodeKind::If(if_) => list("if", self.nodes([&if_.test, &if_.then, &if_.otherwise])),
            NodeKind::Do(nodes) => self.call("do", Vec::new(), nodes),
            NodeKind::Let(let_) => {
                let bindings = let_.bindings.iter().flat_map(|b| [self.local(b.local.0), self.node(&b.init)]).collect();
                list("let", vec![vector(bindings), self.node(&let_.body)])
            }
            NodeKind::LetFn(letfn) => {
                let bindings = letfn
                    .bindings
                    .iter()
                    .flat_map(|(local, function)| [self.local(local.0), self.function("fn", function)])
                    .collect();
                list("letfn", vec![vector(bindings), self.node(&letfn.body)])
            }
            NodeKind::Loop(loop_) => {
                let bindings =
                    loop_.bindings.iter().flat_map(|b| [self.local(b.local.0), self.node(&b.init)]).collect();
                list("loop", vec![atom(format!("loop{}", loop_.id.0)), vector(bindings), self.node(&loop_.body)])
            }
            NodeKind::Recur(recur) => {
                let target = match recur.target {
                    RecurTarget::Loop(id) => atom(format!("loop{}", id.0)),
                    RecurTarget::Frame => atom("fn"),
                };
                let pairs = recur.locals.iter().zip(&recur.args);
                let args = pairs.flat_map(|(local, arg)| [self.local(local.0), self.node(arg)]).collect();
                list("recur", vec![target, vector(args)])
            }
            NodeKind::Fn(function) => self.function("fn", function),
            NodeKind::Invoke(invoke) => {
                let callee = self.node(&invoke.callee);
                self.call("invoke", vec![callee], &invoke.args)
            }
            NodeKind::KeywordInvoke { keyword, target } => {
                let keyword = self.value(keyword);
                list("get-kw", vec![keyword, self.node(target)])
            }
            NodeKind::Intrinsic(call) => {
                let name = if call.unchecked {
                    format!("%unchecked-{}", call.op.name())
                } else {
                    format!("%{}", call.op.name())
                };
                self.call(&name, Vec::new(), &call.args)
            }
            NodeKind::Instance { class, value } => list("instance?", vec![atom(&**class), self.node(value)]),
            NodeKind::NativeCall { name, args } => self.call("native-call", vec![atom(&**name)], args),
            NodeKind::StaticCall(call) => {
                self.call("static-call", vec![atom(format!("{}/{}", call.class, call.member))], &call.args)
            }
            NodeKind::StaticField { class, member } => list("static-field", vec![atom(format!("{class}/{member}"))]),
            NodeKind::New { class, args } => self.call("new", vec![atom(&**class)], args),
            NodeKind::HostCall(call) => {
                let kind = match call.kind {
                    super::MemberKind::Method => "host-call",
                    super::MemberKind::Field => "host-field",
                    super::MemberKind::Either => "host-member",
                };
                let mut name = format!(".{}", call.member);
                if let Some(class) = &call.class_hint {
                    name = format!("{class}{name}");
                }
                let target = self.node(&call.target);
                self.call(kind, vec![atom(name), target], &call.args)
            }
            NodeKind::Field { target, index, name } => {
                list("field", vec![atom(format!("{name}.{index}")), self.node(target)])
            }
            NodeKind::SetField { target, index, name, value } => {
                let target = self.node(target);
                list("set-field", vec![atom(format!("{name}.{index}")), target, self.node(value)])
            }
            NodeKind::SetVar { var, value } => list("set-var", vec![atom(var.full_name()), self.node(value)]),
            NodeKind::Vector(nodes) => self.call("vector", Vec::new(), nodes),
            NodeKind::Map(pairs) => list("map", self.nodes(pairs.iter().flat_map(|(key, value)| [key, value]))),
            NodeKind::Set(nodes) => self.call("set", Vec::new(), nodes),
            NodeKind::WithMeta { value, meta } => list("with-meta", self.nodes([&**value, meta])),
            NodeKind::Coerce { to, value } => {
                let kind = if *to == super::Primitive::Long { "to-long" } else { "to-double" };
                list(kind, vec![self.node(value)])
            }
            NodeKind::Throw(value) => list("throw", vec![self.node(value)]),
            NodeKind::Try(try_) => {
                let mut items = vec![self.node(&try_.body)];
                for catch in &try_.catches {
                    let local = self.local(catch.local.0);
                    items.push(list("catch", vec![atom(&*catch.class), local, self.node(&catch.body)]));
                }
                if let Some(finally) = &try_.finally {
                    items.push(list("finally", vec![self.node(finally)]));
                }
                list("try", items)
            }
            NodeKind::Case(case) => {
                let mut items = vec![self.node(&case.test)];
                for branch in &case.branches {
                    let constants = branch.constants.iter().map(|constant| self.value(constant)).collect();
                    items.push(Doc::List('(', ')', vec![vector(constants), self.node(&branch.body)]));
                }
                items.push(list("default", vec![self.node(&case.default)]));
                list("case", items)
            }
            NodeKind::MonitorEnter(value) => list("monitor-enter", vec![self.node(value)]),
            NodeKind::MonitorExit(value) => list("monitor-exit", vec![self.node(value)]),
            NodeKind::DefType(def) => {
                let fields = def
                    .fields
                    .iter()
                    .map(|f| atom(if f.mutable { format!("{}!", f.name) } else { f.name.to_string() }));
                let interfaces = def.interfaces.iter().map(|name| atom(&**name)).collect();
                let mut items = vec![atom(&*def.class), vector(fields.collect()), vector(interfaces)];
                items.extend(self.methods(&def.methods));
                list(if def.record { "defrecord" } else { "deftype" }, items)
            }
            NodeKind::Reify(reify) => {
                let interfaces = reify.interfaces.iter().map(|name| atom(&**name)).collect();
                let mut items = vec![atom(&reify.class), vector(interfaces)];
                items.extend(self.methods(&reify.methods));
                list("reify", items)
            }
            NodeKind::Import { class } => list("import", vec![atom(&**class)]),
        }
    }
}
