//! [`Runtime`]: what the threads of one Clojure program share. Nothing of it is static, so a process
//! may hold any number of runtimes that know nothing of each other.

use crate::class::Classes;
use crate::epoch::{Epochs, Garbage};
use crate::error::{Error, Result};
use crate::fast_hash::FastMap;
use crate::function::Native;
use crate::heap::Heap;
use crate::keyword::{Interner, Keyword};
use crate::limits::Meter;
use crate::namespace::Namespaces;
use crate::object::{Ref, Shared};
use crate::reference::wait::{self, Waitable};
use crate::stm::Stm;
use crate::sync::{Arc, AtomicBool, AtomicI64, Mutex, OnceLock, Ordering, RwLock, lock};
use crate::thread::Thread;
use crate::value::Value;
use std::any::{Any, TypeId};

/// Functions that crates above this one install before the first thread is made.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Calls a callable value.
    pub invoke: fn(&mut Thread, &Value, &mut [Value]) -> Result<Value>,
    /// Makes the VM's part of a thread.
    pub new_machine: fn() -> Box<dyn Any>,
    /// The clock: nanoseconds from an arbitrary start, never backwards.
    pub now: fn(&Runtime) -> i64,
    /// Blocks the thread until it is unparked, true, or until the time of the clock, false; see `reference::wait`.
    /// Its only error is that of a thread that leaves in order to be resumed.
    pub block: fn(&mut Thread, Option<i64>) -> Result<bool>,
    /// A thread that carries a virtual one is about to block its OS thread (true), or has done so (false).
    pub carrier_blocks: fn(&Runtime, bool),
}

/// Without a VM only natives can be called, and the clock stands still.
const DEFAULT_HOOKS: Hooks = Hooks {
    invoke: invoke_native,
    new_machine: || Box::new(()),
    now: |_| 0,
    block: wait::block_platform_thread,
    carrier_blocks: |_, _| {},
};

fn invoke_native(t: &mut Thread, f: &Value, args: &mut [Value]) -> Result<Value> {
    match f.get::<Native>() {
        Some(native) => (native.def.call)(t, args),
        None => Err(Error::cannot_cast(f, "clojure.lang.IFn")),
    }
}

/// Parts of the places where threads wait for lazy seqs.
const LAZY_WAITS: usize = 16;

/// One isolated Clojure world.
pub struct Runtime {
    pub epochs: Epochs,
    pub keywords: Interner,
    pub classes: Classes,
    pub namespaces: Namespaces,
    pub stm: Stm,
    hooks: OnceLock<Hooks>,
    chance: OnceLock<fn(&Runtime) -> bool>,
    next_id: AtomicI64,
    extensions: RwLock<FastMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    /// Those who wait for other threads to realise lazy seqs, by the address of the seq.
    lazy_waits: [Waitable<()>; LAZY_WAITS],
    /// Garbage of threads that have ended.
    orphans: Mutex<Garbage<Shared>>,
    closing: AtomicBool,
    meter: OnceLock<Arc<Meter>>,
    /// Finds the limit of the heap, once that matters.
    find_heap_limit: OnceLock<fn() -> u64>,
    found_heap_limit: OnceLock<u64>,
    /// Bytes that objects own outside of the heap, as far as they are counted.
    pub(crate) external: Arc<AtomicI64>,
    /// Where the objects of its threads lie; the last to go.
    pub heap: Heap,
}

impl Default for Runtime {
    fn default() -> Runtime {
        Runtime {
            epochs: Epochs::default(),
            keywords: Interner::default(),
            classes: Classes::default(),
            namespaces: Namespaces::default(),
            stm: Stm::default(),
            hooks: OnceLock::new(),
            chance: OnceLock::new(),
            lazy_waits: Default::default(),
            next_id: AtomicI64::new(1),
            extensions: RwLock::default(),
            orphans: Mutex::default(),
            closing: AtomicBool::new(false),
            meter: OnceLock::new(),
            find_heap_limit: OnceLock::new(),
            found_heap_limit: OnceLock::new(),
            external: Arc::default(),
            heap: Heap::new(),
        }
    }
}

impl Runtime {
    /// A runtime in which `hooks` call functions.
    pub fn with_hooks(hooks: Hooks) -> Arc<Runtime> {
        let runtime = Runtime::default();
        let _ = runtime.hooks.set(hooks);
        Arc::new(runtime)
    }

    pub fn hooks(&self) -> &Hooks {
        self.hooks.get().unwrap_or(&DEFAULT_HOOKS)
    }

    /// The keyword written `:text`.
    pub fn keyword(&self, text: &str) -> Ref<Keyword> {
        self.keywords.intern_str(text)
    }

    /// Makes things that may fail without a reason fail when the function says so.
    pub fn set_chance(&self, chance: fn(&Runtime) -> bool) {
        let _ = self.chance.set(chance);
    }

    /// Is what may fail for no reason, a compare-and-swap that will be tried again or a transaction, to fail now? Never, unless the
    /// run is deterministic.
    #[inline]
    pub fn strikes(&self) -> bool {
        self.chance.get().is_some_and(|chance| chance(self))
    }

    /// Where those wait who need the lazy seq at this address.
    pub(crate) fn lazy_waits(&self, address: usize) -> &Waitable<()> {
        // Addresses differ from run to run, and so must not decide who is woken in vain.
        let part = if self.chance.get().is_some() { 0 } else { (address >> 4) % LAZY_WAITS };
        &self.lazy_waits[part]
    }

    /// A number that was not given before: for `gensym` and names of compiled functions.
    pub fn next_id(&self) -> i64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// Begins to close: from now on every safepoint and every wait stops its thread, and no thread can be started.
    /// Threads that block have to be woken in addition.
    pub fn begin_close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    #[inline]
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Sets what counts for the whole runtime, once.
    pub fn set_meter(&self, meter: Arc<Meter>) {
        let _ = self.meter.set(meter);
    }

    /// What counts for the whole runtime, if it is limited.
    pub fn meter(&self) -> Option<Arc<Meter>> {
        self.meter.get().cloned()
    }

    /// How much memory the heap has, and large objects have outside of it.
    pub fn heap_bytes(&self) -> u64 {
        self.heap.bytes() as u64 + self.external.load(Ordering::Relaxed).max(0) as u64
    }

    /// Sets how much memory its objects may take before the program gets an `OutOfMemoryError`.
    pub fn limit_heap(&self, bytes: u64) {
        self.heap.set_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
    }

    /// The same, for a limit that takes time to find: it is asked for only when the heap has become large.
    pub fn limit_heap_by(&self, find: fn() -> u64) {
        /// No limit is found below this.
        const SMALL: u64 = 256 << 20;
        if self.find_heap_limit.set(find).is_ok() {
            self.limit_heap(SMALL);
        }
    }

    /// How much memory its objects may take.
    pub fn heap_limit(&self) -> u64 {
        if let Some(find) = self.find_heap_limit.get() {
            self.limit_heap(*self.found_heap_limit.get_or_init(find));
        }
        self.heap.limit() as u64
    }

    /// The state that crates above keep, which the runtime has no longer.
    pub(crate) fn take_extensions(&self) -> FastMap<TypeId, Arc<dyn Any + Send + Sync>> {
        std::mem::take(&mut *self.extensions.write().unwrap_or_else(|e| e.into_inner()))
    }

    /// State that a crate above keeps for the runtime, made on first use.
    pub fn extension<T: Any + Send + Sync + Default>(&self) -> Arc<T> {
        if let Some(found) = self.try_extension::<T>() {
            return found;
        }
        let mut map = self.extensions.write().unwrap_or_else(|e| e.into_inner());
        let entry = map.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        entry.clone().downcast().unwrap_or_default()
    }

    /// State that was put there by [`Runtime::set_extension`] or made by [`Runtime::extension`].
    pub fn try_extension<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let map = self.extensions.read().unwrap_or_else(|e| e.into_inner());
        map.get(&TypeId::of::<T>()).and_then(|any| any.clone().downcast().ok())
    }

    /// Installs state unless there is some of its type, and gives what is there then.
    pub fn put_extension<T: Any + Send + Sync>(&self, state: Arc<T>) -> Arc<T> {
        let mut map = self.extensions.write().unwrap_or_else(|e| e.into_inner());
        let entry = map.entry(TypeId::of::<T>()).or_insert_with(|| state.clone());
        entry.clone().downcast().unwrap_or(state)
    }

    /// Installs state; the former one of this type, if any, is replaced.
    pub fn set_extension<T: Any + Send + Sync>(&self, state: Arc<T>) {
        self.extensions.write().unwrap_or_else(|e| e.into_inner()).insert(TypeId::of::<T>(), state);
    }

    pub(crate) fn adopt_garbage(&self, garbage: &mut Garbage<Shared>) {
        let mut free = Vec::new();
        let mut orphans = lock(&self.orphans);
        garbage.hand_over(&mut orphans, &self.epochs);
        orphans.collect(&self.epochs, |v| free.push(v));
        drop(orphans);
    }
}
