//! Which registers are read later: backward data flow over linear code.
//!
//! An instruction that may throw is also followed by the handler that covers it, so what the handler
//! reads is live before each such instruction. Loads, and copies, whose result nobody reads do not count as
//! reads: they will be removed.

use crate::emitter::linear::Linear;
use bytecode::effects::{Effects, effects};
use bytecode::{FuncId, Insn, Op, Reg};
use std::ops::Range;

/// A set of registers.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RegSet {
    words: Vec<u64>,
}

impl RegSet {
    pub fn contains(&self, reg: Reg) -> bool {
        self.words.get(reg.index() / 64).is_some_and(|word| word >> (reg.index() % 64) & 1 != 0)
    }

    pub fn insert(&mut self, reg: Reg) {
        let word = reg.index() / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (reg.index() % 64);
    }

    pub fn remove(&mut self, reg: Reg) {
        if let Some(word) = self.words.get_mut(reg.index() / 64) {
            *word &= !(1 << (reg.index() % 64));
        }
    }

    /// Adds all of `other`; true if something was new.
    pub fn add(&mut self, other: &RegSet) -> bool {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        let mut new = 0;
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            new |= other & !*word;
            *word |= other;
        }
        new != 0
    }

    /// Keeps the registers below `base`.
    pub fn keep_below(&mut self, base: Reg) {
        for (i, word) in self.words.iter_mut().enumerate() {
            let bits = base.index().saturating_sub(i * 64).min(64) as u32;
            *word &= if bits == 64 { u64::MAX } else { (1 << bits) - 1 };
        }
    }

    /// Keeps the registers that are in `other` too.
    pub fn intersect(&mut self, other: &RegSet) {
        for (i, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(i).copied().unwrap_or(0);
        }
    }

    /// In ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Reg> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Reg::from_index(i * 64 + bit)
            })
        })
    }
}

/// A stretch of code that is entered at its start alone, within one handler.
#[derive(Clone, Debug)]
pub struct Block {
    pub range: Range<usize>,
    /// Blocks that may follow.
    pub next: Vec<usize>,
    /// The number of the innermost handler that covers the block, and the block it begins at.
    pub handler: Option<(usize, usize)>,
}

/// The blocks of the code, in its order.
pub fn blocks(code: &Linear) -> Vec<Block> {
    let len = code.insns.len();
    let mut starts = vec![false; len + 1];
    let mut mark = |place: usize| {
        if let Some(start) = starts.get_mut(place) {
            *start = true;
        }
    };
    mark(0);
    code.places().for_each(|(_, place)| mark(place));
    for (index, insn) in code.insns.iter().enumerate() {
        if insn.target.is_some() || insn.insn.op.info().terminator {
            mark(index + 1);
        }
    }
    for handler in &code.handlers {
        mark(handler.start);
        mark(handler.end);
    }
    let places: Vec<usize> = (0..len).filter(|place| starts[*place]).collect();
    let block_at = |place: usize| places.binary_search(&place).ok();
    let mut blocks = Vec::with_capacity(places.len());
    for (i, start) in places.iter().copied().enumerate() {
        let end = places.get(i + 1).copied().unwrap_or(len);
        let mut next = Vec::new();
        code.for_each_target(end - 1, |place| next.extend(block_at(place)));
        if !code.insns[end - 1].insn.op.info().terminator && i + 1 < places.len() {
            next.push(i + 1);
        }
        next.sort_unstable();
        next.dedup();
        let handler = code.handlers.iter().position(|h| h.start <= start && start < h.end);
        let handler = handler.and_then(|h| Some((h, block_at(code.place(code.handlers[h].target)?)?)));
        blocks.push(Block { range: start..end, next, handler });
    }
    blocks
}

/// Does the instruction nothing but write a register?
pub fn is_load(op: Op) -> bool {
    matches!(op, Op::Nil | Op::True | Op::False | Op::Int | Op::Const | Op::Copy | Op::Capture | Op::SelfFn)
}

/// What the analysis must know of the code around.
pub struct Facts<'a> {
    /// How many values a function captures.
    pub captures: &'a dyn Fn(FuncId) -> Option<u16>,
    /// Where the captured values of a function that is called once are taken to be: registers after those
    /// of the frame, which no instruction names, so that their last uses are found like all others.
    pub captured: Option<Reg>,
}

impl Facts<'_> {
    /// The effects of an instruction.
    pub fn effects(&self, insn: Insn) -> Effects {
        effects(insn, self.captures)
    }

    /// The captured value that the instruction reads, as a register.
    pub fn captured_by(&self, insn: Insn) -> Option<Reg> {
        if insn.op == Op::Capture { self.captured?.offset(insn.bx() as usize) } else { None }
    }
}

/// From what is live after an instruction to what is live before it. `caught` is what the covering handler
/// reads.
pub fn step_back(facts: &Facts<'_>, insn: Insn, live: &mut RegSet, caught: Option<&RegSet>) {
    let effects = facts.effects(insn);
    if let Some(written) = effects.written {
        if is_load(insn.op) && !live.contains(written) {
            return;
        }
        live.remove(written);
    }
    effects.reads().map(|used| used.reg).chain(facts.captured_by(insn)).for_each(|reg| live.insert(reg));
    (effects.window.0..effects.window.1).for_each(|reg| live.insert(Reg(reg as u16)));
    if insn.op.info().may_throw
        && let Some(caught) = caught
    {
        live.add(caught);
    }
}

/// The registers that are live where each block begins.
pub struct Liveness {
    pub live_in: Vec<RegSet>,
}

impl Liveness {
    /// Solves the equations for the code.
    pub fn of(code: &Linear, blocks: &[Block], facts: &Facts<'_>) -> Liveness {
        let mut liveness = Liveness { live_in: vec![RegSet::default(); blocks.len()] };
        let mut changed = true;
        while changed {
            changed = false;
            for (i, block) in blocks.iter().enumerate().rev() {
                let caught = liveness.caught(facts, code, block);
                let mut live = liveness.live_out(block);
                for insn in code.insns[block.range.clone()].iter().rev() {
                    step_back(facts, insn.insn, &mut live, caught.as_ref());
                }
                changed |= liveness.live_in[i].add(&live);
            }
        }
        liveness
    }

    /// What is live after the block's last instruction.
    pub fn live_out(&self, block: &Block) -> RegSet {
        let mut live = RegSet::default();
        for next in &block.next {
            live.add(&self.live_in[*next]);
        }
        live
    }

    /// What the handler of the block reads of the registers that it keeps.
    pub fn caught(&self, facts: &Facts<'_>, code: &Linear, block: &Block) -> Option<RegSet> {
        let (handler, target) = block.handler?;
        let handler = &code.handlers[handler];
        let live = &self.live_in[target];
        let mut kept = live.clone();
        kept.keep_below(handler.base);
        kept.remove(handler.exception);
        // Captured values are not dropped on the way.
        if let Some(first) = facts.captured {
            live.iter().filter(|reg| *reg >= first).for_each(|reg| kept.insert(reg));
        }
        Some(kept)
    }
}
