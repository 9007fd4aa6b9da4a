//! Seqs: the steps of every walk and of every lazy seq, for the code of the core library.
//!
//! Each step has two ways. The quick one takes cells of `cons` and lazy seqs that have been run, calls nothing that could
//! fail, and says whether it was enough; it is not inlined, so that the loop stays small. The other one first runs the lazy seq
//! that the step needs, in a frame of its own after which the instruction runs again, so that nothing nests natively, and
//! then leaves the step to the runtime. The functions of `clojure.core` that programs name are natives, which do the same.

use super::callable::force_in_frame;
use super::{Flow, about_to_call, consume_b, finish_b, unused};
use crate::stack::{M, Regs, State};
use bytecode::{Insn, Op};
use runtime::coll::list::{self, List};
use runtime::reduced::Reduced;
use runtime::seq::cons::Cons;
use runtime::seq::{self, LazySeq};
use runtime::{Kind, Result, Thread, Value, ops};

/// A step in two ways.
macro_rules! steps {
    ($($name:ident: $quick:ident, $slow:ident;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            if $quick(s.regs, i) {
                return Ok(());
            }
            *s = $slow(t, m, *s, i)?;
            Ok(())
        }
    )* };
}

steps! {
    seq: quick_seq, slow_seq;
    first: quick_first, slow_first;
    next: quick_next, slow_next;
    rest: quick_rest, slow_rest;
}

/// A seq that is nil or has an element, if that can be told of `value` without running anything.
#[inline(always)]
fn known_seq(value: &Value) -> Option<&Value> {
    match value.kind() {
        None if value.is_nil() => Some(value),
        Some(Kind::LazySeq) => value.get::<LazySeq>()?.realized(),
        Some(kind) if seq::is_full_seq(kind) => Some(value),
        _ => None,
    }
}

/// The operand, moved out if the instruction does that.
#[inline(always)]
fn operand(regs: Regs, i: &Insn) -> Value {
    if i.moves_b() { regs.take(i.b) } else { regs.get(i.b).clone() }
}

#[inline(never)]
fn quick_seq(regs: Regs, i: &Insn) -> bool {
    let Some(seq) = known_seq(regs.get(i.b)) else { return false };
    if i.moves_b() && seq.identical(regs.get(i.b)) {
        let seq = regs.take(i.b);
        regs.put(i.a, seq);
        return true;
    }
    let seq = seq.clone();
    finish(regs, i, seq)
}

#[inline(never)]
fn quick_first(regs: Regs, i: &Insn) -> bool {
    let Some(seq) = known_seq(regs.get(i.b)) else { return false };
    let first = if let Some(cell) = seq.get::<Cons>() {
        cell.first.clone()
    } else if let Some(list) = seq.get::<List>() {
        list.first.clone()
    } else if seq.is_nil() {
        Value::NIL
    } else {
        return false;
    };
    finish(regs, i, first)
}

#[inline(never)]
fn quick_next(regs: Regs, i: &Insn) -> bool {
    let Some(seq) = known_seq(regs.get(i.b)) else { return false };
    let next = if let Some(cell) = seq.get::<Cons>() {
        match known_seq(&cell.rest) {
            Some(next) => next.clone(),
            None => return false,
        }
    } else if let Some(list) = seq.get::<List>() {
        list.next.as_ref().map_or(Value::NIL, |next| next.to_value())
    } else if seq.is_nil() {
        Value::NIL
    } else {
        return false;
    };
    finish(regs, i, next)
}

#[inline(never)]
fn quick_rest(regs: Regs, i: &Insn) -> bool {
    let Some(seq) = known_seq(regs.get(i.b)) else { return false };
    let Some(cell) = seq.get::<Cons>() else { return false };
    if cell.rest.is_nil() {
        return false;
    }
    let rest = cell.rest.clone();
    finish(regs, i, rest)
}

/// Ends a quick step.
#[inline(always)]
fn finish(regs: Regs, i: &Insn, value: Value) -> bool {
    if i.moves_b() {
        regs.clear(i.b);
    }
    regs.put(i.a, value);
    true
}

/// A frame that runs the operand, if that is a lazy seq that has not been run.
fn forced(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<Option<State>> {
    about_to_call(m, &s);
    match s.regs.get(i.b).as_ref::<LazySeq>() {
        Some(lazy) if lazy.realized().is_none() => force_in_frame(t, m, s, lazy),
        _ => Ok(None),
    }
}

#[inline(never)]
fn slow_seq(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State> {
    if let Some(state) = forced(t, m, s, i)? {
        return Ok(state);
    }
    let seq = seq::seq(t, s.regs.get(i.b))?;
    finish_b(s.regs, i, seq);
    Ok(s)
}

#[inline(never)]
fn slow_first(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State> {
    if let Some(state) = forced(t, m, s, i)? {
        return Ok(state);
    }
    let first = seq::first(t, s.regs.get(i.b))?;
    finish_b(s.regs, i, first);
    Ok(s)
}

#[inline(never)]
fn slow_next(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State> {
    if let Some(state) = forced(t, m, s, i)? {
        return Ok(state);
    }
    if let Some(lazy) = seq::walk::pending_rest(s.regs.get(i.b))
        && let Some(state) = force_in_frame(t, m, s, lazy)?
    {
        return Ok(state);
    }
    let next = seq::next_owned(t, operand(s.regs, i))?;
    s.regs.set(i.a, next);
    Ok(s)
}

#[inline(never)]
fn slow_rest(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State> {
    if let Some(state) = forced(t, m, s, i)? {
        return Ok(state);
    }
    let rest = seq::rest_owned(t, operand(s.regs, i))?;
    s.regs.set(i.a, rest);
    Ok(s)
}

#[inline(always)]
pub fn cons(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    Ok(consed(t, s.regs, i)?)
}

#[inline(never)]
fn consed(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    let first = operand(regs, i);
    let rest = if i.moves_c() { regs.take(i.c) } else { regs.get(i.c).clone() };
    let cell = match rest.kind() {
        None if rest.is_nil() => list::cell(first, None, Value::NIL).into(),
        _ if seq::is_seq(&rest) => Cons::new_value(first, rest),
        _ => seq::cons(t, first, rest)?,
    };
    regs.set(i.a, cell);
    Ok(())
}

#[inline(always)]
pub fn lazy_seq(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let lazy = LazySeq::new(operand(s.regs, i));
    s.regs.put(i.a, lazy);
    Ok(())
}

#[inline(always)]
pub fn is_chunked(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let answer = match s.regs.get(i.b).kind() {
        Some(Kind::Cons | Kind::List) => false,
        _ => ops::chunk::is_chunked_seq(s.regs.get(i.b)),
    };
    finish_b(s.regs, i, Value::bool(answer));
    Ok(())
}

#[inline(always)]
pub fn is_reduced(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let answer = s.regs.get(i.b).is::<Reduced>();
    consume_b(s.regs, i);
    // Each step of a reduction asks, and nearly all of them only to go on if not: that is done right here.
    let next = s.peek();
    if next.op == Op::JumpIfNot && next.a == i.a && next.moves_a() {
        s.fetch();
        if !answer {
            s.jump(next.sbx());
        }
        return Ok(());
    }
    s.regs.put(i.a, Value::bool(answer));
    Ok(())
}
