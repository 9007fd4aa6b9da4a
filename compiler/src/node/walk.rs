//! Visiting the children of a node, in the order in which they run.
//!
//! Functions are children in two ways: [`Node::for_each_child`] visits the *sources of the captures* of a
//! closure, which belong to the frame that makes it, and never enters a function's own body;
//! [`Node::for_each_function`] gives the functions that a node makes. So a pass over one frame sees that
//! frame alone.

use super::{Capture, Fn, Node, NodeKind};

macro_rules! walker {
    ($children:ident, $functions:ident, $captures:ident, $iter:ident $(, $mut:ident)?) => {
        /// Visits the nodes directly below, in evaluation order, without those inside functions.
        pub fn $children(&$($mut)? self, f: &mut dyn FnMut(&$($mut)? Node)) {
            match &$($mut)? self.kind {
                NodeKind::Const(_)
                | NodeKind::Local { .. }
                | NodeKind::Captured(_)
                | NodeKind::SelfFn
                | NodeKind::Var(_)
                | NodeKind::TheVar(_)
                | NodeKind::Native(_)
                | NodeKind::StaticField { .. }
                | NodeKind::Import { .. } => {}
                NodeKind::Def(def) => {
                    def.init.$iter().for_each(&mut *f);
                    def.meta.$iter().for_each(f);
                }
                NodeKind::If(if_) => {
                    f(&$($mut)? if_.test);
                    f(&$($mut)? if_.then);
                    f(&$($mut)? if_.otherwise);
                }
                NodeKind::Do(nodes) | NodeKind::Vector(nodes) | NodeKind::Set(nodes) => nodes.$iter().for_each(f),
                NodeKind::Let(let_) => {
                    let_.bindings.$iter().for_each(|b| f(&$($mut)? b.init));
                    f(&$($mut)? let_.body);
                }
                NodeKind::LetFn(letfn) => {
                    for (_, function) in letfn.bindings.$iter() {
                        Fn::$captures(function, f);
                    }
                    f(&$($mut)? letfn.body);
                }
                NodeKind::Loop(loop_) => {
                    loop_.bindings.$iter().for_each(|b| f(&$($mut)? b.init));
                    f(&$($mut)? loop_.body);
                }
                NodeKind::Recur(recur) => recur.args.$iter().for_each(f),
                NodeKind::Fn(function) => Fn::$captures(function, f),
                NodeKind::Invoke(invoke) => {
                    f(&$($mut)? invoke.callee);
                    invoke.args.$iter().for_each(f);
                }
                NodeKind::Intrinsic(call) => call.args.$iter().for_each(f),
                NodeKind::NativeCall { args, .. } | NodeKind::New { args, .. } => args.$iter().for_each(f),
                NodeKind::StaticCall(call) => call.args.$iter().for_each(f),
                NodeKind::HostCall(call) => {
                    f(&$($mut)? call.target);
                    call.args.$iter().for_each(f);
                }
                NodeKind::KeywordInvoke { target, .. } | NodeKind::Field { target, .. } => f(target),
                NodeKind::SetField { target, value, .. } => {
                    f(target);
                    f(value);
                }
                NodeKind::Map(pairs) => pairs.$iter().for_each(|(k, v)| {
                    f(k);
                    f(v);
                }),
                NodeKind::WithMeta { value, meta } => {
                    f(value);
                    f(meta);
                }
                NodeKind::Instance { value, .. }
                | NodeKind::SetVar { value, .. }
                | NodeKind::Coerce { value, .. }
                | NodeKind::Throw(value)
                | NodeKind::MonitorEnter(value)
                | NodeKind::MonitorExit(value) => f(value),
                NodeKind::Try(try_) => {
                    f(&$($mut)? try_.body);
                    try_.catches.$iter().for_each(|c| f(&$($mut)? c.body));
                    try_.finally.$iter().for_each(f);
                }
                NodeKind::Case(case) => {
                    f(&$($mut)? case.test);
                    case.branches.$iter().for_each(|b| f(&$($mut)? b.body));
                    f(&$($mut)? case.default);
                }
                NodeKind::DefType(def) => def.methods.$iter().for_each(|m| Fn::$captures(&$($mut)? m.function, f)),
                NodeKind::Reify(reify) => reify.methods.$iter().for_each(|m| Fn::$captures(&$($mut)? m.function, f)),
            }
        }

        /// Visits the functions that this node itself (not its children) makes.
        pub fn $functions(&$($mut)? self, f: &mut dyn FnMut(&$($mut)? Fn)) {
            match &$($mut)? self.kind {
                NodeKind::Fn(function) => f(function),
                NodeKind::LetFn(letfn) => letfn.bindings.$iter().for_each(|(_, function)| f(function)),
                NodeKind::DefType(def) => def.methods.$iter().for_each(|m| f(&$($mut)? m.function)),
                NodeKind::Reify(reify) => reify.methods.$iter().for_each(|m| f(&$($mut)? m.function)),
                _ => {}
            }
        }
    };
}

impl Node {
    walker!(for_each_child, for_each_function, captures, iter);
    walker!(for_each_child_mut, for_each_function_mut, captures_mut, iter_mut, mut);
}

impl Fn {
    fn captures(function: &Fn, f: &mut dyn FnMut(&Node)) {
        function.captures.iter().for_each(|Capture { source, .. }| f(source));
    }

    fn captures_mut(function: &mut Fn, f: &mut dyn FnMut(&mut Node)) {
        function.captures.iter_mut().for_each(|Capture { source, .. }| f(source));
    }

    /// Visits the root of each arity's body.
    pub fn for_each_body(&self, f: &mut dyn FnMut(&super::Body)) {
        self.arities.iter().for_each(|a| f(&a.body));
    }

    /// Visits the root of each arity's body, for writing.
    pub fn for_each_body_mut(&mut self, f: &mut dyn FnMut(&mut super::Body)) {
        self.arities.iter_mut().for_each(|a| f(&mut a.body));
    }
}
