//! Keywords, interned per runtime: one object a name, so that equality is identity.
//! `clojure.lang.Keyword`.
//!
//! Keywords of code are permanent (never counted) and go when the runtime closes. Those that a program makes of data (`keyword`, reading) are
//! counted, and their [`Interner`] lets go of those that nobody else holds, whenever they have doubled in number; a program
//! that makes keywords for ever does not grow. When code names one of them it becomes permanent.

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

/// Parts of the table, each with its lock, so that looking for unused keywords takes little time at once.
const PARTS: usize = 8;

/// How many counted keywords a part has before unused ones are looked for.
const FEW: usize = 128;

/// The keyword table of one runtime.
#[derive(Default)]
pub struct Interner {
    parts: [Mutex<Part>; PARTS],
}

#[derive(Default)]
struct Part {
    table: FastMap<Box<[u8]>, Shared>,
    /// Counted keywords that were added since unused ones were looked for, and how many then were left.
    added: usize,
    left: usize,
}

/// How long a keyword is to live.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Life {
    Permanent,
    Counted,
}

impl Interner {
    /// The keyword with this namespace and name, for code: from now on it is permanent.
    pub fn intern(&self, ns: Option<&Ref<Str>>, name: &Ref<Str>) -> Ref<Keyword> {
        let key = key(ns.map(|s| s.bytes()), name.bytes());
        self.intern_key(key, Life::Permanent, || Symbol::new(ns.cloned(), name.clone()))
    }

    /// The keyword with this namespace and name, for data: it may go when nobody has it.
    pub fn intern_counted(&self, ns: Option<&Ref<Str>>, name: &Ref<Str>) -> Ref<Keyword> {
        let key = key(ns.map(|s| s.bytes()), name.bytes());
        self.intern_key(key, Life::Counted, || Symbol::new(ns.cloned(), name.clone()))
    }

    /// The keyword written `:text`.
    pub fn intern_str(&self, text: &str) -> Ref<Keyword> {
        let (ns, name) = split_name(text);
        let key = key(ns.map(str::as_bytes), name.as_bytes());
        self.intern_key(key, Life::Permanent, || Symbol::from_parts(ns, name))
    }

    /// The keyword written `:text`, for data.
    pub fn intern_counted_str(&self, text: &str) -> Ref<Keyword> {
        let (ns, name) = split_name(text);
        let key = key(ns.map(str::as_bytes), name.as_bytes());
        self.intern_key(key, Life::Counted, || Symbol::from_parts(ns, name))
    }

    /// The keyword with this namespace and name if it is there already: `find-keyword`.
    pub fn find(&self, ns: Option<&str>, name: &str) -> Option<Ref<Keyword>> {
        let key = key(ns.map(str::as_bytes), name.as_bytes());
        let part = lock(self.part(&key));
        part.table.get(&key)?.get().as_ref::<Keyword>().cloned()
    }

    /// The names of all keywords, without the colon, in no order.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for part in &self.parts {
            let part = lock(part);
            names.extend(part.table.values().filter_map(|k| k.get().as_ref::<Keyword>().map(|k| k.symbol.full_name())));
        }
        names
    }

    fn part(&self, key: &[u8]) -> &Mutex<Part> {
        let mixed = key.iter().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
        &self.parts[(mixed ^ mixed >> 7) % PARTS]
    }

    fn intern_key(&self, key: Box<[u8]>, life: Life, symbol: impl FnOnce() -> Ref<Symbol>) -> Ref<Keyword> {
        let mut part = lock(self.part(&key));
        if let Some(found) = part.table.get(&key).and_then(|k| k.get().as_ref::<Keyword>()) {
            if life == Life::Permanent && !found.header().count.is_permanent() {
                found.make_permanent();
            }
            return found.clone();
        }
        let unused = if life == Life::Counted { part.make_room() } else { Vec::new() };
        let symbol = symbol();
        let hash = symbol.hash.wrapping_add(0x9E37_79B9_u32 as i32);
        symbol.name.java_hash();
        if life == Life::Permanent {
            if let Some(ns) = &symbol.ns {
                ns.make_permanent();
            }
            symbol.name.make_permanent();
            symbol.make_permanent();
        }
        let keyword = Ref::new(Keyword { symbol, hash });
        if life == Life::Permanent {
            keyword.make_permanent();
        }
        part.table.insert(key, Shared::new(keyword.clone().into()));
        drop(part);
        drop(unused);
        keyword
    }
}

impl Part {
    /// Counts a keyword that is about to be added, and takes out those that nobody but the table holds if the counted ones have doubled. Who has none
    /// gets one from the table only, whose lock is held, so they stay unused.
    fn make_room(&mut self) -> Vec<Shared> {
        self.added += 1;
        if self.added <= self.left.max(FEW) {
            return Vec::new();
        }
        let is_sole = |keyword: &Shared| keyword.get().header().is_some_and(|header| header.count.is_sole());
        let unused: Vec<Shared> = self.table.extract_if(|_, keyword| is_sole(keyword)).map(|(_, k)| k).collect();
        let is_counted = |k: &&Shared| k.get().header().is_some_and(|header| !header.count.is_permanent());
        self.left = self.table.values().filter(is_counted).count();
        self.added = 0;
        unused
    }
}

/// Namespace and name with a byte between them that occurs in no WTF-8 text.
fn key(ns: Option<&[u8]>, name: &[u8]) -> Box<[u8]> {
    let mut key = ns.map_or_else(Vec::new, |ns| [ns, &[0xFF]].concat());
    key.extend_from_slice(name);
    key.into_boxed_slice()
}
