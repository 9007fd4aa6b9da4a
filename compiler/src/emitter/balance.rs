//! The check of the last-use pass, run on every arity in debug builds: at each `return` all registers are
//! dead, and no instruction writes a register that holds a counted value.
//!
//! It shares nothing with the pass but what the table says of instructions, and works on finished code.

use crate::passes::last_use::FrameFacts;
use crate::passes::liveness::RegSet;
use bytecode::effects::effects;
use bytecode::{Arity, Op, Pc, Reg};

/// The first place where a value is lost, described, if there is one.
pub fn imbalance(arity: &Arity, frame: &FrameFacts<'_>) -> Option<String> {
    let mut held: Vec<Option<RegSet>> = vec![None; arity.code.len()];
    let mut entry = RegSet::default();
    (0..frame.params).filter_map(Reg::from_index).for_each(|reg| entry.insert(reg));
    let mut work = Vec::new();
    let arrive = |held: &mut Vec<Option<RegSet>>, work: &mut Vec<usize>, pc: usize, state: &RegSet| {
        let changed = match held.get_mut(pc) {
            Some(Some(known)) => known.add(state),
            Some(none) => {
                *none = Some(state.clone());
                true
            }
            None => false,
        };
        if changed {
            work.push(pc);
        }
    };
    arrive(&mut held, &mut work, 0, &entry);
    while let Some(pc) = work.pop() {
        let (Some(insn), Some(Some(before))) = (arity.code.get(pc).copied(), held.get(pc).cloned()) else { continue };
        let here = Pc(pc as u32);
        if insn.op.info().may_throw
            && let Some(handler) = arity.handler_at(here)
        {
            let mut caught = before.clone();
            caught.keep_below(handler.base);
            caught.insert(handler.exception);
            arrive(&mut held, &mut work, handler.target.index(), &caught);
        }
        let mut after = before;
        let effects = effects(insn, frame.captures);
        effects.reads().filter(|used| used.last).for_each(|used| after.remove(used.reg));
        effects.converted().for_each(|reg| after.remove(reg));
        (effects.window.0..effects.window.1).for_each(|reg| after.remove(Reg(reg as u16)));
        if let Some(reg) = effects.cleared {
            after.remove(reg);
        }
        if let Some(written) = effects.written {
            if after.contains(written) {
                return Some(format!("{written} is overwritten at {here} by {insn:?}"));
            }
            if frame.writes_counted(insn) {
                after.insert(written);
            }
        }
        if insn.op == Op::Return
            && let Some(reg) = after.iter().next()
        {
            return Some(format!("{reg} is held at the return at {here}"));
        }
        let target = insn.jump_offset().and_then(|offset| here.jump(offset));
        target.into_iter().for_each(|target| arrive(&mut held, &mut work, target.index(), &after));
        if insn.op == Op::Switch
            && let Some(table) = arity.switches.get(insn.bx() as usize)
        {
            let targets = table.cases.iter().map(|case| case.1).chain([table.default]);
            targets.for_each(|target| arrive(&mut held, &mut work, target.index(), &after));
        }
        if !insn.op.info().terminator {
            arrive(&mut held, &mut work, pc + 1, &after);
        }
    }
    None
}
