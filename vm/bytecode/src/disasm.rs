//! The text form of a unit: for people (`lisle dis`), for snapshots, and for `asm` to read back.
//!
//! ```text
//! unit "user.clj"
//! source "src/user.clj" 0x00000000deadbeef
//! require "my.lib" 0x0000000000000001
//! k0 = #'user/x
//! chunk f0
//!
//! fn f0 "user$eval1" captures=0
//!   arity params=0 registers=2
//!     local r0 "n" @1 @3
//!     s0 = k1 @4, k2 @5, else @9
//!     handler @0 @2 -> @7 exception=r1 base=r1
//!     line 1:1
//!      0 var_get r0, k0                  ; #'user/x
//!      1 return ^r0
//! ```
//!
//! What follows `;` is for the reader only. Jump targets are absolute positions. A register that an
//! operand moves has a `^`. Everything that a verified unit contains is in the text; of a unit that the
//! verifier refuses, contents of unused fields are not.

use crate::code::{Arity, Function, FunctionFlags, Unit};
use crate::ids::{CaptureId, ConstId, FuncId, Pc, Reg, SwitchId};
use crate::literal::{print_constant, print_string};
use crate::op::{Field, Insn, OperandInfo, OperandKind, OperandType, Use};
use std::fmt::Write;

/// The text of the whole unit.
pub fn disassemble(unit: &Unit) -> String {
    Printer { unit, source: None, out: String::new() }.unit()
}

/// The text of the whole unit with the lines of its source as comments.
pub fn disassemble_with_source(unit: &Unit, source: &str) -> String {
    Printer { unit, source: Some(source.lines().collect()), out: String::new() }.unit()
}

/// The text of one function.
pub fn disassemble_function(unit: &Unit, id: FuncId) -> String {
    let mut printer = Printer { unit, source: None, out: String::new() };
    if let Some(function) = unit.function(id) {
        printer.function(id, function);
    }
    printer.out
}

/// An instruction as text; `pc` is where it stands, for the targets of jumps.
pub fn print_insn(insn: Insn, pc: Pc) -> String {
    let mut out = insn.op.mnemonic().to_owned();
    for (i, operand) in insn.op.info().operands.iter().enumerate() {
        out.push_str(if i == 0 { " " } else { ", " });
        print_operand(&mut out, insn, operand, pc);
    }
    out
}

fn print_operand(out: &mut String, insn: Insn, operand: &OperandInfo, pc: Pc) {
    let raw = insn.raw(operand.field);
    let signed = match operand.field {
        Field::Bx => raw as i32,
        _ => i32::from(raw as u16 as i16),
    };
    // Writing to a string cannot fail.
    let _ = match operand.kind {
        OperandKind::Use => write!(out, "{}", Use::load(insn, operand.field)),
        OperandKind::Move => write!(out, "^{}", Reg(raw as u16)),
        kind if kind.is_register() => write!(out, "{}", Reg(raw as u16)),
        kind if kind.constant_kind().is_some() => write!(out, "{}", ConstId(raw)),
        OperandKind::Func => write!(out, "{}", FuncId(raw)),
        OperandKind::Switch => write!(out, "{}", SwitchId(raw)),
        OperandKind::Capture => write!(out, "{}", CaptureId(raw)),
        OperandKind::Int | OperandKind::Imm => write!(out, "{signed}"),
        OperandKind::Jump => match pc.jump(signed) {
            Some(target) => write!(out, "{target}"),
            None => write!(out, "~{signed}"),
        },
        _ => write!(out, "{raw}"),
    };
}

/// The names of the bits of a function's flags.
pub(crate) const FLAG_NAMES: &[(&str, FunctionFlags)] = &[("once", FunctionFlags::ONCE)];

/// How long a constant in a comment may be.
const COMMENT_WIDTH: usize = 60;

struct Printer<'a> {
    unit: &'a Unit,
    source: Option<Vec<&'a str>>,
    out: String,
}

/// Appends a line to the text; writing to a string cannot fail.
macro_rules! line {
    ($printer:expr, $($format:tt)*) => {{
        let _ = writeln!($printer.out, $($format)*);
    }};
}

impl Printer<'_> {
    fn unit(mut self) -> String {
        let unit = self.unit;
        line!(self, "unit {}", quote(&unit.name));
        if unit.source.hash != 0 || !unit.source.path.is_empty() {
            line!(self, "source {} 0x{:016x}", quote(&unit.source.path), unit.source.hash);
        }
        for require in &unit.requires {
            line!(self, "require {} 0x{:016x}", quote(&require.ns), require.source_hash);
        }
        for (i, constant) in unit.constants.iter().enumerate() {
            line!(self, "k{i} = {}", print_constant(constant));
        }
        for chunk in &unit.chunks {
            line!(self, "chunk {chunk}");
        }
        for (i, function) in unit.functions.iter().enumerate() {
            self.out.push('\n');
            self.function(FuncId(i as u32), function);
        }
        self.out
    }

    fn function(&mut self, id: FuncId, function: &Function) {
        let mut flags = String::new();
        for (name, flag) in FLAG_NAMES {
            if function.flags.contains(*flag) {
                flags.push(' ');
                flags.push_str(name);
            }
        }
        line!(self, "fn {id} {} captures={}{flags}", quote(&function.name), function.captures);
        for arity in &function.arities {
            self.arity(arity);
        }
    }

    fn arity(&mut self, arity: &Arity) {
        let variadic = if arity.variadic { " variadic" } else { "" };
        line!(self, "  arity params={}{variadic} registers={}", arity.params, arity.registers);
        for local in &arity.locals {
            line!(self, "    local {} {} {} {}", local.reg, quote(&local.name), local.start, local.end);
        }
        for (i, switch) in arity.switches.iter().enumerate() {
            let _ = write!(self.out, "    s{i} = ");
            for (constant, target) in &switch.cases {
                let _ = write!(self.out, "{constant} {target}, ");
            }
            line!(self, "else {}", switch.default);
        }
        for h in &arity.handlers {
            line!(self, "    handler {} {} -> {} exception={} base={}", h.start, h.end, h.target, h.exception, h.base);
        }
        let mut lines = arity.lines.entries.iter().peekable();
        for (i, insn) in arity.code.iter().enumerate() {
            let pc = Pc(i as u32);
            while let Some(entry) = lines.next_if(|entry| entry.pc <= pc) {
                match self.source_line(entry.line) {
                    Some(text) => line!(self, "    line {}:{}  ; {text}", entry.line, entry.column),
                    None => line!(self, "    line {}:{}", entry.line, entry.column),
                }
            }
            let text = print_insn(*insn, pc);
            match self.comment(*insn, arity) {
                Some(comment) => line!(self, "    {i:3} {text:<32} ; {comment}"),
                None => line!(self, "    {i:3} {text}"),
            }
        }
    }

    fn source_line(&self, number: u32) -> Option<String> {
        let line = self.source.as_ref()?.get((number as usize).checked_sub(1)?)?;
        Some(line.trim().to_owned())
    }

    /// What the numbers of the instruction stand for.
    fn comment(&self, insn: Insn, arity: &Arity) -> Option<String> {
        let mut notes = Vec::new();
        for operand in insn.op.info().operands {
            let raw = insn.raw(operand.field);
            match operand.kind {
                OperandKind::Func => notes.push(self.unit.function(FuncId(raw))?.name.clone()),
                OperandKind::Switch => {
                    let switch = arity.switches.get(raw as usize)?;
                    notes.push(format!("{} cases, else {}", switch.cases.len(), switch.default));
                }
                kind if kind.constant_kind().is_some() => {
                    notes.push(shorten(print_constant(self.unit.constant(ConstId(raw))?)));
                }
                _ => {}
            }
        }
        (!notes.is_empty()).then(|| notes.join(", "))
    }
}

fn quote(text: &str) -> String {
    let mut out = String::new();
    print_string(&mut out, text.as_bytes());
    out
}

fn shorten(mut text: String) -> String {
    if let Some((cut, _)) = text.char_indices().nth(COMMENT_WIDTH) {
        text.truncate(cut);
        text.push_str("...");
    }
    text
}
