//! Collections: literals, and the look-ups that programs make most.

use super::callable::force_in_frame;
use super::{Flow, about_to_call, consume_b, finish_b, finish_bc, unused};
use crate::cache::{Found, Key, class_of};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::coll::array_map::ArrayMap;
use runtime::coll::vector::Vector;
use runtime::coll::{list as lists, map as maps, set as sets, vector as vectors};
use runtime::instance::Instance;
use runtime::seq::LazySeq;
use runtime::seq::chunked::chunk_nth;
use runtime::value::{Borrowed, Tag};
use runtime::{Error, Kind, Result, Thread, Value, ops, seq};

/// Takes `n` values from the window.
fn take(regs: Regs, a: u16, n: usize) -> Vec<Value> {
    regs.slice(a, n).iter_mut().map(Value::take).collect()
}

#[inline(always)]
pub fn vector(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let values = take(s.regs, i.a, i.bx() as usize);
    s.regs.set(i.a, vectors::from_vec(values).into());
    Ok(())
}

#[inline(always)]
pub fn list(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let values = take(s.regs, i.a, i.bx() as usize);
    s.regs.set(i.a, lists::from_vec(values));
    Ok(())
}

#[inline(always)]
pub fn map(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    Ok(make_map(t, s.regs, i)?)
}

#[inline(never)]
fn make_map(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    let slots = regs.slice(i.a, 2 * i.bx() as usize);
    let pairs = slots.chunks_exact_mut(2).map(|pair| (pair[0].take(), pair[1].take())).collect();
    let map = maps::from_pairs(t, pairs)?;
    regs.set(i.a, map);
    Ok(())
}

#[inline(always)]
pub fn set(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    let values = take(s.regs, i.a, i.bx() as usize);
    let set = sets::from_literal(t, values)?;
    s.regs.set(i.a, set);
    Ok(())
}

#[inline(always)]
pub fn get(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    let value = ops::get(t, s.regs.get(i.b), s.regs.get(i.c))?;
    finish_bc(s.regs, i, value);
    Ok(())
}

#[inline(always)]
pub fn get_kw(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let (coll, keyword) = (s.regs.get(i.b), s.constant(u32::from(i.c)));
    let value = match coll.kind() {
        Some(Kind::ArrayMap) => {
            coll.as_ref::<ArrayMap>().and_then(|map| map.get_keyword(keyword)).cloned().unwrap_or_default()
        }
        _ => {
            about_to_call(m, s);
            get_keyword(t, m, coll, keyword)?
        }
    };
    consume_b(s.regs, i);
    s.regs.put(i.a, value);
    Ok(())
}

/// `(get coll keyword)` where `coll` is no small map. Which field of a record a keyword names is remembered.
#[inline(never)]
pub fn get_keyword(t: &mut Thread, m: M, coll: &Value, keyword: &Value) -> Result<Value> {
    let Some(object) = coll.as_ref::<Instance>() else { return ops::get(t, coll, keyword) };
    let key = Key { site: keyword.bits() as usize, class: object.class.address() as u64, version: 0 };
    if let Some(&Found::Field(index)) = m.cache().get(key)
        && let Some(value) = object.field_at(index as usize)
    {
        return Ok(value);
    }
    if object.is_record()
        && let Some(index) = object.field_of_key(keyword)
    {
        m.cache().remember(key, Found::Field(index as u32), [keyword.clone(), class_of(coll), Value::NIL]);
    }
    ops::get(t, coll, keyword)
}

#[inline(always)]
pub fn take_out(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    about_to_call(m, s);
    Ok(taken_out(t, s.regs, i)?)
}

#[inline(never)]
fn taken_out(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    let value = match regs.slice(i.b, 1) {
        [coll] => ops::take_out(t, coll, regs.get(i.c))?,
        _ => Value::NIL,
    };
    if i.moves_c() {
        regs.clear(i.c);
    }
    regs.set(i.a, value);
    Ok(())
}

#[inline(always)]
pub fn nth(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let index = s.regs.get(i.c);
    if let Some(vector) = s.regs.get(i.b).as_ref::<Vector>()
        && index.tag() == Tag::Long
        && let Some(value) = vector.nth(index.bits() as usize)
    {
        let value = value.clone();
        consume_b(s.regs, i);
        s.regs.put(i.a, value);
        return Ok(());
    }
    Ok(slow_nth(t, m, *s, i)?)
}

#[inline(never)]
fn slow_nth(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<()> {
    let (coll, index) = (s.regs.get(i.b), s.regs.get(i.c));
    if index.tag() == Tag::Long
        && let Some(value) = chunk_nth(coll, index.bits() as usize)
    {
        finish_bc(s.regs, i, value);
        return Ok(());
    }
    about_to_call(m, &s);
    let value = match i.moves_b() && seq::is_seq(s.regs.get(i.b)) {
        true => {
            let coll = s.regs.take(i.b);
            ops::nth_owned(t, coll, s.regs.get(i.c))?
        }
        false => ops::nth(t, s.regs.get(i.b), s.regs.get(i.c))?,
    };
    finish_bc(s.regs, i, value);
    Ok(())
}

/// The element of a vector at a small index.
#[inline(always)]
fn vector_at(coll: &Value, index: u16) -> Option<Value> {
    coll.as_ref::<Vector>()?.nth(usize::from(index)).map(Borrowed::cloned)
}

#[inline(always)]
pub fn nth_int(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    if let Some(value) = vector_at(s.regs.get(i.b), i.c) {
        consume_b(s.regs, i);
        s.regs.put(i.a, value);
        return Ok(());
    }
    about_to_call(m, s);
    let value = ops::nth(t, s.regs.get(i.b), &Value::long(i64::from(i.c as i16)))?;
    finish_b(s.regs, i, value);
    Ok(())
}

#[inline(always)]
pub fn nth_int_or_nil(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    if let Some(value) = vector_at(s.regs.get(i.b), i.c) {
        consume_b(s.regs, i);
        s.regs.put(i.a, value);
        return Ok(());
    }
    about_to_call(m, s);
    let value = ops::nth_or(t, s.regs.get(i.b), &Value::long(i64::from(i.c as i16)), Value::NIL)?;
    finish_b(s.regs, i, value);
    Ok(())
}

#[inline(always)]
pub fn count(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    if let Some(vector) = s.regs.get(i.b).get::<Vector>() {
        let count = vector.len();
        consume_b(s.regs, i);
        s.regs.put(i.a, Value::long(count as i64));
        return Ok(());
    }
    *s = slow_count(t, m, *s, i)?;
    Ok(())
}

#[inline(never)]
fn slow_count(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State> {
    about_to_call(m, &s);
    let coll = if i.moves_b() { s.regs.take(i.b) } else { s.regs.get(i.b).clone() };
    if matches!(coll.kind(), Some(Kind::LazySeq | Kind::Cons | Kind::ChunkedCons)) {
        return m.enter_count(s, i.a, coll);
    }
    let count = ops::count_owned(t, coll)?;
    s.regs.set(i.a, Value::long(count as i64));
    Ok(s)
}

/// Goes on counting: as far as elements are there, then in a frame for the lazy seq that comes next.
#[inline(always)]
pub fn count_more(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    *s = counted_more(t, m, *s, i)?;
    Ok(())
}

#[inline(never)]
fn counted_more(t: &mut Thread, m: M, s: State, i: &Insn) -> Result<State> {
    about_to_call(m, &s);
    let so_far = s.regs.get(i.b).as_long().and_then(|n| usize::try_from(n).ok());
    let mut n = so_far.ok_or_else(|| Error::illegal_state("What was counted so far is no number"))?;
    loop {
        let rest = s.regs.take(i.c);
        let rest = match rest.kind() {
            Some(Kind::LazySeq) => rest,
            _ => seq::seq(t, &rest)?,
        };
        let Some(rest) = seq::walk::count_realised(t, rest, &mut n)? else {
            consume_b(s.regs, i);
            s.regs.set(i.a, Value::long(n as i64));
            return Ok(s);
        };
        // The instruction runs again when that is done.
        s.regs.set(i.b, Value::long(n as i64));
        s.regs.put(i.c, rest);
        let rest = s.regs.get(i.c);
        let lazy = rest.as_ref::<LazySeq>().or_else(|| seq::walk::pending_rest(rest));
        if let Some(lazy) = lazy
            && let Some(state) = force_in_frame(t, m, s, lazy)?
        {
            return Ok(state);
        }
    }
}
