//! Symbols. `clojure.lang.Symbol`.
//!
//! Not interned: each occurrence in a source text is an object of its own, so the reader can tell
//! positions by identity, as Clojure's `identical?` can tell symbols apart. The hash is computed once.

use crate::hash::{combine, murmur3};
use crate::object::Ref;
use crate::string::Str;
use crate::value::Value;

/// A symbol with optional namespace and metadata (nil or a map).
pub struct Symbol {
    pub meta: Value,
    pub ns: Option<Ref<Str>>,
    pub name: Ref<Str>,
    /// Clojure's `hasheq`.
    pub hash: i32,
}

crate::heap!(Symbol: Symbol { meta, ns, name });

impl Symbol {
    #[allow(clippy::new_ret_no_self)]
    pub fn new(ns: Option<Ref<Str>>, name: Ref<Str>) -> Ref<Symbol> {
        let hash = name_hash(ns.as_ref(), &name);
        Ref::new(Symbol { meta: Value::NIL, ns, name, hash })
    }

    pub fn from_parts(ns: Option<&str>, name: &str) -> Ref<Symbol> {
        Symbol::new(ns.map(Str::new), Str::new(name))
    }

    /// From the printed form: split at the first `/`, unless that is the whole name.
    pub fn parse(text: &str) -> Ref<Symbol> {
        let (ns, name) = split_name(text);
        Symbol::from_parts(ns, name)
    }
}

/// `ns/name` apart: at the first slash, unless it is the first or only character.
pub fn split_name(text: &str) -> (Option<&str>, &str) {
    match text.find('/') {
        Some(i) if i > 0 && text.len() > 1 => (Some(&text[..i]), &text[i + 1..]),
        _ => (None, text),
    }
}

/// The hash that symbols and (shifted) keywords share.
pub(crate) fn name_hash(ns: Option<&Ref<Str>>, name: &Ref<Str>) -> i32 {
    let name_hash = murmur3::hash_unencoded_chars(name.units_iter());
    combine(name_hash, ns.map_or(0, Ref::<Str>::java_hash))
}

impl Ref<Symbol> {
    /// The namespace part as text.
    pub fn ns_str(&self) -> Option<&str> {
        self.ns.as_ref().and_then(|s| s.as_str())
    }

    /// The name as text (empty if it holds a lone surrogate, which no reader makes).
    pub fn name_str(&self) -> &str {
        self.name.as_str().unwrap_or("")
    }

    /// As written: `ns/name` or `name`.
    pub fn full_name(&self) -> String {
        match self.ns_str() {
            Some(ns) => format!("{ns}/{}", self.name_str()),
            None => self.name_str().to_owned(),
        }
    }

    /// The same symbol with other metadata.
    pub fn with_meta(&self, meta: Value) -> Ref<Symbol> {
        Ref::new(Symbol { meta, ns: self.ns.clone(), name: self.name.clone(), hash: self.hash })
    }

    /// Is this the unqualified symbol `name`?
    pub fn is_named(&self, name: &str) -> bool {
        self.ns.is_none() && self.name.bytes() == name.as_bytes()
    }
}

impl PartialEq for Ref<Symbol> {
    fn eq(&self, other: &Ref<Symbol>) -> bool {
        Ref::same(self, other) || (self.hash == other.hash && self.ns == other.ns && self.name == other.name)
    }
}

impl Eq for Ref<Symbol> {}

impl std::hash::Hash for Ref<Symbol> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_i32(self.hash);
    }
}
