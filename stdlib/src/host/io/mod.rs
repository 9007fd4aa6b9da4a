//! Packages `java.io`, `java.nio` and `java.net`.

pub mod buffer;
pub mod charset;
pub mod data;
pub mod deflate;
pub mod file;
pub mod files;
pub mod net;
pub mod path;
pub mod random_access;
pub mod reader;
pub mod socket;
pub mod stream;
pub mod writer;
pub mod zip;
