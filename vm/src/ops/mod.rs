//! Handlers of instructions, a file per family of the instruction table.
//!
//! A handler gets the thread, its machine, the state of the loop and the instruction, does the common
//! case in a few lines and calls a cold function for the rest. On success `s` describes the frame that
//! runs next; on an error it describes the frame on top, at the instruction that failed.
//!
//! Slow paths that may run Lisle code save the place first ([`M::save`]), so that whoever is called finds
//! a complete stack. Nothing here decides what an exception does: see `unwind`.

pub mod apply;
pub mod arith;
pub mod array;
pub mod call;
pub mod callable;
pub mod closure;
pub mod collection;
pub mod compare;
pub mod exception;
pub mod field;
pub mod fused;
pub mod host;
pub mod jump;
pub mod load;
pub mod reference;
pub mod seqs;
pub mod var;

use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::number::MathContextSource;
use runtime::{Error, Result, Thread, Value};

/// Why the loop does not simply go on.
pub enum Stop {
    /// An exception, to be unwound from the frame on top.
    Error(Error),
    /// The outermost frame of this loop has returned; the result is in the machine.
    Exit,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

/// What a handler returns.
pub type Flow = std::result::Result<(), Stop>;

/// An operation on two numbers that runs no Lisle code. The last argument says how decimals round.
type Binary = fn(&Value, &Value, &dyn MathContextSource) -> Result<Value>;

/// An operation on two bit patterns.
type Bits = fn(&Value, &Value) -> Result<Value>;

/// Clears the operands in `b` and `c` whose last use this was.
#[inline(always)]
fn consume_bc(regs: Regs, i: &Insn) {
    if i.n == 0 {
        return;
    }
    if i.moves_b() {
        regs.clear(i.b);
    }
    if i.moves_c() {
        regs.clear(i.c);
    }
}

#[inline(always)]
fn consume_b(regs: Regs, i: &Insn) {
    if i.moves_b() {
        regs.clear(i.b);
    }
}

/// Ends an instruction with operands in `b` and `c`.
fn finish_bc(regs: Regs, i: &Insn, value: Value) {
    consume_bc(regs, i);
    regs.set(i.a, value);
}

/// Ends an instruction with an operand in `b`.
fn finish_b(regs: Regs, i: &Insn, value: Value) {
    consume_b(regs, i);
    regs.set(i.a, value);
}

/// The slow path of an operation on two registers.
#[cold]
#[inline(never)]
fn binary(t: &mut Thread, regs: Regs, i: &Insn, f: Binary) -> Result<()> {
    let value = f(regs.get(i.b), regs.get(i.c), t)?;
    finish_bc(regs, i, value);
    Ok(())
}

/// The slow path of an operation on a register and a small constant.
#[cold]
#[inline(never)]
fn binary_int(t: &mut Thread, regs: Regs, i: &Insn, f: Binary) -> Result<()> {
    let value = f(regs.get(i.b), &Value::long(i64::from(i.c as i16)), t)?;
    finish_b(regs, i, value);
    Ok(())
}

/// The slow path of an operation on a register and a constant.
#[cold]
#[inline(never)]
fn binary_const(t: &mut Thread, regs: Regs, i: &Insn, constant: &Value, f: Binary) -> Result<()> {
    let value = f(regs.get(i.b), constant, t)?;
    finish_b(regs, i, value);
    Ok(())
}

/// The slow path of a bit operation on two registers.
#[cold]
#[inline(never)]
fn bits(regs: Regs, i: &Insn, f: Bits) -> Result<()> {
    let value = f(regs.get(i.b), regs.get(i.c))?;
    finish_bc(regs, i, value);
    Ok(())
}

/// The slow path of a bit operation on a register and a small constant.
#[cold]
#[inline(never)]
fn bits_int(regs: Regs, i: &Insn, f: Bits) -> Result<()> {
    let value = f(regs.get(i.b), &Value::long(i64::from(i.c as i16)))?;
    finish_b(regs, i, value);
    Ok(())
}

/// Saves the place before something that may run Lisle code.
#[inline(always)]
fn about_to_call(m: M, s: &State) {
    m.save(s);
}

/// Used by handlers that need no thread, to keep one signature for all.
#[inline(always)]
fn unused(_: &mut Thread, _: M) {}
