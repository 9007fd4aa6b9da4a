//! Keywords, interned per runtime: one object a name, so that equality is identity.
//! `clojure.lang.Keyword`.
//!
//! Keywords are permanent (never counted); their [`Interner`] frees them when the runtime closes.

use crate::fast_hash::FastMap;
use crate::object::{Ref, Shared};
use crate::string::Str;
use crate::symbol::{Symbol, split_name};
use crate::sync::{Mutex, lock};

/// A keyword; `symbol` is its name without the colon.
pub struct Keyword {
    pub symbol: Ref<Symbol>,
    /// Clojure's `hasheq`.
    pub hash: i32,
}

crate::heap!(Keyword: Keyword { symbol });

impl Ref<Keyword> {
    pub fn ns_str(&self) -> Option<&str> {
        self.symbol.ns_str()
    }

    pub fn name_str(&self) -> &str {
        self.symbol.name_str()
    }
}

/// The keyword table of one runtime.
#[derive(Default)]
pub struct Interner {
    table: Mutex<FastMap<Box<[u8]>, Shared>>,
}

impl Interner {
    /// The keyword with this namespace and name.
    pub fn intern(&self, ns: Option<&Ref<Str>>, name: &Ref<Str>) -> Ref<Keyword> {
        self.intern_key(key(ns.map(|s| s.bytes()), name.bytes()), || Symbol::new(ns.cloned(), name.clone()))
    }

    /// The keyword written `:text`.
    pub fn intern_str(&self, text: &str) -> Ref<Keyword> {
        let (ns, name) = split_name(text);
        self.intern_key(key(ns.map(str::as_bytes), name.as_bytes()), || Symbol::from_parts(ns, name))
    }

    /// The keyword with this namespace and name if it is there already: `find-keyword`.
    pub fn find(&self, ns: Option<&str>, name: &str) -> Option<Ref<Keyword>> {
        let table = lock(&self.table);
        let found = table.get(&*key(ns.map(str::as_bytes), name.as_bytes()))?;
        found.get().as_ref::<Keyword>().cloned()
    }

    /// The names of all keywords, without the colon, in no order.
    pub fn names(&self) -> Vec<String> {
        let table = lock(&self.table);
        table.values().filter_map(|k| k.get().as_ref::<Keyword>().map(|k| k.symbol.full_name())).collect()
    }

    fn intern_key(&self, key: Box<[u8]>, symbol: impl FnOnce() -> Ref<Symbol>) -> Ref<Keyword> {
        let mut table = lock(&self.table);
        let entry = table.entry(key).or_insert_with(|| {
            let symbol = symbol();
            let hash = symbol.hash.wrapping_add(0x9E37_79B9_u32 as i32);
            symbol.name.java_hash();
            if let Some(ns) = &symbol.ns {
                ns.make_permanent();
            }
            symbol.name.make_permanent();
            symbol.make_permanent();
            let keyword = Ref::new(Keyword { symbol, hash });
            keyword.make_permanent();
            Shared::new(keyword.into())
        });
        entry.get().as_ref::<Keyword>().cloned().expect("the table holds keywords")
    }
}

/// Namespace and name with a byte between them that occurs in no WTF-8 text.
fn key(ns: Option<&[u8]>, name: &[u8]) -> Box<[u8]> {
    let mut key = ns.map_or_else(Vec::new, |ns| [ns, &[0xFF]].concat());
    key.extend_from_slice(name);
    key.into_boxed_slice()
}
