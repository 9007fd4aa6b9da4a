//! `loop` and `recur`.
//!
//! `recur` assigns all its locals at once. Its arguments are computed right into the registers of the
//! locals where nothing that is computed later reads them; arithmetic on locals may wait until then.
//! The others take a temporary register.

use super::NOWHERE;
use super::function::{Dest, Emitter, LoopHead, Slot};
use crate::node::{CaptureId, Intrinsic, Loop, Node, NodeKind, Recur, RecurTarget};
use bytecode::{Insn, Position, Reg};
use smallvec::SmallVec;

/// An argument that is still to be computed.
struct Pending<'n> {
    node: &'n Node,
    target: Reg,
    reads: SmallVec<[Reg; 8]>,
    /// May it be computed after arguments that come later in the source?
    can_wait: bool,
}

impl<'n> Emitter<'_, 'n> {
    /// `loop*`
    pub fn emit_loop(&mut self, loop_: &'n Loop, dest: Dest) {
        self.scoped(|e| {
            let before = e.hoisted.len();
            e.hoist_captures(&loop_.body);
            for binding in &loop_.bindings {
                let reg = e.emit_next(&binding.init);
                e.bind(binding.local, Slot::Reg(reg));
            }
            let label = e.code.label();
            e.code.bind(label);
            if let Some(head) = e.loops.get_mut(loop_.id.0 as usize) {
                *head = Some(LoopHead { label });
            }
            e.emit(&loop_.body, dest);
            e.hoisted.truncate(before);
        });
    }

    /// Loads what a loop reads of the function's captured values into registers, once instead of in every round. The function
    /// holds them anyway, unless it is called once: then the last read moves them out.
    fn hoist_captures(&mut self, body: &'n Node) {
        if self.is_once() {
            return;
        }
        let mut captured = Vec::new();
        captures_read(body, &mut captured);
        for id in captured {
            if self.hoisted(id).is_none() {
                let reg = self.alloc();
                self.push(Insn::capture(reg, bytecode::CaptureId(id.0)), NOWHERE);
                self.hoisted.push((id, reg));
            }
        }
    }

    /// `recur`
    pub fn emit_recur(&mut self, recur: &'n Recur, at: Position) {
        let mut pending: Vec<Pending<'n>> = Vec::with_capacity(recur.args.len());
        for (local, node) in recur.locals.iter().zip(&recur.args) {
            let Slot::Reg(target) = self.slot(*local) else { continue };
            if self.own_register(node) == Some(target) {
                continue;
            }
            let mut reads = SmallVec::new();
            self.reads(node, &mut reads);
            pending.push(Pending { node, target, reads, can_wait: self.can_wait(node) });
        }
        let mut moves: SmallVec<[(Reg, Reg); 4]> = SmallVec::new();
        while let Some(next) = choose(&pending) {
            let argument = pending.remove(next);
            if is_read(&pending, argument.target) {
                let reg = self.emit_next(argument.node);
                moves.push((argument.target, reg));
            } else {
                self.emit(argument.node, Dest::Into(argument.target));
            }
        }
        for (target, reg) in moves {
            self.push(Insn::copy(target, reg), NOWHERE);
        }
        let head = match recur.target {
            RecurTarget::Frame => Some(self.start),
            RecurTarget::Loop(id) => self.loops.get(id.0 as usize).copied().flatten().map(|head| head.label),
        };
        if let Some(head) = head {
            self.code.push_jump(Insn::loop_(0), head, at);
        }
    }

    /// The register that holds the node's value without any code.
    pub fn own_register(&self, node: &Node) -> Option<Reg> {
        match &node.kind {
            NodeKind::Local { id, .. } => match self.slot(*id) {
                Slot::Reg(reg) => Some(reg),
                _ => None,
            },
            _ => None,
        }
    }

    /// The registers of locals that the node reads.
    fn reads(&self, node: &Node, reads: &mut SmallVec<[Reg; 8]>) {
        reads.extend(self.own_register(node).filter(|reg| !reads.contains(reg)));
        node.for_each_child(&mut |child| self.reads(child, reads));
    }

    /// Is the node cheap, without effects, and independent of everything but locals?
    fn can_wait(&self, node: &Node) -> bool {
        match &node.kind {
            NodeKind::Const(_) | NodeKind::Local { .. } | NodeKind::Captured(_) | NodeKind::SelfFn => true,
            NodeKind::Intrinsic(call) => {
                let calls_code = matches!(
                    call.op,
                    Intrinsic::Eq
                        | Intrinsic::Get
                        | Intrinsic::TakeOut
                        | Intrinsic::Nth
                        | Intrinsic::NthOrNil
                        | Intrinsic::Count
                        | Intrinsic::Seq
                        | Intrinsic::First
                        | Intrinsic::Next
                        | Intrinsic::Rest
                        | Intrinsic::Cons
                        | Intrinsic::AtomValue
                        | Intrinsic::CompareAndSwap
                );
                !calls_code && call.args.iter().all(|arg| self.can_wait(arg))
            }
            _ => false,
        }
    }
}

/// The captured values that a node reads itself, without those that functions in it capture again.
fn captures_read(node: &Node, captured: &mut Vec<CaptureId>) {
    if let NodeKind::Captured(id) = &node.kind
        && !captured.contains(id)
    {
        captured.push(*id);
    }
    node.for_each_child(&mut |child| captures_read(child, captured));
}

/// Does one of these arguments read the register?
fn is_read(pending: &[Pending<'_>], reg: Reg) -> bool {
    pending.iter().any(|p| p.reads.contains(&reg))
}

/// The argument to compute next: first those that cannot wait, in order; then one whose register nothing
/// else reads, or else the first.
fn choose(pending: &[Pending<'_>]) -> Option<usize> {
    if let Some(first) = pending.iter().position(|p| !p.can_wait) {
        return Some(first);
    }
    let free = (0..pending.len()).find(|i| {
        let target = pending[*i].target;
        !pending.iter().enumerate().any(|(j, p)| j != *i && p.reads.contains(&target))
    });
    free.or(if pending.is_empty() { None } else { Some(0) })
}
