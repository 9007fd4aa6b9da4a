//! Package `java.security`.

pub mod digest;
