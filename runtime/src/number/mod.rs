//! Clojure's numbers: `clojure.lang.Numbers`, `BigInt`, `Ratio`, and `java.math.BigDecimal`.
//!
//! Reading order: [`error`] (what can go wrong and with which words), [`bigint`], [`ratio`],
//! [`decimal`] with [`rounding`], [`parse`] and [`format`] for text; then the half that knows
//! [`Value`](crate::value::Value): [`object`] (numbers on the heap, and the view that dispatch uses),
//! [`ops`] (arithmetic), [`compare`] (order and equality), [`bits`], [`cast`], [`unchecked`] and [`mod@hash`].
//!
//! The pure half does no IO and never loops without a bound: a result that would need more than
//! [`bigint::MAX_BITS`] bits is an error. Long numbers are multiplied, divided, read and written in steps between which
//! [`work`] is paid for: see `multiply`, `divide` and `radix`.

pub mod bigint;
pub mod decimal;
mod decimal_divide;
mod decimal_text;
mod divide;
pub mod error;
pub mod format;
mod multiply;
pub mod parse;
mod parse_java;
mod radix;
pub mod ratio;
pub mod rounding;
pub mod work;

pub mod bits;
pub mod cast;
pub mod compare;
pub mod hash;
pub mod object;
pub mod ops;
mod slow;
pub mod unchecked;

pub use bigint::BigInt;
pub use decimal::BigDecimal;
pub use error::NumberError;
pub use object::{BigInteger, MathContextSource, Num, is_integer, is_number};
pub use parse::Number;
pub use ratio::Ratio;
pub use rounding::{MathContext, RoundingMode};
