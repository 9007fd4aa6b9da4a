//! Last uses: moves instead of copies, and `clear`s where a value dies unread.
//!
//! After this pass a register holds a counted value only while something may still read it. So a value
//! with one owner is updated in place, the head of a lazy sequence is not retained, and every register of
//! a frame is dead at `return`. In detail:
//!
//! * An operand whose register nobody reads later is moved; a `copy` becomes a `move`; the last `capture` of
//!   a value in a function that is called once, a `take_capture`.
//! * A value that dies in an instruction that cannot move it (`field`, one register as both operands) is
//!   cleared after it; one that nobody ever reads, after it was written; one that only another path
//!   reads, where this path begins; one that a handler does not read, where the handler begins; one that
//!   only a handler reads, after the last instruction that may throw.
//! * No instruction writes a register that holds a value. Where the operands leave no other way, the result
//!   takes a way through a scratch register after the frame.
//!
//! Two analyses: which registers are read later ([`liveness`](super::liveness)), and which may *hold* a counted
//! value (forward; results of comparisons and small constants never do, so they are not cleared).

use super::liveness::{Block, Facts, Liveness, RegSet, blocks, is_load, step_back};
use crate::emitter::linear::{Linear, LinearInsn};
use bytecode::effects::Effects;
use bytecode::{ConstId, FuncId, Insn, Op, OperandKind, Reg};
use smallvec::SmallVec;

/// What the pass must know of the unit and the frame.
pub struct FrameFacts<'a> {
    /// How many values a function captures.
    pub captures: &'a dyn Fn(FuncId) -> Option<u16>,
    /// Whether the constant is a heap object.
    pub is_counted: &'a dyn Fn(ConstId) -> bool,
    /// How many registers hold values on entry.
    pub params: usize,
    /// The size of the frame.
    pub registers: u32,
    /// The function is called once, so that its captured values may be moved out.
    pub once: bool,
}

impl FrameFacts<'_> {
    /// Can the result of the instruction be a heap object?
    pub fn writes_counted(&self, insn: Insn) -> bool {
        match insn.op {
            Op::Const => (self.is_counted)(ConstId(insn.bx())),
            op => !op.info().uncounted,
        }
    }
}

/// What becomes of an instruction.
#[derive(Clone, Debug)]
struct Verdict {
    insn: Insn,
    removed: bool,
    /// Registers that die here without being moved.
    dead: SmallVec<[Reg; 4]>,
}

/// Marks last uses in the code of a frame. Gives the new size of the frame.
pub fn last_use(code: &mut Linear, frame: &FrameFacts<'_>) -> u32 {
    let blocks = blocks(code);
    let after_frame = Reg::from_index(frame.registers as usize + 1);
    let facts = Facts { captures: frame.captures, captured: after_frame.filter(|_| frame.once) };
    let liveness = Liveness::of(code, &blocks, &facts);
    let mut pass = Pass { code, blocks: &blocks, liveness: &liveness, facts: &facts, frame, verdicts: Vec::new() };
    pass.verdicts = pass.judge();
    let held_in = pass.held();
    let (insns, places, used_scratch) = pass.rewrite(held_in);
    code.replace(insns, |index| places.get(index).copied().unwrap_or_default());
    frame.registers + u32::from(used_scratch)
}

struct Pass<'a> {
    code: &'a Linear,
    blocks: &'a [Block],
    liveness: &'a Liveness,
    facts: &'a Facts<'a>,
    frame: &'a FrameFacts<'a>,
    verdicts: Vec<Verdict>,
}

/// Where to put a result whose register still holds something.
#[derive(PartialEq)]
enum Overwrite {
    Nothing,
    /// Clear the register first.
    Dead,
    /// The instruction reads the register itself, or its handler does.
    Needed,
}

impl Pass<'_> {
    /// The first register after the frame.
    fn scratch(&self) -> Reg {
        Reg(self.frame.registers as u16)
    }

    /// Decides about every instruction, from what is live after it.
    fn judge(&self) -> Vec<Verdict> {
        let mut verdicts: Vec<Verdict> = Vec::with_capacity(self.code.insns.len());
        for block in self.blocks {
            let caught = self.liveness.caught(self.facts, self.code, block);
            let mut live = self.liveness.live_out(block);
            let start = verdicts.len();
            for LinearInsn { insn, .. } in self.code.insns[block.range.clone()].iter().rev() {
                verdicts.push(judge_insn(self.facts, *insn, &live, caught.as_ref()));
                step_back(self.facts, *insn, &mut live, caught.as_ref());
            }
            verdicts[start..].reverse();
        }
        verdicts
    }

    /// The registers that may hold a counted value where each block begins.
    fn held(&self) -> Vec<RegSet> {
        let mut held_in = vec![RegSet::default(); self.blocks.len()];
        if let Some(entry) = held_in.first_mut() {
            (0..self.frame.params).filter_map(Reg::from_index).for_each(|reg| entry.insert(reg));
        }
        let mut changed = true;
        while changed {
            changed = false;
            for (i, block) in self.blocks.iter().enumerate() {
                let mut held = held_in[i].clone();
                held.intersect(&self.liveness.live_in[i]);
                for index in block.range.clone() {
                    if let Some((number, target)) = block.handler
                        && self.code.insns[index].insn.op.info().may_throw
                    {
                        let handler = &self.code.handlers[number];
                        let mut kept = held.clone();
                        kept.keep_below(handler.base);
                        kept.insert(handler.exception);
                        changed |= held_in[target].add(&kept);
                    }
                    self.step(index, &mut held);
                }
                for next in &block.next {
                    changed |= held_in[*next].add(&held);
                }
            }
        }
        held_in
    }

    /// What is held after an instruction and the `clear`s that follow it.
    fn step(&self, index: usize, held: &mut RegSet) {
        let verdict = &self.verdicts[index];
        if verdict.removed {
            return;
        }
        let effects = self.facts.effects(verdict.insn);
        consume(&effects, held);
        if let Some(written) = effects.written {
            held.remove(written);
            if self.frame.writes_counted(verdict.insn) {
                held.insert(written);
            }
        }
        if !ends_block(verdict.insn) {
            verdict.dead.iter().for_each(|reg| held.remove(*reg));
        }
    }

    fn rewrite(&self, held_in: Vec<RegSet>) -> (Vec<LinearInsn>, Vec<usize>, bool) {
        let mut out: Vec<LinearInsn> = Vec::with_capacity(self.code.insns.len() * 9 / 8);
        let mut places = Vec::with_capacity(self.code.insns.len() + 1);
        let mut used_scratch = false;
        for ((block, live_in), held_in) in self.blocks.iter().zip(&self.liveness.live_in).zip(held_in) {
            let mut held = held_in.clone();
            held.intersect(live_in);
            let caught = self.liveness.caught(self.facts, self.code, block);
            for index in block.range.clone() {
                places.push(out.len());
                let original = self.code.insns[index];
                let plain = |insn| LinearInsn { insn, target: None, at: original.at };
                if index == block.range.start {
                    let dead = held_in.iter().filter(|reg| !live_in.contains(*reg));
                    out.extend(dead.map(|reg| plain(Insn::clear(reg))));
                }
                let verdict = &self.verdicts[index];
                if verdict.removed {
                    continue;
                }
                let effects = self.facts.effects(verdict.insn);
                let mut insn = verdict.insn;
                let mut back = None;
                if let Some(written) = effects.written {
                    match overwrite(&effects, insn, written, &held, caught.as_ref()) {
                        Overwrite::Nothing => {}
                        Overwrite::Dead => out.push(plain(Insn::clear(written))),
                        Overwrite::Needed => {
                            // Instructions that write and read by windows have a dead window, so this is
                            // one that names its destination in `a`.
                            insn.a = self.scratch().0;
                            used_scratch = true;
                            back = Some(written);
                        }
                    }
                }
                let before = held.clone();
                self.step(index, &mut held);
                out.push(LinearInsn { insn, ..original });
                if let Some(written) = back {
                    out.push(plain(Insn::clear(written)));
                    out.push(plain(Insn::move_(written, self.scratch())));
                }
                if !ends_block(insn) {
                    for reg in &verdict.dead {
                        let is_new = effects.written == Some(*reg);
                        if if is_new { self.frame.writes_counted(insn) } else { before.contains(*reg) } {
                            out.push(plain(Insn::clear(*reg)));
                        }
                    }
                }
            }
        }
        places.push(out.len());
        (out, places, used_scratch)
    }
}

fn judge_insn(facts: &Facts<'_>, insn: Insn, live: &RegSet, caught: Option<&RegSet>) -> Verdict {
    let effects = &facts.effects(insn);
    let mut verdict = Verdict { insn, removed: false, dead: SmallVec::new() };
    if let Some(written) = effects.written
        && !live.contains(written)
    {
        if is_load(insn.op) {
            verdict.removed = true;
            return verdict;
        }
        verdict.dead.push(written);
    }
    if facts.captured_by(insn).is_some_and(|captured| !live.contains(captured)) {
        verdict.insn.op = Op::TakeCapture;
    }
    let caught = caught.filter(|_| insn.op.info().may_throw);
    // The value that the register holds now: a write ends its life.
    let dies = |reg: Reg| {
        (effects.written == Some(reg) || !live.contains(reg)) && !caught.is_some_and(|caught| caught.contains(reg))
    };
    for operand in insn.op.info().operands {
        let reg = Reg(insn.raw(operand.field) as u16);
        if !matches!(operand.kind, OperandKind::Use | OperandKind::Src) || !dies(reg) {
            continue;
        }
        let reads = effects.reads().filter(|used| used.reg == reg).count();
        if insn.op == Op::Copy {
            if let Some(to) = effects.written {
                verdict.insn = Insn::move_(to, reg);
            }
        } else if operand.kind == OperandKind::Use && reads == 1 {
            verdict.insn.n |= operand.field.move_bit();
        } else if effects.written != Some(reg) && !verdict.dead.contains(&reg) {
            verdict.dead.push(reg);
        }
    }
    // What only the handler still wanted, and this was the last instruction that may go there.
    let of_frame = |reg: &Reg| facts.captured.is_none_or(|first| *reg < first);
    for reg in caught.into_iter().flat_map(RegSet::iter).filter(of_frame) {
        if !live.contains(reg) && effects.written != Some(reg) && !verdict.dead.contains(&reg) {
            verdict.dead.push(reg);
        }
    }
    verdict
}

fn overwrite(effects: &Effects, insn: Insn, written: Reg, held: &RegSet, caught: Option<&RegSet>) -> Overwrite {
    let mut held_then = held.clone();
    consume(effects, &mut held_then);
    if !held_then.contains(written) {
        return Overwrite::Nothing;
    }
    let read = effects.reads().any(|used| used.reg == written);
    let caught = insn.op.info().may_throw && caught.is_some_and(|caught| caught.contains(written));
    if read || caught { Overwrite::Needed } else { Overwrite::Dead }
}

/// Takes away what the instruction moves, or turns into numbers.
fn consume(effects: &Effects, held: &mut RegSet) {
    effects.reads().filter(|used| used.last).for_each(|used| held.remove(used.reg));
    effects.converted().for_each(|reg| held.remove(reg));
    (effects.window.0..effects.window.1).for_each(|reg| held.remove(Reg(reg as u16)));
    if let Some(reg) = effects.cleared {
        held.remove(reg);
    }
}

/// Is there no place right after the instruction for a `clear`?
fn ends_block(insn: Insn) -> bool {
    insn.op.info().terminator || insn.op.info().jump_field().is_some()
}
