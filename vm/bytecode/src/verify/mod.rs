//! The verifier: which units the VM may run.
//!
//! A verified unit has the following properties. The interpreter relies on them where it does not check,
//! and cites their numbers.
//!
//! * **P1** Constants nest at most `MAX_DEPTH` levels; what stands within a constant is a value; strings are
//!   well-formed WTF-8 and numbers have the form of numbers; a function constant names a function of
//!   the unit that captures nothing.
//! * **P2** Every chunk names a function of the unit with exactly one arity, of no parameters, and without
//!   captures.
//! * **P3** A function has an arity; fixed arities ascend strictly by parameters; at most one arity is
//!   variadic, it is the last and has no fewer parameters than any other. Frames hold the parameters.
//!   They have at most `MAX_REGISTERS` registers. Only known flags are set.
//! * **P4** Fields that no operand of the instruction names are zero; so are bits of `n` that no `Use`
//!   operand owns; flags are known ones. No instruction is one that only linking makes.
//! * **P5** Every register that an instruction names, windows included, lies in the frame.
//! * **P6** Every constant operand is in range and of the kind that the operand asks for.
//! * **P7** Function operands are in range; capture numbers lie below the function's captures, those of
//!   `set_capture` below the most that any function of the unit has; `reify` takes as many closures as
//!   its type has methods; a field access takes no arguments.
//! * **P8** Every jump goes to an instruction of the same arity; `loop` goes backward or to itself, every
//!   other jump forward.
//! * **P9** Every switch table belongs to exactly one `switch`; its constants are values, its targets are
//!   instructions after that `switch`.
//! * **P10** There is code, and the last instruction is a terminator: control never runs off the end.
//! * **P11** Handler ranges are not empty and lie in the code; a handler's target is an instruction at or
//!   after the end of its range; its registers lie in the frame.
//! * **P12** On every path to an instruction, handler entries included, each register it reads has been
//!   assigned and not been moved or cleared since.
//! * **P13** No instruction moves a register that another of its operands reads.
//! * **P14** Line tables ascend strictly within the code; names of locals have ranges in the code and
//!   registers in the frame.
//! * **P15** The analysis of P12 ended within its budget, which is far beyond compiled code.
//!
//! From P8, P9 and P11 follows that every cycle passes a `loop`, hence a safepoint. What is *not* proven:
//! that a register holds a value of a particular type, that `monitor` instructions pair up, that classes,
//! natives and members exist. The VM checks those when it links or runs.
//!
//! `structure` checks everything but P12, P13 and P15, which are in `flow`.

mod flow;
mod structure;
#[cfg(test)]
mod tests;

use crate::code::Unit;
use crate::disasm::print_insn;
use crate::ids::{FuncId, Pc};
use std::fmt;

/// How many errors are kept; a hostile unit could have one per byte.
const MAX_ERRORS: usize = 100;

/// A property that a unit does not have, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The number of the property in the module's list.
    pub property: u8,
    pub function: Option<FuncId>,
    /// Index in the function's arity table.
    pub arity: Option<usize>,
    pub pc: Option<Pc>,
    /// The instruction as text.
    pub insn: Option<String>,
    pub message: String,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{}", self.property)?;
        if let Some(function) = self.function {
            write!(f, " in {function}")?;
        }
        if let Some(arity) = self.arity {
            write!(f, " arity {arity}")?;
        }
        if let Some(pc) = self.pc {
            write!(f, " at {pc}")?;
        }
        if let Some(insn) = &self.insn {
            write!(f, " `{insn}`")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// All that is wrong with a unit (at most the first hundred things). Never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyErrors(pub Vec<VerifyError>);

impl fmt::Display for VerifyErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for VerifyErrors {}

/// Whether the unit has all properties.
pub fn verify(unit: &Unit) -> Result<(), VerifyErrors> {
    let mut verifier = Verifier::new(unit);
    verifier.constants();
    verifier.chunks();
    for i in 0..unit.functions.len() {
        if let Some(id) = FuncId::from_index(i) {
            verifier.function(id);
        }
    }
    verifier.finish()
}

/// Whether the constants and chunks of the unit have their properties (P1, P2). Together with
/// [`verify_function`] for every function this is [`verify`], for callers that verify lazily.
pub fn verify_tables(unit: &Unit) -> Result<(), VerifyErrors> {
    let mut verifier = Verifier::new(unit);
    verifier.constants();
    verifier.chunks();
    verifier.finish()
}

/// Whether one function has the properties of functions and code (P3 and on).
pub fn verify_function(unit: &Unit, id: FuncId) -> Result<(), VerifyErrors> {
    let mut verifier = Verifier::new(unit);
    verifier.function(id);
    verifier.finish()
}

/// The place that is being verified.
#[derive(Clone, Copy, Default)]
struct At {
    function: Option<FuncId>,
    arity: Option<usize>,
    pc: Option<Pc>,
}

struct Verifier<'a> {
    unit: &'a Unit,
    /// The most captures that any function of the unit has, once somebody asked.
    max_captures: Option<u16>,
    at: At,
    errors: Vec<VerifyError>,
    /// What is left of the steps that the analysis of P12 may take.
    budget: usize,
}

impl<'a> Verifier<'a> {
    fn new(unit: &'a Unit) -> Verifier<'a> {
        Verifier { unit, max_captures: None, at: At::default(), errors: Vec::new(), budget: flow::BASE_BUDGET }
    }

    fn max_captures(&mut self) -> u16 {
        let unit = self.unit;
        let all = || unit.functions.iter().map(|function| function.captures).max().unwrap_or(0);
        *self.max_captures.get_or_insert_with(all)
    }

    fn error(&mut self, property: u8, message: impl Into<String>) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        let At { function, arity, pc } = self.at;
        let insn = || {
            let code = &self.unit.function(function?)?.arities.get(arity?)?.code;
            Some(print_insn(*code.get(pc?.index())?, pc?))
        };
        let (insn, message) = (insn(), message.into());
        self.errors.push(VerifyError { property, function, arity, pc, insn, message });
    }

    fn finish(self) -> Result<(), VerifyErrors> {
        if self.errors.is_empty() { Ok(()) } else { Err(VerifyErrors(self.errors)) }
    }

    fn function(&mut self, id: FuncId) {
        self.at = At { function: Some(id), ..At::default() };
        let Some(function) = self.unit.function(id) else {
            return self.error(7, "there is no such function");
        };
        self.arity_table(function);
        for (i, arity) in function.arities.iter().enumerate() {
            self.at = At { function: Some(id), arity: Some(i), pc: None };
            let before = self.errors.len();
            self.arity_structure(function, arity);
            self.budget = self.budget.saturating_add(arity.code.len().saturating_mul(flow::BUDGET_PER_INSN));
            // The analysis of paths needs sound jumps and registers to begin with.
            if self.errors.len() == before && before < MAX_ERRORS {
                self.flow(arity);
            }
        }
    }
}
