//! Types of locals and of what is computed from them: which values are surely primitive longs or doubles.
//!
//! Clojure keeps a local of `let` as the primitive that its init is, and a local of `loop` too as long as every
//! `recur` gives it one of the same type. The analyzer knows the inits but not yet the `recur`s, so it takes
//! nothing for granted; here every loop local is believed at first, and the frame is walked again without
//! those that a `recur` contradicts, until nothing contradicts.
//!
//! Facts never change what code computes but where Clojure's own primitives differ from its boxed numbers: dividing
//! a primitive double by zero does not throw.

use crate::node::{Body, Case, Chunk, Invoke, Local, LocalKind, Node, NodeKind, Recur, RecurTarget, Type};

/// Infers the types of a top-level form, functions included.
pub fn infer(chunk: &mut Chunk) {
    infer_body(&mut chunk.body, &[]);
}

fn infer_body(body: &mut Body, captured: &[Type]) {
    let Body { locals, node, .. } = body;
    let boxed = vec![false; locals.len()];
    let mut frame = Frame { locals, captured, boxed, contradicted: false };
    loop {
        frame.contradicted = false;
        frame.visit(node);
        if !frame.contradicted {
            break;
        }
    }
    infer_functions(node);
}

/// The functions that a frame makes, once the types of what they capture are final.
fn infer_functions(node: &mut Node) {
    node.for_each_function_mut(&mut |function| {
        let captured: Vec<Type> = function.captures.iter().map(|capture| capture.source.ty.clone()).collect();
        function.for_each_body_mut(&mut |body| infer_body(body, &captured));
    });
    node.for_each_child_mut(&mut infer_functions);
}

struct Frame<'a> {
    locals: &'a mut [Local],
    captured: &'a [Type],
    /// By local: a `recur` gives it something else than its init.
    boxed: Vec<bool>,
    contradicted: bool,
}

impl Frame<'_> {
    /// Computes the type of a node from those of the nodes below.
    fn visit(&mut self, node: &mut Node) {
        let ty = match &mut node.kind {
            NodeKind::Let(let_) => {
                for binding in &mut let_.bindings {
                    self.visit(&mut binding.init);
                    self.bind(binding.local.index(), &binding.init.ty);
                }
                self.visit(&mut let_.body);
                let_.body.ty.clone()
            }
            NodeKind::Loop(loop_) => {
                for binding in &mut loop_.bindings {
                    self.visit(&mut binding.init);
                    self.bind(binding.local.index(), &binding.init.ty);
                }
                self.visit(&mut loop_.body);
                // Clojure makes a function of a loop whose value something is done with, and so an object of the value.
                return;
            }
            kind => {
                let mut shallow = Node::new(std::mem::replace(kind, NodeKind::SelfFn), node.span);
                shallow.for_each_child_mut(&mut |child| self.visit(child));
                *kind = shallow.kind;
                match self.type_of(kind) {
                    Some(ty) => ty,
                    None => return,
                }
            }
        };
        // What the program says goes before what is known, as a cast would.
        if !matches!(node.ty, Type::Hint(_)) {
            node.ty = ty;
        }
    }

    fn bind(&mut self, local: usize, init: &Type) {
        let known = match (self.boxed.get(local), self.locals.get(local)) {
            (Some(false), Some(local)) if !matches!(local.ty, Type::Hint(_)) => match local.kind {
                LocalKind::Loop if !matches!(init, Type::Long | Type::Double) => Type::Any,
                _ => init.clone(),
            },
            (Some(true), _) => Type::Any,
            _ => return,
        };
        if let Some(local) = self.locals.get_mut(local) {
            local.ty = known;
        }
    }

    /// The type that follows from the children; `None` when the analyzer's word is all there is.
    fn type_of(&mut self, kind: &NodeKind) -> Option<Type> {
        Some(match kind {
            NodeKind::Local { id, .. } => self.locals.get(id.index())?.ty.clone(),
            NodeKind::Captured(id) => self.captured.get(id.0 as usize)?.clone(),
            NodeKind::Intrinsic(call) => {
                let types: Vec<&Type> = call.args.iter().map(|arg| &arg.ty).collect();
                call.op.result_type(&types)
            }
            NodeKind::Invoke(invoke) => smaller_or_greater(invoke)?,
            NodeKind::If(if_) => Type::of_either(&if_.then, &if_.otherwise),
            NodeKind::Do(nodes) => nodes.last()?.ty.clone(),
            NodeKind::LetFn(letfn) => letfn.body.ty.clone(),
            NodeKind::Case(case) => join_branches(case),
            NodeKind::Recur(recur) => {
                self.check(recur);
                return None;
            }
            _ => return None,
        })
    }

    /// Takes back what was believed of the locals that a `recur` gives something else.
    fn check(&mut self, recur: &Recur) {
        if recur.target == RecurTarget::Frame {
            return;
        }
        for (local, arg) in recur.locals.iter().zip(&recur.args) {
            let index = local.index();
            let believed = self.locals.get(index).map_or(&Type::Any, |local| &local.ty);
            if matches!(believed, Type::Long | Type::Double) && *believed != arg.ty {
                self.boxed[index] = true;
                self.contradicted = true;
            }
        }
    }
}

/// `min` and `max` of primitives of one type give that type.
fn smaller_or_greater(invoke: &Invoke) -> Option<Type> {
    let NodeKind::Var(var) = &invoke.callee.kind else { return None };
    let is_core = var.ns.as_ref().is_some_and(|ns| ns.name_str() == "clojure.core");
    if !is_core || !matches!(var.name.name_str(), "min" | "max") {
        return None;
    }
    let (first, rest) = invoke.args.split_first()?;
    let same = rest.iter().all(|arg| arg.ty == first.ty);
    Some(if same && matches!(first.ty, Type::Long | Type::Double) { first.ty.clone() } else { Type::Any })
}

/// The type of all branches that give a value, if they agree.
fn join_branches(case: &Case) -> Type {
    let branches = case.branches.iter().map(|branch| &branch.body).chain([&case.default]);
    let mut types = branches.filter(|body| !body.diverges()).map(|body| &body.ty);
    match types.next() {
        Some(first) if types.all(|ty| ty == first) => first.clone(),
        _ => Type::Any,
    }
}
