//! Packages `java.io`, `java.nio` and `java.net`.

pub mod charset;
