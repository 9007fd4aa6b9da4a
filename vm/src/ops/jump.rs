//! Jumps, fused comparisons, loops, switches.

use super::compare::{Comparison, fast_eq, fast_ge, fast_gt, fast_le, fast_lt, fast_num_eq};
use super::{Flow, about_to_call, unused};
use crate::frame::{CaseIndex, LinkedSwitch};
use crate::safepoint;
use crate::stack::{M, Regs, State};
use bytecode::{Insn, Op};
use runtime::number::compare as number;
use runtime::value::Tag;
use runtime::{Result, Thread, Value};

#[inline(always)]
pub fn jump(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    s.jump(i.sbx());
    Ok(())
}

#[inline(always)]
pub fn loop_(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    t.budget -= 1;
    if t.budget < 0 {
        about_to_call(m, s);
        safepoint::poll_in_loop(t, m)?;
    }
    s.jump(i.sbx());
    // Most loops begin with a comparison of longs: it runs right here, which saves a dispatch each time around.
    let next = s.peek();
    if next.op == Op::JumpNotLt
        && let (Some(x), Some(y)) = (s.regs.get(next.a).as_long(), s.regs.get(next.b).as_long())
    {
        s.fetch();
        branch_unless(s, next, x < y);
    }
    Ok(())
}

/// Jumps on a property of one register.
macro_rules! on_value {
    ($($name:ident: $test:expr;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let test: fn(&Value) -> bool = $test;
            let taken = test(s.regs.get(i.a));
            if i.moves_a() {
                s.regs.clear(i.a);
            }
            if taken {
                std::hint::cold_path();
                s.jump(i.sbx());
            }
            Ok(())
        }
    )* };
}

on_value! {
    jump_if: |v| v.is_truthy();
    jump_if_not: |v| !v.is_truthy();
    jump_if_nil: |v| v.is_nil();
    jump_if_not_nil: |v| !v.is_nil();
}

/// The hint keeps the compiler from computing the next place without a branch: predicted branches do not
/// wait for the comparison, a computed address does.
#[inline(always)]
fn branch_unless(s: &mut State, i: &Insn, holds: bool) {
    if !holds {
        std::hint::cold_path();
        s.jump(i32::from(i.c as i16));
    }
}

fn consume_ab(regs: Regs, i: &Insn) {
    if i.moves_a() {
        regs.clear(i.a);
    }
    if i.moves_b() {
        regs.clear(i.b);
    }
}

/// Numeric comparisons of two registers, then the same with a small constant.
macro_rules! numeric {
    ($($name:ident $name_int:ident: $fast:ident, $op:tt, $slow:path;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let holds = match $fast(s.regs.get(i.a), s.regs.get(i.b)) {
                Some(holds) => holds,
                None => slow(t, s.regs, i, $slow)?,
            };
            branch_unless(s, i, holds);
            Ok(())
        }

        #[inline(always)]
        pub fn $name_int(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let a = s.regs.get(i.a);
            let holds = match a.tag() {
                Tag::Long => (a.bits() as i64) $op i64::from(i.b as i16),
                Tag::Double => f64::from_bits(a.bits()) $op f64::from(i.b as i16),
                _ => slow_int(t, s.regs, i, $slow)?,
            };
            branch_unless(s, i, holds);
            Ok(())
        }
    )* };
}

numeric! {
    jump_not_lt jump_not_lt_int: fast_lt, <, number::lt;
    jump_not_le jump_not_le_int: fast_le, <=, number::le;
    jump_not_gt jump_not_gt_int: fast_gt, >, number::gt;
    jump_not_ge jump_not_ge_int: fast_ge, >=, number::ge;
    jump_not_num_eq jump_not_num_eq_int: fast_num_eq, ==, number::num_eq;
}

#[cold]
#[inline(never)]
fn slow(t: &Thread, regs: Regs, i: &Insn, f: Comparison) -> Result<bool> {
    let holds = f(regs.get(i.a), regs.get(i.b), t)?;
    consume_ab(regs, i);
    Ok(holds)
}

#[cold]
#[inline(never)]
fn slow_int(t: &Thread, regs: Regs, i: &Insn, f: Comparison) -> Result<bool> {
    let holds = f(regs.get(i.a), &Value::long(i64::from(i.b as i16)), t)?;
    if i.moves_a() {
        regs.clear(i.a);
    }
    Ok(holds)
}

#[inline(always)]
pub fn jump_not_eq(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let holds = match fast_eq(s.regs.get(i.a), s.regs.get(i.b)) {
        Some(holds) => {
            consume_ab(s.regs, i);
            holds
        }
        None => {
            about_to_call(m, s);
            slow_eq(t, s.regs, i)?
        }
    };
    branch_unless(s, i, holds);
    Ok(())
}

#[cold]
#[inline(never)]
fn slow_eq(t: &mut Thread, regs: Regs, i: &Insn) -> Result<bool> {
    let holds = runtime::equality::equiv(t, regs.get(i.a), regs.get(i.b))?;
    consume_ab(regs, i);
    Ok(holds)
}

#[inline(always)]
pub fn jump_not_eq_int(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let holds = match s.regs.get(i.a).as_long() {
        Some(x) => x == i64::from(i.b as i16),
        None => {
            about_to_call(m, s);
            slow_eq_int(t, s.regs, i)?
        }
    };
    branch_unless(s, i, holds);
    Ok(())
}

#[cold]
#[inline(never)]
fn slow_eq_int(t: &mut Thread, regs: Regs, i: &Insn) -> Result<bool> {
    let holds = runtime::equality::equiv(t, regs.get(i.a), &Value::long(i64::from(i.b as i16)))?;
    if i.moves_a() {
        regs.clear(i.a);
    }
    Ok(holds)
}

#[inline(always)]
pub fn jump_not_identical(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let holds = s.regs.get(i.a).identical(s.regs.get(i.b));
    consume_ab(s.regs, i);
    branch_unless(s, i, holds);
    Ok(())
}

#[inline(always)]
pub fn switch(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    let target = select(t, m, s.regs.get(i.a), i.bx())?;
    if i.moves_a() {
        s.regs.clear(i.a);
    }
    s.pc = m.entry().start();
    s.jump(target as i32);
    Ok(())
}

/// Tables longer than this are searched by hash.
const LONG_TABLE: usize = 8;

/// The position of the case that equals `value`.
#[inline(never)]
fn select(t: &mut Thread, m: M, value: &Value, table: u32) -> Result<u32> {
    let Some(table) = m.entry().detail.as_ref().and_then(|d| d.switches.get(table as usize)) else {
        return Ok(0);
    };
    if table.cases.len() > LONG_TABLE {
        return select_by_hash(t, value, table);
    }
    for (case, target) in &table.cases {
        if matches(t, case.get(), value)? {
            return Ok(*target);
        }
    }
    Ok(table.default)
}

fn matches(t: &mut Thread, case: &Value, value: &Value) -> Result<bool> {
    match fast_eq(case, value) {
        Some(equal) => Ok(equal),
        None => runtime::equality::equiv(t, case, value),
    }
}

fn select_by_hash(t: &mut Thread, value: &Value, table: &LinkedSwitch) -> Result<u32> {
    let index = match table.index.get() {
        Some(index) => index,
        None => {
            t.reserve(2 * table.cases.len() * size_of::<(i32, u32)>())?;
            let mut index = CaseIndex::with_room(table.cases.len());
            for (n, (case, _)) in table.cases.iter().enumerate() {
                let hash = runtime::hash::hasheq(t, case.get())?;
                t.tick()?;
                index.add(hash, n as u32, || t.tick())?;
            }
            table.index.get_or_init(|| index)
        }
    };
    let hash = runtime::hash::hasheq(t, value)?;
    for n in index.with_hash(hash) {
        t.tick()?;
        let (case, target) = &table.cases[n];
        if matches(t, case.get(), value)? {
            return Ok(*target);
        }
    }
    Ok(table.default)
}
