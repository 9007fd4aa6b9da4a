//! `java.math.RoundingMode` and `java.math.MathContext`.

use super::bigint::{BigInt, div_rem};
use super::error::{NumResult, NumberError};
use num_integer::Integer;
use num_traits::{Signed, Zero};
use std::cmp::Ordering;
use std::fmt;

/// How digits are dropped. `java.math.RoundingMode`, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum RoundingMode {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// Towards positive infinity.
    Ceiling,
    /// Towards negative infinity.
    Floor,
    /// To the nearest, ties away from zero.
    HalfUp,
    /// To the nearest, ties towards zero.
    HalfDown,
    /// To the nearest, ties to the even neighbour.
    HalfEven,
    /// Dropping anything but zeros is an error.
    Unnecessary,
}

impl RoundingMode {
    /// All modes in Java's order.
    pub const ALL: [RoundingMode; 8] = [
        RoundingMode::Up,
        RoundingMode::Down,
        RoundingMode::Ceiling,
        RoundingMode::Floor,
        RoundingMode::HalfUp,
        RoundingMode::HalfDown,
        RoundingMode::HalfEven,
        RoundingMode::Unnecessary,
    ];

    /// The Java constant's name.
    pub fn name(self) -> &'static str {
        match self {
            RoundingMode::Up => "UP",
            RoundingMode::Down => "DOWN",
            RoundingMode::Ceiling => "CEILING",
            RoundingMode::Floor => "FLOOR",
            RoundingMode::HalfUp => "HALF_UP",
            RoundingMode::HalfDown => "HALF_DOWN",
            RoundingMode::HalfEven => "HALF_EVEN",
            RoundingMode::Unnecessary => "UNNECESSARY",
        }
    }

    /// The mode of a Java constant's name.
    pub fn from_name(name: &str) -> Option<RoundingMode> {
        RoundingMode::ALL.into_iter().find(|m| m.name() == name)
    }

    /// Whether a truncated magnitude must grow by one. `half` compares the dropped part, which
    /// is not zero, with one half.
    pub fn increments(self, negative: bool, odd: bool, half: Ordering) -> NumResult<bool> {
        Ok(match self {
            RoundingMode::Up => true,
            RoundingMode::Down => false,
            RoundingMode::Ceiling => !negative,
            RoundingMode::Floor => negative,
            RoundingMode::HalfUp => half != Ordering::Less,
            RoundingMode::HalfDown => half == Ordering::Greater,
            RoundingMode::HalfEven => half == Ordering::Greater || (half == Ordering::Equal && odd),
            RoundingMode::Unnecessary => return Err(NumberError::RoundingNecessary),
        })
    }

    /// `n / d` rounded to an integer; `d` is not zero. `sticky` says that the true dividend is
    /// a little larger in magnitude than `n`, by less than one.
    pub fn divide(self, n: &BigInt, d: &BigInt, sticky: bool) -> NumResult<BigInt> {
        let (q, r) = div_rem(n, d)?;
        if r.is_zero() && !sticky {
            return Ok(q);
        }
        let negative = n.is_negative() != d.is_negative();
        let half = match (r.abs() * 2u32).cmp(&d.abs()) {
            Ordering::Equal if sticky => Ordering::Greater,
            other => other,
        };
        let grow = self.increments(negative, q.is_odd(), half)?;
        Ok(match (grow, negative) {
            (false, _) => q,
            (true, false) => q + 1,
            (true, true) => q - 1,
        })
    }
}

/// Precision in digits (0 means unlimited) and rounding mode. `java.math.MathContext`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub struct MathContext {
    pub precision: u32,
    pub rounding: RoundingMode,
}

impl MathContext {
    /// Exact arithmetic.
    pub const UNLIMITED: MathContext = MathContext { precision: 0, rounding: RoundingMode::HalfUp };
    /// Seven digits, half even.
    pub const DECIMAL32: MathContext = MathContext { precision: 7, rounding: RoundingMode::HalfEven };
    /// Sixteen digits, half even.
    pub const DECIMAL64: MathContext = MathContext { precision: 16, rounding: RoundingMode::HalfEven };
    /// Thirty-four digits, half even.
    pub const DECIMAL128: MathContext = MathContext { precision: 34, rounding: RoundingMode::HalfEven };

    /// A context as Java's constructor makes it.
    pub fn new(precision: i32, rounding: RoundingMode) -> NumResult<MathContext> {
        match u32::try_from(precision) {
            Ok(precision) => Ok(MathContext { precision, rounding }),
            Err(_) => Err(NumberError::Argument("Digits < 0".into())),
        }
    }
}

impl fmt::Display for MathContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "precision={} roundingMode={}", self.precision, self.rounding.name())
    }
}
