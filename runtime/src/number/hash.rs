//! Hash codes of numbers: Clojure's `hash` and Java's `hashCode`.

use super::bigint;
use super::error::NumResult;
use super::object::{BigInteger, Num};
use crate::hash::murmur3;
use crate::value::{Mark, Value};

/// `hash` of a number, `None` for others. Numbers that are `=` hash alike.
pub fn hasheq(value: &Value) -> NumResult<Option<i32>> {
    let Some(number) = Num::of(value) else { return Ok(None) };
    Ok(Some(match number {
        Num::Long(n) => murmur3::hash_long(n),
        Num::Double(0.0) => 0,
        Num::Double(x) => floating(x, value.mark()),
        Num::Big(n) => bigint::hasheq(n),
        Num::Ratio(r) => r.hash(),
        Num::Decimal(d) => d.hasheq()?,
    }))
}

/// `hashCode` of a number, `None` for others.
pub fn java_hash(value: &Value) -> Option<i32> {
    Some(match Num::of(value)? {
        Num::Long(n) if value.mark() == Mark::None => fold(n as u64),
        Num::Long(n) => n as i32,
        Num::Double(x) => floating(x, value.mark()),
        Num::Big(n) if value.is::<BigInteger>() => bigint::java_hash(n),
        Num::Big(n) => bigint::clojure_hash(n),
        Num::Ratio(r) => r.hash(),
        Num::Decimal(d) => d.java_hash(),
    })
}

fn fold(bits: u64) -> i32 {
    (bits ^ (bits >> 32)) as i32
}

/// `Double.hashCode` or `Float.hashCode`; every NaN hashes as Java's canonical one.
fn floating(x: f64, mark: Mark) -> i32 {
    match (mark, x.is_nan()) {
        (Mark::Float, true) => 0x7fc0_0000,
        (Mark::Float, false) => (x as f32).to_bits() as i32,
        (_, true) => fold(0x7ff8_0000_0000_0000),
        (_, false) => fold(x.to_bits()),
    }
}
