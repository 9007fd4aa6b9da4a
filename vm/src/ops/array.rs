//! Java arrays: element access and length. The arrays are `runtime::array`.

use super::{Flow, consume_bc, finish_b, finish_bc, unused};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::array::{self, Array};
use runtime::sync::Ordering;
use runtime::value::Tag;
use runtime::{Result, Thread, Value};

#[inline(always)]
pub fn aget(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
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

#[cold]
#[inline(never)]
fn slow_aget(regs: Regs, i: &Insn) -> Result<()> {
    let value = array::aget(regs.get(i.b), regs.get(i.c))?;
    finish_bc(regs, i, value);
    Ok(())
}

#[inline(always)]
pub fn aset(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let _ = m;
    let (array, index, value) = (s.regs.get(i.a), s.regs.get(i.b), s.regs.get(i.c));
    let stored = match array.get::<Array>() {
        Some(array) if index.tag() == Tag::Long => array.set_number(index.bits() as usize, value),
        _ => false,
    };
    if stored {
        consume_abc(s.regs, i);
        return Ok(());
    }
    Ok(slow_aset(t, s.regs, i)?)
}

#[inline(never)]
fn slow_aset(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    array::aset(t, regs.get(i.a), regs.get(i.b), regs.get(i.c).clone())?;
    consume_abc(regs, i);
    Ok(())
}

fn consume_abc(regs: Regs, i: &Insn) {
    if i.moves_a() {
        regs.clear(i.a);
    }
    consume_bc(regs, i);
}

/// Reads and writes of arrays of one primitive type by long indices; anything else goes the general way. Indices and elements
/// are not counted, so that of the operands only the array may have to be released.
macro_rules! typed {
    ($($get:ident $set:ident: $cells:ident, $tag:ident, |$loaded:ident| $value:expr, |$stored:ident| $bits:expr;)*) => { $(
        #[inline(always)]
        pub fn $get(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let index = s.regs.get(i.c);
            if let Some(cells) = s.regs.get(i.b).get::<Array>().and_then(Array::$cells)
                && index.tag() == Tag::Long
                && let Some(cell) = cells.get(index.bits() as usize)
            {
                let $loaded = cell.load(Ordering::Relaxed);
                if i.moves_b() {
                    s.regs.clear(i.b);
                }
                s.regs.put(i.a, $value);
                return Ok(());
            }
            Ok(slow_aget(s.regs, i)?)
        }

        #[inline(always)]
        pub fn $set(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            let _ = m;
            let (index, value) = (s.regs.get(i.b), s.regs.get(i.c));
            if let Some(cells) = s.regs.get(i.a).get::<Array>().and_then(Array::$cells)
                && index.tag() == Tag::Long
                && value.tag() == Tag::$tag
                && let Some(cell) = cells.get(index.bits() as usize)
            {
                let $stored = value.bits();
                cell.store($bits, Ordering::Relaxed);
                if i.moves_a() {
                    s.regs.clear(i.a);
                }
                return Ok(());
            }
            Ok(slow_aset(t, s.regs, i)?)
        }
    )* };
}

typed! {
    aget_long aset_long: longs, Long, |n| Value::long(n), |bits| bits as i64;
    aget_double aset_double: doubles, Double, |bits| Value::double(f64::from_bits(bits)), |bits| bits;
}

#[inline(always)]
pub fn alength(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let len = array::alength(s.regs.get(i.b))?;
    finish_b(s.regs, i, Value::int(len));
    Ok(())
}
