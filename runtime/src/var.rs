//! Vars: a root that all threads see, flags, metadata, watches and a validator. `clojure.lang.Var`.
//!
//! Thread bindings live in the thread, see `crate::bindings`; a var that no thread ever bound costs a
//! plain read of its root.

use crate::cell::RootCell;
use crate::namespace::Namespace;
use crate::object::{Ref, Shared};
use crate::symbol::Symbol;
use crate::sync::{Arc, AtomicU8, Mutex, OnceLock, Ordering, lock, own};
use crate::thread::Thread;
use crate::value::Value;

/// A var.
pub struct Var {
    /// Nil for vars without a namespace (`with-local-vars`).
    pub ns: Option<Ref<Namespace>>,
    pub name: Ref<Symbol>,
    pub root: RootCell,
    flags: AtomicU8,
    meta: SharedSlot,
    /// Watches (a map) and validator, nil until used; kept together because both are rare.
    pub watches: SharedSlot,
    pub validator: SharedSlot,
    /// What makes root and metadata when they are first asked for.
    pending: OnceLock<Pending>,
}

/// Makes the roots and metadata of vars that wait for their first use.
pub trait Provider: Send + Sync {
    /// The root of the definition of this number, unless making it has set the var's root already.
    fn root(&self, t: &mut Thread, number: u32) -> Option<Shared>;
    /// Its metadata.
    fn meta(&self, t: &mut Thread, number: u32) -> Option<Value>;
}

/// A definition that waits: root and metadata are taken from it as long as the var has none.
pub struct Pending {
    pub provider: Arc<dyn Provider>,
    pub number: u32,
}

crate::heap!(Var: Var { ns, name, root, meta, watches, validator });

/// A rarely changed value under a lock.
#[derive(Default)]
pub struct SharedSlot(Mutex<Option<Shared>>);

impl SharedSlot {
    pub fn get(&self) -> Value {
        lock(&self.0).as_ref().map_or(Value::NIL, |s| s.get().clone())
    }

    /// The same, but for `None` if nothing was ever set.
    fn try_get(&self) -> Option<Value> {
        lock(&self.0).as_ref().map(|s| s.get().clone())
    }

    pub fn set(&self, value: Value) {
        // Published before the lock is taken: what is published may hold this slot.
        let value = Shared::new(value);
        let old = lock(&self.0).replace(value);
        drop(old);
    }
}

impl SharedSlot {
    /// Sets what was never set, and gives what is set now.
    fn set_if_new(&self, value: Value) -> Value {
        let value = Shared::new(value);
        lock(&self.0).get_or_insert(value).get().clone()
    }
}

impl crate::object::Traced for SharedSlot {
    fn visit(&self, visitor: &mut impl crate::object::Visitor) {
        if let Some(s) = &*lock(&self.0) {
            visitor.value(s.get());
        }
    }
    fn visit_mut(&mut self, visitor: &mut impl crate::object::VisitorMut) {
        if let Some(s) = own(&mut self.0).take() {
            visitor.value(s.into_value());
        }
    }
}

const DYNAMIC: u8 = 1;
const THREAD_BOUND: u8 = 2;
const MACRO: u8 = 4;
const PRIVATE: u8 = 8;
const WHOLE_META: u8 = 16;

impl Var {
    pub fn new_object(ns: Option<Ref<Namespace>>, name: Ref<Symbol>) -> Ref<Var> {
        Ref::new(Var {
            ns,
            name,
            root: RootCell::empty(),
            flags: AtomicU8::new(0),
            meta: SharedSlot::default(),
            watches: SharedSlot::default(),
            validator: SharedSlot::default(),
            pending: OnceLock::new(),
        })
    }

    #[inline(always)]
    fn flag(&self, bit: u8) -> bool {
        self.flags.load(Ordering::Relaxed) & bit != 0
    }

    fn set_flag(&self, bit: u8, on: bool) {
        if on {
            self.flags.fetch_or(bit, Ordering::Relaxed);
        } else {
            self.flags.fetch_and(!bit, Ordering::Relaxed);
        }
    }

    /// Declared with `^:dynamic`.
    pub fn is_dynamic(&self) -> bool {
        self.flag(DYNAMIC)
    }

    pub fn set_dynamic(&self, on: bool) {
        self.set_flag(DYNAMIC, on);
    }

    /// True once any thread has bound the var; never cleared.
    #[inline(always)]
    pub fn is_thread_bound(&self) -> bool {
        self.flag(THREAD_BOUND)
    }

    pub fn set_thread_bound(&self) {
        self.set_flag(THREAD_BOUND, true);
    }

    pub fn is_macro(&self) -> bool {
        self.flag(MACRO)
    }

    pub fn set_macro(&self, on: bool) {
        self.set_flag(MACRO, on);
    }

    pub fn is_private(&self) -> bool {
        self.flag(PRIVATE)
    }

    pub fn set_private(&self, on: bool) {
        self.set_flag(PRIVATE, on);
    }

    /// The metadata map as given, without `:ns` and `:name`, which `meta` adds; or nil.
    pub fn raw_meta(&self, t: &mut Thread) -> Value {
        if let Some(meta) = self.meta.try_get() {
            return meta;
        }
        let Some(pending) = self.pending.get() else { return Value::NIL };
        let meta = pending.provider.meta(t, pending.number).unwrap_or_default();
        self.meta.set_if_new(meta)
    }

    /// Leaves root and metadata to a provider, as far as nobody sets them before.
    pub fn leave_to(&self, pending: Pending) {
        let _ = self.pending.set(pending);
    }

    /// The metadata map, if it was set or made.
    pub fn made_meta(&self) -> Option<Value> {
        self.meta.try_get()
    }

    /// Leaves root and metadata to a provider; false if the var has either already.
    pub fn set_pending(&self, pending: Pending) -> bool {
        self.root.is_empty() && self.meta.try_get().is_none() && self.pending.set(pending).is_ok()
    }

    pub fn set_raw_meta(&self, meta: Value) {
        self.set_flag(WHOLE_META, false);
        self.meta.set(meta);
    }

    /// Sets the metadata to exactly this map (`reset-meta!`): `meta` adds nothing to it.
    pub fn set_whole_meta(&self, meta: Value) {
        self.meta.set(meta);
        self.set_flag(WHOLE_META, true);
    }

    pub fn has_whole_meta(&self) -> bool {
        self.flag(WHOLE_META)
    }

    /// The root, if bound. Made now if it was left for later.
    #[inline]
    pub fn root(&self, t: &mut Thread) -> Option<Value> {
        match self.root.load() {
            Some(root) => Some(root),
            None => self.pending_root(t),
        }
    }

    /// The root, if bound and made.
    #[inline]
    pub fn made_root(&self) -> Option<Value> {
        self.root.load()
    }

    #[cold]
    fn pending_root(&self, t: &mut Thread) -> Option<Value> {
        let pending = self.pending.get()?;
        if let Some(root) = pending.provider.root(t, pending.number) {
            self.root.fill(root);
        }
        self.root.load()
    }

    /// Changes the root without validation or watches (`def`'s first step).
    pub fn set_root(&self, t: &mut Thread, value: Value) {
        self.root.store(t, Some(value));
    }
}

impl Ref<Var> {
    /// `ns/name`, or the name alone.
    pub fn full_name(&self) -> String {
        match &self.ns {
            Some(ns) => format!("{}/{}", ns.name.full_name(), self.name.full_name()),
            None => self.name.full_name(),
        }
    }
}

/// For Rust tests and debugging.
impl std::fmt::Debug for Var {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.ns {
            Some(ns) => write!(f, "#'{}/{}", ns.name.full_name(), self.name.full_name()),
            None => write!(f, "#'{}", self.name.full_name()),
        }
    }
}
