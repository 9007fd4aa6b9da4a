//! Where a register's value comes from, and who reads it later: searches along the paths of one arity.
//!
//! Code of one function is short and a report is asked for rarely, so each question walks the paths anew.

use crate::code::{Arity, Unit};
use crate::effects::{Effects, effects};
use crate::ids::{Pc, Reg, SwitchId};
use crate::op::Op;
use std::collections::{BTreeSet, VecDeque};

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Origin {
    /// An argument, by number.
    Param(usize),
    /// What this instruction has written, which is no move.
    Insn(usize),
}

/// An instruction that reads a register later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Later {
    pub pc: usize,
    /// Only after an exception.
    pub in_handler: bool,
}

/// The paths of an arity.
pub(super) struct Flow<'a> {
    unit: &'a Unit,
    arity: &'a Arity,
    before: Vec<Vec<usize>>,
}

impl<'a> Flow<'a> {
    pub fn of(unit: &'a Unit, arity: &'a Arity) -> Flow<'a> {
        let mut flow = Flow { unit, arity, before: vec![Vec::new(); arity.code.len()] };
        for pc in 0..arity.code.len() {
            for next in flow.next(pc).into_iter().chain(flow.handler(pc)) {
                if let Some(before) = flow.before.get_mut(next) {
                    before.push(pc);
                }
            }
        }
        flow
    }

    fn effects(&self, pc: usize) -> Effects {
        effects(self.arity.code[pc], |id| Some(self.unit.function(id)?.captures))
    }

    /// Where control goes without an exception.
    fn next(&self, pc: usize) -> Vec<usize> {
        let insn = self.arity.code[pc];
        let mut next = Vec::new();
        if !insn.op.info().terminator && pc + 1 < self.arity.code.len() {
            next.push(pc + 1);
        }
        let jump = insn.jump_offset().and_then(|offset| Pc(pc as u32).jump(offset));
        next.extend(jump.map(Pc::index));
        if insn.op == Op::Switch
            && let Some(table) = self.arity.switches.get(SwitchId(insn.bx()).index())
        {
            next.extend(table.cases.iter().map(|case| case.1.index()).chain([table.default.index()]));
        }
        next
    }

    /// Where control goes after an exception, if it stays in the function.
    fn handler(&self, pc: usize) -> Option<usize> {
        let throws = self.arity.code[pc].op.info().may_throw;
        self.arity.handler_at(Pc(pc as u32)).filter(|_| throws).map(|handler| handler.target.index())
    }

    /// Where the value that is in a register before an instruction comes from, through moves.
    pub fn origins(&self, pc: usize, reg: Reg) -> BTreeSet<Origin> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![(pc, reg)];
        while let Some((pc, reg)) = pending.pop() {
            if !seen.insert((pc, reg)) {
                continue;
            }
            if pc == 0 && reg.index() < self.arity.entry_registers() {
                found.insert(Origin::Param(reg.index()));
            }
            for &before in &self.before[pc] {
                let insn = self.arity.code[before];
                if self.effects(before).written != Some(reg) {
                    pending.push((before, reg));
                } else if insn.op == Op::Move {
                    pending.push((before, Reg(insn.b)));
                } else {
                    found.insert(Origin::Insn(before));
                }
            }
        }
        found
    }

    /// The parameters that the value may be, and that nobody else in this function holds then.
    pub fn parameters(&self, pc: usize, reg: Reg) -> Vec<usize> {
        let params = self.origins(pc, reg).into_iter();
        let own = params.filter_map(|origin| match origin {
            Origin::Param(param) => Some(param),
            Origin::Insn(_) => None,
        });
        own.collect()
    }

    /// Who reads the register after an instruction, before it is written again: nearest first, handlers last.
    pub fn later(&self, pc: usize, reg: Reg) -> Option<Later> {
        self.reads_after(pc, reg, false).or_else(|| self.reads_after(pc, reg, true))
    }

    fn reads_after(&self, pc: usize, reg: Reg, in_handler: bool) -> Option<Later> {
        let mut seen = BTreeSet::new();
        let mut pending: VecDeque<usize> = self.next(pc).into();
        if in_handler {
            pending.extend(self.handler(pc));
        }
        while let Some(pc) = pending.pop_front() {
            if pc >= self.arity.code.len() || !seen.insert(pc) {
                continue;
            }
            let effects = self.effects(pc);
            let window = effects.window.0..effects.window.1;
            if effects.reads().any(|used| used.reg == reg) || window.contains(&u32::from(reg.0)) {
                return Some(Later { pc, in_handler });
            }
            if in_handler {
                pending.extend(self.handler(pc));
            }
            if effects.written != Some(reg) && effects.cleared != Some(reg) {
                pending.extend(self.next(pc));
            }
        }
        None
    }

    /// The instruction for which an instruction is made: the one after it that reads what it has copied or moved.
    pub fn consumer(&self, pc: usize) -> usize {
        let insn = self.arity.code[pc];
        match self.effects(pc).written {
            Some(written) if matches!(insn.op, Op::Copy | Op::Move) => match self.reads_after(pc, written, false) {
                Some(later) if later.pc > pc => self.consumer(later.pc),
                _ => pc,
            },
            _ => pc,
        }
    }
}
