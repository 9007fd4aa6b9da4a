//! Constants, moves between registers, captured values.

use super::{Flow, unused};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::function::Function;
use runtime::{Error, Thread, Value};

#[inline(always)]
pub fn nil(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.put(i.a, Value::NIL);
    Ok(())
}

#[inline(always)]
pub fn true_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.put(i.a, Value::TRUE);
    Ok(())
}

#[inline(always)]
pub fn false_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.put(i.a, Value::FALSE);
    Ok(())
}

#[inline(always)]
pub fn int(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.put(i.a, Value::long(i64::from(i.sbx())));
    Ok(())
}

#[inline(always)]
pub fn const_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.put(i.a, s.constant_of(i).clone());
    Ok(())
}

#[inline(always)]
pub fn move_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.shift(i.a, i.b);
    Ok(())
}

#[inline(always)]
pub fn copy(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.copy(i.a, i.b);
    Ok(())
}

#[inline(always)]
pub fn clear(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.clear(i.a);
    Ok(())
}

#[inline(always)]
pub fn capture(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    match s.regs.callee().as_ref::<Function>().and_then(|f| f.tail().get(i.bx() as usize)) {
        Some(value) => {
            s.regs.load(i.a, value);
            Ok(())
        }
        None => Err(no_capture().into()),
    }
}

/// The last use of a captured value in a function that is called once: the value itself, so that the function
/// does not keep it while it runs. A function that somebody else holds too keeps its own.
#[inline(always)]
pub fn take_capture(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    match taken(s.regs, i.bx() as usize) {
        Some(value) => {
            s.regs.put(i.a, value);
            Ok(())
        }
        None => capture(t, m, s, i),
    }
}

#[inline(never)]
fn taken(regs: Regs, index: usize) -> Option<Value> {
    let callee = regs.back(1).slice(0, 1).first_mut()?;
    let (_, captured) = callee.as_mut::<Function>()?.get_mut()?;
    captured.get_mut(index).map(Value::take)
}

#[inline(always)]
pub fn self_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.regs.put(i.a, s.regs.callee().clone());
    Ok(())
}

/// The verifier compares capture counts, so this is not met by verified code.
#[cold]
fn no_capture() -> Error {
    Error::illegal_state("The running function has no such captured value")
}
