//! Order and equality of numbers: `<` and its kin, `==`, the numeric part of `=` and `compare`,
//! and the sign predicates.

use super::object::{MathContextSource, Num, operands};
use super::ratio::Ratio;
use super::slow::{to_decimal, to_ratio};
use crate::error::Result;
use crate::value::Value;
use num_integer::Integer;
use std::cmp::Ordering;

macro_rules! comparison {
    ($( $(#[$doc:meta])* $name:ident, $op:tt, $holds:ident; )*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<bool> {
            if let (Some(a), Some(b)) = (x.as_long(), y.as_long()) {
                return Ok(a $op b);
            }
            if let (Some(a), Some(b)) = (x.as_double(), y.as_double()) {
                return Ok(a $op b);
            }
            Ok(order(x, y, cx)?.is_some_and(Ordering::$holds))
        }
    )*};
}

comparison! {
    /// `(< x y)`
    lt, <, is_lt;
    /// `(<= x y)`
    le, <=, is_le;
    /// `(> x y)`
    gt, >, is_gt;
    /// `(>= x y)`
    ge, >=, is_ge;
    /// `(== x y)`: by value across categories.
    num_eq, ==, is_eq;
}

/// The order of two numbers, `None` when a NaN is involved.
#[cold]
#[inline(never)]
pub fn order(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Option<Ordering>> {
    let (a, b) = operands(x, y)?;
    order_of(a, b, cx)
}

fn order_of(a: Num<'_>, b: Num<'_>, cx: &dyn MathContextSource) -> Result<Option<Ordering>> {
    Ok(match (a, b) {
        (Num::Double(_), _) | (_, Num::Double(_)) => a.to_f64()?.partial_cmp(&b.to_f64()?),
        (Num::Decimal(_), _) | (_, Num::Decimal(_)) => {
            let mc = cx.math_context();
            Some(to_decimal(a, mc)?.try_compare(&to_decimal(b, mc)?)?)
        }
        (Num::Ratio(_), _) | (_, Num::Ratio(_)) => Some(Ratio::compare(&to_ratio(a), &to_ratio(b))?),
        (Num::Long(a), Num::Long(b)) => Some(a.cmp(&b)),
        (a, b) => a.to_integer().partial_cmp(&b.to_integer()),
    })
}

/// The numeric case of `compare`: numbers that are not ordered (NaN) compare as equal.
/// `y` may be anything.
pub fn compare(x: &Value, y: &Value, cx: &dyn MathContextSource) -> Result<Ordering> {
    if let (Some(a), Some(b)) = (x.as_long(), y.as_long()) {
        return Ok(a.cmp(&b));
    }
    Ok(order(x, y, cx)?.unwrap_or(Ordering::Equal))
}

/// The numeric case of `=`: `None` unless both are numbers. Numbers of different categories
/// (integer, ratio, decimal, floating) are never `=`.
pub fn equiv(x: &Value, y: &Value) -> Option<bool> {
    Some(match (Num::of(x)?, Num::of(y)?) {
        (Num::Long(a), Num::Long(b)) => a == b,
        (Num::Double(a), Num::Double(b)) => a == b,
        (Num::Big(a), Num::Big(b)) => a == b,
        (Num::Long(a), Num::Big(b)) | (Num::Big(b), Num::Long(a)) => super::bigint::to_long(b) == Some(a),
        (Num::Ratio(a), Num::Ratio(b)) => a == b,
        (Num::Decimal(a), Num::Decimal(b)) => a.compare(b) == Ordering::Equal,
        _ => false,
    })
}

/// Java's `equals` between numbers: `None` unless both are numbers. The classes must agree, decimals
/// in their scale too, and doubles are compared by their bits.
pub fn java_equals(x: &Value, y: &Value) -> Option<bool> {
    let (a, b) = (Num::of(x)?, Num::of(y)?);
    let same_class = x.mark() == y.mark() && x.kind() == y.kind();
    Some(match (a, b) {
        _ if !same_class => false,
        (Num::Double(a), Num::Double(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Num::Decimal(a), Num::Decimal(b)) => a == b,
        _ => equiv(x, y)?,
    })
}

/// -1, 0, 1, or `None` for NaN.
fn signum(x: &Value) -> Result<Option<i32>> {
    Ok(Some(match Num::operand(x)? {
        Num::Long(n) => n.signum() as i32,
        Num::Double(x) => match x.partial_cmp(&0.0) {
            Some(order) => order as i32,
            None => return Ok(None),
        },
        Num::Big(n) => sign(n.sign()),
        Num::Ratio(r) => sign(r.numerator().sign()),
        Num::Decimal(d) => d.signum(),
    }))
}

fn sign(s: super::bigint::Sign) -> i32 {
    s.cmp(&super::bigint::Sign::NoSign) as i32
}

/// `(zero? x)`
#[inline]
pub fn is_zero(x: &Value) -> Result<bool> {
    match x.as_long() {
        Some(n) => Ok(n == 0),
        None => Ok(signum(x)? == Some(0)),
    }
}

/// `(pos? x)`
#[inline]
pub fn is_pos(x: &Value) -> Result<bool> {
    match x.as_long() {
        Some(n) => Ok(n > 0),
        None => Ok(signum(x)? == Some(1)),
    }
}

/// `(neg? x)`
#[inline]
pub fn is_neg(x: &Value) -> Result<bool> {
    match x.as_long() {
        Some(n) => Ok(n < 0),
        None => Ok(signum(x)? == Some(-1)),
    }
}

/// Whether an integer is even; `None` for everything else, of which `even?` says that its
/// argument must be an integer.
pub fn is_even(x: &Value) -> Option<bool> {
    match Num::of(x)? {
        Num::Long(n) => Some(n & 1 == 0),
        Num::Big(n) => Some(n.is_even()),
        _ => None,
    }
}
