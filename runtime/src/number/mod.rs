//! Clojure's numbers: `clojure.lang.Numbers`, `BigInt`, `Ratio`, and `java.math.BigDecimal`.
//!
//! Reading order: [`error`] (what can go wrong and with which words), [`bigint`], [`ratio`],
//! [`decimal`] with [`rounding`], [`parse`] and [`format`] for text, then [`boxed`] (numbers as
//! heap objects), [`ops`] (the generic arithmetic over [`crate::value::Value`]), [`bits`],
//! [`cast`] and [`mod@hash`].
//!
//! The pure half (up to `format`) knows nothing of `Value`, does no IO and never loops without a
//! bound: a result that would need more than [`bigint::MAX_BITS`] bits is an error.

pub mod error;
pub mod bigint;
pub mod ratio;
pub mod rounding;
pub mod decimal;
mod decimal_divide;
mod decimal_text;
pub mod parse;
mod parse_java;
pub mod format;

pub use bigint::BigInt;
pub use decimal::BigDecimal;
pub use error::NumberError;
pub use parse::Number;
pub use ratio::Ratio;
pub use rounding::{MathContext, RoundingMode};
