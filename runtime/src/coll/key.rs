//! Keys as Clojure compares and hashes them, for the trees that know nothing of it.

use super::node::hamt::Keys;
use crate::equality::equiv;
use crate::error::{Error, Result};
use crate::hash::hasheq;
use crate::print::to_java_string;
use crate::thread::Thread;
use crate::value::Value;

impl Keys for &mut Thread {
    type Error = Error;
    #[inline(always)]
    fn same(&mut self, key: &Value, stored: &Value) -> Result<bool> {
        if key.identical(stored) { Ok(true) } else { equiv(self, key, stored) }
    }
    #[inline(always)]
    fn hash(&mut self, stored: &Value) -> Result<i32> {
        hasheq(self, stored)
    }
}

/// A value as messages show it: as `str` would.
pub(super) fn text_of(t: &mut Thread, v: &Value) -> Result<String> {
    if v.is_nil() { Ok("null".into()) } else { Ok(to_java_string(t, v)?.to_string_lossy()) }
}
