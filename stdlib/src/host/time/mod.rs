//! Package `java.time`, as far as it goes without time zones: instants, durations, dates.

pub mod calendar;
pub mod duration;
pub mod instant;
pub mod local_date;
