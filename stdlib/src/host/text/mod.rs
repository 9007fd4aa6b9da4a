//! Package `java.text`.

pub mod date_format;
pub mod decimal_format;
pub mod message_format;
