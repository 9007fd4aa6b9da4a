//! Atoms: the steps of `swap!`. The atom is read where it is, not copied for a call, since each change of its count takes
//! the line of memory in which the atom lies from the threads that change it too.

use super::{Flow, about_to_call, finish_b, unused};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::reference::Atom;
use runtime::{Error, Ref, Result, Thread, Value};

#[inline(always)]
pub fn is_atom(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let answer = Value::bool(s.regs.get(i.b).is::<Atom>());
    finish_b(s.regs, i, answer);
    Ok(())
}

#[inline(always)]
pub fn atom_value(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let value = atom_in(s.regs.get(i.b))?.load();
    finish_b(s.regs, i, value);
    Ok(())
}

#[inline(always)]
pub fn compare_and_swap(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    Ok(swap_step(t, s.regs, i)?)
}

#[inline(never)]
fn swap_step(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    let new = regs.take(i.a);
    // Whoever calls this tries again.
    let changed = !t.runtime.strikes() && atom_in(regs.get(i.b))?.swap_step(t, regs.get(i.c), new)?;
    if i.moves_b() {
        regs.clear(i.b);
    }
    if i.moves_c() {
        regs.clear(i.c);
    }
    regs.set(i.a, Value::bool(changed));
    Ok(())
}

#[inline(always)]
fn atom_in(value: &Value) -> Result<&Ref<Atom>> {
    match value.as_ref::<Atom>() {
        Some(atom) => Ok(atom),
        None => Err(not_an_atom(value)),
    }
}

#[cold]
fn not_an_atom(value: &Value) -> Error {
    Error::cannot_cast(value, "clojure.lang.Atom")
}
