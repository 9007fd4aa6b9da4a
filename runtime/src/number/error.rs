//! What can go wrong in arithmetic, as data; the words are those of the JVM and of Clojure.
//!
//! Nothing here throws: `object` turns a [`NumberError`] into one by its class.

use crate::error::ExceptionKind;
use std::fmt;

/// Result of the pure arithmetic.
pub type NumResult<T> = Result<T, NumberError>;

/// A failure of the pure arithmetic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// Division by zero in Clojure's own arithmetic.
    DivideByZero,
    /// Division by zero of a JVM primitive.
    IntDivideByZero,
    LongOverflow,
    IntOverflow,
    /// The result exceeds the bit budget.
    TooLarge,
    /// An exact decimal quotient does not exist.
    NonTerminating,
    /// `RoundingMode/UNNECESSARY` met digits to drop.
    RoundingNecessary,
    /// An integral quotient has more digits than the math context allows.
    DivisionImpossible,
    /// A decimal scale left the range of an int, upwards in magnitude of the number.
    ScaleOverflow,
    /// A decimal scale left the range of an int, towards zero.
    ScaleUnderflow,
    /// An exponent that `BigDecimal.pow` refuses.
    InvalidOperation,
    /// A double without a decimal value.
    InfiniteOrNaN,
    /// Text that is not a number; the whole message.
    Format(String),
    /// An argument out of range; the whole message.
    Argument(String),
    /// The thread was stopped, or has reached a limit, in the middle of a long computation.
    Stopped(ExceptionKind),
}

/// The Java class of a [`NumberError`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorClass {
    Arithmetic,
    NumberFormat,
    IllegalArgument,
}

impl NumberError {
    /// The exception class this error becomes.
    pub fn class(&self) -> ErrorClass {
        match self {
            NumberError::InfiniteOrNaN | NumberError::Format(_) => ErrorClass::NumberFormat,
            NumberError::Argument(_) => ErrorClass::IllegalArgument,
            _ => ErrorClass::Arithmetic,
        }
    }

    /// `For input string: "…"`, the message of Java's number parsers.
    #[cold]
    pub fn for_input(text: &str) -> NumberError {
        NumberError::Format(format!("For input string: \"{text}\""))
    }

    /// As [`NumberError::for_input`], naming a radix other than ten.
    #[cold]
    pub fn for_input_radix(text: &str, radix: u32) -> NumberError {
        if radix == 10 {
            return NumberError::for_input(text);
        }
        NumberError::Format(format!("For input string: \"{text}\" under radix {radix}"))
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::DivideByZero => "Divide by zero",
            NumberError::IntDivideByZero => "/ by zero",
            NumberError::LongOverflow => "long overflow",
            NumberError::IntOverflow => "integer overflow",
            NumberError::TooLarge => "BigInteger would overflow supported range",
            NumberError::NonTerminating => "Non-terminating decimal expansion; no exact representable decimal result.",
            NumberError::RoundingNecessary => "Rounding necessary",
            NumberError::DivisionImpossible => "Division impossible",
            NumberError::ScaleOverflow => "Overflow",
            NumberError::ScaleUnderflow => "Underflow",
            NumberError::InvalidOperation => "Invalid operation",
            NumberError::InfiniteOrNaN => "Infinite or NaN",
            NumberError::Stopped(_) => "stopped",
            NumberError::Format(text) | NumberError::Argument(text) => text,
        })
    }
}

impl std::error::Error for NumberError {}
