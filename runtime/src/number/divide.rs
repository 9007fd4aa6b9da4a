//! Quotients, greatest common divisors and roots, in steps that can be stopped between.
//!
//! Division of long numbers is recursive (Burnikel and Ziegler's scheme): a quotient of two halves, each found by a division half as long and
//! one product, so that it costs little more than multiplying.

use super::bigint::BigInt;
use super::error::{NumResult, NumberError};
use super::multiply::{magnitudes, split, words};
use super::work::spend;
use num_bigint::{BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Bits of a divisor that the library divides by, in quadratic time.
#[cfg(not(test))]
const SMALL: u64 = 1 << 13;
#[cfg(test)]
const SMALL: u64 = 1 << 7;

/// Quotient rounded towards zero, and the remainder with the dividend's sign.
pub fn div_rem(a: &BigInt, b: &BigInt) -> NumResult<(BigInt, BigInt)> {
    if b.is_zero() {
        return Err(NumberError::DivideByZero);
    }
    if a.bits() <= 128 {
        return Ok(a.div_rem(b));
    }
    let (q, r) = magnitudes_div_rem(a.magnitude(), b.magnitude())?;
    Ok((BigInt::from_biguint(a.sign() * b.sign(), q), BigInt::from_biguint(a.sign(), r)))
}

/// The quotient, rounded towards zero.
pub fn quot(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    div_rem(a, b).map(|(q, _)| q)
}

/// The remainder, with the dividend's sign.
pub fn rem(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    div_rem(a, b).map(|(_, r)| r)
}

/// The same of magnitudes; the divisor is not zero.
pub(super) fn magnitudes_div_rem(a: &BigUint, b: &BigUint) -> NumResult<(BigUint, BigUint)> {
    if a < b {
        return Ok((BigUint::zero(), a.clone()));
    }
    if b.bits() <= SMALL || a.bits() - b.bits() <= SMALL {
        return plain(a, b);
    }
    // The divisor gets a length that can be halved down to a small one, and its highest bit set.
    let mut n = words(b);
    let mut halvings = 0;
    while n * 64 > SMALL {
        (n, halvings) = (n.div_ceil(2), halvings + 1);
    }
    let n = (n << halvings) * 64;
    let shift = n - b.bits();
    let (a, b) = (a << shift, b << shift);
    let (mut quotient, mut rest) = (BigUint::zero(), BigUint::zero());
    for i in (0..a.bits().div_ceil(n)).rev() {
        let digit = split(&(&a >> (i * n)), n).1;
        let (q, r) = two_by_one(&((rest << n) | digit), &b, n)?;
        quotient = (quotient << n) | q;
        rest = r;
    }
    Ok((quotient, rest >> shift))
}

/// The library's division, which costs the product of the lengths of divisor and quotient; long dividends are
/// taken in pieces.
fn plain(a: &BigUint, b: &BigUint) -> NumResult<(BigUint, BigUint)> {
    /// In words of the divisor times words of the quotient.
    const PIECE: u64 = 1 << 21;
    let (x, y) = (words(a), words(b));
    let quotient = x - y.min(x) + 1;
    if quotient * y <= PIECE {
        spend(quotient * y / 10)?;
        return Ok(a.div_rem(b));
    }
    let bits = (PIECE / y).max(1) * 64;
    let (mut quotient, mut rest) = (Vec::new(), BigUint::zero());
    for i in (0..a.bits().div_ceil(bits)).rev() {
        spend(PIECE / 10)?;
        let digit = split(&(a >> (i * bits)), bits).1;
        let (q, r) = ((rest << bits) | digit).div_rem(b);
        quotient.push(q);
        rest = r;
    }
    // Least significant first, each of a whole number of words.
    let mut digits = Vec::new();
    for q in quotient.iter().rev() {
        let mut piece: Vec<u32> = q.iter_u32_digits().collect();
        piece.resize((bits / 32) as usize, 0);
        digits.extend(piece);
    }
    Ok((BigUint::new(digits), rest))
}

/// Divides less than `b << n` by a `b` of exactly `n` bits. The recursion halves `n`.
fn two_by_one(a: &BigUint, b: &BigUint, n: u64) -> NumResult<(BigUint, BigUint)> {
    if n <= SMALL || a.bits() <= n {
        return plain(a, b);
    }
    let half = n / 2;
    spend(n / 256)?;
    let (high, low) = split(a, half);
    let (q1, rest) = three_by_two(&high, b, half)?;
    let (q0, rest) = three_by_two(&((rest << half) | low), b, half)?;
    Ok(((q1 << half) | q0, rest))
}

/// Divides less than `b << half` by a `b` of exactly two halves.
fn three_by_two(a: &BigUint, b: &BigUint, half: u64) -> NumResult<(BigUint, BigUint)> {
    let (b1, b0) = split(b, half);
    let (top, low) = split(a, half);
    let (mut q, rest) = if &top >> half < b1 {
        two_by_one(&top, &b1, half)?
    } else {
        ((BigUint::one() << half) - 1u32, top + &b1 - (&b1 << half))
    };
    let mut rest = BigInt::from((rest << half) | low) - BigInt::from(magnitudes(&q, &b0)?);
    // The estimate by the upper half of the divisor is at most two too large.
    while rest.is_negative() {
        q -= 1u32;
        rest += BigInt::from(b.clone());
    }
    Ok((q, rest.into_parts().1))
}

/// Greatest common divisor, not negative.
///
/// Lehmer's algorithm: quotients are found from the leading 64 bits of both numbers, so that
/// the long operands are touched once per several dozen bits.
pub fn gcd(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    let (mut a, mut b) = (a.abs(), b.abs());
    if a < b {
        std::mem::swap(&mut a, &mut b);
    }
    while let Some(step) = lehmer_step(&a, &b)? {
        (a, b) = step;
    }
    if let (Some(x), Some(y)) = (a.to_u64(), b.to_u64()) {
        return Ok(BigInt::from(x.gcd(&y)));
    }
    Ok(a)
}

/// One round on `a >= b`: `None` when `b` is zero or both fit a machine word.
fn lehmer_step(a: &BigInt, b: &BigInt) -> NumResult<Option<(BigInt, BigInt)>> {
    if b.is_zero() || a.bits() <= 64 {
        return Ok(None);
    }
    spend(words(a.magnitude()) / 2)?;
    let shift = a.bits() - 62;
    let (Some(mut x), Some(mut y)) = ((a >> shift).to_i128(), (b >> shift).to_i128()) else { return Ok(None) };
    // The cofactors of the two numbers so far; signs alternate.
    let (mut p, mut q, mut r, mut s) = (1i128, 0i128, 0i128, 1i128);
    while y + r != 0 && y + s != 0 {
        let quotient = (x + p) / (y + r);
        // The leading digits decide the quotient only while both bounds agree.
        if quotient != (x + q) / (y + s) {
            break;
        }
        (x, y) = (y, x - quotient * y);
        (p, r) = (r, p - quotient * r);
        (q, s) = (s, q - quotient * s);
    }
    if q == 0 {
        let rest = rem(a, b)?;
        return Ok(Some((b.clone(), rest)));
    }
    let big = |k: i128| BigInt::from(k);
    let (next_a, next_b) = (a * big(p) + b * big(q), a * big(r) + b * big(s));
    Ok(Some(if next_a < next_b { (next_b, next_a) } else { (next_a, next_b) }))
}

/// The integer square root of a number that is not negative.
pub fn sqrt(n: &BigInt) -> NumResult<BigInt> {
    if n.bits() <= SMALL {
        return Ok(n.sqrt());
    }
    // Each round doubles the number of leading bits that are right to within one.
    let half = (n.bits() - 1) / 2;
    let (mut root, mut known) = (BigInt::one(), 0);
    for s in (0..u64::BITS - half.leading_zeros()).rev() {
        let (before, now) = (known, half >> s);
        root = (&root << (now - before - 1)) + quot(&(n >> (2 * half - before - now + 1)), &root)?;
        known = now;
    }
    if super::multiply::product(&root, &root)? > *n {
        root -= 1;
    }
    Ok(root)
}

/// `base` to the power `exponent`, neither of them negative, modulo a positive number.
pub fn mod_pow(base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> NumResult<BigInt> {
    /// What the library does in one go, in a few dozen milliseconds at most.
    const STEP: u64 = if cfg!(test) { 1 } else { 3_000_000 };
    /// Bits of the exponent that one product takes care of.
    const WINDOW: u64 = 4;
    let size = words(modulus.magnitude());
    // A square, and a division that costs as much.
    let cost = exponent.bits().saturating_mul(size * size / 5 + 1);
    let base = floor_mod(base, modulus)?;
    if cost < STEP {
        spend(cost)?;
        return Ok(base.modpow(exponent, modulus));
    }
    let times = |a: &BigInt, b: &BigInt| rem(&super::multiply::product(a, b)?, modulus);
    let mut powers = vec![rem(&BigInt::one(), modulus)?];
    for i in 0..(1 << WINDOW) - 1 {
        powers.push(times(&powers[i], &base)?);
    }
    let mut result = powers[0].clone();
    for i in (0..exponent.bits().div_ceil(WINDOW)).rev() {
        for _ in 0..WINDOW {
            result = times(&result, &result)?;
        }
        let digit = (0..WINDOW).fold(0, |digit, bit| digit | usize::from(exponent.bit(i * WINDOW + bit)) << bit);
        if digit > 0 {
            result = times(&result, &powers[digit])?;
        }
    }
    Ok(result)
}

/// The remainder that is not negative; the divisor is positive.
pub fn floor_mod(a: &BigInt, b: &BigInt) -> NumResult<BigInt> {
    let rest = rem(a, b)?;
    Ok(if rest.sign() == Sign::Minus { rest + b } else { rest })
}

/// The number whose product with `a` is one modulo a positive `m`, if there is one.
pub fn mod_inverse(a: &BigInt, m: &BigInt) -> NumResult<Option<BigInt>> {
    let (mut r0, mut r1) = (m.clone(), floor_mod(a, m)?);
    let (mut s0, mut s1) = (BigInt::zero(), BigInt::one());
    while !r1.is_zero() {
        spend(words(m.magnitude()) / 4)?;
        let (q, r) = div_rem(&r0, &r1)?;
        let s = s0 - super::multiply::product(&q, &s1)?;
        (r0, r1) = (r1, r);
        (s0, s1) = (s1, s);
    }
    if r0.is_one() { floor_mod(&s0, m).map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::bigint::random;

    #[test]
    fn quotients_are_the_librarys() {
        let mut random = random(3);
        for round in 0..3000 {
            let (a, b) = (random(round % 61), random(1 + round * 7 % 29));
            if b.is_zero() {
                continue;
            }
            for (a, b) in
                [(a.clone(), b.clone()), (-&a, b.clone()), (a.clone(), -&b), (&a * &b, b.clone()), (&a * &b - 1, b)]
            {
                assert_eq!(div_rem(&a, &b).expect("not zero"), a.div_rem(&b), "{a} {b}");
            }
        }
        // Quotients of ones and divisors that begin with zeros behind the highest bit are where an estimate is worst.
        for bits in [129u64, 256, 257, 1000, 4096] {
            let (one, b) = (BigInt::one(), BigInt::one() << bits);
            for b in [b.clone(), &b + 1, &b - 1, (&b << bits) + 1] {
                for a in [&b * &b - 1, (&b << bits) - 1, (&one << (3 * bits)) - 1, &b * ((&one << bits) - 1)] {
                    assert_eq!(div_rem(&a, &b).expect("not zero"), a.div_rem(&b), "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn gcd_agrees_with_the_plain_algorithm() {
        let mut random = random(12345);
        for round in 0..300 {
            let common = random(round % 7);
            let (a, b) = (random(1 + round % 11) * &common, random(1 + round % 5) * &common);
            assert_eq!(gcd(&a, &b).expect("small"), a.gcd(&b), "{a} {b}");
        }
        let one = BigInt::one();
        let (a, b) = (0..5000).fold((BigInt::zero(), one.clone()), |(a, b), _| (b.clone(), a + b));
        assert_eq!(gcd(&a, &b).expect("small"), one);
    }

    #[test]
    fn roots_are_the_librarys() {
        let mut random = random(5);
        for round in 0..200 {
            let n = random(round % 40);
            for n in [n.clone(), &n * &n, &n * &n + 1, (&n * &n - 1u32).abs()] {
                assert_eq!(sqrt(&n).expect("not negative"), n.sqrt(), "{n}");
            }
        }
    }

    #[test]
    fn powers_and_inverses_modulo_are_the_librarys() {
        let mut random = random(9);
        for round in 0..100 {
            let (base, exponent, modulus) = (random(round % 9), random(round % 4), random(1 + round % 7) + 1);
            let expected = base.modpow(&exponent, &modulus);
            assert_eq!(mod_pow(&base, &exponent, &modulus).expect("small"), expected, "{base} {exponent} {modulus}");
            assert_eq!(mod_inverse(&base, &modulus).expect("small"), base.modinv(&modulus), "{base} {modulus}");
        }
        assert_eq!(mod_pow(&5.into(), &0.into(), &1.into()), Ok(0.into()));
    }
}
