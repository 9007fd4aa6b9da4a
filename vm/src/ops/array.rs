//! Java arrays: element access and length. The arrays are `runtime::array`.

use super::{Flow, consume_bc, finish_b, unused};
use crate::stack::{M, State};
use bytecode::Insn;
use runtime::array::{self, Array};
use runtime::value::Tag;
use runtime::{Thread, Value};

#[inline(always)]
pub fn aget(t: &mut Thread, m: M, s: &mut State, i: Insn) -> Flow {
    unused(t, m);
    let (array, index) = (s.regs.get(i.b), s.regs.get(i.c));
    let found = match array.get::<Array>() {
        Some(array) if index.tag() == Tag::Long => array.get(index.bits() as usize),
        _ => None,
    };
    let value = match found {
        Some(value) => value,
        None => array::aget(array, index)?,
    };
    consume_bc(s.regs, i);
    s.regs.put(i.a, value);
    Ok(())
}

#[inline(always)]
pub fn aset(t: &mut Thread, m: M, s: &mut State, i: Insn) -> Flow {
    let _ = m;
    let (array, index, value) = (s.regs.get(i.a), s.regs.get(i.b), s.regs.get(i.c));
    let stored = match array.get::<Array>() {
        Some(array) if index.tag() == Tag::Long => array.set_number(index.bits() as usize, value),
        _ => false,
    };
    if !stored {
        array::aset(t, array, index, value.clone())?;
    }
    if i.moves_a() {
        s.regs.clear(i.a);
    }
    consume_bc(s.regs, i);
    Ok(())
}

#[inline(always)]
pub fn alength(t: &mut Thread, m: M, s: &mut State, i: Insn) -> Flow {
    unused(t, m);
    let len = array::alength(s.regs.get(i.b))?;
    finish_b(s.regs, i, Value::int(len));
    Ok(())
}
