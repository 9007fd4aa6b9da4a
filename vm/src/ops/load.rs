//! Constants, moves between registers, captured values.

use super::{Flow, unused};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::function::Function;
use runtime::{Thread, Value};

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
    let (function, index) = (s.regs.callee().as_ref::<Function>(), i.bx() as usize);
    debug_assert!(function.is_some_and(|f| index < f.tail().len()));
    // SAFETY: code with this instruction belongs to a function that captures more values than the index says (P7), a frame that
    // runs it has that function as its callee, and the instructions that made the function gave it all its captures (P5).
    let value = unsafe { function.unwrap_unchecked().tail().get_unchecked(index) };
    s.regs.load(i.a, value);
    Ok(())
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
