//! `java.math.BigInteger`.

use crate::host::hierarchy::class;
use crate::host::support::*;
use runtime::array::Array;
use runtime::class::ClassDef;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::function::NativeDef;
use runtime::number::bigint::{self, BigInt};
use runtime::number::object::biginteger_value;
use runtime::number::parse::parse_big_integer;
use runtime::number::{Num, cast};
use runtime::string::Str;
use runtime::{Thread, Value};

/// An integer argument of any class.
pub fn big_arg(v: &Value) -> Result<BigInt> {
    match Num::of(v).and_then(Num::to_integer) {
        Some(n) => Ok(n),
        None => Err(not_a(v, "java.math.BigInteger")),
    }
}

fn give(n: BigInt) -> Result<Value> {
    Ok(biginteger_value(bigint::checked(n)?))
}

fn zero() -> BigInt {
    BigInt::from(0)
}

fn sign(n: &BigInt) -> i32 {
    n.cmp(&zero()) as i32
}

fn abs(n: BigInt) -> BigInt {
    if sign(&n) < 0 { -n } else { n }
}

/// `(BigInteger. text)`, `(BigInteger. text radix)`, `(BigInteger. bytes)`, `(BigInteger. sign magnitude-bytes)`
fn new(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [one] if one.is::<Str>() => give(parse_big_integer(&text_arg(one)?, 10)?),
        [one] => match one.get::<Array>().and_then(Array::bytes) {
            Some(bytes) if bytes.is_empty() => {
                Err(Error::new(ExceptionKind::NumberFormatException, "Zero length BigInteger"))
            }
            Some(bytes) => give(BigInt::from_signed_bytes_be(&bytes)),
            None => Err(no_constructor("java.math.BigInteger")),
        },
        [text, radix] if text.is::<Str>() => {
            give(parse_big_integer(&text_arg(text)?, u32::try_from(int_arg(radix)?).unwrap_or(0))?)
        }
        // `(bits, random)`
        [bits, random] if random.get::<Array>().is_none() => {
            let bits = int_arg(bits)?;
            let Ok(bits) = usize::try_from(bits) else {
                return Err(Error::illegal_argument("numBits must be non-negative"));
            };
            let n = bits.div_ceil(8);
            t.reserve(n)?;
            let drawn = Array::of_bytes(&vec![0; n]);
            crate::host::clojure::rt::invoke_method(t, random, "nextBytes", vec![drawn.clone()])?;
            let mut bytes = drawn.get::<Array>().and_then(Array::bytes).unwrap_or_default();
            if let Some(first) = bytes.first_mut() {
                *first &= 0xFF >> (8 * n - bits);
            }
            bytes.insert(0, 0);
            give(BigInt::from_signed_bytes_be(&bytes))
        }
        [signum, bytes] => {
            let signum = int_arg(signum)?;
            let Some(bytes) = bytes.get::<Array>().and_then(Array::bytes) else {
                return Err(no_constructor("java.math.BigInteger"));
            };
            let magnitude = BigInt::from_signed_bytes_be(&[&[0], &bytes[..]].concat());
            if !(-1..=1).contains(&signum) {
                return Err(Error::new(ExceptionKind::NumberFormatException, "Invalid signum value"));
            }
            if signum == 0 && magnitude != zero() {
                return Err(Error::new(ExceptionKind::NumberFormatException, "signum-magnitude mismatch"));
            }
            give(if signum < 0 { -magnitude } else { magnitude })
        }
        _ => Err(no_constructor("java.math.BigInteger")),
    }
}

fn divide_by_zero() -> Error {
    Error::arithmetic("BigInteger divide by zero")
}

/// The divisor, which must not be zero.
fn divisor(v: &Value) -> Result<BigInt> {
    let n = big_arg(v)?;
    if n == zero() { Err(divide_by_zero()) } else { Ok(n) }
}

/// A modulus, which must be positive.
fn modulus(v: &Value) -> Result<BigInt> {
    let n = big_arg(v)?;
    if sign(&n) > 0 { Ok(n) } else { Err(Error::arithmetic("BigInteger: modulus not positive")) }
}

fn mod_pow(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (base, exponent, m) = (big_arg(&a[0])?, big_arg(&a[1])?, modulus(&a[2])?);
    if sign(&exponent) < 0 {
        let inverse = bigint::mod_inverse(&base, &m)?.ok_or_else(|| Error::arithmetic("BigInteger not invertible."))?;
        return give(bigint::mod_pow(&inverse, &-exponent, &m)?);
    }
    give(bigint::mod_pow(&base, &exponent, &m)?)
}

fn mod_inverse(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (n, m) = (big_arg(&a[0])?, modulus(&a[1])?);
    match bigint::mod_inverse(&n, &m)? {
        Some(inverse) => give(inverse),
        None => Err(Error::arithmetic("BigInteger not invertible.")),
    }
}

/// Miller-Rabin with the first primes as bases, which decides all numbers below 3.3 * 10^24.
fn is_probable_prime(n: &BigInt) -> Result<bool> {
    const BASES: [u32; 13] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41];
    let n = abs(n.clone());
    if n < BigInt::from(2) {
        return Ok(false);
    }
    for p in BASES {
        let p = BigInt::from(p);
        if n == p {
            return Ok(true);
        }
        if bigint::rem(&n, &p)? == zero() {
            return Ok(false);
        }
    }
    let one = BigInt::from(1);
    let below = &n - &one;
    let twos = below.trailing_zeros().unwrap_or(0);
    let odd = &below >> twos;
    'bases: for base in BASES {
        let mut x = bigint::mod_pow(&BigInt::from(base), &odd, &n)?;
        if x == one || x == below {
            continue;
        }
        for _ in 1..twos {
            x = bigint::mod_pow(&x, &BigInt::from(2), &n)?;
            if x == below {
                continue 'bases;
            }
        }
        return Ok(false);
    }
    Ok(true)
}

fn next_prime(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let mut n = big_arg(&a[0])?;
    if sign(&n) < 0 {
        return Err(Error::arithmetic(format!("start < 0: {}", bigint::to_text(&n)?)));
    }
    if n < BigInt::from(2) {
        return give(BigInt::from(2));
    }
    loop {
        n += 1;
        t.tick()?;
        if is_probable_prime(&n)? {
            return give(n);
        }
    }
}

fn pow(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let exponent = int_arg(&a[1])?;
    let exponent = u32::try_from(exponent).map_err(|_| Error::arithmetic("Negative exponent"))?;
    give(bigint::pow(&big_arg(&a[0])?, exponent)?)
}

fn sqrt(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let n = big_arg(&a[0])?;
    if sign(&n) < 0 { Err(Error::arithmetic("Negative BigInteger")) } else { give(bigint::sqrt(&n)?) }
}

fn quotient_and_remainder(_: &mut Thread, a: &mut [Value]) -> Result<Value> {
    let (n, d) = (big_arg(&a[0])?, divisor(&a[1])?);
    let (quotient, remainder) = bigint::div_rem(&n, &d)?;
    let parts = vec![biginteger_value(quotient), biginteger_value(remainder)];
    Ok(Array::of_objects("java.math.BigInteger", parts))
}

fn bit_index(v: &Value) -> Result<u64> {
    u64::try_from(int_arg(v)?).map_err(|_| Error::arithmetic("Negative bit address"))
}

/// Sets, clears or flips a bit.
fn change_bit(a: &[Value], change: impl Fn(bool) -> bool) -> Result<Value> {
    let (mut n, i) = (big_arg(&a[0])?, bit_index(&a[1])?);
    if i > bigint::MAX_BITS && n.bit(i) != change(n.bit(i)) {
        return Err(runtime::number::NumberError::TooLarge.into());
    }
    let old = n.bit(i);
    n.set_bit(i, change(old));
    give(n)
}

fn bit_count(n: &BigInt) -> usize {
    // Of a negative number the bits that differ from the sign count.
    let n = if sign(n) < 0 { -(n + BigInt::from(1)) } else { n.clone() };
    n.to_signed_bytes_be().iter().map(|b| b.count_ones() as usize).sum()
}

fn exact<T>(a: &[Value], name: &str, convert: impl Fn(i64) -> Option<T>) -> Result<T> {
    let n = big_arg(&a[0])?;
    let fits = bigint::to_long(&n).and_then(convert);
    fits.ok_or_else(|| Error::arithmetic(format!("BigInteger out of {name} range")))
}

macro_rules! binary {
    ($($name:literal |$x:ident, $y:ident| $body:expr;)*) => {
        [$( f($name, 2, |_, a| {
            let ($x, $y) = (big_arg(&a[0])?, big_arg(&a[1])?);
            give($body)
        }), )*
        f("divide", 2, |_, a| give(bigint::quot(&big_arg(&a[0])?, &divisor(&a[1])?)?)),
        f("remainder", 2, |_, a| give(bigint::rem(&big_arg(&a[0])?, &divisor(&a[1])?)?)),
        f("divideAndRemainder", 2, quotient_and_remainder),
        f("mod", 2, |_, a| give(bigint::floor_mod(&big_arg(&a[0])?, &modulus(&a[1])?)?)),
        f("modPow", 3, mod_pow),
        f("modInverse", 2, mod_inverse),
        f("pow", 2, pow),
        f("sqrt", 1, sqrt),
        f("sqrtAndRemainder", 1, |t, a| {
            let n = big_arg(&a[0])?;
            let root = sqrt(t, a)?;
            let r = big_arg(&root)?;
            let rest = n - &r * &r;
            Ok(Array::of_objects("java.math.BigInteger", vec![root, biginteger_value(rest)]))
        }),
        f("gcd", 2, |_, a| give(bigint::gcd(&big_arg(&a[0])?, &big_arg(&a[1])?)?)),
        f("abs", 1, |_, a| give(abs(big_arg(&a[0])?))),
        f("negate", 1, |_, a| give(-big_arg(&a[0])?)),
        f("not", 1, |_, a| give(-(big_arg(&a[0])? + BigInt::from(1)))),
        f("signum", 1, |_, a| Ok(Value::int(sign(&big_arg(&a[0])?)))),
        f("shiftLeft", 2, |_, a| give(bigint::shift(&big_arg(&a[0])?, int_arg(&a[1])?.into())?)),
        f("shiftRight", 2, |_, a| give(bigint::shift(&big_arg(&a[0])?, -i64::from(int_arg(&a[1])?))?)),
        f("testBit", 2, |_, a| bool_(big_arg(&a[0])?.bit(bit_index(&a[1])?))),
        f("setBit", 2, |_, a| change_bit(a, |_| true)),
        f("clearBit", 2, |_, a| change_bit(a, |_| false)),
        f("flipBit", 2, |_, a| change_bit(a, |old| !old)),
        f("bitLength", 1, |_, a| int(bigint::bit_length(&big_arg(&a[0])?) as usize)),
        f("bitCount", 1, |_, a| int(bit_count(&big_arg(&a[0])?))),
        f("getLowestSetBit", 1, |_, a| {
            Ok(Value::int(big_arg(&a[0])?.trailing_zeros().map_or(-1, |n| n as i32)))
        }),
        f("isProbablePrime", 2, |_, a| bool_(is_probable_prime(&big_arg(&a[0])?)?)),
        f("nextProbablePrime", 1, next_prime),
        f("compareTo", 2, |_, a| Ok(Value::int(big_arg(&a[0])?.cmp(&big_arg(&a[1])?) as i32))),
        f("toString", 2, |_, a| {
            let radix = u32::try_from(int_arg(&a[1])?).ok().filter(|r| (2..=36).contains(r)).unwrap_or(10);
            string(bigint::to_text_radix(&big_arg(&a[0])?, radix)?)
        }),
        f("toByteArray", 1, |_, a| Ok(Array::of_bytes(&big_arg(&a[0])?.to_signed_bytes_be()))),
        f("longValueExact", 1, |_, a| exact(a, "long", Some).map(Value::long)),
        f("intValueExact", 1, |_, a| exact(a, "int", |n| i32::try_from(n).ok()).map(Value::int)),
        f("shortValueExact", 1, |_, a| exact(a, "short", |n| i16::try_from(n).ok()).map(Value::short)),
        f("byteValueExact", 1, |_, a| exact(a, "byte", |n| i8::try_from(n).ok()).map(Value::byte)),
        ]
    };
}

static METHODS: &[NativeDef] = &binary! {
    "add" |x, y| x + y;
    "subtract" |x, y| x - y;
    "multiply" |x, y| bigint::mul(&x, &y)?;
    "and" |x, y| x & y;
    "or" |x, y| x | y;
    "xor" |x, y| x ^ y;
    "andNot" |x, y| x & -(y + BigInt::from(1));
    "min" |x, y| x.min(y);
    "max" |x, y| x.max(y);
};

pub static CLASSES: &[ClassDef] = &[ClassDef {
    constructors: &[
        ctor(1, 2, new),
        ctor(3, 4, |_, a| {
            // Of a part of the bytes, with a sign before them or in them.
            let (signed, rest) = if a.len() == 3 { (true, &a[..]) } else { (false, &a[1..]) };
            let Some(bytes) = rest[0].get::<Array>().and_then(Array::bytes) else {
                return Err(no_constructor("java.math.BigInteger"));
            };
            let (at, n) = (int_arg(&rest[1])?, int_arg(&rest[2])?);
            let part = match (usize::try_from(at), usize::try_from(n)) {
                (Ok(at), Ok(n)) if at + n <= bytes.len() => &bytes[at..at + n],
                _ => return Err(Error::index_out_of_bounds()),
            };
            if signed {
                return give(BigInt::from_signed_bytes_be(part));
            }
            let magnitude = BigInt::from_signed_bytes_be(&[&[0], part].concat());
            give(if int_arg(&a[0])? < 0 { -magnitude } else { magnitude })
        }),
    ],
    methods: METHODS,
    statics: &[
        f("valueOf", 1, |_, a| give(BigInt::from(cast::to_long(&a[0])?))),
        f("probablePrime", 2, |t, a| {
            let bits = (int_arg(&a[0])?.max(2) as u64).min(bigint::MAX_BITS);
            next_prime(t, &mut [biginteger_value((BigInt::from(1) << (bits - 1)) + 1)])
        }),
    ],
    fields: &[
        ("ZERO", |_| give(zero())),
        ("ONE", |_| give(BigInt::from(1))),
        ("TWO", |_| give(BigInt::from(2))),
        ("TEN", |_| give(BigInt::from(10))),
    ],
    ..class("java.math.BigInteger")
}];
