//! `throw` and monitors. Catching is the business of `unwind`.

use super::{Flow, about_to_call, unused};
use crate::monitor;
use crate::stack::{M, State};
use bytecode::Insn;
use runtime::error::Throwable;
use runtime::{Error, ExceptionKind, Thread, Value};

#[inline(always)]
pub fn throw(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let value = s.regs.take(i.a);
    Err(thrown(value).into())
}

/// The error that throwing a value is.
#[cold]
pub fn thrown(value: Value) -> Error {
    match value.downcast::<Throwable>() {
        Ok(throwable) => Error(throwable),
        Err(value) if value.is_nil() => {
            Error::new(ExceptionKind::NullPointerException, "Cannot throw exception because \"null\" is null")
        }
        Err(value) => Error::cannot_cast(&value, "java.lang.Throwable"),
    }
}

#[inline(always)]
pub fn monitor_enter(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    Ok(monitor::enter(t, s.regs.get(i.a))?)
}

#[inline(always)]
pub fn monitor_exit(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    Ok(monitor::exit(t, s.regs.get(i.a))?)
}
