//! Keys as Clojure compares and hashes them, for the trees that know nothing of it.

use super::node::hamt::Keys;
use crate::equality::equiv;
use crate::error::{Error, Result};
use crate::hash::hasheq;
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
