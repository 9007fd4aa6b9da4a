//! The assembler: the text form (described in `disasm`) back to a unit.
//!
//! Beyond what the disassembler prints, it lets people write shorter texts: instruction numbers may be
//! left out, `name:` on a line of its own marks a position that `@name` refers to, and a constant
//! operand may be written in place as `=constant`. The unit is not verified here; assembling is how
//! tests make units that the verifier must refuse.

mod cursor;
#[cfg(test)]
mod tests;

use crate::code::{Arity, Function, FunctionFlags, Handler, LocalName, Require, Switch, Unit};
use crate::constant::Constant;
use crate::disasm::FLAG_NAMES;
use crate::ids::{ConstId, Pc, Reg};
use crate::op::{Field, Insn, Op, OperandInfo, OperandKind, OperandType, Use};
use crate::source::SourceInfo;
use cursor::Cursor;
use std::collections::HashMap;
use std::fmt;

/// What is wrong with the text, and in which line (counted from 1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsmError {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for AsmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for AsmError {}

type Result<T> = std::result::Result<T, AsmError>;

/// The unit that the text describes.
pub fn assemble(text: &str) -> Result<Unit> {
    let mut assembler = Assembler::default();
    for (i, line) in text.lines().enumerate() {
        assembler.line(&mut Cursor::new(i + 1, line))?;
    }
    assembler.end_arity()?;
    Ok(assembler.unit)
}

/// The constant with this text, as `literal::print_constant` prints it.
pub fn parse_constant(text: &str) -> Result<Constant> {
    let mut cursor = Cursor::new(1, text);
    let constant = cursor.constant(0)?;
    cursor.finish()?;
    Ok(constant)
}

#[derive(Default)]
struct Assembler {
    unit: Unit,
    /// The first id of each constant, for those written in place. (A unit may hold a constant twice.)
    known: HashMap<Constant, ConstId>,
    /// The arity being read; it joins the last function when its text ends.
    arity: Option<Arity>,
    labels: HashMap<String, Pc>,
    fixups: Vec<Fixup>,
}

/// A reference to a label, filled in at the end of the arity.
struct Fixup {
    place: Place,
    label: String,
    line: usize,
}

/// Where in the arity a position is wanted.
#[derive(Clone, Copy)]
enum Place {
    Jump(usize),
    HandlerStart(usize),
    HandlerEnd(usize),
    HandlerTarget(usize),
    LocalStart(usize),
    LocalEnd(usize),
    Case(usize, usize),
    Default(usize),
}

/// A position as written.
enum Target<'a> {
    Pc(Pc),
    Label(&'a str),
}

impl Assembler {
    fn line(&mut self, cursor: &mut Cursor<'_>) -> Result<()> {
        if cursor.at_end() {
            return Ok(());
        }
        if let Some(number) = cursor.optional_number()? {
            let arity = self.arity(cursor)?;
            if number != arity.code.len() {
                let expected = arity.code.len();
                return cursor.error(format!("This is instruction {expected}, not {number}"));
            }
            let mnemonic = cursor.word();
            return self.instruction(cursor, mnemonic);
        }
        match cursor.word() {
            "unit" => self.unit.name = cursor.string()?,
            "source" => self.unit.source = SourceInfo { path: cursor.string()?, hash: cursor.hex()? },
            "require" => self.unit.requires.push(Require { ns: cursor.string()?, source_hash: cursor.hex()? }),
            "chunk" => self.unit.chunks.push(crate::FuncId(cursor.id("f")?)),
            "fn" => self.function(cursor)?,
            "arity" => self.begin_arity(cursor)?,
            "local" => self.local(cursor)?,
            "handler" => self.handler(cursor)?,
            "line" => {
                let line = cursor.number()?;
                cursor.expect(":")?;
                let column = cursor.number()?;
                let arity = self.arity(cursor)?;
                let pc = next_pc(arity);
                // Entries are kept as written: the table of an existing unit may hold a repeated place.
                let entry = crate::LineEntry { pc, line, column };
                match arity.lines.entries.last_mut() {
                    Some(last) if last.pc == pc => *last = entry,
                    _ => arity.lines.entries.push(entry),
                }
            }
            word if numbered(word, 'k').is_some() && cursor.eat("=") => {
                let next = self.unit.constants.len();
                if numbered(word, 'k') != Some(next) {
                    return cursor.error(format!("The next constant is k{next}"));
                }
                let constant = cursor.constant(0)?;
                self.add_constant(cursor, constant)?;
            }
            word if numbered(word, 's').is_some() && cursor.eat("=") => {
                self.switch(cursor, numbered(word, 's').unwrap_or_default())?;
            }
            word if cursor.eat(":") => {
                let pc = next_pc(self.arity(cursor)?);
                if self.labels.insert(word.to_owned(), pc).is_some() {
                    return cursor.error(format!("The label `{word}` is there already"));
                }
            }
            mnemonic => return self.instruction(cursor, mnemonic),
        }
        cursor.finish()
    }

    fn arity(&mut self, cursor: &Cursor<'_>) -> Result<&mut Arity> {
        match &mut self.arity {
            Some(arity) => Ok(arity),
            None => cursor.error("This belongs after an `arity` line"),
        }
    }

    fn add_constant(&mut self, cursor: &Cursor<'_>, constant: Constant) -> Result<ConstId> {
        let Some(id) = ConstId::from_index(self.unit.constants.len()) else {
            return cursor.error("The unit has too many constants");
        };
        self.unit.constants.push(constant.clone());
        self.known.entry(constant).or_insert(id);
        Ok(id)
    }

    fn function(&mut self, cursor: &mut Cursor<'_>) -> Result<()> {
        self.end_arity()?;
        let id: usize = cursor.id("f")?;
        if id != self.unit.functions.len() {
            return cursor.error(format!("The next function is f{}", self.unit.functions.len()));
        }
        let name = cursor.string()?;
        let captures = if cursor.eat("captures=") { cursor.number()? } else { 0 };
        let mut flags = FunctionFlags::default();
        while !cursor.at_end() {
            let word = cursor.word();
            match FLAG_NAMES.iter().find(|(name, _)| *name == word) {
                Some((_, flag)) => flags.0 |= flag.0,
                None => return cursor.error(format!("Unknown flag `{word}`")),
            }
        }
        self.unit.functions.push(Function { name, arities: Vec::new(), captures, flags });
        Ok(())
    }

    fn begin_arity(&mut self, cursor: &mut Cursor<'_>) -> Result<()> {
        self.end_arity()?;
        if self.unit.functions.is_empty() {
            return cursor.error("This belongs after a `fn` line");
        }
        cursor.expect("params=")?;
        let params = cursor.number()?;
        let variadic = cursor.eat("variadic");
        cursor.expect("registers=")?;
        let registers = cursor.number()?;
        self.arity = Some(Arity { params, variadic, registers, ..Arity::default() });
        Ok(())
    }

    /// Fills in the labels of the arity and gives it to its function.
    fn end_arity(&mut self) -> Result<()> {
        let Some(mut arity) = self.arity.take() else {
            return Ok(());
        };
        for fixup in self.fixups.drain(..) {
            let Some(&pc) = self.labels.get(&fixup.label) else {
                let message = format!("There is no label `{}`", fixup.label);
                return Err(AsmError { line: fixup.line, message });
            };
            if !put(&mut arity, fixup.place, pc) {
                let message = format!("The label `{}` is too far away", fixup.label);
                return Err(AsmError { line: fixup.line, message });
            }
        }
        self.labels.clear();
        if let Some(function) = self.unit.functions.last_mut() {
            function.arities.push(arity);
        }
        Ok(())
    }

    fn local(&mut self, cursor: &mut Cursor<'_>) -> Result<()> {
        let reg = Reg(cursor.id("r")?);
        let name = cursor.string()?;
        let arity = self.arity(cursor)?;
        let index = arity.locals.len();
        arity.locals.push(LocalName { name, reg, start: Pc(0), end: Pc(0) });
        self.position(cursor, Place::LocalStart(index))?;
        self.position(cursor, Place::LocalEnd(index))
    }

    fn handler(&mut self, cursor: &mut Cursor<'_>) -> Result<()> {
        let arity = self.arity(cursor)?;
        let index = arity.handlers.len();
        arity.handlers.push(Handler { start: Pc(0), end: Pc(0), target: Pc(0), exception: Reg(0), base: Reg(0) });
        self.position(cursor, Place::HandlerStart(index))?;
        self.position(cursor, Place::HandlerEnd(index))?;
        cursor.expect("->")?;
        self.position(cursor, Place::HandlerTarget(index))?;
        cursor.expect("exception=")?;
        let exception = Reg(cursor.id("r")?);
        cursor.expect("base=")?;
        let base = Reg(cursor.id("r")?);
        if let Some(handler) = self.arity(cursor)?.handlers.get_mut(index) {
            (handler.exception, handler.base) = (exception, base);
        }
        Ok(())
    }

    fn switch(&mut self, cursor: &mut Cursor<'_>, number: usize) -> Result<()> {
        let arity = self.arity(cursor)?;
        let index = arity.switches.len();
        if number != index {
            return cursor.error(format!("The next switch is s{index}"));
        }
        arity.switches.push(Switch { cases: Vec::new(), default: Pc(0) });
        while !cursor.eat("else") {
            let constant = self.constant_operand(cursor)?;
            let Some(switch) = self.arity(cursor)?.switches.get_mut(index) else {
                break;
            };
            let case = switch.cases.len();
            switch.cases.push((constant, Pc(0)));
            self.position(cursor, Place::Case(index, case))?;
        }
        self.position(cursor, Place::Default(index))
    }

    /// `k3`, or a constant in place after `=`.
    fn constant_operand(&mut self, cursor: &mut Cursor<'_>) -> Result<ConstId> {
        if !cursor.eat("=") {
            return cursor.id("k").map(ConstId);
        }
        let constant = cursor.constant(0)?;
        match self.known.get(&constant) {
            Some(id) => Ok(*id),
            None => self.add_constant(cursor, constant),
        }
    }

    /// Reads a position and puts it in its place, now or when its label is known.
    fn position(&mut self, cursor: &mut Cursor<'_>, place: Place) -> Result<()> {
        match target(cursor)? {
            Target::Pc(pc) => {
                if !put(self.arity(cursor)?, place, pc) {
                    return cursor.error("The target is too far away");
                }
            }
            Target::Label(label) => {
                self.fixups.push(Fixup { place, label: label.to_owned(), line: cursor.line() });
            }
        }
        Ok(())
    }

    fn instruction(&mut self, cursor: &mut Cursor<'_>, mnemonic: &str) -> Result<()> {
        let Some(op) = Op::from_mnemonic(mnemonic) else {
            return cursor.error(format!("There is no instruction `{mnemonic}`"));
        };
        let arity = self.arity(cursor)?;
        let index = arity.code.len();
        arity.code.push(Insn::bare(op));
        for operand in op.info().operands {
            self.operand(cursor, index, operand)?;
        }
        cursor.finish()
    }

    fn operand(&mut self, cursor: &mut Cursor<'_>, index: usize, operand: &OperandInfo) -> Result<()> {
        let field = operand.field;
        let mut last_use = false;
        let raw = match operand.kind {
            OperandKind::Jump if !cursor.eat("~") => {
                return self.position(cursor, Place::Jump(index));
            }
            OperandKind::Jump | OperandKind::Int | OperandKind::Imm => match field {
                Field::Bx => cursor.number::<i32>()? as u32,
                _ => u32::from(cursor.number::<i16>()? as u16),
            },
            OperandKind::Use | OperandKind::Move => {
                last_use = cursor.eat("^");
                cursor.id::<u16>("r")?.into()
            }
            kind if kind.is_register() => cursor.id::<u16>("r")?.into(),
            kind if kind.constant_kind().is_some() => {
                let id = self.constant_operand(cursor)?;
                if field != Field::Bx && id.narrow().is_none() {
                    return cursor.error(format!("The operand has no room for {id}"));
                }
                id.0
            }
            OperandKind::Func => cursor.id("f")?,
            OperandKind::Switch => cursor.id("s")?,
            OperandKind::Capture => cursor.id("c")?,
            _ => match field {
                Field::Bx => cursor.number::<u32>()?,
                Field::N => cursor.number::<u8>()?.into(),
                _ => cursor.number::<u16>()?.into(),
            },
        };
        if let Some(insn) = self.arity(cursor)?.code.get_mut(index) {
            match operand.kind {
                OperandKind::Use => Use { reg: Reg(raw as u16), last: last_use }.store(insn, field),
                _ => insn.set_raw(field, raw),
            }
        }
        Ok(())
    }
}

/// `k12` as 12.
fn numbered(word: &str, prefix: char) -> Option<usize> {
    let digits = word.strip_prefix(prefix)?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn next_pc(arity: &Arity) -> Pc {
    Pc::from_index(arity.code.len()).unwrap_or_default()
}

fn target<'a>(cursor: &mut Cursor<'a>) -> Result<Target<'a>> {
    cursor.expect("@")?;
    if let Some(number) = cursor.optional_number()? {
        return match Pc::from_index(number) {
            Some(pc) => Ok(Target::Pc(pc)),
            None => cursor.error("The position is out of range"),
        };
    }
    match cursor.word() {
        "" => cursor.error("Expected a position after `@`"),
        label => Ok(Target::Label(label)),
    }
}

/// Puts a position in its place; false when a jump cannot reach it.
fn put(arity: &mut Arity, place: Place, pc: Pc) -> bool {
    let field = match place {
        Place::Jump(index) => {
            let from = Pc::from_index(index).unwrap_or_default();
            let Some(insn) = arity.code.get_mut(index) else {
                return false;
            };
            let jump = from.offset_to(pc).and_then(|offset| insn.with_jump_offset(offset));
            return jump.map(|jump| *insn = jump).is_some();
        }
        Place::HandlerStart(i) => arity.handlers.get_mut(i).map(|handler| &mut handler.start),
        Place::HandlerEnd(i) => arity.handlers.get_mut(i).map(|handler| &mut handler.end),
        Place::HandlerTarget(i) => arity.handlers.get_mut(i).map(|handler| &mut handler.target),
        Place::LocalStart(i) => arity.locals.get_mut(i).map(|local| &mut local.start),
        Place::LocalEnd(i) => arity.locals.get_mut(i).map(|local| &mut local.end),
        Place::Default(i) => arity.switches.get_mut(i).map(|switch| &mut switch.default),
        Place::Case(i, j) => arity.switches.get_mut(i).and_then(|s| s.cases.get_mut(j)).map(|case| &mut case.1),
    };
    field.map(|field| *field = pc).is_some()
}
