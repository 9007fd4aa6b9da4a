//! Printing: `pr`, `print` and `str` of every kind of value.

use crate::error::Result;
use crate::thread::Thread;
use crate::value::Value;

/// The text of `pr-str`.
pub fn pr_str(_t: &mut Thread, v: &Value) -> Result<String> {
    Ok(format!("{v:?}"))
}

/// The text of `print-str`.
pub fn print_str(_t: &mut Thread, v: &Value) -> Result<String> {
    Ok(format!("{v:?}"))
}
