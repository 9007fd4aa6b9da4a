//! Definite assignment (P12, P13): which registers hold a value on *every* path to an instruction.
//!
//! A forward analysis over basic blocks with a bit per register. Joining is intersection, so that the
//! states only shrink. Blocks are taken in the order of the code: since every backward edge is a
//! `loop` (P8, P9, P11), a block is taken again only when a loop around it lost a register.
//!
//! An instruction that throws goes on at the first handler that covers it. There, registers from the
//! handler's base on are gone, and so are those that the throwing instruction moves.
//!
//! Hostile code could make this quadratic, hence the budget (P15): a step is an instruction or 64
//! registers of a state.

use super::Verifier;
use crate::code::{Arity, Handler};
use crate::effects::{Effects, effects};
use crate::ids::{FuncId, Pc};
use crate::op::Op;
use std::collections::BTreeSet;

/// Steps that every unit may take.
pub(super) const BASE_BUDGET: usize = 1 << 24;
/// Steps that each instruction of the unit adds.
pub(super) const BUDGET_PER_INSN: usize = 256;
/// What storing 64 registers of a state costs: memory is bounded by the same budget.
const STORE_COST: usize = 8;

/// The registers that surely hold a value.
#[derive(Clone, PartialEq, Eq)]
struct Registers {
    words: Box<[u64]>,
}

impl Registers {
    fn new(count: usize) -> Registers {
        Registers { words: vec![0; count.div_ceil(64)].into() }
    }

    fn contains(&self, reg: usize) -> bool {
        self.words.get(reg / 64).is_some_and(|word| word >> (reg % 64) & 1 != 0)
    }

    fn insert(&mut self, reg: usize) {
        if let Some(word) = self.words.get_mut(reg / 64) {
            *word |= 1 << (reg % 64);
        }
    }

    fn remove(&mut self, reg: usize) {
        if let Some(word) = self.words.get_mut(reg / 64) {
            *word &= !(1 << (reg % 64));
        }
    }

    fn remove_range(&mut self, start: usize, end: usize) {
        for (i, word) in words_of(&mut self.words, start, end) {
            *word &= !mask(i, start, end);
        }
    }

    /// The first register of the range that is missing.
    fn missing_in(&self, start: usize, end: usize) -> Option<usize> {
        if start >= end {
            return None;
        }
        (start / 64..end.div_ceil(64)).find_map(|i| {
            let missing = mask(i, start, end) & !self.words.get(i).copied().unwrap_or(0);
            (missing != 0).then(|| i * 64 + missing.trailing_zeros() as usize)
        })
    }

    /// Keeps what `other` has too; true when something was lost.
    fn intersect(&mut self, other: &Registers) -> bool {
        let mut lost = 0;
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            lost |= *word & !other;
            *word &= other;
        }
        lost != 0
    }
}

/// The words that hold registers from `start` up to `end`, with their indices.
fn words_of(words: &mut [u64], start: usize, end: usize) -> impl Iterator<Item = (usize, &mut u64)> {
    let range = if start < end { start / 64..end.div_ceil(64) } else { 0..0 };
    let first = range.start;
    words.get_mut(range).unwrap_or_default().iter_mut().enumerate().map(move |(i, word)| (first + i, word))
}

/// The bits of word `i` that stand for registers from `start` up to `end`.
fn mask(i: usize, start: usize, end: usize) -> u64 {
    let low = start.saturating_sub(i * 64).min(64) as u32;
    let high = end.saturating_sub(i * 64).min(64) as u32;
    let below = |n: u32| if n >= 64 { u64::MAX } else { (1 << n) - 1 };
    below(high) & !below(low)
}

/// The blocks of an arity and what is known where they begin.
struct Flow<'a> {
    arity: &'a Arity,
    /// Where each block begins, in order.
    leaders: Vec<Pc>,
    /// The handler of each block; ranges begin and end at blocks.
    handlers: Vec<Option<&'a Handler>>,
    /// The state on entry of each block; `None` while no path to it is known.
    entry: Vec<Option<Registers>>,
    /// Blocks whose entry state changed.
    work: BTreeSet<usize>,
    cost: usize,
}

impl Verifier<'_> {
    /// P12, P13 and P15 for an arity whose structure is sound.
    pub(super) fn flow(&mut self, arity: &Arity) {
        let unit = self.unit;
        let captures = |id: FuncId| Some(unit.function(id)?.captures);
        let mut flow = Flow::new(arity);
        let mut start = Registers::new(arity.registers.into());
        (0..arity.entry_registers()).for_each(|reg| start.insert(reg));
        flow.join(Pc(0), &start);
        while let Some(block) = flow.work.pop_first() {
            flow.block(block, &captures);
            if flow.cost > self.budget {
                self.budget = 0;
                return self.error(15, "the control flow is too tangled to verify");
            }
        }
        self.budget -= flow.cost;

        // The states are final now, so that each problem is reported once.
        for block in 0..flow.leaders.len() {
            let Some(mut state) = flow.entry[block].take() else {
                continue;
            };
            for pc in flow.range(block) {
                let Some(insn) = arity.code.get(pc) else {
                    break;
                };
                let effects = effects(*insn, captures);
                self.at.pc = Pc::from_index(pc);
                self.check_reads(&effects, &state);
                apply(&effects, &mut state);
            }
        }
        self.at.pc = None;
    }

    fn check_reads(&mut self, effects: &Effects, state: &Registers) {
        let (start, end) = (effects.window.0 as usize, effects.window.1 as usize);
        let single = effects.reads().map(|used| used.reg.index()).find(|reg| !state.contains(*reg));
        if let Some(reg) = single.or_else(|| state.missing_in(start, end)) {
            self.error(12, format!("r{reg} may be unassigned or moved here"));
        }
        let clash = effects.reads().enumerate().find(|(i, used)| {
            let elsewhere = effects.reads().enumerate().any(|(j, other)| *i != j && other.reg == used.reg);
            (used.last && elsewhere) || (start..end).contains(&used.reg.index())
        });
        if let Some((_, used)) = clash {
            self.error(13, format!("{} is moved and read by the same instruction", used.reg));
        }
    }
}

/// Moves, then the write.
fn apply(effects: &Effects, state: &mut Registers) {
    remove_moved(effects, state);
    if let Some(reg) = effects.written {
        state.insert(reg.index());
    }
}

/// Takes away what the instruction moves or clears; true when there is such a thing.
fn remove_moved(effects: &Effects, state: &mut Registers) -> bool {
    let mut any = effects.window.0 < effects.window.1;
    state.remove_range(effects.window.0 as usize, effects.window.1 as usize);
    for used in effects.reads().filter(|used| used.last) {
        state.remove(used.reg.index());
        any = true;
    }
    if let Some(reg) = effects.cleared {
        state.remove(reg.index());
        any = true;
    }
    any
}

impl<'a> Flow<'a> {
    fn new(arity: &'a Arity) -> Flow<'a> {
        let mut leaders = BTreeSet::from([Pc(0)]);
        for (i, insn) in arity.code.iter().enumerate() {
            let pc = Pc(i as u32);
            let target = insn.jump_offset().and_then(|offset| pc.jump(offset));
            leaders.extend(target);
            if target.is_some() || insn.op.info().terminator {
                leaders.insert(pc.next());
            }
        }
        for switch in &arity.switches {
            leaders.insert(switch.default);
            leaders.extend(switch.cases.iter().map(|case| case.1));
        }
        for handler in &arity.handlers {
            leaders.extend([handler.start, handler.end, handler.target]);
        }
        let leaders: Vec<Pc> = leaders.into_iter().filter(|pc| pc.index() < arity.code.len()).collect();
        Flow {
            arity,
            handlers: handlers_of_blocks(arity, &leaders),
            entry: vec![None; leaders.len()],
            leaders,
            work: BTreeSet::new(),
            cost: 0,
        }
    }

    /// The positions of the block's instructions.
    fn range(&self, block: usize) -> std::ops::Range<usize> {
        let end = self.leaders.get(block + 1).map_or(self.arity.code.len(), |pc| pc.index());
        self.leaders.get(block).map_or(end, |pc| pc.index())..end
    }

    /// Lets a path with this state arrive at the block that begins at `pc`.
    fn join(&mut self, pc: Pc, state: &Registers) {
        let Ok(block) = self.leaders.binary_search(&pc) else {
            return;
        };
        self.cost += state.words.len() + 1;
        let changed = match &mut self.entry[block] {
            Some(entry) => entry.intersect(state),
            none => {
                self.cost += state.words.len() * STORE_COST;
                *none = Some(state.clone());
                true
            }
        };
        if changed {
            self.work.insert(block);
        }
    }

    /// Follows a block from its entry state to the blocks after it.
    fn block(&mut self, block: usize, captures: &impl Fn(FuncId) -> Option<u16>) {
        let Some(mut state) = self.entry[block].clone() else {
            return;
        };
        self.cost += state.words.len();
        let handler = self.handlers[block];
        // The handler has seen states as large as this one since the last loss, so that only the first
        // instruction and those after a loss tell it something new.
        let mut lost = true;
        let arity = self.arity;
        for pc in self.range(block) {
            let Some(insn) = arity.code.get(pc) else {
                return;
            };
            let info = insn.op.info();
            let effects = effects(*insn, captures);
            self.cost += 1 + (effects.window.1.saturating_sub(effects.window.0) as usize) / 64;
            lost |= remove_moved(&effects, &mut state);
            if lost
                && info.may_throw
                && let Some(handler) = handler
            {
                let mut caught = state.clone();
                caught.remove_range(handler.base.index(), arity.registers.into());
                caught.insert(handler.exception.index());
                self.cost += 2 * state.words.len();
                self.join(handler.target, &caught);
                lost = false;
            }
            if let Some(reg) = effects.written {
                state.insert(reg.index());
            }
            let here = Pc(pc as u32);
            if let Some(target) = insn.jump_offset().and_then(|offset| here.jump(offset)) {
                self.join(target, &state);
            }
            if insn.op == Op::Switch
                && let Some(switch) = arity.switches.get(insn.bx() as usize)
            {
                switch.cases.iter().for_each(|case| self.join(case.1, &state));
                self.join(switch.default, &state);
            }
            if info.terminator {
                return;
            }
        }
        self.join(Pc(self.range(block).end as u32), &state);
    }
}

/// The first handler that covers each block, by a sweep over the ends of the ranges.
fn handlers_of_blocks<'a>(arity: &'a Arity, leaders: &[Pc]) -> Vec<Option<&'a Handler>> {
    let indices = || 0..arity.handlers.len();
    let mut starts: Vec<usize> = indices().collect();
    let mut ends: Vec<usize> = indices().collect();
    starts.sort_by_key(|i| arity.handlers[*i].start);
    ends.sort_by_key(|i| arity.handlers[*i].end);
    let (mut starts, mut ends) = (starts.into_iter().peekable(), ends.into_iter().peekable());
    let mut open = BTreeSet::new();
    let sweep = |leader: &Pc| {
        while let Some(i) = starts.next_if(|i| arity.handlers[*i].start <= *leader) {
            open.insert(i);
        }
        while let Some(i) = ends.next_if(|i| arity.handlers[*i].end <= *leader) {
            open.remove(&i);
        }
        open.first().map(|i| &arity.handlers[*i])
    };
    leaders.iter().map(sweep).collect()
}
