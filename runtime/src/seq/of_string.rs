//! The characters of a string. `clojure.lang.StringSeq`.

use crate::object::Ref;
use crate::string::Str;
use crate::value::Value;

/// The UTF-16 units of a string from some index on.
pub struct StringSeq {
    pub meta: Value,
    pub string: Ref<Str>,
    /// Units gone; less than the length.
    pub index: u32,
    /// Where the unit's sequence begins in the bytes.
    at: u32,
    /// The unit is the second of its pair.
    low: bool,
}

crate::heap!(StringSeq: StringSeq { meta, string });

/// The seq of a string, nil when it is empty.
pub fn string_seq(string: &Ref<Str>) -> Value {
    if string.length() == 0 {
        return Value::NIL;
    }
    Ref::new(StringSeq { meta: Value::NIL, string: string.clone(), index: 0, at: 0, low: false }).into()
}

/// Bytes of the sequence that begins with `lead`.
fn width(lead: u8) -> u32 {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

impl StringSeq {
    pub fn first(&self) -> Value {
        let bytes = self.string.bytes().get(self.at as usize..).unwrap_or_default();
        let mut units = crate::string::units_of(bytes);
        let unit = if self.low { units.nth(1) } else { units.next() };
        Value::char(unit.unwrap_or_default())
    }

    pub fn remaining(&self) -> usize {
        self.string.length() - self.index as usize
    }
}

impl Ref<StringSeq> {
    pub(crate) fn with_meta(&self, meta: Value) -> Value {
        let string = self.string.clone();
        Ref::new(StringSeq { meta, string, index: self.index, at: self.at, low: self.low }).into()
    }

    /// The seq after the first character, or nil; in place if unique.
    pub(super) fn advance(mut self) -> Value {
        if self.remaining() <= 1 {
            return Value::NIL;
        }
        let (body, _) = self.make_mut(|s| {
            Ref::new(StringSeq { meta: Value::NIL, string: s.string.clone(), index: s.index, at: s.at, low: s.low })
        });
        body.meta = Value::NIL;
        body.index += 1;
        let width = width(body.string.bytes().get(body.at as usize).copied().unwrap_or_default());
        if width == 4 && !body.low {
            body.low = true;
        } else {
            body.low = false;
            body.at += width;
        }
        self.into()
    }
}
