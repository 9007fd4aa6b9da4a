//! The libs that are loaded: `clojure.core/*loaded-libs*`, a ref of a sorted set of symbols that programs change too.

use runtime::coll::set;
use runtime::error::Result;
use runtime::object::{Ref, Shared};
use runtime::stm::{TRef, commit, transaction};
use runtime::symbol::Symbol;
use runtime::sync::Arc;
use runtime::{Error, Thread, Value};

struct LoadedLibs(Shared);

/// The ref itself.
pub fn reference(t: &mut Thread) -> Ref<TRef> {
    if let Some(known) = t.runtime.try_extension::<LoadedLibs>()
        && let Some(known) = known.0.get().as_ref::<TRef>()
    {
        return known.clone();
    }
    let made = TRef::new_ref(&t.runtime.stm, runtime::coll::sorted_set::empty().into());
    t.runtime.set_extension(Arc::new(LoadedLibs(Shared::new(made.to_value()))));
    made
}

/// Is the lib of this name loaded?
pub fn contains(t: &mut Thread, name: &str) -> Result<bool> {
    let libs = reference(t).deref(t)?;
    set::contains(t, &libs, &Symbol::parse(name).into())
}

/// Notes that the lib of this name is loaded.
pub fn insert(t: &mut Thread, name: &str) -> Result<()> {
    change(t, |t, libs| set::conj(t, libs, Symbol::parse(name).into()))
}

/// Forgets that the lib of this name is loaded.
pub fn remove(t: &mut Thread, name: &str) -> Result<()> {
    change(t, |t, libs| set::disj(t, libs, &Symbol::parse(name).into()))
}

/// Changes the set in the transaction that is running, or in one of its own.
pub fn change(t: &mut Thread, f: impl Fn(&mut Thread, Value) -> Result<Value>) -> Result<()> {
    let libs = reference(t);
    let apply = |t: &mut Thread| {
        let old = transaction::get(t, &libs)?;
        let new = f(t, old)?;
        transaction::set(t, &libs, new)
    };
    if t.transaction.is_some() {
        return apply(t);
    }
    loop {
        transaction::begin(t)?;
        let done: std::result::Result<_, Error> = apply(t).and_then(|()| commit::commit(t).map(drop));
        match done {
            Ok(()) => return Ok(()),
            Err(error) => transaction::failed(t, error)?,
        }
    }
}
