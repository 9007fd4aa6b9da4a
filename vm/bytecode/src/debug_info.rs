//! From a place in compiled code back to the source: line and column, names of locals.
//!
//! Used after something went wrong, so look-ups are made for small tables, not for speed.

use crate::code::{Arity, Unit};
use crate::ids::{FuncId, Pc, Reg};
use crate::source::Position;

/// A place in the code of a unit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct CodeLocation {
    pub function: FuncId,
    /// Index in the function's arity table.
    pub arity: usize,
    pub pc: Pc,
}

impl CodeLocation {
    /// The arity of this place, if the unit has it.
    pub fn arity(self, unit: &Unit) -> Option<&Arity> {
        unit.function(self.function)?.arities.get(self.arity)
    }

    /// Where in the source the instruction comes from.
    pub fn position(self, unit: &Unit) -> Option<Position> {
        self.arity(unit)?.lines.position(self.pc)
    }

    /// What the source calls the value that `reg` holds when the instruction runs.
    pub fn local_name(self, unit: &Unit, reg: Reg) -> Option<&str> {
        local_name(self.arity(unit)?, reg, self.pc)
    }
}

/// What the source calls the value that `reg` holds at `pc`. When names overlap (an inner binding reuses
/// the register of an outer one), the one bound last wins.
pub fn local_name(arity: &Arity, reg: Reg, pc: Pc) -> Option<&str> {
    let names = arity.locals.iter().filter(|local| local.reg == reg && local.start <= pc && pc < local.end);
    names.max_by_key(|local| local.start).map(|local| local.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Function, LocalName};

    #[test]
    fn places_and_names_are_found() {
        let mut arity = Arity::default();
        arity.lines.push(Pc(1), Position { line: 3, column: 5 });
        arity.lines.push(Pc(2), Position { line: 3, column: 5 });
        arity.lines.push(Pc(4), Position { line: 7, column: 1 });
        let local =
            |name: &str, start, end| LocalName { name: name.into(), reg: Reg(2), start: Pc(start), end: Pc(end) };
        arity.locals = vec![local("x", 0, 9), local("y", 3, 5)];
        let unit =
            Unit { functions: vec![Function { arities: vec![arity], ..Function::default() }], ..Unit::default() };
        let at = |pc| CodeLocation { function: FuncId(0), arity: 0, pc: Pc(pc) };
        assert_eq!(at(0).position(&unit), None);
        assert_eq!(at(3).position(&unit), Some(Position { line: 3, column: 5 }));
        assert_eq!(at(4).position(&unit), Some(Position { line: 7, column: 1 }));
        assert_eq!(at(2).local_name(&unit, Reg(2)), Some("x"));
        assert_eq!(at(4).local_name(&unit, Reg(2)), Some("y"));
        assert_eq!(at(9).local_name(&unit, Reg(2)), None);
        assert_eq!(at(4).local_name(&unit, Reg(1)), None);
    }
}
