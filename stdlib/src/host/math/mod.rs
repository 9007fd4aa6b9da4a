//! Package `java.math`.

pub mod big_decimal;
pub mod big_integer;
