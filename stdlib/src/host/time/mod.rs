//! `java.time`: dates, times, durations, zones and their formats.
//!
//! Begin with [`moment`], which all classes of dates and times share.

pub mod adjusters;
pub mod arithmetic;
pub mod builder;
pub mod calendar;
pub mod classes;
pub mod clock;
pub mod duration;
pub mod format;
pub mod iso;
pub mod legacy;
pub mod moment;
pub mod parse;
pub mod period;
pub mod ranges;
pub mod units;
pub mod zone;
pub mod zone_classes;
