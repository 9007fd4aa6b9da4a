//! Arithmetic: longs and doubles inline, every other number in `runtime::number::ops`.
//!
//! A result that is not counted overwrites the destination without looking at it (emitters keep
//! destinations dead); slow paths drop what was there.

use super::{Binary, Flow, binary, binary_const, binary_int, bits, bits_int, finish_b, unused};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::number::{bits as bit, cast, ops as number, unchecked};
use runtime::value::{Mark, Tag};
use runtime::{Result, Thread, Value};

/// Two registers: a checked operation on longs, an operation on doubles, everything.
macro_rules! arithmetic {
    ($($name:ident: $long:ident, |$x:ident, $y:ident| $double:expr, $slow:path;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let (a, b) = (s.regs.get(i.b), s.regs.get(i.c));
            if a.tag() == Tag::Long && b.tag() == Tag::Long {
                if let Some(z) = (a.bits() as i64).$long(b.bits() as i64) {
                    s.regs.put(i.a, Value::long(z));
                    return Ok(());
                }
            } else if a.tag() == Tag::Double && b.tag() == Tag::Double {
                let ($x, $y) = (f64::from_bits(a.bits()), f64::from_bits(b.bits()));
                s.regs.put(i.a, Value::double($double));
                return Ok(());
            }
            Ok(binary(t, s.regs, i, $slow)?)
        }
    )* };
}

arithmetic! {
    add: checked_add, |x, y| x + y, number::add;
    sub: checked_sub, |x, y| x - y, number::sub;
    mul: checked_mul, |x, y| x * y, number::mul;
}

/// Doubles, from two registers or a register and a constant; anything else goes the general way.
macro_rules! doubles {
    ($($name:ident $name_const:ident: |$x:ident, $y:ident| $double:expr, $slow:path;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            if let (Some($x), Some($y)) = (s.regs.get(i.b).as_double(), s.regs.get(i.c).as_double()) {
                s.regs.put(i.a, Value::double($double));
                return Ok(());
            }
            Ok(binary(t, s.regs, i, $slow)?)
        }

        #[inline(always)]
        pub fn $name_const(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let constant = s.constant(u32::from(i.c));
            if let (Some($x), Some($y)) = (s.regs.get(i.b).as_double(), constant.as_double()) {
                s.regs.put(i.a, Value::double($double));
                return Ok(());
            }
            Ok(binary_const(t, s.regs, i, constant, $slow)?)
        }
    )* };
}

doubles! {
    add_double add_const: |x, y| x + y, number::add;
    sub_double sub_const: |x, y| x - y, number::sub;
    mul_double mul_const: |x, y| x * y, number::mul;
}

/// Two registers holding longs: an operation that may decline; no fast path for doubles.
macro_rules! long_only {
    ($($name:ident: |$x:ident, $y:ident| $long:expr, |$t:ident, $regs:ident, $i:ident| $slow:expr;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            if let (Some($x), Some($y)) = (s.regs.get(i.b).as_long(), s.regs.get(i.c).as_long())
                && let Some(z) = $long
            {
                s.regs.put(i.a, Value::long(z));
                return Ok(());
            }
            let ($t, $regs, $i) = (t, s.regs, i);
            Ok($slow?)
        }
    )* };
}

long_only! {
    quot: |x, y| x.checked_div(y), |t, regs, i| binary(t, regs, i, number::quot);
    rem: |x, y| x.checked_rem(y), |t, regs, i| binary(t, regs, i, number::rem);
    quot_long: |x, y| x.checked_div(y), |t, regs, i| binary(t, regs, i, number::quot_primitive);
    rem_long: |x, y| x.checked_rem(y), |t, regs, i| binary(t, regs, i, number::rem_primitive);
    wrap_add: |x, y| Some(x.wrapping_add(y)), |t, regs, i| binary(t, regs, i, unchecked::add);
    wrap_sub: |x, y| Some(x.wrapping_sub(y)), |t, regs, i| binary(t, regs, i, unchecked::sub);
    wrap_mul: |x, y| Some(x.wrapping_mul(y)), |t, regs, i| binary(t, regs, i, unchecked::mul);
    bit_and: |x, y| Some(x & y), |_t, regs, i| bits(regs, i, bit::and);
    bit_or: |x, y| Some(x | y), |_t, regs, i| bits(regs, i, bit::or);
    bit_xor: |x, y| Some(x ^ y), |_t, regs, i| bits(regs, i, bit::xor);
    shl: |x, y| Some(x.wrapping_shl(y as u32)), |_t, regs, i| bits(regs, i, bit::shift_left);
    shr: |x, y| Some(x.wrapping_shr(y as u32)), |_t, regs, i| bits(regs, i, bit::shift_right);
    ushr: |x, y| Some((x as u64).wrapping_shr(y as u32) as i64), |_t, regs, i| bits(regs, i, bit::unsigned_shift_right);
}

#[inline(always)]
pub fn const_div(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let constant = s.constant(u32::from(i.c));
    let divisor = s.regs.get(i.b);
    let y = match divisor.tag() {
        Tag::Double => Some(f64::from_bits(divisor.bits())),
        Tag::Long => Some(divisor.bits() as i64 as f64),
        _ => None,
    };
    if let (Some(x), Some(y)) = (constant.as_double(), y) {
        s.regs.put(i.a, Value::double(x / y));
        return Ok(());
    }
    Ok(binary_const(t, s.regs, i, constant, |y, x, cx| number::div_primitive(x, y, cx))?)
}

#[inline(always)]
pub fn div(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    if let (Some(x), Some(y)) = (s.regs.get(i.b).as_double(), s.regs.get(i.c).as_double())
        && y != 0.0
    {
        s.regs.put(i.a, Value::double(x / y));
        return Ok(());
    }
    Ok(binary(t, s.regs, i, number::div)?)
}

#[inline(always)]
pub fn div_double(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    if let (Some(x), Some(y)) = (s.regs.get(i.b).as_double(), s.regs.get(i.c).as_double()) {
        s.regs.put(i.a, Value::double(x / y));
        return Ok(());
    }
    Ok(binary(t, s.regs, i, number::div_primitive)?)
}

/// A register and a small constant.
macro_rules! with_int {
    ($($name:ident: |$x:ident, $y:ident| $long:expr, |$t:ident, $regs:ident, $i:ident| $slow:expr;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let a = s.regs.get(i.b);
            if a.tag() == Tag::Long {
                let ($x, $y) = (a.bits() as i64, i64::from(i.c as i16));
                if let Some(z) = $long {
                    s.regs.put(i.a, Value::long(z));
                    return Ok(());
                }
            }
            let ($t, $regs, $i) = (t, s.regs, i);
            Ok($slow?)
        }
    )* };
}

with_int! {
    quot_int: |x, y| x.checked_div(y), |t, regs, i| binary_int(t, regs, i, number::quot);
    rem_int: |x, y| x.checked_rem(y), |t, regs, i| binary_int(t, regs, i, number::rem);
    quot_pow2: |x, k| Some(x.wrapping_add(bias(x, k)).wrapping_shr(k as u32)), |t, regs, i| binary_pow2(t, regs, i, number::quot);
    rem_pow2: |x, k| Some((x.wrapping_add(bias(x, k)) & low_bits(k)).wrapping_sub(bias(x, k))), |t, regs, i| binary_pow2(t, regs, i, number::rem);
    add_int: |x, y| x.checked_add(y), |t, regs, i| binary_int(t, regs, i, number::add);
    sub_int: |x, y| x.checked_sub(y), |t, regs, i| binary_int(t, regs, i, number::sub);
    mul_int: |x, y| x.checked_mul(y), |t, regs, i| binary_int(t, regs, i, number::mul);
    wrap_add_int: |x, y| Some(x.wrapping_add(y)), |t, regs, i| binary_int(t, regs, i, unchecked::add);
    bit_and_int: |x, y| Some(x & y), |_t, regs, i| bits_int(regs, i, bit::and);
    shl_int: |x, y| Some(x.wrapping_shl(y as u32)), |_t, regs, i| bits_int(regs, i, bit::shift_left);
    shr_int: |x, y| Some(x.wrapping_shr(y as u32)), |_t, regs, i| bits_int(regs, i, bit::shift_right);
}

/// As many ones.
#[inline(always)]
fn low_bits(k: i64) -> i64 {
    1_i64.wrapping_shl(k as u32).wrapping_sub(1)
}

/// What a number that is to be divided by a power of two is short of, so that a shift rounds to zero.
#[inline(always)]
fn bias(x: i64, k: i64) -> i64 {
    (x >> 63) & low_bits(k)
}

/// The slow path of an operation with a power of two, whose exponent the instruction holds.
#[cold]
#[inline(never)]
fn binary_pow2(t: &mut Thread, regs: Regs, i: &Insn, f: Binary) -> Result<()> {
    binary_const(t, regs, i, &Value::long(1_i64.wrapping_shl(u32::from(i.c))), f)
}

/// Two registers, in place: nothing happens if both hold what is wanted.
macro_rules! in_place {
    ($($name:ident: $tag:path, $convert:path;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            let is = |value: &Value| value.tag() == $tag && value.mark() == Mark::None;
            if is(s.regs.get(i.a)) && is(s.regs.get(i.b)) {
                return Ok(());
            }
            Ok(convert(s.regs, i, $convert)?)
        }
    )* };
}

in_place! {
    to_longs: Tag::Long, cast::long;
    to_doubles: Tag::Double, cast::double;
}

#[cold]
#[inline(never)]
fn convert(regs: Regs, i: &Insn, f: fn(&Value) -> Result<Value>) -> Result<()> {
    for r in [i.a, i.b] {
        regs.set(r, f(regs.get(r))?);
    }
    Ok(())
}

/// `(long x)`: what primitive parameters and results declared `^long` go through.
#[inline(always)]
pub fn to_long(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    match s.regs.get(i.b).as_long() {
        Some(n) => s.regs.put(i.a, Value::long(n)),
        None => finish_b(s.regs, i, cast::long(s.regs.get(i.b))?),
    }
    Ok(())
}

/// `(double x)`
#[inline(always)]
pub fn to_double(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let value = s.regs.get(i.b);
    match value.tag() {
        Tag::Double => s.regs.put(i.a, Value::double(f64::from_bits(value.bits()))),
        Tag::Long => s.regs.put(i.a, Value::double(value.bits() as i64 as f64)),
        _ => finish_b(s.regs, i, cast::double(value)?),
    }
    Ok(())
}

/// `(Math/sqrt x)`
#[inline(always)]
pub fn sqrt(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    match s.regs.get(i.b).as_double() {
        Some(x) => s.regs.put(i.a, Value::double(x.sqrt())),
        None => {
            let x = cast::double(s.regs.get(i.b))?.as_double().unwrap_or(f64::NAN);
            finish_b(s.regs, i, Value::double(x.sqrt()));
        }
    }
    Ok(())
}

#[inline(always)]
pub fn neg(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let a = s.regs.get(i.b);
    match a.tag() {
        Tag::Long if a.bits() != i64::MIN as u64 => s.regs.put(i.a, Value::long(-(a.bits() as i64))),
        Tag::Double => s.regs.put(i.a, Value::double(-f64::from_bits(a.bits()))),
        _ => finish_b(s.regs, i, number::neg(a, t)?),
    }
    Ok(())
}

#[inline(always)]
pub fn bit_not(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    match s.regs.get(i.b).as_long() {
        Some(x) => s.regs.put(i.a, Value::long(!x)),
        None => finish_b(s.regs, i, bit::not(s.regs.get(i.b))?),
    }
    Ok(())
}
