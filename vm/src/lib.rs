//! The register VM: runs `bytecode` units on language threads of a `runtime`.
//!
//! Calls of bytecode by bytecode stay in one native loop ([`mod@interp`]); frames and registers live in a
//! stack of the language thread ([`stack`]), so it can be deep, be walked for traces and be left and come
//! back to. Knows nothing of source text or the compiler, and does no input or output.
//!
//! No code outside [`stack`] does arithmetic on register pointers.
//!
//! Reading order: [`frame`], [`stack`], [`mod@interp`], [`ops`] (`load`, `jump`, `call`, `callable`), [`unwind`],
//! [`link`], [`loader`], [`constants`], [`definitions`], [`cache`], [`call`] (from natives into the VM), [`trace`],
//! [`safepoint`], [`scheduler`].

pub mod cache;
pub mod call;
pub mod constants;
pub mod definitions;
pub mod frame;
pub mod host;
pub mod interp;
pub mod link;
pub mod loader;
pub mod monitor;
pub mod natives;
mod nulls;
pub mod ops;
pub mod safepoint;
pub mod scheduler;
pub mod stack;
pub mod trace;
pub mod unwind;

pub use call::{Outcome, park, resume, start};
pub use link::LoadedUnit;
pub use natives::NativeTable;
pub use trace::current_trace;

use runtime::runtime::Hooks;
use runtime::sync::Arc;
use runtime::{Error, ExceptionKind, Result, Thread, Value};

/// What a runtime needs to know of the VM: give this to [`runtime::Runtime::with_hooks`].
pub fn hooks() -> Hooks {
    Hooks {
        invoke: call::invoke,
        new_machine: stack::new_machine,
        now: |runtime| host::host(runtime).nanos(),
        block: scheduler::block,
        carrier_blocks: scheduler::carrier_blocks,
    }
}

/// Takes a unit into the runtime of a thread. `embedded` are the objects that its `Embedded` constants name; a
/// permanent unit lives as long as its runtime. The unit must be verified, or fresh from the emitter.
pub fn load_unit(
    _t: &mut Thread,
    unit: Arc<bytecode::Unit>,
    embedded: Vec<Value>,
    permanent: bool,
) -> Result<LoadedUnit> {
    Ok(LoadedUnit(Arc::new(link::LinkedUnit::new(link::Source::Whole(unit), embedded, permanent, None))))
}

/// The same for a unit of a loader, where its functions are known by their names.
pub fn load_unit_by(
    t: &mut Thread,
    unit: Arc<bytecode::Unit>,
    embedded: Vec<Value>,
    permanent: bool,
    by: &Value,
) -> Result<LoadedUnit> {
    Ok(LoadedUnit(loader::Units::of(&t.runtime).load(unit, embedded, permanent, by)))
}

/// Lets a thread forget the methods that it found, which may be of code that was replaced.
pub fn forget_lookups(t: &Thread) {
    stack::machine(t).cache().clear();
}

/// Takes a unit of the image into a runtime. It is permanent.
pub fn load_lazy_unit(unit: bytecode::lazy::LazyUnit) -> LoadedUnit {
    LoadedUnit(Arc::new(link::LinkedUnit::new(link::Source::lazy(unit), Vec::new(), true, None)))
}

/// The function of a top-level chunk of a unit, which takes no arguments.
pub fn chunk_function(unit: &LoadedUnit, index: usize) -> Result<Value> {
    let Some(&id) = unit.0.chunks().get(index) else {
        return Err(Error::new(ExceptionKind::LinkageError, "The unit has no such top-level form"));
    };
    Ok(link::function_of(&link::FunctionBody::new_code(&unit.0, id)?))
}

/// Runs a top-level chunk of a unit and gives its value.
pub fn run_chunk(t: &mut Thread, unit: &LoadedUnit, index: usize) -> Result<Value> {
    let chunk = chunk_function(unit, index)?;
    let result = t.invoke(&chunk, &mut []);
    if index + 1 == unit.0.chunks().len() {
        drop(chunk);
        unit.0.settle();
    }
    result
}

/// Runs all top-level chunks in order and gives the value of the last. In a unit that is decoded piece by piece, those that
/// only define a function are left to their vars.
pub fn run_unit(t: &mut Thread, unit: &LoadedUnit) -> Result<Value> {
    let mut definitions = definitions::Definitions::of(t, unit);
    let mut last = Value::NIL;
    for index in 0..unit.0.chunks().len() {
        // Not kept while the next chunk runs: the program may wait for its end.
        drop(last.take());
        if !definitions.as_mut().map_or(Ok(false), |d| d.define(t, index))? {
            last = run_chunk(t, unit, index)?;
        }
    }
    Ok(last)
}
