//! Bit operations: on longs and the narrower integers only, as in Clojure.

use super::object::null_operand;
use crate::error::{Error, Result};
use crate::value::Value;

/// The long of a bit operation's operand.
#[inline]
fn operand(x: &Value) -> Result<i64> {
    x.as_long().ok_or_else(|| unsupported(x))
}

#[cold]
fn unsupported(x: &Value) -> Error {
    if x.is_nil() {
        return null_operand();
    }
    let class = crate::class::class_name(x);
    Error::illegal_argument(format!("bit operation not supported for: class {class}"))
}

macro_rules! bit_operations {
    ($( $(#[$doc:meta])* $name:ident |$a:ident, $b:ident| $result:expr; )*) => {$(
        $(#[$doc])*
        #[inline]
        pub fn $name(x: &Value, y: &Value) -> Result<Value> {
            let ($a, $b) = (operand(x)?, operand(y)?);
            Ok(Value::long($result))
        }
    )*};
}

// Shift counts and bit numbers count modulo 64, as on the JVM.
bit_operations! {
    /// `(bit-and x y)`
    and |a, b| a & b;
    /// `(bit-or x y)`
    or |a, b| a | b;
    /// `(bit-xor x y)`
    xor |a, b| a ^ b;
    /// `(bit-and-not x y)`
    and_not |a, b| a & !b;
    /// `(bit-shift-left x n)`
    shift_left |a, n| a.wrapping_shl(n as u32);
    /// `(bit-shift-right x n)`
    shift_right |a, n| a.wrapping_shr(n as u32);
    /// `(unsigned-bit-shift-right x n)`
    unsigned_shift_right |a, n| (a as u64).wrapping_shr(n as u32) as i64;
    /// `(bit-set x n)`
    set |a, n| a | 1i64.wrapping_shl(n as u32);
    /// `(bit-clear x n)`
    clear |a, n| a & !1i64.wrapping_shl(n as u32);
    /// `(bit-flip x n)`
    flip |a, n| a ^ 1i64.wrapping_shl(n as u32);
}

/// `(bit-not x)`
#[inline]
pub fn not(x: &Value) -> Result<Value> {
    Ok(Value::long(!operand(x)?))
}

/// `(bit-test x n)`
#[inline]
pub fn test(x: &Value, n: &Value) -> Result<bool> {
    Ok(operand(x)?.wrapping_shr(operand(n)? as u32) & 1 == 1)
}
