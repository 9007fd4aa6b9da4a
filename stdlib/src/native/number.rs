//! Natives for numbers. The arithmetic itself is `runtime::number`; here are variadic forms, coercions
//! and predicates. `clojure.lang.Numbers`.

use super::args::{long_arg, text_arg};
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::host_object::HostObject;
use runtime::number::rounding::{MathContext, RoundingMode};
use runtime::number::{self, bits, cast, compare, ops, unchecked};
use runtime::string::Str;
use runtime::value::Mark;
use runtime::{Kind, Thread, Value};

/// A fold of a binary operation over one or more arguments.
macro_rules! folds {
    ($($name:ident = $op:path;)*) => { $(
        fn $name(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
            let (first, rest) = args.split_first().ok_or_else(|| Error::arity(0, stringify!($name)))?;
            let mut acc = first.clone();
            for x in rest {
                acc = $op(&acc, x, t)?;
            }
            Ok(acc)
        }
    )* };
}

folds! {
    fold_add = ops::add;
    fold_mul = ops::mul;
    fold_add_p = ops::add_p;
    fold_mul_p = ops::mul_p;
    fold_sub = ops::sub;
    fold_sub_p = ops::sub_p;
    fold_div = ops::div;
    max = ops::max;
    min = ops::min;
}

/// The one argument of a sum or product: a number or nil, as `java.lang.Class.cast` has it.
fn only_number(x: &Value) -> Result<Value> {
    if x.is_nil() || number::object::is_number(x) {
        return Ok(x.clone());
    }
    let class = runtime::class::class_name(x);
    Err(Error::new(ExceptionKind::ClassCastException, format!("Cannot cast {class} to java.lang.Number")))
}

fn add(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [] => Ok(Value::long(0)),
        [x] => only_number(x),
        _ => fold_add(t, args),
    }
}

fn mul(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [] => Ok(Value::long(1)),
        [x] => only_number(x),
        _ => fold_mul(t, args),
    }
}

fn add_p(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [] => Ok(Value::long(0)),
        [x] => only_number(x),
        _ => fold_add_p(t, args),
    }
}

fn mul_p(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    match args {
        [] => Ok(Value::long(1)),
        [x] => only_number(x),
        _ => fold_mul_p(t, args),
    }
}

fn sub(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args.len() == 1 { ops::neg(&args[0], t) } else { fold_sub(t, args) }
}

fn sub_p(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args.len() == 1 { ops::neg_p(&args[0], t) } else { fold_sub_p(t, args) }
}

fn div(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
    if args.len() == 1 { ops::div(&Value::long(1), &args[0], t) } else { fold_div(t, args) }
}

/// A comparison that must hold between all neighbours.
macro_rules! chains {
    ($($name:ident = $op:path;)*) => { $(
        fn $name(t: &mut Thread, args: &mut [Value]) -> Result<Value> {
            for pair in args.windows(2) {
                if !$op(&pair[0], &pair[1], t)? {
                    return Ok(Value::FALSE);
                }
            }
            Ok(Value::TRUE)
        }
    )* };
}

chains! {
    lt = compare::lt;
    le = compare::le;
    gt = compare::gt;
    ge = compare::ge;
    num_eq = compare::num_eq;
}

/// Natives of one or two numbers that are one call of `runtime::number`.
macro_rules! direct {
    ($($name:ident($t:ident, $x:ident $(, $y:ident)?) = $call:expr;)*) => { $(
        fn $name($t: &mut Thread, args: &mut [Value]) -> Result<Value> {
            let _ = &$t;
            let [$x $(, $y)?] = args else { return Err(Error::arity(args.len(), stringify!($name))) };
            $call
        }
    )* };
}

direct! {
    inc(t, x) = ops::inc(x, t);
    dec(t, x) = ops::dec(x, t);
    inc_p(t, x) = ops::inc_p(x, t);
    dec_p(t, x) = ops::dec_p(x, t);
    quot(t, x, y) = ops::quot(x, y, t);
    rem(t, x, y) = ops::rem(x, y, t);
    modulo(t, x, y) = ops::modulo(x, y, t);
    abs(t, x) = ops::abs(x, t);
    is_zero(t, x) = compare::is_zero(x).map(Value::bool);
    is_pos(t, x) = compare::is_pos(x).map(Value::bool);
    is_neg(t, x) = compare::is_neg(x).map(Value::bool);
    is_even(t, x) = parity(t, x).map(Value::bool);
    is_odd(t, x) = parity(t, x).map(|even| Value::bool(!even));
    bit_not(t, x) = bits::not(x);
    bit_clear(t, x, y) = bits::clear(x, y);
    bit_set(t, x, y) = bits::set(x, y);
    bit_flip(t, x, y) = bits::flip(x, y);
    bit_test(t, x, y) = bits::test(x, y).map(Value::bool);
    shift_left(t, x, y) = bits::shift_left(x, y);
    shift_right(t, x, y) = bits::shift_right(x, y);
    unsigned_shift_right(t, x, y) = bits::unsigned_shift_right(x, y);
    unchecked_add(t, x, y) = unchecked::add(x, y, t);
    unchecked_subtract(t, x, y) = unchecked::sub(x, y, t);
    unchecked_multiply(t, x, y) = unchecked::mul(x, y, t);
    unchecked_negate(t, x) = unchecked::neg(x, t);
    unchecked_inc(t, x) = unchecked::inc(x, t);
    unchecked_dec(t, x) = unchecked::dec(x, t);
    unchecked_add_int(t, x, y) = unchecked::add_int(x, y);
    unchecked_subtract_int(t, x, y) = unchecked::sub_int(x, y);
    unchecked_multiply_int(t, x, y) = unchecked::mul_int(x, y);
    unchecked_negate_int(t, x) = unchecked::negate_int(x);
    unchecked_inc_int(t, x) = unchecked::inc_int(x);
    unchecked_dec_int(t, x) = unchecked::dec_int(x);
    unchecked_divide_int(t, x, y) = unchecked::divide_int(x, y);
    unchecked_remainder_int(t, x, y) = unchecked::remainder_int(x, y);
    unchecked_byte(t, x) = unchecked::byte(x);
    unchecked_short(t, x) = unchecked::short(x);
    unchecked_char(t, x) = unchecked::char(x);
    unchecked_int(t, x) = unchecked::int(x);
    unchecked_long(t, x) = unchecked::long(x);
    unchecked_float(t, x) = unchecked::float(x);
    unchecked_double(t, x) = unchecked::double(x);
    byte(t, x) = cast::byte(x);
    short(t, x) = cast::short(x);
    int(t, x) = cast::int(x);
    long(t, x) = cast::long(x);
    float(t, x) = cast::float(x);
    double(t, x) = cast::double(x);
    char_(t, x) = cast::char(x);
    boolean(t, x) = Ok(Value::bool(x.is_truthy()));
    num(t, x) = cast::num(x);
    bigint(t, x) = cast::bigint(x);
    biginteger(t, x) = cast::biginteger(x);
    bigdec(t, x) = cast::bigdec(x, t);
    rationalize(t, x) = cast::rationalize(x);
    numerator(t, x) = cast::numerator(x);
    denominator(t, x) = cast::denominator(x);
    is_nan(t, x) = cast::to_double(x).map(|d| Value::bool(d.is_nan()));
    is_infinite(t, x) = cast::to_double(x).map(|d| Value::bool(d.is_infinite()));
    is_number(t, x) = Ok(Value::bool(number::object::is_number(x)));
    is_integer(t, x) = Ok(Value::bool(number::object::is_integer(x)));
    is_int(t, x) = Ok(Value::bool(x.as_long().is_some()));
    is_ratio(t, x) = Ok(Value::bool(x.kind() == Some(Kind::Ratio)));
    is_decimal(t, x) = Ok(Value::bool(x.kind() == Some(Kind::BigDecimal)));
    is_float(t, x) = Ok(Value::bool(x.as_double().is_some()));
    is_double(t, x) = Ok(Value::bool(x.as_double().is_some() && x.mark() == Mark::None));
    is_rational(t, x) = Ok(Value::bool(
        number::object::is_integer(x) || matches!(x.kind(), Some(Kind::Ratio | Kind::BigDecimal))
    ));
}

fn parity(t: &mut Thread, x: &Value) -> Result<bool> {
    match compare::is_even(x) {
        Some(even) => Ok(even),
        None => {
            let text = if x.is_nil() { String::new() } else { runtime::print::text_of(t, x)? };
            Err(Error::illegal_argument(format!("Argument must be an integer: {text}")))
        }
    }
}

/// Bit operations of two or more arguments.
macro_rules! bit_folds {
    ($($name:ident = $op:path;)*) => { $(
        fn $name(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
            let mut acc = $op(&args[0], &args[1])?;
            for x in &args[2..] {
                acc = $op(&acc, x)?;
            }
            Ok(acc)
        }
    )* };
}

bit_folds! {
    bit_and = bits::and;
    bit_or = bits::or;
    bit_xor = bits::xor;
    bit_and_not = bits::and_not;
}

/// The `MathContext` of `with-precision`.
fn math_context(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let precision = i32::try_from(long_arg(&args[0])?).map_err(|_| Error::illegal_argument("Digits out of range"))?;
    let name = text_arg(&args[1])?;
    let rounding = RoundingMode::from_name(&name)
        .ok_or_else(|| Error::illegal_argument(format!("No enum constant java.math.RoundingMode.{name}")))?;
    let context = MathContext::new(precision, rounding)?;
    Ok(HostObject::new_value(context))
}

fn string_only(value: &Value) -> Result<String> {
    match value.as_ref::<Str>() {
        Some(s) => Ok(s.to_string_lossy()),
        None => Err(Error::new(ExceptionKind::IllegalArgumentException, {
            let class = if value.is_nil() { "nil".to_owned() } else { runtime::class::class_name(value) };
            format!("Expected string, got {class}")
        })),
    }
}

fn parse_long(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = string_only(&args[0])?;
    Ok(number::parse::parse_long(&text, 10).map_or(Value::NIL, Value::long))
}

fn parse_double(_: &mut Thread, args: &mut [Value]) -> Result<Value> {
    let text = string_only(&args[0])?;
    Ok(number::parse::parse_double(&text).map_or(Value::NIL, Value::double))
}

const V: u8 = NativeDef::VARIADIC;

pub const NATIVES: &[NativeDef] = &[
    NativeDef::new("+", 0, V, add),
    NativeDef::new("-", 1, V, sub),
    NativeDef::new("*", 0, V, mul),
    NativeDef::new("/", 1, V, div),
    NativeDef::new("+'", 0, V, add_p),
    NativeDef::new("-'", 1, V, sub_p),
    NativeDef::new("*'", 0, V, mul_p),
    NativeDef::new("inc", 1, 1, inc),
    NativeDef::new("dec", 1, 1, dec),
    NativeDef::new("inc'", 1, 1, inc_p),
    NativeDef::new("dec'", 1, 1, dec_p),
    NativeDef::new("quot", 2, 2, quot),
    NativeDef::new("rem", 2, 2, rem),
    NativeDef::new("mod", 2, 2, modulo),
    NativeDef::new("max", 1, V, max),
    NativeDef::new("min", 1, V, min),
    NativeDef::new("abs", 1, 1, abs),
    NativeDef::new("<", 1, V, lt),
    NativeDef::new("<=", 1, V, le),
    NativeDef::new(">", 1, V, gt),
    NativeDef::new(">=", 1, V, ge),
    NativeDef::new("==", 1, V, num_eq),
    NativeDef::new("zero?", 1, 1, is_zero),
    NativeDef::new("pos?", 1, 1, is_pos),
    NativeDef::new("neg?", 1, 1, is_neg),
    NativeDef::new("even?", 1, 1, is_even),
    NativeDef::new("odd?", 1, 1, is_odd),
    NativeDef::new("bit-and", 2, V, bit_and),
    NativeDef::new("bit-or", 2, V, bit_or),
    NativeDef::new("bit-xor", 2, V, bit_xor),
    NativeDef::new("bit-and-not", 2, V, bit_and_not),
    NativeDef::new("bit-not", 1, 1, bit_not),
    NativeDef::new("bit-clear", 2, 2, bit_clear),
    NativeDef::new("bit-set", 2, 2, bit_set),
    NativeDef::new("bit-flip", 2, 2, bit_flip),
    NativeDef::new("bit-test", 2, 2, bit_test),
    NativeDef::new("bit-shift-left", 2, 2, shift_left),
    NativeDef::new("bit-shift-right", 2, 2, shift_right),
    NativeDef::new("unsigned-bit-shift-right", 2, 2, unsigned_shift_right),
    NativeDef::new("unchecked-add", 2, 2, unchecked_add),
    NativeDef::new("unchecked-subtract", 2, 2, unchecked_subtract),
    NativeDef::new("unchecked-multiply", 2, 2, unchecked_multiply),
    NativeDef::new("unchecked-negate", 1, 1, unchecked_negate),
    NativeDef::new("unchecked-inc", 1, 1, unchecked_inc),
    NativeDef::new("unchecked-dec", 1, 1, unchecked_dec),
    NativeDef::new("unchecked-add-int", 2, 2, unchecked_add_int),
    NativeDef::new("unchecked-subtract-int", 2, 2, unchecked_subtract_int),
    NativeDef::new("unchecked-multiply-int", 2, 2, unchecked_multiply_int),
    NativeDef::new("unchecked-negate-int", 1, 1, unchecked_negate_int),
    NativeDef::new("unchecked-inc-int", 1, 1, unchecked_inc_int),
    NativeDef::new("unchecked-dec-int", 1, 1, unchecked_dec_int),
    NativeDef::new("unchecked-divide-int", 2, 2, unchecked_divide_int),
    NativeDef::new("unchecked-remainder-int", 2, 2, unchecked_remainder_int),
    NativeDef::new("unchecked-byte", 1, 1, unchecked_byte),
    NativeDef::new("unchecked-short", 1, 1, unchecked_short),
    NativeDef::new("unchecked-char", 1, 1, unchecked_char),
    NativeDef::new("unchecked-int", 1, 1, unchecked_int),
    NativeDef::new("unchecked-long", 1, 1, unchecked_long),
    NativeDef::new("unchecked-float", 1, 1, unchecked_float),
    NativeDef::new("unchecked-double", 1, 1, unchecked_double),
    NativeDef::new("byte", 1, 1, byte),
    NativeDef::new("short", 1, 1, short),
    NativeDef::new("int", 1, 1, int),
    NativeDef::new("long", 1, 1, long),
    NativeDef::new("float", 1, 1, float),
    NativeDef::new("double", 1, 1, double),
    NativeDef::new("char", 1, 1, char_),
    NativeDef::new("boolean", 1, 1, boolean),
    NativeDef::new("num", 1, 1, num),
    NativeDef::new("bigint", 1, 1, bigint),
    NativeDef::new("biginteger", 1, 1, biginteger),
    NativeDef::new("bigdec", 1, 1, bigdec),
    NativeDef::new("rationalize", 1, 1, rationalize),
    NativeDef::new("numerator", 1, 1, numerator),
    NativeDef::new("denominator", 1, 1, denominator),
    NativeDef::new("NaN?", 1, 1, is_nan),
    NativeDef::new("infinite?", 1, 1, is_infinite),
    NativeDef::new("number?", 1, 1, is_number),
    NativeDef::new("integer?", 1, 1, is_integer),
    NativeDef::new("int?", 1, 1, is_int),
    NativeDef::new("ratio?", 1, 1, is_ratio),
    NativeDef::new("decimal?", 1, 1, is_decimal),
    NativeDef::new("float?", 1, 1, is_float),
    NativeDef::new("double?", 1, 1, is_double),
    NativeDef::new("rational?", 1, 1, is_rational),
    NativeDef::new("math-context", 2, 2, math_context),
    NativeDef::new("parse-long", 1, 1, parse_long),
    NativeDef::new("parse-double", 1, 1, parse_double),
];
