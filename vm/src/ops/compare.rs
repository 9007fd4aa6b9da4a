//! Comparisons whose result is a value. The fused compare-and-branch instructions are in `jump`.
//!
//! `eq` is Clojure's `=`, which may run Lisle code (a user type's `equiv`); the numeric comparisons
//! never do.

use super::{Flow, about_to_call, consume_b, consume_bc, finish_b, finish_bc, unused};
use crate::cache::{Found, Key, class_key, class_of, exception_key, kind_key};
use crate::stack::{M, Regs, State};
use bytecode::Insn;
use runtime::class::Class;
use runtime::error::{Throwable, ThrowableClass};
use runtime::number::MathContextSource;
use runtime::number::compare as number;
use runtime::value::Tag;
use runtime::{Kind, Result, Thread, Value};

/// The general comparison of two numbers.
pub(super) type Comparison = fn(&Value, &Value, &dyn MathContextSource) -> Result<bool>;

/// A comparison of numbers: on longs, on doubles, on everything.
macro_rules! numeric {
    ($($name:ident $slow_name:ident: $op:tt, $slow:path;)*) => { $(
        #[inline(always)]
        pub fn $name(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
            unused(t, m);
            match $slow_name(s.regs.get(i.b), s.regs.get(i.c)) {
                Some(result) => {
                    s.regs.put(i.a, Value::bool(result));
                    Ok(())
                }
                None => Ok(slow(t, s.regs, i, $slow)?),
            }
        }

        /// The comparison of two longs or two doubles.
        #[inline(always)]
        pub(super) fn $slow_name(a: &Value, b: &Value) -> Option<bool> {
            if a.tag() == Tag::Long && b.tag() == Tag::Long {
                Some((a.bits() as i64) $op (b.bits() as i64))
            } else if a.tag() == Tag::Double && b.tag() == Tag::Double {
                Some(f64::from_bits(a.bits()) $op f64::from_bits(b.bits()))
            } else {
                None
            }
        }
    )* };
}

numeric! {
    lt fast_lt: <, number::lt;
    le fast_le: <=, number::le;
    gt fast_gt: >, number::gt;
    ge fast_ge: >=, number::ge;
    num_eq fast_num_eq: ==, number::num_eq;
}

#[cold]
#[inline(never)]
fn slow(t: &Thread, regs: Regs, i: &Insn, f: Comparison) -> Result<()> {
    let result = f(regs.get(i.b), regs.get(i.c), t)?;
    finish_bc(regs, i, Value::bool(result));
    Ok(())
}

#[inline(always)]
pub fn lt_int(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    if let Some(x) = s.regs.get(i.b).as_long() {
        s.regs.put(i.a, Value::bool(x < i64::from(i.c as i16)));
        return Ok(());
    }
    Ok(slow_lt_int(t, s.regs, i)?)
}

#[cold]
#[inline(never)]
fn slow_lt_int(t: &Thread, regs: Regs, i: &Insn) -> Result<()> {
    let result = number::lt(regs.get(i.b), &Value::long(i64::from(i.c as i16)), t)?;
    finish_b(regs, i, Value::bool(result));
    Ok(())
}

/// `=` where identity or immediates decide.
#[inline(always)]
pub(super) fn fast_eq(a: &Value, b: &Value) -> Option<bool> {
    match (a.tag(), b.tag()) {
        (Tag::Long, Tag::Long) => Some(a.bits() == b.bits()),
        (Tag::Object, Tag::Object) => (a.bits() == b.bits()).then_some(true),
        (Tag::Nil | Tag::True | Tag::False, _) => Some(a.tag() == b.tag()),
        (_, Tag::Nil | Tag::True | Tag::False) => Some(false),
        _ => None,
    }
}

#[inline(always)]
pub fn eq(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    if let Some(result) = fast_eq(s.regs.get(i.b), s.regs.get(i.c)) {
        consume_bc(s.regs, i);
        s.regs.set(i.a, Value::bool(result));
        return Ok(());
    }
    about_to_call(m, s);
    Ok(slow_eq(t, s.regs, i)?)
}

#[cold]
#[inline(never)]
fn slow_eq(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    let result = runtime::equality::equiv(t, regs.get(i.b), regs.get(i.c))?;
    finish_bc(regs, i, Value::bool(result));
    Ok(())
}

#[inline(always)]
pub fn eq_int(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let a = s.regs.get(i.b);
    if let Some(x) = a.as_long() {
        s.regs.put(i.a, Value::bool(x == i64::from(i.c as i16)));
        return Ok(());
    }
    about_to_call(m, s);
    Ok(slow_eq_int(t, s.regs, i)?)
}

#[cold]
#[inline(never)]
fn slow_eq_int(t: &mut Thread, regs: Regs, i: &Insn) -> Result<()> {
    let result = runtime::equality::equiv(t, regs.get(i.b), &Value::long(i64::from(i.c as i16)))?;
    finish_b(regs, i, Value::bool(result));
    Ok(())
}

/// `identical?`: small integers are one object as on the JVM, where they are cached; so are all longs here.
#[inline(always)]
pub fn identical(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let result = s.regs.get(i.b).identical(s.regs.get(i.c));
    consume_bc(s.regs, i);
    s.regs.set(i.a, Value::bool(result));
    Ok(())
}

#[inline(always)]
pub fn is_nil(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let result = s.regs.get(i.b).is_nil();
    consume_b(s.regs, i);
    s.regs.set(i.a, Value::bool(result));
    Ok(())
}

#[inline(always)]
pub fn not(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    unused(t, m);
    let result = !s.regs.get(i.b).is_truthy();
    consume_b(s.regs, i);
    s.regs.set(i.a, Value::bool(result));
    Ok(())
}

#[inline(always)]
pub fn instance(t: &mut Thread, m: M, s: &mut State, i: &Insn) -> Flow {
    let class = s.constant(u32::from(i.c));
    let result = is_instance(t, m, class, s.regs.get(i.b));
    consume_b(s.regs, i);
    s.regs.set(i.a, Value::bool(result));
    Ok(())
}

/// `instance?`, remembering the answer. Of the kinds without a class key those may be remembered whose values are all
/// alike to host classes.
#[inline(never)]
pub fn is_instance(t: &Thread, m: M, class: &Value, value: &Value) -> bool {
    let Some(class) = class.as_ref::<Class>() else { return false };
    let alike = [Kind::Function, Kind::Native, Kind::ArraySeq, Kind::MapSeq, Kind::EntryPartSeq];
    let key = match (class_key(value), value.kind()) {
        (Some(key), _) => key,
        (None, Some(Kind::Throwable)) => match value.get::<Throwable>().map(|thrown| &thrown.class) {
            Some(ThrowableClass::Known(kind)) => exception_key(*kind),
            _ => return t.runtime.classes.is_instance(class, value),
        },
        (None, Some(kind)) if class.def.is_some() && alike.contains(&kind) => kind_key(kind),
        _ => return t.runtime.classes.is_instance(class, value),
    };
    let key = Key { site: class.address(), class: key, version: 0 };
    if let Some(&Found::Answer(answer)) = m.cache().get(key) {
        return answer;
    }
    let answer = t.runtime.classes.is_instance(class, value);
    if !class.is_unknown() {
        m.cache().remember(key, Found::Answer(answer), [class.to_value(), class_of(value), Value::NIL]);
    }
    answer
}
