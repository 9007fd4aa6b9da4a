//! The mutable maps and sets: `HashMap`, `LinkedHashMap`, `TreeMap`, `HashSet`, `TreeSet`, `ConcurrentHashMap` …
//!
//! One Rust type serves all of them. Keys may be of user types, whose `equals` and `hashCode` are user code: it runs
//! without the lock, and a change that another thread made meanwhile is noticed by the count of changes. Sorted maps
//! hold a persistent sorted map and replace it. The methods are in [`super::map_methods`] and [`super::collection`].

use crate::host::concurrent::bulk;
use crate::host::hierarchy::class;
use crate::host::support::*;
use crate::host::util::list::elements;
use crate::host::util::map_window::{self, Shows, Window};
use crate::host::util::table::{Table, spread};
use runtime::class::ClassDef;
use runtime::coll::map_entry::entry;
use runtime::coll::sorted_map::{self, SortedMap};
use runtime::equality::java_equals;
use runtime::error::{Error, ExceptionKind, Result};
use runtime::hash::{identity_hash, java_hash_code};
use runtime::host_object::{HostObject, HostType};
use runtime::limits::Growing;
use runtime::string::Str;
use runtime::sync::{AtomicU32, Mutex, Ordering, lock};
use runtime::{Ref, Thread, Value, ops, seq};

/// A map, or the map under a set.
pub struct JavaMap {
    class: &'static str,
    body: Mutex<Body>,
    changes: AtomicU32,
    immutable: bool,
    set: bool,
    /// For a view of another map, what it shows; its own body is empty then.
    window: Option<Window>,
    /// The defaults behind a table of properties, and the class that the constants of an `EnumSet` are of.
    defaults: Mutex<Option<Value>>,
    memory: Growing,
}

enum Body {
    Hash(Table),
    /// A persistent sorted map.
    Sorted(Value),
}

impl HostType for JavaMap {
    fn class_name(&self) -> &str {
        self.class
    }
    fn visit(&self, f: &mut dyn FnMut(&Value)) {
        if let Some(window) = &self.window {
            f(&window.source);
            if let Shows::Part(bounds) = &window.shows {
                bounds.visit(f);
            }
        }
        lock(&self.defaults).iter().for_each(&mut *f);
        match &*lock(&self.body) {
            Body::Hash(table) => table.iter().for_each(|e| {
                f(&e.key);
                f(&e.val);
            }),
            Body::Sorted(map) => f(map),
        }
    }
    fn take_values(&mut self, f: &mut dyn FnMut(Value)) {
        if let Some(window) = &mut self.window {
            f(window.source.take());
            if let Shows::Part(bounds) = &mut window.shows {
                bounds.take_values(f);
            }
        }
        lock(&self.defaults).take().into_iter().for_each(&mut *f);
        match &mut *lock(&self.body) {
            Body::Hash(table) => table.clear().into_iter().for_each(|e| {
                f(e.key);
                f(e.val);
            }),
            Body::Sorted(map) => f(map.take()),
        }
    }
}

/// What a class is like.
#[derive(Clone, Copy)]
pub struct Kind {
    pub class: &'static str,
    pub set: bool,
    pub linked: bool,
    pub sorted: bool,
    pub immutable: bool,
}

const fn kind(class: &'static str) -> Kind {
    Kind { class, set: false, linked: false, sorted: false, immutable: false }
}

pub const HASH_MAP: Kind = kind("java.util.HashMap");
pub const LINKED_MAP: Kind = Kind { linked: true, ..kind("java.util.LinkedHashMap") };
pub const TREE_MAP: Kind = Kind { sorted: true, ..kind("java.util.TreeMap") };
pub const HASH_SET: Kind = Kind { set: true, ..kind("java.util.HashSet") };
pub const LINKED_SET: Kind = Kind { set: true, linked: true, ..kind("java.util.LinkedHashSet") };
pub const TREE_SET: Kind = Kind { set: true, sorted: true, ..kind("java.util.TreeSet") };
/// `Map.of` and `Set.of`, in the order given.
pub const FIXED_MAP: Kind = Kind { linked: true, immutable: true, ..kind("java.util.ImmutableCollections$MapN") };
pub const FIXED_SET: Kind =
    Kind { set: true, linked: true, immutable: true, ..kind("java.util.ImmutableCollections$SetN") };
pub const FIXED_SORTED_MAP: Kind = Kind { immutable: true, ..TREE_MAP };
pub const FIXED_SORTED_SET: Kind = Kind { immutable: true, ..TREE_SET };
pub const PROPERTIES: Kind = kind("java.util.Properties");
pub const ENUM_SET: Kind = Kind { set: true, sorted: true, ..kind("java.util.RegularEnumSet") };
pub const ENUM_MAP: Kind = Kind { sorted: true, ..kind("java.util.EnumMap") };
/// What `keySet` and `entrySet` give of a map that is neither Clojure's nor one of these.
pub const KEY_SET: Kind = Kind { class: "java.util.HashMap$KeySet", ..FIXED_SET };
pub const ENTRY_SET: Kind = Kind { class: "java.util.HashMap$EntrySet", ..FIXED_SET };

impl JavaMap {
    fn make(kind: Kind, body: Body) -> JavaMap {
        let Kind { class, set, immutable, .. } = kind;
        JavaMap {
            class,
            body: Mutex::new(body),
            changes: AtomicU32::new(0),
            immutable,
            set,
            window: None,
            defaults: Mutex::default(),
            memory: Growing::default(),
        }
    }

    /// A view of another map.
    pub fn showing(kind: Kind, window: Window) -> JavaMap {
        JavaMap { window: Some(window), ..JavaMap::make(kind, Body::Hash(Table::default())) }
    }

    /// See the field.
    pub fn window(&self) -> Option<&Window> {
        self.window.as_ref()
    }

    /// For a view: the map behind it, as object and value, and what the view shows of it.
    fn behind(&self) -> Option<(&JavaMap, &Value, &Shows)> {
        let window = self.window.as_ref()?;
        Some((window.source.host::<JavaMap>()?, &window.source, &window.shows))
    }

    pub fn class(&self) -> &'static str {
        self.class
    }

    /// See the field.
    pub fn defaults(&self) -> Option<Value> {
        lock(&self.defaults).clone()
    }

    /// Says what stands behind, before anybody else knows the object.
    pub fn set_defaults(&self, v: Value) {
        *lock(&self.defaults) = Some(v);
    }

    /// An empty map; `expected` entries will be added at once.
    pub fn empty(kind: Kind, expected: usize) -> JavaMap {
        let body = if kind.sorted {
            Body::Sorted(sorted_map::empty().into())
        } else {
            let mut table = Table::default();
            table.linked = kind.linked;
            table.expect(expected);
            Body::Hash(table)
        };
        JavaMap::make(kind, body)
    }

    /// An empty sorted map with a comparator.
    pub fn sorted_by(kind: Kind, comparator: &Value) -> Result<JavaMap> {
        let map = sorted_map::empty_by(comparator.clone())?;
        Ok(JavaMap::make(kind, Body::Sorted(map.into())))
    }

    pub fn into_value(self) -> Value {
        HostObject::new_value(self)
    }

    pub fn is_set(&self) -> bool {
        self.set
    }

    pub fn changes(&self) -> u32 {
        match self.behind() {
            Some((source, ..)) => source.changes(),
            None => self.changes.load(Ordering::Acquire),
        }
    }

    /// Do iterators go on when the map is changed?
    pub fn is_concurrent(&self) -> bool {
        self.class.starts_with("java.util.concurrent.")
            || self.behind().is_some_and(|(source, ..)| source.is_concurrent())
    }

    fn changed(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// Fails unless the map may be changed.
    pub fn writable(&self) -> Result<()> {
        if self.immutable { Err(unsupported()) } else { Ok(()) }
    }

    /// Parts of sorted maps are counted.
    pub fn len(&self, t: &mut Thread) -> Result<usize> {
        match self.behind() {
            Some((_, _, Shows::Part(_))) => Ok(self.entries(t)?.len()),
            Some((source, ..)) => source.len(t),
            None => Ok(self.own_len()),
        }
    }

    /// How many entries are in a map that is no view.
    fn own_len(&self) -> usize {
        match &*lock(&self.body) {
            Body::Hash(table) => table.len(),
            Body::Sorted(map) => map.get::<SortedMap>().map_or(0, SortedMap::len),
        }
    }

    pub fn is_empty(&self, t: &mut Thread) -> Result<bool> {
        Ok(self.len(t)? == 0)
    }

    /// The sorted map inside, if it is sorted.
    pub fn sorted(&self) -> Option<Ref<SortedMap>> {
        match &*lock(&self.body) {
            Body::Sorted(map) => map.as_ref::<SortedMap>().cloned(),
            Body::Hash(_) => None,
        }
    }

    /// Keys and values in walk order.
    pub fn entries(&self, t: &mut Thread) -> Result<Vec<(Value, Value)>> {
        match self.behind() {
            Some((source, _, Shows::Keys)) => return source.entries(t),
            Some((source, _, Shows::Entries)) => {
                let entries = source.entries(t)?.into_iter();
                return Ok(entries.map(|(key, val)| (entry(key, val), Value::TRUE)).collect());
            }
            Some((source, _, Shows::Part(bounds))) => {
                return source.sorted().map_or(Ok(Vec::new()), |map| bounds.entries(t, &map));
            }
            None => {}
        }
        Ok(match &*lock(&self.body) {
            Body::Hash(table) => table.iter().map(|e| (e.key.clone(), e.val.clone())).collect(),
            Body::Sorted(map) => runtime::coll::map::entries(map),
        })
    }

    pub fn keys(&self, t: &mut Thread) -> Result<Vec<Value>> {
        Ok(self.entries(t)?.into_iter().map(|(key, _)| key).collect())
    }

    /// What iterating gives: keys of a set, entries of a map.
    pub fn elements(&self, t: &mut Thread) -> Result<Vec<Value>> {
        match self.set {
            true => self.keys(t),
            false => Ok(self.entries(t)?.into_iter().map(|(key, val)| entry(key, val)).collect()),
        }
    }

    fn by_identity(&self) -> bool {
        self.class == "java.util.IdentityHashMap"
    }

    /// Concurrent and sorted maps refuse nil.
    pub fn check_key(&self, key: &Value) -> Result<()> {
        let refuses = self.class.starts_with("java.util.concurrent.")
            || self.class == "java.util.Hashtable"
            || self.immutable && !self.class.contains('$');
        let refuses = refuses || self.sorted().is_some_and(|map| map.comparator.is_nil());
        if refuses && key.is_nil() { Err(Error::null_pointer()) } else { Ok(()) }
    }

    fn hash(&self, t: &mut Thread, key: &Value) -> Result<u32> {
        Ok(match key {
            _ if self.by_identity() => spread(identity_hash(key)),
            key if key.is_nil() => 0,
            key => spread(java_hash_code(t, key)?),
        })
    }

    /// The slot of a key in the hash table, and the count of changes when the table was looked at.
    fn locate(&self, t: &mut Thread, hash: u32, key: &Value) -> Result<(Option<(u32, Value)>, u32)> {
        let mut doubtful = Vec::new();
        let seen;
        {
            let body = lock(&self.body);
            seen = self.changes();
            let Body::Hash(table) = &*body else { return Ok((None, seen)) };
            for (slot, entry) in table.candidates(hash) {
                let strings = (key.as_ref::<Str>(), entry.key.as_ref::<Str>());
                if key.identical(&entry.key) || matches!(strings, (Some(x), Some(y)) if x == y && !self.by_identity()) {
                    return Ok((Some((slot, entry.key.clone())), seen));
                }
                doubtful.push((slot, entry.key.clone()));
            }
        }
        if !self.by_identity() && !key.is_nil() {
            for (slot, candidate) in doubtful {
                if !candidate.is_nil() && java_equals(t, key, &candidate)? {
                    return Ok((Some((slot, candidate)), seen));
                }
            }
        }
        Ok((None, seen))
    }

    /// The map behind a view and the key in it that an element of the view stands for, if the view may show it.
    fn through(&self, t: &mut Thread, key: &Value) -> Result<Option<(&JavaMap, Option<Value>)>> {
        let Some((source, _, shows)) = self.behind() else { return Ok(None) };
        let key = match shows {
            Shows::Keys => Some(key.clone()),
            Shows::Entries => map_window::entry_key(t, source, key)?,
            Shows::Part(bounds) => {
                source.check_key(key)?;
                let Some(map) = source.sorted() else { return Ok(None) };
                bounds.holds(t, &map.comparator, key)?.then(|| key.clone())
            }
        };
        Ok(Some((source, key)))
    }

    /// The key that is there and its value.
    pub fn find(&self, t: &mut Thread, key: &Value) -> Result<Option<(Value, Value)>> {
        if let Some((source, key)) = self.through(t, key)? {
            return key.map_or(Ok(None), |key| source.find(t, &key));
        }
        if let Some(map) = self.sorted() {
            return Ok(map.get_entry(t, key)?.map(|(k, v)| (k.clone(), v.clone())));
        }
        let hash = self.hash(t, key)?;
        let (found, _) = self.locate(t, hash, key)?;
        let Some((slot, there)) = found else { return Ok(None) };
        match &*lock(&self.body) {
            Body::Hash(table) => {
                let entry = table.get(slot).filter(|e| e.key.identical(&there));
                Ok(entry.map(|e| (e.key.clone(), e.val.clone())))
            }
            Body::Sorted(_) => Ok(None),
        }
    }

    pub fn get(&self, t: &mut Thread, key: &Value) -> Result<Option<Value>> {
        let found = self.find(t, key)?;
        if found.is_some() && self.is_by_access() {
            self.touch(t, key)?;
        }
        Ok(found.map(|(_, val)| val))
    }

    /// Does it walk in the order of access?
    fn is_by_access(&self) -> bool {
        matches!(&*lock(&self.body), Body::Hash(table) if table.by_access)
    }

    fn touch(&self, t: &mut Thread, key: &Value) -> Result<()> {
        let hash = self.hash(t, key)?;
        let (found, seen) = self.locate(t, hash, key)?;
        let Some((slot, there)) = found else { return Ok(()) };
        if let Body::Hash(table) = &mut *lock(&self.body)
            && self.changes() == seen
            && table.get(slot).is_some_and(|e| e.key.identical(&there))
        {
            table.touch(slot);
            self.changed();
        }
        Ok(())
    }

    /// The key of the entry that was put (or, by access, used) before all others.
    pub fn eldest(&self) -> Option<(Value, Value)> {
        match &*lock(&self.body) {
            Body::Hash(table) => table.get(table.eldest()?).map(|e| (e.key.clone(), e.val.clone())),
            Body::Sorted(_) => None,
        }
    }

    pub fn contains(&self, t: &mut Thread, key: &Value) -> Result<bool> {
        Ok(self.find(t, key)?.is_some())
    }

    /// Sets the value of a key; gives the old one if the key was there. With `expected`, changes nothing unless the
    /// key has that very value (the inner `None`: unless it is absent).
    pub fn put_if(
        &self,
        t: &mut Thread,
        key: &Value,
        val: &Value,
        expected: Option<Option<&Value>>,
    ) -> Result<Option<Value>, PutError> {
        if let Some((source, owner, shows)) = self.behind() {
            if !matches!(shows, Shows::Part(_)) {
                return Err(unsupported().into());
            }
            if self.through(t, key)?.is_none_or(|(_, key)| key.is_none()) {
                return Err(Error::illegal_argument("key out of range").into());
            }
            keep(owner, key);
            keep(owner, val);
            return source.put_if(t, key, val, expected);
        }
        self.check_key(key)?;
        if val.is_nil() && self.class == "java.util.concurrent.ConcurrentHashMap" {
            return Err(Error::null_pointer().into());
        }
        let fits = |old: Option<&Value>| match expected {
            None => true,
            Some(expected) => match (expected, old) {
                (Some(x), Some(y)) => x.identical(y),
                (None, None) => true,
                _ => false,
            },
        };
        loop {
            if let Some(map) = self.sorted() {
                let old = map.get(t, key)?.cloned();
                if !fits(old.as_ref()) {
                    return Err(PutError::Unexpected);
                }
                let before = map.to_value();
                let mut after = map;
                after.insert(t, key.clone(), val.clone())?;
                if let Body::Sorted(slot) = &mut *lock(&self.body)
                    && slot.identical(&before)
                {
                    *slot = after.into();
                    if old.is_none() {
                        self.changed();
                    }
                    return Ok(old);
                }
                continue;
            }
            let hash = self.hash(t, key)?;
            let (found, seen) = self.locate(t, hash, key)?;
            let mut body = lock(&self.body);
            let Body::Hash(table) = &mut *body else { continue };
            match found {
                Some((slot, there)) => {
                    let Some(entry) = table.get_mut(slot).filter(|e| e.key.identical(&there)) else { continue };
                    if !fits(Some(&entry.val)) {
                        return Err(PutError::Unexpected);
                    }
                    let old = std::mem::replace(&mut entry.val, val.clone());
                    if table.by_access {
                        table.touch(slot);
                        self.changed();
                    }
                    return Ok(Some(old));
                }
                None if self.changes() != seen => continue,
                None => {
                    if !fits(None) {
                        return Err(PutError::Unexpected);
                    }
                    // An entry, its place in a bucket, and the bucket.
                    const EACH: usize = 96;
                    let bytes = (table.len() + 1) * EACH;
                    table.insert(hash, key.clone(), val.clone());
                    self.changed();
                    drop(body);
                    self.memory.reach(t, bytes)?;
                    return Ok(None);
                }
            }
        }
    }

    pub fn put(&self, t: &mut Thread, key: &Value, val: &Value) -> Result<Option<Value>> {
        t.tick()?;
        match self.put_if(t, key, val, None) {
            Ok(old) => Ok(old),
            Err(PutError::Failed(e)) => Err(e),
            Err(PutError::Unexpected) => Ok(None),
        }
    }

    /// Removes a key and gives it and its value.
    pub fn remove(&self, t: &mut Thread, key: &Value) -> Result<Option<(Value, Value)>> {
        if let Some((source, key)) = self.through(t, key)? {
            return key.map_or(Ok(None), |key| source.remove(t, &key));
        }
        loop {
            if let Some(map) = self.sorted() {
                let Some(found) = map.get_entry(t, key)?.map(|(k, v)| (k.clone(), v.clone())) else { return Ok(None) };
                let before = map.to_value();
                let after = map.dissoc(t, key)?;
                if let Body::Sorted(slot) = &mut *lock(&self.body)
                    && slot.identical(&before)
                {
                    *slot = after.into();
                    self.changed();
                    return Ok(Some(found));
                }
                continue;
            }
            let hash = self.hash(t, key)?;
            let Some((slot, there)) = self.locate(t, hash, key)?.0 else { return Ok(None) };
            let mut body = lock(&self.body);
            let Body::Hash(table) = &mut *body else { continue };
            if table.get(slot).is_none_or(|e| !e.key.identical(&there)) {
                continue;
            }
            let removed = table.remove(slot);
            self.changed();
            return Ok(removed.map(|e| (e.key, e.val)));
        }
    }

    pub fn clear(&self, t: &mut Thread) -> Result<()> {
        match self.behind() {
            Some((source, _, Shows::Part(_))) => {
                for key in self.keys(t)? {
                    source.remove(t, &key)?;
                }
                return Ok(());
            }
            Some((source, ..)) => return source.clear(t),
            None => {}
        }
        let emptied = match &mut *lock(&self.body) {
            Body::Hash(table) => Some(table.clear()),
            Body::Sorted(map) => {
                let empty = map.as_ref::<SortedMap>().map(|m| m.emptied());
                *map = empty.map_or_else(|| sorted_map::empty().into(), Value::from);
                None
            }
        };
        self.changed();
        drop(emptied);
        Ok(())
    }

    /// Adds entries of a map, or elements to a set.
    pub fn add_all(&self, t: &mut Thread, items: Vec<Value>) -> Result<bool> {
        let before = self.len(t)?;
        if let Body::Hash(table) = &mut *lock(&self.body) {
            table.expect(items.len());
        }
        for item in &items {
            if self.set {
                self.put(t, item, &Value::TRUE)?;
            } else {
                let (key, val) = (ops::key(t, item)?, ops::val(t, item)?);
                self.put(t, &key, &val)?;
            }
        }
        Ok(self.len(t)? != before)
    }
}

/// Why a conditional put did nothing.
pub enum PutError {
    Unexpected,
    Failed(Error),
}

impl From<Error> for PutError {
    fn from(e: Error) -> PutError {
        PutError::Failed(e)
    }
}

/// A collection of elements as a set or entries as a map of this kind.
pub fn filled(t: &mut Thread, kind: Kind, items: Vec<Value>) -> Result<Value> {
    let map = JavaMap::empty(kind, items.len());
    map.add_all(t, items)?;
    Ok(map.into_value())
}

/// A constructor: empty, with a capacity (and load factor), or with what another collection holds.
fn new(kind: Kind, t: &mut Thread, a: &[Value]) -> Result<Value> {
    let Some(first) = a.first() else { return Ok(JavaMap::empty(kind, 0).into_value()) };
    if first.is_nil() {
        return Err(Error::null_pointer());
    }
    if first.as_long().is_some() {
        let capacity = int_arg(first)?;
        if capacity < 0 {
            return Err(Error::illegal_argument(format!("Illegal initial capacity: {capacity}")));
        }
        let mut table = Table::with_buckets(capacity as usize, kind.linked);
        table.by_access = kind.linked && a.get(2).is_some_and(Value::is_truthy);
        return Ok(JavaMap::make(kind, Body::Hash(table)).into_value());
    }
    let wanted = if kind.set { "java.util.Collection" } else { "java.util.Map" };
    let items = match elements(t, first) {
        Some(items) if is_a(t, first, wanted) => items?,
        _ => return Err(no_constructor(kind.class)),
    };
    // A set makes room for at least the default number.
    let expected = if kind.set { items.len().max(12) } else { items.len() };
    let map = JavaMap::empty(kind, expected);
    map.add_all(t, items)?;
    Ok(map.into_value())
}

/// The constructors of sorted maps and sets: also of a comparator.
fn new_sorted(kind: Kind, t: &mut Thread, a: &[Value]) -> Result<Value> {
    let Some(first) = a.first() else { return Ok(JavaMap::empty(kind, 0).into_value()) };
    let wanted = if kind.set { "java.util.Collection" } else { "java.util.Map" };
    if first.is_nil() || !is_a(t, first, wanted) {
        return Ok(JavaMap::sorted_by(kind, first)?.into_value());
    }
    let items = seq::to_vec(t, first)?;
    filled(t, kind, items)
}

/// `(SimpleEntry. key val)` and `(SimpleEntry. entry)`: an entry.
fn new_entry(t: &mut Thread, a: &mut [Value]) -> Result<Value> {
    match a {
        [key, val] => Ok(entry(key.take(), val.take())),
        [one] => Ok(entry(ops::key(t, one)?, ops::val(t, one)?)),
        _ => Err(Error::bare(ExceptionKind::IllegalArgumentException)),
    }
}

macro_rules! map_class {
    ($kind:expr) => {
        ClassDef { constructors: &[ctor(0, 3, |t, a| new($kind, t, a))], ..class($kind.class) }
    };
}

macro_rules! sorted_class {
    ($kind:expr) => {
        ClassDef { constructors: &[ctor(0, 1, |t, a| new_sorted($kind, t, a))], ..class($kind.class) }
    };
}

const CONCURRENT: Kind = kind("java.util.concurrent.ConcurrentHashMap");
const HASHTABLE: Kind = kind("java.util.Hashtable");
const WEAK: Kind = kind("java.util.WeakHashMap");
const IDENTITY: Kind = kind("java.util.IdentityHashMap");
const SKIP_MAP: Kind = Kind { sorted: true, ..kind("java.util.concurrent.ConcurrentSkipListMap") };
const SKIP_SET: Kind = Kind { sorted: true, set: true, ..kind("java.util.concurrent.ConcurrentSkipListSet") };
const COPYING_SET: Kind = Kind { set: true, linked: true, ..kind("java.util.concurrent.CopyOnWriteArraySet") };

pub static CLASSES: &[ClassDef] = &[
    map_class!(HASH_MAP),
    map_class!(LINKED_MAP),
    map_class!(HASH_SET),
    map_class!(LINKED_SET),
    ClassDef { methods: bulk::OLD, ..map_class!(HASHTABLE) },
    map_class!(WEAK),
    map_class!(IDENTITY),
    map_class!(COPYING_SET),
    sorted_class!(TREE_MAP),
    sorted_class!(TREE_SET),
    sorted_class!(SKIP_MAP),
    sorted_class!(SKIP_SET),
    ClassDef {
        methods: &bulk::METHODS,
        statics: &[g("newKeySet", 0, 1, |_, _| Ok(JavaMap::empty(HASH_SET, 0).into_value()))],
        ..map_class!(CONCURRENT)
    },
    ClassDef { constructors: &[ctor(1, 2, new_entry)], ..class("java.util.AbstractMap$SimpleEntry") },
    ClassDef { constructors: &[ctor(1, 2, new_entry)], ..class("java.util.AbstractMap$SimpleImmutableEntry") },
];
