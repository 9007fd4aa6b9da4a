//! What an instruction does to registers, read off the kinds of its operands.
//!
//! One description for the verifier and for passes over linear code. Effects happen in this order:
//! reads, then moves (registers become nil), then the write. Whether a move *may* have happened when the
//! instruction throws is unknown: all registers it moves are to be taken as gone.

use crate::ids::{FuncId, Reg};
use crate::op::{Insn, OperandKind, Use};

/// The effects of one instruction. Register numbers have 32 bits, because a window may run past the last
/// register there is (the verifier says so then).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    reads: [Option<Use>; 3],
    /// Registers read and moved: the first, and the one after the last.
    pub window: (u32, u32),
    converted: [Option<Reg>; 2],
    /// The register emptied by `clear`.
    pub cleared: Option<Reg>,
    /// The register written at the end.
    pub written: Option<Reg>,
}

impl Effects {
    /// Single registers read, in operand order, with whether they are moved.
    pub fn reads(&self) -> impl Iterator<Item = Use> {
        self.reads.into_iter().flatten()
    }

    /// Registers, all of them read, that hold numbers afterwards.
    pub fn converted(&self) -> impl Iterator<Item = Reg> {
        self.converted.into_iter().flatten()
    }

    /// One more than the highest register involved.
    pub fn end(&self) -> u32 {
        let singles = self.reads().map(|used| used.reg).chain(self.cleared).chain(self.written);
        singles.map(|reg| u32::from(reg.0) + 1).fold(self.window.1, u32::max)
    }
}

/// The effects of an instruction. `captures` tells how many values a function captures; functions it does
/// not know capture nothing.
pub fn effects(insn: Insn, captures: impl Fn(FuncId) -> Option<u16>) -> Effects {
    let mut effects = Effects::default();
    let mut reads = 0;
    for operand in insn.op.info().operands {
        let reg = Reg(insn.raw(operand.field) as u16);
        let mut read = |used: Use| {
            if let Some(slot) = effects.reads.get_mut(reads) {
                *slot = Some(used);
            }
            reads += 1;
        };
        let window = match operand.kind {
            OperandKind::Dst => {
                effects.written = Some(reg);
                continue;
            }
            OperandKind::Clear => {
                effects.cleared = Some(reg);
                continue;
            }
            OperandKind::InPlace => {
                read(Use::keep(reg));
                if let Some(slot) = effects.converted.iter_mut().find(|slot| slot.is_none()) {
                    *slot = Some(reg);
                }
                continue;
            }
            OperandKind::Src => {
                read(Use::keep(reg));
                continue;
            }
            OperandKind::Use => {
                read(Use { reg, last: insn.n & operand.field.move_bit() != 0 });
                continue;
            }
            OperandKind::Move => {
                read(Use::last(reg));
                continue;
            }
            OperandKind::WinOne => (0, 1),
            OperandKind::WinCall => (0, argc(insn).saturating_add(1)),
            OperandKind::WinSlot => (1, argc(insn).saturating_add(1)),
            OperandKind::WinArgs => (0, argc(insn)),
            OperandKind::WinPairs => (0, argc(insn).saturating_mul(2)),
            OperandKind::WinCaptures => (0, u32::from(captures(FuncId(insn.bx())).unwrap_or(0))),
            OperandKind::WinDef => match insn.n & 3 {
                0 => (0, 0),
                1 => (0, 1),
                2 => (1, 2),
                _ => (0, 2),
            },
            _ => continue,
        };
        let base = u32::from(reg.0);
        effects.window = (base + window.0, base.saturating_add(window.1));
        effects.written = Some(reg);
    }
    effects
}

/// The number of arguments that the instruction states.
fn argc(insn: Insn) -> u32 {
    let operand = insn.op.info().operands.iter().find(|operand| operand.kind == OperandKind::Argc);
    operand.map_or(0, |operand| insn.raw(operand.field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ConstId;

    #[test]
    fn kinds_of_windows() {
        let of = |insn| effects(insn, |_| Some(3));
        let (r, k) = (Reg(4), ConstId(0));
        assert_eq!(of(Insn::call(r, 2)).window, (4, 7));
        assert_eq!(of(Insn::call_var(r, 2, k)).window, (5, 7));
        assert_eq!(of(Insn::call_native(r, 2, k)).window, (4, 6));
        assert_eq!(of(Insn::map(r, 2)).window, (4, 8));
        assert_eq!(of(Insn::closure(r, FuncId(0))).window, (4, 7));
        assert_eq!(of(Insn::def(r, 2, k)).window, (5, 6));
        assert_eq!(of(Insn::call(r, u32::MAX)).window, (4, u32::MAX));
        assert_eq!(of(Insn::call_native(r, 0, k)).end(), 5);
        let add = of(Insn::add(Reg(9), Use::last(Reg(1)), Use::keep(Reg(2))));
        assert_eq!(add.reads().collect::<Vec<_>>(), [Use::last(Reg(1)), Use::keep(Reg(2))]);
        assert_eq!((add.written, add.end()), (Some(Reg(9)), 10));
    }
}
