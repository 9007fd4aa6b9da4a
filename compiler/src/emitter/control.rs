//! Control within a frame: `do`, `let`, `if`, `case`, and conditions, which become jumps without making
//! booleans.

use super::NOWHERE;
use super::function::{Dest, Emitter, Slot};
use super::linear::{Label, LinearSwitch};
use crate::node::{Binding, Case, If, Let, LocalId, Node, NodeKind, Primitive, Type};
use bytecode::{Insn, Op, Position, Reg, SwitchId, Use};
use runtime::Value;
use runtime::keyword::Keyword;
use runtime::value::Mark;

/// The two shapes of `(let [x a] (if x …))` that `and` and `or` expand to.
struct Junction<'n> {
    first: &'n Node,
    second: &'n Node,
    /// `(if x second x)`, else `(if x x second)`.
    is_and: bool,
}

impl<'n> Emitter<'_, 'n> {
    /// `do`
    pub fn emit_do(&mut self, nodes: &'n [Node], dest: Dest) {
        if let Some((last, before)) = nodes.split_last() {
            before.iter().for_each(|node| self.emit(node, Dest::Ignore));
            self.emit(last, dest);
        }
    }

    /// `let*`
    pub fn emit_let(&mut self, let_: &'n Let, dest: Dest) {
        if let Some(junction) = self.junction(let_)
            && self.emit_junction(&junction, dest)
        {
            return;
        }
        self.scoped(|e| {
            let mut rest = &let_.bindings[..];
            while let [binding, others @ ..] = rest {
                rest = match e.emit_in_place(binding, others.first()) {
                    0 => {
                        e.emit_binding(binding);
                        others
                    }
                    bound => &rest[bound..],
                };
            }
            e.emit(&let_.body, dest);
        });
    }

    /// Binds a local that is never assigned: another name for a register, or a small constant, if it is no
    /// more than that.
    fn emit_binding(&mut self, binding: &'n Binding) {
        let slot = match &binding.init.kind {
            NodeKind::Const(value) if is_small(value) => Slot::Const(value),
            NodeKind::Local { id, .. } if !matches!(self.slot(*id), Slot::Unbound) => self.slot(*id),
            _ => Slot::Reg(self.emit_next(&binding.init)),
        };
        self.bind(binding.local, slot);
    }

    /// Binds a parameter that is coerced to a primitive to its own register, together with the next if that is such a one too.
    /// Gives how many it has bound.
    fn emit_in_place(&mut self, binding: &'n Binding, next: Option<&'n Binding>) -> usize {
        let Some((to, reg)) = self.coerced_param(binding) else { return 0 };
        let at = binding.init.span.start;
        self.bind(binding.local, Slot::Reg(reg));
        let second = next.and_then(|next| Some((next.local, self.coerced_param(next)?)));
        if let Some((local, (also, second))) = second
            && also == to
        {
            self.bind(local, Slot::Reg(second));
            let insn = match to {
                Primitive::Long => Insn::to_longs(reg, second),
                Primitive::Double => Insn::to_doubles(reg, second),
            };
            self.push(insn, at);
            return 2;
        }
        let insn = match to {
            Primitive::Long => Insn::to_long(reg, Use::keep(reg)),
            Primitive::Double => Insn::to_double(reg, Use::keep(reg)),
        };
        self.push(insn, at);
        1
    }

    /// The register of the parameter whose only use is that it becomes this local, as a primitive.
    fn coerced_param(&self, binding: &Binding) -> Option<(Primitive, Reg)> {
        let NodeKind::Coerce { to, value } = &binding.init.kind else { return None };
        let NodeKind::Local { id } = &value.kind else { return None };
        let only_use = self.is_param(*id) && self.uses.get(id.index()) == Some(&1) && value.ty != to.ty();
        let reg = self.own_register(value).filter(|_| only_use)?;
        Some((*to, reg))
    }

    fn is_local(node: &Node, local: LocalId) -> bool {
        matches!(&node.kind, NodeKind::Local { id, .. } if *id == local)
    }

    /// The `and` or `or` that this `let` is, if it is one.
    fn junction(&self, let_: &'n Let) -> Option<Junction<'n>> {
        let [Binding { local, init }] = &let_.bindings[..] else { return None };
        let NodeKind::If(if_) = &let_.body.kind else { return None };
        // The test and the branch are all uses, so that the other branch does not see the local.
        if !Self::is_local(&if_.test, *local) || self.uses.get(local.index()) != Some(&2) {
            return None;
        }
        if Self::is_local(&if_.otherwise, *local) {
            Some(Junction { first: init, second: &if_.then, is_and: true })
        } else if Self::is_local(&if_.then, *local) {
            Some(Junction { first: init, second: &if_.otherwise, is_and: false })
        } else {
            None
        }
    }

    /// The value of an `and` or `or`. False if it is best emitted as the `let` it is.
    fn emit_junction(&mut self, junction: &Junction<'n>, dest: Dest) -> bool {
        let Junction { first, second, is_and } = *junction;
        let end = self.code.label();
        match dest {
            _ if first.ty == Type::Boolean => {
                // The first value is known on each path, so it is never made before it is wanted.
                let other = self.code.label();
                self.branch(first, other, false);
                if is_and {
                    self.emit(second, dest);
                } else {
                    self.emit_bool(true, dest);
                }
                self.jump(end);
                self.code.bind(other);
                if is_and {
                    self.emit_bool(false, dest);
                } else {
                    self.emit(second, dest);
                }
            }
            Dest::Ignore => {
                self.branch(first, end, !is_and);
                self.emit(second, dest);
            }
            Dest::Fresh(reg) => {
                self.emit(first, dest);
                let jump = if is_and { Insn::jump_if_not(Use::keep(reg), 0) } else { Insn::jump_if(Use::keep(reg), 0) };
                self.code.push_jump(jump, end, NOWHERE);
                self.emit(second, dest);
            }
            Dest::Return | Dest::Into(_) => return false,
        }
        self.code.bind(end);
        true
    }

    fn emit_bool(&mut self, value: bool, dest: Dest) {
        if dest != Dest::Ignore {
            self.emit_to(dest, NOWHERE, if value { Insn::true_ } else { Insn::false_ });
        }
    }

    /// `if`, and the chain of `if`s that its last branches are: `cond` nests deeply.
    pub fn emit_if(&mut self, node: &'n Node, dest: Dest) {
        let end = self.code.label();
        let mut node = node;
        while let NodeKind::If(if_) = &node.kind {
            let If { test, then, otherwise } = &**if_;
            let other = self.code.label();
            self.branch(test, other, false);
            self.emit(then, dest);
            self.jump(end);
            self.code.bind(other);
            node = otherwise;
        }
        self.emit(node, dest);
        self.code.bind(end);
    }

    /// An unconditional jump forward.
    pub fn jump(&mut self, target: Label) {
        self.code.push_jump(Insn::jump(0), target, NOWHERE);
    }

    /// Goes to `target` if the node's value is logically `when`, else goes on.
    pub fn branch(&mut self, node: &'n Node, target: Label, when: bool) {
        if self.code.is_reachable() {
            let (top, open) = (self.top, self.code.names.len());
            self.branch_within(node, target, when);
            self.top = top;
            let end = self.code.here();
            self.close_names(open, end);
        }
    }

    fn branch_within(&mut self, node: &'n Node, target: Label, when: bool) {
        match &node.kind {
            NodeKind::Const(value) => {
                if value.is_truthy() == when {
                    self.jump(target);
                }
            }
            NodeKind::Intrinsic(call) if self.branch_intrinsic(call, node.span.start, target, when) => {}
            NodeKind::If(if_) => {
                let (other, end) = (self.code.label(), self.code.label());
                self.branch(&if_.test, other, false);
                self.branch(&if_.then, target, when);
                self.jump(end);
                self.code.bind(other);
                self.branch(&if_.otherwise, target, when);
                self.code.bind(end);
            }
            NodeKind::Do(nodes) => {
                if let Some((last, before)) = nodes.split_last() {
                    before.iter().for_each(|node| self.emit(node, Dest::Ignore));
                    self.branch(last, target, when);
                }
            }
            NodeKind::Let(let_) => match self.junction(let_) {
                // `and` fails, and `or` holds, as soon as the first does.
                Some(Junction { first, second, is_and }) if is_and != when => {
                    self.branch(first, target, when);
                    self.branch(second, target, when);
                }
                Some(Junction { first, second, .. }) => {
                    let end = self.code.label();
                    self.branch(first, end, !when);
                    self.branch(second, target, when);
                    self.code.bind(end);
                }
                None => {
                    let_.bindings.iter().for_each(|binding| self.emit_binding(binding));
                    self.branch(&let_.body, target, when);
                }
            },
            _ => {
                let value = Use::keep(self.operand(node));
                let jump = if when { Insn::jump_if(value, 0) } else { Insn::jump_if_not(value, 0) };
                self.code.push_jump(jump, target, NOWHERE);
            }
        }
    }

    /// `case*`
    pub fn emit_case(&mut self, case: &'n Case, at: Position, dest: Dest) {
        let value = self.operand(&case.test);
        let (default, end) = (self.code.label(), self.code.label());
        let mut cases = Vec::new();
        let mut labels = Vec::with_capacity(case.branches.len());
        for branch in &case.branches {
            let label = self.code.label();
            labels.push(label);
            for constant in &branch.constants {
                if self.unit.failure.is_some() {
                    break;
                }
                cases.push((self.unit.value_constant(self.t, constant, branch.body.span), label));
            }
        }
        if !cases.is_empty() {
            let insn = Insn::switch(Use::keep(value), SwitchId(self.code.switches.len() as u32));
            self.code.push_switch(insn, LinearSwitch { cases, default }, at);
            for (branch, label) in case.branches.iter().zip(labels) {
                self.code.bind(label);
                self.emit(&branch.body, dest);
                self.jump(end);
            }
        }
        self.code.bind(default);
        self.emit(&case.default, dest);
        self.code.bind(end);
    }

    /// Jumps to `target` unless the fused comparison `insn` holds, or if it does.
    pub fn compare_branch(&mut self, insn: Insn, at: Position, target: Label, when: bool) {
        debug_assert!(insn.op.info().jump_field().is_some() && insn.op != Op::Jump);
        if !when {
            return self.code.push_jump(insn, target, at);
        }
        let end = self.code.label();
        self.code.push_jump(insn, end, at);
        self.jump(target);
        self.code.bind(end);
    }
}

/// Is the value one that instructions hold within themselves?
fn is_small(value: &Value) -> bool {
    match value.as_long() {
        Some(n) => value.mark() == Mark::None && i16::try_from(n).is_ok(),
        None => value.is_nil() || value.as_bool().is_some() || value.is::<Keyword>(),
    }
}
