//! Everything that can be judged instruction by instruction and table by table: P1 to P11 and P14.

use super::Verifier;
use crate::code::{Arity, Function, FunctionFlags, MAX_REGISTERS};
use crate::constant::{Constant, ConstantKind, MAX_DEPTH, MemberKind};
use crate::effects::effects;
use crate::ids::{ConstId, FuncId, Pc};
use crate::literal::{is_decimal, is_integer, is_natural};
use crate::op::{Field, Insn, Op, OperandInfo, OperandKind};
use crate::wtf8;

/// The bits of `def`'s flags that have a meaning.
const DEF_FLAGS: u8 = 7;

impl Verifier<'_> {
    /// P1.
    pub(super) fn constants(&mut self) {
        let unit = self.unit;
        for (i, constant) in unit.constants.iter().enumerate() {
            if !constant.depth_within(MAX_DEPTH) {
                self.error(1, format!("k{i} is nested too deep"));
                continue;
            }
            let mut work = vec![constant];
            while let Some(inner) = work.pop() {
                if let Some(problem) = self.constant_problem(inner) {
                    self.error(1, format!("k{i}: {problem}"));
                }
                inner.for_each_child(|child| work.push(child));
            }
        }
    }

    /// What is wrong with this constant itself and with the kinds of those directly within.
    fn constant_problem(&self, constant: &Constant) -> Option<&'static str> {
        let mut values_within = true;
        constant.for_each_child(|child| values_within &= child.is_value());
        if !values_within {
            return Some("a member or type stands within another constant");
        }
        let (holds, problem) = match constant {
            Constant::Str(bytes) => (wtf8::is_well_formed(bytes), "the string is not well-formed"),
            Constant::BigInt(digits) => (is_integer(digits), "the integer has no valid digits"),
            Constant::Ratio(numerator, denominator) => (
                is_integer(numerator) && is_natural(denominator) && denominator.bytes().any(|digit| digit != b'0'),
                "the ratio has no valid digits",
            ),
            Constant::Decimal(text) => (is_decimal(text), "the decimal has no valid digits"),
            Constant::Inst { nanos, .. } => (*nanos < 1_000_000_000, "the instant has too many nanoseconds"),
            Constant::Tagged { tag, .. } => (matches!(**tag, Constant::Symbol { .. }), "the tag is not a symbol"),
            Constant::Function(id) => (
                self.unit.function(*id).is_some_and(|function| function.captures == 0),
                "the function is not there or captures values",
            ),
            _ => return None,
        };
        (!holds).then_some(problem)
    }

    /// P2.
    pub(super) fn chunks(&mut self) {
        let unit = self.unit;
        for chunk in &unit.chunks {
            let sound = unit.function(*chunk).is_some_and(|function| {
                let single = matches!(&function.arities[..], [arity] if arity.params == 0 && !arity.variadic);
                single && function.captures == 0
            });
            if !sound {
                self.error(2, format!("the chunk {chunk} is not a function of no arguments and no captures"));
            }
        }
    }

    /// P3.
    pub(super) fn arity_table(&mut self, function: &Function) {
        if function.flags.0 & !FunctionFlags::KNOWN.0 != 0 {
            self.error(3, "the function has unknown flags");
        }
        let Some((last, others)) = function.arities.split_last() else {
            return self.error(3, "the function has no arity");
        };
        if others.iter().any(|arity| arity.variadic) {
            self.error(3, "a variadic arity is not the last");
        }
        if !others.is_sorted_by(|x, y| x.params < y.params) {
            self.error(3, "fixed arities are not in ascending order");
        }
        if let Some(before) = others.last()
            && (last.params < before.params || (last.params == before.params && !last.variadic))
        {
            self.error(3, "the last arity takes fewer parameters than one before it");
        }
        for (i, arity) in function.arities.iter().enumerate() {
            if arity.entry_registers() > usize::from(arity.registers) {
                self.error(3, format!("the frame of arity {i} does not hold its parameters"));
            }
            if arity.registers > MAX_REGISTERS {
                self.error(3, format!("the frame of arity {i} has more than {MAX_REGISTERS} registers"));
            }
        }
    }

    /// P4 to P11 and P14 for one arity.
    pub(super) fn arity_structure(&mut self, function: &Function, arity: &Arity) {
        let place = self.at;
        if u32::try_from(arity.code.len()).is_err() {
            return self.error(10, "there is too much code");
        }
        if !arity.code.last().is_some_and(|insn| insn.op.info().terminator) {
            self.error(10, "control runs off the end of the code");
        }
        let mut switch_uses = vec![0u32; arity.switches.len()];
        for (i, insn) in arity.code.iter().enumerate() {
            let pc = Pc(i as u32);
            self.at.pc = Some(pc);
            if insn.op.info().linked {
                self.error(4, format!("{} is for linked code only", insn.op));
            }
            self.unused_fields(*insn);
            self.registers(*insn, arity);
            for operand in insn.op.info().operands {
                self.operand(*insn, pc, operand, function, arity, &mut switch_uses);
            }
        }
        self.at = place;
        self.handlers(arity);
        self.debug_tables(arity);
    }

    /// P4.
    fn unused_fields(&mut self, insn: Insn) {
        let mut rest = insn;
        let mut move_bits = 0;
        for operand in insn.op.info().operands {
            rest.set_raw(operand.field, 0);
            if operand.kind == OperandKind::Use {
                move_bits |= operand.field.move_bit();
            }
        }
        rest.n &= !move_bits;
        if rest != Insn::bare(insn.op) {
            self.error(4, "a field without a meaning is not zero");
        }
    }

    /// P5.
    fn registers(&mut self, insn: Insn, arity: &Arity) {
        let unit = self.unit;
        let end = effects(insn, |id| Some(unit.function(id)?.captures)).end();
        if end > u32::from(arity.registers) {
            self.error(5, format!("register {} is not in the frame of {}", end - 1, arity.registers));
        }
    }

    /// P4 and P6 to P9 for one operand.
    fn operand(
        &mut self,
        insn: Insn,
        pc: Pc,
        operand: &OperandInfo,
        function: &Function,
        arity: &Arity,
        switch_uses: &mut [u32],
    ) {
        let raw = insn.raw(operand.field);
        if let Some(kind) = operand.kind.constant_kind() {
            return self.constant_operand(insn, ConstId(raw), kind);
        }
        match operand.kind {
            OperandKind::Func if self.unit.function(FuncId(raw)).is_none() => {
                self.error(7, "there is no such function");
            }
            OperandKind::Capture if raw >= u32::from(function.captures) => {
                self.error(7, format!("the function captures {} values", function.captures));
            }
            OperandKind::Index if insn.op == Op::SetCapture && raw >= u32::from(self.max_captures()) => {
                self.error(7, "no function of the unit has so many captures");
            }
            OperandKind::Flags if insn.n & !DEF_FLAGS != 0 => self.error(4, "unknown flags"),
            OperandKind::Jump => self.jump(insn, pc, operand, arity),
            OperandKind::Switch => self.switch(raw, pc, arity, switch_uses),
            _ => {}
        }
    }

    /// P6 and, for members and types, P7.
    fn constant_operand(&mut self, insn: Insn, id: ConstId, kind: ConstantKind) {
        let Some(constant) = self.unit.constant(id) else {
            return self.error(6, format!("there is no constant {id}"));
        };
        let fits = match kind {
            ConstantKind::Value => constant.is_value(),
            kind => constant.kind() == kind,
        };
        if !fits {
            return self.error(6, format!("{id} is not a constant of kind {kind:?}"));
        }
        match constant {
            Constant::ReifyType { methods, .. } if methods.len() != usize::from(insn.n) => {
                self.error(7, format!("the type has {} methods", methods.len()));
            }
            Constant::Member { kind: MemberKind::Field, .. } if insn.op == Op::Invoke && insn.n != 0 => {
                self.error(7, "a field access takes no arguments");
            }
            _ => {}
        }
    }

    /// P8.
    fn jump(&mut self, insn: Insn, pc: Pc, operand: &OperandInfo, arity: &Arity) {
        let raw = insn.raw(operand.field);
        let offset = if operand.field == Field::Bx { raw as i32 } else { i32::from(raw as u16 as i16) };
        let Some(target) = pc.jump(offset).filter(|target| target.index() < arity.code.len()) else {
            return self.error(8, "the jump leaves the code");
        };
        match (insn.op == Op::Loop, target <= pc) {
            (true, false) => self.error(8, "`loop` jumps forward"),
            (false, true) => self.error(8, "only `loop` may jump backward"),
            _ => {}
        }
    }

    /// P9.
    fn switch(&mut self, number: u32, pc: Pc, arity: &Arity, uses: &mut [u32]) {
        let number = number as usize;
        let (Some(switch), Some(uses)) = (arity.switches.get(number), uses.get_mut(number)) else {
            return self.error(9, "there is no such switch table");
        };
        *uses += 1;
        // Also keeps the time linear: a large table is walked once.
        if *uses > 1 {
            return self.error(9, "the switch table is used twice");
        }
        for (i, (constant, _)) in switch.cases.iter().enumerate() {
            if !self.unit.constant(*constant).is_some_and(Constant::is_value) {
                self.error(9, format!("case {i} has no constant that is a value"));
            }
        }
        let targets = switch.cases.iter().map(|case| case.1).chain([switch.default]);
        for target in targets {
            if target <= pc || target.index() >= arity.code.len() {
                self.error(9, format!("the target {target} is not an instruction after the switch"));
            }
        }
    }

    /// P11.
    fn handlers(&mut self, arity: &Arity) {
        for (i, handler) in arity.handlers.iter().enumerate() {
            let len = arity.code.len();
            if handler.start >= handler.end || handler.end.index() > len {
                self.error(11, format!("the range of handler {i} is not a part of the code"));
            }
            if handler.target < handler.end || handler.target.index() >= len {
                self.error(11, format!("the target of handler {i} is not an instruction after its range"));
            }
            if handler.exception.0 >= arity.registers || handler.base.0 > arity.registers {
                self.error(11, format!("the registers of handler {i} are not in the frame"));
            }
        }
    }

    /// P14.
    fn debug_tables(&mut self, arity: &Arity) {
        let entries = &arity.lines.entries;
        if !entries.is_sorted_by(|x, y| x.pc < y.pc) {
            self.error(14, "the line table does not ascend");
        }
        if entries.last().is_some_and(|entry| entry.pc.index() >= arity.code.len()) {
            self.error(14, "the line table goes beyond the code");
        }
        for local in &arity.locals {
            if local.start > local.end || local.end.index() > arity.code.len() || local.reg.0 >= arity.registers {
                self.error(14, format!("the range or register of the local `{}` is not there", local.name));
            }
        }
    }
}
