//! What was found for a class of receiver, remembered beside the code: which function answers a protocol's
//! method, which field a keyword names, which method a member call means, what `instance?` said.
//!
//! Each thread has one small table, indexed by *site* and *class key*. A site is the address of what was asked
//! with: the protocol function, the keyword, the constant of a member, the class. Nothing is ever wrong in the
//! table: an entry keeps alive what its addresses mean, and names the version of the protocol that it was found
//! under, so `extend` makes it stale; what else is kept cannot change for a class object, since a type that is
//! defined anew has a new one. Two sites that share a slot take turns.

use runtime::function::NativeDef;
use runtime::instance::Instance;
use runtime::{ExceptionKind, Kind, Value};

/// What was found.
pub enum Found {
    /// The function to call.
    Method(Value),
    /// The number of a field of the receiver that holds it.
    Field(u32),
    Native(&'static NativeDef),
    Answer(bool),
}

/// What an entry is found by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub site: usize,
    pub class: u64,
    pub version: u64,
}

struct Entry {
    key: Key,
    found: Found,
    /// What the site and the class are the addresses of.
    _held: [Value; 3],
}

/// Entries of a table. A power of two.
const ENTRIES: usize = 256;

/// The table of a thread.
#[derive(Default)]
pub struct LookupCache {
    /// Made when something is first remembered.
    entries: Vec<Option<Entry>>,
}

impl LookupCache {
    #[inline(always)]
    pub fn get(&self, key: Key) -> Option<&Found> {
        match self.entries.get(slot(key)) {
            Some(Some(entry)) if entry.key == key => Some(&entry.found),
            _ => None,
        }
    }

    /// Remembers what was found; `held` is what the key's addresses belong to.
    pub fn remember(&mut self, key: Key, found: Found, held: [Value; 3]) {
        if self.entries.is_empty() {
            self.entries.resize_with(ENTRIES, || None);
        }
        self.entries[slot(key)] = Some(Entry { key, found, _held: held });
    }

    /// Forgets everything, and with it the code and types that nothing else holds.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}

#[inline(always)]
fn slot(key: Key) -> usize {
    let mixed = (key.site as u64 >> 4).wrapping_add(key.class >> 4).wrapping_add(key.class << 3);
    (mixed ^ mixed >> 8) as usize % ENTRIES
}

/// What stands for a value's class: an address for user types, a small number for others. `None` where values of one
/// kind have different classes.
#[inline(always)]
pub fn class_key(value: &Value) -> Option<u64> {
    match value.kind() {
        Some(Kind::Instance) => value.get::<Instance>().map(|object| object.class.address() as u64),
        None => Some(u64::from(value.tag() as u8) << 3 | u64::from(value.mark() as u8)),
        Some(
            Kind::Throwable
            | Kind::Function
            | Kind::Native
            | Kind::Host
            | Kind::Array
            | Kind::ArraySeq
            | Kind::MapSeq
            | Kind::EntryPartSeq,
        ) => None,
        Some(kind) => Some(kind_key(kind)),
    }
}

/// The class key of values whose kind says everything.
#[inline(always)]
pub fn kind_key(kind: Kind) -> u64 {
    0x100 | kind as u64
}

/// The class key of exceptions of the classes that are known from the start.
pub fn exception_key(kind: ExceptionKind) -> u64 {
    0x1000 | kind as u64
}

/// The class object that a class key is the address of, if it is one.
pub fn class_of(value: &Value) -> Value {
    value.get::<Instance>().map_or(Value::NIL, |object| object.class.to_value())
}
