//! Linear code: instructions of one arity before their places are final.
//!
//! Jumps go to labels, and no operand is moved yet: the emitter writes every read as a read that keeps
//! and every copy as `copy`. The last-use pass turns these into moves and inserts `clear`s; then `layout`
//! gives instructions their places. Begin with [`Linear`].

use bytecode::{ConstId, Insn, Op, Position, Reg};
use std::rc::Rc;

/// A place that jumps go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label(u32);

/// An instruction, where its jump goes if it is one, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct LinearInsn {
    pub insn: Insn,
    pub target: Option<Label>,
    pub at: Position,
}

/// A range of code whose exceptions are caught. Places are indices of instructions.
#[derive(Clone, Debug)]
pub struct LinearHandler {
    pub start: usize,
    pub end: usize,
    pub target: Label,
    pub exception: Reg,
    /// Registers from here on are dropped on the way to the handler.
    pub base: Reg,
}

/// A switch table.
#[derive(Clone, Debug)]
pub struct LinearSwitch {
    pub cases: Vec<(ConstId, Label)>,
    pub default: Label,
}

/// The name of a register in a range of instructions, for debug information.
#[derive(Clone, Debug)]
pub struct LinearName {
    pub name: Rc<str>,
    pub reg: Reg,
    pub start: usize,
    pub end: usize,
}

/// The code of an arity.
///
/// Code that control cannot reach is not kept: after a terminator, instructions are ignored until a label
/// is bound that something jumps to.
#[derive(Clone, Debug, Default)]
pub struct Linear {
    pub insns: Vec<LinearInsn>,
    /// The index each label is bound to.
    labels: Vec<Option<usize>>,
    /// Whether anything jumps to the label.
    referenced: Vec<bool>,
    /// Innermost first.
    pub handlers: Vec<LinearHandler>,
    pub switches: Vec<LinearSwitch>,
    pub names: Vec<LinearName>,
    unreachable: bool,
}

impl Linear {
    /// A label that is not bound yet.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        self.referenced.push(false);
        Label(self.labels.len() as u32 - 1)
    }

    /// The label is here. A label that jumps go forward to is bound after them, one that `loop`s go back to
    /// before.
    pub fn bind(&mut self, label: Label) {
        self.set_place(label, self.insns.len());
        if self.is_referenced(label) {
            self.unreachable = false;
        }
    }

    /// Where the label is bound.
    pub fn place(&self, label: Label) -> Option<usize> {
        self.labels.get(label.0 as usize).copied().flatten()
    }

    /// Binds the label to the instruction with this index.
    pub fn set_place(&mut self, label: Label, place: usize) {
        if let Some(slot) = self.labels.get_mut(label.0 as usize) {
            *slot = Some(place);
        }
    }

    /// All labels that are bound.
    pub fn places(&self) -> impl Iterator<Item = (Label, usize)> + '_ {
        let numbered = self.labels.iter().enumerate();
        numbered.filter_map(|(i, place)| Some((Label(i as u32), (*place)?)))
    }

    fn is_referenced(&self, label: Label) -> bool {
        self.referenced.get(label.0 as usize).copied().unwrap_or(false)
    }

    fn reference(&mut self, label: Label) {
        if let Some(slot) = self.referenced.get_mut(label.0 as usize) {
            *slot = true;
        }
    }

    /// Can control reach the next instruction?
    pub fn is_reachable(&self) -> bool {
        !self.unreachable
    }

    /// The index of the next instruction.
    pub fn here(&self) -> usize {
        self.insns.len()
    }

    /// Appends an instruction that does not jump.
    pub fn push(&mut self, insn: Insn, at: Position) {
        if self.unreachable {
            return;
        }
        self.insns.push(LinearInsn { insn, target: None, at });
        self.unreachable = insn.op.info().terminator;
    }

    /// Appends a jump; the offset in `insn` does not matter.
    pub fn push_jump(&mut self, insn: Insn, target: Label, at: Position) {
        if self.unreachable {
            return;
        }
        self.reference(target);
        self.insns.push(LinearInsn { insn, target: Some(target), at });
        self.unreachable = insn.op.info().terminator;
    }

    /// Appends a `switch`; the table number in `insn` must be that of the next table.
    pub fn push_switch(&mut self, insn: Insn, table: LinearSwitch, at: Position) {
        if self.unreachable {
            return;
        }
        self.reference(table.default);
        let targets: Vec<Label> = table.cases.iter().map(|case| case.1).collect();
        targets.into_iter().for_each(|target| self.reference(target));
        self.switches.push(table);
        self.push(insn, at);
    }

    /// Catches what the code from `start` up to `end` throws. False if nothing there can throw: then there
    /// is no handler, and its code stays unreachable.
    pub fn protect(&mut self, start: usize, end: usize, target: Label, exception: Reg, base: Reg) -> bool {
        let throws = self.may_throw(start, end);
        if throws {
            self.reference(target);
            self.handlers.push(LinearHandler { start, end, target, exception, base });
        }
        throws
    }

    /// Can an instruction from `start` up to `end` throw?
    pub fn may_throw(&self, start: usize, end: usize) -> bool {
        let range = self.insns.get(start..end).unwrap_or_default();
        range.iter().any(|i| i.insn.op.info().may_throw)
    }

    /// Where control may go after the instruction, besides the next one.
    pub fn for_each_target(&self, index: usize, mut visit: impl FnMut(usize)) {
        let Some(LinearInsn { insn, target, .. }) = self.insns.get(index) else { return };
        if let Some(place) = target.and_then(|label| self.place(label)) {
            visit(place);
        }
        if insn.op == Op::Switch
            && let Some(table) = self.switches.get(insn.bx() as usize)
        {
            let targets = table.cases.iter().map(|case| case.1).chain([table.default]);
            targets.filter_map(|label| self.place(label)).for_each(visit);
        }
    }

    /// Replaces the instructions. `moved` gives the new index of what was at an index, the end included.
    pub fn replace(&mut self, insns: Vec<LinearInsn>, moved: impl Fn(usize) -> usize) {
        self.insns = insns;
        self.labels.iter_mut().flatten().for_each(|place| *place = moved(*place));
        for handler in &mut self.handlers {
            handler.start = moved(handler.start);
            handler.end = moved(handler.end);
        }
        for name in &mut self.names {
            name.start = moved(name.start);
            name.end = moved(name.end);
        }
    }
}
