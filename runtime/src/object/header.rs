//! The eight bytes in front of every heap object.
//!
//! Does not know what kinds there are, see [`super::kind`], nor where objects lie, see [`crate::heap`].

use super::count::Count;
use super::kind::Kind;

/// Count, kind and flags of an object. Everything on the heap begins with one.
#[repr(C, align(8))]
pub struct Header {
    pub count: Count,
    pub kind: Kind,
    flags: u8,
    _unused: u16,
}

#[cfg(not(loom))]
const _: () = assert!(size_of::<Header>() == 8);

impl Header {
    pub const fn new(kind: Kind) -> Header {
        Header { count: Count::local(), kind, flags: 0, _unused: 0 }
    }

    pub const fn permanent(kind: Kind) -> Header {
        Header { count: Count::permanent(), kind, flags: 0, _unused: 0 }
    }
}
